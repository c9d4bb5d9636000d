"""With the reader's own settings: zoomed to 200 and 400%, spaced, in colours of their own, without motion."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as BrowserTimeout

from pages.charts.theme import DARK, LIGHT
from tests.deep import DEEP
from tests.e2e.screens import screens
from tests.e2e.tab import DESKTOP, FOLLOWED, LABELS, Tab

ZOOMED = ((720, 450), (320, 640))
"""What is left of a window of 1,440 at 200%, and of one of 1,280 at 400%."""

SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
"""Text spacing, as success criterion 1.4.12 has it."""

WRONG = """() => {
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && e.getBoundingClientRect().width > 1;
    const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(shown);
    const right = e => e.getBoundingClientRect().right, left = e => e.getBoundingClientRect().left;
    const texts = all("[data-testid=stMain] *").filter(e =>
        !e.closest("canvas, .js-plotly-plot, [data-testid=stDataFrame], [data-testid=stTable], .st-key-screen_title")
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()));
    const hides = e => ["hidden", "clip"].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 2;
    const cut = texts.filter(e => { // by what hides what runs over; a box of one pixel is for readers who listen
        for (let each = e; each !== document.body; each = each.parentElement) {
            if (each.getBoundingClientRect().width <= 1) return false;
            if (hides(each) && right(e) > right(each) + 2) return true;
        }
        return false;
    });
    const labels = all("[data-testid=stMain] .js-plotly-plot").flatMap(chart =>
        all(".annotation-text", chart).filter(label => right(label) > right(chart) + 2 || left(label) < left(chart) - 2));
    const sidebar = document.querySelector("[data-testid=stSidebar][aria-expanded=true]");
    const isOver = sidebar && sidebar.getBoundingClientRect().height > 200; // the reader has it open
    const lost = all(".st-key-as_at_bar :is(button, [role=spinbutton]), [data-testid=stHeader] button").filter(e => {
        const box = e.getBoundingClientRect(), at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return box.left < 0 || box.right > innerWidth || !at || !e.contains(at) && !at.contains(e);
    });
    const sideways = [document.documentElement, document.querySelector("[data-testid=stMain]")]
        .map(e => e.scrollWidth - e.clientWidth).filter(over => over > 0).map(over => `scrolls sideways by ${over}`);
    const called = e => e.getAttribute("aria-label") ?? e.textContent.trim().slice(0, 60);
    const meeting = (LABELS)(document).flatMap(labels => labels.flatMap((one, at) => labels.slice(at + 1).filter(other =>
        Math.min(one[3], other[3]) - Math.max(one[1], other[1]) > 1
        && Math.min(one[4], other[4]) - Math.max(one[2], other[2]) > 1).map(other => `meet: ${one[0]}, ${other[0]}`)));
    const on = all("[data-testid=stMain] .js-plotly-plot").flatMap(chart => {
        const texts = all(".bartext, .scatterlayer .text text", chart).map(text => [text, text.getBoundingClientRect()]);
        const bars = texts.map(([text]) => text.closest(".bars .point")?.querySelector("path")?.getBoundingClientRect());
        return texts.flatMap(([text, box], at) => [
            ...(bars[at] && (box.left < bars[at].left - 2 || box.right > bars[at].right + 2)
                ? [`leaves its bar: ${called(text)}`] : []),
            ...texts.slice(at + 1).filter(([, other]) =>
                Math.min(box.right, other.right) - Math.max(box.left, other.left) > 1
                && Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top) > 1)
                .map(([other]) => `meet on marks: ${called(text)}, ${called(other)}`)]);
    });
    const alike = all("[data-testid=stMain] .js-plotly-plot").flatMap(chart => {
        const names = all(".annotation-text", chart).map(e => e.querySelector("[style*=bold]")?.textContent).filter(Boolean);
        return names.filter((name, at) => name.endsWith("…") && names.some((other, place) =>
            place !== at && other.startsWith(name.slice(0, -1)))).map(name => `two are called ${name}`);
    });
    return [...sideways, ...meeting, ...on, ...alike, ...[...cut, ...labels].map(e => `cut off: ${called(e)}`),
        ...(isOver ? [] : lost.map(e => `of the bar, out of reach: ${called(e)}`))];
}""".replace("LABELS", LABELS)
"""Texts and labels that are not whole, run into each other, leave their marks or are cut to the same, controls of the bar that
 something covers, and whether the screen scrolls both ways."""

ZOOMED_TO = [
    name
    for name in screens()
    if DEEP or name in ("overview", "risks", "updates", "outlook", "accessibility", "quality", "partners")
]


def wrong(tab: Tab) -> list[str]:
    """What is wrong once the screen has come to rest."""
    with suppress(BrowserTimeout):
        tab.page.wait_for_function(f"() => !({WRONG})().length", timeout=5_000)
        return []
    found: list[str] = tab.page.evaluate(WRONG)
    return found


def lost(tab: Tab) -> dict[str, list[str]]:
    """What is wrong with the screen that the tab is on at a desk when it is spaced, and when it is zoomed; afterwards it is as it
    was. tests/e2e/test_seen.py asks for it as it goes through the screens."""
    found = {}
    spaced = tab.page.add_style_tag(content=SPACED)
    found["spaced"] = wrong(tab)
    spaced.evaluate("each => each.remove()")
    for width, height in ZOOMED:
        sized(tab, width, height)
        found[str(width)] = wrong(tab)
    sized(tab, *DESKTOP)
    return found


def sized(tab: Tab, width: int, height: int) -> None:
    tab.page.set_viewport_size({"width": width, "height": height})
    tab.page.wait_for_function(FOLLOWED, arg="light")


GROUNDS = """background => [...document.querySelectorAll(".js-plotly-plot")].every(graph =>
    graph._fullLayout.paper_bgcolor.toUpperCase() === background)"""
"""Whether all figures are drawn on this colour."""


def border(part: Locator) -> str:
    return str(part.evaluate("each => getComputedStyle(each).borderBottomStyle"))


def test_in_colours_of_the_readers_own_series_rings_and_choices_are_told_apart(
    desk: Tab, request: pytest.FixtureRequest
):
    request.addfinalizer(lambda: desk.page.emulate_media(forced_colors="none", color_scheme="light"))
    desk.page.emulate_media(forced_colors="active")
    desk.go("investment", as_at="2013-08-31")
    page = desk.page
    drawn = page.locator(".figure-graph .bars .point path").evaluate_all(
        "all => [...new Set(all.map(each => getComputedStyle(each).fill))]"
    )
    assert len(drawn) >= 3, "bars of different series are of one colour"
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(GROUNDS, arg=DARK.background)  # no white slab upon a black page
    page.emulate_media(color_scheme="light")
    page.wait_for_function(GROUNDS, arg=LIGHT.background)
    assert border(page.get_by_role("tab", selected=True)) == "solid"
    assert border(page.locator("[data-testid=stSidebarNavLink][aria-current=page]")) == "solid"
    thumb = page.get_by_role("slider").first.locator("xpath=ancestor::*[@data-rac][1]")
    assert thumb.evaluate("each => getComputedStyle(each).backgroundColor") != "rgb(255, 255, 255)"
    page.get_by_role("button", name="Earlier report").focus()  # wherever the focus was on the screen before
    page.keyboard.press("Tab")
    ring = page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.outlineWidth]; }"
    )
    assert ring == ["solid", "3px"]


def test_nothing_moves_for_who_asks_for_no_motion(desk: Tab):
    desk.go("", as_at="2013-08-31")
    moving = "() => document.getAnimations().filter(each => each.playState === 'running').length"
    assert desk.page.evaluate(moving) == 0
    expect(desk.page.locator(".js-plotly-plot").first).to_be_visible()
