"""How much is tried: what every run needs, or all of it, as before a release."""

from __future__ import annotations

import os

DEEP = bool(os.environ.get("DEEP_TESTS"))
"""Whether a test that has a broad form is to take it."""


def examples(few: int, many: int) -> int:
    """How many examples a property test that writes stores tries, other ones at every run: `many` where `DEEP_TESTS` is set in
    the environment, as before a release or after work on the ledger; else `few`."""
    return many if DEEP else few
