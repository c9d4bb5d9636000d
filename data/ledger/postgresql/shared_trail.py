"""The audit trail in PostgreSQL, shared by all servers: one chain per programme, with one connection adding at a time.

The database itself refuses to change or remove a line (migrations/005_trail.sql); what data/ledger/trail/ says about
a trail in a file applies here too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from data.events import Line, People
from data.ledger.postgresql import layout
from data.ledger.postgresql.connecting import be_lasting, connect, in_words

if TYPE_CHECKING:
    from psycopg import Connection

TRAIL_LOCK = 1_886_545_261
"""Of the advisory locks, the one that whoever adds to a trail or to its people holds, until its transaction ends."""

COLUMNS = "number, at, event, who, about, generation, entry, before, link"


@contextmanager
def adding(address: str, seconds: float) -> Iterator[Connection[Any]]:
    """The one connection that adds; everything done inside counts together, or not at all. Raises StoreBusy if another
    doesn't finish within `seconds`, OutOfReach, StoreError."""
    with in_words(address), connect(address) as db:
        if not _is_there(db):
            db.rollback()
            layout.make_ready(address)  # on a connection of its own
        db.execute("SELECT set_config('lock_timeout', %s, true)", [f"{max(1, round(seconds * 1000))}ms"])
        be_lasting(db)
        lock(db)
        yield db


def lock(db: Connection[Any]) -> None:
    """Waits until nobody else adds, and holds others off until the transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(%s)", [TRAIL_LOCK])


@contextmanager
def looking(address: str) -> Iterator[Connection[Any] | None]:
    """A connection that sees the trails as they are at one moment; None if no server has made any yet. Raises
    StoreError."""
    with in_words(address), connect(address, to_read=True) as db:
        yield db if _is_there(db) else None


def _is_there(db: Connection[Any]) -> bool:
    found = db.execute("SELECT to_regclass('ledger.trail') IS NOT NULL").fetchone()
    return bool(found and found[0])


def read(db: Connection[Any], programme: str) -> list[Line]:
    """Every line of a programme's trail, first to last."""
    asked = db.execute(f"SELECT {COLUMNS} FROM ledger.trail WHERE programme = %s ORDER BY number".encode(), [programme])
    return [_line(row) for row in asked.fetchall()]


def last(db: Connection[Any], programme: str) -> Line | None:
    """The latest line of a programme's trail."""
    asked = db.execute(
        f"SELECT {COLUMNS} FROM ledger.trail WHERE programme = %s ORDER BY number DESC LIMIT 1".encode(), [programme]
    )
    row = asked.fetchone()
    return _line(row) if row else None


def fingerprint(db: Connection[Any], programme: str) -> tuple[object, ...]:
    """A value that changes with any line of a programme's trail and with any of the people."""
    asked = db.execute(
        "SELECT (SELECT count(*) FROM ledger.trail WHERE programme = %(programme)s), "
        "(SELECT bit_xor(hashtextextended(t::text, 0)) FROM ledger.trail AS t WHERE programme = %(programme)s), "
        "(SELECT bit_xor(hashtextextended(p::text, 0)) FROM ledger.people AS p)",
        {"programme": programme},
    )
    return tuple(asked.fetchone() or ())


def entered(db: Connection[Any], ids: Sequence[str]) -> set[str]:
    """Which of these ids are in a trail already."""
    asked = db.execute("SELECT id FROM ledger.trail WHERE id = ANY(%s)", [list(ids)])
    return {each for (each,) in asked.fetchall()}


def append(db: Connection[Any], programme: str, lines: Sequence[Line], ids: Mapping[int, str]) -> None:
    """Adds lines that go on from the latest. `ids`: by number, of those that have one."""
    with db.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO ledger.trail (programme, {COLUMNS}, id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)".encode(),
            [
                (
                    programme, line.number, line.at, line.event, line.who, json.dumps(line.about, ensure_ascii=False),
                    line.generation, line.entry, line.before, line.link, ids.get(line.number),
                )
                for line in lines
            ],
        )  # fmt: skip


def people(db: Connection[Any]) -> People:
    """Whom the tokens stand for."""
    asked = db.execute("SELECT token, name, secret FROM ledger.people ORDER BY token")
    return {token: {"name": name, "secret": secret} for token, name, secret in asked.fetchall()}


def token_of(db: Connection[Any], name: str) -> str | None:
    """A token that stands for a name; None where none does."""
    found = db.execute("SELECT min(token) FROM ledger.people WHERE name = %s", [name]).fetchone()
    return found[0] if found else None


def add_people(db: Connection[Any], more: Mapping[str, Mapping[str, str]]) -> None:
    """Adds people; a person whose token is there already stays unchanged."""
    with db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO ledger.people VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(token, each["name"], each["secret"]) for token, each in more.items()],
        )


def forget(address: str, tokens: Sequence[str], seconds: float) -> None:
    """Takes people out, and has their table rewritten, so that nothing is left in its file. Raises StoreError."""
    with adding(address, seconds) as db:
        db.execute("DELETE FROM ledger.people WHERE token = ANY(%s)", [list(tokens)])
    with in_words(address), connect(address) as db:
        db.autocommit = True
        db.execute("VACUUM FULL ledger.people")


def _line(row: tuple[Any, ...]) -> Line:
    number, at, event, who, about, generation, entry, before, link = row
    return Line(number, at, event, who, _about(about), generation, entry, before, link)


def _about(text: str) -> dict[str, Any]:
    """A line's details; for a line altered into invalid JSON, that text, which fits no hash."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"text": text}
