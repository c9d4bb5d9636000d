"""Files made of a programme in which every text tries to be something else: each opens, and nothing in it is live."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from icalendar import Calendar
from lxml import etree, html
from openpyxl import load_workbook

import queries
from data import exports, ledger, uploads
from data.datasets import DATASETS, Dataset
from data.declarations import Kind
from data.exports.calendar import to_calendar
from data.exports.formulas import FORMULA_SIGNS
from data.intake.annotated_workbook import marked_workbook
from data.ledger import programmes
from data.ledger.trail.lines import path_of
from data.problems import Refused
from data.typed import CONTROL
from pages import digest, pack
from pages.digest.content import since_date
from tests import hostile
from tests.deep import examples
from tests.pages.pack.test_files import inside_of

LIVE_IN_OFFICE = {"hlinkClick", "hlinkHover", "hyperlink", "instrText", "control", "oleObject", "ddeLink", "f"}
"""Elements that lead elsewhere, are worked out, or run. ‘f’ is also how a chart names the cells of its own workbook."""
OWN_CELLS = re.compile(r"('[^'\[\]]+'|\w+)!\$?[A-Z]+\$?\d+(:\$?[A-Z]+\$?\d+)?")
LIVE_IN_PDF = (b"/URI", b"/JavaScript", b"/JS", b"/Launch", b"/GoToR", b"/EmbeddedFile", b"/OpenAction", b"/SubmitForm")


@pytest.fixture(scope="module")
def _held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store: Path = tmp_path_factory.mktemp("hostile") / "programme.duckdb"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(store))
        hostile.begin()
    return store


@pytest.fixture(autouse=True)
def held(_held: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PROGRAMME_STORE", str(_held))
    with programmes.using("first"):
        yield


def refuse_live(content: bytes, name: str) -> None:
    """A file of Office's holds no part that is live, and every part is XML; files inside it too."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        for part in archive.namelist():
            inside = archive.read(part)
            if part.endswith(".xlsx"):
                refuse_live(inside, f"{name}/{part}")
            elif part.endswith((".xml", ".rels")):
                for each in etree.fromstring(inside).iter(etree.Element):
                    kind = etree.QName(each).localname
                    assert each.get("TargetMode") != "External", (name, part, dict(each.attrib))
                    is_own = kind == "f" and OWN_CELLS.fullmatch(each.text or "")
                    assert kind not in LIVE_IN_OFFICE or is_own, (name, part, kind, each.text)


def test_every_text_of_every_column_is_hostile():
    """So that the other tests try what they say: in each column of text every payload occurs, in keys too; in one that names
    rows of another dataset, those of the rows that it names."""
    for dataset in DATASETS.values():
        rows = ledger.rows_now(dataset, hostile.AS_AT)
        for column in dataset.columns:
            if column.kind is Kind.TEXT:
                texts = " ".join(rows[column.name].drop_nulls())
                read = {name: {payload, unescape(payload)} for name, payload in hostile.PAYLOADS.items()}
                missing = [name for name, forms in read.items() if not any(form in texts for form in forms)]
                is_reference = not column.key and (
                    column.refers_to or (dataset.name, column.name) == ("alerts", "reference")
                )
                few = len(hostile.PAYLOADS) - hostile.OF_A_REFERENCE if is_reference else 0
                assert len(missing) <= few, (dataset.name, column.name, missing)
                starts = [start for start in hostile.STARTS if rows[column.name].str.starts_with(start).any()]
                assert starts or not column.key, (dataset.name, column.name)


def test_papers_hold_nothing_that_is_live():
    made = pack.make(hostile.AS_AT)
    for form in ("pptx", "docx"):
        refuse_live(pack.render(made, form), form)
    inside = inside_of(pack.render(made, "pdf"))
    assert not [sign for sign in LIVE_IN_PDF if sign in inside]
    refuse_live_page(pack.render(made, "html").decode(), scripts=1)


def refuse_live_page(page: str, scripts: int) -> None:
    elements = [each for each in html.fromstring(page.encode()).iter() if isinstance(each.tag, str)]
    assert len([each for each in elements if each.tag == "script"]) == scripts
    assert not [
        each.tag for each in elements if each.tag in ("a", "img", "iframe", "object", "embed", "link", "base", "form")
    ]
    assert not [name for each in elements for name in each.attrib if name.startswith("on")]
    assert "zqscript" in page


