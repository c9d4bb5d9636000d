"""What happens in the sample, month by month: gateways, partners, concerns, decisions and waves.

Each table has its rows as first reported, and then the changes that each later report brought: report date →
key → the columns that changed (or, for a key not seen before, a whole row). Dates are ISO text.

From the panel's minutes: the two gateways and their months, go-live by April 2014, who the partners are and how
far their talks had come in summer 2012, the £3 million and its four parts, the concerns about control and
investment with the answer given, and pre-decision scrutiny. The day within a month, and all else, is illustrative.
"""

from __future__ import annotations

from collections.abc import Mapping

Row = Mapping[str, str]
Rows = Mapping[str, Row]
Changes = Mapping[str, Rows]

REPORTS = (
    "2012-07-31", "2012-08-31", "2012-09-30", "2012-10-31", "2012-11-30", "2012-12-31", "2013-01-31", "2013-02-28",
    "2013-03-31", "2013-04-30", "2013-05-31", "2013-06-30", "2013-07-31", "2013-08-31", "2013-09-30",
)  # fmt: skip


def merged(first: Rows, changes: Changes, report: str) -> dict[str, dict[str, str]]:
    """The rows as at one report: the first ones with every change up to and including that report."""
    rows = {key: dict(row) for key, row in first.items()}
    for when in sorted(date for date in changes if date <= report):
        for key, cells in changes[when].items():
            rows.setdefault(key, {}).update(cells)
    return rows


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
            "commentary": "The security scope is agreed. The panel asked what the evidence for green had been.",
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


def _criterion(gateway: str, criterion: str, due: str, partner: str = "") -> Row:
    return {"gateway_id": gateway, "criterion": criterion, "partner_id": partner, "status": "not_started",
            "due_date": due}  # fmt: skip


CRITERIA: Rows = {
    "GW1-01": _criterion("GW1", "Cabinet has allocated the capital", "2012-09-28", "P01"),
    "GW1-02": _criterion("GW1", "Costs and savings checked by the council's finance team", "2012-11-30", "P01"),
    "GW1-03": _criterion("GW1", "Public Health agrees the business case", "2012-12-14", "P02"),
    "GW1-04": _criterion("GW1", "NHS Plymouth agrees the business case", "2012-12-14", "P03"),
    "GW1-05": _criterion("GW1", "Sentinel CiC agrees the business case", "2012-12-14", "P04"),
    "GW1-06": _criterion("GW1", "Scrutiny panel has seen the business case before the decision", "2012-12-31"),
    "GW2-01": _criterion("GW2", "System design approved by the programme board", "2013-05-24"),
    "GW2-02": _criterion("GW2", "Scope of security testing agreed", "2013-03-15"),
    "GW2-03": _criterion("GW2", "Service levels agreed with Public Health", "2013-05-24", "P02"),
    "GW2-04": _criterion("GW2", "Service levels agreed with NHS Plymouth", "2013-05-24", "P03"),
    "GW2-05": _criterion("GW2", "Service levels agreed with Sentinel CiC", "2013-05-24", "P04"),
    "GW2-06": _criterion("GW2", "Plan for recovery after a disaster tested on paper", "2013-04-26", "P01"),
    "GW2-07": _criterion("GW2", "Direct link to the health network tested", "2013-05-17", "P03"),
    "GO-01": _criterion("GO", "Every application in scope has moved", "2014-03-14", "P01"),
    "GO-02": _criterion("GO", "Recovery after a disaster rehearsed for real", "2014-02-14", "P01"),
    "GO-03": _criterion("GO", "Shared service desk answers all partners", "2014-02-28"),
    "GO-04": _criterion("GO", "Network connection tested at every partner site", "2013-08-30"),
    "GO-05": _criterion("GO", "Public Health accepts the service", "2014-03-21", "P02"),
    "GO-06": _criterion("GO", "NHS Plymouth accepts the service", "2014-03-21", "P03"),
    "GO-07": _criterion("GO", "Sentinel CiC accepts the service", "2014-03-21", "P04"),
    "GO-08": _criterion("GO", "Scrutiny panel has seen the final business case before the decision", "2014-02-28"),
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
    "2013-04-30": {
        "GW2-02": _met("2013-04-11", "Agreed scope, version 1.0"),
        "GW2-06": _met("2013-04-24", "Record of the walk-through"),
        "GW2-03": _STARTED, "GW2-04": _STARTED, "GW2-07": _STARTED,
    },
    "2013-05-31": {"GW2-05": _met("2013-05-22", "Signed schedule of service levels")},
    "2013-06-30": {
        "GW2-03": _met("2013-06-19", "Signed schedule of service levels"),
        "GW2-01": _met("2013-06-27", "Board minute, approved with one change"),
    },
    "2013-07-31": {
        "GW2-04": _met("2013-07-03", "Signed at the partners' meeting"),
        "GW2-07": {"status": "waived", "evidence": "To be tested at onboarding instead; waived on 3 July 2013"},
        "GO-04": _STARTED, "GO-01": _STARTED,
    },
    "2013-09-30": {
        "GO-04": {"status": "in_progress", "evidence": "Four of five sites tested; the last waits for a duct"},
        "GO-03": _STARTED,
    },
}  # fmt: skip


