"""Columns with the right name and the wrong content, and columns of ours hidden under an unknown heading."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from data.datasets import FIGURES, Column, Dataset, Kind
from data.intake import checks
from data.intake.column_contents import ALL_LOOK, LOOKED_AT, Looks, are_another_columns, looks_like
from data.intake.columns import Matched
from data.intake.heading_words import find_heading, names_of, simplify, synonyms_of, without_marks
from data.intake.options import Options
from data.intake.placeholders import is_placeholder
from data.intake.read import Sheet
from data.intake.read.model import Around
from data.intake.values import Parsed, Settings, read_column
from data.intake.values.common import column_problem, plain, spread
from data.intake.values.units import (
    A_YEAR,
    foreign_currency_in,
    longer_span_in,
    say_their_unit,
    says_of_amounts,
    spoken_of,
    unclear_in,
    unit_in,
)
from data.problems import NoticeKind, ProblemKind

OURS_SHARE = 0.6
"""A file of whose headings at least this share are ours was most likely made from our template or export."""

WRONG_SHARE = 0.5
"""A column of which more than this share of cells can't be read is challenged once, as a whole."""
WRONG_LEAST = 10
"""…when it has at least this many filled cells; below that every cell is named. So few names can't be said to recur either."""
NEARLY_ALL = 0.95
"""The share of the cells under an unknown heading that must fit a column of ours before it is asked whether they are its own."""


def challenged(
    cells: pl.Series,
    column: Column,
    heading: str,
    parsed: Parsed,
    unit_said: bool,
    currency_said: bool,
    around: Sequence[Around] = (),
    period: Kind | None = None,
) -> Parsed:
    """The column as read, or challenged once as a whole if its name fits and its cells don't.

    `unit_said`, `currency_said`: whether the person has said the unit and currency of its amounts. `around`: the texts
    around the table that may say them. `period`: whether each row is of a month or of a year.
    """
    filled = len(cells) - cells.null_count()
    if not filled:
        return parsed
    if column.kind in FIGURES and not unit_said:
        asked_about = _unclear_unit(cells, column, heading, around) or _longer_span(column, heading, period)
        if asked_about:
            return Parsed(parsed.values, pl.concat([asked_about[0], parsed.found]), parsed.notes)
    foreign, where = _foreign_currency(heading, around) if column.kind is Kind.MONEY else ("", "")
    if foreign and not currency_said:
        whole = column_problem(
            ProblemKind.ANOTHER_CURRENCY,
            f"seems to hold amounts in another currency ({foreign}), by {where}; amounts are held in pounds.",
            f"Change them to pounds, or say ‘currency {foreign}’ to take them as they stand.",
            None if foreign_currency_in(heading) else foreign,
        )
        return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)
    if column.kind in (Kind.DATE, Kind.MONTH) and NoticeKind.DAY_FIRST in parsed.notes["note"]:
        return _challenged_order(heading, around, parsed)
    if column.kind is Kind.TEXT:
        return _challenged_text(cells, column, parsed)
    if not parsed.found.height:
        return parsed
    wrong = parsed.found["position"].drop_nulls()
    if parsed.found["position"].null_count() or filled < WRONG_LEAST or len(wrong) <= WRONG_SHARE * filled:
        return parsed
    looks = looks_like(cells.gather(wrong))
    if looks in _OWN_LOOKS.get(column.kind, ()):  # the right sort of content, wrongly written: each cell says how
        return parsed
    different = cells.gather(wrong).n_unique()
    if column.kind is Kind.CHOICE and looks in (None, Looks.WORDS) and different <= 25:
        return parsed
    sample = ", ".join(f"‘{plain(cell)[:40]}’" for cell in cells.gather(wrong).unique(maintain_order=True).head(3))
    whole = column_problem(
        ProblemKind.WRONG_CONTENT,
        f"is {column.label} by its heading, and {len(wrong):,} of its {filled:,} cells "
        + (f"are {looks}" if looks else "can't be read as that")
        + f" (such as {sample}); it must hold {column.expected}.",
        f"Is another column meant? Map the right heading to {column.label}, or mend the cells.",
    )
    return Parsed(parsed.values, whole, parsed.notes)


