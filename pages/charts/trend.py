"""Milestone trend: each item's expected date at each report, against the report's date."""

from __future__ import annotations

import re
import textwrap
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Palette, clean, date_ticks, figure, spread
from pages.ui.formatting import capital, dated, is_past, lapse, short_day, slip

MOST = 8
"""Lines that a reader can follow; of more, those to come that slipped most are drawn, and the others are in the table."""

HEIGHT, PLOT = 560, 500
"""Pixels: the figure, and what is left of it for the lines."""

COLUMN, SMALL, LETTERS = 152, TEXT_SIZE - 2, 21
"""Pixels that the labels take, also on a phone; the size of their letters, and how many are on a line."""

SYMBOLS = ("circle", "diamond", "square", "triangle-up", "cross", "x", "star", "hexagon")
"""A shape each, so that the lines differ in grey."""


def trend(
    rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, *, code: str, always: tuple[str, ...] = ()
) -> go.Figure:
    """One line per item: flat is on time, rising slips; below the diagonal ‘today’ a date is in the past.

    Rows (queries/gateways/trend.sql, waves_trend.sql): one per item and report: the column named `code`, name,
    reporting_date, expected_date, is_done, slip_days. `always`: kinds (column kind) that are drawn whatever their slip.
    Custom data of a mark: [code, reporting_date].
    """
    shown = drawn(rows, code, as_at, always)
    reports, dates = _days(shown["reporting_date"]), _days(shown["expected_date"])
    first, last = min([*reports, as_at]), max([*reports, as_at])
    low, high = min([*dates, as_at]), max([*dates, as_at])
    air = timedelta(days=max(5, (high - low).days // 14))
    low, high = low - air, high + 2 * air
    traces: list[Any] = [_today(first, last, palette)]
    labels = []
    for at, ((_key, name), one) in enumerate(shown.group_by(code, "name", maintain_order=True)):
        line = one.sort("reporting_date")
        colour = _colour(line, as_at, palette)
        traces.append(
            {
                "type": "scatter", "mode": "lines+markers", "name": clean(name, 40), "x": line["reporting_date"].to_list(),
                "y": line["expected_date"].to_list(), "line": {"color": colour, "width": 2}, "cliponaxis": False,
                "marker": {"symbol": SYMBOLS[at % len(SYMBOLS)], "size": 7, "color": colour}, "hoverinfo": "text",
                "customdata": [[row[code], str(row["reporting_date"])] for row in line.iter_rows(named=True)],
                "hovertext": [_hover(row) for row in line.iter_rows(named=True)],
            }
        )  # fmt: skip
        labels.append((line["expected_date"][0], _label(name, _how_late(line.row(-1, named=True), as_at)), colour))
    return figure(
        traces, palette, height=HEIGHT, annotations=_labels(labels, (first, last), (low, high), palette),
        margin={"t": 8, "b": 8, "l": COLUMN, "r": 4},
        xaxis={"range": [first, last], **date_ticks(first, last)},
        yaxis={
            "range": [low, high], "showgrid": True, "side": "right", "automargin": True, "ticklabelstandoff": 6,
            **date_ticks(low, high, " "),
        },
    )  # fmt: skip


def drawn(rows: pl.DataFrame, code: str, as_at: date, always: tuple[str, ...] = ()) -> pl.DataFrame:
    """The rows of the items to draw: all, or if there are many, those of the kinds in `always`, then items still to
    come, ordered by slip or by days past their date. What is done can no longer be influenced."""
    last = rows.sort("reporting_date").group_by(code, maintain_order=True).last()
    wanted = pl.col("kind").is_in(always) if always and "kind" in rows.columns else pl.lit(False)
    past = pl.when(~pl.col("is_done")).then((as_at - pl.col("expected_date")).dt.total_days())
    ranked = last.with_columns(asked=wanted, off=pl.max_horizontal(pl.col("slip_days").abs(), past)).sort(
        ["asked", "is_done", "off", "expected_date", code],
        descending=[True, False, True, False, False], nulls_last=True,
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


def _colour(line: pl.DataFrame, as_at: date, palette: Palette) -> str:
    """Done items are subdued; of the others, those that slip or are past their day stand out."""
    end = line.row(-1, named=True)
    if end["is_done"]:
        return palette.ghost
    return (
        palette.rating["red"]
        if (end["slip_days"] or 0) > 30 or is_past(end["expected_date"], as_at, end["is_done"])
        else palette.forecast
        if end["slip_days"]
        else palette.actual
    )


def _hover(row: dict[str, Any]) -> str:
    """As at the report."""
    reported, when = row["reporting_date"], row["expected_date"]
    stands = dated(when, row["slip_days"], reported, is_done=row["is_done"], brief=True)
    return f"<b>{clean(row['name'])}</b><br>At the report of {short_day(reported)}<br>{capital(stands)}"


def _how_late(end: dict[str, Any], as_at: date) -> str:
    """‘3 weeks late’, or of a day that is past ‘due 5 months ago’."""
    if is_past(end["expected_date"], as_at, end["is_done"]):
        return f"due {lapse((as_at - end['expected_date']).days).removeprefix('about ')} ago"
    return slip(end["slip_days"]).removeprefix("about ")


def _label(name: str, how_late: str) -> list[str]:
    """The name on at most two lines, and how late it is on one more."""
    lines = textwrap.wrap(re.sub(r"\s+", " ", name).strip(), LETTERS, max_lines=2, placeholder="…") or [""]
    return [*(f"<b>{clean(line)}</b>" for line in lines), how_late]


def _labels(
    labels: list[tuple[date, list[str], str]], x: tuple[date, date], y: tuple[date, date], palette: Palette
) -> list[dict[str, Any]]:
    """The labels in a column of their own, left of all lines, in the order in which the lines begin; a leader joins
    each to its line. Beside the lines they would cover them: every line that slips runs into those above it."""
    low, whole = y[0], max((y[1] - y[0]).days, 1)
    stacked = sorted(labels)
    wanted = [PLOT * (begun - low).days / whole for begun, _, _ in stacked]
    heights = [SMALL * 1.35 * len(lines) + 4 for _, lines, _ in stacked]
    placed = []
    for (begun, lines, colour), at, stands in zip(stacked, wanted, spread(wanted, heights, 0, PLOT), strict=True):
        placed.append(
            {
                "x": x[0], "y": begun, "ax": -14, "ay": round(at - stands), "xanchor": "right", "yanchor": "middle",
                "align": "right", "text": "<br>".join(lines), "font": {"size": SMALL, "color": palette.text},
                "showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": colour, "standoff": 4,
            }
        )  # fmt: skip
    return placed


def _today(first: date, last: date, palette: Palette) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": [first, last], "y": [first, last], "hoverinfo": "skip", "name": "Today",
        "line": {"color": palette.marker, "width": 1.5, "dash": "dot"}, "showlegend": False,
    }  # fmt: skip
