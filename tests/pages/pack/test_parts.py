"""The parts of the Office files are as their format asks, or PowerPoint and Word offer to ‘repair’ them."""

from __future__ import annotations

import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pytest
from lxml import etree

from pages.pack.content import Pack
from tests.pages.pack.programmes import file_of

OFFICE = ("pptx", "docx")
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SLIDE = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr"
    " crossAx crosses crossesAt "
)
ORDER = {
    "chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection chart spPr txPr"
    " externalData printSettings userShapes",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs"
    " showDLblsOverMax",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId",
    "ser": "idx order tx spPr invertIfNegative pictureOptions marker dPt dLbls trendline errBars cat val xVal yVal smooth shape",
    "scatterChart": "scatterStyle varyColors ser dLbls axId",
    "dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent"
    " showBubbleSize separator showLeaderLines leaderLines",
    "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent"
    " showBubbleSize separator",
    "catAx": _AXIS + "auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl",
    "dateAx": _AXIS + "auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit",
    "valAx": _AXIS + "crossBetween majorUnit minorUnit dispUnits",
}
"""Element of a chart → the order of what may stand in it (ECMA-376, part 1, DrawingML charts)."""


OF_A_TABLE = {
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd"
    " tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
}
"""The same for the tables of a paper (WordprocessingML)."""


@pytest.fixture
def files(awkward: Pack) -> dict[str, bytes]:
    """Both Office files of a programme with every kind of slide."""
    return {form: file_of(awkward, form) for form in OFFICE}


def parts(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(file)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)), "a part is there twice"
        assert names[0] == "[Content_Types].xml"
        return {name: archive.read(name) for name in names}


def relations(held: dict[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    """Each relation with the folder from which it is told."""
    for name, content in held.items():
        if name.endswith(".rels"):
            for relation in etree.fromstring(content):
                yield posixpath.dirname(posixpath.dirname(name)), relation


@pytest.mark.parametrize("form", OFFICE)
def test_every_part_has_a_type_and_every_relation_a_part(files: dict[str, bytes], form: str):
    held = parts(files[form])
    types = etree.fromstring(held["[Content_Types].xml"])
    named = [kind.get("PartName") for kind in types if kind.get("PartName")]
    assert len(named) == len(set(named))
    assert {name.lstrip("/") for name in named} <= held.keys()
    extensions = {kind.get("Extension") for kind in types if kind.get("Extension")}
    untyped = [name for name in held if f"/{name}" not in named and name.rsplit(".", 1)[-1] not in extensions]
    assert untyped == ["[Content_Types].xml"] or not untyped
    for folder, relation in relations(held):
        assert relation.get("TargetMode") != "External", relation.get("Target")
        target = relation.get("Target")
        assert posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") in held, target


@pytest.mark.parametrize("form", OFFICE)
def test_what_stands_in_a_chart_stands_in_the_order_of_the_format(files: dict[str, bytes], form: str):
    charts = {name: part for name, part in parts(files[form]).items() if "/charts/chart" in name}
    seen: set[str] = set()
    for name, part in charts.items():
        for kind, order in ORDER.items():
            for element in etree.fromstring(part).iter(CHART + kind):
                places = [order.split().index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), (name, kind, [etree.QName(child).localname for child in element])
                seen.add(kind)
    assert seen >= {"dateAx", "catAx", "valAx", "dLbl", "legend", "scatterChart"}, "every kind of chart was looked at"


@pytest.mark.parametrize("form", OFFICE)
def test_a_chart_counts_what_its_workbook_holds(files: dict[str, bytes], form: str):
    for name, part in parts(files[form]).items():
        if "/charts/chart" in name:
            for cache in etree.fromstring(part).iter(f"{CHART}strCache", f"{CHART}numCache"):
                points = [int(point.get("idx")) for point in cache.iter(f"{CHART}pt")]
                whole = int(cache.find(f"{CHART}ptCount").get("val"))
                assert len(points) == len(set(points)) <= whole
                assert max(points, default=-1) < whole
        if name.endswith(".xlsx"):
            assert "xl/worksheets/sheet1.xml" in parts(part)


def test_shapes_have_their_own_numbers_and_names_and_tables_their_width(files: dict[str, bytes]):
    for name, part in parts(files["pptx"]).items():
        if not name.startswith("ppt/slides/slide"):
            continue
        slide = etree.fromstring(part)
        shapes = [shape for shape in slide.iter(f"{SLIDE}cNvPr") if shape.get("name")]
        for what in ("id", "name"):
            assert max(Counter(shape.get(what) for shape in shapes).values()) == 1, (name, what)
        assert all(shape.get("descr") != "" for shape in shapes), "no empty description"
        for table in slide.iter(f"{DRAWING}tbl"):
            widths = [int(column.get("w")) for column in table.find(f"{DRAWING}tblGrid")]
            (extent,) = table.iterancestors(f"{SLIDE}graphicFrame")
            assert abs(sum(widths) - int(extent.find(f"{SLIDE}xfrm/{DRAWING}ext").get("cx"))) <= len(widths)
            assert {len(row.findall(f"{DRAWING}tc")) for row in table.iter(f"{DRAWING}tr")} == {len(widths)}


def test_every_word_is_british_english(files: dict[str, bytes]):
    for name, part in parts(files["pptx"]).items():
        if name.startswith(("ppt/slides/slide", "ppt/notesSlides/notesSlide")):
            spoken = [run.find(f"{DRAWING}rPr") for run in etree.fromstring(part).iter(f"{DRAWING}r")]
            assert {run.get("lang") for run in spoken if run is not None} == {"en-GB"}, name
    styles = etree.fromstring(parts(files["docx"])["word/styles.xml"])
    assert {language.get(f"{WORD}val") for language in styles.iter(f"{WORD}lang")} == {"en-GB"}


def test_the_headings_of_the_papers_tables_are_repeated_on_every_page(files: dict[str, bytes]):
    tables = list(etree.fromstring(parts(files["docx"])["word/document.xml"]).iter(f"{WORD}tbl"))
    assert tables
    for table in tables:
        first, *rest = table.findall(f"{WORD}tr")
        assert first.find(f"{WORD}trPr/{WORD}tblHeader") is not None
        assert not any(row.find(f"{WORD}trPr/{WORD}tblHeader") is not None for row in rest)
        assert len(table.find(f"{WORD}tblPr/{WORD}tblDescription").get(f"{WORD}val")) > 10
        for kind, order in OF_A_TABLE.items():
            for element in table.iter(WORD + kind):
                places = [order.split().index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), (kind, [etree.QName(child).localname for child in element])


def test_the_same_in_the_sample(of_the_sample: Pack):
    """The sample has lines over time with a forecast, which a made-up programme may lack."""
    for form in OFFICE:
        test_what_stands_in_a_chart_stands_in_the_order_of_the_format({form: file_of(of_the_sample, form)}, form)
