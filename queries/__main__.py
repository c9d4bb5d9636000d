"""`python -m queries` lists every query; `python -m queries NAME` answers one, as CSV or JSON on standard output.

Exit status: 0 done · 2 wrong usage (no such query or parameter) · 3 the store is busy, locked or damaged.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from decimal import Decimal

import polars as pl

from data import exports, ledger
from data.commands.run_cli import add_programme, run_cli
from data.ledger import programmes
from data.problems import StoreError
from queries import GIVEN, BadParameter, NoSuchQuery, ask, catalogue


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    given = build_parser().parse_args(arguments)
    if given.name is None:
        for query in catalogue().values():
            print(f"{query.name:<30} {query.title}")
        return 0
    try:
        parameters = dict(_pair(text) for text in given.param)
        with programmes.using(given.programme):
            if hint := ledger.no_store_yet():
                print(hint, file=sys.stderr)
            answer = ask(given.name, given.as_at, given.ledger_version, generation=None, **parameters)
    except (NoSuchQuery, BadParameter, programmes.WhichProgramme) as problem:
        print(problem, file=sys.stderr)
        return 2
    except StoreError as problem:
        print(problem, file=sys.stderr)
        return 3
    if given.format == "json":
        print(json.dumps(_plain(answer), ensure_ascii=False))
    else:
        sys.stdout.buffer.write(exports.to_csv(answer).removeprefix(b"\xef\xbb\xbf"))
    return 0


def _plain(answer: pl.DataFrame) -> list[dict[str, object]]:
    """The rows as JSON can hold them: dates as ISO text; pounds as numbers, or as text where a float would lose a penny."""
    rows = answer.with_columns(pl.selectors.temporal().cast(pl.String)).to_dicts()
    return [{name: _number(value) for name, value in row.items()} for row in rows]


def _number(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    return float(value) if Decimal(repr(float(value))) == value else str(value)


def _pair(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadParameter(f"‘{text}’ is not of the form name=value.")
    if name in GIVEN:
        raise BadParameter(f"‘{name}’ is no parameter: say --as-at or --ledger-version.")
    return name, value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"‘{text}’ is not a date such as 2013-03-31.") from None


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m queries", description="Ask the ledger one of the questions.")
    parser.add_argument("name", nargs="?", metavar="NAME", help="the query; without it, all are listed")
    add_programme(parser)
    parser.add_argument("--as-at", type=_day, metavar="YYYY-MM-DD", help="default: the latest reporting date")
    parser.add_argument("--ledger-version", type=int, metavar="N", help="as known then; default: as known now")
    parser.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter; may be repeated"
    )
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    return parser


if __name__ == "__main__":
    sys.exit(run_cli(main))
