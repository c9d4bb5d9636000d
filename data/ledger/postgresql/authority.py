"""One programme's ledger in PostgreSQL: its state, one write to it, and updating a work file from it.

A write holds the programme's advisory lock from before its first look until PostgreSQL has committed. A work file that
follows another history than PostgreSQL's (a backup was restored, or the database was set back) is rebuilt, never
mended.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from data.ledger import schema, switch
from data.ledger.connections import open_to_write
from data.ledger.contents import Content, content_of_file, open_file
from data.ledger.lock import held
from data.ledger.postgresql import layout, moving
from data.ledger.postgresql.connecting import be_lasting, connect, in_words
from data.ledger.publishing import flush, flush_folder, log_of, make_own, pointed_at, published_folder
from data.ledger.writer import Writer, latest_version
from data.problems import OutOfReach, StoreDamaged

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from psycopg import Connection

    from data.ledger.programmes import Programme

CHANNEL = "programme_changed"
"""Where a write says that it has been made, with the programme's id."""


@dataclass(frozen=True)
class Standing:
    """The state of a programme's ledger: its generation (None if nothing was ever written), its version, and that
    version's mark."""

    generation: str | None
    version: int
    mark: str


NOTHING = Standing(None, 0, "")


def standings(db: Connection[Any]) -> dict[str, Standing]:
    """By the id of its programme, the state of each ledger. Nothing if no store has been made."""
    if not layout.is_there(db):
        return {}
    rows = db.execute(
        "SELECT p.id, p.generation, p.ledger_version, coalesce(v.mark, '') FROM ledger.programmes AS p "
        "LEFT JOIN ledger.versions AS v ON v.programme = p.id AND v.number = p.ledger_version"
    ).fetchall()
    return {programme: Standing(generation, version, mark) for programme, generation, version, mark in rows}


class Authority:
    """A programme's ledger, in the transaction of one connection."""

    def __init__(self, address: str, programme: Programme, db: Connection[Any]) -> None:
        self.address, self.programme, self.db = address, programme, db
        self.standing = standings(db).get(programme.id, NOTHING)

    def knows(self, version: int, mark: str) -> bool:
        """Whether this history had that mark at a version, so that a copy from then can be updated from there."""
        if not version:
            return True
        found = self.db.execute(
            "SELECT mark FROM ledger.versions WHERE programme = %s AND number = %s", [self.programme.id, version]
        ).fetchone()
        return found is not None and found[0] == mark

    def commit(
        self, work: DuckDBPyConnection, before: int, also: Callable[[Connection[Any]], object] | None = None
    ) -> None:
        """Enters what the work file has gained since version `before`, in the transaction that its connection still
        holds open, and commits it here, with what `also` adds. Raises StoreError if it doesn't count, or if nobody can
        say whether it does."""
        version = latest_version(work)
        generation = _about(work)["generation"]
        if self.standing.generation is not None and version == before:
            return  # a change of the work file's own, such as a column that was declared
        mark = uuid.uuid4().hex
        with in_words(self.address):
            if self.standing.generation is None:
                self._begin(generation)
            self._enter(work, before, version, mark)
            if also is not None:
                also(self.db)
        note(work, self.standing.generation or generation, mark)
        self._commit(version, mark)

    def replace(self, work: DuckDBPyConnection) -> None:
        """Replaces the whole ledger with what a work file holds, under the generation in the file; as commit."""
        version, generation, mark = latest_version(work), _about(work)["generation"], uuid.uuid4().hex
        with in_words(self.address):
            moving.clear(self.db, self.programme.id)
            self._begin(generation)
            self.db.execute("UPDATE ledger.programmes SET ledger_version = 0 WHERE id = %s", [self.programme.id])
            self._enter(work, 0, version, mark)
        note(work, generation, mark)
        self._commit(version, mark)

    def _begin(self, generation: str) -> None:
        self.db.execute(
            "INSERT INTO ledger.programmes (id, name, place, generation) SELECT %s, %s, coalesce(max(place) + 1, 0), %s "
            "FROM ledger.programmes ON CONFLICT (id) DO UPDATE SET generation = excluded.generation",
            [self.programme.id, self.programme.name, generation],
        )

    def _enter(self, work: DuckDBPyConnection, before: int, version: int, mark: str) -> None:
        moved = self.db.execute(
            "UPDATE ledger.programmes SET ledger_version = %s WHERE id = %s AND ledger_version = %s",
            [version, self.programme.id, before],
        )
        if moved.rowcount != 1:
            raise StoreDamaged(
                f"PostgreSQL isn't at ledger version {before}, from which this write goes on. Nothing was changed. Try again."
            )
        numbers = work.execute(
            "SELECT DISTINCT number FROM ledger_entries WHERE number > ? ORDER BY number", [before]
        ).fetchall()
        with self.db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ledger.versions VALUES (%s, %s, %s)",
                [(self.programme.id, number, mark) for (number,) in numbers],
            )
        moving.send(work, self.db, self.programme.id, before)
        self.db.execute("SELECT pg_notify(%s, %s)", [CHANNEL, self.programme.id])

    def _commit(self, version: int, mark: str) -> None:
        try:
            with in_words(self.address):
                self.db.commit()
        except OutOfReach as problem:
            if self._was_committed(version, mark):
                return
            raise problem

    def _was_committed(self, version: int, mark: str) -> bool:
        """Whether a commit whose answer was lost has been made. Raises OutOfReach if nobody can say."""
        if not version:
            return False
        try:
            with in_words(self.address), connect(self.address) as db:
                lock(db, self.programme.id)  # until whoever still works on that commit has ended
                self.db = db
                return self.knows(version, mark)
        except OutOfReach as problem:
            raise OutOfReach(
                "The connection to PostgreSQL was lost at the very moment of the commit, so it isn't known whether this counts. "
                "Look at the history when it answers again: it is there whole, or not at all; then it can be done again."
            ) from problem


