"""What changed since an earlier report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from data.datasets import DATASETS
from pages.ui.formatting import capital, count, day, listing, number, short_day

SAME_YEAR = timedelta(days=183)
"""Within which a day and a month say which year is meant."""


DATASET_OF = {"concerns": "partner_concerns", "criteria": "gateway_criteria"}
"""Subject of a change → its dataset, where that has another name."""


def subject(code: str) -> str:
    """The screen's name for the subject of a change: that of its dataset, as everywhere."""
    dataset = DATASETS.get(DATASET_OF.get(code, code))
    return dataset.title if dataset else capital(code.replace("_", " "))


def changes(rows: pl.DataFrame, since: date | None) -> str:
    """‘43 changes since 28 February 2013, most important first’: from the rows of changes_all."""
    if since is None:
        return "This is the first report: there is nothing to compare it with"
    if rows.is_empty():
        return f"Nothing has changed since {day(since)}"
    many = int(rows["changes"][0])
    return f"{capital(count(many, 'change'))} since {day(since)}{', most important first' if many > 1 else ''}"


def dates_moved(rows: pl.DataFrame, since: date | None, as_at: date, moves: Mapping[str, Any] | None = None) -> str:
    """‘Since 31 August: 8 dates and 45 moves slipped, 2 moves earlier’ from the rows of overview_dates_moved: gateways,
    waves and decisions. `since`: the day compared with; `moves`: the row of overview_moves_slipped."""
    if since is None:
        return "This is the first report"
    later = {"date": rows.filter(pl.col("days") > 0).height, "move": moves["slipped"] if moves else 0}
    earlier = {"date": rows.height - later["date"], "move": moves["came_forward"] if moves else 0}
    slipped, forward = (
        listing([count(many, what) for what, many in each.items() if many]) for each in (later, earlier)
    )
    when = brief(since, as_at)
    if slipped:
        return f"Since {when}: {slipped} slipped{f', {forward} earlier' if forward else ''}"
    return (
        f"Since {when}: {forward} came forward"
        if forward
        else f"Since {when} no gateway, wave, meeting or move to come has another date"
    )


def rows_changed(rows: pl.DataFrame) -> str:
    """‘Behind them: 147 rows changed and 4 added’ from the rows of updates_rows_changed. There are fewer changes than
    rows, because a change shared by many rows is described once."""
    if rows.is_empty():
        return "Behind them no row has changed"
    first, _, rest = counted(rows.sum().row(0, named=True)).partition(" ")
    return f"Behind them: {first} {'row' if first == '1' else 'rows'} {rest}"


def counted(row: Mapping[str, Any]) -> str:
    """‘4 changed and 1 added’, of one row of updates_rows_changed."""
    return listing([f"{number(row[what])} {what}" for what in ("changed", "added", "removed") if row[what]])


def brief(when: date, as_at: date, *, short: bool = False) -> str:
    """‘31 August’, or ‘31 Aug’; with the year if a reader could mistake it for another."""
    if abs(as_at - when) >= SAME_YEAR:
        return short_day(when) if short else day(when)
    return f"{when.day} {when:{'%b' if short else '%B'}}"
