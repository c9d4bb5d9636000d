"""What changed since: every sentence, worked by hand, with the upload that brought it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from data import ledger
from data.datasets import DATASETS
from data.declarations import Column, Kind
from data.ledger.writer import NewUpload
from queries import ask, catalogue
from tests.queries.conftest import Programme, day, read_table

COLUMNS = [
    "subject",
    "kind",
    "weight",
    "size",
    "item_id",
    "title",
    "sentence",
    "alike",
    "things",
    "reporting_date",
    "upload",
    "page",
]

GATEWAY = "gateway_id,name,kind,baseline_date,forecast_date,actual_date,declared_rating,commentary\n"
CRITERION = "criterion_id,gateway_id,criterion,status,due_date,met_date,evidence\n"
APPLICATION = "application_id,name,department,business_function,disposition,annual_cost_gbp,supplier,description\n"
MIGRATION = "application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker\n"
WAVE = "wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_start,forecast_finish\n"
PARTNER = "partner_id,name,category,stage,stage_date,target_live_date,staff_in_scope,applications_in_scope,next_step\n"
CONCERN = "concern_id,partner_id,theme,concern,response,status,raised_date\n"
SPEND = "component,month,strand,budget_gbp,committed_gbp,actual_gbp,forecast_gbp\n"
DECISION = "decision_id,title,body,purpose,date,status,scrutinises,outcome\n"
INTERFACE = "interface_id,source_application_id,target_application_id,method,frequency,description\n"


def changed(programme: Programme, query: str, as_at: str, **parameters: object) -> list[tuple[object, ...]]:
    return programme.rows(query, as_at, "kind", "item_id", "sentence", **parameters)


def two_reports(programme: Programme, dataset: str, header: str, before: str, after: str) -> None:
    for reporting_date, rows in (("2013-02-28", before), ("2013-03-31", after)):
        tables: dict[str, Any] = {dataset: f"{header}{rows}"}
        programme.report(reporting_date, **tables)


def test_every_subject_answers_in_the_same_columns():
    subjects = [name for name in catalogue() if name.startswith("changes_") and name != "changes_all"]
    assert {"changes_gateways", "changes_migrations", "changes_partners", "changes_spend"} <= set(subjects)
    for name in subjects:
        assert ask(name, date(2013, 3, 31)).columns == COLUMNS, name


def test_gateways(programme: Programme):
    two_reports(
        programme, "gateways", GATEWAY,
        """G0,Go-live,go_live,2014-04-01,2014-04-01,,green,Fine
           G1,Case,gateway,2013-03-01,2013-03-15,,amber,
           G2,Design,gateway,2013-05-31,2013-06-14,,amber,
           G3,Desk,milestone,2013-05-31,2013-05-31,,green,
           G4,Gone,milestone,2013-05-31,,,,
           G5,Same,gateway,2013-06-30,,,,""",
        """G0,Go-live,go_live,2014-04-01,2014-04-22,,amber,Late
           G1,Case,gateway,2013-03-01,2013-03-15,2013-03-14,amber,
           G2,Design,gateway,2013-05-31,2013-06-13,,amber,
           G3,Desk,milestone,2013-06-01,2013-06-01,,green,
           G5,Same,gateway,2013-06-30,,,,
           G6,Late,milestone,2013-07-31,,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_gateways", "2013-03-31") == [
        ("slipped", "G0", "Go-live slipped 21 days, from 1 April 2014 to 22 April 2014."),
        ("passed", "G1", "Case was passed on 14 March 2013, 13 days after the baseline."),
        ("forward", "G2", "Design came forward 1 day, from 14 June 2013 to 13 June 2013."),
        ("slipped", "G3", "Desk slipped 1 day, from 31 May 2013 to 1 June 2013."),
        ("rebaselined", "G3", "The baseline of Desk was changed from 31 May 2013 to 1 June 2013."),
        ("rating", "G0", "Go-live went from green to amber by the rule."
         " Forecast 22 April 2014 is 21 days after the baseline."),
        ("declared", "G0", "The owner of Go-live now declares it amber, after green."),
        ("removed", "G4", "Gone was removed."),
        ("added", "G6", "Late was added, for 31 July 2013."),
        ("commentary", "G0", "The commentary on Go-live was changed."),  # words only: last
    ]  # fmt: skip
    assert programme.ask("changes_gateways", "2013-03-30").is_empty()  # only one report by then
    assert programme.ask("changes_gateways", "2013-03-31", since="2013-03-31").is_empty()


def test_a_rating_that_changes_by_itself(programme: Programme):
    """Nothing was typed: the baseline passed."""
    for reporting_date in ("2013-05-31", "2013-06-30"):
        programme.report(reporting_date, gateways=f"{GATEWAY}G1,Design,gateway,2013-06-15,,,green,")
    assert changed(programme, "changes_gateways", "2013-06-30") == [
        ("rating", "G1", "Design went from green to red by the rule. The baseline, 15 June 2013, passed 15 days ago"
         " without an actual date. No forecast has been given."),
    ]  # fmt: skip


