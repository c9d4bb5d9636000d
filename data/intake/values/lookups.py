"""SharePoint's form of a choice from another list: ‘3;#Housing’ is Housing."""

from __future__ import annotations

import re

LOOKUP = ";#"
BEGUN = re.compile(r"\s*[0-9]{1,9};#")
"""How a cell begins that only SharePoint writes."""
_ONE = re.compile(
    r"\s*(?:[0-9]+|string|float|number|datetime|boolean);#(?P<text>[^#]*[^#;\s])\s*|\s*;#(?P<choice>[^#;]+);#\s*", re.S
)
_SEVERAL = re.compile(r"[0-9]+;#[^#;]+(?:;#[0-9]+;#[^#;]+)+|;?#?[^#;]+(?:;#[^#;]+)+(?:;#)?", re.S)


def looked_up(text: str) -> list[str]:
    """The texts in a lookup cell: one, several, or none if it is no such cell (or isn't certainly one)."""
    if one := _ONE.fullmatch(text):
        return [(one["text"] or one["choice"]).strip()]
    flat = text.strip()
    if not _SEVERAL.fullmatch(flat):
        return []
    parts = [part.strip() for part in flat.strip(";#").split(LOOKUP)]
    with_numbers = re.fullmatch(r"[0-9]+;#.*", flat, re.S) is not None
    return list(dict.fromkeys(parts[1::2] if with_numbers else parts))
