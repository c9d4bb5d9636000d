"""From the bytes of a file to typed rows with everything that is wrong with them. Never writes, never opens the store."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

import polars as pl

from data import checks
from data.datasets import Column, Dataset, Kind, OnlyWhen, RequiredWhen
from data.headings import Match, Matched, find_heading, heading_counter, match_headings, nearest, simplify
from data.problems import PROBLEM_SCHEMA, Notice, no_problems
from data.reading import ReadOptions, Sheet, read_sheet
from data.values import Evidence, Parsed, Settings, read_column
from data.values.amounts import MULTIPLIERS, foreign_currency_in, looks_like_money, unit_in
from data.values.common import column_problem, normal, plain
from data.values.dates import is_start, order_of_days
from data.values.notes import notices_of

T = TypeVar("T")

MANY_ROWS = 20_000
"""From this many rows on, columns are read two at a time, and what costs much and only may be worth knowing is not looked at."""

OURS_SHARE = 0.6
"""A file of whose headings at least this share are ours was most likely made from our template or export."""

WRONG_SHARE = 0.5
"""A column of which more than this share of cells can't be read is challenged once, as a whole."""
WRONG_LEAST = 10
"""…when it has at least this many filled cells; below that every cell is named."""


@dataclass(frozen=True)
class Options:
    """How a person (on the page or by command) says to read a file. Everything left alone is detected.

    Where a heading is asked for, the file's heading, our column's name, or a place («3») will do.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    """Their heading → our column; «a + b» feeds two of our columns from one; «-»: don't use this heading."""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    heading_row: int | None = None  # 0: the file has no heading line
    transposed: bool | None = None
    html_entities: bool = False
    short_rows_blank: bool = False
    leave_out_rows: tuple[int, ...] = ()
    set_values: tuple[str, ...] = ()
    """Fixed values: «stage=not_started», «stage=migrated when actual_date» (that column filled), «stage=migrated when
    hosting is cloud», «department=Housing when blank» (fills the blank cells of a column that the file has). Of several
    for one column a later one wins where its condition holds."""
    split_dates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Their heading → (our column for dates up to the reporting date, our column for later ones)."""
    blanks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Their heading → cells to take as blank, such as («Ongoing», «Reset»); «*» stands for every heading."""
    month_first: bool | None = None
    """True: numeric dates are month first, as in the United States. None and False: day first."""
    decimal_comma: bool = False
    """1.234,50 is one thousand two hundred and thirty-four pounds and fifty pence."""
    currency: str = "£"
    """The sign that amounts may carry; another than £ takes them one for one, and says so."""
    units: Mapping[str, str] = field(default_factory=dict)
    """Their heading → «pounds», «thousands» or «millions»."""
    fractions: bool = False
    """Percentages without a % sign are fractions: 0.77 is 77 %."""
    damaged_text: bool = False
    """Text that lost characters on its way here is taken as it stands."""
    keys_as_they_are: bool = False
    """Keys that look alike or odd are meant."""
    add_up: bool = False
    """Rows of one key are added up to one (money and whole numbers), where all their other cells agree."""


@dataclass(frozen=True)
class Ingested:
    """A file as typed rows, and all that was found on the way.

    `rows`: one row per record in the file's order, our columns that the file supplied, typed as the dataset declares, and
    `_row`, the spreadsheet row number; a cell with a problem is null. `problems`: PROBLEM_SCHEMA, sorted by row.
    """

    dataset: Dataset
    rows: pl.DataFrame
    supplied: tuple[str, ...]
    problems: pl.DataFrame
    notices: tuple[Notice, ...]
    detection: str
    mapping: dict[str, str]  # their heading → our column («a + b» where it feeds two)
    unmapped: tuple[str, ...]
    sheet: Sheet
    matches: tuple[Match, ...] = ()

    @property
    def duplicates(self) -> pl.DataFrame:
        """The rows that share a key, all their columns, side by side."""
        return checks.duplicates(self.rows, self.dataset)


