"""A file that nobody looked at first is taken in while its last checks are made: what comes of it is as if they had been made
before, and nothing is there of one that they refuse."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import ledger, uploads
from data.datasets import DATASETS
from data.intake import checks
from data.ledger import publishing
from data.ledger import writer as ledger_writer
from data.problems import UserError
from tests.deep import examples

DAYS = [date(2013, month, 28) for month in (1, 2, 3, 4)]
WAVES = DATASETS["waves"]
COLUMNS = ("wave_id", "name", "sequence", "departments", "baseline_start", "baseline_finish", "forecast_finish")
GOOD = ("W1", "One", "1", "Housing", "2013-03-01", "2013-05-01", "")

# 0 is refused when the checks find it; ‘soon’ when the column is read.
row = st.tuples(
    st.sampled_from(["W1", "W2", "W3", "W4"]), st.sampled_from(["One", "Two", "one", ""]),
    st.sampled_from(["1", "2", "2", "0"]), st.just("Housing"), st.just("2013-03-01"),
    st.sampled_from(["2013-05-01", "2013-06-01", "2013-02-01"]), st.sampled_from(["", "", "2013-07-01", "soon"]),
)  # fmt: skip
clean = st.tuples(
    st.just(""), st.sampled_from(["One", "Two"]), st.sampled_from(["1", "2"]), st.just("Housing"), st.just("2013-03-01"),
    st.sampled_from(["2013-05-01", "2013-06-01"]), st.sampled_from(["", "2013-07-01"]),
)  # fmt: skip
listed = st.dictionaries(st.sampled_from(["W1", "W2", "W3", "W4"]), clean, min_size=1).map(
    lambda rows: [(key, *cells[1:]) for key, cells in rows.items()]
)
file = st.tuples(
    st.one_of(listed, listed, listed, st.lists(row, min_size=1, max_size=4)), st.sampled_from(["full", "full", "update"]),
    st.sampled_from(DAYS), st.sampled_from([COLUMNS, COLUMNS, COLUMNS[:-1]]),
)  # fmt: skip


def request(rows, mode="full", day=DAYS[0], columns=COLUMNS) -> uploads.Request:
    lines = [",".join(columns), *(",".join(cells[: len(columns)]) for cells in rows)]
    return uploads.Request(WAVES, "\n".join(lines).encode(), "waves.csv", day, mode, by="Ann")


def became(request: uploads.Request, *, at_once: bool) -> tuple[object, ...]:
    """What became of a file, as far as it doesn't say when."""
    try:
        entered = uploads.commit(request, None if at_once else uploads.first_look((request,))[0])
    except UserError as problem:
        return type(problem), str(problem)
    effect = entered.effect
    frames = [effect.added, effect.changed_before, effect.changed_after, effect.removed]
    return entered.number, entered.ledger_version, effect.unchanged, [frame.rows() for frame in frames]


def held() -> object:
    with ledger.reading() as cursor:
        return cursor.execute("SELECT * FROM waves_intervals ORDER BY ALL").fetchall()


@contextmanager
def two_stores() -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_writer, "LISTED_FROM", 0)
        patch.setattr(uploads, "MANY_ROWS", 3)
        yield Path(folder, "one.duckdb"), Path(folder, "other.duckdb")


@settings(max_examples=examples(8, 300), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(file, min_size=2, max_size=5))
def test_what_becomes_of_files_is_what_becomes_of_them_when_they_are_looked_at_first(files):
    with two_stores() as (one, other):
        for each in [
            ([GOOD], "full", DAYS[0], COLUMNS),
            *files,
        ]:
            found = []
            for store in (one, other):
                with pytest.MonkeyPatch.context() as patch:
                    patch.setenv("PROGRAMME_STORE", str(store))
                    before = publishing.pointed_at()
                    found.append((became(request(*each), at_once=store is one), held()))
                    shown = publishing.pointed_at()
                    assert shown is not None
                    assert shown.path is not None
                    assert shown.path.samefile(store), "readers see the work file, and the disk holds it once"
                    is_entered = isinstance(found[-1][0][0], int)
                    assert is_entered or shown == before, "what is taken back leaves the file as it was"
            assert found[0] == found[1]


def test_what_is_wrong_with_a_file_is_said_at_once_while_somebody_else_writes():
    uploads.commit(request([GOOD]))
    is_writing, may_end = threading.Event(), threading.Event()

    def write() -> None:
        with ledger.writing():
            is_writing.set()
            may_end.wait(60)

    other = threading.Thread(target=write)
    other.start()
    try:
        assert is_writing.wait(60)
        with pytest.raises(uploads.Rejected, match="W1"):
            uploads.commit(request([GOOD, GOOD], day=DAYS[1]))
        threading.Timer(0.2, may_end.set).start()
        changed = ("W1", "Two", *GOOD[2:])
        assert uploads.commit(request([changed], day=DAYS[1])).number == 2
    finally:
        may_end.set()
        other.join()


def test_a_failure_of_ours_while_a_file_is_checked_leaves_the_store_as_it_was(monkeypatch):
    uploads.commit(request([GOOD]))
    before, entered = publishing.pointed_at(), threading.Event()
    enter, check = ledger_writer.Writer.enter, checks.check

    def entering(*given):
        try:
            return enter(*given)
        finally:
            entered.set()

    def fails(*given):
        assert entered.wait(60)
        raise ZeroDivisionError

    monkeypatch.setattr(ledger_writer.Writer, "enter", entering)
    monkeypatch.setattr(checks, "check", fails)
    changed = request([("W1", "Two", *GOOD[2:])], day=DAYS[1])
    with pytest.raises(ZeroDivisionError):
        uploads.commit(changed)
    monkeypatch.setattr(checks, "check", check)
    assert publishing.pointed_at() == before
    assert uploads.commit(changed).number == 2
