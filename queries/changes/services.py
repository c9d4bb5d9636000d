"""What changed in the service catalogue since an earlier date: services, rates, service levels and from when they can be had.
One row per service and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: added, removed, rate_up, rate_down, rate (there is one now, or none any more), comparator (what others charge), agreed,
not_agreed (any more), level (another step on the way to it), target (the level aimed at), available (another day), reworded.
size: of a rate by how many pounds, of a day by how many days.
uses: reports_compared
compares: services
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, Row, answered, changes_of, compare, ended, long_date, plain, pounds

WORDING = ("name", "description", "unit")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since)
    return answered(changes_of("services", "services", pairs, kinds, lambda pair: pair.row["name"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before, name = pair.row, pair.before, ended(pair.row["name"])
    if before is None:
        level = "its service level is agreed" if row["sla_status"] == "agreed" else "no service level is agreed yet"
        yield Change(
            "added", 56, f"{name} is a new service: {priced(row) or 'without a rate'}, {level}.",
            "{n} services were added to the catalogue.",
        )  # fmt: skip
        return
    if pair.now is None:
        yield Change("removed", 60, f"{name} is offered no more.", "{n} services are offered no more.")
        return
    if pair.changed("rate_gbp"):
        yield rate(row, before, name)
    if pair.changed("comparator_rate_gbp"):
        yield comparator(row, before, name)
    if pair.changed("sla_status"):
        yield level_of(row, before, name)
    if pair.changed("sla_target"):
        target = f"‘{ended(row['sla_target'])}’" if row["sla_target"] else "nothing any more"
        instead = f" instead of ‘{ended(before['sla_target'])}’" if before["sla_target"] else ""
        yield Change(
            "target", 46, f"The service level of {name} aims at {target}{instead}.",
            "{n} service levels aim at something else.", by=("sla_target",),
        )  # fmt: skip
    if pair.changed("available_from"):
        yield available(pair, name)
    if pair.changed(*WORDING):
        yield Change(
            "reworded", 9, f"{name} was put in other words.", "{n} services were put in other words.", by=WORDING
        )


def priced(row: Row) -> str:
    """‘£6.20 a user a month’; blank without a rate."""
    return "" if row["rate_gbp"] is None else f"{pounds(row['rate_gbp'])} {row['unit']}"


def rate(row: Row, before: Row, name: str) -> Change:
    """Our rate has gone up or down, come, or gone; with what others charge."""
    by, now, was, others = ("rate_gbp",), row["rate_gbp"], before["rate_gbp"], row["comparator_rate_gbp"]
    if now is None or was is None:
        sentence = f"{name} has no rate any more." if now is None else f"{name} has a rate now: {priced(row)}."
        return Change(
            "rate", 52, sentence, f"{{n}} services have {'no rate any more' if now is None else 'a rate now'}.", by=by
        )
    way, weight = ("up", 64) if now > was else ("down", 54)
    beside = ""
    if others:
        stands = "the same as" if now == others else "less than" if now < others else "more than"
        beside = f"; that is {stands} the {pounds(others)} that others charge"
    return Change(
        f"rate_{way}", weight, f"The rate of {name} goes {way} from {pounds(was)} to {priced(row)}{beside}.",
        f"The rates of {{n}} services go {way}.", size=float(abs(now - was)), by=by,
    )  # fmt: skip


def comparator(row: Row, before: Row, name: str) -> Change:
    now, was = (each["comparator_rate_gbp"] for each in (row, before))
    if now is None:
        sentence = f"What others charge for {name} is not known any more."
    else:
        sentence = f"Others charge {pounds(now)} for {name}{f', after {pounds(was)}' if was is not None else ''}."
    return Change(
        "comparator",
        42,
        sentence,
        "What others charge for {n} services is another amount.",
        by=("comparator_rate_gbp",),
    )


def level_of(row: Row, before: Row, name: str) -> Change:
    """The service level agreement has come a step further, or gone a step back."""
    by, now = ("sla_status",), row["sla_status"]
    if now == "agreed":
        target = f": {ended(row['sla_target'])}" if row["sla_target"] else ""
        return Change(
            "agreed", 58, f"The service level of {name} is agreed{target}.", "{n} service levels are agreed.", by=by
        )
    if before["sla_status"] == "agreed":
        return Change(
            "not_agreed", 66, f"The service level of {name} is no longer agreed: it is {standing(now)} again.",
            "{n} service levels are no longer agreed.", by=by,
        )  # fmt: skip
    return Change(
        "level",
        40,
        f"The service level of {name} is {standing(now)}.",
        f"{{n}} service levels are {standing(now)}.",
        by=by,
    )


def standing(status: str) -> str:
    return "a draft" if status == "draft" else plain(status)


def available(pair: Pair, name: str) -> Change:
    """The day from which it can be had has moved, come or gone."""
    by, day, days = ("available_from",), pair.row["available_from"], pair.days("available_from")
    if days and pair.before:
        way, weight = ("later", 62) if days > 0 else ("sooner", 52)
        instead = f"from {long_date(day)} instead of {long_date(pair.before['available_from'])}"
        return Change(
            "available",
            weight,
            f"{name} can be had {way}, {instead}.",
            f"{{n}} services can be had {way}.",
            size=abs(days),
            by=by,
        )
    sentence = (
        f"Nobody says any more from when {name} can be had."
        if day is None
        else f"{name} can be had from {long_date(day)}."
    )
    return Change("available", 44, sentence, "From when {n} services can be had was changed.", by=by)
