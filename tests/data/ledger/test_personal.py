"""A person's data: found wherever it is, taken out without a trace, and everything else as it was."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import polars as pl
import psycopg
import pyarrow as pa
import pytest

from data import ledger
from data.__main__ import main
from data.datasets import DATASETS
from data.declarations import Kind
from data.ledger import audit, backups, personal, programmes, roles, schema, trail
from data.ledger.writer import NewUpload
from data.problems import LedgerRefused
from pages import pack
from queries import ask, catalogue
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, MARCH, WAVES, waves
from tests.deep import in_turn
from tests.queries.test_every_query import PARTS

NAME = "Zoë O’Quill"
SPELLINGS = (NAME, "zoë o'quill", unicodedata.normalize("NFD", NAME), "ZOË  O’QUILL", "Zoë_O’Quill")
LOOKED_FOR = (NAME, "zq@council.gov.uk")


OURS: dict[str, tuple[str, ...]] = {
    "about": ("name", "value"),
    "uploads": ("dataset", "mode", "sha256"),
    "ledger_entries": ("action",),
    "renames": ("dataset",),
    "name_intervals": ("dataset", "key_column"),
    "taken_out": ("generation", "instead_of", "files"),
}
"""By table, the columns of text that only the program writes in."""


def workbook() -> bytes:
    """A workbook that has the name in one cell, in two parts of different fonts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", "<si><r><t>Zo&#235; </t></r><r><rPr/><t>O’Quill</t></r></si>")
    return packed.getvalue()


def enter(names: dict[str, str], day: date, content: bytes, **more: object) -> None:
    facts = {"file_name": "waves.csv", "by": "Ann Lee"} | more
    with ledger.writing() as writer:
        writer.enter(NewUpload(WAVES, day, "full", waves(**names), content, **facts))  # type: ignore[arg-type]


def a_life() -> None:
    """Uploads in which the name is in cells, keys, notes, options, files and names of files; some withdrawn, some renamed."""
    enter({"W1": SPELLINGS[0], "W2": "Second", SPELLINGS[1]: "Third"}, JANUARY, "W1,Zoë O’Quill".encode("utf-16"))
    enter({"W1": SPELLINGS[3], "W2": f"Asked {NAME}, who agreed", SPELLINGS[1]: "Third"}, FEBRUARY, b"W1", by=NAME,
          file_name=f"{SPELLINGS[4]}.csv", note=f"From {SPELLINGS[2]}", options={"map": {NAME: "name"}})  # fmt: skip
    enter({"W1": "[removed 4]", "W2": "Second", SPELLINGS[1]: "Third"}, MARCH, workbook(), by="zq@council.gov.uk")
    enter({"W1": "Zoë O’Quills", "W2": "Second", "W-3": "Third"}, MARCH, b"plain", renames={SPELLINGS[1]: "W-3"})
    with ledger.writing() as writer:
        writer.withdraw([3], NAME)
    roles.say("zq@council.gov.uk", roles.Role.EDITOR, roles.EVERY, NAME)
    roles.say("zq@council.gov.uk", None, roles.EVERY, "Ann Lee")


def told() -> list[list[tuple[object, ...]]]:
    """What is shown from every date at every version, with the marks read back into one."""
    found = []
    with ledger.reading() as cursor:
        for day in (JANUARY, FEBRUARY, MARCH):
            for version in range(1, ledger.ledger_version() + 1):
                rows = cursor.execute(
                    "SELECT * FROM waves_at(?, ?) ORDER BY sequence, wave_id", [day, version]
                ).fetchall()
                found.append(rows)
    return found


def without(value: object) -> object:
    """A cell in which the name, or its mark, is ‘…’."""
    marked = personal.wanted(LOOKED_FOR).sub("…", value) if isinstance(value, str) else value
    return re.sub(r"\[removed \d+\]", "…", marked) if isinstance(marked, str) else marked


