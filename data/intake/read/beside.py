"""A second table beside the first, separated by a blank column: refused by name, never read as more columns of the same
rows without a word."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from data.intake.read.headings import DATE, NUMBER
from data.intake.read.model import Grid, HeadingCounter, letters, plural, shown
from data.problems import Notice, NoticeKind, Refused, Remedy

_LEAST_ROWS = 2
"""A second table has so many rows, and the first so many more or fewer, before their lengths tell them apart."""


@dataclass(frozen=True)
class _Block:
    """Adjacent columns between blank ones: indexes from `first` up to `last`."""

    first: int
    last: int
    filled: pl.Series  # for each row beneath the headings, whether any of the block's cells is

    def columns(self, grid: Grid) -> str:
        return span(grid.columns[self.first], grid.columns[self.last])


def span(first: int, last: int) -> str:
    """Columns by their letters, as a person names them: H, or H-J."""
    return letters(first) if first == last else f"{letters(first)}-{letters(last)}"


def refuse_second(grid: Grid, cells: list[str], first: int, looks_like_heading: HeadingCounter) -> list[Notice]:
    """A notice for columns that stand apart but are read all the same. Raises Refused if they are another table.

    `cells`: the headings of the whole row; `first`: the index of the first row beneath them.
    """
    blocks = _blocks(grid, cells, first)
    if len(blocks) < 2:
        return []
    known = [looks_like_heading(cells[block.first : block.last + 1]) for block in blocks]
    main = blocks[known.index(max(known))]
    headings = {_plain(cell) for cell in cells[main.first : main.last + 1]} - {""}
    for block in blocks:
        if block is main:
            continue
        own = [_plain(cell) for cell in cells[block.first : block.last + 1]]
        gap = [at for at in range(len(cells)) if min(block.last, main.last) < at < max(block.first, main.first)]
        gap = [at for at in gap if not any(other.first <= at <= other.last for other in blocks)]
        is_certain = (
            bool(headings & set(own))
            or _has_rows_of_its_own(grid, main, block, any(own), first)
            or _is_headed_elsewhere(grid, block, cells[block.first : block.last + 1], first)
        )
        if is_certain or _ends_before(grid, main, block, first):
            _refuse(grid, block, first, [] if is_certain else gap)
    apart = [block for block in blocks if block is not main and any(cells[block.first : block.last + 1])]
    columns = " and ".join(block.columns(grid) for block in apart)
    count = sum(block.last - block.first + 1 for block in apart)
    if not apart:
        return []
    verb = "stands" if count == 1 else "stand"
    read = "was" if count == 1 else "were"
    text = f"{plural(count, 'column')} ({columns}) {verb} apart, behind a blank column, and {read} read as part of the rows."
    return [Notice(NoticeKind.STANDS_APART, text, count)]


def _blocks(grid: Grid, cells: list[str], first: int) -> list[_Block]:
    """The blocks of columns with any content in the heading row or beneath it."""
    body = grid.frame.slice(first)
    is_filled = [
        bool(at < len(cells) and cells[at]) or body[name].null_count() < body.height
        for at, name in enumerate(body.columns)
    ]
    runs: list[list[int]] = []
    for at, filled in enumerate(is_filled):
        if filled and runs and runs[-1][-1] == at - 1:
            runs[-1].append(at)
        elif filled:
            runs.append([at])
    if len(runs) < 2:
        return []
    return [
        _Block(run[0], run[-1], body.select(pl.any_horizontal(pl.nth(run).is_not_null()).alias("filled"))["filled"])
        for run in runs
    ]


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]+", " ", heading).strip().casefold()


def _has_rows_of_its_own(grid: Grid, main: _Block, block: _Block, is_headed: bool, first: int) -> bool:
    """Whether a block has rows below the end of the first table, and not only sums."""
    last = main.filled.arg_true()
    if not len(last) or (_width(block) == 1 and not is_headed):
        return False
    beneath = grid.frame.slice(first + int(last[-1]) + 1).select(pl.nth(list(range(block.first, block.last + 1))))
    rows = [[cell for cell in row if cell] for row in beneath.head(1000).iter_rows()]
    return sum(any(not NUMBER.match(cell) for cell in row) for row in rows) >= _LEAST_ROWS


def _width(block: _Block) -> int:
    return block.last - block.first + 1


def _is_headed_elsewhere(grid: Grid, block: _Block, own: list[str], first: int) -> bool:
    """Whether a block of several columns has its own headings above or below the row of headings."""
    at = block.filled.arg_true()
    if _width(block) < 2 or len(at) < _LEAST_ROWS:
        return False
    if any(own):
        above = grid.cells(first - 2)[block.first : block.last + 1] if first > 1 else []
        return any(map(_is_value, own)) and _are_headings(above)
    return len(at) > _LEAST_ROWS and _are_headings(grid.cells(first + int(at[0]))[block.first : block.last + 1])


def _are_headings(cells: list[str]) -> bool:
    return bool(cells) and all(cells) and len(set(cells)) == len(cells) and not any(map(_is_value, cells))


def _is_value(cell: str) -> bool:
    return bool(NUMBER.match(cell) or DATE.match(cell))


def _ends_before(grid: Grid, main: _Block, block: _Block, first: int) -> bool:
    """Whether a block of several columns is filled from the top and then blank to the end, beside records that go on,
    with a different name in each row: it is a table of its own, or remarks on the first records."""
    count = int(block.filled.sum())
    more = int(main.filled.slice(count).sum())
    if _width(block) < 2 or count < _LEAST_ROWS or more < _LEAST_ROWS or not block.filled.head(count).all():
        return False
    body = grid.frame.slice(first, count).select(pl.nth(list(range(block.first, block.last + 1))))
    leading = body.to_series(0)
    cells = body.height * body.width
    is_full = sum(column.null_count() for column in body.iter_columns()) * 5 <= cells
    return leading.null_count() == 0 and leading.n_unique() == count and is_full


def _refuse(grid: Grid, block: _Block, first: int, gap: list[int]) -> None:
    filled = block.filled.arg_true()
    top = first - 1 if any(grid.cells(first - 1)[block.first : block.last + 1]) else first + int(filled[0])
    bottom = first + int(filled[-1]) if len(filled) else top
    names = [cell for cell in grid.cells(top)[block.first : block.last + 1] if cell]
    where = (
        f"{letters(grid.columns[block.first])}{grid.rows[top]}:{letters(grid.columns[block.last])}{grid.rows[bottom]}"
    )
    ways = [Remedy("leave_out_columns", block.columns(grid))]
    between = span(grid.columns[gap[0]], grid.columns[gap[-1]]) if gap else ""
    ways += [Remedy("leave_out_columns", between)] if gap else []
    raise Refused(
        f"Cells {where} are a second table beside the first, behind a blank column ("
        + ", ".join(f"‘{shown(name, 30)}’" for name in names[:4])
        + f"{', …' if len(names) > 4 else ''}). Put each table in a file of its own, or leave columns {block.columns(grid)} out"
        + (f"; if they belong to the rows beside them, leave the blank column {between} out." if gap else "."),
        *ways,
    )
