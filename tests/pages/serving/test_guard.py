"""The door: what is let in to what, what every answer says, and that a file is refused before any of it is read."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from streamlit import config, net_util
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web import bootstrap
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from data.ledger import roles
from data.ledger.publishing import pointer
from data.ledger.roles import EVERY, Person, Role
from pages import serving
from pages.serving import asked_anew, guard, health, sign_in, upload_gate
from pages.serving.headers import INLINE
from tests.data.ledger.test_ledger import JANUARY, enter, waves

PAGE = b"<html><head><script>ours()</script></head></html>"
HERE = "dashboard.council.gov.uk"
Ask = Callable[..., tuple[int, dict[str, str], list[str]]]


@pytest.fixture
def setting(monkeypatch):
    """Says what a setting of the server is."""
    real = config.get_option
    given: dict[str, Any] = {}
    monkeypatch.setattr(config, "get_option", lambda name: given[name] if name in given else real(name))
    return given.__setitem__


@pytest.fixture(autouse=True)
def doors_of_its_own(monkeypatch):
    """The screens of other tests come through no door, whichever are built here."""
    monkeypatch.setattr(guard, "is_built", False)


@pytest.fixture
def ask() -> Ask:
    """Asks the door: gives the status (0: let in, of a connection that stays), the headers, and the cookies of the answer.
    What is behind it, is in `ask.scopes`; how often the body was asked for, in `ask.read`."""
    scopes: list[Any] = []
    answer = {"status": 200, "headers": [(b"set-cookie", b"a=1; Path=/"), (b"set-cookie", b"b=2; Secure")]}

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)
        if scope["type"] == "http":
            await receive()
            await send({"type": "http.response.start", **answer})
            await send({"type": "http.response.body", "body": b""})
        else:
            await send({"type": "websocket.accept"})

    def through(
        path: str = "/", method: str = "GET", peer: str = "127.0.0.1", kind: str = "http", **headers: str | None
    ):
        sent: list[Any] = []

        async def receive() -> Any:
            through.read += 1  # type: ignore[attr-defined]
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        named = {"host": "127.0.0.1:8501", **{name.replace("_", "-"): value for name, value in headers.items()}}
        given = {name: value for name, value in named.items() if value is not None}
        scope = {
            "type": kind, "method": method, "path": path, "query_string": b"", "client": (peer, 1), "scheme": "http",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
        }  # fmt: skip
        if kind == "websocket":
            del scope["method"]
        asyncio.run(guard.Guard(behind, lambda: PAGE)(scope, receive, send))
        if not sent:
            return 0, {}, []
        pairs = [(name.decode().lower(), value.decode()) for name, value in sent[0].get("headers", [])]
        cookies = [value for name, value in pairs if name == "set-cookie"]
        return sent[0].get("status", 0), dict(pairs), cookies

    through.read, through.scopes, through.answer = 0, scopes, answer  # type: ignore[attr-defined]
    return through


def arrived(ask: Ask) -> dict[str, str]:
    """The headers with which the latest request was let in."""
    return {name.decode(): value.decode() for name, value in ask.scopes[-1]["headers"]}  # type: ignore[attr-defined]


REFUSED = {
    "how much memory each cache takes": (404, {"path": "/_stcore/metrics"}),
    "buttons pressed without a browser": (404, {"path": "/_stcore/agent/interact", "method": "POST"}),
    "the same in words": (404, {"path": "/_stcore/agent/openapi.json"}),
    "sign-in by a provider, where there is none": (404, {"path": "/oauth2callback"}),
    "another site's name that leads here": (421, {"host": "evil.example"}),
    "the same, with a port": (421, {"host": "evil.example:8501"}),
    "no name": (421, {"host": ""}),
    "a connection from another site's page": (403, {"kind": "websocket", "origin": "https://evil.example"}),
    "from another program on this machine": (403, {"kind": "websocket", "origin": "http://127.0.0.1:9999"}),
    "from a page without an origin": (403, {"kind": "websocket", "origin": "null"}),
    "a file from another site's page": (
        403,
        {"path": "/_stcore/upload_file/s/f", "method": "PUT", "origin": "https://evil.example"},
    ),
}


@pytest.mark.parametrize(("status", "request_"), REFUSED.values(), ids=REFUSED)
def test_what_nobody_has_business_with_is_refused(ask: Ask, status: int, request_: dict[str, str]):
    found, headers, _ = ask(**request_)
    assert found == status
    assert not ask.scopes  # type: ignore[attr-defined]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_who_watches_over_the_server_may_ask_without_a_name(ask: Ask):
    assert ask(path="/healthz", host=None)[0] == 200  # HTTP/1.0, as HAProxy asks
    assert ask(host=None)[0] == 421


@pytest.mark.parametrize("origin", [{"origin": "http://127.0.0.1:8501"}, {}])
def test_our_own_page_connects(ask: Ask, origin: dict[str, str]):
    status, headers, _ = ask(kind="websocket", **origin)
    assert (status, headers["x-content-type-options"]) == (0, "nosniff")
    assert len(ask.scopes) == 1  # type: ignore[attr-defined]


def test_every_answer_says_what_a_browser_may_do_and_cookies_are_for_tls_behind_it(ask: Ask, setting, monkeypatch):
    _, headers, cookies = ask()
    policy = headers["content-security-policy"]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(b'ours()').digest()).decode()}'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")
    assert "strict-transport-security" not in headers
    assert cookies == ["a=1; Path=/", "b=2; Secure"]
    monkeypatch.setenv("PROGRAMME_PROXY", "10.1.1.1")
    setting("server.address", "0.0.0.0")
    for peer, is_tls in (("10.1.1.2", False), ("10.1.1.1", True)):  # only the proxy says so of itself
        _, headers, cookies = ask(peer=peer, x_forwarded_proto="https")
        assert ("strict-transport-security" in headers) is is_tls
        assert cookies == (["a=1; Path=/; Secure", "b=2; Secure"] if is_tls else ["a=1; Path=/", "b=2; Secure"])


def test_every_script_in_the_page_that_is_sent_is_named_in_its_policy():
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def finish() -> None:
        page = serving.Completed(send, takes_gzip=False, cookies=[])
        await page({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await page({"type": "http.response.body", "body": (serving.STREAMLIT / "index.html").read_bytes()})

    asyncio.run(finish())
    scripts = INLINE.findall(sent[1]["body"])
    assert len(scripts) == len(INLINE.findall(serving.page_as_sent())) > 1
    policy = serving.headers.policy(serving.page_as_sent())
    assert all(base64.b64encode(hashlib.sha256(script).digest()).decode() in policy for script in scripts)


LOCAL = {
    "at this machine": (True, {}),
    "by its name": (True, {"host": "localhost:8501"}),
    "passed on by a proxy": (False, {"x_forwarded_for": "10.0.0.9"}),
    "passed on, by another sign": (False, {"via": "1.1 proxy"}),
    "from elsewhere": (False, {"peer": "10.0.0.9"}),
    "who says so themselves": (False, {"peer": "10.0.0.9", "x_programme_arrival": "local"}),
}


@pytest.mark.parametrize(("is_local", "request_"), LOCAL.values(), ids=LOCAL)
def test_who_is_at_this_machine_is_known_by_how_they_come(ask: Ask, is_local: bool, request_: dict[str, str]):
    ask(**request_)
    assert arrived(ask)["x-programme-arrival"] == ("local" if is_local else "network")


def test_nobody_is_at_this_machine_where_others_reach_it_or_sign_in(ask: Ask, setting):
    setting("server.address", "0.0.0.0")
    assert sign_in.arrangement() is sign_in.Arrangement.OPEN
    ask()
    assert arrived(ask)["x-programme-arrival"] == "network"
    assert "nobody may change anything" in sign_in.said_at_start()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501"),
        ("::1", "http://[::1]:8501"),
        ("0.0.0.0", f"http://localhost:8501, and from elsewhere http://{socket.gethostname()}:8501"),
    ],
)
def test_the_start_says_where_it_is_served_and_asks_nobody_for_it(
    address: str, said: str, setting, monkeypatch, capsys
):
    setting("server.address", address)
    setting("server.headless", True)
    asked: list[str] = []  # Streamlit's own greeting asks a host on the internet, unless it is left out
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda url, **_: asked.append(url))
    bootstrap._print_url(is_running_hello=False)
    assert (asked, capsys.readouterr().out) == ([], "")
    assert sign_in.addresses() == said


@pytest.mark.parametrize(
    ("address", "proxy", "peer", "is_believed"),
    [
        ("0.0.0.0", "10.1.1.1", "10.1.1.1", True),
        ("0.0.0.0", "10.1.1.1", "10.1.1.2", False),  # somebody else
        ("0.0.0.0", "", "10.1.1.1", False),  # no proxy was named
        (
            "127.0.0.1",
            "127.0.0.1",
            "10.0.0.9",
            True,
        ),  # the reader's address, in the place of the proxy's on this machine
        ("127.0.0.1", "10.1.1.1", "127.0.0.1", False),
    ],
)
def test_who_somebody_is_only_the_named_proxy_says(ask: Ask, setting, monkeypatch, address, proxy, peer, is_believed):
    setting("server.trustedUserHeaders", {"X-Forwarded-Email": "email"})
    setting("server.address", address)
    setting("server.allowedHosts", [HERE])
    monkeypatch.setenv("PROGRAMME_PROXY", proxy)
    ask(peer=peer, host=HERE, x_forwarded_email="anna@council.gov.uk")
    assert ("x-forwarded-email" in arrived(ask)) is is_believed
    assert sign_in.arrangement() is sign_in.Arrangement.PROXY
    assert ask(host="evil.example")[0] == 421
    if address == "127.0.0.1":  # where Streamlit would refuse the connection, and the page stay empty
        assert ask(host="127.0.0.1:8501")[0] == 421
        assert ask("/healthz", host="127.0.0.1:8501")[0] == 200


@pytest.mark.parametrize(
    ("named", "is_believed"),
    [
        ("10.1.1.12, 192.168.10.1", True),  # the reader, and a proxy between
        (
            "10.1.1.1",
            False,
        ),  # the server puts it in the place of the connection's where a program of this machine says so
        ("10.0.0.9, 10.1.1.1:80", False),
        ("[10.1.1.1]:80", False),
    ],
)
def test_no_program_of_this_machine_gives_itself_the_address_of_a_proxy_elsewhere(
    ask: Ask, setting, monkeypatch, named, is_believed
):
    setting("server.trustedUserHeaders", {"X-Forwarded-Email": "email"})
    setting("server.address", "0.0.0.0")
    monkeypatch.setenv("PROGRAMME_PROXY", "10.1.1.1")
    ask(peer="10.1.1.1", host=HERE, x_forwarded_email="anna@council.gov.uk", x_forwarded_for=named)
    assert ("x-forwarded-email" in arrived(ask)) is is_believed


# Files ----------------------------------------------------------------------------------------------------------------


def show_box(session: str = "session") -> None:
    with roles.acting(Person("ben@council.gov.uk")):
        upload_gate.draw(session)
        upload_gate.settle(session)


def put(ask: Ask, size: object = 10, session: str = "session") -> int:
    headers = {} if size is None else {"content_length": str(size)}
    return ask(f"/_stcore/upload_file/{session}/file", "PUT", **headers)[0]


@pytest.fixture
def editor(monkeypatch):
    roles.say("ben@council.gov.uk", Role.EDITOR, EVERY, "test", may_leave_none=True)
    monkeypatch.setattr(upload_gate, "_open", {})
    monkeypatch.setattr(upload_gate, "_coming", {})


@pytest.mark.usefixtures("editor")
def test_a_file_is_taken_only_while_a_screen_has_a_box_for_it(ask: Ask):
    assert put(ask) == 403
    show_box()
    assert put(ask, session="another") == 403
    assert put(ask, None) == put(ask, "-1") == put(ask, "1e9") == 411
    in_chunks = {"content_length": "3", "transfer_encoding": "chunked"}  # however many there will be
    assert ask("/_stcore/upload_file/session/file", "PUT", **in_chunks)[0] == 411
    assert ask.read == 0, "a file that is refused is not read"  # type: ignore[attr-defined]
    assert put(ask) == 200
    roles.say("ben@council.gov.uk", Role.VIEWER, EVERY, "test", may_leave_none=True)
    assert put(ask) == 403
    roles.say("ben@council.gov.uk", Role.EDITOR, EVERY, "test", may_leave_none=True)
    assert put(ask) == 200
    upload_gate.settle("session")  # the next run had no box
    assert put(ask) == 403
    assert ask.read == 2  # type: ignore[attr-defined]


@pytest.mark.usefixtures("editor")
def test_a_session_and_all_together_bring_only_so_much_at_a_time(ask: Ask, monkeypatch):
    held = {"session": 100 * 2**20}
    monkeypatch.setattr(upload_gate, "_held", lambda: held)
    show_box()
    show_box("another")
    assert put(ask, 50 * 2**20) == 200
    assert put(ask, 50 * 2**20 + 1) == 413
    assert put(ask, 50 * 2**20) == 200, "the room for a file is given back"
    held["third"] = 190 * 2**20
    assert put(ask, 10 * 2**20, "another") == 200
    assert put(ask, 10 * 2**20 + 1, "another") == 503
    with upload_gate.coming("session", 10 * 2**20):  # while one comes, its room is taken
        assert put(ask, 1, "another") == 503


@pytest.fixture
def by_header(setting, monkeypatch) -> Callable[[str], dict[str, str]]:
    """People sign in at a proxy on this machine: gives the headers of a request of somebody's."""
    setting("server.trustedUserHeaders", {"X-Forwarded-Email": "email"})
    monkeypatch.setenv("PROGRAMME_PROXY", "127.0.0.1")
    return lambda address: {"x_forwarded_email": address, "x_forwarded_for": "10.0.0.9"} if address else {}


