"""What a screen reader is given of each screen: its landmarks, headings, names and tables, read from the browser's own tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from playwright.sync_api import expect

from pages.narrative.accessibility import BARRIERS
from tests.deep import DEEP
from tests.e2e.screens import screens
from tests.e2e.tab import Tab

CONTROLS = {
    "button", "link", "textbox", "combobox", "spinbutton", "checkbox", "radio", "slider", "tab", "application", "searchbox",
    "menuitem",
}  # fmt: skip
NAMED = CONTROLS | {"main", "navigation", "region", "dialog", "table", "grid", "group", "image", "tabpanel"}
UNNAMED_IS_FINE = {"main", "grid", "group"}  # one of its kind; in a region of its name; of layout

Node = dict[str, Any]


def tree(tab: Tab) -> list[Node]:
    """The accessibility tree in the order of reading: role, name, level and element of each node that isn't ignored."""
    session = tab.page.context.new_cdp_session(tab.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    found: list[Node] = []

    def walk(node: Node) -> None:
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", [])}
        if not node.get("ignored"):
            name = str(node.get("name", {}).get("value") or "").strip()
            found.append({"role": node["role"]["value"], "name": name, **properties})
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return found


def wrong(nodes: list[Node]) -> Iterator[str]:
    """What a reader would stumble over."""
    levels = [(int(each["level"]), each["name"]) for each in nodes if each["role"] == "heading"]
    if [level for level, _ in levels].count(1) != 1 or levels[0][0] != 1:
        yield f"not one heading of the first level, and first: {levels}"
    yield from (
        f"a heading leaves out a level: {name}" for (before, _), (level, name) in pairwise(levels) if level > before + 1
    )
    yield from (f"a heading says nothing: {levels}" for _, name in levels if not name)
    roles = Counter(each["role"] for each in nodes)
    yield from (f"{roles[role]} of {role}" for role in ("main", "RootWebArea") if roles[role] != 1)
    for each in nodes:
        if each["role"] in NAMED - UNNAMED_IS_FINE and not each["name"]:
            yield f"{each['role']} without a name: {each}"
    named = Counter(
        (each["role"], each["name"]) for each in nodes if each["role"] in ("button", "application", "region", "table")
    )
    repeated = {"Download CSV", "Workbook"}  # said after the heading of what they belong to
    yield from (
        f"{many} times {role} ‘{name}’" for (role, name), many in named.items() if many > 1 and name not in repeated
    )
    heads = roles["columnheader"] + roles["rowheader"]
    if roles["table"] and not heads:
        yield "a table without headings"


READ = [
    name
    for name in screens()
    if DEEP or name in ("overview", "gateways", "inventory", "updates", "planner", "accessibility")
]
"""Those that have between them every kind of part; all of them with DEEP_TESTS=yes."""


def read_through(tab: Tab) -> list[Node]:
    """The tree of the screen that the tab is on, once it has said that it is there and its parts have got their names, which
    come a moment later. tests/e2e/test_seen.py asks for it as it goes through the screens."""
    heading = tab.page.locator("[data-testid=stMain] h1").inner_text()
    tab.page.locator("#said").filter(has_text=heading).wait_for(state="attached")
    tab.page.wait_for_function("() => !document.querySelector('button[aria-label=Open]')")
    assert tab.page.locator("html").get_attribute("lang") == "en"
    return tree(tab)


def test_what_would_trouble_a_reader_is_found(desk: Tab):
    desk.go("methods")
    desk.page.evaluate(
        """() => document.querySelector("[data-testid=stMain]").insertAdjacentHTML("beforeend",
            `<div id=bad><h1>Two</h1><h4>Deep</h4><button></button><button>Go</button><button>Go</button></div>`)"""
    )
    assert len(list(wrong(tree(desk)))) >= 4
    desk.page.evaluate("() => document.querySelector('#bad').remove()")


STILL = {
    "heading_menu": "() => !document.querySelector('[data-testid=stDataFrame] [aria-haspopup]')",
    "rows_in_view": """() => { const table = document.querySelector('[data-testid=stDataFrame] table');
        return table.tBodies[0].rows.length < Number(table.getAttribute('aria-rowcount')) - 1; }""",
    "drawn_cells": "() => !!document.querySelector('[data-testid=stDataFrame] canvas')",
}
"""Barrier of the accessibility statement → whether it is still there. What is no longer so is taken from the statement."""


def test_what_the_statement_lists_is_still_so(desk: Tab):
    desk.go("inventory")
    expect(desk.page.locator("[data-testid=stDataFrame] table").first).to_be_attached()
    assert {*STILL, "moved_columns"} == {each.key for each in BARRIERS if not each.rule}
    assert {key for key, script in STILL.items() if desk.page.evaluate(script)} == set(STILL)


def test_a_tables_columns_are_still_moved_by_dragging_alone(desk: Tab):
    page = desk.go("inventory").page
    heads = page.locator("[data-testid=stDataFrame] table th")
    first, second = heads.nth(0).text_content(), heads.nth(1).text_content()
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 18)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 18, steps=4)
    page.mouse.move(box["x"] + 420, box["y"] + 18, steps=4)
    page.mouse.up()
    expect(heads.nth(0)).to_have_text(str(second))
    expect(heads.nth(1)).to_have_text(str(first))


def test_the_statement_is_a_link_away_and_says_what_is_left(desk: Tab):
    desk.go("inventory", as_at="2013-08-31")
    desk.after(lambda: desk.page.get_by_role("link", name="Accessibility statement").click())
    assert desk.page.url.endswith("/accessibility?as_at=2013-08-31")
    text = desk.page.get_by_test_id("stMain").inner_text()
    for said in [each.what for each in BARRIERS] + [
        "partially compliant",
        "Equality Advisory",
        "success criterion 2.1.1",
    ]:
        assert said in text
