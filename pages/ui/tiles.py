"""Headline tiles: a figure, what changed since the previous report in words, and a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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
    """Show tiles in a grid that takes as many columns as there is room for, `across` at most."""
    grid = st.grid(across, min_column_width=NARROWEST, gap="small")
    for tile in tiles:
        with grid.container(border=True, height="stretch", gap="xsmall"):
            _metric(tile)
            if tile.page:
                link(view, tile.page, f"{tile.link or 'See the rows'} →", **tile.chosen)


def _metric(tile: Tile) -> None:
    arrow: Literal["off", "up", "down"] = "off" if tile.rises is None else "up" if tile.rises else "down"
    colour: Literal["gray", "green", "red"] = "gray" if tile.good is None else "green" if tile.good else "red"
    st.metric(
        tile.label, plain(tile.value), delta=plain(tile.change) if tile.change else None, delta_arrow=arrow,
        delta_color=colour, help=plain(tile.rule) if tile.rule else None,
    )  # fmt: skip
