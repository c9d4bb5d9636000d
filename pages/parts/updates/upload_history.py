"""One upload: its facts, what it did, its original file, and taking it back."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import streamlit as st

from data import consent, earlier_uploads, ledger
from data.datasets import DATASETS
from data.intake.options import in_words, kept
from data.ledger import roles
from data.ledger.roles import NotAllowed, Role, bound
from data.problems import LedgerRefused, StoreError
from data.sample import loading
from pages.parts.updates import preview
from pages.ui import filters, person, row_history, tables
from pages.ui.formatting import capital, count, day, listing, moment, plain
from pages.ui.page import View

MODES = {"full": "The whole list", "update": "Only changes"}


def show(view: View, row: dict[str, Any], together: tuple[int, ...] = ()) -> None:
    """Shows one upload, a row of updates_history. `together`: the numbers of all that count and came in with it."""
    number, dataset = row["number"], DATASETS[row["dataset"]]
    st.header(f"Upload {number:d}: {dataset.title.lower()} as at {day(row['reporting_date'])}", anchor=False)
    state = (
        f" **Withdrawn** by {plain(row['withdrawn_by'])}, {moment(row['withdrawn_at'])}." if row["withdrawn"] else ""
    )
    st.markdown(
        f"{plain(row['file_name'])}, taken in by {plain(row['uploaded_by'])}, {moment(row['uploaded_at'])}. "
        f"{capital(count(row['added'], 'row'))} added, {row['changed']:,} changed, {row['removed']:,} removed, "
        f"{row['unchanged']:,} unchanged. {MODES[row['mode']]}.{state}"
    )
    if row["note"]:
        st.markdown(f"Note: {plain(row['note'])}")
    st.caption(f"SHA-256 of the file: {plain(row['sha256'])}. {plain(capital(row['read_as'] or ''))}")
    options = in_words(kept(json.loads(row["options"] or "{}")), dataset)
    if options:
        st.caption(plain(f"What was said of how to read it: {'; '.join(options)}."))
    if row["is_dropped"]:
        st.markdown("Its original file was dropped, for it held personal data that were taken out. Its hash is kept.")
    with st.container(horizontal=True):
        if not row["is_dropped"]:
            st.download_button(
                "The original file", data=bound(lambda: ledger.file_of(number)[1]),
                file_name=row["file_name"].split("/")[-1] or "file", on_click="ignore", key=f"original_{number}",
            )  # fmt: skip
        if person.may(Role.EDITOR):
            turn(view, number, dataset.title, "reinstate" if row["withdrawn"] else "withdraw")
            if len(together) > 1 and number in together:
                withdraw_all(view, together)
    changes = view.ask("updates_changes", number=number, limit=preview.MOST_SHOWN)
    st.subheader("What it did", anchor=False)
    if changes.is_empty():
        st.markdown("It changed no cell: it reported what was known already.")
        return
    tables.show(
        row_history.in_words(changes, dataset.name), key=f"did_{number}",
        alt=f"Every cell that upload {number} changed", columns=("event", "row_key", "column_name", "before", "after"),
        everything=lambda: view.ask("updates_changes", number=number), file_name=f"upload_{number}_changes",
    )  # fmt: skip


VERBS: dict[consent.Action, str] = {"withdraw": "Withdraw", "reinstate": "Reinstate"}
LOOK_AGAIN = "Look again at what would happen now."
NAMELESS = "nameless"
"""In the session: the upload that somebody without a name wanted to turn."""


def turn(view: View, number: int, title: str, action: consent.Action) -> None:
    """The way to withdraw or reinstate an upload, with its effect shown first. The button makes exactly that change, or
    none."""
    verb = VERBS[action]
    with st.popover(verb, key=f"{action}_{number}", on_change="rerun") as popover:
        if not popover.open:
            return
        effect = consent.preview_turning(number, action, seen_at(view))
        differences = preview.compare(effect.dataset, effect.before, effect.after)
        st.markdown(
            f"{'Without' if action == 'withdraw' else 'With'} it, what {title.lower()} show after the last report would "
            + (f"differ: {differences}." if differences else "stay as it is.")
            + " Nothing is lost: it can be "
            + ("reinstated." if action == "withdraw" else "withdrawn again.")
        )
        if st.session_state.pop(NAMELESS, None) == number:
            st.warning("Type your name first.")
        person.name_of_doer(st, f"by_{action}_{number}")
        st.button(
            verb, type="primary", key=f"do_{action}_{number}_{effect.change[:16]}",
            on_click=_turn, args=(number, action, effect.change, seen_at(view)),
        )  # fmt: skip


def withdraw_all(view: View, numbers: tuple[int, ...]) -> None:
    """The way to withdraw the uploads that came in together: all or none, as one version, as turn does for one."""
    key = f"withdraw_all_{numbers[0]}"
    with st.popover(f"Withdraw all {len(numbers)}", key=key, on_change="rerun") as popover:
        if not popover.open:
            return
        effect = consent.preview_withdrawing(numbers, seen_at(view))
        st.markdown(f"Uploads {listing([f'{number:d}' for number in numbers])} came in together. Without them:")
        lines = [
            f"- {one.dataset.title}: {preview.compare(one.dataset, one.before, one.after) or 'as it is'}"
            for one in effect.each
        ]
        st.markdown("\n".join(lines))
        st.markdown("Nothing is lost: each can be reinstated.")
        if st.session_state.pop(NAMELESS, None) == numbers[0]:
            st.warning("Type your name first.")
        person.name_of_doer(st, f"by_{key}")
        st.button(
            f"Withdraw all {len(numbers)}", type="primary", key=f"do_{key}_{effect.change[:16]}",
            on_click=_withdraw_all, args=(numbers, effect.change, seen_at(view)),
        )  # fmt: skip


def _withdraw_all(numbers: tuple[int, ...], change: str, at: consent.At) -> None:
    by = st.session_state.get(f"by_withdraw_all_{numbers[0]}", "").strip()
    if not by and roles.present().is_local:
        st.session_state[NAMELESS] = numbers[0]
        return
    st.session_state[person.DOER] = by
    try:
        done = consent.withdraw_together(numbers, by, change, at)
    except (consent.Overtaken, LedgerRefused, NotAllowed, StoreError) as problem:
        st.session_state["said"] = ("warning", f"{problem} {LOOK_AGAIN}")
        return
    st.session_state["said"] = ("success", f"{capital(count(done, 'upload'))} withdrawn together.")


def seen_at(view: View) -> consent.At:
    """The state of the ledger that the screen was drawn from."""
    return view.now.ledger_version, view.now.generation


def _turn(number: int, action: consent.Action, change: str, at: consent.At) -> None:
    done = "withdrawn" if action == "withdraw" else "reinstated"
    by = st.session_state.get(f"by_{action}_{number}", "").strip()
    if not by and roles.present().is_local:
        st.session_state[NAMELESS] = number
        return
    st.session_state[person.DOER] = by
    try:
        turned = consent.turn(number, action, by, change, at)
    except (consent.Overtaken, LedgerRefused, NotAllowed, StoreError) as problem:
        st.session_state["said"] = ("warning", f"{problem} {LOOK_AGAIN}")
        return
    already = "" if turned else " already"
    st.session_state["said"] = ("success", f"Upload {number} is {done}{already}.")


def sample_bar(view: View, by: str) -> None:
    """While the illustrative sample counts: the one action that removes it."""
    numbers = earlier_uploads.sample_uploads(ledger_version=view.now.ledger_version)
    if not numbers:
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="sample_bar"):
        st.markdown(f"The illustrative sample is in use ({count(len(numbers), 'upload')}).")
        with st.popover("Remove the sample", key="remove_sample"):
            st.markdown(
                "All of its uploads are withdrawn in one step, so that your own data stands alone. It can be loaded again."
            )
            st.button(
                "Remove it now", type="primary", key=f"remove_sample_now_{len(numbers)}_{numbers[-1]}",
                on_click=_remove_sample, args=(by or "Updates page", seen_at(view)),
            )  # fmt: skip


def _remove_sample(by: str, at: consent.At) -> None:
    try:
        done = loading.remove_sample(by, at)
    except (consent.Overtaken, LedgerRefused, NotAllowed, StoreError) as problem:
        st.session_state["said"] = ("warning", f"{problem} {LOOK_AGAIN}")
        return
    st.session_state["said"] = ("success", f"The sample is removed: {count(done, 'upload')} withdrawn.")


def listed(rows: pl.DataFrame) -> pl.DataFrame:
    """The history as its table shows it: the dataset, the mode, and whether an upload counts, in words."""
    counts = (
        pl.when(pl.col("withdrawn")).then(pl.lit("Withdrawn")).when(~pl.col("counted")).then(pl.lit("Later than shown"))
    )
    titles = {name: dataset.title for name, dataset in DATASETS.items()}
    return rows.with_columns(
        counts.otherwise(pl.lit("Counted")).alias("state"),
        pl.col("dataset").replace(titles),
        pl.col("mode").replace(MODES),
    )


def show_chosen(view: View, rows: pl.DataFrame, number: int) -> None:
    """The chosen upload, if there is one of that number."""
    found = rows.filter(pl.col("number") == number)
    if found.is_empty():
        st.markdown(f"There is no upload {number}.")
    else:
        row = found.row(0, named=True)
        same = [pl.col(name) == row[name] for name in ("uploaded_at", "uploaded_by", "reporting_date")]
        show(view, row, tuple(rows.filter(*same, ~pl.col("withdrawn"))["number"].sort()))
    st.divider()


def choose(row: dict[str, Any]) -> None:
    """Remembers the upload whose row the reader clicked, and shows it."""
    if st.session_state.get("upload") != row["number"]:
        st.session_state["chosen_upload"] = row["number"]
        st.rerun()


def filtered(rows: pl.DataFrame) -> pl.DataFrame:
    """The history narrowed to the reader's choices: dataset, who, and whether withdrawn uploads are shown."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        datasets = [name for name in DATASETS if name in set(rows["dataset"])]
        dataset = filters.one_of(
            "history_dataset", "Dataset", datasets, {name: DATASETS[name].title for name in datasets}, width=260
        )
        person = filters.one_of("history_by", "By", sorted(set(rows["uploaded_by"])), width=260)
        withdrawn = st.checkbox("Withdrawn ones too", value=True, key="history_withdrawn", bind="query-params")
    if dataset:
        rows = rows.filter(pl.col("dataset") == dataset)
    if person:
        rows = rows.filter(pl.col("uploaded_by") == person)
    return rows if withdrawn else rows.filter(~pl.col("withdrawn"))
