"""What is claimed of partners and concerns, duplication, attention and money."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from tests.pages.claims.claiming import claim, day, every, first, in_per_cent, lapse, near, number, wrong
from tests.pages.claims.model import Model, _capital
from tests.pages.odd_programmes import Row

# --- partners and concerns --------------------------------------------------------------------------------------------


@claim(r"(None|\d+) of (\d+) partners (?:is|are) committed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"The one partner is (committed|not committed yet)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(len(is_so.counted_partners), 1), wrong(m[1] == "committed", is_so.committed == 1))


@claim(
    r"^(?:(Only observers so far|No partners yet)(?:; (\d+|no) observers? ha(?:s|ve) withdrawn)?"
    r"|No partner is left: (\d+) ha(?:s|ve) withdrawn, (\d+) observers? remains?"
    r"|(All \d+|Both|The one) partners? ha(?:s|ve) withdrawn)\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    watching = [row for row in is_so.partners if row["category"] == "observer"]
    still = sum(row["stage"] != "withdrawn" for row in watching)
    said = {"Only observers so far": still > 0, "No partners yet": still == 0}.get(m[1], True)
    return first(
        wrong(len(is_so.counted_partners), 0),
        wrong(number(m[3]) or every(m[5]), len(is_so.partners) - len(watching)),
        wrong(said, True),
        wrong(number(m[2]), len(watching) - still) if m[1] else None,
        wrong(number(m[4]), still) if m[4] else None,
    )


@claim(r"^Nobody is in scope who could withdraw")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0, len(is_so.counted_partners))


@claim(r"^Membership confirmed on {D}: (All \d+|all \d+|[Bb]oth|[Tt]he one) partners? in scope ha(?:s|ve) committed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """From that day on nobody in scope waits, and the day before somebody did, or one of them had not come yet."""
    at, before = day(m[1]), day(m[1]) - timedelta(days=1)
    kept = [row["partner_id"] for row in is_so.counted_partners]
    changes = sorted(one for one in is_so.dates if one <= is_so.as_at)
    held = (row for reported in is_so.reports for row in is_so.odd.state(reported)["partners"])
    came = {  # when each was there first, also those that have left since
        key: next((one for one in changes if is_so.stage_at(key, one) not in (None, "withdrawn")), date.min)
        for key in {row["partner_id"] for row in held if row["category"] != "observer"}
    }
    return first(
        wrong(every(m[2]), len(kept)), wrong(is_so.committed, len(kept)),
        wrong([one for one in changes if one >= at and is_so.waits(one)], []),
        wrong([key for key, when in came.items() if when > at], []), wrong(is_so.waits(before) or at in came.values(), True),
    )  # fmt: skip


@claim(r"^{NAME} has been (in discussion|only identified) for {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = [row for row in is_so.counted_partners if row["name"] == m[1]]
    return lapse(m[3], (is_so.as_at - row["stage_date"]).days)


@claim(
    r"^(\d+) of (\d+) concerns (?:is|are) open|^None of (\d+) concerns is open(?:; (\d+) ha(?:s|ve) no"
    r" answer on record)?|^(All \d+|Both) concerns have an answer|^The one concern (.+)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["partner_concerns"]
    still_open = sum(row["status"] == "open" for row in rows)
    silent = sum(not row["response"] for row in rows)
    if m[6]:
        said = "is open" if still_open else "is no longer open; no answer is on record" if silent else "has an answer"
        return wrong((m[6], 1), (said, len(rows)))
    whole = wrong(number(m[2] or m[3]) or every(m[5]), len(rows))
    return first(whole, wrong(number(m[1]), still_open), wrong(number(m[4]), silent) if not m[1] else None)


# --- duplication and consolidation ------------------------------------------------------------------------------------


def _shared(is_so: Model, column: str) -> dict[str, list[Row]]:
    """What several applications have in one column, in any case."""
    found: dict[str, list[Row]] = {}
    for row in is_so.rows["applications"]:
        if row.get(column):
            found.setdefault(str(row[column]).lower(), []).append(row)
    return {value: rows for value, rows in found.items() if len(rows) > 1}


@claim(
    r"^{N} business functions? (?:is|are|has|have) (?:served in several departments, by {N} applications?; (.+) by {N} in {N}"
    r"|several applications, (?:all|each) in one department)\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    shared = _shared(is_so, "business_function")
    spread = {value: rows for value, rows in shared.items() if len({row["department"] for row in rows}) > 1}
    if not m[2]:
        return first(wrong(number(m[1]), len(shared)), wrong(len(spread), 0))
    most = spread[m[3].lower()]
    return first(
        wrong(number(m[1]), len(spread)), wrong(number(m[2]), sum(map(len, spread.values()))),
        wrong((number(m[4]), number(m[5])), (len(most), len({row["department"] for row in most}))),
    )  # fmt: skip


@claim(r"^1 business function is served in several departments: (.+), by {N} applications in {N}\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    shared = _shared(is_so, "business_function")
    spread = [(len(rows), len({row["department"] for row in rows})) for rows in shared.values()]
    return wrong([(number(m[2]), number(m[3]))], [pair for pair in spread if pair[1] > 1])


@claim(r"; {N} applications? in scope (?:is|are) still to move$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.migrations_in_scope) - is_so.moved_in_scope)


@claim(r"^{N} pairs? (?:is|are) called nearly the same, among {N} applications?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0 < number(m[1]) and 2 <= number(m[2]) <= len(is_so.applications), True)


@claim(r"from a likeness of 85 of 100\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return None  # a setting


@claim(r"(?:^|Held several times\. )([A-Z][\w ]*): {N} in {N} departments?\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = _shared(is_so, "business_function")[m[1].lower()]
    return wrong((number(m[2]), number(m[3])), (len(rows), len({row["department"] for row in rows})))


def _plan(is_so: Model) -> dict[str, tuple[Decimal, Decimal]]:
    """(of what is to be consolidated, of all) for each measure of the plan."""
    every = is_so.rows["applications"]
    core = [row for row in every if row["disposition"] == "consolidate"]
    keys = {row["application_id"] for row in core}
    ends = [
        (row["source_application_id"] in keys) + (row["target_application_id"] in keys)
        for row in is_so.rows["interfaces"]
    ]
    known = [row for row in core if row.get("contract_end")]
    go_live = is_so.go_live.expected if is_so.go_live else None
    late = [row for row in known if go_live and row["contract_end"] > go_live]

    def added(rows: list[Row], column: str) -> Decimal:
        return sum((Decimal(row.get(column) or 0) for row in rows), Decimal(0))

    counts: dict[str, tuple[Decimal | int, Decimal | int]] = {
        "To consolidate into the core": (len(core), len(every)),
        "Annual cost released": (added(core, "annual_cost_gbp"), added(every, "annual_cost_gbp")),
        "Interfaces that end": (ends.count(2), len(ends)),
        "Interfaces to re-point": (ends.count(1), len(ends)),
        "Departments affected": (len({row["department"] for row in core}), len({row["department"] for row in every})),
        "Users affected": (added(core, "users"), added(every, "users")),
        "Contracts past the go-live": (len(late), len(known)),
    }
    return {name: (Decimal(part), Decimal(whole)) for name, (part, whole) in counts.items()}


MEASURES = (
    "To consolidate into the core|Annual cost released|Interfaces that end|Interfaces to re-point|Departments affected"
    "|Users affected|Contracts past the go-live"
)


@claim(
    rf"(?:^|What the consolidation comes to\. )({MEASURES}): (£?)([\d,.]+( million)?) of £?([\d,.]+( million)?)"
    r"(?:, ([\d.]+)%| in the plan)?\.?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    part, whole = _plan(is_so)[m[1]]
    if m[2]:
        found = first(wrong(near(f"£{m[3]}", part), True), wrong(near(f"£{m[5]}".rstrip("."), whole), True))
    else:
        found = wrong((number(m[3]), number(m[5].rstrip("."))), (part, whole))
    return found or (wrong(in_per_cent(m[7], part, whole), True) if m[7] else None)


@claim(
    r"^{N} of {N} applications? to the core, ([\d.]+)%: (?:{N} (?:is|are)|none is) left,"
    r" (?:{MONEY} a year|no known cost) is released$"
    r"|^No application is in the plan; {N} applications? (?:stays as it is|stay as they are)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    part, whole = _plan(is_so)["To consolidate into the core"]
    if m[6]:
        return wrong((0, number(m[6])), (part, whole))
    return first(
        wrong((number(m[1]), number(m[2]), number(m[4] or "0")), (part, whole, whole - part)),
        wrong(near(m[5] or "£0", _plan(is_so)["Annual cost released"][0]), True),
        wrong(in_per_cent(m[3], part, whole), True),
    )


@claim(r"(?i)\bminutes (?:say|state)|\bwere stated\b")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return "the panel's minutes are about the illustrative programme alone"


# --- attention --------------------------------------------------------------------------------------------------------


@claim(r"^{N} things? needs? attention now(?:, and {N} to watch)?|^{N} things? to watch|^Nothing needs attention")
def _(m: re.Match[str], is_so: Model) -> str | None:
    red = sum(how == "red" for how, _ in is_so.attention)
    return wrong((number(m[1]), number(m[2] or m[3])), (red, len(is_so.attention) - red))


@claim(r"^The one application goes to the core; (?:{MONEY} a year|no known cost) is released$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    cost = _plan(is_so)["Annual cost released"][0]
    return first(wrong(near(m[1] or "£0", cost), True), wrong(len(is_so.applications), 1))


@claim(r"^Contracts and support: {N} of them ends? before the go-live")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), is_so.early)


@claim(r"^See all {N}$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.attention))


# --- money ------------------------------------------------------------------------------------------------------------


@claim(r"{MONEY} is expected in all, {MONEY} (over|under) the budget")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["spend"]
    whole = sum(
        (r["actual_gbp"] if r["actual_gbp"] is not None else r["forecast_gbp"] or Decimal(0) for r in rows), Decimal(0)
    )
    gap = whole - is_so.money[1]
    return first(wrong(near(m[1], whole), True), wrong(near(m[2], abs(gap)), True), wrong(m[3] == "over", gap > 0))


@claim(r"^Every part has used ([\d.]+)% of its budget$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strands = {row["strand"] for row in is_so.rows["spend"]}
    sums = [is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == strand]) for strand in strands]
    used = [(spent, budget) for spent, budget, _ in sums if spent is not None and budget]
    return wrong((len(used), all(in_per_cent(m[1], *one) for one in used)), (len(strands), True))


@claim(r"^The largest share of a budget is used of ([A-Z][A-Za-z -]+): {MONEY} of {MONEY}, ([\d.]+)%")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strands = {row["strand"] for row in is_so.rows["spend"]}
    sums = {strand: is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == strand]) for strand in strands}
    used = {
        strand: 100 * spent / budget for strand, (spent, budget, _) in sums.items() if spent is not None and budget > 0
    }
    strand = max(used, key=lambda one: used[one])
    spent, budget, _ = sums[strand]
    return first(
        wrong(near(m[2], spent), True), wrong(near(m[3], budget), True),
        wrong(spent is not None and in_per_cent(m[4], spent, budget), True),
        wrong([one for one, (spent, budget, _) in sums.items() if spent is not None and spent > budget], []),
    )  # fmt: skip


@claim(
    r"^{MONEY} (?:spent of {MONEY}(?:, ([\d.]+)%)?|of {MONEY} capital is spent(?:, {MONEY} (more|less)"
    r" than was due (by now|to \w+ \d{{4}})|, as was due (by now|to \w+ \d{{4}}))?)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, due = is_so.money
    fault = None if near(m[1], spent) and near(m[2] or m[4], budget) else f"says {m[0]}, but it is {spent} of {budget}"
    if spent is None or fault:
        return fault or "nothing is known to be spent"
    if m[3]:
        return wrong(in_per_cent(m[3], spent, budget), True)
    if m[5]:
        gap = first(wrong(near(m[5], abs(spent - due)), True), wrong(m[6] == "more", spent > due))
        return gap or wrong(m[7], is_so.due_up_to)
    return first(wrong(m[8], is_so.due_up_to), wrong(spent, due)) if m[8] else None


@claim(
    r"(?:^|\. |; )(Core infrastructure|Self-service applications): {MONEY} (?:spent )?of {MONEY}(?:;"
    r" (?:{MONEY}|nothing) was due (by now|to \w+ \d{{4}})|, ([\d.]+)%)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = {"Core infrastructure": "core_infrastructure"}.get(m[1], "self_service")
    spent, budget, due = is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])
    if spent is None or not near(m[2], spent) or not near(m[3], budget):
        return f"says {m[0]}, but it is {spent} of {budget}"
    return first(
        wrong(near(m[4], due), True) if m[4] else wrong("nothing" in m[0] and due > 0, False),
        wrong(m[5] or is_so.due_up_to, is_so.due_up_to),
        wrong(in_per_cent(m[6], spent, budget), True) if m[6] else None,
    )


@claim(r"^Spent beyond budget: ([A-Z][A-Za-z ,-]+)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    sums = {row["strand"]: is_so.money_of([r for r in is_so.rows["spend"] if r["strand"] == row["strand"]])
            for row in is_so.rows["spend"]}  # fmt: skip
    over = {strand for strand, (spent, budget, _) in sums.items() if spent is not None and spent > budget}
    named = {"core_infrastructure": "Core infrastructure", "self_service": "Self-service applications"}
    return wrong({one for one, name in named.items() if name in m[1]}, over)


@claim(
    r"([A-Z]\w+): (?:Spent|Spent and (forecast)) {MONEY}, which is {MONEY} more than its budget of {MONEY}"
    r"(?:, passed in ([A-Z][a-z]+ \d{{4}}))?\.$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Passed in the month from which what counts, added up from nought, stays above the whole budget."""
    rows = sorted((row for row in is_so.rows["spend"] if row["component"] == m[1]), key=lambda row: row["month"])
    spent, budget, expected, _ = _capital(is_so, m[1])
    comes_to = expected if m[2] else spent
    so_far, passed = Decimal(0), None
    for row in rows:
        before = so_far
        has_come = row["actual_gbp"] is not None and row["month"] <= is_so.as_at
        so_far += row["actual_gbp"] if has_come else (row["forecast_gbp"] or 0) if m[2] else 0
        passed = f"{row['month']:%B %Y}" if before <= budget < so_far else passed
    return first(
        wrong(near(m[3], comes_to), True), wrong(near(m[4], comes_to - budget), True), wrong(near(m[5], budget), True),
        wrong(m[6], passed), wrong(bool(m[2]), spent <= budget),
    )  # fmt: skip


