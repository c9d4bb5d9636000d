"""A person takes a file in through the page, sees what it would do, and takes it back."""

from __future__ import annotations

import io
import re

from openpyxl import Workbook
from playwright.sync_api import FilePayload, expect

from tests.e2e.tab import Tab

HEADINGS = "decision_id,title,body,purpose,date,status\n"
MISTYPED = HEADINGS + "E2E-1,Extra gateway review,Programme board,decision,30/09/2013,doen\n"  # ‘done’, mistyped
RIGHT = MISTYPED.replace("doen", "done")


def put_in(tab: Tab, name: str, content: str | bytes) -> None:
    box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    buffer = content if isinstance(content, bytes) else content.encode()
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=buffer)
    tab.after(lambda: box.set_input_files(file))


def say(tab: Tab, control: str, text: str, key: str = "Control+Enter") -> None:
    """Types into a control of the form and leaves it."""
    box = tab.page.get_by_label(control, exact=True)
    box.fill(text)
    tab.after(lambda: box.press(key))


def give(tab: Tab, heading: str, *columns: str) -> None:
    """Says under ‘Columns’ what a heading gives."""
    box = tab.page.get_by_role("combobox", name=f"Column for {heading}", exact=True)
    for column in columns:
        box.click()
        box.fill(column)
        tab.after(tab.page.get_by_role("option", name=column, exact=True).click)
    box.press("Escape")


def only_changes(tab: Tab) -> None:
    tab.page.get_by_role("combobox", name="Is it everything").click()
    tab.after(lambda: tab.page.get_by_role("option", name="Only changes").click())


def take_it(tab: Tab, button: str) -> None:
    name = tab.page.get_by_role("textbox", name="Your name")
    name.fill("Ann")
    tab.after(lambda: name.press("Enter"))
    take = tab.page.get_by_role("button", name=button)
    expect(take).to_be_enabled()
    tab.after(take.click)
    expect(tab.page.get_by_test_id("stMain")).to_contain_text(re.compile(r"Upload \d+ is taken"))


def expect_figures(tab: Tab, *said: str) -> None:
    """Waits until the preview's figures say just this."""
    expect(tab.page.get_by_test_id("stMetric")).to_have_text(list(said), use_inner_text=True)


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
    only_changes(tab)
    take_it(tab, "into decisions")

    tab.after(lambda: page.get_by_role("button", name="Take it back").first.click())
    expect(page.get_by_role("button", name="Take it back")).to_have_count(
        2
    )  # the second one in what the first has opened
    again = page.get_by_role("button", name="Take it back").last
    expect(again).to_be_enabled()
    tab.after(again.click)
    expect(main).to_contain_text("is withdrawn")


def test_a_file_without_headings_is_read_as_the_person_says(fresh_tab: Tab):
    tab, page = fresh_tab, fresh_tab.page
    tab.open("updates", dataset="applications")
    put_in(tab, "sites_2013-10-31.csv", "ago,Y\nbusinesslink,N\ncommunities,Y\n")  # as such a list really began
    main = page.get_by_test_id("stMain")
    only_changes(tab)
    # The refusal names the control that settles it.
    expect(main).to_contain_text("Row with the headings")
    page.get_by_text("Read it another way", exact=True).first.click()
    say(tab, "Row with the headings", "0", "Enter")
    say(tab, "Fixed values", "department = Sites\nbusiness_function = Website\ndisposition = migrate")
    give(tab, "1", "Application ID", "Name")
    expect(main).to_contain_text("no heading line, 3 rows")
    expect_figures(tab, "Added 3", "Changed 0", "Removed 0", "Unchanged 0")
    take_it(tab, "into applications")
    expect(main).to_contain_text(
        re.compile("What was said of how to read it:\\W+‘Columns’:\\W+1 is Application ID and Name")
    )
    # Who looked at the latest report looks at this one now.
    expect(main).to_contain_text("As at 31 October 2013")

    # The next month's file is read like this one in one click.
    page.get_by_role("tab", name="Add a file").click()
    put_in(tab, "sites_2013-11-30.csv", "ago,Y\nbusinesslink,Y\ncommunities,Y\ndefra,N\n")
    only_changes(tab)
    expect(main).to_contain_text("This fills in ‘Row with the headings’, ‘Fixed values’.")
    tab.after(page.get_by_role("button", name="Read it as upload").click)
    expect_figures(tab, "Added 1", "Changed 0", "Removed 0", "Unchanged 3")
    expect(page.get_by_role("button", name="Read it as upload")).to_have_count(0)


def test_a_workbook_with_two_lists_is_read_from_the_sheet_that_the_person_names(fresh_tab: Tab):
    book = Workbook()
    for name, component in (("Capital", "Data centre"), ("Revenue", "Licences")):
        sheet = book.create_sheet(name)
        sheet.append(["What", "Cost (£m)"])
        sheet.append([component, 1.5])
    del book["Sheet"]
    content = io.BytesIO()
    book.save(content)
    tab, page = fresh_tab, fresh_tab.page
    tab.open("updates", dataset="spend")
    put_in(tab, "costs_2013-09-30.xlsx", content.getvalue())
    main = page.get_by_test_id("stMain")
    only_changes(tab)
    expect(main).to_contain_text("Name the one to read")
    page.get_by_text("Read it another way", exact=True).first.click()
    page.get_by_role("combobox", name="Sheet", exact=True).click()
    tab.after(lambda: page.get_by_role("option", name="Revenue").click())
    give(tab, "What", "Component")
    give(tab, "Cost (£m)", "Budget (£)")
    say(tab, "Fixed values", "month = 01/09/2013\nstrand = consolidation")
    # A column in millions is asked about, and what to say is said.
    expect(main).to_contain_text(re.compile("‘Units and scales’:\\W+Cost \\(£m\\) = millions"))
    say(tab, "Units and scales", "Cost (£m) = millions")
    expect_figures(tab, "Added 1", "Changed 0", "Removed 0", "Unchanged 0")
    expect(main).to_contain_text("'1.5' → 1,500,000.00")
