"""Charts of the capital: how far it has been spent and where it is heading, and each part against its budget."""

from __future__ import annotations

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Palette, as_at_line, date_ticks, figure, money_ticks, row_label
from pages.narrative import spend
from pages.ui.formatting import brief_money
from pages.ui.labels import say

ROW, BAR = 60, 0.4
LINES = {
    "budget_so_far_gbp": ("Budget", "ghost", "dash"),
    "expected_so_far_gbp": ("Expected", "forecast", "dot"),
    "spent_so_far_gbp": ("Spent", "actual", "solid"),
}
"""Column → what its line is called, its colour in the theme, and its dash."""


def cumulative(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """Budget, spent and expected, each added up from the first month on; every line says at its end what it comes to.

    Rows: one per month (month, and budget_so_far_gbp, spent_so_far_gbp, expected_so_far_gbp in pounds, null where a line
    has no point). Custom data of a mark: [month].
    """
    traces, ends = [], []
    for column, (name, colour, dash) in LINES.items():
        line = rows.filter(pl.col(column).is_not_null())
        if line.is_empty():
            continue
        months, pounds = line["month"].to_list(), [float(value) for value in line[column]]
        ink = getattr(palette, colour)
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": name, "x": months, "y": pounds,
                "line": {"color": ink, "width": 3 if dash == "solid" else 2, "dash": dash}, "hoverinfo": "text",
                "hovertext": [
                    f"{name} up to {month:%B %Y}: {brief_money(value)}" for month, value in zip(months, pounds, strict=True)
                ],
                "customdata": [[month.isoformat()] for month in months],
            }
        )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": name, "x": months[-1:], "y": pounds[-1:], "hoverinfo": "skip",
                "marker": {"color": ink, "size": 9},
            }
        )  # fmt: skip
        ends.append((pounds[-1], months[-1], name, ink))
    days = (min([*rows["month"], as_at]), max([*rows["month"], as_at]))
    line_shape, label = as_at_line(as_at, palette, *days)
    most = max([pounds for pounds, *_ in ends], default=0.0)
    return figure(
        traces, palette, height=330, shapes=[line_shape], annotations=[*_ends(ends, days, most, palette), label],
        margin={"t": 26, "r": 14}, xaxis=date_ticks(*days),
        yaxis={**money_ticks([pounds for trace in traces for pounds in trace["y"]]), "rangemode": "tozero",
               "ticklabelposition": "outside top"},
    )  # fmt: skip


def _ends(
    ends: list[tuple[float, date, str, str]], days: tuple[date, date], most: float, palette: Palette
) -> list[dict[str, Any]]:
    """‘Spent £1.03m’ beside the last point of each line: above it, or below where others end as high or close above."""
    labels = []
    for at, (pounds, month, name, ink) in enumerate(ends):
        above = sum(
            (other > pounds or (other == pounds and place < at))
            and other - pounds < 0.12 * max(most, 1)
            and (month - day).days < 150
            for place, (other, day, _, _) in enumerate(ends)
        )
        late = (month - days[0]).days > 0.5 * max((days[1] - days[0]).days, 1)
        place = {"yanchor": "top", "yshift": 10 - 18 * above} if above else {
            "yanchor": "bottom", "yshift": 8,
        }  # fmt: skip
        labels.append(
            {
                "x": month.isoformat(), "y": pounds, "text": f"<b>{name} {brief_money(pounds)}</b>", "showarrow": False,
                "xanchor": "right" if late else "left", "font": {"color": ink if ink != palette.ghost else palette.muted},
                "bgcolor": palette.background, **place,
            }
        )  # fmt: skip
    return labels


def by_strand(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each part of the business case: its budget as an outline, what is spent of it filled, a stroke where it was due by now.

    Rows: one per strand (strand, budget_gbp, due_gbp, actual_gbp, spent_pct; pounds). Custom data of a mark: [strand].
    What goes beyond the budget is hatched.
    """
    places = [-at for at in range(rows.height)]
    budget, due, spent = (
        [float(value or 0) for value in rows[name]] for name in ("budget_gbp", "due_gbp", "actual_gbp")
    )
    strands = [[strand] for strand in rows["strand"]]
    texts = [spend.of_budget(row) for row in rows.iter_rows(named=True)]

    def bar(name: str, x: list[float], base: list[float], marker: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": x, "base": base, "width": BAR,
            "marker": marker, "customdata": strands, "hoverinfo": "text",
            "hovertext": [f"{say('strand', s[0])}<br>{text}" for s, text in zip(strands, texts, strict=True)],
        }  # fmt: skip

    zeros = [0.0] * rows.height
    within = [max(0.0, min(s, b)) for s, b in zip(spent, budget, strict=True)]
    over = [max(0.0, s - max(b, 0.0)) for s, b in zip(spent, budget, strict=True)]
    stripes = {"shape": "/", "fgcolor": palette.rating["red"], "size": 6}
    traces: list[dict[str, Any]] = [
        bar("Budget", budget, zeros, {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}),
        bar("Spent", within, zeros, {"color": palette.actual, "line": {"width": 0}}),
        {
            "type": "scatter", "mode": "markers", "name": "Due by now", "x": due, "y": places, "hoverinfo": "skip",
            "marker": {
                "symbol": "line-ns-open", "size": 30, "color": palette.marker, "line": {"color": palette.marker, "width": 3},
            },
        },
    ]  # fmt: skip
    if any(over):
        edge = {"color": palette.background, "pattern": stripes, "line": {"color": palette.rating["red"], "width": 2}}
        traces.insert(2, bar("Over the budget", over, [max(b, 0.0) for b in budget], edge))
    labels = [
        row_label(text, at, palette, bold=say("strand", s[0]), shift=16)
        for s, text, at in zip(strands, texts, places, strict=True)
    ]
    return figure(
        traces, palette, height=62 + ROW * max(1, rows.height), barmode="overlay", showlegend=True, annotations=labels,
        xaxis={"visible": False, "rangemode": "tozero"}, yaxis={"visible": False, "range": [-rows.height + 0.55, 0.8]},
    )  # fmt: skip
