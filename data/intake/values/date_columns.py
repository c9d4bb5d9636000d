"""Columns of dates and months: each cell read as dates.py reads it, and what the column as a whole shows about day and
month, or is refused for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data.datasets import Column, Kind
from data.intake.values.common import (
    Parsed,
    Reading,
    Settings,
    blank_or_refused,
    column_problem,
    no_notes,
    nothing_found,
    plain,
    read_each,
    refusal,
    uk_date,
)
from data.intake.values.dates import (
    SERIAL_START,
    SERIAL_START_1904,
    ZERO_DAY,
    Found,
    Style,
    find_date,
    follows,
    full_year,
)
from data.problems import NoticeKind, ProblemKind
from data.typed import EARLIEST, LATEST


@dataclass
class Evidence:
    """What the numeric dates of one column say about the order of day and month: cells by position and text."""

    heading: str
    day: list[tuple[int, str]] = field(default_factory=list)  # only day first is possible
    month: list[tuple[int, str]] = field(default_factory=list)  # only month first is possible
    either: int = 0


_LOOKS_NUMERIC = (
    r"^\s*(?:[A-Za-z]{3,9}\.?,?\s*)?[0-9]{1,2}\s?[-/. ]\s?[0-9]{1,2}\s?[-/. ]\s?(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
)


def order_of_days(cells: pl.Series, heading: str) -> Evidence:
    """What a column of text says about the order of day and month, whether or not it is meant as dates."""
    evidence = Evidence(heading)
    numeric = cells.str.contains(_LOOKS_NUMERIC).fill_null(False)
    if not numeric.any():
        return evidence
    counted = (
        pl.DataFrame({"text": cells, "at": pl.int_range(len(cells), eager=True)})
        .filter(numeric)
        .group_by("text", maintain_order=True)
        .agg(pl.col("at").first(), pl.len().alias("n"))
    )
    style = Style(date(2000, 1, 1))
    for text, at, n in counted.iter_rows():
        order = find_date(text, style).order
        if order == "either":
            evidence.either += n
        elif order:
            (evidence.day if order == "day" else evidence.month).append((at, text))
    return evidence


def iso_days(cells: pl.Series) -> pl.Series:
    """The cells that are plain ISO dates within the years allowed, as dates; the others null."""
    text = pl.col(cells.name)
    day = text.str.to_date("%Y-%m-%d", strict=False)
    sound = day.dt.year().is_between(EARLIEST, LATEST) & (text.str.len_bytes() == 10) & (day != ZERO_DAY)
    return cells.to_frame().select(pl.when(sound).then(day)).to_series()


_NOTE_OF_FORM = {
    "words": NoticeKind.DATE_IN_WORDS,
    "weekday": NoticeKind.WEEKDAY_LEFT_OUT,
    "serial": NoticeKind.SPREADSHEET_DAY_NUMBER,
    "compact": NoticeKind.DATE_WITHOUT_MARKS,
    "month": NoticeKind.MONTH_AS_A_DATE,
    "quarter": NoticeKind.QUARTER_AS_A_DATE,
    "year": NoticeKind.FINANCIAL_YEAR_AS_A_DATE,
}


def is_start(column: Column) -> bool:
    """Whether a period in this column means its first day, because the column says when something begins."""
    words = column.name.split("_")
    return "start" in words or words[-1] == "from"


def read_dates(
    cells: pl.Series, column: Column, settings: Settings, others: Callable[[], Sequence[Evidence]] = tuple
) -> Parsed:
    """The column as dates (for a month column the first of the month).

    `others` gives what the file's other columns say about the order of day and month. A column that contradicts itself,
    or that isn't certain in a file that is month first elsewhere, is refused as a whole, with the evidence.
    """
    months = column.kind is Kind.MONTH
    quick = iso_days(cells)
    if months:
        quick = pl.select(pl.when(quick.dt.day() == 1).then(quick)).to_series()
    if quick.null_count() == cells.null_count():  # a date stands for every cell that holds something
        return Parsed(quick, nothing_found(), no_notes())
    texts = cells.filter(cells.is_not_null() & quick.is_null()).unique(maintain_order=True).to_list()
    start = SERIAL_START_1904 if settings.days_from_1904 else SERIAL_START
    style = Style(
        settings.reporting_date,
        settings.month_first,
        months or is_start(column),
        months,
        start,
        settings.periods_from if months else None,
        _hyphen(texts),
    )
    found = {text: find_date(text, style) for text in texts}
    read = read_each(cells, quick, lambda text: _reading(text, found[text], column, style), pl.Date())
    orders = {f.order for f in found.values()}
    against = others() if "either" in orders and not orders & {"day", "month"} else ()
    whole = [
        *_order_problems(found, settings, against),
        *_swapped(cells, found, months),
        *_years_first(found, settings),
    ]
    if months:
        whole += _months_swapped(found)
        unclear = pl.col("kind") == ProblemKind.CALENDAR_OR_FINANCIAL
        if (periods := read.found.filter(unclear)).height:  # one question for the column
            whole.append(periods.head(1).with_columns(pl.lit(None, pl.Int64).alias("position")))
            read = Parsed(read.values, read.found.filter(~unclear), read.notes)
    notes = read.notes
    if not whole and not settings.month_first:
        notes = pl.concat([notes, _day_first_notes(cells, found, against)])
    if months and read.values.dt.day().max() not in (None, 1):
        read = Parsed(read.values.dt.month_start(), read.found, read.notes)
    return Parsed(read.values, pl.concat([*whole, read.found]), notes)


def _hyphen(texts: list[str]) -> str:
    """What 2011-12 is in this column: decided by the other cells that are certainly financial years or certainly
    months."""
    years = months = False
    for text in texts:
        if match := re.fullmatch(r"\s*([0-9]{4})\s*[-/\u2013]\s*([0-9]{2})\s*", text):
            is_years, is_month = follows(match[1], match[2]), 1 <= int(match[2]) <= 12
            years |= is_years and not is_month
            months |= is_month and not is_years
    return "financial" if years and not months else "month" if months and not years else ""


_YEAR_THEN_NUMBER = re.compile(r"\s*[0-9]{4}\s*/?\s*[0-9]{2}\s*")
"""2013/01 and 201301: periods of a financial year are written so too."""
PERIODS = re.compile(
    r"\b(?:periods?|prd|fiscal|posting|accounting)\b(?!.*\b(?:end\w*|from|to|start\w*|begin\w*)\b)", re.I
)
"""A heading that speaks of periods, and not of the day on which one ends or begins."""


def _reading(text: str, found: Found, column: Column, style: Style) -> Reading:
    if found.day is None:
        return blank_or_refused(text, not column.required, column.expected) or refusal(
            found.kind, found.problem, found.mend
        )
    note = _NOTE_OF_FORM.get(found.form)
    if style.months:
        first = found.day.replace(day=1)
        if found.form == "month":
            note = NoticeKind.MONTH_IN_WORDS if re.search("[A-Za-z]", text) else None
            if note is None and style.periods_from == "april":
                note = NoticeKind.PERIOD_FROM_APRIL
            elif _YEAR_THEN_NUMBER.fullmatch(text):
                note = NoticeKind.CALENDAR_MONTH
            return Reading(first, note, f"{first:%B %Y}")
        if found.day.day == 1 and not note and not found.two_digit_year:
            return Reading(first, NoticeKind.TIME_LEFT_OUT if found.time_left_out else None, uk_date(first))
        return Reading(
            first,
            NoticeKind.DAY_LEFT_OUT if found.day.day != 1 else note or NoticeKind.TWO_DIGIT_YEAR,
            f"{first:%B %Y}",
        )
    if found.is_moved:
        note = NoticeKind.TIME_ZONE
    elif found.time_left_out:
        note = NoticeKind.TIME_LEFT_OUT
    elif found.two_digit_year and found.form == "numeric":
        note = NoticeKind.TWO_DIGIT_YEAR
    return Reading(found.day, note, uk_date(found.day))


def _place(cells: pl.Series, texts: list[str]) -> pl.DataFrame:
    """The cells that hold one of these texts: position and value."""
    frame = pl.DataFrame({"position": pl.int_range(len(cells), eager=True), "value": cells})
    return frame.filter(pl.col("value").is_in(texts))


def _quoted(evidence: list[tuple[int, str]]) -> str:
    texts = [f"‘{plain(text)}’" for _, text in evidence[:3]]
    return ", ".join(texts) + (" …" if len(evidence) > 3 else "")


def _order_problems(found: dict[str, Found], settings: Settings, others: Sequence[Evidence]) -> list[pl.DataFrame]:
    """Refuses the whole column if it isn't certain which is the day and which the month."""
    day = [text for text, f in found.items() if f.order == "day"]
    month = [text for text, f in found.items() if f.order == "month"]
    either = [text for text, f in found.items() if f.order == "either"]
    wrong, right = (day, month) if settings.month_first else (month, day)
    order = "month first" if settings.month_first else "day first"
    opposite = "day first" if settings.month_first else "month first"
    if wrong and right:
        shown = ", ".join(f"‘{t}’" for t in right[:3])
        return [
            column_problem(
                ProblemKind.DATES_CONTRADICT,
                f"contradicts itself: dates such as ‘{wrong[0]}’ ({len(wrong):,} different) can only be {opposite}, dates "
                f"such as {shown} ({len(right):,}) only {order}"
                + (f", so it isn't clear what those such as ‘{either[0]}’ ({len(either):,}) mean." if either else "."),
                "Write every date of the column day first, as 31/03/2013.",
            )
        ]
    if wrong:
        mend = (
            "Leave ‘month first’ out."
            if settings.month_first
            else "If so, say ‘month first’; else write them 31/03/2013."
        )
        return [
            column_problem(
                ProblemKind.DATES_IN_ANOTHER_ORDER,
                f"looks {opposite}{'' if settings.month_first else ', as in the United States'}: "
                f"dates such as ‘{wrong[0]}’ ({len(wrong):,} different) can only be so, and none can only be {order}.",
                mend,
            )
        ]
    if either and not right and not settings.month_first:
        against = [other for other in others if other.month]
        if against:
            other = against[0]
            return [
                column_problem(
                    ProblemKind.DATES_AMBIGUOUS,
                    f"isn't clear: dates such as ‘{either[0]}’ ({len(either):,} different) may be day first or month "
                    f"first, and {other.heading} in the same file is month first ({_quoted(other.month)}).",
                    "Write every date of the file as 31/03/2013, or say ‘month first’ if all are.",
                )
            ]
    return []


