"""Which office suite opens the briefing's files in the tests, and how it comes onto a machine that lacks one.

`python -m tests.office` makes sure of one: it installs Debian's packages where it may, and says how otherwise.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.debian import make_sure

PACKAGES = ("libreoffice-impress", "libreoffice-writer", "poppler-utils", "fonts-liberation")
NEEDED = ("soffice", "pdftoppm", "pdftotext")

HOW = (
    "No LibreOffice (soffice) or Poppler (pdftoppm) to open the briefing's files with. Debian, Ubuntu: sudo apt install"
    f" --no-install-recommends {' '.join(PACKAGES)}"
)


def is_here() -> bool:
    return all(shutil.which(name) for name in NEEDED)


def to_pdf(files: list[Path], folder: Path) -> list[Path]:
    """The files as LibreOffice lays them out, in one start of it. Raises CalledProcessError where it can't open one."""
    with tempfile.TemporaryDirectory(prefix="office-") as profile:
        # A profile of its own: an office that a developer has open would take the work over and end at once.
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=720
        )
    return [folder / f"{file.stem}.pdf" for file in files]


def words(pdf: Path) -> list[str]:
    """The text of each page of a PDF."""
    told = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    return told.split("\f")[:-1]


def pictures(pdf: Path, folder: Path, dots: int = 40) -> list[Path]:
    """A picture of each page of a PDF, at so many dots to the inch."""
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", str(pdf), str(folder / pdf.stem)], check=True)
    return sorted(folder.glob(f"{pdf.stem}-*.png"))


def main() -> int:
    return make_sure(
        lambda: shutil.which("soffice") if is_here() else None, ("--no-install-recommends", *PACKAGES),
        of="the briefing's tests", how=HOW, skipped="Those tests",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
