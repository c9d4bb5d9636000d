"""Counts worked out once for each reporting date, so that a question about many dates need not read every row version.

`migration_days` has one row per reporting date of applications or migrations and spell of ledger versions: how many
were in scope then, how many had moved, which waves had finished, when the moves were planned for, and when the team
expected the last of them. It follows from the row versions alone. The transaction that enters, withdraws or reinstates
an upload updates it, from the first day that the upload touches; a store made by other declarations gets it rebuilt;
and `python -m data check` builds it separately and compares.
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

Listed = list[dict[str, Any]]

Counts = tuple[int, int, int, Listed, Listed, date | None, int, int, int, date | None, Listed]
"""scope, migrated, in_scope: as queries/migration/counts.sql explains them. finished: the waves of which all in scope
had moved, by the key that each had first, and when the last of them had. plan: how many applications were planned for a day, as
queries/migration/planned.sql explains it, or for the days of a wave. team_date, team_dated, moved_outside,
moved_since_left: as queries/migration/team_dates.sql explains them. first_move: the day of the first of `migrated`. moves_by_day:
how many of them moved on each day, of the first report on migrations; empty of every other."""

KEPT = (
    "scope",
    "migrated",
    "in_scope",
    "finished",
    "plan",
    "team_date",
    "team_dated",
    "moved_outside",
    "moved_since_left",
    "first_move",
    "moves_by_day",
)
"""The columns of Counts."""
_NAMES = ", ".join(KEPT)

Spell = tuple[Any, ...]
"""A row of migration_days: day, known_from, known_to, and Counts."""

_FACTS = "valid_from <= $day AND known_from <= $version AND known_to > $version"
_MIGRATIONS, _APPLICATIONS = schema.table(DATASETS["migrations"]), schema.table(DATASETS["applications"])
_COUNT = f"""
WITH moves AS NOT MATERIALIZED (
    SELECT
        *,
        CASE WHEN NOT has_moved THEN planned_date(migrated_on, forecast_date, baseline_date, $day) END AS expected_date
    FROM moves_counted($day, $version)
),
first_forecasts AS (
    SELECT application_id, arg_min(forecast_date, valid_from) AS forecast_date
    FROM {_MIGRATIONS}
    WHERE {_FACTS} AND forecast_date IS NOT NULL
        AND application_id IN (SELECT application_id FROM moves WHERE baseline_date IS NULL)
    GROUP BY application_id
),
paired AS (
    SELECT
        moves.wave_id,
        coalesce(moves.baseline_date, first_forecasts.forecast_date) AS planned_day,
        count(*) FILTER (WHERE is_counted AND in_scope IS DISTINCT FROM true) AS counted_outside,
        count(*) FILTER (WHERE is_counted AND has_moved) AS migrated,
        min(migrated_on) FILTER (WHERE is_counted AND has_moved) AS first_move,
        bool_and(has_moved) FILTER (WHERE in_scope) AS have_moved,
        max(migrated_on) FILTER (WHERE in_scope) AS last_move,
        count(*) FILTER (WHERE is_counted) AS planned,
        max(expected_date) FILTER (WHERE is_counted AND expected_date >= $day) AS team_date,
        count(*) FILTER (WHERE is_counted AND expected_date >= $day) AS team_dated,
        count(*) FILTER (WHERE has_moved AND in_scope IS DISTINCT FROM true) AS moved_outside,
        count(*) FILTER (WHERE has_moved AND is_counted AND in_scope IS DISTINCT FROM true) AS moved_since_left
    FROM moves
    LEFT JOIN first_forecasts ON moves.application_id = first_forecasts.application_id
    GROUP BY moves.wave_id, planned_day
),
inventory AS (
    SELECT count(*) AS listed, count(*) FILTER (WHERE is_in_scope(disposition)) AS in_scope
    FROM {_APPLICATIONS}
    WHERE {_FACTS} AND valid_to > $day
),
finished AS (
    SELECT wave_id, max(last_move) AS last_move
    FROM paired
    WHERE wave_id IS NOT NULL
    GROUP BY wave_id
    HAVING bool_and(have_moved)
),
planned AS (
    SELECT planned_day, CASE WHEN planned_day IS NULL THEN wave_id END AS wave, sum(planned)::BIGINT AS applications
    FROM paired
    WHERE planned > 0 AND (planned_day IS NOT NULL OR wave_id IS NOT NULL)
    GROUP BY ALL
),
moved_by_day AS (
    SELECT migrated_on, count(*) AS moves
    FROM moves
    WHERE $is_first AND is_counted AND has_moved
    GROUP BY migrated_on
)
SELECT
    any_value(inventory.in_scope) + coalesce(sum(counted_outside), 0)::BIGINT,
    coalesce(sum(migrated), 0)::BIGINT,
    any_value(inventory.in_scope),
    coalesce((SELECT list({{'wave': wave_id, 'finished_on': last_move}} ORDER BY wave_id) FROM finished), []),
    coalesce(
        (
            SELECT list({{'day': planned_day, 'wave': wave, 'applications': applications}} ORDER BY planned_day, wave)
            FROM planned
        ),
        []
    ),
    max(team_date),
    coalesce(sum(team_dated), 0)::BIGINT,
    CASE WHEN any_value(inventory.listed) > 0 THEN coalesce(sum(moved_outside), 0) ELSE 0 END::BIGINT,
    CASE WHEN any_value(inventory.listed) > 0 THEN coalesce(sum(moved_since_left), 0) ELSE 0 END::BIGINT,
    min(first_move),
    coalesce((SELECT list({{'day': migrated_on, 'moves': moves}} ORDER BY migrated_on) FROM moved_by_day), [])
