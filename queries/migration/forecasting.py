"""The arithmetic of the migration forecast: history, what is left and the plan in, dates of finishing out. No query.

Nobody knows which shape the rest will have, so each of ten thousand runs takes a *course*, drawn by fixed odds: the plan's
shape from where the work stands, at the plan's own speed or at the speed kept so far; or, plan or no plan, at the pace of
late, gathering pace, or slowing down. A course says in how many months the rest moves if all goes on like that. Each run then
goes at a speed of its own, which it keeps (nobody knows the pace either), has quicker and slower months, and lets scope grow
as it has in months of the past.

The odds of the courses and the spread of the speeds are found and judged by `python -m tests.bench odds` on programmes of
known outcome; DECISIONS.md has the table. They depend on the plan and on how long the history is, never on what moved:
only so does more moved never finish later, run by run.

Time is counted in months, whatever their length, for that is how people report: from one month's end to the next is one.
A month has MONTH parts, a number that 28, 29, 30 and 31 divide, so that each day is a whole number of parts.
"""

from __future__ import annotations

import calendar
import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

MONTH = 28 * 29 * 15 * 31
RUNS = 10_000
SEED = 1
"""Every forecast's runs draw the same numbers, so that two differ by nothing but what they rest on: not by what else was
uploaded, and by no luck between one report and the next. The first seed there is; none was chosen by what it gives."""
HORIZON_YEARS = 10
HORIZON = HORIZON_YEARS * 12 * MONTH
NEVER = np.iinfo(np.int64).max
"""A run that did not finish within the horizon."""

WITHOUT_PLAN = {"of_late": 0.54, "gathering": 0.26, "slowing": 0.20}
WITH_PLAN = {"plan_speed": 0.50, "kept_speed": 0.17} | {course: 0.33 * odds for course, odds in WITHOUT_PLAN.items()}
"""How many of the runs take each course. Of a plan that dates a part of the scope, so many as it dates count as having one."""

SPEED_SPREAD = 0.35
"""The standard deviation of the logarithm of a run's speed."""
MONTH_SPREAD = 0.34
"""The standard deviation of the logarithm of how much a month brings, beside the run's speed."""
DRAG = 1.22
"""The rest takes so many times as long as its course says: what is left last is what is hardest."""
STILL_SCOPE = 1
"""As many months without growth are put beside those of the history: a single addition is no trend yet."""
LATELY = 3
"""So many months are of late."""
EVENNESS = 0.08
"""So much of a plan is taken to be spread evenly over its time: no plan is kept to the day."""

POINTS = 32
_LEVELS = 1024
GOLDEN = 0x9E3779B97F4A7C15
"""The golden ratio's fraction, in parts of 2**64."""

Whole = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """What happened between two reports: how long it was in parts of a month, what moved, what came into scope."""

    length: int
    moved: int
    scope: int


@dataclass(frozen=True)
class Plan:
    """When applications are planned to move. `dates`: (after, until, applications): so many, evenly between two places in
    parts of a month from the start of the runs, so that what lies in the past is below zero; a day is the time from the
    end of the day before to its own. `scope`: of how many applications it is the plan."""

    dates: tuple[tuple[int, int, int], ...]
    scope: int


@dataclass(frozen=True)
class Course:
    """How the rest may go. `time`: parts of a month until it has moved. `done`: which share of the rest, 0 to 1, has moved
    after each of POINTS equal parts of that time, beginning with none."""

    name: str
    time: float
    done: tuple[float, ...]


@dataclass(frozen=True)
class Quicker:
    """Another team from some day on: all that is done after the place `since`, in parts of a month from the start of the
    runs, takes `times` less time than it would have."""

    since: int
    times: float


@dataclass(frozen=True)
class Runs:
    """`finished`: parts of a month from the start to the end of each run, NEVER when beyond the horizon. `moved`, `scope`:
    one row per mark, one column per run: moved and come into scope since the start; both stand still once a run is over."""

    finished: Whole
    moved: Floats
    scope: Floats


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


# The courses --------------------------------------------------------------------------------------


