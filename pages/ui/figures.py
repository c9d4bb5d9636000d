"""How a figure reaches the screen: the one place that draws charts, with what must stand beside each of them.

A component of our own draws (pages/serving/drawing.js), because Streamlit's loads four times as much script and mounts
every chart again whenever a figure changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pages import serving
from pages.charts.theme import Ink
from pages.ui import tables
from pages.ui.formatting import plain

if TYPE_CHECKING:
    import plotly.graph_objects as go

_draw = st.components.v2.component("figure", js=serving.loader(serving.drawing()), isolate_styles=False)


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
        chosen = _shown(figure, title=title, alt=alt, key=key, selects=selects)
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


def _shown(figure: go.Figure, *, title: str, alt: str, key: str, selects: bool) -> list[Any]:
    """Draw the figure; comes back with the custom data of the mark that has just been chosen, if any."""
    drawn = figure.to_plotly_json()
    found = _draw(
        key=key,
        data={
            "figure": json.dumps(drawn, default=date.isoformat, allow_nan=False), "palette": st.context.theme.type or "light",
            "other": list(_other_look(drawn)), "key": key, "alt": alt, "title": title, "selects": selects,
        },
        height=drawn["layout"]["height"],
        on_chosen_change=lambda: None,  # a choice is only told for an event that has a callback
    )  # fmt: skip
    # What comes from a browser may be anything: only a mark that is in the figure counts.
    marks = [mark for trace in drawn["data"] for mark in trace.get("customdata", ())] if found.chosen else []
    return [mark for mark in marks if list(mark) == found.chosen][:1]


def _other_look(part: Any, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where each colour of a figure stands and what it is in the other palette: ((‘layout’, ‘font’, ‘color’), ‘#F4F6F8’)."""
    if isinstance(part, Ink):
        yield path, part.other
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from _other_look(inner, *path, name)
    elif isinstance(part, (list, tuple)):
        for at, inner in enumerate(part):
            if not isinstance(inner, (int, float)):
                yield from _other_look(inner, *path, at)
