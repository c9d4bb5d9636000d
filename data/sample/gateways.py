"""What happens to the gateways, milestones and go-live, and to their criteria.

As in story.py: the rows as first reported, then the changes that each later report brought.
"""

from __future__ import annotations

from data.sample.story import Changes, Row, Rows


def _gateway(name: str, kind: str, baseline: str, commentary: str) -> Row:
    return {
        "name": name, "kind": kind, "baseline_date": baseline, "forecast_date": baseline,
        "declared_rating": "green", "commentary": commentary,
    }  # fmt: skip


GATEWAYS: Rows = {
    "GW1": _gateway("Business case agreed with the partners", "gateway", "2012-12-31",
                    "Partners are giving their figures for the business case."),
    "GW2": _gateway("System design and service level agreements approved", "gateway", "2013-05-31",
                    "Design starts once the business case is agreed."),
    "GO": _gateway("Go-live of shared services", "go_live", "2014-04-01",
                   "April 2014 remains the date that everything is planned to."),
    "MS01": _gateway("Capital business case considered by Cabinet", "milestone", "2012-09-18",
                     "The paper is being drafted."),
    "MS02": _gateway("Core infrastructure, first stage in service", "milestone", "2012-11-16",
                     "Room and power are ready; the order follows Cabinet."),
    "MS03": _gateway("Wave 1 complete: human resources and organisational development", "milestone", "2013-04-30",
                     "Both departments have named their leads."),
    "MS04": _gateway("Core infrastructure, second stage in service", "milestone", "2013-07-05",
                     "Sized from the first stage."),
    "MS05": _gateway("Self-service applications, first release", "milestone", "2013-07-31",
                     "Leave, expenses and payslips come first."),
    "MS06": _gateway("Membership of the partnership confirmed", "milestone", "2013-06-28",
                     "The risk register is drawn up once membership is confirmed."),
    "MS07": _gateway("Networks connected between partner sites", "milestone", "2013-08-30",
                     "Survey of sites planned for spring 2013."),
    "MS08": _gateway("Form of the service vehicle recommended", "milestone", "2013-10-31",
                     "A community interest company and a social enterprise are both being looked at."),
    "MS09": _gateway("Shared service desk staffed and trained", "milestone", "2014-01-31",
                     "Job descriptions are in draft."),
    "MS10": _gateway("Readiness review and dress rehearsal", "milestone", "2014-03-07",
                     "Dates are in the diaries of all departments."),
    "MS11": _gateway("All migrations complete", "milestone", "2014-03-14",
                     "Seven waves are planned."),
}  # fmt: skip

