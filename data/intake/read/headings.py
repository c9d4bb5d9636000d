"""Finds the heading row below title rows, recognises a table on its side, and checks the headings themselves."""

from __future__ import annotations

import re

import polars as pl

from data.intake.read.model import Grid, HeadingCounter, letters, listed, shown
from data.problems import Notice, NoticeKind, Refused, Remedy

_LOOK_AT_ROWS = 40  # filled ones, …
_LOOK_AT_MOST = 5000  # … among so many
_LOOK_AT_COLUMNS = 6
_LONGEST_GROUP = 60  # characters of what groups headings
NUMBER = re.compile(r"^[-+(]?\s*[£$€]?\s*[-+]?[\d,. ]*\d[\d,. ]*\s*(?:%|[kmKM]|bn|million|thousand)?\s*\)?$")
DATE = re.compile(
    r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]* +)?"
    r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d{2}.*)?|\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}[ -]\d{2,4})$",
    re.IGNORECASE,
)


def filled_counts(frame: pl.DataFrame) -> pl.Series:
    """How many cells of each row are filled."""
    if not frame.width:
        return pl.Series("filled", [], dtype=pl.UInt32)
    return frame.select(pl.sum_horizontal(pl.all().is_not_null()).alias("filled"))["filled"]


def blank_rows(frame: pl.DataFrame) -> pl.Series:
    """Which rows have no filled cell."""
    if any(
        series.null_count() == 0 for series in frame.iter_columns()
    ):  # a column that is full: no need to look at more
        return pl.Series("blank", [False]).new_from_index(0, frame.height)
    if not frame.width:
        return pl.Series("blank", [], dtype=pl.Boolean)
    return frame.select(pl.all_horizontal(pl.all().is_null()).alias("blank"))["blank"]


def is_on_its_side(grid: Grid, looks_like_heading: HeadingCounter) -> bool:
    """Whether the headings are in a column, with one record per column: far more of them are recognised there than in
    any row, or, if none is recognised, rows hold cells of one kind (dates, amounts, a few repeated words) and columns
    don't. A long table of numbers has as many even rows, but its columns are even too."""
    if grid.frame.height < 3 or grid.frame.width < 2:
        return False
    across = max((looks_like_heading(grid.cells(i)) for i in range(min(_LOOK_AT_ROWS, grid.frame.height))), default=0)
    head = grid.frame.head(200)
    down = max(
        looks_like_heading([cell for cell in head[name].to_list() if cell]) for name in head.columns[:_LOOK_AT_COLUMNS]
    )
    if down >= 3 and down > 2 * across:
        return True
    if across >= 2 or grid.frame.width < 6 or grid.frame.height < 6:
        return False
    rows = [grid.cells(i)[1:] for i in range(min(_LOOK_AT_ROWS, grid.frame.height))]
    columns = [[cell or "" for cell in head[name].to_list()[1:]] for name in head.columns[1:_LOOK_AT_ROWS]]
    even_rows, even_columns = sum(map(_of_one_sort, rows)), sum(map(_of_one_sort, columns))
    return even_rows >= 3 and even_columns * 4 <= min(even_rows, len(columns))


def _of_one_sort(cells: list[str]) -> bool:
    """Whether nearly all filled cells are numbers, or dates, or the same few values."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 4:
        return False
    most = 0.7 * len(filled)
    few = len(set(filled)) <= len(filled) / 4
    return few or any(sum(bool(sort.match(cell)) for cell in filled) >= most for sort in (NUMBER, DATE))


def find(grid: Grid, looks_like_heading: HeadingCounter) -> int:
    """The index of the heading row: the first of those where most headings are recognised, or, if there are none, the
    first filled row if it can only be headings. Raises Refused if that isn't certain."""
    filled = filled_counts(grid.frame.head(_LOOK_AT_MOST))
    candidates = [index for index, count in enumerate(filled.to_list()) if count][:_LOOK_AT_ROWS]
    scores = {index: looks_like_heading(_with_merged(grid, index)) for index in candidates}
    best = max(scores.values(), default=0)
    if best >= 2 or (best == 1 and _most(filled) <= 2):
        found = next(index for index in candidates if scores[index] == best)
        if scores.get(found + 1) == best and _groups_headings(grid, found, found + 1):
            found += 1  # ‘, , Budget, , Actual, ’ above ‘Component, Strand, Apr-13, May-13, Apr-13, May-13’
        _check_rows_above(grid, filled, found)
        return found
    first = next((index for index in candidates if filled[index] >= min(2, _most(filled))), None)
    if first is None:
        raise Refused("The first rows of the file are all blank. Delete them, or state the heading row.")
    reason = why_not_headings(grid, first)
    if reason:
        number = grid.rows[first]
        raise Refused(
            f"No row has headings that this dataset knows, and row {number:,} doesn't look like headings: {reason}. "
            "State the heading row (0 if the file has no heading line), or put the headings back.",
            Remedy("heading_row", "0"), Remedy("heading_row", "…"),
        )  # fmt: skip
    _check_rows_above(grid, filled, first)
    return first


