"""How many examples a property test that writes stores tries: a few, other ones at every run, or many."""

from __future__ import annotations

import os


def examples(few: int, many: int) -> int:
    """`many` where `DEEP_TESTS` is set in the environment, as before a release or after work on the ledger; else `few`."""
    return many if os.environ.get("DEEP_TESTS") else few
