"""Risks: scores and bands, what moved, who owns them, overdue mitigation, and when membership was confirmed; worked by hand."""

from __future__ import annotations

import polars as pl
import pytest

from tests.queries.conftest import Programme

RISK = "risk_id,title,likelihood,impact,residual_likelihood,residual_impact,status,raised_date\n"
PUBLISHED = ((3, 4, 2, 3), (4, 4, 3, 2), (3, 3, 3, 1), (5, 4, 5, 2), (3, 5, 2, 5))
"""A council's published scheme, before → after: 12 → 6, 16 → 6, 9 → 3, 20 → 10, 15 → 10."""


def band(score: int, low: int = 6, medium: int = 12, high: int = 20) -> str:
    return "low" if score <= low else "medium" if score <= medium else "high" if score <= high else "very_high"


def test_a_councils_published_scores_before_and_after(programme: Programme):
    rows = [f"R{n},Risk {n},{a},{b},{c},{d},open,2013-01-01" for n, (a, b, c, d) in enumerate(PUBLISHED)]
    programme.report("2013-01-31", risks=RISK + "\n".join(rows))
    found = {row[0]: row[1:] for row in programme.rows(
        "risks_list", "2013-01-31", "risk_id", "score", "band", "residual_score", "residual_band"
    )}  # fmt: skip
    assert found == {
        f"R{n}": (before, band(before), after, band(after))
        for n, (before, after) in enumerate([(12, 6), (16, 6), (9, 3), (20, 10), (15, 10)])
    }


@pytest.mark.parametrize("limits", [(6, 12, 20), (4, 9, 15), (1, 2, 24)])
def test_each_cell_has_the_band_of_its_score_whatever_the_limits(programme: Programme, limits: tuple[int, int, int]):
    programme.report("2013-01-31", risks=f"{RISK}R1,Fire,5,5,,,open,2013-01-01")
    given = dict(zip(("low_to", "medium_to", "high_to"), limits, strict=True))
    cells = programme.rows("risks_matrix", "2013-01-31", "likelihood", "impact", "band", **given)
    assert cells == [(up, across, band(up * across, *limits)) for up in range(5, 0, -1) for across in range(1, 6)]


BEFORE = f"""{RISK}
    R1,Worse,3,3,2,2,open,2013-01-01 # 9, then 15
    R2,Better,4,4,2,2,open,2013-01-01 # 16, then 8
    R3,Same,2,3,1,1,open,2013-01-01 # stays as it is
    R4,Turned,2,4,1,1,open,2013-01-01 # 2 × 4, then 4 × 2: the score stays
    R5,Closed,5,5,1,1,open,2013-01-01 # closed in between
    R6,Gone before,5,5,1,1,closed,2013-01-01 # is in neither
    R7,Reopened,1,1,,,closed,2013-01-01 # closed, then open"""
NOW = f"""{RISK}
    R1,Worse,5,3,2,2,open,2013-01-01
    R2,Better,2,4,2,2,open,2013-01-01
    R3,Same,2,3,1,1,open,2013-01-01
    R4,Turned,4,2,1,1,open,2013-01-01
    R5,Closed,5,5,1,1,closed,2013-01-01
    R6,Gone before,5,5,1,1,closed,2013-01-01
    R7,Reopened,1,1,,,open,2013-01-01
    R8,New,2,2,,,open,2013-02-10
    R9,To come,5,5,,,open,2013-03-15 # not raised by the date of the report"""


@pytest.fixture
def moved(programme: Programme) -> Programme:
    programme.report("2013-01-31", risks=BEFORE)
    programme.report("2013-02-28", risks=NOW)
    return programme


def test_what_became_of_each_since_the_report_before(moved: Programme):
    assert {row[0]: row[1] for row in moved.rows("risks_list", "2013-02-28", "risk_id", "movement")} == {
        "R1": "worse", "R2": "better", "R3": "same", "R4": "changed", "R5": "closed", "R6": None, "R7": "reopened",
        "R8": "new",
    }  # fmt: skip
    counts = moved.row("risks_counts", "2013-02-28")
    assert [counts[name] for name in ("rows", "open", "added", "reopened", "worse", "better", "closed", "very_high")] == [
        8, 6, 1, 1, 1, 1, 1, 0,
    ]  # fmt: skip
    assert moved.row("risks_counts", "2013-01-31")["added"] is None  # the first report
    assert moved.rows(
        "risks_moves", "2013-02-28", "before_likelihood", "before_impact", "likelihood", "impact", "rise"
    ) == [(3, 3, 5, 3, 6), (2, 4, 4, 2, 0), (4, 4, 2, 4, -8)]
    assert ("R9",) in moved.rows("risks_list", "2013-03-15", "risk_id")


