"""What is claimed of applications, migrations and waves."""

from __future__ import annotations

import re

from tests.pages.claims.claiming import claim, day, every, first, in_per_cent, known, lapse, number, slip, wrong
from tests.pages.claims.model import Model, later_move, past, wave_rows, waves, waves_done
from tests.pages.odd_programmes import Row


@claim(
    r"^{N} applications?(?: in {N} departments(?:; (.+?) ha(?:s|ve) the most, {N}(?: each)?|, {N} in"
    r" each)|, (?:all )?in )"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    by: dict[str, int] = {}
    for row in is_so.rows["applications"]:
        by[row["department"]] = by.get(row["department"], 0) + 1
    most = max(by.values(), default=0)
    named = re.split(r", | and ", m[3]) if m[3] else []
    alike = sorted(name for name, many in by.items() if many == most)
    fault = (
        None
        if not m[3] or named == alike or ("more" in m[3] and len(alike) > 2)
        else f"names {named}, but {alike} have the most"
    )
    return first(
        wrong(number(m[1]), len(is_so.applications)), wrong(number(m[2] or "1"), len(by)), fault,
        wrong(number(m[4] or m[5]), most) if m[2] else None,
    )  # fmt: skip


@claim(r"^The one application (can|is not to) be consolidated into the core")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (row,) = is_so.rows["applications"]
    return wrong(m[1] == "can", row["disposition"] == "consolidate")


@claim(r"^(?:None of {N}|(All \d+|Both)) applications can be consolidated into the core infrastructure$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(row["disposition"] == "consolidate" for row in is_so.rows["applications"])
    return wrong((number(m[1]) or every(m[2]), core), (len(is_so.applications), every(m[2])))


@claim(r"^Of {N} applications?, {N} can be consolidated into the core infrastructure: ([\d.]+)%")
def _(m: re.Match[str], is_so: Model) -> str | None:
    core = sum(1 for row in is_so.rows["applications"] if row["disposition"] == "consolidate")
    whole = len(is_so.applications)
    return first(wrong(number(m[1]), whole), wrong(number(m[2]), core), wrong(in_per_cent(m[3], core, whole), True))


@claim(r"^{N} (application|migration|row)s? in all")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        number(m[1]), len(is_so.rows[{"application": "applications", "migration": "migrations", "row": "spend"}[m[2]]])
    )


@claim(
    r"{N} of {N} applications? in scope moved,? (?:{N} planned by (?:now|then)|(?:by .* ago, )?and none has a planned date)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    fault = wrong("by now" in m[0], is_so.known_to == is_so.as_at) if m[3] else None
    if fault:
        return fault
    said = (number(m[1]), number(m[2]), number(m[3]))
    return wrong(said, (is_so.moved_in_scope, len(is_so.in_scope), is_so.planned_by_now))


@claim(
    r"(?:None of {N} applications in scope ha[sd]|The one application in scope ha[sd] not) moved (yet,|by {D}, {LAPSE} ago;) {N}"
    r" (?:was|were) planned by (?:now|then)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    if fault := known(m[3], m[4], is_so):
        return fault
    said = (0, number(m[1] or "1"), number(m[5]))
    return wrong(said, (is_so.moved_in_scope, len(is_so.in_scope), is_so.planned_by_now))


@claim(r"Migration is complete: (all {N}|both|the one) applications? in scope ha(?:s|ve) moved")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = every(m[1])
    return wrong((said, said), (is_so.moved_in_scope, len(is_so.in_scope)))


@claim(
    r"{N} more(?: applications?)?, out of scope, ha(?:s|ve) moved too"
    r"|{N} (?:applications?, )?out of scope,? ha(?:s|ve) moved(?! too)"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """‘More’, ‘too’ only where others moved."""
    return first(
        wrong(number(m[1] or m[2]), is_so.moved_outside), wrong(bool(m[1]) and not is_so.moved_in_scope, False)
    )


@claim(r"changed in the last {N} reports|{N} (?:other )?items? needs? a look")
def _(m: re.Match[str], is_so: Model) -> str | None:
    if m[1]:
        return wrong(any(g.is_stale for g in is_so.gates) and 2 <= number(m[1]) < len(is_so.reports), True)
    return wrong(number(m[2]) <= sum(not g.is_done for g in is_so.gates), True)


@claim(r"^(?:None of {N} departments has (started)|(All \d+|Both) departments (have finished|are under way))(?:$|;)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    many = number(m[1]) or every(m[3])
    return wrong({"have finished": (many, 0, 0), "are under way": (0, many, 0)}.get(m[4], (0, 0, many)), states(is_so))


@claim(r"^Of {N} departments, (?:{N} finished)?(?:, | and )?(?:{N} under way)?(?:, | and )?(?:{N} not started)?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = tuple(number(m[place]) for place in (2, 3, 4))
    return first(wrong(said, states(is_so)), wrong(number(m[1]), sum(said)))


@claim(r"^(Finance|Housing|Planning|Adult care|Libraries) (has finished|is under way|has not started)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(
        {"has finished": (1, 0, 0), "is under way": (0, 1, 0), "has not started": (0, 0, 1)}[m[2]], states(is_so)
    )


def states(is_so: Model) -> tuple[int, int, int]:
    """How many departments have finished, are under way, and have not started."""
    moves = {row["application_id"]: row for row in is_so.rows["migrations"]}
    by: dict[str, list[Row | None]] = {}
    for key in is_so.in_scope:
        by.setdefault(is_so.applications[key]["department"], []).append(moves.get(key))
    done = sum(all(row is not None and is_so.has_moved(row) for row in rows) for rows in by.values())
    idle = sum(all(row is None or row["stage"] == "not_started" for row in rows) for rows in by.values())
    return done, len(by) - done - idle, idle


@claim(r"; {N} applications? (?:has|have) no move reported$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.in_scope) - len(is_so.migrations_in_scope))


@claim(r"; {N} applications? in scope (?:is|are) in no wave\.?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.in_scope) - sum(len(wave_rows(is_so, wave)) for wave in is_so.rows["waves"]))


@claim(
    r"^(None|\d+) of (\d+) waves done(?: yet)?"
    r"(?:; (?:(\d+) are past their day, first )?{NAME},? (?:was )?due on {D}(?:, {LAPSE} ago)?"
    r"|, none late|; none is expected late)?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Who slips most is another claim."""
    late = past(is_so)
    counted = first(wrong(number(m[1]), waves_done(is_so)), wrong(number(m[2]), len(is_so.rows["waves"])))
    if m[4]:
        said = number(m[3] or "1"), m[4], day(m[5])
        counted = counted or wrong(said, (len(late), late[0].name, late[0].expected) if late else 0)
        return counted or (lapse(m[6], (is_so.as_at - late[0].expected).days) if m[6] else None)
    if "none" in m[0]:
        unlikely = late or [wave for wave in waves(is_so) if wave.slip > 0 or later_move(wave)]
        return counted or wrong(unlikely, [])
    return counted


@claim(
    r"(?:; the last move of {NAME}|; {N} have moves after their end; the last of {NAME}"
    r"|^The one wave is not done yet; its last move)"
    r" is expected on {D}, {LAPSE} after the wave is to finish"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The wave whose last move comes most after it."""
    found = {wave.name: wave for wave in waves(is_so) if later_move(wave)}
    one = found.get(m[1] or m[3] or next(iter(found), ""))
    if one is None or one.last_move is None:
        return "no move of it comes after it"
    after = (one.last_move - one.expected).days
    return first(
        wrong(day(m[4]), one.last_move), lapse(m[5], after), wrong(past(is_so), []), wrong(number(m[2] or "1"), len(found)),
        wrong(after, max((wave.last_move - wave.expected).days for wave in found.values() if wave.last_move)),
    )  # fmt: skip


@claim(r"^Wave \S+, (.+), finished on {D}, (?:{N} days? (after|before) the baseline|on the baseline date)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    days = number(m[3]) * (-1 if m[4] == "before" else 1)
    done = {(wave.name, wave.expected, wave.slip) for wave in waves(is_so) if wave.is_done}
    return wrong((m[1], day(m[2]), days) in done, True)


@claim(r"^The (?:finish|start) of wave \S+, (.+?), (?:slipped|came forward)|^Wave \S+, (.+), is no longer finished")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """Of what has finished no finish moves any more."""
    if "start of" in m[0]:
        return None
    return wrong([wave.is_done for wave in waves(is_so) if wave.name == (m[1] or m[2])], [False])


@claim(r"waves done(?: yet)?; {NAME} slip(?:s|ped) most, by {LAPSE}")
def _(m: re.Match[str], is_so: Model) -> str | None:
    most = max(wave.slip for wave in waves(is_so))
    named = m[1] in {wave.name for wave in waves(is_so) if wave.slip == most}
    return first(wrong((named, past(is_so)), (True, [])), lapse(m[2], most))


@claim(r"^The one wave is (done|not done yet)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong((m[1] == "done", 1), (waves_done(is_so) == 1, len(is_so.rows["waves"])))


@claim(
    r"^{NAME}: {N} of {N} moved; (?:done on {D}, (on plan|{LAPSE} (?:late|early))|expected {D}, (on plan"
    r"|{LAPSE} (?:late|early))|was due on {D}, {LAPSE} ago, not done yet|to finish on {D})(?:; its last move is expected on {D})?"
)
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    rows = wave_rows(is_so, wave)
    done = bool(rows) and all(is_so.has_moved(row) for row in rows)
    due = max(row["actual_date"] for row in rows) if done else wave["forecast_finish"] or wave["baseline_finish"]
    late, said = (due - wave["baseline_finish"]).days, m[5] or m[8]
    later = next(later_move(one) for one in waves(is_so) if one.name == m[1])
    return first(
        wrong(number(m[2]), sum(is_so.has_moved(row) for row in rows)), wrong(number(m[3]), len(rows)),
        wrong(day(m[4] or m[7] or m[10] or m[12]), due), wrong((bool(m[4]), bool(m[10])), (done, not done and due < is_so.as_at)),
        slip(said, late) if said else None, lapse(m[11], (is_so.as_at - due).days) if m[11] else None,
        wrong(day(m[13]) if m[13] else None, later), wrong(bool(m[7] and later), False),
    )  # fmt: skip


@claim(r"^(\d+|No) applications? still to move ha(?:s|ve) no date, or one that has passed")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """An application without a migration has no date either; one that isn't in the inventory counts where its move is planned."""
    counted = is_so.in_scope | {row["application_id"] for row in is_so.rows["migrations"]} - is_so.applications.keys()
    dated = {
        row["application_id"]
        for row in is_so.rows["migrations"]
        if is_so.has_moved(row) or ((due := is_so.due(row)) and due >= is_so.as_at)
    }
    return wrong(number(m[1]), len(counted - dated))


@claim(r"^(?:{N} applications? in scope (?:is|are) blocked|No application in scope is blocked)")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]), len(is_so.blocked))


@claim(r"Its date passed {LAPSE} ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    since = [(is_so.as_at - is_so.due(row)).days for row in is_so.blocked if row in is_so.late]  # type: ignore[operator]
    return wrong(any(lapse(m[1], days) is None for days in since), True)


@claim(r"^The one wave to come, {NAME}, is expected (?:on plan|{LAPSE} (?:late|early))(?:, re-forecast .+)?$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    (wave,) = [row for row in is_so.rows["waves"] if row["name"] == m[1]]
    late = ((wave["forecast_finish"] or wave["baseline_finish"]) - wave["baseline_finish"]).days
    return first(wrong(len(is_so.rows["waves"]) - waves_done(is_so), 1), lapse(m[2], late) if m[2] else wrong(late, 0))


@claim(r"Its (?:forecast|baseline), {D}, passed {N} days? ago")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[2]), (is_so.as_at - day(m[1])).days)


@claim(r"^50 rows a page, {N} pages$")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(number(m[1]) in {-(-len(rows) // 50) for rows in is_so.rows.values()}, True)


@claim(r"^\[Teams' own date\] (\d+ [A-Z][a-z]{{2}} \d{{4}})(?: \({LAPSE} (?:earlier|later)\))?")
def _(m: re.Match[str], is_so: Model) -> str | None:
    """The last date that still lies ahead; how far it is from the day of even odds belongs to the forecast."""
    outside = is_so.applications.keys() - is_so.in_scope
    left = [row for row in is_so.rows["migrations"] if row["application_id"] not in outside]
    due = [is_so.due(row) for row in left if not is_so.has_moved(row)]
    last = max((when for when in due if when and when >= is_so.as_at), default=None)
    return wrong(m[1], last and f"{last.day} {last:%b %Y}")


@claim(r"^(.+) and {N} more: no update for two reports or more")
def _(m: re.Match[str], is_so: Model) -> str | None:
    said = len(re.split(r", | and ", m[1])) + number(m[2])
    return wrong(said, sum(g.is_stale for g in is_so.gates))


@claim(r"^{N} more (?:is|are) called out")
def _(m: re.Match[str], is_so: Model) -> str | None:
    return wrong(0 < number(m[1]) < sum(not g.is_done for g in is_so.gates), True)
