"""The row that a reader has just chosen in a table. Streamlit keeps the selection, but a choice should open its page
once, not at every run."""

from __future__ import annotations

import streamlit as st


def note(key: str) -> None:
    """Notes the row that the reader has just chosen: the one that is ticked, or whose tick a second click has just
    removed. Streamlit calls this before the page runs."""
    rows = st.session_state[key].selection.rows
    ticked = f"ticked_{key}"
    row = rows[0] if rows else st.session_state.get(ticked)
    st.session_state[ticked] = st.session_state[f"chosen_{key}"] = row


def new(key: str) -> int | None:
    """The position of the row chosen since the last call; None if none was."""
    row = st.session_state.pop(f"chosen_{key}", None)
    return None if row is None else int(row)
