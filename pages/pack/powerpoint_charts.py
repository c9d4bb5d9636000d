"""The charts of the pack as native PowerPoint charts, with their numbers in an editable workbook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, cast

from lxml import etree
from pptx.chart.chart import Chart as Native
from pptx.chart.data import ChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide as Page
from pptx.util import Emu, Length, Pt

from data.exports import new_workbook
from pages.charts.theme import LIGHT, text_on
from pages.pack.content import (
    Bars,
    Beside,
    Chart,
    Columns,
    Label,
    Lines,
    Mark,
    Marks,
    Moment,
    Role,
    Series,
    Single,
    Spans,
    Squares,
)
from pages.pack.drawing import (
    SPAN_NAMES,
    Style,
    amount,
    month_ticks,
    padded,
    round_steps,
    stretches,
    styles,
    used_names,
)
from pages.ui.formatting import short, short_day

FONT = "Arial"
TEXT = Pt(16)
SMALLEST = Pt(12.5)  # 25 pixels where a slide is shown at 1080p; in a paper letters are smaller to begin with
GROWN = 1.5  # times the size of the letters, at most, where there are few rows
TICKS = 0.875  # of the size of the other letters: those on the axes
BARS_HEIGHT = 0.88
LEFT_SHARE = 0.36  # of the width, for the labels of rows
EPOCH = date(1899, 12, 30)  # from which a workbook counts its days


class _TextWorkbook(CategoryWorkbookWriter):
    """The workbook inside a chart, where a name that looks like a formula, a link or a number is still written as text."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with new_workbook(xlsx_file) as workbook:
            yield workbook, workbook.add_worksheet()


class _Data(ChartData):
    """A chart's data, with the workbook above. `number_format`: of its values."""

    @property
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return _TextWorkbook(self)


