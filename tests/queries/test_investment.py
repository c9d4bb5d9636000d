"""What the business case is worth: the published examples, and programmes whose arithmetic is done beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from queries import BadParameter
from queries.investment.appraising import bias_left, discount_factor, net_present_value, payback, with_bias
from tests.queries.conftest import Programme


def flows(*values: int) -> list[Decimal]:
    return [Decimal(value) for value in values]


PRINTED = ["1.0000", ".9662", ".9335", ".9019", ".8714", ".8420", ".8135", ".7860", ".7594", ".7337", ".7089"]


def test_discount_factors_are_those_of_the_green_book():
    for year, factor in [*enumerate(PRINTED), (20, ".5026"), (26, ".4088"), (30, ".3563")]:
        assert round(discount_factor(year), 4) == Decimal(factor), year
    for year, rate in ((31, "1.03"), (75, "1.03"), (76, "1.025"), (125, "1.025")):
        assert round(discount_factor(year - 1) / discount_factor(year), 12) == Decimal(rate), year
    assert round(discount_factor(40, Decimal(4)), 12) == round(
        1 / Decimal("1.04") ** 40, 12
    )  # one's own rate, for good


def test_a_net_present_value_is_the_published_one():
    assert round(net_present_value([*flows(*[1000] * 10), Decimal(-500)])) == 8253


def test_the_printed_mistake_is_not_repeated(programme: Programme):
    """Printed as 26,298; its own terms, with factors of three decimals, give −26,298, and without rounding −26,304.68."""
    cost, *brings = (150_000, 12_000, 25_000, 25_000, 35_000, 40_000)
    programme.report(
        "2013-03-31",
        benefit_values="benefit_id,year,planned_gbp,cost_gbp\n"
        + "\n".join([f"B1,2012/13,0,{cost}", *(f"B1,{2013 + n}/{14 + n},{value}," for n, value in enumerate(brings))]),
    )
    assert worth(programme, rate="3", digits="3") == -26_298
    exact = sum(value / 1.03 ** (n + 1) for n, value in enumerate(brings)) - cost
    assert worth(programme, rate="3") == pytest.approx(exact)
    assert round(worth(programme, rate="3"), 2) == -26_304.68
    assert value_of(programme, rate="3")["payback_year"] is None


def test_optimism_bias_is_the_published_one():
    """£100 million at 51%, of which 92% is managed for £7 million: 4% is left, £104 million and £7 million."""
    left = bias_left(Decimal(51), Decimal(92))
    assert (left, round(left)) == (Decimal("4.08"), 4)
    in_all = with_bias(Decimal(100_000_000), Decimal(51), Decimal(92), Decimal(7_000_000))
    assert round(in_all / 1_000_000) == 111


@pytest.mark.parametrize(
    ("values", "paid"),
    [
        ((-100, 50, 50), (2, Decimal(3))),  # at the very end of the third year
        ((-100, 60, 80), (2, Decimal("2.5"))),  # half-way through it
        ((-100, 150, -100, 200), (3, Decimal("3.25"))),  # once before, but it did not stay
        ((-100, 99), None),
        ((10, -10, 5), (0, Decimal(0))),  # never below nought
        ((0, 0), (0, Decimal(0))),
        ((), None),
    ],
)
def test_payback_is_where_the_sum_turns_and_stays(values: tuple[int, ...], paid: object):
    assert payback(flows(*values)) == paid


BENEFITS = """benefit_id,name,kind,partner_id,unit,target_value,owner
B1,Licences,cashable,,£ a year,100,Head of ICT
B2,Shared with the hospital,cashable,P1,£ a year,50,Director
B3,Servers not bought,capital_avoided,,£,80,Head of ICT
B4,Jobs,jobs,,jobs,9,Director  # no value by year"""
VALUES = """benefit_id,year,planned_gbp,realised_gbp,cost_gbp
B1,2012/13,0,,1000
B1,2013/14,100,90,
B1,2015/16,700,,10  # nothing is said of 2014/15
B2,2013/14,50,,
B2,2015/16,300,,
B3,2013/14,80,95,
"""
PARTNERS = "partner_id,name,category,stage,stage_date\nP1,Hospital,nhs,{},2013-01-01"
PLANNED = (-1000, 230, 0, 990)
"""Benefits less costs of 2012/13 to 2015/16, all as planned."""


