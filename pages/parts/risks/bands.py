"""The bands of the matrix: visible, adjustable by the reader, and in the address."""

from __future__ import annotations

import streamlit as st

from pages import narrative
from pages.ui import filters
from pages.ui.formatting import plain

LABELS = {"low_to": "Low up to", "medium_to": "Medium up to", "high_to": "High up to"}


def choose() -> dict[str, int]:
    """The highest score of each band but the last. If the limits are out of order, the screen says so and uses the
    usual ones."""
    usual = narrative.risks.DEFAULTS
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="risk_bands"):
        line = st.empty()
        with st.popover("Change the bands", key="change_bands"), filters.row():
            chosen = {name: filters.whole(name, label, usual[name], 1, 25) for name, label in LABELS.items()}
        limits = dict(usual)
        if chosen["low_to"] < chosen["medium_to"] < chosen["high_to"]:
            limits = chosen
        else:
            st.caption("Each band must end above the one before; until then the usual ones hold.", width="content")
        line.caption(plain(f"{narrative.risks.bands(limits)}."), width="content")
    return limits


def in_address(limits: dict[str, int]) -> dict[str, int]:
    """The limits that differ from the usual ones, for a link."""
    return {name: limit for name, limit in limits.items() if limit != narrative.risks.DEFAULTS[name]}
