"""What is reported with a date to come counts from its day, in every figure and sentence; until then it is planned."""

from __future__ import annotations

import pytest

from data import ledger
from tests.queries.conftest import Programme

PARTNER = "partner_id,name,category,stage,stage_date\n"
DECISION = "decision_id,title,body,purpose,date,status,scrutinises,outcome\n"


def sentences(programme: Programme, as_at: str, subject: str, **parameters: object) -> list[str]:
    return [str(said) for (said,) in programme.rows("changes_all", as_at, "sentence", subject=subject, **parameters)]


def test_a_partner_is_in_the_stage_before_until_the_day_comes(programme: Programme):
    programme.report(
        "2012-07-31",
        partners=f"""{PARTNER}
            P1,Sentinel,cic,identified,2012-06-01
            P2,Public Health,nhs,in_discussion,2012-07-01
            P3,Hospital,nhs,committed,2012-07-02""",
    )
    programme.report(
        "2012-08-31",
        partners=f"""{PARTNER}
            P1,Sentinel,cic,committed,2012-09-20 # to come: identified until then
            P2,Public Health,nhs,withdrawn,2012-08-31 # on the day itself it has come
            P3,Hospital,nhs,withdrawn,2012-10-01 # to come: committed until then
            P4,School,other_public,live,2012-10-01 # nothing is known of it before
            P5,Council,council,identified,2012-12-01 # nor of this one, and there is no other stage to come""",
    )
    columns = (
        "partner_id",
        "stage",
        "stage_date",
        "days_in_stage",
        "planned_stage",
        "planned_date",
        "is_committed",
        "since",
    )
    assert programme.rows("partners_stage", "2012-08-31", *columns) == [
        ("P3", "committed", "2012-07-02", 60, "withdrawn", "2012-10-01", True, "2012-08-31"),
        ("P5", "identified", None, None, None, None, False, "2012-08-31"),
        ("P4", "identified", None, None, "live", "2012-10-01", False, "2012-08-31"),
        ("P1", "identified", "2012-06-01", 91, "committed", "2012-09-20", False, "2012-08-31"),
        ("P2", "withdrawn", "2012-08-31", 0, None, None, False, "2012-08-31"),
    ]
    counted = {}
    for day in ("2012-08-30", "2012-08-31", "2012-09-19", "2012-09-20", "2012-09-30", "2012-10-01"):
        figures = programme.row("overview_headline", day)
        counted[day] = (figures["partners"], figures["partners_committed"])
    assert counted == {
        "2012-08-30": (3, 1),
        "2012-08-31": (4, 1),  # P2 leaves, P4 and P5 come
        "2012-09-19": (4, 1),
        "2012-09-20": (4, 2),  # P1
        "2012-09-30": (4, 2),
        "2012-10-01": (3, 2),  # P3 leaves, P4 is live
    }
    stages = {row["partner_id"]: row for row in programme.ask("partners_stage", "2012-10-01").iter_rows(named=True)}
    assert [(stages[p]["stage"], stages[p]["planned_stage"]) for p in ("P1", "P3", "P4")] == [
        ("committed", None), ("withdrawn", None), ("live", None),
    ]  # fmt: skip


def test_a_stage_to_come_that_is_put_off_was_never_reached(programme: Programme):
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,in_discussion,2012-07-01")
    programme.report("2012-08-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-10-01")
    programme.report("2012-09-30", partners=f"{PARTNER}P1,A,nhs,committed,2012-12-01")  # put off before its day
    assert programme.rows("partners_stage", "2012-11-01", "stage", "stage_date", "planned_stage", "planned_date") == [
        ("in_discussion", "2012-07-01", "committed", "2012-12-01")
    ]
    programme.report("2012-12-31", partners=f"{PARTNER}P1,A,nhs,live,2013-03-01")  # after its day it had come
    assert programme.rows("partners_stage", "2013-01-31", "stage", "stage_date", "planned_stage", "planned_date") == [
        ("committed", "2012-12-01", "live", "2013-03-01")
    ]


def test_the_spells_of_a_partner_end_on_the_day_that_was_given(programme: Programme):
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,identified,2012-07-20")
    programme.report("2012-08-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-09-12")
    columns = ("stage", "from_date", "to_date", "is_current", "days")
    assert programme.rows("partners_stage_history", "2012-08-31", *columns) == [
        ("identified", "2012-07-20", "2012-08-31", True, 42)
    ]
    programme.report("2012-09-30", partners=f"{PARTNER}P1,A,nhs,committed,2012-09-12\nP2,B,nhs,live,2012-09-01")
    assert programme.rows("partners_stage_history", "2012-10-31", *columns)[:2] == [
        ("identified", "2012-07-20", "2012-09-12", False, 54),
        ("committed", "2012-09-12", "2012-10-31", True, 49),
    ]


