"""Pictures of several programmes: bars of what is asked, and names as text."""

from __future__ import annotations

from datetime import date

import polars as pl

from pages.charts import programmes
from queries.across import SCHEMA

EMPTY = dict.fromkeys(SCHEMA)
REPORTED = {
    "latest_report": date(2013, 9, 30),
    "report_age_days": 0,
    "report_is_old": False,
    "as_at": date(2013, 9, 30),
}
ROWS = pl.DataFrame(
    [
        {**EMPTY, **REPORTED, "programme_id": "a", "programme": "<b>A</b>", "odds": 24.0, "in_scope": 4, "migrated": 1},
        {**EMPTY, **REPORTED, "programme_id": "b", "programme": "B", "budget_gbp": 100.0, "actual_gbp": 150.0},
        {**EMPTY, "programme_id": "c", "programme": "C"},
    ],
    schema=SCHEMA,
)


def test_a_bar_is_as_long_as_the_odds_and_leads_to_its_programme():
    (bars,) = programmes.readiness(ROWS).data
    assert list(bars.x) == [24.0, 0, 0]
    assert [list(each) for each in bars.customdata] == [["a"], ["b"], ["c"]]


def test_what_moved_and_what_is_spent_are_shares_of_the_whole():
    moved, spent = programmes.moved_and_spent(ROWS).data
    assert list(moved.x) == [25.0, 0, 0]
    assert list(spent.x) == [0, 150.0, 0]
    assert programmes.moved_and_spent(ROWS).layout.xaxis.range[1] > 150  # overspending is seen


def test_a_name_is_text():
    assert not [note for note in programmes.readiness(ROWS).layout.annotations if "<b><b>" in note.text]


def test_of_no_programme_there_is_an_empty_picture():
    assert not programmes.readiness(ROWS.clear()).data[0].x
