"""Cleans the text of cells: white space, invisible characters, combining accents, text saved in the wrong encoding.

Only invisible characters, and certain damage with one possible repair, are changed, and a notice names each kind of
change. What would be garbage is refused.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from html.entities import name2codepoint

import polars as pl

from data.exports.formulas import AT, EQUALS, FORMULA_SIGNS
from data.intake.read.counting import count_below, count_of, is_followed
from data.intake.read.model import Grid, letters, listed, plural, shown
from data.problems import Notice, NoticeKind, Refused, Remedy

_INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
)
_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_BREAKS = "\u0085\u2028\u2029"
# What sends a cell to `mend`: anything above ASCII, a control character, a carriage return, an HTML code, a leading
# apostrophe or equals sign.
SUSPECT = r"[^\x20-\x7E\n\t]|&#?\w+;|^\s*['=]|[A-Za-z]\?[a-z]|_x000"
_PICTURES = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"  # several of them joined make one
_invisible = re.compile(f"[{_INVISIBLE}]|(?<![{_PICTURES}])\u200d|\u200d(?![{_PICTURES}])")
_spaces = re.compile(f"[{_SPACES}]")
_breaks = re.compile(f"\r\n?|[{_BREAKS}]")
_controls = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_c1 = re.compile(r"[\x80-\x9f]")
# One lost letter or sign inside a word: a lone U+FFFD, or a question mark between two letters. In running text that is
# only said; a short cell is a name, and a name that lost a letter is another name.
_lost = re.compile(r"(?<!\ufffd)\ufffd(?!\ufffd)|(?<=[A-Za-z])\?(?=[a-z])")
_address = re.compile(r"[/=@]|www\.")
_NAME_LENGTH = 120
_LATIN_1 = [name for name, code in name2codepoint.items() if 0xA0 <= code <= 0xFF]
_codes = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|euro|ndash|mdash|lsquo|rsquo|ldquo|rdquo|hellip|bull|trade|oelig"
    rf"|[wWyY]circ|{'|'.join(_LATIN_1)});"
)
_kept_break = re.compile(
    r"_x(000[9aAdD])_(\n)?"
)  # how Excel's own files write a tab or a line break; some exports keep it
_excel_text = re.compile(r'^="((?:[^"]|"")*)"$')
_guarded = re.compile(rf"^'(?=\s*[{FORMULA_SIGNS}\t\r])")
_equals = re.compile(rf"\s*[{EQUALS}{AT}]")
# Characters that bytes 80-BF, the later ones of a letter in UTF-8, become when it is read as Windows-1252 (or ISO 8859-1).
_HIGH = "".join(chr(c) for c in range(0x80, 0xC0)) + bytes(
    set(range(0x80, 0xC0)) - {0x81, 0x8D, 0x8F, 0x90, 0x9D}
).decode("cp1252")
_twice_encoded = re.compile(
    f"[\u00c2-\u00df][{re.escape(_HIGH)}]|[\u00e0-\u00ef][{re.escape(_HIGH)}]{{2}}|[\u00f0-\u00f4][{re.escape(_HIGH)}]{{3}}"
)
_BYTE_OF = {chr(c): bytes([c]) for c in range(0x80, 0x100)} | {
    bytes([c]).decode("cp1252"): bytes([c]) for c in range(0x80, 0x100) if c not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}

_REPAIRS = {
    "invisible": (
        NoticeKind.INVISIBLE_CHARACTERS,
        "had characters that can't be seen (such as zero-width spaces), which were taken out",
    ),
    "spaces": (NoticeKind.SPACES, "had no-break or other special spaces, read as plain spaces"),
    "breaks": (NoticeKind.LINE_BREAKS, "had line breaks of another system, read as plain ones"),
    "composed": (NoticeKind.ACCENTS, "had accents as separate characters, which were joined to their letters"),
    "mojibake": (NoticeKind.WRONG_ENCODING, "held text saved in the wrong encoding, which was mended"),
    "codes": (NoticeKind.HTML_CODES, "held HTML codes, read as the characters that they stand for"),
    "excel text": (
        NoticeKind.EXCEL_TEXT,
        'were written ="…", as Excel keeps text that looks like a number, and were unwrapped',
    ),
    "guard": (
        NoticeKind.FORMULA_GUARD,
        "began with the apostrophe that keeps a spreadsheet from running a formula, which was taken off",
    ),
    "damaged": (
        NoticeKind.DAMAGED_TEXT,
        "have lost characters (\ufffd, or ? within a word); the file was damaged before it came here",
    ),
}


def needs_mending(utf8: bytes) -> bool:
    """Whether any cell of this text may need more than stripping its ends; cheap, sometimes true without need, never
    false when needed."""
    if not utf8.isascii() or any(mark in utf8 for mark in (b"&", b"'", b"=", b"?", b"\x7f")):
        return True
    if is_followed(utf8, b"_", b"x") and b"_x000" in utf8:
        return True
    usual = sum(count_of(utf8, mark) for mark in (b"\n", b"\r", b"\t") if mark in utf8)
    if count_below(utf8, 32) != usual:  # control characters
        return True
    return b"\r" in utf8 and b'"' in utf8  # a line break of another system inside a cell


def may_be_padded(utf8: bytes, delimiter: str) -> bool:
    """Whether any cell of this regular text, none of which needs mending, may have blanks at an end, or be blank
    without being null; cheap, sometimes true without need, never false when needed."""
    if b'"' in utf8:
        return True  # blanks inside the quotes, or nothing
    blanks = bytes(blank for blank in b" \t" if chr(blank) != delimiter and bytes([blank]) in utf8)
    if not blanks:
        return False
    between = delimiter.encode() + (b"\r\n" if b"\r" in utf8 else b"\n")
    return (
        utf8[0] in blanks
        or utf8[-1] in blanks
        or is_followed(utf8, between, blanks)
        or is_followed(utf8, blanks, between)
    )


def clean(
    grid: Grid, every_code: bool = False, damage_accepted: bool = False, suspect: bool = True, padded: bool = True
) -> Grid:
    """The grid with every cell cleaned, blank cells null, and a notice for each kind of change.

    `every_code`: read every HTML code. `damage_accepted`: a lone U+FFFD inside a word is no reason to refuse.
    `suspect`, `padded`: the answers of needs_mending and may_be_padded for its text, if known. Raises Refused naming
    the rows for control characters and for lost characters.
    """
    if not (suspect or padded):
        return grid
    notices = list(grid.notices)
    frame = grid.frame
    if suspect:
        frame, more = _mended(grid, every_code, damage_accepted)
        notices += more
    stripped = frame.select(pl.all().str.strip_chars())
    if not stripped.height or not stripped.width:
        return replace(grid, frame=stripped, notices=tuple(notices))
    size = pl.all().str.len_bytes()
    sizes, shortest = stripped.select(size.sum()).row(0), stripped.select(pl.min_horizontal(size.min())).item()
    if frame.select(size.sum()).row(0) != sizes:
        notices += _padding(grid, frame, stripped)
    if shortest == 0:
        stripped = stripped.select(pl.when(pl.all() != "").then(pl.all()).name.keep())
    return replace(grid, frame=stripped, notices=tuple(notices))


def _padding(grid: Grid, frame: pl.DataFrame, stripped: pl.DataFrame) -> list[Notice]:
    """The notice about filled cells whose ends were stripped."""
    differs = [((frame[name] != stripped[name]) & (stripped[name] != "")).fill_null(False) for name in frame.columns]
    count = sum(int(mask.sum()) for mask in differs)
    if not count:
        return []
    examples = [
        f"row {grid.rows[at]}, column {letters(grid.columns[i])}: ‘{shown(frame.item(at, i), 40)}’"
        for i, mask in enumerate(differs)
        for at in mask.arg_true().head(3).to_list()
    ]
    text = f"{plural(count, 'cell')} had spaces at an end, which were taken off."
    return [Notice(NoticeKind.PADDING, text, count, tuple(examples[:3]))]


def _mended(grid: Grid, every_code: bool, damage_accepted: bool) -> tuple[pl.DataFrame, list[Notice]]:
    columns: list[pl.Series] = []
    counts: dict[str, int] = {}
    examples: dict[str, list[str]] = {}
    controlled: list[tuple[int, int, str]] = []
    lost: list[tuple[int, int, str]] = []
    suspects = grid.frame.select(pl.all().str.contains(SUSPECT).fill_null(False))
    is_suspect = suspects.select(pl.all().any()).row(0) if suspects.width else ()
    for i, name in enumerate(grid.frame.columns):
        series = grid.frame[name]
        if not is_suspect[i]:
            columns.append(series)
            continue
        at = suspects[name].arg_true()
        quoted = _every_cell_quoted(series)
        new: list[str] = []
        for index, value in zip(at.to_list(), series.gather(at).to_list(), strict=True):
            mended, kinds = mend(value, every_code, quoted)
            new.append(mended)
            if "control" in kinds:
                controlled.append((grid.rows[index], grid.columns[i], value))
            if "lost" in kinds:
                lost.append((grid.rows[index], grid.columns[i], value))
            for kind in kinds:
                if kind in _REPAIRS:
                    counts[kind] = counts.get(kind, 0) + 1
                    if len(examples.setdefault(kind, [])) < 5:
                        change = "" if kind in ("damaged", "breaks") else f" → ‘{shown(mended, 40)}’"
                        place = f"row {grid.rows[index]}, column {letters(grid.columns[i])}"
                        examples[kind].append(f"{place}: ‘{shown(value, 40)}’{change}")
        columns.append(series.scatter(at, pl.Series(new, dtype=pl.String)) if new else series)
    if controlled:
        raise Refused(
            _refusal(controlled, "a control character", "Delete what can't be seen there, or type the cell again.")
        )
    if lost and not damage_accepted:
        raise Refused(
            _refusal(
                lost,
                "the sign for a lost character (\ufffd, or ? within a word)",
                "Type what was lost there, or export the file again as CSV UTF-8; or say that damaged text is to be kept.",
            ),
            Remedy("damaged_text"),
        )
    notices = [
        Notice(_REPAIRS[kind][0], f"{plural(count, 'cell')} {_REPAIRS[kind][1]}.", count, tuple(examples[kind]))
        for kind, count in counts.items()
    ]
    return pl.DataFrame([c.alias(n) for c, n in zip(columns, grid.frame.columns, strict=True)]), notices


def _refusal(cells: list[tuple[int, int, str]], what: str, mend_it: str) -> str:
    row, column, value = cells[0]
    rows = sorted({cell[0] for cell in cells})
    more = f" There are {plural(len(cells), 'such cell')}: {listed(rows)}." if len(cells) > 1 else ""
    return f"Row {row:,}, column {letters(column)}: ‘{shown(value)}’ holds {what}.{more} {mend_it}"


def _every_cell_quoted(series: pl.Series) -> bool:
    """Whether every filled cell below the first begins with an apostrophe: a spreadsheet's mark for text."""
    below = series.slice(1).drop_nulls()
    below = below.filter(below.str.len_bytes() > 0)
    return len(below) > 1 and bool(below.str.starts_with("'").all())


