"""Of every finding the row that it is about, without a word of what is wrong
One row per finding; the columns are those of quality_findings. Of 50,000 findings most is their sentences, which counts and
scores don't need.
In no order: it is made to be used by other queries.
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
uses: quality_found
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking, catalogue, find, side_by_side
from queries.quality.judging import ABOUT, in_python, is_small, rules

MATCHED = "quality_moves_matched"
"""What is made whole for all rules that use it."""


def answer(ask: Asking, as_at: date, ledger_version: int, stated: int | None) -> pl.DataFrame:
    if is_small(ask):
        in_sql = ask("quality_found", stated=stated).select(ABOUT)
        return pl.concat([in_sql, *(ask(name).select(ABOUT) for name in in_python())])
    return pl.concat(side_by_side(lambda names: _faults(ask, names, stated), _parts()))


def _parts() -> list[list[str]]:
    """The rules, those together that are asked in one question: of the programme, each reads little and takes planning; what the
    moves and the applications share is read once."""
    in_sql = [name for name in rules() if name not in in_python()]
    of_moves = [name for name in in_sql if MATCHED in find(name).uses]
    return [[name for name in in_sql if name not in of_moves], of_moves, *([name] for name in in_python())]


def _faults(ask: Asking, names: list[str], stated: int | None) -> pl.DataFrame:
    """Of every finding of some rules the row that it is about; several are asked in SQL."""
    if not catalogue()[names[0]].sql:
        return ask(names[0]).select(ABOUT)
    found = " UNION ALL ".join(f"SELECT {', '.join(ABOUT)} FROM {name}" for name in names)
    return ask.frame(found, names, stated=stated)
