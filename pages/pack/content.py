"""The content of a briefing before it is drawn: plain values that every renderer takes, and nothing else.

The screen in the room, PowerPoint, Word, HTML and PDF all show these objects, so they can't differ. Text in them is
text: a renderer escapes it as its format needs, and never reads it as markup.
"""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Literal

import queries
from pages.ui.formatting import apart, capital, count, day, short, short_day

ON_PAPER = 12
"""How many of the rows behind a slide a paper shows; the rest is counted, and in the speaker's notes and on screen."""
SUBTITLE = "Briefing for the scrutiny panel"
ILLUSTRATIVE = "Illustrative data, except what the panel minutes state"
"""The mark that every slide carries while anything of the sample counts (the same words as pages/ui/as_at_bar.py)."""

Role = Literal["done", "coming", "rest", "late", "plan", "forecast", "faint", "green", "amber", "red"]
"""What a mark stands for; pages/pack/drawing_parts.py gives each its colour and pattern."""


@dataclass(frozen=True)
class Fact:
    """One statement, with the date of the report it comes from and the upload that brought it; `also`: a second report
    that part of it comes from."""

    text: str
    reported: date | None = None
    upload: int | None = None
    also: tuple[date | None, int | None] = (None, None)

    @property
    def source(self) -> str:
        """‘reported 31 March 2013, upload 39’, or two separated by a semicolon; empty if the statement is about the
        whole."""
        sources = [(self.reported, self.upload)]
        if self.also != sources[0]:
            sources.append(self.also)
        written = []
        for reported, upload in sources:
            parts = [f"reported {day(reported)}"] if reported else []
            written.append(", ".join([*parts, *([f"upload {upload}"] if upload else [])]))
        return "; ".join(filter(None, written))


@dataclass(frozen=True)
class Table:
    """Rows in words: headings, cells as shown, which columns are numbers, and how many rows are left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    left_out: int = 0

    def first(self, most: int = 0) -> Table:
        """The same with at most so many rows, the others counted; 0 for all."""
        kept = self.rows[:most] if most else self.rows
        return replace(self, rows=kept, left_out=self.left_out + len(self.rows) - len(kept))

    @property
    def remainder(self) -> str:
        """‘and 12 more rows’; empty if all are there."""
        return f"and {self.left_out:,} more {'row' if self.left_out == 1 else 'rows'}" if self.left_out else ""


@dataclass(frozen=True)
class Series:
    """One line, or one part of every bar: a value for each day or label, None where there is none. `at_end`: what is written
    at the last point of a line (nothing if empty), instead of its name and last value beside the chart."""

    name: str
    values: tuple[float | None, ...]
    role: Role
    at_end: str | None = None


@dataclass(frozen=True)
class Label:
    """The label of a bar: its name, and its state in words."""

    name: str
    detail: str


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one per label, made of the series in order. The parts of one bar add up to its length."""

    labels: tuple[Label, ...]
    series: tuple[Series, ...]
    unit: str  # what the numbers count, such as ‘criteria’
    alt: str
    shows_values: bool = True
    has_key: bool = False  # also where there is but one series, which the headline doesn't tell of


@dataclass(frozen=True)
class Columns:
    """Upright bars, one per label from left to right, made of the series from the bottom up."""

    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str


@dataclass(frozen=True)
class Squares:
    """A hundred squares, some of them filled: odds as people can see them. `figure`: ‘29 in 100’; `caption`: of what."""

    filled: int
    figure: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Moment:
    """A day marked on an axis with a line from top to bottom, and its name."""

    day: date
    text: str


@dataclass(frozen=True)
class Lines:
    """Lines over time, one value per day; values in ‘£’ are written as money. `moments`: days marked besides the as-at
    date."""

    days: tuple[date, ...]
    series: tuple[Series, ...]
    as_at: date
    unit: str
    alt: str
    moments: tuple[Moment, ...] = ()

    @property
    def marked(self) -> tuple[Moment, ...]:
        """The marked days, in order."""
        return tuple(sorted((Moment(self.as_at, f"As at {short_day(self.as_at)}"), *self.moments), key=lambda m: m.day))


@dataclass(frozen=True)
class Mark:
    """One day of a row, and the text beside it."""

    day: date
    role: Role
    text: str


@dataclass(frozen=True)
class MarkedRow:
    """An item with one or two days, joined by a line."""

    label: Label
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Marks:
    """Days as marks on one time axis, one row per item; `moments` run through all rows."""

    rows: tuple[MarkedRow, ...]
    moments: tuple[Moment, ...]
    alt: str

    @property
    def extent(self) -> tuple[date, date]:
        """The first and the last day that must show."""
        days = [mark.day for row in self.rows for mark in row.marks] + [moment.day for moment in self.moments]
        return min(days), max(days)


