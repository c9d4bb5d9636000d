"""What every workbook format provides: sheets, cells as text, and a grid."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from xml.etree import ElementTree

import polars as pl
from openpyxl.styles.numbers import BUILTIN_FORMATS
from xlrd.formatting import std_format_strings

from data.intake.read import limits
from data.intake.read.model import MAX_CELL, MAX_CELLS, Grid, grid_of, letters, listed, plural, shown
from data.intake.read.number_formats import as_shown, shown_for_zero
from data.problems import Notice, NoticeKind, Refused

DAMAGE = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, ArithmeticError, AssertionError,
    NotImplementedError, RuntimeError, SyntaxError, struct.error, zlib.error, zipfile.BadZipFile, ElementTree.ParseError,
)  # fmt: skip
"""What the libraries raise for a damaged workbook; they weren't written for bytes that were tampered with."""
DAMAGED = "The workbook is damaged or was cut short. Open it in a spreadsheet program and save it again as .xlsx."
FROM_1904 = Notice(
    NoticeKind.DAYS_FROM_1904, "The workbook counts its days from 1904, as an old Mac does, and its dates were read so."
)
"""Said of a workbook with that calendar: a date that lost its format is a day number counted from there."""
_FILL_GAPS_UP_TO = 1000  # rows; a longer run of blank rows stands as one
_padded_format = re.compile(r'^(?:"([^"]*)"|\\(.))?(0{2,})(?:"([^"]*)")?(?:;.*)?$')
_decimals_format = re.compile(r"^#?0\.(0+)$")
_quoted_parts = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_currency_part = re.compile(r"\[\$([^\]-]+)(?:-[^\]]*)?\]")
_foreign_sign = re.compile(r"[A-Z]{0,3}[$€¥₹]|\b(?:USD|EUR|CAD|AUD|JPY|CHF|INR)\b")
_LOCAL_CURRENCY = frozenset((*BUILTIN_FORMATS.values(), *std_format_strings.values()))
"""Formats that a file names by number alone: a spreadsheet shows the currency of whoever opens it, not a dollar."""


@dataclass(frozen=True)
class Book:
    """An open workbook: (name, hidden) of each sheet, and how to read one by name."""

    sheets: tuple[tuple[str, bool], ...]
    read: Callable[[str], Grid]


def listed_sheets(book: Book) -> str:
    """‘Applications, Old (hidden)’: for messages."""
    return ", ".join(f"{name} (hidden)" if hidden else name for name, hidden in book.sheets)


def text_of(value: object, number_format: str = "General") -> str:
    """A cell's value as text: dates in ISO form, numbers plain, percentages with their sign, TRUE and FALSE.

    A number whose format pads it with zeros (‘0007’, ‘"APP-"0000’, ‘9.20’), divides it by thousands, puts words beside
    it (`0.0"m"`) or shows it in another currency than the pound is written as the spreadsheet shows it.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(sep=" ", timespec="seconds")
    if value == time() and (shown := shown_for_zero(number_format)) is not None:
        return shown
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return str(value)


def _number(value: int | float | Decimal, number_format: str) -> str:
    """A number as a spreadsheet holds it: 15 significant digits, so that 0.1 + 0.2 is 0.3."""
    exact = isinstance(value, int) or (isinstance(value, float) and value.is_integer() and abs(value) < 2**53)
    number = Decimal(int(value)) if exact else Decimal(format(value, ".15g"))
    padded = _padded_format.match(number_format)
    if padded and exact and number >= 0:
        before = padded[1] or padded[2] or ""
        return f"{before}{int(value):0{len(padded[3])}d}{padded[4] or ''}"
    if "%" in _quoted_parts.sub("", number_format):
        return plain(number * 100) + "%"
    if number_format not in _LOCAL_CURRENCY and (shown := as_shown(number, number_format)) is not None:
        return shown
    decimals = _decimals_format.match(number_format)
    if decimals and not exact and number == round(number, len(decimals[1])):
        return f"{number:.{len(decimals[1])}f}"
    return foreign_sign(number_format) + plain(number)


@lru_cache(maxsize=1000)
def foreign_sign(number_format: str) -> str:
    """The currency symbol, other than the pound's, that a number format puts beside a number; "" if there is none."""
    if number_format in _LOCAL_CURRENCY:
        return ""
    shown = number_format.split(";")[0]
    named = _currency_part.search(shown)
    if named:
        return "" if named[1].strip() in ("£", "GBP") else named[1].strip()
    found = _foreign_sign.search(re.sub(r'\[[^\]]*\]|["\\]', "", shown))
    return found.group() if found else ""


