"""Dates and months as people type them: the one date that a text means, or why that isn't certain (day first, never a
guess). What a whole column shows when one cell can't: date_columns.py."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from data.intake.values.common import plain, uk_date
from data.problems import ProblemKind
from data.typed import EARLIEST, LATEST

SERIAL_START = date(1899, 12, 30)  # day 0 of a spreadsheet's numbered days, from March 1900 on
ZERO_DAY = date(1970, 1, 1)
"""Where computers begin to count: what programs write for no date at all."""
SERIAL_START_1904 = date(1904, 1, 1)  # day 0 of the calendar that old Macs use
SERIAL_REACH = 25  # years round the reporting date in which a bare number may be a spreadsheet's day number
MONTH_YEAR_REACH = 15  # years round the reporting date in which ‘Mar-13’ is March 2013
_MONTHS = [name.lower() for name in calendar.month_name]
_WEEKDAYS = [name.lower() for name in calendar.day_name]


class Found(NamedTuple):
    """One way to read a date: the day, how it was written, and what that says about the order of day and month."""

    day: date | None = None
    form: str = ""  # iso, numeric, weekday, words, serial, compact, month, quarter, year
    two_digit_year: bool = False
    order: str = ""  # of a numeric date: "day" (only day first is possible), "month", "either"
    time_left_out: bool = False
    is_moved: bool = False  # to the day that it is in Britain at that moment
    problem: str = ""
    mend: str = ""
    kind: ProblemKind = ProblemKind.NOT_A_DATE


_TIME = re.compile(
    r"(?P<rest>.*?\d.*?)(?:[Tt]|,?\s+(?:at\s+)?)(?P<h>[0-9]{1,2})"
    r"(?:(?P<by>[:.])(?P<m>[0-9]{2})(?:(?P=by)(?P<s>[0-9]{2})(?P<f>[.,:][0-9]+)?)?|(?=\s?[ap]\.?m\b))"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|BST|(?P<offset>[+-](?:0[0-9]|1[0-4])(?::?[0-9]{2})?)|\s*[-\u2013]\s*[0-9]{1,2}:[0-9]{2})?",
    re.I,
)
_WEEKDAY_FIRST = re.compile(r"(?P<day>[A-Za-z]{3,9})\.?,?\s*(?P<rest>\S.*)")
_WEEKDAY_LAST = re.compile(r"(?P<rest>.*[0-9])[\s,(\-]*(?P<day>[A-Za-z]{3,9})\.?\)?")
_ELEVEN_AT_NIGHT = re.compile(r"(?:\b23:00(?::00(?:[.,]0+)?)?|\b11:00(?::00)?\s*p\.?m\.?)$", re.I)
_ISO = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})")
_NUMERIC = re.compile(r"([0-9]{1,2})\s?([-/. ])\s?([0-9]{1,2})\s?\2\s?([0-9]{4}|[0-9]{2})")
_SERIAL = re.compile(r"([0-9]{5})(?:\.([0-9]+))?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_YEAR = r"(?:'?([0-9]{4}|[0-9]{2}))"
_DAY_MONTH_YEAR = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.,]*([A-Za-z]{3,9})\.?[\s\-/.,]*" + _YEAR, re.I
)
_MONTH_DAY_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[\s\-/]*([0-9]{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+|-|/)" + _YEAR, re.I)
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})[\s\-/.]*([A-Za-z]{3,9})\.?[\s\-/.]*([0-9]{1,2})(?:st|nd|rd|th)?", re.I)
_MONTH_YEAR = re.compile(r"([A-Za-z]{3,9})\.?[\s\-/.,]*" + _YEAR, re.I)
_YEAR_MONTH = re.compile(r"([0-9]{4})[\s\-/.]*([A-Za-z]{3,9})\.?", re.I)
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-/.]*([A-Za-z]{3,9})\.?", re.I)
_NUMBER_MONTH = re.compile(r"([0-9]{1,2})\s?[/.\-]\s?([0-9]{4})")
_MONTH_NUMBER = re.compile(r"([0-9]{6})")
_SAID_YEAR = r"(?:f\.?y\.?|financial year|fiscal year)"
_FY = r"(?:(?:f\.?y\.?|financial year|fiscal year)\s*)?"
_TWO_YEARS = re.compile(
    rf"({_SAID_YEAR}\s*:?\s*)?([0-9]{{4}})\s*([-/])\s*([0-9]{{4}}|[0-9]{{2}})(\s*\(?{_SAID_YEAR}\)?)?", re.I
)
_Q = r"(?:q|quarter\s*|qtr\s*)([1-4])"
_QUARTER = re.compile(rf"{_Q}[\s,\-/]*(?:of\s+)?{_FY}([0-9]{{4}})\s*[-/]\s*([0-9]{{4}}|[0-9]{{2}})", re.I)
_QUARTER_AFTER = re.compile(rf"{_FY}([0-9]{{4}})\s*[-/]\s*([0-9]{{4}}|[0-9]{{2}})[\s,\-]*{_Q}", re.I)
_QUARTER_OF_YEAR = re.compile(rf"{_Q}[\s,\-/]*(?:of\s+)?[0-9]{{4}}|[0-9]{{4}}[\s,\-]*{_Q}", re.I)


def month_number(word: str) -> int | None:
    """The month that a word names, by its whole name or three letters of it or more; None for other words."""
    word = word.lower()
    return next((n for n, name in enumerate(_MONTHS) if n and len(word) >= 3 and name.startswith(word)), None) or (
        9 if word == "sept" else None
    )


def full_year(text: str) -> int:
    """Two digits 00-69 are 2000-2069, 70-99 are 1970-1999; four digits are taken as they are."""
    year = int(text)
    if len(text) == 4:
        return year
    return 2000 + year if year < 70 else 1900 + year


def _made(year: int, month: int, day: int, **more: object) -> Found:
    """The date, or why it doesn't exist."""
    if not EARLIEST <= year <= LATEST:
        return Found(
            problem=f"is in the year {year:04d}, which can't be meant: years from {EARLIEST} to {LATEST} can.",
            mend="Mend the year.", kind=ProblemKind.YEAR_OUT_OF_RANGE,
        )  # fmt: skip
    if not 1 <= month <= 12:
        return Found(problem=f"is not a date: there is no month {month}.", mend="Write it as 31/03/2013.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Found(
            problem=f"is not a date: {calendar.month_name[month]} {year} has {last} days.",
            mend="Mend the day.", kind=ProblemKind.NO_SUCH_DATE,
        )  # fmt: skip
    if date(year, month, day) == ZERO_DAY:
        return Found(
            problem="is the day from which computers count, and so what a program writes for no date.",
            mend="Clear the cell if there is no date.", kind=ProblemKind.NO_DATE,
        )  # fmt: skip
    return Found(date(year, month, day), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Style:
    """How the dates of one column are to be read."""

    reporting_date: date
    month_first: bool = False
    first_day: bool = False  # a period stands for its first day (start dates, months), else for its last
    months: bool = False  # the column holds months
    serial_start: date = SERIAL_START  # day 0 of a spreadsheet's day numbers
    periods_from: str | None = None  # see Settings
    hyphen_years: str = ""  # what 2011-12 is: "financial", "month", or "" when the column doesn't tell


def _period(first: date, last: date, form: str, style: Style, two: bool = False) -> Found:
    if not (EARLIEST <= first.year and last.year <= LATEST):
        return _made(first.year, 1, 1)
    return Found(first if style.first_day else last, form, two)


def _month(year: int, month: int, style: Style, two: bool = False) -> Found:
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
        return _made(year, month, 1)
    return _period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", style, two)


def _numbered_month(year: int, month: int, style: Style) -> Found:
    """A month by its number, which may be counted from April."""
    if style.periods_from in (None, "january") or not 1 <= month <= 12:
        return _month(year, month, style)
    april = date(year + (month > 9), (month + 2) % 12 + 1, 1)
    if style.periods_from == "april":
        return _month(april.year, april.month, style)
    return Found(
        problem=f"may be {date(year, month, 1):%B %Y}, or period {month} of a financial year: {april:%B %Y}.",
        mend="Say which month periods are counted from, or write the months in words.",
        kind=ProblemKind.CALENDAR_OR_FINANCIAL,
    )


def _financial_year(start: int, style: Style) -> Found:
    return _period(date(start, 4, 1), date(start + 1, 3, 31), "year", style)


def _quarter(number: int, start: int, style: Style) -> Found:
    year, month = (start, 3 * number + 1) if number < 4 else (start + 1, 1)
    last = calendar.monthrange(year, month + 2)[1]
    return _period(date(year, month, 1), date(year, month + 2, last), "quarter", style)


def follows(start: str, end: str) -> bool:
    """Whether two years are those of one financial year: 2012 and 13, 2012 and 2013, 1999 and 00."""
    return (int(start) + 1) % (100 if len(end) == 2 else 10_000) == int(end) and EARLIEST <= int(start) < LATEST


_SHAPELESS = Found(problem="is not a date.", mend="Write it as 31/03/2013.")


class _Clock(NamedTuple):
    """A time of day and how far its zone is ahead of universal time."""

    since_midnight: timedelta
    ahead: timedelta


def _strip_time(text: str) -> tuple[str, bool, _Clock | None, Found | None]:
    """(the date part, whether a time of day was left out, the time if its zone may move the day, a refusal)."""
    match = _TIME.fullmatch(text)
    if not match:
        return text, False, None, None
    hour, minute, second = int(match["h"]), int(match["m"] or 0), int(match["s"] or 0)
    half = (match["half"] or "").replace(".", "").lower()
    if hour > 23 or minute > 59 or second > 59 or (half and not 1 <= hour <= 12):
        problem = Found(problem="is not a date: it has a time that doesn't exist.", mend="Leave the time out.")
        return text, False, None, problem
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    midnight = hour == minute == second == 0 and not (match["f"] or "").strip(".,:0")
    rest, zone, offset = match["rest"].strip(), (match["zone"] or "").upper(), match["offset"] or ""
    until = zone[1:].strip().zfill(5) if ":" in zone and zone[0] in "-\u2013" and not match["s"] else ""
    if until > f"{hour:02d}:{minute:02d}" or not zone or (midnight and not offset.strip("+-:0") and zone != "BST"):
        return rest, not midnight, None, None
    if not offset and zone not in ("Z", "UTC", "GMT", "BST"):
        return text, False, None, _SHAPELESS
    ahead = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:].strip(":") or 0)) if offset else timedelta(0)
    if zone == "BST":
        ahead = timedelta(hours=1)
    clock = timedelta(hours=hour, minutes=minute, seconds=second)
    return rest, not midnight, _Clock(clock, -ahead if offset.startswith("-") else ahead), None


