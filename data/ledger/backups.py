"""Backups: the whole store in one file, and back again."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import filelock

from data import ledger
from data.ledger import programmes, roles, store, switch
from data.ledger.contents import Reading, read_apart
from data.ledger.lock import held
from data.ledger.postgresql.authority import NOTED, Authority
from data.ledger.publishing import Owed, flush, flush_folder, is_published, log_of, owe, pointed_at, store_path
from data.ledger.schema import FORMAT
from data.ledger.switch import BEFORE_RESTORE, keep
from data.ledger.trail import news as trail_news
from data.ledger.writer import Writer, latest_version
from data.problems import LedgerRefused, StoreBusy, StoreError

UNREADABLE = "not all of it can be read. Nothing was changed. Try another backup."


def backup(target: Path) -> int:
    """Copies the store to a file, with every upload and its original file; the copy is read back before it gets its
    name. Nothing is written beside the store. Returns the ledger version. Raises LedgerRefused if the name is taken,
    and StoreError."""
    part = target.with_name(target.name + ".part")
    with ledger.looking() as connection:
        if target.exists():
            raise LedgerRefused(f"{target} exists already, and a backup never overwrites a file. Choose another name.")
        holds = ledger.content_of(connection)
        version = latest_version(connection)
        try:
            _copy(store_path(), part)
            if ledger.content_of_file(part) != holds:
                raise StoreError(
                    f"The backup {target} does not hold what the store holds. Nothing was kept. Try again."
                )
            _add_roles(part)
            part.replace(target)
            flush_folder(target.absolute().parent)
        except OSError as problem:
            raise StoreError(f"The backup {target} could not be written: {problem.strerror or problem}.") from problem
        finally:
            _remove(part)
    return version


def _copy(source: Path, part: Path) -> None:
    """Copies a store's file with its log, if it has one."""
    shutil.copyfile(source, part)
    part.chmod(0o600)
    flush(part)
    if log_of(source).exists():
        shutil.copyfile(log_of(source), log_of(part))
        with ledger.open_file(part, to_write=True) as connection:
            connection.execute("CHECKPOINT")


ROLES = "roles"
"""In a backup's table `about`: what was ever said of roles in its programme, and in all."""


def _add_roles(part: Path) -> None:
    here = programmes.current().id
    found = [asdict(entry) for entry in roles.entries() if entry.programme in (here, roles.EVERY)]
    if not found:
        return
    with ledger.open_file(part, to_write=True) as connection:
        connection.execute("INSERT INTO about VALUES (?, ?)", [ROLES, json.dumps(found, ensure_ascii=False)])
        connection.execute("CHECKPOINT")
    flush(part)


def _roles_in(source: Path) -> list[roles.Entry]:
    """The roles recorded in a backup, for this programme."""
    with ledger.open_file(source) as connection:
        found = connection.execute("SELECT value FROM about WHERE name = ?", [ROLES]).fetchone()
    here = programmes.current().id
    entries = [roles.Entry(**row) for row in json.loads(found[0])] if found else []
    return [entry if entry.programme == roles.EVERY else replace(entry, programme=here) for entry in entries]


def _remove(part: Path) -> None:
    for half in (part, log_of(part)):
        half.unlink(missing_ok=True)


