"""A word of 3,000 letters stays within slides and papers."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from pages import pack
from pages.pack.content import Pack
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
