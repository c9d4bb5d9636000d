"""What the briefing asks beyond the screens: commentary, scrutiny before decisions, capital by strand; worked by hand."""

from __future__ import annotations

from decimal import Decimal

from tests.queries.conftest import Programme

DECISION = "decision_id,title,body,purpose,date,status,scrutinises\n"


def test_a_remark_is_dated_by_itself_or_by_its_report(programme: Programme):
    programme.report(
        "2013-02-28",
        commentary="""section,text,author_role,date,question
            Gateways,On plan,Director,,
            Money,Spent early,Treasurer,2013-02-10, # an earlier date of its own
            Money,By June,Treasurer,2013-02-28,When do you recover?""",
    )
    assert programme.rows("commentary_list", "2013-02-28", "section", "text", "said_on", "question", "upload") == [
        ("Gateways", "On plan", "2013-02-28", None, 1),  # newest first, remarks before questions
        ("Money", "By June", "2013-02-28", "When do you recover?", 1),
        ("Money", "Spent early", "2013-02-10", None, 1),
    ]
    assert programme.rows("commentary_list", "2013-02-27", "text") == []


def test_scrutiny_must_be_dated_before_its_decision(programme: Programme):
    programme.report(
        "2013-03-31",
        decisions=f"""{DECISION}
            D1,Before,Cabinet,decision,2013-06-10,planned,
            S1,Before,Panel,scrutiny,2013-06-01,planned,D1
            S2,Before,Panel,scrutiny,2013-06-12,planned,D1 # a second look counts for nothing: the first was in time
            D2,Same day,Cabinet,decision,2013-06-10,planned,
            S3,Same day,Panel,scrutiny,2013-06-10,planned,D2 # on the day is not before
            D3,Cancelled scrutiny,Cabinet,decision,2013-06-11,planned,
            S4,Cancelled scrutiny,Panel,scrutiny,2013-06-01,cancelled,D3
            D4,Done,Cabinet,decision,2013-03-01,done,
            D5,Overdue,Cabinet,decision,2013-03-30,planned, # its day has passed without it
            D6,Deferred,Cabinet,decision,2013-03-01,deferred, # still to come, on another day
            D7,Cancelled,Cabinet,decision,2013-07-01,cancelled,
            E1,Talk,Chief executives,engagement,2013-07-01,planned,""",
    )
    columns = ("decision_id", "is_ahead", "scrutiny", "scrutiny_date", "days_of_notice")
    assert programme.rows("decisions_scrutinised", "2013-03-31", *columns) == [
        ("D4", False, "none", None, None),
        ("D6", True, "none", None, None),
        ("D5", False, "none", None, None),
        ("D1", True, "before", "2013-06-01", 9),
        ("D2", True, "late", "2013-06-10", 0),
        ("D3", True, "none", None, None),
    ]
    # On its own day a decision is still to come: ‘as at’ is the end of the day, but nothing says yet that it was taken.
    assert ("D1", True) in programme.rows("decisions_scrutinised", "2013-06-10", "decision_id", "is_ahead")


def test_capital_by_strand_and_what_was_due(programme: Programme):
    programme.report(
        "2013-03-31",
        spend="""component,month,strand,budget_gbp,committed_gbp,actual_gbp,forecast_gbp
            Desk,2013-02-01,self_service,100.00,,40.00,
            Core,2013-02-01,core_infrastructure,1000.00,500.00,900.00,950.00
            Core,2013-03-01,core_infrastructure,500.00,,250.50, # begun by 31 March: due
            Core,2013-04-01,core_infrastructure,500.00,,,600.00 # not due yet; expected to cost more""",
    )
    columns = ("strand", "budget_gbp", "due_gbp", "actual_gbp", "forecast_gbp", "spent_pct")
    core = (Decimal("2000.00"), Decimal("1500.00"), Decimal("1150.50"), Decimal("1750.50"))
    rows = programme.rows("spend_by_strand", "2013-03-31", *columns)
    assert [row[0] for row in rows] == ["core_infrastructure", "self_service"]  # the order of the business case
    assert rows[0][1:5] == core
    assert float(str(rows[0][5])) == 57.5  # 1,150.50 of 2,000
    assert rows[1][1:5] == (Decimal("100.00"), Decimal("100.00"), Decimal("40.00"), None)
    whole = programme.ask("spend_by_strand", "2013-03-31").row(0, named=True)
    assert (whole["total_budget_gbp"], whole["total_due_gbp"], whole["total_actual_gbp"]) == (
        Decimal("2100.00"), Decimal("1600.00"), Decimal("1190.50"),
    )  # fmt: skip
    assert whole["total_forecast_gbp"] == Decimal("1790.50")  # what a strand without a forecast has spent belongs to it
    assert programme.ask("spend_by_strand", "2013-03-30").is_empty()
    # Of April and May no report says anything: they are neither due nor spent, and nothing is underspent.
    named = ("due_gbp", "total_due_gbp", "spent_to")
    assert programme.rows("spend_by_strand", "2013-03-31", *named)[0] == (1500, 1600, None)
    assert programme.rows("spend_by_strand", "2013-05-31", *named)[0] == (1500, 1600, "2013-03-31")
    assert programme.rows("spend_by_component", "2013-05-31", "component", "due_gbp", "spent_to", component="Desk") == [
        ("Desk", 100, "2013-03-31")
    ]
    measured = programme.rows("overview_measures", "2013-05-31", "measure", "done", "due", "known_to")
    assert ("spent", 1190.5, 1600, "2013-03-31") in measured


def test_capital_by_component_and_why_it_differs(programme: Programme):
    header = "component,month,strand,budget_gbp,committed_gbp,actual_gbp,forecast_gbp,variance_reason"
    rows = f"""{header}
            Core,2013-02-01,core_infrastructure,1000,500,900,950,Prices fell.
            Core,2013-03-01,core_infrastructure,500,,250.50,,Delivery is late.
            Core,2013-04-01,core_infrastructure,500,100,,1600, # expected to cost far more
            Desk,2013-02-01,self_service,100,,40,, # without a forecast: against what was due
            Net,2013-02-01,core_infrastructure,70,,,70, # as budgeted
            Team,2013-05-01,transformation,30,,,,  # nothing known"""
    programme.report("2013-03-31", spend=rows)
    columns = ("component", "budget_gbp", "committed_gbp", "actual_gbp", "forecast_gbp", "variance_gbp", "against")
    assert programme.rows("spend_by_component", "2013-03-31", *columns, "variance_reason") == [
        ("Core", 2000.0, 600.0, 1150.5, 2750.5, 750.5, "budget", "Delivery is late. Prices fell."),  # the latest first
        ("Desk", 100.0, None, 40.0, None, -60.0, "due", None),
        ("Net", 70.0, None, None, 70.0, 0.0, "budget", None),
        ("Team", 30.0, None, None, None, None, "due", None),
    ]
    assert programme.rows("spend_by_component", "2013-03-31", "component", strand="self_service") == [("Desk",)]
    months = programme.rows("spend_by_month", "2013-03-31", "month", "committed_so_far_gbp", component="Core")
    assert months == [("2013-02-01", 500.0), ("2013-03-01", 500.0), ("2013-04-01", 600.0)]
    assert programme.rows("spend_list", "2013-03-31", "variance_reason", "matches", component="Core")[0] == (None, 3)
    programme.report("2013-04-30", spend=rows.replace("Delivery is late.", "Delivery was late"))
    told = programme.rows("changes_spend", "2013-04-30", "kind", "item_id", "title", "sentence")
    assert told == [("reason", "core_infrastructure", "Core", "Why Core differs from its budget: Delivery was late.")]
