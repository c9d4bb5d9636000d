"""The charts of the pack as native PowerPoint charts, with their numbers in a workbook that can be edited."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, cast

from lxml import etree
from pptx.chart.chart import Chart as Native
from pptx.chart.data import ChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as Page
from pptx.util import Emu, Inches, Length, Pt

from data.exports import new_workbook
from pages.charts.theme import LIGHT, text_on
from pages.pack.content import Bars, Chart, Lines, Role, Series, Spans
from pages.pack.drawing import SPAN_NAMES, Style, padded, round_steps, stretches, styles, used_names
from pages.ui.formatting import short, short_day

FONT = "Arial"
TEXT = Pt(16)
SMALLEST = Pt(12.5)  # 25 pixels where a slide is shown at 1080p; in a paper letters are smaller to begin with
TICKS = 0.875  # of the size of the other letters: those on the axes
BARS_HEIGHT = 0.88
LEFT_SHARE = 0.36  # of the width, for the labels of rows
EPOCH = date(1899, 12, 30)  # from which a workbook counts its days


class _TextWorkbook(CategoryWorkbookWriter):
    """The workbook inside a chart, in which a name that looks like a formula, a link or a number is a name all the same."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with new_workbook(xlsx_file) as workbook:
            yield workbook, workbook.add_worksheet()


class _Data(ChartData):
    """What a chart shows, with the workbook above. `number_format`: of its values."""

    @property
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return _TextWorkbook(self)


def add_chart(
    page: Page, chart: Chart, left: int, top: int, width: int, height: int, text: Length = TEXT
) -> GraphicFrame:  # fmt: skip
    """Draw the chart into a place on the slide, with its alternative text, in letters of a size."""
    rows = 0 if isinstance(chart, Lines) else len(chart.labels if isinstance(chart, Bars) else chart.rows)
    share = SPAN_HEIGHT if isinstance(chart, Spans) else BARS_HEIGHT  # of the height, for the rows
    if rows:  # a few rows don't fill a slide with thick bars, and the two lines of many rows must find room
        text = Length(max(min(SMALLEST, text), min(text, int(height * share / rows / 2.4))))
        height = min(height, int(text * 4.3 * (rows + (2 if isinstance(chart, Spans) else 1))))
    room = height * share / max(1, rows) / (text * 1.2)  # lines beside a bar
    if isinstance(chart, Lines):
        kind, data = XL_CHART_TYPE.LINE, _line_data(chart)
    elif isinstance(chart, Bars):
        kind, data = XL_CHART_TYPE.BAR_STACKED, _bar_data(chart, room)
    else:
        kind, data = XL_CHART_TYPE.BAR_STACKED, _span_data(chart, room)
    shape = cast(GraphicFrame, page.shapes.add_chart(kind, Emu(left), Emu(top), Emu(width), Emu(height), data))
    shape.name = "Chart"
    shape._element.xpath(".//p:cNvPr")[0].set("descr", chart.alt)
    native = shape.chart
    native.font.size, native.font.name = text, FONT
    native.font.color.rgb = _rgb(LIGHT.text)
    native.has_title = False
    _plain_frame(native)
    if isinstance(chart, Lines):
        _style_lines(native, chart, text)
        place = _Place(LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT, min(chart.days), max(chart.days))
        _mark_as_at(page, chart, place, left, top, width, height)
    elif isinstance(chart, Bars):
        _style_bars(native, chart, text)
    else:
        _style_spans(native, chart, text)
        place = _Place(LEFT_SHARE, SPAN_TOP, SPAN_WIDTH, SPAN_HEIGHT, *_axis(chart))
        _mark_as_at(page, chart, place, left, top, width, height)
    return shape


def _plain_frame(native: Native) -> None:
    """Square corners, no ground and no line around the chart: left unsaid, Word draws a box with round ones."""
    space = native._chartSpace
    corners = etree.Element(qn("c:roundedCorners"))
    corners.set("val", "0")
    space.find(qn("c:date1904")).addnext(corners)
    shape = etree.Element(qn("c:spPr"))
    etree.SubElement(shape, qn("a:noFill"))
    etree.SubElement(etree.SubElement(shape, qn("a:ln")), qn("a:noFill"))
    space.find(qn("c:chart")).addnext(shape)


def _ticks(text: Length) -> Length:
    """The size of the letters on an axis: a little smaller than the others, unless those are small already."""
    return Length(max(int(text * TICKS), min(SMALLEST, text)))


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _paint(series: Any, style: Style) -> None:
    """Fill and edge of a part of every bar; what must not rest on colour is striped."""
    if style.hatch:
        series.format.fill.patterned()
        series.format.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        series.format.fill.fore_color.rgb = _rgb(style.fill)
        series.format.fill.back_color.rgb = _rgb(LIGHT.background)
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(style.fill)
    series.format.line.color.rgb = _rgb(style.edge)
    series.format.line.width = Pt(1)
    series.invert_if_negative = False


