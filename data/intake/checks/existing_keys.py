"""New keys that are only another spelling of a key held already: one item under two names is counted twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import polars as pl
from rapidfuzz import fuzz, process

from data.datasets import Column
from data.intake.checks.key_normalisation import bare, canonical, padded
from data.intake.checks.table import Table
from data.intake.values.common import aggregate, plain
from data.problems import Notice, NoticeKind, ProblemKind, no_problems

_NUMBERED = 0.85
"""Where this share of the held keys ends in a number after letters, a bare number is one of them without its letters."""

_NAME = 8
MISTYPED = 90
"""Names of at least so many letters that are so much alike (0-100, rapidfuzz ratio) may be one name, mistyped."""
AT_ONCE = 3_000_000
"""How many likenesses are worked out at once, in memory."""
MOST_LIKENESSES = 3_000_000
"""How many comparisons of keys are worth making (about a second) only to say what may be meant."""

Doubts = dict[str, tuple[ProblemKind, str, str]]
"""A key of the file → kind of problem, problem, how to mend it."""


def check_existing(
    table: Table, column: Column, keys: pl.Series, existing: pl.Series, notices: list[Notice]
) -> pl.DataFrame:
    """A problem for each new key that is another spelling of a held one, and a notice of those that may be mistyped."""
    if not len(existing) or keys.equals(existing):
        return no_problems()
    new = ~keys.is_in(existing.implode()) & keys.is_not_null()
    if not new.any():
        return no_problems()
    fresh = keys.filter(new).unique(maintain_order=True)
    existing = existing.unique().sort()  # the store gives them in any order; of two that fit, the same is always named
    doubts = {
        **_without_zeros(fresh, existing),
        **_part_or_more(fresh, existing),
        **_written_otherwise(fresh, existing, set(keys.filter(~new).to_list())),
    }
    notices += _mistyped([key for key in fresh if key not in doubts], existing, table.label(column.name))
    if not doubts:
        return no_problems()
    kinds: dict[ProblemKind, list[str]] = {}
    for key, (kind, _, _) in doubts.items():
        kinds.setdefault(kind, []).append(key)
    return pl.concat(
        table.at(
            keys.is_in(named), column, kind,
            keys.replace_strict({k: doubts[k][1] for k in named}, default="", return_dtype=pl.String),
            keys.replace_strict({k: doubts[k][2] for k in named}, default="", return_dtype=pl.String),
        )
        for kind, named in kinds.items()
    )  # fmt: skip


def _as_digits(parts: pl.Series) -> pl.Series:
    """The keys with letters that are taken for digits replaced by those: APP-OO1 and APP-001 become equal."""
    digits = parts.str.replace_all("o", "0").str.replace_all("[il]", "1")
    return digits.str.replace_all(r"(^|[^0-9])0+([0-9])", "$1$2")


def _digits(key: str) -> int:
    return sum(c in "0123456789" for c in key)


def _written_otherwise(fresh: pl.Series, existing: pl.Series, present: set[str]) -> Doubts:
    doubts: Doubts = {}
    mend = "Write it as it is held, or say ‘keys as they are’ if it is another or was renamed."
    forms = dict(zip(canonical(existing), existing, strict=True))
    theirs, mine = bare(existing), bare(fresh)
    by_parts = dict(zip(theirs, existing, strict=True))
    by_digits = dict(zip(_as_digits(theirs), existing, strict=True))
    for key, form, parts, digits in zip(fresh, canonical(fresh), mine, _as_digits(mine), strict=True):
        if form in forms:
            meant, how = forms[form], "they differ only in case, zeros, spaces or look-alike signs"
            if meant in present:  # then the file has both, and is asked about that
                continue
        elif parts in by_parts:
            meant, how = by_parts[parts], "they differ only in the signs between their parts"
        elif digits in by_digits and _digits(key) != _digits(by_digits[digits]):
            meant, how = by_digits[digits], "they differ only in letters that look like digits"
        else:
            continue
        doubts[key] = (ProblemKind.LOOK_ALIKE_KEY, f"looks like ‘{plain(meant)}’, which is already held: {how}.", mend)
    return doubts


def _part_or_more(fresh: pl.Series, existing: pl.Series) -> Doubts:
    """The number of a held reference alone, and held references with more in the same cell."""
    doubts: Doubts = {}
    key = pl.col(existing.name)
    has_spaces = aggregate(existing, key.str.contains(r"\s").any())[0]
    numbers = existing.str.extract(r"[^0-9]([0-9]+)$", 1)
    are_numbered = numbers.is_not_null().sum() >= _NUMBERED * len(existing)
    meant: dict[int, list[str]] = {}
    if are_numbered and fresh.str.contains("^[0-9]+$").any():
        for one, number in zip(existing, numbers, strict=True):
            if number is not None:
                meant.setdefault(int(number), []).append(one)
    exist = set() if has_spaces else set(existing.filter(existing.str.contains("[0-9]")))
    for one in fresh:
        found = meant.get(int(one), []) if meant and re.fullmatch("[0-9]+", one) else []
        if len(found) == 1:
            doubts[one] = (
                ProblemKind.UNLIKE_THE_OTHER_KEYS, f"is a bare number, and ‘{plain(found[0])}’ is already held.",
                f"Did you mean ‘{plain(found[0])}’? Write the whole reference, or say ‘keys as they are’.",
            )  # fmt: skip
        parts = re.findall(r"[^\s,;/|&+()]+", one) if exist else []
        known = [part for part in parts if part in exist]
        if known and len(parts) > 1:
            doubts[one] = (
                ProblemKind.UNLIKE_THE_OTHER_KEYS, f"holds ‘{plain(known[0])}’, which is already held, and more.",
                "Write one reference in a cell, or say ‘keys as they are’.",
            )  # fmt: skip
    return doubts


def _without_zeros(fresh: pl.Series, existing: pl.Series) -> Doubts:
    """New references whose number is shorter than those of the held ones, which are padded with zeros."""
    widths = dict(padded(existing).iter_rows())
    doubts: Doubts = {}
    for one in fresh if widths else ():
        found = re.fullmatch(r"(.*?)([0-9]+)", one)
        wide = widths.get(found[1]) if found else None
        if found and wide and len(found[2]) < wide:
            doubts[one] = (
                ProblemKind.LOST_ZEROS, "has fewer digits than those that are held, which are padded with zeros.",
                f"Did you mean ‘{plain(found[1] + found[2].zfill(wide))}’? Format the column as text before saving.",
            )  # fmt: skip
    return doubts


def _is_name(key: str) -> bool:
    return sum(c.isalpha() for c in key) >= _NAME


def _by_digits(keys: Iterable[str]) -> dict[str, list[str]]:
    """The keys that are names, by the digits in them."""
    found: dict[str, list[str]] = {}
    for key in filter(_is_name, keys):
        found.setdefault(re.sub("[^0-9]", "", key), []).append(key)
    return found


def _nearest(keys: list[str], those: list[str]) -> Iterator[tuple[str, str]]:
    """(a key, the first of those most like it), for every key that is MISTYPED-alike to one."""
    step = max(1, AT_ONCE // len(those))
    for at in range(0, len(keys), step):
        some = keys[at : at + step]
        likeness = process.cdist(some, those, scorer=fuzz.ratio, score_cutoff=MISTYPED, workers=2)
        for key, best, most in zip(some, likeness.argmax(axis=1), likeness.max(axis=1), strict=True):
            if most >= MISTYPED:
                yield key, those[best]


def _mistyped(fresh: list[str], existing: pl.Series, label: str) -> list[Notice]:
    """Possible typing errors: new names that differ by a letter or two from a held one, with the same numbers."""
    if not any(_is_name(key) for key in fresh):  # references differ by their numbers: there is nothing to compare
        return []
    mine, theirs = _by_digits(fresh), _by_digits(existing)
    near = [
        f"‘{plain(key)[:60]}’ (held: ‘{plain(best)[:60]}’)"
        for digits in mine
        if digits in theirs
        for key, best in sorted(_nearest(mine[digits], theirs[digits]))
    ]
    if not near:
        return []
    names = f"{len(near):,} new names are" if len(near) > 1 else "1 new name is"
    text = f"{label}: {names} very like one that is held, and would count as another."
    return [Notice(NoticeKind.LIKE_A_HELD_KEY, text, len(near), tuple(near[:5]))]
