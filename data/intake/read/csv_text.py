"""UTF-8 text with delimiters → a grid of cells.

A regular file (RFC 4180: quotes only around whole cells, every record of one width) is verified by counting bytes and
then read by Polars. Anything else goes through `records`, which is slower, knows what a quote may mean, and refuses,
naming the row, if that isn't certain. Both give the same cells for a regular file; a test proves it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from data.intake.read import limits
from data.intake.read.counting import count_of
from data.intake.read.model import MAX_BYTES, Grid, grid_of, shown
from data.problems import Notice, NoticeKind, Refused

_LF, _CR, _QUOTE = 10, 13, 34
_INCHES = re.compile(r'[0-9½¼¾]\s?"')
_LINE_FEED = "\0"  # stands for one inside a cell; a file that has this sign itself was refused before
csv.field_size_limit(MAX_BYTES)  # the module's own limit, 128 kB a cell, raises an error that says nothing of rows


@dataclass(frozen=True)
class Dialect:
    """How cells are separated and quoted; `escaped`: a quote inside a quoted cell is written \"."""

    delimiter: str
    quote: str = '"'
    escaped: bool = False


class QuoteTrouble(Exception):
    """A misplaced quote. `row` from 1, `unclosed` if it opens a cell that never ends."""

    def __init__(self, row: int, unclosed: bool, near: str) -> None:
        super().__init__(row, unclosed, near)
        self.row, self.unclosed, self.near = row, unclosed, near


def read_regular(utf8: bytes, delimiter: str) -> Grid | None:
    """The grid of a regular file, or None if the file isn't certainly regular.

    `regular_shape` leaves one kind of uneven file: a record too long and another too short. Polars raises for a record
    with more cells than the first, so a frame of the counted height proves every record even.
    """
    shape = regular_shape(utf8, ord(delimiter))
    if shape is None:
        return None
    height, width = shape
    limits.refuse_size(height, width)
    names = [f"c{i}" for i in range(width)]
    try:
        frame = pl.read_csv(
            utf8 if utf8.endswith(b"\n") else utf8 + b"\n",  # else it overlooks a blank cell too many at the very end
            separator=delimiter,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            quote_char='"' if b'"' in utf8 else None,
            eol_char="\n",
        ).rechunk()  # else every later question puts the pieces together again
    except pl.exceptions.PolarsError:  # the careful path says what is wrong, and where
        return None
    if frame.shape != (height, width):
        return None
    rows = pl.int_range(1, height + 1, eager=True).alias("rows")
    widths = pl.Series("widths", [width], dtype=pl.Int64).new_from_index(0, height)
    return Grid(frame, rows, widths, tuple(range(1, width + 1)))


def regular_shape(utf8: bytes, delimiter: int) -> tuple[int, int] | None:
    """(records, cells in each) if the text may be regular with this delimiter; None if it certainly isn't.

    Regular: line ends all LF or all CR LF; every quote opens a cell, closes one, or is doubled inside one; the first
    record has at least two cells, and the delimiters outside quotes are as many as records of its width have.
    """
    if not utf8 or utf8.startswith((b"\n", b"\r")):
        return None
    ends = count_of(utf8, b"\n")
    if b"\r" in utf8 and not ends == count_of(utf8, b"\r") == utf8.count(b"\r\n"):
        return None
    if b'"' in utf8:
        counted = _counted_outside_quotes(utf8, delimiter)
        if counted is None:
            return None
        ends, parts, in_first = counted
    else:
        parts = count_of(utf8, bytes([delimiter]))
        in_first = utf8[: utf8.find(b"\n") if ends else len(utf8)].count(bytes([delimiter]))
    records = ends + (not utf8.endswith(b"\n"))
    if not in_first or parts != in_first * records:
        return None
    return records, in_first + 1


def _counted_outside_quotes(utf8: bytes, delimiter: int) -> tuple[int, int, int] | None:
    """(line ends, delimiters, delimiters in the first record), not counting those inside quotes; None if a quote is out
    of place."""
    data = np.frombuffer(utf8, dtype=np.uint8)
    is_quote = data == _QUOTE
    if not _quotes_regular(data, np.flatnonzero(is_quote), delimiter):
        return None
    outside = np.bitwise_xor.accumulate(is_quote.view(np.uint8)) == 0
    is_end, is_part = (data == _LF) & outside, (data == delimiter) & outside
    ends = int(np.count_nonzero(is_end))
    in_first = int(np.count_nonzero(is_part[: int(is_end.argmax()) if ends else len(data)]))
    return ends, int(np.count_nonzero(is_part)), in_first


