"""What a transaction has entered in the ledger and not yet written: several uploads become one write of each table.

Uploads usually come in the order of their reporting dates. What such an upload does follows from the rows after the one
before it, so nothing need be read back; everything that it changes is written when somebody looks, or at the end.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from data import schema, timeline
from data.timeline import Effect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars._typing import PolarsDataType

    from data.datasets import Dataset
    from data.entries import NewUpload

UPLOADS: dict[str, PolarsDataType] = {
    "number": pl.Int64, "dataset": pl.String, "reporting_date": pl.Date, "mode": pl.String, "uploaded_by": pl.String,
    "uploaded_at": pl.Datetime("us"), "file_name": pl.String, "sha256": pl.String, "bytes": pl.Int64, "rows": pl.Int64,
    "added": pl.Int64, "changed": pl.Int64, "removed": pl.Int64, "unchanged": pl.Int64, "note": pl.String,
    "illustrative": pl.Boolean, "read_as": pl.String, "options": pl.String,
}  # fmt: skip
"""The columns of the table of that name: one row per accepted file."""

CONTENTS: dict[str, PolarsDataType] = {"number": pl.Int64, "file": pl.Binary, "rows": pl.Binary}
"""The columns of upload_contents: the file as it came, and the rows read from it, both made small."""

RENAMES: dict[str, PolarsDataType] = {
    "upload": pl.Int64,
    "dataset": pl.String,
    "old_key": pl.String,
    "new_key": pl.String,
}


def now() -> datetime:
    """The moment, in universal time and without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def packed(new: NewUpload, rows: pl.DataFrame) -> tuple[bytes, bytes]:
    """The file as it came, and the rows read from it (row_key and the supplied columns), both made small."""
    kept = BytesIO()
    supplied = [name for name in new.dataset.names if name in rows.columns]
    rows.select("row_key", *supplied).write_parquet(kept, compression="zstd", statistics=False)
    return pa.compress(new.content, codec="zstd", asbytes=True), kept.getvalue()


@dataclass
class Run:
    """A dataset whose uploads come in order: its rows after the latest (a state), and the versions still to be written.

    `opened`: version frames with known_from; `closed`: row_key, valid_from and known_to of versions no longer so.
    """

    dataset: Dataset
    day: date
    rows: pl.DataFrame
    opened: list[pl.DataFrame] = field(default_factory=list)
    closed: list[pl.DataFrame] = field(default_factory=list)

    def enter(self, rows: pl.DataFrame, new: NewUpload, number: int) -> Effect:
        """Takes an upload later than every other of its dataset: what it replaces ends on its day."""
        self.day = new.reporting_date
        self.rows, effect = timeline.apply_upload(self.dataset, self.rows, rows, new.mode, number, new.reporting_date)
        for ended in filter(len, (effect.changed_before, effect.removed)):
            self.replace(ended, ended.with_columns(pl.lit(self.day, pl.Date).alias("valid_to")), number)
        for begun in (effect.added, effect.changed_after):
            self.replace(begun.clear(), begun, number)
        return effect

    def replace(self, closed: pl.DataFrame, opened: pl.DataFrame, number: int) -> None:
        """Notes what ledger entry `number` closes (row_key and valid_from count) and opens (a version frame)."""
        if closed.height:
            self.closed.append(
                pl.DataFrame([closed["row_key"], closed["valid_from"], _all(number, "known_to", closed)])
            )
        if opened.height:
            self.opened.append(opened.hstack([_all(number, "known_from", opened)]))

    def write(self, db: DuckDBPyConnection) -> None:
        table = schema.table(self.dataset)
        if self.closed:
            closed = pl.concat(self.closed)
            db.register("closed_versions", closed)
            db.execute(
                f"UPDATE {table} AS t SET known_to = c.known_to FROM closed_versions AS c WHERE t.row_key = c.row_key "
                f"AND t.valid_from = c.valid_from AND t.known_to = {schema.UNTIL_CHANGED}"
            )
            db.unregister("closed_versions")
        if self.opened:
            opened = pl.concat(self.opened)
            if self.closed:
                opened = _closed_since(opened, closed)
            else:
                opened = opened.with_columns(pl.lit(schema.UNTIL_CHANGED, pl.Int64).alias("known_to"))
            insert(db, table, opened)
        self.opened.clear()
        self.closed.clear()


def _all(number: int, name: str, rows: pl.DataFrame) -> pl.Series:
    """A column that holds one number in every row of a frame."""
    return pl.Series(name, [number], dtype=pl.Int64).new_from_index(0, rows.height)


def _closed_since(opened: pl.DataFrame, closed: pl.DataFrame) -> pl.DataFrame:
    """The versions with known_to: a later entry of this transaction may have closed what an earlier one opened."""
    at = pl.col("known_to")
    return opened.join(closed, on=["row_key", "valid_from"], how="left", maintain_order="left").with_columns(
        pl.when(at > pl.col("known_from")).then(at).otherwise(schema.UNTIL_CHANGED).alias("known_to")
    )


def insert(db: DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Adds rows to a table of the store, by the names of their columns."""
    if rows.height:
        names = ", ".join(f'"{name}"' for name in rows.columns)
        # Arrow shares the text of these rows with Polars; the form that DuckDB would ask for by itself is a copy.
        db.register("new_rows", rows.to_arrow(compat_level=pl.CompatLevel.newest()))
        db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM new_rows")
        db.unregister("new_rows")


@dataclass
class Unwritten:
    """All that a transaction has still to write. `runs`: by dataset, those whose rows after their latest upload are known."""

    runs: dict[str, Run] = field(default_factory=dict)
    uploads: list[tuple[object, ...]] = field(default_factory=list)
    contents: list[tuple[int, Future[tuple[bytes, bytes]]]] = field(default_factory=list)
    beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))  # packs while the database works
    renames: list[tuple[int, str, str, str]] = field(default_factory=list)

    def enter(self, new: NewUpload, number: int, effect: Effect, rows: pl.DataFrame) -> None:
        """Notes what is kept of an upload beside the row versions that it changes."""
        self.uploads.append(
            (
                number, new.dataset.name, new.reporting_date, new.mode, new.by, now(), new.file_name,
                hashlib.sha256(new.content).hexdigest(), len(new.content), rows.height, effect.added.height,
                effect.changed_after.height, effect.removed.height, effect.unchanged, new.note, new.illustrative,
                new.read_as, json.dumps(new.options, default=str),
            )
        )  # fmt: skip
        self.renames += [(number, new.dataset.name, old, new_key) for old, new_key in new.renames.items()]
        self.contents.append((number, self.beside.submit(packed, new, rows)))

    def write(self, db: DuckDBPyConnection) -> None:
        """Writes everything noted since the last time; does nothing when nothing was."""
        if self.uploads:
            uploads = pl.DataFrame(self.uploads, schema=UPLOADS, orient="row")
            insert(db, "uploads", uploads)
            entries = uploads.select(
                "number", pl.lit("upload").alias("action"), pl.col("number").alias("upload"),
                pl.col("uploaded_by").alias("made_by"), pl.col("uploaded_at").alias("made_at"),
            )  # fmt: skip
            insert(db, "ledger_entries", entries)
            self.uploads.clear()
        insert(db, "renames", pl.DataFrame(self.renames, schema=RENAMES, orient="row"))
        self.renames.clear()
        for run in self.runs.values():
            run.write(db)
        files = [(number, *packing.result()) for number, packing in self.contents]
        insert(db, "upload_contents", pl.DataFrame(files, schema=CONTENTS, orient="row"))
        self.contents.clear()
