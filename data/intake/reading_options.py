"""The reading options as people say them: one flag on the command line, one control on the page each."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.datasets import Dataset
from data.intake.pipeline import Options
from data.intake.read.model import column_numbers
from data.problems import Remedy


@dataclass(frozen=True)
class Way:
    """How one option is said: its flag on the command line, and the name of its control on the Updates page."""

    flag: str
    control: str


WAYS: dict[str, Way] = {
    "mapping": Way("--map", "Columns"),
    "sheet": Way("--sheet", "Sheet"),
    "encoding": Way("--encoding", "Encoding"),
    "delimiter": Way("--delimiter", "Between cells stands"),
    "heading_row": Way("--heading-row", "Row with the headings"),
    "transposed": Way("--transposed", "Shape"),
    "html_entities": Way("--html-entities", "Text holds HTML codes"),
    "short_rows_blank": Way("--short-rows-blank", "Allow short rows"),
    "leave_out_rows": Way("--leave-out-row", "Rows to leave out"),
    "keep_rows": Way("--keep-row", "Rows to keep"),
    "leave_out_columns": Way("--leave-out-column", "Columns to leave out"),
    "set_values": Way("--set", "Fixed values"),
    "split_dates": Way("--split-date", "Dates that are past or future"),
    "blanks": Way("--blank", "Taken as blank"),
    "month_first": Way("--month-first", "Month first"),
    "decimal_comma": Way("--decimal-comma", "Decimal comma"),
    "currency": Way("--currency", "Currency sign"),
    "units": Way("--unit", "Units and scales"),
    "fractions": Way("--fractions", "Fractions"),
    "damaged_text": Way("--damaged-text", "Damaged text as it is"),
    "keys_as_they_are": Way("--keys-as-they-are", "Keys as they are"),
    "add_up": Way("--add-up", "Add up rows of one key"),
    "section_rows": Way("--section-rows", "Section rows"),
    "months_across": Way("--months-across", "Amounts under months"),
}
"""Every field of Options → how it is said."""


MOST_ROWS = 1_000_000
"""No spreadsheet has more rows by much; a longer run of them is a slip of the finger."""


def by_command(remedy: Remedy) -> str:
    """A remedy as it is typed after a command: --blank "End date=Ongoing"."""
    if remedy == Remedy("heading_row", "0"):
        return "--no-heading"
    if remedy == Remedy("transposed", "no"):
        return "--not-transposed"
    flag = WAYS[remedy.option].flag
    if not remedy.said:
        return flag
    said = remedy.said
    if re.search(r"[^\w=+,./:-]", said) is not None:
        # Within double quotes a shell still reads these; single quotes keep everything but themselves.
        said = shlex.quote(said) if re.search(r'["$`\\!]', said) else f'"{said}"'
    # What begins with a dash would be taken for the next option.
    return f"{flag}={said}" if remedy.said.startswith("-") else f"{flag} {said}"


def on_page(remedy: Remedy, dataset: Dataset) -> str:
    """A remedy as it is said on the Updates page: ‘Taken as blank’: End date = Ongoing. Columns are called there by their
    labels, by which the lists to choose from are searched."""
    said = remedy.said
    labels = {column.name: column.label for column in dataset.columns}
    if remedy.option == "mapping":
        heading, _, column = said.rpartition("=")
        named = " and ".join(labels.get(part, part) for part in column.split("+"))
        return f"‘Columns’: {heading} is {'not used' if column == '-' else named}"
    if remedy.option == "set_values":
        column, _, value = said.partition("=")
        said = f"{labels.get(column, column)}={value}"
    if remedy.option == "transposed":
        said = "A record per row" if said == "no" else "A record per column"
    return f"‘{WAYS[remedy.option].control}’" + (f": {said.replace('=', ' = ', 1)}" if said else "")


def in_words(said: Options, dataset: Dataset) -> list[str]:
    """What was said of how to read a file, by the controls of the page: ‘Fixed values’: Stage = build, Name = New."""
    untouched = Options()
    found = []
    for name in WAYS:
        value = getattr(said, name)
        if value == getattr(untouched, name):
            continue
        if isinstance(value, Mapping):
            pairs = [(key, one) for key, ones in value.items() for one in _each(name, ones)]
            lines = [on_page(Remedy(name, f"{key}={one}"), dataset) for key, one in pairs]
        elif isinstance(value, tuple):
            lines = [on_page(Remedy(name, str(one)), dataset) for one in value]
        else:
            shown = ("" if value else "no") if isinstance(value, bool) else str(value)
            lines = [on_page(Remedy(name, shown), dataset)]
        start = f"‘{WAYS[name].control}’: "
        found.append(start + ", ".join(line.removeprefix(start) for line in lines) if len(lines) > 1 else lines[0])
    return found


def _each(option: str, said: object) -> list[str]:
    """What was said of one heading, as texts: several cells that are blank, two columns of one division of dates."""
    if isinstance(said, tuple):
        return [", ".join(said)] if option == "split_dates" else list(said)
    return [str(said).replace(" + ", "+")]


def said_together(ways: Sequence[Remedy], say: Callable[[Remedy], str]) -> str:
    """The ways to settle one matter in a line: ‘this or that’, or, where each is a row to leave out, all of them."""
    rows = [way.said for way in ways if way.option == "leave_out_rows"]
    if len(rows) == len(ways) and say is not by_command:
        return say(Remedy("leave_out_rows", ", ".join(rows)))
    return (" " if len(rows) == len(ways) else "  or  ").join(map(say, ways))


def add_reading_options(command: argparse.ArgumentParser) -> None:
    """Adds every reading option to a command. Where a heading is asked for, ‘3’ means the third column."""
    # fmt: off
    group = command.add_argument_group("how the file is read (detected and said, unless you say it)")
    add = group.add_argument
    add("--map", action="append", default=[], metavar="HEADING=COLUMN",
        help="their heading → our column; ‘=-’ leaves a heading out; ‘=a+b’ feeds two columns; may be repeated")
    add("--sheet", action=_Once, metavar="NAME", help="which sheet of a workbook")
    add("--encoding", action=_Once, metavar="NAME", help="such as utf-8, utf-16 or windows-1252")
    add("--delimiter", action=_Once, metavar="SIGN", help="comma, semicolon, tab, pipe, or the sign itself")
    add("--heading-row", action=_Once, type=int, metavar="N",
        help="the row with the headings, as the spreadsheet numbers it; 0: none")
    add("--no-heading", dest="heading_row", action=_Once, nargs=0, const=0,
        help="the file has no heading line: map columns by their place, ‘3=name’")
    add("--transposed", action=_Once, nargs=0, const=True, help="a record per column, headings in the first column")
    add("--not-transposed", dest="transposed", action=_Once, nargs=0, const=False, help="a record per row")
    add("--html-entities", action="store_true", help="read &#39; and the like as the characters that they stand for")
    add("--short-rows-blank", action="store_true", help="cells that a short row lacks at its end are blank")
    add("--leave-out-row", action="append", default=[], type=_rows, metavar="N",
        help="a row, or rows such as 5-9, that you have looked at and set aside; may be repeated")
    add("--keep-row", action="append", default=[], type=_rows, metavar="N",
        help="a row (or rows, 5-9) that looks like a total or a template's row and is a record; may be repeated")
    add("--leave-out-column", action="append", default=[], type=_columns, metavar="C",
        help="a column that you don't need, by its letter or number, such as one without a heading, or columns such as H-J; may "
        "be repeated")
    add("--set", action="append", default=[], metavar="COLUMN=VALUE",
        help="a fixed value, also ‘stage=migrated when actual_date’ or ‘department=Housing when blank’; may be repeated")
    add("--split-date", action="append", default=[], metavar="HEADING=COLUMN,COLUMN",
        help="dates up to the reporting date go to the first column, later ones to the second; may be repeated")
    add("--blank", action="append", default=[], metavar="HEADING=VALUE",
        help="take this value as blank under that heading (‘*’ for every heading); may be repeated")
    add("--month-first", action="store_true", default=None, help="03/04/2013 is 4 March, as in the United States")
    add("--decimal-comma", action="store_true", help="1.234,50 is one thousand two hundred and thirty-four, and a half")
    add("--currency", action=_Once, default="£", metavar="SIGN",
        help="the sign that amounts carry; another than £ is taken one for one")
    add("--unit", action="append", default=[], metavar="HEADING=UNIT",
        help="pounds (or ones: it changes nothing), pence, thousands, millions, another number to multiply by, or the scale of "
        "scores, such as 1-10; may be repeated")
    add("--fractions", action="store_true", help="percentages without a %% sign are fractions: 0.77 is 77 %%")
    add("--damaged-text", action="store_true", help="take text that lost characters on its way as it stands")
    add("--keys-as-they-are", action="store_true", help="keys that look alike or odd are meant")
    add("--add-up", action="store_true", help="rows of one key are added up to one, where all their other cells agree")
    add("--section-rows", action=_Once, default="", metavar="COLUMN",
        help="the column, such as department, that rows with a single cell fill for the rows beneath them")
    add("--months-across", action=_Once, default="", metavar="COLUMN",
        help="the column whose amounts stand under headings that are months, such as budget_gbp: each becomes a row")
    # fmt: on


def options_from(given: argparse.Namespace) -> Options:
    """The options as ingest takes them. Raises ArgumentTypeError for one that isn't of its form."""
    splits = {}
    for heading, columns in each_once(pairs(given.split_date, "--split-date"), "--split-date").items():
        past, comma, future = columns.partition(",")
        if not comma:
            raise argparse.ArgumentTypeError(f"--split-date ‘{heading}={columns}’ must name two columns, with a comma.")
        splits[heading] = (past.strip(), future.strip())
    mapping: dict[str, str] = {}
    for heading, column in pairs(given.map, "--map"):  # said twice, a heading feeds both columns
        if heading in mapping and mapping[heading] != column and "-" in (mapping[heading], column):
            raise argparse.ArgumentTypeError(
                f"--map says of ‘{heading}’ both that it is used and that it isn't: say one."
            )
        is_more = heading in mapping and column not in mapping[heading].split(" + ")
        mapping[heading] = f"{mapping[heading]} + {column}" if is_more else mapping.get(heading, column)
    blanks: dict[str, tuple[str, ...]] = {}
    for heading, value in pairs(given.blank, "--blank"):
        blanks[heading] = (*blanks.get(heading, ()), value)
    return Options(
        mapping=mapping,
        sheet=given.sheet,
        encoding=given.encoding,
        delimiter=given.delimiter,
        heading_row=given.heading_row,
        transposed=given.transposed,
        html_entities=given.html_entities,
        short_rows_blank=given.short_rows_blank,
        leave_out_rows=tuple(row for rows in given.leave_out_row for row in rows),
        keep_rows=tuple(row for rows in given.keep_row for row in rows),
        leave_out_columns=tuple(column for columns in given.leave_out_column for column in columns),
        set_values=tuple(given.set),
        split_dates=splits,
        blanks=blanks,
        month_first=given.month_first,
        decimal_comma=given.decimal_comma,
        currency=given.currency,
        units=each_once(pairs(given.unit, "--unit"), "--unit"),
        fractions=given.fractions,
        damaged_text=given.damaged_text,
        keys_as_they_are=given.keys_as_they_are,
        add_up=given.add_up,
        section_rows=given.section_rows,
        months_across=given.months_across,
    )


