"""The picture of how much changed, and what is said of it, from a frame worked by hand."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from data.datasets import DATASETS
from pages.charts import changes
from pages.charts.theme import DARK, LIGHT, Palette
from pages.narrative import changes as sentences
from queries import catalogue
from tests.pages.charts.test_ahead_charts import notes, valid
from tests.pages.charts.test_overview_charts import MOVED

AUGUST, SEPTEMBER = date(2013, 8, 31), date(2013, 9, 30)
COUNTS = pl.DataFrame(
    {
        "subject": ["spend", "concerns", "<b>odd</b>"], "dataset": ["spend", "partner_concerns", "odd"],
        "added": [0, 1, 0], "changed": [70, 4, 0], "removed": [0, 0, 2],
    }
)  # fmt: skip


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)
def test_a_bar_a_dataset_says_what_happened_to_how_many_rows(palette: Palette):
    drawn = valid(changes.rows_changed(COUNTS, palette))
    changed, added, removed = drawn.data
    assert [list(bar.x) for bar in drawn.data] == [[70, 4, 0], [0, 1, 0], [0, 0, 2]]
    assert (changed.marker.color, added.marker.color, removed.marker.color) == (
        palette.actual, palette.forecast, palette.rating["red"],
    )  # fmt: skip
    assert [list(each) for each in changed.customdata] == [["spend"], ["concerns"], ["<b>odd</b>"]]
    said = notes(drawn)
    assert "<b>Capital</b>  70 changed" in said
    assert "<b>Partner concerns</b>  4 changed and 1 added" in said
    assert "<b>&lt;b&gt;odd&lt;/b&gt;</b>  2 removed" in said


def test_many_datasets_are_cut_to_the_first():
    many = pl.concat([COUNTS] * 4)
    assert len(changes.rows_changed(many).data[0].x) == changes.MOST


def test_how_many_rows_and_dates_in_a_sentence():
    assert sentences.rows_changed(COUNTS) == "Behind them: 74 rows changed, 1 added and 2 removed"
    one = COUNTS.head(2).tail(1).with_columns(changed=0)
    assert sentences.rows_changed(one) == "Behind them: 1 row added"
    assert sentences.rows_changed(COUNTS.clear()) == "Behind them no row has changed"
    assert sentences.dates_moved(MOVED, AUGUST, SEPTEMBER) == "Since 31 August: 1 date slipped, 1 date earlier"
    assert sentences.dates_moved(MOVED.tail(1), AUGUST, SEPTEMBER) == "Since 31 August: 1 date slipped"
    none = "Since 31 August no gateway, wave, meeting or move to come has another date"
    assert sentences.dates_moved(MOVED.clear(), AUGUST, SEPTEMBER) == none
    moves = {"slipped": 45, "came_forward": 1}
    told = "Since 31 August: 1 date and 45 moves slipped, 1 move earlier"
    assert sentences.dates_moved(MOVED.tail(1), AUGUST, SEPTEMBER, moves) == told
    forward = "Since 31 August: 1 move came forward"
    assert sentences.dates_moved(MOVED.clear(), AUGUST, SEPTEMBER, moves | {"slipped": 0}) == forward
    assert sentences.dates_moved(MOVED.clear(), None, SEPTEMBER) == "This is the first report"
    long_ago = date(2012, 9, 1)
    told = "Since 1 September 2012: 1 date came forward"
    assert sentences.dates_moved(MOVED.head(1), long_ago, SEPTEMBER, {"slipped": 0, "came_forward": 0}) == told


def test_a_subject_is_called_as_its_dataset_is_everywhere():
    """‘Capital’ and ‘Cash flow of the benefits’ here were ‘Spend’ and ‘Benefits by year’ on Updates."""
    codes = {name.removeprefix("changes_") for name in catalogue() if name.startswith("changes_")} - {"all", "names"}
    assert {sentences.subject(code) for code in codes} == {dataset.title for dataset in DATASETS.values()}
