"""What reaches the browser: a whole screen at a time, and the charts also where set-up could not bring the small bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from plotly.offline import get_plotlyjs
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus

from pages import serving
from tests.e2e.conftest import checked, watched
from tests.e2e.server import serve
from tests.e2e.tab import Tab, new_tab

WATCH = """() => {
    window.seen = [];
    const said = selector => [...document.querySelectorAll(selector)].map(each => each.innerText).join(" | ");
    const look = () => {
        const now = [said(".st-key-headline h2"), said("[data-testid=stMetric]"), said(".st-key-panels h2")];
        if (JSON.stringify(now) !== JSON.stringify(window.seen.at(-1))) window.seen.push(now);
    };
    look();
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""
"""Notes what headline, cards and pictures say whenever it is another thing than before."""


def test_headline_and_cards_change_together(tab: Tab):
    tab.open()
    tab.page.evaluate(WATCH)
    tab.after(lambda: tab.page.get_by_role("button", name="Earlier").click())
    seen = tab.page.evaluate("() => window.seen")
    assert len(seen) == 2, seen
    assert all(before != after for before, after in zip(*seen, strict=True)), (
        "each of them says something else of the date"
    )


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


def spinner() -> list[int]:
    said = ForwardMsg()
    said.delta.new_transient.elements.add().spinner.text = "Reading …"
    return as_sent(said)


RUNS = as_sent(ForwardMsg(session_status_changed=SessionStatus(script_is_running=True)))
ENDED = as_sent(ForwardMsg(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY))
CUT_SHORT = as_sent(ForwardMsg(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN))
HEARTBEAT = as_sent(ForwardMsg(heartbeat_ack=True))

HANDED_OVER = """([script, messages]) => {
    globalThis.WebSocket = class { addEventListener(type, listener) { this[type] = listener; } };
    (0, eval)(script);
    const out = [];
    const socket = new WebSocket();
    socket.addEventListener("message", event => out.push(event.data));
    return messages.map(each => {
        socket.message({data: new Uint8Array(each).buffer});
        return out.map(data => messages.findIndex(one => one.join() === new Uint8Array(data).join()));
    });
}"""
"""What the listener has got after each of some messages, by their places among them."""


def handed_over(tab: Tab, *messages: list[int]) -> list[list[int]]:
    return tab.page.evaluate(HANDED_OVER, [serving.together().content.decode(), list(messages)])


def test_what_a_run_brings_is_handed_over_when_it_has_ended(tab: Tab):
    run = (started(), RUNS, element(0), HEARTBEAT, element(1), ENDED)
    assert handed_over(tab, *run) == [[], [1], [1], [1, 3], [1, 3], [1, 3, 0, 2, 4, 5]]


def test_what_belongs_to_no_run_is_handed_over_at_once(tab: Tab):
    assert handed_over(tab, element(0), started(), ENDED, element(1)) == [[0], [0], [0, 1, 2], [0, 1, 2, 3]]


def test_a_run_that_was_cut_short_shows_nothing_of_its_own(tab: Tab):
    assert handed_over(tab, started(), element(0), CUT_SHORT, element(1), ENDED) == [[], [], [], [], [0, 1, 2, 3, 4]]


def test_a_run_that_waits_and_says_so_shows_what_it_has(tab: Tab):
    assert handed_over(tab, started(), element(0), spinner(), element(1)) == [[], [], [0, 1, 2], [0, 1, 2, 3]]


@pytest.fixture
def full_tab(browser: Browser, tmp_path: Path) -> Iterator[Tab]:
    """A desktop tab on a dashboard that has not got the small bundle."""
    with serve(tmp_path / "served" / "programme.duckdb", script="tests/e2e/full_bundle.py") as running:
        for server in checked(running):
            with new_tab(browser, server.url) as opened:
                yield from watched(opened)


def test_the_full_bundle_draws_where_there_is_no_small_one(full_tab: Tab):
    full_tab.open("inventory")
    drawn = full_tab.page.evaluate("() => fetch(document.querySelector('script[src*=plotly]').src).then(r => r.text())")
    assert drawn == get_plotlyjs()
    plot = full_tab.page.locator(".figure-plot").first
    expect(plot.locator(".main-svg").first).to_be_visible()
    plot.focus()
    full_tab.page.keyboard.press("ArrowRight")
    expect(full_tab.page.locator(".figure [aria-live]").first).to_contain_text("1 of ")
    before = plot.inner_html()
    full_tab.after(lambda: full_tab.page.get_by_role("button", name="Earlier").click())
    full_tab.page.wait_for_function("before => document.querySelector('.figure-plot').innerHTML !== before", arg=before)
