"""What there is to find: every row that has a name of its own, every department, and every upload
One row per row, in the order of the declarations, then departments, uploads last. Rows that only say more of another (an
application's move) are found with that one, and of several rows of one component or option there is one.
dataset: ‘departments’ for a department, ‘uploads’ for an upload. item_id: the row's reference. title: its name, or its reference
where it has none.
words: all that it says in words, its reference included. upload: the one that brought it.
uses: updates_history, inventory_by_department
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS, Dataset, Kind
from queries import Asking

SCHEMA = {
    "dataset": pl.String, "item_id": pl.String, "title": pl.String, "words": pl.String, "upload": pl.Int64,
}  # fmt: skip


def answer(ask: Asking, as_at: date, ledger_version: int, **filters: object) -> pl.DataFrame:
    named = [dataset for dataset in DATASETS.values() if not dataset.column(dataset.keys[0]).refers_to]
    selects = [_rows(dataset, place) for place, dataset in enumerate(named)]
    found = ask.rows(" UNION ALL ".join(selects) + " ORDER BY place, item_id")
    rows = pl.DataFrame(found, schema={"place": pl.Int64, **SCHEMA}).drop("place")
    departments = ask("inventory_by_department")["department"].unique().sort()
    return pl.concat([rows, _departments(departments), _uploads(ask("updates_history").filter("counted"))])


def _rows(dataset: Dataset, place: int) -> str:
    """The rows of a dataset, one for each first part of their key, as a SELECT; it names only what is declared."""
    texts = [column for column in dataset.columns if column.kind is Kind.TEXT and not column.refers_to]
    named = [column.name for column in texts if column.required and not column.key]
    title = f'"{named[0]}"' if named and len(dataset.keys) == 1 else f'"{dataset.keys[0]}"::VARCHAR'
    words = ", ".join(f'"{column.name}"' for column in texts)
    return f"""
        SELECT {place} AS place, '{dataset.name}' AS dataset, "{dataset.keys[0]}"::VARCHAR AS item_id,
            min({title}) AS title, string_agg(DISTINCT concat_ws(' ', {words}), ' ' ORDER BY concat_ws(' ', {words})) AS words,
            max(upload) AS upload
        FROM {dataset.name}_at($as_at, $ledger_version)
        GROUP BY "{dataset.keys[0]}\""""


def _departments(names: pl.Series) -> pl.DataFrame:
    """Every department, by its name; no upload brought it by itself."""
    rows = pl.DataFrame({"item_id": names, "title": names, "words": names})
    return (
        rows.select("item_id", "title", "words", dataset=pl.lit("departments"), upload=pl.lit(None, pl.Int64))
        .select(*SCHEMA)
        .cast(SCHEMA)  # type: ignore[arg-type]
    )


def _uploads(rows: pl.DataFrame) -> pl.DataFrame:
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
