"""Columns with a few allowed values: choices by name or synonym, and yes or no."""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl
from rapidfuzz import fuzz, process

from data.datasets import Column
from data.intake.values.common import Parsed, Reading, blank_or_refused, normal, read_each, refusal
from data.problems import NoticeKind, ProblemKind

LIKE_ENOUGH = 72
"""The likeness (0-100, rapidfuzz ratio) from which ‘did you mean’ is worth saying. It is only ever said, never done."""


@lru_cache(maxsize=256)
def _known(
    choices: tuple[str, ...], synonyms: tuple[tuple[str, str], ...], shown: tuple[str, ...]
) -> dict[str, tuple[str, str]]:
    """Normal form → (choice, the synonym as declared or "" if it is the choice's own name)."""
    known: dict[str, tuple[str, str]] = {}
    for synonym, choice in synonyms:
        known[normal(synonym)] = (choice, synonym)
    for choice, words in zip(choices, shown, strict=True):
        known[normal(words)] = (choice, "")
        known[normal(choice)] = (choice, "")
    return known


def _of(column: Column) -> dict[str, tuple[str, str]]:
    shown = tuple(column.say(choice) for choice in column.choices)
    return _known(column.choices, tuple((column.synonyms or {}).items()), shown)


def did_you_mean(text: str, column: Column) -> str:
    """‘Did you mean ‘done’ → migrated?’, ‘Did you mean ‘build’?’, or "" if nothing is near."""
    known = _of(column)
    best = process.extractOne(normal(text), list(known), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    if not best:
        return ""
    choice, synonym = known[best[0]]
    words = choice.replace("_", " ")
    return f"Did you mean ‘{synonym}’ → {words}?" if synonym else f"Did you mean ‘{words}’?"


def only_choice_near(text: str, column: Column) -> str:
    """The one choice that a text is near to, or "" if it is near to none or to several."""
    known = _of(column)
    near = process.extract(normal(text), list(known), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH, limit=None)
    choices = {known[form][0] for form, _, _ in near}
    return choices.pop() if len(choices) == 1 else ""


_HEDGED = re.compile(r"[?~¬≠≈<>→⇒]|^\W*!|!=")
"""A question, a denial, or a step from one choice to another: ‘Green?’, ‘!red’, ‘amber -> green’ are none of them for certain."""


def find_choice(text: str, column: Column) -> Reading:
    """The choice that a text names, by its own name or a synonym in any case and spacing, or what was expected."""
    known = _of(column).get(normal(text))
    if known and _HEDGED.search(text):
        return refusal(
            ProblemKind.NOT_ALLOWED,
            "doesn't say for certain which of the choices is meant.",
            did_you_mean(text, column),
        )
    if known:
        choice, synonym = known
        return Reading(choice, NoticeKind.SYNONYM if synonym else None, choice if synonym else "")
    # ‘tbc’ and ‘unknown’ may be declared to mean a choice, so only now do they count as no answer.
    no_answer = blank_or_refused(text, not column.required, column.expected)
    if no_answer:
        return no_answer
    return refusal(ProblemKind.NOT_ALLOWED, f"is not {column.expected}.", did_you_mean(text, column))


def read_choices(cells: pl.Series, column: Column) -> Parsed:
    """The column as the declared choices."""
    cell = pl.col(cells.name)
    quick = cells.to_frame().select(pl.when(cell.is_in(column.choices)).then(cell)).to_series()
    return read_each(cells, quick, lambda text: find_choice(text, column), pl.String())


_YES = frozenset(("yes", "y", "true", "t", "1"))
_NO = frozenset(("no", "n", "false", "f", "0"))


def read_yes_no(cells: pl.Series, column: Column) -> Parsed:
    """The column as yes (true) or no (false)."""

    def read(text: str) -> Reading:
        word = normal(text)
        if (word in _YES or word in _NO) and not _HEDGED.search(text):
            return Reading(word in _YES)
        return blank_or_refused(text, not column.required, column.expected) or refusal(
            ProblemKind.NOT_YES_OR_NO, "is neither yes nor no.", "Write yes or no."
        )

    return read_each(cells, None, read, pl.Boolean())
