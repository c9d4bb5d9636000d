"""The audit trail: who did what and when, as lines that are only ever added. It is a file beside the store; for a store
in PostgreSQL it is there (data/ledger/postgresql/shared_trail.py), and covers every server.

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

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from data import log
from data.events import Event, Line, People
from data.ledger import programmes
from data.ledger.postgresql import shared_trail
from data.ledger.publishing import store_path
from data.ledger.trail import on_disk
from data.ledger.trail.delivery import Noted, deliver, deliver_if_possible, enter_or_wait
from data.ledger.trail.lines import WHOM, adding, path_of, people_path, programme_of
from data.problems import StoreError

TAKEN_OUT = "(name taken out)"
"""Whom an event names whose person was taken out."""


def note(event: Event, who: str, whom: str = "", store: Path | None = None, **about: object) -> None:
    """Adds an event of this programme, or of another store. `whom`: the person it was done to. `about`: plain values.

    Read-only work goes on even if nothing can be written beside the store; the log says so then.
    """
    address, who, whom = programmes.authority(), _storable(who), _storable(whom)
    try:
        if address is not None:
            enter_or_wait(address, Noted.of(store or store_path(), event, who, whom, about))
            return
        with adding(store or store_path()) as lines:
            lines.add(event, lines.token(who), {**({WHOM: lines.token(whom)} if whom else {}), **about})
    except StoreError as problem:
        log.warn("not noted in the audit trail", problem)


MOST_OF_A_NAME = 320
"""Characters of a name that are kept: an address has no more."""


def _storable(name: str) -> str:
    """A name in a form that any store can keep: a provider may call somebody anything."""
    return name.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")[:MOST_OF_A_NAME]


def events(store: Path | None = None) -> list[Line]:
    """Every event, oldest first; none if there is no trail. Raises StoreError if a line can't be read, OutOfReach if
    the trail is in PostgreSQL and nobody answers."""
    address, path = programmes.authority(), store or store_path()
    if address is None:
        return on_disk.read(path_of(path))
    deliver_if_possible()
    with shared_trail.looking(address) as db:
        return shared_trail.read(db, programme_of(path)) if db else []


def as_it_is() -> tuple[object, ...]:
    """A value that changes with the trail or the names, so that an answer can be cached by it. Raises StoreError."""
    address = programmes.authority()
    if address is None:
        files = (path_of(store_path()), people_path())
        return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files if path.exists())
    with shared_trail.looking(address) as db:
        programme = programmes.current().id
        return (address, programme, *(shared_trail.fingerprint(db, programme) if db else ()))


def people() -> dict[str, str]:
    """Token → name, for everybody who was not taken out. Raises StoreError."""
    deliver_if_possible()
    return {token: each["name"] for token, each in people_kept().items()}


def people_kept() -> People:
    """The people whose names are kept, and the secrets of their tokens. Raises StoreError."""
    address = programmes.authority()
    if address is None:
        return on_disk.read_people(people_path())
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
        meant = [token for token, each in people_kept().items() if is_meant(each["name"])]
        if meant:
            shared_trail.forget(address, meant, on_disk.WAIT_SECONDS)
        return len(meant)
    with on_disk.locked(people_path()):
        known = people_kept()
        kept = {token: each for token, each in known.items() if not is_meant(each["name"])}
        if len(kept) < len(known):
            on_disk.write_people(people_path(), kept)
        return len(known) - len(kept)


def copied(store: Path) -> tuple[list[Line], People]:
    """A store's whole trail with the people behind its tokens, to take along. Raises StoreError."""
    lines = events(store)
    tokens = {token for line in lines for token in (line.who, line.about.get(WHOM))}
    return lines, {token: each for token, each in people_kept().items() if token in tokens}


def go_on(store: Path, lines: Sequence[Line], names: People) -> bool:
    """Begins a store's trail with that of another, line by line. Returns whether it did: not if a trail has been begun.
    Raises StoreError."""
    address, path = programmes.authority(), path_of(store)
    if address is not None:
        programme = programme_of(store)
        with shared_trail.adding(address, on_disk.WAIT_SECONDS) as db:
            if shared_trail.last(db, programme) is not None:
                return False
            shared_trail.add_people(db, names)
            shared_trail.append(db, programme, lines, {})
        return True
    with on_disk.locked(path):
        if on_disk.last(path) is not None:
            return False
        with on_disk.locked(people_path()):
            on_disk.write_people(people_path(), {**names, **people_kept()})
        on_disk.add(path, lines)
    return True
