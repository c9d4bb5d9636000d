"""How the odds of having moved everything by the go-live baseline stood at each report on migrations, by what is known now.
One row per reporting date of migrations up to the as-at date at which a forecast could be given before go-live, the earliest
first, of the last twelve. is_now: the last report's row looks from the as-at date, where a forecast can be given then and the
baseline is ahead of it.
probability_by_go_live: in 100, to one decimal; go_live_date: the baseline that it is of; p50_date: the day of even odds.
As migration_forecast has them as at each of these dates: one simulation a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.migration.forecast import FEWEST_REPORTS_THAT_MOVED, day_by, look_out, percent_by
from queries.migration.forecasting import position

MOST = 12

FOUND = {"probability_by_go_live": pl.Float64, "go_live_date": pl.Date, "p50_date": pl.Date}
SCHEMA = {"reporting_date": pl.Date, "is_now": pl.Boolean, **FOUND}


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    # Where the first report shows moves, each month before it counts as a report that moved; see migration_remaining.
    before = ask("migration_first_moves").filter(pl.col("moved") > 0).height
    reports = (
        ask("migration_throughput")
        .sort("reporting_date")
        .filter(pl.col("has_moved").cum_sum() + before >= FEWEST_REPORTS_THAT_MOVED)
    )
    days = reports["reporting_date"].to_list()[-MOST:]
    now = ask("migration_forecast").row(0, named=True)
    is_ahead = now["reason"] is None and _is_ahead(now, as_at)
    rows = []
    for place, day in enumerate(days):
        is_now = is_ahead and place == len(days) - 1
        looked_from = as_at if is_now else day
        found = now if looked_from == as_at else _then(ask, looked_from, ledger_version)
        if found["reason"] is None and found["probability_by_go_live"] is not None and _is_ahead(found, looked_from):
            rows.append({"reporting_date": day, "is_now": is_now} | {name: found[name] for name in FOUND})
    return pl.DataFrame(rows, schema=SCHEMA)


def _then(ask: Asking, day: date, seed: int) -> dict[str, Any]:
    """What migration_forecast says at an earlier report of the odds and the go-live, and no more."""

    def at_day(name: str, **parameters: object) -> pl.DataFrame:
        # what the first report shows is the same from whichever later one
        return ask(name, None if name == "migration_first_moves" else day, **parameters)

    outlook = look_out(at_day, "migration_standing")
    left = outlook.left
    found = {name: left[name] for name in ("go_live_date", "go_live_actual")}
    if outlook.reason is not None:
        return found | {"reason": outlook.reason, "probability_by_go_live": None, "p50_date": None}
    start, finished = position(left["last_report"]), outlook.runs(seed).finished  # type: ignore[arg-type]
    return found | {
        "reason": None,
        "probability_by_go_live": percent_by(finished, start, left["go_live_date"], day),
        "p50_date": day_by(finished, start, 50, day),
    }


def _is_ahead(outlook: Mapping[str, Any], day: date) -> bool:
    """Whether the baseline of the go-live is to come, and the go-live too."""
    return outlook["go_live_actual"] is None and outlook["go_live_date"] is not None and outlook["go_live_date"] > day
