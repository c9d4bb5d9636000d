"""What if a partner withdraws: the restated figures beside today's. Nothing in the data changes."""

import streamlit as st

from pages import narrative
from pages.parts.withdrawal import pictures
from pages.ui import empty, filters, page
from pages.ui.formatting import plain
from pages.ui.links import link

view = page.begin("If a partner withdraws")
partners = view.ask("partners_withdrawals")

if partners.is_empty():
    everybody = view.ask("partners_stage")
    if everybody.is_empty():
        empty.say(view, "partners", what="a withdrawal")
    else:
        st.markdown(f"{plain(narrative.partners.partners(everybody))}. {plain(narrative.withdrawal.NOBODY)}")
        link(view, "partners", "See the partners →")
    page.stop()

with filters.row():
    chosen = filters.several("withdrawn", "Partners that withdraw", partners, "partner_id", "name")
    by = filters.one_always("shared_by", "Capital shared by", pictures.BASES) if chosen else ""
left, right = st.columns([3, 2] if chosen else 2, gap="large")
if chosen:
    with left:
        pictures.shares(view, chosen, by)
        pictures.gateways(view, chosen)
    with right:
        pictures.restated(view, partners, chosen, by)
    pictures.hanging(view, chosen)
else:
    with left:
        pictures.each(view, partners)
    with right:
        pictures.named(view, partners)
    pictures.table(partners, view)
