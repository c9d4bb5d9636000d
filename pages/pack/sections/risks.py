"""Risks: whether the register is provisional, and the most pressing ones, now and once the responses have worked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages import narrative
from pages.narrative.methodology import rule
from pages.pack import tabulation
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide
from pages.ui.formatting import capital, day, out_of, short
from queries import View

MOST = 6


def slides(view: View) -> list[Slide]:
    counts = view.ask("risks_counts").row(0, named=True)
    if not counts["rows"]:
        return []
    rows = view.ask("risks_list")
    shown = rows.filter("is_open")
    membership = view.ask("partners_membership").row(0, named=True)
    standing = narrative.risks.membership(membership) + narrative.risks.still_provisional(membership, counts)
    limits = narrative.risks.DEFAULTS
    return [
        Slide(
            "risks",
            narrative.risks.counts(counts),
            chart=_chart(shown.head(MOST)) if shown.height else None,
            points=() if shown.height else (standing,),
            facts=(
                Fact(f"{standing}.", None, membership["upload"]),
                Fact(f"{narrative.risks.since(counts)}."),
                *(_fact(row) for row in shown.head(12).iter_rows(named=True)),
            ),
            rule=f"{_provisional(membership)} {narrative.risks.bands(limits)}. {rule('risk_open')}",
            whole=shown.height,
            behind=tabulation.table(
                rows,
                (
                    "title", "kind", "score", "band", "residual_score", "movement", "owner", "mitigation", "due_date", "upload",
                ),
            ),
        )
    ]  # fmt: skip


def _provisional(membership: Mapping[str, Any]) -> str:
    if membership["is_confirmed"]:
        return f"Membership confirmed on {day(membership['confirmed_on'])}."
    if not membership["partners"]:
        return f"{narrative.risks.membership(membership)}."
    so_far = out_of(membership["committed"], membership["partners"], "partner", ("has", "have"))
    return f"Provisional: membership is not confirmed, {so_far} committed."


def _chart(rows: pl.DataFrame) -> Bars:
    """The highest scores: what would remain once the response has worked, and what it removes or adds."""
    risks = list(rows.iter_rows(named=True))
    labels = tuple(Label(short(row["title"], 60), _briefly(row)) for row in risks)
    left = [
        min(row["score"], row["score"] if row["residual_score"] is None else row["residual_score"]) for row in risks
    ]
    parts = (
        Series("Left once the response has worked", tuple(left), "done"),
        Series(
            "Taken away by the response",
            tuple(row["score"] - low for row, low in zip(risks, left, strict=True)),
            "coming",
        ),
    )
    listed = "; ".join(f"{label.name}: {_detail(row)}" for label, row in zip(labels, risks, strict=True))
    return Bars(
        labels, tuple(part for part in parts if any(part.values)), "points of the score",
        f"The risks with the highest scores, and what would be left of each. {listed}.",
    )  # fmt: skip


def _briefly(row: Mapping[str, Any]) -> str:
    """As much as fits one line beside a bar (Word leaves out longer labels): ‘20 high, worse, was 15’; the bar shows
    what is left."""
    if row["kind"] == "opportunity":
        return f"opportunity, {narrative.risks.score(row, before=False)}"
    return narrative.risks.score(row)


def _detail(row: Mapping[str, Any]) -> str:
    """‘20 high, worse, was 15; 8 once the response has worked’."""
    kind = "opportunity, " if row["kind"] == "opportunity" else ""
    after = "" if row["residual_score"] is None else f"; {row['residual_score']} once the response has worked"
    return f"{kind}{narrative.risks.score(row)}{after}"


def _fact(row: Mapping[str, Any]) -> Fact:
    owner = f"; owner: {row['owner'].rstrip('. ')}" if row["owner"] else "; without an owner"
    what = row["mitigation"].rstrip(". ") if row["mitigation"] else "the response" if row["due_date"] else ""
    due = f", due {day(row['due_date'])}" if row["due_date"] else ""
    done = f"; {what}{due}" if what else ""
    return Fact(f"{capital(row['title'])}: {_detail(row)}{done}{owner}.", row["since"], row["upload"])


SECTION = Section(65, "risks", "Risks", ("risks",), slides)
