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
from queries.migration.forecast import FEWEST_REPORTS_THAT_MOVED, Outlook, day_by, outlook_of, percent_by, planned_of
from queries.migration.forecasting import position
from queries.migration.plan import plans_kept
from queries.migration.remaining import standing
from queries.migration.throughput import counted, first_move, throughput

MOST = 12

GO_LIVES = """
    SELECT
        days.day, gateways.gateway_id, gateways.name, gateways.baseline_date,
        planned_date(gateways.actual_date, gateways.forecast_date, gateways.baseline_date, days.day) AS forecast_date,
        CASE WHEN is_done(gateways.actual_date, days.day) THEN gateways.actual_date END AS actual_date
    FROM (SELECT unnest($days::DATE[]) AS day) AS days
    JOIN gateways_versions($as_at, $ledger_version) AS gateways
        ON gateways.valid_from <= days.day AND gateways.valid_to > days.day AND gateways.kind = 'go_live'
    QUALIFY row_number() OVER (
        PARTITION BY days.day
        ORDER BY
            is_done(gateways.actual_date, days.day),
            expected_date(gateways.actual_date, gateways.forecast_date, gateways.baseline_date) DESC,
            gateways.gateway_id
    ) = 1"""
"""The go-live of each day by the rule of go_live_dated: all at once, for planning a question takes longer than answering it."""

FOUND = {"probability_by_go_live": pl.Float64, "go_live_date": pl.Date, "p50_date": pl.Date}
SCHEMA = {"reporting_date": pl.Date, "is_now": pl.Boolean, **FOUND}


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    # Where the first report shows moves, each month before it counts as a report that moved; see migration_remaining.
    first_moves = ask("migration_first_moves").to_dicts()  # the same from whichever later report
    counts = counted(ask)
    begun = first_move(ask, counts)
    before = sum(row["moved"] > 0 for row in first_moves)
    days = []
    for row in throughput(counts, begun):
        before += row["has_moved"]
        if before >= FEWEST_REPORTS_THAT_MOVED:
            days.append(row["reporting_date"])
    days = days[-MOST:]
    now = ask("migration_forecast").row(0, named=True)
    is_ahead = now["reason"] is None and _is_ahead(now, as_at)
    plans, go_lives = plans_kept(ask, days), ask.frame(GO_LIVES, days=days)
    rows = []
    for place, day in enumerate(days):
        is_now = is_ahead and place == len(days) - 1
        looked_from = as_at if is_now else day
        if looked_from == as_at:
            found = now
        else:
            known = [row for row in counts if row["day"] <= day]
            reports = throughput(known, begun)
            left = standing(day, known, reports, first_moves, go_lives.filter(day=day))
            planned = plans[day] if plans[day].height else ask("migration_plan", day)
            found = _then(outlook_of(left, reports, first_moves, planned_of(planned, left)), day)
        if found["reason"] is None and found["probability_by_go_live"] is not None and _is_ahead(found, looked_from):
            rows.append({"reporting_date": day, "is_now": is_now} | {name: found[name] for name in FOUND})
    return pl.DataFrame(rows, schema=SCHEMA)


def _then(outlook: Outlook, day: date) -> dict[str, Any]:
    """What migration_forecast says at an earlier report of the odds and the go-live, and no more."""
    left = outlook.left
    found = {name: left[name] for name in ("go_live_date", "go_live_actual")}
    if outlook.reason is not None or not _is_ahead(left, day):
        return found | {"reason": outlook.reason, "probability_by_go_live": None, "p50_date": None}
    start, by = position(left["last_report"]), left["go_live_date"]  # type: ignore[arg-type]
    finished = outlook.runs(past=position(by) - start).finished  # type: ignore[arg-type]
    return found | {
        "reason": None,
        "probability_by_go_live": percent_by(finished, start, by, day),
        "p50_date": day_by(finished, start, 50),
    }


def _is_ahead(outlook: Mapping[str, Any], day: date) -> bool:
    """Whether the baseline of the go-live is to come, and the go-live too."""
    return outlook["go_live_actual"] is None and outlook["go_live_date"] is not None and outlook["go_live_date"] > day
