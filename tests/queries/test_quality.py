"""What does not add up: one programme in which every rule finds something, one in which none does, and the scores."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import pytest

import queries
from data.declarations import Column, Kind
from queries import catalogue
from queries.quality import judging, scores
from queries.quality.rule_stand_ins import MAY_BEGIN, likely_in
from tests.queries.conftest import Programme

FAULTY: dict[str, Any] = {
    "applications": """
        application_id,name,department,business_function,annual_cost_gbp,disposition,core_component,successor_application_id,contract_end
        A1,Payroll,HR,Pay,12000.00,replace,,A2,                     # its successor is to be retired
        A2,Pay old,HR,Pay,9000.00,retire,,,                         # nothing to find fault with
        A3,Leave,HR,Leave,0.00,replace,,A3,2099-12-31               # its own successor; £0, and a date far off
        A4,leave ,hr,Leave,1.00,migrate,,,1900-01-01                # A3 again, in another wave; £1, and a date long gone
        A5,Parking,Streets,Not stated,500.00,retain,,,              # moved, but it is to stay; a function that says nothing
        A6,Trees,Streets,Trees,999999.00,migrate,,,                 # not among the migrations; all nines
        A7,Roads,Streets,Roads,500.00,replace,,A1,                  # its successor has a successor
    """,
    "waves": """
        wave_id,name,sequence,departments,baseline_start,baseline_finish
        W1,First,1,HR,2013-01-01,2013-06-30
        W2,Second,2,HR,2013-06-01,2013-09-30
        W3,Third,3,Streets,2013-09-01,2013-12-31                    # no migration names it
    """,
    "migrations": """
        application_id,wave_id,stage,baseline_date,forecast_date,actual_date
        A1,W1,build,2013-05-31,2013-08-31,                          # after its wave has finished
        A3,W1,build,2013-05-31,,
        A4,W2,build,,,                                              # no date at all
        A5,,migrated,2013-02-28,,2013-02-28                         # not in scope
        A7,W2,build,2013-09-30,,                                    # on the last day of its wave: no fault
        A9,W9,build,2013-09-30,,                                    # neither the application nor the wave is held
    """,
    "gateways": """
        gateway_id,name,kind,baseline_date,forecast_date,actual_date
        GW1,Design,gateway,2013-01-31,,2013-01-31                   # passed with a criterion that is not met
        GW2,Tests,gateway,2014-05-31,,                              # after go-live
        GO,Go-live,go_live,2014-04-01,2014-04-15,
    """,
    "gateway_criteria": """
        criterion_id,gateway_id,criterion,partner_id,status,due_date,met_date
        C1,GW1,Design signed,P1,met,2013-01-31,2013-02-28           # met after the gateway
        C2,GW1,Rates agreed,P1,in_progress,2013-01-31,
        C3,GO,Desk staffed,P1,not_started,2014-04-30,               # due after the go-live
        C4,GO,Desk open,P1,waived,2014-04-30,                       # waived: no fault
    """,
    "partners": """
        partner_id,name,category,stage,stage_date,target_live_date,applications_in_scope
        P1,The council,council,committed,2012-12-01,2014-04-15,142  # the inventory has 5 in scope
        P2,Health,nhs,committed,2012-12-01,2014-04-01,              # before go-live; and no criterion names it
        P3,Leaver,nhs,withdrawn,2012-12-01,2014-04-01,              # withdrawn: no fault
    """,
    "spend": """
        component,month,strand,budget_gbp,actual_gbp,forecast_gbp
        Servers,2013-01-01,core_infrastructure,100.00,150.50,       # spent more than budgeted
        Racks,2013-01-01,core_infrastructure,100.00,60.00,
        Racks,2013-02-01,core_infrastructure,0.00,,50.00            # with what is forecast; a past month without an actual
        Cables,2013-03-01,core_infrastructure,100.00,,100.00        # the month is not over by the report
    """,
    "benefits": """
        benefit_id,name,kind,unit,target_value
        B1,Licences,cashable,£ a year,100
    """,
    "benefit_values": """
        benefit_id,year,planned_gbp,cost_gbp
        B1,2012/13,0.00,299.00                                      # £300 is budgeted from April 2012 to March 2013
        B1,2013/14,0.00,0.00                                        # nothing is budgeted then: no fault
    """,
    "risks": """
        risk_id,title,kind,likelihood,impact,residual_likelihood,residual_impact,status,raised_date
        R1,Fire,,3,4,4,4,open,2013-01-01                            # worse once the response has worked
        R2,Grant,opportunity,3,4,2,2,open,2013-01-01                # an opportunity that becomes smaller
        R3,Flood,,3,4,4,4,closed,2013-01-01                         # closed: no fault
        R4,Theft,,3,4,2,3,open,2013-01-01                           # better: no fault
    """,
    "vehicle_options": """
        option,criterion,weight,score
        Company,Control,60,3
        Company,Cost,39.5,3                                         # 99.5 in all
        Trust,Control,60,3
        Trust,Cost,40,3
    """,
}  # fmt: skip
FOUND = {
    ("application_count", None): "medium: The inventory holds 7 applications; 277 were stated.",
    ("benefit_cost", None): "medium: The benefits' costs come to £299; the capital budgeted for the year is £300.",
    ("criterion_after_gateway", "C1"): "medium: Met on 28 February 2013, after ‘Design’ was passed, on 31 January 2013.",
    ("criterion_after_gateway", "C3"): "low: Due on 30 April 2014, after ‘Go-live’ is expected, on 15 April 2014.",
    ("gateway_after_go_live", "GW2"): "high: Expected on 31 May 2014, after go-live on 15 April 2014.",
    ("in_scope_without_move", "A6"): "medium: In scope, but not among the migrations.",
    ("listed_twice", "A4"): "high: Same name and department as A3, and in another wave: W2 here, W1 there.",
    ("month_without_actual", "Racks · 2013-02-01"): "medium: Nothing is said to be spent in February 2013.",
    ("move_after_wave", "A1"): "medium: Expected to move on 31 August 2013; its wave, ‘First’, is to finish on 30 June 2013.",
    ("move_without_date", "A4"): "medium: Still to move, without a forecast or a baseline.",
    ("moved_out_of_scope", "A5"): "medium: It moved on 28 February 2013, but the inventory says that it is to be retained.",
    ("partner_before_go_live", "P2"): "medium: To be live on 1 April 2014, but go-live is expected on 15 April 2014.",
    ("partner_count", "P1"): "medium: Reports 142 applications in scope; the inventory holds 5.",
    ("partner_without_criteria", "P2"): "low: Committed, but no criterion of any gateway names it.",
    ("passed_without_criteria", "GW1"): "high: Passed on 31 January 2013, but 1 criterion is not met: Rates agreed.",
    ("risk_scores", "R1"): "medium: This threat scores 12 now, and 16 once the response has worked.",
    ("risk_scores", "R2"): "medium: This opportunity scores 12 now, and 4 once the response has worked.",
    ("spend_over_budget", "Racks · 2013-02-01"):
        "medium: Spent and forecast £110, which is £10 more than its budget of £100, passed in February 2013.",
    ("spend_over_budget", "Servers · 2013-01-01"):
        "high: Spent £151, which is £51 more than its budget of £100, passed in January 2013.",  # £50.50, to the pound
    ("successor", "A1"): "high: Its successor, ‘Pay old’, is to be retired itself.",
    ("successor", "A3"): "high: It is named as its own successor.",
    ("successor", "A7"): "low: Its successor, ‘Payroll’, has a successor itself.",
    ("wave_without_applications", "W3"): "medium: No migration names this wave.",
    ("waves_not_the_whole", None): "medium: The waves hold 4 of the 5 applications in scope.",
    ("weights_not_100", "Company"): "high: The weights of its 2 criteria sum to 99.5, not to 100.",
}  # fmt: skip
SEVERAL = {
    ("refers_to_nothing", "A9", "Application ID is A9, which is not among the applications."),
    ("refers_to_nothing", "A9", "Wave ID is W9, which is not among the waves."),
    ("stand_ins", "A3", "Annual cost holds £0, which looks like a stand-in."),
    ("stand_ins", "A3", "Contract end holds 31 December 2099, which looks like a stand-in."),
    ("stand_ins", "A4", "Annual cost holds £1, which looks like a stand-in."),
    ("stand_ins", "A4", "Contract end holds 1 January 1900, which looks like a stand-in."),
    ("stand_ins", "A5", "Business function holds ‘Not stated’, which looks like a stand-in."),
    ("stand_ins", "A6", "Annual cost holds £999,999, which looks like a stand-in."),
}


@pytest.fixture
def faulty(programme: Programme) -> Programme:
    programme.report("2013-03-31", **FAULTY)
    return programme


def test_each_rule_finds_what_it_is_for_and_nothing_else(faulty: Programme, monkeypatch: pytest.MonkeyPatch):
    rows = faulty.rows("quality_findings", "2013-03-31", "rule", "item_id", "severity", "finding", stated=277)
    several = {(rule, item, finding) for rule, item, _, finding in rows if rule in ("refers_to_nothing", "stand_ins")}
    single = {(rule, item): f"{severity}: {finding}" for rule, item, severity, finding in rows if (rule, item) in FOUND}
    assert single == FOUND
    assert several == SEVERAL
    assert len(rows) == len(FOUND) + len(SEVERAL)
    rules = {name.removeprefix("quality_rule_") for name in catalogue() if name.startswith("quality_rule_")}
    assert rules == {row[0] for row in rows}, "a rule that is shown by no case here"
    # the most pressing first, and each rule counted with its most pressing
    order = [("high", "medium", "low").index(str(severity)) for _, _, severity, _ in rows]
    assert order == sorted(order)
    by_rule = {
        row["rule"]: row for row in faulty.ask("quality_by_rule", "2013-03-31", stated=277).iter_rows(named=True)
    }
    assert by_rule["spend_over_budget"]["findings"] == 2
    assert by_rule["spend_over_budget"]["severity"] == "high"
    assert by_rule["weights_not_100"]["all_findings"] == len(rows)
    assert by_rule["weights_not_100"]["all_high"] == order.count(0)
    assert by_rule["weights_not_100"]["clean_rules"] == 0
    # filters, and pages of what they leave
    page = faulty.ask("quality_findings", "2013-03-31", rule="successor", limit=1, offset=1)
    assert (page["item_id"].to_list(), page["matches"].to_list()) == (["A3"], [3])
    # in a large programme a page asks the rules for its rows alone: laid end to end they are the whole, several about one row too
    whole = faulty.ask("quality_findings", "2013-03-31")
    queries._answer.cache_clear()
    monkeypatch.setattr(judging, "FEW", 0)
    pages = [faulty.ask("quality_findings", "2013-03-31", limit=3, offset=at) for at in range(0, whole.height + 3, 3)]
    assert pl.concat(pages).equals(whole)


def test_the_number_that_was_stated_is_a_setting(faulty: Programme):
    assert faulty.ask("quality_findings", "2013-03-31", rule="application_count", stated=7).is_empty()
    assert faulty.ask("quality_findings", "2013-03-31", rule="application_count", stated=0).is_empty()


def test_what_the_minutes_state_is_said_of_the_illustrative_programme_alone(faulty: Programme):
    def said() -> list[Any]:
        return [
            faulty.rows("minutes_stated", "2013-03-31", "applications", "to_core_pct"),
            faulty.rows("quality_findings", "2013-03-31", "finding", rule="application_count"),
            faulty.ask("planner_measures", "2013-03-31")["stated_pct"].drop_nulls().to_list(),
        ]

    assert said() == [[], [], []]
    faulty.report("2013-03-30", illustrative=True, waves="wave_id,name,sequence,departments\nW1,First,1,HR")
    assert said() == [[(277, 30)], [("The inventory holds 7 applications; 277 were stated.",)], [30]]
    assert "277" not in str(faulty.rows("quality_findings", "2013-03-31", "finding", stated=0))


def test_parts_that_come_to_142_of_143(programme: Programme):
    """As printed in a published report: the parts of a whole of 143 come to 142, and one is nowhere."""
    parts = {"W1": 5, "W2": 23, "W3": 71, "W4": 34, "W5": 4, "W6": 5}
    placed = [wave for wave, many in parts.items() for _ in range(many)]
    keys = [f"A{at}" for at in range(143)]
    programme.report(
        "2013-03-31",
        applications="application_id,name,department,business_function,disposition\n"
        + "\n".join(f"{key},{key},HR,Pay,migrate" for key in keys),
        waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
        + "\n".join(f"{wave},{wave},1,HR,2013-01-01,2013-12-31" for wave in parts),
        migrations="application_id,wave_id,stage,baseline_date\n"
        + "\n".join(f"{key},{wave},build,2013-06-30" for key, wave in zip(keys, [*placed, ""], strict=True)),
        partners="partner_id,name,category,stage,stage_date,applications_in_scope\n"
        "P1,The council,council,committed,2012-12-01,142",
    )
    assert programme.rows("quality_findings", "2013-03-31", "finding", stated=143) == [
        ("Reports 142 applications in scope; the inventory holds 143.",),
        ("The waves hold 142 of the 143 applications in scope.",),
    ]


def test_scores_are_the_lower_of_two_shares(programme: Programme):
    """Of the cells that must be filled 15 of 17 are, and two of three rows have no finding: 66, not 88."""
    head = "application_id,name,department,business_function,disposition,core_component\n"
    programme.report("2013-01-31", applications=head + "A1,Pay,HR,Pay,consolidate,Core")
    programme.report(
        "2013-02-28",
        applications=head + "A1,Pay,HR,Pay,consolidate,Core\nA2,Leave,HR,,consolidate,\nA3,Trees,Parks,unknown,retain,",
        vehicle_options="option,criterion,weight,score\nTrust,Control,60,3\nTrust,Cost,30,3\nFirm,Cost,100,3",
    )
    columns = ("dataset", "day", "rows", "filled_pct", "clean_pct", "score", "word", "with_findings")
    # filled: 5 columns × 3 rows and the component of two that are consolidated, 17 cells, of which 2 are blank
    assert programme.rows("quality_scores", "2013-03-31", *columns, stated=0) == [
        ("applications", "2013-01-31", 1, 100.0, 100.0, 100, "good", 0),
        ("applications", "2013-02-28", 3, 88.2, 66.7, 66, "poor", 1),
        ("applications", "2013-03-31", 3, 88.2, 66.7, 66, "poor", 1),
        # the option's two rows have the finding, the other option's has none
        ("vehicle_options", "2013-02-28", 3, 100.0, 33.3, 33, "poor", 2),
        ("vehicle_options", "2013-03-31", 3, 100.0, 33.3, 33, "poor", 2),
    ]
    assert programme.rows("quality_scores", "2013-03-31", "dataset", "day", stated=0, days=1) == [
        ("applications", "2013-03-31"),
        ("vehicle_options", "2013-03-31"),
    ]
    words = programme.rows("quality_scores", "2013-03-31", "word", stated=0, good=66, fair=33)
    assert [word for (word,) in words] == ["good", "good", "good", "fair", "fair"]


def test_scores_of_earlier_days_are_kept_until_an_upload_is_about_them(programme: Programme):
    head = "application_id,name,department,business_function,disposition\n"
    first = programme.report("2013-01-31", applications=head + "A1,tbc,HR,Pay,migrate")
    programme.report("2013-02-28", applications=head + "A1,tbc,HR,Pay,migrate\nA2,Leave,HR,Leave,migrate")
    programme.ask("quality_scores", "2013-02-28", stated=0)
    programme.report("2013-03-31", applications=head + "A1,Pay,HR,Pay,migrate")
    kept = scores._of_a_day.cache_info()
    assert programme.rows("quality_scores", "2013-03-31", "day", "rows", "with_findings", stated=0) == [
        ("2013-01-31", 1, 1), ("2013-02-28", 2, 1), ("2013-03-31", 1, 0),
    ]  # fmt: skip
    now = scores._of_a_day.cache_info()
    assert (now.hits - kept.hits, now.misses - kept.misses) == (2, 1)  # only the day that the upload is about
    programme.withdraw(first)
    assert programme.rows("quality_scores", "2013-03-31", "day", "rows", stated=0) == [
        ("2013-02-28", 2),
        ("2013-03-31", 1),
    ]
    assert scores._of_a_day.cache_info().misses - now.misses == 2


def test_a_finding_about_one_month_marks_that_month_alone(programme: Programme):
    """Of five months three are within the budget, in one it is passed, and one has no actual: 3 of 5 are clean."""
    programme.report("2013-05-31", spend="""
        component,month,strand,budget_gbp,actual_gbp
        Servers,2013-01-01,core_infrastructure,100,100
        Servers,2013-02-01,core_infrastructure,0,50                # passes the 100 of all months
        Servers,2013-03-01,core_infrastructure,0,10                # after it was passed: nothing new
        Racks,2013-03-01,core_infrastructure,100,100
        Racks,2013-04-01,core_infrastructure,20,                   # past, and nobody says
    """)  # fmt: skip
    assert programme.rows("quality_findings", "2013-05-31", "item_id", stated=0) == [
        ("Servers · 2013-02-01",), ("Racks · 2013-04-01",),
    ]  # fmt: skip
    assert programme.rows("quality_scores", "2013-05-31", "rows", "with_findings", "score", stated=0) == [(5, 2, 60)]


def test_a_withdrawn_list_leaves_its_references_dangling(programme: Programme):
    programme.report("2013-01-31", applications="application_id,name,department,business_function,disposition\n"
                     "A1,Pay,HR,Pay,migrate")  # fmt: skip
    number = programme.report("2013-01-31", waves="wave_id,name,sequence,departments,baseline_start,baseline_finish\n"
                              "W1,First,1,HR,2013-01-01,2013-06-30")  # fmt: skip
    programme.report("2013-01-31", migrations="application_id,wave_id,stage,baseline_date\nA1,W1,build,2013-06-30")
    assert programme.ask("quality_findings", "2013-01-31", stated=0).is_empty()
    programme.withdraw(number)
    assert programme.rows("quality_findings", "2013-01-31", "rule", "dataset", "item_id", stated=0) == [
        ("refers_to_nothing", "migrations", "A1")
    ]


def test_what_can_not_be_right_needs_attention(faulty: Programme):
    """Money spent already, not what is forecast to be; and each leads to its rule."""
    rows = faulty.ask("overview_attention", "2013-03-31").filter(kind="contradiction", severity="amber")
    assert rows.select("item_id", "about_id", "page").rows() == [
        ("Company", "weights_not_100", "quality"),
        ("Servers · 2013-01-01", "spend_over_budget", "quality"),
    ]


def test_a_stand_in_has_the_name_of_its_row(faulty: Programme):
    rows = faulty.rows("quality_findings", "2013-03-31", "rule", "item_id", "title", stated=277)
    assert {(item, title) for rule, item, title in rows if rule == "stand_ins" and item == "A3"} == {("A3", "Leave")}


def test_of_many_rows_a_stand_in_is_looked_for_by_how_it_begins_and_none_is_missed():
    words = [
        "TBC",
        "n/a",
        "NA",
        "Unknown",
        "xXx",
        "to be decided",
        "?",
        "-",
        ".",
        "99999.0",
        "2099-01-01",
        "Not stated",
    ]
    spaces = ["", " ", "\t\n", "\u00a0", "\u2003 "]
    texts = [f"{before}{word}{after}" for word in [*words, "Payroll", "tbc 1"] for before in spaces for after in spaces]
    choices = Column("name", Kind.CHOICE, "", choices=("Payroll", "TBC"))
    asked = [likely_in(Column("name", Kind.TEXT, ""), ""), likely_in(Column("name", Kind.TEXT, ""), MAY_BEGIN)]
    found = [
        duckdb.execute(
            f"SELECT name FROM (SELECT unnest($texts) AS name) WHERE {condition}", {"texts": texts}
        ).fetchall()
        for condition in (*asked, likely_in(choices, MAY_BEGIN))
    ]
    assert found[0] == found[1]
    assert found[0]
    assert found[2] == [("TBC",)]  # of choices only those that are declared are looked for
    assert likely_in(Column("name", Kind.CHOICE, "", choices=("Payroll",)), "") == ""
