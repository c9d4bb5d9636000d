"""A person takes a file in through the page, sees what it would do, and takes it back."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, expect

from tests.e2e.tab import Tab

HEADINGS = "decision_id,title,body,purpose,date,status\n"
MISTYPED = HEADINGS + "E2E-1,Extra gateway review,Programme board,decision,30/09/2013,doen\n"  # «done», mistyped
RIGHT = MISTYPED.replace("doen", "done")


def put_in(tab: Tab, name: str, text: str) -> None:
    box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    file = FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
    tab.after(lambda: box.set_input_files(file))


def test_a_file_is_refused_mended_taken_and_taken_back(fresh_tab: Tab):
    tab, page = fresh_tab, fresh_tab.page
    tab.open("updates")
    page.get_by_role("combobox", name="What is the file about?").click()
    tab.after(lambda: page.get_by_role("option", name="Decisions").click())

    put_in(tab, "decisions_2013-09-30.csv", MISTYPED)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("doen")
    expect(page.get_by_role("button", name="into decisions")).to_have_count(0)

    tab.after(lambda: page.get_by_role("button", name="Choose another file").click())
    put_in(tab, "decisions_2013-09-30.csv", RIGHT)
    page.get_by_role("combobox", name="Is it everything").click()
    tab.after(lambda: page.get_by_role("option", name="Only changes").click())
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ann")
    tab.after(lambda: name.press("Enter"))
    take = page.get_by_role("button", name="into decisions")
    expect(take).to_be_enabled()
    tab.after(take.click)
    expect(main).to_contain_text(re.compile(r"Upload \d+ is taken"))

    tab.after(lambda: page.get_by_role("button", name="Take it back").first.click())
    again = page.get_by_role("button", name="Take it back").last
    expect(again).to_be_enabled()
    tab.after(again.click)
    expect(main).to_contain_text("is withdrawn")
