"""The accessibility statement, in the form required by the regulations, from the list of remaining faults.

The form is that of GOV.UK's sample for the Public Sector Bodies (Websites and Mobile Applications) (No. 2)
Accessibility Regulations 2018. The tests of the screens read the same list (tests/e2e/accessibility.py,
tests/e2e/test_reader.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pages.ui.formatting import day

PREPARED = REVIEWED = TESTED = date(2026, 11, 30)
"""When the statement was written, when it was last read against the screens, and when these were last tested."""

FRAMEWORK = "https://github.com/streamlit/streamlit/issues"
"""Where the framework keeps its list of faults."""


@dataclass(frozen=True)
class Barrier:
    """Something that fails a criterion of WCAG 2.2, A or AA, and that only the framework can fix."""

    key: str  # of the test that shows that it is still there
    what: str  # a sentence
    instead: str  # what a reader can do, a sentence
    criterion: str  # ‘2.1.1 Keyboard (A)’
    issue: int | None = None  # the framework's own, where its list has one
    rule: str = ""  # of axe-core, where that finds it
    inside: str = ""  # the data-testid of what it is found in


BARRIERS: tuple[Barrier, ...] = (
    Barrier(
        "heading_menu", "The menu in a table's column heading (sort, hide, fix in place) opens by mouse alone.",
        "Hiding columns, searching, filters and downloads work by keyboard; a download can be sorted in a spreadsheet.",
        "2.1.1 Keyboard (A)", 13332,
    ),
    Barrier(
        "rows_in_view", "A screen reader finds in a table the rows that are in view, not all of them at once.",
        "The arrow keys bring the others into view, and each table can be downloaded as CSV or as a workbook.",
        "1.3.1 Info and relationships (A)",
    ),
    Barrier(
        "drawn_cells", "What stands in a table's cells is drawn as a picture: it ignores spacing, fonts and colours of your own.",
        "Zooming enlarges it. The download follows your settings, and so does the printed page.",
        "1.4.12 Text spacing (AA)",
    ),
    Barrier(
        "moved_columns", "A table's columns are put into another order by dragging alone.",
        "Columns can be hidden without dragging, and a download can be put into any order in a spreadsheet.",
        "2.5.7 Dragging movements (AA)",
    ),
)  # fmt: skip
"""What is left. All of it is in tables: everything else that was found has been mended."""

ABLE = (
    "change colours, contrast and fonts with your browser or device",
    "zoom to 400% without text running off the screen",
    "reach and use everything with a keyboard, or by speech",
    "listen to it with a screen reader: each picture says its finding, and its table is one key away",
)

KEYS = (
    ("Tab, Shift and Tab", "go to the next control, and back; the first one skips to the content"),
    ("Enter", "opens a link, a row of a table, or what a mark in a picture stands for"),
    ("Arrow keys", "go from mark to mark in a picture, and from cell to cell in a table"),
    ("T in a picture", "opens the table of its rows"),
    ("Escape", "leaves a picture, and closes what has opened"),
    ("/", "goes to Find, from every screen; a box there turns that off"),
    ("Arrow keys in the slides", "turn them; Escape ends presenting"),
)

NO_CONTACT = (
    "Nobody has been named here yet for whoever has trouble using this dashboard. Until then, ask the person who gave you its"
    " address. Whoever runs it names somebody with the setting PROGRAMME_CONTACT."
)

HOW_TESTED = (
    "The tests that come with the dashboard opened every screen in a browser (Chromium): axe-core over screens and their states,"
    " light and dark, at three widths; each task by keyboard alone; what a screen reader is given; 200% and 400% zoom, text"
    " spacing, forced colours and reduced motion. No test was made by people with disabilities, or by an auditor from outside."
)


def applies(programme: str) -> str:
    """What the statement applies to."""
    return (
        f"This accessibility statement applies to the dashboard of ‘{programme}’, at the address at which you read it."
    )


def how_accessible() -> str:
    """Whether some of it is not accessible."""
    if not BARRIERS:
        return "We know of no part of this dashboard that is not accessible."
    return "We know some parts of this dashboard are not fully accessible:"


def status() -> str:
    """The compliance status, in the words of the regulations' model."""
    if not BARRIERS:
        return "This website is fully compliant with the Web Content Accessibility Guidelines version 2.2 AA standard."
    return (
        "This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, due to the"
        " non-compliances listed below."
    )


def non_compliance(barrier: Barrier) -> str:
    """What is not accessible, what to do instead, and which criterion it fails."""
    return f"{barrier.what} {barrier.instead} This fails WCAG 2.2 success criterion {barrier.criterion}."


def contact(named: str) -> str:
    """Whom to ask for another format, and whom to tell of a problem. `named`: the contact from the settings, or
    nothing."""
    if not named:
        return NO_CONTACT
    return f"If you need something of this dashboard in another form (PDF, large print, easy read, audio), write to {named}."


def reporting(named: str) -> str:
    """How to report a problem."""
    whom = named or "whoever runs this dashboard"
    return (
        "We are always looking to improve the accessibility of this website. If you find any problem not listed on this page, or"
        f" think we are not meeting accessibility requirements, tell {whom}."
    )


def improving() -> str:
    """What is being done about the remaining faults."""
    return (
        "What is listed above lies in the framework's tables. With each release of the framework the tests look again, and fail"
        " when something listed here is no longer so, so that this page is changed with it."
    )


def prepared() -> str:
    """When the statement was prepared and reviewed, and when the dashboard was tested."""
    return (
        f"This statement was prepared on {day(PREPARED)}. It was last reviewed on {day(REVIEWED)}. This website was last tested"
        f" on {day(TESTED)} against the WCAG 2.2 AA standard."
    )
