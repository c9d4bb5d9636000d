"""Texts made of values by Python, one by one, outside of Polars' engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl


def each_in_words(values: pl.Series, say: Callable[[Any], str]) -> pl.Series:
    """What `say` makes of each value; null stays null.

    Never `map_elements`: the engine's threads then wait for Python, and a server stands still for good when, at that moment,
    another thread holds Python and waits for the engine, as Polars' to_pandas does, with which Streamlit draws a table.
    """
    words: Iterable[str | None] = (None if value is None else say(value) for value in values)
    return pl.Series(values.name, words, dtype=pl.String)
