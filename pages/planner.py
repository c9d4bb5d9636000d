"""Consolidation planner: what would follow if others were consolidated. Nothing changes until its file is uploaded."""

import streamlit as st

from pages import narrative
from pages.parts.planner import choosing, pictures, plan
from pages.ui import empty, page
from pages.ui.formatting import plain
from pages.ui.links import go

view = page.begin("Consolidation planner")
found = choosing.steps()
made = found or ()
measures = view.ask("planner_measures", plan=plan.asked(made))

if measures.is_empty():
    empty.say(view, "applications", "interfaces", what="the planner")
    page.stop()

if found is None:
    st.warning(plain(narrative.planner.LOST))
left, right = st.columns(2, gap="large")
with left:
    pictures.measures(view, measures)
    choosing.controls(view, made)
with right:
    clicked = pictures.departments(view, view.ask("planner_by_department", plan=plan.asked(made)))
for department in clicked:
    go(view, "planner", plan=choosing.address(made), department=department)

st.header("Add or drop", anchor=False)
choosing.choose(view, made)
choosing.keep(made)
