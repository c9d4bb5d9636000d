"""What some words find: rows of any list, and uploads, those first in which the name says it
One row per row that says every word asked for, whole, as its beginning, within it, or but for one letter.
rank: 1 is the best. dataset, item_id, title, upload: as in queries/search/index.py. about: what the list is called.
passage: the words beside the one that was found, where the name does not say it; else empty.
of_dataset: how many of that list are found; matches: how many in all. At most $most of each list.
$words text: what is looked for
$dataset text: only in this list
$most integer = 6: how many of each list at most
uses: updates_history, inventory_by_department
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl
from rapidfuzz.distance import OSA

from data.datasets import DATASETS
from queries import Asking
from queries.search.index import departments, named, rows_of, uploads

SCHEMA = {
    "rank": pl.Int64, "dataset": pl.String, "about": pl.String, "item_id": pl.String, "title": pl.String,
    "passage": pl.String, "of_dataset": pl.Int64, "matches": pl.Int64, "upload": pl.Int64,
}  # fmt: skip
WHOLE, BEGINNING, WITHIN, ALMOST = 8, 6, 3, 2
"""What a word that is found counts, by how; three times as much where the name or the reference says it."""
SHORTEST_WITHIN, SHORTEST_ALMOST = 3, 4
"""Letters of a word asked for that may be found within another, and with one letter wrong."""
AROUND = 60
LETTER = r"[\p{L}\p{N}]"
"""What words are made of: APP-001 is two."""


def answer(
    ask: Asking, as_at: date, ledger_version: int, words: str | None, dataset: str | None, most: int, **_: object
) -> pl.DataFrame:
    asked = list(dict.fromkeys(re.findall(r"[^\W_]+", (words or "").lower())))
    if not asked:
        return pl.DataFrame(schema=SCHEMA)
    rows = _candidates(ask, asked)
    found: pl.DataFrame | None = None
    for word in asked:
        spoken = _spoken(rows, word)
        here = (
            spoken.join(graded(word, spoken["word"].unique().to_list()), on="word")
            .with_columns(pl.col("grade") * pl.when("in_title").then(3).otherwise(1))
            .sort("row", "grade", "word", descending=[False, True, False])
            .group_by("row", maintain_order=True)
            .agg(pl.first("grade"), pl.first("word"), pl.first("in_title"))
        )
        if found is not None:
            both = found.join(here, on="row", suffix="_here")
            is_told = pl.col("in_title")  # the passage is that of a word which the name does not say
            here = both.select(
                "row",
                grade=pl.col("grade") + pl.col("grade_here"),
                word=pl.when(is_told).then("word_here").otherwise("word"),
                in_title=is_told & pl.col("in_title_here"),
            )
        found = here
    assert found is not None
    kept = found.join(rows.drop("said_by_name", "said"), on="row")
    if dataset is not None:
        kept = kept.filter(dataset=dataset)
    return _shown(kept, most)


def _candidates(ask: Asking, asked: list[str]) -> pl.DataFrame:
    """What may say every word asked for, with its place as `row`: of the many rows of the lists only those in which the store
    finds something like each, for splitting the words of all takes seconds where there are 100,000."""
    selects = " UNION ALL ".join(rows_of(dataset, place) for place, dataset in enumerate(named()))
    # the store's lower case is Polars' for what becomes one of these
    likely = [
        f"regexp_matches(lower(concat_ws(' ', item_id, title, words)), '{like(word, '[^ ]')}')"
        for word in asked
        if word.isascii()
    ]
    where = f"WHERE {' AND '.join(likely)}" if likely else ""
    listed = ask.frame(
        f"SELECT dataset, item_id, title, words, upload FROM ({selects}) {where} ORDER BY place, item_id"
    )
    names = ask("inventory_by_department")["department"].unique().sort()
    counted = uploads(ask("updates_history").filter("counted"))
    return pl.concat([listed, departments(names), counted]).with_row_index("row").with_columns(
        said_by_name=pl.concat_str("item_id", "title", separator=" ", ignore_nulls=True).str.to_lowercase(),
        said=pl.col("words").str.to_lowercase(),
    )  # fmt: skip


def _spoken(rows: pl.DataFrame, word: str) -> pl.DataFrame:
    """One row per row and word of it that may be the one asked for; in_title: the title or the reference says it."""
    whole = rf"{LETTER}*(?:{like(word, LETTER)}){LETTER}*"
    return (
        pl.concat([
            rows.select("row", word=pl.col(text).str.extract_all(whole), in_title=text == "said_by_name")
            .explode("word")
            .drop_nulls()
            for text in ("said_by_name", "said")
        ])
        .group_by("row", "word")
        .agg(pl.col("in_title").any())
    )  # fmt: skip


def like(word: str, letter: str) -> str:
    """A regular expression that occurs in each word that the one asked for finds, see `graded`, and in a few others.
    `letter`: what stands for any letter."""
    if len(word) < SHORTEST_ALMOST or word.isdecimal():
        return word
    inside = range(1, len(word) - 1)
    return "|".join([
        word[1:],  # also the first letter wrong, or missing
        word[:-1],
        *(word[:at] + letter + word[at + 1 :] for at in inside),
        *(word[:at] + word[at + 1 :] for at in inside),
        *(word[:at] + letter + word[at:] for at in (*inside, len(word) - 1)),
        *(word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)),
    ])  # fmt: skip


def graded(word: str, vocabulary: list[str]) -> pl.DataFrame:
    """Of the words that are said, those that the one asked for finds, with what each counts."""
    grades: dict[str, int] = {}
    almost = len(word) >= SHORTEST_ALMOST and not word.isdecimal()  # one figure wrong is another number
    for known in vocabulary:
        if known == word:
            grades[known] = WHOLE
        elif known.startswith(word):
            grades[known] = BEGINNING
        elif len(word) >= SHORTEST_WITHIN and word in known:
            grades[known] = WITHIN
        elif almost and any(
            OSA.distance(word, part, score_cutoff=1) <= 1
            for part in {known, known[: len(word)]}
            if abs(len(part) - len(word)) <= 1
        ):
            grades[known] = ALMOST
    return pl.DataFrame(list(grades.items()), schema={"word": pl.String, "grade": pl.Int64}, orient="row")


def _shown(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """The best of each list, with the lists in the order of their best."""
    titles = {name: declared.title for name, declared in DATASETS.items()}
    titles |= {"departments": "Departments", "uploads": "Uploads"}
    counted = rows.sort("grade", "row", descending=[True, False]).with_columns(
        of_dataset=pl.len().over("dataset").cast(pl.Int64), matches=pl.len().cast(pl.Int64)
    )
    kept = counted.filter(pl.int_range(pl.len()).over("dataset") < most)
    passages = [
        "" if in_title else _passage(text, word)
        for text, word, in_title in kept.select("words", "word", "in_title").rows()
    ]
    return kept.with_columns(
        pl.Series("passage", passages, dtype=pl.String),
        rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64),
        about=pl.col("dataset").replace_strict(titles, return_dtype=pl.String),
    ).select(*SCHEMA)


def _passage(text: str, word: str) -> str:
    """The words beside the one that was found: ‘… the supplier's correction of the month-end payment file …’."""
    flat = " ".join(text.split())
    at = flat.lower().find(word)
    start, end = max(0, at - AROUND), at + len(word) + AROUND
    if start:
        start = flat.find(" ", start) + 1 or start
    if end < len(flat):
        end = max(flat.rfind(" ", at, end), at + len(word))
    return f"{'… ' if start else ''}{flat[start:end]}{' …' if end < len(flat) else ''}"
