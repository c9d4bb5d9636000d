"""Charts in the Word file: the same charts as in the PowerPoint file, with their workbooks, so that they can be edited.

python-docx has no charts. Both formats store them as the same part, so each is made as for a slide and handed over.
"""

from __future__ import annotations

from typing import cast

from docx.document import Document as Paper
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.parts.chart import ChartPart
from pptx.util import Cm, Emu, Length, Pt

from pages.pack import powerpoint_charts
from pages.pack.content import Bars, Marks, Single, Spans, Squares

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
WIDTH, TALLEST = Cm(17), Cm(9)


def _height(chart: Single) -> Length:
    """The height of a chart: with rows, as many lines as they need, because Word leaves out labels otherwise."""
    if isinstance(chart, (Bars, Spans, Marks)):
        rows = len(chart.labels) if isinstance(chart, Bars) else len(chart.rows)
        return Length(min(TALLEST, Cm(1.5 + 1.05 * rows)))
    return Cm(4) if isinstance(chart, Squares) else Cm(6.8)


def add_chart(paper: Paper, chart: Single, number: int) -> None:
    """Adds the chart as a paragraph of its own; `number` distinguishes it from the paper's other charts."""
    deck = Presentation()
    page = deck.slides.add_slide(deck.slide_layouts[6])
    frame = powerpoint_charts.add_chart(page, chart, 0, 0, WIDTH, _height(chart), Pt(9))
    made = cast(ChartPart, frame.chart.part)
    workbook_made = made.chart_workbook.xlsx_part
    package = paper.part.package
    assert package is not None
    assert workbook_made is not None
    workbook = Part(
        PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, workbook_made.blob, package
    )
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, made.blob, package)
    relation = part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE)
    assert relation.encode() in made.blob  # the chart names its workbook by this relationship
    shown = paper.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    paragraph = paper.add_paragraph()
    inline = parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{int(WIDTH)}" cy="{int(Emu(frame.height))}"/><wp:docPr id="{1000 + number}" name="Chart {number}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{CHART}">'
        f'<c:chart xmlns:c="{CHART}" r:id="{shown}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    inline.xpath(".//wp:docPr")[0].set("descr", chart.alt)
    paragraph.add_run()._r.append(inline)
