"""How a figure reaches the screen: the one place that draws charts, with what must stand beside each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pages.ui import selection, tables
from pages.ui.formatting import plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

CONFIG = {"displayModeBar": False, "displaylogo": False, "modeBarButtonsToRemove": ["sendChartToCloud"]}
"""No toolbar (it would cover the labels), and never a button that sends the chart elsewhere."""


def show(
    figure: go.Figure | None,
    *,
    title: str,
    alt: str,
    rows: pl.DataFrame,
    key: str,
    rule: str = "",
    columns: tuple[str, ...] = (),
    selects: bool = False,
    level: int = 2,
    compact: bool = False,
    more: Callable[[], None] | None = None,
) -> list[Any]:
    """Draw a figure under its finding, with the rule behind an ⓘ, the rows behind it and their downloads.

    `title` states the finding and may hold data; it is shown as text. `alt` says the same for those who can't see the
    figure; the rows are its full text alternative. `rule` is our own sentence. `columns` picks what the rows show.
    `compact`: one of several pictures of a window: a smaller heading, with rule, rows and what `more` shows (links) behind
    one button beside it.
    With `selects`, comes back with the custom data of the marks that the reader has just chosen; otherwise empty.
    """
    chosen: list[Any] = []
    behind: Any  # what holds the rows, a popover or an expander; both say whether they are open
    heading = st.header if level == 2 else st.subheader
    if compact:
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"compact_{key}"):
            heading(plain(title), anchor=False)
            behind = st.popover(f"Behind: {plain(title)}", key=f"{key}_rows", on_change="rerun")
    else:
        heading(plain(title), anchor=False, help=plain(rule) if rule else None)
    if figure is not None:
        if selects:
            event = st.plotly_chart(
                figure, theme=None, config=CONFIG, alt=alt, key=key, selection_mode="points",
                on_select=lambda: selection.note(key),
            )  # fmt: skip
            if selection.is_new(key):
                chosen = [point.get("customdata") for point in event.selection.points if point.get("customdata")]
        else:
            st.plotly_chart(figure, theme=None, config=CONFIG, alt=alt, key=key)
    # The rows are sent to the browser only when they are asked for: a table costs more than the chart.
    if not compact:
        behind = st.expander("See the rows behind this", key=f"{key}_rows", on_change="rerun", type="compact")
    if behind.open:
        with behind:
            if compact and rule:
                st.caption(plain(rule))
            if more is not None:
                more()
            tables.show(rows, key=f"{key}_table", alt=f"Rows behind the chart: {title}", columns=columns)
    return chosen
