"""Headline tiles: a figure, its change since the previous report in words, and a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pages.ui import texts
from pages.ui.links import address, methods
from pages.ui.page import View


@dataclass(frozen=True)
class Tile:
    """The content of one tile. `change` is in words; `rises` says which way its arrow points, None for no arrow."""

    label: str
    value: str
    change: str = ""
    rises: bool | None = None
    good: bool | None = None  # whether the change is welcome; None: neither
    rule: str = ""
    page: str = ""
    link: str = ""
    chosen: dict[str, Any] = field(default_factory=dict)


def show(view: View | None, tiles: Sequence[Tile], across: int = 4, *, title: str = "") -> None:
    """Shows tiles in a grid with as many columns as fit, at most `across`, under an optional title; once per screen.
    `view`: the viewpoint for links; tiles without links need none."""
    if not tiles:
        return
    with texts.together("tiles"):
        if title:
            texts.say(texts.heading(title))
        texts.say(texts.group("tiles", *(_part(view, tile) for tile in tiles), across=across))


def _part(view: View | None, tile: Tile) -> texts.Part:
    """The tile: what it counts, with its rule behind an ⓘ, the figure, the change with its arrow, and the link."""
    label = texts.line(tile.label)
    if tile.rule:
        label = texts.group("head", label, texts.about(tile.label, tile.rule, more=methods(tile.rule)))
    parts = [label, texts.line(tile.value, kind="value")]
    if tile.change:
        arrow = "" if tile.rises is None else "↑ " if tile.rises else "↓ "
        colour = "gray" if tile.good is None else "green" if tile.good else "red"
        parts.append(texts.chip(f"{arrow}{tile.change}", colour))
    if tile.page and view is not None:
        parts.append(texts.link(address(view, tile.page, **tile.chosen), f"{tile.link or 'See the rows'} →"))
    return texts.group("tile", *parts)
