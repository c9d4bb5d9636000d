"""What alerts have to tell since an earlier date: each once when it begins, and once when it ends
One row per alert, thing and event, the latest first; of one that began and ended in between both are there.
event: began or ended. day: the report from which it holds, or no longer does. The other columns are those of alerts_raised; of
one that ended, as it stood last. The alerts are those of the as-at date, so that a new alert tells only what changes.
since: the date looked from, as in changes_all.
$since date: the earlier date (without it: the previous report is taken)
uses: reports_compared
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.alerts.raised import SCHEMA
from queries.changes.comparing import earlier_day

COLUMNS = {"event": pl.String, "day": pl.Date, **SCHEMA, "since": pl.Date}
Key = tuple[object, ...]


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None) -> pl.DataFrame:
    then = earlier_day(ask, since)
    if then is None:
        return pl.DataFrame(schema=COLUMNS)
    reports = ask("updates_reporting_dates").filter("is_shown")["reporting_date"].to_list()
    days = [then, *sorted({day for day in reports if then < day < as_at}), as_at]
    before = _holding(ask, then, as_at)
    found: list[dict[str, Any]] = []
    for day in days[1:]:
        now = _holding(ask, day, as_at)
        found += [{"event": "began", "day": day, **now[key]} for key in now if key not in before]
        found += [{"event": "ended", "day": day, **before[key]} for key in before if key not in now]
        before = now
    rows = pl.DataFrame([{**row, "since": then} for row in found], schema=COLUMNS)
    return rows.sort("day", "event", "alert_id", "item_id", descending=[True, False, False, False])


def _holding(ask: Asking, day: date, rules_at: date) -> dict[Key, dict[str, Any]]:
    """The alerts that hold on a day, by what tells one from another."""
    rows = ask("alerts_raised", as_at=day, rules_at=rules_at).to_dicts()
    return {(row["alert_id"], row["dataset"], row["item_id"]): row for row in rows}
