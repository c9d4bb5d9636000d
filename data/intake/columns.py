"""Which of a file's columns is which of ours: by name, by synonym, or as a person says; a similar name is only ever
suggested."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz

from data.datasets import FIGURES, Column, Dataset
from data.intake.column_contents import are_another_columns
from data.intake.heading_words import ONLY_UNITS, SECOND, find_heading, names_of, nearest, simplify, synonyms_of
from data.intake.values.common import plain
from data.problems import PROBLEM_SCHEMA, Notice, NoticeKind, ProblemKind

NEAR_ENOUGH = 74
"""The likeness (0-100, rapidfuzz) from which a heading is suggested for a column."""

SURELY_MEANT = 86
"""The likeness from which a heading that isn't used is no mere suggestion: the column would be lost by a slip of the pen,
so the person must say yes or no."""

NOT_USED = ("-", "")
"""What a mapping gives for a heading that must not be used, though its name would fit."""


@dataclass(frozen=True)
class Match:
    """One column of the file and how it was matched.

    `how`: exact (our name, in any case and spacing) · synonym · given (by the person) · split (its dates go to two
    columns) · suggested (only similar: NOT used until the person says so) · none. `columns` are our columns, for
    `suggested` the one that it may be; `score` is the similarity, 0-100; `samples` a few of its cells.
    """

    heading: str
    position: int  # from 0
    columns: tuple[str, ...]
    how: str
    score: float
    samples: tuple[str, ...]

    @property
    def is_used(self) -> bool:
        return self.how in ("exact", "synonym", "given", "split")


@dataclass(frozen=True)
class Matched:
    """The result for all headings of a file: a Match for each, our columns by position, and what was wrong."""

    matches: tuple[Match, ...]
    places: dict[str, int]  # our column → position in the file
    splits: dict[int, tuple[str, str]]  # position → (column of dates up to the reporting date, column of later ones)
    problems: pl.DataFrame
    notices: tuple[Notice, ...]

    def heading(self, column: str) -> str:
        """The file's heading for one of our columns; our own label if the file has none for it."""
        if column in self.places:
            return self.matches[self.places[column]].heading
        for position, columns in self.splits.items():
            if column in columns:
                return self.matches[position].heading
        return column


