"""A grid of cells → headings and records; titles, blank rows, totals and notes are left out, with a notice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from data.intake.read import beside, exclusions, footers
from data.intake.read import headings as heading_rows
from data.intake.read.headings import DATE, NUMBER, blank_rows, filled_counts
from data.intake.read.model import Around, Down, Grid, HeadingCounter, ReadOptions, letters, listed, plural, shown
from data.problems import Notice, NoticeKind, Refused, Remedy

_PARTS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
_ENDS = 3  # rows at either end of a file without headings that may be headings all the same


@dataclass(frozen=True)
class Laid:
    """The headings and the records of a table, and what was left out."""

    headings: tuple[str, ...]
    cells: pl.DataFrame
    rows: pl.Series
    places: tuple[int, ...]
    heading_row: int
    transposed: bool
    notices: tuple[Notice, ...]
    left_out: tuple[int, ...]
    words: tuple[str, ...]  # for the detection line: ‘1 totals row left out’
    around: tuple[Around, ...]  # the texts above and below the records
    banners: tuple[int, ...]  # the rows of one cell that is merged across others
    down: tuple[Down, ...]


def lay_out(grid: Grid, how: ReadOptions, looks_like_heading: HeadingCounter) -> Laid:
    """The table in `grid`. Raises Refused, naming rows, for every layout that can't be read with certainty."""
    notices: list[Notice] = list(grid.notices)
    turned = how.transposed
    if turned is None:
        turned = how.heading_row is None and heading_rows.is_on_its_side(grid, looks_like_heading)
        if turned:
            notices.append(
                Notice(
                    NoticeKind.TRANSPOSED,
                    "The headings stand in a column: the table was read with a record per column.",
                )
            )
    if turned:
        grid = grid.turned()
    stated = sorted(set(how.leave_out_rows))
    everything = grid
    drawn = footers.drawn_lines(grid) if not turned else []
    if drawn:
        grid = exclusions.without_drawn_lines(grid, drawn, notices)
        stated = [row for row in stated if row not in drawn]
    if stated:
        grid = exclusions.without_rows(grid, stated, turned, notices)
    if not grid.frame.height or blank_rows(grid.frame).all():
        raise Refused("The file has no filled cell. Save the table again with its headings and rows.")
    heading, first, cells = _heading(grid, how, looks_like_heading)
    not_wanted = sorted(set(how.leave_out_columns))
    if not_wanted:
        grid, cells = exclusions.without_columns(grid, not_wanted, cells, first, turned, notices)
    if heading and not turned:
        notices += beside.refuse_second(grid, cells, first, looks_like_heading)
    if first > 0 or heading == 0:
        above = _titles(grid, first, heading, notices)
    else:
        above = []
    kept, headings, heading_notices = heading_rows.checked(grid, cells, first, heading) if heading else _numbered(grid)
    notices += heading_notices
    body = _slice(grid, first)
    if not heading:
        _refuse_headings_among(body, looks_like_heading)
    keep, left_out, words = _records(body, cells, kept, looks_like_heading, notices)
    records = body if keep.all() else body.keep(keep)
    if not records.frame.height:
        raise Refused("The file has headings but no rows beneath them: there is nothing to take in.")
    banners, down = _check_merged(grid, records, bool(heading) and not turned and len(kept) > 2)
    _check_calculated(records)
    notices += _check_widths(records, kept[-1] + 1, cells, grid.widths[max(first - 1, 0)] if heading else 0, how)
    table = records.frame
    if kept != list(range(table.width)):
        table = table.select([pl.col(f"c{index}").alias(f"c{at}") for at, index in enumerate(kept)])
    return Laid(
        tuple(headings),
        table,
        records.rows,
        tuple(grid.columns[index] for index in kept),
        heading,
        turned,
        tuple(notices),
        tuple(drawn + stated + above + left_out),
        tuple(exclusions.words_of(stated, not_wanted, turned) + words),
        _around(everything, records, heading, set(stated)),
        banners,
        down,
    )


