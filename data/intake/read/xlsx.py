"""Excel workbooks (.xlsx, .xlsm), by openpyxl.

openpyxl reads the values; what it omits when it streams (merged cells, formulas without a stored result, hidden rows)
comes from the sheet's XML. Formatted but empty cells are cut out first: a sheet may have a million rows of them, which
would take minutes to walk through.
"""

from __future__ import annotations

import io
import posixpath
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice, pairwise
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import InvalidFileException

from data.intake.read import limits
from data.intake.read.book import DAMAGE, DAMAGED, FROM_1904, Book, grid_from_rows, not_as_others, text_of, with_merged
from data.intake.read.limits import MAX_IRREGULAR
from data.intake.read.model import MAX_COLUMNS, Grid
from data.problems import Refused

_empty_cell = re.compile(rb"<(?:\w+:)?c [^<>]*/>")
_row_start = re.compile(rb"<(?:\w+:)?row\b")
_numbered_row = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br=\"(-?\d+)\"")
_column = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\br=\"([A-Z]+)\d+\"")
_shared_from_the_end = re.compile(rb"\bt=\"s\"[^<>]*>\s*<(?:\w+:)?v>\s*-")
_far_row = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br=\"(\d{7,})\"")
_cell_start = re.compile(rb"<(?:\w+:)?c[ >/]")
_row_end = re.compile(rb"</(?:\w+:)?row>")
_data_end = re.compile(rb"</(?:\w+:)?sheetData>")
_LARGE = 5_000_000
_merge = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*\bref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
_formula = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?f\b([^<>]*)(?:/>|>([^<]*)</(?:\w+:)?f>)(.*?)</(?:\w+:)?c>", re.S
)
_value = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)</(?:\w+:)?v>")
_place = re.compile(rb"\br=\"([A-Z]+\d+)\"")
_hidden_row = re.compile(rb"<(?:\w+:)?row\b[^<>]*\bhidden=\"(?:1|true)\"[^<>]*>")
_row_number = re.compile(rb"\br=\"(\d+)\"")
_hidden_column = re.compile(rb"<(?:\w+:)?col\b[^<>]*(?:\bhidden=\"(?:1|true)\"|\bwidth=\"0(?:\.0*)?\")[^<>]*>")
_from_to = re.compile(rb"\b(min|max)=\"(\d+)\"")
_STRICT = b"http://purl.oclc.org/ooxml/"
_strict_space = re.compile(_STRICT + rb"(spreadsheetml|officeDocument|drawingml)/")
_escape = re.compile(r"_x([0-9A-Fa-f]{4})_")


