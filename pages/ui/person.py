"""Who is at the screen, from the sign-in, and what they may do. Asked at each run, so that a revoked role ends at once."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from types import ModuleType
from typing import Any, NoReturn
from urllib.parse import quote

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import ledger
from data.events import Event
from data.ledger import programmes, roles, trail
from data.ledger.roles import Person, Role
from data.problems import StoreError
from pages.narrative import accessibility
from pages.serving import guard, sign_in
from pages.serving.sign_in import Arrangement
from pages.ui.formatting import moment, plain

NOTED: dict[tuple[Event, str, str], None] = {}
"""What the audit trail has of this process's latest sessions: event, address, session; the latest last."""
DOER = "doer"
"""In the session: the name that was typed last."""
MOST_NOTED = 5000
"""Of so many it is remembered; a session that stays open longer may be noted again."""


def here() -> Person | None:
    """Who is at the screen; None outside of a session."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    how = sign_in.arrangement()
    if how is Arrangement.ALONE:
        is_local = _is_at_this_machine()
        return Person(is_local=is_local, is_reader=not is_local)
    if how is Arrangement.OPEN:
        return Person(is_reader=True)
    if _why_not_signed_in(how):
        return Person()
    return Person(str(st.user.get(sign_in.CLAIM) or ""))


roles.asked_by.append(here)


def _is_at_this_machine() -> bool:
    """Whether the request came from this machine, by the guard's word. Without a guard only this machine's own tests,
    or whoever starts a page directly, run a screen."""
    if guard.is_built:
        return st.context.headers.get(sign_in.ARRIVAL) == sign_in.LOCAL
    return sign_in.is_on_loopback()


def _why_not_signed_in(how: Arrangement) -> str:
    """Why nobody counts as signed in, in a sentence; empty if somebody does."""
    address = st.user.get(sign_in.CLAIM)
    if how is Arrangement.PROXY:
        return "" if address else "The sign-in in front of this dashboard did not say who you are."
    if not st.user.get("is_logged_in"):
        return "Sign in to see the programme."
    expires, issued = st.user.get("exp"), st.user.get("iat")
    if not isinstance(expires, (int, float)) or expires <= time.time():
        ended = f" on {moment(datetime.fromtimestamp(expires, UTC))}" if isinstance(expires, (int, float)) else ""
        return f"Your sign-in ended{ended}. Sign in again."
    if (str(address), issued) in sign_in.ended:
        return "You have signed out. Sign in again to go on."
    if not address or st.user.get("email_verified") is False:
        return "The sign-in gave no confirmed address for you, and roles go by addresses."
    return ""


def _note(event: Event, about: str = "") -> None:
    """Records in the audit trail that a session signed in, signed out or was refused: once each, whatever it requests."""
    context = get_script_run_ctx(suppress_warning=True)
    address = str(st.user.get(sign_in.CLAIM) or "")
    key = (event, address, context.session_id if context else "")
    if address and key not in NOTED:
        NOTED[key] = None
        for old in list(NOTED)[:-MOST_NOTED]:
            NOTED.pop(old, None)
        trail.note(event, address, store=programmes.home(), **({"why": about} if about else {}))


def may(role: Role) -> bool:
    """Whether the person at the screen has at least that role in this programme."""
    mine = roles.role_here()
    return mine is not None and mine >= role


def why_turned_away() -> str:
    """Why the person at the screen may look at nothing, in a sentence or two; empty if they may look at something."""
    try:
        if roles.seen():
            _note(Event.SIGNED_IN)
            return ""
        how = sign_in.arrangement()
        if why := _why_not_signed_in(how):
            return why
        address = roles.present().address
        _note(Event.REFUSED, "no role")
        return f"{address} may look at nothing here. {roles.whom_to_ask(programmes.listed()[0].id)}"
    except StoreError as problem:
        return str(problem)


def turn_away(why: str) -> NoReturn:
    """Shown in place of a screen, with the way to sign in, or out."""
    st.title("Programme dashboard", anchor=False)
    st.markdown(_with_addresses(why))
    if sign_in.arrangement() is Arrangement.PROVIDER:
        if _why_not_signed_in(Arrangement.PROVIDER):
            st.button("Sign in", type="primary", key="sign_in", on_click=st.login)
        else:
            st.button("Sign out", key="sign_out", on_click=sign_out)
    st.caption(plain(accessibility.contact(sign_in.contact())))
    st.stop()


def sign_out() -> None:
    """Ends the sign-in, in every tab of this person."""
    _note(Event.SIGNED_OUT)
    sign_in.end(st.user.to_dict())
    st.logout()


def tell() -> None:
    """In the bar of each screen, if there is sign-in or nobody can change anything: who is there, and what they may do."""
    how = sign_in.arrangement()
    person, role = roles.present(), roles.role_here()
    if person.is_local:
        return
    with st.popover(role.word.capitalize() if role else "Looking only", key="my_role"):
        if person.address:
            st.markdown(
                plain(
                    f"Signed in as {person.address}, {role.word if role else 'reader'} of ‘{programmes.current().name}’."
                )
            )
        else:
            st.markdown(_with_addresses(looking_only()))
        if how is Arrangement.PROVIDER:
            if person.address:
                st.button("Sign out", key="sign_out", on_click=sign_out)
            else:
                st.button("Sign in", key="sign_in", on_click=st.login)


def _with_addresses(sentence: str) -> str:
    """The sentence as text, with the administrators' addresses as links that can be written to and copied."""
    named = {line.who for line in roles.lines() if line.role is Role.ADMINISTRATOR and line.who[0] != "@"}
    pattern = "|".join(
        re.escape(address) for address in sorted(named - {roles.present().address}, key=len, reverse=True)
    )
    parts = re.split(f"({pattern})", sentence) if pattern else [sentence]
    return "".join(_mail(part) if at % 2 else _between(part) for at, part in enumerate(parts))


