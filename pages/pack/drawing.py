"""A chart of the pack as one small SVG picture: for the screen in the room, the HTML file and the PDF.

A pure function of the chart: no fonts or scripts are fetched, nothing in it is alive, and the same chart gives the same
text. Units are those of the view box, 1600 wide: text of 24 is 24 pixels or more where a slide is shown at 1080p.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from pages.charts.theme import FONT, LIGHT, Look, text_on
from pages.pack.content import Bars, Chart, Label, Lines, Role, Spans
from pages.ui.formatting import number, short, short_day

WIDTH, HEIGHT = 1600, 660
TEXT = 27
LETTER = 0.54  # of the size of the text: how wide a letter is, on the average of the fonts of the theme
GUTTER = 620  # for the labels of rows
STRIPES = "stripes-of-this-picture"
TALLEST_ROW = 135


@dataclass(frozen=True)
class Style:
    """How a mark of one role is drawn. `hatch`: striped, so that it does not rest on colour; `dash`: of a line."""

    fill: str
    edge: str
    hatch: bool = False
    dash: str = ""
    width: float = 5


def styles(look: Look = LIGHT) -> dict[Role, Style]:
    """Role → how its marks are drawn; the PowerPoint charts take the same colours."""
    red = look.rating["red"]
    return {
        "done": Style(look.actual, look.actual, width=7),
        "coming": Style(look.forecast, look.forecast),
        "rest": Style(look.ramp[0], look.outline),
        "late": Style(red, red, hatch=True),
        "plan": Style(look.ghost, look.ghost),
        "forecast": Style(look.forecast, look.forecast, dash="14 9"),
        "faint": Style(look.outline, look.outline, dash="4 8", width=4),
    }


def svg(chart: Chart, name: str, look: Look = LIGHT, *, fills: bool = True) -> str:
    """The chart as an SVG element, its alternative text as its title. `name` tells it from the others of a page.

    `fills`: it is as high as a slide has room, else, with few rows, only as high as they are.
    """
    if isinstance(chart, Bars):
        drawn, end = _bars(chart, look)
    elif isinstance(chart, Lines):
        drawn, end = _lines(chart, look), float(HEIGHT)
    else:
        drawn, end = _spans(chart, look)
    height = HEIGHT if fills else math.ceil(end)
    # A pattern of another picture would be lost while that picture is hidden: each has its own.
    stripes = f"late-{escape(name)}"
    red = look.rating["red"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" class="chart"'
        f' font-family="{escape(FONT)}" font-size="{TEXT}" fill="{look.text}"><title>{escape(chart.alt)}</title>'
        '<defs><pattern id="'
        f'{stripes}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="12" height="12" fill="{look.background}"/><rect width="6" height="12" fill="{red}"/></pattern></defs>'
        f"{''.join(drawn).replace(STRIPES, stripes)}</svg>"
    )


def _text(x: float, y: float, said: str, *, anchor: str = "start", bold: bool = False, fill: str = "") -> str:
    weight = ' font-weight="700"' if bold else ""
    ink = f' fill="{fill}"' if fill else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}{ink}>{escape(said)}</text>'


def _rect(x: float, y: float, width: float, height: float, style: Style) -> str:
    fill = f"url(#{STRIPES})" if style.hatch else style.fill
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{fill}"'
        f' stroke="{style.edge}" stroke-width="2"/>'
    )


def _key(entries: Sequence[tuple[str, Style]], x: float, y: float = 28) -> list[str]:
    """The key above a chart, one entry after the other."""
    drawn = []
    for name, style in entries:
        drawn += [_rect(x, y - 21, 30, 24, style), _text(x + 42, y, name)]
        x += 42 + len(name) * TEXT * LETTER + 44
    return drawn


def lines_of(name: str, room: float, most: int) -> list[str]:
    """The name on at most `most` lines of a width; what is too long ends in ‘…’."""
    letters = max(6, int(room / (TEXT * LETTER)))
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= letters:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [short(line, letters) for line in lines]


def _row_label(label: Label, middle: float, height: float) -> list[str]:
    """Name in bold over what is said of it, in the gutter, centred on its row."""
    line = TEXT * 1.1
    room = max(1, min(2, int(height / line + 0.05) - 1))
    # Bold letters are wider than the average.
    lines = lines_of(label.name, (GUTTER - 30) * 0.94, room)
    said = [short(label.said, int((GUTTER - 30) / (TEXT * LETTER)))] if label.said else []
    top = middle - line * (len(lines) + len(said)) / 2 + TEXT * 0.95
    return [
        *(_text(0, top + at * line, text, bold=True) for at, text in enumerate(lines)),
        *(_text(0, top + (len(lines) + at) * line, text) for at, text in enumerate(said)),
    ]


def _rows(count: int, top: float, bottom: float) -> tuple[list[float], float]:
    """The middles of so many rows, and their height."""
    height = min(TALLEST_ROW, (bottom - top) / max(1, count))
    return [top + height * (at + 0.5) for at in range(count)], height


def _bars(chart: Bars, look: Look) -> tuple[list[str], float]:
    """What is drawn, and where it ends."""
    styled = styles(look)
    middles, height = _rows(len(chart.labels), 54, HEIGHT)
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    wide, thick = WIDTH - GUTTER - 20, min(64.0, height * 0.62)
    drawn = _key([(s.name, styled[s.role]) for s in chart.series], GUTTER)
    for at, (label, middle) in enumerate(zip(chart.labels, middles, strict=True)):
        drawn += _row_label(label, middle, height)
        left = float(GUTTER)
        for part in chart.series:
            value = part.values[at] or 0
            style = styled[part.role]
            length = wide * value / longest
            if length <= 0:
                continue
            drawn.append(_rect(left, middle - thick / 2, length, thick, style))
            said = f"{number(value)}{'%' if chart.unit == '%' else ''}"
            if chart.shows_values and length > len(said) * TEXT * LETTER + 16:
                ink = look.text if style.hatch else text_on(style.fill)
                if style.hatch:
                    size = len(said) * TEXT * LETTER + 12
                    drawn.append(_rect(left + length / 2 - size / 2, middle - 16, size, 32, _plain(look)))
                drawn.append(_text(left + length / 2, middle + TEXT * 0.36, said, anchor="middle", bold=True, fill=ink))
            left += length
    return drawn, 54 + height * len(middles)


def _plain(look: Look) -> Style:
    return Style(look.background, look.background)


def month_ticks(first: date, last: date, most: int = 8) -> list[date]:
    """The firsts of months that label an axis: at most `most` of them, a whole number of months apart."""
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


def round_steps(highest: float, lowest: float = 0, most: int = 6) -> list[float]:
    """Round numbers, nought among them, from the last one not above the lowest to the first one not below the highest."""
    whole = max(highest, 0) - min(lowest, 0)
    if whole <= 0:
        return [0, 1]
    size = 10 ** math.floor(math.log10(whole / most)) if whole > most else 1
    step = next(s * size for s in (1, 2, 5, 10, 20) if whole / (s * size) <= most)
    return [step * at for at in range(math.floor(min(lowest, 0) / step), math.ceil(max(highest, 0) / step) + 1)]


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


def _time_axis(axis: _Axis, top: float, bottom: float, look: Look) -> list[str]:
    drawn = []
    room = max(2, int((axis.right - axis.left) / 165))
    for tick in month_ticks(axis.first, axis.last, room):
        x = axis.at(tick)
        drawn.append(_line(x, top, x, bottom, look.grid, 2))
        anchor = "end" if x > WIDTH - 70 else "middle"
        drawn.append(_text(x, bottom + 32, f"{tick:%b %Y}", anchor=anchor, fill=look.muted))
    return drawn


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _as_at(axis: _Axis, as_at: date, top: float, bottom: float, look: Look) -> list[str]:
    if not axis.first <= as_at <= axis.last:
        return []
    x = axis.at(as_at)
    anchor = "end" if x > axis.right - 130 else "start" if x < axis.left + 130 else "middle"
    said = _text(x, top - 10, f"As at {short_day(as_at)}", anchor=anchor, bold=True)
    return [_line(x, top, x, bottom, look.marker, 3, "3 7"), said]


def _lines(chart: Lines, look: Look) -> list[str]:
    styled = styles(look)
    values = [v for s in chart.series for v in s.values if v is not None]
    steps = round_steps(max(values, default=0), min(values, default=0))
    top, bottom, left, right = 50.0, HEIGHT - 44.0, 90.0, WIDTH - 450.0
    axis = _Axis(min(chart.days), max(chart.days), left, right)

    def height(value: float) -> float:
        return bottom - (bottom - top) * (value - steps[0]) / (steps[-1] - steps[0])

    drawn = _time_axis(axis, top, bottom, look)
    for step in steps:
        drawn.append(_line(left, height(step), right, height(step), look.grid, 2))
        drawn.append(_text(left - 14, height(step) + 9, number(step), anchor="end", fill=look.muted))
    drawn += _as_at(axis, chart.as_at, top, bottom, look)
    ends = []
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
        last = next(v for v in reversed(line.values) if v is not None)
        ends.append((points[-1], f"{line.name} {number(last)}"))
    places = spread([y for (_, y), _ in ends], TEXT * 1.25, top, bottom)
    for ((x, y), said), place in zip(ends, places, strict=True):
        drawn.append(_line(x + 10, y, right + 16, place, look.grid, 2))
        drawn.append(_text(right + 22, place + 9, short(said, 27), bold=True))
    return drawn


def spread(wanted: Sequence[float], apart: float, top: float, bottom: float) -> list[float]:
    """Heights as near as may be to those wanted, at least so far apart, in the order of the heights wanted."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = [0.0] * len(wanted)
    at_least = top
    for at in order:
        placed[at] = max(wanted[at], at_least)
        at_least = placed[at] + apart
    at_most = bottom
    for at in reversed(order):
        placed[at] = min(placed[at], at_most)
        at_most = placed[at] - apart
    return placed


