"""A long table, one page at a time: filtered and cut in the store, so that ten thousand rows are as quick as ten."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from data.datasets import Dataset
from pages.ui import address, filters, tables
from pages.ui.formatting import capital, count, number, plain
from pages.ui.page import View

PAGE = 50


def show(
    view: View,
    query: str,
    chosen: Mapping[str, Any],
    *,
    key: str,
    noun: str,
    alt: str,
    columns: Sequence[str],
    dataset: Dataset | None = None,
    opens: Callable[[dict[str, Any]], None] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> None:
    """Shows one page of a query that takes $limit and $offset and gives `matches`; the downloads hold every match.

    `chosen`: the filters, None for those that are not set. `noun`: what one row is, in our own words. `settings`: other
    query parameters that are no filters, such as a threshold.
    """
    place = f"{key}_page"
    at = filters.page_of(place, chosen)
    asked = {**chosen, **(settings or {})}
    rows = view.ask(query, **asked, limit=PAGE, offset=(at - 1) * PAGE)
    if rows.is_empty() and at > 1:  # the address names a page beyond the last
        st.session_state[place] = 1
        rows = view.ask(query, **asked, limit=PAGE, offset=0)
    matches = int(rows["matches"][0]) if rows.height else 0
    pages = math.ceil(matches / PAGE)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{key}_matches"):
        filtered = any(chosen.values())
        if matches:
            match = "matches" if matches == 1 else "match"
            st.markdown(f"**{capital(count(matches, noun))}** {f'{match} the filters' if filtered else 'in all'}")
        else:
            st.markdown(
                plain(f"No {noun} matches these filters at this date." if filtered else f"No {noun} at this date.")
            )
        filters.clear(*chosen)
    if not matches:
        return
    tables.show(
        rows, key=key, alt=alt, columns=columns, dataset=dataset, opens=opens, file_name=query,
        everything=lambda: view.ask(query, **asked, limit=None, offset=0).drop("matches"),
    )  # fmt: skip
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            at = st.pagination(pages, key=place, max_visible_pages=5)
            address.write(place, at if at > 1 else None)
            st.caption(f"{PAGE} rows a page, {number(pages)} pages", width="content")
