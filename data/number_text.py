"""How amounts and numbers are rounded and written, for the texts of queries and of pages alike. Pure functions.

Rounding is half away from zero, from the decimal: £1,000.50 is £1,001, and −£1,000.50 is −£1,001. The minus goes before
the pound sign. What isn't zero, or isn't 100%, is never written as if it were. WRITING_MACROS in data/ledger/schema.py
does the same in SQL.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

Number = int | float | Decimal
ROUNDING = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for any float."""
FINEST = 6
"""Decimals of a percentage at most: a difference below is that of a float, not of amounts."""


def as_decimal(value: Number) -> Decimal:
    """A number as a decimal: for a float the shortest one that means it."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def rounded(value: Number, places: int = 0) -> Decimal:
    """To so many decimals, half away from zero."""
    return as_decimal(value).quantize(Decimal(1).scaleb(-places), context=ROUNDING)


def nearest(value: Number) -> int:
    """To the nearest whole number, half away from zero."""
    return int(rounded(value))


def in_hundred(part: Number, whole: Number) -> int:
    """The part's share of its whole in per cent, 0 to 100: 100 only for all of it."""
    part, whole = as_decimal(part), as_decimal(whole)
    return 100 if part >= whole else min(99, max(0, nearest(100 * part / whole)))


def minus(value: Number) -> str:
    """The sign before a number's magnitude: a true minus sign below zero."""
    return "−" if value < 0 else ""


def exact(value: Number) -> str:
    """A number with all its decimals: ‘1,234’, ‘19.96’, ‘−600’."""
    size = f"{abs(as_decimal(value)):,f}"
    size = size.rstrip("0").rstrip(".") if "." in size else size
    return f"{minus(value)}{size}"


def exact_pounds(amount: Number) -> str:
    """Pounds to the penny: ‘£1,250,000’, ‘£371,883.59’, ‘−£20’."""
    size = rounded(abs(as_decimal(amount)), 2)
    return f"{minus(amount) if size else ''}£{size:,f}".removesuffix(".00")


def whole_pounds(amount: Number) -> str:
    """‘£1,084’, ‘−£20’: to the nearest pound; to the penny if rounding would give zero for what isn't: ‘£0.40’."""
    size = rounded(abs(as_decimal(amount)))
    return f"{minus(amount)}£{size:,f}" if size else exact_pounds(amount)


def share(percent: Number) -> str:
    """‘29.6%’, ‘30%’, ‘−16.7%’; with more decimals if one would give zero or 100% for what isn't: ‘99.96%’, ‘100.03%’."""
    value = as_decimal(percent)
    gap = min(abs(value), abs(abs(value) - 100))
    places = min(FINEST, -gap.adjusted()) if 0 < gap <= Decimal("0.05") else 1
    size = exact(rounded(abs(value), places))
    return f"{minus(value) if size != '0' else ''}{size}%"


def counted_in(unit: str, value: Number, *, briefly: bool = False) -> str:
    """A value with its unit, exactly: ‘£398,000 a year’, ‘12% of calls’, ‘30 jobs’; `briefly`: ‘£398,000’, ‘12%’, ‘30’."""
    if unit.startswith("£"):
        is_in_pence = rounded(value, 2) == as_decimal(value)
        figure = exact_pounds(value) if is_in_pence else f"{minus(value)}£{exact(abs(as_decimal(value)))}"
        return figure if briefly else f"{figure}{unit[1:]}"
    if unit.startswith("%"):
        return f"{exact(value)}%" if briefly else f"{exact(value)}{unit}"
    return exact(value) if briefly else f"{exact(value)} {unit}"
