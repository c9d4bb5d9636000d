"""The pack's SVG charts with a time axis: marks for days, bars for spans, and lines."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pages.charts.theme import Palette, spread
from pages.pack.content import Lines, Mark, Marks, Moment, Role, Spans
from pages.pack.drawing_parts import (
    CLOSE,
    LETTER,
    TEXT,
    Box,
    Style,
    bar_place,
    have_two_lines,
    legend,
    length_of,
    rectangle,
    round_steps,
    row_label,
    row_places,
    stroke,
    styles,
    text_line,
)
from pages.ui.formatting import brief_money, number, short, short_day


def mark_shape(role: Role, x: float, y: float, size: float, styled: dict[Role, Style], palette: Palette) -> str:
    """A mark in the shape of its role, so that colour is not the only sign: hollow for plans, a triangle for late, a
    diamond for what is to come."""
    style = styled[role]
    paint = f'fill="{palette.background if role == "plan" else style.edge}" stroke="{style.edge}" stroke-width="4"'
    if role in ("late", "red"):
        return f'<path d="M{x:.1f} {y - size:.1f}l{size:g} {2 * size:g}h-{2 * size:g}z" {paint}/>'
    if role in ("coming", "amber"):
        return f'<path d="M{x:.1f} {y - size:.1f}l{size:g} {size:g}l-{size:g} {size:g}l-{size:g} -{size:g}z" {paint}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" {paint}/>'


def draw_marks(chart: Marks, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end. Names are above their row. Of two marks the first has its text at its
    left and the second at its right, so that they never meet."""
    styled = styles(palette)
    top = 20.0 + 34 * len(chart.moments)
    middles, height = row_places(len(chart.rows), top, box.height - 44, box.tallest)
    end = top + height * len(middles)
    axis = _axis_of(chart, box)
    drawn = [*_time_axis(axis, top, end, palette, box), *_moments(axis, chart.moments, top, end, palette, box)]
    for row, middle in zip(chart.rows, middles, strict=True):
        above = Box(min(box.width, 1199), box.height)  # the names need no gutter
        drawn += row_label(row.label, middle, height, above, palette.background)
        y = middle + min(height, CLOSE) * (0.3 if row.label.detail else 0.12)
        marks = sorted(row.marks, key=_by_day)
        places = [axis.at(mark.day) for mark in marks]
        if len(marks) > 1:
            late = any(mark.role == "late" for mark in marks)
            drawn.append(stroke(places[0], y, places[-1], y, styled["late" if late else "plan"].edge, 6))
        for mark, x in zip(marks, places, strict=True):
            drawn.append(mark_shape(mark.role, x, y, 13, styled, palette))
            is_left = mark is marks[0] if len(marks) > 1 else x + length_of(mark.text) + 24 > box.width
            text = short(mark.text, max(6, int((x if is_left else box.width - x) / (TEXT * LETTER))))
            away = -24 if is_left else 24
            anchor = "end" if is_left else "start"
            drawn.append(text_line(x + away, y + 9, text, anchor=anchor, over=palette.background))
    return drawn, end + 44


def _axis_of(chart: Marks, box: Box) -> _Axis:
    """The axis, with room at its sides for the text beside pairs of marks."""
    first, last = padded(*chart.extent)
    left, right, whole = 20.0, box.width - 20, max(1, (last - first).days)
    for row in chart.rows * 2:  # the second time with both sides known
        if len(row.marks) < 2:
            continue
        one, *_, other = sorted(row.marks, key=_by_day)
        near, far = (one.day - first).days / whole, (other.day - first).days / whole
        left = max(left, (length_of(one.text) + 30 - right * near) / (1 - near))
        right = min(right, (box.width - length_of(other.text) - 30 - left * (1 - far)) / max(far, 0.01))
    most = 0.35 if box.width >= 1200 else 0.4  # of the width, for what is at a side
    return _Axis(first, last, min(left, box.width * most), max(right, box.width * (1 - most)))


def _by_day(mark: Mark) -> date:
    return mark.day


