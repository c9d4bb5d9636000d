"""How far long work is: parts of parts add up to the whole, steps never go back, and giving up undoes what was begun."""

from __future__ import annotations

from datetime import date

import pytest

from data import ledger, progress, uploads
from data.datasets import DATASETS

GATEWAYS = b"gateway_id,name,kind,baseline_date\nG1,One,gateway,2013-03-01\n"
PARTNERS = b"partner_id,name,category,stage,stage_date\nP1,One,nhs,committed,2013-03-01\n"
DAY = date(2013, 3, 31)


class GivenUp(BaseException):
    """As Streamlit ends a run."""


def requests() -> list[uploads.Request]:
    return [
        uploads.Request(DATASETS["gateways"], GATEWAYS, "gateways.csv", DAY, "full", by="test"),
        uploads.Request(DATASETS["partners"], PARTNERS, "partners.csv", DAY, "full", by="test"),
    ]


def test_parts_of_parts_are_of_the_whole():
    shown: list[tuple[str, float]] = []
    progress.tell("nobody listens")
    with progress.shown_by(lambda what, done: shown.append((what, done))), progress.part(0.5, 1):
        progress.tell("begun")
        with progress.part(0.5, 1):
            progress.tell("half of the last quarter", 0.5)
    assert shown == [("begun", 0.5), ("half of the last quarter", 0.875)]


@pytest.mark.usefixtures("store")
def test_a_return_tells_of_each_file_and_never_goes_back():
    shown: list[tuple[str, float]] = []
    with progress.shown_by(lambda what, done: shown.append((what, done))):
        seen = uploads.preview_together(requests())
        looked = len(shown)
        uploads.commit_together(requests(), [one for one in seen if isinstance(one, uploads.Preview)])
    told = [what for what, _ in shown]
    for file in ("gateways.csv", "partners.csv"):
        assert f"Reading {file}" in told
        assert f"Taking in {file}" in told
    for part in (shown[:looked], shown[looked:]):
        done = [share for _, share in part]
        assert done == sorted(done)
        assert 0 <= done[0] < done[-1] <= 1


@pytest.mark.usefixtures("store")
def test_work_that_is_given_up_leaves_nothing_and_the_next_goes_on():
    def give_up(what: str, done: float) -> None:
        if what == "Taking in partners.csv":
            raise GivenUp

    with pytest.raises(GivenUp), progress.shown_by(give_up):
        uploads.commit_together(requests())
    assert ledger.ledger_version() == 0
    assert len(uploads.commit_together(requests())) == 2
