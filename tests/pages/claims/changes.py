"""What is claimed of changes and renames."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data.datasets import DATASETS
from tests.pages.claims.claiming import claim, day, first, known, lapse, near, number, slip, wrong
from tests.pages.claims.model import Gate, Model, Wave, later_move, past, wave_rows, waves, waves_done
from tests.pages.odd_programmes import Row


@claim(r"^(\S+) is now called (\S+)\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((m[1], m[2].rstrip(".")) in is_so.renamed, True)


# --- changes ----------------------------------------------------------------------------------------------------------


@claim(r"(slipped|came forward) {N} days?, from {D} to {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = (day(m[4]) - day(m[3])).days
    return first(wrong(number(m[2]), abs(days)), wrong(m[1] == "slipped", days > 0))


@claim(r"(?:was passed|was reached) on {D}, (?:{N} days? (after|before) the baseline|on the baseline date)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    slip = number(m[2]) * (-1 if m[3] == "before" else 1)
    return wrong((day(m[1]), slip) in {(g.expected, g.slip) for g in is_so.gates if g.is_done}, True)


@claim(r"^{N} applications in scope moved(?:, the first to do so|; {N} in all)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """On a slide it looks back to the panel, not to the report before, so how many are new is not counted here."""
    return wrong(number(m[2] or m[1]), is_so.moved_in_scope)


@claim(r"^{MONEY} (?:more|less) was spent on (core infrastructure|self-service applications), {MONEY} in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = "self_service" if m[2].startswith("self") else "core_infrastructure"
    return wrong(near(m[3], is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])[0]), True)


@claim(
    r"^{MONEY} (?:more|less) is expected to be spent on (core infrastructure|self-service applications), {MONEY} in all"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = "self_service" if m[2].startswith("self") else "core_infrastructure"
    return wrong(near(m[3], is_so.expected_of([row for row in is_so.rows["spend"] if row["strand"] == strand])), True)


@claim(
    r"^{MONEY} of what (is budgeted for|was spent on|is committed to|is expected to be spent on) (core infrastructure|"
    r"self-service applications) has moved (?:to (?:later|earlier|other) months|from .+ to .+|between .+); {MONEY} in all"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The sum stands; how much of it is of other months the rows of one day don't say (tests/queries/test_changes.py does)."""
    strand = "self_service" if m[3].startswith("self") else "core_infrastructure"
    rows = [row for row in is_so.rows["spend"] if row["strand"] == strand]
    if "expected" in m[2]:
        in_all = is_so.expected_of(rows)
    elif "committed" in m[2]:
        in_all = sum((row["committed_gbp"] or Decimal(0) for row in rows), Decimal(0))
    else:
        spent, budget, _ = is_so.money_of(rows)
        in_all = budget if "budgeted" in m[2] else spent or Decimal(0)
    return wrong(near(m[4], in_all), True)


