"""What moved and what came into scope between one report on migrations and the next: the history that a forecast draws on.
One row per reporting date of migrations up to the as-at date, the earliest first, as known at the ledger version.
previous_report: the report before it; days: between the two. Both are null for the first report.
scope, migrated, remaining: at that report; the rules stand in migration_counts.
moved, scope_change: since the previous report; below zero when a report took moves or applications back. Applications
found late and dispositions that come into scope are in scope_change, whichever upload brought them.
has_moved: more had migrated than at the previous report; in the first report, that some had.
counted_from: the start of the stretch that counts as history; null where it does not count. What came before the
first move says nothing about how fast applications move, so history begins with the report that brought the first
moves, and of the time before that report no more than the longest later wait between reports counts, unless the
first move was earlier. What the first report of all shows is in migration_first_moves. DECISIONS.md has the reasons.
counted_days, counted_scope_change: from counted_from to the reporting date.
uses: migration_counts
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl

from queries import Asking

SCHEMA = {
    "reporting_date": pl.Date, "previous_report": pl.Date, "days": pl.Int64, "scope": pl.Int64, "migrated": pl.Int64,
    "remaining": pl.Int64, "moved": pl.Int64, "scope_change": pl.Int64, "has_moved": pl.Boolean, "counted_from": pl.Date,
    "counted_days": pl.Int64, "counted_scope_change": pl.Int64,
}  # fmt: skip
FIRST_MOVE = """SELECT first_move FROM migration_days
    WHERE day = $first_report AND known_from <= $ledger_version AND known_to > $ledger_version"""

Row = dict[str, Any]


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    counts = counted(ask)
    return pl.DataFrame(throughput(counts, first_move(ask, counts)), schema=SCHEMA)


def counted(ask: Asking) -> list[Row]:
    """The rows of migration_counts, the earliest first."""
    return ask("migration_counts").sort("day").to_dicts()


def first_move(ask: Asking, counts: list[Row]) -> date | None:
    """The day of the first move that was reported by the first report that shows any."""
    first_report = _first_report(_reported(counts))
    if first_report is None:
        return None
    [kept] = ask.rows(FIRST_MOVE, first_report=first_report)
    found: date | None = kept["first_move"]
    return found


def throughput(counts: list[Row], first_move: date | None) -> list[Row]:
    """The rows of the answer, from those of migration_counts up to a day, the earliest first."""
    reports = _reported(counts)
    first_report = _first_report(reports)
    waits = [row["days"] for row in reports if first_report is not None and row["reporting_date"] > first_report]
    for row in reports:
        row["has_moved"] = (row["migrated"] if row["moved"] is None else row["moved"]) > 0
        since = row["counted_from"] = _counted_from(row, first_report, first_move, max(waits, default=row["days"]))
        row["counted_days"] = row["counted_scope_change"] = None
        if since is not None:
            row["counted_days"] = (row["reporting_date"] - since).days
            # there is one: a stretch that counts begins no earlier than the report before it
            row["counted_scope_change"] = row["scope"] - next(
                each["scope"] for each in reversed(counts) if each["day"] <= since
            )
    return reports


def _reported(counts: list[Row]) -> list[Row]:
    """The reports on migrations, each with what came since the one before."""
    reports = [{"reporting_date": row["day"], **row} for row in counts if row["is_report"]]
    made = []
    for before, row in pairwise([None, *reports]):
        assert row is not None
        made.append(
            {name: row[name] for name in ("reporting_date", "scope", "migrated", "remaining")}
            | {
                "previous_report": before and before["reporting_date"],
                "days": before and (row["reporting_date"] - before["reporting_date"]).days,
                "moved": before and row["migrated"] - before["migrated"],
                "scope_change": before and row["scope"] - before["scope"],
            }
        )
    return made


def _first_report(reports: list[Row]) -> date | None:
    """The report that brought the first moves."""
    return next(
        (row["reporting_date"] for row in reports if (row["migrated"] if row["moved"] is None else row["moved"]) > 0),
        None,
    )


def _counted_from(
    row: Row, first_report: date | None, first_move: date | None, longest_wait: int | None
) -> date | None:
    """From where the stretch before a report counts; None where it doesn't."""
    previous: date | None = row["previous_report"]
    if previous is None or longest_wait is None or (first_report is not None and row["reporting_date"] < first_report):
        return None
    if row["reporting_date"] != first_report:
        return previous
    begun = row["reporting_date"] - timedelta(days=longest_wait)
    return max(previous, begun if first_move is None else min(first_move - timedelta(days=1), begun))
