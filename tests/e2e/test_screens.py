"""What holds for every screen, whatever it shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.accessibility import findings
from tests.e2e.conftest import watched
from tests.e2e.screens import PROMISED, screens
from tests.e2e.server import Server
from tests.e2e.tab import PHONE, Tab, new_tab, next_tab

SCREENS = screens()
every_screen = pytest.mark.parametrize("name", SCREENS)


def test_the_promised_screens_are_there():
    assert PROMISED <= set(SCREENS)


def assert_in_order(tab: Tab) -> None:
    """The screen that was asked for is there, whole, and can be used by everyone."""
    assert tab.page.get_by_test_id("stException").count() == 0
    # Streamlit shows the first screen instead of one that it doesn't know, and says so in a dialog.
    assert tab.page.get_by_text("Page not found").count() == 0
    assert tab.page.locator("[data-testid=stMain] h1").count() == 1
    found = findings(tab)
    assert not found, "\n".join(map(str, found))


def path_of(tab: Tab, link: Locator) -> str:
    return str(link.get_attribute("href")).removeprefix(tab.url).strip("/")


@pytest.fixture(scope="module")
def named(browser: Browser, server: Server) -> dict[str, str]:
    """Path of each screen that the navigation leads to → what it is called there."""
    with next_tab(browser, server.url) as tab:
        tab.open()
        links = tab.page.get_by_test_id("stSidebarNavLink").all()
        return {path_of(tab, link): str(link.text_content()).strip() for link in links}


@every_screen
def test_a_screen_by_its_address(tab: Tab, named: dict[str, str], name: str):
    assert_in_order(tab.open(SCREENS[name], as_at="2013-08-31"))
    heading = tab.page.locator("[data-testid=stMain] h1").inner_text()
    assert tab.page.title() == f"{heading}, 31 August 2013: ICT shared services"
    assert named.get(SCREENS[name], heading) == heading, "the navigation has another name for it"


@every_screen
def test_a_screen_on_a_phone_in_the_dark(browser: Browser, server: Server, name: str):
    """As it opens there; how it looks at every size, light and dark, is held by tests/e2e/test_seen.py."""
    with next_tab(browser, server.url, PHONE, dark=True) as opened:
        for phone in watched(opened):
            assert_in_order(phone.open(SCREENS[name]))
            assert phone.sideways() <= 0, "it scrolls sideways"


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
    assert tab.outside == ["http://tracker.invalid/"]
    assert tab.complaints
    tab.outside.clear()
    tab.complaints.clear()


def test_the_navigation_leads_to_every_screen(named: dict[str, str]):
    assert set(named) == set(SCREENS.values()) - {"application"}, "an application's own page is led to by its rows"


def screens_in_the_second_row(tab: Tab) -> list[str]:
    return [link.inner_text() for link in tab.page.get_by_test_id("stSidebarNavLink").all() if link.is_visible()][
        1:
    ]  # Find


def test_a_group_leads_to_its_first_screen_and_its_row_to_the_others(tab: Tab):
    tab.open("gateways", as_at="2013-08-31")
    assert screens_in_the_second_row(tab)[:2] == ["Overview", "What changed"]
    tab.after(lambda: tab.page.get_by_role("link", name="Money", exact=True).click())
    assert tab.page.url == f"{tab.url}/spend?as_at=2013-08-31"
    assert screens_in_the_second_row(tab) == ["Capital", "Services and rates", "Investment", "Vehicle options"]
    group = tab.page.get_by_role("link", name="Partners", exact=True)
    group.focus()
    tab.after(lambda: tab.page.keyboard.press("Enter"))
    row = tab.page.get_by_test_id("stSidebarNavLink")
    expect(row.filter(has_text="If a partner withdraws")).to_be_visible()
    expect(tab.page.locator("[data-testid=stSidebarNavLink][aria-current=page]")).to_have_text("Partners")


def test_the_first_visit_after_a_start_may_be_a_deep_link(browser: Browser, fresh_server: Server):
    """Streamlit serves files of pages/ by address before dashboard.py has run once: no navigation, no sign-in."""
    with new_tab(browser, fresh_server.url) as opened:
        for tab in watched(opened):
            tab.open("inventory")
            expect(tab.page.locator("[data-testid=stMain] h1")).to_have_text("Inventory")
            expect(tab.page.get_by_text("Page not found")).to_have_count(0)
            expect(tab.page.get_by_test_id("stSidebarNav").first).to_be_attached()
            expect(tab.page.get_by_role("link", name="dashboard", exact=True)).to_have_count(0)


LEFT = """() => { const left = [document.cookie.includes("left=here"), localStorage.left ?? null, sessionStorage.left ?? null];
    document.cookie = "left=here"; localStorage.left = sessionStorage.left = "here"; return left; }"""


def test_a_tab_knows_nothing_of_the_one_before(browser: Browser, server: Server):
    """The tests share one browser for its cache: only that is shared, and a screen opens as in a browser that is new."""
    seen = []
    for opened_by in (new_tab, next_tab, next_tab):
        with opened_by(browser, server.url) as opened:
            for tab in watched(opened):
                tab.open("methods", as_at="2013-08-31")
                assert tab.page.evaluate(LEFT) == [False, None, None]
                seen.append(tab.page.locator("[data-testid=stApp]").inner_text())
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desktop", "phone"])
def test_the_first_start_shows_the_illustrative_programme(browser: Browser, server: Server, size: tuple[int, int]):
    with next_tab(browser, server.url, size) as opened:
        opened.open()
        expect(opened.page.get_by_test_id("stMain")).to_contain_text("illustrative", ignore_case=True)
