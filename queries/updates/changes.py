"""What one upload did: every cell that it filled, changed or took away, as it was known when it was made.
One row per cell; event is removed, changed or added, in this order. Cells that were and stayed blank are left out.
row_key: as the row is called on the upload's day. A row that the upload renamed has a changed key.
It is the same at any as-at date.
$number integer: the upload's number
$limit integer: how many cells at most
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS, Column, Dataset
from queries import Asking

CHOSEN = "SELECT dataset, reporting_date FROM uploads_at($ledger_version) WHERE number = $number::bigint"
SCHEMA = {
    "row_key": pl.String, "column_name": pl.String, "before": pl.String, "after": pl.String, "event": pl.String,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, number: int | None, limit: int | None) -> pl.DataFrame:
    chosen = ask.rows(CHOSEN, number=number)
    if not chosen:
        return pl.DataFrame(schema=SCHEMA)
    dataset, day = DATASETS[chosen[0]["dataset"]], chosen[0]["reporting_date"]
    return ask.frame(_cells(dataset), number=number, reported=day, row_limit=limit)


def _cells(dataset: Dataset) -> str:
    """The cells in which a dataset differs by an upload, as a SELECT. Rows are compared, cut and only then said as text and taken
    apart into their cells: a row that is there has one at least."""
    on_the_day = "valid_from <= $reported::date AND valid_to > $reported::date"
    brought, keys = "(upload = $number::bigint AND valid_from = $reported::date)", dataset.keys
    named = {
        key: f"\"{key}\"::VARCHAR IN (SELECT label FROM name_versions($number::bigint) WHERE upload = $number::bigint "
        f"AND dataset = '{dataset.name}' AND key_column = '{key}')"
        for key in keys
    }  # fmt: skip
    differ = " OR ".join(
        ("" if column.name in keys else "later.is_brought AND ")
        + f'earlier."{column.name}" IS DISTINCT FROM later."{column.name}"'
        for column in dataset.columns
    )
    columns = ", ".join(f'"{column.name}"' for column in dataset.columns)
    whether_shown = [
        "later.is_brought OR later.identity IS NULL"
        + (f' OR later."{column.name}_is_new"' if column.name in keys else "")
        for column in dataset.columns
    ]
    cells = ", ".join(
        f"{{'n': '{column.name}', 'b': {_text(column, 'earlier')}, 'a': {_text(column, 'later')}, 'is_shown': {is_shown}}}"
        for column, is_shown in zip(dataset.columns, whether_shown, strict=True)
    )
    is_new = ", ".join(f'{condition} AS "{key}_is_new"' for key, condition in named.items())
    return f"""
        WITH later AS NOT MATERIALIZED (
            SELECT row_key, identity, {columns}, {brought} AS is_brought, {is_new}
            FROM {dataset.name}_kept($reported::date, $number::bigint) WHERE {on_the_day}
        ),
        earlier AS NOT MATERIALIZED (
            SELECT row_key, identity, {columns} FROM {dataset.name}_kept($reported::date, $number::bigint - 1)
            WHERE {on_the_day}
        ),
        rows_shown AS (
            SELECT
                CASE WHEN later.identity IS NULL THEN 1 WHEN earlier.identity IS NULL THEN 3 ELSE 2 END AS place,
                coalesce(later.row_key, earlier.row_key) AS row_key,
                earlier,
                later
            FROM later FULL JOIN earlier ON later.identity = earlier.identity
            WHERE later.identity IS NULL OR (later.is_brought OR {" OR ".join(f'later."{key}_is_new"' for key in keys)})
                AND ({differ})
            ORDER BY place, row_key
            LIMIT $row_limit::bigint
        )
        SELECT row_key, cell.n AS column_name, cell.b AS before, cell.a AS after,
            ['removed', 'changed', 'added'][place] AS event
        FROM (SELECT place, row_key, unnest([{cells}]) AS cell FROM rows_shown)
        WHERE cell.is_shown AND cell.b IS DISTINCT FROM cell.a
        ORDER BY place, row_key, column_name
        LIMIT $row_limit::bigint"""


def _text(column: Column, row: str) -> str:
    """SQL that says a column of one of the two rows as text."""
    return column.sql_text.replace(f'"{column.name}"', f'{row}."{column.name}"')
