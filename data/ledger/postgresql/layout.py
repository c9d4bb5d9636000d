"""The tables in PostgreSQL: numbered migrations for the ledger's own, and tables derived from the declared datasets.

A migration is a file of `migrations/`; each is applied once, in one transaction with the record of it. A dataset's
table gets every declared column, and never loses one, so that servers of two releases can share it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.datasets import DATASETS, Column, Dataset
from data.ledger import schema
from data.ledger.postgresql.connecting import connect, in_words
from data.problems import StoreError

if TYPE_CHECKING:
    from psycopg import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
LAYOUT_LOCK = 1_886_545_259
"""Of the advisory locks, the one that whoever changes tables holds; any number that nobody else uses."""

STORED_AS = {"VARCHAR": "text", "BIGINT": "bigint", "DATE": "date", "BOOLEAN": "boolean"}
"""A type of DuckDB's → PostgreSQL's; DECIMAL(p,s) is the same in both."""


@cache
def migrations() -> tuple[tuple[int, str, str], ...]:
    """(number, name, statements) of each, in the order of their numbers, which have no gap."""
    files = sorted(MIGRATIONS.glob("*.sql"))
    found = tuple((int(path.stem.partition("_")[0]), path.stem, path.read_text(encoding="utf-8")) for path in files)
    assert [number for number, _, _ in found] == list(range(1, len(found) + 1))
    return found


def is_there(db: Connection[Any]) -> bool:
    """Whether any part of a store has been made in this database."""
    found = db.execute("SELECT to_regclass('ledger.programmes') IS NOT NULL").fetchone()
    return bool(found and found[0])


def make_ready(address: str) -> None:
    """Makes or completes the tables if needed. Raises StoreError, also if a newer release has made them."""
    with in_words(address), connect(address) as db:
        if is_ready(db):
            return
        db.rollback()
        db.execute("SELECT pg_advisory_xact_lock(%s)", [LAYOUT_LOCK])
        migrate(db)
        follow_declarations(db)


def is_ready(db: Connection[Any]) -> bool:
    """Whether the tables are as this release and its declarations have them. Raises StoreError where a newer one made them."""
    if not is_there(db) or _applied(db) != len(migrations()):
        return False
    known = db.execute("SELECT 1 FROM ledger.declarations WHERE fingerprint = %s", [schema.fingerprint()]).fetchone()
    return known is not None


def _applied(db: Connection[Any]) -> int:
    """The number of the latest migration that this database has."""
    found = db.execute("SELECT coalesce(max(number), 0) FROM ledger.migrations").fetchone()
    number = int(found[0]) if found else 0
    if number > len(migrations()):
        raise StoreError("The store was made by a newer version of this program. Update the program first.")
    return number


def migrate(db: Connection[Any], up_to: int | None = None) -> None:
    """Applies the migrations that are missing, in the transaction of the connection. `up_to`: none after that number."""
    db.execute("CREATE SCHEMA IF NOT EXISTS ledger")
    db.execute(
        "CREATE TABLE IF NOT EXISTS ledger.migrations "
        "(number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    applied = _applied(db)
    for number, name, statements in migrations()[applied:up_to]:
        db.execute(statements.encode())
        db.execute("INSERT INTO ledger.migrations (number, name) VALUES (%s, %s)", [number, name])


def follow_declarations(db: Connection[Any]) -> None:
    """Creates declared but missing tables of row versions, columns and views, and records that."""
    columns: dict[str, set[str]] = {}
    for table, column in db.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'ledger'"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    for dataset in DATASETS.values():
        present = columns.get(schema.table(dataset))
        if present is None:
            db.execute(_table(dataset).encode())
            continue
        for column in dataset.columns:
            if column.name not in present:
                db.execute(
                    f'ALTER TABLE ledger.{schema.table(dataset)} ADD COLUMN "{column.name}" {_type(column)}'.encode()
                )
    for dataset in DATASETS.values():
        db.execute(_view(dataset).encode())
    db.execute("INSERT INTO ledger.declarations VALUES (%s) ON CONFLICT DO NOTHING", [schema.fingerprint()])
    for (account,) in db.execute("SELECT DISTINCT account FROM ledger.accounts").fetchall():
        grant_reading(db, account)


def grant_reading(db: Connection[Any], account: str) -> None:
    """Lets an account of the database read the views; ledger.accounts says, row by row, of which programmes."""
    from psycopg import sql

    tables = ["accounts", "programmes", "name_intervals", *(schema.table(dataset) for dataset in DATASETS.values())]
    places = [sql.Identifier("ledger", table) for table in tables]
    places += [sql.Identifier("now", name) for name in DATASETS]
    who = sql.Identifier(account)
    db.execute(sql.SQL("GRANT USAGE ON SCHEMA ledger, now TO {}").format(who))
    db.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.SQL(", ").join(places), who))


def _type(column: Column) -> str:
    return STORED_AS.get(column.sql_type, column.sql_type)


def _table(dataset: Dataset) -> str:
    """A dataset's row versions. `known_to` of a version that is still known is 2^62: one such for a row and a day."""
    table = schema.table(dataset)
    columns = "".join(f'"{column.name}" {_type(column)}, ' for column in dataset.columns)
    return f"""
CREATE TABLE ledger.{table} (
    programme text NOT NULL REFERENCES ledger.programmes (id), {columns}row_key text NOT NULL, valid_from date NOT NULL,
    valid_to date NOT NULL, known_from bigint NOT NULL, known_to bigint NOT NULL, upload bigint NOT NULL,
    CHECK (valid_from < valid_to), CHECK (known_from < known_to),
    FOREIGN KEY (programme, upload) REFERENCES ledger.uploads (programme, number));
CREATE UNIQUE INDEX {table}_open ON ledger.{table} (programme, row_key, valid_from) WHERE known_to = {schema.UNTIL_CHANGED};
CREATE INDEX {table}_known_from ON ledger.{table} (programme, known_from);
CREATE INDEX {table}_known_to ON ledger.{table} (programme, known_to) WHERE known_to < {schema.UNTIL_CHANGED};
ALTER TABLE ledger.{table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_the_account ON ledger.{table} FOR SELECT
    USING (programme IN (SELECT programme FROM ledger.accounts WHERE account = current_user));
"""


def _view(dataset: Dataset) -> str:
    """A dataset as at now: its rows as the latest report left them, and as they are called now."""
    selected, source = ["t.programme"], f"ledger.{schema.table(dataset)} AS t"
    for name in dataset.names:
        space = schema.names_of(dataset).get(name)
        if space is None:
            selected.append(f't."{name}"')
            continue
        selected.append(f'coalesce("{name}_name".label, t."{name}") AS "{name}"')
        source += (
            f' LEFT JOIN ledger.name_intervals AS "{name}_name" ON "{name}_name".programme = t.programme '
            f'AND "{name}_name".dataset = \'{space}\' AND "{name}_name".identity = t."{name}" '
            f'AND "{name}_name".valid_to = DATE \'{schema.FOREVER}\' AND "{name}_name".known_to = {schema.UNTIL_CHANGED}'
        )
    return (
        f"DROP VIEW IF EXISTS now.{dataset.name};"
        f"CREATE VIEW now.{dataset.name} WITH (security_invoker = true) AS SELECT {', '.join(selected)}, t.valid_from AS since, "
        f"t.upload FROM {source} WHERE t.valid_to = DATE '{schema.FOREVER}' AND t.known_to = {schema.UNTIL_CHANGED}"
    )
