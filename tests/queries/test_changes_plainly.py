"""What changed in a dataset without sentences of its own, worked by hand."""

from __future__ import annotations

import pytest

from data import ledger
from data.datasets import DATASETS
from data.declarations import Column, Dataset, Kind
from data.ledger.writer import NewUpload
from queries import ask, catalogue
from tests.queries.conftest import Programme, day, read_table

HAZARDS = Dataset(
    "hazards",
    "Hazards",
    "one hazard",
    "What may go wrong.",
    (
        Column("hazard_id", Kind.TEXT, "Its reference.", required=True, key=True),
        Column("title", Kind.TEXT, "What may happen.", required=True),
        Column("likelihood", Kind.WHOLE, "1 hardly, 5 surely."),
        Column("state", Kind.CHOICE, "How it stands.", choices=("open", "being_treated"), synonyms={"live": "open"}),
        Column("cost_gbp", Kind.MONEY, "What it would cost."),
        Column("share", Kind.SHARE, "Of the cost, how much is insured."),
        Column("first_month", Kind.MONTH, "From which month on."),
        Column("due_date", Kind.DATE, "When it is dealt with."),
        Column("is_shared", Kind.YES_NO, "Whether others share it."),
        Column("sla_text", Kind.TEXT, "What is agreed."),
        Column("gateway_id", Kind.TEXT, "Which gateway it endangers.", refers_to="gateways"),
    ),
)
HEADER = ",".join(HAZARDS.names)


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DATASETS, "hazards", HAZARDS)


def report(programme: Programme, reporting_date: str, *rows: str) -> int:
    return programme.report(reporting_date, hazards="\n".join((HEADER, *rows)))


def sentences(programme: Programme, together: int = 0) -> list[object]:
    return [said for (said,) in programme.rows("changes_all", "2013-03-31", "sentence", together=together)]


def test_each_value_before_and_now_as_people_read_it(programme: Programme):
    report(programme, "2013-02-28", "H1,Fire,3,open,-1000.00,12.5,2013-01-01,2013-04-01,no,A,G1", "H2,Flood,3,,,,,,,,")
    later = report(
        programme, "2013-03-31", "H1,Fire,4,being_treated,2500.50,30,2013-02-01,,yes,B,G2", "H2,Deluge,3,,,,,,,,"
    )
    assert programme.rows("changes_hazards", "2013-03-31", "kind", "weight", "item_id", "title", "upload", "page") == [
        ("row", 20, "H1", "Fire (H1)", later, "updates"),
        ("row", 10, "H2", "Deluge (H2)", later, "updates"),  # words only
    ]
    assert sentences(programme) == [
        "Fire (H1) changed: likelihood 3 → 4, state open → being treated, cost (£) −£1,000 → £2,500.50, share 12.5% → 30%,"
        " first month January 2013 → February 2013, due date 1 April 2013 → blank, is shared no → yes, SLA text,"
        " gateway ID G1 → G2.",
        "Deluge (H2) changed: title.",
    ]


def test_several_stand_together_in_one_sentence(programme: Programme):
    report(programme, "2013-02-28", "H1,Fire,3,open,,,,,,,", "H2,Flood,3,open,,,,,,,", "H3,Theft,3,open,,,,,,,")
    report(programme, "2013-03-31", "H1,Fire,4,,,,,,,,", "H2,Flood,5,open,,,,,,,", "H4,Loss,3,open,,,,,,,")
    assert sentences(programme, together=3) == ["1 hazard added, 1 removed, 2 changed: likelihood (2), state (1)."]
    assert sentences(programme) == [
        "Loss (H4) was added to the hazards.",
        "Theft (H3) was removed from the hazards.",
        "Fire (H1) changed: likelihood 3 → 4, state open → blank.",
        "Flood (H2) changed: likelihood 3 → 5.",
    ]


def test_a_renamed_row_is_the_same_row(programme: Programme):
    report(programme, "2013-02-28", "H1,Fire,3,open,,,,,,,")
    rows = read_table(HAZARDS, f"{HEADER}\nH-01,Fire,4,open,,,,,,,")
    with ledger.writing() as writer:
        writer.enter(
            NewUpload(HAZARDS, day("2013-03-31"), "full", rows, b"renamed", "h.csv", by="Ann", renames={"H1": "H-01"})
        )
    assert sentences(programme) == ["Fire (H-01) changed: likelihood 3 → 4.", "H1 is now called H-01."]


def test_a_dataset_that_a_module_tells_has_no_second_query():
    told = {query.compares for query in catalogue().values() if query.compares}
    assert told == set(DATASETS)
    assert "changes_partner_concerns" not in catalogue()
    assert ask("changes_hazards", day("2013-03-31")).is_empty()
