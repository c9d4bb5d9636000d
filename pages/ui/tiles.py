"""Headline tiles: a figure, what changed since the previous report in words, and a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.ui.formatting import plain
from pages.ui.links import link
from pages.ui.page import View

NARROWEST = 160
"""Pixels: four tiles side by side on a desk, two on a phone."""


@dataclass(frozen=True)
class Tile:
    """What one tile shows. `change` is in words; `rises` says which way its arrow points, None for no arrow."""

    label: str
    value: str
    change: str = ""
    rises: bool | None = None
    good: bool | None = None  # whether the change is welcome; None: neither
    rule: str = ""
    page: str = ""
    link: str = ""
    chosen: dict[str, Any] = field(default_factory=dict)


def show(view: View, tiles: Sequence[Tile], across: int = 4) -> None:
    """Show tiles in a grid that takes as many columns as there is room for, `across` at most; once on a screen."""
    grid = st.grid(across, min_column_width=NARROWEST, gap="small", key="tiles")
    for tile in tiles:
        with grid.container(border=True, height="stretch", gap="xsmall"):
            # One text, because st.metric is four and measures itself: eight of them cost as much as a chart.
            st.markdown(as_markdown(tile), help=plain(tile.rule) if tile.rule else None)
            if tile.page:
                link(view, tile.page, f"{tile.link or 'See the rows'} →", **tile.chosen)


def as_markdown(tile: Tile) -> str:
    """The tile as Markdown: what it counts, the figure, and the change with its arrow, a line each (page.css)."""
    lines = [plain(tile.label), f"**{plain(tile.value)}**"]
    if tile.change:
        arrow = "" if tile.rises is None else "↑ " if tile.rises else "↓ "
        colour = "gray" if tile.good is None else "green" if tile.good else "red"
        lines.append(f":{colour}-badge[{arrow}{plain(tile.change)}]")
    return "  \n".join(lines)
