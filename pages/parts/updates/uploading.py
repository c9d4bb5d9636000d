"""From a chosen file to a commit: the steps of the Updates page, in the order in which a person takes them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import NoReturn

import streamlit as st

from data import consent, ledger, uploads
from data.datasets import DATASETS, Dataset
from data.intake import impact
from data.intake.option_forms import BadOption
from data.intake.pipeline import Options
from data.intake.recognition import recognise
from data.ledger.intervals import Mode
from data.problems import LedgerRefused, ProblemKind, Refused, StoreError
from pages.parts.updates import HISTORY, preview, reading_form
from pages.ui import address, empty, upload_cache
from pages.ui.formatting import count, day, plain
from pages.ui.page import View

MODES: dict[Mode, str] = {
    "full": "Full report: rows that the file lacks are removed as of this date",
    "update": "Only changes: rows that the file lacks stay as they are",
}
FOLLOWING, PRESSED = "files_following", "pressed"
"""In the session: the tokens of the files that wait behind the one that is shown; the name of the button that was pressed."""
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


def choose_file(dataset: Dataset) -> upload_cache.Pending | None:
    """The waiting file, or the box to put one in."""
    token = st.session_state.get("waiting_file")
    waiting = upload_cache.find(token)
    if waiting is None:
        if token is not None:
            st.info("The file that was waiting here was let go, to make room or because the connection was lost.")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("No file yet? Start from a template, or from the export of what is there now.")
            empty.template(dataset.name, key=f"start_{dataset.name}")
        chosen = st.file_uploader(
            "CSV or workbook", type=FILE_TYPES, key=f"file_{st.session_state.get('files_taken', 0)}",
            help="Up to 50 MB. Nothing changes before you have seen what the file would do, and said yes.",
        )  # fmt: skip
        if chosen is None:
            return None
        st.session_state["waiting_file"] = upload_cache.hold(chosen.name, chosen.getvalue())
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(waiting.name)}** ({_size(len(waiting.content))}) is waiting. Nothing has been changed yet."
        )
        following = st.session_state.get(FOLLOWING, [])
        if following:
            st.markdown(
                f"{count(len(following), 'more file')} of edited rows follow{'s' if len(following) == 1 else ''}."
            )
        st.button("Choose another file", on_click=let_go, key="let_go")
    return waiting


def let_go() -> None:
    """Forgets the waiting file, and those that follow it."""
    for token in [st.session_state.pop("waiting_file", None), *st.session_state.pop(FOLLOWING, [])]:
        upload_cache.forget(token)
    st.session_state["files_taken"] = st.session_state.get("files_taken", 0) + 1  # a new box, empty


def _next_file() -> bool:
    """Forgets the file that was taken. Whether another one of edited rows waits after it."""
    following = st.session_state.get(FOLLOWING, [])
    if not following:
        let_go()
        return False
    upload_cache.forget(st.session_state["waiting_file"])
    st.session_state["waiting_file"], st.session_state[FOLLOWING] = following[0], following[1:]
    return True


def _size(count_of_bytes: int) -> str:
    if count_of_bytes < 1024:
        return f"{count_of_bytes} bytes"
    return f"{count_of_bytes / 1024:,.0f} KB" if count_of_bytes < 2**20 else f"{count_of_bytes / 2**20:,.1f} MB"


def describe_upload(view: View, waiting: upload_cache.Pending) -> tuple[date, Mode, str, str]:
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


def read_and_preview(view: View, waiting: upload_cache.Pending, request: uploads.Request) -> uploads.Preview | None:
    """Reads the file as the person says, shows how, and returns what it would do; None when it can't be taken."""
    token, at = waiting.token, (view.now.ledger_version, view.now.generation)
    remembered = uploads.remembered_mapping(request.dataset, waiting.headings)
    offer = st.container()
    form = st.expander("Read it another way", key=f"options_{token}", type="compact")
    with form:
        try:
            options = reading_form.choose(token, waiting.sheets, remembered)
        except BadOption as problem:
            st.error(plain(str(problem)))
            return None
    if options == Options(mapping=remembered):  # nothing has been said of this file yet
        with offer:
            _offer_earlier(waiting, request.dataset)
    request = replace(request, options=options)
    first = _work(waiting, request, at)
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
        again = _work(waiting, request, at)
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
        other = recognise([waiting.name], seen.ingested.sheet.headings).dataset
        if other is not None and other is not request.dataset:
            st.button(
                f"This looks like {other.title.lower()}: read it as that",
                on_click=_read_as,
                args=(other.name,),
                key="read_as",
            )
        return None
    return seen


def _offer_earlier(waiting: upload_cache.Pending, dataset: Dataset) -> None:
    """Offers to say of this file what was said of an earlier one of the same dataset, in one click."""
    earlier = uploads.earlier_reading(dataset, waiting.headings, waiting.name)
    if earlier is None:
        return
    number, said, _ = earlier
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Read it as upload {number:d} was", on_click=reading_form.recall, args=(waiting.token, waiting.sheets, said),
            key=f"as_earlier_{waiting.token}",
        )  # fmt: skip
        st.markdown(plain(f"This fills in {reading_form.controls_of(said)}."))


