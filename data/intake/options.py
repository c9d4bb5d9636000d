"""The reading options: one table for the command line, the form on the page, what is remembered, and the README.

A field of Options holds everything about its option; see data/intake/option_forms.py for the parts.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from data.datasets import Column, Dataset
from data.intake import checks
from data.intake.heading_words import nearest, simplify
from data.intake.option_forms import (
    CELLS,
    COLUMNS_OF_HEADINGS,
    CORRECTIONS,
    DIVIDED_DATES,
    LINES,
    SWITCH,
    Option,
    declared,
    one_of,
    one_of_each,
    option,
    text_form,
)
from data.intake.read.model import ROWS, ReadOptions
from data.intake.values.choices import find_choice
from data.intake.values.units import HOW_TO_SAY, unit_named
from data.problems import ProblemKind, Remedy

FIXED_VALUE = re.compile(
    r"\s*([^=]+?)\s*=\s*(.*?)(?:\s+when\s+(?!blank\s*\Z)(.+?)(?:\s+is\s+(.+?))?)?(\s+when\s+blank)?\s*", re.S
)
"""The parts of ‘column=value when other is value when blank’, of which each ‘when’ may be missing."""


def fixed_in_words(text: str, dataset: Dataset) -> str:
    """A fixed value as the page writes it, which may also be typed: ‘Stage = Migrated when Actual date’."""
    match = FIXED_VALUE.fullmatch(text)
    if not match:
        return text
    name, value, when, when_is, blank = match.groups()
    words = f"{_label(name, dataset)} = {_choice(value, name, dataset)}"
    if when:
        words += f" when {_label(when, dataset)}" + (f" is {_choice(when_is, when, dataset)}" if when_is else "")
    return words + (" when blank" if blank else "")


def _label(name: str, dataset: Dataset) -> str:
    column = column_named(dataset, name)
    return column.label if column else name.strip()


def _choice(text: str, name: str, dataset: Dataset) -> str:
    column = column_named(dataset, name)
    choice = find_choice(text, column).value if column and column.choices else None
    return column.say(str(choice)) if column and choice else text


def _mapping_in_words(text: str, dataset: Dataset) -> str:
    heading, _, columns = text.rpartition("=")
    named = " and ".join(_label(part, dataset) for part in columns.split("+"))
    return f"{heading} is {'not used' if columns == '-' else named}"


def _division_in_words(text: str, dataset: Dataset) -> str:
    heading, _, columns = text.rpartition("=")
    return f"{heading} = {', '.join(_label(part, dataset) for part in columns.split(','))}"


def _filling_in_words(text: str, dataset: Dataset) -> str:
    name, equals, _ = text.partition("=")
    return f"blank cells of {_label(name, dataset)} are blank" if equals else _label(name, dataset)


@dataclass(frozen=True)
class Options(ReadOptions):
    """How a person (on the page or by command) says to read a file. Everything left unset is detected.

    A heading may be given as the file's heading, our column's name, or a position (‘3’).
    """

    mapping: Mapping[str, str] = option(
        COLUMNS_OF_HEADINGS, "--map", "Columns",
        "Their heading → our column; ‘=-’ leaves a heading out; ‘=a+b’ feeds two columns.", metavar="HEADING=COLUMN",
        for_a_file={"has one column that is two of ours": '--map "Site=application_id+name"'}, is_of_one_file=True,
        say=_mapping_in_words,
    )  # fmt: skip
    keep_rows: tuple[int, ...] = option(
        ROWS, "--keep-row", "Rows to keep",
        "Rows that look like a total or a template's row, or hold an amount unlike the rest, and are records.",
        metavar="N", example="5, 9-12", is_of_one_file=True,
        for_a_file={"has a record that looks like a total or a template's row": "--keep-row 461"},
    )  # fmt: skip
    set_values: tuple[str, ...] = option(
        LINES, "--set", "Fixed values",
        "For a column that the file lacks, or for its blank cells: ‘stage=not_started’, ‘stage=migrated when actual_date’, "
        "‘department=Housing when blank’. Columns by the names in the data dictionary.",
        metavar="COLUMN=VALUE", say=fixed_in_words,
        example="department = Housing\nstage = migrated when actual_date\nbusiness_function = Not stated when blank",
        for_a_file={
            "lacks a column": '--set "disposition=migrate" --set "stage=migrated when actual_date"',
            "has blank cells, or ‘TBC’, in a required column": '--set "business_function=Not stated when blank"',
        },
    )  # fmt: skip
    """Of several for one column the surest counts, in whatever order they are said: see data/intake/fixed_values.py."""
    split_dates: Mapping[str, tuple[str, str]] = option(
        DIVIDED_DATES, "--split-date", "Dates that are past or future",
        "Dates up to the reporting date go to the first column, later ones to the second.",
        metavar="HEADING=COLUMN,COLUMN", say=_division_in_words, example="Redirection Date = actual_date, forecast_date",
        for_a_file={
            "mixes past and future dates in one column": '--split-date "Redirection Date=actual_date,forecast_date"'
        },
    )  # fmt: skip
    blanks: Mapping[str, tuple[str, ...]] = option(
        CELLS, "--blank", "Taken as blank", "A cell that means that nothing is known. * stands for every heading.",
        metavar="HEADING=VALUE", example="End date = Ongoing\n* = Reset",
        for_a_file={"says ‘Ongoing’ where a date should be": '--blank "End date=Ongoing"'},
    )  # fmt: skip
    corrections: Mapping[str, tuple[str, ...]] = option(
        CORRECTIONS, "--read-as", "Read as",
        "A cell that is mistyped or that only people can read, and what it is read as. * stands for every heading.",
        metavar="HEADING=CELL=WORD", example="Stage = migratd = Migrated",
        for_a_file={"has a choice that is mistyped, or a cell that only people can read": '--read-as "Stage=migratd=Migrated"'},
    )  # fmt: skip
    month_first: bool = option(
        SWITCH, "--month-first", "Month first", "03/04/2013 is 4 March, as in the United States.",
        settles=(ProblemKind.DATES_AMBIGUOUS, ProblemKind.DATES_IN_ANOTHER_ORDER, ProblemKind.DAY_AND_MONTH),
        for_a_file={"has dates month first": "--month-first"},
    )  # fmt: skip
    periods_from: str | None = option(
        one_of("january", "april"), "--periods-from", "Periods are counted from",
        "Which month period 1 is, where months are given by their numbers: 2013/01 is January 2013, or April 2013 as financial "
        "systems number them.",
        metavar="MONTH", choices=("january", "april"), words={"january": "January", "april": "April"},
        for_a_file={"numbers its months from April (2013/01 is April 2013)": "--periods-from april"},
    )  # fmt: skip
    decimal_comma: bool = option(
        SWITCH, "--decimal-comma", "Decimal comma", "1.234,50 is one thousand two hundred and thirty-four, and a half.",
        settles=(ProblemKind.DECIMAL_COMMA,), for_a_file={"has amounts with a decimal comma": "--decimal-comma"},
    )  # fmt: skip
    currency: str = option(
        text_form("£"), "--currency", "Currency sign", "The sign that amounts carry; another than £ is taken one for one.",
        metavar="SIGN", for_a_file={"has amounts in another currency": "--currency '$'"},
    )  # fmt: skip
    units: Mapping[str, str] = option(
        one_of_each(lambda unit: unit_named(unit) is not None, HOW_TO_SAY), "--unit", "Units and scales",
        "Pounds or ones (which change nothing), pence, thousands, millions, another number to multiply by, or the scale that "
        "scores are on, such as 1-10.",
        metavar="HEADING=UNIT", example="Yearly budget = millions",
        for_a_file={
            "has amounts in thousands": '--unit "Budget=thousands"',
            "has amounts in a unit that isn't understood (k£, bn, days, a title ‘£ thds’)":
                '--unit "Budget (k£)=thousands", or =pounds, which changes nothing',
            "scores on another scale": '--unit "Business value (1-10)=1-10"',
        },
    )  # fmt: skip
    fractions: bool = option(
        SWITCH, "--fractions", "Fractions", "Percentages without a % sign are fractions: 0.77 is 77%.",
        settles=(ProblemKind.FRACTION_OR_PERCENTAGE,), for_a_file={"has percentages as fractions": "--fractions"},
    )  # fmt: skip
    keys_as_they_are: bool = option(
        SWITCH, "--keys-as-they-are", "Keys as they are", "Keys that look alike, or odd among the others, are meant.",
        settles=(ProblemKind.LOOK_ALIKE_KEY, ProblemKind.LOST_ZEROS, ProblemKind.UNLIKE_THE_OTHER_KEYS, ProblemKind.CHANGED_KEY),
        for_a_file={"has keys that look like mistakes and aren't": "--keys-as-they-are"},
    )  # fmt: skip
    add_up: bool = option(
        SWITCH, "--add-up", "Add up rows of one key",
        "Money and whole numbers of the rows of one key are added up, where all their other cells agree.",
        for_a_file={"repeats a key, one line a payment": "--add-up"},
    )  # fmt: skip
    section_rows: str = option(
        text_form(""), "--section-rows", "Section rows",
        "The column, such as department, that rows with a single cell fill for the rows beneath them.",
        metavar="COLUMN", example="department", say=_label,
        for_a_file={"has rows with a department alone, above those it applies to": "--section-rows department"},
    )  # fmt: skip
    fill_down: tuple[str, ...] = option(
        LINES, "--fill-down", "Fill down",
        "A column, such as department, whose cells stand for the blank ones or ditto marks beneath them; wave_id=- says that its "
        "blank cells are blank.",
        metavar="COLUMN", example="department\nwave_id", say=_filling_in_words,
        for_a_file={
            "says a department, a wave or a strand on the first row of a group only, or ‘ditto’": "--fill-down department"
        },
    )  # fmt: skip
    months_across: str = option(
        text_form(""), "--months-across", "Amounts under months",
        "The column whose amounts stand under headings that are months or years, such as budget_gbp: each becomes a row.",
        metavar="COLUMN", example="budget_gbp", say=_label,
        for_a_file={"has a column for each month, or for each year": "--months-across budget_gbp"},
    )  # fmt: skip


OPTIONS: Mapping[str, Option] = {
    each.name: each for each in sorted(declared(Options), key=lambda each: each.name != "mapping")
}
"""Every option by the name of its field; how columns are matched comes first."""


# What was said, and what was left alone ---------------------------------------------------------------------------


def chosen_options(options: Options) -> dict[str, Any]:
    """The options that differ from their defaults: name → value."""
    untouched = Options()
    return {name: getattr(options, name) for name in OPTIONS if getattr(options, name) != getattr(untouched, name)}


def with_more(before: Options, values: Mapping[str, Any]) -> Options:
    """Earlier options combined with new ones, by name; a new value for a heading replaces its earlier one."""
    more = dict(values)
    for name, value in values.items():
        was = getattr(before, name)
        if OPTIONS[name].form in (CELLS, CORRECTIONS):
            value = {key: tuple(dict.fromkeys((*was.get(key, ()), *cells))) for key, cells in value.items()}
        if isinstance(value, Mapping):
            more[name] = {**was, **value}
        elif isinstance(value, tuple):
            more[name] = tuple(dict.fromkeys((*was, *value)))
    return replace(before, **more)


def kept(stored: Mapping[str, Any]) -> Options:
    """The saved options, restored from JSON, which has no tuples. Unknown options are ignored."""

    def value(of: Any) -> Any:
        if isinstance(of, dict):
            return {key: value(one) for key, one in of.items()}
        return tuple(of) if isinstance(of, list) else of

    return Options(**{name: value(of) for name, of in stored.items() if name in OPTIONS})


# On the command line ----------------------------------------------------------------------------------------------


class _Once(argparse.Action):
    """An option of one value: a second, different value is refused, so that no order of options matters."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        texts = [self.const if self.nargs == 0 else str(values)]
        if getattr(namespace, self.dest) not in (None, texts):
            raise argparse.ArgumentError(
                self, f"‘{getattr(namespace, self.dest)[0]}’ was said already: say one of the two."
            )
        setattr(namespace, self.dest, texts)


