"""The Vehicle options screen: weights are moved, kept in the address, and put back."""

import json
from pathlib import Path

from tests.pages.drawn import everything_said, figures
from tests.pages.test_screens import opened


def test_the_screen_shows_scores_costs_and_what_would_change_the_choice(sample: Path):
    app = opened("vehicle")
    assert set(figures(app)) == {"vehicle_scores", "vehicle_cost", "vehicle_turns"}
    said = everything_said(app)
    assert "Community interest company and Company owned by the partners share the highest score, 4.05 of 5" in said
    assert "2 of 5 options are beaten on cost and score" in said
    assert "instead of 100" not in said


def test_a_weight_that_is_moved_is_in_the_address_until_it_is_put_back(sample: Path):
    app = opened("vehicle", as_at="2013-03-31")
    app.slider(key="weight_6").set_value(60.0).run()  # quick and simple to set up
    assert json.loads(app.query_params["weights"]) == {"Quick and simple to set up": 60}
    assert "The weights come to 150 instead of 100; scores are divided by their sum." in everything_said(app)
    again = opened("vehicle", as_at="2013-03-31", weights=app.query_params["weights"])
    assert again.slider(key="weight_6").value == 60
    again.button(key="uploaded_weights").click().run()
    assert "weights" not in again.query_params
    assert again.slider(key="weight_6").value == 10
    app.slider(key="weight_6").set_value(10.0).run()
    assert "weights" not in app.query_params


def test_weights_in_the_address_that_make_no_sense_are_passed_over(sample: Path):
    for nonsense in ("heavy", "[]", '{"Nothing": 5}', '{"Keeps public ownership": 500}'):
        app = opened("vehicle", weights=nonsense)
        assert "weights" not in app.query_params
        assert app.slider(key="weight_1").value == 20


def test_an_option_shows_its_rows(sample: Path):
    assert "**6 scores** match the filters" in everything_said(opened("vehicle", option="Community interest company"))
