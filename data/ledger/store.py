"""The work file: the store itself, written by one process at a time, and read directly while nobody writes it.

Every write is: the ledger's lock, the system's lock on the file, one transaction, checkpoint, close, publish. A new
store is made under another name and gets its own when its first transaction is complete. Nothing is raised after the
commit: what counts and could not be published is recorded, and the next process publishes it.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import filelock

from data import log
from data.ledger import programmes, roles, schema, switch, upgrade
from data.ledger.connections import READING, is_databases_own, open_database, open_to_write
from data.ledger.contents import Reading, content_of_file, open_file, read_apart
from data.ledger.lock import held
from data.ledger.postgresql import authority
from data.ledger.postgresql.authority import Authority
from data.ledger.postgresql.register import read_roles
from data.ledger.postgresql.store_address import make_room
from data.ledger.publishing import (
    Owed,
    digest_of,
    flush_folder,
    log_of,
    make_own,
    owe,
    owe_still,
    owed,
    pointed_at,
    pointer,
    publish,
    published_folder,
    settled,
    store_path,
    unmake_own,
)
from data.ledger.trail import news as trail_news
from data.ledger.writer import Writer, latest_version
from data.problems import EngineStumbled, OutOfReach, StoreBusy, StoreDamaged, StoreError

WAIT_SECONDS = 15.0
TRY_AGAIN_SECONDS = 10.0
STORE_FAILURES = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.OutOfMemoryException,
)
"""What the engine raises when a file, the disk or the engine itself gives way; anything else is a fault of our own."""

DAMAGE = {
    Reading.BROKEN_OFF: "a part of it can't be read",
    Reading.STOPS_THE_ENGINE: "a part of it stops the database engine",
}

try_again_at: dict[Path, float] = {}
"""By store, the moment (of time.monotonic) before which readers don't try again to publish what could not be published."""


def exists() -> bool:
    """Whether the store has been made."""
    return store_path().exists() or pointer().exists() or switch.incoming(store_path()).exists()


@contextmanager
def writing(wait: float | None = None, instead_of: Path | None = None) -> Iterator[Writer]:
    """The one writer. Everything done inside is one transaction: published together, or nothing of it is kept.

    `instead_of`: a published copy that can't be read, so that the store is published although nothing is written.

    Raises StoreBusy if another writer doesn't finish within `wait` seconds, StoreDamaged if the file is no store, and
    OutOfReach if nobody answers at the store's address. It never raises after the commit: if what counts can't be
    published, left_to_do() says so.
    """
    seconds = patience() if wait is None else wait
    with (
        locked(seconds),
        remote_of_programme(seconds) as remote,
        _work_file(seconds, instead_of, remote) as writer,
    ):
        yield writer


def tending(wait: float | None = None, instead_of: Path | None = None) -> None:
    """Finishes what is left to do on the work file, and publishes it, as writing does; for a store in PostgreSQL only
    this server's copy, so that it works when nobody answers."""
    seconds = patience() if wait is None else wait
    with locked(seconds), _work_file(seconds, instead_of, None):
        pass


def make_place(path: Path) -> None:
    """Makes the store's folder. Raises OSError."""
    if programmes.authority() is not None:
        make_room(programmes.home())
    path.parent.mkdir(parents=True, exist_ok=True)


@dataclass
class Writers:
    """The writers of this process: how many have a write in hand, and whether more may begin."""

    changed: threading.Condition = field(default_factory=threading.Condition)
    at_work: int = 0
    is_closed: bool = False


writers = Writers()


@contextmanager
def _in_hand() -> Iterator[None]:
    with writers.changed:
        if writers.is_closed:
            raise StoreBusy("The server is being stopped. Nothing was changed. Try again in a minute.")
        writers.at_work += 1
    try:
        yield
    finally:
        with writers.changed:
            writers.at_work -= 1
            writers.changed.notify_all()


def close_to_writers() -> None:
    """Lets no further write of this process begin."""
    with writers.changed:
        writers.is_closed = True


def wait_for_writers(seconds: float) -> bool:
    """Waits until no write of this process is in hand. Returns whether that happened."""
    with writers.changed:
        return writers.changed.wait_for(lambda: not writers.at_work, seconds)