def add_reading_options(command: argparse.ArgumentParser) -> None:
    """Adds every reading option to a command. For a heading, ‘3’ means the third column."""
    group = command.add_argument_group("how the file is read (detected and said, unless you say it)")
    for each in OPTIONS.values():
        text = each.help.replace("%", "%%")
        if each.form.repeats:
            group.add_argument(
                each.flag, dest=each.name, action="append", metavar=each.metavar, help=f"{text} May be repeated."
            )
        elif each.metavar:
            group.add_argument(each.flag, dest=each.name, action=_Once, metavar=each.metavar, help=text)
        else:
            group.add_argument(each.flag, dest=each.name, action=_Once, nargs=0, const="", help=text)
        for word, flag in each.flags.items():
            group.add_argument(
                flag,
                dest=each.name,
                action=_Once,
                nargs=0,
                const=word,
                help=f"{each.control}: {each.words.get(word, word)}.",
            )


def options_from(given: argparse.Namespace) -> Options:
    """The options as intake takes them. Raises BadOption for one that doesn't have its form."""
    return Options(**values_in(given))


def values_in(given: argparse.Namespace) -> dict[str, Any]:
    """The options that were typed, by name. Raises BadOption for one that doesn't have its form."""
    typed = {name: getattr(given, name) for name in OPTIONS}
    return {name: OPTIONS[name].form.read(texts, OPTIONS[name].flag) for name, texts in typed.items() if texts}


