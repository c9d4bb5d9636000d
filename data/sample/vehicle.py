"""The sample's appraisal of the forms that the service vehicle may take.

From the minutes: a company, possibly a community interest company or social enterprise, could protect the investment and
skilled jobs, and such a form keeps public ownership. Options, weights, scores and costs are illustrative.
"""

from __future__ import annotations

FIRST = "2013-03-31"

WEIGHTS = {
    "Keeps public ownership": "20", "Partners share control": "20", "Protects the investment": "20",
    "Protects and adds skilled jobs": "15", "Can serve any public body": "15", "Quick and simple to set up": "10",
}  # fmt: skip
"""Criterion → its weight, in per cent."""

OPTIONS = {
    "Stay a council department": ("280000.00", "5 1.5 2.5 3 1 5"),
    "Joint committee of the partners": ("390000.00", "5 3.5 2.5 3 2.5 4"),
    "Company owned by the partners": ("540000.00", "4 4 4 3.5 4 2.5"),
    "Community interest company": ("520000.00", "4.5 4 4.5 4 4 2.5"),
    "Contract with a supplier": ("610000.00", "1 1 2.5 2 4 2"),
}
"""Option → what it costs to set up and run for five years, and its scores in the order of the weights."""

RESCORED = {"2013-09-30": {"Company owned by the partners": "4 4.5 4.5 4 4 2.5"}}
"""Report → option → its scores as judged then."""

WHY = {
    ("Community interest company", "Protects the investment"): "Its assets are locked in for the community by law.",
    ("Stay a council department", "Can serve any public body"): "A council may trade only within limits.",
    ("Contract with a supplier", "Keeps public ownership"): "Equipment and staff would pass to the supplier.",
    ("Company owned by the partners", "Partners share control"): "Each partner holds shares and names a director.",
}


def options_at(report: str) -> dict[str, dict[str, str]]:
    """One row per option and criterion, as at one report."""
    rows = {}
    for option, (cost, scores) in OPTIONS.items():
        for when in sorted(when for when in RESCORED if when <= report):
            scores = RESCORED[when].get(option, scores)
        for (criterion, weight), score in zip(WEIGHTS.items(), scores.split(), strict=True):
            rows[f"{option}|{criterion}"] = {
                "option": option, "criterion": criterion, "weight": weight, "score": score, "cost_gbp": cost,
                "rationale": WHY.get((option, criterion), ""),
            }  # fmt: skip
    return rows
