"""The timeline's choices, and the way from a bar or point to its rows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from pages.charts import dated_marks, timeline
from pages.ui import filters, row_history
from pages.ui.formatting import capital, headed, plain
from pages.ui.formatting import day as day_of
from pages.ui.links import go, link
from pages.ui.page import View

MOST_IN_ALL, MOST_OF_ONE = 60, 120
"""More than so many in a lane are shown month by month: a lane among others, and a lane that is shown alone."""
COLUMNS = (
    "lane", "name", "kind", "status", "start_baseline", "baseline_date", "start_forecast", "forecast_date", "start_actual",
    "actual_date", "slip_days", "computed_rating", "slack_days", "detail", "since", "upload",
)  # fmt: skip


def quarter_of(day: date) -> str:
    """‘2013-Q2’: the calendar quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter(code: str | None) -> tuple[date, date] | None:
    """The first and last day of a quarter; None for no quarter, or an invalid one."""
    if not code or not re.fullmatch("[0-9]{4}-Q[1-4]", code):
        return None
    year, first_month = int(code[:4]), 3 * int(code[6]) - 2
    if not 1990 <= year <= 2100:
        return None
    after = date(year + 1, 1, 1) if first_month == 10 else date(year, first_month + 3, 1)
    return date(year, first_month, 1), after - timedelta(days=1)


def quarters(rows: pl.DataFrame, as_at: date) -> dict[str, str]:
    """Code → ‘April to June 2013’, for every quarter with a date in it."""
    first, last = dated_marks.span(rows, as_at)
    found: dict[str, str] = {}
    day = first
    while day <= last and len(found) < 80:
        code = quarter_of(day)
        window = quarter(code)
        if window is None:
            break
        found[code] = f"{window[0]:%B} to {window[1]:%B %Y}"
        day = window[1] + timedelta(days=1)
    return found


def choose(view: View, rows: pl.DataFrame) -> tuple[str | None, str | None, tuple[date, date] | None]:
    """The reader's (lane, partner, window); all three are in the address."""
    lanes = filters.values(rows, "lane")
    partners = view.ask("partners_stage")
    with filters.row():
        lane = filters.one_of("lane", "Lane", lanes, {one: timeline.lane_name(one) for one in lanes}, width=210)
        partner = filters.named("partner_id", "Partner", partners, "partner_id", "name")
        names = quarters(rows, view.as_at)
        code = filters.one_of("quarter", "Look closer", list(names), names, width=210)
        filters.clear("lane", "partner_id", "quarter")
    return lane, partner, quarter(code)


def ask(view: View, lane: str | None, partner: str | None, window: tuple[date, date] | None) -> pl.DataFrame:
    """The rows to show; a lane with more bars than can be read is shown month by month."""
    first, last = window or (None, None)
    most = MOST_OF_ONE if lane else MOST_IN_ALL
    return view.ask("timeline_all", lane=lane, partner_id=partner, **{"from": first, "to": last, "most": most})


def opens(view: View, lane: str, row_key: str | None, item_id: str, partner: str | None = None) -> None:
    """Opens the rows of a bar or point; for a month's group, zooms in on its lane and month."""
    if row_key is None:
        month = item_id.split(" · ")[1] if item_id.count(" · ") >= 2 else ""
        go(view, "timeline", lane=lane, partner_id=partner, quarter=_quarter_of_month(month))
    if lane == "gateways":
        go(view, "gateways", gateway_id=row_key)
    if lane == "waves":
        go(view, "migration", wave_id=row_key)
    if lane == "migrations":
        go(view, "application", application_id=row_key)
    if lane == "partners":
        go(view, "partners", partner_id=row_key)
    go(view, "timeline", lane=lane, row_key=row_key)


def _quarter_of_month(month: str) -> str | None:
    try:
        return quarter_of(date.fromisoformat(f"{month}-01"))
    except ValueError:
        return None


def item(view: View, lane: str, row_key: str) -> None:
    """One dated item without a screen of its own, such as a decision: its fields, and how they changed."""
    rows = view.ask("timeline_all", lane=lane, most=0).filter(pl.col("row_key") == row_key)
    if rows.is_empty():
        return
    row: dict[str, Any] = rows.row(0, named=True)
    with st.container(border=True):
        st.header(headed(row["name"]), anchor=False)
        st.table(
            {
                "Baseline": day_of(row["baseline_date"]), "Forecast": day_of(row["forecast_date"]),
                "Actual": day_of(row["actual_date"]),
                "Status": plain(capital(timeline.STATUS.get(row["status"], row["status"]))),
                "What is known": plain(row["detail"]),
            },
            border="horizontal", hide_header=True, alt="Dates and status",
        )  # fmt: skip
        link(view, "updates", f"Upload {row['upload']} brought it →", upload=row["upload"])
        row_history.show(view, row["dataset"], row_key, key="timeline_history")
