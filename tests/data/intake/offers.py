"""Walks from a refused file along every offer that its refusal makes, taken exactly as it is printed."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from data.datasets import DATASETS, Kind
from data.intake.option_forms import BadOption
from data.intake.options import add_reading_options, by_command, options_from, options_together
from data.intake.pipeline import Ingested, Options, ingest
from data.intake.suggested_fixes import NO_WAY, only_in_the_file, remedies
from data.intake.values.common import plain
from data.problems import Refused

DAY = date(2013, 3, 31)
MOST_STEPS = 40
MOST_FILES = 24
"""How far, and over how many ways of reading one file, a walk goes; where none of these is an end, it goes one way to its end."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A file that may be refused. `words` and `said`: what is said of it at first; `held`: keys by dataset."""

    name: str
    content: bytes
    file_name: str = "file.csv"
    dataset: str = "applications"
    words: Words = ()
    held: Mapping[str, list[str]] = field(default_factory=dict)
    said: Options = field(default_factory=Options)
    day: date = DAY


@dataclass(frozen=True)
class Answer:
    """What became of a file: read, or what it is refused for, and what is offered: one entry a matter, of each its ways."""

    ingested: Ingested | None
    refusals: frozenset[tuple[object, ...]]
    offers: tuple[tuple[str, ...], ...]
    closing: str = ""  # what is said of what no offer settles

    @property
    def is_loaded(self) -> bool:
        return not self.refusals


class NotUnderstood(AssertionError):
    """An offer that the command line doesn't take."""


