"""The screen ‘What would it take?’: what its address supposes is what its charts show, and nothing in the store changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from queries import ask
from tests.pages.drawn import everything_said, figures
from tests.pages.test_every_screen import opened

SEPTEMBER = "2013-09-30"


def test_an_address_holds_all_that_is_supposed(sample: Path):
    app = opened(
        "outlook", as_at=SEPTEMBER, team_pct="50", team_from="2013-11-01", out="8", by="2014-05-01", wave_id="W7", wave_weeks="4"
    )  # fmt: skip
    shown = figures(app)["outlook_what_if"]["figure"]["data"][0]
    rows = ask(
        "outlook_what_if", date(2013, 9, 30), team_pct=50, team_from=date(2013, 11, 1), out=8, by=date(2014, 5, 1),
        wave_id="W7", wave_weeks=4,
    )  # fmt: skip
    assert [mark[0] for mark in shown["customdata"]] == ["nothing", "team", "out", "wave", "date", "all"]
    assert shown["x"] == rows["odds"].to_list()
    assert "With all of it the odds are" in everything_said(app)
    assert [button.label for button in app.button if button.key == "clear_team_pct"] == ["Suppose nothing"]
    assert figures(app)["outlook_pace"]["figure"]["data"][1]["line"]["dash"] == "dash"


def test_what_an_address_can_not_mean_is_brought_to_what_it_can(sample: Path):
    app = opened("outlook", as_at=SEPTEMBER, team_pct="9999", out="-3", wave_weeks="many", by="soon")
    assert not app.exception
    assert [slider.value for slider in app.slider] == [200, 0, 0]
    shown = figures(app)["outlook_what_if"]["figure"]["data"][0]
    assert [mark[0] for mark in shown["customdata"]] == ["nothing", "team"]


def test_without_a_forecast_it_says_why_and_what_is_left(sample: Path):
    app = opened("outlook", as_at="2012-12-31")
    assert (
        "No forecast: only two reporting periods show applications moving so far; a forecast needs four"
        in everything_said(app)
    )
    assert "outlook_wave" in figures(app)
    assert not app.slider
