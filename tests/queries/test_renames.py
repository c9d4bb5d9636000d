"""After a rename every figure is what it was: the same row under another key, at every date and version."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import queries
from data import ledger
from data.datasets import DATASETS
from data.ledger.names import can_be_renamed
from data.ledger.schema import names_of
from data.ledger.writer import NewUpload
from queries import ask, catalogue, parameters_of
from tests.deep import DEEP, in_turn

ON = date(2013, 3, 31)
BEFORE, LATEST = date(2013, 2, 28), date(2013, 9, 30)

# Rows that other rows refer to, and that figures count: one that has moved, one that comes late, one without references.
RENAMED = {
    "applications": ["APP-001", "APP-101", "APP-200"],
    "interfaces": ["INT-001"],
    "waves": ["W1", "W3"],
    "gateways": ["GW2", "GO", "MS07"],
    "partners": ["P04", "P08"],
}

ABOUT_UPLOADS = ("updates_", "keys_renamed", "changes_names", "uploads_full", "alerts_things", "alerts_raised", "alerts_events",
                 "search_")  # fmt: skip
"""What tells of the upload with the new keys itself; alerts say which report was the last, and a search finds uploads too."""

ASKED_BEFORE = ("inventory_list",)

BY_VERSION = ("rank", "changes", "sequence")
"""Columns that count what there is in all, or the ledger's versions."""


NOT_YET = {"alerts"}
"""What the sample first reports after that day."""


def new_key(old: str) -> str:
    return f"{old}x"  # in the same place in every order


def rename(on: date = ON) -> int:
    """Enters an update for each dataset that says no more than that some rows have another key. Returns the version."""
    with ledger.writing() as writer:
        for name in DATASETS:
            dataset = DATASETS[name]
            if not can_be_renamed(dataset):
                continue
            assert dataset.reference is not None
            column, needed = dataset.reference.name, [c.name for c in dataset.columns if c.required or c.key]
            wanted = f"SELECT {', '.join(needed)} FROM {name}_at(?, ?) ORDER BY row_key"
            rows = ledger.frame(writer.connection.execute(wanted, [on, writer.version]))
            held = rows[column].unique(maintain_order=True).to_list()
            if not held and name in NOT_YET:
                continue
            old = [key for key in RENAMED.get(name, held[:2]) if key in held]
            assert old, name
            moved = rows.filter(pl.col(column).is_in(old)).with_columns(pl.col(column) + "x")
            renames = {key: new_key(key) for key in old}
            entered = writer.enter(
                NewUpload(dataset, on, "update", moved, name.encode(), "r.csv", "Ann", renames=renames)
            )
            assert (entered.effect.added.height, entered.effect.removed.height) == (0, 0)
            assert entered.effect.changed_after.height == moved.height
        return writer.version


