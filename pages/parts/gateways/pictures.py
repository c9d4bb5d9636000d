"""Charts of the Gateways screen, each with the rows behind it."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts import gateways as charts
from pages.charts import schedule
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View


def dated(view: View, gateways: pl.DataFrame) -> None:
    """The dates of each gateway, milestone and go-live."""
    headline = narrative.gateways.gateways(gateways)
    clicked = figures.show(
        schedule.gateways(gateways, view.as_at, view.palette),
        title=headline, alt=f"Gateways, milestones and go-live by date. {headline}.", rows=gateways,
        key="gateways_timeline", rule=rule("rating", "declared", "stale"), selects=True,
        columns=(
            "name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "criteria_met", "criteria",
            "overdue", "declared_rating", "computed_rating", "reason", "since", "upload",
        ),
    )  # fmt: skip
    for _, gateway_id in clicked:
        go(view, "gateways", gateway_id=gateway_id)


def rated(view: View) -> None:
    """How many had which computed rating, report by report."""
    counted = view.ask("gateways_ratings")
    headline = narrative.gateways.ratings(counted)
    figures.show(
        charts.ratings(counted, view.palette),
        title=headline, alt=f"Ratings by the rule, report by report. {headline}.", rows=counted, key="gateways_ratings",
        leads=True, rule=rule("rating"), columns=("reporting_date", "computed_rating", "gateways", "names"),
    )  # fmt: skip
