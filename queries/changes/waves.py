"""What changed among the waves since an earlier date: waves finished, finishes and starts that moved, waves added and removed.
One row per wave and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: done (all of its applications in scope have moved), undone (not any more), slipped, forward and past (see comparing: the
finish of what isn't done), start (moved either way), rebaselined, added, removed, other (name, place in the order, departments).
What is done has the report of the moves that did it.
uses: reports_compared, waves_finished
compares: waves
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import AS_IT_IS, Change, Pair, Report, answered, changes_of, compare, long_date
from queries.changes.gateways import against_baseline

VERSIONS = """
SELECT *, forecast_or_baseline(forecast_start, baseline_start) AS start,
    forecast_or_baseline(forecast_finish, baseline_finish) AS finish
FROM waves_versions($as_at, $ledger_version)"""
BASELINE = ("baseline_start", "baseline_finish")
OTHER = ("name", "sequence", "departments")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, VERSIONS, also="true")
    finished: dict[str, dict[str, date]] = {"now": {}, "before": {}}
    for row in ask("waves_finished", since=since).iter_rows(named=True) if pairs else ():
        finished[row["compared"]][row["wave_id"]] = row["finished_on"]
    now, before = finished["now"], finished["before"]
    brought = _brought(ask, pairs[0].day, sorted(now.keys() ^ before.keys())) if now.keys() ^ before.keys() else {}
    return answered(
        changes_of(
            "waves", "migration", pairs,
            lambda pair: kinds(pair, now.get(pair.item), before.get(pair.item), brought.get(pair.item)),
            lambda pair: pair.row["name"],
        )
    )  # fmt: skip


def _brought(ask: Asking, since: date, waves: list[str]) -> dict[str, Report]:
    """Wave → the last report after a day that brought a row of its moves as it stands."""
    found = ask.rows(
        """SELECT wave_id, max(valid_from) AS reported_on, max_by(upload, valid_from) AS upload
        FROM migrations_versions($as_at, $ledger_version)
        WHERE valid_from > $since AND valid_from <= $as_at AND valid_to > $as_at
            AND wave_id IN (SELECT unnest($waves::varchar[]))
        GROUP BY wave_id""",
        since=since,
        waves=waves,
    )
    return {row["wave_id"]: (row["reported_on"], row["upload"]) for row in found}


def kinds(
    pair: Pair, finished_on: date | None, had_finished_on: date | None, brought: Report | None
) -> Iterator[Change]:
    row, before = pair.row, pair.before
    wave = f"wave {pair.item}, {row['name']}"
    if pair.now is None:
        yield Change("removed", 53, f"W{wave[1:]}, was removed.", "{n} waves were removed.")
    elif finished_on and not had_finished_on:
        how = against_baseline(finished_on, row["baseline_finish"])
        yield Change(
            "done", 72, f"W{wave[1:]}, finished on {long_date(finished_on)}, {how}.", by=AS_IT_IS, brought=brought
        )
    if before is None:
        if not finished_on:
            added = f"W{wave[1:]}, was added, to finish by {long_date(row['finish'])}."
            yield Change("added", 51, added, "{n} waves were added.")
        return
    if pair.now and had_finished_on and not finished_on:
        yield Change("undone", 73, f"W{wave[1:]}, is no longer finished.", by=AS_IT_IS, brought=brought)
    if (days := pair.days("finish")) and not finished_on:
        way = pair.way("finish")
        weight = 58 if way == "forward" else 68
        yield Change(way, weight, f"The finish of {wave}, {pair.moved('finish')}.", size=abs(days), by=("finish",))
    if days := pair.days("start"):
        yield Change("start", 40, f"The start of {wave}, {pair.moved('start')}.", size=abs(days), by=("start",))
    if pair.changed(*BASELINE):
        was, became = (" to ".join(long_date(one[name]) for name in BASELINE) for one in (before, row))
        yield Change(
            "rebaselined", 60, f"The baseline of {wave}, was changed: from {was} it became {became}.",
            size=abs(pair.days("baseline_finish")), by=BASELINE,
        )  # fmt: skip
    if pair.changed(*OTHER):
        yield Change(
            "other", 20, f"W{wave.split(',')[0][1:]} is now: {row['sequence']}, {row['name']}, with {row['departments']}.",
            "The details of {n} waves were changed.", by=OTHER,
        )  # fmt: skip
