"""Filters of a table. The reader's choices are in the address, so that a view can be sent to someone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from data.datasets import DATASETS, Dataset
from pages.ui.address import hold, noting, read, whole_number, write
from pages.ui.formatting import capital

EVERY = "Any"
PART = "part"
QUADRANTS = ("tolerate", "invest", "migrate", "eliminate")


def row() -> Any:
    """A row for filters that wraps on a phone."""
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small")


def words(key: str, label: str, width: int = 220, placeholder: str = "Name, supplier, function …") -> str | None:
    """A search box. Returns the text, or None."""
    read(key)
    hold(key, st.session_state[key] or "")
    typed = st.text_input(label, width=width, placeholder=placeholder, key=key, **noting(key)).strip()
    write(key, typed)
    return typed or None


def one_of(
    key: str,
    label: str,
    options: Sequence[str],
    words: Mapping[str, str] | None = None,
    width: int = 190,
    none: str = EVERY,
    is_closed: bool = False,
) -> str | None:
    """One of some values, or None for any, shown as `none`. A value from the address that doesn't occur finds nothing;
    if no others are possible (`is_closed`), it is left out."""
    read(key)
    known = list(options)
    if is_closed and st.session_state[key] not in known:
        st.session_state[key] = None
    wanted = st.session_state[key]
    if wanted is not None and wanted not in known:
        known.append(str(wanted))
    chosen = st.selectbox(
        label, known, index=None, placeholder=none, width=width,
        format_func=lambda value: (words or {}).get(value, value), key=key, **noting(key),
    )  # fmt: skip
    write(key, chosen, called=label)
    return chosen


def several(key: str, label: str, rows: pl.DataFrame, code: str, name: str) -> list[str]:
    """Any of the rows of a small table: references separated by commas in the address, names on screen. Values that
    don't occur are left out."""
    text = read(key)
    names = dict(rows.select(code, name).iter_rows())
    kept = st.session_state[key]
    chosen = (text or "").split(",") if isinstance(kept, str) else kept or []
    hold(key, [one for one in chosen if one in names])
    found = st.multiselect(
        label, list(names), format_func=lambda one: names[one], width=420, placeholder="None", key=key, **noting(key)
    )
    write(key, ",".join(found), called=label)
    return found


def choice(key: str, label: str, dataset: Dataset, column: str = "") -> str | None:
    """One of the choices that a dataset declares for a column, in words."""
    declared = dataset.column(column or key)
    return one_of(key, label, declared.choices, {one: declared.say(one) for one in declared.choices}, width=160)


def quadrant(key: str) -> str | None:
    """One quadrant of TIME."""
    return one_of(key, "TIME quadrant", QUADRANTS, {one: capital(one) for one in QUADRANTS}, width=150)


def step(key: str, steps: pl.DataFrame) -> str | None:
    """One step of the way to the core, or what is in scope without a migration."""
    labels = {**dict(steps.select("code", "label").iter_rows()), "unplanned": "In scope, no move reported"}
    return one_of(key, "Step to the core", list(labels), labels, width=220)


def yes_no(key: str, label: str) -> str | None:
    """Yes, no, or None for either."""
    return one_of(key, label, ("yes", "no"), {"yes": "Yes", "no": "No"}, width=110, is_closed=True)


def named(key: str, label: str, rows: pl.DataFrame, code: str, name: str) -> str | None:
    """One of the rows of a small table, by its reference in the address and its name on screen."""
    names = dict(rows.select(code, name).iter_rows())
    return one_of(key, label, list(names), names)


def day(key: str, label: str) -> date | None:
    """A day, or None; anything in the address that is no date is left out."""
    read(key)
    kept = st.session_state[key]
    if isinstance(kept, str):
        try:
            st.session_state[key] = date.fromisoformat(kept)
        except ValueError:
            st.session_state[key] = None
    chosen = st.date_input(label, value=None, format="DD/MM/YYYY", width=180, key=key, **noting(key))
    write(key, chosen, called=label)
    return chosen if isinstance(chosen, date) else None


