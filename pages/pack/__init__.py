"""The panel briefing: the same content on the screen in the room and in the files of the agenda pack.

`make(as_at, …)` gathers the content, `render(pack, "pptx")` turns it into a file. A pack made again from its date,
ledger version and sections says the same, digit for digit, whatever has been uploaded or withdrawn since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import Any

import queries
from data import progress
from data.events import Event
from data.ledger import programmes, roles, trail
from data.problems import UserError
from pages.pack.content import SUBTITLE, Fact, Pack, Part, Remark, Section, Slide, Source
from pages.pack.remarks import by_section, question_slides
from pages.pack.sections import sections
from pages.ui.formatting import count, day, listing

FORMATS: Mapping[str, str] = {"pptx": "powerpoint", "docx": "word", "html": "web", "pdf": "pdf"}
"""What a pack can be written as → the module that does it."""

FORMAT_NAMES: Mapping[str, str] = {"pptx": "PowerPoint", "docx": "Word", "html": "HTML", "pdf": "PDF"}

MIME: Mapping[str, str] = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "pdf": "application/pdf",
}

CORES = 2


class NoSuchSection(UserError):
    """There is no section of that name."""


class NoSuchChoice(UserError):
    """None of the requested sections takes a choice of that name."""


def takes(wanted: Sequence[str] = ()) -> dict[str, str | Callable[[str], object]]:
    """What a reader may choose in these sections (by default in all) → the query whose parameter it is, or the function
    that reads it."""
    return {name: query for key in keys_of(wanted) for name, query in sections()[key].takes.items()}


def typed(name: str, text: str, wanted: Sequence[str] = ()) -> object:
    """A reader's choice, converted to its type. Raises NoSuchChoice, and BadParameter for a value of another type."""
    known = takes(wanted)
    if name not in known:
        raise NoSuchChoice(f"None of the sections takes a choice ‘{name}’. They take: {', '.join(known) or 'none'}.")
    reads = known[name]
    return queries.parameters_of(reads)[name].typed(text) if isinstance(reads, str) else reads(text)


def keys_of(wanted: Sequence[str]) -> tuple[str, ...]:
    """The keys of the requested sections, in the running order; all of them if none is requested.

    Raises NoSuchSection.
    """
    known = sections()
    for key in wanted:
        if key not in known:
            from rapidfuzz import process

            near = process.extractOne(key, list(known), score_cutoff=55)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise NoSuchSection(f"There is no section ‘{key}’.{hint} The sections are: {', '.join(known)}.")
    return tuple(key for key in known if not wanted or key in wanted)


def make(
    as_at: date,
    ledger_version: int | None = None,
    wanted: Sequence[str] = (),
    generation: str | None = None,
    choices: Mapping[str, str] | None = None,
) -> Pack:
    """The content of a briefing at a date, as known at a ledger version (by default now).

    All of it is from one version, whatever is uploaded meanwhile. `generation`: the generation of the store; by default
    the present one. `choices`: what a reader chose in the sections, as in an address. Raises NoSuchSection,
    NoSuchChoice, BadParameter (no such ledger version yet, or no such value), Restored if a backup is restored
    meanwhile, and StoreError from the ledger.
    """
    chosen = keys_of(wanted)
    pinned = {name: text for key in chosen for name, text in sections()[key].pins().items()}
    choices = {**pinned, **(choices or {})}
    given = {name: typed(name, text, wanted) for name, text in choices.items()}
    now = queries.ledger_state()
    version = now.ledger_version if ledger_version is None else ledger_version
    view = queries.View(as_at, version, now.generation if generation is None else generation)
    remarks = by_section(view, chosen)
    with ThreadPoolExecutor(CORES) as pool:  # sections are independent, and the engine answers beside Python's own work
        part = roles.bound(lambda key: _part(sections()[key], view, remarks.get(key, ()), given))
        parts: tuple[Part, ...] = ()
        for made in pool.map(part, chosen):
            parts = (*parts, made)
            progress.tell(f"The slides: {made.title}", len(parts) / (len(chosen) + 1))
    loose = remarks.get("", ())
    if loose:
        others = Part(
            "notes", "Notes for the panel", tuple(question_slides("notes", "Notes for the panel", loose)), "", loose
        )
        parts = (*parts, others)
    fresh = view.ask("updates_latest").row(0, named=True)
    pack = Pack(
        title=programmes.current().name,
        programme=programmes.current().id if programmes.are_several() else "",
        subtitle=SUBTITLE,
        as_at=as_at,
        ledger_version=version,
        illustrative=bool(fresh["illustrative"]),
        chosen=chosen,
        parts=parts,
        sources=_sources(view),
        recommendations=_recommendations(view, chosen),
        purpose=f"To tell the panel how the programme stands at {day(as_at)}, what has changed, and what it is asked to do.",
        choices=tuple(sorted(choices.items())),
    )
    return replace(pack, cover=_cover(pack, fresh["reporting_date"], _taken_out(view)))