def _quotes_regular(data: np.ndarray, quotes: np.ndarray, delimiter: int) -> bool:
    """Whether quotes pair up: each odd one opens a cell or follows its twin, each even one closes or precedes it.

    Whether a byte is inside quotes is then the parity of the quotes up to it.
    """
    if len(quotes) % 2:
        return False
    opens, closes = quotes[0::2], quotes[1::2]
    before = data[opens - 1]  # for a quote at offset 0 this looks at the last byte; put right in the next line
    before[opens == 0] = _LF
    if not ((before == delimiter) | (before == _LF) | (before == _CR) | (before == _QUOTE)).all():
        return False
    if closes[-1] + 1 >= len(data):
        closes = closes[:-1]
    after = data[closes + 1]
    return bool(((after == delimiter) | (after == _LF) | (after == _CR) | (after == _QUOTE)).all())


@cache
def _patterns(dialect: Dialect) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """(a quoted cell, an unquoted cell, the quote that opens a cell) of this dialect."""
    part, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    space = "[ \u00a0]*" if dialect.delimiter == "\t" else "[ \t\u00a0]*"
    inner = f"(?:[^{quote}\\\\]++|\\\\.|{quote}{quote})*+" if dialect.escaped else f"(?:[^{quote}]++|{quote}{quote})*+"
    quoted = re.compile(f"{space}{quote}({inner}){quote}{space}(?={part}|\r|\n|\\Z)", re.DOTALL)
    plain = re.compile(f"(?:[^{part}\r\n\\\\]|\\\\.)*" if dialect.escaped else f"[^{part}\r\n]*")
    return quoted, plain, re.compile(f"{space}{quote}")


def records(text: str, dialect: Dialect, limit: int | None = None) -> list[list[str]]:
    """Every record of `text` as a list of cells; an empty line is a record without cells.

    Quotes inside an unquoted cell (5" disk, the "old" one) are literal. A single one that is no inch mark has lost its
    twin or is a mistake, and two such cells in one record may be one cell with a delimiter in it: these raise
    QuoteTrouble, as do a quoted cell with text after its closing quote and one that never closes.
    """
    quoted, plain, opening = _patterns(dialect)
    part, quote, escaped = dialect.delimiter, dialect.quote, dialect.escaped
    done: list[list[str]] = []
    record: list[str] = []
    at, end, unpaired = 0, len(text), 0
    while at < end:
        char = text[at]
        if not record and char in "\r\n":
            cell, stop = None, at
        elif opening.match(text, at):
            found = quoted.match(text, at)
            if not found:
                raise _trouble(text, at, len(done) + 1, dialect)
            cell, stop = found.group(1), found.end()
            if quote in cell:
                cell = cell.replace(quote + quote, quote)
            if escaped and "\\" in cell:
                cell = _unescaped(cell, quote)
        else:
            found = plain.match(text, at)
            assert found is not None
            cell, stop = found.group(), found.end()
            if escaped and "\\" in cell:
                cell = _unescaped(cell, quote + part)
            elif quote in cell and quote == '"':
                unpaired += cell.count(quote) % 2
                lone = cell.count(quote) == 1 and not _INCHES.search(cell)
                if unpaired > 1 or lone or '\\"' in cell:
                    raise QuoteTrouble(len(done) + 1, False, cell)
        if cell is not None:
            record.append(cell)
        if stop < end and text[stop] == part:
            at = stop + 1
            if at >= end:
                record.append("")
            elif text[at] in "\r\n":
                record.append("")
                stop = at
            else:
                continue
        done.append(record)
        record, unpaired = [], 0
        at = stop + (2 if text.startswith("\r\n", stop) else 1)
        if limit and len(done) >= limit:
            break
    return done


def _unescaped(cell: str, marks: str) -> str:
    """The cell without the backslash before each of `marks` and before another backslash."""
    return re.sub(r"\\(.)", lambda found: found[1] if found[1] in "\\" + marks else found[0], cell, flags=re.DOTALL)


def _trouble(text: str, at: int, row: int, dialect: Dialect) -> QuoteTrouble:
    """Whether the quoted cell that starts at `at` never closes, or closes with text after it."""
    quote = re.escape(dialect.quote)
    inner = f"(?:[^{quote}\\\\]++|\\\\.|{quote}{quote})*+" if dialect.escaped else f"(?:[^{quote}]++|{quote}{quote})*+"
    closed = re.compile(f"[ \t\u00a0]*{quote}{inner}{quote}", re.DOTALL).match(text, at)
    return QuoteTrouble(row, closed is None, text[at : at + 40])


def read_carefully(utf8: bytes, delimiter: str) -> Grid:
    """The grid of text that isn't regular. Raises Refused if a quote can't be read with certainty."""
    limits.refuse_irregular(utf8, delimiter)
    text = utf8.decode("utf-8")
    dialect, rows = _reading(text, delimiter)
    notices: list[Notice] = []
    if dialect.escaped:
        notices.append(Notice(NoticeKind.QUOTING, 'Quotes inside cells are written \\" and were read as quotes.'))
    if dialect.quote == "'":
        notices.append(Notice(NoticeKind.QUOTING, "Cells are quoted with apostrophes, which were taken off."))
    widths = [len(row) for row in rows]
    widest = max(widths, default=0)
    limits.refuse_size(len(rows), widest, widths.index(widest) + 1 if widest else None)
    return grid_of(rows, notices=tuple(notices))


