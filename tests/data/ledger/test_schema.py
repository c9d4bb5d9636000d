"""A declaration is the only place where a column stands: everything else follows, in old stores too."""

from __future__ import annotations

import dataclasses
import io
from datetime import date
from typing import Any

import openpyxl
import polars as pl
import pytest

from data import __main__ as command_line
from data import commands, datasets, exports, ledger, uploads
from data.datasets import Column, Kind
from data.ledger import schema
from data.ledger.audit import check
from queries import ask

OLD_FILE = b"partner_id,name,category,stage,stage_date\nP1,Sentinel CiC,cic,identified,2012-09-01\n"
NEW_FILE = OLD_FILE.replace(b"stage_date\n", b"stage_date,lead_officer,visits\n").replace(
    b"-01\n", b"-01,Head of ICT,3\n"
)


def take(content: bytes, day: date):
    return uploads.commit(uploads.Request(datasets.DATASETS["partners"], content, "partners.csv", day, by="test"))


@pytest.fixture
def declared(monkeypatch):
    """Two columns declared after a store was made without them."""
    take(OLD_FILE, date(2012, 9, 30))
    partners = datasets.DATASETS["partners"]
    more = (
        Column("lead_officer", Kind.TEXT, "Who leads for the partner.", example="Head of ICT"),
        Column("visits", Kind.WHOLE, "How many visits were made.", minimum=0, maximum=50),
    )
    monkeypatch.setitem(datasets.DATASETS, "partners", dataclasses.replace(partners, columns=partners.columns + more))


@pytest.mark.usefixtures("declared")
def test_a_new_column_reaches_table_checks_template_dictionary_and_export(capsysbinary):
    partners = datasets.DATASETS["partners"]
    assert ask("partners_stage", date(2012, 12, 31)).height == 1  # the old store still answers, brought up to date
    take(NEW_FILE, date(2012, 10, 31))
    with ledger.reading() as cursor:
        now = cursor.execute("SELECT lead_officer, visits FROM partners_at('2012-12-31', 99)").fetchall()
        then = cursor.execute("SELECT lead_officer, visits FROM partners_at('2012-09-30', 99)").fetchall()
        cells = cursor.execute(
            "SELECT value FROM cells(DATE '9999-12-30', 99) WHERE column_name = 'visits' ORDER BY valid_from"
        ).fetchall()
    assert (now, then) == ([("Head of ICT", 3)], [(None, None)])
    assert cells == [(None,), ("3",)]
    with pytest.raises(uploads.Rejected, match="visits: ‘51’.*from 0 to 50"):
        take(NEW_FILE.replace(b",3\n", b",51\n"), date(2012, 11, 30))
    assert exports.template_csv(partners).decode().rstrip().endswith("lead_officer,visits")
    headings = [
        cell.value for cell in openpyxl.load_workbook(io.BytesIO(exports.template_xlsx(partners))).worksheets[0][1]
    ]
    assert headings[-2:] == ["lead_officer", "visits"]
    described: Any = commands.describe(partners)["columns"]
    assert [column["name"] for column in described][-2:] == ["lead_officer", "visits"]
    assert command_line.main(["export", "partners"]) == 0
    exported = pl.read_csv(capsysbinary.readouterr().out)
    assert exported.select("lead_officer", "visits").rows() == [("Head of ICT", 3)]
    assert check().damage == ()


@pytest.mark.of_a_file
def test_the_fingerprint_follows_the_declarations(monkeypatch):
    before = schema.fingerprint()
    waves = datasets.DATASETS["waves"]
    monkeypatch.setitem(
        datasets.DATASETS,
        "waves",
        dataclasses.replace(waves, columns=(*waves.columns, Column("colour", Kind.TEXT, "A colour."))),
    )
    assert schema.fingerprint() != before
