"""The store's tables and macros, generated from the declarations.

Only what DuckDB and DuckLake share is used: no keys, checks, indexes, sequences, enums or RETURNING. What those would
guard, ingest checks before a row comes in, and `python -m data check` afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from data.datasets import DATASETS, Column, Dataset

FOREVER = date(9999, 12, 31)
"""`valid_to` of a row that is still so."""

LAST_DAY = date(9999, 12, 30)
"""The last day from which a reader can look: what is still so then has no end."""

UNTIL_CHANGED = 2**62
"""`known_to` of a row that has not been restated; it is above every upload number."""

KEY_JOINT = " · "

FORMAT = 7
"""Number of the store's layout outside the datasets. A store with a higher one was made by a newer program.

1: a renamed row was one row gone and another come. 2: rows are kept by the first key that they had (data/ledger/names.py).
3: which waves had finished is kept of each reporting date (data/ledger/derived.py). 4: so are the plan and the team's dates.
5: a move due on the reporting date itself is one of those dates. 6: moves of what never was in scope are not in those counts.
7: when the first of the moves was, and of the first report on migrations when each was, are kept too."""

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
CREATE TABLE IF NOT EXISTS name_intervals (
    dataset VARCHAR, key_column VARCHAR, identity VARCHAR, label VARCHAR, valid_from DATE, valid_to DATE, upload BIGINT,
    known_from BIGINT, known_to BIGINT);
CREATE TABLE IF NOT EXISTS migration_days (
    day DATE, scope BIGINT, migrated BIGINT, in_scope BIGINT, known_from BIGINT, known_to BIGINT);
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS finished STRUCT(wave VARCHAR, finished_on DATE)[];
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS plan STRUCT(day DATE, wave VARCHAR, applications BIGINT)[];
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS team_date DATE;
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS team_dated BIGINT;
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS moved_outside BIGINT;
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS moved_since_left BIGINT;
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS first_move DATE;
ALTER TABLE migration_days ADD COLUMN IF NOT EXISTS moves_by_day STRUCT(day DATE, moves BIGINT)[];
CREATE TABLE IF NOT EXISTS taken_out (
    number BIGINT, ledger_version BIGINT, made_at TIMESTAMP, made_by VARCHAR, why VARCHAR, cells BIGINT, files VARCHAR,
    generation VARCHAR, instead_of VARCHAR);
"""
"""`uploads` has one row per accepted file and is never changed; `ledger_entries` one row per upload that was entered,
withdrawn or reinstated, where those turned together share a number; `upload_contents` the file as it came and the rows that
were read from it; `renames` one row per key that an upload's author said was only renamed; `name_intervals` what follows
from those that count: what a row is called, from and to which reporting date, as known at which ledger versions;
`migration_days` what follows from the row versions (data/ledger/derived.py); `taken_out` one row each time that a person's data
were taken out (data/ledger/personal.py): how many values, the uploads whose original file was dropped (a JSON list), and the
generations before and since."""

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
SELECT r.*, u.reporting_date FROM renames AS r JOIN uploads_at(v) AS u ON u.number = r.upload WHERE NOT u.withdrawn;
CREATE OR REPLACE MACRO name_versions(v) AS TABLE
SELECT dataset, key_column, identity, label, valid_from, valid_to, upload FROM name_intervals
WHERE known_from <= v AND known_to > v;
"""

DATE_MACROS = """
CREATE OR REPLACE MACRO is_done(actual, day) AS coalesce(actual <= day, false);
CREATE OR REPLACE MACRO forecast_or_baseline(forecast, baseline) AS coalesce(forecast, baseline);
CREATE OR REPLACE MACRO expected_date(actual, forecast, baseline) AS coalesce(actual, forecast, baseline);
CREATE OR REPLACE MACRO planned_date(actual, forecast, baseline, day) AS CASE
    WHEN is_done(actual, day) THEN forecast_or_baseline(forecast, baseline) ELSE expected_date(actual, forecast, baseline)
