"""What readers see: the store under a number, read-only, and the pointer to the file to open.

The published file is the work file itself under a second name, if the file system supports that; so nobody ever writes
into a published file: the next writer first makes the work file a copy of its own (make_own). Nothing here opens a
database: the work file is linked and copied while the ledger has it closed and locked.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from data.ledger import programmes, schema
from data.problems import StoreDamaged, StoreError

CAN_SHARE_BLOCKS = hasattr(os, "copy_file_range")
"""Whether the system can copy a file without reading it; file systems that can (XFS, Btrfs) then share its blocks."""

CAN_LINK = os.name == "posix"
"""Whether a file can lose one of its names while somebody has it open under another: Windows refuses that, and the store is
copied there."""


@dataclass(frozen=True)
class Current:
    """What the pointer names: the published copy, the ledger version in it, and the store's generation.

    The generation changes when a backup is restored, because the same ledger version can then mean other content.
    `sha256`: of the copy, and of the work file until something more is written; empty if an earlier release published
    it without one.
    """

    path: Path | None
    ledger_version: int
    generation: str
    fingerprint: str
    sha256: str


NO_STORE = Current(None, 0, "none", "", "")


def store_path() -> Path:
    """The work file of this programme. Raises WhichProgramme if there are several and none was named."""
    return programmes.current().file


def published_folder() -> Path:
    return _published(store_path())[0]


def pointer() -> Path:
    """The file that names the copy to open."""
    return _published(store_path())[1]


@lru_cache(maxsize=64)
def _published(store: Path) -> tuple[Path, Path, Path]:
    """Where the copies of a store are, with the pointer and the note of what is owed, because every question asks for
    them."""
    folder = store.with_name(store.name + ".published")
    return folder, folder / "CURRENT", folder / "OWED"


def log_of(path: Path) -> Path:
    """DuckDB's log of what was committed and not yet folded into a store's file."""
    return path.with_name(path.name + ".wal")


@dataclass(frozen=True)
class Owed:
    """A write that readers don't see yet. `why`: the obstacle, once it is certain that the write counts; before that,
    and while a writer is at work, empty."""

    ledger_version: int
    what: str = ""
    why: str = ""


def _owed() -> Path:
    return _published(store_path())[2]


def owed() -> Owed | None:
    """The write that is still to be published; None if readers see everything. A note that can't be understood still
    says that there is one."""
    try:
        record = json.loads(_owed().read_text(encoding="utf-8"))
        return Owed(int(record["ledger_version"]), str(record["what"]), str(record["why"]))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return Owed(0)


_ROOM = 2000
"""Bytes of a note, most of them spaces: so the obstacle can be noted over it where a disk has no room for anything more."""


def owe(write: Owed) -> None:
    """Records, before a write is committed, that it will have to be published."""
    published_folder().mkdir(mode=0o700, exist_ok=True)
    part = _owed().with_suffix(".part")
    part.write_bytes(_note(write))
    part.replace(_owed())


def owe_still(write: Owed) -> None:
    """Records the obstacle, over the note of before the commit if there is one."""
    try:
        with _owed().open("r+b") as file:
            file.write(_note(write))
            file.truncate()
    except FileNotFoundError:
        owe(write)


def _note(write: Owed) -> bytes:
    return json.dumps(asdict(write)).encode().ljust(_ROOM)


def settled() -> None:
    """Records that readers see everything."""
    _owed().unlink(missing_ok=True)


def pointed_at() -> Current | None:
    """What the pointer names; None if there is none, or it can't be understood. Raises StoreDamaged if it can't be
    read."""
    path = pointer()
    try:
        found = path.stat()
        return _read_pointer(path, (found.st_mtime_ns, found.st_size, found.st_ino))
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None
    except OSError as problem:
        raise StoreDamaged(f"{path} can't be read ({problem.strerror or problem}).") from problem


@lru_cache(maxsize=64)
def _read_pointer(path: Path, _as_it_was: tuple[int, int, int]) -> Current:
    """Read again only when it has been replaced, because a run of a screen asks for it with each of its questions."""
    record = json.loads(path.read_text(encoding="utf-8"))
    return Current(
        path.with_name(Path(record["file"]).name),
        int(record["ledger_version"]),
        str(record["generation"]),
        str(record["fingerprint"]),
        str(record.get("sha256", "")),
    )


def publish(path: Path, version: int, generation: str, instead_of: Path | None = None) -> None:
    """Gives the closed work file a second name with the next number, points at it, and removes those before it. If the
    file system has no second names, it is copied.

    A copy that somebody has open stays for them until they are done, though its name is gone; if the system refuses
    that, as Windows does, a later publication removes it.

    If that very file is published already, nothing is done, unless it is `instead_of`, which can't be read, or has no
    digest; nor if only a copy could be made of what has one.
    """
    folder = published_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    now = pointed_at()
    fingerprint = schema.fingerprint()
    is_shown = now is not None and (now.ledger_version, now.generation, now.fingerprint) == (
        version,
        generation,
        fingerprint,
    )
    is_there = bool(now and is_shown and now.path != instead_of and now.path and now.path.exists() and now.sha256)
    if is_there and now and now.path and path.samefile(now.path):
        return
    log = log_of(path)
    if log.exists() and log.stat().st_size:
        raise StoreError(f"what was committed last is still in {log}, beside the store")
    sequence = 1 + max((int(p.stem) for p in folder.glob("*.duckdb") if p.stem.isdigit()), default=0)
    copy = folder / f"{sequence:08d}.duckdb"
    part, fresh = copy.with_suffix(".part"), pointer().with_suffix(".part")
    try:
        if not _linked(path, part):
            if is_there:
                return
            _copy(path, part)
            flush(part)
        says = {
            "file": copy.name, "ledger_version": version, "generation": generation, "fingerprint": fingerprint,
            "sha256": digest_of(path),
        }  # fmt: skip
        part.replace(copy)
        fresh.write_text(json.dumps(says), encoding="utf-8")
        flush(fresh)
        fresh.replace(pointer())
    except OSError:
        for half in (part, fresh):  # on a full disk it would be in the way of the next one
            half.unlink(missing_ok=True)
        raise
    for old in sorted(folder.glob("*.duckdb")):
        if old != copy:
            with suppress(PermissionError):
                old.unlink(missing_ok=True)


def is_published(path: Path) -> bool:
    """Whether readers may have this very file open: it has another name, or is read-only, as publish() leaves it."""
    found = path.stat()
    return found.st_nlink > 1 or not found.st_mode & stat.S_IWUSR


def make_own(path: Path) -> bool:
    """Makes a closed and locked work file a copy of its own, if it is what readers have open; every writer calls this
    first. Killed at any step it leaves the same content under the same name. Returns whether it is a copy of what is
    published now. Raises OSError."""
    if not path.exists() or not is_published(path):
        return False
    shown = pointed_at()
    is_shown = bool(
        shown and shown.sha256 and shown.fingerprint == schema.fingerprint()
        and shown.path and shown.path.exists() and shown.path.samefile(path)
    )  # fmt: skip
    part = path.with_name(path.name + OWN_PART)
    try:
        part.touch(0o600)
        _copy(path, part)
        flush(part)
        part.replace(path)
        flush_folder(path.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return is_shown


def unmake_own(path: Path) -> bool:
    """Makes a closed and locked work file what is published again, of which make_own made it a copy, and to which nothing was
    added: the engine may have written into it what a transaction took back. Returns whether it could."""
    shown, part = pointed_at(), path.with_name(path.name + OWN_PART)
    try:
        if shown is None or shown.path is None or log_of(path).exists() or not _linked(shown.path, part):
            return False
        part.replace(path)
        flush_folder(path.parent)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True


OWN_PART = ".own.part"
"""What the work file's copy of its own is called until it is whole."""

_NO_LINKS = (errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EMLINK)


def _linked(path: Path, part: Path) -> bool:
    """Gives a file a second name, and makes it read-only; False if the file system has no second names."""
    if not CAN_LINK:
        return False
    part.unlink(missing_ok=True)
    try:
        path.chmod(0o400)
        os.link(path, part)
    except OSError as problem:
        if problem.errno not in _NO_LINKS:
            raise
    else:
        if path.samefile(part) and is_published(path):
            return True
        part.unlink()  # a file system that copies, or doesn't count its names
    path.chmod(0o600)
    return False


def _copy(path: Path, part: Path) -> None:
    """Copies a file; if the file system can share blocks, nothing is written."""
    if CAN_SHARE_BLOCKS:
        with path.open("rb") as source, part.open("wb") as target:
            try:
                while os.copy_file_range(source.fileno(), target.fileno(), 2**30):
                    pass
                return
            except OSError as problem:
                if problem.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM):
                    raise
    shutil.copyfile(path, part)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Waits until the file is on the disk itself."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Waits until the names in a folder are on the disk, if the system can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
