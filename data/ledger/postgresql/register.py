"""The register of programmes in PostgreSQL, and the record of roles; each server keeps a copy beside its other copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from data.ledger.postgresql import layout
from data.ledger.postgresql.connecting import be_lasting, connect, in_words

if TYPE_CHECKING:
    from psycopg import Connection

Names = list[tuple[str, str]]
"""The programmes' ids and names, in the order in which they were begun."""

Rows = list[dict[str, Any]]
"""What was said of roles, first to last, by the names of the columns."""

REGISTER_LOCK = 1_886_545_260


def read(db: Connection[Any]) -> Names:
    """Every registered programme; none if no store has been made."""
    if not layout.is_there(db):
        return []
    return [
        (each, name) for each, name in db.execute("SELECT id, name FROM ledger.programmes ORDER BY place").fetchall()
    ]


def read_roles(db: Connection[Any]) -> Rows:
    """The whole record of roles; nothing if no store has been made."""
    found = db.execute("SELECT to_regclass('ledger.roles') IS NOT NULL").fetchone()
    if not found or not found[0]:
        return []
    asked = db.execute("SELECT number, at, by, who, role, programme FROM ledger.roles ORDER BY number")
    names = [column.name for column in asked.description or ()]
    return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


@contextmanager
def _alone(address: str) -> Iterator[Connection[Any]]:
    """A connection that alone may change the register and the roles."""
    layout.make_ready(address)
    with in_words(address), connect(address) as db:
        be_lasting(db)
        db.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
        yield db


@contextmanager
def changing_roles(address: str) -> Iterator[tuple[Rows, Callable[[Rows], None]]]:
    """The record of roles, exclusively, and a function that adds to it. Raises StoreError."""
    with _alone(address) as db:
        rows = read_roles(db)

        def add(more: Rows) -> None:
            with db.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO ledger.roles VALUES (%(number)s, %(at)s, %(by)s, %(who)s, %(role)s, %(programme)s)",
                    more,
                )
                cursor.execute("NOTIFY programme_changed")
                db.commit()

        yield rows, add


def rewrite_roles(address: str, rows: Rows) -> None:
    """Replaces the entries of the same numbers, because a person was taken out. Raises StoreError."""
    with _alone(address) as db:
        with db.cursor() as cursor:
            cursor.executemany("UPDATE ledger.roles SET who = %(who)s, by = %(by)s WHERE number = %(number)s", rows)
            cursor.execute("NOTIFY programme_changed")
        db.commit()
        db.autocommit = True
        db.execute("VACUUM FULL ledger.roles")


@contextmanager
def changing(address: str) -> Iterator[tuple[Names, Callable[[Names], None]]]:
    """The register, exclusively, and a function that writes it. Raises StoreError."""
    with _alone(address) as db:
        names = read(db)

        def write(wanted: Names) -> None:
            for place, (programme, name) in enumerate(wanted):
                db.execute(
                    "INSERT INTO ledger.programmes (id, name, place) VALUES (%s, %s, %s) "
                    "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                    [programme, name, place],
                )
            db.execute("NOTIFY programme_changed")
            db.commit()

        yield names, write
