"""The reader's choices in the address of the page, so that a view can be sent to someone and found again.

Streamlit can bind a widget to the address by itself. Ours does three things that its binding doesn't (1.67, tried in a
browser): the address has the stored code and not an option's label, so a link survives rewording; a page may link to
itself with other filters; and a choice made for every screen stays in the address from one screen to the next, and in
every link, even one opened in a new tab.
"""

from __future__ import annotations

import re
import time
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.formatting import listing, short

HERE, MOVED = "address_screen", "address_screen_changed"
CAME, ASKED = "address_came", "address_asked"
"""In the session: that the address has set a choice in this run; what it last asked a screen to show."""
SENT, CHOSEN = "address_sent", "address_chosen"
"""In the session: the addresses that the browser may have, each with when it was sent, the latest last; the choices that the
reader has moved in this run."""
MOST_SENT, LATE = 20, 5.0
"""So many addresses are remembered. Seconds after which a browser has heard of the next one, unless a moved control shows that
it hasn't: a link may lead to the one before."""
MOST_NAMED, MOST_GIVEN = 2, 40
"""So many values are named, each by so many characters; the others are counted."""

_new: ContextVar[dict[str, str]] = ContextVar("new")
"""What the address has newly said in this run, choice by choice."""
_of_the_day: ContextVar[dict[str, str]] = ContextVar("of_the_day")
"""What stands for what the address says, where that is a key that the row has another day, choice by choice."""
_left_out: ContextVar[dict[str, tuple[str, str]]] = ContextVar("left_out")
"""What of it can't be used: each choice with what it is called and what the address says."""

FIRST = "overview"
"""The screen at the address of the dashboard itself."""


def read(key: str, *, on_every_screen: bool = False) -> str | None:
    """What the address says of one choice, after bringing the widget of that name in line with it.

    The address wins if it has changed since it was last seen (a link, or back and forward); otherwise the widget wins.
    A choice that is `on_every_screen` also beats an address that says nothing after a change of screen, which is how
    the links at the top of the page leave it.
    """
    value = given(key)
    seen = st.session_state.get(_seen(key))
    if key in st.session_state and value == seen:
        return value
    if value is None and on_every_screen and st.session_state.get(MOVED):
        return None
    st.session_state[_seen(key)] = value
    st.session_state[key] = value
    if value is not None:
        _new.get({})[key] = value
        if not on_every_screen:
            st.session_state[CAME] = True
    return value


def chose(key: str) -> None:
    """Notes, in a control's callback, that the reader has just moved it. That beats the address in this run: a browser
    that sends two moves in quick succession sends the second with the address from before the first."""
    st.session_state[_seen(key)] = given(key)
    st.session_state[CHOSEN] = [each for each in st.session_state.get(CHOSEN, []) if each != key] + [key]


def put(key: str, value: str | None) -> None:
    """Puts something into the address in a callback, or removes it."""
    _catch_up()
    if value is not None:
        st.query_params[key] = value
    else:
        st.query_params.pop(key, None)
    _note_sent()


def _note_sent() -> None:
    """Notes that the browser is sent the address as it is now."""
    sent = st.session_state.get(SENT, {})
    now = _whole()
    sent = {address: when for address, when in sent.items() if address != now} | {now: time.monotonic()}
    st.session_state[SENT] = dict(list(sent.items())[-MOST_SENT:])


def _catch_up() -> None:
    """Puts the latest address in the place of an earlier one that a browser sends because it has not heard of the latest yet, and
    forgets those from before. What the reader goes to, by a link or back, stays."""
    sent: dict[str, float] = st.session_state.get(SENT, {})
    addresses, now = list(sent), _whole()
    chosen, st.session_state[CHOSEN] = st.session_state.get(CHOSEN, []), []
    at = addresses.index(now) if now in sent else None
    run = get_script_run_ctx(suppress_warning=True)
    if at is None or (run and run.is_history_navigation):
        st.session_state[SENT] = {now: time.monotonic()}
        return
    is_late = at + 1 < len(addresses)
    if is_late and not chosen and time.monotonic() - sent[addresses[at + 1]] > LATE:
        st.session_state[SENT] = {now: time.monotonic()}
        return
    st.session_state[SENT] = {address: sent[address] for address in addresses[at:]}
    if is_late:
        st.query_params.from_dict(parse_qs(addresses[-1], keep_blank_values=True))
    for key in chosen:
        st.session_state[_seen(key)] = given(key)


