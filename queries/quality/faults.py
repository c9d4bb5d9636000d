"""Of every finding the row that it is about, without a word of what is wrong
One row per finding; the columns are those of quality_findings. Of 50,000 findings most is their sentences, which counts and
scores don't need.
In no order: it is made to be used by other queries.
$stated integer: how many applications were stated (without it: what minutes_stated says); 0 asks for no comparison
uses: quality_found
"""

from __future__ import annotations

from datetime import date

import polars as pl

from queries import Asking
from queries.quality.judging import ABOUT, in_python, is_small


def answer(ask: Asking, as_at: date, ledger_version: int, stated: int | None) -> pl.DataFrame:
    if is_small(ask):
        in_sql = ask("quality_found", stated=stated).select(ABOUT)
    else:
        in_sql = ask.frame(f"SELECT {', '.join(ABOUT)} FROM quality_found", ["quality_found"], stated=stated)
    return pl.concat([in_sql, *(ask(name).select(ABOUT) for name in in_python())])