def by_cookie(**claims: object) -> dict[str, str]:
    """The headers of somebody who has signed in at a provider, as the framework's own cookie says it."""
    cookies: dict[str, str] = {}

    def keep(name: str, value: str) -> None:
        cookies[name] = create_signed_value(get_cookie_secret(), name, value).decode()

    held = {"email": "ben@council.gov.uk", "exp": time.time() + 60, "iat": 1, **claims}
    set_cookie_with_chunks(
        keep,
        lambda name, value: create_signed_value(get_cookie_secret(), name, value),
        "_streamlit_user",
        held,
        cookie_attr_size=99,
    )
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


@pytest.mark.parametrize("how", [sign_in.Arrangement.PROXY, sign_in.Arrangement.PROVIDER])
def test_a_tab_that_a_proxy_let_in_is_let_go_when_it_is_quiet_and_loses_no_message(how, monkeypatch):
    monkeypatch.setattr(sign_in, "arrangement", lambda: how)
    monkeypatch.setattr(asked_anew, "MOST_SECONDS", 0.0)
    monkeypatch.setattr(asked_anew, "QUIET_SECONDS", 0.05)
    got: list[Any] = []
    sent: list[Any] = []
    coming: asyncio.Queue[Any] = asyncio.Queue()

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            got.append(message["bytes"])
            await send({"type": "websocket.send", "bytes": b"answer"})
        got.append(message["code"])
        await send({"type": "websocket.send", "bytes": b"too late"})

    async def keep(message: Any) -> None:
        sent.append(message["type"])

    async def talk() -> None:
        scope = {"type": "websocket", "path": "/_stcore/stream", "client": ("127.0.0.1", 1), "scheme": "ws",
                 "headers": [(b"host", b"127.0.0.1:8501")]}  # fmt: skip
        for each in (b"one", b"two"):
            coming.put_nowait({"type": "websocket.receive", "bytes": each})
        served = asyncio.ensure_future(guard.Guard(behind, lambda: PAGE)(scope, coming.get, keep))
        done, _ = await asyncio.wait({served}, timeout=30 if how is sign_in.Arrangement.PROXY else 0.2)
        if not done:
            coming.put_nowait({"type": "websocket.disconnect", "code": 1001})
            await served

    asyncio.run(talk())
    by_proxy = ([b"one", b"two", asked_anew.CODE], ["websocket.send", "websocket.send", "websocket.close"])
    otherwise = ([b"one", b"two", 1001], ["websocket.send"] * 3)
    assert (got, sent) == (by_proxy if how is sign_in.Arrangement.PROXY else otherwise)


