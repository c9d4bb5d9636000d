"""Charts of departments: what waits to be done in each, and how one of them changes over time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.inventory import WORDS
from pages.charts.theme import DISPOSITIONS, LIGHT, Palette, as_at_line, clean, figure, row_label
from pages.narrative import departments as sentences
from pages.ui.formatting import number

MOST, ROW = 16, 32
"""Departments that are drawn, and pixels of one with its label above its bar."""


def waiting(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per department, of what waits to be done: blocked and late moves, contracts that end too early, moves
    without a date, undecided applications.

    Rows: departments_list; those with the most waiting are drawn. Custom data of a mark: [department].
    """
    kinds = list(sentences.WAITING)
    shown = (
        rows.with_columns(waits=pl.sum_horizontal(kinds))
        .filter(pl.col("waits") > 0)
        .sort(["waits", "department"], descending=[True, False])
        .head(MOST)
    )
    places = [-at for at in range(shown.height)]
    looks = _looks(palette)
    traces = [
        {
            "type": "bar", "orientation": "h", "name": sentences.WAITING[kind], "y": places,
            "x": [n or None for n in shown[kind]],
            "width": 0.34, "marker": looks[kind], "customdata": [[one] for one in shown["department"]], "hoverinfo": "text",
            "hovertext": [
                f"{clean(one)}<br>{sentences.WAITING[kind]}: {n}" for one, n in shown.select("department", kind).iter_rows()
            ],
        }
        for kind in kinds
        if any(shown[kind])
    ]  # fmt: skip
    labels = [
        row_label(number(n), at, bold=clean(one), shift=5)
        for one, n, at in zip(shown["department"], shown["waits"], places, strict=True)
    ]
    row = ROW if shown.height > 8 else 46
    return figure(
        traces, palette, height=66 + row * max(1, shown.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 46, "b": 2, "r": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-max(1, shown.height) + 0.6, 0.85]},
    )  # fmt: skip


