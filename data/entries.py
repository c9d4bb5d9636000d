"""What can be done to the ledger inside one transaction, and what is read back from it.

Nothing here opens the store: data/ledger.py does, and hands over a connection.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from data import schema, timeline
from data.datasets import DATASETS, Dataset
from data.problems import LedgerRefused, StoreDamaged
from data.timeline import Effect, Mode, Step

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class NewUpload:
    """A file that ingest has accepted, ready to be entered: its rows (declared columns that it supplied) and its facts."""

    dataset: Dataset
    reporting_date: date
    mode: Mode
    rows: pl.DataFrame
    content: bytes
    file_name: str
    by: str
    note: str = ""
    illustrative: bool = False
    read_as: str = ""
    options: Mapping[str, object] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)  # earlier key → key in this file


@dataclass(frozen=True)
class Entered:
    """What became of a file: the upload's number (None when there was nothing to change) and what it did."""

    number: int | None
    ledger_version: int
    effect: Effect


class Writer:
    """What can be done to the ledger, inside `with writing() as writer`."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.connection = connection
        self.has_written = False
        self._version: int | None = None

    def bring_up_to_date(self) -> None:
        """Makes the tables of a new store, and adds what has been declared since an older one was made."""
        db = self.connection
        tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if tables and "about" not in tables:
            raise StoreDamaged(
                "The store is a database, but not a programme store. Nothing was changed. Check what PROGRAMME_STORE names."
            )
        about = dict(db.execute("SELECT name, value FROM about").fetchall()) if tables else {}
        if int(about.get("format", 0)) > schema.FORMAT:
            raise StoreDamaged("The store was made by a newer version of this program. Update the program first.")
        if about.get("fingerprint") == schema.fingerprint():
            return
        for dataset in DATASETS.values():
            columns = db.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [schema.table(dataset)]
            ).fetchall()
            present = {name for (name,) in columns}
            for column in dataset.columns:
                if present and column.name not in present:
                    db.execute(schema.add_column(dataset, column))
        for statement in schema.statements():
            db.execute(statement)
        about = {"generation": uuid.uuid4().hex, **about, "format": str(schema.FORMAT)}
        about["fingerprint"] = schema.fingerprint()
        db.execute("DELETE FROM about")
        db.executemany("INSERT INTO about VALUES (?, ?)", list(about.items()))
        self.has_written = True

    def version_on_disk(self) -> tuple[int, str]:
        """The ledger version and the generation, as the work file has them."""
        version = self.connection.execute("SELECT coalesce(max(number), 0) FROM ledger_entries").fetchone()
        generation = self.connection.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
        return int(version[0]) if version else 0, str(generation[0]) if generation else ""

    @property
    def version(self) -> int:
        """The number of the latest entry, those of this transaction included."""
        if self._version is None:
            self._version = self.version_on_disk()[0]
        return self._version

    def enter(self, new: NewUpload) -> Entered:
        """Enters an upload: its rows, its file, and the row versions that it changes; or nothing when nothing changes."""
        number = self.version + 1
        rows = timeline.with_row_key(new.dataset, new.rows)
        effect = effect_of(self.connection, new.dataset, new.reporting_date, new.mode, rows, number)
        if effect.is_nothing and self._reported_on(new.dataset, new.reporting_date):
            return Entered(None, number - 1, effect)
        now = datetime.now(UTC).replace(tzinfo=None)
        self.connection.execute(
            "INSERT INTO uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                number, new.dataset.name, new.reporting_date, new.mode, new.by, now, new.file_name,
                hashlib.sha256(new.content).hexdigest(), len(new.content), rows.height, effect.added.height,
                effect.changed_after.height, effect.removed.height, effect.unchanged, new.note, new.illustrative,
                new.read_as, json.dumps(new.options, default=str),
            ],
        )  # fmt: skip
        for old_key, new_key in new.renames.items():
            self.connection.execute(
                "INSERT INTO renames VALUES (?, ?, ?, ?)", [number, new.dataset.name, old_key, new_key]
            )
        self._add_entry(number, "upload", number, new.by, now)
        # Packing the file and its rows needs no database: it is done beside the writing of the row versions.
        with ThreadPoolExecutor(1) as beside:
            packing = beside.submit(_packed, new, rows)
            self._restate(new.dataset, new.reporting_date, number, fresh=(number, effect, rows))
            file, kept = packing.result()
        self.connection.execute("INSERT INTO upload_contents VALUES (?, ?, ?)", [number, file, kept])
        return Entered(number, number, effect)

    def withdraw(self, numbers: Sequence[int], by: str) -> list[int]:
        """Takes uploads out of everything shown, as if they had never been made. Returns the numbers of those that were
        not withdrawn already. Raises LedgerRefused when there is no such upload."""
        return self._turn("withdraw", numbers, by, withdrawn=True)

    def reinstate(self, numbers: Sequence[int], by: str) -> list[int]:
        """Counts withdrawn uploads again, each at its own reporting date. Returns those that were withdrawn."""
        return self._turn("reinstate", numbers, by, withdrawn=False)

    def _turn(self, action: str, numbers: Sequence[int], by: str, *, withdrawn: bool) -> list[int]:
        known = {
            number: (DATASETS[dataset], day, was)
            for number, dataset, day, was in self.connection.execute(
                "SELECT number, dataset, reporting_date, withdrawn FROM uploads_at(?)", [self.version]
            ).fetchall()
        }
        missing = [number for number in numbers if number not in known]
        if missing:
            raise LedgerRefused(
                f"There is no upload {', '.join(str(n) for n in missing)}. «python -m data history» lists them."
            )
        turned = [number for number in dict.fromkeys(numbers) if known[number][2] is not withdrawn]
        now = datetime.now(UTC).replace(tzinfo=None)
        from_day: dict[str, date] = {}
        for number in turned:
            self._add_entry(self.version + 1, action, number, by, now)
            dataset, day, _ = known[number]
            from_day[dataset.name] = min(day, from_day.get(dataset.name, day))
        for name, day in from_day.items():
            self._restate(DATASETS[name], day, self.version)
        return turned

    def _add_entry(self, number: int, action: str, upload: int, by: str, now: datetime) -> None:
        self.has_written = True
        self._version = number
        self.connection.execute("INSERT INTO ledger_entries VALUES (?, ?, ?, ?, ?)", [number, action, upload, by, now])

    def _reported_on(self, dataset: Dataset, day: date) -> bool:
        found = self.connection.execute(
            "SELECT count(*) FROM uploads_at(?) WHERE dataset = ? AND reporting_date = ? AND NOT withdrawn",
            [self.version, dataset.name, day],
        ).fetchone()
        return bool(found and found[0])

    def _restate(
        self, dataset: Dataset, first_day: date, number: int, fresh: tuple[int, Effect, pl.DataFrame] | None = None
    ) -> None:
        """Brings the row versions from first_day on into line with the uploads that count now, as of entry `number`.

        `fresh`: the upload that has just been entered, its effect and its rows, which need not be read again.
        """
        steps = counting_steps(self.connection, dataset, first_day, self.version)
        if fresh and [step.number for step in steps] == [fresh[0]]:
            change = _append_only(fresh[1], first_day)
        else:
            loaded = {fresh[0]: fresh[2]} if fresh else {}
            steps = [
                Step(step.number, step.reporting_date, step.mode, lambda n=step.number: loaded[n])  # type: ignore[misc]
                if step.number in loaded
                else step
                for step in steps
            ]
            change = timeline.restate(dataset, known_versions(self.connection, dataset, first_day), first_day, steps)
        self._write_versions(dataset, change, number)

    def _write_versions(self, dataset: Dataset, change: timeline.Restatement, number: int) -> None:
        db = self.connection
        if change.closed.height:
            db.register("closed_versions", change.closed)
            db.execute(
                f"UPDATE {schema.table(dataset)} AS t SET known_to = ? FROM closed_versions AS c "
                f"WHERE t.row_key = c.row_key AND t.valid_from = c.valid_from AND t.known_to = {schema.UNTIL_CHANGED}",
                [number],
            )
            db.unregister("closed_versions")
        if change.opened.height:
            db.register("opened_versions", change.opened)
            names = ", ".join(f'"{name}"' for name in dataset.names)
            db.execute(
                f"INSERT INTO {schema.table(dataset)} "
                f"({names}, row_key, valid_from, valid_to, upload, known_from, known_to) "
                f"SELECT {names}, row_key, valid_from, valid_to, upload, ?, {schema.UNTIL_CHANGED} FROM opened_versions",
                [number],
            )
            db.unregister("opened_versions")


def _packed(new: NewUpload, rows: pl.DataFrame) -> tuple[bytes, bytes]:
    """The file as it came, and the rows read from it (row_key and the supplied columns), both made small."""
    kept = BytesIO()
    supplied = [name for name in new.dataset.names if name in rows.columns]
    rows.select("row_key", *supplied).write_parquet(kept, compression="zstd", statistics=False)
    return pa.compress(new.content, codec="zstd", asbytes=True), kept.getvalue()


def _append_only(effect: Effect, day: date) -> timeline.Restatement:
    """The usual case, an upload later than every other of its dataset: what it replaced ends on its day."""
    ended = pl.concat([effect.changed_before, effect.removed])
    closed = ended.with_columns(pl.lit(day, pl.Date).alias("valid_to"))
    return timeline.Restatement(
        closed=ended.select("row_key", "valid_from"),
        opened=pl.concat([closed, effect.added, effect.changed_after]),
    )


def state_at(cursor: DuckDBPyConnection, dataset: Dataset, day: date, version: int) -> pl.DataFrame:
    """The rows of a dataset at the end of a day, as known at a ledger version: a version frame, one row per key."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return cursor.execute(
        f"SELECT {names}, row_key, since AS valid_from, DATE '{schema.FOREVER}' AS valid_to, upload "
        f"FROM {dataset.name}_at(?, ?)",
        [day, version],
    ).pl()


