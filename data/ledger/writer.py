"""What can be done to the ledger inside one transaction, and what is read back from it.

Nothing here opens the store: data/ledger/__init__.py does, and hands over a connection.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa

from data.datasets import DATASETS, Dataset
from data.ledger import derived, intervals, roles, schema
from data.ledger.connections import ROW_GROUP, frame
from data.ledger.intervals import Compared, Effect, Listed, Mode, Step
from data.ledger.names import Names, Renaming, can_be_renamed, renamed_rows, that_follow
from data.problems import LedgerRefused, StoreDamaged
from data.typed import file_name, legible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from polars._typing import PolarsDataType


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
        self._begin()

    def _begin(self) -> None:
        self._batch = Batch()
        self.has_written = False
        self._version: int | None = None
        self._names: Names | None = None
        self._derived = 0  # up to which entry

    @property
    def names(self) -> Names:
        """What rows are called by the uploads that count now, those of this transaction included."""
        if self._names is None:
            self._names = names_known(self.connection, self.version)
        return self._names

    @property
    def connection(self) -> DuckDBPyConnection:
        """The work file inside the transaction, with everything written that was entered so far."""
        self._batch.write(self._db)
        return self._db

    def bring_up_to_date(self) -> None:
        """Makes the tables of a new store, and adds what has been declared since an older one was made, in a transaction."""
        db = self.connection
        facts: dict[str, str] = {}  # called ‘about’, the engine would read it as a table
        try:
            facts = dict(db.execute("SELECT name, value FROM about").fetchall())
        except duckdb.CatalogException:  # a new store, or another program's database
            self.take_back()  # the engine has given up the transaction
        if facts.get("fingerprint") == schema.fingerprint():
            return  # before the list of tables, for which the engine reads something of each
        tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if tables and "about" not in tables:
            raise StoreDamaged(
                "The store is a database, but not a programme store. Nothing was changed. Check what PROGRAMME_STORE names."
            )
        if int(facts.get("format", 0)) > schema.FORMAT:
            raise StoreDamaged("The store was made by a newer version of this program. Update the program first.")
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
        for statement in schema.statements(_renamed_in(db) if "name_intervals" in tables else ()):
            db.execute(statement)
        if int(facts.get("format", schema.FORMAT)) < 2:
            self._follow_earlier_renames()
        derived.rebuild(self.connection)
        facts = {"generation": uuid.uuid4().hex, **facts, "format": str(schema.FORMAT)}
        facts["fingerprint"] = schema.fingerprint()
        db.execute("DELETE FROM about")
        db.executemany("INSERT INTO about VALUES (?, ?)", list(facts.items()))
        self.has_written = True

    def derive(self, before: int) -> None:
        """Brings what is derived from the row versions into line with the entries after `before`, but for those that it was
        brought into line with already."""
        if self.has_written and self._derived != self.version:
            self._batch.write(
                self._db, but_contents=True
            )  # which may still be on their way, and say nothing of the rows
            derived.bring_up_to_date(self._db, max(before, self._derived))
            self._derived = self.version

    def take_back(self) -> None:
        """Undoes everything that was done in this transaction, and begins another."""
        self._db.execute("ROLLBACK")
        self._db.execute("BEGIN")
        self._begin()

    def version_on_disk(self) -> tuple[int, str]:
        """The ledger version and the generation, as the work file has them."""
        generation = self.connection.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
        return latest_version(self.connection), str(generation[0]) if generation else ""

    @property
    def version(self) -> int:
        """The number of the latest entry, those of this transaction included."""
        if self._version is None:
            self._version = self.version_on_disk()[0]
        return self._version

    def _follow_earlier_renames(self) -> None:
        """In a store of format 1 a renamed row was one gone and another come: from a new entry on it is the same row.

        What was shown at the versions before stays as it was shown. A renaming that can't be followed, because both keys
        are in use, is left as it was: one row gone and another come.
        """
        kept = Names()
        for renaming in names_known(self._db, self.version).renamings:
            more = Names([*kept.renamings, renaming])
            if can_be_renamed(DATASETS[renaming.dataset]) and not self._confused(more, renaming.dataset):
                kept = more
                continue
            self._db.execute(
                "DELETE FROM renames WHERE upload = ? AND dataset = ? AND old_key = ?",
                [renaming.upload, renaming.dataset, renaming.old_key],
            )
        if kept:
            number = self.version + 1
            self._add_entries(number, "upgrade", [None], "the program")
            self._names = kept
            for name, day in _days_to_restate(Names(), kept).items():
                self._restate(DATASETS[name], day, number)
            self._write_names(kept, number)

    def enter(self, new: NewUpload, held: Held | None = None, begun: Packing | None = None) -> Entered:
        """Enters an upload: its rows, its file, and the row versions that it changes; or nothing when nothing changes. `held`:
        what held_at gives, where it was looked up already in this generation of the store; `begun`: of
        this very upload what packing_beside gives.

        Raises LedgerRefused when what it says of renamed rows can't be so, and NotAllowed where whoever is there is no editor.
        """
        roles.require(roles.Role.EDITOR)
        number, dataset, day = self.version + 1, new.dataset, new.reporting_date
        before = self.names
        new = replace(
            new,
            renames=news_of(before, new.dataset, day, new.renames),
            by=roles.name_of(new.by),
            file_name=file_name(new.file_name),
            note=legible(new.note),
        )
        names = before.with_more(dataset, day, number, new.renames)
        written = intervals.with_row_key(dataset, new.rows)
        if new.renames:
            _refuse_renames(dataset, new.renames, written, self.keys_at(day, {dataset.name}).get(dataset.name))
        packing = begun or begin_packing(new.dataset, new.content, new.rows, self._batch.beside)  # beside what follows
        rows = names.identified(dataset, written, day, number)
        if names and rows["row_key"].n_unique() < rows.height:
            raise LedgerRefused(_one_row_twice(dataset, written, rows))
        state = state_at(self.connection, dataset, day, number - 1) if new.renames else None
        run = self._run(dataset, day, held)
        if run is not None:
            effect = run.enter(rows, new, number, is_as_written=rows is written)
        else:
            effect = _raw_effect(self.connection, dataset, day, new.mode, rows, number)
            if effect.is_nothing and not new.renames and self._reported_on(dataset, day):
                return Entered(None, number - 1, effect)
        if names:
            effect = _effect_in_names(dataset, effect, state, day, before, names, new.renames)
        self._batch.enter(new, number, effect, written.height, packing)
        self._version, self._names = number, names
        self.has_written = True
        if run is None:
            self._restate(dataset, day, number, {number: rows})
        if new.renames:
            for name, first_day in _days_to_restate(before, names).items():
                if name != dataset.name:
                    self._restate(DATASETS[name], first_day, number)
            self._write_names(names, number)
        if confused := self._confused(names, dataset.name):
            raise LedgerRefused(confused)
        return Entered(number, number, effect)

    def _run(self, dataset: Dataset, day: date, held: Held | None) -> Run | None:
        """The dataset as its latest report left it, for an upload that is later still; None when there is no such order."""
        run = self._batch.runs.get(dataset.name)
        if run is None:
            if held is None or held.ledger_version != self.version:
                held = held_at(self._db, dataset, day, self.version)  # what is unwritten is of datasets with a run
            if held is not None:
                listed = None if held.is_whole else _listed(self._db, dataset, day, held)
                after = _just(held.rows) if listed is None else listed.whole
                run = self._batch.runs[dataset.name] = Run(dataset, date.min, after, listed, held.compared)
        return run if run is not None and run.day < day else None

    def keys_at(self, day: date, only: set[str] | None = None) -> dict[str, pl.Series]:
        """As keys_at below, what was entered but is not written yet included."""
        runs = {n: run for n, run in self._batch.runs.items() if run.day <= day and (only is None or n in only)}
        others = (set(DATASETS) if only is None else only) - set(runs)
        db = self.connection if others & set(self._batch.runs) else self._db
        found = keys_at(db, day, self.version, others)
        return found | {
            name: keys
            for name, run in runs.items()
            if (keys := keys_called(DATASETS[name], run.rows, self.names, day)) is not None
        }

    def withdraw(self, numbers: Sequence[int], by: str) -> list[int]:
        """Takes uploads out of everything shown, as if they had never been made. Returns the numbers of those that were
        not withdrawn already. Raises LedgerRefused when there is no such upload."""
        return self._turn("withdraw", numbers, by, withdrawn=True)

    def reinstate(self, numbers: Sequence[int], by: str) -> list[int]:
        """Counts withdrawn uploads again, each at its own reporting date. Returns those that were withdrawn."""
        return self._turn("reinstate", numbers, by, withdrawn=False)

    def _turn(self, action: str, numbers: Sequence[int], by: str, *, withdrawn: bool) -> list[int]:
        roles.require(roles.Role.EDITOR)
        by = roles.name_of(by)
        known = {
            number: (DATASETS[dataset], day, was)
            for number, dataset, day, was in self.connection.execute(
                "SELECT number, dataset, reporting_date, withdrawn FROM uploads_at(?)", [self.version]
            ).fetchall()
        }
        missing = [number for number in numbers if number not in known]
        if missing:
            raise LedgerRefused(
                f"There is no upload {', '.join(str(n) for n in missing)}. ‘python -m data history’ lists them."
            )
        turned = [number for number in dict.fromkeys(numbers) if known[number][2] is not withdrawn]
        if not turned:
            return []
        before, entry = self.names, self.version + 1
        self._add_entries(entry, action, turned, by)
        self._names = None
        from_day = _days_to_restate(before, self.names)
        for number in turned:
            dataset, day, _ = known[number]
            from_day[dataset.name] = min(day, from_day.get(dataset.name, day))
        for name, day in from_day.items():
            self._restate(DATASETS[name], day, entry)
        if before.renamings != self.names.renamings:
            self._write_names(self.names, entry)
        for name in from_day:
            if confused := self._confused(self.names, name):
                raise LedgerRefused(confused)
        return turned

    def _add_entries(self, number: int, action: str, uploads: Sequence[int | None], by: str) -> None:
        """One entry of the ledger; uploads that are turned together share its number, for it never stood between them."""
        moment = now()
        self.connection.executemany(
            "INSERT INTO ledger_entries VALUES (?, ?, ?, ?, ?)",
            [[number, action, upload, by, moment] for upload in uploads],
        )
        self.has_written = True
        self._version = number

    def _write_names(self, names: Names, number: int) -> None:
        """Brings what rows are called into line as of entry `number`."""
        db = self.connection
        current = frame(db.execute(f"SELECT * FROM name_intervals WHERE known_to = {schema.UNTIL_CHANGED}"))
        target = names.intervals()
        gone = current.join(target, on=target.columns, how="anti")
        if gone.height:
            with showing(db, "closed_names", gone):
                db.execute(
                    f"UPDATE name_intervals AS n SET known_to = {number} FROM closed_names AS c WHERE n.dataset = c.dataset "
                    f"AND n.identity = c.identity AND n.valid_from = c.valid_from AND n.known_to = {schema.UNTIL_CHANGED}"
                )
        fresh = target.join(current, on=target.columns, how="anti", maintain_order="left").with_columns(
            pl.lit(number, pl.Int64).alias("known_from"), pl.lit(schema.UNTIL_CHANGED, pl.Int64).alias("known_to")
        )
        insert(db, "name_intervals", fresh)
        for statement in schema.reading_macros(_renamed_in(db)):
            db.execute(statement)

    def _confused(self, names: Names, dataset_name: str) -> str:
        """As _confusion_in, with what was entered so far; which is not written for it where no row was ever renamed."""
        return _confusion_in(self.connection, self.version, names, dataset_name) if names else ""

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
        self._batch.runs.pop(dataset.name, None)
        db, frames = self.connection, loaded or {}
        steps = [
            Step(step.number, step.reporting_date, step.mode, lambda n=step.number: frames[n])  # type: ignore[misc]
            if step.number in frames
            else step
            for step in counting_steps(db, dataset, first_day, self.version, self.names)
        ]
        known = known_versions(db, dataset, first_day)
        change = intervals.restate(dataset, known, first_day, steps)
        run = Run(dataset, first_day, _just(known))
        run.replace(change.closed, change.opened, number)
        run.write(db)


def _confusion_in(
    cursor: DuckDBPyConnection,
    version: int,
    names: Names,
    dataset_name: str,
    state: Callable[[Dataset, date], pl.DataFrame] | None = None,
    first_day: date = date.min,
) -> str:
    """Why the names of a dataset, or those that it uses, would make one row of two; empty when they don't.

    `state`: the rows of a dataset at the end of a day, first_day or later, as state_at; without it, those known at the version.
    """
    for name in sorted({r.dataset for r in names.renamings}):
        if dataset_name not in {dataset.name for dataset in that_follow(name)}:
            continue
        if alike := names.called_alike(name):
            key, day = alike
            return (
                f"Two rows of {name} would both be called {key} from {day:%d/%m/%Y} on. Nothing was changed. Give one of "
                "them a key that was never used, or withdraw the upload that gave it to the other."
            )
        found = (
            _taken_twice(cursor, names, name)
            or _said_twice(cursor, version, names, name)
            or _held_twice(
                names, name, state or (lambda dataset, day: state_at(cursor, dataset, day, version)), first_day
            )
        )
        if found:
            return found
    return ""


def _taken_twice(cursor: DuckDBPyConnection, names: Names, name: str) -> str:
    """A key that a row was given, and under which another row has been held all along."""
    dataset = DATASETS[name]
    column = dataset.keys[0] if dataset.reference is None else dataset.reference.name
    given = {r.new_key: r for r in names.renamings if r.dataset == name}
    taken = cursor.execute(
        f'SELECT "{column}", min(valid_from), arg_min(upload, valid_from) FROM {schema.table(dataset)} '
        f'WHERE known_to = {schema.UNTIL_CHANGED} AND list_contains(?, "{column}") GROUP BY 1 ORDER BY 1',
        [list(given)],
    ).fetchall()
    for key, day, upload in taken:
        renaming = given[key]
        if (day, upload) >= (renaming.reporting_date, renaming.upload):
            continue  # that is the renamed row itself, in a store that didn't follow it yet
        meant = names.identities(name, renaming.reporting_date)
        called = names.labels(name, renaming.reporting_date)
        if meant.get(key, key) != key and called.get(key, key) == key:
            return (
                f"{renaming.old_key} can't be called {key}: {key} is the key of another row of {name}, which uploads hold. "
                "Nothing was changed. Give it a key that was never used, or withdraw the uploads that hold the other row."
            )
    return ""


def _said_twice(cursor: DuckDBPyConnection, version: int, names: Names, name: str) -> str:
    """A file that counts in which two rows are one by these names."""
    first = min(r.reporting_date for r in names.renamings if r.dataset == name)
    for dataset in that_follow(name):
        if not set(schema.names_of(dataset)) & set(dataset.keys):
            continue
        found = cursor.execute(
            "SELECT number, reporting_date FROM uploads_at(?) WHERE dataset = ? AND reporting_date >= ? AND NOT withdrawn",
            [version, dataset.name, first],
        ).fetchall()
        for number, day in found:
            written = rows_of(cursor, number)
            rows = names.identified(dataset, written, day, number)
            if rows["row_key"].n_unique() < rows.height:
                return f"Upload {number}: {_one_row_twice(dataset, written, rows)}"
    return ""


def _held_twice(names: Names, name: str, state: Callable[[Dataset, date], pl.DataFrame], first_day: date) -> str:
    """Two rows with one key from a renaming on, in a dataset that has the names of another one for its key: one follows the
    renaming, the other was said under that key before."""
    days = sorted({r.reporting_date for r in names.renamings if r.dataset == name and r.reporting_date >= first_day})
    for dataset in that_follow(name):
        if not set(schema.names_of(dataset)) & set(dataset.keys):
            continue
        for day in days:
            meant = state(dataset, day)
            called = names.labelled(dataset, meant, day)["row_key"]
            twice = meant.with_columns(called=called).filter(called.is_duplicated()).sort("called", "upload")
            if twice.height:
                key = twice["called"][0]
                holds = twice.filter(pl.col("row_key") == key)["upload"]
                upload = f"upload {holds[0]}" if holds.len() else "the upload"
                return (
                    f"Two rows of {dataset.name} would both be called {key} from {day:%d/%m/%Y} on. Nothing was changed. "
                    f"Give the renamed row a key that was never used, or first withdraw {upload}, which brought the other {key}."
                )
    return ""


def _renamed_in(db: DuckDBPyConnection) -> set[str]:
    """The datasets of which some row was ever renamed."""
    return {name for (name,) in db.execute("SELECT DISTINCT dataset FROM name_intervals").fetchall()}


def _days_to_restate(before: Names, after: Names) -> dict[str, date]:
    """By dataset, the day from which its files may be meant otherwise, for those that hold a name that changed."""
    from_day: dict[str, date] = {}
    for renaming in set(before.renamings) ^ set(after.renamings):
        for dataset in that_follow(renaming.dataset):
            from_day[dataset.name] = min(renaming.reporting_date, from_day.get(dataset.name, renaming.reporting_date))
    return from_day


def names_known(cursor: DuckDBPyConnection, version: int) -> Names:
    """What rows are called by the uploads that count at a ledger version."""
    if cursor.execute("SELECT 1 FROM renames LIMIT 1").fetchone() is None:
        return Names()  # planning what follows takes ten times as long as to see that
    found = cursor.execute(
        "SELECT reporting_date, upload, dataset, old_key, new_key FROM renames_at(?)", [version]
    ).fetchall()
    return Names(Renaming(*row) for row in found)


def renames_of(cursor: DuckDBPyConnection, number: int) -> dict[str, str]:
    """What an upload says of renamed rows, whether it counts or not: the earlier key → the key in its file."""
    return dict(cursor.execute("SELECT old_key, new_key FROM renames WHERE upload = ?", [number]).fetchall())


def news_of(names: Names, dataset: Dataset, day: date, renames: Mapping[str, str]) -> dict[str, str]:
    """The renames that say something new. Raises LedgerRefused for rows that have no names of their own."""
    space = dataset.name
    if renames and not can_be_renamed(dataset):
        other = dataset.reference.refers_to if dataset.reference else None
        if other is None:
            raise LedgerRefused(
                f"Rows of {dataset.name} have no key that could be renamed: a row with another key is another row."
            )
        space = other
    known = names.earlier_names(space, day)
    news = {old: new for old, new in renames.items() if old != new and known.get(old) != new}
    if news and space != dataset.name:
        old = next(iter(news))
        raise LedgerRefused(f"{old} is a key of {space}: rename it there, and {dataset.name} follow.")
    return news


def _refuse_renames(
    dataset: Dataset, renames: Mapping[str, str], written: pl.DataFrame, existing_keys: pl.Series | None
) -> None:
    """Raises LedgerRefused when a key is said to be renamed that isn't held, or to one that the file doesn't have."""
    column = dataset.reference
    assert column is not None
    keys = set(written[column.name].to_list())
    existing = set() if existing_keys is None else set(existing_keys.to_list())
    twice = [new for new in renames.values() if list(renames.values()).count(new) > 1]
    for old, new in renames.items():
        refusal = f"{old} can't be called {new}: "
        if old not in existing:
            raise LedgerRefused(
                f"{refusal}no row of {dataset.name} has the key {old} as at that date. Nothing was changed."
            )
        if new not in keys:
            raise LedgerRefused(f"{refusal}the file has no row with the key {new}. Nothing was changed.")
        if old in keys and old not in renames.values():
            raise LedgerRefused(f"{refusal}the file has a row with the key {old} as well. Nothing was changed.")
        if new in existing and new not in renames:
            raise LedgerRefused(f"{refusal}another row of {dataset.name} has that key. Nothing was changed.")
        if twice:
            raise LedgerRefused(f"Two rows can't both be called {twice[0]}. Nothing was changed.")


def _one_row_twice(dataset: Dataset, written: pl.DataFrame, rows: pl.DataFrame) -> str:
    """Which two rows of a file are one row by the names of its day."""
    both = pl.DataFrame({"written": written["row_key"], "meant": rows["row_key"]})
    keys = both.filter(pl.len().over("meant") > 1).sort("meant", "written")["written"].to_list()
    return (
        f"{keys[0]} and {keys[1]} are two rows of the file, but an upload says that one is now called the other. Nothing was "
        f"changed. Keep one of them; or, if they are two {dataset.name}, withdraw the upload that renamed it."
    )


def _effect_in_names(
    dataset: Dataset, effect: Effect, state: pl.DataFrame | None, day: date, before: Names, after: Names,
    renames: Mapping[str, str],
) -> Effect:  # fmt: skip
    """An effect on identities as people read it: rows by what they are called, a renamed row among the changed ones."""
    changed_before, changed_after = effect.changed_before, effect.changed_after
    if state is not None and dataset.reference is not None:
        meant = after.identities(dataset.name, day)
        renamed = pl.Series([meant.get(new, new) for new in renames.values()], dtype=pl.String)
        only = state.filter(pl.col(dataset.reference.name).is_in(renamed.implode())).join(
            changed_before, on="row_key", how="anti", maintain_order="left"
        ).join(effect.removed, on="row_key", how="anti", maintain_order="left")  # fmt: skip
        changed_before, changed_after = pl.concat([changed_before, only]), pl.concat([changed_after, only])
    earlier, later = pair_in_names(dataset, changed_before, changed_after, day, before, after)
    return Effect(
        after.labelled(dataset, effect.added, day), earlier, later, before.labelled(dataset, effect.removed, day),
        effect.unchanged - (changed_after.height - effect.changed_after.height),
    )  # fmt: skip


def pair_in_names(
    dataset: Dataset, earlier: pl.DataFrame, later: pl.DataFrame, day: date, before: Names, after: Names
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Two frames of the same rows as they are called before and after; both have the row_key of after, so that they pair."""
    if not before and not after:
        return earlier, later
    shown = after.labelled(dataset, earlier, day)["row_key"]
    own = {dataset.name: before.labels(dataset.name, day)}
    others = {space: after.labels(space, day) for space in schema.names_of(dataset).values() if space != dataset.name}
    return (
        renamed_rows(dataset, earlier, own | others).with_columns(shown.alias("row_key")),
        after.labelled(dataset, later, day),
    )


