"""Timeline: everything dated on one axis, by swim-lane, from the first plan to go-live and past it."""

import streamlit as st

from pages import narrative
from pages.charts import timeline, timeline_glance
from pages.narrative.methodology import rule
from pages.parts.timeline import controls
from pages.ui import calendar_files, empty, figures, page, scroll_to

view = page.begin("Timeline")
everything = view.ask("timeline_all", most=controls.MOST_IN_ALL)

if everything.is_empty():
    empty.say(view, "gateways", "waves", what="the timeline")
    page.stop()

picture = st.container()  # the choices are below it, and change it
lane, partner, window = controls.choose(view, everything)
is_chosen = bool(lane or partner or window)
rows = controls.ask(view, lane, partner, window) if is_chosen else everything
headline = narrative.timeline.timetable(rows, view.as_at)
drawn = None
if not is_chosen:
    drawn = timeline_glance.glance(rows, view.as_at, view.palette)
elif not rows.is_empty():
    drawn = timeline.by_lane(rows, view.as_at, view.palette, window)
with picture:
    clicked = figures.show(
        drawn, title=headline, alt=f"{'What was chosen' if is_chosen else 'Every lane'} of the timeline. {headline}.", rows=rows,
        key="timeline" if is_chosen else "timeline_glance", rule=rule("timeline", "leads_to"), selects=True, compact=True,
        leads=True, columns=controls.COLUMNS,
    )  # fmt: skip
for where, row_key, item_id in clicked:
    controls.opens(view, where, row_key, item_id, partner)

wanted = page.chosen("row_key")
scroll_to.bring_here(wanted or "")
if wanted and lane:
    controls.item(view, lane, wanted)
calendar_files.download(view)
