"""How people sign in, if they do, and whether a request is of the one person at this machine.

Out of the box the dashboard listens on the loopback, nobody signs in, and whoever is at the machine may do everything. Served
elsewhere without sign-in, everyone who reaches it may look and nobody may change anything. Sign-in is set up by an [auth] section
in .streamlit/secrets.toml (OpenID Connect), or by server.trustedUserHeaders with the addresses of the proxy that sets them in
PROGRAMME_PROXY.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
import socket
import time
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from streamlit import config
from streamlit.auth_util import get_secrets_auth_section
from streamlit.web.server.server_util import get_url
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks, is_host_allowed

from data.ledger import programmes, roles
from data.ledger.roles import Person

if TYPE_CHECKING:
    from starlette.types import Scope

ARRIVAL = "x-programme-arrival"
"""The header in which a run finds LOCAL or NETWORK; what a request brings under that name is taken away."""
LOCAL, NETWORK = "local", "network"
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What says that a proxy has passed a request on."""
EVERY_ADDRESS = ("0.0.0.0", "::")
"""Of a machine: what a server listens on to be reached from elsewhere."""
CLAIM = "email"
"""What the sign-in says of a person that roles go by."""


ended: dict[tuple[str, object], float] = {}
"""Sign-ins that their person has ended, here or in another tab: (address, when it was issued) → when it would end by itself."""


def end(claims: Mapping[str, Any]) -> None:
    """Ends a sign-in, in every tab of its person. What has ended by itself since is kept no longer."""
    now = time.time()
    for each in [each for each, until in list(ended.items()) if until <= now]:
        ended.pop(each, None)
    expires = claims.get("exp")
    ended[str(claims.get(CLAIM)), claims.get("iat")] = expires if isinstance(expires, (int, float)) else now


class Arrangement(Enum):
    """How people sign in."""

    ALONE = "alone"  # nobody does: the loopback only
    OPEN = "open"  # nobody does, and others reach it
    PROVIDER = "provider"  # at an identity provider
    PROXY = "proxy"  # at a proxy, which says who it is in a header


def arrangement() -> Arrangement:
    """How people sign in, as the settings say it now."""
    if trusted_headers():
        return Arrangement.PROXY
    if get_secrets_auth_section():
        return Arrangement.PROVIDER
    return Arrangement.ALONE if is_on_loopback() else Arrangement.OPEN


def trusted_headers() -> tuple[str, ...]:
    """The names, small, of the headers in which a proxy says who somebody is."""
    return tuple(name.lower() for name in config.get_option("server.trustedUserHeaders") or {})


def proxies() -> tuple[str, ...]:
    """The addresses of the proxies that may say who somebody is."""
    return tuple(each.strip() for each in os.environ.get("PROGRAMME_PROXY", "").split(",") if each.strip())


def contact() -> str:
    """Who is named in PROGRAMME_CONTACT for whoever has trouble using the dashboard: an address, a number or both; or nothing."""
    return os.environ.get("PROGRAMME_CONTACT", "").strip()[:300]


def is_on_loopback() -> bool:
    """Whether only this machine can reach the server."""
    return is_loopback(config.get_option("server.address") or "")