def state_at(
    cursor: DuckDBPyConnection, dataset: Dataset, day: date, version: int, only: str = "true", but: Sequence[str] = ()
) -> pl.DataFrame:
    """The rows of a dataset at the end of a day, as known at a ledger version: a version frame, one row per identity, with
    identities in place of keys. `only`: a condition in SQL that they must meet; `but`: columns that aren't wanted."""
    names = "".join(f'"{name}", ' for name in dataset.names if name not in but)
    return frame(
        cursor.execute(
            f"SELECT {names}row_key, valid_from, DATE '{schema.FOREVER}' AS valid_to, upload FROM {schema.table(dataset)} "
            f"WHERE valid_from <= $d AND valid_to > $d AND known_from <= $v AND known_to > $v AND {only}",
            {"d": day, "v": version},
        )
    )


@dataclass(frozen=True)
class Held:
    """The rows of a dataset as its latest report left them, at a ledger version: as state_at has them (`is_whole`), or those of
    its columns that this report had, and row_key. `compared`: the rows of the one upload that this was looked up for, beside
    them."""

    ledger_version: int
    rows: pl.DataFrame
    is_whole: bool = True
    compared: Compared | None = None

    def beside(self, dataset: Dataset, rows: pl.DataFrame) -> Held:
        """With an upload's rows (without row_key) beside them, where they are comparable without what is not at hand."""
        if self.is_whole or not set(rows.columns) <= set(self.rows.columns):
            return self
        return replace(self, compared=intervals.compare(dataset, self.rows, intervals.with_row_key(dataset, rows)))


