"""Charts of the services: our rates beside the comparator, and the service levels agreed when each gateway was due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from pages import narrative
from pages.charts import services as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View


def rates(view: View, rows: pl.DataFrame) -> None:
    """From services_list; a click opens a service."""
    headline = narrative.services.rates(rows)
    clicked = figures.show(
        charts.rates(rows, view.palette), title=headline, alt=f"Our rates against the comparator, in per cent. {headline}.",
        rows=rows, key="service_rates", rule=rule("rates"), selects=True, compact=True, leads=True, drawn=charts.MOST,
        columns=("name", "unit", "rate_gbp", "comparator_rate_gbp", "gap_pct", "stands", "since", "upload"),
    )  # fmt: skip
    for (service_id,) in clicked:
        go(view, "services", service_id=service_id)


def agreed(view: View) -> None:
    """How many service levels were agreed at each gateway's date; a click sets the as-at date to that day."""
    rows = view.ask("services_at_gateways")
    headline = narrative.services.agreed(rows)
    clicked = figures.show(
        charts.agreed(rows, view.palette), title=headline, alt=f"Service levels agreed at each gateway's date. {headline}.",
        rows=rows, key="service_levels", rule=rule("service_levels"), selects=True, compact=True,
        columns=("gateway", "moment", "day", "services", "agreed", "in_review", "draft", "lacking", "upload"),
    )  # fmt: skip
    for (day,) in clicked:
        go(replace(view, as_at=date.fromisoformat(day)), "services")
