"""The charts of the Overview's first window, one panel each; the ⓘ beside a heading holds the rows, the rule and a link
to the screen.

pages/ui/page.css lays the panels out by the keys of their figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl

from pages import narrative
from pages.charts import forecast
from pages.charts import overview as charts
from pages.narrative.methodology import rule
from pages.parts.overview import attention
from pages.ui import change_list, figures, outlook, texts
from pages.ui.formatting import count
from pages.ui.links import go, link
from pages.ui.page import View

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

DECIDED = ("title", "body", "date", "status", "is_overdue", "outcome", "scrutiny", "scrutiny_date", "scrutiny_body")
"""What the table behind the decisions shows; the rest of their rows is in its downloads."""

PRESSING, LETTERS = 3, 90
"""How many of the most pressing things stand in the first window, and of how many letters a line is."""


def burn_up(view: View, ahead: Mapping[str, Any]) -> None:
    shown = _burn_up(view)
    if shown is None:
        return
    figure, headline, rows = shown
    clicked = figures.show(
        figure, title=headline,
        alt=f"Applications in scope, planned, moved and forecast, month by month. {headline}. {outlook.as_text(ahead)}",
        rows=rows, key="overview_burn_up", rule=rule("migrated", "burn_up", "odds"), selects=True,
        columns=outlook.BEHIND, everything=True, compact=True,
        more=lambda: link(view, "migration", "See the migration and its forecast →"),
    )  # fmt: skip
    for series, month_end in clicked:
        go(view, "migration", **outlook.chosen(series, month_end))


@lru_cache(maxsize=32)
def _burn_up(view: View) -> tuple[Figure, str, pl.DataFrame] | None:
    """The chart, its finding and its rows, read-only. Cached, because making these panels took two fifths of a run."""
    months, ahead = view.ask("migration_burn_up"), outlook.facts(view)
    if months.is_empty():
        return None
    fan = view.ask("migration_forecast_fan")
    drawn = forecast.glance(forecast.joined(months, fan), view.as_at, view.palette, ahead)
    return drawn, narrative.migration.burn_up(months, view.as_at), outlook.behind(months, fan)


def odds(view: View, ahead: Mapping[str, Any]) -> None:
    """The chance report by report; if there is none, why."""
    rows = view.ask("migration_odds_by_report")
    if rows.is_empty():
        if not ahead["scope"]:
            return  # nothing to move is reported
        with texts.together("no_odds"):
            texts.say(texts.group("compact", texts.heading(narrative.outlook.will_we(ahead))))
            texts.say(texts.line(ahead["team_finding"]))
            link(view, "migration", "See the migration →")
        return
    drawn, headline = _odds(view)
    clicked = figures.show(
        drawn, title=headline, alt=f"{headline}. A line over the reports.", rows=rows,
        key="overview_odds", rule=rule("odds"), selects=True, compact=True, everything=True,
        columns=("reporting_date", "go_live_date", "probability_by_go_live", "p50_date"),
        more=lambda: _forecast(view),
    )  # fmt: skip
    for (day,) in clicked:
        go(replace(view, as_at=date.fromisoformat(day)), "migration")


@lru_cache(maxsize=32)
def _odds(view: View) -> tuple[Figure, str]:
    rows = view.ask("migration_odds_by_report")
    return charts.odds(rows, view.palette), narrative.overview.odds_by_report(rows, view.as_at)


def _forecast(view: View) -> None:
    link(view, "migration", "See the forecast →")
    link(view, "outlook", "See what it would take →")


TOLD_ABOVE = ("gateways", "waves", "decisions", "migrations")
"""Subjects of changes_all whose dates the panel of what changed draws or counts."""


def changed(view: View) -> None:
    """The dates that moved since the previous report, and the most important of the other changes."""
    change_list.dates_moved(
        view, None, key="overview_moved", most=charts.MOST,
        more=lambda: link(view, "timeline", "See the timeline →"), below=lambda: _what_else(view),
    )  # fmt: skip


def _what_else(view: View) -> None:
    sentence, changes = _most_important(view)
    if sentence:
        texts.say(texts.line(sentence))
    if changes:
        link(view, "changes", f"See all {count(changes, 'change')} →")


@lru_cache(maxsize=32)
def _most_important(view: View) -> tuple[str, int]:
    """The first sentence that is not about a date shown above it ("" if there is none), and the number of changes."""
    found = view.ask("changes_all")
    is_told = pl.col("kind").is_in(["slipped", "forward", "past"]) & pl.col("subject").is_in(TOLD_ABOVE)
    others = found.filter(~is_told)["sentence"]
    return (others[0] if others.len() else ""), (int(found["changes"][0]) if found.height else 0)


def decisions(view: View, pressing: pl.DataFrame) -> None:
    """The decisions ahead and those without an outcome, on an axis, and the most pressing items, one line each."""
    drawn, headline, rows = _decisions(view)
    if rows.is_empty() and pressing.is_empty():
        return
    clicked = figures.show(
        drawn, title=headline,
        alt=f"{headline}. Each decision with the scrutiny that looks at it.", rows=rows, key="overview_decisions",
        rule=rule("leads_to"), selects=True, compact=True, columns=DECIDED, everything=True, drawn=charts.MOST_DECISIONS,
        more=lambda: link(view, "decisions", "See the decisions →"), below=lambda: _most_pressing(view, pressing),
    )  # fmt: skip
    for (decision,) in clicked:
        go(view, "decisions", decision_id=decision)


@lru_cache(maxsize=32)
def _decisions(view: View) -> tuple[Figure | None, str, pl.DataFrame]:
    rows = view.ask("decisions_scrutinised").filter(pl.col("is_ahead") | pl.col("is_overdue"))
    drawn = charts.decisions(rows, view.as_at, view.palette) if not rows.is_empty() else None
    return drawn, narrative.overview.decisions(rows), rows


def _most_pressing(view: View, pressing: pl.DataFrame) -> None:
    undrawn = pressing.filter(pl.col("kind") != "scrutiny_late")  # the picture above begins with those
    for thing in undrawn.head(PRESSING).iter_rows(named=True):
        attention.line(view, thing, LETTERS)


def measures(view: View) -> None:
    rows = view.ask("overview_measures")
    if rows.is_empty():
        return
    drawn, headline, alt = _measures(view)
    clicked = figures.show(
        drawn, title=headline, alt=alt,
        rows=rows, key="overview_measures", rule=rule("migrated", "capital", "partners", "criteria"), selects=True,
        compact=True, columns=("measure", "name", "done", "due", "whole"), everything=True, more=lambda: _measured(view),
    )  # fmt: skip
    for measure, item in clicked:
        go(view, MEASURED[measure], **({"gateway_id": item} if item else {}))


@lru_cache(maxsize=32)
def _measures(view: View) -> tuple[Figure, str, str]:
    rows = view.ask("overview_measures")
    headline = narrative.overview.measures(rows)
    each = "; ".join(" ".join(narrative.overview.measure(row)) for row in rows.iter_rows(named=True))
    return charts.measures(rows, view.palette), headline, f"{headline}. {each}"


MEASURED = {"moved": "migration", "spent": "spend", "committed": "partners", "met": "gateways"}
"""Measure → the screen that explains it."""


def _measured(view: View) -> None:
    for screen, label in (
        ("migration", "moves"), ("spend", "capital"), ("partners", "partners"), ("gateways", "gateways"),
    ):  # fmt: skip
        link(view, screen, f"See the {label} →")
