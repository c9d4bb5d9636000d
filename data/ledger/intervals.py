"""A dataset's state at every reporting date, worked out from its uploads: pure functions over Polars frames.

A *version* frame has one row per row version: the declared columns, `row_key`, `valid_from`, `valid_to` (exclusive) and
`upload`. A *state* is the version rows that hold on one day, with one row per key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from itertools import groupby
from operator import or_
from typing import Literal

import polars as pl

from data.datasets import Column, Dataset, Kind
from data.ledger.schema import FOREVER, KEY_JOINT

Mode = Literal["full", "update"]


@dataclass(frozen=True)
class Step:
    """One upload as the timeline needs it. `load()` gives its rows: row_key and the declared columns that it supplied."""

    number: int
    reporting_date: date
    mode: Mode
    load: Callable[[], pl.DataFrame]


@dataclass(frozen=True)
class Effect:
    """What one upload does to the state of its own day.

    before, after: one row per key that changed, was added or removed (the removed only in before, the added only in
    after), with all declared columns; unchanged: how many rows the file repeats as they were.
    """

    added: pl.DataFrame
    changed_before: pl.DataFrame
    changed_after: pl.DataFrame
    removed: pl.DataFrame
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        return not (self.added.height or self.changed_after.height or self.removed.height)


@dataclass(frozen=True)
class Restatement:
    """What must change in the store: row versions that no longer hold, and those that replace them."""

    closed: pl.DataFrame  # row_key, valid_from of versions known until now
    opened: pl.DataFrame  # version frame


def with_row_key(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `row_key`: the key as text, with the parts of a composite key joined."""
    parts = [pl.col(name).cast(pl.String) for name in dataset.keys]
    key = parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=KEY_JOINT)
    return rows.with_columns(key.alias("row_key"))


def version_schema(dataset: Dataset) -> dict[str, pl.DataType]:
    return {
        **dataset.frame_schema,
        "row_key": pl.String(),
        "valid_from": pl.Date(),
        "valid_to": pl.Date(),
        "upload": pl.Int64(),
    }


@dataclass(frozen=True)
class Listed:
    """A state of which only some columns are at hand: `rows`, one row per key with row_key and those; `whole()` is the state, and
    `of(at)` its rows at some places among `rows`, in their order: asked for of what changes."""

    rows: pl.DataFrame
    whole: Callable[[], pl.DataFrame]
    of: Callable[[pl.Series], pl.DataFrame]


@dataclass(frozen=True)
class Compared:
    """The rows of a file beside a state: for each the place of the state's row with its key (null if there is none), and
    whether that row differs."""

    at: pl.Series
    differs: pl.Series


def compare(dataset: Dataset, state: pl.DataFrame, rows: pl.DataFrame) -> Compared:
    """The rows of a file (with row_key) beside those of a state, in the columns that the file has. Each key is there once."""
    supplied = [name for name in dataset.names if name in rows.columns]
    old = state.select("row_key", *(pl.col(name).alias(f"{name}:old") for name in supplied)).with_row_index("at")
    shared = min(rows.height, old.height)
    if rows["row_key"].head(shared).equals(old["row_key"].head(shared)):
        # The last list again, with rows added or left out at its end: nothing need be looked for.
        both = pl.concat([rows, old.drop("row_key").head(shared)], how="horizontal_extend")
    else:
        both = rows.join(old, on="row_key", how="left", maintain_order="left")
    differs = reduce(or_, (pl.col(name).ne_missing(pl.col(f"{name}:old")) for name in supplied))
    return Compared(both["at"], both.select(differs & pl.col("at").is_not_null()).to_series())


def apply_upload(
    dataset: Dataset, before: pl.DataFrame | Listed, rows: pl.DataFrame, mode: Mode, number: int, day: date,
    compared: Compared | None = None,
) -> tuple[Callable[[], pl.DataFrame], Effect]:  # fmt: skip
    """The state after an upload, built on demand, and what the upload did to the state before it.

    A column that the file does not have keeps its values, and is blank for new rows: a file says nothing about a column
    that it lacks. In mode full, rows that the file lacks are removed. `compared`: what compare() gives of just these rows and
    those of `before`, where that was worked out already.
    """
    supplied = [name for name in dataset.names if name in rows.columns]
    order = list(version_schema(dataset))
    rows = _in_order(rows, [*supplied, "row_key"])
    state = before.rows if isinstance(before, Listed) else _in_order(before, order)

    def versions(at: pl.Series) -> pl.DataFrame:
        return _in_order(before.of(at), order) if isinstance(before, Listed) else state[at]

    if state.is_empty():
        added = _as_versions(dataset, rows, number, day)
        nothing = added.clear()
        return lambda: added, Effect(added, nothing, nothing, nothing, 0)
    found = compared or compare(dataset, state, rows)
    new, changed = found.at.is_null().arg_true(), found.differs.arg_true()
    added = changed_before = changed_after = removed = pl.DataFrame(schema=version_schema(dataset))
    stays = _marks(True, state)  # which rows of the state are as they were
    if len(new):
        added = _as_versions(dataset, rows[new], number, day)
    if mode == "full":
        stays = _marks(False, state).scatter(found.at.drop_nulls(), True)
        gone = (~stays).arg_true()
        removed = versions(gone) if len(gone) else removed
    if len(changed):
        old_at, new_values = found.at[changed], rows[changed]
        stays = stays.scatter(old_at, False)
        changed_before = versions(old_at)
        changed_after = changed_before.with_columns(
            *(new_values[name] for name in supplied),
            pl.lit(day).alias("valid_from"),
            pl.lit(FOREVER).alias("valid_to"),
            pl.lit(number, pl.Int64).alias("upload"),
        )
    unchanged = rows.height - added.height - changed_after.height
    effect = Effect(added, changed_before, changed_after, removed, unchanged)

    @cache
    def after() -> pl.DataFrame:
        if isinstance(before, Listed):
            kept = _in_order(before.whole(), order)
            if not stays.all():
                kept = kept.join(state[(~stays).arg_true()], on="row_key", how="anti", maintain_order="left")
        else:
            kept = state if stays.all() else state[stays.arg_true()]
        return pl.concat([kept, changed_after, added])

    return after, effect


