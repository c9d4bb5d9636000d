"""Parts of the page on who may do what: the roles as rows, and the form that gives or revokes one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from data.ledger import programmes, roles
from data.ledger.roles import ANYONE, EVERY, ROLES, NotAllowed, Role
from data.problems import LedgerRefused, StoreError
from pages.narrative import access as narrative
from pages.serving import sign_in
from pages.serving.sign_in import Arrangement
from pages.ui import person
from pages.ui.formatting import plain

SCHEMA = {
    "holder": pl.String, "role_held": pl.String, "in_programme": pl.String, "said_at": pl.Datetime, "said_by": pl.String,
    "programme_id": pl.String,
}  # fmt: skip
NOTHING = "Nothing"
CHOICES = ("Viewer", "Editor", "Administrator", NOTHING)
FILLED, OUTCOME = "role_to_change", "role_outcome"
"""In the session: whose role the form is filled with, and in which programme; what came of the last change."""


def may(wants: str = "") -> bool:
    """Whether the person at the screen is an administrator of this programme; if not, the screen says so. `wants`: the
    purpose of the screen, as roles.why_not() takes it; by default, to give roles."""
    if person.may(Role.ADMINISTRATOR):
        return True
    person.say_looking_only(Role.ADMINISTRATOR, wants)
    return False


def lines() -> pl.DataFrame:
    """The roles in force in this programme: one row per address or domain, and programme or all of them."""
    here = (programmes.current().id, EVERY)
    rows = [
        _row(line.who, line.role.word, line.programme, line.at, line.by)
        for line in roles.lines()
        if line.programme in here
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def entries() -> pl.DataFrame:
    """Every role ever given or revoked in this programme, or in all: one row per entry, newest first."""
    here = (programmes.current().id, EVERY)
    found = [entry for entry in roles.entries() if entry.programme in here]
    rows = [_row(entry.who, entry.role, entry.programme, entry.at, entry.by) for entry in found[::-1]]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _row(who: str, role: str, programme: str, at: str, by: str) -> tuple[object, ...]:
    when = datetime.fromisoformat(at).replace(tzinfo=None)
    return who, role.capitalize() or NOTHING, _called(programme), when, by, programme


def _called(programme: str) -> str:
    return "All programmes" if programme == EVERY else programmes.named(programme).name


def how_people_sign_in() -> str:
    """How people sign in here, and what roles then mean."""
    sentences = {Arrangement.ALONE: narrative.ALONE, Arrangement.OPEN: narrative.OPEN}
    return sentences.get(sign_in.arrangement(), narrative.SIGNED_IN)


def public(counting: pl.DataFrame) -> None:
    """The one setting that lets everyone look without signing in, for those who may give roles in all programmes."""
    is_public = not counting.filter(pl.col("holder") == ANYONE).is_empty()
    st.toggle(
        "Everyone who reaches the dashboard may look, without signing in", value=is_public, key=f"public_{int(is_public)}",
        on_change=_make_public, args=(not is_public,),
    )  # fmt: skip


def _make_public(is_to_be: bool) -> None:
    _change(ANYONE, Role.VIEWER if is_to_be else None, programmes.current().id if _is_of_one() else EVERY)


def _is_of_one() -> bool:
    """Whether the person at the screen gives roles in this programme only."""
    return roles.role_of(roles.present(), EVERY) is not Role.ADMINISTRATOR


def form(generation: str, entries_so_far: pl.DataFrame) -> None:
    """Gives an address or a domain a role, or revokes it. Empty again after each change, or filled by a click on a row."""
    who, where = st.session_state.get(FILLED) or ("", "")
    mark = f"{generation[:6]}_{entries_so_far.height}_{who}_{where}"
    here = programmes.current()
    places = [here.id] if _is_of_one() else [EVERY, here.id] if programmes.are_several() else [EVERY]
    with (
        st.form("role_form", enter_to_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom", key="role_controls"),
    ):
        st.text_input(
            "Address or domain", value=who, key=f"role_who_{mark}", placeholder="anna@council.gov.uk or @council.gov.uk",
            width=320, max_chars=120,
        )  # fmt: skip
        st.selectbox("May be", CHOICES, key=f"role_what_{mark}", width=180)
        if len(places) > 1:
            st.selectbox(
                "In", places, index=places.index(where) if where in places else 0, format_func=_called,
                key=f"role_where_{mark}", width=240,
            )  # fmt: skip
        st.form_submit_button("Save", type="primary", key=f"role_save_{mark}", on_click=_save, args=(mark, places[0]))


def _save(mark: str, only_place: str) -> None:
    """Makes the change in the form, as it is when it is sent."""
    kept = st.session_state
    what = str(kept[f"role_what_{mark}"]).lower()
    _change(str(kept[f"role_who_{mark}"]), ROLES.get(what), str(kept.get(f"role_where_{mark}", only_place)))


def choose(row: dict[str, Any]) -> None:
    """Fills the form with the role whose row the reader clicked."""
    st.session_state[FILLED] = (row["holder"], row["programme_id"])
    st.rerun()


def _change(who: str, role: Role | None, programme: str) -> None:
    try:
        is_news = roles.say(who, role, programme, roles.name_of("on this machine"))
    except (LedgerRefused, NotAllowed, StoreError) as problem:
        st.session_state[OUTCOME] = ("warning", str(problem))
        return
    st.session_state.pop(FILLED, None)
    gets = f"is {role.word} now" if role else "has no role of its own now"
    st.session_state[OUTCOME] = (
        "success",
        f"{who.strip()} {gets}." if is_news else "Nothing to change: it is so already.",
    )


def follow_up() -> None:
    """Shows the outcome of the last change."""
    kind, text = st.session_state.pop(OUTCOME, ("", ""))
    if text:
        (st.success if kind == "success" else st.warning)(plain(text))
