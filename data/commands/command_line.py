"""What can be typed after `python -m data`: each command, its arguments and their help."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from data import commands
from data.commands import Answer, moving
from data.commands.access import run_roles
from data.commands.packages import run_packages
from data.commands.personal import run_person
from data.commands.run_cli import add_programme
from data.datasets import DATASETS, Dataset
from data.intake.options import add_reading_options
from data.ledger.roles import ROLES
from data.typed import day_named


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


class _Commands:
    """The commands of a parser."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parsers = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        self, name: str, run: Callable[[argparse.Namespace], Answer], text: str,
        *, with_json: bool = True, with_programme: bool = True, asks_the_store: bool = True,
    ) -> argparse.ArgumentParser:  # fmt: skip
        """One more command, which takes --json, and --programme to say which of the store's programmes is meant.
        `asks_the_store`: once it is done, whoever ran it is told what the store has left to do."""
        command = self._parsers.add_parser(name, help=text, description=text)
        command.set_defaults(run=run, asks_the_store=asks_the_store, programme=None)
        if with_programme:
            add_programme(command)
        if with_json:
            command.add_argument("--json", action="store_true", help="print one JSON object to standard output")
        return command


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; every command has its help."""
    parser = argparse.ArgumentParser(
        prog="python -m data", description="The programme's ledger: uploads in, datasets out."
    )
    offered = _Commands(parser)
    _add_import(offered)
    _add_export_and_history(offered)
    _add_template_and_describe(offered)
    _add_backups_and_checks(offered)
    _add_watch(offered)
    _add_programmes_and_people(offered)
    _add_databases(offered)
    _add_packages_and_sample(offered)
    return parser


def _add_import(offered: _Commands) -> None:
    command = offered.add(
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


def _add_export_and_history(offered: _Commands) -> None:
    command = offered.add("export", commands.run_export, "Write a dataset as it stood at a date.", with_json=False)
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    command.add_argument("--as-at", type=_day, metavar="YYYY-MM-DD", help="default: everything known")
    _add_format_and_out(command)

    command = offered.add("history", commands.run_history, "List the uploads, newest first.")
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")

    for name, run, text in (
        ("withdraw", commands.run_withdraw, "Take uploads out of everything shown, as if they had never been made."),
        ("reinstate", commands.run_reinstate, "Count withdrawn uploads again."),
    ):
        command = offered.add(name, run, text)
        command.add_argument("number", type=int, nargs="+", metavar="N", help="the upload's number")
        command.add_argument("--by", required=True, metavar="NAME", help="who does this")


def _add_template_and_describe(offered: _Commands) -> None:
    command = offered.add(
        "template", commands.run_template, "Write an empty file with a dataset's headings.",
        with_json=False, with_programme=False, asks_the_store=False,
    )  # fmt: skip
    command.add_argument("dataset", type=_dataset, metavar="DATASET")
    _add_format_and_out(command)

    command = offered.add(
        "describe", commands.run_describe, "The data dictionary: what each column holds.",
        with_programme=False, asks_the_store=False,
    )  # fmt: skip
    command.add_argument("dataset", type=_dataset, nargs="?", metavar="DATASET")


def _add_backups_and_checks(offered: _Commands) -> None:
    command = offered.add("backup", commands.run_backup, "Copy the whole store, with every original file, to one file.")
    command.add_argument("file", metavar="FILE")
    command = offered.add(
        "restore", commands.run_restore, "Put a backup in the store's place; the store that was there is set aside."
    )
    command.add_argument("file", metavar="FILE")
    offered.add(
        "check", commands.run_check, "Check the store: files, hashes, history, references, and the audit trail."
    )
    offered.add("trail", commands.run_trail, "List the audit trail: who did what and when, oldest first.")


def _add_watch(offered: _Commands) -> None:
    command = offered.add(
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


def _add_programmes_and_people(offered: _Commands) -> None:
    command = offered.add(
        "programmes", commands.run_programmes, "List the store's programmes, begin another, or name one.",
        with_programme=False, asks_the_store=False,
    )  # fmt: skip
    command.add_argument("action", choices=("list", "begin", "name"), nargs="?", default="list")
    command.add_argument(
        "id", nargs="?", metavar="ID", help="what commands and addresses call it by: small letters, digits, -"
    )
    command.add_argument(
        "--name", default="", metavar="NAME", help="how the programme is called on screen and in packs"
    )

    command = offered.add(
        "roles", run_roles, "List who may do what, or give an address, a domain or anyone a role, or take it away.",
        with_programme=False, asks_the_store=False,
    )  # fmt: skip
    command.add_argument("action", choices=("list", "grant", "revoke"), nargs="?", default="list")
    command.add_argument(
        "who", nargs="?", metavar="WHO", help="anna@council.gov.uk, @council.gov.uk, or ‘anyone’, who may only look"
    )
    command.add_argument("role", choices=tuple(ROLES), nargs="?", help="with grant")
    command.add_argument("--programme", metavar="ID", help="in this programme only; default: in all of them")

    command = offered.add(
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


def _add_databases(offered: _Commands) -> None:
    command = offered.add(
        "copy",
        moving.run_copy,
        "Copy a whole store to another place, from a file to PostgreSQL or back, and check both.",
        asks_the_store=False,
    )
    for name, text in (("source", "FROM"), ("target", "TO")):
        command.add_argument(
            name, metavar=text, help="a file, or an address such as postgresql://user@host/database; without a password"
        )

    command = offered.add(
        "accounts",
        moving.run_accounts,
        "Which accounts of the PostgreSQL database may look at a programme by themselves (Excel, Power BI).",
    )
    command.add_argument("action", choices=("list", "grant", "revoke"), nargs="?", default="list")
    command.add_argument("account", nargs="?", metavar="ACCOUNT", help="an account that the database has")


def _add_packages_and_sample(offered: _Commands) -> None:
    command = offered.add(
        "packages",
        run_packages,
        "List the packages that the dashboard runs with and their licences, as a bill of materials too; or which of them an "
        "advisory names.",
        with_programme=False,
        asks_the_store=False,
    )
    command.add_argument(
        "action", choices=("list", "sbom", "audit"), nargs="?", default="list", help="sbom: CycloneDX, as JSON"
    )
    command.add_argument(
        "advisories", nargs="?", metavar="FOLDER", help="with audit: a folder or archive of advisories in OSV's form"
    )

    command = offered.add("sample", commands.run_sample, "Load or remove the illustrative sample.")
    command.add_argument("action", choices=("start", "load", "remove"),
                         help="start: load it only where there is no store yet")  # fmt: skip
    command.add_argument("--by", default="", metavar="NAME")


def _add_format_and_out(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("csv", "xlsx"), default="csv")
    command.add_argument("--out", metavar="FILE", help="default: standard output")


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
