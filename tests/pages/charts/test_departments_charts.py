"""The pictures of a plan and of departments: what is drawn of frames worked by hand, and what is said above them."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pages.charts import one_department, planner
from pages.charts.theme import DARK, LIGHT, Palette
from pages.narrative import departments as about_departments
from pages.narrative import planner as about_plan
from tests.pages.charts.test_ahead_charts import traces, valid

every_palette = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
MEASURES = pl.DataFrame(
    {
        "measure": ["applications", "cost", "contracts"], "planned": [3.0, 1500.0, 0.0], "marked": [2.0, 1500.0, 0.0],
        "whole": [4.0, 2000.0, 0.0], "planned_pct": [75.0, 75.0, None], "marked_pct": [50.0, 75.0, None], "unknown": [0, 1, 0],
        "stated_pct": [30.0, None, None],
    }
)  # fmt: skip
GIVING = pl.DataFrame(
    {
        "department": ["HR", "Place"], "applications": [3, 2], "planned": [2, 1], "kept": [2, 0], "added": [0, 1],
        "dropped": [1, 0], "rest": [0, 1],
    }
)  # fmt: skip
HELD = pl.DataFrame(
    {
        "department": ["HR", "Place", "Idle"], "blocked": [1, 0, 0], "late": [0, 2, 0], "gaps": [1, 0, 0],
        "undated": [0, 0, 0], "undecided": [0, 1, 0],
    }
)  # fmt: skip
AHEAD = pl.DataFrame(
    {
        "quarter": [date(2013, 1, 1), date(2013, 4, 1), None], "disposition": ["self_service", "migrate", "replace"],
        "applications": [2, 1, 1], "moved": [1, 0, 0], "late": [1, 0, 0], "names": ["Leave, Rotas", "Maps", "Trees"],
    },
    schema_overrides={"quarter": pl.Date},
)  # fmt: skip
ONE = {
    "department": "HR", "applications": 4, "in_scope": 3, "moved": 1, "annual_cost_gbp": 1200, "users": 30, "waves": "First",
    "next_move": date(2013, 3, 1), "last_move": date(2013, 6, 1), "interfaces": 2, "interfaces_across": 1, "shared": 1,
    "self_service": 2,
}  # fmt: skip


@every_palette
def test_measures_are_parts_of_their_wholes(palette: Palette):
    whole, plan, reported = traces(valid(planner.measures(MEASURES, palette)))
    assert list(whole["x"]) == [100, 100, 100]
    assert list(plan["x"]) == [75, 75, 0], "of nothing there is no part"
    assert (list(reported["x"]), list(reported["y"])) == ([50], [0]), (
        "a stroke where the plan differs from what is reported"
    )
    assert reported["name"] == "As reported"
    same = planner.measures(MEASURES.with_columns(marked_pct="planned_pct"), palette)
    assert len(traces(valid(same))) == 2


@every_palette
def test_what_a_plan_adds_and_drops(palette: Palette):
    drawn = {trace["name"]: trace for trace in traces(valid(planner.by_department(GIVING, palette)))}
    assert list(drawn["Added"]["x"]) == [None, 1], "a bar of nothing would still have an outline"
    assert drawn["Dropped"]["marker"]["pattern"]["shape"] == "/", "not by colour alone"
    assert list(drawn["Others"]["customdata"]) == [["HR"], ["Place"]]


@every_palette
def test_what_waits_in_departments(palette: Palette):
    drawn = {trace["name"]: trace for trace in traces(valid(one_department.waiting(HELD, palette)))}
    assert set(drawn) == {"Blocked", "Late", "Cover ends early", "Undecided"}
    assert list(drawn["Late"]["customdata"]) == [["Place"], ["HR"]], (
        "those with the most first, those with nothing not at all"
    )


@every_palette
def test_what_has_moved_of_what_is_in_scope(palette: Palette):
    rows = pl.DataFrame({"department": ["HR", "Place", "Idle"], "in_scope": [4, 5, 0], "moved": [4, 1, 0]})
    made = valid(one_department.moved(rows, palette))
    drawn = {trace["name"]: list(trace["x"]) for trace in traces(made)}
    assert drawn == {"Moved": [1, 4], "Still to move": [4, None]}, "most to move first; nothing in scope, no bar"
    assert [note["text"] for note in made["layout"]["annotations"]] == ["<b>Place</b>  1 of 5", "<b>HR</b>  4 of 4"]


@every_palette
def test_a_department_quarter_by_quarter(palette: Palette):
    made = valid(one_department.ahead(AHEAD, date(2013, 2, 28), palette))
    assert [(trace["name"], list(trace["y"])) for trace in traces(made)] == [
        ("Migrate", [1]), ("Self-service", [1]), ("Late", [1]),
    ]  # fmt: skip
    assert list(made.layout.xaxis.ticktext) == ["Jan–Mar<br>2013", "Apr–Jun<br>2013"]
    valid(one_department.ahead(AHEAD.tail(1), date(2013, 2, 28), palette))  # nobody says when


def test_what_is_said_of_a_plan():
    assert about_plan.headline(MEASURES) == (
        "3 of 4 applications to the core, 75% (the minutes say nearly 30%): 1 is left, £1,500 a year is released"
    )
    assert about_plan.headline(MEASURES.with_columns(planned=0.0)) == (
        "No application is in the plan; 4 applications stay as they are"
    )
    alone = MEASURES.with_columns(planned=pl.Series([1.0, 0.0, 0.0]), whole=1.0)
    assert about_plan.headline(alone) == "The one application goes to the core; no known cost is released"
    assert [about_plan.measure(row) for row in MEASURES.iter_rows(named=True)] == [
        "3 of 4, 75% (reported 2)", "£1,500 of £2,000, 75%", "0 of 0 in the plan",
    ]  # fmt: skip
    assert about_plan.by_department(GIVING) == ("HR gives most to the core, 2; the plan adds 1 application and drops 1")
    assert about_plan.by_department(GIVING.with_columns(planned=1, added=0, dropped=0)) == (
        "HR and Place give most to the core, 1 each"
    )
    assert about_plan.by_department(GIVING.with_columns(planned=0, added=0)) == (
        "No department gives anything to the core; the plan drops 1 application"
    )
    assert [about_plan.all_of("Add", many) for many in (0, 1, 12)] == [
        "Add all that match", "Add the one that matches", "Add all 12 that match",
    ]  # fmt: skip


def test_what_is_said_of_departments():
    assert about_departments.waiting(HELD) == "5 things wait to be done in 2 of 3 departments; most in Place, 3"
    alone = HELD.filter(pl.col("department") == "Place")
    assert about_departments.waiting(pl.concat([alone, HELD.tail(1)])) == "3 things wait to be done, all in Place"
    twins = pl.concat([alone, alone.with_columns(department=pl.lit("Parks")), HELD.tail(1)])
    assert about_departments.waiting(twins) == "6 things wait to be done in 2 of 3 departments, 3 in each"
    assert about_departments.waiting(twins.head(2)) == "6 things wait to be done in both departments, 3 in each"
    assert about_departments.waiting(HELD.tail(1)) == "Nothing waits to be done in any department"
    assert about_departments.department(ONE) == "4 applications, 3 in scope, of which 1 has moved"
    assert about_departments.department(ONE | {"moved": 3}) == "4 applications, 3 in scope, which have all moved"
    assert about_departments.department(ONE | {"in_scope": 0}) == "4 applications, none in scope"
    assert about_departments.facts(ONE) == [
        "They cost £1,200 a year, for 30 users added up.",
        "Waves: First.",
        "The next move is expected on 1 March 2013, the last on 1 June 2013.",
        "2 interfaces, 1 with other departments.",
        "1 application serves a business function that other departments serve as well.",
        "2 applications for self-service.",
    ]
    assert "2 interfaces, none with other departments." in about_departments.facts(ONE | {"interfaces_across": 0})
    assert "2 interfaces, both with other departments." in about_departments.facts(ONE | {"interfaces_across": 2})
    assert "1 interface, within the department." in about_departments.facts(
        ONE | {"interfaces": 1, "interfaces_across": 0}
    )
    assert about_departments.ahead(AHEAD) == (
        "2 become self-service, 1 is replaced and 1 moves as it is; 1 is late; 1 has no date"
    )
    assert about_departments.ahead(
        AHEAD.filter(pl.col("quarter").is_not_null()).with_columns(moved="applications", late=0)
    ).startswith("2 became self-service")
    assert about_departments.ahead(AHEAD.clear()) == "Nothing of it is in scope"
    things = pl.DataFrame(
        {
            "application_id": ["A1", "A2"], "kind": ["blocked", "late"], "name": ["Payroll", "Leave"],
            "detail": ["No server.", None],
        }
    )  # fmt: skip
    assert about_departments.to_do(things) == "2 things wait to be done, first of all for Payroll"
    assert about_departments.to_do(things.clear()) == "No next step"
    assert about_departments.to_do(things.tail(1)) == "1 thing waits to be done, for Leave"
    moves = things.with_columns(kind=pl.lit("move"), application_id=pl.lit("A9"))
    assert about_departments.to_do(moves.head(1)) == "1 next step, for Payroll"
    both = things.with_columns(kind=pl.Series(["contract", "support"]), application_id=pl.lit("A1"))
    # two dates to mend, as the list of all departments and the picture count them
    assert about_departments.to_do(pl.concat([both, moves.tail(1)])) == (
        "2 things wait to be done, then 1 next step; first of all for Payroll"
    )
    assert [about_departments.task(row) for row in things.iter_rows(named=True)] == [
        "Clear what blocks it: No server.", "Move it, or say when.",
    ]  # fmt: skip


SHARED = pl.DataFrame(
    {
        "alike_in": ["function", "product"], "held": ["Planning <b>shifts</b>", "Pay 1"], "own": [1, 2], "elsewhere": [2, 1],
        "names": ["Rotas", "Payroll, Leave"], "other_names": ["Beds, Crews", "Wages"], "departments": [2, 1],
        "own_shared": [3, 3],
    }
)  # fmt: skip


@every_palette
def test_what_others_hold_too_is_drawn_and_said(palette: Palette):
    drawn = valid(one_department.shared(SHARED, palette))
    assert [(trace.name, list(trace.x)) for trace in traces(drawn)] == [("Its own", [1, 2]), ("Of others", [2, 1])]
    assert [list(mark) for mark in drawn.data[0].customdata] == [
        ["function", "Planning <b>shifts</b>"],
        ["product", "Pay 1"],
    ]
    assert [note.text for note in drawn.layout.annotations] == [
        "<b>Planning &lt;b&gt;shifts&lt;/b&gt;</b>  function: 1 here, 2 in 2 others",
        "<b>Pay 1</b>  product: 2 here, 1 in 1 other",
    ]
    many = "3 applications do, or are, what other departments hold as well: 1 function and 1 product"
    assert about_departments.shared(SHARED) == f"{many}; most often Planning <b>shifts</b>"
    one = about_departments.shared(SHARED.tail(1).with_columns(own_shared=1))
    assert one == "1 application does, or is, what other departments hold as well: 1 product, Pay 1"
    none = "No application of it does, or is, what another department holds as well"
    assert about_departments.shared(SHARED.clear()) == none
