"""From a chosen file to a commit: the steps of the Updates page, in the order in which a person takes them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import streamlit as st

from data import changes, ledger, uploads
from data.datasets import DATASETS, Dataset
from data.ingest import Options
from data.problems import LedgerRefused, Refused, StoreError
from data.timeline import Mode
from pages.parts import address, empty, pending, preview, reading_form
from pages.parts.page import View
from pages.parts.words import count, day, plain

MODES: dict[Mode, str] = {
    "full": "Full report: rows that the file lacks are removed as of this date",
    "update": "Only changes: rows that the file lacks stay as they are",
}
FILE_TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"]
_DAY_IN_NAME = re.compile(r"(20\d\d)[-_.]?([01]\d)[-_.]?([0-3]\d)")


def choose_dataset() -> Dataset:
    """The dataset that the file is for; its name is in the address, so that a link can ask for one."""
    asked = address.read("dataset")
    if asked not in DATASETS:
        st.session_state["dataset"] = next(iter(DATASETS))
    name = st.selectbox(
        "What is the file about?", list(DATASETS), format_func=lambda one: DATASETS[one].title, key="dataset"
    )
    address.write("dataset", name)
    return DATASETS[name]


def choose_file(dataset: Dataset) -> pending.Pending | None:
    """The waiting file, or the box to put one in."""
    waiting = pending.find(st.session_state.get("waiting_file"))
    if waiting is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("No file yet? Start from a template, or from the export of what is there now.")
            empty.template(dataset.name, key=f"start_{dataset.name}")
        chosen = st.file_uploader(
            "CSV or workbook", type=FILE_TYPES, key=f"file_{st.session_state.get('files_taken', 0)}",
            help="Up to 50 MB. Nothing changes before you have seen what the file would do, and said yes.",
        )  # fmt: skip
        if chosen is None:
            return None
        st.session_state["waiting_file"] = pending.hold(chosen.name, chosen.getvalue())
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(waiting.name)}** ({_size(len(waiting.content))}) is waiting. Nothing has been changed yet."
        )
        st.button("Choose another file", on_click=let_go, key="let_go")
    return waiting


def let_go() -> None:
    """Forgets the waiting file."""
    pending.forget(st.session_state.pop("waiting_file", None))
    st.session_state["files_taken"] = st.session_state.get("files_taken", 0) + 1  # a new box, empty


def _size(count_of_bytes: int) -> str:
    if count_of_bytes < 1024:
        return f"{count_of_bytes} bytes"
    return f"{count_of_bytes / 1024:,.0f} KB" if count_of_bytes < 2**20 else f"{count_of_bytes / 2**20:,.1f} MB"


def describe_upload(view: View, waiting: pending.Pending) -> tuple[date, Mode, str, str]:
    """Reporting date, mode, who and note, as the person gives them."""
    token = waiting.token
    left, middle, right = st.columns(3)
    suggested = day_in(waiting.name) or view.latest
    reporting_date = left.date_input(
        "Which date does it describe?", value=suggested, format="DD/MM/YYYY", min_value=date(1990, 1, 1),
        max_value=date(2100, 12, 31), key=f"day_{token}", help="The reporting date: the figures count from then on.",
    )  # fmt: skip
    mode = middle.selectbox(
        "Is it everything, or only changes?", list(MODES), format_func=lambda one: MODES[one], key=f"mode_{token}"
    )
    by = right.text_input(
        "Your name", key="uploaded_by", max_chars=80, persist_state="session",
        help="Kept with the upload, for the audit.",
    )  # fmt: skip
    note = st.text_input("Note (may be left empty)", key=f"note_{token}", max_chars=300, persist_state="session")
    return reporting_date if isinstance(reporting_date, date) else view.as_at, mode, by.strip(), note.strip()


def day_in(name: str) -> date | None:
    """The date in a file's name, such as waves_2013-03-31.csv; None where there is none."""
    found = _DAY_IN_NAME.search(name)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def read_and_preview(waiting: pending.Pending, request: uploads.Request) -> uploads.Preview | None:
    """Reads the file as the person says, shows how, and returns what it would do; None when it can't be taken."""
    token, version = waiting.token, ledger.ledger_version()
    remembered = uploads.remembered_mapping(request, waiting.headings)
    offer = st.container()
    form = st.expander("Read it another way", key=f"options_{token}", type="compact")
    with form:
        try:
            options = reading_form.choose(token, waiting.sheets, remembered)
        except reading_form.BadLine as problem:
            st.error(plain(str(problem)))
            return None
    if options == Options(mapping=remembered):  # nothing has been said of this file yet
        with offer:
            _offer_earlier(waiting, request.dataset)
    request = replace(request, options=options)
    first = _work(waiting, request, version)
    if isinstance(first, Refused):
        if first.sheets and waiting.sheets != first.sheets:
            waiting.sheets = first.sheets
            st.rerun()  # to offer the sheets by name
        preview.show_refusal(first, request.dataset)
        return None
    if (waiting.sheets, waiting.headings) != (first.ingested.sheet.sheets, first.ingested.sheet.headings):
        waiting.sheets, waiting.headings = first.ingested.sheet.sheets, first.ingested.sheet.headings
        st.rerun()  # what is known of the file now may bring back how its columns were matched the last time
    chosen = reading_form.chosen_columns(token, first.ingested)
    seen = first
    if chosen:
        request = replace(request, options=replace(options, mapping={**options.mapping, **chosen}))
        again = _work(waiting, request, version)
        if isinstance(again, Refused):
            preview.show_refusal(again, request.dataset)
            return None
        seen = again
    if seen.effect is None:  # what is wrong comes first: the list of columns may be long
        preview.show_problems(waiting.name, seen.ingested)
    unsure = bool(seen.ingested.problems["kind"].is_in(HEADING_PROBLEMS).any())
    columns = st.expander(
        f"Columns: {len(seen.ingested.mapping)} of {len(seen.ingested.sheet.headings)} are used", expanded=unsure,
        key=f"columns_{token}", type="compact",
    )  # fmt: skip
    with columns:
        if remembered:
            st.caption("These columns were matched as in an earlier upload with the same headings.")
        reading_form.choose_columns(token, request.dataset, first.ingested)
        st.download_button(
            "Download this matching", data=lambda: uploads.mapping_csv(seen.ingested), file_name="columns.csv",
            on_click="ignore", type="tertiary", key=f"matching_{token}",
        )  # fmt: skip
    preview.show_reading(seen.ingested)
    if seen.effect is None:
        other = uploads.better_dataset(request.dataset, seen.ingested.sheet.headings)
        if other is not None:
            st.button(
                f"This looks like {other.title.lower()}: read it as that",
                on_click=_read_as,
                args=(other.name,),
                key="read_as",
            )
        return None
    return seen