def _partner(name: str, category: str, stage: str, date: str, staff: str, applications: str, target: str,
             step: str, step_date: str) -> Row:  # fmt: skip
    return {
        "name": name, "category": category, "stage": stage, "stage_date": date, "target_live_date": target,
        "staff_in_scope": staff, "applications_in_scope": applications, "next_step": step, "next_step_date": step_date,
    }  # fmt: skip


PARTNERS: Rows = {
    "P01": _partner("Plymouth City Council", "council", "committed", "2012-06-28", "96", "163", "2014-04-01",
                    "Take the capital business case to Cabinet", "2012-09-18"),
    "P02": _partner("Public Health (Plymouth)", "nhs", "committed", "2012-07-12", "8", "11", "2014-04-01",
                    "Give costs for the business case", "2012-10-12"),
    "P03": _partner("NHS Plymouth", "nhs", "in_discussion", "2012-05-17", "", "", "2014-04-01",
                    "Discuss the outline of costs", "2012-09-14"),
    "P04": _partner("Sentinel CiC", "cic", "committed", "2012-07-12", "14", "23", "2014-04-01",
                    "Give costs for the business case", "2012-09-21"),
    "P05": _partner("Plymouth Community Healthcare", "cic", "in_discussion", "2012-06-14", "", "", "",
                    "Meet the chief executive", "2012-10-19"),
    "P06": _partner("Another NHS area (illustrative)", "nhs", "in_discussion", "2012-07-05", "", "", "",
                    "Exchange lists of applications", "2012-11-30"),
    "P07": _partner("Devon council A (illustrative)", "council", "identified", "2012-07-05", "", "", "",
                    "Meeting of Devon chief executives", "2012-09-21"),
    "P08": _partner("Devon council B (illustrative)", "council", "identified", "2012-07-05", "", "", "",
                    "Meeting of Devon chief executives", "2012-09-21"),
    "P09": _partner("National body A, observer (illustrative)", "observer", "identified", "2012-07-05", "", "", "",
                    "", ""),
    "P10": _partner("National body B, observer (illustrative)", "observer", "identified", "2012-07-05", "", "", "",
                    "", ""),
}  # fmt: skip


def _stage(stage: str, date: str, step: str = "", step_date: str = "", **more: str) -> Row:
    return {"stage": stage, "stage_date": date, "next_step": step, "next_step_date": step_date, **more}


def _next(step: str, date: str) -> Row:
    return {"next_step": step, "next_step_date": date}


