"""How the screens write dates, numbers, money and lengths of time. Pure functions: no Streamlit, no Plotly."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from data import number_text
from data.number_text import Number, as_decimal, exact, exact_pounds, minus, rounded, whole_pounds
from data.typed import legible

LONDON = ZoneInfo("Europe/London")
NOTHING = "–"
"""What stands where there is no value."""


def day(value: date | None) -> str:
    """‘14 December 2012’; a dash for none."""
    return NOTHING if value is None else f"{value.day} {value:%B %Y}"


def short_day(value: date | None) -> str:
    """‘14 Dec 2012’, for a tile or the edge of a chart; a dash for none."""
    return NOTHING if value is None else f"{value.day} {value:%b %Y}"


def agreed(first: date | None, baseline: date) -> str:
    """The day agreed: ‘1 April 2014’; ‘1 April 2014, then for 30 June 2014’ if the first report gave another baseline."""
    return day(baseline) if first in (None, baseline) else f"{day(first)}, then for {day(baseline)}"


def unbroken(words: str) -> str:
    """The words joined so that no line breaks between them."""
    return words.replace(" ", "\u00a0")


def moment(value: datetime | None) -> str:
    """‘1 October 2013 at 09:15’, London time; a time without a zone is taken as UTC, as the ledger keeps it."""
    if value is None:
        return NOTHING
    aware = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC"))
    local = aware.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def number(value: Number | None) -> str:
    """‘1,234’, and ‘1,234.5’ where there is a part: a dash for none, a true minus sign below zero."""
    if value is None:
        return NOTHING
    size = rounded(abs(as_decimal(value)), 0 if value == int(value) else 1)
    return f"{minus(value) if size else ''}{size:,f}"


def exact_number(value: Number) -> str:
    """The same for rows that people check: ‘4.05’ where one decimal is not enough."""
    is_short = abs(float(value) - round(float(value), 1)) < 1e-6
    return number(value) if is_short else f"{minus(value)}{rounded(abs(as_decimal(value)), 2):,f}"


def money(pounds: Number | None) -> str:
    """Pounds as people say them: ‘£3 million’, ‘£1.24 million’, ‘£372,000’, ‘£36,600’, ‘£9,450’; a dash for none."""
    return NOTHING if pounds is None else _in_millions(pounds, " million") or whole_pounds(_in_figures(pounds))


def exact_money(pounds: Number | None) -> str:
    """Pounds to the last penny, for rows that people check: ‘£1,250,000’, ‘£371,883.59’; a dash for none."""
    return NOTHING if pounds is None else exact_pounds(pounds)


def brief_money(pounds: Number | None) -> str:
    """Pounds where there is little room: ‘£2.45m’, ‘£372k’, ‘£36.6k’, ‘£9,450’."""
    if pounds is None:
        return NOTHING
    size = abs(_in_figures(pounds))
    if size < FIRST_ROUNDED or size >= FIRST_MILLION:
        return _in_millions(pounds, "m") or whole_pounds(pounds)
    return f"{minus(pounds)}£{exact(size / 1_000)}k"


FIRST_ROUNDED, FIRST_MILLION = 10_000, 999_500
"""From the first on amounts have three figures, as those in millions have, so that no sentence or picture says one to the
pound beside another to the ten thousand. From the second on they are in millions: nobody says ‘£1,000,000’ or ‘£1000k’."""


def _in_figures(pounds: Number) -> Decimal:
    """The amount to three figures, from FIRST_ROUNDED on."""
    size = as_decimal(pounds)
    for least in (100_000, FIRST_ROUNDED):
        if abs(size) >= least:
            return rounded(size / (least // 100)) * (least // 100)
    return size


def _in_millions(pounds: Number, unit: str) -> str:
    """‘£2.45 million’; empty where there is less."""
    size = abs(as_decimal(pounds))
    return f"{minus(pounds)}£{exact(rounded(size / 1_000_000, 2))}{unit}" if size >= FIRST_MILLION else ""


def as_written(
    part: Number | None, whole: Number | None, say: Callable[[Number | None], str] = money
) -> tuple[str, str]:
    """An amount and its whole, as written beside each other: the first exactly if rounding would make it equal the
    second (‘£2,998,000’, ‘£3 million’). `say`: money, brief_money, or number, whose counts are exact."""
    texts = say(part), say(whole)
    if part is None or whole is None or part == whole or texts[0] != texts[1]:
        return texts
    in_pounds = whole_pounds(part), whole_pounds(whole)
    if in_pounds[0] != in_pounds[1]:
        return in_pounds[0], texts[1]
    return exact_pounds(part), exact_pounds(whole)


def share(percent: Number | None) -> str:
    """‘29.6%’, ‘30%’; ‘99.96%’ where one decimal would round up to all; a dash for none."""
    return NOTHING if percent is None else number_text.share(percent)


def count(value: int, noun: str, plural: str = "") -> str:
    """‘1 application’, ‘277 applications’, ‘no applications’."""
    many = plural or f"{noun}s"
    if value == 0:
        return f"no {many}"
    return f"{number(value)} {noun if value == 1 else many}"


def lapse(days: int) -> str:
    """A length of time as people say it: ‘1 day’, ‘13 days’, ‘3 weeks’, ‘about 5 weeks’, ‘about 4 months’, ‘about 2½
    years’. To the half year up to five years, because rounding to ‘3 years’ would be a fifth too much."""
    days = abs(days)
    if days < 14:
        return count(days, "day") if days else "0 days"
    if days < 64:
        weeks = round(days / 7)
        return f"{'' if days % 7 == 0 else 'about '}{weeks} weeks"
    months = round(days / 30.44)
    if months < 24:
        return f"about {months} months"
    years, half = divmod(round(2 * days / 365.25), 2)
    return f"about {years}{'½' if half else ''} years" if years < 5 else f"about {round(days / 365.25)} years"


def slip(days: int | None) -> str:
    """‘on plan’, ‘2 weeks late’, ‘5 days early’; a dash for none."""
    if days is None:
        return NOTHING
    if days == 0:
        return "on plan"
    return f"{lapse(days)} {'late' if days > 0 else 'early'}"


def is_past(when: date | None, as_at: date, is_done: bool) -> bool:
    """Whether the day that something was expected on has gone by without it. It is then neither ‘expected’ nor ‘on
    plan’, and the slip of its last forecast doesn't say how late it is."""
    return not is_done and when is not None and when < as_at


