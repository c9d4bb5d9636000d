"""The timeline: everything dated on one axis, with the baseline as a ghost, the forecast solid, the actual filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Look, as_at_line, clean, figure, rating, rating_colour, row_label
from pages.parts.words import short_day, slip

ROW = 50
BAR, THIN = 0.2, 0.07  # of a row


def timeline(items: pl.DataFrame, as_at: date, look: Look = LIGHT, *, name_length: int = 42) -> go.Figure:
    """One row per dated thing, in the order of the frame; decisions share one row, because there are many.

    Rows (queries/timeline_items.sql): lane, item_id, name, kind, start_baseline, baseline_date, start_forecast,
    forecast_date, actual_date, computed_rating, status. A thing with a start is drawn as a bar, one without as a
    point. Custom data of a mark: [lane, item_id].
    """
    rows = list(items.iter_rows(named=True))
    decisions = [row for row in rows if row["lane"] == "decisions"]
    others = [row for row in rows if row["lane"] != "decisions"]
    place = {row["item_id"]: -at for at, row in enumerate(others)}
    labels = [
        row_label(_status(row, as_at), 0, place[row["item_id"]], bold=clean(row["name"], name_length), shift=9)
        for row in others
    ]
    traces: list[Any] = [
        *_bars([row for row in others if row["start_baseline"]], place, as_at, look),
        *_points([row for row in others if not row["start_baseline"]], place, as_at, look),
    ]
    height = len(others)
    if decisions:
        traces += _decisions(decisions, -height, as_at, look)
        labels.append(row_label("one mark each", 0, -height, bold="Decisions, scrutiny and engagement", shift=9))
        height += 1
    line, label = as_at_line(as_at, look)
    first, last = span(rows, as_at)
    return figure(
        traces, height=64 + ROW * max(1, height), shapes=[line], annotations=[*labels, label], barmode="overlay",
        showlegend=True, margin={"t": 44}, legend={"y": 1, "yref": "container", "yanchor": "top"},
        xaxis={
            "type": "date", "range": [first, last], "tickformat": "%b<br>%Y", "nticks": 8, "showgrid": True,
            "side": "bottom",
        },
        yaxis={"visible": False, "range": [-height + 0.6, 0.75]},
    )  # fmt: skip


def span(rows: Iterable[Mapping[str, Any]], as_at: date) -> tuple[date, date]:
    """The first and last day that the axis shows: every date of the rows and the as-at date, with some air."""
    names = ("start_baseline", "baseline_date", "start_forecast", "forecast_date", "actual_date")
    dates = [row[name] for row in rows for name in names if row[name] is not None] + [as_at]
    air = timedelta(days=max(10, (max(dates) - min(dates)).days // 30))
    return min(dates) - air, max(dates) + air


def is_done(row: Mapping[str, Any], as_at: date) -> bool:
    """Whether the thing happened by the as-at date."""
    return row["actual_date"] is not None and row["actual_date"] <= as_at


def _expected(row: Mapping[str, Any], as_at: date) -> date | None:
    return row["actual_date"] if is_done(row, as_at) else row["forecast_date"] or row["baseline_date"]


def _status(row: Mapping[str, Any], as_at: date) -> str:
    """«● Green, done 14 Dec 2012, on plan»: shape, word, date and slip."""
    expected = _expected(row, as_at)
    late = (expected - row["baseline_date"]).days if expected and row["baseline_date"] else None
    said = f"{'done ' if is_done(row, as_at) else ''}{short_day(expected)}, {slip(late)}"
    if row["computed_rating"]:
        shown = rating(row["computed_rating"])
        return f"{shown.shape} {shown.word}, {said}"
    return said


def _hover(row: Mapping[str, Any], as_at: date) -> str:
    lines = [f"<b>{clean(row['name'])}</b>"]
    if row["start_baseline"]:
        lines.append(f"Baseline: {short_day(row['start_baseline'])} to {short_day(row['baseline_date'])}")
    else:
        lines.append(f"Baseline: {short_day(row['baseline_date'])}")
    if row["start_forecast"] and row["forecast_date"]:
        lines.append(f"Forecast: {short_day(row['start_forecast'])} to {short_day(row['forecast_date'])}")
    elif row["forecast_date"]:
        lines.append(f"Forecast: {short_day(row['forecast_date'])}")
    if is_done(row, as_at):
        lines.append(f"Actual: {short_day(row['actual_date'])}")
    if row["computed_rating"]:
        lines.append(f"Computed rating: {rating(row['computed_rating']).word}")
    return "<br>".join(lines)


def _days(start: date, end: date) -> int:
    """The length of a bar, in the milliseconds that a date axis counts in; never nothing, or it could not be seen."""
    return max((end - start).days, 1) * 86_400_000


def _bars(rows: list[dict[str, Any]], place: Mapping[str, int], as_at: date, look: Look) -> list[dict[str, Any]]:
    if not rows:
        return []

    def bar(name: str, drawn: list[tuple[dict[str, Any], date, date]], colour: str, width: float, shift: float) -> Any:
        return {
            "type": "bar", "orientation": "h", "name": name, "width": width, "legendgroup": name,
            "y": [place[row["item_id"]] + shift for row, _, _ in drawn], "base": [start for _, start, _ in drawn],
            "x": [_days(start, end) for _, start, end in drawn], "marker": {"color": colour},
            "customdata": [[row["lane"], row["item_id"]] for row, _, _ in drawn], "hoverinfo": "text",
            "hovertext": [_hover(row, as_at) for row, _, _ in drawn], "showlegend": False,
        }  # fmt: skip

    ghosts, coming, done = [], [], []
    for row in rows:
        if row["baseline_date"]:
            ghosts.append((row, row["start_baseline"], row["baseline_date"]))
        start = row["start_forecast"] or row["start_baseline"]
        if is_done(row, as_at):
            done.append((row, start, max(row["actual_date"], start)))
        elif row["forecast_date"] or row["baseline_date"]:
            coming.append((row, start, max(row["forecast_date"] or row["baseline_date"], start)))
    return [
        bar("Baseline", ghosts, look.ghost, THIN, -0.2),
        bar("Forecast", coming, look.forecast, BAR, 0),
        bar("Actual", done, look.actual, BAR, 0),
    ]


def _points(rows: list[dict[str, Any]], place: Mapping[str, int], as_at: date, look: Look) -> list[dict[str, Any]]:
    """Baseline a hollow ghost, joined by a thin line to the forecast (solid) or the actual (filled)."""
    slips_x: list[date | None] = []
    slips_y: list[float | None] = []
    for row in rows:
        expected = _expected(row, as_at)
        if row["baseline_date"] and expected and expected != row["baseline_date"]:
            slips_x += [row["baseline_date"], expected, None]
            slips_y += [place[row["item_id"]]] * 2 + [None]

    def marks(name: str, drawn: list[tuple[dict[str, Any], date]], marker: dict[str, Any], rank: int) -> dict[str, Any]:
        return {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker, "legendrank": rank,
            "cliponaxis": False, "x": [day for _, day in drawn] or [None], "y": [place[row["item_id"]] for row, _ in drawn] or [None],
            "customdata": [[row["lane"], row["item_id"]] for row, _ in drawn], "hoverinfo": "text",
            "hovertext": [_hover(row, as_at) for row, _ in drawn],
        }  # fmt: skip

    ghosts = [(row, row["baseline_date"]) for row in rows if row["baseline_date"]]
    done = [(row, row["actual_date"]) for row in rows if is_done(row, as_at)]
    coming = [
        (row, row["forecast_date"] or row["baseline_date"])
        for row in rows
        if not is_done(row, as_at) and (row["forecast_date"] or row["baseline_date"])
    ]
    return [
        {
            "type": "scatter", "mode": "lines", "x": slips_x, "y": slips_y, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": look.ghost, "width": 2},
        },
        marks(
            "Baseline", ghosts,
            {"symbol": "diamond", "size": 13, "color": look.background, "line": {"color": look.ghost, "width": 2}}, 1,
        ),
        marks("Forecast", coming, {"symbol": "diamond", "size": 13, "color": look.forecast}, 2),
        marks("Actual", done, {"symbol": "circle", "size": 13, "color": look.actual}, 3),
    ]  # fmt: skip


def _decisions(rows: list[dict[str, Any]], at: int, as_at: date, look: Look) -> list[dict[str, Any]]:
    def marks(drawn: list[dict[str, Any]], marker: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "scatter", "mode": "markers", "showlegend": False, "marker": marker, "cliponaxis": False,
            "x": [_expected(row, as_at) for row in drawn], "y": [at] * len(drawn), "hoverinfo": "text",
            "customdata": [[row["lane"], row["item_id"]] for row in drawn],
            "hovertext": [
                f"<b>{clean(row['name'])}</b><br>{clean(row['kind']).capitalize()}, {clean(row['status'])}"
                f"<br>{short_day(_expected(row, as_at))}"
                for row in drawn
            ],
        }  # fmt: skip

    dated = [row for row in rows if _expected(row, as_at)]
    done = [row for row in dated if is_done(row, as_at)]
    coming = [row for row in dated if not is_done(row, as_at)]
    return [
        marks(coming, {"symbol": "square", "size": 10, "color": look.forecast}),
        marks(done, {"symbol": "square", "size": 10, "color": look.actual}),
    ]


def rating_marks(rows: pl.DataFrame, look: Look = LIGHT) -> list[str]:
    """The colours of the computed ratings, row by row; for charts that colour by rating."""
    return [rating_colour(code, look) for code in rows["computed_rating"]]
