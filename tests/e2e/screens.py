"""The screens there are: one for each file directly under pages/, at the address of its name; the Overview at /."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.server import ROOT

FIRST = "overview"
PROMISED = {"overview", "inventory", "migration", "gateways", "partners", "updates"}


def screens(root: Path = ROOT) -> dict[str, str]:
    """Name of each screen → its path in the address: {"overview": "", "inventory": "inventory", …}."""
    names = sorted(path.stem for path in (root / "pages").glob("*.py") if not path.stem.startswith("_"))
    return {name: "" if name == FIRST else name for name in names}
