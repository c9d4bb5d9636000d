"""From a file to the ledger: the one path that the Updates page, the commands, the drop folder and the sample share."""

from __future__ import annotations

import gc
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from data import ledger
from data.consent import At, Overtaken, at_now, difference, overtaken, same_rows
from data.datasets import DATASETS, Dataset
from data.exports import to_csv
from data.intake import impact
from data.intake.checks.names import checked_names
from data.intake.heading_words import heading_counter
from data.intake.options import OPTIONS, Options, kept, said_of
from data.intake.pipeline import Ingested, ingest
from data.ledger import intervals
from data.ledger.intervals import Effect, Mode, Step
from data.ledger.names import Names
from data.ledger.writer import (
    Entered,
    NewUpload,
    counting_steps,
    effect_of,
    keys_at,
    latest_with,
    names_known,
    rows_called,
)
from data.problems import StoreError, UserError, sentences

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE_BY = "Illustrative sample"


class Rejected(UserError):
    """The file has problems, so nothing of it was taken. `ingested` says which (one row per offending cell) and how the
    file was read."""

    def __init__(self, ingested: Ingested) -> None:
        self.ingested = ingested
        super().__init__("\n".join(sentences(ingested.problems)))


@dataclass(frozen=True)
class Request:
    """One file to be taken into the ledger, and what the person says of it."""

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


@dataclass(frozen=True)
class Preview:
    """What a file would do. `effect` is None when it has problems and would be refused.

    later_reports: how many later reports of this dataset count already; latest_before and latest_after: what the dataset
    shows after the last of them, without and with this file (frames of versions; empty when there is no later report).
    """

    request: Request
    ingested: Ingested
    effect: Effect | None
    ledger_version: int
    is_reported: bool = False  # whether the dataset has a report for this date already
    later_reports: int = 0
    latest_before: pl.DataFrame = field(default_factory=pl.DataFrame)
    latest_after: pl.DataFrame = field(default_factory=pl.DataFrame)
    warnings: tuple[str, ...] = ()
    generation: str = ""

    @property
    def is_refused(self) -> bool:
        return self.effect is None

    @property
    def is_nothing(self) -> bool:
        """Whether the file says just what a report for the same date says already."""
        return self.effect is not None and self.effect.is_nothing and self.is_reported

    @property
    def rows(self) -> pl.DataFrame:
        return self.ingested.rows.drop("_row", strict=False)


def read(request: Request, at: At | None = None) -> tuple[Ingested, int, str]:
    """The file as rows and problems, checked against what the ledger holds at the reporting date, and the version and the
    generation of it (`at`; without it, those of now).

    Raises Refused when the file can't be read at all.
    """
    version, generation = at or at_now()
    looked_up = ledger.persist(lambda cursor: _look_up(cursor, request, version))
    return _ingest(request, *looked_up), version, generation


LookedUp = tuple[dict[str, pl.Series], Names, pl.DataFrame | None]


def _look_up(cursor: DuckDBPyConnection, request: Request, version: int) -> LookedUp:
    """What the file is checked against: the keys held at its date, what rows are called, and for edited cells the rows."""
    day = request.reporting_date
    keys, names = keys_at(cursor, day, version), names_known(cursor, version)
    held = rows_called(cursor, request.dataset, day, version) if request.of_cells else None
    return keys, names, held


def _ingest(request: Request, keys: Mapping[str, pl.Series], names: Names, held: pl.DataFrame | None) -> Ingested:
    """The file as rows and problems, held against the keys of its day; keys that were given up are understood."""
    dataset, day = request.dataset, request.reporting_date
    known = dict(keys)
    for name, there in keys.items():
        if earlier := names.earlier_names(name, day):
            known[name] = pl.concat([there, pl.Series(there.name, list(earlier), dtype=pl.String)])
    own = known.get(dataset.name)
    if own is not None and request.renames:  # a new name is no other way to write the old one
        known[dataset.name] = own.replace(list(request.renames), list(request.renames.values()))
    read = ingest(request.content, request.file_name, dataset, day, request.options, known, held)
    return checked_names(read, names, request.renames) if names or request.renames else read


def preview(request: Request, at: At | None = None) -> Preview:
    """What the file would change, at a ledger version (without it: now), without changing anything. Raises Refused and
    StoreError."""
    ingested, version, generation = read(request, at)
    return ledger.persist(lambda cursor: _preview(cursor, request, ingested, version, generation))


