"""What can be held by number of how a screen looks, at the sizes on which it is read, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ViewportSize
from playwright.sync_api import Error as BrowserError

from pages.charts.theme import contrast
from tests.deep import DEEP, in_turn, whose_turn
from tests.e2e.accessibility import OF_LAYOUT, findings
from tests.e2e.conftest import show
from tests.e2e.screens import screens
from tests.e2e.server import Server
from tests.e2e.tab import DESKTOP, LABELS, PHONE, Tab, assert_in_order, next_tab
from tests.e2e.test_own_settings import ZOOMED, ZOOMED_TO, lost
from tests.e2e.test_print import Paper, assert_whole, on_paper
from tests.e2e.test_reader import READ, Node, read_through, wrong

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
    choices: Mapping[str, str] = field(default_factory=dict)  # in the address


SIZES = (DESKTOP, PHONE, COMMITTEE_ROOM)
LONGEST = 2.5
"""Windows of a desk that a screen may have, whatever it keeps to itself."""
SEEN = {
    "overview": Seen((5, 1, 2), (190, 330, 250), (1.9, 3.8, 2.7), words=140),
    "changes": Seen((2, 1, 2), (260, 300, 260), (1.9, 4.1, 3.2), words=60),
    "timeline": Seen((1, 1, 0), (110, 140, 110), (1.2, 1.5, 1.4), words=45),
    "inventory": Seen((2, 1, 2), (110, 130, 130), (2.0, 3.0, 2.4), words=50),
    "duplication": Seen((2, 1, 2), (130, 150, 150), (1.5, 2.4, 1.8), words=75),
    "planner": Seen((2, 1, 2), (140, 150, 170), (1.9, 3.3, 2.4), words=130),
    "departments": Seen((2, 1, 1), (210, 230, 250), (1.7, 2.5, 2.3), words=50),
    "application": Seen((2, 1, 2), (230, 270, 250), (1.6, 2.6, 1.9), words=110, choices={"application_id": "APP-001"}),
    "migration": Seen((2, 1, 1), (220, 280, 250), (2.5, 4.3, 3.1), words=95),
    "outlook": Seen((2, 1, 2), (140, 150, 190), (1.4, 3.3, 2.4), words=130),
    "gateways": Seen((2, 1, 1), (150, 160, 200), (2.2, 4.1, 2.8), words=115),
    "withdrawal": Seen((2, 1, 2), (210, 300, 260), (1.3, 2.4, 1.8), words=55),
    "partners": Seen((2, 1, 2), (140, 150, 230), (2.4, 4.5, 2.9), words=65),
    "quality": Seen((2, 1, 1), (120, 130, 130), (1.6, 2.7, 2.6), words=135),
    "investment": Seen((2, 1, 1), (120, 130, 200), (1.9, 3.1, 2.8), words=120),
    "decisions": Seen((2, 1, 2), (120, 110, 180), (1.7, 2.8, 2.2), words=60),
    "services": Seen((2, 1, 2), (120, 130, 180), (1.8, 2.7, 2.4), words=65),
    "risks": Seen((2, 1, 2), (200, 300, 230), (2.4, 4.3, 2.9), words=125),
    "vehicle": Seen((2, 1, 1), (140, 170, 220), (2.4, 3.8, 3.2), words=180),
    "spend": Seen((2, 1, 2), (140, 170, 200), (2.4, 3.2, 2.75), words=75),
    "trail": Seen((1, 1, 1), (130, 150, 150), (1.4, 1.9, 1.6), words=60),
}
NOT_DRAWN = {
    "briefing": Seen((0, 0, 0), (0, 0, 0), (2.4, 5.3, 3.1), words=200),
    "find": Seen((0, 0, 0), (0, 0, 0), (1.1, 1.1, 1.1), words=45),
    "updates": Seen((0, 0, 0), (0, 0, 0), (1.1, 1.35, 1.3), words=75),
    "dictionary": Seen((0, 0, 0), (0, 0, 0), (1.6, 3.0, 1.9), words=235),
    "programmes": Seen((0, 0, 0), (0, 0, 0), (1.1, 1.1, 1.1), words=45),
    "methods": Seen((0, 0, 0), (0, 0, 0), (1.1, 1.1, 1.15), words=45),
    "accessibility": Seen((0, 0, 0), (0, 0, 0), (2.5, 4.5, 3.0), words=390),
    "access": Seen((0, 0, 0), (0, 0, 0), (1.1, 1.2, 1.1), words=100),
}
"""Screens without a chart of their own: files, slides and texts."""

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
    const labels = (LABELS)(main).filter(each => each.length);
    const cut = [...main.querySelectorAll(".js-plotly-plot")].flatMap(chart => {
        const { left, right } = chart.getBoundingClientRect();
        return [...chart.querySelectorAll(".annotation-text")].filter(shown).filter(e => box(e)[2] > right + 1
            || box(e)[0] < left - 1).map(e => e.textContent);
    });
    const plots = [...main.querySelectorAll(".figure")].filter(e => shown(e.querySelector(".figure-plot")));
    const apart = (one, other, air) => one[2] <= other[0] + 1 || other[2] <= one[0] + 1 || one[3] - air <= other[1]
        || other[3] <= one[1] + air;
    const bitten = plots.flatMap(plot => {
        const bars = [...plot.querySelectorAll(".bars .point path")].map(box);
        return [...plot.querySelectorAll(".annotation")].filter(each => {
            const text = each.querySelector(".annotation-text");
            return parseFloat(getComputedStyle(each.querySelector("rect.bg")).fillOpacity) > 0
                || getComputedStyle(text).paintOrder !== "stroke" || bars.some(bar => !apart(box(text), bar, LEADING));
        }).map(each => each.textContent);
    });
    const covered = plots.flatMap(plot => {
        plot.dispatchEvent(new PointerEvent("pointerenter"));
        const buttons = [...plot.querySelectorAll(".figure-tools button")].map(box);
        const lines = [...plot.parentElement.querySelectorAll(".texts :is(h2, h3, p, li, button)")].filter(shown).flatMap(e => {
            const inside = document.createRange();
            inside.selectNodeContents(e);
            const boxes = e.localName === "button" ? [e.getBoundingClientRect()] : [...inside.getClientRects()];
            return boxes.map(b => [b.left, b.top, b.right, b.bottom]);
        });
        const marks = ".annotation-text, .legendtext, .xtick text, .ytick text, .points path";
        const drawn = [...plot.querySelectorAll(marks)].map(box);
        return [...lines, ...drawn].some(each => buttons.some(button => !apart(each, button, 1))) ? [plot.dataset.key] : [];
    });
    const sizes = [...main.querySelectorAll("h2, h3")].filter(shown)
        .map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent]);
    return {
        sizes, charts, words, labels, cut, bitten, covered, length: main.scrollHeight,
        bar: document.querySelector("[data-testid=stHeader]").getBoundingClientRect().bottom,
        small: texts.filter(e => parseFloat(getComputedStyle(e).fontSize) < smallest
            && getComputedStyle(e).fontFamily.indexOf("Material") < 0).map(e => e.textContent.trim().slice(0, 40)),
    };
}""".replace("LABELS", LABELS).replace("LEADING", "3")
"""The letters of a label leave three pixels of its box above and below. A figure's buttons are where they are when it is
pointed at."""


