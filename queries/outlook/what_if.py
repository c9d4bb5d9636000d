"""What would become of the odds if something were changed: nothing in the data is touched.
One row for nothing changed, one per thing supposed, each alone, and one for all of them together where there are several; none
where no forecast can be given (see reason in migration_forecast) or the go-live has been reached.
change: nothing, team, out, wave, date or all. by: the day to be ready by: the go-live's baseline, unless another is supposed.
odds: how many in 100 of the forecast's runs have moved everything by then, to one decimal; of nothing changed those of
migration_forecast. p50_date, p80_date: see migration_forecast.
gain: the odds less those with nothing changed; null without odds.
All of them use the same draws, so that more scope out, more pace or a later day never lowers the odds.
What is taken out of scope leaves the shape of the plan as it is; scope goes on growing as it has.
$team_from date: the day from which another team works too; without it, at once
$team_pct integer = 0: how many per cent quicker all goes from then on: 0 to 300
$out integer = 0: how many applications that are still to move are taken out of scope
$wave_id text: a wave whose applications that have yet to move are planned for other days
$wave_weeks integer = 0: how many weeks later they are, below zero earlier
$by date: the day to be ready by
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from queries import Asking
from queries.outlook.choosing import Supposed, start, supposed

SCHEMA = {
    "change": pl.String, "by": pl.Date, "odds": pl.Float64, "gain": pl.Float64, "p50_date": pl.Date, "p80_date": pl.Date,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, **chosen: Any) -> pl.DataFrame:
    begin = start(ask, as_at)
    if begin is None:
        return pl.DataFrame(schema=SCHEMA)
    choice = supposed(**chosen)
    parts = choice.parts()
    rows = [{"change": name, **begin.odds(each)} for name, each in {"nothing": Supposed(), **parts}.items()]
    if len(parts) > 1:
        rows.append({"change": "all", **begin.odds(choice)})
    before = rows[0]["odds"]
    for row in rows:
        row["gain"] = None if None in (before, row["odds"]) else round(row["odds"] - before, 1)
    return pl.DataFrame(rows, schema=SCHEMA)
