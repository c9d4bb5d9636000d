"""Clicks on a chart or a row. Streamlit keeps what was selected; a click must open its page once and not at every run."""

from __future__ import annotations

import streamlit as st


def note(key: str) -> None:
    """Note that the reader has just selected something: Streamlit calls this before the page runs."""
    st.session_state[f"clicked_{key}"] = True


def is_new(key: str) -> bool:
    """Whether there has been a click since this was last asked."""
    return bool(st.session_state.pop(f"clicked_{key}", False))