class _TextXyWorkbook(XyWorkbookWriter):
    """The same for a chart of points."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with new_workbook(xlsx_file) as workbook:
            yield workbook, workbook.add_worksheet()


class _Points(XyChartData):
    """Points, with the workbook above."""

    @property
    def _workbook_writer(self) -> XyWorkbookWriter:
        return _TextXyWorkbook(self)


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
    kind, data = XL_CHART_TYPE.BAR_STACKED, _Data(number_format="General")
    if isinstance(chart, Lines):
        kind, data = XL_CHART_TYPE.LINE, _line_data(chart)
    elif isinstance(chart, (Marks, Spans)):
        kind, data = XL_CHART_TYPE.XY_SCATTER_LINES, _time_data(_time_plot(chart, width, text))
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
    native.font.color.rgb = _rgb(LIGHT.text)
    native.has_title = False
    _plain_frame(native)
    if isinstance(chart, Lines):
        _style_lines(native, chart, text, width)
    elif isinstance(chart, Marks):
        _style_marks(native, chart, text, width, height)
    elif isinstance(chart, Columns):
        _style_columns(native, chart, text)
    elif isinstance(chart, Squares):
        _style_squares(native, chart, text, width, height)
    elif isinstance(chart, Bars):
        _style_bars(native, chart, text, width)
    else:
        _style_spans(native, chart, text, width, height)
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


def _ticks(text: Length) -> Length:
    """The letter size on an axis: a little smaller than the others, unless those are small already."""
    return Length(max(int(text * TICKS), min(SMALLEST, text)))


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _paint(series: Any, style: Style) -> None:
    """Sets fill and edge of one part of every bar; striped where colour must not be the only sign."""
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


def _legend(native: Native, text: Length, position: Any = XL_LEGEND_POSITION.TOP) -> None:
    native.has_legend = True
    legend = native.legend
    assert legend is not None
    legend.position, legend.include_in_layout = position, False
    legend.font.size, legend.font.name = text, FONT


def _leave_out_of_key(native: Native, silent: Sequence[Any]) -> None:
    """Hides these series from the key."""
    legend = native._chartSpace.chart.find(qn("c:legend"))
    for series in silent:
        number = series._element.find(qn("c:idx")).get("val")
        entry = f'<c:legendEntry {CHART_NAMES}><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        # Behind its place and the others: in another order PowerPoint and Word call the file damaged.
        legend.insert(1 + len(legend.findall(qn("c:legendEntry"))), etree.fromstring(entry))


def _plot_area(native: Native, x: float, y: float, width: float, height: float) -> None:
    """Fixes the inside of the plot, in shares of the chart, so that labels have room and lines can be drawn over it."""
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


# Squares and columns ---------------------------------------------------------------------------------------------------


def _square_data() -> _Data:
    """Ten rows of ten: a hundred bars, each as long as it is thick."""
    data = _Data(number_format="General")
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
    run.font.color.rgb = _rgb(LIGHT.text)
    side = min(width * 0.94, height * 0.7)
    _plot_area(native, 0.02, 0.27, side / width, side / height)
    looks = styles()
    for column, series in enumerate(native.plots[0].series):
        _paint(series, looks["rest"])
        for row in range(10):
            if 10 * row + column < chart.filled:
                series.points[row].format.fill.solid()
                series.points[row].format.fill.fore_color.rgb = _rgb(looks["done"].fill)


def _column_data(chart: Columns) -> _Data:
    data = _Data(number_format="General")
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
    native.category_axis.format.line.color.rgb = _rgb(LIGHT.grid)
    _legend(native, text)
    looks = styles()
    longest = max((sum(s.values[at] or 0 for s in chart.series) for at in range(len(chart.labels))), default=0) or 1
    for series, drawn in zip(chart.series, plot.series, strict=True):
        _paint(drawn, looks[series.role])
        _number(drawn, series, looks[series.role], longest, chart.unit, text)


# Rows on an axis of time: marks and spans -------------------------------------------------------------------------------


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


def _time_plot(chart: Marks | Spans, width: int, text: Length) -> _TimePlot:
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
    most = max(2, int(width / (_ticks(text) * 6.5)))
    return _TimePlot(labels, tuple(lines), tuple(key), moments, first, last, tuple(month_ticks(first, last, most)))


def _time_data(plot: _TimePlot) -> _Points:
    """A series for the row names, one for each key entry (which lies under a line), one for each line, one for each
    marked day, and one for each named month. None is longer than the first; otherwise LibreOffice would draw only that
    one."""
    data = _Points(number_format="General")
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
    _plot_area(native, 0.045, top, 0.925, 0.91 - top)  # at the left, room for half of the first month's name
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
        _say(drawn.points[0], "", f"{day:%b %Y}", _ticks(text), XL_LABEL_POSITION.BELOW, LIGHT.muted)
    letters = int(width * 0.92 / (text * 0.54))
    for at, label in enumerate(plot.labels):
        is_one_line = len(label.name) + 2 + len(label.detail) <= letters
        between = ("  " if is_one_line else "\n") if label.detail else ""
        name, detail = short(label.name, letters), short(label.detail, letters)
        _say(names.points[at], name, f"{between}{detail}", text, XL_LABEL_POSITION.RIGHT)
    for moment, drawn in zip(plot.moments, marked, strict=True):
        _stroke(drawn, LIGHT.marker, Pt(1.75))
        if moment.text.startswith("As at"):
            drawn.format.line.dash_style = MSO_LINE.ROUND_DOT
        is_left = moment.day - plot.first > (plot.last - plot.first) * 0.6
        _say(drawn.points[1], moment.text, "", text, XL_LABEL_POSITION.LEFT if is_left else XL_LABEL_POSITION.RIGHT)
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
        drawn.marker.format.fill.fore_color.rgb = drawn.marker.format.line.color.rgb = _rgb(looks[role].edge)
    _legend(native, text)
    names, *others = native.plots[0].series
    _leave_out_of_key(native, [names, *others[len(keyed) :]])


def _thick(role: Role, text: Length) -> Length:
    """The thickness of a span's line: half for what came later, so that colour is not the only sign."""
    return Length(int(text * 0.5)) if role == "late" else text


def _stroke(drawn: Any, code: str, width: Length) -> None:
    """Draws a straight line of a colour, without marks at its ends."""
    drawn.marker.style, drawn.smooth = XL_MARKER_STYLE.NONE, False
    drawn.format.line.color.rgb, drawn.format.line.width = _rgb(code), width