def test_what_changed_says_what_is_to_come_and_then_what_happened(programme: Programme):
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-07-01\nP2,B,cic,identified,2012-07-01")
    programme.report("2012-08-31", partners=f"{PARTNER}P1,A,nhs,withdrawn,2012-09-15\nP2,B,cic,committed,2012-10-15")
    assert sentences(programme, "2012-08-31", "partners") == [
        "A is to withdraw on 15 September 2012.",
        "B is to come to ‘committed’ on 15 October 2012.",
    ]
    assert sentences(programme, "2012-09-15", "partners") == [
        "A withdrew on 15 September 2012; it was committed before.",
        "B is to come to ‘committed’ on 15 October 2012.",
    ]
    programme.report("2012-09-30", partners=f"{PARTNER}P1,A,nhs,withdrawn,2012-09-15\nP2,B,cic,identified,2012-07-01")
    assert sentences(programme, "2012-09-30", "partners") == [
        "A withdrew on 15 September 2012; it was committed before.",
        "B is no longer to come to ‘committed’ on 15 October 2012.",
    ]
    # the report that brought it, though the day came after it
    assert programme.rows("changes_partners", "2012-09-20", "kind", "reporting_date", since="2012-08-31") == [
        ("withdrawn", "2012-08-31")
    ]


def test_a_partner_to_withdraw_is_planned_on_the_timeline_and_keeps_its_concern(programme: Programme):
    programme.report(
        "2012-08-31",
        partners=f"{PARTNER}P1,A,nhs,withdrawn,2012-10-01",
        partner_concerns="concern_id,partner_id,theme,concern,status,raised_date\nK1,P1,cost,Too dear,open,2012-08-01",
    )
    columns = ("kind", "start_actual", "actual_date", "forecast_date", "status")
    assert programme.rows("timeline_partners", "2012-08-31", *columns) == [
        ("stage", "2012-08-31", "2012-08-31", None, "in_progress"),
        ("planned_stage", None, None, "2012-10-01", "planned"),
    ]
    assert programme.rows("overview_attention", "2012-09-30", "kind") == [("concern_open",)]
    assert programme.ask("overview_attention", "2012-10-01").is_empty()
    assert programme.rows("timeline_partners", "2012-10-01", "kind", "status") == [
        ("stage", "done"), ("stage", "in_progress"),
    ]  # fmt: skip


def test_a_concern_is_there_from_the_day_it_is_raised(programme: Programme):
    programme.report("2012-07-31", partners=f"{PARTNER}P1,A,nhs,committed,2012-07-01")
    programme.report(
        "2012-08-31",
        partner_concerns="concern_id,partner_id,theme,concern,status,raised_date\nK1,P1,cost,Too dear,open,2012-09-15",
    )
    for day, there in (("2012-08-31", 0), ("2012-09-14", 0), ("2012-09-15", 1)):
        assert programme.ask("partners_concerns", day).height == there
        assert programme.ask("partners_stage", day)["open_concerns"].to_list() == [there]
        assert programme.ask("overview_attention", day).height == there
    assert sentences(programme, "2012-08-31", "concerns") == []
    assert sentences(programme, "2012-09-15", "concerns") == [
        "A raised a concern about cost on 15 September 2012: Too dear."
    ]


def decided(status: str = "done", date: str = "2012-10-24", outcome: str = "Agreed") -> str:
    return f"{DECISION}D1,Business case,Cabinet,decision,{date},{status},,{outcome}"


