"""References to other datasets: whether the referenced row is held, and if not, which one may be meant."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from rapidfuzz import fuzz, process

from data.intake.checks.existing_keys import MOST_LIKENESSES
from data.intake.checks.key_normalisation import canonical
from data.intake.checks.table import Table, file_problem
from data.problems import ProblemKind, no_problems

LIKE_ENOUGH = 80
"""The likeness (0-100, rapidfuzz ratio) from which a known key is offered for one that isn't."""


def check_references(table: Table, known: Mapping[str, pl.Series]) -> pl.DataFrame:
    found = [no_problems()]
    for name, other in table.dataset.references:
        if name not in table.rows.columns or table.rows[name].null_count() == table.rows.height:
            continue
        column, values = table.dataset.column(name), table.rows[name]
        existing = known.get(other, pl.Series([], dtype=pl.String))
        if other == table.dataset.name and table.dataset.keys[0] in table.rows.columns:
            existing = pl.concat([existing.rename("key"), table.rows[table.dataset.keys[0]].drop_nulls().rename("key")])
        if not len(existing):
            found.append(
                file_problem(
                    ProblemKind.NOTHING_TO_REFER_TO,
                    f"{table.label(name)} refers to {other}, and no {other} are held as at this date.",
                    f"Upload {other} first.", name, None,
                )
            )  # fmt: skip
            continue
        value = pl.col(name)
        unknown = table.rows.select(value.is_not_null() & ~value.is_in(existing.implode())).to_series()
        if not unknown.any():
            continue
        misses = values.filter(unknown).unique(maintain_order=True)
        mends = _near(misses, existing, other)
        found.append(
            table.at(
                unknown, column, ProblemKind.UNKNOWN_REFERENCE, f"is not held in {other} as at this date.",
                values.replace_strict(misses, mends, default="", return_dtype=pl.String),
            )
        )  # fmt: skip
    return pl.concat(found)


def _near(misses: pl.Series, existing: pl.Series, other: str) -> pl.Series:
    """The fix for each key that isn't held: the held one that it may be, or to add it first."""
    existing = existing.unique().sort()  # the store gives them in any order: of two that are near, always the same
    forms = dict(zip(canonical(existing), existing, strict=True))
    every = existing.to_list()
    budget = MOST_LIKENESSES // max(len(every), 1)
    mends = []
    for miss, form in zip(misses, canonical(misses), strict=True):
        near = forms.get(form)
        if near is None and budget > 0:
            budget -= 1
            best = process.extractOne(miss, every, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
            near = best[0] if best else None
        mends.append(f"Did you mean ‘{near}’?" if near is not None else f"Mend it, or upload it in {other} first.")
    return pl.Series(mends, dtype=pl.String)


def reference_keys(known: Mapping[str, pl.Series | list[str]]) -> dict[str, pl.Series]:
    """The known keys as text series, whatever type they were given as."""
    return {
        name: pl.Series(name, keys, dtype=pl.String) if isinstance(keys, list) else keys for name, keys in known.items()
    }
