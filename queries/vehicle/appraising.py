"""The arithmetic of choosing between options: weighted scores, what would change the choice, and cost against score.

All of it in fractions, so that options are told apart however close they are; what is shown is rounded by who shows it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from queries import Asking, BadParameter

Weights = Mapping[str, Fraction]
HUNDRED = Fraction(100)


def weighted(weights: Weights, scores: Weights) -> Fraction | None:
    """The sum of weight × score over the criteria that are scored, divided by the sum of their weights; None where that is
    nought."""
    whole = sum((weights.get(criterion, Fraction(0)) for criterion in scores), Fraction(0))
    if not whole:
        return None
    return (
        sum((weights.get(criterion, Fraction(0)) * score for criterion, score in scores.items()), Fraction(0)) / whole
    )


@dataclass(frozen=True)
class Option:
    """One option: its weights and scores by criterion, what it costs, and whether its rows say different costs."""

    name: str
    weights: Weights
    scores: Weights
    cost: Fraction | None
    costs_differ: bool
    since: object
    upload: int

    @property
    def score(self) -> Fraction | None:
        return weighted(self.weights, self.scores)


def options_of(ask: Asking, weights: str | None) -> list[Option]:
    """The options as at the date, by name, with their own weights or the reader's in place of them.

    weights: JSON, criterion → weight. Raises BadParameter where it is not, or names a criterion that there isn't.
    """
    rows = list(ask("vehicle_rows").iter_rows(named=True))
    known = {row["criterion"] for row in rows}
    own = _read(weights, known) if rows else {}
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(row["option"], []).append(row)
    return [_option(name, each, own) for name, each in found.items()]


def _option(name: str, rows: Sequence[Mapping[str, object]], own: Weights) -> Option:
    costs = {Fraction(str(row["cost_gbp"])) for row in rows if row["cost_gbp"] is not None}
    return Option(
        name,
        {str(r["criterion"]): own.get(str(r["criterion"]), Fraction(str(r["weight"]))) for r in rows},
        {str(r["criterion"]): Fraction(str(r["score"])) for r in rows},
        max(costs, default=None), len(costs) > 1, max(r["since"] for r in rows), max(r["upload"] for r in rows),  # type: ignore
    )  # fmt: skip


def _read(weights: str | None, known: set[str]) -> Weights:
    try:
        given = json.loads(weights, parse_float=Decimal) if weights else {}
    except ValueError:
        given = None
    if not isinstance(given, dict) or not all(
        isinstance(value, (int, Decimal)) and not isinstance(value, bool) and 0 <= value <= 100
        for value in given.values()
    ):
        raise BadParameter(
            f'The parameter ‘weights’ is JSON such as {{"Cost": 40}}, from 0 to 100 each, not ‘{weights}’.'
        )
    if unknown := sorted(set(given) - known):
        raise BadParameter(f"There is no criterion ‘{unknown[0]}’ at this date.")
    return {criterion: Fraction(value) for criterion, value in given.items()}


def ranked(scores: Sequence[Fraction | None]) -> list[int | None]:
    """The place of each score from the highest, 1, on; the same for equal ones, None for none. Nothing is rounded."""
    return [None if score is None else 1 + sum(s is not None and s > score for s in scores) for score in scores]


def best_first(options: Sequence[Option]) -> list[Option]:
    """The options from the highest score on, those of equal score by cost and name, those without a score last."""
    return sorted(
        options, key=lambda each: (each.score is None, -(each.score or 0), each.cost is None, each.cost or 0, each.name)
    )


def letters(options: Sequence[Option]) -> dict[str, str]:
    """Option → the letter by which pictures call it: A for the first, and AA after Z."""
    return {
        option.name: chr(65 + at % 26) if at < 26 else f"{chr(64 + at // 26)}{chr(65 + at % 26)}"
        for at, option in enumerate(options)
    }


@dataclass(frozen=True)
class Turn:
    """The weight, in per cent of all, at which other options come level with the preferred one, and which are preferred beyond
    it: several where they have the same score there at any weight, the best first."""

    at: Fraction
    options: tuple[str, ...]


@dataclass(frozen=True)
class Turns:
    """What moving the weight of one criterion does: how far it may fall and rise before others are preferred, None where none
    ever are; and the options that are as good as the preferred one at any weight of it, that one included, the best first."""

    below: Turn | None
    above: Turn | None
    level: tuple[str, ...]


def turns(options: Sequence[Option], criterion: str) -> Turns:
    """What moving the weight of a criterion does, the others making room in proportion. The options have common weights and score
    every criterion."""
    first, *others = best_first(options)
    whole = sum(first.weights.values(), Fraction(0))
    share = first.weights[criterion] / whole
    if share == 1:  # the others have no weight that could grow in proportion
        return Turns(None, None, (first.name, *(other.name for other in others if other.score == first.score)))

    def rest(option: Option) -> Fraction:
        return ((option.score or 0) - share * option.scores[criterion]) / (1 - share)

    level = [first.name]
    below: dict[tuple[Fraction, Fraction], list[str]] = {}  # where it comes level, and how fast it gains beyond → which
    above: dict[tuple[Fraction, Fraction], list[str]] = {}
    for other in others:
        lead = (first.score or Fraction(0)) - (other.score or Fraction(0))
        slope = (first.scores[criterion] - other.scores[criterion]) - (rest(first) - rest(other))
        if not slope:
            level += [] if lead else [other.name]
        elif slope < 0 and share - lead / slope < 1:
            above.setdefault((share - lead / slope, slope), []).append(other.name)
        elif slope > 0 and share - lead / slope > 0:
            below.setdefault((share - lead / slope, slope), []).append(other.name)
    lower, higher = max(below, default=None), min(above, default=None)
    return Turns(
        lower and Turn(HUNDRED * lower[0], tuple(below[lower])),
        higher and Turn(HUNDRED * higher[0], tuple(above[higher])),
        tuple(level),
    )


@dataclass(frozen=True)
class Value:
    """What an option's score costs, in pounds: a point of it; a point more than the cheapest option has; and a point more than
    the next cheaper of those that none dominates. `dominated_by`: the option that is no dearer and no worse, and one of the two
    strictly."""

    a_point: Fraction | None
    over_cheapest: Fraction | None
    over_next: Fraction | None
    dominated_by: str | None


def cost_against_score(options: Sequence[tuple[str, Fraction, Fraction]]) -> dict[str, Value]:
    """(Name, cost, score) of each option → what its score costs."""
    by_cost = sorted(options, key=lambda each: (each[1], -each[2], each[0]))
    found: dict[str, Value] = {}
    cheapest = by_cost[0] if by_cost else None
    before: tuple[str, Fraction, Fraction] | None = None
    for name, cost, score in by_cost:
        dominating = [o for o in by_cost if o[1] <= cost and o[2] >= score and (o[1] < cost or o[2] > score)]
        a_point = cost / score if score else None
        if dominating:
            best = max(dominating, key=lambda each: (each[2], -each[1]))
            found[name] = Value(a_point, None, None, best[0])
            continue
        found[name] = Value(a_point, _dearer(cheapest, cost, score), _dearer(before, cost, score), None)
        before = (name, cost, score)
    return found


def _dearer(than: tuple[str, Fraction, Fraction] | None, cost: Fraction, score: Fraction) -> Fraction | None:
    """What a point more than that option has costs; None without one, and for an option that has no more."""
    return (cost - than[1]) / (score - than[2]) if than and score > than[2] else None
