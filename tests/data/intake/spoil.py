"""Deliberately spoiled variants of one clean applications file, each labelled with what must become of it.

The ways of spoiling follow the Pollock benchmark (VLDB 2023: dialects, line ends, preambles, footnotes, several tables,
rows with too many and too few cells) and add what Excel, other spreadsheet programs and people do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

import polars as pl

from data.datasets import DATASETS

Expected = Literal["must_load", "must_refuse", "either"]


@dataclass(frozen=True)
class Variant:
    """One spoiled file. must_load: it must load equal to the clean data; must_refuse: it must not load; either: it may
    be refused, and if it loads it must be equal. A load that is not equal is silently wrong."""

    name: str
    group: str
    file_name: str
    source: bytes | Callable[[], bytes]  # a workbook takes long to make, and not every run of the tests reads it
    expected: Expected
    reason: str
    clean: pl.DataFrame | None = None  # what it must equal, where that isn't the common clean file

    @cached_property
    def content(self) -> bytes:
        return self.source() if callable(self.source) else self.source


_NAMES = (
    "Payroll", "Café bookings", "Smith, Jones & Co ledger", 'The "Hub" portal', "Parking permits", "Council tax",
    "Elections register", "Housing repairs", "Crèche places", "Street lighting", "Adult social care",
    "Library catalogue", "Pest control", "Naïve Bayes scorer", "Planning portal", "Building control", "Licensing",
    "O'Connor case files", "Waste routes", "Gazetteer", "Committee minutes", "Fleet hire", "Grants",
    "Museum archive", "Burial records", "School admissions", "Youth justice", "Blue badges", "Asset register",
    "Web forms", "Telephony", "E-mail archive", "Time recording", "Travel claims", "Insurance", "Audit trail",
    "Risk log", "Noise monitoring", "Allotments", "Beach huts",
)  # fmt: skip
_DEPARTMENTS = ("Human resources", "Housing", "Environment, transport & parks", "Children's services", "Finance")
_FUNCTIONS = ("Paying staff", "Taking bookings", "Keeping records", "Billing", "Case management")
_SUPPLIERS = ("Northgate", "Capita", "", "Société Générale des Eaux", "Civica")
_HOSTING = ("on_premises", "supplier_hosted", "cloud", "desktop", "")
_DISPOSITIONS = ("consolidate", "migrate", "replace", "self_service", "retain", "retire", "undecided")
_DATES = ("2014-03-31", "2013-04-05", "", "2015-12-25", "2014-09-07", "2016-01-28", "2013-11-12", "2014-02-03")
_NOTES = (
    "",
    "Said to be slow.\nReview in spring.",
    "Costs £1,200 to host; see “contract”.",
    "Used daily, by all wards",
    "",
)


def clean_frame(rows: int = 40) -> pl.DataFrame:
    """`rows` (at most 40) realistic applications as text, in the form in which a careful person would type them."""
    records = []
    for i in range(rows):
        disposition = _DISPOSITIONS[i % 7]
        records.append(
            {
                "application_id": f"APP-{i + 1:04d}",
                "name": _NAMES[i],
                "department": _DEPARTMENTS[i % 5],
                "business_function": _FUNCTIONS[i * 3 % 5],
                "supplier": _SUPPLIERS[i * 2 % 5],
                "product": f"Product {chr(65 + i % 26)}" if i % 3 else "",
                "users": str((i * 37) % 900 + 3) if i % 6 else "",
                "annual_cost_gbp": f"{(i * 7919) % 90000 + 250}.{(i * 25) % 100:02d}",
                "hosting": _HOSTING[i % 5],
                "criticality": ("high", "medium", "low", "")[i % 4],
                "business_value": str(i % 5 + 1),
                "technical_fit": str((i * 2) % 5 + 1) if i % 4 else "",
                "contract_end": _DATES[i % 8],
                "disposition": disposition,
                "core_component": "HR and payroll" if disposition == "consolidate" else "",
                "description": _NOTES[i % 5],
            }
        )
    return pl.DataFrame(records, schema=dict.fromkeys(records[0], pl.String))


LABELS = [DATASETS["applications"].column(name).label for name in clean_frame(1).columns]
"""What people call the columns of the clean frame."""


def table(frame: pl.DataFrame) -> list[list[str]]:
    """The frame as rows of cells, the headings first."""
    return [frame.columns, *[[cell or "" for cell in row] for row in frame.rows()]]


def text(
    rows: list[list[str]],
    delimiter: str = ",",
    end: str = "\r\n",
    quote: str = '"',
    every: bool = False,
    escape: str | None = None,
) -> str:
    """The rows as delimited text; `escape`: a quote inside a cell is written with it in front, not doubled."""

    def cell_of(cell: str) -> str:
        inner = cell.replace(quote, quote * 2) if escape is None else cell.replace(quote, escape + quote)
        if every or any(mark in cell for mark in (delimiter, "\r", "\n")) or (escape is None and quote in cell):
            return quote + inner + quote
        return inner

    return "".join(delimiter.join(map(cell_of, row)) + end for row in rows)


def encoded(frame: pl.DataFrame, **how: object) -> bytes:
    """The frame as a UTF-8 CSV file."""
    return text(table(frame), **how).encode()  # type: ignore[arg-type]


def with_cell(frame: pl.DataFrame, row: int, column: str, value: str) -> pl.DataFrame:
    """The frame with one cell changed; `row` from 0."""
    return frame.with_columns(
        pl.when(pl.int_range(pl.len()) == row).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )


def with_column(frame: pl.DataFrame, column: str, change: Callable[[str], str]) -> pl.DataFrame:
    """The frame with `change` applied to every filled cell of a column."""
    return frame.with_columns(pl.Series(column, [change(cell) if cell else "" for cell in frame[column]]))


def with_every_cell(frame: pl.DataFrame, change: Callable[[str], str]) -> pl.DataFrame:
    """The frame with `change` applied to every filled cell."""
    for column in frame.columns:
        frame = with_column(frame, column, change)
    return frame


def csv(
    name: str, group: str, content: bytes | str, expected: Expected, reason: str, clean: pl.DataFrame | None = None
) -> Variant:
    """A variant that is a CSV file."""
    data = content.encode() if isinstance(content, str) else content
    return Variant(name, group, re.sub(r"[^\w.-]+", "_", name) + ".csv", data, expected, reason, clean)


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Every variant of the clean file, group by group."""
    from tests.data.intake import spoil_encodings, spoil_headings, spoil_structure, spoil_values, spoil_workbooks

    for spoiled in (spoil_encodings, spoil_structure, spoil_headings, spoil_values, spoil_workbooks):
        yield from spoiled.variants(clean)


@cache
def every_variant() -> tuple[Variant, ...]:
    """Those of `clean_frame`, made once for all that read them: the workbooks among them take seconds. Not to be called while
    tests are collected, which each worker does."""
    return tuple(variants(clean_frame()))