def _day_first_notes(cells: pl.Series, found: dict[str, Found], others: Sequence[Evidence]) -> pl.DataFrame:
    """A note for each date that could be day first or month first, in a file that nowhere shows which."""
    is_certain = any(f.order == "day" for f in found.values()) or any(other.day for other in others)
    either = {text: uk_date(f.day) for text, f in found.items() if f.order == "either" and f.day}
    if is_certain or not either:
        return no_notes()
    placed = _place(cells, list(either))
    return placed.select(
        pl.col("position").cast(pl.Int64),
        "value",
        pl.lit(NoticeKind.DAY_FIRST).alias("note"),
        pl.col("value").replace_strict(either, return_dtype=pl.String).alias("became"),
    )


def _swapped(cells: pl.Series, found: dict[str, Found], months: bool) -> list[pl.DataFrame]:
    """A spreadsheet with American settings turns 03/04/2013 into a real date (4 March) and leaves 25/03/2013 as text.

    The trace: every real (ISO) date has a day up to 12 and every date left as text a day over 12. A spreadsheet's day
    numbers, and dates as it shows them (05-Mar-13), count as real dates. One of each is enough, because the person who
    loses a month by it can't see it.
    """
    numeric = {text: f for text, f in found.items() if f.form == "numeric" or (f.order and f.form != "weekday")}
    if not numeric or any(f.order != "day" for f in numeric.values()):
        return []
    made = [f for text, f in found.items() if f.form in ("iso", "serial") or _SHOWN.fullmatch(text.strip())]
    real = {*iso_days(cells).drop_nulls(), *(f.day for f in made if f.day)}
    days = {day.day for day in real}
    # Firsts are what a column of months holds; elsewhere, firsts of three months or more would have been days of one January,
    # of which no date is left as text: no trace of an exchange.
    others = any(f.day and f.day.month != 1 for f in numeric.values())
    firsts = days == {1} and (months or (len(real) > 2 and others))
    if not days or max(days) > 12 or firsts:
        return []
    are = "1 date" if len(real) == 1 else f"{len(real):,} different dates"
    return [
        column_problem(
            ProblemKind.DATES_HALF_SWAPPED,
            f"may have days and months exchanged in {are}: every date written as year-month-day, as a "
            f"day number or as 05-Mar-13 has a day up to 12, and every date left as text (such as ‘{next(iter(numeric))}’) a "
            "day over 12. "
            "That is the trace of a spreadsheet program with American settings.",
            "Go back to the file before it was opened there, or write every date as 31/03/2013.",
        )
    ]


