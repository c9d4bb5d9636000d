"""The charts of the pack as native PowerPoint charts, with their numbers in an editable workbook. Bars, columns and squares are
made here, the others in powerpoint_times.py and powerpoint_lines.py."""

from __future__ import annotations

import textwrap
from typing import Any, cast

from lxml import etree
from pptx.chart.chart import Chart as Native
from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_MARK
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as Page
from pptx.util import Emu, Length, Pt

from pages.charts.theme import LIGHT, text_on
from pages.pack.content import Bars, Beside, Chart, Columns, Lines, Marks, Series, Single, Spans, Squares
from pages.pack.drawing_parts import Style, styles
from pages.pack.powerpoint_lines import line_data, style_lines
from pages.pack.powerpoint_parts import FONT, SMALLEST, TEXT, TextData, add_background, rgb, set_plot_area, show_legend
from pages.pack.powerpoint_times import style_marks, style_spans, time_data, time_plot
from pages.ui.formatting import short

GROWN = 1.5  # times the size of the letters, at most, where there are few rows
BARS_HEIGHT = 0.88
LEFT_SHARE = 0.36  # of the width, for the labels of rows


def parts(chart: Chart, left: int, width: int) -> list[tuple[Single, int, int]]:
    """The charts that are side by side, each with its left edge and width."""
    if not isinstance(chart, Beside):
        return [(chart, left, width)]
    first = int(width * chart.share)
    return [(chart.left, left, first), (chart.right, left + first, width - first)]


def add_chart(
    page: Page, chart: Single, left: int, top: int, width: int, height: int, text: Length = TEXT
) -> GraphicFrame:  # fmt: skip
    """Draws the chart into a place on the slide, with its alternative text, in letters of a size."""
    rows = len(chart.labels) if isinstance(chart, Bars) else len(chart.rows) if isinstance(chart, (Spans, Marks)) else 0
    if isinstance(chart, (Bars, Spans, Marks)):
        # A few rows have large letters, and the two lines of many rows, or long ones, must find room.
        lines = 2.4 if isinstance(chart, Bars) else 3.4
        most = min(_fitting(chart, width, text), int(text * GROWN), int(height * BARS_HEIGHT / max(1, rows) / lines))
        text = Length(max(min(SMALLEST, text), most))
        height = min(height, int(text * 6 * (rows + (1 if isinstance(chart, Bars) else 2))))
    room = height * BARS_HEIGHT / max(1, rows) / (text * 1.2)  # lines beside a bar
    data: Any
    kind, data = XL_CHART_TYPE.BAR_STACKED, TextData(number_format="General")
    if isinstance(chart, Lines):
        kind, data = XL_CHART_TYPE.LINE, line_data(chart)
    elif isinstance(chart, (Marks, Spans)):
        kind, data = XL_CHART_TYPE.XY_SCATTER_LINES, time_data(time_plot(chart, width, text))
    elif isinstance(chart, Columns):
        kind, data = XL_CHART_TYPE.COLUMN_STACKED, _column_data(chart)
    elif isinstance(chart, Squares):
        data = _square_data()
    else:
        # On paper rows are low: one line below a name, and short enough not to be broken.
        data = _bar_data(chart, room, 42) if text >= SMALLEST else _bar_data(chart, min(room, 2), 34)
    shape = cast(GraphicFrame, page.shapes.add_chart(kind, Emu(left), Emu(top), Emu(width), Emu(height), data))
    drawn = sum(other.has_chart for other in page.shapes)
    shape.name = "Chart" if drawn == 1 else f"Chart {drawn}"
    shape._element.xpath(".//p:cNvPr")[0].set("descr", chart.alt)
    native = shape.chart
    native.font.size, native.font.name = text, FONT
    native.font.color.rgb = rgb(LIGHT.text)
    native.has_title = False
    _plain_frame(native)
    if isinstance(chart, Lines):
        style_lines(native, chart, text, width)
    elif isinstance(chart, Marks):
        style_marks(native, chart, text, width, height)
    elif isinstance(chart, Columns):
        _style_columns(native, chart, text)
    elif isinstance(chart, Squares):
        _style_squares(native, chart, text, width, height)
    elif isinstance(chart, Bars):
        _style_bars(native, chart, text, width)
    else:
        style_spans(native, chart, text, width, height)
    return shape


