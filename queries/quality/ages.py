"""How old each list is that Data quality judges: a list that nobody has reported for months may be as it was, and score as it did
One row per dataset that was reported by the as-at date, in the order of the declarations. Columns as in updates_due, of that
dataset alone.
uses: updates_due
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking
from queries.updates import due

SCHEMA = {"dataset": pl.String, **due.SCHEMA}


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    rows = [
        {"dataset": name, **row} for name in DATASETS for row in ask("updates_due", datasets=name).iter_rows(named=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA)
