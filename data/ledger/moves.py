"""Copies a whole store to another place: from a file to PostgreSQL, back, or from one database to another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data import ledger
from data.ledger import audit, backups, programmes, roles, trail
from data.ledger.publishing import store_path
from data.problems import LedgerRefused, StoreDamaged, StoreError


@dataclass(frozen=True)
class Moved:
    """One copied programme: its ledger version, None if nothing was uploaded to it."""

    id: str
    ledger_version: int | None


def copy(source: str, target: str, tell: Callable[[str], None]) -> list[Moved]:
    """Copies every programme of one store to another, which must be empty. Both are checked, and must hold the same.
    `tell` is called for each step. Raises LedgerRefused if there is nothing to copy or something is in the way,
    StoreDamaged and StoreError."""
    with programmes.in_store(source):
        listed = programmes.listed()
        told_of_roles = roles.entries()
        if not any(_has_content(each.id) for each in listed):
            raise LedgerRefused(f"There is no store at {programmes.store_name()}. Nothing was copied.")
    with programmes.in_store(target):
        if any(_has_content(each.id) for each in programmes.listed()) or programmes.are_several():
            raise LedgerRefused(
                f"There is a store at {programmes.store_name()}, and a copy never overwrites one. Nothing was copied."
            )
        programmes.take_over([(each.id, each.name) for each in listed])
        roles.take_over(told_of_roles)
    return [_copy_one(each.id, source, target, tell) for each in listed]


def _has_content(programme: str) -> bool:
    with programmes.using(programme):
        return ledger.exists()


def _copy_one(programme: str, source: str, target: str, tell: Callable[[str], None]) -> Moved:
    with tempfile.TemporaryDirectory(prefix="programme-") as folder:
        part = Path(folder) / "copied.duckdb"
        with programmes.in_store(source), programmes.using(programme):
            lines, names = trail.copied(store_path())
        with programmes.in_store(target), programmes.using(programme):
            is_taken_along = trail.go_on(store_path(), lines, names)
        if not is_taken_along:
            tell(
                f"{programme}: an audit trail has been begun in {programmes.store_name()} already; that of "
                f"the store copied from is not taken along. Keep it"
            )
        with programmes.in_store(source), programmes.using(programme):
            if not ledger.exists():
                return Moved(programme, None)
            tell(f"{programme}: checking {programmes.store_name()}")
            _refuse_damage()
            version, held = backups.backup(part), _held()
        with programmes.in_store(target), programmes.using(programme):
            tell(f"{programme}: copying ledger version {version} to {programmes.store_name()}")
            backups.restore(part, is_copied=is_taken_along)
            tell(f"{programme}: checking {programmes.store_name()}")
            _refuse_damage()
            if _held() != held:
                raise StoreError(
                    f"What came to {programmes.store_name()} isn't what was copied. Use the store that it was copied from, and "
                    "try again with an empty place."
                )
    return Moved(programme, version)


def _refuse_damage() -> None:
    if damage := audit.check().damage:
        raise StoreDamaged(f"The store {programmes.store_name()} is damaged: {' '.join(damage)}")


def _held() -> ledger.Content:
    """The store's content, except for facts about itself, such as its generation."""
    with ledger.looking() as connection:
        return {table: rows for table, rows in ledger.content_of(connection).items() if table != "about"}
