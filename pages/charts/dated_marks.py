"""The marks of everything dated: the baseline a hollow diamond, what is expected a full one, what happened a dark square;
bars for what lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from pages.charts.theme import (
    Palette,
)
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

Item = dict[str, Any]
Window = tuple[date, date]


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
    """Baseline a hollow ghost, joined by a thin line to the forecast (solid) or the actual (dark). All three are always there,
    empty or not, because they are the key to the whole figure."""
    joined_x: list[date | None] = []
    joined_y: list[float | None] = []
    for row in rows:
        to = expected(row)
        if row["baseline_date"] and to and to != row["baseline_date"]:
            joined_x += [row["baseline_date"], to, None]
            joined_y += [row["y"], row["y"], None]

    def marks(name: str, drawn: list[tuple[Item, date]], marker: Item, *, in_key: bool = True) -> Item:
        return {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker, "cliponaxis": scale.is_cut,
            "x": [day for _, day in drawn] or [None], "y": [row["y"] for row, _ in drawn] or [None],
            "customdata": [row["custom"] for row, _ in drawn], "hoverinfo": "text", "showlegend": in_key,
            "hovertext": [row["hover"] for row, _ in drawn],
        }  # fmt: skip

    ghosts = [(row, row["baseline_date"]) for row in rows if row["baseline_date"]]
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
        marks("Forecast", coming, {"symbol": "diamond", "size": scale.point, "color": palette.forecast}),
        marks("Actual", done, {"symbol": "square", "size": scale.point, "color": palette.actual}),
        *(
            marks(name, drawn, {"symbol": "line-ns", "size": 16, "line": {"color": colour, "width": 2}}, in_key=False)
            for name, drawn, colour in (("Actual", thin_done, palette.actual), ("Forecast", thin_coming, palette.forecast))
            if drawn
        ),
    ]  # fmt: skip


def _done_and_coming(rows: list[Item]) -> tuple[list[tuple[Item, date]], list[tuple[Item, date]]]:
    done = [(row, row["actual_date"]) for row in rows if row["actual_date"]]
    return done, [(row, day) for row in rows if not row["actual_date"] and (day := expected(row))]
