"""The bundle: the small one where npm brings it, the full one where not, and never anything else."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs, get_plotlyjs_version

from pages.serving import bundle


@pytest.fixture
def npm(monkeypatch: pytest.MonkeyPatch):
    """An npm that packs what it is told to, as the real one does."""

    def packs(content: bytes | None, status: int = 0, says: str = ""):
        def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
            folder = Path(command[command.index("--pack-destination") + 1])
            if content is not None:
                with tarfile.open(folder / "packed.tgz", "w:gz") as archive:
                    member = tarfile.TarInfo("package/plotly-basic.min.js")
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
            return subprocess.CompletedProcess(command, status, "", says)

        monkeypatch.setattr(shutil, "which", lambda _: "npm")
        monkeypatch.setattr(subprocess, "run", run)

    return packs


def test_both_bundles_are_of_one_version():
    assert get_plotlyjs_version() == bundle.VERSION


def test_what_npm_brings_is_kept_if_it_is_the_pinned_one(tmp_path: Path, npm, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bundle, "DIGEST", hashlib.sha256(b"small").hexdigest())
    path = tmp_path / "share" / "plotly.js"
    npm(b"small")
    assert bundle.bring(path) == ""
    assert path.read_bytes() == b"small"
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert bundle.bring(path) == "", "it is there already: nothing is asked for"
    monkeypatch.setattr(bundle, "small", lambda: path)
    assert bundle.script() == b"small"


def test_something_else_is_refused(tmp_path: Path, npm):
    npm(b"alert(1)")
    assert "is not plotly.js-basic-dist-min@4.1.1" in bundle.bring(tmp_path / "plotly.js")
    assert not (tmp_path / "plotly.js").exists()


def test_why_not_is_said_in_one_line(
    tmp_path: Path, npm, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    npm(None, 1, "npm error code ENOTFOUND\nnpm error more")
    assert bundle.bring(tmp_path / "x") == "npm could not bring it (npm error code ENOTFOUND)"

    def hangs(command: list[str], **_: object) -> None:
        raise subprocess.TimeoutExpired(command, bundle.PATIENCE)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert "within 60 seconds" in bundle.bring(tmp_path / "x")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(bundle, "small", lambda: tmp_path / "x")
    bundle.main()
    assert capsys.readouterr().out.splitlines() == [
        "Charts are drawn by the full Plotly bundle, because there is no npm: the first visit takes a little longer."
    ]


def is_changed_as_said(served: bytes, own: bytes) -> bool:
    """Whether a bundle is served with all that `changed` changes, each of which must have one place in it, and nothing else."""
    places = [bundle.MEASURED, *(place for place, _ in bundle.TOGETHER)]
    assert [len(place.findall(own)) for place in places] == [1] * len(places)
    return served == bundle.changed(own) != own


def test_without_the_small_bundle_the_full_one_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if bundle.small().is_file():
        assert is_changed_as_said(bundle.script(), bundle.small().read_bytes())
    monkeypatch.setattr(bundle, "small", lambda: tmp_path / "absent.js")
    assert is_changed_as_said(bundle.script(), get_plotlyjs().encode())
    (tmp_path / "absent.js").write_bytes(b"half of it")
    assert is_changed_as_said(bundle.script(), get_plotlyjs().encode()), "a file that was cut short is not served"


def test_a_bundle_that_words_a_place_otherwise_measures_as_plotly_does():
    """All places or none: what is begun at one is ended at another."""
    own = get_plotlyjs().encode()
    found = [place.search(own) for place, _ in bundle.TOGETHER]
    parts = [own[each.start() : each.end() + 100] for each in found if each]
    assert bundle.changed(b"".join(parts)).count(b"labelsTogether") == 3
    for at in range(len(bundle.TOGETHER)):
        for other in (parts[:at] + parts[at + 1 :], [*parts, parts[at]]):
            assert bundle.changed(b"".join(other)) == b"".join(other)
