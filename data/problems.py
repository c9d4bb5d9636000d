"""What can be said about a file: problems (it is refused), notices (how it was read), and errors shown to users."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import polars as pl


class UserError(Exception):
    """The parent of every error whose message a user may see, without a traceback."""


@dataclass(frozen=True)
class Remedy:
    """An option that would let a file in: `option` is a field of data.intake.options.Options, `value` its value (‘End
    date=Ongoing’), with ‘…’ for what only the person knows; empty for an option without a value."""

    option: str
    value: str = ""


class Refused(UserError):
    """The file as a whole can't be read with certainty: the message says why and how to correct it. `remedies`: the
    options that would let it be read; `sheets`: for a workbook, the (name, hidden) of each sheet, if the choice is the
    trouble."""

    def __init__(self, message: str, *remedies: Remedy, sheets: tuple[tuple[str, bool], ...] = ()) -> None:
        super().__init__(message)
        self.remedies = remedies
        self.sheets = sheets


class StoreError(UserError):
    """The store can't be used now; the message says why and what to do (exit status 3)."""


class StoreBusy(StoreError):
    """Somebody else is writing and did not finish in time."""


class StoreDamaged(StoreError):
    """The file is not a store, or its content contradicts itself."""


class OutOfReach(StoreError):
    """Nobody answers at the store's address, so nothing can be written; what was copied from it can still be read."""


class EngineStumbled(StoreError):
    """The database engine failed by itself; the same question may well succeed at the next try."""


class LedgerRefused(UserError):
    """The ledger can't do what was asked: no such upload, for example (exit status 1)."""


class ProblemKind(StrEnum):
    """What sort of problem: the words are what stores, JSON and annotated workbooks hold, and people read."""

    # with the file as a whole, its headings, and what was said of how to read it
    NO_ROWS = "no rows"
    NO_HEADING_LINE = "no heading line"
    MISSING_COLUMN = "missing column"
    LIKELY_HEADING = "likely heading"
    DUPLICATE_HEADING = "duplicate heading"
    TWO_COLUMNS_FOR_ONE = "two columns for one"
    UNKNOWN_HEADING = "unknown heading"
    UNKNOWN_COLUMN = "unknown column"
    UNKNOWN_ROW = "unknown row"
    SAID_TWICE = "said twice"
    FIXED_VALUE = "fixed value"
    FIXED_VALUE_IN_THE_FILE = "fixed value in the file"
    FIXED_VALUES_CONTRADICT = "fixed values contradict"
    MONTHS_ACROSS = "months across"
    STANDS_ACROSS = "stands across"
    REPEATED_AMOUNT = "repeated amount"
    SECTION_ROWS = "section rows"
    NO_SECTION_ROWS = "no section rows"
    FILL_DOWN = "fill down"
    NOTHING_TO_FILL_DOWN = "nothing to fill down"
    MERGED_CELLS = "merged cells"
    # with a row
    TOTAL = "total"
    TEMPLATE_ROW = "template row"
    NO_SUCH_ROW = "no such row"
    # with a column as a whole
    WRONG_CONTENT = "wrong content"
    UNIT = "unit"
    ANOTHER_SCALE = "another scale"
    ANOTHER_CURRENCY = "another currency"
    SAID_BESIDE = "said beside"
    CUT_OFF = "cut off"
    DATES_AMBIGUOUS = "dates ambiguous"
    DATES_CONTRADICT = "dates contradict"
    YEARS_FIRST = "years first"
    DATES_IN_ANOTHER_ORDER = "dates in another order"
    DATES_HALF_SWAPPED = "dates half swapped"
    # with a cell
    BLANK = "blank"
    NO_ANSWER = "no answer"
    MUST_BE_BLANK = "must be blank"
    OUT_OF_RANGE = "out of range"
    # with text
    DITTO = "ditto"
    LOOKUP = "lookup"
    FORMULA = "formula"
    DAMAGED_TEXT = "damaged text"
    MIXED_ALPHABETS = "mixed alphabets"
    CONTROL_CHARACTER = "control character"
    MADE_BY_A_PROGRAM = "made by a program"
    SPREADSHEET_ERROR = "spreadsheet error"
    LOST_IN_A_SPREADSHEET = "lost in a spreadsheet"
    TURNED_INTO_A_DATE = "turned into a date"
    STRAY_QUOTATION_MARK = "stray quotation mark"
    NOT_ALLOWED = "not allowed"
    NOT_YES_OR_NO = "not yes or no"
    # with a date
    NOT_A_DATE = "not a date"
    NO_DATE = "no date"
    NO_YEAR = "no year"
    NO_SUCH_DATE = "no such date"
    YEAR_OUT_OF_RANGE = "year out of range"
    DAY_AND_MONTH = "day and month"
    WEEKDAY = "weekday"
    TIME_ZONE = "time zone"
    UNCLEAR_PERIOD = "unclear period"
    CALENDAR_OR_FINANCIAL = "calendar or financial"
    DATES_OUT_OF_ORDER = "dates out of order"
    # with an amount
    NOT_A_NUMBER = "not a number"
    NOT_A_WHOLE_NUMBER = "not a whole number"
    NOT_A_PERCENTAGE = "not a percentage"
    FRACTION_OR_PERCENTAGE = "fraction or percentage"
    TOO_MANY_DECIMALS = "too many decimals"
    DECIMAL_COMMA = "decimal comma"
    THOUSANDS_OR_DECIMALS = "thousands or decimals"
    SCIENTIFIC_NOTATION = "scientific notation"
    # with a key, or a reference to one
    DUPLICATE_KEY = "duplicate key"
    LOOK_ALIKE_KEY = "look-alike key"
    CHANGED_KEY = "changed key"
    RENAMED_KEY = "renamed key"
    LOST_ZEROS = "lost zeros"
    LOST_DIGITS = "lost digits"
    UNLIKE_THE_OTHER_KEYS = "unlike the other keys"
    LINE_BREAK_IN_A_KEY = "line break in a key"
    UNKNOWN_REFERENCE = "unknown reference"
    NOTHING_TO_REFER_TO = "nothing to refer to"


