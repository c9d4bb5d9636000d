"""Reads a text: which of its numbers a claim checks, what is false, and what contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache

from tests.pages.claims.changes import that_day
from tests.pages.claims.claiming import CLAIMS, Check, claim, day, first, number, wrong
from tests.pages.claims.gateways import is_past
from tests.pages.claims.model import Gate, Model, Wave, waves
from tests.pages.claims.slides import DATED, NUMBER


@cache
def made_in(part: str) -> tuple[tuple[Check, re.Match[str]], ...]:
    """The claims that a sentence makes, of whatever programme: many say the same of each."""
    return tuple((check, found) for pattern, check in CLAIMS for found in pattern.finditer(part))


def read(text: str, parts: list[str], is_so: Model) -> tuple[int, list[str], bool]:
    """(numbers and dates checked, faults, whether a number is left that nothing understood) of a text"
    " and its sentences."""
    faults: list[str] = []
    covered: set[int] = set()
    at = 0
    for part in (text, *(part for part in parts if part != text)):
        offset = text.find(part, at) if part != text else 0
        at = offset if part != text else 0
        for check, found in made_in(part):
            if fault := check(found, is_so):
                faults.append(f"{fault}: {part}")
            covered.update(range(offset + found.start(), offset + found.end()))
    for found in DATED.finditer(text):
        if found[0] in is_so.spoken_dates:
            covered |= set(range(*found.span()))
    numbers = [found.start() for found in NUMBER.finditer(text)]
    return sum(start in covered for start in numbers), faults, any(start not in covered for start in numbers)


def gone_by(text: str, is_so: Model) -> Iterator[str]:
    """Where a text, or a label beside a mark, expects what is of a day that has gone by, or says how late that was to be when
    it was forecast last."""
    things: list[Gate | Wave] = [*is_so.gates, *waves(is_so)]
    for found in re.finditer(r"\b[Ee]xpect(?:s|ed)\b[ a-z]{0,12}? (\d{1,2} [A-Z][a-z]{2,8} \d{4})", text):
        style = "%d %b %Y" if len(found[1].split()[1]) == 3 else "%d %B %Y"
        if datetime.strptime(found[1], style if "May" not in found[1] else "%d %B %Y").date() < is_so.as_at:
            yield f"{found[0]} is past: {text}"
    for one in things:
        said = text.removeprefix(one.name)
        if (
            said != text
            and is_past(one, is_so.as_at)
            and re.match(r"\W[^;]*?(?:; )?[^;]*\b(?:on plan|late|early)$", said)
        ):
            yield f"{one.name} was due on {one.expected}: {text}"


def plurals(sentence: str) -> Iterator[str]:
    """Where a count and its noun don't agree, or a part is told of a whole of one."""
    nouns = (
        "application|migration|gateway|partner|concern|wave|department|thing|change|date|upload|day|report"
        "|row|decision point|decision(?! point)|observer|milestone|risk|threat|service level|service(?! level)|rate|benefit"
        "|option|rule|list|finding|mitigation|interface|step"
    )
    if found := re.search(r"(?<![\d,.])1 more (?:are|have)\b", sentence):
        yield f"{found[0]}: {sentence}"
    for found in re.finditer(
        rf"(?<![\d,.])(?:1 (?:{nouns}|criteria)s\b|1 criteria\b|(?:[Aa]ll|[Oo]f) 1 (?:{nouns}|criterion|is|are)\b|[Aa]ll [12]\b)",
        sentence,
    ):
        yield f"{found[0]}: {sentence}"
    for found in re.finditer(
        rf"(?<![\d,.£–-])(?!20[01]\d )(?:0|[2-9]|\d[\d,]*\d) (?:{nouns}|criterion)\b(?! \d)", sentence
    ):
        if not found[0].startswith("1 "):
            yield f"{found[0]}: {sentence}"


