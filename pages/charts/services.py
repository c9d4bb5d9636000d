"""Charts of the services: our rates beside the comparator, and how many service levels were agreed when."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, figure, in_bar, rating, row_label, text_on, two_sided
from pages.narrative import services as sentences
from pages.ui.formatting import number
from pages.ui.labels import say

ROW, MOST = 46, 12
"""Pixels of a row; how many services are drawn, the others are in the catalogue."""

CODES = {"lower": "green", "same": "amber", "higher": "red"}
"""How a rate stands against the comparator → the rating whose colour and shape it takes."""


def rates(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each service's rate as a percentage below (left) or above the comparator, the furthest below first. Only
    percentages can be compared, because units differ.

    Rows: services_list. Custom data of a mark: [service_id]. Services without a comparator come last, without a bar.
    """
    shown = list(rows.sort("gap_pct", "name", nulls_last=True).head(MOST).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    gaps = [row["gap_pct"] or 0.0 for row in shown]
    colours = [palette.rating[CODES[row["stands"]]] if row["stands"] else palette.ghost for row in shown]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": gaps, "width": 0.12, "marker": {"color": colours},
        "customdata": [[row["service_id"]] for row in shown], "hoverinfo": "text",
        "hovertext": [f"{clean(row['name'])}: {clean(sentences.beside(row, unit=row['unit']))}" for row in shown],
    }  # fmt: skip
    ends = {
        "type": "scatter", "mode": "markers", "y": places, "x": gaps, "hoverinfo": "skip", "cliponaxis": False,
        "marker": {
            "symbol": [rating(CODES.get(row["stands"] or "")).symbol for row in shown], "size": 12,
            "opacity": 1, "color": colours,
        },
    }  # fmt: skip
    labels = []
    for row, y in zip(shown, places, strict=True):
        how = f"{rating(CODES.get(row['stands'] or '')).shape} {clean(sentences.beside(row, unit=row['unit']))}"
        labels.append(row_label(how, y, bold=clean(row["name"]), shift=5, two_lines=True, size=TEXT_SIZE - 1))
    axis, zero, sides = two_sided(gaps, 10, ("lower than the comparator", "higher"), palette)
    return figure(
        [bars, ends], palette, height=36 + ROW * max(1, len(shown)), annotations=[*labels, *sides], shapes=[zero],
        margin={"t": 4, "b": 24, "r": 10}, xaxis=axis,
        yaxis={"visible": False, "range": [-len(shown) + 0.6, 0.85]},
    )  # fmt: skip


def agreed(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per key date: how many service levels were agreed, in review and in draft.

    Rows: services_at_gateways. Custom data of a mark: [day].
    """
    moments = list(rows.iter_rows(named=True))
    places = [-at for at in range(len(moments))]
    traces: list[dict[str, Any]] = []
    for status, fill in (("agreed", palette.actual), ("in_review", palette.ramp[2]), ("draft", palette.ramp[0])):
        marker: dict[str, Any] = {"color": fill, "line": {"color": palette.outline, "width": 1}}
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": say("sla_status", status), "y": places, "width": 0.4, "marker": marker,
                "x": [row[status] for row in moments], "hoverinfo": "text",
                **in_bar([number(row[status]) if row[status] else "" for row in moments], text_on(fill), 13),
                "customdata": [[row["day"].isoformat()] for row in moments],
                "hovertext": [
                    f"{clean(sentences.moment(row), 80)}<br>{say('sla_status', status)}: {number(row[status])}" for row in moments
                ],
            }
        )  # fmt: skip
    labels = [
        row_label(
            clean(row["gateway"] or ""), y, two_lines=row["gateway"] is not None, shift=15,
            bold=f"{sentences.when(row)}: {sentences.so_many_agreed(row)}",
        )
        for row, y in zip(moments, places, strict=True)
    ]  # fmt: skip
    return figure(
        [trace for trace in traces if any(trace["x"])], palette, height=70 + 74 * max(1, len(moments)), barmode="stack",
        showlegend=True, annotations=labels, margin={"t": 40}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(moments) + 0.6, 0.85]},
    )  # fmt: skip