def held_at(cursor: DuckDBPyConnection, dataset: Dataset, day: date, version: int) -> Held | None:
    """What an upload for a day is compared with; None where a report for that day or a later one counts already, so that more
    than the latest report must be worked out again."""
    found = cursor.execute(
        "SELECT number, reporting_date, mode, rows FROM uploads_at(?) WHERE dataset = ? AND NOT withdrawn "
        "ORDER BY reporting_date DESC, number DESC LIMIT 1",
        [version, dataset.name],
    ).fetchone()
    if found is None:
        return Held(version, pl.DataFrame(schema=intervals.version_schema(dataset)))
    number, reported_on, mode, height = found
    if reported_on >= day:
        return None
    if (
        mode == "full" and height >= LISTED_FROM
    ):  # then nothing else is held; and its rows are kept together, and read in a sixth of the time
        rows = _rows_meant(cursor, dataset, number, reported_on, names_known(cursor, version))()
        column = dataset.reference
        if (column is None or column.name in rows.columns) and (
            dict(rows.schema).items() <= intervals.version_schema(dataset).items()
        ):
            return Held(version, rows, is_whole=False)
    return Held(version, state_at(cursor, dataset, day, version))


def _listed(cursor: DuckDBPyConnection, dataset: Dataset, day: date, held: Held) -> Listed:
    """What an upload for a day is compared with, where not all columns of it are at hand."""
    version = held.ledger_version

    @cache
    def whole() -> pl.DataFrame:
        return state_at(cursor, dataset, day, version)

    def of(at: pl.Series) -> pl.DataFrame:
        asked = held.rows[at]
        if len(at) * FEW_OF_MANY > held.rows.height:
            found = whole().drop(set(asked.columns) - {"row_key"})
        else:
            keys = "row_key IN (SELECT row_key FROM asked_for)"
            with showing(cursor, "asked_for", asked.select("row_key")):
                found = state_at(cursor, dataset, day, version, keys, asked.columns)
        rows = asked.join(found, on="row_key", how="left", maintain_order="left")
        if rows["valid_from"].null_count():
            key = rows.filter(pl.col("valid_from").is_null())["row_key"][0]
            raise StoreDamaged(
                f"The store has lost {key} of {dataset.name}, which the latest report lists. Nothing was changed. Bring back a "
                "backup with ‘python -m data restore FILE’."
            )
        return rows

    return Listed(held.rows, whole, of)