GATEWAY_CHANGES: Changes = {
    "2012-09-30": {
        "MS01": {"actual_date": "2012-09-18", "commentary": "Considered by Cabinet on 18 September 2012."},
        "GW1": {"commentary": "Two partners have given their figures; NHS Plymouth's are expected in November."},
    },
    "2012-11-30": {
        "MS02": {"actual_date": "2012-11-09", "commentary": "In service a week early."},
        "GW1": {
            "forecast_date": "2013-01-18", "declared_rating": "amber",
            "commentary": "NHS Plymouth needs one more board meeting before it can agree its share of the costs.",
            "path_to_green": "The finance leads settle the shares of cost before Christmas.",
        },
    },
    "2012-12-31": {
        "GW1": {
            "forecast_date": "2013-01-25", "declared_rating": "amber_red",
            "commentary": "The December date is missed. All partners but one have agreed; scrutiny is on 16 January.",
            "path_to_green": "NHS Plymouth's board meets on 24 January 2013.",
        },
    },
    "2013-01-31": {
        "GW1": {
            "forecast_date": "2013-01-24", "actual_date": "2013-01-24", "declared_rating": "amber",
            "commentary": "Passed 24 days late, with every criterion met.", "path_to_green": "",
        },
        "GW2": {"commentary": "Design has started; three workshops held."},
    },
    "2013-02-28": {
        "GW2": {
            "forecast_date": "2013-06-07",
            "commentary": "Workshops take a week longer than planned. We are confident that it can be made up.",
        },
        "MS03": {"commentary": "E-recruitment waits for its supplier; the rest is on course."},
    },
    "2013-03-31": {
        "GW2": {
            "forecast_date": "2013-06-21",
            "commentary": "Security requirements came late; the design team is confident of an early summer approval.",
        },
        "GO": {
            "forecast_date": "2014-04-22", "declared_rating": "amber",
            "commentary": "The design gateway and wave 1 both run late, and little time is kept in hand.",
            "path_to_green": "Overlap waves 4 and 5 and book a second migration team from June 2013.",
        },
        "MS03": {
            "forecast_date": "2013-05-24", "declared_rating": "amber",
            "commentary": "E-recruitment is still blocked; all other moves are planned by the end of April.",
            "path_to_green": "The supplier releases the vacancy data.",
        },
        "MS11": {
            "forecast_date": "2014-04-04", "declared_rating": "amber",
            "commentary": "The first months moved fewer applications than planned.",
            "path_to_green": "A second migration team from June 2013.",
        },
    },
    "2013-04-30": {
        "GW2": {
            "forecast_date": "2013-06-28", "declared_rating": "amber",
            "commentary": "The security scope is being settled. The panel asked what the evidence for green had been.",
            "path_to_green": "Service levels settled with two partners by the end of May.",
        },
        "MS03": {
            "forecast_date": "2013-06-14", "declared_rating": "red",
            "commentary": "The end of April has come with e-recruitment and others still to move.",
        },
        "MS06": {
            "forecast_date": "2013-07-26", "declared_rating": "amber",
            "commentary": "Plymouth Community Healthcare has committed; talks with two other bodies go on.",
            "path_to_green": "A closing date for joining the first phase.",
        },
    },
    "2013-05-31": {
        "GW2": {
            "forecast_date": "2013-07-05", "declared_rating": "red",
            "commentary": "The date has passed. The design is approved in draft; two service levels are not agreed.",
            "path_to_green": "Partners' meeting on 3 July 2013.",
        },
        "GO": {
            "forecast_date": "2014-05-06", "declared_rating": "red",
            "commentary": "With the design gateway five weeks late, go-live cannot be earlier than May as planned now.",
            "path_to_green": "A second migration team and overlapping waves bring back two to three weeks.",
        },
        "MS03": {"forecast_date": "2013-07-12", "commentary": "E-recruitment can go ahead: the data has come."},
        "MS04": {
            "forecast_date": "2013-07-26", "declared_rating": "amber",
            "commentary": "Storage was delivered three weeks late.",
            "path_to_green": "None needed beyond fitting on delivery.",
        },
        "MS09": {"commentary": "Job descriptions are agreed; recruitment opens in the autumn."},
        "MS10": {
            "forecast_date": "2014-03-28", "declared_rating": "amber", "commentary": "Moves with go-live.",
            "path_to_green": "Follows go-live.",
        },
        "MS11": {
            "forecast_date": "2014-04-18", "declared_rating": "red", "commentary": "Five weeks behind the first plan.",
        },
    },
    "2013-06-30": {
        "GW2": {"commentary": "All is in place for the partners' meeting on 3 July."},
        "GO": {"commentary": "A second migration team started in June. The replan comes to the board in July."},
        "MS03": {"forecast_date": "2013-07-19", "commentary": "E-recruitment moves in July, then wave 1 is complete."},
        "MS06": {
            "forecast_date": "2013-09-27", "declared_rating": "red",
            "commentary": "One NHS body and one council have asked for more time.",
        },
        "MS08": {
            "forecast_date": "2013-11-22", "declared_rating": "amber",
            "commentary": "Legal advice on both forms takes three weeks longer.",
            "path_to_green": "None: the date of Cabinet still allows it.",
        },
    },
    "2013-07-31": {
        "GW2": {
            "forecast_date": "2013-07-03", "actual_date": "2013-07-03", "declared_rating": "amber",
            "commentary": "Passed 33 days late. One criterion was waived.", "path_to_green": "",
        },
        "GO": {
            "forecast_date": "2014-04-29", "declared_rating": "amber",
            "commentary": "The replan and a good July bring a week back.",
            "path_to_green": "Keep moving more than ten applications a month.",
        },
        "MS03": {
            "forecast_date": "2013-07-19", "actual_date": "2013-07-19", "declared_rating": "amber",
            "commentary": "Complete, eleven weeks late.", "path_to_green": "",
        },
        "MS04": {
            "actual_date": "2013-07-26", "commentary": "In service three weeks late.", "path_to_green": "",
        },
        "MS05": {"actual_date": "2013-07-26", "commentary": "Released five days early."},
        "MS07": {
            "forecast_date": "2013-09-13", "declared_rating": "amber",
            "commentary": "Two sites need a new duct.", "path_to_green": "Permits granted in August.",
        },
        "MS11": {
            "forecast_date": "2014-04-11", "declared_rating": "amber",
            "commentary": "The second team works on wave 5 beside wave 4.",
            "path_to_green": "Bring wave 7 forward by two weeks.",
        },
    },
    "2013-08-31": {
        "GO": {"forecast_date": "2014-04-22", "commentary": "Another week back, though August moved few applications."},
        "MS06": {"forecast_date": "2013-11-29", "commentary": "Waits for the form of the service vehicle."},
        "MS07": {
            "forecast_date": "2013-10-04",
            "commentary": "Three of five sites are connected. We see no lasting harm.",
        },
    },
    "2013-09-30": {
        "GO": {
            "forecast_date": "2014-04-15",
            "commentary": "A further week back. What remains depends on two blocked applications and on the networks.",
            "path_to_green": "Unblock benefits processing and finish the networks in October.",
        },
        "MS07": {"forecast_date": "2013-10-18", "commentary": "Four of five sites are connected."},
    },
}  # fmt: skip

