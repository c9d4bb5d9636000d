"""The value that a spreadsheet shows for a number is the one that is meant: `£0.0"m"` shows 12.5 as £12.5m, and
`#,##0,` shows thousands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from data.intake.values.units import changes_nothing, foreign_currency_in

_SCALES = {1: "thousand", 2: "million", 3: "billion"}
_CONDITION = re.compile(r"\[\s*(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\s*\]")
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<science>E[+-])|(?P<digits>[0#?.,]+)|(?P<other>.)",
    re.S,
)
_A_TIME = re.compile(r"^(?:h+|m+|s+)$", re.I)


@dataclass(frozen=True)
class _Section:
    """One of the up to four parts of a number format: the text before and after the digits, and how often they are
    divided by a thousand. `is_plain`: it shows the number itself, or what is read elsewhere (dates, percentages,
    fractions)."""

    before: str = ""
    after: str = ""
    thousands: int = 0
    is_plain: bool = False
    has_digits: bool = False


def as_shown(number: Decimal, number_format: str) -> str | None:
    """The number as its format shows it, with all its digits: `12.5m`, `12.5 thousand`; None if the number itself says
    all."""
    if _shows_itself(number_format):
        return None
    section = _section_for(number, number_format)
    if section is None or section.is_plain or not section.has_digits:
        return None
    return _beside(number, section)


ZERO_DATE = "00/01/1900"
"""What a spreadsheet shows for a date that is 0, as a formula gives for an empty cell."""


@lru_cache(maxsize=1000)
def shown_for_zero(number_format: str) -> str | None:
    """What a format of dates shows for 0: what it has for that, such as ‘-’, or 00/01/1900; None if it is of times alone."""
    sections = _sections(number_format)
    parts = list(_parts(sections[2][0])) if len(sections) > 2 else [("time", "")]
    if all(kind == "literal" for kind, _ in parts):
        return "".join(part for _, part in parts).strip()
    is_of_days = any(kind == "time" and part in "ydYD" for kind, part in _parts(sections[0][0]))
    return ZERO_DATE if is_of_days else None


@lru_cache(maxsize=1000)
def _shows_itself(number_format: str) -> bool:
    """Whether every number with this format is shown as itself."""
    sections = (section for _, section in _sections(number_format))
    return all(
        section.is_plain or not section.has_digits or _beside(Decimal(1), section) is None for section in sections
    )


def _beside(number: Decimal, section: _Section) -> str | None:
    text = _plain(abs(number) / 1000**section.thousands)
    minus = "-" if number < 0 else ""
    names = re.sub(r"gbp|\W|[0-9_]", "", section.before, flags=re.I)  # ‘APP-’ before a number makes it a reference
    is_foreign = foreign_currency_in(section.before + section.after) != ""
    if names or not (is_foreign or changes_nothing(f"{section.before} {section.after}")):
        return f"{minus}{section.before.lstrip()}{text}{section.after.rstrip()}"
    if not section.thousands:
        return None
    scaled = f"{minus}{text} {_SCALES.get(section.thousands, 'thousand billion')}"
    return f"{scaled} {foreign_currency_in(section.before + section.after)}" if is_foreign else scaled


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section_for(number: Decimal, number_format: str) -> _Section | None:
    sections = _sections(number_format)
    conditions = [_CONDITION.search(part) for part, _ in sections]
    if any(conditions):
        for condition, (_, section) in zip(conditions, sections, strict=True):
            if condition is None or _holds(number, condition[1], Decimal(condition[2])):
                return section
        return None
    at = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    return sections[at][1]


def _holds(number: Decimal, sign: str, limit: Decimal) -> bool:
    return {
        "<": number < limit, ">": number > limit, "=": number == limit, "<=": number <= limit, ">=": number >= limit,
        "<>": number != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=1000)
def _sections(number_format: str) -> list[tuple[str, _Section]]:
    """(its text, its effect) for each part of a number format, separated by semicolons outside quotes."""
    texts = re.findall(r'(?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])+|(?=;;)|(?<=;)$', number_format) or [number_format]
    return [(text, _parsed(text, is_negative=at == 1)) for at, text in enumerate(texts[:4])]


def _parsed(text: str, is_negative: bool) -> _Section:
    before, after, digits, seen_after = "", "", "", False
    for kind, part in _parts(text):
        if kind in ("science", "time"):
            return _Section(is_plain=True)
        if kind == "digits":
            if seen_after and part.strip(".,"):
                return _Section(is_plain=True)  # digits with something between them: 0000-0000
            digits += part if not seen_after else ""
            after += part if seen_after else ""
        elif digits:
            seen_after = seen_after or bool(part.strip())
            after += part
        else:
            before += part
    if is_negative:  # the sign is the number's own
        before, after = (re.sub(r"[-()]", "", side) for side in (before, after))
    if "%" in before + after and not re.search(r'"[^"]*%|\\%', text):
        return _Section(is_plain=True)
    whole = digits.split(".")[0]
    thousands = len(digits) - len(digits.rstrip(",")) + (len(whole) - len(whole.rstrip(",")) if "." in digits else 0)
    return _Section(before, after, thousands, has_digits=bool(digits.strip(".,")))


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """(digits, literal, science or time; its text) of a section."""
    for found in _PART.finditer(text):
        kind = found.lastgroup or ""
        part = found[kind] if kind else ""
        if kind == "general":
            yield "digits", "0"
        elif kind in ("digits", "science"):
            yield kind, part
        elif kind == "bracket":
            if _A_TIME.match(part):
                yield "time", part
        elif kind == "other" and part in "ymdhsYMDHS/":
            yield "time", part
        elif kind:
            yield "literal", part


def shown_beside(number: Decimal, showing: str) -> str | None:
    """As `as_shown`, from what an OpenDocument cell shows (‘£12.5m’) instead of from a format."""
    found = re.fullmatch(r"(?P<before>\D*?)(?P<digits>[0-9][0-9.,\u00a0\u202f' ]*?)(?P<after>\D*)", showing)
    if not found or re.match(r"\s*E[+-]", found["after"]) or re.search(r"[0-9]", found["after"]):
        return None
    before, after = (re.sub(r"[-()\u2212]", "", part) for part in (found["before"], found["after"]))
    shape = re.fullmatch(
        r"(.*?)(?:[.,]([0-9]+))?", re.sub(r"[\u00a0\u202f' ]|[.,](?=[0-9]{3}(?:[.,]|$))", "", found["digits"])
    )
    if not shape or not shape[1].isdigit():
        return None
    decimals = shape[2] or ""
    read = Decimal(f"{shape[1]}.{decimals}" if decimals else shape[1])
    for thousands in range(4):
        if abs(abs(number) / 1000**thousands - read) <= Decimal(1).scaleb(-len(decimals)) / 2:
            return _beside(number, _Section(before, after, thousands, has_digits=True))
    return None
