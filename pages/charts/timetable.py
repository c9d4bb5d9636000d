"""The programme's timetable: everything dated on one axis by swim-lane, with baseline, forecast, actual and dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.theme import LIGHT, TEXT_SIZE, Look, as_at_line, clean, date_ticks, figure, rating, row_label, text_on
from pages.ui.formatting import capital, number, short_day, slip

LANES: Mapping[str, str] = {
    "gateways": "Gateways and milestones", "waves": "Waves", "decisions": "Decisions and scrutiny", "partners": "Partners",
    "migrations": "Moves of applications",
}  # fmt: skip
STATUS = {
    "done": "done", "in_progress": "under way", "not_started": "not started", "planned": "planned", "overdue": "past its date",
    "blocked": "blocked", "deferred": "deferred", "cancelled": "cancelled",
}  # fmt: skip
ROW, HEAD = 54, 1.1  # pixels of a row; how much of one the name of a lane takes, or the label below would cover it
LONGEST_WITHOUT_DATES, TOP_DATES = 8, 36  # rows that a window shows together; pixels that the dates at the top take
HUNDRED = 100
BAR, GHOST, BELOW = 0.19, 0.06, -0.17  # of a row
DAY = 86_400_000  # milliseconds, in which a date axis counts
NAME_LENGTH = 52  # what a phone shows of a name on one line

Item = dict[str, Any]
Window = tuple[date, date]


@dataclass
class Placed:
    """What stands where: each item with its height, the labels of rows and lanes, and how high it all is."""

    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    rows: float = 0


def lane_name(lane: str) -> str:
    """What a lane is called; one that came with a later dataset by its own name."""
    return LANES.get(lane, capital(lane.replace("_", " ")))


def timetable(rows: pl.DataFrame, as_at: date, look: Look = LIGHT, window: Window | None = None) -> go.Figure:
    """Every dated thing in its lane: hollow the baseline, solid what is expected, dark what happened.

    Rows (queries/timeline/all.sql): one per bar or point (lane, item_id, row_key, name, kind, the dates, computed_rating,
    status, leads_to_lane, leads_to, slack_days, items); of kind month, several that stand together. `window`: the days
    that the axis shows; everything when there is none. A partner's stages share a row, and so do the months of one status.
    Custom data of a mark: [lane, row_key, item_id].
    """
    placed = _place(list(rows.iter_rows(named=True)), as_at, look)
    first, last = window or span(rows, as_at)
    line, label = as_at_line(as_at, look, first, last)
    if is_tall := placed.rows > LONGEST_WITHOUT_DATES:
        label["yshift"] = TOP_DATES
    shown = [line] if first <= as_at <= last else []
    singles = [row for row in placed.items if row["kind"] != "month"]
    stages = [row for row in singles if row["kind"] == "stage"]
    others = [row for row in singles if row["kind"] != "stage"]
    bars = [row for row in others if row["start_baseline"] or row["start_forecast"]]
    points = [row for row in others if not (row["start_baseline"] or row["start_forecast"])]
    traces = [
        *_leads(placed.items, look),
        *_blocks([row for row in placed.items if row["kind"] == "month"], look),
        *_stages(stages, as_at, look),
        *_bars(bars, as_at, look),
        *_points(points, as_at, look),
    ]
    days = {"type": "date", "range": [first, last], **date_ticks(first, last)}
    above = TOP_DATES if is_tall else 0
    return figure(
        traces, look, height=round(118 + above + ROW * max(1.5, placed.rows)), barmode="overlay", showlegend=True,
        shapes=shown, annotations=[*placed.labels, *([label] if shown else [])], margin={"t": 84 + above},
        uniformtext={"mode": "hide", "minsize": 10}, xaxis={**days, "showgrid": True},
        yaxis={"visible": False, "range": [-placed.rows + 0.4, 0.6]}, **(_dates_above(traces, days) if is_tall else {}),
    )  # fmt: skip


def _dates_above(traces: list[Item], days: Item) -> Item:
    """The dates at the top too, where a figure is longer than a window; an axis is drawn only when a trace lies on it."""
    traces.append(
        {
            "type": "scatter",
            "x": [days["range"][0]],
            "y": [None],
            "xaxis": "x2",
            "hoverinfo": "skip",
            "showlegend": False,
        }
    )
    return {"xaxis2": {**days, "overlaying": "x", "matches": "x", "side": "top", "showgrid": False}}


def span(rows: pl.DataFrame, as_at: date) -> Window:
    """The first and last day of everything dated and the as-at date, with some air."""
    names = ("start_baseline", "baseline_date", "start_forecast", "forecast_date", "start_actual", "actual_date")
    dates = [day for name in names for day in rows[name].drop_nulls().to_list()] + [as_at]
    air = timedelta(days=max(10, (max(dates) - min(dates)).days // 30))
    return min(dates) - air, max(dates) + air


def _place(rows: list[Item], as_at: date, look: Look) -> Placed:
    placed = Placed()
    lane: str | None = None
    taken: dict[str, float] = {}
    for row in rows:
        if row["lane"] != lane:
            lane, taken = row["lane"], {}
            by_month = ", by month" if row["kind"] == "month" else ""
            placed.labels.append(_lane_label(f"{lane_name(lane)}{by_month}", -placed.rows, look))
            placed.rows += HEAD
        shared = _row_of(row)
        if shared not in taken:
            taken[shared] = -placed.rows
            # a bar so high that its label stands higher
            is_wide = row["kind"] in ("month", "stage", "planned_stage", "target_live")
            said = "" if is_wide else _said(row, as_at)
            if row["kind"] == "month":
                said = number(sum(one["items"] for one in rows if one["lane"] == lane and _row_of(one) == shared))
            name = clean(_own_name(row), NAME_LENGTH)
            placed.labels.append(
                row_label(
                    said,
                    taken[shared],
                    look,
                    bold=name,
                    shift=12 if is_wide else 8,
                    two_lines=bool(said) and not is_wide,
                )
            )
            placed.rows += 1
        placed.items.append({**row, "y": taken[shared]})
    return placed


def _row_of(row: Item) -> str:
    if row["kind"] == "month":
        return f"months {row['status']}"
    if row["lane"] == "partners":
        return f"partner {row['row_key']}"
    return f"item {row['item_id']}"


def _own_name(row: Item) -> str:
    if row["kind"] == "month":
        return capital(STATUS.get(row["status"], str(row["status"])))
    if row["lane"] == "partners":
        return str(row["name"]).rsplit(": ", 1)[0]
    return str(row["name"])


def _lane_label(name: str, y: float, look: Look) -> Item:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False, "align": "left",
        "text": f"<b>{clean(name)}</b>", "font": {"size": TEXT_SIZE + 2, "color": look.accent}, "bgcolor": look.background,
    }  # fmt: skip


def expected(row: Mapping[str, Any]) -> date | None:
    """The day it happened, else the day expected, else the baseline."""
    found: date | None = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
    return found


def _said(row: Item, as_at: date) -> str:
    """‘▲ Red · 21 Jun 2013, 3 weeks late’: shape and word, date and slip."""
    parts = []
    if row["computed_rating"]:
        shown = rating(row["computed_rating"])
        parts.append(f"{shown.shape} {shown.word}")
    when = short_day(expected(row))
    if row["status"] in ("overdue", "deferred", "cancelled", "blocked"):
        parts.append(f"{when}, {STATUS[row['status']]}")
    else:
        late = "" if not row["slip_days"] else f", {slip(row['slip_days']).removeprefix('about ')}"
        parts.append(f"{'done ' if row['status'] == 'done' else ''}{when}{late}")
    return " · ".join(parts)


def _hover(row: Item) -> str:
    if row["kind"] == "month":
        return f"<b>{clean(row['name'], 80)}</b><br>Choose it to look closer"
    lines = [f"<b>{clean(row['name'], 80)}</b>", capital(STATUS.get(row["status"], clean(row["status"])))]
    for said, start, end in (
        ("Baseline", "start_baseline", "baseline_date"), ("Forecast", "start_forecast", "forecast_date"),
        ("Actual", "start_actual", "actual_date"),
    ):  # fmt: skip
        if row[start] and row[end]:
            lines.append(f"{said}: {short_day(row[start])} to {short_day(row[end])}")
        elif row[end] or row[start]:
            lines.append(f"{said}: {short_day(row[end]) if row[end] else 'from ' + short_day(row[start])}")
    if row["slack_days"] is not None and row["slack_days"] < 0:
        lines.append("Later than what it must come before")
    if row["detail"]:
        lines.append(clean(row["detail"], 110))
    return "<br>".join(lines)


def _custom(row: Item) -> list[str | None]:
    return [row["lane"], row["row_key"], row["item_id"]]


def _bar(name: str, drawn: list[tuple[Item, date, date]], look: Look, colour: str, width: float, **more: Any) -> Item:
    shift = more.pop("shift", 0)
    return {
        "type": "bar", "orientation": "h", "name": name, "width": width, "showlegend": False, "hoverinfo": "text",
        "y": [row["y"] + shift for row, _, _ in drawn], "base": [start for _, start, _ in drawn],
        "x": [max((end - start).days, 1) * DAY for _, start, end in drawn],
        "marker": {"color": colour, "line": {"color": look.background, "width": 1}},
        "customdata": [_custom(row) for row, _, _ in drawn], "hovertext": [_hover(row) for row, _, _ in drawn],
        **more,
    }  # fmt: skip


def _bars(rows: list[Item], as_at: date, look: Look) -> list[Item]:
    ghosts, coming, done = [], [], []
    for row in rows:
        if row["start_baseline"] and row["baseline_date"]:
            ghosts.append((row, row["start_baseline"], row["baseline_date"]))
        start = row["start_forecast"] or row["start_baseline"]
        end = row["forecast_date"] or row["baseline_date"] or start
        if row["actual_date"]:
            begun = row["start_actual"] or start
            done.append((row, begun, max(row["actual_date"], begun)))
        else:
            coming.append((row, start, max(end, start)))
    return [
        _bar("Baseline", ghosts, look, look.ghost, GHOST, shift=BELOW),
        _bar("Forecast", coming, look, look.forecast, BAR),
        _bar("Actual", done, look, look.actual, BAR),
    ]


def _stages(rows: list[Item], as_at: date, look: Look) -> list[Item]:
    """The stages of each partner, one after the other; the one that it is in ends at the as-at date."""
    drawn = [(row, row["start_actual"], max(row["actual_date"] or as_at, row["start_actual"])) for row in rows]
    if not drawn:
        return []
    words = [str(row["name"]).rsplit(": ", 1)[-1] for row in rows]
    return [
        _bar(
            "Stage", drawn, look, look.actual, BAR + 0.2, text=[clean(capital(word)) for word in words],
            textposition="inside", insidetextanchor="start", textangle=0, textfont={"color": text_on(look.actual), "size": 11},
        )
    ]  # fmt: skip


def _blocks(rows: list[Item], look: Look) -> list[Item]:
    """Many that stand together: a block a month with their number."""
    traces = []
    for status, colour in (("done", look.actual), ("", look.forecast)):
        here = [row for row in rows if (row["status"] == "done") == (status == "done")]
        drawn = [(row, row["start_actual"] or row["start_forecast"], expected(row)) for row in here]
        if drawn:
            shown = [(row, start, end) for row, start, end in drawn if start and end]
            traces.append(
                _bar(
                    "Months", shown, look, colour, BAR + 0.2, textposition="inside", insidetextanchor="middle", textangle=0,
                    text=[number(row["items"]) if row["items"] >= HUNDRED else "" for row, _, _ in shown],
                    textfont={"color": text_on(colour), "size": 10},
                )
            )  # fmt: skip
            traces.append(_counts(shown, text_on(colour)))
    return traces


def _counts(drawn: list[tuple[Item, date, date]], ink: str) -> Item:
    """The number in each block, below a hundred. In a trace of its own: Plotly leaves six pixels about the text in a bar,
    which on a phone would hide every other number. Longer ones stand in the bars, and are hidden where they don't fit."""
    middles = [start + (end - start) / 2 for _, start, end in drawn]
    return {
        "type": "scatter", "mode": "text", "x": middles, "y": [row["y"] for row, _, _ in drawn], "showlegend": False,
        "text": [number(row["items"]) if row["items"] < HUNDRED else "" for row, _, _ in drawn], "hoverinfo": "skip",
        "textfont": {"color": ink, "size": 10},
    }  # fmt: skip


