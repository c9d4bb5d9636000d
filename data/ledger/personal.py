"""Personal data: finding it in a store, and taking it out without breaking what the ledger proves (UK GDPR).

A mark, ‘[removed 1]’, replaces a person's name in every row version, key, note and file name. Each spelling has its own
mark, which no text of the store had before, so no two values that differed become equal, and every comparison, count,
interval and replay gives the same result as before. An original file that contains the name is dropped; its SHA-256 and
size stay, and `taken_out` has when, why, by whom and how many values. The file is then rewritten, so that nothing is
left in free pages, as a new generation, so that no reader and no other server goes on with an earlier answer.
"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import unicodedata
import uuid
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from data.datasets import DATASETS
from data.declarations import Kind
from data.ledger import programmes, roles, schema, store, switch, trail, upgrade
from data.ledger.connections import frame
from data.ledger.contents import content_of_file, open_file
from data.ledger.lock import held
from data.ledger.postgresql import authority
from data.ledger.publishing import OWN_PART, Owed, flush, flush_folder, log_of, owe, published_folder, store_path
from data.ledger.trail import news as trail_news
from data.ledger.writer import latest_version, now
from data.problems import LedgerRefused, StoreError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEAST_CHARACTERS = 3
LOOK_FOR, TAKE_OUT = "look for people in", "take people out of"
"""What an administrator comes to do here, as roles.why_not() takes it."""
TEXTS: dict[str, tuple[str, ...]] = {
    "uploads": ("uploaded_by", "file_name", "note", "read_as", "options"),
    "ledger_entries": ("made_by",),
    "renames": ("old_key", "new_key"),
    "name_intervals": ("identity", "label"),
    "taken_out": ("made_by", "why"),
}
"""By table, the columns that people wrote in. Of row versions: every text that isn't a choice."""

JSON_COLUMNS = ("options",)

JOINTS = r"[\s_.\u2010-\u2015-]+"
"""What may stand between the words of a name: ‘Ann Lee’ is found in ‘ann_lee.csv’ and ‘Ann-Lee’, too."""
SAME = {"'": "['’ʼ`]", "’": "['’ʼ`]"}

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1252")
TAG = re.compile(r"<[^>]*>")


