"""The register of programmes in PostgreSQL; each server keeps a copy of it beside its other copies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from data.ledger.postgresql import layout
from data.ledger.postgresql.connecting import connect, in_words

if TYPE_CHECKING:
    from psycopg import Connection

Names = list[tuple[str, str]]
"""The programmes' ids and names, in the order in which they were begun."""

REGISTER_LOCK = 1_886_545_260


def read(db: Connection[Any]) -> Names:
    """Every programme that is registered; none where no store has been made."""
    if not layout.is_there(db):
        return []
    return [
        (each, name) for each, name in db.execute("SELECT id, name FROM ledger.programmes ORDER BY place").fetchall()
    ]


@contextmanager
def changing(address: str) -> Iterator[tuple[Names, Callable[[Names], None]]]:
    """The register, alone, and what writes it. Raises StoreError."""
    layout.make_ready(address)
    with connect(address) as db:
        with in_words(address):
            db.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])
            names = read(db)

        def write(wanted: Names) -> None:
            with in_words(address):
                for place, (programme, name) in enumerate(wanted):
                    db.execute(
                        "INSERT INTO ledger.programmes (id, name, place) VALUES (%s, %s, %s) "
                        "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                        [programme, name, place],
                    )
                db.execute("NOTIFY programme_changed")
                db.commit()

        yield names, write
