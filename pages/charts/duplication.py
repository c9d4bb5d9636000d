"""Charts of duplication: functions and products, flows between departments, value and fit, and what ends when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, as_at_line, clean, date_ticks, figure, row_label, text_on
from pages.ui.formatting import capital, count, money, number, short_day

ROW, BAR, MOST = 46, 0.3, 7
"""Pixels of a row with its label above its bar; the bar's part of it; how many rows are drawn. The rows behind have them all."""


def shared(rows: pl.DataFrame, name: str, palette: Palette = LIGHT) -> go.Figure:
    """One bar per thing that several applications do or are: how many there are, and how many of them are to be
    consolidated.

    Rows: duplication_functions or duplication_products; `name`: the column to label the bars with. Custom data of a
    mark: [that name]. Applications to be consolidated are dark, the rest an outline.
    """
    shown = rows.head(MOST)
    places = [-at for at in range(shown.height)]
    names = shown[name].to_list()
    hover = [
        f"<b>{clean(row[name])}</b><br>{count(row['applications'], 'application')}, {row['consolidate']} to be consolidated"
        f"<br>{clean(row['named'], 90)}"
        + (f"<br>{money(row['annual_cost_gbp'])} a year" if row["annual_cost_gbp"] else "")
        for row in shown.iter_rows(named=True)
    ]
    parts = (
        ("To be consolidated", shown["consolidate"].to_list(), palette.actual),
        ("Others", (shown["applications"] - shown["consolidate"]).to_list(), palette.ramp[0]),
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "name": part, "y": places, "x": counts, "width": BAR, "hoverinfo": "text",
            "hovertext": hover, "customdata": [[each] for each in names],
            "marker": {"color": colour, "line": {"color": palette.outline, "width": 1}},
        }
        for part, counts, colour in parts
        if any(counts)
    ]  # fmt: skip
    labels = [
        row_label(f"{number(n)} in {count(d, 'department')}", at, bold=clean(one), shift=8)
        for one, n, d, at in zip(names, shown["applications"], shown["departments"], places, strict=True)
    ]
    shared = rows.filter(pl.col("departments") > 1).height  # of which the heading speaks
    if shared > MOST:
        labels.append(
            {
                "x": 1, "xref": "paper", "xanchor": "right", "y": 0, "yref": "paper", "yanchor": "bottom", "showarrow": False,
                "text": f"{number(MOST)} of {number(shared)} drawn", "font": {"color": palette.muted},
            }
        )  # fmt: skip
    return figure(
        traces, palette, height=44 + ROW * max(1, shown.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 24, "b": 2, "r": 4}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-shown.height + 0.6, 0.75]},
    )  # fmt: skip


DEPARTMENTS, SQUARE, LETTERS = 16, 24, 17
"""Departments each way at most, those with the most flows; pixels of a square; letters of a name that a phone leaves room for."""


