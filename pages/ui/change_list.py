"""What changed, in sentences: the most important first, each with the upload that brought it and a link to its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from pages import narrative
from pages.charts import overview as charts
from pages.narrative.changes import subject
from pages.narrative.methodology import rule
from pages.ui import figures, filters, tables
from pages.ui.formatting import capital, count, day, headed, number, plain
from pages.ui.links import go, link
from pages.ui.page import View

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

MOST, MOST_OF_EACH = 10, 2
"""How many have sentences with links, of one subject and of each of several; the rest are in the table below, so that the
page stays a page."""

MOST_SUBJECTS = 6
"""Subjects that have a card; the others are a link each."""

COLUMNS = ("rank", "sentence", "about", "things", "reporting_date", "upload")

MOST_IN_TABLE = 500
"""Rows that the table sends to the browser; the downloads hold them all."""

KEYS = {
    "gateways": "gateway_id", "migration": "application_id", "inventory": "application_id", "partners": "partner_id",
}  # fmt: skip


def where(row: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """(screen, what to choose there) for one change; each of several grouped changes has its own."""
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
        return "decisions", {"decision_id": item}
    if row["subject"] == "spend":
        return "spend", {"strand": item}
    if row["subject"] in ("gateways", "partners"):
        return row["page"], {KEYS[row["page"]]: item}
    if row["subject"] == "services":
        return "services", {"service_id": item}
    if row["subject"] in ("benefits", "benefit_values"):
        return "investment", {"benefit_id": item, "part": "By year"}
    if row["subject"] == "vehicle_options":
        return "vehicle", {"option": row["title"]}
    if row["subject"] == "risks":
        return "risks", {"risk_id": item}
    if row["page"] == "updates":
        return "updates", {"upload": row["upload"]}
    return row["page"], {}


def dates_moved(
    view: View,
    since: date | None,
    *,
    key: str,
    most: int,
    more: Callable[[], None],
    below: Callable[[], None] | None = None,
) -> None:
    """The dates that moved since then, drawn, and how many moves slipped; a click opens what moved. `more`: links
    behind the ⓘ; `below`: texts beneath."""
    rows = view.ask("overview_dates_moved", since=since)
    drawn, headline = _dates_moved(view, since, most)
    clicked = figures.show(
        drawn, title=headline,
        alt=f"{headline}. Each date that moved, as it was and as it is.", rows=rows, key=key, rule=rule("moved_dates"),
        selects=True, compact=True, drawn=most, more=more, below=below,
    )  # fmt: skip
    for lane, item in clicked:
        opens = {"waves": ("migration", {"wave_id": item}), "gateways": ("gateways", {"gateway_id": item})}
        screen, chosen = opens.get(lane, ("timeline", {"lane": lane, "row_key": item}))
        go(view, screen, **chosen)


@lru_cache(maxsize=32)
def _dates_moved(view: View, since: date | None, most: int) -> tuple[Figure | None, str]:
    rows = view.ask("overview_dates_moved", since=since)
    drawn = charts.dates_moved(rows, view.palette, most) if not rows.is_empty() else None
    moves = view.ask("overview_moves_slipped", since=since).row(0, named=True)
    return drawn, narrative.changes.dates_moved(rows, looked_from(view, since), view.as_at, moves)


def show(view: View, rows: pl.DataFrame, **kept: Any) -> None:
    """The first few changes of each subject, each with its links, the subject with the most important change first, and
    links to the subjects that didn't fit; `kept` goes into the links to this screen."""
    groups = rows.partition_by("subject", maintain_order=True)
    most = MOST_OF_EACH if len(groups) > 1 else MOST
    grid = st.grid(min(len(groups), 3), min_column_width=320, gap="small")
    for group in groups[:MOST_SUBJECTS]:
        code = group["subject"][0]
        with grid.container(border=True, height="stretch", gap="xsmall"):
            st.subheader(headed(subject(code)), anchor=False)
            for row in group.head(most).iter_rows(named=True):
                _one(view, row, kept)
            if group.height > most and len(groups) > 1:
                link(view, "changes", f"See all {number(group.height)} →", subject=code, **kept)
    if groups[MOST_SUBJECTS:]:
        with st.container(horizontal=True, gap="small", key="other_subjects"):
            for group in groups[MOST_SUBJECTS:]:
                code = group["subject"][0]
                link(view, "changes", f"{subject(code)}: {count(group.height, 'change')} →", subject=code, **kept)


def _one(view: View, row: Mapping[str, Any], kept: dict[str, Any]) -> None:
    screen, chosen = where(row)
    st.markdown(plain(row["sentence"]))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        label = f"See {'each' if row['item_id'] is None else 'its rows'} →"
        link(view, screen, label, **(chosen | kept if screen == "changes" else chosen))
        if row["upload"] is not None:
            source = f"Brought by upload {number(row['upload'])}, the report of {day(row['reporting_date'])}"
            link(view, "updates", f"Upload {number(row['upload'])} →", help=source, upload=row["upload"])


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
    """A filter by subject; the choice is in the address."""
    found = filters.values(rows, "subject")
    return filters.one_of("subject", "About", found, {one: subject(one) for one in found}, width=220)


def looked_from(view: View, since: date | None) -> date | None:
    """The earlier date that the changes count from; None if there was no report before the latest one."""
    before = view.ask("reports_compared", since=since).filter(pl.col("compared") == "before")
    return before["day"][0] if before.height else None


def together(rows: pl.DataFrame, since: date) -> str:
    """‘7 changes since 28 February 2013, each by itself’: the heading of a group of similar changes."""
    return f"{capital(count(rows.height, 'change'))} since {day(since)}, each by itself"
