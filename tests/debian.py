"""Brings Debian's packages of what the tests drive onto a machine that lacks it, where that may be done."""

from __future__ import annotations

import os
import subprocess
import sys


def install(*packages: str) -> None:
    """Installs packages; options of apt-get may stand among them. A command that fails is told of."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", *packages]):
        try:
            subprocess.run(command, env=quietly, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True)
        except subprocess.CalledProcessError as problem:
            print(f"{' '.join(command)} failed with status {problem.returncode}.", file=sys.stderr)
