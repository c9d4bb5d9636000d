"""The normal form of keys, in which equal-looking ones are equal, and the zeros that pad their numbers."""

from __future__ import annotations

import polars as pl

from data.each_value import each_in_words
from data.intake.values.common import aggregate
from data.intake.values.text import LOOK_ALIKES

_BETWEEN = r"[\s\-_/.:,;'()?!*#]+"


def canonical(keys: pl.Series) -> pl.Series:
    """The keys in a form in which those that people would confuse are equal: case, leading zeros, spaces, kinds of dash
    and look-alike letters of other alphabets don't count."""
    key = pl.col(keys.name)
    if aggregate(keys, key.str.contains(r"[^\x00-\x7f]").any())[0]:
        keys = each_in_words(keys.str.normalize("NFKC"), lambda key: key.translate(LOOK_ALIKES))
        keys = keys.str.replace_all("[\u2010-\u2015\u2212]", "-").str.replace_all("[\u2018\u2019]", "'")
    lower = key.str.to_lowercase().str.replace_all(r"\s+", " ").str.replace_all(r" ?([-_/.:]) ?", "$1")
    return keys.to_frame().select(lower.str.replace_all(r"(^|[^0-9])0+([0-9])", "$1$2")).to_series()


def bare(keys: pl.Series) -> pl.Series:
    """The canonical keys without separators, except between two digits: 1.1 is not 11."""
    key = canonical(keys).str.replace_all(r"\s*&\s*", " and ")
    for _ in range(2):  # ‘1.2.3’: what a match has used up can't begin the next
        key = key.str.replace_all(rf"([0-9]){_BETWEEN}([0-9])", "$1~$2")
    return key.str.replace_all(_BETWEEN, "")


def parted(keys: pl.Series) -> pl.DataFrame:
    """One row per key: `start`, and the `digits` at its end; null if it doesn't end in any."""
    key = pl.col(keys.name)
    return keys.to_frame().select(
        key.str.extract(r"^(.*?)[0-9]+$", 1).alias("start"), key.str.extract(r"([0-9]+)$", 1).alias("digits")
    )


def padded(keys: pl.Series) -> pl.DataFrame:
    """One row per start of keys whose numbers are padded with zeros: `start`, and how `wide` the numbers are."""
    width = pl.col("digits").str.len_bytes()
    return (
        parted(keys)
        .filter(pl.col("digits").str.starts_with("0") & (width > 1))
        .group_by("start")
        .agg(width.mode().max().alias("wide"))
    )