LISTED_FROM = 5_000
"""A full list of fewer rows is looked up among the row versions as quickly."""
FEW_OF_MANY = 10
"""Of at most one in so many rows the versions are looked up by their keys; of more, all are read."""


def rows_called(cursor: DuckDBPyConnection, dataset: Dataset, day: date, version: int) -> pl.DataFrame:
    """The rows of a dataset as they are called at the end of a day, in the order of their keys: its declared columns."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return frame(cursor.execute(f"SELECT {names} FROM {dataset.name}_at(?, ?) ORDER BY row_key", [day, version]))


def effect_of(
    cursor: DuckDBPyConnection, dataset: Dataset, day: date, mode: Mode, rows: pl.DataFrame, number: int,
    renames: Mapping[str, str] | None = None, names: Names | None = None,
) -> Effect:  # fmt: skip
    """What an upload with these rows (with row_key) would do, or did, to the state of its own day, rows as they are called.
    `names`: what they are called before it, where others that are entered with it rename some.

    Raises LedgerRefused when what it says of renamed rows can't be so.
    """
    before = names_known(cursor, number - 1) if names is None else names
    news = news_of(before, dataset, day, renames or {})
    if news:
        _refuse_renames(dataset, news, rows, keys_at(cursor, day, number - 1, {dataset.name}).get(dataset.name))
    after = before.with_more(dataset, day, number, news)
    meant = after.identified(dataset, rows, day, number)
    effect = _raw_effect(cursor, dataset, day, mode, meant, number)
    if not after:
        return effect
    if meant["row_key"].n_unique() < meant.height:
        raise LedgerRefused(_one_row_twice(dataset, rows, meant))
    if news:
        entering = _meant(dataset, Step(number, day, mode, lambda: rows), after)
        states = _states_with(cursor, dataset, number - 1, entering, after)
        if confused := _confusion_in(cursor, number - 1, after, dataset.name, states, day):
            raise LedgerRefused(confused)
    state = state_at(cursor, dataset, day, number - 1) if news else None
    return _effect_in_names(dataset, effect, state, day, before, after, news)


def _states_with(
    cursor: DuckDBPyConnection, dataset: Dataset, version: int, entering: Step, names: Names
) -> Callable[[Dataset, date], pl.DataFrame]:
    """As state_at, of what would be held if an upload of `dataset` were entered after which rows are called by `names`: for
    its reporting date and later days."""

    @cache
    def versions(name: str) -> pl.DataFrame:
        known = known_versions(cursor, DATASETS[name], entering.reporting_date)
        steps = counting_steps(cursor, DATASETS[name], entering.reporting_date, version, names)
        if name == dataset.name:
            steps = sorted([*steps, entering], key=lambda step: (step.reporting_date, step.number))
        change = intervals.restate(DATASETS[name], known, entering.reporting_date, steps)
        kept = known.join(change.closed, on=["row_key", "valid_from"], how="anti", maintain_order="left")
        return pl.concat([kept, change.opened])

    return lambda held, day: versions(held.name).filter(pl.col("valid_from") <= day, pl.col("valid_to") > day)


def _raw_effect(
    cursor: DuckDBPyConnection, dataset: Dataset, day: date, mode: Mode, rows: pl.DataFrame, number: int
) -> Effect:
    """As effect_of, of identities."""
    state = state_at(cursor, dataset, day, number - 1)
    _, effect = intervals.apply_upload(dataset, state, rows, mode, number, day)
    return effect


def counting_steps(
    cursor: DuckDBPyConnection, dataset: Dataset, first_day: date, version: int, names: Names | None = None
) -> list[Step]:
    """The uploads of a dataset that count, dated first_day or later, in the order in which they apply; their rows with
    identities in place of keys. `names`: instead of those known at the version."""
    found = cursor.execute(
        "SELECT number, reporting_date, mode FROM uploads_at(?) WHERE dataset = ? AND reporting_date >= ? "
        "AND NOT withdrawn ORDER BY reporting_date, number",
        [version, dataset.name, first_day],
    ).fetchall()
    if not found:
        return []
    known = names_known(cursor, version) if names is None else names
    return [Step(n, day, mode, _rows_meant(cursor, dataset, n, day, known)) for n, day, mode in found]


def _rows_meant(
    cursor: DuckDBPyConnection, dataset: Dataset, number: int, day: date, names: Names
) -> Callable[[], pl.DataFrame]:
    return lambda: names.identified(dataset, rows_of(cursor, number), day, number)


def rows_of(cursor: DuckDBPyConnection, number: int) -> pl.DataFrame:
    """The rows that were read from an upload's file: row_key and the columns that it supplied."""
    found = cursor.execute("SELECT rows FROM upload_contents WHERE number = ?", [number]).fetchone()
    if found is None:
        raise StoreDamaged(
            f"Upload {number} has lost its rows. Bring back a backup with ‘python -m data restore FILE’."
        )
    return pl.read_parquet(BytesIO(found[0]))


