"""What each department holds, what it must do next, and how it changes; worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pages.narrative.departments import AHEAD, WAITING, to_do
from queries import ask
from tests.queries.conftest import Programme

DAY = "2013-01-31"


@pytest.fixture
def departments(programme: Programme) -> Programme:
    programme.report(
        DAY,
        applications="""application_id,name,department,business_function,users,annual_cost_gbp,contract_end,disposition,core_component
            A1,Payroll,HR,Paying staff,10,100.00,2013-06-30,consolidate,HR core # blocked; its contract ends before it moves
            A2,Rotas,HR,Planning shifts,5,,,self_service, # moved
            A3,Leave,HR,Granting leave,,,,migrate, # late
            A4,Old,HR,paying STAFF,1,,,retire, # no successor
            A5,Bookings,Place,Planning shifts,,,,undecided, # the function of another department, too
            A6,Maps,Place,Mapping,,,,replace, # no migration, no successor
            A7,Trees,Place,Counting trees,,,,migrate, # moves within 90 days""",
        waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,First,1,HR,2013-01-01,2013-02-28",
        migrations="""application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker
            A1,W1,build,2013-03-31,2013-09-30,,No server
            A2,W1,migrated,2013-01-15,,2013-01-20,
            A3,W1,build,2013-01-10,,,
            A7,,build,2013-04-30,,,""",
        gateways="gateway_id,name,kind,baseline_date\nGL,Go-live,go_live,2014-04-01",
        interfaces="""interface_id,source_application_id,target_application_id,method,frequency
            I1,A1,A2,file,daily # within HR: once
            I2,A1,A5,file,daily
            I3,A99,A6,file,daily # from nobody""",
    )
    return programme


def test_what_each_department_holds(departments: Programme):
    found = {row["department"]: row for row in departments.ask("departments_list", DAY).iter_rows(named=True)}
    names = (
        "applications", "in_scope", "moved", "consolidate", "self_service", "undecided", "blocked", "late", "undated", "gaps",
        "interfaces", "interfaces_across", "shared", "users", "annual_cost_gbp", "waves",
    )  # fmt: skip
    assert [found["HR"][name] for name in names] == [
        4,
        3,
        1,
        1,
        1,
        0,
        1,
        1,
        0,
        1,
        2,
        1,
        1,
        16,
        Decimal("100.00"),
        "First",
    ]
    assert [found["Place"][name] for name in names] == [3, 2, 0, 0, 0, 1, 0, 0, 1, 0, 2, 2, 1, None, None, None]
    assert found["HR"]["next_move"].isoformat() == "2013-09-30", "what is late has no day to come"
    assert list(found) == ["HR", "Place"]


def test_what_it_must_do_next(departments: Programme):
    assert departments.rows("departments_next", DAY, "kind", "application_id", "day", "detail", department="HR") == [
        ("blocked", "A1", "2013-09-30", "No server"),
        ("late", "A3", "2013-01-10", None),
        ("contract", "A1", "2013-06-30", None),
        ("successor", "A4", None, None),
    ]
    assert departments.rows("departments_next", DAY, "kind", "application_id", department="Place") == [
        ("undated", "A6"), ("undecided", "A5"), ("move", "A7"), ("successor", "A6"),
    ]  # fmt: skip


def test_how_it_changes(departments: Programme):
    assert departments.rows("departments_ahead", DAY, "quarter", "disposition", "applications", "moved", "names") == [
        ("2013-01-01", "migrate", 1, 0, "Leave"),
        ("2013-01-01", "self_service", 1, 1, "Rotas"),
        ("2013-04-01", "migrate", 1, 0, "Trees"),
        ("2013-07-01", "consolidate", 1, 0, "Payroll"),
        (None, "replace", 1, 0, "Maps"),
    ]
    assert departments.ask("departments_ahead", DAY, department="Nowhere").is_empty()


def test_what_a_department_holds_that_others_hold_too(programme: Programme):
    header = (
        "application_id,name,department,business_function,supplier,product,annual_cost_gbp,disposition,core_component"
    )
    programme.report(DAY, applications=f"""{header}
        A1,Payroll,HR,Paying staff,Acme,Pay 1,100,consolidate,HR core # product of another department's, in another case
        A2,Rotas,HR,Planning shifts,Acme,,50,retain,
        A3,Crews,Place,planning SHIFTS,Acme,PAY 1,70,consolidate,HR core # the function and the product of others
        A4,Beds,Care,Planning shifts,Bolt,Pay 1,,retain, # another supplier's product of that name
        A5,Leave,HR,Granting leave,,,,retain,
        A6,More leave,HR,Granting leave,,,,retain, # twice, but in one department""")  # fmt: skip
    columns = ("alike_in", "held", "own", "names", "elsewhere", "departments", "named", "other_names", "own_shared")
    assert programme.rows("departments_shared", DAY, *columns, department="HR") == [
        ("function", "Planning shifts", 1, "Rotas", 2, 2, "Care, Place", "Beds, Crews", 2),
        ("product", "PAY 1", 1, "Payroll", 1, 1, "Place", "Crews", 2),
    ]
    assert programme.rows("departments_shared", DAY, "own_consolidate", "elsewhere_consolidate", department="HR") == [
        (0, 1), (1, 1),
    ]  # fmt: skip
    assert programme.rows("departments_shared", DAY, "held", department="Care") == [("Planning shifts",)]
    assert programme.ask("departments_shared", DAY).is_empty(), "of no department"


@pytest.mark.parametrize("as_at", [date(2013, 3, 31), date(2013, 9, 30)])
def test_the_list_and_the_things_to_do_of_a_department_count_the_same(sample_store: object, as_at: date):
    things = ask("departments_next", as_at)
    waits = dict(things.filter(~pl.col("kind").is_in(AHEAD))["department"].value_counts().iter_rows())
    for row in ask("departments_list", as_at).iter_rows(named=True):
        own = things.filter(department=row["department"])
        assert sum(row[kind] for kind in WAITING) == waits.get(row["department"], 0)
        assert (
            own.is_empty()
            or f"{waits.get(row['department'], 0)} thing" in to_do(own)
            or not waits.get(row["department"])
        )
