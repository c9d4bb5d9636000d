"""Parts of the Programmes screen: how they are read one after the other, and which are drawn."""

from __future__ import annotations

import math

import polars as pl
import streamlit as st

from data import progress
from pages.ui import address, filters, working
from pages.ui.formatting import number
from pages.ui.page import View
from queries import across

SHOWN, PAGE = 20, "programmes_page"
"""Programmes in a picture; the name, in the address, of the page that is drawn."""


def looked_at(view: View) -> pl.DataFrame:
    """How each programme stands, as across.standings returns it. With many programmes the first look takes a while, and
    shows its progress."""

    def tell(done: int, of: int) -> None:
        progress.tell(f"Looking at programme {number(done + 1)} of {number(of)}", done / of)

    with working.shown("Looking at the programmes …"):
        return across.standings(view.as_at, tell)


def drawn(rows: pl.DataFrame) -> pl.DataFrame:
    """The programmes on the reader's page."""
    at = min(filters.page_of(PAGE, {}), pages_of(rows))
    return rows.slice((at - 1) * SHOWN, SHOWN)


def turn(rows: pl.DataFrame) -> None:
    """The page control, if one page doesn't hold them all."""
    if pages_of(rows) > 1:
        at = st.pagination(pages_of(rows), key=PAGE, max_visible_pages=5)
        address.write(PAGE, at if at > 1 else None)


def pages_of(rows: pl.DataFrame) -> int:
    """How many pages there are."""
    return max(1, math.ceil(rows.height / SHOWN))


def none_beside_it() -> None:
    """What a store with one programme says here, and how to begin another."""
    with st.container(border=True):
        st.markdown(
            "**This store holds one programme.** Another is begun by a command, and its first upload makes its store:"
        )
        st.code('python -m data programmes begin ID --name "NAME"', language=None, wrap_lines=True)
