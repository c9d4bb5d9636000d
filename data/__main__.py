"""The commands: `python -m data --help` lists them. Pages and commands share one path (data/uploads.py).

Exit status: 0 done, or nothing to change · 1 the input was refused and nothing was written · 2 wrong usage · 3 the
store is busy, locked or damaged, and the message says what to do. The status is also 0 for a write that counts but
can't be published yet; the message, and `left_to_do` in the JSON, say what is left to do.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date

from data import commands, ledger, log, problems, uploads
from data.commands import DONE, REFUSED, STORE, USAGE, Answer, WrongUsage, capital, moving, terminal
from data.commands.access import run_roles
from data.commands.packages import run_packages
from data.commands.personal import run_person
from data.commands.run_cli import add_programme, run_cli
from data.datasets import DATASETS, Dataset
from data.intake.options import add_reading_options, by_command, options_together
from data.intake.pipeline import Ingested
from data.intake.suggested_fixes import NO_WAY, only_in_the_file, remedies
from data.ledger.programmes import WhichProgramme
from data.ledger.roles import ROLES
from data.problems import UserError, sentences
from data.typed import day_named


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit status."""
    given = parse(sys.argv[1:] if arguments is None else arguments)
    log.set_up()
    as_json = bool(getattr(given, "json", False))
    try:
        with ledger.programmes.using(given.programme):
            with terminal.shown():
                answer: Answer = given.run(given)
            is_said = given.programme is not None or not ledger.programmes.are_several()
            left = ledger.left_to_do() if given.asks_the_store and is_said else ""
    except uploads.Rejected as refusal:
        _say_refusal(refusal.ingested, as_json)
        return REFUSED
    except uploads.ReturnRejected as refusal:
        _say_refused_return(refusal, as_json)
        return REFUSED
    except problems.StoreError as problem:
        _say_error(problem, as_json)
        return STORE
    except (WrongUsage, WhichProgramme) as problem:
        _say_error(problem, as_json)
        return USAGE
    except UserError as problem:
        _say_error(problem, as_json)
        return REFUSED
    status = int(answer.pop("exit_status", DONE))  # type: ignore[call-overload]
    if left:
        answer["left_to_do"] = left
        print(left, file=sys.stderr)
    if as_json:
        print(json.dumps(answer, default=str, ensure_ascii=False))
    return status


def _say_error(problem: UserError, as_json: bool) -> None:
    is_refused = isinstance(problem, problems.Refused)
    options = [by_command(way) for way in problem.remedies] if isinstance(problem, problems.Refused) else []
    if as_json:
        print(json.dumps({"status": "refused", "message": str(problem), "options": options}, ensure_ascii=False))
    print(problem, file=sys.stderr)
    _say_options(options, NO_WAY if is_refused and not options else "")


def _say_refusal(ingested: Ingested, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"status": "refused", **_refusal(ingested)}, default=str, ensure_ascii=False))
    else:
        print(capital(ingested.detection))
    _say_problems(ingested)


def _refusal(ingested: Ingested) -> Answer:
    """What is wrong with a file, as plain values."""
    found = ingested.problems
    rows = [row | {"message": text} for row, text in zip(found.to_dicts(), sentences(found), strict=True)]
    options = [options_together(ways, by_command) for ways in remedies(ingested)]
    return {"read_as": ingested.detection, "problems": rows, "options": options}


def _say_problems(ingested: Ingested, label: str = "", when: str = "with the command") -> None:
    lines = sentences(ingested.problems)
    for text in lines:
        print(f"{label}{text}", file=sys.stderr)
    number = len(lines)
    print(f"{label}Refused: {number:,} problem{'s' if number != 1 else ''}. Nothing was changed.", file=sys.stderr)
    options = [options_together(ways, by_command) for ways in remedies(ingested)]
    _say_options(options, only_in_the_file(ingested), when)


def _say_refused_return(refusal: uploads.ReturnRejected, as_json: bool) -> None:
    """Each file of a return that can't be taken, and why; nothing was taken of the others either."""
    files = [
        {"file": request.file_name, "sheet": request.options.sheet, "dataset": request.dataset.name}
        | ({"message": str(read), "problems": []} if isinstance(read, problems.Refused) else _refusal(read))
        for request, read in refusal.refused
    ]

    def when(request: uploads.Request) -> str:
        return f'after --for "{request.name}"'

    if as_json:
        print(json.dumps({"status": "refused", "files": files}, default=str, ensure_ascii=False))
    for request, read in refusal.refused:
        if isinstance(read, problems.Refused):
            print(f"{request.label}: {read} Nothing was changed.", file=sys.stderr)
            _say_options([by_command(way) for way in read.remedies], "", when(request))
        else:
            _say_problems(read, f"{request.label}: ", when(request))
    print("No file of the return was taken.", file=sys.stderr)


