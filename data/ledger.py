"""The ledger: the only module that opens the store, and the only one that writes it.

The store is one DuckDB file (`PROGRAMME_STORE`), written by one process at a time under a lock, and beside it a folder of
published, numbered, read-only copies. Every write is: lock, one transaction, checkpoint, close, copy, publish by replacing
the pointer `CURRENT`. Readers open the copy that the pointer names, so they never wait for a writer and never see half a
write. DECISIONS.md has the measurements.
"""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import shutil
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import duckdb
import filelock
import polars as pl
import pyarrow as pa

from data import schema, timeline
from data.datasets import DATASETS, Dataset
from data.problems import UserError
from data.timeline import Effect, Mode, Step

DEFAULT_STORE = Path(__file__).parent / "programme.duckdb"
KEEP_PUBLISHED = 5
WAIT_SECONDS = 15.0
HARDENED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
}
"""Closes the file system and the network to SQL, and keeps it closed."""


class StoreError(UserError):
    """The store can't be used now; the message says why and what to do (exit status 3)."""


class StoreBusy(StoreError):
    """Somebody else is writing and did not finish in time."""


class StoreDamaged(StoreError):
    """The file is not a store, or its content contradicts itself."""


class LedgerRefused(UserError):
    """What was asked of the ledger can't be done: no such upload, say (exit status 1)."""


@dataclass(frozen=True)
class Current:
    """What the pointer names: the published copy, the ledger version in it, and the store's generation.

    The generation changes when a backup is restored, for then the same ledger version can mean other content.
    """

    path: Path | None
    ledger_version: int
    generation: str
    fingerprint: str


NO_STORE = Current(None, 0, "none", "")


def store_path() -> Path:
    """The file that `PROGRAMME_STORE` names; without it the one under data/."""
    named = os.environ.get("PROGRAMME_STORE", "").strip()
    return Path(named).expanduser().absolute() if named else DEFAULT_STORE


def published_folder() -> Path:
    return store_path().with_name(store_path().name + ".published")


def exists() -> bool:
    """Whether the store has been made."""
    return store_path().exists() or (published_folder() / "CURRENT").exists()


def current() -> Current:
    """What readers see now. Where there is no store yet: version 0 and no path."""
    pointer = published_folder() / "CURRENT"
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
        return Current(
            published_folder() / Path(said["file"]).name,
            int(said["ledger_version"]),
            str(said["generation"]),
            str(said["fingerprint"]),
        )
    except FileNotFoundError:
        if not store_path().exists():
            return NO_STORE
    except (ValueError, KeyError, TypeError, OSError) as problem:
        raise StoreDamaged(f"{pointer} can't be read ({problem}). {_how_to_recover()}") from problem
    with writing():  # a store that was never published: restored by hand, or the folder was deleted
        pass
    return current()


def ledger_version() -> int:
    """The number of the latest entry in the ledger; 0 for an empty one."""
    return current().ledger_version


# Reading ---------------------------------------------------------------------------------------------------------


@dataclass
class _Open:
    connection: duckdb.DuckDBPyConnection
    users: int = 0
    replaced: bool = False


