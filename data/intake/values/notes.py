"""The name of each kind of reinterpretation before a commit: ‘Contract end: 41 dates were read from words.’"""

from __future__ import annotations

import polars as pl

from data.problems import Notice, NoticeKind

SENTENCES: dict[NoticeKind, str] = {
    NoticeKind.TAKEN_AS_BLANK: "{n} without an answer {was} taken as blank",
    NoticeKind.DATE_IN_WORDS: "{n} {was} read from a date in words",
    NoticeKind.WEEKDAY_LEFT_OUT: "{n} {gave} a weekday too, which is that date's own",
    NoticeKind.SPREADSHEET_DAY_NUMBER: "{n} {was} read from a spreadsheet's day number",
    NoticeKind.DATE_WITHOUT_MARKS: "{n} {was} read from a date written without marks between its parts",
    NoticeKind.MONTH_AS_A_DATE: "{n} {gave} only a month and {was} read as {end}",
    NoticeKind.QUARTER_AS_A_DATE: "{n} {gave} only a quarter of a financial year (April to March) and {was} read as {end}",
    NoticeKind.FINANCIAL_YEAR_AS_A_DATE: "{n} {gave} only a financial year (April to March) and {was} read as {end}",
    NoticeKind.FINANCIAL_YEAR_REWRITTEN: "{n} {was} read as a financial year, such as 2013/14",
    NoticeKind.TWO_DIGIT_YEAR: "{n} {gave} the year in two digits: 00-69 {was} read as 2000-2069, 70-99 as 1970-1999",
    NoticeKind.TIME_LEFT_OUT: "{n} {gave} a time of day, which was left out",
    NoticeKind.TIME_ZONE: "{n} {gave} a time in another time zone, and {was} read as the day that it is then in Britain",
    NoticeKind.DAY_FIRST: "{n} may be day first or month first; {was} read day first, as dates are written in Britain",
    NoticeKind.MONTH_IN_WORDS: "{n} {was} read from a month in words",
    NoticeKind.CALENDAR_MONTH: "{n} {was} read as a month of the calendar year, by its number",
    NoticeKind.PERIOD_FROM_APRIL: "{n} {was} read as a period counted from April, as said",
    NoticeKind.DAY_LEFT_OUT: "{n} {gave} a day, and {was} read as the month that it lies in",
    NoticeKind.SCALE: "{n} {was} read from an amount in words such as 1.2m",
    NoticeKind.BRACKETED: "{n} in brackets {was} read as negative",
    NoticeKind.TRAILING_MINUS: "{n} with an unusual minus sign {was} read as negative",
    NoticeKind.NOTHING_IN_ACCOUNTS: "{n} {gave} a dash after the currency, as accounts show nothing, and {was} read as 0",
    NoticeKind.SCORE_WITH_WORDS: "{n} {gave} a score with words for it, which were left out",
    NoticeKind.ROUNDING: "{n} {was} rounded from a spreadsheet's long decimals",
    NoticeKind.DECIMAL_COMMA: "{n} {was} written with a decimal comma, as the whole column is, and {was} read so",
    NoticeKind.MULTIPLIED: "{n} {was} multiplied, as said",
    NoticeKind.ANOTHER_SCALE: "{n} {was} converted to our scale, as said",
    NoticeKind.CURRENCY: "{n} in another currency {was} taken one for one, as said",
    NoticeKind.FRACTION: "{n} {was} read as a fraction, as said",
    NoticeKind.SYNONYM: "{n} {was} read by a synonym",
    NoticeKind.SPACES_ROUND_IT: "{n} had spaces round it, which were left out",
    NoticeKind.UNSEEN_CHARACTERS: "{n} had characters that can't be seen or told apart, which were put right",
    NoticeKind.SPREADSHEET_TEXT: "{n} {was} taken out of a spreadsheet's marks for text",
    NoticeKind.HTML: "{n} {seems} to hold codes of web pages (such as &amp; or <b>), kept as they stand",
    NoticeKind.DITTO_KEPT: "{n} {reads} as if another row said it; kept as text",
    NoticeKind.NO_ANSWER_KEPT: "{n} {reads} like no answer; kept as text",
    NoticeKind.PARTED: "{n} {parted} a line break or a tab, which was kept",
    NoticeKind.MAY_BE_DAMAGED: "{n} {ends} with a question mark that may stand for a lost letter; kept as it stands",
}


def notices_of(notes: pl.DataFrame, heading: str, rows: pl.Series, first_day: bool = False) -> list[Notice]:
    """One notice for each kind of reinterpretation in one column, with its count and up to five examples."""
    notices: list[Notice] = []
    for (note,), group in notes.group_by("note", maintain_order=True):
        kind = NoticeKind(str(note))
        count = group.height
        one = count == 1
        text = SENTENCES[kind].format(
            n=f"{count:,} cell{'' if one else 's'}",
            was="was" if one else "were",
            gave="gives" if one else "give",
            seems="seems" if one else "seem",
            reads="reads" if one else "read",
            parted="holds" if one else "hold",
            ends="ends" if one else "end",
            end="its first day" if first_day else "its last day",
        )
        examples = group.unique("value", keep="first", maintain_order=True).head(5)
        notices.append(
            Notice(
                kind,
                f"{heading}: {text}.",
                count,
                tuple(
                    f"row {rows[position]:,}, {heading}: ‘{_short(value)}’" + (f" → {became}" if became else "")
                    for position, value, became in examples.select("position", "value", "became").iter_rows()
                ),
            )
        )
    return notices


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