def _legend(native: Native, text: Length) -> None:
    native.has_legend = True
    legend = native.legend
    assert legend is not None
    legend.position, legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    legend.font.size, legend.font.name = text, FONT


def _plot_area(native: Native, x: float, y: float, width: float, height: float) -> None:
    """Fix the inside of the plot, in shares of the chart, so that labels have their room and lines can be drawn over it."""
    area = native._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = etree.Element(qn("c:layout"))
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for name, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), ("x", x), ("y", y), ("w", width), ("h", height),
    ):  # fmt: skip
        etree.SubElement(manual, qn(f"c:{name}")).set("val", str(value))
    area.insert(0, layout)


# Bars -----------------------------------------------------------------------------------------------------------------


def _label(name: str, said: str, room: float) -> str:
    """What stands at a bar, kept to the lines that have room beside it: the name on one or two, what is said below it."""
    kept = short(name, 62 if room >= 3 else 40)
    return f"{kept}\n{short(said, 42)}" if said and room >= 2 else kept


def _bar_data(chart: Bars, room: float) -> _Data:
    data = _Data(number_format="General")
    data.categories = [_label(label.name, label.said, room) for label in chart.labels]
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _style_rows(native: Native, text: Length) -> None:
    """What all bars share: the first row at the top, no axis line, room for the labels."""
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


def _style_bars(native: Native, chart: Bars, text: Length) -> None:
    _style_rows(native, text)
    _legend(native, text)
    _plot_area(native, LEFT_SHARE, 0.99 - BARS_HEIGHT, 0.99 - LEFT_SHARE, BARS_HEIGHT)
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
    """The numbers in the bars, but for those that would not fit."""
    labels = native_series.data_labels
    labels.show_value = True
    labels.number_format, labels.number_format_is_linked = ('0"%"' if unit == "%" else "#,##0"), False
    labels.font.size, labels.font.bold, labels.font.name = text, True, FONT
    labels.font.color.rgb = _rgb(LIGHT.text if style.hatch else text_on(style.fill))
    if style.hatch:
        _back(labels._element)
    for at, value in enumerate(series.values):
        if not value or value / longest < 0.04:
            hidden = etree.Element(qn("c:dLbl"))
            etree.SubElement(hidden, qn("c:idx")).set("val", str(at))
            etree.SubElement(hidden, qn("c:delete")).set("val", "1")
            labels._element.insert(_hidden_before(labels._element), hidden)


def _hidden_before(labels: Any) -> int:
    return len(labels.findall(qn("c:dLbl")))


