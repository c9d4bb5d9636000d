"""The words of what there is to find
One row per row of search_index and word that it says, letters and figures in lower case.
row: the place in search_index. in_title: the title or the reference says it.
uses: search_index
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking

WORD = r"[\p{L}\p{N}]+"
"""What a word is made of: APP-001 is two."""


def answer(ask: Asking, as_at: date, ledger_version: int, **filters: object) -> pl.DataFrame:
    rows = ask("search_index").with_row_index("row")
    in_title = pl.concat_str("item_id", "title", separator=" ", ignore_nulls=True)
    return (
        pl.concat([_words(rows, in_title, in_title=True), _words(rows, pl.col("words"), in_title=False)])
        .group_by("row", "word")
        .agg(pl.col("in_title").any())
        .sort("row", "word")
    )


def _words(rows: pl.DataFrame, text: pl.Expr, *, in_title: bool) -> pl.DataFrame:
    found = rows.select("row", word=text.str.to_lowercase().str.extract_all(WORD)).explode("word").drop_nulls()
    return found.unique().with_columns(in_title=pl.lit(in_title))
