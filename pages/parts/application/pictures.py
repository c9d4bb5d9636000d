"""Charts on an application's page: its flows, and its dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages import narrative
from pages.charts import inventory as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View


def flows(view: View, interfaces: pl.DataFrame, about: Mapping[str, Any], columns: tuple[str, ...]) -> None:
    """From inventory_interfaces: what it receives and sends. Each mark opens the other application, or the department
    where there are many. `about`: its row of inventory_application. `columns`: of the rows."""
    headline = narrative.inventory.repointed(interfaces, about)
    clicked = figures.show(
        charts.flows(interfaces, view.palette) if interfaces.height else None, title=headline,
        alt=f"{headline}. What it receives at the left, what it sends at the right.", rows=interfaces, key="application_flows",
        selects=True, compact=True, columns=columns,
    )  # fmt: skip
    for other, *department in clicked:
        if department:
            go(view, "departments", department=department[0])
        go(view, "application", application_id=other)


def dates(view: View, rows: pl.DataFrame, about: Mapping[str, Any]) -> None:
    """From the row `about` of inventory_application: when it moves, and when its contract and support end."""
    headline = narrative.inventory.dates(about)
    figures.show(
        charts.dates(about, view.as_at, view.palette), title=headline, alt=f"The dates of {about['name']}. {headline}.",
        rows=rows, key="application_dates", rule=rule("slip"), compact=True,
        columns=("name", "stage", "baseline_date", "forecast_date", "actual_date", "slip_days", "contract_end", "support_end"),
    )  # fmt: skip