def contradictions(texts: list[str], is_so: Model) -> Iterator[str]:
    """Pairs of a screen's sentences that can't both be so."""
    said = {text.strip().rstrip(".") for text in texts}
    whole = "\n".join(said)

    def has(pattern: str) -> str | None:
        found = re.search(pattern, whole, re.MULTILINE)
        return found[0] if found else None

    pairs = (
        (
            r"^(?:(?:All \d+|Both) concerns have an answer|The one concern has an answer)",
            r"(?:No answer yet|No answer is on record)",
        ),
        (
            r"^Nothing needs attention",
            r"(?:was due on .* not (?:passed|reached) yet|passed \d+ days? ago|is overdue|are overdue)",
        ),
        (r"^Nothing needs attention", r"^Go-live was due on"),
        (r"^Only observers so far$", r"(?:(?<!partners )withdrew|has withdrawn|withdrawn since|Withdrawn)"),
        (r"Migration is complete", r"(?:has not moved yet|in scope has moved yet|has not started)"),
        (r"^None of \d+ applications in scope has moved", r"(?:has finished|\d+ finished\b|moved in all)"),
        (r"has finished", r"has not started"),
        (r"^No gateways, only milestones", r"[Gg]o-live is (?:expected|today)|Go-live was due"),
        (r"^Nothing has changed since", r"(?:slipped|moved on|withdrew|was added|was removed)"),
        (r"^This is the first report", r"\d+ changes? since"),
        (r"none is expected late", r"^.*Wave.*was due on"),
        (r"£0 (?:of|spent of)", r"[Nn]othing is reported as spent"),
        (r"^The rule supports every declared rating", r"The rule does not support"),
        (r"^No ratings yet", r"declares it"),
        (
            r"^Live since",
            r"(?:odds of having moved everything by|owner's forecast of go-live|in 100 by then|^\[Odds by)",
        ),
    )
    for one, other in pairs:
        if (here := has(one)) and (there := has(other)):
            yield f"‘{here}’ beside ‘{there}’"
    for gate in is_so.gates:
        name = re.escape(gate.name)
        if has(rf"{name}: (?:passed|reached) on") and (
            there := has(rf"{name}(?:: expected| is expected|, expected| was due|: was due)")
        ):
            yield f"{gate.name} is done beside ‘{there}’"
    for forbidden in (
        r"after nothing",
        r"none given",
        r"went back to .* from .withdrawn.",
        r"for 0 days",
        r"\bexpected –",
        r"\bNone\b(?! of)",
        r"\bnan\b",
        r"£[-−]",
        r"(?<![\w–-])-\d",
        r"£0 (?:over|under|more|less)\b",
    ):
        if here := has(rf".*{forbidden}.*"):
            yield f"‘{here}’ says nothing"


@claim(
    r"^{N} of {N} (?:is|are) (green|amber|red) by the rule(?:, (?:{N} (more|fewer) than|as) on (\d+ [A-Z][a-z]+(?: \d{{4}})?))?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    now = [gate.rating for gate in is_so.gates].count(m[3])
    found = first(wrong(number(m[1]), now), wrong(number(m[2]), len(is_so.gates)))
    if found or not m[6]:
        return found
    before = is_so.at_last_report_before()
    gap = now - [gate.rating for gate in before.gates].count(m[3])
    return first(
        wrong(that_day(m[6], is_so), before.as_at),
        wrong(
            (number(m[4]), m[5]) if m[4] else (0, None),
            (abs(gap), "more" if gap > 0 else "fewer") if gap else (0, None),
        ),
    )


@claim(r"; next is the (?:(decision|scrutiny|engagement) ‘(.+)’|move of (.+)) on {D}$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1]:
        days = [row["date"] for row in is_so.rows["decisions"] if (row["purpose"], row["title"]) == (m[1], m[2])]
    else:
        days = [row["actual_date"] or is_so.due(row) for row in is_so.migrations_in_scope
                if m[3] == is_so.applications[row["application_id"]]["name"]]  # fmt: skip
    return first(wrong(day(m[4]) in days, True), wrong(day(m[4]) >= is_so.as_at, True))


@claim(r"^The one item is (green|amber|red) by the rule(?:, (unlike|as) on (\d+ [A-Z][a-z]+(?: \d{{4}})?))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (gate,) = is_so.gates
    if not m[2]:
        return wrong(m[1], gate.rating)
    before = is_so.at_last_report_before()
    ratings = [one.rating for one in before.gates]
    return first(
        wrong(m[1], gate.rating), wrong(that_day(m[3], is_so), before.as_at),
        wrong((m[2] == "as", 1), (ratings == [gate.rating], len(ratings))),
    )  # fmt: skip


@claim(r"^Latest step: (.+), ([a-z ]+|design and SLA agreed) since {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A withdrawal is a step; a stage without a day is none."""
    dated = [row for row in is_so.partners if row["category"] != "observer" and row["stage_date"]]
    steps = {(row["name"], row["stage"].replace("_", " ").lower(), row["stage_date"]) for row in dated}
    return first(
        wrong((m[1], m[2].lower(), day(m[3])) in steps, True), wrong(day(m[3]), max(row["stage_date"] for row in dated))
    )
