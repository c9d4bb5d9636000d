"""The figures that a screen shows and the texts around them, as they are sent to the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

Part = dict[str, Any]


def figures(app: AppTest) -> dict[str, dict[str, Any]]:
    """Key of each figure on the screen → what was sent: `alt`, `title`, `selects`, and `figure` with its data and layout."""
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component") if each.proto.component_name == "figure"]
    return {each["key"]: {**each, "figure": json.loads(each["figure"])} for each in sent if "figure" in each}


def parts(element: Any) -> Iterator[Part]:
    """The texts that an element of our component shows, outermost first; of other elements none."""
    if getattr(element, "type", "") == "bidi_component" and element.proto.component_name in ("figure", "texts"):
        sent = json.loads(element.proto.json)
        for name in ("texts", "above", "below"):
            for part in sent.get(name, ()):
                yield from _within(part)


def _within(part: Part) -> Iterator[Part]:
    yield part
    for inner in part.get("parts", ()):
        yield from _within(inner)


def words(part: Part) -> str:
    """What a part says, with all that is within it."""
    return part["text"] if "text" in part else "".join(map(words, part.get("parts", ())))


def texts(app: AppTest, *tags: str) -> list[str]:
    """The texts beside the figures of a screen, of these tags (‘h2’, ‘a’), or of every heading and line."""
    wanted = tags or ("h2", "h3", "p")
    return [words(part) for each in app.get("bidi_component") for part in parts(each) if part["tag"] in wanted]


def everything_said(app: AppTest) -> str:
    """The words of a screen, without the marks that keep data from being taken for Markdown."""
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    said = "\n".join(str(each.value) for each in shown)
    return "\n".join([re.sub(r"\\(.)", r"\1", said).replace("\u2060", ""), *texts(app)])


def tiles(app: AppTest) -> list[list[str]]:
    """(label, figure, change, link) of each tile, as far as it has them."""
    found = (part for each in app.get("bidi_component") for part in parts(each) if part.get("class") == "text-tile")
    return [[words(part) for part in tile["parts"]] for tile in found]


def addresses(app: AppTest) -> list[str]:
    """Where the links among the texts lead: ‘inventory?disposition=consolidate’."""
    return [part["href"] for each in app.get("bidi_component") for part in parts(each) if "href" in part]