def test_a_decision_is_planned_until_its_day(programme: Programme):
    programme.report("2012-07-31", decisions=f"{DECISION}D0,Membership,Cabinet,decision,2012-07-01,done,,Agreed")
    programme.report("2012-08-31", "update", decisions=decided())
    assert sentences(programme, "2012-08-31", "decisions") == [
        "Cabinet is to take up on 24 October 2012: Business case."
    ]
    for day, status, ahead, outcome in (
        ("2012-08-31", "planned", True, None), ("2012-10-23", "planned", True, None), ("2012-10-24", "done", False, "Agreed"),
    ):  # fmt: skip
        assert programme.rows("decisions_scrutinised", day, "decision_id", "status", "is_ahead", "outcome")[1:] == [
            ("D1", status, ahead, outcome)
        ]
        (_, item) = programme.rows("timeline_decisions", day, "status", "actual_date", "detail")
        assert item == (
            ("done", "2012-10-24", "Cabinet: Agreed") if status == "done" else ("planned", None, "Cabinet")
        )  # fmt: skip
        (_, event) = programme.ask("calendar_events", day).iter_rows(named=True)
        assert event["status"] == ("confirmed" if status == "done" else "tentative")
        assert ("Done." in event["description"], "Outcome" in event["description"]) == (status == "done",) * 2
    assert sentences(programme, "2012-10-24", "decisions") == [
        "Cabinet decided on 24 October 2012: Business case. Agreed."
    ]
    assert programme.rows("decisions_scrutinised", "2012-10-24", "since")[1] == ("2012-08-31",)


def test_scrutiny_reported_as_done_before_its_day_has_not_met(programme: Programme):
    programme.report(
        "2012-08-31",
        decisions=f"""{DECISION}
            D1,Business case,Cabinet,decision,2012-10-24,planned,,
            S1,Business case,Panel,scrutiny,2012-10-10,done,D1,Supported""",
    )
    assert programme.rows("decisions_scrutinised", "2012-09-30", "scrutiny", "scrutiny_status") == [
        ("before", "planned")
    ]
    assert programme.rows("decisions_scrutinised", "2012-10-10", "scrutiny", "scrutiny_status") == [("before", "done")]
    assert programme.ask("decisions_last_panel", "2012-10-10").is_empty()
    assert programme.rows("decisions_last_panel", "2012-10-11", "date") == [("2012-10-10",)]


def test_a_criterion_is_met_from_its_day(programme: Programme):
    gateways = "gateway_id,name,kind,baseline_date\nG1,Design,gateway,2013-05-31"
    head = "criterion_id,gateway_id,criterion,status,due_date,met_date\n"
    programme.report(
        "2012-07-31",
        gateways=gateways,
        gateway_criteria=f"{head}C1,G1,Data agreed,not_started,2012-09-10,\nC2,G1,Paid,in_progress,,",
    )
    programme.report(
        "2012-08-31",
        gateway_criteria=f"""{head}
            C1,G1,Data agreed,met,2012-09-10,2012-09-20 # to come: not started until then, and overdue
            C2,G1,Paid,met,,2012-08-31
            C3,G1,Staffed,met,,2012-10-01 # nothing is known of it before""",
    )
    columns = ("criterion_id", "status", "is_overdue")
    assert programme.rows("gateways_criteria", "2012-09-15", *columns) == [
        ("C1", "not_started", True), ("C2", "met", False), ("C3", "in_progress", False),
    ]  # fmt: skip
    met = {
        day: programme.rows("gateways_status", day, "criteria_met", "criteria", "overdue")[0]
        for day in ("2012-08-31", "2012-09-10", "2012-09-11", "2012-09-20", "2012-10-01")
    }
    assert met == {
        "2012-08-31": (1, 3, 0),
        "2012-09-10": (1, 3, 0),
        "2012-09-11": (1, 3, 1),
        "2012-09-20": (2, 3, 0),
        "2012-10-01": (3, 3, 0),
    }
    assert sentences(programme, "2012-08-31", "criteria") == [
        "A criterion of Design was met: Paid.",
        "A criterion was added to Design: Staffed.",
    ]


@pytest.mark.parametrize(("as_at", "moved"), [("2012-09-30", False), ("2012-10-15", True)])
def test_a_move_to_come_is_not_said_to_have_entered_migrated(programme: Programme, as_at: str, moved: bool):
    head = "application_id,stage,baseline_date,forecast_date,actual_date\n"
    apps = "application_id,name,department,disposition\nA1,Payroll,HR,consolidate"
    programme.report("2012-08-31", applications=apps, migrations=f"{head}A1,ready,2012-10-01,2012-10-01,")
    programme.report("2012-09-30", migrations=f"{head}A1,migrated,2012-10-01,2012-10-15,2012-10-15")
    assert sentences(programme, as_at, "migrations", since="2012-08-31") == (
        ["Payroll moved on 15 October 2012."]
        if moved
        else [
            "The move of Payroll slipped 14 days, from 1 October 2012 to 15 October 2012.",
            "Payroll is to move on 15 October 2012.",
        ]
    )


# What the three dates mean --------------------------------------------------------------------------

