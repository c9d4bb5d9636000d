"""The pictures of the partners: how many have come how far, and each one's stage over time."""

from __future__ import annotations

import polars as pl

from pages import narrative
from pages.charts import partners as charts
from pages.narrative.methodology import rule
from pages.ui import figures
from pages.ui.links import go
from pages.ui.page import View


def funnel(view: View, partners: pl.DataFrame) -> None:
    """`partners`: partners_stage, for the headline."""
    rows, headline = view.ask("partners_funnel"), narrative.partners.partners(partners)
    figures.show(
        charts.funnel(rows, view.palette),
        title=headline, alt=f"How many partners have come how far. {headline}.", rows=rows, key="partner_funnel",
        rule=rule("partners"), columns=("stage", "here", "reached", "reached_before", "names", "latest"),
    )  # fmt: skip


def stages(view: View, partners: pl.DataFrame) -> None:
    """`partners`: partners_stage, for the headline. A click opens a partner."""
    spells = view.ask("partners_stage_history")
    headline = narrative.partners.history(spells, partners)
    clicked = figures.show(
        charts.stage_lanes(spells, view.as_at, view.palette),
        title=headline, alt=f"Each partner's stage over time. {headline}.", rows=spells, key="partner_lanes",
        rule=rule("days_in_stage"), selects=True, columns=("name", "stage", "from_date", "to_date", "days"),
    )  # fmt: skip
    for (partner_id,) in clicked:
        go(view, "partners", partner_id=partner_id)