def ingest(
    content: bytes,
    file_name: str,
    dataset: Dataset,
    reporting_date: date,
    options: Options | None = None,
    known: Mapping[str, pl.Series | list[str]] | None = None,
) -> Ingested:
    """The file as rows of the dataset, with every problem in it and every reinterpretation made.

    `known`: dataset name → the keys held as at the reporting date, for references (a dataset that it lacks has never been
    uploaded). Raises Refused when the file can't be read as one table with certainty.
    """
    options = options or Options()
    said = (*options.mapping, *options.split_dates, *options.units, *(h for h in options.blanks if h != "*"))
    sheet = read_sheet(content, file_name, _read_options(options), heading_counter(dataset, said))
    return ingest_sheet(sheet, dataset, reporting_date, options, known or {})


def _read_options(options: Options) -> ReadOptions:
    return ReadOptions(
        sheet=options.sheet,
        encoding=options.encoding,
        damaged_text=options.damaged_text,
        delimiter=options.delimiter,
        heading_row=options.heading_row,
        transposed=options.transposed,
        html_entities=options.html_entities,
        short_rows_blank=options.short_rows_blank,
        leave_out_rows=options.leave_out_rows,
    )


def ingest_sheet(
    sheet: Sheet,
    dataset: Dataset,
    reporting_date: date,
    options: Options,
    known: Mapping[str, pl.Series | list[str]],
) -> Ingested:
    """As ingest, from a table that has been read already."""
    fixed, wrong_settings = _fixed_values(options.set_values, dataset, reporting_date)
    if not sheet.heading_row:  # the numbers that stand in for headings are places, not names
        sheet = replace(sheet, headings=("",) * len(sheet.headings))
    matched = match_headings(
        sheet.headings, sheet.cells, dataset, options.mapping, options.split_dates,
        [value.column.name for value in fixed if not value.when_blank and value.when is None],
    )  # fmt: skip
    work = _Work(sheet, dataset, reporting_date, options, matched, checks.reference_keys(known))
    work.found += [wrong_settings, matched.problems]
    work.look_for_lost_columns()
    work.read_columns()
    work.split_dates()
    work.set_fixed(fixed)
    work.check()
    work.add_up()
    return work.result()


@dataclass(frozen=True)
class _Fixed:
    """One «column=value when …»."""

    said: str
    column: Column
    value: object
    when: str | None = None  # our column that must be filled…
    when_is: str | None = None  # …with this value, where given
    when_blank: bool = False


def _fixed_values(said: Sequence[str], dataset: Dataset, reporting_date: date) -> tuple[list[_Fixed], pl.DataFrame]:
    """The fixed values that a person gives, and what is wrong with them."""
    fixed: list[_Fixed] = []
    found = [no_problems()]
    for text in said:
        match = re.fullmatch(r"\s*([^=]+?)\s*=\s*(.*?)(?:\s+when\s+(\w+)(?:\s+is\s+(.+?))?)?\s*", text, re.S)
        if not match:
            found.append(
                checks.file_problem("fixed value", f"The fixed value '{text}' isn't of the form column=value.", "")
            )
            continue
        name, value, when, when_is = match.groups()
        column = _column(dataset, name)
        if column is None:
            found.append(_unknown_column(dataset, name, f"The fixed value '{text}'"))
            continue
        when_blank = when == "blank" and when_is is None
        condition = None if when is None or when_blank else _column(dataset, when)
        if when is not None and not when_blank and condition is None:
            found.append(_unknown_column(dataset, when, f"The fixed value '{text}'"))
            continue
        cell = pl.Series([value or None], dtype=pl.String)
        if column.kind is Kind.TEXT:  # what a person states is meant, «Not stated» too
            fixed.append(_Fixed(text, column, cell[0], condition.name if condition else None, when_is, when_blank))
            continue
        parsed = read_column(cell, column, Settings(reporting_date))
        if parsed.found.height:
            problem = parsed.found.row(0, named=True)
            found.append(
                checks.file_problem(
                    "fixed value",
                    f"The fixed value '{text}': '{value}' {problem['problem']}",
                    problem["mend"],
                    column.name,
                )
            )
            continue
        fixed.append(_Fixed(text, column, parsed.values[0], condition.name if condition else None, when_is, when_blank))
    return fixed, pl.concat(found)


def _column(dataset: Dataset, said: str) -> Column | None:
    return next((c for c in dataset.columns if simplify(said) in (simplify(c.name), simplify(c.label))), None)


