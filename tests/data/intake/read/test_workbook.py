"""Workbooks: cells as a person sees them, the sheet that is meant, and refusal of what has no value or no certainty."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from data.intake.read import MAX_BYTES
from data.intake.read.book import text_of
from data.problems import Refused
from tests.data.intake.read.support import read, table

HEAD = ["ref", "name", "cost", "ends"]
ROW = ["01", "Payroll", 20.5, date(2013, 3, 31)]


def xlsx(rows: list[list[Any]], change: Callable[[Worksheet], Any] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Apps"
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (1234.0, "General", "1234"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1000000000000000000000"),
        (0.77, "0%", "77%"),
        (0.07, '0.0" %"', "0.07 %"),  # the sign is only text, and it is what people see
        (7, '"APP-"0000', "APP-0007"),
        (7, "00000", "00007"),
        (12.5, '"£"#,##0.00', "12.5"),
        (9.2, "0.00", "9.20"),  # a version, if not an amount
        (9.2, "0.0", "9.2"),
        (9.234, "0.00", "9.234"),  # what is merely not shown is there all the same
        # Euros and dollars are no pounds: the sign goes with the number, and the column of amounts refuses it.
        (1234.5, "[$€-2] #,##0.00", "€1234.5"),
        (1234.5, '#,##0.00 "EUR"', "EUR1234.5"),
        (1234.5, "[$$-409]#,##0.00", "$1234.5"),
        (1234.5, '"US$"#,##0.00', "US$1234.5"),
        (1234.5, "[$-809]#,##0.00", "1234.5"),
        (1234.5, "[$£-809]#,##0.00", "1234.5"),
        (
            1234.5,
            '_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)',
            "1234.5",
        ),  # number 44: whatever is usual here
        (-0.0, "General", "0"),
        (True, "General", "TRUE"),
        (datetime(2013, 3, 31), "dd/mm/yyyy", "2013-03-31"),
        (datetime(2013, 3, 31, 9, 5), "General", "2013-03-31 09:05:00"),
        (time(9, 5), "h:mm", "09:05:00"),
        (timedelta(hours=30, minutes=5), "[h]:mm", "30:05:00"),
        ("007", "@", "007"),
        (None, "General", ""),
    ],
)
def test_a_cell_becomes_the_text_that_it_shows(value: object, number_format: str, text: str) -> None:
    assert text_of(value, number_format) == text


def test_a_workbook_gives_rows_under_their_spreadsheet_numbers() -> None:
    sheet = read(xlsx([["Inventory"], [], HEAD, ROW, [], ROW]), "a.xlsx")
    assert table(sheet) == [["01", "Payroll", "20.5", "2013-03-31"]] * 2
    assert (sheet.rows.to_list(), sheet.heading_row, sheet.sheet) == ([4, 6], 3, "Apps")
    assert sheet.detection == ("read from sheet ‘Apps’, heading on row 3, 2 rows, 1 blank row skipped")


def test_a_sheet_is_named_or_certain() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx([HEAD, ROW])))
    old = book.create_sheet("Old")
    old.append(HEAD)
    old.append(["09", "Old", 1, None])
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(Refused, match=r"2 filled sheets \(Apps, Old\). Name the one to read"):
        read(target.getvalue(), "a.xlsx")
    assert table(read(target.getvalue(), "a.xlsx", sheet="old"))[0][0] == "09"
    with pytest.raises(Refused, match="no sheet ‘New’. It has Apps, Old"):
        read(target.getvalue(), "a.xlsx", sheet="New")
    old.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    sheet = read(target.getvalue(), "a.xlsx")
    assert sheet.sheets == (("Apps", False), ("Old", True))
    assert "Hidden sheets that weren't read: ‘Old’." in [notice.text for notice in sheet.notices]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.merge_cells("B2:C3"), "Cells B2:C3 are merged, in rows 2 and 3"),
        (
            lambda s: s.__setitem__("C3", "=C2*2"),
            "Row 3, column C: the cell holds a formula whose result isn't in the file",
        ),
        (lambda s: s.__setitem__("F3", "see Jo"), "Row 3: more filled cells than headings"),
    ],
)
def test_cells_without_a_certain_value_are_refused(change: Callable[[Worksheet], Any], message: str) -> None:
    with pytest.raises(Refused, match=message):
        read(xlsx([HEAD, ROW, ["02", "Fleet", 3, None]], change), "a.xlsx")


def test_hidden_rows_are_read_and_said() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True

    sheet = read(xlsx([HEAD, ROW, ROW], hide), "a.xlsx")
    assert sheet.cells.height == 2
    assert [notice.kind for notice in sheet.notices] == ["hidden rows"]


def noticed(content: bytes, name: str = "a.xlsx") -> list[tuple[str, int]]:
    return [(notice.kind, notice.count) for notice in read(content, name).notices]


def test_what_is_hidden_or_struck_out_is_told_in_excel_workbooks() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.column_dimensions["C"].hidden = True
        sheet.column_dimensions["G"].hidden = True  # nothing stands there
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True  # nor there
        for row, column in ((2, 2), (3, 1), (3, 2), (3, 3), (3, 4)):
            sheet.cell(row, column).font = Font(strike=True)

    sheet = read(xlsx([HEAD, ROW, ROW, ROW], change), "a.xlsx")
    assert len(table(sheet)) == 3  # all are read
    texts = {notice.text for notice in sheet.notices}
    assert texts == {
        "1 row of the sheet is hidden or filtered away, and read too.",
        "1 column of the sheet is hidden, and read too: C (‘cost’). Leave out what isn't meant.",
        "1 row struck out, and read too (row 3). Leave out what no longer counts.",
        "1 cell struck out, and read too (row 2, column B: ‘Payroll’). Clear what no longer counts.",
    }
    assert noticed(xlsx([HEAD, ROW])) == []


def test_what_is_hidden_or_struck_out_is_told_in_old_workbooks() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Apps")
    struck = xlwt.easyxf("font: struck_out true")
    rows: list[list[Any]] = [HEAD, ["01", "Payroll", 20.5, "31/03/2013"], ["02", "Rents", 1, "31/03/2013"]]
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell, struck if number == 2 else xlwt.Style.default_style)
    sheet.col(1).hidden = True
    sheet.row(1).hidden = True
    target = io.BytesIO()
    book.save(target)
    assert noticed(target.getvalue(), "a.xls") == [("hidden rows", 1), ("hidden columns", 1), ("struck out", 1)]


def test_what_is_hidden_or_struck_out_is_told_in_open_document_workbooks() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in HEAD
    )
    out = cells.replace("<table:table-cell", '<table:table-cell table:style-name="out"').replace("cost", "9")
    partly = cells.replace("<text:p>name", '<text:p><text:span text:style-name="out">name</text:span>')
    content = f"""<?xml version="1.0"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:automatic-styles><style:style style:name="out" style:family="table-cell">
        <style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>
        <office:body><office:spreadsheet><table:table table:name="Apps">
        <table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
        <table:table-column table:number-columns-repeated="1021"/>
        <table:table-row>{cells}</table:table-row><table:table-row table:visibility="filter">{partly}</table:table-row>
        <table:table-row>{out}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    sheet = read(target.getvalue(), "a.ods", heading_row=1)
    kinds = [(str(notice.kind), notice.count) for notice in sheet.notices]
    assert ("hidden rows", 1) in kinds
    assert ("hidden columns", 1) in kinds
    assert kinds.count(("struck out", 1)) == 2  # a row, and a cell whose text is


