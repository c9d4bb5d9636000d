"""The question that the screens must answer: as at 31 March 2013, what were the odds of April 2014, what had changed since
February, and which rating did the rule not support? And what they say where there is little or nothing to say."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl

from pages.parts.gateways import detail, ratings_compared
from tests.pages import frames
from tests.pages.drawn import everything_said, figures, texts
from tests.pages.opening import opened
from tests.queries.conftest import Programme

MARCH = "2013-03-31"


def test_the_overview_answers_the_executive_at_the_end_of_march(sample: Path):
    said = everything_said(opened("overview", as_at=MARCH))
    assert "About a 3 in 10 chance of being ready by 1 April 2014; its owner expects 22 April, 3 weeks late" in said
    assert "Chance of being ready by 1 April 2014: about 3 in 10; it was about 1 in 5 on 28 February" in said
    assert "Since 28 February: 6 dates and 9 moves slipped, 1 move earlier" in said
    assert "2 decisions ahead" in said
    assert "17 applications in scope moved" in said


def test_migration_says_the_method_the_history_and_the_teams_date(sample: Path):
    said = everything_said(opened("migration", as_at=MARCH, part="The forecast's dates and method"))
    assert "10,000 runs" in said
    assert "The team's own forecasts add up to 14 March 2014" in said
    assert "For comparison only, and no part of the forecast: of 126 major projects" in said


def test_before_the_first_moves_there_is_a_reason_and_no_date(sample: Path):
    said = everything_said(opened("migration", as_at="2012-11-30"))
    assert "a forecast needs four" in said
    assert "Even odds by" not in said


def test_a_rating_that_never_moved_while_the_date_did_is_called_out(sample: Path):
    said = everything_said(opened("gateways", as_at=MARCH))
    assert "Unchanged while its date moved" in said
    assert "By these rows: baseline 31 May 2013; forecast 21 June 2013; GW2-02 due on 15 March 2013" in said


def test_changes_look_back_to_the_last_panel_and_to_any_date(sample: Path):
    assert "changes since 16 January 2013" in everything_said(opened("changes", as_at=MARCH, compare="panel"))
    assert "changes since 31 December 2012" in everything_said(opened("changes", as_at=MARCH, since="2012-12-31"))
    before = everything_said(opened("changes", as_at=MARCH, since="2012-07-30"))
    assert "Nothing was reported by 30 July 2012; the changes are since the first report, of 31 July 2012." in before
    assert "changes since 31 July 2012" in before
    later = everything_said(opened("changes", as_at=MARCH, since="2013-12-31"))
    assert "Pick a date before the one you look from" in later
    assert "changes since 28 February 2013" in later


def test_changes_are_drawn_since_the_day_that_was_picked(sample: Path):
    drawn = figures(opened("changes", as_at="2013-09-30"))
    assert drawn["changes_moved"]["title"] == (
        "Since 31 August: 6 dates and 8 moves slipped, 1 date and 1 move earlier"
    )
    assert len(drawn["changes_moved"]["figure"]["data"]) == 7, "more than the Overview has room for"
    assert drawn["changes_rows"]["title"] == "Behind them: 178 rows changed and 14 added"
    since = figures(opened("changes", as_at="2013-09-30", since="2012-12-31"))
    assert since["changes_moved"]["title"].startswith("Since 31 December 2012: ")


def test_changes_that_stand_together_are_told_one_by_one_on_request(sample: Path):
    app = opened(
        "changes", as_at=MARCH, subject="migrations", kind="moved", alike="{n} applications moved in Human resources."
    )
    assert not app.exception
    assert "7 changes" in everything_said(app)


def test_those_that_moved_are_told_one_by_one(sample: Path):
    """‘17 applications moved’ leads to just those seventeen, and not to all that ever moved."""
    said = everything_said(opened("changes", as_at=MARCH, subject="migrations", kind="moved"))
    assert "17 changes since 28 February 2013, each by itself" in said


def test_an_address_that_names_what_is_not_there_is_told_so(sample: Path):
    assert "No gateway GW9 has been reported by this date" in everything_said(opened("gateways", gateway_id="GW9"))
    assert "Unchanged while its date moved" in everything_said(opened("gateways", gateway_id="GW9")), (
        "and all are shown"
    )
    assert "No partner P99 has been reported by this date" in everything_said(opened("partners", partner_id="P99"))
    assert "None of them is about this." in everything_said(opened("changes", subject="nonsense"))


def test_before_the_first_report_the_way_to_it_is_said(sample: Path):
    said = everything_said(opened("overview", as_at="2012-01-01"))
    assert "nothing has been uploaded for this date or earlier" in said
    assert "Upload gateways, applications, waves and migrations for this date or earlier." in said
    assert "The first report is that of 31 July 2012." in said


def test_the_first_report_has_nothing_to_be_compared_with(sample: Path):
    said = everything_said(opened("changes", as_at="2012-07-31"))
    assert "there is nothing to compare it with" in said
    assert "From the next report on this page says what moved" in said
    assert "Nothing to show yet" not in said, "everything has been uploaded"
    before = everything_said(opened("changes", as_at="2012-01-01"))
    assert "Nothing to show yet" in before
    assert "first report:" not in before, "there is none"


def test_no_link_is_longer_than_a_phone_is_wide(sample: Path):
    """The label of a link of Streamlit's takes one line and is cut without a sign; those of our own take as many as they need."""
    chosen = {"application": {"application_id": "APP-001"}, "migration": {"part": "In the way"}}
    for screen in ("overview", "changes", "gateways", "migration", "briefing", "application"):
        app = opened(screen, **chosen.get(screen, {}))
        labels = [re.sub(r"\\(.)", r"\1", each.proto.label) for each in app.get("page_link")]
        assert labels or texts(app, "a"), screen
        assert not [label for label in labels if len(label) > 45], screen