def wanted(names: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds a person under any of the given spellings, ignoring case, spaces and the form of accents:
    whole words only. Raises LedgerRefused if one is too short to be a name, or is a word that the program itself uses.
    """
    spellings = [" ".join(name.split()) for name in names]
    for name in spellings:
        if sum(map(str.isalnum, name)) < LEAST_CHARACTERS:
            raise LedgerRefused(
                f"‘{name}’ is too short to look for: give {LEAST_CHARACTERS} letters or more. Nothing was changed."
            )
    found = re.compile(
        r"(?<![^\W_])(?:" + "|".join(map(_spelling, sorted(spellings, key=len, reverse=True))) + r")(?![^\W_])",
        re.IGNORECASE,
    )
    for dataset in DATASETS.values():
        for column in dataset.columns:
            for choice in column.choices:
                if found.search(choice.replace("_", " ")):
                    raise LedgerRefused(
                        f"‘{choice.replace('_', ' ')}’ is one of the choices of ‘{column.label}’ in {dataset.title.lower()}, and "
                        "no person. Nothing was changed. Give the whole name."
                    )
    return found


def _spelling(name: str) -> str:
    words = []
    for word in name.split():
        forms = dict.fromkeys(unicodedata.normalize(form, word) for form in ("NFC", "NFD"))
        words.append("(?:" + "|".join("".join(SAME.get(c, re.escape(c)) for c in each) for each in forms) + ")")
    return JOINTS.join(words)


@dataclass(frozen=True)
class Place:
    """Where a name was found: ‘Risks, Owner’, the text there, and how often (row versions, or 1). `stays`: why it can't
    be taken out there, if it can't."""

    where: str
    text: str
    times: int
    stays: str = ""


@dataclass
class Found:
    """What one programme's store has about a person."""

    programme: str
    places: list[Place] = field(default_factory=list)
    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # (table, column) → the texts with the name
    rows: set[int] = field(default_factory=set)  # uploads whose rows, as they were read, hold it
    files: set[int] = field(default_factory=set)  # uploads whose original file holds it, or whose rows do
    kept: list[Path] = field(default_factory=list)  # earlier stores beside it that hold it
    spellings: set[str] = field(default_factory=set)

    @property
    def cells(self) -> int:
        """The stored values that contain it."""
        return sum(place.times for place in self.places if not place.stays)

    @property
    def is_in_the_store(self) -> bool:
        return bool(self.values or self.rows or self.files)


def find(pattern: re.Pattern[str]) -> Found:
    """Everything that contains a name in and beside this programme's store, except what belongs to the whole server
    (find_on_server). Raises StoreError, and NotAllowed if the person asking is no administrator."""
    roles.require(roles.Role.ADMINISTRATOR, LOOK_FOR)
    found = Found(programmes.current().id)
    if not store.exists():
        return found
    store.catch_up()
    with store.looking() as db:
        _find_in(db, pattern, found)
    for number, text in trail.naming(pattern):
        found.places.append(
            Place(f"audit trail, event {number}", text, 1, "Without it the chain of hashes would be broken there.")
        )
    for token, name in trail.people().items():
        if pattern.search(name) and (times := trail.events_of(token)):
            why = "The token stays, and so that it was one person; whose it was is gone."
            found.places.append(Place(f"audit trail, events of the token {token[:8]}", name, times, why))
    current = programmes.current()
    if pattern.search(current.name):
        found.places.append(
            Place(
                "name of the programme",
                current.name,
                1,
                "Give the programme another name: python -m data programmes name.",
            )
        )
    for path in _kept_beside():
        if _holds_in_store(path, pattern):
            found.kept.append(path)
            found.places.append(Place(f"earlier store {path.name}", "which is removed as a whole", 1))
    return found


def find_on_server(pattern: re.Pattern[str]) -> list[Place]:
    """Where a name is in what all programmes of this server share: roles, and the people of the audit trails."""
    roles.require(roles.Role.ADMINISTRATOR, LOOK_FOR)
    counting = {line.who for line in roles.lines()}
    found = [
        Place(
            "roles", who, times,
            f"Take the role away first: python -m data roles revoke {who}" if who in counting else "",
        )
        for who, times in _counted([*(entry.who for entry in roles.entries()), *(entry.by for entry in roles.entries())])
        if pattern.search(who)
    ]  # fmt: skip
    return found + [
        Place("people of the audit trail", name, 1) for name in trail.people().values() if pattern.search(name)
    ]


def _counted(texts: Sequence[str]) -> list[tuple[str, int]]:
    return [(text, texts.count(text)) for text in dict.fromkeys(texts)]


# Looking ----------------------------------------------------------------------------------------------------------------


def text_columns(db: DuckDBPyConnection) -> list[tuple[str, str]]:
    """(table, column) of every text that people wrote, including columns that are no longer declared."""
    choices = {
        (schema.table(dataset), column.name)
        for dataset in DATASETS.values()
        for column in dataset.columns
        if column.kind in (Kind.CHOICE, Kind.YEAR)
    }
    listed = db.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal "
        "ORDER BY table_name, column_index"
    ).fetchall()
    tables = {schema.table(dataset) for dataset in DATASETS.values()}
    return [
        (table, column)
        for table, column in listed
        if column in TEXTS.get(table, ()) or (table in tables and (table, column) not in choices)
    ]