NEGLECTED = {"MS09": "2013-05-31"}
"""Gateways whose owner stopped reporting: key → the last report that said anything of it."""


def _criterion(gateway: str, criterion: str, due: str, partner: str = "", case: str = "") -> Row:
    return {"gateway_id": gateway, "criterion": criterion, "partner_id": partner, "status": "not_started",
            "due_date": due, "five_case": case}  # fmt: skip


CRITERIA: Rows = {
    "GW1-01": _criterion("GW1", "Cabinet has allocated the capital", "2012-09-28", "P01", "financial"),
    "GW1-02": _criterion(
        "GW1", "Costs and savings checked by the council's finance team", "2012-11-30", "P01", "economic"
    ),
    "GW1-03": _criterion("GW1", "Public Health agrees the business case", "2012-12-14", "P02", "strategic"),
    "GW1-04": _criterion("GW1", "NHS Plymouth agrees the business case", "2012-12-14", "P03", "strategic"),
    "GW1-05": _criterion("GW1", "Sentinel CiC agrees the business case", "2012-12-14", "P04", "strategic"),
    "GW1-06": _criterion(
        "GW1", "Scrutiny panel has seen the business case before the decision", "2012-12-31", case="management"
    ),
    "GW2-01": _criterion("GW2", "System design approved by the programme board", "2013-05-24", case="management"),
    "GW2-02": _criterion("GW2", "Scope of security testing agreed", "2013-03-15", case="management"),
    "GW2-03": _criterion("GW2", "Service levels agreed with Public Health", "2013-05-24", "P02", "commercial"),
    "GW2-04": _criterion("GW2", "Service levels agreed with NHS Plymouth", "2013-05-24", "P03", "commercial"),
    "GW2-05": _criterion("GW2", "Service levels agreed with Sentinel CiC", "2013-05-24", "P04", "commercial"),
    "GW2-06": _criterion(
        "GW2", "Plan for recovery after a disaster tested on paper", "2013-04-26", "P01", "management"
    ),
    "GW2-07": _criterion("GW2", "Direct link to the health network tested", "2013-05-17", "P03"),
    "GO-01": _criterion("GO", "Every application in scope has moved", "2014-03-14", "P01", "management"),
    "GO-02": _criterion("GO", "Recovery after a disaster rehearsed for real", "2014-02-14", "P01", "management"),
    "GO-03": _criterion("GO", "Shared service desk answers all partners", "2014-02-28", case="commercial"),
    "GO-04": _criterion("GO", "Network connection tested at every partner site", "2013-08-30", case="management"),
    "GO-05": _criterion("GO", "Public Health accepts the service", "2014-03-21", "P02", "commercial"),
    "GO-06": _criterion("GO", "NHS Plymouth accepts the service", "2014-03-21", "P03", "commercial"),
    "GO-07": _criterion("GO", "Sentinel CiC accepts the service", "2014-03-21", "P04", "commercial"),
    "GO-08": _criterion(
        "GO", "Scrutiny panel has seen the final business case before the decision", "2014-02-28", case="strategic"
    ),
}