def answers(as_at: date, version: int) -> dict[str, pl.DataFrame]:
    """Every question about the programme, but for those about uploads, and for parts of others: each on the day of the
    rename or at the latest report, and a third of them before it, when none can tell a difference; of each half the others have
    their turn a day later, and with `DEEP_TESTS` all of them are asked at each."""
    one_by_one: dict[str, Any] = {"together": 0}
    turn, turns = {BEFORE: (0, 3), ON: (0, 2), LATEST: (1, 2)}[as_at]
    return {
        name: ask(name, as_at, version, **(one_by_one if "together" in parameters_of(name) else {}))
        for at, (name, query) in enumerate(catalogue().items())
        if not name.startswith(ABOUT_UPLOADS)
        and ((at % turns == turn and in_turn(at // turns, 2)) or name in ASKED_BEFORE or DEEP)
        and not (name.startswith("quality_rule_") or any(note.startswith("In no order") for note in query.notes))
    }


def with_earlier_keys(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The frame with every new key put back, wherever it stands, in an order of its own."""
    back = [pl.col(pl.String).str.replace_all(new_key(key), key, literal=True) for key in keys]
    for step in back:
        frame = frame.with_columns(step)
    return frame.select(pl.all().cast(pl.String)).sort(frame.columns)


def renamed_copy(sample_folder: Path, folder: Path) -> Path:
    """The store of a copy of the sample in which rows were renamed: to be looked at, not to be written to."""
    shutil.copytree(sample_folder, folder, dirs_exist_ok=True)
    store = folder / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(store))
        rename()
    return store


@pytest.fixture(scope="module")
def renamed_store(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return renamed_copy(sample_folder, tmp_path_factory.mktemp("renamed"))


@pytest.fixture
def renamed(renamed_store: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """What is asked is asked of it. Returns its version; what stores of one generation said at it before is not kept."""
    monkeypatch.setenv("PROGRAMME_STORE", str(renamed_store))
    queries._answer.cache_clear()
    return ledger.ledger_version()


@pytest.mark.parametrize("as_at", [BEFORE, ON, LATEST])
def test_every_figure_and_sentence_is_what_it_was(
    sample_folder: Path, renamed: int, as_at: date, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(sample_folder / "programme.duckdb"))
        before = ledger.ledger_version()
        earlier = answers(as_at, before)
    after = renamed
    assert after > before
    keys = sorted(
        ask("keys_renamed", LATEST, after)["old_key"].to_list(), key=len, reverse=True
    )  # the longest first: GW1-01x holds GW1
    later = answers(as_at, after)
    for name, then in earlier.items():
        now = later[name]
        if "subject" in now.columns:  # the sentences on the new keys themselves
            now = now.filter(pl.col("subject") != "names")
        then, now = (frame.drop(BY_VERSION, strict=False) for frame in (then, now))
        assert with_earlier_keys(now, keys).equals(with_earlier_keys(then, [])), name
    if as_at == LATEST:
        queries._answer.cache_clear()
        for name, frame in answers(as_at, before).items():  # and what was known then is still what was known then
            assert with_earlier_keys(frame, []).equals(with_earlier_keys(earlier[name], [])), name
    if as_at == BEFORE:  # nobody had heard of the new keys yet: they lead to the rows as they were called
        led = ask("keys_renamed", as_at, after)
        assert led["old_key"].to_list() == [new_key(key) for key in led["latest_key"]]
        assert led["is_later"].all()
        assert set(led["latest_key"]) == set(keys)
        assert later["inventory_list"].equals(earlier["inventory_list"])


def test_the_new_key_is_told_once_and_leads_back(renamed: int):
    told = ask("changes_names", ON, since=BEFORE)
    assert "APP-101 is now called APP-101x." in told["sentence"].to_list()
    assert ask("changes_names", ON, since=ON).is_empty()
    assert ask("changes_names", BEFORE).is_empty()
    history = ask("row_history", date(2013, 9, 30), dataset="applications", row_key="APP-101x")
    assert history.equals(ask("row_history", date(2013, 9, 30), dataset="applications", row_key="APP-101"))
    keys = history.filter(pl.col("column_name") == "application_id").select("before", "after", "event").rows()
    assert keys == [("APP-101", "APP-101x", "changed"), (None, "APP-101", "added")]
    # In the history of each row that refers to it, too, and what a file brought is called as that file did.
    for dataset, row_key, column, old, new in (
        ("migrations", "APP-001x", "application_id", "APP-001", "APP-001x"),
        ("migrations", "APP-001x", "wave_id", "W1", "W1x"),
        ("interfaces", "INT-001x", "interface_id", "INT-001", "INT-001x"),
    ):
        history = ask("row_history", date(2013, 9, 30), dataset=dataset, row_key=row_key).filter(column_name=column)
        assert history.select("before", "after", "event").rows() == [(old, new, "changed"), (None, old, "added")], (
            dataset
        )


def test_the_history_of_a_row_knows_every_column_that_holds_names():
    text = (Path(queries.__file__).parent / "shared" / "row_history.sql").read_text(encoding="utf-8")
    held = {(name, *pair) for name, dataset in DATASETS.items() for pair in names_of(dataset).items()}
    assert set(re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", text)) == held