def was_due(when: date, as_at: date, done: str = "", *, brief: bool = False) -> str:
    """‘was due on 31 January 2014, about 5 months ago, not passed yet’: the one phrase for what is past its day and not
    done. `done`: the word for what it is not, if wanted. `brief`, for a mark or beside a name: ‘was due 31 Jan 2014, 5
    months ago, not passed’."""
    if brief:
        ago = lapse((as_at - when).days).removeprefix("about ")
        return f"was due {short_day(when)}, {ago} ago" + (f", not {done}" if done else "")
    return f"was due on {day(when)}, {lapse((as_at - when).days)} ago" + (f", not {done} yet" if done else "")


def dated(
    when: date, slip_days: int | None, as_at: date, *, is_done: bool, done: str = "done", brief: bool = False
) -> str:
    """The state of something by its one date: ‘done on 14 December 2012, on plan’, ‘expected 14 June 2013, 2 weeks
    late’, or as `was_due` puts it. `when`: the day that it was done, or is expected on; `done`, `brief`: see was_due.
    """
    if is_past(when, as_at, is_done):
        return was_due(when, as_at, done, brief=brief)
    say, on = (short_day, "") if brief else (day, "on ")
    return f"{f'{done} {on}' if is_done else 'expected '}{say(when)}, {slip(slip_days)}"


def every(value: int, noun: str, plural: str = "") -> str:
    """‘the one concern’, ‘both concerns’, ‘all 3 concerns’."""
    many = plural or f"{noun}s"
    return {1: f"the one {noun}", 2: f"both {many}"}.get(value, f"all {number(value)} {many}")


def out_of(part: int, whole: int, noun: str, verbs: tuple[str, str] = ("is", "are"), plural: str = "") -> str:
    """‘2 of 3 rates are’, ‘none of 3 rates is’, ‘both rates are’, ‘all 3 rates are’; for a single one ‘the one rate is’
    or ‘is not’.

    `verbs`: for one, and for several; for a single negative the verb for one takes ‘not’, as ‘is’ and ‘has’ do.
    """
    one, several = verbs
    if whole == 1:
        return f"the one {noun} {one}{'' if part else ' not'}"
    if part == whole:
        return f"{every(whole, noun, plural)} {several}"
    return f"{number(part) if part else 'none'} of {count(whole, noun, plural)} {one if part < 2 else several}"


