"""Partners: how far each has come, what comes next, and what concerns them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from pages.ui.formatting import capital, count, day, every, lapse, number


def partners(rows: pl.DataFrame) -> str:
    """‘3 of 7 partners are committed; Plymouth Community Healthcare has been in discussion for 9 months’."""
    counted = rows.filter(pl.col("is_counted"))
    if counted.is_empty():
        return _nobody(rows)
    committed = counted.filter(~pl.col("stage").is_in(["identified", "in_discussion"])).height
    many = number(committed) if committed else "None"
    headline = f"{many} of {number(counted.height)} partners {'are' if committed > 1 else 'is'} committed"
    if counted.height == 1:
        headline = f"The one partner is {'committed' if committed else 'not committed yet'}"
    waiting = counted.filter(
        pl.col("stage").is_in(["identified", "in_discussion"]) & (pl.col("days_in_stage") > 60)
    ).sort("days_in_stage", descending=True)
    if waiting.is_empty():
        return headline
    first = waiting.row(0, named=True)
    stage = "in discussion" if first["stage"] == "in_discussion" else "only identified"
    return f"{headline}; {first['name']} has been {stage} for {lapse(first['days_in_stage'])}"


def history(spells: pl.DataFrame) -> str:
    """‘Latest step: Sentinel CiC, onboarding since 16 September 2013’, from partners_stage_history. A withdrawal counts
    as a step; a stage without a reported day does not."""
    steps = spells.filter("is_current", pl.col("category") != "observer", pl.col("in_stage_since").is_not_null())
    now = steps.sort("in_stage_since", "stage_order", "name")
    if now.is_empty():
        return "The way of each body"
    latest = now.row(-1, named=True)
    stage = str(latest["stage"]).replace("_", " ").replace("sla", "SLA")
    return f"Latest step: {latest['name']}, {stage} since {day(latest['in_stage_since'])}"


def stage_to_come(row: Mapping[str, Any]) -> str:
    """‘To withdraw on 10 December 2013’, ‘committed on 14 December 2012’: a partner's reported stage whose date has not
    come; empty if there is none. From a row of partners_stage."""
    stage = row["planned_stage"]
    if not stage:
        return ""
    if stage == "withdrawn":
        return f"to withdraw on {day(row['planned_date'])}"
    words = str(stage).replace("_", " ").replace("sla", "SLA")
    return f"to come to ‘{words}’ on {day(row['planned_date'])}"


def _nobody(rows: pl.DataFrame) -> str:
    """The sentence if none of the bodies counts as a partner: they watch, or have withdrawn."""
    observers = rows.filter(pl.col("category") == "observer")
    watching = observers.filter(pl.col("stage") != "withdrawn").height
    gone = rows.height - observers.height
    if not gone:
        left = observers.height - watching
        withdrew = f"; {count(left, 'observer')} {_have(left)} withdrawn" if left else ""
        return f"Only observers so far{withdrew}" if watching else f"No partners yet{withdrew}"
    if not watching:
        return f"{capital(every(gone, 'partner'))} {_have(gone)} withdrawn"
    watchers = f"{count(watching, 'observer')} {'remains' if watching == 1 else 'remain'}"
    return f"No partner is left: {number(gone)} {_have(gone)} withdrawn, {watchers}"


def _have(many: int) -> str:
    return "has" if many == 1 else "have"


def concerns(rows: pl.DataFrame) -> str:
    """‘2 of 6 concerns are open, most about control’; if none is open, whether each has an answer on record."""
    if rows.is_empty():
        return "No concerns have been raised"
    still_open = rows.filter(pl.col("status") == "open")
    if still_open.is_empty():
        silent = rows.filter(~has_words("response")).height
        if rows.height == 1:
            return f"The one concern {'is no longer open; no answer is on record' if silent else 'has an answer'}"
        if not silent:
            return f"{capital(every(rows.height, 'concern'))} have an answer"
        lacks = f"{number(silent)} {_have(silent)} no answer on record"
        return f"None of {number(rows.height)} concerns is open; {lacks}"
    if rows.height == 1:
        return "The one concern is open"
    headline = f"{number(still_open.height)} of {number(rows.height)} concerns {'is' if still_open.height == 1 else 'are'} open"
    themes = still_open["theme"].value_counts(sort=True)
    if still_open.height > 1 and themes["count"][0] > still_open.height / 2:
        is_all = themes["count"][0] == still_open.height
        share = "most" if not is_all else "both" if still_open.height == 2 else "all"
        return f"{headline}, {share} about {themes['theme'][0]}"
    return headline


def has_words(column: str) -> pl.Expr:
    """Whether a text column has anything but blanks."""
    return pl.col(column).str.strip_chars().fill_null("") != ""


def answer(row: Mapping[str, Any]) -> str:
    """The answer to a concern: ‘Answer: …’, ‘No answer yet.’ or ‘No answer is on record.’"""
    if (row["response"] or "").strip():
        return f"{'Answer so far' if row['status'] == 'open' else 'Answer'}: {row['response']}"
    return "No answer yet." if row["status"] == "open" else "No answer is on record."


def agreed(rows: pl.DataFrame) -> str:
    """‘5 of 8 partners have agreed the business case, 4 the design and service levels’, from partners_agreed."""
    counted = rows.filter(pl.col("is_counted"))
    whole = counted["partner_id"].n_unique()
    if not whole:
        return "No partner is left that could sign"
    signed = {
        step: counted.filter((pl.col("step") == step) & pl.col("is_reached")).height
        for step in ("business_case_agreed", "design_and_sla_agreed")
    }
    case, design = signed.values()
    if not case:
        return f"{'None' if whole > 1 else 'Not one'} of {count(whole, 'partner')} has agreed the business case yet"
    of = f"{number(case)} of {count(whole, 'partner')} {_have(case)} agreed the business case"
    return f"{of}, {'none' if not design else number(design)} the design and service levels"


def criteria(row: Mapping[str, Any]) -> str:
    """‘4 of 5 criteria met’, ‘no criteria’, from a row of partners_agreed."""
    if not row["criteria"]:
        return "no criteria"
    return f"{number(row['met'])} of {count(row['criteria'], 'criterion', 'criteria')} met"


def by_report(rows: pl.DataFrame) -> str:
    """‘6 are committed or further, 3 at the report of 31 July 2012’, from partners_by_report."""
    further = pl.col("stage_order").is_between(3, 7)
    days = rows["reporting_date"].unique().sort().to_list()
    first, last = (
        rows.filter((pl.col("reporting_date") == day_) & further)["partners"].sum() for day_ in (days[0], days[-1])
    )
    are = "is" if last == 1 else "are"
    now = f"{number(last) if last else 'None'} {are} committed or further"
    if len(days) == 1:
        return f"{now} at the one report on partners"
    return f"{now}, {number(first) if first else 'none'} at the report of {day(days[0])}"


def theme(row: Mapping[str, Any]) -> str:
    """‘2 answered (6 weeks), 1 open (5 months)’, from a row of partners_concerns_by_theme."""
    settled = row["answered"] + row["closed"]
    parts = []
    if settled:
        took = "" if row["days_to_answer"] is None else f" ({_briefly(row['days_to_answer'])})"
        parts.append(f"{number(settled)} {'settled' if row['unanswered'] else 'answered'}{took}")
    if row["open"]:
        parts.append(f"{number(row['open'])} open ({_briefly(row['longest_open'])})")
    return ", ".join(parts)


def _briefly(days: int) -> str:
    return lapse(days).removeprefix("about ")


def themes(rows: pl.DataFrame) -> str:
    """‘Of 4 concerns about control or investment 2 are answered’, from partners_concerns_by_theme."""
    first = rows.filter(pl.col("theme").is_in(["control", "investment"]))
    whole = int(first["concerns"].sum())
    if not whole:
        return "No concern is about control or investment"
    answered = whole - int(first["open"].sum())
    of = f"Of {count(whole, 'concern')} about control or investment"
    return f"{of} {number(answered) if answered else 'none'} {'is' if answered <= 1 else 'are'} answered"


def brings(row: Mapping[str, Any]) -> str:
    """‘31 applications, 22 staff’, from a row of partners_scope; unknown numbers are left out."""
    parts = [
        count(row[column], noun, plural)
        for column, noun, plural in (("applications_in_scope", "application", ""), ("staff_in_scope", "member of staff", "staff"))
        if row[column] is not None
    ]  # fmt: skip
    return ", ".join(parts) or "not known yet"


def scope(rows: pl.DataFrame) -> str:
    """‘6 partners bring 269 applications and 166 staff’, from partners_scope."""
    known = rows.filter(pl.col("applications_in_scope").is_not_null() | pl.col("staff_in_scope").is_not_null())
    if known.is_empty():
        return "No partner has said yet what it brings"
    row = known.row(0, named=True)
    what = brings({"applications_in_scope": row["whole_applications"], "staff_in_scope": row["whole_staff"]}).replace(
        ", ", " and "
    )
    return f"{count(known.height, 'partner')} {'brings' if known.height == 1 else 'bring'} {what}"
