"""What is said of several programmes, by the rows."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pages.narrative import programmes
from queries.across import SCHEMA

EMPTY = dict.fromkeys(SCHEMA)
NAMED = {
    "programme_id": "p",
    "programme": "P",
    "latest_report": date(2013, 9, 30),
    "report_age_days": 0,
    "report_is_old": False,
    "as_at": date(2013, 9, 30),
}


def rows(*odds: float | None) -> pl.DataFrame:
    return pl.DataFrame([{**EMPTY, **NAMED, "odds": each} for each in odds], schema=SCHEMA)


@pytest.mark.parametrize(
    ("odds", "sentence"),
    [
        ((None, None), "2 programmes side by side; none has odds of being ready in time"),
        ((24.4, None), "The one programme with odds is less likely than not to be ready in time"),
        ((50.0,), "The one programme with odds is no less likely than not to be ready in time"),
        ((24.4, 80.0, 49.9), "2 of 3 programmes are less likely than not to be ready in time"),
        ((80.0, 90.0, 10.0), "1 of 3 programmes is less likely than not to be ready in time"),
        ((80.0, 90.0), "None of 2 programmes are less likely than not to be ready in time"),
    ],
)
def test_headline(odds, sentence):
    assert programmes.headline(rows(*odds)) == sentence


def test_what_moved_tells_of_old_and_missing_reports():
    old = {**EMPTY, **NAMED, "report_age_days": 46, "report_is_old": True}
    silent = {**EMPTY, "programme_id": "q", "programme": "Q"}
    frame = pl.DataFrame([{**EMPTY, **NAMED}, old, silent], schema=SCHEMA)
    assert (
        programmes.moved_and_spent(frame)
        == "What has moved and what is spent; 1 without the report that is due; 1 without any"
    )


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"latest_report": None}, "nothing reported yet"),
        ({}, "no go-live reported"),
        (
            {"odds": 24.4, "expected": date(2014, 4, 15), "slip_days": 14, "computed_rating": "amber"},
            "24 in 100 · owner expects 15 April 2014, 2 weeks late · ◆ Amber",
        ),
        ({"expected": date(2014, 4, 1), "slip_days": 0}, "due 1 April 2014"),
        # past, whatever its slip was when it was forecast last
        (
            {"expected": date(2014, 4, 15), "slip_days": 14, "as_at": date(2014, 6, 3)},
            "was due 15 Apr 2014, 7 weeks ago, not reached",
        ),
        ({"go_live_actual": date(2014, 4, 3), "expected": date(2014, 4, 3)}, "live since 3 April 2014"),
    ],
)
def test_readiness(more, text):
    assert programmes.readiness({**EMPTY, **NAMED, **more}) == text


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (
            {"in_scope": 167, "migrated": 105, "budget_gbp": 3e6, "actual_gbp": 2453145.62},
            "105 of 167 moved · £2.45m of £3m spent",
        ),
        ({"report_age_days": 60, "report_is_old": True}, "no report for 60 days"),
        ({}, "no moves and no money reported"),
    ],
)
def test_reported(more, text):
    assert programmes.reported({**EMPTY, **NAMED, **more}) == text
