"""Which character separates the cells: the one under which headings are recognised, or records are even."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.intake.read.csv_text import Dialect, QuoteTrouble, records
from data.intake.read.model import HeadingCounter, shown
from data.problems import Refused, Remedy

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
_RARE = {
    ":": "colons",
    "^": "carets",
    "~": "tildes",
    "\x1f": "unit separators",
    "¦": "broken bars",
    "!": "exclamation marks",
}
"""Taken only when several headings are recognised between them."""
_BY_NAME = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t", "bar": "|"}
_SAMPLE = 16_000
_LARGE_SAMPLE = 1_000_000
_drawn = re.compile(r"(?m)^(?=.*[-=_]{2})[-+=_|: ]{3,}\r?\n")
"""A line that query tools draw round a table and beneath its headings: it has no cells."""
_separator_line = re.compile(rb'^"?sep=(.)"?[,;\t|]*(?:\r\n|\r|\n)', re.IGNORECASE)
_WHOLE_LINE = re.compile(r'^"(?=[^"\r\n]*[,;\t|])(?:[^"\r\n]|"")*"\r?$', re.MULTILINE)


@dataclass(frozen=True)
class _Evidence:
    """What a sample looks like under one delimiter."""

    delimiter: str
    recognised: int  # headings recognised in its best row or, for a table on its side, in its first column
    width: int  # the commonest number of cells
    even: float  # the share of records with that number


def spoken(delimiter: str) -> str:
    """A delimiter's everyday name: ‘;’ → ‘semicolons’."""
    return NAMES.get(delimiter) or _RARE.get(delimiter) or f"‘{delimiter}’"


def stated_delimiter(stated: str) -> str:
    """The character that a person names: ‘semicolon’ → ‘;’. Raises Refused if it is no delimiter."""
    delimiter = _BY_NAME.get(stated.strip().lower().removesuffix("s"), stated)
    if len(delimiter) != 1 or delimiter in "\"'\r\n" or delimiter.isalnum():
        raise Refused(f"‘{shown(stated)}’ can't part cells. Say comma, semicolon, tab or pipe.")
    return delimiter


def possible(stated: str | None) -> str:
    """The possible delimiters: the stated one, or all that are looked for."""
    return stated_delimiter(stated) if stated else "".join((*NAMES, *_RARE))


def without_separator_line(utf8: bytes) -> tuple[bytes, str | None]:
    """The text without Excel's ‘sep=;’ line, which doesn't count as a row, and the delimiter it names."""
    found = _separator_line.match(utf8)
    if not found:
        return utf8, None
    return utf8[found.end() :], found.group(1).decode("latin-1")


def choose(utf8: bytes, looks_like_heading: HeadingCounter) -> str:
    """The delimiter of the text. Raises Refused if none fits, or two fit equally."""
    certain = _by_first_record(_sample(utf8, _SAMPLE), looks_like_heading)
    if certain:
        return certain
    for size in (_SAMPLE, _LARGE_SAMPLE):
        text = _sample(utf8, size)
        found = [e for d in NAMES if d in text and (e := _evidence(text, d, looks_like_heading, len(text) < len(utf8)))]
        best = max((e.recognised for e in found), default=0)
        winners = [e for e in found if e.recognised == best]
        if best >= 2 and len(winners) == 1:
            return winners[0].delimiter
        if len(utf8) <= size:
            break
    winners = [e for e in found if e.width > 1]
    if best < 2:
        rare = [e for d in _RARE if d in text and (e := _evidence(text, d, looks_like_heading, False))]
        known = [e for e in rare if e.recognised > 2]
        if len(known) == 1:
            return known[0].delimiter
    if not winners:
        if len(_WHOLE_LINE.findall(text)) > 1:
            raise Refused(
                "Each line is in quotes as a whole, so that it is a single cell: a spreadsheet program split none of them. Split "
                "them there (in Excel: Data › Text to Columns), and save the file again."
            )
        raise Refused(
            "No commas, semicolons, tabs or pipes part the file into columns. If another character does, name it as the "
            "delimiter; if columns are lined up with spaces, save the table as CSV from a spreadsheet program.",
            Remedy("delimiter", "…"),
        )
    winners.sort(key=lambda e: (e.recognised, e.even, e.width), reverse=True)
    first = winners[0]
    rivals = [
        e for e in winners[1:] if e.recognised == first.recognised and e.even >= first.even - 0.1 and e.even >= 0.8
    ]
    if rivals and not all(first.width >= 3 * rival.width for rival in rivals):
        names = " or ".join(spoken(e.delimiter) for e in (first, *rivals))
        raise Refused(
            f"The cells may be parted by {names}: both give even rows. State the delimiter, or give the file headings "
            "that this dataset knows.",
            *(Remedy("delimiter", spoken(e.delimiter).removesuffix("s")) for e in (first, *rivals)),
        )
    return first.delimiter


def _by_first_record(text: str, looks_like_heading: HeadingCounter) -> str | None:
    """The delimiter under which most cells of the first record are headings, when under no other more than one is."""
    known: dict[str, int] = {}
    for delimiter in NAMES:
        try:
            first = records(text, Dialect(delimiter), limit=1)[0]
        except QuoteTrouble:
            return None
        known[delimiter] = looks_like_heading([cell.strip() for cell in first]) if len(first) > 1 else 0
        if known[delimiter] > 2 and known[delimiter] < len(first) / 2:
            return None
    best = max(known, key=lambda delimiter: known[delimiter])
    return best if known[best] > 2 and sorted(known.values())[-2] <= 1 else None


def _sample(utf8: bytes, size: int) -> str:
    if len(utf8) <= size:
        return _drawn.sub("", utf8.decode("utf-8"))
    cut = utf8.rfind(b"\n", 0, size)
    return _drawn.sub("", utf8[: cut + 1 if cut > 0 else size].decode("utf-8", "ignore"))


def _evidence(text: str, delimiter: str, looks_like_heading: HeadingCounter, cut: bool) -> _Evidence | None:
    rows: list[list[str]] = []
    for dialect in (Dialect(delimiter), Dialect(delimiter, escaped=True), Dialect(delimiter, quote="'")):
        try:
            rows = records(text, dialect)
            break
        except QuoteTrouble as trouble:
            if trouble.row > 1:  # judge by the records before it
                whole = records(text, dialect, limit=trouble.row - 1)
                rows = max(rows, whole, key=len)
                if cut and trouble.unclosed:
                    break
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return None
    counts: dict[int, int] = {}
    for row in filled:
        counts[len(row)] = counts.get(len(row), 0) + 1
    width = max(counts, key=lambda w: (counts[w], w))
    heads = max(looks_like_heading([cell.strip() for cell in row]) for row in filled[:30])
    side = looks_like_heading([row[0].strip() for row in filled[:200]]) if width > 1 else 0
    return _Evidence(
        delimiter, max(heads, side) if width > 1 or len(filled) == 1 else 0, width, counts[width] / len(filled)
    )
