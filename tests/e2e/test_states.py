"""What axe-core finds in the states into which a reader brings a screen: what opens, is chosen or refused, and nothing there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from data import ledger
from tests.deep import DEEP, whose_turn
from tests.e2e.accessibility import EVERY, findings
from tests.e2e.conftest import checked, show
from tests.e2e.screens import screens
from tests.e2e.server import Server, serve
from tests.e2e.tab import DESKTOP, Tab, next_tab
from tests.e2e.test_updates import MISTYPED, RIGHT, put_in

LOOKS: tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...] = tuple(
    (size, scheme)
    for size in ((DESKTOP, (390, 844), (1024, 768)) if DEEP else (DESKTOP,))
    for scheme in (("light", "dark") if DEEP else ("light",))
)

ADVICE = ("region", "landmark-banner-is-top-level", "landmark-no-duplicate-banner", "landmark-unique")
"""Of axe-core's rules that no criterion asks for: what Streamlit opens over a screen lies outside of the screen's landmarks."""

State = Callable[[Tab], object]


def at(path: str, **choices: str) -> State:
    """A screen with choices in its address."""
    return lambda tab: tab.go(path, as_at="2013-09-30", **choices)


def pressed(name: str, path: str = "", runs: bool = False, **choices: str) -> State:
    """What a button opens; `runs`: after another run of the screen."""

    def press(tab: Tab) -> None:
        at(path, **choices)(tab)
        page = tab.page
        button = page.get_by_role("button", name=name).first
        opened = (
            page.get_by_role("dialog")
            .or_(page.get_by_role("listbox"))
            .or_(page.get_by_test_id("stMainMenuPopover"))
            .first
        )
        if runs:
            tab.after(button.click)
        else:
            button.focus()
            page.keyboard.press("Enter")
        expect(opened).to_be_visible()

    return press


def brought(content: str) -> State:
    """A file that waits to be taken in."""

    def bring(tab: Tab) -> None:
        tab.go("updates")
        if tab.page.get_by_role("button", name="Start again").count():
            tab.after(tab.page.get_by_role("button", name="Start again").click)
        put_in(tab, "decisions_2013-09-30.csv", content)

    return bring


STATES: dict[str, State] = {
    "what is said of the figures": pressed("About these figures"),
    "the rows behind a picture": pressed("Behind: Migration", runs=True),
    "a plan": at("planner", plan="consolidate:HR and payroll:APP-001,APP-002", changed="yes"),
    "a file with problems": brought(MISTYPED),
    "a file to look at": brought(RIGHT),
}
"""In every run: those that have between them what opens over a screen, and what a screen says to a file."""

MORE: dict[str, State] = {
    "what is illustrative": pressed("◇ Illustrative"),
    "the calendar": pressed("Choose date"),
    "the main menu": pressed("Main menu"),
    "a gateway": at("gateways", gateway_id="MS06"),
    "how dates moved": at("gateways", part="How the dates moved"),
    "milestones": at("gateways", part="Milestones"),
    "a partner": at("partners", partner_id="P04"),
    "a wave": at("migration", wave_id="W1"),
    "migrations that match": at("migration", migrated="yes", in_scope="yes"),
    "a risk": at("risks", risk_id="R-01"),
    "a service": at("services", service_id="S-01"),
    "a decision": at("decisions", decision_id="D-10"),
    "a department": at("departments", department="Housing"),
    "nothing that matches": at("inventory", search="zzz"),
    "what is found": at("find", q="payroll"),
    "an upload": at("updates", part="History", upload="89"),
    "rows to edit": at("updates", part="Edit rows", dataset="decisions"),
    "a withdrawal compared": at("withdrawal", withdrawn="P04"),
    "presenting": at("briefing", slide="progress"),
    "the bands of risks": pressed("Change the bands", "risks"),
    "a withdrawal to confirm": pressed("Withdraw", "updates", runs=True, part="History", upload="89"),
    "an older version": at("gateways", ledger_version="40"),
}
"""With DEEP_TESTS=yes. The older version comes last: it goes along to the screens after it."""


@pytest.fixture(scope="module")
def reader(browser: Browser, server: Server) -> Iterator[Tab]:
    with next_tab(browser, server.url) as tab:
        yield tab.open("methods")


def assert_without_fault(tab: Tab) -> None:
    found = []
    for size, scheme in LOOKS:
        show(tab, size, scheme)
        found += [f"{size}, {scheme}: {each}" for each in findings(tab, counted=EVERY) if each.rule not in ADVICE]
    show(tab, DESKTOP, "light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", STATES | MORE if DEEP else whose_turn(STATES, 2))
def test_a_state_is_without_fault(reader: Tab, name: str):
    reader.page.keyboard.press("Escape")  # what the state before has opened
    (STATES | MORE)[name](reader)
    assert_without_fault(reader)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard on a store without an upload."""
    path: Path = tmp_path_factory.mktemp("nothing") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(path))
        with ledger.writing():
            pass
    with serve(path) as running:
        yield from checked(running)


@pytest.mark.skipif(not DEEP, reason="screens without data are in tests/pages; with DEEP_TESTS=yes in the browser, too")
def test_screens_without_data_are_without_fault(browser: Browser, nothing: Server):
    with next_tab(browser, nothing.url) as tab:
        tab.open()
        for path in screens().values():
            tab.go(path)
            assert_without_fault(tab)
