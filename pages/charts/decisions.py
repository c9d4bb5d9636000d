"""Chart of the decisions: how many days before or after each one its scrutiny takes place."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, figure, rating, row_label, two_sided
from pages.narrative.decisions import how_early
from pages.ui.formatting import short_day

ROW, MOST = 56, 10
"""Pixels of a row; how many decisions are drawn, the others are in the list."""

CODES = {"before": "green", "late": "red", "unreported": "amber", "none": "amber", "open": "amber"}
"""How scrutiny comes → the rating whose colour and shape it takes."""

WORST_FIRST = ("late", "unreported", "none", "open", "before")


def notice(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per decision, as long as the days between scrutiny and decision: to the left for scrutiny before it, to
    the right for scrutiny after it.

    Rows: decisions_scrutinised, drawn in their order; of more than MOST the worst are drawn, the worst first and of those alike
    the latest. Custom data of a mark: [decision_id].
    """
    many = rows.reverse() if rows.height > MOST else rows
    shown = list(many.iter_rows(named=True))
    if rows.height > MOST:
        shown = sorted(shown, key=lambda row: WORST_FIRST.index(row["scrutiny"]))[:MOST]
    places = [-at for at in range(len(shown))]
    codes = [CODES[row["scrutiny"]] for row in shown]
    days = [-(row["days_of_notice"] or 0) for row in shown]
    custom = [[row["decision_id"]] for row in shown]
    hover = [f"{clean(row['title'], 70)}<br>{short_day(row['date'])}: {how_early(row)}" for row in shown]
    colours = [palette.rating[code] for code in codes]
    traces = [
        {
            "type": "bar", "orientation": "h", "y": places, "x": days, "width": 0.12, "marker": {"color": colours},
            "customdata": custom, "hoverinfo": "text", "hovertext": hover,
        },
        {
            "type": "scatter", "mode": "markers", "x": days, "y": places, "customdata": custom, "hoverinfo": "text",
            "hovertext": hover, "cliponaxis": False,
            "marker": {"symbol": [rating(code).symbol for code in codes], "size": 14, "opacity": 1, "color": colours},
        },
    ]  # fmt: skip
    labels = []
    for row, code, y in zip(shown, codes, places, strict=True):
        how = f"{rating(code).shape} {how_early(row)}"
        labels.append(row_label(how, y, bold=clean(row["title"]), shift=9, two_lines=True))
    axis, zero, sides = two_sided(days, 14, ("days before the decision", "after"), palette)
    return figure(
        traces, palette, height=40 + ROW * max(1, len(shown)), annotations=[*labels, *sides], shapes=[zero],
        margin={"t": 4, "b": 24, "r": 10},
        xaxis=axis,
        yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip
