"""Programmes: those of this store side by side, and from each to its own screens."""

import streamlit as st

from pages import narrative
from pages.charts import programmes as charts
from pages.narrative.methodology import rule
from pages.parts import programmes as parts
from pages.ui import figures, page, tables, which_programme
from pages.ui.formatting import plain

view = page.begin("Programmes")
if not which_programme.are_several():
    parts.none_beside_it()
    page.stop()

rows = parts.looked_at(view)
here = parts.drawn(rows)
left, right = st.columns([3, 2], gap="large")
with left:
    headline = narrative.programmes.headline(rows)
    clicked = figures.show(
        charts.readiness(here, view.palette), title=headline, rows=rows, key="programmes_readiness", compact=True, selects=True,
        leads=True, rule=rule("programmes"), alt=f"A bar for each programme with its odds of being ready in time. {headline}.",
        columns=("programme", "odds", "computed_rating", "expected", "go_live_baseline", "slip_days", "latest_report"),
    )  # fmt: skip
with right:
    headline = narrative.programmes.moved_and_spent(rows)
    clicked += figures.show(
        charts.moved_and_spent(here, view.palette), title=headline, rows=rows, key="programmes_progress", compact=True,
        selects=True,
        alt=f"For each programme, how much has moved and how much is spent. {headline}.",
        columns=("programme", "migrated", "in_scope", "actual_gbp", "due_gbp", "budget_gbp", "latest_report", "report_age_days"),
    )  # fmt: skip
for (programme_id,) in clicked:
    which_programme.go_to_programme(programme_id)
parts.turn(rows)
tables.downloads(lambda: rows, key="programmes", file_name="programmes")
st.caption(
    plain("Each programme is shown as it is known now, whatever ledger version is chosen for the other screens.")
)
