"""How a person states a reading option: one declaration, beside its field, for command line, form and documents.

An option is given as texts: after its flag on the command line, or in its control on the page. Its form converts the
texts into the field's value and back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any, Literal

from data.datasets import Dataset
from data.problems import ProblemKind

MOST_ROWS = 1_000_000
"""No spreadsheet has more rows by much; a longer run of them is a slip of the finger."""

Widget = Literal["select", "number", "text", "lines", "check", "columns"]


class BadOption(ValueError):
    """The value of an option doesn't have its form; the message says what is wrong and what was expected."""


@dataclass(frozen=True)
class Form:
    """How an option is stated. `read` takes all its texts, and the person's name for it for messages (raises
    BadOption); `texts` gives those of a value, with `sign` between a heading and its value.

    `repeats`: each text is one part of the value; otherwise there is one text, and two that differ contradict each
    other.
    """

    widget: Widget
    empty: object
    read: Callable[[Sequence[str], str], Any]
    texts: Callable[[Any, str], list[str]]
    repeats: bool = False


@dataclass(frozen=True)
class Option:
    """One option: how it is stated, and its purpose. `name` is its field's name."""

    name: str
    form: Form
    flag: str
    control: str
    help: str
    metavar: str = ""
    example: str = ""
    """What may be typed in its control, a line or a comma between several."""
    for_a_file: Mapping[str, str] = field(default_factory=dict)
    """‘has no heading line’ → what is typed for such a file: the rows of the README's table."""
    settles: tuple[ProblemKind, ...] = ()
    """The kinds of problem that the option settles, without a value, where the person knows that it is so."""
    flags: Mapping[str, str] = field(default_factory=dict)
    """A text → a flag of its own that says it."""
    words: Mapping[str, str] = field(default_factory=dict)
    """A text → how the page says it."""
    say: Callable[[str, Dataset], str] | None = None
    """How the page says any text, where that isn't ‘heading = what is said of it’."""
    choices: tuple[str, ...] = ()
    """What a list offers; another text may be typed where there are choices but no `words`."""
    is_of_one_file: bool = False
    """What is said of this file's own rows holds for no other file."""


def option(
    form: Form, flag: str, control: str, help: str, **more: Any
) -> Any:  # what dataclasses.field gives is Any too
    """A field of a dataclass of options, with its declaration (see declared)."""
    made = partial(Option, form=form, flag=flag, control=control, help=help, **more)
    if isinstance(form.empty, dict):
        return field(default_factory=dict, metadata={"option": made})
    return field(default=form.empty, metadata={"option": made})


def declared(options: type) -> tuple[Option, ...]:
    """The options that a dataclass declares, in the order of its fields."""
    return tuple(each.metadata["option"](name=each.name) for each in fields(options))


# Forms ------------------------------------------------------------------------------------------------------------


def pairs(texts: Iterable[str], called: str, *, at_the_first: bool = False) -> list[tuple[str, str]]:
    """(heading, value) of each ‘heading=value’: split at the last equals sign, because a heading may contain one; cells
    that are to be blank may contain one too, so those are split at the first. Raises BadOption."""
    found = []
    for text in texts:
        heading, equals, value = text.partition("=") if at_the_first else text.rpartition("=")
        if not equals or not heading.strip():
            raise BadOption(f"{called}: ‘{text}’ is not of the form HEADING=VALUE: it must hold an equals sign.")
        found.append((heading.strip(), value.strip()))
    return found


def each_once(given: Iterable[tuple[str, str]], called: str) -> dict[str, str]:
    """The value for each heading or key. Raises BadOption if one has two different values: the last would win without a
    word, and another order would give another result."""
    found: dict[str, str] = {}
    for heading, value in given:
        if found.setdefault(heading, value) != value:
            raise BadOption(f"{called} says both ‘{found[heading]}’ and ‘{value}’ of ‘{heading}’: say one.")
    return found


def rows_in(text: str) -> range | None:
    """The rows that a person means by ‘5’ or ‘5-9’; None if they are none."""
    found = re.fullmatch(r"\s*([0-9]{1,9})\s*(?:[-\u2013]\s*([0-9]{1,9})\s*)?", text)
    rows = range(int(found[1]), int(found[2] or found[1]) + 1) if found else range(0)
    return rows if rows and len(rows) <= MOST_ROWS else None


def counted(meant: Callable[[str], range | None], expected: str, name: Callable[[int], str] = str) -> Form:
    """Rows or columns, single or as ranges (5-9), converted by `meant`; `name` is the word for one of them."""

    def read(texts: Sequence[str], called: str) -> tuple[int, ...]:
        parts = [part.strip() for text in texts for part in text.replace(";", ",").split(",") if part.strip()]
        found = {part: meant(part) for part in parts}
        for part, run in found.items():
            if run is None:
                raise BadOption(f"{called}: ‘{part}’ is {expected}.")
        return tuple(one for run in found.values() for one in run or ())

    return Form("text", (), read, lambda value, sign: [name(one) for one in value], repeats=True)