def _columns(text: str) -> range:
    columns = column_numbers(text)
    if columns is None:
        raise argparse.ArgumentTypeError(
            f"‘{text}’ is no column: say its letter or its number, such as C or 3, or the first and the last, such as H-J."
        )
    return columns


def each_once(said: Iterable[tuple[str, str]], flag: str) -> dict[str, str]:
    """What is said of each heading or key. Raises ArgumentTypeError where two things are said of one: the last would win without
    a word, and another order would give another result."""
    found: dict[str, str] = {}
    for heading, value in said:
        if found.setdefault(heading, value) != value:
            raise argparse.ArgumentTypeError(
                f"{flag} says both ‘{found[heading]}’ and ‘{value}’ of ‘{heading}’: say one."
            )
    return found


class _Once(argparse.Action):
    """An option of one value: said again with another, it is refused, so that no order of options matters."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: object, option: str | None = None
    ) -> None:
        value = self.const if self.nargs == 0 else values
        said = getattr(namespace, "_said", {})
        if said.setdefault(self.dest, value) != value:
            raise argparse.ArgumentError(self, f"‘{said[self.dest]}’ was said already: say one of the two.")
        namespace._said = said
        setattr(namespace, self.dest, value)


def rows_in(text: str) -> range | None:
    """The rows that a person means by ‘5’ or ‘5-9’; None for what is no row."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*(?:[-\u2013]\s*([0-9]{1,9})\s*)?", text)
    rows = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    return rows if rows and len(rows) <= MOST_ROWS else None


def _rows(text: str) -> range:
    rows = rows_in(text)
    if rows is None:
        raise argparse.ArgumentTypeError(f"‘{text}’ is no row: say its number, or the first and the last, such as 5-9.")
    return rows


def pairs(texts: Iterable[str], flag: str) -> list[tuple[str, str]]:
    """(heading, value) of each ‘heading=value’: parted at the last equals sign, for a heading may hold one; but the
    values that are to be blank may hold one too, so those are parted at the first."""
    found = []
    for text in texts:
        heading, equals, value = text.rpartition("=") if flag != "--blank" else text.partition("=")
        if not equals or not heading.strip():
            raise argparse.ArgumentTypeError(f"{flag} ‘{text}’ is not of the form HEADING=VALUE.")
        found.append((heading, value.strip()))
    return found