def _in_britain(found: Found, clock: _Clock) -> Found:
    """The day that it is in Britain at a time of another zone; a refusal where it may be meant for midnight elsewhere."""
    assert found.day is not None
    there = datetime.combine(found.day, time()) + clock.since_midnight - clock.ahead
    here = there + timedelta(hours=_is_summer_time((there - timedelta(hours=1)).date()))
    is_moment = clock.since_midnight.seconds % 3600 != 0
    by_day = here.date() == found.day and timedelta(hours=1) <= clock.since_midnight < timedelta(hours=20)
    if here.time() == time() or is_moment or by_day:
        return found._replace(day=here.date(), time_left_out=here.time() != time(), is_moved=here.date() != found.day)
    return Found(
        problem="has a time and a time zone, so that which day it is in Britain isn't certain.",
        mend="Write the date alone.", kind=ProblemKind.TIME_ZONE,
    )  # fmt: skip


def find_date(text: str, style: Style) -> Found:
    """The date that a text means, or the reason why there is none. Never a guess: see `Style`."""
    flat = plain(text).replace("\u2013", "-").replace("\u2011", "-").replace("\u2019", "'")
    whole = flat.rstrip(" .,;")
    dated, weekday = _without_weekday(whole)
    flat, time_left_out, clock, refused = _strip_time(dated)
    if refused:
        return refused
    if weekday is None:
        flat, weekday = _without_weekday(flat)
    found = _find_day(flat, style) if weekday is None else _on_weekday(flat, weekday, style)
    if clock and found.day:
        return _in_britain(found, clock)
    if time_left_out and found.day and _ELEVEN_AT_NIGHT.search(whole) and _is_summer_time(found.day):
        return Found(
            problem="is at 23:00 in summer time: most likely midnight of the day after, as a program in another time zone "
            f"wrote it ({uk_date(found.day + timedelta(days=1))}).",
            mend="Write the date alone.", kind=ProblemKind.TIME_ZONE,
        )  # fmt: skip
    return found._replace(time_left_out=True) if time_left_out and found.day else found