class _Finder:
    """Matches the headings of one file step by step, the surest way first."""

    def __init__(self, headings: Sequence[str], cells: pl.DataFrame, dataset: Dataset) -> None:
        self.headings = tuple(headings)
        self.cells = cells
        self.dataset = dataset
        self.how: dict[int, tuple[str, tuple[str, ...], float]] = {}
        self.places: dict[str, int] = {}
        self.splits: dict[int, tuple[str, str]] = {}
        self.rows: list[dict[str, object]] = []
        self.notices: list[Notice] = []

    def refuse(
        self, kind: ProblemKind, problem: str, mend: str = "", column: str | None = None, heading: str | None = None
    ) -> None:
        self.rows.append(
            {
                "row": None,
                "column": column,
                "heading": heading,
                "value": None,
                "kind": kind,
                "problem": problem,
                "mend": mend,
            }
        )

    def label(self, position: int) -> str:
        """A heading as a sentence names it: ‘Dept’ in quotation marks, or column 3."""
        heading = self.headings[position]
        return f"‘{plain(heading)}’" if heading.strip() else self.listed_as(position)

    def listed_as(self, position: int) -> str:
        """The same in a list: Dept, or column 3."""
        heading = self.headings[position]
        return plain(heading) if heading.strip() else f"column {position + 1}"

    def one_of(self, named: str, what: str) -> int | None:
        """The one position that a person means by `named`, or a problem."""
        found = find_heading(named, self.headings)
        if len(found) == 1:
            return found[0]
        if found:
            places = " or ".join(str(i + 1) for i in found)
            self.refuse(
                ProblemKind.DUPLICATE_HEADING,
                f"{what} names the heading ‘{named}’, which {len(found)} columns of the file have.",
                f"Say which by its place: {places}.",
            )  # fmt: skip
        elif not any(heading.strip() for heading in self.headings):
            self.refuse(
                ProblemKind.UNKNOWN_HEADING, f"{what} names the heading ‘{named}’, and the file has no heading line.",
                f"Say the column by its place, from 1 to {len(self.headings)}.",
            )  # fmt: skip
        else:
            near = nearest(named, [h for h in self.headings if h.strip()])
            self.refuse(
                ProblemKind.UNKNOWN_HEADING,
                f"{what} names the heading ‘{named}’, which the file doesn't have. Its headings are: {self.listed()}.",
                f"Did you mean ‘{plain(near[0])}’?" if near else "",
            )
        return None

    def listed(self) -> str:
        named = [plain(heading) for heading in self.headings if heading.strip()]
        return (", ".join(named[:20]) + (f" and {len(named) - 20:,} more" if len(named) > 20 else "")) or "none"

    def ours(self, name: str, what: str) -> str | None:
        """Our column that a person means by `name`, or a problem."""
        for column in self.dataset.columns:
            if name.strip() == column.name or simplify(name) in names_of(column):
                return column.name
        labels = [column.label for column in self.dataset.columns]
        near = nearest(name, labels)
        self.refuse(
            ProblemKind.UNKNOWN_COLUMN,
            f"{what} names the column ‘{name}’, which {self.dataset.title.lower()} doesn't have.",
            f"Did you mean ‘{near[0]}’?" if near else f"Its columns are: {', '.join(labels)}.",
        )
        return None

    def claim(self, column: str, position: int, how: str) -> None:
        if column in self.places:
            self.refuse(
                ProblemKind.TWO_COLUMNS_FOR_ONE,
                f"{self.label(self.places[column])} and {self.label(position)} are both given for "
                f"{self.dataset.column(column).label}.",
                "Give one of them.", column,
            )  # fmt: skip
            return
        self.places[column] = position
        before = self.how.get(position)
        self.how[position] = (how, ((before[1] if before else ()) + (column,)), 100.0)

    def _place_of(self, name: str) -> int:
        """The position of a column among ours: columns fed by one heading are named in that order."""
        return self.dataset.names.index(name) if name in self.dataset.names else len(self.dataset.names)

    def take_given(self, mapping: Mapping[str, str]) -> None:
        places = [(self.one_of(heading, "The mapping"), wanted) for heading, wanted in sorted(mapping.items())]
        for position, wanted in sorted(places, key=lambda one: -1 if one[0] is None else one[0]):
            if wanted.strip() in NOT_USED:
                if position is not None:
                    self.how[position] = ("none", (), 0.0)
                continue
            # One heading may feed several of our columns: ‘Project name = gateway_id + name’.
            for part in sorted(re.split(r"\s*[+,]\s*", wanted.strip()), key=self._place_of):
                column = self.ours(part, "The mapping")
                if column is not None and position is not None:
                    self.claim(column, position, "given")

    def take_splits(self, splits: Mapping[str, tuple[str, str]]) -> None:
        shared: set[str] = set()
        for heading, (early, late) in sorted(splits.items()):
            position = self.one_of(heading, "The division of dates")
            columns = (self.ours(early, "The division of dates"), self.ours(late, "The division of dates"))
            if position is None or columns[0] is None or columns[1] is None:
                continue
            for column in (columns[0], columns[1]):
                if column in self.places:
                    self.refuse(
                        ProblemKind.TWO_COLUMNS_FOR_ONE,
                        f"{self.dataset.column(column).label} is given a column and a share of divided dates.",
                        "",
                        column,
                    )
                elif column in shared or early == late:
                    self.refuse(
                        ProblemKind.TWO_COLUMNS_FOR_ONE,
                        f"{self.dataset.column(column).label} is given two shares of divided dates.",
                        "Give one.",
                        column,
                    )
                shared.add(column)
            self.splits[position] = (columns[0], columns[1])
            self.how[position] = ("split", (columns[0], columns[1]), 100.0)

    def free(self) -> list[int]:
        return [i for i in range(len(self.headings)) if i not in self.how and self.headings[i].strip()]

    def wanted(self) -> list[Column]:
        taken = {column for columns in self.splits.values() for column in columns}
        return [c for c in self.dataset.columns if c.name not in self.places and c.name not in taken]

    def take_named(self, names: Callable[[Column], frozenset[str]], how: str) -> None:
        forms = {i: simplify(self.headings[i]) for i in self.free()}
        wanted = self.wanted()
        for column in wanted:
            claimants = [i for i, form in forms.items() if form in names(column)]
            rivals = [c for c in wanted if c is not column and any(forms[i] in names(c) for i in claimants)]
            if len(claimants) == 1 and not rivals:
                self.claim(column.name, claimants[0], how)
            elif len(claimants) > 1:
                same = len({forms[i] for i in claimants}) == 1
                places = " and ".join(f"{self.label(i)} (column {i + 1})" for i in claimants)
                if how == "exact" or column.required or same:
                    self.refuse(
                        ProblemKind.DUPLICATE_HEADING,
                        f"{places} differ in case and spacing only: it isn't clear which of them is {column.label}."
                        if same
                        else f"{places} may each be {column.label}.",
                        f"Take one out of the file, or say which: map {claimants[0] + 1} or "
                        f"{' or '.join(str(i + 1) for i in claimants[1:])} to {column.label}.",
                        column.name,
                    )
                else:
                    self.notices.append(
                        Notice(
                            NoticeKind.NOT_USED,
                            f"{places} may each be {column.label}, so none was used. Say which it is.",
                            len(claimants),
                        )
                    )

    def refuse_second_ones(self) -> None:
        """Refuses a heading that a program made from another of the same name: its column would be lost without a word."""
        taken = {simplify(self.headings[place]): column for column, place in self.places.items()}
        for position in self.free():
            second = SECOND.fullmatch(self.headings[position].strip())
            column = taken.get(simplify(second[1])) if second else None
            if column and second:
                self.refuse(
                    ProblemKind.DUPLICATE_HEADING,
                    f"{self.label(position)} (column {position + 1}) is what a program makes of a second heading "
                    f"‘{plain(second[1])}’.",
                    f"Give it its own name, or say that it isn't needed: map {position + 1} to ‘-’.",
                    column,
                )  # fmt: skip

    def suggest(self) -> dict[str, int]:
        """For columns that the file seems to lack, the heading most like each: only mentioned, never used."""
        pairs = []
        free = self.free()
        for column in self.wanted():
            is_counted = column.kind in FIGURES  # ‘Users (000s)’: what is in brackets is of the figures
            for position in free:
                form = simplify(self.headings[position])
                outside = simplify(re.sub(r"\([^)]*\)|\[[^\]]*\]", "", self.headings[position]))
                names = names_of(column) | synonyms_of(column)
                score = max((fuzz.token_sort_ratio(form, name) for name in names), default=0.0)
                # Some programs cut headings off: ‘business_f’.
                if len(form) >= 6 and any(name.startswith(form) for name in names_of(column)):
                    score = max(score, 90.0)
                # A heading that holds the whole name (‘Department custodian’ for department) is near as well.
                for name in names:
                    more = set(form.split()) - set(name.split())
                    if len(name) > 3 and len(more) == len(set(form.split())) - len(set(name.split())):
                        no_more = all(map(ONLY_UNITS.fullmatch, more)) or (is_counted and outside == name)
                        score = max(score, 90.0 if no_more else 80.0)
                cells = self.cells[f"c{position}"]
                if score >= NEAR_ENOUGH and not are_another_columns(
                    cells, self.headings[position], column, self.dataset
                ):
                    pairs.append((score, -self.dataset.names.index(column.name), position, column.name))
        suggested: dict[str, int] = {}
        used: set[int] = set()
        for score, _, position, name in sorted(pairs, reverse=True):
            if name not in suggested and position not in used:
                suggested[name] = position
                used.add(position)
                self.how[position] = ("suggested", (name,), round(score, 1))
        return suggested

    def samples(self, position: int) -> tuple[str, ...]:
        column = self.cells[f"c{position}"]
        cells = dict.fromkeys(cell for cell in column[:50].to_list() if cell is not None)
        if len(cells) < 3 and len(column) > 50:
            cells = dict.fromkeys(column.drop_nulls().head(50).to_list())
        return tuple(plain(cell)[:60] for cell in list(cells)[:3])