class NoticeKind(StrEnum):
    """What sort of notice; the words are what JSON holds."""

    # of the file and its layout
    ENCODING = "encoding"
    WRONG_ENCODING = "wrong encoding"
    DAMAGED_TEXT = "damaged text"
    QUOTING = "quoting"
    SHEET = "sheet"
    HIDDEN_ROWS = "hidden rows"
    HIDDEN_COLUMNS = "hidden columns"
    STRUCK_OUT = "struck out"
    DAYS_FROM_1904 = "days from 1904"
    TRANSPOSED = "transposed"
    NO_HEADING = "no heading"
    STANDS_APART = "stands apart"
    LEFT_OUT = "left out"
    BLANK_ROWS = "blank rows"
    BLANK_CELLS = "blank cells"
    SHORT_ROWS = "short rows"
    PADDING = "padding"
    ONE_CELL = "one cell"
    # of the characters in its cells
    INVISIBLE_CHARACTERS = "invisible characters"
    SPACES = "spaces"
    LINE_BREAKS = "line breaks"
    ACCENTS = "accents"
    HTML_CODES = "HTML codes"
    EXCEL_TEXT = "Excel text"
    FORMULA_GUARD = "formula guard"
    # of what was done because a person said so
    NOT_USED = "not used"
    FIXED_VALUE = "fixed value"
    MONTHS_ACROSS = "months across"
    SECTION_ROWS = "section rows"
    FILLED_DOWN = "filled down"
    DATES_DIVIDED = "dates divided"
    CORRECTED = "corrected"
    ADDED_UP = "added up"
    # of how values were read (data.intake.values.notes)
    TAKEN_AS_BLANK = "taken as blank"
    DATE_IN_WORDS = "date in words"
    WEEKDAY_LEFT_OUT = "weekday left out"
    SPREADSHEET_DAY_NUMBER = "spreadsheet day number"
    DATE_WITHOUT_MARKS = "date without marks"
    MONTH_AS_A_DATE = "month as a date"
    QUARTER_AS_A_DATE = "quarter as a date"
    FINANCIAL_YEAR_AS_A_DATE = "financial year as a date"
    FINANCIAL_YEAR_REWRITTEN = "financial year rewritten"
    TWO_DIGIT_YEAR = "two-digit year"
    TIME_LEFT_OUT = "time left out"
    TIME_ZONE = "time zone"
    DAY_FIRST = "day first"
    MONTH_IN_WORDS = "month in words"
    CALENDAR_MONTH = "calendar month"
    PERIOD_FROM_APRIL = "period from April"
    DAY_LEFT_OUT = "day left out"
    SCALE = "scale"
    BRACKETED = "bracketed"
    TRAILING_MINUS = "trailing minus"
    NOTHING_IN_ACCOUNTS = "nothing in accounts"
    SCORE_WITH_WORDS = "score with words"
    ROUNDING = "rounding"
    DECIMAL_COMMA = "decimal comma"
    MULTIPLIED = "multiplied"
    ANOTHER_SCALE = "another scale"
    CURRENCY = "currency"
    FRACTION = "fraction"
    SYNONYM = "synonym"
    SPACES_ROUND_IT = "spaces round it"
    UNSEEN_CHARACTERS = "unseen characters"
    SPREADSHEET_TEXT = "spreadsheet text"
    HTML = "html"
    DITTO_KEPT = "ditto kept"
    NO_ANSWER_KEPT = "no answer kept"
    PARTED = "parted"
    MAY_BE_DAMAGED = "may be damaged"
    LOOKUP = "lookup"
    # of what a person may want to look at
    FAR_DATE = "far date"
    STILL_TO_COME = "still to come"
    ALIKE_NAMES = "alike names"
    MAY_BE_CUT_OFF = "may be cut off"
    KEYS_ARE_NUMBERS = "keys are numbers"
    UNLIKE_THE_OTHER_KEYS = "unlike the other keys"
    LIKE_A_HELD_KEY = "like a held key"
    EARLIER_KEY = "earlier key"


