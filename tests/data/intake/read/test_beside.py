"""A second table beside the first: refused once by its name with its cells, left out when told, never read without a word."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from data.datasets import DATASETS
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.read.model import column_numbers
from data.problems import Refused, Remedy

HEAD = ["application_id", "name", "department", "business_function", "disposition"]
ROWS = [[f"APP-{i:03d}", f"Rents {i}", "Housing", f"Works {i}", "migrate"] for i in range(1, 9)]
WAVES = [["Wave", "Starts", "Ends"], *([f"W{i}", f"0{i}/06/2013", f"1{i}/06/2013"] for i in range(1, 4))]
LONG = [["Wave", "Starts", "Ends"], *([f"W{i}", "01/06/2013", "11/06/2013"] for i in range(1, 12))]


def beside(right: list[list[str]], gap: int = 1, down: int = 0, left: int = 0) -> list[list[str]]:
    """The applications with another table to their right, after `gap` blank columns and `down` rows further down; or with it
    to their left where `left`."""
    table = [HEAD, *ROWS]
    height = max(len(table), len(right) + down)
    table = table + [[""] * len(HEAD)] * (height - len(table))
    width = max(map(len, right))
    other = [[""] * width] * down + right
    other = other + [[""] * width] * (height - len(other))
    pairs = zip(other, table, strict=True) if left else zip(table, other, strict=True)
    return [[*one, *[""] * gap, *two] for one, two in pairs]


def as_csv(lines: list[list[str]]) -> tuple[bytes, str]:
    return "\n".join(",".join(line) for line in lines).encode(), "a.csv"


def as_xlsx(lines: list[list[str]]) -> tuple[bytes, str]:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append([cell or None for cell in line])
    book.save(content)
    return content.getvalue(), "a.xlsx"


def take(file: tuple[bytes, str], **said) -> Ingested:
    return ingest(*file, DATASETS["applications"], date(2013, 3, 31), Options(**said))


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
@pytest.mark.parametrize(
    ("lines", "cells", "columns"),
    [
        (beside(WAVES), "G1:I4", "G-I"),
        (beside(WAVES, gap=3), "I1:K4", "I-K"),
        (beside(LONG), "G1:I12", "G-I"),
        (beside([["Department", "Head"], ["Housing", "A. Bee"], ["Roads", "C. Dee"]]), "G1:H3", "G-H"),
        (beside([["Wave", "Starts"], *(["W1", "x"] for _ in range(11))]), "G1:H12", "G-H"),
        (beside(WAVES, down=2), "G3:I6", "G-I"),
        (beside(WAVES, left=1), "A1:C4", "A-C"),
    ],
)  # fmt: skip
def test_a_second_table_is_refused_once_and_left_out_when_told(write, lines, cells, columns) -> None:
    with pytest.raises(Refused, match=f"Cells {cells} are a second table beside the first") as refused:
        take(write(lines))
    assert refused.value.remedies[0] == Remedy("leave_out_columns", columns)
    taken = take(write(lines), leave_out_columns=tuple(column_numbers(columns) or ()))
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows.drop("_row").rows() == [tuple(row) for row in ROWS]
    assert any(n.kind == "left out" and "as said" in n.text for n in taken.notices)


def test_what_may_be_remarks_on_the_first_rows_is_read_when_it_is_said_to_be_one_table() -> None:
    remarks = [["Supplier", "Remark"], ["Acorn", "late"], ["Birch", "dear"], ["Cedar", "good"]]
    with pytest.raises(
        Refused, match="if they belong to the rows beside them, leave the blank column F out"
    ) as refused:
        take(as_csv(beside(remarks)))
    assert refused.value.remedies[1] == Remedy("leave_out_columns", "F")
    taken = take(as_csv(beside(remarks)), leave_out_columns=(6,))
    assert taken.problems.is_empty()
    assert taken.rows["supplier"].to_list() == ["Acorn", "Birch", "Cedar", *[None] * 5]


@pytest.mark.parametrize(
    "right",
    [
        [["Notes"], ["first"], ["second"], ["third"]],  # one column of remarks
        [["Supplier", "Notes"], *([f"S{i}", f"note {i}"] for i in range(8))],  # a gap for the eye
        [["Users", "Annual cost"], *(["3", "10"] for _ in range(8)), ["24", "80"]],  # with a total beneath
        [["Supplier", "Notes"], ["", ""], ["S1", "a"], ["", ""], ["S2", ""], ["", "b"]],  # here and there
        [["Supplier", "Notes"], ["S1", ""], ["S1", ""], ["S1", "b"]],  # the same for several rows
        [["Supplier", "Notes"], ["S1", "the last two rows are said to be all"], ["S2", "b"], *([f"S{i}", ""] for i in range(5))],
    ],
)  # fmt: skip
@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_columns_that_belong_to_the_rows_are_read_and_said_to_stand_apart(write, right) -> None:
    taken = take(write(beside(right)))
    assert taken.problems.is_empty(), taken.problems
    assert taken.rows.height == 8
    assert [notice.count for notice in taken.notices if notice.kind == "stands apart"] == [len(right[0])]


def test_a_run_of_columns_is_said_by_its_first_and_last() -> None:
    assert list(column_numbers("H-J") or ()) == [8, 9, 10]
    assert list(column_numbers("c") or ()) == [3]
    assert list(column_numbers("2 - 3") or ()) == [2, 3]
    assert [column_numbers(text) for text in ("J-H", "-", "H-", "0", "a1", "")] == [None] * 6
