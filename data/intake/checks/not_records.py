"""Rows that are no records: what a template says of itself, and totals, whatever they are called."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.intake.placeholders import MAYBE, is_placeholder
from data.intake.values.common import is_no_answer, plain
from data.intake.values.units import changes_nothing, scale_in, unit_in
from data.problems import PROBLEM_SCHEMA

TEMPLATE_ROW = "template row"
TOTAL = "total"
NOT_RECORDS = (TEMPLATE_ROW, TOTAL)
"""The kinds of problem found here: whatever else is wrong with such a row is of no interest."""

_CALLED_TOTAL = r"(?i)\b(?:sub|grand)?[\s-]?totals?\W*$"
_LIKE_A_TOTAL = r"(?i)\b(?:(?:sub|grand)?[\s-]?totals?|sums?|all|overall|combined|altogether|aggregate|whole)\b|^\W*$"


def template_rows(
    cells: pl.DataFrame,
    numbers: pl.Series,
    texts: Mapping[str, pl.Series],
    dataset: Dataset,
    headings: Mapping[str, str],
) -> pl.DataFrame:
    """One problem for each row that says how the table is to be filled in: ‘REQUIRED’, ‘[Enter App Name]’, ‘e.g. Payroll’.

    `cells`: all cells of the file, c0…; `texts`: our column → its cells; `headings`: our column → the file's heading.
    """  # fmt: skip
    named = [c for c in dataset.columns if c.name in texts and c.kind is Kind.TEXT and (c.key or c.name == "name")]
    if not named or not cells.height:
        return _problems([], numbers)
    maybe = pl.select(pl.any_horizontal(*(pl.lit(texts[c.name]).str.contains(MAYBE).fill_null(True) for c in named)))
    found: list[tuple[int, Column, str | None, str, str]] = []
    for at in maybe.to_series().arg_true().to_list():
        filled = [cell for cell in cells.row(at) if cell]
        hints = [cell for cell in filled if is_placeholder(cell)]
        own = next(
            (c for c in named if (text := texts[c.name][at]) and is_placeholder(text) and not is_no_answer(text)), None
        )
        if filled and own is None and all(texts[c.name][at] is None for c in named) and all(map(_says_a_unit, filled)):
            said = f"says what the columns hold (‘{plain(filled[0])[:60]}’): it is no record."
            found.append((at, named[0], None, TEMPLATE_ROW, said))
            continue
        if own is None and (len(hints) < 2 or 2 * len(hints) < len(filled)):
            continue
        column = own or named[0]
        shown = plain(texts[column.name][at] or hints[0])[:60]
        problem = f"says how the table is to be filled in (‘{shown}’): it is a template's row, and no record."
        found.append((at, column, None, TEMPLATE_ROW, problem))
    return _problems(found, numbers, headings)


def _says_a_unit(cell: str) -> bool:
    return is_placeholder(cell) or (
        re.search("[1-9]", cell) is None and bool(unit_in(cell) or scale_in(cell) or changes_nothing(cell))
    )


def _problems(
    found: Sequence[tuple[int, Column, str | None, str, str]],
    numbers: pl.Series,
    headings: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    rows = [
        (
            numbers[at],
            c.name,
            (headings or {}).get(c.name),
            value,
            kind,
            problem,
            "Leave the row out, or say that it is a record.",
        )
        for at, c, value, kind, problem in found
    ]
    return pl.DataFrame(rows, schema=PROBLEM_SCHEMA, orient="row")


@dataclass
class _Sum:
    """The amounts of the rows since the last total: for each column their sum, or None where none has an amount."""

    width: int
    rows: list[int] = field(default_factory=list)
    sums: list[int | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sums = [None] * self.width

    def add(self, at: int, amounts: Sequence[int | None]) -> None:
        self.rows.append(at)
        for column, amount in enumerate(amounts):
            if amount is not None:
                self.sums[column] = (self.sums[column] or 0) + amount

    def equals(self, amounts: Sequence[int | None]) -> bool:
        return any(self.sums) and all((one or 0) == (other or 0) for one, other in zip(amounts, self.sums, strict=True))


def totals(
    cells: pl.DataFrame,
    numbers: pl.Series,
    values: Mapping[str, pl.Series],
    texts: Mapping[str, pl.Series],
    dataset: Dataset,
    headings: Mapping[str, str],
    skip: Sequence[int] = (),
) -> pl.DataFrame:
    """One problem for each row that is the sum, in every amount, of the rows above it since the last such row, or of all records
    above it: a total, whatever it is called. `values`: our column → typed values; `skip`: spreadsheet rows not looked at.

    Numbers may add up by chance, so the sum must be long enough not to: see `_is_no_chance`. A row that is called a total without
    being the sum is asked about too.
    """  # fmt: skip
    counted = [
        c
        for c in dataset.columns
        if c.name in texts and _is_summed(c) and values[c.name].null_count() < len(values[c.name])
    ]
    names = [c for c in dataset.columns if c.name in texts and c.kind is Kind.TEXT and (c.key or c.name == "name")]
    if not counted or not names:
        return _problems([], numbers)
    scaled = [(values[c.name].cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64) for c in counted]
    rows: list[tuple[int | None, ...]] = list(zip(*(series.to_list() for series in scaled), strict=True))
    label = pl.select(pl.coalesce(*(pl.lit(texts[c.name]) for c in names))).to_series().fill_null("")
    like = label.str.contains(_LIKE_A_TOTAL) | pl.lit(texts[names[0].name]).is_null()
    called = label.str.contains(_CALLED_TOTAL).to_list()
    looks = pl.select(like).to_series().to_list()
    passed = set(skip)
    group, every, several = _Sum(len(counted)), _Sum(len(counted)), False
    found: list[tuple[int, Column, str | None, str, str]] = []
    last = max((at for at, amounts in enumerate(rows) if any(amounts)), default=-1)
    for at, amounts in enumerate(rows):
        if not any(amounts):
            continue
        is_passed = numbers[at] in passed if passed else False
        for candidate in (group, every) if several else (group,):
            least = 1 if looks[at] else 2
            if not is_passed and len(candidate.rows) >= least and candidate.equals(amounts):
                if not _is_no_chance(at, candidate, rows, looks[at], at == last, cells):
                    continue
                over = f"rows {numbers[candidate.rows[0]]:,} to {numbers[candidate.rows[-1]]:,}"
                over = over if len(candidate.rows) > 1 else f"row {numbers[candidate.rows[0]]:,}"
                said = f"is the sum of {over} in every amount: it is a total, and no record."
                found.append((at, names[0], label[at] or None, TOTAL, said))
                group, several = _Sum(len(counted)), True
                break
        else:
            if called[at] and not is_passed:
                said = "is called a total, though it isn't the sum of the rows above it: a record it hardly is."
                found.append((at, names[0], label[at], TOTAL, said))
                continue
            group.add(at, amounts)
            every.add(at, amounts)
    return _problems(found, numbers, headings)


def _is_summed(column: Column) -> bool:
    return column.kind is Kind.MONEY or (column.kind is Kind.WHOLE and column.maximum is None and column.minimum == 0)


ENOUGH = {"few": 2.5, "many": 1.5, "last": 1.0, "bare": 1.0}
"""How many digits (tenfold odds against chance) a sum must have: of two rows; of three or more; of three or more in the last row;
where the row also lacks cells that all rows summed have, or follows them with a name like a total's."""


