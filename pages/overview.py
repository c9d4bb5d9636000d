"""Overview: will we be live in time, what has changed, and what needs a decision."""

import streamlit as st

from pages.parts.overview import attention, beginning, glance, headline, panels
from pages.ui import outlook, page, this_run, tiles

view = page.begin("Overview")
facts = view.ask("overview_headline").row(0, named=True)

if not this_run.has_report(view.as_at, view.ledger_version):
    beginning.show(view)
    page.stop()

ahead = outlook.facts(view)
pressing = view.ask("overview_attention")
glance.show(view, facts, ahead)
with st.container(key="panels"):
    panels.burn_up(view, ahead)
    panels.odds(view, ahead)
    panels.changed(view)
    panels.decisions(view, pressing)
    panels.measures(view)

attention.show(view, pressing)

before = view.ask("overview_since")
tiles.show(view, headline.tiles(facts, before), across=6, title=headline.since_when(before))