def restore(source: Path, *, is_copied: bool = False) -> tuple[int, Path | None]:
    """Puts a backup in the store's place. The existing store is kept beside it, never deleted. Roles stay as they are
    now; only if this machine has no record of roles at all, the backup's apply. `is_copied`: the backup's store is
    being copied here with its audit trail, which goes on.

    Returns the ledger version, and where the earlier store was put. Raises LedgerRefused if the file is no backup or a
    damaged one. Killed before the backup is complete beside the store, it has changed nothing; after that, the next
    process to take the lock finishes it.
    """
    (version, copied_from), said_of_roles = _version_of_backup(source), _roles_in(source)
    roles.refuse_other_account(store_path())
    path = store_path()
    part = switch.part_of(path)
    is_decided = False
    seconds = ledger.patience()
    try:
        store.make_place(path)
        with (
            filelock.FileLock(str(path) + ".lock", timeout=seconds),
            store.remote_of_programme(seconds) as remote,
            _unused(path),
        ):
            if remote is not None:
                _keep_what_is_there(remote, path)
            try:
                _remove(part)  # from one that was killed
                _copy(source, part)
                generation = _prepare(part, source)
                if remote is not None:
                    _put_into(remote, part)
                owe(Owed(version))
                part.replace(switch.incoming(path))
                is_decided = True
            finally:
                _remove(part)
            earlier = switch.finish(path)
            ledger.publish_what_counts(path, generation, Owed(version, "The backup is restored"))
            with ledger.open_file(path) as connection:
                news = trail_news.news(connection, generation, copied_from if is_copied else "")
                trail_news.follow_where_possible(replace(news, by=roles.account()))
        roles.take_over(said_of_roles)
    except filelock.Timeout as problem:
        raise StoreBusy("The store is busy: an upload is being written. Nothing was changed. Try again.") from problem
    except (OSError, *ledger.STORE_FAILURES) as problem:
        left = (
            f"{source} is whole beside the store, and the next command puts it in place."
            if is_decided
            else "Nothing was changed. Check the disk's space and the folder's permissions, then try again."
        )
        why = getattr(problem, "strerror", None) or str(problem).splitlines()[0]
        raise StoreError(f"The backup could not be restored: {why}. {left}") from problem
    return version, earlier


@contextmanager
def _unused(path: Path) -> Iterator[None]:
    """Refuses to move the store away from a program that holds it open. What is published stays whole for those who
    have it."""
    if path.exists() and not is_published(path):
        with held(path, ledger.patience(), to_write=True):
            pass
    yield


def _prepare(part: Path, source: Path) -> str:
    """Makes a backup ready to be the store: whole, in this release's form, with a new generation (which is returned),
    and with a note of what it replaces."""
    if ledger.content_of_file(part) is None:
        raise LedgerRefused(f"{source} is damaged: {UNREADABLE}")
    now, generation = pointed_at(), uuid.uuid4().hex
    with ledger.open_file(part, to_write=True) as connection:
        connection.execute("BEGIN")
        Writer(connection).bring_up_to_date()
        connection.execute(
            "DELETE FROM about WHERE list_contains(?, name)", [["generation", "replaces", "roles", *NOTED]]
        )
        connection.executemany(
            "INSERT INTO about VALUES (?, ?)", [["generation", generation], ["replaces", now.generation if now else ""]]
        )
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    flush(part)
    return generation


def _keep_what_is_there(remote: Authority, path: Path) -> None:
    """Keeps what PostgreSQL holds, as this server's copy, before a backup replaces it."""
    if remote.standing.generation is not None:
        store.bring_up(remote, ledger.patience())
    if path.exists():
        keep(path, BEFORE_RESTORE)


def _put_into(remote: Authority, part: Path) -> None:
    """Puts a prepared backup into PostgreSQL, in place of what is there."""
    with ledger.open_file(part, to_write=True) as connection:
        connection.execute("BEGIN")
        remote.replace(connection)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    flush(part)


def _version_of_backup(source: Path) -> tuple[int, str]:
    """Its ledger version, and the generation of the store that it was made of."""
    if not source.is_file():
        raise LedgerRefused(f"There is no file {source}.")
    if read_apart(source) is Reading.STOPS_THE_ENGINE:
        raise LedgerRefused(f"{source} is damaged: {UNREADABLE}")
    try:
        with ledger.open_file(source) as connection:
            about = dict(connection.execute("SELECT name, value FROM about").fetchall())
            version = latest_version(connection)
    except ledger.StoreUnreadable as problem:
        raise LedgerRefused(f"{source} is not a backup of a programme store. Nothing was changed.") from problem
    if int(about.get("format", 0)) > FORMAT:
        raise LedgerRefused(f"{source} was made by a newer version of this program. Update the program first.")
    return version, str(about.get("generation", ""))
