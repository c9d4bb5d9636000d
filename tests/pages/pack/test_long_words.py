"""A word of 3,000 letters stays within slides and papers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from pages import pack
from pages.pack import drawing_parts
from pages.pack.content import Pack
from pages.ui.formatting import short
from tests.pages.pack.programmes import AS_AT, endless, file_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PROGRAMME_STORE", str(tmp_path_factory.mktemp("endless") / "programme.duckdb"))
        endless()
        return pack.make(AS_AT)


def test_a_word_of_3000_letters_leaves_no_slide(made: Pack):
    deck: Any = Presentation(BytesIO(file_of(made, "pptx")))
    assert len(deck.slides) > 5
    for slide in deck.slides:
        for shape in slide.shapes:
            low = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top + low <= deck.slide_height + Inches(0.02), shape.name


def test_a_byline_on_a_slide_is_cut_and_in_the_notes_whole(made: Pack):
    (remark,) = [remark for part in made.parts for remark in part.remarks]
    assert remark.byline_shown == f"{'W' * 59}…, {remark.byline.rsplit(', ')[-1]}"
    deck: Any = Presentation(BytesIO(file_of(made, "pptx")))
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert any(remark.byline in said for said in notes)


def test_a_label_is_cut_where_its_room_ends_however_long_it_is(monkeypatch: pytest.MonkeyPatch):
    """Asked letter by letter from its end, one of 30,000 letters took minutes."""
    for text in ("Wave one: payroll and pensions", "il" * 9, "mw " * 12, "שלום " * 6, "short"):
        for room in (-1.0, 2.0, 4.5, 6.0, 8.0, 9.9, 40.0):
            one_by_one = (n for n in range(len(text), 7, -1) if drawing_parts.em(short(text, n)) <= room)
            assert drawing_parts.cut(text, room) == short(text, next(one_by_one, 7)), (text, room)
    asked: list[int] = []

    def noted(text: str, most: int) -> str:
        asked.append(most)
        return short(text, most)

    monkeypatch.setattr(drawing_parts, "short", noted)
    assert len(drawing_parts.cut("payroll " * 4000, 20.0)) < 80
    assert len(asked) < 40