# A remedy in words ------------------------------------------------------------------------------------------------


def by_command(remedy: Remedy) -> str:
    """A suggested fix as typed after a command: --blank "End date=Ongoing"."""
    way = OPTIONS[remedy.option]
    if remedy.value in way.flags:
        return way.flags[remedy.value]
    if not remedy.value:
        return way.flag
    value = remedy.value
    if re.search(r"[^\w=+,./:-]", value) is not None:
        # Within double quotes a shell still reads these; single quotes keep everything but themselves.
        value = shlex.quote(value) if re.search(r'["$`\\!]', value) else f'"{value}"'
    # What begins with a dash would be taken for the next option.
    return f"{way.flag}={value}" if remedy.value.startswith("-") else f"{way.flag} {value}"


def on_page(remedy: Remedy, dataset: Dataset) -> str:
    """A suggested fix as named on the Updates page: ‘Taken as blank’: End date = Ongoing. Columns have their labels
    there, which is what its lists are searched by."""
    way = OPTIONS[remedy.option]
    text = way.words.get(remedy.value, remedy.value)
    if way.form is CORRECTIONS:
        cell, _, word = text.partition("=")[2].rpartition("=")
        return f"Read ‘{cell}’ as {word}" if word != "…" else f"‘{way.control}’: ‘{cell}’ as …"
    text = way.say(text, dataset) if way.say else text.replace("=", " = ", 1)
    return f"‘{way.control}’" + (f": {text}" if text else "")


