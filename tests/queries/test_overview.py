"""The headline, what changed since the previous report, what needs attention, and the timeline; worked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.queries.conftest import Programme

GATEWAY = "gateway_id,name,kind,baseline_date,forecast_date,actual_date,declared_rating\n"
DECISION = "decision_id,title,body,purpose,date,status,scrutinises,outcome\n"


@pytest.fixture
def two_reports(programme: Programme) -> Programme:
    """31 January and 28 February 2013."""
    programme.report(
        "2013-01-31",
        applications="""application_id,name,department,disposition
            A1,Payroll,HR,consolidate
            A2,Rotas,HR,migrate
            A3,Planning,Place,retain""",
        migrations="""application_id,stage,baseline_date,forecast_date,actual_date
            A1,test,2013-02-15,2013-02-15,
            A2,not_started,2013-09-30,2013-09-30,""",
        gateways=f"""{GATEWAY}
            GW1,Business case,gateway,2012-12-14,,2012-12-14,green
            GW2,Design,gateway,2013-05-31,2013-05-31,,green
            GL,Go-live,go_live,2014-04-01,2014-04-01,,green""",
        partners="""partner_id,name,category,stage,stage_date
            P1,Sentinel CiC,cic,in_discussion,2012-09-01""",
        spend="""component,month,strand,budget_gbp,actual_gbp
            Servers,2013-01-01,core_infrastructure,1000000.00,
            Staff,2013-01-01,transformation,2000000.00,1250.10""",
    )
    programme.report(
        "2013-02-28",
        applications="""application_id,name,department,disposition
            A1,Payroll,HR,consolidate
            A2,Rotas,HR,replace
            A3,Planning,Place,retain
            A4,Leisure,Place,self_service # found late
            A5,Old system,Place,retire
            A6,Who knows,Place,undecided
            A7,Ledger,Finance,consolidate""",
        migrations="""application_id,stage,baseline_date,forecast_date,actual_date
            A1,migrated,2013-02-15,2013-02-15,2013-02-20
            A2,decommissioned,2013-09-30,2013-09-30,2013-03-01 # its actual date has not come
            A9,migrated,2013-02-15,,2013-02-28 # not in the inventory; it did move""",
        gateways=f"""{GATEWAY}
            GW1,Business case,gateway,2012-12-14,,2012-12-14,green
            GW2,Design,gateway,2013-05-31,2013-06-14,,green # slips by 14 days
            M1,Survey,milestone,2013-01-15,,,green # a milestone, long past: it is no gateway
            GL,Go-live,go_live,2014-04-01,2014-04-15,,green # slips by 14 days too
            GL0,First go-live,go_live,2013-12-01,,,""",
        partners="""partner_id,name,category,stage,stage_date
            P1,Sentinel CiC,cic,committed,2013-02-10
            P2,Public Health,nhs,live,2013-02-10
            P3,National body,observer,committed,2013-02-10 # observers do not count
            P4,A council,council,withdrawn,2013-02-10 # nor do the withdrawn
            P5,A hospital,nhs,identified,2013-02-10""",
        spend="""component,month,strand,budget_gbp,actual_gbp
            Servers,2013-01-01,core_infrastructure,1000000.00,
            Staff,2013-01-01,transformation,2000000.00,1250.15""",
    )
    return programme


def test_headline(two_reports: Programme):
    found = two_reports.row("overview_headline", "2013-02-28")
    assert {name: found[name] for name in found if name not in ("go_live_id", "go_live_name", "rated_by")} == {
        "as_at": "2013-02-28",
        "latest_report": "2013-02-28",
        "previous_report": "2013-01-31",
        "go_live_first_baseline": "2014-04-01",
        "go_live_baseline": "2014-04-01",  # of the two go-lives the later
        "go_live_forecast": "2014-04-15",
        "go_live_actual": None,
        "go_live_slip_days": 14,
        "days_to_go_live": 411,  # 306 days of 2013 after 28 February, and 105 of 2014
        "applications": 7,
        "consolidate": 2,
        "consolidate_share_pct": 28.6,  # 2 of 7
        "in_scope": 4,  # A1, A2, A4, A7
        "migrated": 1,  # A1; A2 moves tomorrow
        "migrated_outside": 1,  # A9
        "gateways_passed": 1,
        "gateways": 2,  # without the milestone and the go-lives
        "decision_points_passed": 1,
        "decision_points": 3,  # of the two go-lives the later
        "partners_committed": 2,
        "partners": 3,  # P1, P2, P5
        "capital_gbp": Decimal("3000000.00"),
        "actual_gbp": Decimal("1250.15"),
        "months_spent": 1,
        "computed_rating": "amber",
        "reason": "Go-live: Forecast 15 April 2014 is 14 days after the baseline. One other item is amber too."
        " A milestone is red.",  # M1
    }
    assert (date(2014, 4, 15) - date(2013, 2, 28)).days == 411