def test_criteria(programme: Programme):
    programme.report("2013-02-28", gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,,,,")
    two_reports(
        programme, "gateway_criteria", CRITERION,
        """C1,G1,Costs agreed.,in_progress,2013-04-30,,
           C2,G1,Staff told,in_progress,2013-03-15,,
           C3,G1,Data,met,2013-01-31,2013-01-31,Minute 4
           C4,G1,Network,in_progress,2013-04-30,,
           C5,G1,Legal,not_started,2013-04-30,,
           C6,G1,Gone,not_started,,,""",
        """C1,G1,Costs agreed.,met,2013-04-30,2013-03-20,
           C2,G1,Staff told,in_progress,2013-03-15,,
           C3,G1,Data,met,2013-01-31,2013-01-31,Minute 5
           C4,G1,Network,waived,2013-04-30,,
           C5,G1,Legal,in_progress,2013-05-31,,
           C7,G1,New,not_started,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_criteria", "2013-03-31") == [
        ("overdue", "C2", "A criterion of Design, due on 15 March 2013, became overdue: Staff told."),
        ("waived", "C4", "A criterion of Design was waived: Network."),
        ("met", "C1", "A criterion of Design was met: Costs agreed."),
        ("removed", "C6", "A criterion of Design was removed: Gone."),
        ("due", "C5", "A criterion of Design is due on 31 May 2013, no longer on 30 April 2013: Legal."),
        ("added", "C7", "A criterion was added to Design: New."),
        ("status", "C5", "A criterion of Design is now in progress: Legal."),
        ("evidence", "C3", "The evidence for a criterion of Design was changed: Data."),
    ]


def test_migrations(programme: Programme):
    programme.report(
        "2013-02-28",
        applications=f"{APPLICATION}A1,Payroll,HR,Pay,migrate,,,\nA2,Rota,HR,Pay,migrate,,,\nA3,Leave,HR,Pay,retain,,,",
    )
    two_reports(
        programme, "migrations", MIGRATION,
        """A1,W1,test,2013-03-01,2013-03-15,,
           A2,W1,build,2013-03-01,2013-03-15,,
           A3,W1,test,2013-03-01,2013-03-15,,Waiting
           A4,W1,ready,2013-03-01,2013-03-15,,
           A5,W1,test,2013-03-01,2013-03-15,,
           A6,W1,migrated,2013-02-01,,2013-02-01,
           A7,W1,migrated,2013-02-01,,2013-02-02,""",
        """A1,W1,migrated,2013-03-01,2013-03-15,2013-03-14,
           A2,W1,test,2013-03-01,2013-04-05,,No licence.
           A3,W2,test,2013-03-01,2013-03-15,,
           A4,W1,build,2013-03-01,2013-03-14,,
           A6,W1,decommissioned,2013-02-01,,2013-02-01,
           A7,W1,test,2013-02-01,,,
           A8,,not_started,,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_migrations", "2013-03-31") == [
        ("unmoved", "A7", "A7 (not in the inventory) is no longer reported as migrated."),
        ("moved", "A1", "Payroll moved on 14 March 2013."),
        ("blocked", "A2", "Rota is blocked: No licence."),
        ("unblocked", "A3", "Leave (out of scope) is no longer blocked."),
        ("slipped", "A2", "The move of Rota slipped 21 days, from 15 March 2013 to 5 April 2013."),
        (
            "past",
            "A4",
            "The move of A4 (not in the inventory) is due on 14 March 2013 now, which has passed; before, it was 15 March 2013.",
        ),
        ("removed", "A5", "A5 (not in the inventory) was removed from the plan of migrations."),
        ("back", "A4", "A4 (not in the inventory) went back to ‘build’, from ‘ready’."),
        ("stage", "A2", "Rota entered ‘test’, from ‘build’."),
        ("stage", "A6", "A6 (not in the inventory) was decommissioned."),
        ("added", "A8", "A8 (not in the inventory) was added to the plan of migrations."),
        ("wave", "A3", "Leave (out of scope) went from wave W1 to wave W2."),
    ]


def test_progress_sums_up_several_moves(programme: Programme):
    """Of the applications in scope; moves of others are told by themselves, and counted so."""
    inventory = [f"A{k},App {k},HR,Pay,{'migrate' if k < 4 else 'retain'},,," for k in range(1, 9)]
    programme.report("2013-01-31", applications=APPLICATION + "\n".join(inventory))
    two_reports(
        programme, "migrations", MIGRATION,
        "A1,,migrated,,,2013-02-01,\n" + "\n".join(f"A{k},,test,,,," for k in range(2, 10)),
        "A1,,migrated,,,2013-02-01,\n" + "\n".join(f"A{k},,migrated,,,2013-03-0{k}," for k in range(2, 10)),
    )  # fmt: skip
    assert changed(programme, "changes_migrations", "2013-03-31")[0] == (
        "progress", "all", "2 applications in scope moved; 3 in all."
    )  # fmt: skip
    assert set(programme.ask("changes_all", "2013-03-31")["sentence"]) == {
        "2 applications in scope moved; 3 in all.",
        "App 2 moved on 2 March 2013.",
        "App 3 moved on 3 March 2013.",
        "5 applications out of scope moved in HR.",
        "A9 (not in the inventory) moved on 9 March 2013.",
    }


def test_applications(programme: Programme):
    two_reports(
        programme, "applications", APPLICATION,
        """A1,Payroll,HR,Pay,migrate,1000.00,Alpha,
           A2,Rota,HR,Pay,undecided,,Alpha,
           A3,Leave,HR,Pay,retain,24500.00,Alpha,Old
           A4,Gone,HR,Pay,retain,,,
           A5,Scope,HR,Pay,consolidate,,,
           A6,Left,HR,Pay,replace,,,""",
        """A1,Payroll,HR,Pay,replace,3500.50,Bravo,
           A2,Rota,HR,Pay,consolidate,1200.00,Alpha,
           A3,Leave,HR,Pay,retire,,Alpha,New
           A5,Scope,HR,Pay,undecided,,,
           A7,Found,HR,Pay,self_service,,,
           A8,Found too,HR,Pay,retain,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_applications", "2013-03-31") == [
        ("added", "A7", "Found was added to the inventory, to become self-service."),
        ("scope", "A2", "Rota came into scope: to be consolidated, no longer undecided."),
        ("scope", "A5", "Scope left the scope: undecided, no longer to be consolidated."),
        ("removed", "A6", "Left was removed from the inventory; it was in scope."),
        ("disposition", "A1", "Payroll is now to be replaced, no longer to be migrated."),
        ("disposition", "A3", "Leave is now to be retired, no longer to be kept."),
        ("added", "A8", "Found too was added to the inventory, to be kept."),
        ("removed", "A4", "Gone was removed from the inventory."),
        ("money", "A3", "The annual cost of Leave is no longer given."),
        ("money", "A1", "The annual cost of Payroll rose by £2,500.50, to £3,500.50."),
        ("money", "A2", "The annual cost of Rota is now known: £1,200."),
        ("other", "A1", "The details of Payroll were changed: supplier."),
        ("description", "A3", "The description of Leave was changed."),
    ]


def test_interfaces_and_waves(programme: Programme):
    two_reports(programme, "interfaces", INTERFACE, "I1,A1,A2,file,daily,\nI2,A1,A2,,,",
                "I1,A1,A2,api,real_time,\nI3,A1,A3,,,")  # fmt: skip
    assert changed(programme, "changes_interfaces", "2013-03-31") == [
        ("added", "I3", "The interface I3, from A1 to A3, was added."),
        ("removed", "I2", "The interface I2, from A1 to A2, was removed."),
        ("other", "I1", "The interface I1 now runs from A1 to A2 by api, real time."),
    ]
    two_reports(
        programme, "waves", WAVE,
        "W1,One,1,HR,2013-01-01,2013-03-31,,\nW2,Two,2,ICT,2013-02-01,2013-06-30,2013-02-08,2013-07-31",
        "W1,One,1,HR,2013-01-01,2013-03-31,,2013-04-30\nW2,Two,2,ICT,2013-02-15,2013-07-31,2013-02-15,2013-07-31",
    )  # fmt: skip
    assert changed(programme, "changes_waves", "2013-03-31") == [
        ("slipped", "W1", "The finish of wave W1, One, slipped 30 days, from 31 March 2013 to 30 April 2013."),
        ("rebaselined", "W2", "The baseline of wave W2, Two, was changed: from 1 February 2013 to 30 June 2013 it became"
         " 15 February 2013 to 31 July 2013."),
        ("start", "W2", "The start of wave W2, Two, slipped 7 days, from 8 February 2013 to 15 February 2013."),
    ]  # fmt: skip


def test_partners_and_concerns(programme: Programme):
    two_reports(
        programme, "partners", PARTNER,
        """P1,Sentinel,cic,committed,2012-09-01,2014-04-01,35,18,Sign
           P2,NHS,nhs,in_discussion,2012-09-01,,,,
           P3,Council,council,design_and_sla_agreed,2013-02-01,,,,
           P4,Gone,council,identified,2012-09-01,,,,""",
        """P1,Sentinel,cic,withdrawn,2013-03-12,2014-04-15,35,18,
           P2,NHS,nhs,committed,2013-03-20,2014-04-01,26,37,
           P3,Council,council,committed,2013-03-21,,,,Meet.
           P5,New,nhs,in_discussion,2013-03-01,,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_partners", "2013-03-31") == [
        ("withdrawn", "P1", "Sentinel withdrew on 12 March 2013; it was committed before."),
        ("back", "P3", "Council went back to ‘committed’ on 21 March 2013, from ‘design and SLA agreed’."),
        ("removed", "P4", "Gone was removed from the list of partners."),
        ("stage", "P2", "NHS moved on to ‘committed’ on 20 March 2013, from ‘in discussion’."),
        ("added", "P5", "New was added, as in discussion."),
        ("target", "P1", "The target live date of Sentinel slipped 14 days, from 1 April 2014 to 15 April 2014."),
        ("target", "P2", "The target live date of NHS is 1 April 2014."),
        (
            "size",
            "P2",
            "NHS now has 26 staff in scope, not given before, and now has 37 applications in scope, not given before.",
        ),
        ("next_step", "P1", "Sentinel has no next step any more."),
        ("next_step", "P3", "The next step with Council is now: Meet."),
    ]
    two_reports(
        programme, "partner_concerns", CONCERN,
        "K1,P2,control,Who decides.,,open,2012-09-01\nK2,P2,cost,Rates,,answered,2012-09-01\nK3,P2,data,Where,A,open,2012-09-01",
        """K1,P2,control,Who decides.,The board,answered,2012-09-01
           K2,P2,cost,Rates,,open,2012-09-01
           K3,P2,data,Where,B,open,2012-09-01
           K4,P2,staff,Jobs,,open,2013-03-07""",
    )  # fmt: skip
    assert changed(programme, "changes_concerns", "2013-03-31") == [
        ("raised", "K4", "NHS raised a concern about staff on 7 March 2013: Jobs."),
        ("reopened", "K2", "A concern of NHS about cost is open again: Rates."),
        ("answered", "K1", "A concern of NHS about control was answered: Who decides."),
        ("response", "K3", "The answer to a concern of NHS was changed: Where."),
    ]


def test_what_is_due_earlier_on_a_day_that_has_passed_is_overdue_and_not_early(programme: Programme):
    gate, wave = "G1,Design,gateway,2013-03-10,{},,,", "W1,HR,1,HR,2013-01-01,2013-03-10,,{}"
    for reported, forecast in (("2013-02-28", "2013-05-31"), ("2013-03-31", "")):
        programme.report(
            reported, gateways=GATEWAY + gate.format(forecast), waves=WAVE + wave.format(forecast),
            applications="application_id,name,department,business_function,disposition\nA1,Pay,HR,Pay,migrate",
            migrations=f"{MIGRATION}A1,W1,build,2013-03-10,{forecast},,",
        )  # fmt: skip
    passed = "is due on 10 March 2013 now, which has passed; before, it was 31 May 2013."
    assert changed(programme, "changes_gateways", "2013-03-31")[0] == ("past", "G1", f"Design {passed}")
    assert ("past", "W1", f"The finish of wave W1, HR, {passed}") in changed(programme, "changes_waves", "2013-03-31")
    assert ("past", "A1", f"The move of Pay {passed}") in changed(programme, "changes_migrations", "2013-03-31")
    assert programme.ask("overview_dates_moved", "2013-03-31").is_empty()
    assert programme.rows("overview_moves_slipped", "2013-03-31", "slipped", "came_forward") == [(0, 0)]


def test_money_moves_by_strand(programme: Programme):
    two_reports(
        programme, "spend", SPEND,
        """Servers,2013-01-01,core_infrastructure,100.00,,90.00,
           Servers,2013-02-01,core_infrastructure,100.00,50.00,,
           Forms,2013-01-01,self_service,10.00,,,""",
        """Servers,2013-01-01,core_infrastructure,150.00,,90.00,
           Servers,2013-02-01,core_infrastructure,50.00,50.00,1084.40,
           Forms,2013-01-01,self_service,1000.00,,,""",
    )  # fmt: skip
    assert changed(programme, "changes_spend", "2013-03-31") == [
        ("budget", "self_service", "£990 more is budgeted for self-service applications, £1,000 in all."),
        (
            "budget_months",
            "core_infrastructure",
            "£50 of what is budgeted for core infrastructure has moved to earlier months; £200 in all.",
        ),
        ("spent", "core_infrastructure", "£1,084 more was spent on core infrastructure, £1,174 in all."),
    ]


def test_an_actual_in_place_of_its_forecast_changes_what_is_expected_by_their_difference(programme: Programme):
    before = """Servers,2013-03-01,core_infrastructure,,,,260
                Servers,2013-04-01,core_infrastructure,,,,780"""
    two_reports(programme, "spend", SPEND, before, before.replace(",,,,260", ",,,275,"))
    assert changed(programme, "changes_spend", "2013-03-31") == [
        ("spent", "core_infrastructure", "£275 was spent on core infrastructure, the first reported."),
        ("forecast", "core_infrastructure", "£15 more is expected to be spent on core infrastructure, £1,055 in all."),
    ]


def test_the_first_money_of_a_strand_is_no_more_than_before(programme: Programme):
    before = "Servers,2013-01-01,core_infrastructure,100.00,,,"
    two_reports(programme, "spend", SPEND, before, before.replace(",,,", ",,50.00,"))
    assert changed(programme, "changes_spend", "2013-03-31") == [
        ("spent", "core_infrastructure", "£50 was spent on core infrastructure, the first reported.")
    ]


def test_reversals_may_take_a_strand_below_nought(programme: Programme):
    before = "Servers,2013-01-01,core_infrastructure,100.00,,50.00,"
    two_reports(programme, "spend", SPEND, before, before.replace(",,50.00", ",,-7.40"))
    assert changed(programme, "changes_spend", "2013-03-31") == [
        ("spent", "core_infrastructure", "£57 less was spent on core infrastructure, −£7 in all.")
    ]


def test_no_amount_changes_without_a_sentence(programme: Programme):
    """Budgets moved between months and components, spending corrected from one month to another, benefits re-profiled: the
    sums stay, and what is due, the variances and the net present value don't. Twelve reports of drawn amounts, each compared
    with the one before; every other one has those of the one before in another order."""
    drawn = random.Random(4)
    cells = [
        (component, month) for component in ("Servers", "Racks") for month in ("2013-01-01", "2013-02-01", "2013-03-01")
    ]
    years = ("2012/13", "2013/14", "2014/15")
    rows, values = {cell: [0, 0, 0] for cell in cells}, dict.fromkeys(years, (0, 0))
    reports: dict[str, tuple[dict[Any, dict[str, int]], dict[str, tuple[int, int]]]] = {}
    days = [f"2013-04-{number:02d}" for number in range(1, 13)]
    for number, on in enumerate(days):
        if number % 2:
            rows = dict(zip(cells, drawn.sample(list(rows.values()), len(cells)), strict=True))
            values = dict(zip(years, drawn.sample(list(values.values()), len(years)), strict=True))
        else:
            rows = {cell: [drawn.choice((0, 10, 20, 700)) for _ in range(3)] for cell in cells}
            values = {year: (drawn.choice((0, -50, 900)), drawn.choice((0, 300))) for year in years}
        reports[on] = (
            {cell: dict(zip(("budget", "committed", "spent"), row, strict=True)) for cell, row in rows.items()},
            values,
        )
        spend = [
            f"{component},{month},consolidation,{row[0]},{row[1]},{row[2]}," for (component, month), row in rows.items()
        ]
        programme.report(
            on,
            spend=SPEND + "\n".join(spend),
            benefit_values="\n".join(
                ["benefit_id,year,planned_gbp,realised_gbp,cost_gbp"]
                + [f"B1,{year},{planned},,{cost}" for year, (planned, cost) in values.items()]
            ),
        )
    moved = 0
    for before, now in pairwise(days):
        told = {
            (str(subject), str(kind)): size
            for subject, kind, size in programme.rows("changes_all", now, "subject", "kind", "size")
        }
        for kind in ("budget", "committed", "spent"):
            steps = {cell: reports[now][0][cell][kind] - reports[before][0][cell][kind] for cell in cells}
            of_months = evens_out(steps, lambda cell: cell[1])
            if any(steps.values()):
                assert any(name == "spend" and of.split("_")[0] == kind for name, of in told), (now, kind)
            if of_months and (kind == "budget" or not sum(steps.values())):
                moved += 1
                assert told["spend", f"{kind}_months"] == of_months
        for kind, place in (("planned", 0), ("cost", 1)):
            by_year = {year: reports[now][1][year][place] - reports[before][1][year][place] for year in years}
            assert told.get(("benefit_values", f"{kind}_years"), 0) == evens_out(by_year, lambda year: year), (
                now,
                kind,
            )
            assert told.get(("benefit_values", kind), 0) == abs(sum(by_year.values()))
    assert moved > 9


def evens_out(steps: Mapping[Any, int], of: Callable[[Any], str]) -> int:
    """How much more some of these have, of what others have less."""
    sums: Counter[str] = Counter()
    for each, step in steps.items():
        sums[of(each)] += step
    return min(sum(step for step in sums.values() if step > 0), -sum(step for step in sums.values() if step < 0))


def test_what_was_taken_back_to_nought_is_not_the_first(programme: Programme):
    before = "Servers,2013-01-01,consolidation,0,,50.00,\nServers,2013-02-01,consolidation,0,,-50.00,"
    two_reports(programme, "spend", SPEND, before, f"{before}\nServers,2013-03-01,consolidation,0,,7,")
    assert changed(programme, "changes_spend", "2013-03-31") == [
        ("spent", "consolidation", "£7 more was spent on application consolidation, £7 in all."),
    ]


def test_decisions(programme: Programme):
    two_reports(
        programme, "decisions", DECISION,
        """D1,Capital,Cabinet,decision,2013-03-12,planned,,
           D2,Design,Programme board,decision,2013-05-30,planned,,
           D3,Vehicle,Scrutiny panel,scrutiny,2013-03-20,planned,,
           D4,Visit,Chief Executives,engagement,2013-03-14,planned,,
           D6,Rates,Cabinet,decision,2013-03-25,planned,,""",
        """D1,Capital,Cabinet,decision,2013-03-12,done,,Agreed.
           D2,Design,Programme board,decision,2013-06-20,planned,,
           D3,Vehicle,Scrutiny panel,scrutiny,2013-03-20,deferred,,
           D4,Visit,Chief Executives,engagement,2013-03-14,done,,
           D5,Form,Cabinet,decision,2013-12-10,planned,,
           D6,Rates,Cabinet,decision,2013-04-25,deferred,,""",
    )  # fmt: skip
    assert changed(programme, "changes_decisions", "2013-03-31") == [
        ("done", "D1", "Cabinet decided on 12 March 2013: Capital. Agreed."),
        ("deferred", "D3", "Scrutiny panel deferred its item of 20 March 2013: Vehicle."),
        ("deferred", "D6", "Cabinet deferred its item of 25 March 2013 to 25 April 2013: Rates."),
        ("slipped", "D2", "‘Design’ (Programme board) slipped 21 days, from 30 May 2013 to 20 June 2013."),
        ("added", "D5", "Cabinet is to take up on 10 December 2013: Form."),
        ("done", "D4", "Chief Executives met on 14 March 2013: Visit."),
    ]


def test_what_was_done_and_is_not_any_more_is_neither_deferred_nor_slipped(programme: Programme):
    two_reports(
        programme, "decisions", DECISION,
        """D1,Alpha,Cabinet,decision,2013-02-18,done,,Agreed
           D2,Beta,Cabinet,decision,2013-02-18,done,,
           D3,Gamma,Cabinet,decision,2013-02-18,done,,
           D4,Delta,Cabinet,decision,2013-02-18,done,,
           D5,Eps,Cabinet,decision,2013-02-18,done,,
           D6,Look,Panel,scrutiny,2013-02-10,done,,""",
        """D1,Alpha,Cabinet,decision,2013-04-18,planned,,Agreed # called in, and back on another day
           D2,Beta,Cabinet,decision,2013-02-18,cancelled,,
           D3,Gamma,Cabinet,decision,2013-04-22,deferred,,
           D5,Eps,Cabinet,decision,2013-02-19,done,, # the day was wrong
           D6,Look,Panel,scrutiny,2013-03-10,planned,, # past, and nobody says that it was held""",
    )  # fmt: skip
    assert changed(programme, "changes_decisions", "2013-03-31") == [
        (
            "undone",
            "D1",
            "‘Alpha’ (Cabinet) is no longer reported as decided on 18 February 2013: it is planned for 18 April 2013.",
        ),
        ("undone", "D2", "‘Beta’ (Cabinet) is no longer reported as decided on 18 February 2013: it is cancelled."),
        (
            "undone",
            "D3",
            "‘Gamma’ (Cabinet) is no longer reported as decided on 18 February 2013: it is deferred to 22 April 2013.",
        ),
        ("removed", "D4", "Cabinet's item of 18 February 2013, which was reported as decided, was removed: Delta."),
        (
            "undone",
            "D6",
            "‘Look’ (Panel) is no longer reported as scrutinised on 10 February 2013: it was planned for 10 March 2013.",
        ),
        (
            "redated",
            "D5",
            "‘Eps’ (Cabinet) is reported as decided on 19 February 2013 now, no longer on 18 February 2013.",
        ),
    ]


def test_what_had_moved_did_not_slip_from_the_day_on_which_nobody_expected_it(programme: Programme):
    row = "A1,,{},2013-02-10,{},{},\n"
    for reporting_date, stage, forecast, actual in (
        ("2013-02-28", "migrated", "", "2013-02-20"),
        ("2013-03-31", "test", "2013-05-15", ""),
    ):
        programme.report(
            reporting_date,
            applications="application_id,name,department,business_function,disposition\nA1,Pay,HR,Pay,migrate",
            migrations=f"{MIGRATION}{row.format(stage, forecast, actual)}",
            partners=f"{PARTNER}P1,Ash,council,{'live' if actual else 'onboarding'},2013-02-01,{actual or '2013-05-15'},,,",
        )
    assert changed(programme, "changes_migrations", "2013-03-31") == [
        ("unmoved", "A1", "Pay is no longer reported as migrated; it is expected on 15 May 2013."),
    ]
    assert programme.rows("overview_moves_slipped", "2013-03-31", "slipped", "came_forward") == [(0, 0)]
    assert ("target", "P1", "The target live date of Ash is 15 May 2013.") in changed(
        programme, "changes_partners", "2013-03-31"
    )


UNTOLD = {
    ("waves", "forecast_start"): "the day of its baseline, once given and once not",
    ("waves", "forecast_finish"): "the same",
    ("migrations", "forecast_date"): "the same; or of what has moved",
    ("migrations", "actual_date"): "of what has not moved by its stage",
    ("migrations", "blocker"): "of what has moved",
    ("gateways", "forecast_date"): "of what is passed",
    ("gateway_criteria", "met_date"): "of what is not met by its status",
    ("partner_concerns", "raised_date"): "told of a new concern alone",
    ("risks", "kind"): "blank is a threat",
    ("risks", "likelihood"): "of a closed risk",
    ("risks", "impact"): "of a closed risk",
    ("risks", "residual_likelihood"): "of a closed risk",
    ("risks", "residual_impact"): "of a closed risk",
}
"""(dataset, column) → why some changes of it are in no sentence."""
OTHER_SUBJECT = {"partner_concerns": "concerns", "gateway_criteria": "criteria"}


def test_no_cell_changes_without_a_sentence(programme: Programme):
    """Each column of each dataset goes from each of its values to another, with a row of each stage and status, and what is told
    of none is listed above. Sums of money have a test of their own; remarks are told by what they say."""
    changes: dict[tuple[str, str], str] = {}
    tables: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for name in DATASETS.keys() - {"spend", "benefit_values", "commentary"}:
        dataset, lines = DATASETS[name], ([",".join(DATASETS[name].names)], [",".join(DATASETS[name].names)])
        values = {column.name: values_of(column) for column in dataset.columns}
        first = {column: of[0] for column, of in values.items()} | ({"kind": "gateway"} if name == "gateways" else {})
        states = [first, *({**first, at: each} for at in ("stage", "status") for each in values.get(at, ())[1:])]
        for state in states:
            for column in (column for column in dataset.columns if not column.key):
                for value in {*values[column.name], *([] if column.required else [""])} - {state[column.name]}:
                    changed_row = state | {column.name: value}
                    for row, became in ((state, changed_row), (changed_row, state)):
                        item = f"K{len(changes):04d}"
                        changes[name, item] = column.name
                        for at, each in enumerate((row, became)):
                            lines[at].append(",".join((each | dict.fromkeys(dataset.keys, item)).values()))
        for at in (0, 1):
            tables[at][name] = "\n".join(lines[at])
    programme.reports(dict(zip(("2013-02-28", "2013-03-31"), tables, strict=True)))
    told = {
        (name, str(item).split(" · ")[0])
        for name in tables[0]
        for (item,) in programme.rows(
            "changes_all", "2013-03-31", "item_id", subject=OTHER_SUBJECT.get(name, name), together=0
        )
    }
    untold = {(name, column) for (name, item), column in changes.items() if (name, item) not in told}
    assert untold == UNTOLD.keys()


def values_of(column: Column) -> list[str]:
    """Two values that the column may hold, or all of its choices."""
    if column.choices:
        return list(column.choices)
    return {
        Kind.DATE: ["2013-02-25", "2013-02-20"],
        Kind.MONTH: ["2013-02-01", "2013-01-01"],
        Kind.YEAR: ["2013/14", "2014/15"],
        Kind.YES_NO: ["yes", "no"],
        Kind.TEXT: ["Ash", "Birch"],
    }.get(column.kind, ["3", "4"])


def test_the_upload_that_brought_it(programme: Programme):
    """The forecast slipped in February; in March only the words changed. The slip is February's."""
    programme.report(
        "2013-01-31", gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,,,,A\nG2,Gone,gateway,2013-05-31,,,,"
    )
    slip = programme.report("2013-02-28", "update", gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,2013-06-07,,,A")
    words = programme.report("2013-03-31", gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,2013-06-07,,,B")
    found = programme.rows("changes_gateways", "2013-03-31", "kind", "upload", "reporting_date", since="2013-01-31")
    assert found == [
        ("slipped", slip, "2013-02-28"),
        ("removed", words, "2013-03-31"),  # the full report that lacked it
        ("rating", words, "2013-03-31"),
        ("commentary", words, "2013-03-31"),
    ]
    programme.withdraw(slip)
    assert [row[1] for row in changed(programme, "changes_gateways", "2013-03-31", since="2013-02-28")] == [
        "G1",
        "G2",
        "G1",
        "G1",
    ]


def test_there_and_back_is_no_change(programme: Programme):
    for reporting_date, forecast in (
        ("2013-01-31", "2013-06-07"),
        ("2013-02-28", "2013-07-07"),
        ("2013-03-31", "2013-06-07"),
    ):
        programme.report(reporting_date, gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,{forecast},,,")
    assert programme.ask("changes_gateways", "2013-03-31", since="2013-01-31").is_empty()
    assert changed(programme, "changes_gateways", "2013-03-31")[0][0] == "forward"


def test_what_came_and_went_in_between_is_no_change(programme: Programme):
    """Of each dataset of which a day that passes may change how rows stand, and of one without."""
    kept: dict[str, Any] = {
        "gateways": f"{GATEWAY}G1,Design,gateway,2013-05-31,,,,",
        "gateway_criteria": f"{CRITERION}C1,G1,Costs agreed,in_progress,2013-04-30,,",
        "migrations": f"{MIGRATION}A1,,test,,,,",
        "waves": f"{WAVE}W1,One,1,HR,2013-01-01,2013-03-31,,",
    }
    passing = {
        "gateways": "G2,Gone,gateway,2013-02-15,,,,",
        "gateway_criteria": "C2,G1,Gone,in_progress,2013-02-15,,",
        "migrations": "A2,,migrated,,,2013-02-15,",
        "waves": "W2,Gone,2,HR,2013-01-01,2013-03-31,,",
    }
    programme.report("2013-01-31", **kept)
    with_others: dict[str, Any] = {name: f"{rows}\n{passing[name]}" for name, rows in kept.items()}
    programme.report("2013-02-28", **with_others)
    programme.report("2013-03-31", **kept)
    assert len(programme.ask("changes_all", "2013-02-28", together=0)) >= 4
    assert programme.ask("changes_all", "2013-03-31", since="2013-01-31").is_empty()


def test_a_renamed_row_is_the_same_row(programme: Programme):
    programme.report("2013-02-28", gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,,,,")
    with ledger.writing() as writer:
        writer.enter(NewUpload(
            DATASETS["gateways"], day("2013-03-31"), "full",
            read_table(DATASETS["gateways"], f"{GATEWAY}GW-1,Design,gateway,2013-05-31,2013-06-10,,,"), b"renamed", "g.csv",
            by="Ann", renames={"G1": "GW-1"},
        ))  # fmt: skip
    assert [row[:2] for row in changed(programme, "changes_gateways", "2013-03-31")] == [
        ("slipped", "GW-1"),
        ("rating", "GW-1"),
    ]


def test_commentary(programme: Programme):
    two_reports(
        programme, "commentary", "section,text,author_role,question\n",
        "Gateways,Design is out for comment.,Director,\nPartners,Talks go on,Director,",
        "Gateways,Design is agreed.,Director,\nPartners,Talks go on,Director,\nPartners,In May,Director,When do they sign?",
    )  # fmt: skip
    assert [row[::2] for row in changed(programme, "changes_commentary", "2013-03-31")] == [
        ("question", "A question on Partners was answered: When do they sign?"),
        ("remark", "A remark on Gateways was added: Design is agreed."),
        ("withdrawn", "A remark on Gateways is no longer made: Design is out for comment."),
    ]


def test_a_remark_was_brought_by_the_first_report_of_it(programme: Programme):
    """Another role in March is no new remark, and neither is the report that lacked it April's."""
    remark = "section,text,author_role\nGateways,Design is agreed.,"
    programme.report("2013-01-31", commentary="section,text,author_role\nPartners,Talks go on,Director")
    first = programme.report("2013-02-28", "update", commentary=f"{remark}Director")
    programme.report("2013-03-31", "update", commentary=f"{remark}Manager")
    lacked = programme.report("2013-04-30", commentary="section,text,author_role\nPartners,Talks go on,Director")
    found = programme.rows("changes_commentary", "2013-03-31", "kind", "upload", since="2013-01-31")
    assert found == [("remark", first)]
    found = programme.rows("changes_commentary", "2013-04-30", "kind", "upload", since="2013-02-28")
    assert found == [("withdrawn", lacked)]


def test_what_a_partner_was_before_it_withdrew_is_not_what_it_was_on_the_earlier_day(programme: Programme):
    for reported, stage in (("2013-01-31", "in_discussion"), ("2013-02-28", "committed"), ("2013-03-31", "withdrawn")):
        programme.report(reported, partners=f"{PARTNER}P1,Devon,council,{stage},{reported},,,,")
    assert programme.rows("changes_partners", "2013-03-31", "sentence", since="2013-01-31") == [
        ("Devon withdrew on 31 March 2013; it was committed before.",)
    ]


def test_a_partner_that_withdrew_comes_back_and_does_not_go_back(programme: Programme):
    """Withdrawn stands last in the order of the stages, but no partner goes back to an earlier stage from it."""
    programme.report("2013-01-31", partners=f"{PARTNER}P1,Devon,council,withdrawn,2013-01-10,,5,,")
    programme.report("2013-02-28", partners=f"{PARTNER}P1,Devon,council,business_case_agreed,2013-02-20,,,1,")
    assert programme.rows("changes_partners", "2013-02-28", "kind", "sentence") == [
        (
            "returned",
            "Devon came back and is at ‘business case agreed’ since 20 February 2013, having withdrawn before.",
        ),
        ("size", "Devon no longer gives its staff in scope, and now has 1 application in scope, not given before."),
    ]


def test_a_first_rating_is_not_declared_after_nothing(programme: Programme):
    gate = "gateway_id,name,kind,baseline_date,declared_rating\nG1,Design,gateway,2013-12-01,"
    for reported, declared in (("2013-01-31", ""), ("2013-02-28", "green"), ("2013-03-31", "")):
        programme.report(reported, gateways=gate + declared)
    assert programme.rows("changes_gateways", "2013-02-28", "sentence") == [
        ("The owner of Design now declares it green, the first rating given.",)
    ]
    assert programme.rows("changes_gateways", "2013-03-31", "sentence") == [
        ("The owner of Design no longer declares a rating; it was green before.",)
    ]
