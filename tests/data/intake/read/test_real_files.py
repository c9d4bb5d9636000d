"""Public files as they were published: every record and every cell, counted by Python's own csv module as well."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from data.datasets import DATASETS
from data.intake.heading_words import heading_counter
from data.intake.read import ReadOptions, Sheet, read_sheet
from data.problems import Refused

FOLDER = Path(__file__).parents[5] / "shared" / "data"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared folder of real files isn't beside this project")

# file → (dataset, delimiter, encoding, records)
FILES = {
    "sf_sb272_enterprise_systems.csv": ("applications", ",", "utf-8", 463),
    "gmpp_2014_transposed_to_rows.csv": ("gateways", ",", "utf-8", 200),
    "gmpp_uk_2018.csv": ("gateways", ",", "cp1252", 133),
    "gmpp_uk_2021.csv": ("gateways", ";", "cp1252", 184),
    "canada_gc_it_projects_2016.csv": ("gateways", ",", "utf-8", 398),
    "canada_gc_it_projects_2019.csv": ("gateways", ",", "utf-8", 463),
    "uk_gov_spend_april_2010_unclean_odi.csv": ("spend", ",", "cp1252", 494),
}


def read(path: Path, dataset: str, **how: object) -> Sheet:
    return read_sheet(path.read_bytes(), path.name, ReadOptions(**how), heading_counter(DATASETS[dataset]))  # type: ignore[arg-type]


def by_csv_module(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> list[list[str]]:
    text = path.read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def bare(cell: str | None) -> str:
    """A cell without what reading may rightly change: white space, invisible characters, codes, C1 characters."""
    text = re.sub(r"&#?\w+;", "", cell or "")
    return "".join(c for c in text if c.isalnum() and c.isascii())


@pytest.mark.parametrize("name", FILES)
def test_a_published_file_gives_the_cells_that_the_csv_module_gives(name: str) -> None:
    dataset, delimiter, encoding, count = FILES[name]
    sheet = read(FOLDER / name, dataset)
    expected = by_csv_module(FOLDER / name, delimiter, encoding)
    assert (sheet.encoding, sheet.delimiter, sheet.cells.height) == (encoding, delimiter, count)
    assert [bare(h) for h in sheet.headings] == [bare(h) for h in expected[0]]
    assert [[bare(c) for c in row] for row in sheet.cells.rows()] == [[bare(c) for c in row] for row in expected[1:]]
    assert sheet.rows.to_list() == list(range(2, count + 2))


def test_the_portfolio_on_its_side_is_turned() -> None:
    path = FOLDER / "gmpp_uk_2014.csv"
    sheet = read(path, "gateways")
    expected = by_csv_module(path, encoding="cp1252")
    assert (sheet.transposed, sheet.cells.height) == (True, 199)
    assert [bare(c) for c in sheet.cells["c0"]] == [bare(c) for c in expected[0][1:200]]
    row, column = sheet.place(int(sheet.rows[5]), 2)
    assert bare(expected[row - 1][column - 1]) == bare(sheet.cells["c2"][5])


def test_characters_that_were_lost_before_publication_are_said() -> None:
    notices = read(FOLDER / "sf_sb272_enterprise_systems.csv", "applications").notices
    assert [(n.kind, n.count) for n in notices if n.kind == "damaged text"] == [("damaged text", 5)]


@pytest.mark.parametrize("path", sorted((FOLDER / "govuk_transition").glob("*.csv")), ids=lambda path: path.stem)
def test_the_tracker_of_government_websites(path: Path) -> None:
    expected = by_csv_module(path)
    headed = expected[0][0].lower() in ("name", "site")
    if not headed:
        with pytest.raises(Refused, match="row 1 doesn't look like headings"):
            read(path, "applications")
    how: dict[str, object] = {"heading_row": 1 if headed else 0, "short_rows_blank": True}
    if path.stem.startswith(
        "sites_2013-02-04"
    ):  # decc's cells stand one too far right, mended by its owners days later
        with pytest.raises(Refused, match="Row 5 has more cells than there are headings, and ‘23rd January 2013’"):
            read(path, "applications", **how)
        how["leave_out_rows"] = (5,)
        del expected[4]
    sheet = read(path, "applications", **how)
    records = expected[1:] if headed else expected
    width = len(sheet.headings)
    padded = [[bare(c) for c in (row + [""] * width)[:width]] for row in records]
    assert [[bare(c) for c in row] for row in sheet.cells.rows()] == padded
    assert all(not any(row[width:]) for row in records)
