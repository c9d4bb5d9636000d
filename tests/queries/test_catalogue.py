"""How questions are found and answered: in SQL, in Python, and gathered from files that nobody names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import queries
from queries import BadParameter, ask, catalogue, find, parameters_of, whole_sql
from tests.queries.conftest import Programme, day

GATEWAY = "gateway_id,name,kind,baseline_date\nGW1,Design,gateway,2013-05-31"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of questions of the test's own in place of ours."""
    path = tmp_path / "questions"
    path.mkdir()
    monkeypatch.setattr(queries, "FOLDER", path)
    queries._catalogue.cache_clear()
    yield path
    queries._catalogue.cache_clear()
    queries._answer.cache_clear()


def test_a_module_with_a_header_is_a_question(folder: Path):
    gateways = folder / "gateways"
    gateways.mkdir()
    (gateways / "helping.py").write_text('"""Helps others: it answers nothing."""')
    (gateways / "__init__.py").write_text("")
    (gateways / "odds.py").write_text(
        '"""How likely each gateway is.\nOne row per gateway.\n$runs integer = 100: how many runs\n'
        '$kind text: only this kind\n"""\ndef answer(ask, as_at, ledger_version, runs, kind): ...\n'
    )
    assert list(catalogue()) == ["gateways_odds"]
    query = find("gateways_odds")
    assert (query.title, query.notes, query.sql) == ("How likely each gateway is.", ("One row per gateway.",), "")
    assert {name: each.default for name, each in parameters_of("gateways_odds").items()} == {"runs": 100, "kind": None}
    with pytest.raises(BadParameter, match="no parameter ‘run’"):
        ask("gateways_odds", run=3)


def test_each_use_of_an_inlined_part_reads_for_itself(folder: Path):
    shared = folder / "shared"
    shared.mkdir()
    (shared / "versions.sql").write_text("-- Versions.\n-- inlined: of most one day is wanted\nselect 1 as x")
    (shared / "listed.sql").write_text("-- Listed.\n-- uses: versions\nselect x from versions")
    (shared / "both.sql").write_text("-- Both.\n-- uses: listed, versions\nselect x from listed, versions")
    assert re.findall(r"(\w+) AS (NOT MATERIALIZED )?\(", whole_sql("both")) == [
        ("versions", "NOT MATERIALIZED "), ("listed", ""),
    ]  # fmt: skip


def test_python_asks_from_the_same_date_and_version(programme: Programme, monkeypatch: pytest.MonkeyPatch):
    """The forecast is a question of its own: what it asks in turn must not look from anywhere else."""
    first = programme.report("2013-01-31", gateways=GATEWAY)
    programme.report("2013-02-28", gateways=f"{GATEWAY}\nGW2,Launch,go_live,2014-04-01")
    assert programme.ask("migration_forecast", "2013-02-28")["go_live_date"].to_list() == [day("2014-04-01")]
    assert programme.ask("migration_forecast", "2013-01-31")["go_live_date"].to_list() == [None]
    assert programme.ask("migration_forecast", "2013-02-28", first)["go_live_date"].to_list() == [None]


def test_an_answer_in_python_is_kept(programme: Programme, monkeypatch: pytest.MonkeyPatch):
    asked = []

    def answer(ask, as_at, ledger_version):
        asked.append((as_at, ledger_version))
        return pl.DataFrame({"n": [len(asked)]})

    monkeypatch.setattr("queries.migration.forecast.answer", answer)
    queries._answer.cache_clear()
    number = programme.report("2013-01-31", gateways=GATEWAY)
    for _ in range(2):
        assert programme.ask("migration_forecast", "2013-01-31").item() == 1
    assert programme.ask("migration_forecast", "2013-01-30").item() == 2
    programme.report("2013-02-28", gateways=GATEWAY)
    assert programme.ask("migration_forecast", "2013-01-31").item() == 3
    assert asked == [(day("2013-01-31"), number), (day("2013-01-30"), number), (day("2013-01-31"), number + 1)]
    queries._answer.cache_clear()


def test_a_file_joins_what_gathers_it_without_being_named(programme: Programme, folder: Path):
    def write(name: str, sql: str) -> None:
        path = folder / f"{name.replace('_', '/')}.sql"
        path.parent.mkdir(exist_ok=True)
        path.write_text(sql)

    write(
        "news_all",
        "-- All.\n-- One row per item.\n-- gathers: news_* as every_item\nselect * from every_item order by a",
    )
    write("news_first", "-- First.\n-- One row.\n-- uses: part_one\nselect a, 'x' as b from part_one order by a")
    write("part_one", "-- Part.\n-- One row.\n-- In no order\nselect 1 as a where $as_at is not null")
    assert ask("news_all").rows() == [(1, "x")]
    queries._catalogue.cache_clear()
    queries._answer.cache_clear()
    write("news_later", "-- Later.\n-- One row.\n-- $least integer = 0: at least\n"
          "select 2 as a, 'y' as b where $least::int < 3 and $as_at is not null order by a")  # fmt: skip
    assert ask("news_all").rows() == [(1, "x"), (2, "y")]
    assert list(parameters_of("news_all")) == ["least"]
    assert ask("news_all", least=5).rows() == ask("news_all", least="5").rows() == [(1, "x")]
    assert whole_sql("news_all").count("part_one AS (") == 1


@pytest.mark.parametrize(
    ("name", "given", "wanted"),
    [
        ("inventory_list", {"limit": "many"}, "‘limit’ is a whole number such as 20, not ‘many’"),
        ("overview_since", {"since": "31/03/2013"}, "‘since’ is a date such as 2013-03-31, not ‘31/03/2013’"),
        ("migration_list", {"late": "true"}, "‘late’ is yes or no, not ‘true’"),
    ],
)
def test_a_parameter_of_another_type_is_refused_by_its_name(name: str, given: dict[str, Any], wanted: str, store):
    with pytest.raises(BadParameter, match=wanted):
        ask(name, **given)


def test_readers_who_come_at_once_have_the_catalogue_read_once(monkeypatch: pytest.MonkeyPatch):
    """Python 3.11 can't parse in several threads at once: ‘AST constructor recursion depth mismatch’."""
    reading, most = [0], [0]
    read = queries._read

    def counted(path: Path) -> queries.Query:
        reading[0] += 1
        most[0] = max(most[0], reading[0])
        found = read(path)
        reading[0] -= 1
        return found

    monkeypatch.setattr(queries, "_read", counted)
    queries._catalogue.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = {id(each.result()) for each in [pool.submit(queries.catalogue) for _ in range(8)]}
    assert (len(found), most[0]) == (1, 1)
