"""The command that writes a digest: `python -m pages.digest --help` says how.

    python -m pages.digest --since 2013-08-31 --format html > digest.html
    python -m pages.digest --since 87 --to "Programme Director"

Exit status: 0 done · 1 it could not be made, and the message says why · 2 wrong usage · 3 the store is busy, locked or damaged,
and the message says what to do.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date

import queries
from data.commands.run_cli import add_programme, run_cli
from data.ledger import programmes
from data.problems import StoreError, UserError
from pages.digest import FORMATS
from pages.digest.content import roles, since_date, since_version
from queries import BadParameter, View

DONE, REFUSED, USAGE, STORE = 0, 1, 2, 3


class WrongUsage(UserError):
    """The command can't be done as it was asked for."""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    given = build_parser().parse_args(arguments)
    try:
        with programmes.using(given.programme):
            content = _made(given)
    except (WrongUsage, programmes.WhichProgramme, BadParameter) as problem:
        return _report(problem, USAGE)
    except StoreError as problem:
        return _report(problem, STORE)
    except UserError as problem:
        return _report(problem, REFUSED)
    sys.stdout.buffer.write(content.encode())
    return DONE


def _made(given: argparse.Namespace) -> str:
    now = queries.ledger_state()
    version = now.ledger_version if given.ledger_version is None else given.ledger_version
    if version > now.ledger_version:
        raise BadParameter(f"There is no ledger version {version} yet: the latest is {now.ledger_version}.")
    view = View(given.as_at or queries.default_as_at(version), version, now.generation)
    role = _role(view, given.to)
    if isinstance(given.since, date):
        if given.since >= view.as_at:
            raise WrongUsage(f"{given.since} is not before {view.as_at}, the date that is looked from.")
        digest = since_date(view, given.since, role)
    else:
        if given.since > version:
            raise WrongUsage(f"Ledger version {given.since} is later than {version}, the one that is looked from.")
        digest = since_version(view, given.since, role)
    return FORMATS[given.format](digest)


def _role(view: View, wanted: str | None) -> str | None:
    """The role as the data spells it; upper and lower case make no difference."""
    if wanted is None:
        return None
    known = roles(view)
    for role in sorted(known):
        if role.casefold() == wanted.strip().casefold():
            return role
    there = f"They are: {'; '.join(sorted(known))}." if known else "Nobody owns an alert, a risk or a benefit yet."
    raise WrongUsage(f"No alert, risk or benefit is owned by ‘{wanted}’. {there}")


def _since(text: str) -> date | int:
    if text.isdecimal():
        return int(text)
    return _day(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"‘{text}’ is neither a date such as 2013-03-31 nor a ledger version."
        raise argparse.ArgumentTypeError(message) from None


def _report(problem: object, status: int) -> int:
    print(problem, file=sys.stderr)
    return status


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pages.digest",
        description="Write what changed and what needs attention, for your own mailer to send. The same dates and ledger version"
        " give the same bytes.",
    )
    add_programme(parser)
    parser.add_argument("--since", type=_since, required=True, metavar="D|VERSION",
                        help="a date (2013-08-31), or the ledger version of the last digest (87)")  # fmt: skip
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")
    parser.add_argument(
        "--to",
        metavar="ROLE",
        help="only what is addressed to this role: rows that it owns, and what its alerts look at",
    )
    parser.add_argument(
        "--as-at", type=_day, metavar="YYYY-MM-DD", help="the date to look from; default: the latest report"
    )
    parser.add_argument("--ledger-version", type=int, metavar="N", help="as known then; default: as known now")
    return parser


if __name__ == "__main__":
    sys.exit(run_cli(main))