def test_of_one_report_no_trend_is_drawn(sample: Path):
    """One point to a line, on axes of one day, would be an empty figure."""
    for screen, part in (("gateways", {"part": "How the dates moved"}), ("migration", {"part": "How the waves moved"})):
        app = opened(screen, as_at="2012-07-31", **part)
        assert "One report gives these dates so far" in everything_said(app)
        assert "Every slip, from the first baseline on" in everything_said(app)
        assert not [key for key in figures(app) if key.endswith("_trend")], screen
        assert [key for key in figures(opened(screen, **part)) if key.endswith("_trend")], screen


def test_an_application_leads_to_its_department_and_its_wave_by_different_words(sample: Path):
    """A wave is often called as the department that moves in it."""
    links = [each.proto.label for each in opened("application", application_id="APP-001").get("page_link")]
    assert links == ["All of its department →", "All of its wave →"]


def test_the_timeline_is_filtered_by_what_the_address_says(sample: Path):
    assert "14 dated things" in everything_said(opened("timeline", as_at=MARCH, lane="gateways"))
    narrowed = opened("timeline", as_at=MARCH, lane="decisions", row_key="D-07")
    assert "System design and service level agreements" in everything_said(narrowed)
    assert not narrowed.exception
    for quarter in ("2013-Q2", "2031-Q1", "nonsense"):
        assert not opened("timeline", as_at=MARCH, quarter=quarter).exception


def test_of_many_items_that_are_called_out_the_first_have_cards(programme: Programme):
    """Thirty declared green and due before they will be done: a card each would be a page that nobody reads."""
    rows = "\n".join(f"G{at},Item {at},milestone,2013-02-01,2013-05-01,green" for at in range(30))
    programme.report(
        MARCH, gateways=f"gateway_id,name,kind,baseline_date,forecast_date,declared_rating\n{rows}"
    )  # fmt: skip
    said = everything_said(opened("gateways"))
    assert said.count("By these rows: ") == ratings_compared.MOST
    assert "18 more are called out; with these they stand first in the table below." in said


def test_of_many_gateways_the_go_live_and_what_comes_next_have_cards():
    """Of twenty passed, one to come and the go-live, the first dozen by date would all have been history."""
    passed, coming, live = (frames.GATEWAYS[at] for at in range(3))
    many = pl.concat([*(passed.with_columns(gateway_id=pl.lit(f"P{at}"), actual_date=pl.lit(day))
                        for at, day in enumerate(pl.date_range(date(2012, 1, 1), date(2012, 1, 20), eager=True))),
                      coming, live])  # fmt: skip
    shown = [row["gateway_id"] for row in detail.pressing(many)]
    assert shown == [*(f"P{at}" for at in range(10, 20)), "G2", "GL"], "the last to be passed, by date"
