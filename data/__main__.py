"""The commands: `python -m data --help` lists them. Pages and commands share one path (data/uploads.py).

Exit status: 0 done, or nothing to change · 1 the input was refused and nothing was written · 2 wrong usage ·
3 the store is busy, locked or damaged, and the message says what to do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from data import audit, backups, exports, ledger, problems, uploads, watch
from data.datasets import DATASETS, Dataset
from data.problems import UserError, sentences
from data.quietly import quietly
from data.reading_options import add_reading_options, options_from, pairs

DONE, REFUSED, USAGE, STORE = 0, 1, 2, 3
Answer = dict[str, object]


class WrongUsage(UserError):
    """What was typed after the command makes no sense."""


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    parser = build_parser()
    given = parser.parse_args(arguments)
    as_json = bool(getattr(given, "json", False))
    try:
        answer: Answer = given.run(given)
    except uploads.Rejected as refusal:
        _say_refusal(refusal, as_json)
        return REFUSED
    except problems.StoreError as problem:
        _say_error(problem, as_json)
        return STORE
    except WrongUsage as problem:
        _say_error(problem, as_json)
        return USAGE
    except UserError as problem:
        _say_error(problem, as_json)
        return REFUSED
    status = int(answer.pop("exit_status", DONE))  # type: ignore[call-overload]
    if as_json:
        print(json.dumps(answer, default=str, ensure_ascii=False))
    return status


def _say_error(problem: UserError, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"status": "refused", "message": str(problem)}, ensure_ascii=False))
    print(problem, file=sys.stderr)


def _say_refusal(refusal: uploads.Rejected, as_json: bool) -> None:
    said = sentences(refusal.problems)
    if as_json:
        problems = [row | {"message": text} for row, text in zip(refusal.problems.to_dicts(), said, strict=True)]
        print(json.dumps({"status": "refused", "problems": problems}, default=str, ensure_ascii=False))
    for text in said:
        print(text, file=sys.stderr)
    number = len(said)
    print(f"Refused: {number:,} problem{'s' if number != 1 else ''}. Nothing was changed.", file=sys.stderr)


# The commands, each a function from what was typed to what --json prints --------------------------------------------


def run_import(given: argparse.Namespace) -> Answer:
    try:
        options = options_from(given)
        renames = dict(pairs(given.rename, "--rename"))
    except argparse.ArgumentTypeError as problem:
        raise WrongUsage(str(problem)) from problem
    request = uploads.Request(
        dataset=given.dataset,
        content=_read_file(given.file),
        file_name=Path(given.file).name,
        reporting_date=given.as_at,
        mode=given.mode,
        by=given.by or ledger.person(),
        note=given.note,
        options=options,
        renames=renames,
    )
    seen = uploads.preview(request) if given.dry_run else None
    if seen is not None and seen.effect is None:
        raise uploads.Rejected(seen.ingested.problems)
    if seen is not None and seen.effect is not None:
        ingested, effect, number, version = seen.ingested, seen.effect, None, seen.ledger_version
        warnings = seen.warnings
    else:
        ingested, entered, warnings = uploads.commit_and_tell(request)
        effect, number, version = entered.effect, entered.number, entered.ledger_version
    status = "dry_run" if given.dry_run else ("done" if number is not None else "nothing_to_change")
    answer: Answer = {
        "status": status,
        "upload": number,
        "ledger_version": version,
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
    if not given.json:
        print(ingested.detection[:1].upper() + ingested.detection[1:])
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
            print(f"Upload {number}: {counts}.")
    return answer


def run_export(given: argparse.Namespace) -> Answer:
    frame = ledger.rows_now(given.dataset, given.as_at or date(9999, 12, 30))
    content = exports.to_xlsx(frame, given.dataset.title) if given.format == "xlsx" else exports.to_csv(frame)
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
    with ledger.reading() as cursor:
        frame = cursor.execute(
            "SELECT * EXCLUDE (options) FROM uploads_at(?) WHERE ? IS NULL OR dataset = ? ORDER BY number DESC",
            [ledger.ledger_version(), given.dataset and given.dataset.name, given.dataset and given.dataset.name],
        ).pl()
    if not given.json:
        for row in frame.iter_rows(named=True):
            print(history_line(row))
        if frame.is_empty():
            print("No uploads yet.")
    return {"ledger_version": ledger.ledger_version(), "uploads": frame.to_dicts()}


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
    return _turned(given, turned, "withdrawn", "was withdrawn already")


def run_reinstate(given: argparse.Namespace) -> Answer:
    with ledger.writing() as writer:
        turned = writer.reinstate(given.number, given.by)
    return _turned(given, turned, "reinstated", "is counted already")


def _turned(given: argparse.Namespace, turned: list[int], done: str, idle: str) -> Answer:
    for number in given.number:
        said = f"Upload {number} is {done}." if number in turned else f"Nothing to change: upload {number} {idle}."
        if not given.json:
            print(said)
    status = "done" if turned else "nothing_to_change"
    return {"status": status, "uploads": turned, "ledger_version": ledger.ledger_version()}


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


def run_backup(given: argparse.Namespace) -> Answer:
    made = backups.backup(Path(given.file))
    if not given.json:
        print(f"Backed up ledger version {made.ledger_version} to {given.file}.")
    return {"status": "done", "ledger_version": made.ledger_version, "file": given.file}


def run_restore(given: argparse.Namespace) -> Answer:
    now, aside = backups.restore(Path(given.file))
    if not given.json:
        kept = f" The store that was there is kept as {aside}." if aside else ""
        print(f"Restored ledger version {now.ledger_version} from {given.file}.{kept}")
    return {"status": "done", "ledger_version": now.ledger_version, "kept": aside}


def run_check(given: argparse.Namespace) -> Answer:
    if not ledger.exists():
        findings = audit.Findings(0, 0, (), ())
    else:
        findings = audit.check()
    for sentence in findings.damage:
        print(f"Damage: {sentence}", file=sys.stderr)
    if not given.json:
        for sentence in findings.loose_ends:
            print(f"Note: {sentence}")
        verdict = "The store is damaged." if findings.damage else "The store is sound."
        print(f"{verdict} {findings.uploads:,} uploads, ledger version {findings.ledger_version}.")
    if findings.damage:
        print("Bring back a backup with «python -m data restore FILE».", file=sys.stderr)
    return {
        "exit_status": STORE if findings.damage else DONE,
        "status": "damaged" if findings.damage else "sound",
        "uploads": findings.uploads,
        "ledger_version": findings.ledger_version,
        "damage": list(findings.damage),
        "notes": list(findings.loose_ends),
    }


def run_watch(given: argparse.Namespace) -> Answer:
    refused = watch.watch(Path(given.folder), given.by, lambda said: print(said, flush=True), once=given.once)
    return {"exit_status": REFUSED if given.once and refused else DONE}


def run_sample(given: argparse.Namespace) -> Answer:
    if given.action == "start":
        made = 0 if ledger.exists() else uploads.load_sample()
        said = (
            f"Made the store with the illustrative sample: {made} uploads." if made else "The store is there already."
        )
    elif given.action == "load":
        made = uploads.load_sample()
        said = f"The illustrative sample is loaded: {made} uploads."
    else:
        made = uploads.remove_sample(given.by or ledger.person())
        said = f"The illustrative sample is removed: {made} uploads were withdrawn."
    if not given.json:
        print(said)
    return {"status": "done" if made else "nothing_to_change", "uploads": made}


# What can be typed -------------------------------------------------------------------------------------------------


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; every command has its help."""
    parser = argparse.ArgumentParser(
        prog="python -m data", description="The programme's ledger: uploads in, datasets out."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        name: str, run: Callable[[argparse.Namespace], Answer], text: str, *, with_json: bool = True
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(run=run)
        if with_json:
            command.add_argument("--json", action="store_true", help="print one JSON object to standard output")
        return command

    command = add("import", run_import, "Take a file into the ledger: all of it, or nothing.")
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("file", metavar="FILE")
    command.add_argument(
        "--as-at", type=_day, required=True, metavar="YYYY-MM-DD", help="the date that the file describes"
    )
    command.add_argument("--mode", choices=("full", "update"), default="full",
                         help="full: rows that the file lacks are removed (default); update: only its rows change")  # fmt: skip
    command.add_argument("--by", default="", metavar="NAME", help="who uploads; default: the account's name")
    command.add_argument("--note", default="", metavar="TEXT", help="kept with the upload")
    command.add_argument("--rename", action="append", default=[], metavar="OLD=NEW",
                         help="a key that was only renamed, so that its history follows; may be repeated")  # fmt: skip
    command.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    add_reading_options(command)

    command = add("export", run_export, "Write a dataset as it stood at a date.", with_json=False)
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("--as-at", type=_day, metavar="YYYY-MM-DD", help="default: everything known")
    command.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    command.add_argument("--out", metavar="FILE", help="default: standard output")

    command = add("history", run_history, "List the uploads, newest first.")
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")

    for name, run, text in (
        ("withdraw", run_withdraw, "Take uploads out of everything shown, as if they had never been made."),
        ("reinstate", run_reinstate, "Count withdrawn uploads again."),
    ):
        command = add(name, run, text)
        command.add_argument("number", type=int, nargs="+", metavar="N", help="the upload's number")
        command.add_argument("--by", required=True, metavar="NAME", help="who does this")

    command = add("template", run_template, "Write an empty file with a dataset's headings.", with_json=False)
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    command.add_argument("--out", metavar="FILE", help="default: standard output")

    command = add("describe", run_describe, "The data dictionary: what each column holds.")
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")

    command = add("backup", run_backup, "Copy the whole store, with every original file, to one file.")
    command.add_argument("file", metavar="FILE")
    command = add("restore", run_restore, "Put a backup in the store's place; the store that was there is set aside.")
    command.add_argument("file", metavar="FILE")
    add("check", run_check, "Check the store: files, hashes, history, references.")

    command = add(
        "watch", run_watch, "Take files named DATASET_YYYY-MM-DD.csv as they arrive in a folder.", with_json=False
    )
    command.add_argument("folder", metavar="FOLDER")
    command.add_argument("--by", default="Drop folder", metavar="NAME", help="who the uploads are by")
    command.add_argument(
        "--once", action="store_true", help="take what is there now and stop; status 1 if any is refused"
    )

    command = add("sample", run_sample, "Load or remove the illustrative sample.")
    command.add_argument("action", choices=("start", "load", "remove"),
                         help="start: load it only where there is no store yet")  # fmt: skip
    command.add_argument("--by", default="", metavar="NAME")
    return parser


def _read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise WrongUsage(f"{name} can't be read: {problem.strerror or problem}.") from problem


def _dataset(name: str) -> Dataset:
    if name not in DATASETS:
        raise argparse.ArgumentTypeError(f"«{name}» is not a dataset. The datasets are: {', '.join(DATASETS)}.")
    return DATASETS[name]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» is not a date such as 2013-03-31.") from None


if __name__ == "__main__":
    sys.exit(quietly(main))
