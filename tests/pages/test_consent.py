"""The Updates page: a press commits what stood above the button, or nothing; edits keep their rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from data import exports, ledger, returns, uploads
from data.datasets import DATASETS
from pages.ui import upload_cache
from queries import ask
from tests.pages.drawn import everything_said
from tests.pages.opening import opened

DAY = date(2013, 9, 30)
DECISIONS = DATASETS["decisions"]
HEADS = b"decision_id,title,body,purpose,date,status\n"
MINE, THEIRS = (
    HEADS + b"E1,Mine,Board,decision,2013-09-30,done\n",
    HEADS + b"E2,Theirs,Board,decision,2013-09-30,done\n",
)


def waiting(content: bytes, mode: str, **others: bytes) -> AppTest:
    """Ann's Updates page with a file of decisions that waits to be taken, those of other datasets beside it, and her name
    given. The decisions are looked at closely."""
    app = opened("updates", dataset="decisions")
    tokens = []
    for name, data in {"decisions": content, **others}.items():
        (table,) = returns.tables_in(data, f"{name}_2013-09-30.csv", DAY)
        tokens.append(upload_cache.hold(table.file_name, data, table=table))
        app.session_state[f"mode_{tokens[-1]}"] = mode
    app.session_state["waiting_files"] = tokens
    app.session_state["looked_at"] = tokens[0]
    app.session_state["uploaded_by"] = "Ann"
    app.run()
    assert not app.exception
    return app


def take(app: AppTest) -> AppTest:
    (button,) = [button for button in app.button if button.label.startswith("Take ")]
    return button.click().run()


def by_bob(content: bytes, dataset: str = "decisions") -> None:
    request = uploads.Request(DATASETS[dataset], content, "theirs.csv", DAY, "update", by="Bob")
    assert uploads.commit(request).number


def said(app: AppTest) -> str:
    return " ".join(str(each.value) for each in [*app.warning, *app.success]).replace("\\", "")


def titles() -> list[str]:
    return ledger.rows_now(DECISIONS, DAY)["title"].to_list()


def test_a_press_on_a_preview_that_was_overtaken_takes_nothing_and_asks_again(sample_store: Path):
    app = waiting(exports.to_csv(ledger.rows_now(DECISIONS, DAY)).replace(b"done", b"planned", 1), "full")
    assert app.metric[2].value == "0"
    by_bob(THEIRS)
    app = take(app)
    assert "Theirs" in titles()
    assert "Bob uploaded decisions" in said(app)
    assert "nothing was written" in said(app)
    assert app.metric[2].value == "1", "the new preview says what would go"
    take(app)
    assert "Theirs" not in titles(), "what was shown the second time was agreed to"


def test_a_press_goes_through_where_the_ledger_went_on_elsewhere(sample_store: Path):
    app = waiting(MINE, "update")
    by_bob(THEIRS)
    app = take(app)
    assert "is taken" in said(app)
    assert {"Mine", "Theirs"} <= set(titles())


def test_a_press_that_comes_with_another_choice_takes_nothing(sample_store: Path):
    app = waiting(MINE, "update")
    (token,) = app.session_state["waiting_files"]
    app.date_input(key=f"day_{token}").set_value(date(2013, 8, 31))
    app = take(app)
    assert "changed with your press" in said(app)
    assert "Mine" not in titles()


def test_an_upload_is_taken_back_as_it_was_shown_or_not_at_all(sample_store: Path):
    number = uploads.commit(uploads.Request(DECISIONS, MINE, "mine.csv", DAY, "update", by="Ann")).number
    app = opened("updates", part="History", upload=str(number))
    app.session_state[f"withdraw_{number}"] = True
    app.run()
    (press,) = [button for button in app.button if str(button.key).startswith(f"do_withdraw_{number}")]
    assert "Type your name first" in said(press.click().run())
    app.text_input(key=f"by_withdraw_{number}").set_value("Ann").run()
    assert "Type your name first" not in said(app)
    (press,) = [button for button in app.button if str(button.key).startswith(f"do_withdraw_{number}")]
    by_bob(MINE.replace(b"Mine", b"Bob's"))
    app = press.click().run()
    assert "Bob uploaded decisions" in said(app)
    assert "Bob's" in titles()
    assert "is withdrawn" not in everything_said(app)


def test_rows_said_to_be_renamed_are_shown_and_taken_as_changed(sample_store: Path):
    """Ticked, a pair is one row: what is shown above the button is what the press does."""
    before = exports.to_csv(ledger.rows_now(DECISIONS, DAY))
    app = waiting(before.replace(b"D-01,", b"SCRUTINY-1,"), "full")
    assert [app.metric[place].value for place in (0, 2)] == ["1", "1"]  # one added, one removed
    (pair,) = [box for box in app.checkbox if "is now called" in box.label]
    app = pair.check().run()
    assert [app.metric[place].value for place in (0, 1, 2)] == ["0", "1", "0"]
    take(app)
    assert ask("keys_renamed", dataset="decisions").select("old_key", "latest_key").rows() == [("D-01", "SCRUTINY-1")]
    last = ask("updates_history").row(0, named=True)
    assert (last["added"], last["changed"], last["removed"]) == (0, 1, 0)


def test_rows_of_one_file_of_a_return_may_be_said_to_be_renamed(sample_store: Path):
    decisions = exports.to_csv(ledger.rows_now(DECISIONS, DAY))
    waves = exports.to_csv(ledger.rows_now(DATASETS["waves"], DAY)).replace(b"Finance and ICT", b"Finance")
    app = waiting(decisions.replace(b"D-01,", b"SCRUTINY-1,"), "full", waves=waves)
    (pair,) = [box for box in app.checkbox if "is now called" in box.label]
    app = pair.check().run()
    assert [app.metric[place].value for place in (0, 1, 2)] == ["0", "1", "0"]
    app = take(app)
    assert "are taken together" in said(app)
    assert ask("keys_renamed", dataset="decisions").select("old_key", "latest_key").rows() == [("D-01", "SCRUTINY-1")]


def test_a_pair_that_cannot_be_one_row_is_said_and_left_as_it_was(sample_store: Path):
    before = exports.to_csv(ledger.rows_now(DECISIONS, DAY))
    app = waiting(before.replace(b"D-01,", b"SCRUTINY-1,"), "full")
    (pair,) = [box for box in app.checkbox if "is now called" in box.label]
    theirs = before.replace(b"D-01,", b"BOB-1,")
    uploads.commit(uploads.Request(DECISIONS, theirs, "theirs.csv", DAY, by="Bob", renames={"D-01": "BOB-1"}))
    app = pair.check().run()
    assert not app.exception
    assert "can't be called SCRUTINY-1" in said(app)
    assert not any(box.value for box in app.checkbox if "is now called" in box.label)
    assert not app.exception
