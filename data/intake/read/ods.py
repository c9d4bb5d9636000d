"""OpenDocument spreadsheets (.ods), straight from their XML.

The libraries for them either lose cell types (percentages, error cells, hidden sheets) or walk through every repeated
empty cell; the part of the format that matters here is small.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import IO
from xml.etree import ElementTree

from data.intake.read import limits
from data.intake.read.book import DAMAGE, DAMAGED, Book, grid_from_rows, not_as_others, plain, with_merged
from data.intake.read.model import MAX_CELL, MAX_CELLS, Grid
from data.intake.read.number_formats import shown_beside
from data.problems import Refused

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_WIDEST = 16_384  # columns that a spreadsheet has
_CELLS = (_T + "table-cell", _T + "covered-table-cell")
_padded = re.compile(r"^(\D*)(0\d+)$|^([A-Za-z]\D*)(\d+)$")


def open_ods(archive: zipfile.ZipFile) -> Book:
    """The workbook; raises Refused if it is locked, damaged, or no spreadsheet."""
    try:
        kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        if b"encryption-data" in manifest:
            raise Refused("The workbook is locked with a password. Save it without one.")
        if kind and "spreadsheet" not in kind:
            raise Refused(
                "The file is an OpenDocument file, but not a spreadsheet. Save the table in it as CSV or .ods."
            )
        with archive.open("content.xml") as start:
            if any(mark in start.read(2000) for mark in (b"<!DOCTYPE", b"<!ENTITY")):
                raise Refused("The workbook's XML defines entities of its own, which no spreadsheet program writes.")
        with archive.open("content.xml") as content:
            limits.refuse_long_text(iter(lambda: content.read(2**20), b""))
        with archive.open("content.xml") as content:
            tables = _tables(content)
    except DAMAGE as error:
        raise Refused(DAMAGED) from error
    return Book(tuple((name, table.hidden) for name, table in tables.items()), lambda name: _grid(tables[name]))


def _grid(table: _Table) -> Grid:
    grid = with_merged(grid_from_rows(table.rows, uncalculated=tuple(table.uncalculated)), table.merged)
    return replace(grid, notices=not_as_others(grid, table.hidden_rows, table.hidden_columns, table.struck))


@dataclass
class _Table:
    """One sheet as it is being read."""

    hidden: bool
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    uncalculated: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    struck: list[tuple[int, int]] = field(default_factory=list)
    next_column: int = 1
    next_row: int = 1
    cells: int = 0


def _tables(content: IO[bytes]) -> dict[str, _Table]:
    """Every sheet by name. Rows are freed as soon as they are read, so that a large sheet stays small in memory."""
    tables: dict[str, _Table] = {}
    hidden_styles: set[str] = set()
    struck_styles: set[str] = set()
    table: _Table | None = None
    for event, element in ElementTree.iterparse(content, events=("start", "end")):
        if event == "start" and element.tag == _T + "table":
            table = _Table(element.get(_T + "style-name", "") in hidden_styles)
            tables[element.get(_T + "name", "")] = table
        elif event == "end" and element.tag == _S + "style":
            if any(p.get(_T + "display") == "false" for p in element.iter(_S + "table-properties")):
                hidden_styles.add(element.get(_S + "name", ""))
            lines = (p.get(_S + "text-line-through-style", "none") for p in element.iter(_S + "text-properties"))
            if any(line != "none" for line in lines):
                struck_styles.add(element.get(_S + "name", ""))
        elif event == "end" and element.tag == _T + "table-column" and table is not None:
            times = int(element.get(_T + "number-columns-repeated", "1"))
            if element.get(_T + "visibility", "visible") != "visible":
                table.hidden_columns += range(table.next_column, table.next_column + min(times, _WIDEST))
            table.next_column += times
        elif event == "end" and element.tag == _T + "table-row" and table is not None:
            _take_row(table, element, struck_styles)
            element.clear()
    return tables


def _take_row(table: _Table, row: ElementTree.Element, struck_styles: set[str]) -> None:
    """Adds a row to the table as often as it is repeated, unless it is blank."""
    number, times = table.next_row, int(row.get(_T + "number-rows-repeated", "1"))
    table.next_row += times
    cells: list[str] = []
    blank_run = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        repeated = int(cell.get(_T + "number-columns-repeated", "1"))
        at = len(cells) + blank_run + 1
        text = _text(cell) if cell.tag == _CELLS[0] else ""
        formula = cell.get(_T + "formula")
        if not text and formula and cell.get(_O + "value-type") is None:
            table.uncalculated.append((number, at))
            text = "=" + formula.split(":=", 1)[-1]
        across, down = int(cell.get(_T + "number-columns-spanned", "1")), int(cell.get(_T + "number-rows-spanned", "1"))
        if across > 1 or down > 1:
            table.merged.append((number, at, number + down - 1, at + across - 1))
        if not text:
            blank_run += repeated
            continue
        limits.refuse_row(number + times - 1, at + repeated - 1)
        table.cells += (blank_run + repeated) * times
        if table.cells > MAX_CELLS:
            raise Refused(f"The sheet has more than {MAX_CELLS:,} cells. Split it into several files.")
        if struck_styles and (cell.get(_T + "style-name") in struck_styles or _is_struck(cell, struck_styles)):
            table.struck += [(number, at + more) for more in range(repeated)]
        cells += [""] * blank_run + [text] * repeated
        blank_run = 0
    if cells:
        table.rows += [(number + again, list(cells)) for again in range(times)]
        if row.get(_T + "visibility", "visible") != "visible":
            table.hidden_rows += range(number, number + times)


def _is_struck(cell: ElementTree.Element, struck_styles: set[str]) -> bool:
    """Whether all of a cell's text stands in spans that are struck out."""
    spans = [span for paragraph in cell.findall(_X + "p") for span in paragraph]
    bare = any((paragraph.text or "").strip() for paragraph in cell.findall(_X + "p"))
    return bool(spans) and not bare and all(span.get(_X + "style-name") in struck_styles for span in spans)


