"""What is worked out once for each reporting date, so that a question about many dates need not read every row version.

`migration_days` has one row per reporting date of applications or migrations and spell of ledger versions: how many were in scope
then, how many had moved, and which waves had finished. It follows from the row versions alone. The transaction that enters,
withdraws or reinstates an upload brings it into line, from the first day that the upload touches; a store made by other
declarations has it built anew; and `python -m data check` builds it beside and compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from data.datasets import DATASETS
from data.ledger import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLLOWS_FROM = ("applications", "migrations")

Finished = list[dict[str, Any]]
"""The waves of which all applications in scope had moved, by the key that each had first, and when the last of them had."""

Counts = tuple[int, int, int, Finished]
"""scope, migrated, in_scope: as queries/migration/counts.sql explains them; finished."""

Spell = tuple[date, int, int, int, int, int, Finished]
"""A row of migration_days."""

_COUNT = f"""
SELECT
    coalesce(sum(counting), 0)::BIGINT,
    coalesce(sum(migrated), 0)::BIGINT,
    coalesce(sum(in_scope), 0)::BIGINT,
    coalesce(
        list({{'wave': wave_id, 'finished_on': last_move}} ORDER BY wave_id) FILTER (WHERE wave_id IS NOT NULL AND have_moved), []
    )
FROM (
    SELECT
        moves.wave_id,
        count(*) FILTER (WHERE listed.in_scope OR moves.has_moved OR listed.application_id IS NULL) AS counting,
        count(*) FILTER (WHERE moves.has_moved) AS migrated,
        count(*) FILTER (WHERE listed.in_scope) AS in_scope,
        bool_and(moves.has_moved) FILTER (WHERE listed.in_scope) AS have_moved,
        max(moves.migrated_on) FILTER (WHERE listed.in_scope) AS last_move
    FROM (
        SELECT application_id, wave_id, migrated_on(stage, actual_date) AS migrated_on, is_done(migrated_on, $day) AS has_moved
        FROM {schema.table(DATASETS["migrations"])}
        WHERE valid_from <= $day AND valid_to > $day AND known_from <= $version AND known_to > $version
    ) AS moves
    FULL JOIN (
        SELECT application_id, is_in_scope(disposition) AS in_scope FROM {schema.table(DATASETS["applications"])}
        WHERE valid_from <= $day AND valid_to > $day AND known_from <= $version AND known_to > $version
    ) AS listed ON moves.application_id = listed.application_id
    GROUP BY moves.wave_id
)
"""


def bring_up_to_date(db: DuckDBPyConnection, after: int) -> None:
    """Brings the table into line with the ledger entries after a number."""
    stored = db.execute(
        f"SELECT day, scope, migrated, in_scope, finished FROM migration_days WHERE known_to = {schema.UNTIL_CHANGED}"
    )
    opened, closed = _worked_out(db, after, {day: (a, b, c, d) for day, a, b, c, d in stored.fetchall()})
    if closed:
        db.executemany(
            f"UPDATE migration_days SET known_to = ? WHERE day = ? AND known_to = {schema.UNTIL_CHANGED}", closed
        )
    if opened:
        db.executemany("INSERT INTO migration_days VALUES (?, ?, ?, ?, ?, ?, ?)", opened)


def rebuild(db: DuckDBPyConnection) -> None:
    """Builds the table anew from the row versions."""
    db.execute("DELETE FROM migration_days")
    bring_up_to_date(db, 0)


def is_as_rebuilt(db: DuckDBPyConnection) -> bool:
    """Whether the table holds just what comes out when it is built anew. Writes nothing."""
    rebuilt, _ = _worked_out(db, 0, {})
    return sorted(db.execute("SELECT * FROM migration_days").fetchall()) == sorted(rebuilt)


def _worked_out(
    db: DuckDBPyConnection, after: int, open_before: dict[date, Counts]
) -> tuple[list[Spell], list[tuple[int, date]]]:
    """The rows that entries after a number open, ended where a later one of them ends them; and of those that were open before,
    the number that ends each and its day."""
    opened: dict[date, list[Spell]] = {}
    closed: list[tuple[int, date]] = []
    now = dict(open_before)
    for number, first_day, days in _steps(db, after):
        for day in sorted({day for day in now if day >= first_day} | days):
            counts = _counted(db, day, number) if day in days else None
            if counts == now.get(day):
                continue
            if day in now:
                spells = opened.get(day)
                if spells:
                    spells[-1] = (*spells[-1][:5], number, spells[-1][6])
                else:
                    closed.append((number, day))
                del now[day]
            if counts is not None:
                now[day] = counts
                opened.setdefault(day, []).append((day, *counts[:3], number, schema.UNTIL_CHANGED, counts[3]))
    return [spell for spells in opened.values() for spell in spells], closed


def _steps(db: DuckDBPyConnection, after: int) -> Iterator[tuple[int, date, set[date]]]:
    """The ledger's entries after a number that touch what the table follows from: number, the first day that it touches, and the
    reporting dates from then on of the uploads that count."""
    uploads = {
        number: day
        for number, dataset, day in db.execute("SELECT number, dataset, reporting_date FROM uploads").fetchall()
        if dataset in FOLLOWS_FROM
    }
    entries = db.execute("SELECT number, action, upload FROM ledger_entries ORDER BY number").fetchall()
    counting: set[int] = set()
    touched: dict[int, date] = {}
    for place, (number, action, upload) in enumerate(entries):
        if upload is None:
            touched[number] = date.min  # what rows are called was brought into another form
        elif upload in uploads:
            (counting.discard if action == "withdraw" else counting.add)(upload)
            touched[number] = min(uploads[upload], touched.get(number, date.max))
        is_last = place + 1 == len(entries) or entries[place + 1][0] != number
        if is_last and number in touched and number > after:
            first_day = touched[number]
            yield number, first_day, {uploads[each] for each in counting if uploads[each] >= first_day}


def _counted(db: DuckDBPyConnection, day: date, version: int) -> Counts:
    found = db.execute(_COUNT, {"day": day, "version": version}).fetchone()
    assert found is not None
    return found
