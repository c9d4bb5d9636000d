"""Every text that a reader meets at a date: on the screens, on the slides and papers, in the lists of changes and attention."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import queries
from pages import pack
from pages.charts.theme import DROPPABLE
from pages.pack.content import Label
from tests.pages import drawn
from tests.pages.opening import opened

SCREENS = (
    "overview", "migration", "gateways", "partners", "spend", "timeline", "inventory", "changes", "briefing", "risks", "services",
    "investment", "vehicle", "decisions", "outlook", "withdrawal", "departments", "duplication", "planner", "quality",
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One text as it is read, and where: the name of a screen, or ‘pack’, or ‘changes’ and ‘attention’ for their queries."""

    where: str
    text: str


def screens(as_at: date, names: Sequence[str]) -> Iterator[Text]:
    """The texts of these screens."""
    for name in names:
        app = opened(name, as_at=as_at.isoformat())
        yield from (Text(name, read) for each in app.main for read in texts_of(each))
        yield from (Text(LABEL, read) for figure in drawn.figures(app).values() for read in labels_of(figure["figure"]))


LABEL = "label"
"""Where a text is read that is beside a mark of a figure: it is too short to be held against the rows by itself."""


def labels_of(figure: dict[str, Any]) -> Iterator[str]:
    """What is beside the marks of a figure, line after line."""
    for note in figure["layout"].get("annotations", ()):
        text = str(note.get("text", "")).replace("<br>", " ").replace(DROPPABLE, "")
        yield html.unescape(re.sub("<[^>]*>", "", text)).strip()


def texts_of(element: object) -> Iterator[str]:
    """What is read in one element of a screen, text by text."""
    kind = getattr(element, "type", "")
    if kind in ("title", "header", "subheader", "markdown", "caption", "info"):
        yield from unescaped(element.value).split("  \n")  # type: ignore[attr-defined]
    elif kind == "metric":
        proto = element.proto  # type: ignore[attr-defined]
        yield f"[{unescaped(proto.label)}] {unescaped(proto.body)} ({unescaped(proto.delta)})".removesuffix(" ()")
    in_tile: list[drawn.Part] = []
    for part in drawn.parts(element):
        if part.get("class") == "text-tile":
            in_tile = [each for each in part["parts"] if each["tag"] != "a"]
            label, value, change = [*map(drawn.words, in_tile), ""][:3]
            yield f"[{label}] {value} ({change.lstrip('↑↓ ')})".removesuffix(" ()")
        elif part["tag"] in ("h2", "h3", "p") and not any(
            part is each or part in each.get("parts", ()) for each in in_tile
        ):
            yield drawn.words(part)


def unescaped(text: str) -> str:
    """The text as it is seen: without the signs that keep Markdown from reading it as markup, and without bold."""
    plain = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~$&=^\"'/%;?,])", lambda found: f"\0{ord(found[1])}\0", text)
    plain = (
        re.sub(r":\w+-badge\[([^\]]*)\]", r"[\1]", plain).replace("**", "").replace("\u2060", "").replace("\u00a0", " ")
    )
    return re.sub("\0(\\d+)\0", lambda found: chr(int(found[1])), plain)


def slides(as_at: date, without: Sequence[str] = ()) -> Iterator[Text]:
    """The texts of every slide and of the papers: headlines, statements, points, labels of bars, recommendations.

    `without`: keys of sections that are left out."""
    made = pack.make(as_at, wanted=[key for key in pack.keys_of(()) if key not in without])
    for slide in made.slides:
        where = f"slide {slide.key}"
        yield Text(where, slide.headline)
        yield from (Text(where, fact.text) for fact in slide.facts)
        yield from (Text(where, point) for point in slide.points)
        if slide.rule:
            yield Text(where, slide.rule)
        if slide.chart is not None:
            yield Text(where, slide.chart.alt)
        for chart in (getattr(slide.chart, "left", slide.chart), getattr(slide.chart, "right", None)):
            for label in getattr(chart, "labels", ()):
                if isinstance(label, Label):  # a label of another kind names a report or a stage
                    yield Text(where, f"{label.name}: {label.detail}")
    yield from (Text("recommendations", each) for each in made.recommendations)


def changes(as_at: date, *, each: bool = True) -> Iterator[Text]:
    """Every change in its sentence, as they stand together, and (`each`) one by one."""
    for together in (0, 3) if each else (3,):
        rows = queries.ask("changes_all", as_at, together=together)
        yield from (Text("change" if together else "each change", sentence) for sentence in rows["sentence"])


def attention(as_at: date) -> Iterator[Text]:
    """What needs attention."""
    rows = queries.ask("overview_attention", as_at)
    yield from (Text("attention", f"{row['title']}: {row['detail']}") for row in rows.iter_rows(named=True))
