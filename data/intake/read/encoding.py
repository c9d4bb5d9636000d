"""Bytes → UTF-8 text, and the name of their encoding; refuses if that isn't certain."""

from __future__ import annotations

import codecs
import re
from base64 import b64decode
from dataclasses import dataclass

from data.intake.read.model import shown
from data.problems import Notice, NoticeKind, Refused, Remedy

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SPOKEN = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32 (big-endian)",
    "cp1252": "Windows-1252",
    "iso8859-1": "ISO 8859-1",
    "mac-roman": "Mac Roman",
    "iso8859-14": "ISO 8859-14 (Welsh)",
    "iso8859-15": "ISO 8859-15",
}
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}"
)
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_UTF7 = re.compile(rb"(?<![A-Za-z0-9+/])\+([A-Za-z0-9+/]{3,})-?|(?<=[A-Za-z0-9])\+(A[A-Za-z0-9+/]{2,})-?")
_WRITTEN_HERE = re.compile("[\u00a1-\u024f\u0370-\u03ff\u1e00-\u1eff\u2010-\u203a\u20ac\u2122]+")
_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
# Under Windows-1252 these are signs that another encoding wrote the bytes: a capital with an accent straight after a
# small letter (‘CafŽ’ is Mac Roman's ‘Café’), a sign that has no business inside a word (‘Caf‚’ is code page 850's).
_OUT_OF_PLACE = re.compile(
    r"(?<=[a-z])[À-ÖØ-ÞŠŽŸ](?![A-Z])|(?<=[A-Za-z])[‚„†‡ˆ‰‹ƒ¤¦¨ª¬³´¸¹º¡¢¥]|[ˆ¤‰‡](?=[A-Za-z])|œ(?=[\s\d,.])"
    r"|(?<=[A-Za-z])[“„™§¶©®](?=[a-z])|[ðþ¤]|[ÒÓ](?=[A-Za-z])(?=[a-z])"
)
_ABOVE_ASCII = re.compile(r"[^\x00-\x7f]+[!-~]?")
_MOST_OUT_OF_PLACE = 0.2  # of all characters above ASCII; real files have a stray one among hundreds
_OTHERS = ("mac-roman", "cp850", "iso8859-14", "iso8859-15")


@dataclass(frozen=True)
class Decoded:
    """The file's text as UTF-8 bytes without byte order mark, the Python name of its encoding, and the notices about
    it."""

    utf8: bytes
    encoding: str
    notices: tuple[Notice, ...] = ()


def spoken(encoding: str) -> str:
    """An encoding's everyday name: ‘cp1252’ → ‘Windows-1252’."""
    return SPOKEN.get(encoding, encoding)


def decode(content: bytes, stated: str | None) -> Decoded:
    """The text of `content`. Raises Refused, naming the line, if the bytes fit no encoding with certainty."""
    if stated:
        return _decode_as_stated(content, stated)
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return Decoded(_strictly(content[len(mark) :], encoding, "its byte order mark says"), encoding)
    if b"\x00" in content:
        encoding = _utf16_without_mark(content)
        return Decoded(_strictly(content, encoding, "its bytes suggest"), encoding)
    if content.isascii():
        return Decoded(_not_utf7(content), "utf-8")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        joined = _SURROGATES.sub(_one_character, content)
        return _windows_1252(content) if joined == content else decode(joined, None)
    return Decoded(content, "utf-8")


def _one_character(pair: re.Match[bytes]) -> bytes:
    """A character beyond the first 65,536 that a database wrote in halves (CESU-8), as UTF-8."""
    halves = pair.group().decode("utf-8", "surrogatepass")
    return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le").encode("utf-8")


def _line_at(content: bytes, offset: int) -> int:
    """The line, from 1, that holds the byte at `offset`."""
    before = content[:offset]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _strictly(content: bytes, encoding: str, why: str) -> bytes:
    if encoding == "utf-8":
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _undecodable(content, error, encoding, why) from None
        return content
    try:
        return content.decode(encoding).removeprefix("\ufeff").encode("utf-8")
    except UnicodeDecodeError as error:
        raise _undecodable(content, error, encoding, why) from None
    except UnicodeEncodeError:
        raise Refused(
            f"The file holds half of a character pair where {why} it is {spoken(encoding)}: it is damaged. "
            "Save it again as CSV UTF-8."
        ) from None