def _is_summer_time(day: date) -> bool:
    """Whether British Summer Time is in force in the night after a day: from the last Sunday of March to the last of
    October."""

    def last_sunday(month: int) -> date:
        last = date(day.year, month, 31)
        return last - timedelta(days=(last.weekday() + 1) % 7)

    return last_sunday(3) <= day < last_sunday(10)


_ZERO = re.compile(r"0?0[-/. ](?:0?1|jan)[-/. ](?:19)?00|(?:19)?00-01-00", re.I)


def _find_day(flat: str, style: Style) -> Found:
    if _ZERO.fullmatch(flat):
        return Found(
            problem="is 0, which a formula gives for an empty cell, as a spreadsheet shows it in a column of dates.",
            mend="Clear the cell, or say that it is blank.", kind=ProblemKind.NO_DATE,
        )  # fmt: skip
    for reader in (_numbered, _worded, _of_period):
        found = reader(flat, style)
        if found is not None:
            return found
    return _SHAPELESS


def _numbered(flat: str, style: Style) -> Found | None:
    """2013-03-31, 31/3/2013, 31.03.13, 41364, 20130331."""
    if match := _ISO.fullmatch(flat):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
        if month > 12 >= day >= 1:
            return Found(
                problem="is not a date: the year comes first, and then a month that doesn't exist.",
                mend="Write it as 31/03/2013.",
            )
        return _made(year, month, day, form="iso")
    if match := _NUMERIC.fullmatch(flat):
        first, second, year = int(match[1]), int(match[3]), full_year(match[4])
        day, month = (second, first) if style.month_first else (first, second)
        order = "either" if first <= 12 and second <= 12 else "day" if second <= 12 else "month"
        if first == second:
            order = ""
        if first > 12 and second > 12:
            return Found(problem=f"is not a date: neither {first} nor {second} is a month.", mend="Mend the date.")
        if order in ("day", "month") and (order == "month") != style.month_first:
            other = _made(year, min(first, second), max(first, second))
            meant = f" ({uk_date(other.day)})" if other.day else ""
            return Found(
                order=order, kind=ProblemKind.DAY_AND_MONTH,
                problem=f"has {month} where the month belongs: it can only be {order} first{meant}.",
                mend="Write it as 31/03/2013."
                + ("" if style.month_first else " If every date of the file is month first, say so (month first)."),
            )  # fmt: skip
        return _made(year, month, day, form="numeric", two_digit_year=len(match[4]) == 2, order=order)
    if match := _SERIAL.fullmatch(flat):
        day_number = style.serial_start + timedelta(days=int(match[1]))
        if abs(day_number.year - style.reporting_date.year) > SERIAL_REACH:
            return Found(problem="is a number, not a date.", mend="Write it as 31/03/2013.")
        return Found(day_number, "serial", time_left_out=bool((match[2] or "").strip("0")))
    if match := _COMPACT.fullmatch(flat):
        return _made(int(match[1]), int(match[2]), int(match[3]), form="compact")
    return None


