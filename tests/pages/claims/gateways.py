"""What is claimed of the programme as a whole, of gateways and of dates."""

from __future__ import annotations

import re
from datetime import date, datetime

from tests.pages.claims.claiming import claim, day, every, first, in_per_cent, lapse, near, number, slip, wrong
from tests.pages.claims.model import Gate, Model, Wave, decision_points, later_move, waves

# --- the whole -------------------------------------------------------------------------------------------------------


@claim(r"rated (green|amber|red) by the rule")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(m[1], is_so.rating)


@claim(r"Go-live is expected on {D}, {N} days? away and (as planned|{LAPSE} (later|earlier) than planned)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done:
        return "there is no go-live to come"
    return first(
        wrong(day(m[1]), live.expected), wrong(number(m[2]), (live.expected - is_so.as_at).days), drift(m[3], live.slip)
    )


ODDS = r"(\d+ in \d+|[Ll]ess than 1 in 100|[Mm]ore than 99 in 100)"


def odds(said: str) -> float:
    part, whole = map(int, re.findall(r"\d+", said))
    return {"l": 0.0, "m": 1.0}.get(said[0].lower(), part / whole)


@claim(
    r"^\[Odds by (\d+ [A-Z][a-z]{{2}} \d{{4}})\] " + ODDS + r"(?: \(" + ODDS + r" by (\d+ [A-Z][a-z]{{2}} \d{{4}})\))?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The day of the baseline and that of the forecast; of a later day the odds are no worse."""
    live = is_so.go_live
    if live is None or live.is_done or live.row["baseline_date"] <= is_so.as_at:
        return "there is no go-live of which the day is to come"
    by, until = (datetime.strptime(said, "%d %b %Y").date() if said else None for said in (m[1], m[4]))
    own = live.expected if live.slip and live.expected > is_so.as_at else None
    turned = bool(own and m[3]) and odds(m[2]) != odds(m[3]) and (odds(m[3]) > odds(m[2])) is not (live.slip > 0)
    return first(wrong(by, live.row["baseline_date"]), wrong(until, own), wrong(turned, False))


@claim(r"^The go-live baseline of {D} has come(?:; half of the runs are through by {D})?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The day of the runs is the forecast's (tests/queries/test_forecast.py): here, that it is still to come."""
    live = is_so.go_live
    if live is None or live.is_done:
        return "it is reached, or there is none"
    return first(
        wrong(day(m[1]), live.row["baseline_date"]), wrong(live.row["baseline_date"] <= is_so.as_at, True),
        wrong(day(m[2]) > is_so.as_at, True) if m[2] else None,
    )  # fmt: skip


# The odds themselves are the forecast's: tests/queries/test_forecast.py.
@claim(
    r"an? \d+ in \d+ chance of being ready by {D}(?: \(baseline [^)]*\))?; "
    r"its owner (gives no other day|expects (\d+ [A-Z][a-z]+)(?: (\d{{4}}))?, (as planned|{LAPSE} (?:late|early)))"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done or live.expected < is_so.as_at:
        return "there is no go-live to come"
    baseline = wrong(day(m[1]), live.row["baseline_date"])
    if m[2] == "gives no other day":
        return first(baseline, wrong(0, live.slip))
    expected = day(f"{m[3]} {m[4] or day(m[1]).year}")
    return first(baseline, wrong(expected, live.expected), slip(m[5], live.slip))


@claim(r"^(Baseline|Owner expects|Was due|Live since) (\d+ [A-Z][a-z]{{2}} \d{{4}})$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None:
        return "there is no go-live"
    told = datetime.strptime(m[2], "%d %b %Y").date()
    if m[1] == "Baseline":
        return wrong(told, live.row["baseline_date"])
    return first(
        wrong(told, live.expected), wrong(m[1] == "Live since", live.is_done),
        wrong(m[1] == "Was due", is_past(live, is_so.as_at)),
    )  # fmt: skip


def is_past(one: Gate | Wave, as_at: date) -> bool:
    """Whether its day has gone by without its being done."""
    return not one.is_done and one.expected < as_at


def drift(said: str, slip: int) -> str | None:
    if said == "as planned":
        return wrong(0, slip)
    return first(lapse(said, slip), wrong("later" in said, slip > 0))


@claim(r"(?:Go-live|^Go-live was first agreed for .*; it) was due on {D}, {LAPSE} ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or live.is_done:
        return "it is reached, or there is none"
    return first(wrong(day(m[1]), live.expected), lapse(m[2], (is_so.as_at - live.expected).days))


@claim(r"Go-live was first agreed for {D}(?:, then for {D})?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return agreed(m[1], m[2], is_so.go_live, is_so) if is_so.go_live else "there is no go-live"


def agreed(said: str, then: str | None, one: Gate | Wave, is_so: Model) -> str | None:
    """Whether the first report gave this day, and the latest the other one, which is said only where there is another."""
    dataset, column = ("waves", "baseline_finish") if isinstance(one, Wave) else ("gateways", "baseline_date")
    at_first, now = is_so.first_baseline(dataset, one.row), one.row[column]
    return first(wrong(day(said), at_first), wrong(day(then) if then else None, now if now != at_first else None))


@claim(r"\(baseline {D} at first\)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    return agreed(m[1], f"{live.row['baseline_date']:%-d %B %Y}", live, is_so) if live else "there is no go-live"


@claim(r"(?:^|\W)The baseline was {D} at first\.")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of whichever gateway it is said."""
    others = [gate for gate in is_so.gates if is_so.first_baseline("gateways", gate.row) != gate.row["baseline_date"]]
    return wrong(day(m[1]) in {is_so.first_baseline("gateways", gate.row) for gate in others}, True)


@claim(
    r"The inventory holds {N} applications?: {N} \(([\d.]+)%\) to be consolidated into the core"
    r" infrastructure, {N} in scope, {N} of these moved"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    whole = len(is_so.applications)
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    return first(
        wrong(number(m[1]), whole), wrong(number(m[2]), core), wrong(in_per_cent(m[3], core, whole), True),
        wrong(number(m[4]), len(is_so.in_scope)), wrong(number(m[5]), is_so.moved_in_scope),
    )  # fmt: skip


@claim(r"^\[Applications\] {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.applications))


@claim(r"^\[Moved(?: of {N})?\] {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), len(is_so.in_scope)) if m[1] else None, wrong(number(m[2]), is_so.moved_in_scope))


@claim(r"^\[To consolidate\] {N} \((?:([\d.]+)%|–)\)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    share = 100 * core / len(is_so.applications) if is_so.applications else 0
    return first(wrong(number(m[1]), core), wrong(abs(float(m[2] or 0) - share) < 0.51, True))


@claim(r"(?:^\[Partners committed\] |Partners committed[:,] ){N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.committed), wrong(number(m[2]), len(is_so.counted_partners)))


@claim(r"(?:Applications moved[:,] ){N} of {N}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.moved_in_scope), wrong(number(m[2]), len(is_so.in_scope)))


@claim(r"(?:^\[Spent of {MONEY}\] |Capital spent[:,] ){MONEY}(?: of {MONEY})?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    spent, budget, _ = is_so.money
    return None if near(m[2], spent) and near(m[1] or m[3], budget) else f"says {m[0]}, but it is {spent} of {budget}"


@claim(r"\((\d[\d,]*) (more|fewer)\)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    earlier = is_so.before
    if earlier is None:
        return "there is no report before"
    label = re.match(r"\[([A-Z][a-z]+(?: [a-z]+){,2})", m.string)
    then, now = (
        {
            "Decision points passed": {sum(g.is_done for g in decision_points(at))}, "Partners committed": {at.committed},
            "Applications": {len(at.applications)}, "Moved of": {at.moved_in_scope}, "Moved": {at.moved_in_scope},
            "To consolidate": {sum(1 for row in at.rows["applications"] if row["disposition"] == "consolidate")},
        }[label[1] if label else ""]
        for at in (earlier, is_so)
    )  # fmt: skip
    change = number(m[1]) * (1 if m[2] == "more" else -1)
    return None if any(b - a == change for a in then for b in now) else f"says {m[0]}, but it went from {then} to {now}"


# --- gateways and dates -----------------------------------------------------------------------------------------------


@claim(
    r"(None|\d+) of (\d+) (gateway|decision point)s passed(?: yet|, (late|both late|all late)|, (\d+) of them late)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    points = decision_points(is_so)
    done = [g for g in points if g.is_done]
    late = sum(g.slip > 0 for g in done)
    said = len(done) if m[4] else number(m[5])
    if m[4] and {"late": 1, "both late": 2}.get(m[4], late) != late:
        return f"says {m[4]}, but {late} were late"
    return first(
        wrong(m[3], "decision point" if is_so.go_live else "gateway"),
        wrong(number(m[1]), len(done)), wrong(number(m[2]), len(points)), wrong(said, late),
    )  # fmt: skip


@claim(r"The one (?:gateway|decision point) is (not passed yet|passed, late|passed)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (one,) = decision_points(is_so)
    return wrong(m[1], ("passed, late" if one.slip > 0 else "passed") if one.is_done else "not passed yet")


@claim(r"; go-live (remains|is reached)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    lives = [g.is_done for g in is_so.gates if g.row["kind"] == "go_live"]
    return wrong(m[1], "is reached" if lives and all(lives) else "remains")


@claim(r"^{NAME}: (?:passed|reached) on {D}, (on plan|{LAPSE} (?:late|early))")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None or not gate.is_done:
        return "it is not done"
    return first(wrong(day(m[2]), gate.expected), slip(m[3], gate.slip))


@claim(r"^{NAME}: expected {D}, (on plan|{LAPSE} (?:late|early))")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None:
        return None if m[1].startswith("Wave") else "there is no such gateway"
    if gate.is_done or gate.expected < is_so.as_at:
        return "it is done, or its day is past"
    return first(wrong(day(m[2]), gate.expected), slip(m[3], gate.slip))


@claim(
    r"(?:next is|^)[ ]?{NAME}(?:, (?:whose owner expects|due) {D}, (on plan|{LAPSE} (?:late|early))"
    r"| was due on {D}, {LAPSE} ago, not)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1] == "Go-live" or (m[2] and not m[0].startswith("next")):
        return None  # the Overview's sentence, or a row of the timeline, in May
    coming = [g for g in is_so.gates if not g.is_done and g.row["kind"] != "milestone"]
    gate = is_so.gate(m[1])
    if gate is None or not coming:
        return "there is none to come"
    fault = wrong(gate.expected, min(g.expected for g in coming))
    if m[2]:
        return first(
            fault, wrong(day(m[2]), gate.expected), wrong(gate.expected >= is_so.as_at, True), slip(m[3], gate.slip)
        )
    return first(
        fault, wrong(day(m[5]), gate.expected), wrong(gate.expected < is_so.as_at, True),
        lapse(m[6], (is_so.as_at - gate.expected).days),
    )  # fmt: skip


@claim(
    r"^{NAME}: (done|expected|to finish) on {D}, first agreed for {D}(?:, then for {D})?(?:, (on plan|{LAPSE} (?:late|early)))?"
    r"(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A gateway or a wave in the slide of the timeline."""
    one = is_so.gate(m[1]) or next(wave for wave in waves(is_so) if wave.name == m[1])
    later = later_move(one)
    how = "done" if one.is_done else "to finish" if later else "expected"
    return first(
        wrong((m[2], is_past(one, is_so.as_at)), (how, False)), wrong(day(m[3]), one.expected), agreed(m[4], m[5], one, is_so),
        wrong((day(m[3]) - day(m[5] or m[4])).days, one.slip), wrong(day(m[8]) if m[8] else None, later),
        slip(m[6], one.slip) if m[6] else None,
    )  # fmt: skip


@claim(
    r"^{NAME}: was due on {D}, {LAPSE} ago, not (?:passed|reached|done) yet(?:, first agreed for {D}(?:, then for {D})?)?"
    r"(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    one = is_so.gate(m[1]) or next(wave for wave in waves(is_so) if wave.name == m[1])
    return first(
        wrong((day(m[2]), is_past(one, is_so.as_at)), (one.expected, True)),
        lapse(m[3], (is_so.as_at - one.expected).days),
        wrong((one.expected - day(m[5] or m[4])).days, one.slip) if m[4] else None,
        agreed(m[4], m[5], one, is_so) if m[4] else None,
        wrong(day(m[6]) if m[6] else None, later_move(one)) if m[4] else None,
    )  # fmt: skip


@claim(r"(?:The baseline, {D},) passed {N} days? ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), (is_so.as_at - day(m[1])).days)


@claim(
    r"(?:Forecast|Done on|To be done on) {D}(?: is|,) {N} days? (after|before) the baseline(?:, more than the 30 days"
    r" that amber allows)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = number(m[2]) * (1 if m[3] == "after" else -1)
    found = [g for g in is_so.gates if g.expected == day(m[1]) and g.slip == days]
    return None if found else f"no gateway is {days} days from its baseline on {m[1]}"


@claim(r"(\d+) (?:criterion is|criteria are) overdue")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) in {g.overdue for g in is_so.gates}, True)


@claim(r"(?:A criterion of (.+), due on {D}, is {N} days? overdue)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[3]), (is_so.as_at - day(m[2])).days)


CASES = ("Strategic", "Economic", "Commercial", "Financial", "Management", "Not said")
"""Of the Five Case Model, and what the criteria that name none are put under."""


def of_case(is_so: Model, name: str) -> tuple[int, int, int]:
    """(criteria met, criteria, those overdue) of a case; waived ones don't count."""
    case = None if name == "Not said" else name.lower()
    counted = [c for c in is_so.rows["gateway_criteria"] if c.get("five_case") == case and c["status"] != "waived"]
    return sum(c["status"] == "met" for c in counted), len(counted), sum(is_so.is_overdue(c) for c in counted)


@claim(
    r"(?:(?:^|: ){NAME}, the next with criteria: |{NAME}: |^)(none|None|\d+) of (\d+) criteria met(?:, (\d+) overdue)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = (number(m[3]), number(m[4]), number(m[5]))
    name = (m[1] or m[2] or "").removeprefix("Criteria by gateway. ").removeprefix("Criteria by case. ")
    if name in CASES:
        return wrong(said, of_case(is_so, name))
    gates = [gate] if (gate := is_so.gate(name)) else is_so.gates
    return None if said in {(g.met, g.counted, g.overdue) for g in gates} else f"says {said}, which is so of no gateway"


@claim(r"(All \d+|Both|The one) criteri(?:a are|on is) waived")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((0, every(m[1])) in {(g.counted, g.held) for g in is_so.gates}, True)


@claim(r"^The one date to come, {NAME}, is expected (?:on plan|{LAPSE} (?:late|early))(?:, re-forecast .+)?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    coming = [g for g in is_so.gates if not g.is_done]
    if [g.name for g in coming] != [m[1]]:
        return "it is not the one that is to come"
    return lapse(m[2], coming[0].slip) if m[2] else wrong(0, coming[0].slip)


@claim(
    r"^(\d+) of (\d+) (date|wave)s (?:to come (?:is|are) expected late|not done (?:is|are) past)|^None of"
    r" (\d+) (date|wave)s to come has slipped"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    things: list[Gate] | list[Wave] = waves(is_so) if (m[3] or m[5]) == "wave" else is_so.gates
    coming = [(one.expected, one.slip) for one in things if not one.is_done]
    missed = sum(expected < is_so.as_at for expected, _ in coming)
    said = number(m[1]) if "past" in m[0] else 0
    return first(wrong(number(m[2] or m[4]), len(coming)), wrong(said, missed))


@claim(r"^(All \d+|Both|The one) (date|wave)s? (?:is|are) behind us")
def _(m: re.Match[str], is_so: Model) -> str | None:
    done = [g.is_done for g in is_so.gates] if m[2] == "date" else [w.is_done for w in waves(is_so)]
    return first(wrong(every(m[1]), len(done)), wrong(all(done), True))


@claim(r"(?:The rule does not support) {N} declared ratings?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), sum(g.declared_is_better for g in is_so.gates))


@claim(r"⚑ The rule does not support the declared rating\]")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """At the programme, or at a card: nothing else on the screen may say that every rating is supported."""
    return None if any(g.declared_is_better for g in is_so.gates) else "no rating to come is better than the rule's"


@claim(r"^[A-Z].*?: .* its owner declares [a-z/]+(, which the rule does not support)?\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = next((gate for gate in is_so.gates if m[0].startswith(f"{gate.name}: ")), None)
    return "there is no such gateway" if gate is None else wrong(bool(m[1]), gate.declared_is_better)


@claim(r"The rule supports (?:every declared rating|the declared ratings)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    declared = [g for g in is_so.gates if g.row["declared_rating"] and not g.is_done]
    return wrong(bool(declared) and not any(g.declared_is_better for g in declared), True)


@claim(r"[Nn]o (?:declared rating is better than the rule's|rating is declared of what is to come)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    declared = [g for g in is_so.gates if g.row["declared_rating"] and not g.is_done]
    return wrong(("better" in m[0], any(g.declared_is_better for g in declared)), (bool(declared), False))
