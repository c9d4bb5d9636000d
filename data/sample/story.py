"""What happens in the sample, month by month; gateways.py and partners.py tell the longer parts of it.

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
    "2013-07-31": {
        "D-11": {
            **_decision("Second migration team from June 2013", "Programme board", "decision", "2013-05-29"),
            "status": "done", "outcome": "Agreed, within the capital already allocated.",
        },
        "D-07": {"date": "2013-07-03", "status": "done", "outcome": "Approved at the partners' meeting; one criterion waived."},
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

COMMENTARY: Changes = {
    "2013-09-30": {
        "networks": {
            "section": "Gateways", "author_role": "Programme Director", "date": "2013-09-24",
            "text": "The networks between partner sites are now due on 18 October 2013; sites that are connected begin"
                    " their tests at once.",
        },
        "benefits": {
            "section": "Migration and forecast", "author_role": "Head of ICT", "date": "2013-09-24",
            "text": "Benefits processing waits for the supplier's correction of the month-end payment file; no other move"
                    " waits for it.",
        },
        "vehicle": {
            "section": "Decisions asked of the panel", "author_role": "Programme Director", "date": "2013-09-26",
            "question": "Will the panel see the final business case for the service vehicle before Cabinet decides?",
            "asked_by": "Panel member",
            "text": "As the calendar stands it will not: the panel meets on 18 December 2013 and Cabinet decides on 10"
                    " December. An earlier meeting of the panel is being looked for.",
        },
    },
}  # fmt: skip
"""Report → what is said to the panel, and what it asked, under a name that only this story uses."""

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

BEGINS = {"2012-07-31": "not_started", "2012-08-31": "not_started", "2012-09-30": "not_started", "2012-10-31": "test"}
"""Report → the furthest stage that any application has reached: nothing starts before Cabinet has decided."""

THINNED = {
    "gateways": {"2012-10-31"},
    "migrations": {"2012-10-31"},
    "waves": {"2012-11-30", "2012-12-31", "2013-01-31", "2013-02-28", "2013-04-30", "2013-06-30", "2013-07-31",
              "2013-08-31"},
    "spend": {"2012-09-30", "2012-10-31", "2012-11-30", "2013-01-31", "2013-04-30", "2013-05-31", "2013-07-31",
              "2013-08-31"},
}  # fmt: skip
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

SPEND_REASONS = {
    "Servers and storage": ("2013-02", "The second site needed more storage than was planned."),
    "Network and security": ("2013-05", "Two partner sites needed new lines."),
    "Migrations, waves 1 to 3": ("2013-04", "Old and new payroll ran side by side two months longer."),
    "Data archive": ("2013-06", "One archive serves three departments."),
    "Service redesign": ("2013-08", "Two redesigns wait until their departments have moved."),
}
"""Component → the month in whose row it is said why it differs from its budget, and why; of the others nobody says."""

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
