"""Rows with only a department, a wave or a strand, which applies to the rows beneath: refused once by name, or read if
the person says which column they fill."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.each_value import each_in_words
from data.intake import checks
from data.intake.columns import Matched, match_headings
from data.intake.heading_words import names_of, simplify, synonyms_of
from data.intake.options import Options, column_named, unknown_column
from data.intake.placeholders import is_placeholder
from data.intake.read import Sheet
from data.intake.read.model import listed
from data.intake.values import Settings, read_column
from data.intake.values.common import normal, plain
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

LONGEST = 60
MOST_WORDS = 8
"""What is longer is a remark, not the name of a section."""
FULLER = 3
"""So many cells at least are filled in the rows beneath."""
_WORDY = r"^[^0-9]*$"
_PARTED = re.compile(r"(.{2,40}?)\s*[:\u2013-]\s+(.+)")


@dataclass(frozen=True)
class Sections:
    """The section rows of a file. `candidates`: our columns that they may fill, which the file lacks or leaves blank;
    `are_told`: every record is complete without them; `is_certain`: each record has one of them above it."""

    rows: tuple[int, ...]
    texts: tuple[str, ...]
    candidates: tuple[Column, ...]
    repeats: Column | None  # the column of the records that says the same
    are_told: bool
    is_certain: bool


def apply(
    sheet: Sheet,
    dataset: Dataset,
    reporting_date: date,
    options: Options,
    fixed: Collection[str] = (),
    known: Mapping[str, pl.Series | list[str]] | None = None,
) -> tuple[Sheet, Sections | None, pl.DataFrame]:
    """(the sheet without its section rows, what they are, the problems). If the person has said which column they fill,
    the sheet has their texts in it. `fixed`: our columns that get a value; `known`: dataset → the keys that are held.
    """
    found = _found(sheet, dataset, reporting_date, options, fixed, {} if known is None else known)
    if found is None:
        if not options.section_rows:
            return sheet, None, no_problems()
        text = (
            "The option for section rows was given, and no row of the file stands alone above the rows it applies to."
        )
        return sheet, None, checks.file_problem(ProblemKind.NO_SECTION_ROWS, text)
    sections, texts, matched = found
    is_section = sheet.rows.is_in(list(sections.rows))
    records = replace(
        sheet, cells=sheet.cells.filter(~is_section), rows=sheet.rows.filter(~is_section), as_it_was=sheet.of_file
    )
    if not options.section_rows:
        return records, sections, _problem(sections)
    column = column_named(dataset, options.section_rows)
    if column is None:
        return records, sections, unknown_column(dataset, options.section_rows, "The option for section rows")
    place = matched.places.get(column.name)
    trouble = ""
    if not sections.is_certain:
        trouble = "some rows have none or more than one of them above"
    elif dataset.keys == (column.name,):
        trouble = f"{column.label} is each row's own"
    elif column.name in fixed or (place is not None and len(records.cells[f"c{place}"].drop_nulls())):
        trouble = f"{column.label} has values already"
    if trouble:
        text = f"{_named(sections)} can't be taken as {column.label}: {trouble}."
        return records, sections, checks.file_problem(ProblemKind.SECTION_ROWS, text, _mend(column.label), column.name)
    values = each_in_words(texts, lambda text: _value(text, column)).fill_null(strategy="forward")
    filled = values.filter(~is_section)
    text = (
        f"{len(sections.rows):,} rows that stand above the rows they apply to were taken as {column.label} of the "
        f"{records.cells.height:,} rows beneath them, as said."
    )
    pairs = zip(sections.rows[:5], sections.texts, strict=False)
    notice = Notice(
        NoticeKind.SECTION_ROWS, text, len(sections.rows), tuple(f"row {row:,}: ‘{plain(t)}’" for row, t in pairs)
    )
    records = replace(records, notices=(*records.notices, notice))
    if place is not None:
        return replace(records, cells=records.cells.with_columns(filled.alias(f"c{place}"))), sections, no_problems()
    added = records.cells.with_columns(filled.alias(f"c{len(sheet.headings)}"))
    records = replace(
        records, cells=added, headings=(*sheet.headings, column.name), places=(*sheet.places, sheet.places[0])
    )
    return records, sections, no_problems()


def _found(
    sheet: Sheet, dataset: Dataset, reporting_date: date, options: Options, fixed: Collection[str],
    known: Mapping[str, pl.Series | list[str]],
) -> tuple[Sections, pl.Series, Matched] | None:  # fmt: skip
    """(the section rows, their texts at their places among all rows, which heading is which column), where there are any."""
    cells = sheet.cells
    if not sheet.heading_row or cells.width < FULLER or sum(c.null_count() == 0 for c in cells.iter_columns()) > 1:
        return None
    is_lone = cells.select(pl.sum_horizontal(pl.all().is_not_null()).alias("filled") == 1).to_series()
    if not is_lone.any() or is_lone.all():
        return None
    matched = match_headings(sheet.headings, cells, dataset, options.mapping, options.split_dates, fixed)
    texts, where = _candidates(sheet, is_lone, matched, dataset)
    records = cells.filter(~is_lone)
    count = len(texts) - texts.null_count()
    fullest = records.select(pl.sum_horizontal(pl.all().is_not_null()).median()).item()
    if not count or (not sheet.banners and (count > records.height or (fullest or 0) < FULLER)):
        return None
    used = {name: place for name, place in matched.places.items() if records[f"c{place}"].null_count() < records.height}
    divided = {column for columns in matched.splits.values() for column in columns}
    lacking = [
        c for c in dataset.columns if c.name not in {*used, *divided, *fixed} and dataset.keys != (c.name,)
    ]  # fmt: skip
    labels = texts.drop_nulls().unique(maintain_order=True).to_list()
    repeats = next(
        (c for c in dataset.columns if c.name in used and _repeats(c, labels, records[f"c{used[c.name]}"])), None
    )
    candidates = () if repeats else _meant(labels, lacking, where, matched, reporting_date, known)
    keys = [used[name] for name in dataset.keys if name in used]
    of_key = keys and where <= {keys[0]}
    if of_key and not candidates and not repeats and _are_words(records[f"c{keys[0]}"]) and not sheet.banners:
        return None  # keys are words, and nothing tells a section from a record that lacks the rest
    required = [c for c in dataset.columns if c.required and c.name not in divided | set(fixed)]
    if len([c for c in required if c.name in used]) < 2 and not sheet.banners:
        return None  # a record of a few cells may be whole
    are_told = all(c.name in used and records[f"c{used[c.name]}"].null_count() == 0 for c in required)
    is_section = texts.is_not_null()
    follows = is_section.shift(1).fill_null(False)
    is_certain = bool(is_section[0]) and not (is_section & follows).any() and not (is_lone & ~is_section).any()
    rows = sheet.rows.filter(is_section).to_list()
    return Sections(tuple(rows), tuple(texts.drop_nulls()), candidates, repeats, are_told, is_certain), texts, matched


def _candidates(sheet: Sheet, is_lone: pl.Series, matched: Matched, dataset: Dataset) -> tuple[pl.Series, set[int]]:
    """(the texts of the rows that may be sections, null for all others; their positions)."""
    cells, texts, where = sheet.cells, [None] * sheet.cells.height, set()
    records = cells.filter(~is_lone)
    ours = {place: name for name, place in matched.places.items()}
    keyed = [matched.places[name] for name in dataset.keys[:1] if name in matched.places]
    shapes = {place: shapes_of(records[f"c{place}"]) for place in keyed}
    starts = {place: _starts(records[f"c{place}"]) for place in keyed}
    are_keyed = all(records[f"c{place}"].null_count() == 0 for place in keyed)
    last = int((~is_lone).arg_true().max() or 0)  # type: ignore[arg-type]
    for at in is_lone.arg_true().to_list():
        if at > last:
            break  # a section has rows beneath it
        place, text = next((p, cell) for p, cell in enumerate(cells.row(at)) if cell is not None)
        is_banner = sheet.rows[at] in sheet.banners
        is_blank_elsewhere = place in ours and not len(records[f"c{place}"].drop_nulls())
        if not is_banner and not (_is_a_name(text) and (place == 0 or is_blank_elsewhere)):
            continue
        if not is_banner and place in shapes:
            shape, start = shapes_of(pl.Series([text]))[0], _starts(pl.Series([text]))[0]
            alike = int((shapes[place] == shape).sum()) * 20 >= len(records)
            is_reference = bool(re.search("[0-9]", text)) and (
                " " not in text.strip() or (starts[place] == start).any()
            )
            if not _are_words(records[f"c{place}"]) and (is_reference or alike):
                continue
        elif not is_banner and not are_keyed:
            continue
        texts[at] = text
        where.add(place)
    return pl.Series("text", texts, dtype=pl.String), where


def _is_a_name(text: str) -> bool:
    """Whether a text may be a section's name, and not a remark or the rest of a sentence."""
    flat = plain(text).strip()
    is_short = len(flat) <= LONGEST and len(flat.split()) <= MOST_WORDS
    is_begun = bool(re.match(r"[^\W_]", flat)) and not flat[0].islower() and flat[-1] not in ".,;"
    return is_short and is_begun and bool(re.search(r"[^\W\d_]", flat)) and not is_placeholder(text)


