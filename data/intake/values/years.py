"""Financial years as people write them, April to March: all become 2013/14, or are refused with what they may mean."""

from __future__ import annotations

import re

import polars as pl

from data.datasets import Column
from data.intake.values.common import Parsed, Reading, blank_or_refused, plain, read_each, refusal
from data.intake.values.dates import follows
from data.problems import NoticeKind, ProblemKind

_OURS = r"^(?:19|20)[0-9]{2}/[0-9]{2}$"
_TWO_YEARS = re.compile(
    r"(?:f\.?/?y\.?|financial year|fiscal year|year)?\s*((?:19|20)?[0-9]{2})\s*(?:[-/–—]|to)\s*((?:19|20)?[0-9]{2})",
    re.I,
)
_ONE_YEAR = re.compile(r"(?:f\.?/?y\.?|financial year|fiscal year|year)?\s*((?:19|20)?[0-9]{2})", re.I)
_A_DATE = re.compile(
    r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}.*|[0-9]{1,2}[- ]?[a-z]{3,9}[- ]?[0-9]{2,4}|[a-z]{3,9}[- ][0-9]{2,4}",
    re.I,
)


def read_years(cells: pl.Series, column: Column) -> Parsed:
    """The column as financial years, each as 2013/14."""
    cell = pl.col(cells.name)
    is_ours = cell.str.contains(_OURS) & (
        (cell.str.slice(2, 2).cast(pl.Int64, strict=False) + 1) % 100
        == cell.str.slice(5, 2).cast(pl.Int64, strict=False)
    )
    quick = cells.to_frame().select(pl.when(is_ours).then(cell)).to_series()
    return read_each(cells, quick, lambda text: find_year(text, column), pl.String())


def find_year(text: str, column: Column) -> Reading:
    """The financial year that a text names, or why it is none."""
    flat = plain(text)
    if match := _TWO_YEARS.fullmatch(flat):
        first, second = match[1], match[2]
        begin = int(first) if len(first) == 4 else 2000 + int(first)
        if not follows(str(begin), second):
            return refusal(
                ProblemKind.UNCLEAR_PERIOD,
                "is not a financial year: the second year doesn't follow the first.",
                "Mend the years.",
            )
        year = named(begin)
        return Reading(year, None if year == flat else NoticeKind.FINANCIAL_YEAR_REWRITTEN, year)
    if match := _ONE_YEAR.fullmatch(flat):
        end = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
        return refusal(
            ProblemKind.UNCLEAR_PERIOD,
            f"may be {named(end - 1)} or {named(end)}: one year alone doesn't say which.",
            f"Write {named(end - 1)} or {named(end)}.",
        )
    if _A_DATE.fullmatch(flat):
        return refusal(
            ProblemKind.UNCLEAR_PERIOD,
            "is a date: a spreadsheet makes one of 12/13.",
            "Format the cells as text, and write the year as 2012/13.",
        )
    return blank_or_refused(text, not column.required, column.expected) or refusal(
        ProblemKind.UNCLEAR_PERIOD, f"is not {column.expected}.", ""
    )


def named(begin: int) -> str:
    """The financial year that begins in April of that year: 2013 → 2013/14."""
    return f"{begin}/{(begin + 1) % 100:02}"