def _moments(
    axis: _Axis, moments: Sequence[Moment], top: float, bottom: float, palette: Palette, box: Box
) -> list[str]:  # fmt: skip
    """A line for each day, in order, with its name above it, each at its own height, so that no line runs through a text: the
    first ones to the right of their lines, the earliest highest; beneath these the others to the left, the earliest lowest."""
    drawn = []
    shown = [moment for moment in sorted(moments, key=lambda m: m.day) if axis.first <= moment.day <= axis.last]
    places = [axis.at(moment.day) for moment in shown]
    rooms = [length_of(moment.text) * 1.08 for moment in shown]
    right_ones = _named_at_the_right(places, rooms, box.width)
    for at, moment in enumerate(shown):
        x, room = places[at], rooms[at]
        level = len(shown) - at if at < right_ones else at - right_ones + 1
        y = top - 34 * level + 20
        dash = "3 7" if moment.text.startswith("As at") else ""
        drawn.append(stroke(x, y - 20, x, bottom, palette.marker, 3, dash))
        is_left = at >= right_ones and x - 8 > room
        here = (
            x - 8 if is_left else max(0.0, min(x + 8, box.width - room))
        )  # where neither side has room, over the line
        anchor = "end" if is_left else "start"
        drawn.append(text_line(here, y, moment.text, anchor=anchor, bold=True, over=palette.background))
    return drawn


def _named_at_the_right(places: Sequence[float], rooms: Sequence[float], width: float) -> int:
    """How many of the lines have their names at their right: all if all have room there, else as few as leave the names of the
    others clear of their lines; none if there is no such number."""

    def fits(right: int) -> bool:
        edge = places[right - 1] if right else 0.0
        return all(x + 8 + room <= width for x, room in zip(places[:right], rooms[:right], strict=True)) and all(
            x - 8 - room >= edge for x, room in zip(places[right:], rooms[right:], strict=True)
        )

    return next((right for right in (len(places), *range(len(places))) if fits(right)), 0)


def month_ticks(first: date, last: date, most: int = 8) -> list[date]:
    """The firsts of months that label an axis: at most `most`, a whole number of months apart."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120) if months / s <= most), max(1, months // most))
    ticks: list[date] = []
    at = first.year * 12 + first.month - 1 + (first.day > 1)
    while at % step:
        at += 1
    while (day := date(at // 12, at % 12 + 1, 1)) <= last and len(ticks) <= most + 1:
        ticks.append(day)
        at += step
    return ticks or [first]


@dataclass(frozen=True)
class _Axis:
    """From days to units along the width."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        whole = max(1, (self.last - self.first).days)
        return self.left + (self.right - self.left) * (day - self.first).days / whole


def _time_axis(axis: _Axis, top: float, bottom: float, palette: Palette, box: Box) -> list[str]:
    drawn = []
    room = max(2, int((axis.right - axis.left) / 165))
    for tick in month_ticks(axis.first, axis.last, room):
        x = axis.at(tick)
        drawn.append(stroke(x, top, x, bottom, palette.grid, 2))
        anchor = "end" if x > box.width - 70 else "start" if x < 60 else "middle"
        drawn.append(text_line(x, bottom + 32, f"{tick:%b %Y}", anchor=anchor, fill=palette.muted))
    return drawn


def amount(value: float, unit: str) -> str:
    """A value of a line in words: ‘£2.45m’, ‘1,234’."""
    return brief_money(value) if unit == "£" else number(value)


