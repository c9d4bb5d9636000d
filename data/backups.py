"""Backups: the whole store in one file, and back again."""

from __future__ import annotations

import shutil
import uuid
from contextlib import suppress
from pathlib import Path

import filelock

from data import ledger
from data.ledger_published import Current, flush, pointer, store_path
from data.problems import LedgerRefused, StoreBusy, StoreError
from data.schema import FORMAT


def backup(target: Path) -> Current:
    """Copies what is published now to a file: one consistent store, with every upload and its original file."""
    with ledger.writing() as writer:  # makes sure that what is published is what was last written
        held = ledger.content_of(writer.connection)
    now = ledger.current()
    if (
        now.path is not None and ledger.content_of_file(now.path) != held
    ):  # a backup of a damaged copy would be worth nothing
        ledger.publish_again(instead_of=now.path)
        now = ledger.current()
    if now.path is None:
        raise StoreError("There is no store yet, so there is nothing to back up.")
    if target.exists():
        raise LedgerRefused(f"{target} exists already, and a backup never overwrites a file. Choose another name.")
    part = target.with_name(target.name + ".part")
    try:
        shutil.copyfile(now.path, part)
        flush(part)
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
        with filelock.FileLock(str(path) + ".lock", timeout=ledger.patience()):
            incoming = path.with_name(path.name + ".incoming")
            shutil.copyfile(source, incoming)
            with ledger.open_file(incoming, to_write=True) as connection:
                connection.execute("UPDATE about SET value = ? WHERE name = 'generation'", [uuid.uuid4().hex])
            flush(incoming)
            if path.exists():
                _settle(path)
                aside = _free_name(path, f"before-restore-of-{version}")
                path.replace(aside)
            incoming.replace(path)
            pointer().unlink(missing_ok=True)
    except filelock.Timeout as problem:
        raise StoreBusy("The store is busy: an upload is being written. Nothing was changed. Try again.") from problem
    except OSError as problem:
        raise StoreError(f"The backup could not be restored: {problem.strerror or problem}.") from problem
    with ledger.writing():
        pass
    return ledger.current(), aside


def _settle(path: Path) -> None:
    """Folds what an interrupted writer left in the write-ahead log into the file, or puts the log aside with it."""
    log = path.with_name(path.name + ".wal")
    with suppress(ledger.StoreUnreadable), ledger.open_file(path, to_write=True):
        pass  # opening is enough; it fails where the file is damaged, which may be why a backup is being restored
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
        with ledger.open_file(source) as connection:
            about = dict(connection.execute("SELECT name, value FROM about").fetchall())
            version = connection.execute("SELECT coalesce(max(number), 0) FROM ledger_entries").fetchone()
    except ledger.StoreUnreadable as problem:
        raise LedgerRefused(f"{source} is not a backup of a programme store. Nothing was changed.") from problem
    if int(about.get("format", 0)) > FORMAT:
        raise LedgerRefused(f"{source} was made by a newer version of this program. Update the program first.")
    return int(version[0]) if version else 0
