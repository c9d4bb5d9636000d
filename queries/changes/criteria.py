"""What changed among the criteria of the gateways since an earlier date: met, overdue, waived, due dates; evidence last.
One row per criterion and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: met, unmet (no longer reported as met), overdue (not yet at the earlier date; the rule stands in criteria_judged),
waived, status (any other change of it), redated (met, on another day than was reported),
due (another due date), added, removed, reworded, evidence.
uses: reports_compared
compares: gateway_criteria
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import (
    AS_IT_IS,
    Change,
    Pair,
    Row,
    answered,
    changes_of,
    compare,
    ended,
    latest,
    long_date,
    plain,
)

WORDING = ("criterion", "gateway_id", "partner_id", "five_case")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM criteria_judged", ["criteria_judged"],
        also="overdue_from > $since AND overdue_from <= $as_at",
    )  # fmt: skip
    names = latest(ask, "gateways", "name") if pairs else {}

    def gateway(pair: Pair) -> str:
        return str(names.get(pair.row["gateway_id"], [pair.row["gateway_id"]])[0])

    return answered(
        changes_of(
            "criteria", "gateways", pairs, lambda pair: kinds(pair, gateway(pair)), lambda pair: pair.row["criterion"]
        )
    )


def kinds(pair: Pair, gateway: str) -> Iterator[Change]:
    row, before, now = pair.row, pair.before, pair.now
    criterion, of, many = ended(row["criterion"]), f"A criterion of {gateway}", f"{{n}} criteria of {gateway}"
    if now is None:
        yield Change("removed", 44, f"{of} was removed: {criterion}.", f"{many} were removed.")
        return
    status, due = now["status"], now["due_date"]
    if is_overdue(now, pair.as_at) and not (before and is_overdue(before, pair.day)):
        yield Change(
            "overdue", 65, f"{of}, due on {long_date(due)}, became overdue: {criterion}.", f"{many} became overdue.",
            size=(pair.as_at - due).days, by=AS_IT_IS,
        )  # fmt: skip
    if status == "met" and (before is None or before["status"] != "met"):
        yield Change("met", 59, f"{of} was met: {criterion}.", f"{many} were met.", by=("status",))
    if before is None:
        if status != "met":
            yield Change(
                "added",
                31,
                f"A criterion was added to {gateway}: {criterion}.",
                f"{{n}} criteria were added to {gateway}.",
            )
        return
    if pair.changed("status") and status != "met":
        if before["status"] == "met":
            unmet = "no longer reported as met"
            yield Change("unmet", 69, f"{of} is {unmet}: {criterion}.", f"{many} are {unmet}.", by=("status",))
        if status == "waived":
            yield Change("waived", 60, f"{of} was waived: {criterion}.", f"{many} were waived.", by=("status",))
        elif before["status"] != "met":
            yield Change(
                "status", 30, f"{of} is now {plain(status)}: {criterion}.", f"{many} are now {plain(status)}.",
                by=("status",),
            )  # fmt: skip
    if before["status"] == status == "met" and pair.changed("met_date"):
        on = f"on {long_date(row['met_date'])}" if row["met_date"] else "on no day"
        no_longer = (
            f"no longer on {long_date(before['met_date'])}" if before["met_date"] else "which was not given before"
        )
        sentence = f"{of} is reported as met {on} now, {no_longer}: {criterion}."
        yield Change("redated", 29, sentence, f"{many} are reported as met on other days now.", by=("met_date",))
    if pair.changed("due_date"):
        if due is None:
            sentence = f"{of} has no due date any more"
        elif before["due_date"] is None:
            sentence = f"{of} is now due on {long_date(due)}"
        else:
            sentence = f"{of} is due on {long_date(due)}, no longer on {long_date(before['due_date'])}"
        yield Change(
            "due", 42, f"{sentence}: {criterion}.", f"{many} have other due dates.", size=abs(pair.days("due_date")),
            by=("due_date",),
        )  # fmt: skip
    if pair.changed(*WORDING):
        changed = "reworded or reassigned"
        yield Change("reworded", 21, f"{of} was {changed}: {criterion}.", f"{many} were {changed}.", by=WORDING)
    if pair.changed("evidence") and not pair.changed("status"):
        yield Change(
            "evidence", 5, f"The evidence for a criterion of {gateway} was changed: {criterion}.",
            f"The evidence for {many} was changed.", by=("evidence",),
        )  # fmt: skip


def is_overdue(row: Row, day: date) -> bool:
    return row["overdue_from"] is not None and row["overdue_from"] <= day
