"""When the applications in scope are planned to move: what the forecast takes for the plan's shape.
One row per first and last day that applications are planned for, in the order of these: the same day where each has one.
applications: how many, by the rules of migration_planned. Of reporting dates it is kept in the store.
$moved_wave text: a wave whose applications that have yet to move are taken to be planned for other days than they are
$moved_days integer = 0: how many days later, below zero earlier
uses: migration_planned
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from queries import Asking

SCHEMA = {"first_day": pl.Date, "last_day": pl.Date, "applications": pl.Int64}
KEPT = """
    SELECT
        kept.day,
        coalesce(kept.moves.day, waves.baseline_start) AS first_day,
        coalesce(kept.moves.day, waves.baseline_finish) AS last_day,
        sum(kept.moves.applications)::BIGINT AS applications
    FROM (
        SELECT day, unnest(plan) AS moves FROM migration_days
        WHERE day IN (SELECT unnest($days::DATE[])) AND known_from <= $ledger_version AND known_to > $ledger_version
    ) AS kept
    LEFT JOIN waves_kept($as_at, $ledger_version) AS waves
        ON kept.moves.wave = waves.identity AND waves.valid_from <= kept.day AND waves.valid_to > kept.day
    WHERE first_day <= last_day
    GROUP BY ALL
    ORDER BY ALL"""


def answer(ask: Asking, as_at: date, ledger_version: int, moved_wave: str | None, moved_days: int) -> pl.DataFrame:
    if moved_wave is None and (kept := plans_kept(ask, [as_at])[as_at]).height:
        return kept
    return ask("migration_planned", moved_wave=moved_wave, moved_days=moved_days)


def plans_kept(ask: Asking, days: Collection[date]) -> dict[date, pl.DataFrame]:
    """The plan as at each of the days; without rows where it isn't kept, or empty."""
    found = ask.frame(KEPT, days=list(days))
    return {day: found.filter(day=day).select(pl.col(*SCHEMA)) for day in days}
