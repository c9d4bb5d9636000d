"""The one place for colours, fonts, the shapes of ratings, and what every chart has in common.

A figure carries all of its colours, background included, from the `Palette` that its chart is given, so that the same
figure is right on a screen, on a slide and in a file.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import Any, Self

import plotly.graph_objects as go

from pages.ui.formatting import apart, brief_money, short

FONT = "Source Sans, Source Sans Pro, Segoe UI, Liberation Sans, Arial, sans-serif"
TEXT_SIZE = 14
"""Pixels, for labels and ticks on a screen."""


@dataclass(frozen=True)
class Rating:
    """How a rating is shown: a word and a shape, so that it survives grey printing and colour blindness."""

    word: str
    shape: str
    symbol: str  # Plotly's name for the shape
    badge: str  # Streamlit's name for the colour of its chip
    computed: str  # the computed position, green, amber or red, which it is compared with


RATINGS: Mapping[str, Rating] = {
    "green": Rating("Green", "●", "circle", "green", "green"),
    "amber_green": Rating("Amber/green", "◑", "circle-open-dot", "green", "green"),
    "amber": Rating("Amber", "◆", "diamond", "orange", "amber"),
    "amber_red": Rating("Amber/red", "◮", "triangle-up-open-dot", "red", "red"),
    "red": Rating("Red", "▲", "triangle-up", "red", "red"),
}
"""The owner's five declared ratings; the computed one is green, amber or red."""

NOT_RATED = Rating("Not rated", "○", "circle-open", "gray", "")

STAGES = ("not_started", "discovery", "build", "test", "ready", "migrated", "decommissioned")
"""The stages of a migration, in order: they take the steps of `Palette.ramp`."""

PARTNER_STAGES = (
    "identified", "in_discussion", "committed", "business_case_agreed", "design_and_sla_agreed", "onboarding", "live",
)  # fmt: skip
"""The stages of a partner, in order, without ‘withdrawn’, which is no step on the way."""

DISPOSITIONS = ("consolidate", "migrate", "replace", "self_service", "retain", "retire", "undecided")
"""What happens to applications: the first four are in scope."""


@dataclass(frozen=True)
class Palette:
    """The colours of one appearance. Marks have a contrast of 3 to 1 against the background, text on marks 4.5 to 1."""

    name: str
    background: str
    surface: str
    text: str
    muted: str  # text that stands back, still 4.5 to 1
    grid: str
    ghost: str  # baselines: what was agreed
    forecast: str  # what is expected now
    actual: str  # what happened
    marker: str  # the as-at line
    accent: str
    rating: Mapping[str, str] = field(default_factory=dict)
    ramp: tuple[str, ...] = ()  # seven steps, from barely begun to finished
    outline: str = ""  # drawn round the faintest steps, which alone would not reach 3 to 1
    disposition: Mapping[str, str] = field(default_factory=dict)  # distinct in grey, too

    def __hash__(self) -> int:
        return hash(self.name)


LIGHT = Palette(
    name="light",
    background="#FFFFFF",
    surface="#F2F5F7",
    text="#000000",
    muted="#4C5760",
    grid="#D9DFE4",
    ghost="#7C8790",
    forecast="#2F7FC1",
    actual="#0B3A5E",
    marker="#27313A",
    accent="#1A5F96",
    rating={"green": "#1B7A48", "amber_green": "#1B7A48", "amber": "#A85A00", "amber_red": "#B9242C", "red": "#B9242C"},
    ramp=("#E9EDF0", "#C4D7E6", "#95BCDC", "#5F9CCD", "#2F79B5", "#155488", "#08304F"),
    outline="#7C8790",
    disposition={
        "consolidate": "#0B3A5E", "migrate": "#2F7FC1", "replace": "#3BA89D", "self_service": "#63449A",
        "retain": "#A9B2B9", "retire": "#CBD2D7", "undecided": "#EEF1F3",
    },
)  # fmt: skip

