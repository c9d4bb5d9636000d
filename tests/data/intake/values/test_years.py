"""Financial years: every spelling of two years that follow each other, and a question for all else."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.datasets import BENEFIT_VALUES
from data.intake.values import Parsed, Settings, read_column
from data.problems import NoticeKind, ProblemKind

AS_TEXT = "Format the cells as text, and write the year as 2012/13."
YEAR = BENEFIT_VALUES.column("year")


def read(*cells: str | None) -> Parsed:
    return read_column(pl.Series("year", cells, dtype=pl.String), YEAR, Settings(date(2013, 9, 30)))


@pytest.mark.parametrize(
    "text",
    ["2013-14", "2013–14", "2013/2014", "2013 to 2014", "13/14", "FY13/14", "FY 2013/14", "Financial year 2013/14"],
)
def test_two_years_that_follow_each_other_are_one_financial_year_and_said(text):
    parsed = read(text, "2013/14")
    assert parsed.values.to_list() == ["2013/14", "2013/14"]
    assert parsed.notes.select("position", "note").rows() == [(0, NoticeKind.FINANCIAL_YEAR_REWRITTEN)]


def test_the_turn_of_a_century_is_a_year_as_any_other():
    assert read("1999/00", "1999-2000").values.to_list() == ["1999/00", "1999/00"]


@pytest.mark.parametrize(
    ("text", "problem", "mend"),
    [
        ("2013", "may be 2012/13 or 2013/14: one year alone doesn't say which.", "Write 2012/13 or 2013/14."),
        ("FY14", "may be 2013/14 or 2014/15: one year alone doesn't say which.", "Write 2013/14 or 2014/15."),
        ("2013/15", "is not a financial year: the second year doesn't follow the first.", "Mend the years."),
        ("01/12/2013", "is a date: a spreadsheet makes one of 12/13.", AS_TEXT),
        ("Dec-13", "is a date: a spreadsheet makes one of 12/13.", AS_TEXT),
        ("year one", "is not a financial year such as 2013/14.", ""),
    ],
)  # fmt: skip
def test_what_may_be_two_years_or_none_is_refused_with_what_it_may_be(text, problem, mend):
    found = read("2012/13", text).found
    assert found.select("position", "kind", "problem", "mend").rows() == [
        (1, ProblemKind.UNCLEAR_PERIOD, problem, mend)
    ]


def test_a_year_without_an_answer_is_refused_where_it_must_be_one():
    assert read("TBC").found["kind"].to_list() == [ProblemKind.NO_ANSWER]
