"""Files spoiled in their headings: missing, doubled, hinted at, exchanged."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from tests.data.intake.spoil import LABELS, Expected, Variant, csv, table, text


def variants(clean: pl.DataFrame) -> Iterator[Variant]:
    """Headings missing or doubled, with hints or exchanged, told apart by a program."""
    yield from _missing_and_doubled(clean)
    yield from _hints_and_exchanges(clean)
    yield from _told_apart_by_a_program(clean)


def _missing_and_doubled(clean: pl.DataFrame) -> Iterator[Variant]:
    rows, group = table(clean), "headings"

    def headed(names: list[str]) -> str:
        return text([names, *rows[1:]])

    names = rows[0]
    yield csv("upper case", group, headed([n.upper() for n in names]), "must_load", "the same words")
    yield csv(
        "spaces for underscores",
        group,
        headed([n.replace("_", " ").capitalize() for n in names]),
        "must_load",
        "same words",
    )
    yield csv("padded headings", group, headed([f"  {n}\u00a0 " for n in names]), "must_load", "the same words")
    people = ["App ID", "Application name", "Dept", "Function", "Vendor", "Software", "Number of users", "Annual cost (£)",
              "Hosted", "Priority", "Value", "Fit", "Contract expiry", "Plan", "Core", "Notes"]  # fmt: skip
    yield csv("synonyms", group, headed(people), "must_load", "declared synonyms")
    yield csv(
        "quoted headings with mark",
        group,
        b"\xef\xbb\xbf" + text([names, *rows[1:]], every=True).encode(),
        "must_load",
        "",
    )
    yield csv(
        "line breaks in headings", group, headed([n.replace("_", "\n") for n in names]), "must_load", "wrapped cells"
    )
    yield csv(
        "zero-width space in a heading",
        group,
        headed([names[0] + "\u200b", *names[1:]]),
        "must_load",
        "from a web page",
    )
    yield csv("a heading twice", group, headed([*names[:2], "name", *names[3:]]), "must_refuse", "which is meant?")
    twice = [[*row, row[7]] for row in rows]
    yield csv("a column twice", group, text(twice), "must_refuse", "which is meant?")
    differ = [[*names, "Annual_Cost_GBP"], *[[*row, "1"] for row in rows[1:]]]
    yield csv("headings that differ in case", group, text(differ), "must_refuse", "which is meant?")
    synonyms = [[*names, "Cost"], *[[*row, "1"] for row in rows[1:]]]
    yield csv("two headings for one column", group, text(synonyms), "either", "the exact one is meant, or neither")
    yield csv(
        "a blank heading", group, headed([*names[:7], "", *names[8:]]), "must_refuse", "the column's name is lost"
    )
    yield csv(
        "a missing required heading",
        group,
        headed([*names[:2], "Team name", *names[3:]]),
        "must_refuse",
        "no department",
    )
    without = [[*row[:2], *row[3:]] for row in rows]
    yield csv("a missing required column", group, text(without), "must_refuse", "no department")
    yield csv(
        "a misspelt optional heading",
        group,
        headed([*names[:7], "anual_cost_gpb", *names[8:]]),
        "must_refuse",
        "would be lost",
    )
    yield csv("heading row shifted by one", group, headed(["", *names[:-1]]), "must_refuse", "every column misnamed")
    extra = [[*names, "Colour"], *[[*row, "red"] for row in rows[1:]]]
    yield csv("an unknown column", group, text(extra), "either", "said, and not taken")


def _hints_and_exchanges(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "headings", table(clean)

    def made(name: str, heads: list[str], expected: Expected, reason: str) -> Variant:
        return csv(name, group, text([heads, *rows[1:]]), expected, reason)

    def swapped(one: str, other: str) -> list[str]:
        return [other if head == one else one if head == other else head for head in rows[0]]

    hinted = [f"{head} (required)" if i in (0, 1, 2, 3, 13) else head for i, head in enumerate(LABELS)]
    yield made("hints that a column is required", hinted, "must_load", "a template's hints")
    ranges = [f"{head} (1-5)" if "value" in head or "fit" in head else head for head in LABELS]
    yield made("hints of a range", ranges, "must_load", "a template's hints")
    yield made(
        "numbered headings", [f"{i}. {head}" for i, head in enumerate(LABELS, 1)], "either", "a form's questions"
    )
    yield made("headings in bold", [f"<b>{head}</b>" for head in rows[0]], "either", "a web page's tags")
    yield made(
        "headings without spaces", [head.replace("_", "") for head in rows[0]], "either", "some programs drop them"
    )
    for heading in ("Annual cost (EUR)", "Annual cost £000", "Annual cost 2012"):
        heads = [heading if head == "annual_cost_gbp" else head for head in rows[0]]
        yield made(f"a heading {heading}", heads, "must_refuse", "the column would be lost, or be out by a thousand")
    yield made("key and name exchanged", swapped("application_id", "name"), "must_refuse", "references under name")
    yield made(
        "name and department exchanged", swapped("name", "department"), "must_refuse", "five names for forty things"
    )


def _told_apart_by_a_program(clean: pl.DataFrame) -> Iterator[Variant]:
    group, rows = "headings", table(clean)
    for second in ("name.1", "name...5", "name_duplicated_0"):
        heads = [second if head == "supplier" else head for head in rows[0]]
        content = text([heads, *rows[1:]])
        yield csv(f"a second heading as {second}", group, content, "must_refuse", "a program told two names apart")