def moved(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per department with something in scope: as much of it as has moved, and the rest.

    Rows: departments_list; those with most still to move are drawn, from the top. Custom data of a mark: [department].
    """
    shown = (
        rows.filter(pl.col("in_scope") > 0)
        .with_columns(left=pl.col("in_scope") - pl.col("moved"))
        .sort(["left", "in_scope", "department"], descending=[True, True, False])
        .head(MOST)
    )
    places = [-at for at in range(shown.height)]
    parts = (
        ("moved", "Moved", {"color": palette.actual, "line": {"width": 0}}),
        ("left", "Still to move", {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}),
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": [n or None for n in shown[column]], "width": 0.34,
            "marker": marker, "customdata": [[one] for one in shown["department"]], "hoverinfo": "text",
            "hovertext": [
                f"{clean(one)}<br>{name}: {number(n)}" for one, n in shown.select("department", column).iter_rows()
            ],
        }
        for column, name, marker in parts
        if any(shown[column])
    ]  # fmt: skip
    labels = [
        row_label(f"{number(done)} of {number(whole)}", at, bold=clean(one), shift=5)
        for one, done, whole, at in zip(shown["department"], shown["moved"], shown["in_scope"], places, strict=True)
    ]
    row = ROW if shown.height > 8 else 46
    return figure(
        traces, palette, height=44 + row * max(1, shown.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 24, "b": 2, "r": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-max(1, shown.height) + 0.6, 0.85]},
    )  # fmt: skip


def _looks(palette: Palette) -> dict[str, dict[str, Any]]:
    """How each kind of thing that waits is drawn."""
    red = palette.rating["red"]
    return {
        "blocked": {"color": red, "line": {"width": 0}},
        "late": {
            "color": palette.background, "pattern": {"shape": "/", "fgcolor": red, "size": 5},
            "line": {"color": red, "width": 1.5},
        },
        "gaps": {"color": palette.rating["amber"], "line": {"width": 0}},
        "undated": {"color": palette.forecast, "line": {"width": 0}},
        "undecided": {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}},
    }  # fmt: skip


def ahead(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """What becomes of a department's applications in scope, one bar per quarter; past moves lie before the as-at line.

    Rows: departments_ahead; those without a date have no bar. Custom data of a mark: [disposition].
    """
    dated = rows.filter(pl.col("quarter").is_not_null())
    traces = []
    for disposition in DISPOSITIONS:
        here = dated.filter((pl.col("disposition") == disposition) & (pl.col("applications") > pl.col("late")))
        if here.is_empty():
            continue
        traces.append(
            {
                "type": "bar", "name": WORDS[disposition], "y": (here["applications"] - here["late"]).to_list(),
                "width": 70 * 86_400_000, "x": [first + timedelta(days=45) for first in here["quarter"]],
                "customdata": [[disposition]] * here.height, "hoverinfo": "text",
                "hovertext": [
                    f"{first:%B} to {first + timedelta(days=80):%B %Y}<br>{WORDS[disposition]}: {n}"
                    f"{f', {late} late' if late else ''}<br>{clean(names, 90)}"
                    for first, n, late, names in here.select("quarter", "applications", "late", "names").iter_rows()
                ],
                "marker": {"color": palette.disposition[disposition], "line": {"color": palette.outline, "width": 1}},
            }
        )  # fmt: skip
    if dated["late"].sum():
        traces.append(_late(dated.filter(pl.col("late") > 0), palette))
    quarters = sorted(set(dated["quarter"].to_list()))
    days = [as_at, *quarters]
    ticks = quarters[:: 1 + len(quarters) // 6]
    span = (min(days) - timedelta(days=20), max(days) + timedelta(days=110))
    line, label = as_at_line(as_at, palette, *span)
    return figure(
        traces, palette, height=300, barmode="stack", showlegend=True, shapes=[line], annotations=[label],
        margin={"t": 66, "b": 8, "r": 6},
        xaxis={
            "range": list(span), "tickvals": [first + timedelta(days=45) for first in ticks],
            "ticktext": [f"{first:%b}–{first + timedelta(days=75):%b}<br>{first.year}" for first in ticks],
        },
        yaxis={"tickformat": ",d", "nticks": 5, "rangemode": "tozero", "showgrid": True},
    )  # fmt: skip


def _late(rows: pl.DataFrame, palette: Palette) -> dict[str, Any]:
    """What is past its date without having moved, on top of the quarter that it was due in."""
    each = rows.group_by("quarter", maintain_order=True).agg(pl.col("late").sum(), pl.col("disposition").first())
    return {
        "type": "bar", "name": sentences.WAITING["late"], "y": each["late"].to_list(), "width": 70 * 86_400_000,
        "x": [first + timedelta(days=45) for first in each["quarter"]], "hoverinfo": "text",
        "customdata": [[disposition] for disposition in each["disposition"]],
        "hovertext": [
            f"{first:%B} to {first + timedelta(days=80):%B %Y}<br>Late: {n}"
            for first, n in each.select("quarter", "late").iter_rows()
        ],
        "marker": _looks(palette)["late"],
    }  # fmt: skip


def shared(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per function or product that other departments have too: the department's own applications, and the
    others'.

    Rows: departments_shared; those with the most applications are drawn. Custom data of a mark: [alike_in, held].
    """
    shown = rows.head(SHARED)
    places = [-at for at in range(shown.height)]
    marks = [list(pair) for pair in shown.select("alike_in", "held").iter_rows()]
    parts: tuple[tuple[str, str, str, Any], ...] = (
        ("Its own", "own", "names", {"color": palette.actual, "line": {"width": 0}}),
        (
            "Of others",
            "elsewhere",
            "other_names",
            {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}},
        ),
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": shown[column].to_list(), "width": 0.3,
            "marker": marker, "customdata": marks, "hoverinfo": "text",
            "hovertext": [
                f"{clean(row['held'])}<br>{name}: {clean(row[names], 90)}" for row in shown.iter_rows(named=True)
            ],
        }
        for name, column, names, marker in parts
    ]  # fmt: skip
    labels = [
        row_label(f"{row['alike_in']}: {sentences.held_twice(row)}", at, bold=clean(row["held"]), shift=7)
        for row, at in zip(shown.iter_rows(named=True), places, strict=True)
    ]
    return figure(
        traces, palette, height=44 + 42 * max(1, shown.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 24, "b": 2, "r": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-max(1, shown.height) + 0.6, 0.85]},
    )  # fmt: skip


SHARED = 10
"""Functions and products that are drawn; the rows behind hold every one."""
