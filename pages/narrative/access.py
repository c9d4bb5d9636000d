"""Sentences about who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

from pages.ui.formatting import count


def headline(lines: pl.DataFrame) -> str:
    """‘1 administrator, 2 editors and 4 viewers, as addresses or domains’, counting the roles in force."""
    if lines.is_empty():
        return "Nobody has a role yet"
    parts = []
    for word in ("Administrator", "Editor", "Viewer"):
        number = lines.filter(lines["role_held"] == word).height
        if number:
            parts.append(count(number, word.lower()))
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    return f"{listed[0].upper()}{listed[1:]}, by address or domain"


ALONE = (
    "Nobody signs in here: the dashboard is served to this machine alone, and whoever is at it may do everything. Roles count "
    "once sign-in is set up (docs/serving.md)."
)
OPEN = (
    "Nobody can sign in here, so everyone who reaches the dashboard may look and nobody may change anything. Roles count once "
    "sign-in is set up (docs/serving.md)."
)
SIGNED_IN = (
    "What is said of an address counts before what is said of its domain, and what is said of one programme before what is said "
    "of all. A change counts from the next click of whoever it is about."
)
"""How people sign in, and what their roles then mean."""
