"""The pace so far, and how quick every run of the forecast would have to go to be through in time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, combinations
from typing import Any

import numpy as np

from queries import Asking
from queries.migration.forecasting import MONTH, SEED, Floats, Stretch, day_at, lately, position, times_needed
from queries.outlook.choosing import start, supposed, without_pace

BEST_OF = 28
"""Reports that make up so many days may be the best so far: from one month's last working day to the next are never fewer."""

Kept = tuple[float, date, date]
"""Applications a month, and from when to when they were moved at it."""


@dataclass(frozen=True)
class Pacing:
    """`of_late`, `best`: paces that were kept. `needed`: of each run how many times its pace it needs from `as_at` on to be
    through by `by`, the least first. `remaining`: applications still to move."""

    as_at: date
    by: date
    of_late: Kept
    best: Kept
    needed: Floats
    remaining: int

    @property
    def unit(self) -> float:
        """The pace to which the odds of today belong, in applications a month."""
        return self.of_late[0]

    def share_at(self, times: float) -> float:
        """Which share of the runs, 0 to 1, is through in time when all goes so many times as quick."""
        return float(np.searchsorted(self.needed, times, side="right")) / len(self.needed)

    def needed_for(self, percent: int) -> float:
        """How many times as quick all must go for so many in 100 runs to be through in time."""
        return float(self.needed[math.ceil(percent / 100 * len(self.needed)) - 1])


def pacing(ask: Asking, as_at: date, **chosen: Any) -> Pacing | None:
    """The paces as of the as-at date; None without a forecast, or without a day to come to be ready by."""
    begin, choice = start(ask, as_at), without_pace(supposed(**chosen))
    if begin is None or begin.outlook.history_from is None:
        return None
    by, left, history = begin.by(choice), begin.left(choice), begin.outlook.history
    if by is None or by <= as_at:
        return None
    needed = times_needed(history, left, SEED, begin.now, position(by) - begin.place, plan=begin.plan(choice))
    first = position(begin.outlook.history_from)
    return Pacing(as_at, by, _of_late(history, first), _best(history, first), np.sort(needed), left)


def _of_late(history: tuple[Stretch, ...], first: int) -> Kept:
    """The pace of the latest three months; of all the history where nothing moved in these."""
    end = first + sum(stretch.length for stretch in history)
    length, moved = lately(history)
    if moved <= 0:
        length, moved = end - first, sum(stretch.moved for stretch in history)
    return _kept(moved, end - length, end)


def _best(history: tuple[Stretch, ...], first: int) -> Kept:
    """The highest pace of stretches in a row that make up BEST_OF days or more, or of all where they make up less; of several
    as high the latest. The stretches that are of late are among them, so that they are never quicker than the best."""
    places, moved = (
        list(accumulate(each, initial=0)) for each in zip(*((s.length, s.moved) for s in history), strict=True)
    )
    days = [day_at(first + place) for place in places]
    found = [
        ((moved[end] - moved[begin]) / (places[end] - places[begin]), begin, end)
        for begin, end in combinations(range(len(places)), 2)
        if (begin, end) == (0, len(history)) or _is_long_enough(days[begin], days[end])
    ]
    _, begin, end = max(found)
    return _kept(moved[end] - moved[begin], first + places[begin], first + places[end])


def _is_long_enough(since: date | None, until: date | None) -> bool:
    return since is not None and until is not None and (until - since).days >= BEST_OF


def _kept(moved: int, since: int, until: int) -> Kept:
    from_date, to_date = day_at(since), day_at(until)
    assert from_date is not None
    assert to_date is not None
    return moved * MONTH / (until - since), from_date, to_date
