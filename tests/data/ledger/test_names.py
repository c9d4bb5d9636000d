"""Renamed rows: what their keys mean on a day, what they are called, and what is refused because it can't be meant."""

from __future__ import annotations

import json
from datetime import date

import pytest

from data import __main__ as command_line
from data import ledger, uploads
from data.datasets import DATASETS
from data.intake.suggested_fixes import only_in_the_file, remedies
from data.ledger.audit import check
from data.ledger.names import Names, Renaming
from data.problems import LedgerRefused
from queries import ask

JANUARY, MARCH, APRIL, MAY = date(2013, 1, 31), date(2013, 3, 31), date(2013, 4, 30), date(2013, 5, 31)

APPLICATIONS = "application_id,name,department,business_function,disposition\n"
ONE_ROW = APPLICATIONS + "HRX,Payroll,HR,Paying staff,migrate\n"
PAYROLL, ROTA = "{},Payroll,HR,Paying staff,migrate\n", "{},Rota,Adults,Planning shifts,migrate\n"


def renaming(day: date, upload: int, old: str, new: str) -> Renaming:
    return Renaming(day, upload, "applications", old, new)


def take(dataset: str, text: str, day: date, **more) -> int:
    request = uploads.Request(DATASETS[dataset], text.encode(), f"{dataset}.csv", day, by="Ann", **more)
    number = uploads.commit(request).number
    assert number is not None
    return number


def refused(dataset: str, text: str, day: date, **more) -> str:
    """Why the file is refused, by preview and by commit alike, with nothing changed."""
    version = ledger.ledger_version()
    request = uploads.Request(DATASETS[dataset], text.encode(), f"{dataset}.csv", day, by="Ann", **more)
    with pytest.raises((LedgerRefused, uploads.Rejected)) as stopped:
        uploads.commit(request)
    try:
        seen = uploads.preview(request)
        assert seen.effect is None
        assert remedies(seen.ingested) or only_in_the_file(seen.ingested)
    except LedgerRefused:
        pass
    assert ledger.ledger_version() == version
    return str(stopped.value)


@pytest.mark.of_a_file
def test_a_key_that_was_given_up_is_understood_until_another_row_takes_it():
    names = Names([renaming(MARCH, 3, "A", "B"), renaming(MAY, 5, "C", "A")])
    assert names.identities("applications", JANUARY) == {}
    assert names.identities("applications", MARCH) == {"B": "A"}
    assert names.earlier_names("applications", APRIL) == {"A": "B"}
    assert names.identities("applications", MAY) == {"B": "A", "A": "C"}
    assert names.labels("applications", MAY) == {"A": "B", "C": "A"}
    assert names.earlier_names("applications", MAY) == {"C": "A"}  # A is another row now
    assert set(names.later_names("applications", APRIL)) == {"A"}


@pytest.mark.of_a_file
def test_of_two_files_of_one_day_the_later_knows_the_new_key():
    names = Names([renaming(MARCH, 3, "A", "B")])
    assert names.identities("applications", MARCH, upload=2) == {}
    assert names.identities("applications", MARCH, upload=4) == {"B": "A"}


@pytest.mark.of_a_file
def test_a_row_that_gets_its_first_key_back_is_called_by_it():
    names = Names([renaming(MARCH, 3, "A", "B"), renaming(MAY, 5, "B", "A")])
    assert names.labels("applications", MAY) == {}
    assert names.earlier_names("applications", MAY) == {"B": "A"}
    spells = names.intervals().select("identity", "label", "valid_from", "upload").rows()
    assert spells == [("A", "B", MARCH, 3), ("A", "A", MAY, 5)]


