"""The parts of the pack's SVG charts: room, styles, text and its width, keys, and the labels of rows."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from pages.charts.theme import LIGHT, Palette, text_on
from pages.pack.content import Label, Role
from pages.ui.formatting import apart, short


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


def text_line(
    x: float, y: float, text: str, *, anchor: str = "start", bold: bool = False, fill: str = "", size: float = 0, over: str = ""
) -> str:  # fmt: skip
    """One line of text; `over`: the background colour to paint behind it, where lines would run through it."""
    weight = ' font-weight="700"' if bold else ""
    ink = f' fill="{fill}"' if fill else ""
    large = f' font-size="{size:g}"' if size else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}{ink}{large}{halo(over)}>{escape(apart(text))}</text>'


def halo(over: str) -> str:
    return f' stroke="{over}" stroke-width="10" stroke-linejoin="round" paint-order="stroke"' if over else ""


def length_of(text: str) -> float:
    """The approximate length of a text in units."""
    return len(text) * TEXT * LETTER


def rectangle(x: float, y: float, width: float, height: float, style: Style) -> str:
    fill = f"url(#{STRIPES})" if style.hatch else style.fill
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" fill="{fill}"'
        f' stroke="{style.edge}" stroke-width="2"/>'
    )


def legend(entries: Sequence[tuple[str, Style]], x: float, right: float, y: float = 28) -> tuple[list[str], float]:
    """The key above a chart, and where the chart can begin: the key may take several lines."""
    drawn, at = [], x
    for name, style in entries:
        if at > x and at + 42 + length_of(name) > right:
            at, y = x, y + 36
        drawn += [rectangle(at, y - 21, 30, 24, style), text_line(at + 42, y, name)]
        at += 42 + length_of(name) + 44
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


def row_label(
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
                f'<text x="0" y="{top:.1f}"{small}{halo(over)}>{bold}<tspan dx="14">{escape(detail)}</tspan></text>'
            ]
        return [text_line(0, top, name, bold=True, over=over), text_line(0, top + line, detail, over=over)]
    room = max(1, min(2, int(height / line + 0.05) - 1))
    # Bold letters are wider than the average.
    lines = lines_of(label.name, (GUTTER - 30) * 0.94, room)
    left = max(1, min(2, int(height / line + 0.05) - len(lines)))
    second = lines_of(label.detail, GUTTER - 30, left)
    top = middle - line * (len(lines) + len(second)) / 2 + TEXT * 0.95
    return [
        *(text_line(0, top + at * line, text, bold=True) for at, text in enumerate(lines)),
        *(text_line(0, top + (len(lines) + at) * line, text) for at, text in enumerate(second)),
    ]


def _above(label: Label, height: float, box: Box) -> tuple[str, str, bool, float]:
    """(name, detail, whether they share a line, size of their letters) of a label above its row. If a row has no room
    for two lines and a bar, the letters get smaller, and only then is the name cut; otherwise it would cover the bar of
    the row before."""
    wide = em(label.name) * BOLD + em(label.detail)  # of letters of size 1
    if not label.detail or wide * TEXT + 14 <= box.width:
        return cut(label.name, box.width / TEXT / BOLD), label.detail, True, TEXT
    if height >= TEXT * 2.5 + THINNEST:
        return cut(label.name, box.width / TEXT / BOLD), cut(label.detail, box.width / TEXT), False, TEXT
    size = TEXT if box.width == NARROW.width else SMALLER  # on a phone the usual ones are the smallest that can be read
    if wide * size + 14 <= box.width:
        return label.name, label.detail, True, size
    detail = cut(label.detail, box.width / size - 8)
    return cut(label.name, ((box.width - 14) / size - em(detail)) / BOLD), detail, True, size


def cut(text: str, room: float) -> str:
    """The text cut to the letters that fit, measured in letters of size 1; at least seven."""
    whole = short(text, len(text))
    if em(whole) <= room:
        return whole
    letters = bisect_right(range(8, len(text)), room, key=lambda n: em(short(text, n)))  # a cell may hold 32,767
    return short(text, 7 + letters)


def em(text: str) -> float:
    """The length of a text in letters of size 1, in Arial, the widest font of the theme."""
    return sum(WIDTH_OF.get(letter, 0.56 if letter < "\u2e80" else 1.0) for letter in text)


def have_two_lines(labels: Iterable[Label], height: float, box: Box) -> bool:
    """Whether any label of the picture takes two lines above its row."""
    return not box.gutter and not all(_above(label, height, box)[2] for label in labels)


def bar_place(middle: float, height: float, box: Box, most: float, *, has_two_lines: bool) -> tuple[float, float]:
    """Where the bar of a row begins from the top, and how thick it is; the same for the whole picture: beside its
    label, or below it."""
    if box.gutter:
        thick = min(most, height * 0.62)
        return middle - thick / 2, thick
    height = min(height, CLOSE)
    top = middle - height / 2 + TEXT * (2.5 if has_two_lines else 1.4)
    return top, max(THINNEST, min(most, middle + height / 2 - top - TEXT * 0.55))


def row_places(count: int, top: float, bottom: float, tallest: float) -> tuple[list[float], float]:
    """The middles of so many rows, and their height."""
    height = min(tallest, (bottom - top) / max(1, count))
    return [top + height * (at + 0.5) for at in range(count)], height


def inside(text: str, x: float, y: float, style: Style, palette: Palette) -> list[str]:
    """The text in the middle of a bar, on a plain background if the bar is striped."""
    ground = (
        [rectangle(x - length_of(text) / 2 - 6, y - 16, length_of(text) + 12, 32, plain_style(palette))]
        if style.hatch
        else []
    )
    ink = palette.text if style.hatch else text_on(style.fill)
    return [*ground, text_line(x, y + TEXT * 0.36, text, anchor="middle", bold=True, fill=ink)]


def plain_style(palette: Palette) -> Style:
    return Style(palette.background, palette.background)


def round_steps(highest: float, lowest: float = 0, most: int = 6) -> list[float]:
    """Round numbers, zero among them, from the last one not above the lowest to the first one not below the highest."""
    whole = max(highest, 0) - min(lowest, 0)
    if whole <= 0:
        return [0, 1]
    size = 10 ** math.floor(math.log10(whole / most)) if whole > most else 1
    step = next(s * size for s in (1, 2, 5, 10, 20) if whole / (s * size) <= most)
    return [step * at for at in range(math.floor(min(lowest, 0) / step), math.ceil(max(highest, 0) / step) + 1)]


def stroke(x0: float, y0: float, x1: float, y1: float, colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'
