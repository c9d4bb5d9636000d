"""What the ledger has entered, as events of the audit trail: each commit brings those that the trail doesn't have yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data import log
from data.events import Event
from data.ledger.postgresql import shared_trail
from data.ledger.publishing import store_path
from data.ledger.trail.delivery import ENTERED, deliver, deliver_if_possible
from data.ledger.trail.lines import Lines, adding, last_line, own_part
from data.problems import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

REMOVALS = "removals"
"""What the first event of a history calls how often personal data had been taken out of it before."""


@dataclass(frozen=True)
class Removal:
    """A removal of personal data: the generations after and before, by whom, and its details."""

    generation: str
    instead_of: str
    by: str
    about: dict[str, object]


@dataclass(frozen=True)
class News:
    """Ledger entries that the trail doesn't have yet, of a generation: number, by whom, what, and the details of each;
    and any removal of personal data before them."""

    generation: str
    entries: tuple[tuple[int, str, Event, dict[str, object]], ...]
    removals: tuple[Removal, ...] = ()
    removals_in_all: int = 0
    is_copied: bool = False  # with the trail that it had in another store
    by: str = ""  # who restored or copied; of the first entries of a store, and of what a killed command left: nobody

    def __len__(self) -> int:
        return len(self.entries) + len(self.removals)


def news(
    connection: DuckDBPyConnection, generation: str, copied_from: str = "", db: Connection[Any] | None = None
) -> News:
    """What the trail doesn't have yet of the ledger, from the open work file. Another generation than the trail's last
    is the same history without a person's data, if the store says so, or that of another store (`copied_from`: its
    generation), whose trail was taken along; otherwise it is a restored backup, and all its entries are news. `db`: the
    connection that writes to PostgreSQL, if one does. Raises StoreError."""
    last, generation = last_line(db), own_part(generation)
    if copied_from and last and own_part(last.generation) == own_part(copied_from):
        return News(generation, tuple(entries_after(connection, last.entry)), is_copied=True)
    removals = removals_since(connection, generation, last.generation) if last and last.generation else ()
    known = last.entry if last and (removals or own_part(last.generation) == generation) else 0
    return News(generation, tuple(entries_after(connection, known)), removals, len(removals_noted(connection)))


def removals_noted(connection: DuckDBPyConnection) -> list[Removal]:
    """The removals of personal data that the store says were made, in order."""
    rows = connection.execute(
        "SELECT generation, instead_of, made_by, number, made_at, cells, files FROM taken_out ORDER BY number"
    ).fetchall()
    return [
        Removal(
            generation, before, by,
            {"removal": number, "cells": cells, "files": json.loads(files), "made_at": made_at.isoformat(), "instead_of": before},
        )
        for generation, before, by, number, made_at, cells, files in rows
    ]  # fmt: skip


def removals_since(connection: DuckDBPyConnection, generation: str, since: str) -> tuple[Removal, ...]:
    """The removals between one generation and another; nothing if they aren't connected."""
    by_generation = {each.generation: each for each in removals_noted(connection)}
    found: list[Removal] = []
    at = generation
    while at in by_generation and own_part(at) != own_part(since):
        found.insert(0, by_generation[at])
        at = by_generation[at].instead_of
    return tuple(found) if own_part(at) == own_part(since) else ()


def follow(found: News) -> None:
    """Adds the news. Raises StoreBusy, StoreError."""
    if not len(found) and not found.is_copied:
        return
    deliver()  # what was done before comes first
    with adding(store_path()) as lines:
        _add(found, lines)


def follow_where_possible(found: News) -> None:
    """The same after a commit: if it fails, the next write adds what is missing, because the entries count already."""
    try:
        follow(found)
    except StoreError as problem:
        log.warn("audit trail behind the ledger", problem)


@contextmanager
def followed_in(programme: str, found: News | None) -> Iterator[Callable[[Connection[Any]], None] | None]:
    """Adds the news in PostgreSQL, in the same transaction as the entries themselves; it is logged when committed."""
    if found is None:
        yield None
        return
    deliver_if_possible()  # what was done before comes first
    added: list[Lines] = []

    def also(db: Connection[Any]) -> None:
        shared_trail.lock(db)
        lines = Lines.shared(db, programme)
        _add(found, lines)
        shared_trail.append(db, programme, lines.new, lines.ids)
        added.append(lines)

    yield also
    for lines in added:
        lines.tell()


def _add(found: News, lines: Lines) -> None:
    for removal in found.removals:
        last = lines.last
        if last and own_part(last.generation) != removal.generation:
            by = lines.token(removal.by)
            lines.add(Event.PERSON_TAKEN_OUT, by, removal.about, removal.generation, last.entry)
    last = lines.last
    if last is not None and found.is_copied:
        lines.add(Event.COPIED, lines.token(found.by), {"entries": last.entry}, found.generation, last.entry)
    elif last is None or own_part(last.generation) != found.generation:
        event = Event.RESTORED if last and last.generation else Event.BEGUN
        begins: dict[str, object] = {"entries": len(found.entries)}
        if found.removals_in_all:
            begins[REMOVALS] = found.removals_in_all
        lines.add(event, lines.token(found.by), begins, found.generation, 0)
    known = lines.last.entry if lines.last else 0
    for number, who, event, about in found.entries:
        if number > known:
            lines.add(event, lines.token(who), about, found.generation, number)


def entries_after(connection: DuckDBPyConnection, after: int) -> list[tuple[int, str, Event, dict[str, object]]]:
    """The ledger's entries after a number, as events: number, by whom, what, and its details."""
    rows = connection.execute(
        "SELECT e.number, e.action, e.upload, e.made_by, e.made_at, u.dataset, u.reporting_date, u.mode, u.sha256, "
        "u.rows, u.added, u.changed, u.removed FROM ledger_entries AS e LEFT JOIN uploads AS u ON u.number = e.upload "
        "WHERE e.number > ? ORDER BY e.number, e.upload",
        [after],
    ).fetchall()
    found = []
    for number, action, upload, who, made_at, dataset, day, mode, sha256, *counts in rows:
        about: dict[str, object] = {"upload": upload, "dataset": dataset, "made_at": made_at.isoformat()}
        if action == "upload":
            about |= {
                "reporting_date": day.isoformat(), "mode": mode, "sha256": sha256,
                **dict(zip(("rows", "added", "changed", "removed"), counts, strict=True)),
            }  # fmt: skip
        found.append((number, who or "", ENTERED[action], about))
    return found
