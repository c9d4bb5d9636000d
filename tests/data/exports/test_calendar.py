"""The calendar file, read back as a calendar client reads it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
from icalendar import Calendar

from data import ledger
from data.datasets import DATASETS
from data.exports.calendar import to_calendar
from data.ledger.writer import NewUpload
from queries import ask
from tests.queries.conftest import Programme, read_table


def events(**cells: Any) -> pl.DataFrame:
    row = {
        "dataset": "gateways", "uid": "gateways/GW1@x", "day": date(2013, 6, 21), "status": "tentative", "summary": "Design",
        "description": "Forecast.", "sequence": 7, "stamped_at": datetime(2013, 3, 31, 17, 30, 12, 345), "illustrative": False,
    }  # fmt: skip
    return pl.DataFrame([row | cells])


def read(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_an_all_day_event_that_keeps_nobody_busy():
    content = to_calendar(events(), "Gateways")
    (event,) = read(content)
    assert event.decoded("dtstart") == date(2013, 6, 21)
    assert event.decoded("dtend") == date(2013, 6, 22)  # the day after: the end does not count
    assert event.decoded("dtstamp") == datetime(2013, 3, 31, 17, 30, 12, tzinfo=UTC)
    assert (event["uid"], event["sequence"], event["status"], event["transp"]) == (
        "gateways/GW1@x", 7, "TENTATIVE", "TRANSPARENT",
    )  # fmt: skip
    assert b"DTSTART;VALUE=DATE:20130621\r\n" in content
    calendar = Calendar.from_ical(content)
    assert (calendar["version"], calendar["x-wr-calname"]) == ("2.0", "Gateways")
    assert calendar["prodid"]
    assert (
        "method" not in calendar
    )  # one that publishes must name an organiser by address, and libical refuses the file


def test_text_is_escaped_and_folded():
    summary = "Costs, staff; data\\network: ‘£3 million’ — agreed\nby Cabinet"
    content = to_calendar(events(summary=summary, description="Plain words. " * 40), "A, B; C")
    assert b"SUMMARY:Costs\\, staff\\; data\\\\network: " in content
    assert max(map(len, content.split(b"\r\n"))) <= 75
    (event,) = read(content)
    assert event["summary"] == summary
    assert event["description"] == "Plain words. " * 40


def test_a_cell_cannot_add_a_line_of_its_own():
    (event,) = read(to_calendar(events(summary="Design\r\nATTENDEE:mailto:x@example.org\x00\x0b", uid="a\nb"), "G"))
    assert "attendee" not in event
    assert event["summary"] == "Design\nATTENDEE:mailto:x@example.org  "


def test_the_last_day_of_the_calendar():
    (event,) = read(to_calendar(events(day=date.max), "G"))
    assert event.decoded("dtstart") == date.max
    assert "dtend" not in event


def test_no_events_are_a_calendar_too():
    assert read(to_calendar(events().clear(), "G")) == []


def test_the_sample_as_a_calendar(sample_store: object):
    rows = ask("calendar_events", date(2013, 3, 31))
    content = to_calendar(rows, "Programme")
    assert content == to_calendar(ask("calendar_events", date(2013, 3, 31)), "Programme")
    found = {str(event["uid"]): event for event in read(content)}
    assert len(found) == rows.height == 24
    design = found["gateways/GW2@shared-services-programme"]
    assert design.decoded("dtstart") == date(2013, 6, 21)
    assert design["description"] == (
        "Illustrative. Gateway. Baseline: 31 May 2013. Forecast: 21 June 2013. Declared green. The rule says amber:"
        " Forecast 21 June 2013 is 21 days after the baseline. 1 criterion is overdue."
    )
    assert "Illustrative" in design["categories"].to_ical().decode()
    assert found["gateways/GW1@shared-services-programme"]["status"] == "CONFIRMED"
    scrutiny = found["decisions/D-10@shared-services-programme"]
    assert scrutiny["description"] == (
        "Illustrative. Scrutiny, Scrutiny panel. Planned."
        " It looks at ‘Form of the service vehicle: final business case’, 10 December 2013, beforehand."
    )
    assert {row["dataset"] for row in ask("calendar_events", date(2013, 3, 31), dataset="decisions").to_dicts()} == {
        "decisions"
    }


def test_an_event_moves_and_stays_the_same_event(sample_store: object):
    """As at February the design gateway was a fortnight earlier: the same uid, so that a calendar moves it."""
    days = {
        as_at: ask("calendar_events", as_at).filter(item_id="GW2").select("uid", "day").row(0)
        for as_at in (date(2013, 2, 28), date(2013, 3, 31))
    }
    (before, then), (after, now) = days.values()
    assert before == after
    assert (now - then).days == 14


def test_an_event_is_of_one_programme_and_keeps_its_uid_when_its_row_is_renamed(programme: Programme):
    gate = "gateway_id,name,kind,baseline_date\n{},Go-live,go_live,2013-10-01"
    programme.report("2013-01-31", gateways=gate.format("GL"))
    own, of_first = (
        programme.rows("calendar_events", "2013-01-31", "uid", programme=name)[0][0] for name in ("wales", None)
    )
    assert (own, of_first) == ("gateways/GL@wales.shared-services-programme", "gateways/GL@shared-services-programme")
    rows = read_table(DATASETS["gateways"], gate.format("G9"))
    with ledger.writing() as writer:
        writer.enter(
            NewUpload(
                DATASETS["gateways"], date(2013, 2, 28), "full", rows, b"g", "g.csv", by="Ann", renames={"GL": "G9"}
            )
        )
    assert programme.rows("calendar_events", "2013-02-28", "item_id", "uid") == [("G9", of_first)]


def test_lines_end_and_fold_as_the_standard_says():
    content = to_calendar(
        events(summary="£" * 90, description="Words, 汉字; " * 30, uid="gateways/Ä" + "x" * 90), "£" * 80
    )
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    for line in lines:
        assert len(line) <= 75  # octets, and no letter is cut in two
        line.decode("utf-8")


def test_the_same_rows_give_the_same_bytes():
    assert to_calendar(events(), "G") == to_calendar(events(), "G")
