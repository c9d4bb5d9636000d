"""What can be done to the ledger inside one transaction, and what is read back from it.

Nothing here opens the store: data/ledger.py does, and hands over a connection.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from data import schema, timeline
from data.datasets import DATASETS, Dataset
from data.problems import LedgerRefused, StoreDamaged
from data.timeline import Effect, Mode, Step
from data.unwritten import Run, Unwritten, now

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
        self._db = connection
        self._unwritten = Unwritten()
        self.has_written = False
        self._version: int | None = None

    @property
    def connection(self) -> DuckDBPyConnection:
        """The work file inside the transaction, with everything written that was entered so far."""
        self._unwritten.write(self._db)
        return self._db

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
            if schema.table(dataset) not in tables:
                continue
            columns = db.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = ?", [schema.table(dataset)]
            ).fetchall()
            present = {name for (name,) in columns}
            for column in dataset.columns:
                if column.name not in present:
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
        run = self._run(new.dataset, new.reporting_date)
        if run is not None:
            effect = run.enter(rows, new, number)
        else:
            effect = effect_of(self.connection, new.dataset, new.reporting_date, new.mode, rows, number)
            if effect.is_nothing and self._reported_on(new.dataset, new.reporting_date):
                return Entered(None, number - 1, effect)
        self._unwritten.enter(new, number, effect, rows)
        self._version = number
        self.has_written = True
        if run is None:
            self._restate(new.dataset, new.reporting_date, number, {number: rows})
        return Entered(number, number, effect)

    def _run(self, dataset: Dataset, day: date) -> Run | None:
        """The dataset as its latest report left it, for an upload that is later still; None when there is no such order."""
        run = self._unwritten.runs.get(dataset.name)
        if run is None:
            steps = counting_steps(self._db, dataset, day, self.version)  # what is unwritten is of datasets with a run
            run = None if steps else Run(dataset, date.min, state_at(self._db, dataset, day, self.version))
            if run is not None:
                self._unwritten.runs[dataset.name] = run
        return run if run is not None and run.day < day else None

    def keys_at(self, day: date, only: set[str] | None = None) -> dict[str, pl.Series]:
        """As keys_at below, what was entered but is not written yet included."""
        runs = {n: run for n, run in self._unwritten.runs.items() if run.day <= day and (only is None or n in only)}
        others = (set(DATASETS) if only is None else only) - set(runs)
        db = self.connection if others & set(self._unwritten.runs) else self._db
        found = keys_at(db, day, self.version, others)
        references = {name: DATASETS[name].reference for name in runs}
        return found | {
            name: runs[name].rows[column.name].unique()
            for name, column in references.items()
            if column is not None and runs[name].rows.height
        }

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
        moment = now()
        from_day: dict[str, date] = {}
        for number in turned:
            self._add_entry(self.version + 1, action, number, by, moment)
            dataset, day, _ = known[number]
            from_day[dataset.name] = min(day, from_day.get(dataset.name, day))
        for name, day in from_day.items():
            self._restate(DATASETS[name], day, self.version)
        return turned

    def _add_entry(self, number: int, action: str, upload: int, by: str, moment: datetime) -> None:
        self.has_written = True
        self._version = number
        self.connection.execute(
            "INSERT INTO ledger_entries VALUES (?, ?, ?, ?, ?)", [number, action, upload, by, moment]
        )

    def _reported_on(self, dataset: Dataset, day: date) -> bool:
        found = self.connection.execute(
            "SELECT count(*) FROM uploads_at(?) WHERE dataset = ? AND reporting_date = ? AND NOT withdrawn",
            [self.version, dataset.name, day],
        ).fetchone()
        return bool(found and found[0])

    def _restate(
        self, dataset: Dataset, first_day: date, number: int, loaded: Mapping[int, pl.DataFrame] | None = None
    ) -> None:
        """Brings the row versions from first_day on into line with the uploads that count now, as of entry `number`.

        `loaded`: the rows of uploads that need not be read again, by number.
        """
        self._unwritten.runs.pop(dataset.name, None)
        db, held = self.connection, loaded or {}
        steps = [
            Step(step.number, step.reporting_date, step.mode, lambda n=step.number: held[n])  # type: ignore[misc]
            if step.number in held
            else step
            for step in counting_steps(db, dataset, first_day, self.version)
        ]
        known = known_versions(db, dataset, first_day)
        change = timeline.restate(dataset, known, first_day, steps)
        run = Run(dataset, first_day, known)
        run.replace(change.closed, change.opened, number)
        run.write(db)


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
    """The references that exist at the end of a day, by dataset, for those that have such and at least one row."""
    found = {}
    for dataset in DATASETS.values():
        column = dataset.reference
        if column is not None and (only is None or dataset.name in only):
            keys = cursor.execute(f"SELECT DISTINCT {column.name} FROM {dataset.name}_at(?, ?)", [day, version]).pl()
            if keys.height:
                found[dataset.name] = keys.to_series()
    return found
