"""The audit trail: who did what and when, as lines that are only ever added. It is a file beside the store; for a store
in PostgreSQL it is there (postgresql/shared_trail.py), and covers every server.

Each line is one event as JSON, with the SHA-256 of the line before it and its own. Changing, removing or inserting a
line breaks the chain there, and `python -m data check` names the first broken link. The ledger's entries are compared
with the trail as well, so that an entry can't be altered in either alone.

People are in a file or table of their own, and in the trail only under a token made of the name and its own secret
(SHA-256). An altered name no longer fits its token; a name that is taken out leaves the chain whole (UK GDPR, the right
to erasure), and the same person's events still belong together.

While PostgreSQL can't be reached, what is still done (an export, a pack, a sign-in) waits in a file of this server, and
is entered in order when PostgreSQL answers again.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import log
from data.events import SERVER, Checked, Event, Line
from data.ledger import programmes, trail_file
from data.ledger.postgresql import shared_trail
from data.ledger.postgresql.connecting import reach
from data.ledger.publishing import store_path
from data.ledger.trail_file import People
from data.problems import OutOfReach, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

FIRST_LINK = "0" * 64
"""What the first line has in place of the hash of the line before."""

WHOM = "whom"
"""What an event's `about` calls the token of whom it was done to."""

LOGGED = ("dataset", "upload", "rows", "added", "changed", "removed", "cells", "format", "role", "programme")
"""What the log tells of an event, of what the trail tells of it."""

REMOVALS = "removals"
"""What the first event of a history calls how often personal data had been taken out of it before."""

MOST_TOLD = 5
"""Entries that a check names; of more it says how many."""

TAKEN_OUT = "(name taken out)"
"""Whom an event names whose person was taken out."""


ENTERED = {
    "upload": Event.UPLOADED,
    "withdraw": Event.WITHDRAWN,
    "reinstate": Event.REINSTATED,
    "upgrade": Event.UPGRADED,
}
"""What the ledger calls what it enters → the event."""

FROM_THE_LEDGER = {*ENTERED.values(), Event.BEGUN, Event.RESTORED, Event.COPIED, Event.PERSON_TAKEN_OUT}
"""What is made of the ledger itself, on whichever server that is done."""


def path_of(store: Path) -> Path:
    """Where a store's trail is."""
    return store.with_name(store.name + ".trail.jsonl")


def people_path() -> Path:
    """Where the names behind the tokens of all programmes' trails are."""
    return programmes.home().with_name(programmes.home().name + ".people.json")


def waiting_path() -> Path:
    """Where the events are that this server could not enter in PostgreSQL yet."""
    return programmes.home().with_name(programmes.home().name + ".trail-waiting.jsonl")


def note(event: Event, who: str, whom: str = "", store: Path | None = None, **about: object) -> None:
    """Adds an event of this programme, or of another store. `whom`: the person it was done to. `about`: plain values.

    Read-only work goes on even if nothing can be written beside the store; the log says so then.
    """
    address, who, whom = programmes.authority(), _storable(who), _storable(whom)
    try:
        if address is not None:
            _note_shared(address, _Noted.of(store or store_path(), event, who, whom, about))
            return
        with _adding(store or store_path()) as lines:
            lines.add(event, lines.token(who), {**({WHOM: lines.token(whom)} if whom else {}), **about})
    except StoreError as problem:
        log.warn("not noted in the audit trail", problem)


MOST_OF_A_NAME = 320
"""Characters of a name that are kept: an address has no more."""


def _storable(name: str) -> str:
    """A name in a form that any store can keep: a provider may call somebody anything."""
    return name.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")[:MOST_OF_A_NAME]


@dataclass(frozen=True)
class _Noted:
    """An event to be entered in PostgreSQL: by whom and to whom, by name."""

    id: str
    programme: str
    at: str
    event: str
    who: str
    whom: str
    about: Mapping[str, Any]

    @classmethod
    def of(cls, store: Path, event: Event, who: str, whom: str, about: Mapping[str, object]) -> _Noted:
        return cls(uuid.uuid4().hex, _programme_of(store), _now(), event.value, who, whom, about)


def _programme_of(store: Path) -> str:
    listed = programmes.listed()
    return next((each.id for each in listed if each.file == store), listed[0].id)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _note_shared(address: str, noted: _Noted) -> None:
    """Enters an event in PostgreSQL; if that fails now, it waits on this server's disk. Raises StoreError if even that
    can't be written."""
    if not waiting_path().exists() and address not in reach.since:
        try:
            _enter(address, [noted])
            return
        except StoreError as problem:
            log.warn("audit trail waits for PostgreSQL", problem)
    trail_file.let_wait(waiting_path(), noted.__dict__)
    if address not in reach.since:
        deliver_if_possible()


