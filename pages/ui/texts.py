"""The texts beside the figures, drawn by our own component: headings, lines, links, chips and tiles.

Each Streamlit element costs a browser about as much as ten of these parts, at every change of date: it parses each text
as Markdown and works out its style again. So adjacent texts are sent together (`together`), and pages/serving/texts.js
changes only what differs. A part holds text, never markup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages import serving
from pages.ui.formatting import MOST, component_key, gist, short

Part = dict[str, Any]
"""One part: `tag`, `text` or `parts`, and what pages/serving/texts.js says."""

_draw = st.components.v2.component("texts", js=serving.loader(serving.drawing()), isolate_styles=False)
_gathered: ContextVar[list[Part] | None] = ContextVar("gathered", default=None)


def heading(text: str, *, level: int = 2, note: str = "", more: str = "") -> Part:
    """A heading; `note`: the text behind an ⓘ beside it; `more`: the address of a longer explanation."""
    words = {"tag": f"h{level}", "text": gist(text)}
    return words if not note else group("head", words, about(text, note, more=more))


def line(*parts: str | Part, kind: str = "") -> Part:
    """A line of text; a part of it may be `strong`."""
    if len(parts) == 1 and isinstance(parts[0], str):
        return _of_kind({"tag": "p", "text": short(parts[0], MOST)}, kind)
    words = [{"tag": "span", "text": short(part, MOST)} if isinstance(part, str) else part for part in parts]
    return _of_kind({"tag": "p", "parts": words}, kind)


def listed(*items: str) -> Part:
    """Lines with a dot before each."""
    return {"tag": "ul", "parts": [{"tag": "li", "text": item} for item in items]}


def strong(text: str) -> Part:
    """Bold words within a line."""
    return {"tag": "strong", "text": gist(text)}


def link(href: str, text: str, *, note: str = "", colour: str = "") -> Part:
    """A link to an address of the dashboard's; of a colour of Streamlit's, it looks like a chip."""
    words = _of_kind({"tag": "a", "href": href, "text": gist(text)}, f"chip text-{colour}" if colour else "")
    return {**words, "note": short(note, MOST)} if note else words


def chip(text: str, colour: str) -> Part:
    """Words on a ground of one of Streamlit's colours: a line of its own."""
    return line(text, kind=f"chip text-{colour}")


def about(what: str, note: str, *, more: str = "") -> Part:
    """The ⓘ that explains something while the reader points at it; `more`: the address of the whole explanation."""
    made = {"tag": "button", "class": "text-about", "label": f"About: {gist(what)}", "note": short(note, MOST)}
    return {**made, "more": {"tag": "a", "href": more, "text": "In Methods →"}} if more else made


def fold(title: str, *parts: Part, is_open: bool = False) -> Part:
    """Parts under a title that the reader opens; paper always shows them. `is_open`: opened by the address."""
    head = {"tag": "summary", "parts": [{"tag": "h2", "text": title}]}
    return {"tag": "details", "parts": [head, *parts], **({"open": True} if is_open else {})}


def arrival(part: Part) -> Part:
    """The part that the screen scrolls to and highlights once it has been drawn."""
    return {**part, "class": "text-asked", "arrive": True}


def button(label: str, does: str) -> Part:
    """An ⓘ that tells its figure what it `does`."""
    return {"tag": "button", "class": "text-about", "label": gist(label), "does": does}


def group(kind: str, *parts: Part, across: int = 0) -> Part:
    """Parts laid out together: in a `row`, as a `head`, a `tile` or `tiles`, at most `across` side by side."""
    made = {"tag": "div", "class": f"text-{kind}", "parts": list(parts)}
    return {**made, "across": across} if across else made


def _of_kind(part: Part, kind: str) -> Part:
    return {**part, "class": f"text-{kind}"} if kind else part


def show(key: str, *parts: Part) -> None:
    """Shows parts as one element, which page.css knows as .st-key- plus the key."""
    _draw(key=component_key(key), data={"texts": list(parts), "key": key})


def show_statement_link(kept: Mapping[str, str]) -> None:
    """The link to the accessibility statement, at the end of every screen. `kept`: choices to keep in its address."""
    href = "accessibility" + (f"?{urlencode(kept)}" if kept else "")
    show("footer", line(link(href, "Accessibility statement")))


def is_gathering() -> bool:
    """Whether texts are now being gathered, to be shown with their neighbours."""
    return _gathered.get() is not None


def say(*parts: Part) -> None:
    """Adds parts within `together`."""
    gathered = _gathered.get()
    if gathered is None:
        raise RuntimeError("A part is said within texts.together.")
    gathered += parts


@contextmanager
def gathering() -> Iterator[list[Part]]:
    """Collects what is said within the block, links included, for somebody else to show."""
    parts: list[Part] = []
    before = _gathered.set(parts)
    try:
        yield parts
    finally:
        _gathered.reset(before)


@contextmanager
def together(key: str, kind: str = "") -> Iterator[None]:
    """Shows what is said within the block, links included, as one element; of a `kind` of group: ‘row’. Within another
    one it becomes a part of that."""
    with gathering() as parts:
        yield
    if not parts:
        return
    whole = [group(kind, *parts)] if kind else parts
    if is_gathering():
        say(*whole)
    else:
        show(key, *whole)