def _around(grid: Grid, records: Grid, heading: int, stated: set[int]) -> tuple[Around, ...]:
    """The texts above the first record and below the last one, except the headings. In a row of several texts, each is
    about the columns from its own up to the next."""
    first, last = int(records.rows[0]), int(records.rows[-1])
    outside = ((grid.rows < first) | (grid.rows > last)) & (grid.rows != heading)
    found: list[Around] = []
    for index in outside.arg_true().to_list():
        cells, row = grid.cells(index), int(grid.rows[index])
        filled = [(at, cell) for at, cell in enumerate(cells) if cell]
        if not filled:
            continue
        alone = len({cell for _, cell in filled}) == 1
        for (at, cell), (after, _) in zip(filled, [*filled[1:], (len(cells), "")], strict=True):
            beneath = row in stated and heading < row < first
            to = at if beneath else after - 1
            places = None if alone and not beneath else (grid.columns[at], grid.columns[to])
            found.append(Around(f"row {row:,}", cell, places, beneath))
    return tuple(found)


def _slice(grid: Grid, first: int) -> Grid:
    return replace(
        grid, frame=grid.frame.slice(first), rows=grid.rows.slice(first), widths=grid.widths.slice(first), notices=()
    )


def _heading(grid: Grid, how: ReadOptions, looks_like_heading: HeadingCounter) -> tuple[int, int, list[str]]:
    """(spreadsheet row of the headings, 0 for none; index of the first row beneath them; their cells)."""
    if how.heading_row == 0:
        return 0, 0, []
    if how.heading_row is not None:
        at = (grid.rows == how.heading_row).arg_true()
        if not len(at):
            raise Refused(f"Row {how.heading_row:,} was to hold the headings, but the file has no such row.")
        index = int(at[0])
    else:
        index = heading_rows.find(grid, looks_like_heading)
    last, cells = heading_rows.cells_of(grid, index)
    return int(grid.rows[last]), last + 1, cells


def _titles(grid: Grid, first: int, heading: int, notices: list[Notice]) -> list[int]:
    """The numbers of the filled rows above the heading, for a notice."""
    if not heading or first <= 1:
        return []
    own = {heading, *heading_rows.upper_heading_rows(grid, heading)}
    above = [i for i in (filled_counts(grid.frame.head(first)) > 0).arg_true().to_list() if grid.rows[i] not in own]
    numbers = [int(grid.rows[i]) for i in above]
    for index in above:
        footers.refuse_incomplete(grid, index)
    if numbers:
        texts = tuple(f"row {grid.rows[i]}: ‘{shown(' '.join(filter(None, grid.cells(i))))}’" for i in above[:5])
        notices.append(
            Notice(
                NoticeKind.LEFT_OUT,
                f"{plural(len(numbers), 'row')} above the headings left out as titles.",
                len(numbers),
                texts,
            )
        )
    return numbers


def _numbered(grid: Grid) -> tuple[list[int], list[str], list[Notice]]:
    """For a file without a heading line: every column up to the last filled one, called 1, 2, 3, …"""
    filled = [i for i, name in enumerate(grid.frame.columns) if grid.frame[name].is_not_null().any()]
    width = max(filled, default=-1) + 1
    return list(range(width)), [str(grid.columns[i]) for i in range(width)], []


