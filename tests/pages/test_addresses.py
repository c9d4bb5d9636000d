"""Whatever an address says, the screen shows what it shows without, or says what it can't use."""

from __future__ import annotations

import re
from datetime import date
from itertools import cycle, islice
from pathlib import Path

import pytest
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy
from streamlit.testing.v1 import AppTest

import queries
from tests import hostile
from tests.deep import examples, whose_turn
from tests.e2e.screens import screens
from tests.pages.opening import at_address, opened
from tests.queries.test_renames import renamed_copy

VALUES: tuple[str | list[str], ...] = (
    *hostile.PAYLOADS.values(), *hostile.REFUSED.values(),
    "0", "-1", "-0", "1e308", "nan", "inf", "9" * 18, "9" * 5000, "0x10", "1_000", "٣", "²", "1.5", "true", "None", "null", "[]",
    "{}", "[[[[", "[" * 9000, '{"a": 1}', "[1, null]", '{"applications": "x"}',
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


CHOICE = (str, int, float, bool, date, type(None))


def is_choice(value: object) -> bool:
    """A plain value, or a handful of them: the memory of a session must not grow with the programme."""
    if isinstance(value, dict):
        return len(value) <= 50 and all(is_choice(each) for each in value.values())
    if isinstance(value, (list, tuple, set)):
        return len(value) <= 50 and all(is_choice(each) for each in value)
    return isinstance(value, CHOICE) and (not isinstance(value, str) or len(value) <= 1000)


@pytest.mark.parametrize("name", screens())
def test_a_screen_takes_any_address(sample: Path, name: str, asked: set[str]):
    """Each name with values of its own; with DEEP_TESTS each with every value. Without any it shows the sample, and its session
    holds choices and no data."""
    kept = opened(name).session_state.to_dict()
    assert not {key: type(value) for key, value in kept.items() if not is_choice(value)}
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
        assert len(said(app)) <= 1, (name, app.query_params)


def said(app: AppTest) -> list[str]:
    return [re.sub("[\\\\\u2060]", "", info.value) for info in app.info if info.value.startswith("The address gives")]


ONE = "The address gives {}, which can't be used here and is left out."
SEVERAL = "The address gives values that can't be used here and are left out: {}."


@pytest.mark.parametrize(
    ("name", "choices", "sentence"),
    [
        ("outlook", {"as_at": "2013-02-30"}, ONE.format("‘2013-02-30’ for ‘As at’")),
        (
            "outlook", {"ledger_version": "9999", "team_pct": "many", "by": "x" * 300, "out": "-3"},
            SEVERAL.format("‘9999’ for ‘Ledger version’, ‘many’ for ‘Another team: quicker by’ and 2 more"),
        ),
        ("migration", {"part": "Wave", "late": "perhaps"}, SEVERAL.format("‘Wave’ for ‘Part’ and ‘perhaps’ for ‘Late’")),
        ("vehicle", {"weights": "[" * 9000}, ONE.format(f"‘{'[' * 39}…’ for ‘Weights’")),
        ("outlook", {"as_at": "2013-08-31", "ledger_version": "40", "team_pct": "20", "by": "2014-03-01", "x": "x"}, ""),
        ("vehicle", {"weights": '{"Keeps public ownership": 0}'}, ""),
        ("withdrawal", {"withdrawn": "P05,P03", "shared_by": "staff"}, ""),
        ("investment", {"rate": "4.50", "rate_of": "own"}, ""),
    ],
)  # fmt: skip
def test_what_an_address_says_that_can_not_be_used_is_said_in_one_line(
    sample: Path, name: str, choices: dict[str, str], sentence: str
):
    assert said(at_address(name, **choices).run()) == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("name", "choices"),
    whose_turn(
        [
            ("application", {"application_id": "APP-101x"}),
            ("gateways", {"gateway_id": "GW2x"}),
            ("decisions", {"decision_id": "D-01x"}),  # a list without a screen of its own for each row
            ("migration", {"wave_id": "W3x"}),  # a filter
            ("withdrawal", {"withdrawn": "P03,P08x"}),  # several
            ("timeline", {"lane": "decisions", "row_key": "D-01x"}),
        ],
        2,
    ),
)
def test_a_key_that_a_row_has_another_day_leads_to_the_row(renamed: None, name: str, choices: dict[str, str]):
    """Who steps back to a report before a rename was told that nothing had been reported of the row."""
    earlier = {choice: text.replace("x", "") for choice, text in choices.items()}
    new, old = (
        {choice: text.split(",")[-1] for choice, text in each.items()}.popitem()[1] for each in (choices, earlier)
    )
    for day, other, own, sentence in (
        ("2013-02-28", choices, earlier, f"{new} was called {old} then."),
        ("2013-09-30", earlier, choices, f"{old} is now called {new}."),
    ):
        led, straight = (opened(name, as_at=day, **each) for each in (other, own))
        assert [caption for caption in captions(led) if " called " in caption] == [sentence]
        assert texts(led) == texts(straight)


def captions(app: AppTest) -> list[str]:
    return [re.sub("[\\\\\u2060]", "", each.value) for each in app.caption]


def texts(app: AppTest) -> list[str]:
    return [each.value for each in (*app.header, *app.markdown, *app.info)]


@pytest.fixture(scope="module")
def renamed_store(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return renamed_copy(sample_folder, tmp_path_factory.mktemp("renamed"))


@pytest.fixture
def renamed(renamed_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROGRAMME_STORE", str(renamed_store))
    queries._answer.cache_clear()
