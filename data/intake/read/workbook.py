"""Opens a workbook of any format, and chooses the sheet to read."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache

from data.intake.read import limits, ods, xls, xlsx
from data.intake.read.book import DAMAGE, Book, listed_sheets
from data.intake.read.headings import blank_rows
from data.intake.read.model import Grid, HeadingCounter, ReadOptions, shown
from data.intake.read.signature import OLE
from data.problems import Notice, NoticeKind, Refused, Remedy

MAX_UNPACKED = 200_000_000
MAX_PARTS = 5_000
MAX_SHEETS = 100
"""Each may be a table of a return, and is read by itself: of a hundred that takes 4 seconds, of ten thousand it would hours."""
MAX_BESIDE = 10_000_000
"""Bytes of a part that holds no cells (styles, say): its reader makes twenty times as much of it."""
_HOLDS_CELLS = re.compile(
    r"^xl/(worksheets/|sharedStrings|media/|embeddings/|drawings/|charts/)|^content\.xml$|^xl/pivotCache/"
)
_NOT_TABLES = {"word/": "a Word document", "ppt/": "a PowerPoint presentation", "visio/": "a Visio drawing"}


def open_book(content: bytes, kind: str) -> Book:
    """The workbook in these bytes. Raises Refused for locked, damaged and oversized ones and for other archives."""
    if kind == OLE:
        book = xls.open_xls(content)
    else:
        archive = _archive(content)
        names = set(archive.namelist())
        if "xl/workbook.xml" in names or any(re.match(r"xl/worksheets/.*\.xml$", name) for name in names):
            book = xlsx.open_xlsx(content, archive)
        elif "content.xml" in names:
            book = ods.open_ods(archive)
        else:
            raise Refused(_other_archive(names))
    if len(book.sheets) > MAX_SHEETS:
        raise Refused(
            f"The workbook has {len(book.sheets):,} sheets; the limit is {MAX_SHEETS}. Copy the table into a new workbook, or "
            "save it as CSV."
        )
    return Book(book.sheets, cache(book.read))


def _archive(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGE:
        raise Refused(
            "The file starts like a workbook but is damaged or was cut short. Open and save it again, or send it again."
        ) from None
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
        raise Refused(
            f"The workbook would unpack to {unpacked / 1e6:,.0f} MB; the limit is {MAX_UNPACKED / 1e6:,.0f} MB. "
            "Copy the table into a new workbook, or save it as CSV."
        )
    for part in parts:
        if (
            part.file_size > MAX_BESIDE
            and part.filename.endswith((".xml", ".rels"))
            and not _HOLDS_CELLS.search(part.filename)
        ):
            raise Refused(
                f"The workbook's {shown(part.filename, 40)} would unpack to {part.file_size / 1e6:,.0f} MB, and what is beside "
                f"the cells may take {MAX_BESIDE / 1e6:,.0f} MB. Copy the table into a new workbook, or save it as CSV."
            )
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("The file is locked with a password. Save it without one.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(part) as xml:
                    limits.refuse_deep(iter(lambda xml=xml: xml.read(2**20), b""))  # type: ignore[misc]
            except DAMAGE:
                continue  # whoever reads the part says what is wrong with it, and which it is
    return archive


def _other_archive(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "The file is a binary workbook (.xlsb), which can't be read here. Save it as .xlsx."
    if any(name.endswith(".iwa") for name in names) or "Index.zip" in names:
        return "The file is an Apple Numbers document, which can't be read here. Export it as CSV or Excel (File › Export To)."
    for start, what in _NOT_TABLES.items():
        if any(name.startswith(start) for name in names):
            return f"The file is {what}, not a table. Save the table in it as CSV or .xlsx."
    some = ", ".join(shown(name, 40) for name in sorted(names)[:3])
    return f"The file is a zip archive ({some or 'empty'}), not a table. Unpack it and upload the table itself."


def choose_sheet(book: Book, how: ReadOptions, looks_like_heading: HeadingCounter) -> tuple[str, tuple[Notice, ...]]:
    """(the name of the sheet to read, notices): the named one; otherwise the only filled visible one; otherwise the
    only one with the dataset's headings. Raises Refused, naming the sheets, if that leaves a choice."""
    if how.sheet is not None:
        return _named(book, how.sheet), ()
    there = filled_sheets(book)
    filled, hidden = (
        [name for name, is_hidden in there if not is_hidden],
        [name for name, is_hidden in there if is_hidden],
    )
    if not filled and hidden:
        raise Refused(
            f"Every sheet that shows is empty; filled ones are hidden: {', '.join(hidden)}. Name the sheet to read.",
            *(Remedy("sheet", name) for name in hidden), sheets=book.sheets,
        )  # fmt: skip
    if not filled:
        raise Refused(f"The workbook has no filled sheet ({listed_sheets(book)}).")
    notices = []
    chosen = filled[0]
    if len(filled) > 1:
        # A sheet whose first column is a list of headings, such as a template's notes, is read where no other has any.
        known = [name for name in filled if _headings_across(book.read(name), looks_like_heading) >= 2]
        known = known or [name for name in filled if _headings_down(book.read(name), looks_like_heading) >= 2]
        if len(known) != 1:
            raise Refused(
                f"The workbook has {len(filled)} filled sheets ({listed_sheets(book)}). Name the one to read.",
                *(Remedy("sheet", name) for name in filled), sheets=book.sheets,
            )  # fmt: skip
        chosen = known[0]
        others = ", ".join(f"‘{name}’" for name in filled if name != chosen)
        notices.append(
            Notice(
                NoticeKind.SHEET,
                f"Sheet ‘{chosen}’ was read: it alone has headings of this dataset. Not read: {others}.",
            )
        )
    if hidden:
        names = ", ".join(f"‘{name}’" for name in hidden)
        notices.append(Notice(NoticeKind.SHEET, f"Hidden sheets that weren't read: {names}.", len(hidden)))
    return chosen, tuple(notices)


def _named(book: Book, wanted: str) -> str:
    for name, _ in book.sheets:
        if name == wanted:
            return name
    alike = [name for name, _ in book.sheets if name.strip().casefold() == wanted.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    raise Refused(
        f"The workbook has no sheet ‘{shown(wanted)}’. It has {listed_sheets(book)}.",
        *(Remedy("sheet", name) for name, _ in book.sheets), sheets=book.sheets,
    )  # fmt: skip


def filled_sheets(book: Book) -> tuple[tuple[str, bool], ...]:
    """(name, hidden) of each sheet that holds anything."""
    return tuple((name, is_hidden) for name, is_hidden in book.sheets if _is_filled(book.read(name)))


def _is_filled(grid: Grid) -> bool:
    return bool(grid.frame.height and not blank_rows(grid.frame).all())


def _headings_across(grid: Grid, looks_like_heading: HeadingCounter) -> int:
    return max((looks_like_heading(grid.cells(i)) for i in range(min(40, grid.frame.height))), default=0)


def _headings_down(grid: Grid, looks_like_heading: HeadingCounter) -> int:
    return looks_like_heading([cell for cell in grid.frame["c0"].head(200).to_list() if cell])