@pytest.fixture
def appraised(programme: Programme) -> Programme:
    programme.report("2013-03-31", partners=PARTNERS.format("committed"), benefits=BENEFITS, benefit_values=VALUES)
    return programme


def npv(values: tuple[float, ...], rate: float = 0.035) -> float:
    return sum(value / (1 + rate) ** at for at, value in enumerate(values))


def value_of(programme: Programme, as_at: str = "2013-03-31", **settings: Any) -> dict[str, Any]:
    return programme.row("investment_value", as_at, **settings)


def worth(programme: Programme, as_at: str = "2013-03-31", **settings: Any) -> float:
    return float(value_of(programme, as_at, **settings)["npv_gbp"])


def test_the_cash_flow_has_every_year(appraised: Programme):
    columns = ("year", "planned_gbp", "realised_gbp", "net_gbp", "so_far_gbp")
    assert appraised.rows("investment_cash_flow", "2013-03-31", *columns) == [
        ("2012/13", 0, None, -1000, -1000), ("2013/14", 230, 185, 230, -770), ("2014/15", 0, None, 0, -770),
        ("2015/16", 1000, None, 990, 220),
    ]  # fmt: skip
    last = appraised.ask("investment_cash_flow", "2013-03-31").row(-1, named=True)
    assert float(last["discounted_so_far_gbp"]) == pytest.approx(npv(PLANNED), abs=1e-9)
    assert last["discounted_so_far_gbp"] == value_of(appraised)["npv_gbp"]
    assert (last["cashable_gbp"], last["capital_avoided_gbp"], last["jobs_gbp"]) == (1000, 0, 0)


def test_the_value_is_its_parts(appraised: Programme):
    value = value_of(appraised)
    assert float(value["benefits_npv_gbp"]) == pytest.approx(npv((0, 230, 0, 1000)))
    assert float(value["costs_npv_gbp"]) == pytest.approx(npv((1000, 0, 0, 10)))
    assert value["payback_year"] == "2015/16"
    assert float(value["payback_years"]) == pytest.approx(3 + 770 / 990)
    assert (value["lowest_gbp"], value["lowest_year"], value["undated"], value["realised_gbp"]) == (
        -1000,
        "2012/13",
        1,
        185,
    )


def test_a_rate_of_ones_own_holds_for_all_years(appraised: Programme):
    assert worth(appraised, rate="0") == pytest.approx(220)
    assert worth(appraised, rate="10") == pytest.approx(npv(PLANNED, 0.1))


def test_realised_counts_where_asked_and_only_for_years_that_have_ended(appraised: Programme):
    assert worth(appraised, counts="realised") == pytest.approx(npv(PLANNED))  # 2013/14 has just begun
    assert worth(appraised, "2014-03-30", counts="realised") == pytest.approx(npv(PLANNED))
    ended = (-1000, 90 + 95 + 50, 0, 990)  # nothing is realised of B2, so its plan still counts
    assert worth(appraised, "2014-03-31", counts="realised") == pytest.approx(npv(ended))
    assert worth(appraised, "2014-03-31") == pytest.approx(npv(PLANNED))


