"""Progress of long work: what is being done, how far it is, and a way to cancel it while nothing counts yet."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from data import progress
from pages.ui.formatting import plain

AFTER = 0.7
"""Seconds after which the bar shows: what is done sooner needs none."""


@contextmanager
def shown(what: str, give_up: Callable[[], None] | None = None) -> Iterator[None]:
    """Shows how far the work inside is. `give_up`: what the button ‘Cancel’ does; pressing it ends the work at its next
    progress report, and undoes whatever it had begun. Without it the work can't be cancelled."""
    begun, place = time.monotonic(), st.empty()
    bar = None

    def show(step: str, done: float) -> None:
        nonlocal bar
        if bar is None and time.monotonic() - begun > AFTER:
            with place.container(horizontal=True, vertical_alignment="center", key="working"):
                bar = st.empty()
                if give_up is not None:
                    st.button("Cancel", on_click=give_up, key="give_up")
        if bar is not None:
            bar.progress(min(done, 1.0), text=plain(f"{step} …"))

    with st.spinner(what, show_time=True), progress.shown_by(show):
        yield
    place.empty()
