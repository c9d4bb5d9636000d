"""Ratings in words and shape, with colour only as a third sign."""

from __future__ import annotations

import streamlit as st

from pages.charts.theme import rating


def chip(code: str | None, before: str = "") -> str:
    """A rating as a chip, in Markdown: shape, word and colour; `before` is our own word, such as ‘Declared’."""
    shown = rating(code)
    text = f"{before}: {shown.shape} {shown.word}" if before else f"{shown.shape} {shown.word}"
    return f":{shown.badge}-badge[{text}]"


def flag(text: str) -> str:
    """A flag that something needs attention, in Markdown; our own words only."""
    return f":orange-badge[⚑ {text}]"


def pair(declared: str | None, computed: str | None, *, declared_is_better: bool, stale: bool) -> None:
    """The declared beside the computed rating, with a flag if they disagree or the item is stale."""
    chips = [chip(declared, "Declared"), chip(computed, "Computed")]
    if declared_is_better:
        chips.append(flag("The rule does not support the declared rating"))
    if stale:
        chips.append(flag("Stale: no update for two reports or more"))
    st.markdown(" ".join(chips))


def word(code: str | None) -> str:
    """A rating as a word in a sentence: ‘amber’, ‘not rated’."""
    return rating(code).word.lower()
