"""Migration: is it on plan, which waves slip, how far each department has come, and what is in the way."""

import streamlit as st

from pages import narrative
from pages.narrative.methodology import rule
from pages.parts.migration import finding, pictures
from pages.ui import callouts, empty, filters, outlook, page, trends
from pages.ui.formatting import headed
from pages.ui.links import go

view = page.begin("Migration")
months = view.ask("migration_burn_up")
waves = view.ask("migration_waves")

if months.is_empty() and waves.is_empty():
    empty.say(view, "migrations", "waves", what="migration")
    page.stop()

ahead = outlook.facts(view) if not months.is_empty() else None
left, right = st.columns([3, 2], gap="large")
with left:
    if ahead:
        pictures.burn_up(view, months, ahead)
    else:
        empty.say(view, "migrations", what="the burn-up")
with right:
    if ahead:
        pictures.by_stage(view, view.ask("migration_by_stage"))
    else:
        empty.say(view, "migrations", what="the stages")

blocked = view.ask("migration_blockers")
in_waves, moved, in_the_way, how = filters.parts(
    "Waves", "How the waves moved", "In the way", "The forecast's dates and method"
)
if in_waves.open:
    with in_waves:
        pictures.by_wave(view, waves)
if moved.open:
    with moved:
        trends.show(
            view, view.ask("waves_trend"), view.ask("waves_slips"), code="wave_id", noun="wave", key="waves",
            opens=lambda one: go(view, "migration", wave_id=one),
        )  # fmt: skip
if in_the_way.open:
    with in_the_way:
        st.header(headed(narrative.migration.blockers(blocked)), anchor=False, help=rule("blocked"))
        if blocked.height:
            callouts.blockers(view, blocked)
if how.open:
    with how:
        if ahead:
            outlook.dates(view, ahead, here=True)
            outlook.method(ahead)
            outlook.context(view, ahead)
        else:
            empty.say(view, "migrations", what="the forecast")

finding.show(view, waves)
