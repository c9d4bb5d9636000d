"""The figures as a reader meets them: drawn at once, updated in place, and of use to hand, key, ear, dark and paper."""

from __future__ import annotations

import gzip
import re
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Request, expect
from plotly.offline import get_plotlyjs

from pages.serving import bundle
from tests.e2e.conftest import show, watched
from tests.e2e.server import Server
from tests.e2e.tab import DESKTOP, FOLLOWED, PHONE, Tab, new_tab, next_tab

GRAPH = ".js-plotly-plot"


def figure(tab: Tab, starts: str) -> Locator:
    """The figure whose text alternative starts with these words."""
    return tab.page.locator(f'.figure-plot[aria-label^="{starts}"]')


def look(tab: Tab, what: str) -> Any:
    """A property of the first figure on the screen, as Plotly has it."""
    return tab.page.evaluate(f"() => document.querySelector('{GRAPH}').{what}")


@pytest.fixture(scope="module")
def inventory(browser: Browser, server: Server) -> Iterator[Tab]:
    """The inventory, opened once for the tests that leave it as it is."""
    with next_tab(browser, server.url) as opened:
        for tab in watched(opened):
            yield tab.open("inventory")


def test_a_change_of_date_updates_the_figure_that_is_there(desk: Tab):
    desk.go("inventory", as_at="2013-09-30")
    desk.page.evaluate(
        f"() => {{ document.querySelector('{GRAPH}').mark = document.querySelector('.main-svg').mark = 'kept' }}"
    )
    before = look(desk, "_fullData.map(trace => trace.x)")
    desk.after(lambda: desk.page.get_by_role("button", name="Earlier report").click())
    desk.page.wait_for_function(
        f"before => JSON.stringify(document.querySelector('{GRAPH}')._fullData.map(trace => trace.x)) !== before",
        arg=str(before).replace("'", '"'),
    )
    assert look(desk, "mark") == "kept", "the figure was mounted anew"
    assert desk.page.evaluate("() => document.querySelector('.main-svg').mark") == "kept", "the drawing was begun anew"


def test_what_plotly_looks_up_once_is_what_it_finds_each_time(tab: Tab):
    """In a bundle of its own, in a second document: what the page's has been told to remember is held against it."""
    tab.open("migration")
    found = tab.page.evaluate(
        f"""async () => {{
            const frame = document.body.appendChild(document.createElement("iframe"));
            const script = frame.contentDocument.createElement("script");
            script.src = document.querySelector("script[src*=plotly]").src;
            await new Promise(done => {{ script.onload = done; frame.contentDocument.head.append(script); }});
            const afresh = frame.contentWindow.Plotly.PlotSchema.findArrayAttributes;
            return [...document.querySelectorAll("{GRAPH}")].flatMap(graph => graph._fullData)
                .map(trace => [trace.type, trace._arrayAttrs, afresh(trace)]);
        }}"""
    )
    assert len(found) > 10
    assert {kind for kind, *_ in found} == {"bar", "scatter"}
    assert all(kept == afresh for _, kept, afresh in found)
    assert any("customdata" in kept for _, kept, _ in found)


ALONE = """() => {
    const { appendChild } = Node.prototype;
    window.alone = [];
    Node.prototype.appendChild = function (added) {
        const isLabel = this.id === "js-plotly-tester" && added.matches(".annotation-text, .legendtext");
        if (isLabel) window.alone.push(added.textContent);
        return appendChild.call(this, added);
    };
}"""
"""Notes which labels Plotly measures by themselves."""
PICTURES = f"""() => [...document.querySelectorAll("{GRAPH}")].map(graph =>
    [graph._fullLayout._uid, ...graph._fullData.map(trace => trace.uid)].reduce((drawn, rolled) => drawn.replaceAll(rolled, ""),
        graph.querySelector(".svg-container").innerHTML))"""


def test_labels_are_measured_together_as_plotly_measures_each(first_tab: Tab):
    page = first_tab.page
    page.add_init_script(f"({ALONE})()")
    first_tab.open("migration", as_at="2013-09-30")
    assert page.evaluate("() => window.alone") == []
    together = page.evaluate(PICTURES)
    first_tab.after(lambda: page.get_by_role("button", name="Earlier report").click())
    assert page.evaluate("() => window.alone") == [], "nor are those that a change brings"
    own = bundle.MEASURED.sub(
        bundle.IF_NEEDED, bundle.small().read_bytes() if bundle.small().is_file() else get_plotlyjs().encode()
    )
    page.route(re.compile(r"/plotly-\w+\.js"), lambda route: route.fulfill(body=own, content_type="text/javascript"))
    first_tab.open("migration", as_at="2013-09-30")
    assert len(page.evaluate("() => window.alone")) > 30
    assert page.evaluate(PICTURES) == together


