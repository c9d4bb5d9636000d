"""Overview: will we be live in April 2014, what has changed, and what needs attention."""

import streamlit as st

from pages.charts import findings
from pages.charts import timeline as timeline_chart
from pages.parts import attention, empty, figures, headline, page, ratings, tiles
from pages.parts.links import go
from pages.parts.rules import rule
from pages.parts.words import plain

view = page.begin("Overview")
facts = view.ask("overview_headline").row(0, named=True)
since = view.ask("overview_since")
items = view.ask("timeline_items")
concerns = view.ask("overview_attention")

if not facts["applications"] and not facts["gateways"] and items.is_empty():
    empty.say(view, "applications", "gateways", "migrations", what="the programme")
    st.stop()

st.markdown(f"{ratings.chip(facts['computed_rating'])} **{plain(findings.overview(facts))}**", width=900)
tiles.show(view, headline.tiles(facts, since))

if items.is_empty():
    empty.say(view, "gateways", "waves", what="the timeline")
else:
    chosen = figures.show(
        timeline_chart.timeline(items, view.as_at, view.look),
        title=findings.timeline(items, view.as_at),
        alt=f"Timeline of gateways, waves and decisions. {findings.timeline(items, view.as_at)}",
        rows=items,
        key="overview_timeline",
        rule=rule("rating", "slip"),
        selects=True,
    )
    if chosen:
        lane, item = chosen[0]
        if lane == "waves":
            go(view, "migration", wave_id=item)
        if lane == "gateways":
            go(view, "gateways", gateway_id=item)

st.header(plain(findings.attention(concerns)), anchor=False)
attention.show(view, concerns)
st.caption(rule("programme_rating"))
