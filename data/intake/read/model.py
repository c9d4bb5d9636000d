"""The input and output of reading a file: the options, the raw grid of cells, and the sheet of records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from data.intake.option_forms import CHOICE, SWITCH, WHOLE_NUMBER, YES_OR_NO, counted, option, rows_in
from data.problems import Notice, ProblemKind

MAX_BYTES = 50_000_000
"""A file larger than this (50 MB) is refused before it is opened."""

MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_CELLS = 32_767, 16_384, 1_048_576, 20_000_000
"""Characters a cell, columns and rows a table (each as in Excel), and cells a table, blank ones within it included."""

HeadingCounter = Callable[[list[str]], int]
"""How many of these cells are recognised, exactly or by synonym, as headings of the dataset."""


def letters(column: int) -> str:
    """A spreadsheet's letters for column number `column` (from 1): 1 → A, 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_number(name: str) -> int | None:
    """The column that a person means, by its letters or its number: C → 3, 3 → 3; otherwise None."""
    text = name.strip().upper()
    if text.isdecimal():
        return int(text) or None
    if not re.fullmatch("[A-Z]{1,3}", text):
        return None
    number = 0
    for letter in text:
        number = 26 * number + ord(letter) - 64
    return number


def column_numbers(names: str) -> range | None:
    """The columns that a person means by one of them, or by the first and the last: C → 3, H-J → 8, 9 and 10."""
    first, dash, last = names.replace("\u2013", "-").partition("-")
    start, end = column_number(first), column_number(last if dash else first)
    return range(start, end + 1) if start and end and start <= end <= MAX_COLUMNS else None


ROWS = counted(rows_in, "no row: say its number, or the first and the last, such as 5-9")
COLUMNS = counted(
    column_numbers,
    "no column: say its letter or its number, such as C or 3, or the first and the last, such as H-J",
    letters,
)


