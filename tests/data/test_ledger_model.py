"""The ledger against a model that anyone can check: replay the uploads that count into a dict."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import entries, ledger
from data.audit import check
from data.datasets import DATASETS

PARTNERS = DATASETS["partners"]
DAYS = [date(2013, month, 28) for month in (1, 2, 3, 4)]
KEYS = ["P1", "P2", "P3"]

# One row of a partners file: the key, and a name that may change. `staff` may be missing from a file altogether.
row = st.tuples(st.sampled_from("ab"), st.sampled_from([1, 2, None]))
upload = st.tuples(
    st.just("upload"),
    st.sampled_from(DAYS),
    st.sampled_from(["full", "update"]),
    st.dictionaries(st.sampled_from(KEYS), row, min_size=1),
    st.booleans(),  # whether the file has the staff column
)
turn = st.tuples(st.sampled_from(["withdraw", "reinstate"]), st.integers(0, 5))
actions = st.lists(st.one_of(upload, upload, turn), min_size=1, max_size=8)


def frame(rows: dict, with_staff: bool) -> pl.DataFrame:
    columns = {
        "partner_id": list(rows),
        "name": [name for name, _ in rows.values()],
        "category": ["nhs"] * len(rows),
        "stage": ["identified"] * len(rows),
        "stage_date": [date(2012, 9, 1)] * len(rows),
    }
    if with_staff:
        columns["staff_in_scope"] = [staff for _, staff in rows.values()]
    schema = {name: PARTNERS.frame_schema[name] for name in columns}
    return pl.DataFrame(columns, schema=schema)


def replayed(made: list[dict], day: date) -> dict[str, tuple]:
    """What should be shown at the end of a day: every counting upload, by date and number, applied to a dict."""
    state: dict[str, tuple] = {}
    for entry in sorted((e for e in made if e["counts"] and e["day"] <= day), key=lambda e: (e["day"], e["number"])):
        given_rows = {
            key: (name, staff if entry["with_staff"] else state.get(key, (None, None))[1])
            for key, (name, staff) in entry["rows"].items()
        }
        state = given_rows if entry["mode"] == "full" else {**state, **given_rows}
    return state


def upload_of(number: int, action: tuple) -> dict:
    _, day, mode, rows, with_staff = action
    return {"number": number, "day": day, "mode": mode, "rows": rows, "with_staff": with_staff, "counts": True}


def shown(day: date, version: int) -> dict[str, tuple]:
    with ledger.reading() as cursor:
        rows = entries.state_at(cursor, PARTNERS, day, version)
    return {r["partner_id"]: (r["name"], r["staff_in_scope"]) for r in rows.iter_rows(named=True)}


def in_a_store_of_its_own(compare, *arguments) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ["PROGRAMME_STORE"]
        os.environ["PROGRAMME_STORE"] = str(Path(folder) / "p.duckdb")
        try:
            compare(*arguments)
        finally:
            os.environ["PROGRAMME_STORE"] = before


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_every_date_at_every_version_is_what_a_replay_gives(done):
    in_a_store_of_its_own(_compare, done)


def act(writer: entries.Writer, action: tuple, made: list[dict]) -> None:
    """Does one action in the ledger and writes it down in `made`."""
    if action[0] == "upload":
        _, day, mode, rows, with_staff = action
        entered = writer.enter(entries.NewUpload(PARTNERS, day, mode, frame(rows, with_staff), b"x", "p.csv", "test"))
        if entered.number is not None:
            made.append(upload_of(entered.number, action))
    elif made:
        chosen = made[action[1] % len(made)]
        getattr(writer, action[0])([chosen["number"]], "test")
        chosen["counts"] = action[0] == "reinstate"


def _compare(done):
    made: list[dict] = []
    remembered: dict[tuple[date, int], dict] = {}
    for action in done:
        with ledger.writing() as writer:
            act(writer, action, made)
        version = ledger.ledger_version()
        for day in DAYS:
            remembered[day, version] = replayed(made, day)
            assert shown(day, version) == remembered[day, version]
    for (day, version), state in remembered.items():  # nothing that came later changes what an earlier version says
        assert shown(day, version) == state
    assert check().damage == ()


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(actions)
def test_several_actions_in_one_transaction_are_what_they_are_one_by_one(done):
    in_a_store_of_its_own(_compare_one_transaction, done)


def _compare_one_transaction(done):
    made: list[dict] = []
    remembered: dict[tuple[date, int], dict] = {}
    with ledger.writing() as writer:
        for action in done:
            act(writer, action, made)
            for day in DAYS:
                remembered[day, writer.version] = replayed(made, day)
                assert set(writer.keys_at(day).get("partners", [])) == set(remembered[day, writer.version])
    for (day, version), state in remembered.items():
        assert shown(day, version) == state
    assert check().damage == ()
