"""A row's full history: how every cell changed, when, and by which upload."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from data.datasets import DATASETS, Column, Kind
from pages.ui import cards, tables
from pages.ui.formatting import headed
from pages.ui.page import View


def show(view: View, dataset: str, row_key: str, *, key: str, title: str = "") -> None:
    """Shows every change of one row, newest first, under a heading that may contain data (none if empty)."""
    changes = view.ask("row_history", dataset=dataset, row_key=row_key)
    if title:
        st.header(headed(title), anchor=False)
    if changes.is_empty():
        st.markdown("Nothing was reported for it up to this date.")
        return
    tables.show(
        in_words(changes, dataset), key=key, alt=f"Every change of {row_key}, newest first",
        file_name=f"history_{dataset}_{row_key}",
        columns=(
            "reporting_date", "column_name", "before", "after", "event", "upload", "uploaded_by", "file_name",
        ),
    )  # fmt: skip


def in_words(changes: pl.DataFrame, dataset: str) -> pl.DataFrame:
    """The changes with columns and values as people say them: one row per changed cell, in the order given."""
    declared = {column.name: column for column in DATASETS[dataset].columns}

    def worded(side: str) -> pl.Series:
        names, values = changes["column_name"], changes[side]
        spoken = [_say(declared.get(name), value) for name, value in zip(names, values, strict=True)]
        return pl.Series(side, spoken, dtype=pl.String)

    return changes.with_columns(
        worded("before"),
        worded("after"),
        pl.col("column_name").replace({name: column.label for name, column in declared.items()}),
        pl.col("event").str.to_titlecase(),
    )


def _say(column: Column | None, value: str | None) -> str | None:
    """One value, which the ledger's history keeps as text, as the screen writes it."""
    if value is None or column is None:
        return value
    if column.kind in (Kind.DATE, Kind.MONTH):
        return cards.value(column, date.fromisoformat(value[:10]))
    if column.kind in (Kind.MONEY, Kind.NUMBER):
        return cards.value(column, Decimal(value))
    return cards.value(column, value)
