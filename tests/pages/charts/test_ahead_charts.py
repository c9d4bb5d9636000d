"""The charts of what is to come: what is drawn, where, and what a click on it gives, of frames as small as will do."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import forecast, theme, timeline, timeline_glance, trend
from pages.charts.theme import DARK, DROPPABLE, LIGHT, Palette
from pages.parts.timeline import controls
from pages.ui import change_list

AS_AT = date(2013, 3, 31)
every_palette = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def traces(figure: go.Figure, **wanted: Any) -> list[Any]:
    return [each for each in figure.data if all(getattr(each, name) == value for name, value in wanted.items())]


def notes(figure: go.Figure) -> str:
    """All notes of a figure, as they are where there is room for them."""
    all_of_them = " | ".join(re.sub("</?span[^>]*>", "", str(note.text)) for note in figure.layout.annotations)
    return all_of_them.replace(DROPPABLE, "")


def words(text: str) -> str:
    return re.sub("<[^>]*>", "", text)


def valid(figure: go.Figure) -> go.Figure:
    """Charts are built without Plotly's checks, which take ten times as long; here they are made up for."""
    return go.Figure(figure.to_dict())


MONTHS = pl.DataFrame(
    {
        "month_end": [date(2013, 2, 28), date(2013, 3, 31), date(2013, 4, 30)],
        "planned": [5, 10, 15], "actual": [4, 8, None], "forecast": [None, 8, 15], "scope": [14, 15, None],
        "scope_at_first": [None, 13, None],  # before the first month that is drawn
    }
)  # fmt: skip
FAN = pl.DataFrame(
    {
        "month_end": [date(2013, 3, 31), date(2013, 4, 30)],
        **{f"migrated_p{p}": [8, 8 + at] for at, p in enumerate((5, 20, 50, 80, 95), 1)},
        **{f"scope_p{p}": [15, 15] for p in (5, 20, 50, 80, 95)}, "finished_pct": [0.0, 2.0],
    }
)  # fmt: skip
OUTLOOK = {
    "go_live_date": date(2014, 4, 1), "probability_by_go_live": 5.8, "p50_date": date(2014, 8, 3), "p80_date": None,
    "p95_date": date(2015, 1, 11), "reason": None,
}  # fmt: skip


@every_palette
def test_the_burn_up_has_plan_moves_scope_and_fan(palette: Palette):
    drawn = valid(forecast.burn_up(forecast.joined(MONTHS, FAN), AS_AT, palette, OUTLOOK))
    names = [trace.name for trace in drawn.data]
    assert {"90 in 100 range", "60 in 100 range", "In scope", "Planned", "Moved", "The teams' dates"} <= set(names)
    reached = ["Even odds", "80 in 100 odds", "95 in 100 odds"]
    key = {trace.name for trace in drawn.data if trace.showlegend is not False}
    assert key == {"90 in 100 range", "60 in 100 range", "Planned", "The teams' dates", *reached}, (
        "or it is named at its line"
    )
    (moved,) = traces(drawn, name="Moved")
    assert list(moved.y) == [4, 8]
    assert [list(each) for each in moved.customdata] == [["Moved", "2013-02-28"], ["Moved", "2013-03-31"]]
    # The line reached in 95 of 100 runs is the slowest of the fan: the run that 5 in 100 do not exceed.
    (sure,) = traces(drawn, name="95 in 100 odds")
    assert list(sure.y) == [8, 9]
    assert "6 in 100 by then" in notes(drawn)
    assert "50 in 100</b> by <b>3 Aug 2014" in notes(drawn)
    assert "80 in 100</b> runs" not in notes(drawn), "no date, no mark"
    assert drawn.layout.xaxis.tickvals[-1] == date(2015, 1, 1), "the dates go on to the last mark"


