"""The drop folder: takes files named DATASET_YYYY-MM-DD.csv (or a workbook) as they arrive, and return_YYYY-MM-DD.xlsx
as a return of its sheets.

Each file ends in done/ or refused/ with a report beside it. Whenever the watch is stopped, nothing is lost and nothing
is taken twice: a file is moved only after it was taken, and taking a file again changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import filelock

from data import earlier_uploads, ledger, returns, uploads
from data.commands.files import NoFile, display, read_here, refuse_what_is_no_file
from data.datasets import DATASETS, Dataset
from data.intake.options import Options
from data.ledger.publishing import flush
from data.problems import LedgerRefused, StoreError, UserError
from data.typed import day_named

NAME = re.compile(r"([a-z_]+)_(\d{4}-\d{2}-\d{2})(?:\.(full|update))?\.(csv|txt|tsv|xlsx|xlsm|xls|ods)", re.IGNORECASE)
_BEING_SENT = (".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".opdownload")
"""How programs name what they are still sending or fetching, in small letters: whoever sends it renames it at the end."""
RETURN = "return"
"""Begins the name of a workbook whose sheets are the files of a return."""
_REPORT = ".report.txt"
_MARK = ".taking"
"""Names the file that is being taken, for a watch that is stopped before it could move it."""
LOOK_EVERY = 2.0
"""Seconds between two looks at the folder. A file is taken when it has not grown since the last look."""


@dataclass(frozen=True)
class Taken:
    """The outcome for one file: its name, ‘done’ or ‘refused’, and the report."""

    name: str
    outcome: str
    report: str


def take_file(path: Path, by: str) -> Taken:
    """Takes one file into the ledger and moves it to done/ or refused/ with its report. Raises StoreError when the
    store can't be written now, and NoFile for what is not a regular file; either then stays where it is."""
    try:
        outcome, report = "done", _take(path, by)
    except uploads.Rejected as refusal:
        outcome, report = "refused", str(refusal)
    except (StoreError, NoFile):
        raise
    except UserError as problem:
        outcome, report = "refused", str(problem)
    folder = path.parent / outcome
    _make(folder)
    target = _free(folder, path.name)
    note = _report_of(target)
    note.unlink(missing_ok=True)  # of a file that was not moved; never written through a link
    with note.open("x", encoding="utf-8", errors="backslashreplace") as file:
        file.write(report + "\n")
    path.replace(target)
    path.with_name(_MARK).unlink(missing_ok=True)
    return Taken(display(path.name), outcome, report)


