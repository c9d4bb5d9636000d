"""Migration: is it on plan, which waves slip, how far each department has come, and what is in the way."""

import streamlit as st

from data.datasets import MIGRATIONS
from pages import narrative
from pages.charts import forecast, intervals
from pages.charts import migration as charts
from pages.narrative.methodology import rule
from pages.ui import callouts, empty, figures, filters, listing, outlook, page, scroll_to, trends
from pages.ui.formatting import plain
from pages.ui.links import go

view = page.begin("Migration")
months = view.ask("migration_burn_up")
waves = view.ask("migration_waves")

if months.is_empty() and waves.is_empty():
    empty.say(view, "migrations", "waves", what="migration")
    st.stop()

drawn, stood = st.columns([3, 2], gap="large")
stages = view.ask("migration_by_stage")
with drawn:
    if months.is_empty():
        empty.say(view, "migrations", what="the burn-up")
    else:
        ahead, fan = outlook.facts(view), view.ask("migration_forecast_fan")
        st.header(plain(narrative.outlook.will_we(ahead)), anchor=False)
        said = narrative.migration.burn_up(months, view.as_at)
        clicked = figures.show(
            forecast.burn_up(forecast.joined(months, fan), view.as_at, view.look, ahead),
            title=said, rows=outlook.behind(months, fan), key="migration_burn_up", level=3,
            alt=f"Applications in scope, planned, moved and forecast, month by month. {said}. {outlook.as_text(ahead)}",
            rule=rule("migrated", "burn_up"), selects=True,
        )  # fmt: skip
        for series, month_end in clicked:
            go(view, "migration", **outlook.chosen(series, month_end))
with stood:
    if stages.is_empty():
        empty.say(view, "migrations", what="the stages")
    else:
        said = narrative.migration.by_stage(stages)
        clicked = figures.show(
            charts.by_stage(stages, view.look),
            title=said, alt=f"Departments by stage of migration. {said}.", rows=stages, key="migration_stages",
            rule=rule("stages"), selects=True, columns=("department", "stage", "applications"),
        )  # fmt: skip
        for department, stage in clicked:
            go(view, "migration", department=department, stage=stage)

blocked = view.ask("migration_blockers")
in_waves, moved, in_the_way, how = st.tabs(
    ["Waves", "How the waves moved", "In the way", "The forecast's dates and method"],
    key="part", bind="query-params", on_change="rerun",
)  # fmt: skip
if in_waves.open:
    with in_waves:
        if waves.is_empty():
            empty.say(view, "waves", what="the waves")
        else:
            said = narrative.migration.waves(waves, view.as_at)
            clicked = figures.show(
                intervals.waves(waves, view.as_at, view.look),
                title=said, alt=f"Waves on a timeline. {said}.", rows=waves, key="migration_waves", rule=rule("slip"),
                selects=True,
                columns=(
                    "name", "departments", "baseline_start", "baseline_finish", "forecast_start", "forecast_finish",
                    "applications", "migrated", "blocked", "slip_days", "since", "upload",
                ),
            )  # fmt: skip
            for _, wave in clicked:
                go(view, "migration", wave_id=wave)
if moved.open:
    with moved:
        trends.show(
            view, view.ask("waves_trend"), view.ask("waves_slips"), code="wave_id", noun="wave", key="waves",
            opens=lambda one: go(view, "migration", wave_id=one),
        )  # fmt: skip
if in_the_way.open:
    with in_the_way:
        st.header(plain(narrative.migration.blockers(blocked)), anchor=False, help=rule("blocked"))
        if blocked.height:
            callouts.blockers(view, blocked)
if how.open:
    with how:
        if months.is_empty():
            empty.say(view, "migrations", what="the forecast")
        else:
            outlook.dates(view, ahead, here=True)
            outlook.method(ahead)
            outlook.context(view, ahead)

found = st.container()
st.header("Find a migration", anchor=False)
with filters.row():
    chosen = {
        "search": filters.words("search", "Search"),
        "department": filters.one_of("department", "Department", filters.values(stages, "department")),
        "stage": filters.choice("stage", "Stage", MIGRATIONS),
        "wave_id": filters.named("wave_id", "Wave", waves, "wave_id", "name"),
        "in_scope": filters.yes_no("in_scope", "In scope"),
        "migrated": filters.yes_no("migrated", "Migrated"),
        "late": filters.yes_no("late", "Late"),
        "blocked": filters.yes_no("blocked", "Blocked"),
        "planned_by": filters.day("planned_by", "Planned by"),
        "migrated_by": filters.day("migrated_by", "Migrated by"),
    }
with found:
    scroll_to.bring_here()
listing.show(
    view, "migration_list", chosen, key="migration_rows", noun="migration", alt="Migrations that match the filters",
    opens=lambda row: go(view, "application", application_id=row["application_id"]), dataset=MIGRATIONS,
    columns=(
        "name", "department", "wave", "stage", "baseline_date", "forecast_date", "actual_date", "slip_days", "days_late",
        "blocker", "application_id", "since", "upload",
    ),
)  # fmt: skip
