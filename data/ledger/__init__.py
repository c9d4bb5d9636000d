"""The ledger as readers see it. This module and data/ledger/store.py, which writes, are the only way to the store.

The store is one DuckDB file (`PROGRAMME_STORE`), written by one process at a time under a lock, with a folder of
published, numbered, read-only copies beside it. Every write is: lock, one transaction, checkpoint, close, copy, publish
by replacing the pointer `CURRENT`. Readers open the copy that the pointer names, so they never wait for a writer and
never see half a write. DECISIONS.md has the measurements.

If `PROGRAMME_STORE` names a PostgreSQL database, that is the store (data/ledger/postgresql/), and the file and its
copies follow it (data/ledger/following.py); readers can't tell the difference.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

import duckdb
import polars as pl
import pyarrow as pa

from data.datasets import Dataset
from data.ledger import following, programmes, roles, schema, store
from data.ledger.connections import CopyAltered, Opened, frame, parsed, readers
from data.ledger.contents import Content, content_of, content_of_file, open_file
from data.ledger.following import follow
from data.ledger.publishing import NO_STORE, Current, owed, pointed_at, store_path
from data.ledger.schema import LAST_DAY
from data.ledger.store import (
    STORE_FAILURES,
    TRY_AGAIN_SECONDS,
    first_line,
    how_to_recover,
    patience,
    publish_what_counts,
    tending,
    try_again_at,
    writing,
)
from data.ledger.writer import now, rows_called
from data.problems import EngineStumbled, LedgerRefused, OutOfReach, StoreBusy, StoreDamaged, StoreError

__all__ = [
    "LAST_DAY",
    "STORE_FAILURES",
    "BadValue",
    "Content",
    "StoreUnreadable",
    "content_of",
    "content_of_file",
    "exists",
    "follow",
    "frame",
    "looking",
    "open_file",
    "parsed",
    "patience",
    "programmes",
    "publish_what_counts",
    "writing",
]

Answer = TypeVar("Answer")
StoreUnreadable = duckdb.Error
"""What opening a file that is no store raises."""

BadValue = duckdb.ConversionException
"""What a cursor raises when a parameter's value doesn't fit its use, such as text for a number."""


TRIES = 8
"""How often a reader looks for the copy to open: each time that one is there no more, a writer has published another."""


def exists() -> bool:
    """Whether the store has been made. Raises StoreError if nobody answers at its address, and nothing was copied yet."""
    following.freshen()
    return store.exists()


@contextmanager
def looking(wait: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The work file itself, for questions while nobody writes it: see store.looking. For a store in PostgreSQL, this
    server's copy as it is now. Raises StoreError."""
    store.catch_up(wait)
    with store.looking(wait) as connection:
        yield connection


def no_store_yet() -> str:
    """What to say to someone who asks before there is a store; empty if there is one."""
    if exists():
        return ""
    return (
        f"There is no store yet at {programmes.store_name()}, so every answer is empty. ‘make run’ or ‘python -m data sample "
        "start’ makes one with the illustrative sample in it; ‘python -m data import’ makes one with your own data."
    )


def current() -> Current:
    """What readers see now. Before there is a store: version 0 and no path."""
    following.freshen()
    now = pointed_at()
    if now is None:
        if not store.exists():
            return NO_STORE
        publish_again()  # never published, restored by hand, or the pointer was lost or damaged
        now = pointed_at()
        if now is None:
            raise StoreError(left_to_do() or f"The store {store_path()} could not be published. Try again.")
        return now
    if owed() is not None and _catch_up():
        return pointed_at() or now
    return now


def _catch_up() -> bool:
    """Finishes what a writer could not (it was killed, or the disk was full), if nobody is writing. Returns whether it
    did. Otherwise readers go on with what is published, and try again some seconds later."""
    path, moment = store_path(), time.monotonic()
    if moment < try_again_at.get(path, 0):
        return False
    try_again_at[path] = moment + TRY_AGAIN_SECONDS
    try:
        tending(wait=0)
    except StoreError:  # whoever writes, checks or restores next says what is wrong
        return False
    return True


def left_to_do() -> str:
    """What is still to be done about a write that counts but could not be published: a sentence or two for its writer,
    and for whoever looks next; or since when the store can't be reached. Empty if readers see everything."""
    write, now = owed(), pointed_at()
    if cut_off := following.out_of_reach():
        return cut_off
    if write is None or not write.why:
        return ""
    shown = f"version {now.ledger_version}" if now else "nothing"
    return (
        f"{write.what}, and nothing of it is lost, but readers are still shown {shown}: {write.why}. Make room on the disk and "
        "see to the folder's permissions; the next command or page then shows it by itself (‘python -m data check’ does so "
        f"at once). Until then leave every file beside {store_path()} as it is."
    )


