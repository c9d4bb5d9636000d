"""A chart of the pack as one small SVG picture: for the screen in the room, the HTML file and the PDF.

A pure function of the chart: no fonts or scripts are fetched, nothing in it is alive, and the same chart gives the same
text. Units are those of the view box, 1600 wide where it fills a slide: text of 24 is 24 pixels or more where a slide is shown
at 1080p. A chart of little is drawn larger, so that it fills the room that it has.
"""

from __future__ import annotations

import calendar
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from pages.charts.theme import FONT, LIGHT, Palette, spread, text_on
from pages.pack.content import Bars, Beside, Chart, Columns, Label, Lines, Mark, Marks, Moment, Role, Spans, Squares
from pages.ui.formatting import apart, brief_money, number, short, short_day


@dataclass(frozen=True)
class Box:
    """How much room a chart has, in the units of its picture."""

    width: float
    height: float
    tallest: float = 260  # row

    @property
    def gutter(self) -> float:
        """The room for row labels at the left; if zero, they are above their rows."""
        return GUTTER if self.width >= 1200 else 0.0


WIDE, TALL, NARROW = Box(1600, 660), Box(1600, 1000), Box(750, 1080)
"""The room that a slide has for a chart, on screens of 16:9 and of 4:3, and on a phone."""
PAPER = Box(1600, 660, 135)
BETWEEN = 60  # two charts
LARGEST = 1.6  # how many times as large a chart of little is drawn
TEXT = 27
SMALLER = 24  # the size of text for which there is little room: 24 pixels at 1080p are still read from the back row
LETTER = 0.54  # of the size of the text: how wide a letter is, on the average of the fonts of the theme
WIDTHS = (
    ("ijl'|‘’", 0.22),
    (" !,./:;()[]-ftIr", 0.31),
    ("ckszvxyJ", 0.5),
    ("mwMW%@", 0.86),
    ("ABCDEFGHKLNOPQRSTUVXYZ&", 0.7),
)
"""Letters whose width is not that of a digit, and theirs, of the size of the text, in Arial."""
WIDTH_OF = {letter: wide for letters, wide in WIDTHS for letter in letters}
BOLD = 1.07  # how many times as wide bold letters are
GUTTER = 620  # for the labels of rows
STRIPES = "stripes-of-this-picture"
THINNEST = 18.0  # a bar
CLOSE = 150  # the most that a name and its bar or marks take of the height of a row


@dataclass(frozen=True)
class Style:
    """How a mark of one role is drawn. `hatch`: striped, so that colour is not the only sign; `dash`: of a line."""

    fill: str
    edge: str
    hatch: bool = False
    dash: str = ""
    width: float = 5


def styles(palette: Palette = LIGHT) -> dict[Role, Style]:
    """Role → how its marks are drawn; the PowerPoint charts use the same colours."""
    red = palette.rating["red"]
    return {
        "done": Style(palette.actual, palette.actual, width=7),
        "coming": Style(palette.forecast, palette.forecast),
        "rest": Style(palette.ramp[0], palette.outline),
        "late": Style(red, red, hatch=True),
        "plan": Style(palette.ghost, palette.ghost),
        "forecast": Style(palette.forecast, palette.forecast, dash="14 9"),
        "faint": Style(palette.outline, palette.outline, dash="4 8", width=4),
        "green": Style(palette.rating["green"], palette.rating["green"]),
        "amber": Style(palette.rating["amber"], palette.rating["amber"]),
        "red": Style(red, red),
    }


def svg(chart: Chart, name: str, palette: Palette = LIGHT, *, box: Box = WIDE, fills: bool = True) -> str:
    """The chart as an SVG element, with its alternative text as its title. `name` distinguishes it from the page's
    other charts.

    It fills the box, with larger letters if it shows little. On paper (`fills` False) a chart of few rows is only as
    high as they need.
    """
    box = roomy(chart, box) if fills else PAPER
    drawn, end = _drawn(chart, palette, box)
    height = box.height if fills else math.ceil(end)
    # A pattern of another picture would be lost while that picture is hidden: each has its own.
    stripes = f"late-{escape(name)}"
    red = palette.rating["red"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box.width:g} {height:g}" role="img" class="chart"'
        f' font-family="{escape(FONT)}" font-size="{TEXT}" fill="{palette.text}"><title>{escape(chart.alt)}</title>'
        '<defs><pattern id="'
        f'{stripes}" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="12" height="12" fill="{palette.background}"/><rect width="6" height="12" fill="{red}"/></pattern></defs>'
        f"{''.join(drawn).replace(STRIPES, stripes)}</svg>"
    )


