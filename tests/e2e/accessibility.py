"""What axe-core finds on a screen, without what Streamlit itself does and no page can help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from pages.narrative.accessibility import BARRIERS
from tests.e2e.tab import Tab

COUNTED = ("serious", "critical")
EVERY = ("minor", "moderate", *COUNTED)
"""The impacts that axe-core gives its findings: all are asked for in the states into which only a reader brings a screen."""

STREAMLITS_OWN = {(each.rule, each.inside): each.what for each in BARRIERS if each.rule}
"""(axe's rule, a data-testid that the element lies in) → why it stands: what the accessibility statement says."""


@dataclass(frozen=True)
class Finding:
    """One element that axe-core objects to."""

    rule: str
    impact: str
    element: str  # its HTML, shortened
    why: str

    def __str__(self) -> str:
        return f"{self.impact} {self.rule}: {self.element}\n    {self.why}"


def inside(tab: Tab, target: list[Any], test_id: str) -> bool:
    """Whether the element that axe names lies in (or is) one with this data-testid. Frames and shadow roots: no."""
    if len(target) != 1 or not isinstance(target[0], str):
        return False
    found = "([selector, id]) => !!document.querySelector(selector)?.closest(`[data-testid=${id}]`)"
    return bool(tab.page.evaluate(found, [target[0], test_id]))


OF_COLOURS = ("color-contrast", "link-in-text-block")
"""Those of axe's rules that a change of colours alone can break."""
OF_LAYOUT = (*OF_COLOURS, "target-size", "scrollable-region-focusable")
"""Those that another width can break, where the same elements are shown."""


RUN = """([options, counted]) => axe.run({
    rules: Object.fromEntries(axe._audit.rules.filter(rule => rule.impact && !counted.includes(rule.impact))
        .map(rule => [rule.id, { enabled: false }]).concat([["target-size", { enabled: true }]])),
    ...options, resultTypes: ["violations"],
}).then(results => results.violations)"""
"""What axe finds has the impact of its rule, where that has one: rules of a lesser one aren't asked, a fourth of the work."""

NAMED = "() => !document.querySelector('[data-testid=stFileUploaderDropzone][role=presentation]')"
"""Whether pages/serving/names.js, which waits until a run has brought all, has given its roles."""

LIGHTLY = {"preload": False, "iframes": False}
"""What axe would do first, at a third of its time: fetch all styles and sounds again, for rules that aren't asked or don't
count here, and wait for frames, of which there are none."""


def findings(tab: Tab, *rules: str, counted: tuple[str, ...] = COUNTED) -> list[Finding]:
    """The serious and critical findings on the screen as it is, Streamlit's own left out. `rules`: of these only; `counted`:
    of these impacts."""
    tab.page.wait_for_function(NAMED)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    if not tab.page.evaluate("() => 'axe' in window"):
        tab.page.evaluate(AXE_SCRIPT)
    return [
        Finding(violation["id"], violation["impact"], node["html"][:300], node.get("failureSummary", violation["help"]))
        for violation in tab.page.evaluate(RUN, [{**LIGHTLY, **only}, counted])
        if violation["impact"] in counted
        for node in violation["nodes"]
        if not any(rule == violation["id"] and inside(tab, node["target"], test_id) for rule, test_id in STREAMLITS_OWN)
    ]
