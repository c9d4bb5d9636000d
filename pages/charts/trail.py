"""Chart of the audit trail: what kind of action was taken on which day, and how often."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, date_ticks, figure, row_label
from pages.narrative import trail as sentences
from pages.ui.formatting import count, day

ROW, LEAST, MOST = 58, 9, 30
"""Pixels of a row, and of the smallest and the largest mark."""


def activity(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One row per kind of action, with a square for each day it was taken, larger for more.

    Rows: one per event, with at and kind. Custom data of a mark: [kind].
    """
    kinds = sentences.kinds()
    days = rows.group_by("kind", pl.col("at").dt.date().alias("day")).len().sort("day")
    dated: list[date] = days["day"].to_list()
    first, last, most = dated[0], dated[-1], max(days["len"].to_list())
    traces: list[Any] = []
    labels = []
    for at, kind in enumerate(kinds):
        here = list(days.filter(kind=kind).iter_rows(named=True))
        colour = palette.accent if kind == sentences.CHANGED else palette.forecast
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [row["day"] for row in here], "y": [-at] * len(here),
                "cliponaxis": False,
                "marker": {"symbol": "square", "color": colour,
                           "size": [LEAST + (MOST - LEAST) * (row["len"] / most) ** 0.5 for row in here]},
                "customdata": [[kind]] * len(here), "hoverinfo": "text",
                "hovertext": [f"{day(row['day'])}: {clean(kind.lower())}, {count(row['len'], 'event')}" for row in here],
            }
        )  # fmt: skip
        done = sum(row["len"] for row in here)
        labels.append(row_label(count(done, "event") if done else "never", -at, bold=kind, shift=14))
    air = timedelta(days=max(2, (last - first).days // 40))
    return figure(
        traces, palette, height=ROW * len(kinds) + 30, annotations=labels, margin={"t": 8, "b": 26},
        xaxis={**date_ticks(first, last), "range": [first - air, last + air], "showgrid": False},
        yaxis={"visible": False, "range": [-len(kinds) + 0.6, 0.75]},
    )  # fmt: skip
