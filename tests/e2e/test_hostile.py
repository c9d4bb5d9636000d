"""A word of 3,000 letters, as a slip of the keyboard makes it, widens no screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as BrowserTimeout

from pages import pack
from tests.e2e.screens import screens
from tests.e2e.server import Server, serve
from tests.e2e.tab import DESKTOP, PHONE, assert_in_order, next_tab
from tests.e2e.test_seen import FOLLOWED
from tests.pages.pack.programmes import AS_AT, endless

FITS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .every(e => e.scrollWidth <= e.clientWidth)"""
SCREENS = screens()
CHOSEN = {"application": {"application_id": "A1"}, "gateways": {"gateway_id": "G1"}, "partners": {"partner_id": "P1"}}


@pytest.fixture(scope="module")
def endless_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store: Path = tmp_path_factory.mktemp("endless") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(store))
        endless()
    with serve(store) as running:
        yield running


def test_no_screen_is_widened(browser: Browser, endless_server: Server):
    """One visit: from screen to screen, and each follows the window as it is made narrow, or wide."""
    wide = {}
    sizes = [DESKTOP, PHONE]
    with next_tab(browser, endless_server.url) as tab:
        tab.open()
        for name, path in SCREENS.items():
            tab.go(path, **CHOSEN.get(name, {}))
            assert_in_order(tab)
            for width, height in sizes:
                tab.page.set_viewport_size({"width": width, "height": height})
                tab.page.wait_for_function(FOLLOWED, arg="light")
                with suppress(BrowserTimeout):  # a table follows the window a little later
                    tab.page.wait_for_function(FITS, timeout=5000)
                wide[name, width] = tab.sideways()
            sizes.reverse()
        assert not {where: by for where, by in wide.items() if by > 0}, "pixels by which each screen scrolls sideways"
        assert not tab.complaints


def test_the_paper_in_html_is_not_widened(
    browser: Browser, endless_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PROGRAMME_STORE", str(endless_server.store))
    file = tmp_path / "briefing.html"
    file.write_bytes(pack.render(pack.make(AS_AT), "html"))
    for width, height in (DESKTOP, PHONE):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(file.as_uri())
        assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        page.close()
