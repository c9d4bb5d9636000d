"""How far the weight of each criterion must move before another option is preferred, the others making room in proportion.
One row per criterion, the one that is nearest to changing the choice first; none where options differ in their weights or lack a
criterion, or where fewer than two have a score. Of options that share the highest score the cheaper is the preferred one.
preferred_letter, lower_letter, higher_letter: what pictures call the options, as in vehicle_appraisal. preferred_letters,
lower_letters, higher_letters: with those that have the same score there at any weight of this criterion: ‘A, B’.
parts: some of the options that share the highest score now no longer do when this weight moves; false where only one has it.
share_pct: its weight now, in per cent of all. lower_pct, lower_option: the weight at which that option comes level below it;
higher_pct, higher_option: above it. Null where none ever does. move_pct: how many points of weight the nearer one is away.
$weights text: the reader's weights in place of the uploaded ones, as JSON: {"Keeps public ownership": 30}
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from queries import Asking
from queries.vehicle.appraisal import FINE, differ, fine
from queries.vehicle.appraising import HUNDRED, best_first, letters, options_of, ranked, turns

SCHEMA: dict[str, Any] = {
    "criterion": pl.String, "preferred_letter": pl.String, "share_pct": FINE, "lower_pct": FINE, "lower_option": pl.String,
    "lower_letter": pl.String, "higher_pct": FINE, "higher_option": pl.String, "higher_letter": pl.String, "move_pct": FINE,
    "preferred_letters": pl.String, "lower_letters": pl.String, "higher_letters": pl.String, "parts": pl.Boolean,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, weights: str | None) -> pl.DataFrame:
    options = options_of(ask, weights)
    are_scored = len(options) > 1 and all(option.score is not None for option in options)
    are_alike = len({frozenset(option.scores) for option in options}) == 1 and not differ(options)
    if not are_scored or not are_alike:
        return pl.DataFrame(schema=SCHEMA)
    whole = sum(options[0].weights.values(), Fraction(0))
    rows, called = [], letters(best_first(options))
    preferred = best_first(options)[0].name
    sharing = ranked([option.score for option in options]).count(1)
    for criterion, weight in options[0].weights.items():
        share = HUNDRED * weight / whole
        found = turns(options, criterion)
        sides = (found.below, found.above)
        moves = [abs(turn.at - share) for turn in sides if turn]
        ends = [
            each
            for turn in sides
            for each in ((fine(turn.at), turn.options[0], called[turn.options[0]]) if turn else (None, None, None))
        ]
        each_side = (found.level, *(turn and turn.options for turn in sides))
        rows.append(
            (criterion, called[preferred], fine(share), *ends, fine(min(moves, default=None)),
             *(names and ", ".join(called[name] for name in names) for names in each_side), len(found.level) < sharing)
        )  # fmt: skip
    place = list(SCHEMA).index("move_pct")
    rows.sort(key=lambda row: (row[place] is None, row[place], row[0]))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
