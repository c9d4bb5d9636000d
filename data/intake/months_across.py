"""Tables with one column per month, or per year: turned into one row per record and month, once the person says which amount
they hold. Of years the same is so as is said here of months."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.intake import checks
from data.intake.blank_words import without_blank_words
from data.intake.columns import Matched
from data.intake.heading_words import find_heading, names_of, simplify, synonyms_of
from data.intake.options import Options, column_named
from data.intake.read import Sheet
from data.intake.values.common import plain
from data.intake.values.dates import Style, find_date, follows, month_number
from data.intake.values.years import find_year
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

LEAST = 2
"""From so many headings that are months on, each month has a column; one alone may be the title of a column of amounts."""
_QUARTER = re.compile(r"q(?:uarter|tr)?\s*[1-4]\b.*|.*\bq[1-4]", re.I)


@dataclass(frozen=True)
class Across:
    """The month columns of a file: the positions of the headings that are months, in order, with the month of each as text."""

    months: tuple[tuple[int, str], ...] = ()
    beside: str = ""  # what every heading says beside its month, such as ‘(£k)’
    trouble: str = ""  # why they can't be taken, in a sentence; "" when they can


def find_across(sheet: Sheet, dataset: Dataset, reporting_date: date) -> Across | None:
    """The month columns, for a dataset by month that has no column of that form; None for a file with the month in one
    column."""
    period = period_of(dataset)
    if period is None or not sheet.heading_row:
        return None
    named = names_of(period) | synonyms_of(period)
    if any(simplify(heading) in named for heading in sheet.headings):
        return None
    found: list[tuple[int, str, str]] = []
    bare = quarters = 0
    for place, heading in enumerate(sheet.headings):
        flat = plain(heading)
        day, rest = _year_in(flat, period) if period.kind is Kind.YEAR else _month_in(flat, reporting_date)
        if day:
            found.append((place, day, rest))
        bare += month_number(flat.rstrip(".")) is not None
        quarters += bool(_QUARTER.fullmatch(flat)) and not day
    if len(found) < LEAST:
        if period.kind is Kind.YEAR:
            return None
        if bare >= LEAST + 1:
            return Across(
                trouble="Months stand across this file without their years. Write the year in each heading, as Apr-12."
            )
        if quarters >= LEAST:
            return Across(
                trouble=f"Quarters stand across this file, and {dataset.title.lower()} is held by the month: give the amounts by "
                "month."
            )
        return None
    words = list(dict.fromkeys(rest for _, _, rest in found))
    days = [day for _, day, _ in found]
    if len(set(days)) < len(days):
        shown = ", ".join(f"‘{plain(sheet.headings[place])}’" for place, day, _ in found if days.count(day) > 1)
        return Across(
            trouble=f"Each {period.name} stands across more than once ({shown}): it isn't clear which amounts are which. Put "
            f"each block of {period.name}s in a file of its own, or leave the columns of one out."
        )
    if len(words) > 1:
        return Across(
            trouble=f"The headings of {period.name}s say different things of their amounts ("
            + ", ".join(f"‘{word}’" if word else "nothing" for word in words)
            + "): budget and what was spent can't be one column. Put each in a file of its own, or leave its columns out."
        )
    of_amounts = any(simplify(words[0]) in names_of(column) | synonyms_of(column) for column in amounts(dataset))
    return Across(tuple((place, day) for place, day, _ in found), "" if of_amounts else words[0])


def period_of(dataset: Dataset) -> Column | None:
    """The column that says which month, or which year, a row of the dataset is of; None where rows are of neither."""
    return next((column for column in dataset.columns if column.key and column.kind in (Kind.MONTH, Kind.YEAR)), None)


_YEARS = re.compile(r"(?:f\.?/?y\.?\s*)?(?:19|20)[0-9]{2}\s*[-/–]\s*(?:(?:19|20)?[0-9]{2})(?![0-9])", re.I)


def _year_in(heading: str, year: Column) -> tuple[str, str]:
    """As _month_in, of financial years: ‘Planned 2012/13’ → 2012/13, ‘Planned’."""
    found = _YEARS.search(heading)
    text = find_year(found[0], year).value if found else None
    return (str(text), plain(heading.replace(found[0], " ")).strip(" -–:")) if found and text else ("", "")


def _month_in(heading: str, reporting_date: date) -> tuple[str, str]:
    """(the month that a heading names, or nothing; the rest of its text): ‘Apr-12 budget (£)’ → 2012-04-01, ‘budget (£)’."""
    style = Style(reporting_date, first_day=True, months=True)

    def month(text: str) -> str:
        years = re.fullmatch(r"([0-9]{4})\s*[-/]\s*([0-9]{2})", text)
        if re.fullmatch("[0-9.]+", text) or (years and follows(years[1], years[2])):  # a number, or a financial year
            return ""
        day = find_date(text, style).day
        return day.replace(day=1).isoformat() if day else ""

    if not any(c.isdigit() for c in heading):
        return "", ""
    if whole := month(heading):
        return whole, ""
    parts = heading.split(" ")
    for cut in range(len(parts) - 1, 0, -1):  # ‘April 2012 actual’, ‘Actual April 2012’
        for words, rest in ((parts[:cut], parts[cut:]), (parts[-cut:], parts[:-cut])):
            if any(c.isdigit() for c in " ".join(words)) and (found := month(" ".join(words))):
                return found, " ".join(rest)
    return "", ""


def amounts(dataset: Dataset) -> list[Column]:
    """The columns of a dataset that month columns may hold."""
    return [column for column in dataset.columns if column.kind is Kind.MONEY]


def problem_of(across: Across, sheet: Sheet, dataset: Dataset) -> pl.DataFrame:
    """The one problem of a file with month columns, until the person says which amount they hold, or if that can't
    help."""
    if across.trouble:
        return checks.file_problem(ProblemKind.STANDS_ACROSS, across.trouble)
    first, last = (plain(sheet.headings[place]) for place, _ in (across.months[0], across.months[-1]))
    names = " or ".join(column.label for column in amounts(dataset))
    period = _noun(dataset)
    return checks.file_problem(
        ProblemKind.MONTHS_ACROSS,
        f"{period.title()}s stand across this file, from ‘{first}’ to ‘{last}’ ({len(across.months)} columns), and "
        f"{dataset.title.lower()} has a row for each {period}.",
        f"Say which amount they hold ({names}), and each becomes a row.",
    )


def _noun(dataset: Dataset) -> str:
    """What stands across files of a dataset: ‘month’ or ‘year’."""
    period = period_of(dataset)
    return "year" if period and period.kind is Kind.YEAR else "month"


def is_of_month(heading: str, sheet: Sheet) -> bool:
    """Whether a person means by `heading` one of the month headings that were turned."""
    if sheet.cell_headings is None:
        return False
    before = sheet.of_file.headings
    return any(before[place] not in sheet.headings for place in find_heading(heading, before))


def _without_blanks(
    sheet: Sheet, place: int, amount: Column, blanks: Mapping[str, tuple[str, ...]]
) -> tuple[pl.Series, list[Notice]]:
    """The cells of one month without those said to be blank: for every heading, the month's, or the amount."""
    names = names_of(amount) | synonyms_of(amount)
    words = [
        value
        for heading, values in blanks.items()
        if heading == "*" or simplify(heading) in names or place in find_heading(heading, sheet.headings)
        for value in values
    ]
    return without_blank_words(sheet.cells[f"c{place}"], words, plain(sheet.headings[place]), sheet.rows)


