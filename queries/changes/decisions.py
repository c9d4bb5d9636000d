"""What changed among the decisions since an earlier date: taken, deferred, cancelled, moved, newly planned.
One row per decision, scrutiny or engagement and kind of change between the two dates of reports_compared, the most
important first. The columns are those that changes_all explains.
kind: done, deferred, cancelled, planned (again), slipped, forward and past (the meeting's date, while it is not done), added,
removed, other (title, body, purpose or what it scrutinises), outcome (words only).
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


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM decisions_dated", ["decisions_dated"])
    return answered(changes_of("decisions", "overview", pairs, kinds, lambda pair: pair.row["title"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    title, body, status, on = ended(row["title"]), row["body"], row["status"], long_date(row["date"])
    is_to = f"{body} {'was' if row['date'] < pair.as_at else 'is'} to take up"
    if pair.now is None:
        yield Change(
            "removed", 55, f"{body}'s item of {on} was removed: {title}.", "{n} items of meetings were removed."
        )
        return
    if status != (before["status"] if before else "planned"):
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
    if days and status != "done" and not (status == "deferred" and pair.changed("status")):  # said with the deferral
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
