"""What the cells of a column look like, and whether that contradicts its being one of ours."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import polars as pl

from data.datasets import FIGURES, Column, Dataset, Kind
from data.intake.heading_words import names_of, simplify, synonyms_of
from data.intake.placeholders import is_placeholder
from data.intake.values import Settings, read_column
from data.intake.values.amounts import MONEY
from data.intake.values.choices import find_choice
from data.intake.values.common import aggregate, spread

LOOKED_AT = 400
"""Cells from all of a column's length that show what they look like."""
ALL_LOOK = 0.8
"""The share of cells that must look like dates or sums of money before they are taken for that."""
FEW = 5
"""So few different words may be answers (‘Ongoing’, ‘High’); more are names or prose."""

NAMES_A_CODE = frozenset(("id", "code", "number", "no", "ref", "reference", "year", "phone", "order"))
"""Words in a heading under which numbers are no amounts and no dates."""
_NO_COUNT = NAMES_A_CODE - {"number", "no"}
"""Those under which numbers aren't a count either: ‘Number of users’ is one."""

_NUMBERS = (*FIGURES, Kind.SHARE)
_DATES = (
    r"^\s*(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]* +)?"
    r"(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ].*)?|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?[ \-][A-Za-z]{3,9}[ \-][0-9]{2,4})\s*$"
)


class Looks(StrEnum):
    """What cells look like, as worded in a message: ‘its cells are dates’."""

    DATES = "dates"
    MONEY = "amounts of money"
    NUMBERS = "numbers"
    WORDS = "words"


_LOOKS = {
    Looks.DATES: _DATES,
    Looks.MONEY: MONEY,
    Looks.NUMBERS: r"^\s*-?[0-9][0-9,]*(?:\.[0-9]+)?\s*$",
    Looks.WORDS: r"^\s*[A-Za-z][A-Za-z ,.&'()/\-]*$",
}
_ANY_DAY = Settings(date(2000, 1, 1))


def looks_like(cells: pl.Series, share: float = 0.5) -> Looks | None:
    """What most of these cells are, or None if that is unclear."""
    cells = cells.drop_nulls()
    if not len(cells):
        return None
    fitting = aggregate(cells, *(pl.col(cells.name).str.contains(pattern).sum() for pattern in _LOOKS.values()))
    return next((looks for looks, count in zip(_LOOKS, fitting, strict=True) if count > share * len(cells)), None)


def are_another_columns(cells: pl.Series, heading: str, column: Column, dataset: Dataset) -> bool:
    """Whether cells under an unknown heading can't be meant for the column: numbers for dates, dates for amounts, names
    that are none of the choices. Few repeated words and damaged values may be meant."""
    words = set(simplify(heading).split())
    words -= {word for name in names_of(column) | synonyms_of(column) for word in name.split()}
    some = spread(cells, LOOKED_AT)
    some = some.filter(pl.Series([not is_placeholder(cell) for cell in some], dtype=pl.Boolean))
    if not len(some):
        return False
    looks, different = looks_like(some, ALL_LOOK), some.n_unique()
    are_whole = some.str.to_integer(strict=False).null_count() == 0
    if column.kind is Kind.TEXT:
        recurs = dataset.keys == (column.name,) and len(some) > FEW and different * 2 <= len(some)
        return looks in (Looks.DATES, Looks.MONEY) or recurs
    if column.kind in _NUMBERS:
        return looks is Looks.DATES or _are_names(some) or (are_whole and bool(_NO_COUNT & words))
    if column.kind in (Kind.DATE, Kind.MONTH):
        if are_whole and NAMES_A_CODE & words:
            return True
        is_none = not len(read_column(some, column, _ANY_DAY).values.drop_nulls())
        return is_none and (are_whole or looks in (Looks.MONEY, Looks.NUMBERS) or _are_names(some))
    if column.kind is Kind.CHOICE and any(find_choice(cell, column).value is not None for cell in some):
        return False
    return looks in (Looks.DATES, Looks.MONEY) or different > max(FEW, len(column.choices), len(some) // 2)


def _are_names(cells: pl.Series) -> bool:
    """Whether no cell holds a digit and most of them are different."""
    return not cells.str.contains("[0-9]").any() and cells.n_unique() > max(FEW, len(cells) // 2)
