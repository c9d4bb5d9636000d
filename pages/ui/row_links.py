"""From a row of any dataset to the screen that shows it: for searches, findings and alerts."""

from __future__ import annotations

from typing import Any

from pages.ui.links import PAGES, go
from pages.ui.page import View

SCREENS = {
    "applications": ("application", "application_id"), "migrations": ("application", "application_id"),
    "waves": ("migration", "wave_id"), "gateways": ("gateways", "gateway_id"), "partners": ("partners", "partner_id"),
    "risks": ("risks", "risk_id"), "services": ("services", "service_id"), "decisions": ("decisions", "decision_id"),
    "departments": ("departments", "department"), "uploads": ("updates", "upload"),
}  # fmt: skip
"""Dataset → the screen that shows one row of it, and what to choose there by the row's key."""

WHOLE = {
    "interfaces": "inventory", "gateway_criteria": "gateways", "partner_concerns": "partners", "spend": "spend",
    "benefits": "investment", "benefit_values": "investment", "vehicle_options": "vehicle", "commentary": "briefing",
    "applications": "inventory", "migrations": "migration", "waves": "migration", "gateways": "gateways", "partners": "partners",
    "decisions": "decisions", "risks": "risks", "services": "services", "alerts": "changes",
}  # fmt: skip
"""Dataset → the screen that shows its rows together."""


def screen_of(dataset: str, key: str | None, upload: int | None) -> tuple[str, dict[str, Any]]:
    """(screen, what to choose there) for one row, or for a whole dataset if there is no key. A dataset without a screen
    leads to the upload that brought the row."""
    screen, choice = SCREENS.get(dataset, ("", ""))
    if key is not None and screen in PAGES:
        return screen, {choice: key}
    if WHOLE.get(dataset) in PAGES:
        return WHOLE[dataset], {}
    return "updates", {"upload": upload}


def open_row(view: View, dataset: str, key: str | None, upload: int | None) -> None:
    """Open the screen that shows a row."""
    screen, chosen = screen_of(dataset, key, upload)
    go(view, screen, **chosen)
