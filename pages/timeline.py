"""Timeline: everything dated on one axis, by swim-lane, from the first plan to go-live and past it."""

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

headline = narrative.timeline.timetable(everything, view.as_at)
clicked = figures.show(
    timeline_glance.glance(everything, view.as_at, view.palette), title=headline, alt=f"Every lane of the timeline. {headline}.",
    rows=everything, key="timeline_glance", rule=rule("timeline", "leads_to"), selects=True, compact=True,
    columns=controls.COLUMNS,
)  # fmt: skip

lane, partner, window = controls.choose(view, everything)
if lane or partner or window:
    rows = controls.ask(view, lane, partner, window)
    headline = narrative.timeline.timetable(rows, view.as_at)
    clicked += figures.show(
        timeline.by_lane(rows, view.as_at, view.palette, window) if not rows.is_empty() else None, title=headline,
        alt=f"What was chosen of the timeline. {headline}.", rows=rows, key="timeline", rule=rule("timeline", "leads_to"),
        selects=True, columns=controls.COLUMNS,
    )  # fmt: skip
for where, row_key, item_id in clicked:
    controls.opens(view, where, row_key, item_id, partner)

wanted = page.chosen("row_key")
scroll_to.bring_here(wanted or "")
if wanted and lane:
    controls.item(view, lane, wanted)
calendar_files.download(view)
