"""Briefing: the panel's slides for the room, and the same content as files for the agenda pack."""

import streamlit as st

from pages.parts.briefing import presenting
from pages.ui import empty, page
from pages.ui.links import link

view = page.begin("Briefing")
with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
    chosen = presenting.choose_sections()
    cycle = presenting.choose_cycle()
    present = st.container(width="content")
made = presenting.make(view, chosen, cycle)
presenting.present(made, cycle)
presenting.forget_choices(made)

if not made.sources:
    empty.say(view, "gateways", "migrations", what="the briefing")
    page.stop()

with present:
    presenting.present_button()
st.header("Files for the agenda pack", anchor=False)
presenting.files(made)
presenting.again(made)

st.header("Running order", anchor=False)
presenting.contents(view, made)
link(view, "updates", "Add commentary, or questions and answers", dataset="commentary")
