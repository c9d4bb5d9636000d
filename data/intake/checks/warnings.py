"""Oddities that are no problem, but worth a look before a commit."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from data.datasets import Column, Kind
from data.each_value import each_in_words
from data.intake.checks.table import Table
from data.intake.values.common import aggregate, normal, plain, uk_date
from data.intake.values.text import is_repetitive
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

ROUND_LENGTHS = (
    30, 40, 50, 60, 64, 80, 100, 128, 200, 250, 254, 255, 256, 500, 512, 1000, 1024, 2000, 4000, 32766, 32767,
)  # fmt: skip
"""Lengths at which programs cut text off."""
FAR_YEARS = 30
"""Dates further than this from the reporting date are pointed out: 2103 is easily typed for 2013."""


def find_warnings(table: Table, reporting_date: date) -> list[Notice]:
    """Oddities that are no problem: names that differ only in case or spaces, text that may be cut off, far-away dates."""
    notices: list[Notice] = []
    for column in table.dataset.columns:
        if column.name not in table.rows.columns:
            continue
        label, values = table.label(column.name), table.rows[column.name]
        if _is_free_text(column):
            notices += _alike_names(values, label) + _may_be_cut_off(values, label)
        elif column.kind is Kind.DATE:
            notices += _far_dates(values, label, reporting_date)
            notices += _still_to_come(values, label, reporting_date) if column.has_happened else []
    return notices


def _far_dates(values: pl.Series, label: str, reporting_date: date) -> list[Notice]:
    ends = [day for day in (values.min(), values.max()) if isinstance(day, date)]
    if all(abs(day.year - reporting_date.year) <= FAR_YEARS for day in ends):
        return []
    far = values.filter((values.dt.year() - reporting_date.year).abs() > FAR_YEARS)
    days = tuple(uk_date(day) for day in far.unique(maintain_order=True).head(5))
    dates = f"{len(far):,} dates are" if len(far) > 1 else "1 date is"
    text = f"{label}: {dates} more than {FAR_YEARS} years from the reporting date."
    return [Notice(NoticeKind.FAR_DATE, text, len(far), days)]


def _still_to_come(values: pl.Series, label: str, reporting_date: date) -> list[Notice]:
    """Dates of what is done that lie after the reporting date: 2014 is easily typed for 2013, and until then nothing is done."""
    last = values.max()
    if not isinstance(last, date) or last <= reporting_date:
        return []
    later = values.filter(values > reporting_date)
    days = tuple(uk_date(day) for day in later.unique(maintain_order=True).head(5))
    dates = f"{len(later):,} dates are" if len(later) > 1 else "1 date is"
    more = " …" if later.n_unique() > len(days) else ""
    text = f"{label}: {dates} after the reporting date, although it says what has happened: {', '.join(days)}{more}."
    return [Notice(NoticeKind.STILL_TO_COME, text, len(later), days)]


FEW_ROWS = 0.05
"""Up to this share of a file's rows, those of one cell are pointed out; where more are so, that is how the list is kept."""


def rows_of_one_cell(cells: pl.DataFrame, headings: Sequence[str], numbers: pl.Series) -> list[Notice]:
    """Rows with a single filled cell among fuller ones: with fixed values filling the rest, a group heading, a note or
    a leftover may look like a record. `cells` has columns c0… in the order of `headings`."""
    named = [f"c{i}" for i, heading in enumerate(headings) if heading.strip()] or cells.columns
    if len(named) < 4 or sum(cells[name].null_count() == 0 for name in named) > 1:
        return []
    lone = cells.select(pl.sum_horizontal(pl.col(named).is_not_null()) == 1).to_series()
    count = int(lone.sum())
    if not 0 < count <= max(1, FEW_ROWS * cells.height) or count == cells.height:
        return []
    shown = cells.filter(lone).select(pl.coalesce(named)).to_series().head(5)
    examples = tuple(
        f"row {row:,}: ‘{plain(cell)[:60]}’" for row, cell in zip(numbers.filter(lone).head(5), shown, strict=True)
    )
    rows = f"{count:,} rows hold" if count > 1 else "1 row holds"
    text = f"{rows} a single cell, while the others hold more: leave out what is a heading or a note and no record."
    return [Notice(NoticeKind.ONE_CELL, text, count, examples)]


def _is_free_text(column: Column) -> bool:
    return column.kind is Kind.TEXT and not column.key and not column.refers_to


LONGEST_NAME = 80
"""A text of more characters is prose, which nobody counts by."""


