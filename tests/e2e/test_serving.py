"""What reaches the browser: a first run asked for early, a whole screen at a time, and charts also without the small bundle."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, WebSocket, expect
from plotly.offline import get_plotlyjs
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus

from pages import serving
from pages.serving import bundle, joined
from tests.e2e.conftest import checked, watched
from tests.e2e.server import Server, serve
from tests.e2e.tab import Tab, new_tab, next_tab

WATCH = """() => {
    window.seen = [];
    const said = selector => [...document.querySelectorAll(selector)].map(each => each.innerText).join(" | ");
    const look = () => {
        const now = [said(".st-key-headline h2"), said(".st-key-tiles"), said(".st-key-panels h2")];
        if (JSON.stringify(now) !== JSON.stringify(window.seen.at(-1))) window.seen.push(now);
    };
    look();
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Notes what headline, cards and pictures say whenever it is another thing than before."""


def test_headline_and_cards_change_together(tab: Tab):
    tab.open()
    tab.page.evaluate(WATCH)
    tab.after(lambda: tab.page.get_by_role("button", name="Earlier report").click())
    seen = tab.page.evaluate("() => window.seen")
    assert len(seen) == 2, seen
    assert all(before != after for before, after in zip(*seen, strict=True)), (
        "each of them says something else of the date"
    )
    due = "() => globalThis.componentsDue"
    assert tab.page.evaluate(due) == 0, "as many were drawn at once as the run has changed"
    tab.after(lambda: tab.page.get_by_role("button", name="Later report").click())
    assert tab.page.evaluate(due) == 0, "of a figure that it had, Streamlit is told the name alone"


def as_sent(said: ForwardMsg) -> list[int]:
    return list(said.SerializeToString())


def started() -> list[int]:
    said = ForwardMsg()
    said.new_session.name = "screen"
    return as_sent(said)


def element(path: int) -> list[int]:
    said = ForwardMsg()
    said.metadata.delta_path.append(path)
    said.delta.new_element.text.body = "a figure"
    return as_sent(said)


def figure() -> list[int]:
    said = ForwardMsg()
    said.delta.new_element.bidi_component.component_name = "figure"
    return as_sent(said)


def table(number: int) -> list[int]:
    said = ForwardMsg()
    said.delta.new_element.dataframe.id = f"table {number}"
    return as_sent(said)


def spinner() -> list[int]:
    said = ForwardMsg()
    said.delta.new_transient.elements.add().spinner.text = "Reading …"
    return as_sent(said)


RUNS = as_sent(ForwardMsg(session_status_changed=SessionStatus(script_is_running=True)))
ENDED = as_sent(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
CUT_SHORT = as_sent(ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN))
HEARTBEAT = as_sent(ForwardMsg(heartbeat_ack=True))

HANDED_OVER = """async ([script, messages, then]) => {
    globalThis.WebSocket = class { addEventListener(type, listener) { this[type] = listener; } };
    (0, eval)(script);
    const out = [];
    const socket = new WebSocket();
    socket.addEventListener("message", event => out.push(event.data));
    const places = () => out.map(data => messages.findIndex(one => one.join() === new Uint8Array(data).join()));
    const got = messages.map(each => {
        socket.message({data: new Uint8Array(each).buffer});
        return places();
    });
    if (!then) return got;
    const ended = new Promise(resolve => addEventListener("runended", resolve, {once: true}));
    dispatchEvent(new Event(then));
    await ended;
    return [...got, places()];
}"""
"""What the listener has got after each of some messages, by their places among them; and when `then` has ended a run."""


def script(name: str) -> str:
    """One of the scripts that the page begins with."""
    return Path(serving.__file__).with_name(name).read_text(encoding="utf-8")


def handed_over(tab: Tab, *messages: list[int], then: str = "") -> list[list[int]]:
    return tab.page.evaluate(HANDED_OVER, [script("together.js"), list(messages), then])


def test_what_a_run_brings_is_handed_over_when_it_has_ended(tab: Tab):
    run = (started(), RUNS, element(0), HEARTBEAT, element(1), ENDED)
    assert handed_over(tab, *run) == [[], [1], [1], [1, 3], [1, 3], [1, 3, 0, 2, 4, 5]]


def test_what_belongs_to_no_run_is_handed_over_at_once(tab: Tab):
    assert handed_over(tab, element(0), started(), ENDED, element(1)) == [[0], [0], [0, 1, 2], [0, 1, 2, 3]]


def test_a_run_that_was_cut_short_shows_nothing_of_its_own(tab: Tab):
    assert handed_over(tab, started(), element(0), CUT_SHORT, element(1), ENDED) == [[], [], [], [], [0, 1, 2, 3, 4]]


def test_tables_of_the_first_run_wait_until_the_figures_before_them_are_drawn(tab: Tab):
    run = (started(), table(0), figure(), element(1), table(1), ENDED, HEARTBEAT)
    waits, drawn = handed_over(tab, *run, then="figuresdrawn")[-2:]
    assert (waits, drawn) == ([0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6]), "and nothing overtakes them"


def test_a_run_that_waits_and_says_so_shows_what_it_has(tab: Tab):
    assert handed_over(tab, started(), element(0), spinner(), element(1)) == [[], [], [0, 1, 2], [0, 1, 2, 3]]


@pytest.mark.parametrize(
    ("path", "timezone", "scheme"),
    [
        ("", "Europe/London", "light"),
        ("inventory?department=Adult%20social%20care&as_at=2013-06-30", "Asia/Kolkata", "dark"),  # an offset below zero
    ],
)
def test_the_first_run_is_asked_for_once_in_the_words_that_streamlit_uses(
    browser: Browser, server: Server, path: str, timezone: str, scheme: Literal["dark", "light"]
):
    sockets: list[WebSocket] = []
    asked: list[BackMsg] = []

    def watch(socket: WebSocket) -> None:
        sockets.append(socket)
        socket.on("framesent", lambda frame: asked.append(BackMsg.FromString(frame)))

    with new_tab(browser, server.url, dark=scheme == "dark", timezone_id=timezone) as tab:
        tab.page.on("websocket", watch)
        tab.open(path)
    assert len(sockets) == 1
    assert [each.WhichOneof("type") for each in asked] == ["rerun_script"], "and Streamlit's own would be another"
    assert asked[0].rerun_script.context_info.color_scheme == scheme


def test_a_later_visit_asks_once_too(browser: Browser, server: Server):
    """With the scripts in the cache Streamlit connects when the cookie's token has changed already."""
    for path in ("gateways", "migration"):
        with next_tab(browser, server.url) as tab:
            tab.open(path)
            assert tab.connections == 1, path


EARLY = """([script, says, protocols]) => {
    const done = [];
    class Socket extends EventTarget {
        static OPEN = 1; static CLOSING = 2;
        readyState = 1;
        constructor(url, protocols) { super(); done.push(`opened ${protocols.length}`); Socket.last = this; }
        send(bytes) { done.push(bytes.length > 9 ? "asked" : `sent ${[...bytes]}`); Socket.asked ??= bytes; }
        close() { done.push("closed"); }
    }
    globalThis.WebSocket = Socket;
    (0, eval)(script);
    Socket.last.dispatchEvent(new Event("open"));
    Socket.last.dispatchEvent(new MessageEvent("message", { data: "of the run" }));
    const token = document.cookie.match(/_streamlit_xsrf=([^;]*)/)[1];
    const own = new WebSocket(new URL("_stcore/stream", location).href.replace("http", "ws"), ["streamlit", token, ...protocols]);
    own.addEventListener("message", event => done.push(event.data));
    own.addEventListener("open", () => own.send(says ?? Socket.asked));
    return new Promise(end => setTimeout(() => {
        own.dispatchEvent(new MessageEvent("message", { data: "later" }));
        own.send(new Uint8Array([2]));
        end(done);
    }, 50));
}"""
"""What comes of the early connection when Streamlit says `says` (nothing: the same) over one with such `protocols` besides."""


@pytest.mark.parametrize(
    ("says", "protocols", "comes"),
    [
        (None, [], ["opened 2", "asked", "of the run", "later", "sent 2"]),
        # The reader has chosen another theme, say: the server runs the screen again.
        ([1], [], ["opened 2", "asked", "sent 1", "of the run", "later", "sent 2"]),
        # It comes back to a session: the early connection is of another.
        (None, ["session"], ["opened 2", "asked", "closed", "opened 3", "later", "sent 2"]),
    ],
)
def test_the_early_connection_is_taken_by_whoever_would_have_opened_the_same(
    server: Server, tab: Tab, says: list[int] | None, protocols: list[str], comes: list[str]
):
    tab.page.goto(f"{server.url}/_stcore/health")  # its answer brings the cookie
    assert tab.page.evaluate(EARLY, [script("early_run.js"), says, protocols]) == comes


def blobs(tab: Tab) -> list[str]:
    """What the page fetches out of itself while it opens."""
    fetched: list[str] = []
    tab.page.on("request", lambda request: fetched.append(request.url) if request.url.startswith("blob:") else None)
    tab.open()
    return fetched


def test_components_are_handed_over_and_found_where_they_cannot_be(tab: Tab, browser: Browser, server: Server):
    assert not blobs(tab)
    with new_tab(browser, server.url) as other:
        other.page.add_init_script("""Object.defineProperty(URL, "createObjectURL", {writable: false})""")
        assert blobs(other)
        assert not other.complaints


def test_nobody_waits_for_a_busy_page_to_leave_it(tab: Tab):
    tab.open()
    browser = tab.page.context.new_cdp_session(tab.page)
    window = browser.send("Runtime.evaluate", {"expression": "window"})["result"]["objectId"]
    told = browser.send("DOMDebugger.getEventListeners", {"objectId": window})["listeners"]
    assert {each["type"] for each in told} & {"beforeunload", "pagehide"} == {"pagehide"}
    browser.detach()


def noting(route: Route) -> None:
    """Answers for a joined file with one that notes what each part gives out when it has run."""
    text = joined.content(urlsplit(route.request.url).path.lstrip("/")).decode()
    parts = re.findall(r"^const (m\d+)=\(\(", text, re.MULTILINE)
    for part, following in itertools.zip_longest(parts, parts[1:]):
        begins = f"const {following}=((" if following else "export{m"
        text = text.replace(f"\n{begins}", f'\n(globalThis.gave??=[]).push(["{part}",{part},{{...{part}}}]);{begins}')
    route.fulfill(body=text, content_type="text/javascript")


CHANGED = """() => gave.flatMap(([part, gives, gave]) => Object.keys(gave)
    .filter(name => gave[name] === undefined || gives[name] !== gave[name]).map(name => [part, name, `${gave[name]}`]))"""


def test_no_part_of_streamlits_sets_anew_what_it_has_given_out(browser: Browser, server: Server):
    """The others have it as it was (pages/serving/joined.py)."""
    with new_tab(browser, server.url) as tab:
        tab.page.route("**/static/joined-*/*.js", lambda route: noting(route) if is_group(route) else route.continue_())
        tab.open("inventory")
        expect(tab.page.get_by_test_id("stDataFrame").first).to_be_visible()
        ran = tab.page.evaluate("() => gave.length")
        assert ran == len(joined.parts())
        for part, name, given in tab.page.evaluate(CHANGED):
            # A helper that replaces itself by what it finds that the browser has: either does the same.
            assert re.match(r"function (\w+)\(\w?\)\{(\"[^\"]+\";)?return \1=", given), (part, name)
        assert not tab.complaints


def is_group(route: Route) -> bool:
    return Path(urlsplit(route.request.url).path).stem in joined.groups()


@pytest.fixture
def full_tab(browser: Browser, next_port: int, sample_store: Path) -> Iterator[Tab]:
    """A desktop tab on a dashboard that has not got the small bundle."""
    with serve(sample_store, script="tests/e2e/full_bundle.py", port=next_port) as running:
        for server in checked(running):
            with next_tab(browser, server.url) as opened:
                yield from watched(opened)


def test_the_full_bundle_draws_where_there_is_no_small_one(full_tab: Tab):
    full_tab.open("inventory")
    drawn = full_tab.page.evaluate("() => fetch(document.querySelector('script[src*=plotly]').src).then(r => r.text())")
    assert drawn == bundle.changed(get_plotlyjs().encode()).decode()
    plot = full_tab.page.locator(".figure-plot").first
    expect(plot.locator(".main-svg").first).to_be_visible()
    plot.focus()
    full_tab.page.keyboard.press("ArrowRight")
    expect(full_tab.page.locator(".figure [aria-live]").first).to_contain_text("1 of ")
    before = plot.inner_html()
    full_tab.after(lambda: full_tab.page.get_by_role("button", name="Earlier report").click())
    full_tab.page.wait_for_function("before => document.querySelector('.figure-plot').innerHTML !== before", arg=before)
