"""The charts: what is drawn for a small frame, that Plotly accepts every property, and what odd frames come to."""

import math
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import combinations

import plotly.graph_objects as go
import polars as pl
import pytest

from pages.charts import forecast, gateways, inventory, investment, migration, partners, risks, schedule, spend, vehicle
from pages.charts.departments import with_others
from pages.charts.theme import DARK, LIGHT, Palette
from tests.pages import frames
from tests.pages.charts.test_investment_charts import BENEFITS, CHANGES, YEARS
from tests.pages.charts.test_vehicle_charts import OPTIONS, PARTS, TURNS

MARCH = date(2013, 3, 31)
USUAL_BANDS = {"low_to": 6, "medium_to": 12, "high_to": 20}

Draw = Callable[[pl.DataFrame, Palette], go.Figure]
MOVES = frames.RISK_MOVES.to_dicts()
CHARTS: dict[str, tuple[pl.DataFrame, Draw]] = {
    "departments": (frames.BY_DEPARTMENT, inventory.by_department),
    "core": (frames.TO_CORE, inventory.to_core),
    "flows": (frames.INTERFACES, inventory.flows),
    "dates": (
        pl.DataFrame([frames.APPLICATION]),
        lambda rows, palette: inventory.dates(rows.row(0, named=True), MARCH, palette),
    ),
    "stages": (frames.BY_STAGE, migration.by_stage),
    "waves": (frames.WAVES, lambda rows, palette: schedule.waves(rows, MARCH, palette)),
    "timeline": (frames.DATED, lambda rows, palette: schedule.by_row(rows, MARCH, palette)),
    "timeline together": (frames.DATED, lambda rows, palette: schedule.by_row(rows, MARCH, palette, together=True)),
    "gateways": (frames.GATEWAYS, lambda rows, palette: schedule.gateways(rows, MARCH, palette)),
    "criteria": (frames.CRITERIA, gateways.criteria_by_partner),
    "partners": (frames.SPELLS, lambda rows, palette: partners.stage_lanes(rows, MARCH, palette)),
    "funnel": (frames.FUNNEL, partners.funnel),
    "ratings": (frames.RATINGS, gateways.ratings),
    "capital": (frames.SPEND_BY_MONTH, lambda rows, palette: spend.cumulative(rows, MARCH, palette)),
    "months": (frames.SPEND_BY_MONTH, lambda rows, palette: spend.by_month(rows, MARCH, palette)),
    "components": (frames.SPEND_BY_COMPONENT, spend.by_component),
    "strands": (frames.SPEND_BY_STRAND, spend.by_strand),
    "risk matrix": (frames.RISK_CELLS, lambda rows, palette: risks.matrix(rows, MOVES, "threat", palette)),
    "opportunities": (frames.RISK_CELLS, lambda rows, palette: risks.matrix(rows, MOVES, "opportunity", palette)),
    "risk scores": (frames.RISKS, lambda rows, palette: risks.scores(rows, USUAL_BANDS, palette)),
    "risk owners": (frames.RISKS_BY_OWNER, lambda rows, palette: risks.by_band(rows, "owner", "of_owner", palette)),
    "cash flow": (YEARS, lambda rows, palette: investment.cash_flow(rows, Decimal("2.33"), palette)),
    "tornado": (CHANGES, investment.tornado),
    "benefits": (BENEFITS, investment.benefits),
    "contributions": (PARTS, vehicle.contributions),
    "cost": (OPTIONS, vehicle.cost_against_score),
    "turning points": (TURNS, vehicle.turning_points),
}
every_chart = pytest.mark.parametrize(("rows", "draw"), CHARTS.values(), ids=CHARTS)


def traces(drawn: go.Figure) -> dict[str, go.Figure]:
    return {trace.name: trace for trace in drawn.data if trace.name}


def labels(drawn: go.Figure) -> str:
    return " | ".join(note.text for note in drawn.layout.annotations)


@every_chart
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_plotly_accepts_every_property(rows: pl.DataFrame, draw: Draw, palette: Palette):
    drawn = draw(rows, palette)
    go.Figure(drawn.to_plotly_json())  # checks each property, which the charts leave out because it takes long
    assert drawn.layout.paper_bgcolor == palette.background
    assert drawn.layout.title.text is None  # the heading above the figure says the finding
    assert not re.search(r"<i>|<b>(agreed|7|1)</b>", drawn.to_json()), "text from data stays text"