@claim(r"\({MONEY} (more|less)\)$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    then, now = (is_so.before.money[0] if is_so.before else None), is_so.money[0]
    if then is None or now is None:
        return "one of the two is not known"
    return first(wrong(near(m[1], abs(now - then)), True), wrong(m[2] == "more", now > then))


@claim(r"^Timeline of {N} of {N} dated items")
def _(m: re.Match[str], is_so: Model) -> str | None:
    whole = len(is_so.gates) + len(is_so.rows["waves"])
    return wrong((number(m[1]), number(m[2])), (min(6, whole), whole))


@claim(
    r"(?:^|; |items\. )([^;.]+?), (?:[●◆▲] )?(done|(?:last move )?expected|was due) (\d{{1,2}} [A-Z][a-z]{{2}} \d{{4}})"
    r"(?:, (on plan|{LAPSE} (?:late|early)|{LAPSE} ago, not done))?(?=[;.]|$)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """A row of the slide of the timeline, a gateway or a wave; a long name is cut, and then only its dates are known."""
    things: list[Gate | Wave] = [*is_so.gates, *waves(is_so)]
    one = next((one for one in things if one.name == m[1]), None)
    if one is None:
        return None
    how = "done" if one.is_done else "was due" if one.expected < is_so.as_at else "expected"
    if later := later_move(one):
        return wrong((m[2], datetime.strptime(m[3], "%d %b %Y").date()), ("last move expected", later))
    return first(
        wrong((m[2], datetime.strptime(m[3], "%d %b %Y").date()), (how, one.expected)),
        lapse(m[6], (is_so.as_at - one.expected).days) if m[6] else slip(m[4], one.slip),
    )


@claim(r"^{NAME}: ([A-Z][\w ]+?) for {LAPSE}\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    found = [row for row in is_so.counted_partners if row["name"] == m[1]]
    if not found:
        return "it is no partner that counts"
    fault = wrong(m[2].lower(), found[0]["stage"].replace("_", " "))
    return first(fault, lapse(m[3], (is_so.as_at - found[0]["stage_date"]).days))


@claim(r"^{N} partners?$|: {N} partners?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1] or m[2]) <= len(is_so.counted_partners), True)


def decisions_of(is_so: Model, which: str) -> list[Row]:
    """The decisions, cancelled ones left out: those ahead, or those overdue, of which no report says what came of them."""
    rows = [row for row in is_so.rows["decisions"] if row["purpose"] == "decision" and row["status"] != "cancelled"]
    ahead = [
        row for row in rows if row["status"] == "deferred" or (row["date"] >= is_so.as_at and not is_so.is_taken(row))
    ]
    if which == "ahead":
        return ahead
    return [row for row in rows if row not in ahead and not is_so.is_taken(row)]


def scrutinised(is_so: Model, rows: list[Row] | None = None) -> list[str]:
    """How scrutiny comes to each decision that is not cancelled: before, late, unreported (dated before it, but its day has
    passed without a report that it took place), open (the decision is deferred) or none. `rows`: of these decisions alone."""
    found = []
    for row in is_so.rows["decisions"] if rows is None else rows:
        if row["purpose"] != "decision" or row["status"] == "cancelled":
            continue
        looks = [
            (each["status"] == "planned" and each["date"] < is_so.as_at, each["date"])
            for each in is_so.rows["decisions"]
            if each["purpose"] == "scrutiny"
            and each["scrutinises"] == row["decision_id"]
            and each["status"] != "cancelled"
            and (each["status"] != "deferred" or each["date"] >= row["date"])
        ]
        no_word, when = min(looks, default=(False, None))
        how = "none" if when is None else "late" if when >= row["date"] else "unreported" if no_word else "before"
        found.append("open" if how == "late" and row["status"] == "deferred" else how)
    return found


OVERDUE = r"(?:; (\d+) (?:is|are) past (?:its|their) date with no outcome reported)?"


@claim(
    r"^(No|\d+) decisions? (?:is|are) to come(?:; (\d+) decisions? (?:was|were) asked for)?(?:; scrutiny of (it|\d+) is not"
    r" reported)?(?:; scrutiny of (it|\d+) waits for (?:its|their) new date)?"
    r"(?:; (\d+) ha(?:s|ve) no scrutiny [^:]*: .*?)?(?:, (?:with no|none with) scrutiny dated before it[:;] .*?"
    r"|; scrutiny comes before [a-z ]+)?" + OVERDUE + "$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    ahead, overdue = decisions_of(is_so, "ahead"), decisions_of(is_so, "overdue")
    found = Counter(scrutinised(is_so, ahead))
    without = len(ahead) if ", with no" in m[0] or ", none with" in m[0] else number(m[5])
    return first(
        wrong(number(m[1]), len(ahead)), wrong(number(m[6]), len(overdue)),
        *(wrong(1 if m[at] == "it" else number(m[at]), found[how]) for at, how in ((3, "unreported"), (4, "open"))),
        wrong(without, found["none"] + found["late"]),
        wrong(number(m[2]), len(scrutinised(is_so))) if m[2] else None,
    )  # fmt: skip


@claim(
    r"^(?:No decision is ahead|{N} decisions? ahead)(?:; scrutiny of {N} comes too late)?(?:; scrutiny of {N} is not"
    r" reported)?" + OVERDUE + "$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    ahead, overdue = decisions_of(is_so, "ahead"), decisions_of(is_so, "overdue")
    found = Counter(scrutinised(is_so, ahead))
    return first(
        wrong(number(m[1]), len(ahead)), wrong(number(m[2]), found["late"]), wrong(number(m[3]), found["unreported"]),
        wrong(number(m[4]), len(overdue)),
    )  # fmt: skip


def expected_dates(is_so: Model, *, to_come: bool) -> dict[tuple[str, str], date]:
    """The date expected of each gateway, wave and decision by its dataset and key; `to_come`: those not done yet alone."""
    found = {("gateways", g.row["gateway_id"]): g.expected for g in is_so.gates if not (to_come and g.is_done)}
    found |= {
        ("waves", row["wave_id"]): wave.expected
        for row, wave in zip(is_so.rows["waves"], waves(is_so), strict=True)
        if not (to_come and wave.is_done)
    }
    return found | {
        ("decisions", row["decision_id"]): row["date"]
        for row in is_so.rows["decisions"]
        if not (to_come and (is_so.is_taken(row) or row["status"] == "cancelled"))
    }


@claim(
    r"^Since (\d+ [A-Z][a-z]+(?: \d{{4}})?)(?: no gateway, wave, meeting or move to come has another date"
    r"|: (?:{N} dates?)?(?: and )?(?:{N} moves?)? slipped(?:, (?:{N} dates?)?(?: and )?(?:{N} moves?)? earlier)?"
    r"|: (?:{N} dates?)?(?: and )?(?:{N} moves?)? came forward)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.before is None:
        return "there is no report before"
    now, renamed = expected_dates(is_so, to_come=False), dict(is_so.renamed)
    before = {
        (dataset, renamed.get(key, key)): when
        for (dataset, key), when in expected_dates(is_so.before, to_come=True).items()
    }
    finished = {row["wave_id"] for row, wave in zip(is_so.rows["waves"], waves(is_so), strict=True) if wave.is_done}
    for row in is_so.before.rows["waves"]:  # of what nobody forecast, the last move told when it would finish
        key = ("waves", renamed.get(row["wave_id"], row["wave_id"]))
        still = {one["application_id"] for now_row in is_so.rows["waves"] if now_row["wave_id"] == key[1]
                 for one in wave_rows(is_so, now_row)}  # fmt: skip
        due = [
            is_so.before.due(one)
            for one in wave_rows(is_so.before, row)
            if renamed.get(one["application_id"], one["application_id"]) in still
        ]
        if key in before and key[1] in finished and not row["forecast_finish"]:
            before[key] = max([before[key], *(one for one in due if one)])
    done = now.keys() - expected_dates(is_so, to_come=True).keys()
    days = [
        (now[key] - when).days
        for key, when in before.items()
        if key in now and (key in done or now[key] >= min(when, is_so.as_at))
    ]
    then = {renamed.get(row["application_id"], row["application_id"]): row for row in is_so.before.rows["migrations"]}
    both = [
        (is_so.to_come(row), is_so.to_come(then[row["application_id"]]))
        for row in is_so.migrations_in_scope
        if row["application_id"] in then
        and not is_so.has_moved(row)
        and not is_so.before.has_moved(then[row["application_id"]])
    ]
    moves = [
        (now_due - due_then).days
        for now_due, due_then in both
        if now_due and due_then and now_due >= min(due_then, is_so.as_at)
    ]
    later, earlier = ([sum(sign * each > 0 for each in of) for of in (days, moves)] for sign in (1, -1))
    return first(
        wrong(that_day(m[1], is_so), is_so.before.as_at),
        wrong(number(m[2]), later[0]), wrong(number(m[3]), later[1]),
        wrong(number(m[4] or m[6]), earlier[0]), wrong(number(m[5] or m[7]), earlier[1]),
    )  # fmt: skip


def that_day(text: str, is_so: Model) -> date:
    """‘31 August’ as the last one before now; with a year that very day."""
    if text[-1].isdigit():
        return day(text)
    this_year = day(f"{text} {is_so.as_at.year}")
    return this_year if this_year <= is_so.as_at else this_year.replace(year=is_so.as_at.year - 1)


@claim(
    r"^Behind them(?: no row has changed|: (?:{N} (?:rows? )?changed)?(?:, | and )?"
    r"(?:{N} (?:rows? )?added)?(?: and )?(?:{N} (?:rows? )?removed)?)$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.before is None:
        return "there is no report before"
    changed = added = removed = 0
    renamed = dict(is_so.renamed)
    for name, dataset in DATASETS.items():
        now, before = (
            {tuple(row[key] for key in dataset.keys): row for row in model.rows[name]}
            for model in (is_so, is_so.before)
        )
        before = {
            tuple(renamed.get(part, part) for part in key): {
                column: renamed.get(value, value) if isinstance(value, str) else value for column, value in row.items()
            }
            for key, row in before.items()
        }
        added += len(now.keys() - before.keys())
        removed += len(before.keys() - now.keys())
        changed += sum(now[key] != before[key] for key in now.keys() & before.keys())
    told = [wrong(number(m[at]), count) for at, count in ((1, changed), (2, added), (3, removed))]
    return first(*told)


@claim(
    r"^(?:([Aa]s much|\d[\d,]* (?:more|fewer)) moved (?:than|as) due(?: by {D})?)?(?:; )?"
    r"(?:([Aa]s much|{MONEY} (more|less)) spent (?:than|as) due( to \w+ \d{{4}})?)?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    faults = []
    if m[1]:
        gap = is_so.moved_in_scope - is_so.moved_unplanned - is_so.planned_by_now
        told = 0 if m[1].lower() == "as much" else number(m[1].split()[0]) * (1 if m[1].endswith("more") else -1)
        faults += [wrong(told, gap), wrong(day(m[2]) if m[2] else is_so.as_at, is_so.known_to)]
    if m[3]:
        faults.append(wrong((m[6] or " by now").strip(), is_so.due_up_to))
        spent, _, due = is_so.money
        over = (spent or Decimal(0)) - due
        if m[3].lower() == "as much":
            faults.append(wrong(over, Decimal(0)))
        else:
            faults += [wrong(near(m[4], abs(over)), True), wrong(m[5] == "more", over > 0)]
    return first(*faults)


@claim(r"(?:No decision is to come; )(\d+) decisions? (?:was|were) asked for")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = [row for row in is_so.rows["decisions"] if row["purpose"] == "decision" and row["status"] != "cancelled"]
    return wrong(number(m[1]), len(rows))


@claim(
    r"^(?:Nothing has|{N} things? ha(?:s|ve)) changed since (?:(the panel met on)|the first report, of) {D}"
    r"(?:; these weigh most|: .*)?$"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The panel met before now and after something was reported; the first report is named where it did not."""
    met = [
        row["date"]
        for row in is_so.rows["decisions"]
        if row["purpose"] == "scrutiny" and row["status"] == "done" and row["date"] < is_so.as_at
    ]
    last = max(met, default=None)
    is_known = last is not None and is_so.reports[0] <= last
    return first(
        wrong(m[2] is not None, is_known), wrong(day(m[3]), last if is_known else is_so.reports[0]),
        wrong(len(is_so.reports) > 1 or is_known, True),
    )  # fmt: skip


@claim(r"^Left out: [A-Z][a-z ]+: no ([a-z, ]+) reported by {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of none of these lists a row is there; what is dated for a day to come is not yet."""
    names = [name.replace(" ", "_") for name in re.split(", | or ", m[1])]
    there = [
        name
        for name in names
        if any(row.get("raised_date") is None or row["raised_date"] <= is_so.as_at for row in is_so.rows.get(name, ()))
    ]
    return first(
        wrong(day(m[2]), is_so.as_at), wrong([], there), wrong(set(names) - {"uploads"} <= set(DATASETS), True)
    )


@claim(r"^{N} (?:changes? since|things? ha(?:s|ve) changed since the report of) {D}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(number(m[1]), is_so.changes), wrong(day(m[2]), is_so.before and is_so.before.as_at))


@claim(r"^\[Go-live\] (\d+ [A-Z][a-z]{{2}} \d{{4}}) \({LAPSE} (later|earlier)\)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if is_so.go_live is None or is_so.before is None or is_so.before.go_live is None:
        return "there was none at the report before"
    return slip(
        f"{m[2]} {'late' if m[3] == 'later' else 'early'}",
        (is_so.go_live.expected - is_so.before.go_live.expected).days,
    )


@claim(r"(?:^|; ){NAME} (?:most|slips most|by),? {LAPSE}(?:, re-forecast (?:once|twice|{N} times))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    gate = is_so.gate(m[1])
    if gate is None:
        return None
    first_baseline = next(
        row["baseline_date"] for day in is_so.reports for row in is_so.odd.state(day)["gateways"] if row["name"] == m[1]
    )
    return lapse(m[2], (gate.expected - first_baseline).days)


@claim(r"^{N} dated things?(?:: (?:{N} done)?(?: and )?(?:{N} past (?:its|their) date)?)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Gateways, waves, items of meetings, what is planned of partners and dated moves; not the stages that partners were in, nor
    what is cancelled."""
    moves = [
        row for row in is_so.migrations_in_scope if row["baseline_date"] or row["forecast_date"] or row["actual_date"]
    ]
    partners = [row for row in is_so.partners if row["category"] != "observer"]
    targets = [row for row in partners if row["target_live_date"] and row["stage"] != "withdrawn"]
    planned = [
        row for row in is_so.rows["partners"] if row["category"] != "observer" and row["stage_date"] > is_so.as_at
    ]
    meetings = [row for row in is_so.rows["decisions"] if row["status"] != "cancelled"]
    dated: tuple[list[Any], ...] = (is_so.gates, is_so.rows["waves"], meetings, moves, targets, planned)
    whole = sum(len(each) for each in dated)
    done = (
        sum(g.is_done for g in is_so.gates) + waves_done(is_so) + sum(map(is_so.is_taken, meetings))
        + sum(map(is_so.has_moved, moves)) + sum(row["stage"] == "live" for row in targets)
    )  # fmt: skip
    late = (
        sum(not g.is_done and g.expected < is_so.as_at for g in is_so.gates) + len(past(is_so)) + len(is_so.late)
        + sum(row["status"] == "planned" and row["date"] < is_so.as_at for row in meetings)
        + sum(row["stage"] != "live" and row["target_live_date"] < is_so.as_at for row in targets)
    )  # fmt: skip
    return first(wrong(number(m[1]), whole), wrong(number(m[2]), done), wrong(number(m[3]), late))


@claim(r"^(?:[A-Z][a-z' ]+ \d+, )*[A-Z][a-z' ]+ \d+(?:, [a-z ]+ \d+)*\.$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(sum(int(one) for one in re.findall(r"\d+", m[0])), is_so.changes)


@claim(
    r"Migration was .*? plan(?: except for what was due that day)? on {D}, {LAPSE} ago: |was due to move by {D}, {LAPSE} ago; the"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    return known(m[1] or m[3], m[2] or m[4], is_so)


@claim(r"Migration is (?:on|ahead|\w+ \S+ \w+ behind)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return known(None, None, is_so)


@claim(r"Migration (?:is|was) on plan(?: on .* ago)?:")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(is_so.moved_in_scope - is_so.moved_unplanned, is_so.planned_by_now)


@claim(r"no day was planned for {N} of those that moved")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), is_so.moved_unplanned)


@claim(r"Migration (?:is|was) {LAPSE} (behind|ahead of) plan(?: on .* ago)?: {N} of")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Behind: since the first planned of those missing; ahead: until the last that moved was planned."""
    scoped = [
        row for row in is_so.rows["migrations"] if row["application_id"] in is_so.in_scope and row["baseline_date"]
    ]
    plan, moved = sorted(row["baseline_date"] for row in scoped), number(m[3]) - is_so.moved_unplanned
    if (m[2] == "behind") != (moved < is_so.planned_by_now):
        return f"{moved} moved and {is_so.planned_by_now} planned is not {m[2]}"
    until = is_so.known_to
    return lapse(m[1], ((until - plan[moved]) if m[2] == "behind" else (plan[moved - 1] - until)).days)


@claim(r"[Tt]he last report on migrations, of {D}, is {N} days old: .* at most {N} days apart")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(day(m[1]), is_so.reports[-1]), wrong(number(m[2]), (is_so.as_at - day(m[1])).days))


@claim(r"{N} other items are (amber|red) too|One other item is (amber|red) too|{N} milestones are red")
def _(m: re.Match[str], is_so: Model) -> str | None:
    alike = [g for g in is_so.gates if not g.is_done and g.rating == (m[2] or m[3] or "red")]
    if m[4]:
        return wrong(number(m[4]), sum(g.row["kind"] == "milestone" for g in alike))
    whole = [
        g
        for g in is_so.gates
        if g.rating == (m[2] or m[3]) and (g.row["kind"] == "go_live" or (g in is_so.keys and not g.is_done))
    ]
    return wrong(number(m[1] or "1"), len(whole) - 1)


@claim(r"^(Wave [a-z]+) (?:slips|slipped) most, by {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    rows = wave_rows(is_so, wave)
    due = wave["forecast_finish"] or wave["baseline_finish"]
    if rows and all(is_so.has_moved(row) for row in rows):
        due = max(row["actual_date"] for row in rows)
    return lapse(m[2], (due - wave["baseline_finish"]).days)


@claim(
    r"^{N} applications( out of scope| not in the inventory)? (?:moved in ([A-Z][a-z ]+)|(?:entered|went back to) .+"
    r"|were decommissioned|became blocked.*)\."
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if not m[3] or is_so.before is None:
        return wrong(3 < number(m[1]) <= len(is_so.rows["migrations"]), True)
    had = {row["application_id"] for row in is_so.before.moved}
    these = {None: is_so.in_scope, " out of scope": is_so.applications.keys() - is_so.in_scope}.get(m[2], set())
    new = {row["application_id"] for row in is_so.moved if row["application_id"] not in had}
    here = sum(is_so.applications[key]["department"] == m[3] for key in new & these)
    # the slide looks back to the panel, and not to the report before
    return None if number(m[1]) >= here else f"says {m[1]}, but it is {here}"


@claim(r"^Now: .* and {N} more\.")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) + 3, sum(how == "red" for how, _ in is_so.attention))


@claim(r"^The one wave is (?:done,|not done yet and) {LAPSE} late")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = is_so.rows["waves"]
    rows = wave_rows(is_so, wave)
    due = wave["forecast_finish"] or wave["baseline_finish"]
    if rows and all(is_so.has_moved(row) for row in rows):
        due = max(row["actual_date"] for row in rows)
    return lapse(m[1], (due - wave["baseline_finish"]).days)


@claim(
    r"^Live since (?:today, )?{D}, (as planned|on the planned day|{LAPSE} (later|earlier) than planned)"
    r"(?: \(baseline [^)]*\))?(?:; {N} of {N} applications? in scope)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or not live.is_done:
        return "it is not reached"
    left = (len(is_so.in_scope) - is_so.moved_in_scope, len(is_so.in_scope))
    return first(
        wrong(day(m[1]), live.expected), lapse(m[3], live.slip) if m[3] else wrong(live.slip, 0),
        wrong((number(m[5]), number(m[6])), left) if m[5] else None,
    )  # fmt: skip


@claim(r"(?:, the longest for|, for|blocked for|Blocked for) {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    longest = max((blocked_days(is_so, row) for row in is_so.blocked), default=0)
    return lapse(m[1], longest) if "longest" in m[0] else wrong(longest >= 1, True)


def blocked_days(is_so: Model, row: Row) -> int:
    """How long a migration has been blocked without a break, from the first report that said so."""
    since = is_so.as_at
    for reported in reversed(is_so.reports):
        held = [r for r in is_so.odd.state(reported)["migrations"] if r["application_id"] == row["application_id"]]
        if not held or not held[0]["blocker"]:
            break
        since = reported
    return (is_so.as_at - since).days


@claim(r"^\[Spent of {MONEY}\] –")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(near(m[1], is_so.money[1]), True), wrong(is_so.money[0], None))


@claim(
    r"^(Core infrastructure|Self-service applications): (?:nothing is reported as spent of {MONEY}|{MONEY} spent, without"
    r" a budget); (?:{MONEY}|nothing) was due (by now|to \w+ \d{{4}})"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    strand = {"Core infrastructure": "core_infrastructure"}.get(m[1], "self_service")
    spent, budget, due = is_so.money_of([row for row in is_so.rows["spend"] if row["strand"] == strand])
    said = near(m[2], budget) and spent is None if m[2] else near(m[3], spent) and not budget
    return wrong((said, near(m[4] or "£0", due), m[5]), (True, True, is_so.due_up_to))


@claim(r"is {N} days? after the decision that it looks at, ‘(.+?)’")
def _(m: re.Match[str], is_so: Model) -> str | None:
    meetings = is_so.rows["decisions"]
    (decision,) = [row for row in meetings if row["title"] == m[2]]
    gaps = {(row["date"] - decision["date"]).days for row in meetings if row["scrutinises"] == decision["decision_id"]}
    return wrong(number(m[1]) in gaps, True)


def last_reports(is_so: Model) -> set[date]:
    """The latest report of each dataset: of which ones a screen shows, tests/queries/test_updates.py and the screens know."""
    names = {name for day in is_so.reports for name in is_so.odd.report(day)}
    return {max(day for day in is_so.reports if name in is_so.odd.report(day)) for name in names}


@claim(r"^\[(?:[A-Z][a-z ]+: last|Last) report (\d+ [A-Z][a-z]{{2}} \d{{4}}), {LAPSE} ago\]$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    last = datetime.strptime(m[1], "%d %b %Y").date()
    return first(wrong(last in last_reports(is_so), True), lapse(m[2], (is_so.as_at - last).days))


@claim(r"^\[(?:[A-Z][a-z ]+ )?{LAPSE} old\]$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(any(lapse(m[1], (is_so.as_at - last).days) is None for last in last_reports(is_so)), True)


@claim(r"the last report, of {D}, is {LAPSE} old")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return first(wrong(day(m[1]), is_so.reports[-1]), lapse(m[2], (is_so.as_at - is_so.reports[-1]).days))


@claim(
    r"(?:and was reached on|[Ll]ive since|\[Live since\]) (\d+ [A-Z][a-z]+ \d{{4}}),? \(?{LAPSE}"
    r" (late|early|before the baseline|after the baseline)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    live = is_so.go_live
    if live is None or not live.is_done:
        return "it is not reached"
    on = f"{live.expected.day} {live.expected:%B %Y}", f"{live.expected.day} {live.expected:%b %Y}"
    return first(
        wrong(m[1] in on, True), lapse(m[2], live.slip), wrong(m[3] in ("late", "after the baseline"), live.slip > 0)
    )


@claim(r"The capital is now expected to come to {MONEY} in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    rows = is_so.rows["spend"]
    known = [row["forecast_gbp"] or Decimal(0) if row["actual_gbp"] is None else row["actual_gbp"] for row in rows]
    return wrong(near(m[1], sum(known, Decimal(0))), True)
