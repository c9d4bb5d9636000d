"""Duplication: which applications do the same work, what flows between departments, and what ends before it has moved."""

import streamlit as st

from pages.parts.duplication import alike, ending, flowing, pictures
from pages.ui import empty, filters, page, scroll_to

view = page.begin("Duplication")

if view.ask("inventory_by_department").is_empty():
    empty.say(view, "applications", "interfaces", what="duplication")
    page.stop()

left, right = st.columns(2, gap="large")
with left:
    pictures.functions(view, view.ask("duplication_functions"))
with right:
    pictures.products(view, view.ask("duplication_products"))

chosen = pictures.chosen()
scroll_to.bring_here("/".join(chosen.values()))
if chosen:
    pictures.held(view, chosen)
    page.stop()

names, between, value, ends = filters.parts(
    "Nearly the same name", "Between departments", "Value and fit", "Contracts and support"
)
if names.open:
    with names:
        alike.show(view)
if between.open:
    with between:
        flowing.show(view)
if value.open:
    with value:
        pictures.scores(view)
if ends.open:
    with ends:
        ending.show(view)