def everything_kept() -> str:
    """All that is in the store's folder, byte by byte and unpacked; and in PostgreSQL, where the store is one."""
    said = []
    for path in programmes.home().parent.rglob("*"):
        if path.is_dir():
            continue
        said += [
            path.name,
            path.read_bytes().decode("utf-8", "ignore"),
            path.read_bytes().decode("utf-16-le", "ignore"),
        ]
        if path.suffix == ".duckdb":
            with ledger.open_file(path) as db:
                for (table,) in db.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    said += _unpacked(db.execute(f'SELECT * FROM "{table}"').fetchall())
    address = programmes.authority()
    if address is not None:
        with psycopg.connect(address) as remote:
            for (table,) in remote.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'ledger'").fetchall():
                said += _unpacked(remote.execute(f'SELECT * FROM ledger."{table}"'.encode()).fetchall())
    return "\n".join(said)


def _unpacked(rows: list[tuple[object, ...]]) -> list[str]:
    said = []
    for value in (each for row in rows for each in row):
        if isinstance(value, bytes) and value[:4] == b"PAR1":
            said.append(str(pl.read_parquet(io.BytesIO(value)).to_dicts()))
        elif isinstance(value, bytes):
            said.append(pa.CompressedInputStream(pa.BufferReader(value), "zstd").read().decode("utf-8", "ignore"))
        else:
            said.append(json.dumps(json.loads(str(value)), ensure_ascii=False) if str(value)[:1] == "{" else str(value))
    return said


def remove(*names: str) -> None:
    """As it is typed: the dry run first, then with its code."""
    typed = ["person", "remove", *names, "--why", "asked, case 12"]
    said = io.StringIO()
    with redirect_stdout(said):
        assert main([*typed, "--json"]) == 0
    assert main([*typed, "--confirm", json.loads(said.getvalue())["confirm"]]) == 0


def test_a_name_is_taken_out_of_everything_and_all_else_is_as_it_was(store: Path, capsys: pytest.CaptureFixture[str]):
    a_life()
    backups.backup(store.parent.parent / "elsewhere.duckdb")
    backups.restore(store.parent.parent / "elsewhere.duckdb")  # what was there is kept beside it
    before, generation = told(), ledger.current().generation
    assert personal.wanted(LOOKED_FOR).search(everything_kept())
    remove(*LOOKED_FOR)
    assert personal.wanted(LOOKED_FOR).search(everything_kept()) is None
    after = told()
    assert [[tuple(map(without, row)) for row in rows] for rows in after] == [
        [tuple(map(without, row)) for row in rows] for rows in before
    ]
    # One mark for each spelling, none that was there before: what differed still differs.
    assert [len(set(row)) for rows in after for row in rows] == [len(set(row)) for rows in before for row in rows]
    assert {"[removed 4]", "Zoë O’Quills"} <= {row[1] for rows in after for row in rows}, (
        "whole words, and nobody else's"
    )
    assert ledger.current().generation != generation
    found = audit.check()
    assert found.damage == ()
    assert found.loose_ends == ()
    assert "asked, case 12" in found.taken_out[0]
    assert "the original of upload 1, 2, 3 was dropped" in found.taken_out[0]
    with pytest.raises(LedgerRefused, match="was dropped"):
        ledger.file_of(1)
    assert [line.event for line in trail.events()][-1] == "personal data removed"
    enter({"W1": "Later", "W2": "Second"}, date(2013, 4, 30), b"later")
    assert audit.check().damage == ()
    capsys.readouterr()
    assert main(["person", "find", *LOOKED_FOR]) == 0
    assert capsys.readouterr().out == "Nothing was found under that name.\n"


@pytest.mark.of_a_file
def test_what_is_said_of_it_can_be_neither_made_up_nor_denied(store: Path):
    a_life()
    path = programmes.home()
    made_up = "INSERT INTO taken_out VALUES (1, 4, TIMESTAMP '2013-03-31', 'x', 'x', 1, '[4]', 'g', 'h')"
    for change in (made_up, "UPDATE taken_out SET files = '[]'"):
        if change != made_up:
            remove(*LOOKED_FOR)
        whole = path.read_bytes()
        path.chmod(0o600)
        with ledger.open_file(path, to_write=True) as db:
            db.execute(change)
        assert any("not as the audit trail has it" in each for each in audit.check().damage)
        path.write_bytes(whole)
        assert audit.check().damage == ()


