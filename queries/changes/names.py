"""Which rows have another key than at an earlier date: a renamed row is the same row.
One row per renamed row between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains; item_id and title are the key that the row has now.
kind: the dataset.
uses: reports_compared
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import answered, earlier_day

PAGES = {
    "applications": "inventory", "interfaces": "inventory", "waves": "migration", "gateways": "gateways",
    "gateway_criteria": "gateways", "partners": "partners", "partner_concerns": "partners", "spend": "spend",
    "risks": "risks", "decisions": "decisions", "services": "services",
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    day = earlier_day(ask, since)
    renamed = ask.rows(
        """SELECT
            dataset,
            coalesce(any_value(label) FILTER (WHERE valid_from <= $since), identity) AS before,
            coalesce(any_value(label) FILTER (WHERE valid_to > $as_at), identity) AS now,
            max(valid_from) AS reported_on,
            max_by(upload, valid_from) AS upload
        FROM name_versions($ledger_version)
        WHERE valid_from <= $as_at AND valid_to > $since
        GROUP BY dataset, identity""",
        since=day,
    )
    return answered([
        ("names", row["dataset"], 15, 0.0, row["now"], row["now"], f"{row['before']} is now called {row['now']}.",
         f"{{n}} {row['dataset'].replace('_', ' ')} have another key now.", 1, row["reported_on"], row["upload"],
         PAGES.get(row["dataset"], "overview"))
        for row in renamed
        if day is not None and row["before"] != row["now"] and row["reported_on"] > day
    ])  # fmt: skip
