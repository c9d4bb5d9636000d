"""Rows around a table that are no records: totals, notes, and a program's remarks on its own export."""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from data.intake.read.headings import DATE, NUMBER, blank_rows
from data.intake.read.model import Grid, shown
from data.problems import Refused, Remedy

_TOTAL = (
    r"(?i)^\W*(?:(?:grand|sub|overall|running|column|report)?[\s-]*totals?\s*[:=]?"
    r"|(?:grand |sub-?|overall )?totals?\s*[:(]?\s*(?:cost|costs|users|applications|records|rows|spend|budget|amount|number"
    r"|for|of|all|in)\b.*|totals?\s*[:=(-]?\s*\d[\d,. ]*(?:\s+\w+)?"
    r"|(?:sum|average|mean|count|maximum|minimum)\s*[:=]?)\W*$"
)
_TOTAL_WORDS = [
    "total",
    "sum",
    "average",
    "mean",
    "count",
    "maximum",
    "minimum",
]  # one of them is in what _TOTAL matches
_NOTE = re.compile(
    r"^\W*(?:sources?|notes?|n\.?b\.?|generated|exported|printed|prepared|end of|report|page \d|data as|as at|extract|disclaimer"
    r"|warning|©|copyright|key:|legend|\d[\d,]* (?:rows?|records?|applications?|items?)\b|(?:rows?|records?)\b.*\d"
    r"|crown copyright|last updated|completion time|approved by|checked by)",
    re.IGNORECASE,
)
_WEAK_NOTE = re.compile(
    r"^\W*(?:contact|this |these |\(?[0-9a-z]{1,2}[).] )", re.IGNORECASE
)  # also how a sentence may go on
_END = re.compile(r"^\W*(?:eof|eor|end|end of (?:file|report|list|data|table))\W*$", re.IGNORECASE)
_COUNTED = re.compile(
    r"^\W*(?:(?:record|row)s?(?: count| total)?\W+([\d,]+)"
    r"|([\d,]+) (?:rows?|records?)(?: affected| selected| returned| exported| in set(?: \([\d.]+ sec\))?)?)\W*$",
    re.IGNORECASE,
)
_INCOMPLETE = re.compile(
    r"(?i)\btruncat|\b(?:first|top) [\d,]+ (?:rows|records|results|of [\d,]+)\b"
    r"|\d[\d,]* more (?:rows|records|items|applications)\b|\b(?:row|record) limit"
    r"|\blimited to [\d,]+ (?:rows|records|results)\b|\bnot all (?:rows|records|results)\b"
)


_PAGE = re.compile(r"^\W*page \d+(?: (?:of|/) \d+)?\W*$", re.IGNORECASE)


def _first_cells(body: Grid) -> pl.Series:
    """The first filled cell of each row."""
    first = body.frame["c0"]
    return body.frame.select(pl.coalesce(pl.all()).alias("c0"))["c0"] if first.null_count() else first


def _where(cells: pl.Series, condition: pl.Expr) -> pl.Series:
    """The indexes of the cells that meet a condition."""
    return cells.to_frame().select(pl.arg_where(condition)).to_series()


def page_numbers(body: Grid) -> list[int]:
    """The indexes of rows that only give a page number."""
    maybe = _where(_first_cells(body), pl.first().str.contains(r"^\W*(?i:page) \d")).to_list()
    found = [[cell for cell in body.cells(index) if cell] for index in maybe]
    return [index for index, cells in zip(maybe, found, strict=True) if len(cells) == 1 and _PAGE.match(cells[0])]


_DRAWN = r"^[\s:|+]*[-=_\u2014\u2500\u2550]{2}[-=_\s:|+\u2014\u2500\u2550]*$"


def drawn_lines(grid: Grid) -> list[int]:
    """The numbers of rows of nothing but lines, such as query tools draw beneath headings and round tables; none where all are
    so."""
    if grid.frame.width == 0 or grid.frame.height == 0:
        return []
    maybe = _where(_first_cells(grid), pl.first().str.contains(_DRAWN)).to_list()
    found = [index for index in maybe if all(re.match(_DRAWN, cell) for cell in grid.cells(index) if cell)]
    return [int(grid.rows[index]) for index in found] if len(found) < grid.frame.height else []


