"""Which store `PROGRAMME_STORE` names, if that is PostgreSQL; its printable name, and where this server's copies are.

Needs no driver, because every process asks, whatever its store.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = ("postgresql://", "postgres://")
SECRET = {"password", "sslpassword"}


def is_address(named: str) -> bool:
    """Whether the name of a store is the address of a PostgreSQL database, and not a file."""
    return named.startswith(SCHEMES)


def passwords(address: str) -> set[str]:
    """The passwords in an address, as written and as decoded."""
    try:
        parts = urlsplit(address)
        found = {parts.password or "", *(value for name, value in parse_qsl(parts.query) if name in SECRET)}
    except ValueError:
        return set()
    return {form for each in found if each for form in (each, unquote(each), quote(each, safe=""))}


def shown(address: str) -> str:
    """The address as it may be printed: without any password."""
    try:
        parts = urlsplit(address)
        query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in SECRET], safe="/,:")
        user, at, place = parts.netloc.rpartition("@")
        return urlunsplit((parts.scheme, user.partition(":")[0] + at + place, parts.path, query, ""))
    except ValueError:
        return "the address in PROGRAMME_STORE"


def without_passwords(text: str, address: str) -> str:
    """A text, such as an error's, with every password of the address removed."""
    for secret in passwords(address):
        text = text.replace(secret, "***")
    return text


def copies_of(address: str) -> Path:
    """This server's work file of the first programme; those of the others, and the published copies, are around it. In
    the folder that `PROGRAMME_COPIES` names, otherwise in the user's cache, in a separate one for each address."""
    named = os.environ.get("PROGRAMME_COPIES", "").strip()
    base = Path(named).expanduser().absolute() if named else _cache() / "programme-dashboard"
    plain = shown(address)
    database = urlsplit(plain).path.strip("/") if "://" in plain else ""
    name = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in database)[:40] or "store"
    return base / f"{name}-{hashlib.sha256(plain.encode()).hexdigest()[:8]}" / "programme.duckdb"


def make_room(copies: Path) -> None:
    """Makes the folder of the copies, readable by this account only: they contain everything that the database does.
    Raises OSError."""
    base = copies.parent.parent
    for folder in (base, copies.parent):
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):  # another process made it just now
                folder.mkdir(mode=0o700)


def _cache() -> Path:
    named = os.environ.get("LOCALAPPDATA") if os.name == "nt" else os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named else Path.home() / ".cache"
