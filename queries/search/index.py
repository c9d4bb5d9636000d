"""Where a search looks: every row that has a name of its own, every department, and every upload. Helps the questions beside it.

One row per row, in the order of the declarations, then departments, uploads last. Rows that only say more of another (an
application's move) are found with that one, and of several rows of one component or option there is one.
"""

from __future__ import annotations

import polars as pl

from data.datasets import DATASETS, Dataset, Kind

SCHEMA = {
    "dataset": pl.String, "item_id": pl.String, "title": pl.String, "words": pl.String, "upload": pl.Int64,
}  # fmt: skip
"""dataset: ‘departments’ for a department, ‘uploads’ for an upload. item_id: the row's reference. title: its name, or its
reference where it has none. words: all that it says in words, its reference included. upload: the one that brought it."""


def named() -> list[Dataset]:
    """The datasets of which rows have a name of their own."""
    return [dataset for dataset in DATASETS.values() if not dataset.column(dataset.keys[0]).refers_to]


def rows_of(dataset: Dataset, place: int) -> str:
    """The rows of a dataset, one for each first part of their key, as a SELECT; it names only what is declared."""
    texts = [column for column in dataset.columns if column.kind is Kind.TEXT and not column.refers_to]
    names = [column.name for column in texts if column.required and not column.key]
    item = f'"{dataset.keys[0]}"::VARCHAR'
    title = f'"{names[0]}"' if names and len(dataset.keys) == 1 else item
    words = "concat_ws(' ', " + ", ".join(f'"{column.name}"' for column in texts) + ")"
    latest, together = "upload", ""
    if len(dataset.keys) > 1:
        title, words = f"min({title})", f"string_agg(DISTINCT {words}, ' ' ORDER BY {words})"
        latest, together = "max(upload)", f'GROUP BY "{dataset.keys[0]}"'
    return (
        f"SELECT {place} AS place, '{dataset.name}' AS dataset, {item} AS item_id, {title} AS title, {words} AS words, "
        f"{latest} AS upload FROM {dataset.name}_at($as_at, $ledger_version) {together}"
    )


def departments(names: pl.Series) -> pl.DataFrame:
    """Every department, by its name; no upload brought it by itself."""
    rows = pl.DataFrame({"item_id": names, "title": names, "words": names})
    return (
        rows.select("item_id", "title", "words", dataset=pl.lit("departments"), upload=pl.lit(None, pl.Int64))
        .select(*SCHEMA)
        .cast(SCHEMA)  # type: ignore[arg-type]
    )


def uploads(rows: pl.DataFrame) -> pl.DataFrame:
    """Every upload that counts, by its number, its file and who took it in."""
    titles = {name: dataset.title for name, dataset in DATASETS.items()}
    number = pl.col("number").cast(pl.String)
    called = pl.col("dataset").replace_strict(titles, default=pl.col("dataset"))
    return rows.select(
        dataset=pl.lit("uploads"),
        item_id=number,
        title=pl.col("file_name"),
        words=pl.concat_str(
            pl.lit("upload"), number, "file_name", called, "uploaded_by", "note", separator=" ", ignore_nulls=True
        ),
        upload=pl.col("number"),
    ).cast(SCHEMA)  # type: ignore[arg-type]