def _records(
    body: Grid, heading: list[str], kept: list[int], looks_like_heading: HeadingCounter, notices: list[Notice]
) -> tuple[pl.Series, list[int], list[str]]:
    """(which rows are records, the numbers of filled rows left out, words for the detection line)."""
    blank = blank_rows(body.frame)
    keep = ~blank
    left: list[int] = []
    words: list[str] = []
    some_blank = blank.any()
    last = int(keep.arg_true()[-1]) if some_blank and keep.any() else -1
    inner = int(blank.head(last + 1).sum()) if some_blank else 0
    if inner:
        numbers = body.rows.filter(blank).to_list()
        notices.append(
            Notice(NoticeKind.BLANK_ROWS, f"{plural(inner, 'blank row')} skipped.", inner, (listed(numbers[:inner]),))
        )
        words.append(f"{plural(inner, 'blank row')} skipped")

    def leave_out(indexes: list[int], kind: str, text: str) -> None:
        nonlocal keep
        if not indexes:
            return
        mask = pl.Series("mask", [False]).new_from_index(0, len(keep)).scatter(indexes, True)
        keep = keep & ~mask
        left.extend(int(body.rows[i]) for i in indexes)
        shows = tuple(f"row {body.rows[i]}: ‘{shown(' | '.join(filter(None, body.cells(i))))}’" for i in indexes[:5])
        notices.append(
            Notice(NoticeKind.LEFT_OUT, f"{plural(len(indexes), kind)} left out{text}.", len(indexes), shows)
        )
        words.append(f"{plural(len(indexes), kind)} left out")

    repeated = _repeated_headings(body, heading, looks_like_heading)
    leave_out(repeated, "repeated heading line", "")
    above = [i - 1 for i in repeated if i and keep[i - 1] and sum(map(bool, body.cells(i - 1))) == 1 and len(kept) > 2]
    leave_out(above, "title", " above a repeated heading line")
    leave_out(footers.page_numbers(body) if len(kept) > 2 else [], "page number", "")
    _refuse_second_table(body, blank, heading, looks_like_heading, set(repeated))
    totals = [i for i in footers.totals(body, len(kept)) if keep[i]]
    leave_out(totals, "totals row", "")
    notes = footers.notes(body, keep, len(kept))
    leave_out(notes, "note", " after the table")
    footers.check_counted(body, notes, int(keep.sum()))
    return keep, left, words


def _refuse_headings_among(body: Grid, looks_like_heading: HeadingCounter) -> None:
    """Refuses a file said to have no heading line whose first or last rows are headings all the same."""
    filled = (filled_counts(body.frame) > 0).arg_true().to_list()
    for index in dict.fromkeys((*filled[:_ENDS], *filled[-_ENDS:])):
        known, count = looks_like_heading(body.cells(index)), sum(map(bool, body.cells(index)))
        if known >= 3 and known * 2 > count:
            raise Refused(
                f"Row {body.rows[index]:,} holds headings, and the file was said to have none. Put that row above all others, "
                "and say nothing of headings."
            )


def _repeated_headings(body: Grid, heading: list[str], looks_like_heading: HeadingCounter) -> list[int]:
    """The indexes of rows that repeat the heading cell for cell, and of one straight beneath it that repeats it in
    other words, such as names for a program above names for people."""
    first = next((i for i, cell in enumerate(heading) if cell), None)
    if first is None:
        return []
    beneath = next((i for i in range(min(3, body.frame.height)) if any(body.cells(i))), None)
    if beneath is not None and _says_the_same(heading, body.cells(beneath), looks_like_heading):
        return [beneath, *_repeated_headings(_slice(body, beneath + 1), heading, lambda cells: 0)]
    column = body.frame[f"c{first}"]
    as_long = body.frame.select(pl.arg_where(pl.col(column.name).str.len_chars() == len(heading[first]))).to_series()
    if not len(as_long):
        return []
    again = as_long.filter(column.gather(as_long).str.to_lowercase() == heading[first].lower()).to_list()
    width = body.frame.width
    wanted = [cell.casefold() for cell in (heading + [""] * width)[:width]]
    return [index for index in again if [cell.casefold() for cell in body.cells(index)] == wanted]


def _says_the_same(heading: list[str], cells: list[str], looks_like_heading: HeadingCounter) -> bool:
    """Whether a row consists of headings, as many as the heading itself and in the same positions."""
    known = looks_like_heading(cells)
    filled = [bool(cell) for cell in cells[: len(heading)]]
    return known >= 3 and known == sum(filled) and filled == [bool(cell) for cell in heading]


def _refuse_second_table(
    body: Grid, blank: pl.Series, heading: list[str], looks_like_heading: HeadingCounter, repeated: set[int]
) -> None:
    """Refuses a second table: a row of other headings below a blank row. One file holds one table."""
    if not heading or not blank.any():
        return
    after = (blank.shift(1).fill_null(False) & ~blank).arg_true().to_list()
    own = looks_like_heading(heading)
    for index in after:
        cells = body.cells(index)
        if index in repeated or sum(map(bool, cells)) < 2:
            continue
        known = looks_like_heading(cells)
        if known >= 2 and (known >= 3 or own < 4):
            raise Refused(
                f"Row {body.rows[index]:,} looks like the headings of a second table beneath the first. Put each table in a "
                "file of its own."
            )


