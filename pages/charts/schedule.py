"""Gateways and waves on a time axis, one row each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.dated_marks import (
    Scale,
    bar_traces,
    dates_in_words,
    expected,
    marks_key,
    point_traces,
    rating_in_colour,
    span,
)
from pages.charts.theme import LIGHT, Palette, as_at_line, clean, date_ticks, figure, joined, rating, row_label
from pages.narrative.migration import wave_in_brief
from pages.ui.formatting import NOTHING, capital, dated

ROWS = Scale(row=47, bar=0.2, ghost=0.06, below=-0.13, point=10, gap=0, is_cut=False)
MOST = 12  # gateways with a row each among so many
MANY = 24  # gateways and milestones with a row each on a figure of their own
CROWDED = 60  # marks in one row, beyond which each is a thin line: points would run into one another
NAME_LENGTH = 52  # what a phone shows of a name on one line


def by_row(items: pl.DataFrame, as_at: date, palette: Palette = LIGHT, *, together: bool = False) -> go.Figure:
    """Gateways or waves: a row each, in the order of the frame.

    Rows: lane, item_id, name, kind, start_baseline, baseline_date, start_forecast, forecast_date, actual_date (only when it
    has come), computed_rating. A thing with a start is drawn as a bar, one without as a point. With `together`, milestones
    share one row: there are many, and the gateways and the go-live are what a reader looks for first. So do the gateways where
    there are more than MOST of them. Custom data of a mark: [lane, item_id].
    """
    rows = [
        {**row, "custom": [row["lane"], row["item_id"]], "hover": _hover_of_row(row)}
        for row in items.iter_rows(named=True)
    ]
    of_kind = {kind: [row for row in rows if together and row["kind"] == kind] for kind in ("gateway", "milestone")}
    shared = {
        "Gateways": of_kind["gateway"] if len(of_kind["gateway"]) > MOST else [],
        "Milestones": of_kind["milestone"],
    }
    sharing = {row["kind"] for group in shared.values() for row in group}
    own = [row for row in rows if row["kind"] not in sharing]
    placed = [{**row, "y": -at} for at, row in enumerate(own)]
    labels = [
        row_label(
            _when_of_row(row, as_at, palette), row["y"], bold=clean(row["name"]), shift=6, two_lines=True, size=12
        )
        for row in placed
    ]
    bars = [row for row in placed if row["start_baseline"]]
    points = [row for row in placed if not row["start_baseline"]]
    height = len(placed)
    for name, group in shared.items():
        if group:
            done = len([row for row in group if row["actual_date"]])
            tally = f"{done} of {len(group)} done; a mark each"
            labels.append(row_label(tally, -height, bold=name, shift=6, two_lines=True, size=12))
            # One mark each, where it is or will be: with all their baselines nobody could tell them apart.
            alike = {"y": -height, "baseline_date": None, "is_thin": len(group) > CROWDED}
            points += [{**row, **alike, "forecast_date": expected(row)} for row in group]
            height += 1
    first, last = span(items, as_at)
    line, label = as_at_line(as_at, palette, first, last)
    above = 38 if points else 50  # the names of the bars are a legend, which is higher than the key of the marks
    return figure(
        [
            *bar_traces(bars, palette, ROWS, in_key=not points),
            *(point_traces(points, palette, ROWS) if points or not bars else []),
        ],
        palette, height=above + 30 + ROWS.row * max(1, height),
        shapes=[line], annotations=[*labels, *([marks_key(points, palette)] if points else []), label], barmode="overlay",
        showlegend=not points, margin={"t": above, "b": 24},
        xaxis={"range": [first, last], "showgrid": True, **date_ticks(first, last, " ")},
        yaxis={"visible": False, "range": [-height + 0.62, 0.88]},
    )  # fmt: skip


def waves(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """The waves on a timeline, a bar each, with how many of their applications have migrated.

    Rows (queries/migration/waves.sql): wave_id, name, baseline_start, baseline_finish, forecast_start,
    forecast_finish, applications, migrated, slip_days, is_done, finished_on, last_move_on. Custom data of a mark:
    ["waves", wave_id].
    """
    items = rows.select(
        lane=pl.lit("waves"),
        item_id=pl.col("wave_id"),
        name=pl.col("name"),
        kind=pl.lit("wave"),
        start_baseline=pl.col("baseline_start"),
        baseline_date=pl.col("baseline_finish"),
        start_forecast=pl.col("forecast_start"),
        forecast_date=pl.col("forecast_finish"),
        actual_date=pl.col("finished_on"),
        computed_rating=pl.lit(None, pl.String),
    )
    drawn = by_row(items, as_at, palette)
    for note, row in zip(drawn.layout.annotations, rows.iter_rows(named=True), strict=False):
        note.text = f"<b>{clean(row['name'], NAME_LENGTH)}</b><br>{wave_in_brief(row, as_at)}"
    return drawn


def gateways(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """The gateways, milestones and go-live by date: a row each, or, beyond MANY, the milestones in one.

    Rows (queries/gateways/status.sql): gateway_id, name, kind, baseline_date, planned_date, actual_date,
    is_done, computed_rating. Custom data of a mark: ["gateways", gateway_id].
    """
    items = rows.select(
        lane=pl.lit("gateways"),
        item_id=pl.col("gateway_id"),
        name=pl.col("name"),
        kind=pl.col("kind"),
        start_baseline=pl.lit(None, pl.Date),
        baseline_date=pl.col("baseline_date"),
        start_forecast=pl.lit(None, pl.Date),
        forecast_date=pl.col("planned_date"),
        actual_date=pl.when("is_done").then("actual_date"),
        computed_rating=pl.col("computed_rating"),
    )
    return by_row(items, as_at, palette, together=rows.height > MANY)


def _when_of_row(row: Mapping[str, Any], as_at: date, palette: Palette) -> str:
    """‘● Green · done 14 Dec 2012, on plan’, ‘▲ Red · was due 31 Jan 2014, 5 months ago, not done’: shape, word, date and how
    late that is."""
    when = expected(row)
    if when is None:
        return NOTHING
    late = (when - row["baseline_date"]).days if row["baseline_date"] else None
    when_and_slip = dated(when, late, as_at, is_done=row["actual_date"] is not None, brief=True)
    if row["lane"] == "waves":
        return f"Wave · {when_and_slip}"
    if row["computed_rating"]:
        return joined(rating_in_colour(row["computed_rating"], palette), f" · {when_and_slip}")
    return capital(when_and_slip)


def _hover_of_row(row: Mapping[str, Any]) -> str:
    lines = [f"<b>{clean(row['name'])}</b>", *dates_in_words(row)]
    if row["computed_rating"]:
        lines.append(f"Computed rating: {rating(row['computed_rating']).word}")
    return "<br>".join(lines)