DARK = Palette(
    name="dark",
    background="#10161C",
    surface="#1A232C",
    text="#F4F6F8",
    muted="#B4BEC7",
    grid="#34404A",
    ghost="#8B97A2",
    forecast="#5CA6E4",
    actual="#C3DEF5",
    marker="#DDE3E8",
    accent="#8DC3F2",
    rating={"green": "#4FC488", "amber_green": "#4FC488", "amber": "#F0A63C", "amber_red": "#FF7A72", "red": "#FF7A72"},
    ramp=("#2A343D", "#2E4A62", "#2F628F", "#3C80BC", "#66A5DC", "#9CCAF0", "#DCEEFC"),
    outline="#8B97A2",
    disposition={
        "consolidate": "#D3E7F8", "migrate": "#5CA6E4", "replace": "#6FD6CC", "self_service": "#8B69C4",
        "retain": "#5B6771", "retire": "#3F4A54", "undecided": "#242D35",
    },
)  # fmt: skip


class Ink(str):
    """A colour that knows its counterpart in the other palette, so that switching to dark needs no new figure."""

    other: str

    def __new__(cls, colour: str, other: str) -> Self:
        ink = super().__new__(cls, colour)
        ink.other = other
        return ink

    def __deepcopy__(self, memo: object) -> Self:  # Plotly copies what a figure is made of
        return self


def _inked(palette: Palette, other: Palette) -> Palette:
    """The palette with every colour as Ink."""

    def inked(here: Any, there: Any) -> Any:
        if isinstance(here, str):
            return Ink(here, there)
        if isinstance(here, Mapping):
            return {name: Ink(colour, there[name]) for name, colour in here.items()}
        return tuple(map(Ink, here, there))

    colours = {part.name: inked(getattr(palette, part.name), getattr(other, part.name)) for part in fields(palette)}
    return Palette(**{**colours, "name": palette.name})


PALETTES: Mapping[str, Palette] = {"light": _inked(LIGHT, DARK), "dark": _inked(DARK, LIGHT)}
"""The palettes of the screens."""


def rating(code: str | None) -> Rating:
    """How a rating is shown; ‘Not rated’ where there is none."""
    return RATINGS.get(code or "", NOT_RATED)


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB, 0 black to 1 white (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def faint(colour: str, strength: float) -> str:
    """The colour #RRGGBB as a translucent layer; `strength` from 0 (invisible) to 1 (solid)."""

    def veil(colour: str) -> str:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return f"rgba({red},{green},{blue},{strength})"

    return _in_both_palettes(veil, colour)


def text_on(colour: str) -> str:
    """Black or white, whichever reads better on the colour."""
    return _in_both_palettes(lambda under: max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, under)), colour)


def tinted(text: str, colour: str) -> str:
    """Text for a label in a colour of its own; the text must be clean."""
    return _in_both_palettes(lambda ink: f'<span style="color:{ink}">{text}</span>', colour)


def joined(*parts: str) -> str:
    """The parts as one text, which keeps the other palette's colours if a part has any (`tinted`)."""
    text = "".join(parts)
    other = "".join(part.other if isinstance(part, Ink) else part for part in parts)
    return text if text == other else Ink(text, other)


def _in_both_palettes(derive: Callable[[str], str], colour: str) -> str:
    """A colour derived from another; of Ink, again Ink."""
    return Ink(derive(colour), derive(colour.other)) if isinstance(colour, Ink) else derive(colour)


def clean(text: object, most: int | None = None) -> str:
    """Text from data, made safe for a Plotly label or hover, where <b> and <a href> would otherwise be active."""
    flat = re.sub(r"\s+", " ", "" if text is None else str(text)).strip()
    return html.escape(short(flat, most) if most else apart(flat), quote=False)


