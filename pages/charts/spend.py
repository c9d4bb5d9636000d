"""Charts of the capital: how far it is spent and where it is heading, and each part against its budget."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import (
    LIGHT,
    TEXT_SIZE,
    Palette,
    as_at_line,
    clean,
    date_ticks,
    droppable,
    figure,
    money_ticks,
    row_label,
)
from pages.narrative import spend
from pages.ui.formatting import as_written, brief_money
from pages.ui.labels import say

ROW, BAR = 60, 0.4
HALF = timedelta(days=14)
"""Of a month: its bar stands in its middle, not across its first day, or the as-at date would seem to lie in the next one's."""
LINES = {
    "budget_so_far_gbp": ("Budget", "ghost", "dash"),
    "committed_so_far_gbp": ("Committed", "marker", "dashdot"),
    "expected_so_far_gbp": ("Expected", "forecast", "dot"),
    "spent_so_far_gbp": ("Spent", "actual", "solid"),
}
"""Column → what its line is called, its colour in the theme, and its dash."""


def cumulative(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """Budget, committed, expected and spent, each cumulative from the first month, with a point at each month end;
    every line is labelled with its total at its end.

    Rows: one per month (month, and a column for each of LINES in pounds, null where a line has no point). Custom data
    of a mark: [month].
    """
    traces: list[dict[str, Any]] = []
    ends, lines = [], []
    for column, (name, colour, dash) in LINES.items():
        line = rows.filter(pl.col(column).is_not_null())
        if line.is_empty():
            continue
        months, pounds = line["month"].to_list(), [float(value) for value in line[column]]
        month_ends = line["month"].dt.month_end().to_list()  # what is spent in a month is spent by its end
        ink = getattr(palette, colour)
        traces.append(
            {
                "type": "scatter", "mode": "lines", "name": name, "x": month_ends, "y": pounds,
                "line": {"color": ink, "width": 3 if dash == "solid" else 2, "dash": dash}, "hoverinfo": "text",
                "hovertext": [
                    f"{name} up to {month:%B %Y}: {brief_money(value)}" for month, value in zip(months, pounds, strict=True)
                ],
                "customdata": [[month.isoformat()] for month in months],
            }
        )  # fmt: skip
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": name, "x": month_ends[-1:], "y": pounds[-1:], "hoverinfo": "skip",
                "marker": {"color": ink, "size": 9}, "cliponaxis": False,
            }
        )  # fmt: skip
        ends.append((pounds[-1], month_ends[-1], name, ink))
        lines.append((month_ends, pounds))
    every_end = rows["month"].dt.month_end().to_list()
    days = (min([*every_end, as_at]), max([*every_end, as_at]))
    line_shape, label = as_at_line(as_at, palette, *days)
    every = [pounds for trace in traces for pounds in trace["y"]]
    low, high = min([0.0, *every]), max([1.0, *every])
    span = (low - 0.02 * (high - low), high + ROOM * (high - low))
    named = [each for room in WIDTHS for each in _ends(ends, lines, days, span, palette, room)]
    return figure(
        traces, palette, height=330, shapes=[line_shape], annotations=[*named, label],
        margin={"t": 26, "r": 14}, xaxis={**date_ticks(*days), "range": list(days)},
        yaxis={**money_ticks(every), "range": list(span), "ticklabelposition": "outside top"},
    )  # fmt: skip


ROOM = 0.3
"""Of the highest point: what is free above it, for the labels of the ends."""
PLOT, WIDTHS = 248, {"tight": (230,), "roomy": (300, 520, 715)}
"""Pixels from the foot of the plot to its head, and across it: on a phone that is zoomed; on a phone, in a committee room and at
a desk."""
HIGH, LETTER, AWAY, STEP = 16, 8.2, 9, 9
"""Pixels of a label's height, of one of its letters, from a point to its label, and between the places that are tried."""
FARTHEST, BEYOND = 10, 25
"""Steps that a label may be away from its point; how many pixels nearer it would have to be beyond a line that goes on."""