def open_xlsx(content: bytes, archive: zipfile.ZipFile) -> Book:
    """The workbook; raises Refused if it is damaged."""
    try:
        if _STRICT in archive.read("xl/workbook.xml"):
            content = _transitional(archive)
            archive = zipfile.ZipFile(io.BytesIO(content))
        parts = _sheet_parts(archive)
        for name in archive.namelist():
            if name.endswith("sharedStrings.xml"):
                with archive.open(name) as strings:
                    limits.refuse_long_text(iter(lambda strings=strings: strings.read(2**20), b""))  # type: ignore[misc]
        trimmed = {part: _trimmed(archive.read(part)) for part in parts.values()}
        if any(len(xml) < archive.getinfo(part).file_size for part, xml in trimmed.items()):
            content = _rewritten(archive, trimmed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and extensions that openpyxl doesn't know don't concern the cells
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        never_calculated = b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    except (*DAMAGE, InvalidFileException) as error:
        raise Refused(DAMAGED) from error
    sheets = tuple((sheet.title, sheet.sheet_state != "visible") for sheet in book.worksheets)

    def read(name: str) -> Grid:
        return _read(book, name, trimmed[parts[name]] if name in parts else b"", never_calculated)

    return Book(sheets, read)


def _transitional(archive: zipfile.ZipFile) -> bytes:
    """A ‘Strict Open XML Workbook’ as an ordinary Excel workbook: only its namespace names differ, and openpyxl knows
    the usual ones."""
    names = list(dict.fromkeys(archive.namelist()))
    texts = {
        name: _strict_space.sub(rb"http://schemas.openxmlformats.org/\1/2006/", archive.read(name))
        for name in names
        if name.endswith((".xml", ".rels"))
    }
    return _rewritten(archive, texts)


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part of the archive with its cells."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    parts = {}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            if "worksheets/" in part:
                parts[element.get("name", "")] = part
    return parts


def _refuse_large(xml: bytes) -> None:
    """Refuses a sheet with a row further down, or with more cells, than a spreadsheet allows, because openpyxl would
    create each of them."""
    limits.refuse_long_text((xml,))
    far = _far_row.search(xml)
    if far:
        limits.refuse_row(int(far[1]), 0)
    starts = [found.start() for found in _row_start.finditer(xml)] + [len(xml)]
    limits.refuse_row(len(starts) - 1, 0)
    if len(xml) > 4 * MAX_IRREGULAR:
        limits.refuse_cells(sum(1 for _ in islice(_cell_start.finditer(xml), MAX_IRREGULAR + 1)))
    before = 0
    for start, end in pairwise(starts):
        given = _numbered_row.match(xml, start, end)
        number = int(given[1]) if given else before + 1
        if end - start > 4 * MAX_COLUMNS:  # a cell takes at least as much as ‘<c/>’
            limits.refuse_row(number, _cells(xml, start, end))
        columns = [(len(letters), letters) for letters in _column.findall(xml, start, end)]
        if number <= before or any(one >= other for one, other in pairwise(columns)):
            raise Refused(DAMAGED)  # openpyxl would put a row, or a cell, in the place of another
        before = number
    if b"<v>-" in xml and _shared_from_the_end.search(xml):
        raise Refused(DAMAGED)  # Python would count from the end


def _cells(xml: bytes, start: int, end: int) -> int:
    """How many cells begin there, counted no further than certainly too many."""
    return sum(1 for _ in islice(_cell_start.finditer(xml, start, end), 64 * MAX_COLUMNS))


def _trimmed(xml: bytes) -> bytes:
    """The sheet's XML without the rows beneath the last value and, in a large sheet, without cells that have no value."""
    last = max(xml.rfind(mark) for mark in (b"</v>", b":v>", b"</is>", b":is>", b"</f>", b":f>"))
    row_end = _row_end.search(xml, max(last, 0))
    data_end = _data_end.search(xml, row_end.end()) if row_end else None
    if row_end and data_end:
        xml = xml[: row_end.end()] + xml[data_end.start() :]
    xml = _empty_cell.sub(b"", xml) if len(xml) > _LARGE else xml
    _refuse_large(xml)
    return xml


def _rewritten(archive: zipfile.ZipFile, parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    names = list(dict.fromkeys(archive.namelist()))
    needless = ["xl/media/", "xl/embeddings/"]
    if not any(name.startswith("xl/chartsheets/") for name in names):  # openpyxl looks for the chart of such a sheet
        needless += ["xl/drawings/", "xl/charts/"]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for name in names:
            if not name.startswith(tuple(needless)):
                copy.writestr(name, parts[name] if name in parts else archive.read(name))
    return target.getvalue()


def _read(book: openpyxl.Workbook, name: str, xml: bytes, never_calculated: bool) -> Grid:
    sheet = book[name]
    sheet.reset_dimensions()  # some programs write a wrong size, and openpyxl would stop there
    uncalculated = dict(_uncalculated(xml, never_calculated))
    notices = [FROM_1904] if book.epoch == CALENDAR_MAC_1904 else []
    try:
        merged = [
            (top, left, bottom, right)
            for left, top, right, bottom in (range_boundaries(found.decode()) for found in _merge.findall(xml))
        ]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            struck: list[tuple[int, int]] = []
            grid = grid_from_rows(_rows(sheet, uncalculated, _struck_styles(book), struck))
            grid = with_merged(grid, merged)
    except DAMAGE as error:
        raise Refused(DAMAGED) from error
    notices += not_as_others(grid, _hidden_rows(xml), _hidden_columns(xml, grid.frame.width), struck)
    return Grid(grid.frame, grid.rows, grid.widths, grid.columns, tuple(notices), grid.merged, tuple(uncalculated))


def _hidden_rows(xml: bytes) -> Iterator[int]:
    for tag in _hidden_row.findall(xml):
        if number := _row_number.search(tag):
            yield int(number[1])


def _hidden_columns(xml: bytes, width: int) -> Iterator[int]:
    for tag in _hidden_column.findall(xml[: xml.find(b"sheetData")]):
        ends = {name: int(number) for name, number in _from_to.findall(tag)}
        yield from range(ends.get(b"min", 1), min(ends.get(b"max", 0), width) + 1)


def _struck_styles(book: openpyxl.Workbook) -> frozenset[int]:
    """The numbers of the cell styles whose font is struck out."""
    fonts = [bool(font.strike) for font in book._fonts]
    return frozenset(
        n for n, style in enumerate(book._cell_styles) if style.fontId < len(fonts) and fonts[style.fontId]
    )


def _rows(
    sheet: object,
    uncalculated: dict[tuple[int, int], str],
    struck_styles: frozenset[int],
    struck: list[tuple[int, int]],
) -> Iterator[tuple[int, list[str]]]:
    """Adds to `struck` where filled cells are struck out, as (row, column)."""
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        cells = []
        for column, cell in enumerate(row, start=1):
            value = cell.value
            if isinstance(value, str):
                cells.append(_escape.sub(_unescaped, value) if "_x" in value else value)
            elif value is None:
                cells.append(uncalculated.get((number, column), "") if uncalculated else "")
            else:
                formula = uncalculated.get((number, column))
                cells.append(formula if formula else text_of(value, cell.number_format))
            if struck_styles and value is not None and cell._style_id in struck_styles:
                struck.append((number, column))
        yield number, cells


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))


def _uncalculated(xml: bytes, never_calculated: bool) -> Iterator[tuple[tuple[int, int], str]]:
    """((row, column), the formula) of each formula whose result isn't stored.

    A program that writes formulas without calculating them either omits the result or writes 0, and requests
    recalculation on opening.
    """
    if b"f" not in xml:
        return
    for attributes, _, formula, rest in _formula.findall(xml):
        place = _place.search(attributes)
        value = _value.search(rest)
        text = b't="str"' in attributes
        missing = (value is None and not (text and b"<v" in rest)) or (value is not None and not value[1] and not text)
        if place and (missing or (never_calculated and value is not None and value[1] in (b"0", b""))):
            yield coordinate_to_tuple(place[1].decode()), "=" + formula.decode("utf-8", "replace")