def _enter(address: str, noted: Sequence[_Noted]) -> None:
    """Adds events to the trails in PostgreSQL, in order, each once. Raises StoreError."""
    with shared_trail.adding(address, trail_file.WAIT_SECONDS) as db:
        entered = shared_trail.entered(db, [each.id for each in noted])
        ends: dict[str, _Lines] = {}
        for each in noted:
            if each.id in entered:
                continue
            entered.add(each.id)
            if each.programme not in ends:
                ends[each.programme] = _Lines.shared(db, each.programme)
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
        trail_file.deliver(path, lambda found: _enter(address, [_Noted(**each) for each in found]))


def deliver_if_possible() -> None:
    """The same; if it fails, the events go on waiting, and the log says so."""
    try:
        deliver()
    except StoreError as problem:
        log.warn("audit trail waits for PostgreSQL", problem)


def waiting() -> int:
    """How many events of this server wait to be entered. Raises StoreError if they can't be read."""
    return len(trail_file.waiting(waiting_path()))


TAKEN_UP = ".taken-up"
"""What the name of a server's own trail ends with, once its events are in PostgreSQL."""


def _take_up(address: str) -> None:
    """Enters in PostgreSQL what this server kept in its own files, as earlier releases did: the people behind its
    tokens, and all events except those that each server had from the ledger. The file of names is then removed, and the
    trails are renamed. Killed at any moment, the next process does what is left. Raises StoreError."""
    with trail_file.locked(people_path()):
        if not _has_its_own():
            return  # another process did it just now
        kept = [(each.id, path_of(each.file)) for each in programmes.listed() if path_of(each.file).exists()]
        with shared_trail.adding(address, trail_file.WAIT_SECONDS) as db:
            shared_trail.add_people(db, trail_file.read_people(people_path()))
            for programme, path in kept:
                lines = _Lines.shared(db, programme)
                _take_up_one(db, path, lines)
                shared_trail.append(db, programme, lines.new, lines.ids)
        for _, path in kept:
            path.replace(path.with_name(path.name + TAKEN_UP))
            trail_file.end_path(path).unlink(missing_ok=True)
        people_path().unlink(missing_ok=True)


def _has_its_own() -> bool:
    return people_path().exists() or path_of(programmes.home()).exists()


def _take_up_one(db: Connection[Any], path: Path, lines: _Lines) -> None:
    """The events of one file that the ledger doesn't have, and an event that they were taken over, with how whole the
    file was."""
    try:
        own = trail_file.read(path)
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
    is_whole = bool(own) and not _broken(own)
    about = {"events": len(own), "last_link": own[-1].link if own else "", "whole": is_whole}
    lines.add(Event.TAKEN_UP, "", about, id=mark)


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
    last, generation = _last(db), _own(generation)
    if copied_from and last and _own(last.generation) == _own(copied_from):
        return News(generation, tuple(_entries(connection, last.entry)), is_copied=True)
    removals = _removals_since(connection, generation, last.generation) if last and last.generation else ()
    known = last.entry if last and (removals or _own(last.generation) == generation) else 0
    return News(generation, tuple(_entries(connection, known)), removals, len(_removals(connection)))


def _removals(connection: DuckDBPyConnection) -> list[Removal]:
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


def _removals_since(connection: DuckDBPyConnection, generation: str, since: str) -> tuple[Removal, ...]:
    """The removals between one generation and another; nothing if they aren't connected. A copy that another server
    rebuilt has a generation of its own after a hyphen (data/ledger/postgresql/authority.py)."""
    by_generation = {each.generation: each for each in _removals(connection)}
    found: list[Removal] = []
    at = generation
    while at in by_generation and _own(at) != _own(since):
        found.insert(0, by_generation[at])
        at = by_generation[at].instead_of
    return tuple(found) if _own(at) == _own(since) else ()


def _own(generation: str) -> str:
    return generation.partition("-")[0]


def follow(found: News) -> None:
    """Adds the news. Raises StoreBusy, StoreError."""
    if not len(found) and not found.is_copied:
        return
    deliver()  # what was done before comes first
    with _adding(store_path()) as lines:
        _add(found, lines)