PARTNER_CHANGES: Changes = {
    "2012-09-30": {
        "P01": _next("Agree the business case", "2012-12-18"),
        "P02": _next("Agree the business case", "2012-12-14"),
        "P03": _next("Board considers committing", "2012-11-20"),
        "P04": _next("Board considers the business case", "2012-12-13"),
        "P07": _stage("in_discussion", "2012-09-21", "Visit to see the first stage", "2012-12-07"),
        "P08": _next("Chief executive to reply", "2013-01-31"),
    },
    "2012-11-30": {
        "P05": _next("Outline of costs for community sites", "2013-01-25"),
        "P03": _stage("committed", "2012-11-20", "Board considers the business case", "2013-01-24", staff_in_scope="22",
                      applications_in_scope="31"),
    },
    "2013-01-31": {
        "P01": _stage("business_case_agreed", "2013-01-22", "Approve the design", "2013-05-24"),
        "P02": _stage("business_case_agreed", "2013-01-24", "Agree service levels", "2013-05-24"),
        "P03": _stage("business_case_agreed", "2013-01-24", "Agree service levels", "2013-05-24"),
        "P04": _stage("business_case_agreed", "2013-01-24", "Agree service levels", "2013-05-24"),
        "P05": _next("Board considers committing", "2013-03-19"),
        "P06": _next("Exchange lists of applications", "2013-02-22"),
        "P07": _next("Outline of costs", "2013-04-26"),
    },
    "2013-03-31": {
        "P05": _stage("committed", "2013-03-19", "Agree the business case", "2013-06-14", target_live_date="2014-04-01",
                      staff_in_scope="26", applications_in_scope="37"),
        "P08": _next("Chief executive to reply", "2013-05-17"),
    },
    "2013-05-31": {
        "P08": _stage("in_discussion", "2013-05-16", "Visit to see the second stage", "2013-09-06"),
        "P06": _next("Meet after the design gateway", "2013-07-26"),
        "P07": _next("Outline of costs, second version", "2013-10-25"),
    },
    "2013-06-30": {
        "P02": _next("Sign at the partners' meeting", "2013-07-03"),
        "P03": _next("Sign at the partners' meeting", "2013-07-03"),
        "P05": _stage("business_case_agreed", "2013-06-12", "Agree service levels for community sites", "2013-08-30"),
    },
    "2013-07-31": {
        "P01": _stage("design_and_sla_agreed", "2013-07-03", "Move wave 4", "2013-10-31"),
        "P02": _stage("design_and_sla_agreed", "2013-07-03", "Plan the onboarding", "2013-10-18"),
        "P03": _stage("design_and_sla_agreed", "2013-07-03", "Plan the onboarding", "2013-10-25"),
        "P04": _stage("design_and_sla_agreed", "2013-07-03", "Start the onboarding", "2013-09-16"),
        "P06": _next("Decide whether to join the second phase", "2013-11-22"),
    },
    "2013-09-30": {
        "P04": _stage("onboarding", "2013-09-16", "Connect the last site", "2013-10-18"),
        "P08": _next("Outline of costs", "2013-12-13"),
    },
}  # fmt: skip


def _concern(partner: str, theme: str, concern: str, raised: str) -> Row:
    return {"partner_id": partner, "theme": theme, "concern": concern, "status": "open", "raised_date": raised}


CONCERNS: Rows = {
    "C-01": _concern("P04", "control", "We would surrender control of our systems to the council.", "2012-07-12"),
    "C-02": _concern("P03", "investment", "What we have invested in our own systems would be lost.", "2012-07-19"),
    "C-03": _concern("P07", "control", "A service run from Plymouth may not put our priorities first.", "2012-07-24"),
}

