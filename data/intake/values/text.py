"""Text and keys: taken as they are, without invisible characters; refused if a program on the way has spoiled them."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from data.datasets import Column
from data.exports.formulas import AT, EQUALS, FORMULA_SIGNS
from data.intake.values.common import (
    MAYBE_NO_ANSWER,
    Parsed,
    Reading,
    Settings,
    blank_or_refused,
    is_no_answer,
    no_notes,
    nothing_found,
    plain,
    read_each,
    refusal,
    spoiled_by_spreadsheet,
)
from data.intake.values.damage import ESCAPES, damage
from data.problems import NoticeKind, ProblemKind
from data.typed import CONTROL

SAME_AS_ABOVE = r"""^(?i:ditto|do\.|idem|〃|″|"|”|''|,,|(?:the )?same(?: as above)?|as above|see (?:above|previous))$"""
"""Marks for what the cell above says."""
_DITTO = rf"{SAME_AS_ABOVE}|^(?i:(?:the )?same as below|as below|see below)$"
# What a form or a spreadsheet shows until somebody fills it in, and words for nothing that are words all the same.
_UNFILLED = (
    r"^(?i:nil|blank|empty|missing|loading(?:\.\.\.|…)|(?:please )?(?:select|choose)(?: an?)?(?: item| option| one| value)?"
    r"|(?:click|tap|click or tap)(?: here)? to enter (?:text|a date)|(?:please )?enter (?:text|name|value)(?: here)?)[.:…]*$"
)
_NOTHING = (
    r"^(?i:no|n|nil|none|nothing|false|0|not blocked|unblocked"
    r"|(?:no|none|nothing)(?: (?:known|current|open|other|major|outstanding|identified|reported))*"
    r"(?: (?:issues?|blockers?|problems?|blocks?|constraints?|concerns?))?"
    r"(?: (?:known|identified|reported|outstanding|raised|noted|(?:at )?present(?:ly)?|at the moment|currently|to date|yet|so far"
    r"|now))*"
    r")[.!]?$"
)
"""What people write in the place of nothing, where a filled cell by itself says something."""
HEAD = 4_000
"""So many cells tell whether a column says few different things."""
# Only what can't be seen, or is never typed, sends a cell down the careful way; the rest is taken as it stands.
_PLAIN_TEXT = r"^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$"
_NEEDS_CARE = (
    r"""^['"=#@]|&#?[0-9A-Za-z]+;|\?|[0-9][eE]\+[0-9]|^[0-9]{1,2}-[A-Z]|^[A-Z][a-z]{2}-[0-9]|^[0-9]{16}|^Err:|<[A-Za-z/]"""
    r"|^[0-9]{4}-[0-9]{2}-[0-9]{2}|^Unnamed: |^[^0-9A-Za-z]+$" + f"|{ESCAPES}|{_DITTO}|{_UNFILLED}"
)

_UNNAMED = re.compile(r"Unnamed: [0-9]+(?:_level_[0-9]+)?")  # a blank heading as pandas writes it
_ODD_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad\u180e\u200e\u200f]")
_ENTITY = re.compile(
    r"&(?:#[0-9]{1,6}|#x[0-9A-Fa-f]{1,5}|amp|lt|gt|quot|apos|nbsp|pound|ndash|mdash|[lr]squo|[lr]dquo|hellip|eacute);"
)
_TAG = re.compile(r"</?(?:p|br|div|span|b|i|u|strong|em|font|a|ul|ol|li|table|t[rdh])(?:\s[^<>]*)?/?>", re.I)
_FORMULA = re.compile(
    rf"[{EQUALS}]\s*[-+－＋]?(?:[A-Za-z_.]+\(|'?[\w ]+'?!|\$?[A-Za-z]{{1,3}}\$?[0-9]+|[0-9(\"])|[{AT}][A-Za-z_.]+\("
)
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
_EXCEL_TEXT = re.compile(r'="((?:[^"]|"")*)"')
_DEFENDED = re.compile(rf"'+\s*[{FORMULA_SIGNS}\t\r]")
"""What our own exports write before a cell that a spreadsheet would take for a formula: an apostrophe."""

