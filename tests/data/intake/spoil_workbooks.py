"""Spoiled workbooks of every format: layouts, cells, sheets, files and number formats."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import polars as pl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from tests.data.intake.spoil import Expected, Variant, encoded, table

_WHOLE = ("users", "business_value", "technical_fit")


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Workbooks of every format, and their oddities."""
    yield from _layouts(clean)
    yield from _cells(clean)
    yield from _sheets(clean)
    yield from _files(clean)
    yield from _other_formats(clean)
    yield from _shown_otherwise(clean)
    yield from _day_number_of_1904(clean)


def typed_rows(clean: pl.DataFrame) -> list[list[Any]]:
    """The clean file as a spreadsheet holds it: numbers and dates as such, None where blank."""

    def typed(column: str, cell: str) -> Any:
        if not cell:
            return None
        if column in _WHOLE:
            return int(cell)
        if column == "annual_cost_gbp":
            return float(cell)
        return datetime.fromisoformat(cell) if column == "contract_end" else cell

    return [
        list(clean.columns),
        *[[typed(c, v) for c, v in zip(clean.columns, row, strict=True)] for row in clean.rows()],
    ]


def book(
    rows: list[list[Any]], change: Callable[[Worksheet], None] | None = None, title: str = "Applications"
) -> openpyxl.Workbook:
    """A workbook of one sheet that holds `rows`, with `change` applied to it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(sheet)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


Made = bytes | Callable[[], bytes | openpyxl.Workbook]


def _xlsx(name: str, made: Made, expected: Expected, reason: str, file_name: str = "") -> Variant:
    def content() -> bytes:
        found = made() if callable(made) else made
        return found if isinstance(found, bytes) else saved(found)

    return Variant(name, "workbooks", file_name or name.replace(" ", "_") + ".xlsx", content, expected, reason)


def _layouts(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)
    width, last = len(rows[0]), len(rows)

    def made(name: str, expected: Expected, reason: str, change: Callable[[Worksheet], Any]) -> Variant:
        def apply(sheet: Worksheet) -> None:
            change(sheet)

        return _xlsx(name, lambda: book(rows, apply), expected, reason)

    yield _xlsx("an ordinary workbook", lambda: book(rows), "must_load", "dates and numbers as cells")
    yield _xlsx("everything as text", lambda: book(table(clean)), "must_load", "an export")
    titled: list[list[Any]] = [["Application inventory"], [None, "As at", date(2013, 3, 31)], [], *rows]
    yield _xlsx("title block", lambda: book(titled), "must_load", "a report")

    def merged_title(sheet: Worksheet) -> None:
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)

    yield _xlsx("merged title", lambda: book(titled, merged_title), "must_load", "a report")
    yield made(
        "table begins at C4", "must_load", "white space around", lambda s: (s.insert_cols(1, 2), s.insert_rows(1, 3))
    )
    cost = rows[0].index("annual_cost_gbp") + 1
    sums: list[Any] = ["Total", *[None] * (cost - 2), f"=SUM(H2:H{last})"]
    yield _xlsx("totals row with a formula", lambda: book([*rows, sums]), "must_load", "never a record")
    notes = [*rows, [], ["Source: ICT asset register"], ["* estimated"]]
    yield _xlsx("notes beneath", lambda: book(notes), "must_load", "footnotes")

    def merged_note(sheet: Worksheet) -> None:
        sheet.merge_cells(start_row=last + 2, start_column=1, end_row=last + 2, end_column=width)

    yield _xlsx("a merged note beneath", lambda: book(notes, merged_note), "must_load", "footnotes")
    gap = [*rows[:12], [], [], *rows[12:]]
    yield _xlsx("blank rows in a workbook", lambda: book(gap), "must_load", "spacing")

    def two_rows(sheet: Worksheet) -> None:
        sheet.insert_rows(1)
        for column in range(1, width + 1):
            heading = sheet.cell(2, column).value
            if column not in (7, 8):
                sheet.cell(1, column, heading)
                sheet.cell(2, column).value = None
                sheet.merge_cells(start_row=1, start_column=column, end_row=2, end_column=column)
        sheet.cell(1, 7, "Size")
        sheet.merge_cells(start_row=1, start_column=7, end_row=1, end_column=8)

    yield made("headings merged over two rows", "must_load", "a group over two columns", two_rows)

    def merged_departments(sheet: Worksheet) -> None:
        sheet.merge_cells("C2:C4")

    yield made("departments merged", "must_refuse", "two records would lose theirs", merged_departments)
    yield made("names merged across", "must_refuse", "a cell would be lost", lambda s: s.merge_cells("B5:C5"))
    turned = [list(column) for column in zip(*rows, strict=True)]
    yield _xlsx("transposed workbook", lambda: book(turned), "must_load", "a record per column")
    side = [[*row, *([None, "see Jo"] if i == 7 else [])] for i, row in enumerate(rows)]
    yield _xlsx("a remark beside the table", lambda: book(side), "must_refuse", "a filled cell without heading")

    def hidden(sheet: Worksheet) -> None:
        for row in range(5, 15):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["F"].hidden = True
        sheet.auto_filter.ref = sheet.dimensions

    yield made("hidden rows and columns", "must_load", "filtered away, but still records", hidden)

    def formatted(sheet: Worksheet) -> None:
        for row in range(last + 1, 3000):
            for column in range(1, width + 1):
                sheet.cell(row, column).number_format = "0.00"

    yield made("formatted blank rows", "must_load", "nothing in them", formatted)
    yield made(
        "a comment",
        "must_load",
        "not a value",
        lambda s: setattr(s["B3"], "comment", openpyxl.comments.Comment("ask Jo", "Al")),
    )


def _cells(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)
    columns = rows[0]
    cost, end, key = (columns.index(name) + 1 for name in ("annual_cost_gbp", "contract_end", "application_id"))

    def made(name: str, expected: Expected, reason: str, change: Callable[[Worksheet], Any]) -> Variant:
        return _xlsx(name, lambda: book(rows, lambda sheet: change(sheet) and None), expected, reason)

    def put(row: int, column: int, value: Any, form: str | None = None) -> Callable[[Worksheet], None]:
        def change(sheet: Worksheet) -> None:
            cell = sheet.cell(row, column)
            cell.value = value
            if form:
                cell.number_format = form

        return change

    yield made("a formula never worked out", "must_refuse", "no result in the file", put(8, cost, "=100*12"))
    for error in ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A"):
        if error != "#N/A":
            yield made(
                f"a cost that is {error.strip('#!?').replace('/', ' ')}",
                "must_refuse",
                "broken formula",
                put(8, cost, error),
            )
        yield made(
            f"a name that is {error.strip('#!?').replace('/', ' ')}",
            "must_refuse",
            "a broken formula",
            put(8, 2, error),
        )
    yield made("a key as a number", "must_refuse", "Excel takes zeros away", put(8, key, 7))

    def padded_keys(sheet: Worksheet) -> None:
        for row in range(2, sheet.max_row + 1):
            put(row, key, row - 1, '"APP-"0000')(sheet)

    yield made("keys as numbers with a format", "must_load", "they show as APP-0007", padded_keys)

    def every_cost(form: str) -> Callable[[Worksheet], None]:
        def change(sheet: Worksheet) -> None:
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, cost).number_format = form

        return change

    yield made("money format", "must_load", "how it shows is no matter", every_cost('"£"#,##0.00'))
    yield made(
        "accounting format", "must_load", "how it shows is no matter", every_cost('_-"£"* #,##0.00_-;-"£"* #,##0.00_-')
    )
    yield made("no decimals shown", "must_load", "how it shows is no matter", every_cost("#,##0"))
    yield made("costs as percentages", "must_refuse", "no amounts", every_cost("0%"))

    def every_date(form: str, value: Callable[[datetime], Any] = lambda day: day) -> Callable[[Worksheet], None]:
        def change(sheet: Worksheet) -> None:
            for row in range(2, sheet.max_row + 1):
                cell = sheet.cell(row, end)
                if isinstance(cell.value, datetime):
                    cell.value = value(cell.value)
                    cell.number_format = form

        return change

    for form in ("dd/mm/yyyy", "mm/dd/yyyy", "d-mmm-yy", "mmm-yy", "[$-809]dd mmmm yyyy"):
        yield made(f"dates shown {form.replace('/', ' ')}", "must_load", "how it shows is no matter", every_date(form))
    serial = every_date("General", lambda day: (day - datetime(1899, 12, 30)).days)
    yield made("dates as serial numbers", "either", "their format is lost", serial)
    yield made(
        "dates as text day first", "must_load", "typed as text", every_date("@", lambda day: day.strftime("%d/%m/%Y"))
    )
    yield made(
        "dates as text month first", "must_refuse", "contradicts", every_date("@", lambda day: day.strftime("%m/%d/%Y"))
    )

    def half(day: datetime) -> Any:
        return day.replace(month=day.day, day=day.month) if day.day <= 12 else day.strftime("%d/%m/%Y")

    why = "Excel in American took those it could"
    yield made("dates half swapped", "must_refuse", why, every_date("dd/mm/yyyy", half))

    def half_serial(day: datetime) -> Any:
        swapped = half(day)
        return (swapped - datetime(1899, 12, 30)).days if isinstance(swapped, datetime) else swapped

    yield made("dates half swapped, as numbers", "must_refuse", why, every_date("General", half_serial))
    yield made("a date with a time", "either", "not midnight", put(8, end, datetime(2013, 11, 12, 14, 30)))
    yield made("a date as zero", "must_refuse", "Excel's 0 January 1900", put(8, end, 0, "dd/mm/yyyy"))
    yield made(
        "a cost with float noise", "must_load", "0.1 + 0.2", put(8, cost, float(clean["annual_cost_gbp"][6]) + 1e-11)
    )
    yield made("a cost that is true", "must_refuse", "no amount", put(8, cost, True))
    yield made("a cost as text", "must_load", "typed as text", put(8, cost, clean["annual_cost_gbp"][6]))
    yield made("a choice that is a number", "must_refuse", "no choice", put(8, columns.index("disposition") + 1, 3))
    escaped = saved(book(rows)).replace(b"", b"")
    yield _xlsx("line breaks as Excel writes them", _changed(escaped, "sheet1.xml", "slow.\nReview", "slow._x000D_\nReview"),
                "must_load", "a carriage return in a cell")  # fmt: skip

    def nineteen_four(sheet: Worksheet) -> None:
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    yield made("the 1904 calendar", "must_load", "an old Mac's dates", nineteen_four)


def _changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with `old` replaced by `new` in its parts whose names hold `part`; fails when there is nothing to replace."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    changed = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            if part in name:
                changed += len(re.findall(re.escape(old).encode(), data))
                data = data.replace(old.encode(), new.encode())
            copy.writestr(name, data)
    assert changed, f"nothing to spoil in {part}"
    return target.getvalue()


def _sheets(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)

    def second(
        name: str, expected: Expected, reason: str, others: list[tuple[str, list[list[Any]], str]], first: bool = False
    ) -> Variant:
        def made() -> openpyxl.Workbook:
            several = book(rows)
            for title, cells, state in others:
                sheet = several.create_sheet(title, 0 if first else None)
                for row in cells:
                    sheet.append(row)
                sheet.sheet_state = state
            several.active = 0
            return several

        return _xlsx(name, made, expected, reason)

    readme = [["How to use this workbook"], ["Fill in the sheet Applications."]]
    lookup = [["Code", "Meaning"], ["A", "Active"], ["R", "Retired"]]
    old = [rows[0], *[[r[0], f"Old {r[1]}", *r[2:]] for r in rows[1:]]]
    yield second(
        "empty sheets beside",
        "must_load",
        "Excel's Sheet2 and Sheet3",
        [("Sheet2", [], "visible"), ("Sheet3", [], "visible")],
    )
    yield second("an empty sheet first", "must_load", "only one is filled", [("Cover", [], "visible")], first=True)
    yield second(
        "a cover sheet first", "must_load", "only one has the headings", [("Cover", readme, "visible")], first=True
    )
    yield second("a look-up sheet beside", "must_load", "only one has the headings", [("Codes", lookup, "visible")])
    yield second("a hidden old version", "must_load", "what is hidden isn't meant", [("Old", old, "hidden")])
    yield second(
        "a hidden old version first", "must_load", "what is hidden isn't meant", [("Old", old, "hidden")], first=True
    )
    yield second(
        "a very hidden old version", "must_load", "what is hidden isn't meant", [("Old", old, "veryHidden")], first=True
    )
    yield second("two versions that show", "must_refuse", "which is meant?", [("Old", old, "visible")])

    def half() -> openpyxl.Workbook:
        several = book([rows[0], *rows[1:20]])
        rest = several.create_sheet("Applications 2")
        for row in [rows[0], *rows[20:]]:
            rest.append(row)
        return several

    yield _xlsx("the table on two sheets", half, "must_refuse", "half would be lost")
    yield _xlsx("no filled sheet", lambda: book([]), "must_refuse", "nothing in it")
    yield _xlsx("headings only in a workbook", lambda: book(rows[:1]), "must_refuse", "nothing in it")


def _files(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)
    content = saved(book(rows))
    yield _xlsx("a workbook named csv", content, "must_load", "the bytes say what it is", "applications.csv")
    yield _xlsx("a csv named xlsx", encoded(clean), "must_load", "the bytes say what it is")
    yield _xlsx("an xlsm", content, "must_load", "with macros, which aren't run", "applications.xlsm")
    yield _xlsx("a cut workbook", content[: len(content) * 2 // 3], "must_refuse", "cut short")
    flipped = bytearray(content)
    at = content.index(b"xl/worksheets/sheet1.xml") + 300
    flipped[at : at + 40] = bytes(40)
    yield _xlsx("a damaged workbook", bytes(flipped), "must_refuse", "its checksum is wrong")

    def bomb() -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/workbook.xml", "<workbook/>")
            parts.writestr("xl/worksheets/sheet1.xml", b"0" * 210_000_000)
        return packed.getvalue()

    yield _xlsx("a zip bomb", bomb, "must_refuse", "unpacks to 210 MB")
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 600
    )
    yield _xlsx("a locked workbook", locked, "must_refuse", "a password")
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as zipped:
        zipped.writestr("[Content_Types].xml", "<Types/>")
        zipped.writestr("word/document.xml", "<w:document/>")
    yield _xlsx("a Word document", document.getvalue(), "must_refuse", "no table")
    binary = io.BytesIO()
    with zipfile.ZipFile(binary, "w") as zipped:
        zipped.writestr("xl/workbook.bin", b"\x83\x01")
    yield _xlsx("a binary workbook", binary.getvalue(), "must_refuse", "another format", "applications.xlsb")
    wrong_size = re.search(r'<dimension ref="[^"]+"', _part(content, "xl/worksheets/sheet1.xml"))
    assert wrong_size
    small = _changed(content, "sheet1.xml", wrong_size.group(), '<dimension ref="A1:C4"')
    yield _xlsx("a wrong size in the sheet", small, "must_load", "some programs write one")


def _part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def _other_formats(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)
    import xlwt
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    old = xlwt.Workbook()
    sheet = old.add_sheet("Applications")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(r, c, cell, *([day] if isinstance(cell, datetime) else []))
    target = io.BytesIO()
    old.save(target)
    yield _xlsx("an xls", target.getvalue(), "must_load", "Excel 97", "applications.xls")
    yield _xlsx(
        "a cut xls", target.getvalue()[: len(target.getvalue()) // 2], "must_refuse", "cut short", "applications.xls"
    )

    def ods(lines: list[list[Any]], blank_rows: int = 0) -> bytes:
        document = OpenDocumentSpreadsheet()
        made = Table(name="Applications")
        for line in lines:
            row = TableRow()
            for cell in line:
                if cell is None:
                    row.addElement(TableCell())
                    continue
                if isinstance(cell, datetime):
                    new = TableCell(valuetype="date", datevalue=cell.date().isoformat())
                    new.addElement(P(text=cell.strftime("%d/%m/%y")))
                elif isinstance(cell, int | float):
                    new = TableCell(valuetype="float", value=str(cell))
                    new.addElement(P(text=str(cell)))
                else:
                    new = TableCell(valuetype="string")
                    for part in cell.split("\n"):
                        new.addElement(P(text=part))
                row.addElement(new)
            made.addElement(row)
        if blank_rows:
            empty = TableRow(numberrowsrepeated=blank_rows)
            empty.addElement(TableCell(numbercolumnsrepeated=1024))
            made.addElement(empty)
        document.spreadsheet.addElement(made)
        written = io.BytesIO()
        document.write(written)
        return written.getvalue()

    yield _xlsx("an ods", lambda: ods(rows), "must_load", "LibreOffice", "applications.ods")
    yield _xlsx(
        "an ods with a million blank rows", lambda: ods(rows, 1_048_000), "must_load", "LibreOffice", "applications.ods"
    )
    yield _xlsx(
        "an ods with a title",
        lambda: ods([["Inventory"], [None], *rows]),
        "must_load",
        "LibreOffice",
        "applications.ods",
    )


def _shown_otherwise(clean: pl.DataFrame) -> Iterator[Variant]:
    rows = typed_rows(clean)
    cost = rows[0].index("annual_cost_gbp") + 1

    def made(name: str, content: bytes, expected: Expected, reason: str, ending: str = "xlsx") -> Variant:
        return Variant(name, "workbooks", f"{name.replace(' ', '_')}.{ending}", content, expected, reason)

    def formatted(number_format: str) -> bytes:
        def change(sheet: Worksheet) -> None:
            for row in range(2, len(rows) + 1):
                sheet.cell(row, cost).number_format = number_format

        return saved(book(rows, change))

    for sign, number_format in (
        ("euros", "[$€-2] #,##0.00"),
        ("dollars", '"$"#,##0.00'),
        ("US dollars", "[$$-409]#,##0.00"),
    ):
        yield made(f"amounts shown in {sign}", formatted(number_format), "must_refuse", "amounts are held in pounds")
    for sign, number_format in (("pounds", "[$£-809]#,##0.00"), ("no currency", "[$-809]#,##0.00")):
        yield made(f"amounts shown in {sign}", formatted(number_format), "must_load", "pounds")

    def dated(sheet: Worksheet) -> None:
        sheet.cell(7, 2).value = datetime(2013, 9, 2)
        sheet.cell(7, 2).number_format = "d-mmm"

    yield made("a name that became a date", saved(book(rows, dated)), "must_refuse", "Excel made a date of it")
    charted = openpyxl.load_workbook(io.BytesIO(saved(book(rows))))
    chart = BarChart()
    chart.add_data(Reference(charted.worksheets[0], min_col=cost, min_row=1, max_row=9))
    charted.create_chartsheet("Chart").add_chart(chart)
    yield made("a sheet that is a chart", saved(charted), "must_load", "the table stands on the other")
    old = xlwt.Workbook()
    sheet = old.add_sheet("Applications")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            _write(sheet, at, column, xlwt.Formula("1000+234") if (at, column + 1) == (6, cost) else value)
    target = io.BytesIO()
    old.save(target)
    yield made("an old workbook never calculated", target.getvalue(), "must_refuse", "the formula has no result", "xls")


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is not None:
        style = xlwt.easyxf(num_format_str="DD/MM/YYYY") if isinstance(value, datetime) else xlwt.Style.default_style
        sheet.write(row, column, value, style)


def _day_number_of_1904(clean: pl.DataFrame) -> Iterator[Variant]:
    made = book(typed_rows(clean))
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    cell = made.active.cell(10, clean.columns.index("contract_end") + 1)
    cell.value = (date.fromisoformat(clean["contract_end"][8]) - date(1904, 1, 1)).days
    cell.number_format = "General"
    why = "a date that lost its format, in the workbook's own calendar"
    yield Variant("a day number of 1904", "workbooks", "day_1904.xlsx", saved(made), "must_load", why)
