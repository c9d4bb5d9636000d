"""A programme in which every text tries to be something else: markup, a link, a formula, a field of another file's format.

It is made from the declarations, so that a column declared tomorrow is tried too: the sample's rows as they are at its last
report, each text of which is replaced by every payload there is, in an order of its own, and each reference by one that begins
with a payload. It comes in through intake, and what intake refuses is told apart.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import cycle
from typing import Any

import polars as pl

from data import ledger, uploads
from data.datasets import DATASETS, Dataset
from data.declarations import Column, Kind
from data.exports import to_csv
from data.intake.options import Options
from data.ledger import programmes, roles
from data.sample import loading

AS_AT = date(2013, 9, 30)
HOST = "hostile.example"
"""What no request may ask for, and no link lead to."""
SENTINEL = "zq"
"""How each payload's words begin. Where they are shown, what stands before them in the payload stands before them still."""

PAYLOADS = {
    "image": f"![zqimage](https://{HOST}/a.png)",
    "link": f"[zqlink](https://{HOST}/b)",
    "bare address": f"https://{HOST}/zqbare",
    "www": "www.zqwww.example",
    "mail": "mailto:zqmail@hostile.example",
    "angled": f"<https://{HOST}/zqangled>",
    "bold": "**zqbold**",
    "bold of underscores": "__zqstrong__",
    "emphasis": "_zqemphasis_",
    "struck": "~~zqstruck~~",
    "code": "`zqcode`",
    "heading": "# zqheading",
    "item": "- zqitem",
    "numbered": "1. zqnumbered",
    "quoted": "> zqquoted",
    "cells": "|zqcells|b| |-|-| |c|d|",
    "footnote": "[^zqfootnote]",
    "handler": f"<img src=//{HOST}/c onerror=window.hostile=1 alt=zqhandler>",
    "script": "<script>window.hostile='zqscript'</script>",
    "svg": "<svg onload=window.hostile=1><text>zqsvg",
    "style": "<style>body{display:none}/*zqstyle*/</style>",
    "reference": f'<a href="https://{HOST}/d">zqreference</a>',
    "tags": "<b>zqtags</b><br><sup>zqraised</sup>",
    "closing": "</p></td></script>--> zqclosing",
    "entity": "&amp;lt;zqentity&amp;gt;",
    "formula of TeX": "$zqtex^2$",
    "display of TeX": "$$\\href{https://hostile.example}{zqdisplay}$$",
    "colour": ":red[zqcolour]",
    "badge": ":red-badge[zqbadge]",
    "icon": ":material/zqicon:",
    "emoji": ":zqemoji::pizza:",
    "Typst": '#link("https://hostile.example")[zqtypst] #eval("1") @zqcite <zqlabel>',
    "braces": "{{zqbraces}} ${zqdollar} {0} %s %(zqpercent)s %n \\N{BULLET}",
    "query": "'' OR 1=1 -- zqquery",
    "d3": "%{zqtemplate}<extra></extra>",
    "field": "zqfield,a;b\\nATTACH:https://hostile.example/e",
    "right to left": "zqhebrew \u05e9\u05dc\u05d5\u05dd 12, \u0645\u0631\u062d\u0628\u0627 34",
    "path": "../../../zqpath\\..\\x",
}
"""What a text may hold and must not become. Each begins as it begins in the list where it is shown first."""

STARTS = ("=zqequals+1", "+zqplus", "-zqminus", "@zqat", "|zqpipe", "%zqshare")
"""What a spreadsheet would take for a formula, at the start of a cell."""

REFUSED = {
    "a bidirectional override": "zq\u202eeslaf\u202c",
    "an isolate": "zq\u2067isolate\u2069",
    "NUL": "zq\x00nul",
    "a bell": "zq\x07bell",
    "an escape for terminals": "zq\x1b[31mred\x1b]8;;https://hostile.example\x07x",
    "what XML can't hold": "zq\ufffe",
    "a formula": '=HYPERLINK("https://hostile.example","zqformula")',
}
"""What intake must refuse, in whatever column."""

ENDLESS = "zq" + "W" * 2998
MOST = "zqlong " + "many words of a cell " * 1560
"""As long as a cell may be, 32,767 characters."""

ROWS = 24
"""The least rows of a dataset: fewer in the sample are repeated under other references."""


OF_A_REFERENCE = 8
"""Payloads in what a row is called: with those of a few other rows, all of them."""


