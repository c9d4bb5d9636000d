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
    by_named: dict[str, list[str]] = {}
    for dataset in DATASETS.values():
        for column, refers_to in dataset.references:
            by_named.setdefault(refers_to, []).append(_naming(dataset, column, DATASETS[refers_to]))
    selects = [_dangling(DATASETS[name], columns) for name, columns in by_named.items()]
    found = ask.rows(" UNION ALL ".join(selects) + " ORDER BY dataset, item_id, finding")
    return pl.DataFrame(found, schema=SCHEMA)


def _naming(dataset: Dataset, column: str, named: Dataset) -> str:
    """The rows of a dataset in which a column names one of another, as a SELECT; it names only what is declared."""
    label = dataset.column(column).label
    return f"""
        SELECT '{dataset.name}' AS dataset, '{label} is ' AS says, ', which is not among the {named.title.lower()}.' AS goes_on,
            "{column}" AS name, row_key, since, upload
        FROM {dataset.name}_at($as_at, $ledger_version)
        WHERE "{column}" IS NOT NULL"""


def _dangling(named: Dataset, columns: list[str]) -> str:
    """Those of them whose name is not held, as a SELECT: what is held is looked up once for all columns that name it."""
    key = named.keys[0]
    return f"""
        SELECT 'refers_to_nothing' AS rule, 'high' AS severity, naming.dataset, naming.row_key AS item_id,
            naming.row_key AS title, naming.says || naming.name || naming.goes_on AS finding, naming.since, naming.upload
        FROM ({" UNION ALL ".join(columns)}) AS naming
        ANTI JOIN (SELECT "{key}" AS held FROM {named.name}_at($as_at, $ledger_version)) AS held ON naming.name = held.held"""