def _alike_names(values: pl.Series, label: str) -> list[Notice]:
    """Names that differ from one another only in case, spaces or punctuation."""
    # What is nearly all different is quicker looked at as it is than made unique first.
    names = values.unique() if is_repetitive(values) else values
    forms = _coarse(names)
    different = forms.n_unique()
    if different == len(names) or different == values.n_unique():  # as many as there are rows, or names
        return []
    alike = (
        pl.DataFrame({"name": names, "coarse": forms, "length": names.str.len_chars()})
        .filter(pl.col("length") <= LONGEST_NAME)
        .unique("name", keep="first", maintain_order=True)
        .filter(pl.col("coarse").is_duplicated())
        .sort("name")
        .select("name")
        .pipe(lambda rows: rows.with_columns(each_in_words(rows["name"], normal).alias("form")))
        .group_by("form", maintain_order=True)
        .agg("name")
        .filter((pl.col("name").list.len() > 1) & (pl.col("form") != ""))["name"]
        .to_list()
    )
    if not alike:
        return []
    examples = tuple(" / ".join(f"‘{name[:40]}’" for name in names) for names in alike[:5])
    names_are = "1 name is" if len(alike) == 1 else f"{len(alike):,} names are"
    text = f"{label}: {names_are} written in several ways, and count{'s' if len(alike) == 1 else ''} as different."
    return [Notice(NoticeKind.ALIKE_NAMES, text, len(alike), examples)]


_PUNCTUATION = [sign for sign in string.punctuation + string.whitespace if sign != "&"]


def _coarse(names: pl.Series) -> pl.Series:
    """A form in which everything that `normal` makes equal is equal, and some more: without spaces, punctuation and
    letters beyond ASCII."""
    if (names.str.len_bytes() == names.str.len_chars()).all():
        return names.str.to_lowercase().str.replace_many([*_PUNCTUATION, "&"], [*[""] * len(_PUNCTUATION), "and"])
    lower = names.str.normalize("NFKC").str.to_lowercase()
    for sign, written in (("&", "and"), ("ß", "ss")):
        lower = lower.str.replace_all(sign, written, literal=True)
    return lower.str.replace_all("[^a-z0-9]+", "")


def _longest(values: pl.Series) -> tuple[int, list[str]]:
    """(the length of the longest of these texts, the different texts of that length, if programs cut off text there)."""
    longest = aggregate(values, pl.col(values.name).str.len_chars().max())[0] or 0
    if longest not in ROUND_LENGTHS:
        return longest, []
    return longest, values.filter(values.str.len_chars() == longest).unique(maintain_order=True).to_list()


def _may_be_cut_off(values: pl.Series, label: str) -> list[Notice]:
    longest, texts = _longest(values)
    if longest not in ROUND_LENGTHS or len(texts) < 3 or _is_cut_off(values, longest, texts):
        return []
    return [
        Notice(
            NoticeKind.MAY_BE_CUT_OFF,
            f"{label}: {len(texts):,} cells have exactly {longest:,} characters, as many as the longest: "
            "they may be cut off.",
            len(texts),
            tuple(f"'…{plain(text)[-40:]}'" for text in texts[:3]),
        )
    ]


def cut_off(table: Table) -> pl.DataFrame:
    """Text that a program has certainly cut off: cells of exactly a program's limit that end in mid-sentence."""
    found = [no_problems()]
    for column in table.dataset.columns:
        if not _is_free_text(column) or column.name not in table.rows.columns:
            continue
        cells = table.rows[column.name]
        longest, texts = _longest(cells)
        if _is_cut_off(cells, longest, texts):
            found.append(
                table.at(
                    (cells.str.len_chars() == longest) & ~cells.str.contains(_ENDED.pattern), column, ProblemKind.CUT_OFF,
                    f"has exactly {longest:,} characters, as many as the longest, and stops in mid-sentence: it was cut off.",
                    "Export the whole text, or say ‘damaged text as it is’ to take it so.",
                )
            )  # fmt: skip
    return pl.concat(found)


_ENDED = re.compile(r"""[.!?…)\]"'”’:;,]$""")
_IN_WORDS = re.compile(r"\w \w")
_LONG = 200
_LIMITS = (254, 255, 256, 32766, 32767)
"""Where spreadsheets and databases stop: one text of exactly so many characters, the longest of all, is suspect enough. One
fewer where the last character that was kept is a space, which is not counted."""


def _is_cut_off(values: pl.Series, longest: int, texts: list[str]) -> bool:
    """Whether a known limit shows: different texts of exactly that length, the longest of all, stop in mid-sentence.
    Short ones must also stop within words, because names and made-up sentences may well be equally long."""
    if longest not in ROUND_LENGTHS:
        return False
    stopped = [text for text in texts if not _ENDED.search(text) and _IN_WORDS.search(text)]
    if longest in _LIMITS:
        return len(stopped) > 0
    if longest >= _LONG:
        return len(stopped) >= 3
    last = [text.split()[-1] for text in stopped]
    if len(last) < 3:
        return False
    words = Counter(word for text in values.drop_nulls().to_list() for word in text.split())
    parts = [word for word in last if words[word] == 1 and any(w.startswith(word) and w != word for w in words)]
    return len(parts) >= 3 and len(parts) >= len(last) / 4