def reference(dataset: str | None, value: str, column: str = "") -> str:
    """What a row of a dataset is called, for what the sample calls it: row by row the next payloads, so that a column of
    references has every payload as soon as it has a few. `column`: of its key; without it, the first."""
    known = _ordinals(dataset, column or _named_by(DATASETS[dataset])[0]) if dataset else {}
    at = known.get(value, len(known) + sum(map(ord, value)))
    start = f"{STARTS[at % len(STARTS)]} " if at % 3 == 1 else ""
    return f"{start}{salad(at * OF_A_REFERENCE, OF_A_REFERENCE)} {value}"


@cache
def _ordinals(dataset: str, column: str) -> dict[str, int]:
    """What the sample says in a column of a dataset's key → the place of each value among them."""
    return {value: at for at, value in enumerate(ledger.rows_now(DATASETS[dataset], AS_AT)[column].unique().sort())}


def salad(start: int, many: int = len(PAYLOADS)) -> str:
    """So many of the payloads, one after the other from one of them on."""
    payloads = list(PAYLOADS.values())
    return " ".join(payloads[(start + at) % len(payloads)] for at in range(many))


def rows_of(dataset: Dataset) -> list[dict[str, Any]]:
    """The rows of a dataset, each text of them hostile: what was the same is the same still."""
    rows = [dict(row) for row in ledger.rows_now(dataset, AS_AT).iter_rows(named=True)]
    again = cycle(list(rows))
    while len(rows) < ROWS:
        row = dict(next(again))
        rows.append(row | {name: f"{row[name]} {len(rows)}" for name in _named_by(dataset)})
    for place, column in enumerate(dataset.columns):
        if column.kind is Kind.TEXT:
            values = [row[column.name] for row in rows]
            if any(value is None for value in values) and not dataset.filling_matters(column):
                values = [number if value is None else value for number, value in enumerate(values)]
            ordinals = {value: at for at, value in enumerate(dict.fromkeys(values))}
            for row, value in zip(rows, values, strict=True):
                row[column.name] = (
                    None if value is None else _text(dataset, column, row, value, ordinals[value] + place)
                )
    return rows


def _named_by(dataset: Dataset) -> list[str]:
    """The columns by which a row that is repeated is another one."""
    return [column.name for column in dataset.columns if column.key and column.kind is Kind.TEXT]


def _text(dataset: Dataset, column: Column, row: dict[str, Any], value: object, at: int) -> str:
    if column.refers_to or (dataset.name, column.name) == ("alerts", "reference"):
        return reference(column.refers_to or row["dataset"], str(value))
    if column.key:
        return reference(dataset.name, str(value), column.name)
    if at % 11 == 7:
        return ENDLESS
    if at == 5 and not column.required:
        return MOST
    return f"{STARTS[at % len(STARTS)]} {salad(at)}" if at % 4 == 1 else salad(at)


def as_typed(rows: list[dict[str, Any]]) -> bytes:
    """The rows as a file of somebody who puts no apostrophe anywhere."""
    return pl.DataFrame(rows, infer_schema_length=None).write_csv(quote_style="always").encode()


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    """The rows as a person's file: an apostrophe before what a spreadsheet would take for a formula."""
    return to_csv(pl.DataFrame(rows, infer_schema_length=None))


AS_IT_IS = Options(damaged_text=True, keys_as_they_are=True)
"""How these files are to be read: an attacker says whatever lets them in."""
FILE = f"../{salad(11, 3)}\u202egnp.csv"
NAME = "=zq <b>Ann</b> [x](//hostile.example) \x1b[31m\u202e"
ADDRESS = "z*q_x_`$y$|{z}~@hostile.example"
PROGRAMME = "<img src=//hostile.example/f onerror=window.hostile=1> **zq** :red[x] $x$"
"""What is typed, or named, beside the data."""


def begin() -> None:
    """Begin two programmes in an empty store, both with hostile names: in the first the sample, and over it all that is hostile,
    each dataset as one file; what was brought is withdrawn in part."""
    programmes.begin("second", PROGRAMME)
    programmes.call("first", f"={PROGRAMME}")
    with programmes.using("first"):
        loading.load_sample()
        requests = [
            uploads.Request(
                dataset, as_csv(rows_of(dataset)), FILE, AS_AT, by=NAME, note=salad(7, 9) + "\u2066", options=AS_IT_IS
            )
            for dataset in DATASETS.values()
        ]
        entered = uploads.commit_together(requests)
        with ledger.writing() as writer:
            turned = [each.number for each in entered if each.number is not None][-1:]
            writer.withdraw(turned, NAME)
            writer.reinstate(turned, NAME)
    roles.say(ADDRESS, roles.Role.VIEWER, "first", NAME)
