"""Alerts: for what each kind holds, whom it is addressed to, and that it is told once when it begins and once when it ends."""

from __future__ import annotations

from itertools import pairwise

import pytest

from queries.alerts.raised import holds
from tests.queries.conftest import Programme

GATEWAYS = "gateway_id,name,kind,baseline_date,forecast_date,actual_date\n"
RISKS = "risk_id,title,likelihood,impact,owner,due_date,status,raised_date\n"


def alerted(programme: Programme, as_at: str, *columns: str) -> list[tuple[object, ...]]:
    return programme.rows("alerts_raised", as_at, *(columns or ("alert_id", "item_id", "owner")))


@pytest.mark.parametrize(
    ("kind", "dataset", "threshold", "amount", "expected"),
    [
        ("odds_below", "gateways", 50, 50, False),  # at the threshold it is not below
        ("odds_below", "gateways", 50, 49.9, True),
        ("odds_below", "gateways", None, 49.9, True),  # 50 where none is given
        ("slip_beyond", "gateways", 14, 14, False),
        ("slip_beyond", "gateways", 14, 15, True),
        ("slip_beyond", "waves", None, 1, True),
        ("red", "risks", 15, 15, True),  # a band begins with its score
        ("red", "risks", None, 14, False),  # 15 where none is given
        ("red", "gateways", 20, 1, True),  # the rule's rating has no number
        ("overdue", "risks", 0, 1, True),
        ("no_report_by", "spend", 45, 45, False),
    ],
)
def test_from_where_on_an_alert_holds(kind: str, dataset: str, threshold: float | None, amount: float, expected: bool):
    assert holds({"kind": kind, "threshold": threshold}, {"dataset": dataset, "amount": amount}) is expected


def test_an_alert_goes_to_the_owner_of_the_row_else_to_its_own(programme: Programme):
    programme.report(
        "2013-03-31",
        gateways=GATEWAYS + """
            GW1,Design,gateway,2013-03-01,2013-05-01,                 # 61 days late, and its baseline has passed: red
            GW2,Tests,gateway,2013-05-01,2013-05-15,                  # 14 days late: not beyond 14
            GO,Go-live,go_live,2014-04-01,2014-04-16,                 # 15 days late
            GW0,Begun,gateway,2013-01-01,,2013-03-01                  # passed: no alert, however late
        """,
        risks=RISKS + """
            R1,Fire,5,4,Head of ICT,2013-03-30,open,2013-01-01        # 20, overdue by a day; its own owner
            R2,Flood,5,3,,2013-03-31,open,2013-01-01                  # 15, due today; no owner
            R3,Theft,5,5,Head of ICT,2013-01-31,closed,2013-01-01     # closed
        """,
        alerts="""
            alert_id,kind,threshold,dataset,reference,owner
            A1,slip_beyond,14,gateways,,Director
            A2,slip_beyond,0,gateways,GW2,Clerk                       # of this row alone
            A3,red,,gateways,,Director
            A4,red,15,risks,,Director
            A5,overdue,0,,,Director                                   # of any list
            A6,no_report_by,30,,,Director
        """,
    )  # fmt: skip
    assert alerted(programme, "2013-03-31") == [
        ("A1", "GO", "Director"), ("A1", "GW1", "Director"), ("A2", "GW2", "Clerk"), ("A3", "GW1", "Director"),
        ("A4", "R1", "Head of ICT"), ("A4", "R2", "Director"), ("A5", "R1", "Head of ICT"),
    ]  # fmt: skip
    later = programme.ask("alerts_raised", "2013-05-02").filter(alert_id="A6")
    assert later["title"].to_list() == ["Alerts", "Gateways", "Risks"], "32 days after the last report of each"


def test_each_is_told_once_when_it_begins_and_once_when_it_ends(programme: Programme):
    """Also when both lie between the day that is looked back to and now, and not again while it lasts."""
    programme.report(
        "2013-01-31", gateways=GATEWAYS + "GW1,Design,gateway,2013-09-01,,\nGW2,Tests,gateway,2013-09-01,,"
    )
    programme.report(
        "2013-02-28",
        gateways=GATEWAYS + "GW1,Design,gateway,2013-09-01,2013-09-20,\nGW2,Tests,gateway,2013-09-01,2013-10-01,",
    )
    programme.report(
        "2013-03-31",
        gateways=GATEWAYS + "GW1,Design,gateway,2013-09-01,2013-09-02,\nGW2,Tests,gateway,2013-09-01,2013-10-09,",
    )
    programme.report("2013-04-30", alerts="alert_id,kind,threshold,dataset,owner\nA1,slip_beyond,14,gateways,Director")
    columns = ("event", "day", "item_id", "amount")
    assert programme.rows("alerts_events", "2013-04-30", *columns, since=None) == [], (
        "a new alert tells only what changes"
    )
    assert programme.rows("alerts_events", "2013-04-30", *columns, since="2013-01-31") == [
        ("ended", "2013-03-31", "GW1", 19.0),  # as it stood last
        ("began", "2013-02-28", "GW1", 19.0),
        ("began", "2013-02-28", "GW2", 30.0),
    ]
    assert programme.rows("alerts_events", "2013-01-31", "day") == [], "the first report has nothing before it"