@every_chart
def test_a_figure_is_small_enough_to_send_at_every_run_and_the_small_bundle_draws_it(rows: pl.DataFrame, draw: Draw):
    """The bundle that readers usually get has these kinds of trace and no other (pages/serving/bundle.py)."""
    drawn = draw(rows, LIGHT)
    assert {trace.type for trace in drawn.data} <= {"scatter", "bar", "pie"}
    assert len(drawn.to_json()) < 12_000


@pytest.mark.parametrize("name", [name for name in CHARTS if name != "dates"])  # which takes one row
def test_nothing_and_one_row_are_drawn(name: str):
    rows, draw = CHARTS[name]
    for few in (rows.clear(), rows.head(1)):
        assert isinstance(go.Figure(draw(few, LIGHT).to_plotly_json()), go.Figure)
    assert len(draw(rows.head(1), LIGHT).data) >= 1


def test_departments_largest_first_and_what_is_in_scope_before_what_is_not():
    drawn = inventory.by_department(frames.BY_DEPARTMENT)
    assert [trace.name for trace in drawn.data] == ["Consolidate", "Retain", "Retire", "Undecided"]
    found = traces(drawn)
    assert found["Consolidate"].x == (3,)
    assert found["Consolidate"].y == (0,)  # Finance, with 4 the largest, stands at the top
    assert list(found["Undecided"].customdata[0]) == ["Housing", "undecided"]
    assert labels(drawn).startswith("<b>Finance</b>  4 | <b>Housing</b>  2")


def test_rows_of_many_departments_are_close_but_no_hairlines():
    one = pl.DataFrame([("Finance", "consolidate", 196)], schema=frames.BY_DEPARTMENT.schema, orient="row")
    (alone,) = inventory.by_department(one).data
    assert list(alone.text) == ["196"]
    many = pl.concat([one.with_columns(department=pl.lit(f"Department {at}")) for at in range(25)])
    drawn = inventory.by_department(many)
    assert drawn.data[0].text is None, "so close together that there is no room in any"
    assert drawn.layout.height < 760, "in one window with the bar and the heading"
    assert drawn.data[0].width * (drawn.layout.height - 58) / 25 >= 10


def test_flows_come_in_at_the_left_and_go_out_at_the_right():
    drawn = inventory.flows(frames.INTERFACES)
    arrows = [trace for trace in drawn.data if trace.type == "scatter"]
    assert [[other for (other,) in side.customdata] for side in arrows] == [["A2", "A3"], ["A4", "A1"]]
    assert set(arrows[0].x) == {0.46}
    assert set(arrows[1].x) == {1.0}
    assert "<b>itself</b>" in labels(drawn)
    assert "file, daily" in labels(drawn)
    crowded = pl.concat(
        [frames.INTERFACES.head(1).with_columns(other_department=pl.lit(f"D{at % 9}")) for at in range(30)]
    )
    drawn = inventory.flows(crowded)
    assert "<b>D0</b>" in labels(drawn), "thirty would not be named: an arrow is a department"
    assert "4 interfaces" in labels(drawn)
    assert "and 2 more" in labels(drawn)
    assert ["", "D0"] in [list(mark) for trace in drawn.data if trace.type == "scatter" for mark in trace.customdata]
    assert drawn.layout.height < 500


def test_the_dates_of_an_application_hold_its_move_against_its_contract():
    drawn = inventory.dates(frames.APPLICATION, MARCH)
    assert drawn is not None
    assert list(drawn.data[0].x) == [date(2013, 5, 1), date(2013, 5, 22)]
    assert "<b>Expected to move</b>  22 May 2013, 3 weeks late" in labels(drawn)
    assert "<b>Contract ends</b>  1 May 2013, 3 weeks before the move" in labels(drawn)
    moved = frames.APPLICATION | {"is_migrated": True, "actual_date": date(2013, 3, 1)}
    assert "<b>Moved</b>  1 Mar 2013, about 9 weeks early" in labels(inventory.dates(moved, MARCH))
    supported = frames.APPLICATION | {"support_end": date(2013, 6, 5)}
    assert "<b>Support ends</b>  5 Jun 2013, 2 weeks after the move" in labels(inventory.dates(supported, MARCH))
    nothing = dict.fromkeys(frames.APPLICATION)
    assert inventory.dates(nothing, MARCH) is None


