"""The commands that move a store to PostgreSQL or back, and that let database accounts query it there."""

from __future__ import annotations

import argparse

from data import ledger
from data.commands import Answer, WrongUsage
from data.ledger import moves
from data.ledger.postgresql import accounts, store_address
from data.problems import LedgerRefused


def run_copy(given: argparse.Namespace) -> Answer:
    for named in (given.source, given.target):
        if store_address.passwords(named):
            raise WrongUsage(
                "What is typed can be read by others while it runs: leave the password out, and keep it in the file that "
                "PGPASSFILE names (~/.pgpass)."
            )
    moved = moves.copy(given.source, given.target, lambda text: None if given.json else print(text, flush=True))
    if not given.json:
        print(
            f"Copied: {len(moved)} programme{'s' if len(moved) != 1 else ''}. Both stores are sound and hold the same."
        )
    return {"status": "done", "programmes": [{"id": each.id, "ledger_version": each.ledger_version} for each in moved]}


def run_accounts(given: argparse.Namespace) -> Answer:
    store = ledger.programmes.authority()
    if store is None:
        raise LedgerRefused("The store is a file, and nobody connects to it: only a store in PostgreSQL has accounts.")
    status = "done"
    if given.action != "list":
        if not given.account:
            raise WrongUsage(f"Say which account: python -m data accounts {given.action} ACCOUNT.")
        programme = ledger.programmes.current().id
        if given.action == "grant":
            accounts.grant(store, given.account, programme)
        elif not accounts.revoke(store, given.account, programme):
            status = "nothing_to_change"
    rows = [{"account": account, "programme": programme} for account, programme in accounts.listed(store)]
    if not given.json:
        for row in rows:
            print("{account} sees {programme}".format(**row))
        if not rows:
            print("No account looks at a programme by itself.")
    return {"status": status, "accounts": rows}
