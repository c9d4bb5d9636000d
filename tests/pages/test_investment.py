"""The Investment screen: what is chosen is in the address, and every figure of the screen rests on it."""

from pathlib import Path

from tests.pages.drawn import everything_said, figures
from tests.pages.test_screens import opened


def test_the_screen_shows_the_case_and_what_it_rests_on(sample: Path):
    app = opened("investment")
    assert set(figures(app)) == {"investment_years", "investment_tornado", "investment_benefits"}
    assert "£3.84 million net present value; it pays back in 2017/18, after 5.1 years" in everything_said(app)
    assert "Green Book's 3.5% a year" in everything_said(app)


def test_settings_come_from_the_address_and_go_there(sample: Path):
    app = opened(
        "investment",
        rate_of="own",
        rate="0",
        optimism="51",
        managed="92",
        managing="7000",
        kind="non_standard_buildings",
    )
    assert "Discounted at 0% a year" in everything_said(app)
    assert "(51%, of which 92% is managed for £7,000)" in everything_said(app)
    app.slider(key="optimism").set_value(10.0).run()
    assert app.query_params["optimism"] == "10"
    app.selectbox(key="kind").set_value("standard_buildings").run()
    assert app.query_params["kind"] == "standard_buildings"
    assert not app.exception


def test_what_makes_no_sense_in_the_address_is_passed_over(sample: Path):
    app = opened(
        "investment", rate_of="own", rate="nan", optimism="2000", kind="castle", year="1066/67", part="By year"
    )
    assert "Discounted at 3.5% a year" in everything_said(app)
    assert "costs without optimism bias" in everything_said(app)
    assert "No row matches these filters" in everything_said(app)


def test_a_year_shows_its_rows(sample: Path):
    app = opened("investment", year="2013/14", part="By year")
    assert "**9 rows** match the filters" in everything_said(app)
