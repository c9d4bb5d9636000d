"""How like each other names are: which names are compared at all, and how. Helps the questions beside it: it answers none."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

GENERIC = {
    "a", "an", "and", "of", "for", "the", "in", "to", "on", "application", "applications", "app", "database", "databases",
    "management", "manager", "module", "software", "system", "systems", "solution", "solutions", "tool", "tools", "ltd",
    "limited", "plc", "llp", "inc", "co", "company", "group", "uk",
}  # fmt: skip
"""Words that say nothing of what a thing does or who sells it: ‘Education management’ and ‘Election management’ share one."""

BEGINNING = 3
"""Letters: names are compared where a word of each begins with the same ones, the first that a slip of the pen spares."""

LONGEST = 200
"""Characters of a name that are looked at: comparing is square in them, and a text that was put where a name belongs kept a
server busy for minutes."""

AT_ONCE = 1_000
"""Names of a block that are compared with all of it at a time, so that no table of all pairs stands in memory."""


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and signs: ‘Children's café’ is childrens, cafe."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return re.findall(r"[a-z0-9]+", "".join(letter for letter in bare if not unicodedata.combining(letter)))


def essence(text: str, besides: str = "") -> str:
    """What is left of a name to compare: its words in order of the alphabet, without the generic ones and those of `besides`
    (a department's name), unless nothing would be left."""
    every = words(text[:LONGEST])
    own = {*words(besides[:LONGEST]), *GENERIC}
    return " ".join(sorted(word for word in every if word not in own) or sorted(every))


def alike(names: Sequence[str], threshold: int) -> Iterator[tuple[str, str, float]]:
    """The pairs of different names that are at least so alike, from 0 to 100, each pair once and in order of the alphabet.

    names: as `essence` gives them. Names whose numbers differ are never alike: ‘Archive 2003’ is not ‘Archive 2008’.
    """
    blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name in set(names):
        parts = name.split()
        numbers = [part for part in parts if any(sign.isdigit() for sign in part)]
        for part in parts:
            if part not in numbers:
                blocks[(part[:BEGINNING], *numbers)].add(name)
    found: dict[tuple[str, str], float] = {}
    for block in blocks.values():
        ordered = sorted(block)
        for start in range(0, len(ordered), AT_ONCE) if len(ordered) > 1 else ():
            some = ordered[start : start + AT_ONCE]
            scores = process.cdist(some, ordered, scorer=fuzz.ratio, score_cutoff=threshold, dtype="uint8")
            for row, column in zip(*scores.nonzero(), strict=True):
                one, other = some[row], ordered[column]
                if one < other:
                    found[one, other] = fuzz.ratio(one, other)
    yield from ((*pair, found[pair]) for pair in sorted(found))
