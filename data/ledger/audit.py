"""Checks that the store is sound: every check that a database's own keys would make, and more."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from data import ledger, progress
from data.datasets import DATASETS, Dataset
from data.events import Checked
from data.ledger import derived, intervals, schema, writer
from data.ledger.connections import frame
from data.ledger.contents import Reading, read_apart
from data.ledger.publishing import Current, pointed_at, store_path
from data.ledger.store import is_as_remote
from data.ledger.trail import checking, delivery
from data.ledger.trail import news as trail_news
from data.problems import StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


UNCHECKED = Checked(0, "", ())


@dataclass(frozen=True)
class Findings:
    """The result of a check, one sentence each: `damage` means the store can't be trusted; `mended` is what readers saw
    wrongly and see rightly now; `loose_ends` are references that lead nowhere now, for example because an upload was
    withdrawn; `taken_out`: where personal data were taken out, which leaves the rest as it was; `trail`: the check of
    the audit trail, whose faults are damage too."""

    uploads: int
    ledger_version: int
    damage: tuple[str, ...]
    mended: tuple[str, ...]
    loose_ends: tuple[str, ...]
    trail: Checked = UNCHECKED
    taken_out: tuple[str, ...] = ()

    @property
    def is_trail_damaged(self) -> bool:
        return bool(self.trail.damage)

    @property
    def is_store_damaged(self) -> bool:
        """Whether something else than the audit trail is damaged, which a backup mends."""
        return not set(self.damage) <= set(self.trail.damage)


def check() -> Findings:
    """Checks the whole store. Writes only if something is to be mended. Raises StoreError if it can't even be opened."""
    damage: list[str] = []
    loose_ends: list[str] = []
    mended: list[str] = []
    now, uploads, version, content = pointed_at(), 0, 0, None
    shown = _content_of_copy(now)
    if not is_as_remote():
        mended.append("This server's copy held something else than PostgreSQL, and was made anew.")
    left = UNCHECKED
    removed: list[str] = []
    work = store_path()
    if work.exists() and read_apart(work) is Reading.STOPS_THE_ENGINE:
        return Findings(0, 0, ("A part of the file can't be read: it stops the engine.",), (), ())
    with ledger.looking() as db:  # the work file itself, not only the published copy
        try:
            progress.tell("Reading every block")
            content = ledger.content_of(db)  # first, for it reads every block
            uploads, version = content["uploads"][0], writer.latest_version(db)
            left, unknown = _trail(db)
            damage += left.damage
            loose_ends += unknown
            progress.tell("Reading the original files", 0.2)
            damage += _files(db)
            removed += _taken_out(db)
            damage += _names(db, version)
            if not derived.is_as_rebuilt(db):
                damage.append(
                    "What is kept of each reporting date differs from what the rows say when it is built anew."
                )
            for at, dataset in enumerate(DATASETS.values()):
                progress.tell(f"Replaying {dataset.title.lower()} from their uploads", 0.4 + 0.6 * at / len(DATASETS))
                damage += _one_version_at_a_time(db, dataset)
                damage += _rebuilds(db, dataset, version)
                loose_ends += _references(db, dataset, version)
        except ledger.STORE_FAILURES as problem:
            damage.append(f"A part of the file can't be read ({str(problem).splitlines()[0][:200]}).")
    if not damage and shown != content:
        try:
            if _content_of_copy(pointed_at()) != content:  # opening the work file has not published it already
                ledger.publish_again(instead_of=now.path if now else None)
            mended.append("What readers were shown was damaged or out of date, and was published again from the store.")
        except StoreError as problem:
            loose_ends.append(f"What readers are shown is damaged or out of date, and stays so. {problem}")
    return Findings(uploads, version, tuple(damage), tuple(mended), tuple(loose_ends), left, tuple(removed))


def _trail(db: DuckDBPyConnection) -> tuple[Checked, list[str]]:
    """Checks the audit trail, and what it lacks of the ledger because the ledger is older or its writer was killed."""
    found = db.execute("SELECT value FROM about WHERE name = 'generation'").fetchone()
    generation = str(found[0]) if found else ""
    left = checking.check(db, generation)
    back = checking.taken_out_and_back(db) if not left.broken else 0
    notes = [
        "Personal data that were taken out are back, since a backup of before was restored: take them out again "
        "(‘python -m data person remove’)."
    ] * bool(back)
    if waits := delivery.waiting():
        notes.append(f"{waits:,} events of this server wait to be entered in the audit trail in PostgreSQL.")
    missing = 0 if left.broken else len(trail_news.news(db, generation))
    if not missing:
        return left, notes
    return left, [*notes, f"The audit trail lacks {missing:,} of the ledger's entries; the next write adds them."]


