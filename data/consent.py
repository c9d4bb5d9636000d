"""A press of a button makes the change that was shown, or none.

What a reader agreed to is fixed when it is shown, with the state of the ledger it was worked out from. If others have
written since, the change is worked out again under the ledger's lock and compared, row for row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import polars as pl

from data import ledger
from data.datasets import DATASETS, Dataset
from data.ledger.intervals import Step
from data.ledger.writer import counting_steps, latest_with, renames_of, rows_of
from data.problems import LedgerRefused, UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
Action = Literal["withdraw", "reinstate"]
At = tuple[int, str]
"""A ledger version, and the generation of the store, which changes when a backup is restored."""


class Overtaken(UserError):
    """Since the change was shown, somebody has written something that affects it: nothing was written."""


def at_now() -> At:
    """What readers see now."""
    now = ledger.current()
    return now.ledger_version, now.generation


def same_rows(names: Sequence[str], one: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Whether two frames hold the same values in the columns of these names, in any order of rows."""
    if one is other:
        return True
    kept = [name for name in names if name in one.columns]
    if one.height != other.height or kept != [name for name in names if name in other.columns]:
        return False
    return one.select(kept).sort(kept).equals(other.select(kept).sort(kept))


def difference(dataset: Dataset, before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of two states that the other lacks."""
    names = list(dataset.names)
    gone = before.join(after, on=names, how="anti", nulls_equal=True)
    return gone, after.join(before, on=names, how="anti", nulls_equal=True)


def entered_since(version: int) -> str:
    """What others have done since a ledger version, in a sentence; empty if nothing."""
    return ledger.with_retry(lambda cursor: entered_between(cursor, version))


def entered_between(cursor: DuckDBPyConnection, version: int) -> str:
    """As entered_since, with the given cursor."""
    found = cursor.execute(
        "SELECT e.number, e.action, e.made_by, u.dataset, u.reporting_date, u.added, u.changed, u.removed "
        "FROM ledger_entries AS e JOIN uploads AS u ON u.number = e.upload WHERE e.number > ? ORDER BY e.number",
        [version],
    ).fetchall()
    done = {"upload": "uploaded", "withdraw": "withdrew", "reinstate": "reinstated"}
    entries = [
        f"{by} {done[action]} {dataset.replace('_', ' ')} as at {day:%d/%m/%Y} ({added:,} added, {changed:,} changed, "
        f"{removed:,} removed)"
        for _, action, by, dataset, day, added, changed, removed in found[:3]
    ]
    more = f", and {len(found) - 3} more" if len(found) > 3 else ""
    return f"While you were looking, {'; '.join(entries)}{more}." if entries else ""


def overtaken(cursor: DuckDBPyConnection, version: int, generation: str, now: At) -> str:
    """Why a change is no longer the one that was shown at a ledger version and generation."""
    restored = "While you were looking, a backup was restored."
    since = entered_between(cursor, version) if now[1] == generation else restored
    return f"{since} So nothing was written: what was shown is no longer what would happen."


@dataclass(frozen=True)
class Turning:
    """What withdrawing or reinstating an upload would do: the rows of its dataset after the last report as they are
    (`before`) and as they would be (`after`), only where they differ; and the ledger version this is based on."""

    number: int
    action: Action
    dataset: Dataset
    before: pl.DataFrame
    after: pl.DataFrame
    ledger_version: int
    generation: str

    @property
    def change(self) -> str:
        """A fingerprint of the upload and its effect: the same for the same change, row for row."""
        parts = [self.action, str(self.number), self.dataset.name, self.generation]
        for rows in (self.before, self.after):
            parts.append(rows.select(self.dataset.names).sort(self.dataset.names).write_csv(null_value="\0"))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def preview_turning(number: int, action: Action, at: At | None = None) -> Turning:
    """What withdrawing or reinstating an upload would do, at a ledger version (by default now). Raises LedgerRefused if
    there is no such upload."""
    return ledger.with_retry(lambda cursor: _turning(cursor, number, action, *(at or at_now())))


def _turning(cursor: DuckDBPyConnection, number: int, action: Action, version: int, generation: str) -> Turning:
    found = cursor.execute("SELECT dataset, reporting_date, mode FROM uploads WHERE number = ?", [number]).fetchone()
    if found is None:
        raise LedgerRefused(f"There is no upload {number}.")
    dataset, day, mode = DATASETS[found[0]], found[1], found[2]
    if action == "withdraw":
        states = latest_with(cursor, dataset, version, leave_out=frozenset({number}), first_day=day)
    else:
        steps = counting_steps(cursor, dataset, day, version)
        again = Step(number, day, mode, lambda: rows_of(cursor, number))
        add = () if number in {step.number for step in steps} else (again,)
        renames = renames_of(cursor, number)
        states = latest_with(cursor, dataset, version, add=add, first_day=day, renames=renames)
    return Turning(number, action, dataset, *difference(dataset, *states), version, generation)


def turn(number: int, action: Action, by: str, change: str, seen_at: At) -> bool:
    """Withdraws or reinstates an upload, if that still does what was shown (`change` of the Turning, seen at its ledger
    version and generation). Returns whether it changed anything. Raises Overtaken, LedgerRefused and StoreError."""
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        if now != seen_at and _turning(writer.connection, number, action, *now).change != change:
            raise Overtaken(overtaken(writer.connection, *seen_at, now))
        return bool((writer.withdraw if action == "withdraw" else writer.reinstate)([number], by))


@dataclass(frozen=True)
class TurningTogether:
    """What withdrawing several uploads at once would do: for each of their datasets what one of them would do with the others
    withdrawn too."""

    numbers: tuple[int, ...]
    each: tuple[Turning, ...]

    @property
    def change(self) -> str:
        """A fingerprint of the uploads and their effect, as of a Turning."""
        return hashlib.sha256("\n".join([str(self.numbers), *(one.change for one in self.each)]).encode()).hexdigest()


def preview_withdrawing(numbers: Sequence[int], at: At | None = None) -> TurningTogether:
    """What withdrawing these uploads together would do, at a ledger version (by default now). Raises LedgerRefused if there is
    none of such a number."""
    return ledger.with_retry(lambda cursor: _withdrawing(cursor, numbers, *(at or at_now())))


def _withdrawing(cursor: DuckDBPyConnection, numbers: Sequence[int], version: int, generation: str) -> TurningTogether:
    first: dict[str, tuple[int, date]] = {}
    for number in sorted(numbers):
        found = cursor.execute("SELECT dataset, reporting_date FROM uploads WHERE number = ?", [number]).fetchone()
        if found is None:
            raise LedgerRefused(f"There is no upload {number}.")
        known, day = first.get(found[0], (number, found[1]))
        first[found[0]] = known, min(day, found[1])
    each = []
    for name, (number, day) in first.items():
        dataset = DATASETS[name]
        states = latest_with(cursor, dataset, version, leave_out=frozenset(numbers), first_day=day)
        each.append(Turning(number, "withdraw", dataset, *difference(dataset, *states), version, generation))
    return TurningTogether(tuple(sorted(numbers)), tuple(each))


def withdraw_together(numbers: Sequence[int], by: str, change: str, seen_at: At) -> int:
    """Withdraws several uploads as one version of the ledger, all of them or none, if that still does what was shown; as turn.
    Returns how many counted until then."""
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        if now != seen_at and _withdrawing(writer.connection, numbers, *now).change != change:
            raise Overtaken(overtaken(writer.connection, *seen_at, now))
        return len(writer.withdraw(numbers, by))