ROOM = f"""() => [...document.querySelectorAll("{GRAPH}")].map(graph => {{
    const {{ left, top }} = graph.getBoundingClientRect();
    const place = label => {{
        const box = label.getBoundingClientRect();
        return [label.textContent, label.style.display, Math.round(box.left - left), Math.round(box.top - top)];
    }};
    const {{ l, r, t, b }} = graph._fullLayout._size;
    return [graph.closest(".figure").dataset.key, graph._fullLayout.xaxis.automargin, graph._fullLayout.width, [l, r, t, b],
        [...graph.querySelectorAll(".xtick text, .ytick text")].map(place)];
}})"""
WIDTHS = (DESKTOP, (1100, 900), PHONE)


def test_labels_have_the_room_that_plotly_would_measure(tab: Tab):
    """Told beforehand, so that each figure is drawn once; where that is wrong, as it is here on purpose, it is measured."""
    tab.open(as_at="2013-06-30")  # on this day a picture is so low that not all can have what they need

    def look(width: int, height: int, is_measured: bool) -> list[list[Any]]:
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.wait_for_function(
            f"""isMeasured => [...document.querySelectorAll("{GRAPH}")].every(graph => {{
                const {{ width, xaxis, yaxis }} = graph._fullLayout;
                return width === Math.floor(graph.closest(".figure").clientWidth)
                    && (xaxis.automargin === isMeasured || !xaxis.visible && !yaxis.visible);
            }})""",
            arg=is_measured,
        )
        return [each[:1] + each[2:] for each in tab.page.evaluate(ROOM) if each[4]]

    told = [look(*size, False) for size in WIDTHS]
    tab.page.evaluate(
        """() => {
            const measured = CanvasRenderingContext2D.prototype.measureText;
            CanvasRenderingContext2D.prototype.measureText = function (text) {
                return /^[0-9]+$/.test(text) ? { width: 0, fontBoundingBoxDescent: -30 } : measured.call(this, text);
            };
        }"""
    )
    look(1000, 900, True)
    measured = [look(*size, True) for size in WIDTHS]
    assert told == measured
    assert len(told[0]) > 3


TEXTS_IN_BARS = f"""() => [...document.querySelectorAll("{GRAPH} .bars .point")].flatMap(point => {{
    const [text, bar] = [point.querySelector(".bartext"), point.querySelector("path")];
    if (!text?.textContent.trim()) return [];
    const [words, room] = [text, bar].map(each => each.getBoundingClientRect());
    const overhang = Math.max(words.width - room.width, words.height * 0.6 - room.height);
    return [[text.textContent, getComputedStyle(text).visibility === "visible", overhang]];
}})"""
"""Of each text in a bar: whether it is seen, and by how many pixels it is longer or its letters are taller than the bar."""


def test_a_text_is_in_each_bar_that_has_room_for_it_and_in_no_other(tab: Tab):
    """Also where the others of a column are so many that one's piece is a strip, as among 61 gateways."""
    tab.open("gateways")
    tab.page.evaluate(
        """() => {
            const draw = Plotly.react;
            Plotly.react = (graph, data, ...rest) => draw(graph, data.map(each => each.name === "Amber" && each.y
                ? { ...each, y: each.y.map(count => 60 * count) } : each), ...rest);
        }"""
    )
    seen = set()
    for width in (1_100, 390):
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.wait_for_function(FOLLOWED, arg="light")
        texts = tab.page.evaluate(TEXTS_IN_BARS)
        seen |= {is_seen for _, is_seen, _ in texts}
        assert [text for text in texts if text[1] != (text[2] <= 1) and abs(text[2] - 1) > 2] == []
    assert seen == {True, False}


def test_what_has_not_changed_is_not_drawn_again(tab: Tab):
    tab.open("inventory")
    tab.page.evaluate(
        f"() => document.querySelector('{GRAPH}').on('plotly_afterplot', () => {{ window.drawnAgain = true; }})"
    )
    tab.page.get_by_role("textbox", name="Search").fill("payroll")
    tab.after(lambda: tab.page.keyboard.press("Enter"))
    assert tab.page.evaluate("() => window.drawnAgain") is None
    # How its table writes numbers, by the names that its patterns give (pages/ui/tables.py).
    numbers = (
        "[(-431480.5).as_pounds, (-0.2).as_pounds, (0.14).as_pence, (-12.66).as_share, 0.5.as_factor, 1234 .as_whole]"
    )
    assert tab.page.evaluate(numbers) == ["−£431,481", "£0", "£0.14", "−12.7%", "0.5000", "1,234"]


