"""`python -m data packages`: the packages that the dashboard runs with, their licences, a bill of materials, and which
of them an advisory names. It uses what is installed and what the operator brings, and no network."""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from data.commands import DONE, REFUSED, Answer, WrongUsage
from data.intake.read.model import plural
from data.problems import Refused

ROOT = Path(__file__).parents[2]
FILES = ("requirements.txt", "requirements-postgresql.txt")
UNKNOWN = "unknown"

SPDX: Mapping[str, str] = {
    "3-clause bsd license": "BSD-3-Clause", "apache license 2.0": "Apache-2.0", "apache software license": "Apache-2.0",
    "bsd": "BSD-3-Clause", "bsd license": "BSD-3-Clause", "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "python software foundation license": "PSF-2.0",
}  # fmt: skip
"""What packages call a licence without its identifier → the SPDX identifier."""
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,40}")


@dataclass(frozen=True)
class Package:
    """An installed package: its licence as an SPDX expression (‘unknown’ if it names none), and the names of its
    requirements."""

    name: str
    version: str
    licence: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def packages() -> list[Package]:
    """The installed packages that the requirements files name, with everything they need here, by name."""
    pending = [Requirement(line.partition("#")[0]) for file in FILES for line in _lines(ROOT / file)]
    found: dict[str, Package] = {}
    extras: dict[str, set[str]] = {}
    while pending:
        wanted = pending.pop()
        name = canonicalize_name(wanted.name)
        if name in found and wanted.extras <= extras[name]:
            continue
        extras.setdefault(name, set()).update(wanted.extras)
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # what only a store in PostgreSQL needs, say
        needs = [each for each in map(Requirement, installed.requires or ()) if _is_needed(each, extras[name])]
        names = tuple(sorted({str(canonicalize_name(each.name)) for each in needs}))
        found[name] = Package(name, installed.version, _licence(installed.metadata), names)
        pending += needs
    return [
        Package(each.name, each.version, each.licence, tuple(name for name in each.needs if name in found))
        for _, each in sorted(found.items())
    ]


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and line[0] not in "#-"]


def _is_needed(wanted: Requirement, extras: set[str]) -> bool:
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def _licence(metadata: Any) -> str:
    if expression := metadata.get("License-Expression"):
        return str(expression)
    text = (metadata.get("License") or "").strip()
    if text.lower() in SPDX:
        return SPDX[text.lower()]
    classified = [
        each.rpartition(" :: ")[2] for each in metadata.get_all("Classifier") or () if each.startswith("License ::")
    ]
    named = [SPDX[each.lower()] for each in classified if each.lower() in SPDX]
    if IDENTIFIER.fullmatch(text):
        return text
    return " AND ".join(dict.fromkeys(named)) or UNKNOWN


def bill_of_materials(listed: list[Package]) -> dict[str, object]:
    """The packages as CycloneDX 1.6; the same packages give the same bill."""
    content = json.dumps([(each.purl, each.licence) for each in listed])
    purls = {each.name: each.purl for each in listed}
    components = [
        {
            "type": "library", "bom-ref": each.purl, "name": each.name, "version": each.version, "purl": each.purl,
            "licenses": [{"license": {"name": UNKNOWN}} if each.licence == UNKNOWN else {"expression": each.licence}],
        }
        for each in listed
    ]  # fmt: skip
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "serialNumber": f"urn:uuid:{uuid.UUID(hashlib.sha256(content.encode()).hexdigest()[:32])}",
        "metadata": {"component": {"type": "application", "bom-ref": "programme-dashboard", "name": "Programme dashboard"}},
        "components": components,
        "dependencies": [
            {"ref": "programme-dashboard", "dependsOn": sorted(purls.values())},
            *({"ref": each.purl, "dependsOn": [purls[name] for name in each.needs]} for each in listed),
        ],
    }  # fmt: skip


# Advisories -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """An advisory that names an installed version. `fixed`: the versions that fix it, as far as the advisory says."""

    package: Package
    id: str
    summary: str
    fixed: tuple[str, ...]


