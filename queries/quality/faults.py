"""How many findings there are of each kind, and which rows they are about, without a word of what is wrong
One row per rule, severity and dataset that has findings. items: the item_id of each (see quality_findings), as often as there are
findings about it. Of 50,000 findings most is their sentences, which counts and scores don't need.
In no order: it is made to be used by other queries.
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
uses: quality_found
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking, catalogue, find, side_by_side
from queries.quality.judging import KIND, in_python, is_small, rules

MATCHED = "quality_moves_matched"
"""What is made whole for all rules that use it."""


def answer(ask: Asking, as_at: date, ledger_version: int, stated: int | None) -> pl.DataFrame:
    if is_small(ask):
        return pl.concat(_grouped(found) for found in (ask("quality_found", stated=stated), *map(ask, in_python())))
    return pl.concat(side_by_side(lambda names: _faults(ask, names, stated), _parts()))


def _parts() -> list[list[str]]:
    """The rules, those together that are asked in one question, the dearest first: of the programme, each reads little and takes
    planning; what the moves and the applications share is read once."""
    in_sql = [name for name in rules() if name not in in_python()]
    of_moves = [name for name in in_sql if MATCHED in find(name).uses]
    return [[name for name in in_sql if name not in of_moves], of_moves, *([name] for name in in_python())]


def _faults(ask: Asking, names: list[str], stated: int | None) -> pl.DataFrame:
    """The findings of some rules, by kind; several are asked in SQL."""
    if not catalogue()[names[0]].sql:
        return _grouped(ask(names[0]))
    kind = ", ".join(KIND)
    found = " UNION ALL ".join(f"SELECT {kind}, item_id FROM {name}" for name in names)
    return ask.frame(f"SELECT {kind}, list(item_id) AS items FROM ({found}) GROUP BY {kind}", names, stated=stated)


def _grouped(findings: pl.DataFrame) -> pl.DataFrame:
    return findings.group_by(KIND).agg(pl.col("item_id").alias("items"))
