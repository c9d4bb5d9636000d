"""Streamlit's scripts, joined: each part is in one file, all files are there, and another version is served as it is."""

from __future__ import annotations

import re
from collections import Counter

import streamlit

from pages import serving
from pages.serving import joined

NAMED = re.compile(r"""(?:from|import|import\(|[\[,])["`]\./([^"`$]+\.js)["`]""")
PART = re.compile(r"^const (m\d+)=\(\(", re.MULTILINE)


def test_this_is_the_version_of_streamlit_that_they_were_tried_with():
    assert streamlit.__version__ == joined.VERSION


def test_each_part_is_in_one_file_and_whatever_is_asked_for_is_there():
    texts = {file: joined.content(file).decode() for file in joined.files()}
    made = Counter(part for text in texts.values() for part in PART.findall(text))
    assert made == {f"m{number}": 1 for _, number in joined.parts().values()}
    here = {file.rpartition("/")[2] for file in texts}
    streamlits = {path.name for path in joined.JS.glob("*.js")}
    assert here - {f"{group}.js" for group in joined.groups()} == streamlits - joined.parts().keys()
    for file, text in texts.items():
        assert set(NAMED.findall(text)) & streamlits <= here, "what is in one of the groups is asked for there"
        assert all(f"m{number}" in made for number in re.findall(r"then\(all=>all\.m(\d+)\)", text)), file


def test_none_is_longer_than_a_browser_keeps_in_its_memory():
    for file in joined.ahead():
        assert len(joined.content(file)) < 1.1 * joined.LONGEST, file


def test_the_page_names_the_script_that_it_begins_with_alone():
    page = joined.named_in(serving._index()).decode()
    begins = [group for group in joined.groups() if group.startswith("start-")]
    assert re.findall(r'(?:src|href)="\./(static/[^"]+\.js)"', page) == [f"{joined.folder()}/{begins[-1]}.js"]
    assert page.count("<link") == serving._index().count(b"<link") - serving._index().count(b"modulepreload")


def test_another_version_is_served_as_it_is(monkeypatch):
    monkeypatch.setattr(joined, "VERSION", "1.66.0")
    joined.files.cache_clear()
    try:
        assert not joined.files()
        assert not joined.ahead()
        assert joined.named_in(serving._index()) == serving._index()
    finally:
        joined.files.cache_clear()
