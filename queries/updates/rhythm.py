"""How often a dataset comes, by its own history, and so when the next report is due. The rule stands here and nowhere else."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

LATEST_GAPS = 5
EARLY = timedelta(days=7)
"""By how much a report may come before its usual gap is over: the months of a year differ by three days, and by more where
reports are made on a day of the week."""
UNKNOWN = timedelta(days=92)
"""After how long the next report is taken to be due of what has come once: a quarter."""
MONTH = 30.44


def usual_gap(came: Sequence[date]) -> timedelta | None:
    """The median of the latest five gaps between the dates, earliest first; the longer of the two in the middle, None of one date
    alone."""
    gaps = sorted([later - one for one, later in pairwise(came)][-LATEST_GAPS:])
    return gaps[len(gaps) // 2] if gaps else None


def is_due(came: Sequence[date], day: date) -> bool | None:
    """Whether a dataset that came for these dates, earliest first, was due for a later one; None where it came once."""
    usual = usual_gap(came)
    return None if usual is None else day - came[-1] >= usual - min(EARLY, usual / 5)


def next_due(came: Sequence[date], at: int = 1) -> date:
    """The date for which the next report is due, after these, earliest first and at least one: a usual gap after the last, by
    months where all that count for the gap are the last days of theirs. `at`: how many gaps after it, for those that follow."""
    usual = usual_gap(came) or UNKNOWN
    counted = came[-LATEST_GAPS - 1 :]
    months = round(usual.days / MONTH)
    if months and len(counted) > 1 and all(_is_month_end(day) for day in counted):
        place = counted[-1].year * 12 + counted[-1].month - 1 + months * at
        return _month_end(place // 12, place % 12 + 1)
    return came[-1] + usual * at


def passed(came: Sequence[date], until: date, most: int) -> list[date]:
    """The latest dates up to a day for which reports were due after these, at most so many, earliest first."""
    found: list[date] = []
    longest = max(usual_gap(came) or UNKNOWN, timedelta(days=1)) + timedelta(days=3)  # as months differ
    at = max(1, (until - came[-1]) // longest - most)
    while (day := next_due(came, at)) <= until:
        found.append(day)
        at += 1
    return found[-most:]


def _is_month_end(day: date) -> bool:
    return day == _month_end(day.year, day.month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
