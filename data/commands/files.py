"""Reading files that somebody has left somewhere: never through a link, never without a limit."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from data.intake.read.model import MAX_BYTES, shown
from data.problems import Refused, UserError


class NoFile(UserError):
    """The name does not belong to a regular file: it is a link, a pipe, a device or a folder."""


def display(name: str) -> str:
    """A file's name for people: on one line, with unprintable characters written as code points."""
    return shown(os.fsencode(name).decode("utf-8", "replace"), 120)


def refuse_what_is_no_file(path: Path) -> None:
    """Raises NoFile for a link, a file with a second name elsewhere, a pipe and the like; and OSError."""
    _refuse(path.lstat(), path.name)


def _refuse(about: os.stat_result, name: str) -> None:
    name = display(name)
    if stat.S_ISLNK(about.st_mode):
        raise NoFile(f"{name}: it is a link, and links are not followed. Put the file itself here.")
    if not stat.S_ISREG(about.st_mode):
        raise NoFile(f"{name}: it is no file but a pipe, a device or a folder. Take it away.")
    if about.st_nlink > 1:
        raise NoFile(f"{name}: the same file has a second name elsewhere (a hard link). Put a copy here instead.")


def read_here(path: Path) -> bytes:
    """The bytes of a regular file. Raises NoFile, Refused if it is too large to be read, and OSError."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(handle, "rb") as file:
        about = os.fstat(handle)
        _refuse(about, path.name)
        if about.st_size > MAX_BYTES:
            raise Refused(too_large(about.st_size))
        return file.read(MAX_BYTES + 1)


def too_large(size: int) -> str:
    return (
        f"The file is {size / 1e6:,.0f} MB; the limit is {MAX_BYTES / 1e6:,.0f} MB. "
        "Split it into several files and upload them one after the other as only changes."
    )
