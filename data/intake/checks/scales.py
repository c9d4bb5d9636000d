"""Amounts of another scale within a column: 3.7 among amounts of millions may well be 3.7 millions."""

from __future__ import annotations

import polars as pl

FAR = 100
"""An amount is far below the rest of its column when the least of those is at least so many times as large, …"""
WRITTEN_OTHERWISE = 30
"""… or so many times, where it is written with a fraction and the rest are not."""
FEW = 1 / 3
"""At most this share of a column's amounts can be the odd ones."""
_SCALES = {1_000: "thousands", 1_000_000: "millions"}


def of_another_scale(values: pl.Series) -> tuple[pl.Series, str]:
    """(which amounts are far below the rest of their column, the unit in which they would fit among them); none and "" where the
    amounts go together, or no unit would make them.

    The gap must also be as wide as the rest is from its least to its greatest: a column that runs from tens to millions has
    small ones as well.
    """
    nothing = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(values))
    sizes = values.cast(pl.Float64).abs()
    order = sizes.filter(sizes > 0).sort().to_list()
    if len(order) < 3 or order[-1] < WRITTEN_OTHERWISE * order[0]:
        return nothing, ""
    most = max(int(len(order) * FEW), 1)
    at = max(range(1, most + 1), key=lambda at: order[at] / order[at - 1])
    few, rest = order[:at], order[at:]
    gap, spread = rest[0] / few[-1], rest[-1] / rest[0]
    is_fraction = all(not float(amount).is_integer() for amount in few) and all(
        float(amount).is_integer() for amount in rest
    )
    if gap < (WRITTEN_OTHERWISE if is_fraction else max(FAR, spread)):
        return nothing, ""
    if len(rest) < 3 and not is_fraction and gap < 100 * FAR:
        return nothing, ""  # two amounts are hardly a rest to be far below of
    for factor, unit in _SCALES.items():
        if few[0] * factor >= rest[0] / 2 and few[-1] * factor <= rest[-1] * 2:
            return ((sizes > 0) & (sizes <= few[-1])).fill_null(False), unit
    return nothing, ""