def _ends(
    ends: list[tuple[float, date, str, str]], lines: list[tuple[list[date], list[float]]], days: tuple[date, date],
    span: tuple[float, float], palette: Palette, room: str,
) -> list[dict[str, Any]]:  # fmt: skip
    """‘Spent £1.03m’ at the last point of each line, as near as possible without lying on a line or another label at
    any width of that room. An amount short of the whole budget is never rounded up to it. `days`, `span`: the range of
    each axis."""
    widths = WIDTHS[room]
    budget = next((pounds for pounds, _, name, _ in ends if name == "Budget"), None)
    across = max((days[1] - days[0]).days, 1)
    upright = PLOT / max(span[1] - span[0], 1)
    shares = [
        ([(day - days[0]).days / across for day in line], [(value - span[0]) * upright for value in pounds])
        for line, pounds in lines
    ]
    placed: list[list[Box]] = [[] for _ in widths]
    labels = []
    for pounds, day, name, ink in sorted(ends, key=lambda end: end[0]):
        text = f"{name} {as_written(pounds, budget, brief_money)[0]}"
        half, x, y = LETTER * len(text) / 2, (day - days[0]).days / across, (pounds - span[0]) * upright

        def boxes(place: Place, half: float = half, x: float = x, y: float = y) -> list[Box]:
            side, dx, dy = place
            middles = [x * width + dx + half * SIDES[side] for width in widths]
            return [(each - half, each + half, y + dy - HIGH / 2, y + dy + HIGH / 2) for each in middles]

        passing = [_height(share, x) for share in shares if share[0][0] <= x < share[0][-1]]

        def crossed(
            place: Place, boxes: Callable[[Place], list[Box]] = boxes, y: float = y, passing: list[float] = passing
        ) -> tuple[int, float]:
            """How much the label would cover there, and how far away it is; beyond a line it would seem to belong to
            that line."""
            on = sum(
                _lies_on(box, width, shares, others)
                for box, width, others in zip(boxes(place), widths, placed, strict=True)
            )
            beyond = sum(min(y, y + place[2]) < height < max(y, y + place[2]) for height in passing)
            return on, abs(place[2]) + BEYOND * beyond

        side, dx, dy = chosen = min(_places(), key=crossed)
        for others, box in zip(placed, boxes(chosen), strict=True):
            others.append(box)
        labels.append(
            {
                "name": room, "text": f"<b>{text}</b>", "showarrow": False, "x": day.isoformat(), "y": pounds, "xanchor": side,
                "yanchor": "middle", "xshift": dx, "yshift": dy, "borderpad": 0,
                "font": {"color": ink if ink != palette.ghost else palette.muted},
            }
        )  # fmt: skip
    return labels


Box = tuple[float, float, float, float]
"""From where to where across and upwards, in pixels."""
Place = tuple[str, int, int]
"""Which part of a label is at its point, and how far it is beside and above it."""
SIDES = {"left": 1, "center": 0, "right": -1}