def _style_marks(native: Native, chart: Marks, text: Length, width: int, height: int) -> None:
    plot, looks = _time_plot(chart, width, text), styles()
    for row, drawn in zip(chart.rows, _style_time(native, plot, text, width, height), strict=True):
        marks = _in_order(row.marks)
        is_late = any(mark.role == "late" for mark in marks)
        drawn.format.line.color.rgb = _rgb(looks["late" if is_late else marks[-1].role].edge)
        drawn.format.line.width, drawn.smooth = Pt(3), False
        for place, mark in enumerate(marks):
            point, style = drawn.points[place], looks[mark.role]
            point.marker.style, point.marker.size = MARKERS.get(mark.role, XL_MARKER_STYLE.CIRCLE), 13
            point.marker.format.fill.solid()
            point.marker.format.fill.fore_color.rgb = _rgb(LIGHT.background if mark.role == "plan" else style.edge)
            point.marker.format.line.color.rgb = _rgb(style.edge)
            is_left = place == 0 if len(marks) > 1 else mark.day - plot.first > (plot.last - plot.first) * 0.72
            if mark.text:
                side = XL_LABEL_POSITION.LEFT if is_left else XL_LABEL_POSITION.RIGHT
                _say(point, "", mark.text, text, side)


def _style_spans(native: Native, chart: Spans, text: Length, width: int, height: int) -> None:
    """Styles thick lines for what was agreed and thinner ones for what came later; dashes would look like several
    periods."""
    looks = styles()
    roles: list[Role] = ["done" if row.is_done else "coming" for row in chart.rows]
    for at, drawn in enumerate(_style_time(native, _time_plot(chart, width, text), text, width, height)):
        role = roles[at] if at < len(roles) else "late"
        _stroke(drawn, looks[role].edge, _thick(role, text))


def _unseen(series: Any) -> None:
    series.format.line.fill.background()
    series.marker.style = XL_MARKER_STYLE.NONE


def _say(point: Any, bold: str, plain: str, text: Length, position: Any, code: str = LIGHT.text) -> None:
    """Adds a label beside a point, on a plain background, so that no line runs through it."""
    label = point.data_label
    label.text_frame.word_wrap = False  # left unsaid, it is broken at a fifth of the chart's width
    paragraph = label.text_frame.paragraphs[0]
    for words, is_bold in ((bold, True), (plain, False)):
        if words:
            if words.startswith("\n"):
                paragraph = label.text_frame.add_paragraph()  # LibreOffice leaves a line break out
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold, run.font.name = words.removeprefix("\n"), text, is_bold, FONT
            run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
            run.font.color.rgb = _rgb(code)
    label.position = position
    _ground(label._dLbl.find(qn("c:dLblPos")))


# Bars -----------------------------------------------------------------------------------------------------------------


def _label(name: str, detail: str, room: float, letters: int) -> str:
    """The label of a bar, cut to the lines that fit beside it: the name on one or two, its detail below."""
    kept = short(name, 62 if room >= 3 else 40)
    if not detail or room < 2:
        return kept
    left = int(room) - (1 if len(kept) <= 40 else 2)
    return "\n".join([kept, *textwrap.wrap(detail, letters, max_lines=max(1, min(2, left)), placeholder="…")])


def _bar_data(chart: Bars, room: float, letters: int) -> _Data:
    data = _Data(number_format="General")
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
        _legend(native, text)
    left = _left_share(width, text)
    _plot_area(native, left, 0.99 - BARS_HEIGHT, 0.99 - left, BARS_HEIGHT)
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
    labels.font.color.rgb = _rgb(LIGHT.text if style.hatch else text_on(style.fill))
    if style.hatch:
        _ground(labels._element.find(qn("c:txPr")))
    for at, value in enumerate(series.values):
        if not value or value / longest < 0.04:
            hidden = etree.Element(qn("c:dLbl"))
            etree.SubElement(hidden, qn("c:idx")).set("val", str(at))
            etree.SubElement(hidden, qn("c:delete")).set("val", "1")
            labels._element.insert(_hidden_before(labels._element), hidden)


def _hidden_before(labels: Any) -> int:
    return len(labels.findall(qn("c:dLbl")))


