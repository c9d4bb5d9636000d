"""What a person should check before a file is taken: unusual changes, and keys that look renamed."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.intake.checks import bare
from data.intake.read import Sheet
from data.intake.read.model import shown
from data.intake.values.common import uk_date
from data.intake.values.mentions import mentions
from data.ledger.intervals import Effect, text_of

MANY_REMOVED = 0.2
"""More than this share of the standing rows removed is called out, and must be confirmed by typing the count."""

FEW = 3
"""So few rows are no ‘large’ change, whatever their share."""

TENFOLD = 10
ALIKE = 0.8
"""The share of equal cells from which a removed row and an added one look like one row with a new key."""

MOST_EXAMPLES = 3


@dataclass(frozen=True)
class Rename:
    """A removed row and an added one that look like the same item under another key."""

    old_key: str
    new_key: str
    share_alike: float
    is_respelt: bool = False  # the keys themselves differ only in how they are written

    @property
    def why(self) -> str:
        """The evidence for it, as the end of a sentence."""
        if self.is_respelt:
            return "their references differ only in how they are written"
        return f"they are {self.share_alike:.0%} alike"


def standing_rows(effect: Effect) -> int:
    """How many rows the dataset had on the file's day, before it."""
    return effect.removed.height + effect.changed_before.height + effect.unchanged


def is_mass_removal(effect: Effect) -> bool:
    rows = standing_rows(effect)
    return effect.removed.height > FEW and effect.removed.height > MANY_REMOVED * rows


def removes_most(rows: int, lacking: int) -> bool:
    """Whether a whole list would remove most of the rows that are held."""
    return lacking > FEW and lacking * 2 > rows


def count_to_type(effect: Effect) -> int | None:
    """The count that the person must type before a large or destructive file is taken; None if one click is enough.

    Destructive: more than a fifth of the rows removed. Large: more than half of the standing rows changed or removed.
    """
    touched = effect.removed.height + effect.changed_after.height
    large = touched > FEW and touched * 2 > standing_rows(effect)
    return touched if is_mass_removal(effect) or large else None


def unusual(dataset: Dataset, effect: Effect) -> list[str]:
    """Plain sentences, one for each unusual thing that the file would do."""
    warnings = []
    if is_mass_removal(effect):
        warnings.append(
            f"{effect.removed.height:,} of {standing_rows(effect):,} rows would be removed, because the file lacks them. "
            "If the file holds only what has changed, take it as only changes."
        )
    both = effect.changed_before.join(effect.changed_after, on="row_key", suffix=":new", maintain_order="left")
    for column in dataset.columns:
        old, new = pl.col(column.name), pl.col(f"{column.name}:new")
        if column.kind is Kind.MONEY:
            jumped = both.filter((old.abs() > 0) & (new.abs() >= old.abs() * TENFOLD))
            shrunk = both.filter((new.abs() > 0) & (old.abs() >= new.abs() * TENFOLD))
            warnings += _examples(jumped, column.name, f"{column.label} rises tenfold or more", "£{:,.2f}")
            warnings += _examples(shrunk, column.name, f"{column.label} falls to a tenth or less", "£{:,.2f}")
        elif column.kind is Kind.DATE and column.name.startswith("baseline"):
            moved = both.filter(old.is_not_null() & new.ne_missing(old))
            warnings += _examples(moved, column.name, f"{column.label}, which was agreed, is changed", "{:%d/%m/%Y}")
    if "kind" in dataset.names and "forecast_date" in dataset.names:
        go_live = both.filter(
            (pl.col("kind:new") == "go_live") & pl.col("forecast_date:new").ne_missing(pl.col("forecast_date"))
        )
        warnings += _examples(go_live, "forecast_date", "The go-live forecast moves", "{:%d/%m/%Y}")
    return warnings


APART = 2 * 366
"""Days from every other report after which a reporting date is pointed out: 2031 is easily typed for 2013."""


def odd_day(reporting_date: date, today: date, others: Sequence[date]) -> list[str]:
    """A sentence where the reporting date is still to come, and where it is far from those of all other reports."""
    found = []
    if reporting_date > today:
        found.append(f"The reporting date, {uk_date(reporting_date)}, is still to come: is it the right one?")
    nearest = min(others, key=lambda other: abs(other - reporting_date), default=reporting_date)
    if abs(nearest - reporting_date).days > APART:
        found.append(
            f"The reporting date is {uk_date(reporting_date)}, and the nearest other report is of {uk_date(nearest)}: is the "
            "year right?"
        )
    return found


_FEW_TEXTS = 3
"""A row of more texts than this says something of each column (‘April 2012, May 2012, …’), not of the table."""


def other_dates(sheet: Sheet, file_name: str, reporting_date: date) -> list[str]:
    """A sentence for each title, note, sheet name and file name that mentions another day or month than the reporting
    date.

    One that mentions the reporting date too is no contradiction. The date a file was made says nothing, unless it is
    before the reporting date.
    """
    texts = Counter(one.where for one in sheet.around)
    places = [
        (f"{one.where} (‘{shown(one.text)}’)", one.text, False)
        for one in sheet.around
        if texts[one.where] <= _FEW_TEXTS and not one.beneath and one.text != sheet.sheet
    ]
    if sheet.sheet:
        places.append((f"the sheet's name, ‘{shown(sheet.sheet)}’,", sheet.sheet, True))
    places.append((f"the file's name, ‘{shown(file_name)}’,", re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name), True))
    found = []
    for where, text, is_name in places:
        spoken = mentions(text, reporting_date, is_name)
        of_then = [one for one in spoken if not one.made_then]
        if any(one.first <= reporting_date <= one.last for one in of_then):
            continue
        other = of_then or [one for one in spoken if one.last < reporting_date]
        if other:
            found.append(
                f"{where[0].upper()}{where[1:]} speaks of {other[0].words}, and the reporting date is {uk_date(reporting_date)}: "
                "is it the right file, and the right date?"
            )
    return list(dict.fromkeys(found))