def test_bias_raises_all_costs_where_no_capital_is_known_and_only_capital_where_it_is(appraised: Programme):
    assert worth(appraised, optimism="50") == pytest.approx(npv((-1500, 230, 0, 985)))
    assert worth(appraised, optimism="50", managed="80", managing="101") == pytest.approx(npv((-1200, 230, 0, 988)))
    appraised.report(
        "2013-04-30",
        spend="""component,month,strand,budget_gbp
        Servers,2013-03-01,core_infrastructure,600  # the last month of 2012/13
        Servers,2013-04-01,core_infrastructure,400  # in 2013/14, of which no cost is filed""",
    )
    assert worth(appraised, "2013-04-30", optimism="50") == pytest.approx(npv((-1300, 230, 0, 990)))
    running = worth(appraised, "2013-04-30", optimism="50", kind="outsourcing")
    assert running == pytest.approx(npv((-1200, 230, 0, 985)))


def test_what_a_partner_was_to_bring_goes_with_it_and_costs_stay(appraised: Programme):
    without = (-1000, 180, 0, 690)
    assert worth(appraised, without="P1") == pytest.approx(npv(without))
    appraised.report("2013-04-30", partners=PARTNERS.format("withdrawn"))
    value = value_of(appraised, "2013-04-30")
    assert float(value["npv_gbp"]) == pytest.approx(npv(without))  # as the question what if had said
    assert (value["lost_gbp"], value["lost_partners"]) == (350, "Hospital")
    assert worth(appraised) == pytest.approx(npv(PLANNED))  # looked at from before


def test_a_withdrawal_strikes_out_nothing_of_a_year_that_had_ended_nor_what_was_realised(programme: Programme):
    """It leaves in 2013/14: what if it had, and each partner alone, say the same of that day as the report of it does later."""
    values = """benefit_id,year,planned_gbp,realised_gbp,cost_gbp
    B1,2012/13,0,,1000
    B2,2011/12,100,,  # ended, and nothing is said of what it brought: as planned
    B2,2012/13,100,90,  # ended
    B2,2013/14,200,30,  # leaves half-way through it: nothing more
    B2,2014/15,400,,"""
    programme.report("2013-08-20", partners=PARTNERS.format("committed"), benefits=BENEFITS, benefit_values=values)
    kept, whole = npv((100, 100 - 1000, 30)), npv((100, 100 - 1000, 200, 400))
    assert worth(programme, "2013-08-20", without="P1") == pytest.approx(kept)
    tornado = programme.ask("investment_sensitivity", "2013-08-20").filter(driver="partner")
    assert float(tornado["worse_gbp"][0]) == pytest.approx(kept)
    change = programme.rows("partners_withdrawals", "2013-08-20", "npv_change_gbp")
    assert change == [(round(kept - whole),)]
    programme.report("2013-09-30", partners=PARTNERS.format("withdrawn").replace("2013-01-01", "2013-08-20"))
    programme.report("2014-04-30", partners=PARTNERS.format("withdrawn").replace("2013-01-01", "2013-08-20"))
    for day in ("2013-09-30", "2014-04-30"):
        value = value_of(programme, day)
        assert (float(value["npv_gbp"]), value["lost_gbp"]) == (pytest.approx(kept), 170 + 400), day
    realised = npv((100, 90 - 1000, 30))
    assert worth(programme, "2014-04-30", counts="realised") == pytest.approx(realised)
    for left, lost in (("2013-03-30", 570 + 10), ("2013-03-31", 570)):  # the last day of a year ends it
        programme.report("2014-05-31", partners=PARTNERS.format("withdrawn").replace("2013-01-01", left))
        assert value_of(programme, "2014-05-31")["lost_gbp"] == lost, left


