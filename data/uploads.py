"""From a file to the ledger: the one path that the Updates page, the commands, the drop folder and the sample share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import TopologicalSorter
from itertools import combinations, zip_longest
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from data import ledger, log, progress
from data.consent import At, Overtaken, at_now, difference, overtaken, same_rows
from data.datasets import DATASETS, Dataset
from data.earlier_uploads import sample_uploads
from data.exports import to_csv
from data.intake import impact
from data.intake.checks.renamed_keys import checked_names
from data.intake.options import Options, chosen_options
from data.intake.pipeline import MANY_ROWS, Ingested, KnownLater, WhenRead, ingest_sheet, sheet_of
from data.intake.read import Sheet
from data.ledger import intervals, programmes
from data.ledger.intervals import Effect, Mode, Step
from data.ledger.names import Names, Renaming
from data.ledger.writer import (
    Entered,
    Held,
    NewUpload,
    Packing,
    Writer,
    begin_packing,
    counting_steps,
    effect_of,
    held_at,
    keys_at,
    keys_called,
    latest_with,
    names_known,
    news_of,
    packing_beside,
    rows_called,
)
from data.problems import LedgerRefused, Refused, StoreError, UserError, sentences

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Rejected(UserError):
    """The file has problems, so none of it was taken. `ingested` says which (one row per offending cell) and how the
    file was read."""

    def __init__(self, ingested: Ingested) -> None:
        self.ingested = ingested
        super().__init__("\n".join(sentences(ingested.problems)))


class ReturnRejected(UserError):
    """Files of a return have problems, so nothing of any was taken. `refused`: each with how it was read, or why it
    can't be."""

    def __init__(self, refused: Sequence[tuple[Request, Ingested | Refused]]) -> None:
        self.refused = tuple(refused)
        super().__init__("\n".join(f"{request.label}: {line}" for request, read in self.refused for line in _why(read)))


@dataclass(frozen=True)
class Request:
    """One file to be taken into the ledger, and what the person says about it."""

    dataset: Dataset
    content: bytes
    file_name: str
    reporting_date: date
    mode: Mode = "full"
    by: str = ""
    note: str = ""
    illustrative: bool = False
    options: Options = field(default_factory=Options)
    renames: Mapping[str, str] = field(default_factory=dict)  # earlier key → key in this file
    of_cells: bool = False  # rows edited on screen: the key and the columns that were changed, and no others
    is_mode_said: bool = True  # by a person; else it is as usual, see UsualMode, and may have to be asked about

    @property
    def label(self) -> str:
        """The file, and the sheet of it where one was named: ‘return.xlsx, sheet ‘Waves’’."""
        return f"{self.file_name}, sheet ‘{self.options.sheet}’" if self.options.sheet else self.file_name

    @property
    def name(self) -> str:
        """As label, as it is typed after a command: ‘return.xlsx:Waves’."""
        return f"{self.file_name}:{self.options.sheet}" if self.options.sheet else self.file_name


@dataclass(frozen=True)
class Preview:
    """What a file would do. `effect` is None if it has problems and would be refused.

    rows_before: how many rows the dataset has on the file's day, before it; lacking: how many of them the file doesn't
    have, which are removed in mode full. asks_mode: whether the mode must be stated first, because nobody has and the
    content contradicts the last report's mode. later_reports: how many later reports of this dataset count already;
    latest_before and latest_after: what the dataset shows after the last of them, without and with this file (frames of
    versions; empty if there is no later report).
    """

    request: Request
    ingested: Ingested
    effect: Effect | None
    ledger_version: int
    is_reported: bool = False  # whether the dataset has a report for this date already
    rows_before: int = 0
    lacking: int = 0
    asks_mode: bool = False
    later_reports: int = 0
    latest_before: pl.DataFrame = field(default_factory=pl.DataFrame)
    latest_after: pl.DataFrame = field(default_factory=pl.DataFrame)
    warnings: tuple[str, ...] = ()
    generation: str = ""
    held: Held | None = None  # what the file is compared with, where it was looked up while the file was read

    @property
    def is_nothing(self) -> bool:
        """Whether the file says just what a report for the same date says already."""
        return self.effect is not None and self.effect.is_nothing and self.is_reported

    @property
    def rows(self) -> pl.DataFrame:
        return self.ingested.rows.drop("_row", strict=False)


Answer = TypeVar("Answer")
LookedUp = tuple[dict[str, pl.Series], Names, pl.DataFrame | None]


