"""Adds up the rows of one key, for files that list every payment where we keep a month's spend."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from data.datasets import Dataset, Kind


def added_up(rows: pl.DataFrame, dataset: Dataset, texts: Mapping[str, pl.Series]) -> pl.DataFrame:
    """The rows of each key combined into one, with money and whole numbers added up, if all their other cells agree.

    `texts` holds the columns that the file itself gives; amounts from elsewhere were fixed by the person.
    """
    keys = list(dataset.keys)
    if not all(key in rows.columns for key in keys):
        return rows
    sums = [c.name for c in dataset.columns if c.kind in (Kind.MONEY, Kind.WHOLE) and c.name in rows.columns]
    alike = [c for c in rows.columns if c not in (*keys, *sums, "_row")]
    # A fixed amount is for the row that comes of it, not to be added up as often as there were rows.
    fixed = [name for name in sums if name not in texts]
    agree = rows.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).n_unique().alias(name) for name in alike), pl.len().alias("_n")
    )
    filled = [pl.col(key).is_not_null() for key in keys]
    whole = agree.filter(pl.all_horizontal(*filled, *(pl.col(name) == 1 for name in alike)))
    one = rows.join(whole.select(keys), on=keys, how="semi", maintain_order="left")
    other = rows.join(whole.select(keys), on=keys, how="anti", maintain_order="left")
    added = one.group_by(keys, maintain_order=True).agg(
        *(pl.col(name).first() for name in (*alike, *fixed, "_row")),
        *(
            pl.when(pl.col(name).is_not_null().any())
            .then(pl.col(name).sum().cast(dataset.column(name).frame_type))
            .alias(name)
            for name in sums
            if name not in fixed
        ),
    )
    return pl.concat([added.select(rows.columns), other]).sort("_row", maintain_order=True)
