"""Which programme the reader is looking at, where a store holds several."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.ledger import programmes, roles
from pages.ui import address, texts
from pages.ui.formatting import gist, plain

PROGRAMME = "programme"
"""The name, in the address and the session, of which programme is looked at, where the store holds several."""

INSTEAD = "_instead"
"""After that name: of the field where the address names no programme that there is. A browser takes one of the same name for the
same, and choosing what it shows already is no change."""

LOOKED_AT = "programme_looked_at"
"""In the session: the programme of this run."""


def programme_of_session() -> str | None:
    """The id of the programme that the reader is looking at; None outside of a session, and if there is only one."""
    if get_script_run_ctx(suppress_warning=True) is None or not programmes.are_several():
        return None
    return str(st.session_state.get(LOOKED_AT) or programmes.listed()[0].id)


programmes.asked_by.append(programme_of_session)


def programme() -> str:
    """The name of the programme that the reader is looking at."""
    return programmes.current().name


def are_several() -> bool:
    """Whether there is more than one programme that the reader may look at."""
    return len(roles.seen()) > 1


def choose_programme() -> None:
    """Opens the programme in the address, otherwise the one opened before. Choices made for another programme (dates,
    filters, files) are forgotten, because they are not this one's."""
    if not programmes.are_several():
        return
    asked, before = st.query_params.get(PROGRAMME), st.session_state.get(LOOKED_AT)
    known = [each.id for each in roles.seen()]
    if asked is not None and asked not in known:
        _tell_unknown(asked)
    wanted = asked or (before if before in known else known[0])
    if before not in (None, wanted):
        _forget_choices()
    st.session_state[LOOKED_AT] = st.session_state[PROGRAMME] = wanted
    address.write(PROGRAMME, wanted)


def _forget_choices() -> None:
    for key in [key for key in st.session_state if key != PROGRAMME]:
        del st.session_state[key]


def _tell_unknown(asked: str) -> None:
    """A link to an unknown programme never shows another one's figures."""
    st.title("No such programme", anchor=False)
    st.error(plain(f"There is no programme ‘{gist(asked)}’ in this store. Choose one that there is."))
    show_chooser(place=None, ending=INSTEAD)
    texts.show_statement_link({})
    st.stop()


def show_chooser(place: int | None = 0, ending: str = "") -> None:
    """The control that chooses a programme, if there are several; its field searches as the reader types. `place`: None
    if none is chosen; `ending`: of its key."""
    names = {each.id: each.name for each in roles.seen()}
    if place is not None and len(names) < 2:
        return
    st.selectbox(
        "Programme", list(names), place, format_func=names.__getitem__, key=f"{PROGRAMME}{ending}",
        on_change=_go_to_chosen_programme, args=(ending,), width=320, label_visibility="collapsed",
        placeholder="Choose a programme",
    )  # fmt: skip


def _go_to_chosen_programme(ending: str) -> None:
    """Opens the chosen programme and clears the address, because the choices there are the other programme's."""
    st.query_params.clear()
    st.query_params[PROGRAMME] = st.session_state[PROGRAMME + ending]


def go_to_programme(programme_id: str) -> None:
    """Opens the Overview of another programme, after a click on its bar."""
    st.switch_page(f"pages/{address.FIRST}.py", query_params={PROGRAMME: programme_id})