def _look_up(cursor: DuckDBPyConnection, request: Request, version: int, held: Held | None = None) -> LookedUp:
    """What the file is checked against: the keys held at its date that it has or refers to, row names, and for edited
    cells the rows. `held`: the rows that it will be compared with, if they were looked up already; they have the keys.
    """
    dataset, day = request.dataset, request.reporting_date
    names = names_known(cursor, version)
    needed = {dataset.name, *(name for _, name in dataset.references)}
    keys = keys_at(cursor, day, version, needed if held is None else needed - {dataset.name})
    own = None if held is None else keys_called(dataset, held.rows, names, day)
    if own is not None:
        keys[dataset.name] = own
    existing = rows_called(cursor, request.dataset, day, version) if request.of_cells else None
    return keys, names, existing


def _look_up_together(
    cursor: DuckDBPyConnection, requests: Sequence[Request], version: int, held: Sequence[Held | None] = ()
) -> tuple[LookedUp, ...]:
    """As _look_up, for each file of a return: row names include the renamings of the files before it."""
    found = [_look_up(cursor, request, version, one) for request, one in zip_longest(requests, held)]
    more: list[Renaming] = []
    for place in _in_order(requests):
        request, (keys, names, existing) = requests[place], found[place]
        names = Names([*names.renamings, *more]) if more else names
        found[place] = keys, names, existing
        dataset, day = request.dataset, request.reporting_date
        news = news_of(names, dataset, day, request.renames)
        more += [Renaming(day, version + 1, dataset.name, old, new) for old, new in news.items()]
    return tuple(found)


@contextmanager
def _looking_up(
    requests: Sequence[Request], version: int, *, to_compare: bool = False
) -> Iterator[tuple[Callable[[], tuple[LookedUp, ...]], Callable[[int], Held | None]]]:
    """Looks up what the files are checked against while their text is read: (_look_up_together, waited for; and for
    each file what it will be compared with, if `to_compare` asks for it)."""
    with_retry = programmes.elsewhere(ledger.with_retry)
    with ThreadPoolExecutor(1) as beside:

        def ask(question: Callable[[DuckDBPyConnection], Answer]) -> Callable[[], Answer]:
            return beside.submit(copy_context().run, with_retry, question).result

        held = [
            ask(lambda cursor, one=one: held_at(cursor, one.dataset, one.reporting_date, version))  # type: ignore[misc]
            for one in (requests if to_compare else ())
        ]
        looked_up = ask(lambda cursor: _look_up_together(cursor, requests, version, [found() for found in held]))
        yield looked_up, lambda place: held[place]()


def _ingest(
    request: Request,
    looked_up: Callable[[], LookedUp],
    when_laid_out: Callable[[], None] | None = None,
    when_read: WhenRead | None = None,
) -> Ingested:
    """The file as rows and problems, checked against the keys of its day; keys that were given up are understood.
    `looked_up`: the result of _look_up, waited for when the columns are read."""
    dataset, day = request.dataset, request.reporting_date
    with log.timed("file read", dataset=dataset.name, bytes=len(request.content)) as line:
        try:
            sheet = sheet_of(request.content, request.file_name, dataset, request.options)
            if when_laid_out is not None and sheet.cells.height >= MANY_ROWS:
                when_laid_out()
            existing = looked_up()[2] if request.of_cells else None
            known = KnownLater(lambda: _known(request, *looked_up()[:2]))
            read = ingest_sheet(sheet, dataset, day, request.options, known, existing, when_read)
        except Refused:
            line["problems"] = 1
            raise
        kinds = read.problems["kind"].unique().sort().to_list()
        line |= {"rows": read.rows.height, "problems": read.problems.height, "kinds": kinds or None}
    names = looked_up()[1]
    return checked_names(read, names, request.renames) if names or request.renames else read


def _known(request: Request, keys: Mapping[str, pl.Series], names: Names) -> dict[str, pl.Series]:
    """The keys that a file may refer to, by dataset: those held on its day, and those that were given up."""
    known = dict(keys)
    for name, there in keys.items():
        if earlier := names.earlier_names(name, request.reporting_date):
            known[name] = pl.concat([there, pl.Series(there.name, list(earlier), dtype=pl.String)])
    own = known.get(request.dataset.name)
    if own is not None and request.renames:  # a new name is no other way to write the old one
        known[request.dataset.name] = own.replace(list(request.renames), list(request.renames.values()))
    return known


