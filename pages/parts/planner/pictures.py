"""Charts of a plan: its results beside what is reported, and which departments it takes from."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts import planner as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.page import View


def measures(view: View, rows: pl.DataFrame) -> None:
    """From planner_measures: each measure of the plan, with a stroke at the reported value."""
    headline = narrative.planner.headline(rows)
    figures.show(
        charts.measures(rows, view.palette), title=headline, alt=f"What the plan comes to. {headline}.", rows=rows,
        key="planner_measures", rule=rule("plan", "consolidate"), compact=True, leads=True,
        columns=("measure", "planned", "marked", "whole", "planned_pct", "marked_pct", "unknown"),
    )  # fmt: skip


def departments(view: View, rows: pl.DataFrame) -> list[str]:
    """From planner_by_department: what each department contributes to the core. Returns the clicked one."""
    headline = narrative.planner.by_department(rows)
    clicked = figures.show(
        charts.by_department(rows, view.palette), title=headline, alt=f"The plan by department. {headline}.", rows=rows,
        key="planner_departments", rule=rule("plan"), selects=True, compact=True, drawn=charts.DEPARTMENTS,
        columns=("department", "applications", "planned", "kept", "added", "dropped", "rest", "users", "annual_cost_gbp"),
    )  # fmt: skip
    return [department for (department,) in clicked]
