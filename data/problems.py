"""What is said about a file: problems (it is refused), notices (it was read so), and errors shown to users."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import polars as pl


class UserError(Exception):
    """The parent of every error whose message a user may see, without a traceback."""


@dataclass(frozen=True)
class Remedy:
    """Something that a person can say so that a file is taken: `option` is a field of data.intake.options.Options, `said` what
    is said with it (‘End date=Ongoing’), with ‘…’ for what only the person knows; empty for an option without a value."""

    option: str
    said: str = ""


class Refused(UserError):
    """The file as a whole can't be read with certainty: the message says why and how to mend it. `remedies`: what may be
    said so that it is read; `sheets`: of a workbook, the (name, hidden) of each sheet, where the choice is the trouble."""

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


class EngineStumbled(StoreError):
    """The database engine failed on its own account; the same question may well be answered at the next try."""


class LedgerRefused(UserError):
    """What was asked of the ledger can't be done: no such upload, say (exit status 1)."""


PROBLEM_SCHEMA: dict[str, pl.DataType] = {
    "row": pl.Int64(),  # as the spreadsheet shows it: the first line of the file is 1; null: the whole file
    "column": pl.String(),  # our column's name; null where the problem is not with one column
    "heading": pl.String(),  # the heading as the file has it
    "value": pl.String(),  # the cell as the file has it
    "kind": pl.String(),  # what sort of problem, one word or two: ‘not a date’, ‘duplicate key’, …
    "problem": pl.String(),  # what is wrong and what was expected: ‘is not one of red, amber, green.’
    "mend": pl.String(),  # how to mend it: ‘Did you mean 'amber'?’; may be empty
}
"""One row per offending cell (or row, or file)."""


@lru_cache(maxsize=1)
def no_problems() -> pl.DataFrame:
    """A frame of problems with no row."""
    return pl.DataFrame(schema=PROBLEM_SCHEMA)


def sentences(problems: pl.DataFrame) -> list[str]:
    """One sentence per problem: ‘Row 14, Status: 'doen' is not one of …. Did you mean 'done' → migrated?’"""
    said = []
    for problem in problems.iter_rows(named=True):
        where = ", ".join(
            part for part in (f"Row {problem['row']:,}" if problem["row"] else "", problem["heading"] or "") if part
        )
        value = "" if problem["value"] is None else f"'{problem['value']}' "
        text = f"{value}{problem['problem']}"
        said.append(" ".join(filter(None, (f"{where}: {text}" if where else text, problem["mend"]))))
    return said


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about how a file was read, that is no reason to refuse it.

    `kind` groups like with like (‘date in words’, ‘taken as blank’, ‘left out’, ‘encoding’, …), `count` is how many cells or
    rows it concerns, `text` the sentence, `examples` a few of them (‘row 7, Cost: 'TBC'’).
    """

    kind: str
    text: str
    count: int = 1
    examples: tuple[str, ...] = ()