PROBLEM_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int64(),  # as the spreadsheet shows it: the first line of the file is 1; null: the whole file
    "column": pl.String(),  # our column's name; null where the problem is not with one column
    "heading": pl.String(),  # the heading as the file has it
    "value": pl.String(),  # the cell as the file has it
    "kind": pl.String(),  # a ProblemKind
    "problem": pl.String(),  # what is wrong and what was expected: ‘is not one of red, amber, green.’
    "mend": pl.String(),  # how to mend it: ‘Did you mean ‘amber’?’; may be empty
}
"""One row per offending cell (or row, or file)."""


@lru_cache(maxsize=1)
def no_problems() -> pl.DataFrame:
    """A frame of problems with no row."""
    return pl.DataFrame(schema=PROBLEM_SCHEMA)


def sentences(problems: pl.DataFrame) -> list[str]:
    """One sentence per problem: ‘Row 14, Status: ‘doen’ is not one of …. Did you mean ‘done’ → migrated?’"""
    lines = []
    for problem in problems.iter_rows(named=True):
        where = ", ".join(
            part for part in (f"Row {problem['row']:,}" if problem["row"] else "", problem["heading"] or "") if part
        )
        value = "" if problem["value"] is None else f"‘{problem['value']}’ "
        text = f"{value}{problem['problem']}"
        lines.append(" ".join(filter(None, (f"{where}: {text}" if where else text, problem["mend"]))))
    return lines


@dataclass(frozen=True)
class Notice:
    """Something that the reader should know about how a file was read, but no reason to refuse it.

    `kind` groups like with like, `count` is how many cells or rows it concerns, `text` the sentence, `examples` a few
    of them (‘row 7, Cost: 'TBC'’).
    """

    kind: NoticeKind
    text: str
    count: int = 1
    examples: tuple[str, ...] = ()