def test_the_way_to_the_core_leads_to_its_rows():
    (bars,) = inventory.to_core(frames.TO_CORE).data
    assert bars.x == (277, 167, 82)
    assert [code for (code,) in bars.customdata] == ["all", "in_scope", "consolidate"]


def test_stages_grow_from_the_finished_side():
    drawn = migration.by_stage(frames.BY_STAGE)
    assert [trace.name for trace in drawn.data] == ["Decommissioned", "Migrated", "Build", "Not started"]
    assert all(list(trace.text) == [str(n) for n in trace.x] for trace in drawn.data), "each bar says how many it is"
    assert "<b>Finance</b>  3 of 3 moved" in labels(drawn)
    assert "<b>Housing</b>  0 of 5 moved" in labels(drawn)
    lacking = frames.BY_STAGE.with_columns(stage=pl.col("stage").replace("not_started", "unplanned"))
    assert [trace.name for trace in migration.by_stage(lacking).data][3] == "No move reported"
    assert "<b>Housing</b>  0 of 5 moved" in labels(migration.by_stage(lacking)), "they are counted like the others"


def test_the_as_at_label_of_a_timeline_that_begins_there_grows_inwards():
    drawn = schedule.by_row(frames.DATED.head(1), date(2000, 1, 1))
    assert [note.xanchor for note in drawn.layout.annotations if "As at" in note.text] == ["left"]


def test_the_timeline_draws_baseline_forecast_and_actual():
    drawn = schedule.by_row(frames.DATED, MARCH)
    points = {trace.name: trace for trace in drawn.data if trace.type == "scatter" and trace.name}
    # A wave is a bar, and a baseline that lies beneath what is on plan would only stick out around its mark.
    slipped = frames.DATED.filter(pl.col("kind") != "wave").filter(
        pl.coalesce("actual_date", "forecast_date") != pl.col("baseline_date")
    )
    assert list(points["Baseline"].x) == slipped["baseline_date"].to_list()
    assert set(points["Actual"].x) == {date(2012, 12, 28), date(2013, 1, 15), date(2012, 9, 18)}
    assert set(points["Forecast"].x) == {date(2013, 6, 14), date(2014, 4, 1)}
    assert points["Baseline"].marker.color == LIGHT.background  # a ghost is hollow
    bars = [trace for trace in drawn.data if trace.type == "bar" and len(trace.x)]
    assert [bar.name for bar in bars] == ["Baseline", "Forecast"]
    assert list(bars[0].customdata[0]) == ["waves", "G1"]
    # The wave and the gateway share a reference, yet each has its own row.
    assert len([note for note in drawn.layout.annotations if note.name == "row"]) == 6
    assert f'<span style="color:{LIGHT.rating["amber"]}">◆ Amber</span> · done 28 Dec 2012, 2 weeks late' in labels(
        drawn
    )
    assert "Wave · expected 15 Apr 2013, about 4 weeks late" in labels(drawn)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_what_is_to_come_has_the_colour_and_shape_of_its_rating_and_red_is_the_largest(palette: Palette):
    codes = ("green", "amber", "red")
    one = frames.GATEWAYS.head(1).with_columns(is_done=pl.lit(False), actual_date=pl.lit(None, pl.Date))
    rows = pl.concat([one.with_columns(gateway_id=pl.lit(code), computed_rating=pl.lit(code)) for code in codes])
    drawn = schedule.gateways(rows, MARCH, palette)
    (coming,) = [trace for trace in drawn.data if trace.name == "Forecast" and trace.type == "scatter"]
    assert list(coming.marker.symbol) == ["circle", "diamond", "triangle-up"]
    assert list(coming.marker.color) == [palette.rating[code] for code in codes]
    # Area by size: a circle's, a diamond's with its corners 1.3 radii from the middle, a triangle's with sides of 1.15.
    sizes = [size / 2 for size in coming.marker.size]
    area = [math.pi * sizes[0] ** 2, 2 * (1.3 * sizes[1]) ** 2, math.sqrt(3) * (1.15 * sizes[2]) ** 2]
    assert area[2] > max(area[:2])
    (key,) = [note.text for note in drawn.layout.annotations if note.name == "key"]
    for code, shape in zip(codes, "●◆▲", strict=True):
        assert f'<span style="color:{palette.rating[code]}">{shape}</span>' in key, "in colour and in shape"


