"""Updates: what came and what is missing; take files in, see what they would change, commit them, look back, take back."""

import streamlit as st

from data.ledger.roles import Role
from pages.parts.updates import TABS, editing, return_grid, taking_in, upload_history, uploading
from pages.ui import address, filters, page, person, sample, tables

view = page.begin("Updates")
uploading.follow_up(view)
adding, edit, past = filters.parts(*TABS)

if adding.open:
    with adding:
        waiting = uploading.waiting()
        if not person.may(Role.EDITOR):
            return_grid.show(view)
            person.say_looking_only()
        elif waiting:
            taking_in.take_in(view, waiting)
        else:
            return_grid.show(view)
            uploading.choose_files(view)
            upload_history.sample_bar(view, st.session_state.get("uploaded_by", ""))

if edit.open:
    with edit:
        if person.may(Role.EDITOR):
            dataset = uploading.choose_dataset()
            editing.edit(view, dataset)
        else:
            person.say_looking_only()

if past.open:
    with past:
        rows = view.ask("updates_history")
        address.check("upload", "Upload number", (address.whole_number(st.query_params.get("upload")) or 0) > 0)
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
