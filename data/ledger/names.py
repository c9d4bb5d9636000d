"""Row names over time: a renamed row is the same row under another key.

A row's *identity* is the first key that it had. The store keeps identities, in the key and in every reference to it, so
that renaming a row rewrites nothing; readers see the *label*: the row's name at the end of the day they look from. A
file follows the practice of its own day: a key that was given up is still understood.

The names of a dataset are those of its `reference` column. A dataset whose key refers to another one, such as
migrations, has that one's names.
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
    """An upload's statement that a row has a new key, from its reporting date on."""

    reporting_date: date
    upload: int
    dataset: str
    old_key: str
    new_key: str


def can_be_renamed(dataset: Dataset) -> bool:
    """Whether rows of the dataset have names of their own: a text key that does not refer to another dataset."""
    return dataset.reference is not None and dataset.reference.refers_to is None


def that_follow(name: str) -> list[Dataset]:
    """The datasets that use the names of the dataset of that name, itself first if it is one of them."""
    holders = [dataset for dataset in DATASETS.values() if name in names_of(dataset).values()]
    return sorted(holders, key=lambda dataset: dataset.name != name)


class Names:
    """The renamings that count, worked out: which row a key means on a day, and a row's name on a day."""

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
        """The names after an upload has renamed some more."""
        more = [Renaming(day, upload, dataset.name, old, new) for old, new in renames.items()]
        return Names([*self.renamings, *more]) if more else self

    def identities(self, dataset: str, day: date, upload: int | None = None) -> dict[str, str]:
        """Key → identity, for the keys that mean another identity than their own to a file of that day.

        `upload`: its number, because of two files of one day the later may have renamed; without it, at the end of the
        day. A key that was given up still means its row, until another row takes it.
        """
        meant, _ = self._by(dataset, day, upload)
        return {key: identity for key, identity in meant.items() if key != identity}

    def labels(self, dataset: str, day: date, upload: int | None = None) -> dict[str, str]:
        """Identity → name, for rows whose name differs from their identity."""
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
        """A key that two rows would both have, and the day from which they would; None if no renaming does that."""
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

    def earlier_names(self, dataset: str, day: date) -> dict[str, str]:
        """Key that was given up → its row's name now, for the keys that no other row has taken since."""
        labels, meant = self.labels(dataset, day), self.identities(dataset, day)
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

    def identified(self, dataset: Dataset, rows: pl.DataFrame, day: date, upload: int) -> pl.DataFrame:
        """The rows of a file (with row_key) with identities in place of the keys known on its day."""
        if not self:
            return rows
        return renamed_rows(dataset, rows, {name: self.identities(name, day, upload) for name in self._steps})

    def labelled(self, dataset: Dataset, rows: pl.DataFrame, day: date, upload: int | None = None) -> pl.DataFrame:
        """Rows of the store (with row_key) under their names at the end of a day."""
        if not self:
            return rows
        return renamed_rows(dataset, rows, {name: self.labels(name, day, upload) for name in self._steps})


def renamed_rows(dataset: Dataset, rows: pl.DataFrame, by_dataset: Mapping[str, Mapping[str, str]]) -> pl.DataFrame:
    """The rows with names replaced as `by_dataset` says, and row_key with them."""
    replaced = [
        pl.col(column).replace(dict(by_dataset[space]))
        for column, space in names_of(dataset).items()
        if column in rows.columns and by_dataset.get(space)
    ]
    return with_row_key(dataset, rows.with_columns(replaced)) if replaced else rows