def publish_again(instead_of: Path | None = None) -> None:
    """Publishes the work file as it is, in place of a copy that can't be read. Raises StoreError if the work file can't
    be opened either."""
    with suppress(OutOfReach):  # what is here can still be published
        store.catch_up(instead_of=instead_of)
    tending(instead_of=instead_of)


def ledger_version() -> int:
    """The number of the latest entry in the ledger; 0 for an empty one."""
    return current().ledger_version


# Reading ---------------------------------------------------------------------------------------------------------


@contextmanager
def reading() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on what is published now: one per query, closed after it. Raises StoreError."""
    opened = _open_current()
    try:
        with opened.connection.cursor() as cursor:
            yield cursor
    except (duckdb.InternalException, duckdb.FatalException) as problem:
        readers.drop(opened)
        raise EngineStumbled(
            f"The database engine failed on a question ({first_line(problem)}). Nothing was changed. Try again."
        ) from problem
    except (duckdb.IOException, duckdb.SerializationException) as problem:
        readers.drop(opened)
        publish_again(instead_of=opened.path)
        raise EngineStumbled(
            f"What was published could not be read ({first_line(problem)}), so the store was published again. Nothing else "
            "was changed. Try again."
        ) from problem
    finally:
        readers.give_back(opened)


def _open_current() -> Opened:
    """The published copy, opened. One that can't be opened is published again, once, from the work file."""
    now = _current_with_these_declarations()
    for attempt in range(TRIES):
        try:
            return readers.take(now)
        except (duckdb.Error, OSError, CopyAltered) as problem:
            seen, now = now, current()  # the copy may have been removed by a publication since
            if now.path != seen.path:
                continue
            if attempt == TRIES - 1:
                raise StoreDamaged(f"The published store {now.path} can't be opened. {how_to_recover()}") from problem
            publish_again(instead_of=now.path)
            now = current()
    raise StoreBusy("The store is being written again and again. Nothing was changed. Try again in a minute.")


def with_retry(ask: Callable[[duckdb.DuckDBPyConnection], Answer], tries: int = 5) -> Answer:
    """The answer to a question put to a cursor, asked again if the engine fails: after an internal failure DuckDB calls
    the whole open database invalid for everyone, and it has to be opened again."""
    pause = threading.Event()
    for _ in range(tries - 1):
        try:
            with reading() as cursor:
                return ask(cursor)
        except EngineStumbled:
            pause.wait(0.05)  # until other readers of the same connection have let go of it
    with reading() as cursor:
        return ask(cursor)


def _current_with_these_declarations() -> Current:
    now = current()
    if now.path is not None and now.fingerprint != schema.fingerprint():
        publish_again()  # made before a column or dataset was declared: opening it to write brings it up to date
        now = current()
    return now


def latest_entry() -> tuple[int, int | None]:
    """The ledger version that readers see, and the age of its entry in seconds; None if there is none yet."""
    entry = with_retry(
        lambda cursor: cursor.execute(
            "SELECT number, made_at FROM ledger_entries ORDER BY number DESC LIMIT 1"
        ).fetchone()
    )
    return (0, None) if entry is None else (int(entry[0]), max(0, int((now() - entry[1]).total_seconds())))


def authority_answers() -> bool:
    """Whether the authority can be reached to write: PostgreSQL, as far as this process knows; otherwise the work file,
    or the folder that it will be made in."""
    if programmes.authority() is not None:
        return not following.out_of_reach()
    path = store_path()
    return os.access(path.parent, os.R_OK | os.W_OK) and (not path.exists() or os.access(path, os.R_OK))


def file_of(number: int) -> tuple[str, bytes]:
    """The name and the original bytes of an upload's file. Raises LedgerRefused if there is no such upload, or if its
    file was dropped with a person's data."""
    found = with_retry(
        lambda cursor: cursor.execute(
            "SELECT file_name, bytes, file FROM uploads AS u JOIN upload_contents AS c ON c.number = u.number "
            "WHERE u.number = ?",
            [number],
        ).fetchone()
    )
    if found is None:
        raise LedgerRefused(f"There is no upload {number}. ‘python -m data history’ lists them.")
    name, size, squeezed = found
    if squeezed is None:
        raise LedgerRefused(
            f"The original of upload {number} was dropped when personal data were taken out. Its hash and its rows are kept."
        )
    return name, bytes(pa.decompress(squeezed, decompressed_size=size, codec="zstd", asbytes=True))


def rows_now(dataset: Dataset, day: date) -> pl.DataFrame:
    """The rows of a dataset at the end of a day, as known now, in key order: its declared columns."""
    return rows_at(dataset, day, ledger_version())


def rows_at(dataset: Dataset, day: date, version: int) -> pl.DataFrame:
    """As rows_now, as known at a ledger version."""
    return with_retry(lambda cursor: rows_called(cursor, dataset, day, version))


def person() -> str:
    """Who is at the keyboard, for uploads made by command without --by."""
    return roles.account()
