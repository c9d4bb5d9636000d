"""Which lists there is something to find in
One row per list that holds rows with a name of their own, in the order of the declarations, then departments and uploads.
dataset: as in search_found. things: how many rows it holds, departments there are, or uploads that count.
uses: updates_history, inventory_by_department
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.search.index import named

SCHEMA = {"dataset": pl.String, "things": pl.Int64}


def answer(ask: Asking, as_at: date, ledger_version: int, **filters: object) -> pl.DataFrame:
    counts = [
        f"SELECT {place} AS place, '{dataset.name}' AS dataset, count(*) AS things "
        f"FROM {dataset.name}_at($as_at, $ledger_version)"
        for place, dataset in enumerate(named())
    ]
    rows = [(row["dataset"], row["things"]) for row in ask.rows(" UNION ALL ".join(counts) + " ORDER BY place")]
    rows.append(("departments", ask("inventory_by_department")["department"].n_unique()))
    rows.append(("uploads", ask("updates_history").filter("counted").height))
    return pl.DataFrame([row for row in rows if row[1]], schema=SCHEMA, orient="row")
