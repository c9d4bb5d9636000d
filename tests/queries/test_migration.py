"""Migration: who has moved, the burn-up, waves, blockers and the rows behind; worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.queries.conftest import Programme

APPS = "application_id,name,department,disposition\n"
MIGRATION = "application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker\n"


def test_burn_up_in_the_middle_of_a_month(programme: Programme):
    programme.report(
        "2013-01-31",
        applications=APPS + "\n".join(f"A{n},A{n},HR,migrate" for n in range(1, 9)),
        migrations=f"""{MIGRATION}
            A1,,migrated,2012-12-31,,2012-12-31, # the last day of a month belongs to it
            A2,,migrated,2012-12-31,,2013-01-01, # a day late
            A3,,migrated,2013-02-10,,2013-02-15, # on the as-at date: moved
            A4,,migrated,2013-02-10,2013-02-16,2013-02-16, # the day after: not yet, but forecast
            A5,,test,2013-01-31,2013-02-14,, # its forecast has passed: no date to go by
            A6,,test,2013-03-31,2013-05-01,, # put off
            A7,,build,2013-03-31,,, # no forecast: its baseline
            A8,,not_started,,,, # no date at all""",
    )
    assert programme.rows(
        "migration_burn_up", "2013-02-15", "month_end", "planned", "actual", "forecast", "is_as_at_month"
    ) == [
        ("2012-12-31", 2, 1, None, False),
        ("2013-01-31", 3, 2, None, False),
        ("2013-02-28", 5, 3, 4, True),  # a move on that day, given in January, has come: it is known
        ("2013-03-31", 7, None, 5, False),
        ("2013-04-30", 7, None, 5, False),  # a month without a date of its own
        ("2013-05-31", 7, None, 6, False),
    ]


def test_burn_up_at_a_month_end_and_beyond_the_plan(programme: Programme):
    programme.report(
        "2012-10-31", applications=f"{APPS}A1,A1,HR,migrate", migrations=f"{MIGRATION}A1,,test,2012-12-15,2012-12-15,,"
    )
    assert programme.rows("migration_burn_up", "2012-10-31", "month_end", "planned", "actual", "forecast") == [
        ("2012-10-31", 0, 0, 0),  # it starts at the as-at date when nothing is planned before
        ("2012-11-30", 0, None, 0),
        ("2012-12-31", 1, None, 1),
    ]
    assert programme.rows("migration_burn_up", "2013-01-31", "month_end", "planned", "actual", "forecast") == [
        ("2012-12-31", 1, None, None),  # no report says that nothing has moved
        ("2013-01-31", 1, None, 0),  # it reaches to the as-at date when nothing is planned after
    ]
    assert programme.ask("migration_burn_up", "2012-10-30").is_empty()


def test_burn_up_without_any_date(programme: Programme):
    programme.report("2012-10-31", migrations=f"{MIGRATION}A1,,not_started,,,,")
    assert programme.rows("migration_burn_up", "2012-11-10", "month_end", "planned", "actual", "forecast") == [
        ("2012-11-30", 0, None, 0)
    ]


@pytest.fixture
def moving(programme: Programme) -> Programme:
    programme.report(
        "2013-01-31",
        applications="""application_id,name,department,disposition
            A1,Payroll,HR,consolidate
            A2,Rotas,HR,consolidate
            A3,Planning,Place,migrate
            A4,Leisure,Place,replace""",
        waves="""wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_start,forecast_finish
            W2,Place,2,Place,2013-02-01,2013-03-31,2013-02-01,2013-04-14
            W1,HR first,1,HR,2013-01-01,2013-01-31,,
            W3,Rest,3,All,2013-06-01,2013-06-30,,""",
        migrations=f"""{MIGRATION}
            A1,W1,migrated,2013-01-15,,2013-01-15,
            A2,W1,migrated,2013-01-31,,2013-02-10,
            A3,W2,build,2013-02-28,2013-03-15,,No server
            A4,W2,not_started,2013-03-31,,,
            A9,W8,test,2013-01-31,,,Lost key # neither its application nor its wave is there
            A8,,not_started,,,, # in no wave""",
    )
    return programme


def test_waves(moving: Programme):
    columns = ("wave_id", "applications", "migrated", "blocked", "slip_days", "status", "finished_on")
    assert moving.rows("migration_waves", "2013-01-31", *columns) == [
        ("W1", 2, 1, 0, 0, "in_progress", None),  # A2 moves on 10 February
        ("W2", 2, 0, 1, 14, "in_progress", None),
        ("W3", 0, 0, 0, 0, "not_started", None),  # nothing in it: not done either
    ]
    assert moving.rows("migration_waves", "2013-02-10", *columns)[0] == ("W1", 2, 2, 0, 10, "done", "2013-02-10")


