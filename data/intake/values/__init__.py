"""Text cells → typed values, one column at a time: exact, or refused with the reason; every reinterpretation is noted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from data.datasets import Column, Kind
from data.intake.values.amounts import read_money, read_numbers, read_shares, read_whole
from data.intake.values.choices import read_choices, read_yes_no
from data.intake.values.common import Parsed, Settings
from data.intake.values.date_columns import Evidence, read_dates
from data.intake.values.text import read_text
from data.intake.values.years import read_years
from data.problems import NoticeKind

_MARKED = r"^'[^']*$"

__all__ = ["Evidence", "Parsed", "Settings", "any_marked", "read_column"]


def read_column(
    cells: pl.Series,
    column: Column,
    settings: Settings,
    others: Callable[[], Sequence[Evidence]] = tuple,
    presence: bool = False,
    marked: bool | None = None,
) -> Parsed:
    """The cells of one column (text, null where blank) as values of its type, with problems and notes by position.

    `others` gives what the other columns of the file say about the order of day and month, called only if this one
    doesn't show it. `presence`: for text, whether it matters that a cell is filled at all. `marked`: whether any cell
    begins with an apostrophe, if known.
    """
    if column.kind is not Kind.TEXT and (any_marked({0: cells})[0] if marked is None else marked):
        return _without_apostrophes(cells, column, settings, others)
    match column.kind:
        case Kind.DATE | Kind.MONTH:
            return read_dates(cells, column, settings, others)
        case Kind.MONEY:
            return read_money(cells, column, settings)
        case Kind.WHOLE:
            return read_whole(cells, column, settings)
        case Kind.NUMBER:
            return read_numbers(cells, column, settings)
        case Kind.SHARE:
            return read_shares(cells, column, settings)
        case Kind.YEAR:
            return read_years(cells, column)
        case Kind.CHOICE:
            return read_choices(cells, column)
        case Kind.YES_NO:
            return read_yes_no(cells, column)
        case Kind.TEXT:
            return read_text(cells, column, settings, presence)


def any_marked(columns: Mapping[int, pl.Series]) -> dict[int, bool]:
    """For each column, whether any cell begins with the apostrophe that marks text in a spreadsheet."""
    first = [pl.lit(cells).str.starts_with("'").any().alias(str(place)) for place, cells in columns.items()]
    begun = dict(zip(columns, pl.select(first).row(0), strict=True)) if first else {}
    return {place: bool(begun[place]) and bool(cells.str.contains(_MARKED).any()) for place, cells in columns.items()}


def _without_apostrophes(
    cells: pl.Series, column: Column, settings: Settings, others: Callable[[], Sequence[Evidence]]
) -> Parsed:
    """The column read without the apostrophe that makes a spreadsheet take '2013-03-31 as text."""
    marked = cells.str.contains(_MARKED).fill_null(False)
    bare = pl.select(pl.when(marked).then(cells.str.strip_prefix("'")).otherwise(cells)).to_series()
    parsed = read_column(bare, column, settings, others)
    noted = pl.DataFrame(
        {"position": marked.arg_true().cast(pl.Int64), "value": cells.filter(marked)},
        schema_overrides={"value": pl.String},
    ).with_columns(pl.lit(NoticeKind.SPREADSHEET_TEXT).alias("note"), bare.filter(marked).alias("became"))
    return Parsed(parsed.values, parsed.found, pl.concat([noted, parsed.notes]))
