"""The files of a pack: native charts and tables, text alternatives, notes; text from data is text, in every format."""

from __future__ import annotations

import re
import sys
import zipfile
import zlib
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from lxml import etree
from pptx import Presentation

from pages import pack
from pages.pack import pdf, web
from pages.pack.content import Pack
from pages.pack.powerpoint_charts import parts
from tests.pages.pack.programmes import ALIVE, AS_AT, file_of


@pytest.fixture
def made(of_the_sample: Pack) -> Pack:
    return of_the_sample


def deck_of(made: Pack) -> Any:
    return Presentation(BytesIO(file_of(made, "pptx")))


# PowerPoint -----------------------------------------------------------------------------------------------------------


def test_charts_and_tables_are_native_and_hold_the_figures(made: Pack):
    for page, slide in zip(deck_of(made).slides, made.slides, strict=True):
        charts = [shape.chart for shape in page.shapes if shape.has_chart]
        tables = [shape.table for shape in page.shapes if shape.has_table]
        assert bool(charts) == (slide.chart is not None), slide.key
        assert bool(tables) == (slide.table is not None), slide.key
        assert page.shapes.title.text_frame.text == slide.headline_shown
        for chart in charts:
            assert chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK", "its numbers can be edited"
    money = next(page for page in deck_of(made).slides if page.shapes.title.text_frame.text.startswith("£"))
    lines, chart = [shape.chart for shape in money.shapes if shape.has_chart]
    assert [series.name for series in lines.plots[0].series] == ["Budget", "Expected", "Spent", "As at 31 Mar 2013"]
    assert [series.name for series in chart.plots[0].series] == ["Spent, £ thousand", "Left of the budget"]
    assert list(chart.plots[0].series[0].values) == [593, 217, 100, 119]