def test_digests_hold_nothing_that_is_live():
    view = queries.View(hostile.AS_AT, ledger.ledger_version(), queries.ledger_state().generation)
    told = since_date(view, date(2013, 8, 31))
    refuse_live_page(digest.as_html(told), scripts=0)
    assert all(letter.isprintable() or letter == "\n" for letter in digest.as_text(told))


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_exports_hold_no_formula(dataset: Dataset):
    rows = ledger.rows_now(dataset, hostile.AS_AT)
    content = exports.to_csv(rows)
    for line in csv.reader(StringIO(content.decode("utf-8-sig"))):
        assert not [cell for cell in line if re.match(rf"\s*[{FORMULA_SIGNS}\t\r]", cell) and not is_number(cell)]
    book = exports.to_xlsx(rows)
    refuse_live(book, dataset.name)
    assert all(cell.data_type != "f" for line in load_workbook(BytesIO(book)).active.iter_rows() for cell in line)


def is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?[\d.]+", cell))


def test_the_calendar_has_one_event_a_day_and_no_line_of_anybody_elses():
    events = queries.ask("calendar_events", hostile.AS_AT)
    content = to_calendar(events, hostile.PROGRAMME)
    assert len(Calendar.from_ical(content).walk("VEVENT")) == events.height
    names = {re.split(rb"[:;]", line)[0] for line in content.split(b"\r\n") if line and line[:1] != b" "}
    ours = {
        b"BEGIN", b"END", b"VERSION", b"PRODID", b"CALSCALE", b"X-WR-CALNAME", b"SUMMARY", b"DTSTART", b"DTEND", b"DTSTAMP",
        b"UID",
        b"SEQUENCE", b"DESCRIPTION", b"STATUS", b"CATEGORIES", b"TRANSP", b"LAST-MODIFIED",
    }  # fmt: skip
    assert names <= ours
    assert max(map(len, content.split(b"\r\n"))) <= 75


def test_what_can_not_be_seen_or_is_worked_out_comes_in_through_no_column_and_is_told_as_text():
    """The file is refused, or each cell is, or it comes in without what can't be seen, and that is said. Of what is refused
    each dataset is given three in turn, and with `DEEP_TESTS` all."""
    for turn, dataset in enumerate(DATASETS.values()):
        row = {name: str(value) for name, value in ledger.rows_now(dataset, hostile.AS_AT).row(0, named=True).items()}
        texts = [column.name for column in dataset.columns if column.kind is Kind.TEXT]
        refused = list(hostile.REFUSED.items())
        for at in range(turn, turn + examples(3, len(refused))):
            name, payload = refused[at % len(refused)]
            content = hostile.as_typed([row | dict.fromkeys(texts, payload)])
            request = uploads.Request(dataset, content, "refused.csv", hostile.AS_AT, "update")
            try:
                read = uploads.preview(request).ingested
            except Refused as refusal:
                told = [str(refusal)]
            else:
                held = {column for column in texts if (read.rows[column].drop_nulls() == payload).any()}
                assert held <= set(read.problems["column"]), (dataset.name, name)
                assert read.problems.height or read.sheet.notices, (dataset.name, name)
                told = [
                    *read.problems["problem"],
                    *read.problems["mend"],
                    *(notice.text for notice in read.sheet.notices),
                ]
            assert not [sentence for sentence in told if CONTROL.search(sentence)], (dataset.name, name)
        refuse_live(marked_workbook(read.sheet, read.problems), "the file with its problems marked")


def test_what_is_typed_beside_the_data_is_kept_legible():
    for name in ("uploaded_by", "note", "file_name"):
        with ledger.reading() as cursor:
            found = cursor.execute(f"SELECT DISTINCT {name} FROM uploads").fetchall()
        assert any(hostile.SENTINEL in text for (text,) in found), name
        assert all(text.isprintable() for (text,) in found), name
    for line in path_of(programmes.current().file).read_text(encoding="utf-8").splitlines():
        assert line.isprintable()