NEXT, THEN, FIRST = "DATE '2013-04-01'", "DATE '2013-03-01'", "DATE '2013-02-01'"


@pytest.mark.parametrize(
    ("actual", "forecast", "baseline", "is_done", "expected"),
    [
        (THEN, NEXT, FIRST, True, THEN),  # done on the day looked from
        (NEXT, THEN, FIRST, False, NEXT),  # reported ahead: planned for that day, whatever was forecast
        ("NULL", NEXT, FIRST, False, NEXT),
        ("NULL", "NULL", FIRST, False, FIRST),
        (FIRST, "NULL", "NULL", True, FIRST),  # done without ever having been planned
        ("NULL", "NULL", "NULL", False, "NULL"),
    ],
)
def test_done_and_expected(actual: str, forecast: str, baseline: str, is_done: bool, expected: str):
    with ledger.reading() as cursor:
        found = cursor.execute(
            f"SELECT is_done({actual}, {THEN}), expected_date({actual}, {forecast}, {baseline}), {expected}"
        ).fetchone()
    assert found is not None
    assert found[0] is is_done
    assert found[1] == found[2]


def test_an_actual_of_a_month_to_come_is_not_spent_before_the_month_begins(programme: Programme):
    programme.report(
        "2013-01-31",
        spend="""component,month,strand,budget_gbp,actual_gbp,forecast_gbp
            Servers,2013-01-01,core_infrastructure,100,90,95
            Servers,2013-02-01,core_infrastructure,200,180,190 # typed ahead""",
    )
    columns = ("actual_gbp", "spent_pct", "remaining_gbp", "forecast_gbp", "latest_actual_month")
    assert programme.rows("spend_by_strand", "2013-01-31", *columns) == [(90, 30.0, 210, 280, "2013-01-01")]
    assert programme.rows("spend_by_strand", "2013-02-01", *columns) == [(270, 90.0, 30, 270, "2013-02-01")]
    for on, spent in (("2013-01-31", 90), ("2013-02-01", 270)):
        assert programme.row("overview_headline", on)["actual_gbp"] == spent
        assert programme.rows("spend_list", on, "total_actual_gbp", limit=1) == [(spent,)]
        assert sum(programme.ask("spend_by_month", on)["actual_gbp"].drop_nulls()) == spent
    assert programme.rows("changes_spend", "2013-02-01", "kind", "reporting_date", "sentence", since="2013-01-31") == [
        ("spent", "2013-01-31", "£180 more was spent on core infrastructure, £270 in all."),
        ("forecast", "2013-01-31", "£10 less is expected to be spent on core infrastructure, £270 in all."),
    ]


def test_the_trends_judge_what_is_done_at_the_as_at_date(programme: Programme):
    """The last report tells of a day after it; looked at once that day has come, it is done there as everywhere else."""
    gateway = "gateway_id,name,kind,baseline_date,forecast_date,actual_date\n"
    wave = "wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
    move = "application_id,wave_id,stage,baseline_date,forecast_date,actual_date\n"
    programme.report(
        "2013-01-31",
        gateways=f"{gateway}G1,Design,gateway,2013-02-20,2013-02-20,",
        applications="application_id,name,department,disposition\nA1,Payroll,HR,migrate",
        waves=f"{wave}W1,First,1,HR,2013-01-01,2013-02-20",
        migrations=f"{move}A1,W1,ready,2013-02-20,2013-02-20,",
    )
    programme.report(
        "2013-02-28",
        gateways=f"{gateway}G1,Design,gateway,2013-02-20,2013-03-10,2013-03-12",
        migrations=f"{move}A1,W1,migrated,2013-02-20,2013-03-10,2013-03-12",
    )
    for trend in ("gateways_trend", "waves_trend"):
        columns = ("reporting_date", "expected_date", "actual_date", "is_done", "moved_days")
        # the gateway is planned for the day that is given; of a wave, its own finish is
        finish, days = ("2013-03-12", 20) if trend == "gateways_trend" else ("2013-02-20", 0)
        assert programme.rows(trend, "2013-03-11", *columns) == [
            ("2013-01-31", "2013-02-20", None, False, None), ("2013-02-28", finish, None, False, days),
        ]  # fmt: skip
        assert programme.rows(trend, "2013-03-12", *columns) == [
            ("2013-01-31", "2013-02-20", None, False, None), ("2013-02-28", "2013-03-12", "2013-03-12", True, 20),
        ]  # fmt: skip
    assert programme.row("gateways_status", "2013-03-12")["slip_days"] == 20
    assert programme.row("gateways_slips", "2013-03-12")["slip_days"] == 20
    assert programme.row("waves_slips", "2013-03-12")["slip_days"] == 20


