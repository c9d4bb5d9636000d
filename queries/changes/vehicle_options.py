"""What changed in the appraisal of the vehicle's options since an earlier date: scores, weights and costs.
One row per option, criterion and kind of change between the two dates of reports_compared, the most important first; a cost that
all rows of an option repeat is one.
The columns are those that changes_all explains; item_id is the option and criterion, title the option.
kind: added and removed (an option's score on a criterion), score, weight, cost, reasoned (why).
size: by how much a score, by how many points a weight, by how many pounds a cost.
uses: reports_compared
compares: vehicle_options
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, ended, pounds


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since)
    firsts: dict[tuple[Any, ...], str] = {}
    for pair in pairs:
        if pair.changed("cost_gbp") and pair.before:
            firsts.setdefault((pair.row["option"], pair.before["cost_gbp"], pair.row["cost_gbp"]), pair.item)
    tells_cost = set(firsts.values())
    return answered(
        changes_of(
            "vehicle_options", "vehicle", pairs, lambda pair: kinds(pair, pair.item in tells_cost),
            lambda pair: pair.row["option"],
        )
    )  # fmt: skip


def kinds(pair: Pair, tells_cost: bool) -> Iterator[Change]:
    row, before = pair.row, pair.before
    option, criterion = ended(row["option"]), f"‘{ended(row['criterion'])}’"
    if before is None:
        yield Change(
            "added", 58, f"{option} is scored on {criterion}: {plain(row['score'])}, at a weight of {plain(row['weight'])}%.",
            f"{option} is scored on {{n}} more criteria.",
        )  # fmt: skip
        return
    if pair.now is None:
        yield Change(
            "removed",
            62,
            f"{option} is no longer scored on {criterion}.",
            f"{option} is no longer scored on {{n}} criteria.",
        )
        return
    if pair.changed("score"):
        more = row["score"] - before["score"]
        yield Change(
            "score", 60, f"{option} scores {plain(row['score'])} on {criterion}, after {plain(before['score'])}.",
            f"{option} scores otherwise on {{n}} criteria.", size=float(abs(more)), by=("score",),
        )  # fmt: skip
    if pair.changed("weight"):
        weighed = f"weighs {plain(row['weight'])}%, after {plain(before['weight'])}%"
        yield Change(
            "weight", 57, f"{criterion} {weighed}, for {option}.", f"{criterion} {weighed}, for {{n}} options.",
            size=float(abs(row["weight"] - before["weight"])), by=("weight",),
        )  # fmt: skip
    if tells_cost:
        yield cost(row["cost_gbp"], before["cost_gbp"], option)
    if pair.changed("rationale"):
        yield Change(
            "reasoned", 9, f"Why {option} scores as it does on {criterion} was put in other words.",
            f"Why {option} scores as it does was put in other words on {{n}} criteria.", by=("rationale",),
        )  # fmt: skip


def cost(now: Decimal | None, was: Decimal | None, option: str) -> Change:
    if now is None:
        sentence = f"The cost of {option} is not known any more."
    else:
        sentence = (
            f"{option} costs {pounds(now)}{f', after {pounds(was)}' if was is not None else ', which was not known'}."
        )
    size = float(abs(now - was)) if now is not None and was is not None else 0
    return Change("cost", 61, sentence, None, size=size, by=("cost_gbp",))


def plain(value: Decimal) -> str:
    """‘4.5’, ‘20’."""
    return f"{value.normalize():f}"