def test_migrated_the_day_after(two_reports: Programme):
    assert two_reports.row("overview_headline", "2013-03-01")["migrated"] == 2  # A2's actual date has come


def test_headline_at_the_first_report(two_reports: Programme):
    found = two_reports.row("overview_headline", "2013-02-27")
    assert (found["applications"], found["latest_report"], found["previous_report"]) == (3, "2013-01-31", None)
    assert (found["computed_rating"], found["reason"]) == (
        "green",
        "Go-live: Forecast 1 April 2014 is on the baseline date. No criteria have been set.",
    )


def test_headline_before_the_first_report(two_reports: Programme):
    found = two_reports.row("overview_headline", "2013-01-30")
    assert {found[name] for name in ("applications", "in_scope", "migrated", "gateways", "partners")} == {0}
    assert [found[name] for name in ("consolidate_share_pct", "capital_gbp", "computed_rating", "days_to_go_live")] == [
        None, None, None, None,
    ]  # fmt: skip
    assert found["reason"] == "No gateways have been uploaded."


@pytest.mark.parametrize(
    ("gateways", "rating", "reason"),
    [
        (
            # the worst counts, and red is not averaged away
            "GW1,One,gateway,2013-05-31,2013-05-31,,\nGW2,Two,gateway,2013-01-31,,,\nGL,Go-live,go_live,2014-04-01,,,",
            "red",
            "Two: The baseline, 31 January 2013, passed 28 days ago without an actual date. No forecast has been given.",
        ),
        (
            # a gateway passed late is amber by itself, but behind us
            "GW1,One,gateway,2012-12-14,,2013-01-31,\nGL,Go-live,go_live,2014-04-01,2014-04-01,,",
            "green",
            "Go-live: Forecast 1 April 2014 is on the baseline date. No criteria have been set.",
        ),
        ("GL,Go-live,go_live,2013-02-01,,2013-02-02,", "amber", "Go-live: Done on 2 February 2013, 1 day after the baseline."),
        ("GW1,One,gateway,2012-12-14,,2012-12-14,", None, "Every gateway has been passed, and no go-live is reported."),
        ("M1,One,milestone,2012-12-14,,,", None, "Neither a gateway nor a go-live is reported."),
        (
            "GW1,One,gateway,2013-05-31,2013-06-05,,\nGW2,Two,gateway,2013-05-31,2013-06-07,,\nGW3,Three,gateway,2013-06-30,2013-07-01,,",
            "amber",
            "Two: Forecast 7 June 2013 is 7 days after the baseline. 2 other items are amber too.",
        ),
    ],
)  # fmt: skip
def test_programme_rating(programme: Programme, gateways: str, rating: str | None, reason: str):
    programme.report("2013-02-28", gateways=GATEWAY + gateways)
    found = programme.row("overview_headline", "2013-02-28")
    assert (found["computed_rating"], found["reason"]) == (rating, reason)


def test_go_live_done(programme: Programme):
    programme.report("2014-04-30", gateways=f"{GATEWAY}GL,Go-live,go_live,2014-04-01,2014-04-08,2014-04-10,green")
    found = programme.row("overview_headline", "2014-04-30")
    assert (found["go_live_actual"], found["days_to_go_live"], found["go_live_slip_days"]) == ("2014-04-10", -20, 9)
    assert (found["decision_points_passed"], found["decision_points"]) == (1, 1)


