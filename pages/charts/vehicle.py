"""Charts of the vehicle options: what makes up each score, what a point costs, and how far each weight may move."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, figure, in_bar, money_ticks, row_label, spread, text_on
from pages.narrative import vehicle
from pages.ui.formatting import brief_money

ROW, BAR = 62, 0.36
LETTER = 0.07
"""How much of the width a letter takes in the picture of cost against score, on a phone."""
ALIKE = 0.4
"""Scores less than this apart share a line of letters."""


def _colours(palette: Palette, many: int) -> list[str]:
    kinds = palette.disposition
    each = [
        kinds["consolidate"], kinds["migrate"], kinds["replace"], kinds["self_service"], palette.ramp[2], palette.ghost,
        kinds["retire"], palette.ramp[4],
    ]  # fmt: skip
    return [each[at % len(each)] for at in range(many)]


def contributions(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """One bar per option, the highest score on top, made of what each criterion contributes; numbers in the parts
    identify the criteria.

    Rows: as vehicle_contributions gives them. Custom data of a part: [option].
    """
    options = rows["option"].unique(maintain_order=True).to_list()
    places = {option: -at for at, option in enumerate(options)}
    totals: dict[str, Decimal] = dict.fromkeys(options, Decimal(0))
    for option, part in rows.select("option", "contribution").iter_rows():
        totals[option] += part
    called = dict(rows.select("option", "letter").iter_rows())
    criteria = rows.unique("number", keep="first", maintain_order=True).sort("number")
    colours = _colours(palette, criteria.height)
    traces = []
    for (number, criterion), colour in zip(criteria.select("number", "criterion").iter_rows(), colours, strict=True):
        parts = rows.filter(pl.col("number") == number)
        values = [float(value) for value in parts["contribution"]]
        traces.append(
            {
                "type": "bar", "orientation": "h", "name": clean(criterion, 40), "x": values, "width": BAR,
                "y": [places[option] for option in parts["option"]],
                **in_bar([str(number) if value else "" for value in values], text_on(colour), TEXT_SIZE),
                "marker": {"color": colour, "line": {"color": palette.background, "width": 1}},
                "customdata": [[option] for option in parts["option"]], "hoverinfo": "text",
                "hovertext": [
                    f"{clean(row['option'])}<br>{clean(criterion)}: score {row['score']:.1f} × {row['share_pct']:.1f}% ="
                    f" {row['contribution']:.2f}"
                    for row in parts.iter_rows(named=True)
                ],
            }
        )  # fmt: skip
    decimals = vehicle.decimals(totals.values())
    labels = [
        row_label(vehicle.points(totals[option], decimals), at, bold=clean(f"{called[option]} {option}"), shift=12)
        for option, at in places.items()
    ]
    return figure(
        traces, palette, height=30 + ROW * max(1, len(options)), barmode="stack", annotations=labels,
        xaxis={"visible": False, "range": [0, vehicle.HIGHEST]},
        yaxis={"visible": False, "range": [-len(options) + 0.6, 0.75]},
    )  # fmt: skip


def cost_against_score(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each option at its cost and score: full if no other option costs no more and scores no less, and joined by a line
    from the cheapest; hollow otherwise.

    Rows: as vehicle_appraisal gives them. Custom data of a mark: [option].
    """
    shown = rows.filter(pl.col("a_point_gbp").is_not_null()).sort("cost_gbp", "option")
    costs, scores = ([float(value) for value in shown[name]] for name in ("cost_gbp", "score"))
    each = list(shown.iter_rows(named=True))
    standing = [at for at, row in enumerate(each) if not row["dominated_by"]]
    bottom, top = min([0.0, *scores]), max([float(vehicle.HIGHEST), *scores])
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "x": [costs[at] for at in standing], "y": [scores[at] for at in standing],
            "line": {"color": palette.forecast, "width": 2}, "hoverinfo": "skip", "name": "Not beaten",
        },
        {
            "type": "scatter", "mode": "markers", "name": "Options", "x": costs, "y": scores, "hoverinfo": "text",
            "customdata": [[row["option"]] for row in each],
            "hovertext": [
                f"{clean(row['option'])}<br>{vehicle.points(row['score'])} for {brief_money(row['cost_gbp'])};"
                f" {clean(vehicle.worth(row))}"
                for row in each
            ],
            "marker": {
                "size": 14, "color": [palette.background if row["dominated_by"] else palette.actual for row in each],
                "line": {"color": palette.actual, "width": 2},
            },
        },
    ]  # fmt: skip
    ticks = money_ticks(costs)
    right = ticks["tickvals"][-1]
    axes = "Score, by cost; hollow: beaten by another" if len(standing) < len(each) else "Score, by cost"
    notes: list[dict[str, Any]] = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "top", "showarrow": False,
            "text": axes, "font": {"color": palette.muted},
        }
    ]  # fmt: skip
    for line in _lines(scores):
        middles = spread([costs[at] for at in line], [LETTER * right] * len(line), 0, right)
        notes += [
            {
                "x": middle, "y": scores[at], "yanchor": "bottom", "yshift": 8, "showarrow": False,
                "text": f"<b>{each[at]['letter']}</b>",
            }
            for at, middle in zip(line, middles, strict=True)
        ]  # fmt: skip
    return figure(
        traces, palette, height=330, annotations=notes, xaxis={**ticks, "range": [-0.02 * right, 1.06 * right]},
        yaxis={"range": [bottom, top + 0.16 * (top - bottom)], "dtick": 1},
    )  # fmt: skip