def test_each_change_alone_moves_the_value_as_far_as_it_says(appraised: Programme):
    rows = {row["driver"]: row for row in appraised.ask("investment_sensitivity", "2013-03-31").iter_rows(named=True)}
    ends = {name: (float(row["worse_gbp"]), float(row["better_gbp"])) for name, row in rows.items()}
    today = npv(PLANNED)
    assert ends == {
        "benefits": pytest.approx((npv((-1000, 184, 0, 790)), npv((-1000, 276, 0, 1190)))),
        "costs": pytest.approx((npv((-1200, 230, 0, 988)), npv((-800, 230, 0, 992)))),
        "rate": pytest.approx((npv(PLANNED, 0.045), npv(PLANNED, 0.025))),
        "delay": pytest.approx((npv((-1000, 0, 230, -10, 1000)), today)),  # none is lost
        "optimism": pytest.approx((npv((-3000, 230, 0, 970)), today)),  # 200% of equipment and development
        "partner": pytest.approx((npv((-1000, 180, 0, 690)), today)),
    }
    assert [row["driver"] for row in rows.values()][:2] == ["optimism", "benefits"]  # the widest first
    swings = [row["swing_gbp"] for row in rows.values()]
    assert swings == sorted(swings, reverse=True)
    assert {name for name, row in rows.items() if row["turns"]} == {"benefits", "costs", "optimism", "partner"}
    of_buildings = appraised.ask("investment_sensitivity", "2013-03-31", kind="standard_buildings")
    assert of_buildings.filter(driver="optimism")["worse"].to_list() == [24]


def test_values_of_a_benefit_that_is_not_held_count(programme: Programme):
    """The list of benefits may come a report later than its values."""
    programme.report("2013-03-31", benefit_values="benefit_id,year,planned_gbp,cost_gbp\nB9,1999/00,500,200")
    assert programme.rows("investment_cash_flow", "2013-03-31", "year", "unknown_gbp", "net_gbp") == [
        ("1999/00", 500, 300)
    ]
    assert programme.rows("investment_list", "2013-03-31", "name", "kind", "matches", limit=5) == [("B9", None, 1)]


