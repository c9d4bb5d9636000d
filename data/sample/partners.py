"""What happens with the partners, and what worries them.

As in story.py: the rows as first reported, then the changes that each later report brought.
"""

from __future__ import annotations

from data.sample.story import Changes, Row, Rows


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
    "2013-06-30": {
        "P02": _next("Sign at the partners' meeting", "2013-07-03"),
        "P03": _next("Sign at the partners' meeting", "2013-07-03"),
        "P06": _next("Meet after the design gateway", "2013-07-26"),
        "P07": _next("Outline of costs, second version", "2013-10-25"),
        "P08": _stage("in_discussion", "2013-05-16", "Visit to see the second stage", "2013-09-06"),
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
    "2013-01-31": {
        "C-01": {"status": "closed"},
        "C-02": {
            "status": "answered",
            "response": "Forming a company could protect the investment made into shared services.",
        },
        "C-04": _concern("P05", "cost", "Charges could rise once we have given up our own systems.", "2012-12-06"),
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
    "2013-09-30": {
        "C-02": {"status": "closed"},
        "C-04": {"status": "closed"},
        "C-05": {
            "status": "answered",
            "response": "Records are kept apart by organisation; each partner grants access to its own alone.",
        },
        "C-08": _concern("P05", "service", "Community sites need support at weekends.", "2013-08-15"),
        "C-07": {
            "status": "answered",
            "response": "Staff would stay at their present sites; what contract they have depends on the form of the "
                        "service vehicle, and they will be asked first.",
        },
    },
}  # fmt: skip