def courses(history: tuple[Stretch, ...], left: int, plan: Plan | None = None) -> tuple[Course, ...]:
    """The courses that the rest may take, in the order of WITH_PLAN or, without a plan, of WITHOUT_PLAN.

    Needs something moved and something left. More moved, in any stretch, makes the time of none of them longer.
    """
    elapsed = sum(stretch.length for stretch in history)
    moved = sum(stretch.moved for stretch in history)
    found: list[Course] = []
    if plan is not None and plan.dates:
        found += _along_the_plan(history, left, plan)
    for name in WITHOUT_PLAN:
        if name == "of_late":
            length, moved_lately = lately(history)
            # half a month at half the pace so far is put beside it, so that a still quarter doesn't count for ever
            time = left * (length + MONTH / 2) / (moved_lately + moved / elapsed * MONTH / 4)
            found.append(_course(name, time, lambda x: x, 0, 1))
        else:
            grown, place_of = _SHAPES[name]
            place = place_of(moved / (moved + left))
            found.append(_course(name, elapsed * (1 - place) / place, grown, place, 1))
    return tuple(found)


def _course(name: str, time: float, grown: Callable[[float], float], begin: float, end: float) -> Course:
    """`grown`: how much has moved at a place on the course's own axis, of which begin to end is to come."""
    first, last = grown(begin), grown(end)
    if last <= first:
        return Course(name, time, tuple(point / POINTS for point in range(POINTS + 1)))
    between = (grown(begin + (end - begin) * point / POINTS) for point in range(1, POINTS))
    return Course(name, time, (0.0, *(min(max((each - first) / (last - first), 0.0), 1.0) for each in between), 1.0))


def lately(history: tuple[Stretch, ...]) -> tuple[int, int]:
    """(parts of a month, moved) of the latest stretches that make up LATELY months, or of all when they are fewer."""
    length = moved = 0
    for stretch in reversed(history):
        length, moved = length + stretch.length, moved + stretch.moved
        if length >= LATELY * MONTH:
            break
    return length, max(moved, 0)


_SHAPES: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "gathering": (lambda x: x * x, math.sqrt),
    "slowing": (lambda x: x * (2 - x), lambda share: share / (1 + math.sqrt(1 - share))),
}
"""Name → (which share of all has moved at a part of the whole time; the part of the time at which a share has moved)."""


class _Schedule:
    """The plan as one line that rises from 0 to 1, with its very first and very last hundredth left out."""

    def __init__(self, plan: Plan) -> None:
        changes: dict[int, float] = {}
        for after, until, applications in plan.dates:
            pace = applications / (until - after)
            changes[after] = changes.get(after, 0.0) + pace
            changes[until] = changes.get(until, 0.0) - pace
        places = sorted(changes)
        heights, height, pace = [0.0], 0.0, 0.0
        for here, there in pairwise(places):
            pace += changes[here]
            height += max(pace, 0.0) * (there - here)
            heights.append(height)
        self.places = [float(place) for place in places]
        self.heights = [each / height for each in heights]
        self.begin, self.end = self._place(0.01), self._place(0.99)
        inside = [k for k, place in enumerate(self.places) if self.begin < place < self.end]
        low, high = self._height(self.begin), self._height(self.end)
        places_kept = [self.begin, *(self.places[k] for k in inside), self.end]
        kept = [low, *(self.heights[k] for k in inside), high]
        length = self.end - self.begin
        self.heights = [
            (1 - EVENNESS) * (each - low) / (high - low) + EVENNESS * (place - self.begin) / length
            for place, each in zip(places_kept, kept, strict=True)
        ]
        self.places = places_kept

    def _height(self, place: float) -> float:
        return _between(place, self.places, self.heights)

    def _place(self, height: float) -> float:
        return _between(height, self.heights, self.places)

    share_by = _height
    place_of = _place


def _between(value: float, xs: list[float], ys: list[float]) -> float:
    """The line through the points, read off at a value; level beyond its ends. `xs` never fall."""
    if value <= xs[0]:
        return ys[0]
    if value >= xs[-1]:
        return ys[-1]
    right = bisect_right(xs, value)
    left = right - 1
    return ys[left] + (ys[right] - ys[left]) * ((value - xs[left]) / (xs[right] - xs[left]))


@lru_cache(maxsize=8)
def _schedule(plan: Plan) -> _Schedule:
    return _Schedule(plan)


