"""How a person says to read a file: the options of ingest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from data.datasets import Column, Dataset
from data.intake import checks
from data.intake.heading_words import nearest, simplify
from data.intake.read import ReadOptions


@dataclass(frozen=True)
class Options:
    """How a person (on the page or by command) says to read a file. Everything left alone is detected.

    Where a heading is asked for, the file's heading, our column's name, or a place (‘3’) will do.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their heading → our column; ‘a + b’ feeds two of our columns from one; ‘-’: don't use this heading."""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None  # 0: the file has no heading line
    transposed: bool | None = None
    html_entities: bool = False
    short_rows_blank: bool = False
    leave_out_rows: tuple[int, ...] = ()
    keep_rows: tuple[int, ...] = ()
    """Rows that look like a total or a template's row and are records."""
    leave_out_columns: tuple[int, ...] = ()
    """As the spreadsheet counts them, from 1: columns that have no heading, or one that occurs twice, and aren't needed."""
    set_values: tuple[str, ...] = ()
    """Fixed values: ‘stage=not_started’, ‘stage=migrated when actual_date’ (that column filled), ‘stage=migrated when
    hosting is cloud’, ‘department=Housing when blank’ (fills the blank cells of a column that the file has). Of several
    for one column the surest counts, in whatever order they are said: see data/intake/fixed_values.py."""
    split_dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Their heading → (our column for dates up to the reporting date, our column for later ones)."""
    blanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Their heading → cells to take as blank, such as (‘Ongoing’, ‘Reset’); ‘*’ stands for every heading."""
    month_first: bool | None = None
    """True: numeric dates are month first, as in the United States. None and False: day first."""
    decimal_comma: bool = False
    """1.234,50 is one thousand two hundred and thirty-four pounds and fifty pence."""
    currency: str = "£"
    """The sign that amounts may carry; another than £ takes them one for one, and says so."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Their heading → what its figures are in, as data.intake.values.units.unit_said understands it: ‘thousands’, ‘1-10’."""
    fractions: bool = False
    """Percentages without a % sign are fractions: 0.77 is 77 %."""
    damaged_text: bool = False
    """Text that lost characters on its way here is taken as it stands."""
    keys_as_they_are: bool = False
    """Keys that look alike or odd are meant."""
    add_up: bool = False
    """Rows of one key are added up to one (money and whole numbers), where all their other cells agree."""
    section_rows: str = ""
    """Our column that rows with a single cell fill for the rows beneath them, such as department."""
    months_across: str = ""
    """Our column whose amounts stand under headings that are months: each becomes a row of its own."""


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


def column_named(dataset: Dataset, said: str) -> Column | None:
    return next((c for c in dataset.columns if simplify(said) in (simplify(c.name), simplify(c.label))), None)


def unknown_column(dataset: Dataset, said: str, what: str) -> pl.DataFrame:
    near = nearest(said, dataset.names)
    return checks.file_problem(
        "unknown column",
        f"{what} names the column '{said}', which {dataset.name} doesn't have.",
        f"Did you mean '{near[0]}'?" if near else f"Its columns are: {', '.join(dataset.names)}.",
    )
