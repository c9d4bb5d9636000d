"""How many rows changed since an earlier report: one bar per dataset, split into added, changed and removed rows."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, figure, row_label
from pages.narrative import changes as sentences

ROW = 46
"""Pixels: a row with its label above its bar."""

MOST = 9
"""Datasets that are drawn; the rows behind have them all."""


def rows_changed(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per dataset: changed rows first, then added, then removed, in the order of its label.

    Rows: updates_rows_changed; only the first few are drawn. Custom data of a mark: [subject].
    """
    shown = rows.head(MOST)
    places = [-y for y in range(shown.height)]
    names = [clean(sentences.subject(code)) for code in shown["subject"]]
    texts = [sentences.counted(row) for row in shown.iter_rows(named=True)]
    traces = [
        {
            "type": "bar", "orientation": "h", "y": places, "x": shown[what].to_list(), "width": 0.28, "hoverinfo": "text",
            "hovertext": [f"{name}: {text}" for name, text in zip(names, texts, strict=True)],
            "customdata": [[code] for code in shown["subject"]],
            "marker": {"color": colour, "line": {"color": palette.background, "width": 1}},
        }
        for what, colour in (("changed", palette.actual), ("added", palette.forecast), ("removed", palette.rating["red"]))
    ]  # fmt: skip
    labels = [row_label(text, y, bold=name, shift=8) for text, y, name in zip(texts, places, names, strict=True)]
    return figure(
        traces, palette, height=ROW * shown.height + 20, annotations=labels, barmode="stack", margin={"t": 4, "b": 4, "r": 4},
        xaxis={"visible": False, "rangemode": "tozero"}, yaxis={"visible": False, "range": [-shown.height + 0.6, 0.75]},
    )  # fmt: skip
