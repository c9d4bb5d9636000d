"""The commands as a person or a nightly feed types them: outcomes, exit statuses, messages, JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from data import ledger, uploads
from data.__main__ import main
from data.commands import watch
from data.commands.command_line import build_parser
from data.datasets import DATASETS
from queries.__main__ import main as queries_main

ROOT = Path(__file__).parents[3]
GOOD = (
    "partner_id,name,category,stage,stage_date\n"
    "P01,Sentinel CiC,cic,committed,2012-09-01\n"
    "P02,NHS Plymouth,nhs,identified,2012-09-01\n"
)
BAD = GOOD.replace("committed", "comitted").replace("2012-09-01\nP02", "31/02/2012\nP02")


@pytest.fixture
def partners(tmp_path) -> Path:
    path = tmp_path / "partners.csv"
    path.write_text(GOOD)
    return path


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(list(arguments))
    except SystemExit as end:  # argparse
        status = int(end.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_a_good_file_is_taken_and_told_as_json(capsys, partners):
    status, out, _ = run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30", "--by", "Ann", "--json")
    said = json.loads(out)
    assert (status, said["status"], said["upload"], said["added"]) == (0, "done", 1, 2)
    again, out, _ = run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30", "--json")
    assert (again, json.loads(out)["status"]) == (0, "nothing_to_change")
    _, out, _ = run(capsys, "history", "--json")
    assert [(u["number"], u["uploaded_by"], u["file_name"]) for u in json.loads(out)["uploads"]] == [
        (1, "Ann", "partners.csv")
    ]


def test_a_bad_file_is_refused_with_each_cell_named_and_nothing_written(capsys, partners):
    partners.write_text(BAD)
    status, out, err = run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30", "--json")
    assert status == 1
    assert [(p["row"], p["heading"], p["value"]) for p in json.loads(out)["problems"]] == [
        (2, "stage", "comitted"),
        (2, "stage_date", "31/02/2012"),
    ]
    assert "Row 2, stage: ‘comitted’ is not one of" in err
    assert "Did you mean ‘committed’" in err
    _, out, _ = run(capsys, "history", "--json")
    assert json.loads(out)["uploads"] == []


def test_a_dry_run_says_what_would_change_and_writes_nothing(capsys, partners, store):
    status, out, _ = run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30", "--dry-run", "--json")
    assert (status, json.loads(out)["status"], json.loads(out)["added"]) == (0, "dry_run", 2)
    assert not store.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "partnerz", "x.csv", "--as-at", "2012-09-30"],
        ["import", "partners", "x.csv", "--as-at", "30/09/2012"],
        ["import", "partners", __file__, "--as-at", "9999-12-31"],
        ["import", "partners", __file__, "--as-at", "0213-03-31"],
        ["import", "partners", __file__, "--as-at", "2012-09-30", "--periods-from", "may"],
        ["import", "partners", "no such file.csv", "--as-at", "2012-09-30"],
        ["import", "partners", __file__, "--as-at", "2012-09-30", "--map", "no equals sign"],
        ["withdraw", "1"],
        ["nonsense"],
    ],
)
def test_wrong_usage_is_status_2_without_a_traceback(capsys, arguments):
    status, _, err = run(capsys, *arguments)
    assert status == 2
    assert err
    assert "Traceback" not in err


def test_withdraw_and_reinstate_with_their_statuses(capsys, partners):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    assert run(capsys, "withdraw", "1", "--by", "Ann")[0] == 0
    assert "Nothing to change" in run(capsys, "withdraw", "1", "--by", "Ann")[1]
    assert "WITHDRAWN by Ann" in run(capsys, "history")[1]
    assert run(capsys, "reinstate", "1", "--by", "Ann")[0] == 0
    status, _, err = run(capsys, "withdraw", "99", "--by", "Ann")
    assert (status, "no upload 99" in err) == (1, True)


def test_a_damaged_store_is_status_3_and_the_message_says_what_to_do(capsys, partners, store):
    store.write_bytes(b"this is no database" * 1000)
    for arguments in (["import", "partners", str(partners), "--as-at", "2012-09-30"], ["history"], ["check"]):
        status, _, err = run(capsys, *arguments)
        assert (arguments[0], status) == (arguments[0], 3)
        assert "restore" in err
    assert queries_main(["overview_headline"]) == 3


def test_export_edit_upload_gives_exactly_the_edits(capsys, partners, tmp_path):
    partners.write_text(GOOD.replace("Sentinel CiC", '"=Sentinel, ‘CiC’"').replace("NHS Plymouth", "'-NHS"))
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    for form in ("csv", "xlsx"):
        out = tmp_path / f"out.{form}"
        assert run(capsys, "export", "partners", "--format", form, "--out", str(out))[0] == 0
        _, said, _ = run(capsys, "import", "partners", str(out), "--as-at", "2012-09-30", "--json")
        assert (form, json.loads(said)["status"]) == (form, "nothing_to_change")
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert '"\'=Sentinel, ‘CiC’"' in text  # no cell can act as a formula
    (tmp_path / "out.csv").write_text(text.replace("identified", "in_discussion"), encoding="utf-8")
    _, said, _ = run(capsys, "import", "partners", str(tmp_path / "out.csv"), "--as-at", "2012-10-31", "--json")
    assert [json.loads(said)[count] for count in ("added", "changed", "removed", "unchanged")] == [0, 1, 0, 1]


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_template_is_accepted_headings_and_all(capsysbinary, dataset):
    assert main(["template", dataset]) == 0
    headings = capsysbinary.readouterr().out.decode("utf-8-sig").strip().split(",")
    assert headings == list(DATASETS[dataset].names)
    assert main(["template", dataset, "--format", "xlsx"]) == 0
    book = openpyxl.load_workbook(io.BytesIO(capsysbinary.readouterr().out))
    assert [cell.value for cell in book.worksheets[0][1]] == headings
    assert {row[0].value for row in book["Notes"].iter_rows(min_row=2)} == set(headings)


def test_describe_names_every_dataset_and_column(capsys):
    _, out, _ = run(capsys, "describe", "--json")
    said = {
        dataset["name"]: [column["name"] for column in dataset["columns"]] for dataset in json.loads(out)["datasets"]
    }
    assert said == {name: list(dataset.names) for name, dataset in DATASETS.items()}


def test_backup_restore_and_check(capsys, partners, tmp_path):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    assert run(capsys, "backup", str(tmp_path / "b.duckdb"))[0] == 0
    run(capsys, "withdraw", "1", "--by", "Ann")
    status, out, _ = run(capsys, "restore", str(tmp_path / "b.duckdb"), "--json")
    assert (status, json.loads(out)["ledger_version"]) == (0, 1)
    status, out, _ = run(capsys, "check", "--json")
    assert (status, json.loads(out)["status"]) == (0, "sound")
    assert run(capsys, "restore", str(partners))[0] == 1


def test_a_check_names_a_remedy_that_is_one(capsys, partners, store):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    store.with_name(store.name + ".trail.jsonl").unlink()  # a backup doesn't bring back what the trail has lost
    status, out, err = run(capsys, "check")
    assert (status, "The store is sound." in out, "restore" in err) == (3, True, False)
    assert "Keep all files as they are" in err
    assert json.loads(run(capsys, "check", "--json")[1])["status"] == "trail damaged"


def test_a_question_is_answered_as_csv_and_json_at_a_date_and_version(capsys, partners):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    run(capsys, "withdraw", "1", "--by", "Ann")
    assert queries_main(["partners_stage", "--as-at", "2012-10-31", "--ledger-version", "1", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["partner_id"], row["stage"], row["days_in_stage"]) for row in rows] == [
        ("P01", "committed", 60),
        ("P02", "identified", 60),
    ]
    assert queries_main(["partners_stage", "--as-at", "2012-10-31"]) == 0
    assert pl.read_csv(io.StringIO(capsys.readouterr().out)).is_empty()
    for wrong in (
        ["no_such_query"],
        ["partners_stage", "--param", "nope=1"],
        ["partners_stage", "--ledger-version", "99"],
    ):
        assert queries_main(wrong) == 2
        assert "Traceback" not in capsys.readouterr().err


def test_every_command_has_help():
    parts: Any = next(action for action in build_parser()._actions if action.choices)
    assert {choice.dest for choice in parts._choices_actions} == set(parts.choices)
    assert all(choice.help for choice in parts._choices_actions)


def test_a_command_works_in_a_process_of_its_own_and_ends_quietly_when_its_reader_goes(partners, store):
    command = f"{sys.executable} -m data describe | head -1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("applications:")
    assert done.stderr == ""
    if Path("/dev/full").exists():  # every disk that has no room
        command = f"{sys.executable} -m data describe > /dev/full"
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
        assert done.stderr.startswith("The answer could not be written: No space left on device.")


def test_the_drop_folder_takes_each_file_once_and_files_it_with_its_report(tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    (folder / "partners_2012-10-31.csv").write_text(BAD)
    (folder / "holiday photo.csv").write_text(GOOD)
    said: list[str] = []
    assert watch.watch(folder, "test", said.append, once=True) == 2
    assert sorted(p.name for p in (folder / "done").iterdir()) == [
        "partners_2012-09-30.csv",
        "partners_2012-09-30.csv.report.txt",
    ]
    report = (folder / "refused" / "partners_2012-10-31.csv.report.txt").read_text()
    assert "Row 2, stage: ‘comitted’" in report
    assert "must be DATASET_YYYY-MM-DD.csv" in (folder / "refused" / "holiday photo.csv.report.txt").read_text()
    # Stopped after the commit and before the move: the file is still there, and taking it again changes nothing.
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    assert watch.watch(folder, "test", said.append, once=True) == 0
    assert "Nothing to change" in (folder / "done" / "partners_2012-09-30.2.csv.report.txt").read_text()


def test_a_watch_stopped_between_taking_and_moving_does_not_undo_what_came_since(tmp_path, monkeypatch):
    folder = tmp_path / "drop"
    folder.mkdir()
    dropped = folder / "partners_2012-09-30.csv"
    dropped.write_text(GOOD)
    with monkeypatch.context() as during, pytest.raises(KeyboardInterrupt):
        during.setattr(Path, "replace", _no_move(KeyboardInterrupt()))
        watch.watch(folder, "test", print, once=True)
    corrected = GOOD.replace("identified", "committed").encode()
    uploads.commit(uploads.Request(DATASETS["partners"], corrected, "p.csv", date(2012, 9, 30), by="Ann"))
    said: list[str] = []
    assert watch.watch(folder, "test", said.append, once=True) == 0
    assert said == ["partners_2012-09-30.csv: done. Upload 1: taken just before the watch was stopped, and filed now."]
    assert not dropped.exists()
    with ledger.reading() as cursor:
        assert cursor.execute(
            "SELECT count(*) FROM partners_at('2012-09-30', 2) WHERE stage = 'committed'"
        ).fetchone() == (2,)
    # Dropped once more after that, it is a file like any other.
    dropped.write_text(GOOD)
    assert watch.watch(folder, "test", said.append, once=True) == 0
    assert "Upload 3:" in said[-1]


_REPLACE = Path.replace


def _no_move(problem: BaseException):
    def replace(self: Path, target: Path) -> Path:
        if Path(target).parent.name == "done":
            raise problem
        return _REPLACE(self, target)

    return replace


def test_a_file_that_can_not_be_moved_stays_and_is_said(tmp_path, monkeypatch):
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "partners_2012-09-30.csv").write_text(GOOD)
    monkeypatch.setattr(Path, "replace", _no_move(PermissionError(13, "Permission denied")))
    said: list[str] = []
    assert watch.watch(folder, "test", said.append, once=True) == 1
    assert "can't be read or moved (Permission denied)" in said[0]
    assert (folder / "partners_2012-09-30.csv").exists()


def test_a_rename_keeps_its_history(capsys, partners):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    partners.write_text(GOOD.replace("P02", "NHS2"))
    request = uploads.Request(DATASETS["partners"], partners.read_bytes(), "p.csv", date(2012, 10, 31), by="test")
    assert any("P02 would be removed and NHS2 added" in warning for warning in uploads.preview(request).warnings)
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-10-31", "--rename", "P02=NHS2")
    assert (
        queries_main(["row_history", "--param", "dataset=partners", "--param", "row_key=NHS2", "--format", "json"]) == 0
    )
    history = json.loads(capsys.readouterr().out)
    changed = [(row["column_name"], row["before"], row["after"]) for row in history if row["event"] == "changed"]
    assert changed == [("partner_id", "P02", "NHS2")]
    assert {row["reporting_date"] for row in history} == {"2012-09-30", "2012-10-31"}


def test_a_new_way_to_write_a_key_is_taken_where_it_is_said_to_be_a_rename(capsys, partners):
    run(capsys, "import", "partners", str(partners), "--as-at", "2012-09-30")
    partners.write_text(GOOD.replace("P02", "P-02"))
    asked = ("import", "partners", str(partners), "--as-at", "2012-10-31")
    status, _, err = run(capsys, *asked)
    assert status == 1
    assert "P-02" in err
    assert "P02" in err
    status, out, _ = run(capsys, *asked, "--rename", "P02=P-02")
    assert status == 0
    assert "0 added, 1 changed, 0 removed" in out


def test_a_date_about_the_table_that_contradicts_the_reporting_date_is_said_before_anything_is_written(
    tmp_path, capsys
):
    file = tmp_path / "applications 28.02.13.csv"
    file.write_text("application_id,name,department,business_function,disposition\nAPP-001,Payroll,HR,Pay,retain\n")
    command = ("import", "applications", str(file), "--as-at", "2013-03-31", "--dry-run")
    status, out, _ = run(capsys, *command)
    assert status == 0
    assert (
        "Warning: The file's name, ‘applications 28.02.13.csv’, speaks of 28 February 2013, and the reporting date"
        in out
    )
    _, out, _ = run(capsys, *command, "--json")
    assert "speaks of 28 February 2013" in json.loads(out)["warnings"][0]


def test_a_reporting_date_far_from_all_others_is_said(capsys, partners):
    command = ("import", "partners", str(partners), "--as-at")
    assert "Warning" not in run(capsys, *command, "2012-09-30")[1]
    assert "Warning" not in run(capsys, *command, "2012-10-31")[1]
    assert "nearest other report is of 31 October 2012" in run(capsys, *command, "2021-10-31", "--dry-run")[1]
    assert "nearest other report is of 30 September 2012" in run(capsys, *command, "2009-10-31")[1]


# The monthly return --------------------------------------------------------------------------------

APPLICATIONS = "application_id,name,department,business_function,disposition\nA1,Payroll,HR,Paying staff,migrate\n"
WAVES = "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,One,1,HR,2012-11-01,2012-12-31\n"
MIGRATIONS = "application_id,wave_id,stage,baseline_date\nA1,W1,not_started,2012-12-31\n"


@pytest.fixture
def returned(tmp_path) -> list[str]:
    paths = []
    for name, text in (("migrations.csv", MIGRATIONS), ("plan.csv", WAVES), ("applications.csv", APPLICATIONS)):
        path = tmp_path / name
        path.write_text(text)
        paths.append(str(path))
    return paths


def test_a_return_is_recognised_checked_together_and_taken_together(capsys, returned):
    status, out, _ = run(capsys, "import", "--return", *returned, "--as-at", "2012-09-30", "--dry-run", "--json")
    assert (status, json.loads(out)["status"], ledger.ledger_version()) == (0, "dry_run", 0)
    status, out, _ = run(capsys, "import", "--return", *returned, "--as-at", "2012-09-30", "--by", "Ann", "--json")
    said = json.loads(out)
    assert (status, said["status"], said["ledger_version"], said["left_out"]) == (0, "done", 3, [])
    assert [(u["file"], u["dataset"], u["status"], u["added"]) for u in said["uploads"]] == [
        ("migrations.csv", "migrations", "done", 1), ("plan.csv", "waves", "done", 1),
        ("applications.csv", "applications", "done", 1),
    ]  # fmt: skip
    status, out, _ = run(capsys, "import", "--return", *returned, "--as-at", "2012-09-30", "--json")
    assert (status, json.loads(out)["status"]) == (0, "nothing_to_change")


def test_one_bad_file_keeps_the_whole_return_out_and_each_is_named(capsys, returned):
    Path(returned[0]).write_text(MIGRATIONS.replace("A1", "A9").replace("not_started", "startd"))
    status, out, err = run(capsys, "import", "--return", *returned, "--as-at", "2012-09-30", "--json")
    (file,) = json.loads(out)["files"]
    assert (status, file["file"], file["dataset"], len(file["problems"])) == (1, "migrations.csv", "migrations", 2)
    assert "migrations.csv: Row 2" in err
    assert "No file of the return was taken." in err
    assert ledger.ledger_version() == 0


def test_a_file_of_which_it_is_not_certain_what_it_is_must_be_said_or_left_out(capsys, returned, tmp_path):
    other = tmp_path / "list.csv"
    other.write_text("thing,remark\n1,x\n")
    command = ["import", "--return", *returned, str(other), "--as-at", "2012-09-30"]
    status, _, err = run(capsys, *command)
    assert (status, '--is "list.csv=' in err) == (1, True)
    status, out, _ = run(capsys, *command, "--is", "list.csv=-", "--json")
    assert (status, json.loads(out)["left_out"]) == (0, [{"file": "list.csv", "sheet": None, "why": "that was said"}])


def test_sheets_of_a_workbook_are_taken_and_the_rest_is_named(capsys, tmp_path):
    book = openpyxl.Workbook()
    for name, text in (("Applications", APPLICATIONS), ("Waves", WAVES), ("Read me", "About this return\nBy hand\n")):
        sheet = book.create_sheet(name)
        for line in text.splitlines():
            sheet.append(line.split(","))
    del book["Sheet"]
    path = tmp_path / "return.xlsx"
    book.save(path)
    status, out, _ = run(capsys, "import", "--return", str(path), "--as-at", "2012-09-30")
    assert status == 0
    assert "return.xlsx, sheet ‘Read me’: left out, because its headings are none of a dataset's." in out
    assert [row["dataset"] for row in json.loads(run(capsys, "history", "--json")[1])["uploads"]] == [
        "waves",
        "applications",
    ]


def test_a_file_of_a_return_is_read_as_its_like_was(capsys, tmp_path):
    first, second = tmp_path / "partners 2012-09.csv", tmp_path / "partners 2012-10.csv"
    first.write_text(GOOD.replace("2012-09-01", "TBC", 1).replace("stage_date", "Since"))
    second.write_text(first.read_text())
    options = ["--map", "Since=stage_date", "--set", "stage_date=2012-08-31 when blank", "--blank", "Since=TBC"]
    assert run(capsys, "import", "partners", str(first), "--as-at", "2012-09-30", *options)[0] == 0
    status, out, err = run(capsys, "import", "--return", str(second), "--as-at", "2012-10-31", "--json")
    assert (status, json.loads(out)["uploads"][0]["read_as_upload"]) == (0, 1), err


def test_what_follows_for_is_said_of_one_file_of_a_return(capsys, returned, tmp_path):
    as_at = ["--as-at", "2012-09-30"]
    assert run(capsys, "import", "--return", *returned, *as_at)[0] == 0
    migrations, _, applications = map(Path, returned)
    applications.write_text(APPLICATIONS.replace("A1,", "PAY,"))
    migrations.write_text(
        MIGRATIONS.replace("A1", "PAY").replace("not_started", "workshop").replace("baseline_date", "When")
    )
    own = ["--for", "migrations.csv", "--map", "When=baseline_date", "--set", "stage=build when blank"]
    own += ["--blank=stage=workshop"]
    renamed = ["--for=applications.csv", "--rename", "A1=PAY"]
    status, out, err = run(capsys, "import", *own, "--return", *returned, *renamed, *as_at, "--json")
    assert status == 0, err
    said = {each["dataset"]: (each["added"], each["changed"], each["removed"]) for each in json.loads(out)["uploads"]}
    assert said == {"applications": (0, 1, 0), "migrations": (0, 1, 0), "waves": (0, 0, 0)}
    assert ledger.rows_now(DATASETS["migrations"], date(2012, 9, 30))["application_id"].to_list() == ["PAY"]
    status, _, err = run(capsys, "import", "--return", *returned, "--for", "migration.csv", "--month-first", *as_at)
    assert (status, "‘migration.csv’ is not read in this return" in err) == (2, True)
    # The next file like it is read so by itself, unless it is to be read afresh.
    command = ["import", "--return", str(migrations), "--as-at", "2012-10-31", "--dry-run"]
    assert run(capsys, *command)[0] == 0
    status, _, err = run(capsys, *command, "--for", "migrations.csv", "--afresh")
    assert status == 1
    assert 'What can be said after --for "migrations.csv", where it is true' in err


def test_a_return_that_would_remove_most_rows_of_a_dataset_asks_first(capsys, tmp_path):
    path = tmp_path / "waves.csv"
    path.write_text(WAVES + "".join(WAVES.splitlines()[1].replace("W1", f"W{n}") + "\n" for n in range(2, 31)))
    command = ["import", "--return", str(path), "--as-at"]
    assert run(capsys, *command, "2012-09-30")[0] == 0
    path.write_text(WAVES)
    for more in ([], ["--dry-run"]):
        status, out, err = run(capsys, *command, "2012-10-31", *more)
        assert (status, out) == (1, "")
        assert "waves.csv: it lacks 29 of the 30 rows of waves that are held. Nothing was changed." in err
        assert '--for "waves.csv" --mode full' in err
    status, out, _ = run(capsys, *command, "2012-10-31", "--for", "waves.csv", "--mode", "update", "--json")
    assert (status, json.loads(out)["uploads"][0]["unchanged"]) == (0, 1)
    status, out, _ = run(capsys, *command, "2012-11-30", "--mode", "full", "--json")
    assert (status, json.loads(out)["uploads"][0]["removed"]) == (0, 29)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["waves"],
        ["waves", "x.csv", "--return", "y.csv"],
        ["--return", __file__, "--blank", "*=TBC"],
        ["--return", __file__, "--rename", "A=B"],
        ["--return", __file__, "--for", Path(__file__).name, "--blank", "TBC"],
        ["--return", __file__, "--for"],
        ["--return", __file__, "--for", Path(__file__).name, "--no-such-option"],
        ["waves", __file__, "--for", Path(__file__).name, "--month-first"],
        ["waves", __file__, "--is", "x=waves"],
        ["--return", __file__, "--is", "x=wavez"],
    ],
)
def test_what_makes_no_sense_of_a_return_is_wrong_usage(capsys, arguments):
    status, _, err = run(capsys, "import", *arguments, "--as-at", "2012-09-30")
    assert (status, bool(err)) == (2, True)