def _mapping(texts: Sequence[str], called: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for heading, column in pairs(texts, called):  # said twice, a heading feeds both columns
        if heading in found and found[heading] != column and "-" in (found[heading], column):
            raise BadOption(f"{called} says of ‘{heading}’ both that it is used and that it isn't: say one.")
        is_more = heading in found and column not in found[heading].split(" + ")
        found[heading] = f"{found[heading]} + {column}" if is_more else found.get(heading, column)
    return found


def _divided(texts: Sequence[str], called: str) -> dict[str, tuple[str, str]]:
    found = {}
    for heading, columns in each_once(pairs(texts, called), called).items():
        past, comma, future = columns.partition(",")
        if not comma:
            raise BadOption(f"{called}: ‘{heading}={columns}’ must name two columns, with a comma.")
        found[heading] = (past.strip(), future.strip())
    return found


def _cells(texts: Sequence[str], called: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for heading, value in pairs(texts, called, at_the_first=True):
        found[heading] = (*found.get(heading, ()), value)
    return found


def _corrections(texts: Sequence[str], called: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for heading, corrections in _cells(texts, called).items():
        parts = [[part.strip() for part in text.rpartition("=")] for text in corrections]
        if not all(cell and word for cell, _, word in parts):
            raise BadOption(f"{called}: ‘{heading}={corrections[0]}’ is not of the form HEADING=CELL=WORD.")
        found[heading] = tuple("".join(text) for text in parts)
    return found


def _whole(texts: Sequence[str], called: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", texts[-1]):
        raise BadOption(f"{called}: ‘{texts[-1]}’ is no row: say its number.")
    return int(texts[-1])


def text_form(empty: str | None = None) -> Form:
    """One text; `empty` if there is none."""
    return Form(
        "text", empty, lambda texts, called: texts[-1].strip() or empty, lambda value, sign: [value] if value else []
    )


SWITCH = Form("check", False, lambda texts, called: True, lambda value, sign: [""] if value else [])
CHOICE = Form("select", None, lambda texts, called: texts[-1], lambda value, sign: [value] if value else [])
YES_OR_NO = Form(
    "select", None, lambda texts, called: texts[-1] != "no", lambda value, sign: [] if value is None else ["" if value else "no"]
)  # fmt: skip
WHOLE_NUMBER = Form("number", None, _whole, lambda value, sign: [] if value is None else [str(value)])
LINES = Form(
    "lines", (), lambda texts, called: tuple(text.strip().replace(" = ", "=", 1) for text in texts),
    lambda value, sign: [text.replace("=", sign, 1) for text in value], repeats=True,
)  # fmt: skip
COLUMNS_OF_HEADINGS = Form(
    "columns", {}, _mapping,
    lambda value, sign: [f"{heading}{sign}{columns.replace(' + ', '+')}" for heading, columns in value.items()], repeats=True,
)  # fmt: skip
DIVIDED_DATES = Form(
    "lines", {}, _divided, lambda value, sign: [f"{heading}{sign}{', '.join(two)}" for heading, two in value.items()],
    repeats=True,
)  # fmt: skip
CELLS = Form(
    "lines", {}, _cells,
    lambda value, sign: [f"{heading}{sign}{cell}" for heading, cells in value.items() for cell in cells], repeats=True,
)  # fmt: skip

CORRECTIONS = Form("lines", {}, _corrections, CELLS.texts, repeats=True)


def one_of(*words: str) -> Form:
    """One of a few words."""

    def read(texts: Sequence[str], called: str) -> str:
        if (word := texts[-1].strip().lower()) not in words:
            raise BadOption(f"{called}: ‘{texts[-1]}’ is not {' or '.join(words)}.")
        return word

    return Form("select", None, read, lambda value, sign: [value] if value else [])


def one_of_each(is_known: Callable[[str], bool], expected: str) -> Form:
    """One value for each heading, each of which `is_known`."""

    def read(texts: Sequence[str], called: str) -> dict[str, str]:
        found = each_once(pairs(texts, called), called)
        for unit in found.values():
            if not is_known(unit):
                raise BadOption(f"{called}: ‘{unit}’ is no unit. {expected}")
        return found

    return Form(
        "lines",
        {},
        read,
        lambda value, sign: [f"{heading}{sign}{unit}" for heading, unit in value.items()],
        repeats=True,
    )
