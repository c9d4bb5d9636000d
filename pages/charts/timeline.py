"""The timeline: everything dated on one axis, with the baseline as a ghost, the forecast solid, the actual filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, Look, as_at_line, clean, date_ticks, figure, rating, row_label
from pages.ui.formatting import capital, short_day, slip

ROW = 62
MOST = 12  # gateways with a row each among other things
MANY = 24  # gateways and milestones with a row each on a figure of their own
CROWDED = 60  # marks in one row, beyond which each is a thin line: points would run into one another
BAR, THIN = 0.2, 0.06  # of a row
BELOW = -0.18  # where the ghost of a bar's baseline stands
DAY = 86_400_000  # milliseconds, in which a date axis counts
NAME_LENGTH = 52  # what a phone shows of a name on one line

Item = dict[str, Any]


def timeline(items: pl.DataFrame, as_at: date, look: Look = LIGHT, *, together: bool = False) -> go.Figure:
    """Everything dated: a row each, in the order of the frame.

    Rows (queries/timeline/items.sql): lane, item_id, name, kind, start_baseline, baseline_date, start_forecast,
    forecast_date, actual_date, computed_rating, status. A thing with a start is drawn as a bar, one without as a
    point. With `together`, milestones share one row and so do decisions: there are many, and the gateways and the
    go-live are what a reader looks for first. So do the gateways where there are more than MOST of them. Custom data of a
    mark: [lane, item_id].
    """
    rows = list(items.iter_rows(named=True))
    kinds = ("Gateways", "Milestones", "Decisions, scrutiny and engagement") if together else ()
    shared: dict[str, list[Item]] = {name: [] for name in kinds}
    own: list[Item] = []
    many_gateways = together and len([row for row in rows if row["kind"] == "gateway"]) > MOST
    for row in rows:
        if together and row["lane"] == "decisions":
            shared["Decisions, scrutiny and engagement"].append(row)
        elif together and row["kind"] == "milestone":
            shared["Milestones"].append(row)
        elif many_gateways and row["kind"] == "gateway":
            shared["Gateways"].append(row)
        else:
            own.append(row)
    placed = [{**row, "y": -at} for at, row in enumerate(own)]
    labels = [_label(clean(row["name"], NAME_LENGTH), _status(row, as_at), row["y"], look) for row in placed]
    bars = [row for row in placed if row["start_baseline"]]
    points = [row for row in placed if not row["start_baseline"]]
    height = len(placed)
    for name, group in shared.items():
        if group:
            labels.append(_label(name, _tally(group, as_at), -height, look))
            # One mark each, where it is or will be: with all their baselines nobody could tell them apart.
            alike = {"y": -height, "baseline_date": None, "is_thin": len(group) > CROWDED}
            points += [{**row, **alike, "forecast_date": _expected(row, as_at)} for row in group]
            height += 1
    first, last = span(rows, as_at)
    line, label = as_at_line(as_at, look, first, last)
    return figure(
        [*_bars(bars, as_at, look), *_points(points, as_at, look)], look, height=100 + ROW * max(1, height),
        shapes=[line], annotations=[*labels, label], barmode="overlay", showlegend=True, margin={"t": 48},
        xaxis={"range": [first, last], "showgrid": True, **date_ticks(first, last)},
        yaxis={"visible": False, "range": [-height + 0.62, 0.78]},
    )  # fmt: skip


def _label(name: str, said: str, y: float, look: Look) -> Item:
    return row_label(said, y, look, bold=name, shift=9, two_lines=True)


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
    """‘● Green · done 14 Dec 2012, on plan’: shape, word, date and slip."""
    expected = _expected(row, as_at)
    late = (expected - row["baseline_date"]).days if expected and row["baseline_date"] else None
    said = f"{'done' if is_done(row, as_at) else 'expected'} {short_day(expected)}, {slip(late)}"
    if row["lane"] == "waves":
        return f"Wave · {said}"
    if row["computed_rating"]:
        shown = rating(row["computed_rating"])
        return f"{shown.shape} {shown.word} · {said}"
    return capital(said)


def _tally(rows: list[Item], as_at: date) -> str:
    done = len([row for row in rows if is_done(row, as_at)])
    return f"{done} of {len(rows)} done; a mark each"


def _hover(row: Mapping[str, Any], as_at: date) -> str:
    lines = [f"<b>{clean(row['name'])}</b>"]
    if row["lane"] == "decisions":
        lines.append(f"{clean(row['kind']).capitalize()}, {clean(row['status'])}")
    if row["start_baseline"]:
        lines.append(f"Baseline: {short_day(row['start_baseline'])} to {short_day(row['baseline_date'])}")
    elif row["baseline_date"]:
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


def _bars(rows: list[Item], as_at: date, look: Look) -> list[Item]:
    """Each thing that lasts: its baseline a thin ghost below, the forecast or the actual a bar."""
    if not rows:
        return []

    def bar(name: str, drawn: list[tuple[Item, date, date]], colour: str, width: float, shift: float) -> Item:
        return {
            "type": "bar", "orientation": "h", "name": name, "width": width, "showlegend": False,
            "y": [row["y"] + shift for row, _, _ in drawn], "base": [start for _, start, _ in drawn],
            "x": [max((end - start).days, 1) * DAY for _, start, end in drawn], "marker": {"color": colour},
            "customdata": [[row["lane"], row["item_id"]] for row, _, _ in drawn], "hoverinfo": "text",
            "hovertext": [_hover(row, as_at) for row, _, _ in drawn],
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
        bar("Baseline", ghosts, look.ghost, THIN, BELOW),
        bar("Forecast", coming, look.forecast, BAR, 0),
        bar("Actual", done, look.actual, BAR, 0),
    ]


def _points(rows: list[Item], as_at: date, look: Look) -> list[Item]:
    """Baseline a hollow ghost, joined by a thin line to the forecast (solid) or the actual (filled).

    All three are always there, empty or not, because they are the key to the whole figure.
    """
    slips_x: list[date | None] = []
    slips_y: list[float | None] = []
    for row in rows:
        expected = _expected(row, as_at)
        if row["baseline_date"] and expected and expected != row["baseline_date"]:
            slips_x += [row["baseline_date"], expected, None]
            slips_y += [row["y"], row["y"], None]

    def marks(name: str, drawn: list[tuple[Item, date]], marker: Item, *, in_key: bool = True) -> Item:
        return {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker, "cliponaxis": False, "showlegend": in_key,
            "x": [day for _, day in drawn] or [None], "y": [row["y"] for row, _ in drawn] or [None],
            "customdata": [[row["lane"], row["item_id"]] for row, _ in drawn], "hoverinfo": "text",
            "hovertext": [_hover(row, as_at) for row, _ in drawn],
        }  # fmt: skip

    ghosts = [(row, row["baseline_date"]) for row in rows if row["baseline_date"]]
    thin = [row for row in rows if row.get("is_thin")]
    rows = [row for row in rows if not row.get("is_thin")]
    done, coming = _done_and_coming(rows, as_at)
    hollow = {"symbol": "diamond", "size": 13, "color": look.background, "line": {"color": look.ghost, "width": 2}}
    joined = {"color": look.ghost, "width": 2}
    return [
        {
            "type": "scatter", "mode": "lines", "x": slips_x, "y": slips_y, "hoverinfo": "skip", "showlegend": False,
            "line": joined,
        },
        marks("Baseline", ghosts, hollow),
        marks("Forecast", coming, {"symbol": "diamond", "size": 13, "color": look.forecast}),
        marks("Actual", done, {"symbol": "circle", "size": 13, "color": look.actual}),
        *(
            marks(name, drawn, {"symbol": "line-ns", "size": 16, "line": {"color": colour, "width": 2}}, in_key=False)
            for name, drawn, colour in zip(
                ("Actual", "Forecast"), _done_and_coming(thin, as_at), (look.actual, look.forecast), strict=True
            )
            if drawn
        ),
    ]  # fmt: skip


def _done_and_coming(rows: list[Item], as_at: date) -> tuple[list[tuple[Item, date]], list[tuple[Item, date]]]:
    done = [(row, row["actual_date"]) for row in rows if is_done(row, as_at)]
    return done, [(row, day) for row in rows if not is_done(row, as_at) and (day := _expected(row, as_at))]


def waves(rows: pl.DataFrame, as_at: date, look: Look = LIGHT) -> go.Figure:
    """The waves on a timeline, a bar each, with how many of their applications have migrated.

    Rows (queries/migration/waves.sql): wave_id, name, baseline_start, baseline_finish, forecast_start,
    forecast_finish, applications, migrated, slip_days, finished_on. Custom data of a mark: ["waves", wave_id].
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
        status=pl.lit(""),
    )
    drawn = timeline(items, as_at, look)
    for note, row in zip(drawn.layout.annotations, rows.iter_rows(named=True), strict=False):
        moved = f"{row['migrated']} of {row['applications']} moved; {slip(row['slip_days'])}"
        note.text = f"<b>{clean(row['name'], NAME_LENGTH)}</b><br>{moved}"
    return drawn


def gateways(rows: pl.DataFrame, as_at: date, look: Look = LIGHT) -> go.Figure:
    """The gateways, milestones and go-live by date: a row each, or, beyond MANY, the milestones in one.

    Rows (queries/gateways/status.sql): gateway_id, name, kind, baseline_date, forecast_date, actual_date,
    computed_rating. Custom data of a mark: ["gateways", gateway_id].
    """
    items = rows.select(
        lane=pl.lit("gateways"),
        item_id=pl.col("gateway_id"),
        name=pl.col("name"),
        kind=pl.col("kind"),
        start_baseline=pl.lit(None, pl.Date),
        baseline_date=pl.col("baseline_date"),
        start_forecast=pl.lit(None, pl.Date),
        forecast_date=pl.col("forecast_date"),
        actual_date=pl.col("actual_date"),
        computed_rating=pl.col("computed_rating"),
        status=pl.lit(""),
    )
    return timeline(items, as_at, look, together=rows.height > MANY)