def test_milestones_can_share_a_row():
    apart, together = (schedule.by_row(frames.DATED, MARCH, together=share) for share in (False, True))
    assert "<b>Milestones</b><br>1 of 1 done" in labels(together)
    assert "<b>Servers bought</b>" in labels(apart)
    assert "<b>Servers bought</b>" not in labels(together)


def test_three_hundred_gateways_share_a_row_above_the_milestones():
    gateway = frames.GATEWAYS.filter(pl.col("gateway_id") == "G2")
    many = [gateway.with_columns(gateway_id=pl.lit(f"X{at}")) for at in range(300)]
    drawn = schedule.gateways(pl.concat([gateway.with_columns(kind=pl.lit("milestone")), *many]), MARCH)
    assert drawn.layout.height < 4 * schedule.ROWS.row + 100
    assert "0 of 300 done; a mark each" in labels(drawn)
    assert labels(drawn).index("<b>Gateways</b>") < labels(drawn).index("<b>Milestones</b>")


def test_on_their_own_figure_many_milestones_share_a_row_and_crowded_marks_are_thin_lines():
    """Three hundred rows would make a figure of nineteen thousand pixels; points would run into one another."""
    few = schedule.gateways(frames.GATEWAYS, MARCH)
    milestone = frames.GATEWAYS.head(1).with_columns(kind=pl.lit("milestone"))
    rows = [milestone.with_columns(gateway_id=pl.lit(f"M{at}")) for at in range(schedule.CROWDED + 1)]
    many = schedule.gateways(pl.concat([frames.GATEWAYS, *rows]), MARCH)
    assert many.layout.height == few.layout.height + schedule.ROWS.row
    assert f"<b>Milestones</b><br>{schedule.CROWDED + 1} of {schedule.CROWDED + 1} done; a mark each" in labels(many)
    thin = [trace for trace in many.data if trace.type == "scatter" and trace.marker.symbol == "line-ns"]
    assert [(trace.name, len(trace.x), trace.showlegend) for trace in thin] == [("Actual", schedule.CROWDED + 1, False)]
    assert list(thin[0].customdata[0]) == ["gateways", "M0"]
    assert not [trace for trace in few.data if trace.type == "scatter" and trace.marker.symbol == "line-ns"]


def test_an_actual_date_that_has_not_come_is_no_actual():
    ahead = frames.GATEWAYS.with_columns(is_done=pl.lit(False))
    drawn = schedule.gateways(ahead, date(2012, 12, 20))
    points = {trace.name: trace for trace in drawn.data if trace.type == "scatter" and trace.name}
    assert date(2012, 12, 28) not in points["Actual"].x
    assert date(2012, 12, 28) in points["Forecast"].x


def test_waves_say_how_many_have_moved():
    assert "5 of 20 moved; 5 weeks late" in labels(schedule.waves(frames.WAVES, MARCH))


def test_criteria_leave_out_who_has_none_and_hatch_what_is_overdue():
    drawn = gateways.criteria_by_partner(frames.CRITERIA)
    found = traces(drawn)
    assert found["Met"].x == (1, 2)
    assert found["Overdue"].x == (1, 0)
    assert found["Still to come"].x == (1, 0)
    assert found["Overdue"].marker.pattern.shape == "/"
    assert "Only waived" not in labels(drawn)


def test_partners_stand_by_how_far_they_are_and_the_withdrawn_last():
    drawn = partners.stage_lanes(frames.SPELLS, MARCH)
    order = [note.text.split("</b>")[0] for note in drawn.layout.annotations][:3]
    assert order == ["<b>Sentinel CiC", "<b>Plymouth City Council", "<b>Left again"]
    assert traces(drawn)["Withdrawn"].marker.pattern.shape == "x"
    assert traces(drawn)["Onboarding"].y == traces(drawn)["In discussion"].y  # one lane a partner


