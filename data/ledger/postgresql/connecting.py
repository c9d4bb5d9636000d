"""The connection to PostgreSQL: opening it, its failures in words, and since when there is none."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from data.ledger.postgresql import store_address as addresses
from data.problems import LedgerRefused, OutOfReach, StoreBusy, StoreError

if TYPE_CHECKING:
    from psycopg import Connection

INSTALL = "python -m pip install -r requirements-postgresql.txt"
PATIENCE: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "programme dashboard",
}
"""What a connection is opened with where the address says nothing else: a host that has gone is noticed within ten seconds."""


@dataclass
class Reach:
    """Since when a store can't be reached from this process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    since: dict[str, datetime] = field(default_factory=dict)

    def lost(self, address: str) -> None:
        with self.lock:
            self.since.setdefault(address, datetime.now())

    def found(self, address: str) -> None:
        with self.lock:
            self.since.pop(address, None)


reach = Reach()
"""That of this process."""


def connect(address: str, *, to_read: bool = False) -> Connection[Any]:
    """An open connection. `to_read`: all questions inside a transaction see one moment. Raises StoreError: without the
    driver; OutOfReach if nobody answers."""
    psycopg = _driver(address)
    try:
        given = psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise StoreError(
            "PROGRAMME_STORE can't be understood. It is a file, or an address such as postgresql://user@host/database."
        ) from None  # the driver repeats the address, and a password may be in it
    with in_words(address):
        connection: Connection[Any] = psycopg.connect(**{**PATIENCE, **given})
    reach.found(address)
    if to_read:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
    return connection


def _driver(address: str) -> Any:
    """The package psycopg, which a store in a file doesn't need. Raises StoreError if it isn't installed."""
    try:
        return importlib.import_module("psycopg")
    except ImportError as problem:
        raise StoreError(
            f"The store {addresses.shown(address)} is PostgreSQL, for which a driver is needed that isn't installed. Nothing was "
            f"changed. Install it: {INSTALL}"
        ) from problem


@contextmanager
def in_words(address: str) -> Iterator[None]:
    """Turns what PostgreSQL and its driver raise into what the ledger raises. Nothing of the transaction counts then."""
    psycopg = _driver(address)
    try:
        yield
    except psycopg.errors.LockNotAvailable as problem:
        raise StoreBusy(
            "The store is busy: another server has been writing all the while. Nothing was changed. Try again in a minute."
        ) from problem
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidAuthorizationSpecification) as problem:
        raise StoreError(
            f"{_named(address)} refuses this account: {_first_line(problem, address)}. Nothing was changed."
        ) from problem
    except (psycopg.errors.ProgramLimitExceeded, psycopg.DataError) as problem:
        raise LedgerRefused(
            f"PostgreSQL can't keep this: {_first_line(problem, address)}. Nothing was changed."
        ) from problem
    except psycopg.OperationalError as problem:
        reach.lost(address)
        raise OutOfReach(
            f"{_named(address)} can't be reached ({_first_line(problem, address)}). Nothing was changed. Try again "
            "when it answers; if it never has, check the address, account and database that PROGRAMME_STORE names."
        ) from problem
    except psycopg.Error as problem:
        raise StoreError(
            f"{_named(address)} refused: {_first_line(problem, address)}. Nothing was changed."
        ) from problem


def be_lasting(db: Connection[Any]) -> None:
    """Makes this transaction's commit wait for the disk, even if the database is set up not to, so that nothing
    acknowledged is ever lost."""
    db.execute(
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
    )


def _named(address: str) -> str:
    return f"The store {addresses.shown(address)}"


def _first_line(problem: Exception, address: str) -> str:
    lines = str(problem).strip().splitlines() or [type(problem).__name__]
    return addresses.without_passwords(lines[0][:200], address).rstrip(".")
