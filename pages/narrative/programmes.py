"""How several programmes stand side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from data.number_text import nearest
from pages.charts.theme import rating
from pages.ui.formatting import as_written, brief_money, count, day, is_past, number, slip, was_due


def headline(rows: pl.DataFrame) -> str:
    """‘2 of 5 programmes are less likely than not to be ready in time’ from the rows of standings."""
    judged = rows.filter(pl.col("odds").is_not_null())
    if judged.is_empty():
        return f"{count(rows.height, 'programme')} side by side; none has odds of being ready in time"
    late = judged.filter(pl.col("odds") < 50).height
    if judged.height == 1:
        return f"The one programme with odds is {'less' if late else 'no less'} likely than not to be ready in time"
    few = f"{number(late) if late else 'None'} of {count(judged.height, 'programme')} {'is' if late == 1 else 'are'}"
    return f"{few} less likely than not to be ready in time"


def moved_and_spent(rows: pl.DataFrame) -> str:
    """‘What has moved and what is spent’, with how many programmes have not reported for long."""
    stale = rows.filter("report_is_old").height
    silent = rows.filter(pl.col("latest_report").is_null()).height
    more = [f"{number(stale)} without the report that is due"] if stale else []
    more += [f"{number(silent)} without any"] if silent else []
    return "; ".join(["What has moved and what is spent", *more])


def readiness(row: Mapping[str, Any]) -> str:
    """‘24 in 100 · owner expects 15 April 2014, 2 weeks late · ◆ Amber’, for one row of standings; if that day is past,
    when it was due."""
    if row["latest_report"] is None:
        return "nothing reported yet"
    parts = []
    if row["go_live_actual"]:
        parts.append(f"live since {day(row['go_live_actual'])}")
    else:
        if row["odds"] is not None:
            parts.append(f"{nearest(row['odds'])} in 100")
        if is_past(row["expected"], row["as_at"], is_done=False):
            parts.append(was_due(row["expected"], row["as_at"], "reached", brief=True))
        elif row["expected"]:
            late = row["slip_days"]
            parts.append(
                f"owner expects {day(row['expected'])}, {slip(late)}" if late else f"due {day(row['expected'])}"
            )
    if row["computed_rating"]:
        found = rating(row["computed_rating"])
        parts.append(f"{found.shape} {found.word}")
    if row["illustrative"]:
        parts.append("◇ illustrative")
    return " · ".join(parts) or "no go-live reported"


def reported(row: Mapping[str, Any]) -> str:
    """‘105 of 167 moved · £2.45m of £3m spent’, and where the report is old ‘no report for 426 days’, of one row of standings."""
    if row["latest_report"] is None:
        return "nothing reported yet"
    parts = [f"{number(row['migrated'])} of {number(row['in_scope'])} moved"] if row["in_scope"] else []
    parts += (
        ["{} of {} spent".format(*as_written(row["actual_gbp"], row["budget_gbp"], brief_money))]
        if row["budget_gbp"]
        else []
    )
    parts += [f"no report for {number(row['report_age_days'])} days"] if row["report_is_old"] else []
    return " · ".join(parts) or "no moves and no money reported"
