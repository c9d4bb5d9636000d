"""What changed among the risks since an earlier date: raised, closed, worse, better, mitigation moved.
One row per risk and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: raised, reopened, closed, worse and better (its score; of an opportunity a higher one is better), rescored (the same
score from another likelihood and impact), opened (no longer provisional, or provisional again), removed, mitigation (the day on
which it is due), owner, residual (the score once the response has worked), other (its kind, or what it concerns), reworded.
uses: reports_compared
compares: risks
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, Row, answered, changes_of, compare, ended, long_date

OTHER = ("kind", "partner_id", "gateway_id", "raised_date")
WORDING = ("title", "cause", "consequence", "mitigation", "response")
RESIDUAL = ("residual_likelihood", "residual_impact")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM risks_raised", ["risks_raised"])
    return answered(changes_of("risks", "risks", pairs, kinds, lambda pair: pair.row["title"]))


def kinds(pair: Pair) -> Iterator[Change]:
    row, before = pair.row, pair.before
    title, noun = f"‘{ended(row['title'])}’", {"threat": "risk", "opportunity": "opportunity"}[row["kind"]]
    if before is None:
        closed = " It has been closed." if row["status"] == "closed" else ""
        raised = f"A new {noun}, raised on {long_date(row['raised_date'])}: {title}, score {row['score']}.{closed}"
        yield Change("raised", 67, raised, "{n} new risks were raised.", size=row["score"])
        return
    if pair.now is None:
        yield Change("removed", 44, f"The {noun} {title} was removed from the register.", "{n} risks were removed.")
        return
    yield from standing(pair, title, noun)
    if row["is_open"] and before["is_open"]:
        yield from scoring(pair, title)
    if pair.changed("due_date"):
        yield mitigation(pair, title)
    if pair.changed("owner"):
        owner = "has no owner any more" if row["owner"] is None else f"has a new owner: {ended(row['owner'])}"
        yield Change("owner", 35, f"{title} {owner}.", "{n} risks have another owner.", by=("owner",))
    if pair.changed(*OTHER):
        yield Change(
            "other", 19, f"What {title} is about was changed.", "What {n} risks are about was changed.", by=OTHER
        )
    if pair.changed(*WORDING):
        yield Change(
            "reworded", 9, f"{title} was put in other words.", "{n} risks were put in other words.", by=WORDING
        )


def standing(pair: Pair, title: str, noun: str) -> Iterator[Change]:
    """Closed, opened again, no longer provisional."""
    row, before = pair.row, pair.before
    if not pair.changed("status") or before is None:
        return
    if row["status"] == "closed":
        yield Change("closed", 56, f"The {noun} {title} was closed.", "{n} risks were closed.", by=("status",))
    elif before["status"] == "closed":
        yield Change(
            "reopened", 68, f"The {noun} {title} is open again, score {row['score']}.", "{n} risks are open again.",
            by=("status",),
        )  # fmt: skip
    else:
        how = "provisional again" if row["status"] == "provisional" else "no longer provisional"
        yield Change("opened", 41, f"{title} is {how}.", f"{{n}} risks are {how}.", by=("status",))


def scoring(pair: Pair, title: str) -> Iterator[Change]:
    """A risk that is open at both days: its score, and what it would be once the response has worked."""
    row, before = pair.row, pair.before
    assert before
    by = ("likelihood", "impact")
    if pair.changed(*by):
        rise = row["score"] - before["score"]
        moved = f"{steps(row, before, *by)}, score {before['score']} → {row['score']}"
        if not rise:
            yield Change("rescored", 31, f"{title} was scored anew: {moved}.", "{n} risks were scored anew.", by=by)
        else:
            is_worse = (rise > 0) == (row["kind"] == "threat")
            kind, weight = ("worse", 69) if is_worse else ("better", 57)
            yield Change(
                kind, weight, f"{title} is {kind}: {moved}.", f"{{n}} risks are {kind}.", size=abs(rise), by=by
            )
    if pair.changed(*RESIDUAL):
        sentence = f"What would be left of {title} once the response has worked: {steps(row, before, *RESIDUAL)}."
        yield Change(
            "residual", 30, sentence, "What would be left of {n} risks was scored anew.", by=RESIDUAL
        )  # fmt: skip


def steps(row: Row, before: Row, *columns: str) -> str:
    """‘likelihood 3 → 4’: of the columns that differ."""
    return ", ".join(
        f"{name.removeprefix('residual_')} {before[name] or 'blank'} → {row[name] or 'blank'}"
        for name in columns
        if row[name] != before[name]
    )


def mitigation(pair: Pair, title: str) -> Change:
    """The day on which the mitigation is due has moved, come or gone."""
    due, days = pair.row["due_date"], pair.days("due_date")
    if days:
        sentence = f"The mitigation of {title} {pair.moved('due_date')}."
    else:
        sentence = (
            f"The mitigation of {title} {'has no date any more' if due is None else f'is now due on {long_date(due)}'}."
        )
    return Change(
        "mitigation",
        45,
        sentence,
        "The mitigations of {n} risks are due on another day.",
        size=abs(days),
        by=("due_date",),
    )