def _text(cell: ElementTree.Element) -> str:
    """The cell as text: numbers plain, percentages with their sign, dates in ISO form, everything else as shown."""
    value_type = cell.get(_O + "value-type")
    showing = "\n".join(_paragraph(p) for p in cell.findall(_X + "p"))
    if cell.get(_CALC + "value-type") == "error":
        return showing or "#VALUE!"
    if value_type == "date":
        day = cell.get(_O + "date-value", "")
        return re.sub(r"T00:00:00(?:\.0+)?$", "", day).replace("T", " ")
    if value_type == "boolean":
        return cell.get(_O + "boolean-value", "").upper()
    if value_type in ("float", "currency", "percentage"):
        try:
            number = Decimal(format(float(cell.get(_O + "value", "")), ".15g"))
        except (ValueError, InvalidOperation):
            return showing
        if value_type == "percentage":
            return plain(number * 100) + "%"
        padded = _padded.match(showing) if value_type == "float" else None
        if padded and number == int(padded[2] or padded[4]):
            return showing
        if showing.startswith("#") and "!" in showing:  # how an error cell is kept by programs without calcext
            return showing
        if (shown := shown_beside(number, showing)) is not None:
            return shown
        currency = cell.get(_O + "currency", "GBP") if value_type == "currency" else "GBP"
        return ("" if currency == "GBP" else currency) + plain(number)
    if value_type == "string" and not showing:
        return cell.get(_O + "string-value", "")
    return showing


def _paragraph(element: ElementTree.Element) -> str:
    """The text of a paragraph, with its spaces, tabs and line breaks, without notes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _X + "s":
            parts.append(" " * min(int(child.get(_X + "c", "1")), MAX_CELL + 1))
        elif child.tag == _X + "tab":
            parts.append("\t")
        elif child.tag == _X + "line-break":
            parts.append("\n")
        elif child.tag not in (_O + "annotation", _X + "note"):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
