"""Reads a store's file from end to end; tells whether it can be read, without risk to the process that asks."""

from __future__ import annotations

import atexit
import enum
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from data.ledger.connections import HARDENED, READING, is_databases_own, open_database

Content = dict[str, tuple[int, int | None]]
"""By table, how many rows it has and a hash of them all."""


@contextmanager
def open_file(path: Path, *, to_write: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A store's file beside the work file, such as a backup, opened with external access switched off. Raises
    duckdb.Error."""
    with open_database(path, HARDENED if to_write else READING, read_only=not to_write) as connection:
        yield connection


def content_of(connection: duckdb.DuckDBPyConnection) -> Content:
    """For each table, its number of rows and an order-independent hash of them. Reads every block of the file."""
    tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()
    # One statement: each by itself takes the engine twice as long, mostly to begin.
    of_each = [f'SELECT {at}, count(*), bit_xor(hash(t)) FROM "{name}" AS t' for at, (name,) in enumerate(tables)]
    rows = connection.execute(" UNION ALL ".join(of_each)).fetchall() if tables else []
    return {str(tables[at][0]): (int(many), hashed) for at, many, hashed in rows}


def content_of_file(path: Path) -> Content | None:
    """As content_of, for a store's file beside the work file; None if it can't be read."""
    try:
        with open_file(path) as connection:
            return content_of(connection)
    except duckdb.Error:
        return None


class Reading(enum.Enum):
    """The outcome of reading a store's file from end to end."""

    WHOLE = 0
    NOT_OPENED = 3  # no store, or in use
    BROKEN_OFF = 1
    STOPS_THE_ENGINE = 2
    """It takes the process down, as some damage does: the engine checks no sums of the blocks that hold columns."""


def read_apart(path: Path) -> Reading:
    """The outcome of reading a file, tried in a separate process. For a file that this process has not locked."""
    if not is_databases_own(path):
        return Reading.NOT_OPENED
    with _reader.lock:
        answer = _reader.ask(path)
    return Reading(answer) if answer in (0, 3) else Reading.STOPS_THE_ENGINE if answer < 0 else Reading.BROKEN_OFF


IDLE = 10
"""Seconds after which the process that reads apart ends when it isn't asked."""

READER = f"""
import os, sys, threading
try:  # without DuckDB's modules in Python: their import takes longer than the reading
    import _duckdb as duckdb
except ImportError:
    import duckdb

def read(path):
    try:
        opened = duckdb.connect(path, read_only=True, config={HARDENED})
    except duckdb.Error:
        return {Reading.NOT_OPENED.value}
    try:
        for (name,) in opened.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            opened.execute(f'SELECT bit_xor(hash(t)) FROM "{{name}}" AS t').fetchall()
        return {Reading.WHOLE.value}
    except Exception:
        return {Reading.BROKEN_OFF.value}
    finally:
        opened.close()

while True:
    idle = threading.Timer({IDLE}, os._exit, [0])
    idle.daemon = True
    idle.start()
    asked = sys.stdin.readline()
    idle.cancel()
    if not asked:
        break
    print(read(os.fsdecode(bytes.fromhex(asked))), flush=True)
"""


class _Reader:
    """The separate reading process: started on first use, kept for a while, ended with this one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, path: Path) -> int:
        """The outcome for the file; below 0, the signal that ended the process."""
        for _ in range(2):  # it may have ended by itself just now
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-c", READER], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, text=True,
                )  # fmt: skip
                # One that has ended stays in the system's table until somebody has waited for it.
                threading.Thread(target=self._process.wait, daemon=True, name="reader apart").start()
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            with suppress(BrokenPipeError):
                print(os.fsencode(path).hex(), file=self._process.stdin, flush=True)
            if answer := self._process.stdout.readline():
                return int(answer)
            if ended := self._process.wait():
                return ended
        raise OSError(f"The process that was to read {path} ended without an answer.")

    def end(self) -> None:
        """Ends it with this process."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


_reader = _Reader()
atexit.register(_reader.end)