def plain(number: Decimal) -> str:
    """A number without exponent or trailing zeros: 1.50 → ‘1.5’, 1E+3 → ‘1000’."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def not_as_others(
    grid: Grid, hidden_rows: Iterable[int], hidden_columns: Iterable[int], struck: Iterable[tuple[int, int]]
) -> tuple[Notice, ...]:
    """Cells that are read although a person looking at the sheet would not see them, or would see them struck out:
    filled hidden rows and columns, and (row, column) of cells struck out, all counted from 1 as the spreadsheet does.
    """
    notices = []
    filled = grid.frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if grid.frame.width else None
    there = set(grid.rows.filter(filled)) if filled is not None else set()
    rows = sorted(there.intersection(hidden_rows))
    if rows:
        are = "is" if len(rows) == 1 else "are"
        text = f"{plural(len(rows), 'row')} of the sheet {are} hidden or filtered away, and read too."
        notices.append(Notice(NoticeKind.HIDDEN_ROWS, text, len(rows), (listed(rows),)))
    hidden = set(hidden_columns)
    shows = {
        letters(number): next(iter(grid.frame[f"c{at}"].drop_nulls()), None)
        for at, number in enumerate(grid.columns)
        if number in hidden
    }
    columns = [f"{name} (‘{shown(cell, 40)}’)" for name, cell in shows.items() if cell is not None]
    if columns:
        are = "column of the sheet is" if len(columns) == 1 else "columns of the sheet are"
        text = f"{len(columns):,} {are} hidden, and read too: {', '.join(columns)}. Leave out what isn't meant."
        notices.append(Notice(NoticeKind.HIDDEN_COLUMNS, text, len(columns), tuple(columns[:5])))
    return (*notices, *_struck(grid, list(struck)))


def _struck(grid: Grid, struck: list[tuple[int, int]]) -> list[Notice]:
    """Rows that are struck out entirely, and single cells that are."""
    at_row = {int(number): at for at, number in enumerate(grid.rows)} if struck else {}
    by_row: dict[int, list[int]] = {}
    for row, column in struck:
        if row in at_row and column <= grid.frame.width and grid.frame.item(at_row[row], column - 1) is not None:
            by_row.setdefault(row, []).append(column)
    whole = [row for row, columns in by_row.items() if len(columns) == sum(map(bool, grid.cells(at_row[row])))]
    cells = [(row, column) for row, columns in by_row.items() if row not in whole for column in columns]
    notices = []
    if whole:
        shows = tuple(f"row {row:,}: ‘{shown(' | '.join(filter(None, grid.cells(at_row[row]))))}’" for row in whole[:5])
        text = (
            f"{plural(len(whole), 'row')} struck out, and read too ({listed(whole)}). Leave out what no longer counts."
        )
        notices.append(Notice(NoticeKind.STRUCK_OUT, text, len(whole), shows))
    if cells:
        shows = tuple(
            f"row {row:,}, column {letters(column)}: ‘{shown(grid.cells(at_row[row])[column - 1], 40)}’"
            for row, column in cells[:5]
        )
        text = f"{plural(len(cells), 'cell')} struck out, and read too ({shows[0]}). Clear what no longer counts."
        notices.append(Notice(NoticeKind.STRUCK_OUT, text, len(cells), shows))
    return notices


def with_merged(grid: Grid, found: Iterable[tuple[int, int, int, int]]) -> Grid:
    """The grid with its merged cells, as (first row, first column, last row, last column), none reaching further than
    just beyond it: a workbook may claim one of a thousand million rows. Raises Refused if they overlap."""
    below, beyond = int(grid.rows.max() or 0) + 1, grid.frame.width + 1  # type: ignore[arg-type]
    merged = [
        (top, left, min(bottom, below), min(right, beyond))
        for top, left, bottom, right in found
        if 0 < top <= below and 0 < left <= beyond
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in merged) > below * beyond:
        raise Refused(DAMAGED)
    return replace(grid, merged=tuple(merged))


def grid_from_rows(rows: Iterable[tuple[int, list[str]]], **more: object) -> Grid:
    """A grid from (spreadsheet row number, cells) in order; missing rows in between are blank."""
    records: list[list[str]] = []
    numbers: list[int] = []
    cells = 0
    for number, record in rows:
        while record and not record[-1]:
            record.pop()
        if not record:
            continue
        limits.refuse_row(number, len(record))
        if max(map(len, record)) > MAX_CELL:
            longest = max(record, key=len)
            limits.refuse_cell(number, record.index(longest) + 1, len(longest))
        cells += len(record)
        if cells > MAX_CELLS:
            raise Refused(f"The sheet has more than {MAX_CELLS:,} cells. Split it into several files.")
        after = numbers[-1] + 1 if numbers else 1
        gap = range(after, number) if number - after <= _FILL_GAPS_UP_TO else range(after, after + 1)
        for missing in gap:
            records.append([])
            numbers.append(missing)
        records.append(record)
        numbers.append(number)
    widest = max(map(len, records), default=0)
    limits.refuse_size(len(records), widest)
    grid = grid_of(records, numbers)
    widths = pl.repeat(grid.frame.width, grid.frame.height, dtype=pl.Int64, eager=True).alias("widths")
    return replace(grid, widths=widths, **more)  # type: ignore[arg-type]
