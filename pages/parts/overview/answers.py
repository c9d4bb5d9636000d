"""What an executive asks, answered in ten seconds: will we be live, what changed, does the evidence agree, what to decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.ui import change_list, outlook
from pages.ui.formatting import count, day, listing, plain
from pages.ui.links import link
from pages.ui.page import View

CHANGES = 2
"""How many changes are told here; five stand below, and all on their own screen."""


def show(
    view: View, facts: Mapping[str, Any], moved: pl.DataFrame, pressing: pl.DataFrame, dated: pl.DataFrame
) -> None:
    """Four questions with their answers, a card each. `facts`: the row of migration_forecast; the others: the rows of
    changes_all, overview_attention and timeline_items."""
    before = change_list.looked_from(view, None)
    grid = st.grid(2, min_column_width=320, gap="small")
    with _card(grid, narrative.outlook.live_question(facts)):
        st.markdown(f"**{plain(narrative.outlook.live_answer(facts).rstrip('.'))}.**")
        if more := narrative.outlook.live_more(facts, outlook.facts_before(view, before)):
            st.markdown(plain(" ".join(more)))
        link(view, "migration", "See the forecast →")
    with _card(grid, f"What changed since {day(before)}?" if before else "What changed?"):
        _changed(view, moved, has_before=before is not None)
    with _card(grid, "Who says so, and does the rule agree?"):
        both = view.ask("ratings_compared")
        st.markdown(f"**{plain(narrative.gateways.called_out(both))}.**")
        outlook.programme(view.ask("programme_rating").row(0, named=True))
        link(view, "gateways", "See both ratings of each →")
    with _card(grid, "What needs a decision?"):
        st.markdown(f"**{plain(narrative.overview.attention(pressing))}.**")
        if names := pressing.filter(pl.col("severity") == "red")["title"].unique(maintain_order=True).to_list():
            st.markdown(plain(f"Now: {listing([f'‘{name}’' for name in names], 3)}."))
        if following := narrative.decisions.decision_next(dated, view.as_at):
            st.markdown(plain(following))
        link(view, "timeline", "See the decisions →", lane="decisions")


@contextmanager
def _card(grid: Any, question: str) -> Iterator[None]:
    with grid.container(border=True, height="stretch", gap="xsmall"):
        st.subheader(plain(question), anchor=False)
        yield


def _changed(view: View, moved: pl.DataFrame, *, has_before: bool) -> None:
    if moved.is_empty():
        st.markdown("**Nothing has changed.**" if has_before else "**This is the first report.**")
        return
    for sentence in moved["sentence"].head(CHANGES):
        st.markdown(f"**{plain(sentence)}**")
    link(view, "changes", f"See all {count(int(moved['changes'][0]), 'change')} →")
