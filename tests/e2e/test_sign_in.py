"""People sign in at a provider: who is let in, who is not, what they may do, and how it ends."""

from __future__ import annotations

import re
import secrets
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import oidc_provider_mock
import pytest
from playwright.sync_api import Browser, Page, expect

from data import ledger
from data.ledger import roles
from data.ledger.roles import EVERY, Role
from tests.e2e.accessibility import findings
from tests.e2e.conftest import checked
from tests.e2e.server import Server, serve
from tests.e2e.tab import DESKTOP, PHONE, Tab, next_tab
from tests.e2e.test_updates import HEADINGS, put_in

ANNA, BEN, EVE = "anna@council.gov.uk", "ben@council.gov.uk", "eve@council.gov.uk"
HOUR = 3600


@pytest.fixture(scope="module")
def lifetime() -> list[int]:
    """For how many seconds the provider says that a sign-in holds."""
    return [HOUR]


@pytest.fixture(scope="module")
def signing_in(
    server: Server, next_port: int, lifetime: list[int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The dashboard with a provider at which Anna, Ben and Eve have accounts; its sample is a copy of the shared one's."""
    folder, port = tmp_path_factory.mktemp("signing in"), next_port
    shutil.copytree(server.store.parent, folder / "served")
    accounts = [oidc_provider_mock.User(sub=each.split("@")[0], claims={"email": each}) for each in (ANNA, BEN, EVE)]
    with (
        pytest.MonkeyPatch.context() as patch,
        oidc_provider_mock.run_server_in_thread(user_claims=accounts) as provider,
    ):
        config_of = oidc_provider_mock._app.OpenIDCode.get_jwt_config

        def with_lifetime(*given: Any, **named: Any) -> dict[str, Any]:
            return config_of(*given, **named) | {"exp": lifetime[0]}

        patch.setattr(oidc_provider_mock._app.OpenIDCode, "get_jwt_config", with_lifetime)
        settings = folder / "secrets.toml"
        settings.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{secrets.token_urlsafe(48)}"\n'
            f'client_id = "dashboard"\nclient_secret = "{secrets.token_urlsafe(16)}"\n'
            f'server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"\n'
        )
        store = folder / "served" / server.store.name
        with serve(store, f"--secrets.files={settings}", port=port) as running:
            yield from checked(running)


@pytest.fixture(autouse=True)
def given_roles(signing_in: Server, lifetime: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Anna is the administrator, Ben an editor, and Eve nothing."""
    monkeypatch.setenv("PROGRAMME_STORE", str(signing_in.store))
    lifetime[0] = HOUR
    give(ANNA, Role.ADMINISTRATOR)
    give(BEN, Role.EDITOR)


def give(who: str, role: Role | None) -> None:
    roles.say(who, role, EVERY, "test", may_leave_none=True)


@contextmanager
def at_the_door(browser: Browser, server: Server, path: str = "", **more: Any) -> Iterator[Tab]:
    """A tab of somebody who opens a screen and is asked to sign in."""
    with next_tab(browser, server.url, **more) as tab:
        tab.open(path)
        expect(tab.page.get_by_text("Sign in to see the programme.")).to_be_visible()
        yield tab


def sign_in(tab: Tab, address: str) -> None:
    """At the provider, whose page asks for a style elsewhere that nobody brings."""
    tab.page.get_by_test_id("stMain").get_by_role("button", name="Sign in").click()
    tab.page.get_by_role("button", name=address.split("@")[0], exact=True).click()
    tab.wait_ready()


def seen(sentence: str) -> re.Pattern[str]:
    """A sentence, in which what an address is made of may be kept apart by a sign that is not seen."""
    return re.compile(re.sub("[@:]", lambda found: found[0] + "\u2060?", re.escape(sentence)))


def status(url: str) -> int:
    """Of the answer to somebody who has not signed in."""
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_a_link_is_opened_after_signing_in_and_signing_out_ends_it_in_every_tab(browser: Browser, signing_in: Server):
    with at_the_door(browser, signing_in, "inventory?department=Housing") as tab:
        assert not tab.page.get_by_test_id("stSidebarNav").count(), "no screen is named"
        assert not findings(tab)
        sign_in(tab, BEN)
        assert (heading(tab.page), "department=Housing" in tab.page.url) == ("Inventory", True)
        with tab.page.expect_download() as given:
            tab.page.get_by_role("button", name="Download CSV").first.click()
        strangers = [
            tab.page.context.request.get(given.value.url, headers={"Cookie": ""}).status,
            status(given.value.url),
        ]
        assert (tab.page.context.request.get(given.value.url).status, strangers) == (200, [403, 403])
        tab.page.set_viewport_size({"width": 320, "height": 640})
        expect(tab.page.get_by_role("button", name="Editor", exact=True)).to_be_in_viewport(ratio=1)
        sizes = tab.page.locator(".st-key-as_at_bar button").evaluate_all(
            "all => all.filter(each => each.checkVisibility()).map(each => each.getBoundingClientRect())"
            ".map(box => Math.min(box.width, box.height))"
        )
        assert len(sizes) >= 5
        assert min(sizes) >= 24
        tab.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        other = Tab(tab.page.context.new_page(), signing_in.url)
        other.open("gateways")
        assert heading(other.page) == "Gateways"
        tab.page.get_by_role("button", name="Editor", exact=True).click()
        expect(tab.page.get_by_text(seen(f"Signed in as {BEN}, editor of ‘ICT shared services’."))).to_be_visible()
        assert not findings(tab)
        tab.page.get_by_role("button", name="Sign out").click()
        tab.page.get_by_role("button", name="End session").click()  # the provider asks whether it is to forget, too
        expect(tab.page.get_by_text("Sign in to see the programme.")).to_be_visible()
        other.after(other.page.get_by_role("button", name="Earlier report").click)
        expect(other.page.get_by_text("You have signed out. Sign in again to go on.")).to_be_visible()
        other.page.close()


def test_who_has_no_role_sees_whom_to_ask(browser: Browser, signing_in: Server):
    with at_the_door(browser, signing_in, "updates?embed=true", size=PHONE, dark=True) as tab:
        sign_in(tab, EVE)
        expect(
            tab.page.get_by_text(seen(f"{EVE} may look at nothing here. Ask an administrator: {ANNA}."))
        ).to_be_visible()
        assert not findings(tab)
        assert tab.sideways() <= 0


def test_a_role_that_goes_while_a_file_waits_leaves_nothing_to_press(browser: Browser, signing_in: Server):
    before = ledger.ledger_version()
    with at_the_door(browser, signing_in, "updates") as tab:
        sign_in(tab, BEN)
        put_in(tab, "decisions.csv", HEADINGS + "E2E-9,Extra review,Programme board,decision,30/09/2013,done\n")
        expect(tab.page.get_by_text(seen(f"Signed in as {BEN}"))).to_be_visible()
        assert not tab.page.get_by_role("textbox", name="Your name").count()
        give(BEN, None)
        tab.after(lambda: tab.page.get_by_role("button", name="Start again").click())
        expect(tab.page.get_by_text(seen(f"{BEN} may look at nothing here."))).to_be_visible()
        assert not tab.page.get_by_test_id("stFileUploader").count()
    assert ledger.ledger_version() == before


def test_a_sign_in_that_has_ended_is_none(browser: Browser, signing_in: Server, lifetime: list[int]):
    lifetime[0] = -60  # the clocks of two machines are never quite alike, so Streamlit itself lets it pass
    with at_the_door(browser, signing_in) as tab:
        sign_in(tab, ANNA)
        expect(tab.page.get_by_text("Your sign-in ended on")).to_be_visible()
        assert not tab.page.get_by_test_id("stSidebarNav").count()
