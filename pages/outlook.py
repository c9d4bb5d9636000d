"""What would it take? The pace needed to be ready in time, the odds if something changed, and what holds most of the
rest."""

import streamlit as st

from pages import narrative
from pages.parts.outlook import pictures, supposing
from pages.ui import empty, figures, outlook, page
from pages.ui.links import link

view = page.begin("What would it take?")
ahead = outlook.facts(view)
left = view.ask("outlook_left")

if view.ask("migration_burn_up").is_empty():
    empty.say(view, "migrations", "gateways", what="what it would take")
    page.stop()

if ahead["reason"] or ahead["go_live_actual"]:
    figures.finding(narrative.outlook.will_we(ahead))
    link(view, "migration", "See the migration →")
else:
    one, other = st.columns([3, 2], gap="large")
    with other:
        chosen = supposing.choose(view, ahead)
    with one:
        pictures.odds_by_pace(view, chosen, ahead)
    with other:
        pictures.before_and_after(view, chosen)

pictures.held(view, left)
if not ahead["reason"]:
    outlook.method(ahead)