CONCERN_CHANGES: Changes = {
    "2012-09-30": {
        "C-01": {
            "status": "answered",
            "response": "As a community interest company or social enterprise the organisation could remain in public "
                        "ownership, and the benefits would be delivered across the public sector.",
        },
    },
    "2012-11-30": {
        "C-04": _concern("P05", "cost", "Charges could rise once we have given up our own systems.", "2012-10-19"),
        "C-02": {
            "status": "answered",
            "response": "Forming a company could protect the investment made into shared services.",
        },
    },
    "2013-01-31": {
        "C-01": {"status": "closed"},
        "C-05": _concern("P02", "data", "Who may see records about patients on shared servers?", "2013-01-10"),
        "C-06": _concern("P06", "control", "We want a seat where priorities are decided before we commit.",
                         "2013-01-17"),
    },
    "2013-03-31": {
        "C-04": {
            "status": "answered",
            "response": "Services are offered at standard rates, which partners see and agree each year.",
        },
        "C-07": _concern("P03", "staff", "Our staff ask where they would work and for whom.", "2013-03-07"),
    },
    "2013-06-30": {
        "C-04": {"status": "closed"},
        "C-05": {
            "status": "answered",
            "response": "Records are kept apart by organisation; each partner grants access to its own alone.",
        },
    },
    "2013-07-31": {
        "C-02": {"status": "closed"},
        "C-05": {"status": "closed"},
        "C-08": _concern("P05", "service", "Community sites need support at weekends.", "2013-07-11"),
    },
    "2013-09-30": {
        "C-07": {
            "status": "answered",
            "response": "Staff would stay at their present sites; what contract they have depends on the form of the "
                        "service vehicle, and they will be asked first.",
        },
    },
}  # fmt: skip


def _decision(title: str, body: str, purpose: str, date: str, scrutinises: str = "") -> Row:
    return {"title": title, "body": body, "purpose": purpose, "date": date, "status": "planned",
            "scrutinises": scrutinises}  # fmt: skip


DECISIONS: Rows = {
    "D-01": {
        **_decision("Update on ICT investment and shared services", "Scrutiny panel", "engagement", "2012-07-25"),
        "status": "done",
        "outcome": "The panel asked that final business cases come to it for pre-decision scrutiny.",
    },
    "D-02": _decision("Capital business case for the core infrastructure, £3 million", "Cabinet", "decision",
                      "2012-09-18"),
    "D-03": _decision("Shared services across Devon", "Devon Chief Executives", "engagement", "2012-09-21"),
    "D-04": _decision("Shared services business case", "Cabinet", "decision", "2012-12-18"),
    "D-05": _decision("Shared services business case, before Cabinet decides", "Scrutiny panel", "scrutiny",
                      "2012-12-12", "D-04"),
}  # fmt: skip

DECISION_CHANGES: Changes = {
    "2012-09-30": {
        "D-02": {"status": "done", "outcome": "Agreed: £3,000,000 over four strands."},
        "D-03": {"status": "done", "outcome": "One council asked for talks; the rest to be kept informed."},
        "D-06": _decision("Plan of seven migration waves", "Programme board", "decision", "2012-10-17"),
    },
    "2012-11-30": {
        "D-06": {"status": "done", "outcome": "Agreed; human resources and organisational development move first."},
        "D-04": {"date": "2013-01-22"},
        "D-05": {"date": "2013-01-16"},
        "D-07": _decision("System design and service level agreements", "Programme board", "decision", "2013-05-30"),
    },
    "2013-01-31": {
        "D-05": {"status": "done", "outcome": "Supported, with two recommendations on how partners share control."},
        "D-04": {"status": "done", "outcome": "Agreed, with both of the panel's recommendations."},
    },
    "2013-03-31": {
        "D-08": {
            **_decision("Shared services: progress and next bodies", "Devon Chief Executives", "engagement",
                        "2013-03-14"),
            "status": "done", "outcome": "A second council asked to be visited.",
        },
        "D-07": {"date": "2013-06-20"},
        "D-09": _decision("Form of the service vehicle: final business case", "Cabinet", "decision", "2013-12-10"),
        "D-10": _decision("Form of the service vehicle, before Cabinet decides", "Scrutiny panel", "scrutiny",
                          "2013-11-20", "D-09"),
    },
    "2013-05-31": {
        "D-07": {"date": "2013-07-03"},
        "D-11": _decision("Second migration team from June 2013", "Programme board", "decision", "2013-05-29"),
    },
    "2013-07-31": {
        "D-11": {"status": "done", "outcome": "Agreed, within the capital already allocated."},
        "D-07": {"status": "done", "outcome": "Approved at the partners' meeting; one criterion waived."},
        "D-12": _decision("Go-live of shared services", "Cabinet", "decision", "2014-03-11"),
        "D-13": _decision("Go-live of shared services, before Cabinet decides", "Scrutiny panel", "scrutiny",
                          "2014-02-19", "D-12"),
    },
    "2013-09-30": {
        # The panel's meeting moved past the decision that it was to look at first: somebody must notice.
        "D-10": {"date": "2013-12-18"},
    },
}  # fmt: skip

