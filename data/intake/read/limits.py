"""How large a cell and how wide a table may be, checked on the bytes before anything expensive is made of them.

The limits are a spreadsheet's own (Excel: 32,767 characters a cell, 16,384 columns, 1,048,576 rows), so no file that a
person could have looked at is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import polars as pl

from data.intake.read.model import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Grid, letters
from data.problems import Refused

_QUOTE, _TAG, _TAG_END, _SLASH, _MARK, _QUERY = 34, 60, 62, 47, 33, 63
MAX_DEPTH = 200
_LINE_END = re.compile(rb"[\r\n]")
MAX_IRREGULAR = 5_000_000
"""Cells of a file whose rows are uneven, or of a workbook's sheet. 120,000 rows of 40 columns are fewer."""
_MOST_BYTES = 10
"""In XML a character takes at most so many: ‘&#x1F600;’."""


def refuse_long_line(utf8: bytes, delimiters: str) -> None:
    """Refuses text with too many cells in a record, or too long an unquoted cell, under any of the delimiters. Looks
    only at lines that are long enough for either."""
    for start, end in _long_lines(utf8):
        line = np.frombuffer(utf8, dtype=np.uint8, count=end - start, offset=start)
        outside = np.bitwise_xor.accumulate((line == _QUOTE).view(np.uint8)) == 0
        parts = np.zeros(len(line), dtype=bool)
        for delimiter in delimiters:
            found = line == ord(delimiter) if delimiter.isascii() else np.zeros(len(line), dtype=bool)
            count = int(np.count_nonzero(found & outside)) + 1
            if count > MAX_COLUMNS:
                raise _too_wide(_row_at(utf8, start), count)
            parts |= found
        parts |= line == _QUOTE
        if delimiters.isascii():
            edges = np.concatenate(([-1], np.flatnonzero(parts), [len(line)]))
            runs = np.diff(edges) - 1
            widest = int(runs.argmax())
            if runs[widest] > MAX_CELL:
                first = start + int(edges[widest]) + 1
                length = len(utf8[first : first + int(runs[widest])].decode("utf-8", "replace"))
                if length > MAX_CELL:
                    raise _too_long(f"Row {_row_at(utf8, start):,}", length)


def _long_lines(utf8: bytes) -> Iterable[tuple[int, int]]:
    """(start, end) of each line of at least as many bytes as a record may have cells. Goes from the last line end
    within that length to the next, because the lines between are shorter."""
    begun = 0
    while len(utf8) - begun >= MAX_COLUMNS:
        within = begun + MAX_COLUMNS
        end = utf8.rfind(b"\n", begun, within)
        if end < 0:
            end = utf8.rfind(b"\r", begun, within)
        if end < 0:
            found = _LINE_END.search(utf8, within)
            end = found.start() if found else len(utf8)
            yield begun, end
        begun = end + 1


def _row_at(utf8: bytes, offset: int) -> int:
    before = utf8[:offset]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def refuse_size(height: int, width: int, widest_row: int | None = None) -> None:
    """Refuses a table that would be too wide, or have too many cells with every row as wide as the widest."""
    if width > MAX_COLUMNS:
        raise _too_wide(widest_row, width)
    if height * width > MAX_CELLS:
        where = f": row {widest_row:,} has {width:,} cells" if widest_row else f" ({height:,} rows of {width:,})"
        raise Refused(
            f"The table would have {height * width:,} cells{where}; the limit is {MAX_CELLS:,}. Take out what isn't part of "
            "the table, or split it into several files."
        )


def refuse_irregular(utf8: bytes, delimiter: str) -> None:
    """Refuses text that must be read cell by cell, if it may have more cells than the server's memory holds at some 100
    bytes a cell. Counts those in quotes too, because it isn't known yet which of them count."""
    rows = max(utf8.count(b"\n"), utf8.count(b"\r"))
    cells = rows + utf8.count(delimiter.encode())
    if cells > MAX_IRREGULAR:
        raise Refused(
            f"The file has {rows:,} lines and up to {cells:,} cells, and they are not even: rows differ in length, or quote "
            f"marks or line ends in kind. The limit for such a file is {MAX_IRREGULAR:,}. Save it again from a spreadsheet "
            "program, or take out what isn't part of the table."
        )


