"""The pictures of the Overview: what is drawn of frames worked by hand, and that no label is cut or meets another."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import forecast, overview
from pages.charts.theme import DARK, LIGHT, Palette
from pages.narrative import overview as sentences
from pages.ui import labels
from pages.ui import outlook as behind
from tests.pages.charts.test_ahead_charts import AS_AT, FAN, MONTHS, OUTLOOK, notes, traces, valid

every_palette = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)

ODDS = pl.DataFrame(
    {
        "reporting_date": [date(2013, 1, 31), date(2013, 2, 28), date(2013, 3, 31)],
        "is_now": [False, False, True], "probability_by_go_live": [21.5, 31.8, 24.1], "go_live_date": [date(2014, 4, 1)] * 3,
    }
)  # fmt: skip
MOVED = pl.DataFrame(
    {
        "lane": ["gateways", "waves"], "item_id": ["GL", "W1"], "name": ["Go-live", "Human <b>resources</b>"],
        "kind": ["go_live", "wave"], "before_date": [date(2014, 4, 22), date(2013, 5, 1)],
        "now_date": [date(2014, 4, 15), date(2013, 6, 5)], "days": [-7, 35],
    }
)  # fmt: skip
AHEAD = pl.DataFrame(
    {
        "decision_id": ["D1", "D2", "D3"], "title": ["Vehicle", "Staff", "Site"], "body": ["Cabinet"] * 3,
        "date": [date(2013, 6, 10), date(2013, 7, 10), date(2013, 8, 1)],
        "scrutiny_date": [date(2013, 6, 18), date(2013, 6, 20), None], "scrutiny": ["late", "before", "none"],
        "days_of_notice": [-8, 20, None], "is_ahead": [True] * 3, "is_overdue": [False] * 3, "scrutiny_unreported": [False] * 3,
        "status": ["planned"] * 3,
    }
)  # fmt: skip
MEASURES = pl.DataFrame(
    {
        "measure": ["moved", "spent", "committed", "met"], "done": [105.0, 2_453_145.62, 5.0, 0.0],
        "done_of_planned": [105.0, 2_453_145.62, 5.0, 0.0], "due": [120.0, 2_416_500.0, None, None],
        "whole": [167.0, 3_000_000.0, 8.0, 8.0],
        "name": [None, None, None, "Go-live"], "item_id": [None, None, None, "GL"],
        "known_to": pl.Series([None] * 4, dtype=pl.Date),
    }
)  # fmt: skip


@every_palette
def test_plotly_accepts_every_property(palette: Palette):
    for drawn in (
        overview.odds(ODDS, palette), overview.odds(ODDS.head(1), palette), overview.dates_moved(MOVED, palette),
        overview.decisions(AHEAD, AS_AT, palette), overview.measures(MEASURES, palette),
        forecast.glance(forecast.joined(MONTHS, FAN), AS_AT, palette, OUTLOOK),
        forecast.glance(forecast.joined(MONTHS.head(1), FAN.clear()), AS_AT, palette, None),
    ):  # fmt: skip
        assert valid(drawn).layout.paper_bgcolor == palette.background
        assert {trace.type for trace in drawn.data} <= {"scatter", "bar", "pie"}, "all that the small bundle draws"
        assert "<b>resources</b>" not in drawn.to_json()
        assert len(drawn.to_json()) < 12_000


def test_the_last_odds_are_the_large_ones():
    drawn = overview.odds(ODDS)
    (line,) = drawn.data
    assert list(line.marker.size) == [8, 8, 18]
    assert "<b>24 in 100</b>" in notes(drawn)
    assert [list(each) for each in line.customdata][-1] == ["2013-03-31"]
    assert (
        sentences.odds_by_report(ODDS, AS_AT)
        == "Chance of being ready by 1 April 2014: about 1 in 4; it was about 1 in 3 on 28 February"
    )
    same = ODDS.with_columns(probability_by_go_live=24.1)
    assert sentences.odds_by_report(same, AS_AT).endswith("1 April 2014: about 1 in 4, unchanged since 28 February")
    assert sentences.odds_by_report(ODDS.tail(1), AS_AT).endswith("1 April 2014: about 1 in 4")


def test_a_chance_that_is_not_given_any_more_is_told_as_what_it_was():
    told = "The chance of being ready by 1 April 2014 was about 1 in 4 on 31 March 2013"
    assert sentences.odds_by_report(ODDS.with_columns(is_now=False), date(2014, 2, 28)) == told


def test_what_has_moved_is_named_within_the_picture_at_its_right_end_too():
    two_years = MONTHS.head(2).with_columns(month_end=pl.Series([date(2011, 3, 31), AS_AT]))
    drawn = forecast.glance(forecast.joined(two_years, FAN.clear()), AS_AT, LIGHT, None)
    (moved,) = [note for note in drawn.layout.annotations if "Moved" in note.text]
    assert moved.xanchor == "right"


def test_a_plan_that_begins_at_the_left_edge_is_named_inwards():
    ends = pl.Series([date(2013, 2, 28), date(2013, 3, 31), date(2013, 12, 31)])
    early = MONTHS.with_columns(planned=pl.Series([1, 1, 2]), month_end=ends)
    (planned,) = [
        note
        for note in forecast.glance(forecast.joined(early, FAN.clear()), AS_AT, LIGHT, None).layout.annotations
        if "Planned" in note.text
    ]
    assert (planned.xanchor, planned.yanchor) == ("left", "bottom")


def test_the_table_behind_the_burn_up_holds_what_is_drawn():
    """What is known of the as-at month alone would be empty in all rows but one."""
    assert set(behind.BEHIND) <= set(behind.behind(MONTHS, FAN).columns)
    assert not set(behind.BEHIND) & {"is_as_at_month", "known_to", "moved_by_now", "moved_outside", "scope_at_first"}
    assert all(name in labels.DERIVED for name in behind.BEHIND), "in words of ours"


def test_a_date_that_moved_leads_from_where_it_was_to_where_it_is():
    drawn = overview.dates_moved(MOVED)
    live, wave = drawn.data
    assert (live.x, live.line.color) == ((date(2014, 4, 22), date(2014, 4, 15)), LIGHT.rating["green"])
    assert (list(wave.customdata[0]), wave.line.color) == (["waves", "W1"], LIGHT.rating["red"])
    assert "7 days earlier" in notes(drawn)


def test_scrutiny_that_comes_too_late_is_red_and_says_by_how_much():
    drawn = overview.decisions(AHEAD, AS_AT)
    assert [trace.line.color for trace in drawn.data] == [LIGHT.rating[code] for code in ("red", "green", "amber")]
    assert "▲ scrutiny 8 days after Cabinet, 10 Jun" in notes(drawn)
    assert "● scrutiny 20 days before Cabinet, 10 Jul" in notes(drawn)
    assert "◆ no scrutiny before Cabinet, 1 Aug" in notes(drawn)
    assert sentences.decisions(AHEAD) == "3 decisions ahead; scrutiny of 1 comes too late"
    assert sentences.decisions(AHEAD.clear()) == "No decision is ahead"


def test_a_decision_past_its_day_without_an_outcome_is_drawn_where_there_is_room_and_never_green():
    past = AHEAD.with_columns(
        decision_id="P" + pl.col("decision_id"), date=pl.col("date").dt.offset_by("-1y"),
        scrutiny_date=pl.col("scrutiny_date").dt.offset_by("-1y"), is_ahead=False, is_overdue=True,
        scrutiny=pl.Series(["unreported", "before", "none"]), scrutiny_unreported=pl.Series([True, False, False]),
    )  # fmt: skip
    drawn = overview.decisions(pl.concat([past, AHEAD]), AS_AT, most=5)
    assert [trace.customdata[0][0] for trace in drawn.data] == ["PD2", "PD3", "D1", "D2", "D3"], (
        "of those past the last"
    )
    assert {trace.line.color for trace in drawn.data[:2]} == {LIGHT.rating["amber"]}
    assert "◆ scrutiny 20 days before Cabinet, 10 Jul 2012; no outcome reported" in notes(drawn)
    late = AHEAD.with_columns(scrutiny=pl.Series(["unreported", "before", "none"]))
    assert (
        sentences.decisions(pl.concat([past, late])) == "3 decisions ahead; scrutiny of 1 is not reported; 3 are past"
        " their date with no outcome reported"
    )
    one = past.head(1)
    assert sentences.decisions(one) == "No decision is ahead; 1 is past its date with no outcome reported"
    assert "scrutiny 8 days after Cabinet, 10 Jun 2012; neither reported" in notes(overview.decisions(one, AS_AT))


def test_a_measure_is_as_long_as_its_share_with_a_mark_at_what_was_due():
    drawn = overview.measures(MEASURES)
    whole, done, due = drawn.data
    assert [round(x, 1) for x in done.x] == [62.9, 81.8, 62.5, 0.0]
    assert [round(x, 1) for x in due.x] == [71.9, 80.5]
    assert list(whole.x) == [100.0] * 4
    assert "<b>Spent £2.45m of £3m</b>  £2.42m due by now" in notes(drawn)
    assert sentences.measures(MEASURES) == "15 fewer moved than due; £36,600 more spent than due"
    assert sentences.measures(MEASURES.tail(2)) == "How far each part has come"
    summer = MEASURES.head(2).with_columns(known_to=pl.Series([date(2013, 8, 31), date(2013, 6, 30)]))
    said = notes(overview.measures(summer))
    assert "120 due by 31 Aug 2013" in said
    assert "£2.42m due to Jun 2013" in said
    assert sentences.measures(summer) == (
        "15 fewer moved than due by 31 August 2013; £36,600 more spent than due to June 2013"
    )


def test_the_burn_up_at_a_glance_names_its_lines_and_marks_the_three_dates():
    outlook = OUTLOOK | {"go_live_forecast": date(2014, 4, 15), "go_live_actual": None}
    drawn = valid(forecast.glance(forecast.joined(MONTHS, FAN), AS_AT, LIGHT, outlook))
    told = notes(drawn)
    for label in (
        "<b>Moved 8</b>",
        "Planned",
        "In scope 15",
        "<b>About 6 in 100</b>",
        "Owner expects 15 Apr 2014",
        "Even odds",
    ):
        assert label in told
    heights = [note.y for note in drawn.layout.annotations if "20" in note.text]
    assert len(set(heights)) == len(heights), "one under the other"
    assert {trace.name for trace in traces(drawn, mode="markers") if trace.name} == {
        "Owner expects 15 Apr 2014", "Even odds by 3 Aug 2014",
    }  # fmt: skip
    missed = forecast.glance(forecast.joined(MONTHS, FAN), date(2014, 4, 29), LIGHT, outlook)
    assert "Was due 15 Apr 2014, 2 weeks ago" in notes(missed)
    assert "expects" not in notes(missed)
    live = forecast.glance(forecast.joined(MONTHS, FAN), AS_AT, LIGHT, outlook | {"go_live_actual": date(2013, 3, 1)})
    assert "Live since 1 Mar 2013" in notes(live)
    assert "in 100" not in notes(live), "of a go-live that has been reached there are no odds"
    assert isinstance(live, go.Figure)
