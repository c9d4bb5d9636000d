"""Money, whole numbers and percentages as people type them. A reading is exact or refused: never wrong by a thousand."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from data.datasets import FIGURES, Column, Kind
from data.intake.values.common import (
    Parsed,
    Reading,
    Settings,
    blank_or_refused,
    column_problem,
    plain,
    read_each,
    refusal,
)
from data.intake.values.units import says_high, says_low
from data.problems import NoticeKind, ProblemKind

MOST = Decimal(10) ** 15
"""Amounts of this size and more don't fit the store (16 digits before the point) and can't be meant."""

_CURRENCIES = {
    "£": "pounds", "gbp": "pounds", "$": "dollars", "usd": "dollars", "cad": "dollars", "aud": "dollars",
    "us$": "dollars", "c$": "dollars", "ca$": "dollars", "a$": "dollars", "€": "euros", "eur": "euros", "¥": "yen",
    "jpy": "yen", "chf": "francs", "₹": "rupees", "inr": "rupees",
}  # fmt: skip
_SIGN = "|".join(sorted((re.escape(sign) for sign in _CURRENCIES), key=len, reverse=True))
_SCALES = {
    "k": 1_000, "thousand": 1_000, "thousands": 1_000, "m": 1_000_000, "mn": 1_000_000, "mill": 1_000_000,
    "million": 1_000_000, "millions": 1_000_000, "bn": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-\u2212\u2013])?\s*(?P<plus>\+)?\s*(?P<sign>{_SIGN})?\s*(?P<minus2>[-\u2212\u2013])?\s*"
    rf"(?P<digits>[0-9.,' ]*[0-9][.,]?)\s*(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})?\.?\s*"
    rf"(?P<sign2>{_SIGN})?\s*(?P<close>\))?(?P<minus3>[-\u2212])?",
    re.I,
)
_PLAIN = re.compile(r"(?:[0-9]+|(?=\.[0-9]))(?:\.([0-9]+))?")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:([, '])[0-9]{3})(?:\1[0-9]{3})*(?:\.([0-9]+))?")
_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?e[-+]?[0-9]+", re.I)
_CONTINENTAL = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})*,[0-9]+|[0-9]+,[0-9]+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")

_QUICK = r"^-?£?(?:[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,2})?$"
_QUICK_NUMBER = _QUICK.replace("£?", "")
_QUICK_WHOLE = r"^-?(?:[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})$"


def _digits(text: str, decimal_comma: bool, certain: bool, places: int) -> Decimal | Reading:
    """The number that digits, points and commas write, or why it isn't certain."""
    if decimal_comma:
        text = text.translate(str.maketrans(".,", ",."))
    match = _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)
    if not match:
        if not decimal_comma and _CONTINENTAL.fullmatch(text):
            meant = re.sub(r"[. ]", "", text).replace(",", ".")
            return refusal(
                ProblemKind.DECIMAL_COMMA,
                "is not written as an amount is in Britain: commas stand between thousands, the point before pence.",
                f"Write {meant} if that is meant, or say ‘decimal comma’ if the whole file is written so.",
            )
        return refusal(
            ProblemKind.NOT_A_NUMBER, "is not a number: its commas, points or spaces stand in odd places.", "Mend it."
        )
    decimals = match[match.re.groups] or ""
    whole = text.split(".")[0]
    # 1.234 is 1,234 on the Continent and a little over 1 here; a scale word (‘2.788 million’) makes it certain, or a column that
    # can't hold a thousand.
    if len(decimals) == 3 and match.re is _PLAIN and 1 <= len(whole) <= 3 and whole.strip("0") and not certain:
        shown = text.translate(str.maketrans(".,", ",.")) if decimal_comma else text
        return refusal(
            ProblemKind.THOUSANDS_OR_DECIMALS,
            f"may be {whole}{decimals} or a little over {whole}: three digits stand after the "
            f"{'comma' if decimal_comma else 'point'}.",
            f"Write {whole}{decimals} if that is what ‘{shown}’ means; else round it, to {_rounded(text, places)}."
            + ("" if decimal_comma else " If every amount is written so, say ‘decimal comma’."),
        )
    return Decimal(re.sub("[, ']", "", text))