def roomy(chart: Chart, box: Box) -> Box:
    """The box in fewer units if the chart shows little, so that everything in it is drawn larger. Rows need the height
    of three lines, and no label of two charts side by side may be cut for it."""
    if isinstance(chart, (Bars, Marks, Spans)):
        rows = len(chart.labels) if isinstance(chart, Bars) else len(chart.rows)
        scale = (box.height - 54) / (110 * max(1, rows) + (54 if isinstance(chart, Marks) else 0))
    else:
        scale = 1.2
    most = LARGEST if box.width >= 1200 else 1.0 if box.width == NARROW.width else 1.25
    scale = max(1.0, min(scale, most))
    fewer = Box(round(box.width / scale), round(box.height / scale))
    return box if isinstance(chart, Beside) and _cuts(chart, fewer) else fewer


def _cuts(chart: Beside, box: Box) -> bool:
    """Whether any of its text is cut in that box."""
    given = [label for part in (chart.left, chart.right) if isinstance(part, Bars) for label in part.labels]
    drawn, _ = _drawn(chart, LIGHT, box)
    return "".join(drawn).count("…") > sum(f"{label.name}{label.detail}".count("…") for label in given)


def _drawn(chart: Chart, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end."""
    if isinstance(chart, Beside) and box.width < box.height:  # one above the other
        half = Box(box.width, (box.height - BETWEEN) / 2)
        above, one = _drawn(chart.left, palette, half)
        below, other = _drawn(chart.right, palette, half)
        start = one + BETWEEN
        return [*above, f'<g transform="translate(0 {start:.1f})">', *below, "</g>"], start + other
    if isinstance(chart, Beside):
        wide = (box.width - BETWEEN) * chart.share
        left, one = _drawn(chart.left, palette, Box(wide, box.height))
        right, other = _drawn(chart.right, palette, Box(box.width - BETWEEN - wide, box.height))
        return [*left, f'<g transform="translate({wide + BETWEEN:.1f} 0)">', *right, "</g>"], max(one, other)
    if isinstance(chart, Bars):
        return _bars(chart, palette, box)
    if isinstance(chart, Marks):
        return _marks(chart, palette, box)
    if isinstance(chart, Spans):
        return _spans(chart, palette, box)
    if isinstance(chart, Squares):
        return _squares(chart, palette, box)
    return (_lines(chart, palette, box) if isinstance(chart, Lines) else _columns(chart, palette, box)), box.height


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, fill: str = "", size: float = 0, over: str = ""
) -> str:  # fmt: skip
    """One line of text; `over`: the background colour to paint behind it, where lines would run through it."""
    weight = ' font-weight="700"' if bold else ""
    ink = f' fill="{fill}"' if fill else ""
    large = f' font-size="{size:g}"' if size else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}{ink}{large}{_halo(over)}>{escape(apart(text))}</text>'


def _halo(over: str) -> str:
    return f' stroke="{over}" stroke-width="10" stroke-linejoin="round" paint-order="stroke"' if over else ""


def _long(text: str) -> float:
    """The approximate length of a text in units."""
    return len(text) * TEXT * LETTER


def _rect(x: float, y: float, width: float, height: float, style: Style) -> str:
    fill = f"url(#{STRIPES})" if style.hatch else style.fill
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{fill}"'
        f' stroke="{style.edge}" stroke-width="2"/>'
    )


def _key(entries: Sequence[tuple[str, Style]], x: float, right: float, y: float = 28) -> tuple[list[str], float]:
    """The key above a chart, and where the chart can begin: the key may take several lines."""
    drawn, at = [], x
    for name, style in entries:
        if at > x and at + 42 + _long(name) > right:
            at, y = x, y + 36
        drawn += [_rect(at, y - 21, 30, 24, style), _text(at + 42, y, name)]
        at += 42 + _long(name) + 44
    return drawn, y + 26


def lines_of(name: str, room: float, most: int) -> list[str]:
    """The name on at most `most` lines of a width; if it is too long, it ends in ‘…’."""
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


def _row_label(
    label: Label, middle: float, height: float, box: Box, over: str = "", *, has_two_lines: bool = False
) -> list[str]:
    """The name in bold above its detail, in the gutter, centred on its row. Without a gutter it is above the row, where
    it may cover a background of the colour `over`; on the lower line if the labels of the picture have two."""
    line = TEXT * 1.1
    if not box.gutter:
        top = middle - min(height, CLOSE) / 2 + TEXT
        name, detail, one_line, size = _above(label, height, box)
        if one_line:
            bold = f'<tspan font-weight="700">{escape(name)}</tspan>'
            small = f' font-size="{size:g}"' if size < TEXT else ""
            top += line if has_two_lines else 0
            return [
                f'<text x="0" y="{top:.1f}"{small}{_halo(over)}>{bold}<tspan dx="14">{escape(detail)}</tspan></text>'
            ]
        return [_text(0, top, name, bold=True, over=over), _text(0, top + line, detail, over=over)]
    room = max(1, min(2, int(height / line + 0.05) - 1))
    # Bold letters are wider than the average.
    lines = lines_of(label.name, (GUTTER - 30) * 0.94, room)
    left = max(1, min(2, int(height / line + 0.05) - len(lines)))
    second = lines_of(label.detail, GUTTER - 30, left)
    top = middle - line * (len(lines) + len(second)) / 2 + TEXT * 0.95
    return [
        *(_text(0, top + at * line, text, bold=True) for at, text in enumerate(lines)),
        *(_text(0, top + (len(lines) + at) * line, text) for at, text in enumerate(second)),
    ]


def _above(label: Label, height: float, box: Box) -> tuple[str, str, bool, float]:
    """(name, detail, whether they share a line, size of their letters) of a label above its row. If a row has no room
    for two lines and a bar, the letters get smaller, and only then is the name cut; otherwise it would cover the bar of
    the row before."""
    wide = _em(label.name) * BOLD + _em(label.detail)  # of letters of size 1
    if not label.detail or wide * TEXT + 14 <= box.width:
        return _cut(label.name, box.width / TEXT / BOLD), label.detail, True, TEXT
    if height >= TEXT * 2.5 + THINNEST:
        return _cut(label.name, box.width / TEXT / BOLD), _cut(label.detail, box.width / TEXT), False, TEXT
    size = TEXT if box.width == NARROW.width else SMALLER  # on a phone the usual ones are the smallest that can be read
    if wide * size + 14 <= box.width:
        return label.name, label.detail, True, size
    detail = _cut(label.detail, box.width / size - 8)
    return _cut(label.name, ((box.width - 14) / size - _em(detail)) / BOLD), detail, True, size


def _cut(text: str, room: float) -> str:
    """The text cut to the letters that fit, measured in letters of size 1; at least seven."""
    whole = short(text, len(text))
    if _em(whole) <= room:
        return whole
    letters = bisect_right(range(8, len(text)), room, key=lambda n: _em(short(text, n)))  # a cell may hold 32,767
    return short(text, 7 + letters)


def _em(text: str) -> float:
    """The length of a text in letters of size 1, in Arial, the widest font of the theme."""
    return sum(WIDTH_OF.get(letter, 0.56 if letter < "\u2e80" else 1.0) for letter in text)


def _have_two_lines(labels: Iterable[Label], height: float, box: Box) -> bool:
    """Whether any label of the picture takes two lines above its row."""
    return not box.gutter and not all(_above(label, height, box)[2] for label in labels)


def _bar_place(middle: float, height: float, box: Box, most: float, *, has_two_lines: bool) -> tuple[float, float]:
    """Where the bar of a row begins from the top, and how thick it is; the same for the whole picture: beside its
    label, or below it."""
    if box.gutter:
        thick = min(most, height * 0.62)
        return middle - thick / 2, thick
    height = min(height, CLOSE)
    top = middle - height / 2 + TEXT * (2.5 if has_two_lines else 1.4)
    return top, max(THINNEST, min(most, middle + height / 2 - top - TEXT * 0.55))


def _rows(count: int, top: float, bottom: float, tallest: float) -> tuple[list[float], float]:
    """The middles of so many rows, and their height."""
    height = min(tallest, (bottom - top) / max(1, count))
    return [top + height * (at + 0.5) for at in range(count)], height


def _bars(chart: Bars, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end."""
    styled = styles(palette)
    key = [(s.name, styled[s.role]) for s in chart.series]
    drawn, top = (
        _key(key, box.gutter, box.width) if chart.has_key or len(key) > 1 else ([], 8.0)
    )  # what one series is, the headline says
    middles, height = _rows(len(chart.labels), top, box.height, box.tallest)
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    wide = box.width - box.gutter - 20
    two = _have_two_lines(chart.labels, height, box)
    for at, (label, middle) in enumerate(zip(chart.labels, middles, strict=True)):
        drawn += _row_label(label, middle, height, box, has_two_lines=two)
        left = box.gutter
        up, thick = _bar_place(middle, height, box, 64.0, has_two_lines=two)
        for part in chart.series:
            value = part.values[at] or 0
            style = styled[part.role]
            length = wide * value / longest
            if length <= 0:
                continue
            drawn.append(_rect(left, up, length, thick, style))
            shown = f"{number(value)}{'%' if chart.unit == '%' else ''}"
            if chart.shows_values and length > _long(shown) + 16 and thick >= TEXT:
                drawn += _inside(shown, left + length / 2, up + thick / 2, style, palette)
            left += length
    return drawn, top + height * len(middles)


def _inside(text: str, x: float, y: float, style: Style, palette: Palette) -> list[str]:
    """The text in the middle of a bar, on a plain background if the bar is striped."""
    ground = [_rect(x - _long(text) / 2 - 6, y - 16, _long(text) + 12, 32, _plain(palette))] if style.hatch else []
    ink = palette.text if style.hatch else text_on(style.fill)
    return [*ground, _text(x, y + TEXT * 0.36, text, anchor="middle", bold=True, fill=ink)]


def _columns(chart: Columns, palette: Palette, box: Box) -> list[str]:
    styled = styles(palette)
    wholes = [sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))]
    room = max((_long(s.name) for s in chart.series), default=0) + 20  # at the right, for the names
    step = (box.width - room) / max(1, len(chart.labels))
    bottom = box.height - 40
    unit = (bottom - 8) / (max(wholes, default=0) or 1)
    drawn: list[str] = []
    floors = [bottom] * len(chart.labels)
    for part in chart.series:
        style = styled[part.role]
        for at, value in enumerate(part.values):
            high = unit * (value or 0)
            floors[at] -= high
            if high:
                drawn.append(_rect(at * step + step * 0.08, floors[at], step * 0.84, high, style))
                if high > TEXT * 1.1 and step > 2 * TEXT:
                    drawn += _inside(number(value), (at + 0.5) * step, floors[at] + high / 2, style, palette)
        if part.values and part.values[-1]:
            middle = floors[-1] + unit * part.values[-1] / 2
            drawn.append(_text(box.width - room + 10, middle + 9, part.name, bold=True, fill=style.edge))
    every = max(1, math.ceil(max((_long(label) for label in chart.labels), default=0) * 1.15 / step))
    for at, label in enumerate(chart.labels):
        if (len(chart.labels) - 1 - at) % every == 0:
            x = max((at + 0.5) * step, _long(label) / 2)
            drawn.append(_text(x, bottom + 32, label, anchor="middle", fill=palette.muted))
    return drawn