def draw_lines(chart: Lines, palette: Palette, box: Box) -> list[str]:
    styled = styles(palette)
    values = [v for s in chart.series for v in s.values if v is not None]
    steps = round_steps(max(values, default=0), min(values, default=0))
    names = [
        f"{s.name} {amount(v[-1], chart.unit)}"
        for s in chart.series
        if s.at_end is None and (v := [n for n in s.values if n is not None])
    ]
    # for what is at the ends of the lines, in bold
    room = min(450.0, box.width * 0.42, max(map(length_of, names), default=0) * 1.1 + 30)
    top, bottom, left, right = 16.0 + 34 * len(chart.marked), box.height - 44.0, 90.0, box.width - room
    axis = _Axis(min(chart.days), max(chart.days), left, right)

    def height(value: float) -> float:
        return bottom - (bottom - top) * (value - steps[0]) / (steps[-1] - steps[0])

    drawn = _time_axis(axis, top, bottom, palette, box)
    for step in steps:
        drawn.append(stroke(left, height(step), right, height(step), palette.grid, 2))
        drawn.append(text_line(left - 14, height(step) + 9, amount(step, chart.unit), anchor="end", fill=palette.muted))
    drawn += _moments(axis, chart.marked, top, bottom, palette, box)
    ends: list[tuple[tuple[float, float], str]] = []
    for line in chart.series:
        style = styled[line.role]
        points = [(axis.at(d), height(v)) for d, v in zip(chart.days, line.values, strict=True) if v is not None]
        if not points:
            continue
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{style.edge}" stroke-width="{style.width:g}"{dash}'
            ' stroke-linejoin="round"/>'
        )
        drawn.append(f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="8" fill="{style.edge}"/>')
        if line.at_end is None:
            ends.append((points[-1], names[len(ends)]))
        elif line.at_end:
            x, y = points[-1]
            drawn.append(text_line(x + 14, y + 34, line.at_end, bold=True, over=palette.background))
    apart = TEXT * 1.25
    places = spread([y for (_, y), _ in ends], [apart] * len(ends), top - apart / 2, bottom + apart / 2)
    for ((x, y), name), place in zip(ends, places, strict=True):
        drawn.append(stroke(x + 10, y, right + 16, place, palette.grid, 2))
        drawn.append(text_line(right + 22, place + 9, short(name, int((room - 22) / (TEXT * LETTER))), bold=True))
    return drawn


def padded(first: date, last: date) -> tuple[date, date]:
    """The whole months that contain both days, with a little room after the last."""
    end = last + timedelta(days=max(7, (last - first).days // 40))
    return first.replace(day=1), end.replace(day=calendar.monthrange(end.year, end.month)[1])


def point_width(first: date, last: date) -> timedelta:
    """How long a one-day item is drawn, so that it can be seen."""
    return timedelta(days=max(3, (last - first).days // 70))


@dataclass(frozen=True)
class Drawn:
    """One row of spans as bars: three consecutive stretches of time."""

    start: date
    main_end: date
    end: date


def stretches(chart: Spans) -> list[Drawn]:
    """For each row: where its bar begins, where the agreed part ends, and where it ends if that is later."""
    first, last = chart.extent
    least = point_width(first, last)
    made = []
    for row in chart.rows:
        main_end = min(row.agreed, row.expected)
        start = min(row.start, main_end)
        if main_end - start < least:
            start = main_end - least
        made.append(Drawn(start, main_end, max(row.expected, main_end)))
    return made


SPAN_NAMES = {"done": "Done", "coming": "Still to come", "late": "Later than agreed"}


def draw_spans(chart: Spans, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end."""
    styled = styles(palette)
    drawn_rows = stretches(chart)
    key, top = legend([(name, styled[role]) for role, name in used_names(chart, drawn_rows)], box.gutter, box.width)
    top += 30  # for the as-at date
    middles, height = row_places(len(chart.rows), top, box.height - 40.0, box.tallest)
    first, last = chart.extent
    axis = _Axis(*padded(min([first, *(d.start for d in drawn_rows)]), last), box.gutter, box.width - 10.0)
    end = top + height * len(middles)
    as_at = Moment(chart.as_at, f"As at {short_day(chart.as_at)}")
    drawn = [*_time_axis(axis, top, end, palette, box), *_moments(axis, [as_at], top, end, palette, box)]
    drawn += key
    two = have_two_lines((row.label for row in chart.rows), height, box)
    for row, middle, parts in zip(chart.rows, middles, drawn_rows, strict=True):
        drawn += row_label(row.label, middle, height, box, palette.background, has_two_lines=two)
        main = styled["done" if row.is_done else "coming"]
        here = axis.at(parts.start)
        up, thick = bar_place(middle, height, box, 40.0, has_two_lines=two)
        drawn.append(rectangle(here, up, axis.at(parts.main_end) - here, thick, main))
        if parts.end > parts.main_end:
            here = axis.at(parts.main_end)
            drawn.append(rectangle(here, up, axis.at(parts.end) - here, thick, styled["late"]))
    return drawn, end + 40


def used_names(chart: Spans, drawn: Iterable[Drawn]) -> list[tuple[Role, str]]:
    """The roles that occur in the spans, with the names for their key."""
    roles: list[tuple[Role, bool]] = [
        ("done", any(row.is_done for row in chart.rows)),
        ("coming", any(not row.is_done for row in chart.rows)),
        ("late", any(parts.end > parts.main_end for parts in drawn)),
    ]
    return [(role, SPAN_NAMES[role]) for role, occurs in roles if occurs]
