"""Services: rates beside the comparator, and the service levels that were agreed when a gateway was due; worked by hand."""

from __future__ import annotations

from tests.queries.conftest import Programme

SERVICE = "service_id,name,sla_status,unit,rate_gbp,comparator_rate_gbp\n"


def test_a_rate_is_competitive_when_it_is_lower(programme: Programme):
    programme.report("2013-01-31", services=f"""{SERVICE}
        S1,Desk,draft,a user,6.00,8.00 # a quarter lower
        S2,Email,draft,a user,4.40,4.00 # a tenth higher
        S3,Storage,draft,a gigabyte,0.11,0.11
        S4,Payroll,agreed,a payslip,3.05, # nothing to compare with
        S5,Free,agreed,a user,1.00,0.00 # no share of nothing
        S6,To come,draft,a user,,5.00""")  # fmt: skip
    assert programme.rows("services_list", "2013-01-31", "service_id", "gap_pct", "stands", "matches") == [
        ("S1", -25.0, "lower", 6), ("S2", 10.0, "higher", 6), ("S5", None, None, 6), ("S4", None, None, 6),
        ("S3", 0.0, "same", 6), ("S6", None, None, 6),
    ]  # fmt: skip
    assert programme.rows("services_list", "2013-01-31", "service_id", stands="lower") == [("S1",)]
    assert programme.rows("services_list", "2013-01-31", "service_id", sla_status="agreed", limit=1, offset=1) == [
        ("S4",)
    ]


def test_the_service_levels_are_those_of_the_gateways_day(programme: Programme):
    programme.report("2013-01-31", gateways="""gateway_id,name,kind,baseline_date,actual_date
        G1,Case,gateway,2012-12-31,2012-12-31 # before any service was reported
        G2,Design,gateway,2013-03-31,2013-05-10
        G3,Later,gateway,2013-09-30, # has not come
        GO,Go-live,go_live,2013-04-30, # not a gateway""")  # fmt: skip
    programme.report("2013-02-28", services=f"{SERVICE}S1,Desk,agreed,a user,,\nS2,Email,draft,a user,,")
    programme.report("2013-04-30", services=f"{SERVICE}S1,Desk,agreed,a user,,\nS2,Email,in_review,a user,,")
    programme.report("2013-05-31", services=f"{SERVICE}S1,Desk,agreed,a user,,\nS2,Email,agreed,a user,,")
    columns = ("gateway_id", "moment", "day", "services", "agreed", "in_review", "draft", "lacking")
    assert programme.rows("services_at_gateways", "2013-05-31", *columns) == [
        ("G2", "baseline", "2013-03-31", 2, 1, 0, 1, "Email"),
        ("G2", "passed", "2013-05-10", 2, 1, 1, 0, "Email"),
        (None, "now", "2013-05-31", 2, 2, 0, 0, None),
    ]
    assert programme.rows("services_at_gateways", "2013-03-30", "moment") == [("now",)]
    assert programme.ask("services_at_gateways", "2013-01-31").is_empty()


GATEWAYS = """gateway_id,name,kind,baseline_date,forecast_date,actual_date
    G1,Case,gateway,2013-01-10,,2013-01-20
    G2,Design,gateway,2013-03-31,2013-04-15,
    M1,Kit bought,milestone,2013-02-01,, # no gateway: nothing is asked of it"""


