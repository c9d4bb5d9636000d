"""What changed since the panel last met, or since the previous report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from pages.pack import tabulation
from pages.pack.content import Fact, Label, Mark, MarkedRow, Marks, Moment, Role, Section, Slide
from pages.ui.formatting import capital, count, day, lapse, short, short_day
from pages.ui.look_back import look_back
from queries import View

MOST, DATES, FIGURES = 6, 5, 10
"""Changes in words, dates that moved, and figures in a table, that a slide holds."""
FEW = 1
"""So many changes, none of a date, are said in the headline; the figures, which stayed as they were, fill the slide."""
MOST_FACTS = 15
"""How many changes are statements of the papers; the rest is counted, and on the screens."""


def since_when(view: View) -> tuple[date | None, str]:
    """The date to look back to and its name in words: the last panel meeting, or the first report if nothing was
    reported by then; without a meeting (None) the report before the latest. "" if there is no earlier report."""
    panel = view.ask("decisions_last_panel")
    met: date | None = panel["date"][0] if panel.height else None
    since = look_back(view, met)
    if since is None:
        return None, ""
    if met is None:
        return None, f"the report of {day(since)}"
    return since, f"the panel met on {day(met)}" if since == met else f"the first report, of {day(since)}"


def slides(view: View) -> list[Slide]:
    since, when = since_when(view)
    if not when:
        return []
    chosen = {} if since is None else {"since": since}
    changes = view.ask("changes_all", **chosen)
    figures = view.ask("overview_since", **chosen)
    moved = figures.filter(pl.col("is_changed"))
    chart = _moved(view, changes["since"][0]) if changes.height else None
    points = tuple(point(row) for row in changes.head(MOST).iter_rows(named=True))
    is_quiet = chart is None and changes.height <= FEW
    return [
        Slide(
            "changes",
            ": ".join((headline(changes, when), *(points if is_quiet else ()))).removesuffix("."),
            chart=chart,
            table=tabulation.figures(figures).first(FIGURES) if is_quiet else None,
            points=() if is_quiet else points,
            facts=tuple(
                Fact(row["sentence"], row["reporting_date"], row["upload"])
                for row in changes.head(MOST_FACTS).iter_rows(named=True)
            ),
            behind=tabulation.figures(moved),
        )
    ]


def _moved(view: View, since: date) -> Marks | None:
    """The dates of gateways, go-live and milestones that moved: where they were then, and where they are now."""
    now = view.ask("gateways_status")
    then = replace(view, as_at=since).ask("gateways_status").select("gateway_id", then="expected_date")
    both = now.join(then, on="gateway_id").filter(pl.col("then") != pl.col("expected_date"))
    weighty = both.sort(pl.col("kind") == "milestone", -(pl.col("expected_date") - pl.col("then")).abs(), "gateway_id")
    rows = tuple(_row(row) for row in weighty.head(DATES).sort("expected_date", "gateway_id").iter_rows(named=True))
    listed = "; ".join(f"{row.label.name}, {row.label.detail}" for row in rows)
    moment = Moment(view.as_at, f"As at {short_day(view.as_at)}")
    return Marks(rows, (moment,), f"Dates that moved since {day(since)}. {listed}.") if rows else None


def _row(row: Mapping[str, Any]) -> MarkedRow:
    gap = (row["expected_date"] - row["then"]).days
    now: Role = "late" if gap > 0 else "done"
    marks = (Mark(row["then"], "plan", ""), Mark(row["expected_date"], now, ""))
    then = short_day(row["then"]).removesuffix(f" {row['expected_date'].year}")
    dates = f"{then} → {short_day(row['expected_date'])}"
    return MarkedRow(
        Label(
            short(row["name"], 60), f"{dates}, {lapse(gap).removeprefix('about ')} {'later' if gap > 0 else 'earlier'}"
        ),
        marks,
    )


def point(change: Mapping[str, Any]) -> str:
    """What happened, in the room that a slide has: a long name is cut first, so that the event stays."""
    name, sentence = str(change["title"]), str(change["sentence"])
    return short(sentence.replace(name, short(name, 60)) if name else sentence, 150)


def headline(changes: pl.DataFrame, since: str) -> str:
    """‘Since the panel met on 16 January 2013: 34 slips, moves and other changes, the weightiest first’."""
    if changes.is_empty():
        return f"Nothing has changed since {since}"
    whole = int(changes["changes"][0])
    sentence = f"{capital(count(whole, 'thing'))} {'has' if whole == 1 else 'have'} changed since {since}"
    return f"{sentence}; these weigh most" if whole > MOST else sentence


SECTION = Section(30, "changes", "What changed", ("earlier reports",), slides, "no earlier report to compare with")
