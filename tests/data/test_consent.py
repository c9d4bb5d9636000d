"""A change is made as it was shown, or not at all, whatever others write between the showing and the saying so."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import consent, earlier_uploads, ledger, uploads
from data.__main__ import main
from data.datasets import DATASETS
from data.ledger import backups
from data.problems import LedgerRefused
from data.sample import loading

DAY, LATER = date(2013, 1, 31), date(2013, 2, 28)
WAVES, DECISIONS = DATASETS["waves"], DATASETS["decisions"]
HEADS = "wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_start,forecast_finish\n"


def waves(*rows: str) -> bytes:
    """‘W1’, or ‘W1 name’ or ‘W1 name 2013-06-30’, the forecast of its finish."""
    lines = []
    for row in rows:
        key, name, finish = (*row.split(" "), "", "")[:3]
        lines.append(f"{key},{name or key},1,Housing,2013-03-01,2013-05-01,2013-03-01,{finish or '2013-05-01'}\n")
    return (HEADS + "".join(lines)).encode()


def request(content: bytes, mode: str = "full", day: date = DAY, **more) -> uploads.Request:
    return uploads.Request(WAVES, content, "waves.csv", day, mode, by="Ann", **more)  # type: ignore[arg-type]


def take(content: bytes, mode: str = "full", day: date = DAY) -> int:
    number = uploads.commit(request(content, mode, day)).number
    assert number
    return number


def by_command(tmp_path: Path, content: bytes, *said: str) -> None:
    """A colleague's file, taken in by the command."""
    file = tmp_path / "theirs.csv"
    file.write_bytes(content)
    assert main(["import", "waves", str(file), "--as-at", str(DAY), "--mode", "update", "--by", "Bob", *said]) == 0


def keys(day: date = DAY) -> list[str]:
    return ledger.rows_now(WAVES, day)["wave_id"].to_list()


def test_a_full_report_shown_as_removing_nothing_removes_nothing_of_a_colleagues(tmp_path: Path):
    take(waves("W1", "W2"))
    seen = uploads.preview(request(waves("W1 New", "W2")))
    assert seen.effect is not None
    assert seen.effect.removed.is_empty()
    by_command(tmp_path, waves("W3", "W4"))
    with pytest.raises(consent.Overtaken, match=r"Bob uploaded waves as at 31/01/2013 \(2 added"):
        uploads.commit(seen.request, seen)
    assert keys() == ["W1", "W2", "W3", "W4"]
    again = uploads.preview(seen.request)
    assert again.effect is not None
    assert again.effect.removed["wave_id"].sort().to_list() == ["W3", "W4"]
    uploads.commit(again.request, again)
    assert keys() == ["W1", "W2"]


def test_a_commit_elsewhere_that_leaves_the_change_as_it_was_shown_is_none_of_its_business(tmp_path: Path):
    take(waves("W1", "W2"))
    seen = uploads.preview(request(waves("W1 New"), "update"))
    by_command(tmp_path, waves("W3"))  # other rows of the same dataset and date
    decision = b"decision_id,title,body,purpose,date,status\nD1,Title,Board,decision,2013-01-20,done\n"
    uploads.commit(uploads.Request(DECISIONS, decision, "d.csv", DAY, by="Bob"))
    assert uploads.commit(seen.request, seen).number
    assert ledger.rows_now(WAVES, DAY)["name"].to_list() == ["New", "W2", "W3"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda: take(waves("W1 Other"), "update"),  # the row itself: it would be reverted
        lambda: take(waves("W1 New"), "update"),  # it is done already
        lambda: take(waves("W1", "W2"), "full", LATER),  # a later report: the change is no longer the last word
        lambda: ledger_turn(1),  # what it changes is there no longer
    ],
    ids=["same row", "same change", "later report", "withdrawn"],
)
def test_what_touches_the_change_is_asked_about_again(meanwhile):
    take(waves("W1", "W2"))
    seen = uploads.preview(request(waves("W1 New"), "update"))
    meanwhile()
    before = ledger.ledger_version()
    with pytest.raises(consent.Overtaken, match="While you were looking"):
        uploads.commit(seen.request, seen)
    assert ledger.ledger_version() == before


def ledger_turn(number: int) -> None:
    with ledger.writing() as writer:
        writer.withdraw([number], "Bob")


def test_a_late_report_is_held_against_what_later_ones_show():
    take(waves("W1"), "update", LATER)
    seen = uploads.preview(request(waves("W2"), "update"))
    take(waves("W1 Other"), "update", LATER)
    assert uploads.commit(seen.request, seen).number, "after the last report one row comes, as was shown"
    seen = uploads.preview(request(waves("W3"), "update"))
    take(waves("W3 Theirs"), "update", LATER)  # now none does
    with pytest.raises(consent.Overtaken):
        uploads.commit(seen.request, seen)


def test_after_a_restore_the_same_number_is_not_the_same_ledger(tmp_path: Path):
    take(waves("W1"))
    backups.backup(tmp_path / "backup.duckdb")
    take(waves("W2"), "update")
    seen = uploads.preview(request(waves("W1", "W2 New")))
    backups.restore(tmp_path / "backup.duckdb")
    take(waves("W9"), "update")
    assert ledger.ledger_version() == seen.ledger_version
    with pytest.raises(consent.Overtaken, match="a backup was restored"):
        uploads.commit(seen.request, seen)


