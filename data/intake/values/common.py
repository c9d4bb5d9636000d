"""What all readers of values share: the settings, the result for one cell, and how a whole column is read once per
value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from data.problems import NoticeKind, ProblemKind

FOUND_SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),  # of the cell in its column, from 0
    "value": pl.String(),
    "kind": pl.String(),
    "problem": pl.String(),
    "mend": pl.String(),
}
"""Problems of one column: one row per offending cell (position null: the column as a whole)."""

NOTES_SCHEMA: dict[str, pl.DataType] = {
    "position": pl.Int64(),
    "value": pl.String(),
    "note": pl.String(),  # what sort of reinterpretation: a NoticeKind that data.intake.values.notes.SAID says in words
    "became": pl.String(),  # what the cell was read as, for people
}
"""Reinterpretations in one column: one row per cell that was not read letter for letter."""


@dataclass(frozen=True)
class Settings:
    """What a person said about the values of a file, or of one column of it."""

    reporting_date: date
    month_first: bool = False  # 03/04/2013 is 4 March, as in the United States
    decimal_comma: bool = False  # 1.234,50 is one thousand two hundred and thirty-four and a half
    currency: str = "£"  # the sign that amounts may carry; they are taken one for one
    multiplier: Decimal = Decimal(1)  # the column is in thousands or millions, or in pence
    scale: tuple[int, int] | None = None  # the column's figures are on this scale (lowest, highest), not on ours
    fractions: bool = False  # shares are written as fractions: 0.77 is 77 %
    damaged_text: bool = False  # text that lost characters on its way is taken as it stands
    keys_as_they_are: bool = False  # keys that look alike, or odd among the others, are meant
    periods_from: str | None = None  # ‘january’ or ‘april’: which month 2013/01 is; ‘?’ where that must be said first
    days_from_1904: bool = False  # day numbers are counted as in the workbook's own calendar


class Reading(NamedTuple):
    """The result for one cell: a value or a problem, and a note if it was not read letter for letter."""

    value: object = None
    note: NoticeKind | None = None
    became: str = ""
    kind: ProblemKind | None = None
    problem: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Parsed:
    """One column of typed values in the file's order (null: blank or refused), with what was found on the way."""

    values: pl.Series
    found: pl.DataFrame
    notes: pl.DataFrame


_NOTHING_FOUND = pl.DataFrame(schema=FOUND_SCHEMA)
_NO_NOTES = pl.DataFrame(schema=NOTES_SCHEMA)


def nothing_found() -> pl.DataFrame:
    return _NOTHING_FOUND


def no_notes() -> pl.DataFrame:
    return _NO_NOTES


def aggregate(cells: pl.Series, *questions: pl.Expr) -> tuple[Any, ...]:
    """The answers to questions about a whole column (expressions that give one value each), in one pass."""
    return cells.to_frame().select(question.alias(str(i)) for i, question in enumerate(questions)).row(0)


def first_filled(cells: pl.Series, most: int) -> list[Any]:
    """The first filled cells of a column, at most so many."""
    return (cells.drop_nulls() if cells.null_count() else cells)[:most].to_list()