def is_loopback(host: str) -> bool:
    """Whether a name or an address is of this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def arrival(scope: Scope) -> str:
    """LOCAL where a request is of the one person at this machine: on the loopback, to the loopback, and passed on by nobody."""
    headers, peer = Headers(scope=scope), (scope.get("client") or ("", 0))[0]
    is_direct = is_loopback(peer) and not any(name in headers for name in FORWARDED)
    is_alone = arrangement() is Arrangement.ALONE and is_loopback(name_in(headers.get("host", "")))
    return LOCAL if is_direct and is_alone else NETWORK


def is_from_proxy(scope: Scope) -> bool:
    """Whether a request was passed on by a proxy that may say who somebody is.

    What listens on the loopback hears only this machine, where the server in front of the application may have put the
    reader's address in the place of the proxy's.
    """
    if is_on_loopback():
        return any(map(is_loopback, proxies()))
    peer = (scope.get("client") or ("", 0))[0]
    # A proxy never names itself there: that address is then none of a connection, but what the server has believed of a program
    # of this machine.
    return peer in proxies() and peer not in _forwarded_for(Headers(scope=scope))


def _forwarded_for(headers: Headers) -> set[str]:
    """The addresses that X-Forwarded-For names, in any form that a server reads there: 10.1.1.1, 10.1.1.1:80, [::1]:80."""
    named = re.split(r"[\s,\[\]]+", ",".join(headers.getlist("x-forwarded-for")))
    return {form for each in named for form in (each, each.rpartition(":")[0])}


def address_of(scope: Scope) -> str | None:
    """The address of whoever sends a request, as their sign-in says it; empty where nobody has signed in. None where nobody does
    sign in."""
    how = arrangement()
    if how is Arrangement.PROXY:
        headers = Headers(scope=scope) if is_from_proxy(scope) else Headers()
        named = config.get_option("server.trustedUserHeaders")
        return next((headers.get(header, "") for header, claim in named.items() if claim == CLAIM), "")
    if how is not Arrangement.PROVIDER:
        return None
    signed = _get_signed_cookie_with_chunks(HTTPConnection(scope).cookies, USER_COOKIE_NAME)
    claims = json.loads(signed) if signed else {}
    expires, address = claims.get("exp"), str(claims.get(CLAIM) or "")
    is_over = not isinstance(expires, (int, float)) or expires <= time.time() or (address, claims.get("iat")) in ended
    return "" if is_over or claims.get("email_verified") is False else address


def may_look(scope: Scope) -> bool:
    """Whether whoever sends a request may look at any programme. Raises StoreError where what is said of roles can't be read."""
    address = address_of(scope)
    if address is None:
        return True
    return any(roles.role_of(Person(address), each.id) is not None for each in programmes.listed())


def is_stranger(scope: Scope) -> bool:
    """Whether a request comes from elsewhere than this machine and the proxy, where people sign in."""
    peer = (scope.get("client") or ("", 0))[0]
    is_signed_in_to = arrangement() in (Arrangement.PROVIDER, Arrangement.PROXY)
    return is_signed_in_to and not is_on_loopback() and not is_loopback(peer) and peer not in proxies()


def name_in(host: str) -> str:
    """The name in a Host header, without its port; empty where it is no host."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def is_our_name(host: str) -> bool:
    """Whether the dashboard is served under the name that a request asks for. On the loopback every other name is refused, for a
    page elsewhere could have its own name lead here and read along."""
    if config.get_option("server.allowedHosts"):
        return is_host_allowed(host)
    if not is_on_loopback():
        return True
    name = name_in(host)
    redirect = str(get_secrets_auth_section().get("redirect_uri", ""))
    return is_loopback(name) or (bool(name) and name == urlsplit(redirect).hostname)


def addresses() -> str:
    """Where the dashboard is, for whoever starts the server; nothing is asked of the network for it."""
    address = config.get_option("server.address")
    if config.is_manually_set("browser.serverAddress"):
        return get_url(config.get_option("browser.serverAddress"))
    if address and address not in EVERY_ADDRESS:
        return get_url(f"[{address}]" if ":" in address else address)
    return f"{get_url('localhost')}, and from elsewhere {get_url(socket.gethostname())}"


def said_at_start() -> str:
    """For whoever starts the server: who may come in, and what is still to be done."""
    how = arrangement()
    if how is Arrangement.ALONE:
        return "Served to this machine only: whoever is at it may do everything."
    if how is Arrangement.OPEN:
        return (
            f"Served on {config.get_option('server.address') or 'every address of this machine'} without sign-in: everyone who "
            "reaches it may look, and nobody may change anything. Uploads are off until sign-in is set up (docs/serving.md)."
        )
    if how is Arrangement.PROXY:
        named = ", ".join(trusted_headers())
        if not proxies():
            return (
                f"The header {named} is to say who somebody is, but PROGRAMME_PROXY names no proxy that may set it: nobody is "
                "signed in (docs/serving.md)."
            )
        start = f"Who somebody is, the proxy at {', '.join(proxies())} says in the header {named}."
    else:
        provider = urlsplit(str(get_secrets_auth_section().get("server_metadata_url", ""))).hostname
        start = f"People sign in through {provider or 'a provider'}."
    if not roles.administrators(roles.EVERY):
        return f"{start} Nobody is an administrator yet: ‘python -m data roles grant ADDRESS administrator’ names the first."
    return start
