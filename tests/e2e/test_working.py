"""Work that takes a while says what it does, and a person may give it up while nothing counts yet."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.bench.ingest import make_csv
from tests.e2e.tab import Tab
from tests.e2e.test_updates import put_in


def test_a_large_file_is_given_up_while_it_is_read(tab: Tab, tmp_path: Path):
    file = tmp_path / "applications_2013-10-31.csv"
    make_csv(file, rows=300_000)  # some seconds, during most of which the button is there
    tab.open("updates")
    before = tab.page.get_by_test_id("stMain").inner_text()
    box = tab.page.get_by_test_id("stFileUploader").locator("input[type=file]")
    box.set_input_files(file)
    give_up = tab.page.get_by_role("button", name="Cancel")
    expect(tab.page.get_by_test_id("stProgress")).to_be_visible()
    tab.after(give_up.click)
    expect(give_up).to_have_count(0)
    main = tab.page.get_by_test_id("stMain")
    expect(main).not_to_contain_text(file.name)
    expect(main).to_have_text(before, use_inner_text=True)

    # The page takes the next file as if that one had never been.
    put_in(tab, "decisions_2013-09-30.csv", "decision_id,title,body,purpose,date,status\n")
    expect(main).to_contain_text("decisions_2013-09-30.csv")
