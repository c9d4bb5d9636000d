"""What an executive reads: every sentence worked out by hand, of frames as small as the rule allows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from pages import narrative

APRIL = date(2014, 4, 1)
SEPTEMBER = date(2013, 9, 30)


def outlook(**changed: Any) -> dict[str, Any]:
    """A row of migration_forecast: 30.3 in 100 by go-live, half of the runs three weeks later."""
    return {
        "as_at": date(2013, 9, 30), "reason": None, "go_live_date": APRIL, "probability_by_go_live": 30.3,
        "p50_date": date(2014, 4, 22), "p80_date": date(2014, 6, 1), "p95_date": None, "difference_days": 12,
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (0.0, "less than 1 in 100"), (0.9, "less than 1 in 100"), (2.4, "about 2 in 100"),
        (4.6, "about 5 in 100"), (5.8, "about 6 in 100"), (9.4, "about 9 in 100"),
        (12.4, "about 1 in 8"), (15, "about 1 in 7"), (15.6, "about 1 in 6"), (17.4, "about 1 in 6"), (45, "about 45 in 100"),
        (10, "about 1 in 10"), (20, "about 1 in 5"), (30.3, "about 3 in 10"), (33.4, "about 1 in 3"), (50, "about 1 in 2"),
        (66, "about 2 in 3"), (91, "about 9 in 10"), (95, "about 95 in 100"), (99.6, "more than 99 in 100"),
        (None, "not known"),
    ],
)  # fmt: skip
def test_odds_are_said_as_people_say_them(percent: float | None, said: str):
    assert narrative.outlook.odds(percent) == said


def test_odds_beside_each_other_are_in_one_unit():
    assert narrative.outlook.odds_beside(54, 24) == ["about 54 in 100", "about 24 in 100"]
    assert narrative.outlook.odds_beside(75, 24) == ["about 3 in 4", "about 1 in 4"]
    assert narrative.outlook.odds_beside(99.6, None, 20) == ["more than 99 in 100", "not known", "about 20 in 100"]


def test_odds_fit_the_number_beside_them_and_never_promise():
    """Every tenth from nought to 100: ten thousand runs prove neither that it can't be nor that it must, and ‘1 in 5’ stood
    beside ‘15 in 100’. What is more is never said as less."""
    before = 0.0
    for tenths in range(1001):
        percent = tenths / 10
        said = narrative.outlook.odds(percent)
        if percent < 1 or percent > 99:
            assert said == ("less than 1 in 100" if percent < 1 else "more than 99 in 100")
            continue
        part, whole = map(int, re.fullmatch(r"about (\d+) in (\d+)", said).groups())  # type: ignore[union-attr]
        assert abs(100 * part / whole - percent) <= 2.5, (percent, said)
        assert part / whole >= before, (percent, said)
        # Of few in 100, one in so many is off by a share of it, which is what is heard.
        assert abs(percent * whole / part / 100 - 1) < 0.13 or percent < 9.5, (percent, said)
        before = part / whole


def test_will_we_make_it_is_answered_in_the_title():
    assert (
        narrative.outlook.will_we(outlook())
        == "The odds of having moved everything by 1 April 2014, the go-live baseline, are about 3 in 10"
    )


def test_without_a_forecast_the_title_says_why():
    row = outlook(reason="Nothing moved in the last two reports, so no date can be given.", probability_by_go_live=None)
    assert (
        narrative.outlook.will_we(row) == "No forecast: nothing moved in the last two reports, so no date can be given"
    )


def test_a_go_live_that_is_not_known_or_past_is_said():
    assert "No go-live date is reported" in narrative.outlook.will_we(
        outlook(go_live_date=None, probability_by_go_live=None)
    )
    assert "has come" in narrative.outlook.will_we(outlook(go_live_date=date(2013, 9, 30), probability_by_go_live=0.0))


@pytest.mark.parametrize(
    ("days", "said"), [(12, "12 days earlier"), (-21, "3 weeks later"), (0, "the same day"), (None, "")]
)
def test_the_teams_date_is_held_against_the_forecast(days: int | None, said: str):
    assert narrative.outlook.team(outlook(difference_days=days)) == said


def test_the_day_of_even_odds_is_held_against_go_live():
    assert (
        narrative.outlook.even(outlook())
        == "Even odds of having moved everything come on 22 April 2014, 3 weeks after the go-live baseline"
    )
    assert narrative.outlook.even(outlook(p50_date=APRIL)).endswith(", the day of the go-live baseline")
    assert "everything came on 30 September 2013" in narrative.outlook.even(outlook(p50_date=date(2013, 9, 30)))
    assert (
        narrative.outlook.even(outlook(p50_date=None))
        == "Even odds of having moved everything are more than ten years away"
    )
    assert narrative.outlook.even(outlook(reason="Nothing has moved.")) == "No forecast: nothing has moved"


def slip(name: str, days: int, often: int, done: bool = False) -> dict[str, Any]:
    expected = APRIL + timedelta(days=days)
    return {"name": name, "slip_days": days, "re_forecasts": often, "is_done": done, "expected_date": expected}


def test_the_trend_names_what_slips_most():
    # One is passed (and does not count), one on time, two slip, of which Design by 21 days after two re-forecasts.
    rows = pl.DataFrame(
        [slip("Case", 24, 1, done=True), slip("Desk", 0, 0), slip("Design", 21, 2), slip("Go-live", 7, 1)]
    )
    assert (
        narrative.timeline.trend(rows, "date", SEPTEMBER)
        == "2 of 3 dates to come are expected late; Design most, 3 weeks, re-forecast twice"
    )


def test_the_trend_of_what_is_on_time_passed_or_missing():
    assert (
        narrative.timeline.trend(pl.DataFrame([slip("Desk", 0, 0)]), "date", SEPTEMBER)
        == "The one date to come has not slipped"
    )
    assert (
        narrative.timeline.trend(pl.DataFrame([slip("Desk", 14, 0)]), "date", SEPTEMBER)
        == "The one date to come, Desk, is expected 2 weeks late"
    )
    assert (
        narrative.timeline.trend(pl.DataFrame([slip("Case", 24, 1, done=True)]), "date", SEPTEMBER)
        == "The one date is behind us"
    )
    past = pl.DataFrame([slip("Desk", 0, 0), slip("Design", 21, 2), slip("Go-live", 70, 1)])
    # on 23 April: Desk and Design have gone by, whatever their slip
    assert narrative.timeline.trend(past, "date", date(2014, 4, 23)) == (
        "2 of 3 dates not done are past their day, first Desk, due on 1 April 2014; of those to come"
        " Go-live slips most, about 2 months, re-forecast once"
    )
    assert (
        narrative.timeline.trend(past.head(1), "date", date(2014, 4, 2))
        == "The one date not done, Desk, was due on 1 April 2014, 1 day ago"
    )
    assert (
        narrative.timeline.trend(pl.DataFrame(schema={"name": pl.String}), "wave", SEPTEMBER)
        == "No waves have been reported"
    )


def rated(name: str, declared: str, computed: str, called_out: bool, disagreement: str | None) -> dict[str, Any]:
    return {
        "name": name, "declared_rating": declared, "computed_rating": computed, "is_called_out": called_out,
        "disagreement": disagreement, "is_done": False,
    }  # fmt: skip


def test_a_rating_that_the_rule_does_not_support_is_named():
    rows = pl.DataFrame(
        [
            rated("Design", "green", "amber", True, "better"),
            rated("Desk", "green", "green", True, None),  # stale
            rated("Case", "amber_red", "amber", False, "worse"),  # the owner may know more: not called out
        ]
    )
    assert narrative.gateways.called_out(rows) == (
        "The rule does not support 1 declared rating: Design (declared green, computed amber); 1 other item needs a look"
    )


def test_ratings_that_hold_are_said_to():
    assert narrative.gateways.called_out(pl.DataFrame([rated("Case", "green", "green", False, None)])) == (
        "The rule supports every declared rating of what is to come"
    )


def test_ratings_that_nobody_declares_are_not_said_to_hold():
    silent = pl.DataFrame([rated("Case", "green", "green", False, None)]).with_columns(
        declared_rating=pl.lit(None, pl.String)
    )
    assert narrative.gateways.called_out(silent) == "No rating is declared of what is to come"
    assert narrative.gateways.called_out(silent.with_columns(is_done=True)).startswith("Everything is passed")


def test_changes_are_counted_whatever_is_shown():
    rows = pl.DataFrame({"sentence": ["Go-live slipped 21 days."], "changes": [43]})
    assert (
        narrative.changes.changes(rows, date(2013, 2, 28)) == "43 changes since 28 February 2013, most important first"
    )
    assert (
        narrative.changes.changes(rows.with_columns(changes=1), date(2013, 2, 28)) == "1 change since 28 February 2013"
    )
    assert narrative.changes.changes(rows.clear(), date(2013, 2, 28)) == "Nothing has changed since 28 February 2013"
    assert narrative.changes.changes(rows.clear(), None).startswith("This is the first report")


def test_the_timeline_says_what_is_done_late_and_next():
    # One gateway passed, 14 moves of a month past their date, a stage that lasts (which has no date to come), and a wave.
    row = {
        "lane": "gateways",
        "lane_order": 1,
        "kind": "gateway",
        "items": 1,
        "items_late": 0,
        "forecast_date": None,
        "baseline_date": None,
    }
    rows = pl.DataFrame(
        [
            row | {"name": "Case", "status": "done", "actual_date": date(2013, 1, 24)},
            row
            | {
                "name": "14 moves",
                "kind": "month",
                "items": 14,
                "items_late": 14,
                "status": "overdue",
                "forecast_date": date(2013, 2, 28),
            },
            row | {"name": "NHS: committed", "kind": "stage", "status": "in_progress"},
            row
            | {
                "name": "Finance",
                "lane": "waves",
                "kind": "wave",
                "status": "planned",
                "forecast_date": date(2013, 6, 14),
            },
        ],
        schema_overrides={"actual_date": pl.Date, "forecast_date": pl.Date, "baseline_date": pl.Date},
    )
    assert narrative.timeline.timetable(rows, date(2013, 3, 31)) == (
        "16 dated things: 1 done and 14 past their date; next is the end of wave Finance on 14 June 2013"
    )
    named = rows.with_columns(name=pl.col("name").replace("Finance", "Wave 2: Finance"))
    assert narrative.timeline.timetable(named, date(2013, 3, 31)).endswith(
        "next is the end of Wave 2: Finance on 14 June 2013"
    )
    for lane, kind, called in (
        ("decisions", "decision", "the decision ‘Go-live’"),
        ("migrations", "migration", "the move of Go-live"),
    ):
        alike = (
            rows.filter(pl.col("status") == "planned")
            .head(1)
            .with_columns(lane=pl.lit(lane), kind=pl.lit(kind), name=pl.lit("Go-live"))
        )
        assert f"; next is {called} on " in narrative.timeline.timetable(alike, date(2013, 3, 31))
    assert narrative.timeline.timetable(rows.clear(), date(2013, 3, 31)) == "Nothing dated in this view"


def test_comparable_programmes_are_context_beside_our_risk():
    rows = pl.DataFrame(
        {
            "outcome": ["slipped", "unchanged", "earlier"], "projects": [39, 82, 5], "of": [126] * 3,
            "share_pct": [31.0, 65.1, 4.0], "median_days": [274, 0, None], "is_hindsight": [True] * 3, "source": ["GMPP"] * 3,
        }
    )  # fmt: skip
    said = narrative.outlook.context(rows, 5.8)
    assert said.startswith("Our odds of being later than the go-live baseline are about 94 in 100. For comparison only")
    assert (
        "of 126 major projects of the UK government, 39 slipped within a year (31%), half of these by 274 days" in said
    )
    assert "82 kept their date and 5 came forward" in said
    assert said.endswith("That was not known yet at this date.")
    assert narrative.outlook.context(rows, None).startswith("For comparison only")


def paces(late: float, best: float, even: float, eight: float, odds: float) -> pl.DataFrame:
    """Rows of outlook_pace, for 62 applications in six months."""
    rows = [
        {"pace": name, "a_month": a_month, "times": round(a_month / late, 2), "odds": given, "by": APRIL, "remaining": 62,
         "evenly": 10.3, "from_date": date(2013, 6, 30) if kept else None, "to_date": SEPTEMBER if kept else None}
        for name, a_month, given, kept in (
            ("of_late", late, odds, True), ("best", best, 60.5, True), ("even", even, 50.0, False),
            ("eight_in_ten", eight, 80.0, False),
        )
    ]  # fmt: skip
    return pl.DataFrame(rows)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            paces(11.3, 17.0, 15.2, 22.1, 24.4),
            "Even odds of being ready by 1 April 2014 take 15.2 applications a month, against 11.3 of late; the best so far is"
            " 17",
        ),
        (
            paces(11.3, 12.0, 15.2, 22.1, 24.4),
            "Even odds of being ready by 1 April 2014 take 15.2 applications a month, against 11.3 of late; the best so far is"
            " only 12",
        ),
        (
            paces(11.3, 12.0, 11.0, 14.0, 52.0),
            "The pace of late, 11.3 applications a month, gives better than even odds of being ready by 1 April 2014; 8 in 10"
            " take 14",
        ),
        (
            paces(11.3, 12.0, 8.0, 11.0, 82.0),
            "The pace of late, 11.3 applications a month, is enough: the odds of being ready by 1 April 2014 are about 4 in 5",
        ),
    ],
)  # fmt: skip
def test_what_it_would_take_is_said_against_what_was_kept_up(found: pl.DataFrame, said: str):
    assert narrative.outlook.would_take(found) == said


def test_a_pace_says_what_it_is_and_where_it_is_from():
    late, _, even, _ = paces(11.3, 17.0, 15.2, 22.1, 24.4).iter_rows(named=True)
    assert narrative.outlook.pace_in_full(late) == (
        "The pace of late, from 30 June 2013 to 30 September 2013: 11.3 applications a month; kept up from now on, the odds are"
        " about 1 in 4"
    )
    assert narrative.outlook.pace_in_full(even) == "Even odds take 15.2 applications a month, 1.35 times that of late"
    assert narrative.outlook.beside_mark(late) == "as of late: 1 in 4"
    assert narrative.outlook.beside_mark(even) == "even odds"


def supposed(*changes: tuple[str, float | None]) -> pl.DataFrame:
    first = changes[0][1]
    return pl.DataFrame(
        [
            {"change": name, "by": APRIL, "odds": odds, "gain": None if odds is None or first is None else round(odds - first, 1)}
            for name, odds in changes
        ]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (supposed(("nothing", 24.4)), "As things are, the odds of being ready by 1 April 2014 are about 1 in 4"),
        (
            supposed(("nothing", 24.4), ("team", 50.2)),
            "With this alone the odds are about 1 in 2, up from about 1 in 4",
        ),
        (
            supposed(("nothing", 24.4), ("team", 60.0), ("wave", 10.0), ("all", 20.0)),
            "With all of it the odds are about 1 in 5, down from about 1 in 4",
        ),
        (supposed(("nothing", 24.4), ("out", 24.9)), "With this alone the odds stay about 1 in 4"),
        (
            supposed(("nothing", None), ("date", 60.0)),
            "With this alone, the odds of being ready by 1 April 2014 are about 3 in 5",
        ),
    ],
)
def test_before_and_after_are_said_together(rows: pl.DataFrame, said: str):
    assert narrative.outlook.supposed(rows, SEPTEMBER) == said


@pytest.mark.parametrize(
    ("gain", "said"),
    [
        (0.0, "about 1 in 4, no difference"),
        (0.4, "about 1 in 4, hardly a difference"),
        (12.6, "about 24 in 100, 13 in 100 more"),  # one unit
        (-3.0, "about 24 in 100, 3 in 100 fewer"),
    ],
)
def test_a_change_says_what_it_is_worth(gain: float, said: str):
    assert narrative.outlook.after({"change": "out", "odds": 24.4, "gain": gain, "by": APRIL}) == said


def test_of_a_day_that_has_come_no_odds_are_given():
    assert (
        narrative.outlook.supposed(supposed(("nothing", 0.0)), APRIL)
        == "1 April 2014 has come, and not everything has moved"
    )
    ahead = {"go_live_date": APRIL}
    assert (
        narrative.outlook.no_pace(ahead) == "The go-live baseline of 1 April 2014 has come, so no pace can be asked for"
    )
    assert (
        narrative.outlook.no_pace({"go_live_date": None}) == "No go-live date is reported, so no pace can be asked for"
    )


def test_what_holds_most_is_named():
    rows = pl.DataFrame(
        {
            "kind": ["department", "department", "department", "wave"], "name": ["Planning", "Housing", "Legal", "First"],
            "remaining": [11, 7, 2, 20], "blocked": [1, 0, 0, 1], "late": [1, 0, 0, 1], "longest_late": [38, None, None, 38],
            "share_pct": [55.0, 35.0, 10.0, 100.0],
        }
    )  # fmt: skip
    assert narrative.outlook.most_held(rows, "department") == "Planning and Housing hold 18 of 20 still to move"
    assert narrative.outlook.most_held(rows, "wave") == "First holds all 20 still to move"
    unsorted = rows.tail(1).with_columns(name=pl.lit("In no wave"))
    assert narrative.outlook.most_held(pl.concat([rows[:3], unsorted]), "wave") == "All 20 still to move are in no wave"
    larger = pl.concat([unsorted.with_columns(remaining=pl.lit(40, pl.Int64)), rows.head(1), rows.tail(1)])
    larger = larger.with_columns(kind=pl.Series(["wave", "department", "wave"]), remaining=pl.Series([40, 60, 20]))
    assert narrative.outlook.most_held(larger, "wave") == "40 of 60 still to move are in no wave; First holds 20"
    smaller = pl.concat([larger[1:], larger[:1].with_columns(remaining=pl.lit(10, pl.Int64))])
    assert narrative.outlook.most_held(smaller, "wave") == "First holds 20 of 60 still to move"
    unknown = rows.head(1).with_columns(name=pl.lit("Not in the inventory"), remaining=pl.lit(1, pl.Int64))
    assert narrative.outlook.most_held(unknown, "department") == "The one still to move is not in the inventory"
    assert narrative.outlook.most_held(rows, "blocker") == "Nothing is blocked"
    assert narrative.outlook.most_held(rows.clear(), "wave") == "No wave has anything left to move"
    assert narrative.outlook.still_to_move(rows.row(0, named=True)) == (
        "11 still to move, 55% of all; 1 blocked; 1 late, the longest by about 5 weeks"
    )
