"""What is said of a search: how much it finds, and where it looks."""

import polars as pl

from data.datasets import DATASETS
from pages.narrative import find as say


def found(*matches: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"matches": matches, "of_dataset": matches}, schema={"matches": pl.Int64, "of_dataset": pl.Int64}
    )


def test_how_many_rows_are_found():
    assert say.headline(found(), "payrol") == "Nothing says ‘payrol’"
    assert say.headline(found(1), "payrol") == "1 row says ‘payrol’"
    assert say.headline(found(1200), "payrol") == "1,200 rows say ‘payrol’"
    assert say.has_more(found(2))
    assert not say.has_more(found(1))


def test_a_row_is_called_by_its_name_and_its_reference():
    assert say.label({"title": "Payroll", "item_id": "APP-001"}) == "Payroll (APP-001)"
    assert say.label({"title": "Servers", "item_id": "Servers"}) == "Servers"


def test_where_nothing_is_found_it_says_what_is_searched():
    lists = pl.DataFrame({"dataset": ["applications", "waves", "departments", "uploads"], "rows": [2, 1, 1, 1]})
    assert say.searched(lists) == (
        f"Looks in 2 of {len(DATASETS)} lists, departments and 1 upload; moves and yearly values are found with their application"
        " or benefit. Parts of words will do, and one letter may be wrong."
    )
    assert say.searched(lists.head(0)).startswith("Nothing has been uploaded")