def test_a_move_whose_day_is_given_is_expected_on_that_day(programme: Programme):
    """Its forecast of 8 March has passed, and 12 April was reported: it is neither late nor without a date."""
    programme.report(
        "2013-02-28",
        applications="application_id,name,department,disposition\nA1,Payroll,HR,migrate\nA2,Rents,HR,migrate",
        migrations="""application_id,stage,baseline_date,forecast_date,actual_date
            A1,migrated,2013-03-01,2013-03-08,2013-04-12 # to come
            A2,test,2013-03-01,2013-05-08,""",
    )
    columns = ("application_id", "is_late", "expected_date", "slip_days")
    assert sorted(programme.rows("migrations_listed", "2013-03-20", *columns)) == [
        ("A1", False, "2013-04-12", 42), ("A2", False, "2013-05-08", 68),
    ]  # fmt: skip
    assert programme.rows("migration_burn_up", "2013-03-20", "month_end", "forecast") == [
        ("2013-03-31", 0), ("2013-04-30", 1), ("2013-05-31", 2),
    ]  # fmt: skip
    assert programme.rows("migration_burn_up", "2013-04-12", "month_end", "actual", "forecast")[1:] == [
        ("2013-04-30", 1, 1), ("2013-05-31", None, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_at", "moved"),
    [
        ("2013-02-28", 0),  # kept of the report
        ("2013-04-11", 0),  # no move since the report: as it was then
        ("2013-04-12", 1),  # one, which the report gave before it came
        ("2013-05-20", 1),
    ],
)
def test_a_day_between_reports_counts_as_the_report_does_but_for_moves_since(
    programme: Programme, as_at: str, moved: int
):
    programme.report(
        "2013-02-28",
        applications="application_id,name,department,disposition\nA1,Payroll,HR,migrate\nA2,Rents,HR,migrate",
        migrations="application_id,stage,baseline_date,actual_date\nA1,migrated,2013-03-01,2013-04-12\nA2,test,2013-03-01,",
    )
    programme.report("2013-03-31", gateways="gateway_id,name,kind,baseline_date\nGW1,Design,gateway,2013-09-01")
    [*_, now] = sorted(programme.rows("migration_counts", as_at, "day", "scope", "migrated", "in_scope", "is_report"))
    assert now == (as_at, 2, moved, 2, as_at == "2013-02-28")


def test_gateways_and_moves_whose_day_is_given_are_planned_for_it_alike(programme: Programme):
    """Forecast for 8 March, which has passed, and reported for 12 April: planned for that day everywhere, then done on it."""
    programme.report(
        "2013-02-28",
        applications="application_id,name,department,disposition\nA1,Payroll,HR,migrate",
        migrations="application_id,stage,baseline_date,forecast_date,actual_date\nA1,migrated,2013-03-01,2013-03-08,2013-04-12",
        gateways="gateway_id,name,kind,baseline_date,forecast_date,actual_date\nGO,Go-live,go_live,2013-03-01,2013-03-08,2013-04-12",
    )
    for on, status, actual, planned in (
        ("2013-03-20", "planned", None, "2013-04-12"), ("2013-04-12", "done", "2013-04-12", "2013-03-08"),
    ):  # fmt: skip
        for lane in ("timeline_gateways", "timeline_migrations"):
            assert programme.rows(lane, on, "status", "actual_date", "forecast_date") == [(status, actual, planned)], (
                lane
            )
        (found,) = programme.rows("gateways_status", on, "expected_date", "slip_days", "is_done")
        assert found == ("2013-04-12", 42, status == "done")
        assert programme.rows("migrations_listed", on, "slip_days", "is_migrated") == [(42, status == "done")]
        headline = programme.row("overview_headline", on)
        assert (headline["go_live_forecast"], headline["go_live_slip_days"]) == (planned, 42)
        assert programme.row("migration_remaining", on)["go_live_forecast"] == planned
        assert programme.rows("gateways_trend", on, "expected_date", "forecast_date") == [("2013-04-12", planned)]
        assert "forecast_passed" not in programme.ask("overview_attention", on)["kind"].to_list()
        (event,) = programme.ask("calendar_events", on)["description"]
        assert ("Done on" if status == "done" else "To be done on") in event