def _make(folder: Path) -> None:
    """Makes done/ or refused/. Raises LedgerRefused if that name is a link, or no folder."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise LedgerRefused(
            f"{folder} is a link or no folder, and files are not moved through links. Nothing was taken. Take it away."
        )
    folder.mkdir(exist_ok=True)


def _report_of(target: Path) -> Path:
    return target.with_name(_cut(target.name, _REPORT) + _REPORT)


def _cut(name: str, ending: str | bytes) -> str:
    """A name shortened to leave room for an ending: a file system allows 255 bytes."""
    return os.fsdecode(os.fsencode(name)[: 255 - len(ending)])


def _take(path: Path, by: str) -> str:
    refuse_what_is_no_file(path)
    name = NAME.fullmatch(path.name)
    kind = name[1].lower() if name else ""
    if name is None or kind not in (RETURN, *DATASETS):
        raise LedgerRefused(
            f"{display(path.name)}: the name must be DATASET_YYYY-MM-DD.csv, where DATASET is one of {', '.join(DATASETS)}; or "
            f"{RETURN}_YYYY-MM-DD.xlsx, for a workbook of several sheets. Rename the file and put it back."
        )
    try:
        reporting_date = day_named(name[2])
    except ValueError as problem:
        raise LedgerRefused(f"{display(path.name)}: {problem} Rename the file and put it back.") from None
    content, mode = read_here(path), (name[3] or "").lower()
    tables: list[tuple[Dataset, Options]] = [(DATASETS[kind], Options())] if kind in DATASETS else []
    left_out: list[str] = []
    if kind == RETURN:
        chosen, others = returns.settled(returns.tables_in(content, path.name, reporting_date), {})
        tables = [(dataset, returns.as_last_time(dataset, table)[0]) for table, dataset in chosen]
        left_out = [f"{table.label}: left out, because {why}." for table, why in others]
    requests = [
        uploads.Request(
            dataset, content, path.name, reporting_date, usual.mode, by=by, note="Drop folder", options=options,
            is_mode_said=bool(mode) or kind != RETURN or usual.is_settled,
        )
        for dataset, options in tables
        for usual in [_mode(mode, kind, dataset, path)]
    ]  # fmt: skip
    if number := _taken_when_stopped(path, requests):
        return f"Upload {number}: taken just before the watch was stopped, and filed now."
    if kind == RETURN:
        seen = returns.previewed(requests)
        outcomes = uploads.commit_seen_and_tell(seen)
    else:
        outcomes = (uploads.commit_and_tell(requests[0]),)
    left = [f"Note: {left}"] if (left := ledger.left_to_do()) else []
    reports = [_report(*each) for each in zip(requests, outcomes, strict=True)]
    return "\n".join(
        [reports[0][0], *left, *reports[0][1:], *(line for lines in reports[1:] for line in lines), *left_out]
    )


def _mode(stated: str, kind: str, dataset: Dataset, path: Path) -> earlier_uploads.UsualMode:
    """The mode in the file's name; otherwise a table of a return is what its last report was, and a single file the
    whole list."""
    if stated or kind != RETURN:
        return earlier_uploads.UsualMode("update" if stated == "update" else "full")
    return earlier_uploads.usual_mode(dataset, path.name)


def _report(request: uploads.Request, outcome: uploads.Outcome) -> list[str]:
    """The outcome for a table: one line, and how it was read."""
    ingested, entered, warnings = outcome
    effect = entered.effect
    sheet = f"{request.options.sheet}: " if request.options.sheet else ""
    first = (
        "Nothing to change: this report is in the ledger already."
        if entered.number is None
        else f"Upload {entered.number}: {effect.added.height:,} added, {effect.changed_after.height:,} changed, "
        f"{effect.removed.height:,} removed, {effect.unchanged:,} unchanged."
    )
    notes = [f"Note: {notice.text}" for notice in ingested.notices] + [f"Warning: {text}" for text in warnings]
    return [sheet + first, f"Read as: {ingested.detection}", *notes]


def _taken_when_stopped(path: Path, requests: Sequence[uploads.Request]) -> int | None:
    """The last upload of this very file if the watch was stopped between taking and moving it.

    Looking for the content in the ledger would not do: somebody may have corrected it since, and the file would undo
    that. So what is about to be taken is written down first, with the ledger version before it.
    """
    mark = path.with_name(_MARK)
    taking = {"file": path.name, "sha256": hashlib.sha256(requests[0].content).hexdigest()}
    with suppress(FileNotFoundError, ValueError, NoFile):
        refuse_what_is_no_file(mark)
        noted = json.loads(read_here(mark))
        if isinstance(noted, dict) and taking.items() <= noted.items():
            since = int(noted["ledger_version"])
            found = [uploads.number_since(since, request, taking["sha256"]) for request in requests]
            return max(filter(None, found), default=None)
    fresh = mark.with_suffix(".part")
    fresh.unlink(missing_ok=True)  # never written through a link
    with fresh.open("x", encoding="utf-8") as file:
        file.write(json.dumps(taking | {"ledger_version": ledger.ledger_version()}))
    flush(fresh)
    fresh.replace(mark)
    return None


def _free(folder: Path, name: str) -> Path:
    """A free name in the folder: an earlier file of the same name stays."""
    target, number = folder / name, 1
    stem, suffix = Path(name).stem, Path(name).suffix
    while os.path.lexists(target) or (number > 1 and os.path.lexists(_report_of(target))):
        number += 1
        ending = f".{number}{suffix}"
        target = folder / (_cut(stem, os.fsencode(ending + _REPORT)) + ending)  # whose report keeps the number
    return target


def set_apart(stop: threading.Event) -> None:
    """Sets an event from a signal's handler, in another thread, because this one may hold the event's lock."""
    threading.Thread(target=stop.set).start()


def watch(folder: Path, by: str, tell: Callable[[str], None], *, once: bool = False) -> int:
    """Takes files as they arrive until it is stopped (Ctrl-C or SIGTERM); with `once`, those that are there now.

    Returns how many were refused. Raises LedgerRefused if the folder is missing or already being watched, and with
    `once` StoreError if a file had to stay because of the store.
    """
    if not folder.is_dir():
        raise LedgerRefused(f"There is no folder {folder}.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: set_apart(stop))
    lock = filelock.FileLock(str(folder / ".watch.lock"), timeout=0)
    try:
        with lock:
            return _watch(folder, by, tell, stop, once=once)
    except filelock.Timeout:
        raise LedgerRefused(f"{folder} is being watched already, by another process.") from None


def _is_aside(name: str) -> bool:
    """Whether a name says that it is no file to be taken: it is hidden, an open workbook's lock, or still being sent."""
    return name.startswith((".", "~")) or name.lower().endswith(_BEING_SENT)


def _watch(folder: Path, by: str, tell: Callable[[str], None], stop: threading.Event, *, once: bool) -> int:
    states: dict[Path, tuple[int, int]] = {}
    reported: dict[Path, str] = {}
    refused, store_problem = 0, None
    for outcome in ("done", "refused"):
        _make(folder / outcome)

    def tell_once(path: Path, text: str) -> None:
        """Reports each thing about a file once, not every two seconds."""
        if reported.get(path) != text:
            reported[path] = text
            tell(text)

    while not stop.is_set():
        for path in sorted(path for path in folder.iterdir() if not _is_aside(path.name)):
            name = display(path.name)
            try:
                if path.is_dir() and not path.is_symlink():
                    continue
                about = path.lstat()
                state = (about.st_size, about.st_mtime_ns)
                if not once and states.get(path) != state:  # still arriving: look again before it is taken
                    states[path] = state
                    continue
                if stop.is_set():
                    break
                taken = take_file(path, by)
            except FileNotFoundError:  # taken away again before it was looked at
                continue
            except NoFile as problem:
                tell_once(path, str(problem))
                refused += once
                continue
            except StoreError as problem:
                tell_once(path, f"{name}: {problem} It will be tried again.")
                store_problem = problem
                continue
            except OSError as problem:
                tell_once(
                    path, f"{name}: it can't be read or moved ({problem.strerror or problem}). It will be tried again."
                )
                refused += once
                continue
            reported.pop(path, None)
            refused += taken.outcome == "refused"
            tell(f"{taken.name}: {taken.outcome}. {taken.report.splitlines()[0]}")
        if once:
            break
        stop.wait(LOOK_EVERY)
    if once and store_problem is not None:
        raise store_problem
    return refused