def _lines(scores: list[float]) -> list[list[int]]:
    """The positions of nearly equal scores, which share one line of letters."""
    lines: list[list[int]] = []
    for at in sorted(range(len(scores)), key=lambda at: scores[at]):
        if lines and scores[at] - scores[lines[-1][-1]] < ALIKE:
            lines[-1].append(at)
        else:
            lines.append([at])
    return lines


def turning_points(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """The range of each criterion's weight within which the same option is preferred, and the weight now.

    Rows: as vehicle_turning_points gives them. Custom data of a bar: [criterion].
    """
    places = [-at for at in range(rows.height)]
    low = [float(value or 0) for value in rows["lower_pct"]]
    high = [100.0 if value is None else float(value) for value in rows["higher_pct"]]
    now = [float(value) for value in rows["share_pct"]]
    words = [vehicle.holds(row) for row in rows.iter_rows(named=True)]
    which = [[criterion] for criterion in rows["criterion"]]
    traces: list[dict[str, Any]] = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": width, "base": base, "width": BAR,
            "marker": marker, "customdata": which, "hoverinfo": "text", "hovertext": [clean(text) for text in words],
        }
        for name, base, width, marker in (
            ("Any weight", [0.0] * rows.height, [100.0] * rows.height,
             {"color": palette.background, "line": {"color": palette.outline, "width": 1}}),
            ("The same choice", low, [b - a for a, b in zip(low, high, strict=True)],
             {"color": palette.forecast, "line": {"width": 0}}),
        )
    ]  # fmt: skip
    traces.append(
        {
            "type": "scatter", "mode": "markers", "name": "Now", "x": now, "y": places, "hoverinfo": "skip",
            "marker": {
                "symbol": "line-ns-open", "size": 26, "color": palette.marker, "line": {"color": palette.marker, "width": 3},
            },
        }
    )  # fmt: skip
    labels = [
        row_label(clean(text), at, bold=clean(criterion), shift=11, two_lines=True)
        for criterion, text, at in zip(rows["criterion"], words, places, strict=True)
    ]
    return figure(
        traces, palette, height=40 + ROW * max(1, rows.height), barmode="overlay", annotations=labels,
        xaxis={"visible": False, "range": [-1, 101]}, yaxis={"visible": False, "range": [-rows.height + 0.65, 1.0]},
    )  # fmt: skip
