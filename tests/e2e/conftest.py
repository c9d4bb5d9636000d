"""A browser and a dashboard for the tests of the screens.

`tab` is a desktop tab and `phone` one of a phone; both are on one server, which all these tests of a worker share, with the
sample in its store, and of one browser, which knows the dashboard's scripts; `first_tab` is of one that was never here. Each
fails its test when the screen asked for anything beyond the loopback or wrote an error to the console. A test that takes
in a file or withdraws one takes `written_server`, or its `writing_tab`: a second server, which a worker's tests share too, and
whose store is the sample again at each test's beginning.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from data.ledger import backups
from tests import debian, office
from tests.e2e import browser as installed
from tests.e2e.server import Server, free_port, serve
from tests.e2e.tab import DESKTOP, FOLLOWED, PHONE, Tab, launched, new_tab, next_tab

# Patience for a machine that does other work besides; what is there at once costs nothing.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a browser test: -m browser chooses them, -m "not browser" leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The scope is the package: Playwright keeps an event loop in this thread, which no other test should meet.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    executable = installed.find()
    if executable is None and debian.missing_is_failure():
        pytest.fail(installed.HOW)
    if executable is None:
        pytest.skip(installed.HOW)
    with launched(executable) as chromium:
        yield chromium


def checked(server: Server) -> Iterator[Server]:
    """The server, whose log is read at the end: what went wrong behind a screen that looked right fails too."""
    yield server
    log = server.log()
    assert "Traceback" not in log, log
    assert '"level": "ERROR"' not in log, log
    assert "Uncaught app execution" not in log, log


@pytest.fixture(scope="package")
def server(first_start: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard that the browser tests share, on what a first start has made."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(first_start, folder, dirs_exist_ok=True)
    with serve(folder / "programme.duckdb") as running:
        yield from checked(running)


@pytest.fixture(scope="package")
def next_port() -> int:
    """Where the dashboards of single modules are served, one after the other: the browser has their scripts in its cache."""
    return free_port()


@pytest.fixture(scope="package")
def second_server(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard in whose store the tests write, one after the other."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(server.store.parent, folder / "served")
    with serve(folder / "served" / server.store.name) as running:
        yield from checked(running)


@pytest.fixture
def written_server(second_server: Server, server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A dashboard whose store a test may write to, and which holds the sample as it begins: it is restored, as after a
    mistake. A start and a first run, which it saves, are four seconds of work."""
    with monkeypatch.context() as here:
        here.setenv("PROGRAMME_STORE", str(second_server.store))
        backups.restore(server.store)
    return second_server


@pytest.fixture
def reader_of_pdf() -> None:
    """Of what the browser prints."""
    if not office.is_here() and debian.missing_is_failure():
        pytest.fail(office.HOW)
    if not office.is_here():
        pytest.skip(office.HOW)


def watched(tab: Tab) -> Iterator[Tab]:
    yield tab
    assert not tab.outside, f"the screen asked for {tab.outside}"
    assert not tab.complaints, f"the browser's console says {tab.complaints}"


@pytest.fixture
def tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """A desktop tab, 1440 × 900, light."""
    with next_tab(browser, server.url) as opened:
        yield from watched(opened)


@pytest.fixture(scope="package")
def travelling(browser: Browser, server: Server) -> Iterator[Tab]:
    """A tab that goes from screen to screen, which is a third of the work of opening each."""
    with next_tab(browser, server.url) as opened:
        yield opened.open("methods")


@pytest.fixture
def desk(travelling: Tab) -> Iterator[Tab]:
    """That tab, 1440 × 900, light, for a test that goes to its screen (`go`) and changes nothing on the page that stays when it
    is left. The date, which is chosen for all screens, each names itself."""
    show(travelling, DESKTOP, "light")
    travelling.outside.clear()
    travelling.complaints.clear()
    yield from watched(travelling)


def show(tab: Tab, size: tuple[int, int], scheme: Literal["light", "dark"]) -> None:
    """Another window or theme, until the charts have followed."""
    tab.page.set_viewport_size({"width": size[0], "height": size[1]})
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.wait_for_function(FOLLOWED, arg=scheme)


@pytest.fixture
def first_tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """A desktop tab of a reader whose browser was never here, and has to fetch everything."""
    with new_tab(browser, server.url) as opened:
        yield from watched(opened)


@pytest.fixture
def dark_tab(browser: Browser, server: Server) -> Iterator[Tab]:
    """A desktop tab of a reader whose system is dark."""
    with next_tab(browser, server.url, dark=True) as opened:
        yield from watched(opened)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Tab]:
    """A phone's tab, 390 × 844, light."""
    with next_tab(browser, server.url, PHONE) as opened:
        yield from watched(opened)


@pytest.fixture
def writing_tab(browser: Browser, written_server: Server) -> Iterator[Tab]:
    """A desktop tab on a dashboard whose store may be written to."""
    with next_tab(browser, written_server.url) as opened:
        yield from watched(opened)
