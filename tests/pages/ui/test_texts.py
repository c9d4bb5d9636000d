"""What is said beside the figures: gathered, sent as one element, and as text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pages.charts.theme import LIGHT
from pages.ui import links, texts, tiles
from pages.ui.page import View
from pages.ui.tiles import Tile
from tests.pages.drawn import words

VIEW = View(date(2013, 8, 31), 71, "none", date(2013, 9, 30), LIGHT, known_version=71)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What goes to the component."""
    taken: list[dict[str, Any]] = []
    monkeypatch.setattr(texts, "_draw", lambda **each: taken.append(each))
    return taken


def test_what_is_said_together_is_one_element(sent: list[dict[str, Any]]):
    with texts.together("key"):
        texts.say(texts.heading("<b>Red</b> & *late*"))
        with texts.together("inner", "row"):  # part of the outer one
            links.link(VIEW, "gateways", "See [them] →", help="Why", gateway_id="A&B")
            links.chip(VIEW, "overview", "◆ Amber", "orange")
        with texts.together("nothing", "row"):
            pass
    (one,) = sent
    assert one["key"] == "key"
    heading, row = one["data"]["texts"]
    assert heading == {"tag": "h2", "text": "<b>Red</b> & *late*"}  # shown as it is: the browser sets it as text
    assert row["class"] == "text-row"
    assert row["parts"] == [
        {"tag": "a", "href": "gateways?gateway_id=A%26B&as_at=2013-08-31", "text": "See [them] →", "note": "Why"},
        {"tag": "a", "href": "./?as_at=2013-08-31", "text": "◆ Amber", "class": "text-chip text-orange"},
    ]


def test_nothing_said_is_nothing_shown(sent: list[dict[str, Any]]):
    with texts.together("key"):
        pass
    assert sent == []


def test_a_part_that_nobody_gathers_is_our_own_bug(sent: list[dict[str, Any]]):
    with pytest.raises(RuntimeError), texts.together("key"):
        raise RuntimeError
    with pytest.raises(RuntimeError, match="together"):
        texts.say(texts.line("lost"))  # and a block that failed has let go
    assert sent == []


def test_a_tile_says_its_figure_the_change_with_its_arrow_and_where_the_rows_are(sent: list[dict[str, Any]]):
    shown = [
        Tile("Migrated", "105", change="12 more", rises=True, good=True, rule="By stage.", page="migration",
             link="See which", chosen={"migrated": "yes"}),
        Tile("Rating", "◆ Amber", change="was Green", good=False),  # a change without a direction has no arrow
        Tile("Users", "8", change="no change"),
        Tile("Cost", "£1m"),
    ]  # fmt: skip
    tiles.show(VIEW, shown, across=5, title="The figures")
    heading, grid = sent[0]["data"]["texts"]
    assert heading["text"] == "The figures"
    assert grid["across"] == 5
    assert [[words(part) for part in tile["parts"]] for tile in grid["parts"]] == [
        ["Migrated", "105", "↑ 12 more", "See which →"],
        ["Rating", "◆ Amber", "was Green"],
        ["Users", "8", "no change"],
        ["Cost", "£1m"],
    ]
    colours = [tile["parts"][2]["class"] for tile in grid["parts"][:3]]
    assert colours == ["text-chip text-green", "text-chip text-red", "text-chip text-gray"]
    label, link = grid["parts"][0]["parts"][0], grid["parts"][0]["parts"][3]
    assert label["parts"][1]["note"] == "By stage."
    assert link["href"] == "migration?migrated=yes&as_at=2013-08-31"
