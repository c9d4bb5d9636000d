"""The monthly return: which tables some files hold, of which datasets, and for which date. data/uploads.py takes them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data import earlier_uploads, uploads
from data.datasets import DATASETS, Dataset
from data.intake.heading_words import heading_counter
from data.intake.options import Options
from data.intake.read import ReadOptions, Sheet, read_sheet, sheets_in
from data.intake.recognition import FEWEST_HEADINGS, Recognised, most_headings, named_in, recognise
from data.intake.values.common import uk_date
from data.intake.values.mentions import mentions
from data.problems import Refused, UserError


@dataclass(frozen=True)
class Table:
    """One table that may be part of a return: a file, or one sheet of a workbook of several.

    `sheet`: None where the file has one table. `left_out_because`: why it is left out unless somebody says otherwise, as
    the end of a sentence; empty for one that is read. `says`: the days that its names and titles speak of; more than one say
    nothing. `is_on_its_side`: its headings stand one below the other, as in a list of columns. `unreadable`: why it can't be read
    whatever it is, and whatever is said of it; empty where it can.
    """

    file_name: str
    content: bytes = field(repr=False)
    sheet: str | None
    headings: tuple[str, ...]
    recognised: Recognised
    left_out_because: str = ""
    says: frozenset[date] = frozenset()
    is_on_its_side: bool = False
    unreadable: str = ""

    @property
    def label(self) -> str:
        """The file, and its sheet where there are several."""
        return f"{self.file_name}, sheet ‘{self.sheet}’" if self.sheet else self.file_name

    @property
    def names(self) -> tuple[str, ...]:
        """What a person may call it: a sheet by itself or after its file."""
        return (f"{self.file_name}:{self.sheet}", self.sheet) if self.sheet else (self.file_name,)


@dataclass(frozen=True)
class Proposal:
    """The reporting date that most tables speak of: None where none does. `others`: a sentence for each that speaks of
    another one."""

    day: date | None
    others: tuple[str, ...] = ()


def tables_in(content: bytes, file_name: str, near: date) -> tuple[Table, ...]:
    """The tables of a file: one; or, of a workbook with several filled sheets, each of them. `near`: a date near which the
    file's is, for years that are written short.

    A sheet that is hidden, or is like no dataset while others of its workbook are recognised, is left aside with a word.
    """
    try:
        sheets = sheets_in(content, file_name)
    except Refused:  # reading it says why
        sheets = ()
    if sum(not hidden for _, hidden in sheets) <= 1:
        return (_table(content, file_name, None, near),)
    found = [(_table(content, file_name, name, near), hidden) for name, hidden in sheets]
    upright = [table.recognised.dataset for table, hidden in found if not hidden and not table.is_on_its_side]
    names = {dataset.name for dataset in upright if dataset}
    return tuple(replace(table, left_out_because=_why_left_out(table, hidden, names)) for table, hidden in found)


def _why_left_out(table: Table, hidden: bool, others: Collection[str]) -> str:
    if hidden:
        return "the sheet is hidden"
    dataset = table.recognised.dataset
    if table.is_on_its_side and dataset and dataset.name in others:
        return f"it only lists the columns of {dataset.title.lower()}, which another sheet has"
    is_like_none = most_headings(table.headings) < FEWEST_HEADINGS and not named_in(table.sheet or "")
    return "its headings are none of a dataset's" if others and is_like_none else ""


def _table(content: bytes, file_name: str, sheet: str | None, near: date) -> Table:
    counters = [heading_counter(dataset) for dataset in DATASETS.values()]
    unreadable = ""
    try:
        read = read_sheet(
            content, file_name, ReadOptions(sheet=sheet), lambda row: max(count(row) for count in counters)
        )
    except Refused as refusal:  # where something may be said of it, reading it as a dataset says what
        read = None
        unreadable = "" if refusal.remedies else str(refusal)
    headings = read.of_file.headings if read else ()
    earlier = earlier_uploads.with_these_headings(headings)
    recognised = recognise([sheet or _stem(file_name)], headings, earlier)  # the file's name is not that of each sheet
    says = _days(file_name, sheet, read, near)
    return Table(
        file_name, content, sheet, headings, recognised, says=says, is_on_its_side=bool(read and read.transposed),
        unreadable=unreadable,
    )  # fmt: skip


def _stem(file_name: str) -> str:
    return file_name.rpartition(".")[0] or file_name


def _days(file_name: str, sheet: str | None, read: Sheet | None, near: date) -> frozenset[date]:
    """The days that the first of these speaks of: the file's name, the sheet's name, the titles above the table."""
    texts = [(_stem(file_name), True), *([(sheet, True)] if sheet else [])]
    texts += [(one.text, False) for one in (read.around if read else ()) if not one.beneath]
    for text, is_name in texts:
        spoken = {one.last for one in mentions(text, near, is_name) if not one.made_then}
        if spoken:
            return frozenset(spoken)
    return frozenset()


class Unsettled(UserError):
    """What some tables are, or whether they are whole lists, isn't certain, and was not said."""


