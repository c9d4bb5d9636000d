"""Brings Debian's packages of what the tests drive onto a machine that lacks it, where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def make_sure(find: Callable[[], object], packages: tuple[str, ...], *, of: str, how: str, skipped: str) -> int:
    """The status of a command that makes sure of a program: it installs the packages where it may, and says how otherwise.
    `of`: what the program is for; `skipped`: which tests are skipped without it."""
    if not find() and may_install():
        print(f"Installing {' '.join(packages)} for {of} …", file=sys.stderr)
        install(*packages)
    if found := find():
        print(f"For {of}: {found}")
        return 0
    print(how, "" if missing_is_failure() else f"{skipped} will be SKIPPED.", file=sys.stderr)
    return 1 if missing_is_failure() else 0


def missing_is_failure() -> bool:
    """Under CI nobody reads that something was skipped."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def may_install() -> bool:
    """Root on a Debian can install the package; nobody else is asked for a password in the middle of a test run."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Installs packages; options of apt-get may stand among them. A command that fails is told of."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", *packages]):
        try:
            subprocess.run(command, env=quietly, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True)
        except subprocess.CalledProcessError as problem:
            print(f"{' '.join(command)} failed with status {problem.returncode}.", file=sys.stderr)
