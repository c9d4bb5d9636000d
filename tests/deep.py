"""How much is tried: what every run needs, or all of it, as before a release."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

Example = TypeVar("Example")

DEEP = bool(os.environ.get("DEEP_TESTS"))
"""Whether a test that has a broad form is to take it."""


TURN = int(os.environ.get("TEST_TURN") or date.today().toordinal())
"""Whose turn it is: others every day. `TEST_TURN=739950` in the environment is that day again."""


def in_turn(place: int, turns: int) -> bool:
    """Whether what is at `place` of a list is tried today: every `turns`-th, the next ones tomorrow, and all of them where
    `DEEP_TESTS` is set in the environment."""
    return DEEP or place % turns == TURN % turns


def whose_turn(every: Iterable[Example], turns: int) -> list[Example]:
    """Those of the examples whose turn it is today, as `in_turn` has it."""
    return [each for place, each in enumerate(every) if in_turn(place, turns)]


def examples(few: int, many: int) -> int:
    """How many examples a property test that writes stores tries, other ones at every run: `many` where `DEEP_TESTS` is set in
    the environment, as before a release or after work on the ledger; else `few`."""
    return many if DEEP else few
