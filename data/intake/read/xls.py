"""Old Excel workbooks (.xls), by xlrd."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import time

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

from data.intake.read.book import DAMAGE, DAMAGED, FROM_1904, Book, grid_from_rows, not_as_others, text_of, with_merged
from data.intake.read.model import Grid
from data.problems import Refused

_LOCKED = "The workbook is locked with a password. Open it, take the password off (File › Info › Protect) and save it."


def open_xls(content: bytes) -> Book:
    """The workbook; raises Refused if it is locked, damaged, or another kind of Office document."""
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        raise Refused(_LOCKED)
    try:
        stream = _workbook_stream(content)
        if stream is None:
            raise Refused(
                "The file is an old Office document without a workbook in it, not a table. Save the table as CSV or .xlsx."
            )
        if any(record == _FILEPASS for record, _ in _records(*stream)):
            raise Refused(_LOCKED)
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Silent())
    except (*DAMAGE, xlrd.XLRDError, CompDocError, MemoryError) as error:
        raise Refused(DAMAGED) from error
    sheets = tuple((sheet.name, sheet.visibility != 0) for sheet in book.sheets())
    never_calculated = _is_never_calculated(content)
    return Book(sheets, lambda name: _read(book, name, never_calculated))


_FORMULA, _FILEPASS, _NO_RESULT = 0x0006, 0x002F, b"\x03"


def _workbook_stream(content: bytes) -> tuple[bytes, int, int] | None:
    """The bytes that hold the workbook's records, their start and their length; None if there is no workbook."""
    document = CompDoc(content, logfile=_Silent())
    for name in ("Workbook", "Book"):  # Book: before 1997
        stream, at, length = document.locate_named_stream(name)
        if stream is not None:
            return stream, at, length
    return None


def _records(stream: bytes, at: int, length: int) -> Iterator[tuple[int, bytes]]:
    """The number and the content of each record of a workbook."""
    end = at + length
    while at + 4 <= end:
        record, size = struct.unpack_from("<HH", stream, at)
        yield record, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _is_never_calculated(content: bytes) -> bool:
    """Whether the workbook has formulas and none of them has a result: the program that wrote them can't calculate.

    A single formula without one may be intended, such as =IF(A1="","",A1). xlrd doesn't tell which cells are formulas.
    """
    stream = _workbook_stream(content)
    formulas = 0
    for record, payload in _records(*stream) if stream else ():
        if record == _FORMULA and len(payload) >= 14:
            result = payload[6:14]
            if result[6:8] != b"\xff\xff" or result[:1] != _NO_RESULT:
                return False
            formulas += 1
    return formulas > 0


class _Silent:
    """Discards xlrd's warnings about oddities, which it prints to standard output; they don't concern the cells."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None


def _read(book: xlrd.Book, name: str, never_calculated: bool) -> Grid:
    sheet = book.sheet_by_name(name)
    uncalculated = [
        (row + 1, column + 1)
        for row in range(sheet.nrows if never_calculated else 0)
        for column, cell in enumerate(sheet.row(row))
        if cell.ctype == xlrd.XL_CELL_TEXT and cell.value == ""
    ]
    merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    try:
        grid = with_merged(grid_from_rows(_rows(book, sheet)), merged)
        rows = (row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden)
        columns = (column + 1 for column, info in sheet.colinfo_map.items() if info.hidden)
        hidden = not_as_others(grid, rows, columns, _struck(book, sheet))
        notices = ((FROM_1904,) if book.datemode else ()) + hidden
        return replace(grid, notices=notices, uncalculated=tuple(uncalculated))
    except DAMAGE as error:
        raise Refused(DAMAGED) from error


def _struck(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[tuple[int, int]]:
    """(row, column), from 1, of the cells whose font is struck out."""
    styles = {n for n, style in enumerate(book.xf_list) if book.font_list[style.font_index].struck_out}
    for row in range(sheet.nrows if styles else 0):
        for column in range(sheet.row_len(row)):
            if sheet.cell_xf_index(row, column) in styles:
                yield row + 1, column + 1


def _rows(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Iterator[tuple[int, list[str]]]:
    for row in range(sheet.nrows):
        cells = [_text(book, sheet, row, column) for column in range(sheet.row_len(row))]
        yield row + 1, cells


def _text(book: xlrd.Book, sheet: xlrd.sheet.Sheet, row: int, column: int) -> str:
    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return text_of(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    form = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
    if cell.ctype == xlrd.XL_CELL_DATE:
        if not cell.value:
            return text_of(time(), form)
        try:
            return text_of(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return text_of(cell.value)
    return text_of(cell.value, form)
