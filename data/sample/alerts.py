"""Whom the illustrative programme tells of what, without their looking."""

from __future__ import annotations

from data.sample.inventory import Row, Rows

FIRST = "2013-09-30"


def _alert(kind: str, threshold: str, dataset: str, owner: str) -> Row:
    return {"kind": kind, "threshold": threshold, "dataset": dataset, "reference": "", "owner": owner}


ALERTS: Rows = {
    "AL-01": _alert("odds_below", "50", "", "Programme Director"),
    "AL-02": _alert("slip_beyond", "14", "gateways", "Programme Director"),
    "AL-03": _alert("slip_beyond", "30", "waves", "Head of ICT"),
    "AL-04": _alert("red", "", "gateways", "Programme Director"),
    "AL-05": _alert("red", "15", "risks", "Programme Director"),
    "AL-06": _alert("overdue", "0", "gateway_criteria", "Service Manager"),
    "AL-07": _alert("overdue", "0", "risks", "Programme Director"),
    "AL-08": _alert("no_report_by", "45", "spend", "Assistant Director, Finance"),
}
