"""Charts of several programmes side by side: whether each will be ready in time, and how far each has come."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, figure, row_label
from pages.narrative import programmes as sentences

ROW, BAR, TOP = 72, 0.16, 22
"""Pixels of a programme's row, of it the share that a bar takes, and pixels above the first for the word at the line."""


def readiness(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per programme from 0 to 100: the odds of being ready in time, with even odds marked.

    Rows: standings. Custom data of a mark: [programme_id].
    """
    found = list(rows.iter_rows(named=True))
    odds = [row["odds"] or 0 for row in found]
    texts = [sentences.readiness(row) for row in found]
    return _bars(found, [(0.0, odds, palette.accent)], texts, palette, most=100, mark=50, word="even odds")


def moved_and_spent(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Two bars per programme, as shares of the whole: moved of what is in scope, and spent of the budget.

    Rows: standings. Custom data of a mark: [programme_id].
    """
    found = list(rows.iter_rows(named=True))
    moved = [100 * row["migrated"] / row["in_scope"] if row["in_scope"] else 0 for row in found]
    spent = [100 * row["actual_gbp"] / row["budget_gbp"] if row["budget_gbp"] else 0 for row in found]
    texts = [sentences.reported(row) for row in found]
    bars = [(0.0, moved, palette.accent), (-BAR * 1.15, spent, palette.forecast)]
    return _bars(found, bars, texts, palette, most=max(100.0, *spent), mark=100, word="all of it")


def _bars(
    found: list[dict[str, Any]],
    bars: list[tuple[float, list[float], str]],
    texts: list[str],
    palette: Palette,
    *,
    most: float,
    mark: float,
    word: str,
) -> go.Figure:
    keys = [[row["programme_id"]] for row in found]
    places = [-at for at in range(len(found))]
    traces: list[Any] = [
        {
            "type": "bar", "orientation": "h", "x": values, "y": [place + by for place in places], "width": BAR,
            "marker": {"color": colour}, "customdata": keys, "hoverinfo": "text",
            "hovertext": [f"{clean(row['programme'])}: {clean(text)}" for row, text in zip(found, texts, strict=True)],
        }
        for by, values, colour in bars
    ]  # fmt: skip
    labels = [
        row_label(clean(text), place, bold=clean(row["programme"], 40), shift=8, two_lines=True)
        for row, text, place in zip(found, texts, places, strict=True)
    ]
    line = {
        "type": "line", "x0": mark, "x1": mark, "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
        "line": {"color": palette.muted, "width": 1, "dash": "dot"},
    }  # fmt: skip
    labels.append(
        {
            "x": mark,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "xanchor": "right",
            "showarrow": False,
            "text": word,
            "font": {"color": palette.muted},
        }
    )
    return figure(
        traces, palette, height=ROW * max(1, len(found)) + TOP + 4, annotations=labels, shapes=[line], margin={"t": TOP, "b": 4},
        barmode="overlay", xaxis={"visible": False, "range": [0, most * 1.02]},
        yaxis={"visible": False, "range": [-len(found) + 0.6, 0.85]},
    )  # fmt: skip
