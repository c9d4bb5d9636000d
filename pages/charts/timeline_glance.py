"""The timeline at a glance: all lanes in one window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise

import plotly.graph_objects as go
import polars as pl

from pages.charts.dated_marks import (
    DATES,
    Item,
    Key,
    Scale,
    Window,
    bar_trace,
    bar_traces,
    expected,
    marks_key,
    point_traces,
    span,
)
from pages.charts.theme import (
    LIGHT,
    TEXT_SIZE,
    Palette,
    as_at_line,
    clean,
    date_ticks,
    figure,
    joined,
    rating,
    row_label,
    tinted,
)
from pages.charts.timeline import (
    TOO_LATE,
    Placed,
    hover_in_lane,
    joins_key,
    lane_label,
    lane_name,
    leads,
    own_name,
    row_of,
    when_in_lane,
)
from pages.narrative import timeline as sentences
from pages.ui.formatting import number

AT_A_GLANCE = Scale(row=1, bar=5, ghost=2, below=-2.5, point=8, gap=0, is_cut=False)  # heights are pixels


TITLE, NAMED, UNNAMED, BETWEEN = 19, 20, 13, 0
"""Pixels that the name of a lane takes, a row with its label above its bar, one without, and what lies between two lanes."""

MONTH, BLOCK, LEAST = 27, 11, 6
"""Pixels of a row of months, with their sums, and of the blocks in it. Days: the length of the smallest part of a block, which
would not be seen otherwise."""

PHONE, DIGIT, RAISED = 330, 6.9, 2
"""Pixels of the axis on a phone, of a digit, and of the room that is wanting above a row of months where the browser raises a sum
that would touch the one before it (pages/serving/drawing.js)."""

PARTS = ("done", "coming", "pressing")
"""The parts of a month's block, from left to right."""

PRESSES = {"pressing": 0, "coming": 1, "done": 2}
"""Which of many are named: the first of these first."""

FOR_POINTS = 5
"""Pixels that a row with its label above points takes more, or the labels would cover their tips."""

MOST_NAMED, MOST_UNNAMED, MOST_BESIDE, BESIDE = 9, 3, 5, 15
"""Rows of a lane: so many are named at most; where other marks need more, they share; with names beside the marks. Pixels of
such a row."""

MOST_POINTS = 12
"""Points of a lane: if there are more, only those to come have their names beside them, if these are not more."""

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
        {**row, "custom": [row["lane"], row["row_key"], row["item_id"]], "hover": hover_in_lane(row)}
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
    too_late = [trace for trace in leads(placed.items, palette) if trace["name"] == TOO_LATE]
    traces = [
        *too_late, *_months(months, palette),
        bar_trace(
            "Stage", [(item, *_lasted(item, as_at)) for item in stages], palette, palette.actual, replace(AT_A_GLANCE, gap=1)
        ),
        *bar_traces(bars, palette, AT_A_GLANCE), *point_traces(points, palette, AT_A_GLANCE),
    ]  # fmt: skip
    line, label = as_at_line(as_at, palette, first, last)
    above, below = 48, 34
    key = marks_key(points, palette, [*joins_key(too_late), *_hatched(months, palette)])
    return figure(
        [trace for trace in traces if len(trace["y"])], palette, height=round(placed.rows) + above + below, barmode="overlay",
        shapes=[line], annotations=[*placed.labels, key, label], margin={"t": above, "b": below},
        xaxis={"range": [first, last], "showgrid": True, "automargin": False, **date_ticks(first, last)},
        yaxis={"visible": False, "range": [-placed.rows, 0]},
    )  # fmt: skip


