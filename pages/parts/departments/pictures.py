"""All departments: what waits to be done in each, and how far each has come; a click opens one."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import one_department
from pages.narrative.methodology import rule
from pages.ui import figures, tables
from pages.ui.links import go
from pages.ui.page import View

COLUMNS = (
    "department", "applications", "in_scope", "moved", "consolidate", "self_service", "undecided", "blocked", "late", "undated",
    "gaps", "interfaces", "interfaces_across", "shared", "users", "annual_cost_gbp", "waves", "next_move", "last_move",
)  # fmt: skip


def every(view: View, rows: pl.DataFrame) -> None:
    """From departments_list and migration_by_stage."""
    left, right = st.columns(2, gap="large")
    with left:
        headline = narrative.departments.waiting(rows)
        waiting = figures.show(
            one_department.waiting(rows, view.palette), title=headline,
            alt=f"What waits to be done by department. {headline}.", rows=rows, key="departments_waiting",
            rule=rule("blocked", "endings"), selects=True, compact=True, leads=True, columns=COLUMNS,
        )  # fmt: skip
    with right:
        headline = narrative.migration.by_stage(view.ask("migration_by_stage"))
        moved = figures.show(
            one_department.moved(rows, view.palette) if rows["in_scope"].sum() else None, title=headline,
            alt=f"Applications moved of those in scope by department. {headline}.", rows=rows, key="departments_moved",
            rule=rule("in_scope", "migrated"), selects=True, compact=True, drawn=one_department.MOST,
            columns=("department", "in_scope", "moved", "next_move", "last_move", "waves"),
        )  # fmt: skip
    for (department,) in (*waiting, *moved):
        go(view, "departments", department=department)
    tables.show(
        rows, key="departments", alt="Departments", columns=COLUMNS,
        opens=lambda row: go(view, "departments", department=row["department"]),
    )  # fmt: skip
