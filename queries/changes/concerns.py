"""What changed among the partners' concerns since an earlier date: raised, answered, closed, opened again.
One row per concern and kind of change between the two dates of reports_compared, the most important first.
The columns are those that changes_all explains.
kind: raised, reopened, answered, closed, removed, reworded (the concern, its theme or whose it is), response (words).
uses: reports_compared
compares: partner_concerns
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from queries import Asking
from queries.changes.comparing import Change, Pair, answered, changes_of, compare, ended, latest, long_date

SINCE = {"answered": " It has been answered.", "closed": " It has been closed."}
WORDING = ("concern", "theme", "partner_id")


def answer(ask: Asking, as_at: date, ledger_version: int, since: date | None = None) -> pl.DataFrame:
    pairs = compare(ask, since, "SELECT * FROM concerns_raised", ["concerns_raised"])
    names = latest(ask, "partners", "name") if pairs else {}

    def partner(pair: Pair) -> str:
        return str(names.get(pair.row["partner_id"], [pair.row["partner_id"]])[0])

    return answered(changes_of("concerns", "partners", pairs, lambda pair: kinds(pair, partner(pair)), partner))


def kinds(pair: Pair, partner: str) -> Iterator[Change]:
    row, before = pair.row, pair.before
    concern, about, status = ended(row["concern"]), f"A concern of {partner} about {row['theme']}", row["status"]
    many = f"{{n}} concerns of {partner}"
    if before is None:
        raised = f"{partner} raised a concern about {row['theme']} on {long_date(row['raised_date'])}: {concern}."
        yield Change("raised", 71, raised + SINCE.get(status, ""), f"{partner} raised {{n}} concerns.")
        return
    if pair.now is None:
        yield Change("removed", 43, f"A concern of {partner} was removed: {concern}.", f"{many} were removed.")
    if pair.changed("status"):
        if status == "open":
            yield Change(
                "reopened", 68, f"{about} is open again: {concern}.", f"{many} are open again.", by=("status",)
            )
        else:
            weight = {"answered": 61, "closed": 54}[status]
            yield Change(status, weight, f"{about} was {status}: {concern}.", f"{many} were {status}.", by=("status",))
    elif pair.changed("response"):
        yield Change(
            "response", 8, f"The answer to a concern of {partner} was changed: {concern}.",
            f"The answers to {many} were changed.", by=("response",),
        )  # fmt: skip
    if pair.changed(*WORDING):
        reworded = "put in other words"
        yield Change(
            "reworded", 18, f"A concern of {partner} was {reworded}: {concern}.", f"{many} were {reworded}.", by=WORDING
        )
