"""A file's rows beside those held, whatever the order of either."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from data.datasets import DATASETS
from data.ledger import intervals

WAVES = DATASETS["waves"]
KEYS = ["W1", "W2", "W3", "W4", "W5"]
cells = st.fixed_dictionaries({"name": st.sampled_from(["One", "Two"]), "sequence": st.sampled_from([1, 2, None])})
held = st.dictionaries(st.sampled_from(KEYS), cells)


@st.composite
def lists(draw) -> tuple[dict, dict]:
    """Rows held and those of a file: the same in the same order, but for a few, or any."""
    before = draw(held)
    if draw(st.booleans()):
        return before, draw(held)
    after = {key: draw(cells) if draw(st.booleans()) else row for key, row in before.items()}
    left_out = draw(st.integers(0, len(after)))
    after = dict(list(after.items())[: len(after) - left_out]) | (draw(held) if draw(st.booleans()) else {})
    return before, after


def framed(rows: dict, names: list[str]) -> pl.DataFrame:
    listed = [{"wave_id": key, **row} for key, row in rows.items()]
    schema = {name: WAVES.frame_schema[name] for name in ("wave_id", *names)}
    return intervals.with_row_key(WAVES, pl.DataFrame(listed, schema=schema))


@given(lists(), st.sampled_from([["name"], ["name", "sequence"]]), st.sampled_from(["full", "update"]))
def test_what_changes_is_what_changes_row_by_row(both, supplied, mode):
    before, after = both
    state = intervals.apply_upload(
        WAVES, pl.DataFrame(schema=intervals.version_schema(WAVES)), framed(before, ["name", "sequence"]), "full", 1,
        date(2013, 1, 31),
    )[1].added  # fmt: skip
    rows = framed(after, supplied)
    asked: list[str] = []

    def of(at: pl.Series) -> pl.DataFrame:
        asked.extend(some["row_key"][at])
        return some[at].select("row_key").join(state, on="row_key", how="left", maintain_order="left")

    some = state.select("row_key", "wave_id", "name", "sequence")
    compared = intervals.compare(WAVES, some, rows)
    ways = [
        intervals.apply_upload(WAVES, state, rows, mode, 2, date(2013, 2, 28)),
        intervals.apply_upload(WAVES, intervals.Listed(some, lambda: state, of), rows, mode, 2, date(2013, 2, 28)),
        intervals.apply_upload(
            WAVES, intervals.Listed(some, lambda: state, of), rows, mode, 2, date(2013, 2, 28), compared
        ),
    ]
    differ = {k for k, row in after.items() if k in before and any(row[n] != before[k][n] for n in supplied)}
    gone = set(before) - set(after) if mode == "full" else set()
    assert set(asked) <= differ | gone
    for state_after, effect in ways:
        assert set(effect.added["row_key"]) == set(after) - set(before)
        assert effect.changed_before["row_key"].to_list() == effect.changed_after["row_key"].to_list()
        assert set(effect.changed_after["row_key"]) == differ
        assert set(effect.removed["row_key"]) == gone
        assert effect.unchanged == len(set(after) & set(before)) - len(differ)
        then = {k: dict(row) for k, row in before.items() if k not in gone}
        for key, row in after.items():
            then[key] = {**then.get(key, {"name": None, "sequence": None}), **{n: row[n] for n in supplied}}
        shown = state_after().select("row_key", "name", "sequence").rows()
        assert {key: {"name": name, "sequence": number} for key, name, number in shown} == then
        assert len(shown) == len(then)
