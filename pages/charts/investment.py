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
LINES = {"so_far_gbp": ("Added up", "solid", 3), "discounted_so_far_gbp": ("Discounted", "dot", 2)}
"""Column of the cash flow → its line's name, dash and width."""
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
    years = rows["year"].to_list()
    ends = {} if rows.is_empty() else {name: _floats(rows, name)[-1] for name in LINES}
    ticks = money_ticks([each for name in (*LINES, "benefits_gbp") for each in _floats(rows, name)] + _costs(rows))
    low, high = ticks["tickvals"][0], ticks["tickvals"][-1]
    paid_back = places[0] - 0.5 + float(payback_years) if payback_years and places else None
    step = max(1, -(-len(places) // 6))
    return figure(
        [*_year_bars(rows, palette), *_running_totals(rows, palette), *_diamond(paid_back, palette)], palette, height=400,
        barmode="relative", showlegend=True, margin={"t": 34, "r": 10},
        annotations=[
            *_paid_back(paid_back, palette),
            *_ends_named(ends, places, (low, high), palette),
        ],
        xaxis={
            "tickvals": places[::step], "ticktext": [year[2:] for year in years[::step]],
            "range": [places[0] - 0.6, places[-1] + 0.6 + 0.34 * len(places)] if places else [0, 1],
        },
        yaxis={
            **ticks, "range": [low, high + 0.02 * (high - low)], "ticklabelposition": "outside top", "zeroline": True,
            "zerolinecolor": palette.outline,
        },
    )  # fmt: skip


def _year_bars(rows: pl.DataFrame, palette: Palette) -> list[dict[str, Any]]:
    """A bar a year for each kind of benefit that there is, and for the costs."""
    bars = [
        (investment.kind(kind), _floats(rows, f"{kind}_gbp"), colour) for kind, colour in _kind_colours(palette).items()
    ]
    bars.append(("Costs", _costs(rows), palette.ghost))
    return [
        {
            "type": "bar", "name": name, "x": rows["first_year"].to_list(), "y": values,
            "marker": {"color": colour, "line": {"width": 0}},
            "customdata": [[year] for year in rows["year"]], "hoverinfo": "text", "width": 0.62,
            "hovertext": [
                f"{year}, {name[:1].lower() + name[1:]}: {brief_money(abs(value))}"
                for year, value in zip(rows["year"], values, strict=True)
            ],
        }
        for name, values, colour in bars
        if any(values)
    ]  # fmt: skip


def _running_totals(rows: pl.DataFrame, palette: Palette) -> list[dict[str, Any]]:
    """The two lines: from nothing at the start of the first year to the end of each."""
    if rows.is_empty():
        return []
    places = rows["first_year"].to_list()
    return [
        {
            "type": "scatter", "mode": "lines", "x": [places[0] - 0.5, *(at + 0.5 for at in places)],
            "y": [0.0, *_floats(rows, column)], "name": name, "showlegend": False,
            "line": {"color": _line_colour(column, palette), "width": width, "dash": dash}, "hoverinfo": "text",
            "hovertext": [
                "", *(
                    f"{name} to the end of {year}: {brief_money(value)}"
                    for year, value in zip(rows["year"], _floats(rows, column), strict=True)
                ),
            ],
        }
        for column, (name, dash, width) in LINES.items()
    ]  # fmt: skip


def _line_colour(column: str, palette: Palette) -> str:
    return palette.actual if column == "so_far_gbp" else palette.marker


def _diamond(paid_back: float | None, palette: Palette) -> list[dict[str, Any]]:
    if paid_back is None:
        return []
    marker = {
        "symbol": "diamond", "size": 13, "color": palette.background, "line": {"color": palette.actual, "width": 3},
    }  # fmt: skip
    return [
        {
            "type": "scatter", "mode": "markers", "name": "Paid back", "showlegend": False, "x": [paid_back], "y": [0],
            "hoverinfo": "skip", "marker": marker,
        }
    ]  # fmt: skip


def _paid_back(paid_back: float | None, palette: Palette) -> list[dict[str, Any]]:
    if paid_back is None:
        return []
    return [
        {
            "x": paid_back, "y": 0, "text": "<b>Paid back</b>", "showarrow": False, "yanchor": "top", "yshift": -20,
            "xanchor": "left", "font": {"color": palette.actual},  # below the lines, which rise to the right
        }
    ]  # fmt: skip


def _ends_named(
    ends: dict[str, float], places: list[int], span: tuple[float, float], palette: Palette
) -> list[dict[str, Any]]:
    """What each line comes to, beside its end; labels that would meet are moved apart."""
    low, high = span
    beside = spread(list(ends.values()), [LABEL * (high - low)] * len(ends), low, high)
    return [
        {
            "x": places[-1] + 0.5, "y": at, "xanchor": "left", "xshift": 6, "yanchor": "middle", "align": "left",
            "showarrow": False, "text": f"<b>{LINES[column][0]}<br>{brief_money(pounds)}</b>",
            "font": {"color": _line_colour(column, palette)},
        }
        for (column, pounds), at in zip(ends.items(), beside, strict=True)
    ]  # fmt: skip


def _costs(rows: pl.DataFrame) -> list[float]:
    return [-value for value in _floats(rows, "costs_gbp")]


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
