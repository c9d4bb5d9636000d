"""Spoiled variants, part four: what a second, independent list of habits found that the first three had not thought of."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import polars as pl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.worksheet.worksheet import Worksheet

from data.datasets import DATASETS
from tests.data.intake.spoil import Expected, Variant, encoded, table, text, with_cell, with_column
from tests.data.intake.spoil_books import book, saved, typed_rows

LABELS = [column.label for column in DATASETS["applications"].columns]


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Rows round a table, headings, keys, text, dates and workbooks."""
    yield from _structure(clean)
    yield from _headings(clean)
    yield from _keys(clean)
    yield from _cells(clean)
    yield from _encodings(clean)
    yield from _workbooks(clean)


def _csv(name: str, group: str, content: bytes | str, expected: Expected, reason: str) -> Variant:
    data = content.encode() if isinstance(content, str) else content
    return Variant(name, group, name.replace(" ", "_").replace("/", "_") + ".csv", data, expected, reason)


def _structure(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "structure", table(clean)
    heads, width = rows[0], len(rows[0])

    def made(name: str, content: list[list[str]], expected: Expected, reason: str) -> Variant:
        return _csv(name, group, text(content), expected, reason)

    groups = ["What", "", "Whose", "", "Supply", "", "Use", "", "Technical", "", "Scores", "", "Plan", "", "", "More"]
    yield made("dense groups of headings", [groups, *rows], "either", "half of its cells are filled")
    filled = [*["What"] * 2, *["Whose"] * 2, *["Supply"] * 4, *["Technical"] * 4, *["Plan"] * 4]
    yield made("groups of headings repeated", [filled, *rows], "either", "unmerged cells, each filled")
    letters = [chr(65 + i) for i in range(width)]
    yield made("column letters above", [letters, *rows], "either", "a print of the sheet")
    printed = [["", *letters], *[[str(i), *row] for i, row in enumerate(rows, 1)]]
    yield made("column letters and row numbers", printed, "either", "a print of the sheet")
    yield made("names for programs over names for people", [heads, LABELS, *rows[1:]], "either", "two headings alike")
    yield made("names for people over names for programs", [LABELS, *rows], "either", "two headings alike")
    yield made("a record above its heading", [rows[1], heads, *rows[2:]], "must_refuse", "it would be lost as a title")
    for name, tail, expected in (
        ("footnotes with marks", [[], ["* provisional"], ["(1) excludes VAT"], ["Contact: jo@example.org"]], "must_load"),
        ("end of file mark", [["EOF"]], "must_load"),
        ("end of report", [["*** END OF REPORT ***"]], "must_load"),
        ("record count", [["Record count:", str(len(rows) - 1)]], "must_load"),
        ("record count that counts more", [["Record count:", str(len(rows) + 20)]], "must_refuse"),
        ("prepared by", [[], ["Prepared by", "J Smith", "", "Approved by", "A Jones"]], "must_load"),
        ("a disclaimer of e-mail", [[], ["This message is confidential, and may be privileged."], ["The Council"]], "must_load"),
        ("a note that rows were cut", [["Data truncated: showing first 40 rows"]], "must_refuse"),
        ("a note of more rows", [["... 160 more rows"]], "must_refuse"),
        ("a last row parted by semicolons", [[";".join(["APP-9999", "One system more", *["x"] * 14])]], "must_refuse"),
        ("the end of the last cell on a line of its own", [["and was agreed by the board in May"]], "must_refuse"),
        ("a page number", [["Page 1 of 1"]], "must_load"),
    ):  # fmt: skip
        asked = with_cell(clean, clean.height - 1, "description", "asked for")
        content = text([*table(asked), *tail])
        yield replace(_csv(name, group, content, expected, "what programs and people add"), clean=asked)  # type: ignore[arg-type]
    pages = [row for i, row in enumerate(rows[1:]) for row in ([["Inventory"], heads, row] if i % 10 == 0 else [row])]
    yield made("each page with its title and heading", pages, "either", "a report's pages")
    users = ["", *[""] * (width - 1)]
    users[6] = str(sum(int(row[6] or 0) for row in rows[1:]))
    yield made("a last row of sums without a word", [*rows, users], "either", "it is the sum")
    users[6] = str(int(users[6]) + 1)
    yield made("a last row that is no sum", [*rows, users], "must_refuse", "its key is blank")
    subtotal = ["", "", "Housing Total", *[""] * 3, "12", "99.50", *[""] * 8]
    yield made("a subtotal named by its department", [*rows[:9], subtotal, *rows[9:]], "either", "Excel's outlines")
    for word in ("ditto", "as above", "〃", "same"):
        yield _csv(
            f"{word} for a department",
            group,
            encoded(with_cell(clean, 6, "department", word)),
            "must_refuse",
            "not there",
        )


def _headings(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "headings", table(clean)

    def made(name: str, heads: list[str], expected: Expected, reason: str) -> Variant:
        return _csv(name, group, text([heads, *rows[1:]]), expected, reason)

    def swapped(one: str, other: str) -> list[str]:
        return [other if head == one else one if head == other else head for head in rows[0]]

    hinted = [f"{head} (required)" if i in (0, 1, 2, 3, 13) else head for i, head in enumerate(LABELS)]
    yield made("hints that a column is required", hinted, "must_load", "a template's hints")
    ranges = [f"{head} (1-5)" if "value" in head or "fit" in head else head for head in LABELS]
    yield made("hints of a range", ranges, "must_load", "a template's hints")
    yield made(
        "numbered headings", [f"{i}. {head}" for i, head in enumerate(LABELS, 1)], "either", "a form's questions"
    )
    yield made("headings in bold", [f"<b>{head}</b>" for head in rows[0]], "either", "a web page's tags")
    yield made(
        "headings without spaces", [head.replace("_", "") for head in rows[0]], "either", "some programs drop them"
    )
    for heading in ("Annual cost (EUR)", "Annual cost £000", "Annual cost 2012"):
        heads = [heading if head == "annual_cost_gbp" else head for head in rows[0]]
        yield made(f"a heading {heading}", heads, "must_refuse", "the column would be lost, or be out by a thousand")
    yield made("key and name exchanged", swapped("application_id", "name"), "must_refuse", "references under name")
    yield made(
        "name and department exchanged", swapped("name", "department"), "must_refuse", "five names for forty things"
    )


def _keys(clean: pl.DataFrame) -> Iterator[Variant]:
    group, key = "keys", "application_id"

    def made(name: str, keys: list[str], expected: Expected = "must_refuse") -> Variant:
        frame = clean.with_columns(pl.Series(key, keys))
        return replace(_csv(name, group, encoded(frame), expected, "a program rewrote them"), clean=frame)

    numbers = range(1000, 1000 + clean.height)
    yield made("every key a decimal", [f"{n}.0" for n in numbers])
    yield made("every key with a thousands comma", [f"{n:,}" for n in numbers])
    yield made("every key ends in .0", [f"{k}.0" for k in clean[key]])
    yield made("every key became a date", [f"{n % 28 + 1:02d}-{('Sep', 'Oct')[n % 2]}" for n in range(clean.height)])
    yield made("every key behind a plus", [f"+{k}" for k in clean[key]])
    yield made("every key behind a quotation mark of e-mail", [f"> {k}" for k in clean[key]])
    months = ("JAN", "FEB", "SEP", "OCT")
    yield made(
        "keys that begin like months", [f"{months[n % 4]}-{n // 4 + 1}" for n in range(clean.height)], "must_load"
    )
    yield made("keys that count chapters", [f"{n // 10 + 1}.{n % 10}" for n in range(clean.height)], "either")


def _cells(clean: pl.DataFrame) -> Iterator[Variant]:
    def one(
        name: str, group: str, column: str, value: str, meant: str | None, expected: Expected = "either"
    ) -> Variant:
        made = _csv(name, group, encoded(with_cell(clean, 6, column, value)), expected, "escaped, cut or shifted")
        return replace(made, clean=clean if meant is None else with_cell(clean, 6, column, meant))

    for spoiled in (
        "Caf\\u00e9 desk",
        "Caf\\xe9 desk",
        "Caf%C3%A9 desk",
        "Caf=C3=A9 desk",
        "Caf=E9 desk",
        "Caf&eacute; desk",
    ):
        yield one(f"an escaped letter, {spoiled}", "text", "name", spoiled, "Café desk")
    yield one("a Welsh letter escaped", "text", "name", "T&ycirc; Si&acirc;n", "Tŷ Siân")
    yield one(
        "a line break escaped", "text", "description", "First floor.\\nSecond floor", "First floor.\nSecond floor"
    )
    yield one(
        "a line break kept by Excel", "text", "description", "First floor._x000D_\nSecond", "First floor.\nSecond"
    )
    yield one("a path with a backslash n", "text", "description", "C:\\new\\table", "C:\\new\\table", "must_load")
    yield one(
        "pictures joined to one",
        "text",
        "name",
        "Family 👨\u200d👩\u200d👧 desk",
        "Family 👨\u200d👩\u200d👧 desk",
        "must_load",
    )
    for spoiled, meant in (("Desk ? front", "Desk – front"), ("Cost ?5 a seat", "Cost £5 a seat"), ("œ desk", "£ desk"),
                           ("Bryn-y-M“r", "Bryn-y-Môr"), ("Mapping \ue000 desk", "Mapping • desk")):  # fmt: skip
        yield one(f"a sign lost, {spoiled}", "text", "name", spoiled, meant)
    for error in ("Err:502", "#WERT!", "#N/D", "#UNKNOWN!", "undefined", "2013-09-02"):
        yield one(f"a name {error}", "text", "name", error, None, "must_refuse")
    words = [
        "the",
        "officers",
        "record",
        "visits",
        "payments",
        "and",
        "ledger",
        "entries",
        "which",
        "two",
        "users",
        "of",
        "housing",
        "sign",
        "each",
        "month",
        "for",
        "finance",
    ]
    whole = [
        " ".join(words[(i * 7 + j * (3 + i % 5)) % len(words)] for j in range(20 + i)) for i in range(clean.height)
    ]
    long = clean.with_columns(pl.Series("description", whole))
    yield replace(_csv("long descriptions", "text", encoded(long), "must_load", "as they are"), clean=long)
    for limit in (80, 100):
        cut = long.with_columns(pl.col("description").str.slice(0, limit).str.strip_chars())
        yield replace(_csv(f"descriptions cut at {limit}", "text", encoded(cut), "must_refuse", "cut off"), clean=long)
    once = with_cell(clean, 6, "description", ("Whole sentences " * 30)[:254] + "x")
    yield replace(
        _csv("one description cut at 255", "text", encoded(once), "must_refuse", "where Excel stops"), clean=clean
    )

    def in_universal_time(cell: str) -> str:
        return f"{datetime.fromisoformat(cell) - timedelta(hours='04' <= cell[5:7] < '10'):%Y-%m-%d %H:%M:%S}"

    night = encoded(with_column(clean, "contract_end", in_universal_time))
    yield _csv("midnights of summer in universal time", "dates", night, "either", "a program in another time zone")
    yield one("the first day of computers", "dates", "contract_end", "1970-01-01", None, "must_refuse")


def _encodings(clean: pl.DataFrame) -> Iterator[Variant]:
    bare = clean.with_columns(pl.col(pl.String).str.replace_all(r"[^\x00-\x7f]", "").str.strip_chars())

    def made(name: str, value: str, encoding: str) -> Variant:
        frame = with_cell(bare, 6, "name", value)
        content = text(table(frame)).encode(encoding)
        return replace(_csv(name, "encodings", content, "either", "one sign tells it"), clean=frame)

    yield made("UTF-7 beyond Latin-1", "Tŷ Gŵyr", "utf-7")
    yield made("Welsh ISO 8859-14", "Tŷ Gŵyr", "iso8859-14")
    yield made("ISO 8859-15 with a euro", "Cost in € desk", "iso8859-15")
    yield made("a DOS pound", "£ desk", "cp850")
    yield made("a DOS circumflex", "Bryn-y-Môr", "cp850")
    yield made("a Mac circumflex", "Bryn-y-Môr", "mac-roman")
    halves = with_cell(bare, 6, "name", "Desk 😀")
    split = text(table(halves)).encode().replace("😀".encode(), "\ud83d\ude00".encode("utf-8", "surrogatepass"))
    yield replace(
        _csv("a character in two halves", "encodings", split, "either", "CESU-8, as Oracle writes it"), clean=halves
    )


def _workbooks(clean: pl.DataFrame) -> Iterator[Variant]:
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
