"""The ledger: the only module that opens the store, and the only one that writes it.

The store is one DuckDB file (`PROGRAMME_STORE`), written by one process at a time under a lock, and beside it a folder of
published, numbered, read-only copies. Every write is: lock, one transaction, checkpoint, close, copy, publish by replacing
the pointer `CURRENT`. Readers open the copy that the pointer names, so they never wait for a writer and never see half a
write. DECISIONS.md has the measurements.
"""

from __future__ import annotations

import getpass
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

import duckdb
import filelock
import polars as pl
import pyarrow as pa

from data import schema
from data.datasets import Dataset
from data.entries import Writer, state_at
from data.ledger_published import NO_STORE, Current, pointed_at, pointer, publish, published_folder, store_path
from data.ledger_readers import HARDENED, READING, Opened, readers
from data.problems import EngineStumbled, LedgerRefused, StoreBusy, StoreDamaged, StoreError

WAIT_SECONDS = 15.0
Answer = TypeVar("Answer")
Content = dict[str, tuple[int, int | None]]
"""By table, how many rows it has and a hash of them all."""


StoreUnreadable = duckdb.Error
"""What opening a file that is no store raises."""

BadValue = duckdb.ConversionException
"""What a cursor raises when a parameter's value doesn't fit its use, such as text for a number."""


def exists() -> bool:
    """Whether the store has been made."""
    return store_path().exists() or pointer().exists()


def no_store_yet() -> str:
    """What to say to someone who asks where there is no store; empty where there is one."""
    if exists():
        return ""
    return (
        f"There is no store yet at {store_path()}, so every answer is empty. «make run» or «python -m data sample start» makes "
        "one with the illustrative sample in it; «python -m data import» makes one with your own data."
    )


def current() -> Current:
    """What readers see now. Where there is no store yet: version 0 and no path."""
    now = pointed_at()
    if now is None:
        if not exists():
            return NO_STORE
        publish_again()  # never published, restored by hand, or the pointer was lost or damaged
        now = pointed_at() or NO_STORE
    return now


def publish_again(instead_of: Path | None = None) -> None:
    """Publishes the work file as it stands, instead of a copy that can't be read. Raises StoreError when the work file can't
    be opened either."""
    with writing(instead_of=instead_of):
        pass


def ledger_version() -> int:
    """The number of the latest entry in the ledger; 0 for an empty one."""
    return current().ledger_version


# Reading ---------------------------------------------------------------------------------------------------------


@contextmanager
def open_file(path: Path, *, to_write: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store's file beside the work file, such as a backup: opened with everything outside it closed. Raises duckdb.Error."""
    with duckdb.connect(str(path), read_only=not to_write, config=HARDENED if to_write else READING) as connection:
        yield connection


def content_of(connection: duckdb.DuckDBPyConnection) -> Content:
    """By table, how many rows it has and a hash of them all, whatever their order. Reads every block of the file."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    found = {}
    for (name,) in tables:
        row = connection.execute(f'SELECT count(*), bit_xor(hash(t)) FROM "{name}" AS t').fetchone()
        found[str(name)] = (int(row[0]), row[1]) if row else (0, None)
    return found


def content_of_file(path: Path) -> Content | None:
    """As content_of, of a store's file beside the work file; None where it can't be read."""
    try:
        with open_file(path) as connection:
            return content_of(connection)
    except duckdb.Error:
        return None


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
            f"The database engine failed on a question ({_first_line(problem)}). Nothing was changed. Try again."
        ) from problem
    except (duckdb.IOException, duckdb.SerializationException) as problem:
        readers.drop(opened)
        publish_again(instead_of=opened.path)
        raise EngineStumbled(
            f"What was published could not be read ({_first_line(problem)}), so the store was published again. Nothing else "
            "was changed. Try again."
        ) from problem
    finally:
        readers.give_back(opened)


def _open_current() -> Opened:
    """The published copy, opened. One that can't be opened is published again, once, from the work file."""
    now = _current_with_these_declarations()
    for attempt in range(4):
        try:
            return readers.take(now.path)
        except duckdb.Error as problem:
            seen, now = now, current()  # the copy may have been removed by five publications since
            if now.path != seen.path:
                continue
            if attempt == 3:
                raise StoreDamaged(f"The published store {now.path} can't be opened. {_how_to_recover()}") from problem
            publish_again(instead_of=now.path)
            now = current()
    raise StoreBusy("The store is being written again and again. Nothing was changed. Try again in a minute.")


def persist(ask: Callable[[duckdb.DuckDBPyConnection], Answer], tries: int = 5) -> Answer:
    """The answer to a question put to a cursor, put again where the engine stumbles: after a failure of its own, DuckDB
    calls the whole open database invalid for everyone, and it has to be opened anew."""
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
        with writing():  # made before a column or dataset was declared: opening it to write brings it up to date
            pass
        now = current()
    return now


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]


def _how_to_recover() -> str:
    now = pointed_at()
    copy = f", or what was last published: {now.path}" if now and now.path and now.path.exists() else ""
    return (
        "Nothing was changed. Run «python -m data check» to see what is wrong; «python -m data restore FILE» "
        f"brings back a backup{copy}."
    )


# Writing ---------------------------------------------------------------------------------------------------------


