"""What rows are called, and since when: a renamed row is the same row under another key.

A row's *identity* is the first key that it had. The store keeps identities, in the key and in whatever refers to it, so that
nothing has to be rewritten when a row is renamed; what readers see is the *label*: what the row is called at the end of the
day from which they look. A file says what was the practice on its own day: a key that was given up is still understood.

The names of a dataset are those of its `reference` column. A dataset whose key refers to another one, as that of migrations
does, has the names of that one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import polars as pl

from data.datasets import DATASETS, Dataset
from data.ledger.intervals import with_row_key
from data.ledger.schema import FOREVER, names_of

INTERVALS: dict[str, pl.DataType] = {
    "dataset": pl.String(),
    "key_column": pl.String(),
    "identity": pl.String(),
    "label": pl.String(),
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
    "upload": pl.Int64(),
}
"""One row per identity and spell in which it is called otherwise: from valid_from up to the day before valid_to."""


@dataclass(frozen=True, order=True)
class Renaming:
    """That an upload calls a row by a new key, from its reporting date on."""

    reporting_date: date
    upload: int
    dataset: str
    old_key: str
    new_key: str


def can_be_renamed(dataset: Dataset) -> bool:
    """Whether rows of the dataset have names of their own: a text key that does not refer to another dataset."""
    return dataset.reference is not None and dataset.reference.refers_to is None


def that_follow(name: str) -> list[Dataset]:
    """The datasets that hold names of the dataset of that name, itself first where it is one of them."""
    holders = [dataset for dataset in DATASETS.values() if name in names_of(dataset).values()]
    return sorted(holders, key=lambda dataset: dataset.name != name)


class Names:
    """The renamings that count, worked out: which row a key means on a day, and what a row is called on a day."""

    def __init__(self, renamings: Iterable[Renaming] = ()) -> None:
        self.renamings = tuple(sorted(renamings))
        self._steps: dict[str, list[tuple[date, int, dict[str, str]]]] = {}
        for (day, upload, dataset), group in groupby(
            self.renamings, key=lambda r: (r.reporting_date, r.upload, r.dataset)
        ):
            self._steps.setdefault(dataset, []).append((day, upload, {r.old_key: r.new_key for r in group}))

    def __bool__(self) -> bool:
        return bool(self.renamings)

    def with_more(self, dataset: Dataset, day: date, upload: int, renames: Mapping[str, str]) -> Names:
        """The names as they are once an upload has renamed some."""
        more = [Renaming(day, upload, dataset.name, old, new) for old, new in renames.items()]
        return Names([*self.renamings, *more]) if more else self

    def identities(self, dataset: str, day: date, upload: int | None = None) -> dict[str, str]:
        """Key → identity, for the keys that mean another identity than their own to a file of that day.

        `upload`: its number, for of two files of one day the later may have renamed; without it, at the end of the day.
        A key that was given up still means its row, until another row takes it.
        """
        meant, _ = self._by(dataset, day, upload)
        return {key: identity for key, identity in meant.items() if key != identity}

    def labels(self, dataset: str, day: date, upload: int | None = None) -> dict[str, str]:
        """Identity → what it is called, for those that are called otherwise than by their identity."""
        _, called = self._by(dataset, day, upload)
        return {identity: label for identity, label in called.items() if identity != label}

    def _by(self, dataset: str, day: date, upload: int | None) -> tuple[dict[str, str], dict[str, str]]:
        """(key → the identity that it means, identity → its latest key), of all that were renamed by then."""
        meant: dict[str, str] = {}
        called: dict[str, str] = {}
        for on, number, renamed in self._steps.get(dataset, ()):
            if on > day or (on == day and upload is not None and number > upload):
                break
            rows = {new: meant.get(old, old) for old, new in renamed.items()}
            meant |= rows
            called |= {identity: new for new, identity in rows.items()}
        return meant, called

    def called_alike(self, dataset: str) -> tuple[str, date] | None:
        """A key that two rows would both be called by, and the day from which they would; None when no renaming does that."""
        meant: dict[str, str] = {}
        called: dict[str, str] = {}
        for day, _, renamed in self._steps.get(dataset, ()):
            rows = {new: meant.get(old, old) for old, new in renamed.items()}
            meant |= rows
            called |= {identity: new for new, identity in rows.items()}
            times = Counter(called.values())
            alike = next((new for new in rows if times[new] > 1), None)
            if alike is not None:
                return alike, day
        return None

    def earlier_names(self, dataset: str, day: date, upload: int | None = None) -> dict[str, str]:
        """Key that was given up → what its row is called now, for the keys that no other row has taken since."""
        labels, meant = self.labels(dataset, day, upload), self.identities(dataset, day, upload)
        given_up = {identity: label for identity, label in labels.items() if identity not in meant}
        taken = set(labels.values())
        for key, identity in meant.items():
            label = labels.get(identity, identity)
            if label != key and key not in taken:
                given_up[key] = label
        return {key: label for key, label in given_up.items() if key not in taken}

    def later_names(self, dataset: str, day: date) -> dict[str, Renaming]:
        """Key → the renaming that first gives it to a row after a day, for keys that mean nothing else until then."""
        found: dict[str, Renaming] = {}
        meant = self.identities(dataset, day)
        for renaming in self.renamings:
            if renaming.dataset == dataset and renaming.reporting_date > day and renaming.new_key not in meant:
                found.setdefault(renaming.new_key, renaming)
        return found

    def intervals(self) -> pl.DataFrame:
        """All spells of all names: a frame of INTERVALS, in the order of dataset, identity and day."""
        found: list[tuple[object, ...]] = []
        for dataset, steps in self._steps.items():
            reference = DATASETS[dataset].reference
            column = reference.name if reference else None
            days = sorted({day for day, _, _ in steps})
            spells: dict[str, list[tuple[date, str, int]]] = {}
            for day in days:
                by = {new: number for on, number, renamed in steps if on == day for new in renamed.values()}
                labels, before = self.labels(dataset, day), {i: s[-1][1] for i, s in spells.items()}
                for identity in sorted(labels.keys() | before.keys()):
                    label = labels.get(identity, identity)
                    if label != before.get(identity, identity):
                        spells.setdefault(identity, []).append((day, label, by[label]))
            for identity, named in spells.items():
                ends = [day for day, _, _ in named[1:]] + [FOREVER]
                found += [
                    (dataset, column, identity, label, day, end, number)
                    for (day, label, number), end in zip(named, ends, strict=True)
                ]
        return pl.DataFrame(found, schema=INTERVALS, orient="row").sort("dataset", "identity", "valid_from")

    def identified(self, dataset: Dataset, rows: pl.DataFrame, day: date, upload: int | None = None) -> pl.DataFrame:
        """The rows of a file (with row_key) with identities in place of the keys that its day knows."""
        if not self:
            return rows
        return renamed_rows(dataset, rows, {name: self.identities(name, day, upload) for name in self._steps})

    def labelled(self, dataset: Dataset, rows: pl.DataFrame, day: date, upload: int | None = None) -> pl.DataFrame:
        """Rows of the store (with row_key) as they are called at the end of a day."""
        if not self:
            return rows
        return renamed_rows(dataset, rows, {name: self.labels(name, day, upload) for name in self._steps})


def renamed_rows(dataset: Dataset, rows: pl.DataFrame, by_dataset: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """The rows with every name replaced that `by_dataset` replaces, and row_key with it."""
    replaced = [
        pl.col(column).replace(dict(by_dataset[space]))
        for column, space in names_of(dataset).items()
        if column in rows.columns and by_dataset.get(space)
    ]
    return with_row_key(dataset, rows.with_columns(replaced)) if replaced else rows
