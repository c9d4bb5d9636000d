"""What each command does: a function from the parsed arguments to what `--json` prints. data/commands/command_line.py says
what can be typed."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from data import earlier_uploads, exports, ledger, returns, uploads
from data.commands import watch
from data.commands.files import too_large
from data.datasets import DATASETS, Dataset
from data.events import Event
from data.intake.option_forms import BadOption, each_once, pairs
from data.intake.options import Options, options_from, values_in, with_more
from data.intake.read.model import MAX_BYTES
from data.ledger import audit, backups, programmes, roles, trail
from data.ledger.trail import checking
from data.ledger.writer import Entered
from data.problems import Refused, UserError
from data.sample import loading

DONE, REFUSED, USAGE, STORE = 0, 1, 2, 3
Answer = dict[str, object]


def run_programmes(given: argparse.Namespace) -> Answer:
    """The store's programmes, after beginning or renaming one on request."""
    if given.action == "list":
        if given.id or given.name:
            raise WrongUsage("To list the programmes, say no more: python -m data programmes.")
    elif not given.id or not given.name:
        raise WrongUsage(f'Say its id and its name: python -m data programmes {given.action} ID --name "NAME".')
    elif given.action == "begin":
        roles.refuse_other_account(programmes.home())
        programmes.begin(given.id, given.name)
        trail.note(Event.PROGRAMME_BEGUN, ledger.person(), store=programmes.home(), programme=given.id)
    else:
        roles.refuse_other_account(programmes.home())
        programmes.call(given.id, given.name)
        trail.note(Event.PROGRAMME_NAMED, ledger.person(), store=programmes.home(), programme=given.id)
    rows: list[Answer] = []
    for programme in programmes.listed():
        with programmes.using(programme.id):
            rows.append({"id": programme.id, "name": programme.name, "ledger_version": ledger.ledger_version()})
        if not given.json:
            print("{id:<24} {name}, ledger version {ledger_version}".format(**rows[-1]))
    return {"status": "done", "programmes": rows}


class WrongUsage(UserError):
    """The arguments of the command make no sense."""


def run_import(given: argparse.Namespace) -> Answer:
    try:
        options = options_from(given)
        renames = _renames(given)
        for own in given.each.values():
            options_from(own), _renames(own)  # what is not of its form is wrong usage, before any file is read
    except BadOption as problem:
        raise WrongUsage(str(problem)) from problem
    if given.files:
        return _run_return(given, has_more=bool(renames) or options != Options())
    if given.dataset is None or given.file is None:
        raise WrongUsage("Say a dataset and its file, or --return and the files of a monthly return.")
    if given.each:
        raise WrongUsage("--for says something of one file of a return: without --return, leave it out.")
    if given.what:
        raise WrongUsage("--is says what a file of a return is: without --return, the dataset is said before the file.")
    request = uploads.Request(
        dataset=given.dataset,
        content=_read_file(given.file),
        file_name=Path(given.file).name,
        reporting_date=given.as_at,
        mode=given.mode or "full",
        by=given.by or ledger.person(),
        note=given.note,
        options=options,
        renames=renames,
    )
    seen = uploads.preview(request) if given.dry_run else None
    if seen is not None and seen.effect is None:
        raise uploads.Rejected(seen.ingested)
    outcome = uploads.commit_and_tell(request) if seen is None else _as_seen(seen)
    status = _status(given, [outcome])
    answer = {"status": status, "ledger_version": outcome[1].ledger_version, **_answer(request, outcome)}
    if not given.json:
        _tell(status, outcome)
    return answer


