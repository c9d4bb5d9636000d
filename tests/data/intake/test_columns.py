"""Which heading is which column: by name, by synonym, as said; a likeness is suggested, never used."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.datasets import APPLICATIONS, GATEWAYS, MIGRATIONS, SPEND, Dataset
from data.intake.columns import Matched, match_headings
from data.intake.heading_words import heading_counter
from data.intake.pipeline import ingest

FULL = ["application_id", "name", "department", "business_function", "disposition"]


def match(headings: list[str], dataset: Dataset = APPLICATIONS, mapping=None, splits=None, fixed=()) -> Matched:
    cells = pl.DataFrame({f"c{i}": [f"cell {i}", None] for i in range(len(headings))})
    return match_headings(headings, cells, dataset, mapping or {}, splits or {}, fixed)


def hows(matched: Matched) -> dict[str, str]:
    return {m.heading: m.how for m in matched.matches}


def test_names_in_any_case_spacing_and_punctuation() -> None:
    matched = match(["Application_ID", " NAME", "Department:", "businessFunction", "Disposition", "Annual cost (£)"])
    assert matched.places == {
        "application_id": 0, "name": 1, "department": 2, "business_function": 3, "disposition": 4, "annual_cost_gbp": 5,
    }  # fmt: skip
    assert matched.problems.is_empty()
    assert set(hows(matched).values()) == {"exact"}


def test_synonyms_come_after_names() -> None:
    # ‘id’ may mean the application's reference, but a heading of its very name is there.
    matched = match(["id", *FULL, "Vendor"])
    assert matched.places["application_id"] == 1
    assert matched.places["supplier"] == 6
    assert hows(matched)["id"] == "none"
    assert matched.notices[0].examples == ("id",)


def test_a_synonym_serves_when_nothing_better_is_there() -> None:
    matched = match(["ID", *FULL[1:]])
    assert matched.places["application_id"] == 0
    assert matched.matches[0].how == "synonym"


def test_a_likeness_is_only_suggested_with_samples() -> None:
    matched = match(["application_id", "name", "Department custodian", "business_function", "disposition"])
    assert "department" not in matched.places
    found = matched.matches[2]
    assert (found.how, found.columns, found.samples) == ("suggested", ("department",), ("cell 2",))
    problem = matched.problems.row(0, named=True)
    assert problem["kind"] == "missing column"
    assert "Its headings are: application_id, name, Department custodian" in problem["problem"]
    assert problem["mend"] == "Is it ‘Department custodian’ (which holds ‘cell 2’)? If so, map it to Department."


def test_a_slip_of_the_pen_in_an_optional_heading_must_be_answered() -> None:
    # Left out with a notice alone, the whole column would be lost by a nightly command.
    matched = match([*FULL, "anual_cost_gpb"])
    assert matched.problems["kind"].to_list() == ["likely heading"]
    assert match([*FULL, "anual_cost_gpb"], mapping={"anual_cost_gpb": "-"}).problems.is_empty()
    assert (
        match([*FULL, "anual_cost_gpb"], mapping={"anual_cost_gpb": "annual_cost_gbp"}).places["annual_cost_gbp"] == 5
    )


def test_headings_that_differ_only_by_case_are_refused() -> None:
    matched = match([*FULL, "Name "])
    assert "name" not in matched.places
    assert matched.problems["kind"].to_list() == ["duplicate heading"]
    assert "differ in case and spacing only" in matched.problems["problem"][0]
    assert match([*FULL, "Name "], mapping={"2": "name", "6": "-"}).problems.is_empty()


def test_two_synonyms_for_a_required_column_are_refused() -> None:
    matched = match(["application_id", "name", "dept", "directorate", "business_function", "disposition"])
    assert matched.problems["kind"].to_list() == ["duplicate heading"]
    assert "‘dept’ (column 3) and ‘directorate’ (column 4)" in matched.problems["problem"][0]


def test_what_a_person_says_wins() -> None:
    matched = match(
        ["Site", "name", "dept", "Purpose", "disposition"], mapping={"Site": "application_id", "name": "Description"}
    )
    assert matched.places["application_id"] == 0
    assert matched.places["description"] == 1
    assert matched.problems["column"].to_list() == ["name"]  # nothing is left for it


def test_one_heading_may_feed_two_columns() -> None:
    matched = match(["Project name", "kind", "baseline_date"], GATEWAYS, mapping={"project_name": "gateway_id + name"})
    assert (matched.places["gateway_id"], matched.places["name"]) == (0, 0)
    assert matched.problems.is_empty()


def test_columns_by_place_where_there_is_no_heading_line() -> None:
    matched = match(["", "", ""], MIGRATIONS, mapping={"1": "application_id", "column 3": "stage"})
    assert matched.places == {"application_id": 0, "stage": 2}
    unsaid = match(["", "", ""], MIGRATIONS)
    assert unsaid.problems["kind"].to_list() == ["no heading line"]
    assert "Application ID, Stage" in unsaid.problems["problem"][0]


def test_a_mapping_that_names_nothing_is_a_problem_with_a_suggestion() -> None:
    matched = match(FULL, mapping={"departmnt": "department", "name": "naem"})
    assert matched.problems["kind"].to_list()[:2] == ["unknown heading", "unknown column"]
    assert matched.problems["mend"].to_list()[:2] == ["Did you mean ‘department’?", "Did you mean ‘Name’?"]


def test_two_headings_given_for_one_column() -> None:
    matched = match(["a", "b"], SPEND, mapping={"a": "component", "b": "component"})
    assert "two columns for one" in matched.problems["kind"].to_list()


def test_dates_to_divide_are_a_columns_own() -> None:
    matched = match(
        ["Site", "Redirection Date"], MIGRATIONS, {"Site": "application_id"},
        {"redirection date": ("actual_date", "forecast_date")}, ["stage"],
    )  # fmt: skip
    assert matched.splits == {1: ("actual_date", "forecast_date")}
    assert matched.problems.is_empty()


def test_columns_with_a_fixed_value_are_not_missing() -> None:
    assert match(FULL[:4], fixed=["disposition"]).problems.is_empty()
    assert match(FULL[:4]).problems["column"].to_list() == ["disposition"]


def test_counting_headings_for_the_reader() -> None:
    count = heading_counter(APPLICATIONS, ["Site"])
    assert count(["Application ID", "Dept", "nonsense", "", "Dept"]) == 2
    assert count(["site", "Payroll"]) == 1


def test_a_hint_in_brackets_is_no_part_of_a_heading() -> None:
    matched = match([f"{name} (required)" for name in FULL] + ["Business value (1-5)", "Contract end [dd/mm/yyyy]"])
    assert matched.problems.is_empty()
    assert {"application_id", "business_value", "contract_end"} <= set(matched.places)
    assert match([*FULL, "Annual cost (£k)"]).places.get("annual_cost_gbp") is None  # a unit is no hint


def test_numbers_tags_and_lost_spaces_are_no_part_of_a_heading() -> None:
    assert match(
        ["1. Application ID", "2) Name", "c) Department", "<b>Business function</b>", "Disposition"]
    ).problems.is_empty()
    assert match(["applicationid", "name", "department", "businessfunction", "disposition"]).problems.is_empty()


def test_our_own_heading_with_a_year_or_a_unit_must_be_answered() -> None:
    # Left out with a notice alone, the column would be lost.
    for heading in ("Users 2013", "Annual cost (EUR)", "Annual cost £000", "Revised annual cost"):
        assert match([*FULL, heading]).problems["kind"].to_list() == ["likely heading"]
    assert match([*FULL, "Users", "Users 2012"]).problems.is_empty()  # the column is there already
    assert match([*FULL, "Product owner"]).problems.is_empty()


def test_a_percentage_is_no_number_of_the_same_name() -> None:
    assert match([*FULL, "% users"]).problems["kind"].to_list() == ["likely heading"]


def test_a_second_heading_that_a_program_renamed_is_refused_as_a_duplicate() -> None:
    for second in ("name.1", "Name...5", "name_duplicated_0"):
        matched = match([*FULL, second])
        assert matched.problems["kind"].to_list() == ["duplicate heading"]
        assert match([*FULL, second], mapping={second: "-"}).problems.is_empty()
    assert match([*FULL, "Ward.1"]).problems.is_empty()  # none of ours, and the first of its name


NUMBERED = [str(22329 + 7 * i) for i in range(12)]
DATED = [f"{i + 1:02d}/06/2013" for i in range(12)]
NAMED = [f"Supplier {letter} Ltd" for letter in "abcdefghijkl"]


@pytest.mark.parametrize(
    ("heading", "cells", "column", "is_asked"),
    [
        ("Contract ID", NUMBERED, "contract_end", False),
        ("Contract ID", [str(41364 + i) for i in range(12)], "contract_end", False),  # spreadsheets count days so, too
        ("Contract ends on", NAMED, "contract_end", False),
        ("Contract end no", NUMBERED, "contract_end", False),
        ("Contract ends", DATED, "contract_end", True),
        ("Contract ends", ["Ongoing", "TBC"] * 6, "contract_end", True),
        ("Contract ends", ["30/13/2013"] * 12, "contract_end", True),  # badly written dates are dates all the same
        ("Contract ends", [str(41364 + 30 * i) for i in range(12)], "contract_end", True),
        ("Contract ends", [None] * 12, "contract_end", True),
        ("Annual cost from", DATED, "annual_cost_gbp", False),
        ("Annual cost code", NUMBERED, "annual_cost_gbp", False),
        ("Annual costs £", ["£12.50", "£900"] * 6, "annual_cost_gbp", True),
        ("Users ref", NUMBERED, "users", False),
        ("Users 2013", ["12", "about 30"] * 6, "users", True),
        ("Suppliers", DATED, "supplier", False),
        ("Suppliers", NAMED, "supplier", True),
        ("Disposition by", NAMED, "disposition", False),
        ("Disposition by", DATED, "disposition", False),
        ("Disposition now", ["Keep it", "Let go"] * 6, "disposition", True),
    ],
)  # fmt: skip
def test_a_likeness_is_suggested_only_where_the_cells_may_be_meant(heading, cells, column, is_asked) -> None:
    headings = [name for name in FULL if name != column] + [heading]
    table = pl.DataFrame({f"c{i}": [f"{name} {row}" for row in range(12)] for i, name in enumerate(headings[:-1])})
    table = table.with_columns(pl.Series(f"c{len(headings) - 1}", cells, dtype=pl.String))
    matched = match_headings(headings, table, APPLICATIONS, {}, {})
    assert (matched.matches[-1].columns == (column,)) == is_asked, matched.matches[-1]
    likely = matched.problems.filter(kind="likely heading")["column"].to_list()
    assert likely in ([], [column]) if is_asked else likely == []


def test_numbers_that_name_something_are_asked_about_for_no_column() -> None:
    lines = [f"A{i},Rents {i},HR,Pay,retain,{number}" for i, number in enumerate(NUMBERED)]
    text = "\n".join([",".join([*FULL, "Contract ID"]), *lines])
    taken = ingest(text.encode(), "a.csv", APPLICATIONS, date(2013, 3, 31))
    assert taken.problems.is_empty()
    assert taken.unmapped == ("Contract ID",)
