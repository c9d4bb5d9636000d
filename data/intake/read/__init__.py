"""Turns the bytes of any table that people keep into a Sheet of text cells, or refuses it and says what to correct.

`read_sheet` is the one way in. It looks at the bytes (signature), reads text (encoding, delimiter, csv_text) or a
workbook (workbook, xlsx, xls, ods) into a Grid, cleans the cells (cells) and finds headings and records (layout).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import RLock

import polars as pl

from data.intake.read import cells, csv_text, delimiter, encoding, limits, signature
from data.intake.read.layout import Laid, lay_out
from data.intake.read.model import MAX_BYTES, Around, HeadingCounter, ReadOptions, Sheet, plural
from data.intake.values.lookups import LOOKUP
from data.problems import Notice, Refused

HEAVY = 10_000_000
"""Bytes of a file, or of what a workbook unpacks to."""
_reading = RLock()

__all__ = ["MAX_BYTES", "ReadOptions", "Sheet", "read_sheet", "sheets_in"]


def read_sheet(content: bytes, file_name: str, how: ReadOptions, looks_like_heading: HeadingCounter) -> Sheet:
    """The one table in the file, as text, with how it was read.

    `looks_like_heading(cells)` counts the cells that are headings of the dataset, exactly or by synonym. Raises Refused
    if the file, or how to read it, isn't certain; nothing is dropped, shifted or blanked without a notice.
    """
    kind = signature.kind_of(content, file_name)
    with _in_turn(content, kind):
        if kind == signature.TEXT:
            return _from_text(content, how, looks_like_heading)
        return _from_workbook(content, kind, how, looks_like_heading)


def sheets_in(content: bytes, file_name: str) -> tuple[tuple[str, bool], ...]:
    """(name, hidden) of each non-empty sheet of a workbook; none for a text file. Raises Refused."""
    kind = signature.kind_of(content, file_name)
    if kind == signature.TEXT:
        return ()
    from data.intake.read import workbook

    with _in_turn(content, kind):
        return workbook.filled_sheets(workbook.open_book(content, kind))


@contextmanager
def _in_turn(content: bytes, kind: str) -> Iterator[None]:
    """Reads large files one after the other, whoever brings them, so that the server's memory holds one at a time."""
    if len(content) < HEAVY and (kind != signature.ZIP or signature.unpacked(content) < HEAVY):
        yield
        return
    with _reading:
        yield


def _from_text(content: bytes, how: ReadOptions, looks_like_heading: HeadingCounter) -> Sheet:
    decoded = encoding.decode(content, how.encoding)
    utf8, noticed = decoded.utf8, list(decoded.notices)
    utf8 = utf8.rstrip(b"\x1a")  # how DOS ended a text file
    if (
        b"\r" in utf8 and b"\r\r\n" in utf8 and utf8.count(b"\r\r\n") == utf8.count(b"\n")
    ):  # Windows made CR LF of CR LF's LF
        utf8 = utf8.replace(b"\r\r\n", b"\r\n")
    if not utf8 or utf8.isspace():
        raise Refused("The file is empty: it holds only blank lines. Save it again from the program that made it.")
    utf8, named = delimiter.without_separator_line(utf8)
    limits.refuse_long_line(utf8, delimiter.possible(how.delimiter or named))
    if how.delimiter is not None:
        part = delimiter.stated_delimiter(how.delimiter)
    else:
        part = named or delimiter.choose(utf8, looks_like_heading)
    regular = csv_text.read_regular(utf8, part) if part.isascii() else None
    grid = regular or csv_text.read_carefully(utf8, part)
    limits.refuse_long_cell(grid)
    is_suspect = cells.needs_mending(utf8)
    is_padded = regular is None or is_suspect or cells.may_be_padded(utf8, part)
    grid = cells.clean(grid, how.html_entities, how.damaged_text or how.encoding is not None, is_suspect, is_padded)
    laid = lay_out(grid, how, looks_like_heading)
    notices = (*noticed, *laid.notices)
    words = [f"read as {encoding.spoken(decoded.encoding)}", delimiter.spoken(part), *_words(laid)]
    sheet = _sheet(laid, ", ".join(words), notices, encoding_name=decoded.encoding, part=part)
    is_marked = (
        b"#" in utf8 and LOOKUP.encode() in utf8
    )  # the rarer sign first: two take twenty times as long to look for
    return replace(sheet, may_hold_lookups=is_suspect or is_marked)  # an HTML code may become the mark


def _from_workbook(content: bytes, kind: str, how: ReadOptions, looks_like_heading: HeadingCounter) -> Sheet:
    from data.intake.read import (
        workbook,  # here, because its libraries take as long to load as all the rest of a command
    )

    book = workbook.open_book(content, kind)
    name, noticed = workbook.choose_sheet(book, how, looks_like_heading)
    grid = cells.clean(book.read(name), how.html_entities, how.damaged_text)
    laid = lay_out(grid, how, looks_like_heading)
    words = [f"read from sheet ‘{name}’", *_words(laid)]
    return _sheet(laid, ", ".join(words), (*noticed, *laid.notices), sheet=name, sheets=book.sheets)


def _words(laid: Laid) -> list[str]:
    line = "column" if laid.transposed else "row"
    place = f"{'in' if laid.transposed else 'on'} {line} {laid.heading_row:,}" if laid.heading_row else ""
    heading = f"heading {place}" if place else "no heading line"
    records = plural(laid.cells.height, "record" if laid.transposed else "row")
    return [*(["a record per column"] if laid.transposed else []), heading, records, *laid.words]


def _sheet(
    laid: Laid,
    detection: str,
    notices: tuple[Notice, ...],
    encoding_name: str | None = None,
    part: str | None = None,
    sheet: str | None = None,
    sheets: tuple[tuple[str, bool], ...] = (),
) -> Sheet:
    return Sheet(
        headings=laid.headings,
        cells=laid.cells,
        rows=laid.rows.cast(pl.Int64),
        places=laid.places,
        heading_row=laid.heading_row,
        transposed=laid.transposed,
        encoding=encoding_name,
        delimiter=part,
        sheet=sheet,
        sheets=sheets,
        notices=notices,
        detection=detection,
        left_out=laid.left_out,
        around=(*laid.around, *([Around("the sheet's name", sheet)] if sheet else [])),
        banners=laid.banners,
        down=laid.down,
    )
