"""Moves rows between a work file in DuckDB and PostgreSQL: all of a programme's, or those of a few ledger versions.

What never changes is identified by the version that brought it; a row version by the versions that brought and closed
it. Rows travel as CSV, which both sides read and write natively: a null is nothing, an empty text is "".
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from data.datasets import DATASETS
from data.ledger import derived, schema
from data.ledger.connections import frame
from data.ledger.writer import insert, showing
from data.problems import StoreDamaged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

FILES = "upload_contents"
FILES_AT_A_TIME = 8


@dataclass(frozen=True)
class Kept:
    """A table that the ledger keeps: the column with the version that brought a row; and, for row versions, the columns
    that distinguish those known now."""

    table: str
    since: str
    tells_apart: tuple[str, ...] = ()


def kept() -> list[Kept]:
    """Every table, those that others refer to first."""
    return [
        Kept("uploads", "number"),
        Kept("ledger_entries", "number"),
        Kept(FILES, "number"),
        Kept("renames", "upload"),
        Kept("taken_out", "ledger_version"),
        Kept("name_intervals", "known_from", ("dataset", "identity", "valid_from")),
        *(Kept(schema.table(dataset), "known_from", ("row_key", "valid_from")) for dataset in DATASETS.values()),
    ]


def send(work: DuckDBPyConnection, db: Connection[Any], programme: str, before: int) -> None:
    """Sends everything that the work file has gained since version `before` to PostgreSQL. Raises what its driver
    raises, and StoreDamaged if the two don't hold the same."""
    for each in kept():
        if each.tells_apart:
            _send_closed(work, db, programme, before, each)
        if each.table == FILES:
            _send_files(work, db, programme, before)
            continue
        opened = frame(work.execute(f"SELECT * FROM {each.table} WHERE {each.since} > ?", [before]))
        if opened.height:
            names = ", ".join(f'"{name}"' for name in opened.columns)
            rows = opened.select(pl.lit(programme).alias("programme"), pl.all())
            with db.cursor().copy(
                f"COPY ledger.{each.table} (programme, {names}) FROM STDIN (FORMAT csv)".encode()
            ) as copy:
                copy.write(rows.write_csv(include_header=False).encode())


def _send_closed(work: DuckDBPyConnection, db: Connection[Any], programme: str, before: int, each: Kept) -> None:
    names = ", ".join(each.tells_apart)
    closed = frame(
        work.execute(
            f"SELECT {names}, known_to FROM {each.table} WHERE known_from <= ? AND known_to > ? AND known_to < ?",
            [before, before, schema.UNTIL_CHANGED],
        )
    )
    if closed.is_empty():
        return
    kinds = {pl.String: "text", pl.Date: "date", pl.Int64: "bigint"}
    arrays = ", ".join(f"%s::{kinds[type(kind)]}[]" for kind in closed.dtypes)
    same = " AND ".join(f"t.{name} = c.{name}" for name in each.tells_apart)
    answer = db.execute(
        f"UPDATE ledger.{each.table} AS t SET known_to = c.known_to FROM unnest({arrays}) AS c ({names}, known_to) "
        f"WHERE t.programme = %s AND {same} AND t.known_to = {schema.UNTIL_CHANGED}".encode(),
        [*(column.to_list() for column in closed), programme],
    )
    if answer.rowcount != closed.height:
        raise StoreDamaged(
            f"The work file and PostgreSQL differ: of {closed.height} row versions of {each.table} that end, "
            f"{answer.rowcount} are known there. Nothing was changed. ‘python -m data check’ makes the copies anew."
        )


def _send_files(work: DuckDBPyConnection, db: Connection[Any], programme: str, before: int) -> None:
    asked = work.execute(f"SELECT number FROM {FILES} WHERE number > ? ORDER BY number", [before])
    for (number,) in asked.fetchall():
        file, rows = work.execute(f"SELECT file, rows FROM {FILES} WHERE number = ?", [number]).fetchall()[0]
        db.execute(f"INSERT INTO ledger.{FILES} VALUES (%s, %s, %s, %s)".encode(), [programme, number, file, rows])


def fetch(db: Connection[Any], work: DuckDBPyConnection, programme: str, after: int) -> None:
    """Fetches everything that came to PostgreSQL after version `after` into the work file, in the transaction of its
    connection."""
    for each in kept():
        if each.tells_apart:
            _fetch_closed(db, work, programme, after, each)
        if each.table == FILES:
            _fetch_files(db, work, programme, after)
            continue
        names = _names(work, each.table)
        insert(work, each.table, _read(db, f"SELECT {names} FROM ledger.{each.table}", each.since, programme, after))
    spaces = {name for (name,) in work.execute("SELECT DISTINCT dataset FROM name_intervals").fetchall()}
    for statement in schema.reading_macros(spaces):
        work.execute(statement)
    derived.bring_up_to_date(work, after)


def _fetch_closed(db: Connection[Any], work: DuckDBPyConnection, programme: str, after: int, each: Kept) -> None:
    if not after:
        return
    names = ", ".join(each.tells_apart)
    closed = _read(
        db, f"SELECT {names}, known_to FROM ledger.{each.table}", "known_to", programme, after,
        f"known_from <= {int(after)} AND known_to < {schema.UNTIL_CHANGED}",
    )  # fmt: skip
    if closed.is_empty():
        return
    kinds = dict(
        work.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [each.table]
        ).fetchall()
    )
    same = " AND ".join(f"t.{name} = CAST(c.{name} AS {kinds[name]})" for name in each.tells_apart)
    with showing(work, "closed_there", closed):
        work.execute(
            f"UPDATE {each.table} AS t SET known_to = CAST(c.known_to AS BIGINT) FROM closed_there AS c "
            f"WHERE {same} AND t.known_to = {schema.UNTIL_CHANGED}"
        )


def _fetch_files(db: Connection[Any], work: DuckDBPyConnection, programme: str, after: int) -> None:
    with db.cursor(name="files", binary=True) as cursor:
        cursor.execute(
            f"SELECT number, file, rows FROM ledger.{FILES} WHERE programme = %s AND number > %s ORDER BY number".encode(),
            [programme, after],
        )
        while some := cursor.fetchmany(FILES_AT_A_TIME):
            kinds: dict[str, Any] = {"number": pl.Int64, "file": pl.Binary, "rows": pl.Binary}
            insert(work, FILES, pl.DataFrame(some, schema=kinds, orient="row"))


def _read(db: Connection[Any], select: str, since: str, programme: str, after: int, more: str = "true") -> pl.DataFrame:
    """Rows as text, under the names of their columns; the engine that takes them in knows the types."""
    got = BytesIO()
    with db.cursor().copy(
        f"COPY ({select} WHERE programme = %s AND {since} > %s AND {more}) TO STDOUT (FORMAT csv, HEADER)".encode(),
        [programme, after],
    ) as copy:
        for block in copy:
            got.write(block)
    return pl.read_csv(got.getvalue(), infer_schema=False)


def _names(work: DuckDBPyConnection, table: str) -> str:
    """The columns of a table of the work file, as SQL names them."""
    asked = work.execute("SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table])
    return ", ".join(f'"{name}"' for (name,) in asked.fetchall())


def clear(db: Connection[Any], programme: str) -> None:
    """Removes everything of a programme from the tables, for a backup that replaces it."""
    for each in reversed(kept()):
        db.execute(f"DELETE FROM ledger.{each.table} WHERE programme = %s".encode(), [programme])
    db.execute("DELETE FROM ledger.versions WHERE programme = %s", [programme])
