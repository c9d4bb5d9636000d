"""Two ratings side by side: what the owner declares and what the rule computes, with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from pages.narrative.methodology import rule
from pages.ui import ratings, tables
from pages.ui.formatting import number, plain
from pages.ui.links import go, link
from pages.ui.page import View

MOST = 12
"""How many items that are called out get a card; all of them stand first in the table."""

FLAGS = (
    ("better", "The rule does not support the declared rating"),
    ("unchanged", "Unchanged while its date moved"),
    ("stale", "Stale: no update for two reports or more"),
)


def flags(row: Mapping[str, Any]) -> list[str]:
    """The flags raised on one item, in our own words."""
    found = {
        "better": row["disagreement"] == "better",
        "unchanged": bool(row["unchanged_while_moved"]),
        "stale": bool(row["stale"]),
    }
    return [words for name, words in FLAGS if found[name]]


def show(view: View, rows: pl.DataFrame) -> None:
    """The flagged items by name, with the rows behind them; then all items in a table."""
    called = rows.filter(pl.col("is_called_out"))
    grid = st.grid(2, min_column_width=320, gap="small")
    for row in called.head(MOST).iter_rows(named=True):
        with grid.container(border=True, height="stretch", gap="xsmall"):
            chips = " ".join(
                (ratings.chip(row["declared_rating"], "Declared"), ratings.chip(row["computed_rating"], "Computed"))
            )
            st.markdown(f"**{plain(row['name'])}**  \n{chips}")
            st.markdown(" ".join(ratings.flag(plain(words)) for words in flags(row)))
            st.markdown(plain(row["called_out"]))
            st.markdown(f"**Why {ratings.word(row['computed_rating'])}:** {plain(row['reason'])}")
            st.caption(f"By these rows: {plain(row['made_so_by'])}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link(view, "gateways", "See its card and history →", gateway_id=row["gateway_id"])
                link(view, "updates", f"Upload {number(row['upload'])} →", upload=row["upload"])
    if more := max(0, called.height - MOST):
        verb, stand = ("is", "it stands") if more == 1 else ("are", "they stand")
        st.markdown(f"{number(more)} more {verb} called out; with these {stand} first in the table below.")
    st.caption(rule("called_out", "rating"))
    behind = st.expander("See both ratings of every item", key="compared_rows", on_change="rerun", type="compact")
    if behind.open:
        with behind:
            tables.show(
                rows, key="compared", alt="Declared and computed rating of every gateway, milestone and go-live",
                opens=lambda row: go(view, "gateways", gateway_id=row["gateway_id"]),
                columns=(
                    "name", "declared_rating", "computed_rating", "disagreement", "reason", "made_so_by", "called_out",
                    "unchanged_for", "moves", "moved_days", "stale", "since", "upload",
                ),
                help={
                    "disagreement": "Better or worse: the declared rating against the computed one.",
                    "unchanged_for": "For how many reports running the declared rating has been the same.",
                    "moved_days": "By how many days the expected date moved within the last three reports.",
                },
            )  # fmt: skip