@contextmanager
def writing(wait: float | None = None, instead_of: Path | None = None) -> Iterator[Writer]:
    """The one writer. All that is done inside is one transaction: published together, or nothing of it is kept.

    `instead_of`: a published copy that can't be read, so that the store is published although nothing is written.

    Raises StoreBusy when another writer doesn't finish within `wait` seconds, StoreDamaged when the file is no store.
    """
    path = store_path()
    seconds = patience() if wait is None else wait
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(str(path) + ".lock", timeout=seconds)
        with lock:
            _refuse_full_disk(path)
            _refuse_lost_file(path)
            connection = _open_to_write(path, seconds)
            try:
                writer = Writer(connection)
                connection.execute("BEGIN")
                writer.bring_up_to_date()
                _refuse_lost_entries(path, writer)
                yield writer
                wrote = writer.has_written
                writer.connection.execute("COMMIT" if wrote else "ROLLBACK")
                version, generation = writer.version_on_disk()
                if wrote:
                    connection.execute("CHECKPOINT")
            finally:
                connection.close()
            publish(path, version, generation, instead_of)
    except (
        duckdb.IOException,
        duckdb.FatalException,
        duckdb.InternalException,
        duckdb.SerializationException,
    ) as problem:
        raise StoreDamaged(f"{path} could not be written ({_first_line(problem)}). {_how_to_recover()}") from problem
    except filelock.Timeout as problem:
        raise StoreBusy(
            f"The store is busy: another upload has been writing for more than {seconds:g} seconds. "
            "Nothing was changed. Try again in a minute."
        ) from problem
    except OSError as problem:
        raise StoreError(
            f"The store {path} can't be written: {problem.strerror or problem}. Check the disk's space and the folder's "
            "permissions, then try again; «python -m data history» shows whether the upload was kept."
        ) from problem


def patience() -> float:
    return float(os.environ.get("PROGRAMME_STORE_WAIT", WAIT_SECONDS))


def _refuse_full_disk(path: Path) -> None:
    needed = 3 * (path.stat().st_size if path.exists() else 0) + 16 * 2**20
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreError(
            f"The disk is nearly full: {free // 2**20:,} MB are free in {path.parent} and {needed // 2**20:,} MB are needed. "
            "Nothing was changed. Free some space and try again."
        )


def _refuse_lost_file(path: Path) -> None:
    if not path.exists() and pointer().exists():
        raise StoreDamaged(
            f"The store {path} is missing, but its published copies are in {published_folder()}. Nothing was changed. "
            "Bring the store back with «python -m data restore FILE» (a published copy will do), or remove that folder to "
            "start afresh."
        )


def _refuse_lost_entries(path: Path, writer: Writer) -> None:
    """A file that was emptied, or cut short, opens as a sound store with fewer entries than were published."""
    said = pointed_at()
    published = said.ledger_version if said else 0
    if writer.version < published:
        raise StoreDamaged(
            f"The store {path} has lost entries: it ends at ledger version {writer.version}, and version {published} was "
            f"published. {_how_to_recover()}"
        )


def _open_to_write(path: Path, seconds: float) -> duckdb.DuckDBPyConnection:
    """Opens the work file; waits for a program that holds it by other means than this ledger's lock."""
    deadline = datetime.now(UTC).timestamp() + seconds
    pause = threading.Event()
    while True:
        try:
            # One thread: two of them wait for each other over an upload's rows longer than they save, and the other core
            # packs the file meanwhile.
            return duckdb.connect(str(path), config={"threads": 1})
        except duckdb.IOException as problem:
            if "lock" not in str(problem).lower():
                raise StoreDamaged(f"{path} can't be opened as a store. {_how_to_recover()}") from problem
            if datetime.now(UTC).timestamp() > deadline:
                raise StoreBusy(
                    f"The store is busy: another program holds {path} open ({_holder(problem)}). Nothing was changed. "
                    "Close that program and try again."
                ) from problem
            pause.wait(0.05)
        except duckdb.Error as problem:
            raise StoreDamaged(f"{path} can't be opened as a store. {_how_to_recover()}") from problem


def _holder(problem: Exception) -> str:
    text = str(problem)
    return text[text.find("(PID") :].split(")")[0].strip("(") if "(PID" in text else "it did not say which"


def file_of(number: int) -> tuple[str, bytes]:
    """The name and the bytes of an upload's file, just as it came. Raises LedgerRefused when there is no such upload."""
    with reading() as cursor:
        found = cursor.execute(
            "SELECT file_name, bytes, file FROM uploads AS u JOIN upload_contents AS c ON c.number = u.number "
            "WHERE u.number = ?",
            [number],
        ).fetchone()
    if found is None:
        raise LedgerRefused(f"There is no upload {number}. «python -m data history» lists them.")
    name, size, squeezed = found
    return name, bytes(pa.decompress(squeezed, decompressed_size=size, codec="zstd", asbytes=True))


def rows_now(dataset: Dataset, day: date) -> pl.DataFrame:
    """The rows of a dataset at the end of a day, as known now, in the order of their keys: its declared columns."""
    with reading() as cursor:
        return state_at(cursor, dataset, day, ledger_version()).sort("row_key").select(dataset.names)


def person() -> str:
    """Who is at the keyboard, for uploads made by command without --by."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