def _unclear_unit(cells: pl.Series, column: Column, heading: str, around: Sequence[Around]) -> tuple[pl.DataFrame, ...]:
    """The part of the heading, or of a text around the table, that concerns the column's figures and isn't understood:
    one problem with that part as its value, or None."""
    part, where = unclear_in(without_marks(heading), column, names_of(column) | synonyms_of(column)), "in its heading"
    for text in around:
        if part:
            break
        where = f"in {text.where}"
        if not text.beneath:
            part = spoken_of(text.text, column)
        elif not is_placeholder(text.text) and not read_column(pl.Series([text.text]), column, _ANY_DAY).values.sum():
            part = unclear_in(text.text, column, names_of(column) | synonyms_of(column))
    if not part:
        return ()
    # Cells that say their own unit need nobody to say it for them; of ‘days’ they must say that they are pounds, too.
    if column.kind is Kind.MONEY and say_their_unit(
        cells.drop_nulls().unique().to_list(), with_pounds=not unit_in(part)
    ):
        return ()
    if column.maximum is not None:
        problem = (
            f"{where} is not understood: {column.label} is held on the scale from {column.minimum} to {column.maximum}."
        )
        mend = f"Say which scale it is on: {column.minimum}-{column.maximum} (ours), or another such as 1-10, to convert it."
    else:
        counted, nothing = ("in pounds", "pounds") if column.kind is Kind.MONEY else ("one by one", "ones")
        problem = f"{where} is not understood: what does it say of {column.label}? Its figures are held {counted}."
        mend = f"Say what they are in: {nothing} (it changes nothing), thousands, millions or another unit."
    return (column_problem(ProblemKind.UNIT, problem, mend, part),)


def _longer_span(column: Column, heading: str, period: Kind | None) -> tuple[pl.DataFrame, ...]:
    """As _unclear_unit: the part of the heading that says that its amounts are of more than the row's own month or year."""
    part = longer_span_in(heading, period) if column.kind is Kind.MONEY else ""
    if not part:
        return ()
    span = "month" if period is Kind.MONTH else "year"
    problem = f"in its heading says that the amounts are of more than one {span}: each would count as its own {span}'s."
    mend = f"Give what each {span} alone comes to; or say pounds (it changes nothing), if each is its {span}'s own."
    return (column_problem(ProblemKind.UNIT, problem, mend, part),)


def _foreign_currency(heading: str, around: Sequence[Around]) -> tuple[str, str]:
    """(the symbol or word of another currency, where it is), or two blank texts."""
    if foreign := foreign_currency_in(heading):
        return foreign, "its heading"
    for text in around:
        if foreign := foreign_currency_in(text.text):
            return foreign, text.where
    return "", ""


_ANY_DAY = Settings(date(2000, 1, 1))


_MONTH_FIRST = re.compile(
    r"(?<![a-z])m{1,3}\s?[/. -]\s?d{1,2}(?![a-z])|\bmonth\s?[/ -]\s?day\b|\bmonth first\b|\(US\)"
    r"|\b(?:U\.?S\.?|American) (?:dates?|style|order|format)",
    re.I,
)


def _challenged_order(heading: str, around: Sequence[Around], parsed: Parsed) -> Parsed:
    """Dates read day first, under a heading or a title that says that the month comes first."""
    said_in = next((text for text in (heading, *(text.text for text in around)) if _MONTH_FIRST.search(text)), "")
    if not said_in:
        return parsed
    whole = column_problem(
        ProblemKind.DATES_AMBIGUOUS,
        f"may be month first, as ‘{plain(said_in)[:60]}’ says, and every date of it can be read day first too.",
        "If so, say ‘month first’; else write them 31/03/2013.",
    )
    return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)


def _challenged_text(cells: pl.Series, column: Column, parsed: Parsed) -> Parsed:
    """A column of names that holds dates or sums of money is another column under its heading."""
    if column.key or not column.required:
        return parsed
    some = spread(cells, LOOKED_AT)
    looks = looks_like(some, ALL_LOOK)
    if looks not in (Looks.DATES, Looks.MONEY):
        return parsed
    whole = column_problem(
        ProblemKind.WRONG_CONTENT,
        f"is {column.label} by its heading, and its cells are {looks} (such as ‘{plain(some[0])[:40]}’).",
        f"Is another column meant? Map the right heading to {column.label}.",
    )
    return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)