@contextmanager
def followed_in(programme: str, found: News | None) -> Iterator[Callable[[Connection[Any]], None] | None]:
    """Adds the news in PostgreSQL, in the same transaction as the entries themselves; it is logged when committed."""
    if found is None:
        yield None
        return
    deliver_if_possible()  # what was done before comes first
    added: list[_Lines] = []

    def also(db: Connection[Any]) -> None:
        shared_trail.lock(db)
        lines = _Lines.shared(db, programme)
        _add(found, lines)
        shared_trail.append(db, programme, lines.new, lines.ids)
        added.append(lines)

    yield also
    for lines in added:
        lines.tell()


def _add(found: News, lines: _Lines) -> None:
    for removal in found.removals:
        last = lines.last
        if last and _own(last.generation) != removal.generation:
            by = lines.token(removal.by)
            lines.add(Event.PERSON_TAKEN_OUT, by, removal.about, removal.generation, last.entry)
    last = lines.last
    if last is not None and found.is_copied:
        lines.add(Event.COPIED, lines.token(found.by), {"entries": last.entry}, found.generation, last.entry)
    elif last is None or _own(last.generation) != found.generation:
        event = Event.RESTORED if last and last.generation else Event.BEGUN
        begins: dict[str, object] = {"entries": len(found.entries)}
        if found.removals_in_all:
            begins[REMOVALS] = found.removals_in_all
        lines.add(event, lines.token(found.by), begins, found.generation, 0)
    known = lines.last.entry if lines.last else 0
    for number, who, event, about in found.entries:
        if number > known:
            lines.add(event, lines.token(who), about, found.generation, number)


def follow_where_possible(found: News) -> None:
    """The same after a commit: if it fails, the next write adds what is missing, because the entries count already."""
    try:
        follow(found)
    except StoreError as problem:
        log.warn("audit trail behind the ledger", problem)


def _entries(connection: DuckDBPyConnection, after: int) -> list[tuple[int, str, Event, dict[str, object]]]:
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


def events(store: Path | None = None) -> list[Line]:
    """Every event, oldest first; none if there is no trail. Raises StoreError if a line can't be read, OutOfReach if
    the trail is in PostgreSQL and nobody answers."""
    address, path = programmes.authority(), store or store_path()
    if address is None:
        return trail_file.read(path_of(path))
    deliver_if_possible()
    with shared_trail.looking(address) as db:
        return shared_trail.read(db, _programme_of(path)) if db else []


def as_it_is() -> tuple[object, ...]:
    """A value that changes with the trail or the names, so that an answer can be cached by it. Raises StoreError."""
    address = programmes.authority()
    if address is None:
        files = (path_of(store_path()), people_path())
        return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.exists())
    with shared_trail.looking(address) as db:
        programme = programmes.current().id
        return (address, programme, *(shared_trail.fingerprint(db, programme) if db else ()))


def _last(db: Connection[Any] | None = None) -> Line | None:
    """The latest line of this programme's trail."""
    address = programmes.authority()
    if address is None:
        return trail_file.last(path_of(store_path()))
    if db is not None:
        return shared_trail.last(db, programmes.current().id)
    with shared_trail.looking(address) as db:
        return shared_trail.last(db, programmes.current().id) if db else None


def people() -> dict[str, str]:
    """Token → name, for everybody who was not taken out. Raises StoreError."""
    deliver_if_possible()
    return {token: each["name"] for token, each in _people().items()}


def _people() -> People:
    address = programmes.authority()
    if address is None:
        return trail_file.read_people(people_path())
    with shared_trail.looking(address) as db:
        return shared_trail.people(db) if db else {}


def named(token: str, known: Mapping[str, str]) -> str:
    """The name behind a token."""
    return known.get(token, TAKEN_OUT) if token else ""


def told_of(line: Line, known: Mapping[str, str]) -> dict[str, object]:
    """An event's details, and the name of the person it was done to."""
    about = line.details
    return {**about, WHOM: named(str(about[WHOM]), known)} if WHOM in about else about


def naming(pattern: re.Pattern[str]) -> list[tuple[int, str]]:
    """(number, details) of each event that contains a name in its own words, and not as a token."""
    texts = ((line.number, json.dumps(line.about, ensure_ascii=False)) for line in events())
    return [(number, text) for number, text in texts if pattern.search(text)]


def events_of(token: str) -> int:
    """How many events were done by a person, or to them."""
    return sum(token in (line.who, line.about.get(WHOM)) for line in events())


