"""How many rows of each dataset were added, changed and removed since an earlier report
One row per dataset of which rows came, went or hold something else than then; the one with the most such rows first.
dataset, and subject: what changes_all calls it. added, changed, removed: rows; one that came and went in between counts not
at all, and one is not changed by a new name for itself or for a row that it refers to. since: the date looked from, as in
changes_all.
An upload's own counts say so where it alone of its dataset brought anything since; else the rows of the two days are compared.
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
    came = {row.pop("dataset"): row for row in ask.rows(CAME, since=day)}
    to_count = [name for name, counts in came.items() if name in compared and not counts.pop("is_alone")]
    found = [{"dataset": name, **came[name]} for name in came if name in compared and name not in to_count]
    if to_count:
        found += ask.rows(" UNION ALL ".join(map(_counted, to_count)), since=day)
    counted = pl.DataFrame([{"subject": compared[row["dataset"]], **row, "since": day} for row in found], schema=SCHEMA)
    total = pl.col("added") + pl.col("changed") + pl.col("removed")
    return counted.filter(total > 0).sort([total, "dataset"], descending=[True, False])


CAME = """
WITH came AS (
    SELECT dataset, reporting_date, number, added, changed, removed
    FROM uploads_at($ledger_version)
    WHERE NOT withdrawn AND reporting_date > $since AND reporting_date <= $as_at
),
touched AS (
    SELECT uploads.dataset, uploads.reporting_date, max(entries.number) AS last_entry
    FROM ledger_entries AS entries INNER JOIN uploads ON entries.upload = uploads.number
    WHERE entries.number <= $ledger_version
    GROUP BY ALL
)
SELECT came.dataset, any_value(added) AS added, any_value(changed) AS changed, any_value(removed) AS removed,
    count(*) = 1 AND count(added + changed + removed) = 1
    AND NOT bool_or(EXISTS (
        FROM touched
        WHERE touched.dataset = came.dataset AND touched.reporting_date <= came.reporting_date
            AND touched.last_entry > came.number
    ))
    AND NOT EXISTS (FROM name_intervals) AND NOT EXISTS (FROM taken_out) AS is_alone
FROM came
GROUP BY came.dataset
"""
"""One row per dataset of which an upload counts since. What it did was counted against the state before it; that is the state of
the earlier day where it is alone, and no entry since has turned or added one of its day or before. Where rows were ever renamed,
or values taken out, what it counted then may be otherwise now."""


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
