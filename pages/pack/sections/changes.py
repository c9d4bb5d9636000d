"""What changed: since the panel last met, or since the report before this one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.pack import cells
from pages.pack.content import Fact, Section, Slide, Viewpoint
from pages.ui.formatting import capital, count, day, short

MOST = 6
TOLD = 15
"""How many changes are statements of the papers; the rest is counted, and on the screens."""


def since_when(view: Viewpoint) -> tuple[date | None, str]:
    """The date to look back to, and what it is in words: the last panel, else (None) the report before the latest."""
    panel = view.ask("decisions_last_panel")
    if panel.height:
        met: date = panel["date"][0]
        return met, f"the panel met on {day(met)}"
    compared = view.ask("reports_compared").filter(pl.col("compared") == "before")
    return None, f"the report of {day(compared['day'][0])}" if compared.height else ""


def slides(view: Viewpoint) -> list[Slide]:
    since, said = since_when(view)
    if not said:
        return []
    chosen = {} if since is None else {"since": since}
    changes = view.ask("changes_all", **chosen)
    figures = view.ask("overview_since", **chosen)
    moved = figures.filter(pl.col("is_changed"))
    return [
        Slide(
            "changes",
            headline(changes, said),
            points=tuple(point(row) for row in changes.head(MOST).iter_rows(named=True)),
            facts=tuple(
                Fact(row["sentence"], row["reporting_date"], row["upload"])
                for row in changes.head(TOLD).iter_rows(named=True)
            ),
            behind=cells.figures(moved),
        )
    ]


def point(change: Mapping[str, Any]) -> str:
    """What happened, in what a slide has room for: a long name is cut first, so that what happened to it stays."""
    name, sentence = str(change["title"]), str(change["sentence"])
    return short(sentence.replace(name, short(name, 60)) if name else sentence, 150)


def headline(changes: pl.DataFrame, since: str) -> str:
    """‘Since the panel met on 16 January 2013: 34 slips, moves and other changes, the weightiest first’."""
    if changes.is_empty():
        return f"Nothing has changed since {since}"
    whole = int(changes["changes"][0])
    said = f"{capital(count(whole, 'thing'))} {'has' if whole == 1 else 'have'} changed since {since}"
    return f"{said}; these weigh most" if whole > MOST else said


SECTION = Section(30, "changes", "What changed", ("earlier reports",), slides, "no earlier report to compare with")