def _points(rows: list[Item], as_at: date, look: Look) -> list[Item]:
    """Baseline a hollow ghost, joined to the forecast (solid) or the actual (dark). All three are always there, empty or
    not: they are the key to the whole figure."""
    joined_x: list[date | None] = []
    joined_y: list[float | None] = []
    for row in rows:
        to = expected(row)
        if row["baseline_date"] and to and to != row["baseline_date"]:
            joined_x += [row["baseline_date"], to, None]
            joined_y += [row["y"], row["y"], None]

    def marks(name: str, drawn: list[tuple[Item, date]], marker: Item) -> Item:
        return {
            "type": "scatter", "mode": "markers", "name": name, "marker": marker, "hoverinfo": "text",
            "x": [day for _, day in drawn] or [None], "y": [row["y"] for row, _ in drawn] or [None],
            "customdata": [_custom(row) for row, _ in drawn], "hovertext": [_hover(row) for row, _ in drawn],
        }  # fmt: skip

    ghosts = [(row, row["baseline_date"]) for row in rows if row["baseline_date"]]
    done = [(row, row["actual_date"]) for row in rows if row["actual_date"]]
    coming = [(row, day) for row in rows if not row["actual_date"] and (day := row["forecast_date"])]
    hollow = {"symbol": "diamond", "size": 12, "color": look.background, "line": {"color": look.ghost, "width": 2}}
    return [
        {
            "type": "scatter", "mode": "lines", "x": joined_x, "y": joined_y, "hoverinfo": "skip", "showlegend": False,
            "line": {"color": look.ghost, "width": 2},
        },
        marks("Baseline", ghosts, hollow),
        marks("Forecast", coming, {"symbol": "diamond", "size": 12, "color": look.forecast}),
        marks("Actual", done, {"symbol": "circle", "size": 12, "color": look.actual}),
    ]  # fmt: skip


def _leads(rows: list[Item], look: Look) -> list[Item]:
    """From what must come first to what waits for it; on its own trace, in red and dashed, where it comes too late."""
    found = {(row["lane"], row["item_id"]): row for row in rows}
    lines: dict[bool, tuple[list[date | None], list[float | None]]] = {False: ([], []), True: ([], [])}
    for row in rows:
        target = found.get((row["leads_to_lane"], row["leads_to"]))
        # So many moves lead to each wave that their lines would hide it.
        if target is None or row["lane"] == "migrations":
            continue
        xs, ys = lines[row["slack_days"] is not None and row["slack_days"] < 0]
        xs += [expected(row), expected(target), None]
        ys += [row["y"], target["y"], None]
    return [
        {
            "type": "scatter", "mode": "lines", "x": xs, "y": ys, "hoverinfo": "skip", "showlegend": bool(xs),
            "name": "Comes too late" if late else "Must come before",
            "line": {"color": look.rating["red"] if late else look.ghost, "width": 2 if late else 1,
                     "dash": "dash" if late else "dot"},
        }
        for late, (xs, ys) in lines.items()
        if xs
    ]  # fmt: skip
