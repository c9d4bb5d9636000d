"""What the Overview says of an empty store: in which order to begin, or the illustrative programme in one click."""

from __future__ import annotations

import streamlit as st

from pages.narrative.updates import FIRST_STEPS
from pages.ui import empty, sample
from pages.ui.formatting import plain
from pages.ui.links import link
from pages.ui.page import View
from pages.ui.this_run import reporting_dates


def show(view: View) -> None:
    """Before the first upload: the steps with their templates. Before the first report: where that is."""
    if reporting_dates(view.ledger_version):
        empty.say(view, *(name for name, _ in FIRST_STEPS), what="the programme")
        return
    st.header("Nothing to show yet: begin with four files", anchor=False)
    for place, (name, brings) in enumerate(FIRST_STEPS, start=1):
        st.markdown(f"{place:d}. **{plain(name.capitalize())}**: {plain(brings)}.")
        empty.template(name, key=f"begin_{name}")
    link(view, "updates", "Go to Updates and take the first one in →")
    st.markdown("Or look at the illustrative programme first; it can be removed again.")
    sample.offer(view)
