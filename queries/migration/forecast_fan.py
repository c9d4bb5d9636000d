"""How far the forecast's runs have come, month by month: the fan beside the burn-up.
One row for the last report on migrations, where the fan begins, and one per month end after it until 95 in 100 runs have
finished or ten years have passed; none where no forecast can be given (see reason in migration_forecast).
month_end: the last day of the month; of the first row, the date of that report.
migrated_p5 … migrated_p95: moved by then, in all, in the run that 5, 20, 50, 80 or 95 in 100 runs do not exceed; moves of
applications out of scope are left out, as they are of migration_burn_up, whose lines the fan goes on from. Without an inventory
every move counts.
scope_p5 … scope_p95: likewise the applications in scope. Both stand still once a run has finished.
finished_pct: how many in 100 runs have moved everything by then, to one decimal.
"""

from __future__ import annotations

import calendar
from datetime import date

import numpy as np
import polars as pl

from queries.migration.forecast import Ask, look_out
from queries.migration.forecasting import HORIZON, day_at, finished_by, position, share_finished

PERCENTS = (5, 20, 50, 80, 95)
SCHEMA = (
    {"month_end": pl.Date}
    | {f"{what}_p{percent}": pl.Int64 for what in ("migrated", "scope") for percent in PERCENTS}
    | {"finished_pct": pl.Float64}
)


def answer(ask: Ask, as_at: date, ledger_version: int) -> pl.DataFrame:
    outlook = look_out(ask)
    if outlook.reason is not None:
        return pl.DataFrame(schema=SCHEMA)
    left = outlook.left
    start_day = left["last_report"]
    assert isinstance(start_day, date)
    start = position(start_day)
    finished = outlook.runs().finished
    last = finished_by(finished, 0.95)
    days = month_ends(start_day, day_at(start + (HORIZON if last is None else last)) or date.max)
    marks = tuple(position(day) - start for day in days)
    runs = outlook.runs(marks)
    moved, scope = read_off(runs.moved), read_off(runs.scope)
    outside = left["moved_since_left"]
    rows = [
        {"month_end": day}
        | {f"{what}_p{p}": int(left[base]) - outside + int(v)  # type: ignore[call-overload]
           for what, base, values in (("migrated", "migrated", moved), ("scope", "scope", scope))
           for p, v in zip(PERCENTS, values[place], strict=True)}
        | {"finished_pct": round(100 * share_finished(finished, mark), 1)}
        for place, (day, mark) in enumerate(zip(days, marks, strict=True))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


def read_off(values: np.ndarray) -> np.ndarray:
    """The whole numbers that 5, 20, 50, 80 and 95 in 100 of each row's values do not exceed."""
    places = [-(-percent * values.shape[1] // 100) - 1 for percent in PERCENTS]
    return np.floor(np.partition(values, places, axis=1)[:, places] + 1e-9)


def month_ends(start: date, end: date) -> list[date]:
    """The start itself, then each month's last day after it, up to that of the month in which the end lies."""
    days = [start]
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        day = date(year, month, calendar.monthrange(year, month)[1])
        if day > start:
            days.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return days
