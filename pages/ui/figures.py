"""How a figure reaches the screen: the one place that draws charts, with what must accompany each of them.

A component of our own draws (pages/serving/drawing.js), because Streamlit's loads four times as much script and mounts
every chart again whenever a figure changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref

import polars as pl
import streamlit as st

from pages import serving
from pages.charts.theme import Ink
from pages.ui import links, tables, texts
from pages.ui.formatting import MOST, component_key, gist, headed, number, plain

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
    leads: bool = False,
    drawn: int = 0,
    everything: bool = False,
    more: Callable[[], None] | None = None,
    below: Callable[[], None] | None = None,
) -> list[Any]:
    """Draws a figure under its finding, with the rule behind an ⓘ, the rows behind it and their downloads; the key T
    opens them.

    `title` states the finding and may contain data; it is shown as text. `alt` says the same for those who can't see
    the figure; the rows are its full text alternative. `rule` is our own sentence. `columns` picks what the rows show.
    `compact`: one of several charts in a window, with a smaller heading, and with the rule, the rows and what `more`
    shows (links) in a dialog that a button opens. `leads`: it says the screen's first finding, than which no
    heading is larger. `drawn`: how many rows have a place of their own in the figure at most; if there are more, that is said
    beneath it. `everything`: the downloads hold all columns of the rows. `below`:
    says texts (pages/ui/texts.py), links among them, below the figure.

    With `selects`, returns the custom data of the marks that the reader has just chosen; otherwise nothing.
    """

    title, alt = gist(title), gist(alt, MOST)

    def behind(place: str = "table") -> None:
        if compact and rule:
            st.caption(plain(rule))
            if more_of_it := links.methods(rule):
                texts.show(f"{key}_rule", texts.link(more_of_it, "In Methods →"))
        if more is not None:
            more()
        tables.show(
            rows, key=f"{key}_{place}", alt=f"Rows behind the chart: {title}", columns=columns,
            everything=(lambda: rows) if everything else None,
        )  # fmt: skip

    if compact:
        head = texts.group("compact", texts.heading(title, level=level), texts.button(f"Behind: {title}", "behind"))
    else:
        head = texts.heading(title, level=level, note=rule, more=links.methods(rule))
    if leads:
        head = texts.group("leads", head)
    with texts.gathering() as under:
        if 0 < drawn < rows.height:
            texts.say(texts.line(f"{number(drawn)} of {number(rows.height)} drawn"))
        if below is not None:
            below()
    found = _shown(figure, title=title, alt=alt, key=key, selects=selects, above=[head], below=under)
    # The rows are sent to the browser only when they are asked for: a table costs more than the chart.
    if found.behind:
        st.dialog(headed(title), width="large")(behind)("dialog")
    if not compact:
        rows_behind = st.expander("See the rows behind this", key=f"{key}_rows", on_change="rerun", type="compact")
        if rows_behind.open:
            with rows_behind:
                behind()
    return _chosen(figure, found.chosen)


def finding(text: str) -> None:
    """The screen's first finding where no figure says it; it may contain data, and is shown as text."""
    with st.container(key="finding"):
        st.header(headed(text), anchor=False)


def _shown(
    figure: go.Figure | None,
    *,
    title: str,
    alt: str,
    key: str,
    selects: bool,
    above: list[texts.Part],
    below: list[texts.Part],
) -> Any:
    """Draws the figure between its texts. Returns what the reader has just done: `chosen`, custom data of a mark;
    `behind`, whether the button that shows the rows was pressed."""
    data: dict[str, Any] = {"key": key, "title": title, "above": above, "below": below}
    if figure is not None:
        data |= _sent(figure) | {"palette": st.context.theme.type or "light", "alt": alt, "selects": selects}
    # What the reader does is only told for an event that has a callback.
    return _draw(key=component_key(key), data=data, on_chosen_change=lambda: None, on_behind_change=lambda: None)


_kept: dict[int, tuple[ReferenceType[go.Figure], dict[str, Any]]] = {}
"""Figures that there are, by their ids, and what is sent of each: a kept one (pages/parts/overview/panels.py) is shown often."""


def _sent(figure: go.Figure) -> dict[str, Any]:
    """What the browser gets of a figure, which is final once it is shown: its JSON, its height, and its other colours."""
    number = id(figure)
    shown = _kept.get(number)
    if shown is not None and shown[0]() is figure:
        return shown[1]
    drawn = _content(figure)
    sent = {
        "figure": json.dumps(drawn, default=date.isoformat, allow_nan=False), "height": drawn["layout"]["height"],
        "other": list(_other_look(drawn)),
    }  # fmt: skip
    _kept[number] = ref(figure, lambda _: _kept.pop(number, None)), sent
    return sent


def _content(figure: go.Figure) -> dict[str, Any]:
    """The figure's data and layout, read-only: to_plotly_json would copy them, which takes a tenth of a run."""
    return {"data": figure._data, "layout": figure._layout}


def _chosen(figure: go.Figure | None, sent: Any) -> list[Any]:
    """The custom data of the mark that has just been chosen, if any. A browser may send anything, so only a mark that
    is in the figure counts."""
    if not sent or figure is None:
        return []
    marks = [mark for trace in _content(figure)["data"] for mark in trace.get("customdata", ())]
    return [mark for mark in marks if list(mark) == sent][:1]


def _other_look(part: Any, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where each colour of a figure is, and its counterpart in the other palette: ((‘layout’, ‘font’, ‘color’),
    ‘#F4F6F8’)."""
    if isinstance(part, Ink):
        yield path, part.other
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from _other_look(inner, *path, name)
    elif isinstance(part, (list, tuple)):
        for at, inner in enumerate(part):
            if not isinstance(inner, (int, float)):
                yield from _other_look(inner, *path, at)
