"""What people type beside the data (names, notes, file names), kept and shown so that all of it can be seen."""

from __future__ import annotations

import re

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]")
"""Characters that can't be seen, that turn the order of others, or that some file can't hold. In a cell intake refuses them."""
_LINE_END = re.compile("[\t\r\n\x85\u2028\u2029]")
LONGEST = 255
"""Characters of a file's name, as a file system has them."""


def legible(text: str) -> str:
    """The text with � for every invisible character."""
    return CONTROL.sub("\ufffd", text)


def file_name(text: str) -> str:
    """A file's name on one line, legible, and no longer than a file system allows: its end, which says what it is."""
    return legible(_LINE_END.sub(" ", text))[-LONGEST:]
