"""What if a partner withdraws: the what-if must equal what the product says once an upload says so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from queries import ask
from tests.queries.conftest import Programme

PARTNERS = "partner_id,name,category,stage,stage_date,staff_in_scope,applications_in_scope\n"
BEFORE = f"""{PARTNERS}
P1,Council,council,committed,2012-06-30,90,150
P2,Trust,nhs,business_case_agreed,2013-01-24,30,50   # the one that withdraws
P3,School,other_public,in_discussion,2013-02-01,,    # what it brings isn't known
P4,Watcher,observer,identified,2012-07-05,,
"""
AFTER = BEFORE.replace("business_case_agreed,2013-01-24", "withdrawn,2013-12-15")
CRITERIA = """
gateway_id,criterion_id,criterion,partner_id,status,due_date,met_date
GO,C1,Service levels agreed,P2,met,2013-03-01,2013-03-01   # met: hangs on nobody
GO,C2,Sites connected,P2,in_progress,2013-03-31,
GO,C3,Staff moved,P1,not_started,2014-03-31,
"""
RISKS = """
risk_id,title,partner_id,likelihood,impact,status,raised_date
R1,The link to the trust is late,P2,3,4,open,2013-01-31
R2,Done with,P2,3,4,closed,2013-01-31                       # closed: hangs on nobody
"""
CONCERNS = """
concern_id,partner_id,theme,concern,status,raised_date
K1,P2,control,Who decides?,open,2013-01-01
K2,P2,cost,What does it cost?,answered,2013-01-01
"""
BENEFITS = """
benefit_id,name,kind,partner_id,unit,target_value
B1,Fewer servers,cashable,,pounds,1000
B2,Shared desk,cashable,P2,pounds,500
"""
VALUES = """
benefit_id,year,planned_gbp,cost_gbp
B1,2013/14,1000,200
B2,2014/15,500,100
"""
GO_LIVE = "gateway_id,name,kind,baseline_date\nGO,Go-live,go_live,2014-04-01"
SPEND = "component,month,strand,budget_gbp\nCore,2013-04-01,core_infrastructure,200000"
THEN = "2013-12-15"


def enter(programme: Programme) -> None:
    programme.report(
        "2013-11-30", gateways=GO_LIVE, partners=BEFORE, gateway_criteria=CRITERIA, risks=RISKS, partner_concerns=CONCERNS,
        benefits=BENEFITS, benefit_values=VALUES, spend=SPEND,
    )  # fmt: skip


def test_what_is_supposed_is_what_an_upload_would_say(programme: Programme):
    enter(programme)
    supposed = programme.ask("partners_without", THEN, withdrawn="P2")
    shares = programme.ask("partners_shares_without", THEN, withdrawn="P2")
    alike = ("partners_funnel", "partners_scope", "partners_left_behind", "overview_headline", "partners_stage_history")
    others = {name: programme.ask(name, THEN, withdrawn="P2") for name in alike}
    stages = programme.rows("partners_stage", THEN, "partner_id", "stage", "stage_date", "is_counted", withdrawn="P2")
    value = programme.ask("investment_value", THEN, without="P2")
    programme.report(THEN, "update", partners=AFTER)
    now = programme.ask("partners_without", THEN)
    assert supposed["without"].to_list() == now["today"].to_list()
    assert supposed["figure"].to_list() == now["figure"].to_list()
    stays = shares.filter(~pl.col("withdraws")).select("partner_id", share_pct="without_pct", gbp="without_gbp")
    assert stays.equals(programme.ask("partners_shares_without", THEN).select("partner_id", "share_pct", "gbp"))
    assert stages == programme.rows("partners_stage", THEN, "partner_id", "stage", "stage_date", "is_counted")
    assert value["npv_gbp"].to_list() == programme.ask("investment_value", THEN)["npv_gbp"].to_list()
    for name, frame in others.items():
        kept = [column for column in frame.columns if column not in REPORTED]
        assert frame.select(kept).equals(programme.ask(name, THEN).select(kept)), name


REPORTED = {"since", "upload", "latest_report", "previous_report", "reached_before"}
"""What says which report brought a figure, or what it was at the report before, and so differs after another."""


def test_the_figures_are_those_worked_by_hand(programme: Programme):
    """The trust brings 50 of 200 applications and 30 of 120 staff; 500 of 2014/15, whose cost of 100 stays, at 3.5%."""
    enter(programme)
    rows = {row["figure"]: row for row in programme.ask("partners_without", THEN, withdrawn="P2").iter_rows(named=True)}
    found = {name: (row["today"], row["without"]) for name, row in rows.items()}
    assert found.pop("npv") == (pytest.approx(800 + 400 / 1.035), pytest.approx(800 - 100 / 1.035))
    assert found == {
        "partners": (3, 2), "committed": (2, 1), "applications": (200, 150), "staff": (120, 90), "criteria": (0, 1),
        "risks": (0, 1), "concerns": (0, 1), "met": (1, 1),
    }  # fmt: skip
    columns = ("partner_id", "share_pct", "gbp", "without_pct", "without_gbp", "withdraws")
    assert programme.rows("partners_shares_without", THEN, *columns, withdrawn="P2") == [
        ("P1", 75.0, 150_000, 100.0, 200_000, False), ("P2", 25.0, 50_000, None, None, True),
        ("P3", None, None, None, None, False),
    ]  # fmt: skip
    by_staff = programme.rows("partners_shares_without", THEN, "partner_id", "share_pct", shared_by="staff")
    assert by_staff == [("P1", 75.0), ("P2", 25.0), ("P3", None)]
    each = programme.rows("partners_withdrawals", THEN, "partner_id", "applications", "staff", "criteria", "risks")
    assert each == [("P1", 150, 90, 1, 0), ("P2", 50, 30, 1, 1), ("P3", None, None, 0, 0)]


def test_a_rating_is_restated_if_what_hangs_were_waived(programme: Programme):
    """The go-live is amber for the trust's criterion alone, which is overdue: without it it would be green."""
    enter(programme)
    (row,) = programme.ask("partners_ratings_without", THEN, withdrawn="P2").to_dicts()
    assert (row["gateway_id"], row["criteria"], row["met"], row["hanging"], row["overdue"]) == ("GO", 3, 1, 1, 0)
    assert (row["rating"], row["rating_if_waived"], row["criteria_if_waived"]) == ("amber", "green", 2)
    (other,) = programme.ask("partners_ratings_without", THEN, withdrawn="P1").to_dicts()
    assert (other["hanging"], other["overdue"], other["rating_if_waived"]) == (1, 1, "amber")
    # Reports that say so give the same: first the withdrawal, which leaves the rating, then the waiver.
    programme.report(THEN, "update", partners=AFTER)
    (now,) = programme.ask("partners_ratings_without", THEN).to_dicts()
    assert (now["rating"], now["hanging"], now["rating_if_waived"]) == ("amber", 1, "green")
    programme.report(THEN, "update", gateway_criteria=CRITERIA.replace("P2,in_progress", "P2,waived"))
    assert programme.rows("gateways_status", THEN, "computed_rating", "criteria") == [("green", 2)]


def test_several_may_withdraw_and_nobody_may_be_left(programme: Programme):
    enter(programme)
    rows = {row["figure"]: row["without"] for row in programme.ask(
        "partners_without", THEN, withdrawn="P1,P2, P3").iter_rows(named=True)}  # fmt: skip
    assert (rows["partners"], rows["committed"], rows["applications"], rows["staff"]) == (0, 0, 0, 0)
    same = programme.ask("partners_without", THEN, withdrawn="nobody")
    assert same["today"].to_list() == same["without"].to_list()


@pytest.mark.parametrize("partner", ["P02", "P05"])
def test_of_the_sample_it_touches_nothing_but_what_the_partner_brings(sample: Path, partner: str):
    day = date(2013, 9, 30)
    rows = {row["figure"]: row for row in ask("partners_without", day, withdrawn=partner).iter_rows(named=True)}
    brings: dict[str, Any] = ask("partners_scope", day).filter(pl.col("partner_id") == partner).row(0, named=True)
    assert rows["partners"]["without"] == rows["partners"]["today"] - 1
    assert rows["applications"]["today"] - rows["applications"]["without"] == brings["applications_in_scope"]
    assert "odds" not in rows, "the inventory doesn't say whose an application is: no withdrawal changes them"
