"""What changed among the decisions since an earlier date: taken, deferred, cancelled, moved, newly planned.
One row per decision, scrutiny or engagement and kind of change between the two dates of reports_compared, the most
important first. The columns are those that changes_all explains.
kind: done, undone (no longer reported as done: now planned again, deferred or cancelled), redated (done, on another day than
was reported), deferred, cancelled, planned (again), slipped, forward and past (the meeting's date, while it is not done and was
not), added, removed, other (title, body, purpose or what it scrutinises), outcome (words only).
An item that is reported as done before its date is planned until then: see decisions_dated.
uses: reports_compared
compares: decisions
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, ended, long_date

OTHER = ("title", "body", "purpose", "scrutinises")
DONE = {"decision": ("decided", 82), "scrutiny": ("scrutinised", 79), "engagement": ("met", 62)}
UNDONE = {"decision": ("decided", 84), "scrutiny": ("scrutinised", 83), "engagement": ("held", 63)}


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM decisions_dated", ["decisions_dated"])
    return answered(changes_of("decisions", "overview", pairs, kinds, lambda pair: pair.row["title"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    title, body, status, on = ended(row["title"]), row["body"], row["status"], long_date(row["date"])
    is_to = f"{body} {'was' if row['date'] < pair.as_at else 'is'} to take up"
    was_done = before is not None and before["status"] == "done"
    as_done, undone_weighs = UNDONE[before["purpose"]] if before else ("", 0)
    if pair.now is None:
        if was_done:
            sentence = f"{body}'s item of {on}, which was reported as {as_done}, was removed: {title}."
            yield Change("removed", undone_weighs, sentence)
            return
        yield Change(
            "removed", 55, f"{body}'s item of {on} was removed: {title}.", "{n} items of meetings were removed."
        )
        return
    if before is not None and was_done and status != "done":
        again = {"planned": f"{'is' if row['date'] >= pair.as_at else 'was'} planned for {on}"}.get(
            status, f"is {status}"
        )
        if status == "deferred" and row["date"] != before["date"]:
            again += f" to {on}"
        sentence = f"‘{title}’ ({body}) is no longer reported as {as_done} on {long_date(before['date'])}: it {again}."
        yield Change("undone", undone_weighs, sentence, by=("status",))
    elif status != (before["status"] if before else "planned"):
        weight = 81
        if status == "done":
            verb, weight = DONE[row["purpose"]]
            outcome = "" if row["outcome"] is None else f". {ended(row['outcome'])}"
            sentence = f"{body} {verb} on {on}: {title}{outcome}."
        elif status == "planned":
            sentence, weight = f"{is_to} again on {on}: {title}.", 64
        else:
            was_on = long_date(before["date"]) if before and status == "deferred" else on
            to = f" to {on}" if was_on != on else ""
            sentence = f"{body} {status} its item of {was_on}{to}: {title}."
        yield Change(status, weight, sentence, by=("status",))
    if before is None:
        if status == "planned":
            yield Change("added", 63, f"{is_to} on {on}: {title}.", "{n} items were planned for meetings.")
        return
    days = pair.days("date")
    if days and was_done and status == "done":
        sentence = f"‘{title}’ ({body}) is reported as {as_done} on {on} now, no longer on {long_date(before['date'])}."
        yield Change("redated", 74, sentence, size=abs(days), by=("date",))
    is_in_another = (  # it is told with another change
        was_done or status == "done" or (status == "deferred" and pair.changed("status"))
    )
    if days and not is_in_another:
        way = pair.way("date")
        weight = 65 if way == "forward" else 74
        yield Change(way, weight, f"‘{title}’ ({body}) {pair.moved('date')}.", size=abs(days), by=("date",))
    if pair.changed(*OTHER):
        yield Change(
            "other", 28, f"The item of {on} is now: {body}, {row['purpose']}, {title}.",
            "The details of {n} items of meetings were changed.", by=OTHER,
        )  # fmt: skip
    if pair.changed("outcome") and not pair.changed("status"):
        outcome = "nothing is recorded any more" if row["outcome"] is None else ended(row["outcome"])
        yield Change("outcome", 32, f"What came of ‘{title}’: {outcome}.", by=("outcome",))
