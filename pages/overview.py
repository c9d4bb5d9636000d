"""Overview: will we be live in April 2014, what has changed, and what needs attention."""

import streamlit as st

from pages import narrative
from pages.charts import intervals
from pages.narrative.methodology import rule
from pages.parts.overview import answers, attention, headline
from pages.ui import change_list, empty, figures, outlook, page, tiles
from pages.ui.formatting import plain
from pages.ui.links import go, link

view = page.begin("Overview")
facts = view.ask("overview_headline").row(0, named=True)
before = view.ask("overview_since")
dated = view.ask("timeline_items")
pressing = view.ask("overview_attention")

if not facts["applications"] and dated.is_empty():
    empty.say(view, "applications", "gateways", "waves", "migrations", what="the programme")
    st.stop()

ahead = outlook.facts(view)
st.header(plain(narrative.overview.overview(facts, ahead)), anchor=False)
moved = view.ask("changes_all", limit=5)
answers.show(view, ahead, moved, pressing, dated)
tiles.show(view, headline.tiles(facts, before))
st.caption(headline.since_when(before))

if not ahead["reason"]:
    st.header(plain(narrative.outlook.even(ahead)), anchor=False)
    outlook.brief(view, ahead)

if not moved.is_empty():
    st.header(plain(narrative.changes.changes(moved, change_list.looked_from(view, None))), anchor=False)
    change_list.told(view, moved)
    link(view, "changes", "See everything that changed →")

st.header(plain(narrative.overview.attention(pressing)), anchor=False)
attention.show(view, pressing)

if dated.is_empty():
    empty.say(view, "gateways", "waves", what="the timeline")
else:
    said = narrative.timeline.timeline(dated, view.as_at)
    chosen = figures.show(
        intervals.by_row(dated, view.as_at, view.look, together=True),
        title=said, alt=f"Timeline of gateways, waves and decisions. {said}.", rows=dated, key="overview_timeline",
        rule=rule("slip"), selects=True,
        columns=(
            "lane", "name", "kind", "baseline_date", "forecast_date", "actual_date", "slip_days", "computed_rating",
            "status", "detail", "since", "upload",
        ),
    )  # fmt: skip
    for lane, item in chosen:
        if lane == "waves":
            go(view, "migration", wave_id=item)
        if lane == "gateways":
            go(view, "gateways", gateway_id=item)
        go(view, "timeline", lane=lane, row_key=item)
