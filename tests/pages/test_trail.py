"""The audit trail on its page: each event in words, packs and downloads noted, and nobody but administrators let in."""

from __future__ import annotations

import json

import polars as pl
import pytest

from data.events import Event
from data.ledger import programmes, roles
from data.ledger.trail.lines import path_of
from pages import narrative
from pages.charts import trail as charts
from pages.pack.__main__ import main as make_pack
from pages.parts import trail as parts
from tests.data.ledger.test_ledger import FEBRUARY, enter, waves
from tests.pages.opening import at_address


@pytest.fixture
def done(store, tmp_path):
    """An upload, a pack, and two roles given."""
    enter(waves(W1="Only"), FEBRUARY)
    made = ["--as-at", "2013-02-28", "--format", "html", "--sections", "timeline", "--out", str(tmp_path / "pack.html")]
    assert make_pack(made) == 0
    for role in (roles.Role.EDITOR, roles.Role.ADMINISTRATOR):
        roles.say("anna@council.gov.uk", role, roles.EVERY, "Sam", may_leave_none=True)


@pytest.mark.usefixtures("done")
def test_every_event_has_a_kind_and_says_in_words_what_was_done():
    rows = parts.events()
    assert rows["deed"].to_list()[::-1] == [
        "With 1 entry of the ledger",
        "Waves, the whole list as at 28 February 2013: upload 1, 1 row",
        "Briefing as at 28 February 2013, ledger version 1, as HTML",
        "Editor: anna@council.gov.uk, in all programmes",
        "Administrator: anna@council.gov.uk, in all programmes",
    ]
    assert set(narrative.trail.KINDS) == set(Event)
    assert "anna" not in path_of(programmes.home()).read_text(encoding="utf-8")


@pytest.mark.usefixtures("done")
def test_the_picture_has_a_mark_for_each_kind_and_day_and_says_never_where_none_is():
    drawn = charts.activity(parts.events())
    assert [len(trace.x) for trace in drawn.data] == [1, 1, 0, 1]
    assert "never" in drawn.layout.annotations[2].text


@pytest.mark.usefixtures("done")
def test_the_page_says_that_the_trail_is_whole_and_in_red_where_it_is_not():
    app = at_address("trail").run()
    assert not app.exception
    assert not app.error
    path = path_of(programmes.home())
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), "at": "2013-01-01T00:00:00+00:00"})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    app = at_address("trail").run()
    assert "broken at event 2" in app.error[0].value


@pytest.mark.usefixtures("done")
def test_an_empty_trail_says_what_will_be_noted(monkeypatch):
    nothing = parts.events().clear()
    monkeypatch.setattr(parts, "events", lambda: nothing)
    assert "Nothing has been done yet" in " ".join(each.value for each in at_address("trail").run().markdown)


def test_what_fits_the_filters_is_shown_and_of_many_the_newest():
    rows = pl.DataFrame({"kind": ["Roles"] * 600, "event": ["role granted"] * 600, "who": ["Sam"] * 600})
    assert parts.narrowed(rows, {"kind": "Roles", "who": None}).height == 600
    assert parts.narrowed(rows, {"kind": "Data changed"}).is_empty()
    assert parts.how_many(rows, {"kind": "Roles"}) == (
        "600 events fit the filters; the newest 500 are shown, the downloads hold all"
    )