def effect_of(
    cursor: DuckDBPyConnection, dataset: Dataset, day: date, mode: Mode, rows: pl.DataFrame, number: int
) -> Effect:
    """What an upload with these rows (with row_key) would do, or did, to the state of its own day."""
    state = state_at(cursor, dataset, day, number - 1)
    _, effect = timeline.apply_upload(dataset, state, rows, mode, number, day)
    return effect


def counting_steps(cursor: DuckDBPyConnection, dataset: Dataset, first_day: date, version: int) -> list[Step]:
    """The uploads of a dataset that count, dated first_day or later, in the order in which they apply."""
    found = cursor.execute(
        "SELECT number, reporting_date, mode FROM uploads_at(?) WHERE dataset = ? AND reporting_date >= ? "
        "AND NOT withdrawn ORDER BY reporting_date, number",
        [version, dataset.name, first_day],
    ).fetchall()
    return [Step(n, day, mode, lambda n=n: rows_of(cursor, n)) for n, day, mode in found]  # type: ignore[misc]


def rows_of(cursor: DuckDBPyConnection, number: int) -> pl.DataFrame:
    """The rows that were read from an upload's file: row_key and the columns that it supplied."""
    found = cursor.execute("SELECT rows FROM upload_contents WHERE number = ?", [number]).fetchone()
    if found is None:
        raise StoreDamaged(
            f"Upload {number} has lost its rows. Bring back a backup with «python -m data restore FILE»."
        )
    return pl.read_parquet(BytesIO(found[0]))