def _read_together(
    requests: Sequence[Request],
    looked_up: Callable[[], Sequence[LookedUp]],
    when_laid_out: Callable[[], None] | None = None,
    when_read: WhenRead | None = None,
) -> tuple[tuple[Ingested | Refused, ...], frozenset[int]]:
    """The files as rows and problems, in their given order, each checked against what is held and what the others
    bring: a full report replaces the rows held, an update adds to them. If a file's mode is unknown, nothing that
    either mode would allow is a problem. Also the positions of the files that would, as whole lists, remove a row to
    which another file refers."""
    brought: dict[str, pl.Series] = {}
    may_go: dict[str, tuple[int, pl.Series]] = {}
    referred_to: set[int] = set()
    found: dict[int, Ingested | Refused] = {}
    for at, place in enumerate(_in_order(requests)):
        request = requests[place]

        def of_this_file(place: int = place) -> LookedUp:
            keys, names, existing = looked_up()[place]
            return {**keys, **brought}, names, existing

        try:
            with progress.part(at / len(requests), (at + 1) / len(requests)):
                read = found[place] = _ingest(request, of_this_file, when_laid_out, when_read)
        except Refused as refusal:
            found[place] = refusal
            continue
        for name, other in request.dataset.references:
            if other in may_go and name in read.rows.columns:
                whose, keys = may_go[other]
                referred_to |= {whose} if read.rows[name].is_in(keys.implode()).any() else set()
        column = request.dataset.reference
        if column is not None and column.name in read.rows.columns:
            mine = read.rows[column.name].drop_nulls()
            there = of_this_file()[0].get(request.dataset.name)
            if there is not None and (request.mode == "update" or not request.is_mode_said):
                if request.mode == "full":
                    may_go[request.dataset.name] = place, there.filter(~there.is_in(mine.implode()))
                mine = pl.concat([there, mine.rename(there.name)]).unique()
            brought[request.dataset.name] = mine
    return tuple(found[place] for place in range(len(requests))), frozenset(referred_to)


def _in_order(requests: Sequence[Request]) -> list[int]:
    """The positions of files in an order where each comes after those that it refers to."""
    order = _order()
    return sorted(range(len(requests)), key=lambda at: order.index(requests[at].dataset.name))


def _order() -> tuple[str, ...]:
    """The datasets, each after those that it refers to."""
    return tuple(
        TopologicalSorter(
            {one.name: {other for _, other in one.references if other != one.name} for one in DATASETS.values()}
        ).static_order()
    )


def clashes(requests: Sequence[Request], found: Sequence[Ingested | Refused]) -> tuple[str, ...]:
    """Why files of one dataset can't be taken together, a sentence each: only changes to different rows go together."""
    read = [(r, one) for r, one in zip(requests, found, strict=True) if isinstance(one, Ingested)]
    clashing = []
    for (one, first), (other, second) in combinations(read, 2):
        if one.dataset is not other.dataset:
            continue
        both = f"{one.label} and {other.label} are both {one.dataset.title.lower()}"
        keys = list(one.dataset.keys)
        if "full" in (one.mode, other.mode):
            clashing.append(f"{both}, and one of them is the whole list: leave one out, or take both as only changes.")
        elif set(keys) <= set(first.rows.columns) & set(second.rows.columns):
            shared = first.rows.select(keys).join(second.rows.select(keys), on=keys)
            if shared.height:
                key = " · ".join(map(str, shared.row(0)))
                clashing.append(f"{both}, and {key} is in both: take it out of one, or leave one of the files out.")
    return tuple(clashing)


def preview(request: Request, at: At | None = None) -> Preview:
    """What the file would change, at a ledger version (by default now), without changing anything. Raises Refused and
    StoreError."""
    (found,) = preview_together((request,), at)
    if isinstance(found, Refused):
        raise found
    return found