def test_since(two_reports: Programme):
    found = two_reports.ask("overview_since", "2013-02-28")
    assert found["previous_report"].unique().to_list() == [date(2013, 1, 31)]
    assert found.select("figure", "now_said", "before_said", "change", "is_changed").rows() == [
        ("days_to_go_live", "411", "425", Decimal("-14.00"), True),  # 28 days went by, 14 were lost
        ("go_live_forecast", "15 April 2014", "1 April 2014", Decimal("14.00"), True),
        ("computed_rating", "amber", "green", Decimal("2.00"), True),
        ("decision_points_passed", "1", "1", Decimal("0.00"), False),
        ("decision_points", "3", "3", Decimal("0.00"), False),
        ("applications", "7", "3", Decimal("4.00"), True),
        ("consolidate", "2", "1", Decimal("1.00"), True),
        ("consolidate_share_pct", "28.6", "33.3", Decimal("-4.70"), True),
        ("in_scope", "4", "2", Decimal("2.00"), True),
        ("migrated", "1", "0", Decimal("1.00"), True),
        ("partners_committed", "2", "0", Decimal("2.00"), True),
        ("partners", "3", "1", Decimal("2.00"), True),
        ("capital_gbp", "3,000,000.00", "3,000,000.00", Decimal("0.00"), False),
        ("actual_gbp", "1,250.15", "1,250.10", Decimal("0.05"), True),
        ("months_spent", "1", "1", Decimal("0.00"), False),
    ]
    assert found.filter(figure="applications").select("now", "before").row(0) == (Decimal(7), Decimal(3))
    assert found.filter(figure="computed_rating").select("now", "before").row(0) == (None, None)


def test_since_is_of_the_report_before_the_latest(two_reports: Programme):
    """Between two reports, the report before is the one before that which is shown."""
    assert two_reports.rows("overview_since", "2013-02-27", "before", "change", "is_changed", "previous_report")[0] == (
        None, None, None, None,
    )  # fmt: skip
    later = two_reports.report(
        "2013-03-31", mode="update", applications="application_id,name,department,disposition\nA8,New,HR,retain"
    )
    applications = two_reports.rows("overview_since", "2013-05-01", "figure", "now", "before")[5]
    assert applications == ("applications", Decimal(8), Decimal(7))
    two_reports.withdraw(later)  # then the report before is January's again
    applications = two_reports.rows("overview_since", "2013-05-01", "figure", "now", "before")[5]
    assert applications == ("applications", Decimal(7), Decimal(3))


def test_restated_by_a_late_upload(two_reports: Programme):
    """What January looked like changes with an upload that came later; the ledger version keeps what was shown."""
    before = two_reports.ask("overview_headline", "2013-01-31")
    shown_at = two_reports.report(
        "2012-12-31", applications="application_id,name,department,disposition\nA0,Forgotten,HR,retain"
    )
    two_reports.report(
        "2013-01-31",
        mode="update",
        applications="application_id,name,department,disposition\nA0,Forgotten,HR,consolidate",
    )
    assert two_reports.row("overview_headline", "2012-12-31")["applications"] == 1
    assert two_reports.row("overview_headline", "2013-01-31")["consolidate"] == 2  # A1 and A0
    assert two_reports.row("overview_headline", "2013-02-28")["applications"] == 7  # a full report says what there is
    again = two_reports.ask("overview_headline", "2013-01-31", shown_at - 1)
    assert again.equals(before)


