"""The screen of a withdrawal, its sentences and its chart; and what Partners shows in depth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest

from pages import narrative
from pages.charts import partners as partner_charts
from pages.charts import withdrawal as charts
from queries import ask
from tests.pages.drawn import everything_said, figures, texts
from tests.pages.test_every_screen import opened

SEPTEMBER = "2013-09-30"
SHARES = pl.DataFrame(
    {
        "partner_id": ["P1", "P2", "P3"], "name": ["Council", "Trust", "School"], "brings": [150, 50, None],
        "share_pct": [75.0, 25.0, None], "gbp": [150_000.0, 50_000.0, None], "without_pct": [100.0, None, None],
        "without_gbp": [200_000.0, None, None], "withdraws": [False, True, False],
    }
)  # fmt: skip


def test_an_address_says_who_withdraws_and_the_screen_what_that_means(sample: Path):
    app = opened("withdrawal", as_at=SEPTEMBER, withdrawn="P03,P05,nobody", shared_by="staff")
    day = date(2013, 9, 30)
    rows = ask("partners_without", day, withdrawn="P03,P05")
    assert f"Partners\n{int(rows['without'][0])}\n8 today" in everything_said(app)
    shares = ask("partners_shares_without", day, withdrawn="P03,P05", shared_by="staff")
    drawn = figures(app)["withdrawal_shares"]["figure"]["data"][1]
    assert [mark[0] for mark in drawn["customdata"]] == shares["partner_id"].to_list()
    assert "Without Plymouth Community Healthcare and NHS Plymouth" in everything_said(app)
    assert figures(app)["withdrawal_ratings"]["title"] == (
        "1 criterion of Go-live of shared services would lose its partner; no rating changes"
    )
    briefing = opened("briefing", as_at=SEPTEMBER, withdrawn="P03,P05", sections="withdrawal", team_pct="much")
    assert [each for each in texts(briefing, "a") if each.startswith("Without Plymouth Community Healthcare and NHS")]
    assert "--choose withdrawn=P03,P05" in briefing.code[0].value, "what is no number is left out"
    briefing.button(key="forget_choices").click().run()
    assert "--choose" not in briefing.code[0].value


def test_without_a_choice_it_says_whose_withdrawal_would_cost_most(sample: Path):
    app = opened("withdrawal", as_at=SEPTEMBER)
    assert "Plymouth City Council brings most: 167 applications and 96 staff" in everything_said(app)
    rows = app.dataframe[0].value
    assert "npv_change_gbp" in rows.columns, "what would be lost, which is no net present value"
    assert "npv_gbp" not in rows.columns
    (bars,) = figures(app)["withdrawal_each"]["figure"]["data"]
    assert bars["customdata"][0] == ["P01"], "pictures answer first; the rows stand below them"
    # The shares would be the same picture, because they follow from what each brings.
    assert "withdrawal_shares" not in figures(app)
    asked = ask("partners_withdrawals", date(2013, 9, 30))
    criteria, risks = figures(app)["withdrawal_named"]["figure"]["data"]
    assert (sum(criteria["x"]), sum(risks["x"])) == (asked["criteria"].sum(), asked["risks"].sum())


@pytest.mark.parametrize(
    ("row", "said"), [(0, "75% → 100%, £150k → £200k"), (1, "withdraws: 25%, £50k"), (2, "not known")]
)
def test_a_share_is_said_as_it_is_and_would_be(row: int, said: str):
    assert narrative.withdrawal.share_of(SHARES.row(row, named=True)) == said


def test_shares_are_said_of_the_one_that_bears_most():
    assert narrative.withdrawal.shares(SHARES) == "Council would bear 100% of the capital, 75% today"
    nobody = SHARES.with_columns(withdraws=pl.lit(False))
    assert (
        narrative.withdrawal.shares(nobody) == "Council bears 75% of the capital, if it is shared by what each brings"
    )
    everybody = SHARES.with_columns(withdraws=pl.lit(True))
    assert narrative.withdrawal.shares(everybody) == "Nobody is left who would bear the capital"
    assert (
        narrative.withdrawal.shares(SHARES[2:])
        == "It isn't known yet what the partners bring, so no capital can be shared"
    )


def test_what_names_partners_is_counted_and_said_of_those_named_most():
    rows = pl.DataFrame({"name": ["Council", "Trust", "Body"], "criteria": [2, 1, None], "risks": [0, 1, 0]})
    assert narrative.withdrawal.named(rows) == (
        "3 criteria still to meet and 1 open risk name a partner: Council and Trust most, 2 each"
    )
    assert narrative.withdrawal.named(rows.with_columns(criteria=0, risks=0)) == ""


def test_what_would_stay_as_it_is_takes_one_line():
    rows = pl.DataFrame(
        {"figure": ["partners", "npv", "met"], "today": [8.0, 3_840_000.0, None], "without": [7.0, 3_840_000.0, None]}
    )
    assert narrative.withdrawal.unchanged(rows) == "As today: Net present value £3.84 million; Criteria met –"
    assert narrative.withdrawal.unchanged(rows.head(1)) == ""


def test_what_would_be_restated_is_said_with_what_is_left():
    def rows(partners: tuple[float, float], applications: tuple[float, float]) -> pl.DataFrame:
        return pl.DataFrame(
            [
                {"figure": name, "today": today, "without": without, "name": None}
                for name, (today, without) in (("partners", partners), ("applications", applications))
            ]
        )

    said = narrative.withdrawal.restated
    assert said(rows((7, 6), (269, 238)), ["Trust"]) == "Without Trust 6 partners bring 238 of 269 applications"
    assert said(rows((2, 1), (0, 0)), ["Trust"]) == "Without Trust 1 partner is left of 2"
    assert said(rows((2, 0), (9, 0)), ["Trust", "School"]) == "Without Trust and School no partner is left"


def test_a_rating_is_said_with_what_would_lose_its_partner():
    rows = pl.DataFrame(
        {
            "gateway_id": ["G1", "G2"], "name": ["Design", "Go-live"], "criteria": [7, 3], "met": [4, 3], "hanging": [2, 0],
            "overdue": [0, 0], "rating": ["amber", "green"], "rating_if_waived": ["green", "green"],
        }
    )  # fmt: skip
    said = narrative.withdrawal
    assert [said.rated(row) for row in rows.iter_rows(named=True)] == [
        "Amber as today; 2 of 7 without their partner, ● green if waived", "Green as today; none without its partner",
    ]  # fmt: skip
    assert (
        said.ratings(rows)
        == "2 criteria of Design would lose their partner; if waived, Design would be rated otherwise"
    )
    assert said.ratings(rows[1:]) == ("No rating changes, and no criterion still to meet would lose its partner")
    figure = go.Figure(charts.ratings(rows).to_dict())
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [
        ("Met", [4, 3]), ("Without their partner", [2, 0]), ("Not met yet", [1, 0]),
    ]  # fmt: skip


def test_the_outline_is_today_and_the_bar_what_would_be():
    figure = go.Figure(charts.shares(SHARES).to_dict())
    assert [list(trace.x) for trace in figure.data] == [[100.0, 0, 0], [75.0, 25.0, 0]]
    assert list(figure.data[1].marker.pattern.shape) == ["", "/", ""]
    assert list(figure.data[1].marker.line.width) == [1.5, 1.5, 0]
    nobody = go.Figure(charts.shares(SHARES.with_columns(withdraws=pl.lit(False))).to_dict())
    assert not any(nobody.data[1].marker.line.width), "an outline on its own bar says nothing"


def test_partners_in_depth_on_their_tabs(sample: Path):
    shown = {
        part: figures(opened("partners", as_at=SEPTEMBER, part=part))
        for part in ("What each has agreed", "Concerns by theme", "How the funnel moved", "What each brings")
    }
    assert "partner_agreed" in shown["What each has agreed"]
    assert "partner_reports" in shown["How the funnel moved"]
    assert "partner_scope" in shown["What each brings"]
    assert "partner_themes" in shown["Concerns by theme"]
    one = everything_said(opened("partners", as_at=SEPTEMBER, partner_id="P03"))
    assert "What it has signed, and what is still to be met" in one


AGREED = pl.DataFrame(
    {
        "partner_id": ["P1"] * 5, "name": ["Trust"] * 5, "category": ["nhs"] * 5, "stage": ["business_case_agreed"] * 5,
        "is_counted": [True] * 5,
        "step": ["committed", "business_case_agreed", "design_and_sla_agreed", "onboarding", "live"],
        "step_order": [3, 4, 5, 6, 7], "is_reached": [True, True, False, False, False],
        "reached_on": [date(2012, 12, 1), date(2013, 1, 24), None, None, None], "met": [1] * 5, "criteria": [2] * 5,
    }
)  # fmt: skip


def test_steps_that_were_reached_are_full_and_dated():
    figure = go.Figure(partner_charts.agreed(AGREED).to_dict())
    assert list(figure.data[0].text) == [" Dec 12", " Jan 13", "", "", ""]
    assert "1 of 2 criteria met" in " ".join(note.text for note in figure.layout.annotations)
    assert (
        narrative.partners.agreed(AGREED)
        == "1 of 1 partner has agreed the business case, none the design and service levels"
    )


def test_themes_say_how_many_are_answered_and_how_long_they_wait():
    rows = pl.DataFrame(
        {
            "theme": ["control", "cost"], "concerns": [3, 1], "open": [1, 0], "answered": [1, 1], "closed": [1, 0],
            "unanswered": [0, 0], "longest_open": [150, None], "days_to_answer": [40, 20],
        }
    )  # fmt: skip
    assert narrative.partners.themes(rows) == "Of 3 concerns about control or investment 2 are answered"
    control, cost = rows.iter_rows(named=True)
    assert narrative.partners.theme(control) == "2 answered (6 weeks), 1 open (5 months)"
    assert narrative.partners.theme(cost) == "1 answered (3 weeks)"
    figure = go.Figure(partner_charts.by_theme(rows).to_dict())
    assert [list(trace.x) for trace in figure.data] == [[2, 1], [1, 0]]


def test_the_funnel_at_each_report_is_a_column_a_report():
    rows = pl.DataFrame(
        {
            "reporting_date": [date(2013, 1, 31), date(2013, 2, 28), date(2013, 2, 28)],
            "stage": ["committed", "committed", "withdrawn"], "stage_order": [3, 3, 8], "is_counted": [True, True, False],
            "partners": [2, 1, 1], "names": ["A, B", "A", "B"],
        }
    )  # fmt: skip
    figure = go.Figure(partner_charts.by_report(rows).to_dict())
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("Committed", [0, 1], [2, 1]), ("Withdrawn", [1], [1]),
    ]  # fmt: skip
    assert narrative.partners.by_report(rows) == "1 is committed or further, 2 at the report of 31 January 2013"


def test_what_a_partner_brings_is_said_of_one_of_several_and_of_equals():
    rows = pl.DataFrame(
        {
            "name": ["Abbey", "Borough", "Dean"],
            "applications": [5, 5, 1],
            "staff": [9, None, 1],
            "npv_change_gbp": [-900, 300, 0],
        }
    )
    assert narrative.withdrawal.most(rows) == "Abbey and Borough bring most, 5 applications each"
    assert narrative.withdrawal.most(rows[1:]) == "Borough brings most: 5 applications and −£300 of net present value"
    assert narrative.withdrawal.most(rows[:1]) == "Abbey brings 5 applications, 9 staff and £900 of net present value"
