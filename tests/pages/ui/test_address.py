"""What a reader chooses in quick succession: the browser sends a choice with an address that it has from before earlier ones."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def screen() -> None:
    from urllib.parse import urlencode

    import streamlit as st

    from pages.ui import address, filters

    address.arrive("here")
    filters.on_a_scale("pace", "Pace", 0, 100)
    filters.one_of("wave", "Wave", ["W1", "W2"])
    st.text(urlencode(st.query_params.to_dict()))


def sent(app: AppTest, address: str, **chosen: object) -> tuple[object, object, str]:
    """What is shown when a browser at `address` sends what was chosen: pace, wave and address."""
    app.query_params = dict(part.split("=") for part in address.split("&") if part)
    for key, value in chosen.items():
        (app.slider if key == "pace" else app.selectbox)(key=key).set_value(value)
    app.run()
    assert not app.exception
    return app.slider[0].value, app.selectbox[0].value, app.text[0].value


def test_a_choice_leaves_those_before_it_as_they_are():
    app = AppTest.from_function(screen).run()
    assert sent(app, "", pace=50) == (50, None, "pace=50")
    assert sent(app, "", wave="W2") == (50, "W2", "pace=50&wave=W2")
    assert sent(app, "pace=50", wave="W1") == (50, "W1", "pace=50&wave=W1")
    assert sent(app, "pace=50&wave=W1", pace=0) == (0, "W1", "wave=W1")
    assert sent(app, "pace=50&wave=W1") == (0, "W1", "wave=W1")  # a press on a mark, say
    assert sent(app, "pace=50&wave=W1", pace=50) == (50, "W1", "wave=W1&pace=50")


def test_a_link_beats_what_was_chosen_before():
    app = AppTest.from_function(screen).run()
    assert sent(app, "", pace=50) == (50, None, "pace=50")
    assert sent(app, "pace=70&wave=W1") == (70, "W1", "pace=70&wave=W1")
    assert sent(app, "pace=70&wave=W1", pace=60) == (60, "W1", "pace=60&wave=W1")