def _are_words(cells: pl.Series) -> bool:
    filled = cells.drop_nulls().head(400)
    return int(filled.str.contains(_WORDY).sum()) * 5 > len(filled)


def shapes_of(cells: pl.Series) -> pl.Series:
    """The shape of each cell: its kinds of letters and its number of digits. APP-001 and APP 002 are A999."""
    bare = cells.str.replace_all("[^A-Za-z0-9]+", "")
    return bare.str.replace_all("[0-9]", "9").str.replace_all("[a-z]+", "a").str.replace_all("[A-Z]+", "A")


def _starts(cells: pl.Series) -> pl.Series:
    """The letters with which each cell begins."""
    return cells.str.extract("^([A-Za-z]+)").str.to_lowercase()


def _repeats(column: Column, labels: list[str], cells: pl.Series) -> bool:
    """Whether every record names its section in a column."""
    if column.kind not in (Kind.TEXT, Kind.CHOICE) or cells.null_count():
        return False
    present = {normal(cell) for cell in cells.unique()}
    return all(normal(_value(text, column)) in present for text in labels)


def _value(text: str | None, column: Column) -> str:
    """The value that a section's text gives a column: ‘Department: Housing’ is Housing."""
    parted = _PARTED.fullmatch(text or "")
    is_named = parted and simplify(parted[1]) in names_of(column) | synonyms_of(column)
    return parted[2] if parted and is_named else text or ""


