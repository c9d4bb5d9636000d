"""The timeline at a glance: all lanes in one window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

import plotly.graph_objects as go
import polars as pl

from pages.charts.dated_marks import DATES, Item, Scale, Window, bar_trace, bar_traces, expected, point_traces, span
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
from pages.charts.timeline import (
    TOO_LATE,
    Placed,
    counts,
    hover_in_lane,
    lane_label,
    lane_name,
    leads,
    own_name,
    row_of,
    when_in_lane,
)
from pages.narrative import timeline as sentences

AT_A_GLANCE = Scale(row=1, bar=5, ghost=2, below=-2.5, point=8, gap=0, is_cut=False)  # heights are pixels


TITLE, NAMED, UNNAMED, BETWEEN = 17, 22, 13, 0
"""Pixels that the name of a lane takes, a row with its label above its bar, one without, and what lies between two lanes."""

FOR_POINTS = 5
"""Pixels that a row with its label above points takes more, or the labels would cover their tips."""

MOST_NAMED, MOST_UNNAMED, MOST_BESIDE, BESIDE = 9, 3, 5, 16
"""Rows of a lane: where more would be named, none is; where marks need more, they share; with names beside the marks. Pixels of
such a row."""

MOST_POINTS = 12
"""Points of a lane: if there are more, none has its name beside it."""

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
    rated = [item for item in points if item["computed_rating"] and item["status"] != "done"]
    too_late = [trace for trace in leads(placed.items, palette) if trace["name"] == TOO_LATE]
    traces = [
        *too_late, *_months(months, palette),
        bar_trace(
            "Stage", [(item, *_lasted(item, as_at)) for item in stages], palette, palette.actual, replace(AT_A_GLANCE, gap=1)
        ),
        *bar_traces(bars, palette, AT_A_GLANCE), *point_traces(points, palette, AT_A_GLANCE),
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
    title = lane_label(lane_name(lane), -placed.rows - TITLE / 2, palette)
    title["text"] += f"  {sentences.lane(items)}"
    title |= {"name": "row", "font": {"size": TEXT_SIZE, "color": palette.text}, "borderpad": 0}
    placed.labels.append(title)
    placed.rows += TITLE
    named: dict[str, list[Item]] = {}
    for item in items:
        if item["kind"] in ("gateway", "go_live") or item["start_baseline"] or item["lane"] == "partners":
            named.setdefault(row_of(item), []).append(item)
    if len(named) > MOST_NAMED:
        named = {}
    for group in named.values():
        now = max(group, key=lambda item: item["start_actual"] or date.min)
        stage = str(now["name"]).rsplit(": ", 1)[-1]
        beside = stage if now["kind"] == "stage" else _briefly(now)
        name = clean(own_name(now))
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
    found = _fitted(wanted, MOST_BESIDE) if len(points) <= MOST_POINTS else None
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
    return f"{shape}{when_in_lane({**item, 'computed_rating': None})}"


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
        traces.append(bar_trace("Months", drawn, palette, colour, replace(AT_A_GLANCE, bar=BESIDE - 1, gap=1)))
        if has_room:
            traces.append(counts(drawn, text_on(colour)))
    return traces
