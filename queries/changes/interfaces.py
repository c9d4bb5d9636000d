"""What changed among the interfaces since an earlier date.
One row per interface and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: added, removed, other (between which applications, how or how often), description (words only).
$together integer = 0: of more than so many alike there is one row; 0 gives each a row
uses: reports_compared
compares: interfaces
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Likeness, Pair, answered, changes_of, compare_alike, plain

FLOW = ("source_application_id", "target_application_id", "method", "frequency")


LIKE = Likeness(
    same=(
        "CASE WHEN later.row_key IS NULL THEN earlier.valid_to END",
        " OR ".join(f"earlier.{name} IS DISTINCT FROM later.{name}" for name in FLOW),
        "earlier.description IS DISTINCT FROM later.description",
    )
)


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None, together: int = 0) -> pl.DataFrame:
    pairs = compare_alike(ask, since, together, LIKE)
    return answered(changes_of("interfaces", "inventory", pairs, kinds, lambda pair: pair.item))


def kinds(pair: Pair) -> Iterator[Change]:
    row, name = pair.row, f"The interface {pair.item}"
    flow = f"from {row['source_application_id']} to {row['target_application_id']}"
    if pair.before is None:
        yield Change("added", 23, f"{name}, {flow}, was added.", "{n} interfaces were added.")
    if pair.now is None:
        yield Change("removed", 22, f"{name}, {flow}, was removed.", "{n} interfaces were removed.")
    if pair.changed(*FLOW):
        method = f" by {row['method']}" if row["method"] else ""
        often = f", {plain(row['frequency'])}" if row["frequency"] else ""
        yield Change("other", 11, f"{name} now runs {flow}{method}{often}.", "{n} interfaces were changed.", by=FLOW)
    if pair.changed("description"):
        yield Change(
            "description", 3, f"The description of the interface {pair.item} was changed.",
            "The descriptions of {n} interfaces were changed.", by=("description",),
        )  # fmt: skip