def lost_columns(
    matched: Matched, sheet: Sheet, dataset: Dataset, reporting_date: date, mapping: Mapping[str, str]
) -> list[pl.DataFrame]:
    """In a file that mostly has our own headings, an unknown one may be one of ours renamed. If all its cells fit a
    column that the file otherwise lacks (dates, amounts, its very choices), leaving it out would lose that column, so
    the person is asked."""
    headings = [m for m in matched.matches if m.heading.strip()]
    ours = sum(match.how in ("exact", "given") for match in headings)
    if ours < OURS_SHARE * len(headings):
        return []
    found: list[pl.DataFrame] = []
    mapped = {place for heading in mapping for place in find_heading(heading, sheet.headings)}
    taken = {column for columns in matched.splits.values() for column in columns} | set(matched.places)
    lacking = [c for c in dataset.columns if c.name not in taken and c.kind is not Kind.TEXT]
    for match in headings:
        if match.is_used or match.position in mapped or match.how == "suggested":
            continue
        cells = sheet.cells[f"c{match.position}"].drop_nulls()
        fitting = [
            column
            for column in lacking
            if fits(cells, column, reporting_date) and not are_another_columns(cells, match.heading, column, dataset)
        ]
        if fitting:
            names = " or ".join(column.label for column in fitting)
            shown = ", ".join(f"‘{sample}’" for sample in match.samples)
            found.append(
                checks.file_problem(
                    ProblemKind.LIKELY_HEADING,
                    f"The heading ‘{plain(match.heading)}’ isn't known and would not be used, but its cells ({shown}) "
                    f"fit {names}, which the file lacks.",
                    f"Map it to {fitting[0].label}, or say that it isn't used.",
                    fitting[0].name,
                )
            )
    return found


def said_beside(
    matched: Matched, sheet: Sheet, dataset: Dataset, mapping: Mapping[str, str], options: Options
) -> list[pl.DataFrame]:
    """One problem for each column that isn't used and whose cells say, row by row, what the amounts are: their currency, their
    unit, their sign, how often they are paid, or which amount each is. One that says throughout what is so anyway (GBP, +,
    annual) raises none."""
    amounts = [c for c in dataset.columns if c.name in matched.places and c.kind is Kind.MONEY]
    a_year = [c for c in amounts if "annual" in c.name and not A_YEAR.search(matched.heading(c.name))]
    mapped = {place for heading in mapping for place in find_heading(heading, sheet.headings)}
    found: list[pl.DataFrame] = []
    for match in matched.matches if amounts else ():
        if match.is_used or match.position in mapped:
            continue
        cells = sheet.cells[f"c{match.position}"]
        if spread(cells, LOOKED_AT).n_unique() > MOST_WORDS or cells.n_unique() > MOST_WORDS:
            continue
        words = {cell: plain(cell).casefold() for cell in cells.drop_nulls().unique(maintain_order=True)}
        if len(amounts) == 1 and (other := _another_amount(words, amounts[0], dataset)):
            row = sheet.rows[int((cells == other).arg_max() or 0)]
            found.append(
                checks.file_problem(
                    ProblemKind.SAID_BESIDE,
                    f"says which amount each row holds (‘{plain(other)}’ in row {row:,}), and isn't used: every amount would be "
                    f"taken as {amounts[0].label}.",
                    "Give each amount a column of its own; or say that the column isn't needed.",
                    None,
                    plain(match.heading) or str(match.position + 1),
                )
            )
            continue
        what = says_of_amounts(set(words.values()), plain(match.heading))
        if (
            what is None
            or (what.is_currency and options.currency != "£")
            or (what.is_unit and options.units)
            or (what.is_a_rate and not a_year)
        ):
            continue
        cell = next(cell for cell, word in words.items() if word not in what.usual)
        row = sheet.rows[int((cells == cell).arg_max() or 0)]
        found.append(
            checks.file_problem(
                ProblemKind.SAID_BESIDE,
                f"says {what.says} (‘{plain(cell)}’ in row {row:,}), and isn't used: every amount would be taken {what.taken}.",
                f"Change the amounts in the file{what.way}; or say that the column isn't needed, if it changes none.",
                None,
                plain(match.heading) or str(match.position + 1),
            )
        )
    return found


