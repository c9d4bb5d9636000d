"""How many rows of each dataset were added, changed and removed since an earlier report
One row per dataset of which rows came, went or hold something else than then; the one with the most such rows first.
dataset, and subject: what changes_all calls it. added, changed, removed: rows; one that came and went in between counts not
at all, and one is not changed by a new name for itself or for a row that it refers to. since: the date looked from, as in
changes_all.
uses: reports_compared
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from queries import Asking, catalogue
from queries.changes.comparing import compare, earlier_day

SCHEMA = {
    "subject": pl.String, "dataset": pl.String, "added": pl.Int64, "changed": pl.Int64, "removed": pl.Int64, "since": pl.Date,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None) -> pl.DataFrame:
    day = earlier_day(ask, since)
    rows = []
    for name, query in catalogue().items():
        if query.compares:
            pairs = compare(replace(ask, dataset=query.compares), since)
            added, removed = sum(pair.before is None for pair in pairs), sum(pair.now is None for pair in pairs)
            subject = name.removeprefix("changes_")
            rows.append((subject, query.compares, added, len(pairs) - added - removed, removed, day))
    total = pl.col("added") + pl.col("changed") + pl.col("removed")
    counted = pl.DataFrame(rows, schema=SCHEMA, orient="row").filter(total > 0)
    return counted.sort([total, "dataset"], descending=[True, False])