def _check_merged(grid: Grid, records: Grid, may_be_banners: bool) -> tuple[tuple[int, ...], tuple[Down, ...]]:
    """(the rows that hold nothing but a cell merged across others, if there may be such: their text is about the rows
    beneath; the cells merged with those beneath them).

    Any other cell merged over records gives its value to the first only: the others would be blank without a word.
    """
    numbers = set(records.rows.to_list()) if grid.merged else set()
    banners, down = [], []
    for top, left, bottom, right in grid.merged:
        touched = [row for row in range(top, bottom + 1) if row in numbers]
        if not touched or left > max(grid.columns):
            continue
        cells = records.cells(int((records.rows == top).arg_true()[0])) if touched == [top] else []
        if (
            may_be_banners
            and top == bottom
            and sum(map(bool, cells)) == 1
            and left in grid.columns
            and cells[grid.columns.index(left)]
        ):
            banners.append(top)
            continue
        problem = (
            f"Cells {letters(left)}{top}:{letters(right)}{bottom} are merged, in {listed(touched)}: it isn't clear which "
            "rows the value is meant for."
        )
        if left != right or touched[0] != top or left not in grid.columns:
            raise Refused(f"{problem} Unmerge the cells and fill each.")
        down.append(Down(left, top, bottom, problem))
    return tuple(banners), tuple(down)


def _check_calculated(records: Grid) -> None:
    """Refuses formulas without a stored result: only the spreadsheet program knows their value."""
    numbers = set(records.rows.to_list()) if records.uncalculated else set()
    cells = [(row, column) for row, column in records.uncalculated if row in numbers]
    if cells:
        row, column = cells[0]
        raise Refused(
            f"Row {row:,}, column {letters(column)}: the cell holds a formula whose result isn't in the file "
            f"({plural(len(cells), 'such cell')}). Open the workbook in a spreadsheet program and save it, or paste the values."
        )


def _check_widths(records: Grid, width: int, heading: list[str], heading_width: int, how: ReadOptions) -> list[Notice]:
    """Notices on rows with too many blank cells or, if allowed, too few cells; Refused for the others."""
    notices: list[Notice] = []
    surplus = records.widths > width
    if records.frame.width > width:
        beyond = records.frame.select(
            pl.any_horizontal([pl.col(name).is_not_null() for name in records.frame.columns[width:]]).alias("beyond")
        )["beyond"]
        if beyond.any():
            _refuse_long(records, beyond, width, heading_width if heading else None)
    short = records.widths < width
    if short.any():
        _refuse_parted_otherwise(records, short, width)
    if short.any() and not how.short_rows_blank:
        _refuse_short(records, short, width, bool(heading))
    if short.any():
        count = int(short.sum())
        rows = listed(records.rows.filter(short).to_list())
        text = f"{plural(count, 'row')} had fewer cells than the others; the missing ones were taken as blank."
        notices.append(Notice(NoticeKind.SHORT_ROWS, text, count, (rows,)))
    if surplus.any():
        count = int(surplus.sum())
        even = bool(surplus.all()) and records.widths.n_unique() == 1
        last_filled = records.frame[f"c{width - 1}"].is_not_null().any()
        if not (even and (last_filled or heading_width == records.widths[0])):
            _refuse_shifted(records, surplus, width)
        if heading_width != records.widths[0] or not even:
            text = f"{plural(count, 'row')} had blank cells beyond the last heading, which were left out."
            notices.append(
                Notice(NoticeKind.BLANK_CELLS, text, count, (listed(records.rows.filter(surplus).to_list()),))
            )
    return notices