def settled(
    tables: Sequence[Table], stated: Mapping[str, Dataset | None]
) -> tuple[list[tuple[Table, Dataset]], list[tuple[Table, str]]]:
    """(each table to read with its dataset, each that is left out with why). `stated`: by the label of a table, its sheet's
    name or its file's name, what it is; None: it is left out. Raises Unsettled, naming each table that isn't certain."""
    chosen, left_out, unsettled = [], [], []
    names = {name for table in tables for name in table.names}
    if unknown := [name for name in stated if name not in names]:
        raise Unsettled(
            f"There is no ‘{unknown[0]}’ in this return. It has {', '.join(table.label for table in tables)}."
        )
    for table in tables:
        named = next((name for name in table.names if name in stated), None)
        dataset = table.recognised.dataset if named is None else stated[named]
        if named is not None and dataset is None:
            left_out.append((table, "that was said"))
        elif named is None and table.left_out_because:
            left_out.append((table, table.left_out_because))
        elif dataset is None:
            unsettled.append(table)
        else:
            chosen.append((table, dataset))
    if unsettled:
        raise Unsettled("\n".join(map(_question, unsettled)))
    if not chosen:
        raise Unsettled("Every file of the return is left out, so there is nothing to take.")
    return chosen, left_out


def previewed(requests: Sequence[uploads.Request]) -> tuple[uploads.Preview, ...]:
    """What each file of a return would change. Raises as commit_together; and Unsettled where it must be said of a file first
    whether it is the whole list."""
    found = uploads.preview_together(requests)
    uploads.refuse_problems(requests, [one if isinstance(one, Refused) else one.ingested for one in found])
    seen = tuple(one for one in found if isinstance(one, uploads.Preview))
    asked = [
        f"{one.request.label}: it lacks {one.lacking:,} of the {one.rows_before:,} rows of {one.request.dataset.title.lower()} "
        f'that are held. Nothing was changed. Say which it is: --for "{one.request.name}" --mode full, the whole list, so that '
        "they are removed; or --mode update, only changes, so that they stay."
        for one in seen
        if one.asks_mode
    ]
    if asked:
        raise Unsettled("\n".join(asked))
    return seen


def _question(table: Table) -> str:
    likely = " or ".join(dataset.name for dataset in table.recognised.likely[:3])
    may = f" It may be {likely}." if likely else ""
    example = table.recognised.likely[0].name if table.recognised.likely else next(iter(DATASETS))
    return (
        f"{table.label}: which dataset it is isn't clear: {table.recognised.why}.{may} Nothing was changed. "
        f'Say it: --is "{table.names[0]}={example}", or "{table.names[0]}=-" to leave it out.'
    )


def proposed_date(tables: Sequence[Table]) -> Proposal:
    """The date of a return: the one that most of its tables speak of, the latest of several; and which speak of another."""
    spoken = [(table, next(iter(table.says))) for table in tables if len(table.says) == 1]
    if not spoken:
        return Proposal(None)
    times = Counter(day for _, day in spoken)
    day = max(times, key=lambda one: (times[one], one))
    others = [f"{table.label} speaks of {uk_date(other)}." for table, other in spoken if other != day]
    return Proposal(day, tuple(others))


def as_last_time(dataset: Dataset, table: Table) -> tuple[Options, int | None]:
    """How to read a table: as a file like it was read the last time, and the number of that upload; None where nothing was
    said of any."""
    earlier = earlier_uploads.earlier_reading(dataset, table.headings, table.file_name)
    number, options = (earlier[0], earlier[1]) if earlier and earlier[2] else (None, Options())
    mapping = earlier_uploads.remembered_mapping(dataset, table.headings)
    return replace(options, mapping=mapping, sheet=table.sheet), number
