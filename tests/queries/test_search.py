"""What words find: names, references and the rest, with one letter wrong, in every list."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.search.found import graded, like
from tests.queries.conftest import Programme

TABLES = {
    "applications": """
        application_id,name,department,business_function,disposition,description
        APP-001,Payroll,HR,Paying staff,migrate,The month-end file goes to the ledger
        APP-002,Leave booking,HR,Leave,migrate,Reads the payroll
        APP-010,Parking permits,Streets,Permits,retain,
    """,
    "waves": "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,Payroll and leave,1,HR,2013-01-01,2013-06-30",
    "migrations": "application_id,wave_id,stage\nAPP-001,W1,build",  # is found with its application
    "spend": """
        component,month,strand,budget_gbp
        Payroll servers,2013-01-01,core_infrastructure,1                # one component, found once
        Payroll servers,2013-02-01,core_infrastructure,1
    """,
}


@pytest.fixture
def programme_to_search(programme: Programme) -> Programme:
    programme.report("2013-03-31", **TABLES)  # type: ignore[arg-type]
    return programme


def found(programme: Programme, words: str | None, *columns: str, **more: object) -> list[tuple[object, ...]]:
    return programme.rows("search_found", "2013-03-31", *(columns or ("dataset", "item_id")), words=words, **more)


@pytest.mark.parametrize(
    ("word", "finds"),
    [
        ("payroll", {"payroll": 8, "payrolls": 6}),  # whole, and as the beginning
        ("roll", {"payroll": 3, "payrolls": 3}),  # within
        ("ol", {}),  # too short to be looked for within a word
        ("payrol", {"payroll": 6, "payrolls": 6}),
        ("pyaroll", {"payroll": 2, "payrolls": 2}),  # two letters changed over
        ("payrill", {"payroll": 2, "payrolls": 2}),  # one wrong
        ("pxyrxll", {}),  # two wrong
        ("2014", {"2014": 8}),  # a figure wrong is another number
        ("2013", {}),
    ],
)
def test_how_a_word_is_found(word: str, finds: dict[str, int]):
    assert dict(graded(word, ["payroll", "payrolls", "2014"]).iter_rows()) == finds


@given(word=st.text("abcé1", min_size=1, max_size=7), known=st.text("abcé1", min_size=1, max_size=9))
def test_whatever_a_word_finds_is_a_candidate(word: str, known: str):
    """The rows that are looked at more closely are found by an expression, which must fit all that is found."""
    if not graded(word, [known]).is_empty():
        assert re.search(like(word, "[^ ]"), known)


def test_the_name_comes_before_the_rest_and_every_list_is_there(programme_to_search: Programme):
    rows = found(programme_to_search, "payroll", "dataset", "item_id", "title", "passage", "of_dataset", "matches")
    assert rows == [
        ("applications", "APP-001", "Payroll", "", 2, 4),
        ("waves", "W1", "Payroll and leave", "", 1, 4),
        ("spend", "Payroll servers", "Payroll servers", "", 1, 4),
        ("applications", "APP-002", "Leave booking", "APP-002 Leave booking HR Leave Reads the payroll", 2, 4),
    ]


def test_every_word_must_be_there(programme_to_search: Programme):
    assert found(programme_to_search, "payroll leave") == [("waves", "W1"), ("applications", "APP-002")]
    passage = (
        "APP-001 Payroll HR Paying staff The month-end file goes to the ledger"  # beside the word that the name lacks
    )
    assert found(programme_to_search, "payroll month", "item_id", "passage") == [("APP-001", passage)]
    assert found(programme_to_search, "payroll aardvark") == []


def test_references_and_uploads_are_found(programme_to_search: Programme):
    assert found(programme_to_search, "app-010") == [("applications", "APP-010")]
    assert ("uploads", "2") in found(programme_to_search, "waves-2013-03-31.csv")
    assert found(programme_to_search, "streets")[0] == ("departments", "Streets"), "before what belongs to it"
    assert found(programme_to_search, "payroll", dataset="waves") == [("waves", "W1")]
    assert [row[0] for row in found(programme_to_search, "payroll", most=1)] == ["applications", "waves", "spend"]


@pytest.mark.parametrize("words", [None, "", "  ", "!?"])
def test_nothing_asked_for_finds_nothing(programme_to_search: Programme, words: str | None):
    assert found(programme_to_search, words) == []


def test_a_word_is_found_among_two_thousand_applications_in_a_tenth_of_a_second(programme: Programme):
    kinds = ("Parking", "Payroll", "Housing", "Council tax", "Planning", "Libraries", "Licensing", "Benefits")
    rows = "\n".join(
        f"A{at:04},{kinds[at % 8]} {at} tool{at},D{at % 20},F{at},migrate,Text {at} of s{at}" for at in range(2000)
    )
    programme.report(
        "2013-03-31", applications=f"application_id,name,department,business_function,disposition,description\n{rows}"
    )
    took = []
    for words in ("payrol", "libraries tool13", "lisensing", "housng", "tool1999"):  # a new question each time
        began = time.perf_counter()
        answer = programme.ask("search_found", "2013-03-31", words=words)
        took.append(time.perf_counter() - began)
        assert not answer.is_empty()

    assert min(took) < 0.1
