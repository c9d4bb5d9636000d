"""What is claimed on slides: where a statement comes from, and the pictures' text alternatives."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from decimal import Decimal

from tests.pages.claims.claiming import claim, first, lapse, near, number, wrong
from tests.pages.claims.model import MONTHS, Model, _capital, decision_points

# --- where it comes from ----------------------------------------------------------------------------------------------


@claim(r"(?:Made from|These slides rest on) {N} uploads?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), is_so.uploads)


@claim(r"\(?[Uu]pload {N}\)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return None if number(m[1]) <= sum(len(is_so.odd.report(d)) for d in is_so.odd.days) else "there is no such upload"


NAMED = "|".join(MONTHS.split())
DATED = re.compile(rf"\d{{1,2}} (?:{NAMED}) \d{{4}}|\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}|(?:{NAMED}) \d{{4}}")
NUMBER = re.compile(r"\d[\d,.]*")


# --- pictures of the slides, as their text alternatives say them -------------------------------------------------------


@claim(r"(?:\[Decision points passed\]|[Dd]ecision points passed[:,]?) {N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    points = decision_points(is_so)
    return first(wrong(number(m[1]), sum(gate.is_done for gate in points)), wrong(number(m[2]), len(points)))


@claim(r"partners committed {N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"applications moved {N} of {N}(?=;|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.moved_in_scope), wrong(number(m[2]), len(is_so.in_scope)))


@claim(r"capital spent {MONEY} of {MONEY}(?=;|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    return None if near(m[1], spent) and near(m[2], budget) else f"says {m[0]}, but it is {spent} of {budget}"


STAGES = (
    "identified",
    "in discussion",
    "committed",
    "business case agreed",
    "design and sla agreed",
    "onboarding",
    "live",
)
STAGE = "(Identified|In discussion|Committed|Business case agreed|Design and SLA agreed|Onboarding|Live)"


def come_to(is_so: Model, stage: str) -> tuple[int, int]:
    """(partners that are in a stage or beyond it, partners that are in it)."""
    order = [STAGES.index(row["stage"].replace("_", " ")) for row in is_so.counted_partners]
    wanted = STAGES.index(stage.lower())
    return sum(one >= wanted for one in order), order.count(wanted)


@claim(STAGE + r": {N}(?!\d| here now)(?:, {N} here now)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    reached, here = come_to(is_so, m[1])
    return first(wrong(number(m[2]), reached), wrong(number(m[3]), here))


@claim(r"Watching, as observers: {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    watching = [row for row in is_so.partners if row["category"] == "observer" and row["stage"] != "withdrawn"]
    return wrong(number(m[1]), len(watching))


@claim(STAGE + r": {N} here now")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), come_to(is_so, m[1])[1])


@claim(r"(Budget|Spent|Expected) {MONEY}(?=[;.](?:\s|$)|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    coming = [row for row in is_so.rows["spend"] if row["actual_gbp"] is None or row["month"] > is_so.as_at]
    expected = (spent or Decimal(0)) + sum((row["forecast_gbp"] or Decimal(0) for row in coming), Decimal(0))
    is_it = {"Budget": budget, "Spent": spent, "Expected": expected}[m[1]]
    return None if near(m[2], is_it) else f"says {m[0]}, but it is {is_it}"


@claim(rf"(\d{{{{1,2}}}} )?((?:{NAMED}) \d{{{{4}}}}) ((?:\d+ (?:green|amber|red)(?:, )?)+)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of several reports of a month each has its day."""
    days = [day for day in {*is_so.reports, is_so.as_at} if f"{day:%B %Y}" == m[2]]
    if m[1]:
        days = [day for day in days if day.day == number(m[1].strip())]
    elif len(days) > 1:
        return f"{m[2]} is of {len(days)} reports"
    said = {code: int(many) for many, code in re.findall(r"(\d+) (green|amber|red)", m[3])}
    held = [dict(Counter(gate.rating for gate in Model(is_so.odd, day).gates)) for day in days]
    return None if said in held else f"says {said} of {m[2]}, but it is {held}"


@claim(r"(\d{{1,2}} [A-Z][a-z]{{2}}(?: \d{{4}})?) → (\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}), {LAPSE} (later|earlier)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    now = datetime.strptime(m[2], "%d %b %Y").date()
    then = datetime.strptime(m[1] if len(m[1]) > 6 else f"{m[1]} {now.year}", "%d %b %Y").date()
    return first(lapse(m[3], (now - then).days), wrong(m[4] == "later", now > then))


@claim(
    r"^(.+?): (?:{MONEY} of {MONEY} spent|budget {MONEY})(?:, {MONEY} expected)?; (?:{MONEY} (less than was due|more than was due"
    r"|over|under)|as was due|as budgeted|nothing reported)(?: (to [A-Z][a-z]+ \d{{4}}))?(?=[.;]|$)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, expected, gap = _capital(is_so, m[1])
    said = ((m[2], spent), (m[3] or m[4], budget), (m[5], expected), (m[6], abs(gap)))
    faults = (f"says {each}, but it is {is_it}" for each, is_it in said if each and not near(each, is_it))
    return next(faults, wrong(m[8] or is_so.due_up_to, is_so.due_up_to))


@claim(
    r"^(.+?) differs most from what was budgeted: {MONEY} (less than was due|more than was due|over|under)"
    r"(?:; {N} of {N} that differ gives? no reason|; all {N} that differ give a reason)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    gaps = {row["component"]: _capital(is_so, row["component"])[3] for row in is_so.rows["spend"]}
    differing = [gap for gap in gaps.values() if gap]
    most = max(map(abs, differing), default=Decimal(0))
    return first(
        wrong(
            near(m[2], most)
            and abs(gaps[m[1]]) == most
            and (gaps[m[1]] > 0) == (m[3] in ("over", "more than was due")),
            True,
        ),
        wrong(number(m[5] or m[6]), len(differing)) if m[5] or m[6] else None,
    )


@claim(r"^(.+?): {N} applications?, {N} in scope(?:, of which {N} (?:has|have) moved)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    held = {key for key, row in is_so.applications.items() if row["department"] == m[1]}
    return first(wrong(number(m[2]), len(held)), wrong(number(m[3]), len(held & set(is_so.in_scope))))


@claim(r"(?:{N} of )?{N} applications? in scope (?:is|are) still to move$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    left = len(is_so.in_scope) - is_so.moved_in_scope
    return wrong(number(m[1] or m[2]), left) or wrong(number(m[2]), len(is_so.in_scope) if m[1] else left)


SHORT = r"(\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}})"


@claim(r"scrutiny {LAPSE} (before|after) the decision, scrutiny " + SHORT + ", decision " + SHORT)
def _(m: re.Match[str], is_so: Model) -> str | None:
    looked, decided = (datetime.strptime(m[at], "%d %b %Y").date() for at in (3, 4))
    return first(lapse(m[1], (decided - looked).days), wrong(m[2] == "before", looked < decided))
