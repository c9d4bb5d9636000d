"""A programme in which every text tries to be something else: on no screen is anything of it fetched, linked, styled or executed,
and no screen is widened, or made endless."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as BrowserTimeout

from data import ledger
from data.datasets import DATASETS
from data.ledger import programmes
from pages import pack
from tests import hostile
from tests.deep import examples, whose_turn
from tests.e2e.conftest import checked
from tests.e2e.screens import screens
from tests.e2e.server import Server, serve
from tests.e2e.tab import DESKTOP, FOLLOWED, PHONE, Tab, assert_in_order, next_tab

FITS = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .every(e => e.scrollWidth <= e.clientWidth)"""
SCREENS = screens()
IN_TURN = set(whose_turn(SCREENS.values(), 4))
"""Every fourth screen, the next ones tomorrow; all with DEEP_TESTS. Hostile addresses are tried of all of them at each run
without a browser: tests/pages/test_addresses.py."""

LONGEST = 14_000
"""Pixels: as long as a screen of the sample is on a phone, twice over."""

BECOME = """([words, most]) => {
    const found = [], seen = new Set();
    if (window.hostile !== undefined) found.push(`executed: ${window.hostile}`);
    for (const each of document.querySelectorAll("[href], [src], [action], [formaction], object, embed, base")) {
        const named = ["href", "src", "action"].map(name => each.getAttribute(name)).find(Boolean) ?? "";
        const { protocol, origin } = new URL(named, document.baseURI);
        const isOut = !["blob:", "data:"].includes(protocol) && origin !== location.origin;
        if (isOut && /hostile|zq/.test(named)) found.push(`leads to ${named}`);
    }
    for (const each of document.querySelectorAll(".katex, math")) found.push(`a formula: ${each.textContent}`);
    for (const each of document.querySelectorAll("*")) for (const { name, value } of each.attributes) {
        if (name.startsWith("on")) found.push(`${each.localName} has ${name}`);
        if (["aria-label", "title", "alt"].includes(name)) {
            if (value.length > most) found.push(`${each.localName} is called by ${value.length} letters: ${value.slice(0, 80)}`);
            if (/\\\\[#*[!_<$]/.test(value)) found.push(`${each.localName} is called with its escapes: ${value.slice(0, 80)}`);
        }
    }
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
        if (!node.data.includes("zq")) continue;
        const inner = node.parentElement;
        const block = inner.closest("p, li, td, th, h1, h2, h3, h4, text, summary, label, script, style") ?? inner;
        if (seen.has(block)) continue;
        seen.add(block);
        if (/^(script|style)$/.test(block.localName)) found.push(`in a ${block.localName}`);
        if (!block.checkVisibility({ visibilityProperty: true })) continue; // a label that is only heard
        if (/[\\u0590-\\u08ff]/.test(block.textContent) && !/\\u2068[\\u0590-\\u08ff]/.test(block.textContent))
            found.push(`not kept apart in ${block.localName}: ${block.textContent.slice(0, 80)}`);
        const text = block.textContent.replaceAll(/[\\u2060\\u2068\\u2069\\s]/g, "");
        for (const [word, before] of words) {
            for (let at = -1; (at = text.indexOf(word, at + 1)) >= 0;) {
                const stands = text.slice(Math.max(0, at - before.length), at);
                if (stands === before || stands.includes("…")) continue;
                found.push(`${block.localName}: ${text.slice(Math.max(0, at - 20), at + 20)}`);
            }
        }
    }
    return found;
}"""
"""What payloads have become, given (word, what stands before it in the payload) and how long a name that is heard may be:
text is as it was typed, and so all that made it markup is still there."""


@pytest.fixture(scope="module")
def hostile_server(next_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    store: Path = tmp_path_factory.mktemp("hostile") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(store))
        hostile.begin()
    with serve(store, port=next_port) as running:
        yield from checked(running)


SHOWN = {"application": "applications", "gateways": "gateways", "partners": "partners", "risks": "risks"}


def visits() -> list[tuple[str, dict[str, str]]]:
    """Each screen whose turn it is, and each that shows one row, at rows of the programme."""
    plans: list[tuple[str, dict[str, str]]] = [(path, {}) for path in SCREENS.values()]
    for screen, dataset in SHOWN.items():
        (key,) = DATASETS[dataset].keys
        names = ledger.rows_now(DATASETS[dataset], hostile.AS_AT)[key].to_list()
        plans += [(screen, {key: names[at]}) for at in range(0, len(names), examples(len(names), 12))]
    return [plan for plan in plans if plan != ("application", {}) and (plan[1] or plan[0] in IN_TURN)]


def test_the_first_visit_after_a_start_may_be_a_deep_link(browser: Browser, hostile_server: Server):
    """Streamlit serves files of pages/ by address before dashboard.py has run once: no navigation, no sign-in. It comes
    first here, where there is a server of the module's own that nobody has opened yet."""
    with next_tab(browser, hostile_server.url) as tab:
        page = tab.open("inventory").page
        expect(page.locator("[data-testid=stMain] h1")).to_have_text("Inventory")
        expect(page.get_by_text("Page not found")).to_have_count(0)
        expect(page.get_by_test_id("stSidebarNav").first).to_be_attached()
        expect(page.get_by_role("link", name="dashboard", exact=True)).to_have_count(0)


