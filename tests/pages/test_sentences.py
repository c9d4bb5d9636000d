"""No sentence of a screen says what isn't so, and no two contradict each other: read on programmes plain and odd.

Every programme is entered into a store of its own; its slides, changes and attention are read, and some of its screens in
turn, every second programme a day (`DEEP_TESTS=yes` reads all of these and more, `python -m tests.bench sentences` each on all
screens). What the sentences claim is held against the rows that were put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from pages.narrative import forecasting
from pages.narrative.methodology import RULES
from tests.deep import DEEP, whose_turn
from tests.pages import claims, odd_programmes, reading
from tests.pages.claims import Model
from tests.pages.odd_programmes import Odd
from tests.pages.reading import Text

ELSEWHERE = (
    "no migrations",
    "no partners",
    "go-live alone, past and not recorded",
    "live date given ahead",
    "many gateways, all stale",
    "gateway passed ahead of its day",
    "the whole life",
    "two applications",
    "all moved late",
    "before the first move",
    "between reports",
    "long past",
    "one department",
    "one department, all moved",
    "no dates at all",
    "no waves",
    "one wave, done",
    "moves out of scope",
    "back a stage",
    "partners come and go",
    "observers, and one of them withdrew",
    "concerns answered",
    "concerns open, one with words",
    "one concern, closed without words",
    "concerns of one that withdrew",
    "no spend",
    "overspent",
    "nothing spent",
    "decisions done ahead of their day",
    "drawn aaa",
    "drawn aac",
    "go-live alone",
    "only milestones",
    "one milestone past its date",
    "one application",
    "first report only",
    "one partner",
    "one concern, open",
    "spend with a budget of nought",
    "one application, moved",
    "drawn aae",
    "drawn aaf",
    "drawn aag",
    "drawn aah",
    "drawn aai",
    "drawn aaj",
    "drawn aak",
    "drawn aal",
    "one of each",
    "all closed, none rated",
    "opportunities alone",
    "values without benefits",
    "decisions cancelled and deferred",
    "one decision, cancelled",
    "one decision, alone",
    "scrutiny without its decision",
)
"""Those that only the bench reads, so that this stays short."""

DEEPER = (
    "no gateways",
    "partners alone",
    "money alone",
    "inventory alone",
    "waves alone",
    "decisions alone",
    "both passed late, go-live to come",
    "no forecasts",
    "two go-lives",
    "no applications",
    "all moved",
    "one wave, late",
    "blocked",
    "rows leave",
    "in scope without a plan",
    "nothing in scope",
    "one partner, not committed",
    "back from withdrawn",
    "stages ahead of their day",
    "decisions of every kind",
    "criteria waived, overdue and met",
    "nothing at all",
    "plain",
    "gateways alone",
    "moves without an inventory",
)
"""Those that are read with `DEEP_TESTS` only: each of the 254 forms in which the others and they make a claim (a claim of
tests/pages/claims/, and which of its parts are said) is made by one of the others too."""

DEEPER_LOOKS = {
    ("go-live past its date, nothing else", date(2013, 4, 15)),
    ("go-live past its date, nothing else", date(2013, 4, 16)),
    ("live on the day", date(2013, 6, 1)),
    ("rating declared first and taken back", date(2013, 6, 30)),
    ("drawn aad", date(2013, 6, 10)),
}
"""Dates of which the same is so, and from which the others are read with `DEEP_TESTS` only: each form in which a slide, a screen,
a change or what needs attention makes a claim there is made by one of the same kind elsewhere (276 such pairs)."""

EVERY = [odd for odd in odd_programmes.every() if odd.name not in ELSEWHERE]
HERE = [place for place, odd in enumerate(EVERY) if DEEP or odd.name not in DEEPER]
READ = whose_turn(HERE, 2)
"""Every second of them, the others a day later."""
ROUND = ("migration", "gateways", "partners", "spend", "inventory", "changes", "timeline", "briefing", "outlook")
"""The screens of which each programme has one read, beside the Overview, one after the other."""

REGISTERS = ("risks", "services", "investment", "vehicle", "decisions")
"""Those of which a programme has some read instead where it has a register of risks."""

SET_ASIDE = re.compile(
    r"odds|^About \d+ in \d+ by|own forecasts|in 100|10,000 runs|stretches|reports? shows?\b|ledger version|Last updated"
    r"|major projects|of 7 steps|Fingerprint"
    r"|^(?:The c|C)hance of being ready|^[1-4]\. (?:Gateways|Applications|Waves|Migrations): "
    r"|: \d+ next steps?\b"
    r"|applications? a month|\d+ a month\b|holds? (?:\d+ of|all) \d+ still to move|of \d+ still to move (?:is|are) blocked"
    r"|still to move, [\d.]+% of all|brings \d|brings most: |would go; "
    r"|^\d+ findings?, |^Nothing is found wrong|lists? (?:is|are) good at|^[▲◆●] (?:High|Medium|Low): "
    r"|Waived criteria|for 'APP|^Every upload|^The pack keeps|hash|python -m|^Slip|reports running"
    r"|^TIME:|^Source: Gov|odds of having moved everything" + claims.registers.SET_ASIDE
)
"""What is not held against the rows here: the forecast and what it would take (tests/queries/test_forecast.py, test_outlook.py,
test_withdrawal.py), findings of data quality (tests/queries/test_quality.py), a department's next steps (test_departments.py),
and our own fixed words."""


HELD_ELSEWHERE = ("departments",)
"""Sections whose sentences are held against rows in tests of their own (tests/queries/test_departments.py)."""


@dataclass
class Tally:
    """What was read of a programme."""

    sentences: int = 0
    checked: int = 0
    faults: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)


def sentences(texts: Iterable[str]) -> Iterator[str]:
    """The texts in their sentences; the rules that stand beside figures are our own fixed words."""
    for text in texts:
        for rule in (*RULES.values(), forecasting.courses(), forecasting.runs()):
            text = text.replace(rule, "")
        yield from (part.strip() for part in re.split(r"(?<=\.) |; (?=[A-Z])|\n", text) if part.strip())


def read(odd: Odd, as_at: date, screens: Iterable[str], *, is_whole: bool = True) -> Tally:
    """Read a programme, which is in the store, at a date. `is_whole`: its changes one by one, too, and what is said of data
    quality, which takes a fifth of a briefing's time and of which hardly a word is held against the rows."""
    texts = (
        reading.slides(as_at, HELD_ELSEWHERE if is_whole else (*HELD_ELSEWHERE, "quality")),
        reading.changes(as_at, each=is_whole),
        reading.attention(as_at),
        reading.screens(as_at, tuple(screens)),
    )
    return judge(odd, as_at, [text for part in texts for text in part])