def _rounded(text: str, places: int) -> Decimal:
    """An amount to the nearest penny (places 2) or whole number (0), as people round: 15.295 is 15.30."""
    return Decimal(text).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def find_amount(
    text: str, settings: Settings, places: int, noun: str, signed: bool = True, small: bool = False
) -> Reading:
    """The amount in a text, exact to `places` decimals, or the reason why there is none.

    `signed`: whether a currency sign is allowed. `noun` is what the message says was expected. `small`: no amount of a
    thousand or more can be meant.
    """
    flat = plain(text)
    if flat.endswith("%"):
        return refusal(
            ProblemKind.NOT_A_NUMBER,
            f"is a percentage, not {noun}.",
            "Mend the cell, or check that this is the right column.",
        )
    if _SCIENTIFIC.fullmatch(flat):
        return refusal(
            ProblemKind.SCIENTIFIC_NOTATION,
            "is in scientific notation, as a spreadsheet shows long numbers: digits may be lost.",
            "Format the cells as plain numbers and save the file again.",
        )
    match = _AMOUNT.fullmatch(flat)
    if not match:
        return refusal(ProblemKind.NOT_A_NUMBER, f"is not {noun}.", "")
    sign = (match["sign"] or match["sign2"] or "").casefold()
    if sign:
        if not signed:
            return refusal(
                ProblemKind.NOT_A_NUMBER, f"is an amount of money, not {noun}.", "Check that this is the right column."
            )
        if match["sign"] and match["sign2"]:
            return refusal(
                ProblemKind.NOT_A_NUMBER,
                "has a currency sign before and behind the amount.",
                "Take one of them away, if both mean it.",
            )
        if _CURRENCIES[sign] != _currency(settings.currency):
            return refusal(
                ProblemKind.ANOTHER_CURRENCY,
                f"is in {_CURRENCIES[sign]}, and amounts here are in pounds."
                if _currency(settings.currency) == "pounds"
                else f"is in {_CURRENCIES[sign]}, and the file was said to be in {_currency(settings.currency)}.",
                f"Change it to pounds, or say ‘currency {match['sign'] or match['sign2']}’ to take the amounts as they stand.",
            )
    minuses = [mark for mark in (match["minus"], match["minus2"], match["minus3"]) if mark]
    bracketed = bool(match["open"])
    if bracketed != bool(match["close"]) or len(minuses) + bracketed + bool(match["plus"]) > 1:
        return refusal(ProblemKind.NOT_A_NUMBER, f"is not {noun}: its signs or brackets don't fit.", "Mend the cell.")
    scale = (match["scale"] or "").casefold()
    # ‘£900k’ in a column of millions is £900,000: nobody writes a unit behind a figure and means another.
    multiplier = Decimal(_SCALES[scale]) if scale else settings.multiplier
    digits = match["digits"].strip()
    number = _digits(digits, settings.decimal_comma, small or multiplier > 1, places)
    if isinstance(number, Reading):
        return number
    number *= multiplier
    if minuses or bracketed:
        number = -number
    exact = number.quantize(Decimal(1).scaleb(-places)) if abs(number) < MOST else number
    if abs(number) >= MOST:
        return refusal(ProblemKind.OUT_OF_RANGE, "is too large to be meant.", "Mend the cell.")
    note = (
        NoticeKind.SCALE
        if scale
        else NoticeKind.BRACKETED
        if bracketed
        else NoticeKind.TRAILING_MINUS
        if match["minus3"] or "\u2013" in minuses
        else None
    )
    if exact != number:
        # A spreadsheet's own arithmetic leaves 24500.100000000002; anything coarser is someone's figure.
        if abs(exact - number) < Decimal("1e-6") and len(digits) >= 14:
            note = NoticeKind.ROUNDING
        elif places == 0:
            return refusal(ProblemKind.NOT_A_WHOLE_NUMBER, "is not a whole number.", "Round it.")
        else:
            most, mend = ("two", "Round it to pence.") if places == 2 else ("four", "Round it.")
            return refusal(ProblemKind.TOO_MANY_DECIMALS, f"has more than {most} decimals.", mend)
    note = note or (NoticeKind.MULTIPLIED if settings.multiplier != 1 else None)
    if sign and _currency(settings.currency) != "pounds":
        note = note or NoticeKind.CURRENCY
    return Reading(exact, note, f"{exact:,}" if note else "")


