"""What is otherwise now than it was known at an earlier ledger version: two states are compared, whatever lies between them.

The changes since an earlier date are told of one ledger version, and so know nothing of what another one took away or corrected.
A digest since an earlier version is of both. `Between` asks on behalf of the modules that tell changes: what they ask of
the earlier day is answered as it was known then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.datasets import DATASETS
from queries import Asking, answered_by
from queries.changes.comparing import renamed


@dataclass(frozen=True)
class Between(Asking):
    """Asks from the later state; `earlier` asks from the earlier one, of another ledger version."""

    def __call__(self, query_name: str, as_at: date | None = None, **parameters: object) -> pl.DataFrame:
        """The answer to another query: what compares two dates compares the two states, and so does what tells changes."""
        if query_name.startswith("changes_"):
            return answered_by(query_name, self, parameters)
        now = super().__call__(query_name, as_at, **parameters)
        if self.earlier is None or "compared" not in now.columns:
            return now
        given: dict[str, object] = {**parameters, "since": None}
        before = self.earlier(query_name, None, **given)
        before = before.filter(compared="now").with_columns(compared=pl.lit("before"))
        for dataset, names in renamed(self, self.earlier).items():
            key = DATASETS[dataset].keys[0]  # only rows with a key of one column are renamed
            before = before.with_columns(pl.col(key).replace(names)) if key in before.columns else before
        return pl.concat([now.filter(compared="now"), before])
