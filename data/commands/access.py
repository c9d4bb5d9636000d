"""`python -m data roles`: lists and changes who may do what, for anyone with an account on the server."""

from __future__ import annotations

import argparse

from data.commands import Answer, WrongUsage
from data.ledger import following, person, programmes, roles


def run_roles(given: argparse.Namespace) -> Answer:
    """The roles in force, after giving or revoking one on request."""
    where = given.programme or roles.EVERY
    status, message = "done", ""
    if given.action == "list":
        if given.who:
            raise WrongUsage("To list the roles, say no more: python -m data roles [--programme ID].")
        following.freshen()  # another server may have given some, and where nobody answers nothing is known
    else:
        if not given.who or (given.action == "grant") != bool(given.role):
            raise WrongUsage(
                "Say who and what: python -m data roles grant WHO ROLE, or python -m data roles revoke WHO."
            )
        role = roles.ROLES[given.role] if given.role else None
        if not roles.say(given.who, role, where, person(), may_leave_none=True):
            status, message = "nothing_to_change", "Nothing to change: it is so already."
        elif not roles.administrators(where):
            message = "Nobody is an administrator there now: name one with ‘python -m data roles grant ADDRESS administrator’."
    rows: list[Answer] = [
        {"who": line.who, "role": line.role.word, "programme": line.programme, "since": line.at, "by": line.by}
        for line in roles.lines()
        if not given.programme or line.programme in (given.programme, roles.EVERY)
    ]
    if not given.json:
        names = {each.id: each.name for each in programmes.listed()} | {roles.EVERY: "all programmes"}
        for row in rows:
            where = names.get(str(row["programme"]), row["programme"])
            print(f"{row['who']:<36} {row['role']:<14} {where}, since {row['since']}, by {row['by']}")
        if not message and not rows:
            message = "Nobody has a role. ‘python -m data roles grant ADDRESS administrator’ names the first."
        if message:
            print(message)
    return {"status": status, "roles": rows, "message": message}
