"""A screen, a pack and a file are of one ledger version, whatever is committed or restored while they are made."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]
from streamlit.testing.v1 import AppTest

import queries
from data import ledger, uploads
from data.datasets import DATASETS
from data.ledger import backups
from pages import pack
from tests.deep import DEEP, whose_turn
from tests.e2e.screens import screens
from tests.pages.opening import at_address
from tests.source import calls, files, python_of

LATER = (
    b"gateway_id,name,kind,baseline_date,forecast_date,declared_rating\n"
    b"GX,Inserted meanwhile,gateway,2013-10-01,2014-12-01,red\n"
)


NAMES = ("id", "url", "deferredFileId", "pageScriptHash", "setValue", "rawValue", "value", "default")
"""Of an element, what names it for the browser, and what its widget holds."""


def commit() -> None:
    """What changes a figure on every screen, and comes from a colleague: a gateway more."""
    request = uploads.Request(
        DATASETS["gateways"], LATER, "meanwhile.csv", date(2013, 9, 30), "update", by="A colleague"
    )
    assert uploads.commit(request).number


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, Callable[[], None]], list[object]]]:
    """Let something happen right after the n-th question; gives the versions that were asked for."""

    def arm(after: int, happens: Callable[[], None]) -> list[object]:
        asked: list[object] = []
        plain_ask = queries.ask

        def ask(name: str, as_at: Any = None, ledger_version: Any = None, **parameters: Any) -> Any:
            answer = plain_ask(name, as_at, ledger_version, **parameters)
            asked.append(ledger_version)
            if len(asked) == after:
                happens()
            return answer

        monkeypatch.setattr(queries, "ask", ask)
        return asked

    yield arm
    queries._answer.cache_clear()  # the stores of two tests share a generation, and not what was committed since


def shown(app: AppTest) -> list[dict[str, Any]]:
    """All that the screen says, element by element, without the names of widgets and of media files."""
    assert not app.exception

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in NAMES}
        return [strip(each) for each in value] if isinstance(value, list) else value

    return [strip(MessageToDict(node.proto)) for node in app.main if getattr(node, "proto", None) is not None]


EVERY = sorted(screens().keys() - {"trail"})  # which is no answer, but what was done by now
IN_TURN = sorted({"overview", "briefing", *whose_turn(EVERY, 4)})
"""Every fourth screen, the next ones a day later: that each question is put with a version is held of all of them, below."""


@pytest.mark.parametrize("name", IN_TURN)
def test_a_commit_in_the_middle_of_a_run_shows_in_the_next_one(sample_store: Path, meanwhile, name: str):
    app = at_address(name)
    before = shown(app.run())
    version = ledger.ledger_version()
    asked = meanwhile(1, commit)
    assert shown(app.run()) == before
    assert ledger.ledger_version() == version + 1, "nothing was committed"
    assert set(asked) == {version}
    if name in ("overview", "briefing") or DEEP:  # what the bar says that every screen has, and what a page says itself
        assert f"ledger version {version + 1}" in str(shown(app.run()))


def test_a_restore_in_the_middle_of_a_run_begins_it_again(sample_store: Path, tmp_path: Path, meanwhile):
    backups.backup(tmp_path / "backup.duckdb")
    before = shown(at_address("gateways").run())
    commit()
    app = at_address("gateways")
    meanwhile(5, lambda: backups.restore(tmp_path / "backup.duckdb"))
    assert shown(app.run()) == before


def test_a_pack_is_of_one_version(sample_store: Path, meanwhile):
    as_at = date(2013, 9, 30)
    before = pack.make(as_at)
    asked = meanwhile(3, commit)
    assert pack.make(as_at).fingerprint == before.fingerprint
    assert set(asked) == {before.ledger_version}
    assert pack.make(as_at).fingerprint != before.fingerprint


def test_a_pack_is_never_of_two_stores(sample_store: Path, tmp_path: Path, meanwhile):
    backups.backup(tmp_path / "backup.duckdb")
    commit()
    meanwhile(3, lambda: backups.restore(tmp_path / "backup.duckdb"))
    with pytest.raises(queries.Restored):
        pack.make(date(2013, 9, 30))


# The same as a rule of the house ------------------------------------------------------------------


def test_whoever_asks_says_of_which_version():
    """Only four places find out what is known now; every other question is put with a version."""
    finds_out = {"pages/ui/as_at_bar.py": 1, "pages/parts/briefing/presenting.py": 1, "pages/pack/__init__.py": 1,
                 "pages/digest/__main__.py": 1}  # fmt: skip
    found = dict.fromkeys(finds_out, 0)
    wrong = []
    for path in (*python_of("pages"), *files("dashboard.py")):
        for name, call in calls(path):
            called = ast.unparse(call.func)
            if called in ("queries.ask", "ask") and len(call.args) < 3:
                wrong.append(f"{path}:{call.lineno} {ast.unparse(call)[:80]}")
            asks_of_now = called == "queries.default_as_at" and not call.args
            if called in ("ledger.ledger_version", "ledger.current") or asks_of_now:
                wrong.append(f"{path}:{call.lineno} {called}")
            if name == "ledger_state":
                found[path] = found.get(path, 0) + 1
    assert not wrong
    assert found == finds_out
