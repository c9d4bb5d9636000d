"""Editing a few rows on screen. The edits become a file like any other: same checks, same preview, same history."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from data import exports, ledger
from data.datasets import Column, Dataset, Kind
from pages.parts.updates import ADD, uploading
from pages.ui.labels import label
from pages.ui.page import View

MOST_ROWS = 500
"""More rows than this are better edited in the export, with a spreadsheet."""


def edit(view: View, dataset: Dataset) -> None:
    """A table to edit, and the way from there to the preview.

    The rows stay as they were known when the first cell was changed: a colleague's later commits appear only once no
    edits are waiting, so that unsaved edits keep their rows.
    """
    search = st.text_input("Only rows that hold", key=f"edit_search_{dataset.name}", placeholder="any text", width=320)
    table = f"edit_{dataset.name}_{view.now.generation}_{view.as_at}_{search}_{st.session_state.get('files_taken', 0)}"
    version = _version_of(table, view.now.ledger_version)
    rows = ledger.rows_at(dataset, view.as_at, version)
    as_text = in_words(rows, dataset)
    if search:
        text = pl.all().str.to_lowercase().str.contains(search.lower(), literal=True)
        is_found = as_text.select(pl.any_horizontal(text)).to_series()
        rows, as_text = rows.filter(is_found), as_text.filter(is_found)
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
    edited = st.data_editor(
        as_text, num_rows="add", hide_index=True, column_config=_columns(dataset), key=f"{table}_{version}",
        alt=f"{dataset.title}, to edit",
    )  # fmt: skip
    changed = [as_typed(rows, dataset) for rows in changes_in(as_text, edited, dataset)]
    if version != view.now.ledger_version:
        st.caption("Others have committed since you began to edit. Your edits are kept, and only they are sent.")
    st.caption("Dates as 31/03/2013. To remove a row, bring the whole list without it.")
    many = sum(each.height for each in changed)
    pressed = st.button(
        f"Check {many:,} changed row{'' if many == 1 else 's'}", type="primary", disabled=not changed, key="check_edits"
    )
    if pressed:
        _wait(view, dataset, changed)


def _version_of(table: str, latest: int) -> int:
    """The ledger version of the rows to edit: the version at which the waiting edits began; otherwise the latest."""
    kept = st.session_state.get(BEGUN)
    began = kept[1] if isinstance(kept, list) and kept[0] == table else latest
    state = st.session_state.get(f"{table}_{began}") or {}
    version = began if state.get("edited_rows") or state.get("added_rows") else latest
    st.session_state[BEGUN] = [table, version]
    return int(version)


BEGUN = "edits_begun"
"""In the session: the table that is edited, and the ledger version of its rows."""


def _wait(view: View, dataset: Dataset, changed: list[pl.DataFrame]) -> None:
    """Turns the edits into tables that wait to be checked and committed together."""
    uploading.let_go()
    st.session_state["files_taken"] -= 1  # the table keeps its edits until they are committed or given up
    tables = [
        uploading.edited(dataset, f"{dataset.name} edited on screen.csv", typed(rows), tuple(rows.columns))
        for rows in changed
    ]
    are_cells = [set(rows.columns) != set(dataset.names) for rows in changed]
    tokens = uploading.wait_for(tables, of_cells=are_cells)
    for token in tokens:
        st.session_state[f"mode_{token}"] = "update"
    st.session_state[f"day_{tokens[0]}"] = view.as_at
    st.session_state["go_to_part"] = ADD
    st.rerun()


def typed(rows: pl.DataFrame) -> bytes:
    """The rows as CSV without an export's mark: typed rows get more checks than exported ones."""
    return exports.to_csv(rows).removeprefix(exports.UTF8_MARK)


UK_FORMS = {Kind.DATE: "%d/%m/%Y", Kind.MONTH: "%B %Y"}
"""How the table to edit shows dates."""


def in_words(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """The rows as the table shows them, all text: UK dates, choices in words, blank for nothing."""
    return rows.select(_in_words(column) for column in dataset.columns)


def _in_words(column: Column) -> pl.Expr:
    cells = pl.col(column.name)
    if column.kind in UK_FORMS:
        cells = cells.dt.to_string(UK_FORMS[column.kind])
    elif column.kind is Kind.CHOICE:
        cells = cells.replace({choice: column.say(choice) for choice in column.choices})
    elif column.kind is Kind.YES_NO:
        cells = pl.when(cells).then(pl.lit("yes")).when(~cells).then(pl.lit("no"))
    if exports.is_number(column.frame_type):
        cells = exports.as_typed(cells)
    return cells.cast(pl.String).fill_null("").alias(column.name)


def as_typed(rows: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """Edited rows as a file holds them: the table's own words in their stored form, everything else as typed."""
    return rows.select(_as_typed(dataset.column(name)) for name in rows.columns)


def _as_typed(column: Column) -> pl.Expr:
    cells = pl.col(column.name)
    if column.kind in UK_FORMS:
        return pl.coalesce(cells.str.to_date(UK_FORMS[column.kind], strict=False).dt.to_string("%Y-%m-%d"), cells)
    if column.kind is Kind.CHOICE:
        return cells.replace({column.say(choice): choice for choice in column.choices})
    return cells


def changes_in(before: pl.DataFrame, after: pl.DataFrame, dataset: Dataset) -> list[pl.DataFrame]:
    """The edits, as text: one frame for each set of changed columns, with the key and just these columns; the last
    frame has the new rows, and those with a new key, whole. Rows left empty don't count."""
    after = after.with_columns(pl.all().cast(pl.String).fill_null("")).select(dataset.names)
    cells: dict[tuple[str, ...], list[dict[str, str]]] = {}
    new = []
    for place, row in enumerate(after.iter_rows(named=True)):
        earlier = before.row(place, named=True) if place < before.height else None
        if earlier is None or any(row[key] != earlier[key] for key in dataset.keys):
            if any(row.values()):
                new.append(row)
            continue
        changed = tuple(name for name in dataset.names if row[name] != earlier[name])
        if changed:
            cells.setdefault(changed, []).append(
                {name: row[name] for name in dataset.names if name in (*dataset.keys, *changed)}
            )
    return [pl.DataFrame(rows) for rows in cells.values()] + ([pl.DataFrame(new)] if new else [])


def _columns(dataset: Dataset) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for column in dataset.columns:
        heading, help_text = label(column.name, dataset), f"{column.description} Expected: {column.expected}."
        if column.kind is Kind.CHOICE:
            words = [column.say(choice) for choice in column.choices]
            options = words if column.required else ["", *words]
            made[column.name] = st.column_config.SelectboxColumn(heading, options=options, help=help_text)
        else:
            made[column.name] = st.column_config.TextColumn(heading, help=help_text)
    return made
