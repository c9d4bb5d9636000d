"""What changed, in sentences: the most important first, each with the upload that brought it and a way to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from pages.ui import filters, tables
from pages.ui.formatting import capital, count, day, number, plain
from pages.ui.links import go, link
from pages.ui.page import View

MOST = 10
"""How many are told with their links; the rest stand in the table below, so that the page stays a page."""

COLUMNS = ("rank", "sentence", "about", "things", "reporting_date", "upload")

MOST_IN_TABLE = 500
"""Rows that the table sends to the browser; the downloads hold them all."""

SUBJECTS = {
    "applications": "Inventory", "concerns": "Partners' concerns", "criteria": "Gateway criteria",
    "decisions": "Decisions and scrutiny", "gateways": "Gateways and milestones", "migrations": "Migration",
    "spend": "Capital",
}  # fmt: skip
"""What the screen calls a subject, where its own name won't do."""
KEYS = {
    "gateways": "gateway_id", "migration": "application_id", "inventory": "application_id", "partners": "partner_id",
}  # fmt: skip


def subject(code: str) -> str:
    """What the screen calls what a change is about."""
    return SUBJECTS.get(code) or capital(code.replace("_", " "))


def where(row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(screen, what to choose there) for one change; several that stand together lead to each of them on its own."""
    item = row["item_id"]
    if item is None:
        return "changes", {"subject": row["subject"], "kind": row["kind"], "alike": row["alike"]}
    if row["kind"] == "progress":
        return "changes", {"subject": row["subject"], "kind": "moved"}
    if row["subject"] in ("applications", "migrations"):
        return "application", {"application_id": item}
    if row["subject"] == "waves":
        return "migration", {"wave_id": item}
    if row["subject"] == "decisions":
        return "timeline", {"lane": "decisions", "row_key": item}
    if row["subject"] == "spend":
        return "spend", {"strand": item}
    if row["subject"] in ("gateways", "partners"):
        return row["page"], {KEYS[row["page"]]: item}
    if row["page"] == "updates":
        return "updates", {"upload": row["upload"]}
    return row["page"], {}


def show(view: View, rows: pl.DataFrame, most: int = MOST, **kept: Any) -> None:
    """The first few changes, each with its links; `kept` goes into the link to several shown as one."""
    grid = st.grid(2, min_column_width=320, gap="small")
    for row in rows.head(most).iter_rows(named=True):
        screen, chosen = where(row)
        if screen == "changes":
            chosen |= kept
        with grid.container(border=True, height="stretch", gap="xsmall"):
            st.markdown(f"**{plain(subject(row['subject']))}**  \n{plain(row['sentence'])}")
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link(view, screen, f"See {'each' if row['item_id'] is None else 'its rows'} →", **chosen)
                if row["upload"] is not None:
                    said = f"Brought by upload {number(row['upload'])}, the report of {day(row['reporting_date'])}"
                    link(view, "updates", f"Upload {number(row['upload'])} →", help=said, upload=row["upload"])


def table(view: View, rows: pl.DataFrame, **kept: Any) -> None:
    """Every change in a table that opens its rows; the downloads hold them all."""

    def opens(row: Mapping[str, Any]) -> None:
        screen, chosen = where(row)
        go(view, screen, **(chosen | kept if screen == "changes" else chosen))

    about = pl.Series("about", [subject(one) for one in rows["subject"]], dtype=pl.String)
    tables.show(
        rows.with_columns(about).head(MOST_IN_TABLE), everything=lambda: rows.with_columns(about).select(COLUMNS),
        key="changes", alt="Every change, the most important first", opens=opens, file_name="what_changed",
        columns=COLUMNS,
        help={"things": "How many changes stand together in the sentence."},
    )  # fmt: skip
    if rows.height > MOST_IN_TABLE:
        st.caption(
            f"The table shows the first {number(MOST_IN_TABLE)} of {number(rows.height)}; the downloads hold them all."
        )


def subjects(rows: pl.DataFrame) -> str | None:
    """A filter by what the changes are about; the choice is in the address."""
    found = filters.values(rows, "subject")
    return filters.one_of("subject", "About", found, {one: subject(one) for one in found}, width=220)


def tally(rows: pl.DataFrame) -> str:
    """‘Migration 41, gateways and milestones 8 …’: how many changes there are of each subject, the most first."""
    if rows.is_empty():
        return ""
    counted = rows.group_by("subject").len().sort(["len", "subject"], descending=[True, False])
    return ", ".join(f"{subject(one)} {number(n)}" for one, n in counted.iter_rows()) + "."


def looked_from(view: View, since: date | None) -> date | None:
    """The earlier date that the changes count from; None when there was no report before the latest one."""
    before = view.ask("reports_compared", since=since).filter(pl.col("compared") == "before")
    return before["day"][0] if before.height else None


def together(rows: pl.DataFrame, since: date) -> str:
    """‘7 changes since 28 February 2013, each by itself’: the heading of several alike."""
    return f"{capital(count(rows.height, 'change'))} since {day(since)}, each by itself"
