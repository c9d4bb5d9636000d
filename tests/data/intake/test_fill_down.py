"""Cells that stand for the blank ones beneath them: refused once by their name, or read when it is said that they do."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from typing import Any

import openpyxl
import pytest

from data.datasets import DATASETS
from data.intake.annotated_workbook import marked_workbook
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import remedies

MARCH = date(2013, 3, 31)
APPLICATIONS = "application_id,name,department,business_function,disposition"
GROUPED = f"""{APPLICATIONS}
APP-1,Rents,Housing,Lettings,migrate
APP-2,Repairs,,Works,migrate
APP-3,Voids,,Works,retain
APP-4,Ledger,Finance,Accounts,migrate
APP-5,Payroll,,Pay,migrate
"""
DEPARTMENTS = ["Housing"] * 3 + ["Finance"] * 2
KNOWN = {"applications": [f"APP-{i}" for i in range(1, 9)], "waves": ["W1", "W2", "W3"], "partners": ["P1", "P2"]}


def take(text: str | bytes, dataset: str = "applications", **said: Any) -> Ingested:
    content, name = (text.encode(), "a.csv") if isinstance(text, str) else (text, "a.xlsx")
    return ingest(content, name, DATASETS[dataset], MARCH, Options(**said), KNOWN)


def offered(taken: Ingested) -> list[tuple[str, str]]:
    return [(way.option, way.value) for ways in remedies(taken) for way in ways]


def book(text: str, *merged: str) -> bytes:
    workbook, saved = openpyxl.Workbook(), io.BytesIO()
    sheet = workbook.worksheets[0]
    for line in text.splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    for cells in merged:
        sheet.merge_cells(cells)
    workbook.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_department_on_the_first_row_of_each_group_is_asked_about_once(form: str) -> None:
    content = GROUPED if form == "csv" else book(GROUPED)
    refused = take(content)
    assert refused.problems["kind"].to_list() == ["fill down"], refused.problems
    problem = refused.problems.row(0, named=True)
    assert problem["heading"] == "department"
    assert (
        "is filled in rows 2 and 5 only (‘Housing’, ‘Finance’) and blank in 3 rows beneath them" in problem["problem"]
    )
    assert offered(refused) == [("fill_down", "department"), ("set_values", "department=… when blank")]
    taken = take(content, fill_down=("department",))
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows["department"].to_list() == DEPARTMENTS
    notice = next(notice for notice in taken.notices if notice.kind == "filled down")
    assert notice.count == 3
    assert notice.examples[0] == "row 3, department: ‘Housing’ (row 2)"


@pytest.mark.parametrize(
    ("dataset", "text", "column", "values"),
    [
        ("spend", "component,month,strand,budget_gbp\nServers,01/03/2013,consolidation,1\n,01/04/2013,consolidation,2\n"
         "Desks,01/03/2013,self_service,3\n,01/04/2013,self_service,4\n", "component", ["Servers"] * 2 + ["Desks"] * 2),
        ("spend", "month,component,strand,budget_gbp\nMarch 2013,Servers,consolidation,1\n,Desks,consolidation,2\n"
         "April 2013,Servers,self_service,3\n,Desks,self_service,4\n", "month",
         [date(2013, 3, 1)] * 2 + [date(2013, 4, 1)] * 2),
        ("spend", "strand,component,month,budget_gbp\nConsolidation,Servers,01/03/2013,1\n,Racks,01/03/2013,2\n"
         "Self service,Desks,01/03/2013,3\n", "strand", ["consolidation"] * 2 + ["self_service"]),
    ],
)  # fmt: skip
def test_it_is_asked_of_whatever_groups_rows(dataset: str, text: str, column: str, values: list[object]) -> None:
    refused = take(text, dataset)
    assert refused.problems["kind"].to_list() == ["fill down"], refused.problems
    assert ("fill_down", column) in offered(refused)
    taken = take(text, dataset, fill_down=(column,))
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows[column].to_list() == values


def test_an_inner_group_ends_where_the_outer_one_does() -> None:
    text = f"""{APPLICATIONS}