def judge(odd: Odd, as_at: date, found: Sequence[Text]) -> Tally:
    """Hold what was read against the rows."""
    tally = Tally()
    is_so = Model(odd, as_at, changes=sum(text.where == "change" for text in found))
    fixed = set(RULES.values())
    for text in dict.fromkeys(found):
        if text.text in fixed:
            continue
        tally.faults += [f"{text.where}: {fault}" for fault in claims.gone_by(text.text, is_so)]
        if text.where == reading.LABEL:
            continue
        parts = list(sentences([text.text]))
        tally.sentences += len(parts)
        for part in parts:
            tally.faults += [f"{text.where}: {fault}" for fault in claims.plurals(part)]
        if SET_ASIDE.search(text.text):
            parts = [part for part in parts if not SET_ASIDE.search(part)]
        checked, faults, is_left = claims.read(text.text if len(parts) else "", parts, is_so)
        tally.checked += checked
        tally.faults += [f"{text.where}: {fault}" for fault in dict.fromkeys(faults)]
        if is_left and not SET_ASIDE.search(text.text) and not text.text.endswith("…"):
            tally.not_understood.append(f"{text.where}: {text.text}")
    tally.faults += _renames([text.text for text in found if text.where == "each change"], is_so)
    for where in dict.fromkeys(text.where for text in found):
        here = [text.text for text in found if text.where == where]
        tally.faults += [f"{where}: {pair}" for pair in claims.contradictions(list(sentences(here)), is_so)]
    return tally