def known_versions(cursor: DuckDBPyConnection, dataset: Dataset, first_day: date) -> pl.DataFrame:
    """The versions known now that could still hold on first_day, or whose end an upload of that day could move."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return frame(
        cursor.execute(
            f"SELECT {names}, row_key, valid_from, valid_to, upload FROM {schema.table(dataset)} "
            f"WHERE known_to = {schema.UNTIL_CHANGED} AND valid_to >= ?",
            [first_day],
        )
    )


def latest_with(
    cursor: DuckDBPyConnection,
    dataset: Dataset,
    version: int,
    add: tuple[Step, ...] = (),
    leave_out: frozenset[int] = frozenset(),
    first_day: date = date.min,
    renames: Mapping[str, str] | None = None,
    names: Names | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the dataset shows after its latest report now, and what it would show with some uploads more or fewer.

    The rows of `add` are as their files have them; `renames`: what the first of them says of renamed rows; `names`: what rows
    are called before that, where others that are entered with it rename some.
    """
    days = [step.reporting_date for step in add]
    first_day = min(days) if days else first_day
    before = names_known(cursor, version)
    after = Names(r for r in (names or before).renamings if r.upload not in leave_out)
    if add and renames:
        news = news_of(after, dataset, first_day, renames)
        after = after.with_more(dataset, first_day, add[0].number, news)
    changed = set(before.renamings) ^ set(after.renamings)
    first_day = min([first_day, *(r.reporting_date for r in changed)])
    steps = [s for s in counting_steps(cursor, dataset, first_day, version, after) if s.number not in leave_out]
    steps = sorted(
        [*steps, *(_meant(dataset, step, after) for step in add)], key=lambda s: (s.reporting_date, s.number)
    )
    known = known_versions(cursor, dataset, first_day)
    change = intervals.restate(dataset, known, first_day, steps)
    lasting = pl.col("valid_to") == schema.FOREVER
    shown = known.filter(lasting)
    kept = shown.join(change.closed, on=["row_key", "valid_from"], how="anti", maintain_order="left")
    then = pl.concat([kept, change.opened.filter(lasting)])
    return pair_in_names(dataset, shown, then, schema.LAST_DAY, before, after)


