"""The options that would let a refused file in, worked out from its problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from data.datasets import FIGURES, Column, Kind, RequiredWhen
from data.intake.checks import NOT_RECORDS
from data.intake.column_contents import NAMES_A_CODE, are_another_columns
from data.intake.content_checks import fits
from data.intake.fill_down import NOT, may_group
from data.intake.fixed_values import fixed_values
from data.intake.heading_words import SECOND, find_heading, names_of, simplify, synonyms_of
from data.intake.options import OPTIONS, Options
from data.intake.pipeline import Ingested
from data.intake.section_rows import shapes_of
from data.intake.values import Settings, read_column
from data.intake.values.choices import did_you_mean, find_choice, only_choice_near
from data.intake.values.common import plain
from data.intake.values.text import SAME_AS_ABOVE
from data.intake.values.units import foreign_currency_in, proposed
from data.problems import PROBLEM_SCHEMA, ProblemKind, Remedy

MOST = 12
"""Ways out named at once; the first ones usually bring the rest into view."""
LIKELY = 0.6
"""A heading is proposed for a column that the file lacks when at least this share of its cells can be read as that column."""

OF_A_KIND: Mapping[ProblemKind, tuple[Remedy, ...]] = {
    kind: (Remedy(option.name),) for option in OPTIONS.values() for kind in option.settles
}
"""The kinds of problem that one option without a value settles, where the person knows that it is so."""

LONG = 120
"""A cell of more characters is prose, not a reference or a name."""

MAY_BE_BLANK = (
    ProblemKind.NOT_A_DATE,
    ProblemKind.NOT_ALLOWED,
    ProblemKind.NOT_YES_OR_NO,
    ProblemKind.NOT_A_NUMBER,
    ProblemKind.NO_ANSWER,
)
"""Kinds whose cells may be words for ‘not known’; in other kinds a cell says something that calling it blank would lose."""
MAY_BE_READ = (
    ProblemKind.NOT_A_DATE,
    ProblemKind.NO_YEAR,
    ProblemKind.NOT_ALLOWED,
    ProblemKind.NOT_YES_OR_NO,
    ProblemKind.NOT_A_NUMBER,
)
"""Kinds whose cells may say to a person what they don't say here: ‘High’ of a score, ‘P01’ of a month, ‘10-20’ users."""
SHORT = 40
"""A cell of more characters is not typed again."""
OF_WHAT_WAS_SAID = (
    ProblemKind.FIXED_VALUE,
    ProblemKind.FIXED_VALUE_IN_THE_FILE,
    ProblemKind.FIXED_VALUES_CONTRADICT,
    ProblemKind.TWO_COLUMNS_FOR_ONE,
    ProblemKind.UNKNOWN_HEADING,
    ProblemKind.UNKNOWN_COLUMN,
    ProblemKind.NO_SECTION_ROWS,
    ProblemKind.NOTHING_TO_FILL_DOWN,
)
"""Kinds that are a matter of the options that a person has given, not of the file."""
MOST_SPANS = 200
"""So many runs of rows to leave out are named; more are for the person to take out of the file."""


def remedies(ingested: Ingested) -> tuple[tuple[Remedy, ...], ...]:
    """The options that would let the file in, in the order of the problems, at most MOST: one entry per matter to
    settle, which each of its fixes settles. Leaving out a row that is a record is never proposed."""
    return _settled(ingested)[0]


def ways_of(group: Mapping[str, object], ingested: Ingested) -> tuple[Remedy, ...]:
    """The options that would settle a group of equal problems (a row of group_problems), judged by its first."""
    first = _numbered(ingested.problems).row(int(str(group["at"])), named=True)
    settling = ingested.settling.get((first["kind"], first["column"]), [])[first["nth"] :]
    alone = replace(
        ingested,
        problems=pl.DataFrame([first], schema=PROBLEM_SCHEMA),
        settling={(first["kind"], first["column"]): settling},
    )
    if first["kind"] in NOT_RECORDS:
        return (Remedy("leave_out_rows", str(first["row"])), Remedy("keep_rows", str(first["row"])))
    if first["row"] in _to_leave_out(ingested):
        return (Remedy("leave_out_rows", str(first["row"])),)
    return next(iter(remedies(alone)), ())


