"""The digest: what it tells since a date or a version, to whom, as text and HTML, and the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data.datasets import DATASETS
from pages.digest import __main__ as command
from pages.digest import content
from pages.parts.overview import attention
from tests.queries.conftest import Programme

GATEWAYS = "gateway_id,name,kind,baseline_date,forecast_date\n"
ALERTS = "alert_id,kind,threshold,dataset,owner\nA1,slip_beyond,14,gateways,Director\nA2,red,15,risks,Clerk"
RISKS = "risk_id,title,likelihood,impact,owner,status,raised_date\n"
NAME = "Design <b>now</b> & then"
Run = Callable[..., str]


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command as a shell would, and gives what it wrote."""

    def run(*arguments: str, status: int = 0) -> str:
        assert command.main([*arguments]) == status
        captured = capsysbinary.readouterr()
        return (captured.err if status else captured.out).decode()

    return run


@pytest.fixture
def told(programme: Programme) -> Programme:
    programme.report("2013-01-31", gateways=f"{GATEWAYS}GW1,{NAME},gateway,2013-09-01,", alerts=ALERTS,
                     risks=RISKS + "R1,Fire,2,4,Head of ICT,open,2013-01-01")  # fmt: skip
    programme.report("2013-02-28", gateways=f"{GATEWAYS}GW1,{NAME},gateway,2013-09-01,2013-10-20",
                     risks=RISKS + "R1,Fire,4,4,Head of ICT,open,2013-01-01")  # fmt: skip
    return programme


def test_what_came_with_the_first_report_has_not_changed_since_a_day_before_it(told: Programme, run: Run):
    text = run("--since", "2013-01-30")
    assert text.startswith("What changed since the first report, of 31 January 2013, and what")
    assert text.replace("the first report, of ", "") == run("--since", "2013-01-31")
    assert "There is no earlier report to compare with." in run("--since", "2013-01-30", "--as-at", "2013-02-27")


def test_what_changed_since_a_date_in_plain_text(told: Programme, run: Run):
    reason = "Forecast 20 October 2013 is 49 days after the baseline, more than the 30 days that amber allows."
    assert run("--since", "2013-01-31") == (
        "What changed since 31 January 2013, and what needs attention\n"
        "As at 28 February 2013, ledger version 5; since 31 January 2013.\n"
        "\n"
        "Alerts: 2 things\n"
        "----------------\n"
        f"* ▲ Began: {NAME}: Expected on 20 October 2013, 49 days after its baseline. Since 28 February 2013; to Director.\n"
        "* ▲ Began: Fire: Scores 16: likelihood 4, impact 4. Since 28 February 2013; to Head of ICT.\n"
        "\n"
        "What changed: 3 things\n"
        "----------------------\n"
        f"* {NAME} slipped 49 days, from 1 September 2013 to 20 October 2013.\n"
        "* ‘Fire’ is worse: likelihood 2 → 4, score 8 → 16.\n"
        f"* {NAME} went from green to red by the rule. {reason}\n"
        "\n"
        "What needs attention: 1 thing\n"
        "-----------------------------\n"
        f"* Red, new: {NAME}: {reason}\n"
    )


def test_text_from_data_is_escaped(told: Programme, run: Run):
    page = run("--since", "2013-01-31", "--format", "html")
    assert "Design &lt;b&gt;now&lt;/b&gt; &amp; then" in page
    assert "<b>" not in page
    assert "<script" not in page


def test_only_what_is_addressed_to_a_role(told: Programme, run: Run):
    """A risk goes to its owner and not to the owner of the alert; a gateway has no owner, so it goes to the alert's."""
    text = run("--since", "2013-01-31", "--to", "head of ict")
    assert text.split("\n\n", 1)[1] == (
        "Alerts for Head of ICT: 1 thing\n-------------------------------\n"
        "* ▲ Began: Fire: Scores 16: likelihood 4, impact 4. Since 28 February 2013; to Head of ICT.\n\n"
        "What changed for Head of ICT: 1 thing\n-------------------------------------\n"
        "* ‘Fire’ is worse: likelihood 2 → 4, score 8 → 16.\n\n"
        "What needs attention for Head of ICT\n------------------------------------\nNothing needs attention.\n"
    )
    text = run("--since", "2013-01-31", "--to", "Director")
    assert "What changed for Director: 2 things" in text
    assert "What needs attention for Director: 1 thing" in text
    assert "Fire" not in text
    text = run("--since", "2013-01-31", "--to", "Clerk")
    assert "Fire" not in text, "it has an owner of its own"
    # who owns an alert that has nothing to tell is known; who owns nothing is not
    assert "No alert began or ended." in run("--since", "2013-01-31", "--to", "Clerk")
    assert "owned by ‘Bob’. They are: Clerk; Director; Head of ICT." in run(
        "--since", "2013-01-31", "--to", "Bob", status=2
    )


