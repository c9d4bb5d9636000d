"""The charts' own script: Plotly's small bundle where set-up could bring it, otherwise the full one of the Python package.

`python -m pages.serving` brings the small one through npm, once. Both are the same version and draw the same
pictures; the full one is four times as long (4.8 MB against 1.2 MB).
"""

from __future__ import annotations

import hashlib
import importlib.resources
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "4.1.1"
"""Of plotly.js, as in the Python package that requirements.txt pins (tests/pages/serving keeps the two alike)."""
DIGEST = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"
"""SHA-256 of the small bundle: what npm delivers is served to every reader, so it must be this and nothing else."""
PACKAGE = f"plotly.js-basic-dist-min@{VERSION}"
PATIENCE = 60  # seconds for npm to bring 400 kB; a registry that can't be reached must not hold up a start for long


def small() -> Path:
    """Where set-up puts the small bundle: in the virtual environment, which is never committed."""
    return Path(sys.prefix, "share", "programme-dashboard", f"plotly-basic-{VERSION}.min.js")


MEASURED = re.compile(rb'[\w$]+\.getComponentMethod\("annotations","calcAutorange"\)')
"""Where Plotly draws all labels of a chart once to see how much room they need on axes that find their own range."""
IF_NEEDED = (
    rb"(graph=>graph._fullLayout.annotations.some(label=>label.visible&&[label.xref,label.yref].some("
    rb'axis=>graph._fullLayout[axis.replace(/^[xy]/,"$&axis")]?.autorange))?\g<0>(graph):void 0)'
)

NAME = rb"[\w$]+"
WAITS = (
    rb"\g<before>\g<graph>._labelsDue?()=>\g<graph>._labelsDue.push([\g<label>.node(),\g<go_on>]):\g<go_on>)\g<after>"
)
BEGIN, END = rb"\g<graph>._labelsDue=[]", rb"globalThis.labelsTogether(\g<graph>)"
TOGETHER = [
    (re.compile(place.replace(b"NAME", NAME)), instead)
    for place, instead in (
        # Where Plotly begins to keep the boxes of what it has measured.
        (rb"(?P<drawing>NAME)\.savedBBoxes=\{\};", rb"\g<0>MEASURES(\g<drawing>);"),
        # Where it goes on with a label when its text is made, and where it draws all labels.
        (
            rb'(?P<before>"middle"\}\),NAME\.convertToTspans\((?P<label>NAME),(?P<graph>NAME),)'
            rb"(?P<go_on>NAME)\)(?P<after>,(?P=label)\})",
            WAITS,
        ),
        (
            rb"(?P<before>function NAME\((?P<graph>NAME)\)\{var (?P<full>NAME)=(?P=graph)\._fullLayout;"
            rb'(?P=full)\._infolayer\.selectAll\("\.annotation"\)\.remove\(\);)'
            rb"(?P<all>for\(var (?P<at>NAME)=0;(?P=at)<(?P=full)\.annotations\.length;(?P=at)\+\+\)"
            rb"(?P=full)\.annotations\[(?P=at)\]\.visible&&NAME\((?P=graph),(?P=at)\);)",
            rb"\g<before>" + BEGIN + rb";\g<all>" + END + b";",
        ),
        # The same for the texts of a key.
        (
            rb'(?P<before>(?P<label>NAME)\.attr\("data-notex",!0\),NAME\.convertToTspans\((?P=label),(?P<graph>NAME),)'
            rb"(?P<go_on>function\(\)\{NAME\(NAME,(?P=graph),NAME,NAME\)\})\)(?P<after>\})",
            WAITS,
        ),
        (
            rb"(?P<all>\.each\(function\(\)\{NAME\.select\(this\)\.call\(NAME,(?P<graph>NAME),(?P<key>NAME)\)\}\))"
            rb"(?=\.call\(NAME,(?P=graph),(?P=key)\)\.each\(function\((?P<entry>NAME)\)\{NAME\|\|(?P=entry)\[0\]\.groupTitle)",
            b".call(()=>{" + BEGIN + rb"})\g<all>.call(()=>" + END + b")",
        ),
    )
]
"""Each place that has to do with labels being measured one by one, and what is there instead so that those of a figure are
measured together (labels.js)."""


def _measuring_together(whole: bytes) -> bytes:
    """The bundle as it measures labels together; as it is where one of the places isn't found, or more than once."""
    measures = Path(__file__).with_name("labels.js").read_bytes()
    changed = whole
    for place, instead in TOGETHER:
        changed, found = place.subn(instead, changed)
        if found != 1:
            return whole
    return changed.replace(b"MEASURES", measures, 1)


def changed(whole: bytes) -> bytes:
    """Plotly's own bundle but for two things. A chart of which no label is on an axis that finds its own range, as most are, has
    its labels drawn once and not twice, which was a tenth of its work; and labels are measured all at once."""
    return _measuring_together(MEASURED.sub(IF_NEEDED, whole))


def script() -> bytes:
    """The bundle to serve (`changed`)."""
    path = small()
    if path.is_file() and _is_the_one(path.read_bytes()):
        whole = path.read_bytes()
    else:
        whole = importlib.resources.files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    return changed(whole)


def _is_the_one(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == DIGEST


def bring(path: Path) -> str:
    """Bring the small bundle to `path` through npm; comes back with why not, or with nothing when it is there."""
    if path.is_file() and _is_the_one(path.read_bytes()):
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm"
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", PACKAGE, "--silent", "--pack-destination", folder]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return f"npm brought nothing within {PATIENCE} seconds"
        packed = list(Path(folder).glob("*.tgz"))
        if done.returncode or not packed:
            return f"npm could not bring it ({(done.stderr.strip().splitlines() or ['no reason given'])[0]})"
        with tarfile.open(packed[0]) as archive:
            member = archive.extractfile("package/plotly-basic.min.js")
            content = member.read() if member else b""
    if not _is_the_one(content):
        return f"what npm brought is not {PACKAGE} as it was when this was written"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return ""


def main() -> None:
    """Bring the small bundle; without it everything works, only the first visit is slower."""
    why = bring(small())
    if why:
        print(f"Charts are drawn by the full Plotly bundle, because {why}: the first visit takes a little longer.")
