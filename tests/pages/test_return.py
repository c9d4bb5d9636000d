"""The monthly return on the Updates page: several files at once, what is asked of them, and how few actions they take."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

import queries
from data import exports, ledger
from data.datasets import DATASETS
from pages.ui import upload_cache
from tests.pages.drawn import everything_said
from tests.pages.opening import opened

DAY = date(2013, 9, 30)
SIX = ("gateways", "migrations", "partners", "spend", "decisions", "commentary")


def rows_of(name: str) -> pl.DataFrame:
    return ledger.rows_now(DATASETS[name], DAY)


def dropped(app: AppTest, **files: bytes) -> AppTest:
    """The files in the box, one action; their names with a date, which the files speak of."""
    return (
        app.file_uploader[0]
        .set_value([(f"{name}_2013-10-31.csv", content, "text/csv") for name, content in files.items()])
        .run()
    )


def takes(app: AppTest) -> list[str]:
    return [
        button.label for button in app.button if button.label.startswith("Take ") and button.key != "commit_not_yet"
    ]


def test_six_clean_files_take_three_actions(sample_store: Path):
    app = dropped(opened("updates"), **{name: exports.to_csv(rows_of(name)) for name in SIX})  # 1
    assert "6 tables wait. Nothing has been changed yet." in everything_said(app)
    assert "To do" not in everything_said(app)
    assert app.date_input[1].value == date(2013, 10, 31)
    app.text_input(key="uploaded_by").set_value("Ann").run()  # 2
    (press,) = [button for button in app.button if button.label == "Take all 6 tables in"]
    before = ledger.ledger_version()
    app = press.click().run()  # 3
    assert not app.exception
    assert "are taken together, as at 31 October 2013" in app.success[0].value.replace("\\", "")
    assert ledger.ledger_version() == before + 6
    app.session_state[f"withdraw_all_{before + 1}"] = True
    app.run()
    (press,) = [button for button in app.button if button.label == "Withdraw all 6"]
    assert (
        f"Uploads {', '.join(str(before + at) for at in range(1, 6))} and {before + 6} came in together"
        in everything_said(app)
    )
    app = press.click().run()
    assert not app.exception
    assert (
        "Six uploads withdrawn together" in app.success[0].value
        or "6 uploads withdrawn together" in app.success[0].value
    )
    assert ledger.ledger_version() == before + 7, "one version"
    assert queries.ask("updates_history", DAY, before + 7).head(6)["withdrawn"].all()


def test_what_can_not_be_read_whatever_it_is_says_so_and_asks_nothing(sample_store: Path):
    """It asked which dataset a locked or packed file is, and for its date, and told only then that it can't be read."""
    packed = {"a.csv": gzip.compress(b"a,b\n1,2\n"), "b.csv": b"PK\x03\x04", "c.csv": b"GIF89a,a\n1,2\n"}
    app = opened("updates").file_uploader[0].set_value([(*one, "text/csv") for one in packed.items()]).run()
    assert "To do: mend a.csv, b.csv and c.csv." in everything_said(app)
    assert "a.csv can't be read.** The file is a gzip archive" in everything_said(app)
    assert everything_said(app).count("It can't be read") == 3
    assert takes(app) == []


def test_of_a_file_of_thousands_of_columns_those_are_offered_that_may_be_used(sample_store: Path):
    """For 16,384 headings it drew a field each, which took 100 seconds, and then the browser."""
    headings = [f"h{at}" for at in range(300)] + ["Ref", "decision_id", "Datum"]
    content = f"{','.join(headings)}\n{','.join('1' for _ in headings)}\n".encode()
    app = dropped(opened("updates"), decisions=content)
    lines = [box.label for box in app.multiselect if box.label.startswith("Column for")]
    assert len(lines) == 100
    assert {"Column for decision id", "Column for h0"} <= set(lines)
    assert "Here are 100 of the file's 303 headings" in everything_said(app)


def test_no_file_of_several_is_dropped_without_a_word(sample_store: Path):
    """Of two files the second vanished, and its rows with it."""
    app = dropped(opened("updates"), waves=exports.to_csv(rows_of("waves")), mystery=b"thing,remark\n1,x\n")
    assert "2 tables wait" in everything_said(app)
    assert "answer 1 question" in everything_said(app)
    assert takes(app) == []
    (what,) = [box for box in app.selectbox if "mystery" in box.label]
    assert what.value is None, "which dataset it is was guessed"
    app = what.set_value("-").run()
    assert "Left out: mystery_2013-10-31.csv" in everything_said(app)
    assert takes(app) == [f"Take {len(rows_of('waves'))} rows into waves"]


def brought_again(app: AppTest, name: str, content: bytes) -> AppTest:
    return app.file_uploader[0].set_value([(name, content, "text/csv")]).run()


