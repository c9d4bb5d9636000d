"""Charts of the business case: yearly cash flow, what the value depends on, and how far the benefits have come."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, figure, money_ticks, row_label, spread
from pages.narrative import investment
from pages.ui.formatting import brief_money

KINDS = ("cashable", "capital_avoided", "non_cashable", "jobs", "unknown")
ROW, BAR = 44, 0.36
TWO_LINES, THIN = 52, 0.28
"""Pixels for a bar with a label of two lines above it, and how much of them is bar."""
LABEL = 0.15
"""How much of the height of the cash flow a label of two lines takes."""
MOST_DRIVERS, MOST_BENEFITS = 9, 13
"""How many bars a picture has: a printed page must hold it whole."""


def _kind_colours(palette: Palette) -> dict[str, str]:
    return {
        "cashable": palette.forecast, "capital_avoided": palette.disposition["replace"],
        "non_cashable": palette.disposition["self_service"], "jobs": palette.ramp[2], "unknown": palette.ramp[1],
    }  # fmt: skip


def cash_flow(rows: pl.DataFrame, payback_years: Decimal | None, palette: Palette = LIGHT) -> go.Figure:
    """Each year's benefits upwards and costs downwards, with two lines: the cumulative net flow, and the same
    discounted, which ends at the net present value. A diamond marks payback.

    Rows: as investment_cash_flow gives them. payback_years: from the beginning of the first year; None for never, 0 if
    the net flow never falls below zero. Custom data of a bar: [year].
    """
    places = rows["first_year"].to_list()
    years = [[year] for year in rows["year"]]
    traces: list[dict[str, Any]] = []

    def bars(name: str, values: list[float], colour: str) -> dict[str, Any]:
        return {
            "type": "bar", "name": name, "x": places, "y": values, "marker": {"color": colour, "line": {"width": 0}},
            "customdata": years, "hoverinfo": "text", "width": 0.62,
            "hovertext": [
                f"{year}, {name[:1].lower() + name[1:]}: {brief_money(abs(value))}"
                for [year], value in zip(years, values, strict=True)
            ],
        }  # fmt: skip

    for kind, colour in _kind_colours(palette).items():
        values = _floats(rows, f"{kind}_gbp")
        if any(values):
            traces.append(bars(investment.kind(kind), values, colour))
    costs = [-value for value in _floats(rows, "costs_gbp")]
    if any(costs):
        traces.append(bars("Costs", costs, palette.ghost))
    ends = [at + 0.5 for at in places]
    notes: list[dict[str, Any]] = []
    last: dict[str, tuple[float, str]] = {}
    lines = (
        ("Added up", "so_far_gbp", palette.actual, "solid"),
        ("Discounted", "discounted_so_far_gbp", palette.marker, "dot"),
    )
    for name, column, colour, dash in lines:
        values = _floats(rows, column)
        if not values:
            continue
        traces.append(
            {
                "type": "scatter", "mode": "lines", "x": [places[0] - 0.5, *ends], "y": [0.0, *values],
                "name": name, "showlegend": False, "line": {"color": colour, "width": 3 if dash == "solid" else 2, "dash": dash},
                "hoverinfo": "text",
                "hovertext": [
                    "", *(f"{name} to the end of {y}: {brief_money(v)}" for [y], v in zip(years, values, strict=True)),
                ],
            }
        )  # fmt: skip
        last[name] = (values[-1], colour)
    if payback_years and places:
        at = places[0] - 0.5 + float(payback_years)
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": "Paid back", "showlegend": False, "x": [at], "y": [0],
                "hoverinfo": "skip",
                "marker": {
                    "symbol": "diamond", "size": 13, "color": palette.background, "line": {"color": palette.actual, "width": 3},
                },
            }
        )  # fmt: skip
        notes.append(
            {
                "x": at, "y": 0, "text": "<b>Paid back</b>", "showarrow": False, "yanchor": "top", "yshift": -10,
                "xanchor": "left" if payback_years < 1 else "center",
                "font": {"color": palette.actual},
            }
        )  # fmt: skip
    ticks = money_ticks(
        [*_floats(rows, "so_far_gbp"), *_floats(rows, "discounted_so_far_gbp"), *costs, *_floats(rows, "benefits_gbp")]
    )
    low, high = ticks["tickvals"][0], ticks["tickvals"][-1]
    room = LABEL * (high - low)
    beside = spread([pounds for pounds, _ in last.values()], [room] * len(last), low, high)
    notes += [
        {
            "x": ends[-1], "y": at, "xanchor": "left", "xshift": 6, "yanchor": "middle", "align": "left", "showarrow": False,
            "text": f"<b>{name}<br>{brief_money(pounds)}</b>", "font": {"color": colour},
        }
        for (name, (pounds, colour)), at in zip(last.items(), beside, strict=True)
    ]  # fmt: skip
    step = max(1, -(-len(places) // 6))
    shown = places[::step]
    return figure(
        traces, palette, height=400, barmode="relative", showlegend=True, annotations=notes, margin={"t": 34, "r": 10},
        xaxis={
            "tickvals": shown, "ticktext": [year[2:] for [year] in years[::step]],
            "range": [places[0] - 0.6, places[-1] + 0.6 + 0.34 * len(places)] if places else [0, 1],
        },
        yaxis={
            **ticks, "range": [low, high + 0.02 * (high - low)], "ticklabelposition": "outside top", "zeroline": True,
            "zerolinecolor": palette.outline,
        },
    )  # fmt: skip


def _floats(rows: pl.DataFrame, name: str) -> list[float]:
    return [float(value or 0) for value in rows[name]]


def tornado(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per assumption, around the present net present value: worse to the left, better to the right. Negative
    values lie left of the line at £0, which is drawn where it is near.

    Rows: as investment_sensitivity gives them. Custom data of a bar: [driver, partner_id].
    """
    shown = rows.head(MOST_DRIVERS)
    places = [-at for at in range(shown.height)]
    npv = float(shown["npv_gbp"][0]) if shown.height else 0.0
    worse, better = _floats(shown, "worse_gbp"), _floats(shown, "better_gbp")
    labels = [(investment.driver(row), investment.ends(row)) for row in shown.iter_rows(named=True)]
    which = [[row["driver"], row["partner_id"] or ""] for row in shown.iter_rows(named=True)]

    def bar(name: str, ends: list[float], colour: str) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "base": [npv] * shown.height,
            "x": [end - npv for end in ends], "width": BAR, "marker": {"color": colour, "line": {"width": 0}},
            "customdata": which, "hoverinfo": "text",
            "hovertext": [
                f"{clean(label)}<br>{name}: {brief_money(end)}" for (label, _), end in zip(labels, ends, strict=True)
            ],
        }  # fmt: skip

    def line(at: float, dash: str) -> dict[str, Any]:
        return {
            "type": "line", "x0": at, "x1": at, "y0": -shown.height + 0.55, "y1": 0.5,
            "line": {"color": palette.marker, "width": 1.5, "dash": dash},
        }  # fmt: skip

    low, high = min([*worse, npv]), max([*better, npv])
    is_near = low <= 0 <= high
    notes = [
        row_label(detail, at, bold=clean(label), shift=9) for (label, detail), at in zip(labels, places, strict=True)
    ]
    if shown.height:
        notes.append(
            {
                "x": npv, "y": -shown.height + 0.5, "yanchor": "top", "showarrow": False,
                "text": f"<b>{brief_money(npv)} as set</b>",
                "xanchor": "right" if npv - low > high - npv else "left", "font": {"size": TEXT_SIZE - 1},
            }
        )  # fmt: skip
    if is_near and shown.height and abs(npv) > 0.25 * (high - low):
        notes.append(
            {
                "x": 0, "y": -shown.height + 0.5, "yanchor": "top", "showarrow": False, "text": "£0",
                "font": {"size": TEXT_SIZE - 1, "color": palette.muted},
            }
        )  # fmt: skip
    return figure(
        [bar("Worse", worse, palette.ghost), bar("Better", better, palette.forecast)], palette,
        height=40 + ROW * max(1, shown.height), barmode="overlay",
        shapes=[line(npv, "solid"), *([line(0, "dot")] if is_near else [])], annotations=notes,
        xaxis={"visible": False}, yaxis={"visible": False, "range": [-shown.height - 0.1, 0.75]},
    )  # fmt: skip