def figure(traces: list[Any], palette: Palette, *, height: int, **layout: Any) -> go.Figure:
    """A figure with what every chart shares: no template, no title (the heading above it states the finding), no
    accidental zoom, a horizontal key at the top. `height` in pixels; the width follows the page."""
    axis = {
        "fixedrange": True, "automargin": True, "zeroline": False, "gridcolor": palette.grid, "linecolor": palette.grid,
        "tickfont": {"color": palette.muted, "size": TEXT_SIZE - 1},
    }  # fmt: skip
    common: dict[str, Any] = {
        # Plotly's default template is most of a figure's JSON, and none of it is wanted.
        "template": {},
        "height": height,
        "margin": {"l": 2, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT, "size": TEXT_SIZE, "color": palette.text},
        "paper_bgcolor": palette.background,
        "plot_bgcolor": palette.background,
        "hoverlabel": {"bgcolor": palette.surface, "bordercolor": palette.grid, "font": {"color": palette.text}},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "legend": {
            "orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yref": "container", "yanchor": "top",
            "traceorder": "normal", "itemclick": False, "itemdoubleclick": False, "itemsizing": "constant",
            "font": {"size": TEXT_SIZE}, "xref": "container",
        },
        "xaxis": {**axis, "showgrid": False},
        **({"xaxis2": axis} if "xaxis2" in layout else {}),
        "yaxis": axis,
        "bargap": 0.3,
    }  # fmt: skip
    for name, value in layout.items():
        if isinstance(value, dict) and isinstance(common.get(name), dict):
            common[name] = {**common[name], **value}
        else:
            common[name] = value
    # Checking every property takes ten times as long as building the figure; the tests check them (tests/pages/).
    return go.Figure({"data": traces, "layout": common}, _validate=False)


def as_at_line(as_at: date, palette: Palette, first: date, last: date) -> tuple[dict[str, Any], dict[str, Any]]:
    """(shape, annotation) of the vertical line at the as-at date, on an axis from `first` to `last`."""
    line = {
        "type": "line", "x0": as_at.isoformat(), "x1": as_at.isoformat(), "y0": 0, "y1": 1, "yref": "paper",
        "line": {"color": palette.marker, "width": 1.5, "dash": "dot"}, "layer": "below",
    }  # fmt: skip
    label = {
        "x": as_at.isoformat(), "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "xanchor": _side(as_at, first, last),
        "text": f"As at {as_at.day} {as_at:%b %Y}", "font": {"size": TEXT_SIZE - 1, "color": palette.text},
    }  # fmt: skip
    return line, label


def _side(day: date, first: date, last: date) -> str:
    """To which side that day's label grows, so that it stays within the figure."""
    share = (day - first) / max(last - first, timedelta(days=1))
    return "left" if share < 0.15 else "right" if share > 0.85 else "center"


