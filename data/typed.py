"""What people type beside the data (names, notes, file names), kept and shown so that all of it can be seen."""

from __future__ import annotations

import re
from datetime import date

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
"""Characters that can't be seen, that turn the order of others, or that some file can't hold. In a cell intake refuses them."""
_LINE_END = re.compile("[\t\r\n\x85\u2028\u2029]")
EARLIEST, LATEST = 1950, 2100
"""Years outside these are mistypings (0207, 20133), not dates of a programme."""
LONGEST = 255
"""Characters of a file's name, as a file system has them."""


def legible(text: str) -> str:
    """The text with � for every invisible character."""
    return CONTROL.sub("\ufffd", text)


def day_named(text: str) -> date:
    """The day that a text names: 2013-03-31. Raises ValueError, with the reason in words, for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"‘{text}’ is not a date such as 2013-03-31.") from None
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"‘{text}’ is in a year that can't be meant: years from {EARLIEST} to {LATEST} can.")
    return day


def file_name(text: str) -> str:
    """A file's name on one line, legible, and no longer than a file system allows: its end, which says what it is."""
    return legible(_LINE_END.sub(" ", text))[-LONGEST:]