@dataclass
class _Readers:
    """One read-only connection per published copy; a copy that was replaced is closed when its last reader is done."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    by_path: dict[Path | None, _Open] = field(default_factory=dict)

    def take(self, path: Path | None) -> _Open:
        with self.lock:
            opened = self.by_path.get(path)
            if opened is None:
                opened = self.by_path[path] = _Open(_open_to_read(path))
                for other in [p for p in self.by_path if p != path]:
                    self.by_path[other].replaced = True
                    self._close_if_done(other)
            opened.users += 1
            return opened

    def give_back(self, path: Path | None) -> None:
        with self.lock:
            self.by_path[path].users -= 1
            self._close_if_done(path)

    def _close_if_done(self, path: Path | None) -> None:
        opened = self.by_path[path]
        if opened.replaced and not opened.users:
            opened.connection.close()
            del self.by_path[path]


_readers = _Readers()


def _open_to_read(path: Path | None) -> duckdb.DuckDBPyConnection:
    if path is None:
        connection = duckdb.connect(":memory:")
        for statement in schema.statements():
            connection.execute(statement)
        return connection
    return duckdb.connect(str(path), read_only=True, config=HARDENED)


@contextmanager
def reading() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor on what is published now: one per query, closed after it. Raises StoreError."""
    now = _current_with_these_declarations()
    for attempt in range(3):
        try:
            opened = _readers.take(now.path)
            break
        except duckdb.Error as problem:
            now = current()  # the copy may have been removed by five publications since
            if attempt == 2:
                raise StoreDamaged(f"The published store {now.path} can't be opened. {_how_to_recover()}") from problem
    try:
        with opened.connection.cursor() as cursor:
            yield cursor
    except (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException) as problem:
        raise StoreDamaged(f"{now.path} can't be read ({_first_line(problem)}). {_how_to_recover()}") from problem
    finally:
        _readers.give_back(now.path)


def _current_with_these_declarations() -> Current:
    now = current()
    if now.path is not None and now.fingerprint != schema.fingerprint():
        with writing():  # made before a column or dataset was declared: opening it to write brings it up to date
            pass
        now = current()
    return now


def _first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]


def _how_to_recover() -> str:
    return (
        "Nothing was changed. Run «python -m data check» to see what is wrong; «python -m data restore FILE» "
        "brings back a backup."
    )


# Writing ---------------------------------------------------------------------------------------------------------


@contextmanager
def writing(wait: float | None = None) -> Iterator[Writer]:
    """The one writer. All that is done inside is one transaction: published together, or nothing of it is kept.

    Raises StoreBusy when another writer doesn't finish within `wait` seconds, StoreDamaged when the file is no store.
    """
    path = store_path()
    patience = _patience() if wait is None else wait
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(str(path) + ".lock", timeout=patience)
        with lock:
            _refuse_full_disk(path)
            _refuse_lost_file(path)
            connection = _open_to_write(path, patience)
            try:
                writer = Writer(connection)
                connection.execute("BEGIN")
                writer.bring_up_to_date()
                yield writer
                wrote = writer.has_written
                connection.execute("COMMIT" if wrote else "ROLLBACK")
                version, generation = writer.version_on_disk()
                if wrote:
                    connection.execute("CHECKPOINT")
            finally:
                connection.close()
            _publish(path, version, generation)
    except (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException) as problem:
        raise StoreDamaged(f"{path} could not be written ({_first_line(problem)}). {_how_to_recover()}") from problem
    except filelock.Timeout as problem:
        raise StoreBusy(
            f"The store is busy: another upload has been writing for more than {patience:g} seconds. "
            "Nothing was changed. Try again in a minute."
        ) from problem
    except OSError as problem:
        raise StoreError(
            f"The store {path} can't be written: {problem.strerror or problem}. Check the disk's space and the folder's "
            "permissions, then try again; «python -m data history» shows whether the upload was kept."
        ) from problem


def _patience() -> float:
    return float(os.environ.get("PROGRAMME_STORE_WAIT", WAIT_SECONDS))


def _refuse_full_disk(path: Path) -> None:
    needed = 3 * (path.stat().st_size if path.exists() else 0) + 16 * 2**20
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreError(
            f"The disk is nearly full: {free // 2**20:,} MB are free in {path.parent} and {needed // 2**20:,} MB are needed. "
            "Nothing was changed. Free some space and try again."
        )


def _refuse_lost_file(path: Path) -> None:
    if not path.exists() and (published_folder() / "CURRENT").exists():
        raise StoreDamaged(
            f"The store {path} is missing, but its published copies are in {published_folder()}. Nothing was changed. "
            "Bring the store back with «python -m data restore FILE» (a published copy will do), or remove that folder to "
            "start afresh."
        )