def date_ticks(first: date, last: date, between: str = "<br>") -> dict[str, Any]:
    """At most seven dates, each the first of a month, or within a quarter also its middle with the day named. If no
    such day is within the span, its first day. Plotly's own ticks would label several days of April ‘Apr 2013’.

    `between`: the text between month and year.
    """
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    step = next((each for each in (1, 2, 3, 6, 12, 24, 60) if months <= 7 * each), 120)
    begun = [12 * first.year + first.month - 1 + at for at in range(months)]
    days = [date(month // 12, month % 12 + 1, 1) for month in begun if month % step == 0]
    is_near = months <= 4
    if is_near:
        days = sorted([*days, *(day.replace(day=15) for day in days)])
    shown = [day for day in days if first <= day <= last] or [first]
    labels = [f"{day.day} {day:%b}" if is_near else f"{day:%b}" for day in shown]
    return {
        "type": "date", "tickvals": shown,
        "ticktext": [f"{text}{between}{day.year}" for text, day in zip(labels, shown, strict=True)],
    }  # fmt: skip


def two_sided(
    values: Sequence[float], least: float, sides: tuple[str, str], palette: Palette
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """(x axis, shape, annotations) of bars to the left and right of a line at zero. Each side is as long as its own
    values reach, at least `least` in all and a quarter of the other side, where it has its name. `sides`: what lies to
    the left, and to the right; their names are below, at the line.
    """
    reach = [max([0.0, *(sign * value for value in values)]) for sign in (-1, 1)]
    most = max(least, *reach)
    left, right = (1.06 * max(each, most / 4) for each in reach)
    axis = {"range": [-left, right], "visible": False}
    line = {
        "type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
        "line": {"color": palette.marker, "width": 1.5},
    }  # fmt: skip
    names = [
        {
            "x": 0, "y": 0, "yref": "paper", "yanchor": "top", "xanchor": anchor, "xshift": shift, "text": text,
            "showarrow": False, "align": anchor,  # so that it grows away from the line where a reader spaces letters
        }
        for anchor, text, shift in (("right", f"← {sides[0]}", -6), ("left", f"{sides[1]} →", 6))
    ]  # fmt: skip
    return axis, line, names


def count_ticks(most: float) -> dict[str, Any]:
    """The ticks of an axis that counts up to `most`: whole numbers, written out."""
    return {"tickformat": ",d", **({"dtick": 1} if most < 6 else {"nticks": 6})}


def money_ticks(values: Sequence[float]) -> dict[str, Any]:
    """The ticks of an axis of pounds that includes zero and these values: round amounts, written as the screens write
    money (Plotly would write ‘£−2M’). `tickvals` begin at or below the least value and end at or above the greatest."""
    low, high = min([0.0, *values]), max([0.0, *values])
    rough = max(high - low, 1.0) / 5
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    ticks = [step * at for at in range(floor(low / step), max(ceil(high / step), 1) + 1)]
    return {"tickvals": ticks, "ticktext": [brief_money(tick) for tick in ticks]}


def in_bar(texts: Sequence[str], ink: str, size: int = 12) -> dict[str, Any]:
    """The text inside each bar of a series, usually its count. The browser knows the drawn size of each bar and hides
    texts that don't fit (pages/serving/drawing.js); Plotly would shrink them or let them overflow."""
    return {
        "text": list(texts), "textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none",
        "textfont": {"color": ink, "size": size},
    }  # fmt: skip


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Where to place the centres of things with these heights: each as near as possible to where it is wanted, none
    overlapping, in the order of the wanted places. What doesn't fit between `low` and `high` goes beyond the low end.
    """
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = [0.0] * len(wanted)
    end = low
    for at in order:
        placed[at] = max(wanted[at], end + heights[at] / 2)
        end = placed[at] + heights[at] / 2
    end = high
    for at in reversed(order):
        placed[at] = min(placed[at], end - heights[at] / 2)
        end = placed[at] - heights[at] / 2
    return placed


def droppable(text: str) -> str:
    """A part of a row's label that the picture shows as well: where there is no room for the label, the browser leaves
    it out before it cuts the name (pages/serving/drawing.js)."""
    return f"{DROPPABLE}{text}{DROPPABLE}" if text else ""


DROPPABLE = "\u2063"
"""An invisible sign around what is droppable."""


def row_label(
    text: str,
    y: float,
    *,
    bold: str,
    shift: float,
    two_lines: bool = False,
    size: int = TEXT_SIZE,
    is_figure: bool = False,
) -> dict[str, Any]:
    """A label above its bar, so that it needs no room at the side. Pass the whole name: the browser shortens it to the
    available width (pages/serving/drawing.js), the bold part first unless it contains the figure. The text may begin in a colour
    of its own (`tinted`).

    `shift`: pixels above the middle of the bar. Labels have no background, which would cut into the bar above and the
    lines beneath; each letter has an edge in the background's colour instead (drawing.js).
    """
    return {
        "name": "figure row" if is_figure else "row",
        "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "bottom", "yshift": shift, "align": "left",
        "text": joined(f"<b>{bold}</b>{'<br>' if two_lines else '  '}", text),
        "showarrow": False, "borderpad": 0, "font": {"size": size},
    }  # fmt: skip