def _part(section: Section, view: queries.View, every_remark: tuple[Remark, ...], given: Mapping[str, object]) -> Part:
    slides = section.slides(view, **{name: given[name] for name in section.takes if name in given})
    remarks = [remark for remark in every_remark if not remark.question]
    if slides and remarks:
        slides[0] = replace(slides[0], remark=remarks[0])
    questions = [remark for remark in every_remark if remark.question]
    slides += question_slides(section.key, section.title, questions)
    missing = section.missing or f"no {listing_of(section.needs)} reported by {day(view.as_at)}"
    return Part(section.key, section.title, tuple(slides), "" if slides else missing, every_remark)


def listing_of(needs: tuple[str, ...]) -> str:
    """‘gateways’, ‘migrations or waves’: the missing datasets."""
    words = [name.replace("_", " ") for name in needs]
    return listing(words).replace(" and ", " or ")


def _sources(view: queries.View) -> tuple[Source, ...]:
    rows = view.ask("updates_history")
    return tuple(
        Source(
            row["number"], row["dataset"], row["reporting_date"], row["mode"], row["file_name"], row["sha256"],
            row["rows"], row["illustrative"],
        )
        for row in rows.filter(rows["counted"]).sort("number").iter_rows(named=True)
    )  # fmt: skip


def _recommendations(view: queries.View, chosen: tuple[str, ...]) -> tuple[str, ...]:
    asks = [ask for key in chosen for ask in sections()[key].asks(view)]
    return (f"note how the programme stands at {day(view.as_at)}", *asks)


def _taken_out(view: queries.View) -> tuple[Fact, ...]:
    """A note that marks replace personal data that an earlier pack may still show."""
    days = [day(each) for each in view.ask("updates_taken_out")["taken_out_on"].unique(maintain_order=True)]
    return (
        (Fact(f"Personal data were taken out on {listing(days)}: marks such as ‘[removed 1]’ stand for them."),)
        if days
        else ()
    )


def _cover(pack: Pack, reported: date | None, taken_out: tuple[Fact, ...]) -> Slide:
    shown = [part.title for part in pack.parts if part.slides]
    missing = [f"{part.title}: {part.lacks}." for part in pack.parts if not part.slides]
    known = (
        f"Made from {count(len(pack.sources), 'upload')}, the latest reported {day(reported)}; ledger version"
        f" {pack.ledger_version}."
        if pack.sources
        else f"Nothing has been uploaded for {day(pack.as_at)} or earlier; ledger version {pack.ledger_version}."
    )
    return Slide(
        "cover",
        f"{pack.title}: {pack.subtitle[:1].lower()}{pack.subtitle[1:]}, {day(pack.as_at)}",
        points=(*shown, *(f"Left out: {one}" for one in missing)),
        facts=(Fact(known), *taken_out),
    )


def render(pack: Pack, form: str) -> bytes:
    """The pack as a file: pptx, docx, html or pdf. The same pack gives the same bytes.

    Raises UserError if this machine lacks what the format needs; the message says what.
    """
    made: bytes = _writer(form).write(pack)
    return made


def note_made(pack: Pack, form: str, by: str) -> None:
    """Records in the audit trail that somebody made a file of the pack."""
    trail.note(
        Event.PACK_MADE, by, as_at=str(pack.as_at), version=pack.ledger_version, format=FORMAT_NAMES[form],
        fingerprint=pack.fingerprint,
    )  # fmt: skip


def load(form: str) -> None:
    """Load the libraries for a format, which takes a while. Raises UserError if this machine lacks them."""
    load_it: Callable[[], object] = getattr(_writer(form), "load", lambda: None)
    load_it()


def _writer(form: str) -> Any:
    return import_module(f"pages.pack.{FORMATS[form]}")


def file_name(pack: Pack, form: str) -> str:
    """‘briefing_2013-03-31_version-70.pptx’."""
    return f"briefing_{pack.as_at}_version-{pack.ledger_version}.{form}"