def _whole() -> str:
    """All that the address says."""
    return urlencode([(key, value) for key in st.query_params for value in st.query_params.get_all(key)])


def noting(key: str) -> dict[str, Any]:
    """Arguments for a control with this key, so that what the reader chooses there is noted (see chose)."""
    return {"on_change": chose, "args": (key,)}


def hold(key: str, value: object) -> None:
    """Sets a control's value, unless it has it already: a value that is set goes back to the browser, where the reader
    may have moved the control on since."""
    held = st.session_state.get(key)
    if held != value or type(held) is not type(value):
        st.session_state[key] = value


def given(key: str) -> str | None:
    """What the address says of one choice, with keys as they are at the as-at date; None if it says nothing."""
    return _of_the_day.get({}).get(key) or st.query_params.get(key) or None


def follow(keys: dict[str, str]) -> None:
    """Sets these choices for the rest of this run, whatever the address says of them."""
    _of_the_day.set(keys)


def whole_number(text: object) -> int | None:
    """A whole number of at most nine digits from the address; None for anything else, such as ‘²’."""
    return int(text) if isinstance(text, str) and re.fullmatch("-?[0-9]{1,9}", text) else None


def arrive(screen: str) -> None:
    """Notes which screen is being shown, once per run and before anything is read."""
    st.session_state[MOVED] = st.session_state.get(HERE) not in (None, screen)
    st.session_state[CAME] = False
    _new.set({})
    _of_the_day.set({})
    _left_out.set({})
    if st.session_state.get(HERE) != screen:
        st.session_state[ASKED], st.session_state[SENT] = None, {}
    st.session_state[HERE] = screen
    _catch_up()


def has_come() -> bool:
    """Whether the address has set a choice of this screen in this run: the reader came by a link or a click."""
    return bool(st.session_state.get(CAME))


def is_new(asked: object) -> bool:
    """Whether the address asks this screen for something else than before; the screen must name it each run."""
    before = st.session_state.get(ASKED)
    st.session_state[ASKED] = asked
    return bool(asked) and asked != before


def write(key: str, value: object, *, usual: object = None, called: str = "") -> None:
    """Puts a choice into the address, or removes it if there is none, or it is the `usual` one.

    `called`: the reader's name for the choice. With it, a value that has just come from the address but isn't the one
    in force is noted as left out.
    """
    came = _new.get({}).pop(key, None)
    text = str(value) if value not in (None, "") else None
    if called and came is not None and not _is_same(came, text or ("" if usual is None else str(usual))):
        leave_out(key, called, came)
    if value == usual:
        text = None
    if text is None:
        if key in st.query_params:
            del st.query_params[key]
            _note_sent()
    elif st.query_params.get(key) != text:
        st.query_params[key] = text
        _note_sent()
    st.session_state[_seen(key)] = text


def leave_out(key: str, called: str, given: str) -> None:
    """Notes that the address has an unusable value for a choice. The screen says so at its head."""
    _left_out.get({})[key] = (called, given)


def check(key: str, called: str, can_be_used: bool) -> None:
    """Notes the address's value of a choice as left out, unless it can be used."""
    if not can_be_used and (given := st.query_params.get(key)):
        leave_out(key, called, given)


def left_out() -> str:
    """One sentence about the unusable values in this screen's address; empty if there are none."""
    found = list(_left_out.get({}).values())
    if not found:
        return ""
    named = [f"‘{short(given, MOST_GIVEN)}’ for ‘{called}’" for called, given in found]
    if len(named) == 1:
        return f"The address gives {named[0]}, which can't be used here and is left out."
    return f"The address gives values that can't be used here and are left out: {listing(named, MOST_NAMED)}."


def _is_same(came: str, held: str) -> bool:
    """Whether two texts say the same choice: the same number, or the same values in any order."""
    try:
        return float(came) == float(held)
    except ValueError:
        return set(came.split(",")) == set(held.split(","))


def _seen(key: str) -> str:
    return f"address_{key}"
