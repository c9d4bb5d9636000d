"""The parts of the audit trail's page: the events as rows, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

import polars as pl
import streamlit as st

from data.events import Checked
from data.ledger import trail
from data.ledger.trail import checking, delivery
from data.problems import StoreError
from pages import narrative
from pages.ui.formatting import count, number, plain
from pages.ui.links import go
from pages.ui.page import View

MOST = 500
"""Events that the table shows at once; its downloads hold all."""

SCHEMA = {
    "number": pl.Int64, "at": pl.Datetime, "kind": pl.String, "event": pl.String, "who": pl.String, "deed": pl.String,
    "server": pl.String, "ledger_version": pl.Int64, "link": pl.String,
}  # fmt: skip


def events_and_check() -> tuple[pl.DataFrame, Checked]:
    """As `events` and `checked`; if the trail can't be read now, the screen says why and ends."""
    try:
        found = events(), checked()
        if waiting := delivery.waiting():
            st.warning(plain(narrative.trail.waiting(waiting)))
    except StoreError as problem:
        st.error(plain(str(problem)))
        st.stop()
    return found


def events() -> pl.DataFrame:
    """This programme's trail: one row per event, newest first. Raises StoreError."""
    known = trail.people()
    rows = [
        (
            line.number, datetime.fromisoformat(line.at).replace(tzinfo=None), narrative.trail.KINDS[line.event], line.event,
            trail.named(line.who, known), narrative.trail.tells(line.event, trail.told_of(line, known)), line.server,
            line.entry, line.link,
        )
        for line in reversed(trail.events())
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def checked() -> Checked:
    """Whether the chain is whole; checked again whenever the trail or the names have changed."""
    return _checked(trail.as_it_is())


@lru_cache(maxsize=8)
def _checked(_as_it_is: tuple[object, ...]) -> Checked:
    return checking.check()


def say_whole(found: Checked) -> None:
    """The result of the check, with the last link to note elsewhere; in red if something was altered."""
    sentence = plain(narrative.trail.chain(found))
    if found.broken or found.people_altered:
        st.error(sentence)
        return
    with st.popover("✓ The trail is whole", key="trail_whole"):
        st.markdown(sentence)
        st.markdown(
            "Keep the last link elsewhere, in minutes, say: it proves later that nothing before it was altered."
        )
        st.code(found.last_link, language=None, wrap_lines=True)


def look_at(view: View, kind: str) -> None:
    """The events of one kind, chosen in the chart."""
    go(view, "trail", kind=kind)


def narrowed(rows: pl.DataFrame, chosen: Mapping[str, str | None]) -> pl.DataFrame:
    """The events that match the reader's choices."""
    return rows.filter(*(pl.col(name) == value for name, value in chosen.items() if value))


def how_many(shown: pl.DataFrame, chosen: Mapping[str, str | None]) -> str:
    """How many events match, and how many of them the table shows."""
    fit = f"{count(shown.height, 'event')} {'fit the filters' if any(chosen.values()) else 'in all'}"
    return f"{fit}; the newest {number(MOST)} are shown, the downloads hold all" if shown.height > MOST else fit
