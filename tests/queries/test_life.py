"""A programme's whole life, from before its first report to years after it went live, and the programme that stops: what the
Overview, its tiles, the question it answers and the first slide say on each day."""

from __future__ import annotations

import pytest

import queries
from pages import narrative
from pages.pack.sections import where_we_are
from pages.parts.overview import headline
from pages.ui.tiles import Tile
from queries import View
from tests.deep import DEEP
from tests.queries.conftest import Programme, day

GATEWAYS = "gateway_id,name,kind,baseline_date,forecast_date,actual_date\n"
APPS = "application_id,name,department,disposition\nA1,Payroll,HR,migrate\nA2,Rotas,HR,migrate"
MOVES = "application_id,stage,baseline_date,forecast_date,actual_date\n"
PARTNERS = "partner_id,name,category,stage,stage_date\n"


def go_live(forecast: str = "", actual: str = "", baseline: str = "2014-04-01") -> str:
    return f"{GATEWAYS}G1,Design,gateway,2013-05-31,,2013-05-31\nGL,Go-live,go_live,{baseline},{forecast},{actual}"


def overview(programme: Programme, as_at: str) -> str:
    facts = programme.ask("overview_headline", as_at).row(0, named=True)
    outlook = programme.ask("migration_forecast", as_at).row(0, named=True)
    return narrative.overview.overview(facts, outlook, programme.ask("updates_due", as_at))


def first_tile(programme: Programme, as_at: str) -> Tile:
    facts = programme.ask("overview_headline", as_at).row(0, named=True)
    return headline.tiles(facts, programme.ask("overview_since", as_at))[0]


def every_word(programme: Programme, as_at: str) -> str:
    """All that these places say of going live, a line each."""
    outlook = programme.ask("migration_forecast", as_at).row(0, named=True)
    tile = first_tile(programme, as_at)
    known = queries.ledger_state()
    (slide,) = where_we_are.slides(View(day(as_at), known.ledger_version, known.generation))
    dated = programme.ask("timeline_items", as_at)
    return "\n".join(
        [
            overview(programme, as_at),
            narrative.outlook.will_we(outlook),
            f"{tile.label} {tile.value} {tile.change}",
            slide.headline,
            *(fact.text for fact in slide.facts),
            narrative.timeline.timeline(dated, day(as_at)),
        ]
    )


@pytest.fixture
def walked(programme: Programme) -> Programme:
    """Reports up to the eve of going live, which is forecast two weeks late."""
    programme.report(
        "2012-08-31", gateways=go_live("2014-04-01"), applications=APPS,
        migrations=f"{MOVES}A1,test,2013-01-31,2013-01-31,\nA2,test,2014-03-31,2014-03-31,",
        partners=f"{PARTNERS}P1,Sentinel,cic,committed,2012-08-01",
    )  # fmt: skip
    programme.report(
        "2013-01-31", migrations=f"{MOVES}A1,migrated,2013-01-31,,2013-01-31\nA2,test,2014-03-31,2014-03-31,"
    )
    programme.report("2014-03-31", gateways=go_live("2014-04-15"))
    return programme


def test_up_to_the_day(walked: Programme):
    assert overview(walked, "2012-08-30") == "No go-live date is reported"  # nothing has been uploaded
    assert overview(walked, "2012-08-31") == (
        "Go-live is expected on 1 April 2014, 578 days away and as planned; rated green by the rule"
    )
    assert overview(walked, "2013-01-31").startswith(
        "Go-live is expected on 1 April 2014, 425 days away and as planned"
    )
    assert overview(walked, "2014-03-31") == (
        "Go-live is expected on 15 April 2014, 15 days away and 2 weeks later than planned; rated amber by the rule"
    )
    assert overview(walked, "2014-04-15").startswith("Go-live is due today, 15 April 2014, 2 weeks later than planned")
    assert overview(walked, "2014-05-13").startswith(
        "Go-live was due on 15 April 2014, 4 weeks ago, not reached yet; rated red by the rule"
    )


@pytest.mark.parametrize(
    ("forecast", "actual", "how", "slip"),
    [
        ("2014-04-01", "2014-04-01", "as planned", "on plan"),  # ‘was due’ on the very day forecast
        ("2014-04-01", "2014-04-10", "9 days later than planned", "9 days late"),
        (
            "2014-04-15",
            "2014-04-10",
            "9 days later than planned",
            "9 days late",
        ),  # against the baseline, not the forecast
        ("2014-04-15", "2014-03-28", "4 days earlier than planned", "4 days early"),
        ("", "2014-04-02", "1 day later than planned", "1 day late"),
    ],
)
def test_once_live_it_says_so(walked: Programme, forecast: str, actual: str, how: str, slip: str):
    walked.report("2014-04-30", gateways=go_live(forecast, actual))
    reached = f"{day(actual).day} {day(actual):%B %Y}"
    later = ("2014-07-01", "2017-01-01") if forecast == actual or DEEP else ()
    for as_at in ("2014-04-30", *later):
        assert overview(walked, as_at).startswith(
            f"Live since {reached}, {how}; 1 of 2 applications in scope is still to move"
        )
        tile = first_tile(walked, as_at)
        assert (tile.label, tile.change, tile.good) == ("Live since", slip, actual <= "2014-04-01")
        said = every_word(walked, as_at)
        assert f"was reached on {reached}, {slip}" in said
        for of_the_past in (
            "expected",
            "was due",
            "to go",
            "away",
            "the forecast of go-live",
            "odds of having",
            "Will we",
        ):
            assert of_the_past not in said
        assert ("; the last report, of 30 April 2014, is about 2½ years old" in said) == (as_at == "2017-01-01")
    changes = walked.ask("changes_all", "2014-04-30")["sentence"].to_list()
    (reached_change,) = [said for said in changes if said.startswith("Go-live was reached")]
    assert reached in reached_change
    assert walked.ask("overview_attention", "2014-04-30").filter(item_id="GL").is_empty()