def _reading(text: str, delimiter: str) -> tuple[Dialect, list[list[str]]]:
    """The one dialect that reads `text` without trouble, and the records."""
    plain = Dialect(delimiter)
    rows, trouble = _plainly(text, plain)
    if "\r" in text and "\n" in text and "\r\n" not in text:
        # An old Mac's records end with CR alone, and what wrote them may leave line feeds inside cells unquoted: those of one
        # column, where people write several lines. A single one, or one elsewhere, may have strayed in.
        whole, other_trouble = _plainly(text.replace("\n", _LINE_FEED), plain)
        broken = [place for row in whole for place, cell in enumerate(row) if _LINE_FEED in cell]
        if not other_trouble and _evenness(whole) > _evenness(rows) and len(broken) > 1 and len(set(broken)) == 1:
            return plain, [[cell.replace(_LINE_FEED, "\n") for cell in row] for row in whole]
    if '\\"' in text:
        escaped = Dialect(delimiter, escaped=True)
        try:
            other = records(text, escaped)
        except QuoteTrouble:
            other = []
        if other and trouble:
            return escaped, other
        if other and other != rows:
            ours, theirs = _evenness(rows), _evenness(other)
            if ours == theirs:
                raise Refused(
                    f'{_first_difference(rows, other)}: \\" can mean a quote inside a cell or a backslash at its end, and both '
                    'readings fit. Write quotes inside cells twice ("") and save the file again.'
                )
            if theirs > ours:
                return escaped, other
    single = _single_quoted(text, delimiter, rows, trouble)
    if single:
        return Dialect(delimiter, quote="'"), single
    if trouble:
        raise Refused(_in_words(trouble))
    return plain, rows


def _plainly(text: str, dialect: Dialect) -> tuple[list[list[str]], QuoteTrouble | None]:
    """The records by RFC 4180, or none and the misplaced quote."""
    try:
        return _regular_records(text, dialect.delimiter) or records(text, dialect), None
    except QuoteTrouble as met:
        return [], met


def _regular_records(text: str, delimiter: str) -> list[list[str]] | None:
    """The records by Python's csv module, which is several times faster than `records`, if every quote opens a cell,
    closes one or is doubled; otherwise None."""
    data = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    quotes = np.flatnonzero(data == _QUOTE)
    if not delimiter.isascii() or (len(quotes) and not _quotes_regular(data, quotes, ord(delimiter))):
        return None
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


def _evenness(rows: list[list[str]]) -> float:
    """The share of records that have the commonest number of cells."""
    counts: dict[int, int] = {}
    for row in rows:
        if row:
            counts[len(row)] = counts.get(len(row), 0) + 1
    return max(counts.values(), default=0) / max(sum(counts.values()), 1)


def _first_difference(rows: list[list[str]], other: list[list[str]]) -> str:
    for number, (ours, theirs) in enumerate(zip(rows, other, strict=False), start=1):
        if ours != theirs:
            return f"Row {number:,}"
    return "The last row"


def _single_quoted(
    text: str, delimiter: str, rows: list[list[str]], trouble: QuoteTrouble | None
) -> list[list[str]] | None:
    """The records if cells are quoted with apostrophes; otherwise None.

    They are if cells begin with one, that reading has no trouble, and it is more even than the plain one, or every cell
    that begins with an apostrophe also ends with one.
    """
    if not text.startswith("'") and not any(mark + "'" in text for mark in (delimiter, "\n", "\r")):
        return None
    try:
        other = records(text, Dialect(delimiter, quote="'"))
    except QuoteTrouble:
        return None
    if trouble:
        return None
    ours, theirs = _evenness(rows), _evenness(other)
    if theirs > ours:
        return other
    begun = [cell for row in rows for cell in row if cell.startswith("'") and len(cell) > 1]
    wrapped = sum(cell.endswith("'") for cell in begun)
    filled = sum(bool(cell.strip()) for row in rows for cell in row)
    return other if theirs == ours and wrapped == len(begun) and wrapped > 0.2 * filled else None


def _in_words(trouble: QuoteTrouble) -> str:
    near = shown(trouble.near, 40)
    if trouble.unclosed:
        return (
            f"Row {trouble.row:,}: a quote opens a cell ({near}) and never closes, so everything after it would be one "
            "cell. The file may be cut short, or a quote mark may be missing. Close the quote, or save the file again."
        )
    return (
        f"Row {trouble.row:,}: a quote mark stands where it can't be read with certainty ({near}). Inside a quoted cell a "
        'quote is written twice (""). Save the file again from a spreadsheet program.'
    )