@claim(r"(−?£\d(?:[\d,]*\d)?(?:\.\d+)?(?: million|k|m)?) (?:spent )?of \1(?![\d,.]*\d|k|m| million)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """What is said as all of something is all of it: spent of a budget, realised of a target or of what is planned."""
    spend, years = is_so.rows["spend"], is_so.rows["benefit_values"]
    whose = [spend] + [[row for row in spend if row[by] == name]
                       for by in ("strand", "component") for name in {row[by] for row in spend}]  # fmt: skip
    pairs: list[tuple[Decimal | None, Decimal]] = [is_so.money_of(rows)[:2] for rows in whose]
    pairs += [(row["realised_value"], row["target_value"]) for row in is_so.rows["benefits"]]
    sums: list[Decimal] = [
        sum((row[name] or Decimal(0) for row in years), Decimal(0)) for name in ("realised_gbp", "planned_gbp")
    ]
    pairs.append((sums[0], sums[1]))
    return wrong(any(part == whole and near(m[1], whole) for part, whole in pairs if part is not None), True)


@claim(r"(?:[Nn]othing is reported as spent of|none reported of) {MONEY}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of all, or of one strand, which is named before."""
    rows = is_so.rows["spend"]
    each = [
        is_so.money,
        *(is_so.money_of([r for r in rows if r["strand"] == one]) for one in {r["strand"] for r in rows}),
    ]
    return wrong(any(spent is None and near(m[1], budget) for spent, budget, _ in each), True)


@claim(r"^{MONEY} (?:capital is )?spent, without a budget")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(near(m[1], is_so.money[0]), True), wrong(is_so.money[1], Decimal(0)))
