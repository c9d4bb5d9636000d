"""A consolidation plan: what it comes to, worked by hand, and that its file does what the plan says."""

from __future__ import annotations

from typing import Any

import pytest

from data import uploads
from data.datasets import APPLICATIONS, DATASETS
from data.exports import to_csv
from pages.parts.planner import plan
from pages.parts.planner.plan import Step
from tests.queries.conftest import Programme, day

DAY = "2013-01-31"
STEPS = (
    Step("consolidate", "HR core", ("A3", "A4")),
    Step("retain", "", ("A1", "A4")),  # later: A4 is out again
    Step("consolidate", "Pay core", ("A2",)),  # reported into another component
    Step("consolidate", "HR core", ("A9",)),  # not in the inventory
)


@pytest.fixture
def planned(programme: Programme) -> Programme:
    programme.report(
        DAY,
        applications="""application_id,name,department,business_function,users,annual_cost_gbp,contract_end,disposition,core_component
            A1,Payroll,HR,Paying staff,10,100.00,2014-12-31,consolidate,HR core # marked; its contract outlives the go-live
            A2,Rotas,HR,Planning shifts,5,40.00,2013-12-31,consolidate,HR core # marked
            A3,Leave,Place,Granting leave,7,,2014-06-30,migrate, # no cost is known
            A4,Bookings,Place,Booking rooms,,5.00,,retain,""",
        gateways="gateway_id,name,kind,baseline_date\nGL,Go-live,go_live,2014-04-01",
        interfaces="""interface_id,source_application_id,target_application_id,method,frequency
            I1,A1,A2,file,daily # ends as reported; re-pointed by the plan
            I2,A2,A3,file,daily # re-pointed as reported; ends by the plan
            I3,A3,A4,file,daily # re-pointed by the plan
            I4,A2,A99,file,daily # the other end is not there: re-pointed
            I5,A2,A2,file,daily # with itself: ends""",
    )
    return programme


def test_what_a_plan_comes_to(planned: Programme):
    what = ("measure", "planned", "marked", "whole", "planned_pct", "marked_pct", "unknown")
    assert planned.rows("planner_measures", DAY, *what, plan=plan.asked(STEPS)) == [
        ("applications", 2, 2, 4, 50.0, 50.0, 0),  # A2, A3; as reported A1, A2
        ("cost", 40, 140, 145, 27.6, 96.6, 1),
        ("interfaces", 2, 2, 5, 40.0, 40.0, 0),  # I2, I5; as reported I1, I5
        ("repointed", 3, 2, 5, 60.0, 40.0, 0),  # I1, I3, I4; as reported I2, I4
        ("departments", 2, 1, 2, 100.0, 50.0, 0),
        ("users", 12, 15, 22, 54.5, 68.2, 0),
        ("contracts", 1, 1, 2, 50.0, 50.0, 0),  # A3 of A2 and A3; as reported A1
    ]
    without = planned.rows("planner_measures", DAY, "measure", "planned", "marked")
    assert all(now == marked for _, now, marked in without), "a plan without steps is what is reported"
    assert planned.ask("planner_measures", "2013-01-30").is_empty()


def test_a_plan_by_department_and_in_the_list(planned: Programme):
    asked = plan.asked(STEPS)
    assert planned.rows(
        "planner_by_department",
        DAY,
        "department",
        "applications",
        "planned",
        "kept",
        "added",
        "dropped",
        "rest",
        plan=asked,
    ) == [("HR", 2, 1, 1, 0, 1, 0), ("Place", 2, 1, 0, 1, 0, 1)]
    columns = ("application_id", "is_planned", "change", "planned_component")
    assert planned.rows("planner_list", DAY, *columns, plan=asked) == [
        ("A3", True, "added", "HR core"),
        ("A2", True, "component", "Pay core"),
        ("A1", False, "dropped", None),
        ("A4", False, None, None),  # added, and dropped again: as reported
    ]
    filters: list[tuple[dict[str, Any], list[str]]] = [
        ({"is_planned": "no"}, ["A1", "A4"]), ({"changed": "no"}, ["A4"]), ({"search": "granting rooms"}, []),
        ({"search": "PLACE granting"}, ["A3"]), ({"department": "HR"}, ["A2", "A1"]), ({"disposition": "retain"}, ["A4"]),
    ]  # fmt: skip
    for chosen, found in filters:
        assert planned.ask("planner_list", DAY, plan=asked, **chosen)["application_id"].to_list() == found, chosen


def test_the_file_does_what_the_plan_says(planned: Programme):
    """Taken in as the Updates page takes it: only these rows."""
    rows = planned.ask("planner_file", DAY, plan=plan.asked(STEPS)).select(APPLICATIONS.names)
    request = uploads.Request(
        DATASETS["applications"], to_csv(rows), "applications consolidation plan.csv", day(DAY), "update", by="Ann"
    )
    uploads.commit(request)
    assert planned.rows(
        "inventory_list", DAY, "application_id", "disposition", "core_component", "contract_end", "users"
    ) == [
        ("A4", "retain", None, None, None),
        ("A3", "consolidate", "HR core", "2014-06-30", 7),
        ("A1", "retain", None, "2014-12-31", 10),
        ("A2", "consolidate", "Pay core", "2013-12-31", 5),
    ]
    after = planned.rows("planner_measures", DAY, "measure", "planned", "planned_pct")
    assert after == planned.rows("planner_measures", DAY, "measure", "marked", "marked_pct")
    assert after[0] == ("applications", 2, 50.0)
    assert planned.ask("planner_file", DAY, plan=plan.asked(STEPS)).is_empty(), "nothing is left to change"


def test_a_plan_is_read_from_an_address_as_it_was_written():
    odd = (Step("consolidate", "Post: in, out & 100%; ü", ("A,1", "B;2", "C:3")), Step("retire", "", ("A,1",)))
    assert plan.read(plan.written(odd)) == odd
    assert plan.changes(odd)["A,1"] == ("retire", ""), "the later step goes before the earlier"


def test_a_long_plan_is_packed_and_one_too_long_is_never_cut():
    """Web servers take 8,190 characters of an address."""
    whole = plan.written((Step("consolidate", "HR core", tuple(f"APP-{n:03}" for n in range(277))),))
    assert plan.addressed(whole) == whole
    assert len(whole) < 1_000
    assert [len(step.applications) for step in plan.read(whole)] == [277]
    scattered = (Step("retire", "", tuple(f"APP-{n * 7919 % 100_003:05}" for n in range(5_000))),)
    assert plan.read(plan.written(scattered)) == scattered
    assert plan.addressed(plan.written(scattered)).startswith(plan.IN_ITS_FILE), "whole in its file, not in part here"
    for nonsense in ("~", "~!", "~AAAA", whole[:-20], whole.replace("A", "B"), plan.IN_ITS_FILE):
        assert plan.read(nonsense) == (), nonsense


@pytest.mark.parametrize(
    "text",
    [
        None, "", "nonsense", "consolidate::A1", "retain:HR core:A1", "retain::", "burn::A1", ";;", "consolidate:HR core",
    ],  # without a component, with one too many, without applications, no disposition
)  # fmt: skip
def test_what_is_no_step_is_left_out(text: Any):
    assert plan.read(text) == ()
    assert plan.asked(plan.read(text)) is None
