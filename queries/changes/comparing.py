"""What changed in a dataset between two days: each row as it was, as it is, and the report that brought what is new.

`compare` pairs the rows of any dataset, from its declaration alone, a renamed row with itself. A module beside this one
then says what there is to tell of a pair: its kinds of change, each with a weight and a sentence. A sentence is made here,
and not by the screens, because `python -m queries changes_all`, the briefing and the screens must all say the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

import polars as pl

from data.datasets import DATASETS
from queries import Asking

Row = dict[str, Any]
Report = tuple[date | None, int | None]
"""A reporting date and the number of the upload."""

SCHEMA = {
    "subject": pl.String, "kind": pl.String, "weight": pl.Int32, "size": pl.Float64, "item_id": pl.String,
    "title": pl.String, "sentence": pl.String, "alike": pl.String, "reporting_date": pl.Date, "upload": pl.Int64,
    "page": pl.String,
}  # fmt: skip
"""The columns of every changes_<subject>; changes_all explains them."""


OF_A_VERSION = {"row_key", "valid_from", "valid_to", "reported_on", "upload"}
"""The columns of a version that are not of the row."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to tell of a pair; `kind`, `weight`, `size` and `alike` as changes_all explains them.

    by: the columns that changed: the last report that changed one of them brought it. A row that came was brought by its
    first report without them, one that went by the report that lacked it.
    """

    kind: str
    weight: int
    sentence: str
    alike: str | None = None
    size: float = 0
    by: tuple[str, ...] = ()


AS_IT_IS = ("valid_from",)
"""For `by`: the report that brought the row as it stands, also of one that was added since."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row at two days, `day` and the later `as_at`: `before` and `now`, None where it was not there, the columns in which
    they `differ`, and the row's `versions` from the one day to the other, in order.

    removed_by: reporting date → the full upload that removed rows then.
    """

    item: str
    before: Row | None
    now: Row | None
    differ: frozenset[str]
    versions: list[Row]
    day: date
    as_at: date
    removed_by: dict[date, int]

    @property
    def row(self) -> Row:
        """The row as it is, or as it was last."""
        row = self.now or self.before
        assert row
        return row

    def changed(self, *columns: str) -> bool:
        """Whether one of the columns holds something else now; False where the row was not there at both days."""
        return not self.differ.isdisjoint(columns)

    def days(self, column: str) -> int:
        """By how many days a date moved: less than 0 when it came forward, 0 where it was not given at both days."""
        if column not in self.differ or self.now is None or self.before is None:
            return 0
        now, before = self.now[column], self.before[column]
        return 0 if now is None or before is None else (now - before).days

    def moved(self, column: str) -> str:
        """‘slipped 21 days, from 1 April 2014 to 22 April 2014’: of a date for which `days` is not 0."""
        assert self.now
        assert self.before
        days = self.days(column)
        way = "slipped" if days > 0 else "came forward"
        return (
            f"{way} {count(abs(days), 'day')}, from {long_date(self.before[column])} to {long_date(self.now[column])}"
        )

    def report(self, change: Change) -> Report:
        """The report that brought a change."""
        if self.now is None:
            ended = self.versions[-1]["valid_to"]
            return ended, self.removed_by.get(ended)
        brought, steps = self.now, list(zip(self.versions, [{}, *self.versions], strict=False))
        later = steps[self.before is not None :]  # each version that came since, and the one before it
        if self.before is None and not change.by:
            brought = self.versions[0]
        elif len(later) > 1:
            differing = (
                row for row, last in reversed(later) if any(row[name] != last.get(name, ...) for name in change.by)
            )
            brought = next(differing, self.now)
        return brought.get("reported_on", brought["valid_from"]), brought["upload"]


def compare(
    ask: Asking, since: date | None, rows: str = "", uses: Iterable[str] = (), also: str = "false"
) -> list[Pair]:
    """The rows of the asked dataset that changed, came or went between an earlier day and the as-at date, by their keys.

    since: the earlier day, see reports_compared; nothing changed where there is none. rows: a SELECT of every version, with
    columns of its own, from the queries that it `uses` (default: the dataset's versions). also: SQL for rows that are wanted
    although nothing in them changed, as a day that passes may change how they stand; it may name $since.
    """
    day = earlier_day(ask, since)
    if day is None:
        return []
    found = ask.rows(
        f"SELECT * FROM ({rows or f'SELECT * FROM {ask.dataset}_versions($as_at, $ledger_version)'}) "
        "WHERE valid_from <= $as_at AND valid_to > $since "
        f"AND (valid_from > $since OR valid_to <= $as_at OR {also}) ORDER BY row_key, valid_from",
        uses,
        since=day,
    )
    compared = [name for name in (found[0] if found else ()) if name not in OF_A_VERSION]
    removed_by: dict[date, int] = {}
    pairs = []
    for item, group in groupby(found, key=lambda row: row["row_key"]):
        versions = list(group)
        before = versions[0] if versions[0]["valid_from"] <= day else None
        now = versions[-1] if versions[-1]["valid_to"] > ask.as_at else None
        differ = [name for name in compared if now[name] != before[name]] if now and before else ()
        is_wanted = now is not None and before is not None and also != "false"  # that day may change how it stands
        if differ or is_wanted or (now is None) is not (before is None):
            pairs.append(Pair(item, before, now, frozenset(differ), versions, day, ask.as_at, removed_by))
    if any(pair.now is None for pair in pairs):
        removed_by |= full_uploads(ask)
    return pairs


def full_uploads(ask: Asking) -> dict[date, int]:
    """Reporting date → the upload that a removal of a row then is put down to (see uploads_full)."""
    return {day: number for name, day, number in ask("uploads_full").rows() if name == ask.dataset}


def earlier_day(ask: Asking, since: date | None) -> date | None:
    """The day looked from; None where there was no report before the latest one, and no day was picked."""
    return next((row[1] for row in ask("reports_compared", since=since).rows() if row[0] == "before"), None)


def latest(ask: Asking, dataset: str, *columns: str) -> dict[str, tuple[Any, ...]]:
    """Key → these columns of the latest row of that key, also of one that is there no more."""
    key = DATASETS[dataset].keys[0]
    wanted = ", ".join(f"max_by({name}, valid_from)" for name in columns)
    found = ask.rows(
        f"SELECT {key}, {wanted} FROM {dataset}_versions($as_at, $ledger_version) WHERE valid_from <= $as_at GROUP BY {key}"
    )
    return {value: tuple(others) for value, *others in map(dict.values, found)}


def changes_of(
    subject: str,
    page: str,
    pairs: Iterable[Pair],
    kinds: Callable[[Pair], Iterator[Change]],
    title: Callable[[Pair], str],
) -> list[tuple[Any, ...]]:
    """One row per change of each pair, with the columns of SCHEMA."""
    return [
        (subject, change.kind, change.weight, float(change.size), pair.item, title(pair), change.sentence, change.alike,
         *pair.report(change), page)
        for pair in pairs
        for change in kinds(pair)
    ]  # fmt: skip


def answered(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The frame of the changes, the most important first."""
    rows.sort(key=lambda row: (-row[2], -row[3], row[4], row[1], row[6]))  # weight, size, item, kind, sentence
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


# Words that sentences are made of ------------------------------------------------------------------------------------


def long_date(day: date) -> str:
    """‘1 April 2014’."""
    return f"{day.day} {day:%B %Y}"


def count(number: int, noun: str) -> str:
    """‘1 day’, ‘1,200 days’."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(choice: str) -> str:
    """‘in_progress’ → ‘in progress’."""
    return choice.replace("_", " ")


def ended(text: str) -> str:
    """Somebody's words without the stops at their end, for the sentence has one of its own."""
    return text.strip(" ").rstrip(".")


def pounds(amount: Decimal) -> str:
    """‘£2,500.50’, ‘£1,200’: the size of an amount."""
    return f"£{abs(amount):,.2f}".removesuffix(".00")


def whole_pounds(amount: Decimal) -> str:
    """‘£1,084’, ‘−£20’: to the nearest pound."""
    rounded = amount.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{'−' if rounded < 0 else ''}£{abs(rounded):,}"