def _meant(dataset: Dataset, step: Step, names: Names) -> Step:
    """The step with identities in place of the keys that its file has."""
    rows = names.identified(dataset, step.load(), step.reporting_date, step.number)
    return Step(step.number, step.reporting_date, step.mode, lambda: rows)


def latest_version(db: DuckDBPyConnection) -> int:
    """The ledger version of a store: the number of its latest entry, this transaction's included; 0 without any."""
    found = db.execute("SELECT coalesce(max(number), 0) FROM ledger_entries").fetchone()
    return int(found[0]) if found else 0


def keys_at(cursor: DuckDBPyConnection, day: date, version: int, only: set[str] | None = None) -> dict[str, pl.Series]:
    """The references that exist at the end of a day, by dataset, for those that have such and at least one row."""
    found = {}
    for dataset in DATASETS.values():
        column = dataset.reference
        if column is not None and (only is None or dataset.name in only):
            each = column.name if dataset.keys == (column.name,) else f"DISTINCT {column.name}"
            keys = frame(cursor.execute(f"SELECT {each} FROM {dataset.name}_at(?, ?)", [day, version]))
            if keys.height:
                found[dataset.name] = keys.to_series()
    return found


def keys_called(dataset: Dataset, rows: pl.DataFrame, names: Names, day: date) -> pl.Series | None:
    """The references that these rows (as state_at has them) are called by at the end of a day; None where there are none."""
    column = dataset.reference
    if column is None or not rows.height:
        return None
    called = names.labelled(dataset, rows, day)[column.name]
    return called if dataset.keys == (column.name,) else called.unique()


