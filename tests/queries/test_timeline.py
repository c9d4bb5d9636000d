"""The timeline: every lane in the same columns, what leads to what, and a readable number of bars."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from queries import ask, gathered
from tests.queries.conftest import Programme

GATEWAY = "gateway_id,name,kind,baseline_date,forecast_date,actual_date\n"
WAVE = "wave_id,name,sequence,departments,baseline_start,baseline_finish,forecast_start,forecast_finish\n"
PARTNER = "partner_id,name,category,stage,stage_date,target_live_date\n"
DECISION = "decision_id,title,body,purpose,date,status,scrutinises,outcome\n"
MIGRATION = "application_id,wave_id,stage,baseline_date,forecast_date,actual_date,blocker\n"


def in_scope(applications: int) -> str:
    return "application_id,name,department,disposition\n" + "\n".join(
        f"A{n},A{n},HR,migrate" for n in range(applications)
    )


def test_every_lane_answers_in_the_same_columns():
    lanes = gathered("timeline_*")
    assert {"timeline_gateways", "timeline_waves", "timeline_decisions", "timeline_partners"} <= set(lanes)
    first = ask(lanes[0], date(2013, 3, 31)).columns
    for name in lanes:
        assert ask(name, date(2013, 3, 31)).columns == first, name


@pytest.fixture
def dated(programme: Programme) -> Programme:
    programme.report(
        "2013-02-28",
        gateways=f"""{GATEWAY}
            G1,Design,gateway,2013-05-31,2013-06-14,
            GO,Go-live,go_live,2014-04-01,2014-04-22,
            GX,Second go-live,go_live,2014-09-01,,""",
        gateway_criteria="criterion_id,gateway_id,criterion,partner_id,status\nC1,G1,Costs,P1,met\nC2,G1,Staff,P2,met",
        waves=f"""{WAVE}
            W1,One,1,HR,2013-01-01,2013-03-15,,2013-03-29
            W2,Two,2,ICT,2014-01-01,2014-04-30,, # after the first go-live: it must be done by the second
            W3,Three,3,Housing,2014-09-01,2014-12-31,, # after every go-live: the last one""",
        applications=in_scope(4),
        migrations=f"{MIGRATION}A1,W1,migrated,2013-02-01,,2013-02-11,\nA2,W1,test,2013-03-01,2013-03-08,,\nA3,,test,,,,",
        partners=f"""{PARTNER}
            P1,NHS,nhs,in_discussion,2012-09-01,2014-04-01
            P2,Sentinel,cic,live,2013-02-01,2013-01-15
            P9,Watching,observer,in_discussion,2012-09-01,2014-04-01""",
        decisions=f"""{DECISION}
            D1,Case,Cabinet,decision,2013-05-20,planned,,
            D2,Case first,Panel,scrutiny,2013-05-27,planned,D1,""",
    )
    programme.report(
        "2013-03-31", "update", partners=f"{PARTNER}P1,NHS,nhs,committed,2013-03-20,2014-05-01",
    )  # fmt: skip
    return programme


def test_what_leads_to_what(dated: Programme):
    """Slack is from the one's expected date to the other's: W1 on 29 March 2013 to the go-live on 22 April 2014."""
    found = dated.rows("timeline_all", "2013-03-31", "lane", "item_id", "leads_to_lane", "leads_to", "slack_days")
    assert [row for row in found if row[3]] == [
        ("waves", "W1", "gateways", "GO", 389),
        ("waves", "W2", "gateways", "GX", 124),
        ("waves", "W3", "gateways", "GX", -121),
        ("decisions", "D2", "decisions", "D1", -7),  # the scrutiny is a week late
        ("migrations", "A1", "waves", "W1", 46),
        ("migrations", "A2", "waves", "W1", 21),
    ]


