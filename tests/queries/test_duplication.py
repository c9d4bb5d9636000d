"""What is held twice: functions, products and names; flows between departments; value and fit; what ends when; by hand."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from queries.duplication import pairs as duplication_pairs
from queries.duplication.likeness import alike, comparable, essence, essences, may_be_alike
from tests.queries.conftest import Programme

COLUMNS = (
    "application_id,name,department,business_function,supplier,product,annual_cost_gbp,business_value,technical_fit,contract_end,"
    "support_end,disposition,core_component,successor_application_id"
)


@pytest.fixture
def twice(programme: Programme) -> Programme:
    programme.report(
        "2013-01-31",
        applications=COLUMNS
        + """
            A1,Payroll,HR,Paying staff,Northgate,RL,100.00,4,2,2013-06-30,2013-03-31,consolidate,HR core, # support ends too early
            A2,Pay-roll,Finance,paying staff,Northgate Ltd,rl,50.50,3,3,,,retain,, # the same, spelt otherwise
            A3,HR document store,HR,Keeping documents,Nova,Arc,,1,1,2014-12-31,,migrate,, # after the go-live
            A4,Finance document store,Finance,Keeping papers,Nova,Arc,10.00,,5,2013-06-30,,replace,,A2 # has a successor
            A5,Archive 2003,Place,Archiving,,,5.00,1,5,2013-05-31,,retire,, # nobody takes over
            A6,Archive 2008,place ,Archiving,,,5.00,1,5,2013-05-31,,retain,, # stays, so that it is no gap
            A7,Moved,Place,Other,,,5.00,5,5,2013-05-31,2013-05-31,migrate,, # has moved""",
        migrations="""application_id,stage,forecast_date,actual_date
            A1,build,2013-05-31,
            A3,build,2014-01-31,
            A4,build,,
            A7,migrated,,2013-01-15""",
        gateways="""gateway_id,name,kind,baseline_date,forecast_date
            GL,Go-live,go_live,2014-04-01,2014-05-01
            OLD,An earlier go-live,go_live,2013-12-01, # of several the latest counts""",
        interfaces="""interface_id,source_application_id,target_application_id,method,frequency
            I1,A1,A2,file,daily
            I2,A3,A2,file,daily
            I3,A1,A3,file,daily # within HR
            I4,A1,A99,file,daily # the other end is not there""",
    )
    return programme


def test_functions_and_products_in_any_case(twice: Programme):
    what = ("applications", "departments", "named", "consolidate", "annual_cost_gbp", "shared_applications")
    assert twice.rows("duplication_functions", "2013-01-31", "business_function", *what) == [
        ("Paying staff", 2, 2, "Finance, HR", 1, Decimal("150.50"), 2),
        ("Archiving", 2, 1, "Place", 0, Decimal("10.00"), 2),  # in one department: not shared
    ]
    # Northgate and Northgate Ltd are two suppliers until somebody says otherwise: RL and rl are two products.
    assert twice.rows("duplication_products", "2013-01-31", "supplier", "product", *what) == [
        ("Nova", "Arc", 2, 2, "Finance, HR", 0, Decimal("10.00"), 2)
    ]


def test_the_list_has_what_stands_behind_a_function(twice: Programme):
    def found(**chosen: Any) -> list[str]:
        return twice.ask("inventory_list", "2013-01-31", **chosen)["application_id"].to_list()

    assert found(business_function="PAYING STAFF") == ["A2", "A1"]
    assert found(product="Arc") == ["A4", "A3"]
    assert found(business_value=1, technical_fit="5") == ["A5", "A6"]


def test_names_nearly_alike(twice: Programme, monkeypatch: pytest.MonkeyPatch):
    def pairs(threshold: int) -> list[tuple[object, ...]]:
        return twice.rows(
            "duplication_pairs", "2013-01-31", "application_id", "other_application_id", "likeness_pct", "same_supplier",
            "together_gbp", threshold=threshold,
        )  # fmt: skip

    stores = ("A3", "A4", 100.0, True, Decimal("10.00"))  # but for the departments' names they are one
    assert pairs(100) == [stores]
    # ‘pay roll’ has one letter more than ‘payroll’: 2 × 7 letters of 15
    assert pairs(85) == [stores, ("A1", "A2", 93.3, True, Decimal("150.50"))]
    # the archives of 2003 and 2008 are two, however low the bar
    assert pairs(50) == pairs(85)
    queries._answer.cache_clear()
    monkeypatch.setattr(duplication_pairs, "MANY", 0)  # looked through first, as a long list is
    assert pairs(85) == [stores, ("A1", "A2", 93.3, True, Decimal("150.50"))]
    assert twice.rows("duplication_suppliers", "2013-01-31", "supplier", "other_supplier", "applications", "together_gbp") == [
        ("Northgate", "Northgate Ltd", 1, Decimal("150.50"))
    ]  # fmt: skip


WORDS = st.lists(
    st.sampled_from(["Payroll", "payrol", "system", "HR", "Café", "2003", "v2", "the", "Children's", "-", ""])
)
NAMES = st.lists(st.tuples(WORDS.map(" ".join), WORDS.map(" ".join)), min_size=1, max_size=8)