_CYRILLIC = "АВЕЅІЈКМНОРСТХУаеѕіјорсухԁһ"
_CYRILLIC_AS = "ABESIJKMHOPCTXYaesijopcyxdh"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχ"
_GREEK_AS = "ABEZHIKMNOPTYXavopux"
LOOK_ALIKES = str.maketrans(_CYRILLIC + _GREEK, _CYRILLIC_AS + _GREEK_AS)
_MIXED = re.compile(r"[A-Za-z\u00c0-\u024f][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z\u00c0-\u024f]")
_MIXED_KEY = re.compile(r"[A-Za-z][\u0370-\u052f]|[\u0370-\u052f][A-Za-z]")  # Greek too, which units in text may have
_FOREIGN = re.compile(r"[\u0370-\u04ff\u0500-\u052f]")


def find_text(text: str, column: Column, settings: Settings, presence: bool) -> Reading:
    """The text of a cell, without invisible characters; or the reason why it can't be what was meant.

    `presence`: whether it matters that the cell is filled at all, so that ‘n/a’ must count as blank.
    """
    excel = _EXCEL_TEXT.fullmatch(text.strip())
    defended = not excel and bool(_DEFENDED.match(text))
    value = excel[1].replace('""', '"') if excel else text[1:] if defended else text
    note = NoticeKind.SPREADSHEET_TEXT if excel else None
    if control := CONTROL.search(value):
        return refusal(
            ProblemKind.CONTROL_CHARACTER,
            f"holds a character that can't be seen (U+{ord(control[0]):04X}).",
            "Type the cell again.",
        )
    spoiled = spoiled_by_spreadsheet(value)
    if spoiled:
        return spoiled
    if not (excel or defended) and _FORMULA.match(value.strip()):
        return refusal(
            ProblemKind.FORMULA,
            "is a formula, not its result.",
            "Save the file with values, or put an apostrophe before it.",
        )
    cleaned = _UNSEEN.sub("", _ODD_SPACES.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")))
    if column.key or column.refers_to:
        cleaned = cleaned.replace("\u200c", "").replace("\u200d", "")
    cleaned = unicodedata.normalize("NFC", cleaned).strip()
    if cleaned != value.replace("\r\n", "\n").replace("\r", "\n"):
        note = note or (NoticeKind.UNSEEN_CHARACTERS if cleaned != value.strip() else NoticeKind.SPACES_ROUND_IT)
    flat = plain(cleaned)
    if not flat:
        return (
            refusal(ProblemKind.BLANK, f"is blank: it must hold {column.expected}.")
            if column.required
            else Reading(None, NoticeKind.TAKEN_AS_BLANK, "blank")
        )
    if not settings.damaged_text:
        damaged = damage(cleaned, flat)
        if damaged:
            return damaged
    if column.key or column.refers_to:
        key_problem = _spoiled_key(cleaned, flat, settings)
        if key_problem:
            return key_problem
    elif _MIXED.search(cleaned):
        return refusal(
            ProblemKind.MIXED_ALPHABETS,
            "mixes letters of two alphabets in one word: some only look like Latin ones.",
            f"Did you mean ‘{plain(cleaned.translate(LOOK_ALIKES))}’? Type it again.",
        )
    if column.required and _UNNAMED.fullmatch(flat):
        return refusal(
            ProblemKind.MADE_BY_A_PROGRAM,
            "is what a program writes for a heading that is blank: it names nothing.",
            "Type what is meant, or leave the row out.",
        )
    # In free text ‘unknown’ may be what there is to say; ‘n/a’ and ‘TBC’ are no answer anywhere.
    if column.blank_is_an_answer and not column.required and re.search(_NOTHING, flat):
        return Reading(None, NoticeKind.TAKEN_AS_BLANK, "blank")
    no_answer = (
        None if excel else blank_or_refused(cleaned, not column.required, column.expected, presence or column.required)
    )
    if no_answer:
        return no_answer
    if re.search(_DITTO, flat) and (
        column.required or not flat.casefold().startswith(("see", "as", "same", "the same"))
    ):
        return refusal(ProblemKind.DITTO, "stands for what another row says.", "Write out what is meant in each row.")
    signs = "£$€%#" if column.sign_is_an_answer else ""
    says_nothing = bool(re.search(_UNFILLED, flat)) or not any(c.isalnum() or c in signs for c in flat)
    if says_nothing and column.required:
        return refusal(
            ProblemKind.NO_ANSWER, f"says nothing, and this column must hold {column.expected}.", "Type what is meant."
        )
    if column.required and not column.key and not settings.damaged_text:
        stray = _stray(cleaned)
        if stray:
            return stray
    if not note and (_ENTITY.search(cleaned) or _TAG.search(cleaned)):
        note = NoticeKind.HTML
    if not note and (says_nothing or is_no_answer(cleaned)):
        note = NoticeKind.NO_ANSWER_KEPT
    if not note and re.search(_DITTO, flat):
        note = NoticeKind.DITTO_KEPT
    if not note and column.required and re.search(r"[\t\n]", cleaned):
        note = NoticeKind.PARTED  # the names of things are one line; where one isn't, a keystroke may have strayed in
    if not note and flat.endswith("?") and flat[-2:-1].isalpha() and len(flat.split()) <= 3:
        note = NoticeKind.MAY_BE_DAMAGED
    return Reading(cleaned, note, plain(cleaned)[:80] if note else "")


def _stray(cleaned: str) -> Reading | None:
    """Whether a name contains the remains of a spreadsheet or a broken quotation."""
    if _DATE_MADE.fullmatch(cleaned):
        return refusal(
            ProblemKind.TURNED_INTO_A_DATE,
            "looks like a date that a spreadsheet made of something else.",
            "Type it again as text.",
        )
    for mark in ("'", '"'):
        if cleaned.startswith(mark) and cleaned.count(mark) == 1 and not re.match(r"'[0-9]{2}", cleaned):
            return refusal(
                ProblemKind.STRAY_QUOTATION_MARK,
                f"begins with a {mark} that nothing closes.",
                "Take it out, or close it.",
            )
    return None


_DATE_MADE = re.compile(
    r"[0-9]{1,2}-[A-Z][a-z]{2}(?:-[0-9]{2,4})?|[A-Z][a-z]{2}-[0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: [0-9:]{8})?"
)


def _spoiled_key(cleaned: str, flat: str, settings: Settings) -> Reading | None:
    """Whether a spreadsheet has changed a key, or it contains look-alike letters."""
    if _SCIENTIFIC.fullmatch(flat):
        return refusal(
            ProblemKind.SCIENTIFIC_NOTATION,
            "is in scientific notation, as a spreadsheet shows long numbers: the reference itself is lost.",
            "Format the column as text and save the file again.",
        )
    if re.fullmatch(r"[0-9]{15}0+", flat):
        return refusal(
            ProblemKind.LOST_DIGITS,
            "is a long number of which a spreadsheet keeps only the first 15 digits: the rest may be lost.",
            "Format the column as text and type it again.",
        )
    if "\n" in cleaned:
        return refusal(ProblemKind.LINE_BREAK_IN_A_KEY, "has a line break in it.", "Type it on one line.")
    if settings.keys_as_they_are:
        return None
    latin = cleaned.translate(LOOK_ALIKES)
    if _MIXED_KEY.search(cleaned) or (latin != cleaned and not _FOREIGN.search(latin)):
        return refusal(
            ProblemKind.MIXED_ALPHABETS,
            "holds letters of another alphabet that only look like Latin ones.",
            f"Did you mean ‘{plain(latin)}’? Type it again.",
        )
    return None


def read_text(cells: pl.Series, column: Column, settings: Settings, presence: bool = False) -> Parsed:
    """The column as text. Cells of plain printable characters are taken as they are; the others are examined one by
    one."""
    cell = pl.col(cells.name)
    if is_repetitive(cells) and cells.unique().to_frame().select(_is_sound(cell, column).all()).item():
        return Parsed(cells, nothing_found(), no_notes())  # nothing to say of a blank cell: it is null
    is_sound = cells.to_frame().select(_is_sound(cell, column)).to_series()
    if is_sound.all():
        return Parsed(cells, nothing_found(), no_notes())
    quick = pl.select(pl.when(is_sound).then(cells)).to_series()
    return read_each(cells, quick, lambda text: find_text(text, column, settings, presence), pl.String())


def _is_sound(cell: pl.Expr, column: Column) -> pl.Expr:
    """Whether a cell needs no examination (null where blank)."""
    odd = f"{_NEEDS_CARE}|{MAYBE_NO_ANSWER}" + (f"|{_NOTHING}" if column.blank_is_an_answer else "")
    return cell.str.contains(_PLAIN_TEXT) & ~cell.str.contains(odd)


def is_repetitive(cells: pl.Series) -> bool:
    """Whether a long column has few different values, judged by its beginning, so that examining those is faster."""
    return len(cells) > HEAD and cells.head(HEAD).n_unique() < HEAD / 4
