"""A consolidation plan: the steps by which it differs from what is reported, and their form in an address.

‘consolidate:HR and payroll:APP-014,APP-015;retain::APP-009’: each step says what its applications become, in which
component, and which they are. A later step overrides an earlier one, so undo removes the last one. A long plan is
packed, ‘~XQAAAQ…’. A plan too long even for that has no address: it is kept during the reader's visit, and in the file
saved from it.
"""

from __future__ import annotations

import binascii
import lzma
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, unquote

from data.datasets import APPLICATIONS

DISPOSITIONS = APPLICATIONS.column("disposition").choices
CONSOLIDATE = "consolidate"

PACKED, PACKED_FROM = "~", 1_000
"""What a packed plan begins with, and from how many characters on one is packed."""
MOST = 6_000
"""Characters of a plan in an address: with the other choices it stays below the 8,190 that a web server before this one takes."""
UNPACKED_MOST = 4_000_000
"""Characters that a packed plan may come to: an address may say anything."""
IN_ITS_FILE = "in-its-file"
"""What the address says of a plan that is too long for it, before which plan that is."""


@dataclass(frozen=True)
class Step:
    """What some applications become: a disposition and, if they are consolidated, the core component."""

    disposition: str
    component: str
    applications: tuple[str, ...]


def read(text: str | None) -> tuple[Step, ...]:
    """The steps in an address; invalid ones are left out."""
    steps = []
    for part in _unpacked(text or "").split(";"):
        disposition, _, rest = part.partition(":")
        component, _, listed = rest.partition(":")
        applications = tuple(unquote(one) for one in listed.split(",") if one)
        if disposition in DISPOSITIONS and applications and (component != "") == (disposition == CONSOLIDATE):
            steps.append(Step(disposition, unquote(component), applications))
    return tuple(steps)


def is_whole(text: str, steps: Sequence[Step]) -> bool:
    """Whether every part of an address is a valid step."""
    return len(_unpacked(text).split(";")) == len(steps)


def written(steps: Iterable[Step]) -> str:
    """The steps as text, packed where they are many."""
    text = ";".join(
        f"{step.disposition}:{quote(step.component, safe=' ')}:{','.join(quote(one, safe=' ') for one in step.applications)}"
        for step in steps
    )
    if len(text) < PACKED_FROM:
        return text
    return PACKED + urlsafe_b64encode(lzma.compress(text.encode(), check=lzma.CHECK_CRC32)).decode().rstrip("=")


def _unpacked(text: str) -> str:
    """The text of a packed plan; blank if it can't be unpacked."""
    if not text.startswith(PACKED):
        return text
    packed = text.removeprefix(PACKED)
    try:
        content = urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        unpacking = lzma.LZMADecompressor(lzma.FORMAT_XZ)
        text = unpacking.decompress(content, UNPACKED_MOST).decode()
    except (binascii.Error, lzma.LZMAError, EOFError, ValueError):
        return ""
    return text if unpacking.eof else ""  # a plan is never cut


def addressed(text: str) -> str:
    """What the address holds for a plan in text form: the plan, or a mark that it is too long, with its digest."""
    return text if len(text) <= MOST else f"{IN_ITS_FILE}-{sha256(text.encode()).hexdigest()[:8]}"


def changes(steps: Sequence[Step]) -> dict[str, tuple[str, str]]:
    """Application → (disposition, component) in the end."""
    return {one: (step.disposition, step.component) for step in steps for one in step.applications}


def asked(steps: Sequence[Step]) -> str | None:
    """The plan as a query parameter: a line for each application; None for a plan without steps."""
    return "\n".join("\t".join((one, *to)) for one, to in changes(steps).items()) or None
