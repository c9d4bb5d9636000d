"""The date to compare with: the previous report, the last panel, or any date. The choice is in the address."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages.ui import address, filters
from pages.ui.formatting import day, plain
from pages.ui.look_back import look_back
from pages.ui.page import View

PREVIOUS, PANEL, PICKED = "previous", "panel", "date"
WORDS = {PREVIOUS: "Previous report", PANEL: "Last panel", PICKED: "A date"}


def choose(view: View) -> date | None:
    """The earlier date that was picked; None stands for the previous report, and for a date that can't be compared
    with."""
    address.read("compare")
    if st.session_state["compare"] not in WORDS:
        st.session_state["compare"] = PICKED if address.read("since") else PREVIOUS
    with filters.row():
        # Not pills: the words of a chosen one are too faint in the dark.
        chosen = st.radio(
            "What changed since", list(WORDS), format_func=lambda one: WORDS[one], key="compare", horizontal=True
        )
        address.write("compare", chosen, usual=PREVIOUS, called="What changed since")
        picked = filters.day("since", "This date") if chosen == PICKED else None
    if chosen == PANEL:
        panel = view.ask("decisions_last_panel")
        if panel.is_empty():
            st.markdown("No scrutiny panel has met before this date; the changes are since the previous report.")
            return None
        met = panel.row(0, named=True)
        met_on: date = met["date"]
        st.markdown(f"The last panel met on {day(met_on)}: {plain(met['title'])}.")
        return _known(view, met_on)
    if picked is not None and picked >= view.as_at:
        st.markdown("Pick a date before the one you look from; until then the changes are since the previous report.")
        return None
    return None if picked is None else _known(view, picked)


def _known(view: View, wanted: date) -> date | None:
    """That day, or the first report if nothing was reported by then; the screen says so."""
    found = look_back(view, wanted)
    if found is not None and found != wanted:
        st.markdown(f"Nothing was reported by {day(wanted)}; the changes are since the first report, of {day(found)}.")
    return found
