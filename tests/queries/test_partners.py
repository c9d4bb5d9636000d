"""Partners: who counts, how long in a stage, the stages over time, concerns; worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from pages.narrative import partners
from tests.queries.conftest import Programme

PARTNER = "partner_id,name,category,stage,stage_date,next_step_date\n"


def test_stage_and_who_counts(programme: Programme):
    programme.report(
        "2013-01-31",
        partners=f"""{PARTNER}
            P1,Sentinel CiC,cic,committed,2012-12-31,2013-01-30
            P2,Public Health,nhs,live,2013-01-31,
            P3,National body,observer,live,2012-01-31, # watches only
            P4,A council,council,withdrawn,2012-12-01,2013-01-01
            P5,A hospital,nhs,in_discussion,2013-02-15, # its stage date has not come: identified until then
            P6,A school,other_public,business_case_agreed,2013-01-01,2013-01-31""",
        partner_concerns="""concern_id,partner_id,theme,status,raised_date
            K1,P1,control,open,2013-01-01
            K2,P1,cost,open,2013-02-15 # not raised yet
            K3,P1,cost,answered,2012-09-01
            K4,P9,cost,open,2012-09-01""",
    )
    columns = (
        "partner_id",
        "stage",
        "days_in_stage",
        "is_counted",
        "is_committed",
        "open_concerns",
        "next_step_passed",
    )
    assert programme.rows("partners_stage", "2013-01-31", *columns) == [
        ("P3", "live", 366, False, False, 0, False),
        ("P2", "live", 0, True, True, 0, False),
        ("P6", "business_case_agreed", 30, True, True, 0, False),  # the next step is today
        ("P1", "committed", 31, True, True, 1, True),
        ("P5", "identified", None, True, False, 0, False),
        ("P4", "withdrawn", 61, False, False, 0, False),
    ]
    headline = programme.row("overview_headline", "2013-01-31")
    assert (headline["partners"], headline["partners_committed"]) == (4, 3)
    assert programme.rows("partners_concerns", "2013-01-31", "concern_id", "partner", "days_open") == [
        ("K4", "P9 (not among the partners)", 152),
        ("K1", "Sentinel CiC", 30),
        ("K3", "Sentinel CiC", None),
    ]
    assert programme.rows("partners_concerns", "2013-01-31", "concern_id", partner_id="P1", status="open") == [("K1",)]


@pytest.mark.parametrize(
    "stage",
    [
        "identified",
        "in_discussion",
        "committed",
        "business_case_agreed",
        "design_and_sla_agreed",
        "onboarding",
        "live",
        "withdrawn",
    ],
)
def test_every_stage(programme: Programme, stage: str):
    programme.report("2013-01-31", partners=f"{PARTNER}P1,A,nhs,{stage},2013-01-01,\nP2,B,observer,{stage},2013-01-01,")
    headline = programme.row("overview_headline", "2013-01-31")
    assert headline["partners"] == (0 if stage == "withdrawn" else 1)
    assert headline["partners_committed"] == (0 if stage in ("identified", "in_discussion", "withdrawn") else 1)


def test_a_withdrawal_restates_only_from_its_own_report(programme: Programme):
    """The later record: a partner withdrew in December 2013, and what was shown before stands."""
    programme.report("2013-11-30", partners=f"{PARTNER}P1,A,nhs,onboarding,2013-10-01,\nP2,B,cic,committed,2013-10-01,")
    programme.report("2013-12-31", partners=f"{PARTNER}P1,A,nhs,withdrawn,2013-12-10,\nP2,B,cic,committed,2013-10-01,")
    assert programme.row("overview_headline", "2013-12-30")["partners_committed"] == 2
    assert programme.row("overview_headline", "2013-12-31")["partners_committed"] == 1


def test_stage_history(programme: Programme):
    def partners(*rows: str) -> str:
        return PARTNER + "\n".join(rows)

    programme.report(
        "2012-07-31", partners=partners("P1,Sentinel,cic,identified,2012-06-01,", "P2,B,nhs,live,2012-05-01,")
    )
    programme.report(
        "2012-09-30",
        partners=partners("P1,Sentinel CiC,cic,in_discussion,2012-09-10,", "P2,B,nhs,live,2012-05-01,2013-01-01"),
    )
    programme.report("2012-10-31", partners=partners("P1,Sentinel CiC,cic,in_discussion,2012-09-12,"))  # P2 is left out
    programme.report(
        "2012-12-31", partners=partners("P1,Sentinel CiC,cic,committed,2012-12-14,", "P2,B,nhs,live,2012-05-01,")
    )
    columns = ("partner_id", "name", "stage", "from_date", "to_date", "is_current", "days")
    assert programme.rows("partners_stage_history", "2013-01-31", *columns) == [
        ("P2", "B", "live", "2012-05-01", "2012-10-31", False, 183),
        # back again, and drawn since the report that says so; in the stage since the day that it gives
        ("P2", "B", "live", "2012-12-31", "2013-01-31", True, 275),
        ("P1", "Sentinel CiC", "identified", "2012-06-01", "2012-09-12", False, 103),
        ("P1", "Sentinel CiC", "in_discussion", "2012-09-12", "2012-12-14", False, 93),  # as last reported
        ("P1", "Sentinel CiC", "committed", "2012-12-14", "2013-01-31", True, 48),
    ]
    assert programme.rows("partners_stage_history", "2012-09-30", *columns) == [
        ("P2", "B", "live", "2012-05-01", "2012-09-30", True, 152),
        ("P1", "Sentinel CiC", "identified", "2012-06-01", "2012-09-10", False, 101),
        ("P1", "Sentinel CiC", "in_discussion", "2012-09-10", "2012-09-30", True, 20),
    ]


def test_how_long_a_partner_is_in_a_stage_is_one_thing_everywhere(programme: Programme):
    programme.report(
        "2013-01-31",
        partners=f"""{PARTNER}
            P1,Goes and comes,nhs,committed,2012-12-01,
            P2,Comes further,cic,in_discussion,2012-12-02,
            P3,Listed,nhs,committed,2013-03-09, # identified until then, nobody says since when
            P4,Leaves,nhs,live,2013-01-02,""",
    )
    programme.report("2013-02-28", partners=f"{PARTNER}P4,Leaves,nhs,withdrawn,2013-02-10,")
    programme.report(
        "2013-03-05",
        partners=f"""{PARTNER}
            P1,Goes and comes,nhs,committed,2012-12-01,
            P2,Comes further,cic,committed,2013-03-02, # after it was left out
            P3,Listed,nhs,committed,2013-03-09,
            P4,Leaves,nhs,withdrawn,2013-02-10,""",
    )
    spells = programme.ask("partners_stage_history", "2013-03-05").filter("is_current").sort("partner_id")
    stages = programme.ask("partners_stage", "2013-03-05").sort("partner_id")
    assert spells["in_stage_since"].equals(stages["stage_date"])
    assert spells["days"].equals(stages["days_in_stage"])
    assert spells["days"].to_list() == [94, 3, None, 23]
    drawn_from = [date(2013, 3, 5), date(2013, 3, 2), date(2013, 3, 5), date(2013, 2, 10)]  # none while it was left out
    assert spells["from_date"].to_list() == drawn_from
    reached = programme.ask("partners_agreed", "2013-03-05").filter(step="committed").sort("partner_id")["reached_on"]
    assert reached.to_list() == [date(2012, 12, 1), date(2013, 3, 2), None, date(2013, 1, 2)]
    assert partners.history(spells) == "Latest step: Comes further, committed since 2 March 2013"


def test_a_stage_that_is_dated_anew_leaves_no_gap_before_it(programme: Programme):
    """Said in August to be committed, and in September that it came to it only then: until then it was identified."""
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,identified,2012-07-20,")
    programme.report("2012-08-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-08-20,")
    programme.report("2012-09-30", partners=f"{PARTNER}P1,A,nhs,committed,2012-09-12,")
    assert programme.rows("partners_stage_history", "2012-10-31", "stage", "from_date", "to_date", "days") == [
        ("identified", "2012-07-20", "2012-09-12", 54),
        ("committed", "2012-09-12", "2012-10-31", 49),
    ]


def test_stage_dates_that_make_no_sense_end_no_spell_before_it_began(programme: Programme):
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,identified,2012-07-20,")
    programme.report("2012-08-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-07-01,")  # before it was identified
    programme.report("2012-09-30", partners=f"{PARTNER}P1,A,nhs,live,2012-12-01,")  # a date to come
    assert programme.rows("partners_stage_history", "2012-10-31", "stage", "from_date", "to_date", "days") == [
        ("identified", "2012-07-20", "2012-07-20", 0),
        ("committed", "2012-07-01", "2012-10-31", 122),
    ]


def test_the_funnel_counts_each_partner_in_its_stage_and_all_before(programme: Programme):
    programme.report(
        "2013-01-31",
        partners=f"""{PARTNER}
            P1,First,cic,committed,2013-01-01,
            P2,Second,nhs,in_discussion,2013-01-01,
            P3,Watcher,observer,live,2013-01-01, # is not counted
            P4,Gone,council,withdrawn,2013-01-01,""",
    )
    columns = ("stage", "here", "reached", "reached_before", "names")
    assert programme.rows("partners_funnel", "2013-01-31", *columns)[:3] == [
        ("identified", 0, 2, None, None),
        ("in_discussion", 1, 2, None, "Second"),
        ("committed", 1, 1, None, "First"),
    ]
    programme.report(
        "2013-02-28",
        partners=f"""{PARTNER}
            P1,First,cic,withdrawn,2013-02-01,
            P2,Second,nhs,onboarding,2013-02-01,""",
    )
    assert [row[1:4] for row in programme.rows("partners_funnel", "2013-02-28", *columns)] == [
        (0, 1, 2), (0, 1, 2), (0, 1, 1), (0, 1, 0), (0, 1, 0), (1, 1, 0), (0, 0, 0),
    ]  # fmt: skip


def test_without_a_partner_that_counts_there_is_no_funnel(programme: Programme):
    programme.report("2013-01-31", partners=f"{PARTNER}P3,Watcher,observer,live,2013-01-01,")
    assert programme.rows("partners_funnel", "2013-01-31", "stage") == []


def test_what_each_agreed_has_the_day_on_which_it_came_to_it(programme: Programme):
    programme.report(
        "2013-01-31",
        partners=f"""{PARTNER}
            P1,Sentinel CiC,cic,committed,2012-12-31,
            P2,A council,council,in_discussion,2012-12-31,
            P3,A hospital,nhs,design_and_sla_agreed,2013-01-15,""",
        gateway_criteria="""gateway_id,criterion_id,criterion,partner_id,status,met_date
            G,C1,Board agrees,P1,met,2013-01-10
            G,C2,Levels agreed,P1,in_progress,
            G,C3,Link tested,P1,waived,    # counts neither for nor against
            G,C4,Design approved,,in_progress,""",
    )  # fmt: skip
    programme.report(
        "2013-03-31",
        "update",
        partners=f"""{PARTNER}
            P1,Sentinel CiC,cic,design_and_sla_agreed,2013-03-15, # passed the business case over
            P3,A hospital,nhs,committed,2013-03-20,              # went back""",
    )
    found = programme.rows(
        "partners_agreed", "2013-03-31", "partner_id", "step", "is_reached", "reached_on", "met", "criteria"
    )
    assert found[:5] == [
        ("P1", "committed", True, "2012-12-31", 1, 2),
        ("P1", "business_case_agreed", True, "2013-03-15", 1, 2),
        ("P1", "design_and_sla_agreed", True, "2013-03-15", 1, 2),
        ("P1", "onboarding", False, None, 1, 2),
        ("P1", "live", False, None, 1, 2),
    ]
    assert [row[:4] for row in found[5:]] == [
        ("P3", "committed", True, "2013-01-15"),
        ("P3", "business_case_agreed", False, None),
        ("P3", "design_and_sla_agreed", False, None),
        ("P3", "onboarding", False, None),
        ("P3", "live", False, None),
        *(("P2", step, False, None) for step in
          ("committed", "business_case_agreed", "design_and_sla_agreed", "onboarding", "live")),
    ]  # fmt: skip