def _refuse_long(records: Grid, beyond: pl.Series, width: int, heading_width: int | None) -> None:
    """Refuses rows with too many filled cells. `heading_width`: how many cells the heading row has, including blank
    ones at its end; None if there is none."""
    at = int(beyond.arg_true()[0])
    rows = records.rows.filter(beyond).to_list()
    extra = next(cell for cell in records.cells(at)[width:] if cell)
    what = f"other rows have {width}" if heading_width is None else f"there are {width} headings"
    columns = [at for at in range(width, heading_width or 0) if records.frame[f"c{at}"].is_not_null().any()]
    is_all = heading_width is not None and len(rows) > 1 and bool(beyond.all())
    if is_all and not heading_rows.why_not_headings(records, 0):  # a pivot table has its fields above its headings
        raise Refused(
            f"Every row beneath the headings has more cells than they have (row {rows[0]:,} has {records.widths[at]}, {what}). "
            f"If the headings are in row {rows[0]:,}, say so; else give each column a heading, or leave it out.",
            Remedy("heading_row", str(rows[0])),
            *(Remedy("leave_out_columns", letters(records.columns[at])) for at in columns[:5]),
        )
    raise Refused(
        f"{listed(rows).capitalize()}: more filled cells than headings (row {rows[0]:,} has {records.widths[at]}, {what}; "
        f"‘{shown(extra, 40)}’ is beyond the last). A delimiter inside a cell may lack its quotes. Mend those rows.",
        *(Remedy("leave_out_columns", letters(records.columns[at])) for at in columns[:5]),
    )


def _refuse_parted_otherwise(records: Grid, short: pl.Series, width: int) -> None:
    """Refuses a short row where one cell has what others have in several: another character separates its cells."""
    for index in short.arg_true().to_list():
        cells = records.cells(index)
        for mark, name in _PARTS.items():
            cell = next((cell for cell in cells if cell.count(mark) * 2 >= width and cell.count(mark) >= 3), None)
            if cell:
                raise Refused(
                    f"Row {records.rows[index]:,}: fewer cells than headings, because it is parted by {name} unlike the rows "
                    f"around it (‘{shown(cell, 40)}’). Part it as the others are."
                )


def _refuse_short(records: Grid, short: pl.Series, width: int, headed: bool) -> None:
    rows = records.rows.filter(short).to_list()
    at = int(short.arg_true()[0])
    is_cut = bool(short[-1]) and len(rows) == 1 and len(short) > 1
    cut = " The last row is short: the file may have been cut off." if is_cut else ""
    raise Refused(
        f"{listed(rows).capitalize()}: fewer cells than {'headings' if headed else 'other rows have'} (row {rows[0]:,} has "
        f"{records.widths[at]} of {width}), so it isn't clear which are missing.{cut} Mend those rows"
        + (
            ", or fetch the whole file."
            if is_cut
            else ", or allow short rows if the missing cells at their end are blank."
        ),
        *([] if is_cut else [Remedy("short_rows_blank")]),
    )


def _refuse_shifted(records: Grid, surplus: pl.Series, width: int) -> None:
    """Refuses rows with too many blank cells if only some rows have them, unless each of their cells is of its column's
    kind: a delimiter inside a cell may have shifted them."""
    regular = records.keep(~surplus)
    odd = records.keep(surplus)
    wrong: list[tuple[int, str]] = []
    for index in range(width):
        fits = _sort_of(regular.frame[f"c{index}"])
        if fits is None:
            continue
        for row, cell in zip(odd.rows.to_list(), odd.frame[f"c{index}"].to_list(), strict=True):
            if cell and not fits(cell):
                wrong.append((row, cell))
    if wrong:
        row, cell = min(wrong)
        raise Refused(
            f"Row {row:,} has more cells than there are headings, and ‘{shown(cell, 40)}’ doesn't fit its column: a delimiter "
            "inside a cell may lack its quotes. Mend the row."
        )


def _sort_of(column: pl.Series) -> Callable[[str], bool] | None:
    """A test for the cells of a column of numbers, dates or few repeated values; None for free text."""
    values = column.drop_nulls().to_list()
    if len(values) < 3:
        return None
    for sort in (NUMBER, DATE):
        if sum(bool(sort.match(value)) for value in values) >= 0.95 * len(values):
            return lambda cell, sort=sort: bool(sort.match(cell))  # type: ignore[misc]
    different = set(values)
    if len(values) >= 10 and len(different) <= len(values) / 4:
        sorts = [sort for sort in (NUMBER, DATE) if any(sort.match(value) for value in different)]
        return lambda cell: cell in different or any(sort.match(cell) for sort in sorts)
    return None