def _places() -> list[Place]:
    """Where a label may be: beside its point, then above and below it, farther and farther away."""
    beside: list[Place] = [("left", AWAY, 0), ("right", -AWAY, 0)]
    heights = [sign * (AWAY + HIGH // 2 + STEP * at) for at in range(FARTHEST) for sign in (1, -1)]
    return beside + [
        (side, dx, height) for height in heights for side, dx in (("right", 4), ("center", 0), ("left", -4))
    ]


def _lies_on(box: Box, width: int, shares: list[tuple[list[float], list[float]]], others: list[Box]) -> int:
    """How many lines and labels a label in that box would cover, and whether it would leave the plot."""
    left, right, low, high = box
    on = int(left < 0 or right > width + AWAY or low < 0 or high > PLOT)
    on += sum(left < other[1] and other[0] < right and low < other[3] and other[2] < high for other in others)
    for along, heights in shares:
        for at in range(7):
            share = (left + (right - left) * at / 6) / width
            if along[0] <= share <= along[-1] and low - 3 < _height((along, heights), share) < high + 3:
                on += 1
                break
    return on


def _height(line: tuple[list[float], list[float]], share: float) -> float:
    """How high a line is at that share of the width."""
    along, heights = line
    after = min(max(1, bisect_left(along, share)), len(along) - 1)
    before = after - 1 if len(along) > 1 else after
    part = (share - along[before]) / ((along[after] - along[before]) or 1)
    return heights[before] + part * (heights[after] - heights[before])


def by_strand(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each part of the business case: its budget as an outline, the amount spent filled, and a stroke at the amount due
    by now, or by the latest month with an actual.

    Rows: one per strand (strand, budget_gbp, due_gbp, spent_to, actual_gbp, spent_pct; pounds). Custom data of a mark:
    [strand]. Spending beyond the budget is hatched.
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
            "type": "scatter", "mode": "markers", "name": _due(rows), "x": due, "y": places, "hoverinfo": "skip",
            "marker": {
                "symbol": "line-ns-open", "size": 30, "color": palette.marker, "line": {"color": palette.marker, "width": 3},
            },
        },
    ]  # fmt: skip
    if any(over):
        edge = {"color": palette.background, "pattern": stripes, "line": {"color": palette.rating["red"], "width": 2}}
        traces.insert(2, bar("Over the budget", over, [max(b, 0.0) for b in budget], edge))
    labels = [
        row_label(
            spend.of_budget(row, say_share=droppable),
            at,
            bold=say("strand", row["strand"]),
            shift=16,
        )
        for row, at in zip(rows.iter_rows(named=True), places, strict=True)
    ]
    return figure(
        traces, palette, height=62 + ROW * max(1, rows.height), barmode="overlay", showlegend=True, annotations=labels,
        xaxis={"visible": False, "rangemode": "tozero"}, yaxis={"visible": False, "range": [-rows.height + 0.55, 0.8]},
    )  # fmt: skip


def _due(rows: pl.DataFrame) -> str:
    """‘Due by now’, ‘Due to Jun 2013’."""
    return "Due" if rows.is_empty() else f"Due {spend.up_to(rows['spent_to'][0], brief=True)}"


def by_month(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """Month by month: the budget as an outline, committed and spent amounts filled, and a diamond for the forecast.

    Rows: spend_by_month. Custom data of a mark: [month].
    """
    months = rows["month"].to_list()
    middles = [month + HALF for month in months]
    day = 86_400_000
    traces: list[dict[str, Any]] = []
    for name, column, width, marker in (
        ("Budget", "budget_gbp", 24, {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}),
        ("Committed", "committed_gbp", 24, {"color": palette.ramp[2], "line": {"width": 0}}),
        ("Spent", "actual_gbp", 12, {"color": palette.actual, "line": {"width": 0}}),
    ):
        if rows[column].null_count() < rows.height:
            pounds = [None if value is None else float(value) for value in rows[column]]
            traces.append(
                {
                    "type": "bar", "name": name, "x": middles, "y": pounds, "width": width * day, "marker": marker,
                    "customdata": [[month.isoformat()] for month in months], "hoverinfo": "text",
                    "hovertext": [f"{name}, {month:%B %Y}: {brief_money(n)}" for month, n in zip(months, pounds, strict=True)],
                }
            )  # fmt: skip
    to_come = rows.filter(pl.col("forecast_gbp").is_not_null() & pl.col("actual_gbp").is_null())
    if not to_come.is_empty():
        pounds = [float(value) for value in to_come["forecast_gbp"]]
        places = [month + HALF for month in to_come["month"]]
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": "Forecast", "x": places, "y": pounds,
                "customdata": [[month.isoformat()] for month in to_come["month"]], "hoverinfo": "text",
                "hovertext": [
                    f"Forecast, {month:%B %Y}: {brief_money(n)}" for month, n in zip(to_come["month"], pounds, strict=True)
                ],
                "marker": {
                    "symbol": "diamond", "size": 10, "color": palette.forecast,
                    "line": {"color": palette.background, "width": 1.5},
                },
            }
        )  # fmt: skip
    days = (min([*months, as_at]), max([*months, as_at]))
    ticks = date_ticks(*days)
    ticks["tickvals"] = [month + HALF for month in ticks["tickvals"]]
    line, label = as_at_line(as_at, palette, *days)
    every = [n for trace in traces for n in trace["y"] if n is not None]
    return figure(
        traces, palette, height=330, barmode="overlay", showlegend=True, shapes=[line], annotations=[label],
        margin={"t": 62, "r": 14}, xaxis=ticks, yaxis={**money_ticks(every), "ticklabelposition": "outside top"},
    )  # fmt: skip


