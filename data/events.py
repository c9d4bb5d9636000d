"""The parts of an audit trail (data/ledger/trail/): events, the line for each, and the result of checking the chain."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SERVER = "server"
"""What an event's `about` calls the server on which it was noted, where several share the trail."""

People = dict[str, dict[str, str]]
"""Token → name and secret."""


class Event(StrEnum):
    """What happened, in the words that the file holds and people read."""

    BEGUN = "trail begun"
    UPLOADED = "uploaded"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    UPGRADED = "store upgraded"
    RESTORED = "backup restored"
    COPIED = "store copied"
    TAKEN_UP = "server's own trail taken up"
    BACKED_UP = "backed up"
    PERSON_TAKEN_OUT = "personal data removed"
    EXPORTED = "exported"
    PACK_MADE = "pack made"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    REFUSED = "refused"
    PROGRAMME_BEGUN = "programme begun"
    PROGRAMME_NAMED = "programme named"
    ROLE_GRANTED = "role granted"
    ROLE_REVOKED = "role revoked"


@dataclass(frozen=True)
class Line:
    """One event: its number, when, what, by whom (a token), its details, and its link of the chain."""

    number: int
    at: str
    event: str
    who: str
    about: Mapping[str, Any]
    generation: str  # of the store, and the ledger's latest entry that the trail knows
    entry: int
    before: str
    link: str

    @property
    def details(self) -> dict[str, Any]:
        """Its details, except the server that noted it."""
        return {name: value for name, value in self.about.items() if name != SERVER}

    @property
    def server(self) -> str:
        """The server that noted it; empty if the trail belongs to one server."""
        return str(self.about.get(SERVER, ""))

    def proof(self) -> str:
        """The link that this line must have: SHA-256 of everything else in it."""
        content = [self.number, self.at, self.event, self.who, self.about, self.generation, self.entry, self.before]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def text(self) -> str:
        """The line as the file has it."""
        return json.dumps(self.__dict__, ensure_ascii=False, sort_keys=True) + "\n"


@dataclass(frozen=True)
class Checked:
    """The result of checking the chain: how many events, the last link, and what is wrong, one sentence each."""

    events: int
    last_link: str
    broken: tuple[str, ...]
    people_altered: tuple[str, ...] = field(default=())

    @property
    def damage(self) -> tuple[str, ...]:
        return (*self.broken, *self.people_altered)