def test_benefits_say_how_far_they_have_come(programme: Programme):
    programme.report(
        "2014-03-31",
        benefits="""benefit_id,name,kind,unit,baseline_value,target_value,realised_value,full_effect_date
        B1,Licences,cashable,£ a year,,400,100,2016-03-31
        B2,Online,non_cashable,% of requests,20,60,50,2014-03-30  # its day has passed
        B3,Calls,non_cashable,calls,500,300,250,2014-03-30  # fewer are better, and they are fewer still
        B4,Jobs,jobs,jobs,,9,,2014-03-31  # its day is today
        B5,Sites,capital_avoided,sites,3,3,3,2014-01-31  # kept where it was
        B6,Kept,jobs,jobs,9,9,8,2014-01-31  # not kept
        B7,Nearly,cashable,£ a year,,412000,411800,2014-01-31  # 99.95%, which one decimal would say is all""",
    )
    assert programme.rows("investment_benefits", "2014-03-31", "benefit_id", "reached_pct", "has_reached", "is_short") == [
        ("B1", 25.0, False, False), ("B7", 99.95, False, True), ("B3", 125.0, True, False), ("B2", 75.0, False, True),
        ("B4", None, False, False), ("B6", 0.0, False, True), ("B5", 100.0, True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"rate": "low"}, "‘rate’ is a number from 0 to 100, not ‘low’"),
        ({"optimism": "-1"}, "‘optimism’ is a number from 0 to 1,000"),
        ({"managed": "NaN"}, "‘managed’ is a number"),
        ({"counts": "hoped"}, "planned or realised"),
        ({"kind": "castle"}, "‘kind’ is one of equipment, outsourcing"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(programme: Programme, given: dict[str, Any], wanted: str):
    with pytest.raises(BadParameter, match=wanted):
        programme.ask("investment_value", "2013-03-31", **given)


def test_what_changed_among_the_benefits_is_said(programme: Programme):
    header = "benefit_id,name,owner,kind,unit,baseline_value,target_value,realised_value,start_date,full_effect_date\n"
    programme.report("2013-01-31", benefits=f"""{header}
        B1,Licences,Head of ICT,cashable,£ a year,0,412000,,2013-04-01,2015-03-31
        B2,Calls lost,,non_cashable,% of calls,12,4,9,,2015-03-31 # the fewer the better
        B3,Jobs,,jobs,jobs,,30,5,,
        B4,Dropped,,jobs,jobs,,1,,,""")  # fmt: skip
    programme.report("2013-02-28", benefits=f"""{header}
        B1,Licences,Head of Finance,cashable,£ a year,0,398000,88500.5,2013-07-01,2015-09-30
        B2,Calls lost,,non_cashable,% of calls,12,3,10,,2015-02-28
        B3,Jobs,,jobs,posts,,40,6,,2016-03-31 # another unit: its values can't be compared
        B5,Servers,,capital_avoided,£,,215000,,,""")  # fmt: skip
    assert programme.rows("changes_benefits", "2013-02-28", "kind", "item_id", "sentence") == [
        ("target_down", "B1", "The target of ‘Licences’ is £398,000 a year now, after £412,000 a year."),
        ("realised_down", "B2", "‘Calls lost’ is at 10% of calls now, after 9% of calls; its target is 3% of calls."),
        ("removed", "B4", "‘Dropped’ is no longer among the benefits."),
        ("slipped", "B1", "The full effect of ‘Licences’ slipped 183 days, from 31 March 2015 to 30 September 2015."),
        ("realised", "B1", "‘Licences’ has reached £88,500.50 a year, the first reported; its target is £398,000 a year."),
        ("target_up", "B2", "The target of ‘Calls lost’ is 3% of calls now, after 4% of calls."),
        ("added", "B5", "‘Servers’ is a new benefit, with a target of £215,000."),
        ("forward", "B2", "The full effect of ‘Calls lost’ came forward 31 days, from 31 March 2015 to 28 February 2015."),
        ("begins", "B1", "The start of ‘Licences’ slipped 91 days, from 1 April 2013 to 1 July 2013."),
        ("forward", "B3", "The full effect of ‘Jobs’ is dated now: 31 March 2016."),
        ("owner", "B1", "‘Licences’ has a new owner: Head of Finance."),
        ("other", "B3", "‘Jobs’ counts posts instead of jobs."),
    ]  # fmt: skip


def test_what_changed_in_the_cash_flow_is_said_benefit_by_benefit(programme: Programme):
    header = "benefit_id,year,planned_gbp,realised_gbp,cost_gbp\n"
    names = "benefit_id,name,kind,unit,target_value\n" + "\n".join(
        f"B{at},{name},cashable,£,1" for at, name in enumerate(("Licences", "Energy", "Rent", "Paper"), 1)
    )
    programme.report("2013-01-31", benefits=names, benefit_values=f"""{header}
        B1,2013/14,1000,,500
        B1,2014/15,2000,,500
        B1,2015/16,3000,,500 # stays
        B2,2013/14,700,,
        B2,2014/15,700,,
        B4,2013/14,50,,""")  # fmt: skip
    programme.report("2013-02-28", benefits=names, benefit_values=f"""{header}
        B1,2013/14,800,250,600 # less planned, some realised, dearer
        B1,2014/15,1900,,500
        B1,2015/16,3000,,500
        B2,2013/14,600,, # what one year loses the other gains
        B2,2014/15,800,,
        B3,2013/14,40,,9 # the first of it
        B3,2014/15,60,,""")  # fmt: skip
    assert programme.rows("changes_benefit_values", "2013-02-28", "kind", "item_id", "size", "sentence") == [
        ("planned", "B1", 300.0, "£300 less is planned to come from ‘Licences’, in 2013/14 and 2014/15."),
        ("planned_years", "B2", 100.0, "£100 of what is planned to come from ‘Energy’ has moved to later years."),
        ("cost", "B1", 100.0, "£100 more is to be spent on ‘Licences’, in 2013/14."),
        ("removed", "B4", 0.0, "The cash flow of ‘Paper’ is reported no more."),
        ("realised", "B1", 250.0, "£250 more has come from ‘Licences’, in 2013/14."),
        (
            "added",
            "B3",
            0.0,
            "The cash flow of ‘Rent’ is reported for 2013/14 and 2014/15: £100 planned and £9 of costs.",
        ),
    ]
