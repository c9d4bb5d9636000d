"""Rows with a department, a wave or a strand alone: refused once by their name, or read when it is said what they fill."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import polars as pl
import pytest

from data.datasets import DATASETS
from data.intake.annotated_workbook import marked_workbook
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import remedies

MARCH = date(2013, 3, 31)
FULL = "application_id,name,department,business_function,disposition,users"
LACKING = FULL.replace("department,", "")
FIRST, SECOND = range(1, 4), range(4, 6)


def records(numbers: range, department: str | None = None) -> list[str]:
    """Records of the applications; `department`: what they say of it, None where the file has no column for it."""
    said = "" if department is None else f"{department},"
    return [f"APP-{i:03d},Rents {i},{said}Works {i},migrate,{i}" for i in numbers]


def under(heading: str, *lines: str | list[str]) -> str:
    flat = [one for line in lines for one in ([line] if isinstance(line, str) else line)]
    width = heading.count(",")
    return "\n".join([heading, *(line + "," * (width - line.count(",")) for line in flat)])


def take(text: str, dataset: str = "applications", form: str = "csv", known=None, **said) -> Ingested:
    content = text.encode()
    if form == "xlsx":
        book, saved = openpyxl.Workbook(), io.BytesIO()
        for line in text.splitlines():
            book.active.append([cell or None for cell in line.split(",")])
        book.save(saved)
        content = saved.getvalue()
    return ingest(content, f"a.{form}", DATASETS[dataset], MARCH, Options(**said), known)


def offered(taken: Ingested) -> list[tuple[str, str]]:
    return [(way.option, way.value) for ways in remedies(taken) for way in ways]


WITHOUT = under(LACKING, "Housing", records(FIRST), "Roads", records(SECOND))
BLANK = under(FULL, "Housing", records(FIRST, ""), "Roads", records(SECOND, ""))
IN_ITS_COLUMN = under(FULL, ",,Housing", records(FIRST, ""), ",,Roads", records(SECOND, ""))
CALLED = under(LACKING, "Department: Housing", records(FIRST), "Department: Roads", records(SECOND))
PARTED = under(LACKING, "Housing", records(FIRST), "", "Roads", records(SECOND))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", [WITHOUT, BLANK, IN_ITS_COLUMN, CALLED, PARTED])
def test_sections_are_refused_once_and_read_when_it_is_said_what_they_fill(text: str, form: str) -> None:
    refused = take(text, form=form)
    assert refused.problems["kind"].to_list() == ["section rows"], refused.problems
    assert "each stand above the rows they apply to and are no records" in refused.problems["problem"][0]
    assert "Housing’" in refused.problems["problem"][0]
    assert "Give each row its Department in a column" in refused.problems["mend"][0]
    assert offered(refused) == [("section_rows", "department")]
    taken = take(text, form=form, section_rows="department")
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows["application_id"].to_list() == [f"APP-{i:03d}" for i in range(1, 6)]
    assert taken.rows["department"].to_list() == ["Housing"] * 3 + ["Roads"] * 2
    assert [notice.count for notice in taken.notices if notice.kind == "section rows"] == [2]


def test_sections_that_each_record_says_again_may_be_left_out() -> None:
    text = under(FULL, "Housing", records(FIRST, "Housing"), "Roads", records(SECOND, "roads"))
    refused = take(text)
    assert refused.problems["kind"].to_list() == ["section rows"]
    assert "Each row says its Department itself: leave them out." in refused.problems["mend"][0]
    assert offered(refused) == [("leave_out_rows", "2"), ("leave_out_rows", "6")]
    taken = take(text, leave_out_rows=(2, 6))
    assert taken.problems.is_empty()
    assert taken.rows.height == 5


def test_sections_are_not_offered_to_be_left_out_where_what_they_say_would_be_lost() -> None:
    above_none = under(LACKING, records(range(7, 9)), "Housing", records(FIRST), "Roads", records(SECOND))
    of_two_levels = under(LACKING, "Housing", "North", records(FIRST), "South", records(SECOND))
    for text in (above_none, of_two_levels):
        refused = take(text)
        assert refused.problems["kind"].to_list() == ["section rows"]
        assert offered(refused) == []
        said = take(text, section_rows="department")
        assert said.problems["kind"].to_list() == ["section rows"]
        assert (
            "can't be taken as Department: some rows have none or more than one of them" in said.problems["problem"][0]
        )


@pytest.mark.parametrize(
    ("dataset", "heading", "sections", "lines", "column", "values"),
    [
        ("spend", "component,month,budget_gbp,actual_gbp", ("Consolidation", "Core infrastructure"), "Servers {},01/03/2013,1,1",
         "strand", ["consolidation", "core_infrastructure"]),
        ("spend", "component,strand,budget_gbp,actual_gbp", ("April 2012", "May 2012"), "Servers {},consolidation,1,1",
         "month", [date(2012, 4, 1), date(2012, 5, 1)]),
        ("migrations", "application_id,stage,baseline_date,forecast_date", ("Wave 1", "Wave 2"),
         "APP-{},build,01/03/2013,01/04/2013", "wave_id", ["Wave 1", "Wave 2"]),
        ("gateways", "gateway_id,name,baseline_date,forecast_date", ("Gateway", "Milestone"), "GW{},Go,01/03/2013,01/04/2013",
         "kind", ["gateway", "milestone"]),
    ],
)  # fmt: skip
def test_sections_fill_what_their_texts_can_be_read_as(dataset, heading, sections, lines, column, values) -> None:
    text = under(heading, sections[0], lines.format(1), lines.format(2), sections[1], lines.format(3))
    known = {"applications": ["APP-1", "APP-2", "APP-3"], "waves": ["Wave 1", "Wave 2"]}
    refused = take(text, dataset, known=known)
    assert refused.problems["kind"].to_list() == ["section rows"], refused.problems
    assert offered(refused) == [("section_rows", column)]
    taken = take(text, dataset, known=known, section_rows=column)
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows[column].to_list() == [values[0], values[0], values[1]]


def test_a_cell_merged_across_a_row_is_a_section() -> None:
    book, saved = openpyxl.Workbook(), io.BytesIO()
    for line in WITHOUT.splitlines():
        book.active.append([cell or None for cell in line.split(",")])
    book.active.merge_cells("A2:E2")
    book.active.merge_cells("A6:E6")
    book.save(saved)
    refused = ingest(saved.getvalue(), "a.xlsx", DATASETS["applications"], MARCH)
    assert refused.problems["kind"].to_list() == ["section rows"]
    taken = ingest(saved.getvalue(), "a.xlsx", DATASETS["applications"], MARCH, Options(section_rows="department"))
    assert taken.problems.is_empty()
    assert taken.rows["department"].to_list() == ["Housing"] * 3 + ["Roads"] * 2


@pytest.mark.parametrize(
    "line",
    [
        "APP 1099",
        "APP-099",  # a record of which the rest is still to come
        "and council tax",  # the end of a name that was broken in two
        "[Enter App Name]",
        "Ask the service desk before the rows beneath this one are changed.",
    ],
)
def test_what_is_a_record_or_a_remark_is_no_section(line: str) -> None:
    taken = take(under(FULL, records(FIRST, "Housing"), line, records(SECOND, "Roads")))
    assert "section rows" not in taken.problems["kind"]
    assert not taken.problems.is_empty()


def test_records_with_few_cells_are_no_sections() -> None:
    sparse = "section,text,author_role,date,question\nGateways,Agreed,Director,,\nMoney,Spent,Director,,\n"
    assert take(sparse, "commentary").problems.is_empty()
    words = under("component,month,strand,budget_gbp", "Servers,01/03/2013,consolidation,1", "Licences",
                  "Desks,01/03/2013,consolidation,1")  # fmt: skip
    assert "section rows" not in take(words, "spend").problems["kind"]


def test_what_is_said_of_sections_must_fit_the_file() -> None:
    plain = under(FULL, records(FIRST, "Housing"))
    assert take(plain, section_rows="department").problems["kind"].to_list() == ["no section rows"]
    assert "unknown column" in take(WITHOUT, section_rows="depot").problems["kind"]
    told = under(FULL, "Housing", records(FIRST, "Housing"))
    assert "Department has values already" in take(told, section_rows="department").problems["problem"][0]


def test_the_marked_workbook_holds_the_section_rows() -> None:
    taken = take(WITHOUT)
    book = openpyxl.load_workbook(io.BytesIO(marked_workbook(taken.sheet, taken.problems)))
    assert [book.worksheets[0].cell(row, 1).value for row in (2, 3, 6)] == ["Housing", "APP-001", "Roads"]


def test_sections_of_a_long_file_are_found_as_well() -> None:
    lines = [
        line for i in range(300) for line in (f"Team {'abcdefghij'[i % 10]}", *records(range(i * 80, i * 80 + 80)))
    ]
    text = under(LACKING, lines)
    assert take(text).problems["kind"].to_list() == ["section rows"]
    taken = take(text, section_rows="department")
    assert taken.problems.filter(pl.col("kind") != "look-alike key").is_empty(), taken.problems
    assert taken.rows.height == 24_000
