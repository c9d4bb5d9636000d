"""The rows of an answer as a table in words: headings and choices as people read them, UK dates, pounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from data.each_value import each_in_words
from pages.pack.content import Table
from pages.ui.formatting import short
from pages.ui.labels import RATED, cell, label, rows_in_cells

MOST_BEHIND = 200
"""How many of the rows behind a slide its notes and files hold; the rest is counted, and on the screens."""


def table(rows: pl.DataFrame, columns: Sequence[str] = (), *, most: int = MOST_BEHIND, width: int = 0) -> Table:
    """The rows as a table, at most `most` of them; `width`: texts are cut to so many characters, 0 for whole."""
    names = [name for name in columns if name in rows.columns] if columns else rows.columns
    cells = rows_in_cells(rows.head(most).select(names), width=width)
    numeric = tuple(rows.schema[name].is_numeric() for name in names)
    return Table(tuple(label(name) for name in names), cells, numeric, max(0, rows.height - most))


FIGURES: Mapping[str, str] = {
    "go_live_forecast": "Go-live",
    "consolidate": "To consolidate",
    "consolidate_share_pct": "To consolidate (%)",
    "decision_points": "Decision points in all",
    "partners": "Partners in all",
    "capital_gbp": "Capital (£)",
    "actual_gbp": "Spent (£)",
    "months_spent": "Months with spending",
}
"""Names of headline figures where the plain reading of the column's name would not do."""


def figures(rows: pl.DataFrame) -> Table:
    """The rows of overview_since as a table: each headline figure by its name in words, before and now."""
    changes = tuple(
        (
            FIGURES.get(row["figure"], label(row["figure"])),
            *(
                cell(row["figure"] if row["figure"] in RATED else "", row[moment])
                for moment in ("before_said", "now_said")
            ),
        )
        for row in rows.iter_rows(named=True)
    )
    return Table(("Figure", "Before", "Now"), changes, (False, False, False))


def named_briefly(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with names short enough for a headline: longer ones are cut."""
    return rows.with_columns(each_in_words(rows["name"], lambda name: short(name, 60)))


def shares_of(table: Table, room: float) -> list[float]:
    """Each column's share of the width, if a line of the table holds `room` letters.

    Each column gets what its longest word needs; the rest goes to those whose texts need more.
    """
    least = _least(table)
    wishes = [max(low, min(60, max([0, *(len(row[at]) for row in table.rows)])) + 3.0) for at, low in enumerate(least)]
    least = _within(least, room)
    more = sum(wishes) - sum(least)
    spread = max(0.0, room - sum(least)) / more if more else 0.0
    wanted = [low + min(1.0, spread) * (high - low) for low, high in zip(least, wishes, strict=True)]
    return [each / sum(wanted) for each in wanted]


def _least(table: Table) -> list[float]:
    """For each column, the letters of its longest word, plus the space beside it."""
    least = []
    for at, name in enumerate(table.columns):
        texts = [name, *(with_its_sign(row[at]) for row in table.rows)]
        # Headings are bold, which is wider.
        words = [len(word) * (1.15 if text is name else 1) for text in texts for word in text.split(" ")]
        least.append(min(24.0, max(words)) + 3.0)
    return least


def with_its_sign(text: str) -> str:
    """The text of a cell whose first word stays on one line with the symbol before it: ‘◆ Medium’."""
    return f"{text[0]}\u00a0{text[2:]}" if text[1:2] == " " and not text[0].isalnum() else text


def scale_of(table: Table, room: float) -> float:
    """How far the letters of a table must shrink so that no word is broken when a line holds `room` letters: 1 if they
    needn't, and never below 0.7, which is still legible."""
    return max(0.7, min(1.0, room / sum(_least(table))))


def _within(wanted: Sequence[float], room: float) -> list[float]:
    """The widths, the widest cut to a common width so that all fit: a long word is broken before a date is."""
    kept = sorted(wanted)
    for at, width in enumerate(kept):
        most = (room - sum(kept[:at])) / (len(kept) - at)
        if width > most:
            return [min(each, most) for each in wanted]
    return list(wanted)