def test_attention(programme: Programme):
    programme.report(
        "2013-01-31",
        applications="""application_id,name,department,disposition
            A1,Payroll,HR,consolidate
            A2,Rotas,HR,migrate
            A3,Planning,Place,self_service
            A4,Leisure,Place,retain # out of scope: no migration is missed
            A5,Ledger,Finance,consolidate""",
        migrations="""application_id,stage,baseline_date,forecast_date,actual_date,blocker
            A1,build,2013-01-31,2013-03-31,,Waiting for the supplier.
            A2,build,2013-01-31,2013-03-30,, # one day past its forecast
            A5,test,2013-02-28,,, # 31 days past its baseline
            A7,test,2013-02-27,2013-04-01,, # re-forecast: not late; not in the inventory either
            A8,migrated,2013-02-27,2013-02-27,2013-02-27,An old blocker # moved: nothing to do
            A9,ready,2013-03-31,2013-03-31,, # due today: not late""",
    )
    programme.report(
        "2013-03-31",
        gateways=f"""{GATEWAY}
            GW1,Business case,gateway,2012-12-14,,2013-01-31,green # passed late: behind us
            GW2,Design,gateway,2013-05-31,2013-07-31,,amber_red # red, declared better
            GW3,Pilot,gateway,2013-06-30,2013-07-05,,red # amber, declared worse
            GL,Go-live,go_live,2014-04-01,2014-04-02,,amber # amber""",
        gateway_criteria="""criterion_id,gateway_id,criterion,status,due_date
            C1,GW2,Costs agreed,in_progress,2013-03-30
            C2,GW2,Staff told,waived,2013-03-30""",
        partners="""partner_id,name,category,stage,stage_date
            P1,Sentinel CiC,cic,committed,2013-02-10
            P2,A council,council,withdrawn,2013-02-10""",
        partner_concerns="""concern_id,partner_id,theme,concern,response,status,raised_date
            K1,P1,control,Loss of control.,,open,2013-03-01
            K2,P1,investment,Loss of investment,We keep it,answered,2013-03-01 # answered
            K3,P2,cost,Too dear,,open,2013-03-01 # it has left
            K4,P9,staff,Whose jobs?,Under way,open,2013-03-20 # the partner is not there""",
        decisions=f"""{DECISION}
            D1,Capital business case,Cabinet,decision,2013-04-09,planned,,
            S1,Scrutiny of the case,Scrutiny panel,scrutiny,2013-04-16,planned,D1, # a week too late
            S2,Earlier scrutiny,Scrutiny panel,scrutiny,2013-04-08,planned,D1, # in time
            D2,Vehicle,Cabinet,decision,2013-05-01,deferred,, # no date holds
            S3,Scrutiny of the vehicle,Scrutiny panel,scrutiny,2013-05-02,planned,D2,
            D3,Contract,Cabinet,decision,2013-05-01,planned,,
            S4,Scrutiny of the contract,Scrutiny panel,scrutiny,2013-05-01,planned,D3, # the same day is not before
            S5,Cancelled scrutiny,Scrutiny panel,scrutiny,2013-05-02,cancelled,D3,
            S6,Scrutiny of nothing,Scrutiny panel,scrutiny,2013-05-02,planned,D9,""",
    )
    columns = ("rank", "severity", "kind", "item_id", "about_id", "title", "page")
    assert programme.rows("overview_attention", "2013-03-31", *columns) == [
        (1, "red", "gateway_red", "GW2", "GW2", "Design", "gateways"),
        (2, "red", "scrutiny_late", "S1", "D1", "Scrutiny of the case", "overview"),
        (3, "red", "scrutiny_late", "S4", "D3", "Scrutiny of the contract", "overview"),
        (4, "red", "migration_blocked", "A1", "A1", "Payroll", "migration"),
        (5, "red", "migration_late", "A5", "A5", "Ledger", "migration"),
        (6, "amber", "gateway_amber", "GL", "GL", "Go-live", "gateways"),
        (7, "amber", "gateway_amber", "GW3", "GW3", "Pilot", "gateways"),
        (8, "amber", "migration_late", "A2", "A2", "Rotas", "migration"),
        (9, "amber", "criterion_overdue", "C1", "GW2", "Costs agreed", "gateways"),
        (10, "amber", "concern_open", "K1", "P1", "Sentinel CiC", "partners"),
        (11, "amber", "concern_open", "K4", "P9", "P9 (not among the partners)", "partners"),
        (12, "amber", "application_without_migration", "A3", "A3", "Planning", "inventory"),
    ]
    assert [row[0] for row in programme.rows("overview_attention", "2013-03-31", "detail")] == [
        # one row, for a thing that is named twice would be counted twice
        "Declared amber/red, but the rule says red. Forecast 31 July 2013 is 61 days after the baseline, more than"
        " the 30 days that amber allows. 1 criterion is overdue.",
        "The scrutiny, by Scrutiny panel on 16 April 2013, is 7 days after the decision that it looks at,"
        " ‘Capital business case’.",
        "The scrutiny, by Scrutiny panel on 1 May 2013, is on the day of the decision that it looks at, ‘Contract’.",
        "Blocked for 59 days: Waiting for the supplier.",
        "Its baseline, 28 February 2013, passed 31 days ago and it has not moved.",
        "Forecast 2 April 2014 is 1 day after the baseline.",
        "Forecast 5 July 2013 is 5 days after the baseline.",
        "Its forecast, 30 March 2013, passed 1 day ago and it has not moved.",
        "A criterion of Design, due on 30 March 2013, is 1 day overdue.",
        "An open concern about control, raised on 1 March 2013: Loss of control. It has no answer yet.",
        "An open concern about staff, raised on 20 March 2013: Whose jobs?",
        "In scope (to become self-service), but it has no migration.",
    ]
    assert programme.rows("overview_attention", "2013-03-31", "rank", "things", limit=2) == [(1, 12), (2, 12)]
    assert programme.rows("overview_attention", "2013-01-31", "kind", "since", "upload")[0] == (
        "migration_blocked", "2013-01-31", 2,
    )  # fmt: skip


