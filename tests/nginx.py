"""The proxy that the sample configuration is tried with, and how it comes onto a machine that lacks it.

`python -m tests.nginx` makes sure of it: it installs Debian's package where it may, and says how otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys

from tests.debian import install
from tests.e2e.browser import may_install, missing_is_failure

HOW = "No nginx to try docs/nginx.conf with. Debian, Ubuntu: sudo apt install nginx-light"


def find() -> str | None:
    """Where nginx is; Debian keeps it off the path of those who aren't root."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def main() -> int:
    if find() is None and may_install():
        print("No nginx here: installing Debian's nginx-light for the test of the proxy …", file=sys.stderr)
        install("nginx-light")
    if nginx := find():
        print(f"The proxy's test runs {nginx}")
        return 0
    print(HOW, "" if missing_is_failure() else "That test will be SKIPPED.", file=sys.stderr)
    return 1 if missing_is_failure() else 0


if __name__ == "__main__":
    sys.exit(main())
