"""The arithmetic of the migration forecast: history and what is left in, dates of finishing out. No query, no frame.

A run strings together stretches of history drawn at random, each as long as it was, with what moved and what came into
scope in it, until nothing is left. Ten thousand such runs give the odds. Within a stretch moves are taken to be even.

Time is counted in months, whatever their length, for that is how people report: from one month's end to the next is one.
A month has MONTH parts, a number that 28, 29, 30 and 31 divide, so that each day is a whole number of parts and a run's
day of finishing is worked out in whole numbers: more moved can then never make it later, not even by rounding.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

MONTH = 28 * 29 * 15 * 31
RUNS = 10_000
HORIZON_YEARS = 10
HORIZON = HORIZON_YEARS * 12 * MONTH
NEVER = np.iinfo(np.int64).max
"""A run that did not finish within the horizon."""

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stretch:
    """What happened between two reports: how long it was in parts of a month, what moved, what came into scope."""

    length: int
    moved: int
    scope: int


@dataclass(frozen=True)
class Runs:
    """`finished`: parts of a month from the start to the end of each run, NEVER when beyond the horizon. `moved`, `scope`:
    one row per mark, one column per run: moved and come into scope since the start; both stand still once a run is over."""

    finished: Whole
    moved: npt.NDArray[np.float64]
    scope: npt.NDArray[np.float64]


def position(day: date) -> int:
    """Where the end of that day lies, in parts of a month since the year 0."""
    length = calendar.monthrange(day.year, day.month)[1]
    return (12 * day.year + day.month - 1) * MONTH + day.day * (MONTH // length)


def day_at(place: int) -> date | None:
    """The day in which that position lies; None when it is beyond the calendar."""
    month, part = divmod(place - 1, MONTH)
    year = month // 12
    if not 1 <= year <= 9999:
        return None
    length = calendar.monthrange(year, month % 12 + 1)[1]
    return date(year, month % 12 + 1, 1 + part * length // MONTH)


def _drawn(bits: np.random.PCG64, runs: int, choices: int) -> npt.NDArray[np.intp]:
    """One number below `choices` for each run. Numpy promises that a bit generator's raw stream never changes, which it
    does not promise of `Generator.integers`; and a forecast shown once must be made again, to the digit, years later."""
    return ((bits.random_raw(runs) >> np.uint64(32)) * np.uint64(choices) >> np.uint64(32)).astype(np.intp)


@lru_cache(maxsize=32)
def simulate(history: tuple[Stretch, ...], left: int, seed: int, marks: tuple[int, ...] = (), runs: int = RUNS) -> Runs:
    """Runs from the start until nothing is left. `left`: applications still to move; `marks`: ascending places after the
    start, in parts of a month, at which to read how far each run has come.

    Each step of each run draws from the same stream of numbers whatever the history holds, so two histories of as many
    stretches can be compared run by run. Raises ValueError for a history that has no stretch, or one without length.
    """
    if not history or min(stretch.length for stretch in history) <= 0:
        raise ValueError("a history needs stretches, and each of them a length")
    lengths, moves, scopes = (
        np.array([getattr(stretch, name) for stretch in history], dtype=np.int64)
        for name in ("length", "moved", "scope")
    )
    bits = np.random.PCG64(seed)
    elapsed, to_move = np.zeros(runs, np.int64), np.full(runs, left, np.int64)
    finished = np.where(to_move <= 0, 0, NEVER)
    moved, scope = np.zeros(runs), np.zeros(runs)
    moved_at, scope_at = np.zeros((len(marks), runs)), np.zeros((len(marks), runs))
    last_mark = max(marks, default=0)
    while (reached := int(elapsed.min())) < HORIZON and (reached < last_mark or finished.max() == NEVER):
        drawn = _drawn(bits, runs, len(history))
        length, running = lengths[drawn], finished == NEVER
        gained = np.where(running, moves[drawn] - scopes[drawn], 0)
        ending = running & (gained >= to_move)
        # the first part of a month in which nothing is left: rounded up, in whole numbers
        finished[ending] = elapsed[ending] - (-length[ending] * to_move[ending] // gained[ending])
        until = np.minimum(
            elapsed + length, finished
        )  # a run that was over before is further than that, and gains nothing
        moving, entering = np.where(running, moves[drawn], 0), np.where(running, scopes[drawn], 0)
        for place, mark in enumerate(marks):
            inside = (elapsed < mark) & (mark <= elapsed + length)
            if inside.any():
                share = np.clip((np.minimum(mark, until) - elapsed) / length, 0, 1)[inside]
                moved_at[place, inside] = (moved[inside]) + moving[inside] * share
                scope_at[place, inside] = (scope[inside]) + entering[inside] * share
        share = np.clip((until - elapsed) / length, 0, 1)
        moved, scope = moved + moving * share, scope + entering * share
        to_move, elapsed = to_move - gained, elapsed + length
    return Runs(np.where(finished > HORIZON, NEVER, finished), moved_at, scope_at)


def finished_by(finished: Whole, share: float) -> int | None:
    """The place by which that share of the runs had finished; None when they had not within the horizon."""
    place = int(np.sort(finished)[int(np.ceil(share * len(finished))) - 1])
    return None if place == NEVER else place


def share_finished(finished: Whole, place: int) -> float:
    """Which share of the runs, 0 to 1, had finished by that place."""
    return float(np.count_nonzero(finished <= place)) / len(finished)
