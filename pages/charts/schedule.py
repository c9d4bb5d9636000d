"""Everything that lasts or is dated on one axis, a row each, lane by lane or all lanes at a glance: the baseline a hollow
diamond, what is expected a full one, what happened a dark square."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
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
    figure,
    rating,
    row_label,
    text_on,
)
from pages.narrative import timeline as sentences
from pages.narrative.migration import wave_in_brief
from pages.ui.formatting import NOTHING, capital, dated, number, short_day, slip

LANES: Mapping[str, str] = {
    "gateways": "Gateways and milestones", "waves": "Waves", "decisions": "Decisions and scrutiny", "partners": "Partners",
    "migrations": "Dated moves",  # an application in scope may have no date, or no migration
}  # fmt: skip
STATUS = {
    "done": "done", "in_progress": "under way", "not_started": "not started", "planned": "planned", "overdue": "past its date",
    "blocked": "blocked", "deferred": "deferred", "cancelled": "cancelled",
}  # fmt: skip
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


ROWS = Scale(row=47, bar=0.2, ghost=0.06, below=-0.13, point=10, gap=0, is_cut=False)
IN_LANES = Scale(row=54, bar=0.19, ghost=0.06, below=-0.17, point=12, gap=1, is_cut=True)
AT_A_GLANCE = Scale(row=1, bar=5, ghost=2, below=-2.5, point=8, gap=0, is_cut=False)  # heights are pixels
TALLER = 0.2  # of a row, by which a bar with words in it is higher
HEAD = 1.1  # how much of a row the name of a lane takes, or the label below would cover it
LONGEST_WITHOUT_DATES, TOP_DATES = 8, 36  # rows that a window shows together; pixels that the dates at the top take
MOST = 12  # gateways with a row each among so many
MANY = 24  # gateways and milestones with a row each on a figure of their own
CROWDED = 60  # marks in one row, beyond which each is a thin line: points would run into one another
HUNDRED = 100
TOO_LATE = "Comes too late"
DAY = 86_400_000  # milliseconds, in which a date axis counts
NAME_LENGTH = 52  # what a phone shows of a name on one line

Item = dict[str, Any]
Window = tuple[date, date]


@dataclass
class Placed:
    """What is where: each item with its height, the labels of rows and lanes, and how high it all is."""

    items: list[Item] = field(default_factory=list)
    labels: list[Item] = field(default_factory=list)
    rows: float = 0


# A row each ----------------------------------------------------------------------------------------


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
        row_label(_when_of_row(row, as_at), row["y"], bold=clean(row["name"]), shift=6, two_lines=True, size=12)
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
    return figure(
        [*_bars(bars, palette, ROWS, in_key=not points), *(_points(points, palette, ROWS) if points or not bars else [])],
        palette, height=68 + ROWS.row * max(1, height),
        shapes=[line], annotations=[*labels, label], barmode="overlay", showlegend=True, margin={"t": 48},
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


def _when_of_row(row: Mapping[str, Any], as_at: date) -> str:
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
        shown = rating(row["computed_rating"])
        return f"{shown.shape} {shown.word} · {when_and_slip}"
    return capital(when_and_slip)


def _hover_of_row(row: Mapping[str, Any]) -> str:
    lines = [f"<b>{clean(row['name'])}</b>", *_dates(row)]
    if row["computed_rating"]:
        lines.append(f"Computed rating: {rating(row['computed_rating']).word}")
    return "<br>".join(lines)


# Lane by lane --------------------------------------------------------------------------------------


def lane_name(lane: str) -> str:
    """What a lane is called; one that came with a later dataset by its own name."""
    return LANES.get(lane, capital(lane.replace("_", " ")))


def by_lane(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT, window: Window | None = None) -> go.Figure:
    """Every dated thing in its lane, and what must come before what.

    Rows (queries/timeline/all.sql): one per bar or point (lane, item_id, row_key, name, kind, the dates, computed_rating,
    status, leads_to_lane, leads_to, slack_days, items); of kind month, several together. `window`: the days
    that the axis shows; everything when there is none. A partner's stages share a row, and so do the months of one status.
    Custom data of a mark: [lane, row_key, item_id].
    """
    placed = _place(list(rows.iter_rows(named=True)), palette)
    first, last = window or span(rows, as_at)
    line, label = as_at_line(as_at, palette, first, last)
    if is_tall := placed.rows > LONGEST_WITHOUT_DATES:
        label["yshift"] = TOP_DATES
    shown = [line] if first <= as_at <= last else []
    singles = [row for row in placed.items if row["kind"] != "month"]
    stages = [row for row in singles if row["kind"] == "stage"]
    others = [row for row in singles if row["kind"] != "stage"]
    bars = [row for row in others if row["start_baseline"] or row["start_forecast"]]
    points = [row for row in others if not (row["start_baseline"] or row["start_forecast"])]
    traces = [
        *_leads(placed.items, palette),
        *_blocks([row for row in placed.items if row["kind"] == "month"], palette),
        *_stages(stages, as_at, palette),
        *_bars(bars, palette, IN_LANES),
        *_points(points, palette, IN_LANES),
    ]
    days = {"type": "date", "range": [first, last], **date_ticks(first, last)}
    above = TOP_DATES if is_tall else 0
    return figure(
        traces, palette, height=round(118 + above + IN_LANES.row * max(1.5, placed.rows)), barmode="overlay", showlegend=True,
        shapes=shown, annotations=[*placed.labels, *([label] if shown else [])], margin={"t": 84 + above},
        uniformtext={"mode": "hide", "minsize": 12}, xaxis={**days, "showgrid": True},
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


def _place(rows: list[Item], palette: Palette) -> Placed:
    placed = Placed()
    lane: str | None = None
    taken: dict[str, float] = {}
    for row in rows:
        if row["lane"] != lane:
            lane, taken = row["lane"], {}
            by_month = ", by month" if row["kind"] == "month" else ""
            placed.labels.append(_lane_label(f"{lane_name(lane)}{by_month}", -placed.rows, palette))
            placed.rows += HEAD
        shared = _row_of(row)
        if shared not in taken:
            taken[shared] = -placed.rows
            # a bar so high that its label stands higher
            is_wide = row["kind"] in ("month", "stage", "planned_stage", "target_live")
            beside = "" if is_wide else _when_in_lane(row)
            if row["kind"] == "month":
                beside = number(sum(one["items"] for one in rows if one["lane"] == lane and _row_of(one) == shared))
            name = clean(_own_name(row))
            placed.labels.append(
                row_label(
                    beside,
                    taken[shared],
                    bold=name,
                    shift=12 if is_wide else 8,
                    two_lines=bool(beside) and not is_wide,
                )
            )
            placed.rows += 1
        custom = [row["lane"], row["row_key"], row["item_id"]]
        placed.items.append({**row, "y": taken[shared], "custom": custom, "hover": _hover_in_lane(row)})
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


def _lane_label(name: str, y: float, palette: Palette) -> Item:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False, "align": "left",
        "text": f"<b>{clean(name)}</b>", "font": {"size": TEXT_SIZE + 2, "color": palette.accent},
    }  # fmt: skip


def _when_in_lane(row: Item) -> str:
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


def _hover_in_lane(row: Item) -> str:
    if row["kind"] == "month":
        return f"<b>{clean(row['name'], 80)}</b><br>Choose it to look closer"
    lines = [f"<b>{clean(row['name'], 80)}</b>", capital(STATUS.get(row["status"], clean(row["status"]))), *_dates(row)]
    if row["slack_days"] is not None and row["slack_days"] < 0:
        lines.append("Later than what it must come before")
    if row["detail"]:
        lines.append(clean(row["detail"], 110))
    return "<br>".join(lines)


def _stages(rows: list[Item], as_at: date, palette: Palette) -> list[Item]:
    """The stages of each partner, one after the other; the one that it is in ends at the as-at date."""
    drawn = [(row, row["start_actual"], max(row["actual_date"] or as_at, row["start_actual"])) for row in rows]
    if not drawn:
        return []
    words = [str(row["name"]).rsplit(": ", 1)[-1] for row in rows]
    return [
        _bar(
            "Stage", drawn, palette, palette.actual, IN_LANES, taller=TALLER, text=[clean(capital(word)) for word in words],
            textposition="inside", insidetextanchor="start", textangle=0, textfont={"color": text_on(palette.actual), "size": 12},
        )
    ]  # fmt: skip


def _blocks(rows: list[Item], palette: Palette) -> list[Item]:
    """Many together: a block a month with their number."""
    traces = []
    for status, colour in (("done", palette.actual), ("", palette.forecast)):
        here = [row for row in rows if (row["status"] == "done") == (status == "done")]
        drawn = [(row, row["start_actual"] or row["start_forecast"], expected(row)) for row in here]
        if drawn:
            shown = [(row, start, end) for row, start, end in drawn if start and end]
            traces.append(
                _bar(
                    "Months", shown, palette, colour, IN_LANES, taller=TALLER, textposition="inside",
                    insidetextanchor="middle", textangle=0,
                    text=[number(row["items"]) if row["items"] >= HUNDRED else "" for row, _, _ in shown],
                    textfont={"color": text_on(colour), "size": 12},
                )
            )  # fmt: skip
            traces.append(_counts(shown, text_on(colour)))
    return traces


def _counts(drawn: list[tuple[Item, date, date]], ink: str) -> Item:
    """The number in each block, below a hundred. In a trace of its own: Plotly leaves six pixels about the text in a bar,
    which on a phone would hide every other number. Longer ones are in the bars, and are hidden where they don't fit, as is one
    that would run into the one before (`meta`: no short forms)."""
    middles = [start + (end - start) / 2 for _, start, end in drawn]
    return {
        "type": "scatter", "mode": "text", "x": middles, "y": [row["y"] for row, _, _ in drawn], "showlegend": False,
        "text": [number(row["items"]) if row["items"] < HUNDRED else "" for row, _, _ in drawn], "hoverinfo": "skip",
        "textfont": {"color": ink, "size": 12}, "meta": [],
    }  # fmt: skip


def _leads(rows: list[Item], palette: Palette) -> list[Item]:
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
            "name": TOO_LATE if late else "Must come before",
            "line": {"color": palette.rating["red"] if late else palette.ghost, "width": 2 if late else 1,
                     "dash": "dash" if late else "dot"},
        }
        for late, (xs, ys) in lines.items()
        if xs
    ]  # fmt: skip


# All lanes at a glance -----------------------------------------------------------------------------

TITLE, NAMED, UNNAMED, BETWEEN = 17, 22, 13, 0
"""Pixels that the name of a lane takes, a row with its label above its bar, one without, and what lies between two lanes."""

FOR_POINTS = 5
"""Pixels that a row with its label above points takes more, or the labels would cover their tips."""

MOST_NAMED, MOST_UNNAMED, MOST_BESIDE, BESIDE = 9, 3, 5, 16
"""Rows of a lane: where more would be named, none is; where marks need more, they share; with names beside the marks. Pixels of
such a row."""

DESK, LETTER, TRIED = 1_300, 5.9, 20_000
"""Pixels of the axis on a desk, for which names beside points are placed, and of a letter; how many places are tried. Where there
is less room, the browser leaves such names out (pages/serving/drawing.js): there they are a press away, and in the lane by
itself."""

LONGEST_WITH_NUMBERS = timedelta(days=700)
"""From the first month to the last, where a phone has room for the number in each."""


def glance(rows: pl.DataFrame, as_at: date, palette: Palette = LIGHT) -> go.Figure:
    """Every lane in one window, on a phone too: gateways, waves and partners by name, all else as marks close together, and
    what comes too late for what waits for it joined in red.

    Rows and custom data as of `by_lane`.
    """
    placed = Placed()
    items = [
        {**row, "custom": [row["lane"], row["row_key"], row["item_id"]], "hover": _hover_in_lane(row)}
        for row in rows.iter_rows(named=True)
    ]
    first, last = span(rows, as_at)
    for lane, group in groupby(items, key=lambda item: item["lane"]):
        _place_at_a_glance(placed, lane, list(group), as_at, palette, (first, last))
    months = [item for item in placed.items if item["kind"] == "month"]
    singles = [item for item in placed.items if item["kind"] != "month"]
    stages = [item for item in singles if item["kind"] == "stage"]
    bars = [item for item in singles if item not in stages and (item["start_baseline"] or item["start_forecast"])]
    points = [item for item in singles if item not in stages and item not in bars]
    rated = [item for item in points if item["computed_rating"] and item["status"] != "done"]
    too_late = [trace for trace in _leads(placed.items, palette) if trace["name"] == TOO_LATE]
    traces = [
        *too_late, *_months(months, palette),
        _bar("Stage", [(item, *_lasted(item, as_at)) for item in stages], palette, palette.actual, replace(AT_A_GLANCE, gap=1)),
        *_bars(bars, palette, AT_A_GLANCE), *_points(points, palette, AT_A_GLANCE),
        {
            "type": "scatter", "mode": "markers", "x": [expected(item) for item in rated], "y": [item["y"] for item in rated],
            "marker": {
                "symbol": [rating(item["computed_rating"]).symbol for item in rated], "size": AT_A_GLANCE.point + 2,
                "color": [palette.rating.get(item["computed_rating"], palette.ghost) for item in rated], "opacity": 1,
            },
            "customdata": [item["custom"] for item in rated], "hovertext": [item["hover"] for item in rated],
            "hoverinfo": "text", "showlegend": False, "cliponaxis": False,
        },
    ]  # fmt: skip
    line, label = as_at_line(as_at, palette, first, last)
    above, below = 35, 35
    shapes = _shapes(rated)
    more = [each for each in (shapes, "╍ too late" if too_late else "") if each]
    lines = [f"◇ baseline  ■ done  ◆ forecast{':' if shapes else ''}", *(["  ".join(more)] if more else [])]
    keys = [
        {
            "name": width, "x": 0, "xref": "paper", "xanchor": "left", "align": "left", "y": 0, "yanchor": "bottom", "yshift": 18,
            "showarrow": False, "text": between.join(lines), "font": {"size": 12},
        }
        for width, between in (("roomy", " "), ("tight", "<br>"))
    ]  # fmt: skip
    return figure(
        [trace for trace in traces if len(trace["y"])], palette, height=round(placed.rows) + above + below, barmode="overlay",
        shapes=[line], annotations=[*placed.labels, *keys, label], margin={"t": above, "b": below},
        xaxis={"range": [first, last], "showgrid": True, "automargin": False, **date_ticks(first, last)},
        yaxis={"visible": False, "range": [-placed.rows, 0]},
    )  # fmt: skip


def _place_at_a_glance(
    placed: Placed, lane: str, items: list[Item], as_at: date, palette: Palette, days: Window
) -> None:
    """Put a lane below those that are placed: its name and tally, its named rows, and the others packed."""
    title = _lane_label(lane_name(lane), -placed.rows - TITLE / 2, palette)
    title["text"] += f"  {sentences.lane(items)}"
    title |= {"name": "row", "font": {"size": TEXT_SIZE, "color": palette.text}, "borderpad": 0}
    placed.labels.append(title)
    placed.rows += TITLE
    named: dict[str, list[Item]] = {}
    for item in items:
        if item["kind"] in ("gateway", "go_live") or item["start_baseline"] or item["lane"] == "partners":
            named.setdefault(_row_of(item), []).append(item)
    if len(named) > MOST_NAMED:
        named = {}
    for group in named.values():
        now = max(group, key=lambda item: item["start_actual"] or date.min)
        stage = str(now["name"]).rsplit(": ", 1)[-1]
        beside = stage if now["kind"] == "stage" else _briefly(now)
        name = clean(_own_name(now))
        half, more = (2.5, 0) if now["start_baseline"] or now["kind"] == "stage" else (5, FOR_POINTS)
        placed.rows += NAMED + more
        y = -placed.rows + half
        placed.labels.append(row_label(clean(beside), y, bold=name, shift=half, size=12))
        placed.items += [{**item, "y": y} for item in group]
    placed.rows += BETWEEN
    left = [item for item in items if not any(item in group for group in named.values())]
    if lane == "gateways" and _name_beside(placed, left, as_at, palette, days):
        return
    apart = BESIDE if any(item["kind"] == "month" for item in left) else UNNAMED  # a month has its number in it
    free: list[date] = []  # the day from which each row is free
    for item in sorted(left, key=lambda item: _lasted(item, as_at)):
        start, end = _lasted(item, as_at)
        row = next((at for at, day in enumerate(free) if day < start), len(free))
        if row == MOST_UNNAMED:
            row = free.index(min(free))
        free[row : row + 1] = [end if item["kind"] == "month" else end + timedelta(days=12)]
        placed.items.append({**item, "y": -placed.rows - apart * (row + 0.5)})
    placed.rows += apart * len(free)


def _name_beside(placed: Placed, items: list[Item], as_at: date, palette: Palette, days: Window) -> bool:
    """Put points in rows with the name of each beside it, right of it or left; whether all found room in MOST_BESIDE rows."""
    a_day = DESK / max((days[1] - days[0]).days, 1)
    points = sorted(items, key=lambda item: _lasted(item, as_at))
    wanted = []
    for item in points:
        start, end = ((day - days[0]).days * a_day for day in _lasted(item, as_at))
        name = LETTER * len(item["name"]) + 12
        sides = (("left", start - 8, end + 8 + name), ("right", start - 8 - name, end + 8))
        wanted.append([(side, low, high) for side, low, high in sides if low > 0 and high < DESK])
    found = _fitted(wanted, MOST_BESIDE) if len(points) <= MOST else None
    if found is None:
        return False
    for item, (row, side) in zip(points, found, strict=True):
        y = -placed.rows - BESIDE * (row + 0.5)
        placed.items.append({**item, "y": y})
        first, last = _lasted(item, as_at)
        placed.labels.append(
            {
                "name": "beside", "x": last if side == "left" else first, "y": y, "xanchor": side, "yanchor": "middle",
                "xshift": 7 if side == "left" else -7, "text": clean(item["name"]), "showarrow": False, "borderpad": 0,
                "font": {"size": 12},
            }
        )  # fmt: skip
    placed.rows += BESIDE * (1 + max((row for row, _ in found), default=-1))
    return True


def _fitted(wanted: list[list[tuple[str, float, float]]], rows: int) -> list[tuple[int, str]] | None:
    """For each thing the row and the side of its name, of the sides with what they cover, so that none meets another in a row;
    None where a look at TRIED places found none."""
    tried = 0

    def place(at: int, ends: tuple[tuple[tuple[float, float], ...], ...]) -> list[tuple[int, str]] | None:
        nonlocal tried
        if at == len(wanted):
            return []
        for row, (side, low, high) in ((row, each) for row in range(rows) for each in wanted[at]):
            tried += 1
            if tried > TRIED or any(low <= there[1] and there[0] <= high for there in ends[row]):
                continue
            rest = place(at + 1, (*ends[:row], (*ends[row], (low, high)), *ends[row + 1 :]))
            if rest is not None:
                return [(row, side), *rest]
        return None

    return place(0, ((),) * rows)


def _briefly(item: Item) -> str:
    """‘▲ 21 Jun 2013, 3 weeks late’: the shape of the rating of what is to come, date and slip."""
    shape = f"{rating(item['computed_rating']).shape} " if item["computed_rating"] and item["status"] != "done" else ""
    return f"{shape}{_when_in_lane({**item, 'computed_rating': None})}"


def _shapes(rated: list[Item]) -> str:
    """‘● green ◆ amber’: the ratings that are drawn, each with its shape; empty without any."""
    codes = [code for code in ("green", "amber", "red") if any(item["computed_rating"] == code for item in rated)]
    return " ".join(f"{rating(code).shape} {rating(code).word.lower()}" for code in codes)


def _lasted(item: Item, as_at: date) -> Window:
    """From the first day to the last that the overview draws of it; a stage that a partner is in lasts until now."""
    days = [item[name] for name in DATES if item[name] is not None]
    start = item["start_actual"] if item["kind"] == "stage" else min(days)
    return start, max(item["actual_date"] or as_at, start) if item["kind"] == "stage" else max(days)


def _months(items: list[Item], palette: Palette) -> list[Item]:
    """Many together: a block a month, with its number where a phone has room for it."""
    traces = []
    days = [expected(item) or date.max for item in items]
    has_room = bool(days) and max(days) - min(days) < LONGEST_WITH_NUMBERS
    for is_done, colour in ((True, palette.actual), (False, palette.forecast)):
        here = [item for item in items if (item["status"] == "done") is is_done]
        drawn = [(item, item["start_actual"] or item["start_forecast"], expected(item) or date.max) for item in here]
        traces.append(_bar("Months", drawn, palette, colour, replace(AT_A_GLANCE, bar=BESIDE - 1, gap=1)))
        if has_room:
            traces.append(_counts(drawn, text_on(colour)))
    return traces


# What both draw ------------------------------------------------------------------------------------


def span(rows: pl.DataFrame, as_at: date) -> Window:
    """The first and last day of everything dated and the as-at date, with some air."""
    dates = [day for name in DATES if name in rows.columns for day in rows[name].drop_nulls().to_list()] + [as_at]
    air = timedelta(days=max(10, (max(dates) - min(dates)).days // 30))
    return min(dates) - air, max(dates) + air


def expected(row: Mapping[str, Any]) -> date | None:
    """The day it happened, else the day forecast, else the baseline."""
    found: date | None = row["actual_date"] or row["forecast_date"] or row["baseline_date"]
    return found


def _dates(row: Mapping[str, Any]) -> Iterable[str]:
    """‘Baseline: 14 Dec 2012’, ‘Forecast: 1 Jan 2013 to 15 Mar 2013’: what is known of the three."""
    for name, start, end in (
        ("Baseline", row["start_baseline"], row["baseline_date"]), ("Forecast", row["start_forecast"], row["forecast_date"]),
        ("Actual", row.get("start_actual"), row["actual_date"]),
    ):  # fmt: skip
        if start and end:
            yield f"{name}: {short_day(start)} to {short_day(end)}"
        elif start or end:
            yield f"{name}: {short_day(end) if end else 'from ' + short_day(start)}"


def _bar(
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


def _bars(rows: list[Item], palette: Palette, scale: Scale, *, in_key: bool = False) -> list[Item]:
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
        _bar("Baseline", ghosts, palette, palette.ghost, scale, width=scale.ghost, shift=scale.below,
             showlegend=in_key and bool(ghosts)),
        _bar("Forecast", coming, palette, palette.forecast, scale, showlegend=in_key and bool(coming)),
        _bar("Actual", done, palette, palette.actual, scale, showlegend=in_key and bool(done)),
    ]  # fmt: skip


def _points(rows: list[Item], palette: Palette, scale: Scale) -> list[Item]:
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
