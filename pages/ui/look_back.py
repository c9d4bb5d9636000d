"""The day to compare with. Before the first report nothing is known, so nothing can have changed."""

from __future__ import annotations

from datetime import date

from queries import View


def look_back(view: View, wanted: date | None) -> date | None:
    """The day to compare with: the given one, or the first report if nothing was reported by then; without a day, the
    report before the latest. None if there are fewer than two reports, so that nothing can have changed."""
    [now] = view.ask("reports_compared").filter(compared="now").iter_rows(named=True)
    if wanted is not None and now["first_report"] is not None and now["first_report"] <= wanted:
        return wanted
    earlier: date | None = now["previous_report"] if wanted is None else now["first_report"]
    return earlier if now["previous_report"] is not None else None
