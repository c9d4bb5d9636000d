"""What a person can say so that a refused file is taken: from the problems of a file to the options that would mend them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from data.datasets import Column, Kind
from data.heading_words import simplify
from data.ingest import Ingested
from data.problems import Remedy
from data.values import Settings, read_column
from data.values.amounts import foreign_currency_in, unit_in
from data.values.common import plain

MOST = 12
"""Ways out named at once; the first ones usually bring the rest into view."""
LIKELY = 0.6
"""A heading is proposed for a column that the file lacks when at least this share of its cells can be read as that column."""

OF_A_KIND: Mapping[str, tuple[Remedy, ...]] = {
    "look-alike key": (Remedy("keys_as_they_are"),),
    "lost zeros": (Remedy("keys_as_they_are"),),
    "unlike the other keys": (Remedy("keys_as_they_are"),),
    "damaged text": (Remedy("damaged_text"),),
    "decimal comma": (Remedy("decimal_comma"),),
    "dates ambiguous": (Remedy("month_first"),),
    "day and month": (Remedy("month_first"),),
    "fraction or percentage": (Remedy("fractions"),),
}
"""The kinds of problem that one option without a value settles, where the person knows that it is so."""

LONG = 120
"""A cell of more characters is prose, not a reference or a name."""
NAMES_A_CODE = frozenset(("id", "code", "number", "no", "ref", "reference", "year", "phone", "order"))
"""Words in a heading under which numbers are no amounts."""

MAY_BE_BLANK = ("not a date", "not allowed", "not yes or no", "not a number", "no answer")
"""Kinds whose cells may be words for «not known»; in other kinds a cell says something that calling it blank would lose."""


def remedies(ingested: Ingested) -> tuple[tuple[Remedy, ...], ...]:
    """What may be said so that the file is taken, in the order of the problems, at most MOST: one entry per matter to
    settle, of which each remedy settles it."""
    found: dict[tuple[Remedy, ...], None] = {}
    aside: dict[int, None] = {}
    said_before, said_again = _rows_said_twice(ingested)
    for problem in ingested.problems.iter_rows(named=True):
        ways, row = _of(problem, ingested), problem["row"]
        if problem["kind"] == "duplicate key" and row in said_again:
            aside[row] = None  # nothing is lost with it
        elif problem["kind"] == "duplicate key" and row in said_before:
            continue
        elif ways:
            found[ways] = None
        elif row is not None:
            aside[row] = None
        if len(found) > MOST:
            break
    rows = tuple(Remedy("leave_out_rows", str(row)) for row in aside) if len(aside) <= MOST else ()
    ends = [rows or (Remedy("leave_out_rows", "…"),)] if aside else []
    return (*list(found)[: MOST - len(ends)], *ends)


def _rows_said_twice(ingested: Ingested) -> tuple[set[int], set[int]]:
    """(the rows that another row repeats word for word, the rows that repeat an earlier one): their spreadsheet numbers."""
    if "duplicate key" not in ingested.problems["kind"]:
        return set(), set()
    cells, rows = ingested.sheet.cells, ingested.sheet.rows
    twice, first = cells.is_duplicated(), cells.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    return set(rows.filter(twice & first)), set(rows.filter(twice & ~first))


def _of(problem: Mapping[str, object], ingested: Ingested) -> tuple[Remedy, ...]:
    """The ways out of one problem; none where only mending the cell or leaving its row out helps."""
    kind, dataset = str(problem["kind"]), ingested.dataset
    heading, value = plain(str(problem["heading"] or "")), plain(str(problem["value"] or ""))
    column = next((c for c in dataset.columns if c.name == problem["column"]), None)
    if kind in OF_A_KIND:
        return OF_A_KIND[kind]
    if kind in ("missing column", "likely heading") and column:
        return _of_a_missing(column, ingested, kind == "likely heading")
    if kind == "no heading line":
        return tuple(Remedy("mapping", f"…={c.name}") for c in dataset.columns if c.required)
    if kind == "duplicate key":
        adds = len(dataset.keys) > 1 and any(c.kind is Kind.MONEY for c in dataset.columns)
        return (*([Remedy("add_up")] if adds else []), Remedy("leave_out_rows", "…"))
    if kind == "dates contradict" and "month first" in str(problem["mend"]):
        return (Remedy("month_first"),)
    if kind == "unit":
        return (Remedy("units", f"{heading}={unit_in(heading) or '…'}"),)
    if kind == "another currency":
        return (Remedy("currency", foreign_currency_in(value) or foreign_currency_in(heading) or "…"),)
    if column is None or problem["row"] is None:
        return ()
    if kind in ("blank", "no answer") and not column.key:
        return (Remedy("set_values", f"{column.name}=… when blank"), Remedy("leave_out_rows", "…"))
    are_words = bool(value) and (kind == "not allowed" or not any(c.isdigit() for c in value))
    if kind in MAY_BE_BLANK and are_words and not column.key:
        aside = (Remedy("leave_out_rows", "…"),) if column.required else ()
        return (Remedy("blanks", f"{heading}={value}"), *aside)
    return ()


def _of_a_missing(column: Column, ingested: Ingested, only_alike: bool) -> tuple[Remedy, ...]:
    alike = [plain(m.heading) for m in ingested.matches if m.how == "suggested" and column.name in m.columns]
    if only_alike:
        return tuple(Remedy("mapping", f"{h}={name}") for h in alike for name in (column.name, "-"))
    likely = dict.fromkeys((*alike, *_likely(column, ingested)))
    # What is one of a few words is more often the same for a whole file than hidden under a heading that nobody knows.
    unknown = [] if column.kind is Kind.CHOICE else ["…"]
    maps = [Remedy("mapping", f"{heading}={column.name}") for heading in list(likely)[:3] or unknown]
    return (*maps, *([] if ingested.dataset.keys == (column.name,) else [Remedy("set_values", f"{column.name}=…")]))


def _likely(column: Column, ingested: Ingested) -> Iterator[str]:
    """The headings that aren't used and whose cells could be this column's, in the file's order."""
    for match in ingested.matches:
        cells = ingested.sheet.cells[f"c{match.position}"]
        filled = cells.drop_nulls().head(200)
        if match.is_used or not match.heading.strip() or not len(filled):
            continue
        if column.kind is Kind.TEXT:
            # Of words only a key can be told by its cells: all filled, all different, none long.
            differ = len(filled) == min(len(cells), 200) == filled.n_unique()
            if column.key and differ and not (filled.str.len_chars() > LONG).any():
                yield plain(match.heading)
            continue
        if column.kind in (Kind.DATE, Kind.MONTH) and filled.str.to_integer(strict=False).null_count() == 0:
            continue
        if column.kind in (Kind.MONEY, Kind.WHOLE) and NAMES_A_CODE & set(simplify(match.heading).split()):
            continue
        parsed = read_column(filled, column, Settings(ingested.reporting_date))
        if len(parsed.values.drop_nulls()) >= LIKELY * len(filled):
            yield plain(match.heading)
