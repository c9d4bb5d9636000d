"""How like each other names are: which names are compared at all, and how. Helps the questions beside it: it answers none."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence

import polars as pl
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


def essences(texts: pl.Series, besides: pl.Series) -> pl.Series:
    """As `essence` of each text and what stands beside it: a column of 120,000 names in a fifth of the time of one by one."""
    rows = pl.DataFrame({"text": texts, "besides": besides}).with_row_index("row")
    is_plain = pl.all_horizontal(
        pl.col(name).str.len_bytes() == pl.col(name).str.len_chars() for name in ("text", "besides")
    )
    plain, others = rows.filter(is_plain), rows.filter(~is_plain)

    own = plain.select("besides").unique().select("besides", word=_split("besides")).explode("word").drop_nulls()
    every = (
        plain.select("row", "besides", word=_split("text"))
        .explode("word")
        .join(own.unique().with_columns(is_own=pl.lit(True)), on=["besides", "word"], how="left")
        .sort("row", "word")
        .with_columns(tells=pl.col("is_own").is_null() & ~pl.col("word").is_in(list(GENERIC)))
        .with_columns(has_any=pl.col("tells").any().over("row"))
        .filter(pl.col("tells") | ~pl.col("has_any"))
        .group_by("row", maintain_order=True)
        .agg(essence=pl.col("word").str.join(" "))
    )
    by_one = pl.Series(
        [essence(text, beside) for text, beside in others.select("text", "besides").rows()], dtype=pl.String
    )
    found = pl.concat([every, others.select("row", essence=by_one)])
    return rows.select("row").join(found, on="row", how="left", maintain_order="left")["essence"].fill_null("")


def may_be_alike(texts: pl.Series, besides: pl.Series) -> pl.Series:
    """Whether `essence` of each text and what stands beside it may be the same as another's, or be compared with another by
    `alike`: True for each for which it is, and for few others. It makes nothing of the words but numbers, and takes a quarter of
    the time that `essences` and `comparable` do: a guard for a long list, of which few names share anything."""
    rows = pl.DataFrame({"text": texts, "besides": besides}).with_row_index("row")
    is_plain = pl.all_horizontal(
        pl.col(name).str.len_bytes() == pl.col(name).str.len_chars() for name in ("text", "besides")
    )
    plain, others = rows.filter(is_plain), rows.filter(~is_plain)
    own = plain.select("besides").unique().select("besides", word=_split("besides")).explode("word").drop_nulls()
    every = plain.select("row", "besides", word=_split("text")).explode("word").drop_nulls("word").with_row_index("at")
    is_own = every.filter(pl.col("word").is_in(own["word"].unique().implode()))
    is_own = is_own.join(own.unique(), on=["besides", "word"], how="semi")
    tells = (~every["word"].is_in(list(GENERIC))).scatter(is_own["at"], False)
    has_any = _marks(rows.height, every["row"].filter(tells))
    telling = every.select("row", "word").filter(tells | ~has_any.gather(every["row"]))
    by_one = [(row, word) for row, *texts in others.rows() for word in essence(*texts).split()]
    telling = pl.concat([telling, pl.DataFrame(by_one, schema=telling.schema, orient="row")])
    # sums of 56 bits each, of 200 words at most: the same for the same words in any order
    telling = telling.with_columns(hash=pl.col("word").hash() // 256, is_number=pl.col("word").str.contains("[0-9]"))
    sums = telling.group_by("row").agg(pl.sum("hash"), numbers=pl.col("hash").filter("is_number").sum())
    blocks = (
        telling.filter(~pl.col("is_number"))
        .join(sums.select("row", "numbers"), on="row")
        .select("row", block=pl.struct(pl.col("word").str.head(BEGINNING), "numbers").hash())
    )
    found = (sums.filter(pl.col("hash").is_duplicated())["row"], blocks.filter(pl.col("block").is_duplicated())["row"])
    return _marks(rows.height, pl.concat(found)) | ~_marks(
        rows.height, telling["row"]
    )  # without a word: all such are the same


def _split(column: str) -> pl.Expr:
    """The words of a text of plain signs, as `words` has them."""
    bare = pl.col(column).str.head(LONGEST).str.to_lowercase().str.replace_all("'", "", literal=True)
    return bare.str.extract_all("[a-z0-9]+")


def _marks(height: int, rows: pl.Series) -> pl.Series:
    """True at these rows, and False at the others."""
    return pl.Series([False], dtype=pl.Boolean).new_from_index(0, height).scatter(rows, True)


def comparable(names: pl.Series) -> pl.Series:
    """Of different names, as `essence` gives them, those that `alike` compares with any other at all."""
    parts = (
        pl.DataFrame({"name": names})
        .with_columns(part=pl.col("name").str.split(" "))
        .explode("part")
        .with_columns(is_number=pl.col("part").str.contains("[0-9]"))
    )
    numbers = parts.filter("is_number").group_by("name", maintain_order=True).agg(numbers=pl.col("part").str.join(" "))
    blocks = (
        parts.filter(~pl.col("is_number"))
        .join(numbers, on="name", how="left")
        .select("name", "numbers", beginning=pl.col("part").str.head(BEGINNING))
        .unique()
    )
    return blocks.filter(pl.len().over("beginning", "numbers") > 1)["name"].unique()


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
