"""What would be restated if partners withdrew on the as-at date: each figure as it is and as it would be.
One row per figure of which something is known, in this order: partners, committed, applications and staff (that partners
which count bring), npv (net present value of the benefits, in pounds), criteria, risks and concerns (those whose partner would
have withdrawn, see partners_left_behind), met (criteria met of the gateway expected next).
today, without: as it is, and as it would be; name: of that gateway. The same rules give both; a criterion stays until it is
waived. The odds are left out: the inventory doesn't say whose an application is, so that no withdrawal can change them.
$withdrawn text: the partners, by reference, with commas between
"""

from __future__ import annotations

from typing import Any

import polars as pl

from queries import Asking
from queries.overview.measures import gateway_ahead

SCHEMA = {"figure": pl.String, "today": pl.Float64, "without": pl.Float64, "name": pl.String}
HANGING = {"criteria": "criterion", "risks": "risk", "concerns": "concern"}


def answer(ask: Asking, as_at: Any, ledger_version: int, withdrawn: str | None) -> pl.DataFrame:
    today, without = _figures(ask, None), _figures(ask, withdrawn)
    name = today.pop("name")
    rows = [
        {
            "figure": figure, "today": _plain(value), "without": _plain(without[figure]),
            "name": name if figure == "met" else None,
        }
        for figure, value in today.items()
        if value is not None or without[figure] is not None
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA)


def _figures(ask: Asking, withdrawn: str | None) -> dict[str, Any]:
    partners = ask("partners_stage", withdrawn=withdrawn)
    if partners.is_empty():
        return dict.fromkeys(("partners", "name"))
    scope = ask("partners_scope", withdrawn=withdrawn)
    value = ask("investment_value", without=withdrawn)
    hanging = ask("partners_left_behind", withdrawn=withdrawn)
    coming = gateway_ahead(ask)
    return {
        "partners": partners["is_counted"].sum(),
        "committed": partners["is_committed"].sum(),
        "applications": (scope["whole_applications"][0] or 0) if scope.height else 0,
        "staff": (scope["whole_staff"][0] or 0) if scope.height else 0,
        "npv": value["npv_gbp"][0] if value.height else None,
        **{figure: hanging.filter(pl.col("kind") == kind).height for figure, kind in HANGING.items()},
        "met": coming["criteria_met"][0] if coming.height else None,
        "name": coming["name"][0] if coming.height else None,
    }


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