@contextmanager
def locked(seconds: float) -> Iterator[None]:
    """The ledger's lock; failures under it are put into words."""
    path = store_path()
    with _in_hand(), _problems_in_words(path, seconds):
        make_place(path)
        roles.refuse_other_account(path)
        with filelock.FileLock(str(path) + ".lock", timeout=seconds):
            yield


@contextmanager
def remote_of_programme(seconds: float) -> Iterator[Authority | None]:
    """PostgreSQL, locked for this programme; None where the store is a file."""
    address = programmes.authority()
    if address is None:
        yield None
        return
    with authority.entering(address, programmes.current(), seconds) as remote:
        roles.follow(read_roles(remote.db))  # what was said of them on another server counts for this very write
        yield remote


def catch_up(wait: float | None = None, instead_of: Path | None = None) -> None:
    """Updates this server's copy from PostgreSQL, and publishes it. Raises StoreError."""
    address, seconds = programmes.authority(), patience() if wait is None else wait
    if address is None:
        return
    with locked(seconds), authority.looking_on(address, programmes.current()) as remote:
        bring_up(remote, seconds, instead_of)


def is_as_remote() -> bool:
    """Whether this server's copy, once updated, holds what PostgreSQL holds; if it doesn't, it is rebuilt. True if the
    store is a file. Raises StoreError."""
    address, seconds, path = programmes.authority(), patience(), store_path()
    if address is None:
        return True
    with locked(seconds), authority.looking_on(address, programmes.current()) as remote:
        bring_up(remote, seconds)
        if not path.exists() or not authority.differs(remote, path):
            return True
        bring_up(remote, seconds, instead_of=_shown_path())
    return False


def bring_up(remote: Authority, seconds: float, instead_of: Path | None = None) -> None:
    """As catch_up, for the holder of the ledger's lock."""
    path = store_path()
    switch.finish(path)
    _refuse_full_disk(path)
    is_changed = authority.bring_up(remote, path, seconds, lambda: _is_sound(path))
    if path.exists() and (is_changed or instead_of is not None or owed() is not None or pointed_at() is None):
        with open_file(path) as connection:
            version, generation = Writer(connection).version_on_disk()
        publish_what_counts(path, generation, Owed(version), instead_of=instead_of)


@contextmanager
def _work_file(seconds: float, instead_of: Path | None, remote: Authority | None) -> Iterator[Writer]:
    """The work file, in one transaction, and published after it. `remote`: PostgreSQL, if that is to be written to."""
    path = store_path()
    is_copy = programmes.authority() is not None
    if remote is not None:
        bring_up(remote, seconds)
    switch.finish(path)
    _refuse_full_disk(path)
    if not is_copy:
        _refuse_lost_file(path)
    _refuse_damage_inside(path)
    is_new = not path.exists()
    if is_new and is_copy and remote is None:
        raise OutOfReach(
            f"There is no copy here yet of the store {programmes.store_name()}. Try again when it answers."
        )
    is_copy_of_shown = make_own(path)
    if not is_new and _upgraded(path, seconds):
        instead_of = instead_of or _shown_path()
    place = _begun_anew(path) if is_new else path
    try:
        with _opened_to_write(place, seconds) as connection:
            writer = Writer(connection)
            connection.execute("BEGIN")
            writer.bring_up_to_date()
            if not is_copy:
                _refuse_lost_entries(path, writer)
            before = writer.version
            yield writer
            writer.derive(before)
            version, generation = writer.version_on_disk()
            write = Owed(version, _entered(connection, before))
            news = trail_news.news(connection, generation, db=remote.db if remote else None) if write.what else None
            problem = _commit(writer, place, write, before, remote, news)
        if not log_of(place).exists():
            problem = None  # closing the file has folded the log in after all
        if is_new and problem is None:
            place.chmod(0o600)  # for no other account of this machine to read
            place.replace(path)  # a store appears whole or not at all
            flush_folder(path.parent)
    except NotHere as lost:
        assert remote is not None
        _led_on(remote, seconds, generation, write, lost)
        return
    finally:
        if is_new:
            for part in (place, log_of(place)):
                part.unlink(missing_ok=True)
    if is_new and problem is not None and remote is None:
        raise problem
    if is_copy_of_shown and instead_of is None and not writer.has_written and owed() is None and unmake_own(path):
        return
    with ThreadPoolExecutor(1) as beside:
        following = None
        if news is not None and remote is None:
            follow = programmes.elsewhere(trail_news.follow_where_possible)
            following = beside.submit(copy_context().run, follow, news)
        publish_what_counts(path, generation, write, problem, instead_of)
        if following is not None:
            following.result()


