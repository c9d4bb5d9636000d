"""From the bytes of a file to typed rows with everything that is wrong with them. Never writes, never opens the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TypeVar

import polars as pl

from data import exports, progress
from data.datasets import Column, Dataset, Kind
from data.intake import checks, fill_down, months_across, section_rows
from data.intake.aggregation import added_up
from data.intake.blank_words import without_blank_words
from data.intake.columns import Match, Matched, match_headings
from data.intake.content_checks import challenged, exchanged, lost_columns, said_beside
from data.intake.corrections import corrected, meanings
from data.intake.fixed_values import Fixed, Setting, Settling, fixed_values
from data.intake.heading_words import find_heading, heading_counter, nearest
from data.intake.options import Options, column_named
from data.intake.read import Sheet, read_sheet
from data.intake.section_rows import Sections
from data.intake.values import Evidence, Parsed, Settings, any_marked, read_column
from data.intake.values.common import FOUND_SCHEMA, plain
from data.intake.values.date_columns import PERIODS, is_start, order_of_days
from data.intake.values.lookups import BEGUN, LOOKUP, looked_up
from data.intake.values.notes import notices_of
from data.intake.values.units import HOW_TO_SAY, Unit, unit_named
from data.problems import PROBLEM_SCHEMA, Notice, NoticeKind, ProblemKind, no_problems

__all__ = ["Ingested", "KnownLater", "Options", "WhenRead", "ingest", "ingest_sheet", "sheet_of"]

T = TypeVar("T")
WhenRead = Callable[[pl.DataFrame, Sheet], None]

MANY_ROWS = 20_000
"""From this many rows on, columns are read two at a time: what is found is the same."""


@dataclass(frozen=True)
class Ingested:
    """A file as typed rows, and everything found on the way.

    `rows`: one row per record in the file's order, our columns that the file supplied, typed as the dataset declares,
    and `_row`, the spreadsheet row number; a cell with a problem is null. `problems`: PROBLEM_SCHEMA, sorted by row.
    """

    dataset: Dataset
    reporting_date: date
    rows: pl.DataFrame
    supplied: tuple[str, ...]
    problems: pl.DataFrame
    notices: tuple[Notice, ...]
    detection: str
    mapping: dict[str, str]  # their heading → our column (‘a + b’ where it feeds two)
    unmapped: tuple[str, ...]
    sheet: Sheet
    matches: tuple[Match, ...] = ()
    options: Options = field(default_factory=Options)
    sections: Sections | None = None
    settling: Settling = field(default_factory=dict)  # see data.intake.fixed_values

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
    existing: pl.DataFrame | None = None,
) -> Ingested:
    """The file as rows of the dataset, with every problem in it and every reinterpretation made.

    `known`: dataset name → the keys held as at the reporting date, for references (a dataset that it lacks has never
    been uploaded). `existing`: the rows held then, for a file with only a few of their cells: it may lack required
    columns, and the rules that tie columns together look at the whole rows. Raises Refused if the file can't be read as
    one table with certainty.
    """
    options = options or Options()
    sheet = sheet_of(content, file_name, dataset, options)
    return ingest_sheet(sheet, dataset, reporting_date, options, {} if known is None else known, existing)


def sheet_of(content: bytes, file_name: str, dataset: Dataset, options: Options) -> Sheet:
    """The table in the file, as text, for a dataset whose headings it may have. Raises Refused."""
    named = (
        *options.mapping, *options.split_dates, *options.units, *(h for h in (*options.blanks, *options.corrections) if h != "*")
    )  # fmt: skip
    progress.tell(f"Reading {file_name}")
    sheet = read_sheet(content, file_name, options, heading_counter(dataset, named))
    return replace(sheet, seal=exports.seal_of(content, dataset.names))


def ingest_sheet(
    sheet: Sheet,
    dataset: Dataset,
    reporting_date: date,
    options: Options,
    known: Mapping[str, pl.Series | list[str]],
    existing: pl.DataFrame | None = None,
    when_read: WhenRead | None = None,
) -> Ingested:
    """As ingest, from a table that has been read already. `when_read` gets the rows and the table as soon as the columns
    are read, if nothing is wrong with them so far: the very frame that comes back. A file that looks like an export of ours is
    read without questions that its rows have answered before; that reading counts only if its rows are those of the export."""
    found = _read(sheet, dataset, reporting_date, options, known, existing, when_read=when_read)
    if sheet.seal and not ANSWERED.isdisjoint(found.problems["kind"]):
        as_exported = _read(sheet, dataset, reporting_date, options, known, existing, is_sealed=True)
        if (
            set(dataset.names) <= set(as_exported.rows.columns)
            and exports.seal(as_exported.rows.select(dataset.names)) == sheet.seal
        ):
            return as_exported
    return found


ANSWERED = {
    ProblemKind.FILL_DOWN, ProblemKind.SECTION_ROWS, ProblemKind.MONTHS_ACROSS, ProblemKind.STANDS_ACROSS,
    ProblemKind.REPEATED_AMOUNT, ProblemKind.WRONG_CONTENT,
    ProblemKind.ANOTHER_SCALE, ProblemKind.UNIT, ProblemKind.ANOTHER_CURRENCY, ProblemKind.FRACTION_OR_PERCENTAGE,
    ProblemKind.CUT_OFF, ProblemKind.DAMAGED_TEXT, ProblemKind.MIXED_ALPHABETS, ProblemKind.DATES_AMBIGUOUS,
    ProblemKind.DATES_IN_ANOTHER_ORDER, ProblemKind.DATES_HALF_SWAPPED, ProblemKind.CHANGED_KEY, ProblemKind.LOOK_ALIKE_KEY,
    ProblemKind.LOST_ZEROS, ProblemKind.UNLIKE_THE_OTHER_KEYS,
}  # fmt: skip
"""What is asked of how a file is meant: the kinds of problem that an option settles, so that rows may be held that raise them.
Totals and rows of a template are asked about all the same: a CSV edited as text may look like one of ours."""
OF_KEYS = {
    ProblemKind.CHANGED_KEY, ProblemKind.LOOK_ALIKE_KEY, ProblemKind.LOST_ZEROS, ProblemKind.UNLIKE_THE_OTHER_KEYS,
}  # fmt: skip
"""Those of them that are asked of what is held, too: of an export the check itself leaves out what its own rows raise."""


def _read(
    sheet: Sheet, dataset: Dataset, reporting_date: date, options: Options, known: Mapping[str, pl.Series | list[str]],
    existing: pl.DataFrame | None, is_sealed: bool = False, when_read: WhenRead | None = None,
) -> Ingested:  # fmt: skip
    """As ingest_sheet; `is_sealed`: treat the file as an export of ours."""
    fixed, wrong_settings = fixed_values(options.set_values, dataset, reporting_date)
    if not sheet.heading_row:  # the numbers that stand in for headings are places, not names
        sheet = replace(sheet, headings=("",) * len(sheet.headings))
    given = {value.name for value in fixed if not value.when_blank}
    existing_columns = set(() if existing is None else dataset.names) - set(dataset.keys)
    sheet, sections, of_sections = section_rows.apply(
        sheet, dataset, reporting_date, options, given | existing_columns, known
    )
    filled = {value.name for value in fixed if value.when_blank}
    sheet, of_filling = fill_down.apply(sheet, dataset, options, given | existing_columns, filled)
    sheet, mapping, of_months = months_across.apply(sheet, dataset, reporting_date, options)
    matched = match_headings(
        sheet.headings, sheet.cells, dataset, mapping, options.split_dates,
        given
        | set(wrong_settings["column"].drop_nulls())  # which is asked about already
        | existing_columns,
        filled,
    )  # fmt: skip
    work = _Work(sheet, dataset, reporting_date, options, matched, known)
    work.existing = existing
    work.is_sealed = is_sealed
    work.sections = sections
    work.filled_later = filled
    work.asked_once = {*of_filling["column"].drop_nulls()}
    if sections and of_sections.height:
        work.asked_once |= {column.name for column in sections.candidates}
    asked = set(of_months["kind"]) & {ProblemKind.MONTHS_ACROSS, ProblemKind.STANDS_ACROSS}
    names = [c.name for c in dataset.columns if c.kind in (Kind.MONTH, Kind.YEAR, Kind.MONEY)] if asked else []
    names += [c.name for c in sections.candidates] if sections and of_sections.height else []
    work.found += [
        wrong_settings,
        of_sections,
        of_filling,
        of_months,
        matched.problems.filter(~pl.col("column").is_in(names).fill_null(False)),
    ]
    work.found += months_across.repeated(sheet, matched, dataset)
    work.found += [] if asked else lost_columns(matched, sheet, dataset, reporting_date, mapping)
    work.found += said_beside(matched, sheet, dataset, mapping, options)
    work.read_columns()
    with ThreadPoolExecutor(1) as beside:
        no_records = beside.submit(work.no_records_among, dict(work.values), dict(work.texts), dict(work.headings))
        work.refuse_unknown_rows()
        work.found += exchanged(work.texts, matched, dataset)
        work.split_dates()
        work.set_fixed(fixed)
        work.final = work.rows()
        if when_read is not None and not (work.adds_up or any(found.height for found in work.found)):
            when_read(work.final, work.sheet)
        work.check()
        work.no_records = no_records.result()
    work.add_up()
    return work.result()


class KnownLater(Mapping[str, pl.Series]):
    """The held keys, by dataset, looked up while a file is being read; waited for when the first is needed."""

    def __init__(self, find: Callable[[], Mapping[str, pl.Series]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> Mapping[str, pl.Series]:
        return self._find()

    def __getitem__(self, name: str) -> pl.Series:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class _Work:
    """One file on its way from a sheet to rows: each step adds to `found` and `notices`."""

    def __init__(
        self,
        sheet: Sheet,
        dataset: Dataset,
        reporting_date: date,
        options: Options,
        matched: Matched,
        known: Mapping[str, pl.Series | list[str]],
    ) -> None:
        self.sheet = sheet
        self.dataset = dataset
        self.reporting_date = reporting_date
        self.options = options
        self.matched = matched
        self._known = known
        self.found: list[pl.DataFrame] = []
        self.notices: list[Notice] = [*sheet.notices, *matched.notices]
        self.values: dict[str, pl.Series] = {}
        self.texts: dict[str, pl.Series] = {}
        self.refused: dict[str, pl.Series] = {}
        self.headings: dict[str, str] = {}
        self.filled_later: set[str] = set()
        self.asked_once: set[str] = set()  # columns whose blank cells are asked about as a whole
        self.existing: pl.DataFrame | None = None
        self.is_sealed = False
        self.no_records = no_problems()
        self.final = pl.DataFrame()
        self.told_lookups: set[int] = set()
        self.sections: Sections | None = None
        self.settling: Settling = {}
        self.marked: dict[int, bool] = {}  # place → what any_marked says of it
        blanks = {h: words for h, words in options.blanks.items() if not months_across.is_of_month(h, sheet)}
        self.blanks = self._by_place(blanks, "The blanks option")
        self.corrections = self._words_by_place(options.corrections)
        self.units = self._by_place(options.units, "The units option")
        self._dates: list[Evidence] | None = None
        period = months_across.period_of(dataset)
        self.period = period.kind if period else None
        self.days_from_1904 = any(notice.kind == NoticeKind.DAYS_FROM_1904 for notice in sheet.notices)
        if sheet.transposed:
            self.notices.append(
                Notice(
                    NoticeKind.TRANSPOSED,
                    "Each record is a column of this file: a row number in a message is the number of its column (3 is C).",
                )
            )

    def _by_place(self, given: Mapping[str, T], what: str) -> dict[int, T]:
        """An option given by heading, keyed by position instead."""
        by_place: dict[int, T] = {}
        for heading, value in sorted(given.items(), key=lambda pair: (pair[0] == "*", pair[0])):
            if heading == "*":
                for i in range(len(self.sheet.headings)):
                    by_place[i] = self._joined(by_place[i], value) if i in by_place else value
                continue
            places = find_heading(heading, self.sheet.headings)
            column = column_named(self.dataset, heading)
            if not places and column and column.name in self.matched.places:
                places = [self.matched.places[column.name]]
            if len(places) == 1:
                before = by_place.get(places[0])
                by_place[places[0]] = value if before is None else self._joined(before, value)
                if before is not None and by_place[places[0]] == before != value:
                    self.found.append(
                        checks.file_problem(
                            ProblemKind.SAID_TWICE,
                            f"{what} says both ‘{before}’ and ‘{value}’ of ‘{self.label(places[0])}’.",
                            "Say one.",
                        )
                    )
                continue
            near = nearest(heading, [h for h in self.sheet.headings if h.strip()])
            self.found.append(
                checks.file_problem(
                    ProblemKind.UNKNOWN_HEADING,
                    f"{what} names the heading ‘{heading}’, which the file "
                    + ("has more than once." if places else "doesn't have."),
                    f"Did you mean ‘{plain(near[0])}’?" if near and not places else "",
                )
            )
        return by_place

    def _words_by_place(self, corrections: Mapping[str, tuple[str, ...]]) -> dict[int, dict[str, str]]:
        """What cells are read as, by the position of their column."""
        found = {}
        for place, texts in self._by_place(corrections, "The option of cells that are read as another").items():
            found[place], contradicted = meanings(texts)
            for cell in contradicted:
                problem = f"Two things are said of how ‘{cell}’ is read in ‘{self.label(place)}’."
                self.found.append(checks.file_problem(ProblemKind.SAID_TWICE, problem, "Say one."))
        return found

    @cached_property
    def known(self) -> dict[str, pl.Series]:
        """Dataset → the keys that are held; not waited for before the checks need them."""
        return checks.reference_keys(self._known)

    @property
    def adds_up(self) -> bool:
        """Whether the rows of one key are added up; with month columns that is refused."""
        return self.options.add_up and self.sheet.cell_headings is None

    @staticmethod
    def _joined(one: T, other: T) -> T:
        """Two values for one heading: words for blank are combined; of everything else the first counts."""
        return (*one, *other) if isinstance(one, tuple) and isinstance(other, tuple) else one  # type: ignore[return-value]

    def settings(self, place: int) -> Settings:
        o = self.options
        unit = unit_named(self.units.get(place, "pounds"))
        if unit is None:
            self.found.append(
                checks.file_problem(ProblemKind.UNIT, f"The units option says ‘{self.units[place]}’.", HOW_TO_SAY)
            )
        unit = unit or Unit()
        return Settings(
            self.reporting_date, o.month_first, o.decimal_comma, o.currency, unit.multiplier, unit.scale, o.fractions,
            o.damaged_text or o.encoding is not None or self.is_sealed, o.keys_as_they_are or self.is_sealed,
            o.periods_from or ("?" if PERIODS.search(plain(self.sheet.headings[place])) else None),
            self.days_from_1904,
        )  # fmt: skip

    def cells(self, place: int) -> pl.Series:
        """The cells of one column of the file: null where the person says blank, and mistyped ones read as the person
        says."""
        cells = self.without_lookups(place)
        if place in self.blanks:
            cells, notices = without_blank_words(cells, self.blanks[place], self.label(place), self.sheet.rows)
            self.notices += notices
        if place in self.corrections:
            cells, notices = corrected(cells, self.corrections[place], self.label(place), self.sheet.rows)
            self.notices += notices
        return cells

    def per_cent(self, cells: pl.Series, column: Column) -> pl.Series:
        """The cells of a column, with 45% as 45 in the rows whose unit is per cent."""
        unit = next((c.name for c in self.dataset.columns if c.sign_is_an_answer), None)
        place = self.matched.places.get(unit or "")
        if column.kind is not Kind.NUMBER or place is None or not cells.str.contains("%", literal=True).any():
            return cells
        is_share = self.sheet.cells[f"c{place}"].str.contains(r"(?i)^\s*(?:%|per ?cent)").fill_null(False)
        stripped = cells.str.replace(r"\s*%\s*$", "")
        return pl.select(pl.when(is_share).then(stripped).otherwise(cells)).to_series().rename(cells.name)

    @cached_property
    def with_lookups(self) -> tuple[bool, ...]:
        """By position, whether any cell of the column has SharePoint's mark: asked of all columns at once, which Polars
        runs in parallel."""
        cells = self.sheet.cells
        if not self.sheet.may_hold_lookups or not cells.width:
            return (False,) * cells.width
        return cells.select(pl.all().str.contains(LOOKUP, literal=True).any()).row(0)

    def without_lookups(self, place: int) -> pl.Series:
        """The cells of one column, with ‘3;#Housing’ as SharePoint's list shows it: Housing. A cell with several values
        is refused, unless the column is a list itself."""
        cells = self.sheet.cells[f"c{place}"]
        if not self.with_lookups[place]:
            return cells
        marked = cells.str.contains(LOOKUP, literal=True).fill_null(False)
        columns = [column for column, at in self.matched.places.items() if at == place]
        is_list = "departments" in columns
        found = {text: looked_up(text) for text in cells.filter(marked).unique().to_list()}
        became = {text: "; ".join(parts) for text, parts in found.items() if len(parts) == 1 or (parts and is_list)}
        several = [text for text, parts in found.items() if text not in became and (parts or BEGUN.match(text))]
        if place not in self.told_lookups:
            self.told_lookups.add(place)
            self.tell_lookups(place, cells, became, several, columns[0] if columns else None)
        if not became:
            return cells
        stripped = cells.replace_strict(list(became), list(became.values()), default=None, return_dtype=pl.String)
        return pl.select(pl.coalesce(stripped, cells)).to_series().rename(cells.name)

    def tell_lookups(
        self, place: int, cells: pl.Series, became: Mapping[str, str], several: list[str], column: str | None
    ) -> None:
        heading = self.label(place)
        mask = cells.is_in(list(became)).fill_null(False)
        if count := int(mask.sum()):
            examples = zip(self.sheet.rows.filter(mask).head(5), cells.filter(mask).head(5), strict=True)
            shown = tuple(f"row {row:,}, {heading}: ‘{plain(cell)[:60]}’ → {became[cell]}" for row, cell in examples)
            was = "was" if count == 1 else "were"
            text = f"{heading}: {count:,} cell{'' if count == 1 else 's'} {was} taken out of SharePoint's marks for a lookup."
            self.notices.append(Notice(NoticeKind.LOOKUP, text, count, shown))
        for position in cells.is_in(several).fill_null(False).arg_true():
            found = pl.DataFrame(
                [(position, cells[position], ProblemKind.LOOKUP, "is no one choice of a SharePoint list.",
                  "Write the one that is meant.")],
                schema=FOUND_SCHEMA, orient="row",
            )  # fmt: skip
            self.found.append(self.placed(found, column or heading, heading))

    def label(self, place: int) -> str:
        heading = plain(self.sheet.headings[place])
        return heading or f"column {place + 1}"

    def others(self, place: int) -> list[Evidence]:
        """What the file's other columns, used or not, say about the order of day and month."""
        if self._dates is None:
            self._dates = [
                order_of_days(self.sheet.cells[f"c{i}"], self.label(i)) for i in range(len(self.sheet.headings))
            ]
        return [evidence for i, evidence in enumerate(self._dates) if i != place]

    def read_columns(self) -> None:
        wanted = [
            (column, place, self.per_cent(self.cells(place), column), self.settings(place))
            for column in self.dataset.columns
            if (place := self.matched.places.get(column.name)) is not None
        ]
        self.marked = any_marked({place: cells for column, place, cells, _ in wanted if column.kind is not Kind.TEXT})

        def read(item: tuple[Column, int, pl.Series, Settings]) -> tuple[Parsed, list[pl.DataFrame]]:
            column, place, cells, settings = item
            values = self.read(cells, column, place, settings)
            return values, self.of_another_scale(column, place, cells, values)

        # Polars works on one column in one thread, so two columns at a time halve the wait for a large file.
        if self.sheet.cells.height >= MANY_ROWS:
            # Amounts first: they take longest, and one of them begun last is waited for by itself.
            order = sorted(range(len(wanted)), key=lambda at: wanted[at][0].kind is not Kind.MONEY)
            by_place: dict[int, tuple[Parsed, list[pl.DataFrame]]] = {}
            with ThreadPoolExecutor(2) as pool:
                for at, one in zip(order, pool.map(read, [wanted[at] for at in order]), strict=True):
                    progress.tell(f"Reading {self.label(wanted[at][1])}", 0.3 + 0.4 * len(by_place) / len(wanted))
                    by_place[at] = one
            parsed = [by_place[at] for at in range(len(wanted))]
        else:
            parsed = [read(item) for item in wanted]
        for (column, place, cells, _), (values, odd) in zip(wanted, parsed, strict=True):
            self.found += odd
            self.keep(column, place, cells, values)

    def read(self, cells: pl.Series, column: Column, place: int, settings: Settings) -> Parsed:
        if column.name in self.filled_later:  # ‘TBC’ may be blank where blank cells are then given a value
            column = replace(column, required=False)
        presence, marked = self.dataset.filling_matters(column), self.marked.get(place)
        parsed = read_column(cells, column, settings, lambda: self.others(place), presence, marked)
        heading = self.sheet.headings[place]
        around = [text for text in self.sheet.around if text.concerns(self.sheet.places[place])]
        has_currency = self.options.currency != "£"
        return challenged(cells, column, heading, parsed, place in self.units, has_currency, around, self.period)

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

    def of_another_scale(self, column: Column, place: int, cells: pl.Series, parsed: Parsed) -> list[pl.DataFrame]:
        """Amounts far from the rest of their column that would fit in another unit. In a column of thousands only those
        far above are questioned, because the person has looked at it."""
        if column.kind is not Kind.MONEY or parsed.found["position"].null_count():
            return []
        unit = unit_named(self.units[place]) if place in self.units else None
        if unit and unit.multiplier == 1:
            return []
        per = self.matched.places.get(column.per)
        amounts = pl.DataFrame({"amount": parsed.values, "value": cells, "row": self.sheet.rows}).with_row_index(
            "position"
        )
        alike = [amounts]
        if per is not None:
            alike = checks.by_what_they_are_for(amounts, self.sheet.cells[f"c{per}"])
        found = [self._of_another_scale(each, is_in_units=unit is not None) for each in alike]
        return [self.placed(each, column.name, self.label(place)) for each in found if each.height]

    def _of_another_scale(self, amounts: pl.DataFrame, *, is_in_units: bool) -> pl.DataFrame:
        """`amounts`: one row per amount that is alike with the others: position, amount, value (its cell), row."""
        values = amounts["amount"]
        odd, where, fit = checks.of_another_scale(values, only_above=is_in_units)
        rest = [abs(amount) for amount in values.filter(~odd & (values != 0))] if odd.any() else [0]
        odd = odd & ~amounts["row"].is_in(list(self.options.keep_rows))
        kept = "that the row is a record as it is" if is_in_units else "that the column is in pounds"
        asked = f"is {where} of the column ({min(rest):,} to {max(rest):,}), and {fit} it would fit."
        return amounts.filter(odd).select(
            pl.col("position").cast(pl.Int64),
            "value",
            pl.lit(ProblemKind.ANOTHER_SCALE).alias("kind"),
            pl.lit(asked).alias("problem"),
            pl.lit(f"Write the amount in the unit of the rest, or say {kept}.").alias("mend"),
        )

    def placed(self, found: pl.DataFrame, column: str, heading: str) -> pl.DataFrame:
        """Problems by position, converted to problems by spreadsheet row."""
        return found.select(
            pl.Series("row", [None if p is None else self.sheet.rows[p] for p in found["position"]], dtype=pl.Int64),
            pl.lit(column).alias("column"),
            self.headings_at(found["position"], column, heading),
            *("value", "kind", "problem", "mend"),
        ).select(list(PROBLEM_SCHEMA))

    def headings_at(self, positions: pl.Series, column: str, heading: str) -> pl.Series:
        """The heading of each cell in the file: that of its month, for month columns."""
        across = self.sheet.cell_headings
        if across is None or self.matched.places.get(column) != len(self.sheet.headings) - 1:
            return pl.Series("heading", [heading] * len(positions), dtype=pl.String)
        return pl.Series("heading", [heading if at is None else across[at] for at in positions], dtype=pl.String)

    def no_records_among(
        self, values: Mapping[str, pl.Series], texts: Mapping[str, pl.Series], headings: Mapping[str, str]
    ) -> pl.DataFrame:
        """A template's instructions and totals, by name; nothing else is reported of such a row. Columns are ours,
        cells as the file has them."""
        seen = (self.sheet.cells, self.sheet.rows)
        template = checks.template_rows(*seen, texts, self.dataset, headings)
        template = template.filter(~pl.col("row").is_in(self.options.keep_rows))
        skip = (*self.options.keep_rows, *template["row"])
        totals = checks.totals(*seen, values, texts, self.dataset, headings, skip)
        return pl.concat([template, totals])

    def refuse_unknown_rows(self) -> None:
        """Refuses options about a row that the file doesn't have."""
        kept = pl.Series(sorted(self.options.keep_rows), dtype=pl.Int64)
        unknown = kept.filter(~kept.is_in(self.sheet.rows.implode()))
        if len(unknown):
            self.found.append(
                checks.file_problem(
                    ProblemKind.UNKNOWN_ROW, f"Row {unknown[0]:,} can't be kept: the file has no such record."
                )
            )

    def split_dates(self) -> None:
        """Dates up to the reporting date go to one column, later ones to another."""
        for place, (early, late) in self.matched.splits.items():
            first, second = self.dataset.column(early), self.dataset.column(late)
            cells = self.cells(place)
            parsed = self.read(cells, first, place, self.settings(place))
            if first.kind is not Kind.DATE or second.kind is not Kind.DATE:
                self.found.append(
                    checks.file_problem(
                        ProblemKind.UNKNOWN_COLUMN,
                        f"Dates can be divided between columns of dates only, not {first.label} and {second.label}.",
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
                    NoticeKind.DATES_DIVIDED,
                    f"{self.label(place)}: {len(self.values[early].drop_nulls()):,} dates up to the reporting date "
                    f"became {first.label}, {int(is_late.sum()):,} later ones {second.label}.",
                    int(parsed.values.is_not_null().sum()),
                )
            )

    def set_fixed(self, fixed: Sequence[Fixed]) -> None:
        """Sets fixed values for columns that the file lacks, and for blank cells where requested."""
        Setting(
            self.values, self.texts, self.refused, self.sheet.rows,
            lambda name: self.headings.get(name, self.dataset.column(name).label), self.found, self.notices, self.settling,
        ).set(fixed)  # fmt: skip

    def rows(self) -> pl.DataFrame:
        named = [self.values[c.name].alias(c.name) for c in self.dataset.columns if c.name in self.values]
        return pl.DataFrame([*named, self.sheet.rows.alias("_row")])

    def check(self) -> None:
        progress.tell(f"Checking {self.sheet.cells.height:,} rows", 0.7)
        if not self.sheet.cells.height:
            message = ("The file has headings but no rows.", "Add rows, or upload another file.")
            self.found.append(checks.file_problem(ProblemKind.NO_ROWS, *message))
        table = checks.Table(self.dataset, self.final, self.texts, self.headings, self.sheet.rows, self.refused)
        if self.adds_up:
            table.rows = added_up(table.rows, self.dataset, self.texts)
            positions = pl.DataFrame({"_row": self.sheet.rows, "at": pl.int_range(len(self.sheet.rows), eager=True)})
            kept = table.rows.select("_row").join(positions, on="_row", how="left", maintain_order="left")["at"]
            table.numbers = table.rows["_row"]
            table.texts = {name: text.gather(kept) for name, text in self.texts.items()}
            table.refused = {name: bad.gather(kept) for name, bad in self.refused.items()}
        with ThreadPoolExecutor(1) as beside:
            warnings = beside.submit(checks.find_warnings, table, self.reporting_date)
            as_they_are = self.options.keys_as_they_are
            problems, notices = checks.check(table, self.known, as_they_are, self.existing, self.is_sealed)
            self.found.append(problems)
            self.notices += notices
            self.notices += warnings.result()
        self.notices += checks.rows_of_one_cell(self.sheet.cells, self.sheet.headings, self.sheet.rows)
        self.found += [] if self.options.damaged_text else [checks.cut_off(table)]

    def add_up(self) -> None:
        if not self.adds_up:
            return
        before = self.final.height
        self.final = added_up(self.final, self.dataset, self.texts)
        if self.final.height < before:
            self.notices.append(
                Notice(
                    NoticeKind.ADDED_UP,
                    f"{before:,} rows were added up to {self.final.height:,}, one for each key, as said.",
                    before,
                )
            )

    def result(self) -> Ingested:
        problems = pl.concat([no_problems(), *self.found])
        if self.is_sealed:
            problems = problems.filter(~pl.col("kind").is_in(list(ANSWERED - OF_KEYS)))
        if self.no_records.height:
            is_record = ~pl.col("row").is_in(self.no_records["row"].implode()).fill_null(False)
            problems = pl.concat([self.no_records, problems.filter(is_record)])
        problems = checks.in_order(problems)
        is_asked = pl.col("column").is_in(list(self.asked_once)).fill_null(False) & (
            pl.col("kind") == ProblemKind.BLANK
        )
        problems = problems.filter(~is_asked)
        used = [m for m in self.matched.matches if m.is_used]
        mapping = {(m.heading or str(m.position + 1)): " + ".join(m.columns) for m in used}
        unused = tuple(m.heading or str(m.position + 1) for m in self.matched.matches if not m.is_used)
        supplied = tuple(c for c in self.dataset.names if c in self.values)
        return Ingested(
            self.dataset, self.reporting_date, self.final, supplied, problems, tuple(dict.fromkeys(self.notices)),
            self.sheet.detection, mapping, unused, self.sheet, self.matched.matches, self.options, self.sections,
            self.settling,
        )  # fmt: skip
