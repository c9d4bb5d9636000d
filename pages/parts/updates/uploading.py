"""Files waiting to be taken in, each table of them separately; and the messages left by the previous step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NoReturn

import streamlit as st

from data import ledger, returns
from data.datasets import DATASETS, Dataset
from data.intake.recognition import Recognised
from pages.serving import upload_gate
from pages.ui import address, upload_cache
from pages.ui.formatting import count, listing, plain
from pages.ui.formatting import day as long_day
from pages.ui.links import link
from pages.ui.page import View
from pages.ui.this_run import session
from pages.ui.upload_cache import Pending

WAITING, LOOKED_AT, REFUSED = "waiting_files", "looked_at", "refused_tables"
"""In the session: the tokens of the tables that wait; of the one that is looked at closely; of those that are refused."""
TAKEN_FOR = "taken_for"
"""In the session: the reporting date for which something has just been taken in."""
FILE_TYPES = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods"]


def choose_dataset() -> Dataset:
    """The dataset to edit; its name is in the address, so that a link can point to one."""
    named = address.read("dataset")
    if named not in DATASETS:
        st.session_state["dataset"] = next(iter(DATASETS))
    name = st.selectbox(
        "Which dataset?", list(DATASETS), format_func=lambda one: DATASETS[one].title, key="dataset", width=320
    )
    address.write("dataset", name, called="Which dataset?")
    return DATASETS[name]


def waiting() -> list[Pending]:
    """The waiting tables, in the order in which they came. Says so if some were dropped."""
    tokens = st.session_state.get(WAITING, [])
    found = [upload_cache.find(token) for token in tokens]
    parts = [one for one in found if one is not None]
    if lost := [one for one in found if one is None]:
        st.session_state[WAITING] = [one.token for one in parts]
        number = count(len(lost), "table")
        st.warning(
            f"{number.capitalize()} that waited here had to go, to make room or because the connection was lost."
        )
    return parts


def choose_files(view: View, *, is_more: bool = False) -> None:
    """The box to drop files in, for editors. Each table of each file waits; none is dropped silently."""
    upload_gate.draw(session())
    chosen = st.file_uploader(
        "Mended files, or more of them" if is_more else "Drop the files of the return: several at once, or whole workbooks",
        type=FILE_TYPES, key=f"file_{st.session_state.get('files_taken', 0)}", accept_multiple_files=True,
        help="CSV files or workbooks, up to 50 MB each. Nothing changes before you have seen what they would do, and said yes.",
    )  # fmt: skip
    if not chosen:
        return
    near = view.latest or date.today()
    tables = [table for one in chosen for table in returns.tables_in(one.getvalue(), one.name, near)]
    st.session_state["files_taken"] = st.session_state.get("files_taken", 0) + 1  # a new box, empty
    if replaced := _put_in_place(wait_for(tables)):
        takes, place = ("takes", "one") if len(replaced) == 1 else ("take", "ones")
        say_and_rerun(f"{listing(replaced, 3)} {takes} the place of the {place} that waited.", "success")
    st.rerun()


def _put_in_place(tokens: Sequence[str]) -> list[str]:
    """Lets tables that have just come take the place of those that they mend, with what was said of the return. Returns
    what they are called."""
    found = [one for one in map(upload_cache.find, st.session_state[WAITING]) if one is not None]
    come = [one for one in found if one.token in tokens]
    before = [one for one in found if one not in come and not one.of_cells]
    refused = [one for one in before if one.token in st.session_state.get(REFUSED, ())]
    replaced = []
    for one in come:
        same = [each for each in before if _is_of_same_name(each, one)]
        alike = [each for each in refused if _what(each) is not None and _what(each) == _what(one)]
        alone = sum(_what(each) == _what(one) for each in (*before, *come)) == 2  # it and the one that it mends
        old = next(iter(same or (alike if alone else [])), None)
        if old is None:
            continue
        before.remove(old)
        order: list[str] = st.session_state[WAITING]
        order.remove(one.token)
        order[order.index(old.token)] = one.token
        for answer in ("day", "note"):  # of the whole return, kept under its first table
            if (kept := f"{answer}_{old.token}") in st.session_state:
                st.session_state[f"{answer}_{one.token}"] = st.session_state[kept]
        upload_cache.forget(old.token)
        replaced.append(one.table.label)
    return replaced


def _is_of_same_name(one: Pending, other: Pending) -> bool:
    """Whether they are the same sheet of files of one name, and not known to be of two datasets."""
    names = {(each.table.file_name, each.table.sheet) for each in (one, other)}
    return len(names) == 1 and len({_what(one), _what(other)} - {None}) <= 1


def _what(one: Pending) -> str | None:
    """The name of its dataset, as a person said or as it was recognised; None where neither is known."""
    known = one.table.recognised.dataset
    chosen = st.session_state.get(f"what_{one.token}", known.name if known else None)
    return chosen if chosen in DATASETS else None


def wait_for(tables: Sequence[returns.Table], *, of_cells: Sequence[bool] = ()) -> list[str]:
    """Queues tables behind those already waiting; returns their tokens."""
    kinds = of_cells or [False] * len(tables)
    tokens = [
        upload_cache.hold(table.file_name, table.content, of_cells=is_cells, table=table)
        for table, is_cells in zip(tables, kinds, strict=True)
    ]
    st.session_state[WAITING] = [*st.session_state.get(WAITING, []), *tokens]
    return tokens


def edited(dataset: Dataset, name: str, content: bytes, headings: tuple[str, ...]) -> returns.Table:
    """A table of rows that were edited on screen."""
    return returns.Table(name, content, None, headings, Recognised(dataset, (dataset,), "you edited it here"))


def let_go() -> None:
    """Forgets everything that waits."""
    for token in st.session_state.pop(WAITING, []):
        upload_cache.forget(token)
    st.session_state.pop(LOOKED_AT, None)
    st.session_state.pop(REFUSED, None)
    st.session_state["files_taken"] = st.session_state.get("files_taken", 0) + 1


def say_and_rerun(text: str, kind: str = "warning", *, taken_for: date | None = None) -> NoReturn:
    """Shows a sentence at the head of the page, which is drawn again. `taken_for`: the day for which something was taken
    in, so that what changed by it can be looked at."""
    st.session_state["said"] = (kind, text)
    if taken_for is not None:
        st.session_state[TAKEN_FOR] = taken_for
    st.rerun()


def follow_up(view: View) -> None:
    """Finishes the previous step: shows its outcome, and opens the tab or the upload. Steps leave this here because a
    widget's value can only be set before the widget is drawn."""
    for asked, widget in (("go_to_part", "part"), ("chosen_upload", "upload")):
        if asked in st.session_state:
            st.session_state[widget] = st.session_state.pop(asked)
    kind, text = st.session_state.pop("said", (None, ""))
    if kind == "success":
        st.success(plain(text))
    elif kind:
        st.warning(plain(text))
    if (day := st.session_state.pop(TAKEN_FOR, None)) is not None:
        link(replace(view, as_at=day), "changes", f"See what changed by {long_day(day)} →")
    if left := ledger.left_to_do():
        st.warning(plain(left))