def preview_together(requests: Sequence[Request], at: At | None = None) -> tuple[Preview | Refused, ...]:
    """What each file of a return would change, checked against each other, in the order of the requests."""
    version, generation = at or at_now()
    with _looking_up(requests, version) as (looked_up, _), progress.part(0, 0.6):
        files, referred_to = _read_together(requests, looked_up)
        found = tuple(zip(requests, files, looked_up(), strict=True))

    def looked_at(cursor: DuckDBPyConnection) -> tuple[Preview | Refused, ...]:
        seen: list[Preview | Refused] = []
        for at, (request, read, (_, names, _)) in enumerate(found):
            if isinstance(read, Refused):
                seen.append(read)
                continue
            with progress.part(0.6 + 0.4 * at / len(found), 0.6 + 0.4 * (at + 1) / len(found)):
                one = _preview(cursor, request, read, names, version, generation)
            seen.append(replace(one, asks_mode=_asks_mode(one, is_referred_to=at in referred_to)))
        return tuple(seen)

    return ledger.with_retry(looked_at)


def _preview(
    cursor: DuckDBPyConnection, request: Request, ingested: Ingested, names: Names, version: int, generation: str
) -> Preview:
    if ingested.problems.height:
        return Preview(request, ingested, None, version, generation=generation)
    progress.tell(f"Comparing {request.file_name} with what is held")
    rows = intervals.with_row_key(request.dataset, ingested.rows.drop("_row", strict=False))
    effect = effect_of(
        cursor, request.dataset, request.reporting_date, request.mode, rows, version + 1, request.renames, names
    )
    rows_before = _rows_before(cursor, request, version)
    progress.tell(f"Comparing {request.file_name} with later reports", 0.6)
    steps = counting_steps(cursor, request.dataset, request.reporting_date, version)
    later = [step for step in steps if step.reporting_date > request.reporting_date]
    before = after = effect.added.clear()
    if later:
        mine = Step(version + 1, request.reporting_date, request.mode, lambda: rows)
        before, after = latest_with(cursor, request.dataset, version, add=(mine,), renames=request.renames, names=names)
    return Preview(
        request=request,
        ingested=ingested,
        effect=effect,
        ledger_version=version,
        is_reported=len(steps) > len(later),
        rows_before=rows_before,
        lacking=rows_before - effect.changed_after.height - effect.unchanged,
        later_reports=len({step.reporting_date for step in later}),
        latest_before=before,
        latest_after=after,
        warnings=warnings_of(request, ingested, effect),
        generation=generation,
    )


def _asks_mode(seen: Preview, *, is_referred_to: bool) -> bool:
    """Whether a file's content contradicts a mode that nobody stated: as the whole list it would remove most rows, or
    one to which another file of the return refers; or as an update it resembles a whole list, with most rows, mostly
    unchanged."""
    if seen.request.is_mode_said or seen.effect is None or not seen.lacking:
        return False
    would_remove_most = impact.removes_most(seen.rows_before, seen.lacking)
    if seen.request.mode == "update":
        return not would_remove_most and seen.effect.unchanged * 2 > seen.ingested.rows.height
    return is_referred_to or would_remove_most


def is_same_change(one: Preview, other: Preview) -> bool:
    """Whether two previews of a file show the same change, row for row: on its own day, and after the last report.

    It doesn't matter which uploads the rows came from. A report after the file's day where there was none does matter:
    the file's rows are then no longer the last word.
    """
    first, second = one.effect, other.effect
    if first is None or second is None:
        return False
    if one.is_nothing != other.is_nothing or bool(one.later_reports) != bool(other.later_reports):
        return False
    pairs = [
        (one.ingested.rows, other.ingested.rows),
        (first.added, second.added),
        (first.changed_before, second.changed_before),
        (first.changed_after, second.changed_after),
        (first.removed, second.removed),
    ]
    if one.later_reports:
        pairs += zip(
            difference(one.request.dataset, one.latest_before, one.latest_after),
            difference(other.request.dataset, other.latest_before, other.latest_after),
            strict=True,
        )
    names = one.request.dataset.names
    return first.unchanged == second.unchanged and all(same_rows(names, *pair) for pair in pairs)


def _rows_before(cursor: DuckDBPyConnection, request: Request, version: int) -> int:
    found = cursor.execute(
        f"SELECT count(*) FROM {request.dataset.name}_at(?, ?)", [request.reporting_date, version]
    ).fetchone()
    return int(found[0]) if found else 0


def commit(
    request: Request, seen: Preview | None = None, looked_at: Callable[[Preview], object] | None = None
) -> Entered:
    """Takes the file into the ledger, all of it or nothing. `looked_at` gets how it was read, once it counts.

    With `seen`, the change that was shown is made, or none: if the ledger has changed since, the change that the file
    would make now is compared with it row for row, under the lock. Raises Overtaken if it differs; Refused or Rejected
    if the file can't be taken; StoreError if the store can't be written.
    """
    with _alone():
        if seen is None:
            (seen,), (entered,) = _looked_at_and_committed((request,))
        else:
            (entered,) = _committed((request,), (seen,))
    if looked_at is not None:
        looked_at(seen)
    return entered