def test_the_funnel_moves_from_report_to_report(programme: Programme):
    programme.report(
        "2013-01-31", partners=f"{PARTNER}P1,A,cic,committed,2012-12-31,\nP2,B,nhs,identified,,\nP3,C,observer,live,,"
    )
    programme.report("2013-02-28", "update", partners=f"{PARTNER}P2,B,nhs,withdrawn,2013-02-20,")
    assert programme.rows("partners_by_report", "2013-03-31", "reporting_date", "stage", "partners", "names") == [
        ("2013-01-31", "identified", 1, "B"),
        ("2013-01-31", "committed", 1, "A"),
        ("2013-02-28", "committed", 1, "A"),
        ("2013-02-28", "withdrawn", 1, "B"),
    ]


def test_concerns_are_counted_by_theme_with_how_long_they_wait(programme: Programme):
    concerns = "concern_id,partner_id,theme,status,raised_date,response\n"
    programme.report(
        "2013-01-31",
        partner_concerns=f"""{concerns}
            K1,P1,cost,open,2013-01-01,
            K2,P1,cost,open,2013-01-11,
            K3,P2,cost,open,2013-01-21,
            K4,P1,investment,open,2013-01-01,""",
    )
    programme.report(
        "2013-02-28",
        "update",
        partner_concerns=f"""{concerns}
            K1,P1,cost,answered,2013-01-01,Fixed rates # after 58 days
            K2,P1,cost,closed,2013-01-11,              # after 48, without a word""",
    )
    columns = ("theme", "concerns", "open", "answered", "closed", "unanswered", "longest_open", "days_to_answer")
    assert programme.rows("partners_concerns_by_theme", "2013-03-31", *columns) == [
        ("investment", 1, 1, 0, 0, 0, 89, None),
        ("cost", 3, 1, 1, 1, 1, 69, 53),
    ]
