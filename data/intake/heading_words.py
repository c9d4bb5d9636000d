"""The words of headings: the form in which they are compared, which are a column's own, and which one a person means."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from data.datasets import Column, Dataset
from data.intake.values.common import normal, plain

_HINT = re.compile(
    r"\s*[(\[]\s*(?:required|mandatory|optional|must be filled|key|text|numbers?|no\.?|nr|count|integer|date|select"
    r"|drop ?down|yes ?/ ?no|y/n"
    r"|[0-9]+ ?(?:-|\u2013|to) ?[0-9]+|h ?/ ?m ?/ ?l|high ?/ ?medium ?/ ?low"
    r"|[dmy]{1,4}(?P<mark>[/. -])[dmy]{1,4}(?P=mark)[dmy]{1,4}"
    r"|£|gbp|in £|£ ?p\.?a\.?)"
    r"\s*[)\]]\s*\*?\s*$",
    re.I,
)
"""What people write in brackets behind a heading to say how to fill it in: ‘Business value (1-5)’, ‘Name (required)’."""
_MARKS = re.compile(r"</?[a-z]{1,6}>|^\s*(?:Q?[0-9]{1,2}[.):]|[a-z]\))\s+(?=[A-Za-z])", re.I)
"""What surrounds a heading and says nothing: <b>, the number or letter of a question (‘3. Department’, ‘c) Department’)."""
_A_YEAR = re.compile(
    r"(?<=\w)\s*,?\s*(?:[(\[]\s*)?(?:£|gbp|in £)?\s*(?:\bp\.? ?a\b\.?|\bper annum|/ ?yr|/ ?year)\s*[)\]]?\s*$", re.I
)
"""‘Cost £ p.a.’: a year's, in pounds, as our own annual amounts are; what isn't annual asks what it means."""
_OF = re.compile(r"([a-z ]{3,30}) of (?:the |an? )?([a-z ]{3,30})")
SECOND = re.compile(r"(.+?)(?:\.\.\.[0-9]+|\.[0-9]{1,2}|_duplicated_[0-9]+)")
"""How pandas, R and Polars tell a heading that occurs twice from the first one: ‘name.1’, ‘name...5’, ‘name_duplicated_0’."""
ONLY_UNITS = re.compile(
    r"[0-9]+s?|out|of|max|percent|k|m|mn|bn|thousands?|millions?|eur|euros?|usd|dollars?|gbp|pounds?|current|latest|revised|updated|approx|approximate|est|estimated"
)
"""Words that say no more than of when or in what a column is: ‘Users 2013’ is very like our own ‘Users’."""


@lru_cache(maxsize=8192)
def simplify(heading: str) -> str:
    """The form in which headings are compared, ignoring case, spacing, punctuation, underscores, camelCase and a hint
    in brackets on how to fill it in."""
    bare = _MARKS.sub("", _A_YEAR.sub("", _HINT.sub("", heading))).replace("%", " percent ")
    form = normal(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", bare))
    turned = _OF.fullmatch(form)  # ‘name of application’ is the application name
    return f"{turned[2]} {turned[1]}" if turned else form


def without_marks(heading: str) -> str:
    """The heading without decorations that say nothing: a tag, the number of a question."""
    return _MARKS.sub("", heading)


def names_of(column: Column) -> frozenset[str]:
    return _forms((column.name, column.label))


def synonyms_of(column: Column) -> frozenset[str]:
    return _other_forms(column.also_called) - names_of(column)


@lru_cache(maxsize=1024)
def _forms(names: tuple[str, ...]) -> frozenset[str]:
    own = {simplify(name) for name in names}
    return frozenset(own | {name.replace(" ", "") for name in own})


@lru_cache(maxsize=1024)
def _other_forms(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(simplify, names))


def heading_counter(dataset: Dataset, also: Sequence[str] = ()) -> Callable[[list[str]], int]:
    """A function that counts how many cells of a row are recognised as headings: by name, by synonym, or in `also`."""
    known = {simplify(name) for name in also if not name.strip().isdigit()}
    known = known.union(*map(names_of, dataset.columns), *map(synonyms_of, dataset.columns)) - {""}
    return lambda cells: len({simplify(cell) for cell in cells} & known)


def find_heading(name: str, headings: Sequence[str]) -> list[int]:
    """The positions of the headings that a person means by `name`: exactly, otherwise ignoring case and spacing,
    otherwise as a number (‘3’ is the third column)."""
    exact = [i for i, heading in enumerate(headings) if heading == name or plain(heading) == plain(name)]
    if exact:
        return exact
    alike = [i for i, heading in enumerate(headings) if simplify(heading) == simplify(name) and simplify(name)]
    if alike:
        return alike
    number = re.fullmatch(r"(?:column\s*)?([0-9]{1,4})", name.strip(), re.I)
    if number and 1 <= int(number[1]) <= len(headings):
        return [int(number[1]) - 1]
    return []


def nearest(wanted: str, names: Sequence[str], most: int = 1) -> list[str]:
    """The names most like `wanted`, nearest first; none when nothing is near."""
    forms = {name: simplify(name) for name in names if simplify(name)}
    found = process.extract(simplify(wanted), forms, scorer=fuzz.WRatio, limit=most, score_cutoff=60)
    return [key for _, _, key in found]
