"""The briefing on screen: which sections, the deck over the whole window, and the files of the pack."""

from __future__ import annotations

from bisect import bisect
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import streamlit as st

from data.ledger.roles import bound
from pages import pack as packs
from pages.pack import pdf, web
from pages.pack.content import Pack, Part
from pages.pack.sections import sections
from pages.ui import address, person, texts, working
from pages.ui.formatting import capital, plain
from pages.ui.links import link
from pages.ui.page import View
from pages.ui.this_run import begin_again, reporting_dates
from queries import BadParameter, Restored, ledger_state

SLIDE, CYCLE, SECTIONS = "slide", "cycle", "sections"
"""Names in the address: the slide that is shown (none: not presenting), the seconds a slide stays, the sections left in."""

SECONDS = ("10", "20", "30", "60")
LOOK_EVERY = 10
"""Seconds after which a deck that turns by itself looks for new uploads."""


def choose_sections() -> tuple[str, ...]:
    """The sections that the reader wants; none means all."""
    known = sections()
    in_address = address.read(SECTIONS)
    kept = st.session_state[SECTIONS]
    wanted = kept if isinstance(kept, list) else (in_address or "").split(",")
    st.session_state[SECTIONS] = [key for key in known if key in wanted]
    chosen = st.multiselect(
        "Sections", list(known), format_func=lambda key: known[key].title, key=SECTIONS,
        placeholder="All sections, in their running order",
    )  # fmt: skip
    address.write(SECTIONS, ",".join(chosen), called="Sections")
    return tuple(chosen)


def choose_cycle() -> int:
    """How many seconds a slide stays before the next one; 0 if a person turns them."""
    address.read(CYCLE)
    if st.session_state[CYCLE] not in SECONDS:
        st.session_state[CYCLE] = None
    chosen = st.selectbox(
        "Turn by itself", SECONDS, index=None, key=CYCLE, placeholder="No: a person turns the slides", width=280,
        format_func=lambda seconds: f"Every {seconds} seconds",
        help="For a screen in a lobby: the slides turn by themselves, and always show the latest upload.",
    )  # fmt: skip
    address.write(CYCLE, chosen, called="Turn by itself")
    return int(chosen) if chosen else 0


def choices(wanted: tuple[str, ...]) -> dict[str, str]:
    """A section's choices from the address, such as who withdraws; what no section takes, or takes otherwise, is left
    out."""
    found = {}
    for name in packs.takes(wanted):
        if text := address.given(name):
            try:
                packs.typed(name, text, wanted)
            except BadParameter:
                address.leave_out(name, capital(name.replace("_", " ")), text)
            else:
                found[name] = text
    return found


def forget_choices(made: Pack) -> None:
    """A way back to the slides without a reader's choices, if there are any."""
    if _in_address(made):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown("Some slides show what a reader supposed or chose, as the address says.", width="content")
            st.button("Leave that out", key="forget_choices", on_click=_forget, args=(made,))


def _forget(made: Pack) -> None:
    for name in _in_address(made):
        address.put(name, None)


def _in_address(made: Pack) -> dict[str, str]:
    """The reader's own choices among those that the pack was made with; the others only record what was known now."""
    return {name: text for name, text in made.choices if name in st.query_params}


def make(view: View, chosen: tuple[str, ...], cycle: int) -> Pack:
    """The briefing as at the reader's date; a deck that turns by itself shows the latest report, as known now."""
    version, as_at = view.ledger_version, view.as_at
    if cycle:
        version = view.now.ledger_version
        as_at = max(reporting_dates(version), default=as_at)
    try:
        with working.shown("Making the slides…"):
            return packs.make(as_at, version, chosen, view.now.generation, choices(chosen))
    except Restored:
        begin_again()
        raise


def present_button() -> None:
    st.button("Present", type="primary", on_click=_begin, key="present", help="Esc comes back to this page.")


def _begin() -> None:
    address.put(SLIDE, "cover")


def _end() -> None:
    address.put(SLIDE, None)


def present(made: Pack, cycle: int) -> None:
    """Shows the deck over everything, if the address names a slide."""
    start = st.query_params.get(SLIDE)
    if not start:
        return
    known = {slide.key for slide in made.slides}
    _stage()(
        key="stage",
        data={
            "slides": web.deck(made),
            "start": start if start in known else _first_of(made, start),
            "cycle": cycle,
            "fingerprint": made.fingerprint,
        },
        on_closed_change=_end,
    )
    if cycle:
        _follow(made.ledger_version)


def _first_of(made: Pack, key: str) -> str:
    """The first slide of a section whose name is given in place of a slide's; the cover if no section has that name."""
    return next((part.slides[0].key for part in made.parts if part.key == key and part.slides), "cover")


@st.fragment(run_every=LOOK_EVERY)
def _follow(shown: int) -> None:
    """Looks for new uploads and withdrawals while the deck turns by itself."""
    if ledger_state().ledger_version != shown:
        st.rerun()


@cache
def _stage() -> Any:
    """The component, declared once per process."""
    script = Path(packs.__file__).with_name("stage.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        "briefing_stage",
        html='<dialog class="stage" aria-label="The briefing as slides">\n<div class="pack"></div>\n</dialog>',
        css=web.style(),
        js=f"{web.deck_script()}\n{script}",
    )


def contents(view: View, made: Pack) -> None:
    """The running order: each slide's headline, as a link to it, and the sections left out, with the reason."""
    ends = list(accumulate(1 + len(part.slides) for part in made.parts))  # in lines: a title, and a slide each
    middle = max(1, bisect(ends, max(ends, default=0) / 2))
    for half, column in zip((made.parts[:middle], made.parts[middle:]), st.columns(2), strict=True):
        with column:
            for part in half:
                with st.container(border=True), texts.together(f"slides_{part.key}"):
                    texts.say(texts.heading(part.title, level=3))
                    _slides(view, made, part)


def _slides(view: View, made: Pack, part: Part) -> None:
    if not part.slides:
        texts.say(texts.line(part.left_out))
    for slide in part.slides:
        link(
            view, "briefing", slide.headline, slide=slide.key, sections=st.query_params.get(SECTIONS), **_in_address(made)
        )  # fmt: skip


def files(made: Pack) -> None:
    """The four files of the pack, each made on request."""
    with st.container(horizontal=True, gap="small"):
        for form, name in packs.FORMAT_NAMES.items():
            if form != "pdf" or not pdf.missing():
                st.download_button(
                    plain(name), data=_writing(made, form), file_name=packs.file_name(made, form), mime=packs.MIME[form],
                    on_click="ignore", key=f"pack_{form}",
                )  # fmt: skip
    if pdf.missing():
        st.caption(plain(pdf.missing()))


def _writing(made: Pack, form: str) -> Any:
    @bound
    def write() -> bytes:
        packs.note_made(made, form, person.called())
        return packs.render(made, form)

    return write


def again(made: Pack) -> None:
    """The command that makes the same pack again."""
    with st.expander("Make the same pack again", key="again"):
        st.markdown(
            "The pack keeps its date, its ledger version and the hash of every file it rests on. The same date, version,"
            " sections and choices give the same pack, whatever else is uploaded or withdrawn, here or in another programme:"
        )
        st.code(made.again, language="shell", wrap_lines=True)
        st.markdown(f"Fingerprint of the content: `{made.fingerprint}`")