# What is entered and not yet written --------------------------------------------------------------


def now() -> datetime:
    """The moment, in universal time and without a zone, as the store keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


def packed(dataset: Dataset, content: bytes, rows: pl.DataFrame) -> tuple[bytes, bytes]:
    """The file as it came, and the rows read from it (row_key and the supplied columns), both made small."""
    kept, rows = BytesIO(), intervals.with_row_key(dataset, rows)
    supplied = [name for name in dataset.names if name in rows.columns]
    rows.select("row_key", *supplied).write_parquet(kept, compression="zstd", statistics=False)
    return pa.compress(content, codec="zstd", asbytes=True), kept.getvalue()


@dataclass
class Run:
    """A dataset whose uploads come in order: its rows after the latest (a state, by `after`), and the versions still to write.

    `listed`: of the rows before the first of them, where those are not at hand whole; `compared`: its rows beside them.
    `opened`: version frames with known_from;
    `closed`: row_key, valid_from and known_to of versions no longer so.
    """

    dataset: Dataset
    day: date
    after: Callable[[], pl.DataFrame]
    listed: Listed | None = None
    compared: Compared | None = None
    opened: list[pl.DataFrame] = field(default_factory=list)
    closed: list[pl.DataFrame] = field(default_factory=list)

    @property
    def rows(self) -> pl.DataFrame:
        """The rows after the latest upload: asked for by a later one of the same transaction, and of what refers to them."""
        return self.after()

    def enter(self, rows: pl.DataFrame, new: NewUpload, number: int, *, is_as_written: bool) -> Effect:
        """Takes an upload later than every other of its dataset: what it replaces ends on its day. `is_as_written`: whether its
        rows have the keys of its file."""
        self.day = new.reporting_date
        is_enough = self.listed is not None and set(rows.columns) <= set(self.listed.rows.columns)
        before = self.listed if self.listed is not None and is_enough else self.rows
        self.after, effect = intervals.apply_upload(
            self.dataset, before, rows, new.mode, number, new.reporting_date,
            self.compared if is_enough and is_as_written else None,
        )  # fmt: skip
        self.listed = self.compared = None
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
            with showing(db, "closed_versions", closed):
                db.execute(
                    f"UPDATE {table} AS t SET known_to = c.known_to FROM closed_versions AS c WHERE t.row_key = c.row_key "
                    f"AND t.valid_from = c.valid_from AND t.known_to = {schema.UNTIL_CHANGED}"
                )
        if self.opened:
            opened = pl.concat(self.opened)
            if self.closed:
                opened = _closed_since(opened, closed)
            else:
                opened = opened.with_columns(pl.lit(schema.UNTIL_CHANGED, pl.Int64).alias("known_to"))
            insert(db, table, opened)
        self.opened.clear()
        self.closed.clear()


def _just(rows: pl.DataFrame) -> Callable[[], pl.DataFrame]:
    return lambda: rows


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
        with showing(db, "new_rows", rows):
            db.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM new_rows")


@contextmanager
def showing(db: DuckDBPyConnection, name: str, rows: pl.DataFrame) -> Iterator[None]:
    """Lets SQL see a frame under a name."""
    db.complete()  # with a question of which not every row was fetched; beside it the engine shows nothing
    # Arrow shares the text of these rows with Polars; the form that DuckDB would ask for by itself is a copy.
    table = rows.to_arrow(compat_level=pl.CompatLevel.newest())
    if rows.height > ROW_GROUP:
        db.execute("SET threads = 2")
        table = pa.Table.from_batches(table.combine_chunks().to_batches(max_chunksize=_share(rows.height)))
    db.register(name, table)
    try:
        yield
    finally:
        db.unregister(name)


def _share(height: int) -> int:
    """How many of so many rows a thread takes at a time: whole groups, which it then compresses by itself. Of rows in one piece
    one thread takes all, and of pieces that are no whole groups each leaves a rest to the other."""
    groups = -(-height // ROW_GROUP)
    return ROW_GROUP * (1 if groups < 4 else -(-groups // 2))


@dataclass(frozen=True)
class Packing:
    """What is kept of an upload, on its way: the file's SHA-256, and what packed() gives."""

    sha256: Future[str]
    contents: Future[tuple[bytes, bytes]]


