"""What changed among the waves since an earlier date: finishes and starts that moved, waves added and removed.
One row per wave and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: slipped and forward (the finish), start (moved either way), rebaselined, added, removed, other (name, place in the
order, departments).
uses: reports_compared
compares: waves
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, long_date

VERSIONS = """
SELECT *, forecast_or_baseline(forecast_start, baseline_start) AS start,
    forecast_or_baseline(forecast_finish, baseline_finish) AS finish
FROM waves_versions($as_at, $ledger_version)"""
BASELINE = ("baseline_start", "baseline_finish")
OTHER = ("name", "sequence", "departments")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, VERSIONS)
    return answered(changes_of("waves", "migration", pairs, kinds, lambda pair: pair.row["name"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    wave = f"wave {pair.item}, {row['name']}"
    if before is None:
        yield Change(
            "added", 51, f"W{wave[1:]}, was added, to finish by {long_date(row['finish'])}.", "{n} waves were added."
        )
        return
    if pair.now is None:
        yield Change("removed", 53, f"W{wave[1:]}, was removed.", "{n} waves were removed.")
    if days := pair.days("finish"):
        kind, weight = ("slipped", 68) if days > 0 else ("forward", 58)
        yield Change(kind, weight, f"The finish of {wave}, {pair.moved('finish')}.", size=abs(days), by=("finish",))
    if days := pair.days("start"):
        yield Change("start", 40, f"The start of {wave}, {pair.moved('start')}.", size=abs(days), by=("start",))
    if pair.changed(*BASELINE):
        was, became = (" to ".join(long_date(one[name]) for name in BASELINE) for one in (before, row))
        yield Change(
            "rebaselined", 60, f"The baseline of {wave}, was changed: from {was} it became {became}.",
            size=abs(pair.days("baseline_finish")), by=BASELINE,
        )  # fmt: skip
    if pair.changed(*OTHER):
        yield Change(
            "other", 20, f"W{wave.split(',')[0][1:]} is now: {row['sequence']}, {row['name']}, with {row['departments']}.",
            "The details of {n} waves were changed.", by=OTHER,
        )  # fmt: skip
