"""What one upload did: every cell that it filled, changed or took away, as it was known when it was made.
One row per cell; event is added, changed or removed. Cells that were and stayed blank are left out.
row_key: as the row is called on the upload's day. A row that the upload renamed has a changed key.
It is the same at any as-at date.
$number integer: the upload's number
uses: updates_changes_of
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking

CHOSEN = "SELECT dataset, reporting_date FROM uploads_at($ledger_version) WHERE number = $number::bigint"


def answer(ask: Asking, as_at: date, ledger_version: int, number: int | None) -> pl.DataFrame:
    chosen = next(iter(ask.rows(CHOSEN, number=number)), {"dataset": None, "reporting_date": None})
    return ask("updates_changes_of", number=number, dataset=chosen["dataset"], reported=chosen["reporting_date"])
