"""How many rows of each dataset were added, changed and removed since an earlier report
One row per dataset of which rows came, went or hold something else than then; the one with the most such rows first.
dataset, and subject: what changes_all calls it. added, changed, removed: rows; one that came and went in between counts not
at all, and one is not changed by a new name for itself or for a row that it refers to. since: the date looked from, as in
changes_all.
uses: reports_compared
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking, catalogue
from queries.changes.comparing import earlier_day

SCHEMA = {
    "subject": pl.String, "dataset": pl.String, "added": pl.Int64, "changed": pl.Int64, "removed": pl.Int64, "since": pl.Date,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None) -> pl.DataFrame:
    day = earlier_day(ask, since)
    if day is None:
        return pl.DataFrame(schema=SCHEMA)
    compared = {query.compares: name.removeprefix("changes_") for name, query in catalogue().items() if query.compares}
    found = ask.rows(" UNION ALL ".join(map(_counted, compared)), since=day)
    counted = pl.DataFrame([{"subject": compared[row["dataset"]], **row, "since": day} for row in found], schema=SCHEMA)
    total = pl.col("added") + pl.col("changed") + pl.col("removed")
    return counted.filter(total > 0).sort([total, "dataset"], descending=[True, False])


def _counted(dataset: str) -> str:
    """SQL for one row of a dataset: of the rows that ended or began since, how many are in one of the two days only, and how many
    in both with something else in them."""
    columns = DATASETS[dataset].names
    differ = " OR ".join(f'earlier."{name}" IS DISTINCT FROM later."{name}"' for name in columns)
    versions, names = f"{dataset}_versions($as_at, $ledger_version)", ", ".join(f'"{name}"' for name in columns)
    return (
        f"SELECT '{dataset}' AS dataset, count(*) FILTER (WHERE earlier.row_key IS NULL) AS added, "
        f"count(*) FILTER (WHERE earlier.row_key IS NOT NULL AND later.row_key IS NOT NULL AND ({differ})) AS changed, "
        "count(*) FILTER (WHERE later.row_key IS NULL) AS removed "
        f"FROM (SELECT row_key, {names} FROM {versions} WHERE valid_from <= $since AND valid_to > $since "
        f"AND valid_to <= $as_at) AS earlier FULL JOIN (SELECT row_key, {names} FROM {versions} WHERE valid_from > $since "
        "AND valid_from <= $as_at AND valid_to > $as_at) AS later ON earlier.row_key = later.row_key"
    )
