"""What changed since the previous report, the last panel or any date: two charts, and sentences."""

import streamlit as st

from pages import narrative
from pages.charts import changes as charts
from pages.narrative.methodology import rule
from pages.parts.changes import alert_list
from pages.ui import change_list, comparison, empty, figures, page, scroll_to, this_run
from pages.ui.links import go, link

view = page.begin("What changed")
since = comparison.choose(view)
found = view.ask("changes_all", since=since)
day = change_list.looked_from(view, since)

if day is None:
    if this_run.has_report(view.as_at, view.ledger_version):
        figures.finding(narrative.changes.changes(found, day))
        st.markdown("From the next report on this page says what moved, slipped, was added or was answered.")
        link(view, "updates", "Go to Updates")
    else:
        empty.say(view, "migrations", "gateways", what="what changed")
    page.stop()

alike, kind = page.chosen("alike"), page.chosen("kind")
if alike or kind:
    each = view.ask("changes_all", since=since, subject=page.chosen("subject"), kind=kind, alike=alike, together=0)
    figures.finding(change_list.together(each, day))
    change_list.table(view, each)
    link(view, "changes", "Back to all changes", since=since, compare=page.chosen("compare"))
    page.stop()

figures.finding(narrative.changes.changes(found, day))
if found.is_empty():
    page.stop()
kept = {"since": since, "compare": page.chosen("compare")}
left, right = st.columns([3, 2], gap="large")
with left:
    change_list.dates_moved(
        view, since, key="changes_moved", most=9, more=lambda: link(view, "timeline", "See the timeline →")
    )
with right:
    counts = view.ask("updates_rows_changed", since=since)
    headline = narrative.changes.rows_changed(counts)
    clicked = figures.show(
        charts.rows_changed(counts, view.palette) if not counts.is_empty() else None, title=headline,
        alt=f"{headline}. A bar for each list of rows.", rows=counts, key="changes_rows", rule=rule("rows_changed"),
        selects=True, compact=True, drawn=charts.MOST, columns=("dataset", "added", "changed", "removed"),
    )  # fmt: skip
    for (subject,) in clicked:
        go(view, "changes", subject=subject, **kept)
about = change_list.subjects(found)
scroll_to.bring_here(about or "")
shown = view.ask("changes_all", since=since, subject=about) if about else found
if shown.is_empty():
    st.markdown("None of them is about this.")
    page.stop()
change_list.show(view, shown, **kept)
alerts = st.expander("See the alerts that began or ended", key="alerts_events", on_change="rerun", type="compact")
if alerts.open:
    with alerts:
        alert_list.show(view, since)
everything = st.expander("See every change in a table", key="every_change", on_change="rerun", type="compact")
if everything.open:
    with everything:
        change_list.table(view, shown, **kept)