def _currency(sign: str) -> str:
    return _CURRENCIES.get(sign.casefold(), sign)


CERTAIN_AFTER = 3
"""From so many different amounts that can only have a decimal comma, and none that can only have a point, a column is
certain to be written the Continental way."""
_ONLY_COMMA = r"^\s*-?[£€$]?\s*(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]{2}\s*[£€$]?\s*$"
_ONLY_POINT = r"[0-9]\.[0-9]{1,2}(?:[^0-9]|$)|[0-9],[0-9]{3}\.[0-9]|[0-9],[0-9]{3},[0-9]{3}"


def is_continental(cells: pl.Series) -> bool:
    """Whether a column certainly has decimal commas: 250,00 · 8.169,25 · 16.088,50 and nothing written otherwise."""
    return (
        cells.filter(cells.str.contains(_ONLY_COMMA)).n_unique() >= CERTAIN_AFTER
        and not cells.str.contains(_ONLY_POINT).any()
        and not cells.str.contains(r"[0-9],(?:[0-9]|[0-9]{3,})(?:[^0-9]|$)").any()
    )


def read_money(cells: pl.Series, column: Column, settings: Settings) -> Parsed:
    """The column as pounds with pence (decimals, never floats)."""
    quick = None
    if settings.multiplier == 1 and not settings.decimal_comma and settings.currency == "£":
        quick = _quickly(cells, _QUICK, column.frame_type)
    are_plain = quick is not None and quick.null_count() == cells.null_count()  # none has a decimal comma, then
    if not (are_plain or settings.decimal_comma) and is_continental(cells):
        parsed = read_money(cells, column, replace(settings, decimal_comma=True))
        commas = cells.str.contains(",").fill_null(False) & parsed.values.is_not_null()
        noted = pl.DataFrame(
            {"position": commas.arg_true().cast(pl.Int64), "value": cells.filter(commas)}
        ).with_columns(
            pl.lit(NoticeKind.DECIMAL_COMMA).alias("note"), parsed.values.filter(commas).cast(pl.String).alias("became")
        )
        return Parsed(parsed.values, parsed.found, pl.concat([noted, parsed.notes]))

    def read(text: str) -> Reading:
        return (
            _nil(text)
            or _nothing_in_accounts(text, settings)
            or blank_or_refused(text, not column.required, column.expected)
            or find_amount(text, settings, 2, "an amount in pounds such as 1234.50")
        )

    return read_each(cells, quick, read, column.frame_type)


def read_whole(cells: pl.Series, column: Column, settings: Settings) -> Parsed:
    """The column as whole numbers."""
    is_plain = not settings.decimal_comma and settings.multiplier == 1 and settings.scale is None
    quick = None if not is_plain else _quickly(cells, _QUICK_WHOLE, pl.Int64())

    def read(text: str) -> Reading:
        refused = _nil(text) or blank_or_refused(text, not column.required, column.expected)
        if refused:
            return refused
        if settings.scale:
            return _converted(text, column, settings, settings.scale)
        if score := _score_with_words(text, column):
            return score
        found = find_amount(text, settings, 0, "a whole number", signed=False)
        return found._replace(value=int(found.value)) if isinstance(found.value, Decimal) else found

    return read_each(cells, quick, read, pl.Int64())