Look = tuple[int, Literal["light", "dark"]]
"""A size (its place in SIZES) and a theme."""

ROUND: tuple[Look, ...] = ((1, "dark"), (2, "light"), (0, "light"))
BACK: tuple[Look, ...] = ((0, "light"), (2, "dark"), (1, "dark"))
"""Every size once: where something stands depends on the size, which colours it has on the theme. A screen comes up as the one
before it was left, every second one on a phone."""

WHOLE_ROUND: tuple[Look, ...] = (
    (1, "dark"), (1, "light"), (2, "light"), (2, "dark"), (0, "dark"), (0, "light"),
)  # fmt: skip
"""With DEEP_TESTS: every size in both themes, in an order in which one thing changes at a time."""

EVERY = list(SEEN | NOT_DRAWN)
VISITED = whose_turn(EVERY, 2)
"""Every second screen, the others a day later; of these every second one in the room between."""

PRINTED = [name for nth, name in enumerate(EVERY) if DEEP or nth % 4 < 2]
"""Half of the screens: what is printed, and how, is said once for all of them."""

LIGHT_AND_DARK: tuple[Literal["light", "dark"], ...] = ("light", "dark")


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


def test_every_screen_is_looked_at():
    assert set(SEEN) | set(NOT_DRAWN) == set(screens())


