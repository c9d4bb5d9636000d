"""A word of 3,000 letters stays within slides and papers."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from pages import pack
from tests.pages.pack.programmes import AS_AT, endless


def test_a_word_of_3000_letters_leaves_no_slide(store: Path):
    endless()
    deck: Any = Presentation(BytesIO(pack.render(pack.make(AS_AT), "pptx")))
    assert len(deck.slides) > 5
    for slide in deck.slides:
        for shape in slide.shapes:
            low = sum(row.height for row in shape.table.rows) if shape.has_table else shape.height
            assert shape.left + shape.width <= deck.slide_width, shape.name
            assert shape.top + low <= deck.slide_height + Inches(0.02), shape.name


def test_a_byline_on_a_slide_is_cut_and_in_the_notes_whole(store: Path):
    endless()
    made = pack.make(AS_AT)
    (remark,) = [remark for part in made.parts for remark in part.remarks]
    assert remark.byline_shown == f"{'W' * 59}…, {remark.byline.rsplit(', ')[-1]}"
    deck: Any = Presentation(BytesIO(pack.render(made, "pptx")))
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert any(remark.byline in said for said in notes)
