"""Which datasets came for which of the last three reporting dates: the grid of the monthly return.
One row per dataset and reporting date, at most three dates, those on or before the as-at date; one without a date for a
dataset before anything was reported. Where nothing came when by the rhythm of all reports the next return was due, those dates
are among them (see queries/updates/rhythm.py).
Datasets stand in the order of their declarations, dates from the earliest; every declared dataset is there, and dates count
which any dataset has been reported for.
state: received, unchanged (a report came, and nothing in it was new), missing (none came, and by the dataset's own history
one was due), not_due (none came, and none was due) or never (none has come by that date).
A report is due when the dataset's usual gap has passed since it last came, less a week, or less a fifth of the gap where that is
shorter. Usual is the median of its latest five gaps, the longer of the two in the middle; a dataset that has come once is due
at the next date, and once left out no longer.
is_passed: nothing at all came for that date.
upload, file_name: the latest report of that dataset for that date.
last_date, last_upload, last_file_name: the latest report of the dataset up to the as-at date; null where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking
from queries.updates.rhythm import is_due, passed

DATES = 3


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    counted = ask("updates_history").filter("counted").sort("reporting_date", "number")
    reported = counted["reporting_date"].unique().sort().to_list()
    days = [*reported, *(passed(reported, as_at, DATES) if reported else [])]
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
            "last_file_name", (pl.col("reporting_date") > max(reported, default=as_at)).alias("is_passed"),
        )
    )  # fmt: skip


def _left_out(came: Sequence[date], day: date, days: Sequence[date]) -> str:
    """What it means that a dataset which came for the dates `came` did not for `day`, one of all reporting dates `days`."""
    earlier = [one for one in came if one < day]
    if not earlier:
        return "never"
    due = is_due(earlier, day)
    if due is None:
        due = not any(earlier[-1] < one < day for one in days)
    return "missing" if due else "not_due"
