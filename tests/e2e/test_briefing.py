"""The briefing in the room: over the whole window, by keyboard, legible at every size, and by itself in a lobby."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from data.__main__ import main
from pages import pack
from tests.deep import DEEP, whose_turn
from tests.e2e.accessibility import findings
from tests.e2e.conftest import watched
from tests.e2e.server import Server
from tests.e2e.tab import Tab, new_tab

SCRIPTS = "**/static/joined-*/*.js"
SIZES = ((1280, 720), (1920, 1080), (1024, 768))
AT_SIZES = {
    "2012-08-31": SIZES if DEEP else SIZES[2:], "2013-03-31": SIZES if DEEP else SIZES[1:],
    "2013-09-30": SIZES if DEEP else SIZES[::2], "2014-05-31": SIZES if DEEP else SIZES[2:],
}  # fmt: skip
"""Each date on the screen that is higher, where there is least room across, and two on one each of the two that are alike but for
their size; with DEEP_TESTS on all. Two of the dates have their turn, the others a day later."""
BACK_ROW = 24 / 1920  # of the width: 24 pixels at 1080p

MEASURE = """() => {
    const roots = [...document.querySelectorAll("*")].map(e => e.shadowRoot).filter(Boolean);
    const now = roots.map(root => root.querySelector(".slide.now")).find(Boolean);
    const outside = [...now.querySelectorAll("*")].filter(e => {
        const box = e.getBoundingClientRect();
        return box.width && box.height
            && (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1);
    }).map(e => e.tagName + " " + e.textContent.slice(0, 40));
    const main = now.querySelector(".main");
    const sizes = parts => [...now.querySelectorAll(parts)]
        .filter(e => e.textContent.trim() && e.getBoundingClientRect().width)
        .map(e => parseFloat(getComputedStyle(e).fontSize) * (e.tagName === "text" ? e.getScreenCTM().a : 1));
    const letters = sizes(".headline, p, li, td, th, span, text");
    // The widest empty band of what lies between headline and foot, as a share of it: across the slide, and down.
    const room = {
        top: now.querySelector(".headline").getBoundingClientRect().bottom, left: 0, right: innerWidth,
        bottom: now.querySelector(".foot").getBoundingClientRect().top,
    };
    const boxes = [...now.querySelectorAll(".main :is(li, td, th, p, text, rect, path, circle, polyline), .remark, .rule")]
        .map(e => e.getBoundingClientRect()).filter(box => box.width && box.height);
    const empty = (low, high, from, to) => {
        let widest = 0, end = from;
        for (const box of [...boxes].sort((a, b) => a[low] - b[low])) {
            widest = Math.max(widest, box[low] - end);
            end = Math.max(end, box[high]);
        }
        return Math.max(widest, to - end) / (to - from);
    };
    return {
        across: empty("top", "bottom", room.top, room.bottom), down: empty("left", "right", room.left, room.right),
        key: now.dataset.key, outside, hidden: main.scrollHeight - main.clientHeight, smallest: Math.min(...letters),
        title: sizes(".headline")[0], // the figure that a chart is about (pages/pack/drawing.py) may be larger, nothing else
        label: Math.max(0, ...sizes(".main :is(p, li, td, th, span, text:not([font-size='78']))")),
        covers: now.getBoundingClientRect().width >= innerWidth && now.getBoundingClientRect().height >= innerHeight,
    };
}"""


def shown(page: Page) -> Any:
    return page.locator(".slide.now")


def present(tab: Tab, **choices: str) -> Page:
    """Open the briefing at a slide that the address names."""
    tab.open("briefing", **choices)
    expect(shown(tab.page)).to_be_visible()
    return tab.page


def leave(desk: Tab) -> Tab:
    """The tab, on another screen than the briefing."""
    desk.page.keyboard.press("Escape")  # where it presents
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
    return desk.go("methods")


def go_on(desk: Tab, **choices: str) -> Page:
    """From wherever the tab is, to a slide of the briefing that the address names."""
    leave(desk).go("briefing", **choices)
    expect(shown(desk.page)).to_have_attribute("data-key", choices["slide"])
    return desk.page


EACH = """measure => {
    const press = key => document.dispatchEvent(new KeyboardEvent("keydown", { key }));
    press("Home");
    const seen = [measure()];
    for (press("ArrowRight"); measure().key !== seen.at(-1).key; press("ArrowRight")) seen.push(measure());
    return seen;
}"""
"""What a measure finds on each slide, from the first to the last; nothing is painted between them."""


def each_slide(page: Page, measure: str = MEASURE) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(f"() => ({EACH})({measure})")
    assert len(found) == page.locator(".slide").count() >= 12
    return found


@pytest.mark.parametrize("as_at", whose_turn(AT_SIZES, 2))
def test_every_slide_fits_and_reads_at_every_size(desk: Tab, as_at: str):
    page = go_on(desk, as_at=as_at, slide="cover")
    for width, height in AT_SIZES[as_at]:
        page.set_viewport_size({"width": width, "height": height})
        for seen in each_slide(page):
            assert seen["covers"], "no navigation or toolbar beside it"
            assert not seen["outside"], seen
            assert seen["hidden"] <= 1, seen
            assert max(seen["across"], seen["down"]) < 0.4, seen
            assert seen["smallest"] >= BACK_ROW * min(width, height * 16 / 9), seen
            assert seen["title"] >= seen["label"] - 0.1, seen


WIDER = f"""() => {{
    const root = [...document.querySelectorAll("*")].map(e => e.shadowRoot).find(root => root?.querySelector(".slide.now"));
    return {{ ...({MEASURE})(), wider: [...root.querySelectorAll(".slide.now *")].map(e => [e, e.getBoundingClientRect()])
        .filter(([, box]) => box.width && box.height && (box.left < -1 || box.right > innerWidth + 1))
        .map(([e]) => e.tagName + " " + e.textContent.slice(0, 40)) }};
}}"""


def test_a_link_opens_any_slide_at_any_date_and_each_reads_on_a_phone(phone: Tab):
    page = present(phone, as_at="2012-12-31", slide="gateways")
    expect(shown(page).locator(".headline")).to_have_text(
        "Business case agreed with the partners, the next with criteria: 4 of 6 criteria met, 1 overdue"
    )
    expect(shown(page).locator(".foot")).to_contain_text("As at 31 December 2012")
    expect(shown(page).locator(".foot")).to_contain_text("◇ Illustrative data")
    expect(shown(page).locator(".number")).to_have_text("5 of 24")
    for seen in each_slide(page, WIDER):
        assert seen["smallest"] >= 12, seen
        assert not seen["wider"], seen["key"]


def test_keys_turn_the_slides_and_the_address_follows(desk: Tab):
    page = go_on(desk, as_at="2013-03-31", slide="cover")
    for key, expected in (
        ("ArrowRight", "where_we_are"),
        (" ", "progress"),
        ("ArrowLeft", "where_we_are"),
        ("End", "definitions"),
        ("ArrowRight", "definitions"),
        ("Home", "cover"),
        ("PageDown", "where_we_are"),
        ("PageDown", "progress"),  # a clicker's two keys
        ("PageUp", "where_we_are"),
        ("Shift+ ", "cover"),
        ("Control+f", "cover"),
    ):
        page.keyboard.press(key)
        expect(shown(page)).to_have_attribute("data-key", expected)
        assert f"slide={expected}" in page.url
    assert page.evaluate("() => document.fullscreenElement") is None, "Ctrl and F looks for words, as everywhere"
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    desk.wait_ready()
    assert "slide=" not in page.url
    expect(page.get_by_role("button", name="Present", exact=True)).to_be_focused()
    expect(page.get_by_role("heading", name="Running order")).to_be_visible()


def test_a_key_pressed_before_the_deck_is_there_is_not_lost(first_tab: Tab):
    tab, page = first_tab, first_tab.page
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(SCRIPTS, hold)  # without Streamlit's scripts no deck can be there before the keys
    page.goto(f"{tab.url}/briefing?as_at=2013-03-31&slide=cover", wait_until="commit")
    page.wait_for_function("() => document.head?.querySelector('script')")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert not page.locator(".slide").count()
    for route in held:
        route.continue_()
    page.unroute(SCRIPTS)
    expect(shown(page)).to_have_attribute("data-key", "progress")
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    tab.wait_ready()
    page.evaluate(
        """() => {
            document.querySelector(".st-key-present button").click();
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown" }));
        }"""
    )
    expect(shown(page)).to_have_attribute("data-key", "where_we_are")


def test_the_deck_can_be_used_without_seeing_it_and_the_rest_of_the_screen_is_out_of_reach(desk: Tab):
    page = go_on(desk, as_at="2013-03-31", slide="timeline")
    expect(page.get_by_role("dialog", name="The briefing as slides")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile(r"^Slide \d+ of \d+$"))).to_have_count(1)
    expect(shown(page).locator(".headline")).to_be_focused()  # so that it is said when it comes up
    expect(shown(page).get_by_role("img")).to_have_accessible_name(
        re.compile(r"^Timeline of \d+ of \d+ dated items\. .+\.$")
    )
    for name in ("Previous slide", "Next slide", "Stop presenting"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    assert not findings(desk)
    expect(page.locator("dialog:modal")).to_have_count(1)
    for _ in range(6):
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.shadowRoot !== null || document.activeElement === document.body")


def test_sections_are_chosen_and_files_are_handed_out(desk: Tab):
    page = leave(desk).go("briefing", as_at="2013-03-31", sections="gateways,money").page
    expect(page.get_by_role("heading", name="Gateways")).to_be_visible()
    expect(page.get_by_role("heading", name="Timeline")).to_have_count(0)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="PowerPoint").click()
    assert waiting.value.suggested_filename == "briefing_2013-03-31_version-89.pptx"
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"


@pytest.mark.usefixtures("sample_store")
def test_the_file_presents_itself_without_the_dashboard(browser: Browser, tmp_path: Path):
    made = pack.make(date(2013, 3, 31))
    (tmp_path / "briefing.html").write_bytes(pack.render(made, "html"))
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "briefing.html").as_uri())
    expect(page.get_by_role("heading", name="Recommendations")).to_be_visible()
    page.get_by_role("button", name="Present as slides").click()
    expect(shown(page)).to_have_attribute("data-key", "cover")
    page.keyboard.press("ArrowRight")
    expect(shown(page)).to_have_attribute("data-key", "where_we_are")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Recommendations")).to_be_visible()
    assert asked == [(tmp_path / "briefing.html").as_uri()], "it holds all that it shows"
    assert not complaints
    page.close()


@pytest.fixture
def own_tab(browser: Browser, written_server: Server) -> Iterator[Tab]:
    """A tab in a browser of its own: a clock that is installed there stays with all that it opens."""
    with new_tab(browser, written_server.url) as opened:
        yield from watched(opened)


@pytest.mark.slow
def test_a_lobby_screen_turns_by_itself_and_follows_new_uploads(
    written_server: Server, own_tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    own_tab.page.clock.install()  # so that the seconds in which nothing happens can be skipped
    page = present(own_tab, slide="cover", cycle="10")
    expect(shown(page).locator(".foot")).to_contain_text("As at 30 September 2013")
    page.clock.fast_forward("00:10")
    expect(shown(page)).to_have_attribute("data-key", "where_we_are")
    (tmp_path / "gateways.csv").write_text(
        "gateway_id,name,kind,baseline_date,forecast_date\nGO,Go-live of shared services,go_live,2014-04-01,2014-12-24\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PROGRAMME_STORE", str(written_server.store))
    file = str(tmp_path / "gateways.csv")
    assert main(["import", "gateways", file, "--as-at", "2013-10-31", "--mode", "update"]) == 0
    page.clock.fast_forward("00:10")
    expect(shown(page).locator(".foot")).to_contain_text("As at 31 October 2013")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(shown(page).locator(".headline")).to_contain_text("its owner expects 24 December")