def _ground(before: Any) -> None:
    """Adds a plain background behind a label, before this element, where the format requires it."""
    shape = etree.Element(qn("c:spPr"))
    fill = etree.SubElement(etree.SubElement(shape, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", LIGHT.background.removeprefix("#"))
    before.addprevious(shape)


# Lines ----------------------------------------------------------------------------------------------------------------


LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT = 0.08, 0.04, 0.62, 0.84


def _money_format(steps: Sequence[float]) -> str:
    """A number format for pounds along a short axis: ‘£1.5m’, ‘−£200k’, ‘£0’, all in one unit."""
    size, step = max(map(abs, steps)), steps[1] - steps[0]
    if size >= 1_000_000:
        places = next((n for n in (0, 1) if step * 10**n % 1_000_000 == 0), 2)
        pounds = f'"£"0{"." + "0" * places if places else ""},,"m"'
    else:
        pounds = '"£"0,"k"' if size >= 10_000 and step % 1000 == 0 else '"£"#,##0'
    return f'{pounds};{pounds.replace("£", "−£")};"£0"'


def _line_data(chart: Lines) -> _Data:
    """The lines, and a series of one point for each marked day."""
    data = _Data(number_format="General")
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
    _say(drawn.points[at], moment.text, "", text, XL_LABEL_POSITION.RIGHT)
    dash = "sysDot" if moment.text.startswith("As at") else "solid"
    bars = etree.fromstring(
        f'<c:errBars {CHART_NAMES}><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/>'
        f'<c:noEndCap val="1"/><c:val val="100"/><c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="{LIGHT.marker[1:]}"/>'
        f'</a:solidFill><a:prstDash val="{dash}"/></a:ln></c:spPr></c:errBars>'
    )
    drawn._element.find(qn("c:cat")).addprevious(bars)
    _leave_out_of_key(native, [drawn])


CHART_NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def _style_lines(native: Native, chart: Lines, text: Length, width: int) -> None:
    is_narrow = width / (text * 0.54) < 75  # then the key stands above the lines, and not at their right
    if is_narrow:
        _plot_area(native, 0.13, 0.12, 0.7, 0.76)
    else:
        _plot_area(native, LINES_X, LINES_Y, LINES_WIDTH, LINES_HEIGHT)
    days, values = native.category_axis, native.value_axis
    days.tick_labels.number_format, days.tick_labels.number_format_is_linked = "mmm yyyy", False
    days.has_major_gridlines = False
    days.format.line.color.rgb = _rgb(LIGHT.grid)
    steps = _steps(chart)
    if chart.unit == "£":
        values.tick_labels.number_format, values.tick_labels.number_format_is_linked = _money_format(steps), False
    values.minimum_scale, values.major_unit = steps[0], steps[1] - steps[0]
    values.maximum_scale = _above(chart, len(_moments(chart)))
    days.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    values.format.line.fill.background()
    months = max(1, round((max(chart.days) - min(chart.days)).days / 30.44 / (3 if is_narrow else 7)))
    # In this order, or PowerPoint and Word call the file damaged.
    for name, value in (("c:baseTimeUnit", "days"), ("c:majorUnit", str(months)), ("c:majorTimeUnit", "months")):
        if days._element.tag == qn("c:dateAx"):
            _set(days._element, name, value)
    for axis in (days, values):
        axis.tick_labels.font.size, axis.tick_labels.font.name = _ticks(text), FONT
        axis.tick_labels.font.color.rgb = _rgb(LIGHT.muted)
    _legend(native, text, XL_LEGEND_POSITION.TOP if is_narrow else XL_LEGEND_POSITION.RIGHT)
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
        drawn.format.line.color.rgb = _rgb(style.edge)
        drawn.format.line.width = Pt(style.width / 2)
        if style.dash:
            drawn.format.line.dash_style = MSO_LINE.DASH if series.role == "forecast" else MSO_LINE.ROUND_DOT
        drawn.marker.style = XL_MARKER_STYLE.NONE
        shown = list(drawn.values)
        last = max((at for at, v in enumerate(shown) if v is not None), default=None)
        if last is not None and _has_room(shown[last], labelled, highest):
            labelled.append(float(shown[last] or 0))
            label = drawn.points[last].data_label
            label.font.size, label.font.bold, label.font.name = text, True, FONT
            label.font.color.rgb = _rgb(LIGHT.text)
            if chart.unit == "£":
                _say(drawn.points[last], amount(shown[last], "£"), "", text, XL_LABEL_POSITION.RIGHT)


def _has_room(value: float | None, labelled: list[float], highest: float) -> bool:
    """Whether the number at the end of a line keeps clear of those of the lines before it."""
    return all(abs((value or 0) - other) > highest * 0.06 for other in labelled)


def _set(axis: Any, name: str, value: str) -> None:
    """Sets a property of a date axis that python-pptx has no name for, in the order that the format requires."""
    for old in axis.findall(qn(name)):
        axis.remove(old)
    element = etree.SubElement(axis, qn(name))
    element.set("val", value)