def benefits(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """How far each benefit has come from its baseline to its target: the target as an outline, what is reached filled.

    Rows: as investment_benefits gives them. Custom data of a bar: [benefit_id].
    """
    rows = rows.head(MOST_BENEFITS)
    places = [-at for at in range(rows.height)]
    ids = [[each] for each in rows["benefit_id"]]
    reached = [max(0.0, min(100.0, value)) for value in _floats(rows, "reached_pct")]
    hover = [f"{clean(row['name'])}<br>{clean(investment.reached(row))}" for row in rows.iter_rows(named=True)]

    def bar(name: str, values: list[float], marker: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": values, "width": THIN, "marker": marker,
            "customdata": ids, "hoverinfo": "text", "hovertext": hover,
        }  # fmt: skip

    notes = [
        row_label(clean(f"{investment.kind(row['kind'])}: {investment.reached(row)}"), at,
                  bold=clean(row["name"]), shift=8, two_lines=True, size=TEXT_SIZE - 1)
        for row, at in zip(rows.iter_rows(named=True), places, strict=True)
    ]  # fmt: skip
    outline = {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}
    return figure(
        [
            bar("Target", [100.0] * rows.height, outline),
            bar("Reached", reached, {"color": palette.actual, "line": {"width": 0}}),
        ],
        palette, height=34 + TWO_LINES * max(1, rows.height), barmode="overlay", annotations=notes,
        xaxis={"visible": False, "range": [0, 101]}, yaxis={"visible": False, "range": [-rows.height + 0.7, 0.95]},
    )  # fmt: skip