def advisories(place: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where it is, its content) for each advisory in OSV's form: JSON files in a folder, or in an archive (PyPI's
    all.zip). Raises Refused if one can't be read, because nothing could then be called safe."""
    try:
        if place.is_dir():
            for path in sorted(place.rglob("*.json")):
                yield path.name, _advisory(path.name, path.read_bytes())
            return
        with zipfile.ZipFile(place) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith(".json"):
                    yield name, _advisory(name, archive.read(name))
    except (OSError, zipfile.BadZipFile) as problem:
        raise WrongUsage(f"{place} is neither a folder nor an archive of advisories that can be read.") from problem


def _advisory(name: str, content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
        if isinstance(found, dict) and isinstance(found.get("id"), str) and isinstance(found.get("affected", []), list):
            return found
    except ValueError:
        pass
    raise Refused(f"{name} is no advisory in OSV's form. Nothing is said of the packages: bring the files anew.")


def hits(listed: list[Package], place: Path) -> tuple[list[Hit], int, str]:
    """Which installed packages advisories name; the number of advisories; and when the newest was last changed."""
    by_name = {each.name: each for each in listed}
    found, read, newest = [], 0, ""
    for _, says in advisories(place):
        read, newest = read + 1, max(newest, str(says.get("modified", "")))
        if says.get("withdrawn"):
            continue
        for affected in says.get("affected", []):
            about = affected.get("package", {})
            package = by_name.get(canonicalize_name(str(about.get("name", ""))))
            if package and about.get("ecosystem") == "PyPI" and _is_affected(package.version, affected):
                fixed = [
                    e["fixed"] for span in affected.get("ranges", ()) for e in span.get("events", ()) if "fixed" in e
                ]
                summary = str(says.get("summary") or says.get("details") or "").splitlines() or [""]
                found.append(Hit(package, str(says["id"]), summary[0][:200], tuple(map(str, fixed))))
    return found, read, newest


def _is_affected(version: str, affected: Mapping[str, Any]) -> bool:
    """By the listed versions, or the ranges; a package whose versions can't be compared counts as affected."""
    if version in affected.get("versions", ()):
        return True
    return any(
        _is_between(version, span.get("events", ()))
        for span in affected.get("ranges", ())
        if span.get("type") == "ECOSYSTEM"
    )


def _is_between(version: str, events: list[dict[str, str]]) -> bool:
    try:
        here, is_in = Version(version), False
        order = sorted(events, key=lambda event: Version(next(iter(event.values())).replace("*", "0")))
        for event in order:
            ((kind, at),) = event.items()
            if kind == "introduced" and (at == "0" or here >= Version(at)):
                is_in = True
            elif (kind == "fixed" and here >= Version(at)) or (kind == "last_affected" and here > Version(at)):
                is_in = False
    except (InvalidVersion, ValueError, StopIteration):
        return True
    return is_in


# The command ----------------------------------------------------------------------------------------------------------------


def run_packages(given: argparse.Namespace) -> Answer:
    """The packages with their licences; the bill of materials; or the advisories on them."""
    listed = packages()
    if (given.action == "audit") != bool(given.advisories):
        raise WrongUsage("Say where the advisories are: python -m data packages audit FOLDER; with no other action.")
    if given.action == "audit":
        return _audit(given, listed)
    if given.action == "sbom":
        print(json.dumps(bill_of_materials(listed), indent=1))
        return {}
    if not given.json:
        for each in listed:
            print(f"{each.name:<28} {each.version:<16} {each.licence}")
    return {"status": "done", "packages": [each.__dict__ | {"needs": list(each.needs)} for each in listed]}


def _audit(given: argparse.Namespace, listed: list[Package]) -> Answer:
    found, read, newest = hits(listed, Path(given.advisories))
    if not read:
        raise Refused(f"There is no advisory in {given.advisories}, so nothing can be said of the packages.")
    if not given.json:
        for hit in found:
            mend = f"; mended in {', '.join(hit.fixed)}" if hit.fixed else ""
            print(f"{hit.package.name} {hit.package.version}: {hit.id}{mend}. {hit.summary}")
        count, of = plural(len(found), "finding"), plural(read, "advisory", "advisories")
        print(f"{count} in {len(listed):,} packages, from {of}, the newest of {newest[:10] or 'no date'}.")
    rows = [
        {"package": hit.package.name, "version": hit.package.version, "id": hit.id, "summary": hit.summary}
        | {"fixed": list(hit.fixed)}
        for hit in found
    ]
    status, exit_status = ("found", REFUSED) if found else ("done", DONE)
    return {"status": status, "findings": rows, "advisories": read, "exit_status": exit_status}
