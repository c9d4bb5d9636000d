"""Cells too long and tables too wide are refused by name, before anything expensive is made of them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from data.intake.read import limits
from data.intake.read.model import MAX_CELL, MAX_CELLS, MAX_COLUMNS
from data.problems import Refused
from tests.data.intake.read.support import read

HEAD = "ref,name,cost,ends\n"
ROW = "01,Payroll,3,2013-03-31\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"{HEAD}{ROW}02,{'x' * 5_000_000},3,\n",
            "Row 3, column B: the cell has 5,000,000 characters; the limit is 32,767",
        ),
        (f'{HEAD}02,"{"x, y" * 20_000}",3,\n', "Row 2, column B: the cell has 80,000 characters"),
        (HEAD + '02,"' + "x\n" * 40_000 + '",3,\n', "Row 2, column B: the cell has 80,000 characters"),
        (f"{HEAD}02,{'é' * 40_000},3,\n", "Row 2.*the cell has 40,000 characters"),
        (f"{HEAD}{ROW.strip()}{',' * 1_000_000}\n", "Row 2 has 1,000,004 cells; the limit is 16,384 columns"),
        (f"{HEAD.strip()}{',' * 1_000_000}\n{ROW}", "Row 1 has 1,000,004 cells"),
        ("a;" * 8_000_000, "Row 1 has 8,000,001 cells"),
        (HEAD + "\n" * 6_000_000, "The file has 6,000,001 lines"),
        (f"{HEAD}{ROW * 10_000}{ROW.strip()}{',' * 16_000}\n", "row 10,002 has 16,004 cells; the limit is 20,000,000"),
    ],
    ids=[
        "long",
        "quoted",
        "lines",
        "letters",
        "wide row",
        "wide heading",
        "one row",
        "blank lines",
        "one wide row among many",
    ],
)
def test_text_beyond_a_spreadsheets_limits_is_refused_by_name(text, message):
    content = text.encode()
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match=message):
            read(content, "a.csv")
        assert tracemalloc.get_traced_memory()[1] < 12 * len(content) + 20_000_000  # numpy's is traced, Polars' isn't
    finally:
        tracemalloc.stop()


def test_what_a_spreadsheet_can_hold_is_read():
    longest = "x" * MAX_CELL
    sheet = read(f'{HEAD}01,{longest},3,\n02,"{longest}",4,\n03,{"é" * MAX_CELL},4,\n'.encode(), "a.csv")
    assert sheet.cells["c1"].to_list() == [longest, longest, "é" * MAX_CELL]
    wide = (HEAD.strip() + "," * (MAX_COLUMNS - 4) + "\n" + ROW.strip() + "," * (MAX_COLUMNS - 4) + "\n").encode()
    assert read(wide, "a.csv").cells.height == 1


def rewritten(change) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    for number, line in enumerate((HEAD, ROW)):
        sheet.write_row(number, 0, line.strip().split(","))
    book.close()
    source, target = zipfile.ZipFile(io.BytesIO(target.getvalue())), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            copy.writestr(name, change(source.read(name)))
    return target.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<t>Payroll</t>", b"<t>" + b"x" * 5_000_000 + b"</t>", "more than 32,767 characters"),
        (b"<t>Payroll</t>", b"<t>" + b"x" * 40_000 + b"</t>", "Row 2, column B: the cell has 40,000 characters"),
        (b'<row r="2"', b'<row r="900000000"', "goes on to row 900,000,000"),
        (b"<fonts", b" " * 11_000_000 + b"<fonts", "may take 10 MB"),
        (b"<t>Payroll</t>", b"<a>" * 300 + b"</a>" * 300, "nested more than 200 deep"),
        (b"</row></sheetData>", b"<c><v>1</v></c>" * 100_000 + b"</row></sheetData>", "Row 2 has 100,004 cells"),
        (b'<row r="2"', b'<row r="-1"', "damaged"),
        (b'r="B2"', b'r="A2"', "damaged"),
        (b't="s"><v>5</v>', b't="s"><v>-1</v>', "damaged"),
        (
            b"</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 2000 + b"</mergeCells>",
            "damaged",
        ),
    ],
    ids=[
        "very long cell",
        "long cell",
        "far row",
        "styles",
        "deep",
        "wide row",
        "row before the first",
        "cell in another's place",
        "text counted from the end",
        "merged over one another",
    ],
)
def test_a_workbook_beyond_its_own_limits_is_refused_by_name(old, new, message):
    with pytest.raises(Refused, match=message):
        read(rewritten(lambda part: part.replace(old, new)), "a.xlsx")


def test_a_cell_merged_with_a_thousand_million_others_is_merged_with_those_that_there_are():
    """In an OpenDocument file, which may say so, the reader walked through each of the rows."""
    rows = "".join(
        "<table:table-row>" + "".join(f"<table:table-cell {more}><text:p>{cell}</text:p></table:table-cell>" for cell in line)
        + "</table:table-row>"
        for line, more in (
            (HEAD.strip().split(","), ""), (("01", "Payroll", "3", "2013-03-31"), ""),
            (("02",), 'table:number-rows-spanned="1000000000"'),
        )
    )  # fmt: skip
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            "content.xml", f'<office:body {spaces}><table:table table:name="A">{rows}</table:table></office:body>'
        )
    sheet = read(target.getvalue(), "a.ods")
    assert (sheet.cells.height, [(down.first, down.last) for down in sheet.down]) == (2, [(3, 4)])


def test_a_workbook_of_more_sheets_than_a_return_has_is_refused():
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for _ in range(101):
        book.add_worksheet()
    book.close()
    with pytest.raises(Refused, match="has 101 sheets; the limit is 100"):
        read(target.getvalue(), "a.xlsx")


def test_the_limits_of_a_table_count_the_cells_that_short_rows_would_get():
    limits.refuse_size(MAX_CELLS // 10, 10)
    with pytest.raises(Refused, match="20,000,010 cells"):
        limits.refuse_size(MAX_CELLS // 10 + 1, 10)


@given(st.text(alphabet="aé\n\r", max_size=40))
def test_the_lines_that_are_looked_at_are_those_long_enough(text: str):
    begun, long = 0, []
    utf8 = text.encode()
    for at in [*(at for at, byte in enumerate(utf8) if byte in b"\n\r"), len(utf8)]:
        if at - begun >= 5:
            long.append((begun, at))
        begun = at + 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MAX_COLUMNS", 5)
        assert list(limits._long_lines(utf8)) == long