def _led_on(remote: Authority, seconds: float, generation: str, write: Owed, lost: NotHere) -> None:
    """Updates this server's copy with what it could not commit itself; if that fails too, it is recorded."""
    try:
        bring_up(Authority(remote.address, remote.programme, remote.db), seconds)
    except (StoreError, OSError, *STORE_FAILURES):
        publish_what_counts(store_path(), generation, write, lost)


@contextmanager
def _problems_in_words(path: Path, seconds: float) -> Iterator[None]:
    """Turns failures before anything counts into a StoreError that says what to do."""
    try:
        yield
    except STORE_FAILURES as problem:
        raise why_it_failed(path, problem) from problem
    except filelock.Timeout as problem:
        if not os.path.lexists(problem.lock_file):  # nobody has it: it can't be made
            raise StoreError(
                f"The store {path} can't be written: no file can be made in {path.parent}. Nothing was changed. Check what "
                "PROGRAMME_STORE names."
            ) from problem
        raise StoreBusy(
            f"The store is busy: another upload has been writing for more than {seconds:g} seconds. "
            "Nothing was changed. Try again in a minute."
        ) from problem
    except OSError as problem:
        raise StoreError(
            f"The store {path} can't be written: {problem.strerror or problem}. Nothing was changed. Check the disk's space and "
            "the folder's permissions, then try again."
        ) from problem


def why_it_failed(path: Path, problem: Exception) -> StoreError:
    """The cause of an engine's failure on the work file, by the state of the file and the disk, never by the failure's
    words."""
    if isinstance(problem, duckdb.OutOfMemoryException):
        return StoreError(
            "There is not enough memory for this. Nothing was changed. Close other programs and try again."
        )
    if not is_databases_own(path) and pointed_at() is None:
        return StoreDamaged(
            f"{path} is not a programme store. Nothing was changed. Check what PROGRAMME_STORE names; if a store was there, "
            "‘python -m data restore FILE’ brings back a backup."
        )
    if path.exists() and content_of_file(path) is None:
        return StoreDamaged(f"{path} is damaged ({first_line(problem)}). {how_to_recover()}")
    if shutil.disk_usage(path.parent).free < _needed(path):
        return StoreError(
            f"The disk is full: {path} could not be written ({first_line(problem)}). Nothing was changed. Free some space and "
            "try again."
        )
    if isinstance(problem, (duckdb.InternalException, duckdb.FatalException)):
        return EngineStumbled(f"The database engine failed ({first_line(problem)}). Nothing was changed. Try again.")
    return StoreError(
        f"{path} could not be written ({first_line(problem)}). Nothing was changed. Check the disk's space and the folder's "
        "permissions, then try again."
    )


def _upgraded(path: Path, seconds: float) -> bool:
    """Whether the work file was written anew, because an earlier release of the engine had made it."""
    with held(path, seconds, to_write=True):
        return upgrade.to_this_engine(path) is not None


def _shown_path() -> Path | None:
    shown = pointed_at()
    return shown.path if shown else None


def _begun_anew(path: Path) -> Path:
    """The place of a new store until its first transaction is complete."""
    place = path.with_name(path.name + ".new")
    for part in (place, log_of(place)):
        part.unlink(missing_ok=True)  # from a writer that was killed
    return place


class NotHere(Exception):
    """What counts in PostgreSQL could not be committed to this server's copy."""


