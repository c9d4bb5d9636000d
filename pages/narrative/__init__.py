"""The sentences, one module a noun: each function takes the answer of one query, a row or its frame, and says it as text.

They compare and count the rows of an answer; the figures themselves come from queries/.
"""

from pages.narrative import (
    alerts,
    changes,
    decisions,
    departments,
    duplication,
    find,
    gateways,
    inventory,
    investment,
    methodology,
    migration,
    outlook,
    overview,
    partners,
    planner,
    quality,
    risks,
    services,
    spend,
    timeline,
    vehicle,
    withdrawal,
)

__all__ = [
    "alerts",
    "changes",
    "decisions",
    "departments",
    "duplication",
    "find",
    "gateways",
    "inventory",
    "investment",
    "methodology",
    "migration",
    "outlook",
    "overview",
    "partners",
    "planner",
    "quality",
    "risks",
    "services",
    "spend",
    "timeline",
    "vehicle",
    "withdrawal",
]
