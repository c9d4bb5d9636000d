"""The pack as a PDF, tagged so that a screen reader can follow it (PDF/UA-1), laid out by Typst from pages/pack/paper.typ."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from data.problems import UserError
from pages.charts.theme import FONT, LIGHT
from pages.pack.content import METHODS, ON_PAPER, Fact, Pack, Part, Remark, Slide, Table, clean
from pages.pack.drawing import svg
from pages.pack.tabulation import scale_of, shares_of
from pages.ui.formatting import day, short, short_day

HOW = (
    "A PDF can't be made on this machine: the package typst is missing. Install it with ‘pip install -r requirements.txt’; or"
    " make the HTML file and print it from a browser to PDF."
)
ROOM = 106
"""How many letters a line of a table holds."""
NO_FONT = (
    "The machine that made this file has no font for some letters in it. They show as boxes, and the file does not meet the"
    " standard for accessible files (PDF/UA)."
)
LINE, PIECE = 50, 6
"""A word of more letters may not fit its line, and can then be broken after every so many."""
Content = dict[str, Any]
"""What the template takes: plain values, as JSON has them."""


class NoPdf(UserError):
    """This machine lacks what a PDF needs."""


@cache
def missing() -> str:
    """What this machine lacks, in a sentence; empty where a PDF can be made."""
    return "" if find_spec("typst") is not None else HOW


def load() -> Any:
    """Typst. Raises NoPdf where it isn't installed."""
    try:
        import typst
    except (ImportError, OSError) as problem:
        raise NoPdf(HOW) from problem
    return typst


def write(pack: Pack) -> bytes:
    """The pack as the bytes of a PDF/UA file, the same for the same pack. Raises NoPdf if Typst isn't installed.

    If the text contains a letter that no font on this machine has, the file is still tagged but can't meet the
    standard, and says so at its end.
    """
    typst, content, moment = load(), _cleaned(paper(pack)), datetime.combine(pack.as_at, time(), UTC)

    def laid_out(standards: list[str], note: str) -> bytes:
        inputs = {"paper": json.dumps(content | {"note": note})}
        made: bytes = typst.compile(_template(), sys_inputs=inputs, pdf_standards=standards, timestamp=moment)
        return made

    try:
        return laid_out(["ua-1"], "")
    except typst.TypstError:  # of what the standard wants, only a font for each letter depends on what the pack says
        return laid_out([], NO_FONT)


@cache
def _template() -> bytes:
    return Path(__file__).with_name("paper.typ").read_bytes()


def _cleaned(part: Any) -> Any:
    """The same, with every text cleaned."""
    if isinstance(part, str):
        return clean(part)
    if isinstance(part, dict):
        return {name: _cleaned(value) for name, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_cleaned(value) for value in part]
    return part


def paper(pack: Pack) -> Content:
    """The content of the paper, in order."""
    return {
        "title": pack.title,
        "subtitle": pack.subtitle,
        "day": day(pack.as_at),
        "date": {"year": pack.as_at.year, "month": pack.as_at.month, "day": pack.as_at.day},
        "as_at_and_version": pack.as_at_and_version,
        "foot": pack.foot,
        "mark": pack.mark,
        "purpose": pack.purpose,
        "recommendations": pack.recommended,
        "parts": [_part(part, number) for number, part in enumerate(pack.parts, start=1)],
        "sources": [
            (
                str(source.number), source.subject, short_day(source.reporting_date), broken(source.about), source.sha256,
            )
            for source in pack.sources
        ],
        "methods": {"heading": METHODS, "texts": list(pack.methods)},
        "fingerprint": pack.fingerprint,
        "again": pack.again,
        "colours": {name: getattr(LIGHT, name) for name in ("surface", "text", "muted", "grid", "forecast", "actual")},
        "fonts": [name.strip() for name in FONT.split(",") if name.strip() != "sans-serif"] + ["DejaVu Sans"],
        "typewriter": ["Liberation Mono", "DejaVu Sans Mono"],
    }  # fmt: skip


def _part(part: Part, number: int) -> Content:
    blocks: list[Content] = []
    letter = 1
    for slide in part.slides:
        blocks += _slide(slide)
        if slide.facts and not slide.questions:
            blocks.append(_facts(slide.facts, letter))
            letter += len(slide.facts)
        if slide.behind is not None and slide.behind.rows and slide.table is None:
            blocks.append(_table(slide.behind, f"The rows behind: {slide.headline}", ON_PAPER))
    earlier = [remark for remark in part.remarks if not remark.question][1:]
    blocks += [_remark("remark", remark) for remark in earlier]
    if not part.slides:
        blocks.append({"kind": "left out", "text": part.left_out})
    return {"title": f"{number}. {part.title}", "blocks": blocks}


def _slide(slide: Slide) -> list[Content]:
    blocks: list[Content] = [{"kind": "headline", "text": broken(slide.headline)}]
    if slide.remark:
        blocks.append(_remark("remark", slide.remark))
    if slide.chart is not None:
        blocks.append({"kind": "chart", "svg": svg(slide.chart, slide.key, fills=False), "alt": slide.chart.alt})
    if slide.table is not None:
        blocks.append(_table(slide.table))
    elif slide.questions:
        blocks += [_remark("question", remark) for remark in slide.questions]
    elif slide.chart is None and slide.points and not slide.facts:  # the facts below say the same, with their dates
        blocks.append({"kind": "points", "points": [broken(point) for point in slide.points]})
    if slide.rule_in_full:
        blocks.append({"kind": "rule", "text": broken(slide.rule_in_full)})
    return blocks


def _remark(kind: str, remark: Remark) -> Content:
    asked = f" ({remark.asked_by})" if remark.asked_by else ""
    question = broken(remark.question + asked) if remark.question else ""
    return {"kind": kind, "question": question, "text": broken(remark.text), "by": broken(remark.byline)}


def _facts(facts: tuple[Fact, ...], start: int) -> Content:
    listed = [{"text": broken(fact.text), "source": broken(fact.source)} for fact in facts]
    return {"kind": "facts", "start": start, "facts": listed}


def _table(shown: Table, caption: str = "", most: int = 0) -> Content:
    kept = shown.first(most)
    scale = scale_of(shown, ROOM)
    shares = shares_of(shown, ROOM / scale)
    rooms = [int(share * ROOM / scale) - 2 for share in shares]
    return {
        "kind": "table",
        "caption": broken(caption),
        "columns": [broken(name, room) for name, room in zip(shown.columns, rooms, strict=True)],
        "numeric": shown.numeric,
        "rows": [[broken(short(cell, 110), room) for cell, room in zip(row, rooms, strict=True)] for row in kept.rows],
        "shares": shares,
        "scale": scale,
        "more": kept.remainder,
    }


def broken(text: str, room: int = LINE) -> str:
    """The text with places to break each word of more than `room` letters: Typst breaks none by itself."""
    return " ".join(
        "\u200b".join(word[at : at + PIECE] for at in range(0, len(word), PIECE)) if len(word) > room else word
        for word in text.split(" ")
    )
