"""What was said to the panel, or asked by it, since an earlier date.
One row per remark or question that came or went between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains; item_id is the remark's key.
kind: question (asked and answered), remark, withdrawn (no longer said). A remark put in other words is one that went and
one that came, for its text is its key.
uses: reports_compared
compares: commentary
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, ended


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since)
    return answered(changes_of("commentary", "overview", pairs, kinds, lambda pair: pair.row["section"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, section = pair.row, pair.row["section"]
    remark, many = f"A remark on {section}", f"{{n}} remarks on {section}"
    if pair.now is None:
        yield Change(
            "withdrawn", 7, f"{remark} is no longer made: {ended(row['text'])}.", f"{many} are no longer made."
        )
    elif pair.before is None and row["question"] is None:
        yield Change("remark", 9, f"{remark} was added: {ended(row['text'])}.", f"{many} were added.")
    elif pair.before is None:
        question = row["question"].strip(" ")
        stop = "" if question.endswith((".", "?", "!")) else "."
        yield Change("question", 33, f"A question on {section} was answered: {question}{stop}")