def _meant(
    labels: list[str], lacking: list[Column], where: set[int], matched: Matched, reporting_date: date,
    known: Mapping[str, pl.Series | list[str]],
) -> tuple[Column, ...]:  # fmt: skip
    """Which of our columns, of those that the file lacks, the sections fill: as they say, as they are written, as their
    texts are read, otherwise what is required."""
    for column in lacking:
        names = names_of(column) | synonyms_of(column)
        if all(_value(t, column) != t or simplify(re.split(r"[\s\d]", t.strip())[0]) in names for t in labels):
            return (column,)
    for column in lacking:
        if where == {matched.places.get(column.name)}:
            return (column,)
    for column in lacking:
        if column.kind in (Kind.CHOICE, Kind.MONTH, Kind.DATE, Kind.YEAR):
            parsed = read_column(pl.Series("text", labels), column, Settings(reporting_date))
            if not parsed.found.height and not parsed.values.null_count():
                return (column,)
        if column.refers_to and set(labels) <= set(known.get(column.refers_to, ())):
            return (column,)
    return tuple(c for c in lacking if c.required and c.kind is Kind.TEXT and not c.refers_to)


def _named(sections: Sections) -> str:
    """‘Row 2 ‘Housing’’, ‘Rows 2, 6 and 9 (‘Housing’, ‘Finance’, …)’."""
    if len(sections.rows) == 1:
        return f"Row {sections.rows[0]:,} ‘{plain(sections.texts[0])}’"
    shown = ", ".join(f"‘{plain(text)}’" for text in list(dict.fromkeys(sections.texts))[:5])
    more = ", …" if len(set(sections.texts)) > 5 else ""
    return f"{listed(sections.rows).capitalize()} ({shown}{more})"


def _mend(label: str) -> str:
    return f"Give each row its {label} in a column, and take these rows out."


def _problem(sections: Sections) -> pl.DataFrame:
    """The one problem of a file with section rows."""
    is_one = len(sections.rows) == 1
    stand = "stands above the rows it applies to and is no record" if is_one else (
        "each stand above the rows they apply to and are no records"
    )  # fmt: skip
    it, says = ("it", "says") if is_one else ("them", "say")
    column = sections.candidates[0] if len(sections.candidates) == 1 else None
    if sections.repeats:
        mend = f"Each row says its {sections.repeats.label} itself: leave {it} out."
    elif sections.candidates:
        labels = " or ".join(c.label for c in sections.candidates)
        mend = _mend(labels) + (" Or say which column they fill." if sections.is_certain else "")
    else:
        what = f"what {'it' if is_one else 'they'} {says}"
        mend = f"Give each row {what} in a column, and take {it} out; or leave {it} out if that isn't needed."
    return checks.file_problem(
        ProblemKind.SECTION_ROWS, f"{_named(sections)} {stand}.", mend, column.name if column else None
    )
