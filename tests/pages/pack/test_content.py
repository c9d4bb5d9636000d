"""What a briefing says: sections, headlines, what is left out, commentary; worked by hand."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest

from data import ledger
from pages import pack
from pages.pack import drawing, drawing_parts, drawing_times, tabulation
from pages.pack.content import (
    ILLUSTRATIVE,
    Bars,
    Beside,
    Label,
    Lines,
    Marks,
    Pack,
    Series,
    Slide,
    Span,
    Spans,
    Squares,
    Table,
)  # fmt: skip
from pages.pack.remarks import question_slides
from pages.pack.sections import (
    changes,
    decisions,
    gateways,
    migration,
    partners,
    sections,
    sources,
    timeline,
    where_we_are,
)
from pages.ui import as_at_bar
from queries import BadParameter, ask
from tests.pages.pack import programmes
from tests.pages.pack.programmes import AS_AT
from tests.queries.conftest import Programme

RUNNING_ORDER = [
    "where_we_are", "timeline", "changes", "gateways", "migration", "outlook", "partners", "withdrawal", "money", "investment",
    "vehicle", "decisions", "quality", "sources",
]  # fmt: skip
RUNNING_ORDER[RUNNING_ORDER.index("partners") : RUNNING_ORDER.index("partners")] = ["consolidation", "departments"]
RUNNING_ORDER.insert(RUNNING_ORDER.index("money"), "risks")
RUNNING_ORDER.insert(RUNNING_ORDER.index("vehicle"), "benefits")
RUNNING_ORDER.insert(RUNNING_ORDER.index("investment"), "services")


def test_the_running_order_is_the_one_agreed():
    assert list(sections()) == RUNNING_ORDER


def test_the_mark_is_the_one_on_the_screens():
    assert ILLUSTRATIVE == as_at_bar.ILLUSTRATIVE


def test_nothing_uploaded_is_said_section_by_section():
    empty = pack.make(AS_AT)
    assert [part.slides for part in empty.parts] == [()] * len(RUNNING_ORDER)
    assert all(part.left_out.startswith("Left out: no ") for part in empty.parts)
    assert empty.parts[3].left_out == "Left out: no gateways reported by 31 March 2013."
    assert "Left out: Gateways: no gateways reported by 31 March 2013." in empty.cover.points
    assert [slide.key for slide in empty.slides] == ["cover"]


def test_a_go_live_alone_says_where_we_are(programme: Programme):
    """The headline counts gateways without it, and said that none was reported."""
    gateways = "gateway_id,name,kind,baseline_date,forecast_date\nGO,Go-live,go_live,2014-04-01,2014-05-15"
    programme.report("2013-12-31", gateways=gateways)
    (part,) = pack.make(date(2013, 12, 31), wanted=("where_we_are",)).parts
    assert part.slides[0].headline.startswith("Go-live is expected on 15 May 2014")
    assert part.slides[0].facts[-1].text == "The one decision point is not passed yet."


def test_what_was_so_before_the_first_report_has_not_changed(programme: Programme):
    """The panel met in January, and the first report of anything is that of September."""
    decisions = """decision_id,title,body,purpose,date,status,scrutinises
        D1,Case,Cabinet,decision,2013-01-22,done,
        S1,Case first,Panel,scrutiny,2013-01-16,done,D1
        D2,Vehicle,Cabinet,decision,2013-12-10,planned,"""
    programme.report("2013-09-30", decisions=decisions)
    (part,) = pack.make(date(2013, 9, 30), wanted=("changes",)).parts
    assert part.left_out == "Left out: no earlier report to compare with."
    programme.report("2013-10-31", decisions=decisions.replace("2013-12-10", "2013-12-17"))
    (part,) = pack.make(date(2013, 10, 31), wanted=("changes",)).parts
    assert part.slides[0].headline.startswith("1 thing has changed since the first report, of 30 September 2013: ")
    programme.report("2013-11-30", decisions=decisions.replace("2013-01-16", "2013-10-16"))
    (part,) = pack.make(date(2013, 11, 30), wanted=("changes",)).parts
    assert " since the panel met on 16 October 2013" in part.slides[0].headline


def test_only_the_sections_asked_for_in_the_running_order():
    assert pack.keys_of(("money", "gateways")) == ("gateways", "money")
    with pytest.raises(pack.NoSuchSection, match="There is no section ‘cash’"):
        pack.keys_of(("cash",))


@pytest.mark.usefixtures("sample")
def test_the_sample_fills_every_section():
    made = programmes.of_the_sample()
    assert all(part.slides for part in made.parts)
    keys = [slide.key for slide in made.slides]
    assert len(keys) == len(set(keys))
    assert set(RUNNING_ORDER) <= set(keys), "each section's first slide has its section's name, for deep links"
    assert made.mark == ILLUSTRATIVE
    assert {slide.key: slide.headline for slide in made.slides}["where_we_are"].startswith(
        "About a 3 in 10 chance of being ready by 1 April 2014; its owner expects 22 April, 3 weeks late"
    )


@pytest.mark.usefixtures("sample")
def test_every_slide_says_one_thing_and_shows_it():
    for slide in programmes.of_the_sample().slides:
        assert slide.headline.strip()
        assert slide.chart or slide.table or slide.points or slide.questions, slide.key
        if slide.chart:
            assert slide.chart.alt.endswith("."), slide.key


@pytest.mark.usefixtures("sample")
def test_what_a_reader_chose_is_on_its_slide_and_in_the_command_that_makes_it_again():
    wanted, day = ("outlook", "departments", "withdrawal"), date(2013, 9, 30)
    chosen = {"withdrawn": "P03,P05", "out": "10", "department": "Human resources"}
    made = pack.make(day, wanted=wanted, choices=chosen)
    said = {slide.key: slide for slide in made.slides}
    assert said["withdrawal"].headline.startswith(
        "Without Plymouth Community Healthcare and NHS Plymouth 6 partners bring 201"
    )
    assert said["withdrawal"].table is not None
    assert ("Applications that partners bring", "269", "201") in said["withdrawal"].table.rows
    assert (
        said["withdrawal_ratings"].headline
        == "1 criterion of Go-live of shared services would lose its partner; no rating changes"
    )
    assert said["outlook"].headline.startswith("With this alone the odds are ")
    assert said["departments"].headline.startswith("Human resources: ")
    assert {"outlook_pace", "withdrawal_each"} <= set(said), "what the slides show without a choice is still there"
    assert " --choose 'department=Human resources' --choose out=10 --choose withdrawn=P03,P05 " in made.again
    plain = pack.make(day, wanted=wanted)
    assert plain.fingerprint != made.fingerprint
    assert {slide.key for slide in plain.slides} >= {"outlook", "withdrawal", "departments"}
    # of nobody that there is, nothing is supposed
    assert pack.make(day, wanted=wanted, choices={"withdrawn": "P99"}).parts == plain.parts


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("wanted", "name", "text", "says"),
    [
        (("money",), "withdrawn", "P03", "None of the sections takes a choice ‘withdrawn’. They take: none."),
        ((), "colour", "red", "None of the sections takes a choice ‘colour’. They take: team_pct"),
        ((), "team_pct", "much", "The parameter ‘team_pct’ is a whole number"),
    ],
)
def test_a_choice_that_no_section_takes_is_said(wanted: tuple[str, ...], name: str, text: str, says: str):
    with pytest.raises((pack.NoSuchChoice, BadParameter), match=says):
        pack.make(AS_AT, wanted=wanted, choices={name: text})


@pytest.mark.usefixtures("sample")
def test_the_department_of_the_slide_is_the_one_with_most_waiting():
    day = date(2013, 9, 30)
    rows = ask("departments_list", day)
    waits = {
        row["department"]: sum(row[kind] for kind in ("blocked", "late", "gaps", "undated", "undecided"))
        for row in rows.to_dicts()
    }
    shown = {slide.key: slide for slide in pack.make(day, wanted=("departments",)).slides}["departments"].headline
    assert waits[shown.split(":")[0]] == max(waits.values())


def test_one_row_of_everything_makes_slides():
    programmes.one_row_each()
    made = pack.make(AS_AT)
    assert {part.key for part in made.parts if not part.slides} == {"changes", "outlook", "withdrawal"}


# Headlines ------------------------------------------------------------------------------------------------------------


def decided(*scrutinies: str, is_ahead: bool = True, is_overdue: bool = False) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "title": [f"Case {n}" for n in range(len(scrutinies))],
            "is_ahead": [is_ahead] * len(scrutinies),
            "is_overdue": [is_overdue] * len(scrutinies),
            "scrutiny": scrutinies,
        }
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (decided("before"), "1 decision is to come; scrutiny comes before it"),
        (decided("before", "before"), "2 decisions are to come; scrutiny comes before each of them"),
        (decided("none"), "1 decision is to come, with no scrutiny dated before it: Case 0"),
        (decided("before", "late"), "2 decisions are to come; 1 has no scrutiny dated before it: Case 1"),
        (decided("none", "late"), "2 decisions are to come, none with scrutiny dated before it; the first: Case 0"),
        (
            decided("before", "none", "late"),
            "3 decisions are to come; 2 have no scrutiny dated before them, the first: Case 1",
        ),
        (decided("none", is_ahead=False), "No decision is to come; 1 decision was asked for"),
        (decided("before", "unreported"), "2 decisions are to come; scrutiny of 1 is not reported"),
        (decided("open"), "1 decision is to come; scrutiny of it waits for its new date"),
        (
            decided("unreported", "open", "none"),
            "3 decisions are to come; scrutiny of 1 is not reported; scrutiny of 1 waits for its new date; 1 has no scrutiny"
            " dated before it: Case 2",
        ),
        (
            pl.concat([decided("late", "none", is_ahead=False, is_overdue=True), decided("unreported")]),
            "1 decision is to come; scrutiny of it is not reported; 2 are past their date with no outcome reported",
        ),
    ],
)
def test_the_headline_of_decisions(rows: pl.DataFrame, said: str):
    assert decisions.headline(rows) == said


def criteria(*rows: tuple[str, bool, int, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["name", "is_done", "criteria_met", "criteria", "overdue"], orient="row")


def test_the_headline_of_gateways():
    assert (
        gateways.criteria_headline(criteria(("Design", False, 0, 7, 1)))
        == "Design, the next with criteria: none of 7 criteria met, 1 overdue"
    )
    assert (
        gateways.criteria_headline(criteria(("Design", False, 3, 7, 0)))
        == "Design, the next with criteria: 3 of 7 criteria met"
    )
    passed = criteria(("Design", True, 7, 7, 0))
    assert gateways.criteria_headline(passed) == "Every gateway with criteria has been passed"


@pytest.mark.parametrize(
    ("odds", "said"),
    [(5.8, "are 6 in 100"), (0.5, "are under 1 in 100"), (99.5, "are over 99 in 100"), (0.2, "are under 1 in 100")],
)
def test_the_headline_of_the_forecast(odds: float, said: str):
    row = {
        "probability_by_go_live": odds, "go_live_date": date(2014, 4, 1), "p50_date": date(2014, 8, 3),
        "as_at": date(2013, 9, 30), "reason": None,
    }  # fmt: skip
    told = migration.forecast_headline(row)
    assert told.startswith("The odds of having moved everything by 1 April 2014 ")
    assert said in told
    assert told.endswith("even odds come on 3 August 2014")
    # of a day that has come there are no odds
    assert migration.forecast_headline(row | {"as_at": date(2014, 4, 1)}) == (
        "Even odds of having moved everything come on 3 August 2014, about 4 months after the go-live baseline"
    )
    nothing = {"probability_by_go_live": None, "go_live_date": None, "p50_date": None}
    assert migration.forecast_headline(nothing) == "Even odds are out of sight"


def test_the_headline_of_sources():
    rows = pl.DataFrame({"illustrative": [True, False], "reporting_date": [date(2013, 1, 31), date(2013, 3, 31)]})
    assert sources.headline(rows) == (
        "These slides rest on 2 uploads, the latest reported 31 March 2013; 1 upload of them illustrative"
    )


# Commentary -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def remarked(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The briefing of a programme of one row each, with remarks and questions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(tmp_path_factory.mktemp("remarked") / "programme.duckdb"))
        programmes.one_row_each()
        programmes.commentary()
        return pack.make(AS_AT)


def test_commentary_stands_with_its_section_and_nothing_said_is_lost(remarked: Pack):
    parts = {part.key: part for part in remarked.parts}
    gateway = parts["gateways"].slides[0].remark
    assert gateway is not None
    assert gateway.byline == "Programme Director, 20 March 2013"  # the date given with it
    assert parts["money"].slides[0].remark.said_on == AS_AT  # type: ignore[union-attr]  # none given: the reporting date
    asked = [remark.question[:10] for slide in parts["migration"].slides for remark in slide.questions]
    assert asked == ["Question 0", "Question 1", "Question 2", "Question 3"]  # by section title instead of key
    assert parts["notes"].slides[0].questions[0].text == "Parking: A remark on what no slide is about."


@pytest.mark.usefixtures("sample")
def test_the_sample_tells_the_panel_two_things_and_answers_it_once():
    made = programmes.of_the_sample(date(2013, 9, 30))
    assert [slide.key for slide in made.slides if slide.remark] == ["gateways", "migration"]
    (asked,) = [slide for slide in made.slides if slide.questions]
    assert asked.headline == "Decisions asked of the panel: 1 question asked and answered"
    assert "the panel meets on 18 December 2013 and Cabinet decides on 10 December" in asked.questions[0].text
    assert not [slide for slide in programmes.of_the_sample().slides if slide.remark or slide.questions], (
        "not yet said in March"
    )


def test_questions_take_as_many_slides_as_they_need(remarked: Pack):
    said = [r for part in remarked.parts if part.key == "migration" for r in part.remarks]
    slides = question_slides("migration", "Migration", said)
    assert [slide.key for slide in slides] == ["migration_questions", "migration_questions_2"]
    assert slides[1].headline == "Migration: 4 questions asked and answered (2 of 2)"
    assert sum(len(slide.questions) for slide in slides) == 4


# Rows and names that are many, or long -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("sample")
def test_headings_and_cells_are_words_and_never_what_a_query_calls_a_column():
    for slide in programmes.of_the_sample().slides:
        for table in filter(None, (slide.table, slide.behind)):
            for heading in table.columns:
                assert not set(heading.lower().split()) & {"pct", "gbp", "p5", "p50", "p95", "id", "is"}, slide.key
                assert "_" not in heading
            for row in table.rows:
                codes = [cell for name, cell in zip(table.columns, row, strict=True)
                         if re.fullmatch("[a-z_]+", cell) and name != "Unit"]  # fmt: skip
                assert not codes, slide.key


@pytest.mark.usefixtures("sample")
def test_the_rows_behind_have_their_pounds_whole():
    (money_slide,) = [slide for slide in programmes.of_the_sample().slides if slide.key == "money"]
    assert money_slide.behind is not None
    assert money_slide.behind.rows[0][1:3] == ("£1,250,000", "£557,700")


def test_of_a_long_name_a_change_tells_the_start_and_what_happened():
    row = {
        "title": programmes.LONG,
        "sentence": f"{programmes.LONG} slipped 150 days, from 4 April 2018 to 1 September 2018.",
    }
    said = changes.point(row)
    assert said.startswith("Integrated revenues, benefits")
    assert said.endswith("… slipped 150 days, from 4 April 2018 to 1 September 2018.")
    assert changes.point({"title": None, "sentence": "36 applications moved."}) == "36 applications moved."


def test_the_go_live_is_on_the_timeline_however_many_gateways_there_are():
    days = [date(2013, 1, 1) + timedelta(days=30 * n) for n in range(40)]
    items = pl.DataFrame(
        {
            "item_id": [f"G{n}" for n in range(40)],
            "kind": ["gateway"] * 39 + ["go_live"],
            "lane": "gateways",
            "status": "planned",
            "baseline_date": days,
            "forecast_date": days,
            "actual_date": pl.Series([None] * 40, dtype=pl.Date),
        }
    )
    assert timeline.choose(items)["item_id"].to_list() == ["G0", "G1", "G2", "G3", "G4", "G39"]


FUNNEL = ["stage", "here", "reached", "names"]


def test_partners_are_a_funnel_of_stages():
    rows = pl.DataFrame(
        [("identified", 0, 3, None), ("in_discussion", 2, 3, "A, B"), ("live", 1, 1, "C")], schema=FUNNEL, orient="row"
    )
    observers = pl.DataFrame({"name": ["Watcher"]})
    chart = partners._funnel(rows, observers)
    assert chart is not None
    assert chart.labels == (
        Label("Identified", ""),
        Label("In discussion", "2 here now: A, B"),
        Label("Live", "1 here now: C"),
        Label("Watching, as observers", "Watcher"),
    )
    assert [series.values for series in chart.series] == [(3, 3, 1, 0), (0, 0, 0, 1)]
    assert chart.alt.endswith("Live: 1, 1 here now: C; Watching, as observers: 1, Watcher.")
    alone = partners._funnel(rows, observers.clear())
    assert alone is not None
    assert [series.name for series in alone.series] == ["So far or further"]


def test_no_partner_that_counts_is_no_chart():
    assert partners._funnel(pl.DataFrame(schema=FUNNEL), pl.DataFrame({"name": ["Watcher"]})) is None


def decision(scrutiny: str, notice: int | None) -> dict[str, object]:
    decided = date(2013, 12, 10)
    return {
        "date": decided, "status": "planned", "scrutiny": scrutiny, "days_of_notice": notice,
        "scrutiny_date": None if notice is None else decided - timedelta(days=notice),
        "is_overdue": scrutiny == "unreported", "scrutiny_unreported": scrutiny == "unreported",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scrutiny", "notice", "said", "marks"),
    [
        ("before", 20, "scrutiny about 3 weeks before the decision",
         [("coming", "Scrutiny 20 Nov 2013"), ("done", "Decision 10 Dec 2013")]),
        ("late", -8, "scrutiny 8 days after the decision",
         [("late", "Scrutiny 18 Dec 2013"), ("done", "Decision 10 Dec 2013")]),
        ("late", 0, "scrutiny on the day of the decision",
         [("late", "Scrutiny 10 Dec 2013"), ("done", "Decision 10 Dec 2013")]),
        ("unreported", 20, "scrutiny about 3 weeks before; neither reported",
         [("amber", "Scrutiny 20 Nov 2013"), ("amber", "Decision 10 Dec 2013")]),
        ("none", None, "no scrutiny is dated", [("done", "Decision 10 Dec 2013")]),
    ],
)  # fmt: skip
def test_a_decision_and_its_scrutiny_are_two_marks(
    scrutiny: str, notice: int | None, said: str, marks: list[tuple[str, str]]
):
    row = decision(scrutiny, notice)
    assert decisions.scrutiny_in_words(row) == said
    assert [(mark.role, mark.text) for mark in decisions._marks(row)] == marks


@pytest.mark.parametrize(
    ("percent", "filled", "figure"), [(28.7, 29, "29 in 100"), (0.3, 1, "Under 1 in 100"), (99.6, 99, "Over 99 in 100")]
)
def test_odds_are_squares_and_dates(percent: float, filled: int, figure: str):
    row = {
        "reason": None, "go_live_date": date(2014, 4, 1), "probability_by_go_live": percent, "team_date": None,
        "go_live_forecast": date(2014, 4, 15), "p50_date": date(2014, 6, 4), "p80_date": None, "p95_date": None,
    }  # fmt: skip
    chart = where_we_are._odds(row, date(2013, 9, 30))
    assert chart is not None
    assert isinstance(chart.left, Squares)
    assert isinstance(chart.right, Marks)
    assert (chart.left.filled, chart.left.figure) == (filled, figure)
    assert [moment.text for moment in chart.right.moments] == ["As at 30 Sep 2013", "Go-live baseline 1 Apr 2014"]
    assert [shown.marks[0].text for shown in chart.right.rows] == ["15 Apr 2014", "4 Jun 2014"]
    assert where_we_are._odds(row, date(2014, 4, 1)) is None, "of a day that has come there are no odds"


@pytest.mark.usefixtures("sample")
def test_what_a_slide_states_it_shows():
    """Odds as squares, dates on an axis, money as lines, ratings and stages as bars; tables where the table is the message."""
    made = {slide.key: slide for slide in programmes.of_the_sample(date(2013, 9, 30)).slides}
    shown = {
        key: type(slide.chart.left if isinstance(slide.chart, Beside) else slide.chart).__name__
        for key, slide in made.items()
        if slide.chart
    }
    assert (shown.pop("duplication"), shown.pop("consolidation"), shown.pop("risks")) == ("Bars", "Bars", "Bars")
    assert (shown.pop("departments"), shown.pop("departments_next")) == ("Columns", "Bars")
    assert (shown.pop("decisions_cases"), shown.pop("benefits")) == ("Bars", "Bars")
    assert shown == {
        "where_we_are": "Squares", "progress": "Bars", "timeline": "Spans", "changes": "Marks", "gateways": "Bars",
        "gateways_ratings": "Columns", "migration": "Lines", "forecast": "Lines", "outlook": "Bars", "outlook_held": "Bars",
        "partners": "Bars", "withdrawal": "Bars", "money": "Lines", "services": "Bars", "investment": "Lines",
        "vehicle": "Bars", "decisions": "Marks",
    }  # fmt: skip
    assert [key for key, slide in made.items() if slide.table and not slide.chart] == [
        "partners_concerns", "quality", "sources", "sources_2",
    ]  # fmt: skip
    capital = made["money"].chart
    assert isinstance(capital, Beside)
    assert isinstance(capital.left, Lines)
    assert (
        capital.left.alt
        == "Capital added up month by month: Budget £3 million; Expected £3.05 million; Spent £2.45 million."
    )


@pytest.mark.usefixtures("sample")
def test_one_small_change_is_said_in_the_headline_above_the_figures():
    made = {slide.key: slide for slide in programmes.of_the_sample(date(2012, 8, 31)).slides}["changes"]
    assert made.headline == (
        "1 thing has changed since the report of 31 July 2012: The commentary on 14 gateways and milestones was changed"
    )
    assert made.table is not None
    assert ("Applications", "277", "277") in made.table.rows
    assert not made.points


def test_a_slide_says_how_many_rows_it_leaves_out():
    table = Table(("Name",), (("A",),), (False,), left_out=33)
    assert Slide("x", "Head", table=table, rule="Counted so.").rule_shown == "And 33 more rows. Counted so."
    assert Slide("x", "Head", table=table, rule="Long. " * 60).rule_shown == "And 33 more rows."
    assert Slide("x", "Head", table=replace(table, left_out=0)).rule_shown == ""
    names = tuple(Label(f"Desktop and laptop support {at}", "£14.50 beside £15.20, 4.6% lower") for at in range(8))
    bars = Bars(names, (Series("Lower", (1.0,) * 8, "done"), Series("Higher", (1.0,) * 8, "late")), "%", "")
    chart = Beside(bars, Squares(29, "29 in 100", "in time", ""), 0.54)
    slide = Slide("x", "Head", chart=chart, rule="Counted so.", whole=11)
    assert (slide.rule_shown, slide.rule_in_full) == ("8 of 11 drawn. Counted so.",) * 2
    assert Slide("x", "Head", chart=chart, whole=8).rule_shown == ""
    for box in (drawing_parts.WIDE, drawing_parts.TALL):
        drawn = drawing.svg(chart, "x", box=box)
        assert all(label.name in drawn for label in names), "a name is whole where smaller letters have room for it"


# Charts and tables ----------------------------------------------------------------------------------------------------


def test_a_span_that_slips_has_a_stretch_past_its_agreed_end():
    row = Span(Label("Wave", ""), date(2013, 1, 1), date(2013, 3, 1), date(2013, 4, 1), False)
    early = Span(Label("Wave", ""), date(2013, 1, 1), date(2013, 3, 1), date(2013, 2, 1), True)
    slipped, ahead = drawing_times.stretches(Spans((row, early), AS_AT, "."))
    assert (slipped.start, slipped.main_end, slipped.end) == (date(2013, 1, 1), date(2013, 3, 1), date(2013, 4, 1))
    assert ahead.end == ahead.main_end == date(2013, 2, 1)


def test_of_many_rows_no_name_lies_over_the_bar_of_the_row_before():
    labels = tuple(Label(f"Desktop and laptop support {at}", "£14.50 beside £15.20, 4.6% lower") for at in range(8))
    half = drawing_parts.Box(740, 660)  # of a slide, without room for names at the left
    picture = drawing.svg(Bars(labels, (Series("Ours", (9.0,) * 8, "done"),), "%", "."), "x", box=half)
    ends = [
        float(y) + float(high) for y, high in re.findall(r'<rect x="0.0" y="([\d.]+)"[^>]*height="([\d.]+)"', picture)
    ]
    begun = [float(y) - drawing_parts.TEXT * 0.8 for y in re.findall(r'<text x="0" y="([\d.]+)"', picture)]
    assert len(ends) == 8
    assert all(end <= after for end, after in zip(ends, begun[1:], strict=False))
    assert "Desktop and" in picture
    assert "£14.50 beside £15.20, 4.6% lower" in picture, "the figure is whole"


@pytest.mark.parametrize(
    "box",
    [
        drawing_parts.WIDE,
        drawing_parts.TALL,
        drawing_parts.NARROW,
        drawing_parts.Box(740, 660),
        drawing_parts.Box(740, 1000),
    ],
)
def test_the_bars_of_a_picture_have_one_thickness_whatever_the_lines_of_their_labels(box: drawing_parts.Box):
    """A label of two lines took them from its bar: the longest was the thinnest."""
    names = ("Finance", "Desktop and laptop support for all partners that are in scope of the programme", "HR")
    for count in (3, 9, 14):
        labels = tuple(Label(names[at % 3], "12 applications, 5 have moved so far" * (at % 2)) for at in range(count))
        drawn = drawing.svg(Bars(labels, (Series("Ours", (9.0,) * count, "done"),), "%", "."), "x", box=box)
        rects = re.findall(r'<rect x="[^"]*" y="([^"]*)" width="[^"]*" height="([^"]*)"', drawn)
        bars = [(float(y), high) for y, high in rects]
        assert len(bars) == count
        assert len({high for _, high in bars}) == 1
        assert len({round(after[0] - before[0]) for before, after in pairwise(bars)}) <= 2, "as far from each other"


def test_on_paper_a_chart_of_few_rows_takes_no_more_than_they_need():
    few = Bars((Label("One", ""),), (Series("Done", (1.0,), "done"),), "criteria", "One.")
    many = replace(few, labels=few.labels * 9, series=(Series("Done", (1.0,) * 9, "done"),))
    heights = [re.findall(r'viewBox="0 0 1600 (\d+)"', drawing.svg(bars, "x", fills=False)) for bars in (few, many)]
    assert heights == [["143"], ["660"]]
    assert 'viewBox="0 0 1000 412"' in drawing.svg(few, "x"), "on a slide it is drawn larger"


@pytest.mark.parametrize(
    ("highest", "lowest", "steps"),
    [
        (0, 0, [0, 1]), (4, 0, [0, 1, 2, 3, 4]), (165, 0, [0, 50, 100, 150, 200]),
        (3000, 0, [0, 500, 1000, 1500, 2000, 2500, 3000]),
        (24, -7, [-10, 0, 10, 20, 30]),
    ],
)  # fmt: skip
def test_an_axis_has_round_steps(highest: float, lowest: float, steps: list[float]):
    assert drawing_parts.round_steps(highest, lowest) == steps


def test_a_long_word_is_broken_before_a_date_is():
    dates = ("30\u00a0Nov\u00a02013",) * 4
    table = Table(("Name", *["Baseline"] * 4), (("U" * 80, *dates),), (False,) * 5)
    shares = tabulation.shares_of(table, 70)
    assert all(share * 70 >= len(dates[0]) + 3 - 0.01 for share in shares[1:])
    assert sum(shares) == pytest.approx(1)


def test_columns_are_as_wide_as_their_longest_word():
    table = Table(("Name", "Upload"), (("A " * 60, "7"),), (False, True))
    shares = tabulation.shares_of(table, 60)
    assert shares[1] * 60 > len("Upload") + 2
    assert sum(shares) == pytest.approx(1)


def test_the_letters_of_a_wide_table_shrink_rather_than_an_amount_is_broken():
    amounts = tuple(f"£{n},257,590.19" for n in range(1, 8))
    wide = Table(("Strand", *("Amount (£)",) * 7), (("Transformation", *amounts),), (False, *(True,) * 7))
    room = 96
    scale = tabulation.scale_of(wide, room)
    assert 0.7 < scale < 1
    for share, words in zip(tabulation.shares_of(wide, room / scale), ("Transformation", *amounts), strict=True):
        assert share * room / scale >= len(words) + 3 - 1e-9
    narrow = Table(("Name",), (("Parking",),), (False,))
    assert tabulation.scale_of(narrow, room) == 1


# Data quality ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("sample")
def test_the_slide_of_data_quality_shows_the_most_pressing_findings():
    slide = next(slide for slide in pack.make(date(2013, 9, 30), wanted=("quality",)).slides if slide.key == "quality")
    assert slide.headline == "11 findings, 2 of them high"
    assert slide.table
    assert slide.table.rows[0][:2] == ("▲ High", "Migrations, waves 1 to 3")
    assert (len(slide.table.rows), slide.table.left_out) == (6, 5)


def test_where_nothing_is_found_the_slide_shows_the_lists_with_their_scores(programme: Programme):
    programme.report("2013-03-31", gateways="gateway_id,name,kind,baseline_date\nGW1,Design,gateway,2013-05-31")
    slide = next(slide for slide in pack.make(AS_AT, wanted=("quality",)).slides if slide.key == "quality")
    assert slide.headline == "Nothing is found wrong by 22 rules"
    assert slide.table
    assert slide.table.rows == (("Gateways", "1", "100 good", "31 March 2013"),)


DAY = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(month_name[1:])}) \d{{4}}\b")
OF_TWO_ROWS = ("changes", "quality")
"""Slides whose statements set a row against what it was, or against another row: their upload is that of the row."""


@pytest.mark.parametrize("as_at", [AS_AT, date(2013, 9, 30)])
def test_a_statement_is_traced_to_the_uploads_that_hold_what_it_says(sample_store: object, as_at: date):
    """Each day that it names is in a row that one of its uploads brought, and each report is the upload's."""
    made = programmes.of_the_sample(as_at)
    with ledger.reading() as cursor:
        given = [as_at, ledger.ledger_version()]
        cells = cursor.execute("SELECT upload, value FROM cells(?, ?) WHERE value IS NOT NULL", given).fetchall()
        reported_on = dict(cursor.execute("SELECT number, reporting_date FROM uploads").fetchall())
    held: dict[int, str] = {}
    for upload, value in cells:
        held[upload] = f"{held.get(upload, '')} {value}"
    wrong, traced = [], 0
    for slide in made.slides:
        for fact in slide.facts:
            sources = [(day, upload) for day, upload in ((fact.reported, fact.upload), fact.also) if upload]
            traced += bool(sources)
            said = {text: str(datetime.strptime(text, "%d %B %Y").date()) for text in DAY.findall(fact.text)}
            texts = [held.get(upload, "") for _, upload in sources]
            lacking = [
                day for day, as_held in said.items() if not any(day in text or as_held in text for text in texts)
            ]
            if sources and lacking and not slide.key.startswith(OF_TWO_ROWS):
                wrong.append((slide.key, lacking, fact.text, fact.source))
            if any(day and reported_on[upload] != day for day, upload in sources):
                wrong.append((slide.key, ["another report"], fact.text, fact.source))
    assert traced
    assert wrong == []


@pytest.mark.usefixtures("sample")
def test_ways_of_the_forecast_end_on_their_days_at_what_is_in_scope():
    """‘Quick runs 173’ stood beside ‘In scope 169’: more moved than there are."""
    made = {slide.key: slide for slide in programmes.of_the_sample(date(2013, 9, 30)).slides}
    slide = made["forecast"]
    assert isinstance(slide.chart, Lines)
    lines = {line.name: dict(zip(slide.chart.days, line.values, strict=True)) for line in slide.chart.series}
    scope = {day: value for day, value in lines["In scope"].items() if value is not None}
    named = {moment.text.split(" by ")[0]: moment for moment in slide.chart.moments if " by " in moment.text}
    for name in ("5 in 100", "Even odds", "95 in 100"):
        way = {day: value for day, value in lines[name].items() if value is not None}
        in_scope = {day: max(value for end, value in scope.items() if end <= day) for day in way}
        assert all(value <= in_scope[day] for day, value in way.items()), name
        assert way[max(way)] == in_scope[max(way)], f"{name} ends where everything has moved"
        assert named[name].day == max(way), "and is named there"
    assert len(slide.rule) < 300 < len(slide.method), "two lines beside the picture, the whole in the appendix"