def test_beyond_the_largest_the_departments_are_counted_together():
    many = pl.DataFrame(
        [(f"Department {n:03}", "retain", 300 - n) for n in range(300)],
        schema=frames.BY_DEPARTMENT.schema, orient="row",
    )  # fmt: skip
    drawn = inventory.by_department(many)
    (bars,) = drawn.data
    assert len(bars.x) == 25  # the others have a line and no bar, which would dwarf the rest
    assert drawn.layout.xaxis.range[1] < 310, "the longest bar takes the width, whatever the others are together"
    assert f"<b>275 other departments</b>  {sum(300 - n for n in range(25, 300)):,}" in labels(drawn)
    assert drawn.layout.height < 1500
    stages = migration.by_stage(many.rename({"disposition": "stage"}).with_columns(stage=pl.lit("build"), migrated=0))
    assert "0 of 37,950 moved" in labels(stages)
    assert with_others(many.head(26), "disposition")["others"].sum() == 0  # one more is left as it is


def test_beyond_the_furthest_the_partners_are_counted_by_stage():
    one = frames.SPELLS.filter(pl.col("stage") == "in_discussion")
    for extra, lanes in ((1, partners.MOST + 1), (2, partners.MOST + 1), (40, partners.MOST + 1)):
        spells = pl.concat([one.with_columns(partner_id=pl.lit(f"X{at}")) for at in range(partners.MOST + extra)])
        drawn = partners.stage_lanes(spells, MARCH)
        assert drawn.layout.height == partners.KEY + 90 + partners.ROW * lanes, extra
        assert sum(len(trace.x) for trace in drawn.data) == (lanes if extra == 1 else partners.MOST)
        assert (f"<b>{extra} other partners</b><br>{extra} in discussion" in labels(drawn)) == (extra > 1)


def test_no_axis_says_the_same_month_twice():
    """Over six weeks Plotly's own ticks would read ‘Apr 2013, Apr 2013, May 2013, May 2013’."""
    near = frames.GATEWAYS.tail(1).with_columns(baseline_date=pl.lit(MARCH), forecast_date=pl.lit(MARCH))
    spell = frames.SPELLS.head(1).with_columns(from_date=pl.lit(date(2013, 2, 20)), to_date=pl.lit(MARCH))
    months = forecast.joined(frames.months(("2013-03-31", 1, 0, 0), ("2013-04-30", 1, None, 1)), pl.DataFrame())
    for drawn in (schedule.gateways(near, MARCH), partners.stage_lanes(spell, MARCH), forecast.burn_up(months, MARCH)):
        said = drawn.layout.xaxis.ticktext
        assert said, "the ticks are our own"
        assert len(said) == len(set(said))


def test_labels_that_share_a_line_fit_a_phone():
    """Of 390 pixels a chart has 340: some fifty letters. A label of one row is shortened in the browser."""
    name = "Education and lifelong learning partnership services"
    finance = frames.BY_STAGE.filter(pl.col("department") == "Finance")
    long = finance.with_columns(department=pl.lit(name), applications=1_200, migrated=1_200)
    (label,) = migration.by_stage(long).layout.annotations
    assert (label.name, label.text) == ("row", f"<b>{name}</b>  2,400 of 2,400 moved")
    stages = ("design_and_sla_agreed", "business_case_agreed", "committed", "in_discussion", "identified", "withdrawn")
    spells = pl.concat(
        [
            frames.SPELLS.head(1).with_columns(partner_id=pl.lit(f"X{at}"), stage=pl.lit(stages[at % 6]))
            for at in range(90)
        ]
    )
    counted = partners.stage_lanes(spells, MARCH).layout.annotations[partners.MOST]
    assert counted.text.startswith("<b>65 other partners</b><br>")
    assert max(len(line) for line in counted.text.split("<br>")[1:]) <= partners.LETTERS


