"""Begins and ends every screen: the guard, the title, the reader's viewpoint, and what its address names."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NoReturn

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

import queries
from data import log
from data.datasets import DATASETS
from data.ledger.names import can_be_renamed
from data.problems import StoreError
from pages.charts.theme import PALETTES, Palette
from pages.serving import upload_gate
from pages.ui import address, person, texts, upload_cache
from pages.ui.as_at_bar import AS_AT, FIXED, ILLUSTRATIVE, VERSION, forget_version, latest_upload
from pages.ui.formatting import day, plain
from pages.ui.this_run import beginning_again, now, reporting_dates, session
from pages.ui.which_programme import PROGRAMME, programme
from queries import LedgerState

ICON = str(Path(__file__).with_name("icon.png"))
"""The picture in the browser's tab; a file of our own, because a named icon would be fetched from outside."""

SENT = "sent_to_entry"
"""In the session: that a bare page has sent the reader to the entry script."""

_has_entered: ContextVar[bool] = ContextVar("has_entered", default=False)
"""Whether this run has come through the entry script. Of the run and not of the session: one that was stopped before its page
must not let the next one by."""


_head: ContextVar[DeltaGenerator | None] = ContextVar("head", default=None)
"""Where this run says what of the address can't be used; None before the screen has begun."""


@dataclass(frozen=True)
class View(queries.View):
    """The reader's viewpoint: everything that a page needs to ask for its figures and to draw them."""

    latest: date | None  # the latest reporting date known then; None when nothing had been uploaded
    palette: Palette
    known_version: int  # the latest when the run began
    chosen_version: int | None = None  # None: the reader wants what is known now
    is_fixed: bool = False  # the address says the date, although it is the latest: it stays when the next report comes

    @property
    def now(self) -> LedgerState:
        """The state of the ledger when the run began."""
        return LedgerState(self.known_version, self.generation)

    def ask(self, query_name: str, **parameters: object) -> pl.DataFrame:
        """The answer to a query from this viewpoint. If a backup was restored in the middle of the run, the run begins
        again."""
        with beginning_again():
            return super().ask(query_name, **parameters)


@contextmanager
def entered() -> Iterator[str]:
    """Marks that the entry script is running, so that the page it leads to may be shown, and checks who is there. Gives
    the reason why they may see nothing, or "". Only dashboard.py uses this. When it ends, the session may upload files
    only if a box for them was drawn."""
    _has_entered.set(True)
    st.session_state.pop(SENT, None)
    try:
        with log.of_session(session()):
            yield person.why_turned_away()
    finally:
        _has_entered.set(False)
        upload_gate.settle(session())


def screen(path: str, title: str, *, default: bool = False, is_hidden: bool = False) -> StreamlitPage:
    """A screen of the navigation, by its file beside dashboard.py; `is_hidden`: reachable, but not listed."""
    return copy.copy(
        _screen(path, title, default, "hidden" if is_hidden else "visible")
    )  # a run notes in it that it may run


@cache
def _screen(path: str, title: str, default: bool, visibility: Literal["visible", "hidden"]) -> StreamlitPage:
    """Cached: Streamlit checks the disk for each screen, and a run declares all of them; that took a tenth of its time."""
    return st.Page(Path(__file__).parents[2] / path, title=title, default=default, visibility=visibility)


def tell_unreadable(problem: StoreError) -> None:
    """Says that the store can't be read, in place of a screen; the cause, with its paths, is for the log and for
    ‘check’."""
    log.warn("the store can't be read", problem)
    st.title("The store can’t be read")
    st.error(
        "What this screen shows can’t be read just now, and nothing was changed. Reload the page in a minute. If it stays so, "
        "tell whoever keeps the dashboard: on the server, ‘python -m data check’ says what is wrong and what to do."
    )


def turn_away(why: str) -> NoReturn:
    """Shows why somebody may see nothing, in place of the screen that they asked for."""
    _declare_hidden()
    person.turn_away(why)


def guard() -> None:
    """Hands a page that was opened by its address to the entry script, if this run has not come through it.

    A run that has come through it is shown only to those who may look at the programme, whatever else let them by.

    Streamlit serves a folder named pages/ by itself until the entry script has declared its navigation once: after a
    restart the first request to a page would run it bare, without navigation, ‘as at’ control or sign-in.
    """
    if _has_entered.get():
        _has_entered.set(False)
        if why := person.why_turned_away():
            person.turn_away(why)
        return
    if st.session_state.get(SENT):
        st.error("Open the dashboard at its first page.")
        st.stop()
    st.session_state[SENT] = True
    _declare_hidden()  # which switches Streamlit's own serving of pages/ off for good; the rerun goes through dashboard.py
    st.rerun()