def strict(content: bytes) -> bytes:
    """A workbook as Excel saves it as ‘Strict Open XML Workbook’."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(target, "w") as copy:
        for name in archive.namelist():
            part = archive.read(name)
            for space in (b"spreadsheetml", b"officeDocument", b"drawingml"):
                part = part.replace(
                    b"http://schemas.openxmlformats.org/" + space + b"/2006/",
                    b"http://purl.oclc.org/ooxml/" + space + b"/",
                )
            copy.writestr(name, part.replace(b"<workbook ", b'<workbook conformance="strict" '))
    return target.getvalue()


def test_a_strict_open_xml_workbook_is_read_as_any_other() -> None:
    # Strict dates stand as text in ISO form, of a type of their own.
    content = xlsx([HEAD, ROW], lambda sheet: setattr(sheet.parent, "iso_dates", True))
    usual, saved_strict = read(content, "a.xlsx"), read(strict(content), "a.xlsx")
    assert strict(content) != content
    assert table(saved_strict) == table(usual) == [["01", "Payroll", "20.5", "2013-03-31"]]


def test_a_sheet_of_a_million_formatted_rows_is_read_at_once() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/><c r="B{n}" s="0"/></row>' for n in range(10, 1_000_000))
    target = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(xlsx([HEAD, ROW])))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name).replace(b"</sheetData>", blank.encode() + b"</sheetData>"))
    assert read(target.getvalue(), "a.xlsx").cells.height == 1


def test_a_workbook_that_unpacks_to_too_much_is_not_opened() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 201_000_000)
    with pytest.raises(Refused, match="would unpack to 201 MB; the limit is 200 MB"):
        read(target.getvalue(), "a.xlsx")


def test_a_file_beyond_the_limit_is_not_opened() -> None:
    with pytest.raises(Refused, match="the limit is 50 MB"):
        read(b"a" * (MAX_BYTES + 1))


def test_an_old_workbook_shows_percentages_errors_and_dates() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Apps")
    for column, heading in enumerate(HEAD):
        sheet.write(0, column, heading)
    sheet.write(1, 0, "01")
    sheet.write(1, 1, 0.77, xlwt.easyxf(num_format_str="0%"))
    sheet.write(1, 2, 1234.0)
    sheet.write(1, 3, datetime(2013, 3, 31), xlwt.easyxf(num_format_str="D MMM YYYY"))
    target = io.BytesIO()
    book.save(target)
    assert table(read(target.getvalue(), "a.xls")) == [["01", "77%", "1234", "2013-03-31"]]


def test_what_an_old_office_document_is_is_told_by_its_records_and_not_by_what_a_library_says() -> None:
    book = xlwt.Workbook()
    book.add_sheet("Apps").write(0, 0, "01")
    target = io.BytesIO()
    book.save(target)
    whole = target.getvalue()
    begins = whole.index(bytes.fromhex("0908100000060500"))
    second = begins + 4 + 16  # the record after the first one, made to say that the rest is in cipher
    locked = whole[:second] + (0x2F).to_bytes(2, "little") + whole[second + 2 :]
    with pytest.raises(Refused, match="locked with a password"):
        read(locked, "a.xls")
    letter = whole.replace("Workbook".encode("utf-16-le"), "WordDocu".encode("utf-16-le"))
    with pytest.raises(Refused, match="without a workbook in it"):
        read(letter, "a.xls")
    with pytest.raises(Refused, match="damaged"):
        read(whole[: len(whole) // 3], "a.xls")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("xl/workbook.bin", "xl/worksheets/sheet1.bin"), r"binary workbook \(.xlsb\).* Save it as .xlsx"),
        (("Index/Document.iwa", "Metadata/Properties.plist"), "Apple Numbers document.* Export it"),
        (("Index.zip", "preview.jpg"), "Apple Numbers document"),
        (("notes.txt",), "zip archive"),
    ],
)
def test_what_another_program_keeps_in_an_archive_is_named(parts: tuple[str, ...], told: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.writestr(part, b"\x83\x01")
    with pytest.raises(Refused, match=told):
        read(packed.getvalue(), "a.xlsx")


def test_an_old_workbook_that_was_never_calculated_is_refused() -> None:
    def old(*formulas: str) -> bytes:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Apps")
        for column, value in enumerate(HEAD):
            sheet.write(0, column, value)
        for column, value in enumerate(("01", "Payroll", *map(xlwt.Formula, formulas))):
            sheet.write(1, column, value)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    with pytest.raises(Refused, match="Row 2, column C: the cell holds a formula whose result isn't in the file"):
        read(old("20+3"), "a.xls")


def test_a_sheet_that_is_a_chart_is_no_reason_to_refuse() -> None:
    made = openpyxl.load_workbook(io.BytesIO(xlsx([HEAD, ROW])))
    chart = BarChart()
    chart.add_data(Reference(made["Apps"], min_col=3, min_row=1, max_row=2))
    made.create_chartsheet("Chart").add_chart(chart)
    target = io.BytesIO()
    made.save(target)
    assert table(read(target.getvalue(), "a.xlsx")) == [["01", "Payroll", "20.5", "2013-03-31"]]


def test_an_open_document_shows_percentages_errors_and_repeats() -> None:
    def cell(kind: str, value: str, shows: str, more: str = "") -> str:
        name = {"date": "date-value", "string": "string-value", "boolean": "boolean-value"}.get(kind, "value")
        start = f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {more}>'
        return f"{start}<text:p>{shows}</text:p></table:table-cell>"

    def row(*cells: str, more: str = "") -> str:
        return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"

    heads = row(*[cell("string", head, head) for head in HEAD])
    first = row(cell("float", "7", "007"), cell("percentage", "0.77", "77%"), cell("currency", "1234.5", "£1,234.50"),
                cell("date", "2013-03-31", "31/03/13"), more='table:number-rows-repeated="2"')  # fmt: skip
    euros = row(cell("string", "8", "8"), cell("currency", "5", "5 €", 'office:currency="EUR"'))
    error = row(cell("string", "9", "9"), cell("string", "", "#REF!", 'calcext:value-type="error"'))
    blank = row('<table:table-cell table:number-columns-repeated="1024"/>', more='table:number-rows-repeated="1048000"')
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    style = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f"<office:document-content {spaces} {calc}><office:automatic-styles>{style}</office:automatic-styles><office:body>"
        f'<office:spreadsheet><table:table table:name="Apps">{heads}{first}{euros}{error}{blank}</table:table>'
        f'<table:table table:name="Old" table:style-name="h">{heads}{first}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    sheet = read(target.getvalue(), "a.ods")
    same = ["007", "77%", "1234.5", "2013-03-31"]
    assert table(sheet) == [same, same, ["8", "EUR5", "", ""], ["9", "#REF!", "", ""]]
    assert sheet.sheets == (("Apps", False), ("Old", True))