@contextmanager
def _alone() -> Iterator[None]:
    """The faults of a return's only file, as for a single file."""
    try:
        yield
    except ReturnRejected as rejected:
        ((_, read),) = rejected.refused
        raise (read if isinstance(read, Refused) else Rejected(read)) from None


def commit_together(requests: Sequence[Request], seen: Sequence[Preview] | None = None) -> tuple[Entered, ...]:
    """Takes the files of a return into the ledger in one transaction, all of them or none; as commit, for each.

    Raises ReturnRejected if any can't be taken, and LedgerRefused if two can't be taken together.
    """
    return _committed(requests, seen) if seen is not None else _looked_at_and_committed(requests)[1]


def _committed(requests: Sequence[Request], seen: Sequence[Preview]) -> tuple[Entered, ...]:
    refuse_problems(requests, [one.ingested for one in seen])
    with (
        packing_beside([as_upload(one.request, one.ingested.rows, one.ingested.sheet) for one in seen]) as packings,
        log.timed("commit"),
        ledger.writing() as writer,
    ):
        return _entered(writer, requests, seen, packings)


def _entered(
    writer: Writer, requests: Sequence[Request], seen: Sequence[Preview], packings: Sequence[Packing]
) -> tuple[Entered, ...]:
    """What becomes of files that nothing is wrong with, by what counts now that the store is open."""
    read: tuple[Ingested | Refused, ...] = tuple(one.ingested for one in seen)
    now = writer.version_on_disk()
    is_current = {(one.ledger_version, one.generation) for one in seen} == {now}
    if not is_current:  # others have written since: what the files refer to may have changed
        with progress.part(0, 0.5):
            read = _read_again(writer, requests, seen, now)
    whole = [(request, one) for request, one in zip(requests, read, strict=True) if isinstance(one, Ingested)]
    entered: dict[int, Entered] = {}
    for done, place in enumerate(_in_order(requests)):
        progress.tell(f"Taking in {requests[place].file_name}", 0.5 + 0.5 * done / len(requests))
        as_seen = (seen[place].held, packings[place]) if is_current else (None, None)
        request, one = whole[place]
        entered[place] = writer.enter(as_upload(request, one.rows, one.sheet), *as_seen)
    return tuple(entered[place] for place in range(len(requests)))


def _looked_at_and_committed(requests: Sequence[Request]) -> tuple[tuple[Preview, ...], tuple[Entered, ...]]:
    """As first_look, and then commit_together, beside each other: while the last checks of a file are made, its rows are
    compared with what is held, and entered in an open transaction, which is rolled back if the file doesn't pass them all. The
    store is opened when the columns are read, or as soon as the table of a large file is found. Several files, a new store and
    one in PostgreSQL are looked at first, for opening those does more than open."""
    if len(requests) > 1 or programmes.authority() is not None or not ledger.exists():
        seen = first_look(requests)
        return seen, _committed(requests, seen)
    request = requests[0]
    laid_out: Future[bool] = Future()
    so_far: Future[Begun | None] = Future()

    def columns_are_read(begun: Begun) -> None:
        if not laid_out.done():
            laid_out.set_result(True)
        so_far.set_result(begun)

    def read_and_check() -> tuple[Preview, ...]:
        try:
            return first_look(requests, lambda: laid_out.set_result(True), columns_are_read)
        finally:
            if not laid_out.done():
                laid_out.set_result(False)
            if not so_far.done():
                so_far.set_result(None)

    # Whatever is raised, the store is closed when nothing is at work on it any more.
    with ExitStack() as opened, ThreadPoolExecutor(2) as beside, ThreadPoolExecutor(1) as packs:
        looking = beside.submit(copy_context().run, programmes.elsewhere(read_and_check))
        writer = entering = packing = None
        if laid_out.result():
            with suppress(StoreError):  # somebody is writing, or it can't be opened: the file's own problems come first
                writer = opened.enter_context(ledger.writing(wait=0))
        begun = so_far.result()
        if begun is not None and writer is not None and not writer.has_written and writer.version_on_disk() == begun.at:
            upload = as_upload(request, begun.rows, begun.sheet)
            packing = begin_packing(upload.dataset, upload.content, upload.rows, packs)
            enter = programmes.elsewhere(_enter_already)
            entering = beside.submit(copy_context().run, enter, writer, upload, begun.held, packing)
        try:
            seen = looking.result()
            refuse_problems(requests, [one.ingested for one in seen])
        except UserError:
            with suppress(StoreError), opened.pop_all():
                _take_back(writer, entering)
            raise
        if writer is None:
            return seen, _committed(requests, seen)
        with log.timed("commit"), opened.pop_all():
            progress.tell(f"Taking in {request.file_name}", 0.5)
            if begun is not None and entering is not None and seen[0].ingested.rows is begun.rows:
                return seen, (entering.result(),)
            _take_back(writer, entering)
            ingested = seen[0].ingested
            upload = as_upload(request, ingested.rows, ingested.sheet)
            packing = begin_packing(upload.dataset, upload.content, upload.rows, packs)
            return seen, _entered(writer, requests, seen, [packing])


