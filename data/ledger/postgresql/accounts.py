"""Database accounts that query a programme directly, from Excel or Power BI: they see the views of the schema `now`,
restricted row by row. The database's administrator creates the account and its password; this module sets what it may
see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from data.ledger.postgresql import layout
from data.ledger.postgresql.connecting import connect, in_words
from data.problems import LedgerRefused

if TYPE_CHECKING:
    from psycopg import Connection


@contextmanager
def _database(address: str) -> Iterator[Connection[Any]]:
    layout.make_ready(address)
    with in_words(address), connect(address) as db:
        yield db


def listed(address: str) -> list[tuple[str, str]]:
    """(account, programme) of all that may query. Raises StoreError."""
    with _database(address) as db:
        return [
            (account, programme)
            for account, programme in db.execute(
                "SELECT account, programme FROM ledger.accounts ORDER BY 1, 2"
            ).fetchall()
        ]


def grant(address: str, account: str, programme: str) -> None:
    """Lets an account see a programme. Raises LedgerRefused if there is no such account or programme, and StoreError."""
    with _database(address) as db:
        if db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [account]).fetchone() is None:
            raise LedgerRefused(
                f"The database has no account ‘{account}’. Its administrator makes one: CREATE ROLE {account} LOGIN. Nothing was "
                "changed."
            )
        if db.execute("SELECT 1 FROM ledger.programmes WHERE id = %s", [programme]).fetchone() is None:
            raise LedgerRefused(f"Nothing was uploaded to the programme ‘{programme}’ yet. Nothing was changed.")
        db.execute("INSERT INTO ledger.accounts VALUES (%s, %s) ON CONFLICT DO NOTHING", [account, programme])
        layout.grant_reading(db, account)


def revoke(address: str, account: str, programme: str) -> bool:
    """Hides a programme from an account. Returns whether it could see it. Raises StoreError."""
    with _database(address) as db:
        done = db.execute("DELETE FROM ledger.accounts WHERE account = %s AND programme = %s", [account, programme])
        return done.rowcount > 0
