"""The odds of having moved everything in time, by the pace from the as-at date on: the line on which outlook_pace lies.
One row per pace, the slowest first, from half the pace of late to what gives 90 in 100, or to four times that of late; none where
outlook_pace has none.
a_month, times, odds: see outlook_pace. by: the day to be ready by.
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
from queries.outlook.pacing import pacing

SCHEMA = {"a_month": pl.Float64, "times": pl.Float64, "odds": pl.Float64, "by": pl.Date}
LEAST, MOST, STEPS = 0.5, 4.0, 40


def answer(ask: Asking, as_at: date, ledger_version: int, **chosen: Any) -> pl.DataFrame:
    found = pacing(ask, as_at, **chosen)
    if found is None:
        return pl.DataFrame(schema=SCHEMA)
    least = min(LEAST, found.best[0] / found.unit)
    most = max(min(found.needed_for(90), MOST), found.best[0] / found.unit, 1.5)
    rows = []
    for step in range(STEPS + 1):
        times = least + (most - least) * step / STEPS
        odds = percent_of(found.share_at(times), found.by, as_at)
        rows.append({"a_month": times * found.unit, "times": times, "odds": odds, "by": found.by})
    return pl.DataFrame(rows, schema=SCHEMA)
