"""Updates: take a file in, see what it would change, commit it, look back, take it back."""

import streamlit as st

from data import uploads
from pages.parts.updates import TABS, editing, return_grid, upload_history, uploading
from pages.ui import page, sample, tables

view = page.begin("Updates")
uploading.follow_up()
upload_history.sample_bar(view, st.session_state.get("uploaded_by", ""))
adding, edit, past = st.tabs(TABS, key="part", on_change="rerun", bind="query-params")

if adding.open:
    with adding:
        return_grid.show(view)
        dataset = uploading.choose_dataset()
        waiting = uploading.choose_file(dataset)
        if waiting is not None:
            reporting_date, mode, by, note = uploading.describe_upload(view, waiting)
            request = uploads.Request(
                dataset, waiting.content, waiting.name, reporting_date, mode, by, note, of_cells=waiting.of_cells
            )
            seen = uploading.read_and_preview(view, waiting, request)
            uploading.commit(waiting, seen, by, note)

if edit.open:
    with edit:
        dataset = uploading.choose_dataset()
        editing.edit(view, dataset)

if past.open:
    with past:
        rows = view.ask("updates_history")
        chosen = st.number_input(
            "Upload number", min_value=1, value=None, step=1, key="upload", bind="query-params",
            placeholder="Choose a row below, or give a number", width=320,
        )  # fmt: skip
        if chosen is not None:
            upload_history.show_chosen(view, rows, int(chosen))
        if rows.is_empty():
            st.markdown("**No uploads yet.** What you take in on the first tab is listed here, newest first.")
            sample.offer(view)
        else:
            shown = upload_history.filtered(rows)
            tables.show(
                upload_history.listed(shown), key="updates_history", alt="Every upload, newest first",
                columns=(
                    "number", "dataset", "reporting_date", "mode", "added", "changed", "removed", "unchanged", "state",
                    "uploaded_by", "uploaded_at", "file_name", "note",
                ),
                opens=upload_history.choose, file_name="uploads",
            )  # fmt: skip
