"""How old the reports are: when what a screen shows was last reported, and whether the next report is overdue.
One row; none where no such report has come by the as-at date.
last_report: the latest reporting date. reports: for how many dates they came. next_due: the date for which the next is due by
their own rhythm, see queries/updates/rhythm.py; of what came for one date alone, by that of all datasets. Of all
together it is no later than a quarter after the last.
age_days: from the last report to the as-at date. is_old: the next is due by the as-at date.
$datasets text: only these, with commas between; without it, all
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.updates.rhythm import UNKNOWN, next_due

SCHEMA = {
    "last_report": pl.Date, "reports": pl.Int64, "next_due": pl.Date, "age_days": pl.Int64, "is_old": pl.Boolean,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, datasets: str | None = None) -> pl.DataFrame:
    reports = ask("updates_reports")
    own = reports if datasets is None else reports.filter(pl.col("dataset").is_in(datasets.split(",")))
    came = own["reporting_date"].unique().sort().to_list()
    if not came:
        return pl.DataFrame(schema=SCHEMA)
    due = next_due(came if len(came) > 1 else reports["reporting_date"].unique().sort().to_list())
    if datasets is None:
        due = min(due, came[-1] + UNKNOWN)
    row = {
        "last_report": came[-1], "reports": len(came), "next_due": due, "age_days": (as_at - came[-1]).days,
        "is_old": due <= as_at,
    }  # fmt: skip
    return pl.DataFrame([row], schema=SCHEMA)
