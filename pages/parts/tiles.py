"""Headline tiles: a figure, what changed since the previous report in words, and a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from pages.parts.links import link
from pages.parts.page import View
from pages.parts.words import plain

NARROWEST = 190
"""Pixels: two tiles side by side on a phone would squeeze their words, so one stands below the other there."""


@dataclass(frozen=True)
class Tile:
    """What one tile shows. `change` is in words; `rises` says which way its arrow points, None for no arrow."""

    label: str
    value: str
    change: str = ""
    rises: bool | None = None
    good: bool | None = None  # whether the change is welcome; None: neither
    since: str = ""
    rule: str = ""
    page: str = ""
    link: str = ""
    chosen: dict[str, Any] = field(default_factory=dict)


def show(view: View, tiles: Sequence[Tile]) -> None:
    """Show tiles in a grid that takes as many columns as there is room for."""
    grid = st.grid(4, min_column_width=NARROWEST, gap="small")
    for tile in tiles:
        cell: AbstractContextManager[Any] = grid.cell()
        with cell, st.container(border=True, height="stretch", gap="xsmall"):
            _metric(tile)
            if tile.page:
                link(view, tile.page, tile.link or "See the rows", **tile.chosen)


def _metric(tile: Tile) -> None:
    arrow = "off" if tile.rises is None else "up" if tile.rises else "down"
    colour = "gray" if tile.good is None else "green" if tile.good else "red"
    st.metric(
        tile.label, plain(tile.value), delta=plain(tile.change) if tile.change else None, delta_arrow=arrow,
        delta_color=colour, delta_description=tile.since if tile.change else None, help=tile.rule or None,
    )  # fmt: skip