@pytest.mark.of_a_file
def test_two_rows_can_change_keys_with_each_other():
    names = Names([renaming(MARCH, 3, "A", "B"), renaming(MARCH, 3, "B", "A")])
    assert names.labels("applications", MARCH) == {"A": "B", "B": "A"}
    assert names.earlier_names("applications", MARCH) == {}


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    ("renamings", "alike"),
    [
        ([renaming(MARCH, 3, "A", "X"), renaming(JANUARY, 4, "B", "X")], ("X", MARCH)),
        # A is called so again on the same day, but for a while both are X
        ([renaming(MARCH, 3, "A", "X"), renaming(MARCH, 4, "X", "A"), renaming(JANUARY, 5, "B", "X")], ("X", MARCH)),
        ([renaming(JANUARY, 3, "A", "X"), renaming(MARCH, 4, "X", "Y"), renaming(APRIL, 5, "B", "X")], None),
        ([renaming(MARCH, 3, "A", "B"), renaming(MARCH, 3, "B", "A")], None),  # they change keys with each other
    ],
)
def test_two_rows_are_never_called_alike(renamings: list[Renaming], alike: tuple[str, date] | None):
    assert Names(renamings).called_alike("applications") == alike


@pytest.fixture
def programme() -> None:
    take("applications", APPLICATIONS + PAYROLL.format("APP-1") + ROTA.format("APP-2"), JANUARY)
    take("migrations", "application_id,stage,forecast_date\nAPP-1,build,2013-06-30\nAPP-2,ready,2013-05-31\n", JANUARY)


@pytest.mark.usefixtures("programme")
def test_what_refers_to_a_renamed_row_follows_and_files_with_the_old_key_are_read_as_the_new():
    take("applications", ONE_ROW, MARCH, mode="update", renames={"APP-1": "HRX"})
    assert ask("migration_list", MARCH)["application_id"].to_list() == ["APP-2", "HRX"]
    assert ask("migration_list", JANUARY)["application_id"].to_list() == [
        "APP-2",
        "APP-1",
    ]  # in the order of their dates
    later = uploads.Request(
        DATASETS["migrations"],
        b"application_id,stage,actual_date\nAPP-1,migrated,2013-04-12\nAPP-2,test,\n",
        "m.csv",
        APRIL,
    )
    seen = uploads.preview(later)
    assert seen.effect is not None
    assert (seen.effect.added.height, seen.effect.changed_after.height, seen.effect.removed.height) == (0, 2, 0)
    assert any(
        "APP-1 is now called HRX, and was read as that in 1 row." in notice.text for notice in seen.ingested.notices
    )
    uploads.commit(later)
    found = ask("migration_list", APRIL).select("application_id", "stage").rows()
    assert found == [("HRX", "migrated"), ("APP-2", "test")] or found == [("APP-2", "test"), ("HRX", "migrated")]
    assert check().damage == ()


@pytest.mark.of_a_copy
@pytest.mark.usefixtures("programme")
def test_withdrawing_the_rename_takes_it_back_everywhere_and_reinstating_brings_it_again():
    renamed = take("applications", ONE_ROW, MARCH, mode="update", renames={"APP-1": "HRX"})
    take("migrations", "application_id,stage\nHRX,test\nAPP-2,ready\n", APRIL)
    with ledger.writing() as writer:
        writer.withdraw([renamed], "Ann")
    assert ask("inventory_list", APRIL)["application_id"].to_list() == ["APP-1", "APP-2"]
    assert sorted(ask("migration_list", APRIL)["application_id"].to_list()) == ["APP-2", "HRX"]  # as its file has it
    with ledger.writing() as writer:
        writer.reinstate([renamed], "Ann")
    assert sorted(ask("inventory_list", APRIL)["application_id"].to_list()) == ["APP-2", "HRX"]
    history = ask("row_history", APRIL, dataset="migrations", row_key="HRX")
    assert ("stage", "build", "test") in history.select("column_name", "before", "after").rows()
    assert check().damage == ()


@pytest.mark.usefixtures("programme")
@pytest.mark.of_a_copy
def test_renames_that_can_not_be_meant_are_refused_with_the_reason():
    both = APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2")
    assert "no row of applications has the key APP-9" in refused("applications", both, MARCH, renames={"APP-9": "HRX"})
    assert "the file has no row with the key HRY" in refused("applications", both, MARCH, renames={"APP-1": "HRY"})
    old_as_well = APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-1")
    assert "row 2 is that row already" in refused("applications", old_as_well, MARCH, renames={"APP-1": "HRX"})
    onto_another = APPLICATIONS + PAYROLL.format("APP-2")
    assert "another row of applications has that key" in refused(
        "applications", onto_another, MARCH, renames={"APP-1": "APP-2"}
    )
    migrations = "application_id,stage\nAPP-2,ready\n"
    assert "rename it there" in refused("migrations", migrations, MARCH, renames={"APP-1": "APP-2"})
    assert "have no key that could be renamed" in refused(
        "commentary", "section,text,author_role\nGateways,All is well,Director\n", MARCH, renames={"a": "b"}
    )