def _numbered(problems: pl.DataFrame) -> pl.DataFrame:
    """The problems with `nth`: the index of each among those of its kind and column, from 0."""
    return problems.with_columns(pl.int_range(pl.len()).over("kind", "column").alias("nth"))


NO_WAY = "The file can't be read as it is: change it as said above, and bring it again."
"""What ends a refusal for which nothing can be said."""


def only_in_the_file(ingested: Ingested) -> str:
    """What no option settles, as a sentence on what to do instead; "" if they settle everything."""
    ways, left, chosen = _settled(ingested)
    if chosen:
        return "What was said of how to read the file must be changed, as said above."
    if not left:
        return ""
    if not ways:
        return NO_WAY
    return f"{left:,} {'problem is' if left == 1 else 'problems are'} to be mended in the file itself, as said above."


def _settled(ingested: Ingested) -> tuple[tuple[tuple[Remedy, ...], ...], int, int]:
    """(the fixes, how many problems with the file have none, how many with the options have none)."""
    found: dict[tuple[Remedy, ...], None] = {}
    left = chosen = 0
    no_records = _said_to_be_no_records(ingested, found)
    left_out = _to_leave_out(ingested) - no_records
    settled: set[int] = set()
    takes_back = _what_takes_back(ingested)
    problems = ingested.problems
    before = _rows_said_twice(ingested)[0] if left_out and ProblemKind.DUPLICATE_KEY in problems["kind"] else set()
    for problem in _numbered(problems).iter_rows(named=True):
        row = problem["row"]
        if problem["kind"] in NOT_RECORDS:
            continue
        if row in left_out:
            settled.add(row)
            continue
        if row in before and problem["kind"] == ProblemKind.DUPLICATE_KEY:
            continue
        if problem["kind"] == ProblemKind.NO_HEADING_LINE:
            found |= dict.fromkeys(_without_headings(ingested))
            continue
        ways = tuple(way for way in _of(problem, ingested) if not takes_back(way))
        if ways:
            found[ways] = None
        elif problem["kind"] in OF_WHAT_WAS_SAID:
            chosen += 1
        else:
            left += 1
    spans = _spans(sorted(settled))
    if len(spans) > MOST_SPANS:
        left, spans = left + len(settled), []
    rows = [tuple(Remedy("leave_out_rows", span) for span in spans)] if spans else []
    return (*list(found)[: MOST - len(rows)], *rows), left, chosen


def _what_takes_back(ingested: Ingested) -> Callable[[Remedy], bool]:
    """Whether a fix contradicts the options given: a heading said to be unused that is mapped, or the reverse."""
    headings = ingested.sheet.headings
    mapping = ingested.options.mapping.items()
    used = {match.position for match in ingested.matches if match.how == "given"}
    unused = {place for heading, column in mapping if column == "-" for place in find_heading(heading, headings)}

    def takes_back(way: Remedy) -> bool:
        heading, _, column = way.value.rpartition("=")
        places = used if column == "-" else unused
        return way.option == "mapping" and any(place in places for place in find_heading(heading, headings))

    return takes_back


FEW_NO_RECORDS = 3
"""Up to so many rows that look like no records are asked about one by one; more are rather what they look like."""


def _said_to_be_no_records(ingested: Ingested, found: dict[tuple[Remedy, ...], None]) -> set[int]:
    """The rows that are refused as totals or as a template's; adds to `found` how to leave them out, or keep them."""
    rows = sorted(set(ingested.problems.filter(pl.col("kind").is_in(NOT_RECORDS))["row"]))
    if len(rows) <= FEW_NO_RECORDS:
        found |= {(Remedy("leave_out_rows", str(row)), Remedy("keep_rows", str(row))): None for row in rows}
    else:
        found[tuple(Remedy("leave_out_rows", span) for span in _spans(rows))] = None
    return set(rows)