WAVES: Rows = {
    "W1": {"name": "Human resources and organisational development",
           "departments": "Human resources; Organisational development",
           "baseline_start": "2012-11-01", "baseline_finish": "2013-04-30"},
    "W2": {"name": "Finance and ICT", "departments": "Finance; ICT",
           "baseline_start": "2012-12-03", "baseline_finish": "2013-06-14"},
    "W3": {"name": "Revenues, customers and legal",
           "departments": "Revenues and benefits; Customer services; Legal and democratic services",
           "baseline_start": "2013-04-01", "baseline_finish": "2013-08-30"},
    "W4": {"name": "Adults and children", "departments": "Adult social care; Children's services",
           "baseline_start": "2013-06-03", "baseline_finish": "2013-11-15"},
    "W5": {"name": "Planning and environment", "departments": "Planning; Environmental services",
           "baseline_start": "2013-08-19", "baseline_finish": "2014-01-17"},
    "W6": {"name": "Transport and housing", "departments": "Transport and highways; Housing",
           "baseline_start": "2013-11-04", "baseline_finish": "2014-02-14"},
    "W7": {"name": "Libraries and culture", "departments": "Libraries and culture",
           "baseline_start": "2014-01-06", "baseline_finish": "2014-03-14"},
}  # fmt: skip

FOUND = {"2012-12-31": "APP-278", "2013-03-31": "APP-279"}
"""Report → the application found late in it."""

LISTED_TWICE = {"2012-12-31": "Insurance claims handling", "2013-03-31": "Community alarm records"}
"""Report → the application taken out in it, because another row was the same system; so the count stays 277."""

DISPOSITION_CHANGES: Changes = {
    "2012-10-31": {
        "Quality monitoring visits": {"disposition": "replace"},
        "Virtual school tracker": {"disposition": "retain"},
    },
    "2013-03-31": {
        "Grant claims workbook": {"disposition": "retire"},
        "Retail survey database": {"disposition": "retire"},
    },
    # One application leaves the core and one joins it: 82 stay to be consolidated.
    "2013-05-31": {
        "Pupil results analysis": {"disposition": "replace", "core_component": ""},
        "Special needs casework": {"disposition": "consolidate", "core_component": "Case management"},
        "Overpayments tracker": {"disposition": "retain"},
        "Web chat": {"disposition": "self_service"},
        "Road safety training log": {"disposition": "retire"},
    },
}
"""Report → application's name → what the department decided about it."""

MIGRATION_ADDED = {
    "Quality monitoring visits": ("2012-11-30", "2013-10-18"),
    "Trust funds and bequests": ("2013-01-31", "2013-06-07"),
    "Beach and foreshore inspections": ("2013-04-30", "2013-12-06"),
    "Web chat": ("2013-07-31", "2013-12-13"),
}
"""Application that came into scope after the start → (the report that first plans its move, its baseline date)."""

BLOCKED = {
    "E-recruitment": ("2013-02-28", "2013-04-30", "test", "2013-07-19",
                      "The supplier has not released the vacancy data."),
    "Fostering and adoption records": ("2013-06-30", "2013-07-31", "build", "2013-09-20",
                                       "Two years of scanned records must be checked before they are copied."),
    "Benefits processing": ("2013-07-31", "2013-09-30", "test", "2014-01-17",
                            "The month-end payment file to the general ledger fails in test; the supplier's "
                            "correction is awaited."),
    "Adult care case records": ("2013-08-31", "2013-09-30", "build", "2014-02-14",
                                "Who may see records shared with health partners is not yet decided."),
}  # fmt: skip
"""Application → first and last report that call it blocked, its stage then, the day it moves in the end, why."""

