"""The inventory: what is in scope, the way to the core, the list and its filters, one application; worked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.queries.conftest import Programme

COLUMNS = (
    "application_id,name,department,business_function,supplier,product,users,annual_cost_gbp,business_value,technical_fit,"
    "contract_end,disposition,core_component,criticality,hosting"
)


@pytest.fixture
def inventory(programme: Programme) -> Programme:
    programme.report(
        "2013-01-31",
        applications=COLUMNS
        + """
            A1,Payroll,HR,Paying staff,Northgate,RL,120,24500.50,3,3,2014-03-31,consolidate,HR core,high,on_premises # invest
            A2,rotas,HR,Planning shifts,Café Systems,,30,1000.00,3,2,2013-06-30,consolidate,HR core,low,cloud # migrate
            A3,Planning,Place,Planning,,,400,,2,3,,migrate,,high,on_premises # tolerate; no cost is known
            A4,Leisure,Place,Bookings,,,,500.00,2,2,,replace,,low,cloud # eliminate
            A5,Library,Place,Loans,,,10,0.00,,5,,self_service,,,  # one score is missing
            A6,Old,Place,Nothing,,,0,,1,,,retire,,,
            A7,Keep,Finance,100% checks,,,5,10.00,5,5,,retain,,,
            A8,Unsure,Finance,Unknown,,,5,20.00,5,5,,undecided,,,""",
        waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,HR first,1,HR,2013-01-01,2013-02-28",
        migrations="""application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker
            A1,W1,migrated,2013-01-31,2013-01-31,2013-01-20,
            A2,W1,test,2013-02-15,2013-02-25,,No server
            A3,W9,not_started,,,,
            A4,,migrated,2013-01-31,,2013-02-10, # not yet: its date is to come""",
        interfaces="""interface_id,source_application_id,target_application_id,method,frequency
            I1,A1,A2,file,daily
            I2,A3,A1,api,real_time
            I3,A1,A1,manual,weekly
            I4,A1,A99,file,monthly # the other end is not there
            I5,A3,A4,file,monthly # not of A1""",
    )
    return programme


def test_by_department(inventory: Programme):
    assert inventory.rows(
        "inventory_by_department", "2013-01-31", "department", "disposition", "applications", "annual_cost_gbp"
    ) == [
        ("Finance", "retain", 1, Decimal("10.00")),
        ("Finance", "undecided", 1, Decimal("20.00")),
        ("HR", "consolidate", 2, Decimal("25500.50")),
        ("Place", "migrate", 1, None),  # none is known: not 0
        ("Place", "replace", 1, Decimal("500.00")),
        ("Place", "retire", 1, None),
        ("Place", "self_service", 1, Decimal("0.00")),
    ]


def test_in_scope_and_time_quadrant(inventory: Programme):
    assert inventory.rows("inventory_list", "2013-01-31", "application_id", "in_scope", "time_quadrant", "stage") == [
        ("A7", False, "invest", None),
        ("A4", True, "eliminate", "migrated"),
        ("A5", True, None, None),
        ("A6", False, None, None),
        ("A1", True, "invest", "migrated"),
        ("A3", True, "tolerate", "not_started"),
        ("A2", True, "migrate", "test"),  # by name, in any case
        ("A8", False, "invest", None),
    ]


def test_way_to_the_core(inventory: Programme):
    assert inventory.rows("inventory_to_core", "2013-01-31", "step", "code", "applications", "share_pct") == [
        (1, "all", 8, 100.0),
        (2, "in_scope", 5, 62.5),
        (3, "consolidate", 2, 25.0),
        (4, "started", 2, 25.0),
        (5, "migrated", 1, 12.5),  # A4 is not one to consolidate
    ]
    for code, applications in inventory.ask("inventory_to_core", "2013-01-31").select("code", "applications").rows():
        assert inventory.ask("inventory_list", "2013-01-31", step=code).height == applications, code
    assert inventory.ask("inventory_to_core", "2013-01-30").is_empty()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"department": "HR"}, ["A1", "A2"]),
        ({"disposition": "retain"}, ["A7"]),
        ({"criticality": "high"}, ["A1", "A3"]),
        ({"hosting": "cloud"}, ["A4", "A2"]),
        ({"time_quadrant": "invest", "department": "Finance"}, ["A7", "A8"]),
        ({"search": "PLANNING"}, ["A3", "A2"]),  # in a name and in a business function
        ({"search": "planning shifts"}, ["A2"]),  # every word
        ({"search": "cafe"}, ["A2"]),  # accents aside
        ({"search": "  "}, ["A7", "A4", "A5", "A6", "A1", "A3", "A2", "A8"]),
        ({"search": "100%"}, ["A7"]),  # no wildcard
        ({"search": "_"}, []),
        ({"search": "'; drop table applications; --"}, []),
        ({"sort": "users"}, ["A3", "A1", "A2", "A5", "A7", "A8", "A6", "A4"]),
        ({"sort": "annual_cost_gbp", "limit": 2}, ["A1", "A2"]),
        ({"sort": "contract_end", "limit": "2"}, ["A2", "A1"]),
        ({"limit": 3, "offset": 6}, ["A2", "A8"]),
    ],
)
def test_list_filters(inventory: Programme, filters: dict[str, Any], found: list[str]):
    assert inventory.ask("inventory_list", "2013-01-31", **filters)["application_id"].to_list() == found


def test_matches_counts_beyond_the_page(inventory: Programme):
    assert inventory.rows("inventory_list", "2013-01-31", "matches", department="Place", limit=1) == [(4,)]


def test_one_application(inventory: Programme):
    found = inventory.row("inventory_application", "2013-01-31", application_id="A2")
    assert {
        name: found[name]
        for name in ("name", "supplier", "time_quadrant", "in_scope", "wave", "stage", "slip_days", "blocker", "is_blocked",
                     "is_migrated", "interfaces", "since", "upload", "migration_upload")
    } == {
        "name": "rotas", "supplier": "Café Systems", "time_quadrant": "migrate", "in_scope": True, "wave": "HR first",
        "stage": "test", "slip_days": 10, "blocker": "No server", "is_blocked": True, "is_migrated": False,
        "interfaces": 1, "since": "2013-01-31", "upload": 1, "migration_upload": 3,
    }  # fmt: skip
    assert (
        inventory.row("inventory_application", "2013-01-31", application_id="A3")["wave"] == "W9 (not among the waves)"
    )
    assert inventory.row("inventory_application", "2013-01-31", application_id="A7")["stage"] is None
    assert inventory.ask("inventory_application", "2013-01-31", application_id="A99").is_empty()


def test_interfaces(inventory: Programme):
    assert inventory.rows(
        "inventory_interfaces", "2013-01-31", "interface_id", "direction", "other_application_id", "other_name",
        application_id="A1",
    ) == [
        ("I4", "sends", "A99", "Not in the inventory"),
        ("I1", "sends", "A2", "rotas"),
        ("I2", "receives", "A3", "Planning"),
        ("I3", "itself", "A1", "Payroll"),
    ]  # fmt: skip
    assert inventory.row("inventory_application", "2013-01-31", application_id="A1")["interfaces"] == 4