@dataclass(frozen=True)
class Begun:
    """A file of which the columns are read, before the last checks: its rows as ingest_sheet gives them, and its table; what
    it will be compared with, and when that was so."""

    rows: pl.DataFrame
    sheet: Sheet
    held: Held | None
    at: At


def _enter_already(writer: Writer, upload: NewUpload, held: Held | None, packing: Packing) -> Entered:
    """Enters an upload while its last checks are made; nothing of it is committed before it has passed them."""
    before = writer.version
    entered = writer.enter(upload, held, packing)
    writer.derive(before)
    return entered


def _take_back(writer: Writer | None, entering: Future[Entered] | None) -> None:
    """Undoes what _enter_already did."""
    if writer is not None and entering is not None:
        wait([entering])
        writer.take_back()


def _read_again(
    writer: Writer, requests: Sequence[Request], seen: Sequence[Preview], now: At
) -> tuple[Ingested | Refused, ...]:
    """The files as they are read now, under the lock. Raises as commit_together, and Overtaken if one would change
    something else than was shown."""
    looked_up = _look_up_together(writer.connection, requests, writer.version)
    settled = [replace(request, is_mode_said=True) for request in requests]  # what was shown was agreed to
    with progress.part(0, 0.6):
        read, _ = _read_together(settled, lambda: looked_up)
    refuse_problems(requests, read)
    for at, (before, request, one, (_, names, _)) in enumerate(zip(seen, requests, read, looked_up, strict=True)):
        if before.effect is None or isinstance(one, Refused):
            continue
        with progress.part(0.6 + 0.4 * at / len(seen), 0.6 + 0.4 * (at + 1) / len(seen)):
            is_same = is_same_change(before, _preview(writer.connection, request, one, names, *now))
        if not is_same:
            raise Overtaken(overtaken(writer.connection, before.ledger_version, before.generation, now))
    return read


def first_look(
    requests: Sequence[Request],
    when_laid_out: Callable[[], None] | None = None,
    when_read: Callable[[Begun], None] | None = None,
) -> tuple[Preview, ...]:
    """The files as they are read now, for callers that show no preview. Of the only file, `when_laid_out` is told that its
    table is found, if it is large, and `when_read` gets what is known as soon as its columns are read, once nothing more will
    be asked of the store. Raises ReturnRejected if one can't be read."""
    at = version, generation = at_now()
    with _looking_up(requests, version, to_compare=True) as (looked_up, held):

        def pass_on(rows: pl.DataFrame, sheet: Sheet) -> None:
            looked_up()
            if when_read is not None:
                when_read(Begun(rows, sheet, held(0), at))

        read, _ = _read_together(requests, looked_up, when_laid_out, pass_on if when_read is not None else None)
        found = tuple(zip(requests, read, strict=True))
        if any(isinstance(read, Refused) for _, read in found):
            raise ReturnRejected([(r, one) for r, one in found if isinstance(one, Refused) or one.problems.height])
        return tuple(
            Preview(request, read, None, version, generation=generation, held=held(place))
            for place, (request, read) in enumerate(found)
            if isinstance(read, Ingested)
        )


def refuse_problems(requests: Sequence[Request], found: Sequence[Ingested | Refused]) -> None:
    """Raises ReturnRejected if a file has problems, and LedgerRefused if two can't be taken together."""
    both = zip(requests, found, strict=True)
    refused = [(request, read) for request, read in both if isinstance(read, Refused) or read.problems.height]
    if refused:
        raise ReturnRejected(refused)
    if clashing := clashes(requests, found):
        raise LedgerRefused(f"{clashing[0]} Nothing was changed.")


