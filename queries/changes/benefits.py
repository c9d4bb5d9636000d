"""What changed among the benefits since an earlier date: what they have reached, their targets, dates and owners.
One row per benefit and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: added, removed, target_down and target_up (nearer to, or further from, where it began), realised, realised_down (less than
was reported), slipped and forward (the day on which it is to be had in full), begins (the day it begins), owner, other (its kind,
partner, unit or baseline), reworded. size: of a day by how many days.
uses: reports_compared
compares: benefits
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from data.number_text import counted_in
from queries import Asking
from queries.changes.comparing import Change, Pair, Row, answered, changes_of, compare, ended, long_date

OTHER = ("kind", "partner_id", "unit", "baseline_value")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since)
    return answered(changes_of("benefits", "investment", pairs, kinds, lambda pair: pair.row["name"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before, name = pair.row, pair.before, f"‘{ended(pair.row['name'])}’"
    if before is None:
        yield Change(
            "added",
            58,
            f"{name} is a new benefit, with a target of {amount(row, row['target_value'])}.",
            "{n} benefits were added.",
        )
        return
    if pair.now is None:
        yield Change("removed", 66, f"{name} is no longer among the benefits.", "{n} benefits were removed.")
        return
    has_other_unit = pair.changed("unit")
    if pair.changed("target_value") and not has_other_unit:
        yield target(row, before, name)
    if pair.changed("realised_value") and not has_other_unit:
        yield realised(row, before, name)
    yield from dates(pair, name)
    if pair.changed("owner"):
        owner = "has no owner any more" if row["owner"] is None else f"has a new owner: {ended(row['owner'])}"
        yield Change("owner", 35, f"{name} {owner}.", "{n} benefits have another owner.", by=("owner",))
    if pair.changed(*OTHER):
        by = OTHER + (("target_value", "realised_value") if has_other_unit else ())
        what = f"counts {row['unit']} instead of {before['unit']}" if has_other_unit else "is described otherwise"
        yield Change("other", 19, f"{name} {what}.", "What {n} benefits count, or whose they are, was changed.", by=by)
    if pair.changed("name"):
        yield Change(
            "reworded", 9, f"{name} was called ‘{ended(before['name'])}’.", "{n} benefits were renamed.", by=("name",)
        )


def amount(row: Row, value: Decimal) -> str:
    """A value with its unit: ‘£398,000 a year’, ‘12% of calls’, ‘30 jobs’."""
    return counted_in(row["unit"], value)


def target(row: Row, before: Row, name: str) -> Change:
    """Down where it has come nearer to where the benefit began, whichever way the figures go."""
    begun = row["baseline_value"] or 0
    is_less = abs(row["target_value"] - begun) < abs(before["target_value"] - begun)
    way, weight = ("down", 72) if is_less else ("up", 58)
    return Change(
        f"target_{way}", weight,
        f"The target of {name} is {amount(row, row['target_value'])} now, after {amount(before, before['target_value'])}.",
        f"The targets of {{n}} benefits are {'less' if is_less else 'more'} ambitious now.", by=("target_value",),
    )  # fmt: skip


def realised(row: Row, before: Row, name: str) -> Change:
    by, now, was = ("realised_value",), row["realised_value"], before["realised_value"]
    if now is None:
        return Change(
            "realised_down", 67, f"{name} is no longer said to have reached anything.",
            "{n} benefits are no longer said to have reached anything.", by=by,
        )  # fmt: skip
    goal = f"its target is {amount(row, row['target_value'])}"
    if was is None:
        return Change(
            "realised",
            62,
            f"{name} has reached {amount(row, now)}, the first reported; {goal}.",
            "{n} benefits have come further.",
            by=by,
        )
    way = 1 if row["target_value"] >= (row["baseline_value"] or 0) else -1
    has_gained = way * (now - was) > 0  # past its target too, and of a level to be kept that is more
    kind, weight, many = (
        ("realised", 62, "have come further") if has_gained else ("realised_down", 67, "have fallen back")
    )
    level = f"has reached {amount(row, now)}" if has_gained else f"is at {amount(row, now)} now"
    return Change(
        kind,
        weight,
        f"{name} {level}, after {amount(before, was)}; {goal}.",
        f"{{n}} benefits {many}.",
        by=by,
    )


def dates(pair: Pair, name: str) -> Iterator[Change]:
    """The days on which it begins and is to be had in full have moved, come or gone."""
    for column, what, weight in (("full_effect_date", "full effect", 65), ("start_date", "start", 50)):
        day, days = pair.row[column], pair.days(column)
        if not pair.changed(column):
            continue
        kind = "begins" if column == "start_date" else "slipped" if days > 0 else "forward"
        if days:
            sentence = f"The {what} of {name} {pair.moved(column)}."
            many = f"The {what} of {{n}} benefits {'slipped' if days > 0 else 'came forward'}."
            yield Change(kind, weight if days > 0 else weight - 10, sentence, many, size=abs(days), by=(column,))
        else:
            dated = "has no date any more" if day is None else f"is dated now: {long_date(day)}"
            yield Change(
                kind,
                44,
                f"The {what} of {name} {dated}.",
                f"The {what} of {{n}} benefits has another date.",
                by=(column,),
            )