def match_headings(
    headings: Sequence[str],
    cells: pl.DataFrame,
    dataset: Dataset,
    mapping: Mapping[str, str],
    splits: Mapping[str, tuple[str, str]],
    fixed: Collection[str] = (),
    filled: Collection[str] = (),
) -> Matched:
    """Which heading is which column. `fixed`: columns that get a fixed value and so may be missing from the file;
    `filled`: those with a value for their blank cells, which may be missing if no heading is like them.

    `cells` has columns c0… in the order of `headings`. What a person says (`mapping`, `splits`) goes before names,
    names before synonyms; two headings for one column, one heading that fits two, unknown names and missing required
    columns are problems; headings that were not used are a notice.
    """
    finder = _Finder(headings, cells, dataset)
    finder.take_given(mapping)
    finder.take_splits(splits)
    finder.take_named(names_of, "exact")
    finder.take_named(synonyms_of, "synonym")
    finder.refuse_second_ones()
    suggested = finder.suggest()
    refused = {row["column"] for row in finder.rows}
    given = {*fixed, *(name for name in filled if name not in suggested)}
    missing = [c for c in finder.wanted() if c.required and c.name not in given and c.name not in refused]
    if missing and not any(heading.strip() for heading in headings):
        names = ", ".join(c.label for c in missing)
        finder.refuse(
            ProblemKind.NO_HEADING_LINE,
            f"The file has no heading line, so which of its {len(headings)} columns is which must be said: {names}.",
            f"Map each by its place, such as the first to {missing[0].label}.",
        )
    else:
        for column in missing:
            near = suggested.get(column.name)
            fixable = ", or give one value for all rows" if dataset.keys != (column.name,) else ""
            mend = f"Map one of them to {column.label}{fixable}."
            if near is not None:
                shown = ", ".join(f"‘{sample}’" for sample in finder.samples(near))
                mend = (
                    f"Is it {finder.label(near)} (which holds {shown or 'nothing'})? If so, map it to {column.label}."
                )
            finder.refuse(
                ProblemKind.MISSING_COLUMN,
                f"The file has no column for {column.label}, which is required"
                + (f". Its headings are: {finder.listed()}." if column is missing[0] else f": {column.expected}."),
                mend,
                column.name,
            )
    asked = {column.name for column in missing} | refused
    for name, position in suggested.items():
        if name not in asked and name not in given and finder.how[position][2] >= SURELY_MEANT:
            column = dataset.column(name)
            samples = ", ".join(f"‘{sample}’" for sample in finder.samples(position)) or "nothing"
            finder.refuse(
                ProblemKind.LIKELY_HEADING,
                f"Is {finder.label(position)} (which holds {samples}) {column.label}? It is only like it, so it wasn't used.",
                f"Map it to {column.label}, or say that it isn't used.",
                name,
            )
    used = {i for i, (how, _, _) in finder.how.items() if how not in ("none", "suggested")}
    unused = [i for i in range(len(headings)) if i not in used and (headings[i].strip() or finder.samples(i))]
    if unused:
        named = tuple(
            finder.listed_as(i)
            + (
                f" (like {dataset.column(finder.how[i][1][0]).label})"
                if finder.how.get(i, ("",))[0] == "suggested"
                else ""
            )
            for i in unused
        )
        finder.notices.append(
            Notice(
                NoticeKind.NOT_USED,
                f"{len(unused):,} column{'s' if len(unused) > 1 else ''} of the file "
                f"{'were' if len(unused) > 1 else 'was'} not used: {', '.join(named[:20])}"
                + (f" and {len(named) - 20:,} more." if len(named) > 20 else "."),
                len(unused),
                named,
            )
        )
    matches = tuple(
        Match(heading, i, *_as_match(finder.how.get(i)), finder.samples(i)) for i, heading in enumerate(headings)
    )
    return Matched(
        matches, finder.places, finder.splits, pl.DataFrame(finder.rows, schema=PROBLEM_SCHEMA), tuple(finder.notices)
    )


def _as_match(how: tuple[str, tuple[str, ...], float] | None) -> tuple[tuple[str, ...], str, float]:
    return (how[1], how[0], how[2]) if how else ((), "none", 0.0)
