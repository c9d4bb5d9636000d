"""Charts of the inventory: applications by department and disposition, and the way to the core."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.departments import with_others
from pages.charts.theme import DISPOSITIONS, LIGHT, Look, clean, figure, row_label, text_on
from pages.ui.formatting import number, share

WORDS = {
    "consolidate": "Consolidate", "migrate": "Migrate", "replace": "Replace", "self_service": "Self-service",
    "retain": "Retain", "retire": "Retire", "undecided": "Undecided",
}  # fmt: skip
ROW, BAR = 52, 0.46


def by_department(rows: pl.DataFrame, look: Look = LIGHT) -> go.Figure:
    """Applications by department, a bar each, split by disposition; the largest department first.

    Rows: one per department and disposition (department, disposition, applications). Custom data of a mark:
    [department, disposition]. What is in scope comes first and in colour; what is not, in greys. Beyond the largest
    (pages/charts/departments.py) the departments are counted in one line: a bar of them all would dwarf the rest.
    """
    rows = with_others(rows, "disposition")
    totals = rows.group_by("department", "others").agg(pl.col("applications").sum().alias("n")).sort(
        ["others", "n", "department"], descending=[False, True, False]
    )  # fmt: skip
    departments = totals["department"].to_list()
    others = set(totals.filter("others")["department"])
    place = {name: -at for at, name in enumerate(departments)}
    found = {(d, s): n for d, s, n in rows.select("department", "disposition", "applications").iter_rows()}
    traces: list[Any] = []
    for disposition in DISPOSITIONS:
        here = [d for d in departments if found.get((d, disposition)) and d not in others]
        if not here:
            continue
        counts = [found[d, disposition] for d in here]
        colour = look.disposition[disposition]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": WORDS[disposition], "width": BAR,
                "y": [place[d] for d in here], "x": counts, "text": [number(n) for n in counts],
                "customdata": [[d, disposition] for d in here],
                "hovertext": [f"{clean(d)}<br>{WORDS[disposition]}: {n:,}" for d, n in zip(here, counts, strict=True)],
                "hoverinfo": "text", "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
                "textfont": {"color": text_on(colour), "size": 12},
                "marker": {"color": colour, "line": {"color": look.outline, "width": 1}},
            }
        )  # fmt: skip
    labels = [
        row_label(number(total), place[name], look, bold=clean(name, 44), shift=13)
        for name, total in zip(departments, totals["n"], strict=True)
    ]
    return figure(
        traces, look, height=58 + ROW * len(departments), barmode="stack", showlegend=True, annotations=labels,
        uniformtext={"mode": "hide", "minsize": 10}, margin={"t": 8},
        xaxis={"visible": False}, yaxis={"visible": False, "range": [-len(departments) + 0.55, 0.75]},
    )  # fmt: skip


def to_core(steps: pl.DataFrame, look: Look = LIGHT) -> go.Figure:
    """The way from every application to those already in the core: a bar a step, each a part of the first.

    Rows: one per step (step, code, label, applications, share_pct), first the whole. Custom data of a mark: [code].
    """
    ordered = steps.sort("step")
    places = [-at for at in range(ordered.height)]
    colours = [look.ghost, *[look.forecast] * max(0, ordered.height - 2), look.actual][: ordered.height]
    if ordered.height == 1:
        colours = [look.ghost]
    bars = {
        "type": "bar", "orientation": "h", "y": places, "x": ordered["applications"].to_list(), "width": BAR,
        "marker": {"color": colours}, "customdata": [[code] for code in ordered["code"]],
        "hovertext": [
            f"{clean(label)}: {number(n)} ({share(part)} of all)"
            for label, n, part in ordered.select("label", "applications", "share_pct").iter_rows()
        ],
        "hoverinfo": "text",
    }  # fmt: skip
    labels = [
        row_label(f"{number(n)} · {share(part)}", -at, look, bold=clean(label, 44), shift=13)
        for at, (label, n, part) in enumerate(ordered.select("label", "applications", "share_pct").iter_rows())
    ]
    return figure(
        [bars], look, height=20 + (ROW + 6) * max(1, ordered.height), annotations=labels,
        xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-ordered.height + 0.55, 0.8]},
    )  # fmt: skip
