"""OpenDocument spreadsheets (.ods), straight from their XML.

The libraries that read them either lose what a cell was (percentages, error cells, hidden sheets) or walk through every
repeated empty cell; the part of the format that matters here is small.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from data.problems import Refused
from data.reading.book import DAMAGE, DAMAGED, MOST_CELLS, Book, grid_from_rows, plain
from data.reading.model import Grid

_T = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_O = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_X = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_S = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLS = (_T + "table-cell", _T + "covered-table-cell")
_padded = re.compile(r"^(\D*)(0\d+)$|^([A-Za-z]\D*)(\d+)$")


def open_ods(archive: zipfile.ZipFile) -> Book:
    """The workbook; raises Refused when it is locked or damaged, or isn't a spreadsheet."""
    try:
        kind = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
        if b"encryption-data" in manifest:
            raise Refused("The workbook is locked with a password. Save it without one.")
        if kind and "spreadsheet" not in kind:
            raise Refused(
                "The file is an OpenDocument file, but not a spreadsheet. Save the table in it as CSV or .ods."
            )
        content = archive.read("content.xml")
        if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:2000]:
            raise Refused("The workbook's XML defines entities of its own, which no spreadsheet program writes.")
        root = ElementTree.fromstring(content)
    except DAMAGE as error:
        raise Refused(DAMAGED) from error
    hidden = {
        style.get(_S + "name")
        for style in root.iter(_S + "style")
        if any(p.get(_T + "display") == "false" for p in style.iter(_S + "table-properties"))
    }
    tables = {table.get(_T + "name", ""): table for table in root.iter(_T + "table")}
    sheets = tuple((name, table.get(_T + "style-name") in hidden) for name, table in tables.items())
    return Book(sheets, lambda name: _read(tables[name]))


def _read(table: ElementTree.Element) -> Grid:
    merged: list[tuple[int, int, int, int]] = []
    uncalculated: list[tuple[int, int]] = []
    try:
        grid = grid_from_rows(_rows(table, merged, uncalculated))
    except DAMAGE as error:
        raise Refused(DAMAGED) from error
    return replace(grid, merged=tuple(merged), uncalculated=tuple(uncalculated))


def _rows(
    table: ElementTree.Element, merged: list[tuple[int, int, int, int]], uncalculated: list[tuple[int, int]]
) -> Iterator[tuple[int, list[str]]]:
    number, given = 1, 0
    for row in table.iter(_T + "table-row"):
        times = int(row.get(_T + "number-rows-repeated", "1"))
        cells: list[str] = []
        blank_run = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            repeated = int(cell.get(_T + "number-columns-repeated", "1"))
            text = _text(cell) if cell.tag == _CELLS[0] else ""
            if not text:
                formula = cell.get(_T + "formula")
                if formula and cell.get(_O + "value-type") is None:
                    uncalculated.append((number, len(cells) + blank_run + 1))
                    text = "=" + formula.split(":=", 1)[-1]
            across = int(cell.get(_T + "number-columns-spanned", "1"))
            down = int(cell.get(_T + "number-rows-spanned", "1"))
            if across > 1 or down > 1:
                left = len(cells) + blank_run + 1
                merged.append((number, left, number + down - 1, left + across - 1))
            if not text:
                blank_run += repeated
                continue
            cells += [""] * blank_run + [text] * repeated
            blank_run = 0
            given += repeated
        if cells:
            given += len(cells) * (times - 1)
            if given > MOST_CELLS:
                raise Refused(f"The sheet has more than {MOST_CELLS:,} cells. Split it into several files.")
            for again in range(times):
                yield number + again, list(cells)
        number += times


def _text(cell: ElementTree.Element) -> str:
    """The cell as text: numbers plain, percentages with their sign, dates in ISO form, the rest as it shows."""
    kind = cell.get(_O + "value-type")
    showing = "\n".join(_paragraph(p) for p in cell.findall(_X + "p"))
    if cell.get(_CALC + "value-type") == "error":
        return showing or "#VALUE!"
    if kind == "date":
        day = cell.get(_O + "date-value", "")
        return re.sub(r"T00:00:00(?:\.0+)?$", "", day).replace("T", " ")
    if kind == "boolean":
        return cell.get(_O + "boolean-value", "").upper()
    if kind in ("float", "currency", "percentage"):
        try:
            number = Decimal(format(float(cell.get(_O + "value", "")), ".15g"))
        except (ValueError, InvalidOperation):
            return showing
        if kind == "percentage":
            return plain(number * 100) + "%"
        padded = _padded.match(showing) if kind == "float" else None
        if padded and number == int(padded[2] or padded[4]):
            return showing
        if showing.startswith("#") and "!" in showing:  # how an error cell is kept by programs without calcext
            return showing
        return plain(number)
    if kind == "string" and not showing:
        return cell.get(_O + "string-value", "")
    return showing


def _paragraph(element: ElementTree.Element) -> str:
    """The text of a paragraph, with its spaces, tabs and line breaks, without notes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _X + "s":
            parts.append(" " * int(child.get(_X + "c", "1")))
        elif child.tag == _X + "tab":
            parts.append("\t")
        elif child.tag == _X + "line-break":
            parts.append("\n")
        elif child.tag not in (_O + "annotation", _X + "note"):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)