def _mail(address: str) -> str:
    shown = re.sub(r"([^a-z0-9@])", r"\\\1", address)
    return f"[{shown}](mailto:{quote(address)})"


def _between(part: str) -> str:
    """As plain(), with the spaces at both ends."""
    return f"{' ' * part.startswith(' ')}{plain(part)}{' ' * part.endswith(' ')}"


def name_of_doer(place: DeltaGenerator | ModuleType, what: str, **options: Any) -> str:
    """Who is acting, for the audit: the address that signed in, which is shown, or on this machine the name that they
    type, which is then remembered everywhere."""
    if address := roles.present().address:
        place.markdown(f"Signed in as **{plain(address)}**", help="Kept with what you do, for the audit.")
        return address
    st.session_state[what] = st.session_state.get(what) or st.session_state.get(DOER, "")
    # No help beside it: from the ⓘ of a field the keyboard goes back to the field, which has not passed on what was typed yet.
    typed = str(
        place.text_input("Your name", key=what, max_chars=80, placeholder="Kept for the audit", **options)
    ).strip()
    st.session_state[DOER] = typed or st.session_state.get(DOER, "")
    return typed


def called() -> str:
    """The audit trail's name for the person at the screen: the address that signed in, or on this machine the account."""
    there = roles.present()
    return there.address or (ledger.person() if there.is_local else "a reader")


def say_looking_only(role: Role = Role.EDITOR, wants: str = "") -> None:
    """Shown in place of what only those with a role see: why, and whom to ask. `wants`: as roles.why_not() takes it."""
    with st.container(border=True, key="looking_only"):
        st.markdown(_with_addresses(looking_only(role, wants)))


def looking_only(role: Role = Role.EDITOR, wants: str = "") -> str:
    """Why the person at the screen can change nothing, or lacks another role, and whom to ask."""
    if roles.present().is_reader:
        return (
            "Everyone who reaches this dashboard may look. Nothing can be changed from here until sign-in is set up: "
            "docs/serving.md."
        )
    return roles.why_not(role, roles.present(), wants=wants)
