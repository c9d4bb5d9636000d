"""Rows that are not records: a template's instructions, and totals, whatever they are called."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping, Sequence, Set
from operator import add, sub

import numpy as np
import numpy.typing as npt
import polars as pl

from data.datasets import Column, Dataset, Kind
from data.intake.arrays import as_series
from data.intake.placeholders import MAYBE, is_placeholder
from data.intake.read.model import listed
from data.intake.values.common import is_no_answer, plain
from data.intake.values.units import changes_nothing, scale_in, unit_in
from data.problems import PROBLEM_SCHEMA, ProblemKind

NOT_RECORDS = (ProblemKind.TEMPLATE_ROW, ProblemKind.TOTAL)
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
    """One problem for each row that says how to fill in the table: ‘REQUIRED’, ‘[Enter App Name]’, ‘e.g. Payroll’.

    `cells`: all cells of the file, c0…; `texts`: our column → its cells; `headings`: our column → the file's heading.
    """
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
            problem = f"says what the columns hold (‘{plain(filled[0])[:60]}’): it is no record."
            found.append((at, named[0], None, ProblemKind.TEMPLATE_ROW, problem))
            continue
        if own is None and (len(hints) < 2 or 2 * len(hints) < len(filled)):
            continue
        column = own or named[0]
        shown = plain(texts[column.name][at] or hints[0])[:60]
        problem = f"says how the table is to be filled in (‘{shown}’): it is a template's row, and no record."
        found.append((at, column, None, ProblemKind.TEMPLATE_ROW, problem))
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


def totals(
    cells: pl.DataFrame,
    numbers: pl.Series,
    values: Mapping[str, pl.Series],
    texts: Mapping[str, pl.Series],
    dataset: Dataset,
    headings: Mapping[str, str],
    skip: Sequence[int] = (),
) -> pl.DataFrame:
    """One problem for each row that is the sum, in every amount, of rows above it: of all since the last total, of all
    records, of the totals, or of the last few. Such a row is a total, whatever it is called. `values`: our column →
    typed values; `skip`: spreadsheet rows not examined.

    Numbers may add up by chance, so the sum must be too long for chance: see `_is_no_chance`. A row that is called a
    total without being the sum is questioned too.
    """
    counted = [
        c
        for c in dataset.columns
        if c.name in texts and _is_summed(c) and values[c.name].null_count() < len(values[c.name])
    ]
    names = [c for c in dataset.columns if c.name in texts and c.kind is Kind.TEXT and (c.key or c.name == "name")]
    if not counted or not names:
        return _problems([], numbers)
    scaled = [((values[c.name].cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64)).fill_null(0) for c in counted]
    label = pl.select(pl.coalesce(*(pl.lit(texts[c.name]) for c in names))).to_series().fill_null("")
    calls = _called_total(label)
    passed = set(skip)
    by_period = _in_every_period(label, values, dataset, scaled, numbers.is_in(list(passed)))
    stacked = np.column_stack([series.to_numpy() for series in scaled])
    is_called = bool((calls.to_numpy() & stacked.any(axis=1)).any())
    if not (by_period or is_called or _may_hold_a_total(_numbered(stacked))):
        return _problems([], numbers)
    rows: list[tuple[int, ...]] = list(zip(*(series.to_list() for series in scaled), strict=True))
    at_issue = [at for at, amounts in enumerate(rows) if any(amounts)]
    called = {at for at in calls.arg_true().to_list() if numbers[at] not in passed}
    looks = set((label.str.contains(_LIKE_A_TOTAL) | texts[names[0].name].is_null()).arg_true().to_list())
    groups = [_words_of(texts[c.name]) for c in dataset.columns if c.name in texts and c not in names and _may_group(c)]
    as_groups = {at for group in groups for at in (_words_of(label) == group).arg_true().to_list() if label[at]}
    found = _sums(at_issue, rows, looks, passed, called, numbers, cells)
    left = [at for at in at_issue if at not in found]
    from_beneath = _sums(left[::-1], rows, looks | as_groups, passed, set(), numbers, cells, is_upwards=True)
    found |= {at: which for at, which in from_beneath.items() if which}
    found |= {
        at: f"others of its {by_period[label[at]]}" for at in at_issue if label[at] in by_period and not found.get(at)
    }
    problems = [
        (
            at,
            names[0],
            label[at] or None,
            ProblemKind.TOTAL,
            f"is the sum of {found[at]} in every amount: it is a total, and no record."
            if found[at]
            else "is called a total, though it isn't the sum of the rows above it: a record it hardly is.",
        )
        for at in sorted(found)
    ]
    return _problems(problems, numbers, headings)


def _in_every_period(
    label: pl.Series,
    values: Mapping[str, pl.Series],
    dataset: Dataset,
    amounts: Sequence[pl.Series],
    is_passed: pl.Series,
) -> dict[str, str]:
    """Which labels are totals by what they come to in each month or year: label → ‘month’ or ‘year’. In a list that has all
    periods of one item before the next, no total is the sum of rows that lie together. Looked for as in `totals`, with a row
    per label and an amount per period."""
    period = next(
        (c for c in dataset.columns if c.key and c.kind in (Kind.MONTH, Kind.YEAR) and c.name in values), None
    )
    if period is None or label.n_unique() == len(label):
        return {}
    labels, periods = label.unique(maintain_order=True), values[period.name].unique()
    row = label.replace_strict(labels, range(len(labels)), return_dtype=pl.Int64).to_numpy()
    column = values[period.name].rank("dense").fill_null(0).cast(pl.Int64).to_numpy() * len(amounts)
    width = (len(periods) + 1) * len(amounts)
    parts, numbered = _parts(width), np.zeros(len(labels), np.uint64)
    for place, amount in enumerate(amounts):
        np.add.at(numbered, row, amount.to_numpy().astype(np.uint64) * parts[column + place])
    if not _may_hold_a_total(numbered):
        return {}
    wide = np.zeros((len(labels), width), np.int64)
    for place, amount in enumerate(amounts):
        np.add.at(wide, (row, column + place), amount.to_numpy())
    rows = [tuple(of_label) for of_label in wide.tolist()]
    numbers, cells = pl.Series(range(len(labels)), dtype=pl.Int64), pl.DataFrame({"filled": ["x"] * len(labels)})
    passed, looks = (
        set(row[is_passed.to_numpy()].tolist()),
        set(labels.str.contains(_LIKE_A_TOTAL).arg_true().to_list()),
    )
    found: dict[str, str] = {}
    for is_upwards in (False, True):
        order = [at for at, of_label in enumerate(rows) if any(of_label)][:: -1 if is_upwards else 1]
        sums = _sums(order, rows, looks, passed, set(), numbers, cells, is_upwards)
        found |= {labels[at]: period.name for at, which in sums.items() if which}
    return found


def _may_group(column: Column) -> bool:
    """Whether rows may be grouped by a column, so that a summary is called as it says."""
    return column.kind is Kind.CHOICE or (column.kind is Kind.TEXT and column.required)


def _words_of(cells: pl.Series) -> pl.Series:
    return cells.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _sums(
    order: Sequence[int], rows: Sequence[Sequence[int]], looks: Set[int], passed: Set[int], called: Set[int],
    numbers: pl.Series, cells: pl.DataFrame, is_upwards: bool = False,
) -> dict[int, str]:  # fmt: skip
    """Position of a row → which rows it is the sum of (‘rows 2 to 9’), "" where it is only called a total. `order`: the positions
    looked at, each for the rows before it; `looks`: those that may be totals by their names; `called`: those called so."""
    given = (order, rows, looks, passed, called, numbers, cells, is_upwards)
    found = _sums_of(*given, others=False)
    return _sums_of(*given, others=True) if any(found.values()) else found


def _sums_of(
    order: Sequence[int], rows: Sequence[Sequence[int]], looks: Set[int], passed: Set[int], called: Set[int],
    numbers: pl.Series, cells: pl.DataFrame, is_upwards: bool, others: bool,
) -> dict[int, str]:  # fmt: skip
    """As _sums; `others`: whether another row is certainly such a sum."""
    found: dict[int, str] = {}
    before = _Before(len(rows[0]))
    for at in order:
        amounts = rows[at]
        if numbers[at] not in passed:
            summed, tries = before.that_sum_to(amounts, 1 if at in looks and not is_upwards else 2)
            if summed and _is_no_chance(
                at, amounts, summed, tries, rows, at in looks, at == order[-1], cells, is_upwards, others
            ):
                found[at] = _which(summed, before, numbers)
                before.add_total(at, amounts, summed)
                continue
            if at in called:
                found[at] = ""
                before.add_total(at, amounts)
                continue
        before.add_record(at, amounts)
    return found


def _called_total(label: pl.Series) -> pl.Series:
    """Which rows are called a total. Few contain the word at all, so looking for the word first takes a fraction of the
    time."""
    holds = label.str.contains("(?i)total")
    return label.str.contains(_CALLED_TOTAL) if holds.any() else holds


def _parts(width: int) -> npt.NDArray[np.uint64]:
    """What each of so many amounts is multiplied by to make one number of a row."""
    chance = random.Random(1)
    return np.array([chance.randrange(1, 2**63) for _ in range(width)], np.uint64)


def _numbered(amounts: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """One number for each row of amounts (a column each). Such numbers add up as the amounts do, so equal sums have equal
    numbers, whatever is lost at the top."""
    return amounts.astype(np.uint64) @ _parts(amounts.shape[1])


def _may_hold_a_total(numbered: npt.NDArray[np.uint64]) -> bool:
    """Whether some row, by the numbers of all, may be the sum of rows above it or beneath. False only if none is, so that most
    files need no row-by-row search.

    Until there is a total, a row is the sum of rows just above it if the sum of all rows above, less the row, equals the sum of
    some first rows. A row that only repeats the one above is the sum of that one alone, and no total.
    """
    numbered = numbered[numbered != 0]
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(numbered, dtype=np.uint64)])
    same = numbered[1:] == numbered[:-1]
    above, beneath = np.ones((2, len(numbered)), np.bool_)
    above[2:], beneath[:-1] = ~same[1:], ~same
    sought = np.concatenate([(sums[:-1] - numbered)[above], (sums[1:] + numbered)[beneath]])
    return bool(as_series(sought).is_in(as_series(sums).implode()).any())


class _Before:
    """The records and the totals that stand before a row in the order that rows are looked at, and what they come to."""

    def __init__(self, width: int) -> None:
        self.records: list[int] = []
        self.totals: list[int] = []
        self.since = 0  # so many records stand before the last total
        self._sums = self._of_totals = (0,) * width
        self._counts = {self._sums: 0}  # what the first so many records come to → how many they are

    def add_record(self, at: int, amounts: Sequence[int]) -> None:
        self.records.append(at)
        self._sums = tuple(map(add, self._sums, amounts))
        self._counts[self._sums] = len(self.records)

    def add_total(self, at: int, amounts: Sequence[int], summed: Sequence[int] = ()) -> None:
        """Adds a total; a total of totals, or of all records, replaces those above it."""
        is_grand = bool(summed) and (summed == self.totals or summed == self.records)
        self._of_totals = tuple(amounts) if is_grand else tuple(map(add, self._of_totals, amounts))
        self.totals = [at] if is_grand else [*self.totals, at]
        self.since = len(self.records)

    def that_sum_to(self, amounts: Sequence[int], least: int) -> tuple[list[int], int]:
        """(the rows that add up to these amounts, at least `least` of them; how many times likelier than others by
        chance)."""
        count = self._counts.get(tuple(map(sub, self._sums, amounts)))
        if count is not None:
            summed, is_begun = self.records[count:], count in (0, self.since)
            if len(summed) >= (least if is_begun else 2):
                return summed, 1 if is_begun else ANYWHERE * len(self.records)
        if len(self.totals) > 1 and self._of_totals == tuple(amounts):
            return self.totals, 1
        return [], 1


def _which(summed: Sequence[int], before: _Before, numbers: pl.Series) -> str:
    """‘rows 2 to 9’, of totals ‘rows 5 and 9’."""
    if len(summed) == 1 or summed == before.totals:
        return listed(numbers[at] for at in sorted(summed))
    return f"rows {numbers[min(summed)]:,} to {numbers[max(summed)]:,}"


def _is_summed(column: Column) -> bool:
    if column.is_repeated:
        return False
    return column.kind is Kind.MONEY or (column.kind is Kind.WHOLE and column.maximum is None and column.minimum == 0)


ANYWHERE = 10
"""A sum of rows that begin beneath no total is doubted so many times more, or 2 in 100 columns of rounded costs would be asked
about."""
ENOUGH = {"few": 2.5, "many": 1.5, "last": 1.0, "bare": 1.0}
"""How many digits (tenfold odds against chance) a sum must have: of two rows; of three or more; of three or more in the last row;
where the row also lacks cells that all rows summed have, or follows them with a name like a total's."""
OTHERS = 1.0
"""So many digits fewer where another row of the file is such a sum: who writes one subtotal writes all."""
SORTED = 0.7
"""So many digits more where the rows summed stand beneath, for lists run from the dearest down: of eight costs in hundreds,
log-normal, the first was the sum of the next in 10 of 400 such lists (with this in 2)."""


