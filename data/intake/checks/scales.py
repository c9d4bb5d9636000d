"""Amounts on another scale within a column: 3.7 among amounts of millions may well be 3.7 millions, and 1,250,000 in a
column of thousands is hardly that many thousands."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import polars as pl

from data.intake.arrays import as_series

FAR = 100
"""An amount is far from the rest of its column when the nearest of those is at least so many times as large (or small), …"""
WRITTEN_OTHERWISE = 30
"""… or so many times as large, where it is written with a fraction and the rest are not."""
FEW = 1 / 3
"""At most this share of a column's amounts can be the odd ones where no gap sets them apart; half of them where one does."""
BEYOND, FURTHEST = 2, 5
"""So many times beyond the rest an amount may be in its other unit; or so many, where a wide gap sets it apart: few amounts say
little of how far theirs may run."""
_SCALES = {3: ("thousands", "a thousand"), 6: ("millions", "a million")}

SURE, SUREST, TOGETHER = 4.0, 6.0, 20.0
"""Where amounts run on from small to large, one is asked about that is ten to the power of SURE times likelier in another unit:
by its size, taking sizes for log-normal, times by how few of the rest are written as finely; if one of them is SUREST, or their
powers come to TOGETHER. In the public files none is (2,600 budgets, costs and payments). With 3 of 229 costs from £290 to
£117,600 typed in thousands, 33 files in 40 are asked about; with 10, all. Few amounts can't make any so much likelier: there
_alone_in_fractions asks, of three such costs in 70 files of 100, of five in 85 (52 and 78 before it)."""
CROWD = 300
"""Among more amounts than so many an unlikely one is as much likelier to occur by nature."""
FINE = 1.0
"""At most one in ten to this power of the rest may be written as finely: where pence are paid, small amounts have them too."""
BODY = -1.5
"""The rest is what is no further below the middle, in standard deviations (of the median absolute deviation)."""
WITHIN = 2.5
"""And so many at most from the middle an amount must be in its other unit."""
NARROWEST = 0.15
"""The least such deviation, in powers of ten: three amounts that are much the same say little of the rest."""
_NONE: tuple[None, int] = (None, 0)


def of_another_scale(values: pl.Series, *, only_above: bool = False) -> tuple[pl.Series, str, str]:
    """(which amounts are far from the rest of their column, where: ‘far below the rest of the column’, how they would
    fit: ‘as thousands’, ‘a thousand times less’); none and "" if the amounts belong together, or no unit would make
    them.

    The gap must be at least as wide as the rest of the column, from its least to its greatest: a column from tens to
    millions has small amounts too. Without a gap, the way the amount is written decides.
    """
    sizes = values.cast(pl.Float64).abs()
    sizes = pl.select(pl.when(sizes > 0).then(sizes)).to_series()
    order = sizes.drop_nulls().sort().to_numpy()
    for ordered, is_low in ((order, True), (1 / order[::-1], False)):
        count, power = _beyond_a_gap(ordered, is_low)
        if count and not is_low:
            return (sizes >= order[-count]).fill_null(False), "far above the rest", f"{_SCALES[power][1]} times less"
        if count and not only_above:
            return (sizes <= order[count - 1]).fill_null(False), "far below the rest", f"as {_SCALES[power][0]}"
    odd, power = _NONE
    if not only_above:
        pence, zeros = _pence(values)
        odd, power = _alone_in_fractions(pence, zeros, sizes)
        if odd is None:
            odd, power = _written_finer(zeros, sizes, len(order))
    if odd is not None:
        return odd, "below most, and written more finely than the rest,", f"as {_SCALES[power][0]}"
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(values)), "", ""


def by_what_they_are_for(amounts: pl.DataFrame, whose: pl.Series) -> list[pl.DataFrame]:
    """The rows by what their `amount` is for, in the order of the file. Those are left out of which the largest is less than
    WRITTEN_OTHERWISE times the least: no way of of_another_scale finds any among them. A gap must be as wide, what alone has a
    fraction is a thousandth to within BEYOND, and what SURE asks for is 1.5 powers of ten below the middle."""
    sizes = pl.col("amount").cast(pl.Float64).abs()
    least = sizes.filter(sizes > 0).min().over("whose")
    kept = amounts.with_columns(whose.alias("whose")).filter(sizes.max().over("whose") >= WRITTEN_OTHERWISE * least)
    return [each.drop("whose") for _, each in kept.group_by("whose", maintain_order=True)]