def lock(db: Connection[Any], programme: str) -> None:
    """Waits for the programme's lock, and holds it until the transaction ends."""
    db.execute("SELECT pg_advisory_xact_lock(hashtextextended('programme ' || %s, 0))", [programme])


@contextmanager
def entering(address: str, programme: Programme, seconds: float) -> Iterator[Authority]:
    """The one writer of a programme. What isn't committed inside is undone. Raises StoreError."""
    db = connect(address)
    with in_words(address):
        is_ready = layout.is_ready(db)
        db.rollback()
    if not is_ready:
        db.close()
        layout.make_ready(address)
        db = connect(address)
    try:
        with in_words(address):
            db.execute("SELECT set_config('lock_timeout', %s, true)", [f"{max(1, round(seconds * 1000))}ms"])
            be_lasting(db)
            db.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # a long file is read meanwhile
            lock(db, programme.id)
            authority = Authority(address, programme, db)
        yield authority
    finally:
        db.close()


@contextmanager
def looking_on(address: str, programme: Programme) -> Iterator[Authority]:
    """A programme's ledger as it is at one moment, while others may write. Raises StoreError."""
    db = connect(address, to_read=True)
    with in_words(address):
        is_ready = not layout.is_there(db) or layout.is_ready(db)
    if not is_ready:
        db.close()
        layout.make_ready(address)
        db = connect(address, to_read=True)
    try:
        with in_words(address):
            authority = Authority(address, programme, db)
        yield authority
    finally:
        db.close()


def rewrite_tables(address: str) -> None:
    """Makes PostgreSQL rewrite the ledger's tables, so that what was taken out isn't left in their files. Waits for
    their readers. Raises StoreError."""
    with in_words(address), connect(address) as db:
        db.autocommit = True
        for each in moving.kept():
            db.execute(f"VACUUM FULL ledger.{each.table}".encode())


# The work file --------------------------------------------------------------------------------------------------------


def _about(work: DuckDBPyConnection) -> dict[str, str]:
    return dict(work.execute("SELECT name, value FROM about").fetchall())


NOTED = ("follows", "mark", "follows_with")
"""What a work file says of itself that follows PostgreSQL."""


def note(work: DuckDBPyConnection, generation: str, mark: str) -> None:
    """Records in the work file which history it follows, and to which mark: `generation` is PostgreSQL's, the work
    file's own may be another."""
    says = dict(zip(NOTED, (generation, mark, schema.fingerprint()), strict=True))
    work.execute("DELETE FROM about WHERE list_contains(?, name)", [list(says)])
    work.executemany("INSERT INTO about VALUES (?, ?)", [list(pair) for pair in says.items()])


@dataclass(frozen=True)
class Following:
    """How far a work file follows which history; `with_declarations`: the fingerprint of the declarations it was filled
    with."""

    generation: str
    version: int
    mark: str
    with_declarations: str
    own_generation: str