@pytest.mark.usefixtures("editor")
def test_a_file_for_another_persons_screen_is_refused(ask: Ask, by_header):
    show_box()
    statuses = [
        ask("/_stcore/upload_file/session/file", "PUT", content_length="10", **by_header(who))[0]
        for who in ("ben@council.gov.uk", "eve@council.gov.uk", "")
    ]
    assert statuses == [200, 403, 403]


@pytest.mark.usefixtures("editor")
def test_what_a_screen_gave_out_is_given_to_nobody_else(ask: Ask, by_header, monkeypatch):
    def got(path: str = "/media/a1b2.csv", **headers: str) -> int:
        return ask(path, **headers)[0]

    assert (got(**by_header("ben@council.gov.uk")), got(**by_header("eve@council.gov.uk")), got()) == (200, 403, 403)
    assert got("//media/a1b2.csv") == 403
    assert got("/media/icon.png") == 200, "the picture of the page on which one signs in"
    roles.say("ben@council.gov.uk", None, EVERY, "test", may_leave_none=True)
    assert got(**by_header("ben@council.gov.uk")) == 403
    roles.say("ben@council.gov.uk", Role.VIEWER, EVERY, "test", may_leave_none=True)
    monkeypatch.setattr(sign_in, "arrangement", lambda: sign_in.Arrangement.PROVIDER)
    assert got(**by_cookie()) == 200
    assert got(**by_cookie(groups=["g" * 40] * 300)) == 200, "in several parts"
    for refused in (
        by_cookie(exp=time.time() - 1), by_cookie(exp=None), by_cookie(email="eve@council.gov.uk"),
        by_cookie(email_verified=False), {"cookie": by_cookie()["cookie"][:-3] + "AAA"}, by_header("ben@council.gov.uk"), {},
    ):  # fmt: skip
        assert got(**refused) == 403, refused
    sign_in.end({"email": "ben@council.gov.uk", "iat": 1, "exp": time.time() + 60})
    assert got(**by_cookie()) == 403, "signed out, in another tab"
    sign_in.ended.clear()
    roles.say("anyone", Role.VIEWER, EVERY, "test")
    assert got() == 200


