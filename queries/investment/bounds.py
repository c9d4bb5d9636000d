"""The published bounds of optimism bias: by how much costs have turned out above what was first said, by kind of project.
One row per kind of project, in the order of the source.
kind: equipment (equipment and development), outsourcing (of its running cost), standard_buildings, non_standard_buildings,
standard_civil and non_standard_civil (engineering). lower_pct, upper_pct: in per cent of the cost.
source: where the figures stand. The same at any as-at date.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.investment.appraising import BOUNDS

SOURCE = "Mott MacDonald 2002, in the supplementary guidance to HM Treasury's Green Book"


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    rows = [(kind, float(lower), float(upper), SOURCE) for kind, (lower, upper) in BOUNDS.items()]
    schema = {"kind": pl.String, "lower_pct": pl.Float64, "upper_pct": pl.Float64, "source": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
