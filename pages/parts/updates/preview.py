"""What a chosen file holds, before it is taken in: how it was read, what is wrong with it, or what it would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from data.datasets import Dataset
from data.intake import checks, impact
from data.intake.annotated_workbook import marked_workbook
from data.intake.options import on_page, options_together
from data.intake.pipeline import Ingested
from data.intake.suggested_fixes import NO_WAY, only_in_the_file, remedies, ways_of
from data.ledger.intervals import Effect, Mode, changed_cells
from data.ledger.names import can_be_renamed
from data.problems import NoticeKind, ProblemKind, Refused, Remedy, sentences
from data.uploads import Preview, rename_warnings
from pages.parts.updates import reading_form
from pages.ui import row_history, tables
from pages.ui.formatting import capital, count, day, listing, plain
from pages.ui.upload_cache import Pending

MOST_SHOWN = 1000
"""Rows of a change shown on screen; all of them are in the download."""
MOST_GROUPS = 30
"""Kinds of problem shown one by one."""
MODES: dict[Mode, str] = {"full": "The whole list", "update": "Only changes"}
OF_HEADINGS = (
    ProblemKind.MISSING_COLUMN, ProblemKind.NO_HEADING_LINE, ProblemKind.LIKELY_HEADING, ProblemKind.DUPLICATE_HEADING,
    ProblemKind.TWO_COLUMNS_FOR_ONE, ProblemKind.UNKNOWN_COLUMN, ProblemKind.UNKNOWN_HEADING, ProblemKind.WRONG_CONTENT,
)  # fmt: skip
"""The kinds of problem that are settled under ‘Columns’, which is then open."""


def show_reading(ingested: Ingested) -> None:
    """How the file was read, and every reinterpretation."""
    st.markdown(f"**How it was read:** {plain(ingested.detection)}.")
    for notice in ingested.notices:
        shows_all = notice.kind == NoticeKind.NOT_USED  # its sentence names them
        examples = f" For example {'; '.join(notice.examples[:3])}." if notice.examples and not shows_all else ""
        st.markdown(f"- {plain(notice.text + examples)}")


def show_refusal(refusal: Refused, dataset: Dataset, label: str, waiting: Pending) -> None:
    """Why a file can't be read at all, and which options would let it be read."""
    st.markdown(f"**{plain(label)} can't be read as it stands.** {plain(str(refusal))}")
    has_buttons = _buttons(refusal.remedies, dataset, waiting, "refusal")
    _show_ways_out(
        [refusal.remedies] if refusal.remedies and not has_buttons else [], dataset, "" if refusal.remedies else NO_WAY
    )


def _show_ways_out(matters: Sequence[tuple[Remedy, ...]], dataset: Dataset, in_the_file: str) -> None:
    """What a person may choose in the form instead of correcting the file, one line per matter; and what only a change
    in the file settles."""
    if in_the_file:
        st.markdown(plain(in_the_file))
    if not matters:
        return
    st.markdown("**Or say it on this page, where it is true**, under ‘Columns’ or ‘Read it another way’:")
    for ways in matters:
        st.markdown(f"- {plain(options_together(ways, lambda way: on_page(way, dataset)))}")


def _buttons(ways: Sequence[Remedy], dataset: Dataset, waiting: Pending, place: str) -> bool:
    """A button for each way out that needs no further input. Returns whether there is one."""
    rows = [way.value for way in ways if way.option == "leave_out_rows"]
    if len(rows) == len(ways) > 1:
        ways = [Remedy("leave_out_rows", ", ".join(rows))]
    ready = [way for way in ways if "…" not in way.value]
    for at, way in enumerate(ready):
        st.button(
            plain(_does(way, dataset)), on_click=reading_form.settle, args=(waiting, way),
            key=f"way_{place}_{at}_{waiting.token}",
        )  # fmt: skip
    return bool(ready)


def _does(way: Remedy, dataset: Dataset) -> str:
    """What a button for a way out does: ‘Take ‘Ongoing’ as blank’."""
    if way.option == "blanks":
        return f"Take ‘{way.value.partition('=')[2]}’ as blank"
    does = on_page(way, dataset)
    return does if way.value else f"Say {does}"


def show_first_problem(ingested: Ingested, label: str, waiting: Pending, look_at: Callable[[str], None] | None) -> None:
    """The first problem of a file, with its ways out beside it. `look_at` shows all problems; None if they are shown
    already."""
    group = checks.group_problems(ingested.problems).row(0, named=True)
    total = capital(count(len(ingested.problems), "problem"))
    first = plain(sentence_of(group)) if look_at is not None else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"problem_first_{waiting.token}"):
        st.markdown(f":red[▲] **{plain(label)}: {total} to mend.** {first}", width="stretch")
        if look_at is not None:
            _buttons(ways_of(group, ingested), ingested.dataset, waiting, "first")
        _marked(waiting.name, ingested, "first")
        if look_at is not None:
            st.button("See all", key="see_problems", on_click=look_at, args=(waiting.token,), type="tertiary")
    if look_at is None:
        show_problems(ingested, waiting)


def _marked(name: str, ingested: Ingested, place: str) -> None:
    st.download_button(
        "Your file with the problems marked", data=lambda: marked_workbook(ingested.sheet, ingested.problems),
        file_name=f"{name.rsplit('.', 1)[0]} to mend.xlsx", on_click="ignore", key=f"marked_{place}",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )  # fmt: skip