def test_what_is_remembered_of_sessions_and_sign_ins_is_bounded(monkeypatch):
    monkeypatch.setattr(upload_gate, "MOST_OPEN", 3)
    monkeypatch.setattr(upload_gate, "_open", {})
    for each in "abcde":
        show_box(each)
    show_box("c")
    assert list(upload_gate._open) == ["d", "e", "c"], "who has left theirs longest ago goes first"
    for at in range(5):
        sign_in.end({"email": "ben@council.gov.uk", "iat": at, "exp": time.time() - 1})
    assert len(sign_in.ended) == 1, "what has ended by itself need not be remembered"
    sign_in.ended.clear()


# Signing in -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("%2Finventory%3Fdepartment%3DHousing", "/inventory?department=Housing"),
        ("%2F%2Fevil.example", "/"),
        ("%2F%5Cevil.example", "/"),
        ("https%3A%2F%2Fevil.example", "/"),
        ("%2Fa%0D%0ASet-Cookie%3A%20b", "/"),
    ],
)
def test_after_signing_in_a_reader_is_where_they_wanted_to_go_and_nowhere_else(ask: Ask, monkeypatch, wanted, leads_to):
    monkeypatch.setattr(sign_in, "arrangement", lambda: sign_in.Arrangement.PROVIDER)
    _, _, cookies = ask("/auth/login", referer="http://127.0.0.1:8501/inventory?department=Housing")
    assert cookies[-1].startswith("programme_wanted=%2Finventory%3Fdepartment%3DHousing; Max-Age=600; ")
    assert len(ask("/auth/login", referer="https://evil.example/inventory")[2]) == 2, "it is kept of our own pages only"
    ask.answer.update(status=302, headers=[(b"location", b"/"), (b"set-cookie", b"_streamlit_user=signed")])  # type: ignore[attr-defined]
    _, headers, cookies = ask("/oauth2callback", cookie=f"other=1; programme_wanted={wanted}")
    assert headers["location"] == leads_to
    assert cookies[-1].startswith("programme_wanted=; Max-Age=0; ")


