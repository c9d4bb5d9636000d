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
