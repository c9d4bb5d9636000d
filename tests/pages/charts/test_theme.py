"""The colours pass contrast in light and dark, survive grey print, and are those of the screen's own settings."""

import tomllib
from itertools import pairwise

import pytest

from pages.charts import theme
from pages.charts.theme import DARK, LIGHT, contrast, luminance
from tests.source import ROOT

both_palettes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda palette: palette.name)


def test_contrast_is_worked_out_as_wcag_does():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known grey that just fails


@both_palettes
def test_text_reaches_four_and_a_half_to_one(palette):
    for ink in (palette.text, palette.muted):
        assert contrast(ink, palette.background) >= 4.5
        assert contrast(ink, palette.surface) >= 4.5


@both_palettes
def test_marks_reach_three_to_one(palette):
    marks = [
        palette.ghost,
        palette.forecast,
        palette.actual,
        palette.marker,
        palette.accent,
        palette.outline,
        *palette.rating.values(),
    ]
    assert [mark for mark in marks if contrast(mark, palette.background) < 3] == []


@both_palettes
def test_text_on_marks_reaches_four_and_a_half_to_one(palette):
    marks = [*palette.ramp, *palette.disposition.values(), palette.actual]
    assert [mark for mark in marks if contrast(theme.text_on(mark), mark) < 4.5] == []


@both_palettes
def test_the_ramp_goes_one_way_in_grey_too(palette):
    steps = [luminance(step) for step in palette.ramp]
    assert len(steps) == len(theme.STAGES) == len(theme.PARTNER_STAGES)
    falling = palette is LIGHT
    assert all((a > b) == falling for a, b in pairwise(steps))
    assert all(contrast(a, b) > 1.15 for a, b in pairwise(palette.ramp))


@both_palettes
def test_what_happens_to_applications_is_told_apart_on_grey_paper(palette):
    """Blue, teal and purple were one grey: a printer keeps brightness and loses the hue."""
    shades = sorted(luminance(colour) for colour in palette.disposition.values())
    assert min((b + 0.05) / (a + 0.05) for a, b in pairwise(shades)) > 1.25


@both_palettes
def test_every_choice_has_its_colour(palette):
    from data.datasets import APPLICATIONS, GATEWAYS, MIGRATIONS, PARTNERS

    assert set(palette.disposition) == set(APPLICATIONS.column("disposition").choices) == set(theme.DISPOSITIONS)
    assert set(palette.rating) == set(GATEWAYS.column("declared_rating").choices) == set(theme.RATINGS)
    assert MIGRATIONS.column("stage").choices == theme.STAGES
    assert PARTNERS.column("stage").choices == (*theme.PARTNER_STAGES, "withdrawn")


def test_ratings_are_told_apart_without_colour():
    shown = [*theme.RATINGS.values(), theme.NOT_RATED]
    assert len({rating.word for rating in shown}) == len(shown)
    assert len({rating.shape for rating in shown}) == len(shown)
    assert theme.rating("nonsense") is theme.NOT_RATED


@both_palettes
def test_the_screen_has_the_same_colours(palette):
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][palette.name]
    assert settings["backgroundColor"] == palette.background
    assert settings["secondaryBackgroundColor"] == palette.surface
    assert settings["textColor"] == palette.text
    assert settings["linkColor"] == palette.accent
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


def test_what_is_printed_from_the_dark_theme_has_the_light_ones_colours():
    themes = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    style = (ROOT / "pages" / "ui" / "page.css").read_text(encoding="utf-8")
    for name in ("green", "orange", "red", "gray", "blue"):
        red, green, blue = bytes.fromhex(themes["dark"][f"{name}TextColor"][1:])
        text, behind = (themes["light"][f"{name}{part}Color"].lower() for part in ("Text", "Background"))
        there = f"color: {text} !important; background-color: {behind} !important;"
        assert f'[style*="color: rgb({red}, {green}, {blue})"] {{ {there} }}' in style


def test_labels_stand_apart_as_near_as_can_be_to_what_they_name():
    assert theme.spread([10, 12, 90], [20, 20, 20], 0, 100) == [10, 30, 90]
    assert theme.spread([100, 101, 300, 99], [30] * 4, 35, 615) == [129, 159, 300, 99], "in the order of what they name"
    assert theme.spread([590, 595], [30, 30], 35, 615) == [570, 600], "pushed back from the end"
    assert theme.spread([50, 50], [20, 60], 0, 60) == [-10, 30], "what does not fit goes beyond the low end"
