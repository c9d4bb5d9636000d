"""What needs attention: each thing in one sentence, with a link to where it is explained."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pages.ui import tables
from pages.ui.formatting import day, number, plain
from pages.ui.links import link
from pages.ui.page import View

MOST = 8
"""How many are told in full; the rest stand in the table below, so that the page stays a page."""

KINDS: Mapping[str, str] = {
    "gateway_red": "Behind plan",
    "gateway_amber": "Behind plan",
    "forecast_passed": "Its day has passed",
    "scrutiny_late": "Scrutiny after the decision",
    "migration_blocked": "Blocked migration",
    "migration_late": "Late migration",
    "criterion_overdue": "Overdue criterion",
    "decision_overdue": "No word of a meeting",
    "concern_open": "Open concern",
    "item_stale": "No update for two reports",
    "application_without_migration": "No migration planned",
}


def show(view: View, things: pl.DataFrame) -> None:
    """Show the first few things with their links, and all of them in a table on demand."""
    if things.is_empty():
        st.markdown("No gateway, migration, meeting, criterion or concern needs a decision at this date.")
        return
    grid = st.grid(2, min_column_width=320, gap="small")
    for thing in things.head(MOST).iter_rows(named=True):
        with grid.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"{_chip(thing)}  \n**{plain(thing['title'])}**  \n{plain(thing['detail'])}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                _explain(view, thing)
                st.caption(f"Since {day(thing['since'])}, upload {number(thing['upload'])}", width="content")
    if things.height > MOST:
        rest = st.expander(f"See all {things.height}", key="attention_rows", on_change="rerun", type="compact")
        if rest.open:
            with rest:
                tables.show(
                    things.with_columns(pl.col("kind").replace(KINDS)), key="attention", alt="What needs attention",
                    columns=("rank", "severity", "kind", "title", "detail", "since", "upload"),
                )  # fmt: skip


def _chip(thing: Mapping[str, Any]) -> str:
    kind = KINDS.get(thing["kind"], "To look at")
    return f":red-badge[▲ {kind}]" if thing["severity"] == "red" else f":orange-badge[◆ {kind}]"


def _explain(view: View, thing: Mapping[str, Any]) -> None:
    about = thing["about_id"]
    if thing["page"] == "gateways":
        link(view, "gateways", "See the gateway →", gateway_id=about)
    elif thing["page"] == "partners":
        link(view, "partners", "See the partner →", partner_id=about)
    elif thing["page"] in ("migration", "inventory"):
        link(view, "application", "See the application →", application_id=about)
    else:
        link(view, "updates", "See the upload →", upload=thing["upload"])