def test_closed_risks_leave_matrix_and_counts_together(moved: Programme):
    for on in ("2013-01-31", "2013-02-28", "2013-03-15"):
        cells = moved.ask("risks_matrix", on)
        counts = moved.row("risks_counts", on)
        assert cells["here"].sum() == counts["open"] == counts["threats"]
        assert (
            moved.ask("risks_counts", on).select(pl.sum_horizontal("low", "medium", "high", "very_high")).item()
            == counts["open"]
        )
        for query in ("risks_by_owner", "risks_by_partner"):
            assert moved.ask(query, on)["risks"].sum() == counts["open"]
        at_five = cells.filter((pl.col("likelihood") == 5) & (pl.col("impact") == 5))["here"].item()
        assert at_five == {"2013-01-31": 1, "2013-02-28": 0, "2013-03-15": 1}[on]


def test_a_higher_score_of_an_opportunity_is_better(programme: Programme):
    kinds = RISK.replace("title,", "title,kind,")
    programme.report("2013-01-31", risks=f"{kinds}R1,More join,opportunity,2,3,3,4,open,2013-01-01")
    programme.report("2013-02-28", risks=f"{kinds}R1,More join,opportunity,4,3,4,4,open,2013-01-01")
    assert programme.rows("risks_list", "2013-02-28", "movement") == [("better",)]
    assert programme.rows("changes_risks", "2013-02-28", "kind", "sentence") == [
        ("residual", "What would be left of ‘More join’ once the response has worked: likelihood 3 → 4."),
        ("better", "‘More join’ is better: likelihood 2 → 4, score 6 → 12."),
    ][::-1]  # fmt: skip
    assert programme.ask("risks_matrix", "2013-02-28")["here"].sum() == 0
    assert programme.ask("risks_matrix", "2013-02-28", kind="opportunity")["here"].sum() == 1


def test_overdue_mitigation_and_what_needs_attention(programme: Programme):
    dated = "risk_id,title,kind,likelihood,impact,status,raised_date,due_date,owner,partner_id\n"
    programme.report(
        "2013-01-31",
        risks=f"""{dated}
            R1,Due today,threat,2,2,open,2013-01-01,2013-01-31,Ann,
            R2,Late by a day,threat,2,2,open,2013-01-01,2013-01-30,Ann,P1
            R3,Late but closed,threat,2,2,closed,2013-01-01,2013-01-01,Ann,
            R4,Very high and late,,5,5,provisional,2013-01-01,2013-01-21,, # blank kind is a threat
            R5,Very likely gain,opportunity,5,5,open,2013-01-01,,Ben,P9 # nobody must act on an opportunity""",
        partners="partner_id,name,category,stage,stage_date\nP1,Sentinel CiC,cic,committed,2012-12-31",
    )
    overdue = programme.rows("risks_list", "2013-01-31", "risk_id", "days_overdue", overdue="yes")
    assert overdue == [("R4", 10), ("R2", 1)]
    things = programme.ask("overview_attention", "2013-01-31").filter(pl.col("page") == "risks")
    assert things.select("severity", "kind", "item_id", "detail").rows() == [
        ("red", "risk_very_high", "R4",
         "A very high risk: likelihood 5, impact 5. What is done about the risk was due on 21 January 2013, 10 days ago."
         " It has no owner."),
        ("amber", "risk_overdue", "R2",
         "What is done about the risk was due on 30 January 2013, 1 day ago. Its owner: Ann."),
    ]  # fmt: skip
    assert programme.rows("risks_by_owner", "2013-01-31", "owner", "risks", "overdue", "of_owner") == [
        ("Ann", 2, 1, 2), ("Ben", 1, 0, 1), ("Nobody", 1, 1, 1),
    ]  # fmt: skip
    assert sorted(programme.rows("risks_by_partner", "2013-01-31", "partner", "risks")) == [
        ("P9 (not among the partners)", 1), ("Sentinel CiC", 1), ("The programme", 1), ("The programme", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"search": "PAYROLL"}, ["R1"]),
        ({"band": "medium"}, ["R1"]),
        ({"likelihood": 4, "impact": 3}, ["R1"]),
        ({"likelihood": 1, "impact": 2, "stands": "residual"}, ["R1"]),
        ({"likelihood": 1, "impact": 2}, []),
        ({"open": "no"}, ["R2"]),
        ({"owner": "Nobody"}, ["R1", "R2"]),
        ({"limit": 1, "offset": 1}, ["R2"]),
    ],
)
def test_the_register_is_searched(programme: Programme, given: dict[str, object], found: list[str]):
    programme.report("2013-01-31", risks=f"""{RISK}
        R1,Payroll stops,4,3,1,2,open,2013-01-01
        R2,Fire,5,5,,,closed,2013-01-01""")  # fmt: skip
    assert [row[0] for row in programme.rows("risks_list", "2013-01-31", "risk_id", **given)] == found