def _spans(rows: list[int]) -> list[str]:
    """Rows as runs, from the first to the last: 5, 9-12."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _to_leave_out(ingested: Ingested) -> set[int]:
    """The rows whose loss would lose nothing: those that repeat an earlier one word for word, and those that are no
    record."""
    rows = set(ingested.problems["row"].drop_nulls().unique())
    if not rows:
        return set()
    twice, none = rows & _rows_said_twice(ingested)[1], rows & _no_records(ingested)
    return twice | none if len(_spans(sorted(none))) <= MOST_SPANS else twice  # nobody looks at so many


def _rows_said_twice(ingested: Ingested) -> tuple[set[int], set[int]]:
    """(the rows that another row repeats word for word, the rows that repeat an earlier one): their spreadsheet
    numbers."""
    if ProblemKind.DUPLICATE_KEY not in ingested.problems["kind"]:
        return set(), set()
    cells, rows = ingested.sheet.cells, ingested.sheet.rows
    twice, first = cells.is_duplicated(), cells.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    return set(rows.filter(twice & first)), set(rows.filter(twice & ~first))


def _no_records(ingested: Ingested) -> set[int]:
    """The rows without a name and with less than half of what a record requires: headings of groups, units, notes,
    rules. None if there are many, because the columns are then mismatched. A row with a reference like the others' is
    an incomplete record."""
    dataset = ingested.dataset
    places = {name: match.position for match in ingested.matches if match.is_used for name in match.columns}
    needed = [column for column in dataset.columns if column.required and column.name in places]
    if len(needed) < 2:
        return set()
    cells = ingested.sheet.cells
    filled = {c.name: cells[f"c{places[c.name]}"].str.contains(r"[\p{L}\p{N}]").fill_null(False) for c in needed}
    named = [c for c in needed if c.key]
    names = [c for c in needed if not c.key and c.kind is Kind.TEXT] or [c for c in needed if not c.key]
    is_named = filled[named[0].name] if named else pl.Series([False] * cells.height, dtype=pl.Boolean)
    for column in (*named[1:], *names[:1]):
        is_named = is_named & filled[column.name]
    count = pl.sum_horizontal([series.cast(pl.Int64) for series in filled.values()])
    few = pl.select(count * 2 < len(needed)).to_series()
    none = ~is_named & few
    if named:
        keys = cells[f"c{places[named[0].name]}"]
        shapes = shapes_of(keys)
        like_others = shapes.is_in(shapes.filter(is_named).unique().implode()) & keys.str.contains("[0-9]")
        none = none & ~like_others.fill_null(False)
    return set(ingested.sheet.rows.filter(none)) if none.sum() * 2 < cells.height else set()


def _of(problem: Mapping[str, object], ingested: Ingested) -> tuple[Remedy, ...]:
    """The ways out of one problem; none if only correcting the file helps."""
    kind, dataset, options = ProblemKind(str(problem["kind"])), ingested.dataset, ingested.options
    heading, value = plain(str(problem["heading"] or "")), plain(str(problem["value"] or ""))
    column = next((c for c in dataset.columns if c.name == problem["column"]), None)
    of_months = ingested.sheet.cell_headings
    is_of_a_month = of_months is not None and problem["heading"] in of_months
    if is_of_a_month:
        heading = plain(ingested.sheet.headings[-1])  # a month that became rows is no column, and the amounts have one
    if kind == ProblemKind.DAY_AND_MONTH and column and _contradicts_itself(column, ingested):
        return ()
    if kind in OF_A_KIND:
        return tuple(way for way in OF_A_KIND[kind] if not getattr(options, way.option))
    if kind in (ProblemKind.MISSING_COLUMN, ProblemKind.LIKELY_HEADING, ProblemKind.WRONG_CONTENT) and column:
        return _of_a_heading(column, heading, ingested, kind)
    if kind == ProblemKind.SECTION_ROWS:
        return _of_sections(ingested)
    if kind in (ProblemKind.FILL_DOWN, ProblemKind.DITTO) and column:
        return _of_filling_down(kind, value, column, ingested)
    if kind == ProblemKind.MONTHS_ACROSS:
        return tuple(Remedy("months_across", c.name) for c in dataset.columns if c.kind is Kind.MONEY)
    if kind in (ProblemKind.REPEATED_AMOUNT, ProblemKind.SAID_BESIDE):
        return (Remedy("mapping", f"{heading}=-"),)
    if kind == ProblemKind.DUPLICATE_HEADING:
        return _of_a_second(column, ingested)
    if settling := ingested.settling.get((kind, str(problem["column"]))):
        return tuple(Remedy("set_values", text) for text in settling[int(str(problem["nth"]))])
    if kind == ProblemKind.DUPLICATE_KEY:
        adds = len(dataset.keys) > 1 and any(c.kind is Kind.MONEY for c in dataset.columns)
        is_of_one_sort = of_months is None and ProblemKind.SAID_BESIDE not in ingested.problems["kind"]
        return (Remedy("add_up"),) if adds and not options.add_up and is_of_one_sort else ()
    if kind == ProblemKind.ANOTHER_SCALE and column:
        is_said = {heading, column.name, column.label, "*"} & set(options.units)
        return (Remedy("keep_rows", str(problem["row"])),) if is_said else (Remedy("units", f"{heading}=pounds"),)
    if kind == ProblemKind.CALENDAR_OR_FINANCIAL:
        return tuple(Remedy("periods_from", month) for month in OPTIONS["periods_from"].choices)
    if kind == ProblemKind.UNIT and column:
        units = tuple(Remedy("units", f"{heading}={unit}") for unit in proposed(value, column))
        return units if column.required else (*units, Remedy("mapping", f"{heading}=-"))
    if kind == ProblemKind.ANOTHER_CURRENCY and options.currency == Options().currency:
        return (Remedy("currency", foreign_currency_in(value) or foreign_currency_in(heading) or "…"),)
    if column is None or problem["row"] is None:
        return ()
    if kind in (ProblemKind.BLANK, ProblemKind.NO_ANSWER):
        no_row = (
            (Remedy("blanks", f"{heading}={value}"),) if is_of_a_month and value else ()
        )  # as an empty cell is none
        return no_row + _of_a_blank(column, int(str(problem["row"])), ingested)
    if kind == ProblemKind.NOT_ALLOWED and (other := _another_choice(column, value, ingested)):
        return (Remedy("mapping", f"{heading}={other}"),) if other != NO_OTHER else ()
    if kind == ProblemKind.NO_DATE and value and not column.required:
        return (Remedy("blanks", f"{heading}={value}"),)
    if kind == ProblemKind.THOUSANDS_OR_DECIMALS and _may_be_decimal_commas(column, ingested):
        return (Remedy("decimal_comma"),)
    are_words = bool(value) and (kind == ProblemKind.NOT_ALLOWED or not any(c.isdigit() for c in value))
    is_misspelt = column.kind is Kind.CHOICE and bool(did_you_mean(value, column))
    if kind == ProblemKind.NOT_ALLOWED and is_misspelt and (near := only_choice_near(value, column)):
        return (Remedy("corrections", f"{heading}={value}={column.say(near)}"),)
    ways: tuple[Remedy, ...] = ()
    if kind in MAY_BE_BLANK and are_words and not column.key and not is_misspelt:
        ways = (Remedy("blanks", f"{heading}={value}"),)
    if (
        kind in MAY_BE_READ
        and 0 < len(value) <= SHORT
        and (not column.key or column.kind is Kind.MONTH)
        and not is_of_a_month
    ):
        ways += (Remedy("corrections", f"{heading}={value}=…"),)
    return ways


def _contradicts_itself(column: Column, ingested: Ingested) -> bool:
    """Whether some dates of a column can only be day first, and others only month first."""
    is_so = (pl.col("column") == column.name) & (pl.col("kind") == ProblemKind.DATES_CONTRADICT)
    return not ingested.problems.filter(is_so).is_empty()


def _may_be_decimal_commas(column: Column, ingested: Ingested) -> bool:
    """Whether no cell of an amount's column has a point where only pence can follow it."""
    cells = next((ingested.sheet.cells[f"c{m.position}"] for m in ingested.matches if column.name in m.columns), None)
    has_pence = cells is None or cells.str.contains(r"\.[0-9]{1,2}\D*$").any()
    return not ingested.options.decimal_comma and not has_pence


