"""Which datasets came for which of the last three reporting dates: the grid of the monthly return.
One row per dataset and reporting date, at most three dates, those on or before the as-at date; one without a date for a
dataset before anything was reported.
Datasets stand in the order of their declarations, dates from the earliest; every declared dataset is there, and dates count
which any dataset has been reported for.
state: received, unchanged (a report came, and nothing in it was new) or missing.
upload, file_name: the latest report of that dataset for that date.
last_date, last_upload, last_file_name: the latest report of the dataset up to the as-at date; null where there is none.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking

DATES = 3


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    counted = ask("updates_history").filter("counted").sort("reporting_date", "number")
    days = counted.select(pl.col("reporting_date").unique().sort().tail(DATES))
    datasets = pl.DataFrame({"dataset": list(DATASETS)})
    grid = (
        datasets.join(days, how="cross") if days.height else datasets.with_columns(reporting_date=pl.lit(None, pl.Date))
    )
    is_new = (pl.col("added") + pl.col("changed") + pl.col("removed")).sum() > 0
    came = counted.group_by("dataset", "reporting_date").agg(
        pl.last("number").alias("upload"), pl.last("file_name"), is_new.alias("is_new")
    )
    last = counted.group_by("dataset").agg(
        pl.last("reporting_date").alias("last_date"),
        pl.last("number").alias("last_upload"),
        pl.last("file_name").alias("last_file_name"),
    )
    state = (
        pl.when(pl.col("upload").is_null())
        .then(pl.lit("missing"))
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