def test_what_lacks_a_service_level_once_a_gateways_day_has_come(programme: Programme):
    programme.report(
        "2013-01-10", services=f"{SERVICE}S1,Desk,agreed,a user,,\nS2,Email,draft,a user,,", gateways=GATEWAYS
    )
    programme.report("2013-03-31", services=f"""{SERVICE}
        S1,Desk,agreed,a user,,
        S2,Email,in_review,a user,,
        S3,Storage,draft,a gigabyte,,""")  # fmt: skip
    moments = [("G1", "baseline", "2013-01-10"), ("G1", "passed", "2013-01-20"), ("G2", "baseline", "2013-03-31")]
    for on, come in (("2013-04-14", moments), ("2013-04-15", [*moments, ("G2", "due", "2013-04-15")])):
        found = programme.rows("services_at_gateways", on, "gateway_id", "moment", "day")
        assert found == [*come, (None, "now", on)], on
    columns = ("service_id", "gateway", "day", "is_passed")
    assert programme.rows("services_not_agreed", "2013-01-19", *columns) == []  # the day before the first is passed
    assert programme.rows("services_not_agreed", "2013-01-20", *columns) == [("S2", "Case", "2013-01-20", True)]
    first = [("S2", "Case", "2013-01-20", True), ("S3", "Case", "2013-01-20", True)]
    assert (
        programme.rows("services_not_agreed", "2013-04-14", *columns) == first
    )  # by its forecast the second is to come
    second = [("S2", "Design", "2013-04-15", False), ("S3", "Design", "2013-04-15", False)]
    assert programme.rows("services_not_agreed", "2013-04-15", *columns) == second

    def told(on: str) -> list[tuple[str, str, str]]:
        things = programme.ask("overview_attention", on).filter(kind="service_levels")
        return things.select("severity", "about_id", "detail").rows()

    assert told("2013-01-19") == []
    assert told("2013-02-01") == [
        ("amber", "S2", "Email has no agreed service level, though ‘Case’ was passed on 20 January 2013.")
    ]
    assert told("2013-04-15") == [
        ("amber", "service_levels", "2 services have no agreed service level, though ‘Design’ is due on 15 April 2013.")
    ]


def test_what_changed_in_the_catalogue_is_said(programme: Programme):
    header = "service_id,name,sla_target,sla_status,unit,rate_gbp,comparator_rate_gbp,available_from\n"
    programme.report("2013-01-31", services=f"""{header}
        S1,Desk,80% in 20 seconds,in_review,a user,6.20,7.10,2014-04-01
        S2,Email,,agreed,a mailbox,3.40,4.25,2014-04-01
        S3,Storage,,draft,a gigabyte,,0.14,
        S4,Fax,,draft,a page,0.10,,2014-04-01""")  # fmt: skip
    programme.report("2013-02-28", services=f"""{header}
        S1,Desk,80% in 20 seconds,agreed,a user,7.10,7.10,2014-07-01 # dearer, agreed, later
        S2,Email,One day,draft,a mailbox,3.25,4.00,2014-03-01 # cheaper, no longer agreed, sooner
        S3,Storage,,in_review,a gigabyte,0.11,0.14,2014-04-01 # has a rate and a day now
        S5,Print,,draft,a page,0.05,,""")  # fmt: skip
    assert programme.rows("changes_services", "2013-02-28", "kind", "item_id", "sentence") == [
        ("not_agreed", "S2", "The service level of Email is no longer agreed: it is a draft again."),
        ("rate_up", "S1",
         "The rate of Desk goes up from £6.20 to £7.10 a user; that is the same as the £7.10 that others charge."),
        ("available", "S1", "Desk can be had later, from 1 July 2014 instead of 1 April 2014."),
        ("removed", "S4", "Fax is offered no more."),
        ("agreed", "S1", "The service level of Desk is agreed: 80% in 20 seconds."),
        ("added", "S5", "Print is a new service: £0.05 a page, no service level is agreed yet."),
        ("rate_down", "S2",
         "The rate of Email goes down from £3.40 to £3.25 a mailbox; that is less than the £4 that others charge."),
        ("available", "S2", "Email can be had sooner, from 1 March 2014 instead of 1 April 2014."),
        ("rate", "S3", "Storage has a rate now: £0.11 a gigabyte."),
        ("target", "S2", "The service level of Email aims at ‘One day’."),
        ("available", "S3", "Storage can be had from 1 April 2014."),
        ("comparator", "S2", "Others charge £4 for Email, after £4.25."),
        ("level", "S3", "The service level of Storage is in review."),
    ]  # fmt: skip