def _of_sections(ingested: Ingested) -> tuple[Remedy, ...]:
    """Which column section rows fill; or to leave them out, if the records are complete without them."""
    sections = ingested.sections
    if sections is None or ingested.options.section_rows:
        return ()
    if sections.candidates:
        return tuple(Remedy("section_rows", c.name) for c in sections.candidates) if sections.is_certain else ()
    spans = _spans(list(sections.rows)) if sections.are_told else []
    return tuple(Remedy("leave_out_rows", span) for span in spans) if len(spans) <= MOST_SPANS else ()


def _of_filling_down(kind: str, value: str, column: Column, ingested: Ingested) -> tuple[Remedy, ...]:
    """That cells repeat the value above; or, if no cells are merged, what the blank ones mean."""
    down = Remedy("fill_down", column.name)
    if kind == ProblemKind.DITTO:
        is_said = column.name in ingested.options.fill_down
        return (
            (down,) if re.search(SAME_AS_ABOVE, value) and may_group(column, ingested.dataset) and not is_said else ()
        )
    place = next(match.position for match in ingested.matches if column.name in match.columns)
    if any(one.column == ingested.sheet.places[place] for one in ingested.sheet.down):
        return (down,)
    if not column.required:
        return (down, Remedy("fill_down", f"{column.name}{NOT}"))
    return (down,) if column.key else (down, Remedy("set_values", f"{column.name}=… when blank"))


