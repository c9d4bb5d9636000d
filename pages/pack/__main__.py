"""The command that makes a briefing as a file: `python -m pages.pack --help` says how.

    python -m pages.pack --as-at 2013-03-31 --format pptx --out briefing.pptx
    python -m pages.pack --as-at 2013-03-31 --ledger-version 70 --sections gateways,money --format docx --out paper.docx

The same date, ledger version and sections give the same file, whatever has been uploaded or withdrawn since.
Exit status: 0 done · 1 the file could not be made, and the message says why · 2 wrong usage · 3 the store is busy, locked
or damaged, and the message says what to do.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from data import ledger
from data.ledger_published import store_path
from data.problems import StoreError, UserError
from data.quietly import quietly
from pages import pack
from pages.pack.sections import sections
from queries import BadParameter

DONE, REFUSED, USAGE, STORE = 0, 1, 2, 3


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    given = build_parser().parse_args(arguments)
    try:
        made = pack.make(given.as_at, given.ledger_version, given.sections)
        content = pack.render(made, given.format)
        given.out.write_bytes(content)
    except (pack.NoSuchSection, BadParameter) as problem:
        return _say(problem, USAGE)
    except StoreError as problem:
        return _say(problem, STORE)
    except UserError as problem:
        return _say(problem, REFUSED)
    except OSError as problem:
        return _say(f"{given.out} can't be written: {problem.strerror or problem}.", USAGE)
    if not ledger.exists():
        print(f"There is no store at {store_path()}: the pack says that nothing was uploaded.", file=sys.stderr)
    left_out = [part.title for part in made.parts if not part.slides]
    print(
        f"Wrote {given.out}: {len(made.slides)} slides as at {made.as_at}, ledger version {made.ledger_version}, from"
        f" {len(made.sources)} uploads. Fingerprint {made.fingerprint}."
    )
    if left_out:
        print(f"Left out, because nothing is reported: {', '.join(left_out)}.")
    return DONE


def _say(problem: object, status: int) -> int:
    print(problem, file=sys.stderr)
    return status


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"«{text}» is not a date such as 2013-03-31.") from None


def _version(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"«{text}» is not a ledger version: a whole number, 0 or more.")
    return int(text)


def _list(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pages.pack",
        description="Make the panel's briefing as a file. The same date, ledger version and sections give the same file.",
        epilog=f"Sections, in their running order: {', '.join(sections())}.",
    )
    parser.add_argument("--as-at", type=_day, required=True, metavar="YYYY-MM-DD", help="the date to look from")
    parser.add_argument("--ledger-version", type=_version, metavar="N", help="as known then; default: as known now")
    parser.add_argument("--format", choices=tuple(pack.FORMATS), required=True, help="what kind of file")
    parser.add_argument("--sections", type=_list, default=(), metavar="A,B", help="only these; default: all of them")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    return parser


if __name__ == "__main__":
    sys.exit(quietly(main))