DRAWN, COMPONENT = 11, 53
"""How many components are drawn, those that differ most; pixels of one with its two lines above its bar."""


def by_component(rows: pl.DataFrame, palette: Palette = LIGHT) -> go.Figure:
    """Each component: its budget as an outline, committed and spent amounts filled, a diamond at the expected total,
    and above it the variance with its reason.

    Rows: spend_by_component. Custom data of a mark: [component].
    """
    shown = list(rows.head(DRAWN).iter_rows(named=True))
    places = [-at for at in range(len(shown))]
    names = [[row["component"]] for row in shown]
    texts = [spend.component(row) for row in shown]
    hover = [
        f"{clean(row['component'])}<br>{text}<br>{clean(spend.reason(row), 120)}".removesuffix("<br>")
        for row, text in zip(shown, texts, strict=True)
    ]

    def amounts(name: str) -> list[float]:
        return [max(0.0, float(row[name] or 0)) for row in shown]

    def bar(name: str, x: list[float], width: float, marker: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "bar", "orientation": "h", "name": name, "y": places, "x": x, "width": width, "marker": marker,
            "customdata": names, "hoverinfo": "text", "hovertext": hover,
        }  # fmt: skip

    whole = {"color": palette.ramp[0], "line": {"color": palette.outline, "width": 1}}
    traces: list[dict[str, Any]] = [
        {**bar("Budget", amounts("budget_gbp"), 0.26, whole), "showlegend": False},
        bar("Committed", amounts("committed_gbp"), 0.26, {"color": palette.ramp[2], "line": {"width": 0}}),
        bar("Spent", amounts("actual_gbp"), 0.13, {"color": palette.actual, "line": {"width": 0}}),
    ]
    stroke = {
        "color": palette.marker,
        "line": {"color": palette.marker, "width": 3},
        "symbol": "line-ns-open",
        "size": 20,
    }
    edge = {"color": palette.background, "width": 1.5}
    diamond = {"symbol": "diamond", "size": 11, "color": palette.forecast, "line": edge}
    for name, column, marker in (("Budget", "budget_gbp", stroke), ("Expected in all", "forecast_gbp", diamond)):
        known = [(float(row[column]), at) for row, at in zip(shown, places, strict=True) if row[column] is not None]
        if known:
            traces.append(
                {
                    "type": "scatter", "mode": "markers", "name": name, "x": [pounds for pounds, _ in known],
                    "y": [at for _, at in known], "hoverinfo": "skip", "cliponaxis": False, "marker": marker,
                }
            )  # fmt: skip
    labels = [
        row_label(clean(spend.differs(row)), at, bold=clean(row["component"]), shift=9, two_lines=True,
                  size=TEXT_SIZE - 1)
        for row, at in zip(shown, places, strict=True)
    ]  # fmt: skip
    return figure(
        traces, palette, height=66 + COMPONENT * max(1, len(shown)), barmode="overlay", showlegend=True, annotations=labels,
        margin={"t": 44, "b": 2, "r": 8}, xaxis={"visible": False, "rangemode": "tozero"},
        yaxis={"visible": False, "range": [-len(shown) + 0.65, 0.9]},
    )  # fmt: skip