@pytest.mark.parametrize("width", [340, 760])
def test_what_has_moved_is_named_clear_of_the_go_live(width: int):
    """As where 54,286 of 120,000 have moved half a year before the go-live: both labels lay low, and met."""
    for done, months in itertools.product(range(0, 120_001, 3_000), range(1, 10)):
        began = AS_AT - timedelta(days=40 * (months % 4 + 1))
        rows = MONTHS.with_columns(month_end=pl.when(pl.col("month_end") < AS_AT).then(began).otherwise("month_end"))
        rows = rows.with_columns(
            scope=120_000, planned=120_000, actual=pl.when(pl.col("actual").is_not_null()).then(done)
        )
        ahead = OUTLOOK | {"go_live_date": AS_AT + timedelta(days=30 * months), "p95_date": date(2014, 12, 1)}
        drawn = forecast.burn_up(forecast.joined(rows, FAN.clear()), AS_AT, LIGHT, ahead)
        (left, low, right, high), (start, bottom, end, top) = (box(drawn, text, width) for text in ("Moved", "Go-live"))
        assert right <= start or end <= left or high <= bottom or top <= low, (
            f"{done} moved, go-live in {months} months"
        )


def box(drawn: Any, text: str, width: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the label with the text, in pixels, by letters of 7 and lines of 18."""
    layout = drawn.to_plotly_json()["layout"]
    (note,) = [one for one in layout["annotations"] if text in one["text"]]
    first, last = layout["xaxis"]["range"]
    share = (date.fromisoformat(str(note["x"])) - first) / (last - first)
    lines = [re.sub("<.*?>", "", line) for line in note["text"].split("<br>")]
    wide, tall = 7 * max(map(len, lines)), 18 * len(lines)
    plot = layout["height"] - layout["margin"]["t"] - 45
    x = share * width + note["xshift"] - (wide if note["xanchor"] == "right" else 0)
    y = note["yshift"] + (0 if note.get("yref") == "paper" else plot * note["y"] / layout["yaxis"]["range"][1])
    y -= tall if note["yanchor"] == "top" else 0
    return x, y, x + wide, y + tall


def test_a_line_without_dots_has_none_in_the_key_either():
    (scope,) = traces(forecast.burn_up(forecast.joined(MONTHS, FAN), AS_AT, LIGHT, OUTLOOK), name="In scope")
    assert scope.mode == "lines"
    assert scope.marker.size > 0, "or a click would find no point"


def test_without_a_forecast_no_line_runs_to_infinity():
    drawn = valid(forecast.burn_up(forecast.joined(MONTHS, FAN.clear()), AS_AT))
    assert not [trace for trace in drawn.data if "runs" in (trace.name or "")]
    assert "In scope 15, 13 at first" in notes(drawn)


def test_one_month_is_drawn_and_nothing_does_no_harm():
    assert valid(forecast.burn_up(forecast.joined(MONTHS.head(1), FAN.clear()), date(2013, 2, 10))).data
    assert valid(forecast.burn_up(forecast.joined(MONTHS.clear(), FAN.clear()), AS_AT)) is not None


def reports(code: str, days: list[int], kind: str = "milestone", done: bool = False) -> list[dict[str, Any]]:
    """One thing as three reports gave it, so many days after the first baseline."""
    first = date(2013, 6, 1)
    return [
        {
            "gateway_id": code, "name": f"Thing {code}", "kind": kind, "reporting_date": date(2013, 1 + at, 28),
            "expected_date": first + timedelta(days=late), "slip_days": late, "is_done": done and at == len(days) - 1,
        }
        for at, late in enumerate(days)
    ]  # fmt: skip


@every_palette
def test_a_flat_line_is_on_time_and_a_rising_one_slips(palette: Palette):
    rows = pl.DataFrame([*reports("A", [0, 0, 0]), *reports("B", [0, 14, 40]), *reports("C", [0, 7, 7], done=True)])
    drawn = valid(trend.trend(rows, AS_AT, palette, code="gateway_id"))
    by_name = {trace.name: trace for trace in drawn.data}
    assert list(by_name["Thing B"].y) == [date(2013, 6, 1), date(2013, 6, 15), date(2013, 7, 11)]
    assert by_name["Thing A"].line.color == palette.actual
    assert by_name["Thing B"].line.color == palette.rating["red"]
    assert by_name["Thing C"].line.color == palette.ghost
    assert len({by_name[f"Thing {each}"].marker.symbol for each in "ABC"}) == 3, "a shape each, for grey print"
    assert "<b>Thing B</b><br>6 weeks late" in notes(drawn)
    passed = trend.trend(
        rows, date(2013, 6, 29), palette, code="gateway_id"
    )  # Thing A and C are there, and only C is done
    assert "<b>Thing A</b><br>due 4 weeks ago" in notes(passed)
    assert {trace.line.color for trace in passed.data if trace.name == "Thing A"} == {palette.rating["red"]}
    assert list(by_name["Today"].x) == list(by_name["Today"].y), "the diagonal"
    assert list(by_name["Thing B"].customdata[1]) == ["B", "2013-02-28"]


def test_long_names_take_two_lines():
    long = trend._label("Wave 1 complete: human resources and organisational development <b>", "3 months late")
    assert long == ["<b>Wave 1 complete:</b>", "<b>human resources and…</b>", "3 months late"]
    assert trend._label("<i>", "–") == ["<b>&lt;i&gt;</b>", "–"]


def test_of_many_lines_those_that_slip_most_are_drawn_and_the_gateways_always():
    rows = pl.DataFrame(
        [row for at in range(30) for row in reports(f"M{at:02}", [0, at, at])]
        + reports("GW", [0, 0, 0], kind="gateway")
    )
    kept = trend.drawn(rows, "gateway_id", AS_AT, ("gateway",))["gateway_id"].unique().sort().to_list()
    assert kept == ["GW", *[f"M{at}" for at in range(23, 30)]]
    # eight weeks past its date, which never slipped
    past = pl.DataFrame(reports("P", [0, 0, 0])).with_columns(expected_date=AS_AT - timedelta(days=56))
    late = pl.concat([rows, past])
    assert "P" in trend.drawn(late, "gateway_id", AS_AT, ("gateway",))["gateway_id"]
    # What has passed makes room for what is to come, however late it was.
    passed = rows.with_columns(is_done=pl.col("gateway_id").is_in([f"M{at}" for at in range(10, 30)]))
    kept = trend.drawn(passed, "gateway_id", AS_AT, ("gateway",))["gateway_id"].unique().sort().to_list()
    assert kept == ["GW", *[f"M0{at}" for at in range(3, 10)]]


def bar(lane: str, item: str, **changed: Any) -> dict[str, Any]:
    """A row of timeline_all: planned for 1 May 2013, unless said otherwise."""
    return {
        "lane": lane, "lane_order": 1, "item_id": item, "row_key": item, "name": f"Name of {item}", "kind": lane,
        "start_baseline": None, "baseline_date": date(2013, 5, 1), "start_forecast": None, "forecast_date": date(2013, 5, 1),
        "start_actual": None, "actual_date": None, "slip_days": 0, "computed_rating": None, "status": "planned",
        "leads_to_lane": None, "leads_to": None, "slack_days": None, "items": 1, "items_late": 0, "detail": "", "dataset": lane,
        "page": lane, "since": AS_AT, "upload": 1,
    } | changed  # fmt: skip


DATES = ("start_baseline", "baseline_date", "start_forecast", "forecast_date", "start_actual", "actual_date")


def bars(*rows: dict[str, Any]) -> pl.DataFrame:
    overrides = dict.fromkeys(DATES, pl.Date) | {
        "row_key": pl.String,
        "computed_rating": pl.String,
        "slack_days": pl.Int64,
    }
    overrides |= {"leads_to_lane": pl.String, "leads_to": pl.String}
    return pl.DataFrame(list(rows), schema_overrides=overrides, infer_schema_length=None)


@every_palette
def test_lanes_baselines_actuals_and_dependencies(palette: Palette):
    rows = bars(
        bar("gateways", "GO", forecast_date=date(2013, 6, 1), slip_days=31, computed_rating="red"),
        bar("gateways", "GW1", actual_date=date(2013, 3, 1), status="done", computed_rating="green"),
        bar("waves", "W1", start_baseline=date(2013, 1, 1), start_forecast=date(2013, 1, 1), leads_to_lane="gateways",
            leads_to="GO", slack_days=31),
        bar("waves", "W2", start_baseline=date(2013, 1, 1), start_forecast=date(2013, 1, 1), leads_to_lane="gateways",
            leads_to="GO", slack_days=-4),
    )  # fmt: skip
    drawn = valid(timeline.by_lane(rows, AS_AT, palette))
    assert "Gateways and milestones" in notes(drawn)
    assert "<b>Waves</b>" in notes(drawn)
    assert "▲ Red · 1 Jun 2013, 4 weeks late" in notes(drawn), "rating by shape and word, date and slip"
    assert "done 1 Mar 2013" in notes(drawn)
    assert "As at 31 Mar 2013" in notes(drawn)
    (forecasts,) = traces(drawn, type="scatter", name="Forecast")
    assert [list(each) for each in forecasts.customdata] == [["gateways", "GO", "GO"]]
    assert traces(drawn, name="Comes too late")[0].line.dash == "dash", "told apart without colour"
    assert traces(drawn, name="Must come before")


def test_a_partners_stages_share_a_row_and_months_are_counted():
    rows = bars(
        bar("partners", "P1 · a", row_key="P1", name="NHS: in discussion", kind="stage", baseline_date=None, forecast_date=None,
            start_actual=date(2013, 1, 1), actual_date=date(2013, 2, 1), status="done"),
        bar("partners", "P1 · b", row_key="P1", name="NHS: committed", kind="stage", baseline_date=None, forecast_date=None,
            start_actual=date(2013, 2, 1), status="in_progress"),
        bar("migrations", "migrations · 2013-05 · planned", row_key=None, kind="month", baseline_date=None, items=14,
            start_forecast=date(2013, 5, 1), forecast_date=date(2013, 5, 31)),
    )  # fmt: skip
    drawn = valid(timeline.by_lane(rows, AS_AT))
    (stages,) = traces(drawn, name="Stage")
    assert len(set(stages.y)) == 1
    assert list(stages.text) == ["In discussion", "Committed"]
    (counts,) = [trace for trace in drawn.data if trace.type == "scatter" and trace.mode == "text"]
    assert list(counts.text) == ["14"]
    assert "<b>Planned</b>  14" in notes(drawn), "how many in all"
    assert "<b>Dated moves, by month</b>" in notes(drawn)


def stage(partner: str, word: str, since: date, to: date | None = None) -> dict[str, Any]:
    return bar("partners", f"{partner} {word}", row_key=partner, name=f"{partner}: {word}", kind="stage", baseline_date=None,
               forecast_date=None, start_actual=since, actual_date=to, status="done" if to else "in_progress")  # fmt: skip


@every_palette
def test_all_lanes_at_a_glance(palette: Palette):
    rows = bars(
        bar("gateways", "GO", kind="go_live", forecast_date=date(2013, 6, 1), slip_days=31, computed_rating="red"),
        bar("gateways", "M1", kind="milestone", actual_date=date(2013, 3, 1), status="done", computed_rating="green"),
        bar("gateways", "M2", kind="milestone", status="overdue", items_late=1, forecast_date=date(2013, 3, 5)),  # close to M1
        bar("waves", "W1", start_baseline=date(2013, 1, 1), start_forecast=date(2013, 1, 1)),
        bar("decisions", "D1", leads_to_lane="decisions", leads_to="D2", slack_days=-8),  # its scrutiny comes too late
        bar("decisions", "D2", forecast_date=date(2013, 4, 23)),
        stage("P1", "in discussion", date(2013, 1, 1), date(2013, 2, 1)),
        stage("P1", "committed", date(2013, 2, 1)),
        bar("migrations", "migrations · 2013-05 · planned", row_key=None, kind="month", baseline_date=None, items=14,
            start_forecast=date(2013, 5, 1), forecast_date=date(2013, 5, 31)),
        bar("migrations", "migrations · 2013-05 · blocked", row_key=None, kind="month", baseline_date=None, items=2,
            start_forecast=date(2013, 5, 1), forecast_date=date(2013, 5, 31), status="blocked"),
    )  # fmt: skip
    drawn = valid(timeline_glance.glance(rows, AS_AT, palette))
    assert "<b>Name of GO</b>  ▲ 1 Jun 2013, 4 weeks late" in notes(drawn)
    assert "<b>Gateways and milestones</b>  1 of 3 done, 1 past its date" in notes(drawn)
    assert "<b>P1</b>  committed" in notes(drawn), "the stage that it is in"
    beside = {note.text: note.y for note in drawn.layout.annotations if note.name == "beside"}
    assert set(beside) == {"Name of M1", "Name of M2", "Name of D1", "Name of D2"}, (
        "milestones and decisions are marks, named beside them where there is room"
    )
    (key,) = [note.text for note in drawn.layout.annotations if note.name == "key"]
    entries = dict(zip((words(entry) for entry in key.split("<br>")), key.split("<br>"), strict=True))
    assert list(entries) == [
        "◇ baseline", "■ done", "◆ forecast, if rated:", "▲ red", "╍ comes too late", "▨ blocked or late",
    ]  # fmt: skip
    assert palette.rating["red"] in entries["▲ red"], "in the colour of the mark"
    assert traces(drawn, name="Comes too late")
    assert "too late" in notes(drawn)
    places = {custom[2]: y for trace in drawn.data for custom, y in zip(trace.customdata or (), trace.y, strict=False)}
    assert (places["M1"], places["M2"]) == (beside["Name of M1"], beside["Name of M2"])
    assert places["M1"] != places["M2"], (
        "each reaches to the baseline of 1 May: in one row they would run into one another"
    )
    assert places["P1 committed"] == places["P1 in discussion"]
    (counts,) = [trace for trace in drawn.data if trace.type == "scatter" and trace.mode == "text"]
    assert list(counts.text) == ["16"], "one block a month with the sum"
    coming, pressing = traces(drawn, name="Months")
    assert pressing.marker.pattern.shape == "/", "what is blocked or late is told apart without colour"
    assert coming.y == pressing.y
    days = [trace.x[0] / timedelta(days=1).total_seconds() / 1000 for trace in (coming, pressing)]
    assert days == [25, 6], "of the 31 days each takes its share, or so much that it is seen"
    assert (coming.base[0], pressing.base[0]) == (date(2013, 5, 1), date(2013, 5, 26))


def test_of_many_decisions_at_a_glance_those_to_come_have_their_names():
    past = [bar("decisions", f"P{at}", baseline_date=date(2013, 1, 1 + at), actual_date=date(2013, 1, 1 + at), status="done")
            for at in range(timeline_glance.MOST_POINTS)]  # fmt: skip
    drawn = valid(timeline_glance.glance(bars(*past, bar("decisions", "D1"), bar("decisions", "D2")), AS_AT))
    assert {note.text for note in drawn.layout.annotations if note.name == "beside"} == {"Name of D1", "Name of D2"}


def test_at_a_glance_a_lane_of_many_names_those_that_press_most():
    early, late = date(2013, 1, 1), date(2014, 1, 1)
    done = [bar("waves", f"D{at}", start_baseline=early, actual_date=early, status="done") for at in range(20)]
    coming = [bar("waves", f"C{at}", start_baseline=early, forecast_date=late - timedelta(days=at)) for at in range(30)]
    past = [bar("waves", f"P{at}", start_baseline=early, status="overdue", items_late=1) for at in range(4)]
    rows = bars(*done, *coming, *past)
    drawn = valid(timeline_glance.glance(rows, AS_AT))
    named = {at for at in rows["item_id"] if f"<b>Name of {at}</b>" in notes(drawn)}
    assert named == {"P0", "P1", "P2", "P3", "C29", "C28", "C27", "C26", "C25"}, "past its date, then what comes next"
    assert "<b>Waves</b>  20 of 54 done, 4 past their date" in notes(drawn)
    assert "<b>45 others</b>  Press one for its name" in notes(drawn)
    assert drawn.layout.height < 400, "no higher than a window has room for"
    assert {custom[2] for trace in drawn.data for custom in trace.customdata or ()} == set(rows["item_id"]), (
        "all are drawn"
    )


def test_what_is_cancelled_is_drawn_and_not_counted():
    drawn = valid(
        timeline_glance.glance(bars(bar("decisions", "D1", status="cancelled"), bar("decisions", "D2")), AS_AT)
    )
    assert "<b>Decisions and scrutiny</b>  0 of 1 done" in notes(drawn)
    assert {custom[2] for trace in drawn.data for custom in trace.customdata or ()} == {"D1", "D2"}


def test_a_figure_longer_than_a_window_has_its_dates_at_the_top_too():
    few = timeline.by_lane(bars(bar("gateways", "GO")), AS_AT)
    many = valid(timeline.by_lane(bars(*[bar("gateways", f"G{at}") for at in range(20)]), AS_AT))
    assert "xaxis2" not in few.layout
    assert (many.layout.xaxis2.side, many.layout.xaxis2.range) == ("top", many.layout.xaxis.range)
    assert traces(many, xaxis="x2"), "an axis without a trace is not drawn"


def test_a_window_is_what_the_axis_shows_and_three_thousand_bars_are_drawn():
    window = (date(2013, 4, 1), date(2013, 6, 30))
    drawn = timeline.by_lane(bars(*[bar("migrations", f"A{at}") for at in range(3000)]), AS_AT, window=window)
    assert tuple(drawn.layout.xaxis.range) == window
    assert "As at" not in notes(drawn), "31 March lies outside"


def test_dates_on_the_axis_begin_months_and_say_the_day_within_a_quarter():
    near = theme.date_ticks(date(2013, 7, 1), date(2013, 9, 30))
    assert near["ticktext"] == [
        "1 Jul<br>2013", "15 Jul<br>2013", "1 Aug<br>2013", "15 Aug<br>2013", "1 Sep<br>2013", "15 Sep<br>2013",
    ]  # fmt: skip
    far = theme.date_ticks(date(2012, 4, 20), date(2014, 5, 1))
    assert far["tickvals"] == [date(2012, 7, 1), date(2013, 1, 1), date(2013, 7, 1), date(2014, 1, 1)]
    assert len(theme.date_ticks(date(1990, 1, 1), date(2100, 12, 31))["tickvals"]) < 13
    assert theme.date_ticks(date(2013, 3, 17), date(2013, 3, 20), " ")["ticktext"] == ["17 Mar 2013"]


def test_the_as_at_label_stays_within_the_figure():
    """At an end of the axis it grows inwards: on a phone ‘s at 31 Mar 2013’ stood over a single gateway."""
    first, last = date(2013, 7, 1), date(2013, 9, 30)
    for day, side in ((first, "left"), (date(2013, 8, 15), "center"), (last, "right")):
        _, label = theme.as_at_line(day, LIGHT, first, last)
        assert label["xanchor"] == side


def test_an_axis_that_counts_says_whole_numbers():
    """Of one application ‘0.2’ can't have moved; and ten thousand are 10,000, as the labels beside them say."""
    assert theme.count_ticks(1) == {"tickformat": ",d", "dtick": 1}
    assert theme.count_ticks(10_000) == {"tickformat": ",d", "nticks": 6}


def test_quarters_are_those_of_the_calendar():
    assert controls.quarter("2013-Q2") == (date(2013, 4, 1), date(2013, 6, 30))
    assert controls.quarter("2013-Q4") == (date(2013, 10, 1), date(2013, 12, 31))
    assert controls.quarter_of(date(2014, 1, 1)) == "2014-Q1"
    assert [controls.quarter(each) for each in (None, "", "2013-Q5", "13-Q1", "2013-X1", "0001-Q1")] == [None] * 6
    said = controls.quarters(bars(bar("gateways", "GO")), AS_AT)
    assert list(said) == ["2013-Q1", "2013-Q2"]
    assert said["2013-Q2"] == "April to June 2013"


def test_each_change_leads_to_its_rows():
    change = {"subject": "migrations", "kind": "moved", "alike": None, "item_id": "APP-1", "page": "migration"}
    assert change_list.where(change) == ("application", {"application_id": "APP-1"})
    assert change_list.where(change | {"kind": "progress", "item_id": "all"}) == (
        "changes", {"subject": "migrations", "kind": "moved"},
    )  # fmt: skip
    together = change | {"item_id": None, "alike": "{n} moved"}
    assert change_list.where(together) == ("changes", {"subject": "migrations", "kind": "moved", "alike": "{n} moved"})
    assert change_list.where(change | {"subject": "waves"}) == ("migration", {"wave_id": "APP-1"})
    assert change_list.where(change | {"subject": "gateways", "page": "gateways"}) == (
        "gateways",
        {"gateway_id": "APP-1"},
    )
    assert change_list.where(change | {"subject": "spend", "page": "spend"}) == (
        "spend", {"strand": "APP-1"},
    )  # fmt: skip
    assert change_list.where(change | {"subject": "decisions"}) == ("decisions", {"decision_id": "APP-1"})
