"""The findings, each against a frame whose answer is worked out by hand beside it."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from pages import narrative
from tests.pages import frames

END_OF_MARCH = date(2013, 3, 31)


def headline(**given):
    usual = {
        "go_live_forecast": date(2014, 4, 15), "go_live_baseline": date(2014, 4, 1), "days_to_go_live": 197,
        "computed_rating": "amber", "reason": "Late.", "go_live_actual": None, "latest_report": None,
        "in_scope": 100, "migrated": 28, "actual_gbp": None, "capital_gbp": None,
    }  # fmt: skip
    changed = {**usual, **given}
    return {"go_live_first_baseline": changed["go_live_baseline"], **changed}


def test_the_sentence_of_the_overview():
    said = narrative.overview.overview(headline())
    assert said == (
        "Go-live is expected on 15 April 2014, 197 days away and 2 weeks later than planned; rated amber by the rule"
    )
    on_time = headline(go_live_forecast=date(2014, 4, 1), days_to_go_live=1, computed_rating="green")
    assert narrative.overview.overview(on_time).startswith(
        "Go-live is expected on 1 April 2014, 1 day away and as planned"
    )
    past = headline(days_to_go_live=-14, computed_rating="red", as_at=date(2014, 4, 29))
    assert narrative.overview.overview(past) == (
        "Go-live was due on 15 April 2014, 2 weeks ago, not reached yet; rated red by the rule"
    )
    nothing = headline(go_live_forecast=None, go_live_baseline=None, days_to_go_live=None, computed_rating=None)
    assert narrative.overview.overview(nothing) == "28 of 100 applications in scope moved; no go-live date is reported"
    even = {"p50_date": date(2013, 11, 17)}
    assert narrative.overview.glance(nothing, even) == (
        "Even odds of having moved everything by 17 November 2013; no go-live date is reported"
    )
    money = nothing | {"in_scope": 0, "actual_gbp": Decimal("201600"), "capital_gbp": Decimal("336000")}
    assert narrative.overview.glance(money) == "£202k of £336k spent; no go-live date is reported"
    assert narrative.overview.glance(money | {"capital_gbp": None}) == "No go-live date is reported"


def test_the_odds_come_before_what_is_forecast_and_rated():
    """‘Expected’ and ‘amber’ above odds of 5 in 100 would contradict them."""
    outlook = {
        "as_at": date(2013, 9, 30),
        "reason": None,
        "go_live_date": date(2014, 4, 1),
        "probability_by_go_live": 4.6,
    }
    assert narrative.overview.overview(headline(), outlook) == (
        "About a 5 in 100 chance of being ready by 1 April 2014; its owner expects 15 April, 2 weeks late;"
        " rated amber by the rule"
    )
    on_time = headline(go_live_forecast=date(2014, 4, 1))  # of no forecast either there is no word
    assert narrative.overview.glance(on_time, outlook).endswith("by 1 April 2014; its owner gives no other day")
    for none in ({"reason": "Nothing moved."}, {"probability_by_go_live": None}, {"as_at": date(2014, 4, 1)}):
        assert narrative.overview.overview(headline(), outlook | none) == narrative.overview.overview(headline())


def test_a_baseline_that_was_restated_is_said_with_the_first_one():
    """‘As planned’ alone would hide that the plan was moved."""
    moved = headline(go_live_first_baseline=date(2013, 12, 31), go_live_forecast=date(2014, 4, 1))
    assert narrative.overview.glance(moved) == (
        "Go-live is expected on 1 April 2014, 197 days away and as planned (baseline 31 December 2013 at first)"
    )
    outlook = {
        "as_at": date(2013, 9, 30),
        "reason": None,
        "go_live_date": date(2014, 4, 1),
        "probability_by_go_live": 4.6,
    }
    assert narrative.overview.glance(moved, outlook) == (
        "About a 5 in 100 chance of being ready by 1 April 2014 (baseline 31 December 2013 at first);"
        " its owner gives no other day"
    )
    past = moved | {"days_to_go_live": -14, "as_at": date(2014, 4, 15)}
    assert narrative.overview.glance(past).endswith("2 weeks ago, not reached yet (baseline 31 December 2013 at first)")


def test_the_burn_up_says_how_far_behind_in_time():
    # 28 moved by 31 March; the 29th was planned for 1 March.
    said = narrative.migration.burn_up(frames.today(frames.BURN_UP, due=59, scope=100, behind=30), END_OF_MARCH)
    assert said == "Migration is about 4 weeks behind plan: 28 of 100 applications in scope moved, 59 planned by now"


@pytest.mark.parametrize(
    ("moved", "due", "behind", "outside", "said"),
    [
        (59, 59, 0, 0, "Migration is on plan: 59 of 90 applications in scope moved, 59 planned by now"),
        (59, 60, 0, 0, "Migration is on plan except for what is due today: 59 of 90 applications in scope moved, 60 planned by"
         " now"),
        (59, 60, 1, 0, "Migration is 1 day behind plan: 59 of 90 applications in scope moved, 60 planned by now"),
        (75, 60, -15, 1, "Migration is about 2 weeks ahead of plan: 75 of 90 applications in scope moved, 60 planned by now;"
         " 1 more, out of scope, has moved too"),
        (90, 60, -3, 0, "Migration is complete: all 90 applications in scope have moved"),
        (0, 10, 40, 3, "None of 90 applications in scope has moved yet, 10 were planned by now;"
         " 3 out of scope have moved"),
    ],
)  # fmt: skip
def test_the_burn_up_on_plan_ahead_done_and_not_begun(
    moved: int, due: int, behind: int | None, outside: int, said: str
):
    rows = frames.months(("2013-03-31", due, moved, moved), ("2013-04-30", 90, None, 90))
    assert narrative.migration.burn_up(frames.today(rows, due, 90, behind, outside), END_OF_MARCH) == said


def test_the_burn_up_before_anything_is_due():
    waiting = frames.months(("2013-03-31", 0, 0, 0), ("2013-05-31", 10, None, 10))
    assert narrative.migration.burn_up(frames.today(waiting, 0, 10, 0), END_OF_MARCH) == (
        "No application was due to move yet; the first are planned for May 2013"
    )
    unplanned = frames.today(frames.months(("2013-03-31", 0, 3, 3)), 0, 10, None)
    assert (
        narrative.migration.burn_up(unplanned, END_OF_MARCH)
        == "3 of 10 applications in scope moved, and none has a planned date"
    )
    undated = frames.today(frames.months(("2013-03-31", 0, 0, 0)), 0, 10, 0)
    assert narrative.migration.burn_up(undated, END_OF_MARCH) == "No day is planned for any move"
    nothing = frames.today(frames.months(("2013-03-31", 0, 0, 0)), 0, 0, 0)
    assert narrative.migration.burn_up(nothing, END_OF_MARCH) == "No application is in scope of the migration"
    empty = frames.today(frames.months(), 0, 0, 0)
    assert narrative.migration.burn_up(empty, END_OF_MARCH) == "No migrations have been reported"


def test_the_timeline_says_what_is_next():
    said = narrative.timeline.timeline(frames.DATED, END_OF_MARCH)
    assert said == (
        "1 of 3 decision points passed, late; next is System design approved, whose owner expects 14 June 2013, 2 weeks late"
    )
    # Nothing is on plan whose day has gone by.
    assert narrative.timeline.timeline(frames.DATED, date(2013, 7, 1)) == (
        "1 of 3 decision points passed, late; System design approved was due on 14 June 2013, about 2 weeks ago, not passed yet"
    )
    no_gateway = frames.DATED.filter(pl.col("lane") == "waves")
    assert narrative.timeline.timeline(no_gateway, END_OF_MARCH) == "The dates of the programme"


@pytest.mark.parametrize(
    ("gateways", "lives", "said"),
    [
        ([], [], "No gateways reported"),
        ([None], [], "The one gateway is not passed yet"),  # no go-live is reported: it is all that there is
        ([3], [], "The one gateway is passed, late"),
        ([], [3], "The one decision point is passed, late"),
        ([None, None], [None], "None of 3 decision points passed yet"),
        ([-4, None], [None], "1 of 3 decision points passed"),
        ([9, 2], [None], "2 of 3 decision points passed, both late"),  # late both, and the go-live to come
        ([9, -2], [1], "3 of 3 decision points passed, 2 of them late"),
        ([9, 2, 1, None], [], "3 of 4 gateways passed, all late"),
        ([9], [5, None], "1 of 2 decision points passed, late"),  # of two go-lives the one not reached yet
    ],
)  # fmt: skip
def test_the_go_live_counts_among_what_is_passed(gateways: list[int | None], lives: list[int | None], said: str):
    """The days each was late, or None for one to come. ‘2 of 2 passed’ says that all is done."""
    points = [
        narrative.timeline.Point(kind, days is not None, END_OF_MARCH, days or 0)
        for kind, slips in (("gateway", gateways), ("go_live", lives), ("milestone", [3]))
        for days in slips
    ]
    assert narrative.timeline.decision_points(points) == said


def test_the_inventory():
    assert (
        narrative.inventory.by_department(frames.BY_DEPARTMENT)
        == "7 applications in 3 departments; Finance has the most, 4"
    )
    one = frames.BY_DEPARTMENT.head(1)
    assert narrative.inventory.by_department(one) == "3 applications, all in Finance"
    assert narrative.inventory.by_department(one.with_columns(applications=1)) == "1 application, in Finance"
    alike = frames.BY_DEPARTMENT.with_columns(applications=pl.Series([2, 1, 3, 1]))
    assert (
        narrative.inventory.by_department(alike)
        == "7 applications in 3 departments; Finance and Housing have the most, 3 each"
    )
    assert narrative.inventory.by_department(alike.slice(1, 1).vstack(alike.tail(1))).endswith(
        "in 2 departments, 1 in each"
    )
    assert narrative.inventory.by_department(frames.BY_DEPARTMENT.clear()) == "No applications"
    assert (
        narrative.inventory.to_core(frames.TO_CORE)
        == "Of 277 applications, 82 can be consolidated into the core infrastructure: 29.6%"
    )
    one = frames.TO_CORE.with_columns(pl.lit(1, frames.TO_CORE["applications"].dtype).alias("applications"))
    assert narrative.inventory.to_core(one) == "The one application can be consolidated into the core infrastructure"
    none = one.with_columns(applications=pl.when(pl.col("code") == "consolidate").then(0).otherwise(1))
    assert (
        narrative.inventory.to_core(none)
        == "The one application is not to be consolidated into the core infrastructure"
    )
    assert narrative.inventory.to_core(frames.TO_CORE.clear()) == "No applications yet on the way to the core"


def test_stages_waves_and_blockers():
    assert (
        narrative.migration.by_stage(frames.BY_STAGE) == "Of 3 departments, 1 finished, 1 under way and 1 not started"
    )
    assert narrative.migration.waves(frames.WAVES, END_OF_MARCH) == "1 of 2 waves done; Finance slips most, by 5 weeks"
    assert (
        narrative.migration.waves(frames.WAVES.with_columns(slip_days=0), END_OF_MARCH)
        == "1 of 2 waves done; none is expected late"
    )
    assert (
        narrative.migration.waves(frames.WAVES, date(2013, 8, 1))
        == "1 of 2 waves done; Finance was due on 6 July 2013, about 4 weeks ago"
    )
    idle = frames.WAVES.with_columns(is_done=False)
    assert narrative.migration.waves(idle, date(2013, 8, 1)) == (
        "None of 2 waves done yet; 2 are past their day, first Human resources, due on 1 March 2013"
    )
    finance = frames.BY_STAGE.filter(pl.col("department") == "Finance")
    assert narrative.migration.by_stage(finance) == "Finance has finished"
    lacking = pl.concat(
        [finance, finance.head(1).with_columns(stage=pl.lit("unplanned"), applications=1, migrated=0)],
        how="vertical_relaxed",
    )
    assert narrative.migration.by_stage(lacking) == "Finance is under way; 1 application has no move reported"
    idle = finance.with_columns(stage=pl.lit("not_started"), migrated=0)
    assert narrative.migration.by_stage(idle) == "Finance has not started"
    assert narrative.migration.by_stage(finance.with_columns(migrated=pl.Series([2, 0]))) == "Finance is under way"
    # the stage says that it has moved, and its day is to come
    assert (
        narrative.migration.waves(frames.WAVES.tail(1), END_OF_MARCH) == "The one wave is not done yet and 5 weeks late"
    )
    assert (
        narrative.migration.waves(frames.WAVES.head(1).with_columns(slip_days=0), END_OF_MARCH)
        == "The one wave is done, not late"
    )
    # no wave is on plan with a move after it is to finish
    late = frames.WAVES.tail(1).with_columns(last_move_on=date(2013, 8, 3))
    after = "is expected on 3 August 2013, 4 weeks after the wave is to finish"
    assert narrative.migration.waves(late, END_OF_MARCH) == f"The one wave is not done yet; its last move {after}"
    both = pl.concat([frames.WAVES.head(1), late])
    assert narrative.migration.waves(both, END_OF_MARCH) == f"1 of 2 waves done; the last move of Finance {after}"
    (row,) = late.to_dicts()
    last = "its last move is expected on 3 August 2013"
    assert narrative.migration.wave(row, END_OF_MARCH) == f"to finish on 6 July 2013; {last}"
    assert (
        narrative.migration.wave(row, date(2013, 7, 8)) == f"was due on 6 July 2013, 2 days ago, not done yet; {last}"
    )
    assert narrative.migration.wave_in_brief(row, END_OF_MARCH) == "5 of 20 moved; last move expected 3 Aug 2013"
    missed = narrative.migration.wave_in_brief(row | {"last_move_on": None}, date(2013, 7, 8))
    assert missed == "5 of 20 moved; was due 6 Jul 2013, 2 days ago"
    blocked = pl.DataFrame({"days_blocked": [61, 30]})
    assert narrative.migration.blockers(blocked) == "2 applications in scope are blocked, the longest for about 9 weeks"
    assert narrative.migration.blockers(blocked.head(1)) == "1 application in scope is blocked, for about 9 weeks"
    assert narrative.migration.blockers(blocked.clear()) == "No application in scope is blocked"


def test_gateways_name_the_rating_that_the_rule_does_not_support():
    assert narrative.gateways.gateways(frames.GATEWAYS) == (
        "1 of 3 decision points passed, late; the rule does not support the declared rating of System design approved"
    )
    # The first is passed: its rating no longer says anything about what is to come.
    everywhere = frames.GATEWAYS.with_columns(declared_is_better=pl.lit(True), declared_rating=pl.lit("green"))
    assert narrative.gateways.gateways(everywhere).endswith("the declared rating of System design approved and Go-live")
    agreed = frames.GATEWAYS.with_columns(declared_is_better=False)
    assert (
        narrative.gateways.gateways(agreed)
        == "1 of 3 decision points passed, late; no declared rating of what is to come is better than the rule's"
    )
    silent = agreed.with_columns(declared_rating=pl.lit(None, pl.String))
    assert narrative.gateways.gateways(silent).endswith("; no rating is declared of what is to come")
    both = agreed.with_columns(is_done=pl.col("kind") == "gateway")
    assert narrative.gateways.gateways(both).startswith("2 of 3 decision points passed, both late; go-live remains")
    assert narrative.gateways.gateways(both.tail(1)).startswith("No gateways, only the go-live;")
    assert narrative.gateways.gateways(both.head(2)) == "2 of 2 gateways passed, both late"
    first, second, _ = frames.GATEWAYS.iter_rows(named=True)
    assert (
        narrative.gateways.gateway(first, END_OF_MARCH)
        == "Business case agreed: passed on 28 December 2012, 2 weeks late"
    )
    assert (
        narrative.gateways.gateway(second, END_OF_MARCH)
        == "System design approved: expected 31 July 2013, about 9 weeks late"
    )
    past = narrative.gateways.gateway(second, date(2013, 8, 1))
    assert past == "System design approved: was due on 31 July 2013, 1 day ago, not passed yet"
    assert narrative.gateways.criteria_by_partner(frames.CRITERIA) == "3 of 5 criteria met, 1 overdue: Sentinel CiC"
    assert narrative.gateways.criteria_by_partner(frames.CRITERIA.tail(1)) == "Both criteria are waived"
    assert narrative.gateways.criteria(0, 0, 0) == "no criteria that count"
    assert narrative.gateways.criteria(1, 1, 0) == "the one criterion is met"
    assert narrative.gateways.criteria(0, 1, 1) == "the one criterion is overdue"


def test_partners_and_concerns():
    # The observer does not count: 2 of 3. The NHS area has waited 273 days, about 9 months.
    assert narrative.partners.partners(frames.PARTNERS) == (
        "2 of 3 partners are committed; Another NHS area has been in discussion for about 9 months"
    )
    alone = frames.PARTNERS.filter(pl.col("stage") == "in_discussion").head(1).with_columns(days_in_stage=1)
    assert narrative.partners.partners(alone) == "The one partner is not committed yet"
    assert narrative.partners.partners(frames.PARTNERS.clear()) == "No partners yet"
    assert (
        narrative.partners.partners(frames.PARTNERS.filter(pl.col("category") == "observer")) == "Only observers so far"
    )
    gone = frames.PARTNERS.filter(pl.col("stage") == "onboarding").with_columns(
        stage=pl.lit("withdrawn"), is_counted=False
    )
    observer = frames.PARTNERS.filter(pl.col("category") == "observer")
    assert narrative.partners.partners(gone) == "The one partner has withdrawn"
    assert narrative.partners.partners(pl.concat([gone, gone])) == "Both partners have withdrawn"
    left = observer.with_columns(stage=pl.lit("withdrawn"))  # it watched, and was no partner
    assert narrative.partners.partners(left) == "No partners yet; 1 observer has withdrawn"
    assert narrative.partners.partners(pl.concat([observer, left])) == "Only observers so far; 1 observer has withdrawn"
    assert (
        narrative.partners.partners(pl.concat([observer, gone]))
        == "No partner is left: 1 has withdrawn, 1 observer remains"
    )
    concerns = pl.DataFrame(
        {
            "status": ["open", "open", "answered"],
            "theme": ["control", "control", "cost"],
            "response": [None, " ", "We keep it"],
        }
    )
    assert narrative.partners.concerns(concerns) == "2 of 3 concerns are open, both about control"
    assert narrative.partners.concerns(concerns.tail(1)) == "The one concern has an answer"
    assert narrative.partners.concerns(concerns.head(1)) == "The one concern is open"
    closed = concerns.with_columns(status=pl.lit("closed"))
    # Two of the three have been closed without a word.
    assert narrative.partners.concerns(closed) == "None of 3 concerns is open; 2 have no answer on record"
    assert narrative.partners.answer(closed.row(0, named=True)) == "No answer is on record."
    assert narrative.partners.answer(concerns.row(0, named=True)) == "No answer yet."
    assert narrative.partners.answer(concerns.row(2, named=True)) == "Answer: We keep it"


def test_attention_counts_by_how_pressing_it_is():
    items = pl.DataFrame({"severity": ["red", "amber", "amber"]})
    assert narrative.overview.attention(items) == "1 thing needs attention now, and 2 to watch"
    assert narrative.overview.attention(items.tail(2)) == "2 things to watch"
    assert narrative.overview.attention(items.clear()) == "Nothing needs attention"


def test_an_application_in_one_sentence():
    row = {"disposition": "consolidate", "core_component": "HR and payroll", "stage": "test", "actual_date": None,
           "forecast_date": date(2013, 6, 14), "baseline_date": date(2013, 5, 1)}  # fmt: skip
    assert narrative.inventory.application(row, END_OF_MARCH) == (
        "To be consolidated into HR and payroll; now in test, expected 14 June 2013"
    )
    assert narrative.inventory.application({**row, "stage": None}, END_OF_MARCH) == (
        "To be consolidated into HR and payroll; no migration is planned"
    )
    assert narrative.inventory.application({"disposition": "retain", "stage": None}, END_OF_MARCH) == "To be retained"
    assert narrative.inventory.application({**row, "disposition": "retain"}, END_OF_MARCH) == (
        "To be retained; yet it has a migration, now in test, expected 14 June 2013"
    )
    # what has happened is not still to be done
    moved = {**row, "stage": "decommissioned", "actual_date": date(2013, 6, 1)}
    assert narrative.inventory.application(moved, END_OF_MARCH) == (
        "Consolidated into HR and payroll on 1 June 2013; now switched off"
    )
    assert narrative.inventory.application({**moved, "stage": "migrated", "disposition": "retain"}, END_OF_MARCH) == (
        "To be retained; yet it moved on 1 June 2013"
    )
    undated = {**row, "forecast_date": None, "baseline_date": None}
    assert (
        narrative.inventory.application(undated, END_OF_MARCH)
        == "To be consolidated into HR and payroll; now in test, with no date"
    )
    # its day is past, and it has not moved
    assert narrative.inventory.application(row, date(2013, 6, 28)) == (
        "To be consolidated into HR and payroll; now in test; it was due on 14 June 2013, 2 weeks ago, not moved yet"
    )


def test_ratings_by_report():
    def counted(*reports: dict[str, int]) -> pl.DataFrame:
        rows = [(date(2013, at, 1), code, n) for at, report in enumerate(reports, 1) for code, n in report.items()]
        return pl.DataFrame(rows, schema=["reporting_date", "computed_rating", "gateways"], orient="row")

    said = narrative.gateways.ratings
    assert said(counted({"green": 3, "red": 1}, {"green": 2, "red": 2})) == (
        "2 of 4 are red by the rule, 1 more than on 1 January"
    )
    assert said(counted({"red": 1}, {"amber": 1})) == "The one item is amber by the rule, unlike on 1 January"
    assert said(counted({"green": 2})) == "2 of 2 are green by the rule"
    assert said(counted({"green": 2}, {"green": 2})) == "2 of 2 are green by the rule, as on 1 January"
    assert said(counted()) == "No report has been rated yet"


def test_the_latest_step_of_a_partner():
    spells = pl.DataFrame(
        [
            ("First", "nhs", "committed", 3, date(2013, 1, 1), True),
            ("Second", "nhs", "onboarding", 6, date(2013, 2, 1), True),
            ("Watching", "observer", "live", 7, date(2013, 2, 3), True),  # is no partner
            ("Listed", "nhs", "identified", 1, None, True),  # no report says since when
        ],
        schema=["name", "category", "stage", "stage_order", "in_stage_since", "is_current"], orient="row",
    )  # fmt: skip
    assert narrative.partners.history(spells) == "Latest step: Second, onboarding since 1 February 2013"
    assert narrative.partners.history(spells.tail(2)) == "The way of each body"


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (0.1, "Less than a 1 in 100 chance"), (8.0, "About an 8 in 100 chance"), (12.5, "About a 1 in 8 chance"),
        (50.0, "About a 1 in 2 chance"), (99.9, "More than a 99 in 100 chance"),
    ],
)  # fmt: skip
def test_odds_as_a_chance(percent, said):
    assert narrative.overview.chance(percent) == said


def test_the_dates_of_an_application_say_whether_its_contract_lasts_until_it_moves():
    assert narrative.inventory.dates(frames.APPLICATION) == "Its contract ends on 1 May 2013, 3 weeks before the move"
    moved = frames.APPLICATION | {"is_migrated": True, "actual_date": date(2013, 5, 1)}  # the day on which it ends
    assert narrative.inventory.dates(moved) == "Its contract lasts until the move"
    assert narrative.inventory.dates(frames.APPLICATION | {"contract_end": None}) == "Its dates"
    assert narrative.inventory.dates(dict.fromkeys(frames.APPLICATION)) == "No date has been reported for it"
