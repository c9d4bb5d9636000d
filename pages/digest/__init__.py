"""The digest for the council's own mailer: what changed and what needs attention since a date or a ledger version.

Nothing is sent from here. The same date, ledger version and point to look back to give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from pages.digest.content import Digest, Entry, Part

ILLUSTRATIVE = "Illustrative data, except what the panel minutes state."


def as_text(digest: Digest) -> str:
    """The digest as plain text, a line each; what comes from data stays on its line."""
    lines = [digest.title, digest.source]
    if digest.illustrative:
        lines.append(ILLUSTRATIVE)
    for part in digest.parts:
        lines += ["", part.heading, "-" * len(part.heading)]
        lines += [_line(entry) for entry in part.entries] or [part.otherwise]
        if part.more:
            lines.append(f"And {part.more:,} more.")
    return "\n".join(lines) + "\n"


def _line(entry: Entry) -> str:
    words = ": ".join(
        flat for flat in (_flat(entry.mark), _flat(entry.title)) if flat and flat not in _flat(entry.sentence)
    )
    return f"* {words}: {_flat(entry.sentence)}" if words else f"* {_flat(entry.sentence)}"


def as_html(digest: Digest) -> str:
    """The digest as one page of HTML without scripts, pictures or links; what comes from data is escaped."""
    mark = f"<p><em>{ILLUSTRATIVE}</em></p>" if digest.illustrative else ""
    body = "\n".join(_html_part(part) for part in digest.parts)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(digest.title)}</title>\n</head>\n<body>\n"
        f"<h1>{escape(digest.title)}</h1>\n<p>{escape(digest.source)}</p>\n{mark}\n{body}\n</body>\n</html>\n"
    )


def _html_part(part: Part) -> str:
    if not part.entries:
        return f"<h2>{escape(part.heading)}</h2>\n<p>{escape(part.otherwise)}</p>"
    items = "\n".join(_html_item(entry) for entry in part.entries)
    more = f"\n<p>And {part.more:,} more.</p>" if part.more else ""
    return f"<h2>{escape(part.heading)}</h2>\n<ul>\n{items}\n</ul>{more}"


def _html_item(entry: Entry) -> str:
    mark = f"{escape(_flat(entry.mark))}: " if entry.mark else ""
    title = f"<strong>{escape(_flat(entry.title))}</strong>: " if entry.title else ""
    return f"<li>{mark}{title}{escape(_flat(entry.sentence))}</li>"


def _flat(text: str) -> str:
    """Text from data on one line, without what a terminal or a mailer would act on."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


FORMATS: Mapping[str, Callable[[Digest], str]] = {"html": as_html, "text": as_text}