@dataclass(frozen=True)
class Span:
    """An item with dates: its start, its agreed end, and its expected or actual end."""

    label: Label
    start: date
    agreed: date
    expected: date
    is_done: bool


@dataclass(frozen=True)
class Spans:
    """Items on one time axis, one row each."""

    rows: tuple[Span, ...]
    as_at: date
    alt: str

    @property
    def extent(self) -> tuple[date, date]:
        """The first and the last day that must show."""
        days = [d for row in self.rows for d in (row.start, row.agreed, row.expected)] + [self.as_at]
        return min(days), max(days)


Single = Bars | Columns | Squares | Lines | Marks | Spans


@dataclass(frozen=True)
class Beside:
    """Two charts side by side; `share` is the left one's share of the width."""

    left: Single
    right: Single
    share: float = 0.5

    @property
    def alt(self) -> str:
        return f"{self.left.alt} {self.right.alt}"


Chart = Single | Beside


def rows_of(chart: Single | None) -> int:
    """How many rows a chart has, one per item; 0 for charts without rows."""
    return len(chart.labels) if isinstance(chart, Bars) else len(chart.rows) if isinstance(chart, (Marks, Spans)) else 0


@dataclass(frozen=True)
class Remark:
    """A remark on a section, or the answer to a question from the panel."""

    text: str
    author_role: str
    said_on: date
    question: str = ""
    asked_by: str = ""
    upload: int | None = None

    @property
    def byline(self) -> str:
        return f"{self.author_role}, {day(self.said_on)}"

    @property
    def byline_shown(self) -> str:
        """As much of the byline as a slide holds."""
        return f"{short(self.author_role, 60)}, {day(self.said_on)}"

    @property
    def asked_by_shown(self) -> str:
        return short(self.asked_by, 60)

    @property
    def text_shown(self) -> str:
        """As much of the text as a slide of questions holds; the papers have it whole."""
        return short(self.text, 330)

    @property
    def question_shown(self) -> str:
        return short(self.question, 180)


METHODS = "How the forecast and the like are made, in full"
"""The heading of the methods in an appendix."""


@dataclass(frozen=True)
class Slide:
    """One message: a headline that states it, and a chart or table that shows it. With both, or with points and a
    chart, the words are to the left of the chart.

    facts: the same in statements, each with its date. rule: how the figures are counted, in a line or two; method: the same in
    full, for the appendix of a paper. whole: the number of items of
    which the chart draws some, one per row; shown where not all are drawn. behind: the rows that the slide was made
    from, for the speaker's notes and the file. key: its name in an address (?slide=gateways).
    """

    key: str
    headline: str
    chart: Chart | None = None
    table: Table | None = None
    points: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    rule: str = ""
    method: str = ""
    whole: int = 0
    behind: Table | None = None
    remark: Remark | None = None
    questions: tuple[Remark, ...] = ()

    @property
    def is_listed(self) -> bool:
        """Whether the rows behind it are in the appendix, so that a paper need not repeat them."""
        return self.key == "sources"

    @property
    def is_long(self) -> bool:
        """Whether the headline needs smaller letters to fit three lines."""
        return len(self.headline) > 115

    @property
    def headline_shown(self) -> str:
        """As much of the headline as fits three lines of a slide; notes and papers have it whole."""
        return short(self.headline, 175)

    @property
    def remark_shown(self) -> str:
        """As much of the commentary as fits beside a chart; notes and papers have it whole."""
        return short(self.remark.text, 170) if self.remark else ""

    @property
    def is_divided(self) -> bool:
        """Whether there are words beside a chart."""
        return self.chart is not None and bool(self.table or self.points)

    @property
    def rule_shown(self) -> str:
        """How many rows are left out, and the rule if the slide has room for it: beside a chart or a table, and not too
        long."""
        rule = self.rule if len(self.rule) <= 330 and not self.points else ""
        left_out = capital(f"{self.table.remainder}.") if self.table and self.table.left_out else ""
        return " ".join(text for text in (self.drawn, left_out, rule) if text)

    @property
    def drawn(self) -> str:
        """‘8 of 11 drawn.’ if the chart leaves out some; otherwise empty."""
        charts = (self.chart.left, self.chart.right) if isinstance(self.chart, Beside) else (self.chart,)
        rows = next((rows for rows in map(rows_of, charts) if rows), 0)
        return f"{rows:,} of {self.whole:,} drawn." if 0 < rows < self.whole else ""

    @property
    def rule_in_full(self) -> str:
        """How many are drawn and how they are counted, for notes and papers."""
        return " ".join(text for text in (self.drawn, self.rule) if text)