def options(words: Words, said: Options = Options()) -> Options:  # noqa: B008
    """What the words say, as the command line takes them, beside what was said before."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_reading_options(parser)
    try:
        given, rest = parser.parse_known_args(list(words))
        if rest:
            raise NotUnderstood(f"{rest} of {shlex.join(words)} is no option")
        return _with(said, options_from(given))
    except (argparse.ArgumentError, BadOption, SystemExit) as problem:
        raise NotUnderstood(f"{shlex.join(words)}: {problem}") from problem


def _with(said: Options, more: Options) -> Options:
    """Both together: lists and pairs joined, of the rest what is said later."""
    joined: dict[str, Any] = {}
    for option in fields(Options):
        before, after = getattr(said, option.name), getattr(more, option.name)
        if isinstance(before, tuple):
            joined[option.name] = (*before, *after)
        elif isinstance(before, dict):
            pairs = dict(before)
            for heading, value in after.items():
                had = pairs.get(heading)
                if isinstance(had, str) and had != value and option.name == "mapping":
                    value = f"{had} + {value}"
                elif isinstance(had, tuple) and option.name in ("blanks", "corrections"):
                    value = (*had, *value)
                pairs[heading] = value
            joined[option.name] = pairs
        else:
            joined[option.name] = before if after == option.default else after
    return Options(**joined)


def answer(case: Case, words: Words) -> Answer:
    """What becomes of the file when the words are said."""
    dataset = DATASETS[case.dataset]
    try:
        taken = ingest(case.content, case.file_name, dataset, case.day, options(words, case.said), case.held)
    except Refused as refused:
        ways = tuple((by_command(way),) for way in refused.remedies)
        return Answer(None, frozenset({("refused", str(refused))}), ways, "" if ways else NO_WAY)
    found = frozenset(taken.problems.select("row", "column", "heading", "value", "kind", "problem").rows())
    if not found:
        return Answer(taken, found, ())
    printed = [options_together(ways, by_command) for ways in remedies(taken)]
    return Answer(taken, found, tuple(tuple(line.split("  or  ")) for line in printed), only_in_the_file(taken))


@dataclass(frozen=True)
class Node:
    """A way of reading a file that a walk came by: what was said, what came of it, and the refusals on the way there."""

    words: Words
    here: Answer
    before: tuple[frozenset[tuple[object, ...]], ...] = ()


@dataclass
class Walk:
    """What a walk found: what became of the file at first, every end that is loaded, by what was said; every end that isn't, and
    every fault."""

    first: Answer
    loaded: dict[Words, Ingested] = field(default_factory=dict)
    ends: list[Words] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    looked_at: int = 0

    @property
    def has_an_end(self) -> bool:
        return bool(self.loaded or self.ends or self.faults)


def walk(case: Case) -> Walk:
    """Takes every offer at every step, in breadth. At each step every offer is tried; on from there goes what was offered for the
    first matter, and what lets the file in."""
    found = Walk(answer(case, case.words))
    waiting = [Node(case.words, found.first)]
    seen = {_as_set(case.words)}
    while waiting and (found.looked_at < MOST_FILES or not found.has_an_end):
        node = waiting.pop(0 if found.looked_at < MOST_FILES else -1)
        here = node.here
        found.looked_at += 1
        if here.is_loaded:
            assert here.ingested is not None
            found.loaded[node.words] = here.ingested
            continue
        if not here.offers:
            found.ends.append(node.words)
            if not here.closing:
                found.faults.append(
                    f"{_said(case, node.words)}: no offer, and not said that there is none: {_why(here)}"
                )
            continue
        if len(node.before) > MOST_STEPS:
            found.faults.append(f"{_said(case, node.words)}: still not done after {MOST_STEPS} steps: {_why(here)}")
            continue
        before = (*node.before, here.refusals)
        for at, ways in enumerate(here.offers):
            for way in ways:
                for words in filled(case, way, here):
                    if _as_set((*node.words, *words)) in seen:
                        if set(words) <= set(node.words):
                            found.faults.append(f"{_said(case, node.words)}: {way} is offered again")
                        continue
                    seen.add(_as_set((*node.words, *words)))
                    try:
                        there = answer(case, (*node.words, *words))
                    except NotUnderstood as problem:
                        found.faults.append(
                            f"{_said(case, node.words)}: {way} is offered and not understood: {problem}"
                        )
                        continue
                    if there.refusals in before:
                        found.faults.append(f"{_said(case, node.words)}: {way} leads round in a circle: {_why(there)}")
                    elif at == 0 or there.is_loaded:
                        waiting.append(Node((*node.words, *words), there, before))
    if not found.has_an_end:
        found.faults.append(f"{_said(case, case.words)}: no way that is offered comes to an end")
    return found


def _as_set(words: Words) -> tuple[str, ...]:
    return tuple(sorted(words))


def _said(case: Case, words: Words) -> str:
    return f"{case.name} [{shlex.join(words)}]"


def _why(here: Answer) -> str:
    return " / ".join(sorted({" ".join(str(part) for part in row if part)[:160] for row in here.refusals})[:2])


_EXAMPLES = {
    Kind.DATE: "28/02/2013", Kind.MONTH: "01/02/2013", Kind.MONEY: "1", Kind.WHOLE: "1", Kind.SHARE: "1", Kind.YES_NO: "yes",
}  # fmt: skip


def filled(case: Case, way: str, here: Answer) -> Iterator[Words]:
    """What is typed for an offer: the offer word for word, with something fit in the place of ‘…’."""
    words = shlex.split(way)
    if "…" not in way:
        yield tuple(words)
        return
    dataset = DATASETS[case.dataset]
    flag, said = words
    if flag == "--set":
        column = dataset.column(said.partition("=")[0])
        yield flag, said.replace("…", column.choices[0] if column.choices else _EXAMPLES.get(column.kind, "Not stated"))
    elif flag == "--map":
        assert here.ingested is not None
        name = said.rpartition("=")[2]
        if not here.ingested.sheet.heading_row:
            if dataset.names.index(name) < len(here.ingested.matches):
                yield flag, f"{dataset.names.index(name) + 1}={name}"
            return
        headings = [match for match in here.ingested.matches if match.heading.strip()]
        for match in [match for match in headings if not match.is_used] or headings[:1]:  # one may feed two columns
            yield flag, f"{match.heading}={name}"
    elif flag == "--read-as":
        value = said.removesuffix("=…").partition("=")[2]
        column = next(
            dataset.column(str(of)) for _, of, _, cell, *_ in here.refusals if cell and plain(str(cell)) == value
        )
        yield flag, said.replace("…", column.choices[0] if column.choices else _EXAMPLES.get(column.kind, "1"))
    elif flag == "--unit":
        for unit in ("pounds", "thousands", "millions"):
            yield flag, said.replace("…", unit)
    else:
        for one in {"--heading-row": ("1", "2"), "--delimiter": ("^", "space"), "--encoding": ("mac-roman",)}[flag]:
            yield flag, one
