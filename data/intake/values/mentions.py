"""The days, months and quarters mentioned in running text: a title, the name of a sheet, the name of a file."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import NamedTuple

from data.intake.values.common import plain, uk_date
from data.intake.values.dates import Style, find_date, follows, month_number


class Mention(NamedTuple):
    """A period that a text mentions: one day, a month, or a quarter; from `first` to `last`, both included."""

    first: date
    last: date
    words: str  # how it is said: ‘28 February 2013’, ‘February 2013’
    made_then: bool = False  # the text says that the file was made then, not what it tells of


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_END = r"(?![a-z0-9])"
_YEARS = r"(?:20[0-9]{2}\s?[/\-_]\s?(?:20)?[0-9]{2}|[0-9]{2}/[0-9]{2})"
_FORMS = re.compile(
    r"(?<![a-z0-9.£$€])(?:"
    rf"(?P<period>(?:p|period\s?|month\s?|m)(?P<p1>1[0-2]|0?[1-9])[\s,_\-]+(?:fy\s?)?(?P<y1>{_YEARS})"
    rf"|(?:fy\s?)?(?P<y2>{_YEARS})[\s,_\-]+(?:p|period\s?|month\s?|m)(?P<p2>1[0-2]|0?[1-9])){_END}"
    rf"|(?P<quarter>q[1-4][\s,_\-]+{_YEARS}|{_YEARS}[\s,_\-]+q[1-4]){_END}"
    r"|(?P<day>[0-9]{4}[-/._ ][0-9]{1,2}[-/._ ][0-9]{1,2}|[0-9]{1,2}\s?[-/._ ]\s?[0-9]{1,2}\s?[-/._ ]\s?(?:[0-9]{4}|[0-9]{2})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s?of)?[\s\-/._,]*{_MONTH}[\s\-/._,]*'?(?:[0-9]{{4}}|[0-9]{{2}})"
    rf"|{_MONTH}[\s.]+[0-9]{{1,2}}(?:st|nd|rd|th)?,?\s+[0-9]{{4}}|[0-9]{{4}}[\s\-/._]*{_MONTH}[\s\-/._]*[0-9]{{1,2}}){_END}"
    rf"|(?P<month>{_MONTH}[\s\-/._,]*'?(?:[0-9]{{4}}|[0-9]{{2}})|[0-9]{{4}}[\s\-/._]*{_MONTH}"
    rf"|[0-9]{{4}}[-/._](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/._][0-9]{{4}}){_END}"
    rf"|(?P<no_year>[0-9]{{1,2}}(?:st|nd|rd|th)?(?:\s?of)?[\s\-_]*{_MONTH}|{_MONTH}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?){_END}"
    rf"|(?P<bare>{_MONTH}){_END}"
    r"|(?P<digits>[0-9]{8}|[0-9]{6})(?![0-9])"
    r")",
    re.I,
)
_NOT_THEN = re.compile(
    r"\b(?:by|before|until|till|due|since|after|target|(?:go[- ]?)?live|deadline|version|release|section)"
    r"[\s:]*(?:on|in|the|date)?[\s:]*$",
    re.I,
)
"""What stands before a date of which the file does not tell: ‘moves due by 31 March 2014’."""
_MADE = re.compile(
    r"\b(?:print|run|generat|export|extract|produc|creat|sav|updat|modifi|download|prepar|issu|publish|amend|revis)\w*"
    r"(?:\s+(?:on|at|by\s+[\w .]{1,30}?|date|the|of))*[\s:,]*$",
    re.I,
)
_OF_THEN = re.compile(
    r"(?:\b(?:at|end|ended|ending|for|to|month|position|report|return|period|status|update|of)\b[\s:,\-\u2013]*){1,3}$",
    re.I,
)
_NEAR = 5
"""Years round the reporting date within which digits that might be anything else are a date."""
_RANGE = re.compile(r"^\s*(?:to|-|\u2013|until|up to)\s*$", re.I)


def mentions(text: str, reporting_date: date, is_name: bool = False) -> list[Mention]:
    """The periods that a text mentions, in order; ‘April 2012 to February 2013’ is one.

    `reporting_date` gives the century of 13, and the year of a date without one. `is_name`: the text is the name of a
    sheet or a file, where a month alone is meant as one; in running text May may be a verb.
    """
    flat = plain(text).replace("\u2013", "-").replace("\u2019", "'")
    found: list[tuple[int, int, Mention]] = []
    for match in _FORMS.finditer(flat):
        before = flat[: match.start()]
        if _NOT_THEN.search(before):
            continue
        mention = _mention(match, before, reporting_date, is_name)
        if mention:
            mention = mention._replace(made_then=bool(_MADE.search(before)))
            if found and _RANGE.match(flat[found[-1][1] : match.start()]) and mention.last >= found[-1][2].first:
                start, _, earlier = found.pop()
                mention = mention._replace(first=earlier.first, words=f"{earlier.words} to {mention.words}")
                found.append((start, match.end(), mention))
            else:
                found.append((match.start(), match.end(), mention))
    return [mention for _, _, mention in found]


def _mention(match: re.Match[str], before: str, reporting_date: date, is_name: bool) -> Mention | None:
    text = match[0]
    style = Style(reporting_date)
    if match["period"]:
        start = re.findall("[0-9]+", match["y1"] or match["y2"])
        number, year = int(match["p1"] or match["p2"]), int(start[0]) if len(start[0]) == 4 else 2000 + int(start[0])
        if not follows(start[0], start[1]):
            return None
        return _month(year + (number > 9), (number + 2) % 12 + 1)
    if match["quarter"]:
        quarter = text.replace("_", " ")
        first, last = find_date(quarter, Style(reporting_date, first_day=True)), find_date(quarter, style)
        return Mention(first.day, last.day, text) if first.day and last.day else None
    if match["day"]:
        found = find_date(re.sub("[_]", "/" if text[0].isdigit() else " ", text), style)
        return _day(found.day) if found.day else None
    if match["month"]:
        flat = re.sub("[_.]", "-", text)
        years = re.fullmatch("([0-9]{4})[-/]([0-9]{2})", flat)
        if years and follows(years[1], years[2]):  # 2011-12 is a financial year, or else a month: nothing certain
            return None
        found = find_date(flat, style)
        if found.two_digit_year and (found.day is None or abs(found.day.year - reporting_date.year) > _NEAR):
            return _without_year(text, reporting_date)  # Feb 28 is a day
        return _month(found.day.year, found.day.month) if found.day else None
    if match["no_year"]:
        return _without_year(text, reporting_date)
    if match["bare"]:
        if not (text[0].isupper() and (is_name or (_OF_THEN.search(before) is not None))):
            return None
        named = month_number(text)
        return _month(_year_near(reporting_date, named), named)._replace(words=text) if named else None
    return _run_together(match["digits"], reporting_date)


def _day(day: date) -> Mention:
    return Mention(day, day, uk_date(day))


def _month(year: int, month: int) -> Mention:
    last = calendar.monthrange(year, month)[1]
    return Mention(date(year, month, 1), date(year, month, last), f"{calendar.month_name[month]} {year}")


def _year_near(reporting_date: date, month: int) -> int:
    """The year in which a month without one lies nearest to the reporting date."""
    months = reporting_date.year * 12 + reporting_date.month
    return min((reporting_date.year + n for n in (-1, 0, 1)), key=lambda year: abs(year * 12 + month - months))


def _without_year(text: str, reporting_date: date) -> Mention | None:
    number = month_number(re.sub("[^A-Za-z]|(?<=[0-9])(?:st|nd|rd|th)|\\bof\\b", "", text))
    day = int(re.sub("[^0-9]", "", text))
    if number is None or not re.search("[A-Z]", text):  # ‘the 3 may be late’
        return None
    year = _year_near(reporting_date, number)
    if not 1 <= day <= calendar.monthrange(year, number)[1]:
        return None
    return Mention(date(year, number, day), date(year, number, day), f"{day} {calendar.month_name[number]}")


def _run_together(digits: str, reporting_date: date) -> Mention | None:
    """20130228, 28022013, 201302, 280213: in whatever order gives a day or month within five years of the reporting date."""
    orders = ("%Y%m%d", "%d%m%Y") if len(digits) == 8 else ("%Y%m", "%d%m%y", "%y%m%d")
    found = []
    for order in orders:
        parts = re.fullmatch(
            order.replace("%Y", "(?P<Y>[0-9]{4})").replace("%y", "(?P<y>[0-9]{2})")
            .replace("%m", "(?P<m>[0-9]{2})").replace("%d", "(?P<d>[0-9]{2})"), digits,
        )  # fmt: skip
        groups = parts.groupdict() if parts else {}
        year, month = int(groups.get("Y") or 2000 + int(groups.get("y") or 0)), int(groups["m"])
        if abs(year - reporting_date.year) > _NEAR or not 1 <= month <= 12:
            continue
        if "d" not in groups:
            found.append(_month(year, month))
        elif 1 <= int(groups["d"]) <= calendar.monthrange(year, month)[1]:
            found.append(_day(date(year, month, int(groups["d"]))))
    agrees = [one for one in found if one.first <= reporting_date <= one.last]
    return next(iter(agrees or found), None)
