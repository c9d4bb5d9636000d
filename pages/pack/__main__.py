"""The command that makes a briefing as a file: `python -m pages.pack --help` says how.

    python -m pages.pack --as-at 2013-03-31 --format pptx --out briefing.pptx
    python -m pages.pack --as-at 2013-03-31 --ledger-version 70 --sections gateways,money --format docx --out paper.docx

The same date, ledger version, sections and choices give the same file, whatever has been uploaded or withdrawn since. Where the
store holds several programmes, the ledger versions of the others are such a choice of the section `programmes`: without
`--choose versions=…` they are taken as known now, and what makes the same file again is printed.
Exit status: 0 done · 1 the file could not be made, and the message says why · 2 wrong usage · 3 the store is busy, locked
or damaged, and the message says what to do.
"""

from __future__ import annotations

import argparse
import gc
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from data import ledger
from data.commands import terminal
from data.commands.run_cli import add_programme, run_cli
from data.ledger import programmes
from data.problems import StoreError, UserError
from data.typed import day_named
from pages import pack
from pages.pack.sections import sections
from pages.ui.formatting import count
from queries import BadParameter

DONE, REFUSED, USAGE, STORE = 0, 1, 2, 3
STANDARD_OUTPUT = Path("-")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    given = build_parser().parse_args(arguments)
    try:
        _refuse_no_folder(given.out)
        with terminal.shown(), ThreadPoolExecutor(1) as beside:
            loaded = beside.submit(pack.load, given.format)  # while the engine answers
            with programmes.using(given.programme):
                made = pack.make(given.as_at, given.ledger_version, given.sections, choices=dict(given.choose))
                is_empty = not ledger.exists()
                if not is_empty:
                    pack.note_made(made, given.format, ledger.person())
        loaded.result()
        content = pack.render(made, given.format)
        _hand_over(content, given.out)
    except (WrongUsage, programmes.WhichProgramme, pack.NoSuchSection, pack.NoSuchChoice, BadParameter) as problem:
        return _say(problem, USAGE)
    except StoreError as problem:
        return _say(problem, STORE)
    except UserError as problem:
        return _say(problem, REFUSED)
    except OSError as problem:
        return _say(f"{given.out} can't be written: {problem.strerror or problem}.", USAGE)
    if is_empty:
        print(f"There is no store at {programmes.home()}: the pack says that nothing was uploaded.", file=sys.stderr)
    stream = sys.stderr if given.out == STANDARD_OUTPUT else sys.stdout
    print(
        f"Wrote {'the file' if given.out == STANDARD_OUTPUT else given.out}: {count(len(made.slides), 'slide')} as at"
        f" {made.as_at}, ledger version {made.ledger_version}, from {count(len(made.sources), 'upload')}. Fingerprint"
        f" {made.fingerprint}.",
        file=stream,
    )
    if {name for name, _ in made.choices} - {name for name, _ in given.choose}:
        print(f"The same file again, also once another programme has reported: {made.again}", file=stream)
    left_out = [part.title for part in made.parts if not part.slides]
    if left_out:
        print(f"Left out, because nothing is reported: {', '.join(left_out)}.", file=stream)
    return DONE


class WrongUsage(UserError):
    """The command can't be done as it was asked for."""


def _refuse_no_folder(out: Path) -> None:
    """Before the work rather than after it."""
    if out != STANDARD_OUTPUT and not out.parent.is_dir():
        raise WrongUsage(f"There is no folder {out.parent} for {out.name}. Make it first, or write the file elsewhere.")
    if out.is_dir():
        raise WrongUsage(f"{out} is a folder. Say which file in it, such as {out / 'briefing.pptx'}.")


def _hand_over(content: bytes, out: Path) -> None:
    if out == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
    else:
        out.write_bytes(content)


def _say(problem: object, status: int) -> int:
    print(problem, file=sys.stderr)
    return status


def _day(text: str) -> date:
    try:
        return day_named(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def _version(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"‘{text}’ is not a ledger version: a whole number, 0 or more.")
    return int(text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _choice(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not value:
        raise argparse.ArgumentTypeError(f"‘{text}’ is not a choice such as withdrawn=P03.")
    return name.strip(), value.strip()


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pages.pack",
        description="Make the panel's briefing as a file. The same date, ledger version, sections and choices"
        " give the same file. Of several programmes the ledger versions are a choice too (versions=first:71,…): without it the"
        " section programmes shows them as known now, and what makes the same file again is printed.",
        epilog=f"Sections, in their running order: {', '.join(sections())}.",
    )
    add_programme(parser)
    parser.add_argument("--as-at", type=_day, required=True, metavar="YYYY-MM-DD", help="the date to look from")
    parser.add_argument("--ledger-version", type=_version, metavar="N", help="as known then; default: as known now")
    parser.add_argument("--format", choices=tuple(pack.FORMATS), required=True, help="what kind of file")
    parser.add_argument("--sections", type=_list, default=(), metavar="A,B", help="only these; default: all of them")
    what = f"what an address says of a section, such as withdrawn=P03,P05; any of {', '.join(pack.takes())}"
    parser.add_argument("--choose", type=_choice, action="append", default=[], metavar="NAME=VALUE", help=what)
    out = "the file to write, in place of one that is there; - for standard output"
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=out)
    return parser


if __name__ == "__main__":
    gc.disable()  # a process that makes one file and ends has no use for looking through all of it again and again
    sys.exit(run_cli(main))
