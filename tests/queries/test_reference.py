"""The reference class: what stands in it, and as much of it as can be worked out again from the files beside the checkout.

Only the release of 2014 is among those files, so that the 126 projects with an end date in both releases, and what became
of them, can't be counted again here. What can be: the release has 199 projects, 191 of them with an end date, in an
independent transposition of it as well; 126 of 191 is possible, and the three outcomes are the whole of it.
"""

from __future__ import annotations

import csv
import re
from datetime import date, datetime
from pathlib import Path

from queries import ask

A_DATE = re.compile(r"\d\d?/\d\d?/\d{4}")


def end_dates(cells: list[str]) -> list[date]:
    return [datetime.strptime(cell.strip(), "%d/%m/%Y").date() for cell in cells if A_DATE.fullmatch(cell.strip())]


def test_the_outcomes_are_the_whole_class():
    found = ask("reference_slips", date(2013, 3, 31))
    assert found.select("outcome", "projects", "of", "share_pct", "median_days").rows() == [
        ("slipped", 39, 126, 31.0, 274),  # 39 / 126
        ("unchanged", 82, 126, 65.1, 0),
        ("earlier", 5, 126, 4.0, None),
    ]
    assert found["is_hindsight"].all()
    assert not ask("reference_slips", date(2015, 12, 31))["is_hindsight"].any()


def test_it_is_never_mixed_into_the_forecast():
    """Nothing that answers for our own programme asks for it."""
    folder = Path(__file__).parents[2] / "queries"
    assert [
        path.name for path in folder.iterdir() if path.is_file() and "reference_slips" in path.read_text("utf-8")
    ] == []


def test_what_the_release_of_2014_can_show(shared_data: Path):
    with (shared_data / "gmpp_uk_2014.csv").open(encoding="cp1252", newline="") as file:
        lines = list(csv.reader(file))  # a project per column; the first column says what each line is
    names = [name for name in lines[0][1:] if name.strip()]
    (ends,) = [line[1:] for line in lines if line[0].startswith("Project - End Date")]
    assert len(names) == 199
    assert len(end_dates(ends)) == 191
    with (shared_data / "gmpp_2014_transposed_to_rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(end_dates([row["end_date"] for row in rows])) == sorted(end_dates(ends))
    assert ask("reference_slips", date(2013, 3, 31))["of"][0] <= len(end_dates(ends))


def test_the_figures_are_those_that_were_handed_on(shared_data: Path):
    said = (shared_data / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"(\d+) projects have both\s+end dates: (\d+) slipped \(median (\d+) days\), (\d+) unchanged, (\d+) earlier",
        said,
    )
    assert found is not None
    both, slipped, median, unchanged, earlier = map(int, found.groups())
    rows = ask("reference_slips", date(2013, 3, 31))
    assert rows["of"].unique().to_list() == [both]
    assert rows["projects"].to_list() == [slipped, unchanged, earlier]
    assert rows["median_days"][0] == median
