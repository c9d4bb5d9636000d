"""Two people at once: what was shown is what is taken, edits outlive another's commit, and nothing outlives its session."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from data import exports, ledger
from data.__main__ import main
from data.datasets import DATASETS
from tests.e2e.server import Server
from tests.e2e.tab import Tab, next_tab
from tests.e2e.test_updates import expect_figures, only_changes, put_in, say

DECISIONS = DATASETS["decisions"]
DAY = date(2013, 9, 30)
HEADS = "decision_id,title,body,purpose,date,status\n"
THEIRS = HEADS + "B1,Bob's first,Board,decision,30/09/2013,done\nB2,Bob's second,Board,decision,30/09/2013,done\n"


@pytest.fixture
def held(written_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server, its store open to this process's reading."""
    monkeypatch.setenv("PROGRAMME_STORE", str(written_server.store))
    return written_server


def by_command(tmp_path: Path, text: str) -> None:
    """From another process than the server: this one."""
    file = tmp_path / "theirs.csv"
    file.write_text(text, encoding="utf-8")
    assert main(["import", "decisions", str(file), "--as-at", str(DAY), "--mode", "update", "--by", "Bob"]) == 0


def titles() -> list[str]:
    return ledger.rows_now(DECISIONS, DAY)["title"].to_list()


def named(tab: Tab, who: str) -> None:
    say(tab, "Your name", who, "Enter")


def test_of_two_people_the_second_is_asked_again(browser: Browser, held: Server):
    whole = exports.to_csv(ledger.rows_now(DECISIONS, DAY)).replace(b",done", b",deferred", 1)
    with next_tab(browser, held.url) as ann, next_tab(browser, held.url) as bob:
        ann.open("updates", dataset="decisions")
        put_in(ann, "decisions_2013-09-30.csv", whole)
        named(ann, "Ann")
        expect_figures(ann, "Added 0", "Changed 1", "Removed 0", f"Unchanged {len(titles()) - 1}")

        bob.open("updates", dataset="decisions")
        put_in(bob, "decisions_2013-09-30.csv", THEIRS)
        only_changes(bob)
        named(bob, "Bob")
        bob.after(bob.page.get_by_role("button", name="into decisions").click)
        expect(bob.page.get_by_test_id("stMain")).to_contain_text("is taken")

        ann.after(ann.page.get_by_role("button", name="into decisions").click)
        main = ann.page.get_by_test_id("stMain")
        expect(main).to_contain_text("Bob uploaded decisions as at 30/09/2013 (2 added")
        expect(main).to_contain_text(re.compile(r"Removed\s*2"), use_inner_text=True)
        assert {"Bob's first", "Bob's second"} <= set(titles())


def test_unsaved_edits_outlive_a_commit_by_command_and_send_only_their_cells(
    browser: Browser, held: Server, tmp_path: Path
):
    before = ledger.rows_now(DECISIONS, DAY)
    with next_tab(browser, held.url) as ann:
        ann.open("updates", dataset="decisions", part="Edit rows")
        page = ann.page
        grid = page.get_by_test_id("data-grid-canvas").first
        grid.dblclick(position={"x": 260, "y": 52}, force=True)  # the title of the first row, drawn on a canvas
        editor = page.locator(".gdg-input, textarea").last
        editor.fill("Edited by Ann")
        ann.after(lambda: editor.press("Enter"))
        expect(page.get_by_role("button", name="Check 1 changed row")).to_be_enabled()
        by_command(tmp_path, THEIRS)
        ann.after(page.get_by_role("button", name="Check 1 changed row").click)
        expect_figures(ann, "Added 0", "Changed 1", "Removed 0", "Unchanged 0")
        named(ann, "Ann")
        ann.after(page.get_by_role("button", name="into decisions").click)
        expect(page.get_by_test_id("stMain")).to_contain_text("is taken")
    after = ledger.rows_now(DECISIONS, DAY)
    mine = after.filter(after["title"] == "Edited by Ann")
    assert mine.height == 1
    assert {"Bob's first", "Bob's second"} <= set(titles())
    rest = [name for name in DECISIONS.names if name != "title"]
    assert mine.select(rest).rows()[0] in before.select(rest).rows(), "another cell than the edited one has changed"
    assert ledger.file_of(ledger.ledger_version())[1].decode("utf-8-sig").splitlines()[0] == "decision_id,title"
