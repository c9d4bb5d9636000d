"""One run of a screen looks at one state of the store, whatever is committed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import queries
from data import typed
from queries import LedgerState

EARLIEST, LATEST = date(typed.EARLIEST, 1, 1), date(typed.LATEST, 12, 31)

KNOWN, GENERATION = "ledger_known", "ledger_generation"
"""In the session: the latest ledger version at the start of this run, and the generation of the store. A run looks at no
other, whatever is committed while it lasts."""


def session() -> str:
    """Streamlit's id of this run's session; "" outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context is not None else ""


def now() -> LedgerState:
    """The state of the ledger when this run began."""
    return LedgerState(st.session_state[KNOWN], st.session_state[GENERATION])


def ask(name: str, as_at: date, ledger_version: int, **params: Any) -> pl.DataFrame:
    """The answer to one query, from the store as it was when this run began: see View.ask."""
    with beginning_again():
        return queries.ask(name, as_at, ledger_version, generation=now().generation, **params)


@contextmanager
def beginning_again() -> Iterator[None]:
    """Runs the screen once more if a backup was restored in the middle of its run."""
    try:
        yield
    except queries.Restored:
        begin_again()
        raise  # a download is made after its run, so that there is nothing to begin again


def begin_again() -> None:
    """Runs the screen once more; does nothing outside of a run."""
    st.rerun()


def reporting_dates(ledger_version: int) -> list[date]:
    """The reporting dates of the uploads in force at a ledger version, earliest first."""
    rows = ask("updates_reporting_dates", LATEST, ledger_version)
    return rows.get_column("reporting_date").to_list()[::-1]


def has_report(as_at: date, ledger_version: int) -> bool:
    """Whether any dataset had been reported by that day."""
    return any(day <= as_at for day in reporting_dates(ledger_version))