def test_what_needs_attention_is_one_thing_however_much_is_said_of_it(programme: Programme):
    """Red, declared green and without an update for two reports: one thing, and the go-live whose day is past is another."""
    one = "GW1,Design,gateway,2013-01-10,2013-03-01,,green"
    for day in ("2013-01-31", "2013-02-28", "2013-03-31"):
        # expected early, and that day has passed: green by the rule, since the baseline has not
        programme.report(day, gateways=f"{GATEWAY}{one}\nGL,Go-live,go_live,2014-04-01,2013-03-{day[8:]},,")
    assert programme.rows("overview_attention", "2013-04-01", "severity", "kind", "title", "detail", "things") == [
        (
            "red", "gateway_red", "Design",
            "Declared green, but the rule says red. The baseline, 10 January 2013, passed 81 days ago without an actual date."
            " Forecast 1 March 2013 has passed as well. Neither its dates nor its criteria have changed in the last 2 reports"
            " on gateways.", 2,
        ),
        (
            "amber", "forecast_passed", "Go-live", "Forecast 31 March 2013 has passed, though the baseline has not."
            " No criteria have been set.", 2,
        ),
    ]  # fmt: skip


def test_attention_is_for_migrations_in_scope_and_the_list_has_the_others(programme: Programme):
    programme.report(
        "2013-01-31",
        applications="application_id,name,department,disposition\nA2,Rotas,HR,retain",
        migrations="application_id,stage,baseline_date,blocker\nA1,test,2013-02-27,\nA2,test,2013-02-27,No server",
        gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,,,",
    )
    programme.report(
        "2013-02-28", gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,,,\nGW2,Pilot,gateway,2013-06-30,,,"
    )
    programme.report(
        "2013-03-31", gateways=f"{GATEWAY}GW1,Design,gateway,2013-05-31,,,\nGW2,Test,gateway,2013-06-30,,,"
    )
    assert programme.rows("overview_attention", "2013-03-31", "kind", "title", "detail") == [
        ("item_stale", "Design", "Neither its dates nor its criteria have changed in the last 2 reports on gateways.")
    ]
    assert programme.ask("migration_blockers", "2013-03-31").is_empty()
    assert programme.rows("migration_list", "2013-03-31", "name", "in_scope", "is_blocked", "is_late") == [
        ("Not in the inventory", False, False, True), ("Rotas", False, True, True),
    ]  # fmt: skip