def _back(labels: Any) -> None:
    """A plain ground behind numbers that stand on stripes."""
    shape = etree.Element(qn("c:spPr"))
    fill = etree.SubElement(etree.SubElement(shape, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", LIGHT.background.removeprefix("#"))
    labels.insert(list(labels).index(labels.find(qn("c:txPr"))), shape)


# Spans ----------------------------------------------------------------------------------------------------------------


def _serial(day: date) -> int:
    return (day - EPOCH).days


def _span_data(chart: Spans, room: float) -> _Data:
    """Stacked bars: where each begins, and how many days each stretch lasts. The first series is drawn as nothing, and it
    has no name, so that the key is silent about it: LibreOffice mistakes which entry of a key is taken out."""
    drawn = stretches(chart)
    data = _Data(number_format="General")
    data.categories = [_label(row.label.name, row.label.said, room) for row in chart.rows]
    data.add_series(" ", [_serial(each.start) for each in drawn])
    for role, name in used_names(chart, drawn):
        data.add_series(name, [_days(role, row.is_done, each) for row, each in zip(chart.rows, drawn, strict=True)])
    return data


def _days(role: Role, is_done: bool, drawn: Any) -> int | None:
    if role == "late":
        return (drawn.end - drawn.main_end).days or None
    return (drawn.main_end - drawn.start).days if is_done is (role == "done") else None


def _axis(chart: Spans) -> tuple[date, date]:
    first, last = chart.extent
    return padded(min([first, *(each.start for each in stretches(chart))]), last)


SPAN_TOP, SPAN_HEIGHT, SPAN_WIDTH = 0.18, 0.72, 0.98 - LEFT_SHARE


def _style_spans(native: Native, chart: Spans, text: Length) -> None:
    _style_rows(native, text)
    _legend(native, text)
    _plot_area(native, LEFT_SHARE, SPAN_TOP, SPAN_WIDTH, SPAN_HEIGHT)
    first, last = _axis(chart)
    values = native.value_axis
    values.minimum_scale, values.maximum_scale = _serial(first), _serial(last)
    values.major_unit = max(1, round((last - first).days / 6))
    values.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    values.format.line.fill.background()
    # An axis of numbers knows no months: its steps are so many days, and a label that hid the day would mislead.
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "d mmm yyyy", False
    # The rows run from the top down, which puts the values' axis at the top: ‘high’ brings its labels to the bottom.
    values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    values.tick_labels.font.size, values.tick_labels.font.name = _ticks(text), FONT
    values.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    looks, roles = styles(), {name: role for role, name in SPAN_NAMES.items()}
    for series in native.plots[0].series:
        if series.name in roles:
            _paint(series, looks[roles[series.name]])  # type: ignore[index]
        else:
            series.format.fill.background()
            series.format.line.fill.background()


@dataclass(frozen=True)
class _Place:
    """Where the inside of a plot lies, in shares of its chart, and the days at its sides."""

    x: float
    y: float
    width: float
    height: float
    first: date
    last: date


def _mark_as_at(page: Page, chart: Spans | Lines, plot: _Place, left: int, top: int, width: int, height: int) -> None:
    if not plot.first <= chart.as_at <= plot.last or plot.first == plot.last:
        return
    share = (chart.as_at - plot.first).days / (plot.last - plot.first).days
    x = int(left + width * (plot.x + plot.width * share))
    y = int(top + height * plot.y)
    line = page.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Emu(x), Emu(y), Emu(x), Emu(int(y + height * plot.height)))
    line.line.color.rgb, line.line.width, line.line.dash_style = _rgb(LIGHT.marker), Pt(1.75), MSO_LINE.ROUND_DOT
    line.name = f"As at {short_day(chart.as_at)}"
    line._element.xpath(".//p:cNvPr")[0].set("descr", f"The line of the date looked from, {short_day(chart.as_at)}")
    half = int(Inches(1))
    said = page.shapes.add_textbox(Emu(x - half), Emu(y - int(Inches(0.32))), Emu(2 * half), Inches(0.32))
    said.name = "As at"
    paragraph = said.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold, run.font.name = f"As at {short_day(chart.as_at)}", Pt(13), True, FONT
    run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK


# Lines ----------------------------------------------------------------------------------------------------------------


LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT = 0.06, 0.08, 0.66, 0.8


def _line_data(chart: Lines) -> _Data:
    data = _Data(number_format="General")
    data.categories = list(chart.days)
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data


def _style_lines(native: Native, chart: Lines, text: Length) -> None:
    _plot_area(native, LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT)
    days, values = native.category_axis, native.value_axis
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = "mmm yyyy", False
    days.has_major_gridlines = False
    days.format.line.color.rgb = _rgb(LIGHT.grid)
    numbers = [v for s in chart.series for v in s.values if v is not None]
    steps = round_steps(max(numbers, default=0), min(numbers, default=0))
    values.minimum_scale, values.maximum_scale, values.major_unit = steps[0], steps[-1], steps[1] - steps[0]
    days.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    values.format.line.fill.background()
    months = max(1, round((max(chart.days) - min(chart.days)).days / 30.44 / 7))
    # In this order, or PowerPoint and Word call the file damaged.
    for name, value in (("c:baseTimeUnit", "days"), ("c:majorUnit", str(months)), ("c:majorTimeUnit", "months")):
        if days._element.tag == qn("c:dateAx"):
            _set(days._element, name, value)
    for axis in (days, values):
        axis.tick_labels.font.size, axis.tick_labels.font.name = _ticks(text), FONT
        axis.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    native.has_legend = True
    legend = native.legend
    assert legend is not None
    legend.position, legend.include_in_layout = XL_LEGEND_POSITION.RIGHT, False
    legend.font.size, legend.font.name = text, FONT
    looks = styles()
    highest = max((v for s in chart.series for v in s.values if v is not None), default=0) or 1
    said: list[float] = []
    for series, drawn in zip(chart.series, native.plots[0].series, strict=True):
        style = looks[series.role]
        drawn.smooth = False
        drawn.format.line.color.rgb = _rgb(style.edge)
        drawn.format.line.width = Pt(style.width / 2)
        if style.dash:
            drawn.format.line.dash_style = MSO_LINE.DASH if series.role == "forecast" else MSO_LINE.ROUND_DOT
        drawn.marker.style = XL_MARKER_STYLE.NONE
        last = max((at for at, v in enumerate(series.values) if v is not None), default=None)
        if last is not None and _has_room(series.values[last], said, highest):
            said.append(float(series.values[last] or 0))
            label = drawn.points[last].data_label
            label.font.size, label.font.bold, label.font.name = text, True, FONT
            label.font.color.rgb = _rgb(LIGHT.text)


def _has_room(value: float | None, said: list[float], highest: float) -> bool:
    """Whether the number at the end of a line keeps clear of those of the lines before it."""
    return all(abs((value or 0) - other) > highest * 0.06 for other in said)


def _set(axis: Any, name: str, value: str) -> None:
    """A setting of an axis of dates that python-pptx has no name for, in the order that the format asks for."""
    for old in axis.findall(qn(name)):
        axis.remove(old)
    element = etree.SubElement(axis, qn(name))
    element.set("val", value)
