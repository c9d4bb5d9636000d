"""Will we make it? The burn-up with its scope and, past the last report, the fan of the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Look, as_at_line, count_ticks, date_ticks, faint, figure
from pages.ui.formatting import number, short_day

FAN = ("migrated_p5", "migrated_p20", "migrated_p50", "migrated_p80", "migrated_p95")
SURE = ((50, "migrated_p50", "solid"), (80, "migrated_p20", "dash"), (95, "migrated_p5", "dot"))
"""In 50, 80 and 95 of 100 runs at least as many have moved as in the run that 50, 20 and 5 do not exceed."""


def joined(months: pl.DataFrame, fan: pl.DataFrame) -> pl.DataFrame:
    """The rows of migration_burn_up and of migration_forecast_fan in one frame, told apart by `part`."""
    parts = [months.with_columns(part=pl.lit("burn_up")), fan.with_columns(part=pl.lit("fan"))]
    return pl.concat(parts, how="diagonal_relaxed")


def burn_up(rows: pl.DataFrame, as_at: date, look: Look = LIGHT, outlook: Mapping[str, Any] | None = None) -> go.Figure:
    """Applications in scope, planned, moved and expected by the teams, month by month, and the fan of the forecast.

    Rows: `joined` ones: part burn_up (month_end, planned, actual, forecast, scope) and part fan (month_end,
    migrated_p5 … migrated_p95, scope_p50); without the second there is no fan. `outlook`: the row of migration_forecast,
    of which the dates by which 50, 80 and 95 in 100 runs are through and the go-live are marked. Custom data of a mark:
    [series, month_end].
    """
    months = rows.filter(pl.col("part") == "burn_up").sort("month_end")
    fan = rows.filter(pl.col("part") == "fan").sort("month_end") if FAN[0] in rows.columns else rows.clear()
    traces: list[Any] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    if fan.height:
        traces += _bands(fan, look)
    traces += _scope(months, fan, as_at, look)
    ends = months["month_end"].to_list()
    if months["planned"].is_not_null().any():
        traces.append(_stepped(_line("Planned", *_plan(months, as_at), look.ghost, 2, "solid")))
    known = months.filter(pl.col("actual").is_not_null())
    days = [min(day, as_at) for day in known["month_end"]]
    done = known["actual"].to_list()
    ahead = months.filter(pl.col("forecast").is_not_null() & (pl.col("month_end") > as_at))
    if done and ahead.height:
        days_ahead, counts = [days[-1], *ahead["month_end"]], [done[-1], *ahead["forecast"]]
        traces.append(_stepped(_line("The teams' dates", days_ahead, counts, look.forecast, 2, "dash")))
    traces += _sure(fan, look)
    if done:
        traces.append(_stepped(_line("Moved", days, done, look.actual, 3.5, "solid")))
        traces.append(_dot(days[-1], done[-1], look))
    top = _top(rows)
    if done:
        # Below the line, but for one that lies on the axis.
        above = done[-1] < top / 12
        notes.append(
            _note(
                f"<b>Moved {number(done[-1])}</b>", days[-1], done[-1], "left", "bottom" if above else "top",
                (6, 6 if above else -6),
            )
        )  # fmt: skip
    if outlook is not None:
        shapes, marked, noted = _landmarks(outlook, top, look)
        traces += marked
        notes += noted
    notes += _scope_note(months, top)
    marked_days = (mark["x"][0] for mark in traces if mark["mode"] == "markers")
    shown = [*ends, *fan["month_end"], *marked_days, as_at]
    room = 1.36 if outlook and outlook.get("p50_date") else 1.12  # above the lines, for the dates of the runs
    line, label = as_at_line(as_at, look, min(shown), max(shown))
    return figure(
        traces, look, height=460, shapes=[line, *shapes], annotations=[*notes, label], showlegend=True,
        margin={"t": 92, "l": 4}, xaxis=date_ticks(min(shown), max(shown)),
        yaxis={"range": [0, top * room], "title": None, **count_ticks(top)},
    )  # fmt: skip


def _bands(fan: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    """The wide band holds 90 in 100 runs, the narrow one 60: the darker, the likelier."""
    days = fan["month_end"].to_list()
    bands = []
    for low, high, share, strength in (
        ("migrated_p5", "migrated_p95", 90, 0.16),
        ("migrated_p20", "migrated_p80", 60, 0.24),
    ):
        bands.append(
            {
                "type": "scatter", "mode": "lines", "x": [*days, *reversed(days)],
                "y": [*fan[high].to_list(), *reversed(fan[low].to_list())], "fill": "toself", "hoverinfo": "skip",
                "fillcolor": faint(look.forecast, strength), "line": {"width": 0}, "showlegend": True,
                "name": f"{share} in 100 runs",
            }
        )  # fmt: skip
    return bands


def _sure(fan: pl.DataFrame, look: Look) -> list[dict[str, Any]]:
    days = fan["month_end"].to_list()
    return [
        {
            **_bare(_line(f"Reached in {share} of 100 runs", days, fan[column].to_list(), look.accent, 1.5, dash)),
            "showlegend": False,
        }
        for share, column, dash in SURE
        if days
    ]  # fmt: skip


def _scope(months: pl.DataFrame, fan: pl.DataFrame, as_at: date, look: Look) -> list[dict[str, Any]]:
    """The number to be moved, as reported then, as a step; past the last report as the middle run expects it."""
    if "scope" not in months.columns:
        return []
    told = months.filter(pl.col("scope").is_not_null())
    days = [min(day, as_at) for day in told["month_end"]]
    counts = told["scope"].to_list()
    if not days:
        return []
    if fan.height:
        days += fan["month_end"].to_list()
        counts += fan["scope_p50"].to_list()
    elif months["month_end"][-1] > days[-1]:
        # without a forecast the scope of the last report stands, so that the plan is seen to reach it
        days.append(months["month_end"][-1])
        counts.append(counts[-1])
    line = _line("In scope", days, counts, look.text, 1.5, "solid")
    return [_bare(_stepped(line))]


def _scope_note(months: pl.DataFrame, top: float) -> list[dict[str, Any]]:
    if "scope" not in months.columns or not months["scope"].is_not_null().any():
        return []
    told = months.filter(pl.col("scope").is_not_null())
    first, last = told["scope"][0], told["scope"][-1]
    grown = f", {number(first)} at first" if first != last else ""
    return [_note(f"In scope {number(last)}{grown}", told["month_end"][0], first, "left", "bottom", (2, 4))]


def _landmarks(
    outlook: Mapping[str, Any], top: float, look: Look
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """(shapes, traces, annotations): the go-live as a line, and a mark for each date at which runs are through.

    The marks stand above each other, so that their labels never meet, however near the dates are.
    """
    shapes, traces, notes = [], [], []
    go_live = outlook.get("go_live_date")
    if go_live is not None:
        shapes.append(
            {
                "type": "line", "x0": go_live.isoformat(), "x1": go_live.isoformat(), "y0": 0, "y1": top * 1.04,
                "line": {"color": look.text, "width": 2},
            }
        )  # fmt: skip
        odds = outlook.get("probability_by_go_live")
        has_come = outlook.get("as_at") is not None and go_live <= outlook["as_at"]
        said = (
            "" if odds is None or has_come else f"<br><b>{number(min(max(round(odds), 1), 99))} in 100 runs by then</b>"
        )
        # On the side where there is room: left of the line the early counts lie low, where the label stands.
        ends = [day for day in (outlook.get(f"p{share}_date") for share, _, _ in SURE) if day]
        side = "left" if ends and (max(ends) - go_live).days > 210 else "right"
        notes.append(
            {
                "x": go_live.isoformat(), "y": 0, "yref": "paper", "xanchor": side, "yanchor": "bottom",
                "xshift": 4 if side == "left" else -4, "yshift": 4, "showarrow": False, "align": side,
                "text": f"Go-live baseline<br>{short_day(go_live)}{said}",
            }
        )  # fmt: skip
    for at, (share, _, _) in enumerate(SURE):
        day = outlook.get(f"p{share}_date")
        if day is None:
            continue
        height = top * (1.1 + 0.08 * at)
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [day], "y": [height], "hoverinfo": "text", "showlegend": False,
                "hovertext": [f"{share} in 100 runs have moved everything by {short_day(day)}"], "cliponaxis": False,
                "customdata": [["Forecast", str(day)]], "name": f"{share} in 100 runs through",
                "marker": {"symbol": "diamond", "size": 11, "color": look.accent},
            }
        )  # fmt: skip
        said = f"<b>{share} in 100</b> runs through by <b>{short_day(day)}</b>"
        notes.append({**_note(said, day, height, "right", "middle", (-9, 0)), "bgcolor": look.background})
    return shapes, traces, notes


def _top(rows: pl.DataFrame) -> float:
    """The highest count that is drawn; at least one, or an axis without a range would be drawn upside down."""
    names = ("planned", "actual", "forecast", "scope", "migrated_p95", "scope_p50")
    counts = [count for name in names if name in rows.columns for count in rows[name].drop_nulls().to_list()]
    return float(max([1, *counts]))


def _line(name: str, days: list[date], counts: list[Any], colour: str, width: float, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": name, "x": days, "y": counts,
        "line": {"color": colour, "width": width, "dash": dash}, "marker": {"size": 5, "color": colour},
        "customdata": [[name, str(d)] for d in days], "hoverinfo": "text",
        "hovertext": [f"{name} by {d.day} {d:%B %Y}: {number(n)}" for d, n in zip(days, counts, strict=True)],
    }  # fmt: skip


def _stepped(line: dict[str, Any]) -> dict[str, Any]:
    """The line as steps: a count holds until the next day that is known, and nothing lies between two counts."""
    return {**line, "line": {**line["line"], "shape": "hv"}}


def _plan(months: pl.DataFrame, as_at: date) -> tuple[list[date], list[int]]:
    """The days and counts of the plan: the month ends, and the as-at date with what was planned by then."""
    points = dict(months.select("month_end", "planned").iter_rows())
    if "planned_by_now" in months.columns and (due := months["planned_by_now"].drop_nulls().to_list()):
        points[as_at] = due[0]
    days = sorted(points)
    return days, [points[day] for day in days]


def _bare(line: dict[str, Any]) -> dict[str, Any]:
    """The line without its dots."""
    return {**line, "mode": "lines"}


def _dot(day: date, count: int, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "x": [day], "y": [count], "hoverinfo": "skip", "showlegend": False,
        "marker": {"size": 10, "color": look.actual},
    }  # fmt: skip


def _note(text: str, day: date, value: float, xanchor: str, yanchor: str, shift: tuple[int, int]) -> dict[str, Any]:
    """A label at the thing itself: in its place a key would have to be looked up."""
    return {
        "x": day, "y": value, "text": text, "showarrow": False, "xanchor": xanchor, "yanchor": yanchor,
        "xshift": shift[0], "yshift": shift[1],
    }  # fmt: skip
