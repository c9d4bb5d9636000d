"""The monthly return: what has come in, what is missing, and what to do next."""

from __future__ import annotations

from datetime import date

import polars as pl

from data.datasets import DATASETS
from pages.ui.formatting import capital, count, day, listing

MOST_NAMED = 4

FIRST_STEPS = (
    ("gateways", "the dates that the programme answers for: gateways, milestones and the go-live"),
    ("applications", "the inventory: what there is, and what will happen to each"),
    ("waves", "in which batches the applications move"),
    ("migrations", "how far each application has come"),
)
"""Dataset → what it brings, in the order in which a programme is begun."""


def return_headline(rows: pl.DataFrame) -> str:
    """‘15 datasets came for 30 September 2013. Missing: Applications, last for 31 May 2013. …’, or ‘Nothing has come since
    30 September 2013. Missing: …’: from the rows of updates_returns."""
    latest: date | None = rows["reporting_date"].max()  # type: ignore[assignment]
    if latest is None:
        first, *then = (DATASETS[name].title.lower() for name, _ in FIRST_STEPS)
        order = f"Begin with {first}, then {listing(then)}: later files refer to earlier ones."
        return f"Nothing has been reported by this date. {order}"
    these = rows.filter(reporting_date=latest)
    came = these.filter(pl.col("state").is_in(["received", "unchanged"]))
    missing = [
        f"{DATASETS[row['dataset']].title}, last for {day(row['last_date'])}"
        for row in these.filter(state="missing").iter_rows(named=True)
    ]
    never = set(these.filter(state="never")["dataset"])
    first_steps = [DATASETS[name].title.lower() for name, _ in FIRST_STEPS if name in never]
    sentences = [
        f"{capital(count(len(came), 'dataset'))} came for {day(latest)}" + ("" if missing else "; none is missing")
    ]
    if these["is_passed"].any():
        sentences = [f"Nothing has come since {day(rows['last_date'].max())}"]  # type: ignore[arg-type]
    if missing:
        rest = f"; and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        sentences.append(f"Missing: {'; '.join(missing[:MOST_NAMED])}{rest}")
        sentences.append("Until they come, what was reported last is shown")
    if first_steps:
        sentences.append(f"Next: {listing(first_steps)}")
    elif not missing:
        sentences.append("The next return is for a later date")
    return ". ".join(sentences) + "."