def test_timeline(programme: Programme):
    programme.report("2012-12-31", decisions=f"{DECISION}D1,Case,Cabinet,decision,2013-01-15,planned,,")
    programme.report(
        "2013-01-31",
        gateways=f"""{GATEWAY}
            GW1,Business case,gateway,2012-12-14,2012-12-14,2012-12-18,green
            GW2,Design,gateway,2013-05-31,,2013-09-01, # an actual date that has not come
            GW3,Pilot,milestone,2013-02-28,2013-02-10,,""",
        waves="""wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_start,forecast_finish
            W1,HR,1,HR,2013-01-01,2013-01-31,,
            W2,Place,2,Place,2013-02-01,2013-02-28,2013-02-05,2013-03-10
            W3,Rest,3,All,2013-06-01,2013-06-30,,""",
        applications="application_id,name,department,disposition\n"
        + "\n".join(f"A{n},A{n},HR,migrate" for n in (1, 2, 3)),
        migrations="""application_id,wave_id,stage,actual_date
            A1,W1,migrated,2013-01-20
            A2,W1,migrated,2013-02-02
            A3,W2,test,""",
        decisions=f"""{DECISION}
            D1,Case,Cabinet,decision,2013-02-12,planned,, # put off by four weeks
            S1,Scrutiny,Panel,scrutiny,2013-01-10,done,D1,Noted
            E1,Chief Executives,Devon,engagement,2013-01-20,cancelled,,""",
    )
    dates = ("baseline_date", "forecast_date", "actual_date")
    columns = ("lane", "item_id", "kind", *dates, "slip_days", "computed_rating", "status")
    assert programme.rows("timeline_items", "2013-02-15", *columns) == [
        ("gateways", "GW1", "gateway", "2012-12-14", "2012-12-14", "2012-12-18", 4, "amber", "done"),
        ("gateways", "GW3", "milestone", "2013-02-28", "2013-02-10", None, -18, "green", "overdue"),
        ("gateways", "GW2", "gateway", "2013-05-31", "2013-09-01", None, 93, "red", "planned"),
        ("waves", "W1", "wave", "2013-01-31", "2013-01-31", "2013-02-02", 2, None, "done"),
        ("waves", "W2", "wave", "2013-02-28", "2013-03-10", None, 10, None, "in_progress"),
        ("waves", "W3", "wave", "2013-06-30", "2013-06-30", None, 0, None, "not_started"),
        ("decisions", "S1", "scrutiny", "2013-01-10", "2013-01-10", "2013-01-10", 0, None, "done"),
        ("decisions", "D1", "decision", "2013-01-15", "2013-02-12", None, 28, None, "overdue"),
        ("decisions", "E1", "engagement", "2013-01-20", "2013-01-20", None, 0, None, "cancelled"),
    ]
    assert programme.rows("timeline_items", "2013-02-15", "start_baseline", "start_forecast", "detail")[3:6] == [
        ("2013-01-01", "2013-01-01", "2 of 2 applications have moved."),
        ("2013-02-01", "2013-02-05", "0 of 1 application has moved."),
        ("2013-06-01", "2013-06-01", "No application in scope is in it."),
    ]


def test_the_dates_that_moved_with_where_they_were(two_reports: Programme):
    """Of GW1 and GL0 none moved, or there was none before; a milestone comes after the gateway that moved as far."""
    found = two_reports.ask("overview_dates_moved", "2013-02-28")
    assert found.select("item_id", "before_date", "now_date", "days").rows() == [
        ("GL", date(2014, 4, 1), date(2014, 4, 15), 14), ("GW2", date(2013, 5, 31), date(2013, 6, 14), 14),
    ]  # fmt: skip
    assert two_reports.ask("overview_dates_moved", "2013-01-31").is_empty(), "the first report has none before it"


def test_the_dates_that_moved_since_another_day(two_reports: Programme):
    """From a day before the first report there is nothing to come from; from one between the two, what the first said."""
    assert two_reports.ask("overview_dates_moved", "2013-02-28", since="2013-01-30").is_empty()
    between = two_reports.ask("overview_dates_moved", "2013-02-28", since="2013-02-27")
    assert between.drop("previous_report").equals(
        two_reports.ask("overview_dates_moved", "2013-02-28").drop("previous_report")
    )
    assert set(between["previous_report"]) == {date(2013, 2, 27)}


def test_what_is_done_before_the_earlier_report_has_not_moved(programme: Programme):
    decided = (
        f"{DECISION}D1,Vehicle,Cabinet,decision,2013-01-10,done,,Agreed\nD2,Staff,Cabinet,decision,2013-05-10,planned,,"
    )
    programme.report("2013-01-31", decisions=decided)
    programme.report(
        "2013-02-28",
        decisions=decided.replace("2013-01-10", "2013-01-11").replace(
            "2013-05-10", "2013-05-03"
        ),  # a slip of the pen; sooner
        waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,HR,1,HR,2013-03-01,2013-04-01",  # new
    )
    found = programme.ask("overview_dates_moved", "2013-02-28")
    assert found.select("item_id", "kind", "days").rows() == [("D2", "decision", -7)]


