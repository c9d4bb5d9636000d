"""What holds for every screen, whatever it shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.deep import DEEP
from tests.e2e.accessibility import findings
from tests.e2e.conftest import watched
from tests.e2e.screens import PROMISED, screens
from tests.e2e.server import Server
from tests.e2e.tab import FOLLOWED, Tab, assert_in_order, new_tab, next_tab

SCREENS = screens()


def test_the_promised_screens_are_there():
    assert PROMISED <= set(SCREENS)


def path_of(tab: Tab, link: Locator) -> str:
    return str(link.get_attribute("href")).removeprefix(tab.url).strip("/")


@pytest.fixture(scope="module")
def named(travelling: Tab) -> dict[str, str]:
    """Path of each screen that the navigation leads to → what it is called there."""
    links = travelling.go("").page.get_by_test_id("stSidebarNavLink").all()
    return {path_of(travelling, link): str(link.text_content()).strip() for link in links}


@pytest.mark.parametrize("name", SCREENS if DEEP else ("application", "changes", "gateways"))
def test_a_screen_gone_to_by_its_address(desk: Tab, name: str):
    """At a desk, on an earlier date, and with nothing chosen; how each looks at every size, at the latest, is held by
    tests/e2e/test_seen.py."""
    assert_in_order(desk.go(SCREENS[name], as_at="2013-08-31"))
    assert not findings(desk), "\n".join(map(str, findings(desk)))
    desk.page.wait_for_function(FOLLOWED, arg="light")
    heading = desk.page.locator("[data-testid=stMain] h1").inner_text()
    assert desk.page.title() == f"{heading}, 31 August 2013: ICT shared services"


def test_the_checks_see_what_is_wrong(tab: Tab):
    """A check that finds nothing anywhere proves nothing."""
    tab.open()
    tab.page.evaluate(
        """() => document.querySelector("[data-testid=stMain]").insertAdjacentHTML("beforeend",
            `<div style="width: 3000px"><img src="data:,"><button></button><p style="color: #eee">faint</p></div>`)"""
    )
    assert {finding.rule for finding in findings(tab)} >= {"image-alt", "button-name"}
    assert tab.sideways() > 0
    tab.page.evaluate("() => fetch('http://tracker.invalid/').catch(() => 0)")
    assert any("tracker.invalid" in complaint for complaint in tab.complaints), "the policy stops it, and says so"
    tab.complaints.clear()


def test_the_navigation_leads_to_every_screen(named: dict[str, str]):
    by_itself = {"application", "programmes"}  # led to by an application's rows, and shown where there are several
    assert set(named) == set(SCREENS.values()) - by_itself


def screens_in_the_second_row(tab: Tab) -> list[str]:
    return [link.inner_text() for link in tab.page.get_by_test_id("stSidebarNavLink").all() if link.is_visible()][
        1:
    ]  # Find


def test_a_group_leads_to_its_first_screen_and_its_row_to_the_others(desk: Tab):
    desk.go("gateways", as_at="2013-08-31")
    assert screens_in_the_second_row(desk)[:2] == ["Overview", "What changed"]
    desk.after(lambda: desk.page.get_by_role("link", name="Money", exact=True).click())
    assert desk.page.url == f"{desk.url}/spend?as_at=2013-08-31"
    assert screens_in_the_second_row(desk) == ["Capital", "Services and rates", "Investment", "Vehicle options"]
    group = desk.page.get_by_role("link", name="Partners", exact=True)
    group.focus()
    desk.after(lambda: desk.page.keyboard.press("Enter"))
    row = desk.page.get_by_test_id("stSidebarNavLink")
    expect(row.filter(has_text="If a partner withdraws")).to_be_visible()
    expect(desk.page.locator("[data-testid=stSidebarNavLink][aria-current=page]")).to_have_text("Partners")


LEFT = """() => { const left = [document.cookie.includes("left=here"), localStorage.left ?? null, sessionStorage.left ?? null,
        setTimeout.toString().includes("native code") ? null : "a clock of the test's own"];
    document.cookie = "left=here"; localStorage.left = sessionStorage.left = "here"; return left; }"""


def test_a_tab_knows_nothing_of_the_one_before(browser: Browser, server: Server):
    """The tests share one browser and its pages, for what it knows of the scripts: only that is shared, and a screen opens
    as in a browser that is new."""
    seen = []
    for opened_by in (new_tab, next_tab, next_tab):
        with opened_by(browser, server.url) as opened:
            for tab in watched(opened):
                tab.open("methods", as_at="2013-08-31")
                assert tab.page.evaluate(LEFT) == [False, None, None, None]
                seen.append(tab.page.locator("[data-testid=stApp]").inner_text())
    assert seen[0] == seen[1] == seen[2]


def test_nothing_of_the_bar_lies_on_the_way_to_the_navigation(phone: Tab):
    """On a phone, where reports are old and that is said."""
    phone.open("spend", as_at="2014-03-31")
    expect(phone.page.get_by_text("Last report 30 Sep 2013, 6 months ago")).to_be_visible()
    phone.page.get_by_test_id("stExpandSidebarButton").click(timeout=5_000)
    expect(phone.page.get_by_test_id("stSidebarNavLink").first).to_be_visible()


def test_the_first_start_shows_the_illustrative_programme(phone: Tab):
    phone.open()
    expect(phone.page.get_by_test_id("stMain")).to_contain_text("illustrative", ignore_case=True)
