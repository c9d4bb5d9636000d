"""The one question that looks across the programmes of a store; every other is asked of one programme."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

import queries
from data.ledger import programmes, roles

CORES = 2
SCHEMA = {
    "programme_id": pl.String, "programme": pl.String, "ledger_version": pl.Int64, "latest_report": pl.Date,
    "report_age_days": pl.Int64, "report_is_old": pl.Boolean, "as_at": pl.Date,
    "go_live_name": pl.String, "go_live_baseline": pl.Date, "expected": pl.Date,
    "go_live_actual": pl.Date, "slip_days": pl.Int64, "odds": pl.Float64, "computed_rating": pl.String,
    "in_scope": pl.Int64, "migrated": pl.Int64, "gateways_passed": pl.Int64, "gateways": pl.Int64,
    "budget_gbp": pl.Float64, "actual_gbp": pl.Float64, "due_gbp": pl.Float64, "illustrative": pl.Boolean,
}  # fmt: skip


class BadVersions(queries.BadParameter):
    """What should say which programmes are looked at, at which ledger versions, doesn't."""


def versions_now() -> dict[str, int]:
    """The ledger version of every programme that whoever asks may look at, by its id. Raises StoreError."""
    found = {}
    for programme in roles.seen():
        with programmes.using(programme.id):
            found[programme.id] = queries.ledger_state().ledger_version
    return found


def written(versions: Mapping[str, int]) -> str:
    """‘first:71,health:12’: the programmes and their ledger versions, as an address has them."""
    return ",".join(f"{programme}:{version}" for programme, version in versions.items())


def read(text: str) -> dict[str, int]:
    """The programmes and their ledger versions from ‘first:71,health:12’. Raises BadVersions."""
    known = {each.id for each in roles.seen()}
    found = {}
    for part in text.split(","):
        programme, _, version = part.strip().partition(":")
        if programme not in known or not re.fullmatch("[0-9]{1,9}", version) or programme in found:
            raise BadVersions(
                f"‘{part}’ is not a programme with its ledger version, such as first:71. There are: {', '.join(sorted(known))}."
            )
        found[programme] = int(version)
    return found


def standings(
    as_at: date, tell: Callable[[int, int], None] = lambda done, of: None, versions: Mapping[str, int] | None = None
) -> pl.DataFrame:
    """How every programme stands at a date, as each is known now: one row per programme, those least likely to be ready in time
    first, then those without odds, and last those that have reported nothing.

    Those are looked at that whoever asks may look at. `versions`: only these of them, each as known at its ledger version.

    odds: of having moved everything by the go-live baseline, 0 to 100; null where there are none, or that day has come.
    slip_days: from the baseline to
    the expected date of go-live. report_age_days: from the latest report to as_at, the date; null where there is none.
    report_is_old: the next is due by then, see updates_due.
    Money in pounds. illustrative: whether anything of the sample counts.
    `tell` is called before each with how many are done, of how many. Raises StoreError.
    """
    listed = [each for each in roles.seen() if versions is None or each.id in versions]

    def row(programme: programmes.Programme) -> dict[str, Any]:
        with programmes.using(programme.id):
            now = queries.ledger_state()
            version = now.ledger_version if versions is None else versions[programme.id]
            standing = _standing(as_at, version, now.generation) if version else {}
        return {"programme_id": programme.id, "programme": programme.name, **standing}

    rows = []
    with ThreadPoolExecutor(CORES) as pool:  # the engine answers for one beside Python's own work for another
        answers = pool.map(row, listed)
        for done in range(len(listed)):
            tell(done, len(listed))
            rows.append(next(answers))
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return frame.sort(
        pl.col("latest_report").is_null(), "odds", pl.col("slip_days").fill_null(0), "programme",
        descending=[False, False, True, False], nulls_last=[False, True, False, False],
    )  # fmt: skip


@lru_cache(maxsize=2000)
def _standing(as_at: date, version: int, generation: str) -> dict[str, Any]:
    """One programme's row, from the programme that is meant; no generation comes twice, so that it says whose it is."""

    def ask(name: str) -> dict[str, Any]:
        rows = queries.ask(name, as_at, version, generation=generation)
        return rows.row(0, named=True) if rows.height else {}

    head, dated, forecast = ask("overview_headline"), ask("go_live_dated"), ask("migration_forecast")
    spent = queries.ask("overview_measures", as_at, version, generation=generation).filter(measure="spent")
    money = spent.row(0, named=True) if spent.height else {}
    report, expected, baseline = head.get("latest_report"), dated.get("expected_date"), dated.get("baseline_date")
    odds = forecast.get("probability_by_go_live")
    return {
        "ledger_version": version,
        "latest_report": report,
        "report_age_days": (as_at - report).days if report else None,
        "report_is_old": ask("updates_due").get("is_old"),
        "as_at": as_at,
        "go_live_name": dated.get("name"),
        "go_live_baseline": baseline,
        "expected": expected,
        "go_live_actual": dated.get("actual_date"),
        "slip_days": (expected - baseline).days if expected and baseline else None,
        "odds": None if odds is None or dated.get("actual_date") or forecast["go_live_date"] <= as_at else float(odds),
        **{name: head.get(name) for name in ("computed_rating", "in_scope", "migrated", "gateways_passed", "gateways")},
        "budget_gbp": money.get("whole"),
        "actual_gbp": money.get("done"),
        "due_gbp": money.get("due"),
        "illustrative": bool(ask("updates_latest").get("illustrative")),
    }