def _weekday(word: str) -> int | None:
    """The weekday that a word names, Monday being 0: Mon, Tues, Thur and Monday are some; Mo and M are not."""
    word = "wed" if word.lower() == "weds" else word.lower()
    return next((n for n, name in enumerate(_WEEKDAYS) if len(word) >= 3 and name.startswith(word)), None)


def _without_weekday(text: str) -> tuple[str, int | None]:
    """(the text without the weekday before or after it, that weekday): Mon 03/06/13, 03-Jun-13 (Mon)."""
    for pattern in (_WEEKDAY_FIRST, _WEEKDAY_LAST):
        match = pattern.fullmatch(text)
        day = _weekday(match["day"]) if match else None
        if match and day is not None and any(c.isdigit() for c in match["rest"]):
            return match["rest"], day
    return text, None


def _on_weekday(flat: str, weekday: int, style: Style) -> Found:
    """The date of a text with a weekday, which must be the right one. If day and month could be exchanged, the weekday
    decides: 03/06/13 is a Monday read day first, a Wednesday read month first."""
    found = _find_day(flat, style)
    numeric = _NUMERIC.fullmatch(flat) is not None
    other = _find_day(flat, replace(style, month_first=not style.month_first)) if numeric else Found()
    is_so, is_other = (one.day is not None and one.day.weekday() == weekday for one in (found, other))
    mine, theirs = ("month", "day") if style.month_first else ("day", "month")
    if found.form in ("month", "quarter", "year"):  # no day, and so no weekday
        return _SHAPELESS
    if found.day is None and not is_other:
        return found
    if is_so:
        order = "" if not numeric or found.day == other.day else "either" if is_other else mine
        return found._replace(order=order, form="weekday" if found.form in ("numeric", "iso") else found.form)
    named = _WEEKDAYS[weekday].title()
    if is_other and other.day:
        return Found(
            order=theirs, kind=ProblemKind.WEEKDAY,
            problem=f"is no {named} read {mine} first; read {theirs} first it is {uk_date(other.day)}, which was one.",
            mend="Write it as 31/03/2013." + ("" if style.month_first else " If every date of the file is month first, say so "
            "(month first)."),
        )  # fmt: skip
    assert found.day is not None
    return Found(
        problem=f"contradicts itself: {uk_date(found.day)} was a {_WEEKDAYS[found.day.weekday()].title()}, no {named}.",
        mend="Mend the day or leave the weekday out.", kind=ProblemKind.WEEKDAY,
    )  # fmt: skip


