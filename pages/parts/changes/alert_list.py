"""The alerts that began or ended since an earlier date, and whom each is addressed to."""

from __future__ import annotations

from datetime import date

import streamlit as st

from pages import narrative
from pages.ui import change_list, empty, tables
from pages.ui.formatting import plain
from pages.ui.page import View
from pages.ui.row_links import open_row


def show(view: View, since: date | None) -> None:
    """The alert events since then, each with its addressee; without any alert, how to set one up."""
    if view.ask("alerts_list").is_empty():
        empty.say(view, "alerts", what="alerts")
        return
    events = view.ask("alerts_events", since=since)
    st.markdown(plain(narrative.alerts.headline(events, change_list.looked_from(view, since))))
    if events.height:
        tables.show(
            events, key="alerts", alt="Alerts that began or ended, the latest first", file_name="alerts",
            columns=("event", "day", "kind", "title", "sentence", "owner"),
            opens=lambda row: open_row(view, row["dataset"], row["item_id"], row["upload"]),
        )  # fmt: skip