END;
"""
"""What the three dates of anything mean, for every query. Done: its actual date is on or before the day looked from. An actual
date to come is not done yet: until its day it is planned for that day, whatever was forecast. Expected: on its actual date, also
one to come, else on its forecast, or on its baseline where no forecast is given; null without any. Planned: the same, but of what
is done the day that was forecast of it."""

COUNTING_MACROS = """
CREATE OR REPLACE MACRO is_in_scope(disposition) AS disposition IN ('consolidate', 'migrate', 'replace', 'self_service');
CREATE OR REPLACE MACRO migrated_on(stage, actual) AS CASE WHEN stage IN ('migrated', 'decommissioned') THEN actual END;
"""
"""Which applications the programme is to move, and the date on which a migration counts as moved, null where it doesn't: for
every query (see queries/shared/applications_scoped.sql and migrations_dated.sql), and for what is kept of each reporting date."""

MOVES_MACRO = """
CREATE OR REPLACE MACRO moves_counted(d, v) AS TABLE
WITH reported AS NOT MATERIALIZED (
    SELECT
        application_id, wave_id, baseline_date, forecast_date, migrated_on(stage, actual_date) AS migrated_on,
        is_done(migrated_on(stage, actual_date), d) AS has_moved
    FROM migrations_intervals
    WHERE valid_from <= d AND valid_to > d AND known_from <= v AND known_to > v
),
listed AS NOT MATERIALIZED (
    SELECT application_id, coalesce(is_in_scope(disposition), false) AS in_scope
    FROM applications_intervals
    WHERE valid_from <= d AND valid_to > d AND known_from <= v AND known_to > v
),
left_scope AS (
    -- by two passes, for reading the keys of all versions is what costs
    SELECT application_id, max(valid_to) AS left_on
    FROM applications_intervals
    WHERE valid_to <= d AND known_from <= v AND known_to > v AND is_in_scope(disposition) AND application_id IN (
        SELECT application_id FROM reported
        WHERE has_moved AND application_id NOT IN (SELECT application_id FROM listed WHERE in_scope)
    )
    GROUP BY application_id
),
left_inventory AS (
    SELECT application_id, arg_max(coalesce(is_in_scope(disposition), false), valid_from) AS was_in_scope
    FROM applications_intervals
    WHERE valid_to <= d AND known_from <= v AND known_to > v AND application_id IN (
        SELECT application_id FROM reported WHERE application_id NOT IN (SELECT application_id FROM listed)
    )
    GROUP BY application_id
)
SELECT
    reported.*,
    listed.in_scope,
    coalesce(listed.in_scope, left_inventory.was_in_scope, true)
    OR coalesce(reported.has_moved AND left_scope.left_on > reported.migrated_on, false) AS is_counted
FROM reported
LEFT JOIN listed ON reported.application_id = listed.application_id
LEFT JOIN left_scope ON reported.application_id = left_scope.application_id
LEFT JOIN left_inventory ON reported.application_id = left_inventory.application_id;
"""
"""`moves_counted(d, v)`: every migration at the end of day d, as known at ledger version v, by the keys that rows had first.
has_moved: it had by then. in_scope: whether its application is; null of one that is not in the inventory.
is_counted: whether the forecast counts it: its application is in scope; or it has moved, and its application was in scope on that
day or later; or the inventory does not know the application, or knew it last as one in scope. What never was in scope is not
counted: its move would be growth of scope."""

WRITING_MACROS = """
CREATE OR REPLACE MACRO minus(n) AS if(n < 0, '−', '');
CREATE OR REPLACE MACRO whole_pounds(n) AS minus(n) || '£' || CASE
    WHEN n <> 0 AND abs(n) < 0.5 THEN format('{:.2f}', abs(n)) ELSE format('{:,}', round(abs(n))::BIGINT)
END;
CREATE OR REPLACE MACRO decimals_of(pct) AS CASE
    WHEN least(abs(pct), abs(abs(pct) - 100)) BETWEEN 1e-9 AND 0.05
    THEN least(6, ceil(-log10(least(abs(pct), abs(abs(pct) - 100))))) ELSE 1
END::INTEGER;
CREATE OR REPLACE MACRO percent(part, whole) AS
    round(100.0::DOUBLE * part / nullif(whole, 0), decimals_of(100.0::DOUBLE * part / nullif(whole, 0)));
CREATE OR REPLACE MACRO share_text(pct) AS
    minus(pct) || format('{:,}', trunc(abs(pct)::DECIMAL(38, 6))::BIGINT)
    || rtrim(rtrim(ltrim((abs(pct)::DECIMAL(38, 6) % 1)::VARCHAR, '0'), '0'), '.') || '%';