NO_OTHER = "-"


def _another_choice(column: Column, value: str, ingested: Ingested) -> str:
    """The column whose choices most cells under this heading are: the headings may have been exchanged. NO_OTHER if
    only this value is a choice of another column, "" if it is none."""
    cells = next(
        (ingested.sheet.cells[f"c{m.position}"] for m in ingested.matches if m.columns == (column.name,)), None
    )
    others = [c for c in ingested.dataset.columns if c.kind is Kind.CHOICE and c is not column]
    fitting = [c for c in others if find_choice(value, c).value is not None]
    if cells is None or not fitting:
        return ""
    filled = cells.drop_nulls()
    for other in fitting:
        if sum(find_choice(cell, other).value is not None for cell in filled.head(400)) * 2 > min(len(filled), 400) > 2:
            return other.name
    return NO_OTHER


def _of_a_blank(column: Column, row: int, ingested: Ingested) -> tuple[Remedy, ...]:
    """A value for blank cells: for what a rule requires, only where it requires it; never for what names the row."""
    if column.key and (column.kind is Kind.TEXT or len(ingested.dataset.keys) == 1):
        return ()
    if column.required:
        return (Remedy("set_values", f"{column.name}=… when blank"),)
    return tuple(Remedy("set_values", f"{fixed} when blank") for fixed in _as_required(column, ingested, row))


def _as_required(column: Column, ingested: Ingested, row: int | None = None) -> list[str]:
    """‘core_component=… when disposition is consolidate’, for each value that requires the column in this row, or in
    any; but not if that value was itself derived from the column."""
    day, dataset = ingested.reporting_date, ingested.dataset
    rests_on = {
        (one.name, one.when) for text in ingested.options.set_values for one in fixed_values((text,), dataset, day)[0]
    }
    rows = ingested.rows if row is None else ingested.rows.filter(pl.col("_row") == row)
    fixed: dict[str, None] = {}
    for rule in ingested.dataset.rules:
        if isinstance(rule, RequiredWhen) and rule.column == column.name and rule.when in rows.columns:
            if (rule.when, column.name) in rests_on:
                continue
            for value in rows[rule.when].unique(maintain_order=True):
                if value in rule.values:
                    fixed[f"{column.name}=… when {rule.when} is {value}"] = None
    return list(fixed)


def _of_a_second(column: Column | None, ingested: Ingested) -> tuple[Remedy, ...]:
    """Which of several headings that may be one column is it; or, for one that a program made from a second, that it
    isn't used."""
    if column is None:
        return ()
    names = names_of(column) | synonyms_of(column)
    unused = [match for match in ingested.matches if not match.is_used]
    rivals = [match for match in unused if simplify(match.heading) in names]
    if len(rivals) > 1:
        return tuple(Remedy("mapping", f"{match.position + 1}={column.name}") for match in rivals)
    seconds = [
        match for match in unused if (again := SECOND.fullmatch(match.heading.strip())) and simplify(again[1]) in names
    ]
    return tuple(Remedy("mapping", f"{match.position + 1}=-") for match in seconds)