def _run_return(given: argparse.Namespace, *, has_more: bool) -> Answer:
    """The monthly return: recognises every file, reads it as its dataset was last read, and takes all of them together
    or none."""
    if given.dataset or given.file or has_more:
        raise WrongUsage(
            "With --return, no dataset is said, and how to read a file or which rows were renamed is said after --for FILE."
        )
    tables = [
        table for name in given.files for table in returns.tables_in(_read_file(name), Path(name).name, given.as_at)
    ]
    chosen, left_out = returns.settled(tables, _what(given.what))
    if unknown := set(given.each) - {name for table, _ in chosen for name in table.names}:
        read = ", ".join(f"‘{table.names[0]}’" for table, _ in chosen)
        raise WrongUsage(f"--for: ‘{min(unknown)}’ is not read in this return. What is read: {read}.")
    requests, recalled, modes_of = [], [], []
    for table, dataset in chosen:
        own = next((given.each[name] for name in table.names if name in given.each), None)
        options, number = returns.as_last_time(dataset, table)
        if own is not None and own.afresh:
            options, number = Options(sheet=table.sheet), None
        mode = (own and own.mode) or given.mode
        usual = earlier_uploads.usual_mode(dataset, table.file_name)
        requests.append(
            uploads.Request(
                dataset, table.content, table.file_name, given.as_at, mode or usual.mode, given.by or ledger.person(), given.note,
                options=with_more(options, values_in(own)) if own else options, renames=_renames(own) if own else {},
                is_mode_said=bool(mode) or usual.is_settled,
            )
        )  # fmt: skip
        recalled.append(number)
        modes_of.append(None if mode else usual.upload)
    seen = returns.previewed(requests)
    outcomes = tuple(map(_as_seen, seen)) if given.dry_run else uploads.commit_seen_and_tell(seen)
    status = _status(given, outcomes)
    parts: list[Answer] = []
    for request, number, like, each in zip(requests, recalled, modes_of, outcomes, strict=True):
        one = "nothing_to_change" if status == "done" and each[1].number is None else status
        parts.append(
            {"file": request.file_name, "sheet": request.options.sheet, "status": one, "read_as_upload": number}
            | _answer(request, each)
        )
        if not given.json:
            print(f"{request.label}: {request.dataset.title.lower()}")
            if number:
                print(f"Note: What was said of upload {number} was said of this file too.")
            if like and request.mode == "update":
                print(f"Note: Taken as only changes, as upload {like} was. --mode full says that it is the whole list.")
            _tell(one, each)
    for table, why in left_out:
        if not given.json:
            print(f"{table.label}: left out, because {why}.")
    return {
        "status": status,
        "ledger_version": max(each[1].ledger_version for each in outcomes),
        "reporting_date": given.as_at,
        "uploads": parts,
        "left_out": [{"file": table.file_name, "sheet": table.sheet, "why": why} for table, why in left_out],
    }


def _what(texts: list[str]) -> dict[str, Dataset | None]:
    """The arguments of --is: a table's label or file name → its dataset; None for a table to leave out."""
    found: dict[str, Dataset | None] = {}
    for name, dataset in each_once(pairs(texts, "--is"), "--is").items():
        if dataset != "-" and dataset not in DATASETS:
            raise WrongUsage(
                f"--is: ‘{dataset}’ is not a dataset. The datasets are: {', '.join(DATASETS)}; or - to leave out."
            )
        found[name] = DATASETS.get(dataset)
    return found


def _renames(given: argparse.Namespace) -> dict[str, str]:
    return each_once(pairs(given.rename, "--rename"), "--rename")


def _as_seen(seen: uploads.Preview) -> uploads.Outcome:
    """What a dry run reports of a file that could be taken."""
    assert seen.effect is not None  # what has problems is refused
    return seen.ingested, Entered(None, seen.ledger_version, seen.effect), seen.warnings


def _status(given: argparse.Namespace, outcomes: Sequence[uploads.Outcome]) -> str:
    if given.dry_run:
        return "dry_run"
    return "done" if any(entered.number is not None for _, entered, _ in outcomes) else "nothing_to_change"


def _answer(request: uploads.Request, outcome: uploads.Outcome) -> Answer:
    """The outcome for one file, as plain values."""
    ingested, entered, warnings = outcome
    effect = entered.effect
    return {
        "upload": entered.number,
        "dataset": request.dataset.name,
        "reporting_date": request.reporting_date,
        "mode": request.mode,
        "rows": ingested.rows.height,
        "added": effect.added.height,
        "changed": effect.changed_after.height,
        "removed": effect.removed.height,
        "unchanged": effect.unchanged,
        "read_as": ingested.detection,
        "mapping": dict(ingested.mapping),
        "not_used": list(ingested.unmapped),
        "notices": [{"kind": n.kind, "count": n.count, "text": n.text} for n in ingested.notices],
        "warnings": list(warnings),
    }


def _tell(status: str, outcome: uploads.Outcome) -> None:
    """The outcome for one file, in words."""
    ingested, entered, warnings = outcome
    effect = entered.effect
    print(capital(ingested.detection))
    for notice in ingested.notices:
        print(f"Note: {notice.text}")
    for warning in warnings:
        print(f"Warning: {warning}")
    counts = (
        f"{effect.added.height:,} added, {effect.changed_after.height:,} changed, "
        f"{effect.removed.height:,} removed, {effect.unchanged:,} unchanged"
    )
    if status == "nothing_to_change":
        print("Nothing to change: this report is in the ledger already. Nothing was written.")
    elif status == "dry_run":
        print(f"Dry run, nothing was written. It would give: {counts}.")
    else:
        print(f"Upload {entered.number}: {counts}.")


