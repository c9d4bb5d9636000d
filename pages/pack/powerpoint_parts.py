"""What the native charts share: workbooks that hold text as text, letters, legends, labels and the inside of a plot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from lxml import etree
from pptx.chart.chart import Chart as Native
from pptx.chart.data import ChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LEGEND_POSITION
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Length, Pt

from data.exports import new_workbook
from pages.charts.theme import LIGHT

FONT = "Arial"
TEXT = Pt(16)
SMALLEST = Pt(12.5)  # 25 pixels where a slide is shown at 1080p; in a paper letters are smaller to begin with
TICKS = 0.875  # of the size of the other letters: those on the axes


class _AsText:
    """The workbook inside a chart, where a name that looks like a formula, a link or a number is still written as text."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Any, Any]]:
        with new_workbook(xlsx_file) as workbook:
            yield workbook, workbook.add_worksheet()


class TextWorkbook(_AsText, CategoryWorkbookWriter):
    """That of a chart with categories."""


class TextData(ChartData):
    """A chart's data, with the workbook above. `number_format`: of its values."""

    @property
    def _workbook_writer(self) -> CategoryWorkbookWriter:
        return TextWorkbook(self)


class TextXyWorkbook(_AsText, XyWorkbookWriter):
    """That of a chart of points."""


class TextPoints(XyChartData):
    """Points, with the workbook above."""

    @property
    def _workbook_writer(self) -> XyWorkbookWriter:
        return TextXyWorkbook(self)


def tick_size(text: Length) -> Length:
    """The letter size on an axis: a little smaller than the others, unless those are small already."""
    return Length(max(int(text * TICKS), min(SMALLEST, text)))


def rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def show_legend(native: Native, text: Length, position: Any = XL_LEGEND_POSITION.TOP) -> None:
    native.has_legend = True
    legend = native.legend
    assert legend is not None
    legend.position, legend.include_in_layout = position, False
    legend.font.size, legend.font.name = text, FONT


def leave_out_of_legend(native: Native, silent: Sequence[Any]) -> None:
    """Hides these series from the key."""
    legend = native._chartSpace.chart.find(qn("c:legend"))
    for series in silent:
        number = series._element.find(qn("c:idx")).get("val")
        entry = f'<c:legendEntry {CHART_NAMES}><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        # Behind its place and the others: in another order PowerPoint and Word call the file damaged.
        legend.insert(1 + len(legend.findall(qn("c:legendEntry"))), etree.fromstring(entry))


def set_plot_area(native: Native, x: float, y: float, width: float, height: float) -> None:
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


def add_label(point: Any, bold: str, plain: str, text: Length, position: Any, code: str = LIGHT.text) -> None:
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
            run.font.color.rgb = rgb(code)
    label.position = position
    add_background(label._dLbl.find(qn("c:dLblPos")))


def add_background(before: Any) -> None:
    """Adds a plain background behind a label, before this element, where the format requires it."""
    shape = etree.Element(qn("c:spPr"))
    fill = etree.SubElement(etree.SubElement(shape, qn("a:solidFill")), qn("a:srgbClr"))
    fill.set("val", LIGHT.background.removeprefix("#"))
    before.addprevious(shape)


CHART_NAMES = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