def _squares(chart: Squares, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end: a number, what it counts, and a hundred squares."""
    styled = styles(palette)
    lines = lines_of(chart.caption, box.width, 3)
    drawn = [_text(0, 68, chart.figure, bold=True, size=78, fill=palette.actual)]
    drawn += [_text(0, 112 + 32 * at, line) for at, line in enumerate(lines)]
    top = 112 + 32 * len(lines)
    side = min(box.width, box.height - top) / 10
    for at in range(100):
        style = styled["done" if at < chart.filled else "rest"]
        drawn.append(_rect(at % 10 * side + 2, top + at // 10 * side + 2, side - 6, side - 6, style))
    return drawn, top + 10 * side


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


def _marks(chart: Marks, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end. Names are above their row. Of two marks the first has its text at its
    left and the second at its right, so that they never meet."""
    styled = styles(palette)
    top = 20.0 + 34 * len(chart.moments)
    middles, height = _rows(len(chart.rows), top, box.height - 44, box.tallest)
    end = top + height * len(middles)
    axis = _axis_of(chart, box)
    drawn = [*_time_axis(axis, top, end, palette, box), *_moments(axis, chart.moments, top, end, palette, box)]
    for row, middle in zip(chart.rows, middles, strict=True):
        above = Box(min(box.width, 1199), box.height)  # the names need no gutter
        drawn += _row_label(row.label, middle, height, above, palette.background)
        y = middle + min(height, CLOSE) * (0.3 if row.label.detail else 0.12)
        marks = sorted(row.marks, key=_by_day)
        places = [axis.at(mark.day) for mark in marks]
        if len(marks) > 1:
            late = any(mark.role == "late" for mark in marks)
            drawn.append(_line(places[0], y, places[-1], y, styled["late" if late else "plan"].edge, 6))
        for mark, x in zip(marks, places, strict=True):
            drawn.append(mark_shape(mark.role, x, y, 13, styled, palette))
            is_left = mark is marks[0] if len(marks) > 1 else x + _long(mark.text) + 24 > box.width
            text = short(mark.text, max(6, int((x if is_left else box.width - x) / (TEXT * LETTER))))
            away = -24 if is_left else 24
            anchor = "end" if is_left else "start"
            drawn.append(_text(x + away, y + 9, text, anchor=anchor, over=palette.background))
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
        left = max(left, (_long(one.text) + 30 - right * near) / (1 - near))
        right = min(right, (box.width - _long(other.text) - 30 - left * (1 - far)) / max(far, 0.01))
    most = 0.35 if box.width >= 1200 else 0.4  # of the width, for what stands at a side
    return _Axis(first, last, min(left, box.width * most), max(right, box.width * (1 - most)))


def _by_day(mark: Mark) -> date:
    return mark.day


def _moments(
    axis: _Axis, moments: Sequence[Moment], top: float, bottom: float, palette: Palette, box: Box
) -> list[str]:  # fmt: skip
    """A line for each day, in order, with its name above it, each at its own height: if all fit to the right of their
    lines, the earliest is highest; otherwise to the left, the earliest lowest, so that no line runs through a text."""
    drawn = []
    shown = [moment for moment in sorted(moments, key=lambda m: m.day) if axis.first <= moment.day <= axis.last]
    at_right = all(axis.at(moment.day) + _long(moment.text) * 1.08 < box.width for moment in shown)
    for at, moment in enumerate(shown):
        x, level = axis.at(moment.day), len(shown) - at if at_right else at + 1
        y = top - 34 * level + 20
        dash = "3 7" if moment.text.startswith("As at") else ""
        drawn.append(_line(x, y - 20, x, bottom, palette.marker, 3, dash))
        room = _long(moment.text) * 1.08
        is_left = not at_right and x - 8 > room
        here = (
            x - 8 if is_left else max(0.0, min(x + 8, box.width - room))
        )  # where neither side has room, over the line
        anchor = "end" if is_left else "start"
        drawn.append(_text(here, y, moment.text, anchor=anchor, bold=True, over=palette.background))
    return drawn


def _plain(palette: Palette) -> Style:
    return Style(palette.background, palette.background)


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


def round_steps(highest: float, lowest: float = 0, most: int = 6) -> list[float]:
    """Round numbers, zero among them, from the last one not above the lowest to the first one not below the highest."""
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


def _time_axis(axis: _Axis, top: float, bottom: float, palette: Palette, box: Box) -> list[str]:
    drawn = []
    room = max(2, int((axis.right - axis.left) / 165))
    for tick in month_ticks(axis.first, axis.last, room):
        x = axis.at(tick)
        drawn.append(_line(x, top, x, bottom, palette.grid, 2))
        anchor = "end" if x > box.width - 70 else "start" if x < 60 else "middle"
        drawn.append(_text(x, bottom + 32, f"{tick:%b %Y}", anchor=anchor, fill=palette.muted))
    return drawn


def _line(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def amount(value: float, unit: str) -> str:
    """A value of a line in words: ‘£2.45m’, ‘1,234’."""
    return brief_money(value) if unit == "£" else number(value)


def _lines(chart: Lines, palette: Palette, box: Box) -> list[str]:
    styled = styles(palette)
    values = [v for s in chart.series for v in s.values if v is not None]
    steps = round_steps(max(values, default=0), min(values, default=0))
    names = [
        f"{s.name} {amount(v[-1], chart.unit)}" for s in chart.series if (v := [n for n in s.values if n is not None])
    ]
    # for what stands at the ends of the lines, in bold
    room = min(450.0, box.width * 0.42, max(map(_long, names), default=0) * 1.1 + 30)
    top, bottom, left, right = 16.0 + 34 * len(chart.marked), box.height - 44.0, 90.0, box.width - room
    axis = _Axis(min(chart.days), max(chart.days), left, right)

    def height(value: float) -> float:
        return bottom - (bottom - top) * (value - steps[0]) / (steps[-1] - steps[0])

    drawn = _time_axis(axis, top, bottom, palette, box)
    for step in steps:
        drawn.append(_line(left, height(step), right, height(step), palette.grid, 2))
        drawn.append(_text(left - 14, height(step) + 9, amount(step, chart.unit), anchor="end", fill=palette.muted))
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
        ends.append((points[-1], names[len(ends)]))
    apart = TEXT * 1.25
    places = spread([y for (_, y), _ in ends], [apart] * len(ends), top - apart / 2, bottom + apart / 2)
    for ((x, y), name), place in zip(ends, places, strict=True):
        drawn.append(_line(x + 10, y, right + 16, place, palette.grid, 2))
        drawn.append(_text(right + 22, place + 9, short(name, int((room - 22) / (TEXT * LETTER))), bold=True))
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


SPAN_NAMES = {"done": "Done", "coming": "Still to come", "late": "Later than first agreed"}


def _spans(chart: Spans, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end."""
    styled = styles(palette)
    drawn_rows = stretches(chart)
    key, top = _key([(name, styled[role]) for role, name in used_names(chart, drawn_rows)], box.gutter, box.width)
    top += 30  # for the as-at date
    middles, height = _rows(len(chart.rows), top, box.height - 40.0, box.tallest)
    first, last = chart.extent
    axis = _Axis(*padded(min([first, *(d.start for d in drawn_rows)]), last), box.gutter, box.width - 10.0)
    end = top + height * len(middles)
    as_at = Moment(chart.as_at, f"As at {short_day(chart.as_at)}")
    drawn = [*_time_axis(axis, top, end, palette, box), *_moments(axis, [as_at], top, end, palette, box)]
    drawn += key
    two = _have_two_lines((row.label for row in chart.rows), height, box)
    for row, middle, parts in zip(chart.rows, middles, drawn_rows, strict=True):
        drawn += _row_label(row.label, middle, height, box, palette.background, has_two_lines=two)
        main = styled["done" if row.is_done else "coming"]
        here = axis.at(parts.start)
        up, thick = _bar_place(middle, height, box, 40.0, has_two_lines=two)
        drawn.append(_rect(here, up, axis.at(parts.main_end) - here, thick, main))
        if parts.end > parts.main_end:
            here = axis.at(parts.main_end)
            drawn.append(_rect(here, up, axis.at(parts.end) - here, thick, styled["late"]))
    return drawn, end + 40


def used_names(chart: Spans, drawn: Iterable[Drawn]) -> list[tuple[Role, str]]:
    """The roles that occur in the spans, with the names for their key."""
    roles: list[tuple[Role, bool]] = [
        ("done", any(row.is_done for row in chart.rows)),
        ("coming", any(not row.is_done for row in chart.rows)),
        ("late", any(parts.end > parts.main_end for parts in drawn)),
    ]
    return [(role, SPAN_NAMES[role]) for role, occurs in roles if occurs]