def _examples(rows: pl.DataFrame, column: str, what: str, form: str) -> list[str]:
    if rows.is_empty():
        return []
    shown = [
        f"{row['row_key']} from {_say(row[column], form)} to {_say(row[f'{column}:new'], form)}"
        for row in rows.head(MOST_EXAMPLES).iter_rows(named=True)
    ]
    more = f", and {rows.height - MOST_EXAMPLES:,} more" if rows.height > MOST_EXAMPLES else ""
    noun = "row" if rows.height == 1 else "rows"
    return [f"{what} in {rows.height:,} {noun}: {'; '.join(shown)}{more}."]


def _say(value: object, form: str) -> str:
    return "blank" if value is None else form.format(value)


def likely_renames(dataset: Dataset, effect: Effect) -> list[Rename]:
    """Removed and added rows whose keys differ only in spelling, or that agree in at least four of five of their other
    filled cells, pair by pair.

    Only pairs that are each other's only candidate are offered.
    """
    if len(dataset.keys) != 1 or not effect.removed.height or not effect.added.height:
        return []
    old = effect.removed.select(pl.col("row_key").alias("old"), bare(effect.removed["row_key"]).alias("form"))
    new = effect.added.select(pl.col("row_key").alias("new"), bare(effect.added["row_key"]).alias("form"))
    respelt = old.join(new, on="form").filter((pl.len().over("old") == 1) & (pl.len().over("new") == 1)).sort("old")
    found = [Rename(row["old"], row["new"], 0.0, is_respelt=True) for row in respelt.iter_rows(named=True)]
    return found + _alike_rows(
        dataset,
        effect.removed.join(respelt, left_on="row_key", right_on="old", how="anti"),
        effect.added.join(respelt, left_on="row_key", right_on="new", how="anti"),
    )


AT_ONCE = 2_000_000
"""Pairs of rows that are compared at once, so that many of them take time and no more memory."""
TELLS_NOTHING = 10_000
"""What so many pairs of rows (a hundred on each side) have in common tells none of them from the others."""


def _alike_rows(dataset: Dataset, removed: pl.DataFrame, added: pl.DataFrame) -> list[Rename]:
    columns = [c for c in dataset.columns if not c.key and (_is_filled(removed, c.name) or _is_filled(added, c.name))]
    if not removed.height or not added.height or len(columns) < 3:
        return []
    # Rows that are alike in every cell are alike to the same others, and so nobody's only candidate: one stands for them.
    names = [column.name for column in columns]
    old, new = (
        side.group_by(names, maintain_order=True).agg(pl.first("row_key"), pl.len().alias("times"))
        for side in (removed, added)
    )
    pairs = _worth_comparing(names, old, new)
    steps = range(0, max(pairs.height, 1), AT_ONCE)
    alike = pl.concat([_alike(columns, pairs.slice(at, AT_ONCE), old, new) for at in steps])
    mine, theirs = pl.col("times").sum().over("new"), pl.col("times:new").sum().over("old")
    only = alike.filter((mine == 1) & (theirs == 1)).sort("old")
    return [Rename(row["old"], row["new"], row["share"]) for row in only.iter_rows(named=True)]


def _is_filled(rows: pl.DataFrame, name: str) -> bool:
    return name in rows.columns and rows[name].null_count() < rows.height


def _worth_comparing(names: Sequence[str], old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of an old and a new row that may be alike: their positions, `a` and `b`.

    At least ALIKE of the filled cells are equal, so in a grouping of columns into more groups than may differ, one
    group is equal throughout. The columns that best distinguish rows are dealt out first, so that each group
    distinguishes them.
    """
    a, b = old.with_row_index("a"), new.with_row_index("b")
    groups = len(names) - math.ceil(ALIKE * len(names)) + 1
    by_worth = sorted(names, key=lambda name: -max(a[name].n_unique(), b[name].n_unique()))
    found = []
    for group in (by_worth[first::groups] for first in range(groups)):
        mine = a.group_by(group, maintain_order=True).agg("a")
        both = mine.join(b.group_by(group, maintain_order=True).agg("b"), on=group, nulls_equal=True)
        telling = both.filter(pl.col("a").list.len() * pl.col("b").list.len() <= TELLS_NOTHING)
        found.append(telling.select("a", "b").explode("a").explode("b"))
    return pl.concat(found).unique(maintain_order=True)


def _alike(columns: Sequence[Column], places: pl.DataFrame, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """One row per pair that is alike: `old` and `new` key, `share` of equal cells, and how many rows each represents."""
    theirs = new[places["b"]].rename({name: f"{name}:new" for name in new.columns})
    pairs = pl.concat([old[places["a"]], theirs], how="horizontal")
    filled = [pl.col(c.name).is_not_null() | pl.col(f"{c.name}:new").is_not_null() for c in columns]
    equal = [
        text_of(c, c.name).eq(text_of(c, f"{c.name}:new")).fill_null(False)  # a blank is like nothing
        for c in columns
    ]
    return pairs.select(
        pl.col("row_key").alias("old"),
        pl.col("row_key:new").alias("new"),
        (pl.sum_horizontal(equal) / pl.max_horizontal(pl.sum_horizontal(filled), pl.lit(1))).alias("share"),
        pl.sum_horizontal(equal).alias("equal"),
        *("times", "times:new"),
    ).filter((pl.col("share") >= ALIKE) & (pl.col("equal") >= 3))