def _why(read: Ingested | Refused) -> list[str]:
    return [str(read)] if isinstance(read, Refused) else sentences(read.problems)


Outcome = tuple[Ingested, Entered, tuple[str, ...]]
"""How a file was read, what became of it, and what is unusual about it."""


def commit_and_tell(request: Request) -> Outcome:
    """As commit, and the warnings for callers that showed no preview."""
    seen: list[Preview] = []
    entered = commit(request, looked_at=seen.append)
    return _outcome(seen[0], entered)


def commit_seen_and_tell(seen: Sequence[Preview]) -> tuple[Outcome, ...]:
    """As commit_together, of what was previewed, and the warnings for each file."""
    requests = [one.request for one in seen]
    return tuple(map(_outcome, seen, commit_together(requests, seen)))


def _outcome(seen: Preview, entered: Entered) -> Outcome:
    try:
        warnings = warnings_of(seen.request, seen.ingested, entered.effect)
    except StoreError:  # what counts by now is no failure
        warnings = ("What is unusual about this file could not be looked up just now.",)
    return seen.ingested, entered, warnings


def as_upload(request: Request, rows: pl.DataFrame, sheet: Sheet) -> NewUpload:
    """A file to be entered, by its rows and its table as ingest gives them."""
    return NewUpload(
        dataset=request.dataset,
        reporting_date=request.reporting_date,
        mode=request.mode,
        rows=rows.drop("_row", strict=False),
        content=request.content,
        file_name=request.file_name,
        by=request.by or ledger.person(),
        note=request.note,
        illustrative=request.illustrative,
        read_as=sheet.detection,
        options=recorded_options(request.options, sheet.of_file.headings),
        renames=request.renames,
    )


def recorded_options(options: Options, headings: tuple[str, ...]) -> dict[str, object]:
    """What a person said about how to read a file: the options that differ from their defaults, and the file's headings
    that they applied to. Kept with the upload."""
    stored = chosen_options(options)
    return stored | {"headings": list(headings)} if stored else {}


def warnings_of(request: Request, ingested: Ingested, effect: Effect) -> tuple[str, ...]:
    """Plain sentences on what is unusual about a file that could be taken."""
    warnings = impact.other_dates(ingested.sheet, request.file_name, request.reporting_date)
    warnings += impact.unusual(request.dataset, effect)
    if not request.illustrative:
        warnings += impact.odd_day(request.reporting_date, date.today(), _other_reports(request.reporting_date))
    warnings += rename_warnings(request, effect)
    if not request.illustrative and sample_uploads(request.dataset.name):
        warnings.append("The illustrative sample is still counted beside it. Remove it before your own data goes in.")
    return tuple(warnings)


def _other_reports(day: date) -> list[date]:
    """The other reporting dates of what counts and isn't the sample, in order."""
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT DISTINCT reporting_date FROM uploads_at(?) WHERE NOT withdrawn AND NOT illustrative "
            "AND reporting_date <> ? ORDER BY ALL",
            [ledger.ledger_version(), day],
        ).fetchall()
    return [other for (other,) in found]


def rename_warnings(request: Request, effect: Effect) -> list[str]:
    """Those of the warnings that ask whether a row was renamed, in the order of the pairs."""
    return [
        f"{rename.old_key} would be removed and {rename.new_key} added, and {rename.why}: "
        "if it was only renamed, say so and its history follows."
        for rename in impact.likely_renames(request.dataset, effect)
        if rename.old_key not in request.renames
    ]


def mapping_csv(ingested: Ingested) -> bytes:
    """Which heading was taken for which column: one row per heading of the file."""
    headings = list(ingested.sheet.headings)
    return to_csv(pl.DataFrame({"heading": headings, "column": [ingested.mapping.get(h) for h in headings]}))


def number_since(version: int, request: Request, sha256: str) -> int | None:
    """The number of the upload entered after a ledger version for just this file, dataset and date; None if there is
    none."""
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT max(number) FROM uploads WHERE number > ? AND dataset = ? AND reporting_date = ? AND sha256 = ?",
            [version, request.dataset.name, request.reporting_date, sha256],
        ).fetchone()
    return found[0] if found else None
