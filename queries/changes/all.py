"""What changed since the previous report, or since any date picked, in plain sentences, the most important first.
One row per change, or per several alike; none when nothing changed, or when there was no earlier report and no pick.
It gathers every query whose name begins with changes_, so that a later dataset joins by adding one.
subject: what the change is about, as the rest of that query's name. kind: what sort of change; each query explains its own.
weight: how important, 0 to 100: from 85 the go-live, the gateways, the budget, a partner's withdrawal; from 70 milestones,
partners' stages, meetings and moves; from 40 single moves, concerns, criteria and money; below 20 descriptions; below 10
words only. Of equal weight the larger size, days, pounds or steps, comes first.
rank: 1 is the most important. changes: how many there are in all, whatever the limit.
item_id, title: the row's key and name; null and a count where several stand together. sentence: what happened, to be shown.
alike: what changes that can stand together have in common; null where they can't. things: how many stand together.
For the rows behind such a one, ask again with its subject, kind and alike, and $together 0.
reporting_date, upload: which report and upload brought it; of several the latest. page: where it is explained.
since: the date looked from.
$subject text: only changes of this subject
$kind text: only changes of this kind
$alike text: only changes that have this in common
$together integer = 3: up to how many alike are listed one by one; more are one row; 0 lists each by itself
$limit integer: how many rows at most
uses: reports_compared
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.each_value import each_in_words
from queries import Asking, catalogue, parameters_of, side_by_side
from queries.changes.comparing import SCHEMA, earlier_day

ALIKE = ["subject", "kind", "alike"]


def answer(
    ask: Asking,
    as_at: date,
    ledger_version: int,
    subject: str | None,
    kind: str | None,
    alike: str | None,
    together: int,
    limit: int | None,
    since: date | None,
) -> pl.DataFrame:
    names = [name for name in catalogue() if name.startswith("changes_") and name != "changes_all"]
    wanted = [name for name in names if subject in (None, name.removeprefix("changes_"))]
    day = earlier_day(ask, since)
    dear_first = sorted(wanted, key=lambda name: "together" not in parameters_of(name))  # the lists that may be long
    of_each = dict(
        zip(dear_first, side_by_side(lambda name: _of_one(ask, name, since, together), dear_first), strict=True)
    )
    found = pl.concat([pl.DataFrame(schema=SCHEMA), *(of_each[name] for name in wanted)])
    for column, value in (("kind", kind), ("alike", alike)):
        found = found if value is None else found.filter(pl.col(column) == value)
    many = pl.sum("things").over(ALIKE)
    stands = pl.col("alike").is_not_null() & (many > together) & (together > 0)
    grouped = (
        found.filter(stands)
        .group_by(ALIKE)
        .agg(pl.max("weight", "size", "reporting_date", "upload"), pl.first("page"), pl.sum("things"))
        .pipe(lambda rows: rows.with_columns(each_in_words(rows["things"], lambda things: f"{things:,}").alias("n")))
        .with_columns(
            title=pl.format("{} {}", "n", pl.col("subject").str.replace_all("_", " ", literal=True)),
            sentence=pl.col("alike").str.replace_all("{n}", pl.col("n"), literal=True),
        )
        .drop("n")
    )
    rows = pl.concat([found.filter(~stands), grouped], how="diagonal")
    order = ["weight", "things", "size", "subject", "kind", "title", "item_id", "sentence"]
    ranked = (
        # a question or an exclamation in the data ends its sentence by itself
        rows.with_columns(pl.col("sentence").str.replace_all(r"([?!…])\.( |$)", "$1$2"))
        .sort(order, descending=[True, True, True, *[False] * 5])
        .with_columns(
            rank=pl.int_range(1, pl.len() + 1),
            changes=pl.len().cast(pl.Int64),
            since=pl.lit(day, pl.Date),
        )
    )
    return ranked.select("rank", *SCHEMA, "changes", "since").head(ranked.height if limit is None else max(limit, 0))


def _of_one(ask: Asking, name: str, since: date | None, together: int) -> pl.DataFrame:
    """The changes of one subject: where a list may be long, those alike are counted by its own query."""
    if "together" in parameters_of(name):
        return ask(name, since=since, together=together)
    return ask(name, since=since)
