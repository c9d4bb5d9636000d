"""Which rows have another key than at an earlier date: a renamed row is the same row.
One row per renamed row between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains; item_id and title are the key that the row has now.
kind: the dataset.
uses: reports_compared
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.changes.comparing import answered, earlier_day, renamed

PAGES = {
    "applications": "inventory", "interfaces": "inventory", "waves": "migration", "gateways": "gateways",
    "gateway_criteria": "gateways", "partners": "partners", "partner_concerns": "partners", "spend": "spend",
    "risks": "risks", "decisions": "decisions", "services": "services",
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    day = earlier_day(ask, since)
    if ask.earlier is not None:
        called = renamed(ask, ask.earlier)
        return answered([_change(name, old, new, None, None) for name in called for old, new in called[name].items()])
    found = ask.rows(
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
    return answered(
        [
            _change(row["dataset"], row["before"], row["now"], row["reported_on"], row["upload"])
            for row in found
            if day is not None and row["before"] != row["now"] and row["reported_on"] > day
        ]
    )


def _change(dataset: str, old: str, new: str, on: date | None, upload: int | None) -> tuple[Any, ...]:
    many = f"{{n}} {dataset.replace('_', ' ')} have another key now."
    page = PAGES.get(dataset, "overview")
    return ("names", dataset, 15, 0.0, new, new, f"{old} is now called {new}.", many, 1, on, upload, page)
