"""Rows on a time axis as native charts: marks for days, thick lines for spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.util import Length, Pt

from pages.charts.theme import LIGHT
from pages.pack.content import Label, Mark, Marks, Moment, Role, Spans
from pages.pack.drawing_parts import styles
from pages.pack.drawing_times import SPAN_NAMES, month_ticks, padded, stretches, used_names
from pages.pack.powerpoint_parts import (
    TextPoints,
    add_label,
    leave_out_of_legend,
    rgb,
    set_plot_area,
    show_legend,
    tick_size,
)
from pages.ui.formatting import short, short_day

EPOCH = date(1899, 12, 30)  # from which a workbook counts its days


MARKERS: Mapping[str, Any] = {
    "late": XL_MARKER_STYLE.TRIANGLE, "red": XL_MARKER_STYLE.TRIANGLE,
    "coming": XL_MARKER_STYLE.DIAMOND, "amber": XL_MARKER_STYLE.DIAMOND,
}  # fmt: skip


@dataclass(frozen=True)
class _TimePlot:
    """Rows on a time axis, the first at zero, and what is drawn on it."""

    labels: tuple[Label, ...]
    lines: tuple[tuple[str, int, tuple[date, ...]], ...]  # name, row, days
    key: tuple[tuple[Role, str, int, date], ...]  # what is explained: its role and name, and a row and day that it has
    moments: tuple[Moment, ...]
    first: date
    last: date
    ticks: tuple[date, ...]

    @property
    def lowest(self) -> float:
        return 0.6 - len(self.labels)

    @property
    def highest(self) -> float:
        return 0.85 + 0.3 * len(self.moments)


def time_plot(chart: Marks | Spans, width: int, text: Length) -> _TimePlot:
    labels = tuple(row.label for row in chart.rows)
    key: list[tuple[Role, str, int, date]] = []
    if isinstance(chart, Marks):
        first, last = padded(*chart.extent)
        moments = chart.moments
        lines = [
            (row.label.name, at, tuple(mark.day for mark in _in_order(row.marks))) for at, row in enumerate(chart.rows)
        ]
    else:
        drawn = stretches(chart)
        first, last = padded(min([chart.extent[0], *(each.start for each in drawn)]), chart.extent[1])
        moments = (Moment(chart.as_at, f"As at {short_day(chart.as_at)}"),)
        lines = [
            (label.name, at, (each.start, each.main_end))
            for at, (label, each) in enumerate(zip(labels, drawn, strict=True))
        ]
        late = [(at, each) for at, each in enumerate(drawn) if each.end > each.main_end]
        lines += [(SPAN_NAMES["late"], at, (each.main_end, each.end)) for at, each in late]
        for role, name in used_names(chart, drawn):
            at = late[0][0] if role == "late" else [row.is_done for row in chart.rows].index(role == "done")
            key.append((role, name, at, drawn[at].main_end))
    most = max(2, int(width / (tick_size(text) * 6.5)))
    return _TimePlot(labels, tuple(lines), tuple(key), moments, first, last, tuple(month_ticks(first, last, most)))


def time_data(plot: _TimePlot) -> TextPoints:
    """A series for the row names, one for each key entry (which lies under a line), one for each line, one for each
    marked day, and one for each named month. None is longer than the first; otherwise LibreOffice would draw only that
    one."""
    data = TextPoints(number_format="General")
    names = data.add_series("Rows")
    for at in range(len(plot.labels)):
        names.add_data_point(_serial(plot.first), 0.42 - at)
    for _, name, at, day in plot.key:
        data.add_series(name).add_data_point(_serial(day), -at)
    for name, at, days in plot.lines:
        series = data.add_series(name)
        for day in days:
            series.add_data_point(_serial(day), -at)
    for at, moment in enumerate(plot.moments):
        series = data.add_series(moment.text)
        series.add_data_point(_serial(moment.day), plot.lowest)
        series.add_data_point(_serial(moment.day), 0.75 + 0.3 * (len(plot.moments) - at))
    for day in plot.ticks:
        series = data.add_series(f"{day:%b %Y}")
        series.add_data_point(_serial(day), plot.lowest)
        series.add_data_point(_serial(day), plot.highest)
    return data


def _serial(day: date) -> int:
    return (day - EPOCH).days


def _in_order(marks: tuple[Mark, ...]) -> list[Mark]:
    return sorted(marks, key=lambda mark: mark.day)


def _style_time(native: Native, plot: _TimePlot, text: Length, width: int, height: int) -> list[Any]:
    """Styles everything except the lines, which are returned."""
    days, rows = native.category_axis, native.value_axis  # of a chart of points: along, and up
    top = 0.01 + (text * 1.9 / height if plot.key else 0)
    set_plot_area(native, 0.045, top, 0.925, 0.91 - top)  # at the left, room for half of the first month's name
    rows.visible = rows.has_major_gridlines = days.has_major_gridlines = False
    rows.minimum_scale, rows.maximum_scale = plot.lowest, plot.highest
    days.minimum_scale, days.maximum_scale = _serial(plot.first), _serial(plot.last)
    # An axis of numbers knows no months, and its steps would fall on odd days: the months are points with a line and a name.
    days.tick_label_position, days.major_tick_mark = XL_TICK_LABEL_POSITION.NONE, XL_TICK_MARK.NONE
    days.format.line.fill.background()
    names, *others = native.plots[0].series
    _unseen(names)
    keyed, others = others[: len(plot.key)], others[len(plot.key) :]
    _key(native, plot, keyed, text)
    shown, marked, months = (
        others[: len(plot.lines)], others[len(plot.lines) : -len(plot.ticks)], others[-len(plot.ticks) :],
    )  # fmt: skip
    for day, drawn in zip(plot.ticks, months, strict=True):
        _stroke(drawn, LIGHT.grid, Pt(0.75))
        add_label(drawn.points[0], "", f"{day:%b %Y}", tick_size(text), XL_LABEL_POSITION.BELOW, LIGHT.muted)
    letters = int(width * 0.92 / (text * 0.54))
    for at, label in enumerate(plot.labels):
        is_one_line = len(label.name) + 2 + len(label.detail) <= letters
        between = ("  " if is_one_line else "\n") if label.detail else ""
        name, detail = short(label.name, letters), short(label.detail, letters)
        add_label(names.points[at], name, f"{between}{detail}", text, XL_LABEL_POSITION.RIGHT)
    for moment, drawn in zip(plot.moments, marked, strict=True):
        _stroke(drawn, LIGHT.marker, Pt(1.75))
        if moment.text.startswith("As at"):
            drawn.format.line.dash_style = MSO_LINE.ROUND_DOT
        is_left = moment.day - plot.first > (plot.last - plot.first) * 0.6
        add_label(
            drawn.points[1], moment.text, "", text, XL_LABEL_POSITION.LEFT if is_left else XL_LABEL_POSITION.RIGHT
        )
    return shown


def _key(native: Native, plot: _TimePlot, keyed: Sequence[Any], text: Length) -> None:
    """Adds a square for each key entry, as thick as its lines and hidden under one of them: the lines themselves are
    named after their rows."""
    native.has_legend = False
    if not plot.key:
        return
    looks = styles()
    for (role, _, _, _), drawn in zip(plot.key, keyed, strict=True):
        drawn.format.line.fill.background()
        drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.SQUARE, int(_thick(role, text).pt * 0.8)
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = drawn.marker.format.line.color.rgb = rgb(looks[role].edge)
    show_legend(native, text)
    names, *others = native.plots[0].series
    leave_out_of_legend(native, [names, *others[len(keyed) :]])


def _thick(role: Role, text: Length) -> Length:
    """The thickness of a span's line: half for what came later, so that colour is not the only sign."""
    return Length(int(text * 0.5)) if role == "late" else text


