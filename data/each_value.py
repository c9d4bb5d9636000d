"""Text made from values by Python, one by one, outside Polars' engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl


def each_in_words(values: pl.Series, say: Callable[[Any], str]) -> pl.Series:
    """The result of `say` for each value; null stays null.

    Never use `map_elements`: the engine's threads then wait for Python, and the server hangs for good if another thread
    holds Python and waits for the engine at that moment. Polars' to_pandas, with which Streamlit draws a table, does
    just that.
    """
    words: Iterable[str | None] = (None if value is None else say(value) for value in values)
    return pl.Series(values.name, words, dtype=pl.String)