def _without_headings(ingested: Ingested) -> list[tuple[Remedy, ...]]:
    """For a file without a heading line: the position of each required column, one matter each; or one value for all."""
    used = {name for match in ingested.matches if match.is_used for name in match.columns}
    fixed, _ = fixed_values(ingested.options.set_values, ingested.dataset, ingested.reporting_date)
    given = used | {item.name for item in fixed}
    are_free = any(not match.is_used for match in ingested.matches)
    matters = []
    for column in ingested.dataset.columns:
        if column.required and column.name not in given:
            maps = [Remedy("mapping", f"…={column.name}")] if are_free else []
            only_key = ingested.dataset.keys == (column.name,)
            matters.append((*maps, *([] if only_key else [Remedy("set_values", f"{column.name}=…")])))
    return [ways for ways in matters if ways]


def _of_a_heading(column: Column, heading: str, ingested: Ingested, kind: ProblemKind) -> tuple[Remedy, ...]:
    """Which heading is the column that the file seems to lack or that holds something else."""
    alike = [plain(m.heading) for m in ingested.matches if m.how == "suggested" and column.name in m.columns]
    if kind == ProblemKind.LIKELY_HEADING:
        alike = alike or list(_fitting(column, ingested))
        return tuple(Remedy("mapping", f"{h}={name}") for h in alike for name in (column.name, "-"))
    likely = list(dict.fromkeys((*alike, *_likely(column, ingested))))[:3]
    if kind == ProblemKind.WRONG_CONTENT:
        is_given = any(m.how == "given" and column.name in m.columns for m in ingested.matches)
        maps = [] if is_given else [Remedy("mapping", f"{h}={column.name}") for h in likely]
        return (*maps, *([] if column.required or is_given or not heading else [Remedy("mapping", f"{heading}=-")]))
    if not column.required:  # a rule requires it
        return tuple(
            [Remedy("mapping", f"{h}={column.name}") for h in likely]
            + [Remedy("set_values", fixed) for fixed in _as_required(column, ingested)]
        )
    # What is one of a few words is more often the same for a whole file than hidden under a heading that nobody knows.
    unknown = [] if column.kind is Kind.CHOICE else ["…"]
    maps = [Remedy("mapping", f"{h}={column.name}") for h in likely or unknown]
    # One value for all rows names nothing, and an amount for all rows is none where a heading may hold the amounts.
    is_one = ingested.dataset.keys != (column.name,) and not (column.kind is Kind.MONEY and likely)
    return (*maps, *([Remedy("set_values", f"{column.name}=…")] if is_one else []))


def _fitting(column: Column, ingested: Ingested) -> Iterator[str]:
    """The unknown headings whose cells all fit the column."""
    for match in ingested.matches:
        cells = ingested.sheet.cells[f"c{match.position}"].drop_nulls()
        is_unknown = not match.is_used and match.how != "suggested" and match.heading.strip()
        is_another = are_another_columns(cells, match.heading, column, ingested.dataset)
        if is_unknown and not is_another and fits(cells, column, ingested.reporting_date):
            yield plain(match.heading)


def _likely(column: Column, ingested: Ingested) -> Iterator[str]:
    """The unused headings whose cells could be this column's, in the file's order."""
    for match in ingested.matches:
        cells = ingested.sheet.cells[f"c{match.position}"]
        filled = cells.drop_nulls().head(200)
        if match.is_used or not match.heading.strip() or not len(filled):
            continue
        if column.kind is Kind.TEXT:
            # Of words only a key is known by its cells: all filled, all different, none long.
            differ = len(filled) == min(len(cells), 200) == filled.n_unique()
            if column.key and differ and not (filled.str.len_chars() > LONG).any():
                yield plain(match.heading)
            continue
        if column.kind in (Kind.DATE, Kind.MONTH) and filled.str.to_integer(strict=False).null_count() == 0:
            continue
        if column.kind in FIGURES and NAMES_A_CODE & set(simplify(match.heading).split()):
            continue
        parsed = read_column(filled, column, Settings(ingested.reporting_date))
        if len(parsed.values.drop_nulls()) >= LIKELY * len(filled):
            yield plain(match.heading)
