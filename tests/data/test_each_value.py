"""Texts made of values one by one: each by itself, nulls as they are, whatever the kind."""

import polars as pl

from data.each_value import each_in_words


def test_each_is_said_and_null_stays_null():
    made = each_in_words(pl.Series("n", [1200, None, 3]), lambda n: f"{n:,}")
    assert (made.name, made.dtype, made.to_list()) == ("n", pl.String, ["1,200", None, "3"])
    assert each_in_words(pl.Series("n", [], dtype=pl.Int64), str).dtype == pl.String
