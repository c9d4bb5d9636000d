"""A word of 3,000 letters, as a slip of the keyboard makes it, widens no screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pages import pack
from tests.e2e.screens import screens
from tests.e2e.server import Server, serve
from tests.e2e.tab import DESKTOP, PHONE, next_tab
from tests.pages.pack.programmes import AS_AT, endless

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


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_screen_is_widened(browser: Browser, endless_server: Server, size: tuple[int, int]):
    with next_tab(browser, endless_server.url, size) as tab:
        wide = {
            name: by for name, path in SCREENS.items() if (by := tab.open(path, **CHOSEN.get(name, {})).sideways()) > 0
        }
        assert not wide, "pixels by which each screen scrolls sideways"
        assert not tab.complaints


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_paper_in_html_is_not_widened(browser: Browser, tmp_path: Path, store: Path, size: tuple[int, int]):
    endless()
    file = tmp_path / "briefing.html"
    file.write_bytes(pack.render(pack.make(AS_AT), "html"))
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(file.as_uri())
    assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.close()
