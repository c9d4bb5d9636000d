"""Decisions: whether scrutiny comes before each, and how much notice it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, every, number


def notice(rows: pl.DataFrame) -> str:
    """‘Scrutiny before 3 of 7 decisions; too late for 1, not reported for 1, none dated for 2, 1 deferred’, from
    decisions_scrutinised."""
    found = {
        how: rows.filter(pl.col("scrutiny") == how).height for how in ("before", "late", "unreported", "none", "open")
    }
    one_or_any = "the one decision" if rows.height == 1 else "any decision"
    if found["before"] == rows.height:
        return f"Scrutiny comes before {every(rows.height, 'decision')}"
    if found["late"] == rows.height:
        return f"Scrutiny comes too late for {every(rows.height, 'decision')}"
    if found["unreported"] == rows.height:
        return f"No scrutiny is reported for {one_or_any}"
    if found["none"] == rows.height:
        return f"No scrutiny is dated for {one_or_any}"
    if found["open"] == rows.height:
        return f"{capital(every(rows.height, 'decision'))} {'is' if rows.height == 1 else 'are'} deferred"
    so_many = number(found["before"]) if found["before"] else "none"
    headline = f"Scrutiny before {so_many} of {count(rows.height, 'decision')}"
    rest = [f"too late for {number(found['late'])}"] if found["late"] else []
    rest += [f"not reported for {number(found['unreported'])}"] if found["unreported"] else []
    rest += [f"none dated for {number(found['none'])}"] if found["none"] else []
    rest += [f"{number(found['open'])} deferred"] if found["open"] else []
    return f"{headline}; {', '.join(rest)}"


def deferred(row: Mapping[str, Any]) -> str:
    """‘deferred from’, or ‘deferred; dated’ where the day was still to come at the report: it may be the old one or the new."""
    return "deferred; dated" if row["date"] > row["since"] else "deferred from"


def how_early(row: Mapping[str, Any]) -> str:
    """‘6 days before’, ‘8 days after’, ‘on the day’, ‘no scrutiny dated’, ‘deferred’, or what is not reported, for one
    row of decisions_scrutinised."""
    days = row["days_of_notice"]
    if row["scrutiny"] == "open":
        how = "deferred"
    elif days is None:
        how = "no scrutiny dated"
    else:
        how = f"{count(abs(days), 'day')} {'before' if days > 0 else 'after'}" if days else "on the day"
    return f"{how}{not_reported(row)}"


def not_reported(row: Mapping[str, Any]) -> str:
    """‘; neither reported’, ‘; not reported’, ‘; no outcome reported’, or empty: which of the two (decision, scrutiny)
    in a row of decisions_scrutinised is past its day without a report that it took place."""
    if row["is_overdue"] and row["scrutiny_unreported"]:
        return "; neither reported"
    if row["scrutiny_unreported"]:
        return "; not reported"
    return "; no outcome reported" if row["is_overdue"] else ""


def overdue(many: int) -> str:
    """‘; 2 are past their date with no outcome reported’; empty if there are none."""
    if not many:
        return ""
    return f"; {number(many)} {'is past its' if many == 1 else 'are past their'} date with no outcome reported"
