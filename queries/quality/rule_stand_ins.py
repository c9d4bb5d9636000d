"""Stand-ins for what is not known
One row per cell that says nothing although it is filled: a date from 2099 on or up to 1900, £0 or £1 for what something
costs, a number all of nines, ‘TBC’, ‘unknown’, ‘not stated’ and the like.
The columns are those of quality_findings. Low. Any column of any dataset is looked at, references left out. £0 and £1 are
ordinary where a row is of one month or year, so they are looked for elsewhere only.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS, Dataset
from data.declarations import FIGURES, Column, Kind
from queries import Asking
from queries.quality.judging import SCHEMA, large_lists

WORDS_FOR_NOTHING = (
    "tbc", "tba", "tbd", "n/a", "na", "unknown", "not known", "not stated", "to be confirmed", "to be decided", "xxx", "?",
    "??", "???", "-", ".",
)  # fmt: skip
A_DAY, NINES = r"\d{4}-\d{2}-\d{2}", r"9{5,}(\.[09]+)?"
SPACES = r"[\s\p{Z}]*"
LIKELY_TEXT = (
    rf"(?i){SPACES}(tb[cad]|n/?a|unknown|not known|not stated|to be confirmed|to be decided|xxx|\?{{1,3}}|-|\.|{A_DAY}|{NINES})"
    rf"{SPACES}"
)
"""As the words for nothing, days and nines, with spaces around: one expression takes a third of trimming and comparing."""
MAY_BEGIN = (
    "({0} < 'A' OR {0} >= 'N' AND {0} < 'O' OR {0} >= 'T' AND {0} < 'V' OR {0} >= 'X' AND {0} < 'Y' "
    "OR {0} >= 'n' AND {0} < 'o' OR {0} >= 't' AND {0} < 'v' OR {0} >= 'x')"
)
"""What holds of a text that begins like one of these, or with a space of any kind: bytes are compared, which takes a tenth of the
expression. Planning it takes longer than asking a few thousand rows, so it is asked of lists of more."""
PERIODS = ("month", "year")
"""The columns that say of which month or year a row is."""
JUDGED = rf"""
    CASE
        WHEN regexp_full_match(value, '{A_DAY}') AND (value >= '2099' OR value <= '1900-01-01')
            THEN strftime(try_cast(value AS DATE), '%-d %B %Y')
        WHEN column_name LIKE '%\_gbp' ESCAPE '\' AND regexp_full_match(value, '[01](\.0+)?') AND NOT is_by_period
            THEN '£' || left(value, 1)
        WHEN regexp_full_match(value, '{NINES}') AND column_name LIKE '%\_gbp' ESCAPE '\'
            THEN '£' || regexp_replace(format('{{:,.2f}}', value::DOUBLE), '\.00$', '')
        WHEN regexp_full_match(value, '{NINES}') THEN value
        WHEN lower(value) IN {WORDS_FOR_NOTHING} THEN '‘' || value || '’'
    END"""


def answer(ask: Asking, as_at: date, ledger_version: int) -> pl.DataFrame:
    large = large_lists(ask)
    rows = " UNION ALL ".join(
        _likely_rows(dataset, MAY_BEGIN if name in large else "") for name, dataset in DATASETS.items()
    )
    found = ask.frame(
        rf"""SELECT 'stand_ins' AS rule, 'low' AS severity, dataset, row_key AS item_id, title,
            upper(left(column_name, 1)) || replace(regexp_replace(substr(column_name, 2), '_gbp$', ''), '_', ' ')
            || ' holds ' || stand_in || ', which looks like a stand-in.' AS finding, since, upload
        FROM (
            SELECT *, {JUDGED} AS stand_in
            FROM (SELECT * EXCLUDE (cells), unnest(names) AS column_name, trim(unnest(cells)) AS value FROM ({rows}))
        )
        WHERE stand_in IS NOT NULL
        ORDER BY dataset, row_key, column_name"""
    )
    return found.select(*SCHEMA).cast(SCHEMA)  # type: ignore[arg-type]


def _likely_rows(dataset: Dataset, may_begin: str) -> str:
    """The rows of a dataset in which a cell may be a stand-in, with its cells as texts, as a SELECT: few, so that only theirs are
    looked at as text, where each of 120,000 rows has 18. In lists, which are planned in two thirds of the time of structs."""
    looked_at = [column for column in dataset.columns if not column.name.endswith("_id")]
    is_by_period = any(key in dataset.keys for key in PERIODS)
    likely = [condition for column in looked_at if (condition := likely_in(column, may_begin, is_by_period))]
    cells = ", ".join(column.sql_text for column in looked_at)
    periods = " OR ".join(f'"{name}" IS NOT NULL' for name in PERIODS if name in dataset.names)
    return (
        f"SELECT '{dataset.name}' AS dataset, row_key, {_title(dataset)} AS title, since, upload, "
        f"{periods or 'false'} AS is_by_period, "
        f"{[column.name for column in looked_at]} AS names, [{cells}] AS cells "
        f"FROM {dataset.name}_at($as_at, $ledger_version) WHERE {' OR '.join(likely) or 'false'}"
    )


def _title(dataset: Dataset) -> str:
    """What a row is called, as an expression: its name; of a row of one month or year, what it is of, and that; else its key."""
    names = [
        column.name
        for column in dataset.columns
        if column.kind is Kind.TEXT and column.required and not column.refers_to
    ]
    period = next((name for name in PERIODS if name in dataset.keys), None)
    if period:
        when = f"strftime(\"{period}\", '%B %Y')" if period == "month" else f'"{period}"::VARCHAR'
        return f"\"{dataset.keys[0]}\" || ', ' || {when}"
    own = [name for name in names if name not in dataset.keys]
    return f'"{own[0]}"' if own and len(dataset.keys) == 1 else "row_key"


def likely_in(column: Column, may_begin: str, is_by_period: bool = False) -> str:
    """What holds of a column wherever it holds a stand-in, as cheaply as it can be asked; empty where it never does. `may_begin`:
    what is asked of a text first, as MAY_BEGIN. `is_by_period`: every row of its dataset is of one month or year."""
    if column.kind in (Kind.YES_NO, Kind.YEAR):
        return ""
    if column.kind in (Kind.DATE, Kind.MONTH):
        return f"\"{column.name}\" >= DATE '2099-01-01' OR \"{column.name}\" <= DATE '1900-01-01'"
    if column.kind in FIGURES or column.kind is Kind.SHARE:
        nines = [f'"{column.name}" >= 99999'] if column.maximum is None or column.maximum >= 99999 else []
        amounts = [f'"{column.name}" IN (0, 1)'] if column.name.endswith("_gbp") and not is_by_period else []
        return " OR ".join(nines + amounts)
    text = f'"{column.name}"'
    if column.kind is Kind.CHOICE:
        say_nothing = [choice for choice in column.choices if choice.lower() in WORDS_FOR_NOTHING]
        return " OR ".join(f"{text} = '{choice}'" for choice in say_nothing)
    says_nothing = f"regexp_full_match({text}, '{LIKELY_TEXT}')"
    return f"({may_begin.format(text)} AND {says_nothing})" if may_begin else says_nothing