def test_a_day_between_two_reports_is_told_whenever_it_is_asked_for(programme: Programme):
    """Two reports, thirty days apart: what began and ended in between, by the day on which it did, from any later day."""
    programme.report(
        "2013-08-31",
        risks=RISKS + """
            R1,Fire,2,2,Clerk,2013-09-05,open,2013-01-01      # overdue by more than 3 days from 9 September to the next report
            R2,Flood,2,2,Clerk,2013-12-31,open,2013-01-01
        """,
        gateways=GATEWAYS + "GW1,Design,gateway,2013-09-14,2013-09-20,",  # red from 15 September: its baseline has passed
        alerts="""
            alert_id,kind,threshold,dataset,owner
            A1,overdue,3,risks,Clerk
            A2,no_report_by,20.5,risks,Clerk                  # from the 21st day on
            A3,red,,gateways,Clerk
        """,
    )  # fmt: skip
    programme.report("2013-09-30", risks=RISKS + "R2,Flood,2,2,Clerk,2013-12-31,open,2013-01-01")
    days = [f"2013-09-{day:02}" for day in range(1, 31)]
    held = {day: set(alerted(programme, day, "alert_id", "item_id")) for day in ("2013-08-31", *days)}
    told: set[tuple[object, ...]] = set()
    for before, day in pairwise(held):
        told |= {("began", day, *key) for key in held[day] - held[before]}
        told |= {("ended", day, *key) for key in held[before] - held[day]}
    assert {("began", "2013-09-09", "A1", "R1"), ("ended", "2013-09-30", "A1", "R1"), ("began", "2013-09-21", "A2", "risks"),
            ("began", "2013-09-15", "A3", "GW1")} <= told  # fmt: skip
    columns = ("event", "day", "alert_id", "item_id")
    for as_at in ("2013-09-09", "2013-09-20", "2013-09-29", "2013-09-30"):
        events = programme.rows("alerts_events", as_at, *columns, since="2013-08-31")
        assert set(events) == {each for each in told if str(each[1]) <= as_at}, as_at


def test_what_changed_among_alerts_is_said_as_who_is_told_of_what(programme: Programme):
    programme.report("2013-01-31", alerts="""
        alert_id,kind,threshold,dataset,reference,owner
        A1,slip_beyond,14,gateways,GW2,Director
        A2,red,,,,Director
        A3,overdue,0,risks,,Clerk
        A4,no_report_by,45,spend,,Clerk
        A5,odds_below,,,,Director
    """)  # fmt: skip
    programme.report("2013-02-28", alerts="""
        alert_id,kind,threshold,dataset,reference,owner
        A1,slip_beyond,1,gateways,GW2,Director
        A2,red,16,risks,,Director
        A3,overdue,0,risks,,Head of ICT
        A5,odds_below,33.5,,,Director
        A6,overdue,7,,,Clerk
    """)  # fmt: skip
    assert programme.rows("changes_alerts", "2013-02-28", "kind", "sentence") == [
        ("removed", "Clerk is no longer told of no report of capital for more than 45 days."),
        ("added", "Clerk is now told of rows of any list being overdue by more than 7 days."),
        ("owner", "Of risks being overdue Head of ICT is now told, no longer Clerk."),
        (
            "about",
            "Director is now told of risks scoring 16 or more, no longer of a red rating of rows of any list, and risks"
            " scoring 15 or more.",
        ),
        (
            "threshold",
            "Director is now told of a slip of GW2 of the gateways of more than 1 day, no longer of a slip of GW2 of the gateways"
            " of more than 14 days.",
        ),
        (
            "threshold",
            "Director is now told of the odds of the go-live falling below 33.5%, no longer of the odds of the go-live falling"
            " below 50%.",
        ),
    ]


def test_to_whom_a_row_is_addressed(programme: Programme):
    programme.report(
        "2013-01-31", risks=RISKS + "R1,Fire,5,4,Head of ICT,,open,2013-01-01\nR2,Flood,5,3,,,open,2013-01-01",
        benefits="benefit_id,name,kind,unit,target_value,owner\nB1,Licences,cashable,pounds,9,Head of ICT",
        benefit_values="benefit_id,year,planned_gbp\nB1,2013/14,9",
        alerts="""
            alert_id,kind,threshold,dataset,reference,owner
            A1,slip_beyond,14,,,Director                 # of every list that has dates
            A2,red,15,risks,R2,Clerk                     # of one row
            A3,no_report_by,45,,,Clerk                   # of every list: its rows are nobody's for that
        """,
    )  # fmt: skip
    assert programme.rows("alerts_addressed", "2013-01-31", "role", "dataset", "item_id", "is_own") == [
        ("Clerk", "risks", "R2", False), ("Director", "gateways", None, False), ("Director", "migrations", None, False),
        ("Director", "waves", None, False), ("Head of ICT", "benefit_values", "B1 · 2013/14", True),
        ("Head of ICT", "benefits", "B1", True), ("Head of ICT", "risks", "R1", True),
    ]  # fmt: skip


def test_odds_are_an_alert_of_the_go_live(sample: None, programme: Programme):
    found = programme.ask("alerts_raised", "2013-09-30").filter(kind="odds_below").row(0, named=True)
    odds = programme.ask("migration_forecast", "2013-09-30")["probability_by_go_live"][0]
    assert (found["amount"], found["owner"]) == (odds, "Programme Director")
    assert found["sentence"] == f"The odds of being ready by 1 April 2014 are {odds:g}%."
