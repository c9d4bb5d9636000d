"""What a chosen file holds, before it is taken: how it was read, what is wrong with it, or what it would change."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from data.datasets import Dataset
from data.intake import checks, impact
from data.intake.annotated_workbook import marked_workbook
from data.intake.options import on_page, said_together
from data.intake.pipeline import Ingested
from data.intake.suggested_fixes import NO_WAY, only_in_the_file, remedies
from data.ledger.intervals import Effect, changed_cells
from data.problems import NoticeKind, Refused, Remedy, sentences
from data.uploads import Preview
from pages.ui import row_history, tables
from pages.ui.formatting import capital, count, day, plain

MOST_SHOWN = 1000
"""Rows of a change shown on screen; all of them are in the download."""


def show_reading(ingested: Ingested) -> None:
    """How the file was read, and every reinterpretation that was made."""
    st.markdown(f"**How it was read:** {plain(ingested.detection)}.")
    for notice in ingested.notices:
        shows_all = notice.kind == NoticeKind.NOT_USED  # its sentence names them
        examples = f" For example {'; '.join(notice.examples[:3])}." if notice.examples and not shows_all else ""
        st.markdown(f"- {plain(notice.text + examples)}")


def show_refusal(refusal: Refused, dataset: Dataset) -> None:
    """Why a file can't be read at all, and what may be said so that it is."""
    st.error(f"This file can't be read as it stands, and nothing was changed. {plain(str(refusal))}")
    show_ways_out([refusal.remedies] if refusal.remedies else [], dataset, "" if refusal.remedies else NO_WAY)


def show_ways_out(matters: Sequence[tuple[Remedy, ...]], dataset: Dataset, in_the_file: str) -> None:
    """What a person may say in the form above instead of mending the file: a line for each matter to settle; and what only a
    change in the file settles."""
    if in_the_file:
        st.markdown(plain(in_the_file))
    if not matters:
        return
    st.markdown("**Or say it on this page, where it is true**, under ‘Columns’ or ‘Read it another way’:")
    for ways in matters:
        st.markdown(f"- {plain(said_together(ways, lambda way: on_page(way, dataset)))}")


def show_problems(name: str, ingested: Ingested) -> None:
    """Every problem, equal ones as one line, with the person's own file marked for mending."""
    total = ingested.problems.height
    st.error(f"{count(total, 'problem').capitalize()} to mend. Nothing was changed.")
    groups = checks.group_problems(ingested.problems)
    for group in groups.head(30).iter_rows(named=True):
        st.markdown(f"- {plain(sentence_of(group))}")
    if groups.height > 30:
        st.markdown(f"- … and {count(groups.height - 30, 'more kind')} of problem: see the list below.")
    with st.container(horizontal=True):
        st.download_button(
            "Your file with the problems marked", data=lambda: marked_workbook(ingested.sheet, ingested.problems),
            file_name=f"{name.rsplit('.', 1)[0]} to mend.xlsx", on_click="ignore", type="primary",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )  # fmt: skip
    listed = st.expander("Every problem, cell by cell", on_change="rerun", key="every_problem", type="compact")
    if listed.open:
        with listed:
            said = ingested.problems.select(
                pl.col("row"), pl.col("heading"), pl.col("value"), pl.Series("message", sentences(ingested.problems))
            )
            tables.show(
                said.head(MOST_SHOWN), key="problems", alt="Every problem, cell by cell", everything=lambda: said,
                file_name="problems",
            )  # fmt: skip
    show_ways_out(remedies(ingested), ingested.dataset, only_in_the_file(ingested))
    twice = ingested.duplicates
    if twice.height:
        st.subheader("Rows that share a key, side by side", anchor=False)
        tables.show(twice.head(MOST_SHOWN), key="twice", alt="Rows that share a key", dataset=ingested.dataset)