def flows(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """A grid of sending departments (down) and receiving departments (across), with a square for each pair's
    interfaces.

    Rows: interfaces_by_department. Custom data of a mark: [source_department, target_department]. Interfaces within one
    department have a strong outline.
    """
    ends = pl.concat(
        [rows.select(pl.col(f"{end}_department").alias("name"), "interfaces") for end in ("source", "target")]
    )
    most = ends.group_by("name").agg(pl.col("interfaces").sum()).sort(["interfaces", "name"], descending=[True, False])
    names = most["name"].head(DEPARTMENTS).to_list()
    at = {name: place for place, name in enumerate(names)}
    shown = rows.filter(pl.col("source_department").is_in(names) & pl.col("target_department").is_in(names))
    largest = max([1, *shown["interfaces"]])
    colours = [palette.ramp[min(6, (7 * n - 1) // largest)] for n in shown["interfaces"]]
    trace = {
        "type": "scatter", "mode": "markers+text",
        "x": [at[name] for name in shown["target_department"]], "y": [-at[name] for name in shown["source_department"]],
        "text": [number(n) for n in shown["interfaces"]], "textposition": "middle center",
        "textfont": {"size": 12, "color": [text_on(colour) for colour in colours]}, "cliponaxis": False,
        "marker": {
            "symbol": "square", "size": SQUARE - 6, "opacity": 1, "color": colours,
            "line": {
                "color": [palette.text if within else palette.outline for within in shown["within"]],
                "width": [2 if within else 1 for within in shown["within"]],
            },
        },
        "customdata": [list(pair) for pair in shown.select("source_department", "target_department").iter_rows()],
        "hoverinfo": "text",
        "hovertext": [
            f"From {clean(one)}<br>to {clean(other)}<br>{count(n, 'interface')}"
            for one, other, n in shown.select("source_department", "target_department", "interfaces").iter_rows()
        ],
    }  # fmt: skip
    places = list(range(len(names)))
    ticks = {"ticks": "", "showgrid": True, "tickfont": {"size": 12, "color": palette.text}}
    return figure(
        [trace], palette, height=150 + SQUARE * max(3, len(names)), margin={"l": 124, "t": 128, "r": 6, "b": 4},
        annotations=[
            {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom", "xshift": -4,
             "text": "<b>from ↓ to →</b>", "showarrow": False, "font": {"size": 13}}
        ],
        xaxis={**ticks, "side": "top", "tickvals": places, "ticktext": [clean(name, LETTERS) for name in names],
               "tickangle": -90, "range": [-0.6, len(names) - 0.4], "automargin": False},
        yaxis={**ticks, "tickvals": [-place for place in places], "ticktext": [clean(name, LETTERS) for name in names],
               "range": [-len(names) + 0.4, 0.6], "automargin": False},
    )  # fmt: skip


CORNERS = {
    "migrate": (0.5, 5.62, "left", "bottom"),
    "invest": (5.5, 5.62, "right", "bottom"),
    "eliminate": (0.5, 0.38, "left", "top"),
    "tolerate": (5.5, 0.38, "right", "top"),
}
"""Quadrant → where its name stands, and how it lies there."""


def scores(rows: pl.DataFrame, value_from: int = 3, fit_from: int = 3, palette: Palette = LIGHT) -> go.Figure:
    """The TIME portfolio: technical fit to the right, business value upwards, a square for each pair of scores with its
    number of applications, lines at the thresholds, and each quadrant's name and count in its corner.

    Rows: inventory_scores at these thresholds. Custom data of a mark: [business_value, technical_fit].
    """
    both = rows.filter(pl.col("business_value").is_not_null() & pl.col("technical_fit").is_not_null())
    largest = max([1, *both["applications"]])
    colours = [palette.ramp[min(6, (7 * n - 1) // largest)] for n in both["applications"]]
    trace = {
        "type": "scatter", "mode": "markers+text", "x": both["technical_fit"].to_list(), "y": both["business_value"].to_list(),
        "text": [number(n) for n in both["applications"]], "textposition": "middle center",
        "textfont": {"size": TEXT_SIZE, "color": [text_on(colour) for colour in colours]},
        "marker": {
            "symbol": "square", "size": 34, "opacity": 1, "color": colours, "line": {"color": palette.outline, "width": 1},
        },
        "customdata": [list(pair) for pair in both.select("business_value", "technical_fit").iter_rows()],
        "hoverinfo": "text",
        "hovertext": [
            f"Business value {row['business_value']}, technical fit {row['technical_fit']}<br>{capital(row['time_quadrant'])}: "
            + count(row["applications"], "application")
            for row in both.iter_rows(named=True)
        ],
    }  # fmt: skip
    whole = dict(both.select("time_quadrant", "quadrant_applications").unique().iter_rows())
    labels = [
        {
            "x": x, "y": y, "xanchor": side, "yanchor": edge, "showarrow": False, "font": {"size": TEXT_SIZE},
            "text": f"<b>{capital(name)}</b> {number(whole[name])}",
        }
        for name, (x, y, side, edge) in CORNERS.items()
        if name in whole
    ]  # fmt: skip
    line = {"type": "line", "line": {"color": palette.marker, "width": 2, "dash": "dash"}, "layer": "below"}
    axis = {"range": [0.4, 5.6], "tickvals": [1, 2, 3, 4, 5], "title": {"standoff": 6, "font": {"size": 13}}}
    return figure(
        [trace], palette, height=360, annotations=labels,
        shapes=[
            {**line, "x0": 0.4, "x1": 5.6, "y0": value_from - 0.5, "y1": value_from - 0.5},
            {**line, "x0": fit_from - 0.5, "x1": fit_from - 0.5, "y0": 0.4, "y1": 5.6},
        ],
        xaxis={**axis, "title": {**axis["title"], "text": "Technical fit →"}},  # type: ignore[dict-item]
        yaxis={**axis, "range": [-0.1, 6.1], "showgrid": False,
               "title": {**axis["title"], "text": "Business value →"}},  # type: ignore[dict-item]
    )  # fmt: skip


SIDES = {"contract": ("Contracts end", 1), "support": ("Support ends", -1)}
YEARS = 3
"""How many years before and after the go-live an ending is drawn in its month; what lies beyond is in the rows."""


def endings(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """What ends month by month: contracts upwards, support downwards, with the as-at date and the go-live.

    Rows: endings_by_month. Custom data of a mark: [what, month]. Hatched: ends before both the go-live and the move,
    with no successor.
    """
    found = rows["go_live_date"].drop_nulls()
    go_live = found[0] if len(found) else None
    middle = go_live or as_at
    first, last = middle - timedelta(days=365 * YEARS), middle + timedelta(days=365 * YEARS)
    shown = rows.filter(pl.col("month").is_between(first, last))
    red = palette.rating["red"]
    stripes = {"shape": "/", "fgcolor": red, "size": 5}
    parts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("gaps", "Too early",
         {"color": palette.background, "pattern": stripes, "line": {"color": red, "width": 1.5}}),
        ("to_move", "To move", {"color": palette.forecast, "line": {"width": 0}}),
        ("staying", "Staying", {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}),
    )  # fmt: skip
    traces = []
    for column, name, marker in parts:
        some = shown.filter(pl.col(column) > 0)
        if some.is_empty():
            continue
        traces.append(
            {
                "type": "bar", "name": name, "x": some["month"].to_list(), "width": 26 * 86_400_000, "marker": marker,
                "y": [SIDES[what][1] * n for what, n in some.select("what", column).iter_rows()],
                "customdata": [[what, month.isoformat()] for what, month in some.select("what", "month").iter_rows()],
                "hoverinfo": "text",
                "hovertext": [
                    f"{SIDES[what][0]} in {month:%B %Y}<br>{name}: {n}"
                    for what, month, n in some.select("what", "month", column).iter_rows()
                ],
            }
        )  # fmt: skip
    days = [as_at, middle, *shown["month"].to_list()]
    span = (min(days) - timedelta(days=20), max(days) + timedelta(days=45))
    line, label = as_at_line(as_at, palette, *span)
    shapes, labels = [line], [label]
    if go_live:
        shapes.append({**line, "x0": go_live.isoformat(), "x1": go_live.isoformat(),
                       "line": {"color": palette.accent, "width": 3}})  # fmt: skip
        labels.append({**label, "x": go_live.isoformat(), "y": 0, "yanchor": "top", "xanchor": "center", "yshift": -2,
                       "text": f"<b>Go-live {short_day(go_live)}</b>"})  # fmt: skip
    for what, (name, side) in SIDES.items():
        if what in shown["what"]:
            labels.append({"x": 0, "xref": "paper", "xanchor": "left", "y": 1 if side > 0 else 0, "yref": "paper",
                           "yanchor": "top" if side > 0 else "bottom", "showarrow": False, "text": f"<b>{name}</b>"})  # fmt: skip
    most = max([1, *shown["endings"]])
    return figure(
        traces, palette, height=330, barmode="relative", showlegend=True, shapes=shapes, annotations=labels,
        margin={"t": 46, "b": 44, "r": 6},
        xaxis={**date_ticks(*span), "range": list(span), "side": "bottom", "ticklabelstandoff": 16},
        yaxis={"range": [-most * 1.25, most * 1.25], "visible": True, "showticklabels": False, "zeroline": True,
               "zerolinecolor": palette.marker, "showgrid": False},
    )  # fmt: skip


def successors(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per disposition (replace, retire), split into applications with a named successor and those without,
    which are hatched.

    Rows: endings_successors. Custom data of a mark: [disposition].
    """
    places = [-at for at in range(rows.height)]
    red = palette.rating["red"]
    stripes = {"shape": "/", "fgcolor": red, "size": 6}
    parts: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("named", "Successor named", {"color": palette.actual, "line": {"color": palette.outline, "width": 1}}),
        ("missing", "Missing", {"color": palette.background, "pattern": stripes, "line": {"color": red, "width": 2}}),
    )
    traces = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": rows[column].to_list(), "width": 0.4,
            "marker": marker, "customdata": [[one] for one in rows["disposition"]], "hoverinfo": "text",
            "hovertext": [f"To {one}<br>{name}: {n}" for one, n in rows.select("disposition", column).iter_rows()],
        }
        for column, name, marker in parts
        if any(rows[column])
    ]  # fmt: skip
    labels = [
        row_label(f"{number(n)} of {number(whole)} named", at, bold=f"To {one}", shift=13)
        for one, whole, n, at in zip(rows["disposition"], rows["applications"], rows["named"], places, strict=True)
    ]
    return figure(
        traces, palette, height=52 + 54 * max(1, rows.height), annotations=labels, barmode="stack", showlegend=True,
        margin={"t": 24}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-rows.height + 0.55, 0.8]},
    )  # fmt: skip