def test_the_arrow_keys_go_from_mark_to_mark_and_enter_opens(desk: Tab):
    desk.go("inventory", as_at="2013-09-30")
    plot = figure(desk, "Applications by department")
    live = desk.page.locator(".figure", has=plot).locator("[aria-live]")
    plot.focus()
    expect(plot).to_be_focused()
    desk.page.keyboard.press("ArrowRight")
    expect(live).to_contain_text("1 of ")
    first = live.inner_text()
    desk.page.keyboard.press("ArrowRight")
    expect(live).to_contain_text("2 of ")
    expect(desk.page.locator(".figure-ring")).to_be_visible()
    expect(plot.locator(".hoverlayer .hovertext")).to_be_visible()
    desk.page.keyboard.press("ArrowLeft")
    expect(live).to_have_text(first)
    desk.page.keyboard.press("ArrowDown")
    below = live.inner_text()
    assert below.split(",")[0] != first.split(",")[0], "the next row is another department"
    desk.page.keyboard.press("Escape")
    expect(live).to_have_text("")
    expect(desk.page.locator(".figure-ring")).to_have_count(0)
    desk.page.keyboard.press("Home")
    expect(live).to_have_text(first)
    desk.after(lambda: desk.page.keyboard.press("Enter"))
    assert "department=" in desk.page.url
    assert "disposition=" in desk.page.url


def test_every_mark_can_be_reached_by_key(desk: Tab):
    desk.go("migration", as_at="2013-09-30")
    plot = figure(desk, "Applications in scope")
    plot.focus()
    live = desk.page.locator(".figure", has=plot).locator("[aria-live]")
    desk.page.keyboard.press("End")
    last = live.inner_text()
    count = int(last.split(" of ")[-1].rstrip("."))
    desk.page.keyboard.press("Home")
    seen = {live.inner_text()}
    for _ in range(count - 1):
        desk.page.keyboard.press("ArrowRight")
        seen.add(live.inner_text())
    assert len(seen) == count
    assert last in seen