def _is_no_chance(
    at: int, summed: _Sum, rows: Sequence[Sequence[int | None]], looks: bool, is_last: bool, cells: pl.DataFrame
) -> bool:
    """Whether a row that equals the sum of others does so as a total. 100, 200 and 300 may well be three licences, and 12,340.17
    is hardly by chance the sum of the rows above it. What counts is how many different sums were possible: the sum of each
    amount in the smallest step that the figures are written in (thousands, hundreds, … pence)."""
    if looks:
        return True
    digits = 0.0
    for column in {summed.sums[c]: c for c in range(summed.width) if summed.sums[c]}.values():
        figures = [abs(row[column] or 0) for row in (rows[index] for index in summed.rows)]
        step = 1
        while all(figure % (10 * step) == 0 for figure in figures):
            step *= 10
        digits += math.log10(max(abs(summed.sums[column] or 0) / step, 1))
    if _lacks_cells(at, summed.rows, cells):
        return digits >= ENOUGH["bare"]
    if len(summed.rows) == 2:
        return digits >= ENOUGH["few"]
    return digits >= ENOUGH["last" if is_last else "many"]


def _lacks_cells(at: int, summed: Sequence[int], cells: pl.DataFrame) -> bool:
    """Whether a cell of the row is blank that is filled in all the rows that it sums."""
    blank = [name for name, cell in zip(cells.columns, cells.row(at), strict=True) if not cell]
    return any(cells[name].gather(list(summed)).null_count() == 0 for name in blank)
