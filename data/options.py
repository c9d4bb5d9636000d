"""How a person says to read a file: the options of ingest, and the fixed values that they may hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data import checks
from data.datasets import Column, Dataset, Kind
from data.heading_words import nearest, simplify
from data.problems import no_problems
from data.reading import ReadOptions
from data.values import Settings, read_column


@dataclass(frozen=True)
class Options:
    """How a person (on the page or by command) says to read a file. Everything left alone is detected.

    Where a heading is asked for, the file's heading, our column's name, or a place («3») will do.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their heading → our column; «a + b» feeds two of our columns from one; «-»: don't use this heading."""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None  # 0: the file has no heading line
    transposed: bool | None = None
    html_entities: bool = False
    short_rows_blank: bool = False
    leave_out_rows: tuple[int, ...] = ()
    leave_out_columns: tuple[int, ...] = ()
    """As the spreadsheet counts them, from 1: columns that have no heading, or one that occurs twice, and aren't needed."""
    set_values: tuple[str, ...] = ()
    """Fixed values: «stage=not_started», «stage=migrated when actual_date» (that column filled), «stage=migrated when
    hosting is cloud», «department=Housing when blank» (fills the blank cells of a column that the file has). Of several
    for one column a later one wins where its condition holds."""
    split_dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Their heading → (our column for dates up to the reporting date, our column for later ones)."""
    blanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Their heading → cells to take as blank, such as («Ongoing», «Reset»); «*» stands for every heading."""
    month_first: bool | None = None
    """True: numeric dates are month first, as in the United States. None and False: day first."""
    decimal_comma: bool = False
    """1.234,50 is one thousand two hundred and thirty-four pounds and fifty pence."""
    currency: str = "£"
    """The sign that amounts may carry; another than £ takes them one for one, and says so."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Their heading → «pounds», «thousands» or «millions»."""
    fractions: bool = False
    """Percentages without a % sign are fractions: 0.77 is 77 %."""
    damaged_text: bool = False
    """Text that lost characters on its way here is taken as it stands."""
    keys_as_they_are: bool = False
    """Keys that look alike or odd are meant."""
    add_up: bool = False
    """Rows of one key are added up to one (money and whole numbers), where all their other cells agree."""


def read_options(options: Options) -> ReadOptions:
    return ReadOptions(
        sheet=options.sheet,
        encoding=options.encoding,
        damaged_text=options.damaged_text,
        delimiter=options.delimiter,
        heading_row=options.heading_row,
        transposed=options.transposed,
        html_entities=options.html_entities,
        short_rows_blank=options.short_rows_blank,
        leave_out_rows=options.leave_out_rows,
        leave_out_columns=options.leave_out_columns,
    )


@dataclass(frozen=True)
class Fixed:
    """One «column=value when …»."""

    said: str
    column: Column
    value: object
    when: str | None = None  # our column that must be filled…
    when_is: str | None = None  # …with this value, where given
    when_blank: bool = False


def fixed_values(said: Sequence[str], dataset: Dataset, reporting_date: date) -> tuple[list[Fixed], pl.DataFrame]:
    """The fixed values that a person gives, and what is wrong with them."""
    fixed: list[Fixed] = []
    found = [no_problems()]
    for text in said:
        match = re.fullmatch(r"\s*([^=]+?)\s*=\s*(.*?)(?:\s+when\s+(\w+)(?:\s+is\s+(.+?))?)?\s*", text, re.S)
        if not match:
            found.append(
                checks.file_problem("fixed value", f"The fixed value '{text}' isn't of the form column=value.", "")
            )
            continue
        name, value, when, when_is = match.groups()
        column = column_named(dataset, name)
        if column is None:
            found.append(unknown_column(dataset, name, f"The fixed value '{text}'"))
            continue
        when_blank = when == "blank" and when_is is None
        condition = None if when is None or when_blank else column_named(dataset, when)
        if when is not None and not when_blank and condition is None:
            found.append(unknown_column(dataset, when, f"The fixed value '{text}'"))
            continue
        cell = pl.Series([value or None], dtype=pl.String)
        if column.kind is Kind.TEXT:  # what a person states is meant, «Not stated» too
            fixed.append(Fixed(text, column, cell[0], condition.name if condition else None, when_is, when_blank))
            continue
        parsed = read_column(cell, column, Settings(reporting_date))
        if parsed.found.height:
            problem = parsed.found.row(0, named=True)
            found.append(
                checks.file_problem(
                    "fixed value",
                    f"The fixed value '{text}': '{value}' {problem['problem']}",
                    problem["mend"],
                    column.name,
                )
            )
            continue
        fixed.append(Fixed(text, column, parsed.values[0], condition.name if condition else None, when_is, when_blank))
    return fixed, pl.concat(found)


def column_named(dataset: Dataset, said: str) -> Column | None:
    return next((c for c in dataset.columns if simplify(said) in (simplify(c.name), simplify(c.label))), None)


def unknown_column(dataset: Dataset, said: str, what: str) -> pl.DataFrame:
    near = nearest(said, dataset.names)
    return checks.file_problem(
        "unknown column",
        f"{what} names the column '{said}', which {dataset.name} doesn't have.",
        f"Did you mean '{near[0]}'?" if near else f"Its columns are: {', '.join(dataset.names)}.",
    )