@dataclass(frozen=True)
class ReadOptions:
    """How a person says where a file's cells are; what is left unset is detected. data/intake/options.py has the
    others."""

    sheet: str | None = option(CHOICE, "--sheet", "Sheet", "Which sheet of a workbook.", metavar="NAME")
    encoding: str | None = option(
        CHOICE, "--encoding", "Encoding", "How a text file's letters are written. Another may be typed, such as mac-roman.",
        metavar="NAME", choices=("utf-8", "utf-16", "windows-1252", "iso-8859-1"),
    )  # fmt: skip
    delimiter: str | None = option(
        CHOICE, "--delimiter", "Between cells stands", "What parts the cells. Another sign may be typed, such as ^.",
        metavar="SIGN", choices=("comma", "semicolon", "tab", "pipe"),
    )  # fmt: skip
    heading_row: int | None = option(
        WHOLE_NUMBER, "--heading-row", "Row with the headings",
        "The row with the headings, as the spreadsheet numbers its rows; 0 when the file has no headings.", metavar="N",
        flags={"0": "--no-heading"},
        for_a_file={"has no heading line": "--no-heading --map 1=application_id --map 3=name"},
    )  # fmt: skip
    transposed: bool | None = option(
        YES_OR_NO, "--transposed", "Shape", "A record per column, with the headings in the first column; or a record per row.",
        flags={"no": "--not-transposed"}, words={"no": "A record per row", "": "A record per column"},
    )  # fmt: skip
    html_entities: bool = option(
        SWITCH, "--html-entities", "Text holds HTML codes", "Read &#39; and the like as the characters that they stand for.",
        for_a_file={"holds `&#39;` and the like": "--html-entities"},
    )  # fmt: skip
    short_rows_blank: bool = option(
        SWITCH, "--short-rows-blank", "Allow short rows", "The cells that a short row lacks at its end are blank.",
        for_a_file={"has rows that stop early": "--short-rows-blank"},
    )  # fmt: skip
    leave_out_rows: tuple[int, ...] = option(
        ROWS, "--leave-out-row", "Rows to leave out",
        "Rows that you have looked at and set aside, by their numbers in the spreadsheet. They are named in the upload's record.",
        metavar="N", example="5, 9-12", is_of_one_file=True,
        for_a_file={"has rows that you looked at and set aside": "--leave-out-row 461 --leave-out-row 43-82"},
    )  # fmt: skip
    leave_out_columns: tuple[int, ...] = option(
        COLUMNS, "--leave-out-column", "Columns to leave out",
        "Columns that aren't needed, by letter or number: such as one without a heading, or with one that occurs twice.",
        metavar="C", example="C, H-J",
        for_a_file={
            "has a column that isn't needed, without a heading or with one that occurs twice": "--leave-out-column C",
            "has a second table beside the first": "--leave-out-column H-J",
        },
    )  # fmt: skip
    damaged_text: bool = option(
        SWITCH, "--damaged-text", "Damaged text as it is", "Text that lost characters on its way here is taken as it stands.",
        settles=(ProblemKind.CUT_OFF, ProblemKind.DAMAGED_TEXT),
        for_a_file={"has lost letters (�), and you know": "--damaged-text"},
    )  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """The cells of one table as the file has them, before the heading row is found.

    `frame` has one row per spreadsheet row, columns c0… of text, null where blank; `rows` their spreadsheet row
    numbers; `widths` how many cells the file gives each row, including blank ones at the end; `columns` the spreadsheet
    column numbers, the first being 1.
    """

    frame: pl.DataFrame
    rows: pl.Series
    widths: pl.Series
    columns: tuple[int, ...]
    notices: tuple[Notice, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # (first row, first column, last row, last column), from 1
    uncalculated: tuple[tuple[int, int], ...] = ()  # (row, column) of formulas whose result the file doesn't hold

    def cells(self, index: int) -> list[str]:
        """The cells of one row of the grid, "" where blank."""
        return [cell or "" for cell in self.frame.row(index)]

    def keep(self, mask: pl.Series) -> Grid:
        """The same grid with only the rows where `mask` is true."""
        return replace(
            self, frame=self.frame.filter(mask), rows=self.rows.filter(mask), widths=self.widths.filter(mask)
        )

    def turned(self) -> Grid:
        """The grid with rows and columns exchanged, including their numbers."""
        turned = self.frame.transpose() if self.frame.height else pl.DataFrame()
        turned = turned.rename({name: f"c{i}" for i, name in enumerate(turned.columns)})
        return Grid(
            turned,
            pl.Series("rows", self.columns, dtype=pl.Int64),
            pl.Series("widths", [turned.width] * turned.height, dtype=pl.Int64),
            tuple(self.rows.to_list()),
            self.notices,
            tuple((left, top, right, bottom) for top, left, bottom, right in self.merged),
            tuple((column, row) for row, column in self.uncalculated),
        )


@dataclass(frozen=True)
class Around:
    """A text around the table that is no record but may give the unit of its figures.

    `where`: ‘row 1’, ‘the sheet's name’; `places`: the spreadsheet column numbers (transposed: row numbers) that it is
    above, from and up to, None for all; `beneath`: it is in a row below the headings that the person left out.
    """

    where: str
    text: str
    places: tuple[int, int] | None = None
    beneath: bool = False

    def concerns(self, place: int) -> bool:
        return self.places is None or self.places[0] <= place <= self.places[1]


@dataclass(frozen=True)
class Down:
    """A cell merged with the blank ones beneath it: its spreadsheet column, and its first and last row, all from 1."""

    column: int
    first: int
    last: int
    problem: str


@dataclass(frozen=True)
class Sheet:
    """One table read from a file: text cells, one row per record, and how it was read.

    `cells` has columns c0…cN-1 of text in the order of `headings`, null where blank. `rows` is the spreadsheet row
    number of each record (for a transposed table: its column number). `places` gives for each heading its spreadsheet
    column number (transposed: row number), so that `place()` finds any cell in the person's own file.
    """

    headings: tuple[str, ...]
    cells: pl.DataFrame
    rows: pl.Series
    places: tuple[int, ...]
    heading_row: int  # spreadsheet row number (transposed: column number); 0: no heading line
    transposed: bool
    encoding: str | None = None  # None for workbooks
    delimiter: str | None = None  # None for workbooks
    sheet: str | None = None
    sheets: tuple[tuple[str, bool], ...] = ()  # (name, hidden), for workbooks
    notices: tuple[Notice, ...] = ()
    detection: str = ""
    left_out: tuple[int, ...] = field(default=(), compare=False)  # row numbers left out as titles, totals, notes
    as_it_was: Sheet | None = field(default=None, compare=False)  # the file's own table, where this one was made of it
    cell_headings: pl.Series | None = field(
        default=None, compare=False
    )  # and the heading there of each last cell of a row
    around: tuple[Around, ...] = field(default=(), compare=False)  # titles, notes, the sheet's name
    banners: tuple[int, ...] = field(default=(), compare=False)  # rows of one cell that is merged across others
    down: tuple[Down, ...] = field(default=(), compare=False)
    seal: str = field(default="", compare=False)  # that it may have been exported with: see data/exports
    may_hold_lookups: bool = field(default=True, compare=False)  # False where no cell can hold SharePoint's mark

    @property
    def of_file(self) -> Sheet:
        """The table as the file has it."""
        return self.as_it_was or self

    def place(self, row: int, column: int) -> tuple[int, int]:
        """(spreadsheet row, spreadsheet column), both from 1, of the cell of record row number `row` under heading
        number `column` (from 0)."""
        return (self.places[column], row) if self.transposed else (row, self.places[column])


def grid_of(records: list[list[str]], numbers: Iterable[int] | None = None, notices: tuple[Notice, ...] = ()) -> Grid:
    """A grid from lists of cells, which may differ in length; row numbers count from 1 where none are given."""
    widths = [len(record) for record in records]
    width = max(widths, default=0)
    padded = [record + [""] * (width - len(record)) if len(record) < width else record for record in records]
    columns = list(zip(*padded, strict=True)) if padded else []
    frame = pl.DataFrame({f"c{i}": pl.Series(column, dtype=pl.String) for i, column in enumerate(columns)})
    rows = list(numbers) if numbers is not None else list(range(1, len(records) + 1))
    return Grid(
        frame,
        pl.Series("rows", rows, dtype=pl.Int64),
        pl.Series("widths", widths, dtype=pl.Int64),
        tuple(range(1, width + 1)),
        notices,
    )


def listed(numbers: Iterable[int], most: int = 8) -> str:
    """‘row 4’, ‘rows 4, 9 and 12’, ‘rows 4, 9, … and 31 more’: for messages that name rows."""
    every = list(numbers)
    if len(every) == 1:
        return f"row {every[0]:,}"
    shown = [f"{n:,}" for n in every[:most]]
    if len(every) > most:
        return f"rows {', '.join(shown)} and {len(every) - most:,} more"
    return f"rows {', '.join(shown[:-1])} and {shown[-1]}"


def shown(value: str, most: int = 60) -> str:
    """A cell for a message: on one line, cut if long, invisible characters written as code points."""
    flat = value.replace("\r\n", " ⏎ ").replace("\n", " ⏎ ").replace("\r", " ⏎ ")
    flat = "".join(c if c.isprintable() or c == " " else f"[U+{ord(c):04X}]" for c in flat)
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def plural(count: int, noun: str, many: str | None = None) -> str:
    """‘1 row’, ‘2,000 rows’."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"
