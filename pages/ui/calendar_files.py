"""The dates of gateways and decisions as files for a calendar."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from data.exports.calendar import to_calendar
from data.ledger import programmes
from data.ledger.roles import bound
from pages.ui.page import View

FILES = {
    "gateways": ("Gateways for your calendar", "Gateways of {}"),
    "decisions": ("Decisions for your calendar", "Decisions of {}"),
}  # fmt: skip


def download(view: View, *datasets: str) -> None:
    """A button per dataset, by default gateways and decisions; the file is made on request."""
    with st.container(horizontal=True, gap="small"):
        for name in datasets or tuple(FILES):
            label, title = FILES[name]
            st.download_button(
                label, data=_made(view, name, title), file_name=f"{name}.ics", mime="text/calendar", on_click="ignore",
                key=f"calendar_{name}", type="tertiary",
            )  # fmt: skip


def _made(view: View, name: str, title: str) -> Callable[[], bytes]:
    """Each programme of a store has its own calendar and events. The first one's keep the uids from when it was the
    only one; otherwise subscribers would get each event twice."""
    looked_at, several = programmes.current(), programmes.are_several()
    of = looked_at.name if several else "the shared services programme"
    own = looked_at.id if several and looked_at.id != programmes.listed()[0].id else None
    return bound(lambda: to_calendar(view.ask("calendar_events", dataset=name, programme=own), title.format(of)))
