"""Charts of the inventory: the departments, and the way to the core."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts import inventory as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View


def departments(view: View, by_department: pl.DataFrame) -> None:
    """From inventory_by_department: each department's applications; a click lists them."""
    headline = narrative.inventory.by_department(by_department)
    clicked = figures.show(
        charts.by_department(by_department, view.palette),
        title=headline, alt=f"Applications by department and disposition. {headline}.", rows=by_department,
        key="inventory_departments", rule=rule("in_scope"), selects=True, compact=True, leads=True,
    )  # fmt: skip
    for department, disposition in clicked:
        go(view, "inventory", department=department, disposition=disposition)


def to_core(view: View, steps: pl.DataFrame) -> None:
    """From inventory_to_core: how many applications have come how far; a click lists them."""
    headline = narrative.inventory.to_core(steps)
    clicked = figures.show(
        charts.to_core(steps, view.palette),
        title=headline, alt=f"The way from all applications to the core. {headline}.", rows=steps, key="inventory_core",
        rule=rule("consolidate", "migrated"), selects=True, compact=True,
        columns=("label", "applications", "share_pct", "annual_cost_gbp"),
    )  # fmt: skip
    for (code,) in clicked:
        go(view, "inventory", step=code)