def forget(is_meant: Callable[[str], object]) -> int:
    """Takes out the people with that name: their tokens then stand for nobody, and the chain stays whole. Returns how
    many. Raises StoreBusy, StoreError."""
    address = programmes.authority()
    if address is not None:
        deliver()  # a name may wait here, too
        meant = [token for token, each in _people().items() if is_meant(each["name"])]
        if meant:
            shared_trail.forget(address, meant, trail_file.WAIT_SECONDS)
        return len(meant)
    with trail_file.locked(people_path()):
        known = _people()
        kept = {token: each for token, each in known.items() if not is_meant(each["name"])}
        if len(kept) < len(known):
            trail_file.write_people(people_path(), kept)
        return len(known) - len(kept)


def copied(store: Path) -> tuple[list[Line], People]:
    """A store's whole trail with the people behind its tokens, to take along. Raises StoreError."""
    lines = events(store)
    tokens = {token for line in lines for token in (line.who, line.about.get(WHOM))}
    return lines, {token: each for token, each in _people().items() if token in tokens}


def go_on(store: Path, lines: Sequence[Line], names: People) -> bool:
    """Begins a store's trail with that of another, line by line. Returns whether it did: not if a trail has been begun.
    Raises StoreError."""
    address, path = programmes.authority(), path_of(store)
    if address is not None:
        programme = _programme_of(store)
        with shared_trail.adding(address, trail_file.WAIT_SECONDS) as db:
            if shared_trail.last(db, programme) is not None:
                return False
            shared_trail.add_people(db, names)
            shared_trail.append(db, programme, lines, {})
        return True
    with trail_file.locked(path):
        if trail_file.last(path) is not None:
            return False
        with trail_file.locked(people_path()):
            trail_file.write_people(people_path(), {**names, **_people()})
        trail_file.add(path, lines)
    return True


def check(connection: DuckDBPyConnection | None = None, generation: str = "") -> Checked:
    """Whether the chain is whole, the names fit, and the ledger's entries are what the trail says they were.

    `connection`: the work file, open, and its generation. Writes nothing.
    """
    try:
        lines = events()
    except OutOfReach:
        raise
    except StoreError as problem:
        return Checked(0, "", (str(problem),))
    broken = _broken(lines)
    if not broken and programmes.authority() is None:
        broken = trail_file.cut_off(path_of(store_path()), lines)
    altered = [
        f"The name of a person in the audit trail was altered ({token[:8]})."
        for token, each in _people().items()
        if _token_of(each["name"], each["secret"]) != token
    ]
    if connection is not None and not broken:
        broken += _contradictions(connection, _own(generation), lines)
    return Checked(len(lines), lines[-1].link if lines else FIRST_LINK, tuple(broken), tuple(altered))


def _broken(lines: Sequence[Line]) -> list[str]:
    """Where a chain is first broken, in a sentence; empty if it is whole."""
    before = FIRST_LINK
    for at, line in enumerate(lines, start=1):
        if line.number != at or line.before != before or line.link != line.proof():
            return [f"The audit trail is broken at event {at}: it, or the one before it, is not as it was written."]
        before = line.link
    return []


