"""The proxy that the sample configuration is tried with, and how it comes onto a machine that lacks it.

`python -m tests.nginx` makes sure of it: it installs Debian's package where it may, and says how otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys

from tests.debian import make_sure

HOW = "No nginx to try docs/nginx.conf with. Debian, Ubuntu: sudo apt install nginx-light"


def find() -> str | None:
    """Where nginx is; Debian keeps it off the path of those who aren't root."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def main() -> int:
    return make_sure(find, ("nginx-light",), of="the test of the proxy", how=HOW, skipped="That test")


if __name__ == "__main__":
    sys.exit(main())