def number(
    key: str,
    label: str,
    default: float,
    most: float,
    *,
    step: float = 1,
    sign: str = "",
    is_slid: bool = False,
    width: int = 170,
    help: str | None = None,
) -> float:
    """A number from zero to `most`; the default if nothing, or an invalid number, is chosen. `sign`: our own text after
    it."""
    text = read(key)
    kept = st.session_state[key]
    if text is not None and isinstance(kept, str):
        try:
            kept = float(text)
        except ValueError:
            kept = None
    is_one = isinstance(kept, (int, float)) and 0 <= kept <= most  # false for what is not a number
    hold(key, float(kept) if is_one else float(default))
    places = "%.0f" if step == int(step) else "%.2f" if step < 0.1 else "%.1f"
    bounds: dict[str, Any] = {
        "min_value": 0.0,
        "max_value": float(most),
        "step": float(step),
        "help": help,
        **noting(key),
    }
    if is_slid:
        chosen = st.slider(label, key=key, format=f"{places}{sign.replace('%', '%%')}", width=width, **bounds)
    else:
        chosen = st.number_input(label, key=key, format=places, width=width, **bounds)
    write(key, in_digits(chosen), usual=in_digits(default), called=label)
    return float(chosen)


def in_digits(value: float) -> str:
    """A number as it is written in an address: ‘3.5’, ‘1234567’."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


def one_always(key: str, label: str, words: Mapping[str, str], width: int = 190) -> str:
    """Exactly one of some values; the first if nothing, or none of them, is chosen. `words`: value → our own words."""
    first = next(iter(words))
    read(key)
    if st.session_state[key] not in words:
        st.session_state[key] = first
    chosen = st.selectbox(
        label, list(words), width=width, format_func=lambda value: words[value], key=key, **noting(key)
    )
    write(key, chosen, usual=first, called=label)
    return chosen


def on_a_scale(key: str, label: str, low: int, high: int, *, step: int = 1, shown: str = "%d") -> int:
    """A whole number on a slider from `low` to `high`, 0 if none is chosen; `shown`: its text beside the slider.

    An address without a number, or beyond the ends, gets the nearest valid value.
    """
    text = read(key)
    kept = st.session_state[key]
    if isinstance(kept, str):
        kept = whole_number(text) or 0
    hold(key, min(max(low, kept or 0), high))
    chosen: int = st.slider(label, low, high, step=step, format=shown, width=250, key=key, **noting(key))
    write(key, chosen, usual=0, called=label)
    return chosen


def one_dataset(key: str) -> str:
    """Exactly one of the datasets; the first if nothing is chosen."""
    titles = {name: dataset.title for name, dataset in DATASETS.items()}
    first = next(iter(titles))
    read(key)
    if st.session_state[key] not in titles:
        st.session_state[key] = first
    # Not pills: in the dark the words of the chosen one can't reach 4.5 to 1 and those on a primary button too.
    chosen = st.selectbox(
        "Dataset", list(titles), format_func=lambda name: titles[name], width=260, key=key, **noting(key)
    )
    write(key, chosen, usual=first, called="Dataset")
    return chosen


def page_of(key: str, chosen: Mapping[str, Any]) -> int:
    """The number of the page to show: from the address or the widget; the first after a change of filters."""
    text = read(key)
    asked = whole_number(text)
    page = st.session_state[key] if asked is None else asked
    filtered = repr(sorted(chosen.items()))
    if st.session_state.get(f"{key}_of", filtered) != filtered:
        page = 1
    st.session_state[f"{key}_of"] = filtered
    st.session_state[key] = max(1, page if isinstance(page, int) else 1)
    return int(st.session_state[key])


def parts(*labels: str) -> Sequence[TabContainer]:
    """Tabs, of which only the open one is computed; its label is in the address."""
    read(PART)
    if st.session_state[PART] not in labels:
        st.session_state[PART] = labels[0]
    # Streamlit's own binding takes the tab of a screen out of the address of the next one, also where that names one of its own.
    tabs = st.tabs(labels, key=PART, on_change="rerun")
    write(PART, st.session_state[PART], usual=labels[0], called="Part")
    return tabs


def values(rows: pl.DataFrame, column: str) -> list[str]:
    """The values that occur in a column, in order."""
    return rows.get_column(column).unique().sort().to_list()


def clear(*keys: str, label: str = "Clear filters") -> None:
    """A button that clears the filters, shown only if one is set."""
    if any(st.session_state.get(key) for key in keys):
        st.button(label, on_click=_clear, args=(keys,), key=f"clear_{keys[0]}")


def _clear(keys: Sequence[str]) -> None:
    for key in keys:
        st.session_state[key] = None


def whole(key: str, label: str, usual: int, least: int, most: int) -> int:
    """A setting: a whole number from `least` to `most`. The address omits the usual one."""
    text = read(key)
    kept = st.session_state[key]
    number = whole_number(text) if isinstance(kept, str) else kept
    hold(key, min(max(number, least), most) if isinstance(number, int) else usual)
    chosen = int(st.number_input(label, min_value=least, max_value=most, step=1, width=150, key=key, **noting(key)))
    write(key, chosen, usual=usual, called=label)
    return chosen
