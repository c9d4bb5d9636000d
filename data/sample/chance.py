"""What looks like chance in the sample, and its working days: the same for the same names, on any machine."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256


def chance(*key: object) -> float:
    """A number from 0 up to 1, always the same for the same key."""
    return int.from_bytes(sha256("|".join(map(str, key)).encode()).digest()[:6], "big") / 2**48


def between(low: int, high: int, *key: object) -> int:
    """A whole number from low to high, both included, always the same for the same key."""
    return low + int(chance(*key) * (high - low + 1))


def day(text: str) -> date:
    return date.fromisoformat(text)


BANK_HOLIDAYS = frozenset(map(day, (
    "2012-12-25", "2012-12-26", "2013-01-01", "2013-03-29", "2013-04-01", "2013-05-06", "2013-05-27", "2013-08-26",
    "2013-12-25", "2013-12-26", "2014-01-01",
)))  # fmt: skip


def weekday(when: date) -> date:
    """That day, or the last working day before it."""
    while when.weekday() > 4 or when in BANK_HOLIDAYS:
        when -= timedelta(days=1)
    return when


def friday(when: date) -> date:
    """The first Friday on or after that day: teams forecast by the week."""
    return when + timedelta(days=(4 - when.weekday()) % 7)