def _worded(flat: str, style: Style) -> Found | None:
    """31 March 2013, 13th December 2012, 31-Mar-13, March 31, 2013."""
    for pattern, order in ((_DAY_MONTH_YEAR, (1, 2, 3)), (_MONTH_DAY_YEAR, (2, 1, 3))):
        match = pattern.fullmatch(flat)
        month = month_number(match[order[1]]) if match else None
        if match and month:
            year = match[order[2]]
            return _made(full_year(year), month, int(match[order[0]]), form="words", two_digit_year=len(year) == 2)
    match = _YEAR_MONTH_DAY.fullmatch(flat)
    if match and (month := month_number(match[2])):
        return _made(int(match[1]), month, int(match[3]), form="words")
    return None


def _of_period(flat: str, style: Style) -> Found | None:
    """Dec-12, December 2012, 12/2012, Q4 2012/13, 2012/13; and similar texts that aren't certain."""
    match = _MONTH_YEAR.fullmatch(flat)
    if match and (month := month_number(match[1])):
        year = full_year(match[2])
        if len(match[2]) == 2 and abs(year - style.reporting_date.year) > MONTH_YEAR_REACH:
            return Found(
                problem=f"may be a day of {calendar.month_name[month]} without its year, or the month in {year}.",
                mend="Write the whole date, such as 31/03/2013.",
            )
        return _month(year, month, style, len(match[2]) == 2)
    match = _YEAR_MONTH.fullmatch(flat)
    if match and (month := month_number(match[2])):
        return _month(int(match[1]), month, style)
    match = _DAY_MONTH.fullmatch(flat)
    if match and month_number(match[2]):
        return Found(problem="has no year.", mend="Write the whole date, such as 31/03/2013.", kind=ProblemKind.NO_YEAR)
    if match := _NUMBER_MONTH.fullmatch(flat):
        return _numbered_month(int(match[2]), int(match[1]), style)
    if style.months and (match := _MONTH_NUMBER.fullmatch(flat)):
        return _numbered_month(int(flat[:4]), int(flat[4:]), style)
    if match := _QUARTER.fullmatch(flat):
        number, start, end = match.groups()
    elif match := _QUARTER_AFTER.fullmatch(flat):
        start, end, number = match.groups()
    elif _QUARTER_OF_YEAR.fullmatch(flat):
        return Found(
            problem="is a quarter of one year: whether of the calendar or the financial year it doesn't say.",
            mend="Write Q4 2012/13 for a financial year, or the date.", kind=ProblemKind.UNCLEAR_PERIOD,
        )  # fmt: skip
    else:
        return _of_years(flat, style)
    if not follows(start, end):
        return Found(
            problem="is not a financial year: the second year doesn't follow the first.", mend="Mend the years."
        )
    if style.months:
        return Found(problem="is a quarter, not a month.", mend="Write the month, such as 01/03/2013.")
    return _quarter(int(number), int(start), style)


def _of_years(flat: str, style: Style) -> Found | None:
    """2012/13, 2012-13, FY2012/13; 2013-03 as a month; 2011-12 only if the column shows which it is."""
    match = _TWO_YEARS.fullmatch(flat)
    if not match:
        if re.fullmatch(r"[0-9]{4}", flat):
            return Found(problem="is a year, not a date.", mend="Write the whole date, such as 31/03/2013.")
        return None
    label, start, _, end, label_after = match.groups()
    could_be_years = follows(start, end)
    could_be_month = not (label or label_after) and len(end) == 2 and 1 <= int(end) <= 12
    if could_be_years and could_be_month:
        if not style.hyphen_years:
            return Found(
                form="years or month", kind=ProblemKind.UNCLEAR_PERIOD,
                problem=f"may be the financial year {start}/{end} or month {int(end)} of {start}.",
                mend="Write the whole date, such as 31/03/2013.",
            )  # fmt: skip
        could_be_years = style.hyphen_years == "financial"
    if could_be_years:
        if style.months:
            return Found(problem="is a year, not a month.", mend="Write the month, such as 01/03/2013.")
        return _financial_year(int(start), style)
    if could_be_month:
        return _numbered_month(int(start), int(end), style)
    return Found(problem="is neither a financial year nor a month.", mend="Write it as 31/03/2013.")