def faults(tab: Tab, kept: Seen, at: int) -> Iterator[str]:
    """What a screen doesn't keep to at one size, as it is in the tab."""
    high = SIZES[at][1]
    seen = tab.page.evaluate(LOOK, SMALLEST_TEXT)
    whole = [chart for chart in seen["charts"] if chart[3] <= high]
    measured = [
        ("the bar is high", seen["bar"], BAR), ("it is long", seen["length"] / high, kept.windows[at]),
        ("it scrolls sideways", tab.sideways(), 0),
    ]  # fmt: skip
    if kept.whole_charts[at]:
        measured.append(("the first chart begins far down", seen["charts"][0][1], kept.first_chart[at]))
        measured.append(("few charts are whole in the first window", -len(whole), -kept.whole_charts[at]))
    if SIZES[at] == DESKTOP:
        measured.append((f"many words: {' '.join(seen['words'])}", len(seen["words"]), kept.words))
        measured.append(("it is long for any screen", seen["length"] / high, LONGEST))
    yield from (f"{what}: {found:g} instead of {most:g}" for what, found, most in measured if found > most)
    yield from (f"text smaller than {SMALLEST_TEXT} px: {text}" for text in seen["small"])
    first, *later = seen["sizes"] or [(0, "")]
    yield from (f"a heading larger than the screen's finding: {text}" for size, text in later if size > first[0])
    yield from (f"cut off at the chart's edge: {label}" for label in seen["cut"])
    yield from (f"labels meet: {pair}" for labels in seen["labels"] for pair in meeting(labels))
    yield from (
        f"it lies on a bar, or has a ground that cuts off what is under it: {label}" for label in seen["bitten"]
    )
    yield from (f"something is under the buttons of {figure}" for figure in seen["covered"])


@dataclass
class Visit:
    """What was seen of a screen, asked while the tab was on it; each test judges its own part."""

    titles: tuple[str, str, str | None]  # its heading, the page's title, what the navigation calls it if it leads there
    faults: list[str] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)  # of the accessibility tree, of those screens that are read through
    lost: dict[str, list[str]] = field(default_factory=dict)  # when zoomed or spaced, of those screens that are
    paper: Paper | None = None


@pytest.fixture(scope="module")
def visitor(browser: Browser, server: Server) -> Iterator[Tab]:
    """A tab that goes through all screens, on no date: one that somebody chose would stay chosen."""
    with next_tab(browser, server.url, PHONE, dark=True) as tab:
        yield tab.open("methods")


@pytest.fixture(scope="module")
def visit(visitor: Tab, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Visit]:
    """A screen by its name, gone to once for all that is asked of it: it follows window and theme without another run of its
    script. The next one begins where it ends: at a desk or on a phone."""
    visits: dict[str, Visit | Exception] = {}

    def visit_of(name: str) -> Visit:
        if name not in visits:
            try:
                visits[name] = gone_to(visitor, name, tmp_path_factory.mktemp("paper"))
            except (
                AssertionError,
                BrowserError,
            ) as fault:  # a screen that never comes up fails each test, and is waited for once
                visits[name] = fault
        found = visits[name]
        if isinstance(found, Exception):
            raise found
        return found

    return visit_of


