"""The list of what meetings took up: filters, what a scrutiny looks at, and what is overdue; worked by hand."""

from __future__ import annotations

import pytest

from tests.queries.conftest import Programme

ITEMS = """decision_id,title,body,purpose,date,status,scrutinises,outcome
    D1,Business case,Cabinet,decision,2013-01-22,done,,Agreed
    D2,Business case first,Scrutiny panel,scrutiny,2013-01-16,done,D1,Accepted
    D3,Vehicle,Cabinet,decision,2013-02-27,planned,, # its day has passed without a word
    D4,Vehicle first,Scrutiny panel,scrutiny,2013-03-15,planned,D9, # of a decision that nobody reported
    D5,Devon,Chief Executives,engagement,2013-02-28,planned,, # is today"""


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({}, ["D4", "D5", "D3", "D1", "D2"]),
        ({"purpose": "scrutiny"}, ["D4", "D2"]),
        ({"body": "Cabinet", "status": "planned"}, ["D3"]),
        ({"decision_id": "D1"}, ["D1"]),
        ({"limit": 2, "offset": 1}, ["D5", "D3"]),
    ],
)
def test_the_list_is_filtered_and_the_latest_comes_first(
    programme: Programme, given: dict[str, object], found: list[str]
):
    programme.report("2013-02-28", decisions=ITEMS)
    assert [row[0] for row in programme.rows("decisions_list", "2013-02-28", "decision_id", **given)] == found


def test_what_a_scrutiny_looks_at_and_what_is_overdue(programme: Programme):
    programme.report("2013-02-28", decisions=ITEMS)
    columns = ("decision_id", "of_title", "is_overdue", "matches")
    assert programme.rows("decisions_list", "2013-02-28", *columns) == [
        ("D4", "D9 (not among the decisions)", False, 5),
        ("D5", None, False, 5),
        ("D3", None, True, 5),
        ("D1", None, False, 5),
        ("D2", "Business case", False, 5),
    ]


def test_scrutiny_of_a_deferred_decision_is_not_too_late(programme: Programme):
    programme.report("2013-04-30", decisions="""decision_id,title,body,purpose,date,status,scrutinises,outcome
        D1,Put off,Cabinet,decision,2013-04-20,deferred,, # nobody knows its new day
        D2,Look,Scrutiny panel,scrutiny,2013-05-02,planned,D1, # after the old one
        D3,Put off too,Cabinet,decision,2013-04-21,deferred,,
        D4,Looked,Scrutiny panel,scrutiny,2013-04-02,done,D3, # before it, whatever the new day is
        D5,On time,Cabinet,decision,2013-05-20,planned,,
        D6,Late look,Scrutiny panel,scrutiny,2013-05-20,planned,D5, # on the day""")  # fmt: skip
    found = programme.rows("decisions_scrutinised", "2013-04-30", "decision_id", "is_ahead", "scrutiny")
    assert found == [("D1", True, "open"), ("D3", True, "before"), ("D5", True, "late")]


def test_scrutiny_whose_day_has_passed_without_a_word_is_not_before_its_decision(programme: Programme):
    programme.report("2013-04-30", decisions="""decision_id,title,body,purpose,date,status,scrutinises,outcome
        D1,No word of either,Cabinet,decision,2013-04-20,planned,,
        S1,Look,Scrutiny panel,scrutiny,2013-04-02,planned,D1,
        D2,No word of the first look,Cabinet,decision,2013-05-20,planned,,
        S2,Look,Scrutiny panel,scrutiny,2013-04-02,planned,D2,
        S3,Second look,Scrutiny panel,scrutiny,2013-05-02,planned,D2, # is to come, and in time
        D3,Looked at today,Cabinet,decision,2013-05-21,planned,,
        S4,Look,Scrutiny panel,scrutiny,2013-04-30,planned,D3, # its day has not passed
        D4,Look put off,Cabinet,decision,2013-05-22,planned,,
        S5,Look,Scrutiny panel,scrutiny,2013-05-03,deferred,D4, # to a day that nobody knows
        D5,Late look put off,Cabinet,decision,2013-05-23,planned,,
        S6,Look,Scrutiny panel,scrutiny,2013-05-24,deferred,D5, # was too late before that""")  # fmt: skip
    columns = ("decision_id", "is_overdue", "scrutiny", "scrutiny_unreported", "scrutiny_date")
    assert programme.rows("decisions_scrutinised", "2013-04-30", *columns) == [
        ("D1", True, "unreported", True, "2013-04-02"),
        ("D2", False, "before", False, "2013-05-02"),
        ("D3", False, "before", False, "2013-04-30"),
        ("D4", False, "none", False, None),
        ("D5", False, "late", False, "2013-05-24"),
    ]
    assert programme.rows("decisions_scrutinised", "2013-05-01", "scrutiny")[2] == ("unreported",)  # today has passed
    looked = programme.ask("calendar_events", "2013-04-30")["description"].to_list()
    assert sum(said.endswith("beforehand.") for said in looked) == 5  # not the look that comes a day too late