@contextmanager
def packing_beside(uploads: Sequence[NewUpload]) -> Iterator[list[Packing]]:
    """Makes small what is kept of uploads, beside what is done inside: whoever has their rows can begin before the store is
    open to be written."""
    with ThreadPoolExecutor(1) as beside:
        yield [begin_packing(new.dataset, new.content, new.rows, beside) for new in uploads]


def begin_packing(
    dataset: Dataset,
    content: bytes,
    rows: pl.DataFrame,
    beside: ThreadPoolExecutor,
    after: Future[Any] | None = None,
) -> Packing:
    """Begins to make small what is kept of an upload; `after`: not before this has come to an end, which may be that the file is
    refused."""

    def contents() -> tuple[bytes, bytes]:
        if after is not None:
            after.result()
        return packed(dataset, content, rows)

    return Packing(beside.submit(lambda: hashlib.sha256(content).hexdigest()), beside.submit(contents))


@dataclass
class Batch:
    """All that a transaction has still to write: several uploads become one write of each table.

    Uploads usually come in the order of their reporting dates. What such an upload does follows from the rows after the
    one before it, so nothing need be read back; everything that it changes is written when somebody looks, or at the end.
    `runs`: by dataset, those whose rows after their latest upload are known. `moment`: all have the same, so
    that one sees that they came in together.
    """

    runs: dict[str, Run] = field(default_factory=dict)
    uploads: list[tuple[object, ...]] = field(default_factory=list)
    contents: list[tuple[int, Future[tuple[bytes, bytes]]]] = field(default_factory=list)
    beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))  # packs while the database works
    renames: list[tuple[int, str, str, str]] = field(default_factory=list)
    moment: datetime | None = None

    def enter(self, new: NewUpload, number: int, effect: Effect, height: int, packing: Packing) -> None:
        """Notes what is kept of an upload beside the row versions that it changes."""
        self.moment = self.moment or now()
        self.uploads.append(
            (
                number, new.dataset.name, new.reporting_date, new.mode, new.by, self.moment, new.file_name,
                packing.sha256,
                len(new.content), height, effect.added.height, effect.changed_after.height, effect.removed.height,
                effect.unchanged, new.note, new.illustrative, new.read_as, json.dumps(new.options, default=str),
            )
        )  # fmt: skip
        self.renames += [(number, new.dataset.name, old, new_key) for old, new_key in new.renames.items()]
        self.contents.append((number, packing.contents))

    def write(self, db: DuckDBPyConnection, *, but_contents: bool = False) -> None:
        """Writes everything noted since the last time; does nothing when nothing was."""
        if self.uploads:
            known = [
                tuple(fact.result() if isinstance(fact, Future) else fact for fact in facts) for facts in self.uploads
            ]
            uploads = pl.DataFrame(known, schema=UPLOADS, orient="row")
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
        if not but_contents:
            files = [(number, *packing.result()) for number, packing in self.contents]
            insert(db, "upload_contents", pl.DataFrame(files, schema=CONTENTS, orient="row"))
            self.contents.clear()