@dataclass(frozen=True)
class Part:
    """A section as it is at the date: its slides, or the reason why it is left out."""

    key: str
    title: str
    slides: tuple[Slide, ...]
    lacks: str = ""  # ‘no gateways reported by 31 March 2013’; blank where there are slides
    remarks: tuple[Remark, ...] = ()

    @property
    def left_out(self) -> str:
        return f"Left out: {self.lacks}."


@dataclass(frozen=True)
class Section:
    """The one definition of a section. `place` is its place in the running order.

    slides: gives its slides from a viewpoint; none if there is nothing to show. needs: the datasets that it can't do
    without. asks: what the panel is asked to do about it, each beginning with a verb. takes: what a reader may choose,
    by its name in an address (?withdrawn=P03) → the query whose parameter it is, or the function that reads it (raises
    UserError); `slides` receives the choices under these names. pins: the choices made when a reader says nothing, so
    that the pack can be made again. is_offered: whether this store has any use for the section.
    """

    place: int
    key: str
    title: str
    needs: tuple[str, ...]
    slides: Callable[..., list[Slide]]
    missing: str = ""  # what it lacks where it is left out, when that is no dataset
    asks: Callable[[queries.View], list[str]] = lambda view: []
    takes: Mapping[str, str | Callable[[str], object]] = field(default_factory=dict)
    pins: Callable[[], Mapping[str, str]] = dict
    is_offered: Callable[[], bool] = lambda: True


@dataclass(frozen=True)
class Source:
    """One upload that the pack relies on."""

    number: int
    dataset: str
    reporting_date: date
    mode: str
    file_name: str
    sha256: str
    rows: int
    illustrative: bool

    @property
    def subject(self) -> str:
        """The dataset in words."""
        return capital(self.dataset.replace("_", " "))

    @property
    def about(self) -> str:
        """‘2013-03-31_gateways.csv, 14 rows, update’."""
        return f"{self.file_name}, {count(self.rows, 'row')}, {self.mode}"


@dataclass(frozen=True)
class Pack:
    """The whole briefing. Made again from its date, version and sections, it is the same (see `fingerprint`)."""

    title: str
    subtitle: str
    as_at: date
    ledger_version: int
    illustrative: bool
    chosen: tuple[str, ...]  # the keys of the sections asked for, in their order
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]
    recommendations: tuple[str, ...]
    purpose: str
    choices: tuple[tuple[str, str], ...] = ()  # what a reader chose of a section: its name in an address, and the value
    programme: str = ""  # its id, where the store holds several
    cover: Slide = field(default_factory=lambda: Slide("cover", SUBTITLE))

    @property
    def slides(self) -> tuple[Slide, ...]:
        """Every slide in order, the cover first."""
        return (self.cover, *(slide for part in self.parts for slide in part.slides))

    @property
    def methods(self) -> tuple[str, ...]:
        """How the figures are counted in full, for the appendix."""
        return tuple(slide.method for slide in self.slides if slide.method)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything that the pack says. It depends neither on a file format nor on names in our code, so
        the same content has the same fingerprint in any format."""
        content = json.dumps(astuple(self), default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def mark(self) -> str:
        """‘Illustrative data, …’ while any of the sample counts; otherwise empty."""
        return ILLUSTRATIVE if self.illustrative else ""

    @property
    def as_at_and_version(self) -> str:
        """The pack's viewpoint: ‘As at 31 March 2013, ledger version 71’."""
        return f"As at {day(self.as_at)}, ledger version {self.ledger_version}"

    @property
    def foot(self) -> str:
        """The foot of each page of a paper."""
        return f"{self.as_at_and_version} · {self.mark}" if self.mark else self.as_at_and_version

    @property
    def recommended(self) -> tuple[str, ...]:
        """The recommendations, one sentence each."""
        *others, last = self.recommendations
        return (*(f"{one};" for one in others), f"{last}.")

    @property
    def again(self) -> str:
        """The command that makes this pack again."""
        chosen = "".join(f" --choose {shlex.quote(f'{name}={value}')}" for name, value in self.choices)
        programme = f" --programme {self.programme}" if self.programme else ""
        return (
            f"python -m pages.pack{programme} --as-at {self.as_at} --ledger-version {self.ledger_version}"
            f" --sections {','.join(self.chosen)}{chosen} --format pptx --out briefing.pptx"
        )


def clean(text: str) -> str:
    """Text that every format can hold: without control characters and the like, which no reader shows, and with
    right-to-left text isolated."""
    return apart(
        "".join(
            c
            for c in text
            if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufeff\ufffe\uffff")
        )
    )


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime, Decimal)):
        return str(value)
    raise TypeError(f"{value!r} has no place in a pack")  # our own bug
