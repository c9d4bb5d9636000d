"""What is otherwise now than it was known at an earlier ledger version: also what was corrected or withdrawn since.
One row per change, or per several alike, the most important first; none without an earlier version.
The columns are those that changes_all explains; reporting_date and upload are those of the row as it is, or as it was last.
Compared are two states, that of $known_on by that version and that of the as-at date by this one, whatever lies between them.
$version integer: the earlier ledger version
$known_on date: the date looked from then, not after the as-at date (without it: the as-at date)
$together integer = 3: up to how many alike are listed one by one; more are one row; 0 lists each by itself
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.changes import all as every_change
from queries.changes.between import Between

ENTERED = """SELECT DISTINCT uploads.dataset
FROM ledger_entries
INNER JOIN uploads ON ledger_entries.upload = uploads.number
WHERE ledger_entries.number > $after AND ledger_entries.number <= $ledger_version"""


def answer(
    ask: Asking, as_at: date, ledger_version: int, version: int | None, known_on: date | None, together: int
) -> pl.DataFrame:
    earlier = ledger_version if version is None else min(version, ledger_version)
    then = Asking(min(known_on or as_at, as_at), earlier, ask.generation, "")
    entered = frozenset(row["dataset"] for row in ask.rows(ENTERED, after=earlier))
    between = Between(as_at, ledger_version, ask.generation, "", then, entered)
    return every_change.answer(between, as_at, ledger_version, None, None, None, together, None, None)
