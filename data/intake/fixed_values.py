"""Fixed values: ‘stage=migrated when actual_date’ for a column that a file lacks, ‘… when blank’ for its blank cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.intake import checks
from data.intake.options import FIXED_VALUE, column_named, fixed_in_words, unknown_column
from data.intake.values import Settings, read_column
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

Settling = dict[tuple[str, str], list[tuple[str, ...]]]
"""What settles each problem with fixed values, by its kind and our column, in the order of the problems: the fixed values of
which each does when it is said besides; none where only saying less does."""


@dataclass(frozen=True)
class Fixed:
    """One ‘column=value when other is value when blank’; each ‘when’ is optional."""

    text: str
    words: str  # the text as the page says it
    column: Column
    value: object
    when: str | None = None  # our column that must be filled…
    when_is: object = None  # …with this value, where given
    when_blank: bool = False

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def meaning(self) -> tuple[object, ...]:
        """What fixed values that say the same have in common, apart from ‘when blank’."""
        return self.name, self.value, self.when, self.when_is


def fixed_values(texts: Sequence[str], dataset: Dataset, reporting_date: date) -> tuple[list[Fixed], pl.DataFrame]:
    """The fixed values that a person gives, in an order independent of theirs, and what is wrong with them.

    One that is also given with ‘when blank’ means just that, so the proposal in a refusal can simply be added.
    """
    fixed: dict[tuple[object, ...], Fixed] = {}
    found = [no_problems()]
    for text in sorted(dict.fromkeys(texts)):
        item = _one(text, dataset, reporting_date)
        if not isinstance(item, Fixed):
            found.append(item)
        elif item.when_blank or item.meaning not in fixed:
            fixed[item.meaning] = item
    return _by_dependence(list(fixed.values()), found), pl.concat(found)


def _one(text: str, dataset: Dataset, reporting_date: date) -> Fixed | pl.DataFrame:
    """One fixed value, or what is wrong with it."""
    match = FIXED_VALUE.fullmatch(text)
    if not match:
        return checks.file_problem(ProblemKind.FIXED_VALUE, f"The fixed value ‘{text}’ isn't of the form column=value.")
    name, value, when, when_is, blank = match.groups()
    words = fixed_in_words(text, dataset)
    what = f"The fixed value ‘{words}’"
    column = column_named(dataset, name)
    if column is None:
        return unknown_column(dataset, name, what)
    condition = column_named(dataset, when) if when else None
    if when and condition is None:
        return unknown_column(dataset, when, what)
    wanted: list[object] = []
    for its, cell in ((column, value), (condition, when_is)):
        if its is None or not cell or its.kind is Kind.TEXT:  # what a person states is meant, ‘Not stated’ too
            wanted.append(cell or None)
            continue
        parsed = read_column(pl.Series([cell], dtype=pl.String), its, Settings(reporting_date))
        if parsed.found.height:
            problem = parsed.found.row(0, named=True)
            return checks.file_problem(
                ProblemKind.FIXED_VALUE, f"{what}: ‘{cell}’ {problem['problem']}", problem["mend"], column.name
            )
        wanted.append(parsed.values[0])
    return Fixed(text, words, column, wanted[0], condition.name if condition else None, wanted[1], blank is not None)


def _by_dependence(fixed: list[Fixed], found: list[pl.DataFrame]) -> list[Fixed]:
    """The fixed values of columns on which others depend, before those others; None if any depend on one another."""
    rests_on = _what_each_rests_on(fixed)
    in_circle = {name: {other for other in on if name in rests_on[other]} for name, on in rests_on.items()}
    turning = [item for item in fixed if item.when in in_circle[item.name]]
    for name in dict.fromkeys(item.name for item in turning):
        names = checks.with_and([f"‘{item.words}’" for item in turning if item.name in in_circle[name]])
        problem = f"The fixed values {names} depend on one another, or on the very column that they fill."
        found.append(checks.file_problem(ProblemKind.FIXED_VALUE, problem, "Take one of them away.", name))
    left = [item for item in fixed if item not in turning]
    rests_on = _what_each_rests_on(left)
    return sorted(left, key=lambda item: len(rests_on[item.name]))


def _what_each_rests_on(fixed: Sequence[Fixed]) -> dict[str, set[str]]:
    """Each column with a fixed value → the columns with one that its value depends on, directly or indirectly."""
    rests_on: dict[str, set[str]] = {item.name: set() for item in fixed}
    for item in fixed:
        if item.when in rests_on:
            rests_on[item.name].add(item.when)
    for name in rests_on:
        for others in rests_on.values():
            if name in others:
                others |= rests_on[name]
    return rests_on


@dataclass
class Setting:
    """The table that fixed values are set in, and what was found: `values` and `texts` by our column, `refused` whether
    a cell was refused already; `label` names a column as the file does."""

    values: dict[str, pl.Series]
    texts: dict[str, pl.Series]
    refused: Mapping[str, pl.Series]
    rows: pl.Series
    label: Callable[[str], str]
    problems: list[pl.DataFrame]
    notices: list[Notice]
    settling: Settling

    def set(self, fixed: Sequence[Fixed]) -> None:
        """Sets every fixed value. For each cell the most specific statement counts: what is said where another column
        holds a value, then where it is filled, then for all rows; what is said ‘when blank’ fills what these and the
        file leave blank."""
        for name in dict.fromkeys(item.name for item in fixed):
            mine = [item for item in fixed if item.name == name]
            if name in self.values:
                for item in mine:
                    if not item.when_blank:
                        self._refuse_as_the_file_has_it(item)
                mine = [item for item in mine if item.when_blank]
            else:
                self.values[name] = pl.Series(name, [None] * len(self.rows), dtype=mine[0].column.frame_type)
            for when_blank in (False, True):
                for is_conditional in (True, False):
                    self._fill(
                        [i for i in mine if i.when_blank == when_blank and (i.when is not None) == is_conditional]
                    )

    def _refuse(self, kind: ProblemKind, item: Fixed, problem: str, mend: str, *giving_way: Fixed) -> None:
        """Adds a problem with an item, settled once any of `giving_way` fills only blank cells."""
        self.problems.append(checks.file_problem(kind, problem, mend, item.name))
        ways = tuple(f"{one.text} when blank" for one in giving_way)
        self.settling.setdefault((kind, item.name), []).append(ways)

    def _refuse_as_the_file_has_it(self, item: Fixed) -> None:
        heading = self.label(item.name)
        problem = (
            f"The fixed value ‘{item.words}’ is for {item.column.label}, which the file has (heading ‘{heading}’)."
        )
        mend = f"Say ‘{item.words} when blank’ to fill its blank cells, or don't use that heading."
        self._refuse(ProblemKind.FIXED_VALUE_IN_THE_FILE, item, problem, mend, item)

    def _refuse_as_contradicting(self, item: Fixed, other: Fixed, both: pl.Series) -> None:
        rows = checks.rows_listed(self.rows.filter(both).to_list())
        problem = f"The fixed values ‘{item.words}’ and ‘{other.words}’ give {item.column.label} two values in {rows}."
        kind = ProblemKind.FIXED_VALUES_CONTRADICT
        if item.when is None or item.when_blank:
            self._refuse(kind, item, problem, "Take one of the two away.")
            return
        mend = f"Say which fills only what the other leaves: ‘{item.words} when blank’ or ‘{other.words} when blank’."
        self._refuse(kind, item, problem, mend, item, other)

    def _fill(self, items: list[Fixed]) -> None:
        """Sets statements of one rank in the cells that are still blank, if no two of them contradict each other."""
        if not items:
            return
        name = items[0].name
        before = self.values[name]
        nowhere = pl.Series([False] * len(before), dtype=pl.Boolean)
        free = before.is_null() & ~self.refused.get(name, nowhere)
        where = [free & self._holds(item) for item in items]
        for at, item in enumerate(items):  # where a column holds a value is surer than where it is filled
            if item.when is not None and item.when_is is None:
                for place, other in enumerate(items):
                    if other.when == item.when and other.when_is is not None:
                        where[at] = where[at] & ~where[place]
        for at, item in enumerate(items):
            for place, other in enumerate(items[at + 1 :], at + 1):
                both = where[at] & where[place]
                if item.value != other.value and both.any():
                    self._refuse_as_contradicting(item, other, both)
                    where[place] = where[place] & ~both
        for item, here in zip(items, where, strict=True):
            filled = pl.lit(pl.Series([item.value], dtype=item.column.frame_type)[0], dtype=item.column.frame_type)
            self.values[name] = pl.select(pl.when(here).then(filled).otherwise(self.values[name])).to_series()
            if name in self.texts:
                self.texts[name] = pl.select(pl.when(~here).then(self.texts[name])).to_series()
            count = int(here.sum())
            self.notices.append(
                Notice(
                    NoticeKind.FIXED_VALUE,
                    f"‘{item.words}’ was set in {count:,} row{'' if count == 1 else 's'}, as said.",
                    count,
                )
            )

    def _holds(self, item: Fixed) -> pl.Series:
        """In which rows the condition of a statement holds. A column that the file doesn't give is filled nowhere."""
        height = len(self.rows)
        if item.when is None:
            return pl.Series([True] * height, dtype=pl.Boolean)
        other = self.values.get(item.when)
        if other is None:
            return pl.Series([False] * height, dtype=pl.Boolean)
        if item.when_is is None:
            return other.is_not_null()
        if isinstance(item.when_is, str):
            return (other.str.to_lowercase() == item.when_is.lower()).fill_null(False)
        return (other == item.when_is).fill_null(False)