def _content_of_copy(now: Current | None) -> ledger.Content | None:
    if now is None or now.path is None or not now.path.exists() or read_apart(now.path) is Reading.STOPS_THE_ENGINE:
        return None
    return ledger.content_of_file(now.path)


def _files(db: DuckDBPyConnection) -> list[str]:
    """The original of every upload is there with the hash that the ledger has, except those dropped with a person's
    data."""
    found = []
    dropped = {number for row in db.execute("SELECT files FROM taken_out").fetchall() for number in json.loads(row[0])}
    listed = db.execute(
        "SELECT u.number, u.bytes, u.sha256, c.file FROM uploads AS u LEFT JOIN upload_contents AS c "
        "ON c.number = u.number ORDER BY u.number"
    ).fetchall()
    for number, size, sha256, squeezed in listed:
        if squeezed is None and number in dropped:
            continue
        if squeezed is None:
            found.append(f"Upload {number} has lost its file.")
            continue
        try:
            content = pa.decompress(squeezed, decompressed_size=size, codec="zstd", asbytes=True)
        except (OSError, pa.ArrowException):
            found.append(f"The file of upload {number} can't be unpacked.")
            continue
        if hashlib.sha256(content).hexdigest() != sha256:
            found.append(f"The file of upload {number} is not the one that was uploaded: its hash differs.")
    return found


def _taken_out(db: DuckDBPyConnection) -> list[str]:
    """When personal data were taken out, and what that was."""
    rows = db.execute("SELECT made_at, made_by, why, cells, files FROM taken_out ORDER BY number").fetchall()
    found = []
    for made_at, by, why, cells, files in rows:
        numbers = [str(each) for each in json.loads(files)]
        originals = f"; the original of upload {', '.join(numbers)} was dropped" if numbers else ""
        found.append(
            f"On {made_at:%d/%m/%Y} {by} took personal data out ({why}): {cells:,} value{'s' if cells != 1 else ''}{originals}. "
            "All else was checked."
        )
    return found


def _one_version_at_a_time(db: DuckDBPyConnection, dataset: Dataset) -> list[str]:
    """No key has two versions on one day at any ledger version."""
    overlaps = db.execute(
        f"SELECT DISTINCT a.row_key FROM {schema.table(dataset)} AS a JOIN {schema.table(dataset)} AS b "
        "ON a.row_key = b.row_key AND a.rowid < b.rowid "
        "AND a.valid_from < b.valid_to AND b.valid_from < a.valid_to "
        "AND a.known_from < b.known_to AND b.known_from < a.known_to ORDER BY 1"
    ).fetchall()
    return [f"{dataset.title}: {key} has two versions on one day." for (key,) in overlaps]


def _rebuilds(db: DuckDBPyConnection, dataset: Dataset, version: int) -> list[str]:
    """The row versions are exactly the result of replaying every upload that counts."""
    stored = writer.known_versions(db, dataset, date.min)
    steps = writer.counting_steps(db, dataset, date.min, version)
    if not steps and stored.is_empty():
        return []
    rebuilt = intervals.restate(dataset, stored.clear(), date.min, steps).opened
    order = ["row_key", "valid_from"]
    if rebuilt.sort(order).equals(stored.sort(order)):
        return []
    return [f"{dataset.title}: what is shown differs from what its uploads say when they are replayed."]


def _names(db: DuckDBPyConnection, version: int) -> list[str]:
    """Row names are exactly what the uploads that count say about renamed rows."""
    expected = writer.names_known(db, version).intervals()
    columns = ", ".join(expected.columns)
    stored = frame(db.execute(f"SELECT {columns} FROM name_intervals WHERE known_to = {schema.UNTIL_CHANGED}"))
    if stored.sort(expected.columns).equals(expected.sort(expected.columns)):
        return []
    return ["What renamed rows are called differs from what the uploads say that renamed them."]


def _references(db: DuckDBPyConnection, dataset: Dataset, version: int) -> list[str]:
    """Every reference leads to a row, as at the latest date."""
    found = []
    for column, target in dataset.references:
        lost = db.execute(
            f'SELECT row_key, "{column}" FROM {dataset.name}_at(?, ?) WHERE "{column}" IS NOT NULL AND "{column}" NOT IN '
            f"(SELECT row_key FROM {target}_at(?, ?)) ORDER BY 1",
            [schema.LAST_DAY, version, schema.LAST_DAY, version],
        ).fetchall()
        label = dataset.column(column).label
        found += [f"{dataset.title}: {key} has {label} {value}, which is not in {target}." for key, value in lost]
    return found
