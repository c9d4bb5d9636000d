"""What alerts say, and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, number


def event_line(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """(mark, title, sentence) of a row of alerts_events: (‘▲ Began’, ‘Fire’, ‘Scores 16: … to Head of ICT.’)."""
    if row["event"] == "began":
        return "▲ Began", row["title"], f"{row['sentence']} Since {day(row['day'])}; to {row['owner']}."
    ended = f"No longer so from {day(row['day'])}. Until then: {row['sentence']} To {row['owner']}."
    return "● Ended", row["title"], ended


def headline(rows: pl.DataFrame, since: date | None) -> str:
    """‘6 alerts began and 7 ended since 31 July 2013’ from the rows of alerts_events."""
    if since is None:
        return "This is the first report: no alert has begun or ended"
    began, ended = rows.filter(event="began").height, rows.filter(event="ended").height
    if not began and not ended:
        return f"No alert began or ended since {day(since)}"
    parts = f"{count(began, 'alert')} began" + (f" and {number(ended)} ended" if ended else "")
    return f"{capital(parts)} since {day(since)}"