def _open_to_write(path: Path, patience: float) -> duckdb.DuckDBPyConnection:
    """Opens the work file; waits for a program that holds it by other means than this ledger's lock."""
    deadline = datetime.now(UTC).timestamp() + patience
    pause = threading.Event()
    while True:
        try:
            return duckdb.connect(str(path))
        except duckdb.IOException as problem:
            if "lock" not in str(problem).lower():
                raise StoreDamaged(f"{path} can't be opened as a store. {_how_to_recover()}") from problem
            if datetime.now(UTC).timestamp() > deadline:
                raise StoreBusy(
                    f"The store is busy: another program holds {path} open ({_holder(problem)}). Nothing was changed. "
                    "Close that program and try again."
                ) from problem
            pause.wait(0.05)
        except duckdb.Error as problem:
            raise StoreDamaged(f"{path} can't be opened as a store. {_how_to_recover()}") from problem


def _holder(problem: Exception) -> str:
    text = str(problem)
    return text[text.find("(PID") :].split(")")[0].strip("(") if "(PID" in text else "it did not say which"


def _publish(path: Path, version: int, generation: str) -> None:
    """Copies the closed work file to a new numbered copy and points CURRENT at it; keeps the last few copies."""
    folder = published_folder()
    folder.mkdir(exist_ok=True)
    pointer = folder / "CURRENT"
    said = _pointer_says(pointer)
    wanted = {"ledger_version": version, "generation": generation, "fingerprint": schema.fingerprint()}
    if said and all(said.get(name) == value for name, value in wanted.items()) and (folder / str(said["file"])).exists():
        return
    sequence = 1 + max((int(p.stem) for p in folder.glob("*.duckdb") if p.stem.isdigit()), default=0)
    copy = folder / f"{sequence:08d}.duckdb"
    part = copy.with_suffix(".part")
    shutil.copyfile(path, part)
    _flush(part)
    part.replace(copy)
    fresh = pointer.with_suffix(".part")
    fresh.write_text(json.dumps({"file": copy.name, **wanted}), encoding="utf-8")
    _flush(fresh)
    fresh.replace(pointer)
    for old in sorted(folder.glob("*.duckdb"))[:-KEEP_PUBLISHED]:
        old.unlink(missing_ok=True)


def _pointer_says(pointer: Path) -> dict[str, object]:
    """What CURRENT says; nothing when it is missing or damaged, for then it is written anew."""
    try:
        said = json.loads(pointer.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("file"), str) else {}


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


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


@dataclass(frozen=True)
class Entered:
    """What became of a file: the upload's number (None when there was nothing to change) and what it did."""

    number: int | None
    ledger_version: int
    effect: Effect


