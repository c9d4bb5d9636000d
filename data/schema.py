"""The store's tables and macros, written out from the declarations.

Only what DuckDB and DuckLake share is used: no keys, checks, indexes, sequences, enums or RETURNING. What those would
guard is checked by ingest before a row comes in, and by `python -m data check` afterwards.
"""

from __future__ import annotations

import hashlib
from datetime import date

from data.datasets import DATASETS, Column, Dataset, Kind

FOREVER = date(9999, 12, 31)
"""`valid_to` of a row that is still so."""

UNTIL_CHANGED = 2**62
"""`known_to` of a row that has not been restated; it is above every upload number."""

KEY_JOINT = " · "

FORMAT = 1
"""Number of the store's layout outside the datasets. A store with a higher one was made by a newer program."""

LEDGER_TABLES = """
CREATE TABLE IF NOT EXISTS about (name VARCHAR, value VARCHAR);
CREATE TABLE IF NOT EXISTS ledger_entries (
    number BIGINT, action VARCHAR, upload BIGINT, made_by VARCHAR, made_at TIMESTAMP);
CREATE TABLE IF NOT EXISTS uploads (
    number BIGINT, dataset VARCHAR, reporting_date DATE, mode VARCHAR, uploaded_by VARCHAR, uploaded_at TIMESTAMP,
    file_name VARCHAR, sha256 VARCHAR, bytes BIGINT, rows BIGINT, added BIGINT, changed BIGINT, removed BIGINT,
    unchanged BIGINT, note VARCHAR, illustrative BOOLEAN, read_as VARCHAR, options VARCHAR);
CREATE TABLE IF NOT EXISTS upload_contents (number BIGINT, file BLOB, rows BLOB);
CREATE TABLE IF NOT EXISTS renames (upload BIGINT, dataset VARCHAR, old_key VARCHAR, new_key VARCHAR);
"""
"""`uploads` has one row per accepted file and is never changed; `ledger_entries` one row per upload, withdrawal or
reinstatement, numbered together; `upload_contents` the file as it came and the rows that were read from it; `renames` one
row per key that an upload's author said was only renamed, so that the row's history follows it."""

LEDGER_MACROS = """
CREATE OR REPLACE MACRO uploads_at(v) AS TABLE
SELECT u.*,
    coalesce(last.action = 'withdraw', false) AS withdrawn,
    CASE WHEN last.action = 'withdraw' THEN last.made_by END AS withdrawn_by,
    CASE WHEN last.action = 'withdraw' THEN last.made_at END AS withdrawn_at
FROM uploads AS u
LEFT JOIN (
    SELECT upload, max_by(action, number) AS action, max_by(made_by, number) AS made_by,
        max_by(made_at, number) AS made_at
    FROM ledger_entries WHERE number <= v GROUP BY upload
) AS last ON last.upload = u.number
WHERE u.number <= v;
CREATE OR REPLACE MACRO renames_at(v) AS TABLE
SELECT r.* FROM renames AS r JOIN uploads_at(v) AS u ON u.number = r.upload WHERE NOT u.withdrawn;
"""

INTERVAL_COLUMNS = (
    ("row_key", "VARCHAR"),
    ("valid_from", "DATE"),
    ("valid_to", "DATE"),
    ("known_from", "BIGINT"),
    ("known_to", "BIGINT"),
    ("upload", "BIGINT"),
)
"""What every row version carries beside the declared columns: from and to which reporting date it holds, from and to
which ledger version it was what we knew, and which upload brought it."""


def table(dataset: Dataset) -> str:
    """The table with every row version of the dataset."""
    return f"{dataset.name}_intervals"


def create_table(dataset: Dataset) -> str:
    columns = [(column.name, column.sql_type) for column in dataset.columns] + list(INTERVAL_COLUMNS)
    inside = ", ".join(f'"{name}" {kind}' for name, kind in columns)
    return f"CREATE TABLE IF NOT EXISTS {table(dataset)} ({inside})"


def add_column(dataset: Dataset, column: Column) -> str:
    return f'ALTER TABLE {table(dataset)} ADD COLUMN "{column.name}" {column.sql_type}'


def as_text(column: Column) -> str:
    """SQL that says a column's value as text, alike in history, comparison and export."""
    if column.kind is Kind.YES_NO:
        return f"CASE \"{column.name}\" WHEN true THEN 'yes' WHEN false THEN 'no' END"
    return f'"{column.name}"::VARCHAR'


def macros(dataset: Dataset) -> list[str]:
    """`<dataset>_versions(v)`: every row version known at ledger version v.
    `<dataset>_at(d, v)`: the rows that held at the end of day d, as known at v."""
    names = ", ".join(f'"{name}"' for name in dataset.names)
    known = "known_from <= v AND known_to > v"
    return [
        f"CREATE OR REPLACE MACRO {dataset.name}_versions(v) AS TABLE "
        f"SELECT {names}, row_key, valid_from, valid_to, upload FROM {table(dataset)} WHERE {known}",
        f"CREATE OR REPLACE MACRO {dataset.name}_at(d, v) AS TABLE "
        f"SELECT {names}, row_key, valid_from AS since, upload FROM {table(dataset)} "
        f"WHERE valid_from <= d AND valid_to > d AND {known}",
    ]


def cells_macro(datasets: tuple[Dataset, ...]) -> str:
    """`cells(v)`: every cell of every row version of every dataset, long: dataset, row_key, column_name, value (text)."""
    parts = []
    for dataset in datasets:
        pairs = ", ".join(f"{{'n': '{c.name}', 'v': {as_text(c)}}}" for c in dataset.columns)
        parts.append(
            f"SELECT '{dataset.name}' AS dataset, row_key, cell.n AS column_name, cell.v AS value, valid_from, valid_to, "
            f"upload FROM (SELECT row_key, valid_from, valid_to, upload, unnest([{pairs}]) AS cell "
            f"FROM {table(dataset)} WHERE known_from <= v AND known_to > v)"
        )
    return "CREATE OR REPLACE MACRO cells(v) AS TABLE " + " UNION ALL ".join(parts)


def statements() -> list[str]:
    """Everything that makes an empty store, safe to run on one that has it already."""
    datasets = tuple(DATASETS.values())
    made = [create_table(dataset) for dataset in datasets]
    for dataset in datasets:
        made += macros(dataset)
    return [LEDGER_TABLES, *made, LEDGER_MACROS, cells_macro(datasets)]


def fingerprint() -> str:
    """A short hash of everything above: a store made from other declarations has another one and is brought up to date."""
    return hashlib.sha256("\n".join([str(FORMAT), *statements()]).encode()).hexdigest()[:16]
