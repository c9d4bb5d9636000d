"""A new key that is only another way to write one that is held would count one thing twice: it is named."""

from __future__ import annotations

from datetime import date

import pytest

from data import ledger, uploads
from data.datasets import DATASETS
from data.intake.checks.existing_keys import check_existing
from data.intake.checks.table import Table
from data.intake.pipeline import Ingested, Options, ingest
from data.problems import Notice, sentences

HELD = [f"APP-{number:03d}" for number in range(1, 41)]


def application(key: str, held: list[str] = HELD, **said) -> Ingested:
    row = f'application_id,name,department,business_function,disposition\n"{key}",Payroll,HR,Paying,retain\n'
    known = {"applications": held}
    return ingest(row.encode(), "update.csv", DATASETS["applications"], date(2013, 10, 31), Options(**said), known)


@pytest.mark.parametrize(
    "key",
    [
        "APP-OO1", "APP-O01", "APP-00l", "APP-00I",  # letters for digits, as eyes and scanners take them
        "APP001", "APP_001", "APP.001", "A PP-001", "APP-001.", "APP-001?",  # other signs between the same parts
        "1", "001",  # the number alone
        "APP-001 / APP-002", "APP-001, APP-002", "APP-001 (Payroll)",  # more than the reference
        "app-001", "APP-1", "АPP-001",  # case, zeros, a Cyrillic А
        "ԌPP-001", "ΩPP-001",  # letters of another alphabet that are like none of ours
    ],
)  # fmt: skip
def test_one_row_with_a_held_key_written_otherwise_is_named(key: str) -> None:
    taken = application(key)
    assert taken.problems.height == 1, sentences(taken.problems)
    problem = taken.problems.row(0, named=True)
    assert (problem["row"], problem["column"]) == (2, "application_id")
    # Who knows that it is meant can say so.
    assert application(key, keys_as_they_are=True).problems.is_empty()


@pytest.mark.parametrize(
    ("key", "held"),
    [
        ("APP-041", HELD),  # the next one
        ("APP-001a", HELD),  # a part of one
        ("HR-01", HELD),  # another series
        ("1.1", ["11", "12"]),  # chapters
        ("Bail hostels", ["Ball courts"]),  # i and l in names are other letters
        ("Recovery site", ["Recovery", "Network"]),  # a name that begins as another does
        ("7", ["1", "2", "3"]),  # bare numbers throughout
        ("A1-0", ["A-10"]),
    ],
)
def test_a_key_of_its_own_is_none_of_the_held_ones(key: str, held: list[str]) -> None:
    assert sentences(application(key, held).problems) == []


def test_a_new_key_without_the_zeros_of_the_held_ones_is_named() -> None:
    problem = application("APP-41").problems.row(0, named=True)
    assert (problem["kind"], "‘APP-041’" in problem["mend"]) == ("lost zeros", True)


@pytest.mark.parametrize("written", ["SERVERS AND STORAGE", "Servers & storage", "Servers  and-storage"])
def test_a_component_of_spend_is_compared_with_those_that_are_held(sample_store, written: str) -> None:
    rows = f"component,month,strand,budget_gbp\n{written},2013-10-01,core_infrastructure,100.00\n".encode()
    seen = uploads.preview(uploads.Request(DATASETS["spend"], rows, "spend.csv", date(2013, 10, 31), "update"))
    assert seen.ingested.problems["kind"].to_list() == ["look-alike key"]
    assert "‘Servers and storage’" in sentences(seen.ingested.problems)[0]
    with ledger.writing() as writer:  # within a transaction too
        assert "Servers and storage" in writer.keys_at(date(2013, 10, 31))["spend"]


def test_what_is_held_exactly_is_no_new_key() -> None:
    taken = application("APP-001")
    keys = taken.rows["application_id"]
    table = Table(taken.dataset, taken.rows, {}, {}, taken.rows["_row"])
    column = taken.dataset.column("application_id")
    notices: list[Notice] = []
    assert check_existing(table, column, keys, keys, notices).is_empty()
    assert notices == []


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Servers and strorage", ["‘Servers and strorage’ (held: ‘Servers and storage’)"]),
        ("Servers and storage 2", []),  # another one, by its number
        ("Licences for offices", []),
    ],
)
def test_a_name_that_may_be_mistyped_is_told_and_taken(written: str, told: list[str]) -> None:
    rows = f"component,month,strand,budget_gbp\n{written},2013-10-01,core_infrastructure,100.00\n".encode()
    known = {"spend": ["Servers and storage", "Recovery site"]}
    taken = ingest(rows, "spend.csv", DATASETS["spend"], date(2013, 10, 31), Options(), known)
    assert sentences(taken.problems) == []
    assert [said for n in taken.notices if n.kind == "like a held key" for said in n.examples] == told