def refuse_long_cell(grid: Grid) -> None:
    """Refuses a grid with too long a cell, and names it."""
    if not grid.frame.width:
        return
    longest = grid.frame.select(pl.all().str.len_bytes().max()).row(0)
    for place, most in enumerate(longest):
        if most is None or most <= MAX_CELL:
            continue
        lengths = grid.frame[f"c{place}"].str.len_chars()
        length, at = lengths.max(), lengths.arg_max()
        if isinstance(length, int) and at is not None and length > MAX_CELL:
            raise _too_long(f"Row {grid.rows[at]:,}, column {letters(grid.columns[place])}", length)


def refuse_long_text(xml: Iterable[bytes]) -> None:
    """Refuses XML, given in pieces, with a text too long for any cell."""
    run = 0
    for piece in xml:
        tags = np.flatnonzero(np.frombuffer(piece, dtype=np.uint8) == _TAG)
        if not len(tags):
            run += len(piece)
        else:
            inner = int(np.diff(tags).max()) if len(tags) > 1 else 0
            run = max(run + int(tags[0]), inner)
            if run <= MAX_CELL * _MOST_BYTES:
                run = len(piece) - int(tags[-1])
        if run > MAX_CELL * _MOST_BYTES:
            raise Refused(
                f"A cell of the workbook has more than {MAX_CELL:,} characters, which is the most that a cell may have. Shorten "
                "it, or leave its column out."
            )


def refuse_cells(cells: int) -> None:
    """Refuses a workbook's sheet with so many cells that reading them one by one would take minutes."""
    if cells > MAX_IRREGULAR:
        raise Refused(
            f"The sheet has more than {MAX_IRREGULAR:,} cells, the limit for a workbook. Save it as CSV, which may have "
            f"{MAX_CELLS:,}, or take out what isn't part of the table."
        )


def refuse_deep(xml: Iterable[bytes]) -> None:
    """Refuses XML, given in pieces, with elements nested deeper than in any workbook: a parser keeps all open elements,
    and 5 million of them, in a file of 30 kB, took 1.4 GB."""
    depth, last = 0, b""
    for piece in xml:
        text = last + piece
        text, last = text[: text.rfind(b"<")], text[text.rfind(b"<") :]
        signs = np.frombuffer(text, dtype=np.uint8)
        if len(signs) < 2:
            continue
        begins = signs[:-1] == _TAG
        after = signs[1:]
        steps = np.zeros(len(signs), dtype=np.int8)
        steps[:-1][begins & (after != _SLASH) & (after != _MARK) & (after != _QUERY)] = 1
        steps[:-1][begins & (after == _SLASH)] = -1
        steps[1:][(signs[:-1] == _SLASH) & (after == _TAG_END)] = -1
        depths = np.cumsum(steps, dtype=np.int32)
        if depth + int(depths.max()) > MAX_DEPTH:
            raise Refused(
                f"The workbook's XML is nested more than {MAX_DEPTH} deep, as no program writes it. Save the table as "
                "CSV or .xlsx."
            )
        depth += int(depths[-1])


def refuse_row(number: int, cells: int) -> None:
    """Refuses a workbook's row that is too far down, or has too many cells."""
    if number > MAX_ROWS:
        raise Refused(
            f"The sheet goes on to row {number:,}; the limit is {MAX_ROWS:,} rows. Split it into several files."
        )
    if cells > MAX_COLUMNS:
        raise _too_wide(number, cells)


def refuse_cell(row: int, column: int, length: int) -> None:
    """Refuses a workbook's cell that is too long."""
    if length > MAX_CELL:
        raise _too_long(f"Row {row:,}, column {letters(column)}", length)


def _too_wide(row: int | None, cells: int) -> Refused:
    where = f"Row {row:,} has" if row else "The table has"
    return Refused(
        f"{where} {cells:,} cells; the limit is {MAX_COLUMNS:,} columns, as in a spreadsheet. Copy the columns that are "
        "wanted into a new file."
    )


def _too_long(where: str, length: int) -> Refused:
    return Refused(
        f"{where}: the cell has {length:,} characters; the limit is {MAX_CELL:,}, as in a spreadsheet. Shorten it, or leave its "
        "column out. If it is several cells, a quote mark or a line end is missing."
    )
