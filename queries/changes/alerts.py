"""What changed among the alerts since an earlier date: who is told of what, from where on.
One row per alert and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains. What an alert has to tell itself is in alerts_events.
kind: added, removed, threshold (from where on it holds), about (what it looks for, and where), owner (who is told).
uses: reports_compared
compares: alerts
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from data.datasets import DATASETS
from data.number_text import exact, rounded
from queries import Asking
from queries.alerts.raised import USUAL
from queries.changes.comparing import Change, Pair, Row, answered, changes_of, compare, count, ended

ABOUT = ("kind", "dataset", "reference")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    return answered(changes_of("alerts", "changes", compare(ask, since), kinds, lambda pair: about(pair.row)))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before, now = pair.row, pair.before, pair.now
    what, owner = about(row), ended(row["owner"])
    if before is None:
        yield Change("added", 18, f"{owner} is now told of {what}.", "{n} alerts were added.")
        return
    if now is None:
        yield Change("removed", 18, f"{owner} is no longer told of {what}.", "{n} alerts were removed.")
        return
    if pair.changed("owner"):
        sentence = f"Of {what} {owner} is now told, no longer {ended(before['owner'])}."
        yield Change("owner", 17, sentence, "{n} alerts go to somebody else.", by=("owner",))
    if pair.changed(*ABOUT):
        sentence = f"{owner} is now told of {what}, no longer of {about(before)}."
        yield Change("about", 16, sentence, "{n} alerts are about something else.", by=ABOUT)
    elif pair.changed("threshold"):
        sentence = f"{owner} is now told of {what}, no longer of {about(before)}."
        yield Change("threshold", 15, sentence, "{n} alerts hold from another point on.", by=("threshold",))


def about(row: Row) -> str:
    """What an alert looks for: ‘gateways that slip by more than 14 days’, ‘the odds of the go-live falling below 50%’."""
    amount = float(row["threshold"] if row["threshold"] is not None else USUAL.get(row["kind"], 0))
    number = exact(rounded(amount, 4))
    days = count(int(amount), "day") if amount == int(amount) else f"{number} days"
    where = "rows of any list" if row["dataset"] is None else DATASETS[row["dataset"]].title.lower()
    rows = where if row["reference"] is None else f"{ended(row['reference'])} of the {where.removeprefix('rows of ')}"
    match row["kind"]:
        case "odds_below":
            return f"the odds of the go-live falling below {number}%"
        case "slip_beyond":
            return f"a slip of {rows} of more than {days}"
        case "red" if row["dataset"] == "risks":
            return f"{rows} scoring {number} or more"
        case "red":
            return f"a red rating of {rows}{'' if row['dataset'] else f', and risks scoring {number} or more'}"
        case "overdue":
            return f"{rows} being overdue{f' by more than {days}' if amount else ''}"
        case _:
            return f"no report of {rows} for more than {days}"