def _is_no_chance(
    at: int, amounts: Sequence[int], summed: Sequence[int], tries: int, rows: Sequence[Sequence[int]], looks: bool,
    is_last: bool, cells: pl.DataFrame, is_upwards: bool, others: bool,
) -> bool:  # fmt: skip
    """Whether a row that equals the sum of others is a total rather than a coincidence. 100, 200 and 300 may well be
    three licences, but 12,340.17 is hardly the sum of the rows above it by chance. The test counts how many different
    sums were possible: the sum of each amount in the smallest step of the figures (thousands, hundreds, … pence),
    against the number of sums tried. Where each amount comes from one row alone, nothing was added up: two rows of which
    one has no users and the other no cost may be repeated by a third."""
    if looks:
        return True
    digits = -math.log10(tries) - (SORTED if is_upwards else 0) + (OTHERS if others else 0)
    for column in {amount: c for c, amount in enumerate(amounts) if amount}.values():
        figures = [abs(rows[index][column]) for index in summed]
        step = 1
        while all(figure % (10 * step) == 0 for figure in figures):
            step *= 10
        digits += math.log10(max(abs(amounts[column]) / step, 1))
    if _lacks_cells(at, summed, cells):
        return digits >= ENOUGH["bare"]
    if all(sum(rows[index][column] != 0 for index in summed) < 2 for column, amount in enumerate(amounts) if amount):
        return False
    if len(summed) == 2:
        return digits >= ENOUGH["few"]
    return digits >= ENOUGH["last" if is_last else "many"]


def _lacks_cells(at: int, summed: Sequence[int], cells: pl.DataFrame) -> bool:
    """Whether a cell of the row is blank that is filled in all the rows it sums."""
    blank = [name for name, cell in zip(cells.columns, cells.row(at), strict=True) if not cell]
    return any(cells[name].gather(list(summed)).null_count() == 0 for name in blank)