def _left_share(width: int, text: Length) -> float:
    """The share of the width for the labels of rows: more if a line of the chart holds few letters."""
    return LEFT_SHARE if width / (text * 0.54) >= 75 else 0.46


def _fitting(chart: Bars | Spans | Marks, width: int, text: Length) -> int:
    """The letter size at which the labels of the rows fit; on a time axis they are above the rows and have the whole
    width."""
    labels = chart.labels if isinstance(chart, Bars) else [row.label for row in chart.rows]
    if not isinstance(chart, Bars):
        longest = max((min(len(label.name), 48) + len(label.detail) + 2 for label in labels), default=1)
        return int(width * 0.93 / (longest * 0.54))
    longest = max((min(max(len(label.name), len(label.detail)), 42) for label in labels), default=1)
    return int(width * _left_share(width, text) / (longest * 0.54))


def _plain_frame(native: Native) -> None:
    """Sets square corners, no background and no border, because Word's default is a box with round corners. UK dates."""
    space = native._chartSpace
    at = 0 if space.find(qn("c:date1904")) is None else 1
    for place, (name, value) in enumerate((("c:lang", "en-GB"), ("c:roundedCorners", "0"))):
        for old in space.findall(qn(name)):
            space.remove(old)
        element = etree.Element(qn(name))
        element.set("val", value)
        space.insert(at + place, element)
    shape = etree.Element(qn("c:spPr"))
    etree.SubElement(shape, qn("a:noFill"))
    etree.SubElement(etree.SubElement(shape, qn("a:ln")), qn("a:noFill"))
    space.find(qn("c:chart")).addnext(shape)


def _paint(series: Any, style: Style) -> None:
    """Sets fill and edge of one part of every bar; striped where colour must not be the only sign."""
    if style.hatch:
        series.format.fill.patterned()
        series.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        series.format.fill.fore_color.rgb = rgb(style.fill)
        series.format.fill.back_color.rgb = rgb(LIGHT.background)
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(style.fill)
    series.format.line.color.rgb = rgb(style.edge)
    series.format.line.width = Pt(1)
    series.invert_if_negative = False


# Squares and columns ---------------------------------------------------------------------------------------------------


def _square_data() -> TextData:
    """Ten rows of ten: a hundred bars, each as long as it is thick."""
    data = TextData(number_format="General")
    data.categories = [f"{10 * at + 1} to {10 * at + 10}" for at in range(10)]
    for column in range(10):
        data.add_series(str(column + 1), [1] * 10)
    return data


def _style_squares(native: Native, chart: Squares, text: Length, width: int, height: int) -> None:
    _style_rows(native, text)
    native.plots[0].gap_width = 10
    native.category_axis.visible = native.value_axis.visible = False
    native.value_axis.has_major_gridlines = False
    native.value_axis.minimum_scale, native.value_axis.maximum_scale = 0, 10
    native.has_title = True
    title = native.chart_title
    title.include_in_layout = False
    paragraph = title.text_frame.paragraphs[0]
    run = paragraph.add_run()
    run.text, run.font.bold, run.font.name = f"{chart.figure} {chart.caption}", True, FONT
    run.font.size, run.font.language_id = Length(int(text * 1.1)), MSO_LANGUAGE_ID.ENGLISH_UK
    run.font.color.rgb = rgb(LIGHT.text)
    side = min(width * 0.94, height * 0.7)
    set_plot_area(native, 0.02, 0.27, side / width, side / height)
    looks = styles()
    for column, series in enumerate(native.plots[0].series):
        _paint(series, looks["rest"])
        for row in range(10):
            if 10 * row + column < chart.filled:
                series.points[row].format.fill.solid()
                series.points[row].format.fill.fore_color.rgb = rgb(looks["done"].fill)


