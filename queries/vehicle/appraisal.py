"""The options for the service vehicle by their weighted scores, and what a point of score costs.
One row per option, the highest score first, equal ones by cost and name, and those without a score last.
letter: A, B, C … in this order, by which pictures call it.
place: 1 for the highest score, the same for equal ones; scores are compared exactly and never as they are rounded.
score: the sum of weight × score over the criteria, divided by the sum of the weights; null where no weight is above nought.
lead: by how much it is above the next lower score; null for the lowest. weight_sum: what its weights come to.
criteria: on how many it is scored; lacks: on which it isn't, though another is, by name; null when there are none.
weights_differ: two options give one criterion different weights, so that each has its own measure; the same in all rows.
is_own: the reader's weights are in place of the uploaded ones. costs_differ: its rows say different costs; the highest counts.
dominated_by: an option that is no dearer and scores no less, and is cheaper or scores more; null when there is none.
a_point_gbp: cost by score. over_cheapest_gbp: what a point more than the cheapest option has costs; over_next_gbp: than the next
cheaper one that isn't dominated. Null for the dominated, and where there is none.
$weights text: the reader's weights in place of the uploaded ones, as JSON: {"Keeps public ownership": 30}
"""

from __future__ import annotations

from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl

from queries import Asking
from queries.vehicle.appraising import Option, Value, best_first, cost_against_score, letters, options_of, ranked

FINE = pl.Decimal(38, 12)
SCHEMA: dict[str, Any] = {
    "option": pl.String, "letter": pl.String, "place": pl.Int64, "score": FINE, "lead": FINE, "cost_gbp": pl.Decimal(38, 2),
    "weight_sum": FINE,    "criteria": pl.Int64, "lacks": pl.String, "weights_differ": pl.Boolean, "is_own": pl.Boolean,
    "costs_differ": pl.Boolean, "dominated_by": pl.String, "a_point_gbp": FINE, "over_cheapest_gbp": FINE,
    "over_next_gbp": FINE, "since": pl.Date, "upload": pl.Int64,
}  # fmt: skip
NO_VALUE = Value(None, None, None, None)


def answer(ask: Asking, as_at: date, ledger_version: int, weights: str | None) -> pl.DataFrame:
    options = best_first(options_of(ask, weights))
    places = ranked([option.score for option in options])
    criteria = sorted({criterion for option in options for criterion in option.scores})
    values = cost_against_score(
        [(o.name, o.cost, o.score) for o in options if o.cost is not None and o.score is not None]
    )
    leads: list[Fraction | None] = [
        a.score - b.score if a.score is not None and b.score is not None else None for a, b in pairwise(options)
    ]
    rows, called = [], letters(options)
    for option, place, lead in zip(options, places, [*leads, None], strict=False):
        value = values.get(option.name, NO_VALUE)
        lacks = [criterion for criterion in criteria if criterion not in option.scores]
        weight_sum = sum(option.weights.values(), Fraction(0))
        rows.append(
            (option.name, called[option.name], place, fine(option.score), fine(lead), fine(option.cost), fine(weight_sum),
             len(option.scores), ", ".join(lacks) or None, differ(options), bool(weights), option.costs_differ,
             value.dominated_by, fine(value.a_point), fine(value.over_cheapest), fine(value.over_next),
             option.since, option.upload)
        )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def differ(options: list[Option]) -> bool:
    """Whether two options give one criterion different weights."""
    given: dict[str, set[Fraction]] = {}
    for option in options:
        for criterion, weight in option.weights.items():
            given.setdefault(criterion, set()).add(weight)
    return any(len(weights) > 1 for weights in given.values())


def fine(value: Fraction | None) -> Decimal | None:
    """To twelve decimals, as a frame keeps it."""
    if value is None:
        return None
    context = Context(prec=50)
    return context.divide(Decimal(value.numerator), Decimal(value.denominator)).quantize(
        Decimal("1e-12"), context=context
    )
