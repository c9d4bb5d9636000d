"""The pictures of the services: lower to the left, and the service levels of each day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from pages.charts import services
from pages.charts.theme import LIGHT

RATES = pl.DataFrame(
    [
        ("S1", "Email", "a user", Decimal("4.40"), Decimal("4.00"), 10.0, "higher"),
        ("S2", "Desk <b>one</b>", "a user", Decimal("6.00"), Decimal("8.00"), -25.0, "lower"),
        ("S3", "Payroll", "a payslip", Decimal("3.05"), None, None, None),
    ],
    schema=["service_id", "name", "unit", "rate_gbp", "comparator_rate_gbp", "gap_pct", "stands"],
    orient="row",
)
LEVELS = pl.DataFrame(
    [("Design", "due", date(2013, 5, 31), 3, 1, 2, 0), (None, "now", date(2013, 9, 30), 3, 3, 0, 0)],
    schema=["gateway", "moment", "day", "services", "agreed", "in_review", "draft"],
    orient="row",
)


def test_lower_is_to_the_left_and_first():
    bars, ends = services.rates(RATES).data
    assert [list(mark) for mark in bars.customdata] == [["S2"], ["S1"], ["S3"]]
    assert list(bars.x) == [-25.0, 10.0, 0.0]
    assert list(ends.marker.symbol) == ["circle", "triangle-up", "circle-open"]  # shapes beside the colours
    assert list(bars.marker.color) == [LIGHT.rating["green"], LIGHT.rating["red"], LIGHT.ghost]
    texts = [note.text for note in services.rates(RATES).layout.annotations]
    assert texts[1] == "<b>Email</b><br>▲ £4.40 beside £4 a user, 10% higher"
    assert "<b>one</b>" not in texts[0]


def test_each_day_has_its_service_levels():
    drawn = services.agreed(LEVELS)
    assert {trace.name: list(trace.x) for trace in drawn.data} == {"Agreed": [1, 3], "In review": [2, 0]}
    assert [list(mark) for mark in drawn.data[0].customdata] == [["2013-05-31"], ["2013-09-30"]]
    assert [note.text for note in drawn.layout.annotations] == [
        "<b>Due 31 May 2013: 1 of 3 agreed</b><br>Design", "<b>Now: 3 of 3 agreed</b>  ",
    ]  # fmt: skip


def test_many_services_are_drawn_as_far_as_can_be_read():
    assert len(services.rates(pl.concat([RATES] * 30)).data[0].x) == services.MOST