@pytest.mark.usefixtures("programme")
@pytest.mark.of_a_copy
def test_files_that_contradict_a_rename_are_refused():
    take("applications", APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2"), MARCH, renames={"APP-1": "HRX"})
    twice = APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-1")
    assert "is what ‘HRX’ was called before" in refused("applications", twice, APRIL)
    too_early = APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2")
    said = refused("applications", too_early, date(2013, 2, 28))
    assert "is the key of ‘APP-1’ only from 31/03/2013 on (upload 3)" in said
    assert "Write ‘APP-1’" in said
    with pytest.raises(LedgerRefused, match="two rows of the file"), ledger.writing() as writer:
        from data.ledger.writer import NewUpload

        rows = uploads.preview(uploads.Request(DATASETS["applications"], twice.encode(), "a.csv", JANUARY)).rows
        writer.enter(NewUpload(DATASETS["applications"], APRIL, "full", rows, b"", "a.csv", "Ann"))
    assert check().damage == ()


@pytest.mark.usefixtures("programme")
@pytest.mark.of_a_copy
def test_a_rename_is_not_reinstated_when_another_row_was_given_that_key_since():
    early = take("applications", APPLICATIONS + ROTA.format("HRX"), JANUARY, mode="update", renames={"APP-2": "HRX"})
    with ledger.writing() as writer:
        writer.withdraw([early], "Ann")
    take("applications", ONE_ROW, MARCH, mode="update", renames={"APP-1": "HRX"})
    version = ledger.ledger_version()
    with pytest.raises(LedgerRefused, match="both be called HRX from 31/03/2013 on"), ledger.writing() as writer:
        writer.reinstate([early], "Ann")
    assert ledger.ledger_version() == version
    assert sorted(ask("inventory_list", MARCH)["application_id"].to_list()) == ["APP-2", "HRX"]


@pytest.mark.usefixtures("programme")
@pytest.mark.of_a_copy
def test_an_upload_is_not_reinstated_when_a_rename_has_made_one_row_of_two_of_its_rows():
    other = take("applications", APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-1"), APRIL)
    with ledger.writing() as writer:
        writer.withdraw([other], "Ann")
    take("applications", ONE_ROW, MARCH, mode="update", renames={"APP-1": "HRX"})
    with pytest.raises(LedgerRefused, match=rf"Upload {other}: .*two rows of the file"), ledger.writing() as writer:
        writer.reinstate([other], "Ann")


@pytest.mark.of_a_copy
def test_a_key_under_which_another_list_still_holds_a_row_is_not_given():
    """HRX was an application of its own until its upload was withdrawn; its migration is still held."""
    both = take("applications", APPLICATIONS + PAYROLL.format("APP-1") + ROTA.format("HRX"), JANUARY)
    moves = take(
        "migrations", "application_id,stage,forecast_date\nAPP-1,build,2013-06-30\nHRX,ready,2013-05-31\n", JANUARY
    )
    take("applications", APPLICATIONS + PAYROLL.format("APP-1"), JANUARY)
    with ledger.writing() as writer:
        writer.withdraw([both], "Ann")
    version = ledger.ledger_version()
    renamed = uploads.Request(
        DATASETS["applications"],
        (APPLICATIONS + PAYROLL.format("HRX")).encode(),
        "a.csv",
        MARCH,
        renames={"APP-1": "HRX"},
    )
    for attempt in (uploads.preview, uploads.commit):  # what the commit would refuse, the preview says
        with pytest.raises(LedgerRefused) as stopped:
            attempt(renamed)
        assert "Two rows of migrations would both be called HRX from 31/03/2013 on" in str(stopped.value)
        assert f"withdraw upload {moves}, which brought the other HRX" in str(stopped.value)
    assert ledger.ledger_version() == version
    with ledger.writing() as writer:
        writer.withdraw([moves], "Ann")  # as it says
    take("applications", APPLICATIONS + PAYROLL.format("HRX"), MARCH, renames={"APP-1": "HRX"})


@pytest.mark.of_a_copy
@pytest.mark.usefixtures("programme")
def test_saying_a_rename_again_says_nothing_new(capsys, tmp_path):
    take("applications", APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2"), MARCH, renames={"APP-1": "HRX"})
    file = tmp_path / "a.csv"
    file.write_text(APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2"))
    asked = ["import", "applications", str(file), "--as-at", "2013-03-31", "--rename", "APP-1=HRX", "--json"]
    assert command_line.main(asked) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "nothing_to_change"


@pytest.mark.of_a_copy
def test_a_component_is_renamed_in_all_its_months():
    take("spend", "component,month,strand,budget_gbp\nNetwork,2013-01-01,consolidation,100\n"
         "Network,2013-02-01,consolidation,50\n", MARCH)  # fmt: skip
    take("spend", "component,month,strand,budget_gbp\nCore network,2013-02-01,consolidation,50\n", APRIL, mode="update",
         renames={"Network": "Core network"})  # fmt: skip
    found = ask("spend_list", APRIL).select("component", "budget_gbp").rows()
    assert [component for component, _ in found] == ["Core network", "Core network"]
    assert ask("spend_list", MARCH)["component"].to_list() == ["Network", "Network"]
    assert ask("updates_changes", APRIL, number=2).select("row_key", "column_name", "before", "after").rows() == [
        ("Core network · 2013-01-01", "component", "Network", "Core network"),
        ("Core network · 2013-02-01", "component", "Network", "Core network"),
    ]


@pytest.mark.of_a_copy
def test_uploads_withdrawn_together_are_one_version():
    first = take("applications", APPLICATIONS + PAYROLL.format("APP-1"), JANUARY)
    second = take("applications", APPLICATIONS + PAYROLL.format("APP-1") + ROTA.format("APP-2"), MARCH)
    with ledger.writing() as writer:
        assert writer.withdraw([first, second], "Ann") == [first, second]
    assert ledger.ledger_version() == second + 1
    assert ask("updates_history", MARCH, second + 1)["withdrawn"].to_list() == [True, True]
    assert ask("inventory_list", MARCH, second + 1).is_empty()
    assert ask("inventory_list", MARCH, second).height == 2


@pytest.mark.of_a_file
def test_a_store_made_before_follows_its_renames_from_a_new_version_on():
    """In format 1 a renamed row was one gone and another come; what was shown then is still shown for its versions."""
    take("applications", APPLICATIONS + PAYROLL.format("APP-1") + ROTA.format("APP-2"), JANUARY)
    take("migrations", "application_id,stage,forecast_date\nAPP-1,build,2013-06-30\nAPP-2,ready,2013-05-31\n", JANUARY)
    take("applications", APPLICATIONS + PAYROLL.format("HRX") + ROTA.format("APP-2"), MARCH)
    with ledger.writing() as writer:
        for statement in (
            "INSERT INTO renames VALUES (3, 'applications', 'APP-1', 'HRX'), (3, 'applications', 'APP-9', 'APP-2')",
            "DROP TABLE name_intervals", "UPDATE about SET value = '1' WHERE name = 'format'",
            "UPDATE about SET value = 'an earlier one' WHERE name = 'fingerprint'",
        ):  # fmt: skip
            writer.connection.execute(statement)
        writer.has_written = True
    with ledger.writing():
        pass
    assert ledger.ledger_version() == 4
    assert ask("migration_list", MARCH, 3)["application_id"].to_list() == ["APP-2", "APP-1"]
    assert ask("migration_list", MARCH, 4)["application_id"].to_list() == ["APP-2", "HRX"]
    assert ask("keys_renamed", MARCH).select("old_key", "latest_key").rows() == [("APP-1", "HRX")]
    assert check().damage == ()