_SHOWN = re.compile(r"[0-9]{1,2}-[A-Z][a-z]{2}-(?:[0-9]{2}|[0-9]{4})")


def _years_first(found: dict[str, Found], settings: Settings) -> list[pl.DataFrame]:
    """Refuses 13-03-31 if the likelier reading is 31 March 2013, written year first."""
    short = [text for text, f in found.items() if f.form == "numeric" and f.two_digit_year]
    if not short:
        return []
    as_read, year_first = [], []
    for text in short:
        first, second, third = (int(part) for part in re.findall("[0-9]+", plain(text))[:3])
        if not (1 <= second <= 12 and 1 <= third <= 31):
            return []
        as_read.append(full_year(f"{third:02d}"))
        year_first.append(full_year(f"{first:02d}"))

    def spread(years: list[int]) -> tuple[int, int]:
        return max(years) - min(years), min(abs(year - settings.reporting_date.year) for year in years)

    if spread(year_first) >= spread(as_read):
        return []
    return [
        column_problem(
            ProblemKind.YEARS_FIRST,
            f"may be written year first: ‘{short[0]}’ is {as_read[0]} with the day first and {year_first[0]} with the year "
            "first.",
            "Write the years with four digits.",
        )
    ]


def _months_swapped(found: dict[str, Found]) -> list[pl.DataFrame]:
    """A column of months whose numeric dates are all the first of a month only when read month first."""
    either = [(text, f.day) for text, f in found.items() if f.order == "either" and f.day]
    if not either or any(day.day == 1 for _, day in either) or any(day.month != 1 for _, day in either):
        return []
    return [
        column_problem(
            ProblemKind.DATES_AMBIGUOUS,
            f"holds days such as ‘{either[0][0]}’, which is the first of a month only with the month first.",
            "Write the months as 01/03/2013 or March 2013, or say ‘month first’.",
        )
    ]
