"""Decisions asked of the panel and of others, and whether scrutiny comes before each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Mark, MarkedRow, Marks, Moment, Role, Section, Series, Slide
from pages.ui.formatting import capital, count, day, lapse, short, short_day
from queries import View

MOST = 6
LOOKED: Mapping[str, Role] = {"late": "late", "unreported": "amber"}
"""How scrutiny comes → what its mark stands for, where it is not simply to come or done."""


def slides(view: View) -> list[Slide]:
    rows = view.ask("decisions_scrutinised")
    if rows.is_empty():
        return []
    ahead = rows.filter(pl.col("is_ahead"))
    overdue = rows.filter(pl.col("is_overdue")).tail(max(0, MOST - ahead.height))
    shown = pl.concat([overdue, ahead]) if ahead.height + overdue.height else rows.tail(MOST)
    return [
        Slide(
            "decisions",
            headline(rows),
            chart=_chart(shown.head(MOST), _talks(view).head(MOST - min(shown.height, MOST)), view.as_at),
            facts=(
                *(_fact(row) for row in rows.iter_rows(named=True)),
                *(
                    Fact(
                        f"{row['title']}: to be discussed by {row['body']}, {day(row['date'])}.",
                        row["since"],
                        row["upload"],
                    )
                    for row in _talks(view).iter_rows(named=True)
                ),
            ),
            rule="Final business cases come to the panel before the decision is taken: its scrutiny must be dated before"
            " the decision that it looks at. Once its day has passed it counts when a report says that it took place.",
            behind=tabulation.table(
                rows,
                ("title", "body", "date", "status", "outcome", "scrutiny", "scrutiny_date", "scrutiny_body", "upload"),
            ),
        ),
        *_readiness(view),
    ]


def _readiness(view: View) -> list[Slide]:
    """How ready each of the five cases is; None if no criterion says which case it supports."""
    cases = view.ask("gateways_criteria_by_case")
    if not narrative.gateways.name_cases(cases):
        return []
    rows = list(cases.iter_rows(named=True))
    labels = tuple(
        Label(
            narrative.gateways.CASES[row["five_case"]],
            narrative.gateways.criteria(row["met"], row["criteria"], row["overdue"]),
        )
        for row in rows
    )  # fmt: skip
    parts = (
        Series("Met", tuple(row["met"] for row in rows), "done"),
        Series("Overdue", tuple(row["overdue"] for row in rows), "late"),
        Series("Still to come", tuple(row["criteria"] - row["met"] - row["overdue"] for row in rows), "rest"),
    )
    listed = "; ".join(f"{label.name}: {label.detail}" for label in labels)
    return [
        Slide(
            "decisions_cases",
            f"Five Case Model: {narrative.gateways.criteria_by_case(cases)}",
            chart=Bars(
                labels, tuple(part for part in parts if any(part.values)), "criteria", f"Criteria by case. {listed}."
            ),
            facts=tuple(Fact(f"{label.name}: {label.detail}.") for label in labels),
            rule=rule("five_case", "criteria"),
            behind=tabulation.table(
                view.ask("gateways_criteria"),
                ("five_case", "criterion", "gateway", "status", "due_date", "met_date", "upload"),
            ),
        )
    ]  # fmt: skip


def headline(rows: pl.DataFrame) -> str:
    """‘2 decisions are to come; 1 has no scrutiny dated before it: System design’, from decisions_scrutinised."""
    ahead = rows.filter(pl.col("is_ahead"))
    overdue = narrative.decisions.overdue(rows.filter(pl.col("is_overdue")).height)
    if ahead.is_empty():
        asked = f"{count(rows.height, 'decision')} {'was' if rows.height == 1 else 'were'} asked for"
        return f"No decision is to come; {asked}{overdue}"
    sentence = f"{capital(count(ahead.height, 'decision'))} {'is' if ahead.height == 1 else 'are'} to come"
    return f"{sentence}{_looked_at(ahead)}{overdue}"


def _looked_at(ahead: pl.DataFrame) -> str:
    """‘; 1 has no scrutiny dated before it: System design’, for the decisions to come."""
    without = ahead.filter(pl.col("scrutiny").is_in(["none", "late"]))
    found = {how: ahead.filter(pl.col("scrutiny") == how).height for how in ("unreported", "open")}
    which = {how: "it" if ahead.height == 1 else str(many) for how, many in found.items()}
    no_word = f"; scrutiny of {which['unreported']} is not reported" if found["unreported"] else ""
    if found["open"]:  # which of the two comes first nobody knows
        no_word += f"; scrutiny of {which['open']} waits for {'its' if found['open'] == 1 else 'their'} new date"
    if without.is_empty():
        return no_word or f"; scrutiny comes before {'it' if ahead.height == 1 else 'each of them'}"
    first = short(without["title"][0], 70)
    if ahead.height == 1:
        return f", with no scrutiny dated before it: {first}"
    if without.height == 1:
        return f"{no_word}; 1 has no scrutiny dated before it: {first}"
    if without.height == ahead.height:
        return f", none with scrutiny dated before it; the first: {first}"
    return f"{no_word}; {without.height} have no scrutiny dated before them, the first: {first}"


def scrutiny_in_words(row: Mapping[str, Any]) -> str:
    """‘scrutiny 3 weeks before the decision’, ‘scrutiny 8 days after the decision’, ‘no scrutiny is dated’; or what is
    not reported."""
    days, no_word = row["days_of_notice"], narrative.decisions.not_reported(row)
    decision = "" if no_word else " the decision"  # there is no room for both
    if row["scrutiny"] == "none":
        how = "no scrutiny is dated"
    elif row["scrutiny"] == "open":
        how = "deferred, its new date is open"
    elif not days:
        how = "scrutiny on the day of the decision"
    else:
        how = f"scrutiny {lapse(days)} {'before' if days > 0 else 'after'}{decision}"
    return f"{how}{no_word}"


def _talks(view: View) -> pl.DataFrame:
    """The engagements to come, the earliest first: what others are to discuss before they decide."""
    planned = view.ask("decisions_list", purpose="engagement", status="planned")
    return planned.filter(~pl.col("is_overdue")).sort("date", "decision_id")


def _chart(rows: pl.DataFrame, talks: pl.DataFrame, as_at: date) -> Marks:
    """Each decision and its scrutiny as two marks on a line; scrutiny that does not come first stands out. Then the
    engagements to come."""
    marked = (
        *(
            MarkedRow(
                Label(short(row["title"], 70), f"{short(row['body'], 30)}: {scrutiny_in_words(row)}"), _marks(row)
            )
            for row in rows.iter_rows(named=True)
        ),
        *(
            MarkedRow(
                Label(short(row["title"], 70), f"{short(row['body'], 30)}: a discussion, no decision"),
                (Mark(row["date"], "plan", f"Discussion {short_day(row['date'])}"),),
            )
            for row in talks.iter_rows(named=True)
        ),
    )
    listed = "; ".join(
        f"{row.label.name}, {row.label.detail}, {', '.join(mark.text[:1].lower() + mark.text[1:] for mark in row.marks)}"
        for row in marked
    )
    return Marks(
        marked, (Moment(as_at, f"As at {short_day(as_at)}"),), f"Decisions and their scrutiny on an axis. {listed}."
    )


def _marks(row: Mapping[str, Any]) -> tuple[Mark, ...]:
    deferred = ", deferred" if row["status"] == "deferred" else ""
    decides: Role = "amber" if row["is_overdue"] else "done"
    decided = Mark(row["date"], decides, f"Decision {short_day(row['date'])}{deferred}")
    if row["scrutiny"] == "none":
        return (decided,)
    looked = LOOKED.get(row["scrutiny"], "coming")
    return (Mark(row["scrutiny_date"], looked, f"Scrutiny {short_day(row['scrutiny_date'])}"), decided)


def _fact(row: Mapping[str, Any]) -> Fact:
    when = {"done": "decided", "deferred": narrative.decisions.deferred(row)}.get(row["status"], "to be decided")
    when = f"was {when}" if row["is_overdue"] else when
    sentence = f"{row['title']}: {when} {'' if row['status'] == 'deferred' else 'by '}{row['body']}, {day(row['date'])}"
    if row["is_overdue"]:
        sentence += ", and no report says what came of it"
    if row["scrutiny"] == "none":
        looked = "no scrutiny is dated before it"
    else:
        order = {"before": "before it", "unreported": "before it, but no report says that it took place"}
        when = order.get(row["scrutiny"], "which is not before it")
        when = "and its own new date is open" if row["scrutiny"] == "open" else when
        looked = f"scrutiny by {row['scrutiny_body']} on {day(row['scrutiny_date'])}, {when}"
    outcome = f" Outcome: {row['outcome']}" if row["outcome"] else ""
    also = (row["scrutiny_since"], row["scrutiny_upload"])
    return Fact(f"{capital(sentence)}; {looked}.{outcome}", row["since"], row["upload"], also)


FEW = 3
"""Up to so many decisions without scrutiny are asked about one by one."""


def asks(view: View) -> list[str]:
    """What the panel is asked to do about the decisions to come, and those whose outcome no report gives."""
    rows = view.ask("decisions_scrutinised")
    ahead = rows.filter(pl.col("is_ahead"))
    requests = _unanswered(rows.filter(pl.col("is_overdue")))
    for row in ahead.iter_rows(named=True):
        what = _asked(row)
        if row["scrutiny"] == "before" and row["scrutiny_status"] == "planned":
            requests.append(f"prepare its scrutiny, on {day(row['scrutiny_date'])}, of {what}")
        elif row["scrutiny"] == "unreported":
            requests.append(f"ask whether its scrutiny, due on {day(row['scrutiny_date'])}, took place: {what}")
        elif row["scrutiny"] == "late":
            requests.append(f"ask that its scrutiny, now on {day(row['scrutiny_date'])}, come before {what}")
    without = ahead.filter(pl.col("scrutiny") == "none")
    if without.height > FEW:
        return [
            *requests,
            f"consider whether to ask for scrutiny before the {without.height} decisions for which none is dated",
        ]
    return requests + [
        f"consider whether to ask for scrutiny before {_asked(row)}" for row in without.iter_rows(named=True)
    ]


def _asked(row: Mapping[str, Any]) -> str:
    """‘‘System design’, to be decided by Cabinet on 10 December 2013’; for a deferred one, from when."""
    is_deferred = row["status"] == "deferred"
    how = (
        f"whose decision is {narrative.decisions.deferred(row)}"
        if is_deferred
        else f"to be decided by {row['body']} on"
    )
    return f"‘{row['title']}’, {how} {day(row['date'])}"


def _unanswered(overdue: pl.DataFrame) -> list[str]:
    if overdue.height > FEW:
        return [f"ask what came of the {overdue.height} decisions that are past their date with no outcome reported"]
    return [
        f"ask what came of ‘{row['title']}’, which was to be decided by {row['body']} on {day(row['date'])}"
        for row in overdue.iter_rows(named=True)
    ]


SECTION = Section(
    80, "decisions", "Decisions asked of the panel", ("decisions",), slides, "no decision planned or taken", asks=asks
)
