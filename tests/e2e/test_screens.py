"""What holds for every screen, whatever it shows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.accessibility import findings
from tests.e2e.screens import PROMISED, screens
from tests.e2e.server import Server
from tests.e2e.tab import PHONE, Tab, new_tab

SCREENS = screens()
every_screen = pytest.mark.parametrize("name", SCREENS)


def test_the_promised_screens_are_there():
    assert PROMISED <= set(SCREENS)


@every_screen
def test_a_screen_opens_from_its_address(tab: Tab, name: str):
    tab.open(SCREENS[name])
    assert tab.page.get_by_test_id("stException").count() == 0
    expect(tab.page.locator("[data-testid=stMain] h1")).to_have_count(1)
    # Streamlit shows the first screen instead of one it doesn't know, and says so in a dialog.
    expect(tab.page.get_by_text("Page not found")).to_have_count(0)


@every_screen
def test_a_phone_never_scrolls_sideways(phone: Tab, name: str):
    phone.open(SCREENS[name])
    assert phone.sideways() <= 0


@every_screen
def test_a_screen_is_accessible(tab: Tab, name: str):
    found = findings(tab.open(SCREENS[name]))
    assert not found, "\n".join(map(str, found))


@every_screen
def test_a_dark_screen_is_accessible(dark_tab: Tab, name: str):
    found = findings(dark_tab.open(SCREENS[name]))
    assert not found, "\n".join(map(str, found))


def test_the_navigation_leads_to_every_screen(tab: Tab):
    tab.open()
    links = tab.page.locator("a[data-testid=stSidebarNavLink], a[data-testid=stTopNavLink]")
    paths = {str(link.get_attribute("href")).removeprefix(tab.url).strip("/") for link in links.all()}
    assert {SCREENS[name] for name in PROMISED} <= paths


def test_the_first_visit_after_a_start_may_be_a_deep_link(fresh_tab: Tab):
    """Streamlit serves files of pages/ by address before dashboard.py has run once: no navigation, no sign-in."""
    fresh_tab.open("inventory")
    expect(fresh_tab.page.locator("[data-testid=stMain] h1")).to_have_text("Inventory")
    expect(fresh_tab.page.get_by_text("Page not found")).to_have_count(0)
    expect(fresh_tab.page.get_by_role("link", name="Partners")).to_be_attached()
    expect(fresh_tab.page.get_by_role("link", name="dashboard", exact=True)).to_have_count(0)


@pytest.mark.parametrize("size", [(1440, 900), PHONE], ids=["desktop", "phone"])
def test_the_first_start_shows_the_illustrative_programme(browser: Browser, server: Server, size: tuple[int, int]):
    with new_tab(browser, server.url, size) as opened:
        opened.open()
        expect(opened.page.get_by_test_id("stMain")).to_contain_text("illustrative", ignore_case=True)