def known_versions(cursor: DuckDBPyConnection, dataset: Dataset, first_day: date) -> pl.DataFrame:
    """The versions known now that could still hold on first_day, or whose end an upload of that day could move."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return cursor.execute(
        f"SELECT {names}, row_key, valid_from, valid_to, upload FROM {schema.table(dataset)} "
        f"WHERE known_to = {schema.UNTIL_CHANGED} AND valid_to >= ?",
        [first_day],
    ).pl()


def latest_with(
    cursor: DuckDBPyConnection,
    dataset: Dataset,
    version: int,
    add: tuple[Step, ...] = (),
    leave_out: frozenset[int] = frozenset(),
    first_day: date = date.min,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the dataset shows after its latest report now, and what it would show with some uploads more or fewer."""
    days = [step.reporting_date for step in add]
    first_day = min(days) if days else first_day
    steps = [s for s in counting_steps(cursor, dataset, first_day, version) if s.number not in leave_out]
    steps = sorted([*steps, *add], key=lambda step: (step.reporting_date, step.number))
    known = known_versions(cursor, dataset, first_day)
    change = timeline.restate(dataset, known, first_day, steps)
    lasting = pl.col("valid_to") == schema.FOREVER
    before = known.filter(lasting)
    kept = before.join(change.closed, on=["row_key", "valid_from"], how="anti", maintain_order="left")
    return before, pl.concat([kept, change.opened.filter(lasting)])


def keys_at(cursor: DuckDBPyConnection, day: date, version: int, only: set[str] | None = None) -> dict[str, pl.Series]:
    """The keys that exist at the end of a day, by dataset, for those with a single key and at least one row."""
    found = {}
    for dataset in DATASETS.values():
        if len(dataset.keys) == 1 and (only is None or dataset.name in only):
            keys = cursor.execute(f"SELECT row_key FROM {dataset.name}_at(?, ?)", [day, version]).pl()
            if keys.height:
                found[dataset.name] = keys.to_series()
    return found
