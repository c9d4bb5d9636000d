"""What readers see: numbered read-only copies of the store, and the pointer that names the one to open.

Nothing here opens a database: the work file is copied while the ledger has it closed and locked.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from data import schema
from data.problems import StoreDamaged

DEFAULT_STORE = Path(__file__).parent / "programme.duckdb"
KEEP_PUBLISHED = 5


@dataclass(frozen=True)
class Current:
    """What the pointer names: the published copy, the ledger version in it, and the store's generation.

    The generation changes when a backup is restored, for then the same ledger version can mean other content.
    """

    path: Path | None
    ledger_version: int
    generation: str
    fingerprint: str


NO_STORE = Current(None, 0, "none", "")


def store_path() -> Path:
    """The file that `PROGRAMME_STORE` names; without it the one under data/."""
    named = os.environ.get("PROGRAMME_STORE", "").strip()
    return Path(named).expanduser().absolute() if named else DEFAULT_STORE


def published_folder() -> Path:
    return store_path().with_name(store_path().name + ".published")


def pointer() -> Path:
    """The file that names the copy to open."""
    return published_folder() / "CURRENT"


def pointed_at() -> Current | None:
    """What the pointer names; None where there is none, or it can't be understood. Raises StoreDamaged when it can't be read."""
    try:
        said = json.loads(pointer().read_text(encoding="utf-8"))
        return Current(
            published_folder() / Path(said["file"]).name,
            int(said["ledger_version"]),
            str(said["generation"]),
            str(said["fingerprint"]),
        )
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return None
    except OSError as problem:
        raise StoreDamaged(f"{pointer()} can't be read ({problem.strerror or problem}).") from problem


def publish(path: Path, version: int, generation: str, instead_of: Path | None = None) -> None:
    """Copies the closed work file to a new numbered copy and points at it; keeps the last few copies.

    Where that very content is published already, nothing is done, unless its copy is `instead_of`, which can't be read.
    """
    folder = published_folder()
    folder.mkdir(exist_ok=True)
    now = pointed_at()
    wanted = Current(None, version, generation, schema.fingerprint())
    if now and now.path and now.path != instead_of and now.path.exists():
        said = (now.ledger_version, now.generation, now.fingerprint)
        if said == (wanted.ledger_version, wanted.generation, wanted.fingerprint):
            return
    sequence = 1 + max((int(p.stem) for p in folder.glob("*.duckdb") if p.stem.isdigit()), default=0)
    copy = folder / f"{sequence:08d}.duckdb"
    part = copy.with_suffix(".part")
    shutil.copyfile(path, part)
    flush(part)
    part.replace(copy)
    fresh = pointer().with_suffix(".part")
    says = {
        "file": copy.name, "ledger_version": version, "generation": generation, "fingerprint": wanted.fingerprint,
    }  # fmt: skip
    fresh.write_text(json.dumps(says), encoding="utf-8")
    flush(fresh)
    fresh.replace(pointer())
    for old in sorted(folder.glob("*.duckdb"))[:-KEEP_PUBLISHED]:
        old.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Waits until the file is on the disk itself."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
