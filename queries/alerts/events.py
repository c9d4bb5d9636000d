"""What alerts have to tell since an earlier date: each once when it begins, and once when it ends
One row per alert, thing and event, the latest first; of one that began and ended in between both are there.
event: began or ended. day: the first day on which it holds, or no longer does: that of a report, or one between two reports on
which a date passed or the days allowed were over. amount, of one that began: as on that day. The other columns are those of
alerts_raised; of one that ended, as it stood last. The alerts are those of the as-at date, so that a new alert tells only what
changes.
since: the date looked from, as in changes_all.
$since date: the earlier date (without it: the previous report is taken)
uses: reports_compared
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from math import floor
from typing import Any

import polars as pl

from queries import Asking, side_by_side
from queries.alerts.raised import SCHEMA
from queries.changes.comparing import earlier_day

COLUMNS = {"event": pl.String, "day": pl.Date, **SCHEMA, "since": pl.Date}
BY_THE_DAY = ("overdue", "no_report_by")
"""The kinds whose amount is days, one more each day while no report comes: their first day is that of the first amount beyond."""
ONE_DAY = timedelta(days=1)
Key = tuple[object, ...]
Holding = dict[Key, dict[str, Any]]


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None) -> pl.DataFrame:
    then = earlier_day(ask, since)
    if then is None:
        return pl.DataFrame(schema=COLUMNS)
    reports = ask("updates_reporting_dates").filter("is_shown")["reporting_date"].to_list()
    came = {day for day in reports if then < day <= as_at}
    eves = {day - ONE_DAY for day in came}  # what the days between two reports brought stands until the next
    days = sorted({then, as_at, *came, *(day for day in eves if day > then)})

    @cache
    def holding(day: date) -> Holding:
        rows = ask("alerts_raised", as_at=day, rules_at=as_at).to_dicts()
        return {(row["alert_id"], row["dataset"], row["item_id"]): row for row in rows}

    side_by_side(holding, days)  # each is asked again below, and known by then
    beyond = {row["alert_id"]: float(row["threshold"] or 0) for row in ask("alerts_list").to_dicts()}
    found: list[dict[str, Any]] = []
    for earlier, later in pairwise(days):
        before, now = holding(earlier), holding(later)
        for key in (each for each in now if each not in before):
            found.append({"event": "began", **_begun(key, now[key], earlier, later, beyond, holding)})
        for key in (each for each in before if each not in now):
            day = _first_day(earlier, later, lambda day, key=key: key not in holding(day))  # type: ignore[misc]
            last = before if day - ONE_DAY == earlier else holding(day - ONE_DAY)
            found.append({"event": "ended", "day": day, **last[key]})
    rows = pl.DataFrame([{**row, "since": then} for row in found], schema=COLUMNS)
    return rows.sort("day", "event", "alert_id", "item_id", descending=[True, False, False, False])


def _begun(
    key: Key, row: dict[str, Any], earlier: date, later: date, beyond: dict[str, float], holding: Callable[[date], Holding]
) -> dict[str, Any]:  # fmt: skip
    """A row that holds on the later day and not on the earlier one, with the day of its beginning, and as it was then."""
    if later - earlier <= ONE_DAY:
        return {"day": later, **row}
    if row["kind"] in BY_THE_DAY:
        first = max(floor(beyond[row["alert_id"]]) + 1, 1)
        days = min(int(row["amount"]) - first, (later - earlier).days - 1)
        return {**row, "day": later - timedelta(days=days), "amount": row["amount"] - days}
    day = _first_day(earlier, later, lambda day: key in holding(day))
    return {"day": day, **holding(day)[key]}


def _first_day(earlier: date, later: date, is_so: Callable[[date], bool]) -> date:
    """The day after the earlier one from which it is so, which it is on the later one: found by halves."""
    while later - earlier > ONE_DAY:
        middle = earlier + (later - earlier) // 2
        earlier, later = (earlier, middle) if is_so(middle) else (middle, later)
    return later