MOVES = {
    "2012-11": 2, "2012-12": 4, "2013-01": 12, "2013-02": 7, "2013-03": 17, "2013-04": 9, "2013-05": 7, "2013-06": 13,
    "2013-07": 16, "2013-08": 6, "2013-09": 12, "2013-10": 13, "2013-11": 12, "2013-12": 7, "2014-01": 12,
    "2014-02": 10, "2014-03": 7, "2014-04": 99,
}  # fmt: skip
"""Month → how many applications move in it. Those after September 2013 are never told: they only shape forecasts."""

REPLANS = {"2013-05-31": ("W4", 0.5), "2013-07-31": ("W5", 1.0)}
"""Report → (first wave that is planned again in it, how much of its true slip the team sees)."""

BEGINS = {"2012-07-31": "not_started", "2012-08-31": "not_started", "2012-09-30": "discovery", "2012-10-31": "test"}
"""Report → the furthest stage that any application has reached: nothing starts before Cabinet has decided."""

THINNED = {
    "gateways": {"2012-10-31"},
    "interfaces": {"2012-12-31", "2013-01-31", "2013-02-28"},
    "waves": {"2012-11-30", "2013-01-31", "2013-02-28", "2013-04-30", "2013-08-31"},
    "spend": {"2012-09-30"},
}
"""Dataset → reports at which its team sends no file; what changed comes with the next one."""

SPEND_LINES: dict[str, tuple[str, int, str, str, float]] = {
    "Servers and storage": ("core_infrastructure", 520_000, "2012-10", "2013-07", 1.07),
    "Network and security": ("core_infrastructure", 330_000, "2012-11", "2013-10", 1.04),
    "Recovery site": ("core_infrastructure", 250_000, "2013-02", "2013-11", 0.98),
    "Identity and service desk tools": ("core_infrastructure", 150_000, "2012-12", "2013-08", 1.00),
    "Migrations, waves 1 to 3": ("consolidation", 340_000, "2012-11", "2013-08", 1.09),
    "Migrations, waves 4 to 7": ("consolidation", 330_000, "2013-06", "2014-03", 1.03),
    "Data archive": ("consolidation", 130_000, "2013-01", "2013-12", 0.92),
    "Staff self-service": ("self_service", 180_000, "2012-12", "2013-09", 0.95),
    "Customer self-service": ("self_service", 190_000, "2013-03", "2014-02", 0.97),
    "Electronic forms and payments": ("self_service", 80_000, "2013-02", "2013-09", 1.00),
    "Service redesign": ("transformation", 300_000, "2012-12", "2014-03", 0.94),
    "Programme team": ("transformation", 140_000, "2012-10", "2014-03", 1.02),
    "Training and change": ("transformation", 60_000, "2013-03", "2014-03", 0.96),
}
"""Component → strand, budget in pounds (3,000,000 together), first and last month, final cost over budget."""

NOTES = {
    ("2012-07-31", "spend"): "The budget as the capital business case proposes it to Cabinet in September 2012.",
    ("2012-10-31", "applications"): "Two undecided applications are decided.",
    ("2012-12-31", "applications"): "Full list. Trust funds and bequests was found late; Insurance claims handling was "
                                    "the same system as Insurance claims and is taken out, so there are still 277.",
    ("2013-03-31", "applications"): "Full list. Beach and foreshore inspections was found late; Community alarm "
                                    "records was the same system as Telecare alarms and is taken out: still 277.",
    ("2013-05-31", "applications"): "Costs for the new financial year. Pupil results analysis leaves the core, Special "
                                    "needs casework joins it: still 82. Web chat is decided and comes into scope.",
    ("2013-05-31", "migrations"): "Waves 4 to 7 are planned again.",
    ("2013-07-31", "migrations"): "Waves 5 to 7 are planned again for the second migration team.",
}  # fmt: skip
"""(Report, dataset) → what the team wrote beside the upload, where that says more than the month."""
