"""Scrolls to what was asked for. Streamlit opens every screen at its top, and after a click on a chart it stays where
the chart is, although the rows may be four screens below."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from pages.ui import address

SCRIPT = """
export default function ({ parentElement }) {
  const here = parentElement.host || parentElement;
  here.style.scrollMarginTop = "4rem";
  const bring = () => here.scrollIntoView({ block: "start" });
  // Charts above may still grow; until they are drawn, or the reader takes over, the place is kept.
  const growing = new ResizeObserver(bring);
  const signs = ["wheel", "touchmove", "keydown", "pointerdown"];
  const stop = () => {
    growing.disconnect();
    signs.forEach((sign) => removeEventListener(sign, stop));
  };
  growing.observe(here.closest("[data-testid=stMainBlockContainer]") || document.body);
  signs.forEach((sign) => addEventListener(sign, stop, { passive: true }));
  const patience = setTimeout(stop, 5000);
  bring();
  return () => { clearTimeout(patience); stop(); };
}
"""


def bring_here(asked: object = None) -> None:
    """Scrolls to this place, once for each arrival by a link, a click on a mark, or an address that was sent.

    `asked`: what the address names for this place, such as a gateway, or ‘’ for nothing; without it, any filter in the
    address counts. A filter that the reader changes by hand scrolls nothing, because the reader is looking at it.
    """
    if address.has_come() if asked is None else address.is_new(asked):
        _component()(key="arrival")


@cache
def _component() -> Any:
    """The component, declared once per process."""
    return st.components.v2.component("arrival", js=SCRIPT)