def test_the_figure_follows_the_theme_without_a_run(inventory: Tab):
    light = look(inventory, "_fullLayout.paper_bgcolor")
    sent: list[Any] = []
    inventory.socket().on("framesent", lambda frame: sent.append(frame))
    inventory.page.emulate_media(color_scheme="dark")
    inventory.page.wait_for_function(
        f"light => document.querySelector('{GRAPH}')._fullLayout.paper_bgcolor !== light", arg=light
    )
    page = inventory.page.evaluate(
        "() => getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    )
    drawn = inventory.page.evaluate(
        f"() => getComputedStyle(document.querySelector('{GRAPH} .main-svg')).backgroundColor"
    )
    assert drawn == page
    assert not sent
    inventory.page.emulate_media(color_scheme="light")
    inventory.page.wait_for_function(
        f"light => document.querySelector('{GRAPH}')._fullLayout.paper_bgcolor === light", arg=light
    )


def test_the_bundle_is_fetched_once_and_kept(first_tab: Tab):
    tab = first_tab
    asked: list[Request] = []
    tab.page.on("request", lambda request: asked.append(request) if "/figures/" in request.url else None)
    tab.open("inventory")  # a deep link: its page must name them as the first screen's does
    early = tab.page.evaluate("() => [...document.querySelectorAll('head script[async]')].map(each => each.src)")
    assert any("/figures/plotly-" in each for each in early)
    assert sorted({request.url.rsplit("/", 1)[-1].split("-")[0] for request in asked}) == ["drawing", "paper", "plotly"]
    assert len([request for request in asked if "plotly-" in request.url]) == 1
    for request in asked:
        reply = request.response()
        assert reply is not None
        assert reply.headers["content-encoding"] == "gzip"
        assert reply.headers["cache-control"] == "public, immutable, max-age=31536000"
    tab.open("migration")
    sizes = tab.page.evaluate(
        "() => performance.getEntriesByType('resource').filter(e => e.name.includes('/figures/')).map(e => e.transferSize)"
    )
    assert sizes
    assert set(sizes) == {0}, "the browser has it already"


def test_a_browser_that_takes_no_gzip_gets_the_same_script(inventory: Tab):
    script = inventory.page.evaluate("() => [...document.scripts].find(each => each.src.includes('plotly-')).src")
    with urllib.request.urlopen(script) as reply:
        plain = reply.read()
    with urllib.request.urlopen(urllib.request.Request(script, headers={"Accept-Encoding": "gzip"})) as reply:
        assert gzip.decompress(reply.read()) == plain
    assert b"plotly.js" in plain[:100]


@pytest.mark.parametrize("format", ["PNG", "SVG"])
def test_a_figure_is_downloaded_as_a_picture(inventory: Tab, format: str):
    drawn = inventory.page.locator(".figure").first
    drawn.hover()
    with inventory.page.expect_download() as got:
        drawn.get_by_role("button", name=f"Download as {format}").click()
    assert got.value.suggested_filename == f"inventory-departments.{format.lower()}"
    content = got.value.path().read_bytes()
    assert len(content) > 5_000
    if format == "SVG":
        assert b"applications" in content, "the finding stands above the picture"


def test_a_figure_fits_a_phone_and_grows_when_it_is_turned(phone: Tab):
    phone.open("timeline", as_at="2013-09-30")
    assert look(phone, "_fullLayout.width") <= PHONE[0]
    sums = phone.page.locator(".scatterlayer .text text")
    assert sums.evaluate_all("all => all.map(e => getComputedStyle(e).visibility)") == ["visible"] * 18, "one is raised"
    label = phone.page.locator(".annotation-text").filter(has_text="System design and")
    expect(label).to_have_text(re.compile("^System design and .*…  done 3 Jul 2013, 5 weeks late$"))
    phone.page.set_viewport_size({"width": PHONE[1], "height": PHONE[0]})
    phone.page.wait_for_function(f"() => document.querySelector('{GRAPH}')._fullLayout.width > {PHONE[0]}")
    expect(label).to_contain_text("System design and service level agreements approved  done")
    assert phone.sideways() <= 0


def test_buttons_do_not_stay_where_another_drawing_had_room(inventory: Tab):
    figure = inventory.page.locator(".figure").first
    tools = figure.locator(".figure-tools")
    inventory.page.evaluate("() => document.activeElement.blur()")  # a button that was pressed is in use
    figure.hover()
    expect(tools).to_have_attribute("style", re.compile("top"))
    inventory.page.mouse.move(1, 1)
    show(inventory, (1024, 768), "light")
    expect(tools).not_to_have_attribute("style", re.compile("top"))


def test_a_narrow_figure_keeps_what_tells_its_rows_apart(desk: Tab):
    """A count is not cut away, nor a name for what the picture says as well, two names that begin alike are not cut to the
    same, and points keep the names that have room."""
    show(desk, (1024, 768), "light")
    desk.go("", as_at="2012-11-30")
    labels = desk.page.locator(".annotation-text").all_text_contents()
    assert any(label.startswith("Criteria met 1 of 6") for label in labels), labels
    named = [label.partition(",")[0].rstrip("…") for label in labels if label.startswith("Shared se")]
    assert len(named) == len(set(named)) > 1, labels
    desk.go("timeline", as_at="2012-11-30")
    names = desk.page.locator(".annotation-text", has_text=re.compile("confirmed$|in service$|sites$"))
    assert [name.is_visible() for name in names.all()].count(True) > 1
    desk.go("spend", as_at="2013-09-30")
    strands = desk.page.locator(".annotation-text", has_text=re.compile("^(Core infrastructure|Transformation and)"))
    short, long = sorted(strands.all_text_contents())
    assert short.endswith("%")
    assert re.fullmatch("Transformation and service redesign +£302k of £500k", long), "its share has no room"
    show(desk, DESKTOP, "light")


def test_a_finger_opens_a_mark(browser: Browser, server: Server):
    with new_tab(browser, server.url, PHONE) as phone:
        phone.open("inventory")
        bar = phone.page.locator(f"{GRAPH} .bars .point path").first
        bar.scroll_into_view_if_needed()
        box = bar.bounding_box()
        assert box
        phone.after(lambda: phone.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))
        assert "department=" in phone.page.url


def test_nothing_moves_for_who_wants_no_motion(inventory: Tab):
    """A figure changes at once: it has no transition that would have to be switched off."""
    assert not look(
        inventory, "_fullLayout.transition?.duration > 0 && document.querySelector('.js-plotly-plot').layout.transition"
    )