# Health ---------------------------------------------------------------------------------------------------------------


def test_health_says_how_the_store_is_and_fails_where_it_cant_be_read(store):
    assert health.state()[1]["ledger_version"] is None
    enter(waves(W1="First"), JANUARY)
    status, found = health.state()
    assert (status, found["status"], found["ledger_version"], found["authority_reachable"]) == (200, "ok", 1, True)
    assert isinstance(found["age_seconds"], int)
    assert str(store.parent) not in json.dumps(found)
    named = json.loads(pointer().read_text())
    pointer().write_text(json.dumps(named | {"file": "another.duckdb"}))  # one that no reader holds open
    for broken in (pointer().with_name("another.duckdb"), store):
        broken.unlink(missing_ok=True)  # the store itself is not to be written
        broken.write_bytes(b"no store")
    assert health.state()[0] == 503


def test_health_tells_who_comes_from_elsewhere_only_whether_all_is_well(setting, monkeypatch):
    def told(peer: str) -> set[str]:
        scope = {"type": "http", "client": (peer, 1), "headers": []}
        return set(json.loads(bytes(asyncio.run(health.answer(Request(scope))).body)))

    enter(waves(W1="First"), JANUARY)
    setting("server.address", "0.0.0.0")
    assert "ledger_version" in told("10.0.0.9"), "everyone may look"
    monkeypatch.setattr(sign_in, "arrangement", lambda: sign_in.Arrangement.PROVIDER)
    monkeypatch.setenv("PROGRAMME_PROXY", "10.1.1.1")
    assert told("10.0.0.9") == {"status"}
    assert told("127.0.0.1") == told("10.1.1.1") > {"status", "ledger_version"}
