"""Milestone trend: the date expected of each thing as it stood at each report, drawn against the report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Look, clean, faint, figure
from pages.parts.words import short_day, slip

MOST = 8
"""Lines that can be told apart; of more, those that slipped most are drawn, and the others stand in the table."""

SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "hexagon")
"""A shape each, so that the lines are told apart in grey."""


def trend(rows: pl.DataFrame, as_at: date, look: Look = LIGHT, *, code: str, always: tuple[str, ...] = ()) -> go.Figure:
    """One line a thing: flat is on time, rising slips; below the diagonal «today» a date lies in the past.

    Rows (queries/gateways_trend.sql, waves_trend.sql): one per thing and report: the column named `code`, name,
    reporting_date, expected_date, is_done, slip_days. `always`: kinds (column kind) that are drawn whatever their slip.
    Custom data of a mark: [code, reporting_date].
    """
    shown = drawn(rows, code, always)
    reports, dates = _days(shown["reporting_date"]), _days(shown["expected_date"])
    first, last = min([*reports, as_at]), max([*reports, as_at])
    low, high = min([*dates, as_at]), max([*dates, as_at])
    air = timedelta(days=max(5, (high - low).days // 14))
    low, high = low - air, high + 2 * air
    traces: list[Any] = [_today(first, last, look)]
    labels = []
    for at, ((_key, name), one) in enumerate(shown.group_by(code, "name", maintain_order=True)):
        line = one.sort("reporting_date")
        colour = _colour(line, look)
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "name": clean(name, 40), "x": line["reporting_date"].to_list(),
                "y": line["expected_date"].to_list(), "line": {"color": colour, "width": 2}, "cliponaxis": False,
                "marker": {"symbol": SYMBOLS[at % len(SYMBOLS)], "size": 7, "color": colour}, "hoverinfo": "text",
                "customdata": [[row[code], str(row["reporting_date"])] for row in line.iter_rows(named=True)],
                "hovertext": [_hover(row) for row in line.iter_rows(named=True)],
            }
        )  # fmt: skip
        begun, slipped = line["expected_date"][0], line["slip_days"][-1]
        labels.append((begun, f"<b>{clean(name, 22)}</b>: {slip(slipped).removeprefix('about ')}"))
    height = 520
    return figure(
        traces, look, height=height, annotations=[*_labels(labels, low, high, height, look), *_today_label(low, last, look)],
        margin={"t": 22, "b": 8, "r": 14},
        xaxis={"type": "date", "tickformat": "%b<br>%Y", "nticks": 6, "range": [first, last]},
        yaxis={"type": "date", "tickformat": "%b %Y", "nticks": 8, "range": [low, high], "showgrid": True},
    )  # fmt: skip


def drawn(rows: pl.DataFrame, code: str, always: tuple[str, ...] = ()) -> pl.DataFrame:
    """The rows of the things that are drawn: all, or of many those of the kinds in `always` and what slipped most."""
    last = rows.sort("reporting_date").group_by(code, maintain_order=True).last()
    wanted = pl.col("kind").is_in(always) if always and "kind" in rows.columns else pl.lit(False)
    ranked = last.with_columns(asked=wanted).sort(
        ["asked", pl.col("slip_days").abs(), "expected_date", code], descending=[True, True, False, False], nulls_last=True
    )  # fmt: skip
    kept = ranked.head(MOST).sort(["expected_date", code], descending=[True, False])[code].to_list()
    place = {one: at for at, one in enumerate(kept)}
    return (
        rows.filter(pl.col(code).is_in(kept))
        .with_columns(place=pl.col(code).replace_strict(place, return_dtype=pl.Int64))
        .sort(["place", "reporting_date"])
        .drop("place")
    )


def _days(dates: pl.Series) -> list[date]:
    return [day for day in dates.to_list() if day is not None]


def _colour(line: pl.DataFrame, look: Look) -> str:
    """What is done stands back; of what is not, whatever slips stands out."""
    end = line.row(-1, named=True)
    if end["is_done"]:
        return look.ghost
    return look.rating["red"] if (end["slip_days"] or 0) > 30 else look.forecast if end["slip_days"] else look.actual


def _hover(row: dict[str, Any]) -> str:
    done = "Done" if row["is_done"] else "Expected"
    return (
        f"<b>{clean(row['name'])}</b><br>At the report of {short_day(row['reporting_date'])}<br>"
        f"{done} {short_day(row['expected_date'])}, {slip(row['slip_days'])}"
    )


def _labels(begun: list[tuple[date, str]], low: date, high: date, height: int, look: Look) -> list[dict[str, Any]]:
    """A label above the beginning of each line, apart from each other by at least a line of text.

    They stand at the left, where lines are still apart: every line that slips runs into those above it.
    """
    plot = height - 70
    whole = max((high - low).days, 1)
    placed: list[dict[str, Any]] = []
    before = None
    for start, text in sorted(begun):
        at = plot * (start - low).days / whole
        stands = at if before is None else max(at, before + TEXT_SIZE + 5)
        before = stands
        placed.append(
            {
                "x": 0.02, "xref": "paper", "y": start, "xanchor": "left", "yanchor": "bottom",
                "yshift": round(stands - at) + 5, "text": text, "showarrow": False, "align": "left",
                "bgcolor": faint(look.background, 0.85), "borderpad": 0,
            }
        )  # fmt: skip
    return placed


def _today(first: date, last: date, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": [first, last], "y": [first, last], "hoverinfo": "skip", "name": "Today",
        "line": {"color": look.marker, "width": 1.5, "dash": "dot"}, "showlegend": False,
    }  # fmt: skip


def _today_label(low: date, last: date, look: Look) -> list[dict[str, Any]]:
    """In the corner below the diagonal, where nothing is drawn but what is done."""
    if last <= low:
        return []
    return [
        {
            "x": 1, "xref": "paper", "y": 0, "yref": "paper", "xanchor": "right", "yanchor": "bottom", "showarrow": False,
            "text": "dotted: the day of the report", "font": {"size": TEXT_SIZE - 1, "color": look.muted},
        }
    ]  # fmt: skip
