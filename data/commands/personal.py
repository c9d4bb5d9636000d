"""`python -m data person`: finds a person's data and takes it out (UK GDPR: access and erasure)."""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Sequence

from data.commands import Answer, WrongUsage
from data.ledger import person, personal, programmes
from data.ledger.personal import Found, Place
from data.problems import LedgerRefused

MOST_CHARACTERS = 160
ELSEWHERE = (
    "Not looked at, and yours to see to: backups and their copies, folders that `watch` took files from, files that were "
    "exported, packs and digests that were made, the lists that the uploads come from, and every other server's copies."
)


def run_person(given: argparse.Namespace) -> Answer:
    """What is found about a person, after taking it out if that was requested and confirmed."""
    names = [line.strip() for line in sys.stdin if line.strip()] if given.names == ["-"] else given.names
    if not names:
        raise WrongUsage("Say under which names, or - and one a line on standard input.")
    if given.action == "find" and (given.why or given.confirm):
        raise WrongUsage("--why and --confirm are said with ‘remove’.")
    if given.action == "remove" and not given.why:
        raise WrongUsage("Say why with --why TEXT, without the name: it is kept.")
    pattern = personal.wanted(names)
    if pattern.search(given.why):
        raise LedgerRefused("The reason itself holds the name, and it is kept. Nothing was changed. Say it without.")
    ids = [given.programme] if given.programme else [each.id for each in programmes.listed()]
    found = [_in_programme(each, pattern) for each in ids]
    shared = personal.find_on_server(pattern)
    code = _code(pattern, found, shared)
    if given.action == "remove" and given.confirm:
        if given.confirm != code:
            raise LedgerRefused(
                "What would be taken out is not what was shown with that code. Nothing was changed. Look at it again without "
                "--confirm."
            )
        return _take_out(given, pattern, ids, shared)
    answer = _listed(given, found, shared)
    if given.action == "remove" and answer["places"]:
        answer |= {"status": "dry_run", "confirm": code}
        if not given.json:
            print(
                f"Dry run, nothing was written. To take it out, give the same command with --confirm {code}. {ELSEWHERE}"
            )
    return answer


def _in_programme(programme: str, pattern: re.Pattern[str]) -> Found:
    with programmes.using(programme):
        return personal.find(pattern)


def _code(pattern: re.Pattern[str], found: Sequence[Found], shared: Sequence[Place]) -> str:
    """A code for what is to be taken out: the same places give the same code."""
    places = repr((pattern.pattern, [(each.programme, each.places) for each in found], shared))
    return hashlib.sha256(places.encode()).hexdigest()[:8]


def _listed(given: argparse.Namespace, found: Sequence[Found], shared: Sequence[Place]) -> Answer:
    places = [(each.programme, place) for each in found for place in each.places] + [("", place) for place in shared]
    if not given.json:
        for programme, place in places:
            text = place.text if len(place.text) <= MOST_CHARACTERS else place.text[:MOST_CHARACTERS] + "…"
            where = f"{programme}, {place.where}" if programme and len(found) > 1 else place.where
            print(f"{where}: {text}{f' ({place.times:,} times)' if place.times > 1 else ''}")
            if place.stays:
                print(f"  This stays. {place.stays}")
        if not places:
            print("Nothing was found under that name.")
    rows = [
        {"programme": programme, "where": place.where, "text": place.text, "times": place.times, "stays": place.stays}
        for programme, place in places
    ]
    return {"status": "found" if rows else "nothing_to_change", "places": rows}


def _take_out(
    given: argparse.Namespace, pattern: re.Pattern[str], ids: Sequence[str], shared: Sequence[Place]
) -> Answer:
    if blocking := [place.stays for place in shared if place.stays]:
        raise LedgerRefused(f"Somebody of that name has a role that counts. Nothing was changed. {blocking[0]}")
    taken = []
    for each in ids:
        with programmes.using(each):
            taken.append(personal.take_out(pattern, given.why, given.by or person()))
    entries = personal.take_out_of_server(pattern)
    left = [place for each in ids for place in _in_programme(each, pattern).places]
    cells, files = sum(each.cells - len(each.files) for each in taken), sum(len(each.files) for each in taken)
    kept = [path for each in taken for path in each.kept]
    if not given.json:
        print(
            f"Taken out: {cells:,} values are marked ‘[removed …]’, {files:,} original files were dropped (their hashes stay), "
            f"{entries:,} entries of roles and people were changed."
        )
        for path in kept:
            print(f"Removed the earlier store {path}.")
        for place in left:
            print(f"Left: {place.where}. {place.stays}")
        print(ELSEWHERE)
    return {
        "status": "done", "values": cells, "files": files, "entries": entries, "removed": [str(path) for path in kept],
        "left": [place.where for place in left],
    }  # fmt: skip
