"""All departments: their applications by disposition, and what waits to be done in each; a click opens one."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import inventory, one_department
from pages.narrative.methodology import rule
from pages.ui import figures, tables
from pages.ui.links import go
from pages.ui.page import View

COLUMNS = (
    "department", "applications", "in_scope", "moved", "consolidate", "self_service", "undecided", "blocked", "late", "undated",
    "gaps", "interfaces", "interfaces_across", "shared", "users", "annual_cost_gbp", "waves", "next_move", "last_move",
)  # fmt: skip


def every(view: View, rows: pl.DataFrame) -> None:
    """From departments_list and inventory_by_department."""
    held = view.ask("inventory_by_department")
    left, right = st.columns(2, gap="large")
    with left:
        headline = narrative.departments.waiting(rows)
        waiting = figures.show(
            one_department.waiting(rows, view.palette), title=headline,
            alt=f"What waits to be done by department. {headline}.", rows=rows, key="departments_waiting",
            rule=rule("blocked", "endings"), selects=True, compact=True, leads=True, columns=COLUMNS,
        )  # fmt: skip
    with right:
        headline = narrative.inventory.by_department(held)
        holding = figures.show(
            inventory.by_department(held, view.palette), title=headline,
            alt=f"Applications by department and disposition. {headline}.", rows=held, key="departments_held",
            rule=rule("in_scope"), selects=True, compact=True,
        )  # fmt: skip
    for department, *_ in (*waiting, *holding):
        go(view, "departments", department=department)
    tables.show(
        rows, key="departments", alt="Departments", columns=COLUMNS,
        opens=lambda row: go(view, "departments", department=row["department"]),
    )  # fmt: skip