def _taken_down(
    sheet: Sheet, across: Across, amount: Column, dataset: Dataset, blanks: Mapping[str, tuple[str, ...]]
) -> tuple[Sheet, tuple[Notice, ...]]:
    """The sheet with a row per record and month in place of a column per month; a blank cell, or one said to be blank,
    makes no row. The month and amount columns get our own labels, and `as_it_was` is the sheet as the file has it."""
    month = next(column for column in dataset.columns if column == period_of(dataset))
    period = _noun(dataset)
    places = [place for place, _ in across.months]
    totals = [place for place in range(len(sheet.headings)) if place not in places and _adds_up(sheet, place, places)]
    others = [place for place in range(len(sheet.headings)) if place not in (*places, *totals)]
    kept = [pl.col(f"c{place}").alias(f"c{at}") for at, place in enumerate(others)]
    at_month, at_amount = f"c{len(others)}", f"c{len(others) + 1}"
    taken = [_without_blanks(sheet, place, amount, blanks) for place in places]
    table = sheet.cells.with_columns(
        *(cells for cells, _ in taken), sheet.rows.alias("_row"), pl.int_range(pl.len()).alias("_at")
    )
    long = (
        pl.concat(
            table.select(
                "_row", "_at", pl.lit(step).alias("_step"), *kept,
                pl.lit(day).alias(at_month), pl.col(f"c{place}").alias(at_amount),
            )
            for step, (place, day) in enumerate(across.months)
        )
        .sort("_at", "_step", maintain_order=True)
    )  # fmt: skip
    blank = long[at_amount].null_count()
    long = long.filter(pl.col(at_amount).is_not_null())
    down = replace(
        sheet,
        headings=(*(sheet.headings[place] for place in others), month.label, _called(amount, across.beside)),
        cells=long.drop("_row", "_at", "_step"),
        rows=long["_row"],
        places=(*(sheet.places[place] for place in others), sheet.places[places[0]], sheet.places[places[0]]),
        as_it_was=sheet.of_file,
        cell_headings=pl.Series([sheet.headings[places[step]] for step in long["_step"]], dtype=pl.String),
    )
    left = f" {blank:,} blank cell{' is' if blank == 1 else 's are'} no row." if blank else ""
    text = (
        f"{len(places):,} columns of {period}s were taken as {amount.label}, as said: {sheet.cells.height:,} rows became "
        f"{long.height:,}, one for each {period} with an amount.{left}"
    )
    notices = [Notice(NoticeKind.MONTHS_ACROSS, text, len(places)), *(one for _, of_one in taken for one in of_one)]
    for place in totals:
        text = f"‘{plain(sheet.headings[place])}’ is the sum of the {period}s in every row, and was not used."
        notices.append(Notice(NoticeKind.NOT_USED, text))
    return down, tuple(notices)