def _renames(told: list[str], is_so: Model) -> Iterator[str]:
    """Renamed rows that the changes, one by one, don't tell once, or tell as gone or new."""
    for earlier, later in dict.fromkeys(is_so.renamed) if told else ():
        if (times := told.count(f"{earlier} is now called {later}.")) != 1:
            yield f"each change: {times} sentences say that {earlier} is now called {later}"
        name = rf"(?:{re.escape(earlier)}|{re.escape(later)})"
        yield from (f"each change: {one}" for one in told if re.search(rf"{name}\b.* was (?:added|removed)", one))


@pytest.mark.parametrize("place", READ, ids=[EVERY[place].name for place in READ])
def test_what_the_sentences_say_is_so(place: int, store: Path, capsys: pytest.CaptureFixture[str]):
    odd = EVERY[place]
    odd_programmes.enter(odd)
    tally = Tally()
    for nth, as_at in enumerate(odd.looks):
        if (odd.name, as_at) in DEEPER_LOOKS and not DEEP:
            continue
        screens: tuple[str, ...] = (ROUND[(place + nth) % len(ROUND)],)
        if "risks" in odd.worlds:
            screens = REGISTERS[nth::2]
        elif nth == 0:
            screens = ("overview", *screens)
        one = read(odd, as_at, screens)
        tally.sentences += one.sentences
        tally.checked += one.checked
        tally.faults += [f"{as_at}, {fault}" for fault in one.faults]
        tally.not_understood += [f"{as_at}, {each}" for each in one.not_understood]
    print(f"{odd.name}: {tally.sentences} sentences read, {tally.checked} numbers and dates checked")
    assert not tally.faults, "\n".join(dict.fromkeys(tally.faults))
    assert not tally.not_understood, "nothing checks these:\n" + "\n".join(dict.fromkeys(tally.not_understood))


SAMPLE = odd_programmes.sample()


def test_what_the_sentences_say_of_the_sample_is_so(store: Path):
    """Its names hold numbers and commas, so not every sentence of it can be taken apart; what is understood is so."""
    odd_programmes.enter(SAMPLE)
    for nth, look in enumerate(SAMPLE.looks):
        tally = read(SAMPLE, look, ("overview", ROUND[nth]), is_whole=False)
        assert tally.checked > 200, look
        assert not tally.faults, "\n".join([str(look), *dict.fromkeys(tally.faults)])


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("3 of 3 decision points passed", "says 3, but it is 1"),
        ("1 of 3 decision points passed", "says 0, but it is 1"),  # the one that is passed was late
        ("Go-live is expected on 16 April 2014, 280 days away and as planned", "says 280"),
        ("None of 2 partners is committed", "says 0, but it is 1"),
        ("Migration is complete: all 8 applications in scope have moved", "(8, 8)"),
        ("£120,001 spent of £320,000, 37.5%", "but it is 120000 of 320000"),
        ("Live day slipped 4 days, from 13 April 2014 to 16 April 2014.", "says 4, but it is 3"),
        ("Nothing needs attention", "(0, 0)"),
        ("All 3 concerns have an answer", "says 0, but it is 2"),
        ("1 of 5 waves done", "says 1, but it is 0"),
        ("None of 2 waves done yet; Wave aaa was due on 23 August 2013", "but it is 0"),
        ("None of 2 waves done yet; 2 are past their day, first Wave aaa, due on 23 August 2013", "but it is 0"),
        ("None of 2 waves done yet; Wave aab slips most, by 3 weeks", "but it is 0 days"),
        ("1 of 2 waves not done is past its day, first Wave aaa, due on 23 August 2013", "says 1, but it is 0"),
        ("[Odds by 2 Apr 2014] 2 in 5", "2014-04-02"),
        ("[Odds by 1 Apr 2014] 2 in 5 (1 in 5 by 16 Apr 2014)", "says True, but it is False"),
        ("The go-live baseline of 1 April 2014 has come; half of the runs are through by 19 April 2014", "says False"),
        ("None of 8 applications can be consolidated into the core infrastructure", "but it is"),
        ("Only observers so far", "but it is"),
        ("Nobody is in scope who could withdraw", "but it is"),
        ("Membership confirmed on 31 May 2013: both partners in scope have committed", "but it is"),
    ],
)
def test_the_reader_finds_what_is_false(said: str, fault: str):
    plain = next(odd for odd in EVERY if odd.name == "plain")
    found = judge(plain, date(2013, 6, 30), [Text("overview", said)])
    assert any(fault in one for one in found.faults), found.faults