class Writer:
    """What can be done to the ledger, inside `with writing() as writer`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.has_written = False

    def bring_up_to_date(self) -> None:
        """Makes the tables of a new store, and adds what has been declared since an older one was made."""
        db = self.connection
        tables = {name for (name,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        if tables and "about" not in tables:
            raise StoreDamaged(f"{store_path()} is a database, but not a programme store. {_how_to_recover()}")
        about = dict(db.execute("SELECT name, value FROM about").fetchall()) if tables else {}
        if int(about.get("format", 0)) > schema.FORMAT:
            raise StoreDamaged(f"{store_path()} was made by a newer version of this program. Update the program first.")
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
        return self.version_on_disk()[0]

    def enter(self, new: NewUpload) -> Entered:
        """Enters an upload: its rows, its file, and the row versions that it changes; or nothing when nothing changes."""
        number = self.version + 1
        rows = timeline.with_row_key(new.dataset, new.rows)
        effect = effect_of(self.connection, new.dataset, new.reporting_date, new.mode, rows, number)
        if effect.is_nothing and self._reported_on(new.dataset, new.reporting_date):
            return Entered(None, number - 1, effect)
        supplied = [name for name in new.dataset.names if name in rows.columns]
        kept = BytesIO()
        rows.select("row_key", *supplied).write_parquet(kept, compression="zstd", statistics=False)
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
        squeezed = pa.compress(new.content, codec="zstd", asbytes=True)
        self.connection.execute("INSERT INTO upload_contents VALUES (?, ?, ?)", [number, squeezed, kept.getvalue()])
        self._add_entry(number, "upload", number, new.by, now)
        self._restate(new.dataset, new.reporting_date, number, fresh=(number, effect, rows))
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
            change = timeline.restate(dataset, _known(self.connection, dataset, first_day), first_day, steps)
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


def _append_only(effect: Effect, day: date) -> timeline.Restatement:
    """The usual case, an upload later than every other of its dataset: what it replaced ends on its day."""
    ended = pl.concat([effect.changed_before, effect.removed])
    closed = ended.with_columns(pl.lit(day, pl.Date).alias("valid_to"))
    return timeline.Restatement(
        closed=ended.select("row_key", "valid_from"),
        opened=pl.concat([closed, effect.added, effect.changed_after]),
    )


def state_at(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, day: date, version: int) -> pl.DataFrame:
    """The rows of a dataset at the end of a day, as known at a ledger version: a version frame, one row per key."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return cursor.execute(
        f"SELECT {names}, row_key, since AS valid_from, DATE '{schema.FOREVER}' AS valid_to, upload "
        f"FROM {dataset.name}_at(?, ?)",
        [day, version],
    ).pl()


def effect_of(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, day: date, mode: Mode, rows: pl.DataFrame, number: int
) -> Effect:
    """What an upload with these rows (with row_key) would do, or did, to the state of its own day."""
    state = state_at(cursor, dataset, day, number - 1)
    _, effect = timeline.apply_upload(dataset, state, rows, mode, number, day)
    return effect


def counting_steps(
    cursor: duckdb.DuckDBPyConnection, dataset: Dataset, first_day: date, version: int
) -> list[Step]:
    """The uploads of a dataset that count, dated first_day or later, in the order in which they apply."""
    found = cursor.execute(
        "SELECT number, reporting_date, mode FROM uploads_at(?) WHERE dataset = ? AND reporting_date >= ? "
        "AND NOT withdrawn ORDER BY reporting_date, number",
        [version, dataset.name, first_day],
    ).fetchall()
    return [Step(n, day, mode, lambda n=n: rows_of(cursor, n)) for n, day, mode in found]  # type: ignore[misc]


def rows_of(cursor: duckdb.DuckDBPyConnection, number: int) -> pl.DataFrame:
    """The rows that were read from an upload's file: row_key and the columns that it supplied."""
    found = cursor.execute("SELECT rows FROM upload_contents WHERE number = ?", [number]).fetchone()
    if found is None:
        raise StoreDamaged(f"Upload {number} has lost its rows. {_how_to_recover()}")
    return pl.read_parquet(BytesIO(found[0]))


def _known(cursor: duckdb.DuckDBPyConnection, dataset: Dataset, first_day: date) -> pl.DataFrame:
    names = ", ".join(f'"{name}"' for name in dataset.names)
    return cursor.execute(
        f"SELECT {names}, row_key, valid_from, valid_to, upload FROM {schema.table(dataset)} "
        f"WHERE known_to = {schema.UNTIL_CHANGED} AND valid_to >= ?",
        [first_day],
    ).pl()


def keys_at(cursor: duckdb.DuckDBPyConnection, day: date, version: int) -> dict[str, pl.Series]:
    """The keys that exist at the end of a day, by dataset, for those with a single key and at least one row."""
    found = {}
    for dataset in DATASETS.values():
        if len(dataset.keys) == 1:
            keys = cursor.execute(f"SELECT row_key FROM {dataset.name}_at(?, ?)", [day, version]).pl()
            if keys.height:
                found[dataset.name] = keys.to_series()
    return found


