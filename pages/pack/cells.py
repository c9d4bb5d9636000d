"""Rows of an answer as a table in words: headings and choices as people read them, UK dates, pounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from pages.charts.theme import rating
from pages.pack.content import Table
from pages.parts.labels import in_words, label
from pages.parts.words import NOTHING, money, number, share, short, short_day

MOST_BEHIND = 200
"""How many of the rows behind a slide its notes and files hold; the rest is counted, and on the screens."""


def table(rows: pl.DataFrame, columns: Sequence[str] = (), *, most: int = MOST_BEHIND, width: int = 0) -> Table:
    """The rows as a table, at most `most` of them; `width`: texts are cut to so many characters, 0 for whole."""
    names = [name for name in columns if name in rows.columns] if columns else rows.columns
    shown = in_words(rows.select([n for n in names if n not in RATED])).with_columns(
        rows.select([n for n in names if n in RATED])
    )
    cells = tuple(
        tuple(cell(name, row[name], width) for name in names) for row in shown.head(most).iter_rows(named=True)
    )
    numeric = tuple(rows.schema[name].is_numeric() for name in names)
    return Table(tuple(label(name) for name in names), cells, numeric, max(0, rows.height - most))


RATED = ("declared_rating", "computed_rating")


def cell(name: str, value: Any, width: int = 0) -> str:
    """One value in words."""
    if name in RATED:
        shown = rating(value)
        return f"{shown.shape} {shown.word}" if value else NOTHING
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{short_day(value.date())}, {value:%H:%M} UTC"
    if isinstance(value, date):
        return short_day(value)
    if name.endswith("_gbp"):
        return money(value)
    if name.endswith("_pct"):
        return share(value)
    if isinstance(value, (int, float, Decimal)):
        # An upload's number is a name, not an amount.
        return str(value) if name in ("upload", "number", "ledger_version") else number(value)
    flat = " ".join(str(value).split())
    return short(flat, width) if width else flat