def _commit(
    writer: Writer, place: Path, write: Owed, before: int, remote: Authority | None, news: trail_news.News | None
) -> Exception | None:
    """Ends the transaction, and folds it into the file. Raises if nothing counts; returns what went wrong if it does.
    What counts in PostgreSQL counts, whatever becomes of this server's copy of it; the audit trail is entered there
    with it."""
    connection = writer.connection
    if not writer.has_written:
        connection.execute("ROLLBACK")
        return None
    connection.execute("SET threads = 2")  # nothing is packed any more: the other core writes the columns too
    owe(write)
    if remote is not None:
        with trail_news.followed_in(remote.programme.id, news) as also:
            remote.commit(connection, before, also)
    try:
        connection.execute("COMMIT")
    except duckdb.Error as problem:
        connection.close()
        if remote is not None and _version_in(place) != write.ledger_version:
            raise NotHere(str(problem)) from problem
        if not write.what or _version_in(place) != write.ledger_version:
            raise
        return problem  # it says that it failed, and yet the entry is there
    try:
        connection.execute("CHECKPOINT")
    except duckdb.Error as problem:
        return problem
    return None


def _version_in(path: Path) -> int | None:
    """The ledger version of a closed work file and its log; None if they can't be read."""
    try:
        with open_file(path) as connection:
            return latest_version(connection)
    except duckdb.Error:
        return None


def _entered(connection: duckdb.DuckDBPyConnection, before: int) -> str:
    """What a transaction has entered: ‘Upload 7 counts’; empty if it entered nothing."""
    made = connection.execute(
        "SELECT number, action, upload FROM ledger_entries WHERE number > ? ORDER BY number", [before]
    ).fetchall()
    if not made:
        return ""
    number, action, upload = made[-1]
    if len(made) > 1:
        return f"Everything up to ledger version {number} counts"
    if action == "upload":
        return f"Upload {number} counts"
    return f"Upload {upload} is {'withdrawn' if action == 'withdraw' else 'reinstated'} (ledger version {number})"


def publish_what_counts(
    path: Path, generation: str, write: Owed, problem: Exception | None = None, instead_of: Path | None = None
) -> None:
    """Shows readers what counts. If that fails, it is recorded for left_to_do(), and the next process does it."""
    try:
        if problem is not None:
            raise problem
        publish(path, write.ledger_version, generation, instead_of)
        settled()
    except (duckdb.Error, OSError, StoreError, NotHere) as stood_in_the_way:
        if not write.what and owed() is None:  # nothing was written: it was to be published again, and that failed
            raise
        earlier = owed()
        what = write.what or (earlier.what if earlier else "") or f"Ledger version {write.ledger_version} counts"
        why = getattr(stood_in_the_way, "strerror", None) or first_line(stood_in_the_way)
        try_again_at[path] = time.monotonic() + TRY_AGAIN_SECONDS
        log.warn("committed and not shown yet", stood_in_the_way)
        with suppress(OSError):  # where it can't be noted, the note of before the commit stays
            owe_still(replace(write, what=what, why=why))


def patience() -> float:
    return float(os.environ.get("PROGRAMME_STORE_WAIT", WAIT_SECONDS))


def _needed(path: Path) -> int:
    """How many bytes must be free to write: the log, a copy to write in, and its growth."""
    return 3 * (path.stat().st_size if path.exists() else 0) + 16 * 2**20


def _refuse_full_disk(path: Path) -> None:
    needed, free = _needed(path), shutil.disk_usage(path.parent).free
    if free < needed:
        raise StoreError(
            f"The disk is nearly full: {free // 2**20:,} MB are free in {path.parent} and {needed // 2**20:,} MB are needed. "
            "Nothing was changed. Free some space and try again."
        )


def _refuse_lost_file(path: Path) -> None:
    if not path.exists() and pointer().exists():
        raise StoreDamaged(
            f"The store {path} is missing, but its published copies are in {published_folder()}. Nothing was changed. "
            "Bring the store back with ‘python -m data restore FILE’ (a published copy will do), or remove that folder to "
            "start afresh."
        )


def _is_sound(path: Path) -> bool:
    """Whether _refuse_damage_inside finds no damage in a file."""
    try:
        _refuse_damage_inside(path)
    except StoreDamaged:
        return False
    return True


def _refuse_damage_inside(path: Path) -> None:
    """Refuses a damaged file. One that isn't the file published last may hold damage that a write would not meet, or
    that ends the process which meets it, so another process reads it first. The engine reports one that can't even be
    opened."""
    shown = pointed_at()
    is_as_published = (
        shown is not None
        and owed() is None
        and not log_of(path).exists()
        and path.exists()
        and digest_of(path) == shown.sha256
    )
    if is_as_published or not path.exists():
        return
    if (how := read_apart(path)) in DAMAGE:
        raise StoreDamaged(f"{path} is damaged: {DAMAGE[how]}. {how_to_recover()}")


