"""Filters of a table. What the reader chooses is in the address, so that a view can be sent to someone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.datasets import DATASETS, Dataset
from pages.parts.words import capital

EVERY = "Any"
QUADRANTS = ("tolerate", "invest", "migrate", "eliminate")


def row() -> Any:
    """A row for filters that wraps on a phone."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def words(key: str, label: str) -> str | None:
    """A search box; what was typed, or None."""
    typed = st.text_input(label, key=key, bind="query-params", width=220, placeholder="Name, supplier, function …")
    return typed.strip() or None


def one_of(key: str, label: str, options: Sequence[str], said: dict[str, str] | None = None, width: int = 190) -> str | None:
    """One of some values, or None for any. The address carries the value as it is stored."""
    known = list(options)
    # A value from the address that is not there at this date is kept and finds nothing, rather than quietly dropped.
    wanted = st.session_state.get(key) or st.query_params.get(key)
    if wanted and wanted not in known:
        known.append(str(wanted))
    return st.selectbox(
        label, known, index=None, key=key, bind="query-params", placeholder=EVERY, width=width,
        format_func=lambda value: (said or {}).get(value, value),
    )  # fmt: skip


def choice(key: str, label: str, dataset: Dataset, column: str = "") -> str | None:
    """One of the choices that a dataset declares for a column, in words."""
    declared = dataset.column(column or key)
    return one_of(key, label, declared.choices, {one: declared.say(one) for one in declared.choices}, width=160)


def quadrant(key: str) -> str | None:
    return one_of(key, "TIME quadrant", QUADRANTS, {one: capital(one) for one in QUADRANTS}, width=150)


def step(key: str, steps: pl.DataFrame) -> str | None:
    """One step of the way to the core."""
    said = dict(steps.select("code", "label").iter_rows())
    return one_of(key, "Step to the core", list(said), said, width=220)


def yes_no(key: str, label: str) -> str | None:
    return one_of(key, label, ("yes", "no"), {"yes": "Yes", "no": "No"}, width=110)


def values(rows: pl.DataFrame, column: str) -> list[str]:
    """The values that occur in a column, in order."""
    return rows.get_column(column).unique().sort().to_list()


def clear(*keys: str) -> None:
    """A button that clears the filters, shown only when one is set."""
    if any(st.session_state.get(key) for key in keys):
        st.button("Clear filters", on_click=_clear, args=(keys,), key=f"clear_{keys[0]}")


def _clear(keys: Sequence[str]) -> None:
    for key in keys:
        st.session_state[key] = "" if isinstance(st.session_state.get(key), str) and key == "search" else None


def named(key: str, label: str, rows: pl.DataFrame, code: str, name: str) -> str | None:
    """One of the rows of a small table, by its reference in the address and its name on screen."""
    said = dict(rows.select(code, name).iter_rows())
    return one_of(key, label, list(said), said)


def day(key: str, label: str) -> date | None:
    """A day, or None."""
    chosen = st.date_input(label, value=None, key=key, bind="query-params", format="DD/MM/YYYY", width=140)
    return chosen if isinstance(chosen, date) else None


def one_dataset(key: str) -> str:
    """One of the datasets, always one; the first when nothing is chosen."""
    titles = {name: dataset.title for name, dataset in DATASETS.items()}
    chosen = st.pills(
        "Dataset", list(titles), default=next(iter(titles)), required=True, format_func=lambda name: titles[name], key=key,
        bind="query-params",
    )  # fmt: skip
    return chosen if chosen in titles else next(iter(titles))
