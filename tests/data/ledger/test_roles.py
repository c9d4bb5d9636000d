"""Who may do what: what counts of all that was said, no write goes round it, and no backup brings back what was taken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import consent, ledger
from data.__main__ import main
from data.ledger import backups, programmes, publishing, roles
from data.ledger.roles import EVERY, Line, NotAllowed, Person, Role
from data.problems import LedgerRefused, StoreDamaged
from data.sample import loading
from tests.data.ledger.test_ledger import FEBRUARY, JANUARY, enter, names_at, waves

ANNA, BEN = Person("anna@council.gov.uk"), Person("ben@council.gov.uk")
THERE, ELSEWHERE = "first", "health"


def grant(who: str, role: Role | None, programme: str = EVERY) -> bool:
    return roles.say(who, role, programme, "test", may_leave_none=True)


PLACES = [(who, where) for who in ("ben@council.gov.uk", "@council.gov.uk", "anyone") for where in (THERE, EVERY)]
"""Most particular first: what is said in an earlier place counts before what is said in a later one."""


@pytest.mark.of_a_file
@given(
    said=st.dictionaries(st.sampled_from(PLACES), st.sampled_from(list(Role))), of=st.sampled_from([THERE, ELSEWHERE])
)
@settings(max_examples=200)
def test_the_most_particular_that_is_said_counts(said, of):
    lines = [Line(who, role, where, "", "") for (who, where), role in said.items()]
    counts = [said[place] for place in PLACES if place in said and place[1] in (of, EVERY)]
    assert roles.role_of(BEN, of, lines) == (counts[0] if counts else None)


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "address",
    [
        "",
        "ben",
        "ben@council.gov.uk.evil.example",  # ends otherwise
        "ben@sub.council.gov.uk",  # another domain
        "ben@evil.example@council.gov.uk",
        "ben@council.gov.u\u212a",  # the sign for kelvin, which becomes a k when it is made small
        "ben\n@council.gov.uk",
        '"ben"@council.gov.uk',
    ],
)
def test_an_address_that_only_looks_like_one_of_the_domain_has_no_role(address):
    grant("@council.gov.uk", Role.EDITOR)
    assert roles.role_of(Person(address), THERE) is None
    assert roles.role_of(Person("Ben@Council.Gov.UK"), THERE) is Role.EDITOR


@pytest.mark.of_a_file
@pytest.mark.parametrize(
    "who", ["", "council.gov.uk", "@", "@gov", "b en@council.gov.uk", "ben@council.gov.u\u212a", "*"]
)
def test_what_is_no_address_is_given_no_role(who):
    with pytest.raises(LedgerRefused, match="neither an address"):
        grant(who, Role.VIEWER)


@pytest.mark.of_a_copy
def test_anyone_may_look_and_no_more():
    grant("anyone", Role.VIEWER)
    assert roles.role_of(Person(), THERE) is Role.VIEWER
    with pytest.raises(LedgerRefused, match="a viewer and no more"):
        grant("anyone", Role.EDITOR)


WRITES = {
    "an upload": lambda: enter(waves(W1="Other"), FEBRUARY),
    "a withdrawal": lambda: consent.turn(
        1, "withdraw", "Typed Name", consent.preview_turning(1, "withdraw").change, consent.at_now()
    ),
    "the sample removed": lambda: loading.remove_sample("Typed Name"),
    "a reinstatement": lambda: reinstate(1),
    "the sample loaded": loading.load_sample,
}


def reinstate(number: int) -> None:
    with ledger.writing() as writer:
        writer.reinstate([number], "Typed Name")


@pytest.mark.of_a_copy
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_whoever_is_no_editor_of_the_programme_writes_nothing(write):
    enter(waves(W1="First"), JANUARY)
    grant("ben@council.gov.uk", Role.ADMINISTRATOR, THERE)
    programmes.begin(ELSEWHERE, "Shared health records")
    grant("ben@council.gov.uk", Role.EDITOR, ELSEWHERE)
    grant("ben@council.gov.uk", Role.VIEWER, THERE)  # it was taken away: what counts is what is said now
    with programmes.using(THERE), roles.acting(BEN):
        before = consent.at_now()
        with pytest.raises(NotAllowed, match="ben@council.gov.uk may not change the data of ‘ICT shared services’"):
            write()
        assert (consent.at_now(), names_at(JANUARY)) == (before, ["First"])


@pytest.mark.of_a_copy
def test_who_did_it_is_who_signed_in_whatever_was_typed():
    grant("ben@council.gov.uk", Role.EDITOR)
    with roles.acting(BEN):
        enter(waves(W1="First"), JANUARY)
        consent.turn(1, "withdraw", "Somebody Else", consent.preview_turning(1, "withdraw").change, consent.at_now())
    with ledger.reading() as cursor:
        assert cursor.execute("SELECT uploaded_by, withdrawn_by FROM uploads_at(2)").fetchall() == [
            ("ben@council.gov.uk", "ben@council.gov.uk")
        ]


def test_a_command_is_kept_under_the_account_that_ran_it_once_there_are_roles(monkeypatch):
    monkeypatch.setattr(roles, "account", lambda: "deploy")
    enter(waves(W1="First"), JANUARY)
    grant("ben@council.gov.uk", Role.EDITOR)
    enter(waves(W1="Other"), FEBRUARY)
    with ledger.reading() as cursor:
        by = [name for (name,) in cursor.execute("SELECT uploaded_by FROM uploads ORDER BY number").fetchall()]
    assert by[1] == f"{by[0]} (account deploy)"
    assert roles.entries()[0].by == "test"


def test_a_role_taken_away_on_another_server_is_gone_at_the_next_write():
    enter(waves(W1="First"), JANUARY)
    grant("ben@council.gov.uk", Role.EDITOR)
    as_it_was = roles.kept_in().read_text()
    grant("ben@council.gov.uk", None)
    if programmes.authority() is not None:  # this server hasn't heard of it yet
        roles.kept_in().write_text(as_it_was)
    with roles.acting(BEN), pytest.raises(NotAllowed):
        enter(waves(W1="Other"), FEBRUARY)
    assert names_at(FEBRUARY) == ["First"]


@pytest.mark.of_a_copy
def test_another_account_of_the_machine_reads_nothing_and_writes_nothing(store, monkeypatch, capsys, tmp_path):
    enter(waves(W1="First"), JANUARY)
    assert [path.stat().st_mode & 0o077 for path in (store, publishing.published_folder())] == [0, 0]
    monkeypatch.setattr(os, "geteuid", lambda: store.stat().st_uid + 1)  # root, for one, whom the system lets pass
    for command in (
        ["withdraw", "1", "--by", "Ben"],
        ["restore", str(store)],
        ["roles", "grant", "ben@council.gov.uk", "editor"],
        ["programmes", "begin", "health", "--name", "Health"],
        ["programmes", "name", "first", "--name", "Health"],
    ):
        assert main(command) == 3, command
        assert "belongs to the account" in capsys.readouterr().err
    assert not roles.kept_in().exists(), "a file that the service couldn't read"
    assert names_at(JANUARY) == ["First"]


def test_the_last_administrator_is_removed_by_command_only():
    grant("anna@council.gov.uk", Role.ADMINISTRATOR)
    with roles.acting(ANNA):
        for role in (None, Role.EDITOR):
            with pytest.raises(LedgerRefused, match="without an administrator"):
                roles.say("anna@council.gov.uk", role, EVERY, "")
        assert roles.say("ben@council.gov.uk", Role.ADMINISTRATOR, EVERY, "")
        assert roles.say("anna@council.gov.uk", None, EVERY, "")
        with pytest.raises(NotAllowed):
            roles.say("anna@council.gov.uk", Role.ADMINISTRATOR, EVERY, "")
    assert main(["roles", "revoke", "ben@council.gov.uk"]) == 0
    assert not roles.administrators(EVERY)


@pytest.mark.of_a_copy
def test_an_administrator_of_one_programme_gives_roles_in_that_one():
    grant("anna@council.gov.uk", Role.ADMINISTRATOR, THERE)
    with roles.acting(ANNA):
        assert roles.say("ben@council.gov.uk", Role.EDITOR, THERE, "")
        with pytest.raises(NotAllowed, match="in all programmes"):
            roles.say("ben@council.gov.uk", Role.EDITOR, EVERY, "")


def test_all_that_was_said_is_kept_and_by_whom(capsys):
    assert main(["roles", "grant", "anna@council.gov.uk", "administrator"]) == 0
    with roles.acting(ANNA):
        roles.say("@council.gov.uk", Role.VIEWER, EVERY, "Typed Name")
        roles.say("@council.gov.uk", None, EVERY, "Typed Name")
    assert [(entry.number, entry.who, entry.role) for entry in roles.entries()] == [
        (1, "anna@council.gov.uk", "administrator"),
        (2, "@council.gov.uk", "viewer"),
        (3, "@council.gov.uk", ""),
    ]
    assert [entry.by for entry in roles.entries()[1:]] == ["anna@council.gov.uk"] * 2
    assert main(["roles", "list"]) == 0
    assert "anna@council.gov.uk                  administrator  all programmes" in capsys.readouterr().out
    assert main(["roles", "grant", "anna@council.gov.uk"]) == 2


@pytest.mark.of_a_copy
def test_what_cant_be_read_allows_nobody_anything():
    grant("ben@council.gov.uk", Role.EDITOR)
    roles.kept_in().write_text("[{]")
    with roles.acting(BEN), pytest.raises(StoreDamaged, match="nobody may do anything"):
        enter(waves(W1="First"))


def test_a_restored_backup_gives_nobody_back_a_role_but_a_new_machine_has_them_from_it(tmp_path, store, monkeypatch):
    enter(waves(W1="First"), JANUARY)
    grant("anna@council.gov.uk", Role.ADMINISTRATOR)
    grant("ben@council.gov.uk", Role.EDITOR)
    backup = tmp_path / "backup.duckdb"
    backups.backup(backup)
    grant("ben@council.gov.uk", None)
    backups.restore(backup)
    assert roles.role_of(BEN, THERE) is None
    monkeypatch.setenv("PROGRAMME_STORE", str(Path(tmp_path, "other", "machine.duckdb")))
    backups.restore(backup)
    assert roles.role_of(BEN, THERE) is Role.EDITOR
    assert names_at(JANUARY) == ["First"]
    with ledger.reading() as cursor:
        assert not cursor.execute("SELECT * FROM about WHERE name = 'roles'").fetchall()