def _most(filled: pl.Series) -> int:
    return max(filled.to_list(), default=0)


def _with_merged(grid: Grid, index: int) -> list[str]:
    """The cells of a row, with cells merged from above filled in."""
    cells = grid.cells(index)
    row = grid.rows[index]
    for top, left, bottom, right in grid.merged:
        if top < row <= bottom and left == right and left in grid.columns:
            at = grid.columns.index(left)
            above = (grid.rows == top).arg_true()
            if not cells[at] and len(above):
                cells[at] = grid.frame.item(above[0], at) or ""
    return cells


def upper_heading_rows(grid: Grid, row: int) -> set[int]:
    """The rows above the heading row `row` that belong to it, because cells are merged from there down to it."""
    return {upper for top, _, bottom, _ in grid.merged if top < row == bottom for upper in range(top, row)}


def cells_of(grid: Grid, index: int) -> tuple[int, list[str]]:
    """(index of the last row of the heading, its cells): a heading with cells merged downwards ends where they end."""
    row = grid.rows[index]
    bottom = max((last for top, _, last, _ in grid.merged if top == row and last > top), default=row)
    if bottom == row:
        return index, _with_merged(grid, index)
    below = (grid.rows == bottom).arg_true()
    last = int(below[0]) if len(below) else index
    return last, _with_merged(grid, last)


def why_not_headings(grid: Grid, index: int) -> str:
    """Why a row can't be taken for unknown headings; "" if it can."""
    cells = grid.cells(index)
    while cells and not cells[-1]:
        cells.pop()
    if "" in cells[1:]:
        return "it has blank cells"
    for cell in cells:
        if NUMBER.match(cell) or DATE.match(cell):
            return f"‘{shown(cell, 30)}’ is a value"
    if len({cell.casefold() for cell in cells}) < len(cells):
        return "two of its cells are alike"
    below = grid.frame.slice(index + 1)
    for column, cell in enumerate(cells):
        if cell and (below[f"c{column}"] == cell).any():
            return f"‘{shown(cell, 30)}’ occurs again beneath it"
    return ""


