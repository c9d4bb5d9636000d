"""Outgoing files: exports and templates, as CSV and as workbooks. No cell of them can act as a formula."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.exports.formulas import FORMULA_SIGNS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMULA_START = rf"^'*\s*[{FORMULA_SIGNS}\t\r]"
"""Text that a spreadsheet could take for a formula. Apostrophes before it are counted in, so that the defence can be taken
off again without a doubt: ingest removes exactly one."""

UTF8_MARK = b"\xef\xbb\xbf"
SEAL = "Rows as exported"
"""The property of an exported workbook that tells its rows (see seal)."""
LONGEST_PROPERTIES = 10_000
MAX_LIST = 255  # characters that Excel allows in a drop-down list written into a cell's rule
TEMPLATE_ROWS = 1000


def defended(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet could take for a formula."""
    risky = [
        pl.when(pl.col(name).str.contains(FORMULA_START))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    ]
    return frame.with_columns(risky)


def is_number(kind: pl.DataType) -> bool:
    """Whether a column of a frame holds decimals that are not money."""
    return isinstance(kind, pl.Decimal) and kind.scale > 2


def as_typed(number: pl.Expr) -> pl.Expr:
    """A decimal as people type it, without trailing zeros: 4.0000 is 4, 3.5000 is 3.5."""
    return number.cast(pl.String).str.replace(r"\.?0+$", "")


def to_csv(frame: pl.DataFrame) -> bytes:
    """The frame as CSV: UTF-8 with the mark that Excel needs, ISO dates, pounds with pence, other numbers as typed."""
    words = [
        pl.when(pl.col(name)).then(pl.lit("yes")).when(~pl.col(name)).then(pl.lit("no")).alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.Boolean
    ]
    numbers = [as_typed(pl.col(name)) for name, kind in frame.schema.items() if is_number(kind)]
    return UTF8_MARK + defended(frame.with_columns(words)).with_columns(numbers).write_csv().encode()


def seal(rows: pl.DataFrame) -> str:
    """The SHA-256 of these rows' CSV, which identifies an unchanged export."""
    return hashlib.sha256(to_csv(rows)).hexdigest()


def seal_of(content: bytes, names: tuple[str, ...]) -> str:
    """The seal that a file may have been exported with: a CSV's own SHA-256 (if we write these columns so), a
    workbook's property; empty if there is none. The file is an unchanged export of ours if this equals the seal of the
    rows read."""
    if content.startswith(UTF8_MARK + ",".join(names).encode() + b"\n"):
        return hashlib.sha256(content).hexdigest()
    if not content.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            part = archive.getinfo("docProps/custom.xml")
            text = archive.read(part).decode("utf-8", "replace") if part.file_size <= LONGEST_PROPERTIES else ""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, ValueError, zlib.error):
        return ""  # what can't be read is for the reader of workbooks to tell
    found = re.search(rf'name="{SEAL}"><vt:lpwstr>([0-9a-f]{{64}})<', text)
    return found[1] if found else ""


def new_workbook(content: BytesIO) -> Workbook:
    """A workbook that is written to memory and never takes text for a formula or a link."""
    from xlsxwriter import Workbook  # here, because it takes long to load and most commands write no workbook

    as_it_is = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Workbook(content, {"in_memory": True, **as_it_is})


def to_xlsx(frame: pl.DataFrame, title: str = "Rows") -> bytes:
    """The frame as a workbook of one sheet: real dates and numbers, headings that stay in view, a filter."""
    content = BytesIO()
    with new_workbook(content) as book:
        book.set_custom_property(SEAL, seal(frame))
        _write_sheet(book, title, defended(frame))
    return content.getvalue()


