"""In the workbooks inside the charts of the pack what is text stays text: no formula, no link, no number of a name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Inches

from pages.pack.content import Bars, Columns, Label, Lines, Mark, MarkedRow, Marks, Moment, Series, Single, Span, Spans
from pages.pack.powerpoint_charts import add_chart
from pages.pack.powerpoint_lines import money_format
from pages.pack.word_charts import add_chart as add_to_word

DAY, LATER = date(2013, 1, 31), date(2013, 6, 30)
NAMES = (
    "=2+3",
    "{=SUM(A1:A9)}",
    "https://example.org/x",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "12",
    "@now",
    "+1",
)


def bars(names: tuple[str, ...]) -> Single:
    amounts = tuple(float(at + 1) for at in range(len(names)))
    return Bars(tuple(Label(name, "") for name in names), (Series(names[0], amounts, "done"),), "things", "")


def spans(names: tuple[str, ...]) -> Single:
    return Spans(tuple(Span(Label(name, ""), DAY, LATER, LATER, False) for name in names), DAY, "")


def lines(names: tuple[str, ...]) -> Single:
    return Lines((DAY, LATER), tuple(Series(name, (1.0, 2.0), "plan") for name in names), DAY, "things", "")


def columns(names: tuple[str, ...]) -> Single:
    return Columns(names, (Series(names[0], tuple(1.0 for _ in names), "done"),), "things", "")


def marks(names: tuple[str, ...]) -> Single:
    rows = tuple(MarkedRow(Label(name, ""), (Mark(DAY, "plan", ""), Mark(LATER, "late", name))) for name in names)
    return Marks(rows, (Moment(DAY, names[0]),), "")


def test_the_key_of_spans_says_what_each_colour_is_and_a_late_stretch_is_one_piece():
    rows = (
        Span(Label("Done late", ""), DAY, date(2013, 3, 31), LATER, True),
        Span(Label("To come", ""), DAY, LATER, LATER, False),
    )
    page = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    native = add_chart(page, Spans(rows, DAY, ""), 0, 0, int(Inches(8)), int(Inches(5))).chart
    silent = {int(each.get("val")) for each in native._chartSpace.xpath(".//c:legendEntry/c:idx/@val/..")}
    told = [series.name for at, series in enumerate(native.plots[0].series) if at not in silent]
    assert told == ["Done", "Still to come", "Later than agreed"]
    late = [series for series in native.plots[0].series if series.name == "Later than agreed"]
    assert not any(series._element.xpath(".//a:prstDash") for series in late)


def in_powerpoint(chart: Single) -> bytes:
    deck = Presentation()
    page = deck.slides.add_slide(deck.slide_layouts[6])
    add_chart(page, chart, 0, 0, int(Inches(8)), int(Inches(5)))
    made = BytesIO()
    deck.save(made)
    return made.getvalue()


def in_word(chart: Single) -> bytes:
    paper = Document()
    add_to_word(paper, chart, 1)
    made = BytesIO()
    paper.save(made)
    return made.getvalue()


def cells(content: bytes) -> dict[str, str]:
    """What the one workbook of the file holds → the kind of its cell. Fails where there is a link."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".xlsx")]
        inner = archive.read(name)
    with zipfile.ZipFile(BytesIO(inner)) as archive:
        for part in archive.namelist():
            text = archive.read(part)
            assert b"hyperlink" not in text, part
            assert b"<f>" not in text, part
    found: dict[str, str] = {}
    for row in load_workbook(BytesIO(inner)).active.iter_rows():
        found |= {str(cell.value): cell.data_type for cell in row if cell.value is not None}
    return found


@pytest.mark.parametrize("write", [in_powerpoint, in_word])
@pytest.mark.parametrize("make", [bars, spans, lines, columns, marks])
def test_names_stay_names(make: Callable[..., Single], write: Callable[[Single], bytes]):
    found = cells(write(make(NAMES)))
    assert {found[name] for name in NAMES} == {"s"}
    assert {kind for name, kind in found.items() if name not in NAMES} <= {"n", "d", "s"}


@settings(max_examples=15)
@given(
    st.sampled_from([bars, spans, lines, columns, marks]),
    st.text(min_size=1, max_size=30, alphabet="=+-@{}'\"/:.#!A1 htps(,)＝＠"),
)
def test_no_name_whatever_is_more_than_a_name(make: Callable[..., Single], name: str):
    assert "f" not in cells(in_powerpoint(make((name, "other")))).values()


@pytest.mark.parametrize(
    ("steps", "pattern"),
    [
        ([-4e6, -2e6, 0, 2e6], '"£"0,,"m";"−£"0,,"m";"£0"'),  # not ‘£2.m’, nor ‘-£2000000’
        ([0, 5e5, 1e6], '"£"0.0,,"m";"−£"0.0,,"m";"£0"'),
        ([-50_000, 0, 50_000], '"£"0,"k";"−£"0,"k";"£0"'),
        ([0, 200, 400], '"£"#,##0;"−£"#,##0;"£0"'),
    ],
)
def test_pounds_along_an_axis_are_of_one_unit_with_the_minus_before_them(steps: list[float], pattern: str):
    assert money_format(steps) == pattern


def test_a_name_that_leaves_no_room_beside_it_stands_above_what_is_said_of_it():
    name, detail = "System design and service level agreements approved", "5 weeks later"
    made = in_powerpoint(
        Marks((MarkedRow(Label(name, detail), (Mark(DAY, "plan", ""), Mark(LATER, "late", ""))),), (), "")
    )
    short = in_powerpoint(Marks((MarkedRow(Label("Go-live", detail), (Mark(LATER, "plan", ""),)),), (), ""))
    assert [paragraphs(made), paragraphs(short)] == [[name, detail], [f"Go-live  {detail}"]]


def paragraphs(content: bytes) -> list[str]:
    """The paragraphs of the first label in the chart of a deck."""
    (shape,) = Presentation(BytesIO(content)).slides[0].shapes
    return [each.text for each in shape.chart.plots[0].series[0].points[0].data_label.text_frame.paragraphs]
