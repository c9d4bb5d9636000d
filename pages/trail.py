"""Audit trail: who did what and when, and whether anyone has altered the record; for administrators."""

import streamlit as st

from pages import narrative
from pages.charts import trail as charts
from pages.parts import access
from pages.parts import trail as parts
from pages.ui import figures, filters, page, tables
from pages.ui.formatting import plain

view = page.begin("Audit trail")
if not access.may("look at the audit trail of"):
    page.stop()

rows, checked = parts.events_and_check()
if rows.is_empty():
    st.markdown(
        "Nothing has been done yet. Each upload, withdrawal, export, pack, sign-in and change of a role is noted here."
    )
    page.stop()

headline = narrative.trail.headline(rows)
clicked = figures.show(
    charts.activity(rows, view.palette), title=headline, rows=rows, key="trail_activity", compact=True, leads=True, selects=True,
    alt=f"A row for each kind of deed, with a square for each day on which one was done. {headline}.",
    columns=("at", "kind", "event", "who", "deed"),
)  # fmt: skip
parts.say_whole(checked)
with filters.row():
    chosen = {
        "kind": filters.one_of("kind", "What was done", narrative.trail.kinds()),
        "event": filters.one_of("event", "Event", filters.values(rows, "event")),
        "who": filters.one_of("who", "Who", filters.values(rows, "who"), width=240),
    }
for (kind,) in clicked:
    parts.look_at(view, kind)
shown = parts.narrowed(rows, chosen)
st.markdown(plain(parts.how_many(shown, chosen)))
tables.show(
    shown.head(parts.MOST), key="trail", alt="The audit trail, newest first", file_name="audit_trail", everything=lambda: shown,
    columns=("number", "at", "event", "who", "deed", *(("server",) if any(rows["server"]) else ()), "ledger_version"),
)  # fmt: skip
