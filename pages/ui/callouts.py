"""Sentences as cards: what blocks a migration, what concerns a partner. A table would cut them off."""

from __future__ import annotations

import polars as pl
import streamlit as st

from pages import narrative
from pages.ui import tables
from pages.ui.formatting import day, ended, headed, lapse, number, plain, short
from pages.ui.labels import say
from pages.ui.links import link
from pages.ui.page import View

MOST = 12
"""How many are shown as cards; the table below has all of them."""
MOST_IN_A_CARD = 400
"""Characters of a text in a card; the table has the whole."""

CONCERN = {"open": ":orange-badge[◆ Open]", "answered": ":blue-badge[● Answered]", "closed": ":gray-badge[■ Closed]"}


def blockers(view: View, rows: pl.DataFrame) -> None:
    """What stops each blocked migration, the longest blocked first."""
    for row in rows.head(MOST).iter_rows(named=True):
        with st.container(border=True, gap="xsmall"):
            days = row["days_blocked"]
            late = f" Its date passed {lapse(row['days_late'])} ago." if row["days_late"] else ""
            st.markdown(
                f":red-badge[▲ Blocked {f'for {lapse(days)}' if days else 'since this report'}] **{headed(row['name'])}**"
                f"  \n{plain(short(ended(row['blocker']), MOST_IN_A_CARD))}{late}"
            )
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link(view, "application", "See the application →", application_id=row["application_id"])
                when = f"{'was due' if row['days_late'] else 'expected'} {day(row['expected_date'])}"
                st.caption(
                    f"{headed(row['department'])}, {when if row['expected_date'] else 'with no date'}", width="content"
                )
    _all(rows, "blockers", "Blocked migrations, the longest blocked first", (
        "name", "blocker", "days_blocked", "department", "wave", "stage", "forecast_date", "since", "upload",
    ))  # fmt: skip


def concerns(rows: pl.DataFrame) -> None:
    """The partners' concerns with the answers given, open ones first."""
    grid = st.grid(2, min_column_width=320, gap="small")
    for row in rows.head(MOST).iter_rows(named=True):
        with grid.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(
                f"{CONCERN.get(row['status'], '')} **{headed(row['partner'])}** on {plain(say('theme', row['theme']).lower())}"
                f"  \n{plain(short(row['concern'], MOST_IN_A_CARD))}"
                f"  \n{plain(short(narrative.partners.answer(row), MOST_IN_A_CARD))}"
            )
            st.caption(f"Raised {day(row['raised_date'])}, upload {number(row['upload'])}")
    _all(rows, "concerns", "Concerns and the answers given, open ones first", (
        "partner", "concern", "response", "status", "theme", "raised_date", "days_open", "since", "upload",
    ))  # fmt: skip


def _all(rows: pl.DataFrame, key: str, alt: str, columns: tuple[str, ...]) -> None:
    behind = st.expander("See as a table", key=f"{key}_rows", on_change="rerun", type="compact")
    if behind.open:
        with behind:
            tables.show(rows, key=key, alt=alt, columns=columns)
