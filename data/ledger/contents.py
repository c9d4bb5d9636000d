"""What a store's file holds, read from end to end; and whether it can be, without risk to whoever asks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from data.ledger.connections import HARDENED, READING

Content = dict[str, tuple[int, int | None]]
"""By table, how many rows it has and a hash of them all."""


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


def stops_the_engine(path: Path) -> bool:
    """Whether reading a store's file takes the process down that does it, as some damage does: the engine checks no sums of the
    blocks that hold columns. Any other damage is for those who read the file to tell."""
    return _read_apart(path) < 0  # ended by a signal


def can_be_read(path: Path) -> bool:
    """Whether all of a store's file can be read. Not for a file that this process has locked."""
    return _read_apart(path) == 0


def _read_apart(path: Path) -> int:
    """How a process ends that reads the file from end to end: with 0 where it could."""
    script = (  # without this package, for its imports take longer than the reading
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "for (name,) in c.execute('SELECT table_name FROM duckdb_tables()').fetchall(): "
        "c.execute(f'SELECT bit_xor(hash(t)) FROM \"{name}\" AS t').fetchall()"
    )
    tried = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return tried.returncode