def _beyond_a_gap(order: npt.NDArray[np.float64], is_low: bool) -> tuple[int, int]:
    """(how many of the sorted sizes come before a gap as wide as what follows, the power of ten by which they would
    fit)."""
    if len(order) < 2 or order[-1] < WRITTEN_OTHERWISE * order[0]:
        return 0, 0
    half = len(order) // 2
    at = 1 + int(np.argmax(order[1 : half + 1] / order[:half]))
    few, rest = order[:at], order[at:]
    gap, spread = rest[0] / few[-1], rest[-1] / rest[0]
    is_fraction = is_low and bool((few % 1 != 0).all() and (rest % 1 == 0).all())
    if gap < (WRITTEN_OTHERWISE if is_fraction else max(FAR, spread)):
        return 0, 0
    if len(rest) < 3 and not is_fraction and gap < 100 * FAR:
        return 0, 0  # two amounts are hardly a rest to be far from
    beyond = FURTHEST if gap >= max(FAR, spread) else BEYOND
    for power in _SCALES:
        if few[0] * 10**power >= rest[0] / beyond and few[-1] * 10**power <= rest[-1] * beyond:
            return at, power
    return 0, 0


def _alone_in_fractions(pence: pl.Series, zeros: pl.Series, sizes: pl.Series) -> tuple[pl.Series | None, int]:
    """(which amounts alone have a fraction, are lower than most of the rest, and would be among it in another unit, or
    None; the power of ten for that). None too if all may be rounded to as many digits: 3.75, 16.2 and 1,180."""
    odd = (zeros < 2) & sizes.is_not_null()
    rest, few = sizes.filter(~odd).drop_nulls(), sizes.filter(odd)
    if len(rest) < 2 or not 0 < len(few) <= len(rest) or few.max() >= rest.median():  # type: ignore[operator]
        return _NONE
    digits = pence.abs().cast(pl.String).str.len_bytes().cast(pl.Int64) - zeros
    are_round = bool((zeros.filter(~odd) > 2).all())
    if not are_round and digits.filter(odd).max() >= digits.filter(~odd).max():  # type: ignore[operator]
        return _NONE
    low, high = rest.min() / BEYOND, rest.max() * BEYOND  # type: ignore[operator]
    for power in _SCALES:
        if few.min() * 10**power >= low and few.max() * 10**power <= high:
            return odd, power
    return _NONE


def _pence(values: pl.Series) -> tuple[pl.Series, pl.Series]:
    """(the amounts in pence, how many zeros each ends in)."""
    pence = (values.cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64)
    amounts = pence.fill_null(1).to_numpy()
    zeros = np.where(amounts == 0, MOST_ZEROS, 0)
    at = np.flatnonzero(amounts)
    left = amounts[at]
    for _ in range(MOST_ZEROS):
        tenth = left // 10
        is_whole = tenth * 10 == left
        at, left = at[is_whole], tenth[is_whole]
        zeros[at] += 1
    return pence, as_series(zeros)


MOST_ZEROS = 12
"""More zeros at the end of an amount in pence are not counted."""


def _written_finer(zeros: pl.Series, sizes: pl.Series, count: int) -> tuple[pl.Series | None, int]:
    """(which amounts are low and written with finer precision than the rest, or None; the power of ten by which they
    would fit)."""
    if count < 3:
        return _NONE
    size = sizes.log10()
    middle = float(size.median())  # type: ignore[arg-type]
    width = max(1.4826 * float((size - middle).abs().median()), NARROWEST)  # type: ignore[arg-type]
    now = (size - middle) / width
    body = zeros.filter((now > BODY).fill_null(False))
    finer = {n: (int((body <= n).sum()) + 1) / (len(body) + 1) for n in zeros.unique().to_list() if n is not None}
    written = -zeros.replace_strict(finer, default=None, return_dtype=pl.Float64).log10().clip(-math.log10(CROWD))
    crowd = max(count / CROWD, 1)
    for power in _SCALES:
        then = now + power / width
        sure = (now**2 - then**2) / 2 * math.log10(math.e) + written - math.log10(crowd)
        odd = ((sure >= SURE) & (written >= FINE) & (then.abs() <= WITHIN) & (now < 0)).fill_null(False)
        surest = sure.filter(odd)
        is_sure = bool((surest >= SUREST).any()) or float(surest.sum()) >= TOGETHER * crowd
        if is_sure and len(surest) <= FEW * count:
            return odd, power
    return _NONE
