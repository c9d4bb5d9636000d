"""From a figure to its rows, as a reader does it: a click on a mark of a chart, and the rows come into view."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import TimeoutError as BrowserTimeout
from playwright.sync_api import expect

from tests.deep import whose_turn
from tests.e2e.tab import Tab

MARK = """([chart, series, at]) => {
    const drawn = document.querySelector(`.figure[data-key="${chart}"] .js-plotly-plot`);
    if (!drawn || !drawn.calcdata) return null;
    drawn.scrollIntoView({block: "center"});
    const trace = drawn._fullData.findIndex(each => each.name === series);
    const mark = drawn.calcdata[trace].at(at), box = drawn.getBoundingClientRect();
    const {xaxis, yaxis} = drawn._fullLayout;
    const [x, y] = drawn._fullData[trace].type === "bar"
        ? [(xaxis.c2p(mark.b) + xaxis.c2p(mark.b + mark.s)) / 2, yaxis.c2p(mark.p)]
        : [xaxis.c2p(mark.x), yaxis.c2p(mark.y)];
    const place = [box.left + xaxis._offset + x, box.top + yaxis._offset + y];
    const still = JSON.stringify(place) === window.placeBefore;
    window.placeBefore = JSON.stringify(place);
    return still ? place : null;
}"""
"""Where a mark of a chart is on the screen, in pixels, once the chart is scrolled into view and has stopped moving."""

POINTED_AT = """([chart, series]) => {
    const drawn = document.querySelector(`.figure[data-key="${chart}"] .js-plotly-plot`);
    return !!drawn && (drawn._hoverdata || []).some(point => drawn._fullData[point.curveNumber].name === series);
}"""
"""Whether the chart has noticed that the pointer is over a mark of the series: before that, it takes no click."""


def click(tab: Tab, chart: str, series: str, at: int = -1) -> None:
    """Click the mark `at` of a series of the chart that has this key."""
    for attempt in range(10):  # a chart may be drawn again while the pointer rests on it, and then waits for a movement
        x, y = tab.page.wait_for_function(MARK, arg=[chart, series, at], polling=100).json_value()
        tab.page.mouse.move(x + 1 - attempt % 2, y)
        try:
            tab.page.wait_for_function(POINTED_AT, arg=[chart, series], timeout=2_000)
            break
        except BrowserTimeout:
            continue
    tab.after(lambda: tab.page.mouse.click(x, y))


@pytest.mark.parametrize(
    ("screen", "chart", "series", "at", "address", "rows"),
    whose_turn(
        [
            ("migration", "migration_burn_up", "Moved", -1, "migrated_by=2013-09-30", "105 migrations"),
            ("migration", "migration_burn_up", "In scope", 2, "migrated=no", "62 migrations"),
            ("migration", "migration_stages", "Ready", -1, "stage=ready", "match"),
            ("inventory", "inventory_departments", "Retire", -1, "disposition=retire", "match the filters"),
            (
                "gateways?part=How the dates moved",
                "gateways_trend",
                "Membership of the partnership confirmed",
                -1,
                "gateway_id=MS06",
                "The owner says",
            ),
            ("partners", "partner_lanes", "Onboarding", -1, "partner_id=P04", "All partners"),
        ],
        2,
    ),
)
def test_a_mark_leads_to_its_rows_and_they_come_into_view(
    desk: Tab, screen: str, chart: str, series: str, at: int, address: str, rows: str
):
    path, _, part = screen.partition("?part=")
    desk.go(path, as_at="2013-09-30", **({"part": part} if part else {}))
    click(desk, chart, series, at)
    assert address in desk.page.url
    expect(desk.page.get_by_text(rows).first).to_be_in_viewport()


def test_a_link_to_filtered_rows_brings_them_into_view(desk: Tab):
    desk.go("", as_at="2013-09-30")
    desk.after(lambda: desk.page.get_by_role("link", name="See which").click())
    expect(desk.page.get_by_text("105 migrations")).to_be_in_viewport()


def in_view(tab: Tab) -> Any:
    """How far the screen has been scrolled."""
    return tab.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop")


def test_a_filter_set_by_hand_moves_nothing(desk: Tab):
    desk.go("migration", as_at="2013-09-30", migrated="yes")
    expect(desk.page.get_by_text("105 migrations")).to_be_in_viewport()
    desk.page.get_by_role("combobox", name="Wave").click()
    before = in_view(desk)
    desk.after(lambda: desk.page.get_by_role("option", name="Finance and ICT").click())
    expect(desk.page.get_by_test_id("stMain").get_by_text("37 migrations")).to_be_in_viewport()
    assert in_view(desk) == before


def test_a_tab_that_the_address_names_opens_from_a_screen_with_tabs_of_its_own(desk: Tab):
    at = {"as_at": "2013-09-30"}
    desk.go("gateways", **at, part="How the dates moved")
    desk.go("departments", **at, department="Housing", part="Its interfaces")
    opened = desk.page.get_by_role("tab", selected=True)
    expect(opened).to_have_text("Its interfaces")
    desk.after(desk.page.go_back)
    expect(opened).to_have_text("How the dates moved")
    desk.go("partners", **at)
    expect(opened).to_have_text("Where each stands")
    desk.after(desk.page.get_by_role("tab", name="Concerns by theme").click)
    assert "part=Concerns+by+theme" in desk.page.url
