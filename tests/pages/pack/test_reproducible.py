"""A pack can be made again, digit for digit and byte for byte, whatever was uploaded or withdrawn since."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from data import ledger
from pages import pack
from pages.pack.content import Pack
from tests.pages.pack.programmes import AS_AT, commentary, enter, file_of
from tests.source import ROOT

pytestmark = pytest.mark.usefixtures("sample_store")

FORMS = tuple(pack.FORMATS)


@pytest.fixture
def before(of_the_sample: Pack) -> Pack:
    """The pack of the sample, of which each test has a copy, from the store that they share."""
    return of_the_sample


@pytest.fixture
def files(before: Pack) -> dict[str, bytes]:
    """It in every format."""
    return {form: file_of(before, form) for form in FORMS}


def test_later_uploads_and_withdrawals_change_no_old_pack(before: Pack, files: dict[str, bytes]):
    version = ledger.ledger_version()
    # A correction of a date that the pack shows, a later report, a remark, and half of what it rests on withdrawn.
    enter("gateways", [{"gateway_id": "GW2", "name": "Design", "kind": "gateway", "baseline_date": "2013-05-31",
                        "forecast_date": "2013-12-24"}], mode="update")  # fmt: skip
    enter("partners", [{"partner_id": "P99", "name": "Late", "category": "nhs", "stage": "committed",
                        "stage_date": "2013-09-01"}], date(2013, 10, 31), "update")  # fmt: skip
    commentary()
    with ledger.writing() as writer:
        writer.withdraw([source.number for source in before.sources[::2]], "test")
    now, again = pack.make(AS_AT), pack.make(AS_AT, version)
    assert now.fingerprint != before.fingerprint, "the pack of what is known now has changed"
    assert again == before
    assert again.fingerprint == before.fingerprint
    assert {form: pack.render(again, form) for form in FORMS} == files, "the files are the same, byte for byte"


def test_withdrawing_what_was_added_gives_the_old_content_under_a_new_version(before: Pack):
    number = enter("gateways", [{"gateway_id": "GW2", "name": "Design", "kind": "gateway",
                                 "baseline_date": "2013-05-31"}], mode="update")  # fmt: skip
    with ledger.writing() as writer:
        writer.withdraw([number], "test")
    after = pack.make(AS_AT)
    assert after.ledger_version > before.ledger_version
    assert after.sources == before.sources
    drawn = ("where_we_are", "migration", "outlook")  # the forecast's runs are drawn from the version
    same = [part for part in after.parts if part.key not in drawn]
    assert same == [part for part in before.parts if part.key not in drawn]


def test_another_process_on_another_day_writes_the_same_bytes(files: dict[str, bytes], tmp_path: Path):
    out = str(tmp_path / "a.pptx")
    # Another clock is what a year later brings, and each process has another order of its sets.
    later = (
        "import runpy, sys, time\n"
        "time.time = lambda: 4e9\n"
        f"sys.argv = ['pack', '--as-at', '{AS_AT}', '--format', 'pptx', '--out', {out!r}]\n"
        "runpy.run_module('pages.pack', run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", later], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.pptx").read_bytes() == files["pptx"]


def test_the_pack_carries_what_it_needs_to_be_made_again(before: Pack, files: dict[str, bytes]):
    assert before.again.startswith(f"python -m pages.pack --as-at 2013-03-31 --ledger-version {before.ledger_version} ")
    page = files["html"].decode()
    assert before.fingerprint in page
    for source in before.sources:
        assert source.sha256 in page
    with zipfile.ZipFile(BytesIO(files["docx"])) as archive:
        words = archive.read("word/document.xml").decode()
        assert before.fingerprint in archive.read("docProps/core.xml").decode()
    assert before.fingerprint in words
    assert all(source.sha256 in words for source in before.sources)
    with zipfile.ZipFile(BytesIO(files["pptx"])) as archive:
        notes = "".join(archive.read(name).decode() for name in archive.namelist() if "notesSlide" in name)
    assert all(source.sha256 in notes for source in before.sources)


def test_no_part_of_a_file_says_when_it_was_made():
    made = pack.make(AS_AT, wanted=("gateways", "money"))
    for form in ("pptx", "docx"):
        with zipfile.ZipFile(BytesIO(pack.render(made, form))) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            assert "2013-03-31T00:00:00Z" in archive.read("docProps/core.xml").decode()