def _along_the_plan(history: tuple[Stretch, ...], left: int, plan: Plan) -> list[Course]:
    elapsed = sum(stretch.length for stretch in history)
    moved = sum(stretch.moved for stretch in history)
    schedule = _schedule(plan)
    stands = schedule.place_of(moved / (moved + left))  # where the plan has as large a share moved
    speed = (stands - schedule.begin + MONTH) / (elapsed + MONTH)  # a month at the plan's own speed is put beside it
    rest = max(schedule.end - stands, 1.0)
    return [
        _course("plan_speed", rest, schedule.share_by, stands, schedule.end),
        _course("kept_speed", rest / speed, schedule.share_by, stands, schedule.end),
    ]


# The runs -----------------------------------------------------------------------------------------


def _exactly(value: float) -> float:
    """Rounded so far that machines whose logarithms differ in the last place agree."""
    return round(value * 65536) / 65536


@lru_cache(maxsize=1)
def _slownesses() -> Floats:
    """By how much a run's time is longer than its course says, for evenly spread chances: a logistic distribution of the
    logarithm, whose ends are thicker than a normal one's."""
    scale = SPEED_SPREAD * math.sqrt(3) / math.pi
    chances = ((level + 0.5) / _LEVELS for level in range(_LEVELS))
    return np.array([_exactly(DRAG * math.exp(scale * math.log(each / (1 - each)))) for each in chances])


@lru_cache(maxsize=1)
def _months() -> Floats:
    """What a month of a run brings, in parts of a month, for evenly spread chances."""
    normal = NormalDist(-MONTH_SPREAD * MONTH_SPREAD / 2, MONTH_SPREAD)
    return np.array([_exactly(math.exp(normal.inv_cdf((level + 0.5) / _LEVELS))) * MONTH for level in range(_LEVELS)])