def _contradictions(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Where the ledger's entries differ from the trail's for this generation."""
    known = people()
    of_this_history = _generations(generation, lines)
    noted = {
        (line.entry, line.about.get("upload")): line
        for line in lines
        if line.generation in of_this_history and line.event in ENTERED.values()
    }
    found = _removals_altered(connection, generation, lines)
    if not noted:
        return found
    held = {}
    for number, who, event, about in _entries(connection, 0):
        held[(number, about["upload"])] = (who, event, about)
    last = max(number for number, _ in noted)
    for (number, upload), line in noted.items():
        entry = held.get((number, upload))
        if entry is None:
            found.append(f"Ledger entry {number} is in the audit trail and not in the ledger.")
        elif not _fits(line, *entry, known):
            found.append(f"Ledger entry {number} is not as the audit trail has it.")
    missing = sorted({number for number, upload in held.keys() - noted.keys() if number <= last})
    found += [f"Ledger entry {number} is not in the audit trail." for number in missing]
    more = len(found) - MOST_TOLD
    return [*found[:MOST_TOLD], *([f"So it is with {more:,} more."] if more > 0 else [])]


def _generations(generation: str, lines: list[Line]) -> set[str]:
    """A generation and its predecessors: those of the same history before a person's data were taken out."""
    found = {generation}
    for before, line in reversed(list(pairwise(lines))):
        if line.event in (Event.PERSON_TAKEN_OUT, Event.COPIED) and line.generation in found:
            found.add(before.generation)
    return found


def _removals_altered(connection: DuckDBPyConnection, generation: str, lines: list[Line]) -> list[str]:
    """Whether the removals are those in the trail: nobody gets rid of an original by claiming that it was one."""
    if not lines or not lines[-1].generation:
        return []
    to_come = _removals_since(connection, generation, lines[-1].generation)
    if generation != lines[-1].generation and not to_come:
        return []  # a backup was restored, which the trail doesn't have yet
    before = 0
    noted: list[dict[str, object]] = []
    for line in lines:
        if line.event in (Event.BEGUN, Event.RESTORED):
            before, noted = int(line.about.get(REMOVALS, 0)), []
        elif line.event == Event.PERSON_TAKEN_OUT:
            noted.append(line.details)
    held = [each.about for each in _removals(connection)]
    if held[before:] == [*noted, *(each.about for each in to_come)] and len(held) >= before:
        return []
    return ["What the ledger says of personal data that were taken out is not as the audit trail has it."]


def taken_out_and_back(connection: DuckDBPyConnection) -> int:
    """How many removals of personal data the trail has that the store doesn't know: an earlier backup was restored."""
    known = [each.about for each in _removals(connection)]
    return sum(line.event == Event.PERSON_TAKEN_OUT and line.details not in known for line in events())


def _fits(line: Line, who: str, event: Event, about: Mapping[str, object], known: Mapping[str, str]) -> bool:
    """Whether an entry agrees with a line in everything that both have; another release may record more."""
    both = about.keys() & line.about.keys()
    is_same = all(about[name] == line.about[name] for name in both)
    return line.event == event and is_same and known.get(line.who, who) == who


class _Lines:
    """The end of a trail that events are added to, for the holder of its lock. `token`: a name's, made if there is none
    yet. `more`: further details of each event."""

    def __init__(self, last: Line | None, token: Callable[[str], str], more: Mapping[str, object]) -> None:
        self.last, self._token, self._more = last, token, more
        self.new: list[Line] = []
        self.ids: dict[int, str] = {}

    @classmethod
    def shared(cls, db: Connection[Any], programme: str) -> _Lines:
        """That of a programme in PostgreSQL."""
        more = {SERVER: socket.gethostname()}
        return cls(shared_trail.last(db, programme), lambda name: _token_in(db, name), more)

    def token(self, name: str) -> str:
        """The token of a name; empty for nobody."""
        return self._token(name) if name else ""

    def add(
        self,
        event: str,
        who: str,
        about: Mapping[str, object],
        generation: str | None = None,
        entry: int | None = None,
        at: str | None = None,
        id: str | None = None,
    ) -> None:
        last = self.last
        kept = (last.generation, last.entry) if last else ("", 0)
        line = Line(
            (last.number if last else 0) + 1, at or _now(), str(event), who, json.loads(json.dumps({**about, **self._more})),
            kept[0] if generation is None else generation, kept[1] if entry is None else entry,
            last.link if last else FIRST_LINK, "",
        )  # fmt: skip
        self.last = replace(line, link=line.proof())
        self.new.append(self.last)
        if id is not None:
            self.ids[line.number] = id

    def tell(self) -> None:
        """Logs what was added."""
        for line in self.new:
            fields = {name: value for name, value in line.about.items() if name in LOGGED}
            log.tell(line.event, who=line.who or None, version=line.entry, **fields)


@contextmanager
def _adding(store: Path) -> Iterator[_Lines]:
    address, path = programmes.authority(), path_of(store)
    if address is not None:
        programme = _programme_of(store)
        with shared_trail.adding(address, trail_file.WAIT_SECONDS) as db:
            lines = _Lines.shared(db, programme)
            yield lines
            shared_trail.append(db, programme, lines.new, lines.ids)
    else:
        with trail_file.locked(path):
            lines = _Lines(trail_file.last(path), _token, {})
            yield lines
            trail_file.add(path, lines.new)
    lines.tell()


def _token_of(name: str, secret: str) -> str:
    return hashlib.sha256(f"{secret}\n{name}".encode()).hexdigest()[:32]


def _new_token(name: str) -> People:
    secret = secrets.token_hex(16)
    return {_token_of(name, secret): {"name": name, "secret": secret}}


def _token(name: str) -> str:
    """The token of a name in the file of names, made if there is none yet."""
    with trail_file.locked(people_path()):
        known = trail_file.read_people(people_path())
        found = next((token for token, each in known.items() if each["name"] == name), None)
        if found is None:
            more = _new_token(name)
            trail_file.write_people(people_path(), known | more)
            (found,) = more
        return found


def _token_in(db: Connection[Any], name: str) -> str:
    """The same in PostgreSQL, for the holder of its lock."""
    found = shared_trail.token_of(db, name)
    if found is None:
        more = _new_token(name)
        shared_trail.add_people(db, more)
        (found,) = more
    return found