def _preview(
    cursor: DuckDBPyConnection, request: Request, ingested: Ingested, version: int, generation: str
) -> Preview:
    if ingested.problems.height:
        return Preview(request, ingested, None, version, generation=generation)
    rows = intervals.with_row_key(request.dataset, ingested.rows.drop("_row", strict=False))
    effect = effect_of(
        cursor, request.dataset, request.reporting_date, request.mode, rows, version + 1, request.renames
    )
    steps = counting_steps(cursor, request.dataset, request.reporting_date, version)
    later = [step for step in steps if step.reporting_date > request.reporting_date]
    before = after = effect.added.clear()
    if later:
        mine = Step(version + 1, request.reporting_date, request.mode, lambda: rows)
        before, after = latest_with(cursor, request.dataset, version, add=(mine,), renames=request.renames)
    return Preview(
        request=request,
        ingested=ingested,
        effect=effect,
        ledger_version=version,
        is_reported=len(steps) > len(later),
        later_reports=len({step.reporting_date for step in later}),
        latest_before=before,
        latest_after=after,
        warnings=warnings_of(request, ingested, effect),
        generation=generation,
    )


def is_same_change(one: Preview, other: Preview) -> bool:
    """Whether two previews of a file show the same change, row for row: on its own day, and after the last report.

    Which uploads the rows came from is no part of it. A report after the file's day where there was none is: the file's
    rows are then no longer the last word.
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


def commit(request: Request, seen: Preview | None = None) -> Entered:
    """Takes the file into the ledger, all of it or nothing.

    With `seen`, the change that was shown is made, or none: where the ledger has gone on since, the change that the file
    would make now is compared with it row for row, under the lock. Raises Overtaken when it is another; Refused or
    Rejected when the file can't be taken; StoreError when the store can't be written.
    """
    if seen is not None:
        ingested, version, generation = seen.ingested, seen.ledger_version, seen.generation
    else:
        ingested, version, generation = read(request)
    if ingested.problems.height:
        raise Rejected(ingested)
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        if now != (version, generation):  # others have written since: what the file refers to may have changed
            ingested = _ingest(request, *_look_up(writer.connection, request, writer.version))
            if ingested.problems.height:
                raise Rejected(ingested)
            if seen is not None and seen.effect is not None:
                found = _preview(writer.connection, request, ingested, *now)
                if not is_same_change(seen, found):
                    raise Overtaken(overtaken(writer.connection, seen.ledger_version, seen.generation, now))
        return writer.enter(_as_upload(request, ingested))


def commit_and_tell(request: Request) -> tuple[Ingested, Entered, tuple[str, ...]]:
    """As commit, with how the file was read and what is unusual about it, for those who saw no preview."""
    ingested, version, generation = read(request)
    first_look = Preview(request, ingested, None, version, generation=generation)
    entered = commit(request, first_look)
    try:
        return ingested, entered, warnings_of(request, ingested, entered.effect)
    except StoreError:  # what counts by now is not to be told as a failure
        return ingested, entered, ("What is unusual about this file could not be looked up just now.",)


def _as_upload(request: Request, ingested: Ingested) -> NewUpload:
    return NewUpload(
        dataset=request.dataset,
        reporting_date=request.reporting_date,
        mode=request.mode,
        rows=ingested.rows.drop("_row", strict=False),
        content=request.content,
        file_name=request.file_name,
        by=request.by or ledger.person(),
        note=request.note,
        illustrative=request.illustrative,
        read_as=ingested.detection,
        options=said_options(request.options, ingested.sheet.of_file.headings),
        renames=request.renames,
    )


def said_options(options: Options, headings: tuple[str, ...]) -> dict[str, object]:
    """What a person said of how to read a file: the options that differ from those left alone, and the headings of the file
    that they were said of. Kept with the upload."""
    said = said_of(options)
    return said | {"headings": list(headings)} if said else {}


def warnings_of(request: Request, ingested: Ingested, effect: Effect) -> tuple[str, ...]:
    """Plain sentences on what is unusual about a file that could be taken."""
    said = impact.other_dates(ingested.sheet, request.file_name, request.reporting_date)
    said += impact.unusual(request.dataset, effect)
    for rename in impact.likely_renames(request.dataset, effect):
        if rename.old_key not in request.renames:
            said.append(
                f"{rename.old_key} would be removed and {rename.new_key} added, and {rename.why}: "
                "if it was only renamed, say so and its history follows."
            )
    if not request.illustrative and sample_uploads(request.dataset.name):
        said.append("The illustrative sample is still counted in this dataset. Remove it before your own data goes in.")
    return tuple(said)


def remembered_mapping(request: Request, headings: tuple[str, ...]) -> dict[str, str]:
    """How the person matched these very headings the last time, for this dataset; empty when they never did."""
    if not headings:
        return {}
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT options FROM uploads WHERE dataset = ? AND options LIKE '%mapping%' ORDER BY number DESC LIMIT 200",
            [request.dataset.name],
        ).fetchall()
    for (said,) in found:
        options = json.loads(said)
        if options.get("headings") == list(headings):
            return dict(options["mapping"])
    return {}


def earlier_reading(dataset: Dataset, headings: tuple[str, ...]) -> tuple[int, Options] | None:
    """The number of the latest upload of a dataset for which a person said how to read it, and what was said that may well
    hold for the next file too: not the rows that were left out, and not the columns (see remembered_mapping).

    One whose file had these headings comes first. None when nothing was ever said.
    """
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT number, options FROM uploads WHERE dataset = ? AND NOT illustrative ORDER BY number DESC LIMIT 200",
            [dataset.name],
        ).fetchall()
    of_one_file = {option.name for option in OPTIONS.values() if option.is_of_one_file}
    said = [(number, json.loads(options)) for number, options in found]
    said = [(n, options) for n, options in said if set(options) - {"headings", *of_one_file}]
    alike = [(n, options) for n, options in said if options.get("headings") == list(headings)]
    if not said:
        return None
    number, options = (alike or said)[0]
    return number, kept({name: value for name, value in options.items() if name not in of_one_file})


def better_dataset(dataset: Dataset, headings: tuple[str, ...]) -> Dataset | None:
    """Another dataset of which a file has clearly more headings than of this one; None where there is none."""
    cells = list(headings)
    found = {name: heading_counter(one)(cells) for name, one in DATASETS.items()}
    best = DATASETS[max(found, key=lambda name: found[name])]
    return best if found[best.name] > found[dataset.name] + 1 else None


def mapping_csv(ingested: Ingested) -> bytes:
    """Which heading was taken for which column: one row per heading of the file."""
    headings = list(ingested.sheet.headings)
    return to_csv(pl.DataFrame({"heading": headings, "column": [ingested.mapping.get(h) for h in headings]}))


def number_since(version: int, request: Request, sha256: str) -> int | None:
    """The number of the upload entered after a ledger version for just this file, dataset and date; None when there is none."""
    with ledger.reading() as cursor:
        found = cursor.execute(
            "SELECT max(number) FROM uploads WHERE number > ? AND dataset = ? AND reporting_date = ? AND sha256 = ?",
            [version, request.dataset.name, request.reporting_date, sha256],
        ).fetchone()
    return found[0] if found else None


def sample_uploads(dataset: str | None = None, ledger_version: int | None = None) -> list[int]:
    """The numbers of the illustrative uploads that count, at a ledger version (without it: now)."""
    version = ledger.ledger_version() if ledger_version is None else ledger_version
    with ledger.reading() as cursor:
        return _sample_uploads(cursor, version, dataset)


def _sample_uploads(cursor: DuckDBPyConnection, version: int, dataset: str | None = None) -> list[int]:
    found = cursor.execute(
        "SELECT number FROM uploads_at(?) WHERE illustrative AND NOT withdrawn AND (? IS NULL OR dataset = ?) "
        "ORDER BY number",
        [version, dataset, dataset],
    ).fetchall()
    return [number for (number,) in found]


def remove_sample(by: str, seen_at: At | None = None) -> int:
    """Withdraws every illustrative upload, in one step. Returns how many there were.

    With `seen_at`, a ledger version and generation: only if they are those that counted then. Raises Overtaken.
    """
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        numbers = _sample_uploads(writer.connection, now[0])
        if seen_at not in (None, now):
            version, generation = seen_at
            if generation != now[1] or numbers != _sample_uploads(writer.connection, version):
                raise Overtaken(overtaken(writer.connection, version, generation, now))
        return len(writer.withdraw(numbers, by))


def load_sample(seen_at: At | None = None) -> int:
    """Replays the illustrative uploads through ingest into the ledger, in one step. Returns how many were entered.

    Where the sample was loaded and removed before, it is reinstated. With `seen_at`, a ledger version and generation: only
    if nothing was written since. Raises Overtaken, and Rejected when a sample file is refused.
    """
    from data.sample import sample_uploads as sample_files

    gc.freeze()  # so that the many small frames of the replay don't have every library looked through again and again
    with ledger.writing() as writer:
        now = writer.version_on_disk()
        if seen_at not in (None, now):
            raise Overtaken(overtaken(writer.connection, *seen_at, now))
        earlier = writer.connection.execute("SELECT number FROM uploads WHERE illustrative ORDER BY number").fetchall()
        if earlier:
            return len(writer.reinstate([number for (number,) in earlier], SAMPLE_BY))
        entered = 0
        for sample in sample_files():
            dataset = DATASETS[sample.dataset]
            request = Request(
                dataset, sample.path.read_bytes(), sample.path.name, sample.reporting_date, sample.mode,
                by=SAMPLE_BY, note=sample.note, illustrative=True,
            )  # fmt: skip
            needed = {name for _, name in dataset.references}
            known = writer.keys_at(sample.reporting_date, needed)
            ingested = ingest(
                request.content, request.file_name, dataset, request.reporting_date, request.options, known
            )
            if ingested.problems.height:
                raise Rejected(ingested)
            entered += writer.enter(_as_upload(request, ingested)).number is not None
        return entered


def start() -> None:
    """What the dashboard does first: a store that does not exist yet is made, with the illustrative sample in it."""
    if not ledger.exists():
        load_sample()
