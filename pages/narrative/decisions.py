"""Decisions: whether scrutiny comes before each, and how much notice it gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import count, every, number


def notice(rows: pl.DataFrame) -> str:
    """‘Scrutiny before 3 of 6 decisions; too late for 1, none for 2’, from decisions_scrutinised."""
    found = {how: rows.filter(pl.col("scrutiny") == how).height for how in ("before", "late", "none")}
    if found["before"] == rows.height:
        return f"Scrutiny comes before {every(rows.height, 'decision')}"
    so_many = number(found["before"]) if found["before"] else "none"
    headline = f"Scrutiny before {so_many} of {count(rows.height, 'decision')}"
    rest = [f"too late for {number(found['late'])}"] if found["late"] else []
    rest += [f"no date for {number(found['none'])}"] if found["none"] else []
    return f"{headline}; {', '.join(rest)}"


def how_early(row: Mapping[str, Any]) -> str:
    """‘6 days before’, ‘8 days after’, ‘on the day’, ‘no scrutiny dated’: the scrutiny of one row of decisions_scrutinised."""
    days = row["days_of_notice"]
    if days is None:
        return "no scrutiny dated"
    return f"{count(abs(days), 'day')} {'before' if days > 0 else 'after'}" if days else "on the day"
