"""Rewrites a store made by an earlier release of the database engine in the present form.

This release reads and writes the old form too, so readers need not wait: the next writer does it. The old file stays
beside the store, because the earlier release can't read the new one.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from data.ledger.connections import ROW_GROUP, WRITING
from data.ledger.contents import content_of_file
from data.ledger.publishing import flush, flush_folder, log_of
from data.ledger.switch import keep, settle
from data.problems import StoreError

_MADE_BY = slice(52, 84)
"""Where a database file says which release made it: ‘v1.5.5’."""


def made_by(path: Path) -> str:
    """The release of the engine that made a store's file: ‘1.5.5’; empty if the file doesn't say."""
    with path.open("rb") as file:
        header = file.read(_MADE_BY.stop)
    return header[_MADE_BY].rstrip(b"\0").decode("ascii", "replace").removeprefix("v")


def _major(release: str) -> int | None:
    number = release.partition(".")[0]
    return int(number) if number.isdecimal() else None


def to_this_engine(path: Path) -> Path | None:
    """Rewrites a closed and locked work file if an earlier major release made it. Returns where the old file is kept;
    None if nothing was to be done. Killed at any step it leaves the old store or the new one. Raises duckdb.Error,
    OSError, StoreError."""
    release = made_by(path)
    major, ours = _major(release), _major(duckdb.__version__)
    if major is None or ours is None or major >= ours:
        return None
    settle(path)
    if log_of(path).exists():
        return None  # what can't be folded in is for the writer to tell
    part = path.with_name(path.name + ".upgrade.part")
    _remove(part)
    try:
        write_anew(path, part)
        if content_of_file(part) != content_of_file(path):
            raise StoreError(
                f"The store could not be written anew for DuckDB {duckdb.__version__}. Nothing was changed."
            )
        flush(part)
        earlier = keep(path, f"duckdb-{release}")
        part.replace(path)
        flush_folder(path.parent)
    finally:
        _remove(part)
    return earlier


def write_anew(path: Path, part: Path) -> None:
    """Writes everything in a closed file to another one, from its first page on, so that nothing earlier is left in
    unused pages. Raises duckdb.Error."""
    with duckdb.connect(config=WRITING) as connection:
        for name, file, how in (("old", path, "READ_ONLY"), ("new", part, f"ROW_GROUP_SIZE {ROW_GROUP}")):
            connection.execute(f"ATTACH '{str(file).replace(chr(39), chr(39) * 2)}' AS {name} ({how})")
        connection.execute("COPY FROM DATABASE old TO new")
        connection.execute("CHECKPOINT new")


def _remove(part: Path) -> None:
    for half in (part, log_of(part)):
        half.unlink(missing_ok=True)