FROM inventory
LEFT JOIN paired ON true
"""

_IN_SCOPE = (
    f"SELECT count(*) FILTER (WHERE is_in_scope(disposition)) FROM {_APPLICATIONS} WHERE {_FACTS} AND valid_to > $day"
)


def bring_up_to_date(db: DuckDBPyConnection, after: int) -> None:
    """Updates the table for the ledger entries after a number."""
    stored = db.execute(f"SELECT day, {_NAMES} FROM migration_days WHERE known_to = {schema.UNTIL_CHANGED}")
    opened, closed = _worked_out(db, after, {day: tuple(counts) for day, *counts in stored.fetchall()})
    if closed:
        db.executemany(
            f"UPDATE migration_days SET known_to = ? WHERE day = ? AND known_to = {schema.UNTIL_CHANGED}", closed
        )
    if opened:
        columns = f"day, known_from, known_to, {_NAMES}"
        db.executemany(f"INSERT INTO migration_days ({columns}) VALUES ({', '.join('?' * (3 + len(KEPT)))})", opened)


def rebuild(db: DuckDBPyConnection) -> None:
    """Rebuilds the table from the row versions."""
    db.execute("DELETE FROM migration_days")
    bring_up_to_date(db, 0)


def is_as_rebuilt(db: DuckDBPyConnection) -> bool:
    """Whether a rebuild would give just what the table holds. Writes nothing."""
    rebuilt, _ = _worked_out(db, 0, {})
    kept = db.execute(f"SELECT day, known_from, known_to, {_NAMES} FROM migration_days").fetchall()
    return sorted(kept, key=_place) == sorted(rebuilt, key=_place)


def _place(spell: Spell) -> tuple[date, int]:
    return spell[0], spell[1]


def _worked_out(
    db: DuckDBPyConnection, after: int, open_before: dict[date, Counts]
) -> tuple[list[Spell], list[tuple[int, date]]]:
    """The rows that entries after a number open, ended where a later one of them ends them; and for rows that were open
    before, the number that ends each and its day."""
    opened: dict[date, list[Spell]] = {}
    closed: list[tuple[int, date]] = []
    now = dict(open_before)
    for number, first_day, days, first_report in _steps(db, after):
        for day in sorted({day for day in now if day >= first_day} | days):
            counts = _counted(db, day, number, day == first_report) if day in days else None
            if counts == now.get(day):
                continue
            if day in now:
                spells = opened.get(day)
                if spells:
                    spells[-1] = (*spells[-1][:2], number, *spells[-1][3:])
                else:
                    closed.append((number, day))
                del now[day]
            if counts is not None:
                now[day] = counts
                opened.setdefault(day, []).append((day, number, schema.UNTIL_CHANGED, *counts))
    return [spell for spells in opened.values() for spell in spells], closed


def _steps(db: DuckDBPyConnection, after: int) -> Iterator[tuple[int, date, set[date], date | None]]:
    """The ledger's entries after a number that touch what the table depends on: number, the first day that it touches,
    and the reporting dates from then on of the uploads that count."""
    uploads = {
        number: (dataset, day)
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
            touched[number] = min(uploads[upload][1], touched.get(number, date.max))
        is_last = place + 1 == len(entries) or entries[place + 1][0] != number
        if is_last and number in touched and number > after:
            first_day = touched[number]
            reports = {uploads[each] for each in counting}
            on_migrations = (day for dataset, day in reports if dataset == "migrations")
            yield number, first_day, {day for _, day in reports if day >= first_day}, min(on_migrations, default=None)


def _counted(db: DuckDBPyConnection, day: date, version: int, is_first: bool) -> Counts:
    if db.execute(f"SELECT 1 FROM {_MIGRATIONS} LIMIT 1").fetchone() is None:
        # Nothing is reported of migrations yet: of the whole question, which takes 20 ms to plan, that leaves what is in scope.
        in_scope = db.execute(_IN_SCOPE, {"day": day, "version": version}).fetchone()
        assert in_scope is not None
        return (in_scope[0], 0, in_scope[0], [], [], None, 0, 0, 0, None, [])
    found = db.execute(_COUNT, {"day": day, "version": version, "is_first": is_first}).fetchone()
    assert found is not None
    return found
