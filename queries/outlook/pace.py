"""At what pace everything would have moved in time: the pace of late, the best so far, and those of even odds and 8 in 10.
One row per pace, the slowest first; none where no forecast can be given (see reason in migration_forecast), the go-live has been
reached, or there is no day to come that it must be reached by.
pace: of_late (the latest reports that make up three months; all that count where nothing moved in these), best (the most that any
reports in a row that make up 28 days or more have brought, so never less than of_late), even, eight_in_ten (what would give such
odds).
a_month: applications a month, counted as of late: the pace of late is that to which the odds of today belong; a pace twice as
high is that at which all goes twice as quick from the as-at date on. times: so many times that of late, to two decimals.
odds: in 100, of having moved everything by the day `by`; of of_late those of migration_forecast, of even 50, of eight_in_ten 80.
from_date, to_date: from which reports it is; null for those that are sought. remaining: still to move, without what is taken out.
evenly: remaining, spread evenly over the months up to `by`: below the pace of even odds, for what is left last takes longest.
$out integer = 0: how many applications that are still to move are taken out of scope
$wave_id text: a wave that is planned for other days
$wave_weeks integer = 0: how many weeks later they are, below zero earlier
$by date: the day to be ready by; without it the baseline of the go-live
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.migration.forecast import percent_of
from queries.migration.forecasting import MONTH, position
from queries.outlook.pacing import Pacing, pacing

SCHEMA = {
    "pace": pl.String, "a_month": pl.Float64, "times": pl.Float64, "odds": pl.Float64, "from_date": pl.Date,
    "to_date": pl.Date, "by": pl.Date, "remaining": pl.Int64, "evenly": pl.Float64,
}  # fmt: skip
SOUGHT = {"even": 50, "eight_in_ten": 80}


def answer(ask: Asking, as_at: date, ledger_version: int, **chosen: Any) -> pl.DataFrame:
    found = pacing(ask, as_at, **chosen)
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    evenly = found.remaining / ((position(found.by) - position(as_at)) / MONTH)
    rows = [_kept(found, "of_late", *found.of_late), _kept(found, "best", *found.best)]
    rows += [
        {"pace": name, "times": found.needed_for(percent), "odds": float(percent)} for name, percent in SOUGHT.items()
    ]
    for row in rows:
        row |= {
            "a_month": round(row["times"] * found.unit, 1), "times": round(row["times"], 2), "by": found.by,
            "remaining": found.remaining, "evenly": round(evenly, 1),
        }  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA).sort("a_month", "pace")


def _kept(found: Pacing, name: str, a_month: float, from_date: date, to_date: date) -> dict[str, Any]:
    times = a_month / found.unit
    odds = percent_of(found.share_at(times), found.by, found.as_at)
    return {"pace": name, "times": times, "odds": odds, "from_date": from_date, "to_date": to_date}