def _place_at_a_glance(
    placed: Placed, lane: str, items: list[Item], as_at: date, palette: Palette, days: Window
) -> None:
    """Put a lane below those that are placed: its name and tally, its named rows, and the others packed."""
    title = lane_label(lane_name(lane), -placed.rows - TITLE / 2 + 2, palette)
    title["text"] += f"  {sentences.lane(items)}"
    title |= {"name": "row", "font": {"size": TEXT_SIZE, "color": palette.text}, "borderpad": 0}
    placed.labels.append(title)
    placed.rows += TITLE
    named: dict[str, list[Item]] = {}
    for item in items:
        if item["kind"] in ("gateway", "go_live") or item["start_baseline"] or item["lane"] == "partners":
            named.setdefault(row_of(item), []).append(item)
    others = len(named) - MOST_NAMED
    if others > 0:
        kept = sorted(named, key=lambda row: _pressing(named[row]))[:MOST_NAMED]
        named = {row: group for row, group in named.items() if row in kept}
    for group in named.values():
        now = max(group, key=lambda item: item["start_actual"] or date.min)
        stage = str(now["name"]).rsplit(": ", 1)[-1]
        beside = clean(stage) if now["kind"] == "stage" else _briefly(now, palette)
        name = clean(own_name(now))
        half, more = (2.5, 0) if now["start_baseline"] or now["kind"] == "stage" else (5, FOR_POINTS)
        placed.rows += NAMED + more
        y = -placed.rows + half
        placed.labels.append(row_label(beside, y, bold=name, shift=half, size=12))
        placed.items += [{**item, "y": y} for item in group]
    placed.rows += BETWEEN
    left = [item for item in items if not any(item in group for group in named.values())]
    if others > 0:
        placed.labels.append(
            row_label(sentences.OTHERS, -placed.rows - NAMED + 2, bold=sentences.others(others), shift=2, size=12)
        )
        placed.rows += NAMED
    if lane in ("gateways", "decisions") and _name_beside(placed, left, as_at, palette, days):
        return
    months = [item for item in left if item["kind"] == "month"]
    if months:
        placed.rows += MONTH + (RAISED if _touch(months, days) else 0)
        placed.items += [{**item, "y": -placed.rows + BLOCK / 2 + 1} for item in months]
    left = [item for item in left if item["kind"] != "month"]
    free: list[date] = []  # the day from which each row is free
    for item in sorted(left, key=lambda item: _lasted(item, as_at)):
        start, end = _lasted(item, as_at)
        row = next((at for at, day in enumerate(free) if day < start), len(free))
        if row == MOST_UNNAMED:
            row = free.index(min(free))
        free[row : row + 1] = [end + timedelta(days=12)]
        placed.items.append({**item, "y": -placed.rows - UNNAMED * (row + 0.5)})
    placed.rows += UNNAMED * len(free)


def _name_beside(placed: Placed, items: list[Item], as_at: date, palette: Palette, days: Window) -> bool:
    """Put points in rows with the name of each beside it, right of it or left; of more than MOST_POINTS only of those to come.
    Whether all found room in MOST_BESIDE rows."""
    a_day = DESK / max((days[1] - days[0]).days, 1)
    points = sorted(items, key=lambda item: _lasted(item, as_at))
    named = points if len(points) <= MOST_POINTS else [item for item in points if item["status"] != "done"]
    if not 0 < len(named) <= MOST_POINTS:
        return False
    reach = {item["item_id"]: [(day - days[0]).days * a_day for day in _lasted(item, as_at)] for item in points}
    wanted = []
    for item in named:
        start, end = reach[item["item_id"]]
        name = LETTER * len(item["name"]) + 12
        sides = (("left", start - 8, end + 8 + name), ("right", start - 8 - name, end + 8))
        wanted.append([(side, low, high) for side, low, high in sides if low > 0 and high < DESK])
    found = next(filter(None, (_fitted(wanted, rows) for rows in (MOST_UNNAMED, MOST_BESIDE))), None)
    if found is None:
        return False
    rows = 1 + max(row for row, _ in found)
    taken = [
        (row, *next(each[1:] for each in wide if each[0] == side))
        for (row, side), wide in zip(found, wanted, strict=True)
    ]
    for item, (row, side) in zip(named, found, strict=True):
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
    for item in points:
        if item in named:
            continue
        low, high = (at + by for at, by in zip(reach[item["item_id"]], (-8, 8), strict=True))
        met = [sum(low <= end and start <= high for at, start, end in taken if at == row) for row in range(rows)]
        row = met.index(min(met))
        taken.append((row, low, high))
        placed.items.append({**item, "y": -placed.rows - BESIDE * (row + 0.5)})
    placed.rows += BESIDE * rows
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


def _pressing(group: list[Item]) -> tuple[int, int]:
    """What is past its date or blocked comes first, the longest past before others; then what is to come, the soonest first; then
    what is done, the latest first."""
    dated = [item for item in group if item["kind"] != "stage"] or group
    item = min(dated, key=lambda item: (PRESSES.get(_part(item), 0), item["status"] == "cancelled"))
    day = (expected(item) or item["start_actual"] or date.max).toordinal()
    is_past = _part(item) == "done" or item["status"] == "cancelled"
    return (2, -day) if is_past else (PRESSES[_part(item)], day)


