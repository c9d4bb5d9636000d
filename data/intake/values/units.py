"""What a heading, a title or a note says about the figures beneath it: understood, or asked about. Never ignored.

Nothing here knows every spelling of every unit. A heading is taken apart into the words of its column's own names, what
is known to change no amount (a year, ‘net’, our own currency), and the rest; if there is a rest, the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from data.datasets import FIGURES, Column, Kind
from data.intake.values.common import plain

MULTIPLIERS: dict[str, Decimal] = {
    "pounds": Decimal(1), "ones": Decimal(1), "pence": Decimal("0.01"), "hundreds": Decimal(100),
    "thousands": Decimal(1_000), "millions": Decimal(1_000_000), "billions": Decimal(1_000_000_000),
}  # fmt: skip
"""What a person may say that a column is in; ‘pounds’ and ‘ones’ change nothing."""
HOW_TO_SAY = (
    "Say pounds or ones (which change nothing), pence, hundreds, thousands, millions, billions, a number to multiply by, or a "
    "scale such as 1-10."
)


@dataclass(frozen=True)
class Unit:
    """The factor for the figures of a column, or their scale (its lowest, its highest)."""

    multiplier: Decimal = Decimal(1)
    scale: tuple[int, int] | None = None


def unit_named(name: str) -> Unit | None:
    """The unit that a person means: ‘thousands’, ‘100000’, ‘1-10’; None if it is none."""
    flat = plain(name).casefold().removeprefix("×").strip()
    for word, multiplier in MULTIPLIERS.items():
        if flat in (word, word.removesuffix("s")):
            return Unit(multiplier)
    scale = re.fullmatch(r"([0-9]{1,4})\s*(?:-|–|to)\s*([0-9]{1,4})", flat)
    if scale:
        low, high = int(scale[1]), int(scale[2])
        return Unit(scale=(low, high)) if low != high else None
    try:
        number = Decimal(flat.replace(",", "")) if re.fullmatch(r"[0-9][0-9,]*(?:\.[0-9]+)?", flat) else Decimal(0)
    except InvalidOperation:
        return None
    return Unit(number) if 0 < number <= 10**12 else None


# The spellings from which a unit is proposed. Any other is asked about just the same, with every unit to choose from.
_UNIT = re.compile(
    r"(?P<billions>\bbn\b|\bbillions?\b|000,?000,?000)"
    r"|(?P<millions>(?:£|\$|€|\b)\s?m\b|\bm\s?[£$€]|\bmillions?\b|\bmn\b|\bmil{1,2}s?\b|\bmio\b|\bmm\b|000,000)"
    r"|(?P<thousands>(?:£|\$|€|\b)\s?k\b|\bk\s?(?:[£$€]|gbp\b)|['’]?\b0{3}['’]?s?\b|£0{3}s?|1,?000|\bth(?:ou(?:sands?)?|ds?)?\b"
    r"|\btsd\b|\bgrand\b)"
    r"|(?P<hundreds>\bhundreds?\b|\b00['’]?s\b)"
    r"|(?P<pence>\bp\b|\bpence\b|\bpenn(?:y|ies)\b)",
    re.I,
)


def unit_in(text: str) -> str:
    """‘millions’, ‘thousands’, … if a text seems to name that unit, otherwise "". A proposal, never applied."""
    match = _UNIT.search(re.sub(r"(?<=[a-z])_|_(?=[a-z])", " ", plain(text), flags=re.I))
    return match.lastgroup or "" if match else ""


_RANGE = re.compile(r"(?<![0-9])([0-9]{1,3})\s*(?:-|–|—|to|\.\.+|/)\s*([0-9]{1,3})(?![0-9])", re.I)
_OUT_OF = re.compile(
    r"(?:\bout of|\bof|/|\bmax(?:imum)?\.?)\s*([0-9]{1,3})(?![0-9])|\b([0-9]{1,3})[ -]?points?\b", re.I
)


def scale_in(text: str) -> str:
    """‘1-10’ if a text seems to name a scale, otherwise "". A proposal, never applied."""
    flat = plain(text)
    if found := _RANGE.search(flat):
        return f"{int(found[1])}-{int(found[2])}" if int(found[1]) != int(found[2]) else ""
    if found := _OUT_OF.search(flat):
        return f"1-{int(found[1] or found[2])}" if int(found[1] or found[2]) > 1 else ""
    return "0-100" if "%" in flat or re.search(r"\bper ?cent", flat, re.I) else ""


_FOREIGN = re.compile(r"(?:US|CA?|A)?\$|€|¥|₹|\b(?:USD|CAD|AUD|EUR|JPY|CHF|INR|dollars?|euros?)\b", re.I)


def foreign_currency_in(heading: str) -> str:
    """The symbol or word of another currency in a heading, otherwise ""."""
    match = _FOREIGN.search(plain(heading))
    return match[0] if match else ""


_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september" \
          "|october|november|december"  # fmt: skip
_WHEN = re.compile(
    r"\b(?:f\.?/?y\.?|financial year|year|yr)?\s*(?:19|20)[0-9]{2}(?:\s*[-/–]\s*(?:(?:19|20)?[0-9]{2}))?(?![0-9])"
    r"|\bf\.?/?y\.?\s*[0-9]{2}(?:\s*[-/–]\s*[0-9]{2})?\b"
    r"|\b[0-9]{1,2}[./-][0-9]{1,2}[./-](?:19|20)?[0-9]{2}\b"
    rf"|\b(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\b[\s'’.-]*(?:(?:19|20)?[0-9]{{2}}\b)?"
    r"|\b(?:q[1-4]|h[12]|(?:month|period|quarter|year|version|phase|stage|wave|tranche|lot)\.?\s?[0-9]{1,2})\b"
    r"|(?<![£$€'’\w])(?:m|p|y|v)[0-9]{1,2}\b",
    re.I,
)
"""What says of when the figures are: it changes none of them."""
A_YEAR = re.compile(r"\b(?:annual\w*|yearly|years?|yr|p\.? ?a\b)|per (?:annum|year)", re.I)
"""In a heading, that its amounts are of a year."""
_TO_DATE = r"cum(?:ulative(?:ly)?)?|accumulated|running total|ytd"
_LONGER = {
    Kind.MONTH: rf"{_TO_DATE}|(?<!month )to date|(?:full|whole) year|annual(?:ly|ised)?|yearly|per annum|p\.? ?a|quarter(?:ly)?",
    Kind.YEAR: _TO_DATE.replace("|ytd", ""),
}
"""What heads amounts of more than the month, or the year, that each row is of."""
_YEAR_ON_YEAR = re.compile(r"(?<![0-9])([0-9]{2})\s?[/-]\s?([0-9]{2})(?![0-9])")
_A_YEAR = re.compile(r"\bp\.? ?a\b\.?|\bper (?:annum|year)\b|/ ?(?:yr|year|annum)\b|\beach year\b|\ba year\b", re.I)
_FOOTNOTE = re.compile(r"[¹²³⁴-⁹]|[(\[][1-9][)\]]|(?<=[a-z])[*†‡]+", re.I)
_LOW, _HIGH = (
    r"(?:(?:very|extremely) )?(?:low\w*|poor\w*|worst|little|min\w*|bad|weak\w*|none|rare\w*"
    r"|unlikely|improbable|remote|negligible"
    r"|insignificant|trivial)",
    r"(?:(?:very|extremely|almost) )?(?:high\w*|good|best|much|max\w*|excellent|strong\w*|certain\w*|probable|likely|severe|major"
    r"|critical|catastrophic|extreme)",
)
_ENDS = r"\s*(?:=|:|\bis\b|\bbeing\b|\bmeans\b|-|–|\()\s*(?:the )?"


def says_low(words: str) -> bool:
    """Whether words call a score low: ‘unlikely’, ‘very poor’."""
    return re.search(rf"\b{_LOW}\b", words, re.I) is not None


def says_high(words: str) -> bool:
    """Whether words call a score high: ‘almost certain’, ‘severe’."""
    return re.search(rf"\b{_HIGH}\b", words, re.I) is not None


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NEUTRAL = _words(
    "a an and any are as at by each every for from if in into is it its of on only or our s so than that the their this to "
    "up was were what which will with within not all other others overall full whole no nr number numbers num count "
    "counted figure figures amount amounts sum sums value values total totals subtotal grand "
    # how a cell is to be filled in
    "required mandatory optional text integer numeric currency field enter must filled key decimal whole "
    # what kind of figure it is
    "actual actuals actually approved agreed allocated allocation annualised approx approximate approximately "
    "authorised available average baseline bid budget budgets budgeted capital cash commitment commitments committed "
    "contract contracted contractual cost costs costed cumulative current currently date draft estimate estimated "
    "estimates expenditure expected expense final financial fixed forecast forecasts forecasted funded funding gross "
    "historic historical indicative initial invoiced known latest likely live net new nominal note notes old one "
    "open opening original outturn paid payment payments plan planned plans position previous price prices "
    "profile profiled programme project projected projects proposed provisional real reported requested revenue "
    "revised running scheme spend spending spent site start supplier system systems target terms to today type "
    "unaudited updated variable "
    # with or without what
    "ex exc excl excluding exclusive inc incl including inclusive vat tax taxes support maintenance licence licences "
    "license licenses hosting hardware software staff ict it "
    # whose
    "application applications app apps component components council councils department departments directorate "
    "directorates partner partners programmes service services team teams user users business people named concurrent "
    "active licensed registered headcount employees"
)
"""Words beside a column's own that leave its figures as they are."""
_POUNDS = frozenset(("gbp", "pound", "pounds", "sterling", "uk"))
_YEARLY = frozenset(("annual", "annually", "annum", "yearly", "year", "years", "yr", "pa"))
_OTHER_PERIODS = _words("month months monthly period periods quarter quarters quarterly ytd")
_MARKS = frozenset("()[]{}<>,.;:/\\-–—_*†‡&'\"“”‘’`?!|#+~ ")
_TOKEN = re.compile(r"[^\W\d_]+|[0-9]+|[^\s\w]|_")


