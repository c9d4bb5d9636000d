"""A row's full history: how every cell changed, when, and by which upload."""

from __future__ import annotations

import polars as pl
import streamlit as st

from data.datasets import DATASETS
from pages.parts import tables
from pages.parts.labels import label, say
from pages.parts.page import View
from pages.parts.words import plain


def show(view: View, dataset: str, row_key: str, *, key: str, title: str = "") -> None:
    """Show every change of one row, newest first, under a heading that may hold data (none when empty)."""
    changes = view.ask("row_history", dataset=dataset, row_key=row_key)
    if title:
        st.header(plain(title), anchor=False)
    if changes.is_empty():
        st.markdown("Nothing was reported for it up to this date.")
        return
    tables.show(
        in_words(changes, dataset), key=key, alt=f"Every change of {row_key}, newest first",
        file_name=f"history_{dataset}_{row_key}",
        columns=(
            "reporting_date", "event", "column_name", "before", "after", "upload", "uploaded_by", "file_name",
        ),
    )  # fmt: skip


def in_words(changes: pl.DataFrame, dataset: str) -> pl.DataFrame:
    """The changes with columns and choices as people call them: one row per change of one cell, as it came."""
    declared = DATASETS[dataset]
    spoken = {name: label(name, declared) for name in declared.names}
    choices = {c.name: {one: say(c.name, one, declared) for one in c.choices} for c in declared.columns if c.choices}
    columns = pl.col("column_name")
    said = changes
    for side in ("before", "after"):
        value = pl.col(side).cast(pl.String)
        for name, words in choices.items():
            value = pl.when(columns == name).then(value.replace(words)).otherwise(value)
        said = said.with_columns(value.alias(side))
    return said.with_columns(columns.replace(spoken), pl.col("event").str.to_titlecase())
