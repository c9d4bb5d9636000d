"""Every figure of made-up programmes as the contract and the headers define it (tests/queries/independent.py), beside SQL."""

from __future__ import annotations

import random
from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import ledger
from data.datasets import DATASETS
from data.declarations import Column, Kind
from data.ledger.intervals import Mode
from data.ledger.writer import NewUpload
from queries import ask
from tests.deep import examples
from tests.queries.independent import KEYS, QUESTIONS, REFERENCES, Model, Row, Upload, key_of

COLUMNS = {name: DATASETS[name].names for name in KEYS}
DAYS = [date(2012, 7, 31) + timedelta(days=31 * n) for n in range(4)]
FIRST = {"applications": "A", "waves": "W", "gateways": "G", "partners": "P", "gateway_criteria": "C", "decisions": "D",
         "partner_concerns": "K"}  # fmt: skip
COUNTS = {"applications": 24, "waves": 3, "gateways": 5, "partners": 6, "gateway_criteria": 9, "decisions": 8,
          "partner_concerns": 5}  # fmt: skip
RENAMED = ("applications", "waves", "gateways", "partners")


def some_value(chance: random.Random, dataset: str, column: Column, row: int) -> Any:
    space = REFERENCES[dataset].get(column.name)
    if space is not None:
        return f"{FIRST[space]}{row if column.key else chance.randrange(COUNTS[space])}"
    if not column.required and chance.random() < 0.3:
        return None
    if column.choices:
        return chance.choice(column.choices)
    if column.kind is Kind.MONTH:
        return date(2012, 7 + row % 5, 1)
    if column.kind is Kind.DATE:
        return chance.choice(DAYS) + timedelta(days=chance.choice((0, chance.randrange(-60, 90))))
    if column.kind is Kind.MONEY:
        return Decimal(chance.randrange(1, 900_000)) / 100
    if column.kind is Kind.WHOLE:
        return chance.randrange(1, 6)
    return f"{column.name} {row % 3}"


def some_rows(chance: random.Random, dataset: str, given_up: dict[str, str]) -> list[Row]:
    """A file's rows: most of the keys, some by what they were renamed to, and often not all the columns."""
    declared = DATASETS[dataset]
    needed = {rule.column for rule in declared.rules if hasattr(rule, "column")} | {"actual_date", "met_date"}
    columns = [c for c in declared.columns if c.required or c.name in needed or chance.random() < 0.8]
    whole = {"migrations": COUNTS["applications"], "spend": 15}.get(dataset) or COUNTS[dataset]
    rows = [
        {c.name: some_value(chance, dataset, c, n) for c in columns} for n in range(whole) if chance.random() < 0.85
    ]
    for row in rows:
        for column in REFERENCES[dataset]:
            if row.get(column) in given_up and chance.random() < 0.5:
                row[column] = given_up[row[column]]
    return list({key_of(dataset, row): row for row in rows}.values())


def entered(writer: Any, upload: Upload, made: list[Upload]) -> None:
    schema = DATASETS[upload.dataset].frame_schema
    rows = pl.DataFrame(upload.rows, schema={name: schema[name] for name in upload.rows[0]}, orient="row")
    mode: Mode = "full" if upload.mode == "full" else "update"
    new = NewUpload(DATASETS[upload.dataset], upload.day, mode, rows, b"x", "f.csv", "Ann", renames=upload.renames)
    number = writer.enter(new).number
    if number is not None:
        upload.number = number
        made.append(upload)


@pytest.mark.parametrize("seed", range(examples(1, 2)))
def test_every_figure_is_what_the_headers_say(store: Path, seed: int):
    chance = random.Random(seed)
    made: list[Upload] = []
    versions: dict[int, list[Upload]] = {}
    given_up: dict[str, str] = {}
    days = [*DAYS[:1], *chance.sample(DAYS[1:-1], 2), DAYS[-1]]
    for day in days:
        with ledger.writing() as writer:
            for name in KEYS:
                mode = chance.choice(("full", "full", "update"))
                entered(writer, Upload(0, name, day, mode, some_rows(chance, name, given_up)), made)
        versions[ledger.ledger_version()] = deepcopy(made)
        if day == DAYS[0]:  # renamed at the first date, so every later file may use either key
            with ledger.writing() as writer:
                for name in RENAMED:
                    column = KEYS[name][0]
                    required = [c.name for c in DATASETS[name].columns if c.required or c.name == "core_component"]
                    rows = list(Model(made, COLUMNS).at(day)[name].values())[:2]
                    renames = {row[column]: f"{row[column]}new" for row in rows}
                    files = [{c: row[c] for c in required} | {column: renames[row[column]]} for row in rows]
                    entered(writer, Upload(0, name, day, "update", files, renames), made)
                    given_up |= renames
        elif day == days[2]:
            turned = chance.sample([one for one in made if not one.renames], 3)
            with ledger.writing() as writer:
                writer.withdraw([one.number for one in turned], "Ben")
            for one in turned:
                one.counts = False
    versions[ledger.ledger_version()] = deepcopy(made)
    for version in (max(versions), chance.choice(sorted(versions)), max(versions)):
        for day in (chance.choice(DAYS), DAYS[0] + timedelta(days=chance.randrange(-2, 150))):
            compare(Model(versions[version], COLUMNS), day, version)


def compare(model: Model, day: date, version: int) -> None:
    for name in KEYS:
        rows = ledger.rows_at(DATASETS[name], day, version).iter_rows(named=True)
        assert {key_of(name, row): row for row in rows} == model.at(day)[name], (name, day, version)
    for name, (key, figures) in QUESTIONS.items():
        said = list(ask(name, day, version).iter_rows(named=True))
        wanted = figures(model, day)
        shown = {tuple(row[column] for column in key): row for row in said}
        wanted = (
            {one if isinstance(one, tuple) else (one,): row for one, row in wanted.items()} if key else {(): wanted}
        )
        assert len(said) == len(shown)
        assert {
            (one, column): row[column] for one, row in shown.items() for column in row if column in wanted.get(one, row)
        } == {(one, column): value for one, row in wanted.items() for column, value in row.items()}, (
            name,
            day,
            version,
        )
    history = ask("updates_history", day, version).select("number", "withdrawn", "counted").rows()
    assert {number for number, withdrawn, _ in history if not withdrawn} == {one.number for one in model.uploads}
    assert {number for number, _, counted in history if counted} == {u.number for u in model.uploads if u.day <= day}
