"""The ledger's connections for reading: one per published copy, shared by every reader of this process."""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import duckdb
import polars as pl

from data.ledger import schema
from data.ledger.publishing import Current, digest_of

HARDENED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
"""Closes the file system and the network to SQL, and keeps it closed."""

WRITING: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
"""For the work file. One thread: two take longer over short statements, and the other core packs the file meanwhile. Rows that
both cores can compress get a second (insert() in data/ledger/writer.py). Nothing is fetched."""

READING = HARDENED | {"threads": 1, "disabled_optimizers": "projection_pullup"}
"""One thread a question: windows over filtered rows fail now and then in DuckDB 1.5.5 when several share the work, and the
cores are better used by several readers. Pulled-up projections cost more in planning than they spare: with them fourteen dear
questions at 120,000 applications take 1.7 s of processor time, without 1.6, and none of them longer."""


warnings.filterwarnings("ignore", category=UserWarning, module=__name__)
"""DuckDB 2 warns of one more copy of the rows below. It costs less than planning a query twice, which its relations do: all
questions of the sample take 275 ms against 383."""


def frame(cursor: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The answer to the last execute(): one row per row of the answer. Raises what the engine raises."""
    return pl.DataFrame(cursor.to_arrow_table())


@lru_cache(maxsize=256)
def parsed(sql: str) -> duckdb.Statement:
    """A SELECT as execute() takes it, read once for all connections: reading 40,000 characters takes 8 ms, a tenth of the
    question. All those of the screens take 16 MB. Raises what the engine raises of what is no SQL."""
    [statement] = _reader().cursor().extract_statements(sql)
    return statement


@lru_cache(maxsize=1)
def _reader() -> duckdb.DuckDBPyConnection:
    """A connection that has no store: what a statement says depends on none."""
    return duckdb.connect(":memory:", config=READING)


class CopyAltered(Exception):
    """A published copy isn't the file that was published: the disk, or somebody, has changed it."""


@dataclass
class Opened:
    connection: duckdb.DuckDBPyConnection
    path: Path | None
    users: int = 0
    is_done_with: bool = False


MOST_OPEN = 32
"""How many programmes' copies stay open; that of the one asked longest ago is closed for another."""


def _are_copies_of_one_store(one: Path | None, other: Path | None) -> bool:
    return one is None or other is None or one.parent == other.parent


@dataclass
class Readers:
    """One read-only connection per published copy; a replaced copy is closed when its last reader is done.

    A copy's digest is checked once, before the engine opens it: the engine checks no sums of the blocks that hold
    columns, and damage there gives wrong answers or ends the process.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    by_path: dict[Path | None, Opened] = field(default_factory=dict)

    def take(self, now: Current) -> Opened:
        """Raises CopyAltered, OSError and duckdb.Error if the copy can't be read."""
        path = now.path
        with self.lock:
            opened = self.by_path.get(path)
            if opened is None:
                if path is not None and now.sha256 and digest_of(path) != now.sha256:
                    raise CopyAltered(f"{path} isn't the file that was published")
                opened = Opened(open_to_read(path), path)
                for other in [other for other in self.by_path if _are_copies_of_one_store(other, path)]:
                    self._retire(other)
                for other in list(self.by_path)[: max(0, len(self.by_path) + 1 - MOST_OPEN)]:
                    self._retire(other)
            self.by_path[path] = self.by_path.pop(path, opened)  # the one asked last comes last
            opened.users += 1
            return opened

    def give_back(self, opened: Opened) -> None:
        with self.lock:
            opened.users -= 1
            if opened.is_done_with and not opened.users:
                opened.connection.close()

    def drop(self, opened: Opened) -> None:
        """Never hands out this connection again: the engine has declared it invalid."""
        with self.lock:
            for path in [path for path, connection in self.by_path.items() if connection is opened]:
                self._retire(path)

    def _retire(self, path: Path | None) -> None:
        opened = self.by_path.pop(path)
        opened.is_done_with = True
        if not opened.users:
            opened.connection.close()


def open_database(
    path: Path, config: dict[str, str | bool | int | float | list[str]], *, read_only: bool = False
) -> duckdb.DuckDBPyConnection:
    """A file of DuckDB's, or a new one. Raises duckdb.Error, also for another program's file: by its first bytes the engine knows
    one of SQLite's, and fetches from the internet what would read it, whatever its settings say of that later."""
    if not is_databases_own(path):
        raise duckdb.IOException("it is no file of DuckDB")
    return duckdb.connect(str(path), read_only=read_only, config=config)


def is_databases_own(path: Path) -> bool:
    """Whether a file is one of DuckDB's by its first bytes, or is still to be one."""
    try:
        if not path.is_file():
            return True  # for the engine to tell, as what follows
        with path.open("rb") as file:
            begins = file.read(_BEGINS.stop)
    except OSError:
        return True
    return not begins or begins[_BEGINS] == b"DUCK"


_BEGINS = slice(8, 12)


def open_to_read(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        connection = duckdb.connect(":memory:")
        for statement in schema.statements():
            connection.execute(statement)
        return connection
    return open_database(path, READING, read_only=True)


ROW_GROUP = 30_720
"""So many rows are compressed together: a quarter of what is usual, so that two cores have a share each of a large file."""


def open_to_write(path: Path) -> duckdb.DuckDBPyConnection:
    """A store's file, made where there is none, to be written in groups of ROW_GROUP rows. Raises duckdb.Error, as
    open_database."""
    if not is_databases_own(path):
        raise duckdb.IOException("it is no file of DuckDB")
    connection = duckdb.connect(config=WRITING)
    try:
        connection.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS store (ROW_GROUP_SIZE {ROW_GROUP})")
        connection.execute("USE store")
    except duckdb.Error:
        connection.close()
        raise
    return connection


readers = Readers()
"""Those of this process."""