def test_an_axis_of_time_names_months_where_they_begin(made: Pack):
    shown = {slide.key: page for page, slide in zip(deck_of(made).slides, made.slides, strict=True)}
    (timeline,) = [shape.chart for shape in shown["timeline"].shapes if shape.has_chart]
    days = {
        series.name: [point.text for point in series._element.findall(".//{*}xVal//{*}v")]
        for series in timeline.plots[0].series
    }
    months = {name: values for name, values in days.items() if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", name)}
    assert len(months) >= 4
    for name, values in months.items():
        begun = (datetime.strptime(f"1 {name}", "%d %b %Y").date() - date(1899, 12, 30)).days
        assert {float(value) for value in values} == {begun}
    assert {float(value) for value in days["As at 31 Mar 2013"]} == {(AS_AT - date(1899, 12, 30)).days}


def test_days_that_are_marked_are_named_above_the_lines(made: Pack):
    shown = {slide.key: page for page, slide in zip(deck_of(made).slides, made.slides, strict=True)}
    (odds,) = [shape.chart for shape in shown["forecast"].shapes if shape.has_chart]
    tops = {series.name: max(value for value in series.values if value is not None) for series in odds.plots[0].series}
    heights = [top for name, top in tops.items() if re.search(r" \d{4}$", name)]
    highest = max(top for top in tops.values() if top not in heights)
    assert len(heights) >= 2
    assert min(heights) > highest * 1.05
    assert len(set(heights)) == len(heights)


def test_every_chart_and_table_has_a_text_alternative(made: Pack):
    for page in deck_of(made).slides:
        for shape in page.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type == 9:  # 9: a line
                (properties,) = shape._element.xpath(".//p:cNvPr")
                assert len(properties.get("descr") or "") > 20, (page.shapes.title.text_frame.text, shape.name)


def test_notes_hold_the_rows_behind(made: Pack):
    notes = {slide.key: page.notes_slide.notes_text_frame.text
             for page, slide in zip(deck_of(made).slides, made.slides, strict=True)}  # fmt: skip
    assert (
        "The rows behind this slide:\nMonth end | Planned | Actual | Forecast\n30\u00a0Nov\u00a02012 | 5 | 2 | –"
        in notes["migration"]
    )
    assert "How it is counted: Moved: the stage is" in notes["migration"]
    assert all(made.fingerprint in text for text in notes.values())


def test_each_slide_has_date_mark_and_number(made: Pack):
    for number, page in enumerate(deck_of(made).slides, start=1):
        said = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert any("As at 31 March 2013" in text and "◇ Illustrative data" in text for text in said)
        assert str(number) in said


def test_no_letter_is_too_small_for_the_back_row(awkward: Pack):
    """12 points on a slide of 13⅓ inches are 24 pixels where it fills a screen of 1920. Charts count their own letters."""
    for page in deck_of(awkward).slides:
        sizes = [int(size) / 100 for size in page.shapes._spTree.xpath(".//a:rPr/@sz")]
        assert min(sizes) >= 12, page.shapes.title.text_frame.text
        for chart in (shape.chart for shape in page.shapes if shape.has_chart):
            drawn = [int(size) / 100 for size in chart._chartSpace.xpath(".//a:defRPr/@sz")]
            assert min(drawn) >= 12, page.shapes.title.text_frame.text


def test_nothing_is_placed_outside_its_slide(awkward: Pack):
    deck = deck_of(awkward)
    for page in deck.slides:
        for shape in page.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width + 10
            assert shape.top + shape.height <= deck.slide_height + 10, (page.shapes.title.text_frame.text, shape.name)


# Word -----------------------------------------------------------------------------------------------------------------


def test_the_paper_has_the_form_of_a_councils_report(made: Pack):
    paper = Document(BytesIO(file_of(made, "docx")))
    headings = [p.text for p in paper.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings[:3] == ["Purpose", "Recommendations", "Where we are"]
    assert headings[-1].startswith("Appendix: the sources")
    lettered = [p.text for p in paper.paragraphs if p._p.xpath("./w:pPr/w:numPr/w:ilvl[@w:val='1']")]
    assert any(text == "1 of 3 decision points passed, late. (reported 31 March 2013)" for text in lettered)
    assert "note how the programme stands at 31 March 2013;" in [p.text for p in paper.paragraphs]


@pytest.mark.parametrize("uploads", [11, 12, 13])
def test_the_appendix_has_every_hash_whole_however_many_there_are(made: Pack, uploads: int):
    named = tuple(replace(source, file_name=f"{'long ' * 12}{source.file_name}") for source in made.sources[:uploads])
    paper = Document(BytesIO(pack.render(replace(made, sources=named, parts=made.parts[:1]), "docx")))
    told = "".join(cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    assert all(source.sha256 in told for source in named)


def test_the_papers_charts_can_be_edited_and_are_told(made: Pack):
    with zipfile.ZipFile(BytesIO(file_of(made, "docx"))) as archive:
        names = archive.namelist()
        document = etree.fromstring(archive.read("word/document.xml"))
    drawn = [chart for slide in made.slides if slide.chart for chart, _, _ in parts(slide.chart, 0, 1)]
    assert len([name for name in names if name.startswith("word/charts/chart")]) == len(drawn)
    assert len([name for name in names if name.startswith("word/embeddings/")]) == len(drawn)
    told = document.xpath("//*[local-name()='docPr']/@descr")
    assert told == [chart.alt for chart in drawn]


# HTML and PDF ---------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_nothing_outside(made: Pack):
    page = file_of(made, "html").decode()
    assert "default-src 'none'" in page
    outside = re.findall(r"""(?:src|href|url|@import)\s*[=(]\s*["']?([^"')\s>]+)""", page)
    assert all(address.startswith("#late-") for address in outside), outside
    links = set(re.findall(r"https?://[^\s\"'<]+", page))
    assert links == {"http://www.w3.org/2000/svg"}


def test_every_drawing_tells_what_it_shows(made: Pack):
    page = file_of(made, "html").decode()
    drawn = [slide for slide in made.slides if slide.chart]
    # One for screens of 16:9 and for paper, one for screens of 4:3, one for phones; only one of them shows.
    assert page.count("<svg ") == page.count('role="img"') == page.count("<title>") - 1 == 3 * len(drawn)


def test_small_enough_to_send(made: Pack):
    assert len(file_of(made, "html")) < 16_000 * len(made.slides)


def inside_of(file: bytes) -> bytes:
    """A PDF with its compressed parts unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.DOTALL)
    return file + b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


def test_the_pdf_is_tagged(made: Pack):
    file = file_of(made, "pdf")
    assert file.startswith(b"%PDF-")
    inside = inside_of(file)
    assert b"/MarkInfo" in inside
    assert b"pdfuaid" in inside
    assert b"/Lang (en-GB)" in inside or b"/Lang" in inside
    drawn = [slide for slide in made.slides if slide.chart]
    assert inside.count(b"/Figure") >= len(drawn)
    assert inside.count(b"/Alt") >= len(drawn)
    assert b"/TH" in inside


def test_without_typst_it_says_what_to_do(made: Pack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(pdf.NoPdf, match="Install it with ‘pip install -r requirements.txt’"):
        pack.render(made, "pdf")


def test_a_letter_without_a_font_costs_the_standard_and_no_more(sample: object):
    made = pack.make(AS_AT, None, ("gateways",))
    assert b"pdfuaid" in inside_of(pack.render(made, "pdf"))
    object.__setattr__(made.parts[0].slides[0], "headline", "Nobody has a font for \u0378")
    file = inside_of(pack.render(made, "pdf"))
    assert b"pdfuaid" not in file
    assert b"/MarkInfo" in file


# Text is text ---------------------------------------------------------------------------------------------------------


def test_markup_in_data_stays_text(awkward: Pack):
    page = file_of(awkward, "html").decode()
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;bold" in page
    assert page.count("<script>") == 1, "our own"
    deck = deck_of(awkward)
    assert any(ALIVE[:30] in slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    paper = Document(BytesIO(file_of(awkward, "docx")))
    assert any(ALIVE in p.text for p in paper.paragraphs)
    with zipfile.ZipFile(BytesIO(file_of(awkward, "pptx"))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))  # still XML
                assert b"example.com" not in archive.read(name) or not name.endswith(".rels"), "no link comes alive"


def test_control_characters_break_no_file(sample: object):
    made = pack.make(AS_AT, None, ("gateways",))
    slide = made.parts[0].slides[0]
    object.__setattr__(slide, "headline", "Bell \x07 and \ufffe")
    for form in ("pptx", "docx", "pdf"):
        assert pack.render(made, form)
    assert "Bell" in web.document(made)