def _growths(history: tuple[Stretch, ...]) -> Floats:
    """What comes into scope in a month, for evenly spread chances: as in a month of the history, or nothing."""
    ends, growth, end = [], [], 0
    for stretch in history:
        end += stretch.length
        ends.append(end)
        growth.append(stretch.scope * MONTH / stretch.length)
    growth.append(0.0)
    whole = end + STILL_SCOPE * MONTH
    return np.array([growth[bisect_right(ends, (2 * level + 1) * whole // (2 * _LEVELS))] for level in range(_LEVELS)])


def _spread_evenly(bits: np.random.PCG64, runs: int) -> npt.NDArray[np.uint64]:
    """The first number of each run: its upper half says the course and its last ten bits the speed. Both are spread over all
    pairs as evenly as so many can be (a lattice by the golden ratio, begun where chance says), so that the odds hang little
    on the luck of the draw; what is left of it comes from the months. Whole numbers that wrap: the same on any machine.
    """
    begin = bits.random_raw(2)
    at = np.arange(runs, dtype=np.uint64)
    upper = at * np.uint64(2**64 // runs) + begin[0]
    last = at * np.uint64(GOLDEN) + begin[1]
    return (upper >> np.uint64(32) << np.uint64(32)) | (last >> np.uint64(64 - 10))


def _level(drawn: npt.NDArray[np.uint64], shift: int) -> Whole:
    """One of _LEVELS for each number drawn, from ten of its bits."""
    return ((drawn >> np.uint64(shift)) & np.uint64(_LEVELS - 1)).view(np.int64)


def weight_of(plan: Plan | None, elapsed: int) -> float:
    """How much a plan counts, 0 to 1: by the part of the scope that it dates, and less when it gives most of it one date
    far from the start of the work or of the runs, for then it has no shape."""
    if plan is None or not plan.dates:
        return 0.0
    schedule = _schedule(plan)
    dated = sum(applications for _, _, applications in plan.dates) / max(plan.scope, 1)
    return min(1.0, dated) * min(1.0, (schedule.end - schedule.begin) / max(elapsed, schedule.end))


def _taken(found: tuple[Course, ...], with_plan: float, drawn: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Which course each run takes."""
    odds = [
        with_plan * WITH_PLAN.get(course.name, 0.0) + (1 - with_plan) * WITHOUT_PLAN.get(course.name, 0.0)
        for course in found
    ]
    limits = np.cumsum(odds) / sum(odds)
    return np.searchsorted(limits[:-1], (drawn >> np.uint64(32)) / 2.0**32, side="right")


@lru_cache(maxsize=32)
def simulate(
    history: tuple[Stretch, ...], left: int, seed: int, marks: tuple[int, ...] = (), runs: int = RUNS,
    plan: Plan | None = None, quicker: Quicker | None = None, past: int | None = None,
) -> Runs:  # fmt: skip
    """Runs from the start, the last report, until nothing is left. `left`: applications still to move; `marks`: ascending
    places after the start, in parts of a month, at which to read how far each run has come; `plan`: what was planned;
    `quicker`: another team, if one comes. `past`: asks for no more than which runs have finished by that place, and the place by
    which half have: those that finish later than both may be given as NEVER.

    Each step of each run draws from the same stream of numbers whatever the history holds, so two histories of as many
    stretches can be compared run by run: more moved in any stretch never finishes later, and more left, or more come into
    scope in any stretch, never earlier; with another team that is no slower never later. Where nothing has moved no run
    finishes. Numpy promises that a bit generator's raw
    stream never changes, and nothing else here differs between machines: a forecast shown once can be made again.
    Raises ValueError for a history that has no stretch, or one without length.
    """
    _check(history)
    finished = np.full(runs, NEVER if left > 0 else 0, np.int64)
    moved_at, scope_at = np.zeros((len(marks), runs)), np.zeros((len(marks), runs))
    if left <= 0 or sum(stretch.moved for stretch in history) <= 0:
        return Runs(finished, moved_at, scope_at)
    bits = np.random.PCG64(seed)
    found, course, time, for_one_more = _set_off(history, left, plan, _spread_evenly(bits, runs))
    growths, months = _growths(history), _months()
    done = np.array([each.done for each in found])
    going = np.arange(runs)  # the runs that are not over, and what is known of each
    clock, scope = np.zeros(runs), np.zeros(runs)
    need = time.copy()
    came, grown = np.zeros(runs), np.zeros(runs)  # of every run, as at the latest mark or its end
    grows, shrinks = bool(growths.any()), bool(growths.min() < 0)
    begin, place = 0, 0
    while len(going) and begin < max(HORIZON, max(marks, default=0)):
        if past is not None and begin > past and 2 * len(going) <= runs:
            break
        if begin % MONTH == 0:
            month = bits.random_raw(runs)
        end = _end_of_step(begin, quicker.since if quicker else 0)
        drawn, length = month if len(going) == runs else month[going], (end - begin) / MONTH
        step = months[_level(drawn, 0)]
        if length != 1:
            step *= length
        if quicker and begin >= quicker.since:
            step *= quicker.times
        clock_then, scope_then, need_then = clock + step, scope, need
        if grows:
            growth = growths[_level(drawn, 10)] * length
            scope_then = scope + growth
            need_then = time + for_one_more * (np.maximum(scope_then, 0.0) if shrinks else scope_then)
            if shrinks:
                below = np.flatnonzero(scope_then < 0)
                need_then[below] = time[below] * np.maximum(0.0, 1 + scope_then[below] / left)
        is_over = need_then <= clock_then
        over = np.flatnonzero(is_over)
        gap = need[over] - clock[over]
        part = gap / (gap - (need_then[over] - clock_then[over]))
        while place < len(marks) and marks[place] <= end:
            share = (marks[place] - begin) / (end - begin)
            here = scope + growth * share if grows else scope.copy()
            way = (clock + step * share) / np.maximum(need + (need_then - need) * share, 1.0)
            moved_by_now = np.maximum(left + here, 0.0) * _done(done, course, np.clip(way, 0.0, 1.0) * POINTS)
            ended = over[share >= part]
            if grows:
                here[ended] = (scope[over] + growth[over] * part)[share >= part]
            moved_by_now[ended] = np.maximum(left + here[ended], 0.0)
            came[going], grown[going] = np.maximum(came[going], moved_by_now), here
            moved_at[place], scope_at[place] = came, grown
            place += 1
        before = scope
        clock, scope, need = clock_then, scope_then, need_then
        if len(over):
            these = going[over]
            # rounded up to the first part of a month in which nothing is left
            finished[these] = begin + np.ceil(part * (end - begin)).astype(np.int64)
            if marks:
                grown[these] = before[over] + growth[over] * part if grows else 0.0
                came[these] = np.maximum(left + grown[these], 0.0)
            on = np.flatnonzero(~is_over)
            going, course, time, for_one_more = going[on], course[on], time[on], for_one_more[on]
            clock, scope, need = clock[on], scope[on], need[on]
        begin = end
    moved_at[place:], scope_at[place:] = came, grown
    return Runs(np.where(finished > HORIZON, NEVER, finished), moved_at, scope_at)


def _check(history: tuple[Stretch, ...]) -> None:
    if not history or min(stretch.length for stretch in history) <= 0:
        raise ValueError("a history needs stretches, and each of them a length")


def _set_off(
    history: tuple[Stretch, ...], left: int, plan: Plan | None, first: npt.NDArray[np.uint64]
) -> tuple[tuple[Course, ...], npt.NDArray[np.intp], Floats, Floats]:
    """(the courses; which of them each run takes; the time that its rest takes; the time of one application more), by the first
    number that each run draws."""
    elapsed = sum(stretch.length for stretch in history)
    moved = sum(stretch.moved for stretch in history)
    found = courses(history, left, plan)
    course = _taken(found, weight_of(plan, elapsed), first)
    slow = _slownesses()[_level(first, 0)]
    return found, course, np.array([each.time for each in found])[course] * slow, slow * (elapsed / moved)


def _end_of_step(begin: int, cut: int) -> int:
    """Where a step ends that begins there: at the end of its month, or where the month is cut before that."""
    end = begin - begin % MONTH + MONTH
    return cut if begin < cut < end else end


@lru_cache(maxsize=32)
def times_needed(
    history: tuple[Stretch, ...], left: int, seed: int, since: int, by: int, runs: int = RUNS, plan: Plan | None = None
) -> Floats:
    """For each run of `simulate` how many times as quick all must go after the place `since` for it to have finished by the
    place `by`, both in parts of a month from the start: 1 or less where it has anyway, infinite where no pace would do.

    So the share of the runs at or below x is the share that `simulate` finds finished when all goes x times as quick. Within
    a month both what is needed and what is done grow evenly, so the least factor is that at one of its ends.
    """
    _check(history)
    needed = np.full(runs, np.inf if left > 0 else 0.0)
    if left <= 0 or sum(stretch.moved for stretch in history) <= 0:
        return needed
    bits = np.random.PCG64(seed)
    _, _, time, for_one_more = _set_off(history, left, plan, _spread_evenly(bits, runs))
    growths, months = _growths(history), _months()
    clock, scope, need = np.zeros(runs), np.zeros(runs), time.copy()
    until_then = np.zeros(runs)  # done by `since`
    begin = 0
    while begin < by:
        if begin % MONTH == 0:
            month = bits.random_raw(runs)
            step, growth = months[_level(month, 0)], growths[_level(month, 10)]
        end = _end_of_step(begin, since)
        length, before = (end - begin) / MONTH, need
        if begin == since:
            until_then = clock.copy()
        scope = scope + growth * length
        fewer, more = np.minimum(scope, 0.0), np.maximum(scope, 0.0)
        need = time * np.maximum(0.0, 1 + fewer / left) + for_one_more * more
        if end > by:  # what is needed grows evenly over the whole step, as in `simulate`: a part of it brings its part
            need = before + (need - before) * ((by - begin) / (end - begin))
            end = by
        clock = clock + step * ((end - begin) / MONTH)
        if end <= since:
            needed[clock >= need] = 0.0
        else:
            needed = np.minimum(needed, np.maximum(need - until_then, 0.0) / (clock - until_then))
        begin = end
    return needed


def _done(done: Floats, course: npt.NDArray[np.intp], way: Floats) -> Floats:
    """Which share of the rest each run has moved so many points along its course."""
    low = np.minimum(way.astype(np.intp), POINTS - 1)
    lower = done[course, low]
    return lower + (done[course, low + 1] - lower) * (way - low)


def finished_by(finished: Whole, share: float) -> int | None:
    """The place by which that share of the runs had finished; None when they had not within the horizon."""
    place = int(np.sort(finished)[int(np.ceil(share * len(finished))) - 1])
    return None if place == NEVER else place


def share_finished(finished: Whole, place: int) -> float:
    """Which share of the runs, 0 to 1, had finished by that place."""
    return float(np.count_nonzero(finished <= place)) / len(finished)