def _find_in(db: DuckDBPyConnection, pattern: re.Pattern[str], found: Found) -> None:
    for table, column in text_columns(db):
        texts = frame(db.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL')).to_series()
        holding = [text for text in texts if _search(column, text, pattern, found)]
        if not holding:
            continue
        found.values[table, column] = sorted(holding)
        for text, times in db.execute(
            f'SELECT "{column}", count(*) FROM "{table}" WHERE list_contains(?, "{column}") GROUP BY 1 ORDER BY 1',
            [holding],
        ).fetchall():
            found.places.append(Place(_place_of(table, column), text, times))
    for number, name, size, rows, file in _uploads(db):
        cells = sum(_counts_in(pl.read_parquet(io.BytesIO(rows)), pattern, found))
        if cells:
            found.rows.add(number)
            found.places.append(Place(f"upload {number}, rows as they were read", name, cells))
        if file is not None and (cells or holds(_unpacked(file, size), pattern)):
            found.files.add(number)
            found.places.append(Place(f"upload {number}, original file", f"{name}, which is dropped as a whole", 1))


def _uploads(db: DuckDBPyConnection) -> Iterator[tuple[int, str, int, bytes, bytes | None]]:
    """(number, file name, its size, the rows read from it, the file, both packed), one at a time."""
    listed = db.execute("SELECT number, file_name, bytes FROM uploads ORDER BY number").fetchall()
    for number, name, size in listed:
        for rows, file in db.execute("SELECT rows, file FROM upload_contents WHERE number = ?", [number]).fetchall():
            yield number, name, size, rows, file


def _unpacked(squeezed: bytes, size: int) -> bytes:
    return bytes(pa.decompress(squeezed, decompressed_size=size, codec="zstd", asbytes=True))


def _counts_in(rows: pl.DataFrame, pattern: re.Pattern[str], found: Found) -> Iterator[int]:
    for column in rows.select(pl.col(pl.String)):
        counts = column.drop_nulls().value_counts()
        yield sum(times for text, times in counts.iter_rows() if _search("", text, pattern, found))


def _search(column: str, text: str, pattern: re.Pattern[str], found: Found) -> bool:
    """Whether a text contains the name; records how it is spelt there."""
    spelt = [hit[0] for each in _strings_in(column, text) for hit in pattern.finditer(each)]
    found.spellings.update(spelt)
    return bool(spelt)


def _strings_in(column: str, text: str) -> Iterator[str]:
    if column not in JSON_COLUMNS:
        yield text
        return
    pending: list[Any] = [json.loads(text or "{}")]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            pending += value


def _place_of(table: str, column: str) -> str:
    for dataset in DATASETS.values():
        if schema.table(dataset) == table:
            if column == "row_key":
                return f"{dataset.title}, key of the row"
            return f"{dataset.title}, {dataset.column(column).label if column in dataset.names else column}"
    named = {
        "uploaded_by": "uploads, by whom",
        "made_by": "entries of the ledger, by whom",
        "options": "uploads, how they were read",
    }
    return named.get(column, f"{table.replace('_', ' ')}, {column.replace('_', ' ')}")


def holds(content: bytes, pattern: re.Pattern[str]) -> bool:
    """Whether a file contains a name in any of the encodings and forms in which files come: text, HTML, workbooks old
    and new."""
    if any(map(pattern.search, _texts_of(content))):
        return True
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return any(
                pattern.search(part.filename) or holds_plainly(parts.read(part), pattern) for part in parts.infolist()
            )
    return False


def holds_plainly(content: bytes, pattern: re.Pattern[str]) -> bool:
    """As holds, for what is no archive."""
    return any(map(pattern.search, _texts_of(content)))


def _texts_of(content: bytes) -> Iterator[str]:
    for encoding in ENCODINGS:
        for start in (0, 1) if encoding.startswith("utf-16") else (0,):
            text = content[start:].decode(encoding, "ignore")
            yield text
            if "<" in text:  # a name may be written in two parts, each with its own font
                yield html.unescape(TAG.sub("", text))
                yield html.unescape(TAG.sub(" ", text))
            elif "&" in text:
                yield html.unescape(text)


def _kept_beside() -> list[Path]:
    """Earlier stores beside the present one: from before a restore, from an earlier engine, lost in PostgreSQL."""
    path = store_path()
    return sorted(path.parent.glob(f"{path.stem}.*{path.suffix}"))


def _holds_in_store(path: Path, pattern: re.Pattern[str]) -> bool:
    """Whether a store's file contains a name; one that can't be read counts as containing it."""
    looked = Found("")
    try:
        with open_file(path) as db:
            _find_in(db, pattern, looked)
    except store.STORE_FAILURES:
        return True
    return looked.is_in_the_store


# Taking out -------------------------------------------------------------------------------------------------------------


def take_out(pattern: re.Pattern[str], why: str, by: str) -> Found:
    """Takes a name out of this programme's store, and of what lies beside it. Returns what was found.

    Killed before the new file is in its place, it has changed nothing but earlier stores beside it; after that, the
    next command goes on, and the same command does what is left. Raises StoreError, LedgerRefused, NotAllowed.
    """
    roles.require(roles.Role.ADMINISTRATOR, TAKE_OUT)
    if not store.exists():
        return Found(programmes.current().id)
    store.catch_up()
    store.tending()  # brought up to date, and nothing left to do
    seconds, path = store.patience(), store_path()
    with store.locked(seconds), store.remote_of_programme(seconds) as remote:
        if remote is not None:
            store.bring_up(remote, seconds)
        switch.finish(path)
        _sweep(path)
        found = find_locked(path, pattern, seconds)
        if found.is_in_the_store:
            generation, version = _write_without(path, pattern, found, why, by, seconds, remote)
            store.publish_what_counts(path, generation, Owed(version, "What was taken out is gone"))
            with open_file(path) as db:
                trail_news.follow_where_possible(trail_news.news(db, generation))
        for kept in _kept_beside():
            if _holds_in_store(kept, pattern):
                found.kept.append(kept)
                kept.unlink()
                log_of(kept).unlink(missing_ok=True)
        flush_folder(path.parent)
    address = programmes.authority()
    if address is not None and found.is_in_the_store:
        authority.rewrite_tables(address)
    return found


def find_locked(path: Path, pattern: re.Pattern[str], seconds: float) -> Found:
    """What the work file contains, for the holder of the ledger's lock."""
    found = Found(programmes.current().id)
    with held(path, seconds, to_write=False), open_file(path) as db:
        _find_in(db, pattern, found)
    return found


def take_out_of_server(pattern: re.Pattern[str]) -> int:
    """Takes a name out of what all programmes of this server share. Returns how many entries were changed. Raises
    LedgerRefused if it has a role in force, NotAllowed, and StoreError."""
    roles.require(roles.Role.ADMINISTRATOR, TAKE_OUT)
    return roles.forget(pattern.search) + trail.forget(pattern.search)


def _sweep(path: Path) -> None:
    """Removes what killed writers left half done: it is useless, and may contain the name."""
    for ending in (".new", ".anew", OWN_PART, ".upgrade.part", ".taking-out", ".taking-out.part"):
        part = path.with_name(path.name + ending)
        for half in (part, log_of(part)):
            half.unlink(missing_ok=True)
    for part in published_folder().glob("*.part"):
        part.unlink(missing_ok=True)


def _write_without(
    path: Path,
    pattern: re.Pattern[str],
    found: Found,
    why: str,
    by: str,
    seconds: float,
    remote: authority.Authority | None,
) -> tuple[str, int]:
    """Rewrites the work file without the name, in place of the existing one. Returns its generation and ledger
    version."""
    rough, part = (path.with_name(path.name + ending) for ending in (".taking-out", ".taking-out.part"))
    try:
        with held(path, seconds, to_write=False):
            shutil.copyfile(path, rough)
        rough.chmod(0o600)
        with open_file(rough, to_write=True) as db:
            db.execute("BEGIN")
            generation = _replace(db, pattern, found, why, by)
            version = latest_version(db)
            db.execute("COMMIT")
            db.execute("CHECKPOINT")
        upgrade.write_anew(rough, part)
        if content_of_file(part) != content_of_file(rough):
            raise StoreError("The store could not be written anew. Nothing was changed. Try again.")
        part.chmod(0o600)
        if remote is not None:
            with open_file(part, to_write=True) as db:
                db.execute("BEGIN")
                remote.replace(db)
                db.execute("COMMIT")
                db.execute("CHECKPOINT")
        flush(part)
        owe(Owed(version))
        part.replace(path)
        flush_folder(path.parent)
    finally:
        for half in (rough, log_of(rough), part, log_of(part)):
            half.unlink(missing_ok=True)
    return generation, version


def _replace(db: DuckDBPyConnection, pattern: re.Pattern[str], found: Found, why: str, by: str) -> str:
    """Replaces the name with marks, drops the originals, and records that. Returns the new generation."""
    marks = _marks(db, found)

    def without(text: str) -> str:
        return pattern.sub(lambda hit: marks[hit[0]], text)

    for (table, column), texts in found.values.items():
        changed = [[_in_json(text, without) if column in JSON_COLUMNS else without(text), text] for text in texts]
        db.executemany(f'UPDATE "{table}" SET "{column}" = ? WHERE "{column}" = ?', changed)
    for number in sorted(found.rows):
        packed = db.execute("SELECT rows FROM upload_contents WHERE number = ?", [number]).fetchall()[0][0]
        kept = io.BytesIO()
        _marked(pl.read_parquet(io.BytesIO(packed)), without).write_parquet(kept, compression="zstd", statistics=False)
        db.execute("UPDATE upload_contents SET rows = ? WHERE number = ?", [kept.getvalue(), number])
    for number in sorted(found.files):
        db.execute("UPDATE upload_contents SET file = NULL WHERE number = ?", [number])
    was = db.execute("SELECT value FROM about WHERE name = 'generation'").fetchall()[0][0]
    generation, last = uuid.uuid4().hex, db.execute("SELECT coalesce(max(number), 0) FROM taken_out").fetchall()[0][0]
    db.execute("UPDATE about SET value = ? WHERE name = 'generation'", [generation])
    db.execute(
        "INSERT INTO taken_out VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            last + 1, latest_version(db), now(), pattern.sub("[removed]", roles.name_of(by)), why, found.cells - len(found.files),
            json.dumps(sorted(found.files)), generation, was,
        ],
    )  # fmt: skip
    return generation