def following(path: Path) -> Following | None:
    """How far the work file follows; None if there is none that can be read. For the holder of the ledger's lock."""
    try:
        with open_file(path) as work:
            about = _about(work)
            return Following(
                about["follows"], latest_version(work), about["mark"], about["follows_with"], about["generation"]
            )
    except (duckdb.Error, KeyError):
        return None


def bring_up(authority: Authority, path: Path, seconds: float, is_sound: Callable[[], bool]) -> bool:
    """Updates the work file to PostgreSQL's state, by what came since, or by a rebuild. Returns whether it changed. For
    the holder of the ledger's lock. `is_sound`: whether the file is free of damage. Raises StoreError.

    If PostgreSQL lacks what the file holds, the file is kept beside the new one; if PostgreSQL holds no ledger at all,
    that is refused.
    """
    now = authority.standing
    # A file that is one process's to write is another's to wait for: the lock of the system, not only ours.
    mine = following(path) if path.exists() and is_sound() else None
    if now.generation is None:
        if mine is not None and mine.version:
            raise StoreDamaged(
                f"PostgreSQL holds nothing of the programme ‘{authority.programme.id}’, and this server has a copy of its ledger "
                f"version {mine.version}. Nothing was changed. Check the address in PROGRAMME_STORE. ‘python -m data restore "
                f"FILE’ puts a backup into PostgreSQL, and a published copy will do (in {published_folder()}); to begin anew, "
                "take that folder and the file beside it away."
            )
        _remove(path)
        return False
    if mine == Following(
        now.generation, now.version, now.mark, schema.fingerprint(), mine.own_generation if mine else ""
    ):
        return False
    with in_words(authority.address):
        if mine is not None and mine.generation == now.generation:
            if mine.version <= now.version and authority.knows(mine.version, mine.mark):
                if mine.with_declarations == schema.fingerprint():
                    _lead_on(authority, path, seconds, mine.version)
                    return True
                _make_anew(authority, path, mine.own_generation)
                return True
            switch.keep(path, "lost-in-postgresql")
            _make_anew(authority, path, f"{now.generation}-{uuid.uuid4().hex[:8]}")
            return True
        _make_anew(authority, path, now.generation)
    return True


def _lead_on(authority: Authority, path: Path, seconds: float, version: int) -> None:
    make_own(path)
    with held(path, seconds, to_write=True), open_to_write(path) as work:
        work.execute("BEGIN")
        moving.fetch(authority.db, work, authority.programme.id, version)
        note(work, authority.standing.generation or "", authority.standing.mark)
        work.execute("COMMIT")
        work.execute("CHECKPOINT")


def differs(authority: Authority, path: Path) -> bool:
    """Whether a fully updated work file differs from PostgreSQL; it is then rebuilt. For the holder of the ledger's
    lock."""
    mine, part = following(path), path.with_name(path.name + ".anew")
    _remove(part)
    try:
        with in_words(authority.address):
            fill(authority, part, mine.own_generation if mine else authority.standing.generation or "")
        if _held(part) == _held(path):
            return False
        _remove(path)
        part.replace(path)
        flush_folder(path.parent)
        return True
    finally:
        _remove(part)


def _held(path: Path) -> Content | None:
    found = content_of_file(path)
    return found and {table: rows for table, rows in found.items() if table != "about"}


def _make_anew(authority: Authority, path: Path, generation: str) -> None:
    part = path.with_name(path.name + ".anew")
    _remove(part)
    try:
        fill(authority, part, generation)
        _remove(path)  # with its log, which would be replayed into the new one
        part.replace(path)
        flush_folder(path.parent)
    finally:
        _remove(part)


def fill(authority: Authority, part: Path, generation: str) -> None:
    """Makes a work file from everything that PostgreSQL holds of the programme."""
    shown = pointed_at()
    with open_to_write(part) as work:
        work.execute("BEGIN")
        Writer(work).bring_up_to_date()
        moving.fetch(authority.db, work, authority.programme.id, 0)
        work.execute("UPDATE about SET value = ? WHERE name = 'generation'", [generation])
        work.execute("INSERT INTO about VALUES ('replaces', ?)", [shown.generation if shown else ""])
        note(work, authority.standing.generation or "", authority.standing.mark)
        work.execute("COMMIT")
        work.execute("CHECKPOINT")
    flush(part)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    log_of(path).unlink(missing_ok=True)