def capital(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def run_export(given: argparse.Namespace) -> Answer:
    frame = ledger.rows_now(given.dataset, given.as_at or ledger.LAST_DAY)
    content = exports.to_xlsx(frame, given.dataset.title) if given.format == "xlsx" else exports.to_csv(frame)
    trail.note(Event.EXPORTED, ledger.person(), dataset=given.dataset.name, rows=frame.height)
    return _hand_over(content, given, f"{frame.height:,} rows")


def run_template(given: argparse.Namespace) -> Answer:
    make = exports.template_xlsx if given.format == "xlsx" else exports.template_csv
    return _hand_over(make(given.dataset), given, "the template")


def _hand_over(content: bytes, given: argparse.Namespace, what: str) -> Answer:
    if given.out:
        try:
            Path(given.out).write_bytes(content)
        except OSError as problem:
            raise WrongUsage(f"{given.out} can't be written: {problem.strerror or problem}.") from problem
        print(f"Wrote {what} to {given.out}.", file=sys.stderr)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    return {}


def run_history(given: argparse.Namespace) -> Answer:
    version, name = ledger.ledger_version(), given.dataset and given.dataset.name
    frame = ledger.with_retry(
        lambda cursor: ledger.frame(
            cursor.execute(
                "SELECT * EXCLUDE (options) FROM uploads_at(?) WHERE ? IS NULL OR dataset = ? ORDER BY number DESC",
                [version, name, name],
            )
        )
    )
    if not given.json:
        for row in frame.iter_rows(named=True):
            print(history_line(row))
        if frame.is_empty():
            print("No uploads yet.")
    return {"ledger_version": version, "uploads": frame.to_dicts()}


def history_line(row: dict[str, object]) -> str:
    """One upload in a line: number, dataset, reporting date, counts, file, who and when."""
    withdrawn = f"  WITHDRAWN by {row['withdrawn_by']}" if row["withdrawn"] else ""
    when = f"{row['uploaded_at']:%d/%m/%Y %H:%M}"
    return (
        f"{row['number']:>5}  {row['dataset']:<17} {row['reporting_date']:%d/%m/%Y} {row['mode']:<6} "
        f"+{row['added']} ~{row['changed']} -{row['removed']} ={row['unchanged']}  {row['file_name']}  "
        f"by {row['uploaded_by']} {when} UTC{withdrawn}"
    )


def run_withdraw(given: argparse.Namespace) -> Answer:
    with ledger.writing() as writer:
        turned = writer.withdraw(given.number, given.by)
        version = writer.version
    return _turned(given, turned, version, "withdrawn", "was withdrawn already")


def run_reinstate(given: argparse.Namespace) -> Answer:
    with ledger.writing() as writer:
        turned = writer.reinstate(given.number, given.by)
        version = writer.version
    return _turned(given, turned, version, "reinstated", "is counted already")


def _turned(given: argparse.Namespace, turned: list[int], version: int, done: str, idle: str) -> Answer:
    for number in given.number:
        message = f"Upload {number} is {done}." if number in turned else f"Nothing to change: upload {number} {idle}."
        if not given.json:
            print(message)
    status = "done" if turned else "nothing_to_change"
    return {"status": status, "uploads": turned, "ledger_version": version}


def run_describe(given: argparse.Namespace) -> Answer:
    chosen = [given.dataset] if given.dataset else list(DATASETS.values())
    if not given.json:
        for dataset in chosen:
            print(f"{dataset.name}: {dataset.description} One row is {dataset.row}.")
            for column in dataset.columns:
                marks = " (key)" if column.key else " (required)" if column.required else ""
                print(f"  {column.name}{marks}: {column.description} Expected: {column.expected}.")
            print()
    return {"datasets": [describe(dataset) for dataset in chosen]}


def describe(dataset: Dataset) -> Answer:
    """A dataset's declaration as plain values."""
    return {
        "name": dataset.name,
        "title": dataset.title,
        "row": dataset.row,
        "description": dataset.description,
        "key": list(dataset.keys),
        "columns": [
            {
                "name": column.name,
                "label": column.label,
                "kind": column.kind.value,
                "required": column.required,
                "key": column.key,
                "choices": list(column.choices),
                "minimum": column.minimum,
                "maximum": column.maximum,
                "refers_to": column.refers_to,
                "description": column.description,
                "expected": column.expected,
                "example": column.example,
                "also_called": list(column.also_called),
            }
            for column in dataset.columns
        ],
    }


def run_trail(given: argparse.Namespace) -> Answer:
    known = trail.people()
    rows: list[Answer] = [
        {
            "number": line.number, "at": line.at, "event": line.event, "who": trail.named(line.who, known),
            "about": trail.told_of(line, known), "server": line.server, "ledger_version": line.entry, "link": line.link,
        }
        for line in trail.events()
    ]  # fmt: skip
    if not given.json:
        for row in rows:
            about = ", ".join(f"{name} {value}" for name, value in row["about"].items())  # type: ignore[attr-defined]
            where = f" (on {row['server']})" if row["server"] else ""
            print(
                f"{row['number']:>5}  {row['at']}  {row['event']:<18} {row['who']}{': ' + about if about else ''}{where}"
            )
        if not rows:
            print("No events yet.")
    broken = checking.check().broken
    for each in broken:
        print(each, file=sys.stderr)
    return {"events": rows, "broken": list(broken), "exit_status": STORE if broken else DONE}


def run_backup(given: argparse.Namespace) -> Answer:
    version = backups.backup(Path(given.file))
    trail.note(Event.BACKED_UP, ledger.person(), version=version)
    if not given.json:
        print(f"Backed up ledger version {version} to {given.file}.")
    return {"status": "done", "ledger_version": version, "file": given.file}


def run_restore(given: argparse.Namespace) -> Answer:
    version, earlier = backups.restore(Path(given.file))
    if not given.json:
        kept = f" The store that was there is kept as {earlier}." if earlier else ""
        print(f"Restored ledger version {version} from {given.file}.{kept}")
    return {"status": "done", "ledger_version": version, "kept": earlier}


def run_check(given: argparse.Namespace) -> Answer:
    if not ledger.exists():
        findings = audit.Findings(0, 0, (), (), ())
    else:
        findings = audit.check()
    for sentence in findings.damage:
        print(f"Damage: {sentence}", file=sys.stderr)
    if not given.json:
        for sentence in findings.mended:
            print(f"Mended: {sentence}")
        for sentence in findings.loose_ends:
            print(f"Note: {sentence}")
        for sentence in findings.taken_out:
            print(f"Taken out: {sentence}")
        verdict = "The store is damaged." if findings.is_store_damaged else "The store is sound."
        print(f"{verdict} {findings.uploads:,} uploads, ledger version {findings.ledger_version}.")
        if findings.trail.events and not findings.trail.broken:
            print(
                f"The audit trail is whole: {findings.trail.events:,} events, the last link {findings.trail.last_link}."
            )
    if findings.is_trail_damaged:
        print(
            "The audit trail is not as it was written, and no backup mends that. Keep all files as they are, and tell whoever "
            "looks after security.",
            file=sys.stderr,
        )
    if findings.is_store_damaged:
        print("Bring back a backup with ‘python -m data restore FILE’.", file=sys.stderr)
    return {
        "exit_status": STORE if findings.damage else DONE,
        "status": "damaged" if findings.is_store_damaged else "trail damaged" if findings.damage else "sound",
        "uploads": findings.uploads,
        "ledger_version": findings.ledger_version,
        "damage": list(findings.damage),
        "mended": list(findings.mended),
        "notes": list(findings.loose_ends),
        "taken_out": list(findings.taken_out),
        "trail": {"events": findings.trail.events, "last_link": findings.trail.last_link},
    }


def run_watch(given: argparse.Namespace) -> Answer:
    refused = watch.watch(Path(given.folder), given.by, lambda text: print(text, flush=True), once=given.once)
    return {"exit_status": REFUSED if given.once and refused else DONE}


def run_sample(given: argparse.Namespace) -> Answer:
    if given.action == "start":
        made = loading.start()
        message = (
            f"Made the store with the illustrative sample: {made} uploads." if made else "The store is there already."
        )
    elif given.action == "load":
        made = loading.load_sample()
        message = f"The illustrative sample is loaded: {made} uploads."
    else:
        made = loading.remove_sample(given.by or ledger.person())
        message = f"The illustrative sample is removed: {made} uploads were withdrawn."
    if not given.json:
        print(message)
    return {"status": "done" if made else "nothing_to_change", "uploads": made}


def _read_file(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            if (size := os.fstat(file.fileno()).st_size) > MAX_BYTES:
                raise Refused(too_large(size))
            return file.read(MAX_BYTES + 1)  # a pipe may have no end
    except OSError as problem:
        raise WrongUsage(f"{name} can't be read: {problem.strerror or problem}.") from problem