def _write_sheet(book: Workbook, title: str, frame: pl.DataFrame) -> None:
    sheet = book.add_worksheet(title[:31])
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    pounds = book.add_format({"num_format": "#,##0.00"})
    for place, name in enumerate(frame.columns):
        series = frame[name]
        sheet.write_string(0, place, name, heading)
        sheet.set_column(place, place, _width(name, series))
        for row, value in enumerate(series, start=1):
            if value is None:
                continue
            if series.dtype == pl.Date:
                sheet.write_datetime(row, place, value, day)
            elif isinstance(series.dtype, pl.Datetime):
                sheet.write_datetime(row, place, value.replace(tzinfo=None), moment)
            elif series.dtype.is_decimal():
                sheet.write_number(row, place, float(value), None if is_number(series.dtype) else pounds)
            elif series.dtype == pl.Boolean:
                sheet.write_string(row, place, "yes" if value else "no")
            elif series.dtype.is_numeric():
                sheet.write_number(row, place, value)
            else:
                sheet.write_string(row, place, str(value)[:32_767])
    sheet.freeze_panes(1, 1)
    if frame.height and frame.width:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _width(name: str, series: pl.Series) -> float:
    longest = series.cast(pl.String, strict=False).str.len_chars().max() if series.len() else 0
    return min(60.0, max(10.0, len(name) + 3.0, float(longest or 0) + 2.0))  # type: ignore[arg-type]


def template_csv(dataset: Dataset) -> bytes:
    """An empty file with the dataset's headings, to fill in and upload."""
    return to_csv(pl.DataFrame(schema=dataset.frame_schema))


def template_xlsx(dataset: Dataset) -> bytes:
    """An empty workbook with the dataset's headings, drop-down lists, a note on each heading, and a sheet of
    instructions."""
    content = BytesIO()
    with new_workbook(content) as book:
        sheet = book.add_worksheet(dataset.title[:31])
        required = book.add_format({"bold": True, "bottom": 2, "bg_color": "#DCE9F5"})
        optional = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F2F2"})
        formats = {
            Kind.DATE: book.add_format({"num_format": "dd/mm/yyyy"}),
            Kind.MONTH: book.add_format({"num_format": "dd/mm/yyyy"}),
            Kind.MONEY: book.add_format({"num_format": "#,##0.00"}),
            Kind.TEXT: book.add_format({"num_format": "@"}),
            Kind.YEAR: book.add_format({"num_format": "@"}),  # or a spreadsheet makes December 2013 of 12/13
        }
        for place, column in enumerate(dataset.columns):
            sheet.write_string(0, place, column.name, required if column.required else optional)
            sheet.write_comment(0, place, _note(column), {"x_scale": 2, "y_scale": 1.2})
            sheet.set_column(place, place, max(14, len(column.name) + 3), formats.get(column.kind))
            _add_rule(sheet, place, column)
        sheet.freeze_panes(1, 1)
        notes = pl.DataFrame(
            [
                {
                    "Column": column.name,
                    "What it holds": column.description,
                    "Required": "yes" if column.required else "no",
                    "What a cell may hold": column.expected,
                    "Example": column.example,
                }
                for column in dataset.columns
            ]
        )
        _write_sheet(book, "Notes", defended(notes))
    return content.getvalue()


def _note(column: Column) -> str:
    required = "Required." if column.required else "May be left blank."
    example = f" Example: {column.example}." if column.example else ""
    return f"{column.description} {required} Expected: {column.expected}.{example}"


def _add_rule(sheet: Worksheet, place: int, column: Column) -> None:
    cells = (1, place, TEMPLATE_ROWS, place)
    if column.choices and len(",".join(column.choices)) <= MAX_LIST:
        sheet.data_validation(*cells, {"validate": "list", "source": list(column.choices)})
    elif column.kind in (Kind.WHOLE, Kind.NUMBER) and column.minimum is not None:
        top = {"criteria": ">=", "value": column.minimum}
        if column.maximum is not None:
            top = {"criteria": "between", "minimum": column.minimum, "maximum": column.maximum}
        message = f"{column.label}: {column.expected}."
        sheet.data_validation(
            *cells,
            {"validate": "integer" if column.kind is Kind.WHOLE else "decimal", **top, "error_message": message[:225]},
        )
