"""What each criterion contributes to the score of each option.
One row per option and criterion that it is scored on: the options as in vehicle_appraisal, the criteria by weight and name.
number: the place of the criterion in that order, the same for every option, from 1. uploaded_weight: as the file has it; weight:
that, or the reader's. share_pct: the weight in per cent of all weights of the option. contribution: share × score: those of an
option add up to its score. place, letter: of the option.
$weights text: the reader's weights in place of the uploaded ones, as JSON: {"Keeps public ownership": 30}
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from queries import Asking
from queries.vehicle.appraisal import FINE, fine
from queries.vehicle.appraising import HUNDRED, best_first, letters, options_of, ranked

SCHEMA: dict[str, Any] = {
    "option": pl.String, "letter": pl.String, "place": pl.Int64, "criterion": pl.String, "number": pl.Int64,
    "uploaded_weight": FINE, "weight": FINE, "share_pct": FINE, "score": FINE, "contribution": FINE,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, weights: str | None) -> pl.DataFrame:
    options = best_first(options_of(ask, weights))
    uploaded = {option.name: option.weights for option in options_of(ask, None)}
    places = ranked([option.score for option in options])
    # in the order of the file's weights, so that a criterion keeps its number and colour while its weight is moved
    heaviest: dict[str, Fraction] = {}
    for each in uploaded.values():
        for criterion, weight in each.items():
            heaviest[criterion] = max(weight, heaviest.get(criterion, Fraction(0)))
    order = sorted(heaviest, key=lambda criterion: (-heaviest[criterion], criterion))
    rows, called = [], letters(options)
    for option, place in zip(options, places, strict=True):
        whole = sum(option.weights.values(), Fraction(0))
        for number, criterion in enumerate(order, 1):
            if criterion in option.scores:
                share = option.weights[criterion] / whole if whole else Fraction(0)
                rows.append(
                    (option.name, called[option.name], place, criterion, number, fine(uploaded[option.name][criterion]),
                     fine(option.weights[criterion]), fine(HUNDRED * share), fine(option.scores[criterion]),
                     fine(share * option.scores[criterion]))
                )  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
