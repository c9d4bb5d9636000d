"""Deliberately spoiled updates of what the sample holds: gateways, migrations, partners and spend, each a few rows.

The catalogue of tests/data/intake/spoil.py spoils one applications file as a whole; here the rows are held already, so that a key
written otherwise would become a second thing, and each dataset has its own dates, choices and amounts.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import openpyxl
import polars as pl

from data.datasets import DATASETS, Dataset, Kind
from tests.data.intake.spoil import Expected, encoded, table, text, with_cell, with_column

DAY = date(2013, 10, 31)
ROWS = 12


@dataclass(frozen=True)
class Update:
    """One spoiled update of a dataset; `expected` as in tests/data/intake/spoil.py."""

    dataset: str
    name: str
    file_name: str
    content: bytes
    expected: Expected


def as_text(rows: pl.DataFrame) -> pl.DataFrame:
    """Typed rows as a careful person would type them."""
    return rows.select(pl.all().cast(pl.String).fill_null(""))


def clean_update(dataset: Dataset, held: pl.DataFrame) -> pl.DataFrame:
    """A few of the held rows as text, with letters in them that encodings part over and a change in each of two rows."""
    rows = as_text(held.head(ROWS))
    words = {"gateways": "commentary", "migrations": "blocker", "partners": "next_step"}.get(dataset.name)
    if words:
        rows = with_cell(
            with_cell(rows, 0, words, "Café “Größe”; £1,200 to pay, then sign"), 1, words, "Crèche – agreed"
        )
    else:
        rows = with_cell(with_cell(rows, 0, "forecast_gbp", "1234.50"), 1, "actual_gbp", "-500.00")
    return rows


def variants(held: dict[str, pl.DataFrame]) -> Iterator[Update]:
    """Every spoiled update. `held`: dataset → its rows as at DAY."""
    for name, rows in held.items():
        dataset = DATASETS[name]
        clean = clean_update(dataset, rows)
        for what, content, expected in (*_of_all(dataset, clean), *_OWN[name](clean)):
            kind = "xlsx" if content.startswith(b"PK") else "csv"
            yield Update(name, what, f"{name}.{kind}", content, expected)


Spoiled = Iterator[tuple[str, bytes, Expected]]


def _of_all(dataset: Dataset, clean: pl.DataFrame) -> Spoiled:
    rows, plain = table(clean), encoded(clean)
    yield "clean", plain, "must_load"
    yield "utf-16 with tabs", text(rows, "\t").encode("utf-16"), "must_load"
    yield "windows-1252 with semicolons", text(rows, ";").encode("cp1252"), "must_load"
    around = [["Report of October 2013"], [], *rows, [], ["Source: the programme office, October 2013"]]
    yield "title and note", text(around).encode(), "must_load"
    labels = [dataset.column(column).label for column in clean.columns]
    yield "labels as headings", text([labels, *rows[1:]]).encode(), "must_load"
    yield "old Mac line ends", text(rows, end="\r", every=True).encode(), "must_load"
    yield "typed workbook", _workbook(dataset, clean), "must_load"
    yield "on its side", text([list(column) for column in zip(*rows, strict=True)]).encode(), "either"
    yield "saved in the wrong character set", plain.decode("cp1252", errors="replace").encode(), "either"
    yield "cut in the last row", plain[: -len(text(rows[-1:]).encode()) // 2 - 3], "must_refuse"
    shifted = [",".join([rows[3][0], "Smith, Jones", *rows[3][2:-1], rows[3][-1] or "x"])]
    yield "row shifted", (text(rows[:3]) + shifted[0] + "\r\n" + text(rows[4:])).encode(), "must_refuse"
    yield "a heading twice", text([[*rows[0][:-1], rows[0][-2]], *rows[1:]]).encode(), "must_refuse"
    yield "no key", text([row[1:] for row in rows]).encode(), "must_refuse"
    changed = [*rows[1][:-1], {Kind.MONEY: "99.00", Kind.DATE: "2013-12-24"}.get(dataset.columns[-1].kind, "x")]
    yield "a key twice", text([*rows, changed]).encode(), "must_refuse"
    yield from _keys(dataset, clean)
    dates = [c.name for c in dataset.columns if c.kind is Kind.DATE]
    if dates:
        yield "UK dates", _dates(clean, dates, "%d/%m/%Y"), "must_load"
        yield "dates in words", _dates(clean, dates, "%d %B %Y"), "must_load"
        yield "US dates", _dates(clean, dates, "%m/%d/%Y"), "must_refuse"
        yield "31 February", encoded(with_cell(clean, 2, dates[0], "31/02/2014")), "must_refuse"
        yield "a date with a letter", encoded(with_cell(clean, 2, dates[0], "2O13-04-05")), "must_refuse"


def _keys(dataset: Dataset, clean: pl.DataFrame) -> Spoiled:
    """One row whose key is the held one written otherwise: as a second thing it would be counted twice."""
    column = dataset.columns[0].name
    numbered = clean.filter(pl.col(column).str.contains("0[1-9]")) if dataset.name != "spend" else clean
    one = numbered.head(1)
    key = str(one.item(0, column))
    ways = {
        "in another case": key.swapcase(), "with a Cyrillic letter": key.replace("P", "Р").replace("S", "Ѕ").replace("e", "е"),
        "with other signs": key.replace("-", "_") if "-" in key else key[:1] + "-" + key[1:], "with a dot": key + ".",
    }  # fmt: skip
    if dataset.name != "spend":
        ways |= {"with a letter for a digit": key.replace("0", "O"), "without zeros": key.replace("0", "")}
    for what, written in ways.items():
        yield f"key {what}", encoded(with_cell(one, 0, column, written)), "must_refuse"


def _dates(clean: pl.DataFrame, columns: list[str], form: str) -> bytes:
    for column in columns:
        clean = with_column(clean, column, lambda cell: f"{date.fromisoformat(cell):{form}}")
    return encoded(clean)


def _workbook(dataset: Dataset, clean: pl.DataFrame) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(clean.columns)
    typed: dict[Kind, Callable[[str], object]] = {
        Kind.DATE: datetime.fromisoformat, Kind.MONTH: datetime.fromisoformat, Kind.MONEY: float, Kind.WHOLE: int,
    }  # fmt: skip
    for row in clean.iter_rows():
        cells = zip(row, dataset.columns, strict=True)
        sheet.append([typed.get(column.kind, str)(cell) if cell else None for cell, column in cells])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _gateways(clean: pl.DataFrame) -> Spoiled:
    said = {"amber_red": "Amber/ Red", "amber_green": "A/G", "amber": "A", "green": "Green", "red": "R"}
    yield "ratings in words", encoded(with_column(clean, "declared_rating", lambda cell: said[cell])), "must_load"
    yield "a rating mistyped", encoded(with_cell(clean, 0, "declared_rating", "ambr")), "must_refuse"
    yield "an error cell", encoded(with_cell(clean, 0, "forecast_date", "#REF!")), "must_refuse"
    yield "a required date to come", encoded(with_cell(clean, 0, "baseline_date", "TBC")), "must_refuse"
    yield "a letter lost", encoded(with_cell(clean, 1, "name", "Cr?che places agreed")), "must_refuse"
    words = (
        "The board has looked at the evidence for this gateway and found that most of the criteria are met, while two "
    )
    yield "text cut off", encoded(with_cell(clean, 1, "commentary", (words * 3)[:255])), "must_refuse"
    rows = table(clean)
    group = ["Technical gateways", *[""] * (len(rows[0]) - 1)]
    yield "a group's heading among the rows", text([*rows[:4], group, *rows[4:]]).encode(), "must_refuse"


def _migrations(clean: pl.DataFrame) -> Spoiled:
    yield (
        "stages in words",
        encoded(with_column(clean, "stage", lambda cell: cell.replace("_", " ").title())),
        "must_load",
    )
    yield "a stage mistyped", encoded(with_cell(clean, 0, "stage", "migratd")), "must_refuse"
    undated = with_cell(with_cell(clean, 0, "stage", "migrated"), 0, "actual_date", "")
    yield "migrated on no date", encoded(undated), "must_refuse"
    yield "a wave that is not held", encoded(with_cell(clean, 0, "wave_id", "W99")), "must_refuse"
    yield "no heading line", text(table(clean)[1:]).encode(), "must_refuse"


def _partners(clean: pl.DataFrame) -> Spoiled:
    yield "thousands", encoded(with_column(clean, "staff_in_scope", lambda cell: f"{int(cell):,}.00")), "must_load"
    for staff in ("12.5", "about 40", "-4", "4O"):
        yield f"{staff} staff", encoded(with_cell(clean, 1, "staff_in_scope", staff)), "must_refuse"


def _spend(clean: pl.DataFrame) -> Spoiled:
    amounts = [column for column in clean.columns if column.endswith("_gbp")]

    def each(change: Callable[[str], str]) -> pl.DataFrame:
        rows = clean
        for column in amounts:
            rows = with_column(rows, column, change)
        return rows

    pounds = each(lambda cell: f"£{float(cell):,.2f}" if float(cell) >= 0 else f"(£{-float(cell):,.2f})")
    yield "pounds and brackets", encoded(pounds), "must_load"
    yield "decimal commas", text(table(each(lambda cell: cell.replace(".", ","))), ";").encode(), "either"
    yield "euros", encoded(each(lambda cell: f"€{cell}")), "must_refuse"
    thousands = clean.rename({"budget_gbp": "Budget (£000)"})
    yield "thousands by the heading", encoded(thousands), "must_refuse"
    yield (
        "a total",
        text([*table(clean), ["Total", "", "", str(clean["budget_gbp"].cast(float).sum())]]).encode(),
        "either",
    )
    for what, form, expected in (("in words", "%b-%y", "must_load"), ("of the UK", "%d/%m/%Y", "must_load"),
                                 ("of the US", "%m/%d/%Y", "must_refuse")):  # fmt: skip
        yield f"months {what}", _dates(clean, ["month"], form), expected  # type: ignore[misc]
    yield "a letter in an amount", encoded(with_cell(clean, 0, "budget_gbp", "l6100.00")), "must_refuse"
    yield "no amount", encoded(with_cell(clean, 0, "budget_gbp", "#N/A")), "must_refuse"


_OWN: dict[str, Callable[[pl.DataFrame], Spoiled]] = {
    "gateways": _gateways, "migrations": _migrations, "partners": _partners, "spend": _spend,
}  # fmt: skip