PARTNER = "partner_id,name,category,stage,stage_date\n"


def membership(programme: Programme, on: str) -> tuple[object, ...]:
    row = programme.row("partners_membership", on)
    return tuple(row[name] for name in ("partners", "committed", "is_confirmed", "waits_for", "confirmed_on"))


def test_membership_is_confirmed_on_the_day_the_last_partner_commits(programme: Programme):
    assert membership(programme, "2013-01-01") == (0, 0, False, None, None)
    programme.report("2013-01-31", partners=f"""{PARTNER}
        P1,Abbey,nhs,committed,2012-12-14
        P2,Brook,council,in_discussion,2012-11-01
        P3,Watching,observer,identified,2012-11-01 # never waited for""")  # fmt: skip
    assert membership(programme, "2013-01-31") == (2, 1, False, "Brook", None)
    programme.report("2013-02-28", partners=f"""{PARTNER}
        P1,Abbey,nhs,onboarding,2013-02-20 # a later stage: it had committed before
        P2,Brook,council,committed,2013-02-12
        P3,Watching,observer,identified,2012-11-01""")  # fmt: skip
    assert membership(programme, "2013-02-28") == (2, 2, True, None, "2013-02-12")
    programme.report("2013-03-31", "update", partners=f"{PARTNER}P4,Cove,cic,identified,2013-03-05")
    assert membership(programme, "2013-03-31") == (3, 2, False, "Cove", None)  # one more body: provisional again
    programme.report("2013-04-30", "update", partners=f"{PARTNER}P4,Cove,cic,withdrawn,2013-05-10")
    assert membership(programme, "2013-05-09")[2] is False  # it has not gone yet
    assert membership(programme, "2013-05-10") == (2, 2, True, None, "2013-05-10")
    programme.report("2013-05-31", "update", partners=f"{PARTNER}P1,Abbey,nhs,withdrawn,2013-05-20")
    assert membership(programme, "2013-05-31") == (1, 1, True, None, "2013-05-10")  # a committed one leaves


def test_a_committed_partner_that_leaves_moves_no_confirmation(programme: Programme):
    """It was said to be confirmed since 1 January, before the second had committed, until it was there again."""
    both = f"{PARTNER}P1,Abbey,nhs,live,2012-01-01\nP2,Brook,council,committed,2012-12-01"
    for on, partners in (("2012-12-31", both), ("2013-02-28", both.rpartition("\n")[0]), ("2013-03-31", both)):
        programme.report(on, partners=partners)
        assert membership(programme, on)[4] == "2012-12-01", on


def test_a_commitment_to_come_confirms_nothing_until_its_day(programme: Programme):
    programme.report("2013-01-31", partners=f"{PARTNER}P1,Abbey,nhs,committed,2013-02-10")
    assert membership(programme, "2013-02-09") == (1, 0, False, "Abbey", None)
    assert membership(programme, "2013-02-10") == (1, 1, True, None, "2013-02-10")


def test_what_changed_is_said_in_sentences(programme: Programme):
    risks = "risk_id,title,likelihood,impact,status,raised_date,due_date,owner\n"
    programme.report("2013-01-31", risks=f"""{risks}
        R1,Fire,3,4,provisional,2013-01-01,2013-03-01,Ann
        R2,Flood,2,2,open,2013-01-01,,Ann
        R3,Theft,2,2,open,2013-01-01,,Ann
        R4,Strike,2,2,closed,2013-01-01,,Ann""")  # fmt: skip
    programme.report("2013-02-28", risks=f"""{risks}
        R1,Fire,4,4,open,2013-01-01,2013-03-22,Ben
        R2,Flood,2,2,closed,2013-01-01,,Ann
        R4,Strike,2,2,open,2013-01-01,,Ann
        R5,Dust.,1,2,open,2013-02-03,,Ann""")  # fmt: skip
    assert programme.rows("changes_risks", "2013-02-28", "kind", "item_id", "sentence") == [
        ("worse", "R1", "‘Fire’ is worse: likelihood 3 → 4, score 12 → 16."),
        ("reopened", "R4", "The risk ‘Strike’ is open again, score 4."),
        ("raised", "R5", "A new risk, raised on 3 February 2013: ‘Dust’, score 2."),
        ("closed", "R2", "The risk ‘Flood’ was closed."),
        ("mitigation", "R1", "The mitigation of ‘Fire’ slipped 21 days, from 1 March 2013 to 22 March 2013."),
        ("removed", "R3", "The risk ‘Theft’ was removed from the register."),
        ("opened", "R1", "‘Fire’ is no longer provisional."),
        ("owner", "R1", "‘Fire’ has a new owner: Ben."),
    ]