def _another_amount(words: Mapping[str, str], used: Column, dataset: Dataset) -> str:
    """The first cell that names another amount of the dataset than the one used (‘Actuals’ beside a Budget), where at least half
    of the cells name some amount; "" if none does. `words`: cell → the same in small letters."""
    ours = {name: c for c in dataset.columns if c.kind is Kind.MONEY for name in names_of(c) | synonyms_of(c)}
    forms = {cell: simplify(word) for cell, word in words.items()}
    named = {cell: ours.get(form) or ours.get(form.removesuffix("s")) for cell, form in forms.items()}
    others = [cell for cell, column in named.items() if column not in (None, used)]
    return others[0] if others and 2 * sum(c is not None for c in named.values()) >= len(named) else ""


MOST_WORDS = 12
"""A column of more different cells says something else of each row."""


def fits(cells: pl.Series, column: Column, reporting_date: date) -> bool:
    """Whether nearly all these cells are valid values of the column, and not just numbers that count the rows."""
    if cells.n_unique() < 2 or not _are_sound(spread(cells, LOOKED_AT), column, reporting_date, ALL_LOOK / 2):
        return False
    numbers = cells.str.to_integer(strict=False)
    if numbers.null_count() == 0 and (
        column.kind in (Kind.DATE, Kind.MONTH) or numbers.diff().drop_nulls().eq(1).all()
    ):
        return False
    return _are_sound(cells, column, reporting_date, NEARLY_ALL)


def _are_sound(cells: pl.Series, column: Column, reporting_date: date, share: float) -> bool:
    """Whether at least this share of the cells are values of the column within its limits."""
    parsed = read_column(cells, column, Settings(reporting_date))
    if parsed.found["position"].null_count():
        return False
    values = parsed.values.drop_nulls()
    for limit, is_within in ((column.minimum, pl.Series.ge), (column.maximum, pl.Series.le)):
        values = values if limit is None else values.filter(is_within(values, limit))
    return len(values) >= share * len(cells)


def exchanged(texts: Mapping[str, pl.Series], matched: Matched, dataset: Dataset) -> list[pl.DataFrame]:
    """Two headings that were exchanged: the references are under another heading and words under theirs, or every row
    has its own department while the names of items recur. `texts`: our column → its cells as the file has them."""
    found: list[pl.DataFrame] = []
    given = {column for match in matched.matches if match.how == "given" for column in match.columns}
    columns = [c for c in dataset.columns if c.kind is Kind.TEXT and not c.refers_to and c.name in texts.keys() - given]
    full = {c.name: cells for c in columns if len(cells := texts[c.name].drop_nulls())}

    def is_unique(cells: pl.Series) -> bool:
        return cells.n_unique() == len(cells)

    def challenge(one: str, other: str, problem: str) -> None:
        found.append(
            checks.file_problem(
                ProblemKind.WRONG_CONTENT, f"{problem}, such as ‘{plain(full[one][0])[:40]}’ and ‘{plain(full[other][0])[:40]}’.",
                f"Were the headings ‘{matched.heading(one)}’ and ‘{matched.heading(other)}’ exchanged? Mend them, or map the "
                "right ones.",
                one, matched.heading(one),
            )
        )  # fmt: skip

    for key in (c.name for c in columns if c.key and len(dataset.keys) == 1 and c.name in full):
        if not spread(full[key], LOOKED_AT).str.contains(_WORDS).sum():
            continue
        words = full[key].str.contains(_WORDS).sum()
        for other in (c.name for c in columns if c.name != key and c.name in full):
            cells = full[other]
            if words > WRONG_SHARE * len(full[key]) and cells.str.contains(_REFERENCE).all() and is_unique(cells):
                challenge(key, other, "holds words, while references stand in another column")
    if "name" in full and dataset.column("name").required:
        names = full["name"]
        for other in (c.name for c in columns if not c.key and c.required and c.name in full and c.name != "name"):
            if len(names) >= WRONG_LEAST and is_unique(full[other]) and names.n_unique() <= len(names) / 3:
                challenge("name", other, "recurs, while another column is different in every row")
    return found


_REFERENCE = r"^[A-Za-z]{0,6}[-/_. ]?[0-9]{1,8}[A-Za-z]?$"
_WORDS = r"[A-Za-z]{2,} +[A-Za-z]"
_OWN_LOOKS: Mapping[Kind, tuple[Looks, ...]] = {
    Kind.DATE: (Looks.DATES,),
    Kind.MONTH: (Looks.DATES,),
    Kind.MONEY: (Looks.MONEY, Looks.NUMBERS),
    Kind.WHOLE: (Looks.NUMBERS,),
    Kind.NUMBER: (Looks.NUMBERS, Looks.MONEY),
}
