"""Charts of the decisions: those ahead with their scrutiny, and how much notice scrutiny gave each."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts import decisions as charts
from pages.charts import gateways, overview
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View

COLUMNS = (
    "title", "body", "date", "status", "is_overdue", "scrutiny", "scrutiny_date", "scrutiny_body", "scrutiny_unreported",
    "days_of_notice", "outcome", "since", "upload",
)  # fmt: skip


def plan(view: View, rows: pl.DataFrame) -> None:
    """From decisions_scrutinised: the decisions ahead and those past their day without an outcome; if there are none,
    the last ones taken. A click opens one."""
    headline = narrative.overview.decisions(rows)
    open_ones = rows.filter(pl.col("is_ahead") | pl.col("is_overdue"))
    shown = open_ones if open_ones.height else rows.tail(charts.MOST)
    clicked = figures.show(
        overview.decisions(shown, view.as_at, view.palette, most=charts.MOST), title=headline,
        alt=f"{headline}. Each decision with the scrutiny that looks at it.", rows=shown, key="decisions_plan",
        rule=rule("leads_to"), selects=True, compact=True, leads=True, columns=COLUMNS, drawn=charts.MOST,
    )  # fmt: skip
    for (decision,) in clicked:
        go(view, "decisions", decision_id=decision)


def notice(view: View, rows: pl.DataFrame) -> None:
    """From decisions_scrutinised: how many days scrutiny comes before each decision. A click opens one."""
    headline = narrative.decisions.notice(rows)
    clicked = figures.show(
        charts.notice(rows, view.palette), title=headline, alt=f"Days from scrutiny to decision. {headline}.", rows=rows,
        key="decisions_notice", rule=rule("notice"), selects=True, compact=True, columns=COLUMNS, drawn=charts.MOST,
    )  # fmt: skip
    for (decision,) in clicked:
        go(view, "decisions", decision_id=decision)


def readiness(view: View) -> None:
    """How ready each of the five cases is, by the criteria of all gateways; nothing if no criteria are reported. A
    click opens the gateways."""
    rows = view.ask("gateways_criteria_by_case")
    if rows.is_empty():
        return
    headline = narrative.gateways.criteria_by_case(rows)
    clicked = figures.show(
        gateways.criteria_by_case(rows, view.palette) if narrative.gateways.name_cases(rows) else None, title=headline,
        alt=f"Criteria of all gateways by case of the Five Case Model. {headline}.", rows=rows, key="decisions_cases",
        rule=rule("five_case", "criteria", "overdue"), selects=True, compact=True,
        columns=("five_case", "met", "criteria", "overdue", "waived"),
    )  # fmt: skip
    for _ in clicked:
        go(view, "gateways", part="Decision points")
