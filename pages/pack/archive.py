"""Makes Office files that are the same, byte for byte, whenever they are made. An Office file is a zip of parts."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip can hold
_WHEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def same_every_time(content: bytes) -> bytes:
    """The archive with fixed dates on its parts, and on those of the workbooks inside it (a chart's data)."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            part = given.read(name)
            if name.endswith(".xlsx"):
                part = same_every_time(_undated(part))
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # or the file would tell Windows from Linux
            archive.writestr(entry, part)
    return made.getvalue()


def _undated(workbook: bytes) -> bytes:
    """The workbook without its creation time."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(workbook)) as given, zipfile.ZipFile(made, "w") as archive:
        for name in given.namelist():
            part = given.read(name)
            archive.writestr(
                name, _WHEN.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part) if name == "docProps/core.xml" else part
            )
    return made.getvalue()
