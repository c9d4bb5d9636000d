"""Events on their way to the trail in PostgreSQL: they wait in a file of this server while nobody answers there, and are
entered in order, each once, when somebody does. So is what this server kept itself before PostgreSQL held the trail."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import log
from data.events import Event
from data.ledger import programmes
from data.ledger.postgresql import shared_trail
from data.ledger.postgresql.connecting import reach
from data.ledger.trail import on_disk
from data.ledger.trail.lines import WHOM, Lines, broken_links, now, path_of, people_path, programme_of
from data.problems import StoreError

if TYPE_CHECKING:
    from psycopg import Connection


def waiting_path() -> Path:
    """Where the events are that this server could not enter in PostgreSQL yet."""
    return programmes.home().with_name(programmes.home().name + ".trail-waiting.jsonl")


@dataclass(frozen=True)
class Noted:
    """An event to be entered in PostgreSQL: by whom and to whom, by name."""

    id: str
    programme: str
    at: str
    event: str
    who: str
    whom: str
    about: Mapping[str, Any]

    @classmethod
    def of(cls, store: Path, event: Event, who: str, whom: str, about: Mapping[str, object]) -> Noted:
        return cls(uuid.uuid4().hex, programme_of(store), now(), event.value, who, whom, about)


def enter_or_wait(address: str, noted: Noted) -> None:
    """Enters an event in PostgreSQL; if that fails now, it waits on this server's disk. Raises StoreError if even that
    can't be written."""
    if not waiting_path().exists() and address not in reach.since:
        try:
            _enter(address, [noted])
            return
        except StoreError as problem:
            log.warn("audit trail waits for PostgreSQL", problem)
    on_disk.let_wait(waiting_path(), noted.__dict__)
    if address not in reach.since:
        deliver_if_possible()


def _enter(address: str, noted: Sequence[Noted]) -> None:
    """Adds events to the trails in PostgreSQL, in order, each once. Raises StoreError."""
    with shared_trail.adding(address, on_disk.WAIT_SECONDS) as db:
        entered = shared_trail.entered(db, [each.id for each in noted])
        ends: dict[str, Lines] = {}
        for each in noted:
            if each.id in entered:
                continue
            entered.add(each.id)
            if each.programme not in ends:
                ends[each.programme] = Lines.shared(db, each.programme)
            lines = ends[each.programme]
            about = {**({WHOM: lines.token(each.whom)} if each.whom else {}), **each.about}
            lines.add(each.event, lines.token(each.who), about, at=each.at, id=each.id)
        for programme, lines in ends.items():
            shared_trail.append(db, programme, lines.new, lines.ids)
    for lines in ends.values():
        lines.tell()


def deliver() -> None:
    """Enters what waits on this server, and what it kept itself before PostgreSQL held the trail; does nothing if the
    store is a file. Raises StoreError if that fails now."""
    address = programmes.authority()
    if address is None:
        return
    if _has_its_own():
        _take_up(address)
    path = waiting_path()
    if path.exists():
        on_disk.deliver(path, lambda found: _enter(address, [Noted(**each) for each in found]))


def deliver_if_possible() -> None:
    """The same; if it fails, the events go on waiting, and the log says so."""
    try:
        deliver()
    except StoreError as problem:
        log.warn("audit trail waits for PostgreSQL", problem)


def waiting() -> int:
    """How many events of this server wait to be entered. Raises StoreError if they can't be read."""
    return len(on_disk.waiting(waiting_path()))


ENTERED = {
    "upload": Event.UPLOADED,
    "withdraw": Event.WITHDRAWN,
    "reinstate": Event.REINSTATED,
    "upgrade": Event.UPGRADED,
}
"""What the ledger calls what it enters → the event."""

FROM_THE_LEDGER = {*ENTERED.values(), Event.BEGUN, Event.RESTORED, Event.COPIED, Event.PERSON_TAKEN_OUT}
"""What is made of the ledger itself, on whichever server that is done."""


TAKEN_UP = ".taken-up"
"""What the name of a server's own trail ends with, once its events are in PostgreSQL."""


def _take_up(address: str) -> None:
    """Enters in PostgreSQL what this server kept in its own files, as earlier releases did: the people behind its
    tokens, and all events except those that each server had from the ledger. The file of names is then removed, and the
    trails are renamed. Killed at any moment, the next process does what is left. Raises StoreError."""
    with on_disk.locked(people_path()):
        if not _has_its_own():
            return  # another process did it just now
        kept = [(each.id, path_of(each.file)) for each in programmes.listed() if path_of(each.file).exists()]
        with shared_trail.adding(address, on_disk.WAIT_SECONDS) as db:
            shared_trail.add_people(db, on_disk.read_people(people_path()))
            for programme, path in kept:
                lines = Lines.shared(db, programme)
                _take_up_one(db, path, lines)
                shared_trail.append(db, programme, lines.new, lines.ids)
        for _, path in kept:
            path.replace(path.with_name(path.name + TAKEN_UP))
            on_disk.end_path(path).unlink(missing_ok=True)
        people_path().unlink(missing_ok=True)


def _has_its_own() -> bool:
    return people_path().exists() or path_of(programmes.home()).exists()


def _take_up_one(db: Connection[Any], path: Path, lines: Lines) -> None:
    """The events of one file that the ledger doesn't have, and an event that they were taken over, with how whole the
    file was."""
    try:
        own = on_disk.read(path)
    except StoreError as problem:
        log.warn("a server's own trail can't be read", problem)
        own = []
    mark = f"taken up {own[-1].link if own else path.stat().st_mtime_ns}"
    entered = shared_trail.entered(db, [mark, *(line.link for line in own)])
    if mark in entered:
        return
    for line in own:
        if line.event not in FROM_THE_LEDGER and line.link not in entered:
            lines.add(line.event, line.who, line.about, at=line.at, id=line.link)
    is_whole = bool(own) and not broken_links(own)
    about = {"events": len(own), "last_link": own[-1].link if own else "", "whole": is_whole}
    lines.add(Event.TAKEN_UP, "", about, id=mark)