def _read_as(name: str) -> None:
    """Takes the waiting file for another dataset."""
    st.session_state["dataset"] = name
    address.write("dataset", name)


HEADING_PROBLEMS = (
    *(
        ProblemKind.MISSING_COLUMN,
        ProblemKind.NO_HEADING_LINE,
        ProblemKind.LIKELY_HEADING,
        ProblemKind.DUPLICATE_HEADING,
        ProblemKind.TWO_COLUMNS_FOR_ONE,
    ),
    *(ProblemKind.UNKNOWN_COLUMN, ProblemKind.UNKNOWN_HEADING, ProblemKind.WRONG_CONTENT),
)
"""The kinds of problem that are settled under ‘Columns’, which is then open."""


def _work(waiting: upload_cache.Pending, request: uploads.Request, at: consent.At) -> uploads.Preview | Refused:
    def work() -> uploads.Preview | Refused:
        try:
            return uploads.preview(request, at)
        except Refused as refusal:
            return refusal

    renames = tuple(request.renames.items())
    key = (request.dataset.name, request.reporting_date, request.mode, repr(request.options), renames, at)
    with st.spinner("Reading and comparing the file…", show_time=True):
        found: uploads.Preview | Refused = waiting.once(key, work)
    return found


def commit(waiting: upload_cache.Pending, seen: uploads.Preview | None, by: str, note: str) -> None:
    """Shows the change and takes the file when the person says so: the change that was shown, or nothing."""
    pressed = st.session_state.pop(PRESSED, None)
    agreed = waiting.offered.get(pressed) if pressed else None
    effect = None if seen is None else seen.effect
    if seen is None or effect is None or seen.is_nothing:
        if pressed:
            since = consent.entered_since(agreed.ledger_version) if agreed else ""
            st.warning(plain(f"{since} Nothing was taken: look again.".strip()))
        if seen is not None and seen.is_nothing:
            st.success("Nothing to change: this report is in the ledger already.")
        return
    offered = impact.likely_renames(seen.request.dataset, effect)
    renames = preview.chosen_renames(waiting.token, offered)
    if renames:  # what is shown is what the file does to rows that are only called otherwise
        try:
            again = _work(waiting, replace(seen.request, renames=renames), (seen.ledger_version, seen.generation))
        except LedgerRefused as problem:
            preview.choose_renames(waiting.token, offered)
            st.error(plain(str(problem)))
            return
        assert not isinstance(again, Refused)  # it was read a moment ago
        assert again.effect is not None
        seen, effect = again, again.effect
    preview.show_changes(seen, effect)
    preview.choose_renames(waiting.token, offered)
    shown = replace(seen, request=replace(seen.request, by="", note=""))
    wanted = impact.count_to_type(effect)
    typed_right = True
    if wanted is not None:
        typed = st.text_input(
            f"This changes or removes {wanted:,} rows. To confirm, type {wanted:d}", key=f"typed_{waiting.token}"
        )
        typed_right = typed.replace(",", "").strip() == str(wanted)
    # What a press agrees to is what stood above the button when it was drawn. The button's name is that of the change, so
    # that a press on one that has been overtaken on the way here reaches no other.
    name = waiting.offer(shown, _is_same_offer)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Take {count(seen.ingested.rows.height, 'row')} into {seen.request.dataset.title.lower()}", type="primary",
            disabled=not by or not typed_right, key=f"commit_{waiting.token}_{name}", on_click=_press, args=(name,),
        )  # fmt: skip
        if not by:
            st.markdown("Give your name above first.")
    if not pressed:
        return
    if agreed is None or agreed.request != shown.request or not by:
        say_and_rerun("What you said of the file changed with your press. Look at what it would do now.")
    _commit(agreed, by, note)


def _press(name: str) -> None:
    st.session_state[PRESSED] = name


def _is_same_offer(one: uploads.Preview, other: uploads.Preview) -> bool:
    return one.request == other.request and uploads.is_same_change(one, other)


def say_and_rerun(text: str, kind: str = "warning") -> NoReturn:
    """Says a sentence at the head of the page, which is drawn anew."""
    st.session_state["said"] = (kind, text)
    st.rerun()


def _commit(agreed: uploads.Preview, by: str, note: str) -> None:
    request = replace(agreed.request, by=by, note=note)
    try:
        entered = uploads.commit(request, agreed)
    except consent.Overtaken as problem:
        say_and_rerun(f"{problem} Look again at what your file would change now.")
    except uploads.Rejected as problem:
        since = consent.entered_since(agreed.ledger_version)
        say_and_rerun(f"{since} Your file can no longer be taken, and nothing was changed. {problem}".strip())
    except (LedgerRefused, StoreError) as problem:
        st.error(plain(str(problem)))
        return
    number = entered.number
    said = f"Upload {number} is taken: {request.dataset.title.lower()} as at {day(request.reporting_date)}."
    if not number:
        said = "Nothing to change: this report is in the ledger already."
    if not _next_file() and number:
        st.session_state["chosen_upload"] = number
        st.session_state["go_to_part"] = HISTORY
    say_and_rerun(said, "success")


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
