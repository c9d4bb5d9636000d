"""The steps of the Updates page that need no browser: what waits, what is edited, what is said of options."""

from __future__ import annotations

import weakref
from datetime import date
from types import SimpleNamespace

import polars as pl
from streamlit import runtime
from streamlit.runtime.dataframe_source_manager import DataframeSourceManager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from data.datasets import DATASETS
from pages.narrative.updates import return_headline
from pages.parts.updates import editing
from pages.ui import upload_cache

WAVES, INTERFACES = DATASETS["waves"], DATASETS["interfaces"]


def test_a_waiting_file_is_kept_by_its_token_until_it_is_let_go():
    token = upload_cache.hold("waves.csv", b"content")
    found = upload_cache.find(token)
    assert found is not None
    assert (found.name, found.content) == ("waves.csv", b"content")
    upload_cache.forget(token)
    assert upload_cache.find(token) is None
    assert upload_cache.find("another") is None


def test_what_was_worked_out_about_a_file_is_worked_out_once():
    found = upload_cache.find(upload_cache.hold("waves.csv", b"content"))
    assert found is not None
    done: list[str] = []

    def work() -> str:
        done.append("read")
        return "seen"

    assert [found.once("preview", work) for _ in range(3)] == ["seen"] * 3
    assert done == ["read"]


def test_the_oldest_waiting_file_goes_when_memory_is_needed(monkeypatch):
    monkeypatch.setattr(upload_cache, "MOST_BYTES", 10)
    first, second = upload_cache.hold("a", b"123456"), upload_cache.hold("b", b"123456")
    assert (upload_cache.find(first), upload_cache.find(second) is not None) == (None, True)


def test_only_the_edited_cells_become_files_and_each_row_gives_just_the_columns_that_were_changed():
    before = pl.DataFrame({name: ["w", "x", "y", "z"] for name in WAVES.names})
    edited = before.with_columns(
        pl.Series("name", ["w", "x", "new", "z"]),  # of the third row the name and nothing else
        pl.Series("departments", ["", "x", "y", "z"]),  # the first was emptied, which is a change too
        pl.Series("wave_id", ["w", "x", "y", "other"]),  # another key is another row, and comes whole
    )
    blank = pl.DataFrame({name: [None] for name in WAVES.names}, schema=dict.fromkeys(WAVES.names, pl.String))
    changed = editing.changes_in(before, pl.concat([edited, blank]), WAVES)
    assert [frame.rows(named=True) for frame in changed] == [
        [{"wave_id": "w", "departments": ""}],
        [{"wave_id": "y", "name": "new"}],
        [dict.fromkeys(WAVES.names, "z") | {"wave_id": "other"}],
    ]
    assert editing.changes_in(before, before, WAVES) == []


def test_rows_are_edited_in_words_and_uk_dates_and_sent_as_they_are_stored():
    rows = pl.DataFrame(
        {name: [None] for name in INTERFACES.names} | {"interface_id": ["I1"], "frequency": ["ad_hoc"]},
        schema=dict.fromkeys(INTERFACES.names, pl.String),
    )
    shown = editing.in_words(rows, INTERFACES)
    assert shown["frequency"].to_list() == ["As needed"]  # which no file could say
    assert editing.as_typed(shown, INTERFACES)["frequency"].to_list() == ["ad_hoc"]
    spend = pl.DataFrame({"month": [date(2013, 3, 1)]}, schema={"month": pl.Date})
    gateways = pl.DataFrame({"forecast_date": [date(2013, 4, 3), None]}, schema={"forecast_date": pl.Date})
    for dataset, frame, words in (("spend", spend, ["March 2013"]), ("gateways", gateways, ["03/04/2013", ""])):
        whole = pl.DataFrame(schema=DATASETS[dataset].frame_schema)
        (name,) = frame.columns
        found = editing.in_words(pl.concat([whole, frame], how="diagonal"), DATASETS[dataset]).select(name)
        assert found[name].to_list() == words
        typed = editing.as_typed(found, DATASETS[dataset])[name].to_list()
        assert typed == [day.isoformat() if day else "" for day in frame[name]], "a UK date was read month first"
    odd = pl.DataFrame({"forecast_date": ["soon"]})
    assert editing.as_typed(odd, DATASETS["gateways"]).rows() == [("soon",)], "intake says what is wrong with it"


def test_nothing_of_a_session_that_has_ended_is_kept(monkeypatch):
    class Previewed:
        """Stands for what was worked out about a file."""

    def offer_download(media: MediaFileManager) -> weakref.ref[Previewed]:
        seen = Previewed()
        media.add_deferred(lambda: repr(seen), "text/csv", "button")
        return weakref.ref(seen)

    session = "dontcare"  # as Streamlit calls the one that has no browser
    files = MemoryUploadedFileManager("/upload")
    media = MediaFileManager(MemoryMediaFileStorage("/media"))
    server = SimpleNamespace(
        uploaded_file_mgr=files, media_file_mgr=media, dataframe_source_mgr=DataframeSourceManager()
    )
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: server)
    monkeypatch.setattr(upload_cache, "here", lambda: session)
    token = upload_cache.hold("waves.csv", b"content")
    files.add_file(session, UploadedFileRec("1", "waves.csv", "text/csv", b"content"))
    seen = offer_download(media)
    assert seen() is not None
    upload_cache.let_go_of(session)
    assert upload_cache.find(token) is None
    assert files.get_files(session, ["1"]) == []
    assert seen() is None, "a download still holds what it would be made of"


def test_the_return_says_what_is_missing_and_what_comes_next():
    rows = pl.read_csv(
        b"""dataset,reporting_date,state,last_date
applications,2013-08-31,missing,2013-09-30
applications,2013-09-30,received,2013-09-30
gateways,2013-09-30,unchanged,2013-09-30
partners,2013-09-30,not_due,2013-05-31
migrations,2013-09-30,missing,2013-08-31
waves,2013-09-30,never,
spend,2013-09-30,never,""",
        try_parse_dates=True,
    ).with_columns(is_passed=False)
    assert return_headline(rows) == (
        "2 datasets came for 30 September 2013. Missing: Migrations, last for 31 August 2013. "
        "Until they come, what was reported last is shown. Next: waves."
    )
    assert return_headline(rows.with_columns(is_passed=pl.col("reporting_date") == date(2013, 9, 30))).startswith(
        "Nothing has come since 30 September 2013. Missing: Migrations"
    )
    come = rows.filter(pl.col("state") != "missing", pl.col("dataset") != "waves")
    assert return_headline(come) == (
        "2 datasets came for 30 September 2013; none is missing. The next return is for a later date."
    )
    assert return_headline(rows.clear()).startswith(
        "Nothing has been reported by this date. Begin with gateways, then appl"
    )
