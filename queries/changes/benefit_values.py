"""What changed in the cash flow of the benefits since an earlier date: what they are planned to bring, have brought, and cost.
One row per benefit and kind of money that changed between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains; item_id is the benefit, whose years investment_list has.
kind: added and removed (all that there is of a benefit), planned, realised, cost, and each of these with _years: how much of it
is of other years now, while the sum of them stays; of what is planned and of costs whatever their sums do, of what is realised
where its sum is as it was. size: by how many pounds, over all years.
uses: reports_compared
compares: benefit_values
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

import polars as pl

from data.number_text import whole_pounds
from queries import Asking
from queries.changes.comparing import Change, Pair, answered, compare, ended, even_part, latest

KINDS = {
    "planned": ("planned_gbp", 57, 70, "is planned to come from"),
    "realised": ("realised_gbp", 61, 68, "has come from"),
    "cost": ("cost_gbp", 66, 53, "is to be spent on"),
}
"""Kind → its column, its weights where it is more and where it is less, and what is said of it."""
IN_PENCE = f"""SELECT * REPLACE ({", ".join(f"({column} * 100)::BIGINT AS {column}" for column, *_ in KINDS.values())})
FROM benefit_values_versions($as_at, $ledger_version)"""
"""Whole numbers reach Python ten times as fast as decimals."""
HAD = """SELECT DISTINCT benefit_id FROM benefit_values_versions($as_at, $ledger_version)
WHERE valid_from <= $as_at AND valid_to > $as_at"""


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = sorted(compare(ask, since, IN_PENCE), key=lambda pair: (pair.row["benefit_id"], pair.row["year"]))
    if not pairs:
        return answered([])
    names = latest(ask, "benefits", "name")
    others = {
        row["benefit_id"]
        for row in ask.rows(
            "SELECT DISTINCT benefit_id FROM benefit_values_versions($as_at, $ledger_version) "
            "WHERE valid_from <= $day AND valid_to > $as_at",
            day=min(pair.day for pair in pairs),
        )
    }
    if ask.earlier is not None:  # of the earlier state what it knew, in any year
        others = {row["benefit_id"] for row in ask.earlier.rows(HAD)} & others
    rows = []
    for benefit, group in groupby(pairs, key=lambda pair: pair.row["benefit_id"]):
        years = list(group)
        name = ended(str(names.get(benefit, [benefit])[0]))
        for change, pair in changes_of_one(years, f"‘{name}’", benefit in others):
            rows.append(
                ("benefit_values", change.kind, change.weight, change.size, benefit, name, change.sentence, change.alike, 1,
                 *pair.report(change), "investment")
            )  # fmt: skip
    return answered(rows)


def changes_of_one(years: list[Pair], name: str, has_others: bool) -> Iterator[tuple[Change, Pair]]:
    """The changes of one benefit, each with the year that was changed last. `has_others`: years that stayed as they were."""
    if all(pair.before is None for pair in years) and not has_others:
        sums = [f"{pounds(total(years, 'planned_gbp'))} planned"]
        if cost := total(years, "cost_gbp"):
            sums.append(f"{pounds(cost)} of costs")
        sentence = f"The cash flow of {name} is reported for {span(years)}: {' and '.join(sums)}."
        yield (
            Change("added", 56, sentence, "The cash flows of {n} benefits are reported for the first time."),
            years[-1],
        )
        return
    if all(pair.now is None for pair in years) and not has_others:
        sentence = f"The cash flow of {name} is reported no more."
        yield Change("removed", 66, sentence, "The cash flows of {n} benefits are reported no more."), years[-1]
        return
    for kind, (column, more_weighs, less_weighs, verb) in KINDS.items():
        moved = [pair for pair in years if as_it_was(pair, column) != as_it_is(pair, column)]
        more = sum(as_it_is(pair, column) - as_it_was(pair, column) for pair in moved)
        if more:
            way = "more" if more > 0 else "less"
            change = Change(
                kind, more_weighs if more > 0 else less_weighs,
                f"{pounds(abs(more))} {way} {verb} {name}, in {span(moved)}.", None, size=abs(more) / 100, by=(column,),
            )  # fmt: skip
            yield change, last_brought(moved, change)
        if more and kind == "realised":
            continue
        if evens_out := int(even_part(as_it_is(pair, column) - as_it_was(pair, column) for pair in moved)):
            steps = sum(
                (as_it_is(pair, column) - as_it_was(pair, column)) * int(pair.row["year"][:4]) for pair in moved
            )
            where = "later" if steps > 0 else "earlier" if steps < 0 else "other"
            sentence = f"{pounds(evens_out)} of what {verb} {name} has moved to {where} years."
            change = Change(f"{kind}_years", less_weighs, sentence, None, size=evens_out / 100, by=(column,))
            yield change, last_brought(moved, change)


def last_brought(moved: list[Pair], change: Change) -> Pair:
    """Of the years that it is told of the one that was reported last."""
    return max(moved, key=lambda pair: pair.report(change)[0] or date.min)


def as_it_is(pair: Pair, column: str) -> int:
    return (pair.now and pair.now[column]) or 0


def as_it_was(pair: Pair, column: str) -> int:
    return (pair.before and pair.before[column]) or 0


def total(years: list[Pair], column: str) -> int:
    return sum(as_it_is(pair, column) for pair in years)


def pounds(pence: int) -> str:
    return whole_pounds(Decimal(pence) / 100)


def span(years: list[Pair]) -> str:
    """‘2013/14’, ‘2013/14 and 2015/16’, ‘4 years from 2013/14 on’."""
    named = [pair.row["year"] for pair in years]
    return " and ".join(named) if len(named) < 3 else f"{len(named)} years from {named[0]} on"