@pytest.mark.of_a_file
def test_a_backup_of_before_brings_it_back_and_check_says_so(store: Path, tmp_path: Path):
    a_life()
    backups.backup(tmp_path / "before.duckdb")
    remove(*LOOKED_FOR)
    backups.backup(tmp_path / "after.duckdb")
    backups.restore(tmp_path / "before.duckdb")
    found = audit.check()
    assert found.damage == ()
    assert "take them out again" in " ".join(found.loose_ends)
    remove(*LOOKED_FOR)
    assert personal.wanted(LOOKED_FOR).search(everything_kept()) is None
    backups.restore(tmp_path / "after.duckdb")
    assert audit.check().damage == ()


@pytest.mark.of_a_file
def test_it_is_refused_where_it_can_not_be_meant(store: Path, capsys: pytest.CaptureFixture[str]):
    a_life()
    roles.say("zq@council.gov.uk", roles.Role.VIEWER, roles.EVERY, "Ann Lee")
    for names, why, code, says in (
        (["ab"], "asked", "", "too short"),
        (["Migrate"], "asked", "", "one of the choices"),
        ([NAME], f"{NAME} asked", "", "holds the name"),
        ([NAME], "asked", "00000000", "not what was shown"),
        (["zq@council.gov.uk"], "asked", "", "Take the role away first"),
    ):
        before = ledger.current().generation
        main(["person", "remove", *names, "--why", why, *(["--confirm", code] if code else [])])
        told_of_it = capsys.readouterr()
        assert says in told_of_it.err + told_of_it.out, says
        assert ledger.current().generation == before
    with roles.acting(roles.Person("zq@council.gov.uk")):
        assert main(["person", "find", NAME]) == 1
    assert "may not" in capsys.readouterr().err


@pytest.mark.of_a_file
def test_every_text_of_the_store_is_looked_through_or_the_programs_own(store: Path):
    a_life()
    with ledger.looking() as db:
        looked_at = set(personal.text_columns(db))
        listed = db.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE data_type = 'VARCHAR' AND NOT internal"
        )
        choices = {
            (schema.table(d), c.name)
            for d in DATASETS.values()
            for c in d.columns
            if c.kind in (Kind.CHOICE, Kind.YEAR)
        }
        left = {(table, column) for table, column in listed.fetchall() if column not in OURS.get(table, ())}
    assert left - choices == looked_at


FIGURES = (pl.Int64, pl.Int32, pl.Float64, pl.Decimal, pl.Date, pl.Boolean)
NO_FIGURES = {"updates_history", "updates_taken_out"}
"""What says that it was done."""


@pytest.mark.of_a_file
def test_no_figure_changes(sample_store: Path):
    """A role that the sample names in four datasets is taken out: what every second question answers, others tomorrow; with
    `DEEP_TESTS` all."""

    def figures() -> dict[str, object]:
        found: dict[str, object] = {}
        for place, name in enumerate(sorted(set(catalogue()) - NO_FIGURES - PARTS)):
            if not in_turn(place, 2):
                continue
            rows = ask(name, date(2013, 9, 30))
            found[name] = sorted(map(str, rows.select(column for column in rows if column.dtype in FIGURES).rows()))
        return found

    before = figures()
    assert len(pack.make(date(2013, 9, 30), None, ("gateways",)).cover.facts) == 1
    remove("Head of ICT")
    assert audit.check().damage == ()
    after = figures()
    assert {name for name in before if before[name] != after[name]} == set()
    assert "were taken out on" in pack.make(date(2013, 9, 30), None, ("gateways",)).cover.facts[1].text
