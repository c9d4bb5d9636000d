"""One page three times, to measure against: four tiles, three charts and a table, at either of two dates.

All three take the same figures and rows from `contents`, so that nothing but the way they are shown differs.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

import queries
from pages.charts import inventory, migration
from pages.ui.formatting import number

DATES = (date(2013, 9, 30), date(2013, 6, 30))
COLUMNS = ["application_id", "name", "department", "supplier", "users", "annual_cost_gbp", "stage"]


def contents(as_at: date) -> tuple[dict[str, str], dict[str, go.Figure], pl.DataFrame]:
    """(label → value of each tile, finding → figure, the 277 rows of the table) at a date."""
    departments = queries.ask("inventory_by_department", as_at)
    steps = queries.ask("inventory_to_core", as_at)
    stages = queries.ask("migration_by_stage", as_at)
    rows = queries.ask("inventory_list", as_at, limit=1000)
    counts: list[Any] = [rows.height, rows["users"].sum(), rows["annual_cost_gbp"].sum(), rows["stage"].count()]
    tiles = dict(zip(("Applications", "Users", "Cost a year, £", "With a migration"), map(number, counts), strict=True))
    figures = {
        "Applications by department": inventory.by_department(departments),
        "The way to the core": inventory.to_core(steps),
        "Departments by stage": migration.by_stage(stages),
    }
    return tiles, figures, rows.select(COLUMNS).cast({"annual_cost_gbp": pl.Float64})
