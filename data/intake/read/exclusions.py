"""What a person leaves out: rows that they have looked at, and columns that they don't need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from data.intake.read.model import Grid, letters, listed, plural, shown
from data.problems import Notice, NoticeKind, Refused


def without_rows(grid: Grid, rows: list[int], turned: bool, notices: list[Notice]) -> Grid:
    """The grid without these rows (of a table on its side: columns), with a notice."""
    what = "column" if turned else "row"
    unknown = sorted(set(rows) - set(grid.rows.to_list()))
    if unknown:
        raise Refused(f"{listed(unknown).capitalize()} can't be left out: the file has no such {what}.")
    out = grid.rows.is_in(rows)
    shows = tuple(
        f"{what} {grid.rows[i]}: ‘{shown(' | '.join(filter(None, grid.cells(i))))}’" for i in out.arg_true()[:5]
    )
    notices.append(Notice(NoticeKind.LEFT_OUT, f"{plural(len(rows), what)} left out, as said.", len(rows), shows))
    return grid.keep(~out)


def without_drawn_lines(grid: Grid, rows: list[int], notices: list[Notice]) -> Grid:
    """The grid without rows that hold nothing but lines, with a notice."""
    text = f"{plural(len(rows), 'row')} of nothing but a drawn line left out."
    notices.append(Notice(NoticeKind.LEFT_OUT, text, len(rows), (listed(rows),)))
    return grid.keep(~grid.rows.is_in(rows))


def without_columns(
    grid: Grid, columns: list[int], cells: list[str], first: int, turned: bool, notices: list[Notice]
) -> tuple[Grid, list[str]]:
    """(the grid without these columns (of a table on its side: rows), the headings without theirs), with a notice.

    `cells`: the headings, none for a file without; `first`: the index of the first row beneath them. Raises Refused for
    a column that the file doesn't have, and for one beyond the headings: its cells may have been shifted by a delimiter
    inside another cell.
    """
    what = "row" if turned else "column"
    names = {column: f"{column:,}" if turned else letters(column) for column in columns}
    unknown = [column for column in columns if column not in grid.columns]
    if unknown:
        raise Refused(f"{what.capitalize()} {names[unknown[0]]} can't be left out: the file has no such {what}.")
    places = [grid.columns.index(column) for column in columns]
    if cells and max(places) >= grid.widths[first - 1]:
        raise Refused(
            f"{what.capitalize()} {names[columns[-1]]} can't be left out: the heading row has {grid.widths[first - 1]} cells, "
            "so what stands further on may have been shifted there by a delimiter inside a cell. Mend those rows."
        )
    left = [at for at in range(len(grid.columns)) if at not in places]
    if not left:
        raise Refused(f"Every {what} would be left out. Leave at least one in.")
    shows = []
    for column, at in zip(columns, places, strict=True):
        below = grid.frame[f"c{at}"][first:].drop_nulls().head(3).to_list()
        heading = f" ‘{shown(cells[at], 40)}’" if at < len(cells) and cells[at] else ""
        shows.append(f"{what} {names[column]}{heading}: {', '.join(shown(cell, 30) for cell in below) or 'blank'}")
    notices.append(
        Notice(NoticeKind.LEFT_OUT, f"{plural(len(columns), what)} left out, as said.", len(columns), tuple(shows[:5]))
    )
    widths = grid.widths - sum((grid.widths > at).cast(pl.Int64) for at in places)
    frame = grid.frame.select(pl.col(f"c{at}").alias(f"c{now}") for now, at in enumerate(left))
    kept = tuple(grid.columns[at] for at in left)
    uncalculated = tuple(cell for cell in grid.uncalculated if cell[1] in kept)
    rest = replace(grid, frame=frame, widths=widths, columns=kept, uncalculated=uncalculated)
    return rest, [cell for at, cell in enumerate(cells) if at not in places]


def words_of(rows: Sequence[int], columns: Sequence[int], turned: bool) -> list[str]:
    """What was left out, for the detection line."""
    counted = ((rows, "column" if turned else "row"), (columns, "row" if turned else "column"))
    return [f"{plural(len(numbers), what)} left out as said" for numbers, what in counted if numbers]
