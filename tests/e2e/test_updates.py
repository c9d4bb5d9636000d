"""A person takes a file in through the page, sees what it would do, and takes it back."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import FilePayload, Route, expect

from data import exports, ledger
from data.datasets import DATASETS
from tests.e2e.accessibility import findings
from tests.e2e.server import Server
from tests.e2e.tab import DESKTOP, PHONE, Tab

HEADINGS = "decision_id,title,body,purpose,date,status\n"
MISTYPED = HEADINGS + "E2E-1,Extra gateway review,Programme board,decision,30/09/2013,doen\n"  # ‘done’, mistyped
RIGHT = MISTYPED.replace("doen", "done")


def put_in(tab: Tab, name: str, content: str | bytes) -> None:
    box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    expect(box).to_have_count(1)  # what was there before a commit goes a moment later
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
    """Says that a file holds only changes, unless it begins so, as the last report of its dataset was."""
    main = tab.page.get_by_test_id("stMain")
    choice = main.get_by_role("radio", name=re.compile("^Only changes"))
    expect(choice).to_have_count(1)
    if not choice.is_checked():
        tab.after(main.get_by_text("Only changes", exact=True).click)


def what_it_is(tab: Tab, table: str, dataset: str) -> None:
    """Says which dataset a table is."""
    tab.page.get_by_role("combobox", name=f"What is {table.replace('_', ' ')}?").click()
    tab.after(lambda: tab.page.get_by_role("option", name=dataset, exact=True).click())


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


def test_a_file_is_refused_mended_taken_and_taken_back(writing_tab: Tab):
    tab, page = writing_tab, writing_tab.page
    tab.open("updates")
    put_in(tab, "decisions_2013-09-30.csv", MISTYPED)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("doen")
    expect(page.get_by_role("button", name="into decisions")).to_have_count(0)

    tab.after(lambda: page.get_by_role("button", name="Start again").click())
    put_in(tab, "decisions_2013-09-30.csv", RIGHT)
    only_changes(tab)
    take_it(tab, "into decisions")

    tab.after(lambda: page.get_by_role("button", name="Withdraw").first.click())
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(2)  # the second one in what the first has opened
    again = page.get_by_role("button", name="Withdraw").last
    expect(again).to_be_enabled()
    tab.after(again.click)
    expect(main).to_contain_text("is withdrawn")


def test_a_file_without_headings_is_read_as_the_person_says(writing_tab: Tab):
    tab, page = writing_tab, writing_tab.page
    tab.open("updates")
    put_in(tab, "sites_2013-10-31.csv", "ago,Y\nbusinesslink,N\ncommunities,Y\n")  # as such a list really began
    main = page.get_by_test_id("stMain")
    what_it_is(tab, "sites_2013-10-31.csv", "Applications")
    # The refusal names the control that settles it.
    expect(main).to_contain_text("Row with the headings")
    page.get_by_text("Read it another way", exact=True).first.click()
    say(tab, "Row with the headings", "0", "Enter")
    say(tab, "Fixed values", "department = Sites\nbusiness_function = Website\ndisposition = migrate")
    give(tab, "1", "Application ID", "Name")
    expect(main).to_contain_text("no heading line, 3 rows")
    only_changes(tab)
    expect_figures(tab, "Added 3", "Changed 0", "Removed 0", "Unchanged 0")
    take_it(tab, "into applications")
    expect(main).to_contain_text(
        re.compile("What was said of how to read it:\\W+‘Columns’:\\W+1 is Application ID and Name")
    )
    # Who looked at the latest report looks at this one now.
    expect(main).to_contain_text("31/10/2013")

    # The next month's file, which is called the same save for its date, is read like this one.
    tab.after(page.get_by_role("tab", name="Add files").click)
    put_in(tab, "sites_2013-11-30.csv", "ago,Y\nbusinesslink,Y\ncommunities,Y\ndefra,N\n")
    what_it_is(tab, "sites_2013-11-30.csv", "Applications")
    expect(main).to_contain_text(re.compile(r"Read as upload \d+ was.*Row with the headings.*Fixed values"))
    only_changes(tab)
    expect_figures(tab, "Added 1", "Changed 0", "Removed 0", "Unchanged 3")
    # Another file is offered the same in one click.
    tab.after(page.get_by_role("button", name="Start again").click)
    put_in(tab, "list_2013-11-30.csv", "defra,N\n")
    what_it_is(tab, "list_2013-11-30.csv", "Applications")
    expect(main).to_contain_text("This fills in ‘Row with the headings’, ‘Fixed values’.")
    tab.after(page.get_by_role("button", name="Read it as upload").click)
    expect(page.get_by_role("button", name="Read it as upload")).to_have_count(0)
    expect(main).to_contain_text("no heading line, 1 row")


def test_a_file_that_takes_long_shows_how_far_it_is_and_is_given_up(tab: Tab, tmp_path: Path):
    tab.open("updates")
    rows = "".join(  # days written out take long to read, also on a machine that has nothing else to do
        f"B{each:06},Application {each},Finance,Payroll,Retain,{3 + each % 28} March 2015,“thing” {each}\n"
        for each in range(150_000)
    )
    file = tmp_path / "applications_2013-10-31.csv"
    headings = "application_id,name,department,business_function,disposition,support_end,description"
    file.write_text(f"{headings}\n{rows}", encoding="utf-8")
    tab.page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(file)
    working = tab.page.locator(".st-key-working")
    expect(working.get_by_role("progressbar")).to_be_visible()
    expect(working).to_contain_text(re.compile("Reading|Checking 150,000 rows|Comparing"))
    tab.after(working.get_by_role("button", name="Cancel").click)
    expect(working).to_have_count(0)
    expect(tab.page.get_by_test_id("stMain")).to_contain_text("Drop the files of the return")
    expect(tab.page.get_by_test_id("stFileUploader")).not_to_contain_text("applications_2013-10-31.csv")


def test_why_a_file_was_not_taken_is_said_in_the_servers_words(tab: Tab):
    tab.open("updates")
    answers = {503: "Others are bringing files just now.", 403: "You may only look."}
    bar = tab.page.locator("#refused")
    for status, why in answers.items():
        tab.page.route("**/_stcore/upload_file/**", partial(Route.fulfill, status=status, body=why))
        box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
        box.set_input_files(FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a,b"))
        expect(bar).to_contain_text(f"A file was not taken. {why}")
        alerts = tab.page.get_by_test_id("stFileUploader").get_by_role("alert")
        expect(alerts.last).to_have_text(f"Error: {why}")
        tab.page.unroute_all()
    tab.complaints.clear()  # the browser told of both refusals
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_have_count(0)


def test_a_workbook_with_two_lists_is_read_from_the_sheet_that_the_person_names(tab: Tab):
    book = Workbook()
    for name, component in (("Building", "Data centre"), ("Revenue", "Licences")):
        sheet = book.create_sheet(name)
        sheet.append(["What", "Cost (£m)"])
        sheet.append([component, 1.5])
    del book["Sheet"]
    content = io.BytesIO()
    book.save(content)
    page = tab.page
    tab.open("updates")
    put_in(tab, "costs_2013-09-30.xlsx", content.getvalue())
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("answer 2 questions")
    what_it_is(tab, "costs_2013-09-30.xlsx, sheet ‘Building’", "Leave it out")
    what_it_is(tab, "costs_2013-09-30.xlsx, sheet ‘Revenue’", "Capital")
    expect(main).to_contain_text("costs_2013-09-30.xlsx, sheet ‘Building’")
    tab.after(page.get_by_role("button", name="Look at it").click)
    page.get_by_text("Read it another way", exact=True).first.click()
    give(tab, "What", "Component")
    give(tab, "Cost (£m)", "Budget (£)")
    say(tab, "Fixed values", "month = 01/09/2013\nstrand = consolidation")
    # A column in millions is asked about, and what to say is one press.
    tab.after(page.get_by_role("button", name="Cost (£m) = millions").first.click)
    only_changes(tab)
    expect_figures(tab, "Added 1", "Changed 0", "Removed 0", "Unchanged 0")
    expect(main).to_contain_text("‘1.5’ → 1,500,000.00")


# The monthly return --------------------------------------------------------------------------------

OCTOBER = ("gateways", "migrations", "partners", "spend", "decisions", "commentary")


def october(monkeypatch: pytest.MonkeyPatch, server: Server, **changed: tuple[bytes, bytes]) -> list[FilePayload]:
    """The whole lists of September as the files of October, save for what is changed in some: what stood there → what does."""
    monkeypatch.setenv("PROGRAMME_STORE", str(server.store))
    files = []
    for name in OCTOBER:
        content = exports.to_csv(ledger.rows_now(DATASETS[name], date(2013, 9, 30)))
        before, after = changed.get(name, (b"", b""))
        assert before in content
        files.append(
            FilePayload(name=f"{name}_2013-10-31.csv", mimeType="text/csv", buffer=content.replace(before, after, 1))
        )
    return files


def drop(tab: Tab, files: list[FilePayload]) -> None:
    box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    expect(box).to_have_count(1)  # what was there before a commit goes a moment later
    tab.after(lambda: box.set_input_files(files))
    expect(tab.page.get_by_test_id("stMain")).to_contain_text(f"{len(files)} tables wait")


def test_of_six_files_the_first_problem_is_in_the_first_window_and_one_press_settles_it(
    writing_tab: Tab, written_server: Server, monkeypatch: pytest.MonkeyPatch
):
    files = october(monkeypatch, written_server, partners=(b"2014-04-01", b"Ongoing until the board agrees"))
    tab = writing_tab
    tab.open("updates")
    drop(tab, files)
    problem = tab.page.locator(".st-key-first_problem")
    expect(problem).to_contain_text("partners_2013-10-31.csv: 1 problem to mend")
    button = problem.get_by_role("button", name="Ongoing")
    for width, height in (DESKTOP, PHONE):
        tab.page.set_viewport_size({"width": width, "height": height})
        tab.page.evaluate("() => { document.querySelector('[data-testid=stMain]').scrollTop = 0; }")
        expect(button).to_be_in_viewport(ratio=1)
        assert tab.sideways() <= 0
        text = problem.locator(".stMarkdownEllipsis").first
        assert text.evaluate("each => each.scrollWidth <= each.clientWidth"), "what the button adds is cut off"
        assert not findings(tab)
    tab.after(button.click)
    expect(problem).to_have_count(0)
    expect(tab.page.get_by_test_id("stMain")).not_to_contain_text("--")
    take_all(tab, 6)


def take_all(tab: Tab, number: int) -> None:
    name = tab.page.get_by_role("textbox", name="Your name")
    name.fill("Ann")
    tab.after(lambda: name.press("Enter"))
    tab.after(tab.page.get_by_role("button", name=f"Take all {number} tables in").click)
    expect(tab.page.get_by_test_id("stMain")).to_contain_text(re.compile(r"Uploads \d+ to \d+ are taken together"))
