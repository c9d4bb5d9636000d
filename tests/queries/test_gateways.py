"""The rules about gateways, worked by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pages import narrative
from pages.charts import gateways as charts
from queries import ask
from tests.queries.conftest import Programme

GATEWAY = "gateway_id,name,kind,baseline_date,forecast_date,actual_date,declared_rating\n"
NO_CRITERIA = "No criteria have been set."
CRITERION = "criterion_id,gateway_id,criterion,partner_id,status,due_date,met_date\n"


@pytest.mark.parametrize(
    ("gateway", "rating", "slip", "reason"),
    [
        # baseline, forecast, actual; as at 31 March 2013
        ("2013-05-31,2013-05-31,", "green", 0, f"Forecast 31 May 2013 is on the baseline date. {NO_CRITERIA}"),
        ("2013-05-31,2013-05-30,", "green", -1, f"Forecast 30 May 2013 is 1 day before the baseline. {NO_CRITERIA}"),
        (
            "2013-05-31,,", "green", 0,
            f"No forecast has been given, so the baseline, 31 May 2013, stands. {NO_CRITERIA}",
        ),
        ("2013-05-31,2013-06-01,", "amber", 1, "Forecast 1 June 2013 is 1 day after the baseline."),
        ("2013-05-31,2013-06-14,", "amber", 14, "Forecast 14 June 2013 is 14 days after the baseline."),
        ("2013-05-31,2013-06-30,", "amber", 30, "Forecast 30 June 2013 is 30 days after the baseline."),
        (
            "2013-05-31,2013-07-01,", "red", 31,
            "Forecast 1 July 2013 is 31 days after the baseline, more than the 30 days that amber allows.",
        ),
        # the baseline is the as-at date itself: it has not passed
        ("2013-03-31,2013-03-31,", "green", 0, f"Forecast 31 March 2013 is on the baseline date. {NO_CRITERIA}"),
        (
            "2013-03-30,2013-04-01,", "red", 2,
            "The baseline, 30 March 2013, passed 1 day ago without an actual date."
            " Forecast 1 April 2013 is 2 days after the baseline.",
        ),
        (
            "2013-03-30,,", "red", 0,
            "The baseline, 30 March 2013, passed 1 day ago without an actual date. No forecast has been given.",
        ),
        (
            "2013-02-28,2013-03-15,", "red", 15,
            "The baseline, 28 February 2013, passed 31 days ago without an actual date."
            " Forecast 15 March 2013 has passed as well.",
        ),
        # a forecast that has passed is no reason by the rule while the baseline has not; the words say it
        (
            "2013-05-31,2013-03-15,", "green", -77,
            f"Forecast 15 March 2013 has passed, though the baseline has not. {NO_CRITERIA}",
        ),
        ("2013-03-15,2013-03-15,2013-03-15", "green", 0, "Done on 15 March 2013, on the baseline date."),
        ("2013-03-15,2013-03-15,2013-03-14", "green", -1, "Done on 14 March 2013, 1 day before the baseline."),
        ("2013-03-15,2013-03-15,2013-03-16", "amber", 1, "Done on 16 March 2013, 1 day after the baseline."),
        # done more than 30 days late is late, and over
        ("2012-12-14,2013-01-31,2013-01-31", "amber", 48, "Done on 31 January 2013, 48 days after the baseline."),
        ("2013-03-31,,2013-03-31", "green", 0, "Done on 31 March 2013, on the baseline date."),
        (
            "2013-05-31,2013-05-31,2013-04-02", "green", -59,
            f"To be done on 2 April 2013, 59 days before the baseline. {NO_CRITERIA}",
        ),
        (
            "2013-05-31,2013-05-31,2013-08-02", "red", 63,
            "To be done on 2 August 2013, 63 days after the baseline, more than the 30 days that amber allows.",
        ),
        (
            "2012-01-01,2015-01-01,", "red", 1096,
            "The baseline, 1 January 2012, passed 455 days ago without an actual date."
            " Forecast 1 January 2015 is 1,096 days after the baseline.",
        ),
    ],
)  # fmt: skip
def test_rating_by_dates(programme: Programme, gateway: str, rating: str, slip: int, reason: str):
    programme.report("2012-07-31", gateways=f"{GATEWAY}GW1,Design,gateway,{gateway},")
    found = programme.row("gateways_status", "2013-03-31")
    assert (found["computed_rating"], found["slip_days"], found["reason"]) == (rating, slip, reason)


def test_the_reason_names_the_first_baseline_where_it_was_restated(programme: Programme):
    """Late by the latest baseline alone, a gateway would be on plan whenever its plan is moved."""
    programme.report("2012-07-31", gateways=f"{GATEWAY}GW1,Design,gateway,2013-02-28,2013-02-28,,")
    programme.report("2012-10-31", gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,2013-05-31,,")
    programme.report("2013-04-30", gateways=f"{GATEWAY}GW1,Design,gateway,2013-02-28,2013-05-31,,")  # and back
    at_first = "The baseline was 28 February 2013 at first."
    for day, first, baseline, reason in (
        ("2012-09-30", "2013-02-28", "2013-02-28", f"Forecast 28 February 2013 is on the baseline date. {NO_CRITERIA}"),
        (
            "2013-03-31",
            "2013-02-28",
            "2013-05-31",
            f"Forecast 31 May 2013 is on the baseline date. {at_first} {NO_CRITERIA}",
        ),
    ):
        found = programme.row("gateways_status", day)
        assert (found["first_baseline"], found["baseline_date"], found["reason"]) == (first, baseline, reason)
    assert "at first" not in str(programme.row("gateways_status", "2013-05-01")["reason"])


def test_rating_by_criteria(programme: Programme):
    programme.report(
        "2013-02-28",
        gateways=f"""{GATEWAY}
            GW1,Due today,gateway,2013-05-31,2013-05-31,,
            GW2,Due yesterday,gateway,2013-05-31,2013-05-31,,
            GW3,Nothing against,gateway,2013-05-31,2013-05-31,,
            GW4,Slipped too,gateway,2013-05-31,2013-06-10,,
            GW5,Done with a gap,gateway,2013-02-28,,2013-02-28,
            """,
        gateway_criteria=f"""{CRITERION}
            C1,GW1,Costs,,in_progress,2013-03-31, # due on the as-at date itself: not overdue
            C2,GW2,Costs,,not_met,2013-03-30, # overdue by one day
            C3,GW3,Costs,,waived,2013-01-31, # waived: neither for nor against
            C4,GW3,Staff,,met,2013-01-31,2013-02-15 # met, late or not
            C5,GW3,Data,,not_started,, # no due date: never overdue
            C6,GW4,Costs,,in_progress,2013-03-01, # overdue
            C7,GW4,Staff,,not_started,2013-03-02, # overdue
            C8,GW5,Costs,,in_progress,2013-02-01, # overdue, but the gateway was passed by its baseline
            C9,GW9,Lost,,in_progress,2013-02-01, # its gateway is not there
            """,
    )
    assert programme.rows(
        "gateways_status", "2013-03-31", "gateway_id", "computed_rating", "criteria_met", "criteria", "overdue", "reason"
    ) == [
        ("GW5", "green", 0, 1, 1, "Done on 28 February 2013, on the baseline date. 1 criterion is overdue."),
        ("GW1", "green", 0, 1, 0, "Forecast 31 May 2013 is on the baseline date. No criterion is overdue."),
        ("GW2", "amber", 0, 1, 1, "Forecast 31 May 2013 is on the baseline date. 1 criterion is overdue."),
        ("GW3", "green", 1, 2, 0, "Forecast 31 May 2013 is on the baseline date. No criterion is overdue."),
        ("GW4", "amber", 0, 2, 2, "Forecast 10 June 2013 is 10 days after the baseline. 2 criteria are overdue."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "forecast", "flagged"),
    [
        ("green", "2013-05-31", False),  # both green
        ("green", "2013-06-14", True),  # computed amber
        ("amber_green", "2013-06-14", True),
        ("amber", "2013-06-14", False),
        ("amber_red", "2013-06-14", False),  # worse than the evidence is the owner's good right
        ("amber", "2013-08-31", True),  # computed red
        ("amber_red", "2013-08-31", True),
        ("red", "2013-08-31", False),
        ("", "2013-08-31", False),  # nothing declared
    ],
)
def test_declared_better_than_computed(programme: Programme, declared: str, forecast: str, flagged: bool):
    programme.report("2013-03-31", gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,{forecast},,{declared}")
    assert programme.row("gateways_status", "2013-03-31")["declared_is_better"] is flagged


@pytest.mark.parametrize(
    ("go_live", "flagged"),
    [
        ("2014-04-01,,2014-04-14,green", False),  # reached late: amber for good, and nothing is left to compare
        ("2014-04-01,2014-05-14,,green", True),
        # red, but its owner declares nothing that the rule could fail to support
        ("2014-04-01,2014-05-14,,\nGW2,Design,gateway,2014-09-01,,,green", False),
    ],
)
def test_the_programme_is_doubted_only_where_an_item_to_come_is(programme: Programme, go_live: str, flagged: bool):
    programme.report(
        "2014-04-30", gateways=f"{GATEWAY}GW1,Case,gateway,2012-12-14,,2012-12-12,green\nGO,Live,go_live,{go_live}"
    )
    rated = programme.row("programme_rating", "2014-04-30")
    assert (rated["declared_is_better"], rated["called_out"]) == (flagged, int(flagged))


def test_stale_after_two_later_reports(programme: Programme):
    def gateways(commentary: str) -> str:
        return f"""gateway_id,name,kind,baseline_date,forecast_date,actual_date,commentary
            GW1,Business case,gateway,2012-12-14,,2012-12-14,
            GW2,Design,gateway,2013-05-31,2013-05-31,,
            GW3,Go-live,go_live,2014-04-01,2014-04-01,,{commentary}"""

    def criteria(status: str) -> str:
        return f"{CRITERION}C1,GW3,Costs,,{status},,\nC2,GW2,Costs,,waived,,"

    programme.report("2013-01-31", gateways=gateways("January"), gateway_criteria=criteria("not_started"))
    programme.report("2013-02-28", gateways=gateways("February"))
    assert programme.rows("gateways_status", "2013-02-28", "gateway_id", "reports_since", "stale") == [
        ("GW1", 1, False),
        ("GW2", 1, False),  # one later report
        ("GW3", 0, False),
    ]
    last = programme.report("2013-03-31", gateway_criteria=criteria("in_progress"))
    assert programme.rows("gateways_status", "2013-03-31", "gateway_id", "reports_since", "stale") == [
        ("GW1", 2, False),  # done: nothing more is expected of it
        ("GW2", 2, True),  # two later reports
        ("GW3", 0, False),  # a criterion of it moved
    ]
    # as at a day between reports nothing has grown older by reports
    assert programme.rows("gateways_status", "2013-03-30", "gateway_id", "stale")[1] == ("GW2", False)
    programme.withdraw(last)
    assert programme.rows("gateways_status", "2013-03-31", "gateway_id", "reports_since", "stale")[1:] == [
        ("GW2", 1, False),
        ("GW3", 0, False),  # changed on 28 February by its commentary
    ]
    # reports on other datasets, and a removal of a criterion, which is a change of its gateway
    programme.report("2013-04-30", partners="partner_id,name,category,stage,stage_date\nP1,A,nhs,live,2013-04-01")
    programme.report("2013-05-31", gateway_criteria=f"{CRITERION}C1,GW3,Costs,,not_started,,")
    assert programme.rows("gateways_status", "2013-05-31", "gateway_id", "reports_since") == [
        ("GW1", 2),
        ("GW2", 0),  # its only criterion was removed
        ("GW3", 1),
    ]


def test_before_the_first_report(programme: Programme):
    programme.report("2013-01-31", gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,,,green")
    assert programme.ask("gateways_status", "2013-01-30").is_empty()


def test_criteria_and_by_partner(programme: Programme):
    programme.report(
        "2013-01-31",
        gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,,,\nGW2,Go-live,go_live,2014-04-01,,,",
        partners="partner_id,name,category,stage,stage_date\nP1,Sentinel CiC,cic,committed,2012-09-01",
        gateway_criteria=f"""{CRITERION}
            C1,GW1,Costs,P1,met,2013-01-15,2013-01-15
            C2,GW1,Staff,P1,not_met,2013-01-30,
            C3,GW1,Scope,P1,waived,2013-01-30,
            C4,GW1,Vehicle,,in_progress,2013-02-15,
            C5,GW1,Data,P9,in_progress,2013-01-01, # the partner is not there
            C6,GW2,Test,P1,not_started,,
            C7,GW9,Lost,,not_started,, # the gateway is not there
            """,
    )
    assert programme.rows(
        "gateways_criteria", "2013-01-31", "criterion_id", "partner", "is_overdue", "days_overdue", gateway_id="GW1"
    ) == [
        ("C5", "P9 (not among the partners)", True, 30),
        ("C1", "Sentinel CiC", False, None),
        ("C2", "Sentinel CiC", True, 1),
        ("C3", "Sentinel CiC", False, None),
        ("C4", "The programme", False, None),
    ]
    assert programme.rows("gateways_criteria", "2013-01-31", "criterion_id", "gateway")[-2:] == [
        ("C6", "Go-live"),
        ("C7", "GW9 (not among the gateways)"),
    ]
    assert programme.rows(
        "gateways_criteria_by_partner", "2013-01-31", "gateway_id", "partner", "met", "criteria", "overdue", "waived"
    ) == [
        ("GW1", "The programme", 0, 1, 0, 0),
        ("GW1", "P9 (not among the partners)", 0, 1, 1, 0),
        ("GW1", "Sentinel CiC", 1, 2, 1, 1),
        ("GW2", "Sentinel CiC", 0, 1, 0, 0),
        ("GW9", "The programme", 0, 1, 0, 0),
    ]


def test_criteria_by_case_of_the_five_case_model(programme: Programme):
    gateway = "gateway_id,name,kind,baseline_date\nGW1,Case,gateway,2013-02-28"
    programme.report("2013-01-31", gateways=gateway, gateway_criteria="""
        criterion_id,gateway_id,criterion,status,due_date,met_date,five_case
        C1,GW1,Capital,met,2013-01-01,2013-01-01,financial
        C2,GW1,Benefits,in_progress,2013-01-30,,economic           # overdue by a day
        C3,GW1,Rates,waived,2013-01-30,,commercial                 # waived: counts for nothing
        C4,GW1,Staff,not_started,2013-03-01,,                      # nobody says which case
        C5,GW2,Plan,met,2013-01-01,2013-01-01,management           # of another gateway
    """)  # fmt: skip
    columns = ("five_case", "met", "criteria", "overdue", "waived")
    assert programme.rows("gateways_criteria_by_case", "2013-01-31", *columns) == [
        ("strategic", 0, 0, 0, 0), ("economic", 0, 1, 1, 0), ("commercial", 0, 0, 0, 1), ("financial", 1, 1, 0, 0),
        ("management", 1, 1, 0, 0), ("not_said", 0, 1, 0, 0),
    ]  # fmt: skip
    cases = programme.ask("gateways_criteria_by_case", "2013-01-31")
    assert cases["said"].unique().to_list() == [3], "those that count and name a case"
    assert narrative.gateways.criteria_by_case(cases) == (
        "2 of 5 cases ready: Financial and Management; overdue: Economic; no criterion: Strategic; waived: Commercial"
    )
    drawn = charts.criteria_by_case(cases)
    assert [note.text for note in drawn.layout.annotations][:2] == [
        "<b>Strategic</b>  no criterion", "<b>Economic</b>  0 of 1 met, 1 overdue",
    ]  # fmt: skip
    one = programme.rows("gateways_criteria_by_case", "2013-01-31", *columns, gateway_id="GW2")
    assert one[-1] == ("management", 1, 1, 0, 0), "every criterion of this one says its case"
    assert programme.ask("gateways_criteria_by_case", "2013-01-31", gateway_id="GW9").is_empty()
    programme.report("2013-02-28", "update", gateway_criteria="""
        criterion_id,gateway_id,criterion,status,due_date,five_case
        C4,GW1,Staff,not_started,2013-03-01,strategic
    """)  # fmt: skip
    (change,) = programme.rows("changes_criteria", "2013-02-28", "kind", "sentence")
    assert change == ("reworded", "A criterion of Case was reworded or reassigned: Staff.")


def test_ratings_by_report_are_those_that_each_report_showed(sample: Path):
    """The rule is the same, looked at from each report's own date."""
    last = date(2013, 9, 30)
    counted = ask("gateways_ratings", last, reports=20)
    days = counted["reporting_date"].unique().sort().to_list()
    assert len(days) == 15
    for day in days:
        shown = ask("gateways_status", day)["computed_rating"].value_counts().sort("computed_rating").rows()
        by_rating = counted.filter(reporting_date=day).select("computed_rating", "gateways")
        assert by_rating.sort("computed_rating").rows() == shown
    assert ask("gateways_ratings", last, reports=2)["reporting_date"].unique().sort().to_list() == days[-2:]


def test_the_last_of_the_ratings_is_looked_at_from_the_as_at_date(sample: Path):
    """Or the page would count another number of reds than its list shows. The last report stands beside it."""
    later = date(2014, 5, 15)
    assert ask("gateways_ratings", later)["reporting_date"].unique().sort().to_list()[-2:] == [date(2013, 9, 30), later]
    shown = ask("gateways_status", later)["computed_rating"].value_counts().sort("computed_rating").rows()
    last = ask("gateways_ratings", later).filter(reporting_date=later).select("computed_rating", "gateways")
    assert last.sort("computed_rating").rows() == shown
