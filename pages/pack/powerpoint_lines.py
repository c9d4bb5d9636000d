"""Lines over time as native charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree
from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Length, Pt

from pages.charts.theme import LIGHT
from pages.pack.content import Lines, Moment
from pages.pack.drawing_parts import round_steps, styles
from pages.pack.drawing_times import amount
from pages.pack.powerpoint_parts import (
    CHART_NAMES,
    FONT,
    TextData,
    add_label,
    leave_out_of_legend,
    rgb,
    set_plot_area,
    show_legend,
    tick_size,
)

LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT = 0.08, 0.04, 0.62, 0.84


def money_format(steps: Sequence[float]) -> str:
    """A number format for pounds along a short axis: ‘£1.5m’, ‘−£200k’, ‘£0’, all in one unit."""
    size, step = max(map(abs, steps)), steps[1] - steps[0]
    if size >= 1_000_000:
        places = next((n for n in (0, 1) if step * 10**n % 1_000_000 == 0), 2)
        pounds = f'"£"0{"." + "0" * places if places else ""},,"m"'
    else:
        pounds = '"£"0,"k"' if size >= 10_000 and step % 1000 == 0 else '"£"#,##0'
    return f'{pounds};{pounds.replace("£", "−£")};"£0"'


def line_data(chart: Lines) -> TextData:
    """The lines, and a series of one point for each marked day."""
    data = TextData(number_format="General")
    days = sorted({*chart.days, *(moment.day for moment in _moments(chart))})
    data.categories = days
    for series in chart.series:
        values = dict(zip(chart.days, series.values, strict=True))
        data.add_series(series.name, [values.get(day) for day in days])
    marked = _moments(chart)
    for at, moment in enumerate(marked):
        height = _above(chart, len(marked) - at)
        data.add_series(moment.text, [height if day == moment.day else None for day in days])
    return data


def _moments(chart: Lines) -> list[Moment]:
    """The marked days within the range of the lines."""
    return [moment for moment in chart.marked if min(chart.days) <= moment.day <= max(chart.days)]


def _above(chart: Lines, levels: int) -> float:
    """A height that many lines of text above everything that the lines reach."""
    steps = _steps(chart)
    return steps[-1] + 0.08 * levels * (steps[-1] - steps[0])


def _steps(chart: Lines) -> list[float]:
    numbers = [v for s in chart.series for v in s.values if v is not None]
    return round_steps(max(numbers, default=0), min(numbers, default=0))


def _draw_moment(native: Native, drawn: Any, moment: Moment, text: Length) -> None:
    """Draws a line from the series' one point down to zero, with the day's name at its top; hidden from the key."""
    drawn.marker.style = XL_MARKER_STYLE.NONE
    (at,) = [place for place, value in enumerate(drawn.values) if value is not None]
    add_label(drawn.points[at], moment.text, "", text, XL_LABEL_POSITION.RIGHT)
    dash = "sysDot" if moment.text.startswith("As at") else "solid"
    bars = etree.fromstring(
        f'<c:errBars {CHART_NAMES}><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
        f'<c:noEndCap val="1"/><c:val val="100"/><c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{LIGHT.marker[1:]}"/>'
        f'</a:solidFill><a:prstDash val="{dash}"/></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(qn("c:cat")).addprevious(bars)
    leave_out_of_legend(native, [drawn])


def style_lines(native: Native, chart: Lines, text: Length, width: int) -> None:
    is_narrow = width / (text * 0.54) < 75  # then the key is above the lines, and not at their right
    if is_narrow:
        set_plot_area(native, 0.13, 0.12, 0.7, 0.76)
    else:
        set_plot_area(native, LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT)
    days, values = native.category_axis, native.value_axis
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = "mmm yyyy", False
    days.has_major_gridlines = False
    days.format.line.color.rgb = rgb(LIGHT.grid)
    steps = _steps(chart)
    if chart.unit == "£":
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = money_format(steps), False
    values.minimum_scale, values.major_unit = steps[0], steps[1] - steps[0]
    values.maximum_scale = _above(chart, len(_moments(chart)))
    days.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.major_gridlines.format.line.color.rgb = rgb(LIGHT.grid)
    values.format.line.fill.background()
    months = max(1, round((max(chart.days) - min(chart.days)).days / 30.44 / (3 if is_narrow else 7)))
    # In this order, or PowerPoint and Word call the file damaged.
    for name, value in (("c:baseTimeUnit", "days"), ("c:majorUnit", str(months)), ("c:majorTimeUnit", "months")):
        if days._element.tag == qn("c:dateAx"):
            _set(days._element, name, value)
    for axis in (days, values):
        axis.tick_labels.font.size, axis.tick_labels.font.name = tick_size(text), FONT
        axis.tick_labels.font.color.rgb = rgb(LIGHT.muted)
    show_legend(native, text, XL_LEGEND_POSITION.TOP if is_narrow else XL_LEGEND_POSITION.RIGHT)
    looks = styles()
    highest = max((v for s in chart.series for v in s.values if v is not None), default=0) or 1
    labelled: list[float] = []
    native._chartSpace.chart.find(qn("c:dispBlanksAs")).set("val", "span")  # the days that are marked have no values
    drawn_all = list(native.plots[0].series)
    lines_of, marked = drawn_all[: len(chart.series)], drawn_all[len(chart.series) :]
    for moment, drawn in zip(_moments(chart), marked, strict=True):
        _draw_moment(native, drawn, moment, text)
    for series, drawn in zip(chart.series, lines_of, strict=True):
        style = looks[series.role]
        drawn.smooth = False
        drawn.format.line.color.rgb = rgb(style.edge)
        drawn.format.line.width = Pt(style.width / 2)
        if style.dash:
            drawn.format.line.dash_style = MSO_LINE.DASH if series.role == "forecast" else MSO_LINE.ROUND_DOT
        drawn.marker.style = XL_MARKER_STYLE.NONE
        shown = list(drawn.values)
        last = max((at for at, v in enumerate(shown) if v is not None), default=None)
        if series.at_end is not None:
            leave_out_of_legend(native, [drawn])
            if last is not None and series.at_end:
                add_label(drawn.points[last], series.at_end, "", text, XL_LABEL_POSITION.BELOW)
        elif last is not None and _has_room(shown[last], labelled, highest):
            labelled.append(float(shown[last] or 0))
            label = drawn.points[last].data_label
            label.font.size, label.font.bold, label.font.name = text, True, FONT
            label.font.color.rgb = rgb(LIGHT.text)
            if chart.unit == "£":
                add_label(drawn.points[last], amount(shown[last], "£"), "", text, XL_LABEL_POSITION.RIGHT)


def _has_room(value: float | None, labelled: list[float], highest: float) -> bool:
    """Whether the number at the end of a line keeps clear of those of the lines before it."""
    return all(abs((value or 0) - other) > highest * 0.06 for other in labelled)


def _set(axis: Any, name: str, value: str) -> None:
    """Sets a property of a date axis that python-pptx has no name for, in the order that the format requires."""
    for old in axis.findall(qn(name)):
        axis.remove(old)
    element = etree.SubElement(axis, qn(name))
    element.set("val", value)
