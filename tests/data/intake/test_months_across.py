"""Files with a column for each month: a row per record and month once it is said which amount they hold, or refused by name."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from data.datasets import DATASETS
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import remedies

SPEND, MARCH = DATASETS["spend"], date(2013, 3, 31)
THREE = "Component,Strand,{},{},{}\nServers,core_infrastructure,1000,900,800\nLicences,consolidation,100,,300\n"


def take(content: str | bytes, name: str = "spend.csv", **said) -> Ingested:
    data = content.encode() if isinstance(content, str) else content
    return ingest(data, name, SPEND, MARCH, Options(**said))


def rows(taken: Ingested) -> list[tuple[object, ...]]:
    assert taken.problems.is_empty(), taken.problems["problem"].to_list()
    return taken.rows.select("component", "month", "budget_gbp").rows()


RIGHT = [
    ("Servers", date(2012, 4, 1), Decimal(1000)),
    ("Servers", date(2012, 5, 1), Decimal(900)),
    ("Servers", date(2012, 6, 1), Decimal(800)),
    ("Licences", date(2012, 4, 1), Decimal(100)),  # May is blank: no amount, no row
    ("Licences", date(2012, 6, 1), Decimal(300)),
]


@pytest.mark.parametrize(
    "months",
    [
        ("Apr-12", "May-12", "Jun-12"),
        ("Apr 2012", "May 2012", "Jun 2012"),
        ("April 2012", "May 2012", "June 2012"),
        ("2012-04", "2012-05", "2012-06"),
        ("2012-04-01", "2012-05-01", "2012-06-01"),
        ("01/04/2012", "01/05/2012", "01/06/2012"),
        ("04/2012", "05/2012", "06/2012"),
        ("Apr-12 budget", "May-12 budget", "Jun-12 budget"),
        ("Budget April 2012", "Budget May 2012", "Budget June 2012"),
    ],
)
def test_months_across_are_asked_about_and_taken(months: tuple[str, str, str]) -> None:
    text = THREE.format(*months)
    asked = take(text)
    assert asked.problems["kind"].to_list() == ["months across"]
    assert f"from ‘{months[0]}’ to ‘{months[2]}’ (3 columns)" in asked.problems["problem"][0]
    offered = [(way.option, way.value) for ways in remedies(asked) for way in ways]
    assert offered[:2] == [("months_across", "budget_gbp"), ("months_across", "committed_gbp")]
    assert rows(take(text, months_across="budget_gbp")) == RIGHT


@pytest.mark.parametrize("heading", ["*", "May-12", "may-12", "4", "budget_gbp", "Budget (£)", "Budget"])
@pytest.mark.parametrize("cell", ["TBC", "-", "closed"])
def test_a_cell_that_is_said_to_be_blank_is_no_row_as_an_empty_one_is(cell: str, heading: str) -> None:
    text = THREE.format("Apr-12", "May-12", "Jun-12").replace("100,,300", f"100,{cell},300")
    taken = take(text, months_across="budget_gbp", blanks={heading: (cell,)})
    assert rows(taken) == RIGHT
    told = [(n.text, n.examples) for n in taken.notices if n.kind == "taken as blank"]
    assert told == [("May-12: 1 cell was taken as blank, as said.", (f"row 3, May-12: ‘{cell}’",))]


def test_a_cell_of_one_month_that_is_said_to_be_blank_is_so_in_that_month_only() -> None:
    text = THREE.format("Apr-12", "May-12", "Jun-12").replace("100,,300", "100,closed,closed")
    taken = take(text, months_across="budget_gbp", blanks={"Jun-12": ("closed",)})
    assert taken.problems.select("row", "heading", "value").rows() == [(3, "May-12", "closed")]


@pytest.mark.parametrize("cell", ["TBC", "closed"])
def test_that_a_cell_is_blank_is_offered_and_lets_the_file_in(cell: str) -> None:
    text = THREE.format("Apr-12", "May-12", "Jun-12").replace("100,,300", f"100,{cell},300")
    first = remedies(take(text, months_across="budget_gbp"))[0][0]
    assert (first.option, first.value) == ("blanks", f"Budget (£)={cell}")
    assert rows(take(text, months_across="budget_gbp", blanks={"Budget (£)": (cell,)})) == RIGHT


def test_real_dates_as_headings_of_a_workbook_are_months() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Component", "Strand", datetime(2012, 4, 1), datetime(2012, 5, 1), datetime(2012, 6, 1), "Total"])
    sheet.append(["Servers", "core_infrastructure", 1000, 900, 800, 2700])
    sheet.append(["Licences", "consolidation", 100, None, 300, 400])
    content = io.BytesIO()
    book.save(content)
    taken = take(content.getvalue(), "spend.xlsx", months_across="Budget (£)")
    assert rows(taken) == RIGHT
    assert any("‘Total’ is the sum of the months in every row" in notice.text for notice in taken.notices)
    assert any("2 rows became 5" in notice.text and "1 blank cell" in notice.text for notice in taken.notices)


def test_a_wrong_amount_is_named_by_its_month() -> None:
    taken = take(THREE.format("Apr-12", "May-12", "Jun-12").replace("900", "n.k."), months_across="budget_gbp")
    assert taken.problems.select("row", "heading", "value").rows() == [(2, "May-12", "n.k.")]


def test_a_unit_beside_the_months_is_not_lost() -> None:
    taken = take(THREE.format("Apr-12 (£k)", "May-12 (£k)", "Jun-12 (£k)"), months_across="budget_gbp")
    assert "unit" in taken.problems["kind"].to_list() or taken.rows["budget_gbp"][0] == Decimal(1_000_000)


@pytest.mark.parametrize(
    ("headings", "because"),
    [
        ("Apr,May,Jun", "without their years"),
        ("Q1 2012/13,Q2 2012/13,Q3 2012/13", "Quarters stand across"),
        ("Apr-12 budget,Apr-12 actual,May-12 budget", "more than once"),
        ("Apr-12 budget,May-12 actual,Jun-12 actual", "different things"),
    ],
)
def test_what_stands_across_and_cannot_be_taken_is_refused_once_by_name(headings: str, because: str) -> None:
    text = f"Component,Strand,{headings}\nServers,core_infrastructure,1,2,3\n"
    for said in ({}, {"months_across": "budget_gbp"}):
        taken = take(text, **said)
        assert [because in problem for problem in taken.problems["problem"]] == [True]


def test_an_amount_for_the_whole_row_is_not_repeated_in_each_month() -> None:
    text = "Component,Strand,Budget,Apr-12,May-12\nServers,core_infrastructure,5,1,2\n"
    taken = take(text, months_across="actual_gbp")
    assert taken.problems["kind"].to_list() == ["repeated amount"]
    assert [way.value for ways in remedies(taken) for way in ways] == ["Budget=-"]


def test_a_file_by_the_month_has_nothing_across() -> None:
    text = "Component,Strand,Month,Budget\nServers,core_infrastructure,Apr-12,5\n"
    assert rows(take(text)) == [("Servers", date(2012, 4, 1), Decimal(5))]
    assert "no months stand across" in take(text, months_across="budget_gbp").problems["problem"][0]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        # a month for all of them: the three amounts of a row are of one key
        ("month", "01/04/2012", "is the Component and Month of another cell of the row too."),
        # a component for all of them: what is of one month in both rows is of one key
        ("component", "Servers", "is the Component and Month of row 3 too."),
    ],
)
def test_amounts_of_one_key_are_named_and_not_to_be_added_up(column: str, value: str, message: str) -> None:
    mapping = {SPEND.column(column).label: "-"}
    text = THREE.format("Apr-12", "May-12", "Jun-12")
    taken = take(text, months_across="budget_gbp", mapping=mapping, set_values=(f"{column}={value}",))
    assert set(taken.problems["kind"]) == {"duplicate key"}
    assert taken.problems["problem"][0] == message
    assert remedies(taken) == ()


def test_rows_are_not_added_up_where_months_stand_across() -> None:
    # a refused cell, which two records have
    text = THREE.format("Apr-12", "May-12", "Jun-12").replace("consolidation", "consolidatn")
    taken = take(text, months_across="budget_gbp", add_up=True)
    assert taken.problems["kind"].to_list() == ["stands across", "not allowed"]
    assert taken.rows.height == 5


@pytest.mark.parametrize("years", [("2012/13", "2013/14", "2014/15"), ("FY2012-13", "FY2013-14", "FY2014-15"), (
    "Planned 2012/13", "Planned 2013/14", "Planned 2014/15",
)])  # fmt: skip
def test_years_across_are_taken_as_months_are(years: tuple[str, str, str]) -> None:
    """A profile of benefits: what was offered took one year and dropped the others."""
    text = "Benefit,{},{},{},Total\nB-01,1000,900,800,2700\nB-02,100,,300,400\n".format(*years)

    def taken(amount: str = "") -> Ingested:
        options = Options(months_across=amount)
        return ingest(
            text.encode(), "v.csv", DATASETS["benefit_values"], MARCH, options, {"benefits": ["B-01", "B-02"]}
        )

    asked = taken()
    assert asked.problems["kind"].to_list() == ["months across"]
    assert asked.problems["problem"][0].startswith(
        f"Years stand across this file, from ‘{years[0]}’ to ‘{years[2]}’ (3 columns)"
    )
    assert [way.value for ways in remedies(asked) for way in ways] == ["planned_gbp", "realised_gbp", "cost_gbp"]
    down = taken("planned_gbp")
    assert down.problems.is_empty()
    assert down.rows.select("benefit_id", "year", "planned_gbp").rows() == [
        ("B-01", "2012/13", 1000), ("B-01", "2013/14", 900), ("B-01", "2014/15", 800), ("B-02", "2012/13", 100),
        ("B-02", "2014/15", 300),
    ]  # fmt: skip
    assert any("‘Total’ is the sum of the years in every row" in notice.text for notice in down.notices)
