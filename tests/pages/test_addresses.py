"""Whatever an address says, the screen shows what it shows without, or says what it can't use."""

from __future__ import annotations

from itertools import cycle, islice
from pathlib import Path

import pytest
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy

from tests import hostile
from tests.deep import examples
from tests.e2e.screens import screens
from tests.pages.opening import at_address

VALUES: tuple[str | list[str], ...] = (
    *hostile.PAYLOADS.values(), *hostile.REFUSED.values(),
    "0", "-1", "-0", "1e308", "nan", "inf", "9" * 18, "9" * 5000, "0x10", "1_000", "٣", "²", "1.5", "true", "None", "null", "[]",
    "{}", "[[[[",     '{"a": 1}', "[1, null]", '{"applications": "x"}',
    "0001-01-01", "9999-12-31", "2013-02-30", "2013-13-01", "1900-01-01", "2013-09-30T00:00", "20130930", "2013-W01-1",
    "", " ", ",", ",,,", "a,b,c", "%00", "%2F..%2F", "..%5C", "\ud7ff", "\u202e", "x" * 8000,
    ["1", "2"], ["2013-09-30", "2013-08-31"],
)  # fmt: skip
OF_EVERY_SCREEN = ("as_at", "ledger_version", "programme", "nobody_knows_this")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names that screens look for in the address, as they look."""
    names: set[str] = set()
    get = QueryParamsProxy.get

    def noted(self: QueryParamsProxy, key: str, default: object = None) -> object:
        names.add(key)
        return get(self, key, default)

    monkeypatch.setattr(QueryParamsProxy, "get", noted)
    return names


@pytest.mark.parametrize("name", screens())
def test_a_screen_takes_any_address(sample: Path, name: str, asked: set[str]):
    """Each name with values of its own; with DEEP_TESTS each with every value."""
    assert not at_address(name).run().exception
    names = sorted({*asked, *OF_EVERY_SCREEN})
    start = list(screens()).index(name) * 11
    for turn in range(examples(1, len(VALUES))):
        values = islice(cycle(VALUES), start + turn, None)
        app = at_address(name)
        for each, value in zip(names, values, strict=False):
            if each != "programme" or turn % 7 == 3:
                app.query_params[each] = value
        app.run()
        assert not app.exception, (name, app.query_params, app.exception)
        assert len(app.title) == 1, (name, app.query_params)
