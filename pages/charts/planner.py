"""Charts of a consolidation plan: its measures beside those reported, and what each department contributes."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, clean, figure, row_label
from pages.narrative import planner as sentences
from pages.ui.formatting import count, number

ROW = 46
"""Pixels of a row with its label above its bar."""
DEPARTMENTS = 14


def measures(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per measure of a plan, as a part of its whole, with a stroke at the reported value where the plan differs
    from it.

    Rows: planner_measures. Bars of different measures are percentages, so that they can be compared.
    """
    places = [-at for at in range(rows.height)]
    planned, reported = (rows[column].fill_null(0).to_list() for column in ("planned_pct", "marked_pct"))
    strokes = [(x, y) for x, y, now in zip(reported, places, planned, strict=True) if x != now]
    texts = [sentences.measure(row) for row in rows.iter_rows(named=True)]
    names = [sentences.NAMES[measure] for measure in rows["measure"]]
    whole = {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}
    hover = [f"{name}<br>{text}" for name, text in zip(names, texts, strict=True)]

    def bar(x: list[float], marker: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "y": places, "x": x, "width": 0.3, "marker": marker, "hoverinfo": "text",
            "hovertext": hover, "showlegend": False,
        }  # fmt: skip

    traces = [
        bar([100.0] * rows.height, whole),
        bar(planned, {"color": palette.actual, "line": {"width": 0}}),
        {
            "type": "scatter", "mode": "markers", "x": [x for x, _ in strokes], "y": [y for _, y in strokes],
            "hoverinfo": "skip", "cliponaxis": False, "name": "As reported", "showlegend": True,
            "marker": {
                "symbol": "line-ns-open", "size": 22, "color": palette.forecast, "line": {"color": palette.forecast, "width": 4},
            },
        },
    ][: 3 if strokes else 2]  # fmt: skip
    labels = [row_label(text, at, bold=name, shift=8) for text, name, at in zip(texts, names, places, strict=True)]
    key = 24 if strokes else 0
    return figure(
        traces, palette, height=20 + key + ROW * rows.height, annotations=labels, barmode="overlay",
        margin={"t": 4 + key, "b": 4, "r": 6}, showlegend=bool(strokes),
        xaxis={"visible": False, "range": [0, 101]}, yaxis={"visible": False, "range": [-rows.height + 0.6, 0.75]},
    )  # fmt: skip


def by_department(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per department: in the plan and reported, added by the plan, dropped by it, and the rest.

    Rows: planner_by_department; the first few are drawn. Custom data of a mark: [department]. What is dropped is
    hatched, so that colour is not the only sign.
    """
    shown = rows.head(DEPARTMENTS)
    places = [-at for at in range(shown.height)]
    red = palette.rating["red"]
    stripes = {"shape": "/", "fgcolor": red, "size": 5}
    parts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("kept", "In the plan", {"color": palette.actual, "line": {"width": 0}}),
        ("added", "Added", {"color": palette.forecast, "line": {"width": 0}}),
        ("dropped", "Dropped", {"color": palette.background, "pattern": stripes, "line": {"color": red, "width": 1.5}}),
        ("rest", "Others", {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}),
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": [n or None for n in shown[column]],
            "width": 0.34,
            "marker": marker, "customdata": [[one] for one in shown["department"]], "hoverinfo": "text",
            "hovertext": [
                f"{clean(one)}<br>{name}: {count(n, 'application')}" for one, n in shown.select("department", column).iter_rows()
            ],
        }
        for column, name, marker in parts
        if any(shown[column])
    ]  # fmt: skip
    row = 32 if shown.height > 8 else ROW
    labels = [
        row_label(f"{number(n)} of {number(whole)}", at, bold=clean(one), shift=5)
        for one, n, whole, at in zip(shown["department"], shown["planned"], shown["applications"], places, strict=True)
    ]
    return figure(
        traces, palette, height=44 + row * max(1, shown.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 24, "b": 2, "r": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-shown.height + 0.6, 0.85]},
    )  # fmt: skip