def read_numbers(cells: pl.Series, column: Column, settings: Settings) -> Parsed:
    """The column as numbers of up to four decimals, of whatever unit their row names."""
    is_plain = not settings.decimal_comma and settings.multiplier == 1 and settings.scale is None
    has_no_sign = column.maximum is not None  # ‘£420,000’ may be a benefit's target, ‘£3’ is no score
    quick = None if not is_plain else _quickly(cells, _QUICK_NUMBER if has_no_sign else _QUICK, column.frame_type)
    is_small = column.maximum is not None and column.maximum < 1000  # 1.234 can't be one thousand and more

    def read(text: str) -> Reading:
        refused = _nil(text) or blank_or_refused(text, not column.required, column.expected)
        if refused:
            return refused
        if settings.scale:
            return _converted(text, column, settings, settings.scale)
        return find_amount(text, settings, 4, FIGURES[Kind.NUMBER], signed=not has_no_sign, small=is_small)

    return read_each(cells, quick, read, column.frame_type)


def _converted(text: str, column: Column, settings: Settings, scale: tuple[int, int]) -> Reading:
    """A score on another scale converted to ours: lowest to lowest, highest to highest, evenly in between and to the
    nearest whole number (half a point up), or to four decimals if ours has them. A scale may run downwards: 5-1."""
    are_whole = column.kind is Kind.WHOLE
    low, high = scale
    bare = plain(text).removesuffix("%").strip() if set(scale) == {0, 100} else text
    found = find_amount(bare, settings, 2, "a whole number", signed=False)
    if not isinstance(found.value, Decimal):
        return found
    if not min(scale) <= found.value <= max(scale):
        return refusal(
            ProblemKind.OUT_OF_RANGE, f"is not on the scale from {low} to {high}, as said.", "Mend the cell."
        )
    first, last = column.minimum or 0, column.maximum or 0
    if scale == (first, last):
        if not are_whole:
            return found
        return (
            Reading(int(found.value))
            if found.value == found.value.to_integral_value()
            else refusal(ProblemKind.NOT_A_WHOLE_NUMBER, "is not a whole number.", "Round it.")
        )
    place = first + (found.value - low) * (last - first) / (high - low)
    if not are_whole:
        exact = place.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        return Reading(exact, NoticeKind.ANOTHER_SCALE, f"{exact.normalize():f}")
    became = int(place.quantize(Decimal(1), ROUND_HALF_UP))
    return Reading(became, NoticeKind.ANOTHER_SCALE, str(became))


def _quickly(cells: pl.Series, pattern: str, to: pl.DataType) -> pl.Series:
    """The cells of ordinary form as numbers, the others null."""
    cell = pl.col(cells.name)
    ordinary = pl.when(cell.str.contains(pattern))
    read = cells.to_frame().select(ordinary.then(cell).cast(to, strict=False)).to_series()
    if read.null_count() == cells.null_count():
        return read
    bare = cell.str.replace_all("[£,]", "")
    return cells.to_frame().select(ordinary.then(bare).cast(to, strict=False)).to_series()


def _nil(text: str) -> Reading | None:
    """Refuses ‘nil’ and ‘none’, which may be zero or no answer."""
    if plain(text).casefold().rstrip(".") in ("nil", "none", "zero", "nought"):
        return refusal(ProblemKind.NOT_A_NUMBER, "may mean 0 or no answer.", "Write 0, or leave the cell blank.")
    return None


_DASHED = re.compile(rf"({_SIGN})\s*[-\u2212\u2013\u2014]", re.I)


def _nothing_in_accounts(text: str, settings: Settings) -> Reading | None:
    """‘£ -’ is 0: a spreadsheet's format for accounts shows it so, and a CSV of the sheet holds what is shown."""
    match = _DASHED.fullmatch(plain(text))
    is_ours = match is not None and _currency(match[1]) == _currency(settings.currency)
    return Reading(Decimal(0), NoticeKind.NOTHING_IN_ACCOUNTS, "0") if is_ours else None


