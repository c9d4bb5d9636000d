"""The weights that the reader sets: in the address, with the uploaded ones kept and a way back to them."""

from __future__ import annotations

import json

import polars as pl
import streamlit as st

from pages.ui import address
from pages.ui.formatting import number, plain, spoken

KEY = "weights"


def chosen(uploaded: pl.DataFrame) -> str | None:
    """The reader's weights as a query parameter, for the existing criteria; None while they are as uploaded.

    `uploaded`: criterion and weight, one row per criterion.
    """
    address.read(KEY)
    known = _known(uploaded)
    address.check(KEY, "Weights", known == _given())
    kept = json.dumps(known, ensure_ascii=False) if known else None
    st.session_state[KEY] = kept
    address.write(KEY, kept)
    return kept


def move(uploaded: pl.DataFrame) -> None:
    """A slider for each criterion, and a button that puts the uploaded weights back."""
    own = _known(uploaded)
    with st.container(horizontal=True, gap="medium"):
        for at, (criterion, weight) in enumerate(uploaded.iter_rows(), 1):
            key = f"weight_{at}"
            address.hold(key, float(own.get(criterion, weight)))
            with st.container(width=270, gap="xsmall"):
                st.markdown(plain(f"{at} {criterion}"), help=plain(f"Uploaded: {number(weight)}"))
                st.slider(
                    spoken(f"{at} {criterion}"), 0.0, 100.0, step=1.0, format="%g", key=f"weight_{at}", on_change=_take,
                    args=(key, criterion, float(weight)), label_visibility="collapsed",
                )  # fmt: skip
    if own:
        st.button("Back to the uploaded weights", on_click=_forget, key="uploaded_weights")


def _known(uploaded: pl.DataFrame) -> dict[str, float]:
    """The valid weights among those given, for the existing criteria: an address may contain anything."""
    kept = _given()
    criteria = set(uploaded["criterion"])
    return {
        name: float(weight)
        for name, weight in (kept.items() if isinstance(kept, dict) else ())
        if name in criteria and isinstance(weight, (int, float)) and not isinstance(weight, bool) and 0 <= weight <= 100
    }


def _given() -> object:
    """The weights in the address, unchecked; None if they can't be parsed."""
    try:
        return json.loads(st.session_state.get(KEY) or "{}")
    except (ValueError, RecursionError):
        return None


def _take(key: str, criterion: str, uploaded: float) -> None:
    own = json.loads(st.session_state.get(KEY) or "{}")
    own[criterion] = st.session_state[key]
    if own[criterion] == uploaded:
        del own[criterion]
    st.session_state[KEY] = json.dumps(own, ensure_ascii=False) if own else None
    address.chose(KEY)


def _forget() -> None:
    st.session_state[KEY] = None
    address.chose(KEY)
