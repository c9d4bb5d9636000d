"""What the panel's minutes state, fact by fact, traced to the picture, table or words that show it on a screen, and to the slide.

The list of facts that every screen carries behind ‘Illustrative’ is left out: it says them, and shows none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import pack
from pages.pack.content import Pack, Slide
from pages.ui.as_at_bar import FACTS
from tests.deep import whose_turn
from tests.pages.drawn import everything_said, figures
from tests.pages.opening import opened

SUMMER, AUTUMN, LATEST = "2012-07-31", "2012-08-31", "2013-09-30"
TABLES, SAID = "the tables", "what is said"


@dataclass(frozen=True)
class Shown:
    """Where a fact shows: on a screen, in a figure by its key, in the TABLES, or in what is SAID; or on a slide by its key."""

    at: str
    place: str
    part: str
    phrases: tuple[str, ...]


def screen(name: str, part: str, *phrases: str, at: str = LATEST) -> Shown:
    return Shown(at, name, part, phrases)


def slide(key: str, *phrases: str, at: str = LATEST) -> Shown:
    return Shown(at, key, "slide", phrases)


BOTH_GATEWAYS = ("Business case agreed with the partners", "System design and service level agreements approved")
STRANDS = ("Core infrastructure", "Application consolidation", "Self-service applications", "Transformation")
FIRST_FOCUS = ("Public Health (Plymouth)", "NHS Plymouth", "Sentinel CiC")
IN_TALKS = ("Another NHS area", "Plymouth Community Healthcare")

TRACED: dict[str, tuple[Shown, ...]] = {
    "a: watched by national bodies": (
        screen("partners", TABLES, "National body A, observer", "National body B, observer", "Observer"),
        slide("partners", "Watching, as observers: 2", "National body A"),
    ),
    "b: less capital, less risk, benefits from standard services at competitive rates": (
        screen("spend", "capital_months", "£3 million"),
        screen("investment", "investment_benefits", "Licences and support given up", "Overheads shared with NHS Plymouth"),
        screen("services", "service_rates", "10 of 11 rates are lower than the comparator", "Service desk"),
        screen("vehicle", "vehicle_scores", "Protects the investment", "Can serve any public body"),
        slide("money", "£3 million"),
        slide("benefits", "Licences and support given up: £88,500 of £398,000 a year"),
        slide("services", "10 of 11 rates are lower than the comparator"),
        slide("vehicle", "Community interest company: 4.05 of 5"),
    ),
    "c: any public body in Plymouth and Devon, and whom first": (
        screen("partners", "partner_lanes", *FIRST_FOCUS, "Devon council A", at=SUMMER),
        slide("partners", *FIRST_FOCUS, "Devon council A", at=SUMMER),
    ),
    "d: December 2012 and May 2013 on the way to April 2014": (
        screen("gateways", "gateways_timeline", *BOTH_GATEWAYS, "31 Dec 2012", "31 May 2013", "1 Apr 2014", at=SUMMER),
        screen("timeline", "timeline_glance", "2012-12-31", "2013-05-31", "2014-04-01", at=SUMMER),
        screen("overview", SAID, "Go-live is expected on 1 April 2014", at=SUMMER),
        screen("overview", "overview_measures", "Business case agreed with the partners", at=SUMMER),
        slide("gateways", *BOTH_GATEWAYS, at=SUMMER),
        slide("timeline", *BOTH_GATEWAYS, "31 Dec 2012", "31 May 2013", "1 Apr 2014", at=SUMMER),
    ),
    "e: 277 applications, complex interfaces and duplication, nearly 30 % to the core": (
        screen("inventory", "inventory_core", "Of 277 applications, 82 can be consolidated into the core infrastructure: 29.6%"),
        screen("inventory", "inventory_departments", "277 applications in 14 departments"),
        screen("duplication", "duplication_functions", "17 business functions are served in several departments"),
        screen("planner", SAID, "82 of 277 applications to the core, 29.6% (the minutes say nearly 30%)"),
        slide("duplication", "17 business functions are served in several departments"),
        slide("consolidation", "82 of 277", "29.6% (the minutes say nearly 30%)", "Interfaces that end: 42 of 158"),
    ),
    "f: £3 million in four parts, to Cabinet in September 2012, redesign in every department": (
        screen("spend", "capital_strands", *STRANDS),
        screen("decisions", TABLES, "Capital business case for the core infrastructure, £3 million", "2012-09-18", at=SUMMER),
        screen("inventory", "inventory_departments", "Replace", "Self-service"),
        slide("money", *STRANDS, "£3 million"),
        slide("decisions", "£3 million, Cabinet", "decision 18 Sep 2012", at=SUMMER),
        slide("departments", "Replace 1"),
    ),
    "g: human resources and organisational development move first": (
        screen("migration", "migration_waves", "Human resources and organisational development", at=SUMMER),
        slide("timeline", "Human resources and organisational development, expected 30 Apr 2013", at=SUMMER),
    ),
    "h: the risk register waits for final membership": (
        screen("risks", SAID, "Provisional until every partner in scope has committed: 5 of 8 have; it waits for Another NHS"),
        slide("risks", "Provisional: membership is not confirmed, 5 of 8 partners have committed."),
    ),
    "i: who would be partners, with whom talks go on, and the chief executives in September": (
        screen("partners", "partner_funnel", "Sentinel CiC", "Public Health (Plymouth)", *IN_TALKS, at=SUMMER),
        screen("decisions", TABLES, "Devon Chief Executives", "Engagement", "2012-09-21", at=SUMMER),
        slide("partners", "Public Health (Plymouth), Sentinel CiC", *IN_TALKS, at=SUMMER),
        slide("decisions", "Shared services across Devon, Devon Chief Executives", "discussion 21 Sep 2012", at=AUTUMN),
    ),
    "j: a company could protect investment and skilled jobs": (
        screen("vehicle", "vehicle_scores", "Community interest company", "Protects the investment"),
        screen("investment", "investment_benefits", "Skilled jobs protected", "Skilled jobs added in the city"),
        slide("vehicle", "Community interest company"),
        slide("benefits", "Skilled jobs protected: 96 of 96 jobs"),
    ),
    "k: loss of control and investment worries, and public ownership answers": (
        screen("partners", SAID, "Sentinel CiC** on control", "the organisation could remain in public ownership"),
        screen("partners", SAID, "NHS Plymouth** on investment", "Forming a company could protect the investment"),
        slide("partners_concerns", "Control", "Investment", "As a community interest company", at="2012-10-31"),
    ),
    "resolved: final business cases come to the panel before the decision": (
        screen("decisions", "decisions_notice", "Scrutiny before 2 of 7 decisions; too late for 1", "8 days after"),
        screen("overview", "overview_decisions", "scrutiny of 1 comes too late"),
        slide("decisions", "scrutiny 8 days after the decision", "scrutiny about 3 weeks before the decision"),
    ),
}  # fmt: skip


@cache
def drawn(store: Path, name: str, at: str) -> tuple[dict[str, str], str, str]:
    """The screen: figure → all its words; the cells of its tables; what else it says, without the list of the facts."""
    app: AppTest = opened(name, as_at=at)
    each = {key: json.dumps(figure, ensure_ascii=False) for key, figure in figures(app).items()}
    facts = "\n".join(f"- {fact}" for fact in FACTS)
    return each, "\n".join(frame.value.to_csv() for frame in app.dataframe), everything_said(app).replace(facts, "")


@cache
def made(store: Path, at: str) -> Pack:
    return pack.make(date.fromisoformat(at))


def on_slide(shown: Slide) -> str:
    """What is on the slide in the room; what is in the notes alone is left out."""
    chart = shown.chart.alt if shown.chart else ""
    cells = "\n".join(" ".join(row) for row in shown.table.rows) if shown.table else ""
    return "\n".join((shown.headline_shown, chart, cells, *shown.points, shown.rule_shown)).replace("\u00a0", " ")


def found(store: Path, where: Shown) -> str:
    if where.part == "slide":
        return on_slide(next(each for each in made(store, where.at).slides if each.key == where.place))
    each, tables, said = drawn(store, where.place, where.at)
    return {TABLES: tables, SAID: said}.get(where.part) or each[where.part]


@pytest.mark.parametrize("fact", whose_turn(TRACED, 2))
def test_a_fact_of_the_minutes_shows_on_a_screen_and_on_a_slide(sample: Path, fact: str):
    kinds = {where.part == "slide" for where in TRACED[fact]}
    assert kinds == {True, False}, "a screen and a slide each"
    missing = [
        (where, phrase) for where in TRACED[fact] for phrase in where.phrases if phrase not in found(sample, where)
    ]
    assert not missing


def test_no_fact_is_left_out():
    assert [fact.split(":")[0] for fact in TRACED] == [*"abcdefghijk", "resolved"]
    assert len(TRACED) == len(FACTS)