def _marks(db: DuckDBPyConnection, found: Found) -> dict[str, str]:
    """By spelling, a mark that no text of the store has yet."""
    used = [0]
    for table, column in text_columns(db):
        held_marks = db.execute(
            f'SELECT DISTINCT unnest(regexp_extract_all("{column}", \'\\[removed (\\d+)\\]\', 1)) FROM "{table}"'
        ).fetchall()
        used += [int(each) for (each,) in held_marks if len(each) < 12]
    return {
        spelling: f"[removed {number}]" for number, spelling in enumerate(sorted(found.spellings), start=1 + max(used))
    }


def _marked(rows: pl.DataFrame, without: Callable[[str], str]) -> pl.DataFrame:
    """The rows with each text replaced as in `without`; each different text is examined once."""
    changed = []
    for column in rows.select(pl.col(pl.String)):
        texts = {text: without(text) for text in column.drop_nulls().unique()}
        news = {old: new for old, new in texts.items() if old != new}
        if news:
            changed.append(column.replace(news))
    return rows.with_columns(changed)


def _in_json(text: str, without: Callable[[str], str]) -> str:
    def marked(value: Any) -> Any:
        if isinstance(value, str):
            return without(value)
        if isinstance(value, dict):
            return {without(name): marked(each) for name, each in value.items()}
        return [marked(each) for each in value] if isinstance(value, list) else value

    return json.dumps(marked(json.loads(text or "{}")))
