"""The colours pass contrast in light and dark, survive grey print, and are those of the screen's own settings."""

import tomllib
from itertools import pairwise

import pytest

from pages.charts import theme
from pages.charts.theme import DARK, LIGHT, contrast, luminance
from tests.source import ROOT

both_looks = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)


def test_contrast_is_worked_out_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@both_looks
def test_text_reaches_four_and_a_half_to_one(look):
    for ink in (look.text, look.muted):
        assert contrast(ink, look.background) >= 4.5
        assert contrast(ink, look.surface) >= 4.5


@both_looks
def test_marks_reach_three_to_one(look):
    marks = [look.ghost, look.forecast, look.actual, look.marker, look.accent, look.outline, *look.rating.values()]
    assert [mark for mark in marks if contrast(mark, look.background) < 3] == []


@both_looks
def test_text_on_marks_reaches_four_and_a_half_to_one(look):
    marks = [*look.ramp, *look.disposition.values(), look.actual]
    assert [mark for mark in marks if contrast(theme.text_on(mark), mark) < 4.5] == []


@both_looks
def test_the_ramp_goes_one_way_in_grey_too(look):
    steps = [luminance(step) for step in look.ramp]
    assert len(steps) == len(theme.STAGES) == len(theme.PARTNER_STAGES)
    falling = look is LIGHT
    assert all((a > b) == falling for a, b in pairwise(steps))
    assert all(contrast(a, b) > 1.15 for a, b in pairwise(look.ramp))


@both_looks
def test_what_happens_to_applications_is_told_apart_on_grey_paper(look):
    """Blue, teal and purple were one grey: a printer keeps brightness and loses the hue."""
    shades = sorted(luminance(colour) for colour in look.disposition.values())
    assert min((b + 0.05) / (a + 0.05) for a, b in pairwise(shades)) > 1.25


@both_looks
def test_every_choice_has_its_colour(look):
    from data.datasets import APPLICATIONS, GATEWAYS, MIGRATIONS, PARTNERS

    assert set(look.disposition) == set(APPLICATIONS.column("disposition").choices) == set(theme.DISPOSITIONS)
    assert set(look.rating) == set(GATEWAYS.column("declared_rating").choices) == set(theme.RATINGS)
    assert MIGRATIONS.column("stage").choices == theme.STAGES
    assert PARTNERS.column("stage").choices == (*theme.PARTNER_STAGES, "withdrawn")


def test_ratings_are_told_apart_without_colour():
    shown = [*theme.RATINGS.values(), theme.NOT_RATED]
    assert len({rating.word for rating in shown}) == len(shown)
    assert len({rating.shape for rating in shown}) == len(shown)
    assert theme.rating("nonsense") is theme.NOT_RATED


@both_looks
def test_the_screen_has_the_same_colours(look):
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][look.name]
    assert settings["backgroundColor"] == look.background
    assert settings["secondaryBackgroundColor"] == look.surface
    assert settings["textColor"] == look.text
    assert settings["linkColor"] == look.accent
    assert contrast(settings["primaryColor"], "#FFFFFF") >= 4.5  # the writing on a primary button
    for colour in ("green", "orange", "red", "gray", "blue"):
        assert contrast(settings[f"{colour}TextColor"], settings[f"{colour}BackgroundColor"]) >= 4.5, colour


def test_text_from_data_stays_text_in_a_figure():
    assert theme.clean('<a href="x">A & B</a>') == '&lt;a href="x"&gt;A &amp; B&lt;/a&gt;'
    assert theme.clean("one\ntwo") == "one two"
    assert theme.clean("a long name", most=7) == "a long…"
    assert theme.clean(None) == ""


def test_a_figure_leaves_the_default_template_out():
    drawn = theme.figure([], LIGHT, height=100)
    assert drawn.layout.template.to_plotly_json() == {}
    assert len(drawn.to_json()) < 2000