def test_a_wave_from_which_the_slowest_was_taken_is_no_quicker(programme: Programme):
    """A2, expected on 31 January, left the scope; A1, which the wave has still, was expected in December and moved in January."""
    for on, disposition, moved in (
        ("2018-11-30", "migrate", "build,2018-12-15,,"),
        ("2019-01-15", "retain", "migrated,2018-12-15,,2019-01-09"),
    ):
        programme.report(
            on,
            applications=f"application_id,name,department,business_function,disposition\nA1,One,HR,Pay,migrate\nA2,Two,HR,Pay,{disposition}",
            waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,Ashore,1,HR,2018-10-01,2018-12-31",
            migrations="application_id,wave_id,stage,baseline_date,forecast_date,actual_date\n"
            f"A1,W1,{moved}\nA2,W1,build,2018-12-31,2019-01-31,",
        )
    found = programme.ask("overview_dates_moved", "2019-01-15")
    assert found.select("item_id", "before_date", "days").rows() == [("W1", date(2018, 12, 31), 9)]


def test_a_wave_that_has_finished_moved_to_the_day_on_which_it_did(programme: Programme):
    """Its row may forecast another day, or none, and need not change at all."""
    waves = "wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_finish\n"
    inventory = "application_id,name,department,business_function,disposition\n"
    moves = "application_id,wave_id,stage,actual_date\n"
    programme.report(
        "2013-01-31",
        applications=inventory + "".join(f"A{n},App,HR,Pay,migrate\n" for n in range(1, 5)) + "A5,App,HR,Pay,retain",
        waves=f"""{waves}W1,First,1,HR,2012-11-01,2013-01-10, # past
            W2,Second,2,HR,2013-02-01,2013-03-31,2013-04-05 # its A5 is not in scope
            W3,Third,3,HR,2013-02-01,2013-03-31,
            W4,Done,4,HR,2012-11-01,2012-12-31,""",
        migrations=f"{moves}A1,W1,build,\nA2,W2,build,\nA5,W2,build,\nA3,W3,build,\nA4,W4,migrated,2013-01-05",
    )
    programme.report(
        "2013-02-28",
        waves=f"""{waves}W1,First,1,HR,2012-11-01,2013-01-10,
            W2,Second,2,HR,2013-02-01,2013-03-31,2013-03-08 # left as it was forecast
            W3,Third,3,HR,2013-02-01,2013-03-31,
            W4,Done,4,HR,2012-11-01,2012-12-31,2013-05-01 # of what was done before nothing moves""",
    )
    last = f"{moves}A1,W1,migrated,2013-02-12\nA2,W2,migrated,2013-02-12\nA5,W2,build,\nA3,W3,build,\nA4,W4,migrated,2013-01-05"
    programme.report("2013-03-01", migrations=last)
    for on in ("2013-03-01", "2013-03-02"):  # kept in the store of the one day, counted of the other
        moved = programme.ask("overview_dates_moved", on, since="2013-01-31").select("item_id", "days").rows()
        assert moved == [("W2", -52), ("W1", 33)], on
        told = programme.ask("changes_waves", on, since="2013-01-31")
        assert told.select("kind", "sentence", "upload").rows() == [
            ("done", "Wave W1, First, finished on 12 February 2013, 33 days after the baseline.", 5),
            ("done", "Wave W2, Second, finished on 12 February 2013, 47 days before the baseline.", 5),
        ], on
    programme.report("2013-03-31", migrations=last.replace("A1,W1,migrated,2013-02-12", "A1,W1,test,"))
    told = programme.ask("changes_waves", "2013-03-31")
    assert told.select("sentence", "upload").rows() == [("Wave W1, First, is no longer finished.", 6)]


def test_the_measures_agree_with_the_headline_and_leave_out_what_is_not_known(two_reports: Programme):
    rows = {row["measure"]: row for row in two_reports.ask("overview_measures", "2013-02-28").iter_rows(named=True)}
    headline = two_reports.row("overview_headline", "2013-02-28")
    assert (rows["moved"]["done"], rows["moved"]["whole"]) == (headline["migrated"], headline["in_scope"])
    assert (rows["moved"]["done"], rows["moved"]["due"]) == (1, 1)  # A1 was due on 15 February; A2 is due in September
    assert rows["committed"]["whole"] == headline["partners"]
    assert "met" not in rows, "no gateway has criteria"
    assert two_reports.ask("overview_measures", "2012-12-31").is_empty()