def _stroke(drawn: Any, code: str, width: Length) -> None:
    """Draws a straight line of a colour, without marks at its ends."""
    drawn.marker.style, drawn.smooth = XL_MARKER_STYLE.NONE, False
    drawn.format.line.color.rgb, drawn.format.line.width = rgb(code), width


def style_marks(native: Native, chart: Marks, text: Length, width: int, height: int) -> None:
    plot, looks = time_plot(chart, width, text), styles()
    for row, drawn in zip(chart.rows, _style_time(native, plot, text, width, height), strict=True):
        marks = _in_order(row.marks)
        is_late = any(mark.role == "late" for mark in marks)
        drawn.format.line.color.rgb = rgb(looks["late" if is_late else marks[-1].role].edge)
        drawn.format.line.width, drawn.smooth = Pt(3), False
        for place, mark in enumerate(marks):
            point, style = drawn.points[place], looks[mark.role]
            point.marker.style, point.marker.size = MARKERS.get(mark.role, XL_MARKER_STYLE.CIRCLE), 13
            point.marker.format.fill.solid()
            point.marker.format.fill.fore_color.rgb = rgb(LIGHT.background if mark.role == "plan" else style.edge)
            point.marker.format.line.color.rgb = rgb(style.edge)
            is_left = place == 0 if len(marks) > 1 else mark.day - plot.first > (plot.last - plot.first) * 0.72
            if mark.text:
                side = XL_LABEL_POSITION.LEFT if is_left else XL_LABEL_POSITION.RIGHT
                add_label(point, "", mark.text, text, side)


def style_spans(native: Native, chart: Spans, text: Length, width: int, height: int) -> None:
    """Styles thick lines for what was agreed and thinner ones for what came later; dashes would look like several
    periods."""
    looks = styles()
    roles: list[Role] = ["done" if row.is_done else "coming" for row in chart.rows]
    for at, drawn in enumerate(_style_time(native, time_plot(chart, width, text), text, width, height)):
        role = roles[at] if at < len(roles) else "late"
        _stroke(drawn, looks[role].edge, _thick(role, text))


def _unseen(series: Any) -> None:
    series.format.line.fill.background()
    series.marker.style = XL_MARKER_STYLE.NONE