def _undecodable(content: bytes, error: UnicodeDecodeError, encoding: str, why: str) -> Refused:
    if encoding.startswith(("utf-16", "utf-32")):
        if error.end >= len(content) - 3:
            return Refused(
                f"The file ends in the middle of a character ({why} it is {spoken(encoding)}): it seems to have been cut "
                "short. Fetch or save it again."
            )
        return Refused(
            f"The file can't be read as {spoken(encoding)}, which {why}: byte {error.start + 1:,} doesn't fit. "
            "Save it again as CSV UTF-8."
        )
    line = _line_at(content, error.start)
    if _ends_in_mid_character(content[error.start :], encoding):
        return Refused(
            f"The file ends in the middle of a character (line {line:,}): it seems to have been cut short. "
            "Fetch or save it again."
        )
    byte = content[error.start]
    return Refused(
        f"Line {line:,}: the byte {byte:02X} can't be read as {spoken(encoding)}, which {why}. "
        "The file may mix two encodings: save it again as CSV UTF-8, or say which encoding it is in.",
        Remedy("encoding", "…"),
    )


def _ends_in_mid_character(rest: bytes, encoding: str) -> bool:
    """Whether what can't be decoded is nothing but the beginning of a character."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(rest)
    except UnicodeDecodeError:
        return False
    return True


def _decode_as_stated(content: bytes, stated: str) -> Decoded:
    try:
        encoding = codecs.lookup(stated.strip().replace("windows-", "cp").replace("Windows-", "cp")).name
        "".encode(encoding)
    except (LookupError, TypeError):
        raise Refused(
            f"No encoding is called ‘{shown(stated)}’. Say utf-8, utf-16, windows-1252, iso-8859-1 or mac-roman."
        ) from None
    if encoding == "utf-8-sig":
        encoding = "utf-8"
    if encoding in ("utf-16", "utf-32"):
        big = content.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
        encoding += "-be" if big or (not content.startswith(b"\xff\xfe") and content[:1] == b"\x00") else "-le"
    for mark, its_encoding in _BOMS:
        if content.startswith(mark):
            if its_encoding != encoding:
                raise Refused(
                    f"The file's byte order mark says {spoken(its_encoding)}, but {spoken(encoding)} was asked for. "
                    "Leave the encoding to be detected."
                )
            content = content[len(mark) :]
            break
    if encoding == "cp1252" and _UNDEFINED.search(content):
        return Decoded(*_with_strays(content))
    return Decoded(_strictly(content, encoding, "was asked for"), encoding)


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 has a zero in every other byte of English text; other zero bytes are damage."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    half = len(content) / 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    offset = content.index(b"\x00")
    raise Refused(
        f"Line {_line_at(content, offset):,} holds a NUL byte (a zero), and {content.count(0):,} in all: the file is damaged, "
        "or not a text file. Open it in the program that made it and save it again as CSV UTF-8."
    )


def _not_utf7(content: bytes) -> bytes:
    runs = _UTF7.finditer(content) if b"+" in content else iter(())
    found = next((run for run in runs if _WRITTEN_HERE.fullmatch(_of_utf7(run[1] or run[2]))), None)
    if found:
        line = _line_at(content, found.start())
        raise Refused(
            f"Line {line:,}: ‘{found.group().decode()}’ looks like UTF-7, an e-mail encoding. Save the file again as CSV "
            "UTF-8, or say its encoding: utf-7 to read it so, utf-8 to keep the text as it stands.",
            Remedy("encoding", "utf-7"), Remedy("encoding", "utf-8"),
        )  # fmt: skip
    return content


def _of_utf7(run: bytes) -> str:
    """The text that UTF-7's base64 stands for; "" if it can't be UTF-7."""
    spare = len(run) * 6 % 16
    if spare >= 6:
        return ""
    raw = b64decode(run + b"A" * (-len(run) % 4))[: len(run) * 6 // 16 * 2]
    return raw.decode("utf-16-be", "replace")


def _windows_1252(content: bytes) -> Decoded:
    """The text of bytes that aren't UTF-8: Windows-1252, unless they show that they were something else."""
    bad = _first_not_utf8(content)
    whole = _MULTIBYTE.findall(content)
    above = len(content) - len(content.translate(None, bytes(range(0x80, 0x100))))
    tail = len(content) - bad
    if tail <= 3 and whole:
        raise Refused(
            f"The file ends in the middle of a character (line {_line_at(content, bad):,}): it seems to have been cut "
            "short. Fetch or save it again."
        )
    if whole and sum(map(len, whole)) > 0.02 * above:
        first = _MULTIBYTE.search(content)
        assert first is not None
        raise Refused(
            f"The file mixes two encodings: line {_line_at(content, first.start()):,} is UTF-8 and line "
            f"{_line_at(content, bad):,} isn't. Save it again as CSV UTF-8, or state the encoding windows-1252 to have "
            "each cell that was UTF-8 mended and listed.",
            Remedy("encoding", "windows-1252"),
        )
    utf8, encoding, notices = _with_strays(content)
    text = utf8.decode("utf-8")
    # The pattern is slow, and needs only one character on each side of what is above ASCII.
    around = " ".join(text[max(0, high.start() - 1) : high.end()] for high in _ABOVE_ASCII.finditer(text))
    odd = _OUT_OF_PLACE.findall(around)
    undefined = len(_UNDEFINED.findall(content))
    if len(odd) + undefined > _MOST_OUT_OF_PLACE * above:
        raise _uncertain(content, text)
    return Decoded(utf8, encoding, notices)


