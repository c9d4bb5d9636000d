"""The marks of everything dated: the baseline a hollow diamond, what is expected a full one, what happened a dark square;
bars for what lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from pages.charts.theme import RATINGS, Palette, joined, rating, tinted
from pages.ui.formatting import short_day

DATES = ("start_baseline", "baseline_date", "start_forecast", "forecast_date", "start_actual", "actual_date")


@dataclass(frozen=True)
class Scale:
    """How large things are drawn. row: pixels of a row; bar, ghost: how much of it a bar takes, and the bar of a baseline,
    which lies so far `below`; point: pixels of a mark; gap: pixels between bars that meet; is_cut: a mark at the edge is cut
    off there, as it must be where the axis shows a window of the whole."""

    row: int
    bar: float
    ghost: float
    below: float
    point: int
    gap: int
    is_cut: bool


DAY = 86_400_000  # milliseconds, in which a date axis counts

LARGER = {"green": 1, "amber_green": 1, "amber": 2, "amber_red": 6, "red": 6}
"""Pixels by which the mark of a rating is larger than one without."""

Item = dict[str, Any]
Window = tuple[date, date]
Key = list[tuple[str, str, str]]
"""(mark, its colour, what it stands for), from left to right."""


def span(rows: pl.DataFrame, as_at: date) -> Window:
    """The first and last day of everything dated and the as-at date, with some air."""
    dates = [day for name in DATES if name in rows.columns for day in rows[name].drop_nulls().to_list()] + [as_at]
    air = timedelta(days=max(10, (max(dates) - min(dates)).days // 30))
    return min(dates) - air, max(dates) + air


def expected(row: Mapping[str, Any]) -> date | None:
    """The day it happened, else the day forecast, else the baseline."""
    found: date | None = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
    return found


def dates_in_words(row: Mapping[str, Any]) -> Iterable[str]:
    """‘Baseline: 14 Dec 2012’, ‘Forecast: 1 Jan 2013 to 15 Mar 2013’: what is known of the three."""
    for name, start, end in (
        ("Baseline", row["start_baseline"], row["baseline_date"]), ("Forecast", row["start_forecast"], row["forecast_date"]),
        ("Actual", row.get("start_actual"), row["actual_date"]),
    ):  # fmt: skip
        if start and end:
            yield f"{name}: {short_day(start)} to {short_day(end)}"
        elif start or end:
            yield f"{name}: {short_day(end) if end else 'from ' + short_day(start)}"


def bar_trace(
    name: str,
    drawn: list[tuple[Item, date, date]],
    palette: Palette,
    colour: str,
    scale: Scale,
    *,
    width: float | None = None,
    taller: float = 0,
    shift: float = 0,
    **more: Any,
) -> Item:
    marker: Item = {"color": colour}
    if scale.gap:
        marker["line"] = {"color": palette.background, "width": scale.gap}
    return {
        "type": "bar", "orientation": "h", "name": name, "width": (width or scale.bar) + taller, "showlegend": False,
        "y": [row["y"] + shift for row, _, _ in drawn], "base": [start for _, start, _ in drawn],
        "x": [max((end - start).days, 1) * DAY for _, start, end in drawn], "marker": marker, "hoverinfo": "text",
        "customdata": [row["custom"] for row, _, _ in drawn], "hovertext": [row["hover"] for row, _, _ in drawn], **more,
    }  # fmt: skip


def bar_traces(rows: list[Item], palette: Palette, scale: Scale, *, in_key: bool = False) -> list[Item]:
    """Each thing that lasts: its baseline a thin ghost below, the forecast or the actual a bar. `in_key`: they are the key
    to a figure that has no points."""
    ghosts, coming, done = [], [], []
    for row in rows:
        if row["start_baseline"] and row["baseline_date"]:
            ghosts.append((row, row["start_baseline"], row["baseline_date"]))
        start = row["start_forecast"] or row["start_baseline"]
        if row["actual_date"]:
            begun = row.get("start_actual") or start
            done.append((row, begun, max(row["actual_date"], begun)))
        else:
            coming.append((row, start, max(expected(row) or start, start)))
    return [
        bar_trace("Baseline", ghosts, palette, palette.ghost, scale, width=scale.ghost, shift=scale.below,
             showlegend=in_key and bool(ghosts)),
        bar_trace("Forecast", coming, palette, palette.forecast, scale, showlegend=in_key and bool(coming)),
        bar_trace("Actual", done, palette, palette.actual, scale, showlegend=in_key and bool(done)),
    ]  # fmt: skip


def point_traces(rows: list[Item], palette: Palette, scale: Scale) -> list[Item]:
    """Baseline a hollow ghost, joined by a thin line to the actual (a dark square) or the forecast: the colour and shape of its
    rating, red larger than the others; solid without one. `marks_key` explains them."""
    joined_x: list[date | None] = []
    joined_y: list[float | None] = []
    for row in rows:
        to = expected(row)
        if row["baseline_date"] and to and to != row["baseline_date"]:
            joined_x += [row["baseline_date"], to, None]
            joined_y += [row["y"], row["y"], None]

    def marks(name: str, drawn: list[tuple[Item, date]], marker: Item) -> Item:
        return {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker, "cliponaxis": scale.is_cut,
            "x": [day for _, day in drawn] or [None], "y": [row["y"] for row, _ in drawn] or [None],
            "customdata": [row["custom"] for row, _ in drawn], "hoverinfo": "text", "showlegend": False,
            "hovertext": [row["hover"] for row, _ in drawn],
        }  # fmt: skip

    # One that lies beneath what is on plan would only stick out around it.
    ghosts = [(row, day) for row in rows if (day := row["baseline_date"]) and day != expected(row)]
    thin_done, thin_coming = _done_and_coming([row for row in rows if row.get("is_thin")])
    done, coming = _done_and_coming([row for row in rows if not row.get("is_thin")])
    hollow = {
        "symbol": "diamond",
        "size": scale.point,
        "color": palette.background,
        "line": {"color": palette.ghost, "width": 2},
    }
    return [
        {
            "type": "scatter", "mode": "lines", "x": joined_x, "y": joined_y, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": palette.ghost, "width": 2},
        },
        marks("Baseline", ghosts, hollow),
        marks("Forecast", coming, _rated_marks([row["computed_rating"] for row, _ in coming], palette, scale)),
        marks("Actual", done, {"symbol": "square", "size": scale.point, "color": palette.actual}),
        *(
            marks(name, drawn, {"symbol": "line-ns", "size": 16, "line": {"color": colour, "width": 2}})
            for name, drawn, colour in (("Actual", thin_done, palette.actual), ("Forecast", thin_coming, palette.forecast))
            if drawn
        ),
    ]  # fmt: skip


def _done_and_coming(rows: list[Item]) -> tuple[list[tuple[Item, date]], list[tuple[Item, date]]]:
    done = [(row, row["actual_date"]) for row in rows if row["actual_date"]]
    return done, [(row, day) for row in rows if not row["actual_date"] and (day := expected(row))]


def _rated_marks(codes: list[str | None], palette: Palette, scale: Scale) -> Item:
    """A triangle looks smaller than a diamond of the same size, and red must not be the smallest."""
    return {
        "symbol": [rating(code).symbol if code else "diamond" for code in codes],
        "size": [scale.point + LARGER.get(code or "", 0) for code in codes],
        "color": [palette.rating[code] if code else palette.forecast for code in codes],
        "line": {"color": palette.background, "width": 1},
        "opacity": 1,
    }


def marks_key(points: list[Item], palette: Palette, more: Key | None = None) -> Item:
    """The key to a figure's marks in their colours and shapes, an entry a line; the browser puts as many on a line as have room.
    `points`: what is drawn as points, of which a rating that is to come has a mark of its own."""
    rated = {item["computed_rating"] for item in points if not item["actual_date"]}
    codes = [code for code in RATINGS if code in rated]
    marks = [("◇", palette.ghost, "baseline"), ("■", palette.actual, "done")]
    if not codes or None in rated:
        marks.append(("◆", palette.forecast, f"forecast{', if rated:' if codes else ''}"))
    marks += [(rating(code).shape, palette.rating[code], rating(code).word.lower()) for code in codes]
    if codes and None not in rated:
        mark, colour, word = marks[2]
        marks[2] = (mark, colour, f"forecast {word}")
    entries = [joined(tinted(mark, colour), f" {word}") for mark, colour, word in [*marks, *(more or [])]]
    return {
        "name": "key", "x": 0, "xref": "paper", "xanchor": "left", "align": "left", "y": 1, "yref": "paper", "yanchor": "bottom",
        "yshift": 18, "showarrow": False, "font": {"size": 12}, "borderpad": 0,
        "text": joined(entries[0], *(joined("<br>", entry) for entry in entries[1:])),
    }  # fmt: skip


def rating_in_colour(code: str, palette: Palette) -> str:
    """‘▲ Red’ in the rating's colour."""
    shown = rating(code)
    return tinted(f"{shown.shape} {shown.word}", palette.rating[code])
