"""The page as the dashboard shows it: `streamlit run tests/bench/peers/ours.py`."""

from __future__ import annotations

import streamlit as st

from pages import serving
from pages.ui import figures, tables, tiles
from pages.ui.tiles import Tile
from tests.bench import peers


def show() -> None:
    """One run of the page."""
    st.set_page_config(layout="wide")
    st.title("Applications")
    as_at = st.radio("As at", peers.DATES, format_func=str, horizontal=True)
    counts, drawn, rows = peers.contents(as_at)
    tiles.show(None, [Tile(label, value) for label, value in counts.items()])
    for place, (title, figure) in zip(st.columns(3), drawn.items(), strict=True):
        with place:
            figures.show(figure, title=title, alt=title, rows=rows, key=title.lower().replace(" ", "_"))
    tables.show(rows, key="rows", alt="Applications")


if __name__ == "__main__":
    show()
else:
    app = st.App(__file__, middleware=serving.MIDDLEWARE, lifespan=serving.lifespan)
