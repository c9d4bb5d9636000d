"""How a kind of claim is registered, and how numbers, days, amounts and lapses are read out of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from tests.pages.claims.model import MONTHS, Model

Check = Callable[[re.Match[str], Model], "str | None"]
CLAIMS: list[tuple[re.Pattern[str], Check]] = []

N = r"(\d(?:[\d,]*\d)?)"
D = rf"(\d{{1,2}} (?:{'|'.join(MONTHS.split())}) \d{{4}})"
"""A day as sentences say it; what is at a mark of a chart is shorter, and the same date stands beside it."""
LAPSE = r"((?:about )?\d+½? (?:days?|weeks|months|years))"
MONEY = r"(−?£\d(?:[\d,]*\d)?(?:\.\d+)?(?: million|k|m)?)"
NAME = r"([A-Z][\w‘’ -]*?)"


def claim(pattern: str) -> Callable[[Check], Check]:
    """Registers how a kind of claim is checked. `N`, `D`, `LAPSE`, `MONEY`, `NAME` in braces stand for"
    " what they name."""
    whole = pattern.format(N=N, D=D, LAPSE=LAPSE, MONEY=MONEY, NAME=NAME)

    def register(check: Check) -> Check:
        CLAIMS.append((re.compile(whole), check))
        return check

    return register


def number(said: str | None) -> int:
    return 0 if said in (None, "none", "None", "no", "No") else int(str(said).replace(",", ""))


def every(said: str | None) -> int:
    """‘The one’, ‘Both’, ‘All 3’; nought without any."""
    last = (said or "no").lower().split()[-1]
    return {"one": 1, "both": 2}[last] if last in ("one", "both") else number(last)


def day(said: str) -> date:
    return datetime.strptime(said, "%d %B %Y").date()


def pounds(said: str) -> Decimal:
    plain = said.replace("£", "").replace(",", "").replace("−", "-")
    for word, size in ((" million", 1_000_000), ("m", 1_000_000), ("k", 1_000)):
        if plain.endswith(word):
            return Decimal(plain.removesuffix(word)) * size
    return Decimal(plain)


def near(said: str, is_so: Decimal | None) -> bool:
    """Whether an amount is the one meant, rounded as it is said: half away from nought, and to nought only what is nought.
    From £10,000 on to three figures; without ‘k’ or ‘million’ also to the pound, and with a part to the penny."""
    if is_so is None:
        return False
    figures = 1_000 if abs(pounds(said)) >= 100_000 else 100 if abs(pounds(said)) >= 10_000 else 1
    if said.endswith(("million", "m")):
        steps = [Decimal(10_000)]
    elif said.endswith("k"):
        steps = [Decimal(figures)]
    else:
        steps = [Decimal("0.01")] if "." in said else [Decimal(figures), Decimal(1)]
    meant = Decimal(is_so)
    rounded = [(meant / step).quantize(Decimal(1), ROUND_HALF_UP) * step for step in steps]
    return pounds(said) in rounded and (said != "£0" or not meant)


def in_per_cent(said: str, part: Decimal | int, whole: Decimal | int) -> bool:
    """Whether a percentage is the one meant, to its last decimal, and all or nothing only where it is."""
    value, is_so = Decimal(said.replace("−", "-")), 100 * Decimal(part) / Decimal(whole)
    last = Decimal(1).scaleb(-max(1, len(said.partition(".")[2])))
    return abs(value - is_so) <= last * Decimal("0.51") and (value not in (0, 100) or value == is_so)


def wrong(said: object, is_so: object) -> str | None:
    return None if said == is_so else f"says {said}, but it is {is_so}"


def lapse(said: str, days: int) -> str | None:
    """Whether a length of time is said as it is, within the rounding of its unit."""
    many, half, unit = re.findall(r"(\d+)(½?) (\w+)", said)[0]
    size = {"day": 1, "days": 1, "weeks": 7, "months": 30.44, "years": 365.25}[unit]
    is_so = abs(days) / size
    exact = size == 1 and int(many) != abs(days)
    gap = abs(is_so - int(many) - (0.5 if half else 0))
    return (
        f"says {said}, but it is {abs(days)} days"
        if exact or gap > (0.35 if unit == "years" and is_so < 4.7 else 0.6)
        else None
    )


def first(*faults: str | None) -> str | None:
    return next((fault for fault in faults if fault), None)


def slip(said: str, days: int) -> str | None:
    if said == "on plan":
        return wrong(0, days)
    return first(lapse(said, days), wrong("late" in said, days > 0))


def known(on: str | None, ago: str | None, is_so: Model) -> str | None:
    """What is wrong with the day and the age of the last that is known of the moves; neither is said where that is now."""
    age = (is_so.as_at - is_so.known_to).days
    if on is None or ago is None:
        return wrong(0, age)
    return first(wrong(day(on), is_so.known_to), lapse(ago, age))