def test_each_alert_is_told_in_one_digest_when_it_begins_and_in_one_when_it_ends(told: Programme, run: Run):
    """A digest a month, each since the version that the one before it names; made again, each has the same bytes."""
    versions = [3, 5]  # after the reports of January and February
    for month, forecast, likelihood in (("03", "2013-10-20", 4), ("04", "2013-09-01", 4), ("05", "2013-09-01", 2)):
        told.report(f"2013-{month}-28", gateways=f"{GATEWAYS}GW1,{NAME},gateway,2013-09-01,{forecast}")
        versions.append(
            told.report(f"2013-{month}-28", risks=RISKS + f"R1,Fire,{likelihood},4,Head of ICT,open,2013-01-01")
        )
    days = [f"2013-{month}-28" for month in ("01", "02", "03", "04", "05")]

    def digest(at: int) -> str:
        return run("--since", str(versions[at - 1]), "--ledger-version", str(versions[at]), "--as-at", days[at])

    first = [digest(at) for at in range(1, 5)]
    events = [
        [":".join(line.split(":")[:2]) for line in text.splitlines() if line.startswith(("* ▲", "* ●"))]
        for text in first
    ]
    slips, fires = f": {NAME}", ": Fire"
    assert events == [
        [f"* ▲ Began{slips}", f"* ▲ Began{fires}"], [], [f"* ● Ended{slips}"], [f"* ● Ended{fires}"],
    ]  # fmt: skip
    assert "to Director." in first[0]
    assert "To Head of ICT." in first[3]
    assert [digest(at) for at in range(1, 5)] == first


def test_everything_that_may_need_attention_is_of_a_dataset():
    assert set(content.OF) | {"contradiction"} == set(attention.KINDS)
    assert set(content.OF.values()) | set(content.RULES.values()) <= set(DATASETS)


def test_the_same_version_gives_the_same_bytes_after_later_uploads(told: Programme, run: Run):
    first = run("--since", "2013-01-31", "--format", "html")
    told.report("2013-02-28", gateways=f"{GATEWAYS}GW1,{NAME},gateway,2013-09-01,2013-11-20")
    asked = ("--since", "2013-01-31", "--format", "html")
    assert run(*asked) != first
    assert run(*asked, "--as-at", "2013-02-28", "--ledger-version", "5") == first


def test_since_a_version_tells_corrections_too(told: Programme, run: Run):
    """The same report again, corrected: since its date nothing changed, since the version one date did."""
    told.report("2013-02-28", gateways=f"{GATEWAYS}GW1,{NAME},gateway,2013-09-01,2013-11-20")
    text = run("--since", "5")
    assert f"* {NAME} slipped 31 days, from 20 October 2013 to 20 November 2013." in text
    assert "by the rule" not in text, "it was red at version 5 already"
    assert "likelihood" not in text, "it was told at version 5 already"
    assert "Nothing changed." in run("--since", "6")


def test_since_a_version_an_alert_has_the_day_on_which_it_began(told: Programme, run: Run):
    """Not that of the digest: one that a correction brought, one that came with a later report, and one that is no more."""
    risks = RISKS + "R1,Fire,4,4,Head of ICT,open,2013-01-01\nR2,Flood,5,5,,open,2013-01-01"
    told.report("2013-02-28", risks=risks)
    told.report("2013-03-15", risks=risks + "\nR3,Theft,5,4,,open,2013-03-01")
    told.withdraw(4)  # the gateways of February
    text = run("--since", "5", "--as-at", "2013-03-31")
    assert "* ▲ Began: Flood: Scores 25: likelihood 5, impact 5. Since 28 February 2013; to Clerk." in text
    assert "* ▲ Began: Theft: Scores 20: likelihood 5, impact 4. Since 15 March 2013; to Clerk." in text
    assert f"● Ended: {NAME}: No longer so from 28 February 2013." in text


def test_since_a_version_tells_what_a_withdrawal_changed(told: Programme, run: Run):
    told.withdraw(4)  # the gateways of February
    text = run("--since", "5")
    assert f"● Ended: {NAME}: No longer so from 28 February 2013." in text
    assert f"* {NAME} came forward 49 days, from 20 October 2013 to 1 September 2013." in text
    assert f"* {NAME} went from red to green by the rule." in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--since", "2013-02-28"), "2013-02-28 is not before 2013-02-28"),
        (("--since", "9"), "Ledger version 9 is later than 5"),
        (("--since", "3", "--ledger-version", "9"), "There is no ledger version 9 yet"),
    ],
)
def test_what_can_not_be_looked_back_to_is_wrong_usage(
    told: Programme, run: Run, arguments: tuple[str, ...], message: str
):
    assert message in run(*arguments, status=2)


def test_without_a_store_it_says_that_there_is_nothing(store: None, run: Run):
    text = run("--since", "2013-01-31", "--as-at", "2013-02-28")
    assert "No alert began or ended." in text
    assert "There is no earlier report to compare with." in text
    assert "Nothing needs attention." in text


def test_neither_a_date_nor_a_version(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stopped:
        command.main(["--since", "31/01/2013"])
    assert stopped.value.code == 2
    assert "‘31/01/2013’ is neither a date such as 2013-03-31 nor a ledger version." in capsys.readouterr().err
