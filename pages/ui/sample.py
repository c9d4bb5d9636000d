"""The illustrative programme, offered if nothing has been uploaded."""

from __future__ import annotations

import streamlit as st

from data import consent
from data.ledger import roles
from data.ledger.roles import NotAllowed, Role
from data.problems import LedgerRefused, StoreError
from data.sample import loading
from pages.ui import person, working
from pages.ui.formatting import count, plain
from pages.ui.page import View

REFUSED = "sample_refused"
"""In the session: why the sample was not loaded, until it has been said."""


def start() -> None:
    """Makes the store, with the sample in it, if there is none: the program's own act, whoever looks first."""
    with roles.acting(roles.Person(is_local=True)):
        loading.start()


def offer(view: View) -> None:
    """A button that loads the sample, and the reason if it was refused; for editors."""
    if not person.may(Role.EDITOR):
        return
    if REFUSED in st.session_state:
        st.warning(plain(st.session_state.pop(REFUSED)))
    st.button(
        "Load the illustrative sample", key="load_sample", on_click=_load,
        args=((view.now.ledger_version, view.now.generation),),
    )  # fmt: skip


def _load(at: consent.At) -> None:
    with working.shown("Replaying the sample's reports…"):
        try:
            done = loading.load_sample(at)
        except (consent.Overtaken, LedgerRefused, NotAllowed, StoreError) as problem:
            st.session_state[REFUSED] = str(problem)
            return
    st.toast(plain(f"The illustrative sample is loaded: {count(done, 'upload')}."))
