"""What the sample's shared services offer: the catalogue with its service levels and rates.

As in story.py: the rows as first reported, then the changes that each later report brought. All of it is illustrative but
for the minutes' words: standardised services at competitive rates, and service level agreements approved in May 2013.
"""

from __future__ import annotations

from data.sample.story import Changes, Row, Rows

FIRST = "2012-12-31"


def _service(name: str, description: str, target: str, unit: str, rate: str, comparator: str) -> Row:
    return {
        "name": name, "description": description, "sla_target": target, "sla_status": "draft", "unit": unit,
        "rate_gbp": rate, "comparator_rate_gbp": comparator, "available_from": "2014-04-01",
    }  # fmt: skip


SERVICES: Rows = {
    "S-01": _service("Service desk", "One place to call for every user.", "80% of calls answered in 20 seconds",
                     "a user a month", "6.20", "7.10"),
    "S-02": _service("Desktop and laptop support", "Repair, replacement and updates.", "Faults mended in one working day",
                     "a device a month", "14.50", "15.20"),
    "S-03": _service("Server hosting", "Virtual servers in two sites.", "Available 99.9% of the month",
                     "a server a month", "96.00", "121.00"),
    "S-04": _service("Storage", "Disk space on the shared systems.", "Available 99.9% of the month",
                     "a gigabyte a month", "0.11", "0.14"),
    "S-05": _service("Backup and recovery", "Nightly copies, kept away from the site.", "Restored in four hours",
                     "a server a month", "24.00", "21.50"),
    "S-06": _service("Network connection", "A site's line and its equipment.", "Available 99.7% of the month",
                     "a site a month", "310.00", "348.00"),
    "S-07": _service("Telephony", "Desk telephones and voicemail.", "Available 99.9% of the month",
                     "an extension a month", "8.90", "8.40"),
    "S-08": _service("Email and calendars", "Mailboxes, calendars and address lists.", "Available 99.9% of the month",
                     "a mailbox a month", "3.40", "4.25"),
    "S-09": _service("Identity and access", "Accounts, groups and sign-in.", "New starters ready on their first day",
                     "a user a month", "1.15", "1.60"),
    "S-10": _service("Application support", "Looking after what departments use.", "Urgent faults answered in an hour",
                     "an application a month", "185.00", "210.00"),
    "S-11": _service("Project management", "Planning and leading a change.", "A manager named in two weeks",
                     "a day", "395.00", "450.00"),
    "S-12": _service("HR and payroll administration", "Paying staff, and their records.", "No payment late",
                     "a payslip", "3.05", ""),
}  # fmt: skip


def _now(status: str, *services: str, **more: str) -> dict[str, Row]:
    return {f"S-{service}": {"sla_status": status, **more} for service in services}


SERVICE_CHANGES: Changes = {
    "2013-03-31": {**_now("in_review", "01", "02", "03", "04", "06", "08", "09"), "S-05": {"rate_gbp": "22.00"}},
    # At the design gateway's date five of twelve have no agreed service level.
    "2013-05-31": {**_now("agreed", "01", "02", "03", "04", "06", "08", "09"), **_now("in_review", "05", "07", "10")},
    "2013-07-31": {**_now("agreed", "05", "07", "10", "11"), **_now("in_review", "12"), "S-03": {"rate_gbp": "92.00"}},
    "2013-09-30": {"S-05": {"rate_gbp": "21.00"}, "S-12": {"available_from": "2014-07-01"}},
}