def _briefly(item: Item, palette: Palette) -> str:
    """‘▲ 21 Jun 2013, 3 weeks late’: the shape of the rating of what is to come, date and slip."""
    code = item["computed_rating"] if item["status"] != "done" else None
    shape = [tinted(rating(code).shape, palette.rating[code]), " "] if code else []
    return joined(*shape, when_in_lane(item))


def _lasted(item: Item, as_at: date) -> Window:
    """From the first day to the last that the overview draws of it; a stage that a partner is in lasts until now."""
    days = [item[name] for name in DATES if item[name] is not None]
    start = item["start_actual"] if item["kind"] == "stage" else min(days)
    return start, max(item["actual_date"] or as_at, start) if item["kind"] == "stage" else max(days)


def _touch(months: list[Item], days: Window) -> bool:
    """Whether the sums of two months would touch on a phone."""
    a_day = PHONE / max((days[1] - days[0]).days, 1)
    sums: dict[date, int] = {}
    for item in months:
        first = _lasted(item, date.min)[0]
        sums[first] = sums.get(first, 0) + item["items"]
    return any(
        (then - day).days * a_day < DIGIT * (len(number(one)) + len(number(other))) / 2 + 4
        for (day, one), (then, other) in pairwise(sorted(sums.items()))
    )


def _months(items: list[Item], palette: Palette) -> list[Item]:
    """Many together: a block a month with their sum above it, if a phone has room for it. Of its length, what is done, what is
    to come, and what is blocked or late (hatched) have their shares."""
    drawn: dict[str, list[tuple[Item, date, date]]] = {"done": [], "coming": [], "pressing": []}
    counts = []
    for (y, first), group in groupby(sorted(items, key=_month_of), key=_month_of):
        month = list(group)
        last = _lasted(month[0], date.min)[1]
        counts.append((first + (last - first) / 2, y + BLOCK / 2, sum(item["items"] for item in month)))
        for item, start, end in _shared_out(sorted(month, key=lambda item: PARTS.index(_part(item))), first, last):
            drawn[_part(item)].append((item, start, end))
    scale = replace(AT_A_GLANCE, bar=BLOCK, gap=1)
    traces = [
        bar_trace("Months", drawn["done"], palette, palette.actual, scale),
        bar_trace("Months", drawn["coming"], palette, palette.forecast, scale),
        {**bar_trace("Months", drawn["pressing"], palette, palette.background, scale), "marker": _hatching(palette)},
    ]
    days = [day for day, _, _ in counts]
    if days and max(days) - min(days) < LONGEST_WITH_NUMBERS:
        traces.append(
            {
                "type": "scatter", "mode": "text", "name": "Sums", "x": days, "y": [y for _, y, _ in counts],
                "textposition": "top center",
                "text": [number(each) for _, _, each in counts], "hoverinfo": "skip", "showlegend": False, "cliponaxis": False,
                "textfont": {"color": palette.text, "size": 12}, "meta": [],
            }
        )  # fmt: skip
    return traces


def _month_of(item: Item) -> tuple[float, date]:
    """(height, first day): of the blocks of a lane, the month."""
    return item["y"], _lasted(item, date.min)[0]


def _part(item: Item) -> str:
    return "done" if item["status"] == "done" else "pressing" if item["status"] in ("blocked", "overdue") else "coming"


def _shared_out(month: list[Item], first: date, last: date) -> list[tuple[Item, date, date]]:
    """Each of a month's groups with the days of the block that it takes: its share, and LEAST of them at least."""
    days, whole = (last - first).days + 1, sum(item["items"] for item in month)
    lengths = [max(LEAST, round(days * item["items"] / whole)) for item in month]
    lengths[lengths.index(max(lengths))] += days - sum(lengths)
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    return [
        (item, first + timedelta(days=end - length), first + timedelta(days=end))
        for item, length, end in zip(month, lengths, ends, strict=True)
    ]


def _hatching(palette: Palette) -> Item:
    red = palette.rating["red"]
    return {
        "color": palette.background, "pattern": {"shape": "/", "fgcolor": red, "size": 4, "solidity": 0.5},
        "line": {"color": red, "width": 1},
    }  # fmt: skip


def _hatched(months: list[Item], palette: Palette) -> Key:
    return (
        [("▨", palette.rating["red"], "blocked or late")] if any(_part(item) == "pressing" for item in months) else []
    )