def spread(cells: pl.Series, most: int) -> pl.Series:
    """About so many filled cells, from the whole length of a column: what nearly all cells are, nearly all of these
    are."""
    filled = cells.drop_nulls() if cells.null_count() else cells
    return filled.gather_every(max(1, len(filled) // most))


def refusal(kind: ProblemKind, problem: str, mend: str = "") -> Reading:
    return Reading(kind=kind, problem=problem, mend=mend)


def column_problem(kind: ProblemKind, problem: str, mend: str = "", value: str | None = None) -> pl.DataFrame:
    """One problem with the column as a whole; `value`: the text that it is about."""
    return pl.DataFrame([(None, value, kind, problem, mend)], schema=FOUND_SCHEMA, orient="row")


def read_each(cells: pl.Series, done: pl.Series | None, read: Callable[[str], Reading], kept_as: pl.DataType) -> Parsed:
    """The column with every cell that `done` leaves null read by `read`, once per different text.

    `done` has the cells that a fast vectorised reading has already read (null where it was unsure).
    """
    values = done if done is not None else pl.Series(cells.name, [None] * len(cells), dtype=kept_as)
    if values.null_count() == cells.null_count():  # a value stands for every cell that holds something
        return Parsed(values, nothing_found(), no_notes())
    left = cells.is_not_null() & values.is_null()
    texts = cells.filter(left).unique(maintain_order=True)
    readings = [read(text) for text in texts]
    looked_up = pl.DataFrame(
        {
            "value": texts,
            "typed": pl.Series([r.value for r in readings], dtype=kept_as),
            "note": pl.Series([r.note for r in readings], dtype=pl.String),
            "became": pl.Series([r.became for r in readings], dtype=pl.String),
            "kind": pl.Series([r.kind for r in readings], dtype=pl.String),
            "problem": pl.Series([r.problem for r in readings], dtype=pl.String),
            "mend": pl.Series([r.mend for r in readings], dtype=pl.String),
        }
    )
    asked = pl.DataFrame({"position": left.arg_true().cast(pl.Int64), "value": cells.filter(left)})
    answered = asked.join(looked_up, on="value", how="left", maintain_order="left")
    if answered.height == len(cells):
        values = answered["typed"]
    else:
        everywhere = pl.DataFrame({"position": pl.int_range(len(cells), eager=True)})
        late = everywhere.join(answered.select("position", "typed"), on="position", how="left", maintain_order="left")
        values = pl.select(pl.coalesce(values, late["typed"])).to_series()
    has_problems, has_notes = any(r.problem for r in readings), any(r.note is not None for r in readings)
    return Parsed(
        values.rename(cells.name),
        answered.filter(pl.col("problem") != "").select(list(FOUND_SCHEMA)) if has_problems else nothing_found(),
        answered.filter(pl.col("note").is_not_null()).select(list(NOTES_SCHEMA)) if has_notes else no_notes(),
    )


SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u180e]")
"""Characters that show nothing and mean nothing: zero-width space, word joiner, byte order mark, soft hyphen."""


def plain(text: str) -> str:
    """The text on one line without invisible characters, with single spaces and none at the ends."""
    return SPACES.sub(" ", UNSEEN.sub("", text)).strip()


def normal(text: str) -> str:
    """The form in which words are compared: letters and digits in lower case, everything else one space.

    ‘Amber/ Red’, ‘amber_red’ and ‘AMBER-RED’ are equal.
    """
    flat = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold().replace("&", " and ")
    return " ".join(re.findall(r"[^\W_]+", flat))


_NO_ANSWERS = frozenset(
    (
        *(
            "n/a",
            "na",
            "n.a",
            "n/k",
            "nk",
            "#n/a",
            "not applicable",
            "none",
            "tbc",
            "tba",
            "tbd",
            "t.b.c",
            "t.b.a",
            "t.b.d",
        ),
        *("to be confirmed", "to be announced", "to be decided", "to be determined", "to be advised", "to be agreed"),
        *("exempt", "-", "--", "---", "–", "—", "?", "??"),
        # What databases and programs write for nothing at all.
        *("null", "(null)", "<null>", "(blank)", "(blanks)", "\\n", "nan", "nat", "<na>"),
        *("undefined", "[object object]", '""', ".", "..", "...", "…"),
    )
)
_WORDY = frozenset(
    (
        *("not available", "not known", "not yet known", "unknown", "not recorded", "not stated", "not set"),
        *(
            "not provided",
            "not yet available",
            "not yet determined",
            "no data",
            "no date",
            "awaited",
            "withheld",
            "redacted",
        ),
    )
)
"""Words that are no date and no amount either, but may be what a person has to say in a column of text."""
MAYBE_NO_ANSWER = (
    r"(?i:^[\s(\[*]*(?:"
    + "|".join(map(re.escape, sorted(_NO_ANSWERS | _WORDY, key=len, reverse=True)))
    + r")[\s)\]*.:]*$|\bexempt)"
)
"""A pattern for Polars that every cell without an answer fits, and few others: what it finds is looked at one by one."""
_EXEMPT = re.compile(r"\bexempt(?:ed|ion)?\b.*(?:\bsections?\b|\bs\.? ?\d|\bfoia?\b|freedom of information)", re.I)


def is_no_answer(text: str, wordy: bool = True) -> bool:
    """Whether a cell says that there is no answer: ‘n/a’, ‘TBC’, ‘-’, ‘Exempt under Section 43 …’, ‘#N/A’, ‘NULL’.

    `wordy`: words such as ‘unknown’ and ‘withheld’ count too.
    """
    flat = plain(text).casefold()
    bare = flat.strip("()[]*").rstrip(".: ")
    known = _NO_ANSWERS | _WORDY if wordy else _NO_ANSWERS
    return flat in known or bare in known or (len(flat) < 400 and bool(_EXEMPT.search(flat)))


_SHEET_ERRORS = re.compile(
    r"#(?:REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|BLOCKED!|FIELD!|CONNECT!|BUSY!|UNKNOWN!"
    # LibreOffice and Google Sheets have their own, and Excel translates them.
    r"|ERROR!|EXTERNAL!|PYTHON!|N/D|NV|N/V|¡?[A-Z_À-Ý]{2,12}(?:/0)?[!?])|Err:5[0-9]{2}",
    re.I,
)
_HASHES = re.compile(r"#{3,}")


def spoiled_by_spreadsheet(text: str) -> Reading | None:
    """The refusal of a cell whose content a spreadsheet program has already lost, or None."""
    flat = plain(text)
    if _HASHES.fullmatch(flat):
        return refusal(
            ProblemKind.LOST_IN_A_SPREADSHEET,
            "is what a spreadsheet shows when a column is too narrow: the value itself is lost.",
            "Widen the column and save the file again.",
        )
    if _SHEET_ERRORS.fullmatch(flat):
        return refusal(
            ProblemKind.SPREADSHEET_ERROR,
            "is a spreadsheet's error, not a value.",
            "Mend the formula, or clear the cell if there is no value.",
        )
    return None


def blank_or_refused(text: str, may_be_blank: bool, expected: str, wordy: bool = True) -> Reading | None:
    """The reading of a cell without an answer: blank if the column may be blank, otherwise refused. None: it is an
    answer."""
    spoiled = spoiled_by_spreadsheet(text)
    if spoiled:
        return spoiled
    if not is_no_answer(text, wordy):
        return None
    if may_be_blank:
        return Reading(None, NoticeKind.TAKEN_AS_BLANK, "blank")
    return refusal(ProblemKind.NO_ANSWER, f"is no answer, and this column can't be blank: it must hold {expected}.", "")


def uk_date(day: date) -> str:
    """‘14 December 2012’."""
    return f"{day.day} {day:%B} {day.year}"
