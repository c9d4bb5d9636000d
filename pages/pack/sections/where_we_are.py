"""Where we are: will we be live, and how far each part has come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.charts import findings
from pages.charts.theme import rating
from pages.pack import cells
from pages.pack.content import Bars, Fact, Label, Section, Series, Slide, Viewpoint
from pages.parts.rules import rule
from pages.parts.words import capital, count, day, money, number, share


def slides(view: Viewpoint) -> list[Slide]:
    facts = view.ask("overview_headline").row(0, named=True)
    if not facts["applications"] and not facts["gateways"] and not facts["partners"] and facts["capital_gbp"] is None:
        return []
    said = findings.overview(facts)
    return [
        Slide(
            "where_we_are",
            said,
            chart=_progress(facts),
            facts=tuple(_facts(facts)),
            rule=rule("programme_rating", "in_scope", "migrated"),
            behind=cells.figures(view.ask("overview_since")),
        )
    ]


def _progress(facts: Mapping[str, Any]) -> Bars | None:
    """How much of each whole is done, in per cent: what has no whole is left out."""
    rows = [
        ("Gateways passed", facts["gateways_passed"], facts["gateways"], number),
        ("Partners committed", facts["partners_committed"], facts["partners"], number),
        ("Applications moved", facts["migrated"], facts["in_scope"], number),
        ("Capital spent", facts["actual_gbp"], facts["capital_gbp"], money),
    ]
    kept = [(name, done or 0, whole, say) for name, done, whole, say in rows if whole]
    if not kept:
        return None
    done = [min(100, max(0, int(100 * float(n) / float(whole) + 0.5))) for _, n, whole, _ in kept]
    labels = tuple(Label(name, f"{say(n)} of {say(whole)}") for name, n, whole, say in kept)
    return Bars(
        labels,
        (
            Series("Done", tuple(done), "done"),
            Series("Still to do", tuple(100 - n for n in done), "rest"),
        ),
        "%",
        "Bars of how much is done: " + "; ".join(f"{label.name}, {label.said}" for label in labels) + ".",
    )


def _facts(facts: Mapping[str, Any]) -> list[Fact]:
    """The headline figures in statements; those of which nothing is known are left out."""
    reported = facts["latest_report"]
    said = []
    if facts["computed_rating"]:
        shown = rating(facts["computed_rating"])
        said.append(f"The computed rating of the programme is {shown.word.lower()}. {facts['reason']}")
    if facts["go_live_baseline"]:
        said.append(
            f"Go-live was first agreed for {day(facts['go_live_baseline'])} and is now expected on"
            f" {day(facts['go_live_forecast'])}."
        )
    if facts["applications"]:
        said.append(
            f"The inventory holds {count(facts['applications'], 'application')}, of which"
            f" {number(facts['consolidate'])} ({share(facts['consolidate_share_pct'])}) are to be consolidated into the"
            f" core infrastructure; {number(facts['in_scope'])} are in scope and {number(facts['migrated'])} have moved."
        )
    if facts["gateways"]:
        said.append(f"{number(facts['gateways_passed'])} of {count(facts['gateways'], 'gateway')} passed.")
    if facts["partners"]:
        said.append(f"{number(facts['partners_committed'])} of {count(facts['partners'], 'partner')} committed.")
    if facts["capital_gbp"] is not None:
        said.append(f"{capital(money(facts['actual_gbp'] or 0))} spent of {money(facts['capital_gbp'])} capital.")
    return [Fact(text, reported) for text in said]


SECTION = Section(
    10, "where_we_are", "Where we are", ("gateways", "applications", "migrations", "partners", "spend"), slides
)
