"""docs/nginx.conf as it is, but for ports and paths, in front of a dashboard: TLS, sign-in by a header, screens, limits."""

from __future__ import annotations

import datetime
import http.client
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, expect

from data.ledger import roles
from data.ledger.roles import EVERY, Role
from tests import nginx
from tests.debian import missing_is_failure
from tests.e2e.conftest import checked
from tests.e2e.server import ROOT, Server, free_port, serve
from tests.e2e.tab import new_tab
from tests.e2e.test_sign_in import seen

ANNA, EVE = "anna@council.gov.uk", "eve@council.gov.uk"


class SignIn(BaseHTTPRequestHandler):
    """In the place of the council's sign-in service: who somebody is, their cookie says; without one they are to sign in."""

    def do_GET(self) -> None:
        who = self.headers.get("Cookie", "").partition("who=")[2].partition(";")[0]
        if self.path.startswith("/oauth2/start"):
            self.send_response(200)
            self.send_header("Set-Cookie", f"session={'s' * 20_000}")  # many groups, long tokens
        else:
            self.send_response(202 if who else 401)
            if who:
                self.send_header("X-Auth-Request-Email", who)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what it saw."""


class SignIns(ThreadingHTTPServer):
    """Asked for each file of a first visit, all at once."""

    request_queue_size = 200


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate that nobody else signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, private = folder / "localhost.pem", folder / "localhost.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plainly = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plainly))
    return certificate, private


def configuration(folder: Path, plain: int, tls: int, dashboard: int, sign_in: int) -> str:
    """The sample with the names and ports of this test, in what Debian puts around it."""
    certificate, key = certify(folder)
    sample = (ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
    for named, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("server_name dashboard.council.gov.uk;", "server_name localhost;"),
        ("/etc/ssl/certs/dashboard.council.gov.uk.pem", str(certificate)),
        ("/etc/ssl/private/dashboard.council.gov.uk.key", str(key)),
        ("127.0.0.1:8501", f"127.0.0.1:{dashboard}"),
        ("127.0.0.1:4180", f"127.0.0.1:{sign_in}"),
    ):
        assert named in sample
        sample = sample.replace(named, here)
    kept = "".join(
        f"{what}_temp_path {folder / what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{kept}{sample}}}\n"
    )


@pytest.fixture(scope="module")
def proxied(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, int, int]]:
    """The dashboard behind nginx (its store; the proxy's port for TLS, and that without)."""
    binary = nginx.find()
    if binary is None and missing_is_failure():
        pytest.fail(nginx.HOW)
    if binary is None:
        pytest.skip(nginx.HOW)
    folder = tmp_path_factory.mktemp("proxied")
    shutil.copytree(server.store.parent, folder / "served")
    plain, tls, behind = free_port(), free_port(), free_port()
    with SignIns(("127.0.0.1", 0), SignIn) as sign_in, pytest.MonkeyPatch.context() as patch:
        threading.Thread(target=sign_in.serve_forever, daemon=True).start()
        patch.setenv("PROGRAMME_PROXY", "127.0.0.1")
        patch.setenv("PROGRAMME_STORE", str(folder / "served" / server.store.name))
        roles.say(ANNA, Role.ADMINISTRATOR, EVERY, "test", may_leave_none=True)
        settings = (
            "--server.trustedUserHeaders",
            '{"X-Forwarded-Email": "email"}',
            "--server.allowedHosts",
            "localhost",
        )
        with serve(folder / "served" / server.store.name, *settings, port=behind) as running:
            conf = folder / "nginx.conf"
            conf.write_text(configuration(folder, plain, tls, behind, sign_in.server_port), encoding="utf-8")
            subprocess.run([binary, "-t", "-c", str(conf)], check=True, capture_output=True)
            process = subprocess.Popen([binary, "-c", str(conf)])
            try:
                for _ in checked(running):
                    yield running, tls, plain
            finally:
                process.terminate()
                process.wait(10)
                sign_in.shutdown()


def ask(port: int, method: str, path: str, *, tls: bool = True, **headers: str) -> http.client.HTTPResponse:
    """An answer of the proxy's, without a browser."""
    if tls:
        unchecked = ssl.create_default_context()
        unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection("localhost", port, context=unchecked)
    else:
        connection = http.client.HTTPConnection("localhost", port)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return connection.getresponse()


def test_behind_nginx_screens_come_over_tls_to_who_the_proxy_says_it_is(
    browser: Browser, proxied: tuple[Server, int, int]
):
    _, tls, _ = proxied
    address = f"https://localhost:{tls}"
    with new_tab(browser, address, ignore_https_errors=True) as tab:
        for who, claimed, sees in (
            (ANNA, EVE, "Administrator"),
            (EVE, ANNA, f"{EVE} may look at nothing here. Ask an administrator: {ANNA}."),
        ):
            # Whoever writes the header themselves is still who the proxy says.
            tab.page.set_extra_http_headers({"X-Forwarded-Email": claimed})
            tab.page.context.clear_cookies()
            tab.page.context.add_cookies([{"name": "who", "value": who, "url": address}])
            tab.open("gateways")
            expect(tab.page.get_by_text(seen(sees)).first).to_be_visible()
            cookies = [each for each in tab.page.context.cookies() if each.get("name") != "who"]
            assert cookies
            assert all(each.get("secure") for each in cookies)
            assert not tab.complaints


def test_the_proxy_lets_nobody_else_in_and_nothing_that_is_too_large(proxied: tuple[Server, int, int]):
    _, tls, plain = proxied
    redirected = ask(plain, "GET", "/inventory?q=1", tls=False)
    assert (redirected.status, redirected.getheader("Location")) == (301, "https://localhost/inventory?q=1")
    turned_away = ask(tls, "GET", "/", X_Forwarded_Email=ANNA)
    assert (turned_away.status, "/oauth2/start?rd=" in str(turned_away.getheader("Location"))) == (302, True)
    too_large = ask(tls, "PUT", "/_stcore/upload_file/a/b", Cookie=f"who={ANNA}", Content_Length=str(60 * 2**20))
    assert too_large.status == 413
    let_in = ask(tls, "GET", "/", Cookie=f"who={ANNA}", Accept="text/html")
    assert let_in.getheader("Strict-Transport-Security") == "max-age=31536000"
    assert "Secure" in str(let_in.getheader("Set-Cookie"))
    assert ask(tls, "GET", "/healthz").status == 200
    cookies = f"who={ANNA}; session={'s' * 20_000}"
    assert [ask(tls, "GET", path, Cookie=cookies).status for path in ("/", "/oauth2/start")] == [200, 200]
    assert ask(tls, "GET", "/_stcore/metrics", Cookie=f"who={ANNA}").status == 404
