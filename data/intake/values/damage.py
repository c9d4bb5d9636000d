"""The traces in text whose characters were lost or exchanged on the way here."""

from __future__ import annotations

import re

from data.intake.values.common import Reading, refusal
from data.problems import ProblemKind

SHORT = 12
"""Words up to which a text is a name: a name that lost a letter is another name, while running text can still be read."""

# UTF-8 read as Windows-1252 (or Latin-1): Ã©, Â£, â€™, ï»¿; as Mac Roman: √©, ‚Äô, ¬£; as code page 850 or 437: ├®, ┬ú, ÔÇÖ, ΓÇÖ;
# as Windows-1250: Ă©, ÂŁ; as Windows-1251: Г©, ВЈ, вЂ™; as Windows-1253: Γ©, Β£, β€™.
_CONTINUED = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(
    f"[ÂÃ][{_CONTINUED}]|[ÄÅ][\u0080-\u00bf€‚ƒ„†‡ˆ‰‹•˜™š›œžŸ]|â[€‚\u0080\u0082][{_CONTINUED}]|ï’¿|ï¿½|√[©®†°±´∂ß¶≠∏°¢ª£§•]|‚Ä[ìîôòúù¶]|¬£"
    f"|[├┬][^─┬├┤┼\\s]|[ÔΓ]Ç[^\\sa-z]|Ă[{_CONTINUED}ŁľĽşŻż]|ÂŁ|Г[©Ё«¶јґ]|В[Ј·«»]|вЂ.|Γ[{_CONTINUED}΅]|Β£|β€."
)
# One byte read in the wrong old character set: CafŽ, ChildrenÕs, Caf‚, na‹ve.
_WRONG_SET = re.compile(
    r"[a-z](?![ÀÈÉÊ](?:\b|$))[\u00c0-\u00d6\u00d8-\u00deŽŠŒŸ](?=[a-z\s.,;:)]|$)|[A-Za-z][‚„ˆ‰‹˜](?=[A-Za-z\s]|$)|[A-Za-z]•[A-Za-z]"
    r"|[A-Za-z][“„™©®§¶¤¨¬¸](?=[a-z])|(?:^|\s)(?:œ(?=[\s\d])|[¨¸¯](?=[a-z]))|¤"
)
_LOST = re.compile(
    r"[A-Za-z]\?[A-Za-z]|^\?[A-Za-z]{2}|[a-z]\? [a-z]|[A-Za-z] \? [A-Za-z0-9]|(?:^|\s)\?[0-9]|[a-z]\?\?(?: ?[a-z])"
)
_ADDRESS = re.compile(r"://|www\.|[?&][\w.-]+=|/\S*\?|@")
ESCAPES = r"\\[uxnr']|%[CE]|=[CEF][0-9A-F]|=\n|[\ue000-\uf8ff\ufffc]"
"""A pattern for Polars that every cell with an escaped letter fits."""
_ESCAPED = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\'[0-9a-fA-F]{2}|%(?:C[23]|E2%80)%[89AB][0-9A-F]"
    r"|=(?:C[23]|E2=80)=[89AB][0-9A-F]"
    r"|[a-z]=(?:[EF][0-9A-F](?=[a-z])|E9(?=\s|$))|[a-z]=\n|\\r\\n|[a-z.;:!?)]\\n(?=[A-Z\s\\-]|$)"
)
_PATH = re.compile(r"\b[A-Za-z]:\\|^\\\\")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffc]")


_OLD_CONTROL = re.compile("[\x80-\x9f]")  # what Windows-1252 is when it is read as ISO 8859-1


def mojibake_meant(text: str) -> str:
    """The text before its UTF-8 bytes were read as Windows-1252, or "" if that gives nothing."""
    try:
        raw = b"".join(c.encode("cp1252") if c not in "\x81\x8d\x8f\x90\x9d" else c.encode("latin-1") for c in text)
        meant = raw.decode("utf-8")
    except UnicodeError:
        return ""
    return meant if meant != text else ""


def damage(text: str, flat: str) -> Reading | None:
    """Whether characters were lost or exchanged on the way here, as far as the text itself shows it."""
    if "\ufffd" in text:
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            "holds the mark � where a character was lost.",
            "Type it again, or say ‘damaged text as it is’ to take it so.",
        )
    if match := _OLD_CONTROL.search(text):
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds a character that can't be seen (U+{ord(match[0]):04X}), the trace of text opened in another character set.",
            "Save the file again as ‘CSV UTF-8’, or say ‘damaged text as it is’ to take it so.",
        )
    if match := _MOJIBAKE.search(text):
        meant = mojibake_meant(text)
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds ‘{match[0]}’, the trace of text saved in one character set and opened in another.",
            (f"Did you mean ‘{meant}’? " if meant else "")
            + "Save the file again as ‘CSV UTF-8’ from the program that made it.",
        )
    if (match := _ESCAPED.search(text)) and not (_PATH if match[0].find("\\") >= 0 else _ADDRESS).search(text):
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds ‘{match[0]}’, which a program wrote for a letter or a line break.",
            "Type what is meant, or say ‘damaged text as it is’ to take it so.",
        )
    if (match := _PRIVATE.search(text)) and len(flat.split()) <= SHORT:
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds a sign that only one font or program knows (U+{ord(match[0]):04X}).",
            "Type it again, or say ‘damaged text as it is’ to take it so.",
        )
    if match := _WRONG_SET.search(text):
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds ‘{match[0].strip()}’, the trace of text saved in one character set and opened in another.",
            "Save the file again as ‘CSV UTF-8’, or say ‘damaged text as it is’ if it is meant.",
        )
    if (match := _LOST.search(text)) and not _ADDRESS.search(text) and len(flat.split()) <= SHORT:
        return refusal(
            ProblemKind.DAMAGED_TEXT,
            f"holds ‘{match[0]}’: a question mark where a letter or a dash may have been lost.",
            "Type it again, or say ‘damaged text as it is’ if it is meant.",
        )
    return None