def test_capital_says_at_the_end_of_each_line_what_it_comes_to():
    drawn = spend.cumulative(frames.SPEND_BY_MONTH, MARCH)
    ends = ["<b>Spent £250</b>", "<b>Committed £300</b>", "<b>Budget £400</b>", "<b>Expected £460</b>"]
    for room in spend.WIDTHS:
        assert [note.text for note in drawn.layout.annotations if note.name == room] == ends
    nearly = spend.cumulative(
        frames.SPEND_BY_MONTH.with_columns(
            budget_so_far_gbp=pl.lit(1_000_000), spent_so_far_gbp=pl.lit(999_810), expected_so_far_gbp=pl.lit(1_000_300)
        ),
        MARCH,
    )
    in_full = {"<b>Expected £1,000,300</b>", "<b>Budget £1m</b>", "<b>Spent £999,810</b>"}  # none of them is the budget
    assert in_full < {note.text for note in nearly.layout.annotations}
    assert not drawn.layout.showlegend
    spent = next(trace for trace in drawn.data if trace.name == "Spent")
    assert list(spent.x) == [date(2013, 1, 31), date(2013, 2, 28)], "up to the end of a month, not its first day"


def test_a_component_says_by_how_much_it_differs_and_why():
    drawn = spend.by_component(frames.SPEND_BY_COMPONENT)
    assert [note.text for note in drawn.layout.annotations] == [
        "<b>&lt;b&gt;Servers&lt;/b&gt;</b><br>£100 over: A second site.",
        "<b>Forms</b><br>£50 less than was due: no reason given",
        "<b>Network</b><br>as budgeted", "<b>Archive</b><br>nothing reported",
    ]  # fmt: skip
    marks = {trace.name: list(trace.x) for trace in drawn.data if trace.type == "scatter"}
    assert marks == {"Budget": [1000, 500, 100, 70], "Expected in all": [1100, 100]}
    assert [list(mark) for mark in drawn.data[0].customdata][1] == ["Forms"]
    months = traces(spend.by_month(frames.SPEND_BY_MONTH, MARCH))
    assert list(months["Forecast"].y) == [90, 120], "of a month that is spent the forecast is the actual"


def test_lines_of_capital_that_end_alike_are_named_apart_and_close_by():
    alike = pl.DataFrame(
        {
            "month": [date(2013, 1, 1), date(2013, 2, 1)], "budget_so_far_gbp": [100, 400], "expected_so_far_gbp": [100, 400],
            "spent_so_far_gbp": [100, 400], "committed_so_far_gbp": [None, None],
        }
    )  # fmt: skip
    notes = spend.cumulative(alike, MARCH).layout.annotations
    for room in spend.WIDTHS:
        named = [note for note in notes if note.name == room]
        assert len(named) == 3
        for one, other in combinations(named, 2):
            assert one.xanchor != other.xanchor or abs(one.yshift - other.yshift) >= spend.HIGH
        assert max(abs(note.yshift) for note in named) < 3 * spend.HIGH


def test_what_a_part_spent_beyond_its_budget_is_hatched_and_begins_where_the_budget_ends():
    over = traces(spend.by_strand(frames.SPEND_BY_STRAND))["Over the budget"]
    assert (list(over.x), list(over.base)) == ([0, 100, 0], [1000, 500, 100])
    assert over.marker.pattern.shape == "/"
    assert list(traces(spend.by_strand(frames.SPEND_BY_STRAND))["Due by now"].x) == [800, 400, 0]


def test_the_funnel_says_who_has_come_how_far_and_what_moved():
    drawn = partners.funnel(frames.FUNNEL)
    assert list(drawn.data[0].x) == [8, 5, 1]
    said = labels(drawn)
    assert "<b>Committed</b>  2 here now · ▲ 1 more than a report before" in said
    assert "<b>Identified</b>  3 here now |" in said, "nothing moved, nothing said"
    assert "▼ 1 fewer" in said


def test_ratings_stand_with_their_shape_and_the_last_report_in_words():
    drawn = gateways.ratings(frames.RATINGS)
    green, red = traces(drawn)["Green"], traces(drawn)["Red"]
    assert list(green.text) == ["● 3", "● 2"]
    assert (list(red.x), list(red.text)) == ([1], ["▲ 1"])
    assert labels(drawn) == "<b>● Green</b> | <b>▲ Red</b>"