def _refuse_lost_entries(path: Path, writer: Writer) -> None:
    """A file that was emptied, or cut short, opens as a sound store with fewer entries than were published, or than a
    lost log held. A restored one may have fewer: it says which generation it replaced."""
    shown, write = pointed_at(), owed()
    lost = write.ledger_version if write and write.why and writer.version < write.ledger_version else 0
    if shown and writer.version < shown.ledger_version:
        found = writer.connection.execute("SELECT value FROM about WHERE name = 'replaces'").fetchone()
        if found is None or found[0] != shown.generation:
            lost = max(lost, shown.ledger_version)
    if lost:
        raise StoreDamaged(
            f"The store {path} has lost entries: it ends at ledger version {writer.version}, and version {lost} was "
            f"there. {how_to_recover()}"
        )


@contextmanager
def _opened_to_write(path: Path, seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """The work file, open; waits for a program that holds it by other means than this ledger's lock."""
    with held(path, seconds, to_write=True) if path.exists() else nullcontext():
        try:
            connection = open_to_write(path)
        except duckdb.Error as problem:
            raise why_it_failed(path, problem) from problem
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def looking(wait: float | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The work file itself, for questions while nobody writes it. Writes nothing, so that it works on a full disk and
    in a read-only folder; but first finishes what an interrupted writer left, if it can.

    Raises StoreBusy, StoreDamaged, and StoreError if there is no store.
    """
    path, seconds = store_path(), patience() if wait is None else wait
    if not exists():
        raise StoreError(f"There is no store yet at {path}.")
    if owed() is not None or log_of(path).exists() or not path.exists() or pointed_at() is None:
        _finish_if_possible(seconds)
    with _problems_in_words(path, seconds), _lock_if_possible(path, seconds):
        _refuse_damage_inside(path)
        with _opened_to_read(path, seconds) as connection:
            if _is_up_to_date(connection):
                yield connection
                return
    tending(wait)  # made before a column or dataset was declared
    with (
        _problems_in_words(path, seconds),
        _lock_if_possible(path, seconds),
        _opened_to_read(path, seconds) as connection,
    ):
        yield connection


@contextmanager
def _opened_to_read(path: Path, seconds: float) -> Iterator[duckdb.DuckDBPyConnection]:
    with held(path, seconds, to_write=False):
        try:
            connection = open_database(path, READING, read_only=True)
        except duckdb.Error as problem:
            raise why_it_failed(path, problem) from problem
        with connection:
            yield connection


def _finish_if_possible(seconds: float) -> None:
    try:
        tending(seconds)
    except (StoreBusy, StoreDamaged):
        raise
    except StoreError:  # no room, or a read-only folder: the file and its log can be read all the same
        _refuse_lost_file(store_path())


@contextmanager
def _lock_if_possible(path: Path, seconds: float) -> Iterator[None]:
    """The ledger's lock; without it if the folder is read-only, because then nobody writes through this ledger."""
    lock = filelock.FileLock(str(path) + ".lock", timeout=seconds)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise
    except OSError:
        yield
        return
    try:
        yield
    finally:
        lock.release()


def _is_up_to_date(connection: duckdb.DuckDBPyConnection) -> bool:
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "about" not in tables:
        raise StoreDamaged(
            "The store is a database, but not a programme store. Nothing was changed. Check what PROGRAMME_STORE names."
        )
    found = connection.execute("SELECT value FROM about WHERE name = 'fingerprint'").fetchone()
    return found is not None and found[0] == schema.fingerprint()


def how_to_recover() -> str:
    """What to do about a damaged store: its newest copy that can be read is as good as a backup."""
    copies = sorted(published_folder().glob("*.duckdb"), reverse=True)
    whole = next((copy for copy in copies if read_apart(copy) is Reading.WHOLE), None)
    copy = f", or what was last published: {whole}" if whole else ""
    return (
        "Nothing was changed. Run ‘python -m data check’ to see what is wrong; ‘python -m data restore FILE’ "
        f"brings back a backup{copy}."
    )


def first_line(problem: Exception) -> str:
    return str(problem).splitlines()[0][:200]