@pytest.mark.parametrize("name", ["risks_2013-10-31.csv", "mended.csv"])
def test_a_mended_file_takes_the_place_of_the_refused_one(sample_store: Path, name: str):
    """It stood beside it: ‘both are risks, and R-01 is in both: leave one of the files out’, and nothing could be taken."""
    good = exports.to_csv(rows_of("risks"))
    wrong = exports.to_csv(rows_of("risks").with_columns(likelihood=pl.lit(6)))
    app = dropped(opened("updates"), risks=wrong, waves=exports.to_csv(rows_of("waves")))
    app = app.date_input[1].set_value(date(2013, 11, 30)).run()
    assert takes(app) == []
    assert app.button(key="commit_not_yet").disabled, "that a last step is to come is seen before it can be taken"
    app = brought_again(app, name, good)
    assert f"{name} takes the place of the one that waited" in " ".join(one.value for one in app.success).replace(
        "\\", ""
    )
    assert "2 tables wait. Nothing has been changed yet." in everything_said(app)
    assert not app.error
    assert takes(app) == ["Take all 2 tables in"]
    assert app.date_input[1].value == date(2013, 11, 30), "what was said of the return is kept"
    app = brought_again(app, "again.csv", good)
    assert "3 tables wait" in everything_said(app), "a file of another name beside one that is right is another file"


def test_a_file_that_would_remove_most_rows_is_asked_about_first(sample_store: Path):
    app = dropped(
        opened("updates"), decisions=exports.to_csv(rows_of("decisions").head(5))
    )  # always whole lists so far
    held = len(rows_of("decisions"))
    assert f"It lacks {held - 5} of the {held} rows held. Is it the whole list, or only changes?" in everything_said(
        app
    )
    assert takes(app) == []
    app = app.radio[0].set_value("update").run()
    assert takes(app) == ["Take 5 rows into decisions"]
    assert app.metric[2].value == "0"


def test_what_removes_rows_is_marked_and_never_preset_by_a_habit_of_changes(sample_store: Path):
    """Nine of fourteen risks stood on ‘The whole list’ with a green dot, and every report before was of changes."""
    risks = rows_of("risks")
    few = risks.head(9).with_columns(pl.col("title") + " still")
    app = dropped(opened("updates"), risks=exports.to_csv(few))
    assert app.radio[0].value == "update"
    assert "● 0 added, 9 changed, 0 removed" in everything_said(app).replace(":green[●]", "●")
    app = app.radio[0].set_value("full").run()
    assert ":orange[◆] 0 added, 9 changed, 5 removed" in everything_said(app)
    app = app.radio[0].set_value("update").run()
    assert takes(app) == ["Take 9 rows into risks"]


def test_files_that_disagree_on_the_date_are_named(sample_store: Path):
    waves, commentary = (exports.to_csv(rows_of(name)) for name in ("waves", "commentary"))
    app = opened("updates")
    files = [("waves_2013-10-31.csv", waves, "text/csv"), ("commentary_2013-09-30.csv", commentary, "text/csv")]
    app = app.file_uploader[0].set_value(files).run()
    assert app.date_input[1].value == date(2013, 10, 31)
    assert "commentary_2013-09-30.csv speaks of" in " ".join(one.value for one in app.warning).replace("\\", "")


def test_edits_of_different_columns_are_taken_together(sample_store: Path):
    """They waited one behind the other, and could be committed in part."""
    from pages.parts.updates import editing, uploading

    before = rows_of("decisions").with_columns(pl.all().cast(pl.String)).fill_null("")
    first, second = before["title"][0], before["body"][1]
    after = before.with_columns(
        pl.when(pl.col("title") == first).then(pl.lit("Edited")).otherwise("title").alias("title"),
        pl.Series("body", ["Edited too" if at == 1 else body for at, body in enumerate(before["body"])]),
    )
    assert second != "Edited too"
    app = opened("updates")
    tokens = []
    for rows in editing.changes_in(before, after, DATASETS["decisions"]):
        table = uploading.edited(DATASETS["decisions"], "decisions.csv", exports.to_csv(rows), tuple(rows.columns))
        tokens.append(upload_cache.hold(table.file_name, table.content, of_cells=True, table=table))
    app.session_state["waiting_files"] = tokens
    app.session_state["uploaded_by"] = "Ann"
    for token in tokens:
        app.session_state[f"mode_{token}"] = "update"
    app.session_state[f"day_{tokens[0]}"] = DAY
    app.run()
    (press,) = [button for button in app.button if button.label == "Take all 2 tables in"]
    press.click().run()
    now = rows_of("decisions")
    assert "Edited" in now["title"].to_list()
    assert now["body"][1] == "Edited too"
