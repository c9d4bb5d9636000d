"""What a store's file holds, read from end to end; and whether it can be, without risk to whoever asks."""

from __future__ import annotations

import enum
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


class Reading(enum.Enum):
    """How reading a store's file from end to end ends."""

    WHOLE = 0
    NOT_OPENED = 3  # no store, or in use
    BROKEN_OFF = 1
    STOPS_THE_ENGINE = 2
    """It takes the process down, as some damage does: the engine checks no sums of the blocks that hold columns."""


def read_apart(path: Path) -> Reading:
    """How reading a file ends, tried in a process of its own. For a file that this process has not locked."""
    script = (  # without this package, and DuckDB's in Python: their imports take longer than the reading
        "import sys\n"
        "try: import _duckdb as duckdb\n"
        "except ImportError: import duckdb\n"
        "try: c = duckdb.connect(sys.argv[1], read_only=True)\n"
        f"except duckdb.Error: sys.exit({Reading.NOT_OPENED.value})\n"
        "for (name,) in c.execute('SELECT table_name FROM duckdb_tables()').fetchall(): "
        "c.execute(f'SELECT bit_xor(hash(t)) FROM \"{name}\" AS t').fetchall()"
    )
    tried = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if tried.returncode < 0:  # ended by a signal
        return Reading.STOPS_THE_ENGINE
    return Reading(tried.returncode) if tried.returncode in (0, 3) else Reading.BROKEN_OFF