def _marks(mark: bool, rows: pl.DataFrame) -> pl.Series:
    """The same mark for every row."""
    return pl.Series([mark], dtype=pl.Boolean).new_from_index(0, rows.height)


def _in_order(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The frame with just these columns in this order; the frame itself if it has them already."""
    return rows if rows.columns == names else rows.select(names)


def _as_versions(dataset: Dataset, rows: pl.DataFrame, number: int, day: date) -> pl.DataFrame:
    return rows.select(
        *(
            pl.col(column.name) if column.name in rows.columns else pl.lit(None, column.frame_type).alias(column.name)
            for column in dataset.columns
        ),
        "row_key",
        pl.lit(day).alias("valid_from"),
        pl.lit(FOREVER).alias("valid_to"),
        pl.lit(number, pl.Int64).alias("upload"),
    )


def restate(dataset: Dataset, known: pl.DataFrame, first_day: date, steps: Iterable[Step]) -> Restatement:
    """What changes in the store when the uploads dated `first_day` or later are `steps` (those that count, in order).

    `known`: the versions known until now with valid_to on or after first_day. Nothing dated on or after first_day can
    touch versions that ended before it.
    """
    open_rows = known.filter(pl.col("valid_from") < first_day).with_columns(pl.lit(FOREVER).alias("valid_to"))
    ended: list[pl.DataFrame] = []
    for day, uploads in groupby(steps, key=lambda step: step.reporting_date):
        before, touched = open_rows, 0
        for step in uploads:
            after, _ = apply_upload(dataset, open_rows, step.load(), step.mode, step.number, day)
            open_rows = after()
            touched += 1
        if touched > 1:
            open_rows = _keep_what_did_not_change(dataset, before, open_rows)
        gone = before.join(open_rows, on=["row_key", "valid_from"], how="anti", maintain_order="left")
        ended.append(gone.with_columns(pl.lit(day).alias("valid_to")))
    target = pl.concat([*ended, open_rows])
    everything = list(version_schema(dataset))
    identity = ["row_key", "valid_from", "valid_to", "upload"]
    earlier = pl.col("valid_from") < first_day
    # A version that began before first_day is one of the known ones: its values can't differ, only its end.
    opened_earlier = _not_in(target.filter(earlier), known.filter(earlier), identity)
    opened_later = _not_in(target.filter(~earlier), known.filter(~earlier), everything)
    closed_earlier = _not_in(known.filter(earlier), target.filter(earlier), identity)
    closed_later = _not_in(known.filter(~earlier), target.filter(~earlier), everything)
    return Restatement(
        closed=pl.concat([closed_earlier, closed_later]).select("row_key", "valid_from"),
        opened=pl.concat([opened_earlier, opened_later]).select(everything),
    )


def _not_in(rows: pl.DataFrame, others: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    if rows.is_empty() or others.is_empty():
        return rows
    return rows.join(others, on=on, how="anti", nulls_equal=True, maintain_order="left")


def _keep_what_did_not_change(dataset: Dataset, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Two uploads of one day can undo each other: a row that ends the day as it began has not changed."""
    values = ["row_key", *dataset.names]
    returned = before.join(after.select(values), on=values, how="semi", nulls_equal=True, maintain_order="left")
    rest = after.join(returned.select("row_key"), on="row_key", how="anti", maintain_order="left")
    return pl.concat([returned, rest])


def changed_cells(dataset: Dataset, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row per cell that differs between two frames with the same keys: row_key, column_name, before, after (text)."""
    schema = {"row_key": pl.String, "column_name": pl.String, "before": pl.String, "after": pl.String}
    both = before.join(after, on="row_key", suffix=":new", maintain_order="left")
    found = [
        both.filter(pl.col(column.name).ne_missing(pl.col(f"{column.name}:new"))).select(
            "row_key",
            pl.lit(column.name).alias("column_name"),
            text_of(column, column.name).alias("before"),
            text_of(column, f"{column.name}:new").alias("after"),
        )
        for column in dataset.columns
    ]
    cells = pl.concat(found) if found else pl.DataFrame(schema=schema)
    return cells.sort("row_key", maintain_order=True)


def text_of(column: Column, name: str) -> pl.Expr:
    """A column's values as text, in the same form as the store's `cells` macro."""
    value = pl.col(name)
    if column.kind is Kind.YES_NO:
        return pl.when(value).then(pl.lit("yes")).when(~value).then(pl.lit("no"))
    return value.cast(pl.String)