def test_withdrawing_and_reinstating_do_what_was_shown_or_nothing():
    first, second = take(waves("W1", "W2")), take(waves("W2 New"), "update", LATER)
    shown = consent.preview_turning(second, "withdraw")
    at = (shown.ledger_version, shown.generation)
    take(waves("W9"), "update")  # elsewhere
    assert consent.turn(second, "withdraw", "Ann", shown.change, at)
    back = consent.preview_turning(second, "reinstate")
    assert (back.before["name"].to_list(), back.after["name"].to_list()) == (["W2"], ["New"])
    at = (back.ledger_version, back.generation)
    ledger_turn(first)
    with pytest.raises(consent.Overtaken, match="Bob withdrew waves"):
        consent.turn(second, "reinstate", "Ann", back.change, at)


def test_two_people_who_withdraw_one_upload_hear_of_each_other():
    number = take(waves("W1"))
    shown = consent.preview_turning(number, "withdraw")
    ledger_turn(number)
    with pytest.raises(consent.Overtaken, match="Bob withdrew waves"):
        consent.turn(number, "withdraw", "Ann", shown.change, (shown.ledger_version, shown.generation))


def test_the_sample_is_removed_and_loaded_as_it_was_shown(sample_store: Path):
    now = ledger.current()
    at = (now.ledger_version, now.generation)
    ledger_turn(earlier_uploads.sample_uploads()[0])
    with pytest.raises(consent.Overtaken, match="Bob withdrew"):
        loading.remove_sample("Ann", at)
    take(waves("W9"), "update")  # whoever adds their own changes nothing of what is the sample's
    now = ledger.current()
    take(waves("W8"), "update")
    assert loading.remove_sample("Ann", (now.ledger_version, now.generation)) > 10
    with pytest.raises(consent.Overtaken):
        loading.load_sample(at)


# Edited cells -------------------------------------------------------------------------------------


def cells(text: str) -> uploads.Request:
    return request(text.encode(), "update", of_cells=True)


def test_edited_cells_leave_all_others_as_they_are(tmp_path: Path):
    take(waves("W1 One 2013-06-30", "W2"))
    seen = uploads.preview(cells("wave_id,name\nW1,Edited\n"))
    assert seen.ingested.problems.is_empty(), "it lacks required columns, which nobody edited"
    assert seen.ingested.supplied == ("wave_id", "name")
    uploads.commit(seen.request, seen)
    row = ledger.rows_now(WAVES, DAY).row(0, named=True)
    assert (row["name"], row["departments"], str(row["forecast_finish"])) == ("Edited", "Housing", "2013-06-30")


def test_another_cell_of_an_edited_row_that_a_colleague_changed_is_not_reverted(tmp_path: Path):
    take(waves("W1", "W2"))
    seen = uploads.preview(cells("wave_id,name\nW1,Edited\n"))
    by_command(tmp_path, waves("W1 W1 2013-09-30"))
    with pytest.raises(consent.Overtaken):
        uploads.commit(seen.request, seen)  # the row that was shown is another by now
    again = uploads.preview(seen.request)
    uploads.commit(again.request, again)
    row = ledger.rows_now(WAVES, DAY).row(0, named=True)
    assert (row["name"], str(row["forecast_finish"])) == ("Edited", "2013-09-30")


def test_edited_cells_are_held_against_the_rules_with_the_rest_of_their_row():
    take(waves("W1"))
    seen = uploads.preview(cells("wave_id,baseline_finish\nW1,2013-02-01\n"))  # it began in March
    assert seen.ingested.problems["kind"].to_list() == ["dates out of order"]


def test_cells_of_a_row_that_has_gone_meanwhile_are_refused():
    take(waves("W1", "W2"))
    seen = uploads.preview(cells("wave_id,name\nW1,Edited\n"))
    take(waves("W2"))
    with pytest.raises(uploads.Rejected, match="key of no row"):
        uploads.commit(seen.request, seen)


def test_several_are_taken_back_together_as_it_was_shown_or_none():
    first = uploads.commit_together([request(waves("W1", "W2"), "update"), request(waves("W3"), "update")])
    numbers = [one.number for one in first if one.number]
    shown, at = consent.preview_withdrawing(numbers), consent.at_now()
    (waves_after,) = shown.each
    assert waves_after.before["wave_id"].to_list() == ["W1", "W2", "W3"]
    assert waves_after.after.is_empty(), "with one of the two alone rows would stay"
    other = take(waves("W3 Theirs"), "update", LATER)
    with pytest.raises(consent.Overtaken):
        consent.withdraw_together(numbers, "Ann", shown.change, at)
    assert len(keys(LATER)) == 3
    with pytest.raises(LedgerRefused):
        consent.withdraw_together([*numbers, 999], "Ann", "", consent.at_now())
    assert len(keys(LATER)) == 3, "all or none"
    shown, at = consent.preview_withdrawing(numbers), consent.at_now()
    assert consent.withdraw_together(numbers, "Ann", shown.change, at) == 2
    assert ledger.ledger_version() == other + 1, "one version"
    assert keys(LATER) == ["W3"]
