"""A screen opened at its address, as by a link: without a browser, and without a visit to the Overview first."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.e2e.screens import FIRST
from tests.source import ROOT


def at_address(name: str = FIRST, **choices: str) -> AppTest:
    """The screen with these choices in the address, before its first run."""
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.query_params.update(choices)
    return app if name == FIRST else app.switch_page(f"pages/{name}.py")


def opened(name: str = FIRST, **choices: str) -> AppTest:
    """The screen with these choices in the address, which ran without an exception."""
    app = at_address(name, **choices).run()
    assert not app.exception, (name, choices, app.exception)
    assert len(app.title) == 1, (name, choices)
    return app