def _own_scale(text: str, column: Column) -> str:
    """The text without the parts that describe our own scale: (1-5), out of 5, 1 = low, 5 = high."""
    low, high = column.minimum, column.maximum
    if high is None or low is None:
        return text
    ours = (
        rf"\b{low}\s*(?:=|:|is|-|–)?\s*{_LOW}\b|\b{_LOW}\s*(?:=|:|is|\()?\s*{low}\b",
        rf"\b{high}\s*(?:=|:|is|-|–)?\s*{_HIGH}\b|\b{_HIGH}\s*(?:=|:|is|\()?\s*{high}\b",
        rf"(?<![0-9]){low}\s*(?:-|–|—|to|\.\.+)\s*{high}(?![0-9])",
        rf"(?:\bout of|\bof|/|\bmax(?:imum)?\.?)\s*{high}(?![0-9])",
        r"\b(?:scores?|scored|scale|rating|ratings|rated)\b",
    )
    for pattern in ours:
        text = re.sub(pattern, _blanked, text, flags=re.I)
    return text


def _blanked(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _year_on_year(found: re.Match[str]) -> str:
    return " " * len(found[0]) if (int(found[1]) + 1) % 100 == int(found[2]) else found[0]


def changes_nothing(text: str) -> bool:
    """Whether every word and symbol of a text is known to change no figure: ‘£’, ‘ users’, ‘ p.a.’."""
    found = (token.casefold() for token in _TOKEN.findall(_A_YEAR.sub(" ", text)))
    return all(token == "£" or token in _NEUTRAL | _MARKS | _POUNDS | _YEARLY for token in found)


def longer_span_in(heading: str, period: Kind | None) -> str:
    """The part of a heading that says that its amounts are of more than the month or year (`period`) of their row: ‘YTD’,
    ‘cumulative’; "" if none does."""
    found = re.search(rf"\b(?:{_LONGER[period]})\b", _spaced(heading), re.I) if period in _LONGER else None
    return found[0] if found else ""


def _spaced(heading: str) -> str:
    """A heading with its words apart: ‘SpendToDate’, ‘budget_m’."""
    return plain(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", heading))


@lru_cache(maxsize=4096)
def unclear_in(heading: str, column: Column, names: frozenset[str]) -> str:
    """The part of a heading that may give the unit of its figures and isn't understood: ‘(k£)’; "" if all of it is.

    `names`: the column's possible names, in the form of data.intake.heading_words.simplify.
    """
    if column.kind not in FIGURES:
        return ""
    spaced = _spaced(heading)
    if part := turned_round(f"score {spaced}", column):  # before its numbers and words are taken for our own scale's
        start = spaced.find(part)
        return _shown(spaced, start, start + len(part))
    text = _own_scale(spaced, column)
    text = _WHEN.sub(_blanked, text)
    if column.maximum is None:
        text = _FOOTNOTE.sub(_blanked, _YEAR_ON_YEAR.sub(_year_on_year, text))
    if column.kind is Kind.MONEY:
        text = _A_YEAR.sub(_blanked, text)
    tokens = [(found.start(), found.end(), found[0].casefold()) for found in _TOKEN.finditer(text)]
    own = _own_words([token for _, _, token in tokens], names)
    found = [(start, end) for start, end, token in tokens if not _is_understood(token, column, own)]
    return _shown(spaced, found[0][0], found[-1][1]) if found else ""


def _own_words(tokens: list[str], names: Iterable[str]) -> set[str]:
    """The words of the longest of the column's names in the heading; if it has none, those of all of them."""
    words = [set(name.split()) for name in names]
    contained = sorted((sorted(name) for name in words if name and name <= set(tokens)), key=len)
    return set(contained[-1]) if contained else {word for name in words for word in name if len(word) > 2}


def _is_understood(token: str, column: Column, own: set[str]) -> bool:
    if token in own or token in _NEUTRAL or token in _MARKS:
        return True
    if column.kind is Kind.NUMBER and column.maximum is None and (token == "£" or token in _POUNDS):
        return True
    if column.kind is not Kind.MONEY:
        return False
    if token == "£" or token in _POUNDS or token in _YEARLY or _FOREIGN.fullmatch(token):
        return True  # another currency has a question of its own
    return "annual" not in column.name and token in _OTHER_PERIODS


def _shown(text: str, start: int, end: int) -> str:
    """The part of a text from `start` to `end`, with the brackets around it and the symbols that touch it."""
    opened = max(text.rfind(sign, 0, start + 1) for sign in "([{<")
    closed = [at for sign in ")]}>" if (at := text.find(sign, max(end - 1, 0))) >= 0]
    if opened >= 0 and closed and not any(sign in text[opened:start] for sign in ")]}>"):
        return text[opened : min(closed) + 1]
    while start and not text[start - 1].isspace() and not text[start - 1].isalnum():
        start -= 1
    while end < len(text) and not text[end].isspace() and not text[end].isalnum():
        end += 1
    before = re.search(r"[£$€]\s?$", text[:start])
    after = re.match(r"\s?[£$€]", text[end:])
    return text[before.start() if before else start : end + (after.end() if after else 0)].strip(" ,;:")


_FIGURE = re.compile(
    r"(?:[£$€]\s*)?(?<![\w.,'’×])(?:[1-9][0-9,]*|0)(?:\.[0-9]+)?(?:\s?(?:k|m|mn|bn|thousand|million|billion|pence|p|%)\b)?(?![\w'’])"
    r"|[£$€]\s*(?!0{2})[0-9][0-9,]*(?:\.[0-9]+)?(?:\s?(?:k|m|mn|bn|thousand|million|billion|p)\b)?(?![\w'’])"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|a|half a|several|many)\s+(?:hundred|thousand|million|billion)\b",
    re.I,
)
"""An amount: ‘£2m contingency’ says nothing of other figures."""
_MONEY_SIGN = r"(?:[£$€¥₹]|\b(?:gbp|eur|usd|chf|sterling|pounds?|euros?|dollars?)\b)"
_SCALE_WORD = re.compile(
    r"\b(?:thousands?|millions?|billions?|hundreds?|lakhs?|crores?|pence|pennies|thou|mills?|mio|tsd)\b|['’]0{3}s?\b|\b0{3}['’]?s?\b"
    r"|\b1,?0{3}['’]?s\b|[x×]\s?1,?0{3}\b",
    re.I,
)
_ARE_IN = re.compile(
    r"(?:\b(?:figures?|amounts?|values?|sums?|money)\b(?:\s+(?:are|is|all))?|\b(?:shown|given|stated|expressed|reported|quoted))"
    r"\s+in\s+(?P<in>[^\s.,;:()\[\]]+(?:\s+of\s+[^\s.,;:()\[\]]+)?)"
    r"|^\W*in\s+(?P<alone>[^\s.,;:()\[\]]+)\W*$|\bunits?\s*[:=]\s*(?P<unit>(?:k|m|mn|bn|000s?|p|%)\b)",
    re.I,
)
_DETERMINERS = _words(
    "the this that these those our their its each every a an all any one both which it accordance line order full progress "
    "scope total use detail appendix annex table tables note notes column columns row rows sheet section bold italics italic red "
    "grey gray green brackets"
)
_UNIT_LIKE = re.compile(
    r"(?:k|m|mn|mm|mil|bn|b|p|%|000s?|'000s?|\w{0,2}(?:gbp|eur|usd)|per ?cent|percent(?:age)?s?|days?|weeks?|hours?|months)", re.I
)  # fmt: skip
_SCORE = re.compile(r"\b(?:scor\w+|scale\w*|rat(?:ed|ing|ings)|marks?|points?|values?|fit)\b|\bout of\b", re.I)


def turned_round(text: str, column: Column) -> str:
    """The part of a text that calls our lowest score high, or our highest low: ‘1 = almost certain 5 = rare’; "" where none does.
    Where one end alone is named, the text must be of scores."""
    if column.maximum is None or column.minimum is None:
        return ""
    flat = plain(text)
    turned = ((column.minimum, _HIGH), (column.maximum, _LOW))
    found = [end for score, word in turned if (end := _called(flat, score, word, _ENDS))]
    if not (
        len(found) == 2 or (found and _SCORE.search(flat))
    ):  # without a sign between, both must be said: ‘5 low 1 high’
        found = [end for score, word in turned if (end := _called(flat, score, word, rf"(?:{_ENDS}|\s+)"))]
        if len(found) < 2:
            return ""
    return flat[min(end.start() for end in found) : max(end.end() for end in found)]


def _called(text: str, score: int, word: str, between: str) -> re.Match[str] | None:
    """Where a text calls a score so: ‘1 = high’, ‘high (1)’."""
    pattern = rf"(?<![0-9]){score}{between}{word}\b|\b{word}(?:{_ENDS}|\s*\()?{score}(?![0-9]){_NO_MORE}"
    return re.search(pattern, text, re.I)


_NO_MORE = rf"(?!{_ENDS}\w|\s+(?:{_LOW}|{_HIGH})\b)"  # a score that is named itself: ‘high, 5 = low’


def spoken_of(text: str, column: Column) -> str:
    """The part of a title, a note or a sheet's name that gives the unit of such a column: ‘(all figures £'000)’; "" if
    the text has nothing to do with it, or only repeats what is so anyway (pounds, our own scale)."""
    if column.kind not in FIGURES:
        return ""
    flat = plain(text.replace("_", " "))
    if column.maximum is not None:
        if part := turned_round(flat, column):
            return part
        rest = _own_scale(flat, column)
        found = _RANGE.search(rest) or _OUT_OF.search(rest) if _SCORE.search(flat) else None
        return found[0] if found and not _WHEN.search(found[0]) else ""
    rest = _FIGURE.sub(_blanked, _A_YEAR.sub(_blanked, _WHEN.sub(_blanked, flat)))
    for bracket in re.finditer(r"[(\[]([^)\]]*)[)\]]", rest):
        words = bracket[1].strip().casefold().split()
        if words and all(_UNIT_LIKE.fullmatch(word.strip(".,")) for word in words):
            return flat[bracket.start() : bracket.end()]
    if found := _ARE_IN.search(rest):
        word = (found["in"] or found["alone"] or found["unit"]).casefold().strip("'’\"")
        known = word in _DETERMINERS or word in _NEUTRAL or word in _POUNDS or word in ("£", "£s", "pounds")
        if not known and not _FOREIGN.fullmatch(word) and (column.kind is Kind.MONEY or not _is_money(word)):
            return flat[found.start() : found.end()]
    for found in _SCALE_WORD.finditer(rest):
        if not _counts_things(rest, found) and (column.kind is Kind.MONEY or not _beside_money(rest, found)):
            return _around(flat, found.start(), found.end())
    if column.kind is Kind.MONEY:
        for found in re.finditer(rf"{_MONEY_SIGN}|\b[a-z]{{1,2}}(?:gbp|eur|usd)\b", rest, re.I):
            is_glued = found[0][0].isalpha() and not re.fullmatch(_MONEY_SIGN, found[0], re.I)  # kGBP
            if is_glued or _is_attached(rest, found):
                return _around(flat, found.start(), found.end())
    last = re.search(r"(?<=\s)(?:k|m|mn|bn)$", rest)
    return flat[last.start() :] if last else ""


def _is_money(word: str) -> bool:
    return bool(re.search(_MONEY_SIGN, word, re.I))


def _beside_money(text: str, found: re.Match[str]) -> bool:
    return _is_money(text[max(found.start() - 4, 0) : found.end() + 12])


def _counts_things(text: str, found: re.Match[str]) -> bool:
    """Whether a number word counts what follows it: ‘thousands of residents’, ‘million users’; but not ‘of pounds’."""
    after = re.match(r"\s+(?:of\s+)?([^\W\d_]{3,})", text[found.end() :])
    before = text[: found.start()]
    if re.search(r"\bin\s+$", before):
        return False
    if re.search(r"\bnearest\s+$", before):  # how far figures are rounded says nothing of what they are in
        return True
    return after is not None and not _is_money(after[1]) and after[1].casefold() not in _GOES_ON


_GOES_ON = _words(
    "for and with without unless except excluding including throughout each per are from net gross rounded only"
)


def _is_attached(text: str, found: re.Match[str]) -> bool:
    """Whether something unknown touches a currency symbol: ‘k£’, ‘£xx’, ‘£ k’."""
    if found[0][0].isalpha():
        touching = ["", ""]
    else:
        before = re.search(r"[^\s()\[\],;:/.\-–'\"’‘]*$", text[: found.start()])
        after = re.match(r"[^\s()\[\],;:/.\-–\"‘]*", text[found.end() :])
        touching = [part[0] if part else "" for part in (before, after)]
    near = re.match(r"\s([^\W\d_]{1,4}|0{3}s?)(?![\w'’])", text[found.end() :])
    parts = [part.casefold().strip("'’") for part in (*touching, near[1] if near else "")]
    return any(part and part not in ("s", "p") and part not in _NEUTRAL and part not in _POUNDS for part in parts)


def _around(text: str, start: int, end: int) -> str:
    """The bracket, or otherwise the few words, around a position in a text."""
    opened, closed = max(text.rfind("(", 0, start), text.rfind("[", 0, start)), re.search(r"[)\]]", text[end:])
    if opened >= 0 and closed and not re.search(r"[)\]]", text[opened:start]):
        return text[opened : end + closed.end()]
    before = re.search(r"(?:\S+\s+){0,2}\S*$", text[:start])
    after = re.match(r"\S*(?:\s+\S+){0,2}", text[end:])
    return text[before.start() if before else start : end + (after.end() if after else 0)].strip()


_NAMES_ITS_UNIT = (
    r"(?i)^\s*[-(]?\s*(?:£|gbp)?\s*-?[0-9][0-9.,' ]*(?:k|thousands?|m|mn|mill|millions?|bn|billions?)\.?\s*(?:£|gbp)?"
    r"\s*\)?-?$"
)
_POUNDS_SAID = r"(?i)£|gbp"


def say_their_unit(cells: Iterable[str], with_pounds: bool) -> bool:
    """Whether all figures except 0 name their own unit: ‘£12.5m’ needs no heading to be in millions. `with_pounds`: and
    their currency too."""
    figures = [cell for cell in cells if re.search(r"[1-9]", cell)]
    return bool(figures) and all(
        re.match(_NAMES_ITS_UNIT, plain(cell)) and (not with_pounds or re.search(_POUNDS_SAID, cell))
        for cell in figures
    )


def proposed(text: str, column: Column) -> tuple[str, ...]:
    """The units to choose from for a column that a text speaks about: the likeliest first, then that it changes
    nothing."""
    if column.maximum is not None:
        ours = f"{column.minimum}-{column.maximum}"
        if turned_round(f"score {text}", column):  # the part that was found may be without that word
            return (f"{column.maximum}-{column.minimum}", ours)
        return tuple(dict.fromkeys((scale_in(text) or "…", ours)))
    nothing = "pounds" if column.kind is Kind.MONEY else "ones"
    if longer_span_in(text, Kind.MONTH) == text:
        return (nothing,)
    guess = unit_in(text)
    return (guess, nothing) if guess else (nothing, "thousands", "millions")


@dataclass(frozen=True)
class Beside:
    """What a column beside amounts may say of them, in which words, and which of those say what is so anyway. `heading`: what
    its heading must speak of, where the words alone may mean something else; `way`: what may be said instead."""

    says: str
    taken: str
    words: re.Pattern[str]
    usual: frozenset[str]
    heading: re.Pattern[str] | None = None
    is_currency: bool = False
    is_unit: bool = False
    is_a_rate: bool = False
    way: str = ""


_POUND_WORDS = frozenset(
    ("£", "gbp", "pound", "pounds", "sterling", "pounds sterling", "pound sterling", "gb pounds", "uk pounds")
)
_CURRENCY = (
    r"£|\$|€|¥|₹|(?:us|ca?|au?|nz|hk|s)\$|gbp|usd|eur|jpy|chf"
    r"|(?:(?:us|canadian|australian) )?dollars?|euros?|yen|(?:swiss )?francs?|rupees?|(?:(?:gb|uk) )?pounds?(?: sterling)?"
    r"|sterling"
)
_UNITS = (
    r"(?:£|gbp) ?(?:k|m|mn|bn|['’]?0{3}['’]?s?|thousands?|millions?|billions?)|(?:k|m|mn|bn|['’]?0{3}['’]?s?) ?(?:£|gbp)"
    r"|['’]0{3}s?|hundreds?|thousands?|thou|millions?|billions?|pence|£|gbp|pounds?|ones?|units?|each"
)
_SIGNS = re.compile(r"\bsigns?\b|\bdr\b|\bcr\b|\bd\W?c\b|debit|credit|indicator|\+/?-", re.I)
_RATES = (
    r"(?:(?:half|bi|six)[- ]?)?(?:month|year|quarter|week|annual|dai|fortnight)(?:ly)?"
    r"|(?:a|per) (?:annum|year|month|quarter|week|day)|pcm|p\.?a\.?|p\.?m\.?|annually|one[- ]?off|once"
)
_RATE_OF = re.compile(
    r"^\W*(?:frequency|period|basis|per|recurr\w+|interval)\W*$|cost|pric|pa(?:y|id)|bill|invoic|charg|\bfees?\b|amount|rate",
    re.I,
)
"""Not how often something is reviewed or backed up."""
_BESIDE = (
    Beside(
        "which currency the amounts are in", "in pounds", re.compile(_CURRENCY), _POUND_WORDS, is_currency=True,
        way=", or say their currency if they have one",
    ),
    Beside(
        "which currency the amounts are in", "in pounds", re.compile(r"[a-z]{3}|\W"), _POUND_WORDS,
        re.compile(r"\b(?:curr|crcy|ccy|currency|currencies)\b", re.I), is_currency=True,
        way=", or say their currency if they have one",
    ),
    Beside(
        "what unit the amounts are in", "in pounds", re.compile(_UNITS),
        _POUND_WORDS | {"one", "ones", "unit", "units", "each"}, is_unit=True, way=", or say their unit if they have one",
    ),
    Beside(
        "what unit the amounts are in", "in pounds", re.compile(rf"k|m|mn|bn|p|0{{3}}s?|{_UNITS}"),
        _POUND_WORDS | {"one", "ones", "unit", "units", "each"},
        re.compile(r"\b(?:units?|uom|scale|multiplier|factor|denomination|measure|in)\b", re.I), is_unit=True,
        way=", or say their unit if they have one",
    ),
    Beside(
        "which amounts are negative", "as written", re.compile(r"drs?|crs?|debits?|credits?"),
        frozenset(("dr", "drs", "debit", "debits")),
    ),
    Beside(
        "which amounts are negative", "as written",
        re.compile(r"[-+−–]|drs?|crs?|debits?|credits?|positive|negative|minus|plus|[dcsh]"),
        frozenset(("+", "dr", "drs", "debit", "debits", "positive", "plus", "d", "s")), _SIGNS,
    ),
    Beside(
        "how often the amounts are paid", "as those of a year", re.compile(_RATES),
        frozenset(("annual", "annually", "yearly", "per annum", "per year", "a year", "pa", "p.a.", "p.a", "year")),
        _RATE_OF, is_a_rate=True,
    ),
)  # fmt: skip


def says_of_amounts(words: Set[str], heading: str) -> Beside | None:
    """What a column of these words (small letters) says of the amounts beside it that isn't so anyway; None if nothing."""
    for beside in _BESIDE:
        if (
            words
            and all(map(beside.words.fullmatch, words))
            and (beside.heading is None or beside.heading.search(heading))
        ):
            return beside if words - beside.usual else None
    return None
