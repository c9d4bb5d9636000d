"""A screen on paper: A4 across, whole, each figure drawn for the width of the paper, light whatever the theme."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import office
from tests.e2e.tab import Tab

pytestmark = pytest.mark.usefixtures("reader_of_pdf")

A4_ACROSS = (842, 595)  # points
MARGIN = 28  # points, 10 mm

FIGURE_TEXTS = """() => [...document.querySelectorAll("[data-testid=stMain] .js-plotly-plot")]
    .filter(chart => chart.checkVisibility())
    .flatMap(chart => [...chart.querySelectorAll("text:not(:has(tspan)), tspan:not(:has(tspan))")])
    .filter(e => e.checkVisibility()).map(e => e.textContent)"""
WIDTHS = """() => [...document.querySelectorAll(".figure")].map(e => [
    e.clientWidth, +e.querySelector(".main-svg").getAttribute("width")])"""


def printed(tab: Tab, folder: Path) -> Path:
    """The screen as the browser prints it, on the paper that the page asks for."""
    tab.page.pdf(path=folder / "screen.pdf", prefer_css_page_size=True)
    return folder / "screen.pdf"


def squeezed(text: str) -> str:
    return "".join(text.split())


@dataclass
class Paper:
    """A screen as it was printed, and what is to stand there: what it showed of its figures, and what it has folded."""

    pdf: Path
    labels: list[str]
    folded: list[str]
    widths: list[tuple[int, int]]  # of each figure's place, and of what was drawn there, afterwards


def on_paper(tab: Tab, folder: Path) -> Paper:
    """The screen, as it is in the tab, printed. tests/e2e/test_seen.py asks it of every screen."""
    labels = tab.page.evaluate(FIGURE_TEXTS)
    pdf = printed(tab, folder)
    folded = tab.page.locator(".texts details > p").all_text_contents()
    return Paper(pdf, labels, folded, tab.page.evaluate(WIDTHS))


def assert_whole(paper: Paper) -> None:
    """Everything is on the paper, and the screen is as it was."""
    told = subprocess.run(
        ["pdftotext", "-bbox", str(paper.pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    for number, page in enumerate(told.split("<page ")[1:], start=1):
        size = [round(float(each)) for each in re.findall(r'(?:width|height)="([\d.]+)"', page)]
        assert tuple(size) == A4_ACROSS
        words = re.findall(r'xMin="([-\d.]+)" yMin="[-\d.]+" xMax="([-\d.]+)" yMax="[-\d.]+">(.*?)<', page)
        assert words, f"page {number} is empty"
        beyond = [
            word for left, right, word in words if float(left) < MARGIN - 1 or float(right) > size[0] - MARGIN + 1
        ]
        assert not beyond, f"page {number} is cut"
    text = squeezed("".join(office.words(paper.pdf)))
    assert "asat30September2013" in text
    assert "◇Illustrative" in text
    # A label that is shortened to its width has another one on paper; it begins alike.
    begun = [label.split()[:2] if "…" in label else label.split() for label in paper.labels]
    begun += [line.split() for line in paper.folded]  # folded on screen
    missing = [word for words in begun for word in words if word not in text]
    assert not missing
    assert all(width == drawn for width, drawn in paper.widths), "the screen is as it was"


def test_a_printed_table_has_the_rows_that_the_screen_scrolls_to(desk: Tab, tmp_path: Path):
    desk.go("partners", as_at="2013-09-30")
    assert not desk.page.locator(".on-paper table").count(), "it costs nothing until then"
    desk.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    rows = desk.page.locator(".on-paper tbody tr").all_text_contents()
    desk.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert not desk.page.locator(".on-paper table").count()
    text = squeezed("".join(office.words(printed(desk, tmp_path))))
    assert len(rows) > 8
    assert all(squeezed(row)[:12] in text for row in rows)


def test_a_department_prints_the_tabs_that_are_closed_too(desk: Tab, tmp_path: Path):
    desk.go("departments", as_at="2013-09-30", department="Housing", part="Its interfaces")
    assert not desk.page.get_by_text("next steps", exact=False).is_visible()
    text = "".join(office.words(printed(desk, tmp_path)))
    for heading in ("next steps", "Its applications", "What it sends", "What it receives"):
        assert squeezed(heading) in squeezed(text), heading


def test_a_dark_screen_prints_light(dark_tab: Tab):
    dark_tab.open("", as_at="2013-09-30")
    dark_tab.page.emulate_media(media="print")
    dark = dark_tab.page.evaluate(
        """() => [...document.querySelectorAll("body, body *")].filter(e => e.checkVisibility() && !e.closest("svg"))
            .flatMap(e => { const s = getComputedStyle(e); return [["on", s.backgroundColor],
                ...([...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) ? [["text", s.color]] : [])]; })
            .filter(([where, colour]) => {
                const [red, green, blue, solid = 1] = colour.match(/[\\d.]+/g).map(Number);
                const light = (red + green + blue) / 3 > 127;
                return solid > 0 && light === (where === "text");
            }).map(each => each.join(" "))"""
    )
    assert not dark
    dark_tab.page.wait_for_function(
        """() => [...document.querySelectorAll(".figure .main-svg")].every(e =>
            ["", "transparent", "rgb(255, 255, 255)"].includes(e.style.background.trim()))"""
    )


def test_a_browser_that_only_tells_beforehand_gets_figures_that_fit(desk: Tab):
    desk.go("timeline", as_at="2013-09-30")
    ((width, _),) = desk.page.evaluate(WIDTHS)
    told = desk.page.evaluate(
        """() => ["beforeprint", "afterprint"].map(name => {
            dispatchEvent(new Event(name));
            return +document.querySelector(".figure .main-svg").getAttribute("width"); })"""
    )
    assert told == [int(width * 1308 / 1440), width]
