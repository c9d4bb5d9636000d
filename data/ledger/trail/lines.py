"""The lines of an audit trail, for whoever adds to it: where they are kept, how each is chained to the one before, and the
tokens that stand for people."""

from __future__ import annotations

import hashlib
import json
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data import log
from data.events import SERVER, Line, People
from data.ledger import programmes
from data.ledger.postgresql import shared_trail
from data.ledger.publishing import store_path
from data.ledger.trail import on_disk

if TYPE_CHECKING:
    from psycopg import Connection

FIRST_LINK = "0" * 64
"""What the first line has in place of the hash of the line before."""

WHOM = "whom"
"""What an event's `about` calls the token of whom it was done to."""

LOGGED = ("dataset", "upload", "rows", "added", "changed", "removed", "cells", "format", "role", "programme")
"""What the log tells of an event, of what the trail tells of it."""


def path_of(store: Path) -> Path:
    """Where a store's trail is."""
    return store.with_name(store.name + ".trail.jsonl")


def people_path() -> Path:
    """Where the names behind the tokens of all programmes' trails are."""
    return programmes.home().with_name(programmes.home().name + ".people.json")


def programme_of(store: Path) -> str:
    """The id of the programme that a store holds."""
    listed = programmes.listed()
    return next((each.id for each in listed if each.file == store), listed[0].id)


def own_part(generation: str) -> str:
    """A generation without what follows the hyphen: a copy that another server rebuilt has a generation of its own after it
    (data/ledger/postgresql/authority.py)."""
    return generation.partition("-")[0]


def broken_links(lines: Sequence[Line]) -> list[str]:
    """Where a chain is first broken, in a sentence; empty if it is whole."""
    before = FIRST_LINK
    for at, line in enumerate(lines, start=1):
        if line.number != at or line.before != before or line.link != line.proof():
            return [f"The audit trail is broken at event {at}: it, or the one before it, is not as it was written."]
        before = line.link
    return []


def last_line(db: Connection[Any] | None = None) -> Line | None:
    """The latest line of this programme's trail."""
    address = programmes.authority()
    if address is None:
        return on_disk.last(path_of(store_path()))
    if db is not None:
        return shared_trail.last(db, programmes.current().id)
    with shared_trail.looking(address) as db:
        return shared_trail.last(db, programmes.current().id) if db else None


class Lines:
    """The end of a trail that events are added to, for the holder of its lock. `token`: a name's, made if there is none
    yet. `more`: further details of each event."""

    def __init__(self, last: Line | None, token: Callable[[str], str], more: Mapping[str, object]) -> None:
        self.last, self._token, self._more = last, token, more
        self.new: list[Line] = []
        self.ids: dict[int, str] = {}

    @classmethod
    def shared(cls, db: Connection[Any], programme: str) -> Lines:
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
            (last.number if last else 0) + 1, at or now(), str(event), who, json.loads(json.dumps({**about, **self._more})),
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
def adding(store: Path) -> Iterator[Lines]:
    """The end of a store's trail, with its lock: what is added inside is written together. Raises StoreBusy, StoreError."""
    address, path = programmes.authority(), path_of(store)
    if address is not None:
        programme = programme_of(store)
        with shared_trail.adding(address, on_disk.WAIT_SECONDS) as db:
            lines = Lines.shared(db, programme)
            yield lines
            shared_trail.append(db, programme, lines.new, lines.ids)
    else:
        with on_disk.locked(path):
            lines = Lines(on_disk.last(path), _token, {})
            yield lines
            on_disk.add(path, lines.new)
    lines.tell()


def now() -> str:
    """The moment, as a line has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def token_of(name: str, secret: str) -> str:
    """What stands for a name in the trail."""
    return hashlib.sha256(f"{secret}\n{name}".encode()).hexdigest()[:32]


def _new_token(name: str) -> People:
    secret = secrets.token_hex(16)
    return {token_of(name, secret): {"name": name, "secret": secret}}


def _token(name: str) -> str:
    """The token of a name in the file of names, made if there is none yet."""
    with on_disk.locked(people_path()):
        known = on_disk.read_people(people_path())
        found = next((token for token, each in known.items() if each["name"] == name), None)
        if found is None:
            more = _new_token(name)
            on_disk.write_people(people_path(), known | more)
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