def _column_data(chart: Columns) -> TextData:
    data = TextData(number_format="General")
    data.categories = list(chart.labels)
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _style_columns(native: Native, chart: Columns, text: Length) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 20, 100
    native.value_axis.visible = native.value_axis.has_major_gridlines = False
    ticks = native.category_axis.tick_labels
    ticks.font.size, ticks.font.name = Length(max(int(text * 0.8), min(SMALLEST, text))), FONT
    native.category_axis.format.line.color.rgb = rgb(LIGHT.grid)
    show_legend(native, text)
    looks = styles()
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    for series, drawn in zip(chart.series, plot.series, strict=True):
        _paint(drawn, looks[series.role])
        _number(drawn, series, looks[series.role], longest, chart.unit, text)


# Bars -----------------------------------------------------------------------------------------------------------------


def _label(name: str, detail: str, room: float, letters: int) -> str:
    """The label of a bar, cut to the lines that fit beside it: the name on one or two, its detail below."""
    kept = short(name, 62 if room >= 3 else 40)
    if not detail or room < 2:
        return kept
    left = int(room) - (1 if len(kept) <= 40 else 2)
    return "\n".join([kept, *textwrap.wrap(detail, letters, max_lines=max(1, min(2, left)), placeholder="…")])


def _bar_data(chart: Bars, room: float, letters: int) -> TextData:
    data = TextData(number_format="General")
    data.categories = [_label(label.name, label.detail, room, letters) for label in chart.labels]
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _style_rows(native: Native, text: Length) -> None:
    """Styles what all bars share: the first row at the top, no axis line, room for the labels."""
    plot = native.plots[0]
    plot.gap_width, plot.overlap = 60, 100
    rows = native.category_axis
    rows.reverse_order = True
    rows.format.line.fill.background()
    rows.major_tick_mark = XL_TICK_MARK.NONE
    rows.has_major_gridlines = False
    rows.tick_labels.font.size, rows.tick_labels.font.name = text, FONT
    every = etree.Element(qn("c:tickLblSkip"))  # or a reader of the file leaves out every other label
    every.set("val", "1")
    following = rows._element.find(qn("c:noMultiLvlLbl"))
    following.addprevious(every)


def _style_bars(native: Native, chart: Bars, text: Length, width: int) -> None:
    _style_rows(native, text)
    native.has_legend = False
    if chart.has_key or len(chart.series) > 1:  # what one series is, the headline says
        show_legend(native, text)
    left = _left_share(width, text)
    set_plot_area(native, left, 0.99 - BARS_HEIGHT, 0.99 - left, BARS_HEIGHT)
    values = native.value_axis
    values.visible, values.has_major_gridlines = False, False
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    values.minimum_scale, values.maximum_scale = 0, longest
    looks = styles()
    for series, native_series in zip(chart.series, native.plots[0].series, strict=True):
        style = looks[series.role]
        _paint(native_series, style)
        if chart.shows_values:
            _number(native_series, series, style, longest, chart.unit, text)


def _number(native_series: Any, series: Series, style: Style, longest: float, unit: str, text: Length) -> None:
    """Shows the numbers in the bars, except those that would not fit."""
    labels = native_series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = ('0"%"' if unit == "%" else "#,##0"), False
    labels.font.size, labels.font.bold, labels.font.name = text, True, FONT
    labels.font.color.rgb = rgb(LIGHT.text if style.hatch else text_on(style.fill))
    if style.hatch:
        add_background(labels._element.find(qn("c:txPr")))
    for at, value in enumerate(series.values):
        if not value or value / longest < 0.04:
            hidden = etree.Element(qn("c:dLbl"))
            etree.SubElement(hidden, qn("c:idx")).set("val", str(at))
            etree.SubElement(hidden, qn("c:delete")).set("val", "1")
            labels._element.insert(_hidden_before(labels._element), hidden)


def _hidden_before(labels: Any) -> int:
    return len(labels.findall(qn("c:dLbl")))
