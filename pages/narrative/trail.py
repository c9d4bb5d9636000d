"""The audit trail in words: each event in a sentence, the kinds of action, and whether the chain is whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from data.datasets import DATASETS
from data.events import Checked, Event
from pages.ui.formatting import capital, count, day, number

CHANGED, TAKEN, SIGNED, GIVEN = "Data changed", "Data taken out", "Signed in", "Roles"
KINDS: Mapping[str, str] = {
    Event.BEGUN: CHANGED, Event.UPLOADED: CHANGED, Event.WITHDRAWN: CHANGED, Event.REINSTATED: CHANGED, Event.RESTORED: CHANGED,
    Event.UPGRADED: CHANGED, Event.PERSON_TAKEN_OUT: CHANGED, Event.COPIED: CHANGED, Event.TAKEN_UP: CHANGED,
    Event.PROGRAMME_BEGUN: CHANGED, Event.PROGRAMME_NAMED: CHANGED,
    Event.EXPORTED: TAKEN, Event.PACK_MADE: TAKEN, Event.BACKED_UP: TAKEN,
    Event.SIGNED_IN: SIGNED, Event.SIGNED_OUT: SIGNED, Event.REFUSED: SIGNED,
    Event.ROLE_GRANTED: GIVEN, Event.ROLE_REVOKED: GIVEN,
}  # fmt: skip
"""Event → what kind of deed it is, in the order in which they are shown."""


def kinds() -> list[str]:
    """The kinds of action, in the order in which they are shown."""
    return list(dict.fromkeys(KINDS.values()))


def headline(rows: pl.DataFrame) -> str:
    """‘91 events since 30 November 2026, by 3 people’ from the rows of the trail."""
    named = rows.filter(pl.col("who") != "")["who"].n_unique()
    by = f", by {count(named, 'person', 'people')}" if named else ""
    return f"{count(rows.height, 'event')} since {day(rows['at'].min().date())}{by}"  # type: ignore[union-attr]


def chain(checked: Checked) -> str:
    """Whether the chain is whole, in a sentence or two."""
    if checked.broken:
        return checked.broken[0]
    altered = f" {' '.join(checked.people_altered)}" if checked.people_altered else ""
    return f"Each of {count(checked.events, 'event')} carries the hash of the one before, and all fit.{altered}"


def waiting(events: int) -> str:
    """How many events have not entered the trail yet."""
    wait = "waits" if events == 1 else "wait"
    return f"{count(events, 'event')} of this server {wait} to be entered: PostgreSQL could not be reached."


def tells(event: str, about: Mapping[str, Any]) -> str:
    """What was done in one event: ‘uploaded Gateways as at 31 March 2013: upload 41, 14 rows’."""
    dataset = DATASETS.get(str(about.get("dataset")))
    title = dataset.title if dataset else str(about.get("dataset") or "")
    match event:
        case Event.UPLOADED:
            mode = "the whole list" if about["mode"] == "full" else "only changes"
            of = f"{title}, {mode} as at {_day(about['reporting_date'])}"
            return f"{of}: upload {about['upload']}, {count(about['rows'], 'row')}"
        case Event.UPGRADED:
            return "Brought to the form of this release"
        case Event.WITHDRAWN | Event.REINSTATED:
            return f"Upload {about['upload']}, {title}"
        case Event.BEGUN | Event.RESTORED | Event.COPIED:
            return f"With {count(about['entries'], 'entry', 'entries')} of the ledger"
        case Event.TAKEN_UP:
            whole = "all of its hashes fit" if about["whole"] else "its hashes do not all fit, or it could not be read"
            return f"Of {count(about['events'], 'event')}; {whole}"
        case Event.EXPORTED:
            return f"{title}, {count(about['rows'], 'row')}"
        case Event.PACK_MADE:
            return f"Briefing as at {_day(about['as_at'])}, ledger version {number(about['version'])}, as {about['format']}"
        case Event.BACKED_UP:
            named = (
                f"{about['file']}, ledger" if "file" in about else "Ledger"
            )  # earlier releases noted the file's name
            return f"{named} version {number(about['version'])}"
        case Event.PROGRAMME_BEGUN | Event.PROGRAMME_NAMED:
            return f"Programme {about['programme']}"
        case Event.PERSON_TAKEN_OUT:
            dropped = f"; {count(len(about['files']), 'original file')} dropped" if about["files"] else ""
            return f"{count(about['cells'], 'value')} replaced by marks{dropped}"
        case Event.ROLE_GRANTED | Event.ROLE_REVOKED:
            where = "all programmes" if about["programme"] == "*" else about["programme"]
            return f"{capital(str(about['role']))}: {about['whom']}, in {where}"
        case _:
            return capital(", ".join(str(value) for value in about.values()))


def _day(text: str) -> str:
    return day(date.fromisoformat(text))