def _first_not_utf8(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def _with_strays(content: bytes) -> tuple[bytes, str, tuple[Notice, ...]]:
    """Windows-1252 text in which a byte that it doesn't define is read as the UTF-8 it is part of, or otherwise becomes
    U+FFFD; and a notice about that. (Other UTF-8 is repaired cell by cell.)"""
    parts, strays, at = [], [], 0
    for stray in _UNDEFINED.finditer(content):
        whole = next((run for run in _MULTIBYTE.finditer(content, max(at, stray.start() - 3), stray.start() + 4)
                      if run.start() <= stray.start() < run.end()), None)  # fmt: skip
        if whole:
            parts += [content[at : whole.start()].decode("cp1252", "replace"), whole.group().decode("utf-8")]
            at = whole.end()
        elif stray.start() >= at:
            strays.append(stray)
    text = "".join(parts) + content[at:].decode("cp1252", "replace")
    if not strays:
        return text.encode("utf-8"), "cp1252", ()
    lines = [_line_at(content, stray.start()) for stray in strays[:5]]
    notice = Notice(
        NoticeKind.ENCODING,
        f"{len(strays):,} bytes that Windows-1252 doesn't define can't be read and stand as ‘\ufffd’.",
        len(strays),
        tuple(f"line {line:,}: byte {stray.group().hex().upper()}" for line, stray in zip(lines, strays, strict=False)),
    )
    return text.encode("utf-8"), "cp1252", (notice,)


def _uncertain(content: bytes, text: str) -> Refused:
    found = _OUT_OF_PLACE.search(text)
    offset = found.start() if found else _UNDEFINED.search(content).start()  # type: ignore[union-attr]
    around = shown(_word_at(text, offset), 30)
    readings, likely = [], []
    for other in _OTHERS:
        word = _word_at(content.decode(other), offset)
        if ((re.sub("[-’.]", "", word).isalnum() or word == "€") and not _OUT_OF_PLACE.search(word)) or re.fullmatch(
            r"£[\d,.]+", word
        ):
            readings.append(f"‘{shown(word, 30)}’ in {spoken(other)} (state the encoding {other})")
            likely.append(Remedy("encoding", other))
    hint = f" It would be {' or '.join(readings)}." if readings else ""
    return Refused(
        f"Line {_line_at(content, offset):,}: ‘{around}’ shows that the file is not in UTF-8 or Windows-1252, and its "
        f"encoding isn't certain.{hint} Save the file again as CSV UTF-8, or state its encoding.",
        *(likely or [Remedy("encoding", "…")]),
    )


def _word_at(text: str, offset: int) -> str:
    start = max(text.rfind(mark, 0, offset) for mark in ' ,;\t\n"|') + 1
    ends = [end for mark in ' ,;\t\n"\r|' if (end := text.find(mark, offset)) >= 0]
    return text[start : min(ends, default=len(text))]