def padded(first: date, last: date) -> tuple[date, date]:
    """The whole months that hold both days, with a little air after the last."""
    end = last + timedelta(days=max(7, (last - first).days // 40))
    return first.replace(day=1), end.replace(day=calendar.monthrange(end.year, end.month)[1])


def point_width(first: date, last: date) -> timedelta:
    """How long a thing of one day is drawn, so that it can be seen."""
    return timedelta(days=max(3, (last - first).days // 70))


@dataclass(frozen=True)
class Drawn:
    """One row of spans as bars: three stretches of time, in the order in which they follow each other."""

    start: date
    main_end: date
    end: date


def stretches(chart: Spans) -> list[Drawn]:
    """For each row where its bar begins, where what was agreed ends, and where it ends if later than that."""
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


SPAN_NAMES = {"done": "Done", "coming": "Still to come", "late": "Later than first agreed"}


def _spans(chart: Spans, look: Look) -> tuple[list[str], float]:
    """What is drawn, and where it ends."""
    styled = styles(look)
    top, bottom = 84.0, HEIGHT - 40.0
    middles, height = _rows(len(chart.rows), top, bottom)
    drawn_rows = stretches(chart)
    first, last = chart.extent
    axis = _Axis(*padded(min([first, *(d.start for d in drawn_rows)]), last), float(GUTTER), WIDTH - 10.0)
    thick = min(34.0, height * 0.5)
    end = top + height * len(middles)
    drawn = [*_time_axis(axis, top, end, look), *_as_at(axis, chart.as_at, top, end, look)]
    drawn += _key([(name, styled[role]) for role, name in used_names(chart, drawn_rows)], GUTTER)
    for row, middle, parts in zip(chart.rows, middles, drawn_rows, strict=True):
        drawn += _row_label(row.label, middle, height)
        main = styled["done" if row.is_done else "coming"]
        here = axis.at(parts.start)
        drawn.append(_rect(here, middle - thick / 2, axis.at(parts.main_end) - here, thick, main))
        if parts.end > parts.main_end:
            here = axis.at(parts.main_end)
            drawn.append(_rect(here, middle - thick / 2, axis.at(parts.end) - here, thick, styled["late"]))
    return drawn, end + 40


def used_names(chart: Spans, drawn: Iterable[Drawn]) -> list[tuple[Role, str]]:
    """The roles that occur in spans, with the names of their key."""
    roles: list[tuple[Role, bool]] = [
        ("done", any(row.is_done for row in chart.rows)),
        ("coming", any(not row.is_done for row in chart.rows)),
        ("late", any(parts.end > parts.main_end for parts in drawn)),
    ]
    return [(role, SPAN_NAMES[role]) for role, occurs in roles if occurs]
