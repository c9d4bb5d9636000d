"""What changed: since the previous report, the last panel or any date, in sentences, the most important first."""

import streamlit as st

from pages import narrative
from pages.ui import change_list, comparison, empty, page
from pages.ui.formatting import plain
from pages.ui.links import link

view = page.begin("What changed")
since = comparison.choose(view)
found = view.ask("changes_all", since=since)
day = change_list.looked_from(view, since)

if day is None:
    if any(report <= view.as_at for report in page.reporting_dates(view.ledger_version)):
        st.header(plain(narrative.changes.changes(found, day)), anchor=False)
        st.markdown("From the next report on this page says what moved, slipped, was added or was answered.")
        link(view, "updates", "Go to Updates")
    else:
        empty.say(view, "migrations", "gateways", what="what changed")
    st.stop()

alike, kind = page.chosen("alike"), page.chosen("kind")
if alike or kind:
    each = view.ask("changes_all", since=since, subject=page.chosen("subject"), kind=kind, alike=alike, together=0)
    st.header(plain(change_list.together(each, day)), anchor=False)
    change_list.table(view, each)
    link(view, "changes", "Back to all changes", since=since, compare=page.chosen("compare"))
    st.stop()

st.header(plain(narrative.changes.changes(found, day)), anchor=False)
if not found.is_empty():
    st.caption(plain(change_list.tally(found)))
    about = change_list.subjects(found)
    shown = view.ask("changes_all", since=since, subject=about) if about else found
    if shown.is_empty():
        st.markdown("None of them is about this.")
        st.stop()
    change_list.show(view, shown, since=since, compare=page.chosen("compare"))
    st.header("Every change", anchor=False)
    change_list.table(view, shown, since=since, compare=page.chosen("compare"))
