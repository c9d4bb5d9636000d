"""Old Excel workbooks (.xls), by xlrd."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import xlrd
from xlrd.compdoc import CompDocError

from data.problems import Refused
from data.reading.book import DAMAGE, DAMAGED, Book, grid_from_rows, text_of
from data.reading.model import Grid

_LOCKED = "The workbook is locked with a password. Open it, take the password off (File › Info › Protect) and save it."


def open_xls(content: bytes) -> Book:
    """The workbook; raises Refused when it is locked, damaged, or another kind of Office document."""
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        raise Refused(_LOCKED)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=_Silent())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise Refused(_LOCKED) from None
        if "can't find workbook" in str(error).lower():
            raise Refused(
                "The file is an old Office document without a workbook in it, not a table. Save the table as CSV or .xlsx."
            ) from None
        raise Refused(DAMAGED) from error
    except (*DAMAGE, CompDocError, MemoryError) as error:
        raise Refused(DAMAGED) from error
    sheets = tuple((sheet.name, sheet.visibility != 0) for sheet in book.sheets())
    return Book(sheets, lambda name: _read(book, name))


class _Silent:
    """xlrd warns of oddities on standard output; they don't concern the cells."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None


def _read(book: xlrd.Book, name: str) -> Grid:
    sheet = book.sheet_by_name(name)
    merged = tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells)
    try:
        return replace(grid_from_rows(_rows(book, sheet)), merged=merged)
    except DAMAGE as error:
        raise Refused(DAMAGED) from error


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
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return text_of(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode))
        except (ValueError, OverflowError):
            return text_of(cell.value)
    form = book.format_map[book.xf_list[sheet.cell_xf_index(row, column)].format_key].format_str
    return text_of(cell.value, form)
