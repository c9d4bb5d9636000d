"""What is claimed of risks, services, benefits, decisions and options, held against the rows."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.pages.claims.changes import scrutinised
from tests.pages.claims.claiming import claim, day, every, first, in_per_cent, near, number, wrong
from tests.pages.claims.model import Model
from tests.pages.odd_programmes import Row

SET_ASIDE = (
    r"|Bands: 1 to 6|as a percentage of the comparator|The Green Book's rate is|^(?:Benefits|Costs) \d+% (?:lower|higher) or"
    r"|^Without [A-Z][\w ]*: −?£|^Benefits a year later: |^Optimism bias of \d+%|^Discount rate a point |thing is otherwise\."
    r"|it does not pay back by|it pays back in \d|At most £[\d.,]+(?: million)? is out|a point costs £|£[\d,.]+k? a point"
    r"|turns first on .* instead of|for each pound|Score: each criterion's weight|not at all; costs with"
    r"|^\d [A-Z][\w ]*, \d|beaten by|come to other sums|£0 or above|^‘Risk|score \d+\.$|^‘Benefit .*first reported"
    r"|has come from ‘|^‘Service|applications, quarter by quarter\.|next steps?, |\d things? waits? to be done"
    r"|^(?:Decide what|Move it|Name its|Say when|Clear what|Renew its)|gives? most to the core|bears? [\d.]+% of the capital"
    r"|[Bb]oth still to move|(?:[Aa]ll \d+|[Tt]he one) still to move|rules finds? |findings? in all"
)
"""What test_investment.py, test_vehicle.py, test_departments.py, test_planner.py, test_withdrawal.py, test_quality.py and
test_changes.py in tests/queries answer for, and our own fixed words."""

BANDS = ((6, "low"), (12, "medium"), (20, "high"), (25, "very high"))


def score(risk: Row, *, residual: bool = False) -> int | None:
    one, other = ("residual_likelihood", "residual_impact") if residual else ("likelihood", "impact")
    return None if risk[one] is None or risk[other] is None else risk[one] * risk[other]


def band(of: int) -> str:
    return next(name for upper, name in BANDS if of <= upper)


def raised(is_so: Model) -> list[Row]:
    return [risk for risk in is_so.rows["risks"] if risk["raised_date"] <= is_so.as_at]


def is_threat(risk: Row) -> bool:
    return bool(risk["kind"] != "opportunity")


def open_risks(is_so: Model, kind: str = "") -> list[Row]:
    found = [risk for risk in raised(is_so) if risk["status"] != "closed"]
    return [risk for risk in found if not kind or is_threat(risk) == (kind == "threat")]


def banded(risks: list[Row]) -> Counter[str]:
    return Counter(band(score(risk) or 0) for risk in risks)


@claim(r"^(?:{N} threats?)?(?: and )?(?:{N} opportunit(?:y|ies))? (?:is|are) open")
def _(m: re.Match[str], is_so: Model) -> str | None:
    kinds = ("threat", "opportunity")
    return wrong((number(m[1]), number(m[2])), tuple(len(open_risks(is_so, kind)) for kind in kinds))


@claim(r"; of the threats (?:{N} (?:is|are) very high)?(?: and )?(?:{N} (?:is|are) high)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = banded(open_risks(is_so, "threat"))
    return wrong((number(m[1]), number(m[2])), (found["very high"], found["high"]))


@claim(r"; (?:it|the threat) is (very high|high|neither)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = [band(score(risk) or 0) for risk in open_risks(is_so, "threat")]
    return wrong([m[1]], [name if name in ("high", "very high") else "neither" for name in found])


@claim(r"no threat is high or very high|no threat is high$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = banded(open_risks(is_so, "threat"))
    return wrong(0, found["high"] + found["very high"])


@claim(r"{N} mitigations? (?:is|are) overdue")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        number(m[1]), sum(bool(risk["due_date"] and risk["due_date"] < is_so.as_at) for risk in open_risks(is_so))
    )


@claim(r"^No risk is open; ([Aa]ll \d+|[Bb]oth|[Tt]he one) risks? (?:is|are) closed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(0, len(open_risks(is_so))), wrong(every(m[1]), len(raised(is_so))))


@claim(r"^No (threat|opportunity) is open$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0, len(open_risks(is_so, m[1])))


@claim(r"^The one open (threat|opportunity) is (very high|high|medium|low)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong([m[2]], [band(score(risk) or 0) for risk in open_risks(is_so, m[1])])


@claim(
    r"^(None|All \d+|Both|\d+)(?: of (\d+))? open (threat|opportunit)(?:s|ies) (?:is|are) high or very high"
    r"(?:; (none|\d+) would be)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = open_risks(is_so, "threat" if m[3] == "threat" else "opportunity")
    bad = sum((score(risk) or 0) > 12 for risk in found)
    fault = wrong((every(m[1]), number(m[2]) or every(m[1])), (bad, len(found)))
    left = [score(risk, residual=True) for risk in found]
    if fault or not m[4]:
        return fault
    return (
        "nobody scored what is left of some" if None in left else wrong(number(m[4]), sum((s or 0) > 12 for s in left))
    )


@claim(
    r"^Since (?:\d+ \w+ \d{{4}}): ((?:\d+ (?:new|open again|worse|better|closed)(?:, )?)+\.?$"
    r"|no risk is new, open again, worse, better or closed)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.before is None:
        return "there is no report before"
    before = {risk["risk_id"]: risk for risk in open_risks(is_so.before)}
    now = {risk["risk_id"]: risk for risk in open_risks(is_so)}
    gaps = [
        ((score(now[key]) or 0) - (score(before[key]) or 0)) * (1 if is_threat(now[key]) else -1)
        for key in now.keys() & before.keys()
    ]
    there = {risk["risk_id"] for risk in raised(is_so.before)}
    found = {
        "new": len(now.keys() - there), "open again": len((now.keys() - before.keys()) & there),
        "worse": sum(gap > 0 for gap in gaps), "better": sum(gap < 0 for gap in gaps),
        "closed": sum(risk["risk_id"] in before and risk["risk_id"] not in now for risk in raised(is_so)),
    }  # fmt: skip
    said = {word: int(many) for many, word in re.findall(r"(\d+) (new|open again|worse|better|closed)", m[1])}
    return wrong(said, {word: many for word, many in found.items() if many})


@claim(r"^(?:(No) open risk has an|(The one) open risk has no|{N} of {N} open risks (?:has|have) no) owner")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = open_risks(is_so)
    without = sum(risk["owner"] is None for risk in found)
    if m[1]:
        return wrong(without, len(found))
    return wrong((1, 1) if m[2] else (number(m[3]), number(m[4])), (without, len(found)))


@claim(r"^{N} open risks; no owner answers for more than (one|\d+)$|^.+ answers for most: {N} of {N} open risks$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = open_risks(is_so)
    most = max(Counter(risk["owner"] for risk in found).values())
    return wrong((every(m[2]) if m[2] else number(m[3]), number(m[1] or m[4])), (most, len(found)))


@claim(r"^{N} of {N} open risks concerns? a single partner$|^(All \d+|Both) open risks concern single partners$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = open_risks(is_so)
    named = sum(risk["partner_id"] is not None for risk in found)
    said = (every(m[3]), every(m[3])) if m[3] else (number(m[1]), number(m[2]))
    return wrong(said, (named, len(found)))


@claim(
    r"(?:^|[;.] )(Risk [a-z]+): (?:opportunity, )?{N} (very high|high|medium|low)"
    r"(?:, (?:new|open again|(?:worse|better), was \d+))?(, overdue)?(?:; {N} once the response has worked)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    (risk,) = [risk for risk in open_risks(is_so) if risk["title"] == m[1]]
    return first(
        wrong((number(m[2]), m[3]), (score(risk), band(score(risk) or 0))),
        wrong(bool(m[4]), risk["due_date"] is not None and risk["due_date"] < is_so.as_at),
        wrong(number(m[5]), score(risk, residual=True)) if m[5] else None,
    )


@claim(
    r"committed: (none|\d+) of {N} ha(?:s|ve); it waits for|membership is not confirmed, (none|\d+) of {N} partners ha(?:s|ve)"
    r" committed"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = (number(m[1] or m[3]), number(m[2] or m[4]))
    return first(wrong(said, (is_so.committed, len(is_so.counted_partners))), wrong(said[0] < said[1], True))


@claim(r"^Provisional: no partner is in scope")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0, len(is_so.counted_partners))


@claim(r"A very high risk: likelihood {N}, impact {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        (number(m[1]), number(m[2])) in {(r["likelihood"], r["impact"]) for r in open_risks(is_so, "threat")}, True
    )


@claim(r"What is done about the risk was due on {D}, {N} days? ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    due = {risk["due_date"] for risk in open_risks(is_so)}
    return first(wrong(day(m[1]) in due, True), wrong(number(m[2]), (is_so.as_at - day(m[1])).days))


@claim(r"^{N} (risk|service|score|item)s? in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    whole = {
        "risk": raised(is_so), "service": is_so.rows["services"], "score": is_so.rows["vehicle_options"],
        "item": is_so.rows["decisions"],
    }  # fmt: skip
    return wrong(number(m[1]), len(whole[m[2]]))


# --- services ---------------------------------------------------------------------------------------------------------


def compared(is_so: Model) -> list[Row]:
    return [row for row in is_so.rows["services"] if row["rate_gbp"] is not None and row["comparator_rate_gbp"]]


@claim(
    r"^(None|The one|All \d+|Both|\d+)(?: of {N})? rates? (?:is|are) (not )?lower than the comparator(?:;"
    r" {N} services? ha(?:s|ve) none)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = compared(is_so)
    lower = sum(row["rate_gbp"] < row["comparator_rate_gbp"] for row in rows)
    some = 0 if m[3] else every(m[1])
    return first(
        wrong((some, number(m[2]) or every(m[1])), (lower, len(rows))),
        wrong(number(m[4]), len(is_so.rows["services"]) - len(rows)),
    )


@claim(r"^No rate has a comparator")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0, len(compared(is_so)))


def agreed(is_so: Model) -> tuple[int, int]:
    rows = is_so.rows["services"]
    return sum(row["sla_status"] == "agreed" for row in rows), len(rows)


@claim(
    r"^(None|The one|All \d+|Both|\d+)(?: of {N})? service levels? (?:is|are) (not )?agreed(?:; (it was not|it was|none was|all"
    r" were|\d+ (?:was|were) not) on {D}(?:, (the baseline of|when) ‘(.+?)’(?: (was passed|was due|is due))?)?)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    some = 0 if m[3] else every(m[1])
    fault = wrong((some, number(m[2]) or every(m[1])), agreed(is_so))
    if fault or not m[4]:
        return fault
    days = {when for gate in is_so.keys for when in (gate.row["baseline_date"], gate.expected)}
    come = max(when for when in days if when <= is_so.as_at)
    if fault := wrong(day(m[5]), come):
        return fault
    if m[6]:
        how = "was passed" if m[8] == "was passed" else m[8] and ("was due" if come < is_so.as_at else "is due")
        of = [(gate.row["baseline_date"], gate.is_done) if m[8] is None else (gate.expected, gate.is_done)
              for gate in is_so.keys if gate.name == m[7]]  # fmt: skip
        done = [m[8] == "was passed"] if m[8] else [False, True]
        if (m[8] != how) or not any(when == come and is_done in done for when, is_done in of):
            return f"says {m[6]} ‘{m[7]}’ {m[8]}, which is not so on {come}"
    had, whole = agreed(Model(is_so.odd, come))
    lacked = {"it was": 0, "all were": 0, "it was not": 1, "none was": whole}.get(m[4])
    return wrong(number(m[4].split()[0]) if lacked is None else lacked, whole - had)


@claim(r"(Service [a-z]+): {MONEY} beside {MONEY}, (?:the same|([\d.]+)% (lower|higher))")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.rows["services"] if row["name"] == m[1]]
    ours, others = row["rate_gbp"], row["comparator_rate_gbp"]
    gap = ours - others
    return first(
        wrong(near(m[2], ours), True), wrong(near(m[3], others), True),
        wrong(in_per_cent(m[4] or "0", abs(ours - others), others), True),
        wrong(m[5], None if not gap else "lower" if gap < 0 else "higher"),
    )  # fmt: skip


@claim(
    r"(?:^|Service levels: ){N} services have no agreed service level, though ‘(.+?)’ (?:was passed|was due|is due) on {D}"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    some, whole = agreed(is_so)
    come = [(gate.expected, gate.name) for gate in is_so.keys if gate.expected <= is_so.as_at]
    return first(
        wrong(number(m[1]), whole - some), wrong((day(m[3]), m[2]) in come, True), wrong(day(m[3]), max(come)[0])
    )


@claim(r"(Service [a-z]+): {MONEY}, no comparator")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.rows["services"] if row["name"] == m[1]]
    return first(wrong(near(m[2], row["rate_gbp"]), True), wrong(row["comparator_rate_gbp"] or None, None))


@claim(r"(?:Now|(?:Baseline|Due|Passed) {D}(?:: [\w ]+?)?): {N} of {N} agreed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    then = Model(is_so.odd, day(m[1])) if m[1] else is_so
    return wrong((number(m[2]), number(m[3])), agreed(then))


# --- the business case ------------------------------------------------------------------------------------------------


def flows(is_so: Model) -> list[tuple[int, Decimal, Decimal]]:
    """(years after the first, benefit, cost) of each row, without what a withdrawal strikes out."""
    rows = is_so.rows["benefit_values"]
    begin = min((int(row["year"][:4]) for row in rows), default=0)
    return [
        (int(row["year"][:4]) - begin, row["planned_gbp"] - struck_out(is_so, row), row["cost_gbp"] or Decimal(0))
        for row in rows
    ]


def struck_out(is_so: Model, row: Row) -> Decimal:
    """What was planned of a partner that has withdrawn for a year that had not ended by then, but for what has been realised."""
    left_on = {each["partner_id"]: each["stage_date"] for each in is_so.partners if each["stage"] == "withdrawn"}
    whose = {each["benefit_id"]: each["partner_id"] for each in is_so.rows["benefits"]}
    left = left_on.get(whose.get(row["benefit_id"]))
    if left is None or left >= date(int(row["year"][:4]) + 1, 3, 31):
        return Decimal(0)
    kept = Decimal(0) if row["realised_gbp"] is None else min(row["planned_gbp"], row["realised_gbp"])
    return Decimal(row["planned_gbp"] - kept)


def discounted(amounts: list[tuple[int, Decimal]]) -> Decimal:
    return sum((amount / Decimal("1.035") ** years for years, amount in amounts), Decimal(0))


@claim(r"^{MONEY} net present value")
def _(m: re.Match[str], is_so: Model) -> str | None:
    worth = discounted([(year, brings - costs) for year, brings, costs in flows(is_so)])
    return wrong(near(m[1], worth), True)


@claim(r"^Benefits of {MONEY} and costs of {MONEY}, both discounted, come to {MONEY}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    brings = discounted([(year, benefit) for year, benefit, _ in flows(is_so)])
    costs = discounted([(year, cost) for year, _, cost in flows(is_so)])
    return first(
        wrong(near(m[1], brings), True), wrong(near(m[2], costs), True), wrong(near(m[3], brings - costs), True)
    )


@claim(
    r"it never costs more than it has brought|[Ii]t does not pay back by the end of \d{{4}}/\d{{2}}(, discounted or not)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = flows(is_so)
    so_far = [
        sum((benefit - cost for year, benefit, cost in found if year <= last), Decimal(0))
        for last in range(max(year for year, *_ in found) + 1)
    ]
    is_never = "never" in m[0]
    return wrong(min(so_far) >= 0 if is_never else so_far[-1] < 0, True)


@claim(r"without {MONEY} planned of ([A-Z]\w+)\.")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (partner,) = [row for row in is_so.partners if row["name"] == m[2]]
    theirs = {row["benefit_id"] for row in is_so.rows["benefits"] if row["partner_id"] == partner["partner_id"]}
    lost = sum(
        (struck_out(is_so, row) for row in is_so.rows["benefit_values"] if row["benefit_id"] in theirs), Decimal(0)
    )
    return first(wrong(near(m[1], lost), True), wrong(partner["stage"], "withdrawn"))


@claim(r"(?:{MONEY} of|No realised benefit is reported in pounds by year yet, of) {MONEY} planned")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["benefit_values"]
    known = [row["realised_gbp"] for row in rows if row["realised_gbp"] is not None]
    return first(
        wrong(near(m[2], sum((row["planned_gbp"] - struck_out(is_so, row) for row in rows), Decimal(0))), True),
        wrong(near(m[1], sum(known, Decimal(0))), True) if m[1] else wrong(known, []),
    )


@claim(r"{N} benefits? without a value in pounds by year counts? nothing")
def _(m: re.Match[str], is_so: Model) -> str | None:
    valued = {row["benefit_id"] for row in is_so.rows["benefit_values"]}
    return wrong(number(m[1]), sum(row["benefit_id"] not in valued for row in is_so.rows["benefits"]))


@claim(
    r"^(?:(The one|All \d+|Both|\d+)(?: of {N})? benefits? reports? what is realised; (?:(\d+) ha(?:s|ve) reached"
    r" (?:its|their) targets?|no target is reached)|{N} benefits?, no level reported yet)(?:; {N} (?:is|are) past the"
    r" day of full effect without reaching it)?(?:; {N} more (?:is|are) of partners that have withdrawn)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    gone = {row["partner_id"] for row in is_so.partners if row["stage"] == "withdrawn"}
    rows = [row for row in is_so.rows["benefits"] if row["partner_id"] not in gone]
    known = [row for row in rows if row["realised_value"] is not None]
    there = [row for row in known if has_reached(row)]
    late = [row for row in rows if is_past(row, is_so) and row not in there]
    said = (every(m[1]), number(m[2]) or every(m[1])) if m[1] else (0, number(m[4]))
    return first(
        wrong(said, (len(known), len(rows))), wrong(number(m[3]), len(there)), wrong(number(m[5]), len(late)),
        wrong(number(m[6]), len(is_so.rows["benefits"]) - len(rows)) if m[6] else None,
    )  # fmt: skip


def is_past(row: Row, is_so: Model) -> bool:
    return row["full_effect_date"] is not None and row["full_effect_date"] < is_so.as_at


def realised(row: Row) -> str:
    """‘5 of 12 posts, from 3’: as the slides say it."""
    sign, unit = ("£", " a year") if row["unit"].startswith("£") else ("", f" {row['unit']}")

    def said(value: Decimal) -> str:
        size = f"{abs(value):,.2f}".removesuffix(".00") if sign else f"{abs(value):,}"
        return f"{'−' if value < 0 else ''}{sign}{size}"

    target, begun = f"{said(row['target_value'])}{unit}", row["baseline_value"]
    whence = f", from {said(begun)}" if begun else ""
    if row["realised_value"] is None:
        return f"target {target}{whence}; no level reported"
    how = " of " if row["target_value"] >= (begun or 0) else ", target "
    return f"{said(row['realised_value'])}{how}{target}{whence}"


@claim(r"(Benefit [a-z]+)(?: \([a-z ]+\))?: ((?:target )?−?£?\d(?:[^;.]|\.\d)*(?:; no level reported)?)(?=[;.]|$)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.rows["benefits"] if row["name"] == m[1]]
    return wrong(m[2], realised(row))


@claim(r"was to be had in full by {D}, and (−?[\d.]+)% of the way is reached")
def _(m: re.Match[str], is_so: Model) -> str | None:
    parts = [
        (row["realised_value"] - (row["baseline_value"] or 0), row["target_value"] - (row["baseline_value"] or 0))
        for row in is_so.rows["benefits"]
        if row["realised_value"] is not None and is_past(row, is_so) and row["full_effect_date"] == day(m[1])
    ]
    return wrong(any(in_per_cent(m[2], part, whole) for part, whole in parts if whole), True)


@claim(
    r"^(Benefit [a-z]+): It was to be had in full by {D}, and (nothing is reported|less is reported than was to be kept)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.rows["benefits"] if row["name"] == m[1]]
    value = row["realised_value"]
    is_kept = row["target_value"] == (row["baseline_value"] or 0)
    so = value is None if m[3].startswith("nothing") else is_kept and value is not None and value < row["target_value"]
    return first(wrong(so, True), wrong(is_past(row, is_so), True))


def has_reached(row: Row) -> bool:
    value, target = row["realised_value"], row["target_value"]
    return bool(value >= target if target >= (row["baseline_value"] or 0) else value <= target)


# --- options ----------------------------------------------------------------------------------------------------------


def scores(is_so: Model) -> dict[str, Decimal | None]:
    """Each option's score: its weighted sum by the sum of its weights."""
    found: dict[str, Decimal | None] = {}
    for option in {row["option"] for row in is_so.rows["vehicle_options"]}:
        rows = [row for row in is_so.rows["vehicle_options"] if row["option"] == option]
        whole = sum((row["weight"] for row in rows), Decimal(0))
        found[option] = sum((row["weight"] * row["score"] for row in rows), Decimal(0)) / whole if whole else None
    return found


