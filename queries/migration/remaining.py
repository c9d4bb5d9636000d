"""What is left to move, when the team's own dates say that it will be done, and the go-live that it must be done by.
One row, always; without any report its counts are 0 and its dates empty.
scope, migrated, remaining: the rules stand in migration_counts.
moved_outside: the moves that migration_burn_up leaves out, of applications out of scope or not in the inventory.
moved_since_left: those of them that are in migrated. Both are 0 where there is no inventory.
team_date: the latest date among the applications still to move: the forecast, or the baseline where none is given.
team_undated: how many of those still to move have no such date, or one before the as-at date, or no migration at all; the team's
own forecasts say nothing of them.
last_report, reports: of migrations up to the as-at date. reports_that_moved: how many of them brought moves, the first
one counting as as many as there are months in which, by their dates, its moves were.
still_reports: how many of the latest reports in a row brought none. longest_wait: days between two reports at most; a
month while there is only one, whose moves are known by month.
go_live_date: its baseline; go_live_forecast: see overview_headline; of several the one that
overview_headline takes. go_live_actual: once it has come.
uses: migration_counts, migration_throughput, migration_first_moves, migration_team_dates, go_live_dated
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.migration.throughput import Row, counted

MONTH_AT_MOST = 31
SCHEMA = {
    "as_at": pl.Date, "scope": pl.Int64, "migrated": pl.Int64, "remaining": pl.Int64, "moved_outside": pl.Int64,
    "moved_since_left": pl.Int64,
    "team_date": pl.Date, "team_undated": pl.Int64, "last_report": pl.Date, "reports": pl.Int64, "reports_that_moved": pl.Int64,
    "still_reports": pl.Int64, "longest_wait": pl.Int64, "go_live_id": pl.String, "go_live_name": pl.String,
    "go_live_date": pl.Date, "go_live_forecast": pl.Date, "go_live_actual": pl.Date,
}  # fmt: skip
KEPT = """SELECT team_date, team_dated, moved_outside, moved_since_left FROM migration_days
    WHERE day = $as_at AND known_from <= $ledger_version AND known_to > $ledger_version"""
GO_LIVE = {
    "go_live_id": "gateway_id", "go_live_name": "name", "go_live_date": "baseline_date", "go_live_forecast": "forecast_date",
    "go_live_actual": "actual_date",
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    reports, first_moves = ask("migration_throughput").to_dicts(), ask("migration_first_moves").to_dicts()
    left = standing(as_at, counted(ask), reports, first_moves, ask("go_live_dated"))
    team = next(iter(ask.rows(KEPT)), None) or ask("migration_team_dates").row(0, named=True)
    left["team_undated"] = max(left["remaining"] - team.pop("team_dated"), 0)
    return pl.DataFrame([left | team], schema=SCHEMA)


def standing(
    as_at: date, counts: list[Row], reports: list[Row], first_moves: list[Row], go_live: pl.DataFrame
) -> dict[str, Any]:
    """What the answer says of a day without the team's own dates, from the answers of migration_counts, migration_throughput and
    go_live_dated as at that day, and of migration_first_moves as at that day or any later one."""
    now = counts[-1] if counts else dict.fromkeys(("scope", "migrated", "remaining"), 0)
    months_before = sum(row["moved"] > 0 for row in first_moves)
    days = [row["reporting_date"] for row in reports]
    moved = [row["reporting_date"] for row in reports if row["has_moved"]]
    waits = [row["days"] if row["counted_days"] is None else row["counted_days"] for row in reports]
    waits = [wait for wait in waits if wait is not None]
    dates = go_live.row(0, named=True) if go_live.height else {}
    return {
        "as_at": as_at,
        **{name: now[name] for name in ("scope", "migrated", "remaining")},
        "last_report": max(days, default=None),
        "reports": len(days),
        "reports_that_moved": sum(row["has_moved"] and row["previous_report"] is not None for row in reports)
        + months_before,
        "still_reports": sum(day > moved[-1] for day in days) if moved else 0,
        "longest_wait": max(waits, default=MONTH_AT_MOST if months_before else None),
        **{name: dates.get(of) for name, of in GO_LIVE.items()},
    }