def test_by_stage(moving: Programme):
    assert moving.rows("migration_by_stage", "2013-01-31", "department", "stage", "applications", "migrated") == [
        ("HR", "migrated", 2, 1),  # reported as migrated; one of them has yet to come
        ("Place", "not_started", 1, 0),
        ("Place", "build", 1, 0),
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["A9", "A2", "A3", "A4", "A8", "A1"]),  # soonest expected first, those without a date, those that moved
        ({"department": "Place"}, ["A3", "A4"]),
        ({"stage": "not_started"}, ["A4", "A8"]),
        ({"wave_id": "W1"}, ["A2", "A1"]),
        ({"search": "place server"}, ["A3"]),  # the wave's name and the blocker
        ({"search": "a4"}, ["A4"]),
        ({"blocked": "yes"}, ["A9", "A3"]),
        ({"blocked": False}, ["A2", "A4", "A8", "A1"]),
        ({"late": True}, []),  # due on the as-at date itself is not late
        ({"migrated": "yes"}, ["A1"]),
        ({"planned_by": "2013-01-31"}, ["A9", "A2", "A1"]),
        ({"in_scope": "yes"}, ["A2", "A3", "A4", "A1"]),
        ({"in_scope": "no"}, ["A9", "A8"]),
        ({"migrated_by": "2013-01-15"}, ["A1"]),
        ({"migrated_by": "2013-01-14"}, []),
        ({"limit": 2, "offset": 1}, ["A2", "A3"]),
    ],
)
def test_list(moving: Programme, filters: dict[str, Any], found: list[str]):
    answer = moving.ask("migration_list", "2013-01-31", **filters)
    assert answer["application_id"].to_list() == found
    if "limit" in filters:
        assert answer["matches"].to_list() == [6, 6]


def test_late_the_day_after(moving: Programme):
    assert moving.rows("migration_list", "2013-02-01", "application_id", "days_late", "name", "wave", late="yes") == [
        ("A9", 1, "Not in the inventory", "W8 (not among the waves)")  # A2 was given another day
    ]


def test_the_rows_behind_the_burn_up(moving: Programme):
    for month_end, planned, actual in moving.rows("migration_burn_up", "2013-02-28", "month_end", "planned", "actual"):
        assert moving.ask("migration_list", "2013-02-28", planned_by=month_end, in_scope="yes").height == planned
        if actual is not None:
            assert moving.ask("migration_list", "2013-02-28", migrated_by=month_end, in_scope="yes").height == actual


def test_blockers_and_since_when(programme: Programme):
    def migrations(a1: str, a2: str, a3: str) -> str:
        return f"{MIGRATION}A1,,build,,,,{a1}\nA2,,build,,,,{a2}\nA3,,build,,,,{a3}"

    programme.report(
        "2012-11-30",
        applications=APPS + "\n".join(f"A{n},A{n},HR,migrate" for n in (1, 2, 3)),
        migrations=migrations("Server", "Licence", "Money"),
    )
    programme.report("2012-12-31", migrations=migrations("Server still", "", "Money"))
    programme.report("2013-01-31", migrations=migrations("Server ordered", "Licence", ""))
    columns = ("application_id", "blocker", "since", "days_blocked", "upload")
    assert programme.rows("migration_blockers", "2013-02-02", *columns) == [
        ("A1", "Server ordered", "2012-11-30", 64, 4),  # in other words, but blocked all the time
        ("A2", "Licence", "2013-01-31", 2, 4),  # free for a month in between
    ]
    assert programme.rows("migration_blockers", "2012-12-31", *columns) == [
        ("A1", "Server still", "2012-11-30", 31, 3),
        ("A3", "Money", "2012-11-30", 31, 2),
    ]
    programme.report("2013-02-28", migrations=f"{MIGRATION}A1,,build,,,,Server")  # A2, A3 are left out
    programme.report("2013-03-31", migrations=migrations("", "Licence", ""))
    assert programme.rows("migration_blockers", "2013-03-31", "application_id", "since") == [("A2", "2013-03-31")]
    programme.report("2013-04-30", migrations=f"{MIGRATION}A2,,migrated,,,2013-04-15,Licence")
    assert programme.ask("migration_blockers", "2013-04-30").is_empty()  # it has moved, whatever the words