def rounded(score: Decimal | None) -> str:
    return "–" if score is None else f"{score.quantize(Decimal('0.01'), ROUND_HALF_UP)}"


@claim(r"([A-Z][a-z]+) scores highest, (\d\.\d\d) of 5(?:; ([A-Z][a-z]+) follows with (\d\.\d\d))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = scores(is_so)
    order = sorted((s for s in found.values() if s is not None), reverse=True)
    return first(
        wrong((m[2], found[m[1]]), (rounded(order[0]), order[0])), wrong(order.count(order[0]), 1),
        wrong((m[4], found[m[3]]), (rounded(order[1]), order[1])) if m[3] else None,
    )  # fmt: skip


@claim(r"^([A-Z][a-z]+), the one option, scores (\d\.\d\d) of 5")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong({m[1]: m[2]}, {option: rounded(found) for option, found in scores(is_so).items()})


@claim(r"^([A-Z][a-z]+(?:, [A-Z][a-z]+)* and [A-Z][a-z]+) share the highest score, (\d\.\d\d) of 5")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = scores(is_so)
    best = max(s for s in found.values() if s is not None)
    first_ones = {option for option, one in found.items() if one == best}
    return first(wrong(set(re.split(", | and ", m[1])), first_ones), wrong(m[2], rounded(best)))


def parting(is_so: Model) -> tuple[set[str], set[str], int]:
    """(The options with the highest score, the criteria of which another weight parts them, how many criteria there are), tried
    by giving each criterion in turn twice its weight and one more."""
    rows = is_so.rows["vehicle_options"]
    weights = {row["criterion"]: Fraction(row["weight"]) for row in rows}

    def best(by: dict[str, Fraction], among: set[str]) -> set[str]:
        found = dict.fromkeys(among, Fraction(0))
        for row in rows:
            if row["option"] in among:
                found[row["option"]] += by[row["criterion"]] * Fraction(row["score"])
        return {option for option in among if found[option] == max(found.values())}

    level = best(weights, {row["option"] for row in rows})
    parts = {one for one in weights if best(weights | {one: 2 * weights[one] + 1}, level) != level}
    return level, parts, len(weights)


@claim(
    r"^([A-Z][a-z]+(?:, [A-Z][a-z]+)* and [A-Z][a-z]+) are level(?:: only (‘.+’) parts? them|(: any move of a weight parts them)"
    r"| whatever one weight is)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    level, parts, whole = parting(is_so)
    said = set(re.findall(r"‘(.+?)’", m[2] or ""))
    return first(
        wrong(set(re.split(", | and ", m[1])), level), wrong(len(parts), whole) if m[3] else wrong(said, parts)
    )


@claim(r"(?:^|[.;] )([A-Z][a-z]+): (?:(\d\.\d\d) of 5|no score)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(m[2] or "–", rounded(scores(is_so)[m[1]])) if m[1] in scores(is_so) else None


@claim(r"^([A-Z][a-z]+): The weights of its {N} criteri(?:on|a) sum to {N}, not to 100")
def _(m: re.Match[str], is_so: Model) -> str | None:
    weights = [row["weight"] for row in is_so.rows["vehicle_options"] if row["option"] == m[1]]
    return wrong((number(m[2]), Decimal(number(m[3]))), (len(weights), sum(weights, Decimal(0))))


@claim(r"^The weights come to {N} instead of 100")
def _(m: re.Match[str], is_so: Model) -> str | None:
    sums: Counter[str] = Counter()
    for row in is_so.rows["vehicle_options"]:
        sums[row["option"]] += row["weight"]
    return wrong({Decimal(number(m[1]))}, set(sums.values()))


@claim(r"^{N} ([A-Z][a-z]+)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A criterion's slider: the heaviest is the first."""
    heaviest: dict[str, Decimal] = {}
    for row in is_so.rows["vehicle_options"]:
        heaviest[row["criterion"]] = max(row["weight"], heaviest.get(row["criterion"], Decimal(0)))
    in_order = sorted(heaviest, key=lambda name: (-heaviest[name], name))
    return wrong(number(m[1]), in_order.index(m[2]) + 1) if m[2] in in_order else None


# --- decisions --------------------------------------------------------------------------------------------------------


@claim(
    r"^Scrutiny before (none|\d+) of {N} decisions(?:; |$)(?:too late for {N})?(?:, )?(?:not reported for {N})?(?:, )?"
    r"(?:none dated for {N})?(?:, )?(?:{N} deferred)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = Counter(scrutinised(is_so))
    hows = ("before", "late", "unreported", "none", "open")
    said = dict(zip(hows, (number(m[at]) for at in (1, 3, 4, 5, 6)), strict=True))
    return first(wrong(said, {how: found[how] for how in said}), wrong(number(m[2]), found.total()))


@claim(
    r"^(Scrutiny comes (?:before|too late for) (?:the one|both|all \d+) decisions?|No scrutiny is (?:dated|reported) for"
    r" (?:the one|any) decision)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    hows = {"before": "before", "too late": "late", "reported": "unreported", "dated": "none"}
    (how,) = (how for word, how in hows.items() if word in m[1])
    found = scrutinised(is_so)
    many = re.search(r"the one|both|all \d+", m[1])
    return first(wrong({how}, set(found)), wrong(every(many[0]), len(found)) if many else None)


@claim(r"^No decision is planned or taken")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong([], scrutinised(is_so))


# --- departments ------------------------------------------------------------------------------------------------------


def of_departments(is_so: Model) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in is_so.applications.values():
        found.setdefault(row["department"], []).append(row)
    return found


@claim(
    r"^([A-Z][a-z ]+): {N} applications?, (none|\d+) in scope(?:, (?:(which ha(?:s|ve all) moved)|of which (none|\d+) ha(?:s|ve)"
    r" moved))?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = of_departments(is_so)[m[1]]
    going = {row["application_id"] for row in rows if row["application_id"] in is_so.in_scope}
    moved = sum(row["application_id"] in going for row in is_so.moved)
    said = len(going) if m[4] else number(m[5])
    return wrong((number(m[2]), number(m[3]), said), (len(rows), len(going), moved))


@claim(r"^They cost {MONEY} a year(?:, for {N} users added up)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of which department is said above it, so any that costs so much will do; the users are its own."""
    users = {
        sum(row["users"] or 0 for row in rows)
        for rows in of_departments(is_so).values()
        if near(m[1], sum((row["annual_cost_gbp"] or Decimal(0) for row in rows), Decimal(0)))
    }
    return wrong(bool(users) and (not m[2] or number(m[2]) in users), True)


WAYS = {"self-service": "self_service", "replaced": "replace", "consolidated": "consolidate", "as": "migrate"}


@claim(
    r"(?:^|, | and ){N} (?:becomes?|became|is|are|was|were|moves?|moved) (self-service|replaced|consolidated|as)(?![a-z])"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    held = {sum(row["disposition"] == WAYS[m[2]] for row in rows) for rows in of_departments(is_so).values()}
    return wrong(number(m[1]) in held, True)


@claim(
    r"^{N} applications? (?:for self-service|serves? (?:a )?business functions? that other departments serve as"
    r" well)|; {N} ha(?:s|ve) no date"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1] or m[2]) <= max(map(len, of_departments(is_so).values())), True)
