"""A chart of the pack as one small SVG picture: for the screen in the room, the HTML file and the PDF.

A pure function of the chart: no fonts or scripts are fetched, nothing in it is alive, and the same chart gives the same
text. Units are those of the view box, 1600 wide where it fills a slide: text of 24 is 24 pixels or more where a slide is shown
at 1080p. A chart of little is drawn larger, so that it fills the room that it has.
"""

from __future__ import annotations

import math
from html import escape

from pages.charts.theme import FONT, LIGHT, Palette
from pages.pack.content import Bars, Beside, Chart, Columns, Lines, Marks, Spans, Squares
from pages.pack.drawing_parts import (
    NARROW,
    PAPER,
    STRIPES,
    TEXT,
    WIDE,
    Box,
    bar_place,
    have_two_lines,
    inside,
    legend,
    length_of,
    lines_of,
    rectangle,
    row_label,
    row_places,
    styles,
    text_line,
)
from pages.pack.drawing_times import draw_lines, draw_marks, draw_spans
from pages.ui.formatting import number

BETWEEN = 60  # two charts
LARGEST = 1.6  # how many times as large a chart of little is drawn


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
        return draw_marks(chart, palette, box)
    if isinstance(chart, Spans):
        return draw_spans(chart, palette, box)
    if isinstance(chart, Squares):
        return _squares(chart, palette, box)
    return (draw_lines(chart, palette, box) if isinstance(chart, Lines) else _columns(chart, palette, box)), box.height


def _bars(chart: Bars, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end."""
    styled = styles(palette)
    key = [(s.name, styled[s.role]) for s in chart.series]
    drawn, top = (
        legend(key, box.gutter, box.width) if chart.has_key or len(key) > 1 else ([], 8.0)
    )  # what one series is, the headline says
    middles, height = row_places(len(chart.labels), top, box.height, box.tallest)
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    wide = box.width - box.gutter - 20
    two = have_two_lines(chart.labels, height, box)
    for at, (label, middle) in enumerate(zip(chart.labels, middles, strict=True)):
        drawn += row_label(label, middle, height, box, has_two_lines=two)
        left = box.gutter
        up, thick = bar_place(middle, height, box, 64.0, has_two_lines=two)
        for part in chart.series:
            value = part.values[at] or 0
            style = styled[part.role]
            length = wide * value / longest
            if length <= 0:
                continue
            drawn.append(rectangle(left, up, length, thick, style))
            shown = f"{number(value)}{'%' if chart.unit == '%' else ''}"
            if chart.shows_values and length > length_of(shown) + 16 and thick >= TEXT:
                drawn += inside(shown, left + length / 2, up + thick / 2, style, palette)
            left += length
    return drawn, top + height * len(middles)


def _columns(chart: Columns, palette: Palette, box: Box) -> list[str]:
    styled = styles(palette)
    wholes = [sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))]
    room = max((length_of(s.name) for s in chart.series), default=0) + 20  # at the right, for the names
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
                drawn.append(rectangle(at * step + step * 0.08, floors[at], step * 0.84, high, style))
                if high > TEXT * 1.1 and step > 2 * TEXT:
                    drawn += inside(number(value), (at + 0.5) * step, floors[at] + high / 2, style, palette)
        if part.values and part.values[-1]:
            middle = floors[-1] + unit * part.values[-1] / 2
            drawn.append(text_line(box.width - room + 10, middle + 9, part.name, bold=True, fill=style.edge))
    every = max(1, math.ceil(max((length_of(label) for label in chart.labels), default=0) * 1.15 / step))
    for at, label in enumerate(chart.labels):
        if (len(chart.labels) - 1 - at) % every == 0:
            x = max((at + 0.5) * step, length_of(label) / 2)
            drawn.append(text_line(x, bottom + 32, label, anchor="middle", fill=palette.muted))
    return drawn


def _squares(chart: Squares, palette: Palette, box: Box) -> tuple[list[str], float]:
    """The drawn elements, and where they end: a number, what it counts, and a hundred squares."""
    styled = styles(palette)
    lines = lines_of(chart.caption, box.width, 3)
    drawn = [text_line(0, 68, chart.figure, bold=True, size=78, fill=palette.actual)]
    drawn += [text_line(0, 112 + 32 * at, line) for at, line in enumerate(lines)]
    top = 112 + 32 * len(lines)
    side = min(box.width, box.height - top) / 10
    for at in range(100):
        style = styled["done" if at < chart.filled else "rest"]
        drawn.append(rectangle(at % 10 * side + 2, top + at // 10 * side + 2, side - 6, side - 6, style))
    return drawn, top + 10 * side
