"""One row as a card: every field with its name and its value in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from data.datasets import Column, Dataset, Kind
from pages.ui.formatting import NOTHING, capital, day, money, number, plain, share


def show(
    title: str, row: Mapping[str, Any], dataset: Dataset, columns: Sequence[str], extra: Mapping[str, Any] | None = None
) -> None:
    """Show a row's fields under a heading of our own words; `extra` are fields that are worked out, said as they are."""
    st.subheader(plain(title), anchor=False)
    lines = {plain(dataset.column(name).label): plain(value(dataset.column(name), row.get(name))) for name in columns}
    for name, text in (extra or {}).items():
        lines[plain(name)] = plain(capital(str(text)) if text else NOTHING)
    st.table(lines, border="horizontal", hide_header=True, alt=title)


def value(column: Column, held: Any) -> str:
    """How the screen says one value of a declared column."""
    if held is None or held == "":
        return NOTHING
    if column.kind is Kind.CHOICE:
        return column.say(str(held))
    if isinstance(held, date):
        return f"{held:%B %Y}" if column.kind is Kind.MONTH else day(held)
    if column.kind is Kind.MONEY and isinstance(held, Decimal | int | float):
        return money(held)
    if column.kind is Kind.SHARE:
        return share(held)
    if isinstance(held, bool):
        return "Yes" if held else "No"
    if isinstance(held, int):
        return number(held)
    return str(held)