def _unknown_column(dataset: Dataset, said: str, what: str) -> pl.DataFrame:
    near = nearest(said, dataset.names)
    return checks.file_problem(
        "unknown column",
        f"{what} names the column '{said}', which {dataset.name} doesn't have.",
        f"Did you mean '{near[0]}'?" if near else f"Its columns are: {', '.join(dataset.names)}.",
    )


def _filling_matters(dataset: Dataset, column: Column) -> bool:
    """Whether it matters that a cell of text is filled at all, so that «n/a» in it must count as blank: references, columns
    that a rule requires or forbids, and those whose emptiness says something by their own description."""
    ruled = {rule.column for rule in dataset.rules if isinstance(rule, RequiredWhen | OnlyWhen)}
    return column.refers_to is not None or column.name in ruled or "empty when" in column.description


class _Work:
    """One file on its way from a sheet to rows: each step adds to `found` and `notices`."""

    def __init__(
        self,
        sheet: Sheet,
        dataset: Dataset,
        reporting_date: date,
        options: Options,
        matched: Matched,
        known: Mapping[str, pl.Series],
    ) -> None:
        self.sheet = sheet
        self.dataset = dataset
        self.reporting_date = reporting_date
        self.options = options
        self.matched = matched
        self.known = known
        self.found: list[pl.DataFrame] = []
        self.notices: list[Notice] = [*sheet.notices, *matched.notices]
        self.values: dict[str, pl.Series] = {}
        self.texts: dict[str, pl.Series] = {}
        self.refused: dict[str, pl.Series] = {}
        self.headings: dict[str, str] = {}
        self.by_place = self._by_place()
        self.blanks = self._said_of(options.blanks, "The blanks option")
        self.units = self._said_of(options.units, "The units option")
        self._dates: list[Evidence] | None = None
        # Reading takes off the apostrophe by which our exports defend text such as «=1+1»: in such a file it is meant.
        self.formulas_meant = any(notice.kind == "formula guard" for notice in sheet.notices)
        if sheet.transposed:
            self.notices.append(
                Notice(
                    "transposed",
                    "Each record is a column of this file: a row number in a message is the number of its column (3 is C).",
                )
            )

    def _by_place(self) -> dict[int, list[str]]:
        places: dict[int, list[str]] = {}
        for column, place in self.matched.places.items():
            places.setdefault(place, []).append(column)
        for place, columns in self.matched.splits.items():
            places.setdefault(place, []).extend(columns)
        return places

    def _said_of(self, said: Mapping[str, T], what: str) -> dict[int, T]:
        """An option given by heading, by place instead."""
        by_place: dict[int, T] = {}
        for heading, value in said.items():
            if heading == "*":
                by_place |= {i: value for i in range(len(self.sheet.headings)) if i not in by_place}
                continue
            places = find_heading(heading, self.sheet.headings)
            column = _column(self.dataset, heading)
            if not places and column and column.name in self.matched.places:
                places = [self.matched.places[column.name]]
            if len(places) == 1:
                by_place[places[0]] = value
                continue
            near = nearest(heading, [h for h in self.sheet.headings if h.strip()])
            self.found.append(
                checks.file_problem(
                    "unknown heading",
                    f"{what} names the heading '{heading}', which the file "
                    + ("has more than once." if places else "doesn't have."),
                    f"Did you mean '{plain(near[0])}'?" if near and not places else "",
                )
            )
        return by_place

    def settings(self, place: int) -> Settings:
        o = self.options
        unit = MULTIPLIERS.get(self.units.get(place, "pounds").casefold(), 0)
        if not unit:
            self.found.append(
                checks.file_problem(
                    "unit", f"The units option says '{self.units[place]}'.", "Say pounds, thousands or millions."
                )
            )
        return Settings(
            self.reporting_date, bool(o.month_first), o.decimal_comma, o.currency, unit or 1, o.fractions,
            o.damaged_text or o.encoding is not None, o.keys_as_they_are, self.formulas_meant,
        )  # fmt: skip

    def cells(self, place: int) -> pl.Series:
        """The cells of one column of the file, those that the person takes as blank null."""
        cells = self.sheet.cells[f"c{place}"]
        if place in self.blanks:
            wanted = {normal(value) or plain(value) for value in self.blanks[place]}
            texts = [t for t in cells.drop_nulls().unique() if (normal(t) or plain(t)) in wanted]
            blank = cells.is_in(texts).fill_null(False)
            count = int(blank.sum())
            if count:
                heading = self.label(place)
                rows = self.sheet.rows.filter(blank).head(5).to_list()
                shown = cells.filter(blank).head(5).to_list()
                self.notices.append(
                    Notice(
                        "taken as blank",
                        f"{heading}: {count:,} cell{'s were' if count > 1 else ' was'} taken as blank, as said.",
                        count,
                        tuple(
                            f"row {row:,}, {heading}: '{plain(cell)[:60]}'"
                            for row, cell in zip(rows, shown, strict=True)
                        ),
                    )
                )
                cells = pl.select(pl.when(~blank).then(cells)).to_series()
        return cells

    def label(self, place: int) -> str:
        heading = plain(self.sheet.headings[place])
        return heading or f"column {place + 1}"

    def others(self, place: int) -> list[Evidence]:
        """What the other columns of the file, used or not, say about the order of day and month."""
        if self._dates is None:
            self._dates = [
                order_of_days(self.sheet.cells[f"c{i}"], self.label(i)) for i in range(len(self.sheet.headings))
            ]
        return [evidence for i, evidence in enumerate(self._dates) if i != place]

    def look_for_lost_columns(self) -> None:
        """In a file that mostly has our own headings, an unknown one may be one of ours renamed. Where all its cells fit a
        column that the file otherwise lacks (dates, amounts, its very choices), leaving it out would lose that column: so it
        is asked."""
        headings = [m for m in self.matched.matches if m.heading.strip()]
        ours = sum(match.how in ("exact", "given") for match in headings)
        if ours < OURS_SHARE * len(headings):
            return
        told = {
            self.label(i)
            for said in (self.options.mapping,)
            for h in said
            for i in find_heading(h, self.sheet.headings)
        }
        taken = {column for columns in self.matched.splits.values() for column in columns} | set(self.matched.places)
        lacking = [c for c in self.dataset.columns if c.name not in taken and c.kind is not Kind.TEXT]
        for match in headings:
            label = self.label(match.position)
            if match.is_used or label in told or match.how == "suggested":
                continue
            cells = self.sheet.cells[f"c{match.position}"].drop_nulls().head(200)
            fits = [column for column in lacking if self.fits(cells, column)]
            if fits:
                names = " or ".join(column.label for column in fits)
                shown = ", ".join(f"'{sample}'" for sample in match.samples)
                self.found.append(
                    checks.file_problem(
                        "likely heading",
                        f"The heading '{label}' isn't known and would not be used, but its cells ({shown}) fit {names}, "
                        "which the file lacks.",
                        f"Map it to {fits[0].name}, or to «-» if it isn't.",
                        fits[0].name,
                    )
                )

    def fits(self, cells: pl.Series, column: Column) -> bool:
        """Whether all these cells are sound values of the column, and not just numbers that count the rows."""
        if len(cells) < 5 or cells.n_unique() == 1:
            return False
        numbers = cells.str.to_integer(strict=False)
        if numbers.null_count() == 0 and (
            column.kind in (Kind.DATE, Kind.MONTH) or numbers.diff().drop_nulls().eq(1).all()
        ):
            return False
        parsed = read_column(cells, column, Settings(self.reporting_date))
        values = parsed.values
        if parsed.found.height or values.null_count():
            return False
        low, high = column.minimum, column.maximum
        return (low is None or bool((values >= low).all())) and (high is None or bool((values <= high).all()))

    def read_columns(self) -> None:
        wanted = [
            (column, place, self.cells(place), self.settings(place))
            for column in self.dataset.columns
            if (place := self.matched.places.get(column.name)) is not None
        ]
        # Polars works on one column in one thread, so two columns at a time halve the wait for a large file.
        if self.sheet.cells.height >= MANY_ROWS:
            with ThreadPoolExecutor(2) as pool:
                parsed = list(pool.map(lambda item: self.read(item[2], item[0], item[1], item[3]), wanted))
        else:
            parsed = [self.read(cells, column, place, said) for column, place, cells, said in wanted]
        for (column, place, cells, _), values in zip(wanted, parsed, strict=True):
            self.keep(column, place, cells, values)

    def read(self, cells: pl.Series, column: Column, place: int, said: Settings) -> Parsed:
        parsed = read_column(cells, column, said, lambda: self.others(place), _filling_matters(self.dataset, column))
        return self.challenged(cells, column, place, parsed)

    def keep(self, column: Column, place: int, cells: pl.Series, parsed: Parsed) -> None:
        heading = self.label(place)
        self.values[column.name] = parsed.values
        self.texts[column.name] = cells
        self.headings[column.name] = heading
        if parsed.found.height:
            at = parsed.found["position"].drop_nulls()
            positions = pl.int_range(len(cells), eager=True)
            whole = parsed.found["position"].null_count() > 0
            bad = positions.is_in(at.implode())
            # What a column refused as a whole holds is not worth naming twice.
            self.refused[column.name] = (bad | cells.is_not_null()) if whole else bad
            self.found.append(self.placed(parsed.found, column.name, heading))
        if parsed.notes.height:
            first = column.kind is Kind.MONTH or is_start(column)
            self.notices += notices_of(parsed.notes, heading, self.sheet.rows, first)

    def placed(self, found: pl.DataFrame, column: str, heading: str) -> pl.DataFrame:
        """Problems by position as problems by spreadsheet row."""
        return found.select(
            pl.Series("row", [None if p is None else self.sheet.rows[p] for p in found["position"]], dtype=pl.Int64),
            pl.lit(column).alias("column"),
            pl.lit(heading).alias("heading"),
            "value",
            "kind",
            "problem",
            "mend",
        ).select(list(PROBLEM_SCHEMA))

    def challenged(self, cells: pl.Series, column: Column, place: int, parsed: Parsed) -> Parsed:
        """The column as read, or challenged once as a whole when its name fits and its cells don't."""
        filled = len(cells) - cells.null_count()
        if not filled:
            return parsed
        if column.kind is Kind.MONEY and place not in self.units and (unit := unit_in(self.sheet.headings[place])):
            whole = column_problem(
                "unit",
                f"seems to hold {unit}, by its heading; amounts are held in pounds.",
                f"Say what it is in: pounds, thousands or millions (units: {self.label(place)} = {unit}).",
            )
            return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)
        foreign = foreign_currency_in(self.sheet.headings[place]) if column.kind is Kind.MONEY else ""
        if foreign and self.options.currency == "£":
            whole = column_problem(
                "another currency",
                f"seems to hold amounts in another currency ({foreign}), by its heading; amounts are held in pounds.",
                f"Change them to pounds, or say «currency {foreign}» to take them as they stand.",
            )
            return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)
        if column.kind is Kind.TEXT:
            return self.challenged_text(cells, column, parsed)
        wrong = parsed.found["position"].drop_nulls()
        if parsed.found["position"].null_count() or filled < WRONG_LEAST or len(wrong) <= WRONG_SHARE * filled:
            return parsed
        looks = _looks_like(cells.gather(wrong))
        if looks in _OWN_LOOKS.get(column.kind, ()):  # the right sort of content, wrongly written: each cell says how
            return parsed
        different = cells.gather(wrong).n_unique()
        if column.kind is Kind.CHOICE and looks in ("", "words") and different <= 25:
            return parsed
        sample = ", ".join(f"'{plain(cell)[:40]}'" for cell in cells.gather(wrong).unique(maintain_order=True).head(3))
        whole = column_problem(
            "wrong content",
            f"is {column.label} by its heading, and {len(wrong):,} of its {filled:,} cells "
            + (f"are {looks}" if looks else "can't be read as that")
            + f" (such as {sample}); it must hold {column.expected}.",
            f"Is another column meant? Map the right heading to {column.name}, or mend the cells.",
        )
        return Parsed(parsed.values, whole, parsed.notes)

    def challenged_text(self, cells: pl.Series, column: Column, parsed: Parsed) -> Parsed:
        """A column of names that holds dates or sums of money is another column under its heading."""
        head = cells.drop_nulls().head(400)
        if column.key or not column.required or len(head) < WRONG_LEAST:
            return parsed
        looks = _looks_like(head, 0.8)
        if looks not in ("dates", "amounts of money"):
            return parsed
        whole = column_problem(
            "wrong content",
            f"is {column.label} by its heading, and its cells are {looks} (such as '{plain(head[0])[:40]}').",
            f"Is another column meant? Map the right heading to {column.name}.",
        )
        return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)

    def split_dates(self) -> None:
        """Dates up to the reporting date go to one column, later ones to another."""
        for place, (early, late) in self.matched.splits.items():
            first, second = self.dataset.column(early), self.dataset.column(late)
            cells = self.cells(place)
            parsed = self.read(cells, first, place, self.settings(place))
            if first.kind is not Kind.DATE or second.kind is not Kind.DATE:
                self.found.append(
                    checks.file_problem(
                        "unknown column", f"Dates can be divided between columns of dates only, not {early} and {late}."
                    )
                )
                continue
            is_late = (parsed.values > self.reporting_date).fill_null(False)
            self.keep(first, place, cells, parsed)
            self.values[early] = pl.select(pl.when(~is_late).then(parsed.values)).to_series()
            self.values[late] = pl.select(pl.when(is_late).then(parsed.values)).to_series()
            self.texts[late], self.headings[late] = cells, self.label(place)
            if early in self.refused:
                self.refused[late] = self.refused[early]
            self.notices.append(
                Notice(
                    "dates divided",
                    f"{self.label(place)}: {len(self.values[early].drop_nulls()):,} dates up to the reporting date "
                    f"became {first.label}, {int(is_late.sum()):,} later ones {second.label}.",
                    int(parsed.values.is_not_null().sum()),
                )
            )

    def set_fixed(self, fixed: Sequence[_Fixed]) -> None:
        """Fixed values for columns that the file lacks, and for blank cells where so said."""
        height = self.sheet.cells.height
        mine: set[str] = set()
        for item in fixed:
            name = item.column.name
            if name in self.values and name not in mine and not item.when_blank:
                self.found.append(
                    checks.file_problem(
                        "fixed value",
                        f"The fixed value '{item.said}' is for {item.column.label}, which the file has "
                        f"(heading '{self.headings[name]}').",
                        f"Say «{item.said} when blank» to fill its blank cells, or don't use that heading.",
                        name,
                    )
                )
                continue
            if name not in self.values:
                self.values[name] = pl.Series(name, [None] * height, dtype=item.column.frame_type)
                mine.add(name)
            before = self.values[name]
            where = pl.Series([True] * height, dtype=pl.Boolean)
            if item.when_blank:
                where = before.is_null() & ~self.refused.get(name, pl.Series([False] * height, dtype=pl.Boolean))
            elif item.when is not None:
                condition = self.values.get(item.when)
                if condition is None:  # a column that the file doesn't give is filled nowhere
                    condition = pl.Series([None] * height, dtype=pl.String)
                where = condition.is_not_null()
                if item.when_is is not None:
                    where = (condition.cast(pl.String).str.to_lowercase() == item.when_is.casefold()).fill_null(False)
            filled = pl.Series([item.value], dtype=item.column.frame_type)
            self.values[name] = pl.select(
                pl.when(where).then(pl.lit(filled[0], dtype=item.column.frame_type)).otherwise(before)
            ).to_series()
            if item.when_blank and name in self.texts:
                self.texts[name] = pl.select(pl.when(~where).then(self.texts[name])).to_series()
            count = int(where.sum())
            self.notices.append(
                Notice(
                    "fixed value",
                    f"{item.column.label}: {item.said} was set in {count:,} row{'' if count == 1 else 's'}, as said.",
                    count,
                )
            )

    def rows(self) -> pl.DataFrame:
        named = [self.values[c.name].alias(c.name) for c in self.dataset.columns if c.name in self.values]
        return pl.DataFrame([*named, self.sheet.rows.alias("_row")])

    def check(self) -> None:
        if not self.sheet.cells.height:
            self.found.append(
                checks.file_problem(
                    "no rows", "The file has headings but no rows.", "Add rows, or upload another file."
                )
            )
        table = checks.Table(self.dataset, self.rows(), self.texts, self.headings, self.sheet.rows, self.refused)
        if self.options.add_up:
            table.rows = self.added_up(table.rows)
            positions = pl.DataFrame({"_row": self.sheet.rows, "at": pl.int_range(len(self.sheet.rows), eager=True)})
            kept = table.rows.select("_row").join(positions, on="_row", how="left", maintain_order="left")["at"]
            table.numbers = table.rows["_row"]
            table.texts = {name: text.gather(kept) for name, text in self.texts.items()}
            table.refused = {name: bad.gather(kept) for name, bad in self.refused.items()}
        problems, notices = checks.check(table, self.known, self.options.keys_as_they_are)
        self.found.append(problems)
        self.notices += notices
        if self.sheet.cells.height < MANY_ROWS:
            self.notices += checks.worth_knowing(table, self.reporting_date)

    def added_up(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of one key as one, their money and whole numbers added up, where all their other cells agree."""
        keys = list(self.dataset.keys)
        if not all(key in rows.columns for key in keys):
            return rows
        sums = [c.name for c in self.dataset.columns if c.kind in (Kind.MONEY, Kind.WHOLE) and c.name in rows.columns]
        alike = [c for c in rows.columns if c not in (*keys, *sums, "_row")]
        # A fixed amount is for the row that comes of it, not to be added up as often as there were rows.
        fixed = [name for name in sums if name not in self.texts]
        agree = rows.group_by(keys, maintain_order=True).agg(
            *(pl.col(name).n_unique().alias(name) for name in alike), pl.len().alias("_n")
        )
        filled = [pl.col(key).is_not_null() for key in keys]
        whole = agree.filter(pl.all_horizontal(*filled, *(pl.col(name) == 1 for name in alike)))
        one = rows.join(whole.select(keys), on=keys, how="semi", maintain_order="left")
        other = rows.join(whole.select(keys), on=keys, how="anti", maintain_order="left")
        added = one.group_by(keys, maintain_order=True).agg(
            *(pl.col(name).first() for name in (*alike, *fixed, "_row")),
            *(
                pl.when(pl.col(name).is_not_null().any())
                .then(pl.col(name).sum().cast(self.dataset.column(name).frame_type))
                .alias(name)
                for name in sums
                if name not in fixed
            ),
        )
        return pl.concat([added.select(rows.columns), other]).sort("_row", maintain_order=True)

    def add_up(self) -> None:
        self.final = self.rows()
        if not self.options.add_up:
            return
        before = self.final.height
        self.final = self.added_up(self.final)
        if self.final.height < before:
            self.notices.append(
                Notice(
                    "added up",
                    f"{before:,} rows were added up to {self.final.height:,}, one for each key, as said.",
                    before,
                )
            )

    def result(self) -> Ingested:
        problems = checks.in_order(pl.concat(self.found)) if self.found else no_problems()
        used = [m for m in self.matched.matches if m.is_used]
        mapping = {(m.heading or str(m.position + 1)): " + ".join(m.columns) for m in used}
        unused = tuple(m.heading or str(m.position + 1) for m in self.matched.matches if not m.is_used)
        supplied = tuple(c for c in self.dataset.names if c in self.values)
        return Ingested(
            self.dataset, self.final, supplied, problems, tuple(dict.fromkeys(self.notices)), self.sheet.detection, mapping,
            unused, self.sheet, self.matched.matches,
        )  # fmt: skip


_OWN_LOOKS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DATE: ("dates",),
    Kind.MONTH: ("dates",),
    Kind.MONEY: ("amounts of money", "numbers"),
    Kind.WHOLE: ("numbers",),
}
_DATES = (
    r"^\s*(?:[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[T ].*)?|[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2,4}"
    r"|[0-9]{1,2}(?:st|nd|rd|th)?[ \-][A-Za-z]{3,9}[ \-][0-9]{2,4})\s*$"
)


def _looks_like(cells: pl.Series, share: float = 0.5) -> str:
    """What most of these cells are: «dates», «amounts of money», «numbers», «words», or "" when it can't be said."""
    cells = cells.drop_nulls()
    if not len(cells):
        return ""
    tests = (
        ("dates", _DATES),
        ("amounts of money", ""),
        ("numbers", r"^\s*-?[0-9][0-9,]*(?:\.[0-9]+)?\s*$"),
        ("words", r"^\s*[A-Za-z][A-Za-z ,.&'()/\-]*$"),
    )
    for words, pattern in tests:
        fitting = cells.str.contains(pattern) if pattern else looks_like_money(cells)
        if int(fitting.sum()) > share * len(cells):
            return words
    return ""