@pytest.mark.parametrize(
    "said",
    [
        "Design agreed ▲ Red · expected 21 Jun 2013, 3 weeks late", "Design agreed  3 weeks late", "Owner expects 29 Jun 2013",
        "Live day ▲ Red; on plan",
    ],
)  # fmt: skip
def test_the_reader_finds_what_is_still_expected_on_a_day_that_is_past(said: str):
    plain = next(odd for odd in EVERY if odd.name == "plain")
    assert judge(plain, date(2014, 4, 30), [Text(reading.LABEL, said)]).faults
    assert not judge(plain, date(2013, 5, 31), [Text(reading.LABEL, said)]).faults


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("3 threats and 1 opportunity are open; of the threats 1 is very high and 1 is high", "says (1, 1)"),
        ("All 3 open threats are high or very high; none would be once each response has worked", "nobody scored"),
        ("Since 31 May 2013: 1 worse", "but it is {}"),
        ("No open risk has an owner", "says 1, but it is 4"),
        ("2 of 3 rates are lower than the comparator; 2 services have none", "says (2, 3)"),
        (
            "2 of 5 service levels are agreed; all were on 31 May 2013, the date of ‘Design agreed’",
            "says 0, but it is 3",
        ),
        ("£50,000 net present value", "says False"),
        ("2 of 4 benefits report what is realised; 1 has reached its target", "says (2, 4)"),
        ("Council scores highest, 2.80 of 5", "2.80"),
        ("Scrutiny comes before both decisions", "says {'before'}"),
    ],
)
def test_the_reader_finds_what_is_false_of_a_register(said: str, fault: str):
    several = next(odd for odd in EVERY if odd.name == "registers of several")
    found = judge(several, date(2013, 6, 30), [Text("risks", said)])
    assert any(fault in one for one in found.faults), found.faults


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Both concerns have an answer", "No answer yet."),
        ("Nothing needs attention", "Go-live was due on 1 June 2013, 30 days ago"),
        ("Only observers so far", "Trust (NHS): withdrawn since 5 June 2013."),
        ("Finance has finished", "Finance has not started"),
        ("Design agreed: passed on 31 May 2013, on plan", "Design agreed: expected 5 July 2013, 5 weeks late"),
    ],
)
def test_the_reader_finds_two_that_can_not_both_be_so(here: str, there: str):
    plain = next(odd for odd in EVERY if odd.name == "plain")
    assert list(claims.contradictions([here, there], Model(plain, date(2013, 6, 30))))
    assert not list(claims.contradictions([there], Model(plain, date(2013, 6, 30))))


@pytest.mark.parametrize(
    "said",
    [
        "1 of 1 partner is committed",
        "1 partners",
        "1 more are called out",
        "1 of 1 is amber by the rule",
        "All 2 concerns have an answer",
        "All 1 gateway passed",
        "2 application moved",
    ],
)
def test_the_reader_finds_a_count_that_does_not_agree(said: str):
    assert list(claims.plurals(said))


def test_the_reader_finds_a_rename_that_is_told_as_another_row():
    renamed = next(odd for odd in EVERY if odd.name == "renamed")
    is_so = Model(renamed, date(2013, 6, 30))
    right = [f"{earlier} is now called {later}." for earlier, later in dict.fromkeys(is_so.renamed)]
    assert len(right) == 4
    assert not list(_renames(right, is_so))
    assert len(list(_renames(right[1:], is_so))) == 1
    assert len(list(_renames([*right, right[0]], is_so))) == 1
    assert len(list(_renames([*right, "Blueprint was added."], is_so))) == 1


def test_a_number_that_nothing_checks_is_found():
    plain = next(odd for odd in EVERY if odd.name == "plain")
    assert judge(plain, date(2013, 6, 30), [Text("overview", "17 things are wonderful")]).not_understood
