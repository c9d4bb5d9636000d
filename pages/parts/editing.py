"""Editing a few rows on screen. What is edited becomes a file like any other: same checks, same preview, same history."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from data import exports, ledger
from data.datasets import Dataset, Kind
from pages.parts import pending
from pages.parts.labels import label
from pages.parts.page import View

MOST_ROWS = 500
"""More rows than this are better edited in the export, with a spreadsheet."""


def edit(view: View, dataset: Dataset) -> None:
    """A table to edit, and the way from there to the preview."""
    version = ledger.ledger_version()
    rows = ledger.rows_now(dataset, view.as_at)
    search = st.text_input("Only rows that hold", key=f"edit_search_{dataset.name}", placeholder="any text", width=320)
    if search:
        text = pl.all().cast(pl.String).str.to_lowercase().str.contains(search.lower(), literal=True)
        rows = rows.filter(pl.any_horizontal(text).fill_null(False))
    if rows.height > MOST_ROWS:
        st.markdown(
            f"{rows.height:,} rows are too many to edit here. Narrow them down above, or edit the export in a spreadsheet "
            "and upload it."
        )
        st.download_button(
            "The export, to edit", data=lambda: exports.to_xlsx(rows, dataset.title), file_name=f"{dataset.name}.xlsx",
            on_click="ignore", key="export_to_edit",
        )  # fmt: skip
        return
    as_text = rows.with_columns(pl.all().cast(pl.String)).fill_null("")
    edited = st.data_editor(
        as_text, num_rows="add", hide_index=True, column_config=_columns(dataset),
        key=f"edit_{dataset.name}_{version}_{search}_{st.session_state.get('files_taken', 0)}",
        alt=f"{dataset.title}, to edit",
    )  # fmt: skip
    changed = changed_rows(as_text, edited, dataset)
    st.caption("Dates as 31/03/2013 or 2013-03-31. To remove a row, upload a full report without it.")
    pressed = st.button(
        f"Check {changed.height:,} changed row{'' if changed.height == 1 else 's'}", type="primary",
        disabled=changed.is_empty(), key="check_edits",
    )  # fmt: skip
    if pressed:
        name = f"{dataset.name} edited on screen.csv"
        token = pending.hold(name, exports.to_csv(changed))
        st.session_state["waiting_file"] = token
        st.session_state[f"mode_{token}"] = "update"
        st.session_state[f"day_{token}"] = view.as_at
        st.session_state["go_to_part"] = "Add a file"
        st.rerun()


def changed_rows(before: pl.DataFrame, after: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The edited rows that are new or differ from before, all their cells as text; rows left wholly empty don't count."""
    after = after.with_columns(pl.all().cast(pl.String).fill_null("")).select(dataset.names)
    after = after.filter(pl.any_horizontal(pl.all() != ""))
    return after.join(before, on=list(dataset.names), how="anti", maintain_order="left")


def _columns(dataset: Dataset) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in dataset.columns:
        said, help_text = label(column.name, dataset), f"{column.description} Expected: {column.expected}."
        if column.kind is Kind.CHOICE:
            options = [*column.choices] if column.required else ["", *column.choices]
            made[column.name] = st.column_config.SelectboxColumn(said, options=options, help=help_text)
        else:
            made[column.name] = st.column_config.TextColumn(said, help=help_text)
    return made
