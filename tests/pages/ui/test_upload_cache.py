"""Waiting files count by what they hold, and go with their session."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import polars as pl
import pytest

from pages.ui import upload_cache


@dataclass
class Read:
    """As what intake gives back: a few tables, some of them twice."""

    rows: pl.DataFrame
    sheets: dict[str, pl.DataFrame] = field(default_factory=dict)


@pytest.fixture(autouse=True)
def nothing_held(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_cache, "_files", OrderedDict())
    monkeypatch.setattr(upload_cache, "GRACE", 0.01)


def table(cells: int) -> pl.DataFrame:
    return pl.DataFrame({"cell": pl.Series([0] * cells, dtype=pl.Int64)})


def held(name: str, content: bytes = b"12345", session: str = "") -> upload_cache.Pending:
    token = upload_cache.hold(name, content)
    found = upload_cache.find(token)
    assert found is not None
    found.session = session
    return found


def test_a_file_weighs_what_was_worked_out_about_it_too():
    one, rows = held("a.csv"), table(1000)
    assert one.weight == 5
    one.once("first", lambda: Read(rows, {"s": rows}))  # the same table is held once
    assert 8_000 <= one.weight < 9_000
    one.offer(Read(table(500)), lambda before, shown: False)
    assert 12_000 <= one.weight < 13_000


def test_what_can_be_worked_out_again_goes_before_a_file_does(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_cache, "MOST_BYTES", 10_000)
    first, second = held("a.csv", session="A"), held("b.csv", session="B")
    first.once("read", lambda: Read(table(1000)))
    second.once("read", lambda: Read(table(1000)))
    assert upload_cache.find(first.token) is first
    assert not first.worked_out
    assert second.worked_out
    third = held("c.csv", b"1" * 9_999, session="C")
    assert [upload_cache.find(one.token) for one in (first, second, third)] == [None, None, third]


def test_a_session_has_a_share_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_cache, "MOST_BYTES_OF_A_SESSION", 17_000)
    other, mine = held("a.csv", session="A"), held("b.csv", session="B")
    other.once("read", lambda: Read(table(1000)))
    for number in range(3):
        mine.once(number, lambda: Read(table(1000)))
    assert list(mine.worked_out) == [1, 2]
    assert other.worked_out, "what others hold is not touched for it"


def test_the_file_that_someone_has_before_them_is_kept_however_large(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_cache, "MOST_BYTES_OF_A_SESSION", 100)
    one = held("a.csv", b"1" * 1_000)
    one.once("read", lambda: Read(table(1000)))
    assert upload_cache.find(one.token) is one
    assert one.worked_out


def test_what_a_session_holds_goes_with_it():
    mine, others = held("a.csv", session="A"), held("b.csv", session="B")
    upload_cache._left("A")
    if timer := upload_cache._leaving.get("A"):  # without grace it may have gone already
        timer.join(5)
    assert upload_cache.find(mine.token) is None
    assert upload_cache.find(others.token) is others
    assert not upload_cache._leaving


def test_a_session_that_is_back_in_time_keeps_its_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(upload_cache, "GRACE", 60)
    monkeypatch.setattr(upload_cache, "_mark", lambda session: session)
    monkeypatch.setattr(upload_cache, "get_script_run_ctx", lambda: type("Context", (), {"session_id": "A"}))
    mine = held("a.csv", session="A")
    upload_cache._left("A")
    timer = upload_cache._leaving["A"]
    assert upload_cache.here() == "A"
    timer.join(5)
    assert timer.finished.is_set()
    assert upload_cache.find(mine.token) is mine
