"""Which dataset a table belongs to, by its names and its headings: certain, or asked; never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.datasets import DATASETS, Dataset
from data.intake.heading_words import names_of, simplify, synonyms_of

FEWEST_HEADINGS = 2
"""A table with fewer headings that any dataset knows is like none."""


@dataclass(frozen=True)
class Recognised:
    """The result for a table. `dataset`: None if it isn't certain; `likely`: the candidates, likeliest first; `why`:
    the evidence, or the reason for asking, as the end of a sentence."""

    dataset: Dataset | None
    likely: tuple[Dataset, ...]
    why: str


@dataclass(frozen=True)
class _Fit:
    """How far the headings of a table are those of one dataset."""

    dataset: Dataset
    known: int  # how many of its columns the headings name
    is_whole: bool  # whether they name every column that must be there


def recognise(names: Sequence[str], headings: Sequence[str], earlier: Iterable[Dataset] = ()) -> Recognised:
    """The dataset of a table. `names`: of its sheet and its file, the one that says most first; `earlier`: the datasets into
    which a person has taken files with just these headings.

    A name counts unless the headings are clearly another dataset's; headings alone count where they name every required
    column of one dataset, and fewer columns of every other.
    """
    fits = {name: _fit(dataset, headings) for name, dataset in DATASETS.items()}
    named = next((found for name in names if (found := named_in(name))), ())
    before = _each_once(earlier)
    if len(before) == 1 and named in ((), before):
        return Recognised(before[0], before, "its headings are those of an earlier file")
    if len(named) == 1:
        own = fits[named[0].name]
        rivals = [fit for fit in fits.values() if fit.dataset is not named[0] and _contradicts(fit, own)]
        if not rivals:
            return Recognised(named[0], named, "its name says so")
        likely = (named[0], *_likeliest(rivals))
        return Recognised(None, likely, f"its name says {named[0].name}, and its headings are those of another dataset")
    best = max(fits.values(), key=lambda fit: (fit.is_whole, fit.known))
    others = [fit.known for fit in fits.values() if fit is not best]
    if best.is_whole and best.known > max(others, default=0) and (not named or best.dataset in named):
        return Recognised(best.dataset, (best.dataset,), "its headings say so")
    likely = _each_once((*named, *_likeliest(fit for fit in fits.values() if fit.known >= FEWEST_HEADINGS)))
    why = (
        "its headings fit several datasets" if len(likely) > 1 else "neither its name nor its headings say it for sure"
    )
    return Recognised(None, likely, why)


def named_in(text: str) -> tuple[Dataset, ...]:
    """The datasets that a name speaks of: gateway_criteria in ‘Gateway criteria 2013-03.csv’, and not gateways too."""
    words = _words(text)
    found: list[tuple[int, int, Dataset]] = []
    for dataset in DATASETS.values():
        for name in {_words(dataset.name), _words(dataset.title)}:
            places = range(len(words) - len(name) + 1)
            found += [(at, at + len(name), dataset) for at in places if words[at : at + len(name)] == name]
    whole = [
        one for one in found if not any(a <= one[0] and one[1] <= b and (a, b) != one[:2] for a, b, _ in found)
    ]  # within a longer name, a shorter one says nothing
    return _each_once(dataset for _, _, dataset in whole)


def most_headings(headings: Sequence[str]) -> int:
    """How many columns the headings name of the dataset of which they name most."""
    return max(_fit(dataset, headings).known for dataset in DATASETS.values())


def _words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case and in the singular: ‘GatewayCriteria_v2’ → gateway, criteria, v."""
    parts = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).lower())
    return tuple(part.removesuffix("s") for part in parts)


def _fit(dataset: Dataset, headings: Sequence[str]) -> _Fit:
    forms = {simplify(heading) for heading in headings} - {""}
    known = {column.name for column in dataset.columns if forms & (names_of(column) | synonyms_of(column))}
    required = {column.name for column in dataset.columns if column.required}
    return _Fit(dataset, len(known), required <= known)


def _contradicts(other: _Fit, own: _Fit) -> bool:
    """Whether headings are another dataset's rather than that of the name."""
    return (other.is_whole and not own.is_whole) or other.known > own.known + 1


def _likeliest(fits: Iterable[_Fit]) -> tuple[Dataset, ...]:
    return tuple(fit.dataset for fit in sorted(fits, key=lambda fit: (-fit.is_whole, -fit.known)))


def _each_once(datasets: Iterable[Dataset]) -> tuple[Dataset, ...]:
    return tuple({dataset.name: dataset for dataset in datasets}.values())
