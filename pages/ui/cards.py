"""One row as a card: every field with its name and its value in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from data.datasets import Column, Dataset, Kind
from pages.ui.formatting import MOST, NOTHING, apart, day, gist, headed, money, number, plain, share


def show(
    title: str, row: Mapping[str, Any], dataset: Dataset, columns: Sequence[str], extra: Mapping[str, Any] | None = None
) -> None:
    """Shows a row's fields under a heading of our own words; `extra`: computed fields, shown as they are."""
    st.subheader(headed(title), anchor=False)
    lines = {plain(dataset.column(name).label): plain(value(dataset.column(name), row.get(name))) for name in columns}
    for name, text in (extra or {}).items():
        lines[plain(name)] = plain(str(text) if text else NOTHING)
    st.table(lines, border="horizontal", hide_header=True, alt=gist(title))
    for name in columns:
        cell = row.get(name)
        if isinstance(cell, str) and len(cell) > MOST:
            whole = f"The whole of ‘{dataset.column(name).label}’: {number(len(cell))} characters"
            with st.expander(plain(whole), type="compact"), st.container(height=300):
                st.text(apart(cell))


def value(column: Column, cell: Any) -> str:
    """One value of a declared column, as the screen shows it."""
    if cell is None or cell == "":
        return NOTHING
    if column.kind is Kind.CHOICE:
        return column.say(str(cell))
    if isinstance(cell, date):
        return f"{cell:%B %Y}" if column.kind is Kind.MONTH else day(cell)
    if column.kind is Kind.MONEY and isinstance(cell, Decimal | int | float):
        return money(cell)
    if column.kind is Kind.NUMBER:
        return f"{Decimal(str(cell)).normalize():,f}"
    if column.kind is Kind.SHARE:
        return share(cell)
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, int):
        return number(cell)
    return str(cell)
