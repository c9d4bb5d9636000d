"""The programme's dates as an iCalendar file (RFC 5545), for Outlook, Google Calendar and the like."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import polars as pl
from icalendar import Calendar, Event

CONTROL_CHARACTERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


def to_calendar(events: pl.DataFrame, name: str) -> bytes:
    """The events as the bytes of an `.ics` file named `name`: the same rows give the same bytes.

    One event per row (queries/calendar/events.sql): uid, day, status, summary, description, sequence, stamped_at,
    dataset, illustrative. Each lasts all day and marks nobody as busy. A repeated uid replaces the event that a
    calendar has. There is no METHOD: with one the file would be an invitation, which needs an organiser's address (RFC
    5546), and nobody here is one.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Shared services programme//Programme dashboard//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _clean(name))
    for row in events.iter_rows(named=True):
        calendar.add_component(_event(row))
    return calendar.to_ical()


def _event(row: dict[str, object]) -> Event:
    day, stamp = row["day"], row["stamped_at"]
    assert isinstance(day, date)
    assert isinstance(stamp, datetime)
    event = Event()
    event.add("uid", _clean(row["uid"]))
    event.add("dtstamp", stamp.replace(tzinfo=UTC, microsecond=0))
    event.add("last-modified", stamp.replace(tzinfo=UTC, microsecond=0))
    event.add("sequence", row["sequence"])
    event.add("dtstart", day)
    if day < date.max:  # without an end an event of a date lasts that day
        event.add("dtend", day + timedelta(days=1))
    event.add("summary", _clean(row["summary"]))
    event.add("description", _clean(row["description"]))
    event.add("status", str(row["status"]).upper())
    event.add("categories", [str(row["dataset"]).capitalize(), *(["Illustrative"] if row["illustrative"] else [])])
    event.add("transp", "TRANSPARENT")
    return event


def _clean(value: object) -> str:
    """Text without the control characters that RFC 5545 forbids; line breaks stay, and icalendar escapes them."""
    return CONTROL_CHARACTERS.sub(" ", str(value).replace("\r\n", "\n").replace("\r", "\n"))
