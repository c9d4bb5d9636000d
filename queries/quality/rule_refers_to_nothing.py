"""Rows that name what no list holds
One row per row and column that names a row of another dataset which is not held, in the order of the datasets.
The columns are those of quality_findings. High: nothing can be counted together. A file that does so is refused, but the
other file may come without that row later, or be withdrawn. Every reference that is declared is looked at.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS, Dataset
from queries import Asking
from queries.quality.judging import SCHEMA


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    selects = [
        _dangling(dataset, column, DATASETS[refers_to])
        for dataset in DATASETS.values()
        for column, refers_to in dataset.references
    ]
    found = ask.rows(" UNION ALL ".join(selects) + " ORDER BY dataset, item_id, finding")
    return pl.DataFrame(found, schema=SCHEMA)


def _dangling(dataset: Dataset, column: str, named: Dataset) -> str:
    """The rows of a dataset in which a column names what is not held, as a SELECT; it names only what is declared."""
    label, key = dataset.column(column).label, named.keys[0]
    return f"""
        SELECT 'refers_to_nothing' AS rule, 'high' AS severity, '{dataset.name}' AS dataset, row_key AS item_id,
            row_key AS title,
            '{label} is ' || "{column}" || ', which is not among the {named.title.lower()}.' AS finding, since, upload
        FROM {dataset.name}_at($as_at, $ledger_version)
        WHERE "{column}" IS NOT NULL
            AND "{column}" NOT IN (SELECT "{key}" FROM {named.name}_at($as_at, $ledger_version))"""