_SCORE_AND_WORDS = re.compile(
    r"([0-9]{1,2})\s*(?:[-\u2013\u2014:=.)]\s*|\(\s*)([^\W\d_][^\d()]*?)\s*\)?|([^\W\d_][^\d()]*?)\s*\(\s*([0-9]{1,2})\s*\)"
)


def _score_with_words(text: str, column: Column) -> Reading | None:
    """The score of ‘4 - Likely’, ‘4 (Likely)’ or ‘Likely (4)’; None for other texts, and where the words say the opposite end."""
    match = _SCORE_AND_WORDS.fullmatch(plain(text)) if column.maximum is not None else None
    if match is None or column.minimum is None or column.maximum is None:
        return None
    score, words = int(match[1] or match[4]), match[2] or match[3]
    twice_the_middle = column.minimum + column.maximum
    is_turned = says_low(words) if 2 * score > twice_the_middle else 2 * score < twice_the_middle and says_high(words)
    if is_turned or not column.minimum <= score <= column.maximum:
        return None
    return Reading(score, NoticeKind.SCORE_WITH_WORDS, str(score))


_PERCENT = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*(?:%|per ?cent|pc|percent)", re.I)
_BARE = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")


def read_shares(cells: pl.Series, column: Column, settings: Settings) -> Parsed:
    """The column as percentages, 0 to 100. Bare fractions (0.77) are refused unless said to be fractions: a spreadsheet
    gives 77 % as 0.77, and 0.77 % is written the same."""

    def read(text: str) -> Reading:
        refused = blank_or_refused(text, not column.required, column.expected)
        if refused:
            return refused
        flat = plain(text)
        if match := _PERCENT.fullmatch(flat):
            return _share(Decimal(match[1]))
        if not _BARE.fullmatch(flat):
            return refusal(ProblemKind.NOT_A_PERCENTAGE, "is not a percentage.", "Write it as 77 or 77%.")
        number = Decimal(flat)
        if settings.fractions:
            share = _share(number * 100)
            return (
                share._replace(note=NoticeKind.FRACTION, became=f"{share.value:f}%")
                if share.value is not None
                else share
            )
        if 0 < abs(number) < 1:
            return refusal(
                ProblemKind.FRACTION_OR_PERCENTAGE,
                f"may be {number * 100:.4g} % or {number} %.",
                "Write it with a % sign, or say ‘fractions’ if the column holds fractions.",
            )
        return _share(number)

    parsed = read_each(cells, None, read, column.frame_type)
    bare = cells.drop_nulls().filter(cells.drop_nulls().str.contains(r"^\s*[0-9.]+\s*$"))
    if not settings.fractions and len(bare) and bare.is_in(["0", "1", "0.0", "1.0", "0.00", "1.00"]).all():
        whole = column_problem(
            ProblemKind.FRACTION_OR_PERCENTAGE,
            "holds nothing but 0 and 1 without a % sign: 1 may be 1 % or 100 %.",
            "Write them with a % sign, or say ‘fractions’.",
        )
        if bare.is_in(["1", "1.0", "1.00"]).any():
            return Parsed(parsed.values, pl.concat([whole, parsed.found]), parsed.notes)
    return parsed


def _share(number: Decimal) -> Reading:
    exact = number.quantize(Decimal("0.0001"))
    if exact != number:
        return refusal(ProblemKind.TOO_MANY_DECIMALS, "has more than four decimals.", "Round it.")
    if not 0 <= number <= 100:
        return refusal(ProblemKind.OUT_OF_RANGE, "is not from 0 to 100 per cent.", "Mend the cell.")
    return Reading(exact)


MONEY = r"^\s*[-(]?\s*[£$€]\s*[0-9][0-9.,]*\s*\)?\s*$"
"""A pattern that cells fit which carry a currency sign with an amount."""