APP-1,Rents,Housing,Lettings,migrate
APP-2,Repairs,,,migrate
APP-3,Ledger,Finance,Accounts,migrate
APP-4,Payroll,,,migrate
"""
    refused = take(text)
    assert refused.problems["kind"].to_list() == ["fill down", "fill down"]
    said: dict[str, Any] = {"fill_down": ("business_function", "department")}  # in any order
    assert take(text, **said).rows["business_function"].to_list() == ["Lettings"] * 2 + ["Accounts"] * 2
    lacking = take(text.replace("Finance,Accounts", "Finance,"), **said)
    assert lacking.problems.select("row", "column", "kind").rows() == [
        (4, "business_function", "blank"),
        (5, "business_function", "blank"),
    ]


WAVES = "application_id,wave_id,stage\nAPP-1,W1,build\nAPP-2,,build\nAPP-3,,test\nAPP-4,W2,build\nAPP-5,,build\n"


def test_groups_of_a_pivot_table_may_say_the_same_one_after_the_other() -> None:
    """Two fields of rows: the strand stands beside each component, and was to be set to one value in all blank cells."""
    head = "Component,Strand,Month,Budget\n"
    text = f"{head}Servers,consolidation,Apr-13,11\n,,May-13,2\nDesks,consolidation,Apr-13,3\n,,May-13,7\n"
    asked = take(text, "spend")
    assert asked.problems.select("kind", "column").rows() == [("fill down", "component"), ("fill down", "strand")]
    assert ("fill_down", "strand") in offered(asked)
    filled = take(text, "spend", fill_down=("component", "strand"))
    assert filled.problems.is_empty()
    assert filled.rows["strand"].to_list() == ["consolidation"] * 4
    # Blank cells of a file without groups are named one by one, however often a column says the same.
    single = take(f"{head}A,consolidation,Apr-13,1\nB,,May-13,2\nC,consolidation,Apr-13,9\nD,,May-13,4\n", "spend")
    assert single.problems["kind"].to_list() == ["blank", "blank"]


def test_a_wave_that_may_be_left_blank_is_asked_about_where_each_stands_above_blank_cells() -> None:
    refused = take(WAVES, "migrations")
    assert refused.problems["kind"].to_list() == ["fill down"]
    assert offered(refused) == [("fill_down", "wave_id"), ("fill_down", "wave_id=-")]
    assert take(WAVES, "migrations", fill_down=("wave_id",)).rows["wave_id"].to_list() == ["W1"] * 3 + ["W2"] * 2
    left = take(WAVES, "migrations", fill_down=("wave_id=-",))
    assert left.problems.is_empty()
    assert left.rows["wave_id"].null_count() == 3


@pytest.mark.parametrize(
    "waves",
    [
        ["W1", "W1", "", "W2", ""],  # a group says it twice
        ["W1", "", "W1", "", ""],  # the same one again
        ["", "W1", "", "W2", ""],  # the first row has none
        ["W1", "W2", "W3", "", ""],  # blank at the end only
        ["W1", "", "", "", ""],  # one migration has a wave, the rest none yet
    ],
)
def test_waves_that_are_not_known_yet_are_not_asked_about(waves: list[str]) -> None:
    lines = [f"APP-{i},{wave},build" for i, wave in enumerate(waves, 1)]
    assert take("\n".join(["application_id,wave_id,stage", *lines]), "migrations").problems.is_empty()


def test_single_blank_cells_are_named_one_by_one_as_before() -> None:
    text = GROUPED.replace("Repairs,,", "Repairs,Housing,").replace("Voids,,", "Voids,Housing,")
    refused = take(text)
    assert refused.problems["kind"].to_list() == ["blank"]
    names = f"{APPLICATIONS}\nAPP-1,Rents,Housing,Works,migrate\nAPP-2,,Housing,Works,migrate\n"
    assert take(names).problems["kind"].to_list() == ["blank"], "a name is each row's own"
    answered = take(GROUPED, set_values=("department=Not stated when blank",))
    assert answered.problems.is_empty()
    assert answered.rows["department"].to_list() == ["Housing", "Not stated", "Not stated", "Finance", "Not stated"]


@pytest.mark.parametrize("mark", ["ditto", '""""', "as above", "〃"])
def test_a_mark_for_the_same_again_is_read_when_it_is_said(mark: str) -> None:
    text = GROUPED.replace(",,", f",{mark},")
    refused = take(text)
    assert set(refused.problems["kind"]) == {"ditto"}
    assert offered(refused) == [("fill_down", "department")]
    taken = take(text, fill_down=("department",))
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows["department"].to_list() == DEPARTMENTS