def file_of(number: int) -> tuple[str, bytes]:
    """The name and the bytes of an upload's file, just as it came. Raises LedgerRefused when there is no such upload."""
    with reading() as cursor:
        found = cursor.execute(
            "SELECT file_name, bytes, file FROM uploads AS u JOIN upload_contents AS c ON c.number = u.number "
            "WHERE u.number = ?",
            [number],
        ).fetchone()
    if found is None:
        raise LedgerRefused(f"There is no upload {number}. «python -m data history» lists them.")
    name, size, squeezed = found
    return name, bytes(pa.decompress(squeezed, decompressed_size=size, codec="zstd", asbytes=True))


def person() -> str:
    """Who is at the keyboard, for uploads made by command without --by."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


# Backup and restore ----------------------------------------------------------------------------------------------


def backup(target: Path) -> Current:
    """Copies what is published now to a file: one consistent store, with every upload and its original file."""
    with writing():  # makes sure that what is published is what was last written
        pass
    now = current()
    if now.path is None:
        raise StoreError("There is no store yet, so there is nothing to back up.")
    if target.exists():
        raise LedgerRefused(f"{target} exists already, and a backup never overwrites a file. Choose another name.")
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(now.path, part)
        _flush(part)
        part.replace(target)
    except OSError as problem:
        part.unlink(missing_ok=True)
        raise StoreError(f"The backup {target} could not be written: {problem.strerror or problem}.") from problem
    return now


def restore(source: Path) -> tuple[Current, Path | None]:
    """Puts a backup in the store's place. The store that was there is set aside beside it, never deleted.

    Returns what is shown now, and where the earlier store was put. Raises LedgerRefused when the file is no backup.
    """
    version = _version_of_backup(source)
    path = store_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    aside: Path | None = None
    try:
        with filelock.FileLock(str(path) + ".lock", timeout=_patience()):
            incoming = path.with_name(path.name + ".incoming")
            shutil.copyfile(source, incoming)
            with duckdb.connect(str(incoming)) as connection:
                connection.execute("UPDATE about SET value = ? WHERE name = 'generation'", [uuid.uuid4().hex])
            _flush(incoming)
            if path.exists():
                _settle(path)
                aside = _free_name(path, f"before-restore-of-{version}")
                path.replace(aside)
            incoming.replace(path)
            (published_folder() / "CURRENT").unlink(missing_ok=True)
    except filelock.Timeout as problem:
        raise StoreBusy("The store is busy: an upload is being written. Nothing was changed. Try again.") from problem
    except OSError as problem:
        raise StoreError(f"The backup could not be restored: {problem.strerror or problem}.") from problem
    with writing():
        pass
    return current(), aside


def _settle(path: Path) -> None:
    """Folds what an interrupted writer left in the write-ahead log into the file, or puts the log aside with it."""
    log = path.with_name(path.name + ".wal")
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error:  # the file is damaged, which may be why a backup is being restored
        pass
    if log.exists():
        log.replace(_free_name(log, "before-restore"))


def _free_name(path: Path, word: str) -> Path:
    for number in range(1, 10_000):
        candidate = path.with_name(f"{path.stem}.{word}.{number}{path.suffix}")
        if not candidate.exists():
            return candidate
    raise StoreError(f"There are too many earlier stores beside {path}. Move some of them away.")


def _version_of_backup(source: Path) -> int:
    if not source.is_file():
        raise LedgerRefused(f"There is no file {source}.")
    try:
        with duckdb.connect(str(source), read_only=True, config=HARDENED) as connection:
            about = dict(connection.execute("SELECT name, value FROM about").fetchall())
            version = connection.execute("SELECT coalesce(max(number), 0) FROM ledger_entries").fetchone()
    except duckdb.Error as problem:
        raise LedgerRefused(f"{source} is not a backup of a programme store. Nothing was changed.") from problem
    if int(about.get("format", 0)) > schema.FORMAT:
        raise LedgerRefused(f"{source} was made by a newer version of this program. Update the program first.")
    return int(version[0]) if version else 0
