"""What a check finds never depends on how many rows a file has: each fault is planted in a small file and in a large one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

from data.datasets import DATASETS
from data.intake import impact
from data.intake.pipeline import Ingested, Options, ingest
from data.ledger import intervals
from data.ledger.intervals import Effect
from data.problems import Refused
from tests.deep import whose_turn

FEW, MANY = 10, 20_100
HEADS = "application_id,name,department,business_function,supplier,users,contract_end,disposition,description"
Rows = list[list[str]]


def clean(n: int) -> Rows:
    """Applications without a fault: the heading row, and n rows of which no two have the same name."""
    return [list(row) for row in _clean(n)]


@cache
def _clean(n: int) -> Rows:
    start = date(2012, 1, 1)
    words = [f"{'abcdefghij'[at // 10 % 10]}{'klmnopqrst'[at % 10]}" for at in range(n)]
    return [HEADS.split(",")] + [
        [f"APP-0{at * 2:05}", f"System {word}{at // 100}x", f"Department {'AB'[at % 2]}", "Pay", f"Supplier {'CDE'[at % 3]}",
         str(at % 90 + 5), (start + timedelta(days=at % 700)).strftime("%d/%m/%Y"), ("migrate", "retain")[at % 2], "Good."]
        for at, word in enumerate(words)
    ]  # fmt: skip


def column(rows: Rows, heading: str, cell: Callable[[int], str]) -> None:
    at = rows[0].index(heading)
    for number, row in enumerate(rows[1:]):
        row[at] = cell(number)


def last(rows: Rows, heading: str, *cells: str) -> None:
    """The last rows hold these cells: where nobody looks who looks at the first ones."""
    at = rows[0].index(heading)
    for row, cell in zip(rows[-len(cells) :], cells, strict=True):
        row[at] = cell


def american(number: int) -> str:
    """A date typed day first, as a spreadsheet with American settings leaves it: days up to 12 exchanged, the others text."""
    return (
        f"2013-{1 + number % 12:02}-{2 + number % 11:02}"
        if number % 2
        else f"{13 + number % 12}/{1 + number % 12:02}/2013"
    )


def exchange(rows: Rows) -> None:
    for row in rows[1:]:
        row[0], row[1] = f"System of {row[1]}", row[0]


SENTENCE = (
    "The system keeps what the officers write at each of their visits and sends it on to the payments system that " * 3
)
FAULTS: dict[str, tuple[str, Callable[[Rows], object]]] = {
    "text cut off at 255 characters": ("cut off", lambda rows: last(rows, "description", SENTENCE[:254] + "a")),
    "three texts of just 50": ("may be cut off", lambda rows: last(rows, "description", "a" * 50, "b" * 50, "c" * 50)),
    "one name in two ways": ("alike names", lambda rows: last(rows, "department", "department b", "Department B")),
    "one supplier, once with a stop": ("alike names", lambda rows: last(rows, "supplier", "Supplier C.", "Supplier C")),
    "a date decades away": ("far date", lambda rows: last(rows, "contract_end", "31/03/2053")),
    "days and months exchanged": ("dates half swapped", lambda rows: column(rows, "contract_end", american)),
    "one date month first": ("day and month", lambda rows: last(rows, "contract_end", "12/31/2013")),
    "a weekday that is another's": ("weekday", lambda rows: last(rows, "contract_end", "Mon 04/06/13")),
    "dates where departments belong": (
        "wrong content", lambda rows: column(rows, "department", lambda n: f"{n % 28 + 1}/03/2013")),
    "references under the name": ("wrong content", exchange),
    "a column of ours under another name": (
        "likely heading", lambda rows: rows[0].__setitem__(rows[0].index("contract_end"), "zzz")),
    "two keys alike": ("look-alike key", lambda rows: last(rows, "application_id", "APP-000001X", "app-000001x")),
    "a key twice": ("duplicate key", lambda rows: last(rows, "application_id", "APP-090001", "APP-090001")),
    "a letter for a digit": ("unlike the other keys", lambda rows: last(rows, "application_id", "APP-09OO01")),
    "a number alone": ("unlike the other keys", lambda rows: last(rows, "application_id", "090001")),
    "zeros lost": ("lost zeros", lambda rows: last(rows, "application_id", "APP-10001")),
    "a held key written otherwise": ("look-alike key", lambda rows: last(rows, "application_id", "HELD_000001")),
    "a value that isn't allowed": ("not allowed", lambda rows: last(rows, "disposition", "purple")),
    "a blank where none may be": ("blank", lambda rows: last(rows, "business_function", "")),
    "out of range": ("out of range", lambda rows: last(rows, "users", "-4")),
    "a total at the end": ("left out", lambda rows: rows.append(["Total", *[""] * 4, "99", *[""] * 3])),
    "a note at the end": ("left out", lambda rows: rows.extend([[""] * 9, ["Source: asset register, IT services", *[""] * 8]])),
    "a heading again": ("left out", lambda rows: rows.insert(-1, list(rows[0]))),
}  # fmt: skip


def found(rows: Rows, options: Options | None = None) -> tuple[set[str], Ingested]:
    text = "\n".join(",".join(row) for row in rows)
    known = {"applications": ["HELD-000001", "HELD-000002"]}
    taken = ingest(text.encode(), "a.csv", DATASETS["applications"], date(2013, 3, 31), options, known)
    return {*taken.problems["kind"], *(notice.kind for notice in taken.notices)}, taken


@pytest.mark.parametrize("fault", whose_turn(FAULTS, 2))
def test_a_fault_is_found_among_few_rows_and_among_many(fault: str) -> None:
    kind, plant = FAULTS[fault]
    kinds = []
    for n in (FEW, MANY):
        rows = clean(n)
        plant(rows)
        kinds.append(found(rows)[0])
    assert kind in kinds[0]
    assert kind in kinds[1]


@pytest.mark.parametrize("n", [1, 2, 3, FEW, MANY])
def test_a_file_without_a_fault_is_found_to_have_none(n: int) -> None:
    kinds, taken = found(clean(n))
    assert not taken.problems.height
    assert kinds <= {"formula guard", "day first"}  # one date alone may be 01/01/2012


@pytest.mark.parametrize("n", [2, FEW, MANY])
def test_a_row_of_one_cell_is_told_among_any_number_of_full_ones(n: int) -> None:
    rows = clean(n)
    rows[-1][1:] = [""] * 8
    filled = tuple(f"{name}=x when blank" for name in ("name", "department", "business_function"))
    kinds, taken = found(rows, Options(set_values=(*filled, "disposition=retain when blank")))
    assert "one cell" in kinds
    assert not taken.problems.height


@pytest.mark.parametrize("n", [FEW, MANY])
def test_a_second_table_beneath_is_found_at_any_length(n: int) -> None:
    rows = clean(n)
    rows += [[""] * 9, ["application_id", "name", "department", *[""] * 6], ["APP-090001", "A", "B", *[""] * 6]]
    with pytest.raises(Refused, match="second table"):
        found(rows)


def names(n: int) -> list[str]:
    """Names of letters alone, no two of which differ by less than three."""
    signs = ["".join("qzxj"[(at >> shift) & 3] * 3 for shift in range(0, 16, 2)) for at in range(n)]
    return [f"programme {sign}" for sign in signs]


@pytest.mark.parametrize("n", [FEW, 2_500])
def test_a_mistyped_name_is_told_among_any_number_of_new_ones(n: int) -> None:
    held, new = names(n), [name.replace("programme", "undertaking") for name in names(n)]
    text = "gateway_id,name,kind,baseline_date\n" + "".join(f"{key},A,milestone,2013-05-31\n" for key in new)
    text += f"{held[-1].replace('programme', 'programmes')},B,milestone,2013-05-31\n"
    taken = ingest(text.encode(), "g.csv", DATASETS["gateways"], date(2013, 3, 31), None, {"gateways": held})
    told = [notice for notice in taken.notices if notice.kind == "like a held key"]
    assert [notice.count for notice in told] == [1]
    assert held[-1] in told[0].examples[0]


@pytest.mark.parametrize("n", [FEW, 20_000])
def test_every_reference_renewed_is_seen_as_renames_at_any_size(n: int) -> None:
    dataset = DATASETS["applications"]
    before = found(clean(n))[1].rows.drop("_row")
    after = before.with_columns(
        pl.col("application_id").str.replace("APP-", "HR"), (pl.col("users") + 1).alias("users")
    )
    old, new = (intervals.with_row_key(dataset, side) for side in (before, after))
    renames = impact.likely_renames(dataset, Effect(added=new, removed=old, changed_before=old.clear(),
                                                     changed_after=old.clear(), unchanged=0))  # fmt: skip
    assert len(renames) == n
    assert {(one.old_key, one.new_key) for one in renames} >= {("APP-000006", "HR000006")}