def test_the_lanes_and_what_stands_in_them(dated: Programme):
    columns = ("item_id", "baseline_date", "forecast_date", "start_actual", "actual_date", "status", "row_key")
    assert dated.rows("timeline_all", "2013-03-31", *columns, lane="partners") == [
        ("P1 · in_discussion · 2012-09-01", None, None, "2012-09-01", "2013-03-20", "done", "P1"),
        ("P2 · target live", "2013-01-15", "2013-01-15", None, "2013-02-01", "done", "P2"),
        ("P2 · live · 2013-02-01", None, None, "2013-02-01", "2013-03-31", "in_progress", "P2"),
        ("P1 · committed · 2013-03-20", None, None, "2013-03-20", "2013-03-31", "in_progress", "P1"),
        ("P1 · target live", "2014-04-01", "2014-05-01", None, None, "planned", "P1"),
    ]
    assert dated.rows("timeline_all", "2013-03-31", *columns, lane="waves")[0] == (
        "W1", "2013-03-15", "2013-03-29", "2013-02-11", None, "overdue", "W1",
    )  # fmt: skip
    assert dated.rows("timeline_all", "2013-03-31", "item_id", "status", "slip_days", lane="migrations") == [
        ("A1", "done", 10),
        ("A2", "overdue", 7),  # A3 has no date at all
    ]


def test_filters(dated: Programme):
    def items(**parameters: object) -> list[object]:
        return [row[0] for row in dated.rows("timeline_all", "2013-03-31", "item_id", **parameters)]

    assert items(partner_id="P2") == ["G1", "P2 · target live", "P2 · live · 2013-02-01"]
    assert items(partner_id="P") == []  # a whole reference, not a part of one
    # a quarter: what reaches into it
    assert items(**{"from": "2013-04-01", "to": "2013-06-30"}) == ["G1", "D1", "D2"]
    assert "W2" in items(**{"from": "2014-02-01", "to": "2014-02-28"})  # it runs through


def test_many_bars_stand_together(programme: Programme):
    rows = [f"A{k},,{'migrated' if k < 2 else 'test'},2013-01-10,{'' if k < 2 else '2013-04-20'},"
            f"{'2013-01-15' if k < 2 else ''}," for k in range(5)]  # fmt: skip
    programme.report(
        "2013-02-28",
        applications=in_scope(5),
        migrations=MIGRATION + "\n".join(rows),
        gateways=f"{GATEWAY}G1,Design,gateway,2013-05-31,,",
    )
    columns = ("item_id", "kind", "name", "items", "slip_days", "bars")
    assert programme.rows("timeline_all", "2013-02-28", *columns, most=4) == [
        ("G1", "gateway", "Design", 1, 0, 3),  # a lane with few bars keeps them
        ("migrations · 2013-01 · done", "month", "2 migrations in January 2013, done", 2, 5, 3),
        ("migrations · 2013-04 · planned", "month", "3 migrations in April 2013, planned", 3, 100, 3),
    ]
    assert programme.ask("timeline_all", "2013-02-28", most=5).height == 6
    assert programme.ask("timeline_all", "2013-02-28", most=0).height == 6
    from_april: dict[str, Any] = {"from": "2013-04-01"}  # zoomed in, the bars come back
    assert programme.ask("timeline_all", "2013-02-28", most=4, **from_april).height == 4


def test_three_thousand_bars_become_few(programme: Programme):
    rows = [f"A{k},,test,2013-{1 + k % 12:02}-10,2014-{1 + k % 12:02}-10,," for k in range(3000)]
    programme.report("2013-02-28", applications=in_scope(3000), migrations=MIGRATION + "\n".join(rows))
    found = programme.ask("timeline_all", "2013-02-28")
    assert (found.height, found["items"].sum()) == (12, 3000)


def test_the_sample_keeps_its_bars(sample: object):
    found = ask("timeline_all", date(2013, 3, 31))
    assert found.filter(lane="migrations").height > 150
    assert found.select("lane", "item_id").is_unique().all()
    assert found["upload"].null_count() == 0
    assert set(found.filter(lane="waves")["leads_to"]) == {"GO"}
