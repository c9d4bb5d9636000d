"""What changed, all together: ranked, those alike in one row, since any date; and read off the sample."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from queries import ask
from tests.deep import whose_turn
from tests.pages import odd_programmes
from tests.queries.conftest import Programme, day
from tests.queries.test_changes import APPLICATION, DECISION, GATEWAY, MIGRATION, two_reports

PAGES = {
    "updates",
    "changes",
    "risks",
    "decisions",
    "overview",
    "inventory",
    "migration",
    "gateways",
    "partners",
    "spend",
    "services",
    "investment",
    "vehicle",
}


def test_nothing_changed(programme: Programme):
    two_reports(programme, "gateways", GATEWAY, "G1,Design,gateway,2013-05-31,,,,", "G1,Design,gateway,2013-05-31,,,,")
    assert programme.ask("changes_all", "2013-03-31").is_empty()


def test_many_alike_stand_together_with_the_rows_behind(programme: Programme):
    rows = [f"A{k},App {k},{'HR' if k < 5 else 'ICT'},Pay,migrate,,," for k in range(7)]
    programme.report("2013-02-28", applications=APPLICATION + "\n".join(rows))
    two_reports(
        programme, "migrations", MIGRATION, "\n".join(f"A{k},,test,,,," for k in range(7)),
        "\n".join(f"A{k},,migrated,,,2013-03-0{k + 1}," for k in range(7)),
    )  # fmt: skip
    found = programme.ask("changes_all", "2013-03-31")
    assert found.select("rank", "kind", "things", "item_id", "sentence", "changes").rows() == [
        (1, "progress", 1, "all", "7 applications in scope moved, the first to do so.", 4),
        (2, "moved", 5, None, "5 applications moved in HR.", 4),
        (3, "moved", 1, "A5", "App 5 moved on 6 March 2013.", 4),  # two alike are told one by one
        (4, "moved", 1, "A6", "App 6 moved on 7 March 2013.", 4),
    ]
    behind = programme.rows(
        "changes_all", "2013-03-31", "item_id", subject="migrations", kind="moved", alike=found["alike"][1], together=0
    )
    assert behind == [(f"A{k}",) for k in range(5)]
    assert programme.ask("changes_all", "2013-03-31", limit=1)["changes"].to_list() == [4]
    assert programme.ask("changes_all", "2013-03-31", subject="gateways").is_empty()


def by_hand(each: pl.DataFrame, together: int) -> pl.DataFrame:
    """The rows of changes_all where more than so many alike stand together, from all of them one by one."""
    rows: list[dict[str, object]] = []
    for (subject, _, alike), group in each.group_by("subject", "kind", "alike", maintain_order=True):
        if alike is None or group.height <= together:
            rows += group.rows(named=True)
            continue
        n = f"{group.height:,}"
        greatest = group.select("weight", "size", "reporting_date", "upload").max().row(0, named=True)
        rows.append(
            group.row(0, named=True)
            | {"things": group.height, "item_id": None, "title": f"{n} {str(subject).replace('_', ' ')}"}
            | {"sentence": re.sub(r"([?!…])\.( |$)", r"\1\2", str(alike).replace("{n}", n))}
            | greatest
        )
    return pl.DataFrame(rows, schema=each.schema).drop("rank", "changes")


ODD = [
    odd for odd in odd_programmes.every() if odd.name in ("renamed", "moves out of scope", "rows leave", "drawn aaa")
]


@pytest.mark.parametrize("odd", whose_turn(ODD, 2), ids=lambda odd: odd.name)
def test_those_counted_together_are_those_told_one_by_one(store: object, odd: odd_programmes.Odd):
    """Many that are alike are counted in the store, and one of them told: the same as if each had been."""
    odd_programmes.enter(odd)
    dates = [*odd.days[1::4], odd.days[-1]]
    for as_at, since in [*((each, None) for each in dates), *((each, odd.days[0]) for each in dates)]:
        each = ask("changes_all", as_at, since=since, together=0)
        for together in (1, 3):
            found = ask("changes_all", as_at, since=since, together=together)
            expected = by_hand(each, together)
            assert found["rank"].to_list() == list(range(1, found.height + 1))
            columns = expected.columns
            assert_frame_equal(found.select(columns).sort(columns), expected.sort(columns))


def test_since_the_last_panel(programme: Programme):
    programme.report(
        "2013-03-31",
        decisions=f"""{DECISION}
            D1,Case,Scrutiny panel,scrutiny,2013-01-16,done,,
            D2,Design,Scrutiny panel,scrutiny,2013-03-31,done,, # today's is not the last one
            D3,Vehicle,Scrutiny panel,scrutiny,2013-03-20,deferred,,
            D4,Capital,Cabinet,decision,2013-03-12,done,,""",
    )
    assert programme.rows("decisions_last_panel", "2013-03-31", "decision_id", "date") == [("D1", "2013-01-16")]
    assert programme.rows("decisions_last_panel", "2013-04-01", "decision_id") == [("D2",)]
    assert programme.ask("decisions_last_panel", "2013-03-30").is_empty()


@pytest.mark.parametrize("as_at", ["2012-08-31", "2013-01-31", "2013-03-31", "2013-05-31", "2013-09-30"])
def test_every_sentence_on_the_sample(sample: object, as_at: str):
    for since in (None, "2012-07-01", "2012-12-15"):
        found = ask("changes_all", day(as_at), since=since, together=0)
        assert found["page"].is_in(PAGES).all()
        assert found["upload"].null_count() == 0
        assert found["reporting_date"].null_count() == 0
        assert found["weight"].is_sorted(descending=True)
        for sentence in found["sentence"]:
            assert sentence is not None
            assert sentence.endswith((".", "?", "!", "…"))
            assert "?." not in sentence
            assert not sentence.endswith("..")
            assert "{n}" not in sentence
            assert "_" not in sentence


def test_since_february_on_the_sample(sample: object):
    """As at 31 March 2013: what had changed since February."""
    found = ask("changes_all", date(2013, 3, 31), limit=5)
    assert found["since"].unique().to_list() == [date(2013, 2, 28)]
    assert found["sentence"].to_list() == [
        "Go-live of shared services slipped 21 days, from 1 April 2014 to 22 April 2014.",
        "System design and service level agreements approved slipped 14 days, from 7 June 2013 to 21 June 2013.",
        "17 applications in scope moved; 42 in all.",
        "Plymouth Community Healthcare moved on to ‘committed’ on 19 March 2013, from ‘in discussion’.",
        "Wave 1 complete: human resources and organisational development slipped 24 days, from 30 April 2013 to 24 May 2013.",
    ]