def gone_to(tab: Tab, name: str, folder: Path) -> Visit:
    kept, nth = (SEEN | NOT_DRAWN)[name], EVERY.index(name)
    looks = WHOLE_ROUND if DEEP else ROUND if tab.page.viewport_size == size_of(PHONE) else BACK
    looks = tuple(look for look in looks if SIZES[look[0]] != COMMITTEE_ROOM or in_turn(nth, 4))
    show(tab, SIZES[looks[0][0]], looks[0][1])
    tab.go(screens()[name], **kept.choices)
    assert_in_order(tab)
    visit = Visit(titles_of(tab))
    for at, scheme in looks:
        show(tab, SIZES[at], scheme)
        rules = () if DEEP or SIZES[at] == PHONE or (SIZES[at] == DESKTOP and nth % 3 == 0) else OF_LAYOUT
        is_asked = DEEP or SIZES[at] != COMMITTEE_ROOM or nth % 3 == 1  # it shows what a desk does
        found = [*faults(tab, kept, at), *(map(str, findings(tab, *rules)) if is_asked else ())]
        visit.faults += [f"{SIZES[at]}, {scheme}: {fault}" for fault in found]
        if (SIZES[at], scheme) == (DESKTOP, "light"):
            visit.nodes = read_through(tab) if name in READ else []
            visit.lost = lost(tab) if name in ZOOMED_TO else {}
            visit.paper = on_paper(tab, folder) if name in PRINTED else None
    visit.faults += [f"it asked for {address}" for address in tab.outside]
    visit.faults += [f"the console says {complaint}" for complaint in tab.complaints]
    tab.outside.clear()
    tab.complaints.clear()
    return visit


def visited(names: Collection[str]) -> pytest.MarkDecorator:
    """Those of the screens whose turn it is."""
    return pytest.mark.parametrize("name", [name for name in VISITED if name in names])


every_screen = visited(EVERY)


def size_of(size: tuple[int, int]) -> ViewportSize:
    return {"width": size[0], "height": size[1]}


NAMED = (
    "() => [...document.querySelectorAll('[data-testid=stSidebarNavLink]')].map(e => [e.href, e.textContent.trim()])"
)
"""The address of each screen that the navigation leads to, and what it is called there."""


def titles_of(tab: Tab) -> tuple[str, str, str | None]:
    """The heading of the screen that the tab is on, the page's title, and what the navigation calls it if it leads there."""
    named = {urlsplit(href).path: name for href, name in tab.page.evaluate(NAMED)}
    heading = tab.page.locator("[data-testid=stMain] h1").inner_text()
    return heading, tab.page.title(), named.get(urlsplit(tab.page.url).path)


@every_screen
def test_a_screen_is_seen_as_it_was_drawn(visit: Callable[[str], Visit], name: str):
    faults = visit(name).faults
    assert not faults, "\n".join(faults)


@every_screen
def test_a_screen_is_called_alike_by_page_and_navigation(visit: Callable[[str], Visit], name: str):
    heading, title, named = visit(name).titles
    assert title == f"{heading}, 30 September 2013: ICT shared services"
    assert named in (heading, None), "the navigation has another name for it"


@visited(PRINTED)
@pytest.mark.usefixtures("reader_of_pdf")
def test_a_screen_prints_whole(visit: Callable[[str], Visit], name: str):
    paper = visit(name).paper
    assert paper is not None
    assert_whole(paper)


@visited(READ)
def test_a_screen_is_read_through(visit: Callable[[str], Visit], name: str):
    nodes = visit(name).nodes
    assert not list(wrong(nodes)), "\n".join(wrong(nodes))
    pictures = [each["name"] for each in nodes if each["role"] == "application"]
    headings = [each["name"] for each in nodes if each["role"] == "heading"]
    for picture in pictures:
        assert any(heading in picture for heading in headings), f"‘{picture}’ does not say its finding"
        assert any(each["name"].startswith("Table: ") for each in nodes), "no way to its table"


