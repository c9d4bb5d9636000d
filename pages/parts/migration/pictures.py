"""Charts of the Migration screen, each with the rows behind it and a way from a mark to them."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import forecast, migration, schedule
from pages.narrative.methodology import rule
from pages.ui import empty, figures, outlook
from pages.ui.formatting import headed
from pages.ui.links import go
from pages.ui.page import View


def burn_up(view: View, months: pl.DataFrame, ahead: dict[str, Any]) -> None:
    """Applications planned, moved and forecast, under the answer to whether all will have moved in time."""
    fan = view.ask("migration_forecast_fan")
    figures.finding(narrative.outlook.will_we(ahead))
    headline = narrative.migration.burn_up(months, view.as_at)
    clicked = figures.show(
        forecast.burn_up(forecast.joined(months, fan), view.as_at, view.palette, ahead),
        title=headline, rows=outlook.behind(months, fan), key="migration_burn_up", level=3,
        alt=f"Applications in scope, planned, moved and forecast, month by month. {headline}. {outlook.as_text(ahead)}",
        rule=rule("migrated", "burn_up"), selects=True, columns=outlook.BEHIND, everything=True,
    )  # fmt: skip
    for series, month_end in clicked:
        go(view, "migration", **outlook.chosen(series, month_end))


def by_stage(view: View, stages: pl.DataFrame) -> None:
    """How far each department has come."""
    headline = narrative.migration.by_stage(stages)
    if stages.is_empty():
        st.header(headed(headline), anchor=False)
        return
    clicked = figures.show(
        migration.by_stage(stages, view.palette),
        title=headline, alt=f"Departments by stage of migration. {headline}.", rows=stages, key="migration_stages",
        rule=rule("stages"), selects=True, columns=("department", "stage", "applications"),
    )  # fmt: skip
    for department, stage in clicked:
        if stage == "unplanned":
            go(view, "inventory", department=department, step="unplanned")
        go(view, "migration", department=department, stage=stage, in_scope="yes")


def by_wave(view: View, waves: pl.DataFrame) -> None:
    """The dates of each wave."""
    if waves.is_empty():
        empty.say(view, "waves", what="the waves")
        return
    headline = narrative.migration.waves(waves, view.as_at)
    clicked = figures.show(
        schedule.waves(waves, view.as_at, view.palette),
        title=headline, alt=f"Waves on a timeline. {headline}.", rows=waves, key="migration_waves", rule=rule("slip"),
        selects=True,
        columns=(
            "name", "departments", "baseline_start", "baseline_finish", "forecast_start", "forecast_finish",
            "applications", "migrated", "blocked", "slip_days", "since", "upload",
        ),
    )  # fmt: skip
    for _, wave in clicked:
        go(view, "migration", wave_id=wave, in_scope="yes")
