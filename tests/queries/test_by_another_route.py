"""The same figures by another route: a made-up programme, replayed and counted in plain Python, beside what SQL says."""

from __future__ import annotations

import random
from calendar import monthrange
from collections import Counter
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from data import ledger
from data.datasets import DATASETS
from data.ledger.intervals import Mode
from data.ledger.writer import NewUpload
from tests.deep import examples
from tests.queries.conftest import Programme

REPORTS = [date(2012, 7, 31) + timedelta(days=40 * n) for n in range(6)]
KEYS = {"applications": "application_id", "migrations": "application_id", "gateways": "gateway_id",
        "gateway_criteria": "criterion_id"}  # fmt: skip
Row = dict[str, Any]
State = dict[str, Row]


def some_day(chance: random.Random, blank: float = 0.2) -> date | None:
    return None if chance.random() < blank else date(2012, 6, 1) + timedelta(days=chance.randrange(400))


def some_rows(chance: random.Random, dataset: str) -> list[Row]:
    """A report's rows: most of the keys, most of them as they were before, some again."""
    keys = [n for n in range(40) if chance.random() < 0.9]
    if dataset == "applications":
        dispositions = DATASETS["applications"].column("disposition").choices
        return [
            {"application_id": f"A{n}", "name": f"N{n}", "department": f"D{n % 3}", "disposition": chance.choice(dispositions)}
            for n in keys
        ]  # fmt: skip
    if dataset == "migrations":
        stages = DATASETS["migrations"].column("stage").choices
        return [
            {"application_id": f"A{n}", "stage": chance.choice(stages), "baseline_date": some_day(chance),
             "forecast_date": some_day(chance), "actual_date": some_day(chance, 0.5)}
            for n in keys
        ]  # fmt: skip
    if dataset == "gateways":
        return [
            {"gateway_id": f"G{n}", "name": f"G{n}", "kind": chance.choice(("gateway", "milestone", "go_live")),
             "baseline_date": some_day(chance, 0), "forecast_date": some_day(chance), "actual_date": some_day(chance, 0.6),
             "declared_rating": chance.choice((None, "green", "amber_green", "amber", "amber_red", "red"))}
            for n in keys
        ]  # fmt: skip
    statuses = DATASETS["gateway_criteria"].column("status").choices
    return [
        {"criterion_id": f"C{n}", "gateway_id": f"G{n % 20}", "status": chance.choice(statuses), "due_date": some_day(chance)}
        for n in keys
    ]  # fmt: skip


def frame(dataset: str, rows: list[Row]) -> pl.DataFrame:
    declared = DATASETS[dataset]
    return pl.DataFrame(rows, schema={name: declared.column(name).frame_type for name in rows[0]}, orient="row")


def state_at(uploads: list[tuple[date, int, Mode, list[Row]]], key: str, day: date) -> State:
    state: State = {}
    for reporting_date, _, mode, rows in sorted(uploads, key=lambda upload: upload[:2]):
        if reporting_date <= day:
            said = {row[key]: row for row in rows}
            state = said if mode == "full" else state | said
    return state


def rate(gateway: Row, criteria: list[Row], day: date) -> tuple[str, int]:
    """The rule as issue 2 words it."""
    baseline, actual = gateway["baseline_date"], gateway["actual_date"]
    done = actual is not None and actual <= day
    expected = actual or gateway["forecast_date"] or baseline
    slip = (expected - baseline).days
    is_overdue = any(
        row["status"] not in ("met", "waived") and row["due_date"] and row["due_date"] < day for row in criteria
    )
    if done:
        return ("green" if actual <= baseline else "amber"), slip
    if baseline < day or slip > 30:
        return "red", slip
    return ("green" if slip <= 0 and not is_overdue else "amber"), slip


@pytest.mark.parametrize("seed", range(examples(2, 3)))
def test_figures_by_another_route(programme: Programme, seed: int):
    chance = random.Random(seed)
    uploads: dict[str, list[tuple[date, int, Mode, list[Row]]]] = {name: [] for name in KEYS}
    order = [(day, name) for day in REPORTS for name in KEYS]
    chance.shuffle(order)  # reports come in late, too
    with ledger.writing() as writer:
        for day, name in order:
            mode: Mode = chance.choice(("full", "update"))
            rows = some_rows(chance, name)
            new = NewUpload(DATASETS[name], day, mode, frame(name, rows), repr(rows).encode(), f"{name}.csv", by="Ann")
            number = writer.enter(new).number
            if number is not None and chance.random() < 0.15:
                writer.withdraw([number], by="Ben")
            elif number is not None:
                uploads[name].append((day, number, mode, rows))

    for day in (*REPORTS, REPORTS[0] - timedelta(days=1), REPORTS[2] + timedelta(days=7), date(2014, 1, 1)):
        as_at = day.isoformat()
        now = {name: state_at(uploads[name], key, day) for name, key in KEYS.items()}
        headline = programme.ask("overview_headline", as_at).row(0, named=True)
        dispositions = Counter(row["disposition"] for row in now["applications"].values())
        in_scope = {
            key
            for key, row in now["applications"].items()
            if row["disposition"] in ("consolidate", "migrate", "replace", "self_service")
        }
        everywhere = [
            (key, row["actual_date"])
            for key, row in now["migrations"].items()
            if row["stage"] in ("migrated", "decommissioned") and row["actual_date"] and row["actual_date"] <= day
        ]
        moved = [when for key, when in everywhere if key in in_scope]
        gateways = {
            key: rate(row, [c for c in now["gateway_criteria"].values() if c["gateway_id"] == key], day)
            for key, row in now["gateways"].items()
        }
        done = {key for key, row in now["gateways"].items() if row["actual_date"] and row["actual_date"] <= day}
        passed = [key for key in done if now["gateways"][key]["kind"] == "gateway"]
        in_question = [
            gateways[key][0]
            for key, row in now["gateways"].items()
            if row["kind"] == "go_live" or (row["kind"] == "gateway" and key not in done)
        ]
        assert headline["applications"] == len(now["applications"])
        assert headline["consolidate"] == dispositions["consolidate"]
        assert headline["in_scope"] == len(in_scope)
        assert headline["migrated"] == len(moved)
        assert headline["migrated_outside"] == len(everywhere) - len(moved)
        assert headline["gateways_passed"] == len(passed)
        assert headline["computed_rating"] == max(in_question, key=("green", "amber", "red").index, default=None)

        status = programme.ask("gateways_status", as_at).select("gateway_id", "computed_rating", "slip_days").rows()
        assert {key: (rating, slip) for key, rating, slip in status} == gateways

        burn_up = programme.ask("migration_burn_up", as_at).select("month_end", "planned", "actual").rows()
        came = [on for on, *_ in uploads["migrations"] if on <= day]
        known_to = max([*came, *(when for _, when in everywhere)], default=day)
        for month_end, planned, actual in burn_up:
            assert month_end.day == monthrange(month_end.year, month_end.month)[1]
            baselines = [
                row["baseline_date"]
                for key, row in now["migrations"].items()
                if row["baseline_date"] and key in in_scope
            ]
            assert planned == sum(baseline <= month_end for baseline in baselines)
            is_known = month_end.replace(day=1) <= known_to
            assert actual == (sum(when <= month_end for when in moved) if is_known else None)
        by_department = programme.ask("inventory_by_department", as_at)
        assert by_department["applications"].sum() == len(now["applications"])
        by_stage = programme.ask("migration_by_stage", as_at)
        assert by_stage["applications"].sum() == (len(in_scope) if now["migrations"] else 0)
        assert by_stage["migrated"].sum() == len(moved)
