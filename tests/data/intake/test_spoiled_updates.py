"""No spoiled update of held rows is taken as something else: each gives just the clean rows, or is refused by name."""

from __future__ import annotations

import polars as pl
import pytest

from data import ledger
from data.datasets import DATASETS
from data.intake.pipeline import ingest
from data.ledger import writer
from data.problems import Refused, sentences
from tests.data.intake import spoil_updates

NAMES = ("gateways", "migrations", "partners", "spend")


@pytest.mark.parametrize("name", NAMES)
def test_a_spoiled_update_is_never_silently_wrong(sample, name: str) -> None:
    dataset = DATASETS[name]
    with ledger.reading() as cursor:
        known = writer.keys_at(cursor, spoil_updates.DAY, ledger.ledger_version())
    held = ledger.rows_now(dataset, ledger.LAST_DAY)
    clean: pl.DataFrame | None = None
    verdicts: dict[str, str] = {}
    for update in spoil_updates.variants({name: held}):
        try:
            taken = ingest(update.content, update.file_name, dataset, spoil_updates.DAY, known=known)
            said = " / ".join(sentences(taken.problems)[:2])
            rows = None if taken.problems.height else taken.rows.drop("_row").sort(dataset.keys)
        except Refused as refused:
            said, rows = str(refused), None
        if clean is None:  # the first is the clean file itself
            assert rows is not None, said
            assert rows.height == spoil_updates.ROWS or name == "partners"
            clean = rows
        result = "refused" if rows is None else "equal" if rows.equals(clean.select(rows.columns)) else "wrong"
        fits = {"must_load": ("equal",), "must_refuse": ("refused",), "either": ("equal", "refused")}[update.expected]
        if result not in fits or (result == "refused" and len(said) <= 40):
            verdicts[update.name] = f"{update.expected}, but {result}: {said}"
    assert verdicts == {}