def _check_rows_above(grid: Grid, filled: pl.Series, found: int) -> None:
    most = max(2, filled[found] // 2)
    upper = upper_heading_rows(grid, int(grid.rows[found]))
    wide = [index for index in range(found) if filled[index] > most and int(grid.rows[index]) not in upper]
    wide = [index for index in wide if not _is_ruler(grid.cells(index)) and not _groups_headings(grid, index, found)]
    if wide:
        records = [index for index in wide if _is_a_record(grid, index, found)]
        raise Refused(
            f"Row {grid.rows[found]:,} looks like the headings, but {listed(grid.rows[i] for i in wide)} above it look like a "
            "table too. "
            + (
                f"{listed(grid.rows[i] for i in records).capitalize()} would be lost: put the headings above all rows."
                if records
                else "Delete what doesn't belong, or state the heading row."
            ),
            *([] if records else [Remedy("heading_row", str(grid.rows[found]))]),
        )


def _is_a_record(grid: Grid, index: int, found: int) -> bool:
    """Whether a row above the headings has the content of the rows beneath them: most of its cells are of their
    columns' kind."""
    heading, above = grid.cells(found), grid.cells(index)
    below = grid.frame.slice(found + 1, 500)
    alike = compared = 0
    for column, cell in enumerate(above):
        if not cell or column >= len(heading) or not heading[column]:
            continue
        beneath = below[f"c{column}"].drop_nulls()
        if not len(beneath):
            continue
        compared += 1
        shapes = beneath.str.replace_all("[0-9]", "9").str.replace_all("9+", "9")
        alike += bool((beneath == cell).any() or (shapes == re.sub("[0-9]+", "9", cell)).any())
    return compared >= 2 and alike * 2 >= compared


def _is_ruler(cells: list[str]) -> bool:
    """Whether a row only numbers the columns: A, B, C, … as a spreadsheet prints them, or 1, 2, 3, …"""
    filled = [cell for cell in cells if cell]
    start = cells.index(filled[0]) if len(filled) > 2 else 0
    if cells[start : start + len(filled)] != filled:
        return False
    counted = range(1, len(filled) + 1)
    return len(filled) > 2 and filled in ([letters(i) for i in counted], [str(i) for i in counted])


def _groups_headings(grid: Grid, index: int, found: int) -> bool:
    """Whether a row straight above the headings only names groups of them (‘Supplier, , Costs, ’): words alone, with
    gaps or repeats, and nothing that looks like its columns' content."""
    cells = grid.cells(index)
    filled = [cell for cell in cells if cell]
    if index != found - 1 or len(set(filled)) > 0.75 * sum(map(bool, grid.cells(found))):
        return False
    beneath = grid.frame.slice(found + 1)
    for column, cell in enumerate(cells):
        if cell and (NUMBER.match(cell) or DATE.match(cell) or len(cell) > _LONGEST_GROUP):
            return False
        if cell and bool((beneath[f"c{column}"].str.replace_all("[0-9]", "9") == re.sub("[0-9]", "9", cell)).any()):
            return False
    return True


def checked(grid: Grid, cells: list[str], first_record: int, row: int) -> tuple[list[int], list[str], list[Notice]]:
    """(indexes of the columns kept, their headings, notices). A column without heading and without cells is left out.

    Raises Refused for headings that occur twice (even if they differ in case, spaces or underscores) and for filled
    columns without heading.
    """
    width = max((i + 1 for i, cell in enumerate(cells) if cell), default=0)
    if not width:
        raise Refused(f"Row {row:,} was to hold the headings, but it is blank.")
    cells = cells[:width]
    _refuse_twice(cells, row, grid, first_record)
    kept, headings, notices, nameless = [], [], [], []
    for index, cell in enumerate(cells):
        if cell:
            kept.append(index)
            headings.append(cell)
            continue
        column = grid.frame[f"c{index}"].slice(first_record)
        if column.is_null().all() or _holds_notes_alone(grid, index, first_record):
            continue
        if _counts_rows(column):
            kept.append(index)
            headings.append("")
            text = f"Column {letters(grid.columns[index])} has no heading and only counts the rows."
            notices.append(Notice(NoticeKind.NO_HEADING, text))
        else:
            nameless.append(index)
    if nameless:
        index = nameless[0]
        column = grid.frame[f"c{index}"].slice(first_record)
        at = int(column.is_not_null().arg_true()[0])
        raise Refused(
            f"Column {letters(grid.columns[index])} has no heading in row {row:,}, but cells are filled beneath it (row "
            f"{grid.rows[first_record + at]:,}: ‘{shown(column[at], 40)}’). Give the column a heading, delete it, or leave it "
            "out.",
            *(Remedy("leave_out_columns", letters(grid.columns[index])) for index in nameless),
        )
    return kept, headings, notices


def _refuse_twice(cells: list[str], row: int, grid: Grid, first_record: int) -> None:
    seen: dict[str, int] = {}
    for index, cell in enumerate(cells):
        plain = re.sub(r"[\s_]+", " ", cell).strip().casefold()
        if plain and plain in seen:
            first = seen[plain]
            _refuse_blocks(cells, first, index, first_record - 1, grid)
            alike = "" if cells[first] == cell else f", and ‘{shown(cells[first], 40)}’ differs only in case or spacing"
            raise Refused(
                f"Row {row:,}: the heading ‘{shown(cell, 40)}’ occurs twice, in columns {letters(grid.columns[first])} and "
                f"{letters(grid.columns[index])}{alike}. Rename or delete one of the two columns, or leave one out.",
                *(Remedy("leave_out_columns", letters(grid.columns[at])) for at in (index, first)),
            )
        seen[plain] = index


def _refuse_blocks(cells: list[str], first: int, index: int, heading: int, grid: Grid) -> None:
    """Refuses headings that occur once under each of several words in the row above them: blocks of columns."""
    above = grid.cells(heading - 1) if heading > 0 else []
    starts = [at for at, cell in enumerate(above) if cell and (not at or above[at - 1] != cell)]
    if len(starts) < 2 or not _groups_headings(grid, heading - 1, heading):
        return
    ends = [*(at - 1 for at in starts[1:]), len(cells) - 1]
    blocks = [(above[start], start, end) for start, end in zip(starts, ends, strict=True)]
    mine = [block for block in blocks if any(block[1] <= at <= block[2] for at in (first, index))]
    if len(mine) < 2:
        return
    named = " and ".join(f"‘{shown(name, 40)}’" for name, _, _ in mine)
    raise Refused(
        f"The headings stand in two rows: ‘{shown(cells[index], 40)}’ in row {grid.rows[heading]:,} occurs under {named} in row "
        f"{grid.rows[heading - 1]:,}. Put each of these blocks of columns in a file of its own, beside what names the rows; or "
        "leave all but one out.",
        *(
            Remedy("leave_out_columns", f"{letters(grid.columns[start])}-{letters(grid.columns[end])}")
            for _, start, end in mine
        ),
    )


def _holds_notes_alone(grid: Grid, index: int, first_record: int) -> bool:
    """Whether what a column holds stands by itself in rows beneath the last record: notes beside no table."""
    below = grid.frame.slice(first_record)
    filled = below[f"c{index}"].is_not_null().arg_true()
    records = (filled_counts(below) > 1).arg_true()
    return bool(len(records)) and int(filled[0]) > int(records[-1])


def _counts_rows(column: pl.Series) -> bool:
    """Whether a column is 0, 1, 2, … or 1, 2, 3, …, as some programs add to what they export."""
    numbers = column.drop_nulls().cast(pl.Int64, strict=False)
    if numbers.null_count() or not len(numbers) or numbers[0] not in (0, 1):
        return False
    return bool((numbers.diff().drop_nulls() == 1).all())
