"""Spoiled variants, part five: what a third list, written without a look at the others, found that they had not thought of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl

from tests.data.intake.spoil import Expected, Variant, encoded, table, text, with_cell, with_column, with_every_cell
from tests.data.intake.spoil_books import book, saved, typed_rows


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Encodings, quotes, line ends, headings, words for nothing, dates and workbooks."""
    yield from _encodings(clean)
    yield from _quotes_and_lines(clean)
    yield from _numbered_lines(clean)
    yield from _headings(clean)
    yield from _words(clean)
    yield from _dates(clean)
    yield from _workbooks(clean)


def _csv(name: str, group: str, content: bytes | str, expected: Expected, reason: str) -> Variant:
    data = content.encode() if isinstance(content, str) else content
    return Variant(name, group, "applications.csv", data, expected, reason)


def _encodings(clean: pl.DataFrame) -> Iterator[Variant]:
    group, utf8 = "encodings", encoded(clean)
    for page in ("cp850", "cp437", "cp1250", "cp1251", "cp1253"):
        wrong = utf8.decode(page, "ignore")
        yield _csv(
            f"utf-8 opened as {page} and saved", group, wrong, "must_refuse", "every accent is two other letters"
        )
    cut = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in "Пистолет".encode())
    named = encoded(with_cell(clean, 6, "name", cut))
    yield _csv("utf-8 read as windows-1252 with bytes lost", group, named, "must_refuse", "half of it can be put right")
    baltic = encoded(with_cell(clean, 6, "supplier", "Ørsted")).decode().encode("cp1257", "ignore")
    yield _csv("a Baltic code page", group, baltic, "must_refuse", "its Ø is a diaeresis in Windows-1252")


def _quotes_and_lines(clean: pl.DataFrame) -> Iterator[Variant]:
    group, whole = "delimiters", encoded(clean).decode()
    why = "a quote that has lost its twin"
    yield _csv("a stray quote ends a cell", group, whole.replace("Pest control", 'Pest control"'), "must_refuse", why)
    yield _csv("a stray quote within a cell", group, whole.replace("Licensing", 'Licen"sing'), "must_refuse", why)
    pair = with_cell(clean, 12, "name", 'Pest "control"')
    bare = encoded(pair).decode().replace('"Pest ""control"""', 'Pest "control"')
    yield replace(_csv("a pair of quotes within a cell", group, bare, "either", "both are there"), clean=pair)
    # Python's own csv module quotes a cell for the line end that it writes, and for no other.
    rows = [[cell.replace("\n", "\0") for cell in row] for row in table(clean)]
    old_mac = text(rows, end="\r").replace("\0", "\n")
    yield _csv("cr with line feeds unquoted", "line ends", old_mac, "must_load", "every record ends with CR alone")
    astray = old_mac.replace("Licensing", "Licen\nsing")
    yield _csv("cr with a line feed astray", "line ends", astray, "must_refuse", "it stands in a name")
    broken = whole.replace("Elections register", "Elections\rregister")
    yield _csv("a cr within an unquoted name", "line ends", broken, "must_refuse", "the record breaks there")
    kept = with_cell(clean, 6, "description", "It won't run")
    marked = encoded(with_every_cell(kept, lambda cell: "'" + cell))
    variant = _csv("apostrophes before text with its own", "text", marked, "either", "a spreadsheet's mark for text")
    yield replace(variant, clean=kept)


def _numbered_lines(clean: pl.DataFrame) -> Iterator[Variant]:
    why = "the number of each line, as a search or a list puts it there"
    for mark in (":", ": ", ". ", ") "):
        lines = encoded(clean).decode().splitlines(keepends=True)
        numbered = "".join(f"{at}{mark}{line}" for at, line in enumerate(lines, start=1))
        yield _csv(f"lines that begin with 12{mark}", "keys", numbered, "must_refuse", why)


def _headings(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "headings", table(clean)
    for second in ("name.1", "name...5", "name_duplicated_0"):
        heads = [second if head == "supplier" else head for head in rows[0]]
        content = text([heads, *rows[1:]])
        yield _csv(f"a second heading as {second}", group, content, "must_refuse", "a program told two names apart")


def _words(clean: pl.DataFrame) -> Iterator[Variant]:
    words = (
        *('""', "''", "~", "*", "???", "_", ".", "nil", "blank", "Missing", "Loading..."),
        *("Please select", "Choose an item.", "Click or tap here to enter text.", "Enter text here"),
    )
    for word in words:
        content = encoded(with_cell(clean, 6, "name", word))
        yield _csv(f"a name that is {word}", "text", content, "must_refuse", "it names nothing")
    for mark in ('"', ",,", "''", "”"):
        content = encoded(with_cell(clean, 6, "supplier", mark))
        yield _csv(f"a supplier that is {mark}", "text", content, "must_refuse", "a ditto mark")
    for mark in (".", '""'):
        marked = clean.with_columns(pl.col("supplier").replace("", mark))
        why = "what SAS and others write for a blank"
        yield _csv(f"blank suppliers as {mark}", "text", encoded(marked), "must_load", why)


def _dates(clean: pl.DataFrame) -> Iterator[Variant]:
    def half(day: str) -> str:
        was = date.fromisoformat(day)
        return f"{was:%d/%m/%Y}" if was.day > 12 else f"{date(was.year, was.day, was.month):%d-%b-%y}"

    days = [f"201{3 + i % 4}-{i % 12 + 1:02d}-{i * 11 % 28 + 1:02d}" for i in range(clean.height)]
    many = clean.with_columns(pl.Series("contract_end", days))
    content = encoded(with_column(many, "contract_end", half))
    variant = _csv(
        "half swapped and shown as 05-Mar-13", "dates", content, "must_refuse", "a spreadsheet's own display"
    )
    yield replace(variant, clean=many)


def _workbooks(clean: pl.DataFrame) -> Iterator[Variant]:
    made = book(typed_rows(clean))
    made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    cell = made.active.cell(10, clean.columns.index("contract_end") + 1)
    cell.value = (date.fromisoformat(clean["contract_end"][8]) - date(1904, 1, 1)).days
    cell.number_format = "General"
    why = "a date that lost its format, in the workbook's own calendar"
    yield Variant("a day number of 1904", "workbooks", "day_1904.xlsx", saved(made), "must_load", why)