@given(NAMES)
def test_names_are_made_ready_together_as_one_by_one(names: list[tuple[str, str]]):
    texts, besides = (pl.Series(column, dtype=pl.String) for column in zip(*names, strict=True))
    found = essences(texts, besides)
    assert found.to_list() == [essence(*both) for both in names]
    some = set(comparable(found.unique()))
    compared = {name for *both, _ in alike(list(found.unique()), 50) for name in both}
    assert compared <= some
    kept = may_be_alike(texts, besides)
    repeated = found.is_duplicated()
    assert all(is_kept for name, again, is_kept in zip(found, repeated, kept, strict=True) if again or name in compared)


def test_an_essence_is_what_tells_names_apart():
    assert essence("The Children's Café-Management System", "Children's services") == "cafe"
    assert essence("HR system", "HR") == "hr system", "nothing would be left"


def test_two_thousand_names_are_compared_in_a_moment():
    syllables = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri")
    names = [
        f"{syllables[k % 13]}{syllables[k // 13 % 13]}{syllables[k // 169 % 13]} records {syllables[k % 7]}"
        for k in range(2000)
    ]
    started = time.perf_counter()
    found = list(alike(names, 85))
    assert time.perf_counter() - started < 2
    assert found
    assert found == list(alike(names[::-1], 85)), "whatever the order in which they come"
    assert all(one < other and likeness >= 85 for one, other, likeness in found)


def test_flows_between_departments(twice: Programme):
    columns = (
        "source_department",
        "target_department",
        "interfaces",
        "applications",
        "within",
        "total",
        "total_across",
    )
    assert twice.rows("interfaces_by_department", "2013-01-31", *columns) == [
        ("HR", "Finance", 2, 3, False, 4, 3),
        ("HR", "HR", 1, 2, True, 4, 3),
        ("HR", "Not in the inventory", 1, 2, False, 4, 3),
    ]
    assert twice.rows(
        "interfaces_list", "2013-01-31", "interface_id", "source", "target", "matches", target_department="Finance"
    ) == [("I2", "HR document store", "Pay-roll", 2), ("I1", "Payroll", "Pay-roll", 2)]


def test_value_and_fit_at_any_threshold(twice: Programme):
    def quadrants(**thresholds: int) -> dict[str | None, int]:
        rows = twice.ask("inventory_scores", "2013-01-31", **thresholds)
        return dict(rows.select("time_quadrant", "quadrant_applications").unique().rows())

    # A1 (4, 2); A2 (3, 3) and A7 (5, 5); A5 and A6 (1, 5); A3 (1, 1); A4 lacks its value
    assert quadrants() == {"migrate": 1, "invest": 2, "tolerate": 2, "eliminate": 1, None: 1}
    assert quadrants(value_from=5, fit_from=1) == {"invest": 1, "tolerate": 5, None: 1}


def test_what_ends_before_it_has_moved(twice: Programme):
    columns = (
        "application_id",
        "what",
        "end_date",
        "moves_on",
        "successor",
        "go_live_date",
        "is_gap",
        "is_late",
        "gap_days",
    )
    assert twice.rows("endings_list", "2013-01-31", *columns) == [
        ("A1", "support", "2013-03-31", "2013-05-31", None, "2014-05-01", True, False, 61),
        ("A5", "contract", "2013-05-31", None, None, "2014-05-01", False, False, 335),  # to be retired: it may end
        ("A6", "contract", "2013-05-31", None, None, "2014-05-01", False, False, 335),
        ("A4", "contract", "2013-06-30", None, "Pay-roll", "2014-05-01", False, False, 305),
        ("A1", "contract", "2013-06-30", "2013-05-31", None, "2014-05-01", False, False, -30),  # moved by then
        ("A3", "contract", "2014-12-31", "2014-01-31", None, "2014-05-01", False, True, -334),
    ]
    assert twice.rows("endings_by_month", "2013-01-31", "month", "what", "endings", "gaps", "to_move", "staying") == [
        ("2013-03-01", "support", 1, 1, 0, 0),
        ("2013-05-01", "contract", 2, 0, 0, 2),
        ("2013-06-01", "contract", 2, 0, 2, 0),
        ("2014-12-01", "contract", 1, 0, 1, 0),
    ]
    assert twice.rows("endings_list", "2013-01-31", "application_id", gap="yes") == [("A1",)]
    assert twice.rows("endings_list", "2013-01-31", "application_id", month="2013-06-15") == [("A4",), ("A1",)]
    assert twice.rows("endings_successors", "2013-01-31", "disposition", "applications", "named", "missing") == [
        ("replace", 1, 1, 0), ("retire", 1, 0, 1),
    ]  # fmt: skip


def test_all_that_ends_too_early_is_one_thing_that_needs_attention(twice: Programme):
    columns = ("kind", "item_id", "detail", "page")
    early = twice.ask("overview_attention", "2013-01-31").filter(kind="endings_early").select(columns).rows()
    told = "1 of them ends before the go-live and before the move of what they are for, with no successor."
    assert early == [("endings_early", "endings", told, "duplication")]
    [(_, _, over, _)] = (
        twice.ask("overview_attention", "2013-12-31").filter(kind="endings_early").select(columns).rows()
    )
    assert over == f"{told[:-1]}; 1 has ended already."


def test_without_a_go_live_nothing_ends_too_early(programme: Programme):
    programme.report(
        "2013-01-31",
        applications="application_id,name,department,business_function,disposition,contract_end\n"
        "A1,Payroll,HR,Paying staff,migrate,2013-06-30",
    )
    assert programme.rows(
        "endings_by_month", "2013-01-31", "month", "gaps", "to_move", "go_live_date", "total_late"
    ) == [("2013-06-01", 0, 1, None, 0)]
