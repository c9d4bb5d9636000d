"""One tab of the browser, watched: what it asked for beyond the loopback, what it complained of, when it is ready."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from weakref import WeakKeyDictionary

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Page,
    Request,
    WebSocket,
    sync_playwright,
)
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.e2e.browser import ARGUMENTS

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
DESKTOP = (1440, 900)
PHONE = (390, 844)

# A deep link makes the page look for the server beside its own address first; then Streamlit finds the root by itself.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")

SCRIPT_AT_REST = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
# All at once: before the first run, too, the script is at rest.
NOTHING_PENDING = """rest => {
    const all = selector => [...document.querySelectorAll(selector)];
    const shown = element => element.getClientRects().length > 0;
    return all(rest).length && all("[data-testid=stMain] h1").length + all("[data-testid=stException]").length > 0
        && all("[data-testid=stSkeleton], [data-testid=stAppSkeleton], [data-testid=stSpinner]").every(e => !shown(e))
        && all("[data-testid=stBidiComponentRegular]").filter(shown).every(drawn => drawn.querySelector(".texts")
            && [...drawn.querySelectorAll(".figure")].every(chart => chart.querySelector(".main-svg")));
}"""


COUNTED = """(() => {
    globalThis.WebSocket = class extends WebSocket {
        constructor(...given) {
            super(...given);
            window.framesTaken = 0;
            window.latestConnection = this;
            super.addEventListener("message", event => {
                window.framesTaken += event.isTrusted && this === window.latestConnection;
            });
        }
    };
})()"""
"""Counts what the connection has handed to the page: a frame that has come in may still wait for the page to be free."""


FOLLOWED = """scheme => {
    const charts = [...document.querySelectorAll(".figure-graph")].filter(e => e.getClientRects().length);
    return getComputedStyle(document.querySelector("[data-testid=stApp]")).colorScheme === scheme && charts.every(e =>
        Math.abs(e.querySelector(".main-svg").getBoundingClientRect().width - e.getBoundingClientRect().width) < 1
        && getComputedStyle(e.querySelector(".main-svg")).backgroundColor
            === getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor);
}"""
"""Whether the charts are as wide as their places, and in the theme."""


LABELS = """main => [...main.querySelectorAll(".js-plotly-plot")].map(chart => [
    ...chart.querySelectorAll(".annotation-text, .xtick text, .ytick text, .legendtext")].filter(e => {
        const box = e.getBoundingClientRect(); // that of a turned label is larger than what it takes
        return e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1
            && !/rotate\\((?!0,)/.test(e.getAttribute("transform") ?? "");
    }).map(e => { const b = e.getBoundingClientRect(); return [e.textContent, b.left, b.top, b.right, b.bottom]; }))"""
"""Of each chart the labels with their boxes."""


GO = """address => {
    history.pushState({}, "", address);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""


def is_script_end(frame: str | bytes) -> bool:
    """Whether this message of the server's says that a run of the page's script (or of a fragment) has ended, and that
    none follows at once: a click on a mark ends its own run for one with another address."""
    if isinstance(frame, str):
        return False
    message = ForwardMsg()
    message.ParseFromString(frame)
    has_ended = message.WhichOneof("type") == "script_finished"
    return has_ended and message.script_finished != ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


class Tab:
    """A tab opened on the dashboard. `page` is Playwright's own page, for clicks, locators and expectations."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self._sockets: list[WebSocket] = []
        self._frames = 0  # that came in over the latest of them
        self._listeners: dict[Any, Callable[..., None]] = {
            "request": self._note_request,
            "websocket": self._note_socket,
            "console": self._note_console,
            "pageerror": self._note_error,
        }
        page.set_default_timeout(30_000)
        for event, listener in self._listeners.items():
            page.on(event, listener)

    def leave(self) -> None:
        """Leave the page to another tab: what happens there is no longer noted here."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.hostname not in LOOPBACK:
            self.outside.append(request.url)

    def _note_socket(self, socket: WebSocket) -> None:
        self._sockets.append(socket)
        self._frames = 0
        socket.on("framereceived", lambda _: self._note_frame(socket))
        if urlsplit(socket.url).hostname not in LOOPBACK:
            self.outside.append(socket.url)

    def _note_frame(self, socket: WebSocket) -> None:
        self._frames += socket is self._sockets[-1]  # one that was given up goes on for a moment

    def _note_console(self, message: ConsoleMessage) -> None:
        source = message.location.get("url", "")
        if message.type == "error" and not urlsplit(source).path.endswith(HARMLESS):
            self.complaints.append(f"{message.text} ({source})")

    def _note_error(self, error: object) -> None:
        self.complaints.append(f"uncaught: {error}")

    def open(self, path: str = "", **choices: str) -> Tab:
        """Open the screen at `path` (‘inventory’) with the reader's choices in the URL (as_at="2012-12-31"); wait."""
        self.page.goto(f"{self.url}/{path}" + (f"?{urlencode(choices)}" if choices else ""))
        return self.wait_ready()

    def go(self, path: str, **choices: str) -> Tab:
        """Go to another screen within the page, as with the browser's own arrows; wait. A third of the work of `open`."""
        address = f"/{path}" + (f"?{urlencode(choices)}" if choices else "")
        return self.after(lambda: self.page.evaluate(GO, address))

    def wait_ready(self) -> Tab:
        """Wait until the script is at rest and every chart on the screen is drawn."""
        self.page.wait_for_function(NOTHING_PENDING, arg=SCRIPT_AT_REST)
        return self

    def after(self, action: Callable[[], Any]) -> Tab:
        """Do something that makes the script run again (a click, a choice), and wait until it has run and been drawn.

        The server's own message is waited for, until the page has taken it: the screen alone can't tell ‘not yet started’
        from ‘already done’.
        """
        with self._sockets[-1].expect_event("framereceived", is_script_end):
            action()
        self.page.wait_for_function("frames => window.framesTaken >= frames", arg=self._frames)
        return self.wait_ready()

    @property
    def connections(self) -> int:
        """How many connections to the server the page has opened."""
        return len(self._sockets)

    def socket(self) -> WebSocket:
        """The connection to the server, for what the browser says to it."""
        return self._sockets[-1]

    def sideways(self) -> int:
        """By how many pixels the screen is wider than the window (0 or less: nothing to scroll sideways)."""
        return int(
            self.page.evaluate(
                """() => Math.max(...[document.documentElement, document.querySelector("[data-testid=stMain]")]
                    .map(e => e.scrollWidth - e.clientWidth))"""
            )
        )

    def length(self) -> int:
        """Height of the whole screen in pixels, which the document can't tell: Streamlit scrolls an inner element."""
        return int(self.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight"))


def assert_in_order(tab: Tab) -> None:
    """The screen that was asked for is there, and whole."""
    assert tab.page.get_by_test_id("stException").count() == 0
    # Streamlit shows the first screen instead of one that it doesn't know, and says so in a dialog.
    assert tab.page.get_by_text("Page not found").count() == 0
    assert tab.page.locator("[data-testid=stMain] h1").count() == 1


BRITISH: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce"}


@contextmanager
def launched(executable: Path) -> Iterator[Browser]:
    """A headless browser for the block."""
    with tempfile.TemporaryDirectory(prefix="browser-") as folder, sync_playwright() as driver:
        known = driver.chromium.launch_persistent_context(folder, executable_path=executable, args=ARGUMENTS, **BRITISH)
        known.add_init_script(COUNTED)
        assert known.browser is not None
        yield known.browser
        known.close()


@contextmanager
def new_tab(
    browser: Browser, url: str, size: tuple[int, int] = DESKTOP, dark: bool = False, **others: Any
) -> Iterator[Tab]:
    """A fresh tab, as of a reader who was never here: no cookies, no storage, no cache. British, in London, unless
    `others` says otherwise."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        has_touch=size == PHONE,
        **(BRITISH | others),
    )
    context.add_init_script(COUNTED)
    yield Tab(context.new_page(), url)
    context.close()


_at_rest: WeakKeyDictionary[BrowserContext, list[tuple[Page, CDPSession]]] = WeakKeyDictionary()
"""The empty pages that tabs have left: one that is opened next has the scripts not only in the cache but compiled."""


@contextmanager
def next_tab(browser: Browser, url: str, size: tuple[int, int] = DESKTOP, dark: bool = False) -> Iterator[Tab]:
    """A tab as of a reader who was here before: the dashboard's scripts are in the cache, and nothing else is left.

    It opens on the page of a tab that has been left, in the same process of the browser: a screen is then a second of work,
    of which a first visit is 3.5. So it must leave the page as it found it: who changes its clock, say, takes `new_tab`.
    """
    known = browser.contexts[0]
    resting = _at_rest.setdefault(known, [])
    page, control = resting.pop() if resting else _next_page(known)
    page.bring_to_front()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(media="null", color_scheme="dark" if dark else "light")
    control.send("Emulation.setTouchEmulationEnabled", {"enabled": size == PHONE})
    tab = Tab(page, url)
    yield tab
    tab.leave()
    page.goto("about:blank")
    page.mouse.move(0, 0)
    control.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "all"})
    known.clear_cookies()
    resting.append((page, control))


def _next_page(known: BrowserContext) -> tuple[Page, CDPSession]:
    page = known.new_page()
    return page, known.new_cdp_session(page)