def in_words(options: Options, dataset: Dataset) -> list[str]:
    """The reading options of a file, by the names of the page's controls: ‘Fixed values’: Stage = build, Name = New."""
    found = []
    for name, value in chosen_options(options).items():
        start = f"‘{OPTIONS[name].control}’: "
        lines = [on_page(Remedy(name, text), dataset) for text in OPTIONS[name].form.texts(value, "=")]
        found.append(start + ", ".join(line.removeprefix(start) for line in lines) if len(lines) > 1 else lines[0])
    return found


def options_together(ways: Sequence[Remedy], say: Callable[[Remedy], str]) -> str:
    """The ways to settle one matter in a line: ‘this or that’, or, if each leaves out a row, all of them."""
    rows = [way.value for way in ways if way.option == "leave_out_rows"]
    if len(rows) == len(ways) and say is not by_command:
        return say(Remedy("leave_out_rows", ", ".join(rows)))
    return (" " if len(rows) == len(ways) else "  or  ").join(map(say, ways))


# Columns that are named -------------------------------------------------------------------------------------------


def column_named(dataset: Dataset, name: str) -> Column | None:
    return next((c for c in dataset.columns if simplify(name) in (simplify(c.name), simplify(c.label))), None)


def unknown_column(dataset: Dataset, name: str, what: str) -> pl.DataFrame:
    labels = [column.label for column in dataset.columns]
    near = nearest(name, labels)
    return checks.file_problem(
        ProblemKind.UNKNOWN_COLUMN,
        f"{what} names the column ‘{name}’, which {dataset.title.lower()} doesn't have.",
        f"Did you mean ‘{near[0]}’?" if near else f"Its columns are: {', '.join(labels)}.",
    )
