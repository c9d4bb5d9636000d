"""Cells that stand for those beneath them: merged cells, a value above blank ones, and ditto marks. Refused once by
name, or filled if the person says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from data.datasets import FIGURES, Column, Dataset, Kind
from data.intake import checks
from data.intake.columns import Matched, match_headings
from data.intake.options import Options, column_named, unknown_column
from data.intake.read import Sheet
from data.intake.read.model import letters, listed
from data.intake.values.common import plain
from data.intake.values.text import SAME_AS_ABOVE
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

IN_PART = 2
"""A column may be typed on first rows only if at most so many times as many of its cells are filled as blank."""
NOT = "=-"
"""What is said after a column whose blank cells are blank."""


@dataclass(frozen=True)
class _Place:
    """A column of the file: ours, its position, and which of its cells repeat the value above them."""

    column: Column
    place: int
    stands: pl.Series
    starts: pl.Series
    is_merged: bool


def apply(
    sheet: Sheet, dataset: Dataset, options: Options, fixed: Collection[str], filled: Collection[str]
) -> tuple[Sheet, pl.DataFrame]:
    """(the sheet with the requested cells filled from above, the problems). `fixed`: our columns that get a value;
    `filled`: those whose blank cells do."""
    if not (options.fill_down or sheet.down or any(map(_is_typed_once, sheet.cells.iter_columns()))):
        return sheet, no_problems()
    matched = match_headings(sheet.headings, sheet.cells, dataset, options.mapping, options.split_dates, fixed, filled)
    wanted, left, found = _columns_to_fill(options.fill_down, dataset, matched, sheet)
    for column in dataset.columns:
        place = matched.places.get(column.name)
        if place is None or column.name in {*left, *(one.name for one in wanted)}:
            continue
        found.append(_asked(column, _place(column, place, sheet), sheet, dataset, column.name in filled))
    inner, outer = sheet, pl.Series([False], dtype=pl.Boolean).new_from_index(0, sheet.cells.height)
    for at in sorted((_place(c, matched.places[c.name], sheet) for c in wanted), key=lambda one: one.place):
        inner = _filled(inner, sheet, at, outer)
        outer = outer | at.starts
    return inner, pl.concat([no_problems(), *found])


def _columns_to_fill(
    names: Sequence[str], dataset: Dataset, matched: Matched, sheet: Sheet
) -> tuple[list[Column], set[str], list[pl.DataFrame]]:
    """(the columns to fill, those where blank means blank, what is wrong with the options)."""
    wanted: dict[str, Column] = {}
    left: set[str] = set()
    found = []
    for one in names:
        column = column_named(dataset, one.removesuffix(NOT))
        if column is None:
            found.append(unknown_column(dataset, one.removesuffix(NOT), "The option to fill down"))
            continue
        if one.endswith(NOT):
            left.add(column.name)
            continue
        trouble = _trouble(column, dataset, matched, sheet)
        if trouble:
            found.append(checks.file_problem(ProblemKind.NOTHING_TO_FILL_DOWN, trouble, column=column.name))
        else:
            wanted[column.name] = column
    for name in left & set(wanted):
        text = f"It was said both that the blank cells of {wanted.pop(name).label} are filled and that they are blank."
        found.append(checks.file_problem(ProblemKind.NOTHING_TO_FILL_DOWN, text, "Say one.", name))
    return list(wanted.values()), left, found


def _trouble(column: Column, dataset: Dataset, matched: Matched, sheet: Sheet) -> str:
    start = f"{column.label} can't be filled down: "
    if not may_group(column, dataset):
        return start + "what it holds is each row's own."
    if column.name not in matched.places:
        return start + "the file has no such column."
    if not _place(column, matched.places[column.name], sheet).stands.any():
        return start + "it has no blank cell beneath a filled one."
    return ""


def may_group(column: Column, dataset: Dataset) -> bool:
    """Whether several rows may share one value of a column: an amount would count in each of them."""
    return column.kind not in FIGURES and dataset.keys != (column.name,)


def _is_typed_once(cells: pl.Series) -> bool:
    """Whether a column is filled in its first row, has some blank cells, and never says the same twice in a row."""
    filled = cells.drop_nulls()
    return not (_is_mostly_filled(cells) or (filled == filled.shift(1)).any())


def _is_mostly_filled(cells: pl.Series) -> bool:
    """Whether a column has too few blank cells for groups, nothing but blank ones, or no group that begins in its first row."""
    blank = cells.null_count()
    return not blank or blank == len(cells) or cells[0] is None or len(cells) - blank > IN_PART * blank


def _stands_in_groups(cells: pl.Series, sheet: Sheet) -> bool:
    """Whether each filled cell stands in a row where a group of another column begins, as in a pivot table of several fields: two
    groups may then say the same. Most have a blank cell beneath; a list of which the end lacks a value has one that does."""
    filled = cells.is_not_null()
    has_blank = (~filled.shift(-1, fill_value=True)).filter(filled)
    if has_blank.sum() < 2 or 2 * has_blank.sum() <= has_blank.len():
        return False
    others = (other for other in sheet.cells.iter_columns() if _is_typed_once(other))
    return any(bool(other.is_not_null().filter(filled).all()) for other in others)


def _place(column: Column, place: int, sheet: Sheet) -> _Place:
    """The cells of a column that repeat the value above: merged ones; otherwise ditto marks; otherwise blanks."""
    cells = sheet.cells[f"c{place}"]
    spans = [(down.first, down.last) for down in sheet.down if down.column == sheet.places[place]]
    if spans:
        inside = [pl.lit(sheet.rows).is_between(first, last) for first, last in spans]
        blank = pl.select(pl.any_horizontal(*inside)).to_series() & cells.is_null()
        return _Place(column, place, blank, ~blank, True)
    marks = cells.str.strip_chars().str.contains(SAME_AS_ABOVE).fill_null(False)
    stands = marks if marks.any() else cells.is_null()
    stands = stands & (~stands).cum_max()
    return _Place(column, place, stands, ~stands, False)


def _asked(column: Column, at: _Place, sheet: Sheet, dataset: Dataset, is_answered: bool) -> pl.DataFrame:
    """The one problem of a column whose cells may repeat the value above."""
    cells, heading = sheet.cells[f"c{at.place}"], plain(sheet.headings[at.place]) or column.label
    if at.is_merged and at.stands.any() and not may_group(column, dataset):
        down = next(down for down in sheet.down if down.column == sheet.places[at.place])
        return checks.file_problem(
            ProblemKind.MERGED_CELLS, down.problem, "Unmerge the cells and fill each.", column.name, heading
        )
    if not at.stands.any() or not (at.is_merged or (not is_answered and _is_asked(column, cells, dataset, sheet))):
        return no_problems()
    firsts = sheet.rows.filter(
        at.stands.shift(-1).fill_null(False) & ~at.stands if at.is_merged else cells.is_not_null()
    )
    values = cells.filter(sheet.rows.is_in(firsts.implode()))
    shown = ", ".join(f"‘{plain(value)[:40]}’" for value in values.head(5)) + (", …" if len(values) > 5 else "")
    count = int(at.stands.sum())
    rows = f"{count:,} row{'' if count == 1 else 's'} beneath {'them' if len(firsts) > 1 else 'it'}"
    if at.is_merged:
        text = f"is merged with the cells beneath it from {listed(firsts)} on ({shown}), which leaves {rows} blank."
    else:
        text = f"is filled in {listed(firsts)} only ({shown}) and blank in {rows}."
    mend = "Fill each cell, or say that each filled one stands for the blank ones beneath it."
    return checks.file_problem(ProblemKind.FILL_DOWN, text, mend, column.name, heading)


def _is_asked(column: Column, cells: pl.Series, dataset: Dataset, sheet: Sheet) -> bool:
    """Whether to ask about a column's blank cells as repeats of the value above. If they may be blank, only if the
    column refers to another dataset, and each filled cell is different and has a blank one beneath it."""
    if not may_group(column, dataset) or column.kind is Kind.SHARE or _is_mostly_filled(cells):
        return False
    is_once = _is_typed_once(cells)
    if column.required:
        return column.name != "name" and (is_once or _stands_in_groups(cells, sheet))
    if not is_once:
        return False
    filled = cells.is_not_null()
    has_blank = (~filled.shift(-1).fill_null(True)).filter(filled)
    is_group = column.refers_to is not None and column.refers_to != dataset.name
    return is_group and len(has_blank) > 1 and bool(has_blank.all()) and not cells.drop_nulls().is_duplicated().any()


def _filled(sheet: Sheet, before: Sheet, at: _Place, outer: pl.Series) -> Sheet:
    """The sheet with one column filled; nothing is taken from above the row where a group of a column to its left
    begins."""
    cells = before.cells[f"c{at.place}"]
    index = pl.int_range(len(cells), eager=True)
    frame = pl.DataFrame({"from": index, "stands": at.stands, "group": outer.cast(pl.Int64).cum_sum()})
    source = frame.select(pl.when(~pl.col("stands")).then("from").forward_fill().over("group")).to_series()
    taken = cells.gather(source)
    changed = at.stands & taken.is_not_null()
    values = pl.select(pl.when(changed).then(taken).otherwise(cells)).to_series()
    heading = plain(before.headings[at.place]) or letters(before.places[at.place])
    examples = tuple(
        f"row {before.rows[i]:,}, {heading}: ‘{plain(values[i])[:60]}’ (row {before.rows[source[i]]:,})"
        for i in changed.arg_true().head(5)
    )
    count = int(changed.sum())
    text = f"{heading}: {count:,} cell{' was' if count == 1 else 's were'} filled with the value above, as said."
    notice = Notice(NoticeKind.FILLED_DOWN, text, count, examples)
    return replace(
        sheet,
        cells=sheet.cells.with_columns(values.alias(f"c{at.place}")),
        notices=(*sheet.notices, notice),
        as_it_was=before.of_file,
    )