def totals(body: Grid, width: int) -> list[int]:
    """The indexes of rows that are certainly totals: they are called so, and contain no other record's text.

    Raises Refused for a row that is called a total but has other text too.
    """
    if not body.frame.width or not body.frame.height:
        return []
    label = _first_cells(body)
    found = _unnamed_total(body)
    maybe = _where(label, pl.first().str.contains_any(_TOTAL_WORDS, ascii_case_insensitive=True))
    if not len(maybe):
        return found
    called = maybe.filter(label.gather(maybe).str.contains(_TOTAL)).to_list()
    found += [index for index in maybe if index not in called and _is_subtotal(body.cells(index))]
    for index in called:
        others = [cell for cell in body.cells(index) if cell][1:]
        texts = [
            cell for cell in others if not (NUMBER.match(cell) or cell[0] == "=" or re.match(r"^[\d,]+ \w+$", cell))
        ]
        if not texts or (len(others) < max(2, width // 3) and not any(DATE.match(cell) for cell in texts)):
            found.append(index)
        else:
            raise Refused(
                f"Row {body.rows[index]:,} is called ‘{shown(label[index], 40)}’ but also holds ‘{shown(texts[0], 40)}’: it may "
                "be a totals row or a record. Delete it, leave that row out, or rename it.",
                Remedy("leave_out_rows", str(body.rows[index])),
            )
    return sorted(found)


def _is_subtotal(cells: list[str]) -> bool:
    """Whether a row has no reference and only a name that ends in ‘Total’ beside its numbers, like Excel's outlines."""
    filled = [cell for cell in cells if cell]
    if cells[0] or len(filled) < 2 or not re.search(r"(?i)\s(?:sub-?)?totals?\W*$", filled[0]):
        return False
    return all(NUMBER.match(cell) or cell[0] == "=" for cell in filled[1:])


def _unnamed_total(body: Grid) -> list[int]:
    """The index of a last row without reference or words, each of whose numbers is the sum of its column."""
    if body.frame.item(-1, 0) is not None:
        return []
    filled = (~blank_rows(body.frame)).arg_true()
    if len(filled) < 3 or body.frame.item(int(filled[-1]), 0) is not None:
        return []
    last = int(filled[-1])
    for column, cell in enumerate(body.cells(last)):
        if cell:
            above = [_number(other) for other in body.frame[f"c{column}"].head(last).drop_nulls().to_list()]
            total = _number(cell)
            if total is None or len(above) < 2 or None in above or total != sum(filter(None, above), Decimal(0)):
                return []
    return [last]


def _number(cell: str) -> Decimal | None:
    flat = re.sub("[£, ]", "", cell)
    return Decimal(flat) if re.fullmatch(r"-?\d+(?:\.\d+)?", flat) else None


def notes(body: Grid, keep: pl.Series, width: int) -> list[int]:
    """The indexes of notes at the end, if records have at least three cells: prose, or a program's remarks on its
    export.

    After a blank row a few cells may be filled; straight after the records it must be called a note, or can't be the
    overflow of the last record's last cell.
    """
    found: list[int] = []
    if width < 3:
        return found
    tail = body.frame.height - 1
    top = _last_blank(keep)
    few = max(2, min(5, width // 3))
    shapes: dict[int, pl.Series] = {}
    while tail >= 0 and len(found) < 100:
        if keep[tail]:
            cells = [cell for cell in body.cells(tail) if cell]
            parted = 0 <= top < tail
            prose = ", ".join(cells)
            called = bool(_END.match(prose) or _NOTE.match(prose))
            spilled = not parted and body.widths[tail] == 1 and tail > 0 and bool(body.cells(tail - 1)[width - 1])
            if len(cells) > (max(few, width // 2) if called else few) or _like_a_record(body, tail, top, shapes):
                break
            if not (called or _is_note(cells, parted, spilled)):
                break
            found.append(tail)
        tail -= 1
    return found[::-1]


def _last_blank(keep: pl.Series) -> int:
    """The index of the last row that is no record with records above it and filled rows beneath; -1 if there is none."""
    filled = keep.arg_true()
    if keep.all() or not len(filled):
        return -1
    last = int(filled[-1])
    gaps = [i for i in range(last, max(last - 100, 0), -1) if not keep[i]]
    return gaps[0] if gaps and last - gaps[0] <= 40 else -1


def _like_a_record(body: Grid, index: int, top: int, shapes: dict[int, pl.Series]) -> bool:
    """Whether the first cell of a row has the shape of those in the column above it, as a truncated reference would.
    `shapes` caches those of each column examined."""
    at = next(i for i, cell in enumerate(body.cells(index)) if cell)
    if at not in shapes:
        shapes[at] = _shapes(body.frame[f"c{at}"])
    above = shapes[at].head(top if top > 0 else index).drop_nulls()
    # A record parted by another delimiter is one cell here.
    shape = _shapes(pl.Series([re.split(r"[,;|\t]", body.cells(index)[at])[0]]))[0]
    return bool(len(above)) and int((above == shape).sum()) >= max(1, len(above) // 20)


def _shapes(cells: pl.Series) -> pl.Series:
    return cells.str.replace_all("[0-9]+", "9").str.replace_all("[a-z]+", "a").str.replace_all("[A-Z]+", "A")


def _is_note(cells: list[str], parted: bool, spilled: bool) -> bool:
    prose = ", ".join(cells)
    words = len(prose.split())
    if spilled or (len(cells) > 1 and not (parted and words >= 6 and all(" " in cell for cell in cells))):
        return False
    if any(NUMBER.match(cell) or DATE.match(cell) for cell in cells):
        return False
    return bool(words >= 5 or cells[0][0] in "*†‡" or _WEAK_NOTE.match(prose) or (parted and words >= 2))


def refuse_incomplete(grid: Grid, index: int) -> None:
    """Refuses a table whose title or note says that rows are missing."""
    prose = ", ".join(filter(None, grid.cells(index)))
    if _INCOMPLETE.search(prose):
        raise Refused(
            f"Row {grid.rows[index]:,} says that the file isn't whole: ‘{shown(prose)}’. Export all rows; or, if this is all "
            "that is meant, delete that row."
        )


def check_counted(body: Grid, found: list[int], records: int) -> None:
    """A trailer that counts the records must count exactly those, or one more for the heading."""
    for index in found:
        refuse_incomplete(body, index)
        counted = _COUNTED.match(", ".join(filter(None, body.cells(index))))
        stated = int((counted[1] or counted[2]).replace(",", "")) if counted else records
        if stated not in (records, records + 1):
            raise Refused(
                f"Row {body.rows[index]:,} says {stated:,} rows, but {records:,} are there: some may be missing. Export the file "
                "again; or, if these are all, delete that row."
            )
