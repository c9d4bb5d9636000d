"""What is sent to the component that draws: figures that are right in both palettes, and choices that are in the figure."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from pages.charts.theme import PALETTES, faint, text_on
from pages.ui import figures as shown
from pages.ui import page
from tests.pages.drawn import figures, texts
from tests.pages.opening import opened

DRAWING = ("overview", "timeline", "inventory", "migration", "gateways", "partners")


def drawn(name: str) -> dict[str, dict[str, Any]]:
    return figures(opened(name))


def in_other_look(sent: dict[str, Any]) -> dict[str, Any]:
    """As the browser does it when the theme changes."""
    changed = json.loads(json.dumps(sent["figure"]))
    for path, colour in sent["other"]:
        part = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = colour
    return changed


@pytest.mark.parametrize("name", DRAWING)
def test_a_figure_in_the_other_look_is_the_one_drawn_for_it(sample: Path, name: str, monkeypatch: pytest.MonkeyPatch):
    light = drawn(name)
    monkeypatch.setattr(page, "PALETTES", {"light": PALETTES["dark"]})
    dark = drawn(name)
    assert light
    assert light.keys() == dark.keys()
    for key, sent in light.items():
        assert sent["figure"] != dark[key]["figure"], "there is a difference to find"
        assert in_other_look(sent) == dark[key]["figure"], key


@pytest.mark.parametrize("name", DRAWING)
def test_the_small_bundle_draws_every_figure(sample: Path, name: str):
    for key, sent in drawn(name).items():
        assert {trace["type"] for trace in sent["figure"]["data"]} <= {"scatter", "bar", "pie"}, key
        assert sent["alt"], key


def test_derived_colours_know_their_counterpart():
    light, dark = PALETTES["light"], PALETTES["dark"]
    for derive in (text_on, lambda colour: faint(colour, 0.5)):
        assert getattr(derive(light.background), "other", None) == derive(dark.background)
        assert getattr(derive(dark.background), "other", None) == derive(light.background)


FIGURE = go.Figure(
    {
        "data": [{"type": "bar", "x": [1, 2], "customdata": [["IT", "retain"], ["IT", "retire"]]}],
        "layout": {"height": 200},
    }
)


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [
        (["IT", "retire"], [["IT", "retire"]]),
        (None, []),  # nobody clicked
        (["IT", "<script>"], []),  # nothing that is drawn
        ("IT", []),
        ({"0": "IT"}, []),
        (["IT"], []),  # would not unpack
    ],
)
def test_only_a_mark_of_the_figure_is_a_choice(sent: Any, chosen: list[Any]):
    assert shown._chosen(FIGURE, sent) == chosen
    assert shown._chosen(None, sent) == []


def test_a_figure_is_sent_as_plotly_would_write_it():
    assert shown._content(FIGURE) == FIGURE.to_plotly_json()


def test_what_is_sent_of_a_figure_is_worked_out_once_and_goes_with_it():
    figure = go.Figure(layout={"height": 100})
    first = shown._sent(figure)
    assert shown._sent(figure) is first
    assert shown._sent(go.Figure(layout={"height": 200}))["height"] == 200
    kept = len(shown._kept)
    del figure
    gc.collect()  # a figure's parts know it
    assert len(shown._kept) < kept


def test_a_number_that_is_none_is_our_own_bug():
    """JSON has no NaN: the browser would refuse the whole figure."""
    figure = go.Figure({"data": [{"type": "bar", "x": [float("nan")]}], "layout": {"height": 200}})
    with pytest.raises(ValueError):
        shown._shown(figure, title="t", alt="a", key="k", selects=False, above=[], below=[])


def test_without_a_figure_the_finding_and_the_rows_stay(sample: Path):
    def script() -> None:
        import polars as pl

        from pages.ui import figures

        figures.show(None, title="Nothing", alt="", rows=pl.DataFrame({"name": ["a"]}), key="none")

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert not figures(app)
    assert texts(app) == ["Nothing"]


def test_the_rows_behind_one_of_several_pictures_are_in_a_dialog_that_its_button_opens(
    sample: Path, monkeypatch: pytest.MonkeyPatch
):
    def script() -> None:
        import polars as pl
        import streamlit as st

        from pages.ui import figures, texts

        def more() -> None:
            st.text("more")

        figures.show(
            None, title="A *b*", alt="", rows=pl.DataFrame({"name": ["a"]}), key="none", rule="How it is.", compact=True,
            more=more, below=lambda: texts.say(texts.line("below")),
        )  # fmt: skip

    for is_pressed in (False, True):
        monkeypatch.setattr(shown, "_draw", lambda told=is_pressed, **sent: SimpleNamespace(chosen=None, behind=told))
        app = AppTest.from_function(script).run()
        assert [each.value for each in (*app.caption, *app.text)] == (["How it is\\.", "more"] if is_pressed else [])
        assert len(app.dataframe) == is_pressed