@lru_cache(maxsize=20_000)
def mend(value: str, every_code: bool = False, quoted: bool = False) -> tuple[str, frozenset[str]]:
    """(the cell mended, the kinds of change and of damage found)."""
    kinds: set[str] = set()
    text = value
    if "&" in text:
        text = _note(kinds, "codes", text, html.unescape(text) if every_code else _codes.sub(_decoded, text))
    if not text.isascii():
        text = _note(kinds, "mojibake", text, untangled(text))
        if "\ufffd" not in text:
            text = _note(kinds, "mojibake", text, _c1.sub(_as_windows_1252, text))
        text = _note(kinds, "invisible", text, _invisible.sub("", text))
        text = _note(kinds, "spaces", text, _spaces.sub(" ", text))
        text = _note(kinds, "composed", text, unicodedata.normalize("NFC", text))
    if "\ufffd" in text or ("?" in text and not _address.search(text)):
        lost = _lost.search(text)
        if lost or "\ufffd" in text:
            kinds.add("damaged")
        if lost and len(text) <= _NAME_LENGTH:
            kinds.add("lost")
    text = _note(kinds, "breaks", text, _breaks.sub("\n", text))
    text = _note(kinds, "breaks", text, text.strip("\x0c"))  # where a printer began a new page
    if "_x000" in text:
        text = _note(kinds, "breaks", text, _kept_break.sub(lambda m: "\t" if m[1] == "0009" else "\n", text))
    if _controls.search(text):
        kinds.add("control")
    if text.lstrip().startswith("="):
        text = _note(kinds, "excel text", text, _excel_text.sub(lambda m: m[1].replace('""', '"'), text.strip()))
    elif text.startswith("'") and _equals.match(text, 1):
        kinds.add("guard")  # taken off where the cell's value is read: only there a formula differs from such a text
    elif text.startswith("'"):
        text = _note(
            kinds, "guard", text, text[1:] if quoted and not text[1:].endswith("'") else _guarded.sub("", text)
        )
    return text, frozenset(kinds)


def _note(kinds: set[str], kind: str, before: str, after: str) -> str:
    if before != after:
        kinds.add(kind)
    return after


def _decoded(found: re.Match[str]) -> str:
    return html.unescape(found.group())


def _as_windows_1252(found: re.Match[str]) -> str:
    return found.group().encode("latin-1").decode("cp1252", "ignore") or found.group()


def untangled(text: str) -> str:
    """The text with each run that is UTF-8 read as Windows-1252 (‘CafÃ©’, ‘â€™’) put right, even if that happened
    twice."""
    for _ in range(3):
        mended = _twice_encoded.sub(_as_utf8, text)
        if mended == text:
            return text
        text = mended
    return text


def _as_utf8(found: re.Match[str]) -> str:
    try:
        return b"".join(_BYTE_OF[char] for char in found.group()).decode("utf-8")
    except UnicodeDecodeError:
        return found.group()