def test_live_today_and_an_actual_date_to_come(walked: Programme):
    walked.report("2014-04-05", gateways=go_live("2014-04-15", "2014-04-10"))
    assert overview(walked, "2014-04-09").startswith("Go-live is expected on 10 April 2014, 1 day away")
    assert overview(walked, "2014-04-10").startswith("Live since today, 10 April 2014, 9 days later than planned")
    assert overview(walked, "2014-04-11").startswith("Live since 10 April 2014, 9 days later than planned")


def test_live_when_everything_has_moved(walked: Programme):
    walked.report(
        "2014-04-30", gateways=go_live("", "2014-04-01"),
        migrations=f"{MOVES}A1,migrated,2013-01-31,,2013-01-31\nA2,migrated,2014-03-31,,2014-03-30",
    )  # fmt: skip
    assert overview(walked, "2014-04-30") == "Live since 1 April 2014, as planned; rated green by the rule"
    assert "everything in scope has moved" in every_word(walked, "2014-04-30")


def test_of_two_go_lives_both_must_be_reached(programme: Programme):
    rows = f"{GATEWAYS}L1,First,go_live,2014-03-01,,\nL2,Second,go_live,2014-04-01,,2014-04-10"
    programme.report("2014-04-30", gateways=rows)
    assert overview(programme, "2014-04-30").startswith("Go-live was due on 1 March 2014, about 9 weeks ago")
    programme.report("2014-05-31", gateways=rows.replace("2014-03-01,,\n", "2014-03-01,,2014-05-20\n"))
    assert overview(programme, "2014-05-31").startswith("Live since 20 May 2014, about 3 months later than planned")


def test_the_programme_that_stops(walked: Programme):
    """Its go-live is removed; the partners withdraw; everything is removed; nobody reports for a year."""
    assert overview(walked, "2014-06-30").startswith("Go-live was due on 15 April 2014, about 2 months ago, not")
    assert "the last report" not in overview(walked, "2014-06-30")
    assert overview(walked, "2015-03-31").endswith("; the last report, of 31 March 2014, is about 12 months old")
    walked.report("2014-07-31", gateways=f"{GATEWAYS}G1,Design,gateway,2013-05-31,,2013-05-31")
    assert overview(walked, "2014-07-31") == "1 of 2 applications in scope moved; no go-live date is reported"
    assert "Go-live was removed" in " ".join(walked.ask("changes_all", "2014-07-31")["sentence"])
    walked.report("2014-08-31", partners=f"{PARTNERS}P1,Sentinel,cic,withdrawn,2014-08-15")
    partners = walked.ask("partners_stage", "2014-08-31")
    assert narrative.partners.partners(partners) == "The one partner has withdrawn"
    assert walked.row("overview_headline", "2014-08-31")["partners"] == 0
    walked.report("2014-09-30", applications="application_id,name,department,disposition\nA9,Last,HR,retire")
    facts = walked.row("overview_headline", "2014-09-30")
    assert (facts["in_scope"], facts["migrated"], facts["migrated_outside"]) == (0, 0, 1)
    months = walked.ask("migration_burn_up", "2014-09-30")
    assert narrative.migration.burn_up(months, day("2014-09-30")) == (
        "No application is in scope of the migration; 1 out of scope has moved"
    )


def test_what_is_not_reported_has_no_tile(programme: Programme):
    waves = "wave_id,name,sequence,departments,baseline_start,baseline_finish\nW1,One,1,HR,2013-01-01,2013-03-31"
    programme.report("2013-01-31", waves=waves)
    programme.report(
        "2013-02-28", applications="application_id,name,department,business_function,disposition\nA1,Pay,HR,Pay,migrate"
    )
    programme.report("2013-03-31", applications="application_id,name,department,business_function,disposition\n")

    def tiles(as_at: str) -> list[tuple[str, str, str]]:
        facts = programme.ask("overview_headline", as_at).row(0, named=True)
        made = headline.tiles(facts, programme.ask("overview_since", as_at))
        return [(tile.label, tile.value, tile.change) for tile in made]

    assert tiles("2013-01-31") == []
    assert ("Applications", "1", "1 more") in tiles("2013-02-28")
    assert ("Applications", "0", "1 fewer") in tiles("2013-03-31")  # reported, and taken out