def test_as_below_is_not_what_stands_above() -> None:
    refused = take(GROUPED.replace("Repairs,,", "Repairs,as below,").replace(",,", ",Housing,"))
    assert refused.problems["kind"].to_list() == ["ditto"]
    assert offered(refused) == []


def test_merged_cells_are_read_as_far_as_they_reach() -> None:
    content = book(GROUPED, "C2:C4", "C5:C6")
    refused = take(content)
    assert refused.problems["kind"].to_list() == ["fill down"]
    assert "merged" in refused.problems["problem"][0]
    assert offered(refused) == [("fill_down", "department")]
    assert take(content, fill_down=("department",)).rows["department"].to_list() == DEPARTMENTS
    part = take(book(GROUPED, "C2:C3", "C5:C6"), fill_down=("department",))
    assert part.problems.select("row", "kind").rows() == [(4, "blank")]
    waves = book(WAVES, "B2:B4", "B5:B6")
    assert offered(take(waves, "migrations")) == [("fill_down", "wave_id")]


def test_an_amount_merged_over_rows_is_none_for_each() -> None:
    text = "component,month,strand,budget_gbp\nServers,01/03/2013,consolidation,100\nDesks,01/03/2013,consolidation,\n"
    refused = take(book(text, "D2:D3"), "spend")
    assert "merged cells" in refused.problems["kind"]
    assert "Cells D2:D3 are merged, in rows 2 and 3" in refused.problems["problem"][0]
    assert ("fill_down", "budget_gbp") not in offered(refused)


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        (("depot",), "unknown column", "names the column ‘depot’"),
        (("name",), "nothing to fill down", "Name"),
        (("supplier",), "nothing to fill down", "the file has no such column"),
        (("application_id",), "nothing to fill down", "each row's own"),
        (("department", "department=-"), "nothing to fill down", "both"),
    ],
)
def test_what_is_said_must_fit_the_file(said: tuple[str, ...], kind: str, words: str) -> None:
    problems = take(GROUPED, fill_down=said).problems
    found = problems.filter(problems["kind"] == kind)
    assert found.height, problems
    assert words in found["problem"][0]


def test_the_marked_workbook_shows_the_file_as_it_is() -> None:
    taken = take(GROUPED.replace("Accounts", ""), fill_down=("department",))
    marked = openpyxl.load_workbook(io.BytesIO(marked_workbook(taken.sheet, taken.problems)))
    assert [marked.worksheets[0].cell(row, 3).value for row in (2, 3, 5)] == ["Housing", None, "Finance"]


def test_months_across_and_components_filled_down_go_together() -> None:
    text = "strand,component,Apr-12,May-12\nConsolidation,Servers,1,2\n,Racks,3,4\nSelf service,Desks,5,6\n"
    taken = take(text, "spend", fill_down=("strand",), months_across="budget_gbp")
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows["strand"].to_list() == ["consolidation"] * 4 + ["self_service"] * 2


def test_long_files_are_asked_about_as_well() -> None:
    lines = [
        f"A{i:06d},Rents {i},{f'Team {chr(65 + i // 1000)}' if i % 1000 == 0 else ''},Works,migrate"
        for i in range(24_000)
    ]
    assert take("\n".join([APPLICATIONS, *lines])).problems["kind"].to_list() == ["fill down"]


def rows_of(options: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return take(GROUPED, **options).rows.rows()


def test_the_order_of_what_is_said_does_not_matter() -> None:
    one = {"fill_down": ("department", "business_function=-")}
    assert rows_of(one) == rows_of({"fill_down": ("business_function=-", "department")})