def _say_options(options: list[str], in_the_file: str, when: str = "with the command") -> None:
    """Prints the options that would let the file in, and the problems that no option settles."""
    if options:
        print(f"What can be said {when}, where it is true (… is for you to fill in):", file=sys.stderr)
    for option in options:
        print(f"  {option}", file=sys.stderr)
    if in_the_file:
        print(in_the_file, file=sys.stderr)


# What can be typed -------------------------------------------------------------------------------------------------


def parse(arguments: list[str]) -> argparse.Namespace:
    """The parsed command line. For an import, `each` holds what follows each --for: the table's name → its options.
    Options that can't apply to one table apply to all, wherever they are."""
    common, own = _parted(arguments)
    of_one = argparse.ArgumentParser(prog="python -m data import … --for FILE", add_help=False, allow_abbrev=False)
    _add_mode(of_one)
    _add_rename(of_one)
    of_one.add_argument("--afresh", action="store_true")
    add_reading_options(of_one)
    each = {}
    for name, words in own.items():
        each[name], rest = of_one.parse_known_args(words)
        common += rest
    given = build_parser().parse_args(common)
    given.each = each
    return given


def _parted(arguments: list[str]) -> tuple[list[str], dict[str, list[str]]]:
    """(the arguments before any --for of an import, the arguments after each, by the name that it gives)."""
    common: list[str] = []
    own: dict[str, list[str]] = {}
    to, waits_for_name = common, False
    for word in arguments:
        flag, equals, name = word.partition("=")
        if waits_for_name or (flag == "--for" and equals):
            to, waits_for_name = own.setdefault(word if waits_for_name else name, []), False
        elif word == "--for" and arguments[:1] == ["import"]:
            waits_for_name = True
        else:
            to.append(word)
    return (common, own) if not waits_for_name else ([*common, "--for"], own)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; every command has its help."""
    parser = argparse.ArgumentParser(
        prog="python -m data", description="The programme's ledger: uploads in, datasets out."
    )
    parts = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        name: str, run: Callable[[argparse.Namespace], Answer], text: str, *, with_json: bool = True
    ) -> argparse.ArgumentParser:
        command = parts.add_parser(name, help=text, description=text)
        is_of_no_programme = name in ("programmes", "roles", "template", "describe", "packages")
        command.set_defaults(run=run, asks_the_store=not is_of_no_programme, programme=None)
        if not is_of_no_programme:
            add_programme(command)
        if with_json:
            command.add_argument("--json", action="store_true", help="print one JSON object to standard output")
        return command

    command = add(
        "import", commands.run_import, "Take a file, or a monthly return, into the ledger: all of it, or nothing."
    )
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")
    command.add_argument("file", nargs="?", metavar="FILE")
    command.add_argument("--return", nargs="+", default=[], dest="files", metavar="FILE",
                         help="the monthly return: files, or workbooks of several sheets, that are recognised by name and "
                         "headings, checked together, and taken together or not at all")  # fmt: skip
    command.add_argument("--is", action="append", default=[], dest="what", metavar="FILE=DATASET",
                         help="which dataset a file of the return is, where it isn't certain (FILE:SHEET=DATASET for a sheet; "
                         "‘-’ leaves it out); may be repeated")  # fmt: skip
    command.add_argument("--for", action="append", default=[], metavar="FILE",
                         help="what follows, up to the next --for, is said of this file of the return: how it is read, --mode, "
                         "--rename, or --afresh (without what was said of an earlier file like it)")  # fmt: skip
    command.add_argument(
        "--as-at", type=_day, required=True, metavar="YYYY-MM-DD", help="the date that the file describes"
    )
    _add_mode(command)
    command.add_argument("--by", default="", metavar="NAME", help="who uploads; default: the account's name")
    command.add_argument("--note", default="", metavar="TEXT", help="kept with the upload")
    _add_rename(command)
    command.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
    add_reading_options(command)

    command = add("export", commands.run_export, "Write a dataset as it stood at a date.", with_json=False)
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("--as-at", type=_day, metavar="YYYY-MM-DD", help="default: everything known")
    command.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    command.add_argument("--out", metavar="FILE", help="default: standard output")

    command = add("history", commands.run_history, "List the uploads, newest first.")
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")

    for name, run, text in (
        ("withdraw", commands.run_withdraw, "Take uploads out of everything shown, as if they had never been made."),
        ("reinstate", commands.run_reinstate, "Count withdrawn uploads again."),
    ):
        command = add(name, run, text)
        command.add_argument("number", type=int, nargs="+", metavar="N", help="the upload's number")
        command.add_argument("--by", required=True, metavar="NAME", help="who does this")

    command = add("template", commands.run_template, "Write an empty file with a dataset's headings.", with_json=False)
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    command.add_argument("--out", metavar="FILE", help="default: standard output")

    command = add("describe", commands.run_describe, "The data dictionary: what each column holds.")
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")

    command = add("backup", commands.run_backup, "Copy the whole store, with every original file, to one file.")
    command.add_argument("file", metavar="FILE")
    command = add(
        "restore", commands.run_restore, "Put a backup in the store's place; the store that was there is set aside."
    )
    command.add_argument("file", metavar="FILE")
    add("check", commands.run_check, "Check the store: files, hashes, history, references, and the audit trail.")
    add("trail", commands.run_trail, "List the audit trail: who did what and when, oldest first.")

    command = add(
        "watch",
        commands.run_watch,
        "Take files named DATASET_YYYY-MM-DD.csv as they arrive in a folder.",
        with_json=False,
    )
    command.add_argument("folder", metavar="FOLDER")
    command.add_argument("--by", default="Drop folder", metavar="NAME", help="who the uploads are by")
    command.add_argument(
        "--once", action="store_true", help="take what is there now and stop; status 1 if any is refused"
    )

    command = add("programmes", commands.run_programmes, "List the store's programmes, begin another, or name one.")
    command.add_argument("action", choices=("list", "begin", "name"), nargs="?", default="list")
    command.add_argument(
        "id", nargs="?", metavar="ID", help="what commands and addresses call it by: small letters, digits, -"
    )
    command.add_argument(
        "--name", default="", metavar="NAME", help="how the programme is called on screen and in packs"
    )

    command = add(
        "roles", run_roles, "List who may do what, or give an address, a domain or anyone a role, or take it away."
    )
    command.add_argument("action", choices=("list", "grant", "revoke"), nargs="?", default="list")
    command.add_argument(
        "who", nargs="?", metavar="WHO", help="anna@council.gov.uk, @council.gov.uk, or ‘anyone’, who may only look"
    )
    command.add_argument("role", choices=tuple(ROLES), nargs="?", help="with grant")
    command.add_argument("--programme", metavar="ID", help="in this programme only; default: in all of them")

    command = add(
        "person",
        run_person,
        "Find where a person's data is, or take it out: every version, the originals, the trail's names.",
    )
    command.add_argument("action", choices=("find", "remove"))
    command.add_argument("names", nargs="*", metavar="NAME", help="each spelling, address or number; ‘-’ reads them from "
                         "standard input, one a line, so that they stay out of the shell's history")  # fmt: skip
    command.add_argument("--why", default="", metavar="TEXT", help="kept with what was done; without the name")
    command.add_argument("--by", default="", metavar="NAME", help="who does this; default: the account's name")
    command.add_argument(
        "--confirm", default="", metavar="CODE", help="that of the dry run, which ‘remove’ is without it"
    )

    command = add(
        "copy",
        moving.run_copy,
        "Copy a whole store to another place, from a file to PostgreSQL or back, and check both.",
    )
    for name, text in (("source", "FROM"), ("target", "TO")):
        command.add_argument(
            name, metavar=text, help="a file, or an address such as postgresql://user@host/database; without a password"
        )
    command.set_defaults(asks_the_store=False)

    command = add(
        "accounts",
        moving.run_accounts,
        "Which accounts of the PostgreSQL database may look at a programme by themselves (Excel, Power BI).",
    )
    command.add_argument("action", choices=("list", "grant", "revoke"), nargs="?", default="list")
    command.add_argument("account", nargs="?", metavar="ACCOUNT", help="an account that the database has")

    command = add(
        "packages",
        run_packages,
        "List the packages that the dashboard runs with and their licences, as a bill of materials too; or which of them an "
        "advisory names.",
    )
    command.add_argument(
        "action", choices=("list", "sbom", "audit"), nargs="?", default="list", help="sbom: CycloneDX, as JSON"
    )
    command.add_argument(
        "advisories", nargs="?", metavar="FOLDER", help="with audit: a folder or archive of advisories in OSV's form"
    )

    command = add("sample", commands.run_sample, "Load or remove the illustrative sample.")
    command.add_argument("action", choices=("start", "load", "remove"),
                         help="start: load it only where there is no store yet")  # fmt: skip
    command.add_argument("--by", default="", metavar="NAME")
    return parser


def _add_mode(command: argparse.ArgumentParser) -> None:
    command.add_argument("--mode", choices=("full", "update"),
                         help="full: rows that the file lacks are removed (default); update: only its rows change; a file of a "
                         "return is what the last report of its dataset was, and where its rows speak against that, asks for it"
                         )  # fmt: skip


def _add_rename(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rename", action="append", default=[], metavar="OLD=NEW",
                         help="a key that was only renamed, so that its history follows; may be repeated")  # fmt: skip


def _dataset(name: str) -> Dataset:
    if name not in DATASETS:
        raise argparse.ArgumentTypeError(f"‘{name}’ is not a dataset. The datasets are: {', '.join(DATASETS)}.")
    return DATASETS[name]


def _day(text: str) -> date:
    try:
        return day_named(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


if __name__ == "__main__":
    sys.exit(run_cli(main))
