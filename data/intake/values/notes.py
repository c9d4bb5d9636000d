"""What each sort of reinterpretation is called before a commit: ‘Contract end: 41 dates were read from words.’"""

from __future__ import annotations

import polars as pl

from data.problems import Notice

SAID: dict[str, str] = {
    "taken as blank": "{n} without an answer {was} taken as blank",
    "date in words": "{n} {was} read from a date in words",
    "weekday left out": "{n} {gave} a weekday too, which is that date's own",
    "spreadsheet day number": "{n} {was} read from a spreadsheet's day number",
    "date without marks": "{n} {was} read from a date written without marks between its parts",
    "month as a date": "{n} {gave} only a month and {was} read as {end}",
    "quarter as a date": "{n} {gave} only a quarter of a financial year (April to March) and {was} read as {end}",
    "financial year as a date": "{n} {gave} only a financial year (April to March) and {was} read as {end}",
    "two-digit year": "{n} {gave} the year in two digits: 00-69 {was} read as 2000-2069, 70-99 as 1970-1999",
    "time left out": "{n} {gave} a time of day, which was left out",
    "day first": "{n} may be day first or month first; {was} read day first, as dates are written in Britain",
    "month in words": "{n} {was} read from a month in words",
    "day left out": "{n} {gave} a day, and {was} read as the month that it lies in",
    "scale": "{n} {was} read from an amount in words such as 1.2m",
    "bracketed": "{n} in brackets {was} read as negative",
    "trailing minus": "{n} with an unusual minus sign {was} read as negative",
    "rounding": "{n} {was} rounded from a spreadsheet's long decimals",
    "decimal comma": "{n} {was} written with a decimal comma, as the whole column is, and {was} read so",
    "multiplied": "{n} {was} multiplied, as said",
    "another scale": "{n} {was} converted to our scale, as said",
    "currency": "{n} in another currency {was} taken one for one, as said",
    "fraction": "{n} {was} read as a fraction, as said",
    "synonym": "{n} {was} read by a synonym",
    "spaces round it": "{n} had spaces round it, which were left out",
    "unseen characters": "{n} had characters that can't be seen or told apart, which were put right",
    "spreadsheet text": "{n} {was} taken out of a spreadsheet's marks for text",
    "html": "{n} {seems} to hold codes of web pages (such as &amp; or <b>), kept as they stand",
    "ditto kept": "{n} {reads} as if another row said it; kept as text",
    "no answer kept": "{n} {reads} like no answer; kept as text",
    "parted": "{n} {parted} a line break or a tab, which was kept",
    "may be damaged": "{n} {ends} with a question mark that may stand for a lost letter; kept as it stands",
}


def notices_of(notes: pl.DataFrame, heading: str, rows: pl.Series, first_day: bool = False) -> list[Notice]:
    """One notice for each sort of reinterpretation in one column, with its count and up to five examples."""
    said: list[Notice] = []
    for (kind,), group in notes.group_by("note", maintain_order=True):
        kind = str(kind)
        count = group.height
        one = count == 1
        text = SAID[kind].format(
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
        said.append(
            Notice(
                kind,
                f"{heading}: {text}.",
                count,
                tuple(
                    f"row {rows[position]:,}, {heading}: '{_short(value)}'" + (f" → {became}" if became else "")
                    for position, value, became in examples.select("position", "value", "became").iter_rows()
                ),
            )
        )
    return said


def _short(value: str) -> str:
    flat = " ".join(value.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"
