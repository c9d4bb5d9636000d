"""Charts of gateways: criteria met by the partner that they concern."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Look, clean, figure, row_label, text_on
from pages.ui.formatting import number

ROW, BAR = 52, 0.46


def criteria_by_partner(rows: pl.DataFrame, look: Look = LIGHT) -> go.Figure:
    """The criteria of one gateway by partner: met, overdue, and still to come, a bar each.

    Rows: one per partner (partner, met, criteria, overdue; partner_id where there is one). Custom data of a mark:
    [partner_id or ‘’]. Overdue is hatched, so that it does not rest on colour.
    """
    kept = rows.filter(pl.col("criteria") > 0)
    names = kept["partner"].to_list()
    ids = kept["partner_id"].fill_null("").to_list() if "partner_id" in kept.columns else [""] * kept.height
    places = [-at for at in range(kept.height)]
    met, whole, overdue = (kept[name].to_list() for name in ("met", "criteria", "overdue"))
    coming = [w - m - o for w, m, o in zip(whole, met, overdue, strict=True)]
    red = look.rating["red"]

    def part(name: str, counts: list[int], marker: dict[str, Any], ink: str) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": counts, "width": BAR, "marker": marker,
            "customdata": [[one] for one in ids], "text": [number(n) if n else "" for n in counts],
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "textfont": {"color": ink, "size": 12},
            "hoverinfo": "text",
            "hovertext": [f"{clean(n)}<br>{name}: {c}" for n, c in zip(names, counts, strict=True)],
        }  # fmt: skip

    stripes = {"shape": "/", "fgcolor": red, "size": 6}
    hatch = {"color": look.background, "pattern": stripes, "line": {"color": red, "width": 2}}
    faint = look.ramp[0]
    traces = [
        part("Met", met, {"color": look.actual, "line": {"color": look.outline, "width": 1}}, text_on(look.actual)),
        {**part("Overdue", overdue, hatch, look.text), "textposition": "none"},
        part("Still to come", coming, {"color": faint, "line": {"color": look.outline, "width": 1}}, text_on(faint)),
    ]
    labels = [
        row_label(f"{m} of {w} met{f', {o} overdue' if o else ''}", at, look, bold=clean(name, 40), shift=13)
        for name, m, w, o, at in zip(names, met, whole, overdue, places, strict=True)
    ]
    return figure(
        [trace for trace in traces if any(trace["x"])], look, height=58 + ROW * max(1, kept.height), barmode="stack",
        showlegend=True, annotations=labels, xaxis={"visible": False, "rangemode": "tozero"},
        uniformtext={"mode": "hide", "minsize": 10},
        yaxis={"visible": False, "range": [-kept.height + 0.55, 0.75]},
    )  # fmt: skip