"""
"""How amounts are rounded and written, for every query; in Python data/number_text.py says the same. whole_pounds: to the nearest
pound, half away from nought, the minus before the £; to the penny where that would say £0 of what isn't. percent: a part in per
cent of the whole, to one decimal, and to more where one would say nought or 100 of what isn't (99.96, 100.03), six at most; null
of a whole that is nought or unknown. share_text: such a percentage as a sentence has it."""

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


def macros(dataset: Dataset, renamed: Collection[str] = ()) -> list[str]:
    """`<dataset>_versions(d, v)`: every row version known at ledger version v, rows under their names at the end of day
    d. `<dataset>_at(d, v)`: the rows that held at the end of day d, as known at v. `<dataset>_kept(d, v)`: as the
    first, with identity, the row_key that a row had first.

    `renamed`: the datasets with any renamed row; only their names are looked up, because that costs planning.
    """
    known = "t.known_from <= v AND t.known_to > v"
    select, source = _labelled(dataset, renamed)
    return [
        f"CREATE OR REPLACE MACRO {dataset.name}_versions(d, v) AS TABLE "
        f"SELECT {select}, t.valid_from, t.valid_to, t.upload FROM {source} WHERE {known}",
        f"CREATE OR REPLACE MACRO {dataset.name}_at(d, v) AS TABLE "
        f"SELECT {select}, t.valid_from AS since, t.upload FROM {source} "
        f"WHERE t.valid_from <= d AND t.valid_to > d AND {known}",
        f"CREATE OR REPLACE MACRO {dataset.name}_kept(d, v) AS TABLE "
        f"SELECT {select}, t.row_key AS identity, t.valid_from, t.valid_to, t.upload FROM {source} WHERE {known}",
    ]


def _labelled(dataset: Dataset, renamed: Collection[str]) -> tuple[str, str]:
    """SQL for the declared columns and row_key under their names at the end of day d, and what to select them from."""
    source, called = f"{table(dataset)} AS t", {}
    for column, space in names_of(dataset).items():
        if space in renamed:
            called[column] = f'coalesce("{column}_name".label, t."{column}")'
            source += (
                f" LEFT JOIN (SELECT identity, label FROM name_versions(v) WHERE dataset = '{space}' AND valid_from <= d "
                f'AND valid_to > d) AS "{column}_name" '
                f'ON "{column}_name".identity = t."{column}"'
            )
    columns = [f'{called[name]} AS "{name}"' if name in called else f't."{name}"' for name in dataset.names]
    if called.keys() & set(dataset.keys):
        parts = [f"{called[key]}" if key in called else f't."{key}"::VARCHAR' for key in dataset.keys]
        columns.append(f" || '{KEY_JOINT}' || ".join(parts) + " AS row_key")
    else:
        columns.append("t.row_key")
    return ", ".join(columns), source


def names_of(dataset: Dataset) -> dict[str, str]:
    """Column → the dataset whose names it holds, for every column that holds any (see data/ledger/names.py)."""
    spaces = dict(dataset.references)
    if dataset.reference is not None:
        spaces.setdefault(dataset.reference.name, dataset.name)
    return spaces


def cells_macro(datasets: tuple[Dataset, ...]) -> str:
    """`cells(d, v)`: every cell of every row version of every dataset, long: dataset, row_key, identity, column_name, value
    (text), valid_from, valid_to, upload, from `<dataset>_kept`."""
    parts = []
    for dataset in datasets:
        pairs = ", ".join(f"{{'n': '{c.name}', 'v': {c.sql_text}}}" for c in dataset.columns)
        parts.append(
            f"SELECT '{dataset.name}' AS dataset, row_key, identity, cell.n AS column_name, cell.v AS value, valid_from, "
            f"valid_to, upload FROM (SELECT row_key, identity, valid_from, valid_to, upload, unnest([{pairs}]) AS cell "
            f"FROM {dataset.name}_kept(d, v))"
        )
    return "CREATE OR REPLACE MACRO cells(d, v) AS TABLE " + " UNION ALL ".join(parts)


def statements(renamed: Collection[str] = ()) -> list[str]:
    """Everything that makes an empty store, safe to run on an existing one. `renamed`: as in macros."""
    datasets = tuple(DATASETS.values())
    made = [create_table(dataset) for dataset in datasets]
    rules = (LEDGER_MACROS, DATE_MACROS, COUNTING_MACROS, MOVES_MACRO, WRITING_MACROS)
    return [LEDGER_TABLES, *made, *rules, *reading_macros(renamed)]


def reading_macros(renamed: Collection[str] = ()) -> list[str]:
    """The macros through which every row is read. `renamed`: as in macros."""
    datasets = tuple(DATASETS.values())
    return [macro for dataset in datasets for macro in macros(dataset, renamed)] + [cells_macro(datasets)]


def fingerprint() -> str:
    """A short hash of everything above: a store made from other declarations has another one and is updated."""
    return _fingerprint(tuple(DATASETS.values()))


@lru_cache(maxsize=4)
def _fingerprint(_: tuple[Dataset, ...]) -> str:
    # every question asks for it: writing the statements out takes 0.3 ms, looking it up a tenth of that
    return hashlib.sha256("\n".join([str(FORMAT), *statements()]).encode()).hexdigest()[:16]