def listing(things: Sequence[str], most: int | None = None) -> str:
    """‘HR, Payroll and Finance’; with `most`, the rest are counted: ‘HR, Payroll and 3 more’. A single remaining one is
    named, not counted."""
    words = list(things)
    if most is not None and len(words) > most + 1:
        words = [*words[:most], f"{len(words) - most} more"]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def capital(text: str) -> str:
    """The text with its first letter in upper case; the rest is left alone."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """The text as a whole sentence: with a full stop, unless it ends with a question or exclamation mark."""
    bare = text.rstrip(". ")
    return bare if bare.endswith(("?", "!", "…")) else f"{bare}."


def short(text: str, most: int) -> str:
    """The text, or its start with ‘…’ where it is longer than `most` characters: whole words, unless the last is very long."""
    text = legible(_together(text))
    return apart(text if len(text) <= most else f"{_beginning(text, most - 1)}…")


def _beginning(text: str, most: int) -> str:
    """At most so many characters of a longer text: whole words, unless the last is very long."""
    whole = text[: most + 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return whole if len(whole) > most * 2 / 3 else text[:most].rstrip()


MOST = 1000
"""Characters of a text that stand in a page; the rest is where the whole is: in a table's cell, a row's card, a download."""
MOST_OF_A_HEADING = 240


def gist(text: str, most: int = MOST_OF_A_HEADING) -> str:
    """The text, or its start and end if it is longer, both of whole words as in `short`: a heading with endless names
    still says what it says."""
    text = legible(_together(text))
    if len(text) <= most:
        return apart(text)
    end = most // 3
    return apart(f"{_beginning(text, most - end - 3)} … {_beginning(text[::-1], end)[::-1]}")


_RIGHT_TO_LEFT = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]+"
_WORDS = re.compile(f"{_RIGHT_TO_LEFT}(?:[ '\"’.-]{{1,2}}{_RIGHT_TO_LEFT})*")
_APART = re.compile("\u2068([^\u2066-\u2069]*)\u2069")


def component_key(key: str) -> str:
    """The key without two consecutive underscores, which Streamlit refuses in a component's key: a row may be called
    ‘MS__6’."""
    return re.sub("_(?=_)", "_·", key)


def apart(text: str) -> str:
    """The text with each right-to-left run isolated between U+2068 and U+2069; otherwise the figure after it is drawn
    before it, and of two names in Hebrew each gets the other's figure."""
    return text if text.isascii() else _WORDS.sub("\u2068\\g<0>\u2069", _together(text))


def _together(text: str) -> str:
    """The text as it was before `apart`, which may have been applied already."""
    return text if text.isascii() else _APART.sub(r"\1", text)


_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&=^\"'/%;?,])")
# Streamlit's Markdown turns :name: into pictures and addresses into links even when they are escaped, because
# it looks again at the finished text. An invisible word joiner keeps the letters apart and changes no glyph. So it does with
# signs that Streamlit draws as one: -- -> <- <-> >= <= ~=.
_LIVE = re.compile(r"[:@]|www(?=\\?\.)|-(?=\\?[->])|[<>~](?=\\?[-=])", re.IGNORECASE)


def plain(text: object) -> str:
    """Text from data, safe for any Streamlit command that reads Markdown: shown as text, never as markup, and no longer
    than a page can show."""
    if text is None:
        return NOTHING
    flat = short(re.sub(r"\s+", " ", str(text)).strip(), MOST)
    return _LIVE.sub(lambda found: found.group() + "\u2060", _MARKS.sub(r"\\\1", flat))


def headed(text: object) -> str:
    """The same for a heading, which is shorter."""
    return plain(gist(str(text)))


def spoken(text: str) -> str:
    """Text from data for a label that is only heard: browsers pass such a label to a screen reader as it is, including
    plain()'s backslashes. Markdown's characters are left out, so that it is never markup either."""
    flat = gist(" ".join(re.sub(r"[\\`*_{}\[\]<>~$!#|^]", " ", text).split()))
    return _LIVE.sub(lambda found: found.group() + "\u2060", flat)
