"""Several programmes on the screens: chosen in the bar, named by the address, never mixed."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from data import ledger
from data.exports import to_csv
from data.ledger import programmes
from pages.ui.formatting import plain
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, enter, waves
from tests.pages.opening import at_address, opened
from tests.pages.reading import texts_of


@pytest.fixture
def two(store):
    """Two programmes with other dates."""
    enter(waves(W1="First"), JANUARY)
    programmes.begin("health", "Shared health records")
    with programmes.using("health"):
        enter(waves(W1="Other", W2="More"), FEBRUARY)


def ledger_versions() -> dict[str, int]:
    found = {}
    for each in programmes.listed():
        with programmes.using(each.id):
            found[each.id] = ledger.ledger_version()
    return found


def title(app: AppTest) -> str:
    return next(text.value for text in app.text if "as at" in text.value)


def test_with_one_programme_there_is_no_sign_of_more(store):
    enter(waves(W1="First"), JANUARY)
    app = opened("timeline")
    assert not [box for box in app.selectbox if box.label == "Programme"]
    assert "programme" not in app.query_params


@pytest.mark.usefixtures("two")
def test_the_address_names_the_programme():
    assert title(opened("timeline", programme="health")).startswith("Shared health records, as at 28 February 2013")
    assert title(opened("timeline", programme="first")).startswith("ICT shared services, as at 31 January 2013")


@pytest.mark.usefixtures("two")
def test_without_a_word_it_is_the_first_and_the_address_says_so():
    app = opened("timeline")
    assert title(app).startswith("ICT shared services")
    assert app.query_params["programme"] == "first"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("names", [("waves",), ("waves", "decisions")])
def test_files_are_taken_into_the_one_that_is_looked_at(names):
    """What they are compared with is looked up beside the reading, in a thread that knows no reader."""
    app = opened("updates", programme="health")
    decisions = b"decision_id,title,body,purpose,date,status\nD1,Start,Board,decision,30/03/2013,planned\n"
    content = {"waves": to_csv(waves(W1="Other", W2="More", W3="New")), "decisions": decisions}
    app.file_uploader[0].set_value([(f"{name}_2013-03-31.csv", content[name], "text/csv") for name in names]).run()
    app.text_input(key="uploaded_by").set_value("Ann").run()
    before = ledger_versions()
    next(button for button in app.button if button.label.startswith("Take ")).click().run()
    assert not app.exception
    assert ledger_versions() == {"first": before["first"], "health": before["health"] + len(names)}


@pytest.mark.usefixtures("two")
def test_another_is_chosen_in_the_bar_and_nothing_chosen_of_the_one_before_stays():
    app = opened("timeline", programme="first", as_at="2013-01-15")
    assert title(app).startswith("ICT shared services, as at 15 January 2013")
    (chooser,) = [box for box in app.selectbox if box.label == "Programme"]
    chooser.select("health").run()
    assert not app.exception
    assert title(app).startswith("Shared health records, as at 28 February 2013")
    assert dict(app.query_params) == {"programme": "health"}


@pytest.mark.usefixtures("two")
def test_a_link_to_a_programme_that_is_not_there_shows_no_others_figures():
    app = at_address("timeline", programme="helth").run()
    assert [error.value for error in app.error] == [
        plain("There is no programme ‘helth’ in this store. Choose one that there is.")
    ]
    assert [title.value for title in app.title] == ["No such programme"]
    for _ in range(2):  # the same choice leads there again, however often the address is wrong
        app.selectbox[0].select("health").run()
        assert dict(app.query_params) == {"programme": "health"}
        assert [box.key for box in app.selectbox if box.label == "Programme"] == ["programme"]
        app.query_params["programme"] = "helth"
        app.run()
        assert (app.selectbox[0].key, app.selectbox[0].value) == ("programme_instead", None)


@pytest.mark.usefixtures("two")
def test_side_by_side_each_is_told_of():
    app = opened("programmes", programme="health")
    told = [text for element in app.main for text in texts_of(element)]
    assert "2 programmes side by side; none has odds of being ready in time" in told
    assert "What has moved and what is spent" in told


def test_alone_there_is_nothing_to_set_it_beside(store):
    enter(waves(W1="First"), JANUARY)
    app = opened("programmes")
    assert app.code[0].value == 'python -m data programmes begin ID --name "NAME"'