def _met(date: str, evidence: str) -> Row:
    return {"status": "met", "met_date": date, "evidence": evidence}


_STARTED = {"status": "in_progress"}

CRITERIA_CHANGES: Changes = {
    "2012-09-30": {
        "GW1-01": _met("2012-09-18", "Cabinet's record of decisions, 18 September 2012"),
        "GW1-02": _STARTED, "GW1-03": _STARTED, "GW1-04": _STARTED, "GW1-05": _STARTED,
    },
    "2012-12-31": {
        "GW1-02": _met("2012-11-28", "Finance team's note on the business case, third version"),
        "GW1-03": _met("2012-12-12", "Letter of agreement"), "GW1-05": _met("2012-12-13", "Letter of agreement"),
        "GW1-04": {"status": "in_progress", "evidence": "Awaiting the board meeting of 24 January 2013"},
        "GW1-06": {"status": "in_progress", "evidence": "Panel moved to 16 January 2013"},
    },
    "2013-01-31": {
        "GW1-04": _met("2013-01-24", "Board minute"),
        "GW1-06": _met("2013-01-16", "Panel's minutes; two recommendations accepted"),
        "GW2-01": _STARTED, "GW2-02": _STARTED,
    },
    "2013-03-31": {
        "GW2-02": {"status": "in_progress", "evidence": "Draft scope out for comment, two weeks over its date"},
        "GW2-05": _STARTED, "GW2-06": _STARTED,
    },
    "2013-05-31": {
        "GW2-02": _met("2013-04-11", "Agreed scope, version 1.0"),
        "GW2-06": _met("2013-04-24", "Record of the walk-through"),
        "GW2-03": _STARTED, "GW2-04": _STARTED, "GW2-07": _STARTED,
        "GW2-05": _met("2013-05-22", "Signed schedule of service levels"),
    },
    "2013-07-31": {
        "GW2-03": _met("2013-06-19", "Signed schedule of service levels"),
        "GW2-01": _met("2013-06-27", "Board minute, approved with one change"),
        "GW2-04": _met("2013-07-03", "Signed at the partners' meeting"),
        "GW2-07": {"status": "waived", "evidence": "To be tested at onboarding instead; waived on 3 July 2013"},
        "GO-04": _STARTED, "GO-01": _STARTED,
    },
    "2013-09-30": {
        "GO-04": {"status": "in_progress", "evidence": "Four of five sites tested; the last waits for a duct"},
        "GO-03": _STARTED,
    },
}  # fmt: skip