def _called(amount: Column, beside: str) -> str:
    """The heading for the amounts of month columns, with what each said besides its month: ‘Budget (£k)’."""
    return f"{amount.label.removesuffix(' (£)')} {beside}" if beside else amount.label


def _adds_up(sheet: Sheet, place: int, months: list[int]) -> bool:
    """Whether a column holds the sum of the months in every row."""

    def number(at: int) -> pl.Expr:
        return pl.col(f"c{at}").str.replace_all("[£, ]", "").cast(pl.Float64, strict=False)

    sums = sheet.cells.select(number(place).alias("total"), pl.sum_horizontal(number(at) for at in months).alias("sum"))
    return sums["total"].null_count() == 0 and bool(((sums["total"] - sums["sum"]).abs() < 0.005).all())


def apply(
    sheet: Sheet, dataset: Dataset, reporting_date: date, options: Options
) -> tuple[Sheet, Mapping[str, str], pl.DataFrame]:
    """(the sheet, with a row per month if requested, the mapping of each heading, the problems)."""
    across = find_across(sheet, dataset, reporting_date)
    if not options.months_across:
        return sheet, options.mapping, problem_of(across, sheet, dataset) if across else no_problems()
    what = "The option for amounts under months"
    amount = column_named(dataset, options.months_across)
    if amount is None:
        names = ", ".join(column.label for column in amounts(dataset))
        problem = f"{what} names the column ‘{options.months_across}’, which {dataset.title.lower()} doesn't have."
        return (
            sheet,
            options.mapping,
            checks.file_problem(ProblemKind.UNKNOWN_COLUMN, problem, f"Its amounts are: {names}."),
        )
    if across is None or across.trouble or amount not in amounts(dataset):
        problem = across.trouble if across else f"{what} was given, and no {_noun(dataset)}s stand across this file."
        if across and not across.trouble:
            problem = f"{what} names {amount.label}, which holds no amounts."
        return sheet, options.mapping, checks.file_problem(ProblemKind.STANDS_ACROSS, problem)
    down, notices = _taken_down(sheet, across, amount, dataset, options.blanks)
    down = replace(down, notices=(*down.notices, *notices))
    problems = no_problems()
    if options.add_up:
        problems = checks.file_problem(
            ProblemKind.STANDS_ACROSS,
            f"Rows can't be added up where {_noun(dataset)}s stand across. Say one of the two.",
        )
    return down, {**options.mapping, down.headings[-1]: amount.name}, problems


def repeated(sheet: Sheet, matched: Matched, dataset: Dataset) -> list[pl.DataFrame]:
    """A problem for each other amount column of a table with month columns: one amount would count in every month."""
    if sheet.cell_headings is None:
        return []
    last = len(sheet.headings) - 1
    return [
        checks.file_problem(
            ProblemKind.REPEATED_AMOUNT,
            f"holds one amount for all {_noun(dataset)}s of its row, and would be counted in each of them.",
            f"Give it by the {_noun(dataset)}, or say that it isn't used.",
            column.name, matched.heading(column.name),
        )
        for column in amounts(dataset)
        if matched.places.get(column.name, last) != last
    ]  # fmt: skip
