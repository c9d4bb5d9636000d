"""A plan, as a planner makes one: filter, choose the component, add, undo, send the link, and take the file to Updates."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, expect

from tests.e2e.tab import Tab
from tests.e2e.test_updates import expect_figures, only_changes, put_in


def heading(tab: Tab, text: str) -> Locator:
    return tab.page.get_by_role("heading", name=text)


def test_a_plan_is_made_undone_sent_saved_and_taken_to_updates(tab: Tab):
    tab.open("planner", as_at="2013-09-30", search="learning", is_planned="no", core_component="HR and payroll")
    expect(heading(tab, "82 of 277 applications to the core, 29.6%")).to_be_visible()
    save = tab.page.get_by_role("button", name="Save as a file for Updates")
    expect(save).to_be_disabled()

    add = tab.page.get_by_role("button", name="Add all 3 that match")
    tab.after(add.click)
    expect(heading(tab, "85 of 277 applications to the core, 30.7%")).to_be_visible()
    link = tab.page.url
    assert parse_qs(urlsplit(link).query)["plan"][0].startswith("consolidate:HR and payroll:APP-")

    tab.after(tab.page.get_by_role("button", name="Undo the last step").click)
    expect(heading(tab, "82 of 277 applications to the core, 29.6%")).to_be_visible()
    assert "plan=" not in tab.page.url

    tab.page.goto(link)  # sent to somebody
    tab.wait_ready()
    expect(heading(tab, "the plan adds 3 applications")).to_be_visible()
    with tab.page.expect_download() as saved:
        save.click()
    rows = list(csv.DictReader(Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["disposition"], row["core_component"]) for row in rows] == [("consolidate", "HR and payroll")] * 3

    tab.go("updates")  # what the file does when it is taken is in tests/queries/test_planner.py
    put_in(tab, saved.value.suggested_filename, Path(saved.value.path()).read_bytes())
    only_changes(tab)
    expect_figures(tab, "Added 0", "Changed 3", "Removed 0", "Unchanged 0")
    assert not tab.complaints