def _declare_hidden() -> None:
    """Declares a navigation that nobody sees. It includes all pages, so that the requested one stays the one shown."""
    folder = Path(__file__).parents[1]
    pages = [st.Page(str(path), default=path.stem == address.FIRST) for path in sorted(folder.glob("[a-z]*.py"))]
    st.navigation(pages, position="hidden")


def begin(title: str) -> View:
    """Begins a screen: guard, browser title, and a heading for screen readers only, because the navigation already
    shows it. Every page calls this first.

    `title` is our own words, not data.
    """
    guard()
    upload_cache.here()
    as_at = st.session_state.get(AS_AT)
    chosen, known = st.session_state.get(VERSION), now()
    version = known.ledger_version if chosen is None else int(chosen)
    dates = reporting_dates(version)
    view = View(
        as_at=as_at if isinstance(as_at, date) else date.today(),
        ledger_version=version,
        latest=dates[-1] if dates else None,
        palette=PALETTES.get(st.context.theme.type or "light", PALETTES["light"]),
        generation=known.generation,
        known_version=known.ledger_version,
        chosen_version=None if chosen is None else int(chosen),
        is_fixed=st.session_state.get(FIXED) is not None,
    )
    st.set_page_config(page_title=f"{title}, {day(view.as_at)}: {programme()}")
    with st.container(key="screen_title"):
        st.title(title, anchor=False)
        st.text(_on_paper(view))
    if view.chosen_version is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(f"Shown as known at ledger version {view.ledger_version}; later uploads are left out.", width=520)
            st.button("Show what is known now", on_click=forget_version, key="forget_version")
    _head.set(st.container(key="left_out"))
    _follow_renames(view)
    return view


NAMES: Mapping[str, str] = {
    **{dataset.reference.name: name for name, dataset in DATASETS.items() if dataset.reference and can_be_renamed(dataset)},
    "withdrawn": "partners",
}  # fmt: skip
"""Choice in an address → the dataset of which it names a row or, with commas between, several."""

LANES: Mapping[str, str] = {**{name: name for name in DATASETS}, "migrations": "applications"}
"""Lane of the timeline → the dataset of which `row_key` names a row."""


def _follow_renames(view: View) -> None:
    """Replaces a key in the address by the row's key at this date, and says so, so that a reader who steps back to an
    earlier report keeps looking at the same row."""
    wanted = {**NAMES, "row_key": LANES.get(st.query_params.get("lane", ""), "")}
    keys, sentences = {}, []
    for choice, dataset in wanted.items():
        text = st.query_params.get(choice)
        if not text or not dataset:
            continue
        rows = view.ask("keys_renamed", dataset=dataset).select("old_key", "latest_key", "is_later").rows()
        called = {old: (key, is_later) for old, key, is_later in rows}
        parts = text.split(",") if choice == "withdrawn" else [text]
        for old in {part: part for part in parts if part in called}:
            key, is_later = called[old]
            sentences.append(f"{old} was called {key} then." if is_later else f"{old} is now called {key}.")
        if any(part in called for part in parts):
            keys[choice] = ",".join(called.get(part, (part, False))[0] for part in parts)
    address.follow(keys)
    if sentences:
        st.caption(plain(" ".join(dict.fromkeys(sentences))))


class Stopped(Exception):
    """Ends a screen early, because there is nothing more to show."""


def stop() -> NoReturn:
    """Ends a screen before its last line. After Streamlit's own `stop` nothing can be shown, so every screen without
    data lacked the link to the accessibility statement."""
    raise Stopped


def end() -> None:
    """Ends every screen: the link to the accessibility statement, with the reader's viewpoint; and, at the screen's
    head, what in its address can't be used, which is known only now."""
    place, left_out = _head.get(), address.left_out()
    if place is not None and left_out:
        place.info(plain(left_out))
    _head.set(None)
    kept = {name: st.query_params[name] for name in (PROGRAMME, AS_AT, VERSION) if name in st.query_params}
    texts.show_statement_link(kept)


def _on_paper(view: View) -> str:
    """The content of the bar, for the printed page: ‘ICT shared services, as at 30 September 2013, ledger version 71. ◇
    …’."""
    mark = f" ◇ {ILLUSTRATIVE}." if latest_upload(view.as_at, view.ledger_version).get("illustrative") else ""
    return f"{programme()}, as at {day(view.as_at)}, ledger version {view.ledger_version}.{mark}"


def chosen(name: str, known: pl.Series | None = None, noun: str = "") -> str | None:
    """What the address names for this page, such as the application to show; None if it names nothing.

    With `known`, the references that exist at this date, an unknown one gives None, and the screen says so. `noun`:
    what it is a reference to, in our own words.
    """
    named = address.given(name)
    if named is not None and known is not None and named not in known:
        st.info(plain(f"No {noun} {named} has been reported by this date; here are all that have."))
        return None
    return named