@pytest.mark.timeout(examples(300, 1800))
def test_no_text_becomes_anything_else_and_no_screen_is_widened(
    browser: Browser, hostile_server: Server, monkeypatch: pytest.MonkeyPatch
):
    """One visit: from screen to screen on a phone, where there is least room; each third follows the window as it is made wide,
    with DEEP_TESTS all do."""
    monkeypatch.setenv("PROGRAMME_STORE", str(hostile_server.store))
    with programmes.using("first"):
        plans = visits()
    wrong: dict[str, list[str]] = {}
    with next_tab(browser, hostile_server.url, PHONE) as tab:
        tab.open("methods")
        for nth, (path, choices) in enumerate(plans):
            tab.go(path, **choices)
            assert_in_order(tab)
            names_on(tab, path)
            found = became(tab)
            for width, height in (PHONE,) if nth % examples(3, 1) else (DESKTOP, PHONE):
                tab.page.set_viewport_size({"width": width, "height": height})
                tab.page.wait_for_function(FOLLOWED, arg="light")
                with suppress(BrowserTimeout):  # a table follows the window a little later
                    tab.page.wait_for_function(FITS, timeout=5000)
                found += became(tab) if (width, height) == DESKTOP else []
                if tab.sideways() > 0:
                    found.append(f"{tab.sideways()} pixels too wide at {width}")
                if tab.length() > LONGEST:
                    found.append(f"{tab.length()} pixels long at {width}")
            if examples(0, 1):
                found += opened_up(tab)
            if found:
                wrong[f"{path} {' '.join(choices)}"] = found[:10]
        assert not wrong
        assert not tab.outside
        assert not tab.complaints


NAMED = """() => [...new Set([
    ...[...document.querySelectorAll("[class*=st-key-]")].flatMap(e => [...e.classList])
        .filter(name => name.startsWith("st-key-")).map(name => name.slice(7)),
    ...[...document.querySelectorAll("a[href]")].flatMap(e => [...new URL(e.href, document.baseURI).searchParams.keys()]),
])]"""
"""What an address may say of a screen: the choices on it are called so, and its links."""
ALWAYS = ("as_at", "ledger_version", "slide", "sections", "cycle", "plan", "withdrawn")
_names: dict[str, set[str]] = {}


def names_on(tab: Tab, path: str) -> set[str]:
    """What an address may say of the screen that the tab is on, as far as its visits have shown."""
    found = {name for name in tab.page.evaluate(NAMED) if name.isidentifier()}
    _names[path] = _names.get(path, set()) | {*ALWAYS, *found} - {"programme"}
    return _names[path]


def test_no_address_becomes_anything_or_breaks_a_screen(browser: Browser, hostile_server: Server):
    """Every name that a screen knows, each with something hostile, and one line says that it can't be used. On the
    screens whose turn it is."""
    plain = [payload for name, payload in hostile.PAYLOADS.items() if name != "entity"]  # which intake alone reads
    values = cycle([*plain, "9" * 5000, "-1", "0001-01-01", "9999-12-31", "2013-02-30", "%2F..%2F", "x" * 8000])
    with next_tab(browser, hostile_server.url) as tab:
        tab.open("methods")
        for path in sorted(IN_TURN):
            names = _names.get(path) or names_on(tab.go(path), path)
            for _ in range(examples(1, 8)):
                tab.go(path, **dict(zip(sorted(names), values, strict=False)))
                assert not tab.page.get_by_test_id("stException").count(), path
                said = tab.page.locator(".st-key-left_out [data-testid=stAlert]")
                assert said.count() == 1, path
                assert len(said.inner_text()) < 300, path
                assert tab.page.get_by_role("link", name="Accessibility statement").count() == 1, path
                assert not became(tab), path
                assert tab.sideways() <= 0, path
        tab.go("", programme=next(values))  # nothing else is looked at then
        assert_in_order(tab)
        assert not became(tab)
        assert not tab.outside
        assert not tab.complaints


def became(tab: Tab) -> list[str]:
    found: list[str] = tab.page.evaluate(BECOME, [_words(), 1500])
    return found


def opened_up(tab: Tab) -> list[str]:
    """What payloads became in all that can be opened: tabs, folds, dialogs and popovers."""
    found: list[str] = []
    tabs = tab.page.locator("[data-testid=stMain] [role=tab]")
    for at in range(max(tabs.count(), 1)):
        if at:
            tab.after(tabs.nth(at).click)
        found += became(tab)
        for opener in ("details:not([open]) > summary", "[data-testid=stPopoverButton]", "button[data-does]"):
            closed = tab.page.locator(f"[data-testid=stMain] {opener}")
            for one in closed.all()[:8] if opener.startswith(("[", "b")) else [closed.first] * min(closed.count(), 8):
                if one.is_visible():
                    one.click()
                    with suppress(BrowserTimeout):  # where it is there already, no run follows
                        tab.page.wait_for_selector("[data-test-script-state=running]", timeout=500)
                    tab.wait_ready()
                    found += became(tab)
                    if not opener.startswith("details"):
                        tab.page.keyboard.press("Escape")
    return found


def _words() -> list[tuple[str, str]]:
    """Each payload's words, with what stands before them; intake has read what looks like a code of HTML's once."""
    payloads = [
        "".join(unescape(payload).split()) for payload in hostile.PAYLOADS.values()
    ]  # a figure parts words into lines
    return [
        (word[0], payload[: word.start()])
        for payload in payloads
        for word in re.finditer(r"zq[a-z]+", payload)
        if word.start()
    ]


def test_the_paper_in_html_is_not_widened(
    browser: Browser, hostile_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PROGRAMME_STORE", str(hostile_server.store))
    file = tmp_path / "briefing.html"
    with programmes.using("first"):
        file.write_bytes(pack.render(pack.make(hostile.AS_AT), "html"))
    for width, height in (DESKTOP, PHONE):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(file.as_uri())
        assert page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert page.evaluate("() => window.hostile") is None
        page.close()