@visited(ZOOMED_TO)
def test_nothing_is_lost_when_zoomed_or_spaced(visit: Callable[[str], Visit], name: str):
    lost = visit(name).lost
    assert list(lost) == ["spaced", *(str(width) for width, _ in ZOOMED)]
    assert not any(lost.values()), lost


@pytest.mark.parametrize("name", ["gateways", "inventory", "application"])
def test_the_focus_is_seen_wherever_it_goes(tab: Tab, name: str):
    tab.open(name, **({"application_id": "APP-001"} if name == "application" else {}))
    stops = []
    for _ in range(80):
        tab.page.keyboard.press("Tab")
        stop = tab.page.evaluate(
            """() => { const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
                return [e.tagName, `${e.getAttribute("role")} ${e.textContent.trim().slice(0, 40)}`, style.outlineStyle,
                    parseFloat(style.outlineWidth), box.width, box.height]; }"""
        )
        if stop[0] == "BODY":
            break
        stops.append(stop[1:])
    assert stops[0][0] == "null Skip to main content"
    assert len(stops) > 24
    for said, style, width, *size in stops:
        assert (style, width) == ("solid", 3), f"{said} takes the focus without a ring"
        assert min(size) > 1, f"{said} takes the focus unseen"


def test_the_chosen_tab_is_read_in_the_dark(desk: Tab):
    desk.go("updates")
    show(desk, DESKTOP, "dark")
    chosen, page = desk.page.evaluate(
        """() => [["[role=tab][aria-selected=true] p", "color"], ["[data-testid=stApp]", "backgroundColor"]].map(
            ([selector, what]) => getComputedStyle(document.querySelector(selector))[what].match(/\\d+/g).map(Number))"""
    )
    assert contrast("#{:02x}{:02x}{:02x}".format(*chosen[:3]), "#{:02x}{:02x}{:02x}".format(*page[:3])) >= 4.5


OUTLINES = """() => {
    const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
    const painted = (...colours) => {
        for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
        return "#" + [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c.toString(16).padStart(2, "0")).join("");
    };
    const page = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
    return [...document.querySelectorAll("input, textarea, [role=spinbutton]")].filter(e => e.getClientRects().length
            && !["radio", "checkbox", "file"].includes(e.type)).map(field => {
        let e = field;
        while (e && !(parseFloat(getComputedStyle(e).borderTopWidth) > 0)) e = e.parentElement;
        const outline = e ? getComputedStyle(e).borderTopColor : page;
        return [field.getAttribute("aria-label") ?? field.outerHTML, painted(page, outline), painted(page)];
    });
}"""


@pytest.mark.parametrize(("name", "fewest"), [("inventory", 7), ("briefing", 4)])
def test_what_can_be_filled_in_is_outlined(desk: Tab, name: str, fewest: int):
    desk.go(name, as_at="2013-09-30")
    grounds = set()
    for scheme in LIGHT_AND_DARK:
        show(desk, DESKTOP, scheme)
        fields = desk.page.evaluate(OUTLINES)
        assert len(fields) >= fewest
        assert not [field for field, outline, page in fields if contrast(outline, page) < 3], scheme
        grounds |= {page for *_, page in fields}
    assert len(grounds) == 2


def test_what_says_that_a_screen_is_at_work_does_not_peek_out_of_the_bar(tab: Tab):
    tab.open("methods")
    tab.page.evaluate(
        """() => document.querySelector("[data-testid=stToolbar]").insertAdjacentHTML("beforeend",
            "<div data-testid=stStatusWidget>Stop</div>")"""
    )
    for size in (DESKTOP, PHONE):
        show(tab, size, "light")
        box = tab.page.evaluate(
            "() => document.querySelector('[data-testid=stStatusWidget]').getBoundingClientRect().toJSON()"
        )
        assert box["top"] >= BAR
        assert box["right"] <= size[0]