def _offer_earlier(waiting: pending.Pending, dataset: Dataset) -> None:
    """Offers to say of this file what was said of an earlier one of the same dataset, in one click."""
    earlier = uploads.earlier_reading(dataset, waiting.headings)
    if earlier is None:
        return
    number, said = earlier
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Read it as upload {number} was", on_click=reading_form.recall, args=(waiting.token, waiting.sheets, said),
            key=f"as_earlier_{waiting.token}",
        )  # fmt: skip
        st.markdown(plain(f"This fills in {reading_form.controls_of(said)}."))


def _read_as(name: str) -> None:
    """Takes the waiting file for another dataset."""
    st.session_state["dataset"] = name
    address.write("dataset", name)


HEADING_PROBLEMS = (
    *("missing column", "no heading line", "likely heading", "duplicate heading", "two columns for one"),
    *("unknown column", "unknown heading", "wrong content"),
)
"""The kinds of problem that are settled under «Columns», which is then open."""


def _work(waiting: pending.Pending, request: uploads.Request, version: int) -> uploads.Preview | Refused:
    def work() -> uploads.Preview | Refused:
        try:
            return uploads.preview(request)
        except Refused as refusal:
            return refusal

    key = (request.dataset.name, request.reporting_date, request.mode, repr(request.options), version)
    with st.spinner("Reading and comparing the file…", show_time=True):
        found: uploads.Preview | Refused = waiting.once(key, work)
    return found


def commit(waiting: pending.Pending, seen: uploads.Preview, by: str, note: str) -> None:
    """Shows the change and takes the file when the person says so."""
    effect = seen.effect
    if effect is None:
        return
    if seen.is_nothing:
        st.success("Nothing to change: this report is in the ledger already.")
        return
    preview.show_changes(seen, effect)
    renames = preview.choose_renames(waiting.token, seen, effect)
    wanted = changes.count_to_type(effect)
    typed_right = True
    if wanted is not None:
        typed = st.text_input(
            f"This changes or removes {wanted:,} rows. To confirm, type {wanted}", key=f"typed_{waiting.token}"
        )
        typed_right = typed.replace(",", "").strip() == str(wanted)
    with st.container(horizontal=True, vertical_alignment="center"):
        pressed = st.button(
            f"Take {count(seen.ingested.rows.height, 'row')} into {seen.request.dataset.title.lower()}", type="primary",
            disabled=not by or not typed_right, key=f"commit_{waiting.token}",
        )  # fmt: skip
        if not by:
            st.markdown("Give your name above first.")
    if pressed:
        _commit(waiting, replace(seen, request=replace(seen.request, by=by, note=note, renames=renames)))


def _commit(waiting: pending.Pending, seen: uploads.Preview) -> None:
    overtaken = uploads.entered_since(seen.ledger_version)
    if overtaken:
        st.session_state["said"] = ("warning", f"{overtaken} Look again at what your file would change now.")
        st.rerun()
    try:
        entered = uploads.commit(seen.request, seen)
    except (uploads.Rejected, LedgerRefused, StoreError) as problem:
        st.error(plain(str(problem)))
        return
    number = entered.number
    said = f"Upload {number} is taken: {seen.request.dataset.title.lower()} as at {day(seen.request.reporting_date)}."
    st.session_state["said"] = (
        "success",
        said if number else "Nothing to change: this report is in the ledger already.",
    )
    let_go()
    if number:
        st.session_state["chosen_upload"] = number
        st.session_state["go_to_part"] = "History"
    st.rerun()


def follow_up() -> None:
    """What the step before left to do: its outcome to say, the tab or the upload to show. A widget's value can only be set
    before the widget is drawn, so those steps leave it here."""
    for asked, widget in (("go_to_part", "part"), ("chosen_upload", "upload")):
        if asked in st.session_state:
            st.session_state[widget] = st.session_state.pop(asked)
    kind, text = st.session_state.pop("said", (None, ""))
    if kind == "success":
        st.success(plain(text))
    elif kind:
        st.warning(plain(text))
    if left := ledger.left_to_do():
        st.warning(plain(left))
