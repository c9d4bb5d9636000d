"""What can be held by number of how a screen looks, at the sizes on which it is read, light and dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.accessibility import findings
from tests.e2e.conftest import watched
from tests.e2e.screens import screens
from tests.e2e.server import Server
from tests.e2e.tab import DESKTOP, PHONE, Tab, new_tab

COMMITTEE_ROOM = (1024, 768)
SMALLEST_TEXT = 12
BAR = 48


@dataclass(frozen=True)
class Seen:
    """What a screen keeps to with the sample. By size, in the order of SIZES: desktop, phone, committee room."""

    whole_charts: tuple[int, int, int]  # at least so many whole in the first window
    first_chart: tuple[int, int, int]  # begins at most so many pixels down
    windows: tuple[float, float, float]  # is at most so long
    words: int  # at most so many in the first window of a desk, the bar's and the charts' left out


SIZES = (DESKTOP, PHONE, COMMITTEE_ROOM)
SEEN = {
    "overview": Seen(whole_charts=(5, 1, 2), first_chart=(200, 340, 250), windows=(2.5, 4.0, 2.7), words=140),
    "changes": Seen(whole_charts=(2, 1, 2), first_chart=(260, 300, 260), windows=(2.2, 5.0, 3.2), words=60),
    "gateways": Seen(whole_charts=(2, 1, 1), first_chart=(180, 240, 200), windows=(2.2, 4.1, 2.8), words=120),
    "migration": Seen(whole_charts=(2, 1, 1), first_chart=(220, 290, 250), windows=(2.6, 4.4, 3.1), words=95),
    "partners": Seen(whole_charts=(2, 1, 2), first_chart=(200, 220, 230), windows=(2.4, 4.6, 2.9), words=70),
    "spend": Seen(whole_charts=(2, 1, 2), first_chart=(180, 220, 200), windows=(1.7, 2.4, 2.0), words=85),
}

LOOK = """smallest => {
    const main = document.querySelector("[data-testid=stMain]");
    const bar = document.querySelector(".st-key-as_at_bar");
    const wide = e => !e || e === document.body || e.getBoundingClientRect().width !== 1 && wide(e.parentElement);
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && e.getBoundingClientRect().width > 1 && wide(e);
    const box = e => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; };
    const charts = [...main.querySelectorAll(".js-plotly-plot .main-svg:first-of-type")].filter(shown).map(box);
    const texts = [...document.querySelectorAll("body *")].filter(e => shown(e) && e.getBoundingClientRect().height > 1
        && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !e.closest("style, script, noscript"));
    const words = texts.filter(e => main.contains(e) && !bar.contains(e) && !e.closest(".js-plotly-plot")
        && e.getBoundingClientRect().bottom <= innerHeight).flatMap(e => [...e.childNodes]
        .filter(n => n.nodeType === 3).flatMap(n => n.textContent.trim().split(/\\s+/).filter(Boolean)));
    const labels = [...main.querySelectorAll(".js-plotly-plot")].map(chart => [
        ...chart.querySelectorAll(".annotation-text, .xtick text, .ytick text, .legendtext")]
        .filter(shown).map(e => [e.textContent, ...box(e)]));
    return {
        charts, words, labels, length: main.scrollHeight,
        bar: document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom,
        small: texts.filter(e => parseFloat(getComputedStyle(e).fontSize) < smallest
            && getComputedStyle(e).fontFamily.indexOf("Material") < 0).map(e => e.textContent.trim().slice(0, 40)),
    };
}"""


def meeting(labels: list[list[Any]]) -> list[tuple[str, str]]:
    """The pairs of labels whose boxes share more than a pixel each way."""
    return [
        (one[0], other[0])
        for at, one in enumerate(labels)
        for other in labels[at + 1 :]
        if min(one[3], other[3]) - max(one[1], other[1]) > 1 and min(one[4], other[4]) - max(one[2], other[2]) > 1
    ]


def test_labels_that_meet_are_found():
    assert meeting([["a", 0, 0, 10, 10], ["b", 8, 8, 20, 20], ["c", 9.5, 0, 20, 8]]) == [("a", "b")]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone", "committee room"])
@pytest.mark.parametrize("name", SEEN)
def test_a_screen_is_seen_as_it_was_drawn(
    browser: Browser, server: Server, name: str, size: tuple[int, int], dark: bool
):
    kept, at = SEEN[name], SIZES.index(size)
    with new_tab(browser, server.url, size, dark) as opened:
        for tab in watched(opened):
            tab.open(screens()[name])
            seen = tab.page.evaluate(LOOK, SMALLEST_TEXT)
            whole = [chart for chart in seen["charts"] if chart[3] <= size[1]]
            assert seen["bar"] <= BAR
            assert len(whole) >= kept.whole_charts[at]
            assert seen["charts"][0][1] <= kept.first_chart[at]
            assert seen["length"] / size[1] <= kept.windows[at]
            if size == DESKTOP:
                assert len(seen["words"]) <= kept.words, " ".join(seen["words"])
            assert not seen["small"], f"text smaller than {SMALLEST_TEXT} px"
            assert not [pair for labels in seen["labels"] for pair in meeting(labels)]
            assert tab.sideways() <= 0, "it scrolls sideways"
            found = findings(tab)
            assert not found, "\n".join(map(str, found))


def test_a_screen_has_its_own_title_and_the_focus_is_seen(tab: Tab):
    tab.open("gateways", as_at="2013-08-31")
    assert tab.page.title() == "Gateways, 31 August 2013: ICT shared services"
    stops = []
    for _ in range(24):
        tab.page.keyboard.press("Tab")
        stops.append(
            tab.page.evaluate(
                """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
                    return [e.textContent.trim(), style.outlineStyle, parseFloat(style.outlineWidth), box.width, box.height]; }"""
            )
        )
    assert stops[0][0] == "Skip to main content"
    for name, style, width, *size in stops:
        assert (style, width) == ("solid", 3), f"{name} takes the focus without a ring"
        assert min(size) > 1, f"{name} takes the focus unseen"