def show_problems(ingested: Ingested, waiting: Pending) -> None:
    """Every problem, equal ones as one line with their ways out beside it; a way out shared by several is beside the
    first."""
    groups = checks.group_problems(ingested.problems)
    offered: list[Remedy] = []
    for at, group in enumerate(groups.head(MOST_GROUPS).iter_rows(named=True)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"problem_{at}_{waiting.token}"):
            st.markdown(f":red[▲] {plain(sentence_of(group))}", width="stretch")
            ways = [way for way in ways_of(group, ingested) if way not in offered]
            _buttons(ways, ingested.dataset, waiting, f"group{at}")
            offered += ways
    if groups.height > MOST_GROUPS:
        st.markdown(f"… and {count(groups.height - MOST_GROUPS, 'more kind')} of problem: see the list below.")
    listed = st.expander("Every problem, cell by cell", on_change="rerun", key="every_problem", type="compact")
    if listed.open:
        with listed:
            rows = ingested.problems.select(
                pl.col("row"), pl.col("heading"), pl.col("value"), pl.Series("message", sentences(ingested.problems))
            )
            tables.show(
                rows.head(MOST_SHOWN), key="problems", alt="Every problem, cell by cell", everything=lambda: rows,
                file_name="problems",
            )  # fmt: skip
    in_words = [ways for ways in remedies(ingested) if all("…" in way.value for way in ways)]
    _show_ways_out(in_words, ingested.dataset, only_in_the_file(ingested))
    twice = ingested.duplicates
    if twice.height:
        st.subheader("Rows that share a key, side by side", anchor=False)
        tables.show(twice.head(MOST_SHOWN), key="twice", alt="Rows that share a key", dataset=ingested.dataset)


def sentence_of(group: dict[str, object]) -> str:
    """One line for a group of equal problems: ‘Status: ‘doen’ is not one of …. Rows 3, 4, 5 and 4,997 more.’"""
    heading = f"{group['heading']}: " if group["heading"] else ""
    value = f"‘{group['value']}’ " if group["value"] else ""
    where = str(group["rows"] or "")
    tail = f" ({where})" if where else ""
    return " ".join(part for part in (f"{heading}{value}{group['problem']}", str(group["mend"] or "")) if part) + tail


def show_together(seen: Sequence[Preview]) -> None:
    """What is unusual about the tables of a return; tables with the same remark share one line."""
    titles_by_sentence: dict[str, list[str]] = {}
    for one in seen:
        later = [later_in_words(one)] if one.later_reports else []
        for sentence in (*one.warnings, *later):
            titles_by_sentence.setdefault(sentence, []).append(one.request.dataset.title)
    for sentence, titles in titles_by_sentence.items():
        st.warning(f"**{plain(listing(titles))}:** {plain(sentence)}")


def show_changes(seen: Preview, effect: Effect, waiting: Pending) -> None:
    """What the file would add, change and remove, row by row and cell by cell; first what is unusual, and the choices
    for pairs that look like one row under a new key."""
    dataset = seen.request.dataset
    figures = {
        "Added": effect.added.height,
        "Changed": effect.changed_after.height,
        "Removed": effect.removed.height,
        "Unchanged": effect.unchanged,
    }
    for column, (label, value) in zip(st.columns(4), figures.items(), strict=True):
        column.metric(plain(label), f"{value:,}", border=True)
    asked = rename_warnings(seen.request, effect) if can_be_renamed(dataset) else []
    for warning in seen.warnings:
        if warning not in asked:
            st.warning(plain(warning))
    choose_renames(waiting, dataset, effect)
    if seen.later_reports:
        st.info(plain(later_in_words(seen)))
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


def later_in_words(seen: Preview) -> str:
    """How a report for an earlier date affects what later reports show."""
    dataset = seen.request.dataset
    touched = compare(dataset, seen.latest_before, seen.latest_after)
    reports = count(seen.later_reports, "later report")
    return (
        f"{reports.capitalize()} of {dataset.title.lower()} already count after {day(seen.request.reporting_date)}. "
        + (
            f"After the last of them, {touched} would read differently."
            if touched
            else "What they show stays as it is."
        )
    )


def compare(dataset: Dataset, before: pl.DataFrame, after: pl.DataFrame) -> str:
    """How two states of a dataset differ, in words: ‘3 rows changed, 1 row removed’; empty if they don't."""
    cells = changed_cells(dataset, before.join(after, on="row_key", how="semi"), after)
    gone = before.join(after, on="row_key", how="anti").height
    new = after.join(before, on="row_key", how="anti").height
    parts = [(cells["row_key"].n_unique(), "changed"), (new, "added"), (gone, "removed")]
    return ", ".join(f"{count(number, 'row')} {what}" for number, what in parts if number)


def choose_renames(waiting: Pending, dataset: Dataset, effect: Effect) -> None:
    """Offers each pair that looks like one row under a new key, including those already confirmed."""
    offered = impact.likely_renames(dataset, effect) if can_be_renamed(dataset) else []
    if offered:
        go = f"{listing([rename.old_key for rename in offered], 3)} would be removed"
        st.markdown(f"**Only renamed?** As it stands, {plain(go)}. Say so where it is the same thing:")
    for rename in (*waiting.renames.values(), *offered):
        st.session_state[f"rename_{waiting.token}_{rename.old_key}"] = rename.old_key in waiting.renames
        st.checkbox(
            f"{plain(rename.old_key)} is now called {plain(rename.new_key)}: what refers to it, and its history, follow it",
            key=f"rename_{waiting.token}_{rename.old_key}", on_change=_rename, args=(waiting, rename),
            help=f"{plain(capital(rename.why))}. Leave it unticked if they are different things.",
        )  # fmt: skip


def _rename(waiting: Pending, rename: impact.Rename) -> None:
    """Says that a pair is one row or, if that was said before, that it isn't."""
    if waiting.renames.pop(rename.old_key, None) is None:
        waiting.renames[rename.old_key] = rename
