"""A consolidation plan: the steps by which it differs from what is reported, and how they stand in an address.

‘consolidate:HR and payroll:APP-014,APP-015;retain::APP-009’: each step says what its applications become, into which component,
and which they are. A later step goes before an earlier one, so that undoing is leaving the last one out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from data.datasets import APPLICATIONS

DISPOSITIONS = APPLICATIONS.column("disposition").choices
CONSOLIDATE = "consolidate"


@dataclass(frozen=True)
class Step:
    """What some applications become: a disposition and, where they are consolidated, the core component."""

    disposition: str
    component: str
    applications: tuple[str, ...]


def read(text: str | None) -> tuple[Step, ...]:
    """The steps that an address holds; what is no step is left out."""
    steps = []
    for part in (text or "").split(";"):
        disposition, _, rest = part.partition(":")
        component, _, listed = rest.partition(":")
        applications = tuple(unquote(one) for one in listed.split(",") if one)
        if disposition in DISPOSITIONS and applications and (component != "") == (disposition == CONSOLIDATE):
            steps.append(Step(disposition, unquote(component), applications))
    return tuple(steps)


def written(steps: Iterable[Step]) -> str:
    """The steps as an address holds them."""
    return ";".join(
        f"{step.disposition}:{quote(step.component, safe=' ')}:{','.join(quote(one, safe=' ') for one in step.applications)}"
        for step in steps
    )


def changes(steps: Sequence[Step]) -> dict[str, tuple[str, str]]:
    """Application → (disposition, component) in the end."""
    return {one: (step.disposition, step.component) for step in steps for one in step.applications}


def asked(steps: Sequence[Step]) -> str | None:
    """What the queries of a plan are given: a line for each application; None for a plan without steps."""
    return "\n".join("\t".join((one, *to)) for one, to in changes(steps).items()) or None
