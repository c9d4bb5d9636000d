"""Which datasets came for which of the last three reporting dates: the grid of the monthly return.
One row per dataset and reporting date, at most three dates, those on or before the as-at date; one without a date for a
dataset before anything was reported.
Datasets stand in the order of their declarations, dates from the earliest; every declared dataset is there, and dates count
which any dataset has been reported for.
state: received, unchanged (a report came, and nothing in it was new), missing (none came, and by the dataset's own history
one was due), not_due (none came, and none was due) or never (none has come by that date).
A report is due when the dataset's usual gap has passed since it last came, less a week, or less a fifth of the gap where that is
shorter. Usual is the median of its latest five gaps, the longer of the two in the middle; a dataset that has come once is due
at the next date, and once left out no longer.
upload, file_name: the latest report of that dataset for that date.
last_date, last_upload, last_file_name: the latest report of the dataset up to the as-at date; null where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import polars as pl

from data.datasets import DATASETS
from queries import Asking

DATES = 3
LATEST_GAPS = 5
EARLY = timedelta(days=7)
"""By how much a report may come before its usual gap is over: the months of a year differ by three days, and by more where
reports are made on a day of the week."""


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    counted = ask("updates_history").filter("counted").sort("reporting_date", "number")
    days = counted["reporting_date"].unique().sort().to_list()
    is_new = (pl.col("added") + pl.col("changed") + pl.col("removed")).sum() > 0
    came = counted.group_by("dataset", "reporting_date").agg(
        pl.last("number").alias("upload"), pl.last("file_name"), is_new.alias("is_new")
    )
    last = counted.group_by("dataset").agg(
        pl.last("reporting_date").alias("last_date"),
        pl.last("number").alias("last_upload"),
        pl.last("file_name").alias("last_file_name"),
    )
    came_for = {name: came.filter(dataset=name)["reporting_date"].sort().to_list() for name in DATASETS}
    grid = pl.DataFrame(
        [
            (name, day, "never" if day is None else _left_out(came_for[name], day, days))
            for name in DATASETS
            for day in days[-DATES:] or [None]
        ],
        schema={"dataset": pl.String, "reporting_date": pl.Date, "left_out": pl.String},
        orient="row",
    )
    state = (
        pl.when(pl.col("upload").is_null())
        .then("left_out")
        .when("is_new")
        .then(pl.lit("received"))
        .otherwise(pl.lit("unchanged"))
    )
    return (
        grid.join(came, on=["dataset", "reporting_date"], how="left", maintain_order="left")
        .join(last, on="dataset", how="left", maintain_order="left")
        .select(
            "dataset", "reporting_date", state.alias("state"), "upload", "file_name", "last_date", "last_upload",
            "last_file_name",
        )
    )  # fmt: skip


def _left_out(came: Sequence[date], day: date, days: Sequence[date]) -> str:
    """What it means that a dataset which came for the dates `came` did not for `day`, one of all reporting dates `days`."""
    earlier = [one for one in came if one < day]
    if not earlier:
        return "never"
    gaps = sorted([later - one for one, later in pairwise(earlier)][-LATEST_GAPS:])
    if gaps:
        usual = gaps[len(gaps) // 2]
        is_due = day - earlier[-1] >= usual - min(EARLY, usual / 5)
    else:
        is_due = not any(earlier[-1] < one < day for one in days)
    return "missing" if is_due else "not_due"
