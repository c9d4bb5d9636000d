"""The texts beside the figures, as a reader meets them: links that need no reload, notes on demand, and never markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from pages import serving
from tests.e2e.conftest import show
from tests.e2e.tab import PHONE, Tab


def test_a_link_goes_on_without_a_reload_and_back(desk: Tab):
    desk.go("", as_at="2013-08-31")
    desk.page.evaluate(
        "() => { window.mark = 'kept'; document.querySelector('[data-testid=stMain]').scrollTop = 600; }"
    )
    link = desk.page.locator(".text-tile", has_text="To consolidate").get_by_role("link")
    address = link.get_attribute("href")
    assert address == f"{desk.url}/inventory?disposition=consolidate&as_at=2013-08-31"  # for a new desk, too
    link.focus()
    desk.after(lambda: desk.page.keyboard.press("Enter"))
    assert desk.page.url == address
    expect(desk.page).to_have_title("Inventory, 31 August 2013: ICT shared services")
    assert desk.page.evaluate("() => window.mark") == "kept", "the page was loaded again"
    expect(desk.page.get_by_text("match the filters")).to_be_visible()
    desk.after(lambda: desk.page.go_back())
    expect(desk.page).to_have_title("Overview, 31 August 2013: ICT shared services")
    assert desk.page.url == f"{desk.url}/?as_at=2013-08-31"


def test_a_note_shows_where_the_reader_is_and_goes_on_escape(desk: Tab):
    show(desk, PHONE, "light")
    desk.go("", as_at="2013-09-30")
    chip = desk.page.get_by_role("link", name="Amber, say its owners")
    note = desk.page.locator(".text-note", has_text="Go-live of shared services").nth(1)
    expect(note).to_be_hidden()
    chip.focus()
    expect(note).to_be_visible()
    expect(chip).to_have_accessible_description(note.inner_text())
    box = note.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390, "it leaves the window"
    desk.page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_the_rows_behind_a_picture_are_in_a_dialog_that_its_button_opens(desk: Tab):
    desk.go("", as_at="2013-09-30")
    button = desk.page.get_by_role("button", name="Behind: 2 decisions ahead")
    desk.after(lambda: button.press("Enter"))
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="See the decisions →")).to_be_visible()
    expect(dialog.get_by_test_id("stDataFrame")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


CHANGED = """([script, before, after]) => {
    const root = document.body.appendChild(document.createElement("div"));
    const fill = new Function(`${script}; return fill;`)();
    fill(root, before);
    const were = [...root.querySelectorAll("*")];
    were.at(0).mark = "kept";
    fill(root, after);
    return [root.innerHTML, root.firstChild?.mark ?? null];
}"""
"""What is there after a change, and whether the first element is the one that stood there before."""


def test_a_change_keeps_what_stays_and_text_is_never_markup(tab: Tab):
    tab.page.goto(f"{tab.url}/_stcore/health")
    script = Path(serving.__file__).with_name("texts.js").read_text(encoding="utf-8")

    def changed(before: list[Any], after: list[Any]) -> list[str | None]:
        return tab.page.evaluate(CHANGED, [script, before, after])

    line = {"tag": "p", "text": "one"}
    markup = {"tag": "p", "text": "<img src=x onerror=alert(1)>"}
    assert changed([line], [markup]) == ["<p>&lt;img src=x onerror=alert(1)&gt;</p>", "kept"]
    within = {"tag": "p", "class": "text-chip", "parts": [{"tag": "strong", "text": "two"}]}
    assert changed([line, line], [within]) == ['<p class="text-chip"><strong>two</strong></p>', "kept"]
    assert changed([within], [line]) == ["<p>one</p>", "kept"]
    assert changed([line], [{"tag": "h2", "text": "one"}]) == ["<h2>one</h2>", None]
    assert changed([line], []) == ["", None]


def test_what_is_said_of_a_picture_leads_to_its_paragraph_in_methods(desk: Tab):
    show(desk, PHONE, "light")
    desk.go("gateways", as_at="2013-08-31")
    desk.page.get_by_role("button", name="About: ").first.focus()
    desk.page.keyboard.press("Tab")
    desk.after(lambda: desk.page.keyboard.press("Enter"))
    assert desk.page.url == f"{desk.url}/methods?rule=rating&as_at=2013-08-31"
    expect(desk.page.get_by_text("The computed rating is green when")).to_be_in_viewport()
    expect(desk.page.get_by_text("Of 10,000 runs, from")).to_be_hidden()
    desk.page.locator("summary", has_text="The forecast").press("Enter")
    expect(desk.page.get_by_text("Of 10,000 runs, from")).to_be_visible()
