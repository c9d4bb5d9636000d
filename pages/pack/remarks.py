"""Remarks to the panel and its questions: those of each section, and their slides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pages.pack.content import Fact, Remark, Slide
from pages.pack.sections import sections
from pages.ui.formatting import count, day
from queries import View

MOST, LETTERS = 3, 1150
"""How many questions with their answers, and how many letters, a slide takes at a size that the back row reads."""


def by_section(view: View, chosen: Sequence[str]) -> Mapping[str, tuple[Remark, ...]]:
    """Section key → its remarks, newest first. Remarks that name no existing section are under ‘’, so that none is
    lost."""
    named = {_same(word): key for key, section in sections().items() for word in (key, section.title)}
    found: dict[str, list[Remark]] = {}
    for row in view.ask("commentary_list").iter_rows(named=True):
        key = named.get(_same(row["section"]), "")
        remark = Remark(
            row["text"] if key else f"{row['section']}: {row['text']}",
            row["author_role"], row["said_on"], row["question"] or "", row["asked_by"] or "", row["upload"],
        )  # fmt: skip
        if not key or key in chosen:
            found.setdefault(key, []).append(remark)
    return {key: tuple(remarks) for key, remarks in found.items()}


def _same(word: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", word.strip().lower()).strip("_")


def question_slides(key: str, title: str, remarks: Sequence[Remark]) -> list[Slide]:
    """Slides of questions with their answers (or of loose notes), as many as needed."""
    pages: list[list[Remark]] = []
    taken = 0
    for remark in remarks:
        letters = len(remark.question_shown) + len(remark.text_shown) + len(remark.byline_shown)
        if not pages or len(pages[-1]) == MOST or taken + letters > LETTERS:
            pages.append([])
            taken = 0
        pages[-1].append(remark)
        taken += letters
    asked = [remark for remark in remarks if remark.question]
    headline = f"{title}: {count(len(asked), 'question')} asked and answered" if asked else title
    return [
        Slide(
            f"{key}_questions" + (f"_{place}" if place > 1 else ""),
            headline + (f" ({place} of {len(pages)})" if len(pages) > 1 else ""),
            questions=tuple(here),
            facts=tuple(_fact(remark) for remark in here),
        )
        for place, here in enumerate(pages, start=1)
    ]


def _fact(remark: Remark) -> Fact:
    if not remark.question:
        return Fact(f"{remark.author_role}, {day(remark.said_on)}: {remark.text}", None, remark.upload)
    asked = f"{remark.asked_by or 'The panel'} asked: {remark.question}"
    answered = f"{remark.author_role} answered on {day(remark.said_on)}: {remark.text}"
    return Fact(f"{asked} {answered}", None, remark.upload)