def sentence_of(group: dict[str, object]) -> str:
    """One line for a group of equal problems: ‘Status: 'doen' is not one of …. Rows 3, 4, 5 and 4,997 more.’"""
    heading = f"{group['heading']}: " if group["heading"] else ""
    value = f"'{group['value']}' " if group["value"] else ""
    where = str(group["rows"] or "")
    tail = f" ({where})" if where else ""
    return " ".join(part for part in (f"{heading}{value}{group['problem']}", str(group["mend"] or "")) if part) + tail


def show_changes(seen: Preview, effect: Effect) -> None:
    """What the file would add, change and remove, row by row and cell by cell."""
    dataset = seen.request.dataset
    figures = {
        "Added": effect.added.height,
        "Changed": effect.changed_after.height,
        "Removed": effect.removed.height,
        "Unchanged": effect.unchanged,
    }
    for column, (label, value) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(plain(label), f"{value:,}", border=True)
    for warning in seen.warnings:
        st.warning(plain(warning))
    if seen.later_reports:
        show_later(seen, dataset)
    cells = changed_cells(dataset, effect.changed_before, effect.changed_after)
    _part(
        f"Cells that would change ({cells.height:,})", row_history.in_words(_as_changes(cells), dataset.name), "cells"
    )
    _part(f"Rows that would be added ({effect.added.height:,})", effect.added.select(dataset.names), "added", dataset)
    _part(
        f"Rows that would be removed ({effect.removed.height:,})",
        effect.removed.select(dataset.names),
        "removed",
        dataset,
    )


def _as_changes(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(pl.lit("changed").alias("event")).select(
        "row_key", "column_name", "before", "after", "event"
    )


def _part(title: str, rows: pl.DataFrame, key: str, dataset: Dataset | None = None) -> None:
    if rows.is_empty():
        return
    part = st.expander(title, expanded=rows.height <= 50, key=f"part_{key}", on_change="rerun")
    if not part.open:
        return
    with part:
        columns = tuple(name for name in rows.columns if name != "event")
        if rows.height > MOST_SHOWN:
            st.caption(f"The first {MOST_SHOWN:,} are shown; the downloads have all of them.")
        tables.show(
            rows.head(MOST_SHOWN), key=f"preview_{key}", alt=title, columns=columns, dataset=dataset,
            everything=lambda: rows.select(columns), file_name=f"would_be_{key}",
        )  # fmt: skip


def show_later(seen: Preview, dataset: Dataset) -> None:
    """What a report for an earlier date does to what later reports show."""
    before, after = seen.latest_before, seen.latest_after
    touched = compare(dataset, before, after)
    reports = count(seen.later_reports, "later report")
    st.info(
        f"{reports.capitalize()} of {dataset.title.lower()} already count after {day(seen.request.reporting_date)}. "
        + (
            f"After the last of them, {touched} would read differently."
            if touched
            else "What they show stays as it is."
        )
    )


def compare(dataset: Dataset, before: pl.DataFrame, after: pl.DataFrame) -> str:
    """How two states of a dataset differ, in words: ‘3 rows changed, 1 row removed’; empty when they don't."""
    cells = changed_cells(dataset, before.join(after, on="row_key", how="semi"), after)
    gone = before.join(after, on="row_key", how="anti").height
    new = after.join(before, on="row_key", how="anti").height
    parts = [(cells["row_key"].n_unique(), "changed"), (new, "added"), (gone, "removed")]
    return ", ".join(f"{count(number, 'row')} {what}" for number, what in parts if number)


def choose_renames(token: str, offered: list[impact.Rename]) -> None:
    """Offers each pair that looks like one row under a new key."""
    for rename in offered:
        st.checkbox(
            f"{plain(rename.old_key)} is now called {plain(rename.new_key)}: what refers to it, and its history, follow it",
            key=f"rename_{token}_{rename.old_key}",
            help=f"{plain(capital(rename.why))}. Leave it unticked if they are different things.",
        )


def chosen_renames(token: str, offered: list[impact.Rename]) -> dict[str, str]:
    """The pairs of which the person has said that they are one row: the earlier key → the key in the file."""
    return {r.old_key: r.new_key for r in offered if st.session_state.get(f"rename_{token}_{r.old_key}")}
